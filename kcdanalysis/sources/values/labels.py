"""What the headings and labels of an article mean: a talk, its speakers, a break, ..."""

from __future__ import annotations

import re
import unicodedata

from kcdanalysis.sources.syntax.markup import Line, skip
from kcdanalysis.talks import TALK_KINDS

#: The words that headings and labels are known by: English, French, German, Spanish.
#: A heading has a role when it has one of its words and none that is neither the role's
#: nor one of those that may stand beside. The first role in this order counts.
_WORDS = {
    "keynote": ("keynote", "plénière", "eröffnungsvortrag", "magistral plenaria"),
    "workshop": ("workshop tutorial", "atelier tutoriel", "tutorium", "taller"),
    "panel": ("panel roundtable", "ronde", "podiumsdiskussion podium", "redonda coloquio"),
    "lightning": ("lightning", "quickie", "blitzvortrag", "relámpago"),
    "talk": (
        "talk session presentation",
        "conférence présentation exposé séance",
        "vortrag präsentation sitzung",
        "charla ponencia conferencia sesión presentación",
    ),
    "speakers": (
        "speaker speakers presenter presenters panelist panelists panellists",
        "conférencier conférenciers conférencière conférencières intervenant intervenants"
        " intervenante intervenantes orateur orateurs oratrice oratrices",
        "referent referenten referentin sprecher sprecherin vortragender vortragende",
        "ponente ponentes orador oradora oradores conferenciante conferenciantes",
    ),
    "summary": (
        "summary abstract description overview tl dr tldr",
        "résumé aperçu",
        "zusammenfassung kurzfassung überblick beschreibung inhalt",
        "resumen descripción",
    ),
    "takeaways": (
        "takeaway takeaways aways point points insight insights highlight highlights finding"
        " findings lessons learnings recommendation recommendations",
        "retenir enseignements recommandations",
        "erkenntnisse kernpunkte kernaussagen punkte empfehlungen",
        "puntos ideas aprendizajes recomendaciones",
    ),
    "break": (
        "break coffee breakfast lunch dinner cocktail drinks reception registration party",
        "pause déjeuner dîner diner café apéro apero apéritif accueil inscription",
        "kaffeepause mittagspause mittagessen abendessen frühstück umtrunk anmeldung",
        "descanso almuerzo comida cena desayuno cóctel registro",
        "休憩 昼食 懇親会",
    ),
    "context": (
        "introduction intro conclusion welcome opening closing day morning afternoon",
        "jour journée matin matinée après midi",
        "einleitung einführung fazit schluss tag vormittag nachmittag",
        "introducción conclusión conclusiones día mañana tarde",
    ),
}
_BESIDE = (
    "the a an of and to from for in on my our key main most important learned guest invited opening"
    " closing welcome final short take hands break out breakout technical demo discussion day"
    " morning afternoon table talks sessions remarks min minutes",
    "le la les l d de du des un une et à n s e es ce qu que il faut clé clés principaux ouverture"
    " clôture cloture fermeture",
    "der die das des den dem zum zur und wichtigste wichtigsten zentrale nr in innen",
    "el los las y del nº no clave principales apertura cierre clausura mesa",
)
#: What may hold several talks, though one talk may be called so, too.
BLOCKS = frozenset({"session", "séance", "sitzung", "sesión", "lightning", "workshop", "atelier"})
#: The labels that tell who spoke and what was said.
LABELS = ("speakers", "summary", "takeaways")

_VOCABULARY = {role: frozenset(" ".join(words).split()) for role, words in _WORDS.items()}
_ANY_KIND = frozenset(" ".join(_BESIDE).split()).union(*(_VOCABULARY[kind] for kind in TALK_KINDS))
_ALLOWED = {role: words | _ANY_KIND for role, words in _VOCABULARY.items()}

_LEAD = re.compile(r"(?:\d{1,2}[:h]\d{2}(?:\s*[-–]\s*\d{1,2}[:h]\d{2})?[\s:|–-]*|\d+[.)]\s+)?")
#: A colon inside "Referent:innen" separates nothing.
SEPARATOR = re.compile(r"\s*[:：](?!innen\b|in\b)\s*|\s+-+\s+|\s*[–—|\]]\s*|(?<=\d)[.)]\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d+[a-z]?|[a-z]\d*|[ivx]+")


def words(text: str) -> list[str]:
    """Split text into lower-case words.

    >>> words("Keynote d'ouverture (FR)")
    ['keynote', 'd', 'ouverture', 'fr']
    """
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


def find_role(text: str) -> tuple[str, int]:
    """Find the role of a heading or label ("" for none), and where its own text begins.

    >>> find_role("Talk 3: eBPF"), find_role("Key Takeaways"), find_role("What a talk: eBPF")
    (('talk', 8), ('takeaways', 13), ('', 13))
    """
    start = lead(text)
    found = SEPARATOR.search(text, start)
    end, rest = found.span() if found else (len(text), len(text))
    said = {word for word in words(text[start:end]) if not _NUMBER.fullmatch(word)}
    for role, vocabulary in _VOCABULARY.items():
        # Breaks go by many names ("Farewell dinner on the boat").
        fits = len(said) <= 5 if role == "break" else said <= _ALLOWED[role]
        if said & vocabulary and fits:
            return role, rest
    return "", rest


def find_year(*texts: str) -> int | None:
    """Find the first year that one of several texts names.

    >>> find_year("KCD Zurich", "15 June 2023"), find_year("room 20231")
    (2023, None)
    """
    found = _YEAR.search(" ".join(texts))
    return int(found[0]) if found else None


def lead(text: str) -> int:
    """Tell where a heading begins after its time or number ("10:30 Coffee", "2. Talk")."""
    found = _LEAD.match(text)
    return found.end() if found else 0


def split_label(line: Line) -> tuple[str, Line]:
    """Split a label ("**Speaker** : ...") from what follows it; without one it is ""."""
    role, end = find_role("".join(run.text for run in line))
    return (role, skip(line, end)) if role in LABELS else ("", line)
