"""Groups of talks without subjects are chance, whatever makes the talks alike."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import fisher_exact

from kcdanalysis.talks import as_talks
from kcdanalysis.topics.chance import (
    cohesion,
    holding,
    is_language,
    n_different,
    separation,
    trade,
    z_scores,
)
from kcdanalysis.topics.clustering import neighbours
from kcdanalysis.topics.finding import find_topics

SUBJECTS = (
    "flour yeast oven crust baking dough loaf",
    "telescope galaxy orbit comet planet lens",
    "sail mast rudder harbour anchor keel",
    "goal pitch referee striker league penalty",
)
WORDS = ["".join(parts) for parts in product(("ba", "ke", "mo", "tu"), "dlrs", "aeiou", "kmnp")]


def bursty(n_talks, seed):
    """Talks that repeat their own few words, of frequencies as in a language, on no subject."""
    rng = np.random.default_rng(seed)
    odds = 1 / np.arange(1, len(WORDS) + 1)
    rows = []
    for _ in range(n_talks):
        own = rng.choice(WORDS, 12, replace=False, p=odds / odds.sum())
        rows.append({"title": f"{own[0]} {own[1]}", "abstract": " ".join(rng.choice(own, 40))})
    return as_talks(rows)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(1, 4))]
)
@pytest.mark.parametrize("n_talks", [16, 60])
def test_talks_that_repeat_their_words_are_no_groups(n_talks, seed):
    found = find_topics(bursty(n_talks, seed))
    assert found.clearness != "clear"
    assert found.topics["holds"].sum() <= 1


def test_slots_and_copies_never_hold():
    rng = np.random.default_rng(0)
    rows = [
        {"title": f"{words[0]} {at}", "abstract": " ".join(rng.choice(words, 12))}
        for words in map(str.split, SUBJECTS)
        for at in range(6)
    ]
    slots = [{"title": f"Sponsor session {letter}"} for letter in "ABCDEF"]
    copies = [{"title": "Hiring at Acme", "abstract": "Acme recruits talent for roles"}] * 5
    words = ("salaries pension bonus", "offices desks chairs", "interviews letters calls")
    hiring = [{"title": f"Acme {word}", "abstract": f"Acme recruits: {word}"} for word in words]
    found = find_topics(as_talks([*rows, *slots, *copies, *hiring]))
    # Most of the talks on hiring are copies.
    assert found.assignments["topic"].iloc[-8:].nunique() == 1
    assert found.clearness == "clear"
    held = found.groups.notna().to_numpy()
    assert held[:24].sum() >= 18
    assert not held[24:].any()


def test_trades_keep_the_words_of_each_talk_and_the_talks_of_each_word():
    rng = np.random.default_rng(0)
    present = rng.random((20, 40)) < 0.3
    traded = present.copy()
    trade(traded, rng)
    assert (traded.sum(axis=0) == present.sum(axis=0)).all()
    assert (traded.sum(axis=1) == present.sum(axis=1)).all()
    assert (traded != present).mean() > 0.2


def test_cohesion_of_words_is_that_of_fishers_test():
    # Word 0 is in all talks of topic 0, and in no other; word 1 in two of each.
    counts = csr_matrix([[1.0, 1.0], [1.0, 1.0], [2.0, 0.0], *[[0.0, 1.0]] * 2, *[[0.0, 0.0]] * 3])
    topic = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    graph = neighbours(np.repeat(np.eye(2), [3, 5], axis=0))
    table = cohesion(counts, graph, topic)
    p = [fisher_exact([[inside, 3 - inside], [total - inside, 5 - total + inside]], "greater")[1]
         for inside, total in ((3, 3), (2, 4))]  # fmt: skip
    np.testing.assert_allclose(table[0, 1], -np.log10(min(p)))
    np.testing.assert_allclose(table[:, 0], np.log([3, 5]))
    np.testing.assert_allclose(table[1, 2], 1 - 4 / 7)


def test_separation_is_that_of_all_pairs():
    points = np.random.default_rng(0).normal(size=(12, 3))
    topic = np.arange(12) % 3
    cosines, same = points @ points.T, topic[:, None] == topic
    inside = same & ~np.eye(12, dtype=bool)
    expected = cosines[inside].mean() - cosines[~same].mean()
    assert separation(points, topic) == pytest.approx(expected)


def test_copies_count_once():
    points = np.repeat(np.eye(5), [3, 1, 1, 2, 1], axis=0)
    topic = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    nothing = csr_matrix((8, 3))
    all_sure, graph = np.ones(8, dtype=bool), neighbours(points)
    assert n_different(nothing, graph, topic, all_sure).tolist() == [3, 2]
    # Of two copies, the one that is sure counts.
    assert n_different(nothing, graph, topic, np.arange(8) != 5).tolist() == [3, 2]
    assert n_different(nothing, graph, topic, np.arange(8) < 7).tolist() == [3, 1]


def test_titles_that_share_most_of_their_words_count_once():
    # Three words of the title in common and one apart; two and two; three words of the text.
    counts = csr_matrix(
        [[3.0, 3, 3, 3, 0], [3, 3, 3, 0, 3], [3, 3, 0, 0, 0], [1, 1, 1, 3, 0], [1, 1, 1, 0, 3]]
    )
    graph = neighbours(np.eye(5))
    all_sure = np.ones(5, dtype=bool)
    assert n_different(counts, graph, np.zeros(5, dtype=int), all_sure).tolist() == [4]
    # In different topics, each counts.
    assert n_different(counts, graph, np.array([0, 1, 0, 0, 0]), all_sure).tolist() == [4, 1]


def test_a_topic_of_a_rarer_language_holds_by_its_subject_only():
    topic = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    german = np.array(["en", "en", "en", "de", "de", "de", "de", "en", "en"])
    assert is_language(topic, german).tolist() == [False, True, False]
    # A quarter of the talks in German is not the language.
    assert not is_language(np.array([0, 0, 0, 0, 1, 2, 3, 1, 2]), german).any()


def test_a_topic_that_a_subject_of_its_own_names_holds_sooner():
    measures = pd.DataFrame({"words": [4.3, 4.2, 0.8, 0.6], "neighbours": [0.0, 0.0, 0.0, 0.0]})
    able = measures.assign(holds=True, most_sure=True)
    no, yes = np.zeros(4, dtype=bool), np.ones(4, dtype=bool)
    # By Stouffer, 4.3 and 0 are 3.04 together.
    assert holding(able, no, "clear").tolist() == [True, False, False, False]
    assert holding(able, yes, "clear").tolist() == [True, True, True, False]
    # Few talks are sure of it: then a subject is not enough.
    few_sure = able.assign(most_sure=False)
    assert holding(few_sure, yes, "clear").tolist() == [True, False, False, False]
    assert not holding(able.assign(holds=False), yes, "clear").any()
    # Nor is it where it is unsure that there are groups at all.
    assert holding(able, yes, "unsure").tolist() == [True, False, False, False]


def test_z_scores_are_residuals_of_a_line_by_their_spread():
    shuffled = np.array([[0.0, 9.0, 9.0], [1.0, 1.0, 0.2], [1.0, 3.0, 0.4], [2.0, 2.0, 0.3]])
    # The lines are 2 and 0.3 at every size, with spreads of 2 / 6**0.5 and 0.2 / 6**0.5.
    found = z_scores(np.array([[3.0, 4.0, 0.1]]), shuffled)
    assert found.round(9).tolist() == [[round(6**0.5, 9), -round(6**0.5, 9)]]


def test_nothing_is_told_by_shuffled_talks_that_all_group_alike():
    alike = np.array([[2.9, 3.0, 0.4], [2.6, 0.0, -0.4]] * 12)
    assert z_scores(np.array([[2.4, 6.6, 0.7]]), alike).tolist() == [[0.0, 0.0]]


def test_an_entry_that_the_programme_has_twice_is_no_talk_of_a_topic():
    rows = [
        {"title": f"{words} {at}", "abstract": f"{words} {words}"}
        for words in SUBJECTS
        for at in ("one", "two", "three", "four", "five", "six")
    ]
    texts = ["ticket queue wristband", "wristband queue badge", "badge ticket queue"] * 2
    twice = [{"title": f"Registration {at % 3}", "abstract": text} for at, text in enumerate(texts)]
    found = find_topics(as_talks([*rows, *twice]), n_topics=5)
    assert not found.groups.notna().to_numpy()[24:].any()
