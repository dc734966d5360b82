"""How good topics are on labelled talks, beside other tools.

    python -m benchmarks.topics CORPORA [--peers PYTHON] [--seeds N] [--kept FOLDER]
    python -m benchmarks.topics CORPORA --cost [--peers PYTHON]
    python -m benchmarks.topics CORPORA --labels
    python -m benchmarks.topics CORPORA --ablation SAMPLES BACKGROUND

CORPORA is a folder of labelled talks, as `benchmarks.corpora` reads it. Every method
answers for the same talks: each event, and draws of 16, 54 and 192 talks; once with as
many topics as there are labels, once finding the number. Scores are means over the
groups (a corpus, or the draws of one size), whatever their number of talks.

The table of terms that is shipped has seen the talks of this project's corpora. --table
names one that has not, from `benchmarks.learn_terms --without`, to tell what is earned.

--ablation prints what is lost with each constant at its neutral value; see
`benchmarks.topic_ablation`. SAMPLES and BACKGROUND are as for `benchmarks.topic_readings`.

--peers names the Python of an environment of its own, in which the other tools are:

    python3 -m venv .venv-peers && .venv-peers/bin/pip install -r benchmarks/peers.txt
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from benchmarks.corpora import Labelled, read_corpora
from benchmarks.scores import agreement, c_v, diversity, label_scores, npmi
from benchmarks.topic_ablation import ablation
from benchmarks.topic_labels import label_quality
from kcdanalysis.summaries.printing import as_markdown

OURS = ("kcdanalysis", "kcdanalysis-semantic")
PEERS = Path(__file__).with_name("topic_peers.py")

#: Which peers take the number of topics, and which find it.
GIVEN = (
    "kmeans",
    "nmf",
    "lda",
    "tomotopy-lda",
    "topica-nmf",
    "turftopic-keynmf",
    "bertopic-k",
    "tritopic",
)
FOUND = ("tomotopy-hdp", "turftopic-topeax", "bertopic-default", "bertopic-tuned", "tritopic")

#: Talks that the cost is measured with, and the topics asked for.
COST_TALKS, COST_TOPICS = 1000, 20


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--peers", metavar="PYTHON", help="the Python that has the other tools")
    parser.add_argument("--seeds", type=int, default=3, help="how often each method answers")
    parser.add_argument("--kept", type=Path, help="keep answers here, and read those kept")
    parser.add_argument("--table", type=Path, help="a term table instead of the one shipped")
    parser.add_argument("--methods", nargs="*", help="these alone")
    parser.add_argument("--groups", action="store_true", help="AMI of each group instead")
    parser.add_argument("--cost", action="store_true", help="seconds and memory instead")
    parser.add_argument("--labels", action="store_true", help="how topics are named instead")
    parser.add_argument("--ablation", nargs=2, type=Path, metavar=("SAMPLES", "BACKGROUND"))
    args = parser.parse_args()
    if args.labels:
        print(as_markdown(label_quality(args.corpora)), end="")
        return
    if args.table:
        os.environ["TERM_TABLE"] = str(args.table.resolve())
    events = list(read_corpora(args.corpora))
    if args.ablation:
        print(as_markdown(ablation(events, args.corpora, *args.ablation).round(3)), end="")
        return
    asked = [
        (method, found)
        for found, peers in ((False, GIVEN), (True, FOUND))
        for method in (*OURS, *(peers if args.peers else ()))
        if not args.methods or method in args.methods
    ]
    if args.cost:
        rows = [_cost(events, method, found, args.peers) for method, found in asked]
        print(as_markdown(pd.DataFrame(rows)), end="")
        return
    tables = []
    for method, found in asked:
        runs = [
            _answers(method, found, seed, events, args.peers, args.kept)
            for seed in range(args.seeds)
        ]
        scores = _scores(events, runs)
        tables.append(scores.assign(method=method, k="found" if found else "given"))
    table = pd.concat(tables)
    keys = ["method", "k"]
    means = table.groupby([*keys, "group"], sort=False).mean(numeric_only=True)
    if args.groups:
        print(as_markdown(means["AMI"].unstack("group").round(3).reset_index()), end="")
    else:
        print(as_markdown(means.groupby(keys, sort=False).mean().round(3).reset_index()), end="")


def _scores(events: list[Labelled], runs: list[dict[str, dict]]) -> pd.DataFrame:
    """Score one method: a row an event, means over its runs."""
    rows = []
    for event in events:
        found = [run[_name(event)] for run in runs]
        texts = texts_of(event.talks)
        scores = [
            label_scores(event.labels, one["topic"])
            | {"NPMI": npmi(one["terms"], texts), "C_v": c_v(one["terms"], texts)}
            | {"diversity": diversity(one["terms"])}
            | {"topics": len(set(one["topic"])) / event.n_labels, "seconds": one["seconds"]}
            for one in found
        ]
        row = pd.DataFrame(scores).mean().to_dict()
        rows.append(
            {"group": event.group, **row, "agreement": agreement([one["topic"] for one in found])}
        )
    return pd.DataFrame(rows)


def _answers(
    method: str,
    found: bool,
    seed: int,
    events: Iterable[Labelled],
    peers: str | None,
    kept: Path | None,
) -> dict[str, dict]:
    """What a method answers to all events, by their names."""
    file = kept / f"{method}-{'found' if found else 'given'}-{seed}.jsonl" if kept else None
    if file and file.exists():
        lines = file.read_text("utf-8")
    else:
        asked = "".join(
            _line(_name(event), event.talks, None if found else event.n_labels) for event in events
        )
        lines, _ = _run(method, seed, asked, peers)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(lines, "utf-8")
    return {answer["name"]: answer for answer in map(json.loads, lines.splitlines())}


def _run(method: str, seed: int, asked: str, peers: str | None) -> tuple[str, dict[str, float]]:
    """Run a method: its answers, and what it took."""
    module = [sys.executable, "-m", "benchmarks.topic_ours"]
    command = module if method in OURS else [str(peers), str(PEERS)]
    return run_tool([*command, method, str(seed)], asked)


def run_tool(command: list[str], asked: str) -> tuple[str, dict[str, float]]:
    """Run a tool in a process of its own: what it answers, and what it took."""
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as said:
        given.write(asked)
        given.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=given, stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            raise SystemExit(f"{command} failed with exit code {process.returncode}")
        said.seek(0)
        return said.read(), {
            "seconds": round(seconds, 1),
            "CPU seconds": round(usage.ru_utime + usage.ru_stime, 1),
            "peak MB": round(usage.ru_maxrss / 1024),
        }


def _cost(events: list[Labelled], method: str, found: bool, peers: str | None) -> dict[str, object]:
    """What a fresh process takes for 1,000 talks, everything included, nothing kept."""
    talks = pd.concat([event.talks for event in events]).drop_duplicates("title")
    talks = talks.sample(COST_TALKS, random_state=0)
    asked = _line("cost", talks, None if found else COST_TOPICS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        os.environ.pop("VECTORS", None)
        _, took = _run(method, 0, asked, peers)
    return {"method": method, "k": "found" if found else "given", **took}


def _name(event: Labelled) -> str:
    return f"{event.group}: {event.name}"


def texts_of(talks: pd.DataFrame) -> list[str]:
    """Give each talk as one text: title, full stop, new line, abstract."""
    return (talks["title"].fillna("") + ".\n" + talks["abstract"].fillna("")).tolist()


def _line(name: str, talks: pd.DataFrame, n_topics: int | None) -> str:
    return json.dumps({"name": name, "texts": texts_of(talks), "n_topics": n_topics}) + "\n"


if __name__ == "__main__":
    main()
