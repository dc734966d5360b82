"""Settings of the documentation: `make docs` builds it, strictly and without a network."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import kcdanalysis

project = "kcdanalysis"
release = version = kcdanalysis.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"kcdanalysis {release}"

# `make figures` has run the notebooks; their outputs are used as they are.
nb_execution_mode = "off"
# Nothing is loaded from other hosts: no scripts for widgets, no fonts.
nb_ipywidgets_js = {}
suppress_warnings = ["mystnb.unknown_mime_type"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # the docstrings name the types
autodoc_member_order = "groupwise"
napoleon_google_docstring = False
napoleon_use_rtype = False


def skip_inherited(
    app: Any, what: str, name: str, member: object, skip: bool, options: Any
) -> bool | None:
    """Leave out what scikit-learn adds to an estimator; its own documentation has that."""
    return True if (getattr(member, "__module__", None) or "").startswith("sklearn") else None


def help_of_verbs() -> str:
    """The help of each verb of the command line, under a heading."""
    from typer.testing import CliRunner

    from kcdanalysis.cli.main import VERBS, app

    sections = []
    for verb in VERBS:
        words = [*verb.group.split(), verb.command["name"]]
        text = CliRunner().invoke(app, [*words, "--help"], prog_name="kcdanalysis").stdout.strip()
        sections.append(f"\n## {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "".join(sections)


def add_help(app: Any, name: str, source: list[str]) -> None:
    """Add the help of each verb to the page on the command line."""
    if name == "command-line":
        source[0] += help_of_verbs()


def setup(app: Any) -> None:
    """Connect the functions above."""
    app.connect("autodoc-skip-member", skip_inherited)
    app.connect("source-read", add_help)
