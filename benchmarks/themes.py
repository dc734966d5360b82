"""How good themes are on labelled talks, beside other tools.

    python -m benchmarks.themes CORPORA [--peers PYTHON] [--kept FOLDER]
    python -m benchmarks.themes CORPORA --sample 100
    python -m benchmarks.themes CORPORA --ablation

CORPORA is a folder of labelled talks, as `benchmarks.corpora` reads it. Two questions:

- "cloud-native": our lexicon against the tracks of KubeCon that are about a subject
  (`TRACKS`); the other tracks are for audiences, and their talks have none of the six.
- "label names": a lexicon made of nothing but the names of the labels
  (`lexicon_from_names`), on each event and on draws of 16, 54 and 192 talks; scores are
  means over the groups (a corpus, or the draws of one size).

AP is the average precision, accuracy that of the theme with the highest score (a talk
without any score is wrong). Ours decides at its one default threshold. Peers give no
decision, so each gets the one threshold that suits it best over all groups of the
question, in hindsight; "mentions" decides at any mention.

--peers names the Python of an environment of its own, in which the other tools are; see
`benchmarks/peers.txt`. --ablation prints what is lost with each constant of the scoring rule
at its neutral value. --sample prints assignments with their evidence, to be read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, f1_score

from benchmarks.corpora import Labelled, read_corpora
from benchmarks.theme_peers import HEAVY, LIGHT
from benchmarks.topics import run_tool, texts_of
from kcdanalysis.errors import KcdWarning
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.themes import evidence, scoring
from kcdanalysis.themes.assignment import assign_themes, explain_talk
from kcdanalysis.themes.lexicon import Lexicon, read_lexicon
from kcdanalysis.themes.suggestions import lexicon_from_names
from kcdanalysis.topics.clustering import latent_space, neighbours
from kcdanalysis.topics.features import talk_features
from kcdanalysis.topics.finding import count_talks, guiding_scores
from kcdanalysis.topics.guided import MEMBER, extend_scores

#: Which track of KubeCon is which theme of the lexicon "cloud-native".
TRACKS = {
    "Security": "security",
    "Observability": "observability",
    "AI + ML": "ai",
    "Platform Engineering": "platform",
    "Data Processing + Storage": "data",
    "Connectivity": "networking",
}

#: Options of `assign_themes`, by the name of the method.
OURS: dict[str, dict[str, object]] = {
    "kcdanalysis": {},
    "kcdanalysis-expand": {"expand": True},
    "kcdanalysis-semantic": {"expand": True, "embeddings": "semantic"},
}

#: The same for topics that are guided by these themes.
GUIDED: dict[str, dict[str, object]] = {
    "kcdanalysis-guided": {},
    "kcdanalysis-guided-expand": {"expand": True},
}

#: The constants of the scoring rule, and values at which they have no effect.
NEUTRAL = {
    "TITLE_WEIGHT": 1.0,
    "HINT_WEIGHT": 1.0,
    "HINT_LIMIT": float("inf"),
    "USUAL_SHARE": 0.999,
    "MOST_MENTIONS": 1,
    "FEWEST_WORDS": 10**6,
    "LONG_TEXT": 0,
    "NEAR": -1.0,
}

#: Where a peer's threshold is looked for: between its scores, in so many steps.
STEPS = 60


@dataclass(frozen=True)
class Question:
    """Talks, a lexicon, and which theme people gave each talk.

    Attributes
    ----------
    about : str
        "cloud-native" or "label names".
    event : Labelled
    lexicon : Lexicon
    truth : ndarray of bool, talks x themes
        For the themes of `columns`.
    columns : list of str
        The themes that are scored.
    """

    about: str
    event: Labelled
    lexicon: Lexicon
    truth: np.ndarray
    columns: list[str]

    @property
    def name(self) -> str:
        """What the question is called."""
        return f"{self.about}: {self.event.group}: {self.event.name}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--peers", metavar="PYTHON", help="the Python that has the other tools")
    parser.add_argument("--kept", type=Path, help="keep answers of peers here, and read those")
    parser.add_argument("--methods", nargs="*", help="these alone")
    parser.add_argument("--groups", action="store_true", help="each group, not their mean")
    parser.add_argument("--sample", type=int, help="print so many assignments instead")
    parser.add_argument("--ablation", action="store_true", help="neutralise each constant instead")
    args = parser.parse_args()
    asked = list(questions(args.corpora))
    # Labels are in English, some talks are not.
    warnings.simplefilter("ignore", KcdWarning)
    if args.ablation:
        print(as_markdown(ablation(asked).round(3)))
        return
    if args.sample:
        print_sample(asked, args.sample)
        return
    methods = [*OURS, *GUIDED, *LIGHT, *(HEAVY if args.peers else ())]
    tables = [
        _scores(method, asked, args.peers, args.kept)
        for method in methods
        if not args.methods or method in args.methods
    ]
    keys = ["about", "method"]
    means = pd.concat(tables).groupby([*keys, "group"], sort=False).mean(numeric_only=True)
    if not args.groups:
        means = means.groupby(keys, sort=False).mean()
    print(as_markdown(means.sort_index(level=0, sort_remaining=False).round(3).reset_index()))


def questions(folder: Path) -> Iterable[Question]:
    """Give all questions that a folder of labelled talks allows."""
    for event in read_corpora(folder):
        if set(TRACKS) <= set(event.labels):
            truth = event.labels.map(TRACKS)
            columns = list(TRACKS.values())
            yield Question("cloud-native", event, read_lexicon(), _one_hot(truth, columns), columns)
        names = sorted(set(event.labels))
        lexicon = lexicon_from_names(names)
        labels = [theme.label for theme in lexicon.values()]
        yield Question("label names", event, lexicon, _one_hot(event.labels, labels), list(lexicon))


def _one_hot(values: pd.Series, columns: list[str]) -> np.ndarray:
    return np.stack([(values == column).to_numpy() for column in columns], axis=1)


def _scores(
    method: str, asked: list[Question], peers: str | None, kept: Path | None
) -> pd.DataFrame:
    """Score one method: a row a question."""
    if method in GUIDED:
        found = [_guided(question, GUIDED[method]) for question in asked]
        decided = [scores >= MEMBER for scores, _ in found]
    elif method in OURS:
        found = [_ours(question, OURS[method]) for question in asked]
        decided = [scores >= 0.5 for scores, _ in found]
    else:
        found = _answers(method, asked, peers, kept)
        decided = _decide(method, asked, [scores for scores, _ in found])
    rows = []
    for question, (scores, seconds), labels in zip(asked, found, decided, strict=True):
        row = {"about": question.about, "method": method, "group": question.event.group}
        rows.append({**row, **theme_scores(question.truth, scores, labels), "seconds": seconds})
    return pd.DataFrame(rows)


def theme_scores(truth: np.ndarray, scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Compare scores and decisions with the truth, all talks x themes."""
    best = scores.argmax(axis=1)
    right = truth[np.arange(len(truth)), best] & (scores.max(axis=1) > 0)
    # Talks for audiences have no right answer.
    answered = truth.any(axis=1)
    return {
        "macro-F1": f1_score(truth, labels, average="macro", zero_division=0),
        "micro-F1": f1_score(truth, labels, average="micro", zero_division=0),
        "AP": float(
            np.mean([average_precision_score(t, s) for t, s in zip(truth.T, scores.T, strict=True)])
        ),
        "accuracy": float(right[answered].mean()),
        "themes a talk": float(labels.sum(axis=1).mean()),
    }


def _ours(question: Question, options: dict[str, object]) -> tuple[np.ndarray, float]:
    start = time.perf_counter()
    found = assign_themes(question.event.talks, lexicon=question.lexicon, **options)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    return found.scores[question.columns].to_numpy(dtype=float), seconds


def _guided(question: Question, options: dict[str, object]) -> tuple[np.ndarray, float]:
    """Score talks as `find_topics(guide=...)` does before it decides."""
    start = time.perf_counter()
    talks = question.event.talks
    themes = assign_themes(talks, lexicon=question.lexicon, **options)  # type: ignore[arg-type]
    order, _, counted = count_talks(talks, None)
    counted = replace(counted, for_tracks=False)
    space = latent_space(talk_features(counted))
    scores = extend_scores(space, neighbours(space), guiding_scores(themes, counted, order))
    seconds = time.perf_counter() - start
    columns = [list(themes.lexicon).index(name) for name in question.columns]
    return scores[np.argsort(order)][:, columns], seconds


def _answers(
    method: str, asked: list[Question], peers: str | None, kept: Path | None
) -> list[tuple[np.ndarray, float]]:
    """What a peer answers to all questions."""
    file = kept / f"themes-{method}.jsonl" if kept else None
    if file and file.exists():
        lines = file.read_text("utf-8")
    else:
        python = sys.executable if method in LIGHT else str(peers)
        command = [python, "-m", "benchmarks.theme_peers", method]
        lines, _ = run_tool(command, "".join(_line(question) for question in asked))
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(lines, "utf-8")
    given = {answer["name"]: answer for answer in map(json.loads, lines.splitlines())}
    return [(np.array(given[q.name]["scores"]), given[q.name]["seconds"]) for q in asked]


def _line(question: Question) -> str:
    themes = [
        {"label": theme.label, "terms": list(theme.terms)}
        for name, theme in question.lexicon.items()
        if name in question.columns
    ]
    truth = [int(row.argmax()) if row.any() else None for row in question.truth]
    asked = {"name": question.name, "texts": texts_of(question.event.talks)}
    return json.dumps({**asked, "themes": themes, "truth": truth}) + "\n"


def _decide(method: str, asked: list[Question], found: list[np.ndarray]) -> list[np.ndarray]:
    """Decide for a peer, by the threshold that suits it best over each kind of question."""
    if method == "mentions":
        return [scores > 0 for scores in found]
    thresholds = {
        about: _best_threshold(
            [
                (question, scores)
                for question, scores in zip(asked, found, strict=True)
                if question.about == about
            ]
        )
        for about in {question.about for question in asked}
    }
    return [
        scores >= thresholds[question.about] for question, scores in zip(asked, found, strict=True)
    ]


def _best_threshold(answers: list[tuple[Question, np.ndarray]]) -> float:
    given = np.concatenate([scores[scores > 0] for _, scores in answers])
    if not len(given):
        return np.inf
    steps = np.unique(np.quantile(given, np.linspace(0, 0.99, STEPS)))
    groups = [question.event.group for question, _ in answers]
    quality = [
        pd.Series(
            [
                f1_score(question.truth, scores >= step, average="micro", zero_division=0)
                for question, scores in answers
            ]
        )
        .groupby(groups)
        .mean()
        .mean()
        for step in steps
    ]
    return float(steps[int(np.argmax(quality))])


def ablation(asked: list[Question]) -> pd.DataFrame:
    """Score our rule with each constant at its neutral value: a row a constant."""
    rows = []
    for constant, value in (("", None), *NEUTRAL.items()):
        modules = [module for module in (scoring, evidence) if hasattr(module, constant)]
        with ExitStack() as stack:
            for module in modules:
                stack.enter_context(patch.object(module, constant, value))
            scoring.term_weight.cache_clear()
            scores = _scores("kcdanalysis", asked, None, None)
        means = scores.groupby(["about", "group"]).mean(numeric_only=True).groupby("about").mean()
        row = {"constant": constant or "as it is", "neutral": value}
        for about, mean in means.iterrows():
            row |= {f"{about}, F1": mean["macro-F1"], f"{about}, AP": mean["AP"]}
        rows.append(row)
    scoring.term_weight.cache_clear()
    return pd.DataFrame(rows)


def print_sample(asked: list[Question], number: int) -> None:
    """Print assignments drawn at random from all events, with their evidence."""
    rng = np.random.default_rng(0)
    drawn = [question for question in asked if not question.event.group.startswith("draws")]
    pool = []
    for question in drawn:
        found = assign_themes(question.event.talks, lexicon=question.lexicon)
        for talk, theme in zip(*np.nonzero(found.labels.to_numpy()), strict=True):
            pool.append((question, found, found.labels.index[talk], found.labels.columns[theme]))
    # Half of them by our own lexicon.
    own = [one for one in pool if one[0].about == "cloud-native"]
    other = [one for one in pool if one[0].about != "cloud-native"]
    for part, size in ((own, number - number // 2), (other, number // 2)):
        for at in sorted(rng.choice(len(part), min(size, len(part)), replace=False)):
            question, found, talk, theme = part[at]
            rows = explain_talk(found, talk)
            rows = rows[(rows["theme"] == theme) & rows["term"].notna()]
            label = question.lexicon[theme].label
            print(f"## {label}: {rows['title'].iloc[0]} ({question.event.name})")
            for row in rows.sort_values("points", ascending=False).head(5).itertuples():
                sentence = " ".join(str(row.sentence).split())
                print(f"- {row.points:g} {row.term} ({row.role}, {row.field}): {sentence}")
            print(f"- of {rows['points'].sum():.1f} points, {found.threshold:g} needed\n")


if __name__ == "__main__":
    main()
