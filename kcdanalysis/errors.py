"""The exception and the warnings that users see."""

import warnings
from collections.abc import Iterable


class KcdError(Exception):
    """A mistake that the user can correct; the message is one sentence that says how."""


class KcdWarning(UserWarning):
    """Something was left out or looks wrong; the message says what and where."""


class UnreadableWarning(KcdWarning):
    """A file could not be read, but others could."""


def warn_of(name: str, line: int, what: str) -> None:
    """Warn of a problem in a line of a file, and say what was done about it."""
    warnings.warn(f"{name}, line {line}: {what}", KcdWarning, stacklevel=3)


def needs_extra(name: str, extra: str) -> KcdError:
    """Make the error for a file or an option that needs a missing optional library."""
    return KcdError(f"{name}: needs the extra '{extra}'; pip install 'kcdanalysis[{extra}]'")


def did_you_mean(name: str, names: Iterable[str], *, cutoff: int = 60) -> str:
    """Suggest the name that was probably meant, as the end of a sentence; "" if none is near.

    >>> did_you_mean("hgo", ["hugo", "jekyll"]), did_you_mean("word", ["hugo", "jekyll"])
    ("; did you mean 'hugo'?", '')
    """
    from rapidfuzz import fuzz, process, utils

    match = process.extractOne(
        name, list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff
    )
    return f"; did you mean {match[0]!r}?" if match else ""
