"""From published bytes to text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it.token import Token

from kcdanalysis.errors import KcdError

#: What a Markdown parser leaves in the text and no reader wants: addresses, shortcodes,
#: the boxes of task lists, and marks of links, emphasis and code that were never closed.
_NOISE = re.compile(
    r"""(?:https?://|www\.)(?:[^\s<>()"]*[^\s<>()".,;:!?])? | \{\{.*?\}\} | \{%.*?%\}
    | \{[#:.][^}]*\} | ^\[[ xX]\]\s | \]\( | \*\*+ | `""",
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_LINK = re.compile(r"!?\[([^\][]*)\]\([^)\s]*\)?")
_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section table td th tr ul".split()
)
_NO_TEXT = frozenset({"script", "style", "code", "pre"})


class Run(NamedTuple):
    """A piece of a line: its text, where it links to, whether it is bold or italic."""

    text: str
    url: str = ""
    strong: bool = False


#: The runs of one printed line.
Line = list[Run]


class Block(NamedTuple):
    """A paragraph, or a bullet with its depth (1 is the outermost); prose has depth 0."""

    depth: int
    lines: list[Line]


def decode(data: bytes, name: str) -> str:
    """Decode a text file: UTF-8, or Windows-1252 where it is not.

    Raises
    ------
    KcdError
        If the bytes are no text at all.
    """
    if b"\0" in data:
        raise KcdError(f"{name}: a binary file; give the programme as text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old exports and Windows editors; the few undefined bytes become U+FFFD.
        return data.decode("cp1252", errors="replace")


def plain(runs: Iterable[Run]) -> str:
    """Join runs into text without addresses and left-over marks.

    >>> plain([Run("Slides at https://example.org/a and "), Run("code", "https://example.org")])
    'Slides at and code'
    """
    text, before = "".join(run.text for run in runs), None
    # Taking one mark out may join two halves of another.
    while text != before:
        text, before = _NOISE.sub("", _BROKEN_LINK.sub(r"\1", text)), text
    # What stood in brackets or before the comma may have been an address or code.
    text = " ".join(re.sub(r"\(\s*\)", "", text).split())
    return re.sub(r" (\)|[.,](?=\s|$))", r"\1", text)


def distinct(*texts: str | None) -> list[str]:
    """Give the texts in order, without those that another one contains.

    >>> distinct("Tides", None, "Tides and cranes.", "Tides and cranes.", "Fog.")
    ['Tides and cranes.', 'Fog.']
    """
    given = [each for each in texts if each]
    words = [" ".join(each.split()) for each in given]
    return [
        each
        for place, each in enumerate(given)
        if words[place] not in words[:place]
        and not any(words[place] in other != words[place] for other in words)
    ]


def flat(blocks: Iterable[Block]) -> Line:
    """Put all lines of some blocks into one."""
    return [run for block in blocks for line in block.lines for run in (*line, Run(" "))]


def skip(line: Line, length: int) -> Line:
    """Cut the first characters off a line.

    >>> skip([Run("By "), Run("Ada Example", "https://example.org")], 7)
    [Run(text='Example', url='https://example.org', strong=False)]
    """
    rest = []
    for run in line:
        if length < len(run.text):
            rest.append(run._replace(text=run.text[length:]))
        length = max(0, length - len(run.text))
    return rest


def read_blocks(tokens: Sequence[Token]) -> list[Block]:
    """Read the paragraphs and bullets out of Markdown tokens; code and images are left out."""
    blocks: list[Block] = []
    around: list[Block] = []  # the bullets, or the row of a table, that the token stands in
    for token in tokens:
        if token.type in ("list_item_open", "tr_open"):
            depth = len(around) + 1 if token.type == "list_item_open" else 0
            blocks.append(Block(depth, []))
            around.append(blocks[-1])
        elif token.type in ("list_item_close", "tr_close"):
            around.pop()
        elif token.type in ("inline", "html_block"):
            lines = (
                _read_inline(token)
                if token.type == "inline"
                else [[Run(" ".join(html_text(token.content).split()))]]
            )
            if around:
                around[-1].lines.extend(lines)
            else:
                blocks.append(Block(0, lines))
    return [block for block in blocks if any(plain(line) for line in block.lines)]


def _read_inline(token: Token) -> list[Line]:
    lines: list[Line] = [[]]
    url, strong = "", 0
    for child in token.children or []:
        if child.type == "link_open":
            url = str(child.attrs["href"])
        elif child.type == "link_close":
            url = ""
        elif child.type.startswith(("strong_", "em_")):
            strong += child.nesting
        elif child.type.endswith("break") or _is_line_break(child):
            lines.append([])
        elif child.type == "text" or _is_word_in_code(child):
            lines[-1] += [Run(child.content, url, strong > 0)] if child.content else []
    return lines


def _is_line_break(token: Token) -> bool:
    return token.type == "html_inline" and token.content.lower().startswith("<br")


def _is_word_in_code(token: Token) -> bool:
    # One word in code is a name; more are a command.
    return token.type == "code_inline" and len(token.content.split()) == 1


def html_text(html: str) -> str:
    r"""Read the text of HTML: blocks stand apart, and items of a list are bullets.

    >>> html_text("Why?<ul><li>fast</li></ul>").split("\n")
    ['Why?', '', '', '- fast', '', '', '']
    """
    reader = _HtmlReader()
    # The standard library's parser gives up on a broken `<![`; what it read stays.
    with suppress(AssertionError):
        reader.feed(html)
        reader.close()
    return "".join(reader.parts)


class _HtmlReader(HTMLParser):
    """Collects text; blocks become lines, and items of a list bullets."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in _NO_TEXT
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _NO_TEXT and self._hidden > 0
        if tag in _BLOCKS and tag != "br":
            self.parts.append("\n" if tag == "li" else "\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
