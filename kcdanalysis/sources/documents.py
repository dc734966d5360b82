"""JSON and YAML with the line on which each record starts, read even if slightly broken."""

from __future__ import annotations

import json
import re
import warnings
from bisect import bisect
from itertools import pairwise
from json.decoder import JSONObject, scanstring  # type: ignore[attr-defined]
from typing import Any

import yaml

from kcdanalysis.errors import KcdError, KcdWarning

_MAX_MENDS = 200
_MAX_DEPTH = 100
_BARE_VALUE = re.compile(r"[A-Za-z_][\w-]*(?=\s*[,}\]])")
_BARE_KEY = re.compile(r"[A-Za-z_$][\w$-]*(?=\s*:)")
_COMMENT = re.compile(r"//.*|/\*(?s:.*?)\*/")
_NULLS = ("", "~", "null", "Null", "NULL")

#: libyaml where it is installed: ten times faster.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Record(dict[str, Any]):
    """A mapping that knows the line it starts on, and later what its keys mean."""

    line: int = 0
    fields: Any = None


def read_json(text: str, name: str) -> Any:
    r"""Read JSON; every object in it is a `Record`.

    What an editor leaves behind is mended with a `KcdWarning` that names the line:
    commas too many or missing, a bracket missing between records, words without
    quotes, comments, line breaks inside texts. Where that does not help, the
    records that are whole are read, as one list.

    Raises
    ------
    KcdError
        If there is no whole record in it.

    Examples
    --------
    >>> read_json('[\n{"title": "A"}]', "talks.json")[0].line
    2
    """
    try:
        text, mended = _mend(text)
        decoder = _Decoder(text)
        document = decoder.decode(text)
    except json.JSONDecodeError as error:
        document = _salvage(text, decoder)
        if not document:
            broken = f"broken JSON ({_problem(error)})"
            raise KcdError(f"{name}, line {error.lineno}: {broken}; mend it there") from None
    except (RecursionError, ValueError) as error:
        raise KcdError(f"{name}: JSON that cannot be read ({_first_line(error)})") from None
    for line, what in sorted({*mended, *decoder.found}):
        _warn(name, line, what)
    return document


def read_yaml(text: str, name: str) -> Any:
    r"""Read YAML; every mapping in it is a `Record`, every value stays as it is written.

    Of a list with a broken item the others are read, with a `KcdWarning`.

    Raises
    ------
    KcdError
        If it is no YAML and no list of YAML.

    Examples
    --------
    >>> read_yaml("- language: NO\n  version: 1.10\n", "talks.yml")
    [{'language': 'NO', 'version': '1.10'}]
    """
    try:
        return _compose(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line, problem = _where(error, text)
    items = _read_items(text, name)
    if not items:
        raise KcdError(f"{name}, line {line}: broken YAML ({problem}); mend or quote the value")
    return items


# JSON.


class _Decoder(json.JSONDecoder):
    """Decodes in Python, because the C decoder does not tell where an object starts."""

    def __init__(self, text: str) -> None:
        super().__init__(strict=False)
        self.found: list[tuple[int, str]] = []
        self.newlines = _newlines(text)
        self.parse_object = self._read_object
        self.parse_string = self._read_string
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def line(self, position: int) -> int:
        return bisect(self.newlines, position - 1) + 1

    def _read_object(self, start: tuple[str, int], *arguments: Any) -> tuple[Record, int]:
        pairs, end = JSONObject(start, *arguments)
        record = Record(pairs)
        record.line = self.line(start[1] - 1)
        return record, int(end)

    def _read_string(self, text: str, start: int, strict: bool) -> tuple[str, int]:
        try:
            return scanstring(text, start, True)  # type: ignore[no-any-return]
        except json.JSONDecodeError as error:
            value = scanstring(text, start, False)
            self.found.append((self.line(error.pos), "a line break or tab inside a text; kept"))
            return value  # type: ignore[no-any-return]


def _newlines(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _mend(text: str) -> tuple[str, list[tuple[int, str]]]:
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
            return (
                before + 1,
                before + 1,
                "}" if here == "]" else "]",
                "a bracket is missing; put in",
            )
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


def _salvage(text: str, decoder: _Decoder) -> list[Record]:
    """Read the objects that are whole, from the outside to the inside."""
    records: list[Record] = []
    at = failures = 0
    while (at := text.find("{", at)) >= 0 and failures < _MAX_MENDS:
        try:
            record, at = decoder.scan_once(text, at)
            records.append(record)
        except json.JSONDecodeError as error:
            broken = f"broken JSON ({_problem(error)}); the record there was left out"
            decoder.found.append((error.lineno, broken))
            failures, at = failures + 1, at + 1
        except (StopIteration, RecursionError, ValueError):
            failures, at = failures + 1, at + 1
    return [record for record in records if len(record) > 1]


def _problem(error: json.JSONDecodeError) -> str:
    return error.msg[0].lower() + error.msg[1:]


# YAML.


def _compose(text: str, lines_above: int = 0) -> Any:
    """Build the values from the events of a parser.

    Not by PyYAML's composer: that of libyaml crashes the interpreter on deep nesting.
    """
    builder = _Builder(lines_above)
    for event in yaml.parse(text, LOADER):
        builder.take(event)
    return builder.documents[0] if len(builder.documents) == 1 else builder.documents


class _Builder:
    """Makes records, lists and texts of what the parser meets."""

    def __init__(self, lines_above: int) -> None:
        self.lines_above = lines_above
        self.documents: list[Any] = []
        self.anchors: dict[str, Any] = {}
        #: What is open, from the outside to the inside, each with a key that waits for its value.
        self.open: list[tuple[Any, list[tuple[str, int]]]] = [(self.documents, [])]

    def take(self, event: yaml.Event) -> None:
        """Add what an event brings to what is open."""
        value: Any
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                mark: Any = event.start_mark
                raise yaml.MarkedYAMLError(problem="unknown alias", problem_mark=mark)
            value = self.anchors[event.anchor]
            if any(value is container for container, _ in self.open):
                raise ValueError("an alias inside of what it stands for")
            self._add(value, event)
        elif isinstance(event, yaml.ScalarEvent):
            is_null = event.value in _NULLS and not event.style
            is_key = isinstance(self.open[-1][0], Record) and not self.open[-1][1]
            self._anchor(event, self._add(None if is_null and not is_key else event.value, event))
        elif isinstance(event, yaml.CollectionStartEvent):
            value = Record() if isinstance(event, yaml.MappingStartEvent) else []
            if isinstance(value, Record):
                value.line = self._line(event)
            self._anchor(event, self._add(value, event))
            self.open.append((value, []))
            if len(self.open) > _MAX_DEPTH:
                raise ValueError("nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def _add(self, value: Any, event: yaml.Event) -> Any:
        container, waiting = self.open[-1]
        if isinstance(container, list):
            container.append(value)
        elif not waiting:
            waiting.append((str(value), self._line(event)))
        else:
            key, line = waiting.pop()
            if key == "<<" and isinstance(value, Record):
                container.update({**value, **container})
            else:
                container[key] = value
            # In a block, an entry starts with its key.
            if isinstance(event, yaml.MappingStartEvent) and not event.flow_style:
                value.line = line
        return value

    def _anchor(self, event: yaml.NodeEvent, value: Any) -> None:
        if event.anchor:
            self.anchors[event.anchor] = value

    def _line(self, event: yaml.Event) -> int:
        mark: Any = event.start_mark
        return int(mark.line) + 1 + self.lines_above


def _read_items(text: str, name: str) -> list[Any]:
    """Read the items of a list one by one; the broken ones are named and left out."""
    lines = text.split("\n")
    first = next((line for line in lines if re.match(r" *-(?: |$)", line)), None)
    if first is None:
        return []
    dash = first[: first.index("-") + 1]
    starts = [at for at, line in enumerate(lines) if re.match(rf"{dash}(?: |\r?$)", line)]
    items: list[Any] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            item = _compose("\n".join(lines[start:end]), start)
            items.extend(item if isinstance(item, list) else [])
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            line, problem = _where(error, text)
            _warn(name, start + line, f"broken YAML ({problem}); the record there was left out")
    return items


def _where(error: Exception, text: str) -> tuple[int, str]:
    problem = getattr(error, "problem", None) or _first_line(error)
    mark: Any = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1, problem
    position = getattr(error, "position", 0)
    return text.count("\n", 0, position) + 1, problem


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0]


def _warn(name: str, line: int, what: str) -> None:
    warnings.warn(f"{name}, line {line}: {what}", KcdWarning, stacklevel=3)
