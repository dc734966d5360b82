"""Words as conferences write them: one tokeniser for themes, topics and figures.

NLTK's parts that need no download do the work where they fit: the Snowball stemmer
and the multi-word tokeniser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kcdanalysis.words.stop_words import STOP_WORDS

# NLTK takes seconds to load and only topics need it, so it is imported where it is used.
if TYPE_CHECKING:
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize import MWETokenizer

#: What people also write for a word or phrase. The key is the form that is printed.
ALIASES: dict[str, tuple[str, ...]] = {
    "AI": ("artificial intelligence",),
    "CI/CD": ("CICD", "continuous integration and delivery"),
    "GPU": ("graphics processing unit",),
    "IaC": ("infrastructure as code",),
    "IDP": ("internal developer platform",),
    "JavaScript": ("JS",),
    "Kubernetes": ("k8s", "kube"),
    "LLM": ("large language model",),
    "OpenTelemetry": ("otel", "open telemetry"),
    "PostgreSQL": ("Postgres",),
    "SBOM": ("software bill of materials",),
    "SRE": ("site reliability engineering", "site reliability engineer"),
    "SLO": ("service level objective",),
    "VM": ("virtual machine",),
    "WebAssembly": ("Wasm", "web assembly"),
    "database": ("DB",),
    "developer experience": ("devex", "DevX"),
    "generative AI": ("GenAI", "gen AI"),
    "infrastructure": ("infra",),
    "internationalisation": ("i18n",),
    "localisation": ("l10n",),
    "accessibility": ("a11y",),
    "machine learning": ("ML",),
    "multi-cluster": ("multicluster",),
    "multi-tenancy": ("multitenancy", "multi-tenant", "multitenant"),
    "observability": ("o11y",),
    "open source": ("opensource", "FOSS", "OSS"),
}

#: Words that stand in every programme and tell nothing about the subject of a talk.
CONFERENCE_WORDS = frozenset(
    """
    abstract achieve actually additional advantage agenda aim allow answer apply approach aren ask
    attend attendee audience author automatically avoid away bad base begin beginner benefit best
    better big bio book brief bring case challenge choice choose clear combine come common compare
    complete completely complex conclusion conference consider core couldn cover create current
    currently day deal decide deep demo demonstrate demonstration depend describe detail didn
    difference different difficult directly discover discuss discussion dive does doesn doing don
    e.g easier easily easy effective efficient enable end ensure entirely etc event example exist
    expect expectation experience expert explain explore fact familiar far fast feature final
    focus follow fully future gain general get goal going good great guide hadn hand happen hard
    hasn have haven having help highlight history hope hour huge i.e idea impact importance
    important improve include including inside insight instead interest interesting intro
    introduce introduction isn issue join journey just key keynote kind know knowledge lack large
    late latest lead leading learn learnt lesson let level life lightning like list little live ll
    long look lot main major make mean meet method minute miss modern move multiple necessary need
    new number numerous offer old one ongoing opportunity order outline overview panel participant
    particular past people person place plan point popular possibility possible potential powerful
    practical practice present presentation presenter problem propose provide question quick
    quickly range re reach real reality really reasonably recent recently remain result right room
    run say scratch second section session set setup share shouldn show showcase significant
    similar simple simply single situation slide small solution solve speaker special specific
    start state step story strong stuff successful suitable summary sure take takeaway talk
    technique tell thing think time tip today together tool topic track traditional trick try turn
    tutorial type understand understanding use useful user various ve version wasn way welcome
    well went weren wide widely won word work workshop world wouldn written year yes
    """.split()
)

#: Small words that stand in nearly every text of a language and seldom in others.
SMALL_WORDS = {
    "en": "the and of to in is that for with this you are how we it from will be on by",
    "de": "der die das und ist nicht ein eine mit für auf von den dem zu sich wie wir auch werden "
    "im aus wird einen einer einem oder über als dass aber durch bei zum zur sind noch",
    "fr": "le la les des et est une dans pour que qui sur avec nous vous ce du au plus comment "
    "ça être notre quand donc mais où par pas sont aux cette ces toujours c'est j'ai",
    "es": "el la los las y de que en un una para con por es como del se su más cómo",
    "it": "il di che e la per un una con sono della del nel come gli le anche più dei è",
    "pt": "o a os as e de que em um uma para com por não como do da se mais você",
    "nl": "de het een en van is dat niet met voor op zijn te aan ook deze hoe wij je worden",
}

# Snowball's rules give these one stem though they are different subjects;
# each is a stem of its own here, with its plural.
_KEPT_APART = frozenset(
    """
    accessibility application architecture authority authorization automation automotive
    communication community container containerd engine engineer engineering experience experiment
    general generation generative import important integration integrity internal international
    internet meter metric observability observation operation operator organ organization police
    policy product production productivity relational stateful static station sustainability
    universe university
    """.split()
)

# Inner marks join what people write as one word (CI/CD, multi-cluster, Node.js, 1.25);
# a trailing ++, + or # and a leading dot before capitals belong to names (C++, C#, .NET).
_WORD = re.compile(
    r"(?:(?<![\w.])\.(?=[A-Z]{2}))?[^\W_]+(?:[-.'’/+_&][^\W_]+)*(?:\+\+|\+(?![^\W_])|#)?"
)
# French and Italian join some small words with the next: l'infrastructure, dell'API.
_ELISION = re.compile(
    r"(?<![\w'’])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|dell|all|nell|sull|dall|quest)['’]"
    r"(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:(?<![\w.])\.(?=[A-Z]{2}))?[^\W_]+(?:\+\+|#)?")
_POSSESSIVE = re.compile(r"['’]s?$")
# What may stand between two words of one phrase: no full stop, comma or new line.
_PHRASE_GAP = re.compile(r"[ \t]+|[-/_&+'’. ]")


class Token(NamedTuple):
    """A word where it stands: as written, and its place in the text."""

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
        text = _ELISION.sub(lambda small: " " * len(small[0]), text)
    return [Token(match[0], *match.span()) for match in _WORD.finditer(text)]


def tokenize_parts(text: str) -> list[Token]:
    """Split text into the parts of its words, so that "supply-chain" is "supply chain".

    >>> [token.text for token in tokenize_parts("CI/CD, multi-cluster, C++")]
    ['CI', 'CD', 'multi', 'cluster', 'C++']
    """
    return [Token(match[0], *match.span()) for match in _PART.finditer(text)]


def part_words(text: str) -> list[str]:
    """Give the words of `tokenize_parts` alone, in a third of the time.

    >>> part_words("CI/CD, multi-cluster, C++")
    ['CI', 'CD', 'multi', 'cluster', 'C++']
    """
    return _PART.findall(text)


def part_spans(text: str) -> list[tuple[int, int]]:
    """Give where the words of `part_words` start and end."""
    return [match.span() for match in _PART.finditer(text)]


@cache
def stem(word: str) -> str:
    """Reduce a word to what its family shares, to group talks; never shown to a reader.

    Snowball English (Porter 2001) above three letters, but for words that it would
    confuse, such as "containers" and "contains".

    >>> stem("Clusters"), stem("containers"), stem("contains"), stem("C++")
    ('cluster', 'container', 'contain', 'c++')
    """
    one = singular(word)
    if one in _KEPT_APART:
        return one
    if re.search("[-_]", one):
        return "-".join(map(stem, re.split("[-_]", one)))
    return str(_stemmer().stem(one)) if len(one) > 3 and one.isalpha() else one


@cache
def singular(word: str) -> str:
    """Reduce a word to lower case and the singular, to match it with a term.

    Weaker than a stem on purpose: "access" is no evidence for accessibility. After
    Harman (1991), "How effective is suffixing?", with -ches, -shes, -xes, -zes and the
    two spellings of -isation as one.

    >>> [singular(word) for word in ("Policies", "breaches", "caches", "LLMs", "Kubernetes'")]
    ['policy', 'breach', 'cach', 'llm', 'kubernete']
    """
    lower = _POSSESSIVE.sub("", word.casefold()).replace("isation", "ization")
    if len(lower) > 2 and lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        lower = lower[:-3] + "y" if lower.endswith("ies") and len(lower) > 4 else lower[:-1]
    return lower[:-1] if lower.endswith(("che", "she", "xe", "ze", "sse")) else lower


def singulars(phrase: str) -> tuple[str, ...]:
    """Give the singulars of a phrase, word part by word part, as they are matched in texts.

    >>> singulars("supply-chain attacks")
    ('supply', 'chain', 'attack')
    """
    return tuple(singular(token.text) for token in tokenize_parts(phrase))


@cache
def variants(phrase: str) -> frozenset[tuple[str, ...]]:
    """Give the singulars of a phrase and of every way to write it with an alias.

    >>> sorted(variants("Kubernetes security"))
    [('k8', 'security'), ('kube', 'security'), ('kubernete', 'security')]
    """
    forms = {singulars(phrase)}
    for group in _alias_groups():
        for form in list(forms):
            forms |= {_replace(form, here, other) for here in group for other in group}
    return frozenset(forms)


def is_phrase(text: str, tokens: list[Token]) -> bool:
    """Tell whether tokens stand side by side in text, with no stop between them."""
    return all(_is_gap(text, left.end, right.start) for left, right in pairwise(tokens))


def content_runs(text: str) -> list[list[tuple[str, str]]]:
    """Give the words that carry a subject, as runs of neighbours.

    Stop words, numbers and punctuation end a run, so that two words of one run
    may be a phrase. Aliases are one word: k8s is Kubernetes, ML is machine learning.

    Returns
    -------
    list of list of (stem, surface form)

    >>> content_runs("Observability for multi-cluster k8s with machine learning")
    [[('observability', 'observability')], [('multi-cluster', 'multi-cluster'), \
('kubernetes', 'Kubernetes')], [('machine learning', 'machine learning')]]
    """
    runs: list[list[tuple[str, str]]] = []
    end = -1
    for key, token in _merge_aliases(text):
        if not _is_content(token.text):
            end = -1
            continue
        if end < 0 or not _is_gap(text, end, token.start):
            runs.append([])
        runs[-1].append((key, token.text))
        end = token.end
    return runs


def surface_forms(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Choose for each stem the form that people write most; never show a stem.

    Where it is also written in lower case, that form; equal counts go by the alphabet.

    >>> surface_forms([("cluster", "clusters"), ("cluster", "Cluster"), ("cluster", "clusters")])
    {'cluster': 'clusters'}
    """
    counts: dict[str, Counter[str]] = {}
    for key, surface in words:
        counts.setdefault(key, Counter())[_POSSESSIVE.sub("", surface)] += 1
    return {key: _commonest(forms) for key, forms in counts.items()}


def _is_gap(text: str, start: int, end: int) -> bool:
    # Mostly it is a space, which needs no pattern.
    return text[start:end] == " " or _PHRASE_GAP.fullmatch(text, start, end) is not None


@cache
def stop_words() -> frozenset[str]:
    """Give the words that tell nothing: of English, of conferences, and of other languages."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    others = frozenset(" ".join([*SMALL_WORDS.values(), *STOP_WORDS.values()]).split())
    return frozenset(ENGLISH_STOP_WORDS) - {"system", "fire"} | CONFERENCE_WORDS | others


@cache
def _stemmer() -> EnglishStemmer:
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(map(stem, CONFERENCE_WORDS))


@cache
def _alias_groups() -> list[tuple[tuple[str, ...], ...]]:
    return [tuple(map(singulars, (name, *others))) for name, others in ALIASES.items()]


def _replace(
    form: tuple[str, ...], here: tuple[str, ...], other: tuple[str, ...]
) -> tuple[str, ...]:
    for at in range(len(form) - len(here) + 1):
        if form[at : at + len(here)] == here:
            return form[:at] + other + form[at + len(here) :]
    return form


@cache
def _aliases() -> tuple[MWETokenizer, dict[str, str]]:
    """The multi-word tokeniser for aliases, and the printed form of each as it joins them."""
    from nltk.tokenize import MWETokenizer

    printed = {
        "\n".join(singular(token.text) for token in tokenize(form)): name
        for name, others in ALIASES.items()
        for form in (name, *others)
    }
    several = [form.split("\n") for form in printed if "\n" in form]
    return MWETokenizer(several, separator="\n"), printed


def _merge_aliases(text: str) -> Iterator[tuple[str, Token]]:
    """The tokens of a text with their stems, where an alias is one token in its printed form."""
    tokens = tokenize(text)
    multiword, printed = _aliases()
    at = 0
    for joined in multiword.tokenize([singular(token.text) for token in tokens]):
        first = tokens[at]
        at += joined.count("\n") + 1
        if name := printed.get(joined):
            yield name.casefold(), Token(name, first.start, tokens[at - 1].end)
        else:
            yield stem(first.text), first


@cache
def _is_content(text: str) -> bool:
    word = _POSSESSIVE.sub("", text.casefold().replace("’", "'"))
    if {word, word.split("'")[0]} & stop_words() or stem(word) in _stop_stems():
        return False
    # A single letter is a name when it is a capital: the languages C and R.
    return any(map(str.isalpha, word)) and (len(word) > 1 or text in {"C", "R"})


def _commonest(forms: Counter[str]) -> str:
    best = min(forms, key=lambda form: (-forms[form], form != form.casefold(), form))
    # Capitals of titles and of sentence beginnings are no part of a word.
    lower = best.casefold()
    return lower if 3 * forms[lower] >= forms[best] else best
