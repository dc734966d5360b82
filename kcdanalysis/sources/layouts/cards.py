"""The fields of an entry in the markup of a page: by classes, attributes, links and lines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice, takewhile
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.page_times import (
    day_of,
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
_PAPERS = {"paper", "papers", *WORDS["talk_pages"]}
#: So many nodes on each side tell whether elements stand in a text.
_NEAR = 50
#: A plenary takes place in all rooms.
_KINDS = {kind: names - {"plenary"} for kind, names in word_sets("kinds").items() if kind != "talk"}
_TALK = word_sets("kinds")["talk"]
_BY = re.compile(
    r"^(?:(?:presented |given )?(?:by|von|par|por|with|mit|avec)\s+|@\s*)", re.IGNORECASE
)
#: "Tides, by Ada Example"
_BYLINE = re.compile(r",\s(?:by|von|par|por)\s", re.IGNORECASE)
#: Who leads a session of talks.
CHAIR = (
    r"(?:(?:session|track)\s+)?(?:chair/)?(?:co-?)?"
    r"(?:chair(?:person|man|wom[ae]n|ed by)?(?:s|\(s\))?"
    r"|vorsitz|sitzungsleitung|présidente?s? de séance)"
)
#: "(Chair: Ada Example)"
CHAIRED = re.compile(rf"(?<!\s)\s*+[(,–-]?\s*\b{CHAIR}:[^()]*\)?", re.IGNORECASE)
_CHAIR = re.compile(rf"{CHAIR}\s*$", re.IGNORECASE)
#: "in room Pier"
IN = re.compile(r"^(?:in|at|im|en|à|@)\s+(?:the\s+|room\s+(?=\D))?", re.IGNORECASE)
_EDGE = " –—|•·-,()"
_BEFORE = re.compile(r"\s*(?:\([^()]*\)\s*)?:\s*\w")
_NOTE = re.compile(r"(?<!\s)\s*\((?:([^\W\d]+): )?([^():]+)\)$")
#: "Tides -", before the names
_TAIL = re.compile(r"(?:(?<![\s–—-])\s+[–—-]+|[,;])\s*+$|(?<!\s)\s+$")
_DASH = re.compile(r"(?<!\s)\s+[—–-]+\s+")
#: "Ein Vergleich." is no name.
_SENTENCE_END = re.compile(r"\w{4}(?<!Corp)\.$")
#: What stands between names.
_NAMES = re.compile(r"[,;&]|\band\b")
#: "CTO, Harbour Inc."
_EMPLOYED = re.compile(r",|@|\b(?:at|bei|chez)\b")
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

    >>> session_of("Session: Tides (Chair/Co-Chair: Ada Example)")
    'Session – Tides'
    >>> session_of("Session 1: Tides"), session_of("Lightning talks"), session_of("Tides")
    ('Tides', 'Lightning talks', None)
    """
    head, *rest = SEPARATOR.split(CHAIRED.sub("", without_clock(line)), maxsplit=1)
    if WORDS["groups"].isdisjoint(words(head)):
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
    """Whether the classes of an element say that it is the title of a talk, as in pretalx."""
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
        if node.name == "sup" and re.fullmatch(r"[\W\d]+", node.get_text()):
            # "Ada Example<sup>1</sup>"
            return
        has_text = any(node.stripped_strings)
        is_block = node.name in BLOCKS or (has_text and (node.get("class") or _is_apart(node)))
        self._lines += [[]] if is_block else []
        field = field_of(node) if has_text and not is_whole else ""
        field = field if field and _is_fit(node, field) else ""
        if field == "abstract" and not any(tag.name in HEADINGS for tag in self.tags):
            # The description of an entry may begin with its title.
            field = "" if node.find(HEADINGS) else field
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
        for tags in (
            self._fields["title"],
            [tag for tag in headings if tag.name == highest],
            list(talks.values())[::-1],
            *self._marked(links),
        ):
            if tags := _outermost(filter(_is_title, tags)):
                # What links to a talk is one, whatever it reads like.
                named = [tag for tag in tags if id(tag) in known or not names_people(text_of(tag))]
                return named if named and len(tags) > 1 else tags
        return []

    def _marked(self, links: Iterable[Tag]) -> Iterator[list[Tag]]:
        """Yield the texts in bold, and the links in the first line, that may be titles."""
        lines = (line for line in self._lines if re.search(r"[^\W\d]{2}", "".join(line)))
        line = next(lines, [])
        first = {id(tag) for node in line for tag in node.parents}
        text = without_clock(" ".join("".join(line).split()))
        is_bare = not text or bool(place_kind(text))

        def may_lead(tag: Tag) -> bool:
            # "Tides - <a>Ada Example</a>", "Tides<br><b>Ada Example</b>"
            return text.startswith(text_of(tag)) or not names_people(text_of(tag))

        yield [
            tag
            for tag in self.tags
            if tag.name in ("b", "strong")
            and not _is_label(tag)
            and (is_bare or may_lead(tag))
            # "<b>Ada Example</b> (Acme): Tides"
            and not (names_people(text_of(tag)) and _BEFORE.match(text, len(text_of(tag))))
        ]
        yield [tag for tag in links if id(tag) in first and may_lead(tag)]

    def read(self, title: Tag | None = None, *, is_page: bool = False) -> dict[str, Any]:
        """Read the entry; of the page of a talk, only the content below its title."""
        inside = set(map(id, title.descendants)) if title else set()
        own: list[str] = []
        rest: list[str] = []
        for line in self._lines:
            own += _joined(node for node in line if id(node) in inside)
            if own or not is_page:
                rest += _joined(node for node in line if id(node) not in inside)
        entry: dict[str, Any] = {"line": self.line(title)}
        people = [person for tag in self._fields["speakers"] for person in people_of(tag)]
        if title:
            # "<h4><span>9:00</span> Tides</h4>"
            own = [line for line in own if not only_clock(line)] or [text_of(title)]
            # "<h4>Tides <span>Ada Example</span></h4>"
            *_, last = "", *map(text_of, title.find_all(["span", "small", "strong"]))
            name = _BY.sub("", last)
            is_apart = name != last or title.find(["span", "small"])
            if not people and is_apart and is_name(name) and own[0].endswith(f" {last}"):
                own[:1] = [own[0].removesuffix(last), last]
            entry["title"] = _TAIL.sub("", without_clock(own[0]))
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
        # EasyChair writes "ABSTRACT." before it.
        texts = [unlabelled(text.removeprefix("ABSTRACT. "), "abstract") for text in texts] or prose
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
            # Sessionize writes "Track" above them.
            tags=[
                text
                for tag in self._fields["tags"]
                for text in _texts(tag, ["li", "a", "span"]) or tag.stripped_strings
            ],
            url=self._url(title),
        )

    def _read_attributes(self, entry: dict[str, Any]) -> None:
        for name, value in ((*pair,) for tag in self.tags[::-1] for pair in tag.attrs.items()):
            field = match_field(name[5:]) if name.startswith("data-") else None
            if field in LABELS and re.search(r"[^\W\d]", str(value)):
                entry.setdefault(field, str(value))
        for tag in (node for node in self.nodes if isinstance(node, Tag)):
            # A "panel" is a part of the page.
            said = [parts[-1] for parts in _class_words(tag) if parts[-1] != "panel"]
            if kind := first_match(said, _KINDS):
                entry.setdefault("kind", kind)

    def _read_lines(
        self, lines: list[str], entry: dict[str, Any], people: list[Any], *, is_page: bool
    ) -> list[str]:
        """Read the lines of text that have no class; returns what is prose."""
        has_people, label, prose, held, alone = bool(people), "", [], "", ""
        for whole in lines:
            text = without_clock(whole)
            is_timed = text != whole
            if minutes := _duration(text):
                entry.setdefault("duration", minutes)
            if minutes or _says_nothing(text, entry):
                continue
            name, _, value = text.replace("\uff1a", ":", 1).partition(":")
            field = match_field(name) if len(name.split()) < 4 else None
            if _CHAIR.match(name):
                entry["chair"] = text
                continue
            if field == "day" and day_of(value):
                entry.setdefault("day", value.strip())
                continue
            if field in _FIELDS and (value.strip() or not place_kind(text)):
                label, text = str(field), value.strip()
                if not text:
                    # "Introduction" is a title where no other stands below.
                    alone = alone or name.strip()
                    continue
            place, line = place_kind(text), _BY.sub("", text.strip(_EDGE))
            is_prose = label == "abstract" or (not label and _is_sentence(text))
            may_be_people = not (place or _SENTENCE_END.search(text)) and (
                not is_page or label in ("speakers", "bio")
            )
            is_lead = self._names_lead and not people and not entry.get("title")
            if is_lead and (text.startswith("(") if held else names_someone(text)):
                # A name above the title, and "(Crane Ltd)" on a line of its own.
                held = f"{held}, {line}" if held else text
                continue
            if label in LABELS:
                entry.setdefault(label, text)
                label = ""
            elif label != "bio" and not entry.get("title"):
                entry |= {} if day_of(text) else {"title": _TAIL.sub("", text)}
            elif (
                may_be_people and people and not has_people and (_is_company(line) or _is_job(line))
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
        if held and ("title" in entry or re.search("[,(|]", held)):
            people[:0] = [held]
        if held or alone:
            entry.setdefault("title", held or alone)
        return ["\n\n".join(prose)] if prose else []

    def _url(self, title: Tag | None) -> str:
        near = [title, *title.find_all("a"), *title.parents] if title else self.tags
        urls = (_href(tag) for tag in near if tag.name == "a")
        return next((url for url in urls if not _NO_LINK.match(url)), "")

    def line(self, title: Tag | None = None) -> int:
        """Return the line of the page on which a title, or the entry, begins."""
        tags = [title, *(node if isinstance(node, Tag) else node.parent for node in self.nodes)]
        return next((tag.sourceline for tag in tags if tag and tag.sourceline), 1)


def _says_nothing(text: str, entry: Mapping[str, Any]) -> bool:
    """Whether a line is a button, and adds nothing to an entry."""
    is_button = "title" in entry and WORDS["buttons"].issuperset(words(text))
    return is_button or not re.search(r"\w\w", text)


def _is_sentence(text: str) -> bool:
    """Whether a line is prose by its length or its end."""
    return len(text.split()) >= _PROSE or text.endswith((".", "。"))


def _kind(text: str) -> str:
    """Return the kind that one or two words say; "Lecture theatre" is none."""
    return first_match(words(text), _KINDS) or ("talk" if _TALK & {*words(text)[-1:]} else "")


def _is_counted(entry: Mapping[str, Any]) -> bool:
    """Whether the title of an entry only counts it: "Invited talk 1"."""
    title = entry.get("title", "")
    role, end = find_role(title)
    return role in TALK_KINDS and end == len(title) and title[-1:].isdecimal()


def _joined(texts: Iterable[str]) -> list[str]:
    """Join the parts of a line; no line without text."""
    # "<b>9:00 AM</b>Workshop"
    line = " ".join("".join(f"{text} " if only_clock(text) else text for text in texts).split())
    return [line] if line else []


def _is_fit(tag: Tag, field: str) -> bool:
    """Whether an element may be a field by its length and content: others hold an entry."""
    text = text_of(tag)
    inner = () if field in ("title", "bio") else map(field_of, tag.find_all(True))
    is_heading = tag.name in HEADINGS
    # A "subtitle" may name the speakers, and a heading called "summary" is that of the entry.
    is_other = (is_heading or names_someone(text)) if field == "abstract" else len(text) > _LONGEST
    is_other |= field == "speakers" and bool(_SENTENCE_END.search(text))
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
    job, mark, _ = text.partition(",")
    is_line = mark and "(" not in text and len(text.split()) < _PROSE
    return bool(is_line) and not WORDS["positions"].isdisjoint(words(job))


def _is_company(text: str) -> bool:
    """Whether a line is an organisation by its last word: "Harbour Inc."."""
    is_named = _EASTERN_COMPANY.search(text) or WORDS["companies"].intersection(words(text)[-1:])
    return bool(is_named) and len(text.split()) < _PROSE and not re.search("[,(|@–—-]", text)


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
    if parts or not text_of(tag):
        return [person for part in parts for person in people_of(part)]
    # "Keynote speaker: Ada Example"
    text = _BY.sub("", text_of(tag).rpartition(":")[2].strip())
    # The job and the organisation stand in the element of the name, or behind it.
    outer = tag
    while outer.parent and text_of(outer.parent) == text_of(tag):
        outer = outer.parent
    behind = takewhile(lambda one: field_of(one) != "speakers", outer.find_next_siblings(limit=2))
    near: dict[str, list[Tag]] = defaultdict(list)
    for one in (*tag.find_all(True), *behind):
        near[field_of(one)].append(one)
    job = "".join(map(text_of, near["job"][:1]))
    if len(near["organisations"]) == 1:
        return _employed(tag, near["organisations"][0])
    if is_name(text) and not near["organisations"] and _EMPLOYED.search(job):
        return [f"{text}, {job}"]
    links = [one for one in [tag, *tag.find_all("a")] if one.name == "a" and text_of(one)]
    rest = text
    for one in links:
        rest = rest.replace(text_of(one), "", 1)
    if links and not re.sub(r"\b(?:and|und|et|y|e)\b|\W", "", rest):
        return [person for one in links for person in _linked(one)]
    # "<p>Ada Example <em>Crane Ltd</em></p>"
    items = _texts(tag, ["li", "p", "td"])
    first, *others = tag.stripped_strings
    is_one = not any(map(names_people, others)) or (len(others) == 1 and not items)
    if others and is_name(first) and is_one and all(other[0].isalnum() for other in others):
        added = ", ".join(others)
        return [f"{first}, {added}" if names_people(added) else f"{first} ({added})"]
    if len(items) > 1 or (tag.find(["br", *HEADINGS]) and (items := _lines_of(tag))):
        return items
    return [text]


def _employed(tag: Tag, company: Tag) -> list[dict[str, str]]:
    """Read the persons of one organisation, or of those that marks behind the names refer to."""
    organisation, *marked = _by_marks(company.find_all(string=True))
    known = dict(zip(marked[::2], marked[1::2], strict=False))
    parts = _by_marks(text for text in tag.find_all(string=True) if company not in text.parents)
    people = []
    for names, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        text = _BY.sub("", names.rpartition(":")[2].strip(_EDGE))
        each = [*filter(None, (one.strip(_EDGE) for one in _NAMES.split(text)))]
        of = known.get(mark.partition(",")[0], "") if mark else organisation
        # "Ada Example, CTO"
        each = each if all(map(is_name, each)) else [text]
        people += [given(name=one, organisation=of.strip(" ;,()")) for one in each]
    return people


def _by_marks(texts: Iterable[NavigableString]) -> list[str]:
    """Split texts into those before marks and the marks: "Ada Example<sup>1</sup>"."""
    return " ".join(
        "".join(f"\0{text}\0" if text.find_parent("sup") else text for text in texts).split()
    ).split("\0")


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
