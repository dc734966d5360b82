"""A figure as one value: its words, its numbers and how it is drawn, all from one layout."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from html import escape as escape_html
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.figures.canvas import Room, make_panel, room_for
from kcdanalysis.figures.pictures import as_pdf, as_png, as_svg, as_webp
from kcdanalysis.figures.style import COLUMN_WIDTH, house_style, is_house_style
from kcdanalysis.files import write_folder
from kcdanalysis.summaries.printing import as_csv, as_markdown
from kcdanalysis.words.wording import join_sentences, short

#: Formats besides SVG and PNG, with the ends of their file names.
ALSO = {"png@2x": "@2x.png", "webp": ".webp", "pdf": ".pdf"}

#: The longest alternative text, in characters: screen readers read it in one go.
ALT_LENGTH = 300

_MAKERS: dict[str, Callable[[Canvas], bytes]] = {
    "png@2x": partial(as_png, width=2 * COLUMN_WIDTH),
    "webp": partial(as_webp, width=2 * COLUMN_WIDTH),
    "pdf": as_pdf,
}
_LINKS = {"png@2x": "Large picture", "webp": "WebP", "pdf": "PDF"}
_DRAWN_DIGITS, _PRINTED_DIGITS = 6, 4
# Rows of the table that stands in for a figure; the CSV has all.
_MOST_DETAILS = 60


class Words(TypedDict, total=False):
    """Your own texts around a figure, as in another language; "" for none."""

    title: str | None
    message: str | None
    note: str | None


@dataclass(frozen=True)
class Layout:
    """What a figure says and where it draws, for one room; lengths in points.

    `height` is that of the axes; left, right, top and bottom are for labels around them.
    """

    title: str
    message: str
    note: str
    caption: str
    alt: Iterable[str]
    details: pd.DataFrame
    draw: Callable[[Axes], None]
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure: what it says and what it draws.

    Attributes
    ----------
    name : str
        Its files are called so: "theme-shares".
    title, message, note : str
        The texts above and below the axes.
    caption : str
        What a reader of the figure should know.
    alt : str
        What it shows, in words, in at most 300 characters.
    details : DataFrame
        The long description: the numbers, with column names for readers.
    numbers : DataFrame
        The table that is drawn.

    Notes
    -----
    A figure is drawn in the style that is active when it is drawn; see `house_style`.
    Files and the display in notebooks are in the house style unless another is active.
    Numbers are drawn and described to six digits, rounded when the figure is made: linear
    algebra differs in the last bits between processors, and no figure may.
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

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw onto new or given axes, in the current style, and return them.

        Without `ax` the figure is as wide as `figure.figsize` says, and as high as it needs.
        """
        return self._draw(ax, plt.figure)

    def files(self, also: Iterable[str] = ("png@2x",)) -> dict[str, bytes]:
        """Make the files of the figure: the same table gives the same bytes.

        Parameters
        ----------
        also : iterable of str
            What to make besides the SVG and the PNG: "png@2x", "webp" (lossless), "pdf".

        Returns
        -------
        dict of str to bytes
            By name: .svg, .png (700 px wide, a blog column), .csv (the numbers), .md (which
            shows the figure with its alternative text, caption and details); then @2x.png
            and .webp (1,400 px wide) and .pdf, as asked for.

        Raises
        ------
        KcdError
            If there is no such format.
        """
        others = tuple(dict.fromkeys(also))
        for name in others:
            if name not in ALSO:
                raise KcdError(
                    f"no format {name!r}; use {', '.join(ALSO)}{did_you_mean(name, ALSO)}"
                )
        with _style():
            figure = self._in_current_style()
            canvas = figure._canvas()
            return {
                f"{self.name}.svg": figure._svg(canvas),
                f"{self.name}.png": as_png(canvas, COLUMN_WIDTH),
                f"{self.name}.csv": as_csv(rounded(self.numbers, _PRINTED_DIGITS)).encode(),
                f"{self.name}.md": figure._markdown(others).encode(),
                **{f"{self.name}{ALSO[one]}": _MAKERS[one](canvas) for one in others},
            }

    def save(
        self, folder: str | Path, *, also: Iterable[str] = ("png@2x",), force: bool = False
    ) -> tuple[Path, ...]:
        """Write the files of the figure into a folder, and return their paths.

        Parameters
        ----------
        folder : path
            Made if it is not there.
        also : iterable of str
            As for `files`.
        force : bool
            Replace files that kcdanalysis did not write, or that were edited since.
        """
        contents = self.files(also)
        write_folder(folder, contents, force=force, complete=False)
        return tuple(Path(folder) / name for name in contents)

    def _repr_html_(self) -> str:
        with _style():
            figure = self._in_current_style()
            drawing = b64encode(figure._svg(figure._canvas())).decode()
        return (
            f'<figure><img src="data:image/svg+xml;base64,{drawing}" '
            f'alt="{escape_html(figure.alt)}">'
            f"<figcaption>{escape_html(figure.caption)}</figcaption></figure>"
        )

    def _draw(self, ax: Axes | None, canvas: Callable[..., Canvas]) -> Axes:
        layout = self._lay_out(room_for(ax))
        ax = make_panel(
            ax, (layout.title, layout.message, layout.note), height=layout.height,
            left=layout.left, right=layout.right, top=layout.top, bottom=layout.bottom,
            canvas=canvas,
        )  # fmt: skip
        layout.draw(ax)
        return ax

    def _canvas(self) -> Canvas:
        canvas = self._draw(None, Canvas).get_figure(root=True)
        assert canvas is not None
        return canvas

    def _in_current_style(self) -> Figure:
        """The same figure with the words of the current style: a narrow one shows less."""
        layout = self._lay_out(room_for())
        return replace(self, **_words_of(layout))

    def _svg(self, canvas: Canvas) -> bytes:
        """Draw as SVG, with title and description for screen readers."""
        before, root, after = as_svg(canvas).decode().partition("<svg ")
        attributes, close, content = after.partition(">")
        # Several figures may stand on one page, so the ids carry the figure's name.
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
        title, alt, caption = map(_escaped, (self._heading, self.alt, self.caption))
        ends = {"Numbers": ".csv", "Picture": ".png", **{_LINKS[one]: ALSO[one] for one in also}}
        links = " · ".join(f"[{name}]({quote(self.name + end)})" for name, end in ends.items())
        details = "<details><summary>The figure as a table</summary>"
        return (
            f"## {title}\n\n![{alt}]({quote(self.name)}.svg)\n\n{caption}\n\n"
            f"{details}\n\n{_table(self.details)}\n</details>\n\n{links}\n"
        )


def make_figure(
    name: str,
    lay_out: Callable[..., Layout],
    *tables: pd.DataFrame,
    numbers: pd.DataFrame | None = None,
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    **options: Any,
) -> Figure:
    """Make a figure of tables: the one place where their numbers are rounded.

    `lay_out` is called with the rounded tables, the options and a `room`. The user's own
    title, message and note replace those of the layout, in the caption and the alternative
    text as well.
    """
    drawn = [rounded(table) for table in tables]
    options = {key: rounded(value) for key, value in options.items()}

    @lru_cache(maxsize=4)
    def in_room(room: Room) -> Layout:
        layout = lay_out(*drawn, **options, room=room)
        return _with_own_words(layout, title, message, note)

    with _style():
        layout = in_room(room_for())
    # Files round these once more, and from six digits a half would go astray.
    kept = rounded(tables[0] if numbers is None else numbers, digits=10)
    return Figure(name, **_words_of(layout), numbers=kept, _lay_out=in_room)


def rounded(value: Any, digits: int = _DRAWN_DIGITS) -> Any:
    """Round the numbers of a table; anything else is returned as it is.

    Ten digits first: an exact half such as 0.03125 must not be rounded up on one
    processor and down on another.
    """
    return value.round(10).round(digits) if isinstance(value, pd.DataFrame) else value


def check_table(table: pd.DataFrame, columns: Iterable[str], maker: str = "") -> None:
    """Refuse a table that lacks a column, or rows where `maker` says what makes some."""
    if not isinstance(table, pd.DataFrame):
        made = f"the one that {maker} returns" if maker else "one that kcdanalysis.summaries made"
        raise KcdError(f"a figure draws a table, not {type(table).__name__}; give {made}")
    missing = [column for column in columns if column not in table]
    if missing:
        raise KcdError(f"the table has no column {missing[0]!r}; give one that summaries made")
    if maker and table.empty:
        raise KcdError(f"there is nothing to draw; give the table that {maker} returns")


def _style() -> AbstractContextManager[None]:
    return nullcontext() if is_house_style() else house_style()


def _words_of(layout: Layout) -> dict[str, Any]:
    alt = ""
    for sentence in filter(None, map(_one_line, layout.alt)):
        longer = f"{alt} {sentence}" if alt else short(sentence, ALT_LENGTH)
        if len(longer) > ALT_LENGTH:
            break
        alt = longer
    words = {key: _one_line(getattr(layout, key)) for key in ("title", "message", "note")}
    return {**words, "caption": _one_line(layout.caption), "alt": alt, "details": layout.details}


def _with_own_words(
    layout: Layout, title: str | None, message: str | None, note: str | None
) -> Layout:
    """Replace texts by the user's own; these come first in the alternative text."""
    own = {"title": title, "message": message, "note": note}
    given: dict[str, Any] = {key: text for key, text in own.items() if text is not None}
    changed = replace(layout, **given)
    caption = (
        join_sentences(changed.message, changed.note) if {"message", "note"} & {*given} else ""
    )
    first = [_sentence(short(text, ALT_LENGTH // 4)) for text in given.values() if text]
    return replace(changed, caption=caption or layout.caption, alt=[*first, *layout.alt])


def _sentence(text: str) -> str:
    return text if text[-1:] in "!?.…" else f"{text}."


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _table(details: pd.DataFrame) -> str:
    shown = rounded(details.head(_MOST_DETAILS), _PRINTED_DIGITS)
    texts = shown.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]]
    shown = shown.astype(dict.fromkeys(texts, "str"))
    for name in texts:
        shown[name] = shown[name].map(_escaped, na_action="ignore")
    n_more = len(details) - len(shown)
    more = f"\n{n_more:,} more rows are in the numbers.\n" if n_more else ""
    return as_markdown(shown) + more


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#&$~])", r"\\\1", text)
