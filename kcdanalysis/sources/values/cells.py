"""Rows and cells of a table, and what the text in a cell looks like."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from kcdanalysis.sources.syntax.markup import Run
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.sources.values.people import are_names
from kcdanalysis.sources.values.times import DAY_WORDS, UNTIL
from kcdanalysis.sources.values.vocabulary import all_words
from kcdanalysis.talks import TALK_KINDS

YEAR = re.compile(r"(?:19|20)\d\d")
URL = re.compile(r"(?:https?://|www\.)\S+")
DATE = re.compile(r"(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4})(?:[T ,].*)?")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?\s*+(?:[AaPp]\.?[Mm]\.?|Uhr|h)?"
TIME = re.compile(rf"({_CLOCK})(?:\s*(?:[-–—~]|{UNTIL})\s*({_CLOCK}))?")
_WEEKDAYS = all_words("weekdays")
_MONTHS = "|".join(all_words("months"))
_DAY = re.compile(
    rf"\d{{4}}-\d\d|\d\d?[./]\d\d?\b|(?:{DAY_WORDS}) \d"
    rf"|(?:{'|'.join(_WEEKDAYS)})$"
    # "So" and "Mar" begin other texts.
    rf"|(?:{'|'.join(name for name in _WEEKDAYS if len(name) > 4)})\b"
    # "25. April", "April 25, 2015"
    rf"|(?:\d\d?\.?\s(?:{_MONTHS})|(?:{_MONTHS})\s\d\d?(?:st|nd|rd|th)?)(?:,?\s\d{{4}})?$"
    # "Mon 2 June", "Mon, June 2"
    rf"|(?:{'|'.join(_WEEKDAYS)})[.,]*\s(?:\d\d?(?:st|nd|rd|th|\.)?\s(?:{_MONTHS})\b|(?:{_MONTHS})\s\d)",
    re.IGNORECASE,
)
#: What a spreadsheet takes for a formula, also in full width, and what was kept from being one.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NO_FORMULA = re.compile(rf"'+{FORMULA.pattern}")


class Row(NamedTuple):
    """A row of a table: the line or row of the file where it starts, and its cells."""

    line: int
    cells: list[Any]

    def cleaned(self) -> "Row":
        """Convert the cells to texts, or lists of texts."""
        return Row(self.line, list(map(clean_cell, self.cells)))


def clean_cell(value: Any) -> str | list[str]:
    """Convert a cell to text, "" if it is missing, and a list to a list of texts."""
    if isinstance(value, (list, tuple)):
        return [str(text) for item in value if (text := clean_cell(item))]
    # A sheet counts times of day from its first day.
    if isinstance(value, datetime) and value.year < 1901:
        value = value.time()
    if isinstance(value, datetime) and value.time() == time() and value.tzinfo is None:
        value = value.date()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value == value and value not in (None, {}) else ""


def joined(values: list[Any]) -> Any:
    """Return a single value as it is, and several as one flat list."""
    if len(values) == 1:
        return values[0]
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


def share(test: Callable[[str], Any], values: Iterable[str]) -> float:
    """Compute the share of the texts that pass a test, empty ones not counted."""
    texts = [value for value in values if value]
    return sum(1 for text in texts if test(text)) / len(texts) if texts else 0.0


def names_people(text: str) -> bool:
    """Whether a cell holds only names of people."""
    role, end = find_role(text)
    # "Lightning Talks"
    return not (role in TALK_KINDS and end == len(text)) and are_names([Run(text)])


def is_day(text: str) -> bool:
    """Whether a heading is a day: "Monday", "Day 2", "15.6.2023"."""
    return bool(_DAY.match(text))


def without_formula(text: str, *, keep: bool = False) -> str:
    """Put an apostrophe before what a spreadsheet would run; `with_formula` takes it away."""
    is_marked = _NO_FORMULA.match(text) or (FORMULA.match(text) and not keep)
    return f"'{text}" if is_marked else text


def with_formula(text: str) -> str:
    """Take away the apostrophe that `without_formula` put there."""
    return text[1:] if _NO_FORMULA.match(text) else text
