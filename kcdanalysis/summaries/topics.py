"""Tables of topics: terms and whether they hold, typical talks, nearest talks, and a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kcdanalysis.words.translation import N_, _

if TYPE_CHECKING:
    from kcdanalysis.topics.finding import Topics

NO_TOPIC_LABEL = N_("no group")

#: With this many talks or more, a map preserves neighbours instead of distances.
MANY_TALKS = 50

_TERMS_SHOWN = 6
# The digits of places and similarities; more would differ between machines.
_DIGITS = 4
# Similarities are computed for blocks of talks, so that memory grows linearly.
_BLOCK = 500


def topic_summary(topics: Topics) -> pd.DataFrame:
    """Summarise the size and the terms of each topic, and whether it holds.

    Returns
    -------
    DataFrame
        One row per topic, the largest first: topic, label, n_talks (of the topic), of_talks (all),
        share, stability (0 to 1), reading ("holds", "mixed" or "cannot tell"), terms
        (the top ones, joined by a comma). If there is a second level, also broader: the label
        of the broader topic.

    Notes
    -----
    A topic holds if its words and its nearest neighbours, taken together, are more cohesive than
    in groups of talks with shuffled words, and it has three different talks; the talks of a
    mixed topic may merely be unlike all others. Stability is that of C. Hennig, Computational
    Statistics & Data Analysis 52 (2007), 258-271: whether a topic comes back when talks are
    left out. Mixed topics can be stable, too.
    """
    top = topics.terms.sort_values("rank").groupby("topic").head(_TERMS_SHOWN)
    table = topics.topics[["topic", "label", "n_talks", "share", "stability"]].copy()
    table.insert(3, "of_talks", len(topics.talks))
    is_known = topics.topics["holds"] | topics.topics["words"].notna()
    table["reading"] = np.where(topics.topics["holds"], N_("holds"), N_("mixed"))
    table["reading"] = table["reading"].where(is_known, "cannot tell")
    terms = table["topic"].map(top.groupby("topic")["term"].agg(", ".join))
    table = table.assign(terms=terms.astype("str").fillna(""))
    if len(topics.broader):
        table["broader"] = table["topic"].map(topics.broader.set_index("topic")["label"])
    return table.sort_values("n_talks", ascending=False, kind="stable", ignore_index=True)


def broader_summary(topics: Topics) -> pd.DataFrame:
    """Summarise the broader topics with topics that hold, the one with most talks first.

    A row has broader, label, n_topics and n_talks (of the topics in it that hold). There is
    none unless two of these are in each on average, and several broader ones.
    """
    held = topics.topics[topics.topics["holds"]]
    above = topics.broader.set_index("topic")[["broader", "label"]].reindex(held["topic"])
    table = above.assign(n_topics=1, n_talks=held["n_talks"].to_numpy())
    table = table.groupby(["broader", "label"], as_index=False).sum()
    table = table if 1 < len(table) <= len(held) / 2 else table.iloc[:0]
    return table.sort_values("n_talks", ascending=False, kind="stable", ignore_index=True)


def topic_talks(topics: Topics, *, n: int = 3) -> pd.DataFrame:
    """List the typical talks of each topic, at most `n`.

    Returns
    -------
    DataFrame
        topic, rank (from 1), talk_id, title, strength (cosine of the talk and the
        centre of its topic), the strongest first, ties by their id.
    """
    table = topics.assignments.assign(title=topics.talks["title"].to_numpy())
    table = table.dropna(subset="topic").astype({"topic": "int64"})
    table = table.sort_values(["topic", "strength", "talk_id"], ascending=[True, False, True])
    table["rank"] = table.groupby("topic").cumcount() + 1
    columns = ["topic", "rank", "talk_id", "title", "strength"]
    return table.loc[table["rank"] <= n, columns].reset_index(drop=True)


def nearest_talks(topics: Topics, *, n: int = 5) -> pd.DataFrame:
    """Find the talks, at most `n`, that are most similar to each talk, by words and meaning.

    Returns
    -------
    DataFrame
        talk_id, rank (from 1), nearest_id, similarity (cosine of the vectors that were
        clustered, above 0), in the order of the talks. Empty if all talks are in one
        topic: they were not compared.
    """
    ids, vectors = topics.talks["talk_id"].to_numpy(dtype=str), topics.vectors
    n = min(n, len(ids) - 1) if vectors.shape[1] > 1 else 0
    # Ties go by id, whatever the order of the rows.
    order = np.argsort(ids, kind="stable")
    blocks = []
    for first in range(0, len(ids), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, len(ids)))
        similarity = (vectors[rows] @ vectors[order].T).round(_DIGITS)
        similarity[order == rows[:, None]] = -1.0
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :n]
        block = {
            "talk_id": ids[rows].repeat(n),
            "rank": np.tile(np.arange(1, n + 1), len(rows)),
            "nearest_id": ids[order[nearest]].ravel(),
            "similarity": np.take_along_axis(similarity, nearest, axis=1).ravel(),
        }
        blocks.append(pd.DataFrame(block))
    table = pd.concat(blocks, ignore_index=True)
    return table[table["similarity"] > 0].reset_index(drop=True)


def talk_map(topics: Topics) -> pd.DataFrame:
    """Place the talks in two dimensions, so that neighbours are similar.

    Returns
    -------
    DataFrame
        One row per talk, in order: talk_id, title, topic (missing if its topic does not
        hold), label of the topic, x, y. The axes have no meaning; distances have, but two
        dimensions preserve only part of them.

    Notes
    -----
    Below 50 talks, classical scaling of the distances used for clustering, that is, their
    first two principal components: J. C. Gower, Biometrika 53 (1966), 325-338. From 50 talks
    on, t-SNE, which is initialised with these and preserves neighbours: L. van der Maaten and
    G. Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008), 2579-2605. In t-SNE, the
    distances between groups have no meaning.
    """
    ids = topics.talks["talk_id"]
    table = topics.groups.rename("topic").reset_index()
    table.insert(1, "title", table["talk_id"].map(topics.talks.set_index(ids)["title"]))
    labels = table["topic"].map(topics.topics.set_index("topic")["label"])
    table["label"] = labels.astype("str").fillna(_(NO_TOPIC_LABEL))
    # In the order of ids, so that the positions do not depend on the order of rows.
    order = np.argsort(ids.to_numpy(dtype=str), kind="stable")
    places = _orient(_two_dimensions(topics.vectors[order]))
    return table.join(pd.DataFrame(places, ids.iloc[order], ["x", "y"]), on="talk_id")


# The arrays are small, and threads change the last digits.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def _two_dimensions(vectors: np.ndarray) -> np.ndarray:
    """Positions of talks: principal coordinates, or t-SNE for many talks."""
    places = np.zeros((len(vectors), 2))
    if len(vectors):
        left, lengths, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
        kept = min(2, len(lengths))
        places[:, :kept] = left[:, :kept] * lengths[:kept]
    places = _orient(places)
    if len(places) < MANY_TALKS or not places.any():
        return places
    from sklearn.manifold import TSNE

    start = 1e-4 * places / places[:, 0].std()
    model = TSNE(
        init=start.astype(np.float32), perplexity=min(30.0, len(places) / 4), max_iter=350,
        angle=0.8, random_state=0, n_jobs=1,
    )  # fmt: skip
    return np.asarray(model.fit_transform(vectors), dtype=float)


def _orient(places: np.ndarray) -> np.ndarray:
    """Round positions, and flip each axis so that the talk farthest out is positive."""
    # Rounded first, so that ties go to the first talk on every machine.
    places = places.round(_DIGITS)
    if len(places):
        farthest = places[np.abs(places).argmax(axis=0), [0, 1]]
        places *= np.where(farthest < 0, -1.0, 1.0)
    return places + 0.0  # no -0.0
