"""Find topics: groups of similar talks, with measures of how far to trust them.

The words of each talk are weighted (`features`), mixed with those of its neighbours,
reduced to about as many dimensions as there are topics, clustered (`clustering`) and named
(`labels`). Clustering gives every talk a topic, so each topic is compared with the groups of
talks whose words were dealt anew (`chance`), and with those of subsamples (`stability`).
"""

from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import ensure_talks
from kcdanalysis.topics.chance import compare_with_chance
from kcdanalysis.topics.clustering import (
    Groups,
    cluster,
    group_centres,
    latent_space,
    lsa,
    neighbours,
    of_unit_length,
    project,
    sampled_rows,
    smooth,
    unit_rows,
)
from kcdanalysis.topics.features import CountedTalks, talk_features
from kcdanalysis.topics.labels import N_TERMS, printed_terms, topic_labels, topic_terms
from kcdanalysis.topics.number import NUMBER_COLUMNS, topic_numbers
from kcdanalysis.topics.stability import stability
from kcdanalysis.words.counts import Matrix, Words, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors
from kcdanalysis.words.wording import count, of_total

#: Fewer talks are not clustered.
MIN_TALKS = 6

#: What is measured of each topic; see `Topics.topics`.
MEASURES = ["holds", "words", "neighbours", "stability"]

#: More talks are not all clustered: the others get the topic of the nearest centre.
MAX_CLUSTERED = 20_000


@dataclass(frozen=True)
class Topics:
    """Topics of talks, with measures of how far to trust them.

    Attributes
    ----------
    talks : DataFrame
        The Talks frame.
    topics : DataFrame
        One row a topic, the largest first: topic (0, 1, ...), label, n_talks, share,
        holds (whether it is more than chance: a topic that does not hold is mixed),
        words and neighbours (z-scores of its cohesion against shuffled talks),
        stability (0 to 1); NaN where unknown.
    assignments : DataFrame
        One row a talk, in the order of `talks`: talk_id, topic (the nearest, whether it
        holds or not; missing for a talk that shares nothing with others), strength (cosine
        of the talk and the centre of its topic), sureness (how often it stays in its topic
        when others are left out, 0 to 1).
    terms : DataFrame
        Up to ten terms for each topic: topic, rank, term, weight (1 for the strongest),
        share (of the topic's talks with the term).
    numbers : DataFrame
        The numbers of topics that were tried: n_topics, silhouette, modularity,
        score; empty when the number was given.
    vectors : ndarray, talks x dimensions
        The talks as they were clustered, of unit length; zeros for talks of no topic.
    clearness : str
        Whether the talks as a whole fall into groups: "clear", "unsure" or "none".
    verdict : str
        How far to trust the topics, in one sentence or two.
    """

    talks: pd.DataFrame
    topics: pd.DataFrame
    assignments: pd.DataFrame
    terms: pd.DataFrame
    numbers: pd.DataFrame
    vectors: Matrix
    clearness: str
    verdict: str

    @property
    def groups(self) -> pd.Series:
        """The topic of each talk, by talk_id; missing for a talk of no topic that holds."""
        topic = self.assignments.set_index("talk_id")["topic"]
        return topic.where(topic.isin(self.topics.loc[self.topics["holds"], "topic"]))


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
        The number of topics; "auto" takes that of the best silhouette and modularity near
        the root of the number of talks.
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
    counted = counted[np.flatnonzero(has_topic)]
    rows = sampled_rows(len(order), MAX_CLUSTERED)
    space = latent_space(features[rows])
    graph = neighbours(space)
    smoothed = smooth(space, graph)
    numbers = pd.DataFrame(columns=NUMBER_COLUMNS)
    if n_topics == "auto":
        numbers = topic_numbers(smoothed, graph)
        n_topics = int(numbers.loc[numbers["score"].idxmax(), "n_topics"])
    placed = lsa(smoothed, n_topics)
    found = largest_first(cluster(of_unit_length(placed, n_topics), n_topics))
    n_topics = int(found.max()) + 1
    measures, clearness = compare_with_chance(counted[rows], space, found, random_state)
    measures["stability"], sureness = stability(space, found, n_topics, random_state)
    points = np.zeros((len(order), placed.shape[1]))
    points[rows] = placed
    # Talks beyond the sample are placed as it is, and take the topic of the nearest centre.
    rest = np.setdiff1d(np.arange(len(order)), rows)
    if len(rest):
        others = project(features[rest], features[rows], space)
        points[rest] = project(others, smoothed, placed)
    points = unit_rows(points)
    sureness = pd.Series(sureness, rows).reindex(range(len(order))).to_numpy()
    topic = (points @ group_centres(points[rows], found).T).argmax(axis=1)
    topic[rows] = found
    terms = topic_terms(counted.counts, counted.vocabulary, topic, printed)
    vectors = np.zeros((len(talks), points.shape[1]))
    vectors[order] = points
    table = topic_table(topic, topic_labels(terms, n_topics), len(talks), measures)
    return Topics(
        talks=talks,
        topics=table,
        assignments=assignment_table(talks, topic, vectors[order], sureness, order),
        terms=terms,
        numbers=numbers,
        vectors=vectors,
        clearness=clearness,
        verdict=topic_verdict(table, clearness, len(talks)),
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
        topics=topic_table(topic, topic_labels(terms, 1), len(talks), pd.DataFrame(index=[0])),
        assignments=assignment_table(talks, topic, vectors, unknown, rows),
        terms=terms,
        numbers=pd.DataFrame(columns=NUMBER_COLUMNS),
        vectors=vectors,
        clearness="none",
        verdict=verdict,
    )


def topic_verdict(table: pd.DataFrame, clearness: str, n_talks: int) -> str:
    """Tell how many topics hold; `table` is `Topics.topics`."""
    if clearness == "none":
        return "No groups can be told: with their words dealt anew, these talks group as well."
    holding = table[table["holds"]]
    n_inside = int(holding["n_talks"].sum())
    verdict = f"{of_total(len(holding), len(table))} topics hold{'s' * (len(holding) == 1)}"
    verdict += f", with {of_total(n_inside, n_talks)} talks" * (n_inside > 0)
    rest = count(n_talks - n_inside, "talk")
    verdict += f"; the other {rest} form no group." if 0 < n_inside < n_talks else "."
    unsure = " Whether the talks as a whole fall into groups is unsure."
    return verdict + unsure * (clearness == "unsure")


def largest_first(topic: Groups) -> Groups:
    """Number the topics by size, ties by their first talk."""
    topics = pd.Series(topic)
    # The counts are in the order of the first talks.
    order = topics.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    return order.get_indexer(topics).astype(np.int64)


def topic_table(
    topic: Groups, labels: list[str], n_talks: int, measures: pd.DataFrame
) -> pd.DataFrame:
    """Make `Topics.topics` from the topics of the talks that have one, and their measures."""
    sizes = np.bincount(topic)
    table = {"topic": np.arange(len(sizes)), "label": pd.array(labels, dtype="str")}
    frame = pd.DataFrame(table).assign(n_talks=sizes, share=sizes / n_talks)
    frame = frame.join(measures.reindex(columns=MEASURES))
    return frame.assign(holds=frame["holds"].eq(True))


def assignment_table(
    talks: pd.DataFrame, topic: Groups, vectors: Matrix, sureness: Matrix, rows: Groups
) -> pd.DataFrame:
    """Make `Topics.assignments`; talks that were not clustered (not in `rows`) have no topic."""
    strength = (vectors * group_centres(vectors, topic)[topic]).sum(axis=1).round(4)
    columns = {"topic": topic, "strength": strength, "sureness": sureness}
    table = pd.DataFrame(columns, index=rows).astype({"topic": "Int64"}).reindex(range(len(talks)))
    table.insert(0, "talk_id", talks["talk_id"].to_numpy())
    return table
