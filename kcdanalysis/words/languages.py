"""The language of a talk, from what is said or its small words; and the stems of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcdanalysis.words.tokens import SMALL_WORDS, singular

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer

#: The languages whose words are reduced to stems of their own, by Snowball's names for them.
SNOWBALL = {
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}

# The languages that each small word is of.
_LANGUAGES_OF = {
    word: [code for code, words in SMALL_WORDS.items() if word in words.split()]
    for word in " ".join(SMALL_WORDS.values()).split()
}
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}
_NAMES = {
    "en": "english englisch anglais inglés inglese engels eng 英語",
    "de": "german deutsch allemand alemán tedesco duits ger deu",
    "fr": "french französisch français francés francese frans fre fra",
    "es": "spanish spanisch espagnol español castellano spagnolo spa",
    "it": "italian italienisch italien italiano ita",
    "pt": "portuguese português portugiesisch portugais por",
    "nl": "dutch nederlands niederländisch néerlandais dut nld",
    "ja": "japanese japanisch japonais jpn 日本語",
    "ru": "russian русский rus",
    "zh": "chinese mandarin 中文 chi zho",
    "ko": "korean 한국어 kor",
    "pl": "polish polski pol",
    "cs": "czech čeština cze ces",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
# Words of English alone, so many of which leave no doubt.
_ENGLISH, _SURELY_ENGLISH = frozenset("the and of is that with this are will".split()), 5
# The least words, and of them the least small ones and the least share of these.
_LEAST_WORDS, _LEAST_SMALL, _LEAST_SHARE = 6, 2, 0.1


def language_code(said: str) -> str | None:
    """Give the ISO 639-1 code of a language as sources write it; None for no language.

    >>> language_code("English"), language_code("de-CH"), language_code("en_GB"), language_code("?")
    ('en', 'de', 'en', None)
    """
    word = said.strip().casefold()
    if word in _CODES:
        return _CODES[word]
    found = re.match(r"([a-z]{2})(?:[-_][a-z]{2,4})?$", word)
    return found[1] if found else _CODES.get(re.split(r"[\W_]", word)[0])


def guess_language(text: str, among: Iterable[str] = ()) -> str | None:
    """Guess the language of a text from its script and small words; None where unsure.

    >>> guess_language("How we run Kubernetes at the edge and why it is hard for you")
    'en'
    >>> guess_language("Kubernetes") is None
    True
    """
    allowed = set(among)
    for code, letters in _SCRIPTS.items():
        # A third in a script that others do not use is more than a name in passing.
        if (not allowed or code in allowed) and len(letters.findall(text)) * 3 > len(
            text.strip()
        ) > 0:
            return code
    words = re.findall(r"[^\W\d_]+", text.casefold())
    if len(words) < _LEAST_WORDS:
        return None
    counts: Counter[str] = Counter(
        code
        for word in words
        for code in _LANGUAGES_OF.get(word, ())
        if not allowed or code in allowed
    )
    (best, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    sure = most >= max(_LEAST_SMALL, _LEAST_SHARE * len(words)) and most > 1.5 * second
    return best if sure else None


def talk_language(talk: Any) -> str:
    """Give the language of a talk: what it says, else a guess, else English.

    >>> from kcdanalysis.talks import as_talks
    >>> german = "Die Sicherheit der Cloud und wie wir sie messen"
    >>> talks = as_talks([{"title": german}, {"title": "A"}])
    >>> [talk_language(talk) for talk in talks.itertuples()]
    ['de', 'en']
    """
    if pd.notna(talk.language) and (code := language_code(talk.language)):
        return code
    text = " ".join(part for part in (talk.title, talk.abstract) if isinstance(part, str))
    if len(_ENGLISH.intersection(text.split())) >= _SURELY_ENGLISH:
        return "en"
    return guess_language(text) or "en"


@cache
def word_form(word: str, language: str) -> str:
    """Reduce a word to the form in which it is matched: a stem, in English the singular.

    >>> word_form("Sicherheiten", "de"), word_form("réseaux", "fr"), word_form("attacks", "en")
    ('sich', 'réseau', 'attack')
    """
    if language not in SNOWBALL:
        return singular(word)
    return str(_stemmer(language).stem(word.casefold()))


def word_forms(words: list[str], language: str) -> list[str]:
    """Reduce words as `word_form` does, those of English quickly."""
    if language not in SNOWBALL:
        return list(map(singular, words))
    return [word_form(word, language) for word in words]


@cache
def _stemmer(language: str) -> SnowballStemmer:
    # NLTK takes seconds to load, and English talks do not need it here.
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer(SNOWBALL[language])
