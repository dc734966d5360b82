"""Whether topics are found where there are some, and whether those that hold are better.

    python -m benchmarks.topic_sanity CORPORA

Twenty times each: talks of a labelled event with all their words dealt anew between
them, and three clearly separate subjects of six talks each, which should be found. For each
event, one talk of each track. Shuffled talks and one of each track should not be "clear".
Then, for topics of labelled events, what they share with the label that suits them best
(Jaccard index), by whether they hold.
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

#: Events with fewer labels give no programme of one talk each.
FEWEST_TRACKS = 12

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
        found = [find_topics(shuffled(one, run)) for run, one in enumerate(runs)]
        unclear = [one.clearness != "clear" for one in found]
        rows.append({"talks": f"{size}, shuffled", "right": sum(unclear), "of": N_RUNS})
    whole = [event for event in events if event.n_labels >= FEWEST_TRACKS]
    whole = [event for event in whole if not event.group.startswith("draws")]
    one_each = [one_of_each(event) for event in whole]
    unclear = [find_topics(talks).clearness != "clear" for talks in one_each]
    rows.append({"talks": "one of each track", "right": sum(unclear), "of": len(unclear)})
    right = [separate(run) for run in range(N_RUNS)]
    rows.append({"talks": "three subjects of six talks", "right": sum(right), "of": N_RUNS})
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


def one_of_each(event: Labelled) -> pd.DataFrame:
    """Draw one talk of each label: talks of no common subjects."""
    return event.talks.groupby(event.labels.to_numpy()).sample(1, random_state=0)


def told(events: list[Labelled]) -> pd.DataFrame:
    """How near topics are to a label, by whether they hold."""
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
    return words.round(2).reset_index(names="a topic")


def separate(seed: int) -> bool:
    """Whether three subjects of six talks are found, as three topics and clear."""
    rng = np.random.default_rng(seed)
    rows = [
        {"title": f"talk {at}", "abstract": " ".join(rng.choice(SUBJECTS[at % 3].split(), 12))}
        for at in range(18)
    ]
    found = find_topics(as_talks(rows))
    topic = found.assignments["topic"].fillna(-1).astype(int)
    return found.clearness == "clear" and adjusted_rand_score(topic, np.arange(18) % 3) == 1.0


if __name__ == "__main__":
    main()
