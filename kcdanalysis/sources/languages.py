"""The language of a talk: from what the source says, else from its small words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kcdanalysis.text import SMALL_WORDS

_WORDS = {code: frozenset(words.split()) for code, words in SMALL_WORDS.items()}
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
    counts = Counter(
        {
            code: sum(word in small for word in words)
            for code, small in _WORDS.items()
            if not allowed or code in allowed
        }
    )
    (best, most), *others = [*counts.most_common(2), ("", 0)]
    sure = most >= max(_LEAST_SMALL, _LEAST_SHARE * len(words)) and most > 1.5 * others[0][1]
    return best if sure else None
