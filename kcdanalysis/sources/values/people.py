"""Names of people in a line of an article, with what they link to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from kcdanalysis.sources.syntax.markup import Line, Run, plain, skip
from kcdanalysis.sources.values.prose import is_placeholder, one_line

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
_PARTICLES = frozenset(
    "van von der den de del della di da dos du la le el bin al zu ter ten".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.·][^\W\d_]+)*\.?")

#: A name and its link, or "".
Person = tuple[str, str]


def read_people(line: Line) -> list[Person]:
    """Read the names in a line that is about nothing else.

    >>> line = [Run("Ada Example", "https://example.org/ada"), Run(" (Acme) and Bo Muster, CTO")]
    >>> read_people(line)
    [('Ada Example', 'https://example.org/ada'), ('Bo Muster', '')]
    """
    people: list[Person] = []
    separated = True
    for url, text in _by_link(line):
        pieces = _BETWEEN.split(_IN_BRACKETS.sub("", text))
        names = [name for name in map(_bare, pieces) if name]
        if not url:
            people += [(name, "") for name in names if is_name(name) or not people]
            separated = not pieces[-1].strip()
        elif separated or all(map(is_name, names)):
            people += [(name, url) for name in names]
            separated = False
        # "Ada Example ([LinkedIn](...))" links the name before it.
        elif people and not people[-1][1]:
            people[-1] = (people[-1][0], url)
    return people


def find_people(line: Line) -> list[Person]:
    """Find the first person that prose links to, and those named in the same breath."""
    people: list[Person] = []
    for url, text in _by_link(line):
        if is_name(text) and _PROFILE.match(url):
            people.append((_bare(text), url))
        elif people and _BETWEEN.sub("", text).strip():
            break
    return people


def read_byline(line: Line) -> list[Person]:
    """Read the names of "By ... and ..."; prose that begins so has none."""
    found = _BY.match("".join(run.text for run in line))
    rest = skip(line, found.end()) if found else []
    if rest and (_PROFILE.match(rest[0].url) or are_names(rest)):
        return read_people(rest)
    return []


def is_name_line(line: Line) -> bool:
    """Say whether a line holds nothing but names, in bold or with links."""
    return bool(line) and (line[0].strong or bool(line[0].url)) and are_names(line)


def are_names(line: Line) -> bool:
    """Say whether a line holds nothing but names."""
    pieces = _BETWEEN.split(_IN_BRACKETS.sub("", "".join(run.text for run in line)))
    names = [name for name in map(_bare, pieces) if name]
    return bool(names) and all(map(is_name, names))


def is_name(text: str) -> bool:
    """Say whether this looks like a person's name: two to five words in capitals.

    >>> is_name("Ludwig van Beethoven"), is_name("study"), is_name("Ada met Bo")
    (True, False, False)
    """
    words = text.split()
    return (
        2 <= len(words) <= 5
        and not words[-1][0].islower()
        and not any(word[0].islower() and word not in _PARTICLES for word in words)
        and all(map(_WORD.fullmatch, words))
    )


def _by_link(line: Line) -> Iterator[tuple[str, str]]:
    for url, runs in groupby(line, key=lambda run: run.url):
        yield url, "".join(run.text for run in runs)


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
#: Words that tell what somebody is, and not who or where.
_POSITION = re.compile(
    r"\b(?:ceo|cto|cio|ciso|founder|engineer|developer|architect|manager|director|lead|head|moderator"
    r"|host|professor|phd|evangelist|advocate|consultant|researcher|scientist|president|vp|sre)\b",
    re.IGNORECASE,
)


def split_speakers(value: object) -> list[tuple[str, str, str]]:
    """Split speakers as a source gives them into name, link and organisation.

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
        return _known_speaker(value)
    if isinstance(value, (list, tuple)):
        return _distinct(each for one in value for each in split_speakers(one))
    text = one_line(str(value).replace("\n", " \u2022 ").replace("<br>", " \u2022 "))
    return [] if is_placeholder(text) else _distinct(_split_line(text))


def _known_speaker(person: dict[str, object]) -> list[tuple[str, str, str]]:
    url, of = (str(person.get(key) or "") for key in ("url", "organisation"))
    found = split_speakers(str(person.get("name") or ""))
    # One record is one person, whatever stands in the name.
    return [(name, url or link, of or company) for name, link, company in found[:1]]


def _split_line(text: str) -> Iterator[tuple[str, str, str]]:
    for part in _STRONG.split(text):
        pieces = [piece for piece in _WEAK.split(part) if piece]
        # "Muster, Bo": two single words in capitals are one name the other way round.
        if len(pieces) == 2 and "," in part and all(map(_CAPITALISED.fullmatch, pieces)):
            pieces = [f"{pieces[1]} {pieces[0]}"]
        yield from _names_and_companies(pieces)


def _names_and_companies(pieces: list[str]) -> Iterator[tuple[str, str, str]]:
    people: list[list[str]] = []
    was_position = False
    for piece in pieces:
        found = _COMPANY.search(piece)
        name = _COMPANY.sub("", piece).strip(" ,:-")
        company = next(filter(None, found.groups()), "").strip() if found else ""
        is_position = bool(_POSITION.search(name))
        # What follows a full name and is none itself is where somebody works, or as what.
        if people and " " in people[-1][0] and (is_position or was_position or not is_name(name)):
            people[-1][2] = people[-1][2] or company or ("" if is_position else name)
        else:
            people.append([name, "", company])
        was_position = is_position
    yield from ((name, url, of) for name, url, of in people)


def _distinct(people: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return list({name.casefold(): (name, url, of) for name, url, of in people if name}.values())
