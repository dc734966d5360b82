"""The only door to the disk: bytes in within limits, and whole files out or none.

What we write is recorded with its SHA-256, so that a later run knows which files are
ours, and never replaces one that somebody else wrote or edited, unless it is forced to.
A folder of several files holds its record itself (`.kcdanalysis.json`, to be committed
with them); single files are recorded in the user's state folder, each in a file of its own,
so that runs side by side do not lose each other's.
"""

import json
import os
import re
import stat
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, TextIO, TypeVar

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.files.staging import explained, reason, write_all

#: The record of a folder that we wrote several files into.
RECORD = ".kcdanalysis.json"

#: No programme is larger, unless the user says so.
MAX_BYTES = 50_000_000
#: No file of TOML that people write has more characters.
MAX_TOML = 2_000_000
_MAX_DOTS = 1_000
#: After so many seconds, a pipe or a server that has not ended is given up.
DEADLINE = 60.0

_CHECK = "; check the name and the folder"
_PART = 1 << 16

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class FolderState:
    """How a folder differs from what would be written into it now, by names of files.

    Attributes
    ----------
    missing, stale : tuple of str
        What is not there, and what has other bytes.
    left_over : tuple of str
        What we wrote there before and would not write now.
    foreign : tuple of str
        Those of the stale ones that we did not write, or that were edited since.
    """

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    left_over: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether nothing would change."""
        return not (self.missing or self.stale or self.left_over)


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file, or a named pipe.

    Raises
    ------
    KcdError
        If there is none, it cannot be read, it is a device, it has more bytes than the limit,
        or it is a pipe that does not end.
    """
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
        # Files of the system say that they are empty, and may wait for ever.
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
    """Open a file that is read part by part, of any size.

    Raises
    ------
    KcdError
        If there is none, it cannot be read, or it is no file.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise KcdError(
                no_such_file(path) if not path.exists() else f"{path}: not a file{_CHECK}"
            )
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise KcdError(f"{path}: cannot be read ({reason(error)})") from None
    with file:
        yield file


def read_stdin(limit: int = MAX_BYTES) -> bytes:
    """Read standard input to its end; only a person at a terminal may take any time."""
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
    """Join what comes in parts; more bytes than the limit are refused while they come."""
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > limit:
            raise _too_large(name, limit)
    return bytes(data)


def within(seconds: float | None, name: str | Path, action: Callable[[], _Result]) -> _Result:
    """Do what may never end, and give it up after so many seconds.

    >>> within(1, "numbers", lambda: 1 + 1)
    2
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(action())
        except BaseException as error:
            errors.append(error)

    # A thread, since neither a look-up of a name nor the opening of a pipe takes a limit.
    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise KcdError(f"{name}: did not end within {seconds:g} s; save it as a file and name that")
    return results[0]


def _too_large(name: str | Path, limit: int) -> KcdError:
    advice = "give a smaller file, or raise the limit for programmes with --max-size"
    return KcdError(f"{name}: more than {limit / 1e6:,g} MB; {advice}")


def no_such_file(path: str | Path) -> str:
    """Say that a file does not exist, and which one beside it was probably meant."""
    path = Path(path)
    with suppress(OSError):
        beside = [other.name for other in path.parent.iterdir()]
        return f"{path}: no such file{did_you_mean(path.name, beside, cutoff=75) or _CHECK}"
    return f"{path}: no such file{_CHECK}"


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
        # The library takes memory by the square of the parts of a key.
        if any(line.partition("=")[0].count(".") > _MAX_DOTS for line in text.split("\n")):
            raise RecursionError
        return tomllib.loads(text)
    # ValueError: no TOML, or a number of thousands of digits.
    except (ValueError, OverflowError, RecursionError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else error
        raise KcdError(f"{name}: not valid TOML ({problem}); mend the file at that place") from None


def line_of(text: str, table: str, entry: str | None = None) -> int | None:
    r"""Find the line of a TOML text with a table, or with a key or string of it; "" is the top.

    >>> line_of('[a]\nterms = [\n  "x",\n  "y",\n]\n', "a", "y")
    4
    """
    inside = not table
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[++\s*+([^\]]+)\]", line):
            name = header[1].replace('"', "").replace("'", "")
            inside = name == table or name.startswith(f"{table}.")
        if inside and (entry is None or _has_entry(line, entry)):
            return number
    return None


def _has_entry(line: str, entry: str) -> bool:
    key = rf"""\s*["']?{re.escape(entry)}["']?\s*=|\s*\[.*\.\s*{re.escape(entry)}\s*\]"""
    return f'"{entry}"' in line or f"'{entry}'" in line or bool(re.match(key, line))


def is_file(path: str | Path) -> bool:
    """Whether there is such a file."""
    return Path(path).is_file()


def is_folder(path: str | Path) -> bool:
    """Whether there is such a folder."""
    return Path(path).is_dir()


def files_below(folder: str | Path) -> list[Path]:
    """All files in a folder and below it, in the order of their names; hidden ones left out."""
    root = Path(folder)
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not any(part[0] == "." for part in path.relative_to(root).parts)
    )


def files_matching(pattern: str) -> list[Path]:
    """All files that a pattern such as "2023/*.ics" stands for, in the order of their names.

    As in `files_below`, "**" does not follow links to folders, which may form a circle.
    """
    import glob

    parts = Path(pattern).parts
    at = parts.index("**") if "**" in parts else len(parts)
    # Unlike a Path, this takes patterns that begin at the root.
    paths: Iterable[Path] = map(Path, glob.glob(str(Path(*parts[:at]))) if at else [""])  # noqa: PTH207
    if below := "/".join([*parts[at:], *(["*"] if parts[-1:] == ("**",) else [])]):
        paths = (
            path
            for root in paths
            for path in root.glob(below)
            if not any(part[0] == "." for part in path.relative_to(root).parts)
        )
    return sorted(path for path in paths if path.is_file())


def read_shipped(name: str) -> bytes:
    """Read a file of the package: "themes/lexicons/web.toml"."""
    return resources.files("kcdanalysis").joinpath(name).read_bytes()


def shipped_names(folder: str, suffix: str) -> list[str]:
    """Name the files of a folder of the package that end so, without their ending."""
    entries = resources.files("kcdanalysis").joinpath(folder).iterdir()
    names = (entry.name for entry in entries if entry.name.endswith(suffix))
    return sorted(name.removesuffix(suffix) for name in names)


def write_file(
    path: str | Path, data: bytes | str, *, force: bool = False, sources: Iterable[Any] = ()
) -> Path:
    """Write one file whole, or leave what is there.

    Parameters
    ----------
    path : path
        Where to; its folder is made.
    data : bytes or str
        Text is written as UTF-8, and half a character as a question mark.
    force : bool
        Replace a file that we did not write, or that was edited since.
    sources : iterable
        What was read; none of it may be the file that is written.

    Raises
    ------
    KcdError
        If the file is one of the sources, is not ours, or cannot be written.
    """
    path = Path(path)
    refuse_sources([path], sources)
    content = data.encode(errors="replace") if isinstance(data, str) else data
    name = str(path.absolute())
    record = _state_folder() / "written" / f"{_digest(os.fsencode(name))}.json"
    known: dict[str, str] = {}
    with suppress(KcdError):
        known = _recorded(record)
    if path.is_dir():
        raise KcdError(f"{path}: this is a folder; name a file in it")
    if path.exists() and not path.is_file():
        # A device or a pipe, such as /dev/stdout, holds nothing that could be lost.
        with explained(path):
            path.write_bytes(content)
        return path
    is_new = path.is_file() and _digest_of(path) != _digest(content)
    if is_new and not force and not _is_ours(path, known.get(name)):
        raise KcdError(_is_foreign(path))
    with suppress(KcdError):  # without a record, the next run asks for --force
        _write_record(record, {name: _either(known.get(name), content)})
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
) -> FolderState:
    """Write several files into a folder: nothing if one of them must not be replaced.

    Parameters
    ----------
    folder : path
        Made if it is not there.
    contents : mapping of name to bytes
    force, sources
        As for `write_file`.
    complete : bool
        Whether this is all that we have to write there: what we wrote before and do not
        write now is taken away, unless it was edited.
    merged : iterable of str
        Names of files whose new contents keep what somebody else wrote in the old ones. They
        are replaced, but not recorded as ours: the next run merges them again.

    Returns
    -------
    FolderState
        How the folder was before.
    """
    root = Path(folder)
    refuse_sources([root / name for name in contents], sources)
    if root.exists() and not root.is_dir():
        raise KcdError(f"{root}: this is a file; name a folder")
    state = folder_state(root, contents)
    merged = set(merged)
    foreign = [name for name in state.foreign if name not in merged]
    if foreign and not force:
        raise KcdError(_is_foreign(root / foreign[0]))
    known = _recorded_in(root)
    gone = [name for name in state.left_over if complete and _is_ours(root / name, known[name])]
    kept = {name: known[name] for name in known if name not in contents and name not in gone}
    digests = {name: _digest(content) for name, content in contents.items() if name not in merged}
    both = {name: _either(known.get(name), contents[name]) for name in digests}
    _write_record(root / RECORD, known | both)
    changed = {*state.missing, *state.stale}
    write_all({root / name: contents[name] for name in contents if name in changed})
    for name in gone:
        with explained(root / name):
            (root / name).unlink()
    _write_record(root / RECORD, kept | digests)
    return state


def folder_state(folder: str | Path, contents: Mapping[str, bytes]) -> FolderState:
    """Compare a folder with what would be written into it; nothing is written."""
    root, missing, stale, foreign = Path(folder), [], [], []
    known = _recorded_in(root)
    for name, content in contents.items():
        if not (root / name).is_file():
            missing.append(name)
        elif _digest_of(root / name) != _digest(content):
            stale.append(name)
            if not _is_ours(root / name, known.get(name)):
                foreign.append(name)
    left_over = [name for name in known if name not in contents and (root / name).is_file()]
    return FolderState(tuple(missing), tuple(stale), tuple(left_over), tuple(foreign))


def refuse_sources(targets: Iterable[Path], sources: Iterable[Any]) -> None:
    """Refuse to write over what was read."""
    read = {Path(s).resolve() for s in sources if isinstance(s, (str, Path)) and s != "-"}
    for target in targets:
        with explained(target):
            place = target.resolve()
        if place in read:
            raise KcdError(f"{target}: this is one of the sources; write to another file")


def discard(stream: TextIO) -> None:
    """Send what a broken stream still holds nowhere, so that the end of Python does not fail."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def cache_folder() -> Path:
    """Where what can be computed again is kept: $XDG_CACHE_HOME/kcdanalysis."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kcdanalysis"


def make_folder(folder: Path) -> Path:
    """Make a folder, and those above it."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _state_folder() -> Path:
    home = os.environ.get("XDG_STATE_HOME")
    return Path(home or Path.home() / ".local" / "state") / "kcdanalysis"


def _is_foreign(path: Path) -> str:
    return (
        f"{path}: exists, and kcdanalysis did not write it or it was edited since; "
        "write elsewhere, or replace it with --force (in Python: force=True)"
    )


def _is_ours(path: Path, digests: str | None) -> bool:
    return _digest_of(path) in (digests or "").split()


def _either(digests: str | None, content: bytes) -> str:
    """Record what is there and what comes: whichever a run that is cut off leaves is ours."""
    return " ".join(dict.fromkeys([*(digests or "").split()[-1:], _digest(content)]))


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise KcdError(f"{path}: cannot be read ({reason(error)})") from None


def _recorded(record: Path) -> dict[str, str]:
    """The files that we wrote, with their SHA-256; none without a record that is whole."""
    try:
        # A pipe or a device there is no record, and would not end.
        known = json.loads(read_bytes(record))["written"] if record.is_file() else {}
        return {name: str(digest) for name, digest in known.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    except OSError as error:
        raise KcdError(f"{record}: cannot be read ({reason(error)})") from None


def _recorded_in(root: Path) -> dict[str, str]:
    """The record of a folder; what it names outside of the folder is not touched."""
    known = _recorded(root / RECORD).items()
    return {
        name: digest
        for name, digest in known
        if not Path(name).is_absolute() and ".." not in Path(name).parts
    }


def _write_record(record: Path, digests: Mapping[str, str]) -> None:
    words = {"about": "Files that kcdanalysis wrote, with their SHA-256", "written": digests}
    text = json.dumps(words, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    content = text.encode(errors="surrogatepass")
    if not record.is_file() or _digest_of(record) != _digest(content):
        write_all({record: content})
