"""The options of the command line, each in one place, so that all verbs take the same ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from kcdanalysis.progress import Loudness, set_loudness


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


class PostStyle(StrEnum):
    """What a post is written for."""

    hugo = "hugo"
    jekyll = "jekyll"
    markdown = "markdown"
    html = "html"


Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Programmes to read; - is standard input.")
]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write there, not to stdout.")
]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the table.")]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 and name what is stale.")
]
StyleOption = Annotated[
    list[str] | None,
    typer.Option(metavar="STYLE", help="dark, print or an .mplstyle file; several go in turn."),
]
PaletteOption = Annotated[
    str | None, typer.Option(metavar="COLOUR,...", help='Your colours, as "#0072B2,#D55E00".')
]
AlsoOption = Annotated[
    str,
    typer.Option(metavar="FORMAT,...", help="Besides SVG and PNG: png@2x, webp, pdf or none."),
]


def _lexicons(start: str) -> list[str]:
    """Complete the names of our lexicons."""
    names = (Path(__file__).parents[1] / "themes" / "lexicons").glob("*.toml")
    return sorted(name.stem for name in names if name.stem.startswith(start))


#: Options by name, each with its type and default.
Options = dict[str, tuple[Any, Any]]

WORDS: Options = {
    "quiet": (
        Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but what is wrong.")],
        False,
    ),
    "verbose": (
        Annotated[bool, typer.Option("-v", "--verbose", help="Say what is done, and how long.")],
        False,
    ),
}
READING: Options = {
    "source_format": (
        Annotated[
            str | None, typer.Option(metavar="NAME", help="What it is, where the content fools us.")
        ],
        None,
    ),
    "columns": (
        Annotated[
            str | None,
            typer.Option(metavar="OURS=THEIRS,...", help='As title="Talk name",abstract=4.'),
        ],
        None,
    ),
    "language": (
        Annotated[
            str | None, typer.Option(metavar="CODE", help="Which to take of several, as en.")
        ],
        None,
    ),
    "keep": (
        Annotated[
            Path | None,
            typer.Option(metavar="DIR", help="Keep what was fetched from the web there."),
        ],
        None,
    ),
}
THEMES: Options = {
    "lexicon": (
        Annotated[
            list[str] | None,
            typer.Option(
                metavar="LEXICON",
                help="A TOML file, or the name of one of ours; may be given many times.",
                autocompletion=_lexicons,
            ),
        ],
        None,
    ),
    "threshold": (
        Annotated[float | None, typer.Option(help="Points that give a talk a theme.", min=0.01)],
        None,
    ),
    "expand": (
        Annotated[
            bool, typer.Option("--expand", help="Learn from these talks which terms count, too.")
        ],
        False,
    ),
}
TOPICS: Options = {
    "n_topics": (
        Annotated[str, typer.Option("-n", metavar="N|auto", help="How many topics.")],
        "auto",
    ),
    "seed": (Annotated[int, typer.Option(help="Seed of the random draws.")], 0),
    "semantic": (
        Annotated[
            bool,
            typer.Option(
                "--semantic", help="Compare talks by a sentence encoder (extra semantic)."
            ),
        ],
        False,
    ),
    "decisions": (
        Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="Rename, merge or split topics, pin talks (TOML)."),
        ],
        None,
    ),
}


def takes(*groups: Options) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb more options than it names; it gets them as its **options.

    Those of `WORDS` are among them always, and served here.
    """

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(verb, eval_str=True)
        named = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [one.replace(kind=keyword) for one in named] + [
            inspect.Parameter(name, keyword, default=default, annotation=kind)
            for group in (*groups, WORDS)
            for name, (kind, default) in group.items()
        ]

        @wraps(verb)
        def run(*, quiet: bool, verbose: bool, **given: Any) -> None:
            if quiet and verbose:
                raise typer.BadParameter("--quiet and --verbose; take one of them")
            louder = Loudness.verbose if verbose else Loudness.usual
            set_loudness(Loudness.quiet if quiet else louder)
            verb(**given)

        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return decorate
