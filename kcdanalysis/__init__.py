"""Tells what a conference was about: talks, themes with evidence, honest topics, figures."""

import sys
from functools import partial
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded when first used: a script that reads talks need not wait for matplotlib.
_HOME = {
    "KcdError": "errors",
    "KcdWarning": "errors",
    "Lexicon": "themes.lexicon",
    "Theme": "themes.lexicon",
    "ThemeAssignments": "themes.assignment",
    "TopicModel": "topics.model",
    "Topics": "topics.finding",
    "add_hints": "themes.suggestions",
    "as_talks": "talks",
    "assign_themes": "themes.assignment",
    "build_explorer": "publishing",
    "build_report": "publishing",
    "check_lexicon": "themes.lint",
    "check_talks": "sources.checks",
    "compare_events": "summaries",
    "distinctive_words": "summaries",
    "edit_topics": "topics.decisions",
    "event_name": "summaries",
    "explain_talk": "themes.assignment",
    "find_topics": "topics.finding",
    "group_talks": "summaries",
    "house_style": "figures.style",
    "length_caveat": "summaries",
    "lexicon_from_names": "themes.suggestions",
    "lexicon_names": "themes.lexicon",
    "lexicon_toml": "themes.suggestions",
    "load_topic_model": "topics.model",
    "programme_profile": "summaries",
    "read_lexicon": "themes.lexicon",
    "read_programme": "sources",
    "read_talks": "sources",
    "returning_speakers": "summaries",
    "source_formats": "sources",
    "speaker_summary": "summaries",
    "suggest_terms": "themes.suggestions",
    "talk_map": "summaries",
    "talk_text": "talks",
    "talks_elsewhere": "summaries",
    "talks_without_theme": "summaries.gaps",
    "theme_cooccurrence": "summaries",
    "theme_gaps": "summaries.gaps",
    "theme_matrix": "summaries",
    "theme_ranges": "summaries.gaps",
    "theme_sensitivity": "summaries.gaps",
    "theme_shares": "summaries",
    "theme_trend": "summaries",
    "topic_summary": "summaries",
    "topic_talks": "summaries",
    "track_agreement": "summaries",
    "track_index": "summaries",
    "trend_tests": "summaries",
    "words_without_theme": "summaries.gaps",
    "write_gallery": "publishing.gallery",
    "write_talks": "sources.writing",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name == "figures":
        return import_module("kcdanalysis.figures")
    if name not in _HOME:
        raise AttributeError(f"module 'kcdanalysis' has no attribute {name!r}")
    return getattr(import_module(f"kcdanalysis.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOME]


def _register(shell: Any) -> None:
    """Let a notebook show themes and topics as tables; what makes these is loaded when needed."""
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
