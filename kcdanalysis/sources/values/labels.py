"""What the headings and labels of an article mean: a talk, its speakers, a break, ..."""

import re
import unicodedata
from functools import lru_cache

from kcdanalysis.sources.syntax.markup import Line, skip
from kcdanalysis.sources.values.vocabulary import WORDS, word_sets
from kcdanalysis.talks import TALK_KINDS

#: The labels of speakers and of content.
LABELS = ("speakers", "summary", "takeaways")

_ROLE_WORDS = word_sets("headings")
_ANY_KIND = WORDS["beside"].union(*(_ROLE_WORDS[kind] for kind in TALK_KINDS))
_ALLOWED = {role: role_words | _ANY_KIND for role, role_words in _ROLE_WORDS.items()}

_TIME = r"\d{1,2}[:h]\d{2}(?:\s*(?i:[ap]\.?m\b\.?|uhr\b))?"
_CHAPTER = rf"(?i:{'|'.join(sorted(WORDS['chapters']))})\s+\d+\s*[:.–—-]\s*"
#: "3.", "2.1", "#5:", "4 -"
_COUNTED = r"#?\d{1,3}(?:[.):]|(?:\.\d(?!\d)){1,3}[.):]?|\s[–—-])\s+"
_LEAD = re.compile(
    rf":?(?:[\[(]?{_TIME}(?:\s*[-–~]\s*{_TIME})?[\s:|)\]–-]*|{_COUNTED}|{_CHAPTER})?"
)
#: A colon inside "Referent:innen", "7:05pm" or "std::vector" is no separator.
SEPARATOR = re.compile(
    r"(?<!\s)(?:\s*(?<!\w:)[:：](?!:\w|innen\b|in\b|(?<=\d.)\d\d(?!\d))\s*|\s+-+\s+|\s*[–—|\]]\s*)|(?<=\d)[.)]\s+"
)
#: A label has no more characters.
_LONGEST = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d+[a-z]?|[a-z]\d*|[ivx]+")
#: "Talk 2 Fog over the quay"
_COUNTED_TALK = re.compile(
    r"(?i:talk|vortrag|charla|palestra|lezing|prelekcja)\s+#?\d{1,2}\s+(?=\(?[A-ZÀ-Þ][^\s:]*\s+[^\W\d])"
)
#: Japanese has no blank between "session" and its number.
_UNSPACED = re.compile(r"(?<=[\u3040-\u9fff])(?=\d)")


def words(text: str) -> list[str]:
    """Split text into lower-case words."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


# A title is looked at where it is read, for its kind, and for what precedes it.
@lru_cache(maxsize=1 << 14)
def find_role(text: str) -> tuple[str, int]:
    """Find the role of a heading or label ("" for none), and where the rest of the text begins.

    >>> find_role("Talk 3: eBPF"), find_role("Key Takeaways"), find_role("What a talk: eBPF")
    (('talk', 8), ('takeaways', 13), ('', 13))
    >>> find_role("Talk 2: Keynote - eBPF"), find_role("セッション1：eBPF")
    (('keynote', 18), ('talk', 7))
    """
    role, rest = _role_at(text, lead(text))
    inner, end = _role_at(text, rest) if role == "talk" else ("", 0)
    return (inner, end) if inner in TALK_KINDS[1:] and end < len(text) else (role, rest)


def _role_at(text: str, start: int) -> tuple[str, int]:
    if counted := _COUNTED_TALK.match(text, start):
        return "talk", counted.end()
    separator = SEPARATOR.search(text, start, start + _LONGEST)
    end, rest = separator.span() if separator else (len(text), len(text))
    spaced = _UNSPACED.sub(" ", text[start:end])
    label = {word for word in words(spaced) if not _NUMBER.fullmatch(word)}
    for role, role_words in _ROLE_WORDS.items():
        if label & role_words and label <= _ALLOWED[role]:
            return role, rest
    return "", rest


def names_talk(text: str) -> bool:
    """Whether a line says that it names a talk, as "Talk 3: eBPF" does and "Talk 3" does not."""
    role, end = find_role(text)
    return role in TALK_KINDS and end < len(text)


def find_year(*texts: str) -> int | None:
    """Find the first year in one of several texts."""
    year = _YEAR.search(" ".join(texts))
    return int(year[0]) if year else None


def lead(text: str) -> int:
    """Find where a heading begins after its time or number ("10:30 Coffee", "2. Talk")."""
    match = _LEAD.match(text)
    return match.end() if match else 0


def split_label(line: Line) -> tuple[str, Line]:
    """Split a label ("**Speaker** : ...") from the text after it; "" if there is no label."""
    role, end = find_role("".join(run.text for run in line))
    return (role, skip(line, end)) if role in LABELS else ("", line)
