"""What one event has more of than another, with a verdict for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.groups import group_talks, several_groups
from kcdanalysis.summaries.intervals import (
    ALPHA,
    adjust,
    difference_interval,
    difference_test,
    effect_size,
    is_small,
)
from kcdanalysis.summaries.sentences import group_place, other_places
from kcdanalysis.summaries.shares import theme_labels
from kcdanalysis.talks import talk_text
from kcdanalysis.words.wording import points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments


#: The verdicts that claim a difference, and all that a comparison can give.
CLAIMS = ("more", "less")
VERDICTS = (*CLAIMS, "as much", "cannot tell")

#: What a group is compared with, where that is all other talks.
OTHERS = "others"


def compare_events(
    assignments: ThemeAssignments,
    by: str = "event",
    *,
    against: Any = None,
) -> pd.DataFrame:
    """Say of which themes there is more or less, and where there are too few talks to tell.

    Parameters
    ----------
    assignments : ThemeAssignments
        Of the talks of all events together.
    by : str
        What to compare: "event" (editions), "year", "track", or anything that
        `group_talks` knows.
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
    "more" and "less" are claimed where Fisher's exact test, corrected over all rows
    (Benjamini and Hochberg 1995), is at most 0.05; "as much" where the interval of
    Cohen's h lies within what he calls small (0.2: ten points about a half, six about a
    tenth); else there are too few talks to tell. Intervals of differences are Newcombe's
    (1998). A talk that is in both groups, as by tags, counts in each.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> rows = [{"title": "eBPF", "year": 2024}] * 9 + [{"title": "Cats", "year": 2023}] * 9
    >>> lexicon = {"ebpf": {"label": "eBPF", "terms": ["eBPF"]}}
    >>> themes = assign_themes(as_talks(rows), lexicon=lexicon)
    >>> compare_events(themes, "year")["sentence"].tolist()
    ['more eBPF than in 2023: +100 points, 58 to 100']
    """
    groups, order = several_groups(assignments.talks, by)
    labels = assignments.labels
    has = {group: labels.loc[groups.index[groups == group].unique()] for group in order}
    pairs = _pairs(order, against, by)
    rows = [
        _differences(by, group, other, has, theme_labels(assignments)) for group, other in pairs
    ]
    table = pd.concat(rows, ignore_index=True)
    table["p_adjusted"] = adjust(table["p"].to_numpy())
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    only, named = len(pairs) == 1, table.rename(columns={by: "group"})
    table["sentence"] = [_sentence(row, by, only) for row in named.itertuples()]
    return table.astype({by: groups.dtype})


def length_caveat(talks: pd.DataFrame, by: str = "event") -> str:
    """Warn where the texts of groups differ in length: longer ones name more themes.

    Returns
    -------
    str
        A sentence with the medians, or "" where the longest is not 1.5 times the shortest.

    >>> talks = pd.DataFrame({"talk_id": ["a", "b"], "year": [2023, 2024], "abstract": None,
    ...                       "title": ["eBPF", "eBPF in a few words"], "takeaways": None})
    >>> length_caveat(talks, "year")
    'talks have a median of 1 word in 2023 and of 5 words in 2024: longer texts name more themes'
    """
    words = talk_text(talks).str.split().str.len()
    groups = group_talks(talks, by).dropna()
    values = pd.Series(words.to_numpy(), index=talks["talk_id"]).loc[groups.index]
    medians = values.groupby(groups.to_numpy()).median()
    if medians.max() < 1.5 * max(medians.min(), 1):
        return ""
    ends = [
        f"of {medians[end]:.0f} word{'' if round(medians[end]) == 1 else 's'} "
        f"{group_place(by, end)}"
        for end in (medians.idxmin(), medians.idxmax())
    ]
    return f"talks have a median {' and '.join(ends)}: longer texts name more themes"


def _pairs(order: list[Any], against: Any, by: str) -> list[tuple[Any, Any]]:
    """Each group, and the one that it is compared with; None stands for all others."""
    if against is None:
        return [(order[1], order[0])] if len(order) == 2 else [(group, None) for group in order]
    if against == "previous":
        return list(zip(order[1:], order, strict=False))
    named = [group for group in order if str(group) == str(against)]
    if not named:
        names = ", ".join(map(str, order))
        raise KcdError(f"there is no {by} {against!r} to compare with; name one of {names}")
    return [(group, named[0]) for group in order if group != named[0]]


def _differences(
    by: str, group: Any, other: Any, has: dict[Any, pd.DataFrame], names: dict[str, str]
) -> pd.DataFrame:
    """The rows of one group."""
    ours = has[group]
    theirs = (
        has[other]
        if other is not None
        else pd.concat([rows for name, rows in has.items() if name != group])
    )
    n, n_against = (rows.to_numpy(dtype=bool).sum(axis=0) for rows in (ours, theirs))
    share, share_against = n / max(len(ours), 1), n_against / max(len(theirs), 1)
    low, high = difference_interval(share, len(ours), share_against, len(theirs))
    return pd.DataFrame(
        {
            by: group,
            "against": OTHERS if other is None else str(other),
            "theme": list(names),
            "label": list(names.values()),
            "n": n, "n_talks": len(ours), "share": share,
            "n_against": n_against, "n_talks_against": len(theirs), "share_against": share_against,
            "difference": share - share_against, "low": low, "high": high,
            "effect": effect_size(share, share_against),
            "p": difference_test(n, len(ours), n_against, len(theirs)),
        }
    )  # fmt: skip


def _verdict(row: Any) -> str:
    if row.p_adjusted <= ALPHA:
        return "more" if row.difference > 0 else "less"
    return "as much" if is_small(row.effect, row.n_talks, row.n_talks_against) else "cannot tell"


def _sentence(row: Any, by: str, only: bool) -> str:
    than = other_places(by) if row.against == OTHERS else group_place(by, row.against)
    told = {
        "more": f"more {row.label} than {than}",
        "less": f"less {row.label} than {than}",
        "as much": f"about as much {row.label} as {than}",
        "cannot tell": f"too few talks to tell for {row.label}",
    }[row.verdict]
    head = "" if only else f"{row.group}: "
    return f"{head}{told}: {points(row.difference, row.low, row.high)}"
