"""The language of a talk, as stated or guessed, and the forms of its words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any

import pandas as pd

from kcdanalysis.words.tokens import (
    ENDINGS,
    FUNCTION_WORDS,
    LANGUAGE_NAMES,
    LANGUAGE_WORDS,
    SCRIPTS,
    singular,
)

#: Words are not shortened below this length; German has many short words.
_SHORTEST = {"de": 4}
#: Accents are often left out, and the umlaut of a German plural makes no difference.
_ACCENTS = str.maketrans("äöüàâáèéêëìíîïòóôùúûçãõñ", "aouaaaeeeeiiiiooouuucaon")

_WORDS_OF = {code: {*words, *LANGUAGE_WORDS[code]} for code, words in FUNCTION_WORDS.items()}
_LANGUAGES_OF = {
    word: [code for code, words in _WORDS_OF.items() if word in words]
    for word in chain.from_iterable(_WORDS_OF.values())
}
_SCRIPTS = {code: re.compile(f"[{letters}]") for code, letters in SCRIPTS.items()}
_KANA = re.compile("[\u3041-\u30fa]")
_CODES = {name: code for code, names in LANGUAGE_NAMES.items() for name in names.split()}
# A text with five of these words, which exist only in English, is English.
_ENGLISH, _MIN_ENGLISH = frozenset("the and of is that with this are will".split()), 5
# A guess needs this many words, this many function words, and this share of them; a function
# word of several languages counts in part for each.
_MIN_WORDS, _MIN_FUNCTION_WORDS, _MIN_SHARE = 4, 1.5, 0.1


def language_code(text: str) -> str | None:
    """Return the ISO 639-1 code of a language as sources write it; None if there is none.

    >>> language_code("English"), language_code("de-CH"), language_code("en_GB"), language_code("?")
    ('en', 'de', 'en', None)
    """
    word = text.strip().casefold()
    if word in _CODES:
        return _CODES[word]
    tag = re.match(r"([a-z]{2})(?:[-_][a-z]{2,4})?$", word)
    return tag[1] if tag else _CODES.get(re.split(r"[\W_]", word)[0])


def language_name(code: str) -> str:
    """Name a language in English; return its code if we do not know it.

    >>> language_name("ja"), language_name("xx")
    ('Japanese', 'xx')
    """
    return LANGUAGE_NAMES[code].split()[0].capitalize() if code in LANGUAGE_NAMES else code


def guess_language(text: str, among: Iterable[str] = ()) -> str | None:
    """Guess the language of a text from its script and function words; None if unsure.

    >>> guess_language("How we run Kubernetes at the edge and why it is hard for you")
    'en'
    >>> guess_language("Kubernetes") is None
    True
    """
    allowed = set(among)
    for code, letters in () if text.isascii() else _SCRIPTS.items():
        # If a third of the text is in another script, that is more than a name in passing.
        n_letters = len(letters.findall(text))
        if (not allowed or code in allowed) and n_letters * 3 > len(text.strip()) > 0:
            # Chinese does not use the Japanese syllabaries.
            is_japanese = code == "zh" and _KANA.search(text) and (not allowed or "ja" in allowed)
            return "ja" if is_japanese else code
    if len(_ENGLISH.intersection(text.split())) >= _MIN_ENGLISH and "en" in (allowed or {"en"}):
        return "en"
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < _MIN_WORDS:
        return None
    # Words in capitals are acronyms such as "CI", unless the whole text is in capitals.
    is_loud = text.isupper()
    words = [
        word.casefold() for word in words if word in ("A", "I") or not word.isupper() or is_loud
    ]
    counts: dict[str, float] = defaultdict(float)
    n_different: Counter[str] = Counter()
    for word, n_times in Counter(filter(_LANGUAGES_OF.__contains__, words)).items():
        codes = [code for code in _LANGUAGES_OF[word] if not allowed or code in allowed]
        n_different.update(codes)
        for code in codes:
            counts[code] += n_times / len(codes)
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    (best, most), (_, second) = [*ranked, ("", 0.0), ("", 0.0)][:2]
    fewest = max(_MIN_FUNCTION_WORDS, _MIN_SHARE * len(words))
    # "Red Hat" is not German, however often it occurs.
    is_name = best != "en" and n_different[best] < 2
    return best if most >= fewest and most > 1.5 * second and not is_name else None


def talk_language(talk: Any) -> str:
    """Return the language of a talk: stated, else guessed, else English.

    >>> from kcdanalysis.talks import as_talks
    >>> german = "Die Sicherheit der Cloud und wie wir sie messen"
    >>> talks = as_talks([{"title": german}, {"title": "A"}])
    >>> [talk_language(talk) for talk in talks.itertuples()]
    ['de', 'en']
    """
    if pd.notna(talk.language) and (code := language_code(talk.language)):
        return code
    text = " ".join(part for part in (talk.title, talk.abstract) if isinstance(part, str))
    return guess_language(text) or "en"


@cache
def word_form(word: str, language: str) -> str:
    """Reduce a word to the form that is matched: without endings of number, gender and case.

    Like the light stemmers of J. Savoy, "Light Stemming Approaches for the French, Portuguese,
    German and Hungarian Languages" (SAC 2006). Snowball also removes derivational suffixes, and
    would match "Sicherheit" with "sich" and "données" with "donner".

    >>> word_form("Sicherheiten", "de"), word_form("réseaux", "fr"), word_form("attacks", "en")
    ('sicherheit', 'reseau', 'attack')
    """
    if language not in ENDINGS:
        return singular(word)
    word = word.casefold()
    for ending, base in ENDINGS[language]:
        form = word.removesuffix(ending) + base
        if word.endswith(ending) and len(form) >= _SHORTEST.get(language, 3):
            word = word if form in FUNCTION_WORDS[language] else form
            break
    return word.translate(_ACCENTS)
