"""The agreement of the tracks of a programme with the themes or topics of its talks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.summaries.counts import NO_THEME, NO_THEME_LABEL, is_known, theme_labels
from kcdanalysis.summaries.intervals import ALPHA
from kcdanalysis.summaries.topics import NO_TOPIC_LABEL
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.words.translation import _

if TYPE_CHECKING:
    from kcdanalysis.topics.finding import Topics

#: The group of talks in no topic that holds.
NO_TOPIC = -1

_N_SHUFFLES = 999


def track_agreement(
    result: ThemeAssignments | Topics, track: str = "track", *, random_state: int = 0
) -> pd.DataFrame:
    """Count the talks of each track in each theme or topic, and measure the agreement.

    Parameters
    ----------
    result : ThemeAssignments or Topics
    track : str
        The column with the track of a talk: "track", or "room", "kind", "level".
    random_state : int
        The seed of the permutation test.

    Returns
    -------
    DataFrame
        One row per track and theme (or topic), the largest track first: track, group (theme
        or topic), label, n, n_track, n_group, n_talks (all with a track), share (of the
        track), lift (n over its expectation under independence; NaN for an empty group). A
        talk with several themes counts in each, one without in "no theme" or "no group".
        Then, equal in all rows, the agreement of the whole programme: index (1 for identical
        groups, about 0 for independent ones), p (of a permutation test), reading ("full",
        "strong", "partial", "weak", or "cannot tell").

    Raises
    ------
    KcdError
        If the talks have fewer than two tracks.

    Notes
    -----
    The index is adjusted mutual information: N. X. Vinh, J. Epps and J. Bailey, JMLR 11 (2010),
    2837-2854. If a talk has several themes, the one with the highest score counts.
    """
    if track not in result.talks:
        near = did_you_mean(track, result.talks.columns)
        raise KcdError(f"the talks have no column {track!r}; name one, such as 'room'{near}")
    tracks = result.talks.set_index("talk_id")[track].dropna().astype("str").rename("track")
    if isinstance(result, ThemeAssignments):
        tracks = tracks[is_known(result)[tracks.index]]
    if tracks.nunique() < 2:
        raise KcdError(f"the talks have fewer than two values of {track!r}; nothing to compare")
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
    scores = members.astype(float)
    if isinstance(result, ThemeAssignments):
        scores *= result.scores.reindex(columns=members.columns, fill_value=1.0)
    # Each talk is in one group here: the one with the highest score.
    group = scores.to_numpy().argmax(axis=1)
    index, p = _agreement(pd.factorize(tracks)[0], pd.factorize(group)[0], random_state)
    words = {0.95: "full", 0.5: "strong", 0.2: "partial", -np.inf: "weak"}
    reading = next(word for least, word in words.items() if index >= least)
    return table.assign(index=index, p=p, reading=reading if p <= ALPHA else "cannot tell")


def _membership(result: ThemeAssignments | Topics) -> tuple[pd.DataFrame, dict[Any, str]]:
    """The talks of each theme or topic, and the printed names of these."""
    if isinstance(result, ThemeAssignments):
        without = ~result.labels.any(axis=1)
        names: dict[Any, str] = {**theme_labels(result), NO_THEME: _(NO_THEME_LABEL)}
        return result.labels.assign(**{NO_THEME: without}), names
    topic = result.groups.fillna(NO_TOPIC)
    holding = result.topics[result.topics["holds"]]
    names = dict(zip(holding["topic"], holding["label"], strict=True))
    if (topic == NO_TOPIC).any():
        names[NO_TOPIC] = _(NO_TOPIC_LABEL)
    return pd.DataFrame({number: topic == number for number in names}).astype(bool), names


def _agreement(track: np.ndarray, group: np.ndarray, random_state: int) -> tuple[float, float]:
    """The adjusted mutual information, and its p-value."""
    from sklearn.metrics import adjusted_mutual_info_score

    def information(track: np.ndarray) -> float:
        # A monotone function of the mutual information, given the sizes of the groups.
        cells = np.bincount(track * (group.max() + 1) + group)
        cells = cells[cells > 1]
        return float((cells * np.log(cells)).sum())

    rng = np.random.default_rng(random_state)
    actual = information(track)
    shuffled = [information(rng.permutation(track)) for _ in range(_N_SHUFFLES)]
    p = (1 + sum(actual <= other + 1e-9 for other in shuffled)) / (1 + _N_SHUFFLES)
    return float(adjusted_mutual_info_score(track, group)), p
