"""Topics as an estimator: found in some talks, told of others, saved and read back.

A new talk belongs to the topic whose middle is nearest, in the features that the talks
made which the model was fitted with: their phrases, their idf, their mean meaning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import as_talks
from kcdanalysis.topics.decisions import Decisions, edit_topics
from kcdanalysis.topics.features import FeatureSpace, fit_space
from kcdanalysis.topics.finding import find_topics
from kcdanalysis.words.counts import Matrix, count_words, talk_words
from kcdanalysis.words.encoder import Embeddings, talk_vectors

#: Raised when the files of a model change, so that an older version can say so.
FORMAT = 1

_TABLES = ("topics_", "terms_", "numbers_")


class TopicModel(ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Find topics in talks, and tell the topic of other talks.

    Parameters
    ----------
    n_topics : int or "auto"
    random_state : int
    embeddings : array, callable or "semantic", optional
        As for `find_topics`. With an array, new talks need `embeddings` of their own.
    decisions : file or mapping, optional
        What `edit_topics` takes; replayed after every fit, and not saved.

    Attributes
    ----------
    labels_ : ndarray of int
        The topic of each talk, -1 for a talk that shares nothing with others.
    topics_, terms_, numbers_ : DataFrame
        As in `Topics`.
    is_clear_ : bool
    verdict_ : str
        Whether, and how far, to believe it.
    middles_ : ndarray, topics x features
        The middle of each topic, of unit length.
    space_ : FeatureSpace
        The features.

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
        """Find the topics of talks: the Talks frame, or a text a talk; `y` is not used."""
        talks = _as_frame(talks)
        vectors = None if self.embeddings is None else talk_vectors(talks, self.embeddings)
        found = find_topics(
            talks, n_topics=self.n_topics, random_state=self.random_state, embeddings=vectors
        )
        if self.decisions is not None:
            found = edit_topics(found, self.decisions)
        self.topics_, self.terms_, self.numbers_ = found.topics, found.terms, found.numbers
        self.is_clear_, self.verdict_ = found.is_clear, found.verdict
        self.labels_ = found.assignments["topic"].fillna(-1).to_numpy(dtype=np.int64)
        counts, vocabulary = count_words(talk_words(talks))
        self.space_ = fit_space(counts, vocabulary, vectors)
        features = self.space_.features(counts, vocabulary, vectors)
        members = self.labels_ == np.arange(len(self.topics_))[:, None]
        self.middles_ = normalize(members.astype(float) @ features.toarray())
        return self

    def transform(
        self, talks: pd.DataFrame | Iterable[str], embeddings: ArrayLike | None = None
    ) -> Matrix:
        """Tell how near talks are to each topic.

        Parameters
        ----------
        talks : DataFrame or texts
            As for `fit`.
        embeddings : array, optional
            Vectors of these talks, if the model was fitted with an array.

        Returns
        -------
        ndarray, talks x topics
            Cosine of the talk and the middle of the topic; zeros for a talk of which
            nothing is known.
        """
        check_is_fitted(self)
        talks = _as_frame(talks)
        counts, vocabulary = count_words(talk_words(talks, set(self.space_.vocabulary)))
        vectors = self._vectors(talks, embeddings)
        return np.asarray(self.space_.features(counts, vocabulary, vectors) @ self.middles_.T)

    def predict(
        self, talks: pd.DataFrame | Iterable[str], embeddings: ArrayLike | None = None
    ) -> np.ndarray:
        """Tell the topic of talks, -1 for a talk of which nothing is known; see `transform`."""
        near = self.transform(talks, embeddings)
        return np.where(near.any(axis=1), near.argmax(axis=1), -1)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Name the columns of `transform` by the labels of the topics."""
        check_is_fitted(self)
        return self.topics_["label"].to_numpy(dtype=object)

    def save(self, path: str | Path) -> None:
        """Write `path`.json and `path`.npz, which `load_topic_model` reads.

        The talks themselves are not in them, and neither are embeddings that were given.
        """
        check_is_fitted(self)
        semantic = isinstance(self.embeddings, str) or self.embeddings is None
        said = {
            "format": FORMAT,
            "n_topics": self.n_topics,
            "random_state": self.random_state,
            "embeddings": self.embeddings if semantic else "given",
            "is_clear": self.is_clear_,
            "verdict": self.verdict_,
            "weight": self.space_.weight,
            "vocabulary": self.space_.vocabulary,
            **{name: json.loads(getattr(self, name).to_json(orient="split")) for name in _TABLES},
        }
        stem = _stem(path)
        try:
            stem.with_name(f"{stem.name}.json").write_text(
                json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
            np.savez_compressed(
                stem.with_name(f"{stem.name}.npz"),
                labels=self.labels_,
                middles=self.middles_,
                idf=self.space_.idf,
                middle=self.space_.middle,
            )
        except OSError as error:
            raise KcdError(f"{stem}.json: cannot be written ({error.strerror})") from None

    def _vectors(self, talks: pd.DataFrame, embeddings: ArrayLike | None) -> Matrix | None:
        if self.embeddings is None:
            return None
        given: Any = self.embeddings if embeddings is None else embeddings
        if embeddings is None and not callable(given) and not isinstance(given, str):
            raise KcdError("this model was fitted with vectors; give embeddings of the new talks")
        if isinstance(given, str) and given == "given":
            raise KcdError("this model was saved without its embeddings; set embeddings again")
        vectors = talk_vectors(talks, given)
        if vectors.shape[1] != len(self.space_.middle):
            raise KcdError(
                f"embeddings have {vectors.shape[1]} dimensions; "
                f"the model was fitted with {len(self.space_.middle)}"
            )
        return vectors


def load_topic_model(
    path: str | Path, *, embeddings: Callable[[list[str]], ArrayLike] | None = None
) -> TopicModel:
    """Read what `TopicModel.save` wrote.

    Parameters
    ----------
    path : str or Path
        With or without .json.
    embeddings : callable, optional
        What makes vectors, if the model was fitted with such.

    Raises
    ------
    KcdError
        If the files are missing, no model, or those of a later version.
    """
    stem = _stem(path)
    try:
        said = json.loads(stem.with_name(f"{stem.name}.json").read_text("utf-8"))
        if said["format"] > FORMAT:
            raise KcdError(f"{stem}.json: written by a later version; update kcdanalysis")
        with np.load(stem.with_name(f"{stem.name}.npz"), allow_pickle=False) as arrays:
            model = TopicModel(
                said["n_topics"],
                random_state=said["random_state"],
                embeddings=said["embeddings"] if embeddings is None else embeddings,
            )
            model.labels_, model.middles_ = arrays["labels"], arrays["middles"]
            model.space_ = FeatureSpace(
                said["vocabulary"], arrays["idf"], arrays["middle"], said["weight"]
            )
        model.is_clear_, model.verdict_ = said["is_clear"], said["verdict"]
        for name in _TABLES:
            setattr(model, name, pd.DataFrame(**said[name]))
    except OSError as error:
        raise KcdError(f"{error.filename}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise KcdError(f"{stem}.json: is no saved topic model; save one again") from None
    return model


def _as_frame(talks: pd.DataFrame | Iterable[str]) -> pd.DataFrame:
    if isinstance(talks, pd.DataFrame):
        return talks
    return as_talks([{"title": text} for text in talks])


def _stem(path: str | Path) -> Path:
    return Path(path).with_suffix("") if Path(path).suffix in {".json", ".npz"} else Path(path)
