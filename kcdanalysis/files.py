"""The only door to the disk: bytes in, and whole files out or none.

What we write is recorded with its SHA-256, so that a later run knows which files are
ours, and never replaces one that somebody else wrote or edited, unless it is forced to.
A folder of several files holds its record itself (`.kcdanalysis.json`, to be committed
with them); single files are recorded in the user's state folder.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any, TextIO

from kcdanalysis.errors import KcdError, did_you_mean

#: The record of a folder that we wrote several files into.
RECORD = ".kcdanalysis.json"

_CHECK = "; check the name and the folder"


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


def read_bytes(path: str | Path) -> bytes:
    """Read a file.

    Raises
    ------
    KcdError
        If there is none, or it cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise KcdError(no_such_file(path)) from None
    except (OSError, ValueError) as error:
        raise KcdError(f"{path}: cannot be read ({_reason(error)})") from None


def no_such_file(path: str | Path) -> str:
    """Say that a file does not exist, and which one beside it was probably meant."""
    path = Path(path)
    with suppress(OSError):
        beside = [other.name for other in path.parent.iterdir()]
        return f"{path}: no such file{did_you_mean(path.name, beside, cutoff=75) or _CHECK}"
    return f"{path}: no such file{_CHECK}"


def read_text(path: str | Path) -> str:
    """Read a file of UTF-8 text, with or without a byte order mark."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise KcdError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from None


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
    """All files that a pattern such as "2023/*.ics" stands for, in the order of their names."""
    import glob

    # Unlike a Path, this takes patterns that begin at the root.
    names = glob.glob(pattern, recursive=True)  # noqa: PTH207
    return sorted(path for path in map(Path, names) if path.is_file())


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
        Text is written as UTF-8.
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
    content = data.encode() if isinstance(data, str) else data
    record = _state_folder() / "written.json"
    name = str(path.absolute())
    if path.is_dir():
        raise KcdError(f"{path}: this is a folder; name a file in it")
    if path.exists() and not path.is_file():
        # A device or a pipe, such as /dev/stdout, holds nothing that could be lost.
        _attempt(path, lambda: path.write_bytes(content))
        return path
    if path.is_file() and not force:
        there = read_bytes(path)
        if there != content and _digest(there) != _recorded(record).get(name):
            raise KcdError(_is_foreign(path))
    _replace(path, content)
    with suppress(KcdError):  # without a record, the next run asks for --force
        _remember(record, {name: _digest(content)})
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
    gone = [name for name in state.left_over if complete and _is_ours(root, name, known)]
    kept = {name: known[name] for name in known if name not in contents and name not in gone}
    digests = {name: _digest(content) for name, content in contents.items() if name not in merged}
    # New files are recorded first, and replaced ones last: whichever of its versions a file has
    # when the run is cut off, the next run knows it as ours.
    _write_record(root / RECORD, digests | known)
    for name, content in contents.items():
        if name in state.missing or name in state.stale:
            _replace(root / name, content)
    for name in gone:
        _attempt(root / name, (root / name).unlink)
    _write_record(root / RECORD, kept | digests)
    return state


def folder_state(folder: str | Path, contents: Mapping[str, bytes]) -> FolderState:
    """Compare a folder with what would be written into it; nothing is written."""
    root, missing, stale, foreign = Path(folder), [], [], []
    known = _recorded_in(root)
    for name, content in contents.items():
        if not (root / name).is_file():
            missing.append(name)
        elif (there := read_bytes(root / name)) != content:
            stale.append(name)
            if known.get(name) != _digest(there):
                foreign.append(name)
    left_over = [name for name in known if name not in contents and (root / name).is_file()]
    return FolderState(tuple(missing), tuple(stale), tuple(left_over), tuple(foreign))


def refuse_sources(targets: Iterable[Path], sources: Iterable[Any]) -> None:
    """Refuse to write over what was read."""
    read = {Path(s).resolve() for s in sources if isinstance(s, (str, Path)) and s != "-"}
    for target in targets:
        if target.resolve() in read:
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
    _attempt(folder, lambda: folder.mkdir(parents=True, exist_ok=True))
    return folder


def _state_folder() -> Path:
    home = os.environ.get("XDG_STATE_HOME")
    return Path(home or Path.home() / ".local" / "state") / "kcdanalysis"


def _is_foreign(path: Path) -> str:
    return (
        f"{path}: exists, and kcdanalysis did not write it or it was edited since; "
        "write elsewhere, or replace it with --force (in Python: force=True)"
    )


def _is_ours(root: Path, name: str, known: Mapping[str, str]) -> bool:
    return _digest(read_bytes(root / name)) == known[name]


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _recorded(record: Path) -> dict[str, str]:
    """The files that we wrote, with their SHA-256; none where the record is not readable."""
    try:
        known = json.loads(record.read_bytes())["written"]
        return {name: str(digest) for name, digest in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _recorded_in(root: Path) -> dict[str, str]:
    """The record of a folder; what it names outside of the folder is not touched."""
    known = _recorded(root / RECORD).items()
    return {
        name: digest
        for name, digest in known
        if not Path(name).is_absolute() and ".." not in Path(name).parts
    }


def _remember(record: Path, digests: Mapping[str, str]) -> None:
    _write_record(record, _recorded(record) | dict(digests))


def _write_record(record: Path, digests: Mapping[str, str]) -> None:
    words = {"about": "Files that kcdanalysis wrote, with their SHA-256", "written": digests}
    text = json.dumps(words, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if not record.is_file() or record.read_bytes() != text.encode():
        _replace(record, text.encode())


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place in one step."""

    def write() -> None:
        # A link stays a link; what it names is replaced.
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(".tmp", f".{target.name[:40]}.", target.parent)
        try:
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(content)
                temporary.flush()
                os.fsync(temporary.fileno())
            Path(name).chmod(mode)
            Path(name).replace(target)
        finally:
            # After the replacement it is gone; after a fault it must go.
            Path(name).unlink(missing_ok=True)

    _attempt(path, write)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _attempt(path: Path, action: Callable[[], object]) -> None:
    try:
        action()
    except (OSError, ValueError) as error:
        raise KcdError(f"{path}: cannot be written ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
