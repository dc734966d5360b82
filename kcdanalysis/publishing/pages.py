"""Pages from templates, where text stays text, and their parts between markers.

A part begins with a line `<!-- kcdanalysis:opening -->` and ends with a line
`<!-- /kcdanalysis:opening -->`. Only these parts are renewed in a page that somebody edited.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from kcdanalysis.errors import KcdError
from kcdanalysis.files import read_shipped
from kcdanalysis.publishing.escaping import markdown_value
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import _

# What no HTML page may hold (HTML Living Standard, 13.2.3.5), but for tabs and ends of lines;
# and what turns the direction of the text after it.
_FORBIDDEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufdd0-\\ufdef\\ufffe\\uffff]"
)
_MARKER = re.compile(r"^[ \t]*<!-- (/?)kcdanalysis:([\w-]+) -->[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
# What templates import: `{% import "shared.jinja" as shared with context %}`.
_SHARED = "shared.jinja"


def check_results(themes: ThemeAssignments, topics: Topics) -> None:
    """Raise an error unless themes and topics are of the same talks, one at least."""
    if not len(themes.talks):
        raise KcdError("no talks to publish; read a programme that has some")
    if list(themes.talks["talk_id"]) != list(topics.talks["talk_id"]):
        raise KcdError("themes and topics are of different talks; make both from the same ones")


def shipped_text(name: str) -> str:
    """Read a template, style sheet or script of the package."""
    return read_shipped(f"publishing/templates/{name}").decode()


def fill_page(template: str, values: Mapping[str, Any], *, name: str, is_html: bool) -> str:
    """Fill in the text of a template; every value is escaped, as HTML or as Markdown."""
    # Templates are shared between people, so they must not be able to run code.
    environment = SandboxedEnvironment(
        loader=DictLoader({_SHARED: shipped_text(_SHARED)}),
        autoescape=True,
        # Text that is escaped as Markdown is marked as safe, and not escaped again.
        finalize=None if is_html else markdown_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        page = environment.from_string(template).render({"_": _in_page, **values})
    except TemplateSyntaxError as error:
        raise KcdError(f"{name}, line {error.lineno}: {error.message}; correct it there") from None
    except TemplateError as error:
        raise KcdError(
            f"{name}: {error.message}; a template is given {', '.join(sorted(values))}"
        ) from None
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", page)


def _in_page(text: str, **fields: Any) -> Markup:
    """Say a text of a template; no text of a catalogue is markup."""
    return Markup(_(text)).format(**fields)


def policy(style: str, script: str = "") -> str:
    """Write the content security policy of a page that loads nothing and runs our script only.

    See "Content Security Policy Level 3", W3C Working Draft: a script without the hash
    that the policy names does not run, and neither does an attribute such as onclick.
    """
    rules = ["default-src 'none'", f"style-src '{_hash(style)}'", "img-src 'self' data:"]
    if script:
        rules.append(f"script-src '{_hash(script)}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def begin(part: str) -> Markup:
    """Write the marker before a part."""
    return Markup(f"<!-- kcdanalysis:{part} -->")


def end(part: str) -> Markup:
    """Write the marker after a part."""
    return Markup(f"<!-- /kcdanalysis:{part} -->")


def _find_parts(page: str, name: str) -> dict[str, tuple[int, int]]:
    """Find the start and the end of each part in a page; `name` is for messages."""
    parts: dict[str, tuple[int, int]] = {}
    opened: re.Match[str] | None = None

    def fault(marker: re.Match[str], problem: str) -> KcdError:
        return KcdError(f"{name}, line {page.count(chr(10), 0, marker.start()) + 1}: {problem}")

    for marker in _MARKER.finditer(page):
        part = marker[2]
        if not marker[1]:
            if opened:
                break
            if part in parts:
                raise fault(marker, f"{begin(part)} is there twice; remove one")
            opened = marker
        elif opened and opened[2] == part:
            parts[part], opened = (opened.end(), marker.start()), None
        else:
            raise fault(marker, f"{end(part)} has no {begin(part)} before it")
    if opened:
        raise fault(opened, f"{begin(opened[2])} is not closed; add {end(opened[2])}")
    return parts


def renew(page: str, fresh: str, name: str) -> str:
    r"""Replace the parts of a page by those of a freshly written one.

    A part that the page does not have stays out, since its author removed it; one that
    the fresh page does not have is emptied.

    >>> fresh = "<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\n"
    >>> renew("Mine.\n" + fresh.replace("new", "old") + "Mine too.\n", fresh, "index.md")
    'Mine.\n<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\nMine too.\n'
    """
    parts = _find_parts(page, name)
    if not parts:
        raise KcdError(
            f"{name}: has none of our markers; move it away to have it written again, "
            f"or add {begin('opening')} and {end('opening')} on lines of their own"
        )
    contents = {part: fresh[start:stop] for part, (start, stop) in _find_parts(fresh, name).items()}
    for part, (start, stop) in reversed(parts.items()):
        content = contents.get(part, "")
        if "\r\n" in page:
            content = content.replace("\n", "\r\n")
        page = page[:start] + content + page[stop:]
    return page
