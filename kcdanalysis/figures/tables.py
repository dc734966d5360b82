"""The tables that figures draw: whether one fits, and its numbers without their last bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.publishing.saving import rounded_numbers

_DRAWN_DIGITS = 6
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def of_rounded_numbers(figure: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Draw or describe the numbers of a table to six digits.

    Linear algebra differs in the last bits between processors; no figure may.
    """

    @wraps(figure)
    def of_rounded(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        return figure(*map(_rounded, given), **{key: _rounded(one) for key, one in named.items()})  # type: ignore

    return of_rounded


def _rounded(value: object) -> object:
    return rounded_numbers(value, _DRAWN_DIGITS) if isinstance(value, pd.DataFrame) else value


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
