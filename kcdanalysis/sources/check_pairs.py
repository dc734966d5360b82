"""What looks wrong only in comparison with other talks: titles, abstracts, dates, rooms, names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from kcdanalysis.sources.values.prose import is_placeholder
from kcdanalysis.talks import SEPARATOR, slug

#: The talk, the code of the check, and what to do.
Finding = tuple[Any, str, str]

#: Two talks may well share a text shorter than this.
_MIN_SHARED = 80
#: The earliest year of a programme; computers write 1899, 1900 and 1970 for a missing date.
_FIRST_YEAR = 1971
_YEAR = 366 * 24 * 3600
#: Minutes by which talks may overlap in the programme without a clash.
_OVERLAP = 5
#: Shorter words that differ by one letter are other names: Tim and Tom, Yuchi and Yichi.
_LONG_WORD = 6
#: A "name" of more words is a phrase, and a longer word is none.
_MAX_WORDS, _MAX_LETTERS = 6, 30
#: So many names that share a key are compared with each other.
_MOST_ALIKE = 16


def compare_talks(talks: list[Any]) -> Iterator[Finding]:
    """Find what looks wrong between talks, rows of the Talks frame with None for missing."""
    for check in (_repeated_titles, _shared_abstracts, _variants):
        yield from check(talks)
    for group in _grouped(talks, "source"):
        yield from _missing(group, "abstract", "missing-abstract", "no abstract")
        yield from _missing(group, "speakers", "missing-speakers", "no speaker")
    dated = sorted((talk for talk in talks if talk.start is not None), key=lambda talk: talk.start)
    for group in _grouped(dated, "event"):
        yield from _dates(group)
        yield from _clashes(group)


def _grouped(talks: Iterable[Any], field: str) -> Iterable[list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for talk in talks:
        groups[getattr(talk, field)].append(talk)
    return groups.values()


def _place(talk: Any, beside: Any) -> str:
    """Return the place of a talk, seen from another one."""
    place = talk.talk_id if talk.line is None else f"line {talk.line}"
    return place if talk.source in (None, beside.source) else f"{talk.source}, {place}"


def _missing(talks: list[Any], field: str, code: str, what: str) -> Iterator[Finding]:
    """Find the talks of one source without abstract or speakers."""
    missing = [talk for talk in talks if not getattr(talk, field)]
    # What a source never gives is reported once.
    if len(talks) >= 10 and len(missing) >= 0.9 * len(talks):
        message = f"{len(missing)} of {len(talks)} talks have {what}; is there a fuller source?"
        yield missing[0], code, message
        return
    for talk in missing:
        also = ", though takeaways" if talk.takeaways else " and no takeaways"
        advice = "; add who spoke" if field == "speakers" else f"{also}; add one"
        yield talk, code, f"{talk.title!r} has {what}{advice}"


def _repeated_titles(talks: list[Any]) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], Any] = {}
    for talk in talks:
        # A talk may be given again at another event.
        first = seen.setdefault((talk.event, talk.year, slug(talk.title) or talk.title), talk)
        # "Lightning Talks" take place each day.
        starts = {first.start, talk.start} - {None}
        is_recurrent = not (first.speakers or talk.speakers) and len(starts) == 2
        if first is not talk and not is_placeholder(talk.title) and not is_recurrent:
            place = _place(first, talk)
            message = f"{talk.title!r} appears twice (also {place}); remove one or rename it"
            yield talk, "duplicate-title", message


def _shared_abstracts(talks: list[Any]) -> Iterator[Finding]:
    seen: dict[str, Any] = {}
    for talk in talks:
        text = " ".join((talk.abstract or "").casefold().split())
        first = seen.setdefault(text, talk)
        words, others = (set(slug(each.title).split("-")) for each in (first, talk))
        # "Office hours, Monday" and "Office hours, Tuesday" are parts of one thing.
        is_part = 2 * len(words & others) >= min(len(words), len(others))
        if len(text) > _MIN_SHARED and not is_part:
            message = f"{talk.title!r} has the abstract of {first.title!r} ({_place(first, talk)});"
            yield talk, "shared-abstract", f"{message} give each its own"


def _dates(talks: list[Any]) -> Iterator[Finding]:
    """Find starts outside the event's years; takes the talks of one event by start."""
    median = talks[len(talks) // 2].start
    # Differences of Timestamps overflow after 292 years.
    seconds = median.timestamp()
    far = [talk for talk in talks if abs(talk.start.timestamp() - seconds) > _YEAR]
    for talk in talks:
        year = talk.start.year
        if year < _FIRST_YEAR or (talk.year is not None and abs(year - talk.year) > 1):
            problem = "" if talk.year in (None, year) else f", its event is of {talk.year}"
        elif len(talks) > 3 and len(far) == 1 and talk is far[0]:
            problem = f", more than a year from all other talks (as {median:%Y-%m-%d})"
        else:
            continue
        message = f"{talk.title!r} starts on {talk.start:%Y-%m-%d}{problem}; correct the date"
        yield talk, "impossible-date", message


def _clashes(talks: list[Any]) -> Iterator[Finding]:
    """Find talks that start before the last one in their room ends; takes them by start."""
    for group in _grouped((talk for talk in talks if talk.room), "room"):
        pairs = [pair for pair in pairwise(group) if _overlap(*pair)]
        # A hall where most talks overlap is not a room for one.
        for first, second in pairs if 2 * len(pairs) < len(group) or len(group) == 2 else ():
            start = f"{second.start:%Y-%m-%d %H:%M} UTC in {second.room!r}"
            other = f"{first.title!r} ({_place(first, second)}) has not ended"
            message = f"{second.title!r} starts at {start}, where {other}; correct a time or a room"
            yield second, "room-clash", message


def _overlap(first: Any, second: Any) -> bool:
    minutes = (second.start.timestamp() - first.start.timestamp()) / 60
    # Without a duration only the same start is certainly a clash.
    is_early = minutes == 0 or minutes < (first.duration or 0) - _OVERLAP
    return is_early and slug(first.title) != slug(second.title)


# Two names of one person.


class _Name(NamedTuple):
    written: str
    words: tuple[str, ...]
    #: The positions of the talks.
    talks: tuple[int, ...]

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Names with full first names, then common ones, are probably right."""
        return len(self.words[0]) > 1, len(self.talks), -self.talks[0]


def _variants(talks: list[Any]) -> Iterator[Finding]:
    """Find names that may belong to one person."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, talk in enumerate(talks):
        for written in filter(slug, (talk.speakers or "").split(SEPARATOR)):
            places[written].append(at)
    # Only names that share a key are compared.
    blocks: dict[Any, list[_Name]] = defaultdict(list)
    for written, where in places.items():
        name = _Name(written, tuple(slug(written).split("-")), tuple(where))
        for key in _keys(name.words):
            blocks[key].append(name)
    near = (block[:_MOST_ALIKE] for block in blocks.values())
    pairs = {pair for block in near for pair in combinations(block, 2)}
    variants: dict[_Name, list[_Name]] = defaultdict(list)
    for pair in sorted(pair for pair in pairs if _are_alike(*pair)):
        rare, common = sorted(pair, key=lambda name: name.rank)
        variants[rare].append(common)
    for rare, commons in variants.items():
        # "A. Sample" may be both Ada and Anna Sample.
        if len(commons) > 1 and len(rare.words[0]) == 1:
            continue
        talk, other = talks[rare.talks[0]], talks[commons[0].talks[0]]
        message = f"{rare.written!r} may be {commons[0].written!r} ({_place(other, talk)})"
        advice = "write one name, or leave both if they are two people"
        yield talk, "speaker-variant", f"{message}; {advice}"


def _keys(words: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield what names of one person share: letters, words, first and last, all but a letter."""
    yield ("".join(words),)
    if 1 < len(words) <= _MAX_WORDS:
        yield tuple(sorted(words))
        yield words[0], "", words[-1]
        for at, word in enumerate(words):
            # Words that differ by one letter are the same without a letter of each.
            n_letters = len(word) if _LONG_WORD - 1 <= len(word) <= _MAX_LETTERS else 0
            without = {word[:letter] + word[letter + 1 :] for letter in range(n_letters)}
            for part in sorted({word[0], word} | without):
                yield at, *words[:at], part, *words[at + 1 :]


def _are_alike(one: _Name, two: _Name) -> bool:
    if "".join(one.words) == "".join(two.words):
        return True
    # Two speakers of one talk are two people.
    if set(one.talks) & set(two.talks):
        return False
    if sorted(one.words) == sorted(two.words):
        # Four words in another order are a phrase; Yang Li is not Li Yang.
        return len(one.words) < 4 and min(map(len, one.words)) > 2
    short, long = sorted((one, two), key=lambda name: len(name.words))
    if len(short.words) < len(long.words):
        # "Yu-An Sample" has one first name of two parts, and is not "Yu Sample".
        both = short.words == long.words[:: len(long.words) - 1] and len(short.words[0]) > 1
        return both and len(long.words) == 3 and "-" not in long.written
    different = [pair for pair in zip(one.words, two.words, strict=True) if pair[0] != pair[1]]
    if len(different) != 1:
        return False
    a, b = different[0]
    is_initial = min(len(a), len(b)) == 1 and one.words[-1] == two.words[-1]
    return a[0] == b[0] and (is_initial or _is_slip(a, b))


def _is_slip(a: str, b: str) -> bool:
    """Whether long words differ by one letter that is added, missing, replaced or swapped."""
    # Another last vowel makes another name: Michael and Michaela, Mario and Maria.
    is_long = max(len(a), len(b)) >= _LONG_WORD
    return is_long and a.rstrip("aeio") != b.rstrip("aeio") and OSA.distance(a, b) == 1
