"""The outline of an article: which headings are talks, and what stands above them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise, takewhile

from kcdanalysis.sources.layouts.page_times import day_of
from kcdanalysis.sources.layouts.titles import (
    Bylines,
    Title,
    are_people,
    find_bylines,
    without_emoji,
    without_length,
)
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import Block, Line, Run, block_text, flat, plain, raw, skip
from kcdanalysis.sources.values.cells import YEAR
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.kinds import title_kind
from kcdanalysis.sources.values.labels import (
    LABELS,
    SEPARATOR,
    find_role,
    find_year,
    lead,
    names_talk,
    split_label,
    words,
)
from kcdanalysis.sources.values.people import Speaker, are_names, read_people
from kcdanalysis.sources.values.vocabulary import WORDS, first_match, word_sets
from kcdanalysis.talks import TALK_KINDS

#: If so many headings on the level of the talks say "Talk", or name people, the others are none.
_EXPLICIT_SHARE, _NAMED_SHARE = 0.5, 2 / 3
#: Bullets are talks if so many of them name people or have notes below.
_BULLET_SHARE = 0.5
_ABOUT_EVENT = WORDS["authors"] | WORDS["events"] | word_sets("headings")["context"]
#: A title that names nobody, among talks that nearly all do, has so many words.
_TITLE_WORDS = 4
_KIND_WORDS = word_sets("kinds")
_TITLE_LABELS = word_sets("questions")["title"]
#: Of so many bullets that name people, one may do so in another way.
_MANY = 4
#: The levels of lines in bold, bullets and other lines, below all headings.
_BOLD, _BULLET, _LINE = 7, 8, 9

#: Before or behind a date.
_IN_HEADING = re.compile(r"(?<!\s)\s*(?:[,:(@|–—)]|\s-)\s+")
#: "Talks (in order)"
_NOTE = re.compile(r"(?<=\w) \([^()\d]*\)$")
#: A longer line is prose.
_LONGEST_LINE = 150
_EVENT = re.compile(
    r"(?:\S+ ){0,4}[\w+-]*(?:Con|Conf|Days?|Summit|Fest|Forum|Rejekts)(?: [\w-]+)?(?: \d{4})?"
)


@dataclass(eq=False)
class Section:
    """A heading with the content below it, up to the next heading.

    The level is 1 to 6, 7 for a line in bold, 8 for a bullet, 9 for another line, 0 for the
    text above the first heading. `outline` sets the other fields: `place` is "title",
    "container" (a heading above talks), the kind of an entry, or "" for any other; `above` is
    the track, day, event and kind that the headings above an entry state.
    """

    level: int
    line: int
    heading: Line
    blocks: list[Block]
    parts: list[Section] = field(default_factory=list)
    place: str = ""
    above: dict[str, str] = field(default_factory=dict)
    title: Title = field(default_factory=Title)
    #: The people that each of the first lines below names.
    people_below: list[list[Speaker]] = field(default_factory=list)
    is_talk: bool = False
    #: Whether it stands on the level of talks that name their speakers, and names nobody.
    is_nameless: bool = False

    @cached_property
    def text(self) -> str:
        """The heading as text, without markup."""
        return plain(without_emoji(self.heading))

    @cached_property
    def role(self) -> str:
        """What the heading announces: "talk", "speakers", "break", ... or ""."""
        head = SEPARATOR.split(self.text[lead(self.text) :], maxsplit=1)[0]
        return "break" if title_kind(head)[0] == "break" else find_role(self.text)[0]

    @cached_property
    def container(self) -> tuple[str, str] | None:
        """What the heading says if it stands above talks."""
        return container_of(without_length(self.text))

    @property
    def is_titled(self) -> bool:
        """Whether the heading names a talk, as "Talk: eBPF" does and "Talk 3" does not."""
        return names_talk(without_length(self.text))

    @property
    def is_named(self) -> bool:
        """Whether the heading has a time, or people in it or right below."""
        # "9:00 Welcome" is in the programme.
        others = (*LABELS, "break") if self.title.start else (*LABELS, "break", "context")
        is_dated = self.title.start or (self.title.day and not self.container)
        is_named = self.title.speakers or is_dated or self.people_below
        return bool(is_named) and self.role not in others and self.place != "title"

    @property
    def is_closed(self) -> bool:
        """Whether what stands below is no talk: below "Key takeaways" of the whole event, too."""
        is_end = self.role in ("summary", "takeaways") and not self.holds_talks
        return self.role == "context" or is_end

    @property
    def is_about_event(self) -> bool:
        """Whether the heading says something of the trip, the venue, the event or the author."""
        return not _ABOUT_EVENT.isdisjoint(words(self.text))

    @property
    def is_remark(self) -> bool:
        """Whether a bullet is a sentence of the author: "I skipped this one", "Highlights:"."""
        is_said = bool(WORDS["authors"].intersection(words(self.text)[:1]))
        is_plain = self.level == _BULLET and not (self.heading[0].strong or self.heading[0].url)
        return is_plain and (is_said or self.text.endswith(":"))

    @property
    def lines_below(self) -> list[Line]:
        """The lines of a paragraph right below, without a label and not the title again."""
        lines = self.blocks[0].lines if self.blocks and not self.blocks[0].depth else []
        # A line end may divide the title.
        is_title = plain(flat(self.blocks[:1])).startswith(self.text)
        is_other = lines and (split_label(lines[0])[0] or is_title)
        return [] if is_other else lines

    @property
    def holds_talks(self) -> bool:
        """Whether there are talks below."""
        return any(part.is_talk for part in self.whole()[1:])

    def whole(self) -> list[Section]:
        """Return the section and all sections below, from top to bottom."""
        return [self, *chain.from_iterable(part.whole() for part in self.parts)]

    def labels(self) -> set[str]:
        """Collect the labels right below: headings, or lines in bold."""
        labels = {part.role for part in self.parts}
        for block in self.blocks:
            for line in block.lines if block.depth < 2 else ():
                role, rest = split_label(line)
                # "Speaker: ..." is unambiguous; words like "Summary" begin many a sentence.
                if line[0].strong or (role == "speakers" and (rest or block.depth)):
                    labels.add(role)
        return labels & set(LABELS)

    def is_explicit(self) -> bool:
        """Whether the heading is a talk's by its words, or by labels below it."""
        labels = self.labels()
        if self.role in TALK_KINDS:
            # "Presentation" alone may head anything.
            is_talk = self.role == "talk" and " " in self.text
            # "My talk"
            is_talk &= WORDS["authors"].isdisjoint(words(self.text))
            return bool(labels) or self.is_titled or is_talk
        # Articles and introductions may have a summary, too.
        if self.place == "title" or self.role == "context":
            return "speakers" in labels and len(labels) > 1
        return bool(labels and self.text) and self.role not in LABELS


def sections_of(blocks: Iterable[Block]) -> list[Section]:
    """Group blocks below their headings; the first section is what stands above all headings."""
    sections = [Section(0, 1, [], [])]
    for block, following in pairwise([*_with_lists_raised(blocks), Block(0, [])]):
        is_below = block.level > sections[-1].level > 0 and following.level <= block.level
        if is_below and (fact := _fact_in(flat([block]))):
            sections[-1].blocks.append(Block(0, [fact], block.number))
        elif block.level or (following.depth and _announces_talks(block)):
            sections.append(Section(block.level or _BOLD, block.number, flat([block]), []))
        else:
            sections[-1].blocks.append(block)
    _take_titles_below(sections)
    return sections


def _with_lists_raised(blocks: Iterable[Block]) -> Iterator[Block]:
    """Let bullets such as "Day 1" and "Talks" above other bullets be lines in bold."""
    is_raised, is_first = False, True
    for block, following in pairwise([*blocks, Block(0, [])]):
        if block.depth < 2:
            is_above = is_first and block.depth == 1 < following.depth
            # "[Keynotes](#keynotes)" is in a table of contents.
            is_list = is_above and not (
                block.lines[0][0].url or following.lines[0][0].url.startswith("#")
            )
            kind = container_of(block_text(block)) if is_list else None
            is_raised = bool(kind and kind[0] != "event")
            # Beside links to talks, "Lightning talks" is an entry.
            is_first = is_raised or not block.depth
        if is_raised and block.depth == 1:
            yield block._replace(depth=0, level=_BOLD)
        else:
            yield block._replace(depth=block.depth - is_raised)


def _fact_in(heading: Line) -> Line:
    """Return the line that a heading is, if it is a label with its value: "Time: 9:00"."""
    label, mark, value = plain(heading).partition(":")
    field = match_field(label) if mark and value else ""
    if field == "name" and are_people(value):
        return [Run("Speaker:"), *skip(heading, raw(heading).find(":") + 1)]
    return heading if field in ("start", "time", "day", "duration", "level", "language") else []


def _announces_talks(block: Block) -> bool:
    """Whether a paragraph is "**Programme:**"; above bullets, it is a heading in bold."""
    is_line = not block.depth and len(block.lines) == 1 and _is_bold(block.lines[0])
    return is_line and _says_only(block_text(block), "lists")


def _take_titles_below(sections: list[Section]) -> None:
    """Let "Title" above a line be the heading of a talk, with the other labels below it."""
    level = 0
    for at, section in enumerate(sections):
        lines = section.blocks[0].lines if section.blocks else []
        is_line = len(lines) == 1 and len(raw(lines[0])) < _LONGEST_LINE
        # "Título de la propuesta"
        is_label = match_field(section.text) == "title" and _TITLE_LABELS & {*words(section.text)}
        if is_line and section.level and is_label:
            level = section.level
            heading = [Run("Talk: "), *lines[0]]
            sections[at] = replace(section, heading=heading, blocks=section.blocks[1:])
        elif level and section.level <= level:
            section.level = level + 1


def _is_bold(line: Line) -> bool:
    return all(run.strong for run in line if run.text.strip())


def outline(
    sections: list[Section], title: str = "", *, bare: bool = True, lists: bool = True
) -> list[Section]:
    """Find the place of every heading of an article; returns them all, in order.

    Headings are talks if they say so ("Talk: ..."), have labels such as "Summary" below, or
    name their speakers. Where hardly any does, and `bare` allows it, the headings that form the
    programme are the talks: those below days, tracks and lists of talks, else the uppermost
    ones; with `lists` alone, bullets below such headings. Where no heading can be a talk, lines
    in bold or bullets are headings, too.
    """
    root, *every = _with_lines_as_headings(sections, title)
    root.place = "title"
    if heading := _find_title(every, title):
        heading.place = "title"
    bylines = _find_bylines(every)
    for section in every:
        section.title = bylines.split(section.heading)
        section.people_below = bylines.people_below(section.lines_below)
    # A line may be nothing but a link to slides or recordings, perhaps with their name.
    known = WORDS["materials"] | WORDS["link_texts"]
    every = [
        one
        for one in every
        if one.level < _BOLD
        or not (one.heading[-1].url and known.issuperset(words(one.title.text)))
    ]
    _grow(root, every)
    texts = Counter(section.text for section in every)
    for section in every:
        # "13:00 Lightning talks" above talks is a list, and "13:00, Pier Room" a place.
        kinds = ("", "track") if section.title.start else ("",)
        is_list = section.parts and section.container and section.container[0] in kinds
        # "Metadata" below each talk is no title.
        is_explicit = section.is_explicit() and (
            section.role or section.parts or texts[section.text] < 3
        )
        section.is_talk = bool(is_explicit) or (section.is_named and not is_list)
    if bare:
        for section in _bare_talks(root, every):
            section.is_talk = True
    elif lists:
        for section in every:
            is_entry = section.level == _BULLET and not (section.role or section.is_remark)
            section.is_talk = section.is_talk or is_entry
    _place(root.parts, {})
    _settle_others(every)
    return every


def container_of(text: str) -> tuple[str, str] | None:
    """Classify a heading above talks: a day, a track, an event, or a plain list ("")."""
    # "12. Mai 2023" has no number.
    text = _NOTE.sub("", text if day_of(text) else text[lead(text) :]).rstrip(" :")
    head = SEPARATOR.split(text)[0]
    if WORDS["tracks"] & set(words(head)):
        return "track", text
    if _says_only(text, "times_of_day"):
        return "", text
    # "Meetup #3 - 4 May 2023"
    dated = next(filter(None, map(day_of, _IN_HEADING.split(text))), "")
    if find_year(dated):
        return "day", dated
    if YEAR.fullmatch(text):
        return "year", text
    if day_of(text) or day_of(head) or _says_only(head, "days"):
        return "day", day_of(text) or day_of(head) or text
    if not words(text) or (_says_only(text, "lists") and not names_talk(text)):
        return "", text
    return ("event", text) if _EVENT.fullmatch(text) else None


def _says_only(text: str, known: str) -> bool:
    """Whether a text has words of a list, and none but these and what may stand beside them."""
    spoken = {word for word in words(text) if known == "lists" or not word.isdecimal()}
    beside = WORDS["beside"] | (WORDS["days"] if known == "lists" else set())
    return not spoken.isdisjoint(WORDS[known]) and spoken <= WORDS[known] | beside


def _find_title(sections: Sequence[Section], title: str) -> Section | None:
    """Find the heading that is the title of the article."""
    if not sections:
        return None
    top = min(section.level for section in sections)
    first, *others = [section for section in sections if section.level == top]
    is_first = first is sections[0]
    if others:
        is_article = first.text == title or not WORDS["article"].isdisjoint(words(first.text))
        is_article |= bool(find_year(first.text) and not first.blocks)
        return first if top == 1 and is_first and is_article else None
    if top == 1:
        return None if first.is_titled else first
    is_entry = bool(first.container or first.role)
    return first if is_first and len(sections) > 1 and not is_entry else None


def _grow(root: Section, sections: Iterable[Section]) -> None:
    """Put every section below the one that it belongs to."""
    path = [root]
    for section in sections:
        while section.level <= path[-1].level:
            path.pop()
        path[-1].parts.append(section)
        path.append(section)


# Talks without a mark.


def _bare_talks(root: Section, every: Sequence[Section]) -> list[Section]:
    """Find the talks among the headings without a mark, by those that have one."""
    marked = [one for one in every if one.is_talk]
    closed = {
        part
        for one in every
        if one.is_talk or (one.is_closed and not one.container and one.place != "title")
        for part in one.whole()
    }
    unknown = [
        one
        for one in every
        if one.text and one.place != "title" and one not in closed and not one.is_remark
        # "Networking" may be a subject.
        if not one.role or (one.role == "break" and one.parts and one.parts[0].level == _BULLET)
    ]
    if not marked:
        talks = _programme(root.parts, set(unknown))
        return talks if len(talks) > 1 else []
    levels = {one.level for one in marked}
    others = [
        one
        for one in unknown
        if one.level in levels and not ((one.container and one.level < _BULLET) or one.holds_talks)
    ]
    total = len(marked) + len(others)
    if sum(one.is_explicit() for one in marked) >= _EXPLICIT_SHARE * total:
        return []
    if len(marked) < _NAMED_SHARE * total:
        return others
    # Days and lists of talks contain little else.
    dated = [one for one in every if one.place == "title" and one.container == ("day", one.text)]
    inside = {
        part for one in every if one.container and one not in dated for part in one.whole()[1:]
    }
    for one in others:
        one.is_nameless = True
    titles = {
        one
        for one in others
        if one.blocks and len(words(one.text)) >= _TITLE_WORDS and not one.is_about_event
        if one.line < marked[-1].line
    }
    return [one for one in others if one in inside | titles or one.level >= _BOLD]


def _programme(
    siblings: list[Section], unknown: set[Section], *, is_inside: bool = False
) -> list[Section]:
    """Find the talks among sibling headings, or below those that contain talks.

    Beside "More talks" inside a day, the others are talks, too.
    """
    for title in (one for one in siblings if one.place == "title"):
        siblings = [one for one in siblings if one is not title] + title.parts
    known = [one for one in siblings if one.container and one.parts]
    # A day or a list without anything below is no talk either.
    talks = [
        one
        for one in siblings
        if one in unknown and one not in known
        if not one.container or one.container[0] in ("track", "event")
    ]
    # Subheadings that several talks share ("What I liked") are no talks.
    counts = Counter(part.text for part in chain.from_iterable(one.parts for one in siblings))
    holders = [
        one
        for one in talks
        if sum(counts[part.text] == 1 for part in one.parts) > 1
        # Beside "Keynotes", "Breakouts" with a single talk below
        or (known and one.parts and not one.blocks)
        or (one.parts and one.parts[0].level == _BULLET)
    ]
    if not known and 2 * len(holders) <= len(talks):
        return talks
    rest = [one for one in talks if is_inside and one.blocks and one not in holders]
    below = [_programme(one.parts, unknown, is_inside=one in known) for one in (*known, *holders)]
    return [*rest, *chain.from_iterable(below)]


# Places.


def _place(sections: Sequence[Section], above: dict[str, str]) -> None:
    """Find the place of some sections on one level, and of all below them."""
    queue = list(sections)
    is_only = sum(section.holds_talks for section in sections) == 1
    for section in queue:
        section.above = above
        # The queue grows by talks that stand one level too deep, below another one.
        own = section.parts[: _next_talk(section)]
        is_talk = section.is_talk and not (section.holds_talks and _is_block(section, own))
        if section.place == "title":
            _place(section.parts, above)
        elif is_talk or (section.role in TALK_KINDS[1:] and not section.holds_talks):
            section.place = section.role if section.role in TALK_KINDS else "talk"
            at = queue.index(section) + 1
            queue[at:at] = section.parts[len(own) :]
            section.parts = own
        elif section.holds_talks:
            section.place = "container"
            said = _above(section, is_only=is_only)
            part, *others = section.parts
            if part.is_talk and not others and "track" in said and are_people(section.text):
                part.title = part.title._replace(speakers=read_people(section.heading))
                part.people_below, said = [], {}
            _place(section.parts, {**above, **said})
        elif section.text and section.role not in (*LABELS, "context"):
            section.place = "break" if section.role == "break" else "other"


def _above(section: Section, *, is_only: bool) -> dict[str, str]:
    text = without_length(section.text)
    key, value = section.container or ("track", text)
    if key == "track" and section.title.start:
        return given(room=section.title.text, start=section.title.start, end=section.title.end)
    role, start = find_role(text)
    if role in TALK_KINDS and start < len(text):
        return {"track": text[start:]}
    if not key:
        kind = first_match(words(section.text), _KIND_WORDS)
        return {"kind": kind} if kind in TALK_KINDS[1:] else {}
    # "Meetup #3 - 4 May 2023"
    rest = _IN_HEADING.split(section.text.replace(value, "").strip(" ()-–—|:,@"))[0]
    if key == "day" and WORDS["meetings"] & set(words(rest)):
        return {"day": value, "event": rest}
    # A heading above all talks, such as "Some talks I liked", is no track.
    is_guess = key == "track" and (role == "context" or (is_only and not section.container))
    return {} if is_guess else {key: value}


def _next_talk(section: Section) -> int:
    """Find where another talk starts below a talk, its heading being one level too deep."""
    first = words(section.text)[:1]
    for at, part in enumerate(section.parts):
        is_titled = part.is_titled and (words(part.text)[:1] == first or part.labels())
        if is_titled or (section.is_named and part.is_named):
            return at
    return len(section.parts)


def _is_block(section: Section, own: Sequence[Section]) -> bool:
    """Whether a heading above talks is no talk itself: "Session 1: Security"."""
    if section.is_named or section.role not in TALK_KINDS:
        return not section.is_named
    is_numbered = not section.is_titled or words(section.text)[0] in WORDS["blocks"]
    return is_numbered and not replace(section, parts=list(own)).labels()


def _settle_others(every: Sequence[Section]) -> None:
    """Keep "other" for what stands between talks, or on the level of the last one."""
    last = max((at for at, one in enumerate(every) if one.place in TALK_KINDS), default=0)
    level = _LINE + 1
    for at, section in enumerate(every):
        if section.place in TALK_KINDS:
            level = 0 if at < last else section.level
        elif section.place == "other" and section.level < level:
            section.place = ""


# Lines in bold and bullets as headings.


def _with_lines_as_headings(sections: list[Section], title: str) -> list[Section]:
    """Let "Talk: ...", lines in bold, or bullets be headings if there are no others for talks."""
    whole = [sections[0], _find_title(sections[1:], title)]
    is_flat = not any(
        one.role in ("", *TALK_KINDS) or one.container for one in sections[1:] if one not in whole
    )
    holders = [
        section
        for section, following in pairwise([*sections, Section(0, 0, [], [])])
        if (is_flat and section in whole)
        or (
            section not in whole
            and section.container
            and (following.level <= section.level or following.role == "context")
        )
    ]
    for lists_of in (_lists_of_names, _lists_of_links):
        holders += lists_of([one for one in sections[1:] if one not in set(holders)])
    for level, starts in (
        (_BOLD, _begins_talk),
        (_BULLET, lambda block: block.depth == 1),
        (_LINE, _may_be_title),
    ):
        inner = {section: _split(section, level, starts) for section in holders}
        found = [one for section in holders for one in inner[section][1:]]
        if len(found) < 2:
            continue
        bylines = _find_bylines([*sections, *found])
        talks = {
            one
            for one in found
            if one.is_explicit()
            or bylines.split(one.heading).speakers
            or bylines.people_below(one.lines_below)
            or (level == _BULLET and (one.blocks or _is_link(one.heading)))
            or (level == _BOLD and not is_flat and _is_bold(one.heading))
        }
        # Beside an agenda, notes may be no talks.
        agendas = {one: parts for one, parts in inner.items() if talks & {*parts}}
        for lists in (inner, agendas):
            number = sum(len(parts) - 1 for parts in lists.values())
            if talks and len(talks) >= _BULLET_SHARE * number:
                return [part for one in sections for part in lists.get(one, [one])]
    return sections


def _is_link(line: Line) -> bool:
    """Whether a line begins with a link that may be a title."""
    return line[0].url[:1] not in ("", "#") and not are_people(line[0].text)


def _is_list(blocks: Sequence[Block]) -> bool:
    """Whether there are bullets, below paragraphs only if their titles are marked."""
    above = list(takewhile(lambda block: not block.depth, blocks))
    bullets = blocks[len(above) :]
    starts = [block.lines[0] for block in bullets if block.depth == 1]
    is_marked = all(line[0].strong or raw(line)[0] in '"“„«' for line in starts)
    return bool(bullets) and all(block.depth for block in bullets) and (is_marked or not above)


def _lists_of_names(sections: Sequence[Section]) -> list[Section]:
    """Find the headings with bullets below that all name people: lists."""
    inner = {
        section: _split(section, _BULLET, lambda block: block.depth == 1)[1:]
        for section in sections
        if _is_list(section.blocks)
    }
    bylines = _find_bylines([one for parts in inner.values() for one in parts])
    found: list[Section] = []
    single: list[Section] = []
    for section, parts in inner.items():
        named = [
            one
            for one in parts
            if bylines.split(one.heading).speakers
            or bylines.people_below(one.lines_below)
            or "speakers" in one.labels()
        ]
        # One of many names somebody in another way.
        is_named = len(named) >= len(parts) - (len(parts) >= _MANY)
        if is_named and section.role in ("", "talk"):
            (found if len(parts) > 1 else single).append(section)
    # So may a subject beside others.
    return found + [one for one in single if one.level in {other.level for other in found}]


def _lists_of_links(sections: Sequence[Section]) -> list[Section]:
    """Find the subjects below "Sessions" with nothing but bullets below, most of them links."""
    groups: dict[Section, list[Section]] = defaultdict(list)
    above: list[Section] = []
    for section in sections:
        above = [one for one in above if one.level < section.level]
        if above and section.blocks and all(block.depth for block in section.blocks):
            groups[above[-1]].append(section)
        above.append(section)
    return [
        section
        for holder, group in groups.items()
        if holder.container and not holder.container[0]
        for bullets in [[block for one in group for block in one.blocks if block.depth == 1]]
        if 2 * sum(_is_link(block.lines[0]) for block in bullets) > len(bullets)
        for section in group
    ]


def _begins_talk(block: Block) -> bool:
    """Whether a paragraph begins in bold and not with a label, or with "Talk: ..."."""
    line = without_emoji(block.lines[0]) or block.lines[0]
    is_bold = line[0].strong and not split_label(line)[0]
    return not block.depth and (is_bold or names_talk(raw(line)))


def _may_be_title(block: Block) -> bool:
    """Whether a paragraph begins with a line that is no sentence."""
    text = raw(block.lines[0]).rstrip()
    return not block.depth and len(text) < _LONGEST_LINE and not text.endswith((".", "!", "?", ":"))


def _split(section: Section, level: int, starts: Callable[[Block], bool]) -> list[Section]:
    """Split the content below a heading: what stands before the first line, and the lines."""
    parts = [replace(section, blocks=[])]
    #: Where the paragraphs behind a bullet begin
    behind: dict[int, int] = {}
    for block in section.blocks:
        if starts(block):
            rest = [Block(0, block.lines[1:], block.number)] if block.lines[1:] else []
            parts.append(Section(level, block.number, block.lines[0], rest))
        else:
            is_below = level == _BULLET and len(parts) > 1
            parts[-1].blocks.append(
                block._replace(depth=block.depth - (is_below and block.depth > 0))
            )
            if is_below and not block.depth:
                behind.setdefault(len(parts) - 1, len(parts[-1].blocks) - 1)
    if len(parts) > 2 and behind.keys() == {len(parts) - 1}:
        # Text behind a list of bullets is not about the last one.
        blocks, at = parts[-1].blocks, behind[len(parts) - 1]
        parts[0].blocks += blocks[at:]
        del blocks[at:]
    for one in parts[1:] if level == _BULLET else ():
        # The bullets below name the speakers.
        if one.blocks and all(block.depth and are_names(block.lines[0]) for block in one.blocks):
            names = [run for block in one.blocks for run in (*block.lines[0], Run(", "))]
            one.blocks = [Block(0, [names[:-1]], one.line)]
    return parts


def _find_bylines(sections: Sequence[Section]) -> Bylines:
    # "9:00 Welcome" is in the programme.
    asked = [
        one for one in sections if one.text and (one.role in ("", *TALK_KINDS) or lead(one.text))
    ]
    text = " ".join(plain(flat(section.blocks)) for section in sections)
    return find_bylines([one.heading for one in asked], [one.lines_below for one in asked], text)
