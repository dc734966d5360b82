"""The lint of a programme: what looks wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kcdanalysis.talks import SEPARATOR, slug

_COLUMNS = ["code", "severity", "source", "line", "talk_id", "message"]

Finding = tuple[str, str, str]


def check_talks(talks: pd.DataFrame) -> pd.DataFrame:
    """Find what looks wrong in talks.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.

    Returns
    -------
    DataFrame
        One row a finding, in the order of the talks: code, severity ("error" or
        "warning"), source, line, talk_id, message (what to do).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> check_talks(as_talks([{"title": "eBPF", "speakers": "Liz Rice"}]))["code"].tolist()
    ['missing-abstract']
    """
    seen: dict[str, str] = {}
    rows = []
    for talk in talks.itertuples(index=False):
        for code, severity, message in _findings(talk, seen):
            rows.append((code, severity, talk.source, talk.line, talk.talk_id, message))
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"line": "Int64"})


def _findings(talk: Any, seen: dict[str, str]) -> Iterator[Finding]:
    title = str(talk.title)
    if pd.isna(talk.abstract):
        missing = " and no takeaways" if pd.isna(talk.takeaways) else ", though takeaways"
        yield "missing-abstract", "warning", f"{title!r} has no abstract{missing}; add one"
    if pd.isna(talk.speakers):
        yield "missing-speakers", "warning", f"{title!r} names no speaker; add who spoke"
    if slug(title) in seen:
        yield (
            "duplicate-title", "error",
            f"{title!r} stands twice (also {seen[slug(title)]}); take one out or rename it",
        )  # fmt: skip
    seen.setdefault(slug(title) or title, str(talk.talk_id))
    yield from _foreign_links(talk)


def _foreign_links(talk: Any) -> Iterator[Finding]:
    """Links of speakers that spell out somebody else's name, as in linkedin.com/in/jane-doe."""
    if pd.isna(talk.speaker_urls):
        return
    speakers = str(talk.speakers).split(SEPARATOR)
    urls = [url.strip() for url in str(talk.speaker_urls).split(SEPARATOR.strip())]
    for speaker, url in zip(speakers, urls, strict=False):
        words = [word for word in slug(url.rstrip("/").rsplit("/", 1)[-1]).split("-") if word]
        names = slug(speaker).split("-")
        spelled = [word for word in words if word.isalpha() and len(word) > 2]
        if len(spelled) >= 2 and not any(
            name in word or word in name for name in names for word in spelled if len(name) > 2
        ):
            yield (
                "foreign-link", "warning",
                f"the link of {speaker} names {' '.join(spelled)} ({url}); check whose it is",
            )  # fmt: skip
