"""Decisions of people about topics: rename, merge, split off, pin talks to a topic.

Topics are named by their labels and talks by their ids, so that the same file applies
again after the next fit:

    [rename]
    "eBPF, kernel" = "eBPF"

    [merge]
    "Platforms" = ["scale, workloads", "platform, teams"]

    [split]
    "Green IT" = ["kcd/the-state-of-green-washing", "kcd/carbon-aware"]

    [pin]
    "kcd/ebpf-for-security" = "eBPF"

They are applied in this order, whatever their order in the file. A later section may use
the names of an earlier one.
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

from kcdanalysis.errors import KcdError, KcdWarning, did_you_mean
from kcdanalysis.files import read_text
from kcdanalysis.topics.finding import Topics, assignment_table, largest_first, topic_table
from kcdanalysis.topics.labels import printed_terms, topic_terms
from kcdanalysis.words.counts import count_words, talk_words

#: A file, or its content as a mapping.
Decisions = str | Path | Mapping[str, Mapping[str, Any]]

#: The sections in the order of their application, and whether their values are lists.
SECTIONS = {"rename": False, "merge": True, "split": True, "pin": False}


def edit_topics(topics: Topics, decisions: Decisions) -> Topics:
    """Apply decisions to topics; those that no longer fit are left out with a warning.

    Parameters
    ----------
    topics : Topics
    decisions : file or mapping
        TOML with the sections rename (label = new label), merge (new label = labels),
        split (new label = talk ids) and pin (talk id = label).

    Returns
    -------
    Topics
        With new terms where talks moved. A topic whose talks changed has no stability,
        and a moved talk no sureness, since they were not measured.

    Raises
    ------
    KcdError
        If the file cannot be read, or has other content.

    Warns
    -----
    KcdWarning
        For each unknown topic or talk.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.topics.finding import find_topics
    >>> topics = find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}]))
    >>> edited = edit_topics(topics, {"split": {"Money": ["event/cost"]}})
    >>> edited.topics[["label", "n_talks"]].values.tolist()
    [['Money', 1], ['Cost, eBPF', 1]]
    """
    content = read_decisions(decisions)
    label_of = topics.assignments.set_index("talk_id")["topic"].map(
        topics.topics.set_index("topic")["label"]
    )
    before = label_of
    for section, apply in _APPLY.items():
        for key, value in content.get(section, {}).items():
            label_of = apply(label_of, key, value)
    rows = np.flatnonzero(label_of.notna())
    # In the order of the ids, so that the numbers of the topics do not depend on that of rows.
    rows = rows[np.argsort(label_of.index.to_numpy(dtype=str)[rows], kind="stable")]
    codes, labels = pd.factorize(label_of.iloc[rows])
    topic = largest_first(codes)
    label = dict(zip(topic, labels[codes], strict=True))
    names = [label[number] for number in range(len(labels))]
    unchanged = _unchanged(before, label_of)
    moved = (label_of != before) & ~label_of.isin(unchanged)
    sureness = topics.assignments["sureness"].mask(moved.to_numpy()).to_numpy(dtype=float)
    known = topics.topics.set_index("label")["stability"]
    stable = np.array([known[unchanged[name]] if name in unchanged else np.nan for name in names])
    terms = topics.terms
    if len(unchanged) < len(names):
        words = talk_words(topics.talks.iloc[rows])
        terms = topic_terms(*count_words(words), topic, printed_terms(words))
    return replace(
        topics,
        topics=topic_table(topic, names, stable, len(label_of)),
        assignments=assignment_table(
            topics.talks, topic, topics.vectors[rows], sureness[rows], rows
        ),
        terms=terms,
        verdict=f"{topics.verdict} Edited by hand.",
    )


def read_decisions(decisions: Decisions) -> Mapping[str, Mapping[str, Any]]:
    """Read decisions from a file or a mapping, and check them."""
    name = "decisions"
    if isinstance(decisions, (str, Path)):
        name = str(decisions)
        try:
            decisions = tomllib.loads(read_text(decisions))
        except tomllib.TOMLDecodeError as error:
            raise KcdError(f"{name}: not valid TOML ({error}); mend that line") from None
    for section, entries in decisions.items():
        if section not in SECTIONS:
            near = did_you_mean(section, SECTIONS)
            raise KcdError(f"{name}: no section {section!r}; there are {', '.join(SECTIONS)}{near}")
        if not isinstance(entries, Mapping):
            raise KcdError(f"{name}: {section} must be a table")
        is_list = SECTIONS[section]
        for key, value in entries.items():
            texts = value if is_list and isinstance(value, list) else [value]
            if isinstance(value, list) != is_list or not all(isinstance(t, str) for t in texts):
                kind = "a list of texts" if is_list else "a text"
                raise KcdError(f"{name}: {section} {key!r} must be {kind}")
    return decisions


def _rename(label_of: pd.Series, old: str, new: str) -> pd.Series:
    if new in label_of.to_numpy() and new != old:
        _warn(f"rename {old!r}: another topic is called {new!r} already; merge them instead")
        return label_of
    return label_of.replace(_known(label_of, [old], "rename"), new)


def _merge(label_of: pd.Series, new: str, old: list[str]) -> pd.Series:
    return label_of.replace(_known(label_of, old, "merge"), new)


def _pin(label_of: pd.Series, talk: str, label: str) -> pd.Series:
    return _move(label_of, label, [talk], "pin") if _known(label_of, [label], "pin") else label_of


def _move(label_of: pd.Series, label: str, talks: list[str], section: str = "split") -> pd.Series:
    for talk in talks:
        if talk not in label_of.index:
            near = did_you_mean(talk, label_of.index)
            _warn(f"{section}: no talk has the id {talk!r}{near}")
    return label_of.mask(label_of.index.isin(talks), label)


_APPLY: dict[str, Callable[[pd.Series, str, Any], pd.Series]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _move,
    "pin": _pin,
}


def _known(label_of: pd.Series, labels: list[str], section: str) -> list[str]:
    known = label_of.dropna().unique().tolist()
    for label in labels:
        if label not in known:
            near = did_you_mean(label, known)
            _warn(f"{section}: no topic is called {label!r}; there are {', '.join(known)}{near}")
    return [label for label in labels if label in known]


def _unchanged(before: pd.Series, after: pd.Series) -> dict[str, str]:
    """The topics with the same talks before and after: their new label, and the old one."""
    old = {frozenset(talks): label for label, talks in before.groupby(before).groups.items()}
    new = {label: frozenset(talks) for label, talks in after.groupby(after).groups.items()}
    return {label: old[talks] for label, talks in new.items() if talks in old}


def _warn(problem: str) -> None:
    warnings.warn(f"decisions: {problem}", KcdWarning, stacklevel=5)
