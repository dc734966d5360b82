"""Raw rows of any format to rows of the Talks frame: one place for all that formats share."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.values.kinds import entry_kind, split_number
from kcdanalysis.sources.values.labels import find_year
from kcdanalysis.sources.values.people import split_speakers
from kcdanalysis.sources.values.prose import is_placeholder, one_line, prose
from kcdanalysis.sources.values.times import minutes, utc_time
from kcdanalysis.talks import TALK_KINDS, slug
from kcdanalysis.words.languages import guess_language, language_code

Row = dict[str, Any]

#: What a reader reads as text, whole rows that `read` wrote excepted.
_NAMES = ("track", "level", "room", "event")
#: Rows that are no entry of a programme, and tell of those that are.
PERSON, EVENT = "person", "event"


def clean_rows(rows: Iterable[Row]) -> list[Row]:
    """Make the raw rows of one read ready for `as_talks`.

    Persons and events are joined to the talks that they belong to, text loses its
    markup, times, kinds, languages and speakers get their form, and what stands
    twice is kept once, with a warning that says what was merged.
    """
    raw = [row for row in rows if row]
    about = _Joined(raw)
    entries = [
        row if row.pop("_talks", False) else _clean(about.join(row))
        for row in raw
        if row.get("kind") not in (PERSON, EVENT)
    ]
    titled = list(_with_titles(entries))
    _guess_languages(titled)
    return _without_duplicates(titled)


def _with_titles(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if row.get("title"):
            yield row
        else:
            message = "an entry without a title was left out; give it one"
            warnings.warn(f"{_place(row)}: {message}", KcdWarning, stacklevel=2)


class _Joined:
    """What the persons and events of one read say, to be looked up by the place of a row."""

    def __init__(self, rows: list[Row]) -> None:
        self._people: dict[str, list[Row]] = defaultdict(list)
        self._events: list[Row] = []
        for row in rows:
            if row.get("kind") == PERSON:
                for key in {str(row.get("id")), slug(str(row.get("name") or ""))}:
                    self._people[key].append(row)
            elif row.get("kind") == EVENT:
                self._events.append(row)

    def join(self, row: Row) -> Row:
        """Give a row with the names of its speakers and what is known of its event."""
        joined = dict(row)
        event = _nearest(row, self._events) or {}
        for key in ("event", "year", "language", "timezone"):
            joined[key] = row.get(key) or event.get(key)
        names = [self._person(row, str(one)) for one in row.get("speaker_ids") or ()]
        joined["speakers"] = row.get("speakers") or names
        return joined

    def _person(self, row: Row, key: str) -> Mapping[str, Any]:
        found = _nearest(row, self._people.get(key) or self._people.get(slug(key)) or [])
        # An id that nobody explains is often a name with hyphens.
        return found or {"name": key.replace("-", " ").replace("_", " ").title()}


def _nearest(row: Row, rows: list[Row]) -> Row | None:
    """The row whose file stands nearest in the folders, or is called after one of them."""
    return max(rows, key=lambda other: _nearness(row, other), default=None)


def _nearness(row: Row, other: Row) -> tuple[bool, int]:
    one, two = (PurePosixPath(str(each.get("source") or "")).parts for each in (row, other))
    # data/events/2017-x.yml tells of content/events/2017-x/... .
    return str(other.get("id")) in one, len(set(one) & set(two))


def _clean(row: Row) -> Row:
    title = one_line(_text(row.get("title")))
    bare, number_kind = split_number(title)
    abstract = _abstract(row.get("abstract"))
    people = split_speakers(row.get("speakers"))
    year = find_year(_text(row.get("event")))
    start = utc_time(row["start"], row.get("timezone")) if row.get("start") else None
    return {
        **{name: _name(row.get(name)) for name in _NAMES},
        "title": bare or None,
        "kind": entry_kind(
            number_kind or row.get("kind"), title, has_speakers=bool(people), abstract=abstract
        ),
        "abstract": abstract,
        "takeaways": _takeaways(row.get("takeaways")),
        "speakers": [name for name, _, _ in people],
        "speaker_urls": row.get("speaker_urls") or [url for _, url, _ in people],
        "organisations": _organisations(row, people),
        "tags": _tags(row.get("tags")),
        "language": language_code(str(row["language"])) if row.get("language") else None,
        "start": start,
        "duration": _duration(row, start),
        "year": row.get("year") or year or (start.year if start else None),
        **{name: row.get(name) for name in ("id", "url", "source", "line")},
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _name(value: Any) -> str | None:
    text = one_line(_text(value))
    return None if is_placeholder(text) else text


def _abstract(value: Any) -> str:
    """All parts in order, without those that another part holds already."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    texts = [text for text in (prose(_text(part)) for part in parts) if text]
    kept = [
        text
        for at, text in enumerate(texts)
        if not any(text in other and (len(text), at) < (len(other), -1) for other in texts)
        and text not in texts[:at]
    ]
    return "\n\n".join(kept)


def _takeaways(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(filter(None, (one_line(_text(item)) for item in value)))
    return _text(value)


def _tags(value: Any) -> list[str]:
    parts = value if isinstance(value, (list, tuple)) else _text(value).replace(";", ",").split(",")
    return [tag for tag in (one_line(_text(part)) for part in parts) if not is_placeholder(tag)]


def _organisations(row: Row, people: list[tuple[str, str, str]]) -> list[str]:
    given = row.get("organisations")
    parts = given if isinstance(given, (list, tuple)) else _text(given).split(";")
    names = [*(one_line(_text(part)) for part in parts), *(of for _, _, of in people)]
    return list(dict.fromkeys(name for name in names if not is_placeholder(name)))


def _duration(row: Row, start: Any) -> int | None:
    if row.get("duration"):
        return minutes(row["duration"])
    end = utc_time(row["end"], row.get("timezone")) if row.get("end") else None
    return minutes(end - start) if start and end and end > start else None


def _guess_languages(rows: list[Row]) -> None:
    """Fill in languages that are not said, among those that the other talks are in."""
    said = {str(row["language"]) for row in rows if row.get("language")}
    texts = [f"{row.get('title') or ''} {row.get('abstract') or ''}" for row in rows]
    guesses = [
        None if row.get("language") else guess_language(text, said)
        for row, text in zip(rows, texts, strict=True)
    ]
    for row, guess in zip(rows, guesses, strict=True):
        row["language"] = row.get("language") or guess


def _without_duplicates(rows: list[Row]) -> list[Row]:
    kept: dict[tuple[Any, ...], Row] = {}
    merged: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        first = kept.setdefault(_same(row, len(kept)), row)
        if first is not row:
            for name, value in row.items():
                first[name] = first.get(name) or value
            merged[str(row.get("source"))].append(f"{row['title']!r} (also in {_place(first)})")
    for source, talks in merged.items():
        more = f" and {len(talks) - 3} more" if len(talks) > 3 else ""
        message = f"{source}: merged what stands twice: {', '.join(talks[:3])}{more}"
        warnings.warn(message, KcdWarning, stacklevel=2)
    return list(kept.values())


def _same(row: Row, fresh: int) -> tuple[Any, ...]:
    """What two rows of one talk have in common; breaks are no talks and never the same."""
    speakers = row.get("speakers")
    if row.get("kind") not in TALK_KINDS or not speakers:
        return (fresh,)
    # Given again at another time, it is another entry of the programme.
    names = speakers if isinstance(speakers, str) else tuple(sorted(speakers))
    return tuple(map(str, (row["event"], row["year"], row["title"], names, row["start"])))


def _place(row: Row) -> str:
    """Where a row comes from, in words."""
    return f"{row.get('source')}, line {row['line']}" if row.get("line") else f"{row.get('source')}"
