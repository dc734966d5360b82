"""Themes as other tools name them; run by the Python of `peers.txt`, or by ours.

    python -m benchmarks.theme_peers METHOD < events.jsonl > scores.jsonl

Each line in: {"name", "texts", "themes": [{"label", "terms"}], "truth": the theme of each
text, a number or none}. Each line out: {"name", "scores": texts x themes, "seconds"}.
Nothing of kcdanalysis is imported here, so that no tool meets versions made for another.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.topic_peers import _encoder, answer_lines, encode, tritopic_model

Themes = list[dict[str, Any]]
Scores = np.ndarray

#: A word of a title counts as often as this many in the text, as MEASURED for ours.
TITLE_COUNT = 3


def mentions(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Plain keywords: mentions of the terms, those in the title three times."""
    titles = [text.partition(".\n")[0] for text in texts]
    scores = np.zeros((len(texts), len(themes)))
    for column, theme in enumerate(themes):
        either = "|".join(map(re.escape, sorted(theme["terms"], key=len, reverse=True)))
        pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
        for row, (title, text) in enumerate(zip(titles, texts, strict=True)):
            more = (TITLE_COUNT - 1) * len(pattern.findall(title))
            scores[row, column] = len(pattern.findall(text)) + more
    return scores


def bm25(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """BM25 of the terms as a query (Robertson and Zaragoza 2009), k1 1.2, b 0.75."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words="english", token_pattern=r"(?u)\b\w[\w+#]*")
    counts = counter.fit_transform(texts).toarray().astype(float)
    df = (counts > 0).sum(axis=0)
    idf = np.log1p((len(texts) - df + 0.5) / (df + 0.5))
    length = counts.sum(axis=1, keepdims=True)
    weights = idf * counts * 2.2 / (counts + 1.2 * (0.25 + 0.75 * length / length.mean()))
    words = counter.build_analyzer()
    queries = [{word for term in theme["terms"] for word in words(term)} for theme in themes]
    known = [[counter.vocabulary_[w] for w in q if w in counter.vocabulary_] for q in queries]
    return np.stack([weights[:, sorted(columns)].sum(axis=1) for columns in known], axis=1)


def supervised(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Logistic regression on TF-IDF, which is told the truth of the other four folds."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(stop_words="english", ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )
    scores = np.zeros((len(texts), len(themes)))
    for column in range(len(themes)):
        has = np.array([answer == column for answer in truth])
        folds = StratifiedKFold(min(5, int(has.sum())), shuffle=True, random_state=0)
        given = cross_val_predict(model, texts, has, cv=folds, method="predict_proba")
        scores[:, column] = given[:, 1]
    return scores


def minilm_label(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Zero-shot: the cosine of MiniLM's vectors of a text and of the label."""
    return _unit(encode(texts)) @ _unit(encode([theme["label"] for theme in themes])).T


def minilm_seeds(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Zero-shot: the cosine with the mean of the vectors of the terms."""
    seeds = np.stack([_unit(encode(theme["terms"])).mean(axis=0) for theme in themes])
    return _unit(encode(texts)) @ _unit(seeds).T


def corex(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Anchored CorEx (Gallagher et al. 2017): one topic a theme, anchored at its terms."""
    from corextopic import corextopic

    counts, words = _counts(texts)
    anchors = [_known(theme, words) for theme in themes]
    model = corextopic.Corex(n_hidden=len(themes), seed=0)
    model.fit(counts, words=words, anchors=anchors, anchor_strength=3)
    return np.asarray(model.p_y_given_x)


def seeded_lda(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Topica's SeededLDA (Watanabe and Baturo 2024)."""
    import topica

    return _topica(topica.SeededLDA, texts, themes)


def keyatm(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """Topica's KeyATM (Eshima, Imai and Sasaki 2024)."""
    import topica

    return _topica(topica.KeyATM, texts, themes)


def _topica(model: Any, texts: list[str], themes: Themes) -> Scores:
    from sklearn.feature_extraction.text import CountVectorizer

    _, words = _counts(texts)
    split = CountVectorizer(stop_words="english").build_analyzer()
    known = set(words)
    seeds = {str(at): _known(theme, words) for at, theme in enumerate(themes)}
    seeds = {name: terms for name, terms in seeds.items() if terms}
    fitted = model(seeds, seed=0)
    fitted.fit([[word for word in split(text) if word in known] for text in texts])
    scores = np.zeros((len(texts), len(themes)))
    given = np.asarray(fitted.doc_topic)
    for column, name in enumerate(seeds):
        scores[:, int(name)] = given[:, column]
    return scores


def bertopic_guided(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """BERTopic guided by the terms; a topic is the theme whose seeds it is nearest to."""
    from bertopic import BERTopic
    from umap import UMAP

    vectors = encode(texts)
    seeds = [theme["terms"] for theme in themes]
    model = BERTopic(
        embedding_model=_encoder(),
        umap_model=_umap(UMAP, texts),
        seed_topic_list=seeds,
        min_topic_size=max(3, min(10, len(texts) // 20)),
    )
    topic, _ = model.fit_transform(texts, vectors)
    named = _unit(np.stack([_unit(encode(terms)).mean(axis=0) for terms in seeds]))
    scores = np.zeros((len(texts), len(themes)))
    for number in set(topic) - {-1}:
        own = [at for at, one in enumerate(topic) if one == number]
        scores[own] = _unit(vectors[own].mean(axis=0, keepdims=True)) @ named.T
    return scores


def bertopic_zeroshot(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """BERTopic's zero-shot topics: labels first, the rest is clustered; as its manual shows."""
    from bertopic import BERTopic
    from umap import UMAP

    labels = [theme["label"] for theme in themes]
    vectors = encode(texts)
    model = BERTopic(
        embedding_model=_encoder(),
        umap_model=_umap(UMAP, texts),
        zeroshot_topic_list=labels,
        zeroshot_min_similarity=0.3,
        min_topic_size=max(3, min(10, len(texts) // 20)),
    )
    topic, _ = model.fit_transform(texts, vectors)
    named = model.topic_labels_
    near = _unit(vectors) @ _unit(encode(labels)).T
    scores = np.zeros_like(near)
    for row, number in enumerate(topic):
        if (label := named.get(number)) in labels:
            scores[row, labels.index(label)] = near[row, labels.index(label)]
    return scores


def tritopic(texts: list[str], themes: Themes, truth: list[int | None]) -> Scores:
    """TriTopic's seeds, the label and the terms of each theme; scores are its probabilities."""
    seeds = {str(at): [theme["label"], *theme["terms"]] for at, theme in enumerate(themes)}
    model = tritopic_model(texts, "auto", seed=0)
    named = encode([" ".join(terms) for terms in seeds.values()])
    model.fit(texts, encode(texts), seeds=seeds, seed_embeddings=named)
    scores = np.zeros((len(texts), len(themes)))
    for column, topic in enumerate(one for one in model.topics_ if one.topic_id >= 0):
        if topic.seed is not None:
            scores[:, int(topic.seed)] = model.probabilities_[:, column]
    return scores


def _umap(reducer: Any, texts: list[str]) -> Any:
    return reducer(
        n_neighbors=min(15, len(texts) - 1),
        n_components=min(5, len(texts) - 2),
        min_dist=0.0,
        metric="cosine",
        random_state=0,
        init="spectral" if len(texts) > 30 else "random",
    )


def _counts(texts: list[str]) -> tuple[Any, list[str]]:
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words="english", min_df=1 if len(texts) < 30 else 2, max_df=0.5)
    return counter.fit_transform(texts), counter.get_feature_names_out().tolist()


def _known(theme: dict[str, Any], words: list[str]) -> list[str]:
    """The words of the terms that stand in the texts at all."""
    said = [word for term in theme["terms"] for word in re.findall(r"\w\w+", term.lower())]
    return [word for word in dict.fromkeys(said) if word in set(words)]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-12)


#: Those that need nothing but scikit-learn.
LIGHT = {"mentions": mentions, "bm25": bm25, "supervised": supervised}

HEAVY = {
    "minilm-label": minilm_label,
    "minilm-seeds": minilm_seeds,
    "corex": corex,
    "topica-seededlda": seeded_lda,
    "topica-keyatm": keyatm,
    "bertopic-guided": bertopic_guided,
    "bertopic-zeroshot": bertopic_zeroshot,
    "tritopic": tritopic,
}


def main() -> None:
    """Answer each line of standard input with the method that the command line names."""
    method: Callable[[list[str], Themes, list[int | None]], Scores]
    method = {**LIGHT, **HEAVY}[sys.argv[1]]

    def find(asked: dict[str, Any]) -> dict[str, Any]:
        scores = method(asked["texts"], asked["themes"], asked["truth"])
        return {"scores": scores.round(6).tolist()}

    def no_theme(asked: dict[str, Any]) -> dict[str, Any]:
        return {"scores": np.zeros((len(asked["texts"]), len(asked["themes"]))).tolist()}

    # Some tools refuse few texts, or themes without a word in them.
    answer_lines(find, no_theme, refusals=(ValueError, IndexError, ArithmeticError, TypeError))


if __name__ == "__main__":
    main()
