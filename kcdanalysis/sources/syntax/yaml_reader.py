"""A YAML reader whose mappings know their line, and that skips broken items."""

import re
from itertools import pairwise
from typing import Any

import yaml

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import (
    MAX_DEPTH,
    Problems,
    Record,
    add_pair,
    warn_of_problems,
)

#: Aliases may refer to aliases; more values, or more text in them, than these are an attack.
_MAX_COPIES = 10_000
_MAX_TEXT = 10_000_000
_NULLS = ("", "~", "null", "Null", "NULL")

#: libyaml where it is installed: ten times faster.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What PyYAML raises for a text that is not YAML.
ERRORS = (yaml.YAMLError, ValueError, RecursionError)


def read_yaml(text: str, name: str) -> Any:
    """Read YAML with `Record` mappings, all values as texts, without the broken items of a list."""
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
    """Build the values of a text; several documents are a list."""
    depth = n_copies = n_text = 0
    # The composer of libyaml crashes the interpreter on deep nesting.
    for event in yaml.parse(text, LOADER):
        is_end = isinstance(event, yaml.CollectionEndEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - is_end
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
    built: set[int] = set()

    def build(node: yaml.Node, above: tuple[yaml.Node, ...], key_line: int = 0) -> list[Any]:
        """Build the value of a node: one value, or several records between which no dash is."""
        nonlocal n_copies, n_text
        if id(node) in built:
            n_copies += 1
            n_text += len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        built.add(id(node))
        if n_copies > _MAX_COPIES or n_text > _MAX_TEXT:
            raise ValueError("aliases repeat too much")
        if node in above:
            raise ValueError("an alias inside its own anchor")
        if len(above) > MAX_DEPTH:
            raise ValueError("nested too deeply")
        if isinstance(node, yaml.ScalarNode):
            return [None if node.value in _NULLS and not node.style else node.value]
        path = (*above, node)
        if isinstance(node, yaml.SequenceNode):
            return [[value for child in node.value for value in build(child, path)]]
        # In block style, an entry starts with its key.
        assert isinstance(node, yaml.MappingNode)
        line = (0 if node.flow_style else key_line) or line_of(node)
        records = [Record(line=line, is_item=bool(above) and not key_line)]
        merged: list[Any] = []
        for key_node, child in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            value = build(child, path, line_of(key_node))[0]
            if key == "<<":
                merged += value if isinstance(value, list) else [value]
                continue
            record = add_pair(records[-1], key, value, line_of(key_node), problems)
            records += [record] * (record is not records[-1])
        for other in merged:
            for key, value in other.items() if isinstance(other, Record) else ():
                records[-1].setdefault(key, value)
        return records

    def line_of(node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1 + lines_above

    documents = [build(node, ())[0] for node in yaml.compose_all(text, LOADER)]
    return documents[0] if len(documents) == 1 else documents


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
