"""Pairs of talks that share passages."""

import pandas as pd
import pytest

from kcdanalysis.summaries import near_duplicates
from kcdanalysis.talks import as_talks

WORDS = [f"word{at}" for at in range(200)]


def text(*parts):
    return " ".join(word for start, end in parts for word in WORDS[start:end])


def pairs(*abstracts, **columns):
    rows = [
        {"title": f"T{at}", "abstract": abstract, "speakers": f"S{at}", "event": "KCD", **columns}
        for at, abstract in enumerate(abstracts)
    ]
    return near_duplicates(as_talks(rows))


def test_two_texts_with_a_passage_in_common_are_shown_side_by_side():
    table = pairs(text((0, 60)), text((30, 100)), text((150, 200)))
    assert len(table) == 1
    row = table.iloc[0]
    # By hand: of 58 runs of the shorter text (with its title), 27 are in the passage of 30 words.
    assert row["shared"] == round(27 / 58, 2) and row["reading"] == "near-duplicate"
    assert row["passage"] == text((30, 60))
    assert row[["title", "speakers", "other_title", "other_speakers", "event"]].tolist() == [
        "T0", "S0", "T1", "S1", "KCD",
    ]  # fmt: skip


def test_less_than_a_fifth_in_common_is_chance():
    # 12 of 58 runs and 11 of 58.
    assert len(pairs(text((0, 60)), text((45, 105)))) == 1
    assert len(pairs(text((0, 60)), text((46, 106)))) == 0


def test_the_same_text_comes_first_and_what_is_too_short_last():
    table = pairs(text((0, 50)), text((50, 60)), text((0, 50)), text((50, 60)), text((0, 25)))
    assert table["reading"].tolist() == ["same text", "same text", "same text", "cannot tell"]
    assert (
        table["shared"].is_monotonic_decreasing or table["shared"].iloc[:3].is_monotonic_decreasing
    )
    assert table.iloc[-1][["title", "other_title"]].tolist() == ["T1", "T3"]


def test_what_everybody_writes_or_says_elsewhere_is_no_duplicate():
    phrase = text((0, 30))
    assert pairs(*(f"{phrase} {text((10 * at + 40, 10 * at + 50))}" for at in range(11))).empty
    again = [
        {"title": "A", "abstract": text((0, 50)), "event": event} for event in ("KCD", "Other")
    ]
    assert near_duplicates(as_talks(again)).empty
    assert near_duplicates(as_talks([{"title": "A"}])).columns.tolist()[:2] == ["reading", "shared"]


@pytest.mark.parametrize("title", ["Ähre & Ökologie: мир 世界 to us", "a"])
def test_words_of_any_script_are_compared(title):
    table = near_duplicates(pd.DataFrame({"title": [title, title.upper()]}))
    assert table[["reading", "shared"]].values.tolist() == [["cannot tell", 1.0]]


def test_texts_without_end_that_repeat_themselves_are_compared_at_once():
    table = pairs("a b c d e " * 9_000, "b c d e a " * 9_000)
    # Of the first 2,000 words, one being the title, all but the first are in the other text.
    assert table["passage"].str.split().str.len().tolist() == [1_998]
