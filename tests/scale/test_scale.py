"""Talks in parts give what all of them give together."""

import os
import warnings

import numpy as np
import pandas as pd
import pytest

from kcdanalysis import scale
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_talks
from kcdanalysis.sources.writing import write_talks
from kcdanalysis.summaries import compare_events, theme_shares, trend_tests
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.topics.model import TopicModel

LEXICON = {
    "bread": {"terms": ["bread", "yeast"], "hints": ["oven"]},
    "stars": {"terms": ["comet", "galaxy"], "title_terms": ["lens"]},
    "boats": ["sail", "harbour"],
}
SUBJECTS = {
    "bread": "bread yeast oven dough flour crust loaf baker knead sourdough",
    "stars": "comet galaxy lens orbit planet nebula telescope eclipse moon cluster",
    "boats": "sail harbour mast rudder anchor keel tide captain regatta knot",
}


def programme(n_talks=120):
    """Talks on three subjects; the first events have no track, and some talks no year."""
    rng = np.random.default_rng(0)
    rows = []
    for number in range(n_talks):
        subject = list(SUBJECTS)[int(rng.integers(3))]
        words = rng.choice(SUBJECTS[subject].split(), 12)
        rows.append(
            {
                "talk_id": f"talk-{number}",
                "title": " ".join(words[:3]),
                "abstract": f"{' '.join(words[3:8])}. We {' '.join(words[8:])} at sea.",
                # By name, the first event would be last.
                "event": ("Zoo", "Ark", "Bay")[3 * number // n_talks],
                "year": None if number % 17 == 0 else 2020 + 3 * number // n_talks,
                "track": None if number < n_talks / 2 else subject,
                "tags": "; ".join(rng.choice(["a", "b", "c"], 2)),
                "kind": rng.choice(["workshop", "talk", "keynote"]),
                "duration": None if number < n_talks / 3 else int(rng.integers(1, 9)) * 10,
                "line": number + 1,
            }
        )
    return as_talks(rows)


@pytest.fixture(scope="module")
def talks():
    return programme()


@pytest.fixture(scope="module")
def themes(talks):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        return assign_themes(talks, lexicon=LEXICON)


@pytest.fixture
def dd():
    """Give the Dask DataFrame, with text as pandas has it."""
    dask = pytest.importorskip("dask", reason="no Dask here; the extra `scale` has it")
    frames = pytest.importorskip("dask.dataframe", reason="no Dask here; the extra `scale` has it")
    with dask.config.set({"dataframe.convert-string": False, "scheduler": "synchronous"}):
        yield frames


def parts_of(talks, n_parts):
    return [talks.iloc[rows] for rows in np.array_split(np.arange(len(talks)), n_parts)]


@pytest.fixture(scope="module", params=[1, 9])
def assigned(request, talks):
    """The themes of each part."""
    return list(scale.assign_themes(parts_of(talks, request.param), lexicon=LEXICON).parts)


@pytest.mark.parametrize("by", [None, "year", "event", "track", "tags", "kind"])
def test_counts_of_parts_are_those_of_all_talks(assigned, themes, by):
    counts = scale.theme_counts(scale.ThemesInParts(iter(assigned)), by)
    pd.testing.assert_frame_equal(theme_shares(counts, by), theme_shares(themes, by))
    if by in ("year", "event"):
        pd.testing.assert_frame_equal(compare_events(counts, by), compare_events(themes, by))
        pd.testing.assert_frame_equal(trend_tests(counts, by), trend_tests(themes, by))


def test_counts_of_parts_take_weights(assigned, themes):
    found = scale.ThemesInParts(iter(assigned))
    shares = theme_shares(scale.theme_counts(found, weights="duration"))
    pd.testing.assert_frame_equal(shares, theme_shares(themes, weights="duration"))


def test_parts_without_talks_or_groups_count_nothing(talks):
    def found(parts):
        return scale.assign_themes(parts, lexicon=LEXICON)

    parts = [talks[:0], talks[:30], talks[:0]]
    assert scale.theme_counts(found(parts))["n_talks"].iloc[0] == 30
    for name, by, wrong in (
        ("no talks to count; give parts with at least one", None, [talks[:0]]),
        ("no talk has a value for track; group the talks by another column", "track", [talks[:9]]),
        ("no talks; batches can be read only once, so read the file again", None, []),
    ):
        with pytest.raises(KcdError, match=f"^{name}$"):
            scale.theme_counts(found(wrong), by)
    with pytest.raises(KcdError, match=r"^talks must come in parts: a Dask DataFrame, or what"):
        found(talks)


def test_batches_of_a_file_are_read_one_after_the_other(talks, themes, tmp_path):
    talks = talks.assign(language=pd.array(["en"] * len(talks), dtype="str"))
    for name in ("talks.parquet", "talks.jsonl"):
        write_talks(talks, tmp_path / name)
        batches = list(read_talks(tmp_path / name, batches=50))
        assert [len(batch) for batch in batches] == [50, 50, 20]
        whole = read_talks(tmp_path / name)
        pd.testing.assert_frame_equal(pd.concat(batches, ignore_index=True), whole)
        found = scale.assign_themes(read_talks(tmp_path / name, batches=60), lexicon=LEXICON)
        shares = theme_shares(scale.theme_counts(found, "year"), "year")
        pd.testing.assert_frame_equal(shares, theme_shares(themes, "year"))


def test_lines_of_batches_are_those_of_the_file(tmp_path):
    path = tmp_path / "talks.jsonl"
    lines = [f'{{"title": "Talk {n}", "speakers": "Ada Example", "kind": "{k}"}}\n'
             for n, k in enumerate(["talk"] * 5 + ["break"] * 3 + ["talk"])]  # fmt: skip
    path.write_text("".join(lines))
    read = pd.concat(read_talks(path, batches=3))
    assert read["line"].tolist() == [1, 2, 3, 4, 5, 9]
    assert read["title"].tolist() == [f"Talk {n}" for n in (0, 1, 2, 3, 4, 8)]
    path.write_text("".join(lines[5:8]))
    with pytest.raises(KcdError, match="no talks found; give the file that lists their titles"):
        list(read_talks(path, batches=2))


def test_what_cannot_be_read_in_batches_is_refused(tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("Title,Speakers\neBPF,Ada\n")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and more")
    for source, size, problem in (
        (
            path,
            10,
            "neither Parquet nor JSON Lines, so it cannot be read in batches; read it whole",
        ),
        (tmp_path / "none.parquet", 10, "no such file"),
        (tmp_path, 10, "not a file; check the name and the folder"),
        (path, 0, "batches is 0; give a number of rows, as 10,000"),
        (path, True, "batches is True; give a number"),
        ([path], 10, "batches are of one file; name one, and not several"),
        (broken, 10, "broken Parquet .*; export the table again"),
    ):
        with pytest.raises(KcdError, match=problem):
            list(read_talks(source, batches=size))


def test_the_sample_does_not_depend_on_the_parts(talks):
    samples = [scale.sample_talks(parts_of(talks, n), 40) for n in (1, 4, 37)]
    samples.append(scale.sample_talks(parts_of(talks[::-1], 3), 40))
    assert len(samples[0]) == 40
    for other in samples[1:]:
        pd.testing.assert_frame_equal(other, samples[0])
    # At random, not the first.
    assert samples[0]["line"].between(1, 60).mean() == pytest.approx(0.5, abs=0.2)


def test_talks_of_one_title_in_two_batches_are_two_talks(tmp_path):
    path = tmp_path / "talks.jsonl"
    title = '{"title": "Welcome to the harbour of ropes", "abstract": "Ropes, %s and tides."}\n'
    path.write_text("".join(title % word for word in ("knots", "boats", "fog")))
    sample = scale.sample_talks(read_talks(path, batches=1), 9)
    assert sample["talk_id"].tolist() == [
        f"event/welcome-to-the-harbour-of-ropes{end}" for end in ("", "#2", "#3")
    ]
    assert sample["line"].tolist() == [1, 2, 3]
    model = scale.fit_topics(read_talks(path, batches=1), n_topics=1)
    topics = list(scale.predict_topics(model, read_talks(path, batches=1)))
    assert [len(each) for each in topics] == [1, 1, 1]


def test_topics_of_parts_are_those_of_the_sample(talks):
    model = scale.fit_topics(parts_of(talks, 4), n_sample=60, n_topics=3)
    sample = scale.sample_talks([talks], 60)
    assert model.labels_.tolist() == TopicModel(3).fit(sample).labels_.tolist()
    parts = parts_of(talks, 9)
    topics = pd.concat(scale.predict_topics(model, parts))
    assert topics.index.equals(talks.index)
    assert topics.tolist() == model.predict(talks).tolist()
    assert topics.nunique() == 3


def test_a_dask_frame_gives_what_pandas_gives(dd, talks, themes):
    import dask

    frame = dd.from_map(lambda part: part, parts_of(talks, 4), meta=talks[:0])
    found = scale.assign_themes(frame, lexicon=LEXICON)
    lazy = (found.labels, found.scores, found.evidence)
    assert {table.npartitions for table in lazy} == {4}
    labels, scores, evidence = dask.compute(*lazy)
    pd.testing.assert_frame_equal(labels, themes.labels.set_axis(talks.index))
    pd.testing.assert_frame_equal(scores, themes.scores.set_axis(talks.index))
    known = themes.evidence.reset_index(drop=True)
    pd.testing.assert_frame_equal(evidence.reset_index(drop=True), known)
    counts = scale.theme_counts(found, "year")
    pd.testing.assert_frame_equal(theme_shares(counts, "year"), theme_shares(themes, "year"))


@pytest.mark.parametrize("n_parts", [1, 4, pytest.param(37, marks=pytest.mark.thorough)])
def test_topics_do_not_depend_on_the_partitions(dd, talks, n_parts):
    frame = dd.from_map(lambda part: part, parts_of(talks, n_parts), meta=talks[:0])
    model = scale.fit_topics(frame, n_sample=60, n_topics=3)
    topics = scale.predict_topics(model, frame)
    assert topics.npartitions == n_parts
    known = scale.fit_topics([talks], n_sample=60, n_topics=3)
    assert topics.compute().tolist() == known.predict(talks).tolist()


def test_partitions_keep_their_divisions(dd, talks):
    frame = dd.from_pandas(talks, npartitions=3)
    found = scale.assign_themes(frame, lexicon=LEXICON)
    model = scale.fit_topics(frame, n_sample=60, n_topics=3)
    assert frame.known_divisions
    for lazy in (found.labels, found.scores, scale.predict_topics(model, frame)):
        assert lazy.divisions == frame.divisions
        pd.testing.assert_index_equal(lazy.loc[40:45].compute().index, talks.index[40:46])


@pytest.mark.filterwarnings("ignore:The inplace keyword:Warning")  # Dask
def test_what_dask_cannot_read_is_refused_in_one_sentence(dd, talks, tmp_path):
    path, other = tmp_path / "talks.parquet", tmp_path / "other.parquet"
    write_talks(talks, path)
    talks[["title"]].to_parquet(other)
    with scale.dask_talks([str(path)]) as frame:
        assert frame.compute()["talk_id"].tolist() == talks["talk_id"].tolist()
    (tmp_path / "notes.md").write_text("eBPF")
    for name, scheduler, problem in (
        ("none.parquet", None, r"none\.parquet: no such file; check the name$"),
        ("notes.md", None, r"notes\.md: not Parquet; write it with 'kcdanalysis read PROGRAMME -o"),
        ("other.parquet", None, r"other\.parquet: no column 'talk_id'; write it with"),
        ("talks.parquet", "nowhere", "^nowhere: there is no Dask scheduler at this address"),
    ):
        with (
            pytest.raises(KcdError, match=problem),
            scale.dask_talks([str(tmp_path / name)], scheduler),
        ):
            pass
    with pytest.raises(KcdError, match=r"/a: not Parquet; write"), scale.dask_talks(["s3://b/a"]):
        pass
    # A client that cannot be reached would keep the next computation waiting.
    distributed = pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="No clients found"):
        distributed.default_client()


def test_text_as_dask_converts_it_is_understood(dd, talks, themes):
    import dask

    with dask.config.set({"dataframe.convert-string": True}):
        frame = dd.from_pandas(talks, npartitions=3)
        found = scale.assign_themes(frame, lexicon=LEXICON)
        assert (found.labels.compute().to_numpy() == themes.labels.to_numpy()).all()


def test_workers_give_the_same(dd, talks, themes):
    distributed = pytest.importorskip("distributed", reason="no cluster; the extra `scale` has it")
    with (
        warnings.catch_warnings(),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        warnings.simplefilter("ignore")
        found = scale.assign_themes(dd.from_pandas(talks, npartitions=5), lexicon=LEXICON)
        shares = theme_shares(scale.theme_counts(found, "year"), "year")
    pd.testing.assert_frame_equal(shares, theme_shares(themes, "year"))


def _die_once(part, marker):
    """Kill the worker that computes this part, unless one has died already."""
    if "talk-60" in set(part["talk_id"]) and not marker.exists():
        marker.touch()
        os._exit(1)
    return part


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="a minute; `make test-long` runs it"
)
@pytest.mark.filterwarnings("ignore")
def test_a_killed_worker_changes_nothing(dd, talks, themes, tmp_path):
    distributed = pytest.importorskip("distributed", reason="no cluster; the extra `scale` has it")
    marker = tmp_path / "a worker died"
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        frame = dd.from_pandas(talks, npartitions=6).map_partitions(
            _die_once, marker, meta=talks[:0]
        )
        found = scale.assign_themes(frame, lexicon=LEXICON)
        shares = theme_shares(scale.theme_counts(found, "year"), "year")
        labels = found.labels.compute()
    assert marker.exists()
    pd.testing.assert_frame_equal(shares, theme_shares(themes, "year"))
    pd.testing.assert_frame_equal(labels, themes.labels.set_axis(talks.index))
