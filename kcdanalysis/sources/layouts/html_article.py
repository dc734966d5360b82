"""The sections of an article in HTML."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.outline import Section
from kcdanalysis.sources.syntax.markup import Block, Line, Run, flat, plain, raw, skip

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
    root = _root(soup)
    sections = [Section(0, 1, [], [])]
    last_heading, items = root, dict[int, Block]()
    for _, group in groupby(_runs(root), key=lambda pair: id(pair[0])):
        blocks, runs = zip(*group, strict=True)
        lines, around = _split_lines(runs), [blocks[0], *_ancestors(blocks[0], root)]
        is_quoted = any(tag.name == "blockquote" for tag in around)
        heading = next((tag for tag in around if tag.name in _HEADINGS and not is_quoted), None)
        # List items and rows that contain headings are talks.
        rows = [tag for tag in around if tag.name in ("li", "tr") and not tag.find(_HEADINGS)]
        if heading and lines:
            if heading is not last_heading:
                level, line = int(heading.name[1]), heading.sourceline or 1
                sections.append(Section(level, line, [], []))
                last_heading = heading
            sections[-1].heading += flat([Block(0, lines)])
        elif rows:
            if id(rows[0]) not in items:
                items[id(rows[0])] = Block(len(rows) if rows[0].name == "li" else 0, [])
                sections[-1].blocks.append(items[id(rows[0])])
            items[id(rows[0])].lines.extend(lines)
        elif lines:
            sections[-1].blocks.append(Block(0, lines))
    for section in sections:
        section.blocks = [block for block in section.blocks if block.lines]
    return sections


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


def _ancestors(node: PageElement, root: Tag) -> list[Tag]:
    """Return the elements around a node inside the root, from the innermost."""
    return list(takewhile(lambda tag: tag is not root, node.parents))


def _runs(root: Tag) -> Iterator[tuple[Tag, Run]]:
    """Yield each text with the block that contains it; a block begins with an empty text."""
    for node in root.descendants:
        around = _ancestors(node, root)
        if any(map(_is_left_out, around)):
            continue
        block = next((tag for tag in around if tag.name in _BLOCKS), root)
        if isinstance(node, Tag):
            if node.name in _BLOCKS or node.name == "br":
                yield (block, Run("\n")) if node.name == "br" else (node, Run(""))
        elif type(node) is NavigableString:
            urls = (str(tag.get("href") or "") for tag in around if tag.name == "a")
            is_strong = any(tag.name in _STRONG for tag in around)
            text = re.sub(r"[^\S\n]+", " ", node)
            yield block, Run(text, next(filter(None, urls), ""), is_strong)


def _is_left_out(tag: Tag) -> bool:
    if tag.name in ("code", "kbd", "samp"):
        # A single word in code is a name; several are a command.
        return len(tag.get_text().split()) != 1
    is_anchor = tag.name == "a" and str(tag.get("href") or "").startswith("#")
    # A link of a heading to itself has no words.
    return tag.name in _SKIPPED or (is_anchor and not re.search(r"\w", tag.get_text()))


def _split_lines(runs: Iterable[Run]) -> list[Line]:
    """Split at line ends, which wrap HTML as they wrap Markdown; drop indentation."""
    lines: list[Line] = [[]]
    for run in runs:
        for at, text in enumerate(run.text.split("\n")):
            lines += [[]] if at else []
            lines[-1].append(run._replace(text=text))
    texts = list(map(raw, lines))
    spans = [(len(text) - len(text.lstrip()), len(text.rstrip())) for text in texts]
    stripped = [skip(line, *span) for line, span in zip(lines, spans, strict=True)]
    return [line for line in stripped if plain(line)]
