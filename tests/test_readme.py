"""Every command of the README runs (its Python runs as a doctest)."""

import re
import shlex

import pytest


def commands(root):
    text = (root / "README.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_readme_shows_commands(root):
    assert len(commands(root)) == 12


@pytest.mark.parametrize("number", range(12))
def test_commands_of_the_readme_run(run, root, number, tmp_path):
    words = shlex.split(commands(root)[number])
    if "-o" in words and "--check" not in words:
        place = words.index("-o") + 1
        words[place] = str(tmp_path / words[place])
    done = run(*words[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout or words[1] in ("figures", "explore")
