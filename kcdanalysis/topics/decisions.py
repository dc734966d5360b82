"""What people decide about topics: renamed, merged, split off, talks pinned to a topic.

Topics are named by their labels, talks by their ids, so that the same file can be
replayed on the next fit:

    [rename]
    "eBPF, kernel" = "eBPF"

    [merge]
    "Platforms" = ["scale, workloads", "platform, teams"]

    [split]
    "Green IT" = ["kcd/the-state-of-green-washing", "kcd/carbon-aware"]

    [pin]
    "kcd/ebpf-for-security" = "eBPF"

They are applied in this order, whatever their order in the file; a later one may use
the names that an earlier one gave.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.topics.finding import Topics, assignment_table, largest_first, topic_table
from kcdanalysis.topics.labels import printed_terms, topic_terms
from kcdanalysis.words.counts import count_words, talk_words

#: A file, or what it holds.
Decisions = str | Path | Mapping[str, Mapping[str, Any]]

#: The sections, in the order in which they are applied; whether a value is a list.
SECTIONS = {"rename": False, "merge": True, "split": True, "pin": False}


def edit_topics(topics: Topics, decisions: Decisions) -> Topics:
    """Apply decisions to topics; what no longer fits is left out, and warned of.

    Parameters
    ----------
    topics : Topics
    decisions : file or mapping
        TOML with the sections rename (label = new label), merge (new label = labels),
        split (new label = talk ids) and pin (talk id = label).

    Returns
    -------
    Topics
        With terms made anew where talks moved. A topic whose talks changed has no
        stability, and a talk that was moved no sureness: nobody measured them.

    Raises
    ------
    KcdError
        If the file cannot be read, or has something else in it.

    Warns
    -----
    KcdWarning
        For each topic or talk that is not there.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.topics.finding import find_topics
    >>> found = find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}]))
    >>> edited = edit_topics(found, {"split": {"Money": ["event/cost"]}})
    >>> edited.topics[["label", "n_talks"]].values.tolist()
    [['Money', 1], ['Cost, eBPF', 1]]
    """
    decided = read_decisions(decisions)
    named = topics.assignments.set_index("talk_id")["topic"].map(
        topics.topics.set_index("topic")["label"]
    )
    before = named.copy()
    for section, apply in _APPLY.items():
        for key, value in decided.get(section, {}).items():
            named = apply(named, key, value)
    rows = np.flatnonzero(named.notna())
    # In the order of the ids, so that equal sizes are numbered alike for any order of rows.
    rows = rows[np.argsort(named.index.to_numpy(dtype=str)[rows], kind="stable")]
    codes, labels = pd.factorize(named.iloc[rows])
    topic = largest_first(codes)
    label = dict(zip(topic, labels[codes], strict=True))
    names = [label[number] for number in range(len(labels))]
    kept = _kept_whole(before, named)
    moved = (named != before) & ~named.isin(kept)
    sure = topics.assignments["sureness"].mask(moved.to_numpy()).to_numpy(dtype=float)
    known = topics.topics.set_index("label")["stability"]
    stable = np.array([known[kept[name]] if name in kept else np.nan for name in names])
    terms = topics.terms
    if len(kept) < len(names):
        words = talk_words(topics.talks.iloc[rows])
        terms = topic_terms(*count_words(words), topic, printed_terms(words))
    return replace(
        topics,
        topics=topic_table(topic, names, stable, len(named)),
        assignments=assignment_table(topics.talks, topic, topics.vectors[rows], sure[rows], rows),
        terms=terms,
        verdict=f"{topics.verdict} Edited by hand.",
    )


def read_decisions(decisions: Decisions) -> Mapping[str, Mapping[str, Any]]:
    """Read decisions from a file, or take them as they are, and check what they hold."""
    name = "decisions"
    if isinstance(decisions, (str, Path)):
        name = str(decisions)
        try:
            decisions = tomllib.loads(Path(decisions).read_text("utf-8"))
        except OSError as error:
            raise KcdError(f"{name}: cannot be read ({error.strerror})") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise KcdError(f"{name}: is no TOML ({error}); mend that line") from None
    for section, said in decisions.items():
        if section not in SECTIONS:
            raise KcdError(f"{name}: no section {section!r}; there are {', '.join(SECTIONS)}")
        if not isinstance(said, Mapping):
            raise KcdError(f"{name}: {section} must be a table")
        kind = "a list of texts" if SECTIONS[section] else "a text"
        for key, value in said.items():
            values = value if SECTIONS[section] and isinstance(value, list) else [value]
            if SECTIONS[section] is not isinstance(value, list) or not all(
                isinstance(one, str) for one in values
            ):
                raise KcdError(f"{name}: {section} {key!r} must be {kind}")
    return decisions


def _rename(named: pd.Series, old: str, new: str) -> pd.Series:
    if new in named.to_numpy() and new != old:
        _warn(f"rename {old!r}: another topic is called {new!r} already; merge them instead")
        return named
    return named.replace(_known(named, [old], "rename"), new)


def _merge(named: pd.Series, new: str, old: list[str]) -> pd.Series:
    return named.replace(_known(named, old, "merge"), new)


def _split(named: pd.Series, new: str, talks: list[str]) -> pd.Series:
    return _move(named, talks, new, "split")


def _pin(named: pd.Series, talk: str, label: str) -> pd.Series:
    return _move(named, [talk], label, "pin") if _known(named, [label], "pin") else named


_APPLY: dict[str, Callable[[pd.Series, str, Any], pd.Series]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "pin": _pin,
}


def _known(named: pd.Series, labels: list[str], section: str) -> list[str]:
    there = named.dropna().unique().tolist()
    for label in labels:
        if label not in there:
            _warn(f"{section}: no topic is called {label!r}; there are {', '.join(there)}")
    return [label for label in labels if label in there]


def _move(named: pd.Series, talks: list[str], label: str, section: str) -> pd.Series:
    for talk in talks:
        if talk not in named.index:
            _warn(f"{section}: no talk has the id {talk!r}")
    return named.mask(named.index.isin(talks), label)


def _kept_whole(before: pd.Series, after: pd.Series) -> dict[str, str]:
    """Those labels whose talks are the talks of one topic before, and its label then."""
    old = {frozenset(talks): label for label, talks in before.groupby(before).groups.items()}
    new = {label: frozenset(talks) for label, talks in after.groupby(after).groups.items()}
    return {label: old[talks] for label, talks in new.items() if talks in old}


def _warn(words: str) -> None:
    warnings.warn(f"decisions: {words}", KcdWarning, stacklevel=5)
