"""Compare the themes of groups of talks, with a verdict for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.summaries.counts import add_counts, is_theme, theme_counts
from kcdanalysis.summaries.groups import group_talks, several_groups
from kcdanalysis.summaries.intervals import (
    adjusted_confidence,
    difference_interval,
    difference_test,
    is_absent,
    is_alike,
    none_of,
    read_claims,
    within,
)
from kcdanalysis.talks import ensure_talks, talk_text
from kcdanalysis.words.translation import N_, _, ngettext
from kcdanalysis.words.wording import labelled, points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: The verdicts that claim a difference, and all possible verdicts.
CLAIMS = (N_("more"), N_("less"), N_("slightly more"), N_("slightly less"))
VERDICTS = (*CLAIMS, N_("as much"), N_("absent"), N_("cannot tell"))

#: The name of the comparison group that has all other talks.
OTHERS = "others"

# How to name groups of a column after "more eBPF than ...": one of them, and all others.
_PLACES = {
    "event": (N_("at {group}"), N_("at the other events")),
    "year": (N_("in {group}"), N_("in the other years")),
    "track": (N_("in the track {group}"), N_("in the other tracks")),
    "room": (N_("in the room {group}"), N_("in the other rooms")),
    "state": (N_("among the {group} proposals"), N_("among the other proposals")),
    "tags": (N_("with the tag {group}"), N_("without it")),
    "speakers": (N_("by {group}"), N_("by the other speakers")),
    "organisations": (N_("by {group}"), N_("by the other organisations")),
    "source": (N_("in {group}"), N_("in the other sources")),
}
_CLAIMED = {
    "more": N_("more {label} than {place}"),
    "less": N_("less {label} than {place}"),
    "slightly more": N_("slightly more {label} than {place}"),
    "slightly less": N_("slightly less {label} than {place}"),
    "as much": N_("about as much {label} as {place}, {within}"),
    "cannot tell": N_("too few talks to tell for {label}"),
}


def compare_events(
    assignments: ThemeAssignments | pd.DataFrame, by: str = "event", *, against: Any = None
) -> pd.DataFrame:
    """Find the themes that are more or less frequent, and those for which it is unknown.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        Those of the talks of all events together; or counts of them (`theme_counts`).
    by : str
        What to compare: "event" (editions), "year", or any other column (`group_talks`).
    against : optional
        The group that all others are compared with; or "previous": each group with the one
        before. By default each with all other talks; if there are two, the second with the first.

    Returns
    -------
    DataFrame
        One row per group and theme: `by`, against (a group, or "others"), theme, label, n,
        n_talks, share, n_against, n_talks_against, share_against, difference, low, high (its
        interval), confidence (of that interval; jointly 95% for the whole table), p
        (Fisher's exact test of this row alone), verdict ("more", "less", "slightly more",
        "slightly less", "as much", "absent" or "cannot tell"), sentence.

    Raises
    ------
    KcdError
        If there are fewer than two groups, or none is called `against`.

    Notes
    -----
    Each verdict follows from the adjusted interval (Newcombe 1998): "more" or "less" if it
    excludes zero, "as much" if it is within 5 points and a factor of 1.5, "slightly" if both.
    "absent": in no talk, and the interval is below 1%. "others" are the talks that are not in
    this group: a talk of several groups, such as tags, counts once.

    Examples
    --------
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> rows = [{"title": "eBPF", "year": 2024}] * 9 + [{"title": "Cats", "year": 2023}] * 9
    >>> themes = assign_themes(rows, lexicon={"eBPF": ["eBPF"]})
    >>> compare_events(themes, "year")["sentence"].tolist()
    ['more eBPF than in 2023: +100 points, 66 to 100']
    """
    counts = theme_counts(assignments, by)
    counts = counts[is_theme(counts["theme"])]
    themes = ["theme", "label"]
    groups = add_counts(counts[counts["of"] == "group"], [by, *themes]).dropna(subset=by)
    whole = add_counts(counts[counts["of"] == "all"], themes)
    order = several_groups(groups[by])
    of_group = {group: groups[groups[by] == group].reset_index(drop=True) for group in order}
    tables = []
    for group, other in _pairs(order, against, by):
        ours, numbers = of_group[group], ["n", "n_talks"]
        theirs = whole[numbers] - ours[numbers] if other is None else of_group[other][numbers]
        table = ours[[by, *themes, *numbers]].join(theirs.add_suffix("_against"))
        table.insert(1, "against", OTHERS if other is None else str(other))
        tables.append(table)
    table = compare_counts(pd.concat(tables, ignore_index=True), ("more", "less", "as much"))
    p = difference_test(*(table[f"{name}{end}"] for end in ("", "_against") for name in numbers))
    table.insert(table.columns.get_loc("verdict"), "p", p)
    rows = table.rename(columns={by: "group"}).itertuples()
    table["sentence"] = [_sentence(row, by, is_only=len(tables) == 1) for row in rows]
    return table.astype({by: groups[by].dtype})


def compare_counts(
    table: pd.DataFrame, words: tuple[str, str, str], n_comparisons: int | None = None
) -> pd.DataFrame:
    """Compare n of n_talks with n_against of n_talks_against in each row of a table.

    `words` mean more, less and as much. Intervals are adjusted for the rows or `n_comparisons`.
    """
    numbers = table[["n", "n_talks", "n_against", "n_talks_against"]]
    n, n_talks, n_against, n_talks_against = numbers.to_numpy(dtype=float).T
    share, other = n / np.maximum(n_talks, 1), n_against / np.maximum(n_talks_against, 1)
    confidence = adjusted_confidence(n_comparisons or len(table))
    groups = (share, n_talks, other, n_talks_against, confidence)
    low, high = difference_interval(*groups)
    absent = is_absent(n + n_against, n_talks + n_talks_against, confidence)
    table = table.assign(difference=share - other, low=low, high=high, confidence=confidence)
    table.insert(table.columns.get_loc("n_talks") + 1, "share", share)
    table.insert(table.columns.get_loc("n_talks_against") + 1, "share_against", other)
    return table.assign(verdict=read_claims(low, high, is_alike(*groups), absent, words))


def length_caveat(talks: pd.DataFrame, by: str = "event") -> str:
    """Warn if texts of groups differ in length by a factor of 1.5: longer texts name more themes.

    >>> talks = pd.DataFrame({"year": [2023, 2024], "title": ["eBPF", "eBPF in a few words"]})
    >>> length_caveat(talks, "year")
    'talks have a median of 1 word in 2023 and of 5 words in 2024: longer texts name more themes'
    """
    talks = ensure_talks(talks)
    n_words = talk_text(talks).str.split().str.len().set_axis(talks["talk_id"])
    groups = group_talks(talks, by).dropna()
    medians = n_words.loc[groups.index].groupby(groups.to_numpy()).median()
    if medians.max() < 1.5 * max(medians.min(), 1):
        return ""
    shortest, longest = (
        ngettext(
            "of {n} word {place}",
            "of {n} words {place}",
            round(medians[group]),
            place=other_place(by, group),
        )
        for group in (medians.idxmin(), medians.idxmax())
    )
    text = N_("talks have a median {shortest} and {longest}: longer texts name more themes")
    return _(text, shortest=shortest, longest=longest)


def _pairs(order: list[Any], against: Any, by: str) -> list[tuple[Any, Any]]:
    """Each group with the one that it is compared with; None stands for all others."""
    if against is None:
        return [(order[1], order[0])] if len(order) == 2 else [(group, None) for group in order]
    if against == "previous":
        return list(zip(order[1:], order, strict=False))
    names = [str(group) for group in order]
    if str(against) not in names:
        near = did_you_mean(str(against), names)
        raise KcdError(
            f"there is no {by} {against!r} to compare with; name one of {', '.join(names)}{near}"
        )
    other = order[names.index(str(against))]
    return [(group, other) for group in order if group != other]


def _sentence(row: Any, by: str, *, is_only: bool) -> str:
    if not row.n + row.n_against:
        text = none_of(row.label, row.n_talks + row.n_talks_against, row.confidence)
    else:
        place = other_place(by, row.against)
        claim = _(_CLAIMED[row.verdict], label=row.label, place=place, within=within())
        text = labelled(claim, points(row.difference, row.low, row.high))
    return text if is_only else labelled(row.group, text)


def other_place(by: str, group: Any) -> str:
    """The place of a comparison group, as in "more eBPF than ...".

    >>> other_place("year", 2024), other_place("level", "basic"), other_place("level", OTHERS)
    ('in 2024', 'where the level is basic', 'elsewhere')
    """
    single, others = _PLACES.get(by, (N_("where the {column} is {group}"), N_("elsewhere")))
    if group == OTHERS:
        return _(others)
    return _(single, column=by.replace("_", " "), group=group)
