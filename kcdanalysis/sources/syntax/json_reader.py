"""A tolerant JSON reader whose objects know their line."""

from __future__ import annotations

import json
import re
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import Builder, Problems, Record, warn_of_problems
from kcdanalysis.sources.syntax.markup import decode

# A quotation mark ends a text only before punctuation, at the end of a line, or before a
# comment; others belong to the text.
_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<quote>["'])(?P<body>(?:[^\\]|\\.)*?)(?P=quote)(?=\s*(?:[,:\]}]|//|/\*|\Z)|[ \t\r]*\n)
    | (?P<mark>[{}\[\]:,])
    | (?P<word>[^\s{}\[\]:,"']+)
    | (?P<open_quote>["'])
    """,
    re.DOTALL | re.VERBOSE,
)
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_CLOSED_BY = {"{": "}", "[": "]"}
#: How JavaScript and Python write what JSON writes otherwise.
_LITERALS = {"undefined": None, "None": None, "True": True, "False": False}


def read_json(source: bytes | str, name: str) -> Any:
    r"""Read JSON; every object in it is a `Record`.

    Read as well, with one `KcdWarning` that names the lines: surplus or missing commas,
    missing brackets, words without quotes, single quotes, quotation marks and line breaks
    inside texts, comments, an assignment in JavaScript around the data, repeated keys, and
    a file that ends too early. An item of a list that makes no sense is left out. Several
    documents, as in JSON Lines, are read as a list.

    Raises
    ------
    KcdError
        If nothing can be read.

    Examples
    --------
    >>> talks = read_json('[\n{"title": "Tides"},\n{"title": "Cranes"}]', "talks.json")
    >>> [(talk["title"], talk.line) for talk in talks]
    [('Tides', 2), ('Cranes', 3)]
    """
    text = decode(source, name) if isinstance(source, bytes) else source
    parser = _Parser({})
    try:
        parser.parse(text)
    except ValueError as error:
        raise KcdError(f"{name}, line {parser.line}: {error}; export the programme again") from None
    documents, problems = parser.builder.documents, parser.builder.problems
    if not documents or (problems and not any(documents)):
        problem, (line, *_) = next(iter(problems.items()), ("no data", [1]))
        raise KcdError(f"{name}, line {line}: broken JSON ({problem}); correct it there")
    warn_of_problems(problems, name)
    return documents[0] if len(documents) == 1 else documents


def problem_of(error: Exception) -> str:
    """Describe a JSON error without its position.

    >>> problem_of(json.JSONDecodeError("Expecting value", "[1, ]", 4))
    'Expecting value'
    """
    # The message about integers of thousands of digits ends with advice for programmers.
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error).split(";")[0]


class _Parser:
    """Takes one token after the other; `last` is the kind of the last one."""

    def __init__(self, problems: Problems) -> None:
        self.builder = Builder(problems)
        self.line = 1
        self.last = ""
        #: The depths of the open collections that make no sense.
        self.broken: set[int] = set()

    def parse(self, text: str) -> None:
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup
            if kind == "comment":
                self._note("a comment was left out")
            elif kind == "body":
                self._take_scalar(self._text(token), is_text=True)
            elif kind == "word":
                self._take_word(token[0])
            elif kind == "open_quote":
                break
            elif kind == "mark":
                self._take_mark(token[0])
            self.line += token[0].count("\n")
        if len(self.builder.open) > 1:
            self._note("the file ends inside of a record; its values here are unsure")
            if self.builder.key_line:
                self.builder.add(None, self.line)
            self.last = "value"
            while len(self.builder.open) > 1:
                self._close()

    def _note(self, problem: str) -> None:
        self.builder.note(problem, self.line)

    def _take_mark(self, mark: str) -> None:
        if mark in _CLOSED_BY:
            self._open(Record(line=self.line) if mark == "{" else [])
        elif len(self.builder.open) == 1:
            self._note(f"{mark!r} outside of the data was left out")
        elif mark == ":":
            if self.last == "key":
                self.last = ":"
            else:
                self._break("a surplus colon")
        elif mark == ",":
            if self.last == ":":
                self._take_nothing()
            elif self.last == "key":
                self._break("a key without a value")
            elif self.last != "value":
                self._note("a surplus comma was left out")
            self.last = ","
        else:
            self._close_with(mark)

    def _open(self, collection: Any) -> None:
        if self.builder.needs_key and isinstance(self.builder.open[-2], list):
            self._note("a missing bracket was added")
            self._close()
            self.last = ","
        self._check_value()
        self.builder.start(collection, self.line)
        self.last = "open"

    def _close_with(self, mark: str) -> None:
        brackets = ["}" if isinstance(one, Record) else "]" for one in self.builder.open[1:]]
        if mark not in brackets:
            self._note("a surplus bracket was left out")
            return
        if self.last == ",":
            self._note("a surplus comma was left out")
        while brackets.pop() != mark:
            self._note("a missing bracket was added")
            self._close()
        self._close()

    def _close(self) -> None:
        if self.last == ":":
            self._take_nothing()
        elif self.last == "key":
            self._break("a key without a value")
        if len(self.builder.open) in self.broken:
            self.broken.remove(len(self.builder.open))
            if self._is_item():
                self.builder.open[-2].pop()
        self.builder.end()
        self.last = "value"

    def _is_item(self) -> bool:
        """Whether the innermost collection is an item of a list."""
        return len(self.builder.open) > 2 and isinstance(self.builder.open[-2], list)

    def _take_nothing(self) -> None:
        self._note("a missing value was left empty")
        self.builder.add(None, self.line)
        self.last = "value"

    def _take_word(self, word: str) -> None:
        try:
            value = _LITERALS[word] if word in _LITERALS else json.loads(word)
        except (ValueError, RecursionError):
            if len(self.builder.open) == 1:
                # "const talks =" and ";" around the data.
                self._note(f"{word[:20]!r} outside of the data was left out")
                return
            if self.last == ":" or isinstance(self.builder.open[-1], list):
                self._note("a word without quotes was read as text")
            else:
                self._note("a key without quotes was read")
            value = word
        self._take_scalar(value, is_text=isinstance(value, str))

    def _take_scalar(self, value: Any, *, is_text: bool) -> None:
        builder = self.builder
        if builder.needs_key:
            if self.last == "value":
                self._note("a missing comma was added")
            if not is_text:
                self._break("a value without a key")
            builder.set_key(str(value), self.line)
            self.last = "key"
            return
        self._check_value()
        builder.add(value, self.line)
        self.last = "value"

    def _check_value(self) -> None:
        """Check that a value may stand here."""
        if self.last == "value" and len(self.builder.open) > 1:
            self._note("a missing comma was added")
        if isinstance(self.builder.open[-1], Record) and self.last != ":":
            self._break("a value without a key or colon")
            if self.builder.needs_key:
                self.builder.set_key("", self.line)

    def _break(self, problem: str) -> None:
        """Mark the innermost collection as one that makes no sense."""
        if self.last == "key":
            self.builder.drop_key()
        self._note(f"{problem}; the record there was left out" if self._is_item() else problem)
        self.broken.add(len(self.builder.open))

    def _text(self, token: re.Match[str]) -> str:
        body = token["body"]
        if _CONTROL.search(body):
            self._note("a line break or tab inside a text was kept")
        if token["quote"] == "'":
            self._note("a text in single quotes was read")
        if "\\" not in body and '"' not in body:
            return body
        try:
            return str(json.loads(f'"{_QUOTE.sub(self._escape, body)}"', strict=False))
        except json.JSONDecodeError:
            self._note("an unknown escape sequence was kept")
            return body

    def _escape(self, mark: re.Match[str]) -> str:
        if mark[0] == '"':
            self._note("a quotation mark inside a text was kept")
            return '\\"'
        return "'" if mark[0] == "\\'" else mark[0]
