"""Decisions of people about topics: rename, merge, split off, pin talks to a topic.

The file refers to topics by label and to talks by id, so that it applies again after the
next fit:

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

import warnings
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, did_you_mean
from kcdanalysis.files import parse_toml, read_text
from kcdanalysis.topics.clustering import Groups
from kcdanalysis.topics.finding import (
    MEASURES,
    Topics,
    assignment_table,
    largest_first,
    topic_table,
)
from kcdanalysis.topics.labels import printed_terms, topic_terms
from kcdanalysis.words.counts import count_words, talk_words
from kcdanalysis.words.translation import Retold, _, retold
from kcdanalysis.words.wording import join_sentences

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
        With new terms where talks moved. A topic whose talks changed counts as one that holds,
        since a person made it; it has no measures, and its talks have no sureness.

    Raises
    ------
    KcdError
        If the file cannot be read, or has invalid content.

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
    content = _read_decisions(decisions)
    label_of = topics.assignments.set_index("talk_id")["topic"].map(
        topics.topics.set_index("topic")["label"]
    )
    before = label_of
    for section in SECTIONS:
        for key, value in content.get(section, {}).items():
            label_of = _apply(label_of, section, key, value)
    rows = np.flatnonzero(label_of.notna())
    # In the order of the ids, so that topic numbers do not depend on the order of the rows.
    rows = rows[np.argsort(label_of.index.to_numpy(dtype=str)[rows], kind="stable")]
    codes, labels = pd.factorize(label_of.iloc[rows])
    topic = largest_first(codes)
    label = dict(zip(topic, labels[codes], strict=True))
    names = [label[number] for number in range(len(labels))]
    unchanged = _unchanged(before, label_of)
    is_edited = ~label_of.isin(unchanged).to_numpy()
    sureness = topics.assignments["sureness"].mask(is_edited).to_numpy(dtype=float)[rows]
    measures = topics.topics.set_index("label")[MEASURES].reindex(map(unchanged.get, names))
    # A person vouches for a group that they made.
    measures["holds"] = measures["holds"].astype("boolean").fillna(True).astype(bool)
    terms = topics.terms
    if len(unchanged) < len(names):
        talks = topics.talks.iloc[rows]
        words = talk_words(talks)
        terms = topic_terms(*count_words(words), topic, printed_terms(words, talks))
    vectors = topics.vectors[rows]
    return replace(
        topics,
        topics=topic_table(topic, names, len(label_of), measures.reset_index(drop=True), sureness),
        assignments=assignment_table(topics.talks, topic, vectors, sureness, rows),
        terms=terms,
        broader=_broader(topics, rows, topic),
        verdict=Retold(_edited, topics.verdict),
    )


def _edited(verdict: str) -> str:
    return join_sentences(retold(verdict), _("Edited by hand."))


def _broader(topics: Topics, rows: Groups, topic: Groups) -> pd.DataFrame:
    """Put each edited topic below the broader one of most of its talks."""
    if topics.broader.empty:
        return topics.broader
    before = topics.assignments["topic"].iloc[rows]
    upper = before.map(topics.broader.set_index("topic")["broader"]).groupby(topic)
    above = upper.agg(lambda values: values.mode()[0]).rename("broader")
    labels = topics.broader.drop_duplicates("broader").set_index("broader")["label"]
    table = above.rename_axis("topic").reset_index().astype("int64")
    return table.assign(label=table["broader"].map(labels))


def _read_decisions(decisions: Decisions) -> Mapping[str, Mapping[str, Any]]:
    """Read decisions from a file or a mapping, and check them."""
    name = "decisions"
    if isinstance(decisions, (str, Path)):
        name = str(decisions)
        decisions = parse_toml(read_text(decisions), name)
    for section, entries in decisions.items():
        if section not in SECTIONS:
            near = did_you_mean(section, SECTIONS)
            raise KcdError(f"{name}: no section {section!r}; there are {', '.join(SECTIONS)}{near}")
        if not isinstance(entries, Mapping):
            raise KcdError(f"{name}: {section} must be a table")
        for key, value in entries.items():
            kind = "a list of texts" if SECTIONS[section] else "a text"
            texts = value if SECTIONS[section] else [value]
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise KcdError(f"{name}: {section} {key!r} must be {kind}")
    return decisions


def _apply(label_of: pd.Series, section: str, key: str, value: Any) -> pd.Series:
    """Apply one decision to the labels of the talks."""
    labels = label_of.dropna().unique().tolist()
    there_are = f"; there are {', '.join(labels)}"
    if section in ("rename", "merge"):
        new, old = (value, [key]) if section == "rename" else (key, value)
        if section == "rename" and new in labels and new not in old:
            _warn(f"rename {key!r}: another topic is called {new!r} already; merge them instead")
            return label_of
        return label_of.replace(
            _known(old, labels, f"{section}: no topic is called", there_are), new
        )
    label, talks = (value, [key]) if section == "pin" else (key, value)
    if section == "pin" and not _known([label], labels, "pin: no topic is called", there_are):
        return label_of
    known = _known(talks, label_of.index, f"{section}: no talk has the id")
    return label_of.mask(label_of.index.isin(known), label)


def _known(names: list[str], known: Collection[str], problem: str, end: str = "") -> list[str]:
    """The names that are known; a warning for each other one."""
    for name in names:
        if name not in known:
            _warn(f"{problem} {name!r}{end}{did_you_mean(name, known)}")
    return [name for name in names if name in known]


def _unchanged(before: pd.Series, after: pd.Series) -> dict[str, str]:
    """The topics with the same talks before and after: their new label, and the old one."""
    old = {frozenset(talks): label for label, talks in before.groupby(before).groups.items()}
    new = {label: frozenset(talks) for label, talks in after.groupby(after).groups.items()}
    return {label: old[talks] for label, talks in new.items() if talks in old}


def _warn(problem: str) -> None:
    warnings.warn(f"decisions: {problem}", KcdWarning, stacklevel=5)
