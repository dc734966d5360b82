"""The schedule of a web page, by the times in its tables and other markup; the page of a talk.

An entry is the largest element that holds one time. Where a time is an element of its own, the
entry extends to the next time; where an entry holds several titles, it is several entries.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice, takewhile
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.cards import (
    CHAIRED,
    IN,
    Card,
    as_people,
    is_talk_title,
    names_someone,
    note_of,
    place_kind,
    session_in_row,
    session_of,
    text_of,
    unlabelled,
)
from kcdanalysis.sources.layouts.grids import with_speakers
from kcdanalysis.sources.layouts.page_tables import split_tables
from kcdanalysis.sources.layouts.page_times import (
    Clock,
    day_of,
    has_date,
    only_clock,
    read_clock,
    without_clock,
)
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.html_reader import tags_in
from kcdanalysis.sources.syntax.markup import HEADINGS
from kcdanalysis.sources.values.cells import names_people
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.kinds import title_kind
from kcdanalysis.sources.values.labels import find_role, find_year, words
from kcdanalysis.sources.values.times import UNTIL, read_moment
from kcdanalysis.sources.values.vocabulary import WORDS

#: A single time on a page is not a schedule.
_FEW = 2
#: Where so many titles are names, these stand above the titles.
_MOST = 0.8
#: A session has fewer talks.
_MOST_TALKS = 50
#: A card of a talk has fewer nodes.
_LARGE = 300
#: Elements with a time are small: the text of a time is not looked for in elements further out.
_NEAR = 8
_ROWS = {"thead", "tbody", "tr"}
_NO_CONTENT = "script style template noscript svg form select nav iframe".split()
#: Elements to which the following elements belong; others contain all that belongs to them.
_OPEN = frozenset(HEADINGS) | frozenset("p dt b strong span time em i a".split())
#: "Harbour Days - 12 March 2023"
HEADING_PARTS = re.compile(r"(?<!\s)\s+[|·@–—-]\s+")
#: "Tides (Monday, 9:00-10:30, Room 1)"
_TIMED = re.compile(
    r"(.{3,99}?)(?: ?\(|,? )((?<=\()[^()]*?|)(\d[\d:.h]{3,4} ?[–-] ?\d[\d:.h]{3,4})[, ]*([^()]*)\)?"
)
#: What stands between names and a title.
_MARKED = re.compile(r"[.,:;)–—-]\s?\||\|\s?[,:;(–—-]")
#: "9.30 Tides"
_DOTTED = re.compile(r"^\s*(0?[7-9]|1\d|2[0-3])\.([0-5][05])\s+(?=\S)")
#: "5/4", and "05.04" beside "9:00"
_SHORT_DAY = re.compile(r"\d\d?/\d\d?|[0-3]\d\.[01]\d\.")
_COLON = re.compile(r"\d:\d\d")
_DOTTED_DAY = re.compile(r"(?<!\s)\s*+([0-3]\d\.(?:0\d|1[0-2]))\.?\s*")
_JOINER = re.compile(rf"[\s–—~〜～→-]*+(?:{UNTIL}|end:?|ende:?)?\s*", re.IGNORECASE)


class Page:
    """The content of a page, with the times, days and places in it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.root = soup.body or soup
        labels = _panel_labels(self.root)
        _remove_frame(self.root)
        _lead_with_times(self.root)
        _write_colons(self.root)
        self._known = split_tables(self.root)
        self._times: dict[int, Clock] = {}
        #: The number of times, or entries of tables, in each element.
        self._counts: Counter[int] = Counter()
        #: For each node the nearest day, room and track that stand in or above it.
        self._above: dict[int, dict[str, str]] = {}
        self._here: dict[str, str] = {}
        #: The first node to which the room or track of a row does not apply.
        self._below: PageElement | None = None
        #: Whether no time stands behind the last day yet.
        self._is_new_day = False
        #: The time that may go on in the next text.
        self._last: PageElement | None = None
        self._names_lead = False
        self._read_nodes(labels)

    def _read_nodes(self, labels: Mapping[str, str]) -> None:
        for node in (self.root, *self.root.descendants):
            clock = None
            if node is self._below:
                self._here = given(day=self._here.get("day"))
            if isinstance(node, Tag):
                self._read_context(node, labels)
                if id(node) in self._known:
                    self._counts.update(map(id, (node, *node.parents)))
                clock = _attribute_time(node)
            elif type(node) is NavigableString:
                clock = self._read_text(node)
                # "9:00" inside an element with a date and time adds nothing.
                near = map(id, islice(node.parents, _NEAR))
                clock = clock if self._times.keys().isdisjoint(near) else None
            self._above[id(node)] = self._here
            if clock:
                self._add_time(node, clock)

    def _read_context(self, tag: Tag, labels: Mapping[str, str]) -> None:
        """Take over the day, room or track that an element states."""
        context = _context(tag, _panel_label(tag, labels))
        if tag.name in ("tr", "caption") and not {"room", "track"}.isdisjoint(context):
            # What stands in a row applies to what stands around its table.
            around = (tag.find_parent("table") or tag).parent or tag
            nodes = (each.next_sibling for each in (around, *around.parents))
            self._below = next(filter(None, nodes), None)
        day, known = context.get("day", ""), self._here.get("day", "")
        # "4 May", and below it "Saturday" or "Day 1"
        is_vague = self._is_new_day and bool(day) and not has_date(day) and has_date(known)
        if context and not is_vague:
            self._here = {**self._here, **context}
            self._is_new_day |= bool(day)

    def _read_text(self, text: NavigableString) -> Clock | None:
        """Read the time in a text; the one before it goes on in the next text at most."""
        clock = read_clock(text)
        self._last = self._last if clock or _JOINER.fullmatch(text) else None
        return clock

    def _add_time(self, node: PageElement, clock: Clock) -> None:
        """Keep the time at a node, or what it adds to the time right before it."""
        begin = self._times.get(id(self._last), Clock(end="none"))
        moment = None if clock.end or clock.rest else _moment(clock.start)
        if not begin.end:
            self._times[id(self._last)] = begin._replace(end=clock.start)
            self._times[id(node)] = Clock()
        elif moment and moment == _moment(begin.start):
            # "9:00 AM - 9:45 AM" and the same in 24 hours: the end comes again, too.
            self._times[id(self._last)] = begin._replace(end="")
            self._times[id(node)] = Clock()
        elif clock.start:
            self._is_new_day = False
            self._times[id(node)], self._last = clock, None if clock.rest else node
            if self._known.keys().isdisjoint(map(id, node.parents)):
                self._counts.update(map(id, (node, *node.parents)))

    def read_schedule(self) -> list[dict[str, Any]]:
        """Read the entries that have a time; none if the page has no schedule."""
        # The page of a talk has one time.
        if self._counts[id(self.root)] < _FEW:
            return []
        groups = list(_split([self.root], self._counts))
        entries = [entry for group in groups for entry in self._read(group, {})]
        if _are_names(entries, text_of(self.root)):
            self._names_lead = True
            entries = [entry for group in groups for entry in self._read(group, {})]
        # Pages repeat their programme for small screens.
        distinct = {
            str({**entry, "line": 0}): entry for entry in reversed(entries) if "title" in entry
        }
        entries = _without_sessions(list(distinct.values())[::-1])
        # Where others name their speakers apart, "Lunch (Main Hall)" names a place.
        if not any(entry.get("speakers") for entry in entries):
            entries = list(with_speakers(entries))
        return entries if len(entries) >= _FEW else []

    def read_cards(self) -> list[dict[str, Any]]:
        """Read the talks of a page without times: all of one kind in an element are cards."""
        found: list[dict[str, Any]] = []
        for around in tags_in(self.root):
            groups: dict[Any, list[Tag]] = defaultdict(list)
            for tag in around.find_all(True, recursive=False):
                groups[_kind_of(tag)].append(tag)
            for tags in groups.values():
                if len(tags) >= _FEW and len(tags) > len(found):
                    entries = [*takewhile(bool, map(_read_card, tags))]
                    found = entries if len(entries) == len(tags) else found
        return found

    def read_talk(self) -> dict[str, Any]:
        """Read the one talk of the page by its main heading; empty if it has none."""
        card = Card([self.root])
        headings = (tag for tag in card.tags if tag.name in HEADINGS)
        title = min(headings, key=lambda tag: (not is_talk_title(tag), tag.name), default=None)
        node, clock = next(iter(self._times.items()), (0, Clock()))
        # "10:50 a.m. in Room 2"
        place = IN.sub("", clock.rest)
        room = given(room=place if place_kind(place) == "room" else "")
        entry = self._above.get(node, {}) | room | card.read(title, is_page=True) | clock.values()
        entry.pop("chair", None)
        return entry

    def _read(self, nodes: list[PageElement], known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Read the entries of a group of nodes: several if it has several titles."""
        inside = [each for node in nodes for each in (node, *getattr(node, "descendants", ()))]
        if entry := next((each for each in inside if id(each) in self._known), None):
            nodes = [entry]
        times = (self._times.get(id(each), Clock()) for each in inside)
        clock = next((time for time in times if time.start), Clock())
        known = {**known, **self._known.get(id(entry), {}), **clock.values()}
        card = Card(nodes, names_lead=self._names_lead)
        titles = card.titles()
        line, *below = [*card.head(), ""]
        noted, line = note_of(line)
        known |= noted
        session = session_of(line) if clock.start else None
        if len(titles) > 1 and any(map(CHAIRED.search, below)):
            session = session or line
        if session is not None and (items := _items(nodes, titles)):
            room = Card(nodes[:1]).read().get("room") if any(map(_is_untimed, nodes)) else ""
            known = given(room=room) | known | given(track=session)
            for item in items:
                card = Card([item])
                entry = _read_slanted([item], card) or card.read(*card.titles()[:1])
                yield self._above[id(item)] | entry | known
        elif len(titles) > 1:
            if session and text_of(titles[0]) != session:
                known = {**known, "track": session}
            counts = Counter(id(each) for tag in titles for each in (tag, *tag.parents))
            for group in _split(nodes, counts):
                yield from self._read(group, known)
        elif texts := card.bylines():
            first = {"line": card.line(*titles), "track": session or line}
            for talk in with_speakers([{**first, "title": text} for text in texts]):
                yield self._above[id(inside[-1])] | talk | known
        elif not titles and len(alike := _alike(nodes)) > 1:
            for each in alike:
                yield self._above[id(each)] | Card([each]).read() | known
        else:
            entry = _read_slanted(nodes, card) or card.read(*titles)
            if known.get("room") == entry.get("track"):
                # The header of a column is what the entry calls its track.
                known.pop("room", None)
            yield self._above[id(inside[-1])] | entry | known


def _are_names(entries: Iterable[Mapping[str, Any]], text: str) -> bool:
    """Whether the titles are names of people, whose words the page has with capitals only."""
    ordinary = set(filter(str.islower, re.findall(r"[^\W\d_]+", text))) - WORDS["particles"]
    named = [each for each in entries if not title_kind(str(each.get("title", "Break")))[0]]
    titles = [str(each["title"]) for each in named]
    heads = [words(re.split("[,(|]", each)[0]) for each in filter(names_someone, titles)]
    n_names = sum(map(ordinary.isdisjoint, heads))
    return len(named) > _FEW and n_names >= _MOST * len(named)


def _items(nodes: Iterable[PageElement], titles: Sequence[Tag]) -> list[Tag]:
    """Return the rows or bullets below the first line of a session, if they hold its talks."""
    tags = [node for node in nodes if isinstance(node, Tag)]
    rows = [row for tag in tags[1:] for row in (tag, *tags_in(tag)) if _is_untimed(row)]
    items = rows or [one for tag in tags for one in tags_in(tag, ("li",)) if not one.find("li")]
    # What has the time itself is the session.
    items = [item for item in items if not read_clock(text_of(item))]
    titled = {id(each) for tag in titles for each in tag.parents}
    return items if titled.isdisjoint(map(id, items)) or len(titles) < 2 else []


def _read_card(tag: Tag) -> dict[str, Any]:
    """Read a card whose classes tell its one title and its speakers; empty for another."""
    if len(list(islice(tag.descendants, _LARGE))) == _LARGE:
        return {}
    card = Card([tag])
    titles = card.titles()
    entry = card.read(*titles) if len(titles) == 1 and card.names_speakers() else {}
    entry.pop("chair", None)
    return {} if names_someone(str(entry.get("title", "Ada Example"))) else entry


def _alike(nodes: Iterable[PageElement]) -> list[Tag]:
    """Return the elements below a time that are of one kind, each with a title and more."""
    time, *rest = [node for node in nodes if isinstance(node, Tag)] or [Tag(name="p")]
    is_timed = only_clock(time.get_text(" - ", strip=True))
    are_alike = len(set(map(_kind_of, rest))) == 1
    is_more = all(len([*tag.stripped_strings]) > 1 for tag in rest)
    return rest if is_timed and are_alike and is_more else []


def _kind_of(tag: Tag) -> tuple[str | None, ...]:
    return tag.name, *tag.get_attribute_list("class")


def _read_slanted(nodes: Sequence[PageElement], card: Card) -> dict[str, Any]:
    """Read "Invited talk: Ada Example, <i>Tides</i>" or "<i>Tides</i>, Ada Example"; else empty."""
    slanted = next((tag for tag in card.tags if tag.name in ("i", "em")), None)
    text = text_of(slanted) if slanted else ""
    is_titled = card.names_speakers() or any(tag.name in HEADINGS for tag in card.tags)
    if not text or is_titled or names_people(text) or place_kind(text):
        return {}
    line = " ".join(filter(None, map(text_of, nodes)))
    before, _, behind = without_clock(line).partition(text)
    role, end = find_role(before)
    # Without a sign between, "<b>Cloud Security</b> <i>a history</i>" are two parts of a title.
    if not role and not _MARKED.search(f"{before}|{behind}"):
        return {}
    names, behind = (part.strip(" .,:–—-") for part in (before[end if role else 0 :], behind))
    if (names and behind) or not names_people(names or behind):
        return {}
    entry = {"title": text.rstrip(" ."), "speakers": as_people([names or behind])}
    return entry | given(kind=before[: end if role else 0].strip(" :"), line=card.line())


def _is_untimed(row: PageElement) -> bool:
    """Whether the first of the cells of a row, that of its time, is empty."""
    if not isinstance(row, Tag) or row.name != "tr":
        return False
    cells = row.find_all(["td", "th"], recursive=False)
    return len(cells) > 1 and not text_of(cells[0])


def _without_sessions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Remove the sessions whose talks follow with times of their own; they are their tracks."""
    times = [
        (each.get("day"), *map(_moment, (each.get("start"), each.get("end")))) for each in entries
    ]
    removed: set[int] = set()
    for at, entry in enumerate(entries):
        is_chaired = bool(entry.pop("chair", ""))
        is_spoken = entry.get("speakers") and not is_chaired
        if is_spoken or entry.get("abstract"):
            continue
        inside = entries[at + 1 : at + 1 + _count_inside(times[at : at + 1 + _MOST_TALKS])]
        # What takes place at the same time is beside it.
        beside = (*times[at - 1 : at], *times[at + 1 : at + 2])
        if times[at] in beside and not (len(inside) > 1 and entry.get("room")):
            continue
        title = str(entry["title"])
        name = session_of(title)
        # "10:30 - 11:00 Coffee break", and within it "10:30 Break"
        is_break = title_kind(title)[0] == "break" and times[at + 1 : at + 2] == [
            (*times[at][:2], None)
        ]
        if not inside or not (is_chaired or is_break or name is not None):
            continue
        # What takes place in other rooms is beside it.
        room = entry.get("room")
        if room and all(each.get("room", room) != room for each in inside):
            continue
        removed.add(at)
        for each in inside:
            around = {"end": entry["end"]} if is_break else {"track": name or title}
            each |= around | given(room=room) | each
    return [entry for at, entry in enumerate(entries) if at not in removed]


def _count_inside(times: Sequence[tuple[Any, ...]]) -> int:
    """Count the times that follow the first and begin within it, on the same day."""
    (day, begin, until), *others = times
    if begin is None or until is None:
        return 0
    are_inside = (
        other == day and at and begin <= at < until and (end or at) <= until
        for other, at, end in others
    )
    return len(list(takewhile(bool, are_inside)))


def _moment(text: str | None) -> datetime | None:
    """Read a time as that of one day, without its zone."""
    with suppress(ValueError):
        return read_moment(text or "", "2000-01-01").replace(tzinfo=None)
    return None


def _split(nodes: Iterable[PageElement], counts: Counter[int]) -> Iterator[list[PageElement]]:
    """Split a part of the page into groups of nodes that hold one time or title each."""
    group: list[PageElement] = []
    for node in nodes:
        number = counts[id(node)]
        if group and (number or not _continues(group[0], node)):
            yield group
            group = []
        if number > 1 and isinstance(node, Tag):
            yield from _split(node.contents, counts)
        elif number == 1 or group:
            group.append(node)
    if group:
        yield group


def _continues(start: PageElement, node: PageElement) -> bool:
    """Whether a node without a time belongs to the entry that another begins."""
    if not isinstance(start, Tag) or not isinstance(node, Tag):
        return True
    if only_clock(start.get_text(" - ", strip=True)):
        return True
    if {start.name, node.name} <= _ROWS:
        # Rows without a time of their own belong to the session above.
        row = node if node.name == "tr" else node.find("tr")
        return bool(row and _is_untimed(row))
    if node.name in HEADINGS:
        return start.name in HEADINGS and node.name > start.name
    # "10:00 - 12:00 Sessions"
    return start.name in _OPEN or (is_small(start) and session_of(text_of(start)) is not None)


def is_of_article(tag: Tag) -> bool:
    """Whether a date is that on which an article was written, by the classes around it."""
    near = [tag, *islice(tag.parents, 3)]
    said = words(" ".join(name or "" for each in near for name in each.get_attribute_list("class")))
    return not WORDS["article_classes"].isdisjoint(said)


def is_small(tag: Tag) -> bool:
    """Whether an element may state a time or day, and does not hold a part of the programme."""
    return len(list(islice(tag.descendants, _NEAR + 1))) <= _NEAR


def _context(tag: Tag, label: str) -> dict[str, str]:
    """Return the day, room or track that a small element states for what stands in or below it."""
    texts = [
        str(value)
        for name, value in tag.attrs.items()
        if name in ("id", "datetime") or name.startswith("data-")
    ]
    if tag.name in HEADINGS:
        first, *parts = HEADING_PARTS.split(text_of(tag))
        texts += [*parts, first]
        # "Wed 12 Jan <small>Displayed in UTC</small>"
        texts += islice(tag.stripped_strings, 1)
    if is_small(tag):
        texts.append(text_of(tag))
    if not texts or (find_year(texts[-1]) and is_of_article(tag)):
        texts = [""]
    own = next(filter(find_year, map(day_of, texts[::-1])), "")
    if _SHORT_DAY.fullmatch(texts[-1]) and (tag.name in HEADINGS or "." in texts[-1]):
        own = texts[-1]
    if day := own or label or next(filter(None, map(day_of, texts)), ""):
        return {"day": day}
    text = text_of(tag) if tag.name in (*HEADINGS, "tr", "caption") else ""
    if kind := place_kind(text):
        return {kind: unlabelled(text, kind)}
    # "Session 1: Tides", a row between those of the talks
    is_alone = tag.name == "tr" and len(list(filter(text_of, tag.find_all(["td", "th"])))) == 1
    return given(track=session_in_row(text)) if is_alone and not read_clock(text) else {}


def _attribute_time(tag: Tag) -> Clock | None:
    """Read the date and time in `datetime` and the like, or in `data-start` and `data-end`."""
    moments = {
        match_field(name[5:]) if name.startswith("data-") else "start": str(value)
        for name, value in tag.attrs.items()
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", str(value))
    }
    return Clock(moments["start"], moments.get("end", "")) if "start" in moments else None


def _panel_labels(root: Tag) -> dict[str, str]:
    """Map the ids and other attributes of the panels of days to the texts of their tabs."""
    tabs = {id(tag): tag for tag in tags_in(root, ("a", "button", "li"))}
    tabs |= {id(tag): tag for tag in root.find_all(role="tab")}
    return {
        key: day
        for tag in tabs.values()
        # "<a><h3>First day</h3><p>4 May</p></a>"
        if (day := next(filter(None, map(day_of, map(text_of, (tag, *tags_in(tag))))), ""))
        for name, value in tag.attrs.items()
        for key in (str(value).lstrip("#"), f"{name}={value}")
    }


def _panel_label(tag: Tag, labels: Mapping[str, str]) -> str:
    """Return the text of the tab that opens an element, by its id or an attribute of both."""
    if not labels or tag.name in ("a", "button", "li"):
        return ""
    keys = [str(tag.get("id")), str(tag.get("aria-labelledby"))]
    keys += [f"{name}={value}" for name, value in tag.attrs.items() if name.startswith("data-")]
    return next(filter(None, map(labels.get, keys)), "")


def _lead_with_times(root: Tag) -> None:
    """Put the time in front of headings that end with it: "Tides (9:00-10:30, Room 1)"."""
    for heading in tags_in(root, HEADINGS):
        text = text_of(heading)
        if not read_clock(text) and (found := _TIMED.fullmatch(text)) and not heading.find("a"):
            title, day, time, place = found.groups()
            heading.string = f"{day}{time} {title}" + (place and f" ({place})")


def _write_colons(root: Tag) -> None:
    """Write "9:30 Tides" where several lines begin as "9.30 Tides" does; one may be a version."""
    texts = [text for text in root.find_all(string=True) if type(text) is NavigableString]
    if any(map(_COLON.search, texts)):
        for text in filter(_DOTTED_DAY.fullmatch, texts):
            text.replace_with(_DOTTED_DAY.sub(r"\1.", text))
    dotted = list(filter(_DOTTED.match, texts))
    for text in dotted if len(dotted) > _FEW else ():
        text.replace_with(_DOTTED.sub(r"\1:\2 ", text))


def _remove_frame(root: Tag) -> None:
    """Remove navigation, forms, and the header and footer of the page."""
    # A talk's own page may have its title in the header.
    frame = ["header"] if len(tags_in(root, ("h1",))) != 1 else []
    around = tags_in(root, (*frame, "footer", "aside", "button"))
    for tag in (*tags_in(root, _NO_CONTENT), *filter(_is_outside, around)):
        tag.decompose()


def _is_outside(tag: Tag) -> bool:
    """Whether a header, footer, aside or button belongs to the page, and not to an entry of it."""
    heading = tag.find_parent(HEADINGS) if tag.name == "button" else None
    if heading and text_of(heading) != text_of(tag):
        # "<h3>Tides <button>Add</button></h3>"
        return True
    # What opens and closes an entry may hold its time and title.
    holds_entry = tag.name == "button" and any(map(read_clock, tag.stripped_strings))
    return not holds_entry and not tag.find_parent(["article", "li", "section", "main", "a"])
