"""Text from programmes as Markdown that every site generator shows as that text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup

# Entities where a backslash is not known to all of CommonMark, kramdown, Hugo's shortcodes
# and Liquid; each of them reads its own signs before the entities are looked at.
_SIGNS = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;", "|": "&#124;",
    "~": "&#126;", "$": "&#36;", "@": "&#64;", "\\": "&#92;", "`": "&#96;",
    "*": r"\*", "_": r"\_", "[": r"\[", "]": r"\]",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
#: What begins a list, a heading, a rule, a table or a definition where a line begins.
_START = re.compile(r"^(?:([-+#=:^])|(\d{1,9})([.)]))")
#: What becomes a link or an emoji without being asked to, and what closes a heading.
_AUTOMATIC = re.compile(r":(?=//|[\w+-]+:)|(?<=[Ww]{3})\.|(?<=[ #])#(?=#*$)")
#: Letters that turn the direction of those after them, and cut emoji.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: Any) -> str:
    r"""Put text on one line, without what no reader sees.

    >>> one_line("a\n\tb\x00")
    'a b'
    """
    seen = (
        " " if letter in _TURNING or unicodedata.category(letter) in ("Cc", "Cs", "Cn") else letter
        for letter in str(text)
    )
    return " ".join("".join(seen).split())


def markdown_text(text: Any) -> Markup:
    r"""Escape text for one place within a line of Markdown.

    >>> print(markdown_text("{{< x >}} | `code` *a*"))
    &#123;&#123;&lt; x &gt;&#125;&#125; &#124; &#96;code&#96; \*a\*
    >>> print(markdown_text("1. first"), markdown_text("https://x.org"))
    1\. first https&#58;//x.org
    """
    line = one_line(text)
    escaped = _SIGN.sub(lambda sign: _SIGNS[sign[0]], line)
    escaped = _AUTOMATIC.sub(lambda sign: f"&#{ord(sign[0])};", escaped)
    return Markup(_START.sub(_harmless, escaped))


def markdown_link(text: Any, address: str) -> Markup:
    r"""Link text to an address that `web_address` gave; the text alone where it gave none.

    >>> print(markdown_link("a_b", "https://example.org/?a=1&b=2"), markdown_link("c", ""))
    [a\_b](https://example.org/?a=1&amp;b=2) c
    """
    label = markdown_text(text)
    return Markup(f"[{label}]({address.replace('&', '&amp;')})") if address else label


def _harmless(start: re.Match[str]) -> str:
    if start[1]:
        return f"&#{ord(start[1])};"
    return f"{start[2]}\\{start[3]}"
