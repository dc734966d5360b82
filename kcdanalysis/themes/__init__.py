"""Themes: subjects that the analyst names in a lexicon, assigned by a rule with evidence.

The functions for lexicons are attributes of this package (`themes.read`, `themes.check`),
which is also `kcd.lexicon`.
"""

from importlib import import_module
from typing import Any

# Loaded on first use: a lexicon is read in milliseconds, the rest needs scikit-learn.
_FUNCTIONS = {
    "add_hints": ("suggestions", "add_hints"),
    "check": ("lint", "check_lexicon"),
    "from_names": ("suggestions", "lexicon_from_names"),
    "names": ("lexicon", "lexicon_names"),
    "read": ("lexicon", "read_lexicon"),
    "suggest": ("suggestions", "suggest_terms"),
    "to_toml": ("suggestions", "lexicon_toml"),
}

__all__ = sorted(_FUNCTIONS)


def __getattr__(name: str) -> Any:
    if name not in _FUNCTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, function = _FUNCTIONS[name]
    return getattr(import_module(f"{__name__}.{module}"), function)


def __dir__() -> list[str]:
    return [*globals(), *_FUNCTIONS]
