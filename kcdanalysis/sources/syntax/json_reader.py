"""JSON in which each object knows the line it starts on, read even if slightly broken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from kcdanalysis.errors import KcdError, warn_of
from kcdanalysis.sources.syntax.documents import Record

_MAX_MENDS = 200
_BARE_VALUE = re.compile(r"[A-Za-z_][\w-]*(?=\s*[,}\]])")
_BARE_KEY = re.compile(r"[A-Za-z_$][\w$-]*(?=\s*:)")
_COMMENT = re.compile(r"//.*|/\*(?s:.*?)\*/")
_CONTROL = re.compile(r"[\x00-\x1f]")
#: All that matters to where an object ends: its brackets outside of strings, and lines.
_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\n]', re.DOTALL)

#: What was mended or left out, and on which line.
_Mends = list[tuple[int, str]]


def read_json(text: str, name: str, *, mend: bool = True) -> Any:
    r"""Read JSON; every object in it is a `Record`.

    What an editor leaves behind is mended with a `KcdWarning` that names the line:
    commas too many or missing, a bracket missing between records, words without
    quotes, comments, line breaks inside texts. Where that does not help, the
    records that are whole are read, as one list. Without `mend` all that is an error,
    as it has to be where an object means nothing without those around it.

    Raises
    ------
    KcdError
        If there is no whole record in it.

    Examples
    --------
    >>> talks = read_json('[\n{"title": "Tides"},\n{"title": "Cranes"}]', "talks.json")
    >>> [(talk["title"], talk.line) for talk in talks]
    [('Tides', 2), ('Cranes', 3)]
    """
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        if not mend:
            raise KcdError(_broken(error, text, name)) from None
    except (RecursionError, ValueError) as error:
        raise KcdError(_unreadable(error, name)) from None
    try:
        return _read_broken(text, name)
    except (RecursionError, ValueError) as error:
        raise KcdError(_unreadable(error, name)) from None


def problem_of(error: Exception) -> str:
    """Tell what is wrong with a text that is no JSON, without the place.

    >>> problem_of(json.JSONDecodeError("Expecting value", "[1, ]", 4))
    'Expecting value'
    """
    # Integers of thousands of digits are told of with advice for programmers.
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error).split(";")[0]


def _decode(text: str, *, strict: bool = True) -> Any:
    return json.loads(text, strict=strict, object_pairs_hook=_makes_records(_object_lines(text)))


def _makes_records(lines: Iterator[int]) -> Callable[[list[tuple[str, Any]]], Record]:
    return lambda pairs: Record(pairs, next(lines))


def _object_lines(text: str, start: int = 0, line: int = 1) -> Iterator[int]:
    """Give the line on which each object begins, in the order in which the objects end.

    That is the order in which the decoder builds them; read step by step with it, the
    text up to here is known to be sound.
    """
    begun = []
    for found in _MARKS.finditer(text, start):
        if found[0] == "{":
            begun.append(line)
        elif found[0] == "}":
            yield begun.pop()
        line += found[0].count("\n")


def _broken(error: json.JSONDecodeError, text: str, name: str) -> str:
    where = f"{name}, line {error.lineno}"
    if error.pos >= len(text.rstrip()):
        return f"{where}: the JSON ends too early; get the whole file"
    if error.pos == len(text) - len(text.lstrip()):
        begin = text.split(maxsplit=1)[0]
        return (
            f"{where}: no JSON (it begins with {begin!r}); "
            "take out what stands before the first bracket"
        )
    return f"{where}: broken JSON ({problem_of(error)}); mend it there"


def _unreadable(error: Exception, name: str) -> str:
    if isinstance(error, RecursionError):
        return f"{name}: nested too deeply for a programme; export it again"
    return f"{name}: broken JSON ({problem_of(error)}); mend it"


# What is broken, and how it is mended.


def _read_broken(text: str, name: str) -> Any:
    text, mends = _mend(text)
    try:
        document = _decode(text, strict=False)
        mends += _line_breaks(text, 0, len(text))
    except json.JSONDecodeError as error:
        document, left_out = _salvage(text)
        if not document:
            raise KcdError(_broken(error, text, name)) from None
        mends += left_out
    for line, what in sorted(set(mends)):
        warn_of(name, line, what)
    return document


def _mend(text: str) -> tuple[str, _Mends]:
    """Mend what can be mended; returns the text and what was done in which line."""
    done = []
    for _ in range(_MAX_MENDS):
        try:
            json.loads(text, strict=False)
            break
        except json.JSONDecodeError as error:
            mend = _find_mend(text, error)
            if not mend:
                break
            start, end, new, what = mend
            done.append((error.lineno, what))
            text = text[:start] + new + text[end:]
    return text, done


def _find_mend(text: str, error: json.JSONDecodeError) -> tuple[int, int, str, str] | None:
    """Tell what to put in place of which characters, and how to say it."""
    at, problem = error.pos, error.msg
    here, before = text[at : at + 1], len(text[:at].rstrip()) - 1
    last = text[before : before + 1]
    if comment := _COMMENT.match(text, at):
        return at, comment.end(), "\n" * comment[0].count("\n"), "a comment; left out"
    if last == "," and here and here in "]},":
        return before, before + 1, "", "a comma too many; left out"
    # Python 3.13 stops at the comma itself.
    if here == "," and text[at + 1 :].lstrip()[:1] in ("]", "}"):
        return at, at + 1, "", "a comma too many; left out"
    if problem.startswith("Expecting ',' delimiter"):
        is_next_line = "\n" in text[before + 1 : at]
        if here in ("{", "[") or (here == '"' and is_next_line):
            return before + 1, before + 1, ",", "a comma is missing; put in"
        if here in ("]", "}"):
            bracket = "}" if here == "]" else "]"
            return before + 1, before + 1, bracket, "a bracket is missing; put in"
    if problem.startswith("Expecting property name"):
        if last == "," and here == "{":
            return before, before, "}", "a bracket is missing; put in"
        if key := _BARE_KEY.match(text, at):
            return at, key.end(), json.dumps(key[0]), "a key without quotes; read"
    if problem.startswith("Expecting value"):
        if word := _BARE_VALUE.match(text, at):
            return at, word.end(), json.dumps(word[0]), "a word without quotes; read as text"
        if last == ":" and here in (",", "}"):
            return at, at, "null", "a value is missing; left empty"
    return None


def _line_breaks(text: str, start: int, end: int) -> _Mends:
    """Find the texts with line breaks in them, which JSON does not allow."""
    odd = (
        (text.count("\n", 0, found.start() + control.start()) + 1)
        for found in _MARKS.finditer(text, start, end)
        if found[0] != "\n" and (control := _CONTROL.search(found[0]))
    )
    return [(line, "a line break or tab inside a text; kept") for line in odd]


def _salvage(text: str) -> tuple[list[Record], _Mends]:
    """Read the objects that are whole, from the outside to the inside."""
    records: list[Record] = []
    mends: _Mends = []
    at = failures = 0
    while (at := text.find("{", at)) >= 0 and failures < _MAX_MENDS:
        lines = _object_lines(text, at, text.count("\n", 0, at) + 1)
        decoder = json.JSONDecoder(strict=False, object_pairs_hook=_makes_records(lines))
        try:
            record, end = decoder.raw_decode(text, at)
            records.append(record)
            mends += _line_breaks(text, at, end)
            at = end
        except json.JSONDecodeError as error:
            what = f"broken JSON ({problem_of(error)}); the record there was left out"
            mends.append((error.lineno, what))
            failures, at = failures + 1, at + 1
        except (RecursionError, ValueError):
            failures, at = failures + 1, at + 1
    return [record for record in records if len(record) > 1], mends
