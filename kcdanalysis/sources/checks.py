"""The lint of a programme: what looks wrong, where, and what to do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kcdanalysis.sources.check_pairs import compare_talks
from kcdanalysis.sources.values.kinds import entry_kind
from kcdanalysis.sources.values.prose import is_placeholder
from kcdanalysis.talks import SEPARATOR, TALK_KINDS, ensure_talks, slug
from kcdanalysis.words.languages import guess_language

#: What each check looks for; findings of one talk come in this order.
CHECKS = {
    "missing-abstract": "A talk without an abstract; said once where hardly any has one.",
    "placeholder-abstract": 'An abstract that only keeps a place: "TBA", "Lorem ipsum".',
    "cut-abstract": "An abstract that stops in the middle of a sentence.",
    "shared-abstract": "Two talks of different titles with the same abstract.",
    "missing-speakers": "A talk that names no speaker; said once where hardly any does.",
    "speaker-variant": "Two names that may be one person's, by accents, initials or a slip.",
    "foreign-link": "The link of a speaker that spells somebody else's name.",
    "duplicate-title": "A title that stands twice in one event.",
    "empty-title": 'A title that says nothing: "Untitled", "TBA".',
    "shouting-title": "A title in capitals throughout.",
    "long-title": "A title of more than 150 characters, often an abstract gone astray.",
    "wrong-language": "A language that is not the one the abstract is written in.",
    "encoding-damage": 'Letters that were read in the wrong encoding: "Ã¤" for "ä".',
    "leftover-markup": 'HTML left in the text: "&amp;", "</p>".',
    "break-as-talk": "A talk with the title of a break or an opening, and nothing else to it.",
    "talk-as-break": "A break that has speakers.",
    "impossible-date": "A start outside the years of the event, or far from all its other talks.",
    "impossible-duration": "A length of nothing, or of more than 12 hours.",
    "room-clash": "Two talks in one room at the same time.",
}

_ERRORS = frozenset({"duplicate-title", "impossible-date", "impossible-duration"})
_COLUMNS = ["code", "severity", "source", "line", "talk_id", "message"]
_TEXTS = ("title", "speakers", "abstract", "takeaways", "track", "tags", "room")

_LONG_TITLE, _LONGEST_MINUTES = 150, 720
_LEAST_CUT, _LEAST_READ, _SHOWN = 200, 100, 60

_UNTITLED = re.compile(
    r"\W*(?:untitled|no title|sans titre|ohne titel|titel|title|new (?:talk|session))"
    r"(?: (?:talk|session))?\W*",
    re.IGNORECASE,
)
#: Words that no sentence ends with; "at" and "on" stay alone where a link was taken out.
_OPEN_END = re.compile(
    r"[^\W\d_],$"
    r"|\b(?:the|an|and|or|of|with|because|und|oder|der|das|et|ou|le|les|des|y|el|los)"
    r" ?(?:\.{3}|…)?$"
)
#: UTF-8 read as Latin-1 or Windows-1252, what could not be read at all, control characters.
_DAMAGE = re.compile(
    r"Ã[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|Â[\u0080-\u00ba\u00bc-\u00bf]"
    r"|[ÄÅ][\u0080-\u009f\u00a1-\u00ba\u00bc-\u00bf]|â€|ðŸ|\ufffd|[\u0080-\u009f]"
)
# An opening tag alone may be what the talk is about.
_MARKUP = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
    r"|</(?:p|b|i|em|strong|a|ul|ol|li|div|span|h[1-6])>|<br ?/?>"
)
#: The languages that `guess_language` tells by their words, and so from each other.
_TOLD_APART = frozenset("en de fr es it pt nl".split())

Finding = tuple[str, str]


def check_talks(talks: pd.DataFrame) -> pd.DataFrame:
    """Find what looks wrong in talks.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame; with breaks in it, as `read_programme` gives, these are
        looked at, too.

    Returns
    -------
    DataFrame
        One row a finding, in the order of the talks: code (a key of `CHECKS`),
        severity ("error" or "warning"), source, line, talk_id, message (what to do).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> check_talks(as_talks([{"title": "eBPF", "speakers": "Liz Rice"}]))["code"].tolist()
    ['missing-abstract']
    """
    talks = ensure_talks(talks)
    plain = talks.astype(object).where(talks.notna(), None)
    entries = list(plain.itertuples(index=False))
    spoken = [entry for entry in entries if entry.kind in TALK_KINDS]
    found = [(entry, *finding) for entry in entries for finding in _alone(entry)]
    found += compare_talks(spoken)
    places = {entry.talk_id: at for at, entry in enumerate(entries)}
    codes = list(CHECKS)
    found.sort(key=lambda row: (places[row[0].talk_id], codes.index(row[1])))
    rows = [
        (code, "error" if code in _ERRORS else "warning", entry.source, entry.line, entry.talk_id,
         message)
        for entry, code, message in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"line": "Int64"})


def _alone(entry: Any) -> Iterator[Finding]:
    """What shows in an entry without a look at the others."""
    if entry.kind in TALK_KINDS:
        for check in (_abstract, _foreign_links, _title, _language, _letters, _kind, _duration):
            yield from check(entry)
    elif entry.kind == "break" and entry.speakers:
        yield (
            "talk-as-break",
            f"{entry.title!r} is a break, yet {entry.speakers} speaks; make its kind 'talk'",
        )


def _abstract(talk: Any) -> Iterator[Finding]:
    text = talk.abstract
    if not text:
        return
    if is_placeholder(text) or "lorem ipsum dolor" in text.casefold():
        said = _shown(text)
        yield "placeholder-abstract", f"{talk.title!r} only has {said!r} as abstract; write one"
    elif len(text) > _LEAST_CUT and _OPEN_END.search(text[-20:]):
        end = " ".join(text[-25:].split()[1:])
        yield "cut-abstract", f"the abstract of {talk.title!r} stops at {end!r}; add the rest"


def _foreign_links(talk: Any) -> Iterator[Finding]:
    """Links of speakers that spell out somebody else's name, as in linkedin.com/in/jane-doe."""
    speakers = str(talk.speakers).split(SEPARATOR)
    urls = [url.strip() for url in (talk.speaker_urls or "").split(SEPARATOR.strip())]
    for speaker, url in zip(speakers, urls, strict=False):
        words = slug(_handle(url)).split("-")
        names = slug(speaker).split("-")
        spelled = [word for word in words if word.isalpha() and len(word) > 2]
        if len(spelled) >= 2 and not any(
            name in word or word in name for name in names for word in spelled if len(name) > 2
        ):
            yield (
                "foreign-link",
                f"the link of {speaker} names {' '.join(spelled)} ({url}); check whose it is",
            )


def _handle(url: str) -> str:
    """The last part of a path; a host alone, a file and a query are nobody's name."""
    path = re.split("[?#]", url)[0].rstrip("/").split("//")[-1].split("/")[1:]
    return "" if not path or "." in path[-1] else path[-1]


def _title(talk: Any) -> Iterator[Finding]:
    title = talk.title
    if _UNTITLED.fullmatch(title) or is_placeholder(title):
        yield "empty-title", f"{title!r} says nothing; give the talk its title"
    elif _is_shouted(title):
        yield "shouting-title", f"{title!r} is all capitals; write it as a sentence"
    if len(title) > _LONG_TITLE:
        yield (
            "long-title",
            f"the title {_shown(title)!r} has {len(title)} characters; move a part to the abstract",
        )


def _is_shouted(title: str) -> bool:
    # Three words of some length are more than acronyms ("XSS + SIDES").
    words = re.findall(r"[^\W\d_]{3,}", title)
    return len(words) >= 3 and all(word.isupper() and word != word.lower() for word in words)


def _language(talk: Any) -> Iterator[Finding]:
    text = talk.abstract or ""
    if talk.language not in _TOLD_APART or len(text) < _LEAST_READ:
        return
    # A text in two languages has enough small words of either.
    guess = None if guess_language(text, {talk.language}) else guess_language(text)
    if guess and guess != talk.language:
        yield (
            "wrong-language",
            f"{talk.title!r} is marked {talk.language!r}, but its abstract reads as {guess!r};"
            " check which is right",
        )


def _letters(talk: Any) -> Iterator[Finding]:
    texts = [(name, getattr(talk, name)) for name in _TEXTS if getattr(talk, name)]
    for code, pattern, advice in (
        ("encoding-damage", _DAMAGE, "save the file as UTF-8 or mend the letters"),
        ("leftover-markup", _MARKUP, "take it out"),
    ):
        for name, text in texts:
            if found := pattern.search(text):
                around = text[max(found.start() - 10, 0) : found.end() + 10]
                around = "".join(letter for letter in around if letter.isprintable()).strip()
                yield code, f"the {name} of {_shown(talk.title)!r} holds {around!r}; {advice}"
                break


def _kind(talk: Any) -> Iterator[Finding]:
    if talk.kind != "talk":
        return
    kind = entry_kind(
        None, talk.title, has_speakers=bool(talk.speakers), abstract=talk.abstract or ""
    )
    if kind not in TALK_KINDS:
        yield (
            "break-as-talk",
            f"{talk.title!r} looks like no talk; make its kind {kind!r} or name its speaker",
        )


def _duration(talk: Any) -> Iterator[Finding]:
    # Workshops may take days.
    minutes, longest = talk.duration, math.inf if talk.kind == "workshop" else _LONGEST_MINUTES
    if minutes is not None and not 0 < minutes <= longest:
        yield "impossible-duration", f"{talk.title!r} takes {minutes} minutes; mend its duration"


def _shown(text: str) -> str:
    """So much of a text that it can be found."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
