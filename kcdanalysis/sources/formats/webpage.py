"""Web pages: data of a programme in them, a schedule, the page of a talk, or an article."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.cards import place_kind, text_of
from kcdanalysis.sources.layouts.page_data import ReadData, read_scripts
from kcdanalysis.sources.layouts.page_links import is_talk
from kcdanalysis.sources.layouts.page_times import (
    complete_day,
    day_of,
    leading_date,
    read_clock,
)
from kcdanalysis.sources.layouts.schedule_pages import (
    HEADING_PARTS,
    Page,
    is_of_article,
    is_small,
)
from kcdanalysis.sources.layouts.schema_org import day_of_events, read_events
from kcdanalysis.sources.layouts.titles import event_of
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.html_reader import html_blocks, read_html, tags_in
from kcdanalysis.sources.syntax.markup import HEADINGS
from kcdanalysis.sources.values.fields import match_field, normalise
from kcdanalysis.sources.values.labels import find_year, words
from kcdanalysis.sources.values.times import read_moment
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    "a web page has a programme in its data (JSON, schema.org), a schedule with times, one talk "
    'with its speakers, or an article with headings such as "Talk: its title" or "Summary"; '
    "give the page of the schedule, or what the organisers export"
)
EXAMPLE = "<html><h2>Talk: eBPF</h2><p>Speaker: Ada</p></html>"

#: The library takes a kilobyte for each element; the largest schedules have a tenth of these.
_MAX_ELEMENTS = 100_000
_ELEMENT = re.compile("<[a-zA-Z]")
#: What a talk has besides a title.
_CONTENT = ("speakers", "abstract", "takeaways")
_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|article|table)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Above the page there may be tags of a template.
_FRAGMENT = re.compile(r"\s*+(?:\{[%{#][^{}]*+\}++\s*+)*+<[a-z!?]", re.IGNORECASE)
_SUFFIXES, _MARKDOWN = (".html", ".htm", ".xhtml", ".php"), (".md", ".markdown")
#: A heading in Markdown, between elements.
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
#: An element of a schedule that stands as HTML between the lines of Markdown.
_TIMED = re.compile(r"<[a-z][^<>]*+>\s*+\d{1,2}\s?[:.h]\d\d", re.IGNORECASE)
_FEW = 2
#: A longer text states no date alone.
_LONGEST = 120
#: Nobody writes "1:15" for an hour of the night.
_TWELVE = re.compile(r"(?:[1-9]|1[0-2]):\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+([+-]\d\d:\d\d)?")
#: "4-5 May 2024"
_SPAN = re.compile(
    r"(?<![-/.\d])\d{1,2}[a-z]{0,2}(?:\s+[a-z]+)?\s*(?:[-–—&/+]|\b(?:and|to|und|bis|et|au)\b)\s*"
    r"(?:[a-z]+\s+)?\d{1,2}(?:st|nd|rd|th)?\b(?![-/.]\d)",
    re.IGNORECASE,
)


def sniff(name: str, head: str) -> bool:
    """Whether this is a page in HTML, perhaps below the header for a generator of sites."""
    header, body = split_header(head)[1:]
    if not WORDS["talk_keys"].isdisjoint(re.findall(r"^\s*(\w+)", header, re.MULTILINE)):
        return False
    if name.lower().endswith(_SUFFIXES) and _FRAGMENT.match(body):
        return True
    is_text = name.lower().endswith(_MARKDOWN)
    has_schedule = is_text and len(list(islice(_TIMED.finditer(body), _FEW))) == _FEW
    return bool(_START.match(head)) or has_schedule


def parse(data: bytes, name: str, *, read_data: ReadData | None = None) -> Iterator[RawRow]:
    """Read the programme of a page, whatever of it comes first: data, a schedule, an article.

    Without one, yields what may be the page of a talk: a row with the key `page`, for
    `join_pages` to decide.
    """
    header, text = read_header(decode(data, name), name)
    if name.lower().endswith(_MARKDOWN):
        text = _HEADING.sub(lambda line: "<h{0}>{1}</h{0}>".format(len(line[1]), line[2]), text)
    if len(_ELEMENT.findall(text)) > _MAX_ELEMENTS:
        problem = f"more than {_MAX_ELEMENTS:,} elements; save the part with the programme"
        raise KcdError(f"{name}: {problem}")
    try:
        soup = read_html(text)
        about, address = _about(soup, header), _address(soup, name)
        talk: dict[str, Any] = {}
        rows = read_scripts(soup, name, read_data) if read_data else []
        rows = rows or read_events(soup, name)
        if not rows:
            rows, talk = _read_text(soup, about, name)
            _count_to_24(rows)
            # The home page is not a talk.
            if talk.get("title") == about["event"]:
                talk = {}
    except ParserRejectedMarkup as error:
        raise KcdError(f"{name}: broken HTML ({error}); save the page again") from None
    except RecursionError:
        raise KcdError(f"{name}: nested too deeply for a programme; save the page again") from None
    for row in (*rows, raw_row(about, talk, page=address)):
        complete_day(row)
        yield row


def _count_to_24(rows: list[RawRow]) -> None:
    """Add twelve hours to "1:15" behind "11:00", if no time of the page needs "pm" for that."""
    times = [str(row.get(key) or "") for row in rows for key in ("start", "end")]
    hours = [int(time.partition(":")[0]) for time in times if _TWELVE.fullmatch(time)]
    if not all(map(_TWELVE.fullmatch, filter(None, times))) or max(hours, default=13) > 12:
        return
    day, is_morning = None, False
    for row in rows:
        day, is_morning = row.get("day"), is_morning and row.get("day") == day
        for key in ("start", "end"):
            hour, _, minute = str(row.get(key) or "").partition(":")
            is_morning |= hour.isdecimal() and int(hour) > 7
            if is_morning and hour.isdecimal() and int(hour) < 8:
                row[key] = f"{int(hour) + 12}:{minute}"


def _read_text(
    soup: BeautifulSoup, about: Mapping[str, Any], name: str
) -> tuple[list[RawRow], dict[str, Any]]:
    """Read the entries of a page without data, or the talk that all of it may be about."""
    blocks = html_blocks(article_in(soup))
    article = list(read_article(blocks, _header(soup), name, bare=_is_article(soup), is_page=True))
    stated = day_of_events(soup, name)
    page = Page(soup)
    entries = _without_event(page.read_schedule(), soup)
    is_dated = any(map(_is_dated, entries))
    if not (is_dated and about["year"]):
        day, year = _only_day(soup, stated)
        about = {**about, "year": about["year"] or year}
        if day and not is_dated:
            entries = [{**entry, "day": day} for entry in entries]
    talk = {} if entries else page.read_talk()
    n_spoken = sum(bool(row.get("speakers")) for row in article)
    # Beside a schedule, a heading with nothing below it may be a time or a room.
    n_talks = sum(
        row.get("kind") in TALK_KINDS and (not entries or any(map(row.get, _CONTENT)))
        for row in article
    )
    cards = [] if entries else page.read_cards()
    # Below a talk there may be others.
    if len(cards) >= max(_FEW, n_spoken) and (not is_talk(talk) or _lists(talk, cards)):
        return [raw_row(about, card) for card in cards], {}
    # The abstract of a talk may have headings, too.
    if n_spoken > 1 if is_talk(talk) else n_talks > len(entries):
        return article, {}
    return [raw_row(about, entry) for entry in entries], talk


def _without_event(entries: list[dict[str, Any]], soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Remove the event itself from its programme, which it gives its day."""
    first, *others = entries or [{}]
    title = str(first.get("title"))
    # "Programme", "Date and time"
    is_heading = match_field(title) or set(words(title)) <= WORDS["agenda"] | WORDS["event_details"]
    # "26 October, 9:00-18:00 - Room 1"
    room = title if place_kind(title) == "room" else None
    # Bevy and Meetup state "2024-05-04T09:00+02:00" for the whole.
    moment = _MOMENT.match(str(first.get("start")))
    day, zone = moment.groups() if moment else (first.get("day"), None)
    is_event = day and (is_heading or room or normalise(title) in _headings(soup))
    if not is_event or any(map(_is_dated, others)):
        return entries
    around = given(day=day, timezone=first.get("timezone") or zone, room=room)
    return [around | entry for entry in others]


def _lists(talk: Mapping[str, Any], cards: list[dict[str, Any]]) -> bool:
    """Whether a page that may be one talk lists others: by its title, or that of the first."""
    title = str(talk.get("title"))
    is_list = not (WORDS["groups"] | {"speakers"}).isdisjoint(words(title))
    return is_list or any(card["title"] == title for card in cards)


def _is_dated(entry: Mapping[str, Any]) -> bool:
    """Whether anything but "Day 1" or "Saturday" says on which day an entry takes place."""
    texts = " ".join(str(entry.get(key) or "") for key in ("day", "start"))
    return bool(find_year(texts)) or "day" in entry


def _only_day(soup: BeautifulSoup, stated: str) -> tuple[str, int | None]:
    """Return the date and year that a page states, if it is the only one; not of articles."""
    dated = {stated} - {""}
    for tag in tags_in(soup):
        text = text_of(tag) if is_small(tag) else ""
        if len(text) > _LONGEST or not find_year(text) or is_of_article(tag):
            continue
        parts = HEADING_PARTS.split(text)
        clock, said = read_clock(text), text.split()
        # "Programme of 4 May 2024"
        behind = (" ".join(said[at:]) for at in range(1, len(said)))
        is_heading = tag.name in (*HEADINGS, "title")
        parts += list(islice(filter(day_of, behind), 1)) if is_heading else []
        found = map(day_of, (text, *parts, clock.day if clock else "", leading_date(text)))
        # "5 May @ Harbour Days 2024"
        dated |= {day if find_year(day) else f"{day} {find_year(text)}" for day in found if day}
    days, years = set(map(_date_of, dated)), set(map(find_year, dated))
    return days.pop() if len(days) == 1 else "", years.pop() if len(years) == 1 else None


def _date_of(day: str) -> str:
    """Return a day as a date; "" if it is several."""
    with suppress(ValueError):
        return "" if _SPAN.search(day) else f"{read_moment(day):%Y-%m-%d}"
    return ""


def _is_article(soup: BeautifulSoup) -> bool:
    """Whether a page says that it is an article: other pages have headings of any kind."""
    titles = [tag.get_text(" ") for tag in tags_in(soup, ("title", "h1"))]
    return (
        len(tags_in(soup, ("article",))) == 1
        or _meta(soup, "og:type") == "article"
        or any(not WORDS["article"].isdisjoint(words(title)) for title in titles)
    )


def _address(soup: BeautifulSoup, name: str) -> str:
    """Return the address that a page gives for itself."""
    link = soup.find("link", rel="canonical")
    return str(link.get("href") or "") if link else ""


def _about(soup: BeautifulSoup, header: Record) -> dict[str, Any]:
    """Return the event and its year by the title of the page."""
    site, title = _meta(soup, "og:site_name"), str(header.get("title") or "")
    title = soup.title.get_text(" ", strip=True) if soup.title else title
    # The name of the page stands before that of the site.
    parts = re.split(r"(?<!\s)\s+(?:[|·»–—-]|::)\s+", title)[::-1]
    parts = [site] if site else parts
    known = WORDS["agenda"] | WORDS["systems"]
    names = [
        part for part in parts if not known.issuperset(re.sub(r"\d", " ", part.casefold()).split())
    ]
    if names and normalise(names[0]) in _headings(soup) and not find_year(names[0]):
        # "Harbour Days 2024 - Tides"
        names = [*filter(find_year, names[1:]), *names]
    event = event_of(names[0]) if names else ""
    # A title alone may be that of a talk.
    is_sure = site or len(parts) > 1 or find_year(event)
    return {"event": event if is_sure else None, "year": find_year(event, title)}


def _headings(soup: BeautifulSoup) -> set[str]:
    return {normalise(text_of(tag)) for tag in tags_in(soup, ("h1",))}


def article_in(soup: BeautifulSoup) -> Tag:
    """Find the smallest element that holds the whole article of a page."""
    articles = soup.find_all("article")
    # Several articles are teasers, or talks of one page.
    if len(articles) == 1 and articles[0].find(HEADINGS):
        return articles[0]
    return soup.find("main") or soup.body or soup


def _header(soup: BeautifulSoup) -> dict[str, str]:
    """Read what front matter holds in Markdown: title, date and language of the article."""
    page_title = soup.title.get_text() if soup.title else ""
    # After the bar comes the name of the site.
    title = _meta(soup, "og:title") or re.split(r"\s[|·»]\s", page_title)[0]
    return {
        "title": "" if article_in(soup).find("h1") else " ".join(title.split()),
        "date": _meta(soup, "article:published_time"),
        "language": str(soup.html.get("lang") or "") if soup.html else "",
    }


def _meta(soup: BeautifulSoup, key: str) -> str:
    """Return what a page states about itself; "" if it does not."""
    found = soup.find("meta", property=key)
    return str(found.get("content") or "") if found else ""
