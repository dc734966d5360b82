"""The verbs that read programmes: formats, read, check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from typer import Option

from kcdanalysis.cli.options import Reading, verb
from kcdanalysis.cli.output import Table
from kcdanalysis.progress import say
from kcdanalysis.words.wording import count

if TYPE_CHECKING:
    import pandas as pd


@verb("formats", needs_words=False)
def formats(table: Table) -> None:
    """List the formats that can be read, how each is recognised, and an example."""
    from kcdanalysis.sources import source_formats

    table.write(source_formats())


@verb("read data/kcd-zurich-2023.md --format csv")
def read(reading: Reading, table: Table) -> None:
    """Read programmes into one table of talks, which can be read again."""
    from kcdanalysis.sources.writing import count_formulas, talks_bytes

    talks = reading.talks()
    if table.kind == "json" or not table.is_data:
        table.write(talks, ["title", "speakers", "kind", "line"])
        return
    table.put(talks_bytes(talks, f".{table.kind}"))
    n_formulas = count_formulas(talks) if table.kind in ("csv", "tsv") else 0
    if n_formulas:
        cells = f"{count(n_formulas, 'cell')} that a spreadsheet may run as formulas"
        say(f"{cells} (they begin with =, +, - or @); write .xlsx, where they stay text")


@verb("check data/kcd-zurich-2023.md")
def check(
    reading: Reading,
    table: Table,
    duplicates: bool = Option(
        False, "--duplicates", help="Show talks that share passages side by side."
    ),
) -> None:
    """Report what looks wrong in programmes, and where; exit 1 if there are errors."""
    if duplicates:
        from kcdanalysis.summaries import near_duplicates

        pairs = near_duplicates(reading.talks())
        table.write(pairs, pairs.columns[:7])
        say(f"{count(len(pairs), 'pair')} of talks that share a fifth of the shorter text or more")
        return
    from kcdanalysis.sources.checks import check_talks

    findings = check_talks(reading.read_entries(reading.sources))
    report_findings(findings.drop(columns="talk_id"), table, ("error", "warning"))


def report_findings(
    findings: pd.DataFrame, table: Table, severities: tuple[str, ...], name: str = ""
) -> None:
    """Write findings, count them by severity, and exit 1 if there are errors."""
    if len(findings) or table.is_data:
        table.write(findings)
    numbers = {name: int((findings["severity"] == name).sum()) for name in severities}
    say(name + ", ".join(count(number, severity) for severity, number in numbers.items()))
    if numbers["error"]:
        raise typer.Exit(1)
