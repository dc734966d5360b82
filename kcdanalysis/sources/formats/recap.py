"""Recap articles in Markdown: a heading a talk, and below it who spoke and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any

import yaml
from markdown_it import MarkdownIt

from kcdanalysis.sources.layouts.bundles import read_bundle
from kcdanalysis.sources.layouts.notes import Notes
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import Block, Line, decode, flat, plain, read_blocks
from kcdanalysis.sources.values.labels import (
    BLOCKS,
    LABELS,
    SEPARATOR,
    find_role,
    find_year,
    lead,
    split_label,
    words,
)
from kcdanalysis.sources.values.people import Person, find_people, is_name_line
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    'a recap has a heading a talk, such as "## Talk: its title", or one with '
    '"Speaker", "Summary" or "Key takeaways" below it'
)
EXAMPLE = "# KCD Zurich 2023\n## Talk: eBPF\nSpeaker: Ada"

#: What an article calls itself, before or after the event that it is about.
_ARTICLE = frozenset(
    words(
        "feedback notes recap report review summary summaries takeaways highlights"
        " retour résumé compte rendu bilan"
        " rückblick bericht zusammenfassung nachlese"
        " resumen crónica"
    )
)
_OF = re.compile(r"(\w+) (?:of|from|on|sur|de|du|des|zu[mr]?|vo[nm]|del?) ", re.IGNORECASE)


def sniff(name: str, head: str) -> bool:
    """Say whether this is an article in Markdown: text with headings."""
    body = split_header(head)[2]
    sections = [section for section in _read_sections(body) if section.text]
    if not sections or _is_other_data(body):
        return False
    # A comment in YAML data may look like a heading, but hardly like one of these.
    if any(one.level > 1 and (one.is_titled or one.role in LABELS) for one in sections):
        return True
    return not _is_yaml(body)


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the talks, breaks and other headings of a recap, in order, as rows.

    Raises
    ------
    KcdError
        If the front matter is broken.
    """
    header, body = read_header(decode(data, name), name)
    yield from read_article(_read_sections(body), header, name)


def read_article(
    sections: list[Section], header: dict[str, Any], name: str
) -> Iterator[dict[str, Any]]:
    """Read the entries out of the sections of an article, whatever it was written in."""
    entries = _find_entries(sections)
    heads = {entry.line for entry, _, _ in entries}
    titles = [one.text for one in sections if one.level == 1 and one.line not in heads]
    about = _about(header, next(filter(None, titles), PurePath(name).stem))
    for section, kind, parts in entries:
        bundle = read_bundle(section.blocks) if _is_bundle(section, kind) else []
        for row in bundle or [_read_entry(section, kind, parts)]:
            yield {**about, "line": section.line, **row}


# The article: what it is about, and its sections.


def _about(header: dict[str, Any], heading: str) -> dict[str, Any]:
    title = _value(header, "title") or heading
    event = _value(header, "event") or _event(title)
    # The title before the date: a recap may come out in the year after.
    year = find_year(_value(header, "year"), event, title, _value(header, "date"))
    language = _value(header, "language") or _value(header, "lang")
    code = re.match(r"[a-z]{2}(?![a-z])", language.lower())
    return {"event": event, "year": year, "language": code and code[0]}


def _value(header: dict[str, Any], key: str) -> str:
    value = header.get(key, "")
    return "" if isinstance(value, (list, dict)) or value in ("~", "null") else str(value).strip()


def _event(title: str) -> str:
    """Name the event that an article's title is about.

    >>> _event("KCD Zurich 2023 - Feedback"), _event("Recap of KCD Zurich 2023")
    ('KCD Zurich 2023', 'KCD Zurich 2023')
    """
    of, parts = _OF.match(title), list(SEPARATOR.finditer(title))
    if of and of[1].casefold() in _ARTICLE:
        return title[of.end() :]
    if parts and _ARTICLE & set(words(title[parts[-1].end() :])):
        return title[: parts[-1].start()] or title
    if parts and _ARTICLE & set(words(title[: parts[0].start()])):
        return title[parts[0].end() :] or title
    first, _, last = title.rpartition(" ")
    return first if first and last.casefold() in _ARTICLE else title


@dataclass(frozen=True)
class Section:
    """A heading with what is printed below it, up to the next heading."""

    level: int
    line: int
    heading: Line
    blocks: list[Block]

    @cached_property
    def text(self) -> str:
        """The heading as text, without marks and links."""
        return plain(self.heading)

    @cached_property
    def role(self) -> str:
        """What the heading says that this is: "talk", "speakers", "break", ... or ""."""
        return find_role(self.text)[0]

    @cached_property
    def title(self) -> str:
        """The heading without "Talk 3:" and the like, unless that is all it says."""
        start = find_role(self.text)[1] if self.role in TALK_KINDS else lead(self.text)
        return self.text[start:] or self.text[lead(self.text) :] or self.text

    @property
    def is_titled(self) -> bool:
        """Whether the heading names a talk, as "Talk: eBPF" does and "Talk 3" does not."""
        return self.role in TALK_KINDS and find_role(self.text)[1] < len(self.text)


def _read_sections(body: str) -> list[Section]:
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    # Headings inside quotes and lists head nothing.
    starts = [at for at, one in enumerate(tokens) if one.type == "heading_open" and not one.level]
    return [
        Section(
            level=int(tokens[start].tag[1]),
            line=(tokens[start].map or [0])[0] + 1,
            heading=flat(read_blocks(tokens[start + 1 : start + 2])),
            blocks=read_blocks(tokens[start + 3 : end]),
        )
        for start, end in pairwise([*starts, len(tokens)])
    ]


def _is_other_data(text: str) -> bool:
    """Say whether a file is markup, a calendar or a table, in whose cells headings may stand."""
    first = next(line for line in text.split("\n") if line.strip())
    if first.casefold().startswith(("<?", "<!doctype", "<html", "<schedule", "begin:")):
        return True
    # A header row has no spaces after its commas, as prose has.
    return bool(re.match(r'["\w].*?[,;\t]\S', first)) and not re.search(r"[,;] ", first)


def _is_yaml(text: str) -> bool:
    """Say whether the headings are comments of YAML data: lists or mappings inside others."""
    collections = 0
    try:
        for event in yaml.parse(text, yaml.BaseLoader):
            collections += isinstance(event, yaml.CollectionStartEvent)
    except yaml.MarkedYAMLError as error:
        # What breaks only at the end was merely cut there.
        if error.problem_mark and error.problem_mark.index < len(text):
            return False
    except (yaml.YAMLError, ValueError):
        return False
    return collections > 1


# Which sections are entries of the programme.

_Entry = tuple[Section, str, list[Section]]


def _find_entries(sections: list[Section]) -> list[_Entry]:
    """Find each entry with its kind and the sections below it that belong to it."""
    found: list[_Entry] = []
    # The only first-level heading is the article's title.
    has_title = [section.level for section in sections].count(1) == 1
    at = 0
    while at < len(sections):
        parts = _below(sections, at)
        kind = _kind(sections[at], parts, is_title=has_title and sections[at].level == 1)
        if kind:
            parts = parts[: _next_talk(sections[at], parts)]
            found.append((sections[at], kind, parts))
        # What holds entries ("Day 1") is none itself; go on inside it.
        at += 1 + (len(parts) if kind else 0)
    return [
        entry
        for at, entry in enumerate(found)
        if entry[1] in (*TALK_KINDS, "break") or (entry[1] == "other" and _is_among(at, found))
    ]


def _is_among(at: int, entries: list[_Entry]) -> bool:
    """Say whether an entry stands between talks, or beside the last one."""
    before = [section for section, kind, _ in entries[:at] if kind in TALK_KINDS]
    after = any(kind in TALK_KINDS for _, kind, _ in entries[at:])
    return bool(before) and (after or entries[at][0].level >= before[-1].level)


def _below(sections: Sequence[Section], at: int) -> list[Section]:
    """Take the sections that belong to one: the deeper ones, and labels beside a talk."""
    own, below = sections[at], []
    missing = set(LABELS) if own.role in TALK_KINDS else set()
    for section in sections[at + 1 :]:
        if section.level < own.level:
            break
        if section.level == own.level and section.role not in missing:
            break
        missing.discard(section.role)
        below.append(section)
    return below


def _next_talk(section: Section, parts: list[Section]) -> int:
    """Tell where another talk begins below a talk, if its heading is merely one level too deep."""
    for at, part in enumerate(parts):
        is_alike = words(part.text)[:1] == words(section.text)[:1]
        if part.is_titled and (is_alike or _labels(part, _below(parts, at))):
            return at
    return len(parts)


def _kind(section: Section, parts: list[Section], *, is_title: bool) -> str:
    """Give the kind of entry; "context" for prose, "" for what holds other entries."""
    is_talk = _is_talk(section, parts, is_title=is_title)
    holds_talks = any(_is_talk(part, _below(parts, at)) for at, part in enumerate(parts))
    if holds_talks and not _is_talk_above_talks(section, parts):
        return ""
    if is_talk or section.role in TALK_KINDS[1:]:
        return section.role if section.role in TALK_KINDS else "talk"
    if section.role in (*LABELS, "context") or not section.text:
        return "context"
    if any(part.role == "break" for part in parts):
        return ""
    return "break" if section.role == "break" else "other"


def _is_talk_above_talks(section: Section, parts: list[Section]) -> bool:
    """Say whether a heading above talks is one as well, and no block ("Session 1: Security")."""
    own = parts[: _next_talk(section, parts)]
    if section.role not in TALK_KINDS or _labels(section, own):
        return section.role in TALK_KINDS
    first, *_ = words(section.text)
    holds_its_like = len(own) < len(parts) and words(parts[len(own)].text)[0] == first
    return section.is_titled and (first not in BLOCKS or holds_its_like)


def _is_talk(section: Section, parts: list[Section], *, is_title: bool = False) -> bool:
    """Say whether a heading is surely a talk's: by its words, or by labels below it."""
    labels = _labels(section, parts)
    if section.role in TALK_KINDS:
        # "Presentation" alone may head anything.
        return bool(labels) or section.is_titled or (section.role == "talk" and " " in section.text)
    # Articles and introductions may have a summary, too.
    if is_title or section.role == "context":
        return "speakers" in labels and len(labels) > 1
    return bool(labels) and section.role not in LABELS


def _labels(section: Section, parts: list[Section]) -> set[str]:
    """Collect the labels right below a heading: headings, or lines in bold."""
    labels = set()
    for line in (line for block in section.blocks if not block.depth for line in block.lines):
        role, rest = split_label(line)
        # "Speaker: ..." says enough; words like "Summary" begin many a sentence.
        if role and (line[0].strong or (role == "speakers" and rest)):
            labels.add(role)
    depth = min((part.level for part in parts), default=0)
    return (labels | {part.role for part in parts if part.level == depth}) & set(LABELS)


def _is_bundle(section: Section, kind: str) -> bool:
    """Say whether a heading may stand above several talks in bullets ("Lightning Talks")."""
    return kind == "lightning" and not section.is_titled


# One entry: who spoke, and what was said.


def _read_entry(section: Section, kind: str, parts: list[Section]) -> dict[str, Any]:
    notes = Notes()
    first = section.blocks[0].lines[0] if section.blocks else []
    notes.read("speakers" if is_name_line(first) else "", section.blocks)
    for part in parts:
        notes.read_section(part.heading, part.blocks)
    if kind in TALK_KINDS and not notes.speakers:
        notes.speakers = _linked_speakers([section, *parts])
    return {
        "title": section.title,
        "kind": kind,
        "speakers": [name for name, _ in notes.speakers],
        "speaker_urls": [url for _, url in notes.speakers],
        "abstract": "\n\n".join(filter(None, notes.abstract)),
        "takeaways": "\n".join(filter(None, notes.takeaways)),
        "url": _own_url(section),
    }


def _own_url(section: Section) -> str:
    links = {run.text: run.url for run in section.heading if run.url.startswith("http")}
    return links.get(section.title, "")


def _linked_speakers(sections: list[Section]) -> list[Person]:
    """Take the first people that the heading or the prose links to."""
    prose = [flat([block]) for one in sections for block in one.blocks if not block.depth]
    return next(filter(None, map(find_people, [sections[0].heading, *prose])), [])
