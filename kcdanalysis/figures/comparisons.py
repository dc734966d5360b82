"""Shares of themes in groups of talks, as dumbbells."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.summaries.comparison import CLAIMS, OTHERS, VERDICTS
from kcdanalysis.summaries.intervals import WITHIN
from kcdanalysis.words.wording import count, join_sentences, points, short, talks_of


@figure(
    "against theme label n n_talks share n_against n_talks_against share_against difference low "
    "high verdict sentence",
    themes=[summaries.compare_events],
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
    ordered = table.sort_values("order", kind="stable")
    drawn, n_left_out = _ranked(table, is_several)
    names = [f"{r.group}: {r.label}" if is_several else r.label for r in drawn.itertuples()]
    values = list(zip(drawn["verdict"], _changes(drawn), strict=True))
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
                weight="bold" if row.verdict in CLAIMS else "normal",
            )  # fmt: skip
        most = max(drawn["share"].max(), drawn["share_against"].max(), 0.01) if len(drawn) else 1.0
        canvas.share_axis(ax, most)
        rows.name(ax)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", pad=5 + size / 2)

    title, groups, marks = _groups(table, event, is_several)
    message = f"{marks}. {canvas.count_verdicts(table, VERDICTS)}."
    note = join_sentences(
        "Share of the talks with the theme. Beside it the difference with its interval "
        f"(Newcombe), adjusted so that all {len(table)} together hold at 95%; as much: {WITHIN}; "
        "dotted: too few talks to tell.",
        is_several and drawn.empty and "No difference is sure.",
        n_left_out > 0
        and f"{count(n_left_out, 'comparison')} left out{' that are not sure' * is_several}.",
    )
    claimed = ordered[ordered["verdict"].isin(CLAIMS)]
    n_unclear = int((table["verdict"] == "cannot tell").sum())
    return Layout(
        title=title,
        message=message,
        note=note,
        caption=f"{message} {note}",
        alt=(
            f"Dumbbell chart of {count(table['theme'].nunique(), 'theme')} in {groups}.",
            *(f"{short(sentence, 120)}." for sentence in claimed["sentence"]),
            "No difference is sure." if claimed.empty else "",
            f"Too few talks to tell: {n_unclear} of {len(table)}." if n_unclear else "",
        ),
        details=canvas.columns(
            ordered.assign(change=_changes(ordered)),
            "group: Group; label: Theme; share: Share; against: Compared with; "
            "share_against: Share there; change: Difference, adjusted interval; verdict: Verdict",
        ),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP,
        right=canvas.widest(values, "bold") + 2 * GAP,
        bottom=canvas.axis_height(),
    )  # fmt: skip


def _changes(table: pd.DataFrame) -> list[str]:
    return [points(row.difference, row.low, row.high) for row in table.itertuples()]


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
    """The rows that are drawn, those that differ first, and the number of rows left out."""
    rows = table[(table["n"] > 0) | (table["n_against"] > 0)].copy()
    rows["size"] = -rows["difference"].abs()
    ranked = rows[rows["verdict"].isin(CLAIMS)] if is_several else rows
    ranked = ranked.sort_values(["size"] if is_several else ["order", "size"], kind="stable")
    return ranked.head(MOST_ROWS), len(rows) - min(len(ranked), MOST_ROWS)


def _groups(table: pd.DataFrame, event: str, is_several: bool) -> tuple[str, str, str]:
    """The title, the groups in words, and what the two marks stand for."""
    first = table.iloc[0]
    group, against = short(first["group"], 60), short(first["against"], 60)
    if is_several:
        other = "all others" if against == OTHERS else against
        other = "the one before" if table["against"].nunique() > 1 else other
        title = canvas.heading(event, "What sets the talks of {} apart", "What sets them apart")
        groups = f"{count(table['group'].nunique(), 'group')} of talks"
        return title, groups, f"● a group, ○ {other}"
    n_talks, n_against = (talks_of(int(first[name])) for name in ("n_talks", "n_talks_against"))
    title = f"{group} and {'the others' if against == OTHERS else against}"
    groups = f"{group} ({n_talks}) and {against} ({n_against})"
    return title, groups, f"● {group} ({n_talks}), ○ {against} ({n_against})"
