"""How figures are kept: drawing, pictures, numbers and words in files, and a page of all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kcdanalysis.errors import KcdError
from kcdanalysis.figures.pictures import as_pdf, as_png, as_svg, as_webp
from kcdanalysis.figures.style import COLUMN_WIDTH
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import slug

#: What a figure may be written as besides the SVG and the PNG, and its file's ending.
ALSO = {"png@2x": "@2x.png", "webp": ".webp", "pdf": ".pdf"}

#: The longest alternative text, in characters: screen readers read it in one go.
ALT_LENGTH = 300

_LINKS = {"png@2x": "Large picture", "webp": "WebP", "pdf": "PDF"}
_ENDINGS = (".svg", ".png", ".csv", ".md")
_PRINTED_DIGITS = 4
# Rows of the table that stands in for a figure; the CSV has all.
_MOST_DETAILS = 60


@dataclass(frozen=True)
class SavedFigure:
    """A figure on disk, with the words that belong to it.

    Attributes
    ----------
    stem : Path
        Path of its files without the ending.
    title, caption, alt : str
        Its heading, what a reader should know, and what it shows in words.
    details : str
        The long description: the numbers as a Markdown table.
    also : tuple of str
        What it was written as besides SVG and PNG.
    """

    stem: Path
    title: str
    caption: str
    alt: str
    details: str = ""
    also: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The drawing (.svg), picture (.png), numbers (.csv) and words (.md); then the others."""
        endings = (*_ENDINGS, *(ALSO[name] for name in self.also))
        return tuple(self.stem.with_name(self.stem.name + end) for end in endings)

    def _repr_html_(self) -> str:
        from kcdanalysis.publishing.displays import figure_html

        return figure_html(self)


def save_figure(
    figure: Axes | Figure,
    stem: str | Path,
    *,
    alt: str,
    caption: str,
    numbers: pd.DataFrame,
    title: str | None = None,
    details: pd.DataFrame | None = None,
    also: Iterable[str] = ("png@2x",),
) -> SavedFigure:
    """Write a figure as a drawing, pictures and a table; the same bytes every time.

    Parameters
    ----------
    figure : Axes or Figure
    stem : str or Path
        Where to, without an ending: "figures/theme-shares".
    alt : str
        What the figure shows, in words, for those who do not see it; at most 300
        characters.
    caption : str
        What a reader of the figure should know; kept for the gallery.
    numbers : DataFrame
        The tidy table that the figure draws; its index is not written.
    title : str, optional
        By default the one printed above the axes.
    details : DataFrame, optional
        The long description, with column names for readers; by default the numbers. Its
        first 60 rows go into the .md.
    also : iterable of str
        What to write besides the SVG and the PNG: "png@2x", "webp" (lossless), "pdf".

    Returns
    -------
    SavedFigure
        With the `paths` of the .svg, the .png (700 px wide, a blog column), the .csv and
        the .md, which shows the figure in a post, with its alternative text, caption and
        details; then of @2x.png and .webp (1,400 px, for screens of double pixels) and
        .pdf, as asked for. The figure stays open: close it with `plt.close`.

    Raises
    ------
    KcdError
        If alternative text or caption is missing, the former too long, a format unknown,
        or a file cannot be written.
    """
    stem = Path(stem)
    for name, words in (("alternative text", alt), ("caption", caption)):
        if not words or not words.strip():
            raise KcdError(f"{stem}: no {name}; say in a sentence what the figure shows")
    if len(_one_line(alt)) > ALT_LENGTH:
        raise KcdError(
            f"{stem}: the alternative text has {len(_one_line(alt))} characters; "
            f"say it in {ALT_LENGTH} and leave the rest to the caption"
        )
    also = tuple(dict.fromkeys(also))
    for name in also:
        if name not in ALSO:
            raise KcdError(f"{stem}: no format {name!r}; add some of {', '.join(ALSO)}")
    drawn = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    assert isinstance(drawn, Figure)
    heading = _one_line(title or _drawn_title(drawn) or stem.name)
    entry = SavedFigure(
        stem, heading, _one_line(caption), _one_line(alt),
        _details(numbers if details is None else details), also,
    )  # fmt: skip
    table = rounded_numbers(numbers).to_csv(index=False, lineterminator="\n")
    contents = [_svg(drawn, entry), as_png(drawn, COLUMN_WIDTH), table.encode()]
    contents.append(_words(entry).encode())
    makers: dict[str, Any] = {
        "png@2x": lambda: as_png(drawn, 2 * COLUMN_WIDTH),
        "webp": lambda: as_webp(drawn, 2 * COLUMN_WIDTH),
        "pdf": lambda: as_pdf(drawn),
    }
    contents += [makers[name]() for name in also]
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for path, content in zip(entry.paths, contents, strict=True):
            path.write_bytes(content)
    except OSError as error:
        raise KcdError(f"{stem}: cannot be written ({error.strerror})") from None
    return entry


def rounded_numbers(table: pd.DataFrame, digits: int = _PRINTED_DIGITS) -> pd.DataFrame:
    """Round the numbers of a table so that their last bits do not matter.

    Ten digits first: an exact half such as 0.03125 must not be rounded up on one
    processor and down on another.
    """
    return table.round(10).round(digits)


def write_gallery(folder: str | Path) -> Path:
    """Write README.md with every figure of a folder, its caption and numbers.

    Parameters
    ----------
    folder : str or Path
        Where `save_figure` wrote figures; they are shown in the order of their names.
    """
    path = Path(folder) / "README.md"
    words = (one for one in sorted(Path(folder).glob("*.md")) if one.with_suffix(".svg").exists())
    parts = ["# Figures\n", *(one.read_text("utf-8") for one in words)]
    path.write_bytes("\n".join(parts).encode())
    return path


def _words(entry: SavedFigure) -> str:
    svg, png, csv, _, *others = (quote(path.name) for path in entry.paths)
    title, alt, caption = map(_markdown, (entry.title, entry.alt, entry.caption))
    pictures = {
        "Picture": png,
        **dict(zip((_LINKS[one] for one in entry.also), others, strict=True)),
    }
    links = " · ".join(f"[{name}]({path})" for name, path in {"Numbers": csv, **pictures}.items())
    details = f"<details><summary>The figure as a table</summary>\n\n{entry.details}\n</details>"
    return f"## {title}\n\n![{alt}]({svg})\n\n{caption}\n\n{details}\n\n{links}\n"


def _details(table: pd.DataFrame) -> str:
    shown = rounded_numbers(table.head(_MOST_DETAILS))
    words = shown.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]]
    shown = shown.astype(dict.fromkeys(words, "str"))
    for name in words:
        shown[name] = shown[name].map(_markdown, na_action="ignore")
    more = len(table) - len(shown)
    rest = f"\n{more:,} more rows are in the numbers.\n" if more else ""
    return as_markdown(shown) + rest


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#&$~])", r"\\\1", text)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _drawn_title(figure: Figure) -> str:
    titles = [ax.get_title(loc) for ax in figure.axes for loc in ("left", "center")]
    return next((title for title in [figure.get_suptitle(), *titles] if title), "")


def _svg(figure: Figure, entry: SavedFigure) -> bytes:
    """Draw with the title and text for screen readers."""
    drawing = as_svg(figure).decode()
    # Several figures may stand in one page, so ids carry the figure's name.
    name = slug(entry.stem.name) or "figure"
    before, root, after = drawing.partition("<svg ")
    attributes, close, content = after.partition(">")
    labelled = f'role="img" aria-labelledby={quoteattr(f"{name}-title {name}-desc")} '
    texts = (
        f'\n <title id="{name}-title">{escape(entry.title)}</title>'
        f'\n <desc id="{name}-desc">{escape(entry.alt)}</desc>'
    )
    return f"{before}{root}{labelled}{attributes}{close}{texts}{content}".encode()
