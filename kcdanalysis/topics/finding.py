"""Find topics: groups of similar talks, with measures of how reliable they are.

The words of each talk are weighted (`features`), mixed with those of its neighbours,
reduced to about as many dimensions as there are topics, clustered (`clustering`) and named
(`labels`). Clustering gives every talk a topic, so each topic is compared with the groups of
talks with shuffled words (`chance`), and with those of subsamples (`stability`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from numbers import Integral
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import ensure_talks, talk_text
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes
from kcdanalysis.themes.evidence import talk_languages
from kcdanalysis.themes.lexicon import LexiconSource
from kcdanalysis.topics.chance import compare_with_chance, holding
from kcdanalysis.topics.clustering import (
    N_NEIGHBOURS,
    Groups,
    cluster,
    graph_of,
    group_centres,
    latent_space,
    lsa,
    nearest_talks,
    of_unit_length,
    project,
    sampled_rows,
    smooth,
    unit_rows,
)
from kcdanalysis.topics.features import CountedTalks, talk_features
from kcdanalysis.topics.guided import (
    FEWEST_FREE,
    LABEL_WEIGHT,
    NONE,
    SEED,
    guided_topics,
    near_labels,
)
from kcdanalysis.topics.labels import N_TERMS, printed_terms, topic_labels, topic_terms
from kcdanalysis.topics.names import topic_names
from kcdanalysis.topics.number import NUMBER_COLUMNS, broader_topics, topic_numbers
from kcdanalysis.topics.stability import stability
from kcdanalysis.words.counts import Matrix, Words, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors, track_map
from kcdanalysis.words.languages import language_name
from kcdanalysis.words.tokens import is_unseparated
from kcdanalysis.words.translation import N_, Retold, _, ngettext, number
from kcdanalysis.words.wording import count, join_names, join_sentences, of_talks, of_total

#: Fewer talks are not clustered.
MIN_TALKS = 6

#: What is measured of each topic; see `Topics.topics`.
MEASURES = ["holds", "words", "neighbours", "stability", "theme"]

#: The columns of `Topics.broader`.
BROADER_COLUMNS = ["topic", "broader", "label"]

#: A talk is in the group of its topic if it stays there in this share of the subsamples.
SURE = 0.8

#: Of more talks, only a sample is clustered: the others get the topic of the nearest centre.
MAX_CLUSTERED = 20_000


@dataclass(frozen=True)
class Topics:
    """Topics of talks, with measures of how reliable they are.

    Attributes
    ----------
    talks : DataFrame
        The Talks frame.
    topics : DataFrame
        One row per topic: topic (0, 1, ..., most talks are nearest to the first), label,
        n_talks (of a topic that holds, the talks of its group), share,
        holds (whether it is more than chance: a topic that does not hold is mixed),
        words and neighbours (z-scores of its cohesion against shuffled talks),
        stability (0 to 1; NaN where unknown), theme (that named it; missing for a topic
        found by clustering).
    assignments : DataFrame
        One row per talk, in the order of `talks`: talk_id, topic (the nearest, whether it
        holds or not; missing for a talk that shares nothing with others), strength (cosine
        of the talk and the centre of its topic), sureness (how often it stays in its topic
        when other talks are left out, 0 to 1).
    terms : DataFrame
        Up to ten terms for each topic: topic, rank, term, weight (1 for the strongest),
        share (of the topic's talks with the term).
    numbers : DataFrame
        The numbers of topics that were tried: n_topics, silhouette, modularity,
        score; empty if the number was given.
    vectors : ndarray, talks x dimensions
        The vectors that were clustered, of unit length; zeros for talks without a topic.
    clearness : str
        Whether the talks as a whole fall into groups: "clear", "unsure" or "none".
    verdict : str
        How reliable the topics are, in a few sentences.
    broader : DataFrame
        The second level, one row per topic: topic, broader (0, 1, ..., the largest first),
        label (of the broader one); empty for up to twelve topics.
    """

    talks: pd.DataFrame
    topics: pd.DataFrame
    assignments: pd.DataFrame
    terms: pd.DataFrame
    numbers: pd.DataFrame
    vectors: Matrix
    clearness: str
    verdict: str
    broader: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=BROADER_COLUMNS))

    @property
    def groups(self) -> pd.Series:
        """The group of each talk, by talk_id: its topic, if that holds and the talk is sure of it.

        A talk is unsure if it leaves its topic in more than a fifth of the subsamples.
        """
        assigned = self.assignments.set_index("talk_id")
        holds = assigned["topic"].isin(self.topics.loc[self.topics["holds"], "topic"])
        return assigned["topic"].where(holds & is_sure(assigned["sureness"]))


def find_topics(
    talks: pd.DataFrame,
    *,
    n_topics: int | Literal["auto"] = "auto",
    random_state: int = 0,
    embeddings: Embeddings | None = None,
    guide: LexiconSource | ThemeAssignments | None = None,
) -> Topics:
    """Find groups of similar talks, and measure how reliable they are.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame, or anything else that `ensure_talks` takes. The order of the rows
        does not matter.
    n_topics : int or "auto"
        The number of topics; "auto" chooses that with the best silhouette and modularity.
    random_state : int
        Seed of the measures; the topics do not depend on it.
    embeddings : array, callable or "semantic", optional
        The meaning of the talks, instead of the included term table: vectors, one per
        talk; a function from a list of texts to vectors; or the encoder of the extra
        `semantic`. See `talk_vectors`.
    guide : lexicon or ThemeAssignments, optional
        Themes to use as topics: each consists of the talks about the theme and similar ones.
        The others are clustered (`n_topics` is the number of their topics), or are in no
        topic if there are fewer than 16.

    Returns
    -------
    Topics

    Raises
    ------
    KcdError
        If there are no talks, `n_topics` is not between 1 and their number, or the themes
        were assigned to other talks.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}])).verdict
    '2 talks are too few to look for groups; all are in one topic.'
    """
    talks = ensure_talks(talks)
    if guide is not None and not isinstance(guide, ThemeAssignments):
        guide = assign_themes(talks, lexicon=guide)
    if guide is not None and guide.scores.index.tolist() != talks["talk_id"].tolist():
        raise KcdError("guide: these are themes of other talks; assign them to the same ones")
    return topics_of(talks, *count_talks(talks, embeddings), n_topics, random_state, guide)


def count_talks(
    talks: pd.DataFrame, embeddings: Embeddings | None
) -> tuple[Groups, Words, CountedTalks]:
    """Count the words of talks in the order of their ids; also return that order."""
    if not len(talks):
        raise KcdError("no talks to find topics in; give a frame with at least one")
    order = np.argsort(talks["talk_id"].to_numpy(dtype=str), kind="stable")
    words = talk_words(talks.iloc[order])
    vectors = None if embeddings is None else talk_vectors(talks, embeddings)[order]
    return order, words, CountedTalks(*count_words(words), vectors, track_map(embeddings))


# With small matrices, threads cost more than they save, and they change the last digits.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def topics_of(
    talks: pd.DataFrame,
    order: Groups,
    words: Words,
    counted: CountedTalks,
    n_topics: Any,
    random_state: int,
    guide: ThemeAssignments | None = None,
) -> Topics:
    """Find the topics of talks whose words are counted; see `find_topics`."""
    is_number = isinstance(n_topics, Integral) and not isinstance(n_topics, bool)
    if n_topics != "auto" and not (is_number and 1 <= n_topics <= len(talks)):
        raise KcdError(f"n_topics is {n_topics!r}; choose 1 to {len(talks)}, or 'auto'")
    languages = talk_languages(talks.iloc[order])
    printed = printed_terms(words, talks.iloc[order], languages)
    if n_topics == 1 and guide is None:
        asked = Retold(_, "All talks are in one topic, as asked.")
        return _one_topic(talks, counted, printed, asked)
    if len(talks) < MIN_TALKS:
        few = Retold(
            ngettext,
            "{n} talk is too few to look for groups; all are in one topic.",
            "{n} talks are too few to look for groups; all are in one topic.",
            len(talks),
        )
        return _one_topic(talks, counted, printed, few)
    if guide is not None:
        # Themes are compared by the meaning of words, not by what distinguishes tracks.
        counted = replace(counted, for_tracks=False)
    features = talk_features(counted)
    # A talk that shares nothing with the others has no topic.
    has_topic = np.flatnonzero(features.getnnz(axis=1))
    features, order, counted = features[has_topic], order[has_topic], counted[has_topic]
    if _n_different(features) < MIN_TALKS:
        same = Retold(_, "These talks have the same words: no groups can be told apart.")
        return _one_topic(talks, counted, printed, same)
    rows = sampled_rows(len(order), MAX_CLUSTERED)
    space = latent_space(features[rows])
    groups = find_groups(space, guiding_scores(guide, counted[rows], order[rows]), n_topics)
    if not groups.n_topics:
        none = N_("No talk is about these themes, and the talks are too few to look for others.")
        return _one_topic(talks, counted, printed, Retold(_, none))
    # Words that cannot be terms, such as the name of the event, do not indicate a subject.
    named = [at for at, stem in enumerate(counted.vocabulary) if stem in printed]
    sureness = np.full(len(order), np.nan)
    if guide is None:
        stable, sureness[rows] = stability(
            space, *groups.nearest, groups.topic, groups.n_topics, random_state
        )
        known = {"stability": stable}
    else:
        names = np.array([*guide.lexicon, None], dtype=object)[groups.theme]
        known = {"theme": names}
    measures, clearness = compare_with_chance(
        counted[rows].of_words(named),
        graph_of(*groups.nearest),
        groups.topic,
        is_sure(sureness[rows]),
        np.array(languages)[has_topic[rows]],
        talks["title"].iloc[order[rows]],
        random_state,
    )
    measures = measures[: groups.n_topics].assign(**known)
    points, topic = _place_all(features, rows, space, groups)
    vectors = np.zeros((len(talks), points.shape[1]))
    vectors[order] = points
    inside = topic < groups.n_topics
    kept = has_topic[inside]
    topic, order, counted = topic[inside], order[inside], counted[np.flatnonzero(inside)]
    words, languages = words[kept], [languages[at] for at in kept]

    def describe(topic: Groups, n_topics: int) -> tuple[pd.DataFrame, list[str], NDArray[np.bool_]]:
        terms = topic_terms(counted.counts, counted.vocabulary, topic, printed)
        labels = topic_labels(terms, n_topics)
        return terms, *topic_names(counted, topic, words, printed, languages, labels)

    terms, labels, is_named = describe(topic, groups.n_topics)
    # A person vouches for the topics that they name.
    measures["holds"] = holding(measures, is_named, clearness) | (groups.theme != NONE)
    broader = pd.DataFrame(columns=BROADER_COLUMNS)
    upper = broader_topics(points[inside], topic)
    if upper is not None:
        above = describe(upper[topic], int(upper.max()) + 1)[1]
        columns = (np.arange(len(upper)), upper, [above[number] for number in upper])
        broader = pd.DataFrame(dict(zip(BROADER_COLUMNS, columns, strict=True)))
    if guide is not None:
        labels = [
            label if pd.isna(theme) else guide.lexicon[theme].label
            for label, theme in zip(labels, names, strict=True)
        ]
    table = topic_table(topic, labels, len(talks), measures, sureness[inside])
    return Topics(
        talks=talks,
        topics=table,
        assignments=assignment_table(talks, topic, vectors[order], sureness[inside], order),
        terms=terms,
        numbers=groups.numbers,
        broader=broader,
        vectors=vectors,
        clearness=clearness,
        verdict=Retold(_verdict, table, clearness, talks, languages, topic),
    )


def guiding_scores(guide: ThemeAssignments | None, counted: CountedTalks, order: Groups) -> Matrix:
    """The scores of talks in the themes of a guide, with the nearness to their labels."""
    if guide is None:
        return np.zeros((len(order), 0))
    scores = guide.scores.to_numpy()[order]
    labels = [theme.label for theme in guide.lexicon.values()]
    near = near_labels(labels, replace(counted, embeddings=None).meaning)
    # A theme without talks about it does not become a topic, however near its label is.
    return np.asarray(scores + LABEL_WEIGHT * near * (scores.max(axis=0) >= SEED))


def _verdict(
    table: pd.DataFrame, clearness: str, talks: pd.DataFrame, languages: list[str], topic: Groups
) -> str:
    holds = table["holds"].to_numpy()
    return join_sentences(
        topic_verdict(table, clearness, len(talks)), *_on_languages(talks, languages, topic, holds)
    )


def _on_languages(
    talks: pd.DataFrame, languages: list[str], topic: Groups, holds: NDArray[np.bool_]
) -> Iterator[str]:
    """Say what several languages, or one written without spaces, mean for the topics."""
    often = [
        code for code, n_talks in Counter(languages).most_common() if 10 * n_talks >= len(topic)
    ]
    if len(often) > 1 and holds.any():
        inside = pd.crosstab(topic, np.array(languages)).loc[holds, often] > 0
        n_mixed = int((inside.sum(axis=1) > 1).sum())
        names = join_names([_(language_name(code)) for code in often])
        if n_mixed:
            yield ngettext(
                "{mixed} topic that holds has talks in {languages}.",
                "{mixed} topics that hold have talks in {languages}.",
                len(inside),
                mixed=of_total(n_mixed, len(inside)),
                languages=names,
            )
        else:
            yield _("No topic that holds mixes {languages}.", languages=names)
    n_unseparated = sum(map(is_unseparated, talk_text(talks)))
    if 10 * n_unseparated >= len(talks):
        yield ngettext(
            "{n} talk is in Japanese or another language that is written without spaces: only"
            " its words in other scripts count.",
            "{n} talks are in Japanese or another language that is written without spaces: only"
            " their words in other scripts count.",
            n_unseparated,
        )


@dataclass(frozen=True)
class _Groups:
    """Groups of talks in their latent space: those of themes, those found, and none."""

    topic: Groups  # n_topics for talks without a topic
    theme: Groups  # the column of the theme of each topic, NONE if found by clustering
    numbers: pd.DataFrame
    nearest: tuple[Groups, Matrix]  # twice as many neighbours as a graph has, and their cosines
    smoothed: Matrix
    placed: Matrix

    @property
    def n_topics(self) -> int:
        return len(self.theme)


def find_groups(space: Matrix, scores: Matrix, n_topics: Any) -> _Groups:
    """Group the talks about themes (talks x themes), and cluster the others."""
    nearest = nearest_talks(space, 2 * N_NEIGHBOURS)
    graph = graph_of(*nearest)
    smoothed = smooth(space, graph)
    n_themes = scores.shape[1]
    found = guided_topics(space, graph, scores)
    free = np.flatnonzero(found == NONE)
    numbers = pd.DataFrame(columns=NUMBER_COLUMNS)
    if not n_themes or len(free) >= FEWEST_FREE:
        if n_topics == "auto":
            numbers = topic_numbers(smoothed[free], graph[free][:, free])
            n_topics = int(numbers.loc[numbers["score"].idxmax(), "n_topics"])
        n_topics = min(n_topics, len(free))
        placed = of_unit_length(lsa(smoothed[free], n_topics), n_topics)
        found[free] = n_themes + cluster(placed, n_topics)
    inside = found != NONE
    theme = pd.unique(found[inside][np.argsort(largest_first(found[inside]), kind="stable")])
    topic = np.full(len(found), len(theme))
    topic[inside] = largest_first(found[inside])
    placed = lsa(smoothed, max(len(theme), 1))
    theme = np.where(theme < n_themes, theme, NONE)
    return _Groups(topic, theme, numbers, nearest, smoothed, placed)


def _place_all(
    features: csr_matrix, rows: Groups, space: Matrix, groups: _Groups
) -> tuple[Matrix, Groups]:
    """Map all talks into the space of the clustered ones; each gets the nearest topic."""
    points = np.zeros((features.shape[0], groups.placed.shape[1]))
    points[rows] = groups.placed
    rest = np.setdiff1d(np.arange(len(points)), rows)
    if len(rest):
        others = project(features[rest], features[rows], space)
        points[rest] = project(others, groups.smoothed, groups.placed)
    points = unit_rows(points)
    topic = (points @ group_centres(points[rows], groups.topic).T).argmax(axis=1)
    topic[rows] = groups.topic
    return points, topic


def _n_different(features: csr_matrix) -> int:
    """Count different talks, by a fingerprint of each."""
    fingerprint = features @ np.random.default_rng(0).random(features.shape[1])
    return len(np.unique(fingerprint.round(9)))


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
        topics=topic_table(
            topic, topic_labels(terms, 1), len(talks), pd.DataFrame(index=[0]), unknown
        ),
        assignments=assignment_table(talks, topic, vectors, unknown, rows),
        terms=terms,
        numbers=pd.DataFrame(columns=NUMBER_COLUMNS),
        vectors=vectors,
        clearness="none",
        verdict=verdict,
    )


def topic_verdict(table: pd.DataFrame, clearness: str, n_talks: int) -> str:
    """Say how many topics hold; `table` is `Topics.topics`."""
    is_named = table["theme"].notna()
    named, found = table[is_named], table[~is_named]
    n_named, n_inside = int(named["n_talks"].sum()), int(table.loc[table["holds"], "n_talks"].sum())
    parts = []
    if len(named):
        parts.append(
            ngettext(
                "{n} topic named by themes, with {talks}.",
                "{n} topics named by themes, with {talks}.",
                len(named),
                talks=of_talks(n_named, n_talks),
            )
        )
    if len(found) and clearness == "none" and len(named):
        parts.append(
            _("Among the rest, no groups stand out: talks with shuffled words group just as well.")
        )
    elif len(found) and clearness == "none":
        parts.append(_("No groups stand out: talks with shuffled words group just as well."))
    elif len(found) and found["holds"].any():
        holding = found[found["holds"]]
        parts.append(
            ngettext(
                "{n} of {total} topics holds, with {talks}.",
                "{n} of {total} topics hold, with {talks}.",
                len(holding),
                total=number(len(found)),
                talks=of_talks(int(holding["n_talks"].sum()), n_talks),
            )
        )
    elif len(found):
        parts.append(_("No topic holds."))
    if 0 < n_inside < n_talks and (len(named) or clearness != "none"):
        left = count(n_talks - n_inside, "talk")
        text = N_("{text}; the other {talks} form no group.")
        parts[-1] = _(text, text=parts[-1].removesuffix("."), talks=left)
    if len(found) and clearness == "unsure":
        parts.append(_("Whether the talks as a whole fall into groups is unsure."))
    return " ".join(parts)


def largest_first(topic: Groups) -> Groups:
    """Number the topics by size, ties by their first talk."""
    topics = pd.Series(topic)
    # The counts are in the order of the first talks.
    order = topics.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    return order.get_indexer(topics).astype(np.int64)


def topic_table(
    topic: Groups, labels: list[str], n_talks: int, measures: pd.DataFrame, sureness: Matrix
) -> pd.DataFrame:
    """Make `Topics.topics` from the topics of the talks that have one, and their measures."""
    measures = measures.reindex(columns=MEASURES)
    holds = measures["holds"].eq(True).to_numpy()
    is_inside = ~holds[topic] | is_sure(sureness)
    sizes = np.bincount(topic[is_inside], minlength=len(labels))
    table = {"topic": np.arange(len(labels)), "label": pd.array(labels, dtype="str")}
    frame = pd.DataFrame(table).assign(n_talks=sizes, share=sizes / n_talks).join(measures)
    return frame.assign(holds=holds, theme=frame["theme"].astype("str"))


def is_sure(sureness: Any) -> Any:
    """Tell which talks stay in their topic when others are left out; unknown ones count."""
    return ~(sureness < SURE)


def assignment_table(
    talks: pd.DataFrame, topic: Groups, vectors: Matrix, sureness: Matrix, rows: Groups
) -> pd.DataFrame:
    """Make `Topics.assignments`; talks that were not clustered (not in `rows`) have no topic."""
    strength = (vectors * group_centres(vectors, topic)[topic]).sum(axis=1).round(4)
    columns = {"topic": topic, "strength": strength, "sureness": sureness}
    table = pd.DataFrame(columns, index=rows).astype({"topic": "Int64"}).reindex(range(len(talks)))
    table.insert(0, "talk_id", talks["talk_id"].to_numpy())
    return table
