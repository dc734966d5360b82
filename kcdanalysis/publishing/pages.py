"""Templates, filled in: what is text stays text."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from kcdanalysis.errors import KcdError
from kcdanalysis.publishing.escaping import markdown_text

# What no HTML page may hold (HTML Living Standard, 13.2.3.5), but for tabs and ends of lines.
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef\\ufffe\\uffff]")


def fill_page(template: str, **values: Any) -> str:
    """Fill in a template of ours; every value is escaped, as HTML or Markdown by its suffix."""
    environment = _environment(
        PackageLoader("kcdanalysis.publishing"), is_html=template.endswith(".html")
    )
    return _clean(environment.get_template(template).render(values))


def fill_own(template: str | Path, *, is_html: bool, values: Mapping[str, Any]) -> str:
    """Fill in a user's template; every value is escaped.

    Raises
    ------
    KcdError
        If it cannot be read, is no template, or asks for what it is not given.
    """
    try:
        text = Path(template).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KcdError(f"{template}: cannot be read as a template ({error})") from None
    try:
        return _clean(_environment(None, is_html=is_html).from_string(text).render(values))
    except TemplateSyntaxError as error:
        raise KcdError(f"{template}, line {error.lineno}: {error.message}; mend it there") from None
    except TemplateError as error:
        raise KcdError(
            f"{template}: {error.message}; a template is given {', '.join(sorted(values))}"
        ) from None


def _clean(page: str) -> str:
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", page)


def shipped_text(name: str) -> str:
    """Read a style sheet or script of ours, as it goes into a page."""
    return (resources.files("kcdanalysis.publishing") / "templates" / name).read_text("utf-8")


def policy(style: str, script: str = "") -> str:
    """Write the policy of a page that loads nothing and runs our script alone.

    See "Content Security Policy Level 3", W3C Working Draft: what is not named by its
    hash does not run, so neither an attribute such as onclick nor another script does.
    """
    rules = ["default-src 'none'", f"style-src '{_hash(style)}'", "img-src 'self' data:"]
    if script:
        rules.append(f"script-src '{_hash(script)}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _markdown_value(value: Any) -> Any:
    return value if hasattr(value, "__html__") else markdown_text(value)


def _environment(loader: BaseLoader | None, *, is_html: bool) -> Environment:
    # A template is a text that people pass on, so it gets no way to run anything.
    return SandboxedEnvironment(
        loader=loader,
        autoescape=True,
        # What is escaped as Markdown is markup, and not escaped again.
        finalize=None if is_html else _markdown_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
