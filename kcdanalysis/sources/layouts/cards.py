"""The fields of an entry in the markup of a page: by classes, attributes, links and lines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice, takewhile
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.page_times import (
    day_of,
    may_be_title,
    only_clock,
    without_clock,
)
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import BLOCKS, HEADINGS, html_text
from kcdanalysis.sources.values.cells import names_people
from kcdanalysis.sources.values.fields import FIELDS, match_field
from kcdanalysis.sources.values.labels import SEPARATOR, find_role, words
from kcdanalysis.sources.values.people import CJK, PICTURES, is_name, is_nobody, split_speakers
from kcdanalysis.sources.values.times import read_minutes
from kcdanalysis.sources.values.vocabulary import WORDS, first_match, word_sets
from kcdanalysis.talks import TALK_KINDS

#: The fields of one short text.
LABELS = ("room", "track", "level", "kind", "language")
_FIELDS = ("title", "speakers", "organisations", "tags", *LABELS, "abstract", "bio")
#: The text of any other field is shorter: a longer one is that of a whole entry.
_LONGEST = 400
#: A line of so many words is prose.
_PROSE = 8
#: The fields by the last word of a class.
_CLASSES = {
    name: field for field in _FIELDS for name in FIELDS[field] if name not in WORDS["layout"]
} | {"person": "speakers"}
_ITEMPROPS = {
    "name": "title", "performer": "speakers", "location": "room", "description": "abstract",
}  # fmt: skip
#: In the classes of persons, "title" is their job.
_OF_PERSONS = {"name": "speakers", **dict.fromkeys(("title", "position", "job", "role"), "job")}
_PLACES = {kind: frozenset(FIELDS[kind]) - WORDS["layout"] for kind in ("room", "track")}
#: In Chinese, Japanese and Korean no blank stands before a title, or the word for a place.
_EASTERN_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}(?:[醫医]師|教授|律師|博士|先生|院長|校長|氏|さん)"
)
_EASTERN_COMPANY = re.compile(
    r"(?:[大協协學学][學学會会院系部]|[醫医研]究?[院所]|公司|会社|事務所|中心)$"
)
_EASTERN_ROOM = re.compile(r"\w(?:[廳厅室]|ホール|会場|會場|회의실|홀)[)）]?\s*$")
#: The author may be that of the page.
_PERSON_PAGES = {"profile", "user", *WORDS["person_pages"]} - {"author", "authors"}
_NAMES = re.compile(r"[,;&]|\band\b")
#: So many nodes on each side tell whether elements stand in a text.
_NEAR = 50
_PAPERS = {"paper", "papers", *WORDS["talk_pages"]}
#: A plenary takes place in all rooms.
_KINDS = {kind: names - {"plenary"} for kind, names in word_sets("kinds").items() if kind != "talk"}
_TALK, _OF_KINDS = word_sets("kinds")["talk"], {"session", "talk", "type", "kind", "format"}
_BY = re.compile(
    r"^(?:(?:presented |given )?(?:by|von|par|por|with|mit|avec)\s+|@\s*)", re.IGNORECASE
)
#: "Tides, by Ada Example"
_BYLINE = re.compile(r",\s(?:by|von|par|por)\s", re.IGNORECASE)
#: What may mark the speaker inside of a title.
_INNER = ["span", "small", "strong", "em", "b", "i"]
#: Who leads a session of talks.
CHAIR = (
    r"(?:(?:session|track)\s+)?(?:chair/)?(?:co-?)?"
    r"(?:chair(?:person|man|wom[ae]n|ed by)?(?:s|\(s\))?"
    r"|vorsitz|sitzungsleitung|présidente?s? de séance)"
)
#: "(Chair: Ada Example)"
CHAIRED = re.compile(rf"(?<!\s)\s*+[(,–-]?\s*\b{CHAIR}:[^()]*\)?", re.IGNORECASE)
_CHAIR = re.compile(rf"{CHAIR}\s*$", re.IGNORECASE)
#: "Ada Example, Staff Engineer at Crane Ltd, and author of ..."
_EMPLOYED = re.compile(r"([^,]{3,60}), [A-Z][^,]{0,80}? (?:at|@) ([^,]+)(?:,.*)?(?<!\.)")
_EDGE = " –—|•·-,()"
#: What a title in quotes leaves of them before the names behind it.
_QUOTES = ' ,"“”„«»'
_BEFORE = re.compile(r"\s*(?:\([^()]*\)\s*)?:\s*\w")
IN = re.compile(r"^(?:in|at|im|en|à|@)\s+(?:the\s+|room\s+(?=\D))?", re.IGNORECASE)
_NOTE = re.compile(r"(?<!\s)\s*\((?:([^\W\d]+): )?([^():]+)\)$")
#: "Tides -", before the names
_TAIL = re.compile(r"(?:(?<![\s–—-])\s+[–—-]+|[,;])\s*+$|(?<!\s)\s+$")
_DASH = re.compile(r"(?<!\s)\s+[—–-]+\s+")
_ABSTRACT = re.compile(r"^ABSTRACT\.\s+")
_BESIDE = re.compile(r"(?<!\s)\s+[·•|]\s+")
#: Prose of several words in lower case, and nothing that lists may have.
_SENTENCE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*(?: [^\W\d_A-Z][^\W\d_]*){2}\.")
_NO_LINK = re.compile(r"#|javascript:|mailto:|$")


def text_of(node: PageElement) -> str:
    """Return the text of an element on one line."""
    return re.sub(r" ([,;:.!?)])", r"\1", " ".join(node.get_text(" ").split()))


def place_kind(text: str) -> str:
    """Tell whether a short text names a "room" or a "track" by its first or last word."""
    said = words(text)
    names = [word for word in said if not word.isdecimal()]
    if _EASTERN_ROOM.search(text) and len(said) < 6:
        return "room"
    return first_match((names[0], names[-1]), _PLACES) if names and 1 < len(said) < 6 else ""


def note_of(text: str) -> tuple[dict[str, str], str]:
    """Split what says where this is off a title: "Coffee (Room: Pier)", "Coffee (Pier room)"."""
    note = _NOTE.search(text)
    field = note and (match_field(note[1]) if note[1] else place_kind(note[2]))
    return ({field: note[2]}, text[: note.start()]) if note and field in LABELS else ({}, text)


def session_of(line: str) -> str | None:
    """Return the name of a session of talks, without its number; None for another line.

    >>> session_of("Tides (Chair/Co-Chair: Ada Example)")
    'Tides'
    >>> session_of("Session 1: Tides"), session_of("Lightning talks"), session_of("Tides")
    ('Tides', 'Lightning talks', None)
    """
    head, *rest = SEPARATOR.split(CHAIRED.sub("", without_clock(line)), maxsplit=1)
    if WORDS["groups"].isdisjoint(words(head)) and not CHAIRED.search(line):
        return None
    return rest[0] if rest and re.search(r"\d|\b[A-Z]\b", head) else " – ".join([head, *rest])


def session_in_row(text: str) -> str | None:
    """Return the name of a session from a row with nothing else; None for a remark there.

    >>> session_in_row("Oral session 1: Tides"), session_in_row("All talks are in the hall")
    ('Tides', None)
    """
    head = [word for word in words(SEPARATOR.split(text, maxsplit=1)[0]) if len(word) > 2]
    is_named = not WORDS["groups"].isdisjoint(head[:1] + head[-1:]) and text[-1] not in ".!?"
    return session_of(text) if is_named else None


def field_of(tag: Tag) -> str:
    """Tell the field of an element by its classes, `itemprop` or link; "" if they do not tell."""
    if prop := _ITEMPROPS.get(str(tag.get("itemprop"))):
        # The name of a performer or place is no title.
        is_inner = prop == "title" and tag.find_parent(itemprop=[*_ITEMPROPS][1:])
        return "" if is_inner else prop
    for *before, last in _class_words(tag):
        is_person = not WORDS["person_pages"].isdisjoint(before)
        if field := (is_person and _OF_PERSONS.get(last)) or _CLASSES.get(last):
            return field
    return "speakers" if links_to(tag) == "speakers" else ""


def is_talk_title(tag: Tag) -> bool:
    """Whether the classes of an element say that it is the title of a talk."""
    return any(
        parts[-1] == "title" and not WORDS["talk_pages"].isdisjoint(parts[:-1])
        for parts in _class_words(tag)
    )


def _class_words(tag: Tag) -> list[list[str]]:
    """Split the classes of an element into words, without those of the layout at the end."""
    found = []
    for name in tag.get_attribute_list("class"):
        parts = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name or "").casefold())
        while len(parts) > 1 and parts[-1] in WORDS["layout"]:
            # An author without "paper" may be that of the page.
            is_author = parts.pop() in ("author", "authors") and parts[-1] in _PAPERS
            parts += ["speakers"] if is_author else []
        found += [parts] if parts else []
    return found


def links_to(tag: Tag) -> str:
    """Tell the target of a link by the folders of its path: "speakers", "talk" or "".

    A page with many of them is a folder, too: "speakers.html#ada".
    """
    path, mark = re.split("([?#]|$)", _href(tag).casefold(), maxsplit=1)[:2]
    *folders, page = path.split("/")
    folders += [page.partition(".")[0]] if mark == "#" else []
    if not _PERSON_PAGES.isdisjoint(folders):
        return "speakers"
    return "talk" if {"event", *WORDS["talk_pages"]}.intersection(folders) else ""


class Card:
    """The elements of an entry by their field, and the lines of the other text."""

    def __init__(self, nodes: Sequence[PageElement], *, names_lead: bool = False) -> None:
        self.nodes = nodes
        #: Whether names stand above the titles.
        self._names_lead = names_lead
        self.tags: list[Tag] = []  # outside the fields
        self._fields: dict[str, list[Tag]] = defaultdict(list)
        self._lines: list[list[NavigableString]] = [[]]
        for node in nodes:
            self._walk(node, is_whole=len(nodes) == 1)

    def _walk(self, node: PageElement, *, is_whole: bool = False) -> None:
        if type(node) is NavigableString:
            self._lines[-1].append(node)
        if not isinstance(node, Tag):
            return
        below = node.next_sibling
        if node.name == "br" and type(below) is NavigableString and self._is_name(node, below):
            self._lines[-1].append(NavigableString(", "))
            return
        if node.name == "sup" and is_name(_NAMES.split("".join(self._lines[-1]))[-1].strip()):
            # "Ada Example<sup>1</sup>"
            return
        has_text = any(node.stripped_strings)
        is_block = node.name in BLOCKS or (has_text and (node.get("class") or _is_apart(node)))
        self._lines += [[]] if is_block else []
        field = field_of(node) if has_text and not is_whole else ""
        field = field if field and _is_fit(node, field) else ""
        if field == "speakers" and _CHAIR.match(str(node.previous_sibling or "").rstrip(": ")):
            field = ""
        if field == "abstract" and not any(tag.name in HEADINGS for tag in self.tags):
            # The description of an entry may begin with its title.
            heading = node.find(HEADINGS)
            is_whole_entry = heading and text_of(node).startswith(text_of(heading))
            field = "" if is_whole_entry else field
        if field:
            self._fields[field].append(node)
        if field in ("", "title"):
            self.tags.append(node)
            for child in node.children:
                self._walk(child)
        self._lines += [[]] if is_block else []

    def _is_name(self, line_end: Tag, below: str) -> bool:
        """Whether the line names a person, and the next one the company: "Ada Example<br>Acme"."""
        is_company = 0 < len(below.split()) < _PROSE and not place_kind(below)
        is_pair = is_company and is_name("".join(self._lines[-1]).strip())
        return is_pair and (line_end.find_parent("p") is not None or len(self.head()) > 1)

    def names_speakers(self) -> bool:
        """Whether classes say who speaks."""
        return bool(self._fields["speakers"])

    def head(self) -> list[str]:
        """Return the first lines of text that are more than a time."""
        lines = (without_clock(" ".join("".join(line).split())) for line in self._lines)
        return list(islice((line for line in lines if re.search(r"[^\W\d]{2}", line)), 4))

    def bylines(self) -> list[str]:
        """Return the lines of a session that each name a talk and its speakers."""
        lines = [text for line in self._lines for text in _joined(line) if not only_clock(text)]
        return lines[1:] if len(lines) > 2 and all(map(_BYLINE.search, lines[1:])) else []

    def titles(self) -> list[Tag]:
        """Find the titles: by class, else headings, links to talks, text in bold, any link."""
        links = [tag for tag in self.tags if tag.name == "a" and not _NO_LINK.match(_href(tag))]
        talks = {_href(tag): tag for tag in reversed(links) if links_to(tag) == "talk"}
        headings = [tag for tag in self.tags if tag.name in HEADINGS and _is_title(tag)]
        highest = min((tag.name for tag in headings), default="")
        known = set(map(id, talks.values()))
        lines = (line for line in self._lines if re.search(r"[^\W\d]{2}", "".join(line)))
        line = next(lines, [])
        first = {id(tag) for node in line for tag in node.parents}
        text = without_clock(" ".join("".join(line).split()))
        is_bare = not text or bool(place_kind(text))
        for tags in (
            self._fields["title"],
            [tag for tag in headings if tag.name == highest],
            list(talks.values())[::-1],
            [
                tag
                for tag in self.tags
                if tag.name in ("b", "strong")
                and not _is_label(tag)
                # "Tides<br><b>Ada Example</b>", "<b>Ada Example</b> (Acme): Tides"
                and (
                    is_bare
                    or (
                        text.startswith(text_of(tag)) and not _BEFORE.match(text, len(text_of(tag)))
                    )
                    or not names_people(text_of(tag))
                )
            ],
            [
                tag
                for tag in links
                # "Tides - <a>Ada Example</a>"
                if id(tag) in first
                and (text.startswith(text_of(tag)) or not names_people(text_of(tag)))
            ],
        ):
            if tags := _outermost(filter(_is_title, tags)):
                # What links to a talk is one, whatever it reads like.
                named = [tag for tag in tags if id(tag) in known or not names_people(text_of(tag))]
                return named if named and len(tags) > 1 else tags
        return []

    def read(self, title: Tag | None = None, *, is_page: bool = False) -> dict[str, Any]:
        """Read the entry; of the page of a talk, only the content below its title."""
        inside = set(map(id, title.descendants)) if title else set()
        own: list[str] = []
        rest: list[str] = []
        for line in self._lines:
            marked = _joined(node for node in line if id(node) in inside)
            beside = [node for node in line if id(node) not in inside]
            others, whole = _joined(beside), " ".join(_joined(line))
            is_plain = title and all(node.parent is title.parent for node in beside if node.strip())
            if marked and others and is_plain and not is_page and _goes_on(marked[0], whole):
                # "<b>Tides</b> of the sea"
                marked, others = [whole], []
            own += marked
            if own or not is_page:
                rest += others
        entry: dict[str, Any] = {"line": self._line(title)}
        people = [person for tag in self._fields["speakers"] for person in people_of(tag)]
        if title:
            # "<h4><span>9:00</span> Tides</h4>"
            own = [line for line in own if not only_clock(line)] or own or [text_of(title)]
            # "<h4>Tides <span>Ada Example</span></h4>"
            last = "".join(text_of(tag) for tag in title.find_all(_INNER)[-1:])
            name = _BY.sub("", last)
            is_marked = name != last or title.find(["span", "small"])
            if not people and is_marked and is_name(name) and own[0].endswith(f" {last}"):
                own[:1] = [own[0].removesuffix(last).strip(), name]
            # "<b>Tides:<br>A history</b>"
            own[:2] = [" ".join(own[:2])] if own[0].endswith(":") else own[:2]
            entry["title"] = _TAIL.sub("", without_clock(own[0]) or own[0])
            if self._names_lead and names_someone(entry["title"]):
                own = ["", entry.pop("title"), *own[1:]]
        for name in filter(self._fields.get, LABELS):
            entry[name] = PICTURES.sub("", unlabelled(text_of(self._fields[name][0]), name))
        self._read_attributes(entry)
        prose = self._read_lines(own[1:] + rest, entry, people, is_page=is_page)
        texts = [
            re.sub(r"(?<!\s)\s*\n\s*\n\s*", "\n\n", html_text(tag.decode_contents())).strip()
            for tag in self._fields["abstract"]
        ]
        texts = [unlabelled(_ABSTRACT.sub("", text), "abstract") for text in texts] or prose
        for text in (*texts, *people) if _is_counted(entry) else ():
            # "Invited talk 1", and below it "Ada Example (Crane Ltd) - Tides"
            names, _, below = _DASH.sub("\0", str(text), count=1).partition("\0")
            if below and names_someone(names):
                entry |= {"kind": entry["title"], "title": below}
                people, texts = [names], []
        noted, text = note_of(entry.get("title", ""))
        entry = {**noted, **entry} | given(title=text)
        return entry | given(
            abstract=texts[0] if len(texts) == 1 else texts,
            speakers=as_people(people),
            tags=[
                text
                for tag in self._fields["tags"]
                for text in _texts(tag, ["li", "a", "span"]) or [text_of(tag)]
            ],
            url=self._url(title),
        )

    def _read_attributes(self, entry: dict[str, Any]) -> None:
        for name, value in ((*pair,) for tag in self.tags[::-1] for pair in tag.attrs.items()):
            field = match_field(name[5:]) if name.startswith("data-") else None
            if field in LABELS and re.search(r"[^\W\d]", str(value)):
                entry.setdefault(field, str(value))
        for tag in (node for node in self.nodes if isinstance(node, Tag)):
            said = [
                parts[-1]
                for parts in _class_words(tag)
                # A "panel" may be a part of the page.
                if parts[-1] != "panel" or _OF_KINDS.intersection(parts)
            ]
            if kind := first_match(said, _KINDS):
                entry.setdefault("kind", kind)

    def _read_lines(
        self, lines: list[str], entry: dict[str, Any], people: list[Any], *, is_page: bool
    ) -> list[str]:
        """Read the lines of text that have no class; returns what is prose."""
        has_people, label, prose, held, alone = bool(people), "", [], "", ""
        for text in chain.from_iterable(map(_facts, lines)):
            rest = without_clock(text)
            is_timed, text = rest != text, rest
            if minutes := _duration(text):
                entry.setdefault("duration", minutes)
            if minutes or _says_nothing(text, entry):
                continue
            name, _, value = text.replace("\uff1a", ":", 1).partition(":")
            field = match_field(name) if len(name.split()) < 4 else None
            if _CHAIR.match(name) or label == "chair":
                label = "chair" if _CHAIR.match(name) and not value.strip() else ""
                entry["chair"] = value.strip() or text
                continue
            if field == "day" and day_of(value):
                entry.setdefault("day", value.strip())
                continue
            if field in _FIELDS and (value.strip() or not place_kind(text)):
                label, text = field or "", value.strip()
                if not text:
                    # "Introduction" is a title where no other stands below.
                    alone = alone or name.strip()
                    continue
            place, line = place_kind(text), _BY.sub("", text.strip(_EDGE).lstrip(_QUOTES))
            if (said := _EMPLOYED.fullmatch(line)) and is_name(said[1]):
                line = f"{said[1]} ({said[2]})"
            is_prose = label == "abstract" or (not label and _is_sentence(text))
            # "Ein Vergleich." is a sentence.
            may_be_people = not (place or re.search(r"\w{4}(?<!Corp)\.$", text)) and (
                not is_page or label in ("speakers", "bio")
            )
            if not is_page and not people and not entry.get("title"):
                if not held and (held := _held(text, names_lead=self._names_lead)):
                    # "Invited talk 1: Ada Example", and the title below
                    continue
                is_beside = _is_company(line) or _is_job(line) or text.startswith("(")
                if held and self._names_lead and is_beside:
                    held += f", {line}"
                    continue
            if label in LABELS:
                entry.setdefault(label, text)
                label = ""
            elif label != "bio" and not entry.get("title"):
                is_day = day_of(text) and not may_be_title(text)
                entry |= {} if is_day else {"title": _TAIL.sub("", text)}
            elif (
                may_be_people and not has_people and people and (_is_company(line) or _is_job(line))
            ):
                # The job or the company stands below the name.
                people[-1] += f" ({line})" if CJK.search(line) else f", {line}"
            elif may_be_people and names_someone(line):
                people += [] if has_people else [line]
            elif is_prose:
                prose.append(text)
            elif not place and len(text.split()) < 3 and (kind := _kind(text)):
                entry.setdefault("kind", kind)
            elif (place or is_timed) and not label:
                entry.setdefault(place or "room", IN.sub("", text).strip("()（）"))
            elif not (label or is_page or text.istitle()) and (
                len(text.split()) > 3 or CJK.search(text)
            ):
                prose.append(text)
            if field in ("speakers", "organisations"):
                label = ""
        # "Ada Example (Crane Ltd)" alone
        if held and ("title" in entry or (self._names_lead and re.search("[,(|]", held))):
            role, end = find_role(held)
            people[:0] = [held[end:] if role else held]
        if held or alone:
            entry.setdefault("title", held or alone)
        return ["\n\n".join(prose)] if prose else []

    def _url(self, title: Tag | None) -> str:
        near = [title, *title.find_all("a"), *title.parents] if title else self.tags
        urls = (_href(tag) for tag in near if tag.name == "a")
        return next((url for url in urls if not _NO_LINK.match(url)), "")

    def _line(self, title: Tag | None) -> int:
        tags = [title, *(node if isinstance(node, Tag) else node.parent for node in self.nodes)]
        return next((tag.sourceline for tag in tags if tag and tag.sourceline), 1)


def _says_nothing(text: str, entry: Mapping[str, Any]) -> bool:
    """Whether a line is a button or the title, and adds nothing to an entry."""
    is_button = "title" in entry and WORDS["buttons"].issuperset(words(text))
    is_known = is_button or text == entry.get("title")
    return is_known or not re.search(r"\w\w", text)


def _is_sentence(text: str) -> bool:
    """Whether a line is prose by its length or its end."""
    return len(text.split()) >= _PROSE or (text.endswith((".", "。")) and not _is_job(text))


def _kind(text: str) -> str:
    """Return the kind that one or two words say; "Lecture theatre" is none."""
    return first_match(words(text), _KINDS) or ("talk" if _TALK & {*words(text)[-1:]} else "")


def _goes_on(marked: str, line: str) -> bool:
    """Whether only the first words of a title are marked, and the line goes on with the others."""
    behind = without_clock(line).removeprefix(marked)
    text = behind.lstrip(": ")
    is_title = behind[:1] == ":" or text[:1].islower()
    is_other = _BY.match(text) or names_someone(text) or place_kind(IN.sub("", text))
    return is_title and line.endswith(behind) and not is_other


def _is_counted(entry: Mapping[str, Any]) -> bool:
    """Whether the title of an entry only counts it: "Invited talk 1"."""
    title = entry.get("title", "")
    role, end = find_role(title)
    return role in TALK_KINDS and end == len(title) and title[-1:].isdecimal()


def _held(text: str, *, names_lead: bool) -> str:
    """Return a line that names a kind of talk, and behind it the speaker instead of a title."""
    role, end = find_role(text)
    is_held = names_people(text[end:]) if role in TALK_KINDS else names_lead and names_someone(text)
    return text if is_held else ""


def _facts(line: str) -> list[str]:
    """Split a line of labelled facts: "Track: Sea · Room: Pier 1"."""
    parts = _BESIDE.split(line)
    is_labelled = len(parts) > 1 and match_field(parts[0].partition(":")[0]) in LABELS
    return parts if is_labelled and ":" in parts[0] else [line]


def _joined(texts: Iterable[str]) -> list[str]:
    """Join the parts of a line; no line without text."""
    # "<b>9:00 AM</b>Workshop"
    line = " ".join("".join(f"{text} " if only_clock(text) else text for text in texts).split())
    return [line] if line else []


def _is_fit(tag: Tag, field: str) -> bool:
    """Whether an element may be a field by its length and content: others hold an entry."""
    text = text_of(tag)
    inner = () if field in ("title", "bio") else map(field_of, tag.find_all(True))
    # A "subtitle" may name the speakers, and a heading called "summary" is that of the entry.
    is_abstract = field == "abstract"
    is_other = is_abstract and (tag.name in HEADINGS or names_someone(text))
    is_other |= not is_abstract and len(text) > _LONGEST
    # "Followed by short talks."
    is_other |= bool(field == "speakers" and _SENTENCE.fullmatch(text) and _is_sentence(text))
    return not is_other and "title" not in inner


def names_someone(text: str) -> bool:
    """Whether a line is about people: names alone, or a name before a position."""
    if len(text) > _LONGEST or _is_company(text) or _BYLINE.search(text):
        return False
    first = re.split(r"(?<!\s)\s*[,(|]|\s[–-]\s", text)[0]
    is_short = len(text.split()) < _PROSE
    are_people = names_people(text) or (is_short and names_people(first))
    return are_people or bool(_EASTERN_NAME.fullmatch(text))


def _is_job(text: str) -> bool:
    """Whether a line is a position and a company: "CTO, Harbour Inc."."""
    said = words(text.partition(",")[0])
    return len(text.split()) < _PROSE and "," in text and not WORDS["positions"].isdisjoint(said)


def _is_company(text: str) -> bool:
    """Whether a line is an organisation by its last word: "Harbour Inc."."""
    is_named = _EASTERN_COMPANY.search(text) or WORDS["companies"].intersection(words(text)[-1:])
    is_short = len(text.split()) < _PROSE
    return bool(is_named) and is_short and not re.search("[,(|@–—-]", text)


def _is_title(tag: Tag) -> bool:
    text = without_clock(text_of(tag))
    is_other = day_of(text) or _duration(text) or CHAIRED.match(text)
    return bool(re.search(r"\w\w", text)) and not is_other


def _duration(text: str) -> str:
    """Return the duration that a text states: "30m", "(45 minutes)", "Duration: 1 h"; else ""."""
    minutes = unlabelled(text, "duration").strip(_EDGE)
    with suppress(ValueError):
        return minutes if read_minutes(minutes) and not minutes.isdecimal() else ""
    return ""


def _is_label(tag: Tag) -> bool:
    """Whether an element is a label, or labelled: "<b>Room:</b> Pier", "Room: <b>Pier</b>"."""
    before = str(tag.previous_sibling or "").rstrip()
    is_labelled = before.endswith(":") and match_field(before) in (*LABELS, "speakers")
    return is_labelled or text_of(tag).endswith(":")


def _is_apart(tag: Tag) -> bool:
    """Whether an element follows another kind of element, and no text stands between.

    Blanks are no text where all text around stands in elements, but for headings and links.
    """
    before, around = tag.previous_sibling, tag.parent
    if before and around and around.name not in (*HEADINGS, "a"):
        beside = chain(islice(tag.previous_siblings, _NEAR), islice(tag.next_siblings, _NEAR))
        texts = (node for node in beside if type(node) is NavigableString)
        before = before if any(map(str.strip, texts)) else tag.find_previous_sibling()
    return isinstance(before, Tag) and before.name != tag.name and any(before.stripped_strings)


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    tags = list(tags)
    inside = set(map(id, tags))
    return [tag for tag in tags if inside.isdisjoint(map(id, tag.parents))]


def _href(tag: Tag) -> str:
    return str(tag.get("href") or "")


def unlabelled(text: str, field: str) -> str:
    """Take the name of a field off its value: "Room: Pier"."""
    name, _, value = text.partition(":")
    return value.strip() if value.strip() and match_field(name) == field else text


def _texts(tag: Tag, names: Iterable[str]) -> list[str]:
    """Return the distinct texts of the elements of some names."""
    return list(dict.fromkeys(filter(None, map(text_of, tag.find_all(list(names))))))


def people_of(tag: Tag) -> list[Any]:
    """Read the persons of an element: one for each part or link of it, or a line of prose."""
    parts = _outermost(one for one in tag.find_all(True) if field_of(one) == "speakers")
    if parts and tag.name != "a":
        return [person for part in parts for person in people_of(part)]
    if persons := [person for one in tag.find_all(True) for person in _named(one)]:
        return persons
    if tag.find("sup") and (people := _marked(tag)):
        return people
    label, mark, names = text_of(tag).partition(":")
    # "Keynote speaker: Ada Example"
    said = label.split()
    is_label = mark and len(said) < 4 and (not said or match_field(said[-1]) == "speakers")
    text = _BY.sub("", names.strip() if is_label and names.strip() else text_of(tag))
    # The job and the organisation stand in the element of the name, or behind it.
    outer = tag
    while outer.parent and outer.parent.name in (*HEADINGS, "p") and text_of(outer.parent) == text:
        outer = outer.parent
    behind = takewhile(lambda one: field_of(one) != "speakers", outer.find_next_siblings(limit=2))
    near = {field_of(one): text_of(one) for one in (*behind, *tag.find_all(True))}
    job = near.get("job", "")
    if re.search(r",|@|\b(?:at|bei|chez)\b", job) and "organisations" not in near and is_name(text):
        return [f"{text}, {job}"]
    n_companies = sum(field_of(one) == "organisations" for one in tag.find_all(True))
    if (company := near.get("organisations")) and n_companies < 2:
        return [
            {"name": text.removesuffix(company).strip(" ,("), "organisation": company.strip("()")}
        ]
    links = [one for one in [tag, *tag.find_all("a")] if one.name == "a" and text_of(one)]
    rest = text
    for one in links:
        rest = rest.replace(text_of(one), "", 1)
    if links and not re.sub(r"\b(?:and|und|et|y|e)\b|\W", "", rest):
        return [person for one in links for person in _linked(one)]
    # "<p class=speaker>Ada Example <em>Crane Ltd</em></p>"
    last = "".join(map(text_of, tag.find_all(["em", "i", "small", "span"], recursive=False)[-1:]))
    name = text.removesuffix(last).strip(_EDGE)
    if last and name != text and is_name(name):
        return [f"{name}, {last.strip(_EDGE)}"]
    items = _texts(tag, ["li", "p", "td"])
    if len(items) > 1 or (tag.find(["br", *HEADINGS]) and (items := _lines_of(tag))):
        return items
    return [text] if text else []


def _marked(tag: Tag) -> list[dict[str, str]]:
    """Read names with the marks of their organisations, which stand in the next element."""
    organisations: dict[str, str] = defaultdict(str)
    around, mark = tag.find_next_sibling(), ""
    for text in around.find_all(string=True) if around else ():
        mark = text.strip() if text.find_parent("sup") else mark
        organisations[mark] += "" if text.find_parent("sup") else text
    people: list[dict[str, str]] = []
    for text in tag.find_all(string=True):
        if text.find_parent("sup"):
            marks = re.findall(r"\w+", text)
            people[-1:] = [
                {**one, "organisation": organisations.get(marks[0], "").strip(" ;\n")}
                for one in people[-1:]
                if marks
            ]
        else:
            names = _NAMES.split(" ".join(text.split()))
            people += [{"name": name.strip()} for name in names if name.strip()]
    return people if all(is_name(one["name"]) for one in people) else []


def _lines_of(tag: Tag) -> list[str]:
    """Return the lines of an element if each names a person or, below one, the company."""
    lines: list[list[str]] = [[]]
    for node in tag.descendants:
        if isinstance(node, Tag) and node.name in BLOCKS:
            lines.append([])
        elif type(node) is NavigableString:
            lines[-1].append(node)
    people: list[str] = []
    for line in chain.from_iterable(map(_joined, lines)):
        text = line.strip(" ,;&")
        is_job = not WORDS["positions"].isdisjoint(words(text))
        if names_someone(text) and not (people and is_job):
            people.append(text)
        elif not people:
            return []
        elif text:
            people[-1] += f", {text}"
    return people


def _named(tag: Tag) -> list[Any]:
    """Read a person whose name has a class of its own, before a position: "CTO, Acme"."""
    name = text_of(tag)
    if ["name"] not in _class_words(tag) or not is_name(name):
        return []
    beside = [one for one in tag.find_next_siblings(limit=2) if ["name"] not in _class_words(one)]
    texts = [text_of(one) for one in beside if field_of(one) != "speakers"]
    *_, company = texts[0].split(", ") if texts else [""]
    if len(texts) == 1 and company != texts[0]:
        return [{"name": name, "organisation": company}]
    return [", ".join(filter(None, [name, *texts]))]


def _linked(link: Tag) -> list[dict[str, str]]:
    """Read the person whose name a link holds; "Ada Example (Acme)" may be the text of one link."""
    name, url = text_of(link), _href(link)
    people = split_speakers(name if "(" in name else [name])
    urls = given(url=url if url.startswith("http") else "")
    return [given(name=one.name, organisation=one.organisation) | urls for one in people]


def as_people(people: Iterable[Any]) -> Any:
    """Return names that are certain as a list, and others as one line of prose."""
    distinct = {str(one): one for one in people if not is_nobody(str(one))}.values()
    if any(isinstance(one, dict) and len(one) > 1 for one in distinct):
        return [one if isinstance(one, dict) else {"name": one} for one in distinct]
    are_certain = all(isinstance(one, dict) or is_name(one) for one in distinct)
    names = [one["name"] if isinstance(one, dict) else one for one in distinct]
    return names if are_certain else "; ".join(names)
