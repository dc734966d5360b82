"""What looks wrong only beside other talks: titles, abstracts, dates, rooms and names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import pandas as pd

from kcdanalysis.sources.values.prose import is_placeholder
from kcdanalysis.talks import SEPARATOR, slug

#: The talk, the code of the check, and what to do.
Finding = tuple[Any, str, str]

# Shorter texts than this may well say the same of two talks.
_LEAST_SHARED = 80
# The earliest year of a programme; computers write 1899, 1900 and 1970 for no date at all.
_FIRST_YEAR = 1971
_YEAR = pd.Timedelta(days=366)
# Talks that end a little late by the programme are no clash.
_OVERLAP = 5

#: Letters that Unicode does not take apart into a base and a mark.
_BASES = str.maketrans("łøđıðþæœ", "lodidtao", "'’`´")
# The least letters of a name, of the word that differs, and of its others, for one letter to be a
# slip: short names (Yuchi Zhang, Yichi Zhang) are many people's.
_LONG_NAME, _LONG_WORD, _LONG_REST = 9, 5, 6


class _Name(NamedTuple):
    written: str
    words: tuple[str, ...]
    talks: tuple[int, ...]


def compare_talks(talks: list[Any]) -> Iterator[Finding]:
    """Find what looks wrong between talks, rows of the Talks frame with None for missing."""
    for check in (_repeated_titles, _shared_abstracts, _variants):
        yield from check(talks)
    sources: dict[Any, list[Any]] = defaultdict(list)
    for talk in talks:
        sources[talk.source].append(talk)
    for held in sources.values():
        yield from _missing(held)
    events: dict[Any, list[Any]] = defaultdict(list)
    for talk in talks:
        if talk.start is not None:
            events[talk.event].append(talk)
    for dated in events.values():
        dated.sort(key=lambda talk: talk.start)
        yield from _dates(dated)
        yield from _clashes(dated)


def _place(talk: Any, beside: Any) -> str:
    """Where a talk is, for somebody who looks at another."""
    place = talk.talk_id if talk.line is None else f"line {talk.line}"
    return place if talk.source in (None, beside.source) else f"{talk.source}, {place}"


def _missing(talks: list[Any]) -> Iterator[Finding]:
    """Talks of one source without abstract or speakers."""
    silent = [talk for talk in talks if not talk.abstract]
    nameless = [talk for talk in talks if not talk.speakers]
    if _are_most(silent, talks):
        message = f"{len(silent)} of {len(talks)} talks have no abstract; is there a fuller source?"
        yield silent[0], "missing-abstract", message
    else:
        for talk in silent:
            also = ", though takeaways" if talk.takeaways else " and no takeaways"
            yield talk, "missing-abstract", f"{talk.title!r} has no abstract{also}; add one"
    if _are_most(nameless, talks):
        message = (
            f"{len(nameless)} of {len(talks)} talks name no speaker; is there a fuller source?"
        )
        yield nameless[0], "missing-speakers", message
    else:
        for talk in nameless:
            yield talk, "missing-speakers", f"{talk.title!r} names no speaker; add who spoke"


def _are_most(some: list[Any], talks: list[Any]) -> bool:
    # What a source never gives is no slip of each talk.
    return len(talks) >= 10 and len(some) >= 0.9 * len(talks)


def _repeated_titles(talks: list[Any]) -> Iterator[Finding]:
    seen: dict[tuple, Any] = {}
    for talk in talks:
        # A talk may be given again at another event.
        key = (talk.event, talk.year, slug(talk.title) or talk.title)
        if key in seen and not is_placeholder(talk.title) and not _comes_back(seen[key], talk):
            yield (
                talk, "duplicate-title",
                f"{talk.title!r} stands twice (also {_place(seen[key], talk)}); take one out or"
                " rename it",
            )  # fmt: skip
        seen.setdefault(key, talk)


def _comes_back(one: Any, two: Any) -> bool:
    """Whether this is no one's talk and held more than once: "Lightning Talks" each day."""
    is_timed = one.start is not None and two.start is not None
    return not (one.speakers or two.speakers) and is_timed and one.start != two.start


def _shared_abstracts(talks: list[Any]) -> Iterator[Finding]:
    seen: dict[str, Any] = {}
    for talk in talks:
        text = " ".join((talk.abstract or "").casefold().split())
        first = seen.setdefault(text, talk)
        if len(text) > _LEAST_SHARED and not _are_parts(first.title, talk.title):
            yield (
                talk, "shared-abstract",
                f"{talk.title!r} has the abstract of {first.title!r} ({_place(first, talk)});"
                " give each its own",
            )  # fmt: skip


def _are_parts(one: str, two: str) -> bool:
    """Whether half the words are common: "Office hours, Monday" and "..., Tuesday"."""
    words, others = set(slug(one).split("-")), set(slug(two).split("-"))
    return one == two or 2 * len(words & others) >= min(len(words), len(others))


def _dates(talks: list[Any]) -> Iterator[Finding]:
    """Starts in other years than the event, given talks of one event by their start."""
    alone = _far_from_all(talks)
    for talk in talks:
        year = talk.start.year
        if year < _FIRST_YEAR or (talk.year is not None and abs(year - talk.year) > 1):
            event = "" if talk.year in (None, year) else f", its event is of {talk.year}"
            message = f"{talk.title!r} starts on {talk.start:%Y-%m-%d}{event}; mend the date"
            yield talk, "impossible-date", message
        elif talk is alone:
            other = talks[0] if talk is not talks[0] else talks[-1]
            yield (
                talk, "impossible-date",
                f"{talk.title!r} starts on {talk.start:%Y-%m-%d}, more than a year from all other"
                f" talks (as {other.start:%Y-%m-%d}); mend the date",
            )  # fmt: skip


def _far_from_all(talks: list[Any]) -> Any:
    """The one talk that is years from the others, where these are within a year."""
    if len(talks) < 4:
        return None
    first, second, last, end = (talks[at].start for at in (0, 1, -2, -1))
    if second - first > _YEAR >= end - second:
        return talks[0]
    return talks[-1] if end - last > _YEAR >= last - first else None


def _clashes(talks: list[Any]) -> Iterator[Finding]:
    """Talks that start before the one before them ends, given talks of one event by start."""
    rooms: dict[str, list[Any]] = defaultdict(list)
    for talk in talks:
        if talk.room:
            rooms[talk.room].append(talk)
    for room, held in rooms.items():
        pairs = [pair for pair in pairwise(held) if _overlap(*pair)]
        # A hall where most talks go on side by side is no room for one.
        if 2 * len(pairs) >= len(held) > 2:
            continue
        for first, second in pairs:
            yield (
                second, "room-clash",
                f"{second.title!r} starts at {second.start:%Y-%m-%d %H:%M} UTC in {room!r}, where"
                f" {first.title!r} ({_place(first, second)}) still goes on; mend a time or a room",
            )  # fmt: skip


def _overlap(first: Any, second: Any) -> bool:
    if slug(first.title) == slug(second.title):
        return False
    minutes = (second.start - first.start).total_seconds() / 60
    # Without a duration only the same start is surely a clash.
    return minutes == 0 or minutes < (first.duration or 0) - _OVERLAP


def _variants(talks: list[Any]) -> Iterator[Finding]:
    for at, rare, common, first in names_in_two_ways([talk.speakers for talk in talks]):
        yield (
            talks[at], "speaker-variant",
            f"{rare!r} may be {common!r} ({_place(talks[first], talks[at])}); write one"
            " name, or leave both if they are two people",
        )  # fmt: skip


def names_in_two_ways(speakers: list[str | None]) -> Iterator[tuple[int, str, str, int]]:
    """Find names that may be one person's.

    Parameters
    ----------
    speakers : list of str or None
        The speakers of each talk, joined as in the Talks frame.

    Yields
    ------
    tuple
        The talk that has the rarer name first, this name, the commoner one, and the
        talk that has that first.

    Examples
    --------
    >>> list(names_in_two_ways(["Ada Sample", "Adá Sample", "Ada Sample; Bo Muster"]))
    [(1, 'Adá Sample', 'Ada Sample', 0)]
    """
    names = _names(speakers)
    found: dict[_Name, list[_Name]] = defaultdict(list)
    for one, two in sorted(_pairs(names), key=lambda pair: (pair[0].talks, pair[1].talks)):
        rare, common = sorted((one, two), key=_rarity)
        found[rare].append(common)
    for rare, commons in found.items():
        # "A. Sample" beside Ada and Anna Sample is nobody's in particular.
        if len(commons) == 1 or len(rare.words[0]) > 1:
            yield rare.talks[0], rare.written, commons[0].written, commons[0].talks[0]


def _rarity(name: _Name) -> tuple[bool, int, int]:
    # Initials are never what to write.
    return len(name.words[0]) > 1, len(name.talks), -name.talks[0]


def _names(speakers: list[str | None]) -> list[_Name]:
    talks: dict[str, list[int]] = defaultdict(list)
    for at, joined in enumerate(speakers):
        for written in (joined or "").split(SEPARATOR):
            if written:
                talks[written].append(at)
    names = [_Name(written, _words(written), tuple(where)) for written, where in talks.items()]
    return [name for name in names if 0 < len(name.words) <= 6]


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without case, marks and dots."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_BASES))
    kept = "".join(" " if not letter.isalnum() else letter for letter in folded if _stands(letter))
    return tuple(kept.split())


def _stands(letter: str) -> bool:
    return not unicodedata.combining(letter)


def _pairs(names: list[_Name]) -> set[tuple[_Name, _Name]]:
    """Pairs that may be one person; only names that share a key are compared at all."""
    blocks: dict[tuple, list[_Name]] = defaultdict(list)
    for name in names:
        for key in _keys(name.words):
            blocks[key].append(name)
    return {
        (one, two)
        for block in blocks.values()
        if len(block) > 1
        for one, two in combinations(block, 2)
        if _are_alike(one, two)
    }


def _keys(words: tuple[str, ...]) -> Iterator[tuple]:
    yield ("same", "".join(words))
    if len(words) > 1:
        yield ("order", *sorted(words))
        yield ("last", words[0][0], words[-1])
        for at, word in enumerate(words):
            if len(word) >= _LONG_WORD:
                # Words one slip apart are the same, less one letter of each.
                cut = {word[:skip] + word[skip + 1 :] for skip in range(len(word))}
                yield from (
                    ("slip", at, *words[:at], left, *words[at + 1 :]) for left in cut | {word}
                )


def _are_alike(one: _Name, two: _Name) -> bool:
    if "".join(one.words) == "".join(two.words):
        return True
    # Who stands side by side on one talk is not one person.
    if set(one.talks) & set(two.talks):
        return False
    if sorted(one.words) == sorted(two.words):
        # More than three words in another order are a phrase; Yang Li is not Li Yang.
        return len(one.words) <= 3 and len("".join(one.words)) >= _LONG_NAME
    return _is_shorter(one, two) or _is_slip(one.words, two.words)


def _is_shorter(one: _Name, two: _Name) -> bool:
    """Initials for first names ("A. Sample"), or a middle name more ("Ada B. Sample")."""
    short, long = sorted((one, two), key=lambda name: len(name.words))
    if short.words[-1] != long.words[-1] or len(short.words[-1]) < 2:
        return False
    if len(short.words) == len(long.words):
        pairs = zip(short.words, long.words, strict=True)
        return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in pairs)
    # "Yu-An Sample" has one first name of two parts, and is not "Yu Sample".
    is_middle = len(short.words) == 2 and len(long.words) == 3 and "-" not in long.written
    return is_middle and short.words[0] == long.words[0] and len(short.words[0]) > 1


def _is_slip(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """One letter more, less, other or swapped, in a long name."""
    if len(one) != len(two) or min(len("".join(one)), len("".join(two))) < _LONG_NAME:
        return False
    different = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = different[0]
    # Short words and other first letters are other names: Tim and Tom, Jan and Dan.
    if min(len(a), len(b)) < _LONG_WORD or a[0] != b[0]:
        return False
    rest = sum(map(len, one)) - len(a)
    return (rest >= _LONG_REST or sorted(a) == sorted(b)) and _one_edit(a, b)


def _one_edit(one: str, two: str) -> bool:
    while one and two and one[0] == two[0]:
        one, two = one[1:], two[1:]
    # A last vowel makes another name: Michael and Michaela, Mario and Maria.
    if not one[1:] and not two[1:] and set(one + two) <= set("aeio"):
        return False
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    return max(len(one), len(two)) == 1 or (len(one) == 2 and one == two[::-1])
