"""Each call of each verb that writes fails once, and is cut off once: no file is lost."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from benchmarks import kills
from kcdanalysis.errors import KcdError

#: What writing consists of.
CALLS = [
    *((os, name) for name in ("fdopen", "fsync")),
    *((Path, name) for name in ("open", "chmod", "replace", "mkdir", "unlink")),
    (tempfile, "mkstemp"),
]
FULL = OSError(errno.ENOSPC, "No space left on device")
#: What Python raises takes turns: none of our code tells the one from the other.
FAULTS = {"a full disk": [FULL], "Ctrl-C or no memory": [KeyboardInterrupt(), MemoryError()]}


def failing_at(number, error, patch):
    """Make one of the calls fail; tells how many there were."""
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


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    "verb",
    [pytest.param(verb, marks=[pytest.mark.thorough] * (verb != "report")) for verb in kills.VERBS],
)
def test_a_fault_at_any_call_loses_nothing(tmp_path, monkeypatch, verb, fault):
    kills.model()
    monkeypatch.setattr(os, "fsync", lambda number: None)  # that takes its time
    number, made = 0, [1]
    while made[0] >= number:  # it was made to fail
        number += 1
        folder = tmp_path / f"{number}" / "out"
        monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
        kills.prepare(verb, folder)
        with monkeypatch.context() as patch:
            error = FAULTS[fault][number % len(FAULTS[fault])]
            made = failing_at(number, error, patch)
            try:
                kills.VERBS[verb](folder, 2)
            except KcdError as said:
                assert error is FULL
                # A record that cannot be read makes a file somebody else's.
                assert "No space left on device" in str(said) or "--force" in str(said)
            except (KeyboardInterrupt, MemoryError) as raised:
                assert raised is error
        assert list(kills.faults(verb, folder, is_complete=False)) == [], number
        kills.VERBS[verb](folder, 2)
        assert list(kills.faults(verb, folder, is_complete=True)) == [], number
    assert number > 5


def test_a_kill_at_a_few_moments_loses_nothing(capsys):
    assert kills.main(["--moments", "20"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 faults"


def test_the_tests_of_faults_see_a_file_that_is_written_in_place(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    kills.prepare("report --refresh", tmp_path)
    (tmp_path / "post" / "a.svg").write_bytes(b"2")
    (tmp_path / "post" / "index.md").write_text(kills.WORDS)
    (tmp_path / "post" / "b.svg").unlink()
    assert sorted(kills.faults("report --refresh", tmp_path, is_complete=True)) == [
        "b.svg is missing",
        "only-2.csv is missing",
        "post/a.svg has other bytes",
        "post/c.svg has other bytes",
        "post/d.svg has other bytes",
        "post/index.md has lost words",
        "post/only-1.csv has other bytes",
    ]


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
