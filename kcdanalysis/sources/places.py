"""Where programmes come from: files, folders, patterns, standard input, the web."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kcdanalysis.errors import KcdError
from kcdanalysis.files import no_such_file

#: What the user may name: a path, a folder, a pattern, "-" or an address.
Source = str | Path

_ADDRESS = ("http://", "https://")


class File(NamedTuple):
    """A file's name for messages, its content, and whether we found it ourselves."""

    name: str
    data: bytes
    is_found: bool = False


def find_files(source: Source, keep: Source | None = None) -> Iterator[File]:
    """Give the files that a source stands for, in the order of their names.

    What is fetched from an address is kept in the folder `keep`, if one is given.

    Raises
    ------
    KcdError
        If there is none, or one that was named cannot be read.
    """
    text = str(source)
    if text == "-":
        yield File("standard input", sys.stdin.buffer.read())
    elif text.startswith(_ADDRESS):
        from kcdanalysis.sources.web import fetch

        data = fetch(text)
        if keep is not None:
            _keep(data, Path(keep) / (text.split("?")[0].rstrip("/").rsplit("/", 1)[-1]))
        yield File(text, data)
    elif Path(source).is_dir():
        yield from _in_folder(Path(source))
    elif glob.has_magic(text) and not Path(source).exists():
        yield from _matching(text)
    else:
        yield File(Path(source).name, _read(Path(source)))


def _keep(data: bytes, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise KcdError(f"{path}: cannot be written ({error.strerror})") from None


def _in_folder(folder: Path) -> Iterator[File]:
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part[0] == "." for part in path.relative_to(folder).parts)
    )
    if not paths:
        raise KcdError(f"{folder}: no files in this folder; name the one with the programme")
    for path in paths:
        yield File(path.relative_to(folder.parent).as_posix(), _read(path), is_found=True)


def _matching(pattern: str) -> Iterator[File]:
    # Unlike a Path, this takes patterns that begin at the root.
    names = glob.glob(pattern, recursive=True)  # noqa: PTH207
    paths = sorted(path for path in map(Path, names) if path.is_file())
    if not paths:
        raise KcdError(f"{pattern}: no file matches; check the pattern and the folder")
    for path in paths:
        yield File(path.as_posix(), _read(path), is_found=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KcdError(no_such_file(path)) from None
    except OSError as error:
        raise KcdError(f"{path}: cannot be read ({error.strerror})") from None
