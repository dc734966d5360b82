import warnings

import numpy as np
import pandas as pd
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks
from kcdanalysis.topics import chance, finding
from kcdanalysis.topics.finding import find_topics

SUBJECTS = {
    "bread": "flour yeast sourdough oven crust baking dough kneading loaf proofing",
    "stars": "telescope galaxy nebula orbit comet planet astronomy lens eclipse supernova",
    "boats": "sail mast rudder harbour anchor keel regatta knots tide captain",
}

SAME_WORDS = "These talks have the same words: no groups can be told apart."


def programme(n_talks, seed=0):
    rng = np.random.default_rng(seed)
    rows = []
    for subject, words in SUBJECTS.items():
        for number in range(n_talks):
            said = rng.choice(words.split(), 12)
            rows.append({"title": f"{subject} {number}", "abstract": " ".join(said)})
    return as_talks(rows)


@pytest.fixture(scope="module")
def three():
    return find_topics(programme(6))


def test_three_subjects_are_three_topics(three):
    subject = three.talks["title"].str.split().str[0]
    assert pd.crosstab(subject, three.assignments["topic"].to_numpy()).gt(0).sum().tolist() == [
        1,
        1,
        1,
    ]
    assert three.topics["n_talks"].tolist() == [6, 6, 6]
    assert (three.topics["stability"] > 0.95).all()
    assert three.topics["holds"].tolist() == [True] * 3
    assert three.clearness == "clear"
    assert three.verdict == "3 of 3 topics hold, with 18 of 18 talks."


def test_topics_of_several_languages_are_counted_among_those_that_hold(three, monkeypatch):
    # So few talks in two languages are unsure.
    monkeypatch.setattr(chance, "LEAST_Z", 2.0)
    verdicts = [
        find_topics(three.talks.assign(language=codes), n_topics=3).verdict
        for codes in (["en", "de"] * 9, ["de"] * 6 + ["en"] * 12)
    ]
    # What all talks in German and no others share may be the language.
    assert [verdict.rpartition(". ")[2] for verdict in verdicts] == [
        "3 of 3 topics that hold have talks in English and German.",
        "No topic that holds mixes English and German.",
    ]
    few = find_topics(three.talks.iloc[::3].assign(language=["en", "de"] * 3), n_topics=3)
    assert few.verdict.startswith("No topic holds")
    assert "German" not in few.verdict


def test_terms_are_words_of_their_topic(three):
    for topic, label in zip(three.topics["topic"], three.topics["label"], strict=True):
        title = three.talks["title"][three.assignments["topic"].eq(topic).to_numpy()].iloc[0]
        words = f"{title.split()[0]} {SUBJECTS[title.split()[0]]}".split()
        terms = three.terms[three.terms["topic"] == topic].set_index("term")
        assert set(" ".join(terms.index).split()) <= set(words)
        assert set(label.casefold().replace(",", "").split()) <= set(words)


def test_the_order_of_rows_changes_nothing(three):
    mixed = three.talks.sample(frac=1, random_state=1)
    again = find_topics(mixed)
    pd.testing.assert_frame_equal(again.topics, three.topics)
    pd.testing.assert_frame_equal(again.terms, three.terms)
    expected = three.assignments.set_index("talk_id").loc[mixed["talk_id"]].reset_index()
    pd.testing.assert_frame_equal(again.assignments, expected)


def test_talks_beyond_the_sample_take_the_topic_of_the_nearest_centre(monkeypatch):
    monkeypatch.setattr(finding, "MAX_CLUSTERED", 12)
    found = find_topics(programme(6), n_topics=3)
    subject = found.talks["title"].str.split().str[0]
    cross = pd.crosstab(subject, found.assignments["topic"].to_numpy())
    assert cross.to_numpy().max(axis=1).tolist() == [6, 6, 6]
    assert found.assignments["sureness"].isna().sum() == 6
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1)


@pytest.mark.parametrize(("n_unsure", "holds"), [(0, True), (3, True), (4, False)])
def test_a_talk_that_leaves_its_topic_is_in_no_group(three, monkeypatch, n_unsure, holds):
    own = three.assignments["topic"].eq(three.assignments["topic"].iloc[0]).to_numpy()
    # Topics are found in talks in the order of their ids.
    ids = three.talks["talk_id"].to_numpy(dtype=str)
    is_unsure = np.isin(ids, ids[own][:n_unsure])[np.argsort(ids)]

    def measure(points, nearest, cosines, topic, n_topics, random_state):
        return np.ones(n_topics), np.where(is_unsure, 0.75, 0.8)

    monkeypatch.setattr(finding, "stability", measure)
    found = find_topics(three.talks)
    assert found.assignments["topic"].equals(three.assignments["topic"])
    groups = found.groups[ids[own]]
    assert groups.isna().tolist() == [not holds or at < n_unsure for at in range(6)]
    topic = found.topics.set_index("topic").loc[three.assignments["topic"].iloc[0]]
    assert (topic["holds"], topic["n_talks"]) == (holds, 6 - n_unsure if holds else 6)
    n_inside = 18 - n_unsure if holds else 12
    assert found.verdict.startswith(f"{2 + holds} of 3 topics hold, with {n_inside} of 18 talks")


def test_shuffled_words_are_no_groups():
    talks = programme(6)
    words = talks["abstract"].str.cat(sep=" ").split()
    for seed in range(3):
        mixed = np.random.default_rng(seed).permutation(words).reshape(len(talks), -1)
        talks = as_talks(
            [{"title": f"talk {at}", "abstract": " ".join(row)} for at, row in enumerate(mixed)]
        )
        found = find_topics(talks)
        assert found.clearness == "none"
        assert not found.topics["holds"].any()
        assert found.groups.isna().all()
        assert found.verdict == "No groups stand out: talks with shuffled words group just as well."


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([{"title": "eBPF"}], "1 talk is too few to look for groups; all are in one topic."),
        ([{"title": "a"}] * 3, "3 talks are too few to look for groups; all are in one topic."),
        ([{"title": "Same title"}] * 16, SAME_WORDS),
        ([{"title": "the"}] * 16, SAME_WORDS),
    ],
)
def test_too_little_gives_one_topic_and_says_so(rows, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = find_topics(as_talks(rows))
    assert found.verdict == verdict
    assert found.clearness == "none"
    assert not found.topics["holds"].any()
    assert found.topics["n_talks"].tolist() == [len(rows)]
    assert found.topics["stability"].isna().all()


def test_titles_alone_are_enough_to_answer():
    talks = as_talks([{"title": title} for title in programme(6)["abstract"]])
    assert find_topics(talks).topics["n_talks"].tolist() == [6, 6, 6]


def test_titles_of_one_compound_each_are_no_groups():
    words = ["ham-and-eggs", "tea-for-two", "fish-or-foul", "salt-of-seas", "bread-at-dawn"]
    titles = [f"{word}-{number}.mp4" for word in words for number in range(4)]
    found = find_topics(as_talks([{"title": title} for title in titles]))
    assert (found.clearness, found.topics["holds"].any()) == ("none", False)


def test_a_talk_without_words_has_no_topic():
    talks = pd.concat([programme(4), as_talks([{"title": "Zyzzyva"}])], ignore_index=True)
    found = find_topics(as_talks(talks))
    assert found.assignments["topic"].isna().tolist() == [False] * 12 + [True]
    assert found.topics["n_talks"].sum() == 12


@pytest.mark.parametrize("n_topics", [1, 2, 5])
def test_the_number_can_be_given(n_topics):
    found = find_topics(programme(6), n_topics=n_topics)
    assert len(found.topics) == n_topics
    assert found.topics["label"].is_unique
    assert found.numbers.empty


def test_as_many_topics_as_talks():
    found = find_topics(programme(2), n_topics=6)
    assert found.topics["n_talks"].tolist() == [1] * 6


def test_talks_that_are_alike_make_fewer_topics_than_asked():
    talks = pd.concat([programme(2), programme(2).assign(talk_id=list("abcdef"))])
    found = find_topics(talks, n_topics=12)
    assert 6 <= len(found.topics) <= 12
    assert found.topics["n_talks"].sum() == 12


@pytest.mark.parametrize("n_topics", [0, 7, -1, 1.5, float("nan"), "many", "3", None, True])
def test_an_impossible_number_is_refused(n_topics):
    with pytest.raises(KcdError) as error:
        find_topics(programme(2), n_topics=n_topics)
    assert str(error.value) == f"n_topics is {n_topics!r}; choose 1 to 6, or 'auto'"


def test_any_frame_with_titles_is_taken():
    talks = programme(6)
    topics = find_topics(talks[["title", "abstract"]], n_topics=np.int64(3))
    assert topics.topics["n_talks"].tolist() == [6, 6, 6]
    assert find_topics(topics, n_topics=3).topics.equals(topics.topics)
    with pytest.raises(KcdError, match="talk_id 'same' is given twice"):
        find_topics(talks.assign(talk_id="same"))


def test_no_talks_are_refused():
    with pytest.raises(KcdError, match="no talks to find topics in; give a frame with at least"):
        find_topics(as_talks([]))


def test_zurich_groups_its_ebpf_talks(root):
    found = find_topics(read_talks(root / "data" / "kcd-zurich-2023.md"))
    titled = found.assignments["topic"].to_numpy()[found.talks["title"].str.contains("eBPF")]
    assert len(titled) == 4
    assert len(set(titled)) == 1
    assert found.topics["stability"].between(0, 1).all()
    assert found.topics.loc[titled[0], "label"].startswith("eBPF")
    assert found.topics.index[found.topics["holds"]].tolist() == [titled[0]]
    assert found.groups.notna().sum() == 4
    assert found.verdict == (
        "1 of 3 topics holds, with 4 of 16 talks; the other 12 talks form no group."
    )
