"""Kill -9 while each verb writes: no file is half written, no word of an author is lost.

    python -m benchmarks.kills [--moments 300]

Each verb writes a second version over its first one, in a process of its own that is killed
after a while; the next run, which is not killed, must complete it without --force.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from kcdanalysis import TopicModel, load_topic_model
from kcdanalysis.files import RECORD, write_file
from kcdanalysis.publishing import build_report, gallery, post
from kcdanalysis.publishing.pages import begin, end
from kcdanalysis.sources import places

WORDS = "The words of an author.\n"
_SIZE = 50_000


def contents(version: int) -> dict[str, bytes]:
    """The files of a post or a gallery, the page first."""
    page = f"{begin('opening')}\nversion {version}\n{end('opening')}\n"
    files = {f"{name}.svg": f"{version}".encode() * _SIZE for name in "abcd"}
    # Each version has a file that the other one has not.
    return {"index.md": page.encode(), **files, f"only-{version}.csv": b"a\n1\n"}


@cache
def model() -> TopicModel:
    """A small model."""
    texts = ["Yeast in an oven", "An oven, a loaf", "Comet in a lens", "A lens, an orbit"] * 2
    return TopicModel(n_topics=2).fit(texts)


def write_table(folder: Path, version: int) -> None:
    """Write what `read -o`, `themes -o`, `explore -o` and `lexicon new -o` write: one file."""
    write_file(folder / "talks.csv", f"{version}" * _SIZE)


def write_figures(folder: Path, version: int) -> None:
    """Write what `figures` and `compare --figures` write."""
    with patch.object(gallery, "gallery_files", lambda *_, **__: contents(version)):
        gallery.draw_gallery(None, None, folder / "figures")


def write_post(folder: Path, version: int) -> None:
    """Write what `report --refresh` writes, over a page that its author edited."""
    with patch.object(post, "report_files", lambda *_, **__: contents(version)):
        build_report(None, None, folder / "post", refresh=True)


def save_model(folder: Path, version: int) -> None:
    """Save a model."""
    model().verdict_ = f"version {version}"
    model().save(folder / "model")


def keep_download(folder: Path, version: int) -> None:
    """Keep what was fetched."""
    places._keep(folder / "kept" / "talks.csv", f"{version}".encode() * _SIZE)


VERBS: dict[str, Callable[[Path, int], None]] = {
    "read -o": write_table,
    "figures": write_figures,
    "report --refresh": write_post,
    "save": save_model,
    "--keep": keep_download,
}


def prepare(verb: str, folder: Path) -> None:
    """Let a verb write its first version, and an author edit the page."""
    VERBS[verb](folder, 1)
    page = folder / "post" / "index.md"
    if page.exists():
        page.write_text(WORDS + page.read_text() + WORDS)


def faults(verb: str, folder: Path, *, is_complete: bool) -> Iterator[str]:
    """Name what a run left that it must not; `is_complete` after one that was not stopped."""
    known = {name: {contents(n).get(name) for n in (1, 2)} for n in (1, 2) for name in contents(n)}
    for path in filter(Path.is_file, folder.rglob("*")):
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        if path.name.endswith("-part"):
            yield from [f"{name} was left"] if is_complete else []
        elif path.name == RECORD:
            continue
        elif verb == "save":
            version = load_topic_model(path).verdict_
            yield from [f"{name} is {version}"] if is_complete and "2" not in version else []
        elif path.name == "index.md" and verb.startswith("report"):
            pages = [(WORDS + contents(n)["index.md"].decode() + WORDS).encode() for n in (1, 2)]
            yield from [] if data in pages[is_complete:] else [f"{name} has lost words"]
        elif path.name in known:
            wanted = {contents(2).get(path.name)} if is_complete else known[path.name]
            yield from [] if data in wanted else [f"{name} has other bytes"]
        else:
            yield from [] if data in (b"1" * _SIZE, b"2" * _SIZE) else [f"{name} is half written"]
    if is_complete and verb in ("figures", "report --refresh"):
        there = {
            path.name for path in (folder / verb.split()[0].replace("report", "post")).iterdir()
        }
        yield from [f"{name} is missing" for name in contents(2).keys() - there]


def kill_at(verb: str, folder: Path, seconds: float) -> None:
    """Let a verb write its second version in a copy of this process, and kill it."""
    process = os.fork()
    if not process:
        with suppress(BaseException):
            VERBS[verb](folder, 2)
        os._exit(0)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def main(words: list[str] | None = None) -> int:
    """Kill each verb at moments from its start to its end; print and count what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=300, help="Of all verbs together.")
    moments = parser.parse_args(words).moments // len(VERBS)
    n_faults = 0
    model()
    for verb in VERBS:
        usual, n_cut = _duration(verb), 0
        for moment in range(moments):
            with TemporaryDirectory() as name, patch.dict(os.environ, XDG_STATE_HOME=f"{name}/s"):
                folder = Path(name, "out")
                prepare(verb, folder)
                kill_at(verb, folder, usual * 1.2 * moment / moments)
                found: list[Any] = [*faults(verb, folder, is_complete=False)]
                n_cut += any(folder.rglob("*-part"))
                VERBS[verb](folder, 2)
                found += faults(verb, folder, is_complete=True)
            n_faults += len(found)
            for fault in found:
                print(f"{verb}, killed after {usual * 1.2 * moment / moments:.4f} s: {fault}")
        print(f"{verb}: {moments} kills, {n_cut} of them between two files or inside one")
    print(f"{n_faults} faults")
    return n_faults


def _duration(verb: str) -> float:
    with TemporaryDirectory() as name, patch.dict(os.environ, XDG_STATE_HOME=f"{name}/s"):
        prepare(verb, Path(name, "out"))
        began = time.monotonic()
        process = os.fork()
        if not process:
            VERBS[verb](Path(name, "out"), 2)
            os._exit(0)
        os.waitpid(process, 0)
        return time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(bool(main()))
