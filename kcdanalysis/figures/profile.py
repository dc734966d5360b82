"""The figure of what a programme is made of."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    GAP,
    PanelText,
    block_height,
    body_size,
    figure_width,
    make_panel,
    name_rows,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import join_names, join_sentences, of_total, percent, short, talks_of

#: Values of an aspect that are drawn; the others are counted in one row.
_MOST_VALUES = 8
_HEADS = {"length": "Length in minutes", "in parallel": "Talks at the same time"}


@of_rounded_numbers
def plot_programme_profile(
    profile: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the lengths, kinds, levels, languages, rooms of talks as bars, one part for each.

    Of more than eight values of a kind, the seven largest are drawn and the rest in one.

    Parameters
    ----------
    profile : DataFrame
        What `programme_profile` returns.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    _check(profile)
    rows = _rows(profile)
    names = [
        wrap_text(row.value, 0.3 * figure_width(), body_size(), "bold" if row.is_head else "normal")
        for row in rows.itertuples()
    ]
    values = [
        "" if row.is_head else f"{row.n:,} · {percent(row.share)}" for row in rows.itertuples()
    ]
    blocks = [
        block_height(name) + (GAP / 2 if row.is_head else -3)
        for name, row in zip(names, rows.itertuples(), strict=True)
    ]
    places, height = stack_rows(blocks, least=1.5 * body_size())
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(profile), _note(profile)).unless(title, message, note),
        height=height,
        left=max(widest(names), 0.2 * figure_width()) + GAP,
        right=widest([values]) + GAP,
    )
    colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    bars = rows[~rows["is_head"]]
    at = pd.Series(places, index=rows.index)
    ax.barh(
        at[bars.index], bars["share"], height=body_size(), color=colours[0],
    )  # fmt: skip
    for row, place, name, value in zip(rows.itertuples(), places, names, values, strict=True):
        if row.is_head:
            write(
                ax, "\n".join(name), (0, place), (-5, 0), ha="right", weight="bold",
            )  # fmt: skip
        else:
            write(ax, value, (row.share, place), (5, 0))
    ax.set(xlim=(0, max(bars["share"].max(), 0.01)), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(False)
    shown = [[] if head else name for head, name in zip(rows["is_head"], names, strict=True)]
    name_rows(ax, places, shown, height)
    return ax


@of_rounded_numbers
def describe_programme_profile(profile: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_programme_profile` into words."""
    _check(profile)
    n_talks = int(profile["n_talks"].iloc[0])
    parts = []
    for aspect, part in profile.groupby("aspect", sort=False):
        top = part.sort_values("n", ascending=False, kind="stable").head(3)
        named = [f"{short(row.value)}: {row.n:,}" for row in top.itertuples()]
        parts.append(f"{_head(str(aspect))}: {join_names(named)} of {part['n_known'].iloc[0]:,}.")
    return Description(
        title=_title(event),
        caption=join_sentences(
            f"What the programme says about its {talks_of(n_talks, event)}.", _note(profile)
        ),
        alt=alt_text(f"Bar charts about {talks_of(n_talks, event)}.", *parts),
        details=pd.DataFrame(
            {
                "What": profile["aspect"].map(_head),
                "Value": profile["value"],
                "Talks": profile["n"],
                "Of": profile["n_known"],
                "Share": profile["share"].map(percent),
            }
        ),
    )


def _check(profile: pd.DataFrame) -> None:
    names = ("aspect", "value", "n", "n_known", "n_talks", "share")
    check_table(profile, names, "programme_profile")


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
            rows.append((False, f"{len(rest)} others", int(rest["n"].sum()), rest["share"].sum()))
    return pd.DataFrame(rows, columns=["is_head", "value", "n", "share"])


def _head(aspect: str) -> str:
    return _HEADS.get(aspect, aspect.capitalize())


def _title(event: str) -> str:
    return f"The programme of {short(event, 60)}" if event else "The programme"


def _message(profile: pd.DataFrame) -> str:
    return f"{talks_of(int(profile['n_talks'].iloc[0]))}."


def _note(profile: pd.DataFrame) -> str:
    partly = profile[profile["n_known"] < profile["n_talks"]].drop_duplicates("aspect")
    told = [
        f"{_head(row.aspect).lower()} for {of_total(row.n_known, row.n_talks)} talks"
        for row in partly.itertuples()
    ]
    is_cut = bool((profile.groupby("aspect").size() > _MOST_VALUES).any())
    return join_sentences(
        f"Published only in part: {join_names(told)}." if told else "",
        "Of many values the largest are drawn." if is_cut else "",
    )
