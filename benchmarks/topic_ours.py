"""Topics as kcdanalysis finds them, asked in the same way as the peers.

TERM_TABLE=FILE python -m benchmarks.topic_ours METHOD SEED < talks.jsonl > topics.jsonl
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from benchmarks.topic_peers import N_TERMS, Found, answer
from kcdanalysis.talks import as_talks
from kcdanalysis.topics.finding import find_topics
from kcdanalysis.words import term_table


def ours(texts: list[str], n_topics: int | None, seed: int, embeddings: str | None = None) -> Found:
    """Find topics; each text is a title and an abstract, joined by "." and a new line."""
    parts = [text.partition(".\n") for text in texts]
    talks = as_talks([{"title": title, "abstract": abstract} for title, _, abstract in parts])
    found = find_topics(
        talks, n_topics=n_topics or "auto", random_state=seed, embeddings=embeddings
    )
    terms = found.terms[found.terms["rank"] <= N_TERMS].groupby("topic")["term"].agg(list)
    return found.assignments["topic"].fillna(-1).astype(int).tolist(), terms.tolist()


METHODS = {"kcdanalysis": ours, "kcdanalysis-semantic": partial(ours, embeddings="semantic")}

if __name__ == "__main__":
    if other_table := os.environ.get("TERM_TABLE"):
        term_table.read_shipped = lambda _: Path(other_table).read_bytes()
    answer(METHODS)
