"""Programmes in any format that we know, read into the Talks frame.

A format is one module with two functions::

    sniff(name: str, head: str) -> bool
        Is this ours? `name` is the file's name, `head` its first 8,000 characters.
    parse(data: bytes, name: str) -> Iterable[dict]
        The entries, in order, as rows for `as_talks`; every heading or record
        that is no talk is a row too, of kind "break" or "other".

and one constant, EXPECTED: what a file without talks should have had, in words.

Adding one touches its new module, one line of `SOURCES`, and one sample in the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import markdown_tables, recap, tables
from kcdanalysis.sources.markup import decode
from kcdanalysis.talks import TALK_KINDS, as_talks, only_talks

#: Formats from the most specific to the most general; the first that says yes reads.
SOURCES: dict[str, ModuleType] = {
    "markdown-tables": markdown_tables,
    "recap": recap,
    "tables": tables,
}

_HEAD = 8_000


def read_programme(source: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Read every entry of one or several programmes, talks and breaks alike.

    Parameters
    ----------
    source : path, "-" for standard input, or a list of these

    Returns
    -------
    DataFrame
        The Talks frame; `kind` tells talks from breaks and other entries.

    Raises
    ------
    KcdError
        If a file cannot be read, or holds no programme.
    """
    sources = [source] if isinstance(source, (str, Path)) else source
    return as_talks([row for one in sources for row in _read_rows(one)])


def read_talks(source: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Read the talks of one or several programmes; breaks and other entries are left out.

    Takes the same sources as `read_programme`, which keeps every entry.
    """
    return only_talks(read_programme(source))


def identify(name: str, data: bytes) -> str:
    r"""Name the format of a programme by its content: a key of `SOURCES`.

    >>> identify("notes.md", b"# KCD\n### Talk: eBPF\n#### Summary\nKernel.")
    'recap'
    """
    if not data.strip():
        raise KcdError(f"{name}: the file is empty; give a file with a programme in it")
    head = decode(data, name)[:_HEAD]
    for format_name, module in SOURCES.items():
        if module.sniff(name, head):
            return format_name
    raise KcdError(f"{name}: no programme that we can read (we know: {', '.join(SOURCES)})")


def _read_rows(source: str | Path) -> list[dict]:
    name, data = _read_bytes(source)
    module = SOURCES[identify(name, data)]
    rows = [{"source": name, **row} for row in module.parse(data, name)]
    if not any(row.get("kind", "talk") in TALK_KINDS for row in rows):
        raise KcdError(f"{name}: no talks found; {module.EXPECTED}")
    return rows


def _read_bytes(source: str | Path) -> tuple[str, bytes]:
    if str(source) == "-":
        return "standard input", sys.stdin.buffer.read()
    path = Path(source)
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise KcdError(f"{path}: no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise KcdError(f"{path}: a folder; name the programme file inside it") from None
    except OSError as error:
        raise KcdError(f"{path}: cannot be read ({error.strerror})") from None
