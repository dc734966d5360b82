"""A figure as one value: its texts, its numbers and its drawing, all from one layout."""

from __future__ import annotations

import inspect
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial, wraps
from html import escape as escape_html
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.figures.canvas import Layout, Room, make_panel, room_for
from kcdanalysis.figures.lettering import fonts_for
from kcdanalysis.figures.pictures import as_pdf, as_png, as_svg, as_webp, with_dark_colours
from kcdanalysis.figures.style import COLUMN_WIDTH, house_style_by_default, on_dark_page
from kcdanalysis.files import write_folder
from kcdanalysis.summaries.printing import as_csv, as_markdown, escape_markdown
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import N_, _, language_in_use, number, speaking
from kcdanalysis.words.wording import join_sentences, one_line, short

#: Formats besides SVG and PNG: how file names end, the text of links to them, and their writers.
ALSO: dict[str, tuple[str, str, Callable[[Canvas], bytes]]] = {
    "png@2x": ("@2x.png", N_("Large picture"), partial(as_png, width=2 * COLUMN_WIDTH)),
    "webp": (".webp", "WebP", partial(as_webp, width=2 * COLUMN_WIDTH)),
    "pdf": (".pdf", "PDF", as_pdf),
}

#: The maximum length of an alternative text: screen readers cannot pause within it.
ALT_LENGTH = 300

# The size of figures for phones, in inches.
_NARROW = (3.8, 3)
_DRAWN_DIGITS, _PRINTED_DIGITS = 6, 4
# Rows of the table in the Markdown file; the CSV file has all rows.
_MOST_DETAILS = 60


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure with its texts and its numbers.

    Attributes
    ----------
    name : str
        The stem of its file names, such as "theme-shares".
    title, message, note : str
        The texts above and below the axes.
    caption, alt : str
        How to read the figure, and its alternative text, at most 300 characters.
    details, numbers : DataFrame
        The table that is drawn: with column names for readers, and as it is.

    Notes
    -----
    A figure is drawn in the style that is active when it is drawn; see `house_style`.
    Files and the display in notebooks use the house style unless another one is active.
    Numbers are rounded to six digits when the figure is made: the last bits of results of
    linear algebra differ between processors, and no figure may depend on them.
    """

    name: str
    title: str
    message: str
    note: str
    caption: str
    alt: str
    details: pd.DataFrame = field(repr=False)
    numbers: pd.DataFrame = field(repr=False)
    _lay_out: Callable[[Room], Layout] = field(repr=False)
    _letters: str = field(repr=False, default="")
    _language: str = field(repr=False, default="en")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw onto new or given axes, in the current style, and return the axes.

        Without `ax`, the width is that of `figure.figsize`, and the height depends on the content.
        """
        return self._panel(ax, plt.figure)[1]

    def _panel(self, ax: Axes | None, canvas: Callable[..., Canvas]) -> tuple[Layout, Axes]:
        with fonts_for(self._letters), speaking(self._language):
            layout = self._lay_out(room_for(ax))
            ax = make_panel(layout, ax, canvas=canvas)
            layout.draw(ax)
        return layout, ax

    def files(self, also: Iterable[str] = ("png@2x",)) -> dict[str, bytes]:
        """Return the files of the figure; the same table gives the same bytes.

        Parameters
        ----------
        also : iterable of str
            Formats besides SVG and PNG: "png@2x", "webp" (lossless), "pdf".

        Returns
        -------
        dict of str to bytes
            By name: .svg, -narrow.svg (for phones), .png (700 px wide, a blog column), .csv
            (the numbers), .md (the figure with its alternative text, caption and details); then
            @2x.png and .webp (1,400 px wide) and .pdf, if requested.

        Raises
        ------
        KcdError
            If a format is unknown.
        """
        others = tuple(dict.fromkeys(also))
        for name in others:
            if name not in ALSO:
                hint = did_you_mean(name, ALSO)
                raise KcdError(f"no format {name!r}; use {', '.join(ALSO)}{hint}")
        numbers = rounded(self.numbers, _PRINTED_DIGITS)
        with house_style_by_default(), speaking(self._language):
            with plt.rc_context({"figure.figsize": _NARROW}):
                narrow = self.svg()
            figure, canvas = self._drawn()
            files = {
                ".svg": self._for_all_pages(figure, canvas),
                "-narrow.svg": narrow,
                ".png": as_png(canvas, COLUMN_WIDTH),
                ".csv": as_csv(numbers, formulas=False).encode(),
                ".md": figure._markdown(others).encode(),
            }
            files |= {ALSO[name][0]: ALSO[name][2](canvas) for name in others}
        return {f"{self.name}{ending}": content for ending, content in files.items()}

    def save(
        self, folder: str | Path, *, also: Iterable[str] = ("png@2x",), force: bool = False
    ) -> tuple[Path, ...]:
        """Write the `files` of the figure into a folder and return their paths.

        With `force`, they replace files that kcdanalysis did not write or that were edited since.
        """
        contents = self.files(also)
        return tuple(write_folder(folder, contents, force=force, complete=False))

    def svg(self) -> bytes:
        """Draw as SVG, in the current style; in the colours of light pages for dark ones, too."""
        with house_style_by_default():
            return self._for_all_pages(*self._drawn())

    @property
    def picture(self) -> str:
        """The figure as HTML, on phones the narrow one."""
        name = quote(self.name)
        return (
            f'<picture><source media="(max-width: 36rem)" srcset="{name}-narrow.svg">'
            f'<img src="{name}.svg" alt="{escape_html(self.alt)}"></picture>'
        )

    def _for_all_pages(self, figure: Figure, canvas: Canvas) -> bytes:
        """Draw as SVG that is dark where the page is, unless the style has other colours."""
        light = figure._svg(canvas)
        with on_dark_page() as differs:
            return with_dark_colours(light, as_svg(self._drawn()[1])) if differs else light

    def _repr_html_(self) -> str:
        # Notebooks do not say whether their page is dark.
        with house_style_by_default():
            figure, canvas = self._drawn()
            drawing = b64encode(figure._svg(canvas)).decode()
        return (
            f'<figure><img src="data:image/svg+xml;base64,{drawing}" '
            f'alt="{escape_html(self.alt)}">'
            f"<figcaption>{escape_html(self.caption)}</figcaption></figure>"
        )

    def _drawn(self) -> tuple[Figure, Canvas]:
        """Draw in the current style; return the figure with its texts in that style, too."""
        layout, ax = self._panel(None, Canvas)
        canvas = ax.get_figure(root=True)
        assert canvas is not None
        return replace(self, **_texts_of(layout)), canvas

    def _svg(self, canvas: Canvas) -> bytes:
        """Draw as SVG, with title and description for screen readers."""
        before, root, after = as_svg(canvas).decode().partition("<svg ")
        attributes, close, content = after.partition(">")
        # Several figures may be on one page, so their ids include their names.
        ids = quoteattr(f"{self.name}-title {self.name}-desc")
        texts = (
            f'\n <title id="{self.name}-title">{escape(self._heading)}</title>'
            f'\n <desc id="{self.name}-desc">{escape(self.alt)}</desc>'
        )
        root += f'role="img" aria-labelledby={ids} '
        return f"{before}{root}{attributes}{close}{texts}{content}".encode()

    @property
    def _heading(self) -> str:
        return self.title or self.name.replace("-", " ").capitalize()

    def _markdown(self, also: Iterable[str]) -> str:
        title, caption = map(escape_markdown, (self._heading, self.caption))
        links = [(".csv", N_("Numbers")), (".png", N_("Picture"))]
        links += [ALSO[name][:2] for name in also]
        linked = " · ".join(f"[{_(text)}]({quote(self.name + end)})" for end, text in links)
        details = f"<details><summary>{_('The figure as a table')}</summary>"
        return (
            f"## {title}\n\n{self.picture}\n\n{caption}\n\n"
            f"{details}\n\n{_table(self.details)}\n</details>\n\n{linked}\n"
        )


FigureFunction = Callable[..., Figure]
Makers = Sequence[Callable[[Any], Any]]

_PARAMETERS = "\n\nParameters\n----------\n"
_DOCUMENTATION = """{text}

Parameters
----------
{table} : {kinds}
    What `{maker}` returns, or the result to call it with.
{more}event : str
    The name of the event, for the title.
title, message, note : str, optional
    Your own texts, for example in another language; "" for none. By default they are
    made from the numbers.

Raises
------
KcdError
    If a table lacks a column, or if there is nothing to draw.
"""


def figure(
    *columns: str,
    themes: Makers = (),
    topics: Makers = (),
    talks: Makers = (),
    maker: str = "",
    may_be_empty: bool = False,
    numbers: Callable[..., pd.DataFrame] = lambda table, *_: table,
) -> Callable[[Callable[..., Layout]], FigureFunction]:
    """Turn a function that lays out tables into one that makes a `Figure`.

    This is the one place where tables are checked and rounded, where a result is summarised,
    and where the user's own texts replace those of the layout. `columns` are those of each
    table; `themes`, `topics` and `talks` make the arguments of the layout from a result, or the
    talks of either; `maker` (by default the first of these) is what the user is told to call;
    `numbers` chooses what is published.
    """
    makers = {ThemeAssignments: themes or talks, Topics: topics or talks}
    maker = maker or f"kcd.{(themes or topics or talks)[0].__name__}"

    def decorate(lay_out: Callable[..., Layout]) -> FigureFunction:
        parameters = inspect.signature(lay_out).parameters
        tables = inspect.Signature([p for p in parameters.values() if p.kind != p.KEYWORD_ONLY])
        first = next(iter(parameters))

        @wraps(lay_out, assigned=("__module__", "__name__", "__qualname__"))
        def make(
            *arguments: Any,
            event: str = "",
            title: str | None = None,
            message: str | None = None,
            note: str | None = None,
            **options: Any,
        ) -> Figure:
            given = tables.bind_partial(*arguments, **options).arguments
            if functions := makers.get(type(given.get(first))):
                result = given.pop(first)
                source = result.talks if functions is talks else result
                made = (make(source) for make in functions)
                given = {**dict(zip(parameters, made, strict=False)), **given}
            for table, names in zip(given.values(), columns, strict=False):
                _check(table, names.split(), maker, may_be_empty)
            drawn = {key: rounded(value) for key, value in given.items()}

            language = language_in_use()

            @lru_cache(maxsize=4)
            def in_room(room: Room) -> Layout:
                layout = lay_out(**drawn, event=event, room=room)
                return _with_own_texts(layout, title=title, message=message, note=note)

            letters = _letters_of([*drawn.values(), event, title, message, note])
            with house_style_by_default(), fonts_for(letters):
                texts = _texts_of(in_room(room_for()))
            # Files are rounded again, and an exact half must survive until then.
            kept = rounded(numbers(*given.values()), digits=10)
            name = lay_out.__name__.replace("_", "-")
            return Figure(name, **texts, numbers=kept, _lay_out=in_room, _letters=letters,
                          _language=language)  # fmt: skip

        own = inspect.signature(make, follow_wrapped=False).parameters.values()
        make.__signature__ = tables.replace(  # type: ignore[attr-defined]
            parameters=[*tables.parameters.values(), *(p for p in own if p.kind == p.KEYWORD_ONLY)],
            return_annotation="Figure",
        )
        text, _, more = inspect.cleandoc(lay_out.__doc__ or "").partition(_PARAMETERS)
        kinds = ["DataFrame", *(kind.__name__ for kind, functions in makers.items() if functions)]
        make.__doc__ = _DOCUMENTATION.format(
            text=text, table=first, kinds=" or ".join(kinds), maker=maker, more=more and f"{more}\n"
        )
        return make

    return decorate


def _letters_of(values: Iterable[Any]) -> str:
    letters: set[str] = set()
    for value in values:
        is_table = isinstance(value, pd.DataFrame)
        columns = [value[name].unique() for name in value] if is_table else [[value]]
        letters.update(*(cell for cells in columns for cell in cells if isinstance(cell, str)))
    return "".join(sorted(letters))


def rounded(value: Any, digits: int = _DRAWN_DIGITS) -> Any:
    """Round the numbers of a table, if it is one."""
    # Ten digits first: an exact half must not be rounded up on one processor and down on another.
    return value.round(10).round(digits) if isinstance(value, pd.DataFrame) else value


def _check(table: Any, columns: Iterable[str], maker: str, may_be_empty: bool) -> None:
    fault = ""
    if not isinstance(table, pd.DataFrame):
        fault = f"a figure draws a table, not {type(table).__name__}"
    elif missing := [name for name in columns if name not in table]:
        fault = f"the table has no column {missing[0]!r}"
    elif table.empty and not may_be_empty:
        fault = "the table has no rows, so there is nothing to draw"
    if fault:
        raise KcdError(f"{fault}; give the one that {maker} returns")


def _texts_of(layout: Layout) -> dict[str, Any]:
    alt = ""
    for sentence in filter(None, map(_without_markup, layout.alt)):
        longer = f"{alt} {sentence}" if alt else short(sentence, ALT_LENGTH)
        if len(longer) > ALT_LENGTH:
            break
        alt = longer
    texts = {key: getattr(layout, key) for key in ("title", "message", "note")}
    texts["caption"] = layout.whole_caption
    lines = {key: one_line(text) for key, text in texts.items()}
    return {**lines, "alt": alt, "details": layout.details}


def _with_own_texts(layout: Layout, **texts: str | None) -> Layout:
    """Replace texts by the user's own; these come first in the alternative text."""
    own: dict[str, Any] = {key: text for key, text in texts.items() if text is not None}
    changed = replace(layout, **own)
    if {"message", "note"} & own.keys():
        caption = join_sentences(changed.message, changed.note)
        changed = replace(changed, caption=caption or layout.whole_caption)
    first = [short(text, ALT_LENGTH // 4) for text in own.values() if text]
    first = [text if text[-1:] in "!?.…" else f"{text}." for text in first]
    return replace(changed, alt=[*first, *layout.alt])


# Site generators disagree on escaped signs in an alternative text, so it has none.
_NO_MARKUP = str.maketrans("<>[]{}*`\\~\"'", "‹›()()∗’∖∼”’")
_LIGATURES = {"...": "…", "---": "–", "--": "–"}


def _without_markup(text: str) -> str:
    """Replace the signs that Markdown, Liquid or shortcodes would read.

    >>> _without_markup('"R&D" -- {{ x }} &copy; <b>')
    '”R&D” – (( x )) & copy; ‹b›'
    """
    for sign, letter in _LIGATURES.items():
        text = text.replace(sign, letter)
    return re.sub(r"&(?=#?\w+;)", "& ", one_line(text).translate(_NO_MARKUP))


def _table(details: pd.DataFrame) -> str:
    shown = rounded(details.head(_MOST_DETAILS), _PRINTED_DIGITS)
    n_more = len(details) - len(shown)
    if not n_more:
        return as_markdown(shown)
    more = _("{n} more rows are in the numbers.", n=number(n_more))
    return f"{as_markdown(shown)}\n{more}\n"
