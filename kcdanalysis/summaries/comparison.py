"""Compare the themes of events, with a verdict for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.summaries.groups import group_talks, several_groups
from kcdanalysis.summaries.intervals import (
    ALPHA,
    difference_interval,
    difference_test,
    effect_size,
    is_small,
)
from kcdanalysis.summaries.shares import as_themes, theme_labels
from kcdanalysis.talks import ensure_talks, talk_text
from kcdanalysis.words.wording import count, points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: The verdicts that claim a difference, and all that a comparison can give.
CLAIMS = ("more", "less")
VERDICTS = (*CLAIMS, "as much", "cannot tell")

#: The name of the comparison group that has all other talks.
OTHERS = "others"

# The groups of a column in "more eBPF than ...": one of them, and the others.
_PLACES = {
    "event": ("at {}", "at the other events"),
    "year": ("in {}", "in the other years"),
    "track": ("in the track {}", "in the other tracks"),
    "room": ("in the room {}", "in the other rooms"),
    "time_of_day": ("in the {} part of the day", "in the rest of the day"),
}


def compare_events(
    assignments: ThemeAssignments, by: str = "event", *, against: Any = None
) -> pd.DataFrame:
    """Find the themes that are more or less frequent, and those where it is unknown.

    Parameters
    ----------
    assignments : ThemeAssignments
        Of the talks of all events together.
    by : str
        What to compare: "event" (editions), "year", "track", or anything else that
        `group_talks` takes.
    against : optional
        The group that all others are compared with, or "previous": each with the one
        before. By default each with all other talks; of two groups, the second with
        the first.

    Returns
    -------
    DataFrame
        One row a group and theme: `by`, against (a group, or "others"), theme, label, n,
        n_talks, share, n_against, n_talks_against, share_against, difference, low, high
        (95 % interval of the difference), effect (Cohen's h), p, p_adjusted, verdict
        ("more", "less", "as much" or "cannot tell"), sentence.

    Raises
    ------
    KcdError
        If there are not two groups, or none is called `against`.

    Notes
    -----
    "more" and "less" require a p-value of Fisher's exact test of at most 0.05, corrected
    over all rows (Benjamini and Hochberg 1995); "as much" requires that the interval of
    Cohen's h lies within what he calls small (0.2: ten points about a half, six about a
    tenth); otherwise there are too few talks. Intervals of differences are Newcombe's
    (1998). A talk of both groups, as by tags, counts in each.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> rows = [{"title": "eBPF", "year": 2024}] * 9 + [{"title": "Cats", "year": 2023}] * 9
    >>> themes = assign_themes(as_talks(rows), lexicon={"eBPF": ["eBPF"]})
    >>> compare_events(themes, "year")["sentence"].tolist()
    ['more eBPF than in 2023: +100 points, 58 to 100']
    """
    names = theme_labels(assignments)
    groups, order = several_groups(assignments.talks, by)
    has_theme = {
        group: assignments.labels.loc[groups.index[groups == group].unique()] for group in order
    }
    pairs = _pairs(order, against, by)
    tables = [_differences(by, group, other, has_theme, names) for group, other in pairs]
    table = pd.concat(tables, ignore_index=True)
    table["p_adjusted"] = false_discovery_control(table["p"])
    is_clear = table["p_adjusted"] <= ALPHA
    no_difference = is_small(table["effect"], table["n_talks"], table["n_talks_against"])
    table["verdict"] = np.select(
        [is_clear & (table["difference"] > 0), is_clear, no_difference], VERDICTS[:3], VERDICTS[3]
    )
    rows = table.rename(columns={by: "group"}).itertuples()
    table["sentence"] = [_sentence(row, by, is_only=len(pairs) == 1) for row in rows]
    return table.astype({by: groups.dtype})


def length_caveat(talks: pd.DataFrame, by: str = "event") -> str:
    """Warn if the texts of groups differ in length: longer ones mention more themes.

    Returns
    -------
    str
        A sentence with the medians, or "" if the longest is less than 1.5 times the shortest.

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
        f"of {count(round(medians[group]), 'word')} {other_place(by, group)}"
        for group in (medians.idxmin(), medians.idxmax())
    )
    return f"talks have a median {shortest} and {longest}: longer texts name more themes"


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


def _differences(
    by: str, group: Any, other: Any, has_theme: dict[Any, pd.DataFrame], names: dict[str, str]
) -> pd.DataFrame:
    """The rows of one group."""
    others = [name for name in has_theme if name != group] if other is None else [other]
    ours, theirs = has_theme[group], pd.concat([has_theme[name] for name in others])
    n, n_against = (rows.to_numpy(dtype=bool).sum(axis=0) for rows in (ours, theirs))
    share, share_against = n / max(len(ours), 1), n_against / max(len(theirs), 1)
    low, high = difference_interval(share, len(ours), share_against, len(theirs))
    return pd.DataFrame(
        {
            by: group,
            "against": OTHERS if other is None else str(other),
            "theme": as_themes(names, names),
            "label": list(names.values()),
            "n": n, "n_talks": len(ours), "share": share,
            "n_against": n_against, "n_talks_against": len(theirs), "share_against": share_against,
            "difference": share - share_against, "low": low, "high": high,
            "effect": effect_size(share, share_against),
            "p": difference_test(n, len(ours), n_against, len(theirs)),
        }
    )  # fmt: skip


def _sentence(row: Any, by: str, *, is_only: bool) -> str:
    than = other_place(by, row.against)
    claim = {
        "as much": f"about as much {row.label} as {than}",
        "cannot tell": f"too few talks to tell for {row.label}",
    }.get(row.verdict, f"{row.verdict} {row.label} than {than}")
    group = "" if is_only else f"{row.group}: "
    return f"{group}{claim}: {points(row.difference, row.low, row.high)}"


def other_place(by: str, group: Any) -> str:
    """The place of a comparison group, as in "more eBPF than ...".

    >>> other_place("year", 2024), other_place("level", OTHERS)
    ('in 2024', 'elsewhere')
    """
    single, others = _PLACES.get(by, ("in {}", "elsewhere"))
    return others if group == OTHERS else single.format(group)
