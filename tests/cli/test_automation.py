"""The examples of docs/automation.md do what they say, in a repository."""

import re
import shlex
import shutil
import subprocess

import pytest
import yaml

TALK = "# Tiny Conf 2024\n## Talk: eBPF for Security\nBy Ada\n"


@pytest.fixture
def blocks(root):
    """The file of settings, the action and the hook."""
    page = (root / "docs" / "automation.md").read_text("utf-8")
    settings, *others = re.findall(r"```\w+\n(.*?)```", page, re.DOTALL)
    return settings, *map(yaml.safe_load, others)


@pytest.fixture
def git(tmp_path):
    """A repository with a remote one that it can push to; runs a script in it."""
    if not shutil.which("git"):
        pytest.skip("no git to commit with")

    def git(script):
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path / "site", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "site" / "programme").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "remote"], check=True)
    git("git init -q; git remote add origin ../remote; git config push.autoSetupRemote true")
    return git


@pytest.mark.thorough
def test_the_action_and_the_hook_draw_what_changed(run, tmp_path, git, blocks, without_png):
    settings, action, hook = blocks
    site = tmp_path / "site"
    (site / "kcdanalysis.toml").write_text(settings)
    programme = site / "programme" / "talks.md"
    programme.write_text(TALK)

    def act():
        for step in action["jobs"]["figures"]["steps"]:
            script = step.get("run", "")
            if script.startswith("kcdanalysis"):
                assert run(*shlex.split(script)[1:], folder=site).returncode == 0
            elif "git" in script:
                git(script)

    act()
    changed = git("git log --format=%s --name-only")
    assert changed.startswith("Figures of the changed programme\n")
    assert {"figures/README.md", "figures/theme-shares.svg"} <= set(changed.split())
    act()
    assert git("git log --format=%s") == "Figures of the changed programme\n"
    assert git("git ls-remote origin").split()[0] == git("git rev-parse HEAD").strip()
    assert re.match(hook["repos"][0]["hooks"][0]["files"], "programme/talks.md")
    programme.write_text(f"{TALK}## Talk: eBPF for Networking\nBy Bo\n")
    assert git("git diff --name-only") == ""
    entry = hook["repos"][0]["hooks"][0]["entry"]
    assert run(*shlex.split(entry)[1:], folder=site).stderr == ""
    assert "figures/theme-shares.csv" in git("git diff --name-only").split()
