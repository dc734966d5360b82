"""The command line: one function a verb, which parses, calls and prints.

Data goes to standard output, words to standard error. Exit codes: 0 fine, 1 findings
or stale files, 2 wrong use, 3 unreadable input.
"""

from __future__ import annotations

import csv
import os
import sys
import warnings
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kcdanalysis import __version__
from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning

# What is slow to load (pandas, scikit-learn, matplotlib) is imported by the verb that
# needs it, so that --help and a mistyped option answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from kcdanalysis.themes import ThemeAssignments

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


_PRINTED = {".json": Format.json, ".md": Format.md}

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Programmes to read; - is standard input.")
]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write there, not to stdout.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the table.")]
DecisionsOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Rename, merge or split topics, pin talks (TOML)."),
]
SemanticOption = Annotated[
    bool, typer.Option("--semantic", help="Compare talks by a sentence encoder (extra semantic).")
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
LexiconOption = Annotated[
    list[str] | None,
    typer.Option(metavar="LEXICON", help="A TOML file, or the name of one of ours; may be many."),
]


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


@app.command(epilog="Example: kcdanalysis formats")
def formats(format: FormatOption = Format.table, output: Output = None) -> None:
    """List the formats that can be read, and what each is known by."""
    from kcdanalysis.sources import source_formats

    _write(source_formats(), format, output)


@app.command(epilog="Example: kcdanalysis read data/kcd-zurich-2023.md --format csv")
def read(
    sources: Sources,
    format: Annotated[
        Format | None, typer.Option("--format", help="How to print; by default as FILE ends.")
    ] = None,
    output: Output = None,
    source_format: Annotated[
        str | None, typer.Option(metavar="NAME", help="What it is, where the content fools us.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="OURS=THEIRS,...", help='As title="Talk name",abstract=4.'),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Which to take of several, as en.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep what was fetched from the web there.")
    ] = None,
) -> None:
    """Read programmes into one table of talks: .csv .tsv .jsonl .parquet .xlsx or printed."""
    from kcdanalysis.writing import talks_bytes, write_talks

    talks = _read_talks(
        sources,
        source_format=source_format,
        columns=_pairs(columns) if columns else None,
        language=language,
        keep=keep,
    )
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


@app.command(epilog="Example: kcdanalysis check data/kcd-zurich-2023.md")
def check(sources: Sources, format: FormatOption = Format.table, output: Output = None) -> None:
    """Say what looks wrong in programmes, with lines; exit 1 where there are errors."""
    from kcdanalysis.checks import check_talks

    findings = check_talks(_read(sources))
    if len(findings) or format in (Format.csv, Format.json):
        _write(findings.drop(columns="talk_id"), format, output)
    errors = int((findings["severity"] == "error").sum())
    others = len(findings) - errors
    _say(f"{errors} error{_s(errors)}, {others} warning{_s(others)}")
    if errors:
        raise typer.Exit(1)


@app.command(epilog='Example: kcdanalysis themes data/kcd-zurich-2023.md --explain "eBPF for Sec"')
def themes(
    sources: Sources,
    lexicon: LexiconOption = None,
    threshold: Annotated[
        float | None, typer.Option(help="Points that give a talk a theme.", min=0.01)
    ] = None,
    expand: Annotated[
        bool, typer.Option("--expand", help="Learn from these talks which terms count, too.")
    ] = False,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Learn by a sentence encoder, too (extra semantic).")
    ] = False,
    shares: Annotated[bool, typer.Option("--shares", help="One row a theme, not a talk.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="TALK", help="Show the evidence of talks with this title.")
    ] = None,
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Say which themes each talk has, or how many talks each theme has."""
    from kcdanalysis.evidence import FIELD_POINTS
    from kcdanalysis.themes import THRESHOLD, assign_themes, explain_talk

    talks = _read_talks(sources)
    found = assign_themes(
        talks,
        lexicon=lexicon,
        threshold=threshold or THRESHOLD,
        expand=expand or semantic,
        embeddings="semantic" if semantic else None,
    )
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
    title, text = FIELD_POINTS["title"], FIELD_POINTS["abstract"]
    _say(
        f"a theme needs {found.threshold:g} points;"
        f" a term in a title gives {title:g}, in the text {text:g}, times the weight of the theme"
    )
    if expand or semantic:
        _say(f"{len(found.learned)} terms were learned from these talks (role: learned)")


lexicon_app = typer.Typer(no_args_is_help=True, help="Show, check, extend or make a lexicon.")
app.add_typer(lexicon_app, name="lexicon")


@lexicon_app.command("show", epilog="Example: kcdanalysis lexicon show web")
def lexicon_show(
    lexicon: Annotated[
        list[str] | None, typer.Argument(metavar="[LEXICON...]", help="By default cloud-native.")
    ] = None,
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Show the themes of a lexicon and their terms; -o FILE.toml writes a copy to edit."""
    import pandas as pd

    from kcdanalysis.lexicon import lexicon_names, read_lexicon
    from kcdanalysis.lexicon_making import lexicon_toml

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
    _say(f"{len(themes)} themes; ours are {', '.join(lexicon_names())}")


@lexicon_app.command("check", epilog="Example: kcdanalysis lexicon check cloud-native")
def lexicon_check(
    lexicon: Annotated[str, typer.Argument(metavar="LEXICON", help="A TOML file, or a name.")],
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Say what in a lexicon has no effect, or another than meant; exit 1 where there are errors."""
    from kcdanalysis.lexicon_checks import check_lexicon

    findings = check_lexicon(lexicon)
    if len(findings) or format in (Format.csv, Format.json):
        _write(findings, format, output)
    counts = {
        name: int((findings["severity"] == name).sum()) for name in ("error", "warning", "note")
    }
    _say(f"{lexicon}: {', '.join(f'{count} {name}{_s(count)}' for name, count in counts.items())}")
    if counts["error"]:
        raise typer.Exit(1)


@lexicon_app.command(
    "suggest", epilog="Example: kcdanalysis lexicon suggest data/kcd-zurich-2023.md"
)
def lexicon_suggest(
    sources: Sources,
    lexicon: LexiconOption = None,
    n: Annotated[int, typer.Option("-n", help="Most terms of a theme.", min=1)] = 5,
    semantic: SemanticOption = False,
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Offer terms that go with each theme in these talks; -o FILE.toml adds them as hints."""
    from kcdanalysis.lexicon_making import add_hints, lexicon_toml, suggest_terms
    from kcdanalysis.themes import assign_themes

    found = assign_themes(
        _read_talks(sources),
        lexicon=lexicon,
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
    _say(f"{len(suggestions)} terms to consider; none of them counts before you add it")


@lexicon_app.command("new", epilog='Example: kcdanalysis lexicon new "Security" "Data & Storage"')
def lexicon_new(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="What the themes are called.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="SOURCE", help="Take the tracks of a programme."),
    ] = None,
    output: Output = None,
) -> None:
    """Make a lexicon of the names of themes, or of the tracks of a programme, as TOML."""
    from kcdanalysis.lexicon_making import lexicon_from_names, lexicon_toml

    tracks = _read_talks(source)["track"].dropna().unique() if source else []
    if source and not len(tracks):
        raise KcdError(f"{', '.join(source)}: no track is said; give the names of themes instead")
    _write_text(lexicon_toml(lexicon_from_names([*(names or []), *tracks])), output)


@app.command(epilog="Example: kcdanalysis topics data/kcd-zurich-2023.md")
def topics(
    sources: Sources,
    n_topics: Annotated[str, typer.Option("-n", metavar="N|auto", help="How many.")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the random draws.")] = 0,
    semantic: SemanticOption = False,
    decisions: DecisionsOption = None,
    format: FormatOption = Format.table,
    output: Output = None,
) -> None:
    """Find groups of talks that share their words, and say how sure they are."""
    from kcdanalysis.decisions import edit_topics
    from kcdanalysis.summaries import topic_summary, topic_talks
    from kcdanalysis.topics import find_topics

    if n_topics != "auto" and not n_topics.isdecimal():
        raise typer.BadParameter(f"-n is {n_topics!r}; give a number such as 5, or auto")
    talks = _read_talks(sources)
    found = find_topics(
        talks,
        n_topics="auto" if n_topics == "auto" else int(n_topics),
        random_state=seed,
        embeddings="semantic" if semantic else None,
    )
    if decisions:
        found = edit_topics(found, decisions)
    read_alone = format in (Format.table, Format.md)
    best = topic_talks(found, n=3 if read_alone else len(talks)).groupby("topic")["title"]
    table = topic_summary(found).assign(talks=lambda topic: topic["topic"].map(best.agg("\n".join)))
    if read_alone:
        table = table[["label", "n_talks", "stability", "reading", "talks"]]
        table = table.rename(columns={"talks": "best talks"})
    _write(table.round(4), format, output)
    _say(found.verdict)


@app.command(epilog="Example: kcdanalysis figures data/kcd-zurich-2023.md -o figures")
def figures(
    sources: Sources,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to.")],
    lexicon: LexiconOption = None,
    semantic: SemanticOption = False,
    decisions: DecisionsOption = None,
    style: StyleOption = None,
    palette: PaletteOption = None,
    also: AlsoOption = "png@2x",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 and name what is stale.")
    ] = False,
) -> None:
    """Draw the figures of programmes, with their numbers, captions and alternative texts."""
    from kcdanalysis.decisions import edit_topics
    from kcdanalysis.gallery import draw_gallery, stale_files
    from kcdanalysis.themes import assign_themes
    from kcdanalysis.topics import find_topics

    talks = _read_talks(sources)
    topics = find_topics(talks, embeddings="semantic" if semantic else None)
    if decisions:
        topics = edit_topics(topics, decisions)
    found = assign_themes(talks, lexicon=lexicon), topics
    looks = _looks(style, palette, also)
    if check:
        stale = stale_files(*found, output, **looks)
        for name in stale:
            typer.echo(name)
        _say(f"{len(stale)} stale files in {output}" if stale else f"{output} is up to date")
        raise typer.Exit(1 if stale else 0)
    for path in draw_gallery(*found, output, **looks):
        typer.echo(path)


@app.command(epilog="Example: kcdanalysis explore data/kcd-zurich-2023.md -o page.html")
def explore(
    sources: Sources,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The page.")],
    lexicon: LexiconOption = None,
    semantic: SemanticOption = False,
    decisions: DecisionsOption = None,
) -> None:
    """Write one offline page to explore: map, themes, topics, talks, evidence."""
    from kcdanalysis.decisions import edit_topics
    from kcdanalysis.report import explorer_page
    from kcdanalysis.themes import assign_themes
    from kcdanalysis.topics import find_topics

    talks = _read_talks(sources)
    topics = find_topics(talks, embeddings="semantic" if semantic else None)
    if decisions:
        topics = edit_topics(topics, decisions)
    page = explorer_page(assign_themes(talks, lexicon=lexicon), topics)
    _write_text(page, output)
    if output != "-":
        _say(f"{output}: {len(page.encode()) / 1e6:.1f} MB")


def main() -> None:
    """Run the command line; a user's mistake is one sentence and exit code 3."""
    unreadable: list[str] = []

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        _say(f"kcdanalysis: {message}")
        if issubclass(category, UnreadableWarning):
            unreadable.append(str(message))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", KcdWarning)
            warnings.showwarning = show
            app()
    except KcdError as error:
        _say(f"kcdanalysis: {error}")
        sys.exit(3)
    except SystemExit as end:
        # What could be read has been written by now.
        sys.exit(3 if unreadable and not end.code else end.code)
    except BrokenPipeError:
        # The reader, such as `head`, has gone; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def _read_talks(sources: list[str], **options: Any) -> pd.DataFrame:
    from kcdanalysis.talks import only_talks

    return only_talks(_read(sources, **options))


def _read(sources: list[str], **options: Any) -> pd.DataFrame:
    """Read every entry, breaks too, and say how many of what there are."""
    from kcdanalysis.sources import read_programme
    from kcdanalysis.talks import count_entries

    programme = read_programme(sources, **options)
    named = ", ".join("standard input" if source == "-" else source for source in sources)
    _say(f"{named}: {count_entries(programme)}")
    return programme


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
    from kcdanalysis.printing import as_csv, as_json, as_markdown, as_terminal

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


def _say(words: str) -> None:
    typer.echo(words, err=True)


def _s(number: int) -> str:
    return "" if number == 1 else "s"
