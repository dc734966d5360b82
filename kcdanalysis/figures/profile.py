"""What a programme is made of: lengths, kinds, levels, languages, rooms."""

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room, Rows
from kcdanalysis.figures.colours import colour_cycle
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.words.languages import language_name
from kcdanalysis.words.translation import N_, _, number
from kcdanalysis.words.wording import (
    join_names,
    join_sentences,
    labelled,
    of_talks,
    percent,
    said_of,
    short,
    talks_of,
)  # fmt: skip

#: Values of an aspect that are drawn; the others are counted in one row.
_MOST_VALUES = 8
_HEADS = {
    "length": N_("Length in minutes"), "in parallel": N_("Talks at the same time"),
    "kind": N_("Kind"), "level": N_("Level"), "language": N_("Language"), "room": N_("Room"),
    "speakers": N_("Speakers"),
}  # fmt: skip
_KINDS = (
    N_("talk"), N_("keynote"), N_("workshop"), N_("panel"), N_("lightning"), N_("break"),
    N_("other")
)  # fmt: skip


@figure("aspect value n n_known n_talks share", talks=[summaries.programme_profile])
def programme_profile(profile: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the lengths, kinds, levels, languages and rooms of talks as bars, aspect by aspect.

    Of more than eight values of an aspect, the seven largest are drawn and the rest in one.
    """
    n_talks = int(profile["n_talks"].iloc[0])
    translated = {"kind": profile["value"].map(_)}
    translated["language"] = profile["value"].map(language_name).map(_)
    for aspect, said in translated.items():
        profile = profile.assign(value=said.where(profile["aspect"] == aspect, profile["value"]))
    # What all talks have in common is said, and no bar.
    is_same = profile["share"] == 1
    varied = profile if is_same.all() else profile[~is_same]
    same = profile[is_same & (profile["n"] == profile["n_talks"])]
    table = _rows(varied)
    width, size = 0.3 * room.width, canvas.body_size()
    names = [
        wrap_text(row.value, width, size, "bold" if row.is_head else "normal")
        for row in table.itertuples()
    ]
    named = list(zip(names, table["is_head"], strict=True))
    blocks = [canvas.block_height(name) + (GAP / 2 if head else -3) for name, head in named]
    rows = Rows.of([[] if head else name for name, head in named], blocks, least=1.5 * size)
    values = [
        "" if row.is_head else f"{number(row.n)} · {percent(row.share)}"
        for row in table.itertuples()
    ]

    def draw(ax: Axes) -> None:
        bars = table.assign(place=rows.places)[~table["is_head"]]
        ax.barh(bars["place"], bars["share"], height=size, color=colour_cycle()[0])
        for (name, is_head), value, share, place in zip(
            named, values, table["share"], rows.places, strict=True
        ):
            head = "\n".join(name) if is_head else ""
            canvas.write(ax, head, (0, place), (-5, 0), ha="right", weight="bold")
            canvas.write(ax, value, (share, place), (5, 0))
        ax.set(xlim=(0, max(bars["share"].max(), 0.01)), xticks=[])
        ax.spines[["bottom", "left"]].set_visible(False)
        rows.name(ax)

    partly = varied[varied["n_known"] < varied["n_talks"]].drop_duplicates("aspect")
    known = [
        f"{_head(row.aspect)} ({of_talks(row.n_known, row.n_talks)})" for row in partly.itertuples()
    ]
    return Layout(
        title=canvas.heading(event, "The programme of {event}", "The programme"),
        message=join_sentences(
            f"{talks_of(n_talks)}.",
            *(said_of(_head(row.aspect), row.value) for row in same.itertuples()),
        ),
        note=join_sentences(
            len(known) > 0
            and _("Published for some talks only: {names}.", names=join_names(known)),
            (varied.groupby("aspect").size() > _MOST_VALUES).any()
            and _("Of many values the largest are drawn."),
        ),
        about=_("What the programme says about its {talks}.", talks=talks_of(n_talks, event)),
        alt=(
            _("Bar charts about {talks}.", talks=talks_of(n_talks, event)),
            *(_sentence(aspect, part) for aspect, part in profile.groupby("aspect", sort=False)),
        ),
        details=canvas.columns(
            profile.assign(aspect=profile["aspect"].map(_head)),
            aspect="What",
            value="Value",
            n="Talks",
            n_known="Of",
            share="Share",
        ),
        draw=draw,
        height=rows.height,
        left=max(canvas.widest(names, "bold"), 0.2 * room.width) + GAP,
        right=canvas.widest([values]) + GAP,
    )


def _rows(profile: pd.DataFrame) -> pd.DataFrame:
    """A row for the head of each aspect, then one for each value that is drawn."""
    rows: list[tuple[bool, str, int, float]] = []
    for aspect, part in profile.groupby("aspect", sort=False):
        rows.append((True, _head(str(aspect)), 0, 0.0))
        kept = part
        if len(part) > _MOST_VALUES:
            largest = part["n"].sort_values(ascending=False, kind="stable").index
            kept = part.loc[sorted(largest[: _MOST_VALUES - 1])]
        rows += [(False, row.value, row.n, row.share) for row in kept.itertuples()]
        if len(kept) < len(part):
            rest = part.drop(kept.index)
            rows.append(
                (False, _("{n} others", n=len(rest)), int(rest["n"].sum()), rest["share"].sum())
            )
    return pd.DataFrame(rows, columns=["is_head", "value", "n", "share"])


def _head(aspect: str) -> str:
    return _(_HEADS[aspect])


def _sentence(aspect: str, part: pd.DataFrame) -> str:
    top = part.sort_values("n", ascending=False, kind="stable").head(3)
    named = [labelled(short(row.value), number(row.n)) for row in top.itertuples()]
    return _(
        "{aspect}: {names} of {total}.",
        aspect=_head(aspect),
        names=join_names(named),
        total=number(part["n_known"].iloc[0]),
    )
