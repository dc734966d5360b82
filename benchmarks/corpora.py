"""Labelled talks to measure with: whole events, and fixed draws that stand for small ones.

A folder of Parquet files, one row a talk: event, year, title, abstract and label, the
track or room that people gave it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kcdanalysis.talks import as_talks

#: Labels of an event with fewer talks than this are left out: nobody could find them.
FEWEST_OF_A_LABEL = 5

#: Draws of one event, for each size: labels, talks of each, draws.
DRAWS = {16: (4, 4, 3), 54: (6, 9, 2), 192: (16, 12, 1)}


@dataclass(frozen=True)
class Labelled:
    """Talks with their labels: one event, or a draw of it.

    Attributes
    ----------
    group : str
        What its scores are averaged with: the corpus, or "draws of 16".
    name : str
        The event, and the number of the draw.
    talks : DataFrame
        The Talks frame.
    labels : Series
        One label a talk.
    """

    group: str
    name: str
    talks: pd.DataFrame
    labels: pd.Series

    @property
    def n_labels(self) -> int:
        """How many different labels there are."""
        return int(self.labels.nunique())


def read_corpora(folder: Path) -> Iterator[Labelled]:
    """Give each event of each file in `folder`, then the draws.

    Draws are made of those events that can give the largest.
    """
    events = [event for path in sorted(folder.glob("*.parquet")) for event in _events(path)]
    yield from events
    n_labels, n_talks, _ = DRAWS[max(DRAWS)]
    large = [event for event in events if len(_labels_of(event, n_talks)) >= n_labels]
    for size in DRAWS:
        for event in large:
            yield from _draws(event, size)


def _events(path: Path) -> Iterator[Labelled]:
    for (event, year), rows in pd.read_parquet(path).groupby(["event", "year"]):
        often = rows["label"].map(rows["label"].value_counts()) >= FEWEST_OF_A_LABEL
        kept = rows[often].reset_index(drop=True)
        if kept["label"].nunique() < 3:
            continue
        talks = as_talks(kept[["title", "abstract"]].assign(event=event).to_dict("records"))
        yield Labelled(path.stem.split("_")[0], f"{event}, {year}", talks, kept["label"])


def _labels_of(event: Labelled, n_talks: int) -> list[str]:
    counts = event.labels.value_counts()
    return sorted(counts.index[counts >= n_talks])


def _draws(event: Labelled, size: int) -> Iterator[Labelled]:
    n_labels, n_talks, n_draws = DRAWS[size]
    labels = _labels_of(event, n_talks)
    for number in range(n_draws):
        rng = np.random.default_rng((size, number))
        rows = [
            row
            for label in rng.choice(labels, n_labels, replace=False)
            for row in rng.choice(np.flatnonzero(event.labels == label), n_talks, replace=False)
        ]
        yield Labelled(
            f"draws of {size}",
            f"{event.name}, draw {number + 1}",
            event.talks.iloc[rows].reset_index(drop=True),
            event.labels.iloc[rows].reset_index(drop=True),
        )
