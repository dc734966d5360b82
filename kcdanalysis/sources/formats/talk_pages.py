"""Folders of pages: a Markdown or HTML file a talk, as Hugo, Jekyll, Eleventy, Pelican have them.

A file is a page of a programme if its header says so: by its type, layout or category
("talk", "session", "speaker", "lunch"), by its folder, or by something that an article's
header never has (speakers, a room, a start and an end). Then headings in its text do not
matter. A recap article, whose header has a title, a date and tags, is left to `recap` even
if all its headings are talks.

Without a header, a file in a folder of talks ("talks/chatops.md") is a note about one
talk, unless it is an article about several. Outside such a folder it is an article.
"""

import json
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePath
from typing import Any

from kcdanalysis.sources.formats.records import YAML_SUFFIXES, header_lists_talks
from kcdanalysis.sources.layouts.record_rows import (
    fields_of,
    items_of,
    read_person,
    read_talk,
    title_of,
)
from kcdanalysis.sources.rows import EVENT, PERSON, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, text_of
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import Run, distinct
from kcdanalysis.sources.values.fields import match_field, normalise
from kcdanalysis.sources.values.labels import LABELS, find_role, names_talk
from kcdanalysis.sources.values.people import are_names
from kcdanalysis.sources.values.vocabulary import WORDS

EXPECTED = (
    "a talk's page has a header with a title and its speakers, or a room, a start and an end, "
    'or "type: talk"'
)
EXAMPLE = "---\ntitle: eBPF\nspeakers: [Ada]\n---\nHow the kernel is made to listen."

_FENCES = ("---", "+++")
_KEY = re.compile(r"""["']?([A-Za-z][\w .-]{0,60}?)["']?\s*[:=](?:\s+|$)(.*)""")
_HEADING = re.compile(r"(#{1,6})[ \t]*+((?:.*[^ \t#\n])?)[ \t#]*$")
_TABLE_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^\s()]+)\)")
#: The keys that tell what a page is.
_TYPES = ("type", "kind", "sessiontype", "category", "categories", "collection", "layout")
_PEOPLE, _TALKS, _OTHER = WORDS["person_pages"], WORDS["talk_pages"], WORDS["other_pages"]
_QUOTES = " \t\"'"
_NULLS = ("", "~", "null", "None")


def sniff(name: str, head: str) -> bool:
    """Whether a file is a page of a programme, by the rules above."""
    if not re.match(r"\s*[#\w\"'+-]", head):
        return False
    header = _skim_header(_fenced(head))
    if header is None:
        path = PurePath(name)
        is_text = path.suffix.casefold() in (".md", ".markdown", ".mdx", ".txt")
        return is_text and normalise(path.parent.name) in _TALKS and not _is_programme(head)
    kind = _page_kind(name, header)
    if kind in ("other", "") and header_lists_talks(head):
        return False
    if kind == "other":
        return not _is_programme(head)
    # A header longer than the head is data; its last lines may hold what matters.
    is_cut = head.lstrip()[:3] in _FENCES and not split_header(head)[0]
    return bool(kind) or (is_cut and any(header.values()))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the one talk, person or event that a page is about; other pages yield nothing."""
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    line = len(text) - len(text.lstrip("\n")) + 1
    if PurePath(name).suffix.casefold() in YAML_SUFFIXES and text.lstrip()[:3] != "---":
        text = f"---\n{text.strip()}\n---\n"
    text = _fenced(text)
    if _skim_header(text) is None:
        yield _read_note(text, name)
        return
    header, body = read_header(text, name)
    kind = _page_kind(name, header)
    title = title_of(fields_of(header))
    if kind == "person":
        person = read_person(header)
        row = {**person, "id": PurePath(name).stem, "name": person.get("name") or title}
        # Other links are those of the page.
        links = [row.get("url"), header.get("linkedin")]
        row["url"] = next((url for url in links if str(url).startswith("http")), None)
        yield raw_row(given(kind=PERSON, **row))
    elif kind == "event":
        yield raw_row(kind=EVENT, event=title, line=line, id=PurePath(name).parent.name)
    elif kind == "talk" and title:
        yield raw_row(_read_talk(header, body, name), line=line)


# The header.


def _fenced(text: str) -> str:
    """Put fences around a header that has none, but lines "key: value", as Pelican writes it."""
    lines = text.lstrip("\ufeff \t\r\n").split("\n")
    header = list(takewhile(lambda line: line.strip() and line.rstrip() != "---", lines))
    pairs = [match.groups() for match in map(_KEY.match, header) if match]
    keys = {normalise(key) for key, _ in pairs}
    is_header = all(_KEY.match(line) or line[0].isspace() for line in header)
    if not is_header or len(header) == len(lines) or len(keys) < 2 or "title" not in keys:
        return text
    # Where the first key comes again, another talk begins.
    if sum(line.startswith(f"{pairs[0][0]}:") for line in lines) > 1:
        return text
    stated = [f"{json.dumps(key)}: {json.dumps(value.strip(_QUOTES))}" for key, value in pairs]
    rest = "\n".join(lines[len(header) :]).removeprefix("---")
    return "\n".join(["---", *stated, "---", rest])


def _skim_header(head: str) -> Record | None:
    """Read the outermost keys of a header, which may be cut; None if there is none."""
    fence, *lines = (line.rstrip() for line in head.lstrip("\ufeff \t\r\n").split("\n"))
    if fence not in _FENCES:
        return None
    inside = takewhile(lambda line: line != fence and line[:1] != "[", lines)
    pairs = [match.groups() for match in map(_KEY.match, inside) if match]
    values = ((key, value.strip(_QUOTES)) for key, value in pairs)
    header = Record({key: value for key, value in values if value not in _NULLS})
    return header if pairs or fence == "+++" else None


def _types(header: Record) -> list[str]:
    """Return what a page is called by the keys that tell its type."""
    keyed = {normalise(key): value for key, value in header.items()}
    values = [item for key in _TYPES for item in items_of(keyed.get(key))]
    return [text for text in map(text_of, values) if text]


def _page_kind(name: str, header: Record) -> str:
    """Determine what a page is about: "talk", "person", "event", "other", or "" (an article)."""
    types = set(map(normalise, _types(header)))
    folder = normalise(PurePath(name).parent.name)
    has_talk_key = any(normalise(key) in WORDS["talk_keys"] for key in header)
    if "redirect" in types or not any(match_field(key) in ("title", "name") for key in header):
        return "other" if types & (_OTHER | _TALKS | _PEOPLE) or has_talk_key else ""
    if types & _PEOPLE or (folder in _PEOPLE and not has_talk_key and not types & _TALKS):
        return "person"
    if "welcome" in types:
        return "event"
    if types & _TALKS or has_talk_key or (folder in _TALKS and not types & _OTHER):
        return "talk"
    # An article about an event may be of the type "event", too.
    return "other" if types & (_OTHER - {"event"}) or types == {"event"} else ""


def _is_programme(text: str) -> bool:
    """Whether the text itself has talks: rows of a table, "Talk: ...", or "Summary" twice."""
    headings = [match[2] for match in map(_HEADING.match, text.split("\n")) if match]
    labels = [heading for heading in headings if find_role(heading)[0] in LABELS]
    is_labelled = any(map(names_talk, headings)) or len({*labels}) < len(labels)
    return is_labelled or bool(_TABLE_ROW.search(text))


# Talks.


def _read_talk(header: Record, body: str, name: str) -> dict[str, Any]:
    types = [text for text in _types(header) if normalise(text) in _TALKS]
    folder = PurePath(name).parent.name
    # The most specific one: "lunch" before "session".
    roles = ((text, find_role(text.removesuffix("s"))[0]) for text in (*types, folder))
    specific = [text for text, role in roles if role not in ("talk", "")]
    record = Record(
        # The category that tells the kind is not a track.
        {key: value for key, value in header.items() if not types or text_of(value) not in types}
    )
    fields = fields_of(record)
    if len(fields.get("day", [])) > 1 or not {"start", "end", "duration"} & fields.keys():
        # The day on which a page was written.
        record = Record({key: value for key, value in record.items() if normalise(key) != "date"})
    row = read_talk(record)
    row["kind"] = next(iter([*specific, *types[:1]]), None) or row.get("kind")
    # What other files refer to it by.
    row["id"] = text_of(header.get("key")) or row.get("id") or PurePath(name).stem
    if not row.keys() & {"speakers", "speaker_ids"}:
        row["speakers"], body = _split_speaker(body)
    # The page of a break often holds only its place.
    text = body.strip() if body.strip() != row.get("room") else ""
    return given(**{**row, "abstract": distinct(*row.get("abstract", []), text)})


def _split_speaker(body: str) -> tuple[Any, str]:
    """Split off a speaker who is named in a heading above the text."""
    line, _, rest = body.lstrip("\n").partition("\n")
    heading = _HEADING.match(line)
    # With other headings on its level it heads a part of the text.
    if not heading or re.search(rf"^#{{1,{len(heading[1])}}}[^#]", rest, re.MULTILINE):
        return None, body
    names, links = _LINK.sub(r"\1", heading[2]), _LINK.findall(heading[2])
    if find_role(names)[0] or not (links or are_names([Run(names.partition(", ")[0])])):
        return None, body
    is_one = len(links) == 1 and names == links[0][0]
    return [{"name": names, "url": links[0][1]}] if is_one else names, rest


# Notes without a header.


def _read_note(text: str, name: str) -> RawRow:
    """Take the first heading as the title ("#Title" as well), else the name of the file."""
    lines, stem = text.split("\n"), PurePath(name).stem
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    match = _HEADING.match(lines[start])
    title = match[2] if match else ""
    body = "\n".join(lines[start + 1 :] if title else lines).strip()
    title = title or re.sub(r"[-_]+", " ", stem).strip() or name
    return raw_row(given(id=stem, title=title, abstract=[body] if body else [], line=start + 1))
