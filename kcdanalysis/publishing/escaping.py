"""Text and addresses from programmes as Markdown and HTML that show that text, and no more."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from kcdanalysis.words.wording import one_line

# Entities where CommonMark, kramdown, Hugo's shortcodes and Liquid do not all know a
# backslash; each of them looks for its own signs before it decodes entities.
_SIGNS = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;", "|": "&#124;",
    "~": "&#126;", "^": "&#94;", "$": "&#36;", "@": "&#64;", "\\": "&#92;", "`": "&#96;",
    "*": r"\*", "_": r"\_", "[": r"\[", "]": r"\]",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
#: What starts a list, a heading, a rule, a table or a definition at the start of a line.
_START = re.compile(r"^(?:([-+#=:^])|(\d{1,9})([.)]))")
#: What becomes a link or an emoji without being asked to, and what closes a heading.
_AUTOMATIC = re.compile(r":(?=//|[\w+-]+:)|(?<=[Ww]{3})\.|(?:(?<= )|(?<=[^\s#]#)|(?<=^#))#+$")


def web_address(address: Any) -> str:
    """Return an http(s) address with all other characters quoted; "" for any other text.

    >>> web_address("https://example.org/a b?<x>")
    'https://example.org/a%20b?%3Cx%3E'
    >>> web_address("javascript:alert(1)"), web_address(None)
    ('', '')
    """
    try:
        parts = urlsplit(address.strip() if isinstance(address, str) else "")
        is_web = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return ""
    return quote(parts.geturl(), safe="/:?#@!$&'*+,;=%-._~[]") if is_web else ""


def markdown_text(text: Any) -> Markup:
    r"""Escape text for one place within a line of Markdown.

    >>> print(markdown_text("{{< x >}} | `code` *a*"))
    &#123;&#123;&lt; x &gt;&#125;&#125; &#124; &#96;code&#96; \*a\*
    >>> print(markdown_text("1. first"), markdown_text("https://x.org"))
    1\. first https&#58;//x.org
    """
    escaped = _SIGN.sub(lambda sign: _SIGNS[sign[0]], one_line(text))
    escaped = _AUTOMATIC.sub(lambda signs: "".join(f"&#{ord(sign)};" for sign in signs[0]), escaped)
    return Markup(_START.sub(_escape_start, escaped))


def _escape_start(start: re.Match[str]) -> str:
    return f"&#{ord(start[1])};" if start[1] else f"{start[2]}\\{start[3]}"


def markdown_value(value: Any) -> Any:
    """Escape a value of a template as Markdown, unless it is markup already."""
    return value if hasattr(value, "__html__") else markdown_text(value)


def markdown_link(text: Any, address: str) -> Markup:
    r"""Link text to an address from `web_address`; only the text if that is "".

    >>> print(markdown_link("a_b", "https://example.org/?a=1&b=2"), markdown_link("c", ""))
    [a\_b](https://example.org/?a=1&amp;b=2) c
    """
    label = markdown_text(text)
    return Markup(f"[{label}]({address.replace('&', '&amp;')})") if address else label


def html_link(text: Any, address: str) -> Markup:
    """Link text to an address from `web_address`; only the text if that is "".

    >>> print(html_link("a<b", "https://example.org/"), html_link("c", ""))
    <a href="https://example.org/">a&lt;b</a> c
    """
    return Markup('<a href="{}">{}</a>').format(address, text) if address else escape(text)
