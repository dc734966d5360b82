"""Atomic writing: each file is staged beside its target, then moved there in one step."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kcdanalysis.errors import KcdError

#: The suffix of temporary files, after the number of the process that writes them.
_TEMPORARY = ".kcdanalysis-part"
#: The names of the temporary files of this process; a folder may have several names.
_staged: set[str] = set()


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write all files beside their targets, and only then move each to its target in one step."""
    # A link stays a link; its target is replaced.
    targets: dict[Path, Path] = {}
    parts: dict[Path, Path] = {}
    for path in contents:
        with explained(path):
            target = targets[path] = path.resolve() if path.is_symlink() else path
        # A link may lead to a device, which a move would replace for all programs.
        if target.exists() and not target.is_file():
            raise KcdError(f"{path}: not a file, but a folder, a pipe or a device; write elsewhere")
    try:
        for path, content in contents.items():
            with explained(path):
                _stage(targets[path], content, parts)
        for number, path in enumerate(contents):
            done = f"{number} of {len(contents)} files are new; run again to complete them"
            with explained(path, f"; {done}" if number else ""):
                parts[targets[path]].replace(targets[path])
    finally:
        # They are gone after the replacement; after an error they must be removed.
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
            _staged.discard(part.name)


def _stage(target: Path, content: bytes, parts: dict[Path, Path]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    os.umask(umask := os.umask(0))
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~umask
    ending = f".{os.getpid()}{_TEMPORARY}"
    handle, name = tempfile.mkstemp(ending, f".{target.name[:40]}.", target.parent)
    parts[target] = Path(name)
    _staged.add(Path(name).name)
    with os.fdopen(handle, "wb") as temporary:
        temporary.write(content)
        temporary.flush()
        os.fsync(temporary.fileno())
    Path(name).chmod(mode)


def _sweep(folder: Path) -> None:
    """Remove the temporary files of runs that were killed."""
    for path in list(folder.glob(f".*{_TEMPORARY}")):
        number = path.name.removesuffix(_TEMPORARY).rpartition(".")[2]
        is_kept = path.name in _staged or not number.isdecimal()
        if not is_kept and not _is_running(int(number)):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    # Windows cannot check this, and does not remove a file that is open.
    if os.name == "nt" or process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is somebody else's
        pass
    return True


@contextmanager
def explained(path: Path, more: str = "") -> Iterator[None]:
    """Turn an error of the disk into one sentence about the file."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:  # the last for links in a circle
        raise KcdError(f"{path}: cannot be written ({reason(error)}){more}") from None


def reason(error: Exception) -> str:
    """Return the system's description of an error."""
    return getattr(error, "strerror", None) or str(error)
