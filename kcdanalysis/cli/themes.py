"""The verb that assigns themes."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer
from typer import Option

from kcdanalysis.cli.options import Group, Reading, TargetOption, ThemeOptions, choice, verb
from kcdanalysis.cli.output import Table
from kcdanalysis.progress import say
from kcdanalysis.words.wording import count, join_names, of_total

if TYPE_CHECKING:
    import pandas as pd

    from kcdanalysis.themes.assignment import ThemeAssignments


#: Talks of a file that are counted at a time.
_BATCH = 10_000


@dataclass(kw_only=True)
class EngineOptions(Group):
    """How shares are counted if the talks do not fit into memory."""

    engine: str = Option(
        "memory",
        **choice(["memory", "batches", "dask"]),
        help="Count the shares of a large file in batches, or of Parquet files with Dask.",
    )
    scheduler: str | None = Option(
        None, metavar="ADDRESS", help="Of a Dask cluster, such as tcp://host:8786."
    )

    def __post_init__(self) -> None:
        if self.scheduler and self.engine != "dask":
            raise typer.BadParameter("--scheduler has an effect only with --engine dask; add it")

    def shares(self, reading: Reading, options: ThemeOptions) -> pd.DataFrame:
        """Count the talks of each theme, a part of the talks at a time."""
        from kcdanalysis import scale
        from kcdanalysis.sources import read_talks
        from kcdanalysis.summaries import theme_shares

        if options.expand:
            raise typer.BadParameter("terms are learned from all talks at once; leave out --expand")
        parts: Any
        if self.engine == "batches":
            if len(reading.sources) > 1:
                raise typer.BadParameter("--engine batches reads one file; name one")
            batches = read_talks(reading.sources[0], batches=_BATCH, **reading.arguments)
            parts = nullcontext(batches)
        else:
            if set(reading.arguments.values()) != {None}:
                problem = "Dask reads tables that 'kcdanalysis read' wrote"
                raise typer.BadParameter(f"{problem}; leave out the options of reading")
            parts = scale.dask_talks(reading.sources, self.scheduler)
        with parts as talks:
            return theme_shares(scale.theme_counts(scale.assign_themes(talks, **options.rule)))


@verb('themes data/kcd-zurich-2023.md --explain "eBPF for Security"')
def themes(
    reading: Reading,
    options: ThemeOptions,
    target: TargetOption,
    engine: EngineOptions,
    table: Table,
    shares: bool = Option(False, "--shares", help="One row per theme instead of per talk."),
    clashes: bool = Option(
        False, "--clashes", help="The talks of one theme that run at the same time."
    ),
    gaps: bool = Option(False, "--gaps", help="Which themes have fewer talks than usual."),
    explain: str | None = Option(
        None, metavar="TALK", help="Show the evidence of talks with this title."
    ),
) -> None:
    """List the themes that each talk is about and those it mentions, or the talks of each theme."""
    from kcdanalysis.themes.assignment import explain_talk
    from kcdanalysis.themes.scoring import scoring_rule

    options.need_expand()
    wanted = {
        "--shares": shares, "--clashes": clashes, "--gaps": gaps, "--target": bool(target.shares),
        "--explain": explain is not None,
    }  # fmt: skip
    if len(names := [name for name, is_wanted in wanted.items() if is_wanted]) > 1:
        raise typer.BadParameter(f"{join_names(names)} are different tables; ask for one at a time")
    if engine.engine != "memory":
        if not shares:
            raise typer.BadParameter("--engine counts shares; add --shares")
        table.write(engine.shares(reading, options))
        return
    assigned = options.assign(reading.talks())
    if explain is not None:
        points = explain_talk(assigned, explain)
        # The title of a single talk is not repeated in each row.
        is_single = points["title"].nunique() == 1
        table.write(points, points.columns.drop(["title"] if is_single else []))
    elif clashes:
        from kcdanalysis.summaries import theme_clashes

        pairs = theme_clashes(assigned)
        table.write(pairs, pairs.columns[1:-3])
        n_timed = int(assigned.talks["start"].notna().sum())
        say(
            f"{count(len(pairs), 'pair')} of talks of one theme at the same time, among"
            f" {of_total(n_timed, len(assigned.talks))} talks with a start"
        )
    elif gaps:
        from kcdanalysis.summaries.gaps import theme_gaps

        rows = theme_gaps(assigned)
        table.write(rows, ["label", "n", "n_expected", "difference", "low", "high", "reading"])
        say(f"expected: as at {join_names(list(filter(None, rows['reference'].unique())))}")
    elif target.shares:
        from kcdanalysis.summaries import theme_targets

        table.write(theme_targets(assigned, target.shares), ["label", "share", "sentence"])
    elif shares:
        from kcdanalysis.summaries import theme_shares

        table.write(theme_shares(assigned))
    else:
        table.write(_themes_of_talks(assigned, with_labels=not table.is_data))
    if options.expand:
        evidence = assigned.evidence[assigned.evidence["role"] == "learned"]
        n_learned = len(evidence[["theme", "term"]].drop_duplicates())
        say(f"{n_learned} terms were learned from these talks (role: learned)")
    say(scoring_rule(assigned.threshold, assigned.mentioned, brief=True))


def _themes_of_talks(assigned: ThemeAssignments, with_labels: bool) -> pd.DataFrame:
    """The themes of each talk: their ids for programs, their labels for people."""
    has = {"themes": assigned.labels, "mentions": assigned.mentions & ~assigned.labels}
    names = {
        column: [list(flags.columns[row]) for row in flags.to_numpy(dtype=bool)]
        for column, flags in has.items()
    }
    if not with_labels:
        return assigned.talks[["talk_id", "title", "line"]].assign(**names)
    unknown = dict(assigned.uncovered.itertuples(index=False))
    rows = assigned.talks[["title"]].assign(**names)
    for column in names:
        rows[column] = [
            "; ".join(assigned.lexicon[name].label for name in themes) for themes in rows[column]
        ]
    rows["themes"] = [
        f"cannot tell ({unknown[talk]})" if talk in unknown else labels or "none"
        for talk, labels in zip(assigned.talks["talk_id"], rows["themes"], strict=True)
    ]
    return rows
