"""Topics as an estimator: fitted on some talks, predicted for others, saved and loaded.

A new talk gets the topic of the nearest centre, in the feature space of the talks that the
model was fitted on: their phrases, their idf, their mean meaning.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from kcdanalysis.errors import KcdError
from kcdanalysis.files import read_text, write_file
from kcdanalysis.talks import as_talks, ensure_talks
from kcdanalysis.topics.decisions import Decisions, edit_topics
from kcdanalysis.topics.features import CountedTalks, FeatureSpace, fit_space
from kcdanalysis.topics.finding import count_talks, topics_of
from kcdanalysis.words.counts import Matrix, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors, track_map
from kcdanalysis.words.term_table import read_term_table

#: The version of the files, so that an older package can reject newer ones.
FORMAT = 4

#: The tables of a file with their first column of text, and its arrays with their types.
_TABLES = {"topics_": "label", "terms_": "term", "numbers_": None}
_ARRAYS = {"labels": "<i8", "centres": "<f8", "idf": "<f8", "mean": "<f8"}
#: Lone surrogates, which are possible in JSON but not in a table.
_HALVES = re.compile("[\ud800-\udfff]")


class TopicModel(ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Find topics in talks, and predict the topic of other talks.

    Parameters
    ----------
    n_topics : int or "auto"
    random_state : int
    embeddings : array, callable or "semantic", optional
        As for `find_topics`. With an array, new talks need `embeddings` of their own.
    decisions : file or mapping, optional
        What `edit_topics` takes; applied after every fit, and not saved.

    Attributes
    ----------
    labels_ : ndarray of int
        The topic of each talk, -1 for a talk that shares nothing with others.
    topics_, terms_, numbers_ : DataFrame
        As in `Topics`.
    clearness_, verdict_ : str
        As in `Topics`.
    centres_ : ndarray, topics x features
        The centre of each topic, of unit length.
    space_ : FeatureSpace
        The feature space.

    Examples
    --------
    >>> bread = ["Yeast in an oven", "An oven, a loaf", "Loaf of dough", "Dough, yeast, oven"]
    >>> stars = ["Comet in a lens", "A lens, an orbit", "Orbit of a galaxy", "Galaxy, comet, lens"]
    >>> model = TopicModel(n_topics=2).fit(bread + stars)
    >>> model.labels_.tolist()
    [1, 1, 1, 1, 0, 0, 0, 0]
    >>> model.predict(["A loaf of an oven", "Lens and comet"]).tolist()
    [1, 0]
    """

    def __init__(
        self,
        n_topics: int | Literal["auto"] = "auto",
        *,
        random_state: int = 0,
        embeddings: Embeddings | None = None,
        decisions: Decisions | None = None,
    ) -> None:
        self.n_topics = n_topics
        self.random_state = random_state
        self.embeddings = embeddings
        self.decisions = decisions

    def fit(self, talks: pd.DataFrame | Iterable[str], y: object = None) -> TopicModel:
        """Find the topics of talks: the Talks frame, or one text per talk; `y` is ignored."""
        talks = _as_frame(talks)
        order, words, counted = count_talks(talks, self.embeddings)
        topics = topics_of(talks, order, words, counted, self.n_topics, self.random_state)
        if self.decisions is not None:
            topics = edit_topics(topics, self.decisions)
        self.topics_, self.terms_, self.numbers_ = topics.topics, topics.terms, topics.numbers
        self.clearness_, self.verdict_ = topics.clearness, topics.verdict
        self.labels_ = topics.assignments["topic"].fillna(-1).to_numpy(dtype=np.int64)
        self.space_ = fit_space(counted)
        members = self.labels_[order] == np.arange(len(self.topics_))[:, None]
        self.centres_ = normalize(members.astype(float) @ self.space_.features(counted))
        return self

    def transform(
        self, talks: pd.DataFrame | Iterable[str], embeddings: ArrayLike | None = None
    ) -> Matrix:
        """Compute the cosine of talks (as for `fit`) and the centre of each topic.

        A talk without known words has zeros. `embeddings` are vectors of these talks, which a
        model that was fitted on an array needs.
        """
        check_is_fitted(self)
        talks = _as_frame(talks)
        counts = count_words(talk_words(talks, set(self.space_.vocabulary)))
        vectors = self._vectors(talks, embeddings)
        counted = CountedTalks(*counts, vectors, track_map(self.embeddings))
        return np.asarray(self.space_.features(counted) @ self.centres_.T)

    def predict(
        self, talks: pd.DataFrame | Iterable[str], embeddings: ArrayLike | None = None
    ) -> np.ndarray:
        """Predict the topic of talks, -1 for a talk without known words; see `transform`."""
        near = self.transform(talks, embeddings)
        return np.where(near.any(axis=1), near.argmax(axis=1), -1)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Name the columns of `transform` after the labels of the topics."""
        check_is_fitted(self)
        return self.topics_["label"].to_numpy(dtype=object)

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write `path`.json, which `load_topic_model` reads.

        It contains neither the talks nor embeddings that were given. `force` replaces
        a file that another program wrote.
        """
        check_is_fitted(self)
        is_name = isinstance(self.embeddings, str | None)
        content = {
            "format": FORMAT,
            "n_topics": self.n_topics,
            "random_state": self.random_state,
            "embeddings": self.embeddings if is_name else "given",
            "clearness": self.clearness_,
            "verdict": self.verdict_,
            "weight": self.space_.weight,
            "vocabulary": self.space_.vocabulary,
            **{name: json.loads(getattr(self, name).to_json(orient="split")) for name in _TABLES},
        }
        space = self.space_
        arrays = (self.labels_, self.centres_, space.idf, space.mean)
        for (name, dtype), array in zip(_ARRAYS.items(), arrays, strict=True):
            data = b64encode(np.asarray(array, dtype).tobytes()).decode()
            content[name] = {"shape": array.shape, "data": data}
        # One file, since two could come from different runs.
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        write_file(_named(path), text, force=force)

    def _vectors(self, talks: pd.DataFrame, embeddings: ArrayLike | None) -> Matrix | None:
        if self.embeddings is None:
            return None
        source: Any = self.embeddings if embeddings is None else embeddings
        is_encoder = callable(source) or (isinstance(source, str) and source == "semantic")
        if embeddings is None and not is_encoder:
            raise KcdError(
                "this model was fitted with embeddings of the caller; give those of the new talks"
            )
        vectors = talk_vectors(talks, source)
        mapped = track_map(self.embeddings)
        n_dimensions = len(self.space_.mean if mapped is None else mapped)
        if vectors.shape[1] != n_dimensions:
            raise KcdError(
                f"embeddings have {vectors.shape[1]} dimensions; the model has {n_dimensions}"
            )
        return vectors


def load_topic_model(
    path: str | Path, *, embeddings: Callable[[list[str]], ArrayLike] | None = None
) -> TopicModel:
    """Load a model that `TopicModel.save` wrote.

    Parameters
    ----------
    path : str or Path
        With or without .json.
    embeddings : callable, optional
        A function from texts to vectors, if the model was fitted with one.

    Raises
    ------
    KcdError
        If the file is missing, is not a model, or has another version.
    """
    path = _named(path)
    try:
        content = json.loads(read_text(path))
        if content["format"] > FORMAT:
            raise KcdError(f"{path}: written by a later version; update kcdanalysis")
        if content["format"] < FORMAT:
            raise KcdError(f"{path}: written by an earlier version; fit and save it again")
        model = _as_model(content)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise KcdError(f"{path}: not a saved topic model; save one again") from None
    model.embeddings = embeddings or model.embeddings
    return model


def _as_model(content: Mapping[str, Any]) -> TopicModel:
    """Make a model from the content of a file, all of which is checked: it may be hostile."""
    n_topics, seed, embeddings = (
        content[name] for name in ("n_topics", "random_state", "embeddings")
    )
    _need(n_topics == "auto" or (type(n_topics) is int and n_topics > 0))
    _need(type(seed) is int and embeddings in (None, "semantic", "given"))
    labels, centres, idf, mean = (_array(content[name], _ARRAYS[name]) for name in _ARRAYS)
    vocabulary, weight = content["vocabulary"], content["weight"]
    _need(_are_texts(vocabulary) and len(set(vocabulary)) == len(vocabulary))
    _need(type(weight) in (int, float) and 0 <= weight <= 1)
    included = read_term_table().map if embeddings is None else track_map(embeddings)
    n_dimensions = mean.size if included is None else included.shape[1]
    _need(mean.shape == (n_dimensions,) and idf.shape == (len(vocabulary),))
    _need(centres.ndim == 2 and centres.shape[1] == len(vocabulary) + len(mean))
    _need(labels.ndim == 1 and bool(((labels >= -1) & (labels < len(centres))).all()))
    _need(content["clearness"] in ("clear", "unsure", "none"))
    _need(_are_texts([content["verdict"]]))
    model = TopicModel(n_topics, random_state=seed, embeddings=embeddings)
    model.labels_, model.centres_ = labels, centres
    model.space_ = FeatureSpace(vocabulary, idf, mean, weight)
    model.clearness_, model.verdict_ = content["clearness"], content["verdict"]
    for name, text in _TABLES.items():
        columns, index, rows = (content[name][part] for part in ("columns", "index", "data"))
        _need(_are_texts(columns) and text in (None, *columns))
        table = pd.DataFrame(rows, index, columns)
        others = table.drop(columns=text or [])
        _need(text is None or _are_texts(table[text].tolist()))
        _need(all(map(pd.api.types.is_numeric_dtype, others.dropna(axis=1, how="all").dtypes)))
        setattr(model, name, table.astype({"theme": "str"}) if "theme" in table else table)
    _need(model.topics_["topic"].tolist() == list(range(len(centres))))
    return model


def _array(content: Mapping[str, Any], dtype: str) -> np.ndarray:
    """Read an array; check that its size is that of the file, and its numbers are finite."""
    array = np.frombuffer(b64decode(content["data"], validate=True), dtype)
    _need(all(type(size) is int and size >= 0 for size in content["shape"]))
    array = array.reshape(content["shape"])
    _need(bool(np.isfinite(array).all()))
    return array


def _are_texts(values: Any) -> bool:
    are_texts = isinstance(values, list) and all(isinstance(value, str) for value in values)
    return are_texts and not _HALVES.search("".join(values))


def _need(is_so: bool) -> None:
    if not is_so:
        raise ValueError


def _as_frame(talks: pd.DataFrame | Iterable[str]) -> pd.DataFrame:
    if isinstance(talks, pd.DataFrame) or hasattr(talks, "talks"):
        return ensure_talks(talks)
    return as_talks([{"title": row} if isinstance(row, str) else row for row in talks])


def _named(path: str | Path) -> Path:
    return Path(path) if Path(path).suffix == ".json" else Path(f"{path}.json")
