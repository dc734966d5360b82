import numpy as np
import pandas as pd
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.topics.clustering import neighbours
from kcdanalysis.topics.features import CountedTalks
from kcdanalysis.topics.finding import find_topics
from kcdanalysis.topics.guided import NONE, extend_scores, guided_topics, near_labels
from kcdanalysis.words.counts import count_words, talk_words

SEEDS = {
    "ebpf": {"label": "eBPF", "terms": ["eBPF"]},
    "security": {"label": "Security", "terms": ["security"]},
    "sustainability": {"label": "Sustainability", "terms": ["sustainability", "sustainable"]},
}


@pytest.fixture(scope="module")
def zurich(root):
    return read_talks(root / "data" / "kcd-zurich-2023.md")


def members(found):
    label = found.assignments["topic"].map(found.topics["label"])
    return found.talks["title"].groupby(label.to_numpy()).agg(list).to_dict()


def test_zurich_has_the_three_topics_that_its_organisers_would_name(zurich):
    found = find_topics(zurich, guide=SEEDS)
    named = members(found)
    assert list(named) == ["Security", "Sustainability", "eBPF"]
    assert len(named["eBPF"]) == 4
    assert all("eBPF" in title for title in named["eBPF"])
    assert [title[:25] for title in named["Sustainability"]] == ["The State of Green Washin"]
    assert any("Supply Chain" in title for title in named["Security"])
    assert not any("Responsible AI" in title for title in named["Security"])
    assert found.topics["theme"].tolist() == ["ebpf", "security", "sustainability"]
    assert found.topics["holds"].all()
    assert found.verdict.startswith("3 topics named by themes, with ")
    assert found.verdict.endswith(" of 16 talks; the other 10 talks form no group.")
    # What was assigned guides as the lexicon does, and the order of rows changes nothing.
    mixed = zurich.sample(frac=1, random_state=1)
    again = find_topics(mixed, guide=assign_themes(mixed, lexicon=SEEDS))
    pd.testing.assert_frame_equal(again.topics, found.topics)


def test_other_talks_are_clustered_if_they_are_enough():
    rng = np.random.default_rng(0)
    subjects = (
        "flour yeast oven crust baking dough loaf kneading proofing rye",
        "telescope galaxy orbit comet planet lens nebula eclipse dwarf moon",
        "sail mast rudder harbour anchor keel regatta knots tide captain",
    )
    talks = as_talks(
        {"title": f"{words.split()[at]} {at}", "abstract": " ".join(rng.choice(words.split(), 12))}
        for words in subjects
        for at in range(9)
    )
    found = find_topics(talks, guide={"bakery": {"label": "Bakery", "terms": ["flour", "oven"]}})
    by_name = members(found)
    assert found.topics["theme"].dropna().tolist() == ["bakery"]
    assert set(by_name["Bakery"]) <= set(talks["title"][:9])
    assert len(by_name["Bakery"]) >= 7
    others = found.assignments["topic"][9:]
    assert others.notna().all()
    assert found.topics.loc[others.unique(), "theme"].isna().all()
    assert "1 topic named by themes" in found.verdict


def test_a_talk_like_the_seeds_joins_them_without_a_mention():
    points = np.repeat(np.eye(3), [5, 5, 5], axis=0)
    scores = np.zeros((15, 2))
    scores[:3, 0] = scores[5:8, 1] = 0.6
    graph = neighbours(points)
    extended = extend_scores(points, graph, scores)
    assert extended[:3, 0].min() > extended[3:5, 0].max()
    assert guided_topics(points, graph, scores).tolist() == [0] * 5 + [1] * 5 + [NONE] * 5


def test_themes_of_no_talk_are_no_topics(zurich):
    nothing = find_topics(zurich[:12], guide={"x": {"label": "X", "terms": ["zyzzyva"]}})
    assert nothing.verdict == (
        "No talk is about these themes, and the talks are too few to look for others."
    )
    assert not nothing.topics["holds"].any()


def test_themes_of_other_talks_are_refused(zurich):
    with pytest.raises(KcdError, match="guide: these are themes of other talks; assign them to"):
        find_topics(zurich, guide=assign_themes(zurich[:5], lexicon=SEEDS))


def test_a_talk_is_near_the_label_that_means_its_words():
    texts = ["cipher and encrypted keys", "solar panels and carbon", "zyzzyva"]
    counted = CountedTalks(*count_words(talk_words(as_talks({"title": text} for text in texts))))
    near = near_labels(["Cryptography", "Climate", "Zyzzyva"], counted.meaning)
    assert near[:, :2].argmax(axis=1).tolist()[:2] == [0, 1]
    assert near[0, 0] > 3 * near[0, 1] and near[1, 1] > 3 * near[1, 0]
    # What the term table does not know is near nothing.
    assert not near[2].any() and not near[:, 2].any()
