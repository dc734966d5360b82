"""HTML as a tree, with the ends of elements that a page may leave out."""

import warnings
from collections.abc import Collection
from itertools import takewhile
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from kcdanalysis.sources.syntax.markup import BLOCKS, without_open_tags

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Browsers nest no deeper, either.
_MAX_DEPTH = 512
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
    """Parse a page.

    Raises
    ------
    RecursionError
        If it is nested more deeply than browsers allow.
    ParserRejectedMarkup
        If it is broken.

    >>> [item.get_text() for item in read_html("<ul><li>Tides<li>Fog</ul>").find_all("li")]
    ['Tides', 'Fog']
    """
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
