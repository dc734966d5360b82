"""Raw rows of any format to rows of the Talks frame: all that formats share."""

import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import combinations, islice
from textwrap import shorten
from typing import Any

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.references import as_list, may_be_of_one_event, place, resolve, title_key
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.kinds import (
    find_kind,
    kind_in,
    read_state,
    split_number,
    title_kind,
)
from kcdanalysis.sources.values.labels import find_year, words
from kcdanalysis.sources.values.people import Speaker, is_name, split_speakers
from kcdanalysis.sources.values.prose import is_placeholder, mend_encoding, one_line, prose
from kcdanalysis.sources.values.times import (
    TIME_OF_DAY,
    read_minutes,
    read_moment,
    read_zone,
    split_range,
)
from kcdanalysis.talks import TALK_KINDS
from kcdanalysis.words.languages import guess_language, language_code
from kcdanalysis.words.wording import count

#: A row that `as_talks` takes.
Row = dict[str, Any]

_NAMES = ("track", "level", "room", "event")
#: What a row may give in an order of its own: the field, the key of a speaker, separators.
_BESIDE_SPEAKERS = (
    ("speaker_urls", "url", (r"[;,\s]+",)),
    ("organisations", "organisation", ("[;\n]", ",")),
)
#: An entry that seems to take longer over midnight ends in the afternoon ("11:30 - 1:00").
_MAX_NIGHT = timedelta(hours=12)
#: How many unreadable values of one file have a warning each; more are summarised in one.
_MAX_WARNINGS = 3
#: A longer name in a text is a sentence that stands in the wrong place.
_LONGEST_NAME = 80
#: So many characters tell the language of a text.
_ENOUGH = 50_000
#: The day of times whose day is unknown, for the time between them.
_ANY_DAY = date(2000, 1, 1)
_DATED = ("start", "end", "day")
_SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](?=(\d{4}|\d{2}))")
#: Where these languages are spoken, some write the month first; so it is where none is known.
_MONTH_FIRST = (None, "en", "ja", "ko", "zh")
#: So many days are between the first and the last of a conference at most.
_MAX_DAYS = 10
#: What so many files list is a break, or no talk.
_MANY_FILES = 10
#: A length in the name of a kind: "Talk (30 min)", "Workshop 1.5h".
_MINUTES = re.compile(
    r"\b(\d{1,3}[ -]?min|\d{1,3}(?=')|\d(?:[.,]5)?[ -]?h(?=(?:ou)?rs?\b|\b))", re.IGNORECASE
)
#: Of an hour, where some are a half or a quarter: "0.5", "1", "1,75".
_HOURS = re.compile(r"\d?(?:[.,](?:00?|25|50?|75))?")
#: Of thousands of digits, Python makes no number.
_WHOLE = re.compile(r"\d{1,12}")

_NOTE_BEHIND = re.compile(r"\(([^()]+)\)$")
_LINK = re.compile(r"(?:https?:/)?/\S+")
_SAID_BY = re.compile(r"(?:(?:presented )?by|por) (.{5,200})", re.IGNORECASE)

# The year of a talk, and its start as stated.
_When = tuple[str, str]


def clean_rows(rows: Iterable[RawRow | Row], timezone: str | None = None) -> list[Row]:
    """Convert the raw rows of one read to rows for `as_talks`; `timezone` is of those without one.

    Duplicates are merged, and values that cannot be read are left empty, with warnings that
    name them.
    """
    problems: _Problems = defaultdict(list)
    joined = list(resolve(row for row in rows if row))
    sources: dict[str, list[Row]] = defaultdict(list)
    for row in joined:
        if not row.get("as_written"):
            sources[str(row.get("source"))].append(row)
    for source, group in sources.items():
        _mend(group, source)
        _day_first(group, source)
        _in_minutes(group)
        _speakers_in_subtitles(group)
        for row in group:
            row["people"] = _people(row, problems)
    _settle_affiliations(sources)
    entries: list[Row] = []
    untitled: dict[str, list[Row]] = defaultdict(list)
    for row in joined:
        entry = row if row.pop("as_written", False) else _clean(row, timezone, problems)
        # "-" stands for nothing, but not where somebody speaks.
        if entry.get("title") and (words(entry["title"]) or entry.get("speakers")):
            entries.append(entry)
        else:
            untitled[str(row.get("source"))].append(row)
    _warn_of(problems)
    _warn_of_untitled(untitled)
    _guess_languages(entries)
    _join_files(entries)
    return _without_duplicates(entries)


def _mend(rows: list[Row], source: str) -> None:
    """Mend texts that were encoded twice, with a warning."""
    texts: list[str] = []

    def mend(value: Any) -> Any:
        if isinstance(value, str):
            mended = mend_encoding(value)
            texts.extend([mended] if mended != value else [])
            return mended
        if isinstance(value, (list, tuple)):
            return [mend(part) for part in value]
        return {key: mend(one) for key, one in value.items()} if isinstance(value, dict) else value

    for row in rows:
        row.update(mend(row))
    if texts:
        what = f"{count(len(texts), 'text')} with letters in the wrong encoding, now mended"
        problem = f"{source}: {what} ({shorten(texts[0], 60)!r}); save the source as UTF-8"
        warnings.warn(problem, KcdWarning, stacklevel=3)


def _day_first(rows: list[Row], source: str) -> None:
    """Write dots into the dates "7/6/2024" of a source that has "25/6/2024", too, and no 6/25.

    If no day is above 12, a conference is on days near each other, 6/10 and 7/10; else the
    language of its texts tells. English does not, and a warning says what was assumed.
    """
    texts = [(row, name) for row in rows for name in _DATED if isinstance(row.get(name), str)]
    found = [at for row, name in texts for at in _SLASHED.findall(row[name])]
    dates = {tuple(map(int, at)) for at in found}
    are_large = {(first > 12, second > 12) for first, second, _ in dates}
    is_day_first = are_large - {(False, False)} == {(True, False)}
    if are_large == {(False, False)}:
        month_first = _spread(372 * year + 31 * first + second for first, second, year in dates)
        day_first = _spread(372 * year + 31 * second + first for first, second, year in dates)
        is_day_first = day_first < month_first and day_first <= _MAX_DAYS
        if not is_day_first and not 0 < month_first <= _MAX_DAYS:
            said = (row.get(key) for row in rows for key in ("title", "abstract", "track"))
            language = guess_language(" ".join(str(text or "") for text in said)[:_ENOUGH])
            is_day_first = language not in _MONTH_FIRST
            if not is_day_first and any(first != second for first, second, _ in dates):
                problem = f"the dates are taken as month/day, such as {'/'.join(found[0])}"
                warnings.warn(f"{source}: {problem}", KcdWarning, stacklevel=3)
    if is_day_first:
        for row, name in texts:
            row[name] = _SLASHED.sub(r"\1.\2.", row[name])


def _spread(numbers: Iterable[int]) -> int:
    known = set(numbers)
    return max(known) - min(known)


def _in_minutes(rows: list[Row]) -> None:
    """Convert the durations of a source that are in hours, or in seconds or milliseconds.

    If they are in seconds, one is longer than a day would be in minutes.
    """
    numbers = [str(row["duration"]) for row in rows if row.get("duration")]
    if all(map(_HOURS.fullmatch, numbers)) and any(re.search("[.,]", each) for each in numbers):
        for row in rows:
            row["duration"] = row.get("duration") and f"{row['duration']} h"
    lengths = [int(number) for number in numbers if _WHOLE.fullmatch(number)]
    for unit, longest in (60_000, 86_400), (60, 1_440):
        are_whole = len(lengths) == len(numbers) and not any(each % unit for each in lengths)
        if are_whole and lengths and max(lengths) > longest and min(lengths) >= 5 * unit:
            for row in rows:
                row["duration"] = row.get("duration") and int(row["duration"]) // unit
            return


def _speakers_in_subtitles(rows: list[Row]) -> None:
    """Take the speakers off a subtitle: {"subtitle": "by Ada Example (Acme)"}."""
    for row in rows:
        for text in () if row.get("speakers") else as_list(row.get("abstract")):
            said = _SAID_BY.fullmatch(_text(text).strip())
            people = split_speakers(said[1]) if said else []
            if said and people and all(is_name(one.name) for one in people):
                row["speakers"] = said[1]
                row["abstract"] = [each for each in as_list(row["abstract"]) if each != text]


#: The rows and reasons of values that cannot be read, by source and field.
_Problems = dict[tuple[str, str], list[tuple[Row, str]]]


def _warn_of(problems: _Problems) -> None:
    for (source, field), cases in problems.items():
        verb = "are" if field.endswith("s") else "is"
        left = f"the {field.replace('_', ' ')} {verb} left empty"
        shown = "; ".join(
            f"line {row['line']}: {reason}" if row.get("line") else reason
            for row, reason in cases[:_MAX_WARNINGS]
        )
        summary = f"{source}: {len(cases)} values of {field} are left empty ({shown}; ...)"
        _warn([f"{place(row)}: {reason}; {left}" for row, reason in cases], summary)


def _warn_of_untitled(untitled: Mapping[str, list[Row]]) -> None:
    for source, rows in untitled.items():
        lines = ", ".join(str(row.get("line") or "?") for row in rows[:_MAX_WARNINGS])
        left_out = f"{len(rows)} entries without a title were left out (lines {lines}, ...)"
        one = "an entry without a title was left out; add titles"
        _warn([f"{place(row)}: {one}" for row in rows], f"{source}: {left_out}; add titles")


def _warn(messages: list[str], summary: str) -> None:
    for message in messages if len(messages) <= _MAX_WARNINGS else [summary]:
        warnings.warn(message, KcdWarning, stacklevel=5)


def _clean(row: Row, timezone: str | None, problems: _Problems) -> Row:
    people: list[Speaker] = row["people"]
    title = one_line(_text(row.get("title")))
    if title_kind(title)[0] == "break" and not any(is_name(one.name) for one in people):
        # "Lunch" has a note instead of a speaker.
        people = []
    bare, number_kind = split_number(title)
    parts = [prose(_text(part)) for part in as_list(row.get("abstract"))]
    # A link to the abstract
    abstract = "\n\n".join(distinct(*(part for part in parts if not _LINK.fullmatch(part))))
    label = number_kind or row.get("kind")
    kind, _ = find_kind(label, title, has_speakers=bool(people), abstract=abstract)
    if kind == "talk" and not label:
        label = kind_in(_text(row.get("track")))
        kind, _ = find_kind(label, title, has_speakers=bool(people), abstract=abstract)
    times = _times({**row, "timezone": row["timezone"] or timezone}, problems)
    start = times["start"]
    organisations = [person.organisation for person in people]
    stated = _split_evenly(row.get("organisations"), ("[;\n]",), 0)
    # A single one may be that of all speakers.
    if not any(organisations) and (len(stated) == 1 or not people):
        organisations = stated
    year = row.get("year") or find_year(_text(row.get("event")))
    return {
        **{name: _name(row.get(name)) for name in _NAMES},
        "title": bare or None,
        "kind": kind,
        "state": _read(row, problems, "state", read_state, _text(row.get("state"))),
        "abstract": abstract,
        "takeaways": _takeaways(row.get("takeaways")),
        "speakers": [person.name for person in people],
        "speaker_urls": [person.url for person in people],
        "organisations": organisations,
        "tags": _tags(row.get("tags")),
        "language": language_code(str(row["language"])) if row.get("language") else None,
        **times,
        "year": year or (start.year if start else None),
        "stated_start": " ".join(filter(None, (_text(row.get(name)) for name in ("day", "start")))),
        # "#" and "#ada" lead nowhere.
        "url": row.get("url") if str(row.get("url"))[:1] != "#" else None,
        **{name: row.get(name) for name in ("id", "source", "line")},
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _name(value: Any) -> str | None:
    text = one_line(_text(value))
    return None if is_placeholder(text) else text


def _takeaways(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(filter(None, (one_line(_text(item)) for item in value)))
    return _text(value)


def _tags(value: Any) -> list[str]:
    parts = value if isinstance(value, (list, tuple)) else re.split(r"[,;\n]", _text(value))
    return [tag for tag in (one_line(_text(part)) for part in parts) if not is_placeholder(tag)]


def _people(row: Row, problems: _Problems) -> list[Speaker]:
    """Read the speakers, with links and organisations that the row gives apart from them."""
    speakers = row.get("speakers")
    if isinstance(speakers, str):
        found = split_speakers(speakers)
        if any(len(one.name) > _LONGEST_NAME for one in found):
            reason = f"a text of {len(speakers)} characters is no list of names"
            problems[str(row.get("source")), "speakers"].append((row, reason))
            return []
        speakers = [person._asdict() for person in found]
    people = [dict(one) if isinstance(one, Mapping) else {"name": one} for one in as_list(speakers)]
    for field, key, separators in _BESIDE_SPEAKERS:
        values = _split_evenly(row.get(field), separators, len(people))
        if len(values) == len(people):
            for person, value in zip(people, values, strict=True):
                person[key] = person.get(key) or value
        elif speakers and any(values) and (len(values) > 1 or key != "organisation"):
            reason = f"{len(values)} {field.replace('_', ' ')} for {len(people)} speakers"
            problems[str(row.get("source")), field].append((row, reason))
    return split_speakers(people)


def _settle_affiliations(sources: Mapping[str, list[Row]]) -> None:
    """Decide by source what stands behind names and commas: more people, or organisations."""
    for source, rows in sources.items():
        group = [row for row in rows if any(one.beside for one in row["people"])]
        unsure = [row for row in group if not all(one.beside for one in row["people"])]
        if len(group) > 2 * len(unsure):
            for row in unsure:
                people = [one for one in row["people"] if one.beside]
                row["people"] = [one._replace(organisation=one.beside) for one in people]
        # A few odd lines say nothing about the others.
        elif 0 < len(unsure) <= 2 * (len(group) - len(unsure)):
            first = next(one for one in unsure[0]["people"] if one.beside)
            lines = f"{count(len(unsure), 'line')} such as {f'{first.name}, {first.beside}'!r}"
            problem = f"{lines} may name an organisation, not a second person"
            warnings.warn(f"{source}: {problem}", KcdWarning, stacklevel=3)


def _split_evenly(value: Any, separators: tuple[str, ...], number: int) -> list[str]:
    """Split a text at the first separator that gives the number of parts."""
    if not value:
        return []
    is_list = isinstance(value, (list, tuple))
    written = [value] if is_list else [re.split(one, str(value)) for one in separators]
    splits = [[_name(part) or "" for part in parts] for parts in written]
    if number == 1:
        return [", ".join(filter(None, splits[0]))]
    return next((parts for parts in splits if len(parts) == number), splits[0])


def _read(row: Row, problems: _Problems, field: str, reader: Callable[..., Any], *args: Any) -> Any:
    """Read a value; one that cannot be read is None, and noted as a problem."""
    if args[0] in (None, "") or is_placeholder(str(args[0])):
        return None
    try:
        return reader(*args)
    except ValueError as error:
        problems[str(row.get("source")), field].append((row, str(error)))
        return None


def _times(row: Row, problems: _Problems) -> Row:
    """Read start, time zone and duration; a start without a zone stays a local time."""
    read, day = partial(_read, row, problems), row.get("day")
    zone = read("timezone", read_zone, row.get("timezone"))
    if not zone and (note := _NOTE_BEHIND.search(_text(row.get("start")))):
        # "10:00 - 10:45 (GMT+1)"
        with suppress(ValueError):
            zone = read_zone(note[1])
    first, last = split_range(row.get("start"))
    day = first if day == row.get("start") else day
    if not first:
        with suppress(ValueError):
            first = day and read_moment(day)
        # "Day 1" is not a date.
        day = first
    start = read("start", read_moment, first, day)
    stated = str(row.get("start") or row.get("day"))
    # Of a day alone, no zone may make another one, and nothing begins at its midnight.
    is_day = start and start.time() == time() and not TIME_OF_DAY.search(stated)
    zone = None if is_day else zone
    until = row.get("end") or last
    end = read("end", read_moment, until, day or start) if start and not is_day else None
    if last and start and end and end.tzinfo is None:
        # "10:00 (GMT+2) → 10:45"
        end = end.replace(tzinfo=start.tzinfo)
    start, end = (
        moment.replace(tzinfo=zone) if moment and moment.tzinfo is None else moment
        for moment in (start, end)
    )
    in_kind = _MINUTES.search(_text(row.get("kind"))) if not (row.get("duration") or end) else None
    length = in_kind[1].replace("-", " ") if in_kind else row.get("duration")
    minutes = None
    if end is None:
        minutes = read("duration", read_minutes, length)
    else:
        # A length that the end tells need not be understood.
        with suppress(ValueError):
            minutes = read_minutes(length)
    if minutes is None and end is not None:
        minutes = read("duration", _between, start, end)
    elif minutes is None and until and not start:
        # Two times of day tell how long it takes, on whatever day.
        with suppress(ValueError):
            minutes = _between(*(read_moment(each, _ANY_DAY) for each in (first, until)))
    return {
        "start": start and (start.astimezone(UTC) if start.tzinfo else start),
        "timezone": _zone_name(start.astimezone(zone) if zone else start) if start else None,
        "duration": minutes or None,
    }


def _between(start: datetime, end: datetime) -> int:
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise ValueError("one of start and end has an offset, and the other has none")
    length = end - start
    if length < timedelta() and length + timedelta(days=1) <= _MAX_NIGHT:
        length += timedelta(days=1)
    if length < timedelta():
        raise ValueError(f"the end {end:%Y-%m-%d %H:%M} is before the start")
    return read_minutes(length)


def _zone_name(moment: datetime) -> str | None:
    """Name the time zone of a moment; "CEST" and "UTC+2", too, are written as "+02:00"."""
    if moment.tzinfo is None:
        return None
    offset = moment.isoformat()[-6:] if moment.utcoffset() else "UTC"
    return getattr(moment.tzinfo, "key", offset)


def _guess_languages(rows: list[Row]) -> None:
    """Fill in missing languages from among those of the other talks."""
    known = {str(row["language"]) for row in rows if row.get("language")}
    for row in rows:
        if not row.get("language"):
            text = f"{row.get('title') or ''} {row.get('abstract') or ''}"[:_ENOUGH]
            row["language"] = guess_language(text, known)
    languages = {row["language"] for row in rows}
    for row in rows:
        # Japanese has titles without a letter of its own.
        if row["language"] == "zh" and "ja" in languages and "zh" not in known:
            row["language"] = "ja"


def _join_files(rows: list[Row]) -> None:
    """Complete the entries of files of one event by each other, so that they can be merged.

    A file that names no event is of that of another file which lists most of its talks. What
    is once in each of them is one entry, if one does not say who speaks.
    """
    by_title: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    groups: dict[str, list[Row]] = defaultdict(list)
    titles: dict[str, set[str]] = defaultdict(set)
    for row in (row for row in rows if row.get("source")):
        source, title = str(row["source"]), title_key(row)
        groups[source].append(row)
        by_title[title][source].append(row)
        if row.get("kind") in TALK_KINDS:
            titles[source].add(title)

    def are_of_one_event(source: str, other: str) -> bool:
        own, theirs = titles[source], titles[other]
        are_alike = len(own & theirs) > max(1, min(len(own), len(theirs)) / 2)
        return are_alike and may_be_of_one_event(source, other)

    shared = [sorted(each) for each in by_title.values() if len(each) < _MANY_FILES]
    pairs = {pair for each in shared for pair in combinations(each, 2)}
    alike = {pair for pair in pairs if are_of_one_event(*pair)}
    for pair in sorted(alike):
        for source, other in (pair, pair[::-1]):
            events = {(row.get("event"), row.get("year")) for row in groups[other]}
            years = {row.get("year") for row in groups[source]} - {None, *(y for _, y in events)}
            if len(events) == 1 and not years and not any(r.get("event") for r in groups[source]):
                for row in groups[source]:
                    row["event"], row["year"] = next(iter(events))
    for each in by_title.values():
        if tuple(sorted(each)) in alike and all(len(found) == 1 for found in each.values()):
            (one,), (two,) = each.values()
            if not one.get("speakers") or not two.get("speakers"):
                for key in ("speakers", "speaker_urls", "organisations"):
                    one[key] = two[key] = one.get(key) or two.get(key)


def _without_duplicates(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    alike: dict[tuple[Any, ...], dict[_When, Row]] = defaultdict(dict)
    merged: dict[str, list[str]] = defaultdict(list)
    breaks: dict[Any, Any] = {}
    for row in rows:
        speakers = row.get("speakers")
        # Breaks are no duplicates, but in another file.
        if row.get("kind") not in TALK_KINDS or not speakers:
            key = row.get("event"), row.get("title"), row.get("start")
            if breaks.setdefault(key, row.get("source")) == row.get("source") or not row["start"]:
                kept.append(row)
            continue
        # The same talk at another time is another entry of the programme.
        names = speakers if isinstance(speakers, str) else tuple(sorted(speakers))
        by_time = alike[str(row["event"]), str(row["title"]), str(names)]
        when = str(row["year"] or ""), str(row["start"] or row.get("stated_start") or "")
        first = by_time.get(when)
        if first is None:
            twin = _twin(by_time, when, row.get("source"))
            first = by_time.pop(twin) if twin else None
            by_time[when if when[1] or not twin else twin] = first or row
        if first is None:
            kept.append(row)
            continue
        for name, value in row.items():
            stated = first.get(name)
            is_stated = any(stated) if isinstance(stated, list) else stated
            first[name] = stated if is_stated else value
        merged[str(row.get("source"))].append(f"{row['title']!r} (also in {place(first)})")
    for source, talks in merged.items():
        more = f" and {len(talks) - 3} more" if len(talks) > 3 else ""
        problem = f"merged duplicates: {', '.join(talks[:3])}{more}"
        warnings.warn(f"{source}: {problem}", KcdWarning, stacklevel=2)
    return kept


def _twin(by_time: dict[_When, Row], when: _When, source: Any) -> _When | None:
    """Find a row of another source that is alike, if one of the two states no time."""
    year, start = when
    untimed = [each for each in ((year, ""), ("", "")) if each in by_time]
    for other in islice(untimed if start else by_time, 1):
        is_year = not year or other[0] in ("", year)
        if is_year and by_time[other].get("source") != source:
            return other
    return None
