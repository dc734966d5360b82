"""Each sentence about themes that tables print, with the numbers that lead to it."""

import pandas as pd
import pytest
from made_up import counts

from kcdanalysis.summaries import compare_events, theme_selection, theme_targets, trend_tests
from kcdanalysis.summaries.comparison import VERDICTS
from kcdanalysis.summaries.gaps import theme_gaps
from kcdanalysis.summaries.trend import TREND_VERDICTS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import Theme

COMPARED = {
    # 2023 and 2024: talks with AI, of all talks.
    ((10, 200), (40, 200)): "more AI than in 2023: +15 points, 9 to 21",
    ((40, 200), (10, 200)): "less AI than in 2023: −15 points, −21 to −9",
    ((9000, 30000), (9450, 30000)): "slightly more AI than in 2023: +1.5 points, 0.8 to 2.2",
    ((9450, 30000), (9000, 30000)): "slightly less AI than in 2023: −1.5 points, −2.2 to −0.8",
    ((400, 2000), (410, 2000)):
        "about as much AI as in 2023, within 5 points and a factor of 1.5: "
        "+0.5 points, −2.0 to 3.0",
    ((5, 50), (8, 50)): "too few talks to tell for AI: +6 points, −7 to 19",
    ((0, 30), (0, 30)): "too few talks to tell for AI: in none of 60, which leaves up to 6%",
    ((0, 3000), (0, 3000)):
        "AI is absent: in none of 6,000 talks, so in less than 1% of such talks",
}  # fmt: skip

# Of two groups with 10 and 40 of 200 talks, and of three with 5, 6 and 60 of 100.
PLACES = {
    "event": ("at Bern", "at the other events"),
    "year": ("in 2023", "in the other years"),
    "track": ("in the track Bern", "in the other tracks"),
    "room": ("in the room Bern", "in the other rooms"),
    "state": ("among the Bern proposals", "among the other proposals"),
    "tags": ("with the tag Bern", "without it"),
    "speakers": ("by Bern", "by the other speakers"),
    "organisations": ("by Bern", "by the other organisations"),
    "source": ("in Bern", "in the other sources"),
    "level": ("where the level is Bern", "elsewhere"),
}

CHANGED = {
    # Talks with AI, of so many in each year from 2015.
    ((2, 6, 10, 14, 18, 22), 100): "AI is rising: +20 points, 11 to 29, from 2015 to 2020",
    ((22, 18, 14, 10, 6, 0), 100):
        "AI is falling: −21 points, −31 to −12, from 2015 to 2020; last in 2019",
    ((0, 0, 0, 0, 0, 30), 100):
        "AI is rising: +21 points, 16 to 27, from 2015 to 2020; first in 2020; "
        "may be chance without 2020",
    ((37, 6, 20, 1), 100):
        "AI is falling: −28 points, −48 to −8, from 2015 to 2018; "
        "may be chance without 2015 or 2018",
    ((0, 0, 30, 30, 0, 0), 100):
        "cannot tell for AI: 0 points, −25 to 25, from 2015 to 2020; first in 2017; last in 2018",
    ((100,) * 12, 100):
        "AI is steady, within 5 points and a factor of 1.5: 0.0 points, −0.6 to 0.6, "
        "from 2015 to 2026",
    (tuple(range(1000, 1120, 3)), 5000):
        "AI is slightly rising: +2.3 points, 0.7 to 4.0, from 2015 to 2054",
    (tuple(range(1117, 997, -3)), 5000):
        "AI is slightly falling: −2.3 points, −4.0 to −0.7, from 2015 to 2054",
    ((200,) * 20, 1000):
        "AI is steady, within 5 points and a factor of 1.5: 0.0 points, −3.1 to 3.1, "
        "from 2015 to 2034",
    ((10, 14, 9, 12, 8, 12), 100): "cannot tell for AI: −1 point, −9 to 8, from 2015 to 2020",
    ((3, 9), 100):
        "two editions are too few to tell for AI: +6 points, −2 to 14, from 2015 to 2016",
    ((0, 0, 0), 100): "too few talks to tell for AI: in none of 300, which leaves up to 1%",
    ((0, 0, 0), 1000):
        "AI is absent: in none of 3,000 talks, so in less than 1% of such talks",
}  # fmt: skip

GAPS = {
    # Dogs of this programme, and of the reference.
    ((2, 100), (40, 200)):
        "Dogs is a gap: 2 of 100 talks, 20 expected from the reference: −18 points, −24 to −11",
    ((9000, 30000), (9450, 30000)):
        "Dogs is a slight gap: 9,000 of 30,000 talks, 9,450 expected from the reference: "
        "−1.5 points, −2.2 to −0.8",
    ((9450, 30000), (9000, 30000)):
        "no gap in Dogs: 9,450 of 30,000 talks, 9,000 expected from the reference: "
        "+1.5 points, 0.8 to 2.2",
    ((20, 100), (40, 200)):
        "cannot tell for Dogs: 20 of 100 talks, 20 expected from the reference: "
        "0 points, −9 to 10",
    ((0, 3000), (0, 3000)): "Dogs is absent here and in the reference",
}  # fmt: skip

SELECTED = {
    # Proposals with AI that were accepted, of all with AI; and the same of all others.
    ((3, 49), (88, 158)):
        "AI was cut: 3 of 49 proposals accepted, 88 of 158 others: −50 points, −58 to −37",
    ((40, 49), (60, 158)):
        "AI was favoured: 40 of 49 proposals accepted, 60 of 158 others: +44 points, 29 to 55",
    ((9000, 30000), (9450, 30000)):
        "AI was slightly cut: 9,000 of 30,000 proposals accepted, 9,450 of 30,000 others: "
        "−1.5 points, −2.2 to −0.8",
    ((9450, 30000), (9000, 30000)):
        "AI was slightly favoured: 9,450 of 30,000 proposals accepted, 9,000 of 30,000 others: "
        "+1.5 points, 0.8 to 2.2",
    ((400, 2000), (410, 2000)):
        "AI was accepted as often as others, within 5 points and a factor of 1.5: "
        "400 of 2,000 proposals accepted, 410 of 2,000 others: −0.5 points, −3.0 to 2.0",
    ((0, 1), (8, 50)):
        "too few proposals to tell for AI: 0 of 1 proposal accepted, 8 of 50 others: "
        "−16 points, −28 to 70",
}  # fmt: skip

AIMED = {
    # Talks with AI, of all; and the target.
    ((60, 200), 0.15):
        "AI has 60 of 200 talks, 30 more than the target of 15%; "
        "such programmes are over: +15 points, 9 to 22",
    ((6, 200), 0.125):
        "AI has 6 of 200 talks, 19 fewer than the target of 12.5%; "
        "such programmes are under: −9.5 points, −11.4 to −6.1",
    ((4, 16), 0.25):
        "AI has 4 of 16 talks, just the target of 25%; "
        "too few talks to tell whether such programmes meet it: 0 points, −18 to 27",
    ((400, 2000), 0.2):
        "AI has 400 of 2,000 talks, just the target of 20%; such programmes meet it, "
        "within 5 points and a factor of 1.5: 0.0 points, −1.7 to 1.8",
    ((9450, 30000), 0.3):
        "AI has 9,450 of 30,000 talks, 450 more than the target of 30%; "
        "such programmes are slightly over: +1.5 points, 1.0 to 2.0",
    ((8550, 30000), 0.3):
        "AI has 8,550 of 30,000 talks, 450 fewer than the target of 30%; "
        "such programmes are slightly under: −1.5 points, −2.0 to −1.0",
}  # fmt: skip


@pytest.mark.parametrize(("numbers", "sentence"), COMPARED.items())
def test_each_verdict_of_a_comparison_has_its_sentence(numbers, sentence):
    (old, n_old), (new, n_new) = numbers
    table = compare_events(counts({2023: (n_old, old), 2024: (n_new, new)}), "year")
    assert table["sentence"].tolist() == [sentence]


@pytest.mark.parametrize(("by", "places"), PLACES.items())
def test_a_comparison_says_what_it_compares_with(by, places):
    names = (2023, 2024, 2025) if by == "year" else ("Bern", "Genf", "Zug")
    two = dict(zip(names, ((200, 10), (200, 40)), strict=False))
    assert compare_events(counts(two, by), by)["sentence"].tolist() == [
        f"more AI than {places[0]}: +15 points, 9 to 21"
    ]
    three = dict(zip(names, ((100, 5), (100, 6), (100, 60)), strict=True))
    assert compare_events(counts(three, by), by)["sentence"].tolist() == [
        f"{names[0]}: less AI than {places[1]}: −28 points, −37 to −18",
        f"{names[1]}: less AI than {places[1]}: −26 points, −36 to −16",
        f"{names[2]}: more AI than {places[1]}: +54 points, 42 to 66",
    ]
    one_by_one = compare_events(counts(three, by), by, against="previous")["sentence"]
    assert one_by_one[0] == (f"{names[1]}: too few talks to tell for AI: +1 point, −7 to 9")


@pytest.mark.parametrize(("numbers", "sentence"), CHANGED.items())
def test_each_verdict_of_a_trend_has_its_sentence(numbers, sentence):
    with_ai, n_talks = numbers
    editions = {2015 + at: (n_talks, n) for at, n in enumerate(with_ai)}
    assert trend_tests(counts(editions))["sentence"].tolist() == [sentence]


@pytest.mark.parametrize(("numbers", "sentence"), GAPS.items())
def test_each_reading_of_a_gap_has_its_sentence(numbers, sentence):
    (n, n_talks), (n_against, n_talks_against) = numbers
    ids = [str(at) for at in range(n_talks)]
    labels = pd.DataFrame({"dogs": [at < n for at in range(n_talks)]}, ids)
    ours = ThemeAssignments(
        pd.DataFrame({"talk_id": ids}),
        labels * 1.0,
        labels,
        pd.DataFrame(),
        {"dogs": Theme("Dogs")},
    )
    last = pd.DataFrame({"theme": ["dogs"], "n": [n_against], "n_talks": [n_talks_against]})
    gap = theme_gaps(ours, last).iloc[0]
    assert gap["sentence"] == sentence and gap["reading"].removesuffix(" gap") in sentence


@pytest.mark.parametrize(("numbers", "sentence"), SELECTED.items())
def test_each_verdict_on_proposals_has_its_sentence(numbers, sentence):
    (n, of), (n_others, of_others) = numbers
    chosen, left = (n + n_others, n), (of + of_others - n - n_others, of - n)
    states = counts({"accepted": chosen, "rejected": left}, "state")
    assert theme_selection(states)["sentence"].tolist() == [sentence]


@pytest.mark.parametrize(("numbers", "sentence"), AIMED.items())
def test_each_verdict_on_a_target_has_its_sentence(numbers, sentence):
    (n, n_talks), target = numbers
    table = theme_targets(counts({2023: (n_talks, n)}).drop(columns="year"), {"AI": target})
    assert table["sentence"].tolist() == [sentence]


def test_the_sentences_cover_all_verdicts():
    said = " ".join([*COMPARED.values(), *CHANGED.values()])
    for verdict in {*VERDICTS, *TREND_VERDICTS} - {"cannot tell"}:
        assert verdict in said, verdict
