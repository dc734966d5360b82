import pandas as pd
import pytest

import kcdanalysis as kcd
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes, explain_talk
from kcdanalysis.themes.evidence import WEIGHTS
from kcdanalysis.themes.scoring import HINT_LIMIT

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
    assert not has("Cats", "ebpf", "eBPF " * 15)


def test_hints_never_decide_alone():
    assert not has("Kernel probes", "ebpf", "kernel probe. " * 100)
    hints = {"a": {"terms": ["zyzzyva"], "hints": ["kernel", "probe", "tracing", "packet", "XDP"]}}
    talk = {"title": "Kernel probes", "abstract": "kernel probe tracing packet XDP " * 100}
    evidence = assign_themes(as_talks([talk]), lexicon=hints).evidence
    assert evidence["points"].sum() == pytest.approx(HINT_LIMIT)


def test_each_term_counts_for_itself_and_its_spellings_once():
    evidence = assign({"title": "Supply-chain security"}).evidence
    assert evidence["term"].tolist() == ["Supply-chain security", "security"]
    lexicon = {"a": {"terms": ["multi-cluster", "multicluster"], "hints": ["Multi cluster"]}}
    evidence = assign_themes(as_talks([{"title": "Multi-clusters"}]), lexicon=lexicon).evidence
    assert evidence[["term", "role", "points"]].values.tolist() == [["Multi-clusters", "term", 4]]


def test_a_title_term_is_a_term_in_a_title_and_a_hint_in_the_text():
    talks = as_talks([{"title": "Falco", "abstract": "Why Falco."}])
    evidence = assign_themes(talks, lexicon={"a": {"title_terms": ["Falco"]}}).evidence
    assert evidence[["role", "field", "points"]].values.tolist() == [
        ["term", "title", 4],
        ["hint", "abstract", 0.25],
    ]


def test_an_ordinary_word_of_a_title_counts_less_where_the_talk_is_about_something_else():
    abstracts = {
        "people": "How we welcome contributors, run meetups, mentor volunteers and keep an open"
        " source project friendly.",
        "chips": "Register maps, clock trees and pin muxing of the SoC, and how the bootloader and"
        " the kernel drivers of the GPU and the DMA controller were written.",
    }
    rows = [
        {"title": f"Community boards {key}", "abstract": text} for key, text in abstracts.items()
    ]
    word = {"title_terms": ["community"], "hints": ["meetup", "driver"]}
    lexicon = {"word": word, "name": {"title_terms": ["Community"]}}
    themes = assign_themes(as_talks([*rows, {"title": "Community"}]), lexicon=lexicon)
    title = themes.evidence[themes.evidence["field"] == "title"].set_index("theme")
    assert title.loc["word", "role"].tolist() == ["term", "hint", "term"]
    assert title.loc["word", "context"].iloc[1] < 1 == title.loc["word", "context"].iloc[2]
    assert title.loc["name", "role"].tolist() == ["term"] * 3


@pytest.mark.parametrize(
    ("theme", "text", "role"),
    [
        ({"title_terms": ["performance"]}, "", "hint"),
        ({"title_terms": ["performance"]}, "More performance.", "term"),
        ({"title_terms": ["performance"], "hints": ["cache"]}, "", "term"),
        ({"title_terms": ["performance", "disk"]}, "", "term"),
        ({"title_terms": ["Performance"]}, "", "term"),
        ({"terms": ["performance"]}, "", "term"),
    ],
)
def test_the_text_takes_up_an_ordinary_word_of_a_title_or_it_is_a_hint(theme, text, role):
    about = "Slow queries, indexes, locks, caches and the planner of a relational database."
    talk = {"title": "Performance from disk", "abstract": f"{about} {text}"}
    themes = assign_themes(as_talks([talk, {**talk, "abstract": text}]), lexicon={"a": theme})
    title = themes.evidence[themes.evidence["field"] == "title"].drop_duplicates("talk_id")
    assert title["context"].iloc[0] > 1
    # A short text says too little to doubt the title.
    assert title["role"].tolist() == [role, "term"]


LINGUISTICS = (
    "Sentences and their grammar: a corpus of annotated dialogue, in which syntax, morphology and"
    " semantics are labelled by students of linguistics. We train a classifier that reads questions"
    " and answers, extracts entities and relations between words, and translates between languages."
    " The accuracy on paragraphs of novels, poems and newspapers is compared with human judgement;"
    " summaries, sentiment, sarcasm and metaphors are harder than spelling, vocabulary or accents."
)


@pytest.mark.parametrize(
    ("theme", "changes", "role"),
    [
        ({"terms": ["network", "router", "firewall"]}, {}, "hint"),
        ({"title_terms": ["Network", "router", "firewall"]}, {}, "hint"),
        # What another term or hint supports, is near to a term, or is short, is not doubted.
        ({"terms": ["network", "router"], "hints": ["accuracy"]}, {}, "term"),
        ({"terms": ["network", "natural language processing"]}, {}, "term"),
        ({"terms": ["network", "router"]}, {"abstract": LINGUISTICS[:150]}, "term"),
        # The vectors are those of English words.
        ({"terms": ["network", "router"]}, {"language": "fr"}, "term"),
    ],
)
def test_a_lone_term_of_a_title_is_a_hint_if_a_long_text_is_far_from_the_theme(
    theme, changes, role
):
    talk = {"title": "An Interaction Network", "abstract": f"{LINGUISTICS} Network."} | changes
    evidence = assign_themes(as_talks([talk]), lexicon={"a": theme}).evidence
    assert evidence.set_index("field").loc["title", "role"] == role


@pytest.mark.parametrize(
    ("title", "language", "terms"),
    [
        ("Comment j'ai automatisé ma compta", "fr", []),
        ("Sicurezza ai container", "it", []),
        ("L'AI pour tous", "fr", ["AI"]),
        ("Why ai matters", "en", ["ai"]),
    ],
)
def test_a_short_form_needs_its_capitals_outside_english(title, language, terms):
    talks = as_talks([{"title": title, "language": language}])
    other = {code: {"terms": ["zzz"]} for code in ("fr", "it")}
    lexicon = {"ai": {"terms": ["artificial intelligence"], **other}, "own": ["AI"]}
    found = assign_themes(talks, lexicon=lexicon).evidence
    assert found["term"].tolist() == terms * 2


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
        "You will not need eBPF. It doesn't require any eBPF. There is no need for eBPF.",
        "An eBPF-free system.",
    ],
)
def test_negated_mentions_do_not_count(abstract):
    assert assign({"title": "Cats", "abstract": abstract}).evidence.empty


def test_a_negated_mention_in_a_title_counts():
    assert has("Without eBPF", "ebpf")


def test_a_theme_is_what_its_label_says_in_any_case():
    lexicon = {"a": {"label": "Web & Flux", "terms": ["Flux", "Web"]}}
    themes = assign_themes(as_talks([{"title": "flux on the web"}]), lexicon=lexicon)
    assert themes.evidence["term"].tolist() == ["flux", "web"]


def test_a_mention_weighs_more_where_the_term_is_rare_and_the_rest_is_near():
    lexicon = {"db": {"terms": ["PostgreSQL", "data"]}}
    near = "PostgreSQL data. Query, index, transaction, replication, backup, cache, disk and row."
    far = "PostgreSQL data. Fonts, colours, layout, animation, borders, icons, pages and images."

    def weights(text):
        talks = as_talks([{"title": "A", "abstract": text}])
        evidence = assign_themes(talks, lexicon=lexicon).evidence.set_index("term")
        return evidence.loc["PostgreSQL"], evidence.loc["data"]

    assert weights(near)[0]["context"] > 1.2 > weights(far)[0]["context"] > 0.7
    rare, common = weights(near)
    assert rare["term_weight"] == 1 and common["term_weight"] == pytest.approx(0.57, abs=0.01)
    # The context of a few words is unknown.
    assert weights("PostgreSQL data")[0]["context"] == 1


def test_points_are_the_product_of_the_weights():
    row = {
        "title": "eBPF",
        "abstract": "eBPF and the kernel.",
        "takeaways": "eBPF\neBPF\neBPF\neBPF",
    }
    evidence = assign(row).evidence
    weights = evidence[WEIGHTS]
    assert evidence["points"].tolist() == pytest.approx(weights.prod(axis=1).tolist())
    assert evidence[["term", "field", "count"]].values.tolist() == [
        ["eBPF", "title", 1],
        ["eBPF", "abstract", 1],
        ["kernel", "abstract", 1],
        ["eBPF", "takeaways", 4],
    ]
    # The abstract and the takeaways are one text, in which four mentions count twice.
    assert weights["repetition"].tolist() == [1, 1, 1, 1]
    assert weights["field_weight"].tolist() == [4, 1, 0.25, 1]


def test_two_grades_are_two_thresholds():
    talks = [
        {"title": "eBPF"},
        {"title": "Cats", "abstract": "eBPF"},
        {"title": "Kernel", "abstract": ""},
    ]
    themes = assign(*talks, mentioned=1)
    assert themes.labels["ebpf"].tolist() == [True, False, False]
    assert themes.mentions["ebpf"].tolist() == [True, True, True]
    assert [themes.grade(talk, "ebpf") for talk in themes.labels.index] == [
        "about", "mentioned", "mentioned",
    ]  # fmt: skip
    assert assign(*talks, mentioned=1.5).mentions["ebpf"].tolist() == [True, False, False]
    assert themes.mentions["security"].tolist() == [False] * 3
    assert assign(*talks, mentioned=5).mentions["ebpf"].tolist() == [True, False, False]


def test_an_organisation_is_no_subject():
    row = {"title": "Attack Networks", "abstract": "At Attack Networks we attack."}
    lexicon = {"a": {"terms": ["attack"]}}
    counts = [
        assign_themes(as_talks([row | more]), lexicon=lexicon).evidence["count"].tolist()
        for more in ({}, {"organisations": "Attack Networks"}, {"organisations": "Attack"})
    ]
    assert counts == [[1, 2], [1], [1, 2]]


def dominance(rows, lexicon):
    misfit = assign_themes(as_talks(rows), lexicon=lexicon).misfit
    return [sentence for sentence in misfit if sentence.startswith("the term ")]


def test_a_term_that_decides_too_much_is_named():
    rows = [{"title": f"Clusters {at}" if at < 5 else f"Tea {at}"} for at in range(10)]
    lexicon = {"a": {"label": "Machines", "terms": ["cluster", "tea party"]}}
    advice = (
        "; add what it only stands for here to `without`, or make a lexicon for this event with"
        " `lexicon new` and name it with --lexicon"
    )
    assert dominance(rows, lexicon) == [
        f"the term 'Clusters' alone decides the theme Machines in 50% of the talks{advice}"
    ]
    # Not in four of ten, not in nine talks, and not where another term decides as well.
    assert dominance([*rows[1:], {"title": "Tea"}], lexicon) == []
    assert dominance(rows[:9], lexicon) == []
    assert dominance(rows, {"a": ["cluster", *"01234"]}) == []
    event = [row | {"event": "Cluster Days"} for row in rows[4:]]
    assert dominance(event, lexicon) == [
        "the term 'Clusters' alone decides the theme Machines and is in the name of the event,"
        f" 'Cluster Days'{advice}"
    ]
    assert dominance([row | {"event": "Clustering Days"} for row in rows[4:]], lexicon) == []


def test_a_lexicon_that_most_talks_lack_says_so(tmp_path):
    rows = [{"title": f"Tea {at}"} for at in range(5)] + [{"title": "eBPF"}] * 3
    rows += [{"title": "Meshes"}] * 2
    path = tmp_path / "mine.toml"
    path.write_text('[ebpf]\nterms = ["eBPF", "mesh"]\n')
    assert assign_themes(as_talks(rows), lexicon=str(path)).misfit == []
    with pytest.warns(KcdWarning) as warned:
        themes = assign_themes(as_talks([*rows, {"title": "Tea"}]), lexicon=str(path))
    assert [str(warning.message) for warning in warned] == themes.misfit
    # Readers of a figure need no advice on the lexicon.
    note = kcd.figures.theme_shares(themes).note
    assert " 6 of 11 talks have no theme of this lexicon, so it may not fit. " in f" {note} "
    assert "--lexicon" not in note
    assert themes.misfit[0] == (
        "6 of 11 talks have no theme of this lexicon, so it may not fit; name another with"
        " --lexicon, or make one for this event with `lexicon new`"
    )


def test_a_lexicon_that_fits_better_is_named():
    rows = [{"title": f"Django {at}"} for at in range(7)] + [
        {"title": f"Tea {at}"} for at in range(5)
    ]
    with pytest.warns(KcdWarning, match="12 of 12 talks have no theme") as warned:
        assign_themes(as_talks(rows), lexicon="security")
    assert str(warned[0].message).endswith(
        "; try --lexicon python, of which 58% of the talks have a theme, or make one for this event"
        " with `lexicon new`"
    )
    # Figures and posts do not name it, so that it is not looked for.
    themes = assign_themes(as_talks(rows), lexicon={"tea": ["milk"]})
    assert "python" not in themes.misfit_findings[0][1] and "_fitting" not in vars(themes)
    assert "try --lexicon python" in themes.misfit[0]
    # Five of twelve talks are too few.
    with pytest.warns(KcdWarning, match="; name another with --lexicon, or"):
        assign_themes(as_talks(rows[2:] + [{"title": "Milk"}] * 2), lexicon="security")


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


def test_no_talks_give_empty_tables():
    themes = assign_themes(as_talks([]), lexicon=LEXICON)
    assert themes.scores.shape == (0, 2)
    assert themes.evidence.empty


def test_explain_adds_up_and_finds_by_part_of_the_title():
    themes = assign({"title": "eBPF for all", "abstract": "An attack."}, {"title": "Cats"})
    table = explain_talk(themes, "FOR ALL")
    assert table[["theme", "grade", "field"]].values.tolist() == [
        ["ebpf", "about", "sum"],
        ["ebpf", "about", "title"],
        ["security", "mentioned", "sum"],
        ["security", "mentioned", "abstract"],
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
