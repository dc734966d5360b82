"""What JSON and YAML documents hold: records that know their line, and texts in them."""

from typing import Any

from kcdanalysis.errors import warn_of

#: Deeper documents are refused, so that readers may walk them recursively.
MAX_DEPTH = 100
#: How many further lines of one problem a warning names.
_MAX_LINES = 5

_NAMES = ("public_name", "full_public_name", "name", "full_name")
_PARTS_OF_NAMES = (("first_name", "firstName"), ("last_name", "lastName"))

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


def section(parent: Record, key: str) -> Record:
    """Return the object at a key, or an empty one if there is none."""
    value = parent.get(key)
    return value if isinstance(value, Record) else Record(line=parent.line)


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


def objects(value: Any) -> list[Record]:
    """Return the objects of a list, or of an object keyed by id; without a warning."""
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, Record):
                child.setdefault("id", key)
        value = list(value.values())
    return [each for each in value if isinstance(each, Record)] if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """Convert a value to text; the text of an object with a name is its name.

    >>> text({"id": 3, "name": "Main hall"}), text(" "), text(7)
    ('Main hall', None, '7')
    """
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def first_text(record: Any, *keys: str) -> str | None:
    """Return the first text that one of some keys has."""
    return next(filter(None, (text(record.get(key)) for key in keys)), None)


def person(value: Any) -> dict[str, str]:
    """Read a person of frab, Indico, pretalx or Sessionize, or one given by name alone.

    >>> person({"code": "A", "name": "Ada Example", "url": "https://ada.example"})
    {'name': 'Ada Example', 'id': 'A', 'url': 'https://ada.example'}
    """
    if not isinstance(value, dict):
        return {"name": name} if (name := text(value)) else {}
    parts = [first_text(value, *keys) for keys in _PARTS_OF_NAMES]
    links = map(text, (link.get("url") for link in objects(value.get("links"))))
    fields = {
        "name": first_text(value, *_NAMES)
        or " ".join(filter(None, parts))
        or text(value.get("fullName")),
        "id": first_text(value, "code", "guid", "id"),
        "url": first_text(value, "public_url", "url") or next(filter(None, links), None),
        "organisation": text(value.get("affiliation")),
    }
    return {key: field for key, field in fields.items() if field}
