"""What the columns of tables and the keys of records are called, in several languages."""

import re
import unicodedata
from functools import lru_cache

from kcdanalysis.sources.values.vocabulary import WORDS, phrase_lists

#: Our fields, each with the names that sources have for it.
FIELDS = phrase_lists("fields")

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: What is longer is prose, and no name.
_LONGEST = 300
_WORD = re.compile(r"[^\W_]+")
_NOTE = re.compile(r"(?<!\s)\s*+\([^()]*\)")
_JOINED = re.compile(r"[+&/,]|\s(?:and|with|und|et|y|e|mit|avec)\s")
_WITH_EMPLOYERS = (["speakers", "organisations"], ["name", "organisations"])
_AND = re.compile(r"/|\s(?:and|&|und|et|y|e|or|oder|ou|o|u|of)\s")


def normalise(name: str) -> str:
    """Write a name without case, spaces, hyphens and underscores."""
    return "".join(_words(name))


# The same keys and labels come with each entry, and are looked at several times.
@lru_cache(maxsize=1 << 14)
def match_field(name: str) -> str | None:
    """Match the name of a column or key to one of our fields; None if there is no match."""
    if len(name) > _LONGEST:
        return None
    parts = _JOINED.split(name)
    if len(parts) > 1 and list(map(match_field, parts)) in _WITH_EMPLOYERS:
        # "Speaker(s) + affiliation"
        return "speakers"
    if field := _FIELD_OF.get(normalise(name)):
        return field
    # "Talk Title (required)" means no more than "title".
    rest = _bare(name)
    if field := _FIELD_OF.get(rest):
        return field
    if "(" in name and (bare := _NOTE.sub("", name)) != name:
        return match_field(bare)
    # "Room/Location" and "Day and Date", but not "Title/Speaker".
    parts = _AND.split(name)
    # "Title/Slides"
    parts = [one for one in parts if not WORDS["materials"].issuperset(_words(one))] or parts
    if len(parts) == 1 and parts != [name]:
        return match_field(parts[0])
    fields = set(map(match_field, parts)) if len(parts) > 1 else {None}
    return fields.pop() if len(fields) == 1 else None


def split_language(name: str) -> tuple[str, str]:
    """Split the language off the name of one of several parallel columns; "" without one."""
    *words, last = _words(name) or [""]
    code = _CODES.get(last, "")
    is_field = "".join([*words, last]) in _FIELD_OF
    return (" ".join(words), code) if words and code and not is_field else (name, "")


def _bare(name: str) -> str:
    return "".join(word for word in _words(name) if word not in WORDS["filler"])


def _words(name: str) -> list[str]:
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name[:_LONGEST]))
    return _WORD.findall(spaced.casefold())


_CODES = {
    word: code for code, names in phrase_lists("languages").items() for word in (code, *names)
}
_NAMED = {name: field for field, names in FIELDS.items() for name in names}
#: "heure début" means no more than "heure de début".
_FIELD_OF = {_bare(name): field for name, field in _NAMED.items() if " " in name} | {
    normalise(name): field for name, field in _NAMED.items()
}
_FIELD_OF.pop("", None)
