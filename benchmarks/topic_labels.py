"""How well topics are named, beside the names that other tools give.

    python -m benchmarks.topics CORPORA --labels

Topics are found in labelled events, as many as there are labels. Those with at least three
and half of their talks from one label should be called as it is: nearness is the cosine of
the name and the label (MiniLM), shared whether they have a word in common. Ours are named twice:
by all subjects, and without those that are labels of the scored corpus only. Peers name the same
topics: c-TF-IDF by one and two words, and its words reordered as BERTopic does, by nearness to the
talks (KeyBERT-like) and with diversity (maximal marginal relevance).
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from benchmarks.corpora import Labelled, read_corpora
from kcdanalysis.talks import as_talks, talk_text
from kcdanalysis.topics import names
from kcdanalysis.topics.finding import Topics, find_topics
from kcdanalysis.topics.labels import topic_labels
from kcdanalysis.words.encoder import talk_vectors
from kcdanalysis.words.tokens import stem, tokenize_parts

#: Larger events take too long.
MOST_TALKS = 400

#: Words of a topic that are reordered, and the weight of diversity (BERTopic's).
N_WORDS, DIVERSITY = 30, 0.1

_SMALL = {"and", "of", "the", "in", "for", "other", "friend"}

Namer = Callable[[Labelled, Topics], list[str]]


def label_quality(corpora: Path) -> pd.DataFrame:
    """Score each way to name topics: topics, nearness, shared words."""
    events = [event for event in read_corpora(corpora) if len(event.talks) <= MOST_TALKS]
    events = [event for event in events if event.group != "draws of 16"]
    known = {label.casefold() for event in events for label in event.labels.unique()}
    rows = []
    for event in events:
        found = find_topics(event.talks, n_topics=event.n_labels)
        with _without(event, events, known):
            unseen = find_topics(event.talks, n_topics=event.n_labels)
        given = {how: namer(event, found) for how, namer in NAMERS.items()}
        given["kcdanalysis, labels unknown"] = unseen.topics["label"].tolist()
        for topic, label in _coherent(event, found):
            rows += [(how, called[topic], label) for how, called in given.items()]
    table = pd.DataFrame(rows, columns=["named by", "name", "label"])
    texts = sorted({*table["name"], *table["label"]})
    vectors = dict(zip(texts, _encode(texts), strict=True))
    table["nearness"] = [
        float(vectors[name] @ vectors[label])
        for name, label in zip(table["name"], table["label"], strict=True)
    ]
    table["shared word"] = [
        not _stems(name).isdisjoint(_stems(label))
        for name, label in zip(table["name"], table["label"], strict=True)
    ]
    scores = table.groupby("named by", sort=False)
    means = scores[["nearness", "shared word"]].mean().round(3)
    return means.assign(topics=scores.size()).reset_index()


class _without:  # noqa: N801
    """Leave out subjects that are labels of the scored corpus, and of no other one."""

    def __init__(self, event: Labelled, events: Iterable[Labelled], known: set[str]) -> None:
        others = {
            label.casefold()
            for other in events
            if _corpus(other) != _corpus(event)
            for label in other.labels.unique()
        }
        kept = [row for row in names.read_subjects() if row[1].casefold() not in known - others]
        self._kept, self._all = kept, names.read_subjects

    def __enter__(self) -> None:
        names.read_subjects = lambda: self._kept  # type: ignore[assignment]

    def __exit__(self, *error: object) -> None:
        names.read_subjects = self._all


def _corpus(event: Labelled) -> str:
    """Draws are of FOSDEM."""
    return "fosdem" if event.group.startswith("draws") else event.group


def _coherent(event: Labelled, found: Topics) -> list[tuple[int, str]]:
    """List the topics that are mostly of one label, with it."""
    cross = pd.crosstab(found.assignments["topic"].to_numpy(), event.labels.to_numpy())
    most = cross.max(axis=1)
    kept = cross[(most >= 3) & (2 * most >= cross.sum(axis=1))]
    return [(int(topic), str(label)) for topic, label in kept.idxmax(axis=1).items()]


def _ctfidf(event: Labelled, found: Topics) -> list[list[str]]:
    """The words of each topic by class-based TF-IDF (Grootendorst 2022)."""
    counter = CountVectorizer(stop_words="english")
    counts = counter.fit_transform(talk_text(event.talks))
    topic = found.assignments["topic"].fillna(-1).astype(int).to_numpy()
    members = (topic == np.arange(len(found.topics))[:, None]).astype(float)
    of_topics = members @ counts
    rarity = np.log1p(of_topics.sum() / len(of_topics) / np.maximum(of_topics.sum(axis=0), 1))
    order = np.argsort(-normalize(of_topics, "l1") * rarity, axis=1)[:, :N_WORDS]
    return [[str(word) for word in row] for row in counter.get_feature_names_out()[order]]


def _keybert(event: Labelled, found: Topics, diversity: float = 0.0) -> list[str]:
    """Order words by nearness to the talks, less what they have in common."""
    vectors = talk_vectors(event.talks, "semantic")
    topic = found.assignments["topic"].fillna(-1).astype(int).to_numpy()
    given = []
    for number, words in enumerate(_ctfidf(event, found)):
        of_words = _encode(words)
        near = of_words @ normalize(vectors[topic == number].mean(axis=0, keepdims=True))[0]
        first = int(near.argmax())
        value = (1 - diversity) * near - diversity * (of_words @ of_words[first])
        value[first] = -np.inf
        given.append(f"{words[first]}, {words[int(value.argmax())]}")
    return given


def _encode(texts: list[str]) -> np.ndarray:
    return talk_vectors(as_talks([{"title": text} for text in texts]), "semantic")


def _stems(text: str) -> set[str]:
    return {stem(token.text) for token in tokenize_parts(text)} - _SMALL


NAMERS: dict[str, Namer] = {
    "kcdanalysis": lambda _, found: found.topics["label"].tolist(),
    "kcdanalysis, two terms": lambda _, found: topic_labels(found.terms, len(found.topics)),
    "c-TF-IDF, one word": lambda event, found: [words[0] for words in _ctfidf(event, found)],
    "c-TF-IDF, two words": lambda event, found: [
        ", ".join(words[:2]) for words in _ctfidf(event, found)
    ],
    "KeyBERT-like": _keybert,
    "maximal marginal relevance": lambda event, found: _keybert(event, found, DIVERSITY),
}
