"""The agreement of the tracks of a programme with the themes or topics of its talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.summaries.shares import NO_THEME, NO_THEME_LABEL, theme_labels
from kcdanalysis.summaries.topics import NO_TOPIC_LABEL
from kcdanalysis.themes.assignment import ThemeAssignments

if TYPE_CHECKING:
    from kcdanalysis.topics.finding import Topics

#: Tracks of fewer talks are not compared.
FEWEST_OF_A_TRACK = 3

#: The group of talks in no topic.
NO_TOPIC = -1

_N_SHUFFLES = 999


def track_agreement(result: ThemeAssignments | Topics, track: str = "track") -> pd.DataFrame:
    """Count the talks of each track in each theme or topic.

    Parameters
    ----------
    result : ThemeAssignments or Topics
    track : str
        The column with the track of a talk: "track", or "room", "kind", "level".

    Returns
    -------
    DataFrame
        One row a track and theme (or topic), the largest track first: track, group (theme
        or topic), label, n, n_track, n_group, n_talks (all with a track), share (of the
        track), lift (n by its expectation under independence, NaN for an empty group). A
        talk of several themes counts in each; one without in "no theme" or "no topic".

    Raises
    ------
    KcdError
        If the talks have fewer than two tracks.
    """
    tracks = _tracks(result, track)
    members, labels = _membership(result)
    members = members.loc[tracks.index]
    sizes = tracks.value_counts()
    order = sorted(sizes.index, key=lambda name: (-sizes[name], str(name)))
    counts = members.groupby(tracks).sum().loc[order].astype(int)
    table = counts.rename_axis(index="track", columns="group").stack().rename("n").reset_index()
    table.insert(2, "label", table["group"].map(labels))
    table["n_track"] = table["track"].map(sizes).astype(int)
    table["n_group"] = table["group"].map(members.sum()).astype(int)
    table["n_talks"] = len(tracks)
    table["share"] = table["n"] / table["n_track"]
    expected = table["n_track"] * table["n_group"] / len(tracks)
    table["lift"] = table["n"] / expected.where(expected > 0)
    return table


def track_index(
    result: ThemeAssignments | Topics, track: str = "track", *, random_state: int = 0
) -> pd.DataFrame:
    """Measure the agreement of tracks and themes (or topics) by one number.

    Returns
    -------
    DataFrame
        One row: n_talks, n_tracks, n_groups, index (1 for identical groups, about 0 for
        independent ones), p (of shuffled tracks that agree as well), reading ("the same",
        "largely", "in part", "hardly", or "cannot tell").

    Notes
    -----
    Adjusted mutual information: N. X. Vinh, J. Epps and J. Bailey, "Information Theoretic
    Measures for Clusterings Comparison", JMLR 11 (2010), 2837-2854. Of several themes of
    a talk, the one with the highest score counts. p is that of a permutation test.
    """
    tracks = _tracks(result, track)
    members = _membership(result)[0].loc[tracks.index]
    group = np.argmax(members.to_numpy(), axis=1)
    if isinstance(result, ThemeAssignments):
        themes = result.labels.columns
        scores = result.scores.loc[tracks.index].where(members[themes]).fillna(-1.0).to_numpy()
        group = np.where(members[NO_THEME], -1, np.argmax(scores, axis=1))
    group, place = pd.factorize(group)[0], pd.factorize(tracks)[0]
    index = float(adjusted_mutual_info_score(place, group))
    rng = np.random.default_rng(random_state)
    actual = _information(place, group)
    chance = [_information(rng.permutation(place), group) for _ in range(_N_SHUFFLES)]
    p = (1 + sum(actual <= other + 1e-9 for other in chance)) / (1 + _N_SHUFFLES)
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


def talks_elsewhere(result: ThemeAssignments | Topics, track: str = "track") -> pd.DataFrame:
    """List the talks that are nearer to another track than to their own.

    Parameters
    ----------
    result : ThemeAssignments or Topics
    track : str
        As for `track_agreement`.

    Returns
    -------
    DataFrame
        The clearest first: talk_id, title, track, nearer (the other track), own and other
        (mean cosine with the other talks of each), margin (other - own). Tracks of fewer
        than three talks are left out.

    Notes
    -----
    By the scores of themes, or by the vectors in which topics were clustered. A result is
    a hint for those who know the programme: a track may be an audience and not a subject.
    """
    tracks = _tracks(result, track)
    sizes = tracks.map(tracks.value_counts())
    tracks = tracks[sizes >= FEWEST_OF_A_TRACK]
    if tracks.nunique() < 2:
        columns = ["talk_id", "title", "track", "nearer", "own", "other", "margin"]
        return pd.DataFrame(columns=columns)
    vectors = normalize(_vectors(result).loc[tracks.index].to_numpy(dtype=float))
    names, place = np.unique(tracks.to_numpy(dtype=str), return_inverse=True)
    member = np.eye(len(names))[place]
    similarity = vectors @ (vectors.T @ member)
    # Each talk is left out of the mean of its own track.
    n_talks = member.sum(axis=0) - member
    itself = (vectors**2).sum(axis=1, keepdims=True)
    means = (similarity - itself * member) / np.maximum(n_talks, 1)
    rows = np.arange(len(place))
    nearest = np.where(member > 0, -np.inf, means).argmax(axis=1)
    table = pd.DataFrame(
        {
            "talk_id": tracks.index,
            "title": result.talks.set_index("talk_id")["title"].loc[tracks.index].to_numpy(),
            "track": tracks.to_numpy(),
            "nearer": names[nearest],
            "own": means[rows, place].round(4),
            "other": means[rows, nearest].round(4),
        }
    )
    table["margin"] = (table["other"] - table["own"]).round(4)
    table = table[table["margin"] > 0]
    return table.sort_values(["margin", "talk_id"], ascending=[False, True], ignore_index=True)


def _tracks(result: ThemeAssignments | Topics, track: str) -> pd.Series:
    talks = result.talks
    if track not in talks:
        near = did_you_mean(track, talks.columns)
        raise KcdError(f"the talks have no column {track!r}; name one of theirs, as 'room'{near}")
    tracks = talks.set_index("talk_id")[track].dropna().astype("str").rename("track")
    if tracks.nunique() < 2:
        raise KcdError(f"the talks have fewer than two values of {track!r}; nothing to compare")
    return tracks


def _membership(result: ThemeAssignments | Topics) -> tuple[pd.DataFrame, dict[object, str]]:
    """The talks of each theme or topic, and the printed names of these."""
    if isinstance(result, ThemeAssignments):
        without = ~result.labels.any(axis=1)
        names: dict[object, str] = dict(theme_labels(result).items())
        names[NO_THEME] = NO_THEME_LABEL
        return result.labels.assign(**{NO_THEME: without}), names
    topic = result.assignments.set_index("talk_id")["topic"].fillna(NO_TOPIC)
    names = dict(zip(result.topics["topic"], result.topics["label"], strict=True))
    if (topic == NO_TOPIC).any():
        names[NO_TOPIC] = NO_TOPIC_LABEL
    return pd.DataFrame({number: topic == number for number in names}).astype(bool), names


def _vectors(result: ThemeAssignments | Topics) -> pd.DataFrame:
    if isinstance(result, ThemeAssignments):
        return result.scores
    return pd.DataFrame(result.vectors, index=result.talks["talk_id"])


def _information(place: np.ndarray, group: np.ndarray) -> float:
    """A monotone function of the mutual information, given the sizes of the groups."""
    n_groups = int(group.max()) + 1
    cells = np.bincount(place * n_groups + group)
    cells = cells[cells > 1]
    return float((cells * np.log(cells)).sum())


def _reading(index: float, p: float) -> str:
    if p > 0.05:
        return "cannot tell"
    words = {0.95: "the same", 0.5: "largely", 0.2: "in part"}
    return next((word for least, word in words.items() if index >= least), "hardly")
