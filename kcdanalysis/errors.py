"""The one exception that users meet, and the warnings."""

import warnings


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
