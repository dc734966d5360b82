"""The words that set groups of talks apart, sized by how clearly they do."""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import cycle_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import shorten_text, text_width, wrap_text
from kcdanalysis.words.translation import N_, _, ngettext, number
from kcdanalysis.words.wording import (
    join_sentences,
    list_names,
    of_total,
    said_of,
    short,
    talks_of,
)

_MOST_GROUPS = 16
#: Columns that are often compared, within a sentence.
_COLUMNS = N_("event"), N_("year"), N_("track"), N_("room"), N_("kind"), N_("level")
#: How many times as large as body text the largest word is.
_LARGEST = 2.0


@figure(
    "rank word n n_talks n_others n_talks_others z reading",
    talks=[summaries.distinctive_words],
    may_be_empty=True,
)
def distinctive_words(words: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Write the words that distinguish each group, the most distinctive first and largest.

    After each word is the number of talks of the group with it. Words that may be due to
    chance are left out. Of more than 16 groups, those with the most talks are drawn.
    """
    every = words.assign(group=words.iloc[:, 0].astype("str"))
    table, n_groups = every[every["reading"] == "clear"], every["group"].nunique()
    if table.empty:
        raise KcdError("no word sets these groups apart; give more talks")
    sizes = table.drop_duplicates("group")
    kept = sizes.nlargest(_MOST_GROUPS, "n_talks", keep="first")["group"]
    parts = {g: part for g, part in table.groupby("group", sort=False) if g in set(kept)}
    placed, height = _typeset(parts, float(table["z"].max()), room.beside())

    def draw(ax: Axes) -> None:
        canvas.bare_axes(ax, (0, room.beside()), (height, 0))
        colours = cycle_colours(every["group"])
        ink = {"head": canvas.ink(), "count": canvas.muted_ink()}
        for word in placed:
            canvas.write(
                ax, word.text, (word.x, word.y), (0, 0), size=word.size,
                weight="normal" if word.role == "count" else "bold",
                color=ink.get(word.role, colours[word.group]),
            )  # fmt: skip

    title = N_("Words that tell the {column}s of {event} apart")
    column = _(words.columns[0])
    return Layout(
        title=_(title, column=column, event=short(event, 60))
        if event
        else _("Words that tell them apart"),
        message=ngettext(
            "{n} word is clearly more frequent in one group than in the others.",
            "{n} words are clearly more frequent in one group than in the others.",
            len(table),
        ),
        note=join_sentences(
            _(
                "Larger: clearer, by log-odds with a Dirichlet prior (Monroe et al. 2008). With"
                " each word: talks of the group with it."
            ),
            len(parts) < len(sizes)
            and _("{n} of {total} groups, those with most talks.", n=len(parts), total=len(sizes)),
            len(sizes) < n_groups
            and said_of(_("Groups without such a word"), of_total(n_groups - len(sizes), n_groups)),
        ),
        alt=(
            ngettext(
                "Word picture of {n} group of talks; the words that set each apart, the clearest"
                " largest.",
                "Word picture of {n} groups of talks; the words that set each apart, the clearest"
                " largest.",
                len(parts),
            ),
            *(said_of(short(g), list_names(part["word"].head(3))) for g, part in parts.items()),
        ),
        details=canvas.columns(
            every.assign(z=[number(z, 1) for z in every["z"]]),
            group="Group",
            word="Word",
            n="Talks",
            n_talks="Of",
            n_others="Talks elsewhere",
            n_talks_others="Of these",
            z="z",
            reading="Reading",
        ),
        draw=draw,
        height=height,
    )


class _Word(NamedTuple):
    """Text with its place and its role: "head", "word" or "count"."""

    text: str
    x: float
    y: float
    size: float
    group: str
    role: str


def _typeset(parts: dict[str, pd.DataFrame], most: float, room: float) -> tuple[list[_Word], float]:
    """Set the words of each group in lines; return them and the height of all."""
    placed: list[_Word] = []
    y, size, small = 0.0, canvas.body_size(), canvas.small_size()
    for group, part in parts.items():
        head = f"{group} ({talks_of(int(part['n_talks'].iloc[0]))})"
        heads = wrap_text(head, room, size, "bold")
        lines, x = [*([_Word(line, 0, 0, size, group, "head")] for line in heads), []], 0.0
        for row in part.itertuples():
            large = size * (1 + (_LARGEST - 1) * min(row.z / most, 1.0))
            text = shorten_text(row.word, room - 40, large, weight="bold")[0]
            after = text_width(text, large, "bold") + 3
            width = after + text_width(number(row.n), small)
            if x and x + width > room:
                lines, x = [*lines, []], 0.0
            lines[-1].append(_Word(text, x, 0, large, group, "word"))
            lines[-1].append(_Word(number(row.n), x + after, 0, small, group, "count"))
            x += width + 0.9 * size
        for line in lines:
            height = canvas.block_height([""], max(word.size for word in line))
            placed += [word._replace(y=y + height / 2) for word in line]
            y += height
        y += GAP
    return placed, max(y - GAP, 1.0)
