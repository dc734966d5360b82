"""Lightning talks that an article bundles below one heading: a bullet a talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kcdanalysis.sources.syntax.markup import Block, Line, Run, flat, plain
from kcdanalysis.sources.values.labels import SEPARATOR
from kcdanalysis.sources.values.people import Person, are_names, read_people

_BY = re.compile(r"\s+(?:by|par|von|por)\s+(?=[A-ZÀ-Þ])")
_BRACKETS = re.compile(r"\s*\(([^)]*)\)")


def read_bundle(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Read the talks of a bundle, each as a row; none if the bullets are not talks.

    There are two bullets or more, and most name somebody: "**Title** by Ada Example: prose",
    "Ada Example: Title", "Title (Ada Example)".

    >>> bullets = ["eBPF in a minute - Ada Example", "Bo Muster: Cost", "Wasm (Cy Roe)"]
    >>> rows = read_bundle([Block(1, [[Run(text)]]) for text in bullets])
    >>> [(row["title"], row["speakers"]) for row in rows]
    [('eBPF in a minute', ['Ada Example']), ('Cost', ['Bo Muster']), ('Wasm', ['Cy Roe'])]
    """
    rows: list[dict[str, Any]] = []
    for block in blocks:
        if block.depth == 1:
            rows.append(_read_talk(flat([block])))
        elif block.depth and rows:
            rows[-1]["takeaways"].append(plain(flat([block])))
    named = sum(bool(row["speakers"]) for row in rows)
    return [row for row in rows if row["title"]] if len(rows) > 1 and named > len(rows) / 2 else []


def _read_talk(line: Line) -> dict[str, Any]:
    pieces = _pieces(line)
    names = [piece for piece in pieces if are_names([Run(piece)])]
    others = [piece for piece in pieces if piece not in names]
    links = {run.text.strip(): run.url for run in line if run.url}
    people: list[Person] = [one for name in names for one in read_people([Run(name)])]
    return {
        "title": others[0] if others else "",
        "kind": "lightning",
        "speakers": [name for name, _ in people],
        "speaker_urls": [links.get(name, "") for name, _ in people],
        "abstract": _text_after(plain(line), *others[:2]) if len(others) > 1 else "",
        "takeaways": [],
    }


def _text_after(text: str, title: str, begin: str) -> str:
    """The text after the title, starting with `begin`, as it was written."""
    return text[text.find(begin, text.find(title) + len(title)) :]


def _pieces(line: Line) -> list[str]:
    """The title, the names and the text of a bullet, in their order."""
    text = plain(line)
    # Bold text is one piece, even with dashes and colons in it.
    bold = plain([run for run in line if run.strong])
    head, middle, rest = text.partition(bold) if bold else ("", "", text)
    parts = [*_split(head), middle, *_split(rest)]
    return [part for part in (part.strip(" :–—-,") for part in parts) if part]


def _split(text: str) -> list[str]:
    bracketed = _BRACKETS.sub(
        lambda one: f" – {one[1]} – " if are_names([Run(one[1])]) else one[0], text
    )
    return [piece for part in SEPARATOR.split(bracketed) for piece in _BY.split(f" {part}")]
