"""What an entry of a programme is: from the source's own label, else from its whole title."""

import re

from kcdanalysis.sources.values.labels import find_role, lead, words
from kcdanalysis.sources.values.vocabulary import first_match, word_sets
from kcdanalysis.talks import KINDS, TALK_KINDS

_KIND_WORDS = word_sets("kinds")
_STATE_WORDS = word_sets("states")
#: The words of titles of breaks and other entries, and those that may stand beside them.
_TITLE_WORDS = word_sets("titles")
_ANY = frozenset[str]().union(*_TITLE_WORDS.values())
_NAMED_KINDS = frozenset[str]().union(
    *(_KIND_WORDS[kind] for kind in _KIND_WORDS if kind != "other")
)

_NUMBERED = re.compile(
    rf"(?:{'|'.join(sorted(word_sets('headings')['talk']))})\s*#?\d+\s*[:：.–-]\s*(?=\S)",
    re.IGNORECASE,
)
#: Where, with whom or paid by whom: what may follow "Lunch" and does not change its kind.
_TAIL = re.compile(
    r"(?<!\s)(?:\s+[-–—|]\s+.*|\s*[(\[@|].*|,\s+.*|\s+(?:at|by|chez|bei|sponsored|presented|hosted|offert"
    r"|offerte|powered|courtesy|gesponsert|patrocinado)\s+.*"
    r"|\s+with (?:the|our) .*"
    r"|\s+(?:im|beim|auf|au|aux|à|en|nel|no|na)\s+\S+(?:\s+\S+)?(?:\s+[ivx\d]+)?)",
    re.IGNORECASE | re.DOTALL,
)
#: "Tides (Keynote)", "Women in Shipping Panel Discussion"
_BEHIND = re.compile(r"[(\[]([^()\[\]]+)[)\]]$|\b(panel) discussion$", re.IGNORECASE)
_BY = re.compile(r"\s(?:by|von|par|di|por|door|av)\s", re.IGNORECASE)
#: "Workshop paper"
_PAPERS = re.compile(r"\bpapers?\b")
_OPENS = re.compile(
    r"(?:the\s+)?(?:venue|doors?|building|exhibition|expo|hall)s?\s+(?:opens?|closes?)\b.*",
    re.IGNORECASE,
)
#: Meetings with a person are no talks, though they name a speaker.
_MEETING = re.compile(
    r"(?:author'?s?\s+|book\s+)+signings?\b.*|office hours?(?:\s+with\b.*)?",
    re.IGNORECASE,
)
#: A session of lightning talks whose talks are not listed.
_LIGHTNING = re.compile(
    r"(?:open mic\s+)?(?:lightning talks?|ignites?(?: talks?)?)"
    r"(?:\s+(?:session|block|round|slot)s?)?(?:\s+(?:\d+|[ivx]+))?(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
#: A break does not need a title or an abstract of more characters.
_LONG = 200


def find_kind(label: object, title: str, *, has_speakers: bool, abstract: str) -> tuple[str, str]:
    """Determine the kind of an entry, and say on what evidence."""
    name = str(label or "").strip().casefold()
    by_label = name if name in KINDS else first_match(words(name), _KIND_WORDS)
    # "Networking"
    by_label = by_label or (title_kind(name)[0] == "break") * "break"
    by_label = "talk" if _PAPERS.search(name) else by_label
    is_spoken = (has_speakers or len(abstract) > _LONG) and not _MEETING.fullmatch(title.strip())
    spoken = "it has a speaker" if has_speakers else "it has a long abstract"
    by_title, evidence = ("", "") if is_spoken else title_kind(title)
    if by_label in ("break", "other"):
        if is_spoken and name not in ("break", "other"):
            return "talk", f"{spoken}, against the label {label!r}"
        # What is no talk, and has "Lunch" in its title, is a break.
        is_break = not is_spoken and not _TITLE_WORDS["break"].isdisjoint(words(title))
        return ("break", "its title") if is_break else (by_label, f"the label {label!r}")
    # "Plenary" may only say that it is for all.
    if by_label not in ("", "talk") and not (by_title and "plenary" in words(name)):
        return by_label, f"the label {label!r}"
    # Many systems call every entry a talk.
    if by_title:
        return by_title, evidence
    # "Keynote by Ada Example"
    role = find_role(title)[0] or find_role(_BY.split(title)[0])[0]
    if (match := _BEHIND.search(title)) and kind_in(behind := match[1] or match[2]):
        role = first_match(words(behind), _KIND_WORDS)
    if role in TALK_KINDS[1:] and name not in KINDS:
        return role, f"the title begins with a word for {role!r}"
    return "talk", f"the label {label!r}" if by_label else spoken if is_spoken else "nothing else"


def kind_in(track: str) -> str | None:
    """Return a track that is no subject, but a kind of talk or a break: "Keynotes", "Workshop"."""
    named = [word for word in words(track) if not word.isdecimal()]
    return track if named and _NAMED_KINDS.issuperset(named) else None


def title_kind(title: str) -> tuple[str, str]:
    """Recognise a break or another entry by its whole title; ("", "") where it says more."""
    if len(title) > _LONG:
        return "", ""
    title = title.strip()[lead(title.strip()) :]
    if _OPENS.fullmatch(title):
        return "other", "a place opens or closes"
    if _MEETING.fullmatch(title):
        return "other", "its title names a meeting with a person"
    if _LIGHTNING.fullmatch(title):
        return "other", "no talk is named"
    tails = (match.start() for match in _TAIL.finditer(title) if match.end() == len(title))
    beginning = title[: min(tails, default=None)]
    for text, where in ((title, "the title"), (beginning, "its beginning")):
        given = {word for word in words(text) if not word.isdecimal()}
        for kind in ("break", "other"):
            if given & _TITLE_WORDS[kind] and given <= _ANY:
                return kind, f"all words of {where} are in the list {kind!r}"
    return "", ""


def read_state(label: str) -> str:
    """Read the state of a proposal or an entry; a ValueError if the label is unknown."""
    state = first_match(words(label), _STATE_WORDS)
    if not state:
        raise ValueError(f"{label!r} is not a known state")
    return state


def split_number(title: str) -> tuple[str, str | None]:
    """Take "Talk 3:" off a title; returns the rest and the kind that it names."""
    match = _NUMBERED.match(title)
    return (title[match.end() :], find_role(title)[0] or "talk") if match else (title, None)
