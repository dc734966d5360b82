"""The fields of an entry in the markup of a page: by classes, attributes, links and lines."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.page_times import Clock, day_of, only_clock, read_clock
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import html_text
from kcdanalysis.sources.values.cells import names_people
from kcdanalysis.sources.values.fields import FIELDS, match_field
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.people import Speaker, is_name, split_speakers
from kcdanalysis.sources.values.vocabulary import WORDS, first_match, word_sets

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: The fields of one short text.
LABELS = ("room", "track", "level", "kind", "language")
_BLOCKS = frozenset(HEADINGS) | frozenset(
    "article br dd div dl dt figure li main ol p section table td th tr ul".split()
)
#: The fields that a class may name, with the length of their longest text. A "position" is the
#: job of a person; the class of a "weak" title may also be that of a whole entry.
_LENGTHS = {
    "title": 300, "weak": 300, "speakers": 400, "organisations": 200, "abstract": 50_000,
    "track": 80, "tags": 300, "kind": 60, "level": 60, "room": 80, "language": 40, "bio": 50_000,
    "position": 300,
}  # fmt: skip
_CLASSES = {
    name: field
    for field in _LENGTHS
    for name in FIELDS.get(field, ())
    if name not in WORDS["layout"]
} | dict.fromkeys(("session", "talk", "name", "presentation", "vortrag", "subject"), "weak")
_ITEMPROPS = {
    "name": "title", "performer": "speakers", "location": "room", "description": "abstract",
}  # fmt: skip
_POSITIONS = {"name": "speakers", **dict.fromkeys(("title", "position", "job", "role"), "position")}
#: The author may be that of the page.
_PERSON_PAGES = {"profile", "user", *WORDS["person_pages"]} - {"author", "authors"}
#: A plenary takes place in all rooms.
_KINDS = {kind: names - {"plenary"} for kind, names in word_sets("kinds").items() if kind != "talk"}
#: A line of so many words is prose.
_PROSE = 8
_BETWEEN = re.compile(r"\s+[–—|•·-]\s+|\s*\t\s*")
_BY = re.compile(r"(?:presented |given )?(?:by|von|par|por|with|mit|avec)\s+", re.IGNORECASE)
_NO_LINK = re.compile(r"#|javascript:|mailto:|$")


def text_of(node: PageElement) -> str:
    """Return the text of an element on one line."""
    text = node.get_text(" ") if isinstance(node, Tag) else str(node)
    return re.sub(r" ([,;:.!?)])", r"\1", " ".join(text.split()))


def nodes_in(nodes: Iterable[PageElement]) -> Iterable[PageElement]:
    """Return some nodes, each with all its descendants."""
    for node in nodes:
        yield node
        yield from node.descendants if isinstance(node, Tag) else ()


def place_kind(text: str) -> str:
    """Tell whether a short text names a "room" or a "track" by its first or last word."""
    parts = [part for part in words(text) if not part.isdecimal()]
    if 1 < len(words(text)) < 6 and parts:
        for name in ("room", "track"):
            if {parts[0], parts[-1]} & set(FIELDS[name]) - WORDS["layout"]:
                return name
    return ""


def field_of(tag: Tag) -> str:
    """Tell the field of an element by its classes, `itemprop` or link; "" if they do not tell."""
    if prop := _ITEMPROPS.get(str(tag.get("itemprop"))):
        # The name of a performer or place is also one.
        is_inner = prop == "title" and tag.find_parent(itemprop=[*_ITEMPROPS][1:])
        return "weak" if is_inner else prop
    for *before, last in _class_words(tag):
        is_person = not WORDS["person_pages"].isdisjoint(before)
        if field := (is_person and _POSITIONS.get(last)) or _CLASSES.get(last):
            return field
    return "speakers" if links_to(tag) == "speakers" else ""


def _class_words(tag: Tag) -> list[list[str]]:
    """Split the classes of an element into words, without those of the layout at the end."""
    found = []
    for name in tag.get_attribute_list("class"):
        parts = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name or "").casefold())
        while len(parts) > 1 and parts[-1] in WORDS["layout"]:
            parts.pop()
        found += [parts] if parts else []
    return found


def links_to(tag: Tag) -> str:
    """Tell the target of a link by the folders of its path: "speakers", "talk" or ""."""
    *folders, last = urlsplit(_href(tag)).path.casefold().split("/")
    parts = {*folders, *re.findall(r"^([a-z]+)[-_]?\d*(?:\.\w+)?$", last)}
    if _PERSON_PAGES & parts:
        return "speakers"
    return "talk" if {"event", *WORDS["talk_pages"]} & parts else ""


class Card:
    """The elements of an entry by their field, and the lines of the other text."""

    def __init__(self, nodes: list[PageElement]) -> None:
        self.nodes = nodes
        self.fields: dict[str, list[Tag]] = defaultdict(list)
        self.tags: list[Tag] = []  # outside the fields
        self._lines: list[list[NavigableString]] = [[]]
        for node in nodes:
            self._walk(node, is_whole=len(nodes) == 1)

    def _walk(self, node: PageElement, *, is_whole: bool = False) -> None:
        if type(node) is NavigableString:
            self._lines[-1].append(node)
        if not isinstance(node, Tag):
            return
        is_block = node.name in _BLOCKS or bool(node.get("class") and text_of(node))
        self._lines += [[]] if is_block else []
        field = "" if is_whole else field_of(node)
        if field and not _is_fit(node, field):
            field = ""
        if field:
            self.fields[field].append(node)
        if field in ("", "title", "weak"):
            self.tags.append(node)
            for child in node.children:
                self._walk(child)
        self._lines += [[]] if is_block else []

    def titles(self) -> list[Tag]:
        """Find the titles: by class, else headings, links to talks, text in bold, any link."""
        links = [tag for tag in self.tags if tag.name == "a" and not _NO_LINK.match(_href(tag))]
        talks = {_href(tag): tag for tag in reversed(links) if links_to(tag) == "talk"}
        headings = [tag for tag in self.tags if tag.name in HEADINGS and _is_title(tag)]
        highest = min((tag.name for tag in headings), default="")
        lines = (line for line in self._lines if re.search(r"[^\W\d]{2}", "".join(line)))
        first = next(lines, [])
        for tags in (
            self.fields["title"],
            [tag for tag in headings if tag.name == highest],
            list(talks.values())[::-1],
            [tag for tag in self.fields["weak"] if not any(map(field_of, tag.find_all(True)))],
            [tag for tag in self.tags if tag.name in ("b", "strong")],
            [tag for tag in links if any(_is_in(each, tag) for each in first)],
        ):
            if tags := _outermost(filter(_is_title, tags)):
                named = [tag for tag in tags if not names_people(text_of(tag))]
                return named if named and len(tags) > 1 else tags
        return []

    def read(self, title: Tag | None, clock: Clock, *, is_page: bool = False) -> dict[str, Any]:
        """Read the entry; of the page of a talk, only the content below its title."""
        own: list[str] = []
        rest: list[str] = []
        for line in self._lines:
            inside = [node for node in line if title and _is_in(node, title)]
            own += filter(None, [" ".join("".join(inside).split())])
            if own or not is_page:
                outside = "".join(node for node in line if node not in inside)
                rest += filter(None, [" ".join(outside.split())])
        own = own or ([text_of(title)] if title else [])
        entry: dict[str, Any] = {"line": self._line(title)}
        people = [person for tag in self.fields["speakers"] for person in people_of(tag)]
        if title:
            # "<h4>Tides <span>Ada Example</span></h4>"
            last = "".join(text_of(tag) for tag in title.find_all(["span", "small"])[-1:])
            if not people and is_name(last) and own[0].endswith(f" {last}"):
                own[:1] = [own[0].removesuffix(last).strip(), last]
            found = read_clock(own[0])
            entry["title"] = found.rest if found and found.rest else own[0]
        entry |= given(start=clock.start, end=clock.end, timezone=clock.timezone)
        entry |= given(day=clock.day if re.search(r"\d", clock.day) else "")
        for name in filter(self.fields.get, LABELS):
            entry[name] = _unlabelled(text_of(self.fields[name][0]), name)
        self._read_attributes(entry)
        self._read_lines(own[1:] + rest, entry, people, is_page=is_page)
        prose = [
            re.sub(r"\s*\n\s*\n\s*", "\n\n", html_text(tag.decode_contents())).strip()
            for tag in self.fields["abstract"]
        ]
        prose = prose or entry.pop("abstract", [])
        return entry | given(
            abstract=prose[0] if len(prose) == 1 else prose,
            speakers=as_people(people),
            tags=[text for tag in self.fields["tags"] for text in _items(tag)],
            url=self._url(title),
        )

    def _read_attributes(self, entry: dict[str, Any]) -> None:
        for tag in self.tags[::-1]:
            for name, value in tag.attrs.items():
                field = match_field(name[5:]) if name.startswith("data-") else None
                if field in LABELS and re.search(r"[^\W\d]", str(value)):
                    entry.setdefault(field, str(value))
        tags = [node for node in self.nodes if isinstance(node, Tag)]
        for last in (parts[-1:] for tag in tags for parts in _class_words(tag)):
            if kind := first_match(last, _KINDS):
                entry.setdefault("kind", kind)

    def _read_lines(
        self, lines: list[str], entry: dict[str, Any], people: list[Any], *, is_page: bool
    ) -> None:
        """Read the lines of text that have no class."""
        has_people, label, prose = bool(people), "", []
        for text in lines:
            clock = read_clock(text)
            text = clock.rest if clock else text
            if not re.search(r"\w\w", text) or text == entry.get("title"):
                continue
            name, _, value = text.partition(":")
            field = match_field(name) if len(name.split()) < 4 else None
            place = place_kind(text)
            if field in _LENGTHS and (value.strip() or not place):
                label, text = field or "", value.strip()
                if not text:
                    continue
                place = place_kind(text)
            line = _BY.sub("", text, count=1)
            first = re.split(r"\s*[,(|]|\s[–-]\s", line)[0]
            is_person = label in ("speakers", "bio") if is_page else True
            if label != "bio" and not entry.get("title"):
                # "Tides - Ada Example", "Tides (Ada Example)"
                parts = _BETWEEN.split(text)
                bracket = re.fullmatch(r"(.+\S)\s*\(([^()]+)\)", text)
                if len(parts) == 1 and bracket and names_people(bracket[2]):
                    parts = [bracket[1], bracket[2]]
                named = [part for part in parts[1:] if names_people(part)]
                people += named
                rest = [part for part in parts[1:] if part not in named]
                entry["title"] = " - ".join([parts[0], *rest])
            elif label in LABELS:
                entry.setdefault(label, text)
                label = ""
            elif is_person and not has_people and not place and names_people(line):
                people.append(line)
            elif label == "abstract" or (
                not label and (len(text.split()) >= _PROSE or text.endswith("."))
            ):
                prose.append(text)
            elif is_name(first) and not place and (label == "speakers" or not is_page):
                people += [] if has_people else [line]
            elif (place or clock) and not label:
                entry.setdefault(place or "room", text)
            elif len(text.split()) < 3 and (kind := first_match(words(text), _KINDS)):
                entry.setdefault("kind", kind)
        if prose:
            entry["abstract"] = ["\n\n".join(prose)]

    def _url(self, title: Tag | None) -> str:
        inside = {id(each) for each in nodes_in(self.nodes)}
        near = [title, *title.find_all("a"), *title.parents] if title else self.tags
        urls = [_href(tag) for tag in near if tag and tag.name == "a" and id(tag) in inside]
        return next((url for url in urls if not _NO_LINK.match(url)), "")

    def _line(self, title: Tag | None) -> int:
        tags = [title, *(node if isinstance(node, Tag) else node.parent for node in self.nodes)]
        return next((tag.sourceline for tag in tags if tag and tag.sourceline), 1)


def _is_fit(node: Tag, field: str) -> bool:
    """Whether an element may be a field by its length and content: no time, no title."""
    is_time = only_clock(node.get_text(" - ", strip=True)) is not None
    holds_title = field not in ("title", "bio") and any(
        field_of(each) == "title" for each in node.find_all(True)
    )
    return 0 < len(text_of(node)) <= _LENGTHS[field] and not is_time and not holds_title


def _is_title(tag: Tag) -> bool:
    clock = read_clock(text_of(tag))
    text = clock.rest if clock else text_of(tag)
    return bool(re.search(r"\w\w", text)) and not day_of(text)


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    tags = list(tags)
    return [tag for tag in tags if not any(each in tags for each in tag.parents)]


def _href(tag: Tag) -> str:
    return str(tag.get("href") or "")


def _is_in(node: PageElement, tag: Tag) -> bool:
    return any(each is tag for each in node.parents)


def _unlabelled(text: str, field: str) -> str:
    name, _, value = text.partition(":")
    return value.strip() if value.strip() and match_field(name) == field else text


def _items(tag: Tag) -> list[str]:
    items = filter(None, map(text_of, tag.find_all(["li", "a", "span"])))
    return list(dict.fromkeys(items)) or [text_of(tag)]


def people_of(tag: Tag) -> list[Any]:
    """Read the persons of an element: one for each part or link of it, or a line of prose."""
    parts = _outermost(one for one in tag.find_all(True) if field_of(one) == "speakers")
    if parts and tag.name != "a":
        return [person for part in parts for person in people_of(part)]
    text = _BY.sub("", _unlabelled(text_of(tag), "speakers"), count=1)
    text = text[1:-1] if re.fullmatch(r"\([^()]*\)", text) else text
    around = [
        each for each in (tag.parent, tag) if each and len(text_of(each)) < 3 * len(text) + 40
    ]
    near = {field_of(one): text_of(one) for each in around for one in each.find_all(True)}
    if company := near.get("organisations"):
        name = near.get("weak") or text.removesuffix(company).strip(" ,(")
        return [{"name": name, "organisation": company}]
    links = [one for one in [tag, *tag.find_all("a")] if one.name == "a" and text_of(one)]
    rest = text
    for one in links:
        rest = rest.replace(text_of(one), "", 1)
    if links and not re.sub(r"\b(?:and|und|et|y|e)\b|\W", "", rest):
        urls = [_href(one) if _href(one).startswith("http") else "" for one in links]
        return [given(name=text_of(one), url=url) for one, url in zip(links, urls, strict=True)]
    items = list(filter(None, map(text_of, tag.find_all(["li", "p"]))))
    return items if len(items) > 1 else [text] if text else []


def as_people(people: list[Any]) -> Any:
    """Return names that are certain as a list, and others as one line of prose."""
    people = list({str(one): one for one in map(_person, people)}.values())
    if any(isinstance(one, dict) and len(one) > 1 for one in people):
        return [one if isinstance(one, dict) else {"name": one} for one in people]
    are_certain = all(isinstance(one, dict) or is_name(one) for one in people)
    names = [one["name"] if isinstance(one, dict) else one for one in people]
    return names if are_certain else "; ".join(names)


def _person(person: Any) -> Any:
    """Split "Ada Example (Acme)", the text of a link, into name and organisation."""
    if not isinstance(person, dict) or "(" not in person["name"]:
        return person
    [(name, _, organisation), *others] = split_speakers(person["name"]) or [Speaker("")]
    if not name or others:
        return person
    return given(name=name, url=person.get("url"), organisation=organisation)
