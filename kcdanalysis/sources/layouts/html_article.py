"""The sections of an article in HTML."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from kcdanalysis.sources.layouts.outline import Section
from kcdanalysis.sources.syntax.markup import Block, Line, Run, flat, plain

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_BLOCKS = frozenset(_HEADINGS) | frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure header hgroup hr"
    " html li main ol p section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements without text of the article. Code is left out as in Markdown.
_SKIPPED = frozenset(
    "aside audio button canvas figcaption footer form head iframe img input nav noscript object pre"
    " script select style svg template textarea video".split()
)
_STRONG = frozenset("b strong em i dt".split())


def read_sections(soup: BeautifulSoup) -> list[Section]:
    """Read the headings of a page's article, each with the content below it."""
    article = _Article()
    article.read(_root(soup))
    article.end_paragraph()
    return article.sections


def read_header(soup: BeautifulSoup) -> dict[str, str]:
    """Read what front matter holds in Markdown: title, date and language of the article."""
    page_title = soup.title.get_text() if soup.title else ""
    # After the bar comes the name of the site.
    title = _meta(soup, "og:title") or re.split(r"\s[|·»]\s", page_title)[0]
    language = soup.html.get("lang") if soup.html else ""
    header = {"date": _meta(soup, "article:published_time"), "language": str(language or "")}
    has_title = bool(_root(soup).find("h1"))
    return {**header, **({} if has_title else {"title": " ".join(title.split())})}


def _meta(soup: BeautifulSoup, key: str) -> str:
    found = soup.find("meta", property=key)
    return str(found.get("content") or "") if found else ""


def _root(soup: BeautifulSoup) -> Tag:
    """Find the smallest element that holds the whole article."""
    articles = soup.find_all("article")
    # Several articles are teasers, or talks of one page.
    if len(articles) == 1 and articles[0].find(_HEADINGS):
        return articles[0]
    return soup.find("main") or soup.body or soup


class _Article:
    """Collects sections from top to bottom."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []  # below the last heading
        self.sections = [Section(0, 1, [], self._blocks)]
        self._around: list[Block] = []  # the open bullets or table rows
        self._lines: list[Line] = [[]]  # of the open paragraph

    def read(self, parent: Tag, url: str = "", *, strong: bool = False) -> None:
        """Read the content of an element; `url` and `strong` come from those around it."""
        for child in parent.children:
            if type(child) is NavigableString:
                self._read_text(child, url, strong)
            elif not isinstance(child, Tag) or child.name in _SKIPPED:
                continue
            # Items with headings in them are talks.
            elif child.name in ("li", "tr") and not child.find(_HEADINGS):
                self._read_item(child, url)
            elif child.name in _HEADINGS and not child.find_parent("blockquote"):
                self._read_heading(child, url)
            elif child.name in _BLOCKS:
                self.end_paragraph()
                self.read(child, url, strong=strong or child.name in _STRONG)
                self.end_paragraph()
            else:
                self._read_inline(child, url, strong)

    def end_paragraph(self) -> None:
        """Keep the lines since the last paragraph, unless they are empty."""
        lines = [line for line in map(_strip, self._lines) if plain(line)]
        self._lines = [[]]
        if lines and self._around:
            self._around[-1].lines.extend(lines)
        elif lines:
            self._blocks.append(Block(0, lines))

    def _read_text(self, text: str, url: str, strong: bool) -> None:
        first, *rest = re.sub(r"[^\S\n]+", " ", text).split("\n")
        self._lines[-1] += [Run(first, url, strong)] if first else []
        # HTML sources are wrapped like Markdown sources.
        self._lines += [[Run(line, url, strong)] if line else [] for line in rest]

    def _read_inline(self, tag: Tag, url: str, strong: bool) -> None:
        if tag.name == "br":
            self._lines.append([])
        # One word in code is a name; more are a command.
        elif tag.name not in ("code", "kbd", "samp") or len(tag.get_text().split()) == 1:
            link = str(tag.get("href") or "") if tag.name == "a" else ""
            # A heading's link to itself.
            if not (link.startswith("#") and not re.search(r"\w", tag.get_text())):
                self.read(tag, link or url, strong=strong or tag.name in _STRONG)

    def _read_item(self, tag: Tag, url: str) -> None:
        self.end_paragraph()
        block = Block(len(self._around) + 1 if tag.name == "li" else 0, [])
        self._blocks.append(block)
        self._around.append(block)
        self.read(tag, url)
        self.end_paragraph()
        self._around.pop()
        # By identity, as two empty bullets are equal.
        self._blocks[:] = [one for one in self._blocks if one is not block or one.lines]

    def _read_heading(self, tag: Tag, url: str) -> None:
        self.end_paragraph()
        outer, self._blocks = self._blocks, []
        self._around.append(Block(0, []))
        self.read(tag, url)
        self.end_paragraph()
        heading = flat([self._around.pop()])
        self._blocks = outer
        if plain(heading):
            self._blocks = []
            level, line = int(tag.name[1]), tag.sourceline or 1
            self.sections.append(Section(level, line, heading, self._blocks))


def _strip(line: Line) -> Line:
    """Remove the blanks at both ends, which are the page's indentation."""
    runs = [run for run in line if run.text]
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs:
        runs[0] = runs[0]._replace(text=runs[0].text.lstrip())
        runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip())
    return runs
