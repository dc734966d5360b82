"""Find topics: groups of similar talks, with measures of how far to trust them.

The words of each talk are weighted (`features`), mixed with those of its neighbours,
reduced to about as many dimensions as there are topics, clustered (`clustering`) and named
(`labels`). The measures come from repetition: on subsamples of the talks, and with the
words shuffled between the talks (`stability`).
"""

from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import ensure_talks
from kcdanalysis.topics.clustering import Groups, cluster, lsa, neighbours, of_unit_length, smooth
from kcdanalysis.topics.features import CountedTalks, similarities, talk_features
from kcdanalysis.topics.labels import N_TERMS, printed_terms, topic_labels, topic_terms
from kcdanalysis.topics.stability import NUMBER_COLUMNS, STABLE, clearness, stability, topic_numbers
from kcdanalysis.words.counts import Matrix, Words, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors

#: Fewer talks are not clustered.
MIN_TALKS = 6

#: Groups are clear from this z-score on, which one in a hundred programmes of shuffled words
#: exceeds.
CLEAR = 3.5


@dataclass(frozen=True)
class Topics:
    """Topics of talks, with measures of how far to trust them.

    Attributes
    ----------
    talks : DataFrame
        The Talks frame.
    topics : DataFrame
        One row a topic, the largest first: topic (0, 1, ...), label, n_talks,
        share, stability (0 to 1, NaN where unknown).
    assignments : DataFrame
        One row a talk, in the order of `talks`: talk_id, topic (missing for a talk
        that shares nothing with others), strength (cosine of the talk and the centre
        of its topic), sureness (how often it stays in its topic when others are left
        out, 0 to 1).
    terms : DataFrame
        Up to ten terms for each topic: topic, rank, term, weight (1 for the strongest),
        share (of the topic's talks with the term).
    numbers : DataFrame
        The numbers of topics that were tried: n_topics, silhouette, modularity,
        score; empty when the number was given.
    vectors : ndarray, talks x dimensions
        The talks as they were clustered, of unit length; zeros for talks of no topic.
    is_clear : bool
        Whether these groups are clearer than those of shuffled words.
    verdict : str
        How far to trust them, in one sentence.
    """

    talks: pd.DataFrame
    topics: pd.DataFrame
    assignments: pd.DataFrame
    terms: pd.DataFrame
    numbers: pd.DataFrame
    vectors: Matrix
    is_clear: bool
    verdict: str


def find_topics(
    talks: pd.DataFrame,
    *,
    n_topics: int | Literal["auto"] = "auto",
    random_state: int = 0,
    embeddings: Embeddings | None = None,
) -> Topics:
    """Find groups of similar talks, and measure how far to trust them.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame, or anything else that `ensure_talks` takes. The order of the rows
        does not matter.
    n_topics : int or "auto"
        The number of topics; "auto" takes that of the best silhouette and modularity.
    random_state : int
        Seed of the measures; the topics do not depend on it.
    embeddings : array, callable or "semantic", optional
        The meaning of the talks, instead of the term table of the package: vectors, one a
        talk; a function from a list of texts to vectors; or the encoder of the extra
        `semantic`. See `talk_vectors`.

    Returns
    -------
    Topics

    Raises
    ------
    KcdError
        If there are no talks, or `n_topics` is not between 1 and their number.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}])).verdict
    '2 talks are too few to look for groups; all are in one topic.'
    """
    talks = ensure_talks(talks)
    return topics_of(talks, *count_talks(talks, embeddings), n_topics, random_state)


def count_talks(
    talks: pd.DataFrame, embeddings: Embeddings | None
) -> tuple[Groups, list[Words], CountedTalks]:
    """Count the words of talks in the order of their ids; also return that order."""
    if not len(talks):
        raise KcdError("no talks to find topics in; give a frame with at least one")
    order = np.argsort(talks["talk_id"].to_numpy(dtype=str), kind="stable")
    words = talk_words(talks.iloc[order])
    vectors = None if embeddings is None else talk_vectors(talks, embeddings)[order]
    return order, words, CountedTalks(*count_words(words), vectors)


# With small matrices, threads cost more than they save, and they change the last digits.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def topics_of(
    talks: pd.DataFrame,
    order: Groups,
    words: list[Words],
    counted: CountedTalks,
    n_topics: Any,
    random_state: int,
) -> Topics:
    """Find the topics of talks whose words are counted; see `find_topics`."""
    is_number = isinstance(n_topics, Integral) and not isinstance(n_topics, bool)
    if n_topics != "auto" and not (is_number and 1 <= n_topics <= len(talks)):
        raise KcdError(f"n_topics is {n_topics!r}; choose 1 to {len(talks)}, or 'auto'")
    printed = printed_terms(words)
    if n_topics == 1:
        return _one_topic(talks, counted, printed, "All talks are in one topic, as asked.")
    if len(talks) < MIN_TALKS:
        few = "1 talk is" if len(talks) == 1 else f"{len(talks)} talks are"
        verdict = f"{few} too few to look for groups; all are in one topic."
        return _one_topic(talks, counted, printed, verdict)
    features = talk_features(counted)
    # A talk that shares nothing with the others has no topic.
    has_topic = features.getnnz(axis=1) > 0
    features, order = features[has_topic].sorted_indices(), order[has_topic]
    if len({(row.indices.tobytes(), row.data.tobytes()) for row in features}) < MIN_TALKS:
        verdict = "These talks have the same words: no groups can be told."
        return _one_topic(talks, counted, printed, verdict)
    counted = counted[has_topic]
    similar = similarities(features)
    graph = neighbours(similar)
    smoothed = smooth(similar, graph)
    numbers = pd.DataFrame(columns=NUMBER_COLUMNS)
    if n_topics == "auto":
        numbers = topic_numbers(smoothed, graph)
        n_topics = int(numbers.loc[numbers["score"].idxmax(), "n_topics"])
    points = of_unit_length(lsa(smoothed, n_topics), n_topics)
    topic = largest_first(cluster(points, n_topics))
    n_topics = int(topic.max()) + 1
    stable, sureness = stability(similar, topic, n_topics, random_state)
    is_clear = clearness(counted, n_topics, random_state) >= CLEAR
    verdict = "These talks do not fall into clear groups: shuffled words group as well."
    if is_clear:
        n_stable = f"{(stable >= STABLE).sum()} of {n_topics} topics are stable"
        verdict = f"{n_stable}; the groups are clearer than shuffled words."
    terms = topic_terms(counted.counts, counted.vocabulary, topic, printed)
    vectors = np.zeros((len(talks), points.shape[1]))
    vectors[order] = points
    return Topics(
        talks=talks,
        topics=topic_table(topic, topic_labels(terms, n_topics), stable, len(talks)),
        assignments=assignment_table(talks, topic, points, sureness, order),
        terms=terms,
        numbers=numbers,
        vectors=vectors,
        is_clear=is_clear,
        verdict=verdict,
    )


def _one_topic(
    talks: pd.DataFrame, counted: CountedTalks, printed: dict[str, str], verdict: str
) -> Topics:
    """One topic of all talks, of unknown stability."""
    n_talks = dict(zip(counted.vocabulary, counted.counts.getnnz(axis=0).tolist(), strict=True))
    top = sorted(printed, key=lambda stem: (-n_talks[stem], stem))[:N_TERMS]
    terms = pd.DataFrame(
        {"topic": 0, "rank": range(1, len(top) + 1), "term": map(printed.get, top)}
    )
    terms["weight"] = terms["share"] = [round(n_talks[stem] / len(talks), 4) for stem in top]
    rows = np.arange(len(talks))
    topic, vectors, unknown = 0 * rows, np.ones((len(talks), 1)), np.full(len(talks), np.nan)
    return Topics(
        talks=talks,
        topics=topic_table(topic, topic_labels(terms, 1), unknown[:1], len(talks)),
        assignments=assignment_table(talks, topic, vectors, unknown, rows),
        terms=terms,
        numbers=pd.DataFrame(columns=NUMBER_COLUMNS),
        vectors=vectors,
        is_clear=False,
        verdict=verdict,
    )


def largest_first(topic: Groups) -> Groups:
    """Number the topics by size, ties by their first talk."""
    topics = pd.Series(topic)
    # The counts are in the order of the first talks.
    order = topics.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    return order.get_indexer(topics).astype(np.int64)


def topic_table(topic: Groups, labels: list[str], stable: Matrix, n_talks: int) -> pd.DataFrame:
    """Make `Topics.topics` from the topics of the talks that have one."""
    sizes = np.bincount(topic)
    table = {"topic": np.arange(len(sizes)), "label": pd.array(labels, dtype="str")}
    return pd.DataFrame(table).assign(n_talks=sizes, share=sizes / n_talks, stability=stable)


def assignment_table(
    talks: pd.DataFrame, topic: Groups, vectors: Matrix, sureness: Matrix, rows: Groups
) -> pd.DataFrame:
    """Make `Topics.assignments`; talks that were not clustered (not in `rows`) have no topic."""
    centres = normalize(np.stack([vectors[topic == n].sum(axis=0) for n in range(topic.max() + 1)]))
    strength = (vectors * centres[topic]).sum(axis=1).round(4)
    columns = {"topic": topic, "strength": strength, "sureness": sureness}
    table = pd.DataFrame(columns, index=rows).astype({"topic": "Int64"}).reindex(range(len(talks)))
    table.insert(0, "talk_id", talks["talk_id"].to_numpy())
    return table
