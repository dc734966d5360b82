import pandas as pd
import pytest

from kcdanalysis import edit_topics, find_topics
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.talks import as_talks

SUBJECTS = {
    "bread": "flour yeast sourdough oven crust baking",
    "stars": "telescope galaxy nebula orbit comet planet",
    "boats": "sail mast rudder harbour anchor keel",
}


@pytest.fixture(scope="module")
def found():
    rows = [
        {"title": f"{subject} {n}", "abstract": " ".join(words.split()[n % 3 :])}
        for subject, words in SUBJECTS.items()
        for n in range(6)
    ]
    return find_topics(as_talks(rows))


@pytest.fixture(scope="module")
def labels(found):
    """Subject to the label of its topic."""
    topic = found.assignments["topic"].to_numpy()
    return {s: found.topics["label"][topic[6 * at]] for at, s in enumerate(SUBJECTS)}


def members(topics):
    label = topics.assignments["topic"].map(topics.topics["label"])
    return topics.talks["title"].groupby(label.to_numpy()).agg(list).to_dict()


def test_a_new_name_changes_nothing_else(found, labels):
    edited = edit_topics(found, {"rename": {labels["stars"]: "Astronomy"}})
    expected = found.topics.replace({"label": {labels["stars"]: "Astronomy"}})
    pd.testing.assert_frame_equal(edited.topics, expected)
    pd.testing.assert_frame_equal(edited.assignments, found.assignments)
    pd.testing.assert_frame_equal(edited.terms, found.terms)
    assert edited.verdict == f"{found.verdict} Edited by hand."


def test_all_decisions_of_a_file_are_applied_in_their_order(found, labels, tmp_path):
    file = tmp_path / "decisions.toml"
    file.write_text(
        f"""
        [pin]
        "event/bread-0" = "Journeys"
        [split]
        "Comets" = ["event/stars-1", "event/stars-2"]
        [merge]
        "Journeys" = ["Sky", "{labels["boats"]}"]
        [rename]
        "{labels["stars"]}" = "Sky"
        """
    )
    edited = edit_topics(found, file)
    assert {label: len(titles) for label, titles in members(edited).items()} == {
        "Journeys": 11,
        labels["bread"]: 5,
        "Comets": 2,
    }
    assert "bread 0" in members(edited)["Journeys"]
    assert edited.topics["label"].tolist() == ["Journeys", labels["bread"], "Comets"]
    assert edited.topics["n_talks"].tolist() == [11, 5, 2]
    # A person vouches for what nobody measured.
    assert edited.topics["stability"].isna().all()
    assert edited.topics["holds"].all()
    assert edited.terms["topic"].unique().tolist() == [0, 1, 2]


def test_topics_that_kept_their_talks_keep_their_stability(found, labels):
    edited = edit_topics(found, {"merge": {"Both": [labels["bread"], labels["boats"]]}})
    known = edited.topics.set_index("label")["stability"]
    assert known[labels["stars"]] == found.topics.set_index("label")["stability"][labels["stars"]]
    assert pd.isna(known["Both"])
    assert edited.topics.set_index("label").loc["Both", "holds"]


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ({"rename": {"old": "new"}}, "rename: no topic is called 'old'; there are "),
        ({"merge": {"new": ["old"]}}, "merge: no topic is called 'old'; there are "),
        ({"pin": {"event/bread-0": "old"}}, "pin: no topic is called 'old'; there are "),
        ({"split": {"new": ["event/x"]}}, "split: no talk has the id 'event/x'"),
        (
            {"split": {"new": ["event/bred-0"]}},
            r"split: no talk has the id 'event/bred-0'; did you mean 'event/bread-0'\?",
        ),
    ],
)
def test_what_no_longer_fits_is_said_and_left_out(found, decisions, message):
    with pytest.warns(KcdWarning, match=f"decisions: {message}"):
        edited = edit_topics(found, decisions)
    pd.testing.assert_frame_equal(edited.topics, found.topics)


def test_a_name_that_is_taken_is_no_new_name(found, labels):
    with pytest.warns(KcdWarning, match="another topic is called .* already; merge them instead"):
        edited = edit_topics(found, {"rename": {labels["bread"]: labels["boats"]}})
    pd.testing.assert_frame_equal(edited.topics, found.topics)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[renam]",
            r"no section 'renam'; there are rename, merge, split, pin; did you mean 'rename'\?",
        ),
        ("[rename]\nold = 1", "rename 'old' must be a text"),
        ("[merge]\nnew = 'old'", "merge 'new' must be a list of texts"),
        ("[split]\nnew = [1]", "split 'new' must be a list of texts"),
        ("rename = 3", "rename must be a table"),
        ("[rename]\na = ?", r"not valid TOML \(.*line 2.*\); fix the file at that place"),
    ],
)
def test_a_file_of_something_else_is_refused(found, tmp_path, text, message):
    (tmp_path / "d.toml").write_text(text)
    with pytest.raises(KcdError, match=rf"d\.toml: {message}"):
        edit_topics(found, tmp_path / "d.toml")


def test_a_missing_file_is_named(found):
    with pytest.raises(KcdError, match=r"none\.toml: no such file; check the name"):
        edit_topics(found, "none.toml")


def test_one_topic_can_be_split(found):
    few = find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}]))
    edited = edit_topics(few, {"split": {"Money": ["event/cost"]}})
    assert members(edited)["Money"] == ["Cost"]
