"""HTML as a tree, with the ends of elements that a page may leave out, and as blocks of text."""

import re
import warnings
from collections.abc import Collection
from itertools import takewhile
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString

from kcdanalysis.sources.syntax.markup import (
    BLOCKS,
    Block,
    Line,
    Run,
    plain,
    raw,
    skip,
    without_open_tags,
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Browsers nest no deeper, either.
_MAX_DEPTH = 512
#: Elements without text of an article. Code is left out as in Markdown.
_SKIPPED = frozenset(
    "aside audio button canvas figcaption footer form head iframe img input nav noscript object pre"
    " script select style svg template textarea video".split()
)
_STRONG = frozenset("b strong em i dt".split())
#: Where an element begins, HTML ends others that are open, but none outside of a table or list.
_ENDS: dict[str, tuple[set[str], set[str]]] = {
    name: (set(opened.split()), set(around.split()))
    for names, opened, around in (
        (BLOCKS - {"br"}, "p", "table td th button"),
        (HEADINGS, "h1 h2 h3 h4 h5 h6 p", "table td th button"),
        (("li",), "li p", "ul ol table"),
        (("dt", "dd"), "dt dd p", "dl table"),
        (("td", "th"), "td th", "table"),
        (("tr",), "tr", "table"),
        (("thead", "tbody", "tfoot"), "thead tbody tfoot", "table"),
        (("option",), "option", "select"),
        (("title", "textarea"), "title textarea", ""),
    )
    for name in names
}


def read_html(text: str) -> BeautifulSoup:
    """Parse a page; RecursionError and ParserRejectedMarkup say that it is too deep or broken."""
    with warnings.catch_warnings():
        # Text that does not look like HTML gives no rows.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return _Soup(without_open_tags(text), "html.parser")


def tags_in(root: Tag, names: Collection[str] = ()) -> list[Tag]:
    """Return the elements of these names, or all, below another one: as `find_all`, but faster."""
    return [
        node
        for node in root.descendants
        if isinstance(node, Tag) and (not names or node.name in names)
    ]


class _Soup(BeautifulSoup):
    """Ends elements where HTML does; the library lets "<li>" nest in "<li>"."""

    def handle_starttag(self, name: str, *args: Any, **options: Any) -> Tag | None:
        """Begin an element."""
        opened, around = _ENDS.get(name, ((), ()))
        inside = takewhile(lambda tag: tag.name not in around, reversed(self.tagStack))
        if opened and (ended := [tag.name for tag in inside if tag.name in opened]):
            self.endData()
            self._popToTag(ended[-1])
        if len(self.tagStack) > _MAX_DEPTH:
            raise RecursionError
        return super().handle_starttag(name, *args, **options)


def html_blocks(root: Tag) -> list[Block]:
    """Read the headings, paragraphs and bullets in an element, as `read_blocks` does."""
    reader = _BlockReader(root)
    reader.read(root, Run(""))
    reader.end_block(None)
    return [block for block in reader.blocks if block.lines]


class _BlockReader:
    """Walks through the elements of an article."""

    def __init__(self, root: Tag) -> None:
        self.blocks: list[Block] = []
        self._runs: Line = []
        self._holders: set[int] = set()  # of headings
        for tag in tags_in(root, HEADINGS):
            around = takewhile(lambda each: id(each) not in self._holders, tag.parents)
            self._holders.update(map(id, list(around)))

    def read(self, tag: Tag, style: Run, around: Block | None = None, depth: int = 0) -> None:
        """Read an element into the heading or bullet around it, or into blocks of its own."""
        is_block = tag.name in BLOCKS and tag.name != "br"
        if is_block:
            self.end_block(around)
        block = None
        if tag.name in HEADINGS and not tag.find_parent("blockquote"):
            block = Block(0, [], tag.sourceline or 1, int(tag.name[1]))
        # List items and rows that contain headings are talks.
        elif tag.name in ("li", "tr") and id(tag) not in self._holders:
            depth += 1
            block = Block(depth if tag.name == "li" else 0, [])
        self.blocks += [block] if block else []
        url = str(tag.get("href") or "") if tag.name == "a" else ""
        style = style._replace(url=url or style.url, strong=style.strong or tag.name in _STRONG)
        for node in tag.children:
            if type(node) is NavigableString:
                self._runs.append(style._replace(text=re.sub(r"[^\S\n]+", " ", node)))
            elif isinstance(node, Tag) and not _is_left_out(node):
                self.read(node, style, block or around, depth)
        self._runs += [Run("\n")] if tag.name == "br" else []
        if is_block:
            self.end_block(block or around)

    def end_block(self, around: Block | None) -> None:
        """End a block: split its texts at line ends, which wrap HTML as they wrap Markdown."""
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
        if around:
            around.lines.extend(lines)
        elif lines:
            self.blocks.append(Block(0, lines))


def _is_left_out(tag: Tag) -> bool:
    if tag.name in ("code", "kbd", "samp"):
        # A single word in code is a name; several are a command.
        return len(tag.get_text().split()) != 1
    is_anchor = tag.name == "a" and str(tag.get("href") or "").startswith("#")
    # A link of a heading to itself has no words.
    return tag.name in _SKIPPED or (is_anchor and not re.search(r"\w", tag.get_text()))
