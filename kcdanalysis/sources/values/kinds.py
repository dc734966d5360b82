"""What an entry of a programme is: from the source's own label, else from its title."""

from __future__ import annotations

import re

from kcdanalysis.sources.values.labels import find_role, words
from kcdanalysis.talks import KINDS, TALK_KINDS

#: Labels that sources give, by the words in them; the first kind that has one counts.
_LABELS = {
    "lightning": "lightning ignite quickie pecha blitz short-talk",
    "keynote": "keynote keynotes plenary plénière",
    "workshop": "workshop workshops tutorial tutorials training hands atelier lab codelab"
    " masterclass",
    "panel": "panel podium roundtable fishbowl bof",
    "break": "break breaks lunch breakfast dinner coffee meal registration social party pause",
    "other": "service meeting opening closing ceremony welcome other misc organizational sprint"
    " sprints rehearsal",
    "talk": "talk talks lecture session presentation speech vortrag conférence charla paper",
}
_KIND_WORDS = {kind: frozenset(said.split()) for kind, said in _LABELS.items()}

#: Titles of entries that are no talks, where no speaker and no abstract says otherwise.
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
# An abstract of so many letters says more than that there is coffee.
_LONG = 200


def entry_kind(label: object, title: str, *, has_speakers: bool, abstract: str) -> str:
    """Tell the kind of an entry.

    >>> entry_kind("Lecture", "eBPF", has_speakers=True, abstract="")
    'talk'
    >>> entry_kind(None, "Lunch break", has_speakers=False, abstract="")
    'break'
    >>> entry_kind(None, "Keynote: eBPF", has_speakers=True, abstract="")
    'keynote'
    """
    said = str(label or "").strip().casefold()
    if said in KINDS and said not in ("talk", "other"):
        return said
    spoken = has_speakers or len(abstract) > _LONG
    if not spoken and (_BREAK.match(title) or find_role(title)[0] == "break"):
        return "break"
    if said in ("talk", "other"):
        return said
    kind = _kind_of_words(set(words(said)))
    if kind in ("break", "other") and spoken:
        kind = "talk"
    if kind in (None, "talk") and not spoken and _OTHER.match(title):
        return "other"
    if kind in (None, "talk"):
        role = find_role(title)[0]
        return role if role in TALK_KINDS else "talk"
    return kind


def split_number(title: str) -> tuple[str, str | None]:
    """Take "Talk 3:" off a title, and tell the kind that it says.

    >>> split_number("Talk 3: eBPF"), split_number("Session types in Rust")
    (('eBPF', 'talk'), ('Session types in Rust', None))
    """
    found = _NUMBERED.match(title)
    return (title[found.end() :], "talk") if found else (title, None)


def _kind_of_words(said: set[str]) -> str | None:
    return next((kind for kind, known in _KIND_WORDS.items() if said & known), None)
