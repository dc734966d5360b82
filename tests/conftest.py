"""What all tests may use."""

import gc
import os
import shutil
import sys
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from importlib import import_module
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from kcdanalysis.cli.main import main

# How fast an example runs is no question of right or wrong. `make test-long` tries many
# more examples, and others each time.
settings.register_profile("short", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


# Tests share many results; looking through them for garbage time and again is an eighth of a run.
gc.set_threshold(50_000, 50, 100)


def pytest_addoption(parser):
    what = "programmes to draw in test_layout; any number also runs the tests that take long"
    parser.addoption("--programmes", type=int, default=0, help=what)
    parser.addoption("--clients", action="store_true", help="open pages in Chromium, Hugo, Jekyll")


@pytest.fixture(scope="session")
def client(pytestconfig):
    """Find a program that shows our pages, or skip the test."""

    def client(name):
        if not pytestconfig.getoption("--clients"):
            pytest.skip("real clients take a minute; .ci/run runs them, with --clients")
        if not shutil.which(name):
            pytest.skip(f"no {name} to look at pages with; install it with apt install {name}")
        return shutil.which(name)

    return client


def pytest_collection_modifyitems(config, items):
    """Leave out what takes long and seldom fails, unless programmes are drawn."""
    if config.getoption("--programmes"):
        return
    long = [item for item in items if item.get_closest_marker("thorough")]
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=long)


def pytest_generate_tests(metafunc):
    if "programme_seed" in metafunc.fixturenames:
        metafunc.parametrize("programme_seed", range(metafunc.config.getoption("--programmes")))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of programmes as published, which lies beside the project if at all."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no folder of published programmes beside the project")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parents[1]


def _without_png():
    """Empty PNGs and light SVGs, for the time that they take; the tests of figures look at them."""
    with pytest.MonkeyPatch.context() as patch:
        module = import_module("kcdanalysis.figures.figure")
        patch.setattr(module, "as_png", lambda canvas, width: b"")
        patch.setattr(module, "on_dark_page", lambda: nullcontext(False))
        yield


without_png = pytest.fixture(_without_png)
no_png_at_all = pytest.fixture(_without_png, scope="module")


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(root, monkeypatch):
    """Run the command in this process, in the folder of the project or another one."""

    def run(*words, stdin="", folder=root):
        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr(sys, "argv", ["kcdanalysis", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode()), "utf-8"))
        out, err, code = StringIO(), StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = end.code
        return Done(code or 0, out.getvalue(), err.getvalue())

    return run
