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
    HEADINGS,
    Block,
    BlockReader,
    without_open_tags,
)

#: Browsers nest no deeper, either.
_MAX_DEPTH = 512
#: Elements without text of an article. Code is left out as in Markdown.
_SKIPPED = frozenset(
    "aside audio button canvas figcaption footer form head iframe img input nav noscript object pre"
    " script select style svg template textarea video".split()
)
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
    reader = BlockReader()
    # List items and rows that contain headings are talks.
    holders: set[int] = set()
    for tag in tags_in(root, HEADINGS):
        around = takewhile(lambda each: id(each) not in holders, tag.parents)
        holders.update(map(id, list(around)))

    def read(tag: Tag) -> None:
        is_quoted = tag.name in HEADINGS and tag.find_parent("blockquote")
        name = "p" if is_quoted or id(tag) in holders else tag.name
        reader.start(name, str(tag.get("href") or ""), tag.sourceline or 1)
        for node in tag.children:
            if type(node) is NavigableString:
                reader.text(re.sub(r"[^\S\n]+", " ", node))
            elif isinstance(node, Tag) and node.name == "br":
                reader.text("\n")
            elif isinstance(node, Tag) and not _is_left_out(node):
                read(node)
        reader.end(name)

    read(root)
    return reader.found()


def _is_left_out(tag: Tag) -> bool:
    if tag.name in ("code", "kbd", "samp"):
        # A single word in code is a name; several are a command.
        return len(tag.get_text().split()) != 1
    is_anchor = tag.name == "a" and str(tag.get("href") or "").startswith("#")
    # A link of a heading to itself has no words.
    return tag.name in _SKIPPED or (is_anchor and not re.search(r"\w", tag.get_text()))
