"""Who spoke, how often, and who came back."""

from __future__ import annotations

import unicodedata

import pandas as pd

from kcdanalysis.summaries.groups import group_talks
from kcdanalysis.summaries.intervals import share_interval
from kcdanalysis.talks import SEPARATOR


def speaker_summary(talks: pd.DataFrame) -> pd.DataFrame:
    """Count the talks of each speaker, over all editions.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.

    Returns
    -------
    DataFrame
        One row a speaker, those with most talks first: speaker (as written most often),
        n_talks, n_alone (talks with no other speaker), n_panels, n_events (editions; 0
        where the talks name none), first and last (years), is_returning (in two editions
        or more).

    Notes
    -----
    A name is one speaker, whatever its case, spaces and accents; two people of one name
    cannot be told apart.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> rows = [{"title": "A", "speakers": "Liz Rice"}, {"title": "B", "speakers": "Liz  RICE"}]
    >>> speaker_summary(as_talks(rows))[["speaker", "n_talks", "n_alone"]].values.tolist()
    [['Liz Rice', 2, 2]]
    """
    said = _spoken(talks)
    people = said.groupby("key", sort=False)
    table = pd.DataFrame(
        {
            "speaker": people["speaker"].agg(_commonest),
            "n_talks": people["talk_id"].nunique(),
            "n_alone": people["is_alone"].sum(),
            "n_panels": people["is_panel"].sum(),
            "n_events": people["event"].nunique(),
            "first": people["year"].min(),
            "last": people["year"].max(),
        }
    ).astype({"n_alone": int, "n_panels": int, "first": "Int64", "last": "Int64"})
    table["is_returning"] = table["n_events"] > 1
    return table.sort_values(["n_talks", "speaker"], ascending=[False, True], ignore_index=True)


def returning_speakers(talks: pd.DataFrame) -> pd.DataFrame:
    """Say of each edition how many of its speakers had spoken at an earlier one.

    Returns
    -------
    DataFrame
        One row an edition, in order of time: event, n_talks, n_panels, n_speakers,
        n_returning, share, low, high (95 % interval, Wilson 1927). Of the first edition
        nobody can tell: there, and where no speakers are known, they are missing.
    """
    said = _spoken(talks).dropna(subset="event")
    order = list(said["event"].cat.categories)
    before: set[str] = set()
    rows = []
    for number, event in enumerate(order):
        here = said[said["event"] == event]
        names = set(here["key"])
        returning = len(names & before) if number else None
        panels = here.loc[here["is_panel"], "talk_id"].nunique()
        rows.append((event, here["talk_id"].nunique(), panels, len(names), returning))
        before |= names
    table = pd.DataFrame(
        rows, columns=["event", "n_talks", "n_panels", "n_speakers", "n_returning"]
    ).astype({"event": "str", "n_returning": "Int64"})
    share = table["n_returning"].astype(float) / table["n_speakers"]
    low, high = share_interval(share, table["n_speakers"])
    return table.assign(share=share, low=low, high=high)


def _spoken(talks: pd.DataFrame) -> pd.DataFrame:
    """One row a talk and speaker."""
    events = (
        group_talks(talks, "event")
        if talks["event"].notna().any()
        else pd.Series(pd.NA, index=talks["talk_id"], dtype=pd.CategoricalDtype([]))
    )
    table = pd.DataFrame(
        {
            "talk_id": talks["talk_id"],
            "speaker": talks["speakers"].str.split(SEPARATOR),
            "is_alone": talks["speakers"].str.count(SEPARATOR) == 0,
            "is_panel": talks["kind"] == "panel",
            "event": events.array,
            "year": talks["year"],
        }
    ).dropna(subset="speaker")
    table = table.explode("speaker").reset_index(drop=True)
    table["speaker"] = table["speaker"].astype("str").str.split().str.join(" ")
    table["key"] = table["speaker"].map(_key)
    return table.drop_duplicates(["talk_id", "key"])


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split())


def _commonest(names: pd.Series) -> str:
    """The form that is written most; of equals, the first."""
    counts = names.value_counts(sort=False)
    return str(counts.idxmax())
