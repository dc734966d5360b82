"""The meaning of a record's keys, and the language to read it in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.values.fields import match_field, normalise, split_language

_REFERENCE = re.compile(r"(.+?)[ _-]*(?:ids?|serials?|slugs?|codes?|refs?|keys?)", re.IGNORECASE)

#: Our fields with the keys and values that a record has for them, in their order.
Fields = dict[str, list[tuple[str, Any]]]


def fields_of(record: Record) -> Fields:
    """Sort the keys of a record by our fields."""
    cached: Fields | None = record.fields
    if cached is None:
        cached = {}
        for key, value in record.items():
            field_name = _match_key(key)
            if field_name and has_value(value):
                cached.setdefault(field_name, []).append((key, value))
        # The key with our own name goes first; prose keeps its order.
        for field_name in cached.keys() - {"abstract"}:
            cached[field_name].sort(key=lambda pair: normalise(pair[0]) != field_name)
        record.fields = cached
    return cached


@lru_cache(maxsize=10_000)
def _match_key(key: str) -> str | None:
    """Match a key; the fields of ids that refer to other records end with "_ids"."""
    found = match_field(key)
    if found and found != "id":
        return found
    reference = _REFERENCE.fullmatch(key) if not found else None
    target = match_label(reference[1]) if reference else None
    return f"{target}_ids" if target and target not in ("title", "id") else found


@lru_cache(maxsize=1_000)
def match_label(label: str) -> str | None:
    """Match the label of a group: the plural of a field."""
    return match_field(label) or match_field(label.removesuffix("s"))


def choose_languages(document: Any, language: str | None = None) -> None:
    """Reduce parallel texts ("title_ja", {"fr": ..., "en": ...}) to one language.

    In order: the given language, the talk's own, English, the first that has a text.
    """
    stack, seen = [document], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Record):
            _choose_in(node, language)
        if isinstance(node, (dict, list)):
            stack += node.values() if isinstance(node, dict) else node


def _choose_in(record: Record, language: str | None) -> None:
    own = str(language or record.get("language") or record.get("lang") or "")[:2].casefold()
    parallel: dict[str, dict[str, Any]] = {}
    for key, value in list(record.items()):
        base, code = split_language(key)
        if code and match_field(base):
            parallel.setdefault(base, {})[code] = record.pop(key)
        elif isinstance(value, dict):
            record[key] = _choose(value, own)
    for base, values in parallel.items():
        if not has_value(record.get(base)):
            record[base] = _choose(values, own)


def _choose(values: dict[str, Any], own: str) -> Any:
    """Choose a text from a mapping of languages; other mappings stay unchanged."""
    codes = {key: key[:2].casefold() for key in values}
    if not values or not all(split_language(f"text_{code}")[1] for code in codes.values()):
        return values
    if not all(isinstance(value, (str, type(None))) for value in values.values()):
        return values
    filled = [key for key in values if has_value(values[key])]
    best = min(filled, key=lambda key: (codes[key] != own, codes[key] != "en"), default=None)
    return None if best is None else values[best]


def has_value(value: Any) -> bool:
    """Whether a value is not empty."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def first(found: list[tuple[str, Any]]) -> Any:
    """Return the first value, flat."""
    return next((flat(value) for _, value in found), None)


def flat(value: Any) -> Any:
    """Convert a value to a text or a list of texts; {"name": ...} becomes its name."""
    if isinstance(value, dict):
        names = ("name", "title", "label", "value", "text", "en")
        return next((flat(value[key]) for key in names if has_value(value.get(key))), None)
    if isinstance(value, list):
        return [one for one in map(flat, value) if isinstance(one, str) and has_value(one)]
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, int) else str(value)


def title_of(fields: Fields) -> str | None:
    """Return the title, else the name."""
    texts = (flat(value) for _, value in fields.get("title", fields.get("name", [])))
    return next((str(one) for one in texts if isinstance(one, (str, int))), None)


def person_name(fields: Fields) -> str | None:
    """Join the parts of a name; "name" may be combined with a surname."""
    parts = [first(fields.get(one, [])) for one in ("first_name", "name", "last_name")]
    if fields.get("first_name") and fields.get("last_name"):
        parts[1] = None
    if not any(parts):
        parts = [first(fields.get("speakers", []))]
    return " ".join(str(part) for part in parts if part and not isinstance(part, list)) or None
