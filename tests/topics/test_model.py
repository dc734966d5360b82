import json
from base64 import b64encode

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from kcdanalysis import TopicModel, load_topic_model
from kcdanalysis.errors import KcdError
from kcdanalysis.talks import as_talks

SUBJECTS = {
    "bread": "flour yeast sourdough oven crust baking dough kneading loaf proofing",
    "stars": "telescope galaxy nebula orbit comet planet astronomy lens eclipse supernova",
    "boats": "sail mast rudder harbour anchor keel regatta knots tide captain",
}


def talks(n_talks, seed):
    rng = np.random.default_rng(seed)
    return as_talks(
        [
            {"title": f"{subject} {n}", "abstract": " ".join(rng.choice(words.split(), 8))}
            for subject, words in SUBJECTS.items()
            for n in range(n_talks)
        ]
    )


def encode(texts):
    return [[subject in text for subject in SUBJECTS] for text in texts]


@pytest.fixture(autouse=True)
def state(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture(scope="module")
def model():
    return TopicModel().fit(talks(6, seed=0))


def test_new_talks_get_the_topic_of_their_subject(model):
    new = talks(4, seed=1)
    first = model.labels_[::6]
    assert sorted(first) == [0, 1, 2]
    assert model.predict(new).tolist() == np.repeat(first, 4).tolist()
    near = model.transform(new)
    assert near.shape == (12, 3)
    assert (near <= 1 + 1e-9).all()
    assert model.get_feature_names_out().tolist() == model.topics_["label"].tolist()


def test_the_topic_of_a_new_talk_depends_on_that_talk_alone(model):
    # In the texts of one programme, what all say would be a note, and left out.
    note = "Yeast, dough, oven, loaf."
    new = as_talks([{"title": f"Talk {n}", "abstract": f"{note} Sail of {n}."} for n in "abc"])
    np.testing.assert_array_equal(model.transform(new)[:1], model.transform(new[:1]))


def test_the_talks_it_was_fitted_with_keep_their_topics(model):
    assert model.predict(talks(6, seed=0)).tolist() == model.labels_.tolist()
    assert clone(model).fit_predict(talks(6, seed=0)).tolist() == model.labels_.tolist()


def test_a_talk_of_which_nothing_is_known_has_no_topic(model):
    assert model.predict(["Zyzzyva qwxz"]).tolist() == [-1]
    assert not model.transform(["Zyzzyva qwxz"]).any()


def test_the_model_is_a_scikit_learn_estimator(model):
    nothing = {"embeddings": None, "decisions": None}
    assert model.get_params() == {"n_topics": "auto", "random_state": 0, **nothing}
    assert clone(model).set_params(n_topics=2).n_topics == 2
    frame = talks(6, seed=0)
    titles = frame["title"].str.split().str[0]
    pipeline = make_pipeline(TopicModel(3), LogisticRegression(C=100)).fit(frame, titles)
    assert pipeline.score(frame, titles) == 1


@pytest.mark.parametrize("embeddings", [None, encode])
def test_it_is_saved_without_talks_and_read_back(tmp_path, embeddings, model):
    fitted = TopicModel(3, embeddings=encode).fit(talks(6, seed=0)) if embeddings else model
    fitted.save(tmp_path / "our.model")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["our.model.json"]
    read = load_topic_model(tmp_path / "our.model.json", embeddings=embeddings)
    np.testing.assert_array_equal(read.transform(talks(2, 1)), fitted.transform(talks(2, 1)))
    np.testing.assert_array_equal(read.labels_, fitted.labels_)
    assert (read.verdict_, read.clearness_) == (fitted.verdict_, fitted.clearness_)
    for name in ("topics_", "terms_"):
        pd.testing.assert_frame_equal(getattr(read, name), getattr(fitted, name), check_dtype=False)
    assert "bread 0" not in (tmp_path / "our.model.json").read_text()


def test_vectors_of_new_talks_are_asked_for(tmp_path):
    frame = talks(6, seed=0)
    fitted = TopicModel(3, embeddings=encode(frame["title"])).fit(frame)
    with pytest.raises(KcdError, match="embeddings of the caller; give those of the new talks"):
        fitted.predict(frame)
    assert fitted.predict(frame, encode(frame["title"])).tolist() == fitted.labels_.tolist()
    with pytest.raises(KcdError, match="embeddings have 2 dimensions; the model has 3"):
        fitted.predict(frame, np.ones((18, 2)))
    fitted.save(tmp_path / "model")
    with pytest.raises(KcdError, match="embeddings of the caller; give those of the new talks"):
        load_topic_model(tmp_path / "model").predict(frame)


def test_invalid_model_files_are_refused(tmp_path, model):
    with pytest.raises(KcdError, match=r"none\.json: no such file; check the name"):
        load_topic_model(tmp_path / "none")
    for text in ("", "{}", "[]", "3", '{"format": "x"}', '{"format": 4}', "[" * 100_000):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(KcdError, match=r"bad\.json: not a saved topic model; save one again"):
            load_topic_model(tmp_path / "bad.json")
    model.save(tmp_path / "new")
    content = json.loads((tmp_path / "new.json").read_text())
    for number, problem in (
        (99, "a later version; update kcdanalysis"),
        (1, "an earlier version; fit and save it again"),
    ):
        (tmp_path / "new.json").write_text(json.dumps({**content, "format": number}))
        with pytest.raises(KcdError) as error:
            load_topic_model(tmp_path / "new")
        assert str(error.value) == f"{tmp_path}/new.json: written by {problem}"


def encoded(values, dtype="<f8", shape=None):
    array = np.array(values, dtype)
    return {"shape": shape or array.shape, "data": b64encode(array.tobytes()).decode()}


FORGED = {
    "n_topics": [0, True, "many", None],
    "random_state": ["0", 1.5, None],
    "embeddings": ["other", 3],
    "labels": [encoded([0, 99], "<i8"), encoded([-2], "<i8"), encoded([[0]], "<i8"), {}, None],
    "centres": [encoded([[np.nan]]), encoded([1.0]), encoded([[1.0, 2.0]]),
                encoded([1.0], shape=[9, 9])],
    "idf": [encoded([np.inf]), encoded([1.0]), {"shape": [1], "data": "?"},
            encoded([1.0], shape=[-1])],
    "mean": [encoded([1.0]), encoded([])],
    "vocabulary": [[], ["a", 3], "abc", None],
    "weight": [-1, 2, float("nan"), "1", True],
    "clearness": [1, None, "yes"],
    "verdict": [None, 3, "\ud800"],
    "topics_": [
        {"columns": ["topic", "label"], "index": [0], "data": [[7, "a"]]},
        {"columns": ["topic", "label"], "index": [0], "data": [[0, 5]]},
        {"columns": ["topic", "label"], "index": [0, 1], "data": [[0, "a"]]},
        {"columns": ["topic"], "index": [0], "data": [[0]]},
    ],
    "terms_": [{"columns": ["term", 3], "index": [], "data": []}, {"data": []}],
    "numbers_": [{"columns": ["score"], "index": [0], "data": [["x"]]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in FORGED for value in FORGED[name]]
)
def test_a_forged_model_is_refused(tmp_path, model, name, value):
    model.save(tmp_path / "model")
    content = json.loads((tmp_path / "model.json").read_text())
    (tmp_path / "model.json").write_text(json.dumps({**content, name: value}))
    with pytest.raises(KcdError, match=r"model\.json: not a saved topic model; save one again$"):
        load_topic_model(tmp_path / "model")


def test_a_model_replaces_its_own_files_only(tmp_path, model):
    model.save(tmp_path / "folder" / "model")
    model.save(tmp_path / "folder" / "model.json")
    (tmp_path / "folder" / "model.json").write_text("edited")
    with pytest.raises(KcdError, match=r"model\.json: exists, and kcdanalysis did not write it"):
        model.save(tmp_path / "folder" / "model")
    model.save(tmp_path / "folder" / "model", force=True)
    assert load_topic_model(tmp_path / "folder" / "model").labels_.tolist()


def test_decisions_are_replayed_after_each_fit(model):
    label = model.topics_["label"][0]
    edited = TopicModel(3, decisions={"rename": {label: "Ours"}}).fit(talks(6, seed=0))
    assert edited.topics_["label"].tolist()[0] == "Ours"
    assert edited.get_feature_names_out()[0] == "Ours"
    assert edited.labels_.tolist() == model.labels_.tolist()


def test_any_frame_with_titles_is_taken(model):
    frame = talks(6, seed=0)[["title", "abstract"]]
    assert TopicModel(3).fit(frame).labels_.tolist() == model.labels_.tolist()
    assert model.predict(frame).tolist() == model.labels_.tolist()
