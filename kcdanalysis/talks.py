"""The Talks frame: one row per talk, always the same columns, made only by `as_talks`."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from anyascii import anyascii

from kcdanalysis.errors import KcdError, did_you_mean

TALK_KINDS = ("talk", "keynote", "workshop", "panel", "lightning")
KINDS = (*TALK_KINDS, "break", "other")
STATES = ("submitted", "accepted", "rejected", "withdrawn", "cancelled")

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
    "state": pd.CategoricalDtype(STATES),
    "level": "str",
    "language": "str",
    "room": "str",
    # In UTC; without a time zone, the local time as the programme prints it.
    "start": "datetime64[ns, UTC]",
    "timezone": "str",
    "duration": "Int64",
    "url": "str",
    "source": "str",
    "line": "Int64",
}

#: The columns whose words are analysed, in order.
TEXT_COLUMNS = ("title", "abstract", "takeaways")

#: Joins several values in one cell; names contain commas ("Doe, Jr.").
SEPARATOR = "; "

#: The columns that hold several values, joined by the separator.
LIST_COLUMNS = ("speakers", "speaker_urls", "organisations", "tags")


def slug(text: str) -> str:
    """Turn text of any script into lower-case ASCII words joined by hyphens.

    >>> slug("Bridging Dev & Ops: Körbächer's eBPF"), slug("東京で")
    ('bridging-dev-ops-korbachers-ebpf', 'dongjingde')
    """
    if not text.isascii():
        # Emoji, which anyascii spells as :names:, are left out.
        spelled = map(anyascii, text)
        text = "".join(c for c in spelled if not (len(c) > 1 and c.startswith(":")))
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def as_talks(
    rows: pd.DataFrame | Iterable[Mapping[str, Any]],
    *,
    columns: Mapping[str, str] | None = None,
    event: str | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Make the Talks frame from rows that have at least a title.

    Parameters
    ----------
    rows : DataFrame or iterable of mappings
        One row per talk, with any columns of the Talks frame as keys. Speakers and
        tags may be lists; an `id` becomes part of the talk_id. Other keys are
        ignored.
    columns : mapping, optional
        Columns of the Talks frame whose names differ in the rows, such as
        {"title": "Talk name"}.
    event, year
        Used for rows that have none.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, in their order and with their dtypes.
        Missing values are NaN, never "".

    Raises
    ------
    KcdError
        If there is no such column, a row has no title, a talk_id is given twice, or a
        value does not fit its column.

    Examples
    --------
    >>> talks = as_talks([{"title": "eBPF for Security", "speakers": ["Liz Rice"]}],
    ...                  event="KCD Zurich 2023", year=2023)
    >>> talks.loc[0, ["talk_id", "speakers", "kind"]].tolist()
    ['kcd-zurich-2023/ebpf-for-security', 'Liz Rice', 'talk']
    >>> as_talks(pd.DataFrame({"Talk name": ["eBPF"]}), columns={"title": "Talk name"})["title"][0]
    'eBPF'
    """
    records = _records(rows, columns or {})
    given = pd.DataFrame(
        {
            name: [_cell(record.get(name), name in LIST_COLUMNS) for record in records]
            for name in COLUMNS
        },
        dtype=object,
    )
    for name, default in (("event", _cell(event)), ("year", year), ("kind", "talk")):
        given[name] = given[name].where(given[name].notna(), default)
    untitled = given.index[given["title"].isna()]
    if len(untitled):
        place = _place(given, untitled[0])
        raise KcdError(f"{place}: a talk without a title; add a title or remove the row")
    _check_ids(given)
    given["talk_id"] = _identifiers(given, [record.get("id") for record in records])
    return pd.DataFrame({name: as_column(given[name], dtype) for name, dtype in COLUMNS.items()})


def ensure_talks(talks: Any) -> pd.DataFrame:
    """Return a Talks frame unchanged; make one of what `as_talks` takes, or of a result's talks.

    >>> ensure_talks(pd.DataFrame({"title": ["eBPF"]}))["talk_id"].tolist()
    ['event/ebpf']
    """
    if not isinstance(talks, pd.DataFrame):
        talks = getattr(talks, "talks", talks)
    if isinstance(talks, pd.DataFrame):
        dtypes = dict(talks.dtypes)
        if all(name in dtypes and dtypes[name] == dtype for name, dtype in COLUMNS.items()):
            _check_ids(talks.reset_index(drop=True))
            return talks
    return as_talks(talks)


def only_talks(programme: pd.DataFrame) -> pd.DataFrame:
    """Keep only talks, without breaks and other entries."""
    return programme[programme["kind"].isin(TALK_KINDS)].reset_index(drop=True)


def talk_text(talks: pd.DataFrame) -> pd.Series:
    r"""Join title, abstract and takeaways of each talk, in order.

    >>> talk_text(as_talks([{"title": "eBPF", "abstract": "Kernel."}])).tolist()
    ['eBPF\nKernel.']
    """
    # Iterating over columns of Python objects is many times as fast as over rows.
    columns = (talks[name].to_numpy(dtype=object) for name in TEXT_COLUMNS)
    texts = [
        "\n".join(text for text in row if isinstance(text, str))
        for row in zip(*columns, strict=True)
    ]
    return pd.Series(texts, index=talks.index, dtype="str")


def local_time(start: pd.Timestamp, timezone: Any) -> str:
    """Write the start of a talk in local time, with the time zone if it is known.

    >>> start = pd.Timestamp("2023-06-05 07:00", tz="UTC")
    >>> local_time(start, "Europe/Zurich"), local_time(start, None)
    ('2023-06-05 09:00 (Europe/Zurich)', '2023-06-05 07:00')
    """
    if pd.isna(timezone):
        return f"{start:%Y-%m-%d %H:%M}"
    return f"{start.tz_convert(timezone):%Y-%m-%d %H:%M} ({timezone})"


def _cell(value: Any, is_list: bool = False) -> Any:
    """Join lists; blank text is missing."""
    # Parquet files give lists as arrays.
    if isinstance(value, (list, tuple, np.ndarray)):
        items = [_text(str(item)).strip() for item in value]
        # An empty link keeps its place, so that links align with their speakers.
        return SEPARATOR.join(items) if any(items) else None
    if isinstance(value, str):
        text = _text(value).strip()
        is_open = is_list and text.endswith(SEPARATOR.strip()) and value.endswith(SEPARATOR)
        return f"{text} " if is_open else text or None
    return None if value is None or pd.isna(value) else value


def _text(value: str) -> str:
    """Replace lone surrogates, which JSON can contain but files cannot."""
    return value.encode("utf-8", "replace").decode()


def _records(rows: Any, columns: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Return the rows as mappings with our column names."""
    if isinstance(rows, pd.DataFrame):
        records, names = rows.to_dict("records"), list(rows.columns)
    else:
        if isinstance(rows, (str, bytes, Mapping)) or not isinstance(rows, Iterable):
            rows = [rows, None]
        records = list(rows)
        if not all(isinstance(record, Mapping) for record in records):
            raise KcdError(
                "talks must be a DataFrame or a list of mappings, such as [{'title': 'eBPF'}]; "
                "a file is read with read_talks"
            )
        names = list(dict.fromkeys(chain.from_iterable(records)))
    for ours, theirs in columns.items():
        if ours not in COLUMNS:
            known = f"use {', '.join(COLUMNS)}{did_you_mean(str(ours), COLUMNS)}"
            raise KcdError(f"columns: {ours!r} is not a column of the Talks frame; {known}")
        if records and theirs not in names:
            raise KcdError(f"no column {theirs!r}; {_listed(names, str(theirs))}")
    if records and "title" not in (*names, *columns):
        raise KcdError(
            "no column 'title'; name the one with the titles: "
            f"columns={{'title': 'Talk name'}}; {_listed(names, 'title')}"
        )
    if not columns:
        return records
    return [
        {**record, **{ours: record.get(theirs) for ours, theirs in columns.items()}}
        for record in records
    ]


def _listed(names: Iterable[Any], name: str) -> str:
    texts = list(map(str, names))
    return f"the columns are {', '.join(texts) or 'none'}{did_you_mean(name, texts)}"


def _check_ids(given: pd.DataFrame) -> None:
    """Reject a talk_id that occurs in two rows."""
    again = given.index[given["talk_id"].notna() & given["talk_id"].duplicated()]
    if len(again):
        name = given.loc[again[0], "talk_id"]
        places = [_place(given, at) for at in given.index[given["talk_id"] == name][:2]]
        raise KcdError(
            f"talk_id {name!r} is given twice, in {places[0]} and in {places[1]}; "
            "give each talk an id of its own, or leave out the column"
        )


def _place(given: pd.DataFrame, at: int) -> str:
    """Say where a row comes from."""
    source, line = given.loc[at, ["source", "line"]]
    place = f"row {at + 1}" if pd.isna(line) else f"line {line}"
    return place if pd.isna(source) else f"{source}, {place}"


def _identifiers(given: pd.DataFrame, identifiers: list[Any]) -> list[str]:
    """Give each row without a talk_id one made of its event and its id or title.

    If rows would share one, it also includes the start, room or speakers, so that ids do not
    depend on the order of the rows. Only rows that agree in all of these are numbered.
    """
    rows = list(given.itertuples(index=False))
    names = [
        _identifier(row, identifier) if pd.isna(row.talk_id) else row.talk_id
        for row, identifier in zip(rows, identifiers, strict=True)
    ]
    for column in ("start", "room", "speakers", "abstract"):
        uses = Counter(names)
        for at, row in enumerate(rows):
            value = getattr(row, column)
            if uses[names[at]] > 1 and pd.isna(row.talk_id) and not pd.isna(value):
                names[at] += f"-{_moment_slug(value) if column == 'start' else slug(value)[:40]}"
    taken = set(given["talk_id"].dropna())
    numbers: Counter[str] = Counter()
    for at, row in enumerate(rows):
        first = names[at]
        while pd.isna(row.talk_id) and names[at] in taken:
            # The last number of each name is kept, so that later rows do not try all again.
            numbers[first] += 1
            names[at] = f"{first}-{numbers[first] + 1}"
        taken.add(names[at])
    return names


def _moment_slug(start: Any) -> str:
    return re.sub(r"[^0-9T]", "", str(start).replace(" ", "T"))[:13].replace("T", "-")


def _identifier(row: Any, identifier: Any) -> str:
    event = "" if pd.isna(row.event) else str(row.event)
    if pd.notna(row.year) and str(row.year) not in event:
        event = f"{event} {row.year}"
    # The limit is for texts that are not titles.
    text = str(_cell(identifier) or row.title)[:10_000]
    # A title that has only symbols has no slug.
    name = slug(text) or "-".join(f"{ord(character):x}" for character in text[:8])
    return f"{slug(event) or 'event'}/{name}"


def as_column(values: pd.Series, dtype: str | pd.CategoricalDtype) -> pd.Series:
    """Convert values to the type of a column; a KcdError says which one does not fit."""
    try:
        if dtype == "datetime64[ns, UTC]":
            return pd.to_datetime(values, utc=True, format="ISO8601").astype(dtype)
        if dtype == "Int64":
            return pd.to_numeric(values).astype("Int64")
        if isinstance(dtype, pd.CategoricalDtype):
            unknown = sorted(map(str, set(values.dropna()) - set(dtype.categories)))
            if unknown:
                raise ValueError(f"{unknown[0]!r} is not one of {', '.join(dtype.categories)}")
            return values.astype(dtype)
        for zone in values.dropna().unique() if values.name == "timezone" else ():
            _check_zone(zone)
        return values.where(values.isna(), values.astype(str)).astype("str")
    except (ValueError, TypeError, OverflowError) as error:
        # Quotes differ between versions of pandas.
        reason = str(error).split(" at position")[0].replace('"', "'")
        raise KcdError(f"column {values.name}: {reason}; correct it or leave it empty") from None


def _check_zone(zone: Any) -> None:
    try:
        pd.Timestamp(0, tz=zone)
    # A zone is looked up as a file, and its name may be too long for one.
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError(f"{zone!r} is not a time zone such as Europe/Zurich") from None
