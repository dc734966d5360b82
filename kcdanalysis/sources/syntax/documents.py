"""What JSON and YAML documents hold: records that know their line, and texts in them."""

from datetime import date, time
from typing import Any

from kcdanalysis.errors import warn_of

#: Deeper documents are refused, so that readers may walk them recursively.
MAX_DEPTH = 100
#: How many further lines of one problem a warning names.
_MAX_LINES = 5

#: The keys of a record that hold its name.
_NAME_KEYS = ("name", "title", "label", "value", "text", "rendered", "tag")
#: Descriptions of problems, with the lines where they are.
Problems = dict[str, list[int]]


class Record(dict[str, Any]):
    """A mapping that knows its line, and caches what its keys mean."""

    __slots__ = ("fields", "line")

    def __init__(self, pairs: Any = (), line: int = 1) -> None:
        super().__init__(pairs)
        self.line = line
        self.fields: Any = None


class Builder:
    """Builds a document from the tokens of JSON or the events of YAML.

    Values of a repeated key become one list. Where the first key of a list item is repeated
    after other keys, a separator was forgotten, and the next record begins. Problems are
    collected by their description, with their lines.
    """

    def __init__(self, problems: Problems) -> None:
        self.documents: list[Any] = []
        self.problems = problems
        #: The open collections, outermost first.
        self.open: list[Any] = [self.documents]
        #: For each of them the key that has no value yet, and its line.
        self._keys: list[tuple[str, int] | None] = [None]

    @property
    def needs_key(self) -> bool:
        """Whether the next scalar is a key."""
        return isinstance(self.open[-1], Record) and self._keys[-1] is None

    @property
    def key_line(self) -> int | None:
        """The line of the key that waits for its value."""
        waiting = self._keys[-1]
        return waiting[1] if waiting else None

    def set_key(self, key: str, line: int) -> None:
        """Set the key of the next value."""
        self._keys[-1] = key, line

    def start(self, collection: Any, line: int) -> None:
        """Add a record or a list, and open it."""
        if len(self.open) > MAX_DEPTH:
            raise ValueError("nested too deeply")
        if self.needs_key:
            # YAML allows a collection as a key.
            self.set_key("", line)
        else:
            collection = self.add(collection, line)
        self.open.append(collection)
        self._keys.append(None)

    def end(self) -> Any:
        """Close the innermost collection, and return it."""
        self._keys.pop()
        collection = self.open.pop()
        if isinstance(collection, Record) and "<<" in collection:
            merged = collection.pop("<<")
            for other in merged if isinstance(merged, list) else [merged]:
                for key, value in other.items() if isinstance(other, Record) else ():
                    collection.setdefault(key, value)
        return collection

    def add(self, value: Any, line: int) -> Any:
        """Add a value; returns it, or the list of the same key to which it was added."""
        container, waiting = self.open[-1], self._keys[-1]
        if not isinstance(container, Record):
            container.append(value)
            return value
        assert waiting
        key, key_line = waiting
        self._keys[-1] = None
        if key not in container:
            container[key] = value
            return value
        parent = self.open[-2]
        if isinstance(parent, list) and key == next(iter(container)) != next(reversed(container)):
            self.note(f"{key!r} is repeated, and begins another record", key_line)
            self.open[-1] = Record({key: value}, key_line)
            parent.append(self.open[-1])
            return value
        self.note(f"{key!r} is repeated, and all its values were read", key_line)
        values = container[key]
        if not isinstance(values, list):
            values = container[key] = [values]
        if isinstance(value, list):
            return values
        if isinstance(value, Record) or value not in values:
            values.append(value)
        return value

    def note(self, problem: str, line: int) -> None:
        """Note a problem for the warning about the whole file."""
        lines = self.problems.setdefault(problem, [])
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
    """Reduce a value to one text, number or date; None if it has none.

    >>> value_of(Record({"id": 3, "name": "Quay 1"})), value_of(["A", "B"]), value_of(7)
    ('Quay 1', 'A, B', 7)
    """
    if isinstance(value, Record):
        if len(value) == 1:
            return value_of(next(iter(value.values())))
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
    """Return for each field the first text that a record has at some keys.

    >>> pick(Record({"code": "A", "text": "Fog."}), id="code id", abstract="abstract text")
    {'id': 'A', 'abstract': 'Fog.'}
    """
    texts = {field: (text_of(record.get(key)) for key in keys[field].split()) for field in keys}
    return {field: next(filter(None, each), None) for field, each in texts.items()}


def section(parent: Record, *keys: str) -> Record:
    """Return the object at the end of some keys, or an empty one if there is none."""
    for key in keys:
        value = parent.get(key)
        parent = value if isinstance(value, Record) else Record(line=parent.line)
    return parent


def objects(value: Any) -> list[Record]:
    """Return the objects of a list, or of an object keyed by id; without a warning."""
    if isinstance(value, Record):
        for key, child in value.items():
            if isinstance(child, Record):
                child.setdefault("id", key)
        value = list(value.values())
    return [each for each in value if isinstance(each, Record)] if isinstance(value, list) else []


def records(parent: Record, key: str, name: str) -> list[Record]:
    """Return the objects of the list at a key; warn of other values in it."""
    values = parent.get(key) or []
    if not isinstance(values, list):
        warn_of(name, parent.line, f"{key!r} is not a list; it was left out")
        return []
    for number, value in enumerate(values, 1):
        if not isinstance(value, Record | None):
            problem = f"entry {number} of {key!r} is not an object; it was left out"
            warn_of(name, parent.line, problem)
    return objects(values)
