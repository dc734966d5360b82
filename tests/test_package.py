"""The wheel alone, in an empty environment and without a network, does what the checkout does."""

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

import kcdanalysis

# What the environment gets in the place of a network.
CUT = """
import socket
def refuse(*_, **__):
    raise OSError("the network is cut")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


NAMES = """
KcdError KcdWarning as_talks read_programme read_talks check_talks write_talks source_formats
assign_themes ThemeAssignments explain_talk Lexicon Theme read_lexicon suggest_terms
find_topics Topics TopicModel load_topic_model edit_topics event_name
theme_shares theme_matrix theme_cooccurrence theme_trend trend_tests theme_gaps
compare_events distinctive_words topic_summary topic_talks talk_map programme_profile
track_agreement build_report build_explorer house_style draw_gallery speaking
"""


def test_the_public_names():
    assert sorted(NAMES.split()) == kcdanalysis.__all__
    for name in NAMES.split():
        assert getattr(kcdanalysis, name).__module__.startswith("kcdanalysis.") or name == "Lexicon"
    assert kcdanalysis.figures.__name__ == "kcdanalysis.figures"
    assert "cloud-native" in kcdanalysis.lexicon.names()
    assert {"figures", "lexicon", *NAMES.split()} <= set(dir(kcdanalysis))
    with pytest.raises(AttributeError, match="module 'kcdanalysis' has no attribute 'plot'"):
        kcdanalysis.plot  # noqa: B018


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--no-index", "-w", folder, root], check=True)
    return next(folder.glob("*.whl"))


@pytest.mark.thorough
def test_the_wheel_has_the_same_bytes_each_time(root, tmp_path):
    # Times of files, their order, rights and the folder are others in each clone.
    digests = set()
    for number in ("1", "2"):
        clone = tmp_path / number / ("x" * int(number))
        subprocess.run(["git", "clone", "--quiet", root, clone], check=True)
        for path in clone.rglob("*.py"):
            os.utime(path, (10**9 * int(number), 10**9))
            path.chmod(0o600 if number == "1" else 0o664)
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / number]
        subprocess.run(
            build, cwd=clone, check=True, capture_output=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": f"UTC-{number}"},
        )  # fmt: skip
        digests.add(sha256(next((tmp_path / number).glob("*.whl")).read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with the wheel, and what it depends on, but not with this checkout."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    scheme = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    python = Path(sysconfig.get_path("scripts", "venv", scheme)) / Path(sys.executable).name
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
    subprocess.run([*install, "--no-index", wheel], check=True)
    # The folder itself is searched; files in it that name others, such as ours, are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (packages / "sitecustomize.py").write_text(CUT)
    return python


def test_the_wheel_holds_what_the_package_needs(wheel, root):
    names = set(zipfile.ZipFile(wheel).namelist())
    files = subprocess.run(
        ["git", "ls-files", "kcdanalysis"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(files) <= names
    others = {name for name in names - set(files) if not name.startswith("kcdanalysis-")}
    assert not {name for name in others if not (root / name).is_file()}
    assert not any(
        re.search(r"__pycache__|\.pyc$|^tests|^data|^benchmarks", name) for name in names
    )
    notice = next(name for name in names if name.endswith("licenses/LICENSE"))
    assert b"BSD" in zipfile.ZipFile(wheel).read(notice)


# The lexicon; the style and the templates of the post; those of the explorer; the network.
RUNS = """
themes talks.md --format csv
report tiny.md -o post --for html
explore tiny.md -o page.html
read http://example.org/talks.md
"""
SCRIPT = """
import sys
import kcdanalysis.cli.main
print(kcdanalysis.__file__, kcdanalysis.__version__)
for line in sys.stdin.read().split("\\n"):
    sys.argv = ["kcdanalysis", *line.split()]
    try:
        kcdanalysis.cli.main.main()
    except SystemExit as end:
        print("exit", end.code or 0, flush=True)
"""


@pytest.mark.thorough
def test_an_empty_environment_without_network_runs_it(installed, root, tmp_path):
    (tmp_path / "talks.md").write_bytes((root / "data" / "kcd-zurich-2023.md").read_bytes())
    (tmp_path / "tiny.md").write_text("# Tiny\n## Talk: eBPF\nBy Ada\n## Talk: Cats\nBy Bo\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [installed, "-c", SCRIPT],
        input=RUNS.strip(),
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
    )
    path, version = done.stdout.split("\n")[0].split()
    assert Path(path).is_relative_to(installed.parents[1]) and version == kcdanalysis.__version__
    assert re.findall(r"(?m)^exit (\d)$", done.stdout) == ["0", "0", "0", "3"], done.stderr
    assert "ebpf; security" in done.stdout
    assert (tmp_path / "post" / "theme-shares.svg").is_file()
    assert "<title>Tiny" in (tmp_path / "page.html").read_text("utf-8")
    assert "http://example.org/talks.md: " in done.stderr.splitlines()[-1]
