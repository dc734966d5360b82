"""Abstracts as published - HTML, Markdown, reStructuredText - to plain text."""

import re

from markdown_it import MarkdownIt

from kcdanalysis.sources.syntax.markup import block_text, close_brackets, html_text, read_blocks

_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MARKDOWN = re.compile(
    r"[*_`\[\]#|]|^[ \t]*(?:[-+•‣◦▪]|\d+[.)])[ \t]|https?://|www\.|^\.\. ", re.MULTILINE
)
#: What remains of reStructuredText when it is read as Markdown.
_REST_LINK = re.compile(
    r"`([^`<\n]*)(?:<(?:https?://|www\.)[^<>\s]*>)?`_+(?!\w)|<(?:https?://|www\.)[^<>\s]*>"
)
_REST_LINE = re.compile(r"^\.\. .*$", re.MULTILINE)
#: Indented lines of an abstract are text, not code.
_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["code", "html_block", "html_inline"])
_BULLET = re.compile(r"^([ \t]*)[•‣◦▪][ \t]*", re.MULTILINE)

#: The first two bytes of a letter in UTF-8, as Windows-1252 shows them.
_TWICE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)

#: Lines about the recording or the speaker's address, not about the talk.
_LICENCE = re.compile(
    r"creative commons|licen[cs]ed under|\bcc[- ]by\b|all rights reserved|(?:©|\(c\)) ?\d{4}"
    r"|produced by ndv|subscribe to|recorded (?:at|during|by) .{0,80}$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:(?:slides?|video|code|repo(?:sitory)?|github|gitlab|twitter|mastodon|linkedin|blog|website"
    r"|web|homepage|e-?mail|contact|more info(?:rmation)?|see|links?)\s*+"
    r"(?:are |is |at |on |here )*[:@]?\s*)?"
    r"(?:[\w.+-]+@[\w-]+\.\w[\w.]*+|@\w++|https?://\S++|www\.\S++)[\s.,;]*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:abstract |description |details? |speakers? |title |more |charla |palestra )*"
    r"(?:is |are )?"
    r"(?:tb[acd]|n/?a|none|null|no track|keine?|todo|coming soon|to be (?:announced|confirmed"
    r"|determined|defined)|[aà] (?:definir|confirmar|anunciar|définir|confirmer|venir)"
    r"|por (?:definir|confirmar|anunciar)|da (?:definire|confermare|annunciare)|noch offen|未定"
    r"|待定|미정|do ustalenia|уточняется|test|no abstract|no description|no items found)\W*)?",
    re.IGNORECASE,
)


def prose(text: str) -> str:
    """Convert an abstract to paragraphs and bullets without markup, URLs, licences and contacts."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    if _HTML.search(text):
        text = html_text(text)
    text = "\n".join(line for line in text.split("\n") if not _is_aside(line))
    if _MARKDOWN.search(text):
        text = _from_markdown(text)
    else:
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
        text = "\n\n".join(filter(None, paragraphs))
    return "" if is_placeholder(text) else text


def one_line(text: str) -> str:
    """Convert a published title or name to one line without markup."""
    content = html_text(text) if _HTML.search(text) else text
    # "<Open Hearts>" is not markup, though it looks like it.
    return " ".join((content if content.strip() else text).replace("**", "").split())


def mend_encoding(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, if the whole text can only be that.

    >>> mend_encoding("fÃ¼r alle â€“ cafÃ©"), mend_encoding("NÃO für alle"), mend_encoding("Ärger")
    ('für alle – café', 'NÃO für alle', 'Ärger')
    """
    if not _TWICE.search(text):
        return text
    try:
        # Windows-1252 leaves five bytes open, which stay control characters.
        parts = (part.encode("latin-1" if "\x80" <= part <= "\x9f" else "cp1252") for part in text)
        return b"".join(parts).decode("utf-8")
    except UnicodeError:
        return text


def is_placeholder(text: str) -> bool:
    """Whether a text is only a placeholder: "TBA", "-", "No Track"."""
    return bool(_PLACEHOLDER.fullmatch(text.strip()))


def _is_aside(line: str) -> bool:
    stripped = line.strip()
    if not stripped or len(stripped) > 300:
        return False
    return bool(_LICENCE.search(stripped) or _CONTACT.fullmatch(stripped.lstrip("-*• ")))


def _from_markdown(text: str) -> str:
    text = _REST_LINK.sub(lambda link: link[1] or "", _BULLET.sub(r"\1- ", text))
    lines: list[str] = []
    tokens = _PARSER.parse(close_brackets(_REST_LINE.sub("", text)))
    for block in read_blocks(tokens, with_code=True):
        content = block_text(block)
        # Bullets follow what they belong to; a blank line separates paragraphs.
        if lines and content and not block.depth:
            lines.append("")
        if content:
            lines.append("  " * (block.depth - 1) + f"- {content}" if block.depth else content)
    return "\n".join(lines)
