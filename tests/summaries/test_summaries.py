from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import (
    compare_events,
    event_name,
    talk_map,
    theme_cooccurrence,
    theme_counts,
    theme_matrix,
    theme_shares,
    topic_summary,
    topic_talks,
    track_agreement,
)
from kcdanalysis.summaries.gaps import theme_gaps
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import Theme
from kcdanalysis.topics.finding import Topics

THEMES = ("ebpf", "security", "storage")


def assignments(rows, **columns):
    """Themes of talks, from one set of theme ids per talk."""
    ids = [f"kcd/{at}" for at in range(len(rows))]
    index = pd.Index(ids, name="talk_id", dtype="str")
    labels = pd.DataFrame(
        [[theme in row for theme in THEMES] for row in rows], index, THEMES, dtype=bool
    )
    talks = pd.DataFrame({"talk_id": ids, "title": [f"Talk {i}" for i in ids], **columns})
    return SimpleNamespace(
        talks=talks,
        labels=labels,
        scores=labels * 0.5 + 0.25,
        lexicon={theme: Theme(theme.title(), (theme,)) for theme in THEMES},
        uncovered=pd.DataFrame(),
    )


def topics(vectors, topic, words=(3.0,)):
    """Topics as `find_topics` gives them, of talks named from a to z."""
    ids = [f"kcd/{chr(97 + at)}" for at in range(len(vectors))]
    counts = pd.Series(topic, dtype="Int64").value_counts().reindex(range(len(words))).fillna(0)
    number = range(len(words))
    assignments = pd.DataFrame({"talk_id": ids, "topic": pd.array(topic, dtype="Int64")})
    assignments["sureness"] = np.nan
    return Topics(
        talks=pd.DataFrame({"talk_id": ids, "title": [f"Talk {i}" for i in ids]}),
        topics=pd.DataFrame(
            {
                "topic": number,
                "label": [f"Topic {at}" for at in number],
                "n_talks": counts.astype(int).to_list(),
                "share": (counts / max(len(ids), 1)).astype(float).to_list(),
                "holds": pd.Series([z >= 2 for z in words], dtype=bool),
                "words": words,
                "stability": 0.9,
            }
        ),
        assignments=assignments,
        terms=pd.DataFrame(
            [(at, rank, f"term{rank}") for at in number for rank in range(10, 0, -1)],
            columns=["topic", "rank", "term"],
        ),
        numbers=pd.DataFrame(),
        vectors=np.array(vectors, dtype=float).reshape(len(vectors), -1 if len(vectors) else 2),
        clearness="clear",
        verdict="",
    )


def in_two_languages(n_known=4, n_unknown=6):
    """Talks of which the lexicon can tell the themes, and Polish ones."""
    rows = [{"ebpf"}, {"ebpf", "storage"}, set(), set()][:n_known] + [set()] * n_unknown
    tracks = ["a", "b"] * ((n_known + n_unknown) // 2)
    found = assignments(rows, track=tracks, duration=30)
    ids = found.talks["talk_id"][n_known:]
    found.uncovered = pd.DataFrame({"talk_id": ids, "language": "pl"})
    return ThemeAssignments(**vars(found), evidence=pd.DataFrame())


row_sets = st.lists(st.sets(st.sampled_from(THEMES)), min_size=1, max_size=12)


def test_shares_are_counted_in_the_order_of_the_lexicon():
    table = theme_shares(assignments([{"security"}, {"security", "ebpf"}, set(), {"security"}]))
    assert table[["theme", "label", "n", "n_talks", "share"]].values.tolist() == [
        ["ebpf", "Ebpf", 1, 4, 0.25],
        ["security", "Security", 3, 4, 0.75],
        ["storage", "Storage", 0, 4, 0.0],
        ["none", "no theme", 1, 4, 0.25],
    ]


def test_intervals_are_those_of_wilson():
    row = theme_shares(assignments([{"ebpf"}] * 4 + [set()] * 12)).iloc[0]
    z, n, p = 1.959964, 16, 0.25
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert [row["low"], row["high"]] == pytest.approx([middle - half, middle + half], abs=1e-6)


@given(row_sets)
@settings(deadline=None, max_examples=25)
def test_shares_lie_in_their_intervals_and_no_theme_completes_the_talks(rows):
    table = theme_shares(assignments(rows))
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["low"].min() >= 0 and table["high"].max() <= 1
    assert table["n"].iloc[-1] == sum(not row for row in rows)


def test_shares_by_a_column_are_those_of_its_parts():
    years = pd.array([2023, 2022, 2023, None], dtype="Int64")
    table = theme_shares(assignments([{"ebpf"}, {"ebpf"}, set(), {"storage"}], year=years), "year")
    assert list(table.columns[:2]) == ["year", "theme"]
    assert table["year"].dtype == "Int64"
    assert table.loc[table["theme"] == "ebpf", ["year", "n", "n_talks"]].fillna(
        0
    ).values.tolist() == [
        [2022, 1, 1],
        [2023, 1, 2],
        [0, 0, 1],
    ]


def test_shares_of_no_talks_are_missing():
    table = theme_shares(assignments([]))
    assert table["n"].tolist() == [0, 0, 0, 0]
    assert table[["share", "low", "high"]].isna().all(axis=None)


def test_shares_by_an_unknown_column_are_refused():
    with pytest.raises(KcdError, match="no column 'venue'"):
        theme_shares(assignments([set()]), by="venue")


@given(row_sets)
@settings(deadline=None, max_examples=25)
def test_cooccurrence_counts_what_sets_count(rows):
    table = theme_cooccurrence(assignments(rows)).set_index(["theme_a", "theme_b"])
    assert set(table.index) == set(combinations(THEMES, 2))
    assert table["n_both"].is_monotonic_decreasing
    for (a, b), pair in table.iterrows():
        with_a, with_b = ({at for at, row in enumerate(rows) if theme in row} for theme in (a, b))
        assert (pair["n_a"], pair["n_b"], pair["n_both"]) == (
            len(with_a), len(with_b), len(with_a & with_b),
        )  # fmt: skip
        if with_a and with_b:
            assert pair["jaccard"] == pytest.approx(len(with_a & with_b) / len(with_a | with_b))
            lift = len(with_a & with_b) * len(rows) / (len(with_a) * len(with_b))
            assert pair["lift"] == pytest.approx(lift)
        else:
            assert pd.isna(pair["lift"])


def test_matrix_lists_every_talk_with_every_theme():
    table = theme_matrix(assignments([{"storage"}, set()]))
    assert len(table) == 6
    assert table["theme"].tolist() == [*THEMES, *THEMES]
    found = table[table["assigned"]]
    assert found[["talk_id", "title", "label", "score"]].values.tolist() == [
        ["kcd/0", "Talk kcd/0", "Storage", 0.75]
    ]


def test_topic_summary_joins_terms_by_rank_and_keeps_the_size_of_the_whole():
    table = topic_summary(topics(np.eye(3), [0, 0, None], words=(3.0, np.nan, 1.0)))
    assert table["terms"].iloc[0] == "term1, term2, term3, term4, term5, term6"
    assert table[["n_talks", "of_talks", "reading"]].values.tolist() == [
        [2, 3, "holds"],
        [0, 3, "cannot tell"],
        [0, 3, "mixed"],
    ]


def test_topic_summary_of_no_topics_is_empty():
    found = topics([[1, 0]], [None], words=())
    assert topic_summary(found).empty
    assert talk_map(found)["label"].tolist() == ["no group"]


def test_map_keeps_distances_that_fit_in_two_dimensions():
    angles = np.array([0.1, 0.9, 2.0, 4.4, 5.0])
    # Turned into five dimensions: the map has to find the plane again.
    plane = np.linalg.qr(np.random.default_rng(1).normal(size=(5, 2)))[0].T
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]) @ plane
    places = talk_map(topics(vectors, [0] * 5))[["x", "y"]].to_numpy()
    for a, b in combinations(range(5), 2):
        there = np.linalg.norm(vectors[a] - vectors[b])
        assert np.linalg.norm(places[a] - places[b]) == pytest.approx(there, abs=3e-4)


@given(st.permutations(range(7)))
@settings(deadline=None, max_examples=8)
def test_map_does_not_depend_on_the_order_of_talks(order):
    vectors = np.random.default_rng(0).normal(size=(7, 4))
    found = topics(vectors, [0, 1, 0, 1, 1, 0, None], words=(3.0, 3.0))
    mixed = topics(vectors[order], [0] * 7, words=(3.0, 3.0))
    mixed = replace(
        mixed,
        talks=found.talks.iloc[list(order)].reset_index(drop=True),
        assignments=found.assignments.iloc[list(order)].reset_index(drop=True),
    )
    again = talk_map(mixed).sort_values("talk_id", ignore_index=True)
    pd.testing.assert_frame_equal(again, talk_map(found), check_exact=True)


@pytest.mark.parametrize("seed", range(6))
def test_signs_of_the_map_are_settled_by_the_farthest_talk(seed):
    vectors = np.random.default_rng(seed).normal(size=(6, 4))
    one, other = (talk_map(topics(v, [0] * 6)) for v in (vectors, vectors * [1, -1, -1, 1]))
    pd.testing.assert_frame_equal(one, other)
    for axis in ("x", "y"):
        assert one[axis].max() >= -one[axis].min()


@pytest.mark.parametrize("vectors", [[], [[1.0, 0.0]], [[1.0], [0.5]], [[1.0, 0.0]] * 3])
def test_map_of_hardly_anything_has_a_place_for_each_talk(vectors):
    table = talk_map(topics(vectors, [0] * len(vectors)))
    assert len(table) == len(vectors)
    assert np.isfinite(table[["x", "y"]].to_numpy(dtype=float)).all()


@pytest.mark.parametrize(
    ("event", "year", "name"),
    [("KCD Zurich", 2023, "KCD Zurich 2023"), ("KCD Zurich 2023", 2023, "KCD Zurich 2023"),
     ("KCD Zurich", None, "KCD Zurich"), (None, 2023, "")],
)  # fmt: skip
def test_event_is_named_with_its_year_once(event, year, name):
    talks = pd.DataFrame({"event": [event] * 2, "year": pd.array([year] * 2, dtype="Int64")})
    assert event_name(talks) == name


def test_several_events_have_no_one_name():
    assert event_name(pd.DataFrame({"event": ["A", "B"], "year": [1, 1]})) == ""


def test_the_best_talks_of_a_topic_come_first():
    found = topics(np.eye(5), [0, 0, 1, None, 0], words=(3.0, 3.0))
    found.assignments["strength"] = [0.5, 0.9, 0.7, np.nan, 0.9]
    table = topic_talks(found, n=2)
    assert table.values.tolist() == [
        [0, 1, "kcd/b", "Talk kcd/b", 0.9],
        [0, 2, "kcd/e", "Talk kcd/e", 0.9],
        [1, 1, "kcd/c", "Talk kcd/c", 0.7],
    ]
    assert table.columns.tolist() == ["topic", "rank", "talk_id", "title", "strength"]
    assert len(topic_talks(found, n=9)) == 4


def test_map_of_many_talks_keeps_neighbours_whatever_their_order():
    random = np.random.default_rng(4)
    group = np.arange(60) % 3
    vectors = np.eye(8)[group] + 0.05 * random.normal(size=(60, 8))
    found = topics(vectors, group.tolist(), words=(3.0,) * 3)
    ids = [f"kcd/{at:02}" for at in range(60)]
    for table in (found.talks, found.assignments):
        table["talk_id"] = ids
    places = talk_map(found)
    where = places[["x", "y"]].to_numpy()
    apart = np.linalg.norm(where[:, None] - where[None], axis=2) + 1e9 * np.eye(60)
    assert (group[apart.argmin(axis=1)] == group).all()
    order = random.permutation(60)
    mixed = topics(vectors[order], group[order].tolist(), words=(3.0,) * 3)
    for table in (mixed.talks, mixed.assignments):
        table["talk_id"] = np.array(ids)[order]
    again = talk_map(mixed).sort_values("talk_id", ignore_index=True)
    pd.testing.assert_frame_equal(
        again[["talk_id", "x", "y"]], places[["talk_id", "x", "y"]], check_exact=True
    )


def test_talks_that_the_lexicon_cannot_tell_are_in_no_share():
    found = in_two_languages()
    alone = assignments([{"ebpf"}, {"ebpf", "storage"}, set(), set()], track=["a", "b"] * 2)
    shares = theme_shares(found)
    assert shares[:-1].equals(theme_shares(alone).astype(shares.dtypes))
    assert shares.iloc[-1][["theme", "label", "n", "n_talks", "share"]].tolist() == [
        "unknown", "cannot tell", 6, 10, 0.6,
    ]  # fmt: skip
    assert shares.iloc[-1][["low", "high"]].isna().all()
    # Of minutes, of groups and of the counts of several files they are out as well.
    assert theme_shares(found, weights="duration")["share"].tolist() == shares["share"].tolist()
    by_track = theme_shares(found, "track").set_index(["track", "theme"])
    assert by_track.loc[("b", "storage"), ["n", "n_talks", "share"]].tolist() == [1, 2, 0.5]
    assert by_track.loc[("b", "unknown"), ["n", "n_talks"]].tolist() == [3, 5]
    both = theme_shares(pd.concat([theme_counts(found), theme_counts(alone)]))
    assert both.set_index("theme").loc[["ebpf", "none", "unknown"], "n_talks"].tolist() == [
        8,
        8,
        14,
    ]
    assert theme_cooccurrence(found)["n_talks"].tolist() == [4] * 3
    assert (
        theme_matrix(found).drop_duplicates("talk_id")["known"].tolist() == [True] * 4 + [False] * 6
    )
    agreement = track_agreement(found)
    assert agreement.groupby("track")["n_track"].first().to_dict() == {"a": 2, "b": 2}
    compared = compare_events(found, "track").set_index("theme")
    assert compared.loc["storage", ["n", "n_talks", "n_talks_against"]].tolist() == [1, 2, 2]
    assert theme_gaps(found, theme_shares(alone))["n_talks"].tolist() == [4] * 3


def test_where_no_talk_can_be_told_nothing_is_claimed():
    shares = theme_shares(in_two_languages(0, 6))
    assert shares["n_talks"].tolist() == [0] * 4 + [6] and shares["share"][:4].isna().all()
