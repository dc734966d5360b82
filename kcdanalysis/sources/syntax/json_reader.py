"""A JSON reader whose objects know their line, and that repairs small faults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from kcdanalysis.errors import KcdError, warn_of
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode

_MAX_REPAIRS = 200
_BARE_VALUE = re.compile(r"[A-Za-z_][\w-]*(?=\s*[,}\]])")
_BARE_KEY = re.compile(r"[A-Za-z_$][\w$-]*(?=\s*:)")
_COMMENT = re.compile(r"//.*|/\*(?s:.*?)\*/")
_CONTROL = re.compile(r"[\x00-\x1f]")
#: What determines where an object ends: brackets outside of strings, and lines.
_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\n]', re.DOTALL)

#: The line and the description of each repair.
_Repairs = list[tuple[int, str]]


def read_json(source: bytes | str, name: str, *, repair: bool = True) -> Any:
    r"""Read JSON; every object in it is a `Record`.

    Typical slips of hand editing are repaired with a `KcdWarning` that names the line:
    surplus or missing commas, a missing bracket between records, words without quotes,
    comments, line breaks inside strings. If that is not enough, the complete records are
    read as one list. With ``repair=False`` all these are errors, for formats whose objects
    mean nothing without the objects around them.

    Raises
    ------
    KcdError
        If there is no complete record.

    Examples
    --------
    >>> talks = read_json('[\n{"title": "Tides"},\n{"title": "Cranes"}]', "talks.json")
    >>> [(talk["title"], talk.line) for talk in talks]
    [('Tides', 2), ('Cranes', 3)]
    """
    text = decode(source, name) if isinstance(source, bytes) else source
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        if not repair:
            raise KcdError(_broken(error, text, name)) from None
    except (RecursionError, ValueError) as error:
        raise KcdError(_unreadable(error, name)) from None
    try:
        return _read_broken(text, name)
    except (RecursionError, ValueError) as error:
        raise KcdError(_unreadable(error, name)) from None


def problem_of(error: Exception) -> str:
    """Describe a JSON error without its position.

    >>> problem_of(json.JSONDecodeError("Expecting value", "[1, ]", 4))
    'Expecting value'
    """
    # The message about integers of thousands of digits ends with advice for programmers.
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error).split(";")[0]


def _decode(text: str, *, strict: bool = True) -> Any:
    return json.loads(text, strict=strict, object_pairs_hook=_record_hook(_object_lines(text)))


def _record_hook(lines: Iterator[int]) -> Callable[[list[tuple[str, Any]]], Record]:
    return lambda pairs: Record(pairs, next(lines))


def _object_lines(text: str, start: int = 0, line: int = 1) -> Iterator[int]:
    """Yield the line where each object starts, in the order in which the objects end.

    That is the order in which the decoder builds them. As both advance together, the text
    up to here is known to be valid.
    """
    open_lines = []
    for mark in _MARKS.finditer(text, start):
        if mark[0] == "{":
            open_lines.append(line)
        elif mark[0] == "}":
            yield open_lines.pop()
        line += mark[0].count("\n")


def _broken(error: json.JSONDecodeError, text: str, name: str) -> str:
    where = f"{name}, line {error.lineno}"
    if error.pos >= len(text.rstrip()):
        return f"{where}: the JSON ends too early; get the whole file"
    if error.pos == len(text) - len(text.lstrip()):
        begin = text.split(maxsplit=1)[0]
        return (
            f"{where}: not JSON (it begins with {begin!r}); "
            "remove the text before the first bracket"
        )
    return f"{where}: broken JSON ({problem_of(error)}); correct it there"


def _unreadable(error: Exception, name: str) -> str:
    if isinstance(error, RecursionError):
        return f"{name}: nested too deeply for a programme; export it again"
    return f"{name}: broken JSON ({problem_of(error)}); correct it"


# Repairs.


def _read_broken(text: str, name: str) -> Any:
    text, repairs = _repair(text)
    try:
        document = _decode(text, strict=False)
        repairs += _line_breaks(text, 0, len(text))
    except json.JSONDecodeError as error:
        document, left_out = _salvage(text)
        if not document:
            raise KcdError(_broken(error, text, name)) from None
        repairs += left_out
    for line, repair in sorted(set(repairs)):
        warn_of(name, line, repair)
    return document


def _repair(text: str) -> tuple[str, _Repairs]:
    repairs = []
    for _ in range(_MAX_REPAIRS):
        try:
            json.loads(text, strict=False)
            break
        except json.JSONDecodeError as error:
            repair = _find_repair(text, error)
            if not repair:
                break
            start, end, new, description = repair
            repairs.append((error.lineno, description))
            text = text[:start] + new + text[end:]
    return text, repairs


def _find_repair(text: str, error: json.JSONDecodeError) -> tuple[int, int, str, str] | None:
    """Find which characters to replace by what, with a description."""
    at, problem = error.pos, error.msg
    here, before = text[at : at + 1], len(text[:at].rstrip()) - 1
    last = text[before : before + 1]
    if comment := _COMMENT.match(text, at):
        return at, comment.end(), "\n" * comment[0].count("\n"), "a comment; left out"
    if last == "," and here and here in "]},":
        return before, before + 1, "", "a surplus comma; left out"
    # Python 3.13 stops at the comma itself.
    if here == "," and text[at + 1 :].lstrip()[:1] in ("]", "}"):
        return at, at + 1, "", "a surplus comma; left out"
    if problem.startswith("Expecting ',' delimiter"):
        is_next_line = "\n" in text[before + 1 : at]
        if here in ("{", "[") or (here == '"' and is_next_line):
            return before + 1, before + 1, ",", "a missing comma; added"
        if here in ("]", "}"):
            bracket = "}" if here == "]" else "]"
            return before + 1, before + 1, bracket, "a missing bracket; added"
    if problem.startswith("Expecting property name"):
        if last == "," and here == "{":
            return before, before, "}", "a missing bracket; added"
        if key := _BARE_KEY.match(text, at):
            return at, key.end(), json.dumps(key[0]), "a key without quotes; read"
    if problem.startswith("Expecting value"):
        if word := _BARE_VALUE.match(text, at):
            return at, word.end(), json.dumps(word[0]), "a word without quotes; read as text"
        if last == ":" and here in (",", "}"):
            return at, at, "null", "a missing value; left empty"
    return None


def _line_breaks(text: str, start: int, end: int) -> _Repairs:
    """Find the strings with line breaks in them, which JSON does not allow."""
    places = (
        mark.start() + control.start()
        for mark in _MARKS.finditer(text, start, end)
        if mark[0] != "\n" and (control := _CONTROL.search(mark[0]))
    )
    return [
        (text.count("\n", 0, at) + 1, "a line break or tab inside a text; kept") for at in places
    ]


def _salvage(text: str) -> tuple[list[Record], _Repairs]:
    """Read the complete objects, from the outside to the inside."""
    records: list[Record] = []
    repairs: _Repairs = []
    at = failures = 0
    while (at := text.find("{", at)) >= 0 and failures < _MAX_REPAIRS:
        lines = _object_lines(text, at, text.count("\n", 0, at) + 1)
        decoder = json.JSONDecoder(strict=False, object_pairs_hook=_record_hook(lines))
        try:
            record, end = decoder.raw_decode(text, at)
            records.append(record)
            repairs += _line_breaks(text, at, end)
            at = end
        except json.JSONDecodeError as error:
            problem = f"broken JSON ({problem_of(error)}); the record there was left out"
            repairs.append((error.lineno, problem))
            failures, at = failures + 1, at + 1
        except (RecursionError, ValueError):
            failures, at = failures + 1, at + 1
    return [record for record in records if len(record) > 1], repairs
