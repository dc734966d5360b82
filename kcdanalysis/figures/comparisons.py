"""Shares of themes in groups of talks, as dumbbells."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.summaries.comparison import OTHERS, VERDICTS
from kcdanalysis.words.wording import count, join_sentences, percent, points, short, talks_of


@figure(
    "against theme label n n_talks share n_against n_talks_against share_against difference low "
    "high verdict sentence",
    maker="kcd.compare_events",
    themes=summaries.compare_events,
)
def comparison(comparison: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the shares of themes in two groups of talks as dumbbells, those that differ first.

    Of more than two groups, only what differs is drawn. A filled mark is the group, a
    hollow one what it is compared with; a dotted line means that there are too few talks
    to tell. The event is named if there are several groups.
    """
    group = comparison.iloc[:, 0].astype("str")
    is_several = group.nunique() > 1
    table = comparison.assign(group=group, order=comparison["verdict"].map(VERDICTS.index))
    drawn, n_left_out = _ranked(table, is_several)
    names = [f"{r.group}: {r.label}" if is_several else r.label for r in drawn.itertuples()]
    values = [[r.verdict, points(r.difference, r.low, r.high)] for r in drawn.itertuples()]
    two_lines = canvas.block_height(["", ""]) + 5
    rows = canvas.lay_rows(names, 0.32 * room.width, least=two_lines)
    size = 6.5 * canvas.body_size() / 9

    def draw(ax: Axes) -> None:
        colours = theme_colours(comparison["theme"])
        for row, place, value in zip(drawn.itertuples(), rows.places, values, strict=True):
            _draw_dumbbell(ax, row, place, colours[row.theme], size)
            canvas.write(
                ax, "\n".join(value), (1, place), (2 * GAP, 0), ha="left",
                xycoords=("axes fraction", "data"),
                weight="bold" if row.verdict in ("more", "less") else "normal",
            )  # fmt: skip
        most = max(drawn["share"].max(), drawn["share_against"].max(), 0.01) if len(drawn) else 1.0
        canvas.share_axis(ax, most)
        rows.name(ax)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", pad=5 + size / 2)

    message = _message(table, is_several)
    note = join_sentences(
        "Share of the talks with the theme. Beside it the difference with its 95% interval "
        "(Newcombe); more or less only where Fisher's test, corrected for the number of themes, "
        "is sure; dotted: too few talks to tell.",
        is_several and drawn.empty and "No difference is sure.",
        n_left_out > 0
        and f"{count(n_left_out, 'comparison')} left out{' that are not sure' * is_several}.",
    )
    ordered = table.sort_values("order", kind="stable")
    claimed = ordered[ordered["verdict"].isin(["more", "less"])]
    n_unclear = int((table["verdict"] == "cannot tell").sum())
    return Layout(
        title=_title(table, event, is_several),
        message=message,
        note=note,
        caption=join_sentences(message, note),
        alt=(
            f"Dumbbell chart of {count(table['theme'].nunique(), 'theme')} in "
            f"{_groups(table, is_several)}.",
            *(f"{short(row.sentence, 120)}." for row in claimed.itertuples()),
            "No difference is sure." if claimed.empty else "",
            f"Too few talks to tell: {n_unclear} of {len(table)}." if n_unclear else "",
        ),
        details=pd.DataFrame(
            {
                "Group": ordered["group"],
                "Theme": ordered["label"],
                "Share": ordered["share"].map(percent),
                "Compared with": ordered["against"],
                "Share there": ordered["share_against"].map(percent),
                "Difference, 95% interval": [
                    points(r.difference, r.low, r.high) for r in ordered.itertuples()
                ],
                "Verdict": ordered["verdict"],
            }
        ),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP,
        right=canvas.widest(values, "bold") + 2 * GAP,
        bottom=canvas.axis_height(),
    )


def _draw_dumbbell(ax: Axes, row: Any, place: float, colour: str, size: float) -> None:
    is_clear = row.verdict != "cannot tell"
    ax.plot(
        [row.share_against, row.share], [place, place], color=colour,
        linestyle="-" if is_clear else (0, (1, 1.5)), linewidth=2.2 if is_clear else 1.4,
    )  # fmt: skip
    ax.plot(
        row.share_against, place, "o", color=canvas.paper(), markeredgecolor=colour,
        markersize=size + 2.5, markeredgewidth=1.4, clip_on=False,
    )  # fmt: skip
    ax.plot(row.share, place, "o", color=colour, markersize=size, clip_on=False)


def _ranked(table: pd.DataFrame, is_several: bool) -> tuple[pd.DataFrame, int]:
    """What differs first, and of several groups nothing else; with the number left out."""
    rows = table[(table["n"] > 0) | (table["n_against"] > 0)]
    ranked = rows.assign(size=-rows["difference"].abs())
    if is_several:
        ranked = ranked[ranked["order"] < 2].sort_values("size", kind="stable")
    else:
        ranked = ranked.sort_values(["order", "size"], kind="stable")
    drawn = ranked.head(MOST_ROWS)
    return drawn, len(rows) - len(drawn)


def _names(table: pd.DataFrame) -> tuple[str, str]:
    return short(table["group"].iloc[0], 60), short(table["against"].iloc[0], 60)


def _groups(table: pd.DataFrame, is_several: bool) -> str:
    if is_several:
        return f"{count(table['group'].nunique(), 'group')} of talks"
    first, (group, against) = table.iloc[0], _names(table)
    return (
        f"{group} ({talks_of(int(first['n_talks']))}) and {against} "
        f"({talks_of(int(first['n_talks_against']))})"
    )


def _title(table: pd.DataFrame, event: str, is_several: bool) -> str:
    group, against = _names(table)
    if is_several:
        return (
            f"What sets the talks of {short(event, 60)} apart" if event else "What sets them apart"
        )
    return f"{group} and {'the others' if against == OTHERS else against}"


def _message(table: pd.DataFrame, is_several: bool) -> str:
    counts = table["verdict"].value_counts()
    verdicts = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if name in counts)
    group, against = _names(table)
    if is_several:
        other = "all others" if against == OTHERS else against
        other = "the one before" if table["against"].nunique() > 1 else other
        return f"● a group, ○ {other}. {verdicts}."
    n_talks, n_against = table.iloc[0][["n_talks", "n_talks_against"]]
    return (
        f"● {group} ({talks_of(int(n_talks))}), ○ {against} ({talks_of(int(n_against))}). "
        f"{verdicts}."
    )
