"""A heading of an article: its time, its title, and the people that it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import NamedTuple

from kcdanalysis.sources.layouts.page_times import day_of, leading_date, read_clock
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import Line, Run, plain, raw, skip
from kcdanalysis.sources.values.labels import SEPARATOR, find_role, find_year, lead, words
from kcdanalysis.sources.values.people import (
    PICTURES,
    SENTENCE_END,
    SUFFIX,
    Speaker,
    find_people,
    is_name,
    read_people,
    split_byline,
    split_speakers,
    without_degrees,
)
from kcdanalysis.sources.values.vocabulary import WORDS, word_sets
from kcdanalysis.talks import TALK_KINDS
from kcdanalysis.words.tokens import FUNCTION_WORDS, stop_words

#: The share of the headings of one form whose names must look like names.
_MIN_SHARE = 0.5
#: An organisation or position beside a name has no more words.
_MAX_AFFILIATION = 5

#: "(20 min)" at the end of a line, or in front
_MINUTES = r"~?(\d{1,3})\s?(?:min(?:ute[ns]?|uti|utos?|uten)?\.?|['’′])"
_LENGTH = re.compile(rf"(?<!\s)\s*(?:[(\[]|\s[|·–—-]\s|,\s){_MINUTES}[)\]]?\s*$", re.IGNORECASE)
_LENGTH_BEFORE = re.compile(rf"\s*[(\[]{_MINUTES}[)\]][\s:–-]*(?=\S)", re.IGNORECASE)
_LABELS = "|".join(sorted(word for word in word_sets("headings")["speakers"] if len(word) > 4))
_BY_WORD = rf"(?:(?:(?:presented|given)\s+)?(?:by|par|von|por)(?=\s)|(?:{_LABELS}):)"
_WITH_WORD = r"(?:with|mit|avec|con|w/)(?=\s)"
_WITH = re.compile(r"\s(?:with|mit|avec|con)\s", re.IGNORECASE)
#: What names of people do not end with.
_NO_SURNAMES = WORDS["groups"] | WORDS["meetings"] | {"discussion", "style"}
#: So many capitals behind a first name are no abbreviation.
_SURNAME = 5
_BY = re.compile(rf"(?:{_BY_WORD}|{_WITH_WORD})\s+", re.IGNORECASE)
#: Behind a title in bold
_NAMES_BEHIND = re.compile(
    rf"[\s:,.–—-]*(?:\(|(?i:{_BY_WORD}|{_WITH_WORD})\s+|)([^:()–—]+(?:\([^()]*\))?)\)?"
)
_MARK = r"(?:(?<!\s)(?:\s+[-–—|/·•]+\s+|\s*[—|]\s*))"
#: The forms in which a heading names people; where several fit, the first counts.
_FORMS = {
    **{
        form: re.compile(
            rf"(?P<title>.+)(?<![\s,:(–—-])[\s,:(–—-]+(?i:{word})\s+(?P<names>[^()]+(?:\(.*\))?)\)?"
        )
        for form, word in (("by", _BY_WORD), ("with", _WITH_WORD))
    },
    "after": re.compile(rf"(?P<title>.+?){_MARK}(?P<names>[^:—–|]+)"),
    "last": re.compile(rf"(?P<title>.+){_MARK}(?P<names>[^:—–|]+)"),
    "colon after": re.compile(r"(?P<title>.+):\s+(?P<names>[^:—–|]+)"),
    "stop": re.compile(r"(?P<title>.+[^\W\d_]{2})\.\s+(?P<names>[^:–—|]+)"),
    "brackets": re.compile(
        r"(?P<title>.+?)(?<!\s)\s*[(\[（](?P<names>[^()\[\]（）]+)[)\]）](?P<rest>\s*[:–—-].*)?"
    ),
    "before": re.compile(r"(?P<names>.+?)(?<!\s)\s+[-–—|]\s+(?P<title>.+)"),
    "colon before": re.compile(r"(?P<names>.+?):\s+(?P<title>.+)"),
    "comma": re.compile(r"(?P<title>.+),\s+(?P<names>[^,]+)"),
}
#: These forms are certain even if only one heading has them.
_CERTAIN = frozenset({"by", "brackets", "marked line"})
#: A longer line names no people.
_LONGEST = 500
#: Between names in bold and a title.
_BEHIND = re.compile(r"\s{0,9}(\([^()]*\))?\s{0,9}(?::|-{1,3}|[–—|])\s+(?=\w|[\"“„«'])")
_PROSE = re.compile(r"(?<!\s)\s+[-–—]\s+(?=(?:[a-zà-þ][^\s,]*\s+){3})")
#: "さん" stands only behind names, and "皆さん" is everybody.
_JAPANESE_NAME = r"(?!皆)@?\w{1,20}(?: @?\w{1,20}){0,2} ?(?:さん|氏)(?:[（(][^()（）]*[)）])?\s*"
_JAPANESE_NAMES = re.compile(rf"\s*{_JAPANESE_NAME}(?:[、,&]\s*{_JAPANESE_NAME})*")
#: "HarbourCon"
EVENT = re.compile(r"\b\w*[a-z](?:Con|Conf|Fest|Kaigi)\b")
_HANDLE = re.compile(r"(@\w+)\s+[-–—]\s+(?=\S)")
_QUOTED = re.compile(r"[\"“”„«»「]([^\"“”„«»「」]+)[\"“”«»」]")
#: "Ada Example (Grey Owl), "Fog" (video)"
_QUOTED_LAST = re.compile(
    rf"(?P<names>[^\"“”„«»「」]*[^\"“”„«»「」\s,:–—|-])[\s,:–—|-]*"
    rf"{_QUOTED.pattern.replace('(', '(?P<title>', 1)}\W*(?:\([^()]*\))?\W*"
)
_FUNCTION_WORDS = frozenset[str]().union(*FUNCTION_WORDS.values()) - set(
    "will per may an di su ma mi".split()
)

_OF = re.compile(
    r"\s(?i:of|for|from|on|at|sur|de|du|des|zu[mr]?|vo[nm]|auf|bei[m]?|del?|en|em|n[oa]|au|alla)\s"
    r"(?:(?i:the|der|die|das|dem|den|le|la|les|el|los|las)\s)?(?=[^\W\d_]*[A-ZÀ-Þ]|devopsdays)"
)
_PARTICLE = re.compile(r"(?<=\d{4})\s*[\u3040-\u309f].*")
_OF_PAGES = WORDS["article"] | WORDS["lists"] | WORDS["agenda"]
#: What stands around the name of an event without being part of it.
_REPORT = WORDS["article"] | WORDS["reports"]
_BEFORE = _REPORT | WORDS["authors"] | WORDS["beside"] | WORDS["days"] | WORDS["before_events"]
_BEHIND_EVENT = (_REPORT | WORDS["agenda"] | WORDS["materials"] | {"in", "tickets"}) - {
    "conference"
}
_YEAR = re.compile(r"\(?(?:19|20)\d\d\)?")


class Title(NamedTuple):
    """The parts of a heading: `whole` has the speakers, too, and `rest` is the prose behind."""

    text: str = ""
    whole: str = ""
    speakers: Sequence[Speaker] = ()
    rest: str = ""
    start: str = ""
    end: str = ""
    duration: str = ""
    day: str = ""


def without_emoji(line: Line) -> Line:
    """Remove the pictures in front of a line."""
    return skip(line, len(match[0])) if (match := PICTURES.match(raw(line))) else line


def without_length(text: str) -> str:
    """Remove "- 5 minutes" behind a text."""
    return _LENGTH.sub("", text[:_LONGEST])


def unquoted(title: str) -> str:
    """Remove the quotes around a whole title."""
    return match[1] if (match := _QUOTED.fullmatch(title)) else title


@dataclass(frozen=True)
class Bylines:
    """How one article names the speakers: the forms that it uses, and its ordinary words."""

    forms: frozenset[str]
    ordinary: frozenset[str]

    def split(self, line: Line) -> Title:
        """Split a heading into its time, title, people, and the prose behind a bold title."""
        line, times = _split_time(_without_links(line))
        text = plain(line)
        line = _without_kind(line)
        kind = text.removesuffix(plain(line)).rstrip(" :–—-")
        if kind and find_people(line[:1]) and find_role(text)[0] != "talk":
            # "Keynote - [Ada Example](https://github.com/ada)"
            return Title(kind, text, read_people(line), "", **times)
        head, tail = _split_bold(line)
        if not tail:
            head, tail = _split_material(line)
        quoted_last = _QUOTED_LAST.fullmatch(raw(head)[:_LONGEST])
        is_named = "behind" not in self.forms and are_people(raw(head), self.ordinary)
        mark = _BEHIND.match(raw(tail)) if is_named and not quoted_last else None
        if mark:
            # "**Ada Example**: Kernels"
            text = unquoted(plain(skip(tail, mark.end())))
            names = [*head, *skip(tail, 0, mark.end(1))] if mark[1] else head
            return Title(text, plain(line), read_people(names), "", **times)
        whole = plain(head).rstrip(" :") or text
        is_behind = tail and "behind" in self.forms
        title_line, names, behind = (head, [], []) if is_behind else self._names_in(head)
        people, tail = read_people(names), [*behind, *tail]
        if quoted_last and not people and are_people(quoted_last["names"], self.ordinary):
            title_line = skip(head, *quoted_last.span("title"))
            people = read_people(skip(head, 0, quoted_last.end("names")))
        # "Ada Example, *Fog*: [PDF](...)"
        at = next((at for at, run in enumerate(head) if run.strong), 0)
        if not people and at and are_people(raw(head[:at]).strip(" ,:–—-"), self.ordinary):
            title_line, rest = _split_bold(head[at:])
            people, tail = read_people(head[:at]), [*rest, *tail]
        if not (people or tail) and "link" in self.forms and line[0].url:
            head, tail = _split_link(line)
            title_line, names, _ = self._names_in(head)
            whole, people = plain(head), read_people(names)
        if not (people or tail) and (quoted := _QUOTED.match(text)):
            names, behind = self._names_behind(skip(line, quoted.end()))
            if people := read_people(names):
                title_line, tail = skip(line, 0, quoted.end()), behind
        if not people:
            names, tail = self._names_behind(tail)
            people = read_people(names)
        prose = plain(tail).lstrip(" :–—-.,)）")
        text = unquoted(plain(title_line).rstrip(" :–—-")) or whole
        # "@ada - Fog"
        if handle := _HANDLE.match(text):
            people, text = people or [Speaker(handle[1])], text[handle.end() :]
        return Title(text, whole, people, prose, **times)

    def people_below(self, lines: Sequence[Line]) -> list[list[Speaker]]:
        """Read the people that each of the first lines of a paragraph names."""
        # Without a mark, a line names people only if it stands alone, or several such lines do.
        forms = self.forms
        if len(lines) > 1:
            forms = forms | {"line"} if "first line" in forms else forms - {"line"}
        found = (_line_form(line, self.ordinary) for line in lines)
        people = (read_people(names) if form in forms else [] for form, names in found)
        return list(takewhile(bool, people))

    def _names_in(self, line: Line) -> tuple[Line, Line, Line]:
        """Split a line into title, names, and the prose behind."""
        text = raw(line)
        if len(text) > _LONGEST:
            return line, [], []
        end = len(text.rstrip(" :"))
        for form, pattern in _FORMS.items():
            match = pattern.fullmatch(text, len(text) - len(text.lstrip()), end)
            if not match or form not in self.forms:
                continue
            start, stop = match.span("names")
            # "Fog by Ada Example - a talk about ships"
            prose = _PROSE.search(text, start, stop)
            stop = prose.start() if prose else stop
            if are_people(text[start:stop], self.ordinary):
                rest = skip(line, stop, end) if prose or form == "brackets" else []
                return skip(line, *match.span("title")), skip(line, start, stop), rest
        return line, [], []

    def _names_behind(self, tail: Line) -> tuple[Line, Line]:
        """Split off the names behind a bold title: "by Ada Example: ...", "(Ada Example) - ..."."""
        # "by Ada Example. Her clusters sleep."
        stop = SENTENCE_END.search(raw(tail))
        head = skip(tail, 0, stop.start()) if stop else tail
        match = _NAMES_BEHIND.match(raw(head))
        if match and are_people(match[1].strip(" .,-"), self.ordinary):
            return skip(tail, *match.span(1)), skip(tail, match.end())
        return [], tail


def find_bylines(headings: Iterable[Line], below: Iterable[Sequence[Line]], text: str) -> Bylines:
    """Find the forms in which the headings of an article, or the lines below, name people.

    A form counts if at least half of the headings that have it hold names, and two do: two
    capitalised words behind one dash may be anything. `text` tells which words are ordinary.
    """
    # "@ada_example" does not make the words of a name ordinary.
    said = re.findall(r"[^\W\d_]+", re.sub(r"@\S+", " ", text))
    ordinary = frozenset(filter(str.islower, said))
    fits: dict[str, list[bool]] = defaultdict(list)
    n_before = 0
    for line in headings:
        bare = _without_kind(_split_time(_without_links(line))[0])
        heading = raw(bare).strip()[:_LONGEST]
        head, tail = _split_bold(bare)
        if tail and (mark := _BEHIND.match(raw(tail))):
            texts = (mark[1] or "").strip("()"), raw(tail)[mark.end() :]
            fits["behind"].append(any(are_people(text, ordinary) for text in texts))
            n_before += are_people(raw(head), ordinary)
        linked, behind = _split_link(bare)
        is_link = bool(linked and linked[0].url and plain(behind))
        fits["link"].append(is_link and not are_people(raw(linked), ordinary))
        # "[Harbour: Grey Owls](...)", "Harbour: Grey Owls - Ada Example"
        is_title = bool(linked and linked[0].url and not plain(behind))
        for form, pattern in _FORMS.items():
            match = pattern.fullmatch(heading)
            names = match["names"].strip() if match else ""
            is_hit = are_people(names, ordinary)
            # "Part 1 - Basics" tells nothing of the others.
            is_told = match and (form != "after" or re.search(r"\s", names))
            # In one of few headings, "with Spring Boot" is part of the title.
            if is_told or form == "with":
                is_hit &= not (is_title and form.startswith("colon"))
                fits[form].append(is_hit)
            is_title |= is_hit and form in ("after", "last")
    for lines in below:
        if lines:
            form = "line" if len(lines) == 1 else "first line"
            fits[form].append(_line_form(lines[0], ordinary)[0] == "line")
    forms = {
        form for form, hits in fits.items() if sum(hits) > 1 and sum(hits) >= _MIN_SHARE * len(hits)
    }
    # "**Grey Owl** (Ada Example): ...", and not "**Ada Example** (Grey Owl): ..."
    if sum(fits["behind"]) <= n_before:
        forms -= {"behind"}
    # Among titles with names behind a dash, one has a comma.
    forms |= {"comma"} if forms & {"after", "last"} else set()
    return Bylines(_CERTAIN | forms, ordinary)


def are_people(text: str, ordinary: frozenset[str] = frozenset()) -> bool:
    """Whether a text names people, the first by full name; organisations may stand beside."""
    if _JAPANESE_NAMES.fullmatch(text):
        return True
    people = split_speakers(text) if len(text) <= _LONGEST else []
    names = [without_degrees(one.name) for one in people]
    # In brackets, a longer one is no prose.
    others = [one.organisation for one in people if f"({one.organisation}" not in text]
    is_prose = any(len(each) > _MAX_AFFILIATION for each in (*names, *map(str.split, others)))
    # "... and Bo Muster spoke of fog"
    is_prose |= any(sum(map(str.islower, name)) > 2 for name in names)
    if not people or is_prose or not is_name(people[0].name):
        return False
    # "Ada Example II", and not "Session II"
    name = names[0][:-1] if names[0][2:] and SUFFIX.fullmatch(names[0][-1]) else names[0]
    # "What's New"
    capitalised = {re.sub("['’]s$", "", word.casefold()) for word in name if word[0].isupper()}
    last = name[-1].casefold().strip(".")
    if (
        # "Universidade de Lisboa", "Pier Lab"
        any(len(word) > 4 for word in capitalised & WORDS["companies"])
        or (len(last) > 2 and last in WORDS["companies"])
        # "Interactive Discussion", "Plenary Session"
        or last in _NO_SURNAMES
        # "Day One"
        or capitalised <= WORDS["days"]
        # "HarbourCon Europe"
        or any(EVENT.fullmatch(word) for word in name)
        # "Fog mit Nordlicht, Regen und Schnee"
        or (_WITH.search(text) and not all(is_name(one.name) for one in people))
    ):
        return False
    # "Argo CD" is not a name, though "ADA EXAMPLE", "Ada EXAMPLE" and "A.B. Example" may be some.
    said = [word for word in name if len(word) < _SURNAME or not word.isupper()]
    shouted = {word.isupper() and len(re.sub(r"\w\.", "", word)) > 1 for word in said}
    # "Angelo Di Prova" is a name, and "Der Hafen" is none.
    inside = {word.casefold() for word in name[1:]} & WORDS["particles"]
    is_ordinary = bool((capitalised - inside) & _FUNCTION_WORDS) or capitalised <= ordinary
    # "Think Twice Before Using Them"
    is_ordinary |= len(name) > 3 and not capitalised.isdisjoint(stop_words())
    return not is_ordinary and len(shouted) < 2


def _split_time(line: Line) -> tuple[Line, dict[str, str]]:
    """Split start, end, duration and day as written from the rest of a heading, without emoji."""
    line = without_emoji(line)
    if length := _LENGTH_BEFORE.match(raw(line)):
        line = skip(line, length.end())
    elif (length := _LENGTH.search(raw(line)[:_LONGEST])) and length.start():
        line = skip(line, 0, length.start())
    times = given(duration=f"{length[1]} min" if length else "")
    text = raw(line)[:_LONGEST]
    clock = read_clock(text)
    if clock and clock.rest:
        rest = skip(line, len(text.rstrip()) - len(clock.rest))
        day = clock.day if find_year(clock.day) else ""
        return without_emoji(rest), times | given(start=clock.start, end=clock.end, day=day)
    # "2023-05-04: Tides", "2023-05-04 Tides"
    day = "" if clock else leading_date(text)
    title = text[text.find(day) + len(day) :].lstrip(" \t:;,|–—-)]") if day else ""
    if title and not title[0].islower():
        return skip(line, len(text) - len(title)), times | {"day": day}
    return line, times


def _without_kind(line: Line) -> Line:
    """Remove "Talk 3:", "Keynote:" or "3." in front of a title."""
    line = [run._replace(text=re.sub(r"\s+", " ", run.text)) for run in line]
    text = plain(line)
    role, rest = find_role(text)
    title = text[rest if role in TALK_KINDS and rest < len(text) else lead(text) :] or text
    # Count from the end: the plain text has lost noise and blanks.
    return skip(line, len(raw(line).rstrip()) - len(title)) if title != text else line


def _is_material(run: Run) -> bool:
    """Whether this is a link to slides or a recording."""
    said = words(run.text)
    return bool(run.url and said) and WORDS["materials"].issuperset(said)


def _without_links(line: Line) -> Line:
    """Remove the links to slides and recordings at the ends of a line."""
    # "[Slides](...) / [Video](...) - Title - Ada Example"
    start = len(list(takewhile(lambda run: _is_material(run) or not words(run.text), line)))
    if start < len(line) and any(map(_is_material, line[:start])):
        text = raw(line[start:])
        line = skip(line[start:], len(text) - len(text.lstrip(" )]/|,:–—-")))
    end = len(line)
    while end > 1 and (_is_material(line[end - 1]) or not re.search(r"\w", line[end - 1].text)):
        end -= 1
    if not any(map(_is_material, line[end:])):
        return line
    # "Title - Ada Example ([slides](...))"
    return skip(line[:end], 0, len(raw(line[:end]).rstrip(" ([|,·•–—-/:")))


def _split_bold(line: Line) -> tuple[Line, Line]:
    """Split a bold title from the prose behind it; a line without prose is all title."""
    end = next((at for at, run in enumerate(line) if not run.strong and run.text.strip()), 0)
    return (line[:end], line[end:]) if plain(line[:end]) else (line, [])


def _split_material(line: Line) -> tuple[Line, Line]:
    """Split a line with prose at its first links to slides or recordings."""
    at = next((at for at, run in enumerate(line) if at and _is_material(run)), len(line))
    rest = dropwhile(lambda run: _is_material(run) or not words(run.text), line[at:])
    return line[:at], list(rest)


def _split_link(line: Line) -> tuple[Line, Line]:
    """Split the link that a line begins with from what stands behind it."""
    end = next((at for at, run in enumerate(line) if run.url != line[0].url), len(line))
    return line[:end], line[end:]


def _line_form(line: Line, ordinary: frozenset[str]) -> tuple[str, Line]:
    """Return the form of a line of names below a heading (marked, plain, or ""), and the names."""
    line = _split_time(line)[0]
    if not line:
        return "", []
    by = _BY.match(raw(line))
    names = split_byline(line)[0] or (skip(line, by.end()) if by else line)
    text = raw(names).strip(" .:|")
    if not are_people(text, ordinary):
        return "", []
    return "marked line" if by or line[0].strong or line[0].url else "line", names


def event_of(title: str) -> str:
    """Extract the name of the event from the title of an article or a page."""
    if day_of(title) == title:
        return ""
    # "KCD Tokyo 2024 に参加しました"
    title = _PARTICLE.sub("", title[:_LONGEST])
    # "Meetup Zurich, 4 May 2023"
    parts = [*SEPARATOR.finditer(title), *re.finditer(", ", title)]
    dated = [part.start() for part in parts if day_of(title[part.end() :])]
    if dated and not (_OF_PAGES | {"lightning"}).issuperset(words(title[: min(dated)])):
        title = title[: min(dated)]
        parts = [part for part in parts if part.end() < len(title)]
    # "Meetup Zurich 4 May 2023"
    names = title.split()
    ends = ((at, " ".join(names[at:])) for at in range(1, len(names) - 2))
    title = " ".join(names[: next((at for at, end in ends if day_of(end) == end), None)])
    parts = [part for part in parts if part.end() < len(title)]
    # "KCD Zurich 2023 recap: three days of fog"
    head = title[: parts[0].start()] if parts else ""
    if find_year(head) and not day_of(head) and re.search(r"[^\W\d_]{2}", _without_report(head)):
        title, parts = head, []
    matches = _OF.finditer(title)
    # "Day 1 at KubeCon", too
    above = _OF_PAGES | WORDS["days"] | WORDS["reports"] | WORDS["materials"] | WORDS["authors"]
    above -= {"code"}
    if of := next((of for of in matches if above & set(words(title[: of.start()]))), None):
        return _without_report(title[of.end() :])
    # "Lightning talks, 10 December" has no event.
    parts = [part for part in parts if part.start() not in dated]
    if parts and _describes(title[parts[-1].end() :]):
        return _without_report(title[: parts[-1].start()]) or title
    if parts and _describes(title[: parts[0].start()]):
        return _without_report(title[parts[0].end() :]) or title
    # "Talk notes"
    event = _without_report(title) or title
    return "" if WORDS["agenda"].issuperset(words(event)) else event


def _without_report(title: str) -> str:
    """Take off what a title says of the article: "My KubeCon", "KubeCon 2023 in a nutshell"."""
    names = title.split()
    # "港レポート 港会議03"
    if names[1:] and names[0].endswith("レポート"):
        names.pop(0)
    # "Compte rendu KCD 2023"
    at = next((at for at, word in enumerate(names) if not _BEFORE.issuperset(words(word))), 0)
    marks = WORDS["authors"] | _REPORT if find_year(title) else WORDS["authors"]
    if not marks.isdisjoint(words(" ".join(names[:at]))):
        names = names[at:]
    year = next((at for at, word in enumerate(names) if at and _YEAR.fullmatch(word)), len(names))
    behind = names[year + 1 :]
    known = _BEHIND_EVENT | WORDS["days"]
    if behind and (not known.isdisjoint(words(behind[0])) or " ".join(behind).islower()):
        names = names[: year + 1]
    # "KubeCon recap (2023)"
    last, known = (names.pop(), _REPORT) if len(names) == year + 1 else ("", _BEHIND_EVENT)
    while names[1:] and known.issuperset(words(names[-1])):
        names.pop()
        last = last.strip("()")
    return " ".join(filter(None, [*names, last]))


def _describes(part: str) -> bool:
    """Whether a part of a title says what the article or page is."""
    said = set(words(part))
    return bool(said & WORDS["article"] or (said and said <= _OF_PAGES))
