"""The sections of an article in HTML."""

import re
from itertools import takewhile

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from kcdanalysis.sources.layouts.outline import Section
from kcdanalysis.sources.syntax.html_reader import HEADINGS, tags_in
from kcdanalysis.sources.syntax.markup import BLOCKS, Block, Line, Run, flat, plain, raw, skip

#: Elements without text of the article. Code is left out as in Markdown.
_SKIPPED = frozenset(
    "aside audio button canvas figcaption footer form head iframe img input nav noscript object pre"
    " script select style svg template textarea video".split()
)
_STRONG = frozenset("b strong em i dt".split())
_PLAIN = Run("")


def read_sections(soup: BeautifulSoup) -> list[Section]:
    """Read the headings of a page's article, each with the content below it."""
    root = _root(soup)
    reader = _Reader(root)
    reader.read(root)
    reader.end_block(None)
    for section in reader.sections:
        section.blocks = [block for block in section.blocks if block.lines]
    return reader.sections


def read_header(soup: BeautifulSoup) -> dict[str, str]:
    """Read what front matter holds in Markdown: title, date and language of the article."""
    page_title = soup.title.get_text() if soup.title else ""
    # After the bar comes the name of the site.
    title = meta(soup, "og:title") or re.split(r"\s[|·»]\s", page_title)[0]
    language = soup.html.get("lang") if soup.html else ""
    header = {"date": meta(soup, "article:published_time"), "language": str(language or "")}
    has_title = bool(_root(soup).find("h1"))
    return {**header, **({} if has_title else {"title": " ".join(title.split())})}


def meta(soup: BeautifulSoup, key: str) -> str:
    """Return what a page states about itself; "" if it does not."""
    found = soup.find("meta", property=key)
    return str(found.get("content") or "") if found else ""


def _root(soup: BeautifulSoup) -> Tag:
    """Find the smallest element that holds the whole article."""
    articles = soup.find_all("article")
    # Several articles are teasers, or talks of one page.
    if len(articles) == 1 and articles[0].find(HEADINGS):
        return articles[0]
    return soup.find("main") or soup.body or soup


class _Reader:
    """Walks through the elements of an article."""

    def __init__(self, root: Tag) -> None:
        self._holders: set[int] = set()  # of headings
        for tag in tags_in(root, HEADINGS):
            around = takewhile(lambda each: id(each) not in self._holders, tag.parents)
            self._holders.update(map(id, list(around)))
        self.sections = [Section(0, 1, [], [])]
        self._runs: list[Run] = []

    def read(
        self, tag: Tag, style: Run = _PLAIN, place: list[Line] | None = None, depth: int = 0
    ) -> None:
        """Read an element into the lines of the heading or item around it, or into a block."""
        is_block = tag.name in BLOCKS and tag.name != "br"
        heading: list[Line] | None = None
        if is_block:
            self.end_block(place)
        if tag.name in HEADINGS and not tag.find_parent("blockquote"):
            place = heading = []
        # List items and rows that contain headings are talks.
        elif tag.name in ("li", "tr") and id(tag) not in self._holders:
            depth += 1
            place = []
            self.sections[-1].blocks.append(Block(depth if tag.name == "li" else 0, place))
        url = str(tag.get("href") or "") if tag.name == "a" else ""
        style = style._replace(url=url or style.url, strong=style.strong or tag.name in _STRONG)
        for node in tag.children:
            if type(node) is NavigableString:
                self._runs.append(style._replace(text=re.sub(r"[^\S\n]+", " ", node)))
            elif isinstance(node, Tag) and not _is_left_out(node):
                self.read(node, style, place, depth)
        self._runs += [Run("\n")] if tag.name == "br" else []
        if is_block:
            self.end_block(place)
        if heading:
            level, line = int(tag.name[1]), tag.sourceline or 1
            self.sections.append(Section(level, line, flat([Block(0, heading)]), []))

    def end_block(self, place: list[Line] | None) -> None:
        """End a block: split its texts at line ends, which wrap HTML as they wrap Markdown."""
        if not self._runs:
            return
        lines: list[Line] = [[]]
        for run in self._runs:
            for at, text in enumerate(run.text.split("\n")):
                lines += [[]] if at else []
                lines[-1].append(run._replace(text=text))
        self._runs = []
        texts = list(map(raw, lines))
        spans = [(len(text) - len(text.lstrip()), len(text.rstrip())) for text in texts]
        lines = [skip(line, *span) for line, span in zip(lines, spans, strict=True)]
        lines = list(filter(plain, lines))
        if place is not None:
            place += lines
        elif lines:
            self.sections[-1].blocks.append(Block(0, lines))


def _is_left_out(tag: Tag) -> bool:
    if tag.name in ("code", "kbd", "samp"):
        # A single word in code is a name; several are a command.
        return len(tag.get_text().split()) != 1
    is_anchor = tag.name == "a" and str(tag.get("href") or "").startswith("#")
    # A link of a heading to itself has no words.
    return tag.name in _SKIPPED or (is_anchor and not re.search(r"\w", tag.get_text()))
