"""The one exception that users meet, and the warnings."""

import warnings
from collections.abc import Iterable


class KcdError(Exception):
    """Something the user can mend; the message is one sentence that says how."""


class KcdWarning(UserWarning):
    """Something was left out or looks wrong; the message says what and where."""


class UnreadableWarning(KcdWarning):
    """A file could not be read, where others could."""


def warn_of(name: str, line: int, what: str) -> None:
    """Warn of what is wrong in a line of a file, and what was done about it."""
    warnings.warn(f"{name}, line {line}: {what}", KcdWarning, stacklevel=3)


def needs_extra(name: str, extra: str) -> KcdError:
    """Make the error of a file or wish for which an optional library is missing."""
    return KcdError(f"{name}: needs the extra '{extra}'; pip install 'kcdanalysis[{extra}]'")


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Offer the name that was probably meant, as the end of a sentence; "" if none is near.

    >>> did_you_mean("hgo", ["hugo", "jekyll"]), did_you_mean("word", ["hugo", "jekyll"])
    ("; did you mean 'hugo'?", '')
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        name, list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
    )
    return f"; did you mean {found[0]!r}?" if found else ""
