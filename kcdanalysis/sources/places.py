"""Where programmes come from: files, folders, patterns, standard input, the web."""

import glob
import re
import socket
import sys
import zlib
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

from kcdanalysis import files
from kcdanalysis.errors import KcdError, needs_extra

#: What the user may name: a path, a folder, a pattern, "-" or an address.
Source = str | Path

_ADDRESS = ("http://", "https://")
#: The user and the password in an address, which neither messages nor tables show.
_CREDENTIALS = re.compile("(?<=://)[^/@]*@")
_MAX_REDIRECTS = 5
#: So many bytes are decompressed at a time.
_PART = 1 << 20
#: Files of folders that are no programmes, whatever they look like.
_LICENCES = frozenset({"license", "licence", "copying", "notice"})


class File(NamedTuple):
    """A file's path as the user gave it, and its content."""

    name: str
    data: bytes
    #: Whether a folder or a pattern holds it.
    is_found: bool = False
    #: Of a part of a file, how many lines are before it.
    n_before: int = 0


def find_files(
    source: Source | File, keep: Source | None = None, max_size: int | None = None
) -> Iterator[File]:
    """Yield the files that a source names, in the order of their names.

    What is fetched from an address is kept in the folder `keep`, where no file is replaced.
    """
    if isinstance(source, File):
        yield source
        return
    text, limit = str(source), max_size or files.MAX_BYTES
    if source == "":
        raise KcdError("'' is not the name of a file; name the programme, or . for this folder")
    if text == "-":
        yield File("standard input", files.read_stdin(limit))
    elif text.startswith(_ADDRESS):
        name = _CREDENTIALS.sub("", text)
        data = _fetch(text, name, limit)
        if keep is not None:
            _keep(Path(keep) / _file_name(name), data)
        yield File(name, data)
    elif files.is_folder(text):
        problem = f"{Path(source)}: no files in this folder; name the one with the programme"
        yield from _found(files.files_below(source), problem, limit)
    elif glob.has_magic(text) and not Path(source).exists():
        problem = f"{text}: no file matches; check the pattern and the folder"
        yield from _found(files.files_matching(text), problem, limit)
    else:
        yield File(Path(source).as_posix(), files.read_bytes(source, limit))


def _found(paths: list[Path], problem: str, limit: int) -> Iterator[File]:
    paths = [path for path in paths if path.stem.casefold() not in _LICENCES]
    if not paths:
        raise KcdError(problem)
    for path in paths:
        yield File(path.as_posix(), files.read_bytes(path, limit), is_found=True)


def _file_name(address: str) -> str:
    """Name the file of an address: what its path ends with, as a name that any disk takes."""
    end = re.split("[?#]", address)[0].rstrip("/").rsplit("/", 1)[-1]
    name = re.sub(r"[^\w.-]+", "-", end).encode(errors="replace")[-100:].decode(errors="ignore")
    return name.lstrip(".-") or "programme"


def _keep(path: Path, data: bytes) -> None:
    """Write a file under a name that is free: schedule.json, schedule-2.json, ..."""
    first, number = path, 1
    while files.is_file(path) and files.read_bytes(path, sys.maxsize) != data:
        number += 1
        path = first.with_stem(f"{first.stem}-{number}")
    if not files.is_file(path):
        files.write_file(path, data)


def _fetch(address: str, name: str, limit: int) -> bytes:
    try:
        import httpx
    except ImportError:
        raise needs_extra(name, "web") from None
    try:
        # One deadline for all: a server may answer in time byte by byte, and never end.
        return files.within(files.DEADLINE, name, lambda: _get(httpx, address, name, limit))
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise KcdError(f"{name}: the server answered {code}; check the address") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise KcdError(f"{name}: cannot be fetched ({error}); check the address") from None


def _get(httpx: Any, address: str, name: str, limit: int) -> bytes:
    """Get the content of an address, through a few redirects that lead to no private place."""
    url = first = httpx.URL(address)
    # Compression that bears a limit on what it unpacks to, and no other.
    headers = {"Accept-Encoding": "gzip"}
    with httpx.Client(headers=headers, timeout=files.DEADLINE) as client:
        for _ in range(_MAX_REDIRECTS + 1):
            with client.stream("GET", url) as response:
                if not response.has_redirect_location:
                    response.raise_for_status()
                    return files.take(_content(response, name), name, limit)
                url = response.url.join(response.headers["location"])
            if url.scheme not in ("http", "https"):
                problem = f"redirects to {url.scheme!r}, which is not the web"
            elif _is_public(first.host) and not _is_public(url.host):
                problem = f"redirects to {url.host}, an address of a private network"
            else:
                continue
            raise KcdError(f"{name}: {problem}; download it and name the file")
    problem = f"redirects more than {_MAX_REDIRECTS} times"
    raise KcdError(f"{name}: {problem}; download it and name the file")


def _content(response: Any, name: str) -> Iterator[bytes]:
    """Give the content of an answer in parts; what is compressed is unpacked part by part."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip"):
        raise KcdError(f"{name}: compressed as {coding!r}; download it and name the file")
    packed = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        for part in response.iter_raw():
            while part:
                # Several parts that are packed one by one are one text.
                packed = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if packed.eof else packed
                yield packed.decompress(part, _PART)
                part = packed.unused_data if packed.eof else packed.unconsumed_tail
    except zlib.error as error:
        raise KcdError(f"{name}: broken compression ({error}); download it again") from None
    if not packed.eof:
        raise KcdError(f"{name}: the download was cut off; try again")


def _is_public(host: str) -> bool:
    """Whether all addresses of a host belong to the public network."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return True  # nothing can be fetched from it
    return all(ip_address(entry[4][0]).is_global for entry in found)
