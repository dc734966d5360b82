"""A tolerant JSON reader whose objects know their line."""

import json
import re
from dataclasses import dataclass
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import (
    MAX_DEPTH,
    Problems,
    Record,
    add_pair,
    note,
    warn_of_problems,
)
from kcdanalysis.sources.syntax.encoding import decode

# A quotation mark ends a text only before punctuation, at the end of a line, or before a
# comment; others belong to the text. A text without an end is the end of a cut file.
_TOKEN = re.compile(
    r"""
      \s+ | //[^\n]* | /\*.*?\*/ | new\s+Date\( | [();]
    | (?P<quote>["'`])(?P<text>(?:[^\\]|\\.)*?)(?P=quote)(?=\s*(?:[,:\]})]|//|/\*|\Z)|[ \t\r]*\n)
    | (?P<mark>[{}\[\]:,])
    | (?P<word>[^\s{}\[\]():;,"'`]+)
    | (?P<end>["'`])
    """,
    re.DOTALL | re.VERBOSE,
)
_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+")
_ESCAPE = re.compile(r"\\.|\"", re.DOTALL)
#: How JavaScript and Python write what JSON writes otherwise.
_LITERALS = {"undefined": None, "None": None, "True": True, "False": False}


def read_json(source: Any, name: str, *, is_script: bool = False) -> Any:
    """Read JSON with `Record` objects; faults are mended, with a warning that names their lines.

    What is JavaScript need not be JSON.
    """
    if not isinstance(source, bytes | str):
        return source
    text = decode(source, name) if isinstance(source, bytes) else source
    problems: Problems = {}
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        # Several documents are no fault.
        if error.msg != "Extra data" and not is_script:
            note(problems, f"broken JSON ({error.msg})", error.lineno)
    except (ValueError, RecursionError):
        pass
    parser = _Parser(problems)
    lines = text.split("\n")
    # In JSON Lines a fault ends with its line.
    starts = {line.lstrip()[:1] for line in lines}
    is_lines = lines[0].rstrip().endswith("}") and starts <= {"", "{"}
    try:
        for number, part in enumerate(lines if is_lines else [text], 1):
            parser.line = number
            parser.parse(part)
    except ValueError as error:
        raise KcdError(f"{name}, line {parser.line}: {error}; export the programme again") from None
    documents = parser.documents
    if problems and not any(documents):
        problem, (line, *_) = next(iter(problems.items()))
        raise KcdError(f"{name}, line {line}: {problem}; correct it there")
    warn_of_problems(problems, name)
    return documents[0] if len(documents) == 1 else documents


@dataclass
class _Open:
    """A record or list that is not closed yet, and of a record the key without a value."""

    node: Any
    key: str | None = None
    key_line: int = 0
    has_colon: bool = False
    #: Whether it cannot be parsed.
    is_broken: bool = False

    def needs_key(self) -> bool:
        return isinstance(self.node, Record) and self.key is None


class _Parser:
    """Builds documents from tokens; commas say nothing that brackets and colons do not."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.documents: list[Any] = []
        #: The open collections, outermost first.
        self.open = [_Open(self.documents)]
        self.line = 1

    def parse(self, text: str) -> None:
        for token in _TOKEN.finditer(text):
            if token["mark"]:
                self._take_mark(token["mark"])
            elif token["text"] is not None:
                self._take_scalar(_unescape(token["text"]))
            elif token["word"]:
                self._take_word(token["word"])
            elif token["end"]:
                break
            self.line += token[0].count("\n")
        while len(self.open) > 1:
            problem = "the file ends inside a record, whose values are incomplete"
            note(self.problems, problem, self.line)
            self._close()

    def _take_mark(self, mark: str) -> None:
        top = self.open[-1]
        if mark in "{[":
            if top.needs_key() and top.node.is_item:
                # The bracket that closes the object above is missing.
                self._close()
            elif top.needs_key():
                top.key, top.key_line = "", self.line
            if len(self.open) > MAX_DEPTH:
                raise ValueError("nested too deeply")
            is_item = isinstance(self.open[-1].node, list)
            self.open.append(_Open(Record(line=self.line, is_item=is_item) if mark == "{" else []))
        elif mark in "}]":
            brackets = ["]" if isinstance(each.node, list) else "}" for each in self.open[1:]]
            while mark in brackets:
                self._close()
                if brackets.pop() == mark:
                    break
        elif mark == ",":
            self._end_value()
        elif top.key is not None and not top.has_colon:
            top.has_colon = True
        else:
            top.is_broken = True

    def _take_word(self, word: str) -> None:
        try:
            value = _LITERALS[word] if word in _LITERALS else json.loads(word)
        except (ValueError, RecursionError):
            # "const talks =" and ";" stand outside of the data.
            if len(self.open) == 1:
                return
            # "speakers.ada", "Track.Main"
            value = word.rpartition(".")[2] if _DOTTED.fullmatch(word) else word
        self._take_scalar(value)

    def _take_scalar(self, value: Any) -> None:
        top = self.open[-1]
        if top.needs_key():
            top.key, top.key_line, top.has_colon = str(value), self.line, False
        else:
            self._add(value)

    def _add(self, value: Any) -> None:
        top = self.open[-1]
        if top.key is None:
            top.node.append(value)
            return
        top.is_broken |= not top.has_colon
        record = add_pair(top.node, top.key, value, top.key_line, self.problems)
        if record is not top.node:
            self.open[-2].node.append(top.node)
        top.node, top.key = record, None

    def _end_value(self) -> None:
        """Leave the value of a key empty where none stands."""
        if self.open[-1].key is not None:
            self._add(None)

    def _close(self) -> None:
        self._end_value()
        closed = self.open.pop()
        is_record = isinstance(closed.node, Record) and not any(closed.node.values())
        if closed.is_broken and len(self.open) == 1 and is_record:
            # "module.exports = { talks }"
            return
        if closed.is_broken and isinstance(self.open[-1].node, list):
            note(self.problems, "broken JSON; the record there was left out", self.line)
        else:
            self._add(closed.node)


def _unescape(text: str) -> str:
    """Replace escape sequences; texts with unknown ones stay as they are."""
    if "\\" not in text and '"' not in text:
        return text
    escaped = _ESCAPE.sub(lambda mark: {'"': '\\"', "\\'": "'"}.get(mark[0], mark[0]), text)
    try:
        return str(json.loads(f'"{escaped}"', strict=False))
    except json.JSONDecodeError:
        return text
