"""One talk on several pages: the schedule and the pages of talks, joined by links and titles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.values.fields import normalise
from kcdanalysis.sources.values.labels import find_year

#: A page with more speakers is not the page of a talk, but a list of speakers.
_MANY = 8
_WHEN = ("start", "end", "day", "timezone")


def join_pages(rows: Iterable[RawRow]) -> tuple[list[RawRow], tuple[list[str], int]]:
    """Join the rows of one talk that stand on several pages.

    A row with the key `page` may be the page of a talk. It completes the row of the schedule
    that links to it or has its title; alone, it is an entry if it has speakers. Returned are
    the rows, and the pages that gave none with the number of all pages.
    """
    rows = list(rows)
    pages = {str(row["source"]): row for row in rows if "page" in row}
    if not pages:
        return rows, ([], 0)
    used: set[str] = set()
    kept: list[RawRow] = []
    by_title: dict[str, dict[str, list[RawRow]]] = defaultdict(dict)
    days: dict[tuple[str, Any], set[str]] = defaultdict(set)
    linked = _by_link(rows, pages)
    for row in rows:
        source, title = str(row.get("source")), normalise(str(row.get("title") or ""))
        if source not in pages:
            kept.append(row)
            continue
        # Each on another page: one page may have a title a thousand times.
        others = (rows for page, rows in by_title[title].items() if title and page != source)
        likely = list(islice((one for one in chain(*others) if _is_same(one, row)), 2))
        other = linked.get(source) if "page" in row else None
        if other := other or (likely[0] if len(likely) == 1 else None):
            place = str(other.get("source")), other.get("day")
            _complete(other, row)
            if _has_date(other):
                days[place].add(str(other.get("day") or str(other["start"])[:10]))
        elif title and ("page" not in row or is_talk(row)):
            kept.append(row)
            by_title[title].setdefault(source, []).append(row)
        else:
            continue
        used.add(source)
    for row in kept:
        # The date of other entries below "Saturday".
        known = days.get((str(row.get("source")), row.get("day")), set())
        if row.get("start") and not _has_date(row) and len(known) == 1:
            row["day"] = next(iter(known))
        row.pop("page", None)
        if str(row.get("source")) in pages and not str(row.get("url") or "http").startswith("http"):
            row["url"] = None
    return kept, ([name for name in pages if name not in used], len(pages))


def _by_link(rows: Sequence[RawRow], pages: dict[str, RawRow]) -> dict[str, RawRow]:
    """Map the pages to the rows of others that link to them, by the longest end of their paths."""
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, page in pages.items():
        for end in _ends(name) + _ends(str(page.get("page") or "")):
            named[end].add(name)
    found: dict[str, RawRow] = {}
    for row in rows:
        ends = _ends(str(row.get("url") or "")) if "page" not in row else []
        for end in ends:
            if names := named.get(end, set()) - {str(row.get("source"))}:
                # The same number may be that of something else.
                if len(names) == 1 and len(end) > (len(ends) > 1 and end[-1].isdecimal()):
                    found.setdefault(names.pop(), row)
                break
    return found


def _ends(address: str) -> list[tuple[str, ...]]:
    """Return all ends of a path or address, the longest first, without "index.html"."""
    # Not urlsplit, which refuses some addresses.
    path = unquote(re.sub("^[a-z]+://[^/?#]*", "", re.split("[?#]", address)[0]))
    parts = re.sub(r"(?:/?index)?\.(?:html?|php|aspx?)$", "", path).split("/")
    parts = [part for part in parts if part not in ("", ".", "..")]
    return [tuple(parts[at:]) for at in range(len(parts))]


def _is_same(one: RawRow, other: RawRow) -> bool:
    """Whether two rows with one title may be one talk: not at two times."""
    first, second = (
        re.findall(r"0?(\d\d?)[:.h](\d\d)", str(row.get("start") or ""))[:1] for row in (one, other)
    )
    same_day = not (one.get("day") and other.get("day")) or one["day"] == other["day"]
    return not (first and second) or (first == second and same_day)


def _complete(row: RawRow, other: RawRow) -> None:
    """Fill in what a row lacks; a start with its date replaces one without."""
    values: dict[str, Any] = dict(other)
    if (_has_date(other) and not _has_date(row)) or not row.get("start"):
        row |= {key: values[key] for key in _WHEN if values.get(key)}  # type: ignore[typeddict-item]
    for key in values.keys() - {*_WHEN, "source", "line", "page", "title"}:
        is_longer = key == "abstract" and len(str(row.get(key))) < len(str(values[key]))
        if not row.get(key) or is_longer or (key == "speakers" and _names(row) < _names(other)):
            row[key] = values[key]  # type: ignore[literal-required]


def _has_date(row: RawRow) -> bool:
    return bool(row.get("start") and find_year(f"{row['start']} {row.get('day')}"))


def _names(row: Mapping[str, Any]) -> set[str]:
    people: Any = row.get("speakers") or []
    people = re.split("[;,&]", people) if isinstance(people, str) else people
    return {normalise(one["name"] if isinstance(one, dict) else str(one)) for one in people}


def is_talk(row: Mapping[str, Any]) -> bool:
    """Whether the content of a page is one talk: it has speakers, and they are few."""
    names = _names(row)
    has_more = bool(row.get("abstract") or row.get("start"))
    return 0 < len(names) <= _MANY and has_more and normalise(str(row.get("title"))) not in names
