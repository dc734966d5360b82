"""Each call of a verb to the disk fails once, and is interrupted once: no file is lost."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks import kills
from kcdanalysis.errors import KcdError
from kcdanalysis.files import RECORD, write_file, write_folder

#: What writing consists of.
CALLS = [
    *((os, name) for name in ("fdopen", "fsync")),
    *((Path, name) for name in ("open", "chmod", "replace", "mkdir", "unlink")),
    (tempfile, "mkstemp"),
]


def failing_at(number, error, patch):
    """Make one of the calls fail; returns how many there were."""
    made = [0]

    def wrap(call):
        def counted(*words, **options):
            made[0] += 1
            if made[0] == number:
                raise error
            return call(*words, **options)

        return counted

    for owner, name in CALLS:
        patch.setattr(owner, name, wrap(getattr(owner, name)))
    return made


@pytest.mark.parametrize(
    ("command", "moments"),
    [
        ("lexicon show LEXICON -o OUT/lexicon.toml", 2),
        # `python -m benchmarks.kills` tries all commands at all moments, in minutes.
        pytest.param("read SOURCE -o OUT/talks.xlsx", 3, marks=pytest.mark.thorough),
        pytest.param("report SOURCE -o OUT/post --refresh", 3, marks=pytest.mark.thorough),
    ],
)
def test_a_command_that_is_stopped_loses_nothing(command, moments):
    tried, found = kills.try_command(command, moments)
    assert found == []
    assert set(tried.values()) == {moments}


WRITERS = {
    "file": lambda folder, data: write_file(folder / "a.csv", data),
    "folder": lambda folder, data: write_folder(folder, {"a.csv": data, f"{len(data)}": b""}),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
def test_a_fault_at_any_call_loses_nothing(tmp_path, monkeypatch, writer, fault):
    monkeypatch.setattr(os, "fsync", lambda number: None)  # that takes its time
    number, made = 0, [1]
    while made[0] >= number:  # it was made to fail
        number += 1
        folder = tmp_path / f"{number}" / "out"
        monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
        WRITERS[writer](folder, b"1")
        with monkeypatch.context() as patch:
            made = failing_at(number, fault, patch)
            with suppress(KcdError, KeyboardInterrupt, MemoryError):
                WRITERS[writer](folder, b"22")
        assert (folder / "a.csv").read_bytes() in (b"1", b"22"), number
        WRITERS[writer](folder, b"22")
        names = ["a.csv"] if writer == "file" else [RECORD, "2", "a.csv"]
        assert sorted(path.name for path in folder.iterdir()) == names
        assert (folder / "a.csv").read_bytes() == b"22"
        if writer == "folder":
            assert json.loads((folder / RECORD).read_text())["written"].keys() == {"2", "a.csv"}
    assert number > 5


@pytest.mark.parametrize("writer", WRITERS)
def test_runs_that_are_cut_off_one_after_the_other_leave_what_is_ours(
    tmp_path, monkeypatch, writer
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    WRITERS[writer](tmp_path / "out", b"1")
    move = Path.replace

    def cut_off(part, target):
        if target.name == "a.csv":
            raise KeyboardInterrupt
        return move(part, target)

    # The programme changes between the runs.
    for data in (b"22", b"333", b"4444"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Path, "replace", cut_off)
            WRITERS[writer](tmp_path / "out", data)
    assert (tmp_path / "out" / "a.csv").read_bytes() == b"1"
    WRITERS[writer](tmp_path / "out", b"4444")
    assert (tmp_path / "out" / "a.csv").read_bytes() == b"4444"


def test_the_tests_of_faults_see_a_file_that_is_written_in_place():
    old, new = {"a.svg": b"11", "index.md": b"Mine. 1"}, {"a.svg": b"22", "index.md": b"Mine. 2"}
    now = {"a.svg": b"2", ".kcdanalysis.json": b"{", ".a.svg.7.kcdanalysis-part": b""}
    found = ["a.svg has other bytes", ".kcdanalysis.json is half written", "index.md is missing"]
    assert list(kills.problems(now, old, new, is_complete=False)) == found
    assert ".a.svg.7.kcdanalysis-part was left" in kills.problems(now, {}, new, is_complete=True)
    lost = {**new, "index.md": b"2"}
    assert list(kills.problems(lost, old, new, is_complete=True)) == ["index.md has other bytes"]


def test_ctrl_c_says_one_line(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = [sys.executable, "-m", "kcdanalysis", "read", str(pipe), "-q"]
    # What runs in the background of a shell may ignore the signal.
    command = subprocess.Popen(
        words,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # The command waits for the pipe; whoever opens it knows that it does.
    with pipe.open("wb"):
        time.sleep(0.1)
        command.send_signal(signal.SIGINT)
        said = command.communicate(timeout=60)[1]
    assert command.returncode == 130
    assert said == "kcdanalysis: interrupted; no file was left half written\n"
