"""The only module that accesses the disk: reads within limits, and writes whole files or none.

Files that we write are recorded with their SHA-256, so that a later run knows which files are
ours, and never replaces one that somebody else wrote or edited, unless it is forced to.
The record of a folder of several files is in that folder (`.kcdanalysis.json`, to be committed
with them); single files are recorded in the user's state folder, each in a separate file, so
that concurrent runs do not overwrite each other's records.
"""

import json
import os
import re
import stat
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import file_digest, sha256
from importlib import resources
from itertools import accumulate, product
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, NamedTuple, TextIO, TypeVar

from kcdanalysis.errors import KcdError, did_you_mean, shown
from kcdanalysis.files.staging import explained, reason, write_all

#: The record of a folder that we wrote several files into.
RECORD = ".kcdanalysis.json"

#: The size limit of a programme, unless the user raises it.
MAX_BYTES = 50_000_000
#: The most characters of a TOML file; people do not write longer ones.
MAX_TOML = 2_000_000
_MAX_DOTS = 1_000
#: After this many seconds, reading from a pipe or a server is given up.
DEADLINE = 60.0

#: The problem with a pipe without a reader, and the advice.
_NOBODY = ("nobody began to read this pipe", "write to a file")
_CHECK = "; check the name and the folder"
_PART = 1 << 16

_Result = TypeVar("_Result")


class FolderState(NamedTuple):
    """How a folder differs from what would be written into it now, by file name."""

    #: Not there; there with different bytes; written by us before, but not now.
    missing: list[str]
    stale: list[str]
    left_over: list[str]
    #: The stale ones that we did not write, or that were edited since.
    foreign: list[str]


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file, or a named pipe that ends, of at most `limit` bytes."""
    path = Path(path)

    def read() -> bytes:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            return take(iter(lambda: file.read(max(size, _PART) + 1), b""), path, limit)

    try:
        status = path.stat()
        is_pipe = stat.S_ISFIFO(status.st_mode)
        if not (is_pipe or stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise KcdError(f"{path}: a device, not a file; name the file with the content")
        # System files have a size of 0, and reading them may block forever.
        if is_pipe or not status.st_size:
            return within(DEADLINE, path, read)
        if status.st_size > limit:
            raise _too_large(path, limit)
        return read()
    except FileNotFoundError:
        raise KcdError(no_such_file(path)) from None
    except (OSError, ValueError) as error:
        raise KcdError(f"{path}: cannot be read ({reason(error)})") from None


@contextmanager
def open_bytes(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file of any size that is read in parts."""
    path = Path(path)
    try:
        if not path.exists():
            raise KcdError(no_such_file(path))
        if not path.is_file():
            raise KcdError(f"{path}: not a file{_CHECK}")
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise KcdError(f"{path}: cannot be read ({reason(error)})") from None
    with file:
        yield file


def read_stdin(limit: int = MAX_BYTES) -> bytes:
    """Read standard input to its end; only a person at a terminal has no time limit."""
    name, stream = "standard input", sys.stdin
    if stream is None:
        raise KcdError(f"{name}: closed; name a file")
    try:
        number = stream.fileno()
    except OSError:  # no file, as in a notebook
        return take([stream.buffer.read(limit + 1)], name, limit)
    # Not through the buffer: a thread that was given up would hold its lock to the end.
    parts = iter(lambda: os.read(number, _PART), b"")
    try:
        return within(None if stream.isatty() else DEADLINE, name, lambda: take(parts, name, limit))
    except OSError as error:
        raise KcdError(f"{name}: cannot be read ({reason(error)})") from None


def take(parts: Iterable[bytes], name: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Join parts; reject them as soon as they exceed the limit."""
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > limit:
            raise _too_large(name, limit)
    return bytes(data)


def within(
    seconds: float | None,
    name: str | Path,
    action: Callable[[], _Result],
    problem: str = "did not end",
    advice: str = "save it as a file and name that",
) -> _Result:
    """Run a function that may never end, and give up after some seconds.

    >>> within(1, "numbers", lambda: 1 + 1)
    2
    """
    done: Future[_Result] = Future()

    def run() -> None:
        try:
            done.set_result(action())
        except BaseException as error:
            done.set_exception(error)

    # A thread, since neither name resolution nor opening a pipe can have a timeout.
    Thread(target=run, daemon=True).start()
    if wait([done], seconds).not_done:
        raise KcdError(f"{name}: {problem} within {seconds:g} s; {advice}")
    return done.result()


def _too_large(name: str | Path, limit: int) -> KcdError:
    advice = "give a smaller file, or raise the limit for programmes with --max-size"
    return KcdError(f"{name}: more than {limit / 1e6:,g} MB; {advice}")


def no_such_file(path: str | Path) -> str:
    """Say that a file does not exist, and which file in its folder was probably meant."""
    path, near = Path(path), ""
    with suppress(OSError):
        near = did_you_mean(path.name, [other.name for other in path.parent.iterdir()], cutoff=75)
    return f"{path}: no such file{near or _CHECK}"


def read_text(path: str | Path, limit: int = MAX_BYTES) -> str:
    """Read a file of UTF-8 text, with or without a byte order mark."""
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise KcdError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from None


def parse_toml(text: str, name: str | Path) -> dict[str, Any]:
    """Parse TOML that people write: a lexicon or decisions."""
    if len(text) > MAX_TOML:
        raise KcdError(f"{name}: more than {MAX_TOML / 1e6:g} MB of TOML; split it into several")
    try:
        # The memory that tomllib needs grows with the square of the parts of a key.
        if any(line.partition("=")[0].count(".") > _MAX_DOTS for line in text.split("\n")):
            raise RecursionError
        return tomllib.loads(text)
    # ValueError: invalid TOML, or a number with thousands of digits.
    except (ValueError, OverflowError, RecursionError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else error
        raise KcdError(f"{name}: not valid TOML ({problem}); fix the file at that place") from None


def line_of(text: str, table: str, entry: str | None = None) -> int | None:
    r"""Find the line of a TOML text with a table, or with a key or string of it; "" is the top.

    >>> line_of('[a]\nterms = [\n  "x",\n  "y",\n]\n', "a", "y")
    4
    """
    return _lines(text).get((table, entry))


#: Deeper nesting of tables is not looked up.
_DEEPEST = 3
_HEADING, _KEY = re.compile(r"\s*\[++\s*+([^\]]+)\]"), re.compile(r"""\s*([^\s"'=#]+)\s*=""")
_STRING = re.compile(r"""(["'])(.*?)\1""")


# Linters ask for the line of each finding.
@lru_cache(maxsize=4)
def _lines(text: str) -> dict[tuple[str, str | None], int]:
    """The first line of each table, and of each key and string in it."""
    lines: dict[tuple[str, str | None], int] = {}
    tables = [""]
    for number, line in enumerate(text.splitlines(), start=1):
        entries = [None, *(text for _, text in _STRING.findall(line))]
        if heading := _HEADING.match(line):
            name = re.sub("[\"']", "", heading[1])
            parts = name.split(".")
            entries.append(parts[-1].strip())
            # [a.de] also belongs to [a].
            tables = ["", name, *accumulate(parts[:_DEEPEST], "{}.{}".format)]
        elif key := _KEY.match(line):
            entries.append(key[1])
        for key_of in product(tables, entries):
            lines.setdefault(key_of, number)
    return lines


def is_file(path: str | Path) -> bool:
    """Whether there is such a file."""
    return Path(path).is_file()


def is_folder(path: str | Path) -> bool:
    """Whether there is such a folder."""
    return Path(path).is_dir()


def files_below(folder: str | Path) -> list[Path]:
    """All files in a folder and below it, sorted by name, without hidden ones."""
    root = Path(folder)
    return sorted(p for p in root.rglob("*") if p.is_file() and not _is_hidden(p, root))


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part[0] == "." for part in path.relative_to(root).parts)


def files_matching(pattern: str) -> list[Path]:
    """All files that match a pattern such as "2023/*.ics", sorted by name.

    As in `files_below`, "**" does not follow links to folders, which may form a circle.
    """
    import glob

    parts = Path(pattern).parts
    at = parts.index("**") if "**" in parts else len(parts)
    # Unlike a Path, this takes patterns that begin at the root.
    paths = [*map(Path, glob.glob(str(Path(*parts[:at]))) if at else [""])]  # noqa: PTH207
    if below := "/".join([*parts[at:], *(["*"] if parts[-1:] == ("**",) else [])]):
        paths = [path for root in paths for path in root.glob(below) if not _is_hidden(path, root)]
    return sorted(path for path in paths if path.is_file())


def read_shipped(name: str) -> bytes:
    """Read a file of the package: "themes/lexicons/web.toml"."""
    return resources.files("kcdanalysis").joinpath(name).read_bytes()


def shipped_names(folder: str, suffix: str) -> list[str]:
    """List the files in a folder of the package that have a suffix, without it."""
    entries = resources.files("kcdanalysis").joinpath(folder).iterdir()
    names = (entry.name for entry in entries if entry.name.endswith(suffix))
    return sorted(name.removesuffix(suffix) for name in names)


def write_file(
    path: str | Path, data: bytes | str, *, force: bool = False, sources: Iterable[Any] = ()
) -> Path:
    """Write one file completely, or leave the old one; its folder is created.

    With `force`, it may replace a file that we did not write, or that was edited since; files
    that were read, the `sources`, are never replaced.
    """
    path = Path(path)
    refuse_sources([path], sources)
    content = data.encode(errors="replace") if isinstance(data, str) else data
    name = str(path.absolute())
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    record = Path(home) / "kcdanalysis" / "written" / f"{_digest(os.fsencode(name))}.json"
    known: dict[str, str] = {}
    with suppress(KcdError):
        known = _recorded(record)
    if path.is_dir():
        raise KcdError(f"{path}: this is a folder; name a file in it")
    if path.exists() and not path.is_file():
        # A device or a pipe, such as /dev/stdout, has no content that could be lost.
        with explained(path):
            opened = within(DEADLINE, path, lambda: path.open("wb"), *_NOBODY)
            with opened as stream:
                if stream.isatty():
                    content = shown(content.decode(errors="replace"), keep="\n\r\t").encode()
                stream.write(content)
        return path
    is_changed = path.is_file() and _digest_of(path) != _digest(content)
    if is_changed and not _is_ours(path, known.get(name)):
        _refuse_foreign(path, force, sources)
    with suppress(KcdError):  # without a record, the next run asks for --force
        _write_record(record, {name: _either(known.get(name), path, content)})
    write_all({path: content})
    return path


def write_folder(
    folder: str | Path,
    contents: Mapping[str, bytes],
    *,
    force: bool = False,
    sources: Iterable[Any] = (),
    complete: bool = True,
    merged: Iterable[str] = (),
) -> list[Path]:
    """Write several files into a folder: nothing if one of them must not be replaced.

    If they are `complete`, files that we wrote before and do not write now are removed, unless
    they were edited. `merged` files contain text of somebody else: they are replaced, but not
    recorded as ours, so that the next run merges them again.
    """
    root, merged = Path(folder), set(merged)
    refuse_sources([root / name for name in contents], sources)
    if root.exists() and not root.is_dir():
        raise KcdError(f"{root}: this is a file; name a folder")
    for name in (*contents, RECORD):
        if _leads_out(root, name):
            problem = "a link that leads out of the folder"
            raise KcdError(f"{root / name}: {problem}; remove it, or write elsewhere")
    state = folder_state(root, contents)
    for name in state.foreign:
        if name not in merged:
            _refuse_foreign(root / name, force, sources)
    known = _recorded_in(root)
    gone = [name for name in state.left_over if complete and _is_ours(root / name, known[name])]
    # Files that an interrupted run already removed are dropped from the record, too.
    others = state.left_over if complete else [name for name in known if name not in contents]
    kept = {name: known[name] for name in others if name not in gone}
    digests = {name: _digest(content) for name, content in contents.items() if name not in merged}
    both = {name: _either(known.get(name), root / name, contents[name]) for name in digests}
    _write_record(root / RECORD, known | both)
    changed = {*state.missing, *state.stale}
    write_all({root / name: contents[name] for name in contents if name in changed})
    for name in gone:
        with explained(root / name):
            (root / name).unlink()
    _write_record(root / RECORD, kept | digests)
    return [root / name for name in contents]


def folder_state(folder: str | Path, contents: Mapping[str, bytes]) -> FolderState:
    """Compare a folder with what would be written into it; nothing is written."""
    root = Path(folder)
    known = _recorded_in(root)
    there = {name for name in {*contents, *known} if (root / name).is_file()}
    stale = [n for n in contents if n in there and _digest_of(root / n) != _digest(contents[n])]
    return FolderState(
        missing=[name for name in contents if name not in there],
        stale=stale,
        left_over=[name for name in known if name not in contents and name in there],
        foreign=[name for name in stale if not _is_ours(root / name, known.get(name))],
    )


def refuse_sources(targets: Iterable[Path], sources: Iterable[Any]) -> None:
    """Refuse to overwrite files that were read."""
    read = {Path(s).resolve() for s in sources if isinstance(s, (str, Path)) and s != "-"}
    for target in targets:
        with explained(target):
            place = target.resolve()
        if place in read:
            raise KcdError(f"{target}: this is one of the sources; write to another file")


def discard(stream: TextIO) -> None:
    """Discard the buffer of a broken stream, so that Python does not fail at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def cache_folder() -> Path:
    """The folder for data that can be computed again: $XDG_CACHE_HOME/kcdanalysis."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kcdanalysis"


def make_folder(folder: Path) -> Path:
    """Create a folder and its parents."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse_foreign(path: Path, force: bool, sources: Iterable[Any]) -> None:
    """Refuse to replace files that are not ours; even by force, never a source."""
    if not force:
        problem = "exists, and kcdanalysis did not write it or it was edited since"
        advice = "write elsewhere, or replace it with --force (in Python: force=True)"
        raise KcdError(f"{path}: {problem}; {advice}")
    for source in (s for s in sources if isinstance(s, (str, Path)) and s != "-"):
        below = files_below(source) if is_folder(source) else files_matching(str(source))
        refuse_sources([path], below)


def _is_ours(path: Path, digests: str | None) -> bool:
    return _digest_of(path) in (digests or "").split()


def _either(digests: str | None, path: Path, content: bytes) -> str:
    """Record both our old file and the new one: an interrupted run leaves one of them."""
    there = [_digest_of(path)] if path.is_file() else []
    ours = [digest for digest in there if digest in (digests or "").split()]
    return " ".join(dict.fromkeys([*ours, _digest(content)]))


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise KcdError(f"{path}: cannot be read ({reason(error)})") from None


def _recorded(record: Path) -> dict[str, str]:
    """The files that we wrote, with their SHA-256; none without a complete record."""
    # A pipe or a device is not a record, and reading it might not end.
    try:
        known = json.loads(read_bytes(record))["written"] if record.is_file() else {}
        return {name: str(digest) for name, digest in known.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    except OSError as error:
        raise KcdError(f"{record}: cannot be read ({reason(error)})") from None


def _recorded_in(root: Path) -> dict[str, str]:
    """The record of a folder; files that it names outside of the folder are ignored."""
    known = _recorded(root / RECORD)
    return {name: known[name] for name in known if not _leads_out(root, name)}


def _leads_out(root: Path, name: str) -> bool:
    """Whether a name in a folder leads outside of it, directly or through a link."""
    with explained(root / name):
        return not (root / name).resolve().is_relative_to(root.resolve())


def _write_record(record: Path, digests: Mapping[str, str]) -> None:
    words = {"about": "Files that kcdanalysis wrote, with their SHA-256", "written": digests}
    text = json.dumps(words, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    content = text.encode(errors="surrogatepass")
    if not record.is_file() or _digest_of(record) != _digest(content):
        write_all({record: content})
