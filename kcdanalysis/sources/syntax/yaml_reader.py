"""A YAML reader whose mappings know their line, and that skips broken items."""

import re
from itertools import pairwise
from typing import Any

import yaml

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import Builder, Problems, Record, warn_of_problems

#: Aliases may refer to aliases; more values, or more text in them, than these are an attack.
_MAX_COPIES = 100_000
_MAX_TEXT = 10_000_000
_NULLS = ("", "~", "null", "Null", "NULL")

#: libyaml where it is installed: ten times faster.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What PyYAML raises for a text that is not YAML.
ERRORS = (yaml.YAMLError, ValueError, RecursionError)


def read_yaml(text: str, name: str) -> Any:
    r"""Read YAML; every mapping becomes a `Record`, and every value stays text.

    Broken items of a list are left out, and repeated keys are all read, with a
    `KcdWarning`. YAML without a whole item is a `KcdError`.

    >>> read_yaml("- language: NO\n  version: 1.10\n", "talks.yml")
    [{'language': 'NO', 'version': '1.10'}]
    """
    problems: Problems = {}
    try:
        document = compose(text, problems)
    except ERRORS as error:
        line, problem = where(error, text)
        problems = {}
        document = _read_items(text, problems)
        if not document:
            raise KcdError(
                f"{name}, line {line}: broken YAML ({problem}); correct or quote the value"
            ) from None
    warn_of_problems(problems, name)
    return document


def compose(text: str, problems: Problems, lines_above: int = 0) -> Any:
    """Build the values of a text from its parser events; several documents are a list.

    PyYAML's composer is not used: that of libyaml crashes the interpreter on deep nesting.
    """
    builder = Builder(problems)
    anchors: dict[str, Any] = {}
    n_copies = n_text = 0

    def copy(value: Any, line: int) -> None:
        nonlocal n_copies, n_text
        n_copies += 1
        n_text += len(value) if isinstance(value, str) else 0
        if n_copies > _MAX_COPIES or n_text > _MAX_TEXT:
            raise ValueError("aliases repeat too much")
        if isinstance(value, Record):
            builder.start(Record(line=value.line), line)
            for key, child in value.items():
                builder.set_key(key, line)
                copy(child, line)
            builder.end()
        elif isinstance(value, list):
            builder.start([], line)
            for child in value:
                copy(child, line)
            builder.end()
        else:
            builder.add(value, line)

    for event in yaml.parse(text, LOADER):
        mark: Any = event.start_mark
        line = int(mark.line) + 1 + lines_above
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise yaml.MarkedYAMLError(problem="unknown alias", problem_mark=mark)
            value = anchors[event.anchor]
            if any(value is collection for collection in builder.open):
                raise ValueError("an alias inside its own anchor")
            if builder.needs_key:
                builder.set_key(str(value), line)
            else:
                copy(value, line)
        elif isinstance(event, yaml.ScalarEvent):
            if builder.needs_key:
                builder.set_key(event.value, line)
            else:
                is_null = event.value in _NULLS and not event.style
                builder.add(None if is_null else event.value, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            # In block style, an entry starts with its key.
            start = line if event.flow_style else builder.key_line or line
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            builder.start(Record(line=start) if is_mapping else [], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.end()
        if isinstance(event, yaml.ScalarEvent) and event.anchor:
            anchors[event.anchor] = event.value
        elif isinstance(event, yaml.CollectionStartEvent) and event.anchor:
            anchors[event.anchor] = builder.open[-1]
    return builder.documents[0] if len(builder.documents) == 1 else builder.documents


def _read_items(text: str, problems: Problems) -> list[Any]:
    """Read the items of a list one by one; broken ones are left out."""
    lines = text.split("\n")
    first = next((line for line in lines if re.match(r" *-(?: |$)", line)), None)
    if first is None:
        return []
    dash = first[: first.index("-") + 1]
    starts = [at for at, line in enumerate(lines) if re.match(rf"{dash}(?: |\r?$)", line)]
    items: list[Any] = []
    for start, end in pairwise([*starts, len(lines)]):
        part = "\n".join(lines[start:end])
        try:
            item = compose(part, problems, start)
            items.extend(item if isinstance(item, list) else [])
        except ERRORS as error:
            line, problem = where(error, part)
            problem = f"broken YAML ({problem}); the record there was left out"
            problems.setdefault(problem, []).append(start + line)
    return items


def where(error: Exception, text: str) -> tuple[int, str]:
    """Return the line of an error, and its description."""
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    mark: Any = getattr(error, "problem_mark", None)
    # What was never closed is corrected where it was opened.
    if re.search("flow|quoted", getattr(error, "context", None) or ""):
        mark = getattr(error, "context_mark", mark)
    if mark is not None:
        return int(mark.line) + 1, problem
    return text.count("\n", 0, getattr(error, "position", 0)) + 1, problem
