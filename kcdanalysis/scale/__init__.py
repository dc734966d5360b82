"""Themes, counts and topics of more talks than memory holds.

Talks come in parts: as the batches of a large file, an iterable of Talks frames
(`read_talks(..., batches=10_000)`); or as the partitions of a Dask DataFrame. What is found of a
talk depends on that talk alone, and small tables are added up from counts, so both give what
`kcdanalysis` gives for all talks together. With Dask, what is of each talk stays lazy, and
small tables are computed, by a `distributed.Client` if there is one.
"""

from kcdanalysis.scale.parts import dask_talks, sample_talks
from kcdanalysis.scale.themes import ThemesInParts, assign_themes, theme_counts
from kcdanalysis.scale.topics import fit_topics, predict_topics

__all__ = [
    "ThemesInParts", "assign_themes", "dask_talks", "fit_topics", "predict_topics", "sample_talks",
    "theme_counts",
]  # fmt: skip
