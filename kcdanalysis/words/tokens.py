"""One tokeniser for themes, topics and figures, with stems, aliases and stop words.

It uses the Snowball stemmers, and the multi-word tokeniser of NLTK, which needs no download.
The word lists are in `vocabulary.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from Stemmer import Stemmer

from kcdanalysis.files import read_shipped

# NLTK loads scikit-learn, and only topics need it.
if TYPE_CHECKING:
    from nltk.tokenize import MWETokenizer

_VOCABULARY = tomllib.loads(read_shipped("words/vocabulary.toml").decode())

#: Other ways to write a word or phrase. The key is the printed form.
ALIASES: dict[str, list[str]] = _VOCABULARY["aliases"]

#: Function words by language (ISO 639-1): frequent in its texts, and rare in other languages.
FUNCTION_WORDS: dict[str, list[str]] = {
    language: words.split() for language, words in _VOCABULARY["function_words"].items()
}

#: More words that identify a language, but are not stop words.
LANGUAGE_WORDS: dict[str, list[str]] = {
    language: words.split() for language, words in _VOCABULARY["language_words"].items()
}

#: Endings of number, gender and case by language, the longest first, with their replacements.
ENDINGS: dict[str, list[tuple[str, str]]] = {
    language: [
        (ending, base)
        for pair in sorted(pairs.split(), key=lambda pair: -pair.index("="))
        for ending, _, base in [pair.partition("=")]
    ]
    for language, pairs in _VOCABULARY["endings"].items()
}

#: How sources write the name of a language, by its ISO 639-1 code.
LANGUAGE_NAMES: dict[str, str] = _VOCABULARY["language_names"]

#: Letters that only one language has, as ranges of a regular expression.
SCRIPTS: dict[str, str] = _VOCABULARY["scripts"]

#: Words that are not terms of topics if they are mostly in talks in that language.
NOT_NAMED: dict[str, list[str]] = {
    language: words.split() for language, words in _VOCABULARY["not_named"].items()
}

_STOP_WORDS = {name: words.split() for name, words in _VOCABULARY["stop_words"].items()}
_KEPT_APART = frozenset(_VOCABULARY["kept_apart"].split())
_NOT_PLURAL = frozenset(_VOCABULARY["not_plural"].split())
_IN_S = frozenset(_VOCABULARY["singular_in_s"].split())
_IRREGULAR: dict[str, str] = _VOCABULARY["irregular"]
_ENGLISH = Stemmer("english")

# Inner marks join parts that people write as one word (CI/CD, multi-cluster, Node.js, 1.25);
# a trailing ++, + or # and a leading dot before capitals are part of names (C++, C#, .NET).
_WORD = re.compile(
    r"(?:(?<![\w.])\.(?=[A-Z]{2}))?[^\W_]+(?:[-.'’/+_&][^\W_]+)*(?:\+\+|\+(?![^\W_])|#)?"
)
WORD_SPLIT = re.compile(f"({_WORD.pattern})")
# French and Italian elide some function words before a vowel: l'infrastructure, dell'API.
_ELISION = re.compile(
    r"(?<![\w'’])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|dell|all|nell|sull|dall|quest)['’]"
    r"(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
#: A part of a word, as lexicons are matched.
PART = re.compile(r"[^\W_]+(?:\+\+|#)?|(?<![\w.])\.(?=[A-Z]{2})[^\W_]+(?:\+\+|#)?")
# Scripts that do not separate words (Japanese, Chinese, Thai): their sentences are not words.
_UNSEPARATED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]+")
_LONGEST_NAME = 8
_POSSESSIVE = re.compile(r"['’]s?$")
# What may separate two words of one phrase: not a full stop, a comma or a new line.
_PHRASE_GAP = re.compile(r"[ \t]+|[-/_&+'’. ]")
# A phrase can continue on the next line, but not in the next paragraph.
_LINE_GAP = re.compile(r"-?[ \t]*\r?\n[ \t]*")


class Token(NamedTuple):
    """A word as written, with its start and end in the text."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Split text into words as people write them.

    >>> [token.text for token in tokenize("CI/CD on K8s 1.25, in C++ and .NET: I/O-bound!")]
    ['CI/CD', 'on', 'K8s', '1.25', 'in', 'C++', 'and', '.NET', 'I/O-bound']
    >>> [token.text for token in tokenize("l'infrastructure d'OVH, don't")]
    ['infrastructure', 'OVH', "don't"]
    """
    if "'" in text or "’" in text:
        text = _ELISION.sub(lambda match: " " * len(match[0]), text)
    return [Token(match[0], *match.span()) for match in _WORD.finditer(text)]


def tokenize_parts(text: str) -> list[Token]:
    """Split text into the parts of its words, so that "supply-chain" is "supply chain".

    >>> [token.text for token in tokenize_parts("CI/CD, multi-cluster, C++")]
    ['CI', 'CD', 'multi', 'cluster', 'C++']
    """
    return [Token(match[0], *match.span()) for match in PART.finditer(text)]


def part_words(text: str) -> list[str]:
    """Split text into words as `tokenize_parts` does, without positions: three times as fast."""
    return PART.findall(text)


@cache
def stem(word: str) -> str:
    """Reduce a word to its stem, to group talks; a stem is never shown to a reader.

    Snowball English (Porter 2001) for words of four letters or more, except words that it
    would conflate, such as "containers" and "contains".

    >>> stem("Clusters"), stem("containers"), stem("contains"), stem("C++")
    ('cluster', 'container', 'contain', 'c++')
    """
    base = _without_s(_lower(word))
    if base in _KEPT_APART:
        return base
    if re.search("[-_]", base):
        return "-".join(map(stem, re.split("[-_]", base)))
    return str(_ENGLISH.stemWord(base)) if len(base) > 3 and base.isalpha() else base


@cache
def singular(word: str) -> str:
    """Reduce a word to lower case and the singular, to match it with a term.

    Deliberately weaker than a stem: "access" is not evidence of accessibility. The S-stemmer
    of Harman (1991), "How effective is suffixing?", extended so that a singular and its plural
    have the same form, which need not be a word; -isation and -ization are the same.

    >>> [singular(word) for word in ("Policies", "caches", "cache", "viruses", "virus", "HTTPS")]
    ['policy', 'cach', 'cach', 'viruse', 'viruse', 'https']
    """
    lower = _lower(word)
    lower = _IRREGULAR.get(lower, lower)
    if lower in _NOT_PLURAL:
        return lower
    if lower.endswith("ysis"):
        return f"{lower[:-2]}e"
    if lower in _IN_S or (lower.endswith("us") and not lower.endswith("ous") and len(lower) > 3):
        return f"{lower}e"
    if lower.endswith("ie") and len(lower) > 3:
        return f"{lower[:-2]}y"
    lower = _without_s(lower)
    return lower[:-1] if lower.endswith("oe") and len(lower) > 3 else lower


def _lower(word: str) -> str:
    return _POSSESSIVE.sub("", word.casefold()).replace("isation", "ization")


def _without_s(word: str) -> str:
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word[:-1] if word.endswith(("che", "she", "xe", "ze", "sse")) else word


def singulars(phrase: str) -> tuple[str, ...]:
    """Reduce each part of a phrase to the singular, as texts are matched.

    >>> singulars("supply-chain attacks")
    ('supply', 'chain', 'attack')
    """
    return tuple(map(singular, part_words(phrase)))


@cache
def variants(phrase: str) -> frozenset[tuple[str, ...]]:
    """List a phrase and its spellings with aliases, each as `singulars`.

    >>> sorted(variants("Kubernetes security"))
    [('k8', 'security'), ('kube', 'security'), ('kubernete', 'security')]
    """
    forms = {singulars(phrase)}
    words = {word for form in forms for word in form}
    for group in _alias_groups():
        if words.isdisjoint(old[0] for old in group):
            continue
        for form in list(forms):
            forms |= {_replace(form, old, new) for old in group for new in group}
        words = {word for form in forms for word in form}
    return frozenset(forms)


def is_phrase(text: str, tokens: list[Token]) -> bool:
    """Whether tokens are neighbours in the text, with no punctuation between them."""
    return all(is_gap(text[left.end : right.start]) for left, right in pairwise(tokens))


def is_gap(text: str) -> bool:
    """Whether a phrase can continue across the text between two words."""
    return joins(text) or _LINE_GAP.fullmatch(text) is not None


def content_runs(text: str) -> list[list[tuple[str, str]]]:
    """Split a text into runs of neighbouring content words.

    Stop words, numbers and punctuation end a run, so two neighbours in a run may be a
    phrase. An alias is one word: k8s is Kubernetes, ML is machine learning. Scripts without
    spaces between words, such as Japanese, are left out. A word is its stem and surface form.

    >>> content_runs("Observability for multi-cluster k8s with machine learning")
    [[('observability', 'observability')], [('multi-cluster', 'multi-cluster'), \
('kubernetes', 'Kubernetes')], [('machine learning', 'machine learning')]]
    """
    runs: list[list[tuple[str, str]]] = []
    pieces = WORD_SPLIT.split(readable(text))
    is_open = False
    for gap, content in _merge_aliases(pieces[::2], pieces[1::2]):
        if content is None:
            is_open = False
        elif is_open and joins(gap):
            runs[-1].append(content)
        else:
            runs.append([content])
            is_open = True
    return runs


def readable(text: str) -> str:
    """Remove what cannot be split into words: elided words, and sentences without spaces."""
    if not text.isascii():
        text = _UNSEPARATED.sub("|", text)
    return _ELISION.sub("|", text) if "'" in text or "’" in text else text


def joins(gap: str) -> bool:
    """Whether the words before and after a gap can be one phrase on one line."""
    return gap == " " or _PHRASE_GAP.fullmatch(gap) is not None


def is_unseparated(text: str) -> bool:
    """Whether a text has a sentence in a script without spaces, not just a name.

    >>> is_unseparated("Pythonで始めるユニットテスト入門"), is_unseparated("Tokyo (東京) by train")
    (True, False)
    """
    return any(len(run) > _LONGEST_NAME for run in _UNSEPARATED.findall(text))


def content_words(name: str) -> list[tuple[str, str]]:
    """Return the content words of a name, with their stems.

    A name with a stop word is looked up as one word: "deep learning" has no content words.

    >>> content_words("Backup and recovery"), content_words("deep learning")
    ([('backup', 'Backup'), ('recoveri', 'recovery')], [('deep-learn', 'deep-learning')])
    """
    tokens = [token.text for token in tokenize(name)]
    words = [word for run in content_runs(name) for word in run]
    lost = [word for word in tokens if not _is_content(word) and len(word) > 3]
    if lost and not any(" " in key for key, _ in words):
        return [word for run in content_runs("-".join(tokens)) for word in run]
    return words


def surface_forms(
    words: Iterable[tuple[str, str]] | Mapping[tuple[str, str], int],
) -> dict[str, str]:
    """Choose for each stem its most frequent surface form, which is shown to readers.

    The lower-case form is preferred if it is common; ties are broken alphabetically.

    >>> surface_forms([("cluster", "clusters"), ("cluster", "Cluster"), ("cluster", "clusters")])
    {'cluster': 'clusters'}
    """
    counts: dict[str, Counter[str]] = {}
    for (key, surface), n in Counter(words).items():
        counts.setdefault(key, Counter())[_POSSESSIVE.sub("", surface)] += n
    return {key: _commonest(forms) for key, forms in counts.items()}


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words of all languages, and those of conferences ("talk", "demo")."""
    return frozenset().union(*FUNCTION_WORDS.values(), *_STOP_WORDS.values())


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(map(stem, _STOP_WORDS["conference"]))


@cache
def _alias_groups() -> list[tuple[tuple[str, ...], ...]]:
    return [tuple(map(singulars, (name, *others))) for name, others in ALIASES.items()]


def _replace(form: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    for at in range(len(form) - len(old) + 1):
        if form[at : at + len(old)] == old:
            return form[:at] + new + form[at + len(old) :]
    return form


@cache
def _aliases() -> dict[str, str]:
    """The printed form of each alias; keys are its words joined by newlines."""
    return {
        "\n".join(singular(token.text) for token in tokenize(form)): name
        for name, others in ALIASES.items()
        for form in (name, *others)
    }


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    """The aliases of several words."""
    return frozenset(tuple(form.split("\n")) for form in _aliases() if "\n" in form)


@cache
def _multiword() -> MWETokenizer:
    from nltk.tokenize import MWETokenizer

    return MWETokenizer(_phrases(), separator="\n")


@cache
def phrase_starts() -> frozenset[tuple[str, ...]]:
    """The first two words of the aliases of several words."""
    return frozenset(phrase[:2] for phrase in _phrases())


def _merge_aliases(
    gaps: list[str], words: list[str]
) -> Iterable[tuple[str, tuple[str, str] | None]]:
    """The content of each word of a text, with the gap before it; an alias is one word."""
    forms = list(map(singular, words))
    if phrase_starts().isdisjoint(pairwise(forms)):
        return zip(gaps, map(content, words), strict=False)
    forms = join_longest(forms)
    merged, at = [], 0
    for form in forms:
        merged.append((gaps[at], alias_content(form) or content(words[at])))
        at += form.count("\n") + 1
    return merged


def join_longest(forms: list[str]) -> list[str]:
    r"""Join the multi-word aliases in a phrase by newlines, the longest first.

    This avoids NLTK, which takes a second to import.

    >>> join_longest(["open", "source", "community"])
    ['open\nsource', 'community']
    """
    for size in range(len(forms), 1, -1):
        for at in range(len(forms) - size + 1):
            if (alias := "\n".join(forms[at : at + size])) in _aliases():
                return [*join_longest(forms[:at]), alias, *join_longest(forms[at + size :])]
    return forms


def join_aliases(forms: list[str]) -> list[str]:
    """Join the multi-word aliases among the singulars of a text, by newlines."""
    joined: list[str] = _multiword().tokenize(forms)
    return joined


def alias_content(form: str) -> tuple[str, str] | None:
    """The stem and the surface form of a multi-word alias; None for other words."""
    name = _aliases()[form] if "\n" in form else ""
    return (name.casefold(), name) if name else None


@cache
def content(word: str) -> tuple[str, str] | None:
    """The stem and surface form of a word, or of what it is an alias of; None for a stop word.

    Each word is looked up once, and all its uses share the same pair.
    """
    name = _aliases().get(singular(word), "")
    if not _is_content(name or word):
        return None
    return name.casefold() or stem(word), name or word


@cache
def word_key(word: str) -> str:
    """Return the key of a word in counts and the term table: its stem, or what it is an alias of.

    >>> word_key("k8s"), word_key("clusters")
    ('kubernetes', 'cluster')
    """
    if word != (lower := word.casefold()):
        return word_key(lower)
    return name.casefold() if (name := _aliases().get(singular(word))) else stem(word)


@cache
def _is_content(text: str) -> bool:
    word = _POSSESSIVE.sub("", text.casefold().replace("’", "'"))
    if {word, word.split("'")[0]} & stop_words() or stem(word) in _stop_stems():
        return False
    # The only single letters that name a subject are the languages C and R.
    return any(map(str.isalpha, word)) and (len(word) > 1 or text in {"C", "R"})


def _commonest(forms: Counter[str]) -> str:
    best = min(forms, key=lambda form: (-forms[form], form != form.casefold(), form))
    # A capital may come from a title or the start of a sentence.
    lower = best.casefold()
    return lower if 3 * forms[lower] >= forms[best] else best
