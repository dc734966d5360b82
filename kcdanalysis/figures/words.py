"""Words of figures: titles, captions, alternative texts, counts and shares in print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from kcdanalysis.publishing.saving import ALT_LENGTH


@dataclass(frozen=True)
class Description:
    """A figure in words.

    Attributes
    ----------
    title, caption : str
        Its heading, and what a reader should know.
    alt : str
        What it shows, with its numbers, in at most 300 characters.
    details : DataFrame
        The long description: its numbers with column names for readers, in their order.
    """

    title: str
    caption: str
    alt: str
    details: pd.DataFrame


def alt_text(*sentences: str) -> str:
    """Join as many sentences as an alternative text may hold."""
    text = ""
    for sentence in filter(None, sentences):
        longer = f"{text} {sentence}".strip()
        if len(longer) > ALT_LENGTH:
            break
        text = longer
    return text


def join_sentences(*sentences: str) -> str:
    """Join what there is to say."""
    return " ".join(filter(None, sentences))


def join_names(names: Sequence[str]) -> str:
    """Name several things in a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def list_names(labels: Iterable[str]) -> str:
    """Name several things between commas."""
    return ", ".join(short(label) for label in labels)


def short(text: str, length: int = 40) -> str:
    """Put text on one line of so many characters at most."""
    text = " ".join(str(text).split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def count(number: int, noun: str) -> str:
    """Count things, one or many."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def talks_of(n_talks: int, event: str = "") -> str:
    """Count the talks, of an event if it has a name."""
    talks = count(n_talks, "talk")
    return f"{talks} of {short(event, 60)}" if event else talks


def of_total(number: int, total: int) -> str:
    """Print a part and the whole."""
    return f"{number:,} of {total:,}"
