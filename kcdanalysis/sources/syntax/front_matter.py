"""The header of a Markdown file: YAML between `---`, TOML between `+++`."""

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import Problems, Record, warn_of_problems
from kcdanalysis.sources.syntax.yaml_reader import ERRORS, compose, where

_CLOSED_BY = {"---": ("---", "..."), "+++": ("+++",)}
#: The keys of a header without fences; a paragraph about a talk has others, such as "Speaker".
_PLAIN_KEYS = frozenset(
    "title date modified author authors category slug tags summary status lang url".split()
)
_TOML_KEY = re.compile(r"^\s*([\w-]+)\s*=")
_INNER_KEY = re.compile(r"""^(?:\s+|(?=-))(?:-\s+)*["']?(\w[\w .-]{0,60}?)["']?:(?:\s|$)""")
_KEY = re.compile(r"""["']?\w[\w .-]{0,60}["']?\s{0,9}[:=]""")


def split_header(text: str) -> tuple[str, str, str]:
    r"""Split a file into its fence ("---", "+++" or ""), header and body.

    Header and body keep the line numbers of the file: blank lines replace the part above.

    >>> split_header("---\ntitle: KCD\n---\n# Talks\n")
    ('---', '\ntitle: KCD', '\n\n\n# Talks\n')
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    fence = lines[first].rstrip()
    for number in range(first + 1, len(lines)):
        if lines[number].rstrip() in _CLOSED_BY.get(fence, ()):
            header = [""] * (first + 1) + lines[first + 1 : number]
            return fence, "\n".join(header), "\n".join([""] * (number + 1) + lines[number + 1 :])
    return _split_plain(lines, first)


def _split_plain(lines: list[str], first: int) -> tuple[str, str, str]:
    """Split off a header without fences, as Pelican has it: "Title: ...", "Date: ..."."""
    end = next((at for at in range(first, len(lines)) if not lines[at].strip()), len(lines))
    pairs = [line.partition(":") for line in lines[first:end]]
    if not {"title", "date"} <= {key.strip().casefold() for key, _, _ in pairs} <= _PLAIN_KEYS:
        return "", "", "\n".join(lines)
    header = [f"{key.strip().casefold()}: {json.dumps(value.strip())}" for key, _, value in pairs]
    return "---", "\n".join([""] * first + header), "\n".join([""] * end + lines[end:])


def read_header(text: str, name: str) -> tuple[Record, str]:
    r"""Read the header of a file; returns it with the body, whose lines keep their numbers.

    Every value of a YAML header stays text, so that the language `NO` does not become
    False, nor the version 1.10 become 1.1; keys without a value are left out. Two rules with
    prose between them are not a header.

    Raises
    ------
    KcdError
        If the header is broken: without it the event and the year would be lost.

    Examples
    --------
    >>> read_header("+++\nyear = 2023\n+++\n# Talks", "notes.md")
    ({'year': 2023}, '\n\n\n# Talks')
    """
    fence, header, body = split_header(text)
    if not fence:
        _check_closed(body, name)
        return Record(), body
    problems: Problems = {}
    try:
        is_toml = fence == "+++"
        values = _records(tomllib.loads(header)) if is_toml else compose(header, problems)
    # ValueError and OverflowError: invalid TOML, and invalid characters.
    except (*ERRORS, OverflowError) as error:
        if fence == "---" and not _KEY.match(header.lstrip("\n")):
            return Record(), text
        line, problem = where(error, header)
        # tomllib gives the line only in its message.
        if place := re.search(r" \(at (?:line (\d+)|end of document)", problem):
            line = int(place[1] or header.count("\n") + 1)
            problem = problem[: place.start()]
        raise KcdError(
            f"{name}, line {line}: broken front matter ({problem}); correct or quote the value"
        ) from None
    if isinstance(values, Record):
        warn_of_problems(problems, name)
        values = Record({key: value for key, value in values.items() if value is not None})
        return values, body
    return (Record(), text) if values else (Record(), body)


def keys_inside(head: str) -> set[str]:
    r"""Return the keys of what a header holds, such as lists of records; its end may be missing.

    >>> sorted(keys_inside("---\ntitle: KCD\ntalks:\n- title: eBPF\n  speaker: Ada\n---\na: b"))
    ['speaker', 'title']
    """
    first, _, rest = head.lstrip("\ufeff \t\r\n").partition("\n")
    fence = first.rstrip()
    ends = _CLOSED_BY.get(fence)
    lines: Iterator[str] = iter(rest.split("\n") if ends else ())
    lines = takewhile(lambda line: line.rstrip() not in (ends or ()), lines)
    if fence == "+++":
        lines = dropwhile(lambda line: not line.lstrip().startswith("["), lines)
    pattern = _TOML_KEY if fence == "+++" else _INNER_KEY
    return {match[1] for match in map(pattern.match, lines) if match}


def _records(value: Any) -> Any:
    """Convert the tables of TOML to records."""
    if isinstance(value, dict):
        return Record({key: _records(child) for key, child in value.items()})
    return [_records(child) for child in value] if isinstance(value, list) else value


def _check_closed(text: str, name: str) -> None:
    fence, _, rest = text.lstrip("\n").partition("\n")
    if fence.rstrip() in _CLOSED_BY and _KEY.match(rest):
        line = len(text) - len(text.lstrip("\n")) + 1
        raise KcdError(
            f"{name}, line {line}: the front matter is never closed; add {fence.rstrip()} below it"
        )
