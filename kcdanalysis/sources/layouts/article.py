"""An article about talks, whatever markup it has: headings with their text, and the talks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from markdown_it import MarkdownIt

from kcdanalysis.sources.layouts.bundles import read_bundle
from kcdanalysis.sources.layouts.notes import Notes
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.markup import Block, Line, flat, plain, read_blocks
from kcdanalysis.sources.values.labels import (
    LABELS,
    SEPARATOR,
    find_role,
    find_year,
    lead,
    split_label,
    words,
)
from kcdanalysis.sources.values.people import Person, find_people, is_name_line
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import TALK_KINDS

_OF = re.compile(r"(\w+) (?:of|from|on|sur|de|du|des|zu[mr]?|vo[nm]|del?) ", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """A heading with the content below it, up to the next heading."""

    level: int
    line: int
    heading: Line
    blocks: list[Block]

    @cached_property
    def text(self) -> str:
        """The heading as text, without markup."""
        return plain(self.heading)

    @cached_property
    def role(self) -> str:
        """What the heading announces: "talk", "speakers", "break", ... or ""."""
        return find_role(self.text)[0]

    @cached_property
    def title(self) -> str:
        """The heading without "Talk 3:" and the like, unless it has no other text."""
        start = find_role(self.text)[1] if self.role in TALK_KINDS else lead(self.text)
        return self.text[start:] or self.text[lead(self.text) :] or self.text

    @property
    def is_titled(self) -> bool:
        """Whether the heading names a talk, as "Talk: eBPF" does and "Talk 3" does not."""
        return self.role in TALK_KINDS and find_role(self.text)[1] < len(self.text)


def markdown_sections(body: str) -> list[Section]:
    """Read the headings of an article in Markdown, each with the content below it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    # Headings inside quotes and lists do not start a section.
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


def read_article(sections: list[Section], header: Mapping[str, Any], name: str) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of an article, in order.

    Parameters
    ----------
    sections : list of Section
    header : mapping
        Title, event, year, date and language as the front matter or the page gives them.
    name : str
        The file, whose name is the last resort for the event.
    """
    entries = _find_entries(sections)
    entry_lines = {entry.line for entry, _, _ in entries}
    titles = [one.text for one in sections if one.level == 1 and one.line not in entry_lines]
    about = _about(header, next(filter(None, titles), PurePath(name).stem))
    for section, kind, parts in entries:
        # "Lightning Talks" may head several talks in bullets.
        may_hold_talks = kind == "lightning" and not section.is_titled
        bundle = read_bundle(section.blocks) if may_hold_talks else []
        for row in bundle or [_read_entry(section, kind, parts)]:
            yield raw_row(about, {"line": section.line}, row)


# The event.


def _about(header: Mapping[str, Any], heading: str) -> dict[str, Any]:
    title = _value(header, "title") or heading
    event = _value(header, "event") or _event(title)
    # The title before the date: a recap may be published in the year after.
    year = find_year(_value(header, "year"), event, title, _value(header, "date"))
    language = _value(header, "language") or _value(header, "lang")
    code = re.match(r"[a-z]{2}(?![a-z])", language.lower())
    return {"event": event, "year": year, "language": code and code[0]}


def _value(header: Mapping[str, Any], key: str) -> str:
    value = header.get(key, "")
    return "" if isinstance(value, (list, dict)) or value in ("~", "null") else str(value).strip()


def _event(title: str) -> str:
    """Extract the name of the event from an article's title.

    >>> _event("KCD Zurich 2023 - Feedback"), _event("Recap of KCD Zurich 2023")
    ('KCD Zurich 2023', 'KCD Zurich 2023')
    """
    of, parts = _OF.match(title), list(SEPARATOR.finditer(title))
    if of and of[1].casefold() in WORDS["article"]:
        return title[of.end() :]
    if parts and not WORDS["article"].isdisjoint(words(title[parts[-1].end() :])):
        return title[: parts[-1].start()] or title
    if parts and not WORDS["article"].isdisjoint(words(title[: parts[0].start()])):
        return title[parts[0].end() :] or title
    first, _, last = title.rpartition(" ")
    return first if first and last.casefold() in WORDS["article"] else title


# Which sections are entries of the programme.

_Entry = tuple[Section, str, list[Section]]


def _find_entries(sections: list[Section]) -> list[_Entry]:
    """Find each entry with its kind and the sections that belong to it."""
    entries: list[_Entry] = []
    # A single first-level heading is the article's title.
    has_title = [section.level for section in sections].count(1) == 1
    at = 0
    while at < len(sections):
        parts = _below(sections, at)
        kind = _kind(sections[at], parts, is_title=has_title and sections[at].level == 1)
        if kind:
            parts = parts[: _next_talk(sections[at], parts)]
            entries.append((sections[at], kind, parts))
        # A section that holds entries ("Day 1") is not an entry; continue inside it.
        at += 1 + (len(parts) if kind else 0)
    return [
        entry
        for at, entry in enumerate(entries)
        if entry[1] in (*TALK_KINDS, "break") or (entry[1] == "other" and _is_among(at, entries))
    ]


def _is_among(at: int, entries: list[_Entry]) -> bool:
    """Whether an entry stands between talks, or on the level of the last one."""
    before = [section for section, kind, _ in entries[:at] if kind in TALK_KINDS]
    after = any(kind in TALK_KINDS for _, kind, _ in entries[at:])
    return bool(before) and (after or entries[at][0].level >= before[-1].level)


def _below(sections: Sequence[Section], at: int) -> list[Section]:
    """Return the sections that belong to one: deeper ones, and labels on a talk's level."""
    top, below = sections[at], []
    missing = set(LABELS) if top.role in TALK_KINDS else set()
    for section in sections[at + 1 :]:
        if section.level < top.level:
            break
        if section.level == top.level and section.role not in missing:
            break
        missing.discard(section.role)
        below.append(section)
    return below


def _next_talk(section: Section, parts: list[Section]) -> int:
    """Find where another talk starts below a talk, its heading being one level too deep."""
    for at, part in enumerate(parts):
        is_alike = words(part.text)[:1] == words(section.text)[:1]
        if part.is_titled and (is_alike or _labels(part, _below(parts, at))):
            return at
    return len(parts)


def _kind(section: Section, parts: list[Section], *, is_title: bool) -> str:
    """Return the kind of entry; "context" for prose, "" for a section that holds entries."""
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
    """Whether a heading above talks is a talk itself, not a block ("Session 1: Security")."""
    own_parts = parts[: _next_talk(section, parts)]
    if section.role not in TALK_KINDS or _labels(section, own_parts):
        return section.role in TALK_KINDS
    first, *_ = words(section.text)
    holds_its_like = len(own_parts) < len(parts) and words(parts[len(own_parts)].text)[0] == first
    return section.is_titled and (first not in WORDS["blocks"] or holds_its_like)


def _is_talk(section: Section, parts: list[Section], *, is_title: bool = False) -> bool:
    """Whether a heading is certainly a talk's, by its words or by labels below it."""
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
        # "Speaker: ..." is unambiguous; words like "Summary" begin many a sentence.
        if role and (line[0].strong or (role == "speakers" and rest)):
            labels.add(role)
    depth = min((part.level for part in parts), default=0)
    return (labels | {part.role for part in parts if part.level == depth}) & set(LABELS)


# One entry: who spoke, and what was said.


def _read_entry(section: Section, kind: str, parts: list[Section]) -> dict[str, Any]:
    notes = Notes()
    first = section.blocks[0].lines[0] if section.blocks else []
    notes.read("speakers" if is_name_line(first) else "", section.blocks)
    for part in parts:
        notes.read_section(part.heading, part.blocks)
    if kind in TALK_KINDS and not notes.speakers:
        notes.speakers = _linked_speakers([section, *parts])
    links = {run.text: run.url for run in section.heading if run.url.startswith("http")}
    return {
        "title": section.title,
        "kind": kind,
        "speakers": [name for name, _ in notes.speakers],
        "speaker_urls": [url for _, url in notes.speakers],
        "abstract": "\n\n".join(filter(None, notes.abstract)),
        "takeaways": "\n".join(filter(None, notes.takeaways)),
        "url": links.get(section.title, ""),
    }


def _linked_speakers(sections: list[Section]) -> list[Person]:
    """Return the first people that the heading or the prose links to."""
    prose = [flat([block]) for one in sections for block in one.blocks if not block.depth]
    return next(filter(None, map(find_people, [sections[0].heading, *prose])), [])
