"""The outline of an article: which headings are talks, and what stands above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from kcdanalysis.sources.layouts.titles import (
    Bylines,
    Heading,
    find_bylines,
    without_emoji,
)
from kcdanalysis.sources.rows import Speaker
from kcdanalysis.sources.syntax.markup import (
    Block,
    Line,
    flat,
    parse_markdown,
    plain,
    read_blocks,
)
from kcdanalysis.sources.values.cells import is_day
from kcdanalysis.sources.values.labels import LABELS, SEPARATOR, find_role, lead, split_label, words
from kcdanalysis.sources.values.vocabulary import WORDS, first_match, word_sets
from kcdanalysis.talks import TALK_KINDS

#: If so many of the headings on a level say "Talk", or name people, the others are no talks.
_EXPLICIT_SHARE, _NAMED_SHARE = 0.5, 2 / 3
#: A heading above talks is followed by fewer words of its own.
_MAX_INTRODUCTION = 60
#: Bullets are talks if so many of them name people or have notes below.
_BULLET_SHARE = 0.5
#: The levels of lines in bold and of bullets, below all headings.
_BOLD, _BULLET = 7, 8

_MONTH = r"(?:jan|ene|feb|fév|mar|mär|apr|avr|abr|ma[iy]|ju[inl]|aug|ao|ago|sep|o[ck]t|nov|de[cz]|déc|dic)[^\W\d]*\.?"
_DATE = re.compile(
    rf"\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s(?:de\s)?{_MONTH}(?:\s(?:de\s)?\d{{4}})?"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"(?:\S+ ){0,4}[\w+-]*(?:Con|Conf|Days?|Summit|Fest|Forum|Rejekts)(?: [\w-]+)?(?: \d{4})?"
)
_BEFORE_VENUE = re.compile(
    r"\s+(?:at|in|on|@|im|am|bei|à|au|aux|des|en|y|and|und|et|&|with|mit|avec)\s+"
)


@dataclass(frozen=True, eq=False)
class Section:
    """A heading with the content below it, up to the next heading; level 0 has no heading."""

    level: int
    line: int
    heading: Line
    blocks: list[Block]

    @cached_property
    def text(self) -> str:
        """The heading as text, without markup."""
        return plain(without_emoji(self.heading))

    @cached_property
    def role(self) -> str:
        """What the heading announces: "talk", "speakers", "break", ... or ""."""
        role, _ = find_role(self.text)
        return "" if role == "break" and not _is_break(self.text) else role

    @property
    def is_titled(self) -> bool:
        """Whether the heading names a talk, as "Talk: eBPF" does and "Talk 3" does not."""
        return self.role in TALK_KINDS and find_role(self.text)[1] < len(self.text)


@dataclass(frozen=True, eq=False)
class Place:
    """What a heading is in the outline of its article.

    Attributes
    ----------
    section : Section
    role : str
        "title", "context", "container", "part" of the entry above, or the kind of an entry.
    parts : list of Section
        Of an entry, the sections that belong to it.
    above : dict
        Of an entry, what the headings above say: track, day, event.
    heading : Heading
        Its heading in parts.
    people_below : list of Speaker
        Those that the first line below the heading names.
    """

    section: Section
    role: str
    parts: list[Section] = field(default_factory=list)
    above: dict[str, str] = field(default_factory=dict)
    heading: Heading | None = None
    people_below: list[Speaker] = field(default_factory=list)


def markdown_sections(body: str, name: str = "") -> list[Section]:
    """Read the headings of an article in Markdown, each with the content below it."""
    tokens = parse_markdown(body, name)
    # Headings inside quotes and lists do not start a section.
    starts = [at for at, one in enumerate(tokens) if one.type == "heading_open" and not one.level]
    first = read_blocks(tokens[: starts[0] if starts else None])
    return [Section(0, 1, [], first)] + [
        Section(
            level=int(tokens[start].tag[1]),
            line=(tokens[start].map or [0])[0] + 1,
            heading=flat(read_blocks(tokens[start + 1 : start + 2])),
            blocks=read_blocks(tokens[start + 3 : end]),
        )
        for start, end in pairwise([*starts, len(tokens)])
    ]


def outline(sections: Sequence[Section], title: str = "", *, bare: bool = True) -> list[Place]:
    """Find the place of every heading of an article, in order.

    Headings are talks if they say so ("Talk: ..."), have labels such as "Summary" below, or
    name their speakers. Where hardly any does, the headings that form the programme are the
    talks: those on the level below days, tracks and lists, else the uppermost ones.

    Parameters
    ----------
    sections : sequence of Section
    title : str
        The title of the article, where it is not one of the headings.
    bare : bool
        Whether headings without any mark may be talks.
    """
    article = _Article(_with_lines_as_headings(list(sections), title), title, bare=bare)
    return list(article.places())


def container_of(text: str) -> tuple[str, str] | None:
    """Tell what a heading above talks says: a day, a track, an event, or nothing more ("").

    >>> container_of("Day 1"), container_of("Main stage"), container_of("ArgoCon")
    (('day', 'Day 1'), ('track', 'Main stage'), ('event', 'ArgoCon'))
    >>> container_of("My favourite talks"), container_of("Why eBPF?")
    (('', 'My favourite talks'), None)
    """
    text = text[lead(text) :].rstrip(" :")
    head = SEPARATOR.split(text, maxsplit=1)[0]
    said = {word for word in words(head) if not word.isdecimal()} - WORDS["beside"]
    every = set(words(head))
    if said & WORDS["tracks"] and len(head.split()) <= 4:
        return "track", text
    if is_day(text) or _DATE.fullmatch(head) or (every & WORDS["days"] and said <= WORDS["days"]):
        return "day", text
    role, start = find_role(text)
    if role in TALK_KINDS and start < len(text):
        return None
    if every & WORDS["lists"] and set(words(text)) <= WORDS["lists"] | WORDS["beside"]:
        return "", text
    if _EVENT.fullmatch(text):
        return "event", text
    return None


class _Article:
    """The sections of an article, with what is known about each."""

    def __init__(self, sections: list[Section], title: str, *, bare: bool) -> None:
        self.sections = sections
        self.below = [self._below(at) for at in range(len(sections))]
        self.title = _find_title(sections, title)
        self.containers = [container_of(section.text) for section in sections]
        self.bylines = _bylines(sections)
        self.headings = [self.bylines.split(one.heading) for one in sections]
        self.people_below = [_people_below(one, self.bylines) for one in sections]
        self.named = [self._is_named(at) for at in range(len(sections))]
        self.marked = {at for at in range(len(sections)) if self._is_marked(at)}
        if bare:
            self.marked |= self._bare_talks()

    # The tree.

    def _below(self, at: int) -> list[int]:
        """Return the sections that belong to one: deeper ones, and labels on a talk's level."""
        top, below = self.sections[at], []
        if not top.level:
            return []
        missing = set(LABELS) if top.role in TALK_KINDS else set()
        for number in range(at + 1, len(self.sections)):
            section = self.sections[number]
            if section.level < top.level:
                break
            if section.level == top.level and section.role not in missing:
                break
            missing.discard(section.role)
            below.append(number)
        return below

    def _children(self, at: int) -> list[int]:
        """Return the sections right below one; those of the title are all without another."""
        below = self.below[at]
        inside = {part for child in below for part in self.below[child]}
        return [child for child in below if child not in inside]

    # Marks of talks.

    def _labels(self, at: int, parts: Sequence[int]) -> set[str]:
        """Collect the labels right below a heading: headings, or lines in bold."""
        labels = set()
        blocks = (block for block in self.sections[at].blocks if not block.depth)
        for line in (line for block in blocks for line in block.lines):
            role, rest = split_label(line)
            # "Speaker: ..." is unambiguous; words like "Summary" begin many a sentence.
            if role and (line[0].strong or (role == "speakers" and rest)):
                labels.add(role)
        depth = min((self.sections[part].level for part in parts), default=0)
        roles = {self.sections[part].role for part in parts if self.sections[part].level == depth}
        return (labels | roles) & set(LABELS)

    def _is_explicit(self, at: int) -> bool:
        """Whether a heading is a talk's by its words, or by labels below it."""
        section, labels = self.sections[at], self._labels(at, self.below[at])
        if section.role in TALK_KINDS:
            # "Presentation" alone may head anything.
            spaced = section.role == "talk" and " " in section.text
            return bool(labels) or section.is_titled or spaced
        # Articles and introductions may have a summary, too.
        if at == self.title or section.role == "context" or not section.text:
            return "speakers" in labels and len(labels) > 1 and bool(section.text)
        return bool(labels) and section.role not in LABELS

    def _is_named(self, at: int) -> bool:
        section = self.sections[at]
        if at == self.title or not section.text or section.role in (*LABELS, "context", "break"):
            return False
        heading = self.headings[at]
        if self.containers[at] == ("", heading.whole) and self.below[at]:
            return False
        return bool(heading.speakers or heading.start or self.people_below[at])

    def _is_marked(self, at: int) -> bool:
        return self.named[at] or self._is_explicit(at)

    # Talks without a mark.

    def _bare_talks(self) -> set[int]:
        inside = {
            part
            for at, section in enumerate(self.sections)
            if section.role == "context" and not container_of(section.text)
            for part in self.below[at]
        }
        inside |= {part for at in self.marked for part in self.below[at]}
        unknown = {
            at
            for at, section in enumerate(self.sections)
            if section.text
            and not section.role
            and at != self.title
            and at not in inside
            and at not in self.marked
        }
        if not self.marked:
            inside = {part for below in self.below for part in below}
            talks = self._programme(
                [at for at in range(len(self.below)) if at not in inside], unknown
            )
            return talks if len(talks) > 1 else set()
        levels = {self.sections[at].level for at in self.marked}
        others = {
            at
            for at in unknown
            if self.sections[at].level in levels
            and not self.containers[at]
            and not self.marked & set(self.below[at])
        }
        # "Keynote" and "Panel" alone do not say that everything else is no talk.
        explicit = [
            at
            for at in self.marked
            if self.sections[at].role not in TALK_KINDS[1:] or self._labels(at, self.below[at])
            if self._is_explicit(at)
        ]
        total = len(self.marked) + len(others)
        if len(explicit) >= _EXPLICIT_SHARE * total:
            return set()
        if len(self.marked) < _NAMED_SHARE * total:
            return others
        # Days and lists of talks hold little else.
        programme = {
            part for at, one in enumerate(self.containers) if one for part in self.below[at]
        }
        return {at for at in others if at in programme or self.sections[at].level >= _BOLD}

    def _programme(self, siblings: list[int], unknown: set[int]) -> set[int]:
        """Find the talks among some headings on one level, or below those that hold talks."""
        if self.title in siblings:
            at = siblings.index(self.title)
            siblings = [*siblings[:at], *self._children(self.title), *siblings[at + 1 :]]
        containers = {at: self.containers[at] for at in siblings}
        parts = {
            at: [
                part
                for part in self._children(at)
                if part in unknown or (self.containers[part] and self.below[part])
            ]
            for at in siblings
        }
        known = [at for at in siblings if parts[at] and containers[at]]
        # A day or a list without anything below is no talk either.
        leaves = [at for at in siblings if (containers[at] or ("track",))[0] in ("day", "")]
        talks = [at for at in siblings if at in unknown and at not in (*known, *leaves)]
        # Subheadings that several talks have ("What I liked") are no talks.
        again = Counter(self.sections[one].text for below in parts.values() for one in below)
        single = {
            at: [one for one in parts[at] if again[self.sections[one].text] == 1] for at in talks
        }
        holders = [at for at in talks if len(single[at]) > 1 and self._is_short(at)]
        if not known and 2 * len(holders) <= len(talks):
            return set(talks)
        holders = holders if known else [at for at in talks if single[at]]
        return {
            talk
            for at in (*known, *holders)
            for talk in self._programme(self._children(at), unknown)
        }

    def _is_short(self, at: int) -> bool:
        """Whether a section has little prose of its own, above its first subheading."""
        return len(words(plain(flat(self.sections[at].blocks)))) <= _MAX_INTRODUCTION

    # Places.

    def places(self) -> Iterator[Place]:
        """Find the place of each section from top to bottom."""
        places: list[Place] = []
        open_: list[tuple[int, str]] = []
        at = 0
        while at < len(self.sections):
            section = self.sections[at]
            open_ = [one for one in open_ if one[0] < section.level]
            parts = self.below[at]
            role = self._role(at)
            if role == "container":
                open_.append((section.level, section.text))
                parts = []
            elif role in (*TALK_KINDS, "break", "other"):
                parts = parts[: self._next_talk(at)]
            elif role == "title":
                parts = []
            sections = [self.sections[part] for part in parts]
            above = [text for _, text in open_] if role in (*TALK_KINDS, "break", "other") else []
            places.append(
                Place(
                    section, role, sections, _above(above), self.headings[at], self.people_below[at]
                )
            )
            inner = "context" if role == "context" else "part"
            places += [Place(part, inner) for part in sections]
            at += 1 + len(parts)
        return (self._settle(places, at) for at in range(len(places)))

    def _settle(self, places: list[Place], at: int) -> Place:
        """Keep "other" for what stands between talks, or on the level of the last one."""
        place = places[at]
        if place.role == "part":
            owner = next(one for one in reversed(places[:at]) if one.role != "part")
            role = self._settle(places, places.index(owner)).role
            return Place(place.section, "context") if role == "context" else place
        if place.role != "other":
            return place
        before = [one.section for one in places[:at] if one.role in TALK_KINDS]
        after = any(one.role in TALK_KINDS for one in places[at:])
        is_among = before and (after or place.section.level >= before[-1].level)
        return place if is_among else Place(place.section, "context")

    def _role(self, at: int) -> str:
        section, parts = self.sections[at], self.below[at]
        if not section.level:
            return "title"
        holds_talks = bool(self.marked & set(parts))
        if holds_talks and not (at in self.marked and self._is_talk_above_talks(at)):
            return "title" if at == self.title else "container"
        if at in self.marked or section.role in TALK_KINDS[1:]:
            return section.role if section.role in TALK_KINDS else "talk"
        if at == self.title:
            return "title"
        if section.role in (*LABELS, "context") or not section.text:
            return "context"
        if any(self.sections[part].role == "break" for part in parts):
            return "container"
        return "break" if section.role == "break" else "other"

    def _next_talk(self, at: int) -> int:
        """Find where another talk starts below a talk, its heading being one level too deep."""
        first = words(self.sections[at].text)[:1]
        for number, part in enumerate(self.below[at]):
            section = self.sections[part]
            is_alike = words(section.text)[:1] == first
            is_labelled = is_alike or self._labels(part, self.below[part])
            if (section.is_titled and is_labelled) or (self.named[at] and self.named[part]):
                return number
        return len(self.below[at])

    def _is_talk_above_talks(self, at: int) -> bool:
        """Whether a heading above talks is a talk itself, not a block ("Session 1: Security")."""
        section, parts = self.sections[at], self.below[at]
        if self.named[at]:
            return True
        own_parts = parts[: self._next_talk(at)]
        if section.role not in TALK_KINDS or self._labels(at, own_parts):
            return section.role in TALK_KINDS
        first, *_ = words(section.text)
        following = [self.sections[part].text for part in parts[len(own_parts) :]]
        holds_its_like = bool(following) and words(following[0])[:1] == [first]
        return section.is_titled and (first not in WORDS["blocks"] or holds_its_like)


def _is_break(text: str) -> bool:
    """Whether a heading with the word of a break is one: "Lunch", not "Break the monolith"."""
    known = word_sets("headings")["break"]
    head = SEPARATOR.split(text[lead(text) :], maxsplit=1)[0]
    first = words(_BEFORE_VENUE.split(head)[0])
    return bool(first) and (first[-1] in known or set(words(head)) <= known | WORDS["beside"])


def _find_title(sections: Sequence[Section], title: str) -> int:
    """Find the heading that is the title of the article; -1 if there is none."""
    headings = [at for at, section in enumerate(sections) if 0 < section.level < _BOLD]
    firsts = [at for at in headings if sections[at].level == 1]
    if len(firsts) == 1:
        return -1 if sections[firsts[0]].is_titled else firsts[0]
    top = min((sections[at].level for at in headings), default=0)
    tops = [at for at in headings if sections[at].level == top]
    if len(tops) == 1 and tops == headings[:1] and len(sections) > tops[0] + 1:
        is_container = container_of(sections[tops[0]].text) or sections[tops[0]].role
        return -1 if is_container else tops[0]
    if firsts and firsts[0] == headings[0]:
        text = sections[firsts[0]].text
        if text == title or not WORDS["article"].isdisjoint(words(text)):
            return firsts[0]
    return -1


def _above(texts: list[str]) -> dict[str, str]:
    above: dict[str, str] = {}
    for text in texts:
        key, value = container_of(text) or ("track", text)
        role, start = find_role(text)
        if role in TALK_KINDS and start < len(text):
            key, value = "track", text[start:]
        kind = first_match(words(text), word_sets("kinds"))
        if not key and kind in TALK_KINDS[1:]:
            above["kind"] = kind
        elif key and (key != "track" or role != "context"):
            above[key] = value
    return above


# Lines in bold and bullets as headings.


def _with_lines_as_headings(sections: list[Section], title: str) -> list[Section]:
    """Let lines in bold, or bullets, be headings where the article has no others for talks."""
    at_title = _find_title(sections, title)
    is_flat = not any(
        section.role in ("", *TALK_KINDS) or container_of(section.text)
        for at, section in enumerate(sections)
        if section.level and at != at_title
    )
    holders = [
        at
        for at, section in enumerate(sections)
        if (is_flat and (at == at_title or not section.level))
        or (section.role == "lightning" and not section.is_titled)
        or (section.level and at != at_title and container_of(section.text))
    ]
    holders = [
        at
        for at in holders
        if not any(
            sections[below].level > sections[at].level and sections[below].role != "context"
            for below in range(at + 1, min(at + 2, len(sections)))
        )
        or (is_flat and (at == at_title or not sections[at].level))
    ]
    for split in (_bold_lines, _bullets):
        inner = {at: split(sections[at]) for at in holders}
        found = [one for at in holders for one in inner[at][1]]
        if len(found) < 2:
            continue
        bylines = _bylines([*sections, *found])
        names = {
            id(one)
            for one in found
            if bylines.split(one.heading).speakers or _people_below(one, bylines)
        }
        noted = (
            {id(one) for one in found if one.blocks}
            if split is _bullets
            else (set() if is_flat else {id(one) for one in found if _is_all_bold(one.heading)})
        )
        if len(names | noted) >= _BULLET_SHARE * len(found):
            return [
                one
                for at, section in enumerate(sections)
                for one in (
                    [
                        Section(section.level, section.line, section.heading, inner[at][0]),
                        *inner[at][1],
                    ]
                    if at in inner
                    else [section]
                )
            ]
    return sections


def _is_all_bold(line: Line) -> bool:
    return all(run.strong for run in line if run.text.strip())


def _bold_lines(section: Section) -> tuple[list[Block], list[Section]]:
    """Split the content below a heading at the lines that begin in bold, and are no labels."""

    def starts(block: Block) -> bool:
        line = block.lines[0]
        return not block.depth and line[0].strong and not split_label(line)[0]

    return _split(section, _BOLD, starts)


def _bullets(section: Section) -> tuple[list[Block], list[Section]]:
    """Split the content below a heading at the outermost bullets."""
    return _split(section, _BULLET, lambda block: block.depth == 1)


def _split(
    section: Section, level: int, starts: Callable[[Block], bool]
) -> tuple[list[Block], list[Section]]:
    before: list[Block] = []
    found: list[Section] = []
    for block in section.blocks:
        if starts(block):
            rest = [Block(0, block.lines[1:], block.number)] if block.lines[1:] else []
            found.append(Section(level, block.number or section.line, block.lines[0], rest))
        elif found:
            depth = max(0, block.depth - 1) if level == _BULLET else block.depth
            found[-1].blocks.append(block._replace(depth=depth))
        else:
            before.append(block)
    return before, found


# People.


def _bylines(sections: Sequence[Section]) -> Bylines:
    text = " ".join(plain(flat(section.blocks)) for section in sections)
    ordinary = frozenset(word for word in re.findall(r"[^\W\d_]+", text) if word.islower())
    asked = [one for one in sections if one.text and one.role in ("", *TALK_KINDS)]
    lines = [line for line in map(_first_line, asked) if line]
    return find_bylines([one.heading for one in asked], lines, ordinary)


def _people_below(section: Section, bylines: Bylines) -> list[Speaker]:
    line = _first_line(section)
    return bylines.people_below(line[0], is_alone=line[1]) if line else []


def _first_line(section: Section) -> tuple[Line, bool] | None:
    """Return the line below a heading, and whether it is a paragraph of its own."""
    if not section.blocks or section.blocks[0].depth:
        return None
    lines = section.blocks[0].lines
    return None if split_label(lines[0])[0] else (lines[0], len(lines) == 1)
