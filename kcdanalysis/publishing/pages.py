"""Templates, filled in: what is text stays text."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from kcdanalysis.errors import KcdError
from kcdanalysis.files import read_shipped
from kcdanalysis.publishing.escaping import markdown_value
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics

# What no HTML page may hold (HTML Living Standard, 13.2.3.5), but for tabs and ends of lines.
_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef\\ufffe\\uffff]")
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
    """Fill in a template; every value is escaped.

    Parameters
    ----------
    template : str
        Its text.
    values : mapping
        What it can print.
    name : str
        Its name, for messages.
    is_html : bool
        Escape values as HTML; else as Markdown.

    Raises
    ------
    KcdError
        If it is not a valid template, or asks for a value that it is not given.
    """
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
        page = environment.from_string(template).render(values)
    except TemplateSyntaxError as error:
        raise KcdError(f"{name}, line {error.lineno}: {error.message}; correct it there") from None
    except TemplateError as error:
        raise KcdError(
            f"{name}: {error.message}; a template is given {', '.join(sorted(values))}"
        ) from None
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", page)


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
