"""The entries of a page by the times in it: where each begins and ends, and on which day.

An entry is the largest element that holds one time; where a time is an element of its own, the
entry extends to the next time, and where an entry holds several titles, it is several entries.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.cards import HEADINGS, Card, nodes_in, place_kind, text_of
from kcdanalysis.sources.layouts.page_times import Clock, day_of, read_clock
from kcdanalysis.sources.values.fields import match_field

_NO_CONTENT = "script style template noscript svg form select nav iframe".split()
#: Elements that take what follows them as theirs; others hold all that is theirs.
_OPEN = frozenset(HEADINGS) | frozenset("p dt b strong span time em i a".split())
_JOINER = re.compile(r"[\s–—→-]*(?:to|bis|until|à|a|end:?|ende:?)?\s*", re.IGNORECASE)


class Page:
    """The content of a page, with the times and days in it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.root = soup.body or soup
        labels = _panel_labels(self.root)
        _remove_frame(self.root)
        self.order: dict[int, int] = {}
        self.times: dict[int, Clock] = {}
        self._counts: Counter[int] = Counter()
        self._contexts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._dated: set[int] = set()
        last: PageElement | None = None
        for at, node in enumerate([self.root, *self.root.descendants]):
            self.order[id(node)] = at
            clock = None
            if isinstance(node, Tag):
                self._note_context(node, at, labels)
                clock = _attribute_time(node)
            elif type(node) is not NavigableString or not node.strip():
                continue
            elif not any(id(each) in self.times for each in islice(node.parents, 8)):
                clock = read_clock(node)
                last = last if clock or _JOINER.fullmatch(node) else None
            if clock and last is not None and self._is_end(last, node, clock):
                begin, end = self.times[id(last)], clock.start or clock.end
                zone = clock.timezone or begin.timezone
                self.times[id(last)] = begin._replace(end=end, timezone=zone)
                self.times[id(node)] = Clock()
            elif clock and clock.start:
                self.times[id(node)], last = clock, None if clock.rest else node
                self._counts.update(id(each) for each in (node, *node.parents))

    def _is_end(self, last: PageElement, node: PageElement, clock: Clock) -> bool:
        """Whether a time is the end of the one before: they stand side by side."""
        begin, near = self.times[id(last)], [id(each) for each in islice(last.parents, 2)]
        is_near = any(id(each) in near for each in islice(node.parents, 2))
        return (
            is_near
            and not (begin.end or (clock.end and clock.start))
            and begin.start != clock.start
        )

    def _note_context(self, tag: Tag, at: int, labels: dict[str, str]) -> None:
        values = [
            str(value)
            for name, value in tag.attrs.items()
            if name in ("id", "datetime", "aria-label") or name.startswith("data-")
        ]
        is_short = len(list(islice(tag.descendants, 9))) < 9
        texts = [*values, text_of(tag)] if is_short else values
        day = labels.get(str(tag.get("id"))) or next(filter(None, map(day_of, texts)), "")
        if day:
            # "Saturday" inside what is marked as 2024-05-04 tells less.
            is_in_date = any(id(each) in self._dated for each in islice(tag.parents, 3))
            if re.search(r"\d", day) or not is_in_date:
                self._dated.add(id(tag))
                self._contexts["day"].append((at, day))
        elif tag.name in HEADINGS and (kind := place_kind(text_of(tag))):
            self._contexts[kind].append((at, text_of(tag)))

    def forget(self, tag: Tag) -> None:
        """Leave out an element that is read otherwise."""
        number = self._counts.pop(id(tag), 0)
        self._counts.subtract({id(each): number for each in tag.parents})

    def entries(self) -> list[tuple[int, dict[str, Any]]]:
        """Read the entries of the page that have a time, each with its place."""
        return [
            (self.order[id(group[0])], entry)
            for group in self._split([self.root], self._counts)
            for entry in self.read(group)
            if entry.get("title") and entry.get("start")
        ]

    def read(
        self, nodes: list[PageElement], clock: Clock | None = None
    ) -> Iterator[dict[str, Any]]:
        """Read the entries of a group of nodes: several if it has several titles."""
        times = (self.times.get(id(each), Clock()) for each in nodes_in(nodes))
        clock = next((time for time in times if time.start), clock)
        card = Card(nodes)
        titles = card.titles()
        if len(titles) > 1:
            counts = Counter(id(each) for tag in titles for each in (tag, *tag.parents))
            for group in self._split(nodes, counts):
                yield from self.read(group, clock)
            return
        entry = card.read(titles[0] if titles else None, clock or Clock())
        end = max(self.order[id(each)] for each in nodes_in(nodes))
        for name, known in self._contexts.items():
            # In the entry, or the nearest above it.
            if at := bisect_left(known, (end + 1, "")):
                entry.setdefault(name, known[at - 1][1])
        yield entry

    def _split(
        self, nodes: Iterable[PageElement], counts: Counter[int]
    ) -> Iterator[list[PageElement]]:
        """Split a part of the page into groups of nodes that hold one time or title each."""
        group: list[PageElement] = []
        for node in nodes:
            number = counts[id(node)]
            if group and (number or not _continues(group[0], node)):
                yield group
                group = []
            if number > 1 and isinstance(node, Tag):
                yield from self._split(list(node.children), counts)
            elif number == 1 or group:
                group.append(node)
        if group:
            yield group


def _continues(start: PageElement, node: PageElement) -> bool:
    """Whether a node without a time belongs to the entry that another begins."""
    if not isinstance(start, Tag) or not isinstance(node, Tag):
        return True
    clock = read_clock(start.get_text(" - ", strip=True))
    if clock and not clock.rest:
        return True
    if node.name in HEADINGS:
        return start.name in HEADINGS and node.name > start.name
    return start.name in _OPEN


def _attribute_time(tag: Tag) -> Clock | None:
    """Read the time in `datetime`, or in data attributes called "start", "end"."""
    found = {}
    for name, value in tag.attrs.items():
        text = str(value)
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text) or read_clock(text):
            field = match_field(name[5:]) if name.startswith("data-") else None
            found["start" if name == "datetime" or field == "time" else field] = text
    return Clock(found["start"], found.get("end", "")) if "start" in found else None


def _panel_labels(root: Tag) -> dict[str, str]:
    """Map the ids of the panels of days to the texts of their tabs."""
    return {
        str(tag[name]).lstrip("#"): day
        for name in ("href", "data-target", "data-bs-target", "aria-controls")
        for tag in root.find_all(True, {name: re.compile("" if name == "aria-controls" else "^#")})
        if (day := day_of(text_of(tag)))
    }


def _remove_frame(root: Tag) -> None:
    """Remove what is no content: navigation, header and footer of the page, forms."""
    for tag in root.find_all(_NO_CONTENT):
        tag.decompose()
    for tag in root.find_all(["header", "footer", "aside", "button"]):
        is_card = tag.find_parent(["article", "li", "section", "main", "a", *HEADINGS]) is not None
        if not is_card and (tag.name != "header" or len(root.find_all("h1")) != 1):
            tag.decompose()
