"""Whether topics are found where there are some, and whether their stability tells.

    python -m benchmarks.topic_sanity CORPORA

Twenty times each: talks of a labelled event with all their words dealt anew between
them, where the answer should be "cannot tell"; and three clearly separate subjects of six
talks each, which should be found. Then, for topics of labelled events, what they share with
the label that suits them best (Jaccard index), by the word for their stability.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from benchmarks.corpora import Labelled, read_corpora
from kcdanalysis.summaries import topic_summary
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import as_talks
from kcdanalysis.topics.finding import find_topics

N_RUNS = 20

#: Talks of an event that are shuffled, at most.
MOST_TALKS = 200

SUBJECTS = (
    "flour yeast sourdough oven crust baking dough kneading loaf proofing",
    "telescope galaxy nebula orbit comet planet astronomy lens eclipse supernova",
    "sail mast rudder harbour anchor keel regatta knots tide captain",
)


def main() -> None:
    """Print how often the answer was right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", type=Path)
    events = list(read_corpora(parser.parse_args().corpora))
    rows = []
    for size in ("draws of 16", "draws of 54", "draws of 192"):
        drawn = [event for event in events if event.group == size]
        runs = [drawn[run % len(drawn)] for run in range(N_RUNS)]
        unclear = [not find_topics(shuffled(one, run)).is_clear for run, one in enumerate(runs)]
        rows.append({"talks": f"{size}, shuffled", "right": sum(unclear), "of": N_RUNS})
    found = [separate(run) for run in range(N_RUNS)]
    rows.append({"talks": "three subjects of six talks", "right": sum(found), "of": N_RUNS})
    print(as_markdown(pd.DataFrame(rows)))
    print(as_markdown(told(events)), end="")


def shuffled(event: Labelled, seed: int) -> pd.DataFrame:
    """Deal the words of an event's talks anew: each has as many as before."""
    rng = np.random.default_rng(seed)
    columns = {}
    for name in ("title", "abstract"):
        words = [text.split() for text in event.talks[name].fillna("")]
        dealt = rng.permutation([word for text in words for word in text] or [""])
        ends = np.cumsum([len(text) for text in words])[:-1]
        columns[name] = [" ".join(part) or "-" for part in np.split(dealt, ends)]
    return as_talks(pd.DataFrame(columns).to_dict("records"))


def told(events: list[Labelled]) -> pd.DataFrame:
    """How near topics are to a label, by the word for their stability."""
    tables = []
    for event in events:
        if len(event.talks) > MOST_TALKS:
            continue
        found = find_topics(event.talks, n_topics=event.n_labels)
        topic = found.assignments["topic"].to_numpy()
        cross = pd.crosstab(topic, event.labels.to_numpy()).to_numpy()
        union = cross.sum(1, keepdims=True) + cross.sum(0, keepdims=True) - cross
        tables.append(topic_summary(found).assign(overlap=(cross / union).max(axis=1), topics=1))
    table = pd.concat(tables)
    words = table.groupby("reading").agg({"topics": "sum", "stability": "mean", "overlap": "mean"})
    rank = table["stability"].corr(table["overlap"], method="spearman")
    words = words.sort_values("stability", ascending=False)
    words.loc["rank correlation"] = [len(table), np.nan, rank]
    return words.round(2).reset_index(names="stability is")


def separate(seed: int) -> bool:
    """Whether three subjects of six talks are found, as three topics and clear."""
    rng = np.random.default_rng(seed)
    rows = [
        {"title": f"talk {at}", "abstract": " ".join(rng.choice(SUBJECTS[at % 3].split(), 12))}
        for at in range(18)
    ]
    found = find_topics(as_talks(rows))
    topic = found.assignments["topic"].fillna(-1).astype(int)
    return found.is_clear and adjusted_rand_score(topic, np.arange(18) % 3) == 1.0


if __name__ == "__main__":
    main()
