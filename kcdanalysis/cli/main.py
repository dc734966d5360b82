"""The command line: one function a verb, which parses, calls and prints.

Data goes to standard output, words to standard error. Exit codes: 0 fine, 1 findings
or stale files, 2 wrong use, 3 unreadable input.
"""

from __future__ import annotations

import csv
import os
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kcdanalysis import __version__
from kcdanalysis.cli.options import (
    READING,
    THEMES,
    TOPICS,
    AlsoOption,
    Check,
    Folder,
    Format,
    FormatOption,
    Options,
    Output,
    PaletteOption,
    PostStyle,
    Sources,
    StyleOption,
    takes,
)
from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning
from kcdanalysis.progress import say, step

# What is slow to load (pandas, scikit-learn, matplotlib) is imported by the verb that
# needs it, so that --help and a mistyped option answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from kcdanalysis.themes.assignment import ThemeAssignments
    from kcdanalysis.topics.finding import Topics

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: Reading, themes, topics, and what comes of them.
_N_STEPS = 4

_LEXICON = {"lexicon": THEMES["lexicon"]}

_PRINTED = {".json": Format.json, ".md": Format.md}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kcdanalysis {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Tell what a conference was about: its talks, themes and topics, with evidence."""


def _verb(example: str, *groups: Options) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a verb of a function, with the options of some groups and an example in its help."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        # A verb that reads something says how, where it is given nothing.
        register = app.command(
            epilog=f"Example: kcdanalysis {example}", no_args_is_help=bool(groups)
        )
        return register(takes(*groups)(function))

    return decorate


@_verb("formats")
def formats(format: FormatOption = Format.table, output: Output = None) -> None:
    """List the formats that can be read, what each is known by, and an example."""
    from kcdanalysis.sources import source_formats

    _write(source_formats(), format, output)


@_verb("read data/kcd-zurich-2023.md --format csv", READING)
def read(
    sources: Sources,
    format: Annotated[
        Format | None, typer.Option("--format", help="How to print; by default as FILE ends.")
    ] = None,
    output: Output = None,
    **options: Any,
) -> None:
    """Read programmes into one table of talks: .csv .tsv .jsonl .parquet .xlsx or printed."""
    from kcdanalysis.sources.writing import talks_bytes, write_talks

    talks = _read_talks(sources, options)
    if format is None:
        is_file = output not in (None, "-")
        format = _PRINTED.get(Path(str(output)).suffix) if is_file else Format.table
    if format is None:
        write_talks(talks, str(output))
    elif format == Format.csv:
        # Printed as it is written, so that it can be read again.
        _write_text(talks_bytes(talks, ".csv").decode(), output)
    elif format == Format.json:
        _write(talks, format, output)
    else:
        _write(talks[["title", "speakers", "kind", "line"]], format, output)


@_verb("check data/kcd-zurich-2023.md", READING)
def check(
    sources: Sources,
    format: FormatOption = Format.table,
    output: Output = None,
    **options: Any,
) -> None:
    """Say what looks wrong in programmes, with lines; exit 1 where there are errors."""
    from kcdanalysis.sources.checks import check_talks

    findings = check_talks(_read(sources, options))
    if len(findings) or format in (Format.csv, Format.json):
        _write(findings.drop(columns="talk_id"), format, output)
    errors = int((findings["severity"] == "error").sum())
    others = len(findings) - errors
    say(f"{errors} error{_s(errors)}, {others} warning{_s(others)}")
    if errors:
        raise typer.Exit(1)


@_verb('themes data/kcd-zurich-2023.md --explain "eBPF for Security"', THEMES, READING)
def themes(
    sources: Sources,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Learn by a sentence encoder, too (extra semantic).")
    ] = False,
    shares: Annotated[bool, typer.Option("--shares", help="One row a theme, not a talk.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="TALK", help="Show the evidence of talks with this title.")
    ] = None,
    format: FormatOption = Format.table,
    output: Output = None,
    **options: Any,
) -> None:
    """Say which themes each talk has, or how many talks each theme has."""
    from kcdanalysis.themes.assignment import explain_talk
    from kcdanalysis.themes.evidence import FIELD_POINTS

    options |= {"semantic": semantic, "expand": options["expand"] or semantic}
    found = _find_themes(_read_talks(sources, options), options)
    if explain is not None:
        points = explain_talk(found, explain)
        is_read = format in (Format.table, Format.md)
        # Of one talk, a reader needs no title in each row.
        drop = ["title"] if is_read and points["title"].nunique() == 1 else []
        _write(points.drop(columns=drop), format, output)
    elif shares:
        from kcdanalysis.summaries import theme_shares

        _write(theme_shares(found).round(4), format, output)
    else:
        _write(_themes_of_talks(found, format), format, output)
    if options["expand"]:
        say(f"{len(found.learned)} terms were learned from these talks (role: learned)")
    title, text = FIELD_POINTS["title"], FIELD_POINTS["abstract"]
    say(
        f"a theme needs {found.threshold:g} points;"
        f" a term in a title gives {title:g}, in the text {text:g}, times the weight of the theme"
    )


lexicon_app = typer.Typer(no_args_is_help=True, help="Show, check, extend or make a lexicon.")
app.add_typer(lexicon_app, name="lexicon")


@lexicon_app.command("show", epilog="Example: kcdanalysis lexicon show web")
@takes()
def lexicon_show(
    lexicon: Annotated[
        list[str] | None, typer.Argument(metavar="[LEXICON...]", help="By default cloud-native.")
    ] = None,
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Show the themes of a lexicon and their terms; -o FILE.toml writes a copy to edit."""
    import pandas as pd

    from kcdanalysis.themes.lexicon import lexicon_names, read_lexicon
    from kcdanalysis.themes.suggestions import lexicon_toml

    themes = read_lexicon(lexicon)
    if str(output).endswith(".toml"):
        _write_text(lexicon_toml(themes), output)
        return
    rows = [
        (name, one.label, *("; ".join(words) for words in (one.terms, one.hints, one.without)))
        for name, one in themes.items()
    ]
    names = ["theme", "label", "terms", "hints", "without"]
    _write(pd.DataFrame(rows, columns=names), format, output)
    say(f"{len(themes)} themes; ours are {', '.join(lexicon_names())}")


@lexicon_app.command("check", epilog="Example: kcdanalysis lexicon check cloud-native")
@takes()
def lexicon_check(
    lexicon: Annotated[str, typer.Argument(metavar="LEXICON", help="A TOML file, or a name.")],
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Say what in a lexicon has no effect, or another than meant; exit 1 where there are errors."""
    from kcdanalysis.themes.lint import check_lexicon

    findings = check_lexicon(lexicon)
    if len(findings) or format in (Format.csv, Format.json):
        _write(findings, format, output)
    counts = {
        name: int((findings["severity"] == name).sum()) for name in ("error", "warning", "note")
    }
    say(f"{lexicon}: {', '.join(f'{count} {name}{_s(count)}' for name, count in counts.items())}")
    if counts["error"]:
        raise typer.Exit(1)


@lexicon_app.command(
    "suggest", epilog="Example: kcdanalysis lexicon suggest data/kcd-zurich-2023.md"
)
@takes(_LEXICON, READING)
def lexicon_suggest(
    sources: Sources,
    n: Annotated[int, typer.Option("-n", help="Most terms of a theme.", min=1)] = 5,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Learn by a sentence encoder, too (extra semantic).")
    ] = False,
    format: FormatOption = Format.table,
    output: Output = None,
    **options: Any,
) -> None:
    """Offer terms that go with each theme in these talks; -o FILE.toml adds them as hints."""
    from kcdanalysis.themes.assignment import assign_themes
    from kcdanalysis.themes.suggestions import add_hints, lexicon_toml, suggest_terms

    found = assign_themes(
        _read_talks(sources, options),
        lexicon=options["lexicon"],
        expand=True,
        embeddings="semantic" if semantic else None,
    )
    suggestions = suggest_terms(found, n)
    if str(output).endswith(".toml"):
        _write_text(lexicon_toml(add_hints(found.lexicon, suggestions)), output)
    elif format in (Format.table, Format.md):
        _write(suggestions.drop(columns=["theme", "sentence"]).round(2), format, output)
    else:
        _write(suggestions.round(4), format, output)
    say(f"{len(suggestions)} terms to consider; none of them counts before you add it")


@lexicon_app.command("new", epilog='Example: kcdanalysis lexicon new "Security" "Data & Storage"')
@takes(READING)
def lexicon_new(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="What the themes are called.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="SOURCE", help="Take the tracks of a programme."),
    ] = None,
    output: Output = None,
    **options: Any,
) -> None:
    """Make a lexicon of the names of themes, or of the tracks of a programme, as TOML."""
    from kcdanalysis.themes.suggestions import lexicon_from_names, lexicon_toml

    tracks = _read_talks(source, options)["track"].dropna().unique() if source else []
    if source and not len(tracks):
        raise KcdError(f"{', '.join(source)}: no track is said; give the names of themes instead")
    _write_text(lexicon_toml(lexicon_from_names([*(names or []), *tracks])), output)


@_verb("topics data/kcd-zurich-2023.md -n 3 --seed 1", TOPICS, READING)
def topics(
    sources: Sources,
    format: FormatOption = Format.table,
    output: Output = None,
    **options: Any,
) -> None:
    """Find groups of talks that share their words, and say how sure they are."""
    from kcdanalysis.summaries import topic_summary, topic_talks

    _check_number(options["n_topics"])
    talks = _read_talks(sources, options)
    found = _find_topics(talks, options)
    read_alone = format in (Format.table, Format.md)
    best = topic_talks(found, n=3 if read_alone else len(talks)).groupby("topic")["title"]
    table = topic_summary(found).assign(talks=lambda topic: topic["topic"].map(best.agg("\n".join)))
    if read_alone:
        table = table[["label", "n_talks", "stability", "reading", "talks"]]
        table = table.rename(columns={"talks": "best talks"})
    _write(table.round(4), format, output)
    say(found.verdict)


@_verb("compare data/kcd-zurich-2023.md tests/sources/recap/days.md --quiet", THEMES, READING)
def compare(
    sources: Sources,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="What to compare: event, year, track, kind, ...; by default events, or files.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="GROUP", help='Compare with this one; "previous": each with the one before.'
        ),
    ] = None,
    trend: Annotated[
        bool, typer.Option("--trend", help="One row a theme: does it rise or fall?")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="The words that set each group apart.")
    ] = False,
    figures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Draw comparison, words and trend there.")
    ] = None,
    style: StyleOption = None,
    palette: PaletteOption = None,
    also: AlsoOption = "png@2x",
    format: FormatOption = Format.table,
    output: Output = None,
    **options: Any,
) -> None:
    """Say which themes one event has more of than another, or how they change over the years."""
    from kcdanalysis import summaries

    if trend and words:
        raise typer.BadParameter("--trend and --words are two tables; ask for one at a time")
    talks = _read_talks(sources, options)
    by = by or _what_differs(talks)
    found = _find_themes(talks, options)
    is_read = format in (Format.table, Format.md)
    if trend:
        table = summaries.trend_tests(found, by)
        if is_read:
            table = table[["label", "n", "first", "last", "sentence"]]
    elif words:
        table = summaries.distinctive_words(talks, by)
        if is_read:
            table = table[[by, "word", "n", "n_talks", "n_others", "reading"]]
    else:
        table = summaries.compare_events(found, by, against=against)
        counts = table["verdict"].value_counts()
        say(", ".join(f"{counts[word]} {word}" for word in summaries.VERDICTS if word in counts))
        if is_read:
            table = _what_is_sure(table)
    caveat = summaries.length_caveat(talks, by)
    if figures:
        from kcdanalysis.publishing.gallery import draw_comparison

        for path in draw_comparison(
            found, by, figures, against=against, **_looks(style, palette, also)
        ):
            say(str(path))
    _write(table.round(4), format, output)
    # Trends are told among talks of like length.
    if caveat and not trend:
        say(caveat)


@_verb("figures data/kcd-zurich-2023.md -o figures --check", THEMES, TOPICS, READING)
def figures(
    sources: Sources,
    output: Folder,
    style: StyleOption = None,
    palette: PaletteOption = None,
    also: AlsoOption = "png@2x",
    check: Check = False,
    **options: Any,
) -> None:
    """Draw the figures of programmes, with their numbers, captions and alternative texts."""
    from kcdanalysis.publishing.gallery import draw_gallery, stale_files

    found = _analyse(sources, options)
    looks = _looks(style, palette, also)
    with step("drawing figures", _N_STEPS, _N_STEPS):
        if check:
            stale = stale_files(*found, output, **looks)
        else:
            written = draw_gallery(*found, output, **looks)
    if check:
        _say_stale(stale, output)
    for path in written:
        typer.echo(path)


@_verb(
    "report data/kcd-zurich-2023.md -o post --style hugo --date 2023-06-22", THEMES, TOPICS, READING
)
def report(
    sources: Sources,
    output: Folder,
    style: Annotated[PostStyle, typer.Option(help="What it is for.")] = PostStyle.hugo,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Of the post; by default that of the last talk."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own page, a Jinja2 template.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Renew what stands between our markers alone.")
    ] = False,
    check: Check = False,
    **options: Any,
) -> None:
    """Write a post: a page with figures, words, the talks by theme and the data beside it."""
    from kcdanalysis.publishing import build_report, report_state

    found = _analyse(sources, options)
    page: dict[str, Any] = {
        "style": style.value,
        "date": date.date() if date else None,
        "template": template,
    }
    with step("writing the post", _N_STEPS, _N_STEPS):
        if check:
            state = report_state(*found, output, **page)
            stale = [*state.missing, *state.stale, *state.left_over]
        else:
            written = build_report(*found, output, refresh=refresh, sources=sources, **page)
    if check:
        _say_stale(stale, output)
    for path in written:
        typer.echo(path)


@_verb("explore data/kcd-zurich-2023.md -o page.html", THEMES, TOPICS, READING)
def explore(
    sources: Sources,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="The page; - is standard output.")
    ],
    **options: Any,
) -> None:
    """Write one offline page to explore: map, themes, topics, talks, evidence."""
    from kcdanalysis.publishing import explorer_page

    found = _analyse(sources, options)
    with step("writing the page", _N_STEPS, _N_STEPS):
        page = explorer_page(*found)
    _write_text(page, output)
    if output != "-":
        say(f"{output}: {len(page.encode()) / 1e6:.1f} MB")


def main() -> None:
    """Run the command line; a user's mistake is one sentence and exit code 3."""
    unreadable: list[str] = []

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        typer.echo(f"kcdanalysis: {message}", err=True)
        if issubclass(category, UnreadableWarning):
            unreadable.append(str(message))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", KcdWarning)
            warnings.showwarning = show
            app(prog_name="kcdanalysis")
    except KcdError as error:
        typer.echo(f"kcdanalysis: {error}", err=True)
        sys.exit(3)
    except SystemExit as end:
        # What could be read has been written by now.
        sys.exit(3 if unreadable and not end.code else end.code)
    except BrokenPipeError:
        # The reader, such as `head`, has gone; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_stale(stale: list[str], folder: Path) -> None:
    """Name the stale files of a folder, and end: with 1 where there are some."""
    for name in stale:
        typer.echo(name)
    files = f"{len(stale)} stale file{_s(len(stale))} in {folder}"
    say(files if stale else f"{folder} is up to date")
    raise typer.Exit(1 if stale else 0)


def _pairs(text: str) -> dict[str, str]:
    """Read title="Talk name",abstract=4 into a dict."""
    pairs = [part.split("=", 1) for part in next(csv.reader([text]), [])]
    if not all(len(pair) == 2 and all(map(str.strip, pair)) for pair in pairs):
        raise typer.BadParameter(f'--columns is {text!r}; write it as title="Talk name",abstract=4')
    return {ours.strip(): theirs.strip().strip("\"'") for ours, theirs in pairs}


def _looks(style: list[str] | None, palette: str | None, also: str) -> dict[str, Any]:
    """How figures look and what they are written as; "none" is nothing besides."""
    names = [name.strip() for name in also.split(",") if name.strip() not in ("", "none")]
    colours = None if palette is None else [one.strip() for one in palette.split(",")]
    return {"style": style or None, "palette": colours, "also": names}


def _read_talks(sources: list[str], options: dict[str, Any]) -> pd.DataFrame:
    from kcdanalysis.talks import only_talks

    return only_talks(_read(sources, options))


def _read(sources: list[str], options: dict[str, Any]) -> pd.DataFrame:
    """Read every entry, breaks too, and say how many of what there are."""
    reading = {name: options[name] for name in READING}
    if reading["columns"]:
        reading["columns"] = _pairs(reading["columns"])
    named = ", ".join("standard input" if source == "-" else source for source in sources)
    with step(f"reading {named}", 1, _N_STEPS):
        from kcdanalysis.sources import read_programme
        from kcdanalysis.talks import count_entries

        programme = read_programme(sources, **reading)
    say(f"{named}: {count_entries(programme)}")
    return programme


def _find_themes(talks: pd.DataFrame, options: dict[str, Any]) -> ThemeAssignments:
    with step(f"looking for themes in {len(talks):,} talks", 2, _N_STEPS):
        from kcdanalysis.themes.assignment import THRESHOLD, assign_themes

        expand = options["expand"]
        return assign_themes(
            talks,
            lexicon=options["lexicon"],
            threshold=options["threshold"] or THRESHOLD,
            expand=expand,
            embeddings="semantic" if expand and options["semantic"] else None,
        )


def _find_topics(talks: pd.DataFrame, options: dict[str, Any]) -> Topics:
    n_topics = options["n_topics"]
    with step(f"looking for topics in {len(talks):,} talks", 3, _N_STEPS):
        from kcdanalysis.topics.decisions import edit_topics
        from kcdanalysis.topics.finding import find_topics

        found = find_topics(
            talks,
            n_topics="auto" if n_topics == "auto" else int(n_topics),
            random_state=options["seed"],
            embeddings="semantic" if options["semantic"] else None,
        )
        return edit_topics(found, options["decisions"]) if options["decisions"] else found


def _analyse(sources: list[str], options: dict[str, Any]) -> tuple[ThemeAssignments, Topics]:
    """Read programmes, and find their themes and topics."""
    _check_number(options["n_topics"])
    talks = _read_talks(sources, options)
    return _find_themes(talks, options), _find_topics(talks, options)


def _check_number(n_topics: str) -> None:
    if n_topics != "auto" and not n_topics.isdecimal():
        raise typer.BadParameter(f"-n is {n_topics!r}; give a number such as 5, or auto")


def _what_differs(talks: pd.DataFrame) -> str:
    """Events where there are several, else the files that the talks come from."""
    from kcdanalysis.summaries import group_talks

    if talks["event"].notna().any() and group_talks(talks, "event").nunique() > 1:
        return "event"
    return "source" if talks["source"].nunique() > 1 else "event"


def _what_is_sure(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader wants to see first; of several groups, what is not sure is left out."""
    from kcdanalysis.summaries import VERDICTS

    several = table.iloc[:, 0].nunique() > 1
    rows = table[(table["n"] > 0) | (table["n_against"] > 0)]
    rows = rows[rows["verdict"].isin(["more", "less"])] if several else rows
    order = rows["verdict"].map(VERDICTS.index)
    rows = rows.assign(order=order, size=-rows["difference"].abs()).sort_values(
        ["order", "size"], kind="stable"
    )
    return rows[["label", "share", "share_against", "sentence"]]


def _themes_of_talks(found: ThemeAssignments, format: Format) -> pd.DataFrame:
    themes = [[theme for theme in row.index if row[theme]] for _, row in found.labels.iterrows()]
    if format in (Format.table, Format.md):
        labels = ["; ".join(found.lexicon[name].label for name in row) or "none" for row in themes]
        unknown = dict(found.uncovered.itertuples(index=False))
        labels = [
            f"cannot tell ({unknown[talk]})" if talk in unknown else label
            for talk, label in zip(found.talks["talk_id"], labels, strict=True)
        ]
        return found.talks[["title"]].assign(themes=labels)
    columns = found.talks[["talk_id", "title", "line"]]
    return columns.assign(
        themes=themes if format == Format.json else ["; ".join(row) for row in themes]
    )


def _write(table: pd.DataFrame, format: Format, output: str | None) -> None:
    from kcdanalysis.summaries.printing import as_csv, as_json, as_markdown, as_terminal

    makers: dict[Format, Any] = {
        Format.table: as_terminal,
        Format.csv: as_csv,
        Format.json: as_json,
        Format.md: as_markdown,
    }
    _write_text(makers[format](table), output)


def _write_text(text: str, output: str | None) -> None:
    if output in (None, "-"):
        sys.stdout.write(text)
    else:
        try:
            Path(str(output)).write_text(text, "utf-8")
        except OSError as error:
            raise KcdError(f"{output}: cannot be written ({error.strerror})") from None


def _s(number: int) -> str:
    return "" if number == 1 else "s"
