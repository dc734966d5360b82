"""Where programmes come from: files, folders, patterns, standard input, the web."""

import glob
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.files import (
    files_below,
    files_matching,
    is_file,
    is_folder,
    read_bytes,
    write_file,
)

#: What the user may name: a path, a folder, a pattern, "-" or an address.
Source = str | Path

_ADDRESS = ("http://", "https://")
#: No programme is larger or slower than this.
MAX_BYTES = 50_000_000
TIMEOUT = 30.0


class File(NamedTuple):
    """A file's path as the user gave it, its content, and whether a folder or pattern holds it."""

    name: str
    data: bytes
    is_found: bool = False


def find_files(source: Source, keep: Source | None = None) -> Iterator[File]:
    """Yield the files that a source names, in the order of their names.

    Parameters
    ----------
    source : path or str
        A file, a folder, a pattern, "-" for standard input, or an http(s) address.
    keep : path, optional
        A folder for what is fetched from an address; a file that exists is not replaced.

    Raises
    ------
    KcdError
        If there is no file, or a file that was named cannot be read.
    """
    text = str(source)
    if text == "-":
        yield File("standard input", sys.stdin.buffer.read())
    elif text.startswith(_ADDRESS):
        data = _fetch(text)
        if keep is not None:
            _keep(Path(keep) / text.split("?")[0].rstrip("/").rsplit("/", 1)[-1], data)
        yield File(text, data)
    elif is_folder(text) or (glob.has_magic(text) and not Path(source).exists()):
        paths = files_below(Path(source)) if is_folder(text) else files_matching(text)
        if not paths and is_folder(text):
            problem = "no files in this folder; name the one with the programme"
            raise KcdError(f"{Path(source)}: {problem}")
        if not paths:
            raise KcdError(f"{text}: no file matches; check the pattern and the folder")
        for path in paths:
            yield File(path.as_posix(), read_bytes(path), is_found=True)
    else:
        yield File(Path(source).as_posix(), read_bytes(source))


def _keep(path: Path, data: bytes) -> None:
    """Write a file under a name that is free: schedule.json, schedule-2.json, ..."""
    first, number = path, 1
    while is_file(path) and read_bytes(path) != data:
        number += 1
        path = first.with_stem(f"{first.stem}-{number}")
    if not is_file(path):
        write_file(path, data)


def _fetch(address: str) -> bytes:
    try:
        import httpx
    except ImportError:
        raise needs_extra(address, "web") from None
    data = bytearray()
    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=TIMEOUT) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                data += part
                if len(data) > MAX_BYTES:
                    raise KcdError(f"{address}: more than 50 MB; download it and name the file")
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise KcdError(f"{address}: the server answered {code}; check the address") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise KcdError(f"{address}: cannot be fetched ({error}); check the address") from None
    return bytes(data)
