"""What each constant of the topics is worth: see `python -m benchmarks.topics --ablation`.

Each constant is put at a value at which it has no effect. Three kinds of programmes answer, all of
at most `MOST_TALKS` talks: labelled events and draws (AMI of the groups with the labels; and with
the names of the labels as a guide, the talks that are in their topic), programmes without groups
(one talk of each track, and shuffled words; none should be "clear"), and programmes whose topics
were read (`benchmarks/readings`; of the subjects as many as possible should hold, and of the
others none).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.corpora import Labelled
from benchmarks.topic_readings import as_read, read_pools
from benchmarks.topic_sanity import FEWEST_TRACKS, one_of_each, shuffled
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.suggestions import lexicon_from_names
from kcdanalysis.topics import chance, clustering, features, finding, guided, labels, names, number
from kcdanalysis.topics.finding import Topics, count_talks, find_groups, topics_of
from kcdanalysis.words.counts import count_words, talk_words

#: Larger programmes take too long to try every constant.
MOST_TALKS = 150

#: Of the programmes with most topics that were read, so many answer; and so many shuffled ones.
N_READ, N_SHUFFLED = 18, 6

READINGS = Path(__file__).with_name("readings")

_NEVER = float("inf")

#: The constants by their modules, and values at which they have no effect.
NEUTRAL: tuple[tuple[ModuleType, str, Any], ...] = (
    (clustering, "SMOOTHING", 0.0),
    (clustering, "N_NEIGHBOURS", 20),
    (clustering, "RANK_PER_TOPIC", 1000),
    (features, "TABLE_WEIGHT", 0.0),
    (features, "TABLE_WEIGHT", _NEVER),
    (number, "LEAST", 0.0),
    (number, "MOST", _NEVER),
    (chance, "N_TRADES", 1),
    (chance, "MAX_SHUFFLED", 60),
    (chance, "_N_NEAR", 10),
    (chance, "CLEARLY_SEPARATED", chance.SEPARATED),
    (chance, "SEPARATED", 0.0),
    (chance, "AGREEING", 0.0),
    (chance, "N_HALVINGS", 1),
    (chance, "COPY", _NEVER),
    (chance, "LEAST_Z", -_NEVER),
    (chance, "LEAST_Z_NAMED", chance.LEAST_Z),
    (chance, "LEAST_TALKS", 0),
    (chance, "COPIED_WORDS", _NEVER),
    (chance, "LEAST_TEXT", 0.0),
    (labels, "UNRELATED", 1.0),
    (names, "SAID_WEIGHT", 0.0),
    (names, "SUBJECT_BONUS", 0.0),
    (names, "SAID", 0.0),
    (names, "LIFT", 1e-9),
    (names, "LEAST_SAID", 1),
    (names, "OWN_LIFT", 1e-9),
    (names, "SURE", 0.0),
    (names, "SAID_ABROAD", names.SAID),
    (names, "LONGEST_ACRONYM", _NEVER),
    (guided, "SHARPNESS", 1.0),
    (guided, "SEED", 1e-9),
    (guided, "NEIGHBOUR_WEIGHT", 0.0),
    (guided, "SIMILARITY_WEIGHT", 0.0),
    (finding, "LABEL_WEIGHT", 0.0),
    (guided, "MEMBER", 1e-9),
)

_GROUPING = (clustering, features, number)

#: Constants of `chance` that change what is found of shuffled talks.
_OF_SHUFFLED = {"N_TRADES", "MAX_SHUFFLED", "_N_NEAR"}


@dataclass(frozen=True)
class Counted:
    """A programme whose words are counted; its topics as they were read, if they were."""

    talks: pd.DataFrame
    counted: tuple[Any, ...]
    read: pd.DataFrame = field(default_factory=pd.DataFrame)

    def topics(self) -> Topics:
        """Find its topics."""
        return topics_of(self.talks, *self.counted, "auto", 0)


def ablation(events: list[Labelled], *folders: Path) -> pd.DataFrame:
    """Find topics with each constant at its neutral value: a row a constant.

    The folders are those of labelled talks, programmes as published, and talks by event.
    """
    labelled = counted([one for one in events if one.name[-1] == "1" or "draw " not in one.name])
    groupless, read = without_groups(events), topics_read(*folders)
    kept: dict[Any, Any] = {}
    rows = []
    for module, constant, value in ((None, "as it is", None), *NEUTRAL):
        row: dict[str, Any] = {"constant": constant, "neutral": value}
        is_grouping = module in (None, *_GROUPING)
        with ExitStack() as stack:
            for place in (module, finding):
                if module and hasattr(place, constant):
                    stack.enter_context(patch.object(place, constant, value))
            changes_shuffled = module in _GROUPING or constant in _OF_SHUFFLED
            stack.enter_context(_quicker({} if changes_shuffled else kept))
            if is_grouping:
                row |= group_scores(labelled)
            if module in (None, guided, clustering) or constant == "LABEL_WEIGHT":
                row["guided"] = guided_share(labelled)
            if is_grouping or module is chance:
                found = [one.topics() for one in groupless]
                row["no groups, but clear"] = sum(one.clearness == "clear" for one in found)
                row["no groups, but hold"] = sum(one.topics["holds"].sum() for one in found)
            if module not in (guided, finding):
                row |= verdicts(read)
        rows.append(row)
    return pd.DataFrame(rows)


@contextmanager
def _quicker(kept: dict[Any, Any]) -> Iterator[None]:
    """Keep what is found of shuffled talks, and of subsamples."""
    shuffled_groups, stability = chance.shuffled_groups, finding.stability

    def kept_groups(sample: Any, usual: int, n_groups: int, rng: np.random.Generator) -> Any:
        key = sample.counts.data.tobytes(), tuple(sample.vocabulary), usual, n_groups
        if key not in kept:
            kept[key] = shuffled_groups(sample, usual, n_groups, rng)
        return kept[key]

    def kept_stability(points: Any, nearest: Any, cosines: Any, topic: Any, *asked: Any) -> Any:
        key = points.tobytes(), cosines.tobytes(), topic.tobytes()
        if key not in kept:
            kept[key] = stability(points, nearest, cosines, topic, *asked)
        return kept[key]

    with (
        patch.object(finding, "stability", kept_stability),
        patch.object(chance, "shuffled_groups", kept_groups),
    ):
        yield


def counted(events: list[Labelled]) -> list[tuple[Labelled, features.CountedTalks]]:
    """Count the words of small events; talks are in the order of their rows."""
    small = [event for event in events if len(event.talks) <= MOST_TALKS]
    return [(one, features.CountedTalks(*count_words(talk_words(one.talks)))) for one in small]


def group_scores(events: list[tuple[Labelled, features.CountedTalks]]) -> dict[str, float]:
    """AMI of the groups alone, without their names and measures: k given, k found."""
    rows = []
    for event, talks in events:
        found = features.talk_features(talks)
        kept = np.flatnonzero(found.getnnz(axis=1))
        space, own = clustering.latent_space(found[kept]), event.labels.to_numpy()[kept]
        row: dict[str, Any] = {"group": event.group}
        for name, n_topics in (("AMI, k given", event.n_labels), ("AMI, k found", "auto")):
            groups = find_groups(space, np.zeros((len(kept), 0)), n_topics)
            row[name] = adjusted_mutual_info_score(own, groups.topic)
        rows.append(row)
    return pd.DataFrame(rows).groupby("group").mean().mean().to_dict()


def guided_share(events: list[tuple[Labelled, features.CountedTalks]]) -> float:
    """The share of talks that are in the topic of their label, with no guide but the labels."""
    rows = []
    for event, talks in events:
        lexicon = lexicon_from_names(sorted(set(event.labels)))
        themes = assign_themes(event.talks, lexicon=lexicon)
        order, words = np.arange(len(event.talks)), talk_words(event.talks)
        found = topics_of(event.talks, order, words, talks, "auto", 0, themes)
        named = found.topics[found.topics["theme"].notna()].set_index("topic")["label"].to_dict()
        topic = found.assignments["topic"].fillna(-1)
        right = [named.get(at) == own for at, own in zip(topic, event.labels, strict=True)]
        rows.append({"group": event.group, "right": np.mean(right)})
    return float(pd.DataFrame(rows).groupby("group")["right"].mean().mean())


def without_groups(events: list[Labelled]) -> list[Counted]:
    """One talk of each track of events with many, and draws with their words shuffled."""
    whole = [event for event in events if not event.group.startswith("draws")]
    frames = [one_of_each(event) for event in whole if event.n_labels >= FEWEST_TRACKS]
    draws = [event for event in events if event.group == "draws of 54"]
    frames += [shuffled(event, seed) for seed, event in enumerate(draws[:N_SHUFFLED])]
    return [Counted(talks, count_talks(talks, None)) for talks in frames]


def topics_read(corpora: Path, samples: Path, background: Path) -> list[Counted]:
    """The programmes with most topics that were read."""
    tables = [
        pd.read_csv(path, keep_default_na=False) for path in sorted(READINGS.glob("topics-*"))
    ]
    read = pd.concat(tables, ignore_index=True)
    programmes: dict[str, pd.DataFrame] = {}
    for pool in read_pools(samples, corpora, background):
        programmes |= {name: talks for name, talks in pool.items() if len(talks) <= MOST_TALKS}
    often = read["source"].value_counts()
    chosen = [name for name in often.index if name in programmes][:N_READ]
    return [
        Counted(programmes[name], count_talks(programmes[name], None), read[read["source"] == name])
        for name in chosen
    ]


def verdicts(programmes: list[Counted]) -> dict[str, float]:
    """What holds of the topics that were read, and how their names are."""
    tables = []
    for one in programmes:
        today = as_read(one.read["source"].iloc[0], one.topics()).drop_duplicates("titles")
        today = today.set_index("titles")[["name", "holds"]].add_prefix("now ")
        tables.append(one.read.join(today, on="titles", how="inner"))
    table = pd.concat(tables)
    is_subject, holds = table["group"] == "subject", table["now holds"].astype(bool)
    same = table[is_subject & (table["name"] == table["now name"])]
    return {
        "topics": len(table),
        "subjects": int(is_subject.sum()),
        "subjects that hold": int(holds[is_subject].sum()),
        "others that hold": int(holds[~is_subject].sum()),
        "right names": int((same["name is"] == "right").sum()),
        "wrong names": int((same["name is"] == "wrong").sum()),
    }
