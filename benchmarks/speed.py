"""What talks cost, from 16 to millions, beside a plain pipeline of scikit-learn.

    python -m benchmarks.speed CORPORA [--talks 16,1000,10000] [--steps all,scikit-learn]

CORPORA is a folder of labelled talks, as `benchmarks.corpora` reads it. Programmes of any size
are made of it: a talk has a label, and its title and sentences begin as one and end as another
of that label, drawn with a fixed seed. "all" reads such a programme from Parquet, assigns themes
with evidence, finds topics with their measures and names, and computes the summaries;
"batches" counts themes by year and predicts the topics of a sample for all, reading one batch after
the other, three times; "scikit-learn" reads the texts, weighs words and bigrams by TF-IDF, reduces
and clusters them.

Each step runs in a process of its own, on one thread, once on a few talks before it is measured,
so that no imports are. Its peak of memory is that of the process, which also holds what the step
starts from. Seconds are of the CPU, and mean something beside each other only, as the machine may
be busy; "growth" is their exponent since the size before: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

#: A year has so many talks, and a programme at most so many years.
_TALKS_A_YEAR, _MOST_YEARS = 800, 20
_FIRST_DAY = datetime(2001, 1, 1)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
#: Talks are made and written so many at a time.
_PART = 10_000
#: "batches" reads so many talks at a time.
_BATCH = 2_000
#: The programme that a step is tried on before it is measured.
_SMALL, _FEW_TALKS = "few.parquet", 16
#: As in scikit-learn's example of clustering texts; and as many clusters as we find at most.
_DIMENSIONS, _MOST_CLUSTERS = 100, 86


def make_talks(corpora: Path, n_talks: int) -> Iterator[pd.DataFrame]:
    """Make a programme in parts, with columns named as people name them."""
    names = ["event", "title", "abstract", "speakers", "label"]
    paths = sorted(corpora.glob("*.parquet"))
    known = pd.concat([pd.read_parquet(path, columns=names) for path in paths], ignore_index=True)
    groups = known.groupby(["event", "label"]).ngroup().to_numpy()
    titles: list[list[list[str]]] = [[] for _ in range(groups.max() + 1)]
    sentences: list[list[list[str]]] = [[] for _ in titles]
    lengths = []
    for group, title, abstract in zip(groups, known["title"], known["abstract"], strict=True):
        parts = [part.split() for part in _SENTENCE_END.split(abstract) if part.strip()]
        titles[group].append(title.split())
        sentences[group] += parts
        lengths.append(len(parts))
    n_years = int(np.clip(n_talks // _TALKS_A_YEAR, 2, _MOST_YEARS))
    for first in range(0, n_talks, _PART):
        rng = random.Random(first)
        rows = []
        for number in range(first, min(first + _PART, n_talks)):
            like = rng.randrange(len(known))
            of_label = titles[groups[like]], sentences[groups[like]]
            said = [_splice(of_label[1], rng) for _ in range(lengths[like])]
            row = {"Title": _splice(of_label[0], rng), "Description": " ".join(said)}
            row |= {"Speakers": ", ".join(known["speakers"][like]), "Track": known["label"][like]}
            row |= {"Conference": "FooConf", "Year": 2000 + number * n_years // n_talks}
            rows.append(
                {**row, "Start": f"{_FIRST_DAY + timedelta(minutes=number):%Y-%m-%d %H:%M}"}
            )
        yield pd.DataFrame(rows)


def _splice(texts: list[list[str]], rng: random.Random) -> str:
    """Begin as one text and end as another, so that few texts are said twice."""
    one, other = rng.choice(texts), rng.choice(texts)
    return " ".join(one[: rng.randint(1, len(one))] + other[rng.randrange(len(other)) :])


def write_parts(parts: Iterable[pd.DataFrame], path: Path) -> None:
    """Write a table in parts, so that a large one need not be held."""
    import pyarrow as pa
    from pyarrow import parquet

    writer = None
    for part in parts:
        table = pa.Table.from_pandas(part, preserve_index=False)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


# The steps; each imports what it needs, so that its peak of memory is its own.


def _read(path: Path) -> Any:
    from kcdanalysis.sources import read_talks

    return read_talks(path, max_size=path.stat().st_size)


def _words(talks: pd.DataFrame) -> Any:
    from kcdanalysis.words.counts import count_words, talk_words

    return count_words(talk_words(talks))


def _themes(talks: pd.DataFrame) -> Any:
    from kcdanalysis.themes.assignment import assign_themes

    return assign_themes(talks)


def _topics(talks: pd.DataFrame) -> Any:
    from kcdanalysis.topics.finding import find_topics

    return find_topics(talks)


def _summaries(themes: Any) -> Any:
    from kcdanalysis import summaries

    by_year = (summaries.compare_events, summaries.theme_trend, summaries.trend_tests)
    whole = (summaries.theme_shares, summaries.theme_cooccurrence)
    return [of(themes) for of in whole], [of(themes, "year") for of in by_year]


def _all(path: Path) -> Any:
    talks = _read(path)
    return _summaries(_themes(talks)), _topics(talks)


def _batches(path: Path) -> Any:
    from kcdanalysis import scale, summaries
    from kcdanalysis.sources import read_talks

    def talks() -> Iterator[pd.DataFrame]:
        return read_talks(path, batches=_BATCH)

    counts = scale.theme_counts(scale.assign_themes(talks()), "year")
    topics = scale.predict_topics(scale.fit_topics(talks()), talks())
    sizes = pd.concat([topic.value_counts() for topic in topics]).groupby(level=0).sum()
    return summaries.theme_shares(counts, "year"), sizes


def _scikit_learn(path: Path) -> Any:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    talks = pd.read_parquet(path)
    texts = (talks["Title"] + ". " + talks["Description"]).tolist()
    least = 1 if len(texts) < 30 else 2
    words = TfidfVectorizer(
        stop_words="english", ngram_range=(1, 2), min_df=least, max_df=0.5
    ).fit_transform(texts)
    n_dimensions = min(_DIMENSIONS, *(size - 1 for size in words.shape))
    space = TruncatedSVD(n_dimensions, random_state=0).fit_transform(words)
    n_clusters = min(round(len(texts) ** 0.5), _MOST_CLUSTERS)
    return KMeans(n_clusters, random_state=0).fit_predict(space)


#: What each step starts from, and what it does.
STEPS: dict[str, tuple[Callable[[Path], Any], Callable[[Any], Any]]] = {
    "read": (Path, _read),
    "words": (_read, _words),
    "themes": (_read, _themes),
    "topics": (_read, _topics),
    "summaries": (lambda path: _themes(_read(path)), _summaries),
    "all": (Path, _all),
    "batches": (Path, _batches),
    "scikit-learn": (Path, _scikit_learn),
}


def _in_this_process(step: str, path: Path) -> dict[str, float]:
    """Do a step for a programme, and for a small one before: what it took."""
    warnings.simplefilter("ignore")
    before, work = STEPS[step]
    for file in (path.with_name(_SMALL), path):
        given = before(file)
        start = time.process_time()
        work(given)
        seconds = time.process_time() - start
    # The peak that the system counts for a process begins with that of the one that started it.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return {"seconds": seconds, "peak MB": round(int(peak[1]) / 1024) if peak else 0}


def measure(corpora: Path, sizes: Iterable[int], steps: Iterable[str]) -> pd.DataFrame:
    """Measure steps for programmes of some sizes, the steps of one size right after each other."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "talks.parquet")
        write_parts(make_talks(corpora, _FEW_TALKS), path.with_name(_SMALL))
        for size in sizes:
            write_parts(make_talks(corpora, size), path)
            for step in steps:
                command = [sys.executable, "-m", "benchmarks.speed", str(path), "--only", step]
                said = subprocess.run(
                    command, env=environment, check=True, stdout=subprocess.PIPE
                ).stdout
                rows.append({"step": step, "talks": size, **json.loads(said)})
    order = [*STEPS].index
    table = pd.DataFrame(rows).sort_values("step", key=lambda s: s.map(order), kind="stable")
    return table.assign(rate=table["talks"] / table["seconds"], growth=growth(table))


def growth(table: pd.DataFrame) -> pd.Series:
    """The exponent of the seconds of each step since the size before."""
    before = table.groupby("step")[["talks", "seconds"]].shift()
    return np.log(table["seconds"] / before["seconds"]) / np.log(table["talks"] / before["talks"])


def ratios(table: pd.DataFrame) -> dict[str, float]:
    """How many times as much scikit-learn's pipeline takes as all of ours; less than 1 is worse."""
    found = {}
    for size, rows in table.groupby("talks"):
        of = rows.set_index("step")
        for column in ("seconds", "peak MB"):
            ratio = of.loc["scikit-learn", column] / of.loc["all", column]
            found[f"{column}, {size} talks"] = round(float(ratio), 3)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--talks", default="16,1000,10000", help="sizes of the programmes")
    parser.add_argument("--steps", default=",".join(STEPS), help="these alone")
    parser.add_argument("--only", metavar="STEP", help="of a file in place of CORPORA, at once")
    args = parser.parse_args()
    if args.only:
        print(json.dumps(_in_this_process(args.only, args.corpora)))
        return
    # It is not loaded where a step is measured.
    from kcdanalysis.summaries.printing import as_markdown

    steps = args.steps.split(",")
    table = measure(args.corpora, map(int, args.talks.split(",")), steps)
    printed = table.round({"seconds": 2, "rate": 0, "growth": 2}).rename(
        columns={"rate": "talks/s"}
    )
    print(as_markdown(printed), end="")
    if {"all", "scikit-learn"} <= set(steps):
        print("\nscikit-learn's by ours:", ratios(table))


if __name__ == "__main__":
    main()
