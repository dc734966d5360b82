"""The documentation agrees with the program (its Python runs as doctests)."""

import re
import shlex
from pathlib import Path
from runpy import run_path

import pytest

from kcdanalysis.cli.main import VERBS
from kcdanalysis.themes.lexicon import lexicon_names, read_lexicon
from kcdanalysis.words.languages import language_name

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples():
    """Each command in a console block, with the output that the block shows."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = example.partition("\n")
                found.append(pytest.param(command, output, id=f"{page.name}: {command}"))
    return found


@pytest.mark.parametrize(("command", "output"), examples())
def test_commands_run_and_print_what_is_shown(run, command, output, tmp_path, without_png):
    words = shlex.split(command)
    if words[1] == "figures":
        words += ["--also", "none"]
    if "-o" in words:
        place = words.index("-o") + 1
        words[place] = str(tmp_path / words[place])
    done = run(*words[1:])
    assert done.returncode == 0, done.stderr
    if output:
        assert done.stdout == output
    assert done.stdout or (tmp_path / Path(words[place]).name).exists()


def test_the_readme_has_at_most_1000_words(root):
    assert len((root / "README.md").read_text("utf-8").split()) <= 1000


def test_the_readme_names_the_languages_that_every_lexicon_has_terms_in(root):
    known = [
        {code for theme in read_lexicon(name).values() for code in theme.languages}
        for name in lexicon_names()
    ]
    (codes,) = set(map(tuple, map(sorted, known)))
    said = re.search(r"The lexicons know ([^.]+)\.", (root / "README.md").read_text("utf-8"))[1]
    names = {"English", *map(language_name, codes)}
    assert set(re.split(r", | and ", said)) == names


def test_the_readme_shows_a_table_of_output():
    assert any(str(example.id).startswith("README") and example.values[1] for example in examples())


def test_the_site_has_the_help_of_each_verb(run, root):
    text = run_path(str(root / "docs" / "conf.py"))["help_of_verbs"]()
    for verb in VERBS:
        name = " ".join([*verb.group.split(), verb.command["name"]])
        assert f"\n## {name}\n\n```text\nUsage: kcdanalysis {name} " in text
    assert text.count("Show this message and exit.") == len(VERBS) >= 13


def test_the_page_on_formats_lists_every_format_in_order(run, root):
    table = run("formats", "--format", "csv").stdout
    formats = re.findall(r"^([a-z]+(?:-[a-z]+)*),", table, re.MULTILINE)[1:]
    page = (root / "docs" / "formats.md").read_text("utf-8")
    assert re.findall(r"^\| `(.+?)` \|", page, re.MULTILINE) == formats


def test_links_between_pages_lead_to_files():
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]:
        for link in re.findall(r"\]\((?!\w+:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
