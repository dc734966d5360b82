"""The verbs about lexicons: show, check, suggest, new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import typer
from typer import Argument, Option

from kcdanalysis.cli.options import (
    SEMANTIC,
    LexiconOption,
    Reading,
    ReadingOptions,
    check_lexicons,
    need_file,
    verb,
)
from kcdanalysis.cli.output import File, Table
from kcdanalysis.cli.reading import report_findings
from kcdanalysis.errors import KcdError
from kcdanalysis.progress import say

if TYPE_CHECKING:
    import pandas as pd


_FROM = "The programme to take talks or tracks from."


@dataclass(kw_only=True)
class LexiconTable(Table):
    """A table about a lexicon, or the lexicon itself as TOML."""

    more: ClassVar[Sequence[str]] = ("toml",)


@verb("lexicon show web", needs_words=False)
def show(
    table: LexiconTable,
    lexicon: list[str] | None = Argument(
        None, metavar="[LEXICON...]", help="By default cloud-native."
    ),
) -> None:
    """Show the themes of a lexicon and their terms; -o FILE.toml writes a copy to edit."""
    check_lexicons(lexicon or [])
    import pandas as pd

    from kcdanalysis.themes.lexicon import all_lists, lexicon_names, read_lexicon
    from kcdanalysis.themes.scoring import term_weight
    from kcdanalysis.themes.suggestions import lexicon_toml

    themes = read_lexicon(lexicon)
    if table.kind == "toml":
        table.put(lexicon_toml(themes))
        return
    rows = []
    for name, language, lists in all_lists(themes):
        row = {"theme": name, "label": themes[name].label, "language": language}
        for key in ("terms", "title_terms", "hints", "without"):
            is_weighed = key != "without" and language == "any"
            weights = {one: term_weight(one) if is_weighed else 1 for one in getattr(lists, key)}
            row[key] = "; ".join(
                one if weight == 1 else f"{one} ({weight:.2f})" for one, weight in weights.items()
            )
        rows.append(row)
    table.write(pd.DataFrame(rows))
    say("in brackets: the weight of a term, if it is less than 1")
    say(f"{len(themes)} themes; included lexicons: {', '.join(lexicon_names())}")


@verb("lexicon check cloud-native")
def check(
    options: ReadingOptions,
    table: Table,
    lexicon: str = Argument(..., metavar="LEXICON", help="A TOML file or an included one."),
    against: Path | None = Option(
        None, metavar="FILE", help="Compare with labels, a CSV with the columns talk and theme."
    ),
    source: list[str] | None = Option(None, "--from", metavar="SOURCE", help=_FROM),
) -> None:
    """Report terms with no effect or an unintended one; exit 1 if there are errors."""
    check_lexicons([lexicon])
    need_file(against)
    if source and not against:
        raise typer.BadParameter("--from has an effect here only with --against; add it")
    if against:
        _compare(lexicon, str(against), options.read_entries(source) if source else None, table)
        return
    from kcdanalysis.themes.lint import check_lexicon

    severities = ("error", "warning", "note")
    report_findings(check_lexicon(lexicon), table, severities, f"{lexicon}: ")


def _compare(lexicon: str, against: str, talks: pd.DataFrame | None, table: Table) -> None:
    """Compare the themes of a lexicon with labels."""
    from kcdanalysis.summaries.calibration import read_labels, theme_precision
    from kcdanalysis.talks import as_talks
    from kcdanalysis.themes.assignment import assign_themes
    from kcdanalysis.words.wording import interval, percent

    labels = read_labels(against)
    if talks is None:
        # The table has the titles, and perhaps the abstracts.
        talks = as_talks(labels.rename(columns={"talk": "title"}).drop_duplicates("title"))
    found = theme_precision(assign_themes(talks, lexicon=lexicon), labels)
    if table.is_data:
        table.write(found)
        return
    for name in ("precision", "recall"):
        bounds = found[name], found.pop(f"{name}_low"), found.pop(f"{name}_high")
        found[name] = [
            "" if share != share else f"{percent(share)} ({interval(low, high)})"
            for share, low, high in zip(*bounds, strict=True)
        ]
    table.write(found.round(2))
    say(
        f"{found['n_right'].iloc[-1]} of {found['n_about'].iloc[-1]} are right; threshold: the"
        " fewest points from which 95% are right"
    )


@verb("lexicon suggest data/kcd-zurich-2023.md")
def suggest(
    reading: Reading,
    options: LexiconOption,
    table: LexiconTable,
    terms: int = Option(5, "--terms", help="The most terms per theme.", min=1),
    semantic: bool = SEMANTIC,
) -> None:
    """Suggest terms that occur with each theme in these talks; -o FILE.toml adds them as hints."""
    from kcdanalysis.themes.assignment import assign_themes
    from kcdanalysis.themes.suggestions import add_hints, lexicon_toml, suggest_terms

    talks, embeddings = reading.talks(), "semantic" if semantic else None
    assigned = assign_themes(talks, lexicon=options.lexicon, expand=True, embeddings=embeddings)
    suggestions = suggest_terms(assigned, terms)
    if table.kind == "toml":
        table.put(lexicon_toml(add_hints(assigned.lexicon, suggestions)))
    elif table.is_data:
        table.write(suggestions)
    else:
        table.write(suggestions.drop(columns=["theme", "sentence"]).round(2))
    say(f"{len(suggestions)} terms to consider; none of them counts until you add it")


@verb('lexicon new "Security" "Data & Storage"')
def new(
    options: ReadingOptions,
    lexicon: File,
    names: list[str] | None = Argument(None, metavar="[NAME...]", help="Names of themes."),
    source: list[str] | None = Option(None, "--from", metavar="SOURCE", help=_FROM),
) -> None:
    """Make a lexicon from names of themes, or from the tracks of a programme, as TOML."""
    if not names and not source:
        raise typer.BadParameter('give names of themes, such as "Security", or --from a programme')
    from kcdanalysis.talks import only_talks
    from kcdanalysis.themes.suggestions import lexicon_from_names, lexicon_toml

    tracks = only_talks(options.read_entries(source))["track"].dropna().unique() if source else []
    if source and not len(tracks):
        raise KcdError(f"{', '.join(source)}: the talks have no tracks; give names of themes")
    lexicon.put(lexicon_toml(lexicon_from_names([*(names or []), *tracks])))
