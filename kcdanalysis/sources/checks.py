"""The lint of a programme: what looks wrong, where, and what to do."""

import math
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kcdanalysis.sources.check_pairs import compare_talks
from kcdanalysis.sources.values.kinds import find_kind
from kcdanalysis.sources.values.prose import is_placeholder
from kcdanalysis.talks import SEPARATOR, TALK_KINDS, ensure_talks, slug
from kcdanalysis.words.languages import guess_language

#: What each check looks for; findings of one talk come in this order.
CHECKS = {
    "missing-abstract": "A talk without an abstract; reported once if hardly any has one.",
    "placeholder-abstract": 'An abstract that is a placeholder: "TBA", "Lorem ipsum".',
    "cut-abstract": "An abstract that stops in the middle of a sentence.",
    "shared-abstract": "Two talks of different titles with the same abstract.",
    "missing-speakers": "A talk without a speaker; reported once if hardly any has one.",
    "speaker-variant": "Two names that may belong to one person: accents, initials, a slip.",
    "foreign-link": "The link of a speaker that contains another person's name.",
    "duplicate-title": "A title that appears twice in one event.",
    "empty-title": 'A title without content: "Untitled", "TBA".',
    "shouting-title": "A title all in capitals.",
    "long-title": "A title of more than 150 characters, often a misplaced abstract.",
    "wrong-language": "A language that is not the language of the abstract.",
    "encoding-damage": 'Letters that were read in the wrong encoding: "Ã¤" for "ä".',
    "leftover-markup": 'HTML left in the text: "&amp;", "</p>".',
    "break-as-talk": "A talk with the title of a break or an opening, and no other content.",
    "talk-as-break": "A break that has speakers.",
    "impossible-date": "A start outside the years of the event, or far from all its other talks.",
    "impossible-duration": "A duration of zero, or of more than 12 hours.",
    "room-clash": "Two talks in one room at the same time.",
}

_ERRORS = frozenset({"duplicate-title", "impossible-date", "impossible-duration"})
_COLUMNS = ["code", "severity", "source", "line", "talk_id", "message"]
_TEXTS = ("title", "speakers", "abstract", "takeaways", "track", "tags", "room")

_LONG_TITLE, _MAX_MINUTES = 150, 720
_MIN_CUT, _MIN_READ, _SHOWN = 200, 100, 60

_UNTITLED = re.compile(
    r"\W*(?:untitled|no title|sans titre|ohne titel|titel|title|new (?:talk|session))"
    r"(?: (?:talk|session))?\W*",
    re.IGNORECASE,
)
#: Words that no sentence ends with, except "at" and "on" before a removed link.
_OPEN_END = re.compile(
    r"[^\W\d_],$"
    r"|\b(?:the|an|and|or|of|with|because|und|oder|der|das|et|ou|le|les|des|y|el|los)"
    r" ?(?:\.{3}|…)?$"
)
#: UTF-8 read as Latin-1 or Windows-1252, replacement characters, control characters.
_DAMAGE = re.compile(
    r"Ã[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|Â[\u0080-\u00ba\u00bc-\u00bf]"
    r"|[ÄÅ][\u0080-\u009f\u00a1-\u00ba\u00bc-\u00bf]|â€|ðŸ|\ufffd|[\u0080-\u009f]"
)
# An opening tag alone may be the subject of the talk.
_MARKUP = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
    r"|</(?:p|b|i|em|strong|a|ul|ol|li|div|span|h[1-6])>|<br ?/?>"
)
#: The languages that `guess_language` distinguishes by their words.
_DISTINGUISHED = frozenset("en de fr es it pt nl".split())

Finding = tuple[str, str]


def check_talks(talks: pd.DataFrame) -> pd.DataFrame:
    """Find what looks wrong in talks.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame; breaks, as `read_programme` returns them, are checked, too.

    Returns
    -------
    DataFrame
        One row per finding, in the order of the talks: code (a key of `CHECKS`),
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
    findings = [
        (entry, code, message)
        for entry in entries
        for check in (_TALK_CHECKS if entry.kind in TALK_KINDS else (_break,))
        for code, message in check(entry)
    ]
    findings += compare_talks(spoken)
    places = {entry.talk_id: at for at, entry in enumerate(entries)}
    codes = list(CHECKS)
    findings.sort(key=lambda row: (places[row[0].talk_id], codes.index(row[1])))
    rows = [
        (code, "error" if code in _ERRORS else "warning", entry.source, entry.line, entry.talk_id,
         message)
        for entry, code, message in findings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"line": "Int64"})


def _break(entry: Any) -> Iterator[Finding]:
    if entry.kind == "break" and entry.speakers:
        problem = f"{entry.title!r} is a break, yet {entry.speakers} speaks; make its kind 'talk'"
        yield "talk-as-break", problem


def _abstract(talk: Any) -> Iterator[Finding]:
    text = talk.abstract
    if not text:
        return
    if is_placeholder(text) or "lorem ipsum dolor" in text.casefold():
        shown = _shown(text)
        yield "placeholder-abstract", f"{talk.title!r} only has {shown!r} as abstract; write one"
    elif len(text) > _MIN_CUT and _OPEN_END.search(text[-20:]):
        end = " ".join(text[-25:].split()[1:])
        yield "cut-abstract", f"the abstract of {talk.title!r} stops at {end!r}; add the rest"


def _foreign_links(talk: Any) -> Iterator[Finding]:
    """Check that a link such as linkedin.com/in/jane-doe contains the speaker's name."""
    speakers = str(talk.speakers).split(SEPARATOR)
    urls = [url.strip() for url in (talk.speaker_urls or "").split(SEPARATOR.strip())]
    for speaker, url in zip(speakers, urls, strict=False):
        # Hosts, files and queries are not names.
        path = re.split("[?#]", url)[0].rstrip("/").split("//")[-1].split("/")[1:] or [""]
        words = "" if "." in path[-1] else slug(path[-1])
        linked = [word for word in words.split("-") if word.isalpha() and len(word) > 2]
        names = [name for name in slug(speaker).split("-") if len(name) > 2]
        is_theirs = any(name in word or word in name for name in names for word in linked)
        if len(linked) >= 2 and not is_theirs:
            problem = f"the link of {speaker} names {' '.join(linked)} ({url}); check whose it is"
            yield "foreign-link", problem


def _title(talk: Any) -> Iterator[Finding]:
    title, words = talk.title, re.findall(r"[^\W\d_]{3,}", talk.title)
    if _UNTITLED.fullmatch(title) or is_placeholder(title):
        yield "empty-title", f"{title!r} is not a title; give the talk one"
    # Three words of three letters are not just acronyms ("XSS + SIDES").
    elif len(words) >= 3 and all(map(str.isupper, words)):
        yield "shouting-title", f"{title!r} is all capitals; write it as a sentence"
    if len(title) > _LONG_TITLE:
        length = f"has {len(title)} characters"
        yield "long-title", f"the title {_shown(title)!r} {length}; move a part to the abstract"


def _language(talk: Any) -> Iterator[Finding]:
    text = talk.abstract or ""
    if talk.language not in _DISTINGUISHED or len(text) < _MIN_READ:
        return
    # A text in two languages has enough function words of either.
    guess = None if guess_language(text, {talk.language}) else guess_language(text)
    if guess and guess != talk.language:
        problem = f"is marked {talk.language!r}, but its abstract reads as {guess!r}"
        yield "wrong-language", f"{talk.title!r} {problem}; check which is right"


def _letters(talk: Any) -> Iterator[Finding]:
    for code, pattern, advice in (
        ("encoding-damage", _DAMAGE, "save the file as UTF-8 or correct the letters"),
        ("leftover-markup", _MARKUP, "remove it"),
    ):
        for name in _TEXTS:
            if match := pattern.search(getattr(talk, name) or ""):
                around = match.string[max(match.start() - 10, 0) : match.end() + 10]
                around = "".join(filter(str.isprintable, around)).strip()
                yield code, f"the {name} of {_shown(talk.title)!r} holds {around!r}; {advice}"
                break


def _kind(talk: Any) -> Iterator[Finding]:
    if talk.kind != "talk":
        return
    kind, evidence = find_kind(
        None, talk.title, has_speakers=bool(talk.speakers), abstract=talk.abstract or ""
    )
    if kind not in TALK_KINDS:
        advice = f"make its kind {kind!r} or name its speaker"
        yield "break-as-talk", f"{talk.title!r} does not look like a talk: {evidence}; {advice}"


def _duration(talk: Any) -> Iterator[Finding]:
    # Workshops may take days.
    minutes, limit = talk.duration, math.inf if talk.kind == "workshop" else _MAX_MINUTES
    if minutes is not None and not 0 < minutes <= limit:
        yield "impossible-duration", f"{talk.title!r} takes {minutes} minutes; correct its duration"


def _shown(text: str) -> str:
    """Shorten a text for a message."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"


_TALK_CHECKS = (_abstract, _foreign_links, _title, _language, _letters, _kind, _duration)
