"""Proposals that share passages: the same talk submitted twice, or a text that was reused."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import combinations

import pandas as pd

from kcdanalysis.summaries.groups import editions
from kcdanalysis.talks import ensure_talks, talk_text

# Four words in a row are seldom the same by chance; a run in more talks than this is a common
# phrase, or a text that the event added to all talks.
_RUN, _MOST_TALKS = 4, 10

# For a text with fewer runs than this, such as a bare title, a few shared words prove nothing.
_FEWEST_RUNS = 20

# Longer than any proposal; text after this many words is not compared.
_MOST_WORDS = 2_000

_COLUMNS = "reading shared passage title speakers other_title other_speakers event talk_id other_id"


def near_duplicates(talks: pd.DataFrame, *, least: float = 0.2) -> pd.DataFrame:
    """Find pairs of talks of one event whose texts share passages, and show what they share.

    Returns
    -------
    DataFrame
        The most similar first: reading ("same text" from 0.9 on, "near-duplicate", or "cannot
        tell" for texts as short as a title), shared (the share of four-word runs of the shorter
        text that are in the other one; `least` or more), passage (the longest that both
        have), title, speakers, other_title, other_speakers, event, talk_id, other_id.

    Notes
    -----
    The containment of A. Z. Broder, SEQUENCES (1997), 21-29. Of a million pairs of FOSDEM talks
    of the same year, 40 share a fifth; pairs below that mostly share common phrases only.
    """
    talks = ensure_talks(talks)
    events = editions(talks).fillna("")
    words = [re.findall(r"\w+", text.casefold())[:_MOST_WORDS] for text in talk_text(talks)]
    runs = [
        {tuple(each[at : at + _RUN]) for at in range(max(len(each) - _RUN + 1, 1))}
        for each in words
    ]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, each in enumerate(runs):
        for run in each:
            holders[(events.iloc[at], *run)].append(at)
    common = Counter(
        pair for held in holders.values() if len(held) <= _MOST_TALKS
        for pair in combinations(held, 2)
    )  # fmt: skip
    rows = []
    for (one, other), number in common.items():
        size = min(len(runs[one]), len(runs[other]))
        shared = number / size
        if shared >= least:
            reading = "same text" if shared >= 0.9 else "near-duplicate"
            reading = reading if size >= _FEWEST_RUNS else "cannot tell"
            passage = _passage(words[one], words[other])
            names = [talks[name].iloc[at] for at in (one, other) for name in ("title", "speakers")]
            ids = talks["talk_id"].iloc[[one, other]]
            rows.append((reading, round(shared, 2), passage, *names, events.iloc[one], *ids))
    table = pd.DataFrame(rows, columns=_COLUMNS.split())
    order = table.assign(is_short=table["reading"] == "cannot tell", size=-table["shared"])
    order = order.sort_values(["is_short", "size", "talk_id", "other_id"])
    return order[table.columns].reset_index(drop=True)


def _passage(one: list[str], other: list[str]) -> str:
    """The longest run of words that two texts have in common."""
    signs: dict[str, int] = {}
    # A word is one sign, so that a run of words is a short text.
    a, b = (
        "".join(chr(signs.setdefault(word, len(signs))) for word in each) for each in (one, other)
    )

    def shared(size: int) -> set[str]:
        return {a[at : at + size] for at in range(len(a) - size + 1)} & {
            b[at : at + size] for at in range(len(b) - size + 1)
        }

    # Each part of a shared run is shared, too.
    size = bisect_left(range(1, min(len(a), len(b)) + 1), True, key=lambda n: not shared(n))
    start = min(map(a.index, shared(size)), default=0)
    return " ".join(one[start : start + size])
