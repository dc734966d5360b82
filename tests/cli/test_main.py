import os
import re
import shlex
import sys
from contextlib import redirect_stdout
from io import StringIO

import pytest

from kcdanalysis.cli.main import VERBS as FUNCTIONS
from kcdanalysis.cli.main import main

from . import one_line

NOTES = "data/kcd-zurich-2023.md"
VERBS = [verb.command["name"] for verb in FUNCTIONS if not verb.group]


def test_quiet_says_nothing_and_verbose_says_more(run, tmp_path):
    usual = run("themes", NOTES)
    quiet, verbose = run("themes", NOTES, "-q"), run("themes", NOTES, "--verbose")
    assert usual.stdout == quiet.stdout == verbose.stdout
    assert quiet.stderr == ""
    assert re.search(r"looking for themes in 16 talks: \d+\.\d s\n", verbose.stderr)
    assert set(usual.stderr.splitlines()) < set(verbose.stderr.splitlines())
    assert "no such file" in run("read", tmp_path / "none.md", "-q").stderr


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("kcdanalysis th", "themes"),
        ("kcdanalysis report x --for je", "jekyll"),
        ("kcdanalysis themes x --lexicon cloud", "cloud-native"),
        ("kcdanalysis read --lang", "--language"),
    ],
)  # fmt: skip
def test_the_shell_completes(monkeypatch, run, words, completed):
    monkeypatch.setenv("_KCDANALYSIS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert completed in run().stdout.split()


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_progress_is_for_terminals_and_colours_only_where_wanted(monkeypatch, root, environment):
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "argv", ["kcdanalysis", "check", NOTES, "--format", "csv"])
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    with os.fdopen(there, "w") as terminal, redirect_stdout(StringIO()) as out:
        monkeypatch.setattr(sys, "stderr", terminal)
        with pytest.raises(SystemExit):
            main()
    shown = os.read(here, 100_000).decode()
    os.close(here)
    assert out.getvalue().startswith("code,severity,") and "\x1b" not in out.getvalue()
    assert "16 talks, 3 breaks" in shown
    assert (f"reading {NOTES}" in shown) == (environment != {"TERM": "dumb"})
    assert ("\x1b" in shown) == (environment != {"TERM": "dumb"})
    assert bool(re.search(r"\x1b\[[\d;]*m", shown.replace("\x1b[0m", ""))) == (not environment)


@pytest.mark.parametrize("verb", FUNCTIONS, ids=lambda verb: verb.command["epilog"][21:])
def test_the_example_of_help_is_documented_or_runs(run, root, verb, tmp_path):
    example = verb.command["epilog"].removeprefix("Example: ")
    shown = run(*verb.group.split(), verb.command["name"], "--help").stdout
    assert example in " ".join(shown.split())
    pages = [root / "README.md", *(root / "docs").glob("*.md")]
    if any(f"\n$ {example}\n" in page.read_text("utf-8") for page in pages):
        return  # the test of the pages runs it
    words = shlex.split(example)[1:]
    if "-o" in words:
        words[words.index("-o") + 1] = tmp_path / words[words.index("-o") + 1]
    done = run(*words)
    assert (done.returncode, bool(done.stdout or done.stderr)) == (0, True), done.stderr


def test_help_and_version(run):
    shown = run("--help").stdout
    assert all(verb in shown for verb in VERBS)
    assert re.fullmatch(r"kcdanalysis \d+\.\d+\.\d+\n", run("--version").stdout)


def test_help_is_quick_and_whole(run):
    shown = run("--help").stdout
    assert "..." not in shown.replace("[ARGS]...", "")
    assert "Read programmes into one table of talks, which can be read again." in " ".join(
        shown.split()
    )


def test_a_verb_without_words_shows_its_help_and_an_example(run):
    for verb in set(VERBS) - {"formats", "init"}:
        done = run(verb)
        assert done.returncode == 2
        assert f"Example: kcdanalysis {verb} " in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["reed", NOTES], "No such command 'reed'. Did you mean 'read'?"),
        (["read", NOTES, "--formt", "csv"], "Possible options: --force, --format, --source-format"),
        (["check", NOTES, "-q", "-v"], "--quiet and --verbose; give one of them"),
        ([NOTES], f"{NOTES} is a file, not a verb; say what to do with it: kcdanalysis read"),
        (["my talks"], "kcdanalysis figures 'my talks' -o DIR"),
        (["https://example.org/a.ics"], "kcdanalysis themes https://example.org/a.ics"),
    ],
)
def test_the_message_says_what_to_type_instead(run, monkeypatch, words, message):
    if words == ["my talks"]:
        monkeypatch.setattr("kcdanalysis.files.is_folder", lambda name: name == "my talks")
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)
    assert f"Try 'kcdanalysis{' ' + words[0] if words[0] in VERBS else ''} -h'" in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (MemoryError(), 3, "there is not enough memory for so many talks; give fewer at a time"),
        (RecursionError(), 3, "the input is nested too deeply; simplify it"),
        (OverflowError("int too large"), 3, "a number is too large; give a smaller one"),
        (
            OSError(5, "Input/output error", "a.md"),
            3,
            "a.md: Input/output error; check the name and the folder",
        ),
        (OSError(5, "Input/output error"), 3, "standard output: Input/output error"),
        (KeyboardInterrupt(), 130, None),
    ],
)
def test_exceptions_without_a_message_end_in_one_sentence(run, monkeypatch, error, code, message):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("kcdanalysis.sources.read_programme", fail)
    done = run("read", NOTES)
    assert (done.returncode, done.stdout) == (code, "")
    if message:
        assert done.stderr == f"kcdanalysis: {message}\n"
        verbose = run("read", NOTES, "--verbose").stderr
        assert "Traceback" in verbose and verbose.endswith(f"kcdanalysis: {message}\n")


def test_one_flag_has_one_meaning():
    import typer

    from kcdanalysis.cli.main import app

    def commands(group):
        for command in group.commands.values():
            yield from commands(command) if hasattr(command, "commands") else [command]

    meanings = {}
    for command in commands(typer.main.get_command(app)):
        for option in command.params:
            for flag in option.opts if option.param_type_name == "option" else ():
                meanings.setdefault(flag, set()).add(option.help)
    several = {flag for flag, texts in meanings.items() if len(texts) > 1}
    # What is written or compared differs, where does not.
    assert several == {"-o", "--output", "--against"}
