"""The verb that compares events, years, tracks and other groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer import Option

from kcdanalysis.cli.options import LangOption, LookOptions, Reading, ThemeOptions, check_name, verb
from kcdanalysis.cli.output import Table, need_folder
from kcdanalysis.progress import say

if TYPE_CHECKING:
    import pandas as pd

#: If no difference is certain, this many of the closest are shown.
_NEAREST = 3


@verb("compare data/kcd-zurich-2023.md tests/sources/recap/days.md --quiet")
def compare(
    reading: Reading,
    options: ThemeOptions,
    look: LookOptions,
    spoken: LangOption,
    table: Table,
    by: str | None = Option(
        None,
        metavar="COLUMN",
        help="What to compare: event, year, track, ...; by default events, or files."
        " By state: which themes were cut.",
    ),
    against: str | None = Option(
        None, metavar="GROUP", help='The group to compare with; "previous": the one before each.'
    ),
    trend: bool = Option(False, "--trend", help="One row per theme: does it rise or fall?"),
    words: bool = Option(False, "--words", help="The words that distinguish each group."),
    figures: Path | None = Option(
        None, metavar="DIR", help="The folder to draw comparison, words and trend in."
    ),
) -> None:
    """Show which themes an event has more of than another, or how they change over the years."""
    from kcdanalysis import summaries
    from kcdanalysis.talks import COLUMNS

    options.need_expand()
    if trend and words:
        raise typer.BadParameter("--trend and --words are two tables; ask for one at a time")
    if by is not None:
        names = [name for name in COLUMNS if name != "talk_id"]
        check_name(by, names, f"--by is {by!r}; use one of")
    need_folder(figures)
    talks = reading.talks()
    if by is None:
        by = "event"
        # Events, or if there is only one, the files that the talks come from.
        if summaries.editions(talks).nunique() < 2 and talks["source"].nunique() > 1:
            by, talks = "source", talks.assign(source=_without_common_folder(talks["source"]))
    assigned = options.assign(talks)
    shown, rest = ["label", "share", "share_against", "sentence"], ""
    if trend:
        rows, shown = (
            summaries.trend_tests(assigned, by),
            ["label", "n", "first", "last", "sentence"],
        )
    elif words:
        rows = summaries.distinctive_words(talks, by)
        shown = [by, "word", "n", "n_talks", "n_others", "reading"]
        rest = "" if len(rows) else "no word sets these groups apart; give more talks"
    elif by == "state" and against is None:
        rows = summaries.theme_selection(assigned).sort_values("difference", kind="stable")
        rest = "" if len(rows) else "no proposal has a theme, or all have the same"
    else:
        rows = summaries.compare_events(assigned, by, against=against)
        counts = rows["verdict"].value_counts()
        say(", ".join(f"{counts[name]} {name}" for name in summaries.VERDICTS if name in counts))
        if not table.is_data:
            rows, rest = _clear_first(rows)
    if figures:
        from kcdanalysis.publishing.gallery import draw_comparison

        whence: dict[str, Any] = {"force": table.force, "sources": table.sources}
        draw = spoken.spoken(draw_comparison)
        for path in draw(assigned, by, figures, against=against, **whence, **look.arguments):
            say(str(path))
    table.write(rows, shown)
    if rest:
        say(rest)
    caveat = summaries.length_caveat(talks, by)
    # Trends are tested among talks of similar length.
    if caveat and not trend:
        say(caveat)


def _clear_first(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Keep certain differences, the largest first, else the closest to it; name the rest."""
    from kcdanalysis.summaries import VERDICTS
    from kcdanalysis.words.wording import count, join_names

    order = rows["verdict"].map(VERDICTS.index)
    is_sure, occurs = rows["verdict"] != "cannot tell", rows["n"] + rows["n_against"] > 0
    if rows.iloc[:, 0].nunique() > 1:
        is_sure &= ~rows["verdict"].isin(["as much", "absent"])
    ranked = rows.assign(order=order, size=-rows["difference"].abs())
    sure = ranked[is_sure].sort_values(["order", "size"], kind="stable")
    unsure = ranked[~is_sure & occurs].sort_values("p", kind="stable")
    if sure.empty and unsure.empty:
        return unsure, "no talk has any of the themes, so there is nothing to compare"
    if sure.empty:
        return unsure.head(_NEAREST), "no difference is certain; these are the closest"
    if unsure.empty:
        return sure, ""
    if rows.iloc[:, 0].nunique() > 1:
        return sure, f"{count(len(unsure), 'uncertain comparison')} not shown"
    return sure, f"too few talks to tell for {join_names(list(unsure['label']))}"


def _without_common_folder(sources: pd.Series) -> pd.Series:
    """Shorten paths to the parts in which they differ."""
    folders = [str(source).split("/")[:-1] for source in sources.dropna().unique()]
    levels = [len(set(names)) > 1 for names in zip(*folders, strict=False)]
    n_common = levels.index(True) if True in levels else len(levels)
    return sources.str.split("/").str[n_common:].str.join("/").astype("str")
