"""Whether groups are more than chance: as a whole, and for each topic.

Clustering groups everything, even talks without common subjects. So talks without subjects
are clustered, too: curveball trades (Strona et al. 2014) shuffle the words, so that every
talk keeps its number of words and how often it repeats them, and every word its number of
talks.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import hypergeom
from sklearn.metrics import adjusted_mutual_info_score

from kcdanalysis.progress import track
from kcdanalysis.topics.clustering import (
    Groups,
    cluster,
    group_points,
    latent_space,
    lsa,
    neighbours,
    of_unit_length,
    sampled_rows,
    smooth,
)
from kcdanalysis.topics.features import CountedTalks, talk_features
from kcdanalysis.words.counts import Matrix, informative_columns
from kcdanalysis.words.texts import TITLE_COUNT

#: The most talks whose words are shuffled, and the number of shuffles.
MAX_SHUFFLED, N_SHUFFLES = 200, 12

#: Trades per talk, enough to mix the words (Strona et al. 2014).
N_TRADES = 5

#: Groups are clear from this separation on, relative to that of shuffled talks, if the halves
#: of the words agree this much (adjusted mutual information); below SEPARATED there are none.
CLEARLY_SEPARATED, SEPARATED, AGREEING = 1.75, 1.4, 0.1

#: How often the words are halved.
N_HALVINGS = 4

#: A topic holds if the combined z-score of its words and its neighbours (Stouffer 1949) is LEAST_Z,
#: as 1 of 700 groups of shuffled talks; or LEAST_Z_NAMED, as 1 of 3, if a subject of its own
#: names it, most of its talks are sure of it, and the talks as a whole clearly fall into groups.
#: The topic must also have ...
LEAST_Z, LEAST_Z_NAMED = 3.0, 0.5
#: ... this many talks that are not copies. Copies are talks with this cosine, and those whose
#: titles share more than half of their words, and at least three, such as a series of office
#: hours. An entry that the programme lists twice, such as "Registration", does not count. And ...
LEAST_TALKS, COPY, COPIED_WORDS = 3, 0.9, 3
#: ... texts at least this long, relative to the median talk: slots have no text.
LEAST_TEXT = 0.3

#: The number of neighbours that cohesion counts.
_N_NEAR = 3


def compare_with_chance(
    talks: CountedTalks,
    graph: csr_matrix,
    topic: Groups,
    is_sure: NDArray[np.bool_],
    languages: NDArray[np.str_],
    titles: pd.Series,
    random_state: int,
) -> tuple[pd.DataFrame, str]:
    """Compare topics with the groups of shuffled talks; `graph` has the nearest neighbours.

    `is_sure`, `languages` and `titles` are those of the talks; a topic that holds has talks that
    are sure of it.

    Returns whether each topic can hold, with the z-scores of its words and its neighbours, and
    whether most of its talks are sure of it; and whether the talks as a whole fall into groups:
    "clear", "unsure" or "none".
    """
    rng = np.random.default_rng(random_state)
    talks = _plain(talks)
    sample = talks[sampled_rows(len(topic), MAX_SHUFFLED, random_state)]
    n_sample = sample.counts.shape[0]
    usual = max(2, round(np.sqrt(n_sample)))
    # Groups of about the size of the topics.
    n_groups = round((int(topic.max()) + 1) * n_sample / len(topic))
    n_groups = min(max(2, n_groups), n_sample // 2)
    separated, cohesions = shuffled_groups(sample, usual, n_groups, rng)
    space = latent_space(talk_features(sample))
    own = group_points(space, neighbours(space), usual)
    ratio = separation(space, own) / max(separated, 1e-9)
    is_clear = ratio >= CLEARLY_SEPARATED and agreement(sample, usual, rng) >= AGREEING
    clearness = "clear" if is_clear else "unsure" if ratio >= SEPARATED else "none"
    z = z_scores(cohesion(talks.counts, graph, topic), cohesions)
    table = pd.DataFrame(z.round(4), columns=["words", "neighbours"])
    once = ~titles.str.casefold().duplicated(keep=False).to_numpy()
    n_once = np.bincount(topic[once & is_sure], minlength=len(table))
    most_sure = pd.Series(is_sure).groupby(topic).mean() > 0.5
    n_own = np.minimum(n_different(talks.counts, graph, topic, is_sure), n_once)
    holds = (n_own >= LEAST_TALKS) & (2 * n_own > np.bincount(topic[is_sure], minlength=len(table)))
    holds &= ~is_language(topic, languages)
    n_words = pd.Series(np.asarray(talks.counts.sum(axis=1)).ravel())
    holds &= n_words.groupby(topic).median() >= LEAST_TEXT * n_words.median()
    return table.assign(holds=holds & (clearness != "none"), most_sure=most_sure), clearness


def holding(measures: pd.DataFrame, is_named: NDArray[np.bool_], clearness: str) -> pd.Series:
    """Whether topics hold; `is_named` is whether a subject of its own names each."""
    z = (measures["words"] + measures["neighbours"]) / np.sqrt(2)
    is_known = is_named & measures["most_sure"] & (clearness == "clear")
    return measures["holds"] & (z >= np.where(is_known, LEAST_Z_NAMED, LEAST_Z))


def _plain(talks: CountedTalks) -> CountedTalks:
    """Drop phrases and compounds, whose words are counted as well."""
    stems = enumerate(talks.vocabulary)
    return talks.of_words(at for at, stem in stems if not {" ", "-", "/"} & {*stem})


def shuffled_groups(
    talks: CountedTalks, usual: int, n_groups: int, rng: np.random.Generator
) -> tuple[float, Matrix]:
    """Group shuffled talks: mean separation of `usual` groups, cohesion of `n_groups` groups."""
    separations, cohesions = [], []
    shuffles = _shuffles(talks, rng)
    for _ in track(range(N_SHUFFLES), "comparing with chance"):
        shuffled = next(shuffles)
        space = latent_space(talk_features(shuffled))
        near = neighbours(space)
        smoothed = smooth(space, near)
        groups = [cluster(of_unit_length(lsa(smoothed, k), k), k) for k in (usual, n_groups)]
        separations.append(separation(space, groups[0]))
        cohesions.append(cohesion(shuffled.counts, near, groups[1]))
    return float(np.mean(separations)), np.concatenate(cohesions)


def _shuffles(talks: CountedTalks, rng: np.random.Generator) -> Iterator[CountedTalks]:
    """Shuffle the words, and permute each principal component of the embeddings."""
    counts, embeddings = talks.counts.sorted_indices(), talks.embeddings
    present = counts.toarray() > 0
    if embeddings is not None:
        mean = embeddings.mean(axis=0)
        left, sizes, axes = np.linalg.svd(embeddings - mean, full_matrices=False)
    while True:
        trade(present, rng)
        rows, columns = present.nonzero()
        # The counts of a talk stay in the talk.
        data = counts.data[np.lexsort((rng.random(len(rows)), rows))]
        if embeddings is not None:
            embeddings = np.asarray(mean + rng.permuted(left * sizes, axis=0) @ axes)
        shuffled = csr_matrix((data, columns, counts.indptr), shape=counts.shape)
        yield replace(talks, counts=shuffled, embeddings=embeddings)


def trade(present: np.ndarray, rng: np.random.Generator) -> None:
    """Curveball trades, in place: redistribute the words that only one of two talks has."""
    for one, other in rng.integers(len(present), size=(N_TRADES * len(present), 2)):
        differ = np.flatnonzero(present[one] != present[other])
        dealt = rng.permutation(present[one, differ])
        present[one, differ], present[other, differ] = dealt, ~dealt


def agreement(talks: CountedTalks, n_topics: int, rng: np.random.Generator) -> float:
    """Cluster talks by one half of their words and by the other, and compare the groups.

    Talks on a subject have several words for it, so that either half can identify it.
    """
    scores = []
    for _ in range(N_HALVINGS):
        halves = np.array_split(rng.permutation(len(talks.vocabulary)), 2)
        groups = []
        for half in halves:
            part = replace(talks.of_words(half), embeddings=None)
            space = latent_space(talk_features(part))
            groups.append(group_points(space, neighbours(space), n_topics))
        scores.append(adjusted_mutual_info_score(*groups))
    return float(np.mean(scores))


def cohesion(counts: csr_matrix, graph: csr_matrix, topic: Groups) -> Matrix:
    """Measure the cohesion of each topic: its size (log), its words, its neighbours.

    Words: -log10 p of its most typical word, by Fisher's exact test. Neighbours: the share of
    each talk's three nearest neighbours that are inside, minus the share expected by chance.
    """
    n_talks, n_topics = len(topic), int(topic.max()) + 1
    sizes = np.bincount(topic)
    present = (counts[:, informative_columns(counts)] > 0).astype(float)
    inside = np.asarray((present.T @ np.eye(n_topics)[topic]).T)
    total = np.asarray(present.sum(axis=0)).ravel()
    candidates, words = np.nonzero((inside > 1) & (inside * n_talks > sizes[:, None] * total))
    # With many talks, the others are scaled to the number of shuffled talks, since p falls with
    # their number.
    size, said = sizes[candidates], inside[candidates, words]
    n_seen = np.minimum(n_talks, np.maximum(MAX_SHUFFLED, 3 * size))
    others = (total[words] - said) * (n_seen - size) / np.maximum(n_talks - size, 1)
    tests = np.stack([said, n_seen, said + others.round(), size], axis=1)
    different, which = np.unique(tests, axis=0, return_inverse=True)
    p = hypergeom.sf(different[:, 0] - 1, *different[:, 1:].T)
    surprise = -np.log10(np.maximum(p, 1e-300))[which.ravel()]
    best = np.zeros(n_topics)
    np.maximum.at(best, candidates, surprise)
    n_near = min(_N_NEAR, graph.indptr[1])
    ranked = np.argsort(-graph.data.reshape(n_talks, -1).round(9), axis=1, kind="stable")
    near = np.take_along_axis(graph.indices.reshape(n_talks, -1), ranked[:, :n_near], axis=1)
    same = (topic[near] == topic[:, None]).mean(axis=1)
    share = np.bincount(topic, weights=same) / sizes - (sizes - 1) / max(n_talks - 1, 1)
    return np.stack([np.log(sizes), best, share], axis=1)


def z_scores(cohesions: Matrix, shuffled: Matrix) -> Matrix:
    """Compare cohesion with that of shuffled groups of the same size, by a linear fit.

    It is 0 where all shuffled groups are on one line, so that their spread is unknown.
    """
    # A single talk has no cohesion.
    shuffled = shuffled[shuffled[:, 0] > 0]
    if len(shuffled) < 3:
        return np.zeros((len(cohesions), 2))
    line = np.stack([np.ones(len(shuffled)), shuffled[:, 0]], axis=1)
    fit = np.linalg.lstsq(line, shuffled[:, 1:], rcond=None)[0]
    spread = (shuffled[:, 1:] - line @ fit).std(axis=0)
    sizes = np.stack([np.ones(len(cohesions)), cohesions[:, 0]], axis=1)
    excess = cohesions[:, 1:] - sizes @ fit
    return np.divide(excess, spread, out=np.zeros_like(excess), where=spread > 1e-6)


def n_different(
    counts: csr_matrix, graph: csr_matrix, topic: Groups, is_sure: NDArray[np.bool_]
) -> Groups:
    """Count the talks that are sure of each topic, with near copies counted as one."""
    edges = graph.tocoo()
    titles = (counts >= TITLE_COUNT).astype(float)
    n_words = np.asarray(titles.sum(axis=1)).ravel()
    shared = np.asarray(titles[edges.row].multiply(titles[edges.col]).sum(axis=1)).ravel()
    is_copied = 3 * shared > n_words[edges.row] + n_words[edges.col]  # more than half of all
    is_copy = (edges.data >= COPY) | (is_copied & (shared >= COPIED_WORDS))
    is_copy &= topic[edges.row] == topic[edges.col]
    copies = csr_matrix(
        (np.ones(is_copy.sum()), (edges.row[is_copy], edges.col[is_copy])), shape=graph.shape
    )
    number = connected_components(copies, directed=False)[1][is_sure]
    first = np.unique(number, return_index=True)[1]
    return np.bincount(topic[is_sure][first], minlength=topic.max() + 1)


def is_language(topic: Groups, languages: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Whether topics may share nothing but a language that is not the most frequent one.

    At least half of their talks are in it, and they have at least half of the talks in it.
    """
    table = pd.crosstab(topic, languages)
    others = 2 * table.drop(columns=table.sum().idxmax())
    is_most = others.ge(table.sum(axis=1), axis=0) & others.ge(others.sum() / 2)
    return np.asarray(is_most.any(axis=1))


def separation(points: Matrix, topic: Groups) -> float:
    """The mean cosine within topics minus that between topics."""
    members = np.eye(int(topic.max()) + 1)[topic]
    sizes, sums = members.sum(axis=0), members.T @ points
    own = (points**2).sum()
    within, n_within = (sums**2).sum() - own, (sizes**2 - sizes).sum()
    between = (points.sum(axis=0) ** 2).sum() - (sums**2).sum()
    n_between = len(topic) ** 2 - (sizes**2).sum()
    return float(within / n_within - between / n_between) if n_within and n_between else 0.0
