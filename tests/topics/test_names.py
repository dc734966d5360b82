import numpy as np
import pytest

from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks, only_talks
from kcdanalysis.topics.finding import find_topics
from kcdanalysis.topics.names import read_subjects
from kcdanalysis.words.term_table import read_term_table

FILLER = {
    "en": "The we show how this is with you and what are the of in it",
    "fr": "Nous montrons comment ça est dans une avec vous et pour les des du",
    "ja": "本セッションでは解説します",
}


def programme(language, *subjects, n_talks=7):
    """Talks about subjects, each said with words of its own in some order."""
    rng = np.random.default_rng(0)
    return as_talks(
        {
            "title": " ".join(rng.permutation(words.split())[:2]) + f" {at}",
            "abstract": f"{FILLER[language]} {' '.join(rng.choice(words.split(), 14))}.",
            "language": language,
        }
        for words in subjects
        for at in range(n_talks)
    )


def names_of(talks, n_topics):
    return set(find_topics(talks, n_topics=n_topics).topics["label"])


def test_a_topic_is_called_by_its_subject():
    talks = programme(
        "en",
        "encryption cryptography ciphers keys signatures TLS cryptographic",
        "accessibility screen-reader disabled blind WCAG assistive impairments",
        "genomics genome sequencing DNA biology proteins bioinformatics",
    )
    names = names_of(talks, 3)
    assert names & {"Cryptography", "Encryption"}
    assert names & {"Accessibility", "Assistive technology", "Screen readers"}
    assert names & {"Bioinformatics", "Genomics", "Genome sequencing"}


@pytest.mark.parametrize(
    ("words", "subject", "n_said", "is_named"),
    [
        ("bread oven dough rye crust", "Payments", 4, True),
        ("bread oven dough rye crust", "Payments", 2, False),
        ("striker goalkeeper penalty league referee", "Kubernetes", 5, False),
    ],
)
def test_a_subject_that_is_not_very_near_must_be_said_by_more_talks(
    words, subject, n_said, is_named
):
    talks = programme("en", words, "orbit comet galaxy telescope nebula")
    talks["title"] = [f"Number {at}" for at in range(len(talks))]
    talks.loc[: n_said - 1, "abstract"] += f" {subject}."
    assert (subject in names_of(talks, 2)) == is_named


def test_no_two_topics_have_one_name():
    talks = programme("en", *["encryption cryptography ciphers keys TLS signatures"] * 3)
    labels = find_topics(talks, n_topics=4).topics["label"]
    assert labels.is_unique


def test_a_word_with_the_stem_of_a_subject_is_not_that_subject():
    # Snowball gives "active" and "activism" one stem.
    talks = programme("en", "active actively activate laptops lids hinges", "bread oven dough rye")
    assert not any("ctivism" in name for name in names_of(talks, 2))


def test_french_topics_have_french_names_or_words_of_their_talks():
    talks = programme(
        "fr",
        "accessibilité handicap lecteurs aveugles norme RGAA",
        "chiffrement cryptographie clés messagerie secret",
        "potager tomates semis arrosage compost",
    )
    said = talks["abstract"].str.cat(sep=" ").casefold()
    names = names_of(talks, 3)
    assert "Accessibilité" in names
    for name in names:
        assert all(word.strip(",") in said for word in name.casefold().split())


def test_sentences_in_japanese_are_no_terms():
    talks = programme("ja", "Django ORM migrations querysets", "pandas DataFrame NumPy Jupyter")
    found = find_topics(talks, n_topics=2)
    said = " ".join([*found.terms["term"], *found.topics["label"]])
    assert said.isascii()
    assert "Django" in said
    assert found.verdict.endswith(
        "14 talks are in Japanese or another language that is written without spaces: "
        "only their words in other scripts count."
    )


def test_every_english_subject_has_a_meaning():
    table = read_term_table()
    subjects = read_subjects()
    unknown = [
        name
        for language, name, keys, _ in subjects
        if language == "en" and not all(key in table.rows for key in keys)
    ]
    assert unknown == ["Python"]
    names = [(language, name.casefold()) for language, name, _, _ in subjects]
    assert len(set(names)) == len(names) > 900
    assert all(keys for _, _, keys, _ in subjects)


def test_names_of_a_published_programme_are_subjects_of_their_talks(shared):
    folder = shared / "samples" / "schedule-xml" / "fosdem-2024"
    if not folder.exists():
        pytest.skip("no FOSDEM programme among the samples")
    talks = only_talks(read_talks(folder))
    talks = talks[talks["track"].isin(["RISC-V devroom", "Email devroom", "Nix and NixOS devroom",
                                       "Modern Email devroom", "Energy: Reimagining this Ecosystem "
                                       "through Open Source devroom"])]  # fmt: skip
    assert {"RISC-V", "Email", "Nix and NixOS", "Energy"} <= names_of(talks, 4)
