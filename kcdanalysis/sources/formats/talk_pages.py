"""Folders of pages: a Markdown or HTML file a talk, as Hugo, Jekyll, Eleventy, Pelican have them.

A file is a page of a programme if its header says so: by its type, layout or category
("talk", "session", "speaker", "lunch"), by its folder, or by something that an article's
header never has (speakers, a room, a start and an end). Then headings in its text do not
matter. A recap article, whose header has a title, a date and tags, is left to `recap` even
if all its headings are talks.

Without a header, a file in a folder of talks ("talks/chatops.md") is a note about one
talk, unless it is an article about several. Outside such a folder it is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import chain, takewhile
from pathlib import PurePath
from typing import Any

from markdown_it import MarkdownIt

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.layouts.article import markdown_sections, read_article
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import Run, distinct, flat, plain, read_blocks
from kcdanalysis.sources.values.fields import match_field, normalise
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.sources.values.people import are_names
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    "a talk's page has a header with a title and its speakers, or a room, a start and an end, "
    'or "type: talk"'
)
EXAMPLE = "---\ntitle: eBPF\nspeakers: [Ada]\n---\nHow the kernel is made to listen."

_FENCES = ("---", "+++")
_KEY = re.compile(r"""["']?([A-Za-z][\w .-]*?)["']?\s*[:=](?:\s+|$)(.*)""")
_HEADING = re.compile(r"(#{1,6})\s*(.*?)[\s#]*$")
#: The keys that tell what a page is.
_TYPES = ("type", "kind", "sessiontype", "category", "categories", "collection", "layout")
_PEOPLE, _TALKS, _OTHER = WORDS["person_pages"], WORDS["talk_pages"], WORDS["other_pages"]
_TALK_KEYS = WORDS["talk_keys"]
#: Fields of a talk that have one text.
_FIELDS = ("title", "takeaways", "level", "room", "language", "event", "year", "timezone", "url")


class _Header(dict[str, Any]):
    """The values of a header by their keys, and by our fields."""

    def keyed(self) -> dict[str, Any]:
        """Return the values by normalised keys."""
        return {normalise(key): value for key, value in self.items()}

    def values_of(self, field: str) -> list[Any]:
        """Return the values of the keys that mean a field."""
        return [value for key, value in self.items() if match_field(key) == field]

    def texts(self, *fields: str) -> list[str]:
        """Return all texts of some fields, in the order of the header."""
        values = [value for key, value in self.items() if match_field(key) in fields]
        return [text for value in values for text in _texts(value) if _has_value(text)]

    def text(self, field: str) -> str:
        """Return the first text of a field, or ""."""
        return next(iter(self.texts(field)), "")

    def types(self) -> list[str]:
        """Return what the page is called by the keys that tell its type."""
        keyed = self.keyed()
        return [text for key in _TYPES for text in _texts(keyed.get(key))]


def sniff(name: str, head: str) -> bool:
    """Whether a file is a page of a programme, by the rules above."""
    if not re.match(r"\s*[#\w\"'+-]", head):
        return False
    header = _skim_header(head)
    if header is None:
        return _is_in_folder(name) and not _is_programme(name, head)
    kind = _page_kind(name, header)
    if kind == "other":
        return not _is_programme(name, head)
    # A header longer than the head is data; its last lines may hold what matters.
    is_cut = len(head) >= 8_000 and head.lstrip()[:3] in _FENCES and not split_header(head)[0]
    return bool(kind) or (is_cut and any(header.values()))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the one talk, person or event that a page is about; other pages yield nothing."""
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if _skim_header(text) is None:
        yield _read_note(text, name)
        return
    header, body = _read_page(text, name)
    kind = _page_kind(name, header)
    line = len(text) - len(text.lstrip("\n")) + 1
    if kind == "person":
        yield _read_person(header, name)
    elif kind == "event":
        event = header.text("title")
        yield raw_row(kind="event", event=event, line=line, id=PurePath(name).parent.name)
    elif kind == "talk" and header.text("title"):
        yield raw_row(_read_talk(header, body, name), line=line)


# The header.


def _skim_header(head: str) -> _Header | None:
    """Read the outermost keys of a header, which may be cut; None if there is none."""
    lines = head.lstrip("\ufeff \t\r\n").split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:
        inside = list(takewhile(lambda line: line.rstrip() != fence, lines[1:]))
    else:
        inside = _fenceless(lines)
    pairs = [match.groups() for match in map(_KEY.match, inside) if match]
    header = _Header({key: value.strip().strip("\"'") for key, value in pairs})
    return header if header or fence == "+++" else None


def _fenceless(lines: list[str]) -> list[str]:
    """Return the lines "key: value" at the top, down to a blank line or a rule."""
    header = list(takewhile(lambda line: line.strip() and line.rstrip() != "---", lines))
    is_header = all(_KEY.match(line) or line[0].isspace() for line in header)
    keys = {normalise(match[1]) for match in map(_KEY.match, header) if match}
    is_closed = len(header) < len(lines)
    return header if is_header and is_closed and "title" in keys and len(keys) > 1 else []


def _read_page(text: str, name: str) -> tuple[_Header, str]:
    if text.lstrip()[:3] in _FENCES:
        header, body = read_header(text, name)
        return _Header({str(key): value for key, value in header.items()}), body
    lines = text.lstrip("\n").split("\n")
    below = lines[len(_fenceless(lines)) :]
    # The rule below a header without an opening fence is not text.
    body = "\n".join(below[1:] if below and below[0].rstrip() == "---" else below)
    return _skim_header(text) or _Header(), body


def _page_kind(name: str, header: _Header) -> str:
    """Determine what a page is about: "talk", "person", "event", "other", or "" (an article)."""
    keyed = header.keyed()
    types = set(map(normalise, header.types()))
    folder = normalise(PurePath(name).parent.name)
    has_talk_key = any(_has_value(str(keyed[key] or "")) for key in keyed.keys() & _TALK_KEYS)
    if "redirect" in types or not any(match_field(key) in ("title", "name") for key in keyed):
        return "other" if types & (_OTHER | _TALKS | _PEOPLE) or has_talk_key else ""
    if types & _PEOPLE or (folder in _PEOPLE and not has_talk_key and not types & _TALKS):
        return "person"
    if "welcome" in types:
        return "event"
    is_talk = types & _TALKS or any(one.startswith(("session", "talk")) for one in types)
    if is_talk or has_talk_key or (folder in _TALKS and not types & _OTHER):
        return "talk"
    # An article about an event may be of the type "event", too.
    return "other" if types & (_OTHER - {"event"}) or types == {"event"} else ""


def _is_programme(name: str, text: str) -> bool:
    """Whether the text itself has talks: headings, or rows of a table."""
    if re.search(r"^\s*\|.*\|\s*$", text, re.MULTILINE):
        return True
    try:
        header, body = read_header(text, name)
    except KcdError:
        return False
    rows = read_article(markdown_sections(body), header, name)
    return any(row["kind"] in TALK_KINDS for row in rows)


def _texts(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return list(chain.from_iterable(map(_texts, value)))
    return [str(value).strip()] if isinstance(value, (str, int, float, date, time)) else []


def _has_value(text: str) -> bool:
    return text not in ("", "~", "null", "None")


# People.


def _read_person(header: _Header, name: str) -> RawRow:
    keyed = header.keyed()
    urls = [
        text for key in ("website", "linkedin", "url", "link") for text in _texts(keyed.get(key))
    ]
    full_name = " ".join(filter(None, map(header.text, ("first_name", "last_name"))))
    row = given(
        kind="person",
        id=PurePath(name).stem,
        name=header.text("name") or full_name or header.text("title"),
        url=next((url for url in urls if url.startswith("http")), ""),
        organisation=header.text("organisations"),
    )
    return raw_row(row)


# Talks.


def _read_talk(header: _Header, body: str, name: str) -> dict[str, Any]:
    people, ids = _values(header, "speakers"), _values(header, "speaker_ids")
    speakers = [one for one in people if not _is_slug(one)]
    ids += [one for one in people if _is_slug(one)]
    heading, rest = _split_speaker(body)
    if not speakers and not ids and heading:
        speakers, body = [heading], rest
    kind = _kind(header, PurePath(name).parent.name)
    # The category of a talk that has no other kind is its track.
    not_tracks = ("category", "categories") if kind else ()
    tracks = {
        key: value
        for key, value in header.items()
        if match_field(key) == "track" and normalise(key) not in not_tracks
    }
    return given(
        **{field: header.text(field) for field in _FIELDS},
        id=header.text("id") or PurePath(name).stem,
        speakers=speakers,
        speaker_ids=ids,
        abstract=_abstract(header, body),
        tags=_values(header, "tags"),
        kind=kind,
        organisations=_values(header, "organisations"),
        track=next((text for value in tracks.values() for text in _texts(value)), ""),
        **_times(header),
    )


def _values(header: _Header, field: str) -> list[Any]:
    """Return the values of the first key of a field that has any; people may be records."""
    for value in header.values_of(field):
        items = value if isinstance(value, list) else [value]
        values = [_value(item) for item in items if item not in (None, "")]
        if kept := [one for one in values if one and _has_value(str(one))]:
            return kept
    return []


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return str(value).strip()
    fields = {match_field(str(key)) or "": child for key, child in value.items()}
    return given(
        name=fields.get("name") or fields.get("speakers") or fields.get("title"),
        id=fields.get("id"),
        url=fields.get("url"),
        organisation=fields.get("organisations"),
    )


def _is_slug(value: Any) -> bool:
    """Whether this refers to another file by its name."""
    return isinstance(value, str) and bool(re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", value))


def _split_speaker(body: str) -> tuple[Any, str]:
    """Split off a speaker who is named in a heading above the text."""
    first, _, rest = body.lstrip("\n").partition("\n")
    heading = _HEADING.match(first)
    # With other headings on its level it heads a part of the text.
    if not heading or not heading[2] or re.search(rf"^#{{1,{len(heading[1])}}}[^#]", rest, re.M):
        return "", body
    line = flat(read_blocks(MarkdownIt().parse(heading[2]))[:1])
    text, url = plain(line), next((run.url for run in line if run.url), "")
    name, _, _ = text.partition(", ")
    if find_role(text)[0] or not (url or are_names([Run(name)])):
        return "", body
    return {"name": text, "url": url} if url else text, rest


def _abstract(header: _Header, body: str) -> list[str]:
    # The page of a break often holds only its place.
    is_text = body.strip() not in ("", header.text("room"))
    return distinct(*header.texts("abstract"), *[body.strip()] * is_text)


def _kind(header: _Header, folder: str) -> str:
    """Return the most specific of the names of the page's type: "lunch" before "session"."""
    types = [text for text in header.types() if normalise(text) in _TALKS]
    specific = [
        text
        for text in (*types, folder)
        if find_role(text.removesuffix("s"))[0] not in ("talk", "")
    ]
    return next(iter([*specific, *types[:1]]), "") or header.text("kind")


def _times(header: _Header) -> dict[str, Any]:
    """Read start and end; a date alone is the day on which the page was written."""
    keyed = header.keyed()
    if "talkdate" in keyed:
        day, start, end = (
            next(filter(_has_value, _texts(keyed.get(key))), "")
            for key in ("talkdate", "talkstarttime", "talkendtime")
        )
        return {"start": f"{day} {start}".strip(), "end": f"{day} {end}"} if day else {}
    starts = header.texts("start", "time")
    end, duration, day = (header.text(field) for field in ("end", "duration", "day"))
    dated = [text for text in starts if re.search(r"\d{4}-\d\d", text)]
    start = next(iter([*dated, *starts]), "")
    if not dated and (end or duration or start) and day:
        start = f"{day} {start}" if start and not re.search(r"\d:\d\d", day) else day
    return {"start": start, "end": end, "duration": duration}


# Notes without a header.


def _is_in_folder(name: str) -> bool:
    path = PurePath(name)
    is_text = path.suffix.casefold() in (".md", ".markdown", ".mdx", ".txt")
    return is_text and normalise(path.parent.name) in _TALKS


def _read_note(text: str, name: str) -> RawRow:
    """Take the first heading as the title ("#Title" as well), else the name of the file."""
    lines, stem = text.split("\n"), PurePath(name).stem
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    heading = _HEADING.match(lines[first])
    title = heading[2] if heading else ""
    body = "\n".join(lines[first + 1 :] if title else lines).strip()
    return raw_row(
        given(
            id=stem,
            title=title or re.sub(r"[-_]+", " ", stem).strip() or name,
            abstract=[body] if body else [],
            line=first + 1,
        )
    )
