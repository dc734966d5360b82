"""Gaps of a programme compared with another programme, or with what is usual at such events."""

import json
from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.files import read_shipped
from kcdanalysis.summaries.comparison import compare_counts
from kcdanalysis.summaries.counts import (
    NO_THEME,
    is_known,
    length_class,
    theme_counts,
    theme_labels,
)
from kcdanalysis.summaries.groups import event_name
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.themes.scoring import ABOUT
from kcdanalysis.words.translation import N_, _, number
from kcdanalysis.words.wording import points

#: The counts of themes at events of a kind, made by `python -m benchmarks.usual_shares`, and the
#: fewest words of the length classes; the shortest class has the titles of all talks.
USUAL_SHARES, LENGTHS = "summaries/usual-shares.json", (0, 25, 100)

#: The reading for a theme with the user's own terms.
NO_REFERENCE = "no reference"

_READINGS = {
    "less": "gap", "slightly less": "slight gap", "slightly more": "no gap", "more": "no gap",
    "as much": "no gap",
}  # fmt: skip
_CLAIMED = {
    NO_REFERENCE: N_("no reference for {label}: its terms are your own"),
    "absent": N_("{label} is absent here and in {reference}"),
    "gap": N_("{label} is a gap"),
    "slight gap": N_("{label} is a slight gap"),
    "no gap": N_("no gap in {label}"),
    "cannot tell": N_("cannot tell for {label}"),
}
#: The kinds of events in `USUAL_SHARES`.
_KINDS = N_("cloud native conferences"), N_("Python conferences"), N_("data conferences")
_COLUMNS = (
    "theme label n n_talks share expected n_expected difference low high confidence reading"
    " reference sentence"
)


def theme_gaps(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the themes with fewer talks than in a reference.

    Parameters
    ----------
    assignments : ThemeAssignments
    reference : ThemeAssignments or DataFrame, optional
        Another event or last year, or its published numbers (theme, n and n_talks, as
        `theme_shares` returns them). By default what is usual at events of the kind that an
        included lexicon is for: "cloud-native", "python" or "data-ml".

    Returns
    -------
    DataFrame
        The largest gap first: theme, label, n, n_talks, share, expected (share), n_expected
        (talks), difference (share minus expected) with low, high and confidence, reading
        ("gap", "slight gap", "no gap", "absent" from both, "cannot tell", or "no reference"
        for terms of your own), reference (what is compared with), sentence.

    Raises
    ------
    KcdError
        If the reference has none of these themes, or no talks.

    Notes
    -----
    Readings follow from the adjusted interval, as the verdicts of `compare_events` do.
    Usual shares are directly standardised to the lengths of these texts; their uncertainty
    includes how events of a kind differ (design effect: L. Kish, "Survey Sampling", 1965).

    Examples
    --------
    >>> lexicon = {"cats": ["cats"], "dogs": ["dogs"]}
    >>> this, last = (
    ...     assign_themes([{"title": title} for title in titles], lexicon=lexicon)
    ...     for titles in (["Cats"] * 20, ["Cats", "Dogs"] * 10)
    ... )
    >>> theme_gaps(this, last)[["theme", "n", "n_expected", "reading"]].values.tolist()
    [['dogs', 0, 10.0, 'gap'], ['cats', 20, 10.0, 'no gap']]
    """
    names = theme_labels(assignments)
    if isinstance(reference, ThemeAssignments) and reference.lexicon != assignments.lexicon:
        # The lexicon of the reference may have more themes.
        assignments = assign_themes(
            assignments.talks, lexicon=reference.lexicon, threshold=assignments.threshold
        )
        names = theme_labels(assignments)
    known = _usual(assignments) if reference is None else _counted(reference)
    known = known[known["theme"].isin(list(names)) & (known["n_talks"] > 0)]
    n_talks = int(is_known(assignments).sum())
    if known.empty or not n_talks:
        raise KcdError(
            "the reference has no theme of these talks, or there are no talks; give one that"
            " was made with the same lexicon"
        )
    known = known.rename(columns={"n": "n_against", "n_talks": "n_talks_against"})
    known["theme"] = known["theme"].astype("str")
    every = pd.DataFrame({"label": names, "n": assignments.labels.sum().astype(int)})
    every = every.assign(n_talks=n_talks).rename_axis("theme").reset_index()
    table = compare_counts(known.merge(every, on="theme"), ("more", "less", "as much"))
    table["n_expected"] = table["share_against"] * n_talks
    table = table.rename(columns={"share_against": "expected"})
    table["reading"] = table["verdict"].replace(_READINGS)
    own = every[~every["theme"].isin(known["theme"]) & (reference is None)]
    own = own.assign(share=own["n"] / n_talks, reading=NO_REFERENCE, reference="")
    table = pd.concat([table.sort_values("difference", kind="stable"), own], ignore_index=True)
    table["sentence"] = [_sentence(row) for row in table.itertuples()]
    return table.reindex(columns=_COLUMNS.split())


def _counted(reference: ThemeAssignments | pd.DataFrame) -> pd.DataFrame:
    """The counts of another programme."""
    name = ""
    if isinstance(reference, ThemeAssignments):
        name, reference = event_name(reference.talks), theme_shares(reference)
    if missing := {"theme", "n", "n_talks"} - set(reference.columns):
        raise KcdError(
            f"the reference has no column {min(missing)!r}; give what theme_shares returns"
        )
    return reference[["theme", "n", "n_talks"]].assign(reference=name or _("the reference"))


def _usual(assignments: ThemeAssignments) -> pd.DataFrame:
    """The counts that talks of these lengths would have at events of the kind of the lexicon."""
    if assignments.threshold != ABOUT or not assignments.learned.empty:
        raise KcdError(
            "what is usual was counted with the usual threshold and without learned terms; leave"
            " out --threshold and --expand, or give another programme as the reference"
        )
    part = _lengths(assignments)
    rows = []
    for lexicon, usual in json.loads(read_shipped(USUAL_SHARES)).items():
        shipped, n_talks = read_lexicon(lexicon), np.array(usual["n_talks"], dtype=float)
        name = _(
            "{n_events} {kind} ({first} to {last}, {n} talks)",
            n_events=number(usual["n_events"]),
            kind=_(usual["kind"]),
            first=usual["first"],
            last=usual["last"],
            n=number(n_talks[0]),
        )
        for theme, counted in usual["themes"].items():
            if theme in shipped and assignments.lexicon.get(theme) == shipped[theme]:
                shares = np.array(counted["n"]) / n_talks
                share = float(part @ shares)
                # The number of independent talks with the same variance.
                variance = part**2 @ (shares * (1 - shares) / n_talks)
                alike = share * (1 - share) / variance if variance else n_talks.sum()
                size = alike / counted["design_effect"]
                rows.append((theme, share * size, size, name))
    if not rows:
        raise KcdError(
            "the terms are your own, so nobody has counted how usual these themes are; give"
            " another programme as the reference"
        )
    return pd.DataFrame(rows, columns=["theme", "n", "n_talks", "reference"])


def _lengths(assignments: ThemeAssignments) -> np.ndarray:
    """The share of the talks in each length class."""
    counts = theme_counts(assignments)
    counts = counts[counts["theme"] == NO_THEME]
    n_talks = counts["n_talks"].groupby(length_class(counts["words"], LENGTHS)).sum()
    number = n_talks.reindex(list(LENGTHS), fill_value=0).to_numpy(dtype=float)
    return np.asarray(number / max(number.sum(), 1))


def _sentence(row: Any) -> str:
    claim = _(_CLAIMED[row.reading], label=row.label, reference=row.reference)
    if row.reading in (NO_REFERENCE, "absent"):
        return claim
    return _(
        "{claim}: {n} of {total} talks, {expected} expected from {reference}: {change}",
        claim=claim,
        n=number(row.n),
        total=number(row.n_talks),
        expected=number(row.n_expected),
        reference=row.reference,
        change=points(row.difference, row.low, row.high),
    )
