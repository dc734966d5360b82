"""Questions of organisers: which themes were cut, and whether targets are met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.summaries.comparison import compare_counts
from kcdanalysis.summaries.counts import add_counts, as_themes, is_theme, theme_counts
from kcdanalysis.summaries.groups import check_groups
from kcdanalysis.summaries.intervals import (
    MARGIN_FACTOR,
    MARGIN_POINTS,
    adjusted_confidence,
    exact_interval,
    read_claims,
    within,
)
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.words.translation import N_, _, local_number, ngettext, number
from kcdanalysis.words.wording import labelled, of_talks, points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: The states of proposals that were chosen, and of those that were not (so far). Speakers
#: withdrew the others.
CHOSEN, NOT_CHOSEN = ("accepted", "cancelled"), ("submitted", "rejected")

#: What verdicts say about a theme, and about programmes such as this one.
_SELECTED = {
    N_("favoured"): N_("{label} was favoured"),
    N_("cut"): N_("{label} was cut"),
    N_("slightly favoured"): N_("{label} was slightly favoured"),
    N_("slightly cut"): N_("{label} was slightly cut"),
    N_("as often"): N_("{label} was accepted as often as others, {within}"),
    "cannot tell": N_("too few proposals to tell for {label}"),
}
_AIMED = {
    N_("over"): N_("such programmes are over"),
    N_("under"): N_("such programmes are under"),
    N_("slightly over"): N_("such programmes are slightly over"),
    N_("slightly under"): N_("such programmes are slightly under"),
    N_("on target"): N_("such programmes meet it, {within}"),
    "cannot tell": N_("too few talks to tell whether such programmes meet it"),
}


def theme_selection(assignments: ThemeAssignments | pd.DataFrame) -> pd.DataFrame:
    """Find the themes whose proposals were accepted less often than others: those that were cut.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        Those of all proposals, whatever their state (`read_talks(states="all")`); or the counts
        of several files (`theme_counts` by "state").

    Returns
    -------
    DataFrame
        As in `compare_events`, one row per theme with proposals: n (accepted proposals with it),
        n_talks (all proposals with it), share (the accepted share of these), n_against,
        n_talks_against, share_against (the same for all other proposals), verdict ("cut",
        "favoured", "slightly cut", "slightly favoured", "as often" or "cannot tell"). Withdrawn
        proposals are left out; cancelled talks count as accepted.

    Raises
    ------
    KcdError
        If no proposal was accepted, or all were.

    """
    if not isinstance(assignments, pd.DataFrame):
        states = assignments.talks["state"]
        check_groups(states)
        _check_choice(int(states.isin(CHOSEN).sum()), int(states.isin(CHOSEN + NOT_CHOSEN).sum()))
    counts = theme_counts(assignments, "state")
    counts = counts[is_theme(counts["theme"]) & (counts["of"] == "group")]
    keys = ["theme", "label"]
    chosen, proposed = both = [
        add_counts(counts[counts["state"].isin(states)], keys)
        for states in (CHOSEN, CHOSEN + NOT_CHOSEN)
    ]
    n_chosen, n_proposed = (int(part["n_talks"].max() if len(part) else 0) for part in both)
    _check_choice(n_chosen, n_proposed)
    table = proposed[keys].assign(
        n=chosen["n"],
        n_talks=proposed["n"],
        n_against=n_chosen - chosen["n"],
        n_talks_against=n_proposed - proposed["n"],
    )
    # For a theme that no proposal has, or all have, there was no choice.
    table = table[(table["n_talks"] > 0) & (table["n_talks_against"] > 0)].reset_index(drop=True)
    table = compare_counts(table, ("favoured", "cut", "as often"))
    return table.assign(sentence=[_selected(row) for row in table.itertuples()])


def _check_choice(n_chosen: int, n_proposed: int) -> None:
    """Reject proposals if all or none were accepted."""
    if not 0 < n_chosen < n_proposed:
        raise KcdError(
            f"{n_chosen:,} of {n_proposed:,} proposals were accepted, so nothing was chosen;"
            " read rejected proposals, too, with states='all' (--states all)"
        )


def theme_targets(
    assignments: ThemeAssignments | pd.DataFrame, targets: Mapping[str, float]
) -> pd.DataFrame:
    """Compare the shares of themes with their minimum targets.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        Themes, or their counts.
    targets : mapping of str to float
        The minimum share (0 to 1) by the id or label of a theme: {"security": 0.15}.

    Returns
    -------
    DataFrame
        One row per target: theme, label, n, n_talks, share, target, n_over (talks more than the
        target needs; negative if fewer), difference (share minus target) with low, high and
        confidence as in `compare_events`, verdict ("over", "under", "slightly over", "slightly
        under", "on target" or "cannot tell"), sentence.

    Raises
    ------
    KcdError
        If no theme has such a name, or a target is not a share.

    Notes
    -----
    n_over describes this programme; the verdict is about programmes such as this one, which is
    regarded as a sample.
    """
    shares = theme_shares(assignments)
    shares = shares[is_theme(shares["theme"])].astype({"theme": "str"}).set_index("theme")
    names = {label.casefold(): theme for theme, label in shares["label"].items()}
    names |= {theme.casefold(): theme for theme in shares.index}
    for name, least in targets.items():
        if name.casefold() not in names:
            near = did_you_mean(name, shares.index)
            raise KcdError(
                f"no theme is called {name!r}; use one of {', '.join(shares.index)}{near}"
            )
        if not 0 < least <= 1:
            raise KcdError(f"the target of {name} is {least:g}; give a share above 0, at most 1")
    themes = [names[name.casefold()] for name in targets]
    table = shares.loc[themes, ["label", "n", "n_talks"]].reset_index()
    target = np.array(list(targets.values()), dtype=float)
    confidence = adjusted_confidence(len(targets))
    low, high = exact_interval(table["n"], table["n_talks"], confidence)
    is_near = (np.maximum(target - low, high - target) < MARGIN_POINTS) & (
        np.maximum(target / np.maximum(low, 1e-12), high / target) < MARGIN_FACTOR
    )
    share = table["n"] / table["n_talks"].clip(lower=1)
    words, never = ("over", "under", "on target"), np.zeros(len(low), dtype=bool)
    table = table.assign(
        theme=as_themes(themes, shares.index),
        share=share,
        target=target,
        # The number of talks that the target needs, without rounding errors.
        n_over=table["n"] - np.ceil((target * table["n_talks"]).round(6)).astype(int),
        difference=share - target,
        low=low - target,
        high=high - target,
        confidence=confidence,
        verdict=read_claims(low - target, high - target, is_near, never, words),
    )
    return table.assign(sentence=[_aimed(row) for row in table.itertuples()])


def _selected(row: Any) -> str:
    claim = _(_SELECTED[row.verdict], label=row.label, within=within())
    text = ngettext(
        "{n_accepted} of {n} proposal accepted, {n_others} of {n_all_others} others",
        "{n_accepted} of {n} proposals accepted, {n_others} of {n_all_others} others",
        row.n_talks,
        n_accepted=number(row.n),
        n_others=number(row.n_against),
        n_all_others=number(row.n_talks_against),
    )
    change = points(row.difference, row.low, row.high)
    return labelled(labelled(claim, text), change)


def _aimed(row: Any) -> str:
    if not row.n_over:
        fact = N_("{label} has {talks}, just the target of {target}")
    elif row.n_over > 0:
        fact = N_("{label} has {talks}, {n} more than the target of {target}")
    else:
        fact = N_("{label} has {talks}, {n} fewer than the target of {target}")
    target = _("{number}%", number=local_number(f"{100 * row.target:g}"))
    talks, n = of_talks(row.n, row.n_talks), number(abs(row.n_over))
    text = _(fact, label=row.label, talks=talks, n=n, target=target)
    claim = _(_AIMED[row.verdict], within=within())
    return labelled(f"{text}; {claim}", points(row.difference, row.low, row.high))
