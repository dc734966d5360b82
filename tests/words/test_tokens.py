import re
from hashlib import sha256
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from kcdanalysis.themes.lexicon import lexicon_names, read_lexicon
from kcdanalysis.words.tokens import (
    _KEPT_APART,
    ALIASES,
    content_runs,
    is_phrase,
    join_aliases,
    join_longest,
    singular,
    singulars,
    stem,
    stop_words,
    surface_forms,
    tokenize,
    tokenize_parts,
    variants,
)


def words_of(text):
    return [key for run in content_runs(text) for key, _ in run]


def test_phrases_are_joined_as_texts_are_by_nltk():
    lexicons = [theme for name in lexicon_names() for theme in read_lexicon(name).values()]
    phrases = [list(singulars(phrase)) for theme in lexicons for phrase in theme.phrases]
    joined = [join_longest(forms) for forms in phrases]
    assert joined == list(map(join_aliases, phrases))
    assert ["open\nsource", "community"] in joined


def test_technical_words_stay_whole():
    text = "CI/CD, C++, C#, I/O, .NET on K8s 1.25 for multi-cluster eBPF"
    assert [token.text for token in tokenize(text)] == [
        "CI/CD", "C++", "C#", "I/O", ".NET", "on", "K8s", "1.25", "for", "multi-cluster", "eBPF",
    ]  # fmt: skip


def test_a_sentence_end_is_no_part_of_a_word():
    assert [token.text for token in tokenize("We use Go. Then C++? (R&D, Node.js!)")] == [
        "We", "use", "Go", "Then", "C++", "R&D", "Node.js",
    ]  # fmt: skip


@given(st.text())
def test_tokens_are_where_they_say_and_in_order(text):
    for tokens in (tokenize(text), tokenize_parts(text)):
        assert all(text[token.start : token.end] == token.text for token in tokens)
        assert all(a.end <= b.start for a, b in pairwise(tokens))


@given(st.text(alphabet=st.characters(categories=["L", "N"])))
def test_letters_and_digits_are_all_in_tokens(text):
    assert "".join(token.text for token in tokenize(text)) == text


def test_every_alias_is_its_printed_form():
    for printed, aliases in ALIASES.items():
        for alias in aliases:
            assert words_of(f"of {alias} in") == [printed.casefold()], alias


def test_stems_are_those_of_nltk_but_for_words_that_newer_snowball_keeps_apart(root):
    english = EnglishStemmer()
    notes = (root / "data" / "kcd-zurich-2023.md").read_text()
    words = set(re.findall(r"\b[a-z]{4,}\b", notes)) - _KEPT_APART
    words = {word for word in words if singular(word) == word}
    different = {word for word in words if stem(word) != english.stem(word)}
    assert len(words) > 600 and different == {"https", "universal", "organized", "interval"}


def test_words_that_snowball_confuses_are_kept_apart():
    pairs = [("containers", "contains"), ("observability", "observe"), ("policy", "police")]
    assert all(stem(left) != stem(right) for left, right in pairs)
    assert stem("clusters") == stem("clustering") == "cluster"


def test_matching_is_by_the_singular_and_no_more():
    assert singular("Attacks") == singular("attack")
    assert singular("optimisation") == singular("Optimizations")
    assert singular("access") != singular("accessibility")
    assert ("multi", "cluster") in variants("multicluster")
    assert ("k8", "operator") in variants("Kubernetes operators")


def test_conference_words_and_numbers_carry_no_subject():
    assert (
        words_of("In this talk the speaker will show a demo and you learn how 5 of 10 do it") == []
    )
    assert words_of("Programming in C and R") == [stem("programming"), "c", "r"]


def test_phrases_do_not_cross_sentences():
    text = "secure the supply. chain it"
    assert not is_phrase(text, tokenize(text)[2:4])
    assert is_phrase("supply-chain", tokenize_parts("supply-chain"))
    assert content_runs("eBPF. Kernel") == [[("ebpf", "eBPF")], [("kernel", "Kernel")]]


def test_the_commonest_form_is_printed():
    words = [("cluster", "Clusters"), ("cluster", "cluster"), ("ebpf", "eBPF"), ("ebpf", "eBPF's")]
    assert surface_forms(words) == {"cluster": "cluster", "ebpf": "eBPF"}


def test_the_stop_words_are_these():
    content = " ".join(sorted(stop_words()))
    assert sha256(content.encode()).hexdigest() == (
        "54aee65a33e8c8d63cf8ef3cfe6057224205ad3549659d07c904aca867e6e5d1"
    )
    assert {"talk", "the", "vortrag", "для", "oraz"} <= stop_words()
    assert not {"system", "fire", "red", "kubernetes", "jest"} & stop_words()
