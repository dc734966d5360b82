"""What an entry of a programme is: from the source's own label, else from its title."""

from __future__ import annotations

import re

from kcdanalysis.sources.values.labels import find_role, words
from kcdanalysis.sources.values.vocabulary import first_match, word_sets
from kcdanalysis.talks import KINDS, TALK_KINDS

_KIND_WORDS = word_sets("kinds")
_STATE_WORDS = word_sets("states")

#: Titles of entries that are not talks, unless speakers or an abstract contradict.
_BREAK = re.compile(
    r"(?:tea|coffee|lunch|breakfast|dinner|meal|bio|comfort|networking|afternoon|morning|short"
    r"|long|evening|early|late)*[\s/&+-]*(?:break|lunch|breakfast|dinner|brunch|coffee|pause|kaffee"
    r"|mittagessen|déjeuner|almuerzo|pranzo|cena|registration|check-?in|doors? open"
    r"|badge pick-?up|einlass|accueil|reception|drinks|happy hour|apéro|party"
    r"|after-?party|social event|afterhours|buffet|休憩|昼食|懇親会)\b.*",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:opening|closing|welcome|wrap[- ]?up|farewell|group photo"
    r"|lost (?:&|and) found|remarks|raffle|prize|award ceremony|setup|set-?up|teardown|tbd|tba"
    r"|reserved|quiet room|lactation room|green room|hallway track|expo|exhibition"
    r"|sponsor)\b.{0,40}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:talk|session)\s*#?\d+\s*[:.–-]\s*(?=\S)", re.IGNORECASE)
# A break does not need an abstract of more characters.
_LONG = 200


def entry_kind(label: object, title: str, *, has_speakers: bool, abstract: str) -> str:
    """Determine the kind of an entry.

    >>> entry_kind("Lecture", "eBPF", has_speakers=True, abstract="")
    'talk'
    >>> entry_kind(None, "Lunch break", has_speakers=False, abstract="")
    'break'
    >>> entry_kind(None, "Keynote: eBPF", has_speakers=True, abstract="")
    'keynote'
    """
    name = str(label or "").strip().casefold()
    if name in KINDS and name not in ("talk", "other"):
        return name
    is_spoken = has_speakers or len(abstract) > _LONG
    role = find_role(title)[0]
    if not is_spoken and (_BREAK.match(title) or role == "break"):
        return "break"
    if name in ("talk", "other"):
        return name
    kind = first_match(words(name), _KIND_WORDS)
    if kind in ("break", "other") and is_spoken:
        kind = "talk"
    if kind not in ("", "talk"):
        return kind
    if not is_spoken and _OTHER.match(title):
        return "other"
    return role if role in TALK_KINDS else "talk"


def read_state(label: str) -> str:
    """Read the state of a proposal or an entry, as a source names it.

    Raises
    ------
    ValueError
        If the label is unknown.

    >>> [read_state(label) for label in ("confirmed", "Accept_Queue", "CANCELLED", "Not accepted")]
    ['accepted', 'submitted', 'cancelled', 'rejected']
    """
    state = first_match(words(label), _STATE_WORDS)
    if not state:
        raise ValueError(f"{label!r} is not a known state")
    return state


def split_number(title: str) -> tuple[str, str | None]:
    """Take "Talk 3:" off a title; returns the rest and the kind that it names.

    >>> split_number("Talk 3: eBPF"), split_number("Session types in Rust")
    (('eBPF', 'talk'), ('Session types in Rust', None))
    """
    match = _NUMBERED.match(title)
    return (title[match.end() :], "talk") if match else (title, None)
