"""Speakers: their numbers of talks, and how many return."""

import unicodedata

import pandas as pd

from kcdanalysis.summaries.groups import ordered_editions
from kcdanalysis.talks import SEPARATOR, ensure_talks


def speaker_summary(talks: pd.DataFrame) -> pd.DataFrame:
    """Count the talks of each speaker, over all editions.

    Returns
    -------
    DataFrame
        One row a speaker, the most frequent first: speaker (in the most frequent
        spelling), n_talks, n_alone (talks with no other speaker), n_panels, n_events
        (editions; 0 if the talks name none), first and last (years), is_returning (in two
        editions or more).

    Notes
    -----
    Names that differ only in case, spaces and accents are one speaker; so are two people
    of the same name.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> rows = [{"title": "A", "speakers": "Liz Rice"}, {"title": "B", "speakers": "Liz  RICE"}]
    >>> speaker_summary(as_talks(rows))[["speaker", "n_talks", "n_alone"]].values.tolist()
    [['Liz Rice', 2, 2]]
    """
    people = _speakers(talks).groupby("key", sort=False)
    table = pd.DataFrame(
        {
            "speaker": people["speaker"].agg(lambda names: names.value_counts(sort=False).idxmax()),
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
    """Count the speakers of each edition who had spoken at an earlier one.

    Returns
    -------
    DataFrame
        One row an edition, in order of time: event, n_talks, n_panels, n_speakers,
        n_returning, share. The last two are missing for the first edition, and where no
        speakers are known.
    """
    speakers = _speakers(talks).dropna(subset="event")
    earlier: set[str] = set()
    rows = []
    for number, (event, talks_of) in enumerate(speakers.groupby("event", observed=False)):
        names = set(talks_of["key"])
        n_panels = talks_of.loc[talks_of["is_panel"], "talk_id"].nunique()
        n_returning = len(names & earlier) if number else None
        rows.append((event, talks_of["talk_id"].nunique(), n_panels, len(names), n_returning))
        earlier |= names
    columns = ["event", "n_talks", "n_panels", "n_speakers", "n_returning"]
    table = pd.DataFrame(rows, columns=columns).astype({"event": "str", "n_returning": "Int64"})
    return table.assign(share=table["n_returning"].astype(float) / table["n_speakers"])


def _speakers(talks: pd.DataFrame) -> pd.DataFrame:
    """One row a talk and speaker."""
    talks = ensure_talks(talks)
    table = pd.DataFrame(
        {
            "talk_id": talks["talk_id"],
            "speaker": talks["speakers"].str.split(SEPARATOR),
            "is_alone": talks["speakers"].str.count(SEPARATOR) == 0,
            "is_panel": talks["kind"] == "panel",
            "event": ordered_editions(talks),
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
