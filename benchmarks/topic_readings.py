"""Draw topics to be read by a person, and count the verdicts.

    python -m benchmarks.topic_readings SAMPLES CORPORA BACKGROUND --draw 100 --seed 7 > drawn.csv
    python -m benchmarks.topic_readings SAMPLES CORPORA BACKGROUND --draw 100 --seed 7 --titles
    python -m benchmarks.topic_readings SAMPLES CORPORA BACKGROUND --now TABLE... [--rows]

SAMPLES is a folder of programmes as published, CORPORA one of labelled talks, BACKGROUND one of
talks by event: a third of the draw is from each. A programme and one of its topics are drawn one
after the other, so that large programmes do not decide. --titles prints the topics without the
answer whether they hold, to be read. Fill in "group" (subject: a reader can say what most of
these talks have in common; slot: entries that are no talks; heap) and for a subject "name is"
(right; dull: not wrong, but says little; wrong). --now gives the topics that were read their
name of today, and counts.
"""

import argparse
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.readings import _corpora, _samples
from kcdanalysis.errors import KcdWarning
from kcdanalysis.summaries import topic_summary, topic_talks
from kcdanalysis.summaries.intervals import share_interval
from kcdanalysis.talks import as_talks
from kcdanalysis.topics.finding import Topics, find_topics

#: Programmes of fewer talks have no groups to be read; of larger ones, so many talks are drawn.
FEWEST_TALKS, MOST_TALKS = 12, 1000

#: So many titles of a topic are read, and kept to find it again.
MOST_TITLES = 12

_COLUMNS = ["source", "name", "n_talks", "holds", "titles"]


def main() -> None:
    """Print a draw, or count its verdicts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs=3, type=Path, metavar="FOLDER")
    parser.add_argument("--draw", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--titles", action="store_true")
    parser.add_argument("--now", type=Path, nargs="+")
    parser.add_argument("--rows", action="store_true")
    args = parser.parse_args()
    warnings.simplefilter("ignore", KcdWarning)
    pools = read_pools(*args.folders)
    if args.now:
        tables = [pd.read_csv(path, keep_default_na=False) for path in args.now]
        table = now(pd.concat(tables, ignore_index=True), pools)
        print(table.to_csv(index=False) if args.rows else count(table))
        return
    table = draw(pools, args.draw, args.seed)
    if not args.titles:
        table[_COLUMNS].assign(**{"group": "", "name is": ""}).to_csv(sys.stdout, index=False)
        return
    for at, row in enumerate(table.itertuples(), start=1):
        print(f"## {at}. {row.source}, {row.n_talks} talks", *row.titles.split(" ¦ "), sep="\n")
        print(f"= {row.name} ({row.terms})\n")


def read_pools(samples: Path, corpora: Path, background: Path) -> list[dict[str, pd.DataFrame]]:
    """Read the programmes of each folder, by their name."""
    return [
        {
            f"{folder}: {talks['event'].mode().max()}, {len(talks)}": talks
            for folder, *_, talks in pool
            if len(talks) >= FEWEST_TALKS
        }
        for pool in (_samples(samples), _corpora(corpora), _background(background))
    ]


def draw(pools: list[dict[str, pd.DataFrame]], number: int, seed: int) -> pd.DataFrame:
    """Draw topics from each pool in turn."""
    rng = np.random.default_rng(seed)
    drawn: dict[str, pd.Series] = {}
    tables: dict[str, pd.DataFrame] = {}
    turn = 0
    while len(drawn) < number:
        pool = pools[turn % len(pools)]
        name = list(pool)[rng.integers(len(pool))]
        if name not in tables:
            tables[name] = _topics(name, pool[name])
        table = tables[name]
        if len(table):
            row = table.iloc[rng.integers(len(table))]
            turn += row["titles"] not in drawn
            drawn.setdefault(row["titles"], row)
    return pd.DataFrame(drawn.values())[[*_COLUMNS, "terms"]]


def now(read: pd.DataFrame, pools: list[dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Give topics that were read the name of today; those that are no more are left out."""
    programmes = {name: talks for pool in pools for name, talks in pool.items()}
    rows = []
    for source, of_one in read.groupby("source", sort=False):
        if source not in programmes:
            continue
        today = _topics(source, programmes[source])[["titles", "name", "terms", "holds"]]
        today = today.drop_duplicates("titles").set_index("titles").add_prefix("now ")
        rows.append(of_one.join(today, on="titles", how="inner"))
    return pd.concat(rows)


def count(table: pd.DataFrame) -> str:
    """Count verdicts: of today's answer, where the table has it."""
    holds = table.get("now holds", table["holds"]).astype(bool)
    name = table.get("now name", table["name"])
    is_subject = table["group"] == "subject"
    named = table[is_subject & (name == table["name"])]
    lines = [
        f"{len(table)} topics read: {_of(table['group'], 'subject', 'slot', 'heap')}",
        _share("of those that hold, no subject", (~is_subject)[holds]),
        _share("of the subjects, hold", holds[is_subject]),
        f"names of {len(named)} subjects: {_of(named['name is'], 'right', 'dull', 'wrong')}",
        _share("wrong names", named["name is"] == "wrong"),
        f"{int((is_subject & (name != table['name'])).sum())} subjects have another name now",
    ]
    return "\n".join(lines)


def _of(values: pd.Series, *names: str) -> str:
    return ", ".join(f"{int((values == name).sum())} {name}" for name in names)


def _share(what: str, values: pd.Series) -> str:
    low, high = share_interval(values.mean(), len(values))
    return f"{what}: {values.sum()} of {len(values)} ({values.mean():.0%}, {low:.0%} to {high:.0%})"


def _topics(name: str, talks: pd.DataFrame) -> pd.DataFrame:
    if len(talks) > MOST_TALKS:
        talks = talks.sample(MOST_TALKS, random_state=0)
    return as_read(name, find_topics(talks))


def as_read(name: str, topics: Topics) -> pd.DataFrame:
    """The topics of a programme as they are read, with titles drawn of each."""
    talks = topic_talks(topics, n=len(topics.talks)).sort_values("talk_id")
    titles = talks.groupby("topic")["title"]
    drawn = titles.agg(
        lambda own: " ¦ ".join(own.sample(min(len(own), MOST_TITLES), random_state=0))
    )
    table = topic_summary(topics).rename(columns={"label": "name"})
    return table.assign(
        source=name,
        titles=table["topic"].map(drawn).str.replace(r"\s+", " ", regex=True),
        holds=table["reading"] == "holds",
    )


def _background(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    for path in sorted(folder.glob("*.parquet")):
        talks = pd.read_parquet(path)
        talks["speakers"] = talks["speakers"].map("; ".join, na_action="ignore")
        # "pycon-us-2018" is the name of a folder.
        talks["event"] = talks["event"].str.replace("-", " ")
        for _, rows in talks.groupby("event"):
            columns = ["event", "title", "abstract", "speakers"]
            yield "background", as_talks(rows[columns].to_dict("records"))


if __name__ == "__main__":
    main()
