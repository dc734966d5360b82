"""Entries in the markup of a page: found by their times, read by classes, links and lines.

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
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.page_times import Clock, day_of, read_clock
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import html_text
from kcdanalysis.sources.values.cells import names_people
from kcdanalysis.sources.values.fields import FIELDS, match_field
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.people import is_name
from kcdanalysis.sources.values.vocabulary import WORDS

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(HEADINGS) | frozenset(
    "address article br dd div dl dt figure footer header hr li main ol p section table td th tr"
    " ul".split()
)
#: Elements that take what follows them as theirs; others hold all that is theirs.
_OPEN = frozenset(HEADINGS) | frozenset("p dt b strong span time em i a".split())
_NO_CONTENT = "script style template noscript svg form button select nav iframe".split()
_ITEMPROPS = {
    "name": "title", "performer": "speakers", "location": "room", "description": "abstract",
    "author": "speakers", "startDate": "start", "endDate": "end",
}  # fmt: skip
#: The fields that a class names, as long as their texts may be.
_LENGTHS = {
    "title": 300, "weak": 300, "speakers": 400, "organisations": 200, "abstract": 50_000,
    "track": 80, "tags": 300, "kind": 60, "level": 60, "room": 80, "language": 40, "bio": 50_000,
    "position": 300,
}  # fmt: skip
#: Longer texts and those with a full stop are prose.
_PROSE = 8  # words
_JOINER = re.compile(r"[\s–—→-]*(?:to|bis|until|à|a|end:?|ende:?)?\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s+[–—|•·-]\s+|\s*\t\s*|\s\|\s")
_BY = re.compile(r"(?:presented |given )?(?:by|von|par|por|with|mit|avec)\s+", re.IGNORECASE)

Nodes = list[PageElement]


def text_of(node: PageElement) -> str:
    """Return the text of an element on one line."""
    text = node.get_text(" ") if isinstance(node, Tag) else str(node)
    return re.sub(r" ([,;:.!?)])", r"\1", " ".join(text.split()))


def prose_of(tag: Tag) -> str:
    """Return the paragraphs and bullets of an element."""
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", html_text(tag.decode_contents())).strip()


def field_of(tag: Tag) -> str:
    """Tell what an element holds by its classes, `itemprop` or link; "" if they do not tell."""
    for name in str(tag.get("itemprop") or "").split():
        if name in _ITEMPROPS:
            return _ITEMPROPS[name]
    classes = tag.get("class") or []
    for name in [classes] if isinstance(classes, str) else classes:
        parts = [part for part in re.findall(r"[^\W\d_]+", _spaced(name)) if part]
        while len(parts) > 1 and parts[-1] in WORDS["layout"]:
            parts.pop()
        last = parts[-1] if parts else ""
        if last in ("title", "position", "job", "role", "name") and len(parts) > 1:
            if not WORDS["person_pages"].isdisjoint(parts[:-1]):
                return "speakers" if last == "name" else "position"
        if field := _CLASSES.get(last):
            return field
    return ""


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold().replace("_", " ")


_CLASSES = {
    name: field
    for field in _LENGTHS
    for name in FIELDS.get(field, ())
    if name not in WORDS["layout"]
} | {name: "weak" for name in ("session", "talk", "name", "presentation", "vortrag", "subject")}


def links_to(tag: Tag) -> str:
    """Tell what a link leads to by the folders of its path: "speakers", "talk" or ""."""
    *folders, last = urlsplit(str(tag.get("href") or "")).path.casefold().split("/")
    parts = {*folders, *re.findall(r"^([a-z]+)[-_]?\d*(?:\.\w+)?$", last)}
    # An author may be that of the page.
    if ({"profile", "user", *WORDS["person_pages"]} - {"author", "authors"}) & parts:
        return "speakers"
    return "talk" if {"event", *WORDS["talk_pages"]} & parts else ""


class Page:
    """The content of a page, with the times and days in it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        body = soup.body or soup
        labels = _panel_labels(body)
        for tag in soup.find_all(_NO_CONTENT):
            tag.decompose()
        for tag in body.find_all(["header", "footer", "aside"]):
            is_card = tag.find_parent(["article", "li", "section", "main", "a"]) is not None
            if not is_card and (tag.name != "header" or len(body.find_all("h1")) != 1):
                tag.decompose()
        self.root = body
        self.order: dict[int, int] = {}
        self.times: dict[int, Clock] = {}
        self._dated: set[int] = set()
        self._contexts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._counts: Counter[int] = Counter()
        self._survey(labels)

    # What stands where.

    def _survey(self, labels: dict[str, str]) -> None:
        last: PageElement | None = None
        self.order[id(self.root)] = 0
        for at, node in enumerate(self.root.descendants, 1):
            self.order[id(node)] = at
            if isinstance(node, Tag):
                self._note_context(node, at, labels)
                clock = _attribute_time(node)
            elif type(node) is NavigableString and node.strip():
                is_inside = any(id(each) in self.times for each in islice(node.parents, 8))
                clock = None if is_inside else read_clock(node)
                if not clock and not is_inside and not _JOINER.fullmatch(node):
                    last = None
            else:
                continue
            if clock and last is not None and self._is_end(last, node, clock):
                begin = self.times[id(last)]
                zone, end = clock.timezone or begin.timezone, clock.start or clock.end
                self.times[id(last)] = begin._replace(end=end, timezone=zone, rest=clock.rest)
                self.times[id(node)] = Clock()
            elif clock and clock.start:
                self.times[id(node)], last = clock, node
                if clock.rest:
                    last = None
                self._counts.update(id(each) for each in (node, *node.parents))

    def _is_end(self, last: PageElement, node: PageElement, clock: Clock) -> bool:
        first = self.times[id(last)]
        near = [id(each) for each in islice(last.parents, 2)]
        is_near = any(id(each) in near for each in islice(node.parents, 2))
        return (
            is_near and not (first.end or clock.start and clock.end) and first.start != clock.start
        )

    def _note_context(self, tag: Tag, at: int, labels: dict[str, str]) -> None:
        values = [
            str(value)
            for name, value in tag.attrs.items()
            if name in ("id", "datetime", "aria-label") or name.startswith("data-")
        ]
        days = [labels.get(str(tag.get("id"))), *map(day_of, values)]
        is_short = len(list(islice(tag.descendants, 9))) < 9
        days.append(day_of(text_of(tag)) if is_short else "")
        if day := next(filter(None, days), ""):
            # "Saturday" inside what is marked as 2024-05-04 tells less.
            is_less = not re.search(r"\d", day) and any(
                id(each) in self._dated for each in islice(tag.parents, 3)
            )
            if not is_less:
                self._dated.add(id(tag))
                self._contexts["day"].append((at, day))
        else:
            if tag.name in HEADINGS and (kind := _place_kind(text_of(tag))):
                self._contexts[kind].append((at, text_of(tag)))

    def context(self, name: str, nodes: Nodes) -> str | None:
        """Return the day, room or track in an entry, or the nearest above it."""
        known = self._contexts[name]
        end = max(self.order[id(each)] for node in nodes for each in _all(node))
        at = bisect_left(known, (end + 1, ""))
        return known[at - 1][1] if at else None

    # The entries.

    def forget(self, tag: Tag) -> None:
        """Leave out an element that is read otherwise."""
        number = self._counts.pop(id(tag), 0)
        self._counts.subtract({id(each): number for each in tag.parents})

    def entries(self) -> list[tuple[int, dict[str, Any]]]:
        """Read the entries of the page that have a time, each with its place."""
        return [
            (self.order.get(id(group[0]), 0), entry)
            for group in self.split([self.root], self._counts)
            for entry in self.read(group)
            if entry.get("title") and entry.get("start")
        ]

    def split(self, nodes: Iterable[PageElement], counts: Counter[int]) -> Iterator[Nodes]:
        """Split a part of the page into groups of nodes that hold one time or title each."""
        group: Nodes = []
        for node in nodes:
            number = counts[id(node)]
            if number and group:
                yield group
                group = []
            if number == 1:
                group = [node]
            elif number > 1 and isinstance(node, Tag):
                yield from self.split(list(node.children), counts)
            elif group and str(node).strip():
                if self._continues(group, node):
                    group.append(node)
                else:
                    yield group
                    group = []
        if group:
            yield group

    def _continues(self, group: Nodes, node: PageElement) -> bool:
        start = group[0]
        if not isinstance(start, Tag) or not isinstance(node, Tag):
            return True
        is_open = start.name in _OPEN or not self._rest_of(start)
        if node.name in HEADINGS and self._rest_of(start):
            return start.name in HEADINGS and node.name > start.name
        return is_open

    def _rest_of(self, node: Tag) -> str:
        """Return what an element holds besides its time."""
        clock = read_clock(node.get_text(" - ", strip=True))
        return clock.rest if clock else text_of(node)

    def read(self, nodes: Nodes, clock: Clock | None = None) -> Iterator[dict[str, Any]]:
        """Read the entries of a group: several if it has several titles."""
        clock = next((self.times[id(e)] for n in nodes for e in _all(n) if self._is_time(e)), clock)
        card = Card(nodes)
        titles = card.titles()
        if len(titles) > 1:
            counts = Counter(id(each) for tag in titles for each in (tag, *tag.parents))
            for group in self.split(nodes, counts):
                yield from self.read(group, clock)
            return
        entry = card.read(titles[0] if titles else None, clock or Clock())
        for name in ("day", "room", "track"):
            if (value := self.context(name, nodes)) and not entry.get(name):
                entry[name] = value
        yield entry

    def _is_time(self, node: PageElement) -> bool:
        return id(node) in self.times and bool(self.times[id(node)].start)


def _panel_labels(body: Tag) -> dict[str, str]:
    """Map the ids of the panels of days to the texts of their tabs."""
    return {
        str(tag[name]).lstrip("#"): day
        for name in ("href", "data-target", "data-bs-target", "aria-controls")
        for tag in body.find_all(attrs={name: re.compile("^#" if name != "aria-controls" else "")})
        if (day := day_of(text_of(tag)))
    }


def _all(node: PageElement) -> Iterator[PageElement]:
    yield node
    if isinstance(node, Tag):
        yield from node.descendants


def _attribute_time(tag: Tag) -> Clock | None:
    """Read the time in `datetime`, or in data attributes called "start", "end"."""
    found = {}
    for name, value in tag.attrs.items():
        text = str(value)
        is_time = bool(re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text) or read_clock(text))
        if is_time and name == "datetime":
            found["start"] = text
        elif is_time and name.startswith("data-"):
            found[match_field(name[5:]) or ""] = text
    start = found.get("start") or found.get("time")
    return Clock(start, found.get("end", "")) if start else None


def _place_kind(text: str) -> str:
    """Tell whether a short text names a room or a track by its first or last word."""
    parts = [part for part in words(text) if not part.isdecimal()]
    if not parts or len(text.split()) > 5:
        return ""
    for name in ("room", "track"):
        if {parts[0], parts[-1]} & set(FIELDS[name]) - WORDS["layout"] and len(words(text)) > 1:
            return name
    return ""


class Card:
    """What a group of nodes holds: elements that tell their field, and lines of other text."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.fields: dict[str, list[Tag]] = defaultdict(list)
        self.tags: list[Tag] = []  # outside the fields
        self.lines: list[list[NavigableString]] = [[]]
        self._has_titles = False
        for node in nodes:
            self._walk(node, is_root=len(nodes) == 1)
            self._end_line(node)

    def _walk(self, node: PageElement, *, is_root: bool = False) -> None:
        if type(node) is NavigableString:
            self.lines[-1].append(node)
        if not isinstance(node, Tag):
            return
        self._end_line(node)
        field = "" if is_root else field_of(node)
        if not field and node.name == "a" and links_to(node) == "speakers":
            field = "speakers"
        text = text_of(node)
        is_fit = 0 < len(text) <= _LENGTHS.get(field, 0) and not (
            field not in ("title", "bio")
            and any(field_of(each) == "title" for each in node.find_all(True))
        )
        if is_fit and field not in ("title", "weak"):
            self.fields[field].append(node)
            self._end_line(node)
            return
        if is_fit:
            self.fields[field].append(node)
        self.tags.append(node)
        for child in node.children:
            self._walk(child)
        self._end_line(node)

    def _end_line(self, node: PageElement) -> None:
        is_own = isinstance(node, Tag) and (node.name in _BLOCKS or bool(node.get("class")))
        if is_own and self.lines[-1]:
            self.lines.append([])

    def titles(self) -> list[Tag]:
        """Find the titles: by class, else headings, links to talks, text in bold."""
        headings = [tag for tag in self.tags if tag.name in HEADINGS]
        links = [tag for tag in self.tags if tag.name == "a" and links_to(tag) == "talk"]
        weak = [tag for tag in self.fields["weak"] if not self._holds(tag)]
        strong = [tag for tag in self.tags if tag.name in ("b", "strong")]
        for tags in (self.fields["title"], headings, links, weak, strong):
            tags = [tag for tag in tags if self._is_title(tag)]
            tags = [tag for tag in tags if not any(each in tags for each in tag.parents)]
            if tags[0:1] and tags[0].name in HEADINGS:
                tags = [tag for tag in tags if tag.name == min(each.name for each in tags)]
            if tags is not links:
                tags = list(
                    {str(tag.get("href") or id(tag)): tag for tag in reversed(tags)}.values()
                )[::-1]
            named = [tag for tag in tags if not names_people(text_of(tag))]
            if tags:
                return named if named and len(tags) > 1 else tags
        return []

    def _holds(self, tag: Tag) -> bool:
        return any(each is not tag and field_of(each) for each in tag.find_all(True))

    def _is_title(self, tag: Tag) -> bool:
        text = text_of(tag)
        clock = read_clock(text)
        return bool(re.search(r"\w\w", clock.rest if clock else text)) and not day_of(text)

    def read(self, title: Tag | None, clock: Clock, *, below: bool = False) -> dict[str, Any]:
        """Read the entry; of a page of a talk, only what stands below its title."""
        entry: dict[str, Any] = {"line": self._line(title)}
        lines = [(" ".join("".join(line).split()), line) for line in self.lines]
        own = [text for text, line in lines if title and line and _is_in(line[0], title)]
        if below:
            first = next(
                (n for n, (_, line) in enumerate(lines) if line and _is_in(line[0], title)), 0
            )
            lines = lines[first:]
        rest = [text for text, line in lines if text and not (title and _is_in(line[0], title))]
        speakers = [person for tag in self.fields["speakers"] for person in _people(tag)]
        if title:
            # "<h4>Tides <span>Ada Example</span></h4>"
            last = title.find_all(["span", "small"])[-1:]
            own = [text for text in own if text]
            if last and len(own) == 1 and own[0].endswith(text_of(last[0])) and not speakers:
                if is_name(text_of(last[0])) and own[0] != text_of(last[0]):
                    own = [own[0].removesuffix(text_of(last[0])), text_of(last[0])]
            entry["title"] = own[0].strip() if own else text_of(title)
            rest = own[1:] + rest
            found = read_clock(entry["title"])
            entry["title"] = found.rest if found and found.rest else entry["title"]
        if clock.start:
            entry |= given(start=clock.start, end=clock.end, day=clock.day, timezone=clock.timezone)
            if not re.search(r"\d", clock.day):
                entry.pop("day", None)
        for name in ("room", "track", "level", "kind", "language"):
            if self.fields[name]:
                entry[name] = _unlabelled(text_of(self.fields[name][0]), name)
        for tag in self.tags[::-1]:
            for name, value in tag.attrs.items():
                field = match_field(name[5:]) if name.startswith("data-") else None
                if field in ("room", "track", "level") and re.search(r"[^\W\d]", str(value)):
                    entry.setdefault(field, str(value))
        if tags := [text for tag in self.fields["tags"] for text in _items(tag)]:
            entry["tags"] = tags
        self._read_lines(rest, entry, speakers)
        names = _as_people(speakers)
        prose = [prose_of(tag) for tag in self.fields["abstract"]]
        abstract = prose or entry.pop("abstract", [])
        entry |= given(speakers=names, abstract=abstract[0] if len(abstract) == 1 else abstract)
        entry |= given(url=self._url(title))
        return entry

    def _read_lines(self, lines: list[str], entry: dict[str, Any], speakers: list[Any]) -> None:
        """Read the lines of text that no class explains."""
        told = bool(speakers)
        label = ""
        prose = []
        for text in lines:
            found = read_clock(text)
            if found:
                text = found.rest
                if text and entry.get("title") and text != entry["title"]:
                    entry.setdefault("room", text)
                    continue
            if not re.search(r"\w\w", text) or text == entry.get("title"):
                continue
            name, _, value = text.partition(":")
            field = match_field(name) if len(name.split()) < 4 else None
            if (
                field
                and not value.strip()
                and field in _LENGTHS
                or (field and field == match_field(text))
            ):
                label = field
                continue
            if field in _LENGTHS and value.strip():
                label, text = field, value.strip()
            if not entry.get("title"):
                self._read_titled(text, entry, speakers)
            elif label == "speakers" and not told:
                speakers.append(text)
            elif label in ("room", "track", "level", "kind", "language"):
                entry.setdefault(label, text)
            elif label in ("bio", "position", "organisations"):
                continue
            elif not told and label != "abstract" and names_people(_BY.sub("", text, count=1)):
                speakers.append(_BY.sub("", text, count=1))
                continue
            elif (place := _place_kind(text)) and label != "abstract":
                entry.setdefault(place, text)
            elif len(text.split()) >= _PROSE or text.endswith(".") or label == "abstract":
                prose.append(text)
                continue
            if label not in ("speakers", "abstract"):
                label = ""
        if prose:
            entry["abstract"] = ["\n\n".join(prose)]

    def _read_titled(self, text: str, entry: dict[str, Any], speakers: list[Any]) -> None:
        """Read a line such as "Tides - Ada Example" or "Tides (Ada Example)"."""
        title, *parts = _PARTS.split(text)
        bracket = re.fullmatch(r"(.+\S)\s*\(([^()]+)\)", text)
        if not parts and bracket and names_people(bracket[2]):
            title, parts = bracket[1], [bracket[2]]
        kept = [part for part in parts if not names_people(part)]
        speakers += [part for part in parts if names_people(part)]
        entry["title"] = " - ".join([title, *kept]) if kept else title

    def _url(self, title: Tag | None) -> str:
        if title is None:
            tags = [tag for tag in self.tags if tag.name == "a"]
        else:
            tags = [title, *title.find_all("a"), *title.parents]
            inside = {id(each) for node in self.nodes for each in _all(node)}
            tags = [tag for tag in tags if tag.name == "a" and id(tag) in inside]
        urls = (str(tag.get("href") or "") for tag in tags)
        return next((url for url in urls if url and not re.match("#|javascript:|mailto:", url)), "")

    def _line(self, title: Tag | None) -> int:
        tags = [
            title,
            *(n for n in self.nodes if isinstance(n, Tag)),
            *(n.parent for n in self.nodes),
        ]
        return next((tag.sourceline for tag in tags if tag and tag.sourceline), 1)


def _is_in(node: PageElement, tag: Tag) -> bool:
    return any(each is tag for each in node.parents)


def _unlabelled(text: str, field: str) -> str:
    name, _, value = text.partition(":")
    return value.strip() if value.strip() and match_field(name) == field else text


def _items(tag: Tag) -> list[str]:
    items = tag.find_all(["li", "a", "span"])
    return list(dict.fromkeys(filter(None, map(text_of, items)))) or [text_of(tag)]


def _people(tag: Tag) -> list[Any]:
    """Read the persons of an element: one a link or part, or a line of prose."""
    parts = [one for one in tag.find_all(True) if field_of(one) == "speakers"]
    parts = [one for one in parts if not any(other in parts for other in one.parents)]
    if parts and tag.name != "a":
        return [person for part in parts for person in _people(part)]
    text = _BY.sub("", _unlabelled(text_of(tag), "speakers"))
    text = text[1:-1] if re.fullmatch(r"\([^()]*\)", text) else text
    links = [one for one in [tag, *tag.find_all("a")] if one.name == "a" and text_of(one)]
    items = [text_of(one) for one in tag.find_all(["li", "p"]) if text_of(one)]
    rest = text
    for one in links:
        rest = rest.replace(text_of(one), "", 1)
    if links and not re.sub(r"\b(?:and|und|et|y|e)\b|\W", "", rest):
        return [given(name=text_of(one), url=_web(str(one.get("href") or ""))) for one in links]
    parts = [one for one in tag.find_all(True) if field_of(one) in ("weak", "organisations")]
    named = {field_of(one): text_of(one) for one in reversed(parts)}
    if named.get("weak"):
        return [given(name=named["weak"], organisation=named.get("organisations"))]
    return items if len(items) > 1 else [text] if text else []


def _web(url: str) -> str:
    return url if url.startswith("http") else ""


def _as_people(people: list[Any]) -> Any:
    """Return names that are certain as a list, and others as one line of prose."""
    people = list({str(one): one for one in people}.values())
    if any(isinstance(one, dict) and len(one) > 1 for one in people):
        return [one if isinstance(one, dict) else {"name": one} for one in people]
    names = [one["name"] if isinstance(one, dict) else one for one in people]
    are_sure = [isinstance(one, dict) or is_name(one) for one in people]
    return names if all(are_sure) else "; ".join(names)
