"""The exception and the warnings that users see."""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

#: Characters that end a line, control a terminal, or change the direction of text.
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def shown(text: object, keep: str = "", form: str = "") -> str:
    r"""Escape the characters that control a terminal, except those to keep.

    `form` is the format of the escapes, "\\u{:04x}" for JSON; by default that of Python.

    >>> print(shown("\x1b[31m red\n"), shown("a\nb", keep="\n"))
    \x1b[31m red\n a
    b
    """

    def escape(sign: re.Match[str]) -> str:
        kept = sign[0] in keep
        return sign[0] if kept else form.format(ord(sign[0])) or ascii(sign[0])[1:-1]

    return _CONTROLS.sub(escape, str(text))


#: Longer sentences lose their middle, since a name or a value from a file may be very long.
_LONGEST = 3_000


def _sentence(message: object) -> str:
    text = str(message)
    half = _LONGEST // 2
    return shown(text if len(text) <= _LONGEST else f"{text[:half]} ... {text[-half:]}")


class KcdError(Exception):
    """An error that the user can correct; the message is one sentence that says how."""

    def __init__(self, message: object = "") -> None:
        super().__init__(_sentence(message))


class KcdWarning(UserWarning):
    """Something was left out or looks wrong; the message says what and where."""

    def __init__(self, message: object = "") -> None:
        super().__init__(_sentence(message))


class UnreadableWarning(KcdWarning):
    """A file could not be read, but others could."""


def warn_of(name: str, line: int, what: str) -> None:
    """Warn of a problem in a line of a file, and say what was done about it."""
    warnings.warn(f"{name}, line {line}: {what}", KcdWarning, stacklevel=3)


#: What differs between two warnings of one kind, after file and line: numbers and quotes.
_DETAIL = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")
#: The most warnings of one kind that are printed.
MAX_WARNINGS = 20


@contextmanager
def few_warnings() -> Iterator[None]:
    """Print the first warnings of each kind and file, and then only the number of the others."""
    given, firsts = warnings.showwarning, dict[tuple[str, str], str]()
    numbers: Counter[tuple[str, str]] = Counter()

    def show(message: Warning | str, *where: Any, **more: Any) -> None:
        place, _, problem = str(message).partition(": ")
        kind = place.partition(", line ")[0], _DETAIL.sub("", problem)
        numbers[kind] += 1
        firsts.setdefault(kind, str(message))
        if numbers[kind] <= MAX_WARNINGS:
            given(message, *where, **more)

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
    for kind, number in numbers.items():
        if number > MAX_WARNINGS:
            rest = f"{number - MAX_WARNINGS:,} more warnings are not shown"
            warnings.warn(f"{rest}, all of them like: {firsts[kind]}", KcdWarning, stacklevel=4)


def needs_extra(name: str, extra: str) -> KcdError:
    """Make the error for a file or an option that needs a missing optional library."""
    return KcdError(f"{name}: needs the extra '{extra}'; pip install 'kcdanalysis[{extra}]'")


def did_you_mean(name: str, names: Iterable[str], *, cutoff: int = 60) -> str:
    """Suggest the name that was probably meant, as the end of a sentence; "" if none is similar.

    >>> did_you_mean("hgo", ["hugo", "jekyll"]), did_you_mean("word", ["hugo", "jekyll"])
    ("; did you mean 'hugo'?", '')
    """
    from rapidfuzz import fuzz, process, utils

    match = process.extractOne(
        name, list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff
    )
    return f"; did you mean {match[0]!r}?" if match else ""
