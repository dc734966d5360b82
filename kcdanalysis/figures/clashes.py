"""Talks of one theme that run at the same time."""

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import shade, theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.summaries.clashes import clash_slots, clashing_pairs
from kcdanalysis.words.translation import _, number
from kcdanalysis.words.wording import count, join_sentences, of_talks, said_of, short

# Room for times and themes, by the width of the figure, and the least width of a talk beside
# others, by the size of the text.
_LEFT, _MOST_LEFT, _TALK = 0.22, 0.33, 12
# The most talks of a figure, as many as one screen shows, and of a time: a line of a blog column.
_MOST_DRAWN, _MOST_TALKS = 24, 3
# Around the text of a talk, and between talks.
_PAD, _BETWEEN = 4.0, 3.0


class Tile(NamedTuple):
    """A talk: its place from the top left of its row, its height, and its lines of text."""

    x: float
    y: float
    height: float
    title: list[str]
    room: list[str]


@figure(
    "theme label start minutes title room other_title other_room event talk_id other_id",
    themes=[summaries.theme_clashes], maker="kcdanalysis.summaries.theme_clashes",
)  # fmt: skip
def theme_clashes(clashes: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the times at which talks of one theme run at once, with these talks side by side.

    Of more than 24 talks, of each theme the time with most talks comes first; of each time
    three talks are drawn.
    """
    slots = clash_slots(clashes)
    drawn = _chosen(slots)
    sizes = slots["slot"].value_counts().sort_index()
    most = int(sizes.max())
    # On a phone dates and most words stay whole.
    words = canvas.widest([["0000-00-00", *" ".join(slots["label"]).split()]])
    left = max(_LEFT * room.width, min(words + GAP, _MOST_LEFT * room.width))
    width = room.beside(left)
    n_columns = min(max(int(width // (_TALK * canvas.body_size())), 1), most, _MOST_TALKS)
    step = (width + _BETWEEN) / n_columns
    tiles = [_tiles(talks.head(_MOST_TALKS), n_columns, step) for talks in drawn]
    names = [_name(talks, slots, left - GAP) for talks in drawn]
    bottoms = [max(tile.y + tile.height for tile in row) for row in tiles]
    blocks = [max(canvas.block_height(name), end) for name, end in zip(names, bottoms, strict=True)]
    rows = canvas.Rows.of(names, blocks, least=0)

    def draw(ax: Axes) -> None:
        canvas.bare_axes(ax, (0, width), (rows.height, 0))
        rows.name(ax, pad=left)
        colours = theme_colours(clashes["theme"])
        for at, talks in enumerate(drawn):
            top = rows.places[at] - rows.heights[at] / 2
            for tile in tiles[at]:
                _draw_tile(ax, tile, top, step - _BETWEEN, colours[talks["theme"].iloc[0]])

    n_pairs, n_slots = len(clashes.drop_duplicates(["talk_id", "other_id"])), len(sizes)
    largest = slots[slots["slot"] == sizes.idxmax()].iloc[0]
    message = join_sentences(
        clashing_pairs(n_pairs),
        most > 2
        and _(
            "Most at once: {most} of {label}, at {time}.",
            most=most,
            label=short(largest.label),
            time=largest.start,
        ),
    )
    slots["talk"] = slots["title"] + (" (" + slots["room"] + ")").where(slots["room"] != "", "")
    details = slots.groupby("slot").agg(
        {"start": "first", "event": "first", "label": "first", "talk": "; ".join}
    )
    return Layout(
        title=canvas.heading(event, "Talks of {event} at the same time", "Talks at the same time"),
        message=message,
        note=join_sentences(
            _("A row: talks of one theme that run at once."),
            bool((slots["room"] != "").any()) and _("Below a title: the room."),
            len(drawn) < n_slots
            and _(
                "Drawn: {n} of {total} times, of each theme first that with most talks.",
                n=number(len(drawn)),
                total=number(n_slots),
            ),
        ),
        alt=(
            _("Talks of one theme side by side, at {times}.", times=count(n_slots, "time")),
            message,
            *(
                said_of(f"{row.start}, {short(row.label)}", short(row.talk, 120))
                for row in details.itertuples()
            ),
        ),
        details=canvas.columns(
            details, start="Start", event="Event", label="Theme", talk="Talks"
        ).reset_index(drop=True),
        draw=draw,
        height=rows.height,
        left=left,
    )  # fmt: skip


def _chosen(slots: pd.DataFrame) -> list[pd.DataFrame]:
    """The talks of each time that is drawn: of each theme first that with most talks."""
    sizes = slots.groupby("slot").agg(theme=("theme", "first"), n=("theme", "size"))
    ranked = sizes.sort_values("n", ascending=False, kind="stable")
    ranked["rank"] = ranked.groupby("theme", observed=True).cumcount()
    ranked = ranked.sort_values(["rank", "n"], ascending=[True, False], kind="stable")
    fits = ranked.index[ranked["n"].clip(upper=_MOST_TALKS).cumsum() <= _MOST_DRAWN]
    return [talks for slot, talks in slots.groupby("slot") if slot in fits]


def _name(talks: pd.DataFrame, slots: pd.DataFrame, width: float) -> list[str]:
    """The lines beside a row: its time and theme; event and day where there are several."""
    first, n_talks = talks.iloc[0], len(talks)
    parts = [
        first["event"] if slots["event"].nunique() > 1 else "",
        first["start"][11 if slots["start"].str[:10].nunique() == 1 else 0 : 16],
        first["label"],
        of_talks(_MOST_TALKS, n_talks) if n_talks > _MOST_TALKS else "",
    ]
    return [line for part in parts if part for line in wrap_text(part, width, canvas.body_size())]


def _tiles(talks: pd.DataFrame, n_columns: int, step: float) -> list[Tile]:
    """The talks of a row, side by side in as many lines as they need."""
    width, small = step - _BETWEEN - 2 * _PAD, canvas.small_size()
    texts = [
        (
            wrap_text(talk.title, width, canvas.body_size()),
            wrap_text(talk.room, width, small) if talk.room else [],
        )
        for talk in talks.itertuples()
    ]
    tiles, y = [], 0.0
    for at in range(0, len(texts), n_columns):
        line = texts[at : at + n_columns]
        heights = [canvas.block_height(t) + canvas.block_height(r, small) for t, r in line]
        height = max(heights) + 2 * _PAD
        tiles += [Tile(step * column, y, height, *text) for column, text in enumerate(line)]
        y += height + _BETWEEN
    return tiles


def _draw_tile(ax: Axes, tile: Tile, top: float, width: float, colour: str) -> None:
    corner, look = (tile.x, top + tile.y), {"va": "top", "ha": "left"}
    small: dict[str, Any] = {"size": canvas.small_size(), "color": canvas.muted_ink()}
    ax.add_artist(Rectangle(corner, width, tile.height, facecolor=shade(colour, 0.13)))
    ax.add_artist(Rectangle(corner, 2, tile.height, facecolor=colour))
    canvas.write(ax, "\n".join(tile.title), corner, (_PAD + 1, -_PAD), **look)
    below = _PAD + canvas.block_height(tile.title)
    canvas.write(ax, "\n".join(tile.room), corner, (_PAD + 1, -below), **look, **small)
