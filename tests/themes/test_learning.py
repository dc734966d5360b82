import numpy as np
import pandas as pd
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes, explain_talk
from kcdanalysis.themes.evidence import LEARNED_COLUMNS

LEXICON = {"bread": {"terms": ["bread"]}, "boats": {"terms": ["boats"]}}
BREAD = ["flour", "yeast", "oven", "crust", "dough", "loaf"]
BOATS = ["sail", "mast", "rudder", "anchor", "keel", "tide"]


def talks():
    """Talks of two subjects; every second one does not say its name."""
    rows = []
    for name, words in (("Bread", BREAD), ("Boats", BOATS)):
        for at in range(8):
            said = " ".join(words[(at + step) % 6] for step in range(4))
            title = f"{name} {at}" if at % 2 else f"Number {at}"
            rows.append({"title": title, "abstract": f"{said}.", "tags": name.lower(), "line": at})
    return as_talks(rows)


def agreement(themes):
    return (themes.scores.idxmax(axis=1).to_numpy() == themes.talks["tags"]).mean()


@pytest.fixture(scope="module")
def expanded():
    return assign_themes(talks(), lexicon=LEXICON, expand=True)


def test_talks_that_do_not_say_the_name_are_found(expanded):
    rule = assign_themes(talks(), lexicon=LEXICON)
    assert rule.labels.sum().sum() == 8
    assert rule.learned.empty
    assert expanded.labels.sum(axis=1).ge(1).all()
    assert agreement(expanded) == 1


def test_what_was_learned_is_listed_and_is_of_the_talks(expanded):
    learned = expanded.learned
    assert list(learned.columns) == LEARNED_COLUMNS
    assert learned["talks"].str.split("; ").map(len).le(3).all()
    best = learned.groupby("theme").head(4).groupby("theme")["term"].agg(" ".join)
    assert all(row.term in row.sentence.casefold() for row in learned.itertuples())
    assert set(best["bread"].split()) <= set(BREAD)
    assert set(best["boats"].split()) <= set(BOATS)
    assert (learned["weight"] > 0).all() and (learned["n_talks"] >= 1).all()
    assert not {"bread", "boats"} & set(learned["term"].str.casefold())


def test_learned_evidence_is_marked_and_adds_up(expanded):
    evidence = expanded.evidence
    assert set(evidence["role"]) == {"term", "learned"}
    rows = evidence[evidence["role"] == "learned"]
    assert all(row.term in row.sentence for row in rows.itertuples())
    points = evidence.groupby(["talk_id", "theme"])["points"].sum()
    for (talk, theme), total in points.items():
        assert expanded.scores.loc[talk, theme] == pytest.approx(total / (total + 4))
    explained = explain_talk(expanded, "Number 0")
    assert "learned" in set(explained["role"])


def test_embeddings_are_used_in_addition_to_words():
    vectors = np.repeat([[1.0, 0.1], [0.1, 1.0]], 8, axis=0)
    themes = assign_themes(talks(), lexicon=LEXICON, expand=True, embeddings=vectors)
    assert agreement(themes) == 1
    rows = themes.evidence[themes.evidence["role"] == "meaning"]
    assert len(rows) and rows["term"].str.startswith("like '").all()
    called = []

    def encode(texts):
        called.append(list(texts))
        return [[float("yeast" in text or "bread" in text), 1.0] for text in texts]

    assign_themes(talks(), lexicon=LEXICON, expand=True, embeddings=encode)
    assert called[1] == ["A talk about bread", "A talk about boats"]


@pytest.mark.parametrize("lexicon", [LEXICON, {"bread": {"terms": ["bread"]}}])
@pytest.mark.parametrize("n_talks", [0, 1, 2])
def test_few_talks_and_themes_are_no_error(lexicon, n_talks):
    themes = assign_themes(talks().head(n_talks), lexicon=lexicon, expand=True)
    assert themes.scores.shape == (n_talks, len(lexicon))
    assert np.isfinite(themes.scores.to_numpy(dtype=float)).all()


def test_assigning_again_gives_the_same(expanded):
    again = assign_themes(talks(), lexicon=LEXICON, expand=True)
    pd.testing.assert_frame_equal(again.evidence, expanded.evidence)
    pd.testing.assert_frame_equal(again.learned, expanded.learned)


def test_embeddings_alone_are_refused():
    with pytest.raises(KcdError, match="embeddings are only used with expand=True; add it"):
        assign_themes(talks(), lexicon=LEXICON, embeddings="semantic")
