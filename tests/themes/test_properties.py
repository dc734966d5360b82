"""What the scoring rule promises, for random lexicons over real talks."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.lexicon import PHRASES as PHRASE_KEYS
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.words.tokens import content_runs, part_words, singular

ROOT = Path(__file__).parents[2]


def real_talks():
    """Talks of the shipped notes, and of a published programme if it is available."""
    rows = read_talks(ROOT / "data" / "kcd-zurich-2023.md").to_dict("records")
    corpus = ROOT.parent / "shared" / "corpora" / "kubecon_eu_2025_tracks.parquet"
    if corpus.exists():
        frame = pd.read_parquet(corpus, columns=["title", "abstract"])
        rows += frame.sample(24, random_state=0).to_dict("records")
    talks = as_talks([{key: row.get(key) for key in ("title", "abstract")} for row in rows])
    return talks.assign(talk_id=[str(at) for at in range(len(talks))])


def phrases_of(talks):
    """Words and pairs of neighbours of the talks, and terms of the default lexicon."""
    words = [
        part_words(text) for column in ("title", "abstract") for text in talks[column].dropna()
    ]
    pairs = {" ".join(pair) for text in words for pair in pairwise(text)}
    terms = {phrase for theme in read_lexicon().values() for phrase in theme.phrases}
    found = {word for text in words for word in text} | set(sorted(pairs)[::5]) | terms
    return sorted(phrase for phrase in found if any(map(str.isalnum, phrase)))


# An example is a dozen talks; `make test-long` compares some 5,000 pairs of talk and theme.
LONG = settings.default.max_examples > 100
EXAMPLES = settings(max_examples=400 if LONG else 10)

REAL = real_talks()
PHRASES = st.sampled_from(phrases_of(REAL))
CONTENT = PHRASES.filter(lambda phrase: all(map(content_runs, part_words(phrase))))
TALKS = st.integers(0, 1000).map(
    lambda seed: REAL.sample(12, random_state=seed).reset_index(drop=True)
)


def lexicons(n_themes=2):
    lists = {key: st.lists(PHRASES, min_size=1, max_size=6) for key in PHRASE_KEYS[:3]}
    theme = st.fixed_dictionaries(lists | {"without": st.lists(PHRASES, max_size=1)})
    themes = st.lists(theme, min_size=1, max_size=n_themes)
    return themes.map(lambda drawn: {f"t{at}": theme for at, theme in enumerate(drawn)})


def scores(talks, lexicon):
    return assign_themes(talks, lexicon=lexicon).scores


@EXAMPLES
@given(
    TALKS,
    lexicons(),
    st.sampled_from(["terms", "title_terms", "hints"]),
    st.lists(PHRASES, min_size=1),
)
def test_a_further_term_or_hint_never_lowers_a_score(talks, lexicon, key, more):
    longer = lexicon["t0"] | {key: lexicon["t0"][key] + more}
    found = scores(talks, {**lexicon, "longer": longer})
    assert (found["longer"] >= found["t0"] - 1e-9).all()


@EXAMPLES
@given(TALKS, lexicons(4), st.lists(PHRASES, min_size=1))
def test_other_themes_and_other_talks_change_nothing(talks, lexicon, more):
    together = scores(REAL, {**lexicon, "more": more})
    for name, theme in lexicon.items():
        alone = scores(talks, {name: theme})[name]
        np.testing.assert_allclose(alone, together.loc[alone.index, name], atol=1e-9)


@EXAMPLES
@given(TALKS, lexicons(), st.randoms())
def test_the_order_of_terms_changes_nothing(talks, lexicon, random):
    shuffled = {
        f"{name} shuffled": {
            key: random.sample(phrases, len(phrases)) for key, phrases in theme.items()
        }
        for name, theme in lexicon.items()
    }
    found = scores(talks, lexicon | shuffled)
    for name in lexicon:
        np.testing.assert_allclose(found[name], found[f"{name} shuffled"], atol=1e-9)


@EXAMPLES
@given(TALKS, CONTENT, st.sampled_from(["-", " ", "\n"]), st.sampled_from([str.lower, str.upper]))
def test_the_spelling_of_a_term_changes_nothing(talks, term, mark, case):
    """Hyphens, line breaks, plurals and, except in names, capitals do not matter."""
    words = part_words(term)
    respelled = mark.join(words) if term.istitle() else case(mark.join(words))
    forms = [term, respelled]
    if not term.istitle() and singular(words[-1]) == singular(f"{words[-1]}s"):
        forms.append(f"{respelled}s")
    found = scores(talks, {form: [form] for form in forms})
    for form in forms:
        np.testing.assert_allclose(found[form], found[term], atol=1e-9)


@EXAMPLES
@given(PHRASES.filter(lambda phrase: " " in phrase))
def test_the_spelling_in_a_talk_changes_nothing(phrase):
    texts = [f"We speak of {phrase.replace(' ', mark)} here." for mark in (" ", "-", "\n")]
    talks = as_talks([{"title": "A", "abstract": text, "talk_id": text} for text in texts])
    assert scores(talks, {"a": {"terms": [phrase]}})["a"].round(9).nunique() == 1


@EXAMPLES
@given(TALKS, PHRASES, st.sampled_from([1, 2, 5, 50]))
def test_a_term_in_the_text_alone_is_never_about(talks, term, n):
    """However often it is there, and whatever the rest of the talk is about."""
    text = talks["abstract"].fillna("") + f" We have {term}." * n
    # Nothing of the term is in the title.
    title = talks["title"].str.replace(r"\w", "x", regex=True)
    assert (scores(talks.assign(abstract=text, title=title), {"a": [term]})["a"] < 0.5).all()


@EXAMPLES
@given(TALKS, st.lists(PHRASES, min_size=1, max_size=30))
def test_hints_alone_are_never_about(talks, hints):
    lexicon = {"a": {"terms": ["zyzzyva"], "hints": hints}}
    assert (scores(talks, lexicon)["a"] < 0.5).all()


def test_the_default_lexicon_is_independent_and_adds_up():
    found = assign_themes(REAL)
    points = found.evidence.groupby(["talk_id", "theme"])["points"].sum()
    for (talk, theme), total in points.items():
        assert found.scores.at[talk, theme] == pytest.approx(total / (total + 4))
    for theme in ("security", "ai"):
        alone = scores(REAL, {theme: read_lexicon()[theme]})
        np.testing.assert_allclose(alone[theme], found.scores[theme], atol=1e-9)


def test_a_duplicated_talk_is_refused():
    with pytest.raises(KcdError, match="talk_id 'x' is given twice"):
        assign_themes(REAL.assign(talk_id="x"))
