"""Parts of a page that are ours: they stand between markers, and only they are renewed.

A part starts with a line `<!-- kcdanalysis:opening -->` and ends with a line
`<!-- /kcdanalysis:opening -->`.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from kcdanalysis.errors import KcdError

_MARKER = re.compile(r"[ \t]*<!-- (/?)kcdanalysis:([\w-]+) -->[ \t]*\r?\n?")


def begin(part: str) -> Markup:
    """Write the marker before a part."""
    return Markup(f"<!-- kcdanalysis:{part} -->")


def end(part: str) -> Markup:
    """Write the marker after a part."""
    return Markup(f"<!-- /kcdanalysis:{part} -->")


def find_parts(page: str, name: str) -> dict[str, tuple[int, int]]:
    """Find the parts between markers: the start and end of each in the page.

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
    opened, opened_line, start, position = "", 0, 0, 0
    for number, line in enumerate([*page.splitlines(keepends=True), ""], start=1):
        marker = _MARKER.fullmatch(line)
        closes, part = (bool(marker[1]), marker[2]) if marker else (False, "")
        if opened and (not line or (marker and not closes)):
            raise KcdError(
                f"{name}, line {opened_line}: {begin(opened)} is not closed; add {end(opened)}"
            )
        if closes and part != opened:
            raise KcdError(f"{name}, line {number}: {end(part)} has no {begin(part)} before it")
        if part in parts:
            raise KcdError(f"{name}, line {number}: {begin(part)} is there twice; remove one")
        if closes:
            parts[part] = (start, position)
        position += len(line)
        if marker:
            opened, opened_line, start = ("" if closes else part), number, position
    return parts


def renew(page: str, fresh: str, name: str) -> str:
    r"""Replace the parts of a page by those of a freshly written one.

    A part that the page does not have stays out, since its author removed it; one that
    the fresh page does not have is emptied.

    >>> fresh = "<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\n"
    >>> renew("Mine.\n" + fresh.replace("new", "old") + "Mine too.\n", fresh, "index.md")
    'Mine.\n<!-- kcdanalysis:a -->\nnew\n<!-- /kcdanalysis:a -->\nMine too.\n'
    """
    parts = find_parts(page, name)
    if not parts:
        raise KcdError(
            f"{name}: has none of our markers; move it away to have it written again, "
            f"or add {begin('opening')} and {end('opening')} on lines of their own"
        )
    contents = {part: fresh[start:stop] for part, (start, stop) in find_parts(fresh, name).items()}
    for part, (start, stop) in reversed(parts.items()):
        content = contents.get(part, "")
        if "\r\n" in page:
            content = content.replace("\n", "\r\n")
        page = page[:start] + content + page[stop:]
    return page
