"""Show what a conference was about: its talks, themes with evidence, topics and figures."""

import sys
from functools import partial
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded on first use, so that a script that only reads talks does not wait for matplotlib.
_MODULES = {
    "errors": "KcdError KcdWarning",
    "talks": "as_talks",
    "sources": "read_programme read_talks source_formats",
    "sources.checks": "check_talks",
    "sources.writing": "write_talks",
    "themes.lexicon": "Lexicon Theme read_lexicon",
    "themes.assignment": "assign_themes ThemeAssignments explain_talk",
    "themes.suggestions": "suggest_terms",
    "topics.finding": "find_topics Topics",
    "topics.model": "TopicModel load_topic_model",
    "topics.decisions": "edit_topics",
    "summaries": "theme_shares theme_matrix theme_cooccurrence theme_trend trend_tests"
    " compare_events distinctive_words event_name topic_summary topic_talks talk_map"
    " programme_profile track_agreement",
    "summaries.gaps": "theme_gaps",
    "words.translation": "speaking",
    "figures.style": "house_style",
    "publishing": "build_report build_explorer",
    "publishing.gallery": "draw_gallery",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
#: Modules that read better with their names: kcd.figures.topics(...), kcd.lexicon.read(...).
_NAMESPACES = {"figures": "figures", "lexicon": "themes", "scale": "scale"}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _NAMESPACES:
        return import_module(f"kcdanalysis.{_NAMESPACES[name]}")
    if name in _HOME:
        return getattr(import_module(f"kcdanalysis.{_HOME[name]}"), name)
    raise AttributeError(f"module 'kcdanalysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *_HOME, *_NAMESPACES]


def _register(shell: Any) -> None:
    """Make a notebook show themes and topics as tables; the code for these is loaded lazily."""
    html = shell.display_formatter.formatters["text/html"]
    for module, name, maker in (
        ("kcdanalysis.themes.assignment", "ThemeAssignments", "themes_html"),
        ("kcdanalysis.topics.finding", "Topics", "topics_html"),
    ):
        html.for_type_by_name(module, name, partial(_as_html, maker))


def _as_html(maker: str, result: Any) -> str:
    return getattr(import_module("kcdanalysis.publishing.displays"), maker)(result)


if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()):
    _register(_shell)
