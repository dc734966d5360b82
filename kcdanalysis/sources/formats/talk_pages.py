"""Folders of pages: a Markdown or HTML file a talk, as Hugo, Jekyll, Eleventy, Pelican have them.

A file is a page of a programme if its header says so: by its type, layout or category
("talk", "session", "speaker", "lunch"), by the folder that it lies in, or by something
that an article's header never has (speakers, a room, a start and an end). Headings in its
text do not matter then; a recap article, whose header knows a title, a date and tags, is
left to `recap` even if all its talks are headings.

Without a header, a file in a folder of talks ("talks/chatops.md") is a note about one
talk, if `recap` finds no talk in it. Alone, outside such a folder, it is an article.
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
from kcdanalysis.sources.formats import recap
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import Run, decode, distinct, plain, read_blocks
from kcdanalysis.sources.values.fields import match_field, normalise
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.sources.values.people import are_names
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    "a talk's page has a header with a title and its speakers, or a room, a start and an end, "
    'or "type: talk"'
)
EXAMPLE = "---\ntitle: eBPF\nspeakers: [Ada]\n---\nHow the kernel is made to listen."

_FENCES = ("---", "+++")
_KEY = re.compile(r"""["']?([A-Za-z][\w .-]*?)["']?\s*[:=](?:\s+|$)(.*)""")
_HEADING = re.compile(r"(#{1,6})\s*(.*?)[\s#]*$")
#: The keys that say what a page is.
_TYPES = ("type", "kind", "sessiontype", "category", "categories", "collection", "layout")
_PEOPLE = frozenset(
    "speaker speakers presenter presenters person people keynotespeaker author authors".split()
)
_EVENT = frozenset({"welcome"})
_TALKS = frozenset(
    "talk talks session sessions presentation presentations sessiondetails sessiondetail keynote"
    " keynotes workshop workshops tutorial tutorials panel panels lightning lightningtalk"
    " lightningtalks poster posters break breaks lunch sprint sprints socialevent ignite".split()
)
_OTHER = frozenset("event program programme schedule sponsor sponsors redirect".split())
#: What the header of an article never has; one is enough.
_SURE = frozenset(
    "speaker speakers speakername speakernames speakerid speakerids speakerslug speakerslugs"
    " presenter presenters presenterslug presenterslugs talkdate talkstarttime talkendtime"
    " talkslot enddate endtime end starttime room difficulty audiencelevel abstract timeiso"
    " speakernameswithaffiliations sessiontype talktype".split()
)


def sniff(name: str, head: str) -> bool:
    """Say whether a file is a page of a programme, by the rules above."""
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


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the one talk, person or event that a page is about; other pages yield nothing.

    Raises
    ------
    KcdError
        If the header is broken.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if _skim_header(text) is None:
        yield _read_note(text, name)
        return
    header, body = _read_page(text, name)
    kind = _page_kind(name, header)
    if kind == "person":
        yield _read_person(header, name)
    elif kind == "event":
        event = {"kind": "event", "event": _text(header, "title"), "line": _first_line(text)}
        yield {**event, "id": PurePath(name).parent.name}
    elif kind == "talk" and _text(header, "title"):
        yield {**_read_talk(header, body, name), "line": _first_line(text)}


# The header.


def _skim_header(head: str) -> dict[str, Any] | None:
    """Read the outermost keys of a header, which may be cut; None where there is none."""
    lines = head.lstrip("\ufeff \t\r\n").split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:
        inside = list(takewhile(lambda line: line.rstrip() != fence, lines[1:]))
    else:
        inside = _fenceless(lines)
    found = [_KEY.match(line) for line in inside]
    header = {one[1]: one[2].strip().strip("\"'") for one in found if one}
    return header if header or fence == "+++" else None


def _fenceless(lines: list[str]) -> list[str]:
    """Take the lines "key: value" at the top, down to a blank line or a rule."""
    header = list(takewhile(lambda line: line.strip() and line.rstrip() != "---", lines))
    is_header = all(_KEY.match(line) or line[0].isspace() for line in header)
    keys = {normalise(found[1]) for found in map(_KEY.match, header) if found}
    is_closed = len(header) < len(lines)
    return header if is_header and is_closed and "title" in keys and len(keys) > 1 else []


def _read_page(text: str, name: str) -> tuple[dict[str, Any], str]:
    if text.lstrip()[:3] in _FENCES:
        header, body = read_header(text, name)
        return {str(key): value for key, value in header.items()}, body
    header = _skim_header(text) or {}
    lines = text.lstrip("\n").split("\n")
    below = lines[len(_fenceless(lines)) :]
    # The rule below a header without a fence above is no text.
    return header, "\n".join(below[1:] if below and below[0].rstrip() == "---" else below)


def _page_kind(name: str, header: dict[str, Any]) -> str:
    """Tell what a page is about: "talk", "person", "event", "other", or "" for an article."""
    keys = {normalise(key): value for key, value in header.items()}
    types = {normalise(one) for key in _TYPES for one in _texts(keys.get(key))}
    folder = normalise(PurePath(name).parent.name)
    is_sure = any(_is_given(keys[key]) for key in keys.keys() & _SURE)
    if types & {"redirect"} or not any(match_field(key) in ("title", "name") for key in keys):
        return "other" if types & (_OTHER | _TALKS | _PEOPLE) or is_sure else ""
    if types & _PEOPLE or (folder in _PEOPLE and not is_sure and not types & _TALKS):
        return "person"
    if types & _EVENT:
        return "event"
    is_talk_layout = any(one.startswith(("session", "talk")) for one in types)
    if types & _TALKS or is_talk_layout or is_sure or (folder in _TALKS and not types & _OTHER):
        return "talk"
    # "type: event" is also what an article about one may say.
    return "other" if types & (_OTHER - {"event"}) or types == {"event"} else ""


def _is_programme(name: str, text: str) -> bool:
    """Say whether there are talks in the text itself: headings, or rows of a table."""
    if re.search(r"^\s*\|.*\|\s*$", text, re.MULTILINE):
        return True
    try:
        return any(row["kind"] in TALK_KINDS for row in recap.parse(text.encode(), name))
    except KcdError:
        return False


def _is_given(value: Any) -> bool:
    return bool(value) and _is_said(str(value))


def _texts(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return list(chain.from_iterable(map(_texts, value)))
    return [str(value).strip()] if isinstance(value, (str, int, float, date, time)) else []


def _text(header: dict[str, Any], field: str) -> str:
    """Take the first text that the header has for one of our fields."""
    values = (value for key, value in header.items() if match_field(key) == field)
    return next((text for value in values for text in _texts(value) if _is_said(text)), "")


def _is_said(text: str) -> bool:
    return text not in ("", "~", "null", "None")


# People.


def _read_person(header: dict[str, Any], name: str) -> dict[str, Any]:
    first, last = _text(header, "first_name"), _text(header, "last_name")
    keys = {normalise(key): key for key in header}
    ways = ("website", "linkedin", "url", "link")
    urls = (text for one in ways if one in keys for text in _texts(header[keys[one]]))
    row = {
        "kind": "person",
        "id": PurePath(name).stem,
        "name": _text(header, "name") or " ".join(filter(None, (first, last))),
        "url": next((url for url in urls if url.startswith("http")), ""),
        "organisation": _text(header, "organisations"),
    }
    row["name"] = row["name"] or _text(header, "title")
    return {key: value for key, value in row.items() if value}


# Talks.


def _read_talk(header: dict[str, Any], body: str, name: str) -> dict[str, Any]:
    lists = {one: _values(header, one) for one in ("speakers", "speaker_ids", "tags")}
    speakers = [one for one in lists["speakers"] if not _is_slug(one)]
    slugs = [one for one in lists["speakers"] if _is_slug(one)]
    heading, rest = _split_speaker(body)
    if not speakers and not slugs and not lists["speaker_ids"] and heading:
        speakers, body = [heading], rest
    row: dict[str, Any] = {
        "id": _text(header, "id") or PurePath(name).stem,
        "title": _text(header, "title"),
        "speakers": speakers,
        "speaker_ids": [*lists["speaker_ids"], *slugs],
        "abstract": _abstract(header, body),
        "tags": lists["tags"],
        "kind": _kind(header, PurePath(name).parent.name),
        "url": _url(header),
    }
    for one in ("takeaways", "level", "room", "language", "event", "year", "timezone"):
        row[one] = _text(header, one)
    row["organisations"] = _values(header, "organisations")
    tracks = [v for key, v in header.items() if match_field(key) == "track" and _is_track(key, row)]
    row["track"] = next((text for value in tracks for text in _texts(value)), "")
    row.update(_times(header))
    return {key: value for key, value in row.items() if value}


def _values(header: dict[str, Any], field: str) -> list[Any]:
    """Collect the values of a field; people may be records."""
    for key, value in header.items():
        if match_field(key) != field:
            continue
        values = value if isinstance(value, list) else [value]
        said = [_value(one) for one in values if one not in (None, "")]
        if any(_is_said(str(one)) for one in said):
            return [one for one in said if one and _is_said(str(one))]
    return []


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return str(value).strip()
    fields = {match_field(str(key)) or "": one for key, one in value.items()}
    named = {
        "name": fields.get("name") or fields.get("speakers") or fields.get("title"),
        "id": fields.get("id"),
        "url": fields.get("url"),
        "organisation": fields.get("organisations"),
    }
    return {key: one for key, one in named.items() if one}


def _is_slug(value: Any) -> bool:
    # The name of another file.
    return isinstance(value, str) and bool(re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", value))


def _split_speaker(body: str) -> tuple[Any, str]:
    """Split the speaker off who stands as a heading above the text."""
    first, _, rest = body.lstrip("\n").partition("\n")
    heading = _HEADING.match(first)
    if not heading or not heading[2]:
        return "", body
    # A heading among its like heads a part of the text.
    if re.search(rf"^#{{1,{len(heading[1])}}}[^#]", rest, re.MULTILINE):
        return "", body
    line = list(chain.from_iterable(read_blocks(MarkdownIt().parse(heading[2]))[0].lines))
    said, url = plain(line), next((run.url for run in line if run.url), "")
    name, _, _ = said.partition(", ")
    if find_role(said)[0] or not (url or are_names([Run(name)])):
        return "", body
    return {"name": said, "url": url} if url else said, rest


def _abstract(header: dict[str, Any], body: str) -> list[str]:
    values = [value for key, value in header.items() if match_field(key) == "abstract"]
    said = [text for value in values for text in _texts(value) if _is_said(text)]
    room = _text(header, "room")
    # Where a break has a page, it says no more than where.
    said += [body.strip()] if body.strip() and body.strip() != room else []
    return distinct(*said)


def _kind(header: dict[str, Any], folder: str) -> str:
    """Take the most telling of what the page is called: "lunch" rather than "session"."""
    keys = {normalise(key): value for key, value in header.items()}
    said = [text for key in _TYPES for text in _texts(keys.get(key))]
    said = [text for text in said if normalise(text) in _TALKS]
    named = [*said, folder]
    telling = [text for text in named if find_role(text.removesuffix("s"))[0] not in ("talk", "")]
    return next(iter([*telling, *said[:1]]), "") or _text(header, "kind")


def _is_track(key: str, row: dict[str, Any]) -> bool:
    # The category of a talk may be what it is, and no track.
    return normalise(key) not in ("category", "categories") or not row.get("kind")


def _url(header: dict[str, Any]) -> str:
    values = (header[key] for key in header if match_field(key) == "url")
    return next((text for value in values for text in _texts(value) if _is_said(text)), "")


def _times(header: dict[str, Any]) -> dict[str, Any]:
    """Read start and end; a date alone is the day on which the page was written."""
    keys = {normalise(key): value for key, value in header.items()}
    if "talkdate" in keys:
        day, start, end = (
            next(filter(_is_said, _texts(keys.get(key))), "")
            for key in ("talkdate", "talkstarttime", "talkendtime")
        )
        return {"start": f"{day} {start}".strip(), "end": f"{day} {end}"} if day else {}
    starts = [
        text
        for key, value in header.items()
        if match_field(key) in ("start", "time")
        for text in _texts(value)
    ]
    end, duration = _text(header, "end"), _text(header, "duration")
    dated = [text for text in starts if re.search(r"\d{4}-\d\d", text)]
    start = next(iter([*dated, *starts]), "")
    if not dated and (end or duration or start) and _text(header, "day"):
        day = _text(header, "day")
        start = f"{day} {start}" if start and not re.search(r"\d:\d\d", day) else day
    return {"start": start, "end": end, "duration": duration}


# Notes without a header.


def _is_in_folder(name: str) -> bool:
    path = PurePath(name)
    is_text = path.suffix.casefold() in (".md", ".markdown", ".mdx", ".txt")
    return is_text and normalise(path.parent.name) in _TALKS


def _read_note(text: str, name: str) -> dict[str, Any]:
    """Take the first heading as the title ("#Title" as well), else the name of the file."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    heading = _HEADING.match(lines[first])
    title = heading[2] if heading else ""
    body = "\n".join(lines[first + 1 :] if title else lines).strip()
    row = {
        "id": PurePath(name).stem,
        "title": title or re.sub(r"[-_]+", " ", PurePath(name).stem).strip() or name,
        "abstract": [body] if body else [],
        "line": first + 1,
    }
    return {key: value for key, value in row.items() if value}


def _first_line(text: str) -> int:
    return len(text) - len(text.lstrip("\n")) + 1
