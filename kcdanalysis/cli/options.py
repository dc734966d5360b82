"""The options of the command line: each is defined once and means the same in every verb.

A group of options is a dataclass: its fields are the options, `__post_init__` rejects invalid
values before any work is done, and its methods do what the options ask for. A verb (a
subcommand) is a function that takes groups of options, and options of its own.
"""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from typer import Argument, BadParameter, Option
from typer.core import TyperCommand

from kcdanalysis import files
from kcdanalysis.cli.settings import SETTINGS_FILE, register, use_settings
from kcdanalysis.errors import KcdError, did_you_mean, shown
from kcdanalysis.progress import Loudness, say, set_loudness, step
from kcdanalysis.words.translation import LANGUAGES, speaking

# What is slow to load (pandas, scikit-learn, matplotlib) is imported by the verb that
# needs it, so that --help and a mistyped option answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from kcdanalysis.themes.assignment import ThemeAssignments
    from kcdanalysis.topics.finding import Topics

#: Reading, themes, topics, and what is made of them.
N_STEPS = 4


def check_name(name: str, names: Collection[str], problem: str) -> None:
    """Reject a name that is not one of `names`; the message lists these after the problem."""
    if name not in names:
        raise BadParameter(f"{problem} {', '.join(names)}{did_you_mean(name, names)}")


def choice(names: Sequence[str]) -> dict[str, Any]:
    """Return the settings of an option that takes one of several names."""

    def check(value: Any) -> Any:
        if value is not None:
            check_name(value, names, f"{value!r} is not one of")
        return value

    def complete(start: str) -> list[str]:
        return [name for name in names if name.startswith(start)]

    return {"metavar": "|".join(names), "callback": check, "autocompletion": complete}


def need_file(path: str | Path | None) -> None:
    """Reject the name of a file that does not exist."""
    if path is not None and not files.is_file(path):
        raise BadParameter(files.no_such_file(path))


def _shipped_lexicons(start: str = "") -> list[str]:
    names = files.shipped_names("themes/lexicons", ".toml")
    return [name for name in names if name.startswith(start)]


#: Options that name input files, which the verb must not overwrite.
_READ = ("lexicon", "decisions", "against", "template", "config")
_LEXICONS: dict[str, Any] = {"metavar": "LEXICON", "autocompletion": _shipped_lexicons}


def check_lexicons(names: Sequence[str]) -> None:
    """Reject a lexicon that is neither a file nor the name of an included one."""
    shipped = _shipped_lexicons()
    for name in names:
        if not files.is_file(name):
            check_name(name, shipped, f"{name}: no such lexicon; give a TOML file or one of")


class Group:
    """A group of options."""

    #: Whether a settings file may set them for all verbs at once.
    is_shared = True

    @classmethod
    def options(cls) -> list[inspect.Parameter]:
        """Return the options as parameters; their types are known in their modules."""
        kinds = get_type_hints(cls)
        parameters = inspect.signature(cls).parameters.values()
        return [parameter.replace(annotation=kinds[parameter.name]) for parameter in parameters]

    def settle(self, verb: str, sources: Sequence[str]) -> None:
        """Reject what is wrong only for this verb and these sources."""
        self.sources = sources


SEMANTIC = Option(
    False, "--semantic", help="Compare texts with the sentence encoder (extra semantic)."
)


@dataclass(kw_only=True)
class ReadingOptions(Group):
    """How programmes are read."""

    source_format: str | None = Option(None, metavar="NAME", help="The format, if detection fails.")
    columns: str | None = Option(
        None, metavar="OURS=THEIRS,...", help='Name columns: title="Talk name",abstract=4.'
    )
    language: str | None = Option(
        None, metavar="CODE", help="Which language to read if there are several, such as en."
    )
    timezone: str | None = Option(
        None, metavar="ZONE", help="The time zone of programmes that state none."
    )
    event: str | None = Option(
        None, metavar="NAME", help='The event of all talks, such as "KCD Zurich 2023".'
    )
    states: str | None = Option(
        None, "--states", **choice(["all"]), help="Read rejected and cancelled talks, too."
    )
    keep: Path | None = Option(None, metavar="DIR", help="Save fetched web sources there.")
    max_size: str | None = Option(
        None, metavar="SIZE", help="The most bytes of a source, such as 200M; by default 50M."
    )

    def __post_init__(self) -> None:
        names = ("source_format", "language", "timezone", "states", "keep")
        #: The options as `read_programme` takes them.
        self.arguments = {name: getattr(self, name) for name in names} | {
            "columns": None if self.columns is None else _parse_columns(self.columns),
            "max_size": None if self.max_size is None else _parse_size(self.max_size),
        }
        if self.source_format is not None:
            from kcdanalysis.sources import FORMATS

            problem = f"{self.source_format}: no such format; use one of"
            check_name(self.source_format, FORMATS, problem)

    def read_entries(self, sources: Sequence[str]) -> pd.DataFrame:
        """Read talks and breaks, and say how many there are of each kind."""
        listed = ("standard input" if source == "-" else source for source in sources)
        names = shown(", ".join(listed))
        with step(f"reading {names}", 1, N_STEPS):
            from kcdanalysis.sources import count_entries, read_programme

            programme = read_programme(sources, **self.arguments)
        if self.event:
            from kcdanalysis.sources.values.labels import find_year
            from kcdanalysis.words.wording import one_line

            # A terminal may pass bytes that are not valid text.
            event = one_line(self.event) or None
            year = find_year(self.event) or programme["year"]
            programme = programme.assign(event=event, year=year).astype({"year": "Int64"})
        say(f"{names}: {count_entries(programme)}")
        return programme


@dataclass(kw_only=True)
class Reading(ReadingOptions):
    """Which programmes are read, and how."""

    sources: list[str] = Argument(
        ..., metavar="SOURCE...", help="Programmes to read; - is standard input."
    )

    def talks(self) -> pd.DataFrame:
        """Read the talks of the sources."""
        from kcdanalysis.talks import only_talks

        return only_talks(self.read_entries(self.sources))


@dataclass(kw_only=True)
class LexiconOption(Group):
    """Which themes are looked for."""

    lexicon: list[str] | None = Option(
        None, help="A TOML file or the name of an included lexicon; may be repeated.", **_LEXICONS
    )

    def __post_init__(self) -> None:
        check_lexicons(self.lexicon or [])


@dataclass(kw_only=True)
class ThemeOptions(LexiconOption):
    """How themes are assigned."""

    threshold: float | None = Option(
        None, show_default="4", help="The points from which a talk is about a theme.", min=0.01
    )
    mentioned: float | None = Option(
        None, show_default="1", help="The points from which a talk mentions a theme.", min=0.01
    )
    expand: bool = Option(
        False, "--expand", help="Also count terms that are learned from these talks."
    )
    semantic: bool = SEMANTIC

    def need_expand(self) -> None:
        """Reject the encoder if nothing is learned, since no texts are compared then."""
        if self.semantic and not self.expand:
            raise BadParameter("--semantic has an effect here only with --expand; add it")

    def assign(self, talks: pd.DataFrame) -> ThemeAssignments:
        """Assign themes to talks."""
        with step(f"looking for themes in {len(talks):,} talks", 2, N_STEPS):
            from kcdanalysis.themes.assignment import assign_themes

            embeddings = "semantic" if self.expand and self.semantic else None
            return assign_themes(talks, **self.rule, expand=self.expand, embeddings=embeddings)

    @property
    def rule(self) -> dict[str, Any]:
        """What the themes of a talk depend on if nothing is learned from other talks."""
        from kcdanalysis.themes.scoring import ABOUT, MENTIONED

        about, mentioned = self.threshold or ABOUT, self.mentioned or MENTIONED
        return {"lexicon": self.lexicon, "threshold": about, "mentioned": mentioned}


@dataclass(kw_only=True)
class TargetOption(Group):
    """The target shares of themes."""

    target: list[str] | None = Option(
        None, metavar="THEME=PERCENT", help="Test a share, such as security=15; may be repeated."
    )

    def __post_init__(self) -> None:
        self.shares: dict[str, float] = {}
        for target in self.target or []:
            pair = re.fullmatch(r"(.+)=\s*(\d{1,3}(?:\.\d{1,9})?)\s*%?", target)
            if not pair:
                raise BadParameter(f"--target is {target!r}; write it as security=15 (per cent)")
            self.shares[pair[1].strip()] = float(pair[2]) / 100


@dataclass(kw_only=True)
class TopicOptions(Group):
    """How topics are found."""

    n_topics: str = Option("auto", "-n", "--topics", metavar="N|auto", help="The number of topics.")
    seed: int = Option(0, help="Seed of the random draws.", min=0, max=2**32 - 1)
    semantic: bool = SEMANTIC
    decisions: Path | None = Option(
        None, metavar="FILE", help="Rename, merge or split topics, pin talks (TOML)."
    )
    guide: list[str] | None = Option(
        None,
        help="Themes to use as topics: a TOML file or an included lexicon; may be repeated.",
        **_LEXICONS,
    )

    def __post_init__(self) -> None:
        check_lexicons(self.guide or [])
        if not re.fullmatch("auto|0*[1-9][0-9]{0,8}", self.n_topics):
            raise BadParameter(f"-n is {self.n_topics!r}; give a number such as 5, or auto")
        need_file(self.decisions)

    def find(self, talks: pd.DataFrame) -> Topics:
        """Find topics in talks."""
        n_topics: Any = "auto" if self.n_topics == "auto" else int(self.n_topics)
        if n_topics != "auto" and n_topics > len(talks):
            raise BadParameter(
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
                guide=self.guide,
            )
            return edit_topics(topics, self.decisions) if self.decisions else topics


@dataclass(kw_only=True)
class StyleOptions(Group):
    """How figures look."""

    style: list[str] | None = Option(
        None,
        metavar="STYLE",
        help="Look of the figures: dark, print or an .mplstyle file; may be repeated.",
    )
    palette: str | None = Option(
        None, metavar="COLOUR,...", help='Your colours, such as "#0072B2,#D55E00".'
    )

    def __post_init__(self) -> None:
        colours = [part.strip() for part in self.palette.split(",")] if self.palette else None
        #: As the functions that draw take them.
        self.arguments: dict[str, Any] = {"style": self.style, "palette": colours}
        if self.style or colours:
            from kcdanalysis.figures.style import house_style

            for style in self.style or []:
                if "." in style or "/" in style:
                    need_file(style)
            with house_style(**self.arguments):
                pass


@dataclass(kw_only=True)
class LookOptions(StyleOptions):
    """How figures look, and the formats that they are written in."""

    also: str = Option(
        "png@2x", metavar="FORMAT,...", help="Besides SVG and PNG: png@2x, webp, pdf or none."
    )

    def __post_init__(self) -> None:
        also = [name.strip() for name in self.also.split(",")]
        if also != ["none"]:
            from kcdanalysis.figures import ALSO

            for name in also:
                check_name(name, [*ALSO, "none"], f"--also {name}: no such format; use some of")
        super().__post_init__()
        self.arguments["also"] = [name for name in also if name != "none"]


@dataclass(kw_only=True)
class TitleOption(Group):
    """What a page is called."""

    title: str | None = Option(None, metavar="TEXT", help="The title of the page.")


@dataclass(kw_only=True)
class LangOption(Group):
    """The language of figures, posts and the explorer."""

    lang: str = Option("en", help="The language of the output.", **choice(LANGUAGES))

    def spoken(self, write: Callable[..., Any]) -> Callable[..., Any]:
        """Make a function write in this language."""
        return speaking(self.lang)(write)


def analyse(
    reading: Reading, themes: ThemeOptions, topics: TopicOptions
) -> tuple[ThemeAssignments, Topics]:
    """Read programmes, assign themes and find topics."""
    talks = reading.talks()
    return themes.assign(talks), topics.find(talks)


def _parse_columns(text: str) -> dict[str, str]:
    """Read title="Name, long",abstract=4 into a dict."""
    parts = shlex.shlex(text, posix=True)
    parts.whitespace, parts.whitespace_split, parts.escape, parts.commenters = ",", True, "", ""
    try:
        pairs = [part.partition("=") for part in parts]
    except ValueError:  # an open quote
        pairs = []
    columns = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    if not columns or not all(columns) or not all(columns.values()):
        raise BadParameter(f'--columns is {text!r}; write it as title="Talk name",abstract=4')
    return columns


def _parse_size(text: str) -> int:
    """Read 200M, 1.5GB or 300000 as a number of bytes."""
    size = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)([KMG]?)B?", text.upper())
    number = int(float(size[1]) * 1000 ** " KMG".index(size[2] or " ")) if size else 0
    if not number:
        raise BadParameter(f"--max-size is {text!r}; give a size such as 200M or 1G")
    return number


@dataclass(kw_only=True)
class _EveryVerb(Group):
    """The options that every verb has: its settings, and which messages are printed."""

    config: Path | None = Option(
        None,
        metavar="FILE",
        help=f"Read options from this file; by default from {SETTINGS_FILE} in this folder.",
        is_eager=True,
        callback=use_settings,
    )
    quiet: bool = Option(False, "-q", "--quiet", help="Print only errors and warnings.")
    verbose: bool = Option(
        False, "-v", "--verbose", help="Print each step and its time; on errors, a traceback."
    )

    def __post_init__(self) -> None:
        if self.quiet and self.verbose:
            raise BadParameter("--quiet and --verbose; give one of them")
        loud = Loudness.verbose if self.verbose else Loudness.usual
        set_loudness(Loudness.quiet if self.quiet else loud)
        if self.config:
            say(f"with the settings of {self.config}")


class _Command(TyperCommand):
    """A verb as a command; a settings file may provide everything that it needs."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self.no_args_is_help &= not files.is_file(SETTINGS_FILE)
        return super().parse_args(ctx, args)


def verb(example: str, *, needs_words: bool = True) -> Callable[[Any], Callable[..., None]]:
    """Turn a function into a verb: parameters that are groups become their options.

    The example for its help begins with its name. A verb that `needs_words` shows its help
    if it gets no arguments.
    """
    name = example.split()[: 2 if example.startswith("lexicon ") else 1]

    def decorate(function: Any) -> Callable[..., None]:
        parameters = inspect.signature(function, eval_str=True).parameters
        groups: dict[str, type[Group]] = {}
        options: dict[str, inspect.Parameter] = {}
        for parameter in parameters.values():
            kind, added = parameter.annotation, [parameter.replace(kind=parameter.KEYWORD_ONLY)]
            is_group = isinstance(kind, type) and issubclass(kind, Group)
            if is_group:
                groups[parameter.name], added = kind, kind.options()
            options |= {option.name: option for option in added}
            for option in added:
                register("-".join(name), option, is_shared=is_group and kind.is_shared)
        options |= {option.name: option for option in _EveryVerb.options()}

        @wraps(function)
        def run(**given: Any) -> None:
            def make(group: type[Group]) -> Group:
                return group(**{option.name: given[option.name] for option in group.options()})

            try:
                make(_EveryVerb)
                made = {at: make(group) for at, group in groups.items()}
                read = [*(given.get("sources") or []), *(given.get("source") or [])]
                named = [given.get(option) or [] for option in _READ]
                listed = chain.from_iterable(
                    one if isinstance(one, list) else [one] for one in named
                )
                kept = [*read, *filter(files.is_file, listed)]
                for group in made.values():
                    group.settle("-".join(name), kept if hasattr(group, "output") else read)
            except KcdError as error:
                raise BadParameter(str(error)) from None
            function(**{at: made[at] if at in made else given[at] for at in parameters})

        run.__signature__ = inspect.Signature([*options.values()])  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in options.values()}
        run.group = "".join(name[:-1])  # type: ignore[attr-defined]
        run.command = {  # type: ignore[attr-defined]
            "cls": _Command,
            "name": name[-1],
            "short_help": str(function.__doc__).split("\n")[0],
            "epilog": f"Example: kcdanalysis {example}",
            "no_args_is_help": needs_words,
        }
        return run

    return decorate
