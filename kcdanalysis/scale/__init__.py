"""Themes, counts and topics of talks that do not fit into memory.

Talks come in parts: the batches of a large file, that is, an iterable of Talks frames
(`read_talks(..., batches=10_000)`); or the partitions of a Dask DataFrame. The result for a talk
depends on that talk alone, and small tables are sums of counts, so both give the same as
`kcdanalysis` does for all talks together. With Dask, results per talk stay lazy, and small
tables are computed, by a `distributed.Client` if there is one.
"""

from kcdanalysis.scale.parts import dask_talks, sample_talks
from kcdanalysis.scale.themes import ThemesInParts, assign_themes, theme_counts
from kcdanalysis.scale.topics import fit_topics, predict_topics

__all__ = [
    "ThemesInParts", "assign_themes", "dask_talks", "fit_topics", "predict_topics", "sample_talks",
    "theme_counts",
]  # fmt: skip
