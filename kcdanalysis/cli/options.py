"""The options of the command line: each is defined once and means the same in every verb.

A group of options is a dataclass: its fields are the options, `__post_init__` refuses wrong
use before any work is done, and its methods do what the options are about. A verb is a
function that takes groups of options, and options of its own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kcdanalysis import files
from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.progress import Loudness, say, set_loudness, step

# What is slow to load (pandas, scikit-learn, matplotlib) is imported by the verb that
# needs it, so that --help and a mistyped option answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from kcdanalysis.themes.assignment import ThemeAssignments
    from kcdanalysis.topics.finding import Topics

#: Reading, themes, topics, and what is made of them.
N_STEPS = 4

_COLUMN = re.compile(r"""\s*(\w+)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^,"']+?))\s*(?:,|$)""")
_LARGEST_SEED = 2**32 - 1


def choice(names: Sequence[str]) -> dict[str, Any]:
    """Give the settings of an option that takes one of several names."""

    def check(value: Any) -> Any:
        if value is not None and value not in names:
            raise typer.BadParameter(
                f"{value!r} is not one of {', '.join(names)}{did_you_mean(value, names)}"
            )
        return value

    def complete(start: str) -> list[str]:
        return [name for name in names if name.startswith(start)]

    return {"metavar": "|".join(names), "callback": check, "autocompletion": complete}


@contextmanager
def as_wrong_use() -> Iterator[None]:
    """Report an error about a value on the command line as wrong use."""
    try:
        yield
    except KcdError as error:
        raise typer.BadParameter(str(error)) from None


def need_file(path: str | Path | None) -> None:
    """Refuse the name of a file that does not exist."""
    if path is not None and not files.is_file(path):
        raise typer.BadParameter(files.no_such_file(path))


def _shipped_lexicons(start: str = "") -> list[str]:
    names = files.shipped_names("themes/lexicons", ".toml")
    return [name for name in names if name.startswith(start)]


def check_lexicons(names: Sequence[str]) -> None:
    """Refuse a lexicon that is neither a file nor the name of a shipped one."""
    shipped = _shipped_lexicons()
    for name in names:
        if name not in shipped and not files.is_file(name):
            raise typer.BadParameter(
                f"{name}: no such lexicon; give a TOML file or one of {', '.join(shipped)}"
                f"{did_you_mean(name, shipped)}"
            )


class Group:
    """A group of options."""

    def settle(self, verb: str, sources: Sequence[str]) -> None:
        """Refuse wrong use that only shows beside the verb and its sources."""


SemanticOption = Annotated[
    bool,
    typer.Option("--semantic", help="Compare texts with the sentence encoder (extra semantic)."),
]


@dataclass(kw_only=True)
class ReadingOptions(Group):
    """How programmes are read."""

    source_format: Annotated[
        str | None, typer.Option(metavar="NAME", help="The format, if detection fails.")
    ] = None
    columns: Annotated[
        str | None,
        typer.Option(metavar="OURS=THEIRS,...", help='As title="Talk name",abstract=4.'),
    ] = None
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The language to take of several, as en.")
    ] = None
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep what is fetched from the web there.")
    ] = None

    def __post_init__(self) -> None:
        self._columns = None if self.columns is None else _parse_columns(self.columns)
        if self.source_format is not None:
            from kcdanalysis.sources import FORMATS

            if self.source_format not in FORMATS:
                raise typer.BadParameter(
                    f"{self.source_format}: no such format; use one of {', '.join(FORMATS)}"
                    f"{did_you_mean(self.source_format, FORMATS)}"
                )

    def read_entries(self, sources: Sequence[str]) -> pd.DataFrame:
        """Read talks and breaks, and say how many there are of each kind."""
        names = ", ".join("standard input" if source == "-" else source for source in sources)
        settings = {name: getattr(self, name) for name in ("source_format", "language", "keep")}
        with step(f"reading {names}", 1, N_STEPS):
            from kcdanalysis.sources import count_entries, read_programme

            programme = read_programme(sources, columns=self._columns, **settings)
        say(f"{names}: {count_entries(programme)}")
        return programme

    def read_talks(self, sources: Sequence[str]) -> pd.DataFrame:
        """Read the talks alone."""
        from kcdanalysis.talks import only_talks

        return only_talks(self.read_entries(sources))


@dataclass(kw_only=True)
class Reading(ReadingOptions):
    """Which programmes are read, and how."""

    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Programmes to read; - is standard input."),
    ]

    def talks(self) -> pd.DataFrame:
        """Read the talks of the sources."""
        return self.read_talks(self.sources)


@dataclass(kw_only=True)
class LexiconOption(Group):
    """Which themes are looked for."""

    lexicon: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEXICON",
            help="A TOML file or the name of a shipped lexicon; may be repeated.",
            autocompletion=_shipped_lexicons,
        ),
    ] = None

    def __post_init__(self) -> None:
        check_lexicons(self.lexicon or [])


@dataclass(kw_only=True)
class ThemeOptions(LexiconOption):
    """How themes are assigned."""

    threshold: Annotated[
        float | None, typer.Option(help="Points that make a talk about a theme.", min=0.01)
    ] = None
    mentioned: Annotated[
        float | None, typer.Option(help="Points that make a talk mention a theme.", min=0.01)
    ] = None
    expand: Annotated[
        bool, typer.Option("--expand", help="Count terms that are learned from these talks, too.")
    ] = False
    semantic: SemanticOption = False

    def need_expand(self) -> None:
        """Refuse the encoder where nothing is learned, and so no texts are compared."""
        if self.semantic and not self.expand:
            raise typer.BadParameter("--semantic has an effect here only with --expand; add it")

    def assign(self, talks: pd.DataFrame) -> ThemeAssignments:
        """Assign themes to talks."""
        with step(f"looking for themes in {len(talks):,} talks", 2, N_STEPS):
            from kcdanalysis.themes.assignment import assign_themes
            from kcdanalysis.themes.scoring import ABOUT, MENTIONED

            return assign_themes(
                talks,
                lexicon=self.lexicon,
                threshold=self.threshold or ABOUT,
                mentioned=self.mentioned or MENTIONED,
                expand=self.expand,
                embeddings="semantic" if self.expand and self.semantic else None,
            )


@dataclass(kw_only=True)
class TopicOptions(Group):
    """How topics are found."""

    n_topics: Annotated[
        str, typer.Option("-n", "--topics", metavar="N|auto", help="The number of topics.")
    ] = "auto"
    seed: Annotated[
        int, typer.Option(help="Seed of the random draws.", min=0, max=_LARGEST_SEED)
    ] = 0
    semantic: SemanticOption = False
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Rename, merge or split topics, pin talks (TOML)."),
    ] = None

    def __post_init__(self) -> None:
        is_number = self.n_topics.isdecimal() and int(self.n_topics) > 0
        if self.n_topics != "auto" and not is_number:
            raise typer.BadParameter(f"-n is {self.n_topics!r}; give a number such as 5, or auto")
        need_file(self.decisions)

    def find(self, talks: pd.DataFrame) -> Topics:
        """Find topics in talks."""
        n_topics: Any = "auto" if self.n_topics == "auto" else int(self.n_topics)
        if n_topics != "auto" and n_topics > len(talks):
            raise typer.BadParameter(
                f"-n is {n_topics}, but there are {len(talks)} talks; give fewer, or auto"
            )
        with step(f"looking for topics in {len(talks):,} talks", 3, N_STEPS):
            from kcdanalysis.topics.decisions import edit_topics
            from kcdanalysis.topics.finding import find_topics

            topics = find_topics(
                talks,
                n_topics=n_topics,
                random_state=self.seed,
                embeddings="semantic" if self.semantic else None,
            )
            return edit_topics(topics, self.decisions) if self.decisions else topics


@dataclass(kw_only=True)
class LookOptions(Group):
    """How figures look, and the formats that they are written in."""

    style: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STYLE",
            help="Look of the figures: dark, print or an .mplstyle file; may be repeated.",
        ),
    ] = None
    palette: Annotated[
        str | None, typer.Option(metavar="COLOUR,...", help='Your colours, as "#0072B2,#D55E00".')
    ] = None
    also: Annotated[
        str,
        typer.Option(metavar="FORMAT,...", help="Besides SVG and PNG: png@2x, webp, pdf or none."),
    ] = "png@2x"

    def __post_init__(self) -> None:
        if self.style or self.palette:
            from kcdanalysis.figures.style import house_style

            for style in self.style or []:
                if "." in style or "/" in style:
                    need_file(style)
            with as_wrong_use(), house_style(self.style, palette=self._colours()):
                pass
        if formats := self._formats():
            from kcdanalysis.figures import ALSO

            for name in formats:
                if name not in ALSO:
                    raise typer.BadParameter(
                        f"--also {name}: no such format; use some of {', '.join(ALSO)}, or none"
                        f"{did_you_mean(name, ALSO)}"
                    )

    def as_arguments(self) -> dict[str, Any]:
        """Give the looks as the functions that draw galleries take them."""
        return {"style": self.style or None, "palette": self._colours(), "also": self._formats()}

    def _formats(self) -> list[str]:
        names = [name.strip() for name in self.also.split(",")]
        return [name for name in names if name not in ("", "none")]

    def _colours(self) -> list[str] | None:
        return [part.strip() for part in self.palette.split(",")] if self.palette else None


def analyse(
    reading: Reading, themes: ThemeOptions, topics: TopicOptions
) -> tuple[ThemeAssignments, Topics]:
    """Read programmes, assign themes and find topics."""
    talks = reading.talks()
    return themes.assign(talks), topics.find(talks)


def _parse_columns(text: str) -> dict[str, str]:
    """Read title="Name, long",abstract=4 into a dict."""
    columns: dict[str, str] = {}
    place = 0
    while place < len(text) or not columns:
        pair = _COLUMN.match(text, place)
        if pair is None:
            raise typer.BadParameter(
                f'--columns is {text!r}; write it as title="Talk name",abstract=4'
            )
        columns[pair[1]] = (pair[2] or pair[3] or pair[4]).strip()
        place = pair.end()
    return columns


Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print only errors and warnings.")]
Verbose = Annotated[
    bool, typer.Option("-v", "--verbose", help="Print each step and its time; on errors, where.")
]


def verb(example: str, *, needs_words: bool = True) -> Callable[[Any], Callable[..., None]]:
    """Make a verb of a function: parameters that are groups become their options.

    Parameters
    ----------
    example : str
        A command for its help, without "kcdanalysis"; it begins with the name of the verb.
    needs_words : bool
        Whether the verb shows its help where it is given nothing.
    """
    words = example.split()
    name = "-".join(words[: 2 if words[0] == "lexicon" else 1])

    def decorate(function: Any) -> Callable[..., None]:
        signature = inspect.signature(function, eval_str=True)
        groups: dict[str, Any] = {}
        options: dict[str, tuple[Any, Any]] = {}
        for parameter in signature.parameters.values():
            if isinstance(parameter.annotation, type) and issubclass(parameter.annotation, Group):
                group = groups[parameter.name] = parameter.annotation
                kinds = get_type_hints(group, include_extras=True)
                for field in fields(group):  # type: ignore[arg-type]
                    if field.init:
                        default = parameter.empty if field.default is MISSING else field.default
                        options[field.name] = (kinds[field.name], default)
            else:
                options[parameter.name] = (parameter.annotation, parameter.default)
        options |= {"quiet": (Quiet, False), "verbose": (Verbose, False)}

        @wraps(function)
        def run(*, quiet: bool, verbose: bool, **given: Any) -> None:
            if quiet and verbose:
                raise typer.BadParameter("--quiet and --verbose; give one of them")
            loud = Loudness.verbose if verbose else Loudness.usual
            set_loudness(Loudness.quiet if quiet else loud)
            made = {
                at: group(
                    **{field.name: given[field.name] for field in fields(group) if field.init}
                )
                for at, group in groups.items()
            }
            for group in made.values():
                group.settle(name, given.get("sources") or [])
            taken = {at: given[at] for at in signature.parameters if at not in groups}
            function(**made, **taken)

        keyword = inspect.Parameter.KEYWORD_ONLY
        run.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[
                inspect.Parameter(option, keyword, default=default, annotation=kind)
                for option, (kind, default) in options.items()
            ]
        )
        run.__annotations__ = {option: kind for option, (kind, _) in options.items()}
        run.command = {  # type: ignore[attr-defined]
            "name": words[1] if words[0] == "lexicon" else words[0],
            "short_help": str(function.__doc__).split("\n")[0],
            "epilog": f"Example: kcdanalysis {example}",
            "no_args_is_help": needs_words,
        }
        return run

    return decorate
