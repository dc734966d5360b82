"""How figures are kept: drawing, picture, numbers and words in files, and a page of all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kcdanalysis.errors import KcdError
from kcdanalysis.style import COLUMN_WIDTH
from kcdanalysis.talks import slug

# A screen may have double pixels.
_PICTURE_WIDTH = 2 * COLUMN_WIDTH
_NUMBER_DIGITS = 4
_ENDINGS = (".svg", ".png", ".csv", ".md")


@dataclass(frozen=True)
class SavedFigure:
    """A figure on disk, with the words that belong to it.

    Attributes
    ----------
    stem : Path
        Path of its files without the ending.
    title, caption, alt : str
        Its heading, what a reader should know, and what it shows in words.
    """

    stem: Path
    title: str
    caption: str
    alt: str

    @property
    def paths(self) -> tuple[Path, Path, Path, Path]:
        """The drawing (.svg), the picture (.png), the numbers (.csv) and the words (.md)."""
        svg, png, csv, md = (self.stem.with_name(self.stem.name + end) for end in _ENDINGS)
        return svg, png, csv, md


def save_figure(
    figure: Axes | Figure,
    stem: str | Path,
    *,
    alt: str,
    caption: str,
    numbers: pd.DataFrame,
    title: str | None = None,
) -> SavedFigure:
    """Write a figure as a drawing, a picture and a table; the same bytes every time.

    Parameters
    ----------
    figure : Axes or Figure
    stem : str or Path
        Where to, without an ending: "figures/theme-shares".
    alt : str
        What the figure shows, in words, for those who do not see it.
    caption : str
        What a reader of the figure should know; kept for the gallery.
    numbers : DataFrame
        The tidy table that the figure draws; its index is not written.
    title : str, optional
        By default the one printed above the axes.

    Returns
    -------
    SavedFigure
        With the `paths` of the .svg, the .png (1,400 px wide, for a column of
        700 px), the .csv and the .md, which shows the figure in a post, with its
        alternative text and caption. The figure stays open: close it with `plt.close`.

    Raises
    ------
    KcdError
        If alternative text or caption is missing, or a file cannot be written.
    """
    stem = Path(stem)
    for name, words in (("alternative text", alt), ("caption", caption)):
        if not words or not words.strip():
            raise KcdError(f"{stem}: no {name}; say in a sentence what the figure shows")
    drawn = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    assert isinstance(drawn, Figure)
    heading = _one_line(title or _drawn_title(drawn) or stem.name)
    entry = SavedFigure(stem, heading, _one_line(caption), _one_line(alt))
    table = numbers.round(_NUMBER_DIGITS).to_csv(index=False, lineterminator="\n")
    contents = (_svg(drawn, entry), _png(drawn), table.encode(), _words(entry).encode())
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for path, content in zip(entry.paths, contents, strict=True):
            path.write_bytes(content)
    except OSError as error:
        raise KcdError(f"{stem}: cannot be written ({error.strerror})") from None
    return entry


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
    svg, png, csv, _ = (quote(path.name) for path in entry.paths)
    title, alt, caption = map(_markdown, (entry.title, entry.alt, entry.caption))
    links = f"[Numbers]({csv}) · [Picture]({png})"
    return f"## {title}\n\n![{alt}]({svg})\n\n{caption}\n\n{links}\n"


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#&|$~])", r"\\\1", text)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _drawn_title(figure: Figure) -> str:
    titles = [ax.get_title(loc) for ax in figure.axes for loc in ("left", "center")]
    return next((title for title in [figure.get_suptitle(), *titles] if title), "")


def _bytes(figure: Figure, **options: Any) -> bytes:
    # Neither cut to its content nor marked by the moment or the library's version.
    with mpl.rc_context(
        {"svg.hashsalt": "kcdanalysis", "svg.fonttype": "path", "savefig.bbox": None}
    ):
        buffer = BytesIO()
        figure.savefig(buffer, dpi=_PICTURE_WIDTH / figure.get_figwidth(), **options)
        return buffer.getvalue()


def _png(figure: Figure) -> bytes:
    return _bytes(figure, format="png", metadata={"Software": None})


def _svg(figure: Figure, entry: SavedFigure) -> bytes:
    """Draw with the title and text for screen readers."""
    drawing = _bytes(figure, format="svg", metadata={"Date": None, "Creator": None}).decode()
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
