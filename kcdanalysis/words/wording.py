"""Numbers and names in sentences: counts, shares, differences of shares, lists."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from kcdanalysis.errors import shown
from kcdanalysis.words.translation import N_, _, language_in_use, local_number, ngettext, number

#: Spaces, except those that keep the digits of a number and its sign together.
_SPACES = re.compile(r"(?:(?!(?<=\d)\u00a0[\d%])\s)+")

#: Characters that change the direction of the text after them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_json(value: Any, indent: int | None = None) -> str:
    r"""Write JSON in which only characters that control a terminal are escaped.

    >>> print(as_json(["é", "\x9b2J", "\u202e"]))
    ["é", "\u009b2J", "\u202e"]
    """
    return shown(json.dumps(value, ensure_ascii=False, indent=indent), "\n", r"\u{:04x}")


def as_toml(text: str) -> str:
    r"""Escape characters that control a terminal in TOML basic strings, which are like JSON's.

    >>> print(as_toml('a = "é\x9b2J"'))
    a = "é\u009b2J"
    """
    # TOML cannot contain bytes that are not valid text.
    return shown(text.encode(errors="replace").decode(), "\n", r"\u{:04x}")


def join_sentences(*sentences: str | bool) -> str:
    """Join sentences, leaving out False and empty ones."""
    return " ".join(sentence for sentence in sentences if isinstance(sentence, str) and sentence)


def join_names(names: Sequence[str]) -> str:
    """Join several names in a sentence: "a, b and c"."""
    *most, last = names
    if not most:
        return last
    # In Spanish "y" becomes "e" before the sound of an i.
    if language_in_use() == "es" and re.match("i|hi(?![aeo])", last.casefold()):
        return f"{', '.join(most)} e {last}"
    return _("{names} and {last}", names=", ".join(most), last=last)


def list_names(labels: Iterable[str]) -> str:
    """Join several names with commas."""
    return ", ".join(short(label) for label in labels)


def one_line(text: Any) -> str:
    r"""Put text on one line, without invisible characters.

    >>> one_line("a\n\tb\x00")
    'a b'
    """
    visible = (
        " "
        if letter in _DIRECTIONS or unicodedata.category(letter) in ("Cc", "Cs", "Cn")
        else letter
        for letter in str(text)
    )
    return " ".join(split_words("".join(visible)))


def split_words(text: str) -> list[str]:
    r"""Split text at spaces, except those within a number and before its sign.

    >>> split_words(" up to\u00a016\u00a0% ")
    ['up', 'to', '16\xa0%']
    """
    return list(filter(None, _SPACES.split(text)))


def short(text: str, length: int = 40) -> str:
    """Put text on one line of at most `length` characters."""
    text = one_line(text)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def labelled(name: str, text: str) -> str:
    """Join a name and a text with a colon."""
    return _("{name}: {text}", name=name, text=text)


def said_of(name: str, text: str) -> str:
    """Join a name and a text with a colon, as a sentence."""
    return _("{name}: {text}.", name=name, text=text)


def count(number: int, noun: str) -> str:
    """Count things, one or many.

    >>> count(1, "talk"), count(1200, "talk")
    ('1 talk', '1,200 talks')
    """
    return ngettext(f"{{n}} {noun}", f"{{n}} {noun}s", number)


def talks_of(n_talks: int, event: str = "") -> str:
    """Count the talks, of an event if it has a name."""
    if not event:
        return count(n_talks, "talk")
    of = short(event, 60)
    return ngettext("{n} talk of {event}", "{n} talks of {event}", n_talks, event=of)


def of_total(part: int, total: int) -> str:
    """Print a part and the total."""
    return _("{n} of {total}", n=number(part), total=number(total))


def of_talks(part: int, n_talks: int) -> str:
    """Print a part of the talks and all of them."""
    total = number(n_talks)
    return ngettext("{n} of {total} talks", "{n} of {total} talks", part, total=total)


def left_out(part: int, total: int) -> str:
    """Say how many talks were left out because of their language; "" if there are none.

    >>> left_out(3, 19)
    'Left out: 3 of 19 talks, in a language that the lexicon does not cover.'
    """
    if not part:
        return ""
    text = N_("Left out: {talks}, in a language that the lexicon does not cover.")
    return _(text, talks=of_talks(part, total))


def percent(share: float) -> str:
    """Print a share; a small one does not become 0%.

    >>> percent(0.3125), percent(0.004), percent(0)
    ('31%', '<1%', '0%')
    """
    return _("{number}%", number="<1" if 0 < share < 0.005 else int(100 * share + 0.5))


def interval(low: float, high: float) -> str:
    """Print the interval of a share; "" if it is unknown.

    >>> interval(0.102, 0.495)
    '10% to 50%'
    """
    return "" if low != low else _("{low} to {high}", low=percent(low), high=percent(high))


def points(difference: float, low: float, high: float) -> str:
    """Print a difference of shares in percentage points, with its interval.

    >>> points(0.114, 0.04, 0.18)
    '+11 points, 4 to 18'
    >>> points(-0.012, -0.025, 0.001)
    '−1.2 points, −2.5 to 0.1'
    """
    ends = {"low": _tenths(low, low, high), "high": _tenths(high, low, high)}
    return f"{change_in_points(difference, low, high)}, {_('{low} to {high}', **ends)}"


def change_in_points(difference: float, low: float, high: float) -> str:
    """Print a difference of shares as `points` does, without its interval."""
    middle = _tenths(difference, low, high)
    sign = "" if middle.startswith("−") or not middle.strip("0,.") else "+"
    few = 1 if middle.lstrip("−") == "1" else 2
    return ngettext("{number} point", "{number} points", few, number=f"{sign}{middle}")


def _tenths(value: float, low: float, high: float) -> str:
    # Tenths are printed if whole points would hide the difference.
    digits = 1 if high - low < 0.1 else 0
    text = f"{100 * value:.{digits}f}"
    # No "-0", and a minus that is as wide as a plus.
    return local_number((text if float(text) else f"{0:.{digits}f}").replace("-", "−"))
