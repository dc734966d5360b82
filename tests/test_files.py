"""Whole files or none, and nobody's file is lost."""

import errno
import os

import pytest

from kcdanalysis import files
from kcdanalysis.errors import KcdError


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_file_is_written_and_what_we_wrote_is_replaced(tmp_path):
    path = tmp_path / "new" / "a.csv"
    files.write_file(path, "one")
    files.write_file(path, "two")
    assert path.read_text() == "two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("edited", [False, True])
def test_what_we_did_not_write_stays(tmp_path, edited):
    path = tmp_path / "a.csv"
    if edited:
        files.write_file(path, "ours")
    path.write_text("theirs")
    with pytest.raises(KcdError, match=r"a\.csv: exists, and kcdanalysis did not write it"):
        files.write_file(path, "new")
    assert path.read_text() == "theirs"
    files.write_file(path, "new", force=True)
    assert path.read_text() == "new"


def test_a_source_is_never_written_over_by_whatever_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks.csv").write_text("title\neBPF\n")
    (tmp_path / "link.csv").symlink_to("talks.csv")
    for name in ("talks.csv", "./talks.csv", "link.csv", tmp_path / "talks.csv"):
        with pytest.raises(KcdError, match="one of the sources"):
            files.write_file(name, "x", force=True, sources=["-", "talks.csv"])


@pytest.mark.parametrize("call", ["replace", "fsync", "write"])
def test_a_fault_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, call):
    path = tmp_path / "a.csv"
    files.write_file(path, "old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "write":
        monkeypatch.setattr("os.fdopen", full)
    else:
        monkeypatch.setattr("pathlib.Path.replace" if call == "replace" else "os.fsync", full)
    with pytest.raises(KcdError, match=r"a\.csv: cannot be written .No space left on device"):
        files.write_file(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir() if one.name != "state"] == ["a.csv"]


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "figures"
    before = files.write_folder(folder, {"a.svg": b"1", "b/c.svg": b"2"})
    assert before.missing == ("a.svg", "b/c.svg")
    assert files.folder_state(folder, {"a.svg": b"1", "b/c.svg": b"2"}).is_current
    state = files.folder_state(folder, {"a.svg": b"3"})
    assert (state.stale, state.left_over, state.foreign) == (("a.svg",), ("b/c.svg",), ())
    (folder / "a.svg").write_bytes(b"edited")
    with pytest.raises(KcdError, match=r"a\.svg: exists"):
        files.write_folder(folder, {"a.svg": b"3", "d.svg": b"4"})
    assert not (folder / "d.svg").exists() and (folder / "b/c.svg").exists()
    files.write_folder(folder, {"a.svg": b"3", "d.svg": b"4"}, force=True)
    assert (folder / "a.svg").read_bytes() == b"3" and not (folder / "b/c.svg").exists()


def test_what_was_left_over_and_edited_stays(tmp_path):
    files.write_folder(tmp_path / "f", {"a.svg": b"1", "b.svg": b"2"})
    (tmp_path / "f" / "b.svg").write_bytes(b"mine")
    files.write_folder(tmp_path / "f", {"a.svg": b"1"})
    assert (tmp_path / "f" / "b.svg").read_bytes() == b"mine"


def test_a_record_from_elsewhere_reaches_no_file_outside(tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    victim = tmp_path / "victim.txt"
    victim.write_text("v")
    digest = files._digest(b"v")
    for name in ("../victim.txt", str(victim)):
        (folder / files.RECORD).write_text(f'{{"written": {{"{name}": "{digest}"}}}}')
        files.write_folder(folder, {"a.svg": b"1"})
        assert victim.exists()


def test_modes_and_links_are_kept(tmp_path):
    path, link = tmp_path / "a.csv", tmp_path / "link.csv"
    files.write_file(path, "old")
    path.chmod(0o600)
    link.symlink_to(path)
    files.write_file(link, "new", force=True)
    assert link.is_symlink() and path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    files.write_file(tmp_path / "b.csv", "b")
    assert (tmp_path / "b.csv").stat().st_mode & 0o777 == 0o666 & ~os.umask(os.umask(0o22))


def test_reading_says_what_is_wrong(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"a\nb\xff")
    with pytest.raises(KcdError, match=r"a\.toml, line 2: not UTF-8"):
        files.read_text(tmp_path / "a.toml")
    with pytest.raises(KcdError, match="no such file"):
        files.read_text(tmp_path / "b.toml")
    with pytest.raises(KcdError, match="cannot be read"):
        files.read_bytes(tmp_path)


def test_a_run_that_was_cut_off_is_completed_by_the_next_one(tmp_path, monkeypatch):
    names = ["a.svg", "b.svg", "c.svg"]
    files.write_folder(tmp_path / "f", dict.fromkeys(names[:2], b"old"))
    new = dict.fromkeys(names, b"new")
    replace = files._replace

    def cut_off(path, content):
        if path.name == "b.svg":
            raise KeyboardInterrupt
        replace(path, content)

    monkeypatch.setattr(files, "_replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        files.write_folder(tmp_path / "f", new)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert (tmp_path / "f" / "b.svg").read_bytes() == b"old"
    files.write_folder(tmp_path / "f", new)
    assert files.folder_state(tmp_path / "f", new).is_current
