"""The Talks frame: one row a talk, always the same columns, made by `as_talks` alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError

TALK_KINDS = ("talk", "keynote", "workshop", "panel", "lightning")
KINDS = (*TALK_KINDS, "break", "other")

#: Every column of the Talks frame, in order, with its dtype.
COLUMNS: dict[str, str | pd.CategoricalDtype] = {
    "talk_id": "str",
    "event": "str",
    "year": "Int64",
    "title": "str",
    "speakers": "str",
    "speaker_urls": "str",
    "organisations": "str",
    "abstract": "str",
    "takeaways": "str",
    "track": "str",
    "tags": "str",
    "kind": pd.CategoricalDtype(KINDS),
    "level": "str",
    "language": "str",
    "room": "str",
    "start": "datetime64[ns, UTC]",
    "duration": "Int64",
    "url": "str",
    "source": "str",
    "line": "Int64",
}

#: The columns whose words are analysed, in the order in which a reader meets them.
TEXT_COLUMNS = ("title", "abstract", "takeaways")

#: What joins several values in one cell; commas stand inside names ("Doe, Jr.").
SEPARATOR = "; "

#: The columns that hold several values, joined by the separator.
LIST_COLUMNS = ("speakers", "speaker_urls", "organisations", "tags")


def slug(text: str) -> str:
    """Turn text into lower-case ASCII words joined by hyphens.

    >>> slug("Bridging Dev & Ops: Körbächer's eBPF")
    'bridging-dev-ops-korbachers-ebpf'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower().replace("'", "")).strip("-")


def as_talks(
    rows: pd.DataFrame | Iterable[Mapping[str, Any]],
    *,
    event: str | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Make the Talks frame from rows that have at least a title.

    Parameters
    ----------
    rows : DataFrame or iterable of mappings
        One row a talk, with any of the frame's columns as keys. Speakers and
        tags may be lists; an `id` becomes part of the talk_id. Other keys are
        left out.
    event, year
        Used where a row does not say.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, in their order and with their dtypes.
        Missing values are missing, never "".

    Raises
    ------
    KcdError
        If a row has no title, or a value does not fit its column.

    Examples
    --------
    >>> talks = as_talks([{"title": "eBPF for Security", "speakers": ["Liz Rice"]}],
    ...                  event="KCD Zurich 2023", year=2023)
    >>> talks.loc[0, ["talk_id", "speakers", "kind"]].tolist()
    ['kcd-zurich-2023/ebpf-for-security', 'Liz Rice', 'talk']
    """
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    given = pd.DataFrame(
        [{name: _cell(record.get(name)) for name in COLUMNS} for record in records],
        columns=list(COLUMNS),
        dtype=object,
    )
    for name, default in (("event", event), ("year", year), ("kind", "talk")):
        given[name] = given[name].where(given[name].notna(), default)
    untitled = given.index[given["title"].isna()]
    if len(untitled):
        raise KcdError(_no_title(given.loc[untitled[0]], untitled[0] + 1))
    ids = [_cell(record.get("id")) for record in records]
    given["talk_id"] = _unique(
        _identifier(row, identifier) if pd.isna(row.talk_id) else row.talk_id
        for row, identifier in zip(given.itertuples(index=False), ids, strict=True)
    )
    return pd.DataFrame({name: _column(given[name], dtype) for name, dtype in COLUMNS.items()})


def only_talks(programme: pd.DataFrame) -> pd.DataFrame:
    """Keep the entries that are talks; breaks and other entries go."""
    return programme[programme["kind"].isin(TALK_KINDS)].reset_index(drop=True)


def count_entries(programme: pd.DataFrame) -> str:
    """Say in words what a programme holds.

    >>> count_entries(as_talks([{"title": "A"}, {"title": "Lunch", "kind": "break"}]))
    '2 entries: 1 talk, 1 break'
    """
    counts = programme["kind"].value_counts().reindex(KINDS, fill_value=0)
    parts = [_count(counts[kind], kind) for kind in KINDS if counts[kind]]
    total = _count(len(programme), "entry")
    return f"{total}: {', '.join(parts)}" if parts else total


def talk_text(talks: pd.DataFrame) -> pd.Series:
    r"""Join title, abstract and takeaways of each talk; one string a talk, in order.

    >>> talk_text(as_talks([{"title": "eBPF", "abstract": "Kernel."}])).tolist()
    ['eBPF\nKernel.']
    """
    return talks[list(TEXT_COLUMNS)].apply(lambda row: "\n".join(row.dropna()), axis=1).astype(str)


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"{number} {noun}"
    # "lightning", "other" and "entry" do not take a plain s.
    plural = {"entry": "entries", "lightning": "lightning talks", "other": "other"}
    return f"{number} {plural.get(noun, noun + 's')}"


def _cell(value: Any) -> Any:
    """One cleaned value: lists joined, blank text missing."""
    # A Parquet file gives its lists as arrays.
    if isinstance(value, (list, tuple, np.ndarray)):
        items = [str(item).strip() for item in value]
        # A blank among links keeps its place, so that they stand beside their speakers.
        return SEPARATOR.join(items) if any(items) else None
    if isinstance(value, str):
        # Half a surrogate pair, as JSON can hold, is no character and fits no file.
        return value.encode("utf-8", "replace").decode().strip() or None
    return None if value is None or pd.isna(value) else value


def _no_title(row: pd.Series, number: int) -> str:
    place = f"row {number}" if pd.isna(row["line"]) else f"line {row['line']}"
    where = place if pd.isna(row["source"]) else f"{row['source']}, {place}"
    return f"{where}: a talk without a title; give it one or take the row out"


def _identifier(row: Any, identifier: Any) -> str:
    event = "" if pd.isna(row.event) else str(row.event)
    if pd.notna(row.year) and str(row.year) not in event:
        event = f"{event} {row.year}"
    # Titles in other scripts leave nothing in ASCII; their line still tells them apart.
    name = slug(
        str(identifier or row.title)
    ) or f"talk-{'' if pd.isna(row.line) else row.line}".rstrip("-")
    return f"{slug(event) or 'event'}/{name}"


def _unique(names: Iterable[str]) -> list[str]:
    """The names, with -2, -3, ... behind those that stood before."""
    unique: dict[str, None] = {}
    for name in names:
        fresh = chain([name], (f"{name}-{number}" for number in count(2)))
        unique[next(each for each in fresh if each not in unique)] = None
    return list(unique)


def _column(values: pd.Series, dtype: str | pd.CategoricalDtype) -> pd.Series:
    try:
        if dtype == "datetime64[ns, UTC]":
            return pd.to_datetime(values, utc=True, format="ISO8601").astype(dtype)
        if dtype == "Int64":
            return pd.to_numeric(values).astype("Int64")
        if isinstance(dtype, pd.CategoricalDtype):
            _check_kinds(values)
            return values.astype(dtype)
        return values.where(values.isna(), values.astype(str)).astype("str")
    except (ValueError, TypeError) as error:
        reason = str(error).split(" at position")[0]
        raise KcdError(
            f"column {values.name}: {reason}; mend the value or leave it empty"
        ) from None


def _check_kinds(values: pd.Series) -> None:
    unknown = sorted(set(values) - set(KINDS))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no kind of entry (one of {', '.join(KINDS)})")
