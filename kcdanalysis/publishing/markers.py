"""What in a page is ours: it stands between markers, and is renewed there alone.

A part begins with a line `<!-- kcdanalysis:opening -->` and ends with a line
`<!-- /kcdanalysis:opening -->`.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from kcdanalysis.errors import KcdError

_MARKER = re.compile(r"[ \t]*<!-- (/?)kcdanalysis:([\w-]+) -->[ \t]*\r?\n?")


def begin(name: str) -> Markup:
    """Write the marker before a part."""
    return Markup(f"<!-- kcdanalysis:{name} -->")


def end(name: str) -> Markup:
    """Write the marker behind a part."""
    return Markup(f"<!-- /kcdanalysis:{name} -->")


def find_parts(page: str, name: str) -> dict[str, tuple[int, int]]:
    """Find the parts between markers: for each its first character and the one behind its last.

    Parameters
    ----------
    page : str
    name : str
        Of the file, for messages.

    Raises
    ------
    KcdError
        If a marker has no partner or a part is there twice.
    """
    parts: dict[str, tuple[int, int]] = {}
    opened: tuple[str, int, int] | None = None
    at = 0
    for number, line in enumerate(page.splitlines(keepends=True), start=1):
        found = _MARKER.fullmatch(line)
        if found:
            closes, part = bool(found[1]), found[2]
            if closes and (opened is None or opened[0] != part):
                raise KcdError(f"{name}, line {number}: {end(part)} has no {begin(part)} before it")
            if not closes and opened is not None:
                raise _unclosed(name, opened)
            if not closes and part in parts:
                raise KcdError(f"{name}, line {number}: {begin(part)} is there twice; remove one")
            if closes and opened:
                parts[part] = (opened[2], at)
            opened = None if closes else (part, number, at + len(line))
        at += len(line)
    if opened is not None:
        raise _unclosed(name, opened)
    return parts


def renew(page: str, fresh: str, name: str) -> str:
    r"""Put what stands between the markers of a fresh page into those of a page.

    A part that the page does not have stays out, since its author took it out; one that
    the fresh page does not have any more is emptied.

    >>> fresh = "<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\n"
    >>> renew("Mine.\n" + fresh.replace("new", "old") + "Mine too.\n", fresh, "index.md")
    'Mine.\n<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\nMine too.\n'
    """
    parts = find_parts(page, name)
    if not parts:
        raise KcdError(
            f"{name}: no markers of ours in it; move it away to have it written anew, "
            f"or add {begin('opening')} and {end('opening')} on lines of their own"
        )
    contents = {part: fresh[first:last] for part, (first, last) in find_parts(fresh, name).items()}
    if "\r\n" in page:
        contents = {part: text.replace("\n", "\r\n") for part, text in contents.items()}
    for part, (first, last) in reversed(parts.items()):
        page = page[:first] + contents.get(part, "") + page[last:]
    return page


def _unclosed(name: str, opened: tuple[str, int, int]) -> KcdError:
    part, number, _ = opened
    return KcdError(f"{name}, line {number}: {begin(part)} is not closed; add {end(part)}")
