"""Names of people in a line of an article, with what they link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from kcdanalysis.sources.markup import Line, Run, plain, skip

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
