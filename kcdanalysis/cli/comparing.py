"""The verb that compares events, years, tracks and other groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer import Option

from kcdanalysis.cli.options import LookOptions, Reading, ThemeOptions, check_name, verb
from kcdanalysis.cli.output import Table, need_folder
from kcdanalysis.progress import say

if TYPE_CHECKING:
    import pandas as pd


@verb("compare data/kcd-zurich-2023.md tests/sources/recap/days.md --quiet")
def compare(
    reading: Reading,
    options: ThemeOptions,
    look: LookOptions,
    table: Table,
    by: str | None = Option(
        None,
        metavar="COLUMN",
        help="What to compare: event, year, track, kind, ...; by default events, or files.",
    ),
    against: str | None = Option(
        None, metavar="GROUP", help='Compare with this one; "previous": each with the one before.'
    ),
    trend: bool = Option(False, "--trend", help="One row per theme: does it rise or fall?"),
    words: bool = Option(False, "--words", help="The words that distinguish each group."),
    figures: Path | None = Option(
        None, metavar="DIR", help="Draw comparison, words and trend there."
    ),
) -> None:
    """Say which themes one event has more of than another, or how they change over the years."""
    from kcdanalysis import summaries
    from kcdanalysis.talks import COLUMNS

    options.need_expand()
    if trend and words:
        raise typer.BadParameter("--trend and --words are two tables; ask for one at a time")
    if by is not None:
        names = [name for name in (*COLUMNS, "time_of_day") if name != "talk_id"]
        check_name(by, names, f"--by is {by!r}; use one of")
    need_folder(figures)
    talks = reading.talks()
    if by is None:
        # Events, or else the files that the talks come from.
        is_single = summaries.editions(talks).nunique() < 2
        by = "source" if is_single and talks["source"].nunique() > 1 else "event"
        if by == "source":
            talks = talks.assign(source=_without_common_folder(talks["source"]))
    assigned = options.assign(talks)
    if trend:
        rows, shown = summaries.trend_tests(assigned, by), ["label", "n", "first", "last"]
    elif words:
        rows = summaries.distinctive_words(talks, by)
        shown = [by, "word", "n", "n_talks", "n_others", "reading"]
    else:
        rows = summaries.compare_events(assigned, by, against=against)
        shown = ["label", "share", "share_against"]
        counts = rows["verdict"].value_counts()
        say(", ".join(f"{counts[name]} {name}" for name in summaries.VERDICTS if name in counts))
        if not table.is_data:
            rows = _clear_first(rows)
    if figures:
        from kcdanalysis.publishing.gallery import draw_comparison

        settings: dict[str, Any] = {
            "against": against,
            "force": table.force,
            "sources": table.sources,
        }
        for path in draw_comparison(assigned, by, figures, **settings, **look.arguments):
            say(str(path))
    if not table.is_data:
        rows = rows[shown if words else [*shown, "sentence"]]
    table.write(rows.round(4))
    caveat = summaries.length_caveat(talks, by)
    # Trends are tested among talks of similar length.
    if caveat and not trend:
        say(caveat)


def _clear_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by verdict and size; of several groups, only clear differences are kept."""
    from kcdanalysis.summaries import VERDICTS

    has_several = rows.iloc[:, 0].nunique() > 1
    rows = rows[(rows["n"] > 0) | (rows["n_against"] > 0)]
    rows = rows[rows["verdict"].isin(["more", "less"])] if has_several else rows
    order = rows["verdict"].map(VERDICTS.index)
    return rows.assign(order=order, size=-rows["difference"].abs()).sort_values(
        ["order", "size"], kind="stable"
    )


def _without_common_folder(sources: pd.Series) -> pd.Series:
    """Shorten paths to the parts in which they differ."""
    folders = [str(source).split("/")[:-1] for source in sources.dropna().unique()]
    levels = [len(set(names)) > 1 for names in zip(*folders, strict=False)]
    n_common = levels.index(True) if True in levels else len(levels)
    return sources.str.split("/").str[n_common:].str.join("/").astype("str")
