"""Topics as an estimator: fitted on some talks, predicted for others, saved and loaded.

A new talk has the topic of the nearest centre, in the feature space of the talks that the
model was fitted on: their phrases, their idf, their mean meaning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from kcdanalysis.errors import KcdError
from kcdanalysis.files import read_bytes, read_text, write_file
from kcdanalysis.talks import as_talks, ensure_talks
from kcdanalysis.topics.decisions import Decisions, edit_topics
from kcdanalysis.topics.features import CountedTalks, FeatureSpace, fit_space
from kcdanalysis.topics.finding import count_talks, topics_of
from kcdanalysis.words.counts import Matrix, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors

#: The version of the files, so that an older package can refuse newer ones.
FORMAT = 2

_TABLES = ("topics_", "terms_", "numbers_")


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
        """Find the topics of talks: the Talks frame, or one text a talk; `y` is ignored."""
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
        self.centres_ = normalize(members.astype(float) @ self.space_.features(counted).toarray())
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
        counted = CountedTalks(*counts, self._vectors(talks, embeddings))
        return np.asarray(self.space_.features(counted) @ self.centres_.T)

    def predict(
        self, talks: pd.DataFrame | Iterable[str], embeddings: ArrayLike | None = None
    ) -> np.ndarray:
        """Predict the topic of talks, -1 for a talk without known words; see `transform`."""
        near = self.transform(talks, embeddings)
        return np.where(near.any(axis=1), near.argmax(axis=1), -1)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Name the columns of `transform` by the labels of the topics."""
        check_is_fitted(self)
        return self.topics_["label"].to_numpy(dtype=object)

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write `path`.json and `path`.npz, which `load_topic_model` reads.

        They contain neither the talks nor embeddings that were given. `force` replaces
        files that another program wrote.
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
        space, arrays = self.space_, BytesIO()
        np.savez_compressed(
            arrays, labels=self.labels_, middles=self.centres_, idf=space.idf, middle=space.mean
        )
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        stem = _stem(path)
        write_file(f"{stem}.npz", arrays.getvalue(), force=force)
        write_file(f"{stem}.json", text, force=force)

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
        n_dimensions = len(self.space_.mean)
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
        If the files are missing, are not a model, or are of another version.
    """
    stem = _stem(path)
    text, data = read_text(f"{stem}.json"), BytesIO(read_bytes(f"{stem}.npz"))
    try:
        content = json.loads(text)
        if content["format"] > FORMAT:
            raise KcdError(f"{stem}.json: written by a later version; update kcdanalysis")
        if content["format"] < FORMAT:
            raise KcdError(f"{stem}.json: saved before topics could hold; fit and save it again")
        with np.load(data, allow_pickle=False) as arrays:
            settings = {name: content[name] for name in ("n_topics", "random_state", "embeddings")}
            model = TopicModel(**settings)
            model.embeddings = embeddings or model.embeddings
            model.labels_, model.centres_ = arrays["labels"], arrays["middles"]
            model.space_ = FeatureSpace(
                content["vocabulary"], arrays["idf"], arrays["middle"], content["weight"]
            )
        model.clearness_, model.verdict_ = content["clearness"], content["verdict"]
        for name in _TABLES:
            setattr(model, name, pd.DataFrame(**content[name]))
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise KcdError(f"{stem}.json: not a saved topic model; save one again") from None
    return model


def _as_frame(talks: pd.DataFrame | Iterable[str]) -> pd.DataFrame:
    if isinstance(talks, pd.DataFrame) or hasattr(talks, "talks"):
        return ensure_talks(talks)
    return as_talks([{"title": row} if isinstance(row, str) else row for row in talks])


def _stem(path: str | Path) -> Path:
    return Path(path).with_suffix("") if Path(path).suffix in {".json", ".npz"} else Path(path)
