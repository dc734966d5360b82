import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes, explain_talk
from kcdanalysis.themes.evidence import HINT_LIMIT

LEXICON = {
    "ebpf": {"label": "eBPF", "terms": ["eBPF", "Flux"], "hints": ["kernel", "probe"]},
    "security": {
        "label": "Security",
        "terms": ["security", "supply chain security", "attack"],
        "without": ["secure a seat", "social security"],
    },
}


def assign(*rows, **options):
    return assign_themes(as_talks(rows), lexicon=LEXICON, **options)


def has(title, theme, abstract=None):
    return bool(assign({"title": title, "abstract": abstract}).labels[theme].iloc[0])


def test_a_title_names_a_theme_and_a_mention_does_not():
    assert has("eBPF in practice", "ebpf")
    assert not has("Cats", "ebpf", "Somebody asked about eBPF.")
    assert has("Cats", "ebpf", "eBPF " * 15)


def test_hints_never_decide_alone():
    assert not has("Kernel probes", "ebpf", "kernel probe. " * 100)
    evidence = assign({"title": "Kernel probes", "abstract": "kernel probe " * 100}).evidence
    assert evidence["points"].sum() == pytest.approx(HINT_LIMIT)


def test_a_phrase_counts_once_and_goes_before_its_words():
    evidence = assign({"title": "Supply-chain security"}).evidence
    assert evidence["term"].tolist() == ["Supply-chain security"]


def test_phrases_of_without_do_not_count():
    assert assign({"title": "Social security and how to secure a seat"}).evidence.empty


def test_a_name_needs_its_capital():
    assert has("Flux at scale", "ebpf")
    assert not has("All is in flux", "ebpf")


@pytest.mark.parametrize(
    "abstract",
    [
        "No eBPF needed.",
        "No prior experience with eBPF is asked for. We use iptables instead of eBPF.",
        "This is not about eBPF. Without eBPF, and unlike eBPF, it works everywhere.",
    ],
)
def test_what_is_denied_does_not_count(abstract):
    assert assign({"title": "Cats", "abstract": abstract}).evidence.empty


def test_a_title_that_denies_is_about_it_all_the_same():
    assert has("Without eBPF", "ebpf")


def test_a_theme_is_what_its_label_says_in_any_case():
    lexicon = {"a": {"label": "Web & Flux", "terms": ["Flux", "Web"]}}
    themes = assign_themes(as_talks([{"title": "flux on the web"}]), lexicon=lexicon)
    assert themes.evidence["term"].tolist() == ["flux", "web"]


def test_a_mention_weighs_more_where_the_theme_is_narrow_and_the_talk_is_near():
    narrow = {"db": {"terms": ["PostgreSQL"]}, "ui": {"terms": ["CSS"]}}
    broad = {"db": {"terms": ["PostgreSQL", "data", "code", "table", "system"]}}
    near = {"title": "A", "abstract": "PostgreSQL. Query, index, transaction and replication."}
    far = {"title": "A", "abstract": "PostgreSQL. Fonts, colours, layout and animation."}

    def weight(talk, lexicon):
        evidence = assign_themes(as_talks([talk]), lexicon=lexicon).evidence
        return evidence.loc[evidence["theme"] == "db", "weight"].iloc[0]

    assert weight(near, narrow) > weight(far, narrow)
    assert weight(far, narrow) > weight(far, broad)


def test_inflections_count_and_other_words_do_not():
    assert has("Attacks!", "security")
    assert not has("Attackers and insecurity", "security")


def test_evidence_can_be_found_in_the_text():
    talks = as_talks(
        [{"title": "A", "abstract": "First. We attack eBPF!\n\nThen eBPF attacks.", "line": 7}]
    )
    evidence = assign_themes(talks, lexicon=LEXICON).evidence
    assert evidence[["theme", "term", "count", "line", "sentence"]].values.tolist() == [
        ["security", "attack", 2, 7, "We attack eBPF!"],
        ["ebpf", "eBPF", 2, 7, "We attack eBPF!"],
    ]


def test_scores_are_the_sum_of_the_evidence():
    themes = assign({"title": "eBPF", "abstract": "kernel kernel attack"}, {"title": "Cats"})
    points = themes.evidence.groupby("theme")["points"].sum()
    for theme, total in points.items():
        score = themes.scores[theme].iloc[0]
        assert score == pytest.approx(total / (total + themes.threshold))
    assert (themes.labels == (themes.scores >= 0.5)).all(axis=None)
    assert themes.scores.iloc[1].tolist() == [0, 0]
    assert list(themes.scores.columns) == list(LEXICON)


@settings(max_examples=20)
@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=4), st.randoms())
def test_a_talk_has_the_same_themes_beside_any_others(titles, random):
    rows = [{"title": f"{title} eBPF", "talk_id": str(at)} for at, title in enumerate(titles)]
    alone = [assign(row).scores.iloc[0].tolist() for row in rows]
    random.shuffle(rows)
    together = assign(*rows).scores.sort_index()
    assert together.values.tolist() == alone


def test_no_talks_give_empty_tables():
    themes = assign_themes(as_talks([]), lexicon=LEXICON)
    assert themes.scores.shape == (0, 2)
    assert themes.evidence.empty


def test_explain_adds_up_and_finds_by_part_of_the_title():
    themes = assign({"title": "eBPF for all", "abstract": "An attack."}, {"title": "Cats"})
    table = explain_talk(themes, "FOR ALL")
    assert table[["theme", "assigned", "field"]].values.tolist() == [
        ["ebpf", "yes", "sum"],
        ["ebpf", "yes", "title"],
        ["security", "no", "sum"],
        ["security", "no", "abstract"],
    ]
    for theme, rows in table.groupby("theme"):
        parts = rows[rows["field"] != "sum"]
        assert rows["points"].iloc[0] == pytest.approx(parts["points"].sum(), abs=0.01), theme
    with pytest.raises(KcdError, match="no talk with 'dogs' in its title; there are eBPF for all"):
        explain_talk(themes, "dogs")


def test_a_mistyped_title_is_named():
    themes = assign({"title": "eBPF for all"}, {"title": "Cats"})
    with pytest.raises(KcdError, match=r"no talk with 'eBFP for al' .*; did you mean 'eBPF for al"):
        explain_talk(themes, "eBFP for al")


@pytest.mark.parametrize("threshold", [0, -1, float("nan"), float("inf"), "a", None, True])
def test_an_impossible_threshold_is_refused(threshold):
    with pytest.raises(KcdError) as error:
        assign({"title": "eBPF"}, threshold=threshold)
    assert str(error.value) == (
        f"threshold is {threshold!r}; choose a number of points above 0 (usual: 4)"
    )


def test_any_frame_with_titles_is_taken():
    frame = pd.DataFrame({"title": ["eBPF", "Cats"], "stars": [5, 4]})
    themes = assign_themes(frame, lexicon=LEXICON)
    assert themes.labels["ebpf"].tolist() == [True, False]
    assert assign_themes(themes, lexicon=LEXICON).labels.equals(themes.labels)
    twice = themes.talks.assign(talk_id="same")
    with pytest.raises(KcdError, match="talk_id 'same' is given twice, in row 1 and in row 2"):
        assign_themes(twice, lexicon=LEXICON)


# The first source: what everybody who was there would say.

EBPF = {
    "Demystifying eBPF - eBPF Firewall from Scratch",
    "Buzzing Across the Cloud Native Landscape with eBPF",
    "Bridging Dev and Ops with eBPF: Extending Observability Upwards and Downwards",
    "eBPF for Security",
}
SECURITY = {
    "Securing your Software Supply Chain on Kubernetes with Sigstore",
    "Forensic Container Checkpointing and Analysis",
    "Demystifying eBPF - eBPF Firewall from Scratch",
    "eBPF for Security",
}


@pytest.fixture(scope="module")
def zurich(root):
    return assign_themes(read_talks(root / "data" / "kcd-zurich-2023.md"))


def titles(themes, theme):
    named = themes.labels.set_axis(themes.talks["title"])[theme]
    return set(named.index[named])


def test_zurich_has_its_themes(zurich):
    assert titles(zurich, "ebpf") == EBPF
    assert titles(zurich, "security") == SECURITY
    assert {title[:27] for title in titles(zurich, "sustainability")} == {
        "The State of Green Washing "
    }


def test_notes_and_article_have_the_same_themes(zurich, root, shared):
    article = assign_themes(read_talks(shared / "seed" / "kcd-zurich-2023-feedback.md"))
    pd.testing.assert_frame_equal(
        zurich.labels.set_axis(zurich.talks["title"]),
        article.labels.set_axis(article.talks["title"]),
    )
