"""Names of people: in a line of an article, and in the cells of structured sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from kcdanalysis.sources.syntax.markup import Line, Run, plain, skip
from kcdanalysis.sources.values.prose import is_placeholder, one_line
from kcdanalysis.sources.values.vocabulary import WORDS

_BETWEEN = re.compile(
    r"[,;&/+]|(?<!\S)(?:and|et|und|y|e|with|avec|mit|con|(?:interviewed|moderated|hosted) by"
    r"|animée? par|moderiert von|moderad[oa] por)(?!\S)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:(?:presented|given) by|présentée? par|by|par|von|por)\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)?|^[^(]*\)")
_AFFILIATION = re.compile(r"(?:\s[-–—|]|(?:^|\s)(?:from|at|of|chez|bei))\s.*|\s*@.*")
_PROFILE = re.compile(
    r"https?://(?:[a-z]+\.)?(?:linkedin\.com/in/|(?:twitter|x|github)\.com/[^/]+/?$|[^/]+/@)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.·][^\W\d_]+)*\.?")

#: A name and its link, or "".
Person = tuple[str, str]
#: A name, its link and its organisation, or "".
Speaker = tuple[str, str, str]


def read_people(line: Line) -> list[Person]:
    """Read the names in a line that holds nothing else.

    >>> line = [Run("Ada Example", "https://example.org/ada"), Run(" (Acme) and Bo Muster, CTO")]
    >>> read_people(line)
    [('Ada Example', 'https://example.org/ada'), ('Bo Muster', '')]
    """
    people: list[Person] = []
    is_separated = True
    for url, text in _by_link(line):
        pieces = _pieces(text)
        names = [name for name in map(_bare, pieces) if name]
        if not url:
            people += [(name, "") for name in names if is_name(name) or not people]
            is_separated = not pieces[-1].strip()
        elif is_separated or all(map(is_name, names)):
            people += [(name, url) for name in names]
            is_separated = False
        # "Ada Example ([LinkedIn](...))" links the name before it.
        elif people and not people[-1][1]:
            people[-1] = (people[-1][0], url)
    return people


def find_people(line: Line) -> list[Person]:
    """Find the first person that prose links to, and those named together with them."""
    people: list[Person] = []
    for url, text in _by_link(line):
        if is_name(text) and _PROFILE.match(url):
            people.append((_bare(text), url))
        elif people and _BETWEEN.sub("", text).strip():
            break
    return people


def read_byline(line: Line) -> list[Person]:
    """Read the names of "By ... and ..."; none in prose that begins so."""
    by = _BY.match("".join(run.text for run in line))
    rest = skip(line, by.end()) if by else []
    is_byline = rest and (_PROFILE.match(rest[0].url) or are_names(rest))
    return read_people(rest) if is_byline else []


def is_name_line(line: Line) -> bool:
    """Whether a line holds only names, in bold or with links."""
    return bool(line) and (line[0].strong or bool(line[0].url)) and are_names(line)


def are_names(line: Line) -> bool:
    """Whether a line holds only names."""
    names = [name for name in map(_bare, _pieces("".join(run.text for run in line))) if name]
    return bool(names) and all(map(is_name, names))


def is_name(text: str) -> bool:
    """Whether this looks like a person's name: two to five capitalised words.

    >>> is_name("Ludwig van Beethoven"), is_name("study"), is_name("Ada met Bo")
    (True, False, False)
    """
    words = text.split()
    return (
        2 <= len(words) <= 5
        and not words[-1][0].islower()
        and not any(word[0].islower() and word not in WORDS["particles"] for word in words)
        and all(map(_WORD.fullmatch, words))
    )


def _by_link(line: Line) -> Iterator[tuple[str, str]]:
    for url, runs in groupby(line, key=lambda run: run.url):
        yield url, "".join(run.text for run in runs)


def _pieces(text: str) -> list[str]:
    return _BETWEEN.split(_IN_BRACKETS.sub("", text))


def _bare(name: str) -> str:
    return plain([Run(_AFFILIATION.sub("", name))]).strip(" .:*_")


#: What stands between speakers, or between a speaker and a company; never inside brackets.
_STRONG = re.compile(r"\s*[;\n•|]\s*(?![^(]*\))")
_WEAK = re.compile(
    r"\s*(?:[,/&+]|(?<!\w)(?:and|und|et|y|e|with|feat\.?)(?!\w))\s*(?![^(]*\))", re.IGNORECASE
)
_COMPANY = re.compile(
    r"\s*[(\[]([^)\]]*)[)\]]?|\s+[-–—]\s+(.*)|\s+(?:@|at|from|of|bei|chez)\s+(.*)"
)
_CAPITALISED = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'’-]+")


def split_speakers(value: object) -> list[Speaker]:
    """Split the speakers of a raw row into name, link and organisation.

    Parameters
    ----------
    value : str, mapping (name, url, organisation), or a list of these

    >>> split_speakers("Ada Example (Acme), Bo Muster & Cy Roe, CTO, Initech")
    [('Ada Example', '', 'Acme'), ('Bo Muster', '', ''), ('Cy Roe', '', 'Initech')]
    >>> split_speakers("Muster, Bo; Example, Ada")
    [('Bo Muster', '', ''), ('Ada Example', '', '')]
    """
    if not value:
        return []
    if isinstance(value, dict):
        url, organisation = (str(value.get(key) or "") for key in ("url", "organisation"))
        people = split_speakers(str(value.get("name") or ""))
        # One record is one person, whatever its name contains.
        return [(name, url or link, organisation or of) for name, link, of in people[:1]]
    if isinstance(value, (list, tuple)):
        return _distinct(person for each in value for person in split_speakers(each))
    text = one_line(str(value).replace("\n", " \u2022 ").replace("<br>", " \u2022 "))
    return [] if is_placeholder(text) else _distinct(_split_line(text))


def _split_line(text: str) -> Iterator[Speaker]:
    for part in _STRONG.split(text):
        pieces = [piece for piece in _WEAK.split(part) if piece]
        # "Muster, Bo": two single capitalised words are one name in reverse order.
        if len(pieces) == 2 and "," in part and all(map(_CAPITALISED.fullmatch, pieces)):
            pieces = [f"{pieces[1]} {pieces[0]}"]
        yield from _names_and_companies(pieces)


def _names_and_companies(pieces: list[str]) -> Iterator[Speaker]:
    people: list[tuple[str, str]] = []
    was_position = False
    for piece in pieces:
        match = _COMPANY.search(piece)
        name = _COMPANY.sub("", piece).strip(" ,:-")
        company = next(filter(None, match.groups()), "").strip() if match else ""
        is_position = not WORDS["positions"].isdisjoint(re.findall(r"\w+", name.casefold()))
        # What follows a full name and is not a name is an employer or a position.
        if people and " " in people[-1][0] and (is_position or was_position or not is_name(name)):
            person, employer = people[-1]
            people[-1] = person, employer or company or ("" if is_position else name)
        else:
            people.append((name, company))
        was_position = is_position
    yield from ((name, "", company) for name, company in people)


def _distinct(people: Iterable[Speaker]) -> list[Speaker]:
    return list({person[0].casefold(): person for person in people if person[0]}.values())
