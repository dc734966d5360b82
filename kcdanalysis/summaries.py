"""Tables to read, draw and publish: what themes and topics amount to.

Each function takes a result (`ThemeAssignments` or `Topics`) and returns one tidy
frame; the figures draw these frames and compute nothing.
"""

from __future__ import annotations

from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from kcdanalysis.errors import KcdError
from kcdanalysis.trust import FAIR, STABLE

if TYPE_CHECKING:
    from kcdanalysis.themes import ThemeAssignments
    from kcdanalysis.topics import Topics

#: The row of talks that no theme was found in.
NO_THEME, NO_THEME_LABEL = "none", "no theme"
NO_TOPIC_LABEL = "no topic"

_TERMS_SHOWN = 6
# Coordinates of a map are read by eye; more digits would differ between machines.
_MAP_DIGITS = 4


def event_name(talks: pd.DataFrame) -> str:
    """Name the event of the talks, for titles; "" where they are of several or none.

    >>> event_name(pd.DataFrame({"event": ["KCD Zurich"], "year": [2023]}))
    'KCD Zurich 2023'
    """
    editions = talks[["event", "year"]].drop_duplicates()
    if len(editions) != 1 or pd.isna(editions["event"].iloc[0]):
        return ""
    event, year = editions.iloc[0]
    return event if pd.isna(year) or str(year) in event else f"{event} {year}"


def theme_shares(assignments: ThemeAssignments, by: str | None = None) -> pd.DataFrame:
    """Count the talks of each theme, with the uncertainty of so small a number.

    Parameters
    ----------
    assignments : ThemeAssignments
    by : str, optional
        A column of the talks ("event", "year", "track"): one block of rows for
        each of its values, talks without a value last.

    Returns
    -------
    DataFrame
        One row a theme in the order of the lexicon, then one for the talks
        without a theme: theme, label, n (talks with it), n_talks (all), share
        (0 to 1), low and high (95 % interval); before these `by`, if given.

    Notes
    -----
    The interval is Wilson's: E. B. Wilson, "Probable Inference, the Law of
    Succession, and Statistical Inference", JASA 22 (1927), 209-212. It takes the
    talks for a sample of those that might have been given.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes import assign_themes
    >>> talks = as_talks([{"title": "eBPF for Security"}, {"title": "Cats"}])
    >>> themes = assign_themes(talks, lexicon={"ebpf": {"label": "eBPF", "terms": ["eBPF"]}})
    >>> print(theme_shares(themes).round(2).to_string(index=False))
    theme    label  n  n_talks  share  low  high
     ebpf     eBPF  1        2    0.5 0.09  0.91
     none no theme  1        2    0.5 0.09  0.91
    """
    labels = assignments.labels
    names = _theme_labels(assignments)
    if by is None:
        return _shares(labels, names)
    if by not in assignments.talks:
        raise KcdError(f"the talks have no column {by!r}; name one of theirs, as 'event' or 'year'")
    values = assignments.talks.set_index("talk_id")[by].reindex(labels.index)
    blocks = labels.groupby(values, dropna=False, observed=True)
    tables = {value: _shares(block, names) for value, block in blocks}
    return pd.concat(
        [table.assign(**{by: value}) for value, table in tables.items()], ignore_index=True
    )[[by, *_shares(labels.iloc[:0], names).columns]].astype({by: values.dtype})


def theme_cooccurrence(assignments: ThemeAssignments) -> pd.DataFrame:
    """Count for each pair of themes the talks that have both.

    Returns
    -------
    DataFrame
        One row a pair, the most frequent first, ties in the order of the
        lexicon: theme_a, label_a, theme_b, label_b, n_both, n_a, n_b, n_talks,
        jaccard (n_both by the talks with either), lift (n_both by what two
        independent themes would share). Both are missing where a theme has no
        talk.

    Notes
    -----
    Jaccard: P. Jaccard, "The Distribution of the Flora in the Alpine Zone", New
    Phytologist 11 (1912), 37-50. Lift: S. Brin, R. Motwani, J. D. Ullman and
    S. Tsur, "Dynamic Itemset Counting and Implication Rules for Market Basket
    Data", SIGMOD (1997), 255-264, who call it interest. In a few talks lift is
    large by chance alone: read it beside n_both.
    """
    labels = assignments.labels
    names = _theme_labels(assignments)
    has = labels.astype(int)
    both = has.T @ has
    pairs = pd.DataFrame(
        [
            (a, names[a], b, names[b], both.at[a, b], both.at[a, a], both.at[b, b], len(labels))
            for a, b in combinations(labels.columns, 2)
        ],
        columns=[
            "theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks",
        ],
    )  # fmt: skip
    counts = pairs[["n_both", "n_a", "n_b", "n_talks"]].astype(float)
    either = counts["n_a"] + counts["n_b"] - counts["n_both"]
    chance = counts["n_a"] * counts["n_b"] / counts["n_talks"]
    pairs["jaccard"] = counts["n_both"] / either.where(either > 0)
    pairs["lift"] = counts["n_both"] / chance.where(chance > 0)
    return pairs.sort_values(
        ["n_both", "jaccard"], ascending=False, kind="stable", ignore_index=True
    )


def theme_matrix(assignments: ThemeAssignments) -> pd.DataFrame:
    """List every talk with every theme.

    Returns
    -------
    DataFrame
        Talks in the order of the programme, themes in that of the lexicon:
        talk_id, title, theme, label, score (0 to 1), assigned (bool).
    """
    labels, scores = assignments.labels, assignments.scores
    names = _theme_labels(assignments)
    titles = assignments.talks.set_index("talk_id")["title"].reindex(labels.index)
    n_talks, n_themes = labels.shape
    return pd.DataFrame(
        {
            "talk_id": labels.index.repeat(n_themes),
            "title": titles.repeat(n_themes).to_numpy(),
            "theme": list(labels.columns) * n_talks,
            "label": list(names.values()) * n_talks,
            "score": scores.to_numpy(dtype=float).ravel(),
            "assigned": labels.to_numpy(dtype=bool).ravel(),
        }
    )


def topic_summary(topics: Topics) -> pd.DataFrame:
    """Say of each topic how large it is, what it is made of and how far to trust it.

    Returns
    -------
    DataFrame
        One row a topic: topic, label, n_talks (of the topic), of_talks (all),
        share, stability (0 to 1), reading ("stable", "fair", "unstable" or
        "cannot tell"), terms (the top ones, joined by a comma).

    Notes
    -----
    The words follow C. Hennig, "Cluster-wise Assessment of Cluster Stability",
    Computational Statistics & Data Analysis 52 (2007), 258-271, and the manual
    of his R package fpc (clusterboot): a valid, stable cluster has 0.75 or more;
    from 0.6 there is a pattern, but which talks belong to it is doubtful; below,
    do not trust it.
    """
    terms = topics.terms.sort_values(["topic", "rank"]).groupby("topic")["term"]
    joined = terms.agg(lambda values: ", ".join(values.head(_TERMS_SHOWN)))
    table = topics.topics[["topic", "label", "n_talks", "share", "stability"]].copy()
    table.insert(3, "of_talks", len(topics.talks))
    table["reading"] = [stability_word(value) for value in table["stability"]]
    table["terms"] = table["topic"].map(joined).astype("str").fillna("")
    return table.reset_index(drop=True)


def topic_talks(topics: Topics, *, n: int = 3) -> pd.DataFrame:
    """Name the talks that stand best for each topic.

    Parameters
    ----------
    topics : Topics
    n : int
        How many of each topic at most.

    Returns
    -------
    DataFrame
        topic, rank (from 1), talk_id, title, strength (cosine of the talk and the
        middle of its topic), the strongest first, equal ones by their id.
    """
    table = topics.assignments.reset_index(drop=True)
    table["title"] = topics.talks["title"].to_numpy()
    table = table.dropna(subset="topic").sort_values(
        ["topic", "strength", "talk_id"], ascending=[True, False, True]
    )
    table["rank"] = table.groupby("topic").cumcount() + 1
    table = table.loc[table["rank"] <= n, ["topic", "rank", "talk_id", "title", "strength"]]
    return table.astype({"topic": "int64"}).reset_index(drop=True)


def stability_word(stability: float) -> str:
    """Put a stability into a word; the source is named in `topic_summary`.

    >>> [stability_word(value) for value in (0.8, 0.6, 0.3, float("nan"))]
    ['stable', 'fair', 'unstable', 'cannot tell']
    """
    if isnan(stability):
        return "cannot tell"
    if stability >= STABLE:
        return "stable"
    return "fair" if stability >= FAIR else "unstable"


def talk_map(topics: Topics) -> pd.DataFrame:
    """Lay the talks out in two dimensions, so that near ones are alike.

    Returns
    -------
    DataFrame
        One row a talk, in order: talk_id, title, topic (missing for none), label
        of the topic, x, y. The axes have no meaning, only distances have, and
        two dimensions keep these in part.

    Notes
    -----
    Classical scaling of the distances in which the talks were clustered, which is
    the same as their first two principal components: J. C. Gower, "Some Distance
    Properties of Latent Root and Vector Methods Used in Multivariate Analysis",
    Biometrika 53 (1966), 325-338.
    """
    table = topics.assignments[["talk_id", "topic"]].reset_index(drop=True)
    table.insert(1, "title", table["talk_id"].map(topics.talks.set_index("talk_id")["title"]))
    labels = topics.topics.set_index("topic")["label"]
    table["label"] = table["topic"].map(labels).astype("str").fillna(NO_TOPIC_LABEL)
    # In the order of their ids, so that the order of rows cannot move a digit.
    order = np.argsort(topics.talks["talk_id"].to_numpy(dtype=str), kind="stable")
    places = pd.DataFrame(
        _two_dimensions(topics.vectors[order]),
        index=topics.talks["talk_id"].iloc[order],
        columns=["x", "y"],
    )
    return table.join(places, on="talk_id")


def _theme_labels(assignments: ThemeAssignments) -> dict[str, str]:
    return {theme: assignments.lexicon[theme].label for theme in assignments.labels.columns}


def _shares(labels: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """One block of `theme_shares`."""
    n_talks = len(labels)
    table = pd.DataFrame(
        {
            "theme": [*names, NO_THEME],
            "label": [*names.values(), NO_THEME_LABEL],
            "n": [*labels.sum(), (~labels.any(axis=1)).sum()],
            "n_talks": n_talks,
        }
    ).astype({"n": int})
    table["share"] = table["n"] / n_talks if n_talks else np.nan
    table[["low", "high"]] = [_wilson(n, n_talks) for n in table["n"]]
    return table


def _wilson(n: int, n_talks: int) -> tuple[float, float]:
    if not n_talks:
        return np.nan, np.nan
    interval = binomtest(n, n_talks).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _two_dimensions(vectors: np.ndarray) -> np.ndarray:
    """Principal coordinates; the talk farthest out on an axis has a positive one."""
    places = np.zeros((len(vectors), 2))
    if len(vectors):
        left, lengths, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
        kept = min(2, len(lengths))
        places[:, :kept] = left[:, :kept] * lengths[:kept]
    # Rounded first: of two talks equally far out, the first decides on every machine.
    places = places.round(_MAP_DIGITS)
    for axis in range(2):
        farthest = places[np.argmax(np.abs(places[:, axis])), axis] if len(places) else 0.0
        places[:, axis] *= -1.0 if farthest < 0 else 1.0
    return places + 0.0  # no -0.0
