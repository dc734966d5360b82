"""Pairs of shares as dumbbells: groups of talks, chosen and other proposals, targets."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.summaries.comparison import CLAIMS, OTHERS, VERDICTS
from kcdanalysis.summaries.intervals import within
from kcdanalysis.words.translation import N_, _, ngettext
from kcdanalysis.words.wording import (
    count,
    join_names,
    join_sentences,
    labelled,
    list_names,
    of_total,
    points,
    short,
    talks_of,
)  # fmt: skip

# The least width of the axes beside names and values, by that of the figure.
_LEAST_AXES = 0.25
# The verdicts that claim no difference.
_NOT_CLAIMED = ("as much", "as often", "on target", "absent", "cannot tell")


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
    names = [labelled(r.group, r.label) if is_several else r.label for r in drawn.itertuples()]
    title, groups, marks = _groups(table, event, is_several)
    claimed = ordered[ordered["verdict"].isin(CLAIMS)]
    n_unclear = int((table["verdict"] == "cannot tell").sum())
    return _dumbbells(
        drawn,
        names,
        comparison["theme"],
        room,
        title=title,
        message=f"{marks}. {canvas.count_verdicts(table, VERDICTS)}.",
        note=join_sentences(
            _(
                "Share of the talks with the theme. Beside it the difference with its interval"
                " (Newcombe), adjusted so that all {n} together hold at 95%; as much: {within};"
                " dotted: too few talks to tell.",
                n=len(table),
                within=within(),
            ),
            is_several and drawn.empty and _("No difference is sure."),
            n_left_out > 0 and _left_out(n_left_out, is_several),
        ),
        alt=(
            _(
                "Dumbbell chart of {themes} in {groups}.",
                themes=count(table["theme"].nunique(), "theme"),
                groups=groups,
            ),
            *(f"{short(sentence, 120)}." for sentence in claimed["sentence"]),
            _("No difference is sure.") if claimed.empty else "",
            _("Too few talks to tell: {n} of {total}.", n=n_unclear, total=len(table))
            if n_unclear
            else "",
        ),
        details=canvas.columns(
            ordered.assign(change=_changes(ordered)),
            group="Group",
            label="Theme",
            share="Share",
            against="Compared with",
            share_against="Share there",
            change="Difference, adjusted interval",
            verdict="Verdict",
        ),
    )


def _left_out(n: int, is_several: bool) -> str:
    if not is_several:
        return canvas.themes_left_out(n)
    return ngettext(
        "{n} comparison left out that is not sure.",
        "{n} comparisons left out that are not sure.",
        n,
    )


@figure(
    "theme label n n_talks share share_against difference low high verdict sentence",
    themes=[summaries.theme_selection], maker="kcdanalysis.summaries.theme_selection",
)  # fmt: skip
def theme_selection(selection: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw which part of the proposals on each theme was accepted, and of all others, as dumbbells.

    A filled mark are the proposals on the theme, a hollow one all others; a dotted line means
    that there are too few to tell. What was cut most comes first.
    """
    table = selection.sort_values("difference", kind="stable")
    return _planned(
        table, room, _("● proposals on the theme, ○ all others"),
        title=canvas.heading(
            event, "Which proposals {event} accepted", "Which proposals were accepted"
        ),
        note=_(
            "Part of the proposals that was accepted, and the difference with its interval"
            " (Newcombe), adjusted so that all {n} together hold at 95%; as often: {within};"
            " dotted: too few proposals to tell.",
            n=len(table), within=within()
        ),
        headings={"share": N_("Accepted"), "share_against": N_("Of the others")},
    )  # fmt: skip


@figure(
    "theme label n n_talks share target n_over difference low high verdict sentence",
    maker="kcdanalysis.summaries.theme_targets",
)
def theme_targets(targets: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the shares of themes beside what they should be at least, as dumbbells.

    A filled mark is the share, a hollow one the target; a dotted line means that chance may
    be the reason.
    """
    below = targets[targets["n_over"] < 0]
    missed = [
        ngettext(
            "{name} (by {n} talk)", "{name} (by {n} talks)", -row.n_over, name=short(row.label)
        )
        for row in below.itertuples()
    ]
    return _planned(
        targets.assign(share_against=targets["target"]), room,
        _(
            "● share of the talks, ○ target. Below it: {names}",
            names=list_names(missed) or _("none")
        ),
        title=canvas.heading(
            event, "The themes of {event} and their targets", "Themes and targets"
        ),
        note=_(
            "Beside them the difference with its interval (Clopper and Pearson), adjusted so that"
            " all {n} together hold at 95%, as if the talks were a sample of such programmes; on"
            " target: {within}; dotted: too few talks to tell.",
            n=len(targets), within=within()
        ),
        headings={
            "share": N_("Share"), "share_against": N_("Target"),
            "n_over": N_("Talks over the target"),
        },
    )  # fmt: skip


def _planned(
    table: pd.DataFrame,
    room: Room,
    marks: str,
    *,
    title: str,
    note: str,
    headings: dict[str, str],
) -> Layout:
    """Dumbbells of what organisers planned; beside a theme, how many of how many it has."""
    drawn = table.head(MOST_ROWS)
    is_claimed = ~table["verdict"].isin(_NOT_CLAIMED)
    n_left_out = len(table) - len(drawn)
    told = pd.concat([table[is_claimed], table])["sentence"].unique()
    return _dumbbells(
        drawn,
        [f"{row.label} ({of_total(row.n, row.n_talks)})" for row in drawn.itertuples()],
        table["theme"],
        room,
        title=title,
        message=f"{marks}. {canvas.count_verdicts(table, table['verdict'].unique())}.",
        note=join_sentences(note, n_left_out > 0 and canvas.themes_left_out(n_left_out)),
        alt=(
            _("Dumbbell chart of {themes}.", themes=count(len(table), "theme")),
            # What is claimed comes first, and each without what chance may do.
            *(f"{short(text.partition(';')[0], 120)}." for text in told),
        ),
        details=canvas.columns(
            table.assign(change=_changes(table)),
            label="Theme",
            n="With it",
            n_talks="Of",
            **headings,
            change="Difference, adjusted interval",
            verdict="Verdict",
        ),
    )


def _dumbbells(
    drawn: pd.DataFrame, names: Sequence[str], themes: pd.Series, room: Room, **texts: Any
) -> Layout:
    """Lay out a row for each pair of shares, with the difference and its verdict beside it."""
    values = list(zip(drawn["verdict"].map(_), _changes(drawn), strict=True))
    left, right = 0.32 * room.width, canvas.widest(values, "bold") + 2 * GAP
    is_beside = room.beside(left + right) >= _LEAST_AXES * room.width
    left = left if is_beside else min(left, room.beside(right))
    text_height, line = canvas.block_height(["", ""]), canvas.block_height([""])
    # On a phone the values are below the marks, which they leave no room.
    above, least = (0.0, text_height) if is_beside else (text_height / 2, text_height + line)
    rows = canvas.lay_rows(names, left, least=least + 5)
    size = 6.5 * canvas.body_size() / 9

    def draw(ax: Axes) -> None:
        colours = theme_colours(themes)
        for row, place, value in zip(drawn.itertuples(), rows.places, values, strict=True):
            _draw_dumbbell(ax, row, place - above, colours[row.theme], size)
            end, below, gap = (1, 0, 2 * GAP) if is_beside else (0, line / 2, 0)
            canvas.write(
                ax, "\n".join(value), (end, place + below), (gap, 0), ha="left",
                xycoords=("axes fraction", "data"),
                weight="normal" if row.verdict in _NOT_CLAIMED else "bold",
            )  # fmt: skip
        most = max(drawn["share"].max(), drawn["share_against"].max(), 0.01) if len(drawn) else 1.0
        canvas.share_axis(ax, most)
        rows.name(ax)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", pad=5 + size / 2)

    return Layout(
        **texts,
        draw=draw,
        height=rows.height,
        left=rows.width + GAP,
        right=right if is_beside else 2 * GAP,
        bottom=canvas.axis_height(),
    )


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
        other = _("all others") if against == OTHERS else against
        other = _("the one before") if table["against"].nunique() > 1 else other
        title = canvas.heading(
            event, "What sets the talks of {event} apart", "What sets them apart"
        )
        n_groups = table["group"].nunique()
        groups = ngettext("{n} group of talks", "{n} groups of talks", n_groups)
        return title, groups, _("● a group, ○ {other}", other=other)
    n_talks, n_against = (talks_of(int(first[name])) for name in ("n_talks", "n_talks_against"))
    others = _("the others") if against == OTHERS else against
    title = join_names([group, others])
    against = _("others") if against == OTHERS else against
    groups = join_names([f"{group} ({n_talks})", f"{against} ({n_against})"])
    return title, groups, f"● {group} ({n_talks}), ○ {against} ({n_against})"
