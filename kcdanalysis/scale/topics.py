"""Topics of talks that come in parts: found in a sample, and predicted for all."""

from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.scale.parts import Parts, is_dask, map_parts, sample_talks
from kcdanalysis.talks import ensure_talks
from kcdanalysis.topics.model import TopicModel

#: Topics are found in a sample of at most this many talks.
N_SAMPLE = 20_000


def fit_topics(talks: Parts, *, n_sample: int = N_SAMPLE, **options: Any) -> TopicModel:
    """Find topics in a sample of the talks, which does not depend on how they are split.

    Parameters
    ----------
    talks : Dask DataFrame, or iterable of DataFrame
        Parts of a Talks frame, with the talk_id in a column.
    n_sample : int
        The most talks of the sample, which must fit into memory.
    **options
        As for `kcdanalysis.TopicModel`.
    """
    return TopicModel(**options).fit(sample_talks(talks, n_sample))


def predict_topics(model: TopicModel, talks: Parts) -> Any:
    """Predict the topic of each talk, -1 for a talk without known words.

    Returns
    -------
    Dask Series, or iterable of Series
        With the index of the talks; nothing is computed until it is needed.
    """
    if is_dask(talks):
        from dask.delayed import delayed

        meta = pd.Series(name="topic", dtype=np.int64, index=talks._meta.index)
        return talks.map_partitions(_predict, delayed(model), meta=meta)
    return map_parts(lambda part: _predict(part, model), talks)


def _predict(part: pd.DataFrame, model: TopicModel) -> pd.Series:
    topic = model.predict(ensure_talks(part)) if len(part) else np.zeros(0)
    return pd.Series(topic, part.index, dtype=np.int64, name="topic")
