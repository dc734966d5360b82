"""A post about a programme: a page with its words, figures, table of talks and data beside it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml
from markupsafe import Markup, escape

from kcdanalysis import __version__
from kcdanalysis.errors import KcdError
from kcdanalysis.publishing.escaping import markdown_link, one_line
from kcdanalysis.publishing.gallery import draw_some
from kcdanalysis.publishing.links import web_address
from kcdanalysis.publishing.markers import begin, end, renew
from kcdanalysis.publishing.pages import fill_own, fill_page, policy, shipped_text
from kcdanalysis.publishing.prose import headline, opening
from kcdanalysis.sources.writing import talks_bytes
from kcdanalysis.summaries import NO_THEME, editions, theme_matrix, theme_shares
from kcdanalysis.summaries.printing import as_csv
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.evidence import scoring_rule
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count, of_total, percent

#: The styles of a page, and the name of its file.
STYLES = {
    "hugo": "index.md", "jekyll": "index.md", "markdown": "index.md", "html": "index.html",
}  # fmt: skip

# What a post shows of the gallery, and below which heading. The matrix of talks and themes
# is the table of talks.
_HEADINGS = {
    "theme-shares": "What it was about",
    "theme-cooccurrence": "What goes together",
    "topics": "Groups of talks",
    "talk-map": "A map of the talks",
    "comparison": "How the events differ",
    "theme-trend": "How themes rise and fall",
}

# A post of many talks names the first of each theme, and says how many more there are.
_MANY_TALKS, _TALKS_OF_THEME = 100, 10
_TERMS = 5


@dataclass(frozen=True)
class PostFigure:
    """A figure of a post: the names of its files and its words."""

    name: str
    heading: str
    title: str
    caption: str
    alt: str

    @property
    def svg(self) -> str:
        """The drawing."""
        return f"{self.name}.svg"

    @property
    def png(self) -> str:
        """The picture, for what cannot show a drawing."""
        return f"{self.name}.png"

    @property
    def csv(self) -> str:
        """Its numbers."""
        return f"{self.name}.csv"


def build_report(
    themes: ThemeAssignments,
    topics: Topics,
    folder: str | Path,
    *,
    style: str = "hugo",
    date: datetime.date | None = None,
    template: str | Path | None = None,
    refresh: bool = False,
) -> list[Path]:
    """Write a post about a programme: a page, its figures and its data, in one folder.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    folder : str or Path
        Where to; it is made if need be. For Hugo a page bundle, such as
        "content/posts/kcd-zurich-2023".
    style : str
        "hugo", "jekyll", "markdown" or "html".
    date : date, optional
        Of the post, for Hugo and Jekyll; by default the day of the last talk, if known.
    template : path, optional
        A Jinja2 template of your own for the page. It is given what ours are given
        (see `templates/post.md` in the package), and whatever it prints is escaped.
    refresh : bool
        Renew only what stands between our markers of a page that is there, and leave
        the rest as it is. Figures and data are ours and written in any case.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    KcdError
        If the page is there already and would be another one, a marker or the
        template is broken, or a file cannot be written.
    """
    path = Path(folder) / _page_name(style)
    files = report_files(themes, topics, style=style, date=date, template=template)
    files[path.name] = _merged(path, files[path.name], refresh)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (path.parent / name).write_bytes(content)
    except OSError as error:
        raise KcdError(f"{path.parent}: cannot be written ({error.strerror})") from None
    return [path.parent / name for name in files]


def stale_report(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, **options: Any
) -> list[str]:
    """Name the files of a post that are missing, or that `build_report` would renew.

    Takes what `build_report` takes. What an author wrote outside of our markers is
    never stale.
    """
    path = Path(folder) / _page_name(options.get("style", "hugo"))
    files = report_files(themes, topics, **options)
    if path.is_file():
        files[path.name] = _merged(path, files[path.name], refresh=True)
    return [
        name
        for name, content in files.items()
        if not (path.parent / name).is_file() or (path.parent / name).read_bytes() != content
    ]


def report_files(
    themes: ThemeAssignments,
    topics: Topics,
    *,
    style: str = "hugo",
    date: datetime.date | None = None,
    template: str | Path | None = None,
) -> dict[str, bytes]:
    """Make the files of a post, the page first; the same results give the same bytes."""
    name = _page_name(style)
    talks = themes.talks
    if not len(talks):
        raise KcdError("no talks to report; read a programme that has some")
    if list(talks["talk_id"]) != list(topics.talks["talk_id"]):
        raise KcdError("themes and topics are of other talks; make both from the same ones")
    figures, drawn = _figures(themes, topics)
    data = {
        "talks.csv": talks_bytes(talks, ".csv"),
        "talk-themes.csv": as_csv(_scored(themes)).encode(),
        "evidence.csv": as_csv(themes.evidence.round(4)).encode(),
        "lexicon.csv": as_csv(_lexicon(themes)).encode(),
    }
    values = _values(themes, topics, figures, data, date)
    if template is not None:
        page = fill_own(template, is_html=style == "html", values=_as_html(values, style))
    elif style == "html":
        css = shipped_text("post.css")
        html = _as_html(values, style)
        page = fill_page("post.html", **html, css=Markup(css), policy=policy(css))
    else:
        page = fill_page("post.md", **values, front=_front_matter(values, style))
    return {name: page.encode(), **drawn, **data}


def _page_name(style: str) -> str:
    if style not in STYLES:
        raise KcdError(f"{style}: no such style; use one of {', '.join(STYLES)}")
    return STYLES[style]


def _merged(path: Path, fresh: bytes, refresh: bool) -> bytes:
    """The page as it shall be: what an author wrote is never lost."""
    if not path.exists():
        return fresh
    try:
        there = path.read_bytes()
        if refresh:
            return renew(there.decode(), fresh.decode(), str(path)).encode()
    except (OSError, UnicodeDecodeError) as error:
        raise KcdError(f"{path}: cannot be read ({error}); move it away") from None
    if there != fresh:
        raise KcdError(
            f"{path}: is there already; --refresh renews what stands between our markers and"
            " leaves the rest, or move it away"
        )
    return fresh


def _figures(themes: ThemeAssignments, topics: Topics) -> tuple[list[PostFigure], dict[str, bytes]]:
    figures: list[PostFigure] = []
    files: dict[str, bytes] = {}
    # One group alone is no finding to show.
    left_out = set() if len(topics.topics) > 1 else {"topics", "talk-map"}
    # Different events in a row are no trend.
    series = themes.talks["event"].str.replace(r"\b\d{4}\b", "", regex=True).str.strip()
    if series.nunique() > 1:
        left_out.add("theme-trend")
    with TemporaryDirectory() as folder:
        for saved in draw_some(themes, topics, folder, set(_HEADINGS) - left_out):
            # The page holds the words.
            kept = (path for path in saved.paths if path.suffix != ".md")
            files |= {path.name: path.read_bytes() for path in kept}
            name = saved.stem.name
            figures.append(PostFigure(name, _HEADINGS[name], saved.title, saved.caption, saved.alt))
    return figures, files


def _values(
    themes: ThemeAssignments,
    topics: Topics,
    figures: list[PostFigure],
    data: dict[str, bytes],
    date: datetime.date | None,
) -> dict[str, Any]:
    """What a template is given."""
    talks = themes.talks
    names = editions(talks).fillna("")
    named = [one_line(name) for name in names.unique() if name]
    about = named[0] if len(named) == 1 else f"{len(named)} events" if named else "the talks"
    last = talks["start"].max()
    text = opening(themes, topics, names)
    return {
        "title": f"What {about} {'was' if len(named) == 1 else 'were'} about",
        "description": headline(theme_shares(themes)) or text[0],
        "date": date or (None if pd.isna(last) else last.date()),
        "tags": [_label(themes, theme) for theme in _ranked(themes)][:5],
        "opening": text,
        "figures": figures,
        "themes": list(_themes(themes)),
        "how": _how(themes, topics, data),
        "files": _contents(data),
        "version": __version__,
        "begin": begin,
        "end": end,
        "link": markdown_link,
    }


def _as_html(values: dict[str, Any], style: str) -> dict[str, Any]:
    return {**values, "link": _html_link} if style == "html" else values


def _html_link(text: Any, address: str) -> Markup:
    if not address:
        return escape(text)
    return Markup('<a href="{}">{}</a>').format(address, text)


def _front_matter(values: dict[str, Any], style: str) -> Markup:
    """The YAML before a page; nothing for plain Markdown."""
    if style == "markdown":
        return Markup("")
    entries = {
        "title": _plain(values["title"]),
        "date": values["date"],
        "description": _plain(values["description"]),
        "tags": [_plain(tag) for tag in values["tags"]],
        # What is shown where the post is shared.
        "images": [figure.png for figure in values["figures"][:1]] if style == "hugo" else None,
    }
    known = {name: entry for name, entry in entries.items() if entry}
    if style == "jekyll":
        known = {"layout": "page", **known}
    text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000)
    return Markup(f"---\n{text}---\n\n")


def _plain(text: str) -> str:
    """Text without what a theme that forgets to escape would take for markup."""
    return one_line(text).replace("<", "‹").replace(">", "›")


def _ranked(themes: ThemeAssignments) -> list[str]:
    """The themes that talks have, the most frequent first."""
    counts = themes.labels.sum().sort_values(ascending=False, kind="stable")
    return [str(theme) for theme in counts[counts > 0].index]


def _label(themes: ThemeAssignments, theme: str) -> str:
    return themes.lexicon[theme].label


@dataclass(frozen=True)
class ThemeSection:
    """A theme in the table of talks: how many have it, and those shown."""

    label: str
    n: str
    share: str
    talks: list[dict[str, str]]
    n_more: int


def _themes(themes: ThemeAssignments) -> Iterator[ThemeSection]:
    shares = theme_shares(themes).set_index("theme")
    talks = themes.talks.set_index("talk_id")
    speakers = talks["speakers"].fillna("")
    most = len(talks) if len(talks) <= _MANY_TALKS else _TALKS_OF_THEME
    strongest = themes.evidence.sort_values("points", ascending=False, kind="stable")
    named = strongest[strongest["role"] == "term"]
    terms = named.groupby(["theme", "talk_id"], sort=False)["term"].agg(_first_terms)
    for theme in [*_ranked(themes), NO_THEME]:
        row = shares.loc[theme]
        if not row["n"]:
            continue
        if theme == NO_THEME:
            ids = themes.labels.index[~themes.labels.any(axis=1)]
        else:
            scores = themes.scores.loc[themes.labels[theme], theme]
            ids = scores.sort_values(ascending=False, kind="stable").index
        yield ThemeSection(
            label=row["label"],
            n=f"{of_total(int(row['n']), int(row['n_talks']))} talks",
            share=f"{percent(row['share'])}, {percent(row['low'])} to {percent(row['high'])}",
            talks=[
                {
                    "title": talks.at[one, "title"],
                    "url": web_address(talks.at[one, "url"]),
                    "speakers": speakers[one],
                    "terms": terms.get((theme, one), ""),
                }
                for one in ids[:most]
            ],
            n_more=max(0, len(ids) - most),
        )


def _first_terms(terms: pd.Series) -> str:
    """A few of the words that gave a talk its theme, each once whatever its case."""
    different: dict[str, str] = {}
    for term in terms:
        different.setdefault(term.casefold(), term)
    return ", ".join(list(different.values())[:_TERMS])


def _how(themes: ThemeAssignments, topics: Topics, data: dict[str, bytes]) -> list[str]:
    talks = themes.talks
    sources = [one_line(source) for source in talks["source"].dropna().unique()]
    read = f" from {', '.join(sources[:3])}" if sources else ""
    more = f" and {len(sources) - 3} more files" if len(sources) > 3 else ""
    packages = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "numpy", "pandas"))
    return [
        f"Read: {count(len(talks), 'talk')}{read}{more}; the SHA-256 of talks.csv is"
        f" {sha256(data['talks.csv']).hexdigest()}.",
        f"Themes: by rule, with the {count(len(themes.lexicon), 'theme')} of lexicon.csv."
        f" {scoring_rule(themes.threshold)} Every point is in evidence.csv.",
        "Intervals: 95%, Wilson, as if these talks were a sample of those that might be given.",
        f"Topics: {topics.verdict}",
        f"Made by kcdanalysis {__version__} with {packages}.",
    ]


def _contents(data: dict[str, bytes]) -> list[tuple[str, str]]:
    what = {
        "talks.csv": "the talks",
        "talk-themes.csv": "the themes of each talk, with scores",
        "evidence.csv": "the words that gave them",
        "lexicon.csv": "the words that were looked for",
    }
    return [(name, what[name]) for name in data]


def _scored(themes: ThemeAssignments) -> pd.DataFrame:
    table = theme_matrix(themes)
    return table[table["score"] > 0].round(4)


def _lexicon(themes: ThemeAssignments) -> pd.DataFrame:
    roles: dict[str, Callable[[Any], Any]] = {
        "term": lambda theme: theme.terms,
        "hint": lambda theme: theme.hints,
        "without": lambda theme: theme.without,
    }
    return pd.DataFrame(
        [
            (name, theme.label, role, phrase)
            for name, theme in themes.lexicon.items()
            for role, phrases in roles.items()
            for phrase in phrases(theme)
        ],
        columns=["theme", "label", "role", "phrase"],
    )
