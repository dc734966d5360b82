"""Words of figures: titles, captions, alternative texts, counts and shares in print."""

from __future__ import annotations

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
