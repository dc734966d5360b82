"""Files are written completely or not at all, and no file of others is lost."""

import errno
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from threading import Thread

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
    contents = {"a.svg": b"1", "b/c.svg": b"2"}
    assert files.folder_state(folder, contents).missing == ["a.svg", "b/c.svg"]
    assert files.write_folder(folder, contents) == [folder / "a.svg", folder / "b/c.svg"]
    assert not any(files.folder_state(folder, contents))
    state = files.folder_state(folder, {"a.svg": b"3"})
    assert (state.stale, state.left_over, state.foreign) == (["a.svg"], ["b/c.svg"], [])
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


@pytest.mark.parametrize("moved", range(5))
def test_a_run_that_was_cut_off_is_completed_by_the_next_one(tmp_path, monkeypatch, moved):
    names = ["a.svg", "b.svg", "c.svg"]
    files.write_folder(tmp_path / "f", dict.fromkeys(names[:2], b"old"))
    replace, left = Path.replace, [moved]

    def cut_off(path, target):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", cut_off)
        files.write_folder(tmp_path / "f", dict.fromkeys(names, b"new"))
    there = [path.read_bytes() for path in map((tmp_path / "f").joinpath, names) if path.exists()]
    # The first move is that of the record, the last one as well.
    assert there == {0: [b"old"] * 2, 1: [b"old"] * 2, 2: [b"new", b"old"], 3: [b"new"] * 2}.get(
        moved, [b"new"] * 3
    )
    # Whatever the next run writes, it knows both versions as ours.
    for content in (b"newer", b"newest"):
        files.write_folder(tmp_path / "f", dict.fromkeys(names, content))
        assert [(tmp_path / "f" / name).read_bytes() for name in names] == [content] * 3
    assert sorted(path.name for path in (tmp_path / "f").iterdir()) == [files.RECORD, *names]


def test_a_file_that_was_replaced_and_not_recorded_is_ours(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    files.write_file(path, "one")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        # Killed right after the move.
        patch.setattr(files, "write_all", _then_stop(files.write_all, path))
        files.write_file(path, "two")
    assert path.read_text() == "two"
    files.write_file(path, "three")
    assert path.read_text() == "three"


def _then_stop(write_all, path):
    def write(contents):
        write_all(contents)
        if path in contents:
            raise KeyboardInterrupt

    return write


def test_a_full_disk_changes_no_file_of_a_folder(tmp_path, monkeypatch):
    old = {"a.svg": b"1", "b.svg": b"2", "index.md": b"words of an author"}
    files.write_folder(tmp_path, old)
    fsync, left = os.fsync, [3]

    def full(number):
        left[0] -= 1
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return fsync(number)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KcdError, match=r"b\.svg: cannot be written .No space left on device.$"):
        files.write_folder(tmp_path, dict.fromkeys(old, b"new"))
    assert {name: (tmp_path / name).read_bytes() for name in old} == old


def test_a_move_that_fails_says_how_far_it_came(tmp_path, monkeypatch):
    replace, left = Path.replace, [3]

    def full(path, target):
        left[0] -= 1
        if not left[0]:
            raise OSError(errno.EIO, "Input/output error")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(KcdError) as error:
            files.write_folder(tmp_path / "f", {"a.svg": b"1", "b.svg": b"2"})
    assert str(error.value) == (
        f"{tmp_path}/f/b.svg: cannot be written (Input/output error);"
        " 1 of 2 files are new; run again to complete them"
    )
    files.write_folder(tmp_path / "f", {"a.svg": b"3", "b.svg": b"4"})
    assert (tmp_path / "f" / "a.svg").read_bytes() == b"3"


def test_what_a_killed_run_left_is_swept_and_what_a_running_one_writes_is_not(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    running = os.getppid()
    for process in (ended.pid, running, os.getpid(), 10**30, "x"):
        (tmp_path / f".a.csv.r4nd0m.{process}.kcdanalysis-part").touch()
    (tmp_path / ".mine.kcdanalysis-part.md").touch()
    files.write_file(tmp_path / "b.csv", "b")
    hidden = {path.name for path in tmp_path.glob(".*")}
    assert hidden == {
        ".mine.kcdanalysis-part.md",
        f".a.csv.r4nd0m.{running}.kcdanalysis-part",
        ".a.csv.r4nd0m.x.kcdanalysis-part",
    }


def test_runs_side_by_side_keep_the_records_of_each_other(tmp_path, monkeypatch):
    paths = [tmp_path / f"{name}.csv" for name in "ab"]
    write_all = files.write_all

    def meanwhile(contents):
        monkeypatch.setattr(files, "write_all", write_all)
        files.write_file(paths[1], "b")
        write_all(contents)

    monkeypatch.setattr(files, "write_all", meanwhile)
    files.write_file(paths[0], "a")
    for path in paths:
        files.write_file(path, "new")  # neither needs --force


def test_a_file_has_a_limit_that_is_checked_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 10)
    assert files.read_bytes(path, 10) == b"x" * 10
    problem = "more than 9e-06 MB; give a smaller file, or raise the limit for programmes with"
    for whole in (os.stat, lambda *_, **__: os.stat_result([0o100644] + [0] * 9)):
        with monkeypatch.context() as patch:
            patch.setattr("os.stat", whole)  # a file that grows, or one of /proc
            with pytest.raises(KcdError) as error:
                files.read_bytes(path, 9)
        assert str(error.value) == f"{path}: {problem} --max-size"


def test_devices_and_circles_are_refused(tmp_path):
    with pytest.raises(KcdError) as error:
        files.read_bytes("/dev/zero")
    assert str(error.value) == "/dev/zero: a device, not a file; name the file with the content"
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(KcdError, match=r"loop: cannot be read .Too many levels"):
        files.read_bytes(tmp_path / "loop")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "talks.md").touch()
    for name in "xy":
        (tmp_path / "a" / "b" / name).symlink_to(tmp_path / "a")
    (tmp_path / "a" / ".hidden").mkdir()
    (tmp_path / "a" / ".hidden" / "c.md").touch()
    found = [tmp_path / "a" / "talks.md"]
    assert files.files_below(tmp_path) == found
    for pattern in ("**/*.md", "**", "*/**/talks.md", "a/**/*"):
        assert files.files_matching(f"{tmp_path}/{pattern}") == found
    assert files.files_matching(f"{tmp_path}/a/*.md") == found
    assert files.files_matching(f"{tmp_path}/b/**") == []


def test_patterns_may_be_relative_to_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "a.ics").touch()
    monkeypatch.chdir(tmp_path)
    for pattern in ("**/*.ics", "**", "2023/*.ics", "2023/**", "./**/a.ics"):
        (found,) = files.files_matching(pattern)
        assert found.resolve() == tmp_path / "2023" / "a.ics"


def test_a_pipe_is_read_to_its_end_and_given_up_if_it_has_none(tmp_path, monkeypatch):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(b"title\neBPF\n"))
    writer.start()
    assert files.read_bytes(pipe) == b"title\neBPF\n"
    writer.join()
    monkeypatch.setattr(files, "DEADLINE", 0.05)
    with pytest.raises(KcdError) as error:
        files.read_bytes(pipe)
    assert str(error.value) == (
        f"{pipe}: did not end within 0.05 s; save it as a file and name that"
    )


def test_standard_input_ends_or_is_given_up(monkeypatch):
    here, there = os.pipe()
    stream = os.fdopen(here)
    monkeypatch.setattr(sys, "stdin", stream)
    os.write(there, b"title\n")
    monkeypatch.setattr(files, "DEADLINE", 0.05)
    with pytest.raises(KcdError, match=r"^standard input: did not end within 0\.05 s; save it"):
        files.read_stdin()
    monkeypatch.setattr(files, "DEADLINE", 60)
    os.close(there)
    stream.close()
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(KcdError, match=r"^standard input: closed; name a file$"):
        files.read_stdin()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"12345")))
    with pytest.raises(KcdError, match=r"^standard input: more than 4e-06 MB"):
        files.read_stdin(4)


@pytest.mark.parametrize("folder", ["post", "./post", "other/../post", "{}/post"])
def test_a_folder_may_be_named_in_any_way(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    contents = {name: name.encode() for name in ("a.svg", "b.svg", "c/d.svg", "c/e.svg")}
    files.write_folder(folder.format(tmp_path), contents)
    assert {name: (tmp_path / "post" / name).read_bytes() for name in contents} == contents


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, Path.mkdir, Path.touch],
    ids=["pipe", "folder", "empty"],
)
def test_an_invalid_record_is_ignored(tmp_path, make):
    (tmp_path / "a.csv").write_bytes(b"mine")
    make(tmp_path / files.RECORD)
    state = files.folder_state(tmp_path, {"a.csv": b"new"})
    assert (state.stale, state.foreign, state.left_over) == (["a.csv"], ["a.csv"], [])


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_name_in_another_encoding_is_written_and_known(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    files.write_file(path, "1")
    assert files.write_file(path, "2").read_bytes() == b"2"


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_is_not_replaced(tmp_path, make):
    make(tmp_path / "other")
    (tmp_path / "b.svg").symlink_to("other")
    with pytest.raises(KcdError) as error:
        files.write_folder(tmp_path, {"a.svg": b"1", "b.svg": b"2"}, force=True)
    says = f"{tmp_path}/b.svg: not a file, but a folder, a pipe or a device; write elsewhere"
    assert str(error.value) == says
    assert not (tmp_path / "other").is_file()
    assert sorted(p.name for p in tmp_path.iterdir()) == [files.RECORD, "b.svg", "other"]


def test_links_in_a_circle_are_not_written(tmp_path):
    (tmp_path / "a.svg").symlink_to("a.svg")
    with pytest.raises(KcdError, match=r"a\.svg: cannot be written .*loop"):
        files.write_folder(tmp_path, {"a.svg": b"1"})


@pytest.mark.parametrize("source", ["programmes", "programmes/*.csv"])
def test_what_was_read_from_a_folder_or_a_pattern_is_not_replaced_by_force(
    tmp_path, monkeypatch, source
):
    monkeypatch.chdir(tmp_path)
    read = tmp_path / "programmes" / "talks.csv"
    read.parent.mkdir()
    read.write_text("title\neBPF\n")
    for write in (
        lambda: files.write_file(read, "x", force=True, sources=[source]),
        lambda: files.write_folder(read.parent, {"talks.csv": b"x"}, force=True, sources=[source]),
    ):
        with pytest.raises(KcdError, match=r"talks\.csv: this is one of the sources; write to an"):
            write()
    assert read.read_text() == "title\neBPF\n"
    # What we wrote there ourselves is no loss.
    for text in ("a", "b"):
        files.write_file(read.with_name("new.csv"), text, sources=[source])


@pytest.mark.parametrize("name", ["a.svg", files.RECORD, "below/a.svg"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_in_a_folder_from_elsewhere_leads_to_no_file_outside(tmp_path, name, is_there):
    folder, victim = tmp_path / "f", tmp_path / "v" / "a.svg"
    folder.mkdir()
    victim.parent.mkdir()
    if is_there:
        victim.write_text("v")
    # The bytes of a well-known file are known to strangers, too.
    record = f'{{"written": {{"{name}": "{files._digest(b"v")}"}}}}'
    (folder / files.RECORD).write_text(record)
    (folder / name).unlink(missing_ok=True)
    if "/" in name:
        (folder / "below").symlink_to(victim.parent)
    else:
        (folder / name).symlink_to(victim)
    for contents in ({"a.svg": b"1", name: b"1"}, {"b.svg": b"1"}):
        contents.pop(files.RECORD, None)
        try:
            files.write_folder(folder, contents, force=True)
        except KcdError as error:
            problem = "a link that leads out of the folder; remove it, or write elsewhere"
            assert str(error) == f"{folder / name}: {problem}"
    assert [path.read_text() for path in victim.parent.iterdir()] == ["v"] * is_there


def test_a_pipe_that_nobody_reads_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "DEADLINE", 0.1)
    os.mkfifo(tmp_path / "p")
    with pytest.raises(KcdError) as error:
        files.write_file(tmp_path / "p", "x")
    problem = "nobody began to read this pipe within 0.1 s; write to a file"
    assert str(error.value) == f"{tmp_path}/p: {problem}"


def test_text_is_escaped_if_the_output_file_is_a_terminal():
    main, terminal = os.openpty()
    files.write_file(os.ttyname(terminal), "a\x1b]0;x\x07\n")
    assert os.read(main, 99) == b"a\\x1b]0;x\\x07\r\n"
    for number in (main, terminal):
        os.close(number)
