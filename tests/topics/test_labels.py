import numpy as np

from kcdanalysis.talks import as_talks
from kcdanalysis.topics.labels import printed_terms, topic_labels, topic_terms
from kcdanalysis.words.counts import count_words, talk_words


def terms_of(texts, topic):
    words = talk_words(as_talks([{"title": "-", "abstract": text} for text in texts]))
    counts, vocabulary = count_words(words)
    return topic_terms(counts, vocabulary, np.array(topic), printed_terms(words))


def test_a_phrase_stands_before_its_words():
    texts = [f"supply chain {word}" for word in ("attack", "signing", "proof", "attack")]
    others = [f"climate {word} energy" for word in ("data", "heat", "data", "wind", "heat")]
    terms = terms_of(texts + others, [0] * 4 + [1] * 5)
    first = terms[terms["topic"] == 0]["term"].tolist()
    assert first[0] == "supply chain"
    assert not {"supply", "chain"} & set(first)


def test_a_part_of_a_compound_is_not_a_term():
    texts = ["few-shot learning"] * 2 + ["few-shot models"] * 2 + ["steam", "steam engine"] * 3
    terms = terms_of(texts, [0] * 4 + [1] * 6)["term"].tolist()
    assert "few-shot" in terms
    assert "shot" not in terms


def test_no_two_topics_have_one_label():
    texts = ["alpha beta"] * 3 + ["gamma delta"] * 3 + ["words"] * 9
    terms = terms_of(texts, [0] * 3 + [1] * 3 + [2] * 9)
    labels = topic_labels(terms, 3)
    assert len(set(labels)) == 3


def test_speakers_events_and_weekdays_name_no_topic():
    rows = [
        {"title": f"Comet {at}", "abstract": "Anna Kovacs on Friday in Bergamo: a comet, a lens",
         "speakers": "Anna Kovacs", "event": "KCD Bergamo"}
        for at in range(3)
    ]  # fmt: skip
    ruby = [{"title": "Ruby gems", "abstract": "Ruby", "event": "KCD Bergamo", "speakers": name}
            for name in ("Ruby Lee", "Tom", "Kim")]  # fmt: skip
    talks = as_talks([*rows, *ruby])
    words = talk_words(talks)
    terms = set(printed_terms(words, talks).values())
    assert {"Ruby", "comet", "lens"} <= terms | {term.lower() for term in terms}
    said = " ".join(terms).lower().split()
    assert not {"anna", "kovacs", "friday", "bergamo"} & set(said)


def test_what_is_no_noun_in_german_and_months_name_no_topic():
    talks = as_talks(
        [{"title": "October", "abstract": "freie und digitale Dienste, freie Dienste"}]
    )
    words = talk_words(talks)
    assert {"freie", "digitale", "Dienste"} <= set(printed_terms(words, talks, ["en"]).values())
    assert set(printed_terms(words, talks, ["de"]).values()) == {"Dienste"}
