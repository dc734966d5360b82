"""Whether a table is one that a figure can draw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcdanalysis.errors import KcdError


def check_table(table: pd.DataFrame, columns: Sequence[str], maker: str) -> None:
    """Refuse a table that lacks columns or rows."""
    check_columns(table, columns)
    if table.empty:
        raise KcdError(f"there is nothing to draw; give the table that {maker} returns")


def check_columns(table: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table that lacks a column."""
    missing = [column for column in columns if column not in table]
    if missing:
        raise KcdError(f"the table has no column {missing[0]!r}; give one that summaries made")
