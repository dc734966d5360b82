"""The files around the code agree with it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
import yaml
from frictionless import Package
from threadpoolctl import threadpool_info

import kcdanalysis
from benchmarks.fosdem_titles import titles


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def requirements(project):
    return [*project["dependencies"], *chain(*project["optional-dependencies"].values())]


def test_conda_and_pip_install_the_same(root, project):
    extras, named = project["optional-dependencies"], {}
    for file in ("environment.yml", "environment-dev.yml"):
        conda = yaml.safe_load((root / file).read_text())
        assert (conda["name"], conda["channels"]) == ("kcdanalysis", ["conda-forge"])
        *packages, pip = conda["dependencies"]
        named[file] = {*packages, *pip["pip"]} - {"pip"}
    of_users = [
        project["dependencies"],
        *map(extras.get, ("readers", "semantic", "web", "notebooks")),
    ]
    of_developers = {*extras["docs"], *extras["dev"], *extras["scale"]} - {*chain(*of_users)}
    python = f"python{project['requires-python']}"
    assert named["environment.yml"] == {python, "-e .", *map(str.lower, chain(*of_users))}
    assert named["environment-dev.yml"] == set(map(str.lower, of_developers))


def test_the_lock_holds_every_requirement_with_hashes_and_no_host(root, requirements):
    lock = (root / "requirements.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert {re.split("[>=<]", name)[0].lower() for name in requirements} <= locked
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash)", lock, re.MULTILINE)


def test_each_dependency_has_a_reason(root, project):
    table = re.findall(
        r"^\| (\S+) \| ?([\w, ]*?) \| (.+) \|$", (root / "docs/dependencies.md").read_text(), re.M
    )[1:]
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    named = {(re.split("[>=<]", one)[0], extra) for extra, names in extras.items() for one in names}
    stated = [(name, extra) for name, of, _ in table for extra in of.split(", ")]
    assert sorted(stated) == sorted(named)
    assert all(len(reason.split()) > 1 or reason == "types" for *_, reason in table)


def test_make_lets_pip_install_the_locked_uv_alone(root):
    lock = (root / "requirements.txt").read_text()
    awk = re.search(r"@(awk '.*') requirements.txt", (root / "Makefile").read_text())[1]
    block = subprocess.run(awk, input=lock, shell=True, capture_output=True, text=True).stdout
    assert re.findall(r"^[^ #].*==\S+", block, re.MULTILINE) == re.findall(r"uv==\S+", lock)
    assert block.count("--hash=sha256:") > 5


def test_pre_commit_runs_what_make_check_runs(root):
    (repository,) = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = [hook["entry"].replace(" --force-exclude", "") for hook in repository["hooks"]]
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (root / "Makefile").read_text(), re.MULTILINE)[
        1
    ]
    lines = [line.strip().removesuffix(" .") for line in recipe.splitlines()]
    assert sorted(lines) == sorted(hook.replace(".venv/bin", "$(BIN)") for hook in hooks)


def test_versions_agree(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text())
    assert citation["version"] == kcdanalysis.__version__


def test_every_public_name_is_there_and_has_a_docstring():
    for name in kcdanalysis.__all__:
        assert getattr(kcdanalysis, name).__doc__, name
    assert set(kcdanalysis.__all__) <= set(dir(kcdanalysis))
    with pytest.raises(AttributeError, match="no attribute 'plot_everything'"):
        _ = kcdanalysis.plot_everything


def test_importing_loads_nothing_slow():
    code = "import sys, kcdanalysis.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "sklearn", "matplotlib", "nltk"} & set(done.stdout.split())


def test_themes_are_assigned_without_what_is_slow_to_import(root):
    code = "import sys; from kcdanalysis.cli.main import app; app(standalone_mode=False)"
    code += "; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "themes", "data/kcd-zurich-2023.md", "-o", "-"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *table, modules = done.stdout.splitlines()
    assert any("Demystifying eBPF" in line for line in table)
    assert not {"sklearn", "nltk", "scipy.stats", "matplotlib"} & set(modules.split())


@pytest.mark.thorough
def test_the_data_package_is_valid(root):
    report = Package(root / "data" / "datapackage.json").validate()
    assert report.valid, report.flatten(["title", "message"])


def test_notebooks_are_thin_and_without_outputs(root):
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    assert [path.stem for path in notebooks] == [
        "01-talks",
        "02-topics",
        "03-themes",
        "04-compare",
    ]
    for path in notebooks:
        cells = json.loads(path.read_text())["cells"]
        cells = [cell for cell in cells if cell["cell_type"] == "code"]
        assert [cell["metadata"].get("tags") for cell in cells].count(["parameters"]) == 1
        for cell in cells:
            assert cell["outputs"] == [] and cell["execution_count"] is None
            assert "def " not in "".join(cell["source"])


@pytest.mark.thorough
def test_any_programmes_can_be_compared_in_the_notebook(root, shared, tmp_path, without_png):
    sources = [str(shared / "corpora" / "mixit_2012_2025_topics.parquet")]
    given = {"programmes": sources, "by": "year", "folder": str(tmp_path / "figures"),
             "lexicon": "cloud-native", "language": "fr", "event": "MiXiT"}  # fmt: skip
    names = {}
    for cell in json.loads((root / "notebooks" / "04-compare.ipynb").read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= given
    trend = pd.read_csv(tmp_path / "figures" / "theme-trend.csv")
    assert sorted(trend["year"].unique()) == list(range(2017, 2026))
    assert trend.loc[trend["year"] == 2020, "n_talks"].eq(0).all()


def test_notes_share_no_run_of_eight_words_with_the_article(root, shared):
    def runs(text):
        prose = re.sub(r"(?s)```.*?```|`[^`]*`|\]\([^)]*\)", " ", text)
        prose = re.sub(r"(?m)^#.*$", " ", prose)
        words = re.findall(r"\w+", prose.casefold())
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    notes = (root / "data" / "kcd-zurich-2023.md").read_text()
    article = (shared / "seed" / "kcd-zurich-2023-feedback.md").read_text()
    assert not runs(notes) & runs(article)


def openblas_kernel():
    """Which kernel of OpenBLAS numpy runs here; Zen runs those of Haswell."""
    libraries = [library for library in threadpool_info() if library["internal_api"] == "openblas"]
    kernel = libraries[0]["architecture"] if libraries else ""
    return kernel.replace("Zen", "Haswell")


# Without PNG, which takes most of the time: it has the lines and texts of the SVG.
COMPARE_FIGURES = """
import sys
from pathlib import Path
import kcdanalysis as kcd
from kcdanalysis.figures import draw_all
sys.modules["kcdanalysis.figures.figure"].as_png = lambda canvas, width: b""
talks = kcd.read_talks("data/kcd-zurich-2023.md")
files = {}
for figure in draw_all(kcd.assign_themes(talks), kcd.find_topics(talks)):
    files |= figure.files(also=())
for name in sorted(files):
    if name.endswith((".svg", ".csv")):
        print(name, files[name] == Path("figures", name).read_bytes())
"""


@pytest.mark.parametrize("kernel", ["Nehalem", "Haswell", "SkylakeX"])
@pytest.mark.thorough
def test_figures_are_the_same_under_each_openblas_kernel(root, kernel):
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if {"Nehalem": "sse4_2", "Haswell": "avx2", "SkylakeX": "avx512f"}[kernel] not in flags:
        pytest.skip(f"this processor cannot run the {kernel} kernel")
    if kernel == openblas_kernel():
        pytest.skip(f"{kernel} is the default here: `make figures` compares what it draws")
    done = subprocess.run(
        [sys.executable, "-c", COMPARE_FIGURES], cwd=root, capture_output=True, text=True,
        env={**os.environ, "OPENBLAS_CORETYPE": kernel, "PYTHONHASHSEED": "2"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    compared = {path.name for path in (root / "figures").iterdir()}
    compared = {name for name in compared if name.endswith((".svg", ".csv"))}
    assert done.stdout.splitlines() == [f"{name} True" for name in sorted(compared)]


def test_notebooks_use_public_names(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for name in re.findall(r"\bkcd\.([\w.]+)\(", "".join(cell["source"])):
                value = kcdanalysis
                for part in name.split("."):
                    value = getattr(value, part)
                assert callable(value), f"{path.name}: kcd.{name}"


def test_the_titles_of_fosdem_are_those_of_the_schedules(root, shared):
    talks = shared / "corpora" / "fosdem_12_years_devrooms.parquet"
    assert (root / "data" / "fosdem-devrooms.csv").read_bytes() == titles(talks)
    facts = pd.read_csv(root / "data" / "fosdem-devrooms.csv")
    assert facts.columns.tolist() == ["event", "year", "track", "title"]
    published = pd.read_parquet(talks, columns=["year", "title"])
    assert set(zip(facts["year"], facts["title"], strict=True)) <= set(
        zip(published["year"], published["title"], strict=True)
    )
