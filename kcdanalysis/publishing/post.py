"""A post about a programme: a page with its words, figures, table of talks and data beside it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from markupsafe import Markup

from kcdanalysis import __version__
from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.figures import FIGURES, draw_all, house_style, page_colours
from kcdanalysis.files import FolderState, folder_state, read_text, write_folder
from kcdanalysis.publishing.escaping import html_link, markdown_link, web_address
from kcdanalysis.publishing.pages import (
    begin,
    check_results,
    end,
    fill_page,
    policy,
    renew,
    shipped_text,
)
from kcdanalysis.publishing.prose import headline, opening
from kcdanalysis.sources.writing import talks_bytes
from kcdanalysis.summaries import NO_THEME, editions, near_duplicates, theme_matrix, theme_shares
from kcdanalysis.summaries.counts import is_known
from kcdanalysis.summaries.planning import NOT_CHOSEN
from kcdanalysis.summaries.printing import as_csv
from kcdanalysis.summaries.shares import by_frequency
from kcdanalysis.talks import local_time
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import PHRASES, all_lists
from kcdanalysis.themes.scoring import scoring_rule
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import N_, _, language_in_use, ngettext, number
from kcdanalysis.words.wording import count, interval, join_sentences, of_talks, one_line, percent

#: The styles of a page, and the name of its file.
STYLES = {
    "hugo": "index.md", "jekyll": "index.md", "quarto": "index.qmd", "markdown": "index.md",
    "html": "index.html",
}  # fmt: skip

#: Those with a date and other values in their head.
WITH_HEAD = ("hugo", "jekyll", "quarto")

# Above the first number of talks, a post lists only the second number of talks per theme.
_MANY_TALKS, _TALKS_OF_THEME = 100, 10
_TERMS_OF_TALK = 5
# The most pairs of proposals with passages in common.
_MOST_PAIRS = 20
# More sources than these are counted; and as much of a hash fits in a line on a phone.
_MOST_SOURCES, _HASH_SHOWN = 3, 16


def build_report(
    themes: ThemeAssignments,
    topics: Topics,
    folder: str | Path,
    *,
    style: str = "hugo",
    title: str | None = None,
    date: datetime.date | None = None,
    template: str | Path | None = None,
    targets: Mapping[str, float] | None = None,
    figure_style: Any = None,
    palette: Sequence[str] | None = None,
    refresh: bool = False,
    force: bool = False,
    sources: Iterable[Any] = (),
) -> list[Path]:
    """Write a post about a programme: a page, its figures and its data, in one folder.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    folder : str or Path
        Made if it is not there. For Hugo a page bundle, such as
        "content/posts/kcd-zurich-2023".
    style : str
        "hugo", "jekyll", "quarto", "markdown" (for MyST, too) or "html".
    title : str, optional
        Of the page; by default "What KCD Zurich 2023 was about".
    date : date, optional
        Of the post, for Hugo, Jekyll and Quarto; by default the day of the last talk, if known.
    template : path, optional
        Your own Jinja2 template for the page. It is given the same values as ours
        (see `templates/post.md` in the package), and all that it prints is escaped.
    targets : mapping of str to float, optional
        The least shares of themes, as for `theme_targets`, for a section on them.
    figure_style, palette
        Of the figures, as for `house_style`.
    refresh : bool
        If the page was edited, replace only the parts between our markers.
    force : bool
        Replace files that we did not write or that were edited since; with `refresh`
        not the page.
    sources : iterable
        What was read; none of it is written over.

    Returns
    -------
    list of Path
        The files of the post.

    Raises
    ------
    KcdError
        If a file would be replaced that was edited or is not ours, a marker or the
        template is broken, or a file cannot be written. Then nothing is written.
    """
    files = report_files(
        themes, topics, style=style, title=title, date=date, template=template, targets=targets,
        figure_style=figure_style, palette=palette,
    )  # fmt: skip
    page = STYLES[style]
    is_edited = page in folder_state(folder, files).foreign
    if is_edited and refresh:
        files[page] = _renewed(Path(folder) / page, files[page])
    elif is_edited and not force:
        raise KcdError(
            f"{Path(folder) / page}: exists, and kcdanalysis did not write it or it was edited"
            " since; --refresh replaces only the parts between our markers, --force all of it"
        )
    merged = [page] if is_edited and refresh else []
    return write_folder(folder, files, force=force, sources=[*sources, template], merged=merged)


def report_state(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, **options: Any
) -> FolderState:
    """Compare a folder with the post of now; what is outside of our markers is never stale."""
    files = report_files(themes, topics, **options)
    page = next(iter(files))
    if page in folder_state(folder, files).foreign:
        files[page] = _renewed(Path(folder) / page, files[page])
    return folder_state(folder, files)


def _renewed(path: Path, fresh: bytes) -> bytes:
    """The page of an author with our parts renewed."""
    return renew(read_text(path), fresh.decode(), str(path)).encode()


def report_files(
    themes: ThemeAssignments,
    topics: Topics,
    *,
    style: str = "hugo",
    title: str | None = None,
    date: datetime.date | None = None,
    template: str | Path | None = None,
    targets: Mapping[str, float] | None = None,
    figure_style: Any = None,
    palette: Sequence[str] | None = None,
) -> dict[str, bytes]:
    """Make the files of a post, the page first; the same results give the same bytes."""
    if style not in STYLES:
        known = ", ".join(STYLES)
        raise KcdError(f"{style}: no such style; use one of {known}{did_you_mean(style, STYLES)}")
    check_results(themes, topics)
    is_html = style == "html"
    figures, drawn = _figures(themes, topics, targets, figure_style, palette)
    data, values = _data(themes), _values(themes, topics, date)
    values |= {
        "title": one_line(title) if title else values["title"],
        "site": style,
        "figures": figures,
        "how": _how(themes, data),
        "files": [(name, _(content)) for name, content in _CONTENTS.items()],
        "link": html_link if is_html else markdown_link,
    }
    css = page_colours() + shipped_text("page.css") + shipped_text("post.css")
    values |= {"style": Markup(css), "policy": policy(css), "front": _front_matter(values, style)}
    name = str(template or ("post.html" if is_html else "post.md"))
    text = shipped_text(name) if template is None else read_text(template)
    page = fill_page(text, values, name=name, is_html=is_html)
    return {STYLES[style]: page.encode(), **drawn, **data}


def _figures(
    themes: ThemeAssignments,
    topics: Topics,
    targets: Mapping[str, float] | None,
    style: Any,
    palette: Sequence[str] | None,
) -> tuple[list[dict[str, str | Markup]], dict[str, bytes]]:
    """The figures of a post as a template shows them, and their files."""
    # A post shows the figures with a heading; its table of talks stands for the matrix.
    names = {name for name, kind in FIGURES.items() if kind.heading}
    drawn = draw_all(themes, topics, targets=targets, names=names)
    suffixes = ("svg", "png", "csv")
    with house_style(style, palette=palette):
        # The page has what the .md file says.
        contents = {path: data for figure in drawn for path, data in figure.files(also=()).items()}
    files = {path: data for path, data in contents.items() if path.endswith(suffixes)}
    figures = [
        {"heading": _(FIGURES[figure.name].heading)}
        | {key: getattr(figure, key) for key in ("name", "title", "caption", "alt")}
        | {suffix: f"{figure.name}.{suffix}" for suffix in suffixes}
        | {"narrow": f"{figure.name}-narrow.svg", "picture": Markup(figure.picture)}
        for figure in drawn
    ]
    return figures, files


#: The data of a post, and what each file holds.
_CONTENTS = {
    "talks.csv": N_("the talks"),
    "talk-themes.csv": N_("the themes of each talk, with their points"),
    "evidence.csv": N_("the terms that gave the points"),
    "lexicon.csv": N_("the terms of each theme"),
}


def _data(themes: ThemeAssignments) -> dict[str, bytes]:
    scores = theme_matrix(themes)
    lexicon = [
        (name, _(themes.lexicon[name].label), language, key.removesuffix("s"), phrase)
        for name, language, lists in all_lists(themes.lexicon)
        for key in PHRASES
        for phrase in getattr(lists, key)
    ]
    tables = [
        scores[scores["score"] > 0].round(4),
        themes.evidence.round(4),
        pd.DataFrame(lexicon, columns="theme label language role phrase".split()),
    ]
    contents = [talks_bytes(themes.talks, ".csv", formulas=False)]
    contents += [as_csv(table, formulas=False).encode() for table in tables]
    return dict(zip(_CONTENTS, contents, strict=True))


def _values(themes: ThemeAssignments, topics: Topics, date: datetime.date | None) -> dict[str, Any]:
    """The values for a template, without figures and files."""
    names = editions(themes.talks).fillna("")
    events = [one_line(name) for name in names.unique() if name]
    text = opening(themes, topics, names)
    sections = list(_sections(themes))
    return {
        "title": _title(events),
        "description": headline(theme_shares(themes)) or text[0],
        "date": date or _day_of(themes.talks),
        "tags": [section["label"] for section in sections if section["is_theme"]][:5],
        "opening": text,
        "themes": sections,
        "duplicates": _duplicates(themes.talks),
        "has_speakers": themes.talks["speakers"].notna().any(),
        "version": __version__,
        "lang": language_in_use(),
        "begin": begin,
        "end": end,
    }


def _title(events: Sequence[str]) -> str:
    if not events:
        return _("What the talks were about")
    if len(events) == 1:
        return _("What {event} was about", event=events[0])
    return _("What {n} events were about", n=len(events))


def _day_of(talks: pd.DataFrame) -> datetime.date | None:
    """The day of the last talk, at its place."""
    known = talks.dropna(subset="start")
    if known.empty:
        return None
    last = known.loc[known["start"].idxmax()]
    return datetime.date.fromisoformat(local_time(last["start"], last["timezone"])[:10])


def _sections(themes: ThemeAssignments) -> Iterator[dict[str, Any]]:
    """Each theme with its talks, those with the highest score first; then talks without one."""
    talks = themes.talks.set_index("talk_id")[["title", "url", "speakers"]]
    talks = talks.assign(url=[*map(web_address, talks["url"])]).fillna({"speakers": ""})
    most = len(talks) if len(talks) <= _MANY_TALKS else _TALKS_OF_THEME
    terms = _strongest_terms(themes.evidence)
    for row in by_frequency(theme_shares(themes)).itertuples():
        is_theme = row.theme in themes.labels
        if not is_theme:
            is_of = is_known(themes) == (row.theme == NO_THEME)
            ids = themes.labels.index[is_of & ~themes.labels.any(axis=1)]
        else:
            scores = themes.scores.loc[themes.labels[row.theme], row.theme]
            ids = scores.sort_values(ascending=False, kind="stable").index
        yield {
            "theme": row.theme,
            "is_theme": is_theme,
            "label": row.label,
            "n": of_talks(row.n, row.n_talks),
            "share": _share(row),
            "talks": [
                {**talk, "terms": terms.get((row.theme, name), "")}
                for name, talk in talks.loc[ids[:most]].to_dict("index").items()
            ],
            "n_more": max(0, len(ids) - most),
        }


def _share(row: Any) -> str:
    share, ends = percent(row.share), interval(row.low, row.high)
    return _("{share}, 95% interval {interval}", share=share, interval=ends) if ends else share


def _duplicates(talks: pd.DataFrame) -> list[dict[str, Any]]:
    """Proposals that share passages, the most alike first; of a programme that was chosen, none."""
    if not talks["state"].isin(NOT_CHOSEN).any():
        return []
    pairs = near_duplicates(talks)
    rows = pairs[pairs["reading"] != "cannot tell"].head(_MOST_PAIRS)
    return list(rows.assign(shared=rows["shared"].map(percent)).to_dict("records"))


def _strongest_terms(evidence: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The few strongest terms by theme and talk, each once whatever its case."""
    terms = evidence[evidence["role"] == "term"]
    terms = terms.sort_values("points", ascending=False, kind="stable")
    keys = ["theme", "talk_id"]
    terms = terms[~terms.assign(term=terms["term"].str.casefold()).duplicated([*keys, "term"])]
    few = terms.groupby(keys, sort=False).head(_TERMS_OF_TALK)
    return few.groupby(keys, sort=False)["term"].agg(", ".join).to_dict()


def _how(themes: ThemeAssignments, data: dict[str, bytes]) -> list[str]:
    sources = [one_line(source) for source in themes.talks["source"].dropna().unique()]
    talks, names = count(len(themes.talks), "talk"), ", ".join(sources)
    if len(sources) > _MOST_SOURCES:
        folders = {source.rpartition("/")[0] for source in sources}
        names = _("{n} files", n=number(len(sources)))
        if len(folders) == 1 and all(folders):
            names = _("{n} files in {folder}", n=number(len(sources)), folder=min(folders))
    packages = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "numpy", "pandas"))
    return [
        _(
            "Source: {source}; the SHA-256 of talks.csv begins with {hash}.",
            source=_("{talks} from {names}", talks=talks, names=names) if names else talks,
            hash=sha256(data["talks.csv"]).hexdigest()[:_HASH_SHOWN],
        ),
        join_sentences(
            ngettext(
                "Themes: assigned by rule, with the {n} theme in lexicon.csv.",
                "Themes: assigned by rule, with the {n} themes in lexicon.csv.",
                len(themes.lexicon),
            ),
            scoring_rule(themes.threshold, themes.mentioned),
            _("All points are in evidence.csv."),
        ),
        _(
            "Intervals: 95% (Wilson score), as if the talks were a random sample of similar talks."
            " Order of themes: paired test of McNemar, corrected for all pairs of themes."
        ),
        _("Topics: found by clustering the words of the talks, without the lexicon."),
        _("Made by kcdanalysis {version} with {packages}.", version=__version__, packages=packages),
    ]


def _front_matter(values: dict[str, Any], style: str) -> Markup:
    """The YAML before a page for Hugo, Jekyll and Quarto."""
    if style not in WITH_HEAD:
        return Markup("")
    tags = [_without_tags(tag) for tag in values["tags"]]
    entries = {
        "layout": "page" if style == "jekyll" else None,
        "title": _without_tags(values["title"]),
        # Hugo knows the language of a page by its place, see docs/automation.md.
        "lang": language_in_use() if language_in_use() != "en" and style != "hugo" else None,
        "date": values["date"],
        "description": _without_tags(values["description"]),
        "categories" if style == "quarto" else "tags": tags,
    }
    # The picture that is shown where the post is shared or listed.
    for figure in values["figures"][:1]:
        if style == "hugo":  # `images` are those of the site
            entries["resources"] = [{"src": figure["png"], "name": "feature.png"}]
        elif style == "quarto":
            entries |= {"image": figure["png"], "image-alt": figure["alt"]}
    known = {name: entry for name, entry in entries.items() if entry}
    text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000)
    return Markup(f"---\n{text}---\n\n")


def _without_tags(text: str) -> str:
    """Text that is no markup even in a site's theme that does not escape it."""
    return one_line(text).replace("<", "‹").replace(">", "›")
