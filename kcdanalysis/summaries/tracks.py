"""Whether the tracks of a programme are the subjects of its talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.shares import NO_THEME, NO_THEME_LABEL, theme_labels
from kcdanalysis.summaries.topics import NO_TOPIC_LABEL
from kcdanalysis.themes.assignment import ThemeAssignments

if TYPE_CHECKING:
    from kcdanalysis.topics.finding import Topics

#: Fewer talks than this do not show what a track is about.
FEWEST_OF_A_TRACK = 3

#: The group of talks in no topic.
NO_TOPIC = -1

_N_SHUFFLES = 999


def track_agreement(found: ThemeAssignments | Topics, track: str = "track") -> pd.DataFrame:
    """Count the talks of each track in each theme or topic.

    Parameters
    ----------
    found : ThemeAssignments or Topics
    track : str
        The column that says where a talk stands: "track", or "room", "kind", "level".

    Returns
    -------
    DataFrame
        One row a track and theme (or topic), the largest track first: track, group (theme
        or topic), label, n, n_track, n_group, n_talks (all with a track), share (of the
        track), lift (n by what chance would give, missing for a group of no talk). A talk
        of several themes counts in each; one of none in "no theme" or "no topic".

    Raises
    ------
    KcdError
        If the talks have no tracks.
    """
    tracks = _tracks(found, track)
    has, labels = _membership(found)
    has = has.loc[tracks.index]
    counts = has.groupby(tracks).sum()
    sizes = tracks.value_counts()
    order = sorted(sizes.index, key=lambda name: (-sizes[name], str(name)))
    n_group = has.sum()
    table = counts.loc[order].rename_axis(index="track", columns="group").stack().rename("n")
    table = table.astype(int).reset_index()
    table.insert(2, "label", table["group"].map(labels))
    table["n_track"] = table["track"].map(sizes).astype(int)
    table["n_group"] = table["group"].map(n_group).astype(int)
    table["n_talks"] = len(tracks)
    table["share"] = table["n"] / table["n_track"]
    chance = table["n_track"] * table["n_group"] / len(tracks)
    table["lift"] = table["n"] / chance.where(chance > 0)
    return table


def track_index(
    found: ThemeAssignments | Topics, track: str = "track", *, random_state: int = 0
) -> pd.DataFrame:
    """Say in one number how far tracks and themes (or topics) are the same.

    Returns
    -------
    DataFrame
        One row: n_talks, n_tracks, n_groups, index (1 where one tells the other, about 0
        where they have nothing to do with each other), p (that shuffled tracks agree as
        well), reading ("the same", "largely", "in part", "hardly", or "cannot tell").

    Notes
    -----
    Adjusted mutual information: N. X. Vinh, J. Epps and J. Bailey, "Information Theoretic
    Measures for Clusterings Comparison", JMLR 11 (2010), 2837-2854. Of several themes of
    a talk, the one with the highest score counts. p is that of a permutation test.
    """
    tracks = _tracks(found, track)
    has, _ = _membership(found)
    has = has.loc[tracks.index]
    if isinstance(found, ThemeAssignments):
        scores = found.scores.loc[tracks.index].where(has[found.labels.columns])
        first = scores.max(axis=1).isna()
        group = np.where(first, -1, np.argmax(scores.fillna(-1.0).to_numpy(), axis=1))
    else:
        group = np.argmax(has.to_numpy(), axis=1)
    place = pd.factorize(tracks)[0]
    index = float(adjusted_mutual_info_score(place, group))
    rng = np.random.default_rng(random_state)
    known = np.unique(group, return_inverse=True)[1]
    told = _information(place, known)
    chance = [_information(rng.permutation(place), known) for _ in range(_N_SHUFFLES)]
    p = (1 + sum(told <= other + 1e-9 for other in chance)) / (1 + _N_SHUFFLES)
    return pd.DataFrame(
        {
            "n_talks": [len(place)],
            "n_tracks": len(set(place)),
            "n_groups": len(set(group)),
            "index": index,
            "p": p,
            "reading": _reading(index, p),
        }
    )


def talks_elsewhere(found: ThemeAssignments | Topics, track: str = "track") -> pd.DataFrame:
    """List the talks whose words are nearer to another track than to their own.

    Parameters
    ----------
    found : ThemeAssignments or Topics
    track : str
        As for `track_agreement`.

    Returns
    -------
    DataFrame
        The clearest first: talk_id, title, track, nearer (the other track), own and other
        (mean cosine with the talks of each, itself left out), margin (other - own).
        Tracks of fewer than three talks are not looked at.

    Notes
    -----
    By the themes' scores, or by the places of talks among the topics. It is a hint for
    those who know the programme: a track may well be an audience and no subject.
    """
    tracks = _tracks(found, track)
    sizes = tracks.map(tracks.value_counts())
    tracks = tracks[sizes >= FEWEST_OF_A_TRACK]
    columns = ["talk_id", "title", "track", "nearer", "own", "other", "margin"]
    if tracks.nunique() < 2:
        return pd.DataFrame(columns=columns)
    vectors = normalize(_vectors(found).loc[tracks.index].to_numpy(dtype=float))
    names, place = np.unique(tracks.to_numpy(dtype=str), return_inverse=True)
    member = np.eye(len(names))[place]
    similar = vectors @ (vectors.T @ member)
    # Without itself in its own track.
    count = member.sum(axis=0) - member
    itself = (vectors**2).sum(axis=1, keepdims=True)
    means = (similar - itself * member) / np.maximum(count, 1)
    rows = np.arange(len(place))
    own = means[rows, place].copy()
    means[rows, place] = -np.inf
    nearer = means.argmax(axis=1)
    titles = found.talks.set_index("talk_id")["title"]
    table = pd.DataFrame(
        {
            "talk_id": tracks.index,
            "title": titles.loc[tracks.index].to_numpy(),
            "track": tracks.to_numpy(),
            "nearer": names[nearer],
            "own": own.round(4),
            "other": means[rows, nearer].round(4),
        }
    )
    table["margin"] = (table["other"] - table["own"]).round(4)
    table = table[table["margin"] > 0]
    return table.sort_values(["margin", "talk_id"], ascending=[False, True], ignore_index=True)


def _tracks(found: ThemeAssignments | Topics, track: str) -> pd.Series:
    talks = found.talks
    if track not in talks:
        raise KcdError(f"the talks have no column {track!r}; name one of theirs, as 'room'")
    tracks = talks.set_index("talk_id")[track].dropna().astype("str").rename("track")
    if tracks.nunique() < 2:
        raise KcdError(
            f"the talks do not stand in two {track}s or more; there is nothing to compare"
        )
    return tracks


def _membership(found: ThemeAssignments | Topics) -> tuple[pd.DataFrame, dict[object, str]]:
    """Which talk is in which theme or topic, and the printed name of each."""
    if isinstance(found, ThemeAssignments):
        none = ~found.labels.any(axis=1)
        names: dict[object, str] = dict(theme_labels(found).items())
        return found.labels.assign(**{NO_THEME: none}), names | {NO_THEME: NO_THEME_LABEL}
    topic = found.assignments.set_index("talk_id")["topic"]
    numbers = found.topics["topic"].tolist()
    has = pd.DataFrame({number: topic.eq(number).fillna(False) for number in numbers}).astype(bool)
    labels = dict(zip(numbers, found.topics["label"], strict=True))
    if topic.isna().any():
        has[NO_TOPIC], labels[NO_TOPIC] = topic.isna(), NO_TOPIC_LABEL
    return has, labels


def _vectors(found: ThemeAssignments | Topics) -> pd.DataFrame:
    if isinstance(found, ThemeAssignments):
        return found.scores
    return pd.DataFrame(found.vectors, index=found.talks["talk_id"])


def _information(place: np.ndarray, group: np.ndarray) -> float:
    """What orders tables of the same margins as their mutual information does."""
    n_groups = int(group.max()) + 1
    cells = np.bincount(place * n_groups + group)
    cells = cells[cells > 1]
    return float((cells * np.log(cells)).sum())


def _reading(index: float, p: float) -> str:
    if p > 0.05:
        return "cannot tell"
    words = {0.95: "the same", 0.5: "largely", 0.2: "in part"}
    return next((word for least, word in words.items() if index >= least), "hardly")
