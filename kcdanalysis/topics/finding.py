"""Topics: the groups of talks that nobody named, and how much to believe them.

Weigh the words of each talk (`weights`), let each talk borrow from its nearest, keep
about as many dimensions as there are groups and cluster (`clustering`), name the groups
(`labels`). What to believe comes from doing it again: with talks left out, and with the
words shuffled between the talks (`trust`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from kcdanalysis.errors import KcdError
from kcdanalysis.topics.clustering import Labels, cluster, lsa, neighbours, of_unit_length, smooth
from kcdanalysis.topics.features import similarities, talk_features
from kcdanalysis.topics.labels import N_TERMS, printed_terms, topic_labels, topic_terms
from kcdanalysis.topics.stability import NUMBER_COLUMNS, STABLE, clearness, stability, topic_numbers
from kcdanalysis.words.counts import Matrix, Words, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors

#: Fewer talks than this make no groups that anybody could believe.
FEWEST_TALKS = 6

#: Standard deviations above shuffled words from which groups are clear: one in a hundred
#: programmes of shuffled words exceeds it.
CLEAR = 3.5


@dataclass(frozen=True)
class Topics:
    """Topics of talks, and how sure they are.

    Attributes
    ----------
    talks : DataFrame
        The Talks frame.
    topics : DataFrame
        One row a topic, the largest first: topic (0, 1, ...), label, n_talks,
        share, stability (0 to 1, missing where it cannot be told).
    assignments : DataFrame
        One row a talk, in the order of `talks`: talk_id, topic (missing for a talk
        that shares nothing with others), strength (cosine of the talk and the
        middle of its topic), sureness (how often it stays in its topic when others
        are left out, 0 to 1).
    terms : DataFrame
        Up to ten terms for each topic: topic, rank, term, weight (1 for the strongest),
        share (of the topic's talks that say it).
    numbers : DataFrame
        The numbers of topics that were tried: n_topics, silhouette, modularity,
        score; empty when the number was given.
    vectors : ndarray, talks x dimensions
        The talks as they were clustered, of unit length; zeros for talks of no topic.
    is_clear : bool
        Whether these groups are clearer than those of shuffled words.
    verdict : str
        What to believe, in one sentence.
    """

    talks: pd.DataFrame
    topics: pd.DataFrame
    assignments: pd.DataFrame
    terms: pd.DataFrame
    numbers: pd.DataFrame
    vectors: Matrix
    is_clear: bool
    verdict: str


# Small matrices: threads cost more than they give, and their sums differ in the last digit.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def find_topics(
    talks: pd.DataFrame,
    *,
    n_topics: int | Literal["auto"] = "auto",
    random_state: int = 0,
    embeddings: Embeddings | None = None,
) -> Topics:
    """Find groups of talks that share their words, and say how sure they are.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame, in any order: the answer does not depend on it.
    n_topics : int or "auto"
        How many; "auto" takes the number with the best silhouette and modularity.
    random_state : int
        Seed of the draws that tell how much to believe; the topics do not depend on it.
    embeddings : array, callable or "semantic", optional
        What the talks mean, instead of the term table that is shipped: vectors, one a
        talk; what makes them from a list of texts; or the encoder of the extra
        `semantic`. See `semantic.talk_vectors`.

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
    if not len(talks):
        raise KcdError("no talks to find topics in; give a frame with at least one")
    if n_topics != "auto" and not 1 <= n_topics <= len(talks):
        raise KcdError(f"n_topics is {n_topics}; choose 1 to {len(talks)}, or 'auto'")
    # By their ids, so that the order of the rows changes nothing.
    order = np.argsort(talks["talk_id"].to_numpy(dtype=str), kind="stable")
    words = talk_words(talks.iloc[order])
    if n_topics == 1:
        return _one_topic(talks, words, "All talks are in one topic, as asked.")
    if len(talks) < FEWEST_TALKS:
        return _one_topic(talks, words, _too_few(len(talks)))
    vectors = None if embeddings is None else talk_vectors(talks, embeddings)[order]
    counts, vocabulary = count_words(words)
    features = talk_features(counts, vocabulary, vectors)
    # A talk that shares nothing with another belongs nowhere.
    shares = features.getnnz(axis=1) > 0
    counts, features, order = counts[shares], features[shares], order[shares]
    vectors = None if vectors is None else vectors[shares]
    if _n_different(features) < FEWEST_TALKS:
        return _one_topic(talks, words, "These talks have the same words: no groups can be told.")
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
    stable, sure = stability(similar, topic, n_topics, random_state)
    is_clear = clearness(counts, vocabulary, vectors, n_topics, random_state) >= CLEAR
    terms = topic_terms(counts, vocabulary, topic, printed_terms(words))
    return Topics(
        talks=talks,
        topics=topic_table(topic, topic_labels(terms, n_topics), stable, len(talks)),
        assignments=assignment_table(talks, topic, points, sure, order),
        terms=terms,
        numbers=numbers,
        vectors=_in_rows(points, order, len(talks)),
        is_clear=is_clear,
        verdict=_verdict(is_clear, stable),
    )


def _one_topic(talks: pd.DataFrame, words: list[Words], verdict: str) -> Topics:
    """The answer where there is nothing to group: one topic, its stability missing."""
    printed = printed_terms(words)
    counts = Counter(key for talk in words for key in {key for key, _ in talk} & printed.keys())
    top = sorted(counts, key=lambda key: (-counts[key], key))[:N_TERMS]
    shares = [round(counts[key] / len(talks), 4) for key in top]
    terms = pd.DataFrame(
        {
            "topic": 0,
            "rank": range(1, len(top) + 1),
            "term": [printed[key] for key in top],
            "weight": shares,
            "share": shares,
        }
    )
    topic = np.zeros(len(talks), dtype=np.int64)
    return Topics(
        talks=talks,
        topics=topic_table(topic, topic_labels(terms, 1), np.full(1, np.nan), len(talks)),
        assignments=pd.DataFrame(
            {
                "talk_id": talks["talk_id"].to_numpy(),
                "topic": topic,
                "strength": 1.0,
                "sureness": np.nan,
            }
        ).astype({"topic": "Int64"}),
        terms=terms,
        numbers=pd.DataFrame(columns=NUMBER_COLUMNS),
        vectors=np.ones((len(talks), 1)),
        is_clear=False,
        verdict=verdict,
    )


def _n_different(weights: csr_matrix) -> int:
    """How many talks differ in their words."""
    weights = weights.sorted_indices()
    ends = zip(weights.indptr, weights.indptr[1:], strict=False)
    return len({(weights.indices[a:b].tobytes(), weights.data[a:b].tobytes()) for a, b in ends})


def _too_few(n_talks: int) -> str:
    many = "1 talk is" if n_talks == 1 else f"{n_talks} talks are"
    return f"{many} too few to look for groups; all are in one topic."


def largest_first(topic: Labels) -> Labels:
    """Number the topics by size, equal ones by their first talk."""
    found, first, sizes = np.unique(topic, return_index=True, return_counts=True)
    rank = np.empty(found.max() + 1, dtype=np.int64)
    rank[found[np.lexsort((first, -sizes))]] = np.arange(len(found))
    return rank[topic]


def topic_table(topic: Labels, labels: list[str], stable: Matrix, n_talks: int) -> pd.DataFrame:
    """Make `Topics.topics` for the topics of those talks that have one."""
    sizes = np.bincount(topic)
    return pd.DataFrame(
        {
            "topic": np.arange(len(sizes)),
            "label": pd.array(labels, dtype="str"),
            "n_talks": sizes,
            "share": sizes / n_talks,
            "stability": stable,
        }
    )


def assignment_table(
    talks: pd.DataFrame, topic: Labels, vectors: Matrix, sure: Matrix, rows: Labels
) -> pd.DataFrame:
    """A row for every talk; those that were not clustered (not in `rows`) have no topic."""
    centres = normalize(np.stack([vectors[topic == n].sum(axis=0) for n in range(topic.max() + 1)]))
    strength = (vectors * centres[topic]).sum(axis=1).round(4)
    found = pd.DataFrame({"topic": topic, "strength": strength, "sureness": sure}, index=rows)
    table = found.astype({"topic": "Int64"}).reindex(range(len(talks)))
    table.insert(0, "talk_id", talks["talk_id"].to_numpy())
    return table


def _in_rows(vectors: Matrix, rows: Labels, n_rows: int) -> Matrix:
    spread = np.zeros((n_rows, vectors.shape[1]))
    spread[rows] = vectors
    return spread


def _verdict(is_clear: bool, stable: Matrix) -> str:
    if not is_clear:
        return "These talks do not fall into clear groups: shuffled words group as well."
    sure = int((stable >= STABLE).sum())
    return f"{sure} of {len(stable)} topics are stable; the groups are clearer than shuffled words."
