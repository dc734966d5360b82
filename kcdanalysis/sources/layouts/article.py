"""An article about talks, whatever markup it has: a row for each talk, break and other entry."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.outline import Section, outline, sections_of
from kcdanalysis.sources.layouts.page_times import (
    Clock,
    day_of,
    leading_date,
    only_clock,
    read_clock,
)
from kcdanalysis.sources.layouts.titles import (
    EVENT,
    Title,
    are_people,
    event_of,
    unquoted,
    without_emoji,
)
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.markup import Block, Line, Run, block_text, flat, plain, raw, skip
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.labels import LABELS, find_role, find_year, split_label, words
from kcdanalysis.sources.values.people import (
    SENTENCE_END,
    Speaker,
    are_names,
    find_people,
    read_byline,
    read_people,
    split_byline,
)
from kcdanalysis.sources.values.prose import is_placeholder
from kcdanalysis.sources.values.vocabulary import WORDS, first_match, word_sets
from kcdanalysis.talks import TALK_KINDS

_BULLET = re.compile(r"^[•‣◦▪→➔]\s*")
#: What a line may state of a talk behind its name, in so many words.
_FACTS, _MAX_FACT = ("room", "track", "level", "language", "organisations", "duration", "kind"), 6
#: Labels of the title below a heading such as "Talk 3".
_TITLES = word_sets("questions")["title"]
#: The title of a text without headings is no longer.
_MAX_TITLE = 80
#: The date of an event stands within so many characters of a title.
_MOST_HEAD = 300
_KIND_WORDS = word_sets("kinds")
_NOTE = re.compile(r"\s*[(\[]\w{2,4}[)\]]\s*")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
#: What projects of software call the files that are about themselves.
_PROJECT_FILES = frozenset(
    "readme contributing changelog license security code_of_conduct authors install todo".split()
)
#: What headings in them say, unless they are about a meetup or a conference.
_OF_SOFTWARE = frozenset(
    "install installation installing usage build building setup requirements dependencies license"
    " contributing contribute changelog development deploy deployment testing api".split()
)


def read_article(
    blocks: Iterable[Block],
    header: Mapping[str, Any],
    name: str,
    *,
    bare: bool = True,
    is_page: bool = False,
) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of an article, in order.

    The front matter or the page gives title, event, year, date and language in `header`; the
    name of the file is the last resort for the event. With `bare`, headings without any mark
    may be talks, if the article is about an event. Unless it `is_page`, with the headings of a
    whole site, a heading above the talks that was not understood is a warning.
    """
    sections = sections_of(blocks)
    facts = {key: str(value).strip() for key, value in header.items()}
    is_event = bare and _is_about_an_event([*facts.values()], sections, name)
    # In such a file, headings alone are no talks.
    bare = is_event and not _is_project_file(name)
    places = outline(sections, facts.get("title", ""), bare=bare, lists=is_event)
    entries = [one for one in places if one.place in (*TALK_KINDS, "break", "other")]
    titles = [one.text for one in places if one.place == "title"]
    if not titles and sections[0].blocks:
        first = block_text(sections[0].blocks[0])
        titles = [first] if _names_event(first) else []
    _take_names_below(entries)
    if entries:
        _cut_closing(entries[-1])
    # The header of a page may be called "Talks", and its heading "KCD Zurich 2023 - Talks".
    stated = [title for title in (facts.get("title", ""), *titles) if title]
    stem = PurePath(name).stem
    stem = "" if _is_project_file(name) or stem.casefold() == "index" else stem
    title = next(filter(find_year, stated), next(iter(stated), stem))
    opening = chain(sections[0].blocks, *(one.blocks for one in places[:1] if one.place == "title"))
    lines = [plain(line) for block in opening for line in block.lines]
    # "When", and the date below
    whens = [one for one in places if match_field(one.text) in ("day", "start")]
    lines[:0] = [plain(line) for one in whens for block in one.blocks for line in block.lines]
    # "Meetup Zurich, 4 May 2023"
    ends = [
        one[part.end() : _MOST_HEAD]
        for one in stated
        for part in re.finditer("[,:|–—-] |\\(| (?=\\d)", one[:_MOST_HEAD])
    ]
    dates = map(leading_date, [*lines, *stated, *ends])
    date = next(filter(None, dates), "")
    about = _about(facts, title, date)
    if entries and not is_page:
        for one in places:
            # "What is KubeCon?" is an introduction.
            is_known = one.is_about_event or set(words(one.text)) & set(words(about["event"]))
            if one.is_nameless and not (one.place or is_known):
                problem = f"{one.text!r} names nobody, unlike the talks; it was left out"
                warn_of(name, one.line, problem)
    for entry in entries:
        above = {key: value for key, value in entry.above.items() if key != "kind"}
        # "KubeCon" in an article about KubeCon Europe is not another event.
        if set(words(above.get("event", ""))) <= set(words(about["event"])):
            above.pop("event", None)
        row = _read_entry(entry)
        # Such a date may be that of the article, unless times of day are below it.
        yield raw_row(about, given(day=row.get("start") and date), above, row)


# The event.


def _is_project_file(name: str) -> bool:
    return PurePath(name).stem.casefold() in _PROJECT_FILES


def _is_about_an_event(facts: Sequence[str], sections: Sequence[Section], name: str) -> bool:
    """Whether an article is about talks: by its title, header or file name, or its first lines."""
    is_project_file = _is_project_file(name)
    if is_project_file and any(_OF_SOFTWARE.intersection(words(one.text)) for one in sections):
        return False
    titles = [one.text for one in sections if one.level == 1 or one in sections[1:2]]
    known = WORDS["article"] | WORDS["events"]
    title = " ".join([*facts, *titles, "" if is_project_file else name])
    is_named = not known.isdisjoint(words(title)) or find_year(title) or EVENT.search(title)
    if is_named or any(one.role in ("keynote", "lightning") for one in sections):
        return True
    opening = [one for one in sections[:3] if one.level < 2 or one.role == "context"]
    first = words(plain(flat(block for one in opening for block in one.blocks)))
    return not (known.isdisjoint(first) or WORDS["authors"].isdisjoint(first))


def _about(facts: Mapping[str, str], title: str, date: str) -> dict[str, Any]:
    event = facts.get("event") or event_of(title)
    # The title before the date: a recap may be published in the year after.
    year = find_year(facts.get("year", ""), event, title, facts.get("date", ""), date)
    language = facts.get("language") or facts.get("lang") or ""
    code = re.match(r"[a-z]{2}(?![a-z])", language.lower())
    return {"event": event, "year": year, "language": code and code[0]}


def _names_event(line: str) -> bool:
    """Whether the first line of a text without headings is its title."""
    is_event = WORDS["events"] & set(words(line)) and not find_role(line)[0]
    is_event = is_event and not line.endswith(".")
    return bool(find_year(line) or (is_event and len(line) < _MAX_TITLE))


def _cut_closing(entry: Section) -> None:
    """Cut the paragraphs off the last entry with which the article itself says thanks."""
    blocks = entry.whole()[-1].blocks
    people = [*entry.title.speakers, *chain.from_iterable(entry.people_below)]
    names = {name for person in people for name in words(person.name)}
    # The first one is about the talk, whatever it says.
    while len(blocks) > 1 and not blocks[-1].depth:
        said = words(block_text(blocks[-1]))
        if WORDS["thanks"].isdisjoint(said[:3]) or names & set(said):
            break
        del blocks[-1]


# One entry: who spoke, and what was said.


def _take_names_below(entries: Sequence[Section]) -> None:
    """Let people in headings right below those of most talks, or right above, be the speakers."""
    unnamed = (one for one in entries if not one.title.speakers or are_people(one.text))
    pairs = {one: first for one in unnamed if (first := _below(one))}
    for order in ((False, True), (True, False)):
        found = [
            one
            for one, first in pairs.items()
            if (are_people(one.text), are_people(first.text)) == order
        ]
        for one in found if len(found) > 1 and 2 * len(found) >= len(entries) else []:
            first = pairs[one]
            titled, spoken = (first, one) if order[0] else (one, first)
            people = read_people(without_emoji(spoken.heading))
            one.title, one.heading = titled.title._replace(speakers=people), titled.heading
            one.blocks = first.blocks
            one.parts = [*first.parts, *(part for part in one.parts if part is not first)]


def _below(entry: Section) -> Section | None:
    """Find the heading, or the title in bold, right below another heading."""
    if entry.parts and not entry.blocks:
        return None if entry.parts[0].role in LABELS else entry.parts[0]
    line = entry.blocks[0].lines[0] if entry.blocks else []
    if not line or entry.people_below or not all(run.strong for run in line if run.text.strip()):
        return None
    title = Title(unquoted(plain(line)), plain(line))
    rest = [entry.blocks[0]._replace(lines=entry.blocks[0].lines[1:]), *entry.blocks[1:]]
    is_other = split_label(line)[0] or WORDS["positions"] & set(words(plain(line)))
    return None if is_other else Section(0, entry.line, line, rest, title=title)


def _read_entry(entry: Section) -> dict[str, Any]:
    heading, notes, blocks = entry.title, Notes(), entry.blocks
    if entry.people_below:
        notes.read_time(blocks[0].lines[0])
        notes.speakers += chain.from_iterable(entry.people_below)
        number, lines = len(entry.people_below), blocks[0].lines
        behind = [rest for names, rest in map(split_byline, lines[:number]) if names and rest]
        blocks = [blocks[0]._replace(lines=[*behind, *lines[number:]]), *blocks[1:]]
    notes.read("", blocks)
    for part in entry.whole()[1:]:
        notes.read_section(part.heading, part.blocks)
    people = notes.speakers or heading.speakers or _linked_speakers(entry.whole())
    named = {person.name for person in people}
    is_named = all(person.name in named for person in heading.speakers)
    title = (heading.text if is_named else heading.whole) or entry.text
    # "Keynote by Ada Example"
    role = find_role(title)[0]
    kind = role if entry.place == "talk" and role in TALK_KINDS and not entry.role else entry.place
    links = {**_links(flat(entry.blocks[:1])), **_links(entry.heading)}
    # "[Talk 1: Fog](...)"
    own = (links[text] for text in links if text.endswith((title, heading.whole or title)))
    url = next(own, "")
    return {
        "line": entry.line,
        "title": title,
        "kind": entry.above.get("kind", kind) if entry.place == "talk" else kind,
        # "[eBPF - Ada Example](...)" leads to the talk.
        "speakers": [
            given(**(person._replace(url="") if person.url == url else person)._asdict())
            for person in people
        ],
        "abstract": "\n\n".join(filter(None, [heading.rest, *notes.abstract])),
        "takeaways": "\n".join(filter(None, notes.takeaways)),
        "url": url,
        **notes.facts,
        **given(start=heading.start, end=heading.end, duration=heading.duration, day=heading.day),
    }


def _links(line: Line) -> dict[str, str]:
    """Map the texts of links, which a line end may divide, to their addresses."""
    texts: dict[str, list[str]] = {}
    for run in line:
        if run.url.startswith("http"):
            texts.setdefault(run.url, []).append(run.text)
    return {" ".join(" ".join(parts).split()): url for url, parts in texts.items()}


def _linked_speakers(sections: Sequence[Section]) -> list[Speaker]:
    """Return the first people that the heading or the prose links to."""
    prose = [flat([block]) for one in sections for block in one.blocks if not block.depth]
    return next(filter(None, map(find_people, [sections[0].heading, *prose])), [])


@dataclass
class Notes:
    """The content about one talk, collected from top to bottom."""

    speakers: list[Speaker] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    takeaways: list[str] = field(default_factory=list)
    #: What labels such as "Room: Pier" state.
    facts: dict[str, str] = field(default_factory=dict)

    def read_section(self, heading: Line, blocks: Sequence[Block]) -> None:
        """Read the blocks below a label, or below another heading, which goes where they go."""
        role, rest = split_label(heading)
        if role:
            self.read(role, [Block(0, [rest]), *blocks])
            return
        # "### by Ada Example"
        if not self.speakers and (people := read_byline(heading)[0]):
            self.speakers += people
            self.read("", blocks)
            return
        field = match_field(plain(heading))
        is_line = len(blocks) == 1 and len(blocks[0].lines) == 1
        label = [*heading, Run(": ")]
        if field == "bio" or (is_line and field and self._read_fact([*label, *blocks[0].lines[0]])):
            return
        is_list = blocks and all(block.depth for block in blocks)
        texts, known = self.takeaways if is_list else self.abstract, len(self.facts)
        at = len(texts)
        self.read("", blocks)
        # "Metadata" above facts says nothing.
        is_text = not (self._read_fact(heading) or _leads_elsewhere(heading))
        texts[at:at] = [plain(heading)] if is_text and len(self.facts) == known else []

    def read(self, role: str, blocks: Iterable[Block]) -> None:
        """Read the blocks below a label; a label among them changes the role of the rest."""
        depth = 0
        for block in blocks:
            if not block.depth:
                role = self._read_paragraph(role, block)
                continue
            label, rest = split_label(flat([block]))
            if label == "speakers" and not plain(rest):
                # The bullets below have the names.
                role, depth = label, block.depth
                continue
            if depth and block.depth <= depth:
                role, depth = "", 0
            people, behind = read_byline(rest)
            if people and not (self.speakers or plain(behind)):
                self.speakers += people
                continue
            is_open = label == "speakers" and is_placeholder(plain(rest))
            if is_open or self._read_fact(rest) or _leads_elsewhere(rest):
                continue
            if role in ("", "speakers") and label in ("summary", "takeaways") and rest:
                self._add(label, [rest])
            elif "speakers" not in (role, label) or not self._read_names(rest):
                text = _BULLET.sub("", block_text(block))
                self.takeaways.append("  " * (block.depth - 1) + text)
                role = "" if role == "speakers" else role

    def _read_paragraph(self, role: str, block: Block) -> str:
        text_lines: list[Line] = []
        for line in block.lines:
            label, rest = split_label(line)
            if label:
                self._add(role, text_lines)
                role, text_lines = label, []
            if not plain(rest):
                continue
            if not label and (self._read_fact(line) or _leads_elsewhere(line)):
                continue
            if role == "speakers":
                stop = SENTENCE_END.search(raw(rest))
                names = skip(rest, 0, stop.start()) if stop else rest
                is_named = not stop or names[0].url or are_names(names)
                if is_named and self._read_names(names):
                    if not stop:
                        continue
                    # The sentences behind are about the speaker.
                    return ""
                role = ""
            text_lines.append(rest)
        self._add(role, text_lines)
        return role

    def read_time(self, line: Line) -> None:
        """Read the time that a line begins with."""
        clock = read_clock(plain(line)) or Clock()
        self.facts |= given(start=clock.start, end=clock.end)

    def _read_fact(self, line: Line) -> bool:
        if only_clock(plain(line)):
            self.read_time(line)
            return True
        text = re.sub(r"\s?[–—-]$", ":", plain(line).replace("：", ":"))
        name, mark, value = text.partition(":")
        address = _ADDRESS.search(raw(line))
        url = address[0] if address else ""
        if value.strip():
            # "Slides: [PDF](https://...)"
            is_link = (WORDS["link_texts"] | {*words(name)}).issuperset(words(value))
            url = next((run.url for run in line if run.url), "") if is_link else ""
        if mark and name and url:
            # "Link: https://..." is an address, and "Slides - https://..." no text.
            is_own = "url" in map(match_field, (name, name.split()[0]))
            if is_own and url.startswith("http"):
                self.facts.setdefault("url", url)
            return True
        if words(name) and _TITLES.issuperset(words(name)) and value.strip():
            self.facts.setdefault("title", unquoted(value.strip()))
            return True
        fact = match_field(name) if value else None
        if fact in ("start", "time", "day") and (clock := only_clock(value)):
            self.facts |= clock.values()
            return True
        fact = fact if len(value.split()) <= _MAX_FACT else None
        if fact == "day" and day_of(value.strip()):
            self.facts.setdefault("day", value.strip())
            return True
        # "KIND: clusters in Docker"
        is_other = fact == "kind" and not first_match(words(value), _KIND_WORDS)
        if fact not in _FACTS or name.islower() or is_other:
            return False
        self.facts.setdefault(fact, value.strip())
        return True

    def _read_names(self, line: Line) -> bool:
        # The names may be followed by more names, or by a text about them.
        people = read_people(line) if not self.speakers or are_names(line) else []
        self.speakers += people
        return bool(people)

    def _add(self, role: str, lines: Iterable[Line]) -> None:
        """Add the lines of a paragraph: joined in the abstract, as points in the takeaways."""
        texts: list[str] = []
        for line in lines:
            text = plain(line)
            if _BULLET.match(text):
                self.takeaways.append(_BULLET.sub("", text))
            elif texts and (role != "takeaways" or not texts[-1].endswith(tuple(".!?:…"))):
                texts[-1] += f" {text}"
            else:
                texts.append(text)
        (self.takeaways if role == "takeaways" else self.abstract).extend(texts)


def _leads_elsewhere(line: Line) -> bool:
    """Whether a line has only links to slides, recordings or the top of the page."""
    # "Slides (eng)"
    said = [run for run in line if words(run.text) and (run.url or not _NOTE.fullmatch(run.text))]
    known = WORDS["materials"] | WORDS["link_texts"]
    is_link = any(run.url for run in said) or WORDS["materials"].issuperset(words(raw(said)))
    return bool(said and is_link) and all(
        run.url.startswith("#") or (known | {"and"}).issuperset(words(run.text)) for run in said
    )
