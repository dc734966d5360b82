"""A YAML reader whose mappings know their line, and that skips broken items."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import yaml

from kcdanalysis.errors import KcdError, warn_of
from kcdanalysis.sources.syntax.documents import Record

_MAX_DEPTH = 100
_NULLS = ("", "~", "null", "Null", "NULL")

#: libyaml where it is installed: ten times faster.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_yaml(text: str, name: str) -> Any:
    r"""Read YAML; every mapping becomes a `Record`, and every value stays text.

    Broken items of a list are left out, with a `KcdWarning`. YAML without a whole item is
    a `KcdError`.

    >>> read_yaml("- language: NO\n  version: 1.10\n", "talks.yml")
    [{'language': 'NO', 'version': '1.10'}]
    """
    try:
        return _compose(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line, problem = _where(error, text)
    items = _read_items(text, name)
    if not items:
        raise KcdError(f"{name}, line {line}: broken YAML ({problem}); correct or quote the value")
    return items


def _compose(text: str, lines_above: int = 0) -> Any:
    """Build the values from parser events.

    PyYAML's composer is not used: that of libyaml crashes the interpreter on deep nesting.
    """
    builder = _Builder(lines_above)
    for event in yaml.parse(text, LOADER):
        builder.take(event)
    return builder.documents[0] if len(builder.documents) == 1 else builder.documents


class _Builder:
    """Builds records, lists and texts from parser events."""

    def __init__(self, lines_above: int) -> None:
        self.lines_above = lines_above
        self.documents: list[Any] = []
        self.anchors: dict[str, Any] = {}
        #: The open collections, outermost first, each with a key that has no value yet.
        self.open: list[tuple[Any, list[tuple[str, int]]]] = [(self.documents, [])]

    def take(self, event: yaml.Event) -> None:
        """Add an event to the innermost open collection."""
        value: Any
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                mark: Any = event.start_mark
                raise yaml.MarkedYAMLError(problem="unknown alias", problem_mark=mark)
            value = self.anchors[event.anchor]
            if any(value is container for container, _ in self.open):
                raise ValueError("an alias inside its own anchor")
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
            # In block style, an entry starts with its key.
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
    """Read the items of a list one by one; broken ones are left out with a warning."""
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
            warn_of(name, start + line, f"broken YAML ({problem}); the record there was left out")
    return items


def _where(error: Exception, text: str) -> tuple[int, str]:
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    mark: Any = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1, problem
    position = getattr(error, "position", 0)
    return text.count("\n", 0, position) + 1, problem
