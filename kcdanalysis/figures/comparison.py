"""The figure of two events, or of several: which has more of which theme."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    GAP,
    MOST_ROWS,
    PanelText,
    block_height,
    body_size,
    figure_width,
    make_panel,
    name_rows,
    paper,
    share_axis,
    small_size,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.figures.style import theme_colours
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.summaries.comparison import OTHERS, VERDICTS
from kcdanalysis.words.wording import count, join_sentences, percent, points, short, talks_of

_COLUMNS = (
    "against", "theme", "label", "n", "n_talks", "share", "share_against", "difference", "low",
    "high", "verdict", "sentence",
)  # fmt: skip


@of_rounded_numbers
def plot_comparison(
    comparison: pd.DataFrame,
    *,
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the shares of themes in two groups of talks as dumbbells, what differs first.

    Of more than two groups, only what differs is drawn. A full mark is the group, a
    hollow one what it is compared with; a broken line says that nobody can tell.

    Parameters
    ----------
    comparison : DataFrame
        What `compare_events` returns.
    title, message, note, ax
        As for `plot_theme_shares`.
    """
    _check(comparison)
    colours = theme_colours(comparison["theme"].drop_duplicates())
    several = _is_several(comparison)
    rows = _ranked(comparison)
    names = [
        wrap_text(_name(row, several), 0.32 * figure_width(), body_size())
        for row in rows.itertuples()
    ]
    values = [_value(row) for row in rows.itertuples()]
    blocks = [max(block_height(name), block_height(["", ""])) for name in names]
    places, height = stack_rows(blocks, least=17)
    ax = make_panel(
        ax,
        PanelText(_title(comparison), _message(comparison), _note(comparison)).unless(
            title, message, note
        ),
        height=height,
        left=widest(names) + GAP,
        right=widest(values, "bold") + 2 * GAP,
        bottom=block_height([""], small_size()) + 4,
    )
    size = 6.5 * body_size() / 9
    for row, place, value in zip(rows.itertuples(), places, values, strict=True):
        colour = colours[row.theme]
        is_told = row.verdict != "cannot tell"
        ax.plot(
            [row.share_against, row.share], [place, place], color=colour,
            linestyle="-" if is_told else (0, (1, 1.5)), linewidth=2.2 if is_told else 1.4,
        )  # fmt: skip
        ax.plot(
            row.share_against, place, "o", color=paper(), markeredgecolor=colour,
            markersize=size + 2.5, markeredgewidth=1.4, clip_on=False,
        )  # fmt: skip
        ax.plot(row.share, place, "o", color=colour, markersize=size, clip_on=False)
        write(
            ax, "\n".join(value), (1, place), (2 * GAP, 0), ha="left",
            xycoords=("axes fraction", "data"),
            weight="bold" if row.verdict in ("more", "less") else "normal",
        )  # fmt: skip
    most = max(rows["share"].max(), rows["share_against"].max(), 0.01) if len(rows) else 1.0
    share_axis(ax, most)
    name_rows(ax, places, names, height)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", pad=5 + size / 2)
    return ax


@of_rounded_numbers
def describe_comparison(comparison: pd.DataFrame) -> Description:
    """Put `plot_comparison` into words."""
    _check(comparison)
    rows = comparison.assign(order=comparison["verdict"].map(VERDICTS.index)).sort_values(
        "order", kind="stable"
    )
    told = rows[rows["verdict"].isin(["more", "less"])]
    open_ = int((rows["verdict"] == "cannot tell").sum())
    return Description(
        title=_title(comparison),
        caption=join_sentences(_message(comparison), _note(comparison)),
        alt=alt_text(
            f"Dumbbell chart of {count(comparison['theme'].nunique(), 'theme')} in "
            f"{_groups(comparison)}.",
            *(f"{short(row.sentence, 120)}." for row in told.itertuples()),
            "No difference is sure." if told.empty else "",
            f"Too few talks to tell: {open_} of {len(rows)}." if open_ else "",
        ),
        details=pd.DataFrame(
            {
                "Group": rows.iloc[:, 0].astype("str"),
                "Theme": rows["label"],
                "Share": rows["share"].map(percent),
                "Compared with": rows["against"],
                "Share there": rows["share_against"].map(percent),
                "Difference, 95% interval": [
                    points(row.difference, row.low, row.high) for row in rows.itertuples()
                ],
                "Verdict": rows["verdict"],
            }
        ),
    )


def _check(comparison: pd.DataFrame) -> None:
    check_table(comparison, _COLUMNS, "compare_events")


def _is_several(comparison: pd.DataFrame) -> bool:
    return len(comparison.iloc[:, 0].drop_duplicates()) > 1


def _ranked(comparison: pd.DataFrame) -> pd.DataFrame:
    """What differs first; of several groups, nothing else."""
    rows = comparison.assign(
        group=comparison.iloc[:, 0].astype("str"),
        order=comparison["verdict"].map(VERDICTS.index),
        size=-comparison["difference"].abs(),
    )
    rows = rows[(rows["n"] > 0) | (rows["n_against"] > 0)]
    if _is_several(comparison):
        rows = rows[rows["order"] < 2].sort_values("size", kind="stable")
    else:
        rows = rows.sort_values(["order", "size"], kind="stable")
    return rows.head(MOST_ROWS)


def _name(row: Any, several: bool) -> str:
    return f"{row.group}: {row.label}" if several else str(row.label)


def _value(row: Any) -> list[str]:
    return [row.verdict, points(row.difference, row.low, row.high)]


def _groups(comparison: pd.DataFrame) -> str:
    first = comparison.iloc[0]
    groups = comparison.iloc[:, 0].drop_duplicates()
    if len(groups) > 1:
        return f"{count(len(groups), 'group')} of talks"
    ours, theirs = short(str(groups.iloc[0]), 60), short(first["against"], 60)
    return (
        f"{ours} ({talks_of(int(first['n_talks']))}) and {theirs} "
        f"({talks_of(int(first['n_talks_against']))})"
    )


def _title(comparison: pd.DataFrame) -> str:
    groups = comparison.iloc[:, 0].drop_duplicates()
    if len(groups) > 1:
        return "What sets them apart"
    against = comparison["against"].iloc[0]
    if against == OTHERS:
        return f"{short(str(groups.iloc[0]), 60)} and the others"
    return f"{short(str(groups.iloc[0]), 60)} and {short(against, 60)}"


def _message(comparison: pd.DataFrame) -> str:
    counts = comparison["verdict"].value_counts()
    told = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if name in counts)
    if _is_several(comparison):
        against = comparison["against"].drop_duplicates()
        with_ = "all others" if against.iloc[0] == OTHERS else short(against.iloc[0], 60)
        with_ = "the one before" if len(against) > 1 else with_
        return f"● a group, ○ {with_}. {told}."
    first = comparison.iloc[0]
    ours, theirs = short(str(first.iloc[0]), 60), short(first["against"], 60)
    return (
        f"● {ours} ({talks_of(int(first['n_talks']))}), "
        f"○ {theirs} ({talks_of(int(first['n_talks_against']))}). {told}."
    )


def _note(comparison: pd.DataFrame) -> str:
    rows = comparison[(comparison["n"] > 0) | (comparison["n_against"] > 0)]
    several = _is_several(comparison)
    left_out = len(rows) - len(_ranked(comparison))
    return join_sentences(
        "Share of the talks with the theme. Beside it the difference with its 95% interval "
        "(Newcombe); more or less only where Fisher's test, corrected for the number of themes, "
        "is sure; dotted: too few talks to tell.",
        "No difference is sure." if several and _ranked(comparison).empty else "",
        f"{count(left_out, 'comparison')} left out{' that are not sure' if several else ''}."
        if left_out
        else "",
    )
