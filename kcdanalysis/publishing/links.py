"""Addresses that a page may link to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit


def web_address(address: Any) -> str:
    """Give an http(s) address with nothing in it but what addresses hold; "" for all others.

    >>> web_address("https://example.org/a b?<x>")
    'https://example.org/a%20b?%3Cx%3E'
    >>> web_address("javascript:alert(1)"), web_address(None)
    ('', '')
    """
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return quote(parts.geturl(), safe="/:?#@!$&'*+,;=%-._~[]")
