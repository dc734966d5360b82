"""Tables as text: for terminals, spreadsheets, programs and posts."""

from __future__ import annotations

import json
from io import StringIO

import pandas as pd


def as_csv(table: pd.DataFrame) -> str:
    r"""Print a table as CSV.

    >>> as_csv(pd.DataFrame({"theme": ["ebpf"], "n": [4]}))
    'theme,n\nebpf,4\n'
    """
    return table.to_csv(index=False, lineterminator="\n")


def as_json(table: pd.DataFrame) -> str:
    r"""Print a table as a JSON list of records; what is missing is null.

    >>> as_json(pd.DataFrame({"theme": ["ebpf"], "n": [4]}))
    '[\n  {\n    "theme": "ebpf",\n    "n": 4\n  }\n]\n'
    """
    records = json.loads(table.to_json(orient="records", date_format="iso"))
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def as_markdown(table: pd.DataFrame) -> str:
    r"""Print a table as Markdown; what would break the table is escaped.

    >>> print(as_markdown(pd.DataFrame({"title": ["a|b"]})), end="")
    | title |
    | --- |
    | a\|b |
    """
    rows = [list(table.columns), ["---"] * table.shape[1], *_cells(table)]
    escaped = ([cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)


def as_terminal(table: pd.DataFrame) -> str:
    """Print a table for a terminal of the width at hand; long cells wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in table.columns:
        is_number = pd.api.types.is_numeric_dtype(table[name].dtype)
        grid.add_column(str(name), justify="right" if is_number else "left", overflow="fold")
    for row in _cells(table):
        grid.add_row(*row)
    console = Console(file=StringIO(), width=_width(), markup=False, highlight=False, emoji=False)
    console.print(grid)
    lines = console.file.getvalue().split("\n")  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def _width() -> int:
    from shutil import get_terminal_size

    # Wide enough that a title and its themes stand on a line where no terminal says less.
    return get_terminal_size(fallback=(120, 40)).columns


def _cells(table: pd.DataFrame) -> list[list[str]]:
    return [
        [
            "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)
            for value in row
        ]
        for row in table.itertuples(index=False)
    ]
