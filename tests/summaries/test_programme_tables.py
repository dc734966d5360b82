"""Groups, weighted shares, tracks and the profile of a programme."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import (
    compare_events,
    distinctive_words,
    event_name,
    group_talks,
    length_caveat,
    programme_profile,
    theme_clashes,
    theme_cooccurrence,
    theme_matrix,
    theme_shares,
    track_agreement,
    trend_tests,
)
from kcdanalysis.summaries.gaps import theme_gaps
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.topics.finding import Topics

LEXICON = {"ebpf": {"label": "eBPF", "terms": ["eBPF"]}, "ai": {"label": "AI", "terms": ["AI"]}}


def rows(*talks, **columns):
    return as_talks([{"title": title, **columns, **more} for title, more in talks])


def test_a_talk_is_in_the_group_of_each_of_its_tags():
    talks = rows(("A", {"tags": ["mesh", "eBPF"]}), ("B", {"tags": ["eBPF"]}), ("C", {}))
    groups = group_talks(talks, "tags")
    assert groups.dropna().to_list() == ["mesh", "eBPF", "eBPF"] and groups.isna().sum() == 1
    themes = assign_themes(talks.assign(title=["eBPF", "eBPF", "Cats"]), lexicon=LEXICON)
    table = theme_shares(themes, "tags")
    ebpf = table[table["theme"] == "ebpf"]
    assert ebpf[["tags", "n", "n_talks"]].fillna("-").values.tolist() == [
        ["eBPF", 2, 2], ["mesh", 1, 1], ["-", 0, 1],
    ]  # fmt: skip


def test_editions_stand_in_order_of_time():
    talks = as_talks(
        [{"title": "A", "event": "KCD", "year": 2024},
         {"title": "B", "event": "AKube", "year": 2024},
         {"title": "C", "event": "KCD", "year": 2023}, {"title": "D", "event": "KCD Bern 2022"}]
    )  # fmt: skip
    groups = group_talks(talks, "event")
    assert groups.to_list() == ["KCD 2024", "AKube 2024", "KCD 2023", "KCD Bern 2022"]
    assert list(groups.cat.categories) == ["KCD 2023", "AKube 2024", "KCD 2024", "KCD Bern 2022"]


def test_shares_of_minutes_weigh_long_talks_more():
    talks = rows(("eBPF", {"duration": 90}), ("Cats", {"duration": 30}), ("Dogs", {}))
    themes = assign_themes(talks, lexicon=LEXICON)
    table = theme_shares(themes, weights="duration").set_index("theme")
    assert table.loc["ebpf", ["n", "n_talks", "share"]].tolist() == [1, 2, 0.75]
    plain = theme_shares(themes).set_index("theme")
    equal = assign_themes(talks.assign(duration=20), lexicon=LEXICON)
    pd.testing.assert_frame_equal(
        theme_shares(equal, weights="duration").set_index("theme"), plain, check_dtype=False
    )
    wide = table.loc["ebpf", "high"] - table.loc["ebpf", "low"]
    assert wide > 0.7, "one long and one short talk tell less than two"


@pytest.mark.parametrize(
    ("words", "message"),
    [({"weights": "title"}, "no numbers in 'title'"),
     ({"weights": "duration"}, "no talk has a value for duration"),
     ({"by": "room"}, "no talk has a value for room"),
     ({"by": "tags"}, "no talk has a value for tags"),
     ({"by": "x"}, "group them by one of event"),
     ({"by": "treck"}, r"did you mean 'track'\?")],
)  # fmt: skip
def test_what_the_talks_do_not_say_is_refused(words, message):
    with pytest.raises(KcdError, match=message):
        theme_shares(assign_themes(rows(("eBPF", {})), lexicon=LEXICON), **words)


def in_tracks():
    kernel = [("eBPF one", {"track": "Kernel"}), ("eBPF two", {"track": "Kernel"}),
              ("eBPF three", {"track": "Kernel"}), ("AI astray", {"track": "Kernel"})]  # fmt: skip
    models = [(f"AI {at}", {"track": "Models"}) for at in range(3)]
    return rows(*kernel, *models, ("Cats", {"track": "Models"}), ("eBPF", {}))


def test_tracks_are_counted_against_themes():
    table = track_agreement(assign_themes(in_tracks(), lexicon=LEXICON))
    counts = table.set_index(["track", "group"])
    assert counts["n"].unstack().loc["Kernel", ["ebpf", "ai", "none"]].tolist() == [3, 1, 0]
    assert counts["n"].unstack().loc["Models", ["ebpf", "ai", "none"]].tolist() == [0, 3, 1]
    assert counts.loc[("Kernel", "ebpf"), ["n_track", "n_group", "n_talks", "share"]].tolist() == [
        4, 3, 8, 0.75,
    ]  # fmt: skip
    assert counts.loc[("Kernel", "ebpf"), "lift"] == 3 / (4 * 3 / 8)


def topics_of(talks, topic, vectors):
    numbers = sorted({number for number in topic if number is not None})
    return Topics(
        talks=talks,
        topics=pd.DataFrame(
            {"topic": numbers, "label": [f"T{at}" for at in numbers],
             "holds": [at != 2 for at in numbers]}
        ),
        assignments=pd.DataFrame(
            {"talk_id": talks["talk_id"], "topic": pd.array(topic, dtype="Int64"), "sureness": 1.0}
        ),
        terms=pd.DataFrame(), numbers=pd.DataFrame(), vectors=np.array(vectors, dtype=float),
        clearness="clear", verdict="",
    )  # fmt: skip


def test_tracks_are_compared_with_topics_too():
    talks = in_tracks()
    # Topic 2 does not hold.
    found = topics_of(talks, [0, 0, 0, 1, 1, 1, 2, None, 0],
                      [[1, 0]] * 3 + [[0, 1]] * 4 + [[0, 0], [1, 0]])  # fmt: skip
    counts = track_agreement(found).set_index(["track", "label"])["n"]
    assert counts[("Kernel", "T0")] == 3 and counts[("Models", "no group")] == 2


def test_the_index_is_one_where_tracks_are_the_topics_and_nothing_by_chance():
    talks = rows(*[(f"Talk {at}", {"track": "AB"[at % 2]}) for at in range(40)])
    same = topics_of(talks, [at % 2 for at in range(40)], np.eye(40))
    table = track_agreement(same)
    assert len(table) == 4 and len(table[["index", "p", "reading"]].drop_duplicates()) == 1
    row = table.iloc[0]
    assert row["index"] == pytest.approx(1) and row["reading"] == "full" and row["p"] < 0.01
    mixed = topics_of(talks, [at // 20 for at in range(40)], np.eye(40))
    row = track_agreement(mixed).iloc[0]
    assert row["index"] < 0.05 and row["reading"] == "cannot tell"


@pytest.mark.parametrize("n_both", [5, 6, 7, 8])
def test_p_of_the_agreement_is_that_of_the_hypergeometric_distribution(n_both):
    # Ten talks of each of two tracks and two topics, as in Fisher's exact test.
    in_first = [at < 10 for at in range(20)]
    topic = [int(not (at < n_both or 10 <= at < 20 - n_both)) for at in range(20)]
    talks = rows(*[(f"Talk {at}", {"track": "AB"[not first]}) for at, first in enumerate(in_first)])
    p = track_agreement(topics_of(talks, topic, np.eye(20)))["p"].iloc[0]
    counts = np.array([[n_both, 10 - n_both], [10 - n_both, n_both]])
    exact = stats.fisher_exact(counts).pvalue
    assert p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 999) + 0.002)


def test_talks_of_one_track_cannot_be_compared():
    found = assign_themes(rows(("eBPF", {"track": "A"}), ("AI", {"track": "A"})), lexicon=LEXICON)
    with pytest.raises(KcdError, match="the talks have fewer than two values of 'track'"):
        track_agreement(found)
    with pytest.raises(KcdError, match="no column 'stage'"):
        track_agreement(found, "stage")
    with pytest.raises(KcdError, match=r"no column 'rom'; .*; did you mean 'room'\?"):
        track_agreement(found, "rom")


def profile(talks, aspect):
    table = programme_profile(talks)
    part = table[table["aspect"] == aspect]
    return dict(zip(part["value"], part["n"], strict=True))


def test_lengths_are_as_published_or_in_classes():
    few = as_talks([{"title": "A", "duration": length} for length in (5, 30, 30, 120)])
    assert profile(few, "length") == {"5": 1, "30": 2, "120": 1}
    many = as_talks([{"title": "A", "duration": length} for length in range(10, 101, 10)])
    assert profile(many, "length") == {
        "1 to 15": 1, "16 to 30": 2, "31 to 45": 1, "46 to 60": 2, "61 to 90": 3, "over 90": 1,
    }  # fmt: skip


def test_parallel_talks_are_those_that_run_at_the_start():
    times = [("10:00", 60), ("10:00", 30), ("10:30", 30), ("11:00", 30)]
    talks = as_talks([{"title": "A", "event": "KCD", "duration": length,
                       "start": f"2023-06-15T{time}Z"} for time, length in times])  # fmt: skip
    assert profile(talks, "in parallel") == {"1": 1, "2": 3}
    elsewhere = as_talks([{"title": "A", "event": "Other", "start": "2023-06-15T10:00Z"}])
    both = pd.concat([talks, elsewhere], ignore_index=True)
    assert profile(both, "in parallel") == {"1": 2, "2": 3}


def test_profile_counts_what_is_known():
    talks = as_talks(
        [{"title": "A", "level": "beginner", "language": "de", "room": "1", "speakers": ["X", "Y"]},
         {"title": "B", "level": "beginner", "kind": "panel", "speakers": list("ABCDE")},
         {"title": "C", "level": "expert", "kind": "keynote"}]
    )  # fmt: skip
    table = programme_profile(talks)
    assert profile(talks, "level") == {"beginner": 2, "expert": 1}
    assert list(profile(talks, "kind")) == ["talk", "keynote", "panel"]
    assert profile(talks, "speakers") == {"2": 1, "4 or more": 1}
    room = table[table["aspect"] == "room"].iloc[0]
    assert (room["n"], room["n_known"], room["n_talks"], room["share"]) == (1, 1, 3, 1.0)
    assert "length" not in set(table["aspect"])


def test_a_talk_without_length_runs_when_it_starts():
    talks = as_talks([{"title": "A", "duration": 0, "start": "2023-06-15T10:00Z"}])
    assert profile(talks, "in parallel") == {"1": 1}


def test_results_and_any_frame_with_titles_are_taken_as_talks():
    talks = as_talks([{"title": "eBPF", "year": 2023, "speakers": "Liz Rice"},
                      {"title": "AI and eBPF", "year": 2024, "speakers": "Bo"}])  # fmt: skip
    themes = assign_themes(talks, lexicon=LEXICON)
    plain = pd.DataFrame(
        {"title": talks["title"], "year": [2023, 2024], "speakers": ["Liz Rice", "Bo"]}
    )
    for function, options in ((programme_profile, ()), (distinctive_words, ("year",)),
                              (group_talks, ("year",))):  # fmt: skip
        for rows_of_talks in (themes, plain, plain.to_dict("records")):
            result = function(rows_of_talks, *options)
            assert result.equals(function(talks, *options)), function
    assert length_caveat(themes, "year") == length_caveat(talks, "year") != ""
    assert event_name(assign_themes([{"title": "A", "event": "KCD"}])) == "KCD"


def test_talks_where_themes_are_expected_are_refused():
    talks = as_talks([{"title": "eBPF", "year": 2023}])
    for function in (theme_shares, theme_matrix, theme_cooccurrence, compare_events, trend_tests,
                     lambda themes: theme_gaps(themes, themes)):  # fmt: skip
        with pytest.raises(KcdError) as error:
            function(talks)
        assert str(error.value) == (
            "expected themes, not a DataFrame; give the result of assign_themes"
        )


def test_lists_in_parquet_are_arrays():
    talks = as_talks(pd.DataFrame({"title": ["A"], "speakers": [np.array(["Liz Rice", "Bo"])]}))
    assert talks["speakers"].tolist() == ["Liz Rice; Bo"]


def test_talks_of_one_theme_at_the_same_time_are_found():
    def talk(title, start, duration, room, event="KCD"):
        start = f"2023-06-15T{start}+02:00"
        return {"title": title, "start": start, "duration": duration, "room": room, "event": event,
                "timezone": "Europe/Zurich"}  # fmt: skip

    rows = [
        talk("eBPF one", "10:00", 60, "A"), talk("eBPF two", "10:30", 60, "B"),
        talk("eBPF three", "11:00", 30, "A"), talk("AI", "10:00", 600, "C"),
        talk("eBPF far", "10:00", 60, "C", event="Other"), talk("eBPF lost", "10:45", None, "A"),
        talk("eBPF later", "11:30", 30, "B"), {"title": "eBPF at no time", "event": "KCD"},
    ]  # fmt: skip
    table = theme_clashes(assign_themes(as_talks(rows), lexicon=LEXICON))
    # One in the same room, one that ends when the other starts, and another event do not count.
    assert table[["label", "start", "minutes", "title", "other_title"]].values.tolist() == [
        ["eBPF", "2023-06-15 10:30 (Europe/Zurich)", 30, "eBPF one", "eBPF two"],
        ["eBPF", "2023-06-15 10:45 (Europe/Zurich)", 1, "eBPF two", "eBPF lost"],
        ["eBPF", "2023-06-15 11:00 (Europe/Zurich)", 30, "eBPF two", "eBPF three"],
    ]
    assert table[["room", "other_room"]].iloc[0].tolist() == ["A", "B"]
    assert theme_clashes(assign_themes([{"title": "eBPF"}], lexicon=LEXICON)).empty
