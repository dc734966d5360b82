"""What the keys of a record mean, whatever they are called, and which language it speaks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.values.fields import match_field, normalise, split_language

_REFERENCE = re.compile(r"(.+?)[ _-]*(?:ids?|serials?|slugs?|codes?|refs?|keys?)", re.IGNORECASE)

#: Our fields with the keys and values that a record has for them, in the order published.
Fields = dict[str, list[tuple[str, Any]]]


def fields_of(record: Record) -> Fields:
    """Sort the keys of a record by our fields."""
    cached: Fields | None = record.fields
    if cached is None:
        cached = {}
        for key, value in record.items():
            field_name = _match_key(key)
            if field_name and is_said(value):
                cached.setdefault(field_name, []).append((key, value))
        # The key that is called just as we call it goes first; prose keeps its order.
        for field_name in cached.keys() - {"abstract"}:
            cached[field_name].sort(key=lambda pair: normalise(pair[0]) != field_name)
        record.fields = cached
    return cached


@lru_cache(maxsize=10_000)
def _match_key(key: str) -> str | None:
    """Match a key; ids by which a record refers to others are of the kind "…_ids"."""
    found = match_field(key)
    if found and found != "id":
        return found
    reference = _REFERENCE.fullmatch(key) if not found else None
    target = match_label(reference[1]) if reference else None
    return f"{target}_ids" if target and target not in ("title", "id") else found


@lru_cache(maxsize=1_000)
def match_label(label: str) -> str | None:
    """Match what a group is called: the plural of a field."""
    return match_field(label) or match_field(label.removesuffix("s"))


def choose_languages(document: Any, language: str | None = None) -> None:
    """Keep one of the languages in which records say the same: "title_ja", {"fr": ..., "en": ...}.

    The one asked for, else the talk's own, else English, else the first that says something.
    """
    waiting, seen = [document], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Record):
            _choose_in(node, language)
        waiting += (
            node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        )


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
        if not is_said(record.get(base)):
            record[base] = _choose(values, own)


def _choose(values: dict[str, Any], own: str) -> Any:
    """Choose a text from a mapping of languages; other mappings stay."""
    codes = {key: key[:2].casefold() for key in values}
    if not values or not all(split_language(f"text_{code}")[1] for code in codes.values()):
        return values
    if not all(isinstance(value, (str, type(None))) for value in values.values()):
        return values
    said = [key for key in values if is_said(values[key])]
    ranked = sorted(said, key=lambda key: (codes[key] != own, codes[key] != "en"))
    return values[ranked[0]] if ranked else None


def is_said(value: Any) -> bool:
    """Say whether a value is more than nothing."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def first(found: list[tuple[str, Any]]) -> Any:
    """Take the first value, flat."""
    return next((flat(value) for _, value in found), None)


def flat(value: Any) -> Any:
    """Make one text (or a list of texts) of a value; {"name": ...} is its name."""
    if isinstance(value, dict):
        names = ("name", "title", "label", "value", "text", "en")
        return next((flat(value[key]) for key in names if is_said(value.get(key))), None)
    if isinstance(value, list):
        return [one for one in map(flat, value) if isinstance(one, str) and is_said(one)]
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, int) else str(value)


def title_of(fields: Fields) -> str | None:
    """Take the title; where there is none, the name."""
    texts = (flat(value) for _, value in fields.get("title", fields.get("name", [])))
    return next((str(one) for one in texts if isinstance(one, (str, int))), None)


def person_name(fields: Fields) -> str | None:
    """Join the parts of a name; a surname may stand beside "name"."""
    parts = [first(fields.get(one, [])) for one in ("first_name", "name", "last_name")]
    if fields.get("first_name") and fields.get("last_name"):
        parts[1] = None
    if not any(parts):
        parts = [first(fields.get("speakers", []))]
    return " ".join(str(part) for part in parts if part and not isinstance(part, list)) or None
