"""The header of a Markdown file: YAML between `---`, TOML between `+++`."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from kcdanalysis.errors import KcdError

_CLOSED_BY = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"""["']?\w[\w .-]*["']?\s*[:=]""")


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
    return "", "", "\n".join(lines)


def read_header(text: str, name: str) -> tuple[dict[str, Any], str]:
    r"""Read the header of a file; returns it with the body, whose lines keep their numbers.

    Every value of a YAML header stays text, so that the language `NO` does not become
    False, nor the version 1.10 become 1.1. Two rules with prose between them are not a header.

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
        return {}, body
    try:
        values = tomllib.loads(header) if fence == "+++" else yaml.load(header, yaml.BaseLoader)
    # ValueError and OverflowError: invalid TOML, and invalid characters.
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        if fence == "---" and not _KEY.match(header.lstrip("\n")):
            return {}, text
        raise KcdError(_broken(error, header, name)) from None
    if values is None or isinstance(values, dict):
        return values or {}, body
    return {}, text


def _check_closed(text: str, name: str) -> None:
    fence, _, rest = text.lstrip("\n").partition("\n")
    if fence.rstrip() in _CLOSED_BY and _KEY.match(rest):
        line = len(text) - len(text.lstrip("\n")) + 1
        raise KcdError(
            f"{name}, line {line}: the front matter is never closed; add {fence.rstrip()} below it"
        )


def _broken(error: Exception, header: str, name: str) -> str:
    problem = getattr(error, "problem", None) or str(error).split("\n")[0].split(" (at ")[0]
    line = _line_of(error, header)
    return f"{name}, line {line}: broken front matter ({problem}); correct or quote the value"


def _line_of(error: Exception, header: str) -> int:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return error.problem_mark.line + 1
    if isinstance(error, yaml.reader.ReaderError):
        return header.count("\n", 0, error.position) + 1
    # tomllib gives the line only in its message.
    place = re.search(r"\(at (?:line (\d+)|end of document)", str(error))
    return int(place[1] or header.count("\n") + 1) if place else 1
