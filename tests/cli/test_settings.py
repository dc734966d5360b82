"""`kcdanalysis.toml`: the options of the command line, from a file."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import typer

from kcdanalysis.cli.main import app
from kcdanalysis.cli.settings import SETTINGS, read_settings
from kcdanalysis.themes.scoring import ABOUT, MENTIONED

from . import one_line

TALKS = "# Tiny Conf 2024\n## Talk: eBPF\nBy Ada\n## Talk: Lock picking\nBy Bo\n"
LOCKS = '[locks]\nlabel = "Locks"\nterms = ["lock picking"]\n'
#: Options of one run, and what is no option of ours.
NOT_IN_FILES = {"--check", "--config", "--force", "--quiet", "--verbose", "--help"}


@pytest.fixture
def folder(tmp_path):
    """A folder with a programme and a lexicon."""
    (tmp_path / "talks.md").write_text(TALKS)
    (tmp_path / "locks.toml").write_text(LOCKS)
    return tmp_path


@pytest.fixture
def set_to(folder):
    def set_to(text):
        (folder / "kcdanalysis.toml").write_text(text, "utf-8")

    return set_to


def commands(group, names=()):
    for name, command in group.commands.items():
        deeper = hasattr(command, "commands")
        yield from commands(command, (*names, name)) if deeper else [((*names, name), command)]


def test_the_keys_are_the_options_of_each_verb():
    for names, command in commands(typer.main.get_command(app)):
        expected = {}
        for parameter in command.params:
            long = [flag for flag in parameter.opts if flag.startswith("--")]
            if not set(long) & NOT_IN_FILES:
                is_option = parameter.param_type_name == "option"
                expected[long[0][2:] if is_option else parameter.name] = parameter.name
        settings = SETTINGS["-".join(names)].items()
        assert {key: setting.parameter for key, setting in settings} == expected


def test_a_file_stands_for_options(run, folder, set_to):
    words = ("--lexicon", "locks.toml", "--threshold", "2", "--event", "Our Days")
    typed = run("themes", "talks.md", *words, "--shares", "--format", "json", folder=folder)
    assert json.loads(typed.stdout)[0]["n"] == 1
    set_to(
        'sources = "talks.md"\nlexicon = ["locks.toml"]\nthreshold = 2\nevent = "Our Days"\n'
        '[themes]\nshares = true\nformat = "json"\n[report]\nfor = "jekyll"'
    )
    done = run("themes", folder=folder)
    assert (done.returncode, done.stdout) == (0, typed.stdout)
    assert done.stderr == f"with the settings of kcdanalysis.toml\n{typed.stderr}"
    assert run("themes", "--quiet", folder=folder).stderr == ""
    read = run("read", "--format", "json", folder=folder)
    assert {row["event"] for row in json.loads(read.stdout)} == {"Our Days"}
    # A verb that takes none of the settings does not name the file.
    assert "settings" not in run("formats", folder=folder).stderr


def test_what_is_typed_wins(run, folder, set_to):
    set_to('sources = ["none.md"]\nevent = "A"\nlexicon = "web"\n[read]\nformat = "csv"\n')
    done = run("read", "talks.md", "--event", "B", "--format", "json", folder=folder)
    assert [row["event"] for row in json.loads(done.stdout)] == ["B", "B"]
    typed = run("themes", "talks.md", "--lexicon", "locks.toml", folder=folder).stdout
    assert "Locks" in typed and "locks" not in run("themes", "talks.md", folder=folder).stdout


def test_a_table_of_a_verb_wins_over_the_top(run, folder, set_to):
    set_to('sources = "talks.md"\nevent = "A"\n[read]\nevent = "B"\nformat = "json"\n')
    assert {row["event"] for row in json.loads(run("read", folder=folder).stdout)} == {"B"}


def test_paths_are_relative_to_the_file(run, folder, set_to, without_png):
    set_to(
        'sources = ["talks.md"]\nlexicon = ["locks.toml", "web"]\ndecisions = "names.toml"\n'
        'style = ["dark"]\nalso = "none"\n'
        '[figures]\noutput = "figures"\n[themes]\noutput = "tables/"\n'
    )
    (folder / "names.toml").write_text('[rename]\n"nothing" = "something"\n')
    (folder / "else").mkdir()
    for words in (["figures"], ["themes"]):
        done = run(*words, "--config", "../kcdanalysis.toml", folder=folder / "else")
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith("with the settings of ../kcdanalysis.toml\n")
    assert (folder / "figures" / "README.md").is_file()
    assert "locks" in (folder / "tables" / "themes.csv").read_text()
    assert list((folder / "else").iterdir()) == []
    done = run("read", "-", "--config", "../kcdanalysis.toml", stdin=TALKS, folder=folder / "else")
    assert "eBPF" in done.stdout
    assert read_settings(folder / "kcdanalysis.toml", "themes")["lexicon"][0][1] == "web"
    set_to('sources = ["-", "https://example.org/a.ics"]')
    given, _ = read_settings(folder / "kcdanalysis.toml", "read")["sources"]
    assert given == ["-", "https://example.org/a.ics"]


@pytest.mark.parametrize("verb", ["read", "figures"])
def test_a_file_that_is_there_writes_in_its_folder_alone(run, folder, set_to, verb, without_png):
    inside = folder / "inside"
    inside.mkdir()
    (inside / "talks.md").write_text(TALKS)
    text = f'sources = "talks.md"\n[{verb}]\noutput = "../outside/"\n'
    (inside / "kcdanalysis.toml").write_text(text)
    done = run(verb, folder=inside)
    assert (done.returncode, (folder / "outside").exists()) == (3, False)
    assert done.stderr == (
        "kcdanalysis: kcdanalysis.toml, line 3: output: '../outside/' is outside of this folder; "
        "type it on the command line, or name this file with --config\n"
    )
    assert run(verb, "--config", "kcdanalysis.toml", folder=inside).returncode == 0
    assert (folder / "outside").is_dir()
    assert run(verb, "-o", "here/", folder=inside).returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nlexcon = 1", ", line 2: no option 'lexcon'; did you mean 'lexicon'?"),
        ("zzzzz = 1", ", line 1: no option 'zzzzz'; use source-format, columns, language, "),
        ("[reprot]\nfor = 1", ", line 1: no verb 'reprot'; a table holds options of one; did you"),
        ('[report]\ntitle = "a"\nfro = 1', ", line 3: no option 'fro'; did you mean 'for'?"),
        ('output = "a"', ", line 1: output belongs to a verb; write it below its name: ["),
        ("[report]\nforce = true", ", line 2: force works on the command line only; delete it"),
        ("seed = true", ", line 1: seed must be a whole number"),
        ("seed = 1.5", ", line 1: seed must be a whole number"),
        ('threshold = "4"', ", line 1: threshold must be a number"),
        ('expand = "yes"', ", line 1: expand must be true or false"),
        ("event = ['a']", ", line 1: event must be a text"),
        ("event = true", ", line 1: event must be a text"),
        ("sources = [1]", ", line 1: sources must be a text or a list of texts"),
        ("\n\nseed = -1", ", line 3: seed: Input should be greater than or equal to 0"),
        ('states = "al"', ", line 1: states: 'al' is not one of all; did you mean 'all'?"),
        ("event = ", ": not valid TOML (Invalid value (at end of document)); fix the file at"),
        ("a = " + "[" * 9_000, ": not valid TOML (nested too deeply); fix the file at that"),
        ("a." * 5_000 + "a = 1", ": not valid TOML (nested too deeply); fix the file at that"),
        ("a = 1 # " + "a" * 2_000_000, ": more than 2 MB of TOML; split it into several"),
    ],
)
def test_a_wrong_file_is_one_sentence(run, folder, set_to, text, message):
    set_to(text)
    done = run("topics", "talks.md", folder=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"kcdanalysis: kcdanalysis.toml{message}"), done.stderr
    assert done.stderr.count("\n") == 1


def test_help_works_despite_a_wrong_settings_file(run, folder, set_to):
    set_to("wrong")
    assert run("read", "--help", folder=folder).returncode == 0
    done = run("read", "talks.md", "--config", "none.toml", folder=folder)
    assert done.returncode == 2
    assert "none.toml: no such file; check the name and the folder" in one_line(done)


def test_init_begins_a_file_that_works(run, folder, without_png):
    done = run("init", "talks.md", folder=folder)
    said = "kcdanalysis.toml: every verb reads it in its folder, or with --config kcdanalysis.toml"
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{said}\n")
    for verb in ("read", "explore", "figures", "report", "topics"):
        done = run(verb, folder=folder)
        assert done.returncode == 0, done.stderr
    written = ("explore.html", "figures/README.md", "post/index.md")
    assert all((folder / name).is_file() for name in written)


def test_init_writes_a_comment_and_a_valid_line_for_each_option(run, folder):
    text = run("init", "-o", "-", folder=folder).stdout
    assert tomllib.loads(text) == {
        "figures": {"output": "figures"},
        "report": {"output": "post"},
        "explore": {"output": "explore.html"},
    }
    (folder / "all.toml").write_text(re.sub(r"(?m)^# ([a-z-]+ = )", r"\1", text), "utf-8")
    for verb in ("figures", "report", "explore", "compare"):
        shared = {one.parameter for one in SETTINGS[verb].values() if one.is_shared}
        own = {one.parameter for one in SETTINGS[verb].values()} if verb != "compare" else shared
        assert set(read_settings(folder / "all.toml", verb)) == own
    top = tomllib.loads((folder / "all.toml").read_text("utf-8"))
    assert (top["threshold"], top["mentioned"], top["seed"]) == (ABOUT, MENTIONED, 0)


def test_init_replaces_no_file(run, folder, set_to):
    set_to("# mine\n")
    done = run("init", folder=folder)
    assert (done.returncode, (folder / "kcdanalysis.toml").read_text()) == (3, "# mine\n")
    assert done.stderr == "kcdanalysis: kcdanalysis.toml: exists; edit it, or move it away\n"
    place = Path("new") / "days.toml"
    assert run("init", "talks.md", "https://a.org", "-o", place, folder=folder).returncode == 0
    settings = tomllib.loads((folder / place).read_text("utf-8"))
    assert settings["sources"] == ["../talks.md", "https://a.org"]
    assert run("read", "talks.md", "--config", place, folder=folder).returncode == 0
    assert run("init", "-o", place, folder=folder).returncode == 3


def test_init_writes_names_of_strangers_as_valid_text(run, folder):
    names = ["https://a/\u202e\x9b2J", "https://b/\x7f", "https://c/\udcff"]
    text = run("init", *names, "-o", "-", folder=folder).stdout
    assert tomllib.loads(text)["sources"] == [*names[:2], "https://c/?"]
    assert not set("\u202e\x9b\x7f") & set(text)
