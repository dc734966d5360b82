"""The header of a Markdown file: YAML between `---`, TOML between `+++`."""

import json
import re
import tomllib
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import Problems, Record, warn_of_problems
from kcdanalysis.sources.syntax.yaml_reader import ERRORS, compose, where

_CLOSED_BY = {"---": ("---", "..."), "+++": ("+++",)}
#: The keys of a header without fences; a paragraph about a talk has others, such as "Speaker".
_PLAIN_KEYS = frozenset(
    "title date modified author authors category slug tags summary status lang url link description"
    " type".split()
)
_TOML_KEY = re.compile(r"^[ \t]*([\w-]+)[ \t]*=", re.MULTILINE)
_INNER_KEY = re.compile(
    r"""^(?:[ \t]+|(?=-))(?:-[ \t]+)*["']?(\w[\w .-]{0,60}?)["']?:(?:\s|$)""", re.MULTILINE
)
_KEY = re.compile(r"""["']?\w[\w .-]{0,60}["']?\s{0,9}[:=]""")


def split_header(text: str) -> tuple[str, str, str]:
    """Split a file into its fence, header and body, which keep the line numbers of the file."""
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
    end = next((at for at in range(first, len(lines)) if lines[at].strip() in ("", "---")), first)
    pairs = [line.partition(":") for line in lines[first:end]]
    keys = {key.strip().casefold() for key, _, _ in pairs}
    is_closed = lines[end].strip() == "---" and all(mark for _, mark, _ in pairs)
    if not {"title", "date"} <= keys or not (is_closed or keys <= _PLAIN_KEYS):
        return "", "", "\n".join(lines)
    lines[end] = ""
    header = [f"{key.strip().casefold()}: {json.dumps(value.strip())}" for key, _, value in pairs]
    return "---", "\n".join([""] * first + header), "\n".join([""] * end + lines[end:])


def read_header(text: str, name: str) -> tuple[Record, str]:
    """Read the header of a file, all texts if it is YAML, and the body, which keeps its lines."""
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
        # Awestruct writes ":title: ...", as AsciiDoc does.
        pairs = ((key.lstrip(":"), value) for key, value in values.items())
        values = Record({key: value for key, value in pairs if value is not None})
        return values, body
    return (Record(), text) if values else (Record(), body)


def keys_inside(head: str) -> set[str]:
    """Return the keys of what a header holds, such as lists of records; its end may be missing."""
    first, _, rest = head.lstrip("\ufeff \t\r\n").partition("\n")
    fence = first.rstrip()
    header = re.split(r"\n(?:---|\.\.\.|\+\+\+)[ \t\r]*\n", f"\n{rest}", maxsplit=1)[0]
    if fence == "+++":
        return set(_TOML_KEY.findall(header.partition("\n[")[2]))
    return set(_INNER_KEY.findall(header)) if fence == "---" else set()


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
