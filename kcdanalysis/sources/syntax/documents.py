"""What JSON and YAML documents hold: records that know their line, and texts in them."""

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

from kcdanalysis.errors import warn_of

#: Deeper documents are refused, so that readers may walk them recursively.
MAX_DEPTH = 100
#: How many further lines of one problem a warning names.
_MAX_LINES = 5

#: The keys of a record that hold its name.
_NAME_KEYS = "@value alternatename name title label value text rendered tag".split()
#: Descriptions of problems, with the lines where they are.
Problems = dict[str, list[int]]


class Record(dict[str, Any]):
    """A mapping that knows its line, and caches what its keys mean."""

    __slots__ = ("fields", "is_item", "line")

    def __init__(self, pairs: Any = (), line: int = 1, *, is_item: bool = False) -> None:
        super().__init__(pairs)
        self.line = line
        #: Whether it is an item of a list.
        self.is_item = is_item
        self.fields: Any = None


def add_pair(record: Record, key: str, value: Any, line: int, problems: Problems) -> Record:
    """Add a pair to a record of a list; returns that record, or another that begins with it.

    Values of a repeated key become one list. Where the first key is repeated after other
    keys, a separator was forgotten, and the next record begins.
    """
    if key not in record:
        record[key] = value
        return record
    if record.is_item and key == next(iter(record)) != next(reversed(record)):
        note(problems, f"{key!r} is repeated, and begins another record", line)
        return Record({key: value}, line, is_item=True)
    note(problems, f"{key!r} is repeated, and all its values were read", line)
    values = record[key] if isinstance(record[key], list) else [record[key]]
    more = value if isinstance(value, list) else [value]
    record[key] = values + [each for each in more if isinstance(each, Record) or each not in values]
    return record


def note(problems: Problems, problem: str, line: int) -> None:
    """Note a problem for the warning about the whole file."""
    lines = problems.setdefault(problem, [])
    if line not in lines[-1:]:
        lines.append(line)


def warn_of_problems(problems: Problems, name: str) -> None:
    """Warn once of all problems of a file."""
    if not problems:
        return
    texts = []
    for problem, (line, *more) in sorted(problems.items(), key=lambda item: item[1][0]):
        others = ", ".join(map(str, more[:_MAX_LINES]))
        rest = f" and {len(more) - _MAX_LINES} more" if len(more) > _MAX_LINES else ""
        lines = f"line{'s' if len(more) > 1 else ''} {others}{rest}"
        texts.append((line, f"{problem} (also {lines})" if more else problem))
    (first, text), *further = texts
    warn_of(name, first, "; ".join([text, *(f"line {line}: {text}" for line, text in further)]))


def value_of(value: Any) -> Any:
    """Reduce a value to one text, number or date; None if it has none."""
    if isinstance(value, Record):
        (only, *others) = value.values() or [None]
        # The list of talks in an event is not its name.
        if not others and not isinstance(only, list):
            return value_of(only)
        named = {key.casefold(): child for key, child in value.items()}
        names = (value_of(named.get(key)) for key in _NAME_KEYS)
        return next(filter(has_value, names), None)
    if isinstance(value, list):
        return ", ".join(str(item) for item in map(value_of, value) if has_value(item)) or None
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date, time)):
        return None
    return value


def has_value(value: Any) -> bool:
    """Whether a value is not empty."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def text_of(value: Any) -> str | None:
    """Reduce a value to one text; None if it has none."""
    value = value_of(value)
    return str(value).strip() or None if value is not None else None


def pick(record: Any, **keys: str) -> dict[str, str | None]:
    """Return for each field the first text that a record has at some keys."""
    texts = {field: (text_of(record.get(key)) for key in keys[field].split()) for field in keys}
    return {field: next(filter(None, each), None) for field, each in texts.items()}


def walk(
    node: Any,
    is_wanted: Callable[[Record, str], bool],
    label: str = "",
    path: tuple[Record, ...] = (),
) -> Iterator[tuple[Record, str, tuple[Record, ...]]]:
    """Find the outermost records that are wanted, with their key and the records around them."""
    if isinstance(node, list):
        for child in node:
            yield from walk(child, is_wanted, label, path)
    elif isinstance(node, Record) and is_wanted(node, label):
        yield node, label, path
    elif isinstance(node, Record):
        for key, child in node.items():
            yield from walk(child, is_wanted, key, (*path, node))


def section(parent: Record, *keys: str) -> Record:
    """Return the object at the end of some keys, or an empty one if there is none."""
    for key in keys:
        value = parent.get(key)
        parent = value if isinstance(value, Record) else Record(line=parent.line)
    return parent


def objects(value: Any) -> list[Record]:
    """Return the objects of a list, without a warning of other values."""
    return [each for each in value if isinstance(each, Record)] if isinstance(value, list) else []


def records(parent: Record, key: str, name: str) -> list[Record]:
    """Return the objects of the list at a key; warn of other values in it."""
    value = parent.get(key) or []
    values = value if isinstance(value, list) else [value]
    for number, each in enumerate(values, 1):
        if not isinstance(each, Record | None):
            problem = f"entry {number} of {key!r} is not an object; it was left out"
            warn_of(name, parent.line, problem)
    return objects(values)
