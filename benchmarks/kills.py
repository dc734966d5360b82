"""Kill -9, a full disk or Ctrl-C at each write of each verb: no file is half written.

    python -m benchmarks.kills [--moments 300] [--only report]

Each command writes a table, page or folder where there is none, and over an older one whose
page its author edited. At one call that changes the disk it is killed or interrupted, or the
disk is full from there on. The next run, which is left alone, must complete it without --force,
and the words of the author are there.
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from kcdanalysis import TopicModel
from kcdanalysis.cli.main import main as run_command
from kcdanalysis.errors import KcdError
from kcdanalysis.files import RECORD
from kcdanalysis.publishing import gallery, post
from kcdanalysis.sources import places

WORDS = "The words of an author.\n"
#: SOURCE and LEXICON have two versions; what is written is below OUT.
COMMANDS = [
    *(
        f"read SOURCE -o OUT/talks.{ending}"
        for ending in ("csv", "tsv", "json", "jsonl", "md", "html", "txt", "parquet", "xlsx")
    ),
    "read https://example.org/talks.csv --keep OUT/kept",
    "check SOURCE -o OUT/check.md",
    "themes SOURCE -o OUT/themes.csv",
    "topics SOURCE -o OUT/",
    "compare SOURCE --by event -o OUT/comparison.csv",
    "compare SOURCE --by event --figures OUT/figures --also webp",
    "figures SOURCE -o OUT/figures --also png@2x,webp,pdf",
    *(f"report SOURCE -o OUT/post --for {style}" for style in ("jekyll", "quarto", "html")),
    "report SOURCE -o OUT/post --refresh",
    "explore SOURCE -o OUT/page.html",
    "init SOURCE -o OUT/kcdanalysis.toml",
    "lexicon show LEXICON -o OUT/lexicon.toml",
    "lexicon check LEXICON -o OUT/lexicon.csv",
    "lexicon suggest SOURCE -o OUT/lexicon.toml",
    "lexicon new LEXICON storage -o OUT/lexicon.toml",
    "TopicModel.save OUT/model.json",
]
#: These change the disk; the first ones need space.
_NEED_SPACE = ("open", "os.mkdir", "write", "os.fsync")
_CALLS = (*_NEED_SPACE, "os.rename", "os.remove", "os.chmod", "os.rmdir", "os.link", "os.symlink")
#: These take nearly all of the time, and write nothing; each version is drawn once.
_DRAWING = ((post, "report_files"), (gallery, "_files"))
#: Each kind of fault, with the codes of a run that says what happened.
KINDS = {"kill -9": [-signal.SIGKILL], "full": [3], "Ctrl-C": [130, 3]}
_FULL = os.strerror(errno.ENOSPC)

Tree = dict[str, bytes]


class Fault(NamedTuple):
    """At which call that changes the disk, from 1, a run is stopped."""

    #: One of `KINDS`.
    kind: str
    #: Whether an older version is there.
    is_over: bool
    at: int


def programme(version: int) -> str:
    """Six talks; the second version has figures that the first one has not, and vice versa."""
    rows = "".join(
        f"eBPF security {version} {n},Ada B{n},Kernel harbour lamp {version} {n} cost of clouds,"
        f"{f'T{n % 2}' * (version == 2)},KCD {2022 + n % (4 - version)},202{n % 3}-06-1{n}T10:00\n"
        for n in range(6)
    )
    return "Title,Speakers,Abstract,Track,Event,Start\n" + rows


class Place:
    """A folder for the runs of one command."""

    def __init__(self, command: str, root: Path) -> None:
        self.command, self.root, self.out = command, root, root / "out"
        self.version = 1
        self.drawn: dict[int, Tree] = {}

    def words(self) -> list[str]:
        """The words of the command."""
        self.root.joinpath("talks.csv").write_text(programme(self.version))
        lexicon = ("web", "security")[self.version - 1]
        known = {"SOURCE": f"{self.root / 'talks.csv'}", "LEXICON": lexicon}
        words = [known.get(word, word) for word in self.command.split()]
        return [word.replace("OUT/", f"{self.out}/") for word in words]

    def act(self) -> int:
        """Run the command in this process."""
        words = self.words()
        if words[0] == "TopicModel.save":
            model = TopicModel(n_topics=2).fit(programme(self.version).split("\n")[1:-1])
            try:
                model.save(words[1])
            except (KcdError, MemoryError, KeyboardInterrupt) as error:
                print(error)
                return 3
            return 0
        with ExitStack() as stack:
            stack.enter_context(patch.object(sys, "argv", ["kcdanalysis", *words]))
            fetched = programme(self.version).encode()
            stack.enter_context(patch.object(places, "_fetch", lambda *_: fetched))
            for owner, name in _DRAWING:
                once = partial(self._once, getattr(owner, name))
                stack.enter_context(patch.object(owner, name, once))
            try:
                run_command()
            except SystemExit as end:
                return int(end.code or 0)
        return 0

    def _once(self, draw: Callable[..., Tree], *words: Any, **options: Any) -> Tree:
        if self.version not in self.drawn:
            self.drawn[self.version] = draw(*words, **options)
        return {**self.drawn[self.version]}

    def run(self, fault: Fault | None = None) -> tuple[int, str, int]:
        """Run the command in a copy of this process: its end, what it said, its calls."""
        said, number = self.root / "said", self.root / "number"
        process = os.fork()
        if not process:
            code, made = 99, [0]
            with said.open("w") as stream, redirect_stderr(stream), redirect_stdout(stream):
                try:
                    self._surround()
                    if fault:
                        made = _break(fault, self.root)
                    code = self.act()
                except BaseException as error:
                    stream.write(f"Traceback: {error!r}")
                finally:
                    os.write(os.open(number, os.O_WRONLY | os.O_CREAT), b"%d" % made[0])
                    stream.flush()
                    os._exit(code)
        status = os.waitpid(process, 0)[1]
        return os.waitstatus_to_exitcode(status), said.read_text(), self._number(number)

    def _number(self, path: Path) -> int:
        made = int(path.read_text()) if path.exists() else 0
        path.unlink(missing_ok=True)
        return made

    def _surround(self) -> None:
        os.environ["XDG_STATE_HOME"] = f"{self.root / 'state'}"
        # Libraries write there; a full disk is no reason for a traceback.
        tempfile.tempdir = f"{self.root / 'temporary'}"
        Path(tempfile.tempdir).mkdir(exist_ok=True)

    def start(self, *, is_over: bool) -> None:
        """Put back what is there before the second version is written."""
        for name in ("out", "state"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            if is_over and (self.root / f"first-{name}").exists():
                shutil.copytree(self.root / f"first-{name}", self.root / name)

    def write_first(self) -> None:
        """Write the first version, and let an author edit the page."""
        if self.command.startswith("init"):  # never writes over a file
            return
        _expect(self.run())
        page = self.out / "post" / "index.md"
        if "--refresh" in self.command:
            page.write_text(WORDS + page.read_text() + WORDS)
        for name in ("out", "state"):
            if (self.root / name).exists():
                shutil.copytree(self.root / name, self.root / f"first-{name}")

    def tree(self, name: str = "out") -> Tree:
        """The files of a folder."""
        root = self.root / name
        paths = sorted(filter(Path.is_file, root.rglob("*")))
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _expect(ended: tuple[int, str, int]) -> tuple[int, int]:
    code, said, made = ended
    if code not in (0, 1):
        raise RuntimeError(said)
    return code, made


def _break(fault: Fault, root: Path) -> list[int]:
    """Let this process end, or its disk be full, at a call below a folder; counts the calls."""
    made = [0]

    def count(call: str) -> None:
        made[0] += 1
        if fault.kind == "kill -9" and made[0] == fault.at:
            os.kill(os.getpid(), signal.SIGKILL)
        is_later = 0 < fault.at < made[0] and call in _NEED_SPACE
        if fault.kind == "Ctrl-C" and made[0] == fault.at:
            # Both may be raised anywhere; none of our code tells the one from the other.
            raise KeyboardInterrupt if fault.at % 2 else MemoryError
        if fault.kind == "full" and (made[0] == fault.at or is_later):
            raise OSError(errno.ENOSPC, _FULL)

    def hear(event: str, about: tuple[Any, ...]) -> None:
        if event not in _CALLS or isinstance(about[0], int) or not about[0]:
            return
        is_read = event == "open" and not about[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if not is_read and os.fsdecode(about[0]).startswith(tuple(f"{root / n}" for n in _BELOW)):
            count(event)

    class Halves(io.BufferedWriter):
        """Written in two steps; between them, half of the file is there."""

        def write(self, data: Any) -> int:
            done = super().write(data[: len(data) // 2])
            self.flush()
            count("write")
            return done + super().write(data[len(data) // 2 :])

    def fsync(number: int) -> None:  # the bytes outlive a process without it
        count("os.fsync")

    os.fdopen = lambda number, mode: Halves(io.FileIO(number, mode))  # type: ignore[assignment,misc]
    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(hear)
    return made


_BELOW = ("out", "state", "temporary")


def problems(now: Tree, old: Tree, new: Tree, *, is_complete: bool) -> Iterator[str]:
    """Name what a run left that it must not; `is_complete` after one that was not stopped."""
    for name, data in now.items():
        if name.endswith("-part"):
            yield from [f"{name} was left"] if is_complete else []
        elif name.endswith(RECORD) and not is_complete:
            yield from _broken(name, data)
        elif data not in ([new.get(name)] if is_complete else [old.get(name), new.get(name)]):
            yield f"{name} has other bytes"
    wanted = new.keys() if is_complete else old.keys() & new.keys()
    yield from (f"{name} is missing" for name in sorted(wanted - now.keys()))


def _broken(name: str, data: bytes) -> list[str]:
    try:
        json.loads(data)
    except ValueError:
        return [f"{name} is half written"]
    return []


def try_command(command: str, moments: int) -> tuple[dict[str, int], list[str]]:
    """Stop a command at so many moments of each kind: their numbers, and what went wrong."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(command, Path(name).resolve())
        _warm(place)
        place.start(is_over=False)
        place.write_first()
        old, place.version = place.tree(), 2
        wanted: dict[bool, Tree] = {}
        made: dict[bool, int] = {}
        for is_over in (False, True):
            place.start(is_over=is_over)
            code, made[is_over] = _expect(place.run(Fault("none", is_over, 0)))
            wanted[is_over] = place.tree()
        tried, found, known = dict.fromkeys(KINDS, 0), [], set()
        for kind in tried:
            faults = [Fault(kind, over, n + 1) for over in (False, True) for n in range(made[over])]
            n_tried = min(moments, len(faults))
            for number in range(n_tried):
                fault = faults[(2 * number + 1) * len(faults) // (2 * n_tried)]
                tried[kind] += 1
                before, new = old if fault.is_over else {}, wanted[fault.is_over]
                place.start(is_over=fault.is_over)
                bad = [*_after(place, fault, code, before, new)]
                state = hash((*place.tree().items(), *place.tree("state").items()))
                if state not in known:  # from the same files, a run makes the same ones
                    known.add(state)
                    bad += _next(place, code, new)
                found += [f"{command}, {fault}: {problem}" for problem in bad]
    return tried, found


def _warm(place: Place) -> None:
    """Let this process import, and keep, all that its copies need."""
    with (
        redirect_stdout(io.TextIOWrapper(io.BytesIO())),
        redirect_stderr(io.TextIOWrapper(io.BytesIO())),
        patch.dict(os.environ, XDG_STATE_HOME=f"{place.root / 'state'}"),
    ):
        for place.version in (2, 1):
            place.start(is_over=False)
            place.act()


def _after(place: Place, fault: Fault, usual: int, old: Tree, new: Tree) -> Iterator[str]:
    code, said, _ = place.run(fault)
    now = place.tree()
    yield from problems(now, old, new, is_complete=False)
    for name, data in place.tree("state").items():
        yield from [] if name.endswith("-part") else _broken(name, data)
    if fault.kind == "full":
        yield from (f"{name} was left" for name in now if name.endswith("-part"))
    is_said = "Traceback" not in said and (fault.kind != "full" or _FULL in said)
    if code == usual:
        yield from (f"{n} is not new" for n in new if not n.endswith(RECORD) and new[n] != now[n])
    elif code not in KINDS[fault.kind] or not is_said:
        yield f"ended with {code}: {said[-200:]}"


def _next(place: Place, usual: int, new: Tree) -> Iterator[str]:
    is_written = place.command.startswith("init") and place.tree() == new
    code, said, _ = place.run()
    yield from problems(place.tree(), {}, new, is_complete=True)
    yield from (f"{name} was left" for name in place.tree("state") if name.endswith("-part"))
    if code != usual and not is_written:
        yield f"the next run ended with {code}: {said[-200:]}"


def main(words: list[str] | None = None) -> int:
    """Stop each command at moments from its start to its end; print and count what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=600, help="Of all verbs, of each kind.")
    parser.add_argument("--only", default="", help="Commands with this text.")
    given = parser.parse_args(words)
    commands = [command for command in COMMANDS if given.only in command]
    work: Callable[[str], Any] = partial(try_command, moments=-(-given.moments // len(commands)))
    total: dict[str, int] = dict.fromkeys(KINDS, 0)
    found: list[str] = []
    print(*(f"{kind:>8}" for kind in [*KINDS, "bad"]), " command")
    # In processes of their own, of which the copies are small.
    with get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        for command, (tried, bad) in zip(commands, pool.imap(work, commands, 1), strict=True):
            print(*(f"{n:8}" for n in [*tried.values(), len(bad)]), f" {command}", flush=True)
            total = {kind: total[kind] + tried[kind] for kind in KINDS}
            found += bad
    print(*(f"{n:8}" for n in [*total.values(), len(found)]), " all")
    for problem in found:
        print(problem)
    return len(found)


if __name__ == "__main__":
    raise SystemExit(bool(main()))
