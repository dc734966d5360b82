"""JSON as records that know their line, and the texts in them."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.markup import decode

#: All that matters to where an object ends: its brackets outside of strings, and lines.
_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\n]')


class Record(dict[str, Any]):
    """A JSON object and the line on which it begins, counted from 1."""

    __slots__ = ("line",)

    def __init__(self, pairs: Any = (), line: int = 1) -> None:
        super().__init__(pairs)
        self.line = line


def read_json(data: bytes, name: str) -> Any:
    r"""Read a JSON file; its objects are `Record`.

    Raises
    ------
    KcdError
        If the file is no JSON, with the line on which it stops being it.

    Examples
    --------
    >>> talks = read_json(b'[\n{"title": "Tides"},\n{"title": "Cranes"}]', "talks.json")
    >>> [(talk["title"], talk.line) for talk in talks]
    [('Tides', 2), ('Cranes', 3)]
    """
    source = decode(data, name)
    lines = _first_lines(source)
    try:
        return json.loads(source, object_pairs_hook=lambda pairs: Record(pairs, next(lines)))
    except json.JSONDecodeError as error:
        raise KcdError(_broken(error, source, name)) from None
    except RecursionError:
        raise KcdError(f"{name}: nested too deep for a programme; export it again") from None
    except ValueError as error:  # an integer of thousands of digits
        raise KcdError(f"{name}: broken JSON ({str(error).split(';')[0]}); mend it") from None


def section(parent: Record, key: str) -> Record:
    """Give the object below a key, or an empty one where there is none."""
    value = parent.get(key)
    return value if isinstance(value, Record) else Record(line=parent.line)


def records(parent: Record, key: str, name: str) -> Iterator[Record]:
    """Give the objects of the list below a key; warns of what else stands in it."""
    values = parent.get(key)
    if not isinstance(values, list):
        if values:
            _warn_no_list(parent, key, name)
        return
    for number, value in enumerate(values, 1):
        if isinstance(value, Record):
            yield value
        elif value is not None:
            warnings.warn(
                f"{name}, line {parent.line}: entry {number} of {key!r} is no object; "
                "it was left out",
                KcdWarning,
                stacklevel=2,
            )


def text(value: Any, language: str | None = None) -> str | None:
    """Give a value as text: of a text in several languages the one in `language`.

    English stands in for a language that is missing, then the first that is there.
    Of an object with a name, the name is the text.

    >>> text({"en": "Coffee", "fr": "Café"}, "fr"), text({"de-formal": "Kaffee"}, "de")
    ('Café', 'Kaffee')
    >>> text({"id": 3, "name": {"fr": "Grande salle"}}), text(" "), text(7)
    ('Grande salle', None, '7')
    """
    if isinstance(value, dict) and "name" in value:
        value = value["name"]
    if isinstance(value, dict):
        value = _in_language(value, language)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def distinct(*texts: str | None) -> list[str]:
    """Give the texts in order, without those that another one contains.

    >>> distinct("Tides", None, "Tides and cranes.", "Tides and cranes.", "Fog.")
    ['Tides and cranes.', 'Fog.']
    """
    given = [each for each in texts if each]
    words = [" ".join(each.split()) for each in given]
    return [
        each
        for place, each in enumerate(given)
        if words[place] not in words[:place]
        and not any(words[place] in other != words[place] for other in words)
    ]


def _first_lines(source: str) -> Iterator[int]:
    """The line on which each object begins, in the order in which the objects end.

    That is the order in which the decoder builds them; read step by step with it, the
    text up to here is known to be sound.
    """
    line, begun = 1, []
    for found in _MARKS.finditer(source):
        if found[0] == "\n":
            line += 1
        elif found[0] == "{":
            begun.append(line)
        elif found[0] == "}":
            yield begun.pop()


def _broken(error: json.JSONDecodeError, source: str, name: str) -> str:
    if error.pos >= len(source.rstrip()):
        return f"{name}, line {error.lineno}: the JSON ends too early; get the whole file"
    if error.pos == len(source) - len(source.lstrip()):
        return (
            f"{name}, line {error.lineno}: no JSON (it begins with {source.split(maxsplit=1)[0]!r})"
            "; take out what stands before the first bracket"
        )
    return f"{name}, line {error.lineno}: broken JSON ({error.msg}); mend it or export it again"


def _warn_no_list(parent: Record, key: str, name: str) -> None:
    warnings.warn(
        f"{name}, line {parent.line}: {key!r} is no list; it was left out",
        KcdWarning,
        stacklevel=3,
    )


def _in_language(texts: dict[str, Any], language: str | None) -> Any:
    for wanted in filter(None, (language, "en")):
        for key, value in texts.items():
            # "de-formal" and "pt_BR" are German and Portuguese.
            if value and re.split("[-_]", key)[0].lower() == wanted.lower().split("-")[0]:
                return value
    return next(filter(None, texts.values()), None)
