"""The words that programmes use, in many languages, from one data file."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping

from kcdanalysis.files import read_shipped

_TABLES = tomllib.loads(read_shipped("sources/values/vocabulary.toml").decode())

for _words in (_TABLES["months"], _TABLES["weekdays"]):
    for _key, _text in _words.items():
        # "piatek" for "piątek"
        _letters = unicodedata.normalize("NFD", _text.replace("ł", "l"))
        _words[_key] += f" {_letters.encode('ascii', 'ignore').decode()}"


def word_sets(table: str) -> dict[str, frozenset[str]]:
    """Read a table of single words."""
    return {key: frozenset(text.split()) for key, text in _TABLES[table].items()}


def all_words(*tables: str) -> list[str]:
    """Return the words of all lists of some tables, in the order of the alphabet."""
    return sorted(
        {word for table in tables for text in _TABLES[table].values() for word in text.split()}
    )


def phrase_lists(table: str) -> dict[str, tuple[str, ...]]:
    """Read a table of phrases."""
    return {key: tuple(" ".join(text.split()).split(", ")) for key, text in _TABLES[table].items()}


def first_match(words: Iterable[str], table: Mapping[str, frozenset[str]]) -> str:
    """Find the first list of a table that has one of some words; "" if none has."""
    given = frozenset(words)
    return next((key for key, known in table.items() if given & known), "")


#: Sets of words that need no table of their own.
WORDS = word_sets("words")
