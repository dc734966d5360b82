"""Markdown and HTML to lines and blocks."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kcdanalysis.errors import warn_of

#: What a Markdown parser leaves in the text: URLs, shortcodes, the boxes of task lists, and
#: marks of links, emphasis and code that are not closed.
_NOISE = re.compile(
    r"""(?:https?://|www\.)(?:[^\s<>()"]*[^\s<>()".,;:!?])? | \{\{[^{}]*\}\} | \{%[^{}]*%\}
    | \{[#:.][^{}]*\} | ^\[[ xX]\]\s | \]\( | \*\*+ | `""",
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_LINK = re.compile(r"!?\[([^\][]*)\]\([^)\s]*\)?")
_MAX_MARKS = 20
#: Each bullet nests two levels deep; the parser's own limit of 20 is ten nested bullets.
_MAX_NESTING = 100
#: Text without any of these is plain.
_MARKS = re.compile(r"[\[\]{}*`]|://|www\.|\(\s*\)|\s[).,]", re.IGNORECASE)
_OPEN_BRACKETS = re.compile(r"(?:!?\[[^\[\]\n]{0,30}(?=!?\[)){50,}")
#: Elements of HTML that begin a line.
BLOCKS = frozenset(
    "address article blockquote body br center dd details div dl dt fieldset figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What holds all text inside, as one block.
_HOLDERS = frozenset({*HEADINGS, "li", "tr"})
_TITLE_TAG = re.compile(r"<(?:/(?:summary|h[1-6])|(summary|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_STRONG = frozenset("b strong em i dt".split())
_NO_TEXT = frozenset({"script", "style", "code", "pre"})


class Run(NamedTuple):
    """A part of a line: its text, its link, and whether it is bold or italic."""

    text: str
    url: str = ""
    strong: bool = False


#: The runs of one printed line.
Line = list[Run]


class Block(NamedTuple):
    """A heading with its level, a paragraph, or a bullet with its depth (1 is the outermost)."""

    depth: int
    lines: list[Line]
    number: int = 0  #: The line of the file.
    level: int = 0


def plain(runs: Iterable[Run]) -> str:
    """Join runs into text without URLs and stray marks."""
    text = " ".join(raw(runs).split())
    if not _MARKS.search(text):
        return text
    # Removing one mark may join two halves of another.
    for _ in range(_MAX_MARKS):
        text, before = _NOISE.sub("", _BROKEN_LINK.sub(r"\1", text)), text
        if text == before:
            break
    # The brackets, or the text before a comma, may have held a URL or code.
    text = " ".join(re.sub(r"\(\s*\)", "", text).split())
    return re.sub(r" (\)|[.,](?=\s|$))", r"\1", text)


def raw(line: Iterable[Run]) -> str:
    """Join runs into text as it is."""
    return "".join(run.text for run in line)


def distinct(*texts: str | None) -> list[str]:
    """Return the texts in order, without those that another one contains."""
    given = [text for text in texts if text]
    words = [" ".join(text.split()) for text in given]
    return [
        text
        for at, text in enumerate(given)
        if words[at] not in words[:at]
        and not any(words[at] in other != words[at] for other in words)
    ]


def flat(blocks: Iterable[Block]) -> Line:
    """Join all lines of some blocks into one."""
    return [run for block in blocks for line in block.lines for run in (*line, Run(" "))]


def block_text(block: Block) -> str:
    """Join the lines of a block into text."""
    return " ".join(filter(None, map(plain, block.lines)))


def skip(line: Line, start: int, end: int | None = None) -> Line:
    """Remove the characters of a line before `start`, and those from `end` on."""
    parts, at = [], 0
    for run in line:
        text = run.text[max(0, start - at) : None if end is None else max(0, end - at)]
        parts += [run._replace(text=text)] if text else []
        at += len(run.text)
    return parts


def parse_markdown(text: str, name: str = "") -> list[Token]:
    """Parse Markdown with tables; warns, if the file has a name, where it is nested too deeply."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    tokens = parser.parse(close_brackets(text))
    deep = next((token for token in tokens if token.level >= _MAX_NESTING - 1), None)
    if deep and name:
        problem = f"nested more than {_MAX_NESTING // 2} levels deep; the text below was left out"
        warn_of(name, (deep.map or [0])[0] + 1, problem)
    return tokens


def close_brackets(text: str) -> str:
    """Remove opening brackets without end, for which the parser takes quadratic time."""
    return _OPEN_BRACKETS.sub(lambda match: match[0].replace("[", ""), text)


def read_blocks(tokens: Iterable[Token], *, with_code: bool = False) -> list[Block]:
    """Read the headings, paragraphs and bullets from Markdown tokens, without code and images."""
    reader = BlockReader()
    for token in tokens:
        number = (token.map or [0])[0] + 1
        # In a quote or a list, a heading is text.
        name = "p" if token.tag in HEADINGS and token.level else token.tag
        if token.nesting > 0:
            reader.start(name, number=number)
        elif token.nesting < 0:
            reader.end(name)
        elif token.type == "html_block":
            for tag, text in _html_parts(token.content):
                is_summary = tag == "summary"
                around = "p" if token.level or is_summary else tag
                reader.start(around, number=number)
                reader.start("b" if is_summary else "span")
                reader.text(text)
                reader.end("span")
                reader.end(around)
        for child in token.children or ():
            is_break = child.type == "html_inline" and child.content.lower().startswith("<br")
            if child.nesting > 0:
                reader.start(child.tag, str(child.attrs.get("href", "")))
            elif child.nesting < 0:
                reader.end(child.tag)
            elif is_break or child.type.endswith("break"):
                reader.text("\n")
            # A single word in code is a name; several are a command.
            elif child.type == "text" or (
                child.type == "code_inline" and (with_code or len(child.content.split()) == 1)
            ):
                reader.text(child.content)
    return reader.found()


def _html_parts(html: str) -> Iterator[tuple[str, str]]:
    """Split HTML in Markdown into headings, summaries, list items and paragraphs."""
    # In a comment, nothing is a heading.
    parts = _TITLE_TAG.split(html) if "<!--" not in html else [html]
    tags = ["p", *((name or "p").lower() for name in parts[1::2])]
    for tag, content in zip(tags, parts[::2], strict=True):
        for part in re.split(r"\n\n+|\n(?=- )", html_text(content)):
            if text := " ".join(part.split()):
                is_item = tag == "p" and text.startswith("- ")
                yield ("li", text[2:]) if is_item else (tag, text)


class BlockReader:
    """Collects blocks from the elements of Markdown or HTML, from top to bottom."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._around: list[Block] = []  # the heading, bullets or table row that hold the text
        self._styles = [Run("")]
        self._lines: list[Line] = [[]]
        self._number = 0

    def start(self, name: str, url: str = "", number: int = 0) -> None:
        """Begin an element."""
        style = self._styles[-1]
        is_strong = style.strong or name in _STRONG
        self._styles.append(style._replace(url=url or style.url, strong=is_strong))
        if name in BLOCKS:
            self._end_block()
            self._number = number
        if name in _HOLDERS:
            depth = len(self._around) + 1 if name == "li" else 0
            level = int(name[1]) if name in HEADINGS else 0
            self._around.append(Block(depth, [], number, level))
            self._blocks.append(self._around[-1])

    def text(self, text: str) -> None:
        """Add a text, in which line ends are those of a wrapped paragraph."""
        for at, part in enumerate(text.split("\n")):
            self._lines += [[]] if at else []
            self._lines[-1].append(self._styles[-1]._replace(text=part))

    def end(self, name: str) -> None:
        """End an element."""
        self._styles.pop()
        if name in BLOCKS:
            self._end_block()
        if name in _HOLDERS:
            self._around.pop()

    def found(self) -> list[Block]:
        """Return the blocks that have words."""
        self._end_block()
        return [block for block in self._blocks if block.lines]

    def _end_block(self) -> None:
        lines, self._lines = list(filter(plain, map(_stripped, self._lines))), [[]]
        if self._around:
            self._around[-1].lines.extend(lines)
        elif lines:
            self._blocks.append(Block(0, lines, self._number))


def _stripped(line: Line) -> Line:
    text = raw(line)
    return skip(line, len(text) - len(text.lstrip()), len(text.rstrip()))


def html_text(html: str) -> str:
    """Read the text of HTML; blank lines separate blocks, and list items become bullets."""
    reader, html = _HtmlReader(), without_open_tags(html)
    # The standard library's parser fails at a broken `<![`; what it has read is kept.
    with suppress(AssertionError):
        reader.feed(html)
        reader.close()
    return "".join(reader.parts)


def without_open_tags(html: str) -> str:
    """Make text of what is never closed: the parser reads it again from each of its beginnings."""
    for end, begin in (("-->", "<!--"), (">", "<")):
        at = html.rfind(end) + 1
        html = html[:at] + html[at:].replace(begin, f"&lt;{begin[1:]}")
    return html


class _HtmlReader(HTMLParser):
    """Collects text; blocks become lines, and list items become bullets."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in _NO_TEXT
        if tag in BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _NO_TEXT and self._hidden > 0
        if tag in BLOCKS and tag != "br":
            self.parts.append("\n" if tag == "li" else "\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
