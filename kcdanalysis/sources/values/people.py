"""Names of people: as data, in prose, and in a line of an article with its links."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from itertools import dropwhile
from typing import NamedTuple

from kcdanalysis.sources.syntax.markup import Line, Run, plain, skip
from kcdanalysis.sources.values.prose import is_placeholder, one_line
from kcdanalysis.sources.values.vocabulary import WORDS

_LOWER = WORDS["particles"] | WORDS["degrees"]
_LETTER = r"[^\W\d_][\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:[-'’.·](?:{_LETTER})+)*\.?")
_BY = re.compile(
    r"(?:(?:(?:a|ein|une)\s+)?(?:talk|vortrag|conférence)\s+)?"
    r"(?:(?:presented|given) by|présentée? par|by|par|von|por)\s+",
    re.IGNORECASE,
)
#: "by Ada Example. Her clusters sleep.", and not "by Dr. Ada Example"
SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})(?<!\b[DJMS]r)(?<!\bInc)(?<!\bLtd)(?<!\bProf)\.(?=\s)")
_PROFILE = re.compile(
    r"https?://(?:[a-z]+\.)?(?:linkedin\.com/in/|(?:twitter|x|github)\.com/[^/]+/?$|[^/]+/@)"
)

#: Text inside brackets and quotes is never split.
_MASKED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]|\"[^\"]*\"|“[^“”]*”|„[^„“]*“|«[^«»]*»")
#: Patterns below expect one blank between words.
_SPACE = re.compile(r"[^\S\n]+")
_ENTRIES = re.compile(r"[;；\n•⋅]|\|(?=\S)")
#: Between people; a comma or dash also before an employer or a position, and a slash or "y" (in
#: Portuguese "e", in Polish "i") also inside a name: "AC/DC", "José Ortega y Gasset".
_BETWEEN = re.compile(
    r"(?P<and>(?:(?<!\s)(?:\s*+,)?\s+|^)(?:and|AND|und|et|og|och|ja|и|та|และ|with|avec|mit|con|feat\.?|(?:interviewed|moderated"
    r"|hosted) by|animée? par|moderiert von|moderad[oa] por)\s+)|(?P<amp>(?<!\s)\s*+,?\s*[&+]\s*)"
    r"|(?P<comma>(?<!\s)\s*[,、，]\s*)|(?P<dash>(?<!\s)\s+[-–—|·]\s+)|(?P<slash>(?<!\s)\s*/\s*)"
    r"|(?P<y>(?<!\s)\s+(?:[yei])\s+)"
)
_EMPLOYER = re.compile(r"(?<!\s)(?:\s+(?:@|at|from|bei|chez)\s+(?P<at>.+)|\s*@(?P<handle>\w.*))")
_OF = re.compile(r"(?<!\s)\s+(?:of\s+|d['’](?=[A-ZÀ-Þ]))(.+)")
_NICKNAME = re.compile(r"(?<!\s)\s*(?:\"[^\"]*\"|“[^“”]*”|„[^„“]*“|«[^«»]*»|'[^']*'|‘[^‘’]*’)")
#: "Dr. Ada Example", "Assoc. Prof."
_TITLE = re.compile(r"(?:assoc\.?\s+|asst\.?\s+)?(?:prof|dr)\b", re.IGNORECASE)
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_NO_COMPANY = re.compile(
    r"@|https?:|www\.|[\"“„'«]|a\.?k\.?a\b|(?:an?|the|its?|such|while|including|have|has) "
)
CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_DATED_OR_ROOM = re.compile(r"\b(?:(?:19|20)\d\d|[Rr]oom)$")
_FINAL_DOT = re.compile(r"(?<!\b\w)(?<!\b(?:[JS]r|Co))(?<!\b(?:Inc|Ltd))(?<!\bCorp)\.$")
#: Emoji or ":tada:" in front, and the signs that belong to them.
PICTURES = re.compile(
    "^(?:[\U0001f000-\U0001faff\u2190-\u2bff\ufe0f\u200d\\s]|[0-9#]\ufe0f?\u20e3|:[a-z]\\S*:\\s)+"
)
#: The brackets of Japanese, and what it adds to names.
_WIDE, _HONORIFIC = (
    str.maketrans("（）", "()"),
    re.compile(r"(?<=\w)\s?(?:さん|氏|様)$|(?<!\s)\s+a\.?k\.?a\b.*"),
)


class Speaker(NamedTuple):
    """A person with link and organisation, or "" for them.

    `beside` is what stands behind the name and a comma: in "Ada Example, Grey Owl" a second
    person or an organisation, which only the other lines of the source can tell.
    """

    name: str
    url: str = ""
    organisation: str = ""
    beside: str = ""


class _Piece(NamedTuple):
    """A part of a text, where it begins, and the separator before it ("" for none)."""

    separator: str
    text: str
    start: int


#: No two words of a name have more characters.
_NEAR = 200


@dataclass
class _Name:
    """A person in a text: the name, where it stands there, and the organisation."""

    text: str
    start: int
    end: int
    organisation: str = ""
    beside: str = ""


def split_speakers(value: object) -> list[Speaker]:
    """Split the speakers of a raw row: prose, or a list of names and `Speaker` records as data."""
    if isinstance(value, str):
        text = one_line(value.replace("\n", " • ").replace("<br>", " • "))
        names = _find_names(text)
        people = [Speaker(name.text, "", name.organisation, name.beside) for name in names]
    else:
        items = value if isinstance(value, (list, tuple)) else [value] if value else []
        people = [_as_data(item) for item in items]
    distinct: dict[str, Speaker] = {}
    for person in people:
        if not is_placeholder(person.name) and not is_nobody(person.name):
            distinct.setdefault(person.name.casefold(), person)
    return list(distinct.values())


def read_people(line: Line) -> list[Speaker]:
    """Read the names in a line that holds nothing else, with their links and organisations."""
    text, links = "", []
    for run in (run._replace(text=re.sub(r"\s+", " ", run.text)) for run in line):
        # "Ada Example ([LinkedIn](...))" links the name before it.
        after_name = text[-2:].strip()[-1:].isalnum() and not is_name(run.text.strip())
        after_name &= not _EMPLOYER.search(f"{text[-_NEAR:].rstrip()} .")
        if run.url:
            links.append((len(text), len(text) + len(run.text), run.url))
        text += f"({run.text[1:-1]})" if run.url and after_name and len(run.text) > 1 else run.text
    names = _find_names(text.translate(_WIDE))
    urls = [""] * len(names)
    starts, ends = [name.start for name in names], [name.end for name in names]
    for start, end, url in links:
        named = range(bisect_right(ends, start), bisect_left(starts, end))
        for at in named:
            urls[at] = urls[at] or url
    # The text of a link, such as "LinkedIn", is not an organisation.
    links_say = [run.text.strip(" ()") for run in line if run.url]
    linked = {text for text in links_say if _is_one_of(text, "link_texts")}
    people = [
        Speaker(
            _HONORIFIC.sub("", plain([Run(name.text)])),
            url,
            "" if name.organisation in linked else name.organisation,
            name.beside,
        )
        for name, url in zip(names, urls, strict=True)
    ]
    # What follows the first and is no name is prose; "さん" stands behind names.
    first = people[:1]
    return [
        one
        for one, name in zip(people, names, strict=True)
        if one.name and (one.url or one in first or is_name(one.name) or name.text.endswith("さん"))
    ]


def find_people(line: Line) -> list[Speaker]:
    """Find the first person that prose links to, and those named together with them."""
    people: list[Speaker] = []
    for run in line:
        if is_name(run.text.strip()) and (_PROFILE.match(run.url) or (people and run.url)):
            people.append(Speaker(run.text.strip(), run.url))
        elif people and _BETWEEN.sub("", f" {run.text} ").strip():
            break
    return people


def split_byline(line: Line) -> tuple[Line, Line]:
    """Split "By ... and .... They ..." into the names and the text behind; ([], line) without."""
    text = "".join(run.text for run in line)
    if not (by := _BY.match(text)):
        return [], line
    stop = SENTENCE_END.search(text, by.end())
    end = stop.end() if stop else len(text)
    return skip(line, by.end(), end), skip(line, end)


def read_byline(line: Line) -> tuple[list[Speaker], Line]:
    """Read the names of "By ... and ..." and what stands behind; none in prose that begins so."""
    names, rest = split_byline(line)
    is_byline = names and (_PROFILE.match(names[0].url) or are_names(names))
    return (read_people(names), rest) if is_byline else ([], line)


def are_names(line: Line) -> bool:
    """Whether a line holds only full names, perhaps with their organisations."""
    text = _SPACE.sub(" ", _MASKED.sub("", "".join(run.text for run in line)))
    pieces = [piece for part in _ENTRIES.split(text) for piece in _split(part)]
    names = [_trim(_EMPLOYER.sub("", one.text)) for one in pieces if one.separator != "dash"]
    return any(names) and all(is_name(name) for name in names if name)


def is_name(text: str) -> bool:
    """Whether this looks like a person's name: two to five capitalised words."""
    words = without_degrees(text)
    return (
        2 <= len(words) <= 5
        and not words[-1][0].islower()
        # "der Tagung"
        and not (len(words) == 2 and words[0][0].islower())
        and not any(word[0].islower() and word.rstrip(".") not in _LOWER for word in words)
        and all(map(_WORD.fullmatch, words))
    )


def without_degrees(name: str) -> list[str]:
    """Return the words of a name: of "prof. dr hab. n. med. Ada Example", the last two."""
    return list(dropwhile(lambda word: word.rstrip(".") in WORDS["degrees"], name.split()))


def _as_data(value: object) -> Speaker:
    record = value if isinstance(value, Mapping) else {"name": value}
    texts = (unescape(str(record.get(key) or "")).split() for key in Speaker._fields)
    return Speaker(*map(" ".join, texts))


def _masked(text: str) -> str:
    """Replace what stands in brackets and quotes, so that it is not split."""
    return _MASKED.sub(lambda match: "\0" * len(match[0]), text)


def _split(text: str, start: int = 0) -> list[_Piece]:
    """Split text outside brackets at what may stand between people."""
    masked = _masked(text)
    pieces, at, separator = [], 0, ""
    matches = list(_BETWEEN.finditer(masked))
    ends = [match.start() for match in matches[1:]] + [len(masked)]
    for match, end in zip(matches, ends, strict=False):
        kind = str(match.lastgroup)
        # Two words tell; all before many slashes would be read again at each of them.
        before = masked[max(at, match.start() - _NEAR) : match.start()].split()
        following = masked[match.end() : end].split()
        if (kind == "slash" and min(len(before), len(following)) < 2) or (
            kind == "y" and len(before) > 1 and len(following) < 2
        ):
            continue
        pieces.append(_Piece(separator, text[at : match.start()], start + at))
        at, separator = match.end(), kind
    return [*pieces, _Piece(separator, text[at:], start + at)]


def _find_names(text: str) -> list[_Name]:
    """Find the people that a text lists, in order."""
    names: list[_Name] = []
    at = 0
    for part in _ENTRIES.split(_masked(text)):
        names += _names_of(_split(text[at : at + len(part)], at))
        at += len(part) + 1
    # Where few are persons, or the first is none, this is a title or prose.
    persons = [_is_person(name.text) for name in names]
    is_list = bool(persons) and persons[0] and 2 * sum(persons) >= len(persons)
    for name, is_person in zip(names, persons, strict=True):
        if name.organisation and not is_person:
            name.text, name.organisation = _trim(text[name.start : name.end]), ""
        elif not is_list:
            name.organisation = ""
    # "All speakers"
    return [name for name in names if not WORDS["nobody"].issuperset(name.text.casefold().split())]


def is_nobody(name: str) -> bool:
    """Whether several words stand instead of a name: "Various Speakers"."""
    first, *rest = name.casefold().split() or [""]
    return bool(rest) and WORDS["nobody"].issuperset((first, *rest))


def _is_person(name: str) -> bool:
    """Whether somebody may be called so, and not a talk: "The Power of Conflict"."""
    bare = _NICKNAME.sub("", name).strip()
    is_title = not WORDS["titles"].isdisjoint(name.casefold().split())
    return not is_title and (" " not in bare or bool(CJK.search(name)) or is_name(bare))


def _names_of(pieces: list[_Piece]) -> list[_Name]:
    names: list[_Name] = []
    was_position = was_employer = False
    # "Ada Example, Bo, Cy Roe": who has an employer has it behind the name, and so had the last.
    texts = [_trim(piece.text) for piece in pieces]
    are_people = len(texts) > 2 and all(text.istitle() for text in texts) and is_name(texts[-1])
    is_group = len(pieces) > 2 and [piece.separator for piece in pieces].count("dash") == 1
    are_people = are_people and not is_group and not _is_one_of(texts[-1], "companies")
    beside = _beside(pieces)
    for piece in _in_order(pieces):
        text, employer = _without_employer(piece.text)
        if not text and not employer:
            continue
        last = names[-1] if names else None
        is_position = _is_one_of(text, "positions")
        is_other = _is_one_of(text, "companies") or _DATED_OR_ROOM.search(text)
        # "Dr. Ada Example, Harbour Labs": of two persons, both have a title.
        is_employer = bool(last and _TITLE.match(last.text) and not _TITLE.match(text))
        is_person = is_name(_NICKNAME.sub("", text)) and not is_other
        is_person &= len(pieces) > 2 or not is_employer
        # "Ada Example and Bo Muster - Grey Owl"
        is_person &= not (piece.separator == "dash" and is_group and last and is_name(last.text))
        if last and SUFFIX.fullmatch(text):
            last.text += f", {text}"
        elif last and piece.separator == "dash" and " " not in last.text + text:
            last.text += f" - {text}"
        elif (
            last
            and (piece.separator == "dash" or (piece.separator == "comma" and " " in last.text))
            and (
                is_position
                or was_position
                or not (is_person or (are_people and not _is_aside(text)))
            )
        ):
            # What follows a full name and is not a name is an employer or a position.
            stated = "" if is_position or _is_aside(text) else text
            last.organisation = last.organisation or employer or stated
            was_employer = bool(stated)
        elif last and piece.separator == "amp" and was_employer and not is_person:
            last.organisation += f" & {text}" if last.organisation else ""
        elif text:
            is_position = was_employer = False
            end = piece.start + len(piece.text)
            names.append(_Name(text, piece.start, end, employer, beside.get(piece.start, "")))
        was_position = is_position
    return names


def _beside(pieces: list[_Piece]) -> dict[int, str]:
    """Return what stands behind each name in "Ada Example, Grey Owl and Bo Muster, Red Fox"."""
    pairs = list(zip(pieces[::2], pieces[1::2], strict=False))
    is_paired = len(pieces) == 2 * len(pairs) and all(
        name.separator in ("", "and", "amp")
        and text.separator == "comma"
        and is_name(_trim(name.text))
        and not _DATED_OR_ROOM.search(_trim(text.text))
        for name, text in pairs
    )
    return {name.start: _trim(text.text) for name, text in pairs} if is_paired else {}


def _in_order(pieces: list[_Piece]) -> list[_Piece]:
    """Put first names first in "Doe, Jane" and "Doe, Jane and Roe, Cy"."""
    pairs = list(zip(pieces[::2], pieces[1::2], strict=False))
    is_paired = len(pieces) == 2 * len(pairs) and all(
        last.separator != "comma" == first.separator
        and _is_last_and_first(_without_employer(last.text)[0], _without_employer(first.text)[0])
        for last, first in pairs
    )
    if not is_paired:
        return pieces
    return [_Piece(a.separator, f"{b.text.strip()} {a.text.strip()}", a.start) for a, b in pairs]


def _is_last_and_first(last: str, first: str) -> bool:
    *particles, name = last.split() or [""]
    return (
        WORDS["particles"].issuperset(particles)
        and len(first.split()) <= 2
        and all(_WORD.fullmatch(word) and word[0].isupper() for word in (name, *first.split()))
        and not (_is_aside(first) or _is_aside(last) or SUFFIX.fullmatch(first))
    )


def _without_employer(text: str) -> tuple[str, str]:
    """Take brackets and "at Acme" off a name; returns the rest and the organisation."""
    employers, end = [], len(text)
    for note in reversed(list(_MASKED.finditer(text))):
        # "Jane (JD) Doe" has a nickname; quotes are part of a name.
        if note[0][0] not in "([" or _trim(text[note.end() : end]):
            break
        employers.append(_employer(note[0].strip("()[] ")))
        end = note.start()
    employers.reverse()
    # "Ada Example von [Acme](...)"
    text = re.sub(r"(?<=\w) (?:von|de|of|from|at) ?(?=\([^()]*\)$)", " ", text.rstrip())
    name = _trim(re.sub(r"(?<!\s)\s*(?:\([^()]*\)?|\[[^\[\]]*\])", "", text))
    padded = f" {name}"
    match = _EMPLOYER.search(padded) or (_OF.search(padded) if is_name(_OF.sub("", name)) else None)
    # "@ada" alone is a name.
    if match and (match.start() or "@" not in match[0]):
        name = _trim(padded[: match.start()])
        employers.append(_employer(next(filter(None, match.groups()))))
    return name, next((one for one in employers if one and not _is_variant(one, name)), "")


def _is_variant(note: str, name: str) -> bool:
    """Whether a note writes a name in another way: "Bo Muster (Musti)", "末田 (Sueda)"."""
    if not name:
        return False
    begins = {word[:4].casefold() for word in name.split() if len(word) > 4}
    is_transliteration = bool(CJK.search(name)) and not CJK.search(note)
    written = note.casefold()
    # "Bo Muster (Musti)", "Ada Example (aexample)"
    is_nickname = written[:4] in begins or written == f"{name[:1]}{name.split()[-1]}".casefold()
    # "joker42 (Ada Example)"
    is_handle = name.islower() and re.search(r"\d", name) and is_name(note)
    is_nickname &= " " not in note
    return bool(is_nickname or is_handle or (is_transliteration and is_name(note)))


def _employer(note: str) -> str:
    """Return the organisation in a note beside a name; "" if it says something else."""
    parts = []
    for part in re.split(r"(?<!\s)(?:\s*[,;|]\s*|\s+[-–—/]\s+)", note):
        position, _, company = re.sub(_EMPLOYER, r"\0\g<at>", f" {part}").partition("\0")
        parts.append(company if company and _is_one_of(position, "positions") else part)
    return ", ".join(part.strip() for part in parts if not _is_aside(part))


def _is_aside(note: str) -> bool:
    """Whether a note is a pronoun, degree, nickname, country, position, address or mode."""
    text = note.strip(" .,:")
    words = re.findall(r"[^\W\d_]+", text.casefold().replace(".", ""))
    return (
        any(WORDS[each].issuperset(words) for each in ("pronouns", "degrees", "no_companies"))
        or "-".join(words) in WORDS["countries"]
        or _is_one_of(text, "positions")
        or bool(_NO_COMPANY.match(text))
        or len(WORDS["titles"].intersection(words)) > 2
        # "(janed)" is a nickname; companies have a capital.
        or text.islower()
        or ": " in text
        # "(HarbourConf 2019)" is where a talk was given, and "Quay Room" where it is.
        or bool(_DATED_OR_ROOM.search(text))
    )


def _is_one_of(text: str, words: str) -> bool:
    return not WORDS[words].isdisjoint(re.findall(r"\w+", text.casefold().replace(".", "")))


def _trim(name: str) -> str:
    return _FINAL_DOT.sub("", PICTURES.sub("", name).strip(" \0\t,:;*_-–—|"))
