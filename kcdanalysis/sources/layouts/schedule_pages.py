"""The schedule of a web page, by the times in its tables and other markup; the page of a talk.

An entry is the largest element that holds one time. Where a time is an element of its own, the
entry extends to the next time; where an entry holds several titles, it is several entries.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.cards import (
    Card,
    is_talk_title,
    place_kind,
    text_of,
    unlabelled,
)
from kcdanalysis.sources.layouts.grids import with_speakers
from kcdanalysis.sources.layouts.page_tables import split_tables
from kcdanalysis.sources.layouts.page_times import Clock, day_of, only_clock, read_clock
from kcdanalysis.sources.syntax.html_reader import tags_in
from kcdanalysis.sources.syntax.markup import HEADINGS
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.times import UNTIL

#: A single time on a page is not a schedule.
_FEW = 2
#: Elements with a time are small: the text of a time is not looked for in elements further out.
_NEAR = 8
_NO_CONTENT = "script style template noscript svg form select nav iframe".split()
#: Elements to which the following elements belong; others contain all that belongs to them.
_OPEN = frozenset(HEADINGS) | frozenset("p dt b strong span time em i a".split())
_SEPARATOR = re.compile(r"(?<!\s)\s+[|·–—-]\s+")
_HALF = re.compile(r"\s*([ap]\.?m\.?)\s*", re.IGNORECASE)
_JOINER = re.compile(rf"[\s–—~〜～→-]*+(?:{UNTIL}|end:?|ende:?)?\s*", re.IGNORECASE)


class Page:
    """The content of a page, with the times, days and places in it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.root = soup.body or soup
        labels = _panel_labels(self.root)
        _remove_frame(self.root)
        self._known = split_tables(self.root)
        self._times: dict[int, Clock] = {}
        #: The number of times, or entries of tables, in each element.
        self._counts: Counter[int] = Counter()
        #: For each node the nearest day, room and track that stand in or above it.
        self._above: dict[int, dict[str, str]] = {}
        here: dict[str, str] = {}
        dated: set[int] = set()
        last: PageElement | None = None
        for node in (self.root, *self.root.descendants):
            clock, near = None, [id(each) for each in islice(node.parents, _NEAR)]
            if isinstance(node, Tag):
                context = _context(node, _panel_label(node, labels))
                # "Saturday" inside an element with the date 2024-05-04 adds nothing.
                if re.search(r"\d", context.get("day", "1")) or dated.isdisjoint(near[:3]):
                    here = {**here, **context} if context else here
                    dated |= {id(node)} if "day" in context else set()
                if id(node) in self._known:
                    self._counts.update(map(id, (node, *node.parents)))
                clock = _attribute_time(node)
            elif type(node) is NavigableString:
                clock = read_clock(node)
                begin = self._times.get(id(last), Clock())
                if begin.start and not begin.end and (half := _HALF.fullmatch(node)):
                    # "9:00 <span>AM</span>"
                    self._times[id(last)] = begin._replace(start=f"{begin.start} {half[1]}")
                    continue
                last = last if clock or _JOINER.fullmatch(node) else None
                # "9:00" inside an element with a date and time adds nothing.
                clock = clock if self._times.keys().isdisjoint(near) else None
            self._above[id(node)] = here
            begin = self._times.get(id(last), Clock(end="none"))
            if clock and not begin.end and begin.start != clock.start:
                # A time right behind another is its end.
                self._times[id(last)] = begin._replace(end=clock.start or clock.end)
                self._times[id(node)] = Clock()
            elif clock and clock.start:
                self._times[id(node)], last = clock, None if clock.rest else node
                if self._known.keys().isdisjoint(map(id, node.parents)):
                    self._counts.update(map(id, (node, *node.parents)))

    def read_schedule(self) -> list[dict[str, Any]]:
        """Read the entries that have a time; none if the page has no schedule."""
        groups = _split([self.root], self._counts)
        entries = [entry for group in groups for entry in self._read(group, {})]
        # Pages repeat their programme for small screens.
        distinct = {
            str({**entry, "line": 0}): entry for entry in reversed(entries) if "title" in entry
        }
        entries = list(distinct.values())[::-1]
        # Where others name their speakers apart, "Lunch (Main Hall)" names a place.
        if not any(entry.get("speakers") for entry in entries):
            entries = list(with_speakers(entries))
        return entries if len(entries) >= _FEW else []

    def read_talk(self) -> dict[str, Any]:
        """Read the one talk of the page by its main heading; empty if it has none."""
        card = Card([self.root])
        headings = (tag for tag in card.tags if tag.name in HEADINGS and text_of(tag))
        title = min(headings, key=lambda tag: (not is_talk_title(tag), tag.name), default=None)
        timed = ((node, clock) for node, clock in self._times.items() if clock.start)
        node, clock = next(timed, (0, Clock()))
        day = {key: text for key, text in self._above.get(node, {}).items() if key == "day"}
        return card.read(title, is_page=True) | day | clock.values()

    def _read(self, nodes: list[PageElement], known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Read the entries of a group of nodes: several if it has several titles."""
        inside = [each for node in nodes for each in (node, *getattr(node, "descendants", ()))]
        if entry := next((each for each in inside if id(each) in self._known), None):
            nodes = [entry]
        times = (self._times.get(id(each), Clock()) for each in inside)
        clock = next((time for time in times if time.start), Clock())
        known = {**known, **self._known.get(id(entry), {}), **clock.values()}
        card = Card(nodes)
        titles = card.titles()
        if len(titles) > 1:
            counts = Counter(id(each) for tag in titles for each in (tag, *tag.parents))
            for group in _split(nodes, counts):
                yield from self._read(group, known)
        else:
            yield self._above[id(inside[-1])] | card.read(*titles) | known


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
    if node.name in HEADINGS:
        return start.name in HEADINGS and node.name > start.name
    return start.name in _OPEN


def _context(tag: Tag, label: str) -> dict[str, str]:
    """Return the day, room or track that a small element states for what stands in or below it."""
    texts = [
        str(value)
        for name, value in tag.attrs.items()
        if name in ("id", "datetime") or name.startswith("data-")
    ]
    if tag.name in HEADINGS:
        # "Harbour Days - 12 March 2023"
        texts += _SEPARATOR.split(text_of(tag))[1:]
    if len(list(islice(tag.descendants, _NEAR + 1))) <= _NEAR:
        texts.append(text_of(tag))
    if day := label or next(filter(None, map(day_of, texts)), ""):
        return {"day": day}
    kind = place_kind(text_of(tag)) if tag.name in (*HEADINGS, "tr", "caption") else ""
    return {kind: unlabelled(text_of(tag), kind)} if kind else {}


def _attribute_time(tag: Tag) -> Clock | None:
    """Read the time in `datetime`, or in data attributes called "start", "end"."""
    found = {}
    for name, value in tag.attrs.items():
        text = str(value)
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text) or read_clock(text):
            field = match_field(name[5:]) if name.startswith("data-") else None
            is_start = name in ("datetime", "content") or field == "time"
            found["start" if is_start else field] = text
    return Clock(found["start"], found.get("end", "")) if "start" in found else None


def _panel_labels(root: Tag) -> dict[str, str]:
    """Map the ids and other attributes of the panels of days to the texts of their tabs."""
    tabs = {id(tag): tag for tag in tags_in(root, ("a", "button", "li"))}
    tabs |= {id(tag): tag for tag in root.find_all(role="tab")}
    return {
        key: day
        for tag in tabs.values()
        if (day := day_of(text_of(tag)))
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


def _remove_frame(root: Tag) -> None:
    """Remove navigation, forms, and the header and footer of the page."""
    # A talk's own page may have its title in the header.
    frame = ["header"] if len(tags_in(root, ("h1",))) != 1 else []
    outside = [
        tag
        for tag in tags_in(root, (*frame, "footer", "aside", "button"))
        if not tag.find_parent(["article", "li", "section", "main", "a"])
        # What opens and closes an entry may hold its time and title.
        if tag.name != "button" or not any(map(read_clock, tag.stripped_strings))
    ]
    for tag in (*tags_in(root, _NO_CONTENT), *outside):
        tag.decompose()
