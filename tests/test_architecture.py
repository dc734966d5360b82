"""Imports go in one direction, and only `files` touches the disk, and only `figures` draw."""

import ast
import re
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

import kcdanalysis

PACKAGE = Path(kcdanalysis.__file__).parent
ROOT = ("__init__", "__main__", "errors", "progress", "talks")
#: From the bottom up; packages of one level do not import each other.
LEVELS = [
    ["errors"], ["progress"], ["files"], ["talks"], ["words"],
    ["sources", "themes"], ["topics"], ["summaries"], ["figures"], ["publishing", "scale"],
    ["cli"], ["__main__"],
]  # fmt: skip
LEVEL = {package: level for level, packages in enumerate(LEVELS) for package in packages}
#: Packages inside `sources`, from the bottom up; `sources` itself is above them.
INSIDE_SOURCES = ["sources.syntax", "sources.values", "sources.layouts", "sources.formats"]
DISK = re.compile(
    r"(?<!files)(?<!archive)\.(open|read_text|read_bytes|write_text|write_bytes|mkdir|unlink|rglob|iterdir)\("
    r"|(?<![.\w])open\("
)


def names_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {names_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(name):
    """The modules of the package that a module imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kcdanalysis"):
            module = node.module.removeprefix("kcdanalysis").strip(".")
            for alias in node.names:
                deeper = f"{module}.{alias.name}".strip(".")
                found.add(deeper if deeper in MODULES else module)
    return found - {"", name}


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_imports_go_one_way(name):
    package = name.split(".")[0]
    for other in imports(name):
        there = other.split(".")[0]
        assert there == package or LEVEL[there] < LEVEL[package], f"{name} imports {other}"
        inside = [".".join(one.split(".")[:2]) for one in (name, other)]
        if package == there == "sources" and inside[1] in INSIDE_SOURCES and inside[0] != inside[1]:
            order = [*INSIDE_SOURCES, inside[0]]
            assert order.index(inside[1]) < order.index(inside[0]), f"{name} imports {other}"


def test_no_import_goes_in_a_circle():
    # Raises an error that names the circle.
    list(TopologicalSorter({name: imports(name) for name in MODULES}).static_order())


def test_the_root_and_the_public_names_are_few():
    assert sorted(ROOT) == sorted(path.stem for path in PACKAGE.glob("*.py"))
    assert len(kcdanalysis.__all__) <= 40
    assert all(getattr(kcdanalysis, name) for name in kcdanalysis.__all__)


def test_only_files_touches_the_disk_and_only_figures_draw():
    for name, path in MODULES.items():
        text = path.read_text("utf-8")
        if name.split(".")[0] != "files":
            assert not DISK.search(text), f"{name}: {DISK.search(text)[0]}"
        top = chain.from_iterable(
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.Import, ast.ImportFrom))
        )
        draws = any(one.split(".")[0] == "matplotlib" for one in top)
        assert name.split(".")[0] == "figures" or not draws, f"{name} imports matplotlib"
