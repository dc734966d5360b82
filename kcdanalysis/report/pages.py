"""Templates, filled in: what is text stays text."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

# What no HTML page may hold (HTML Living Standard, 13.2.3.5), but for tabs and ends of lines.
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef\\ufffe\\uffff]")


def fill_page(template: str, **values: Any) -> str:
    """Fill in an HTML template of ours; every value is escaped."""
    page = _environment().get_template(template).render(values)
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", page)


def shipped_text(name: str) -> str:
    """Read a style sheet or script of ours, as it goes into a page."""
    return (resources.files("kcdanalysis") / "report" / "templates" / name).read_text("utf-8")


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


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kcdanalysis.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
