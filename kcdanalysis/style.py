"""How figures look, and how they are kept: the house style, text that fits, files.

Drawing and publishing are two calls, and matplotlib's settings are left as found::

    with house_style():
        ax = plot_theme_shares(shares)
        save_figure(ax, "figures/theme-shares", alt=..., caption=..., numbers=shares)
    write_gallery("figures")
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import slug

#: Pixels of a blog column, and of the picture for it on a screen with double pixels.
COLUMN_WIDTH = 700
_PICTURE_WIDTH = 2 * COLUMN_WIDTH

#: Talks without a theme or topic are grey in every figure.
GREY = "#8c8c8c"

#: Shapes go round in sevens and colours in sixes, so 42 topics look different.
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")

# Fonts for scripts that DejaVu Sans lacks; those installed are used, in this order.
_MORE_FONTS = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Source Han Sans",
    "Hiragino Sans", "PingFang SC", "Apple SD Gothic Neo", "Yu Gothic", "Microsoft YaHei",
    "Malgun Gothic", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil",
    "Noto Sans Thai", "Nirmala UI", "Arial Unicode MS",
)  # fmt: skip

_NUMBER_DIGITS = 4


@contextmanager
def house_style(style: Any = None) -> Iterator[None]:
    """Draw in the house style; matplotlib's settings are put back afterwards.

    Parameters
    ----------
    style : str, Path, dict or list of these, optional
        Your own on top of ours, as `matplotlib.style.use` takes it.

    Raises
    ------
    KcdError
        If there is no such style.

    Notes
    -----
    Text in scripts that DejaVu Sans lacks (Chinese, Japanese, Korean) needs a font
    for them, such as Noto Sans CJK; without one its letters are drawn as boxes.

    Examples
    --------
    >>> with house_style({"font.size": 12}):
    ...     mpl.rcParams["font.size"]
    12.0
    """
    styles = ["kcdanalysis.kcd"]
    if style is not None:
        styles += style if isinstance(style, list) else [style]
    with mpl.rc_context():
        try:
            # From the defaults, so that a reader's own settings do not change a figure.
            mpl.rcdefaults()
            mpl.style.use(styles)
        except OSError:
            raise KcdError(f"{style}: no such style; give an .mplstyle file or a dict") from None
        installed = set(fontManager.get_font_names())
        more = [name for name in _MORE_FONTS if name in installed]
        mpl.rcParams["font.family"] = [*mpl.rcParams["font.family"], *more]
        yield


def theme_colours(themes: Iterable[str]) -> dict[str, str]:
    """Give each theme its colour, by its place in the lexicon.

    Past the colours of the style come darker and lighter ones of the same, and then
    several themes share one: a figure names its themes too.

    >>> with house_style():
    ...     theme_colours(["ebpf", "security"])
    {'ebpf': '#0072B2', 'security': '#D55E00'}
    """
    base = _palette()
    colours = [*base, *(_mix(c, 0.0, 0.4) for c in base), *(_mix(c, 1.0, 0.45) for c in base)]
    return {theme: colours[at % len(colours)] for at, theme in enumerate(themes)}


def _mix(colour: str, light: float, part: float) -> str:
    """Mix a colour with black (0) or white (1)."""
    red, green, blue = ((1 - part) * channel + part * light for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def topic_mark(topic: int | None) -> tuple[str, str]:
    """Give a topic its marker and colour; talks of no topic (None) have a grey dot.

    >>> with house_style():
    ...     topic_mark(1), topic_mark(None)
    (('s', '#D55E00'), ('.', '#8c8c8c'))
    """
    if topic is None or pd.isna(topic):
        return ".", GREY
    colours = _palette()
    return _MARKERS[topic % len(_MARKERS)], colours[topic % len(colours)]


def _palette() -> list[str]:
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()
    return list(cycle.get("color", ["C0"]))


def printable(text: str, weight: str = "normal") -> str:
    r"""Put text on one line, in characters that some font in use can draw.

    Symbols that none has are left out; letters that none has become boxes.

    >>> printable("🦀  Rust\tat\nscale")
    'Rust at scale'
    """
    letters = _letters(tuple(mpl.rcParams["font.family"]), weight)
    drawn = "".join(_drawn(letter, letters) for letter in " ".join(str(text).split()))
    return " ".join(drawn.split()) or "□"


def _drawn(letter: str, letters: frozenset[int]) -> str:
    if letter == " " or (ord(letter) in letters and letter.isprintable()):
        return letter
    # Letters and numbers carry meaning; marks, emoji and control characters do not.
    return "□" if unicodedata.category(letter)[0] in "LN" else ""


@cache
def _letters(families: tuple[str, ...], weight: str) -> frozenset[int]:
    fonts = [findfont(FontProperties(family=[family], weight=weight)) for family in families]
    return frozenset(code for font in fonts for code in get_font(font).get_charmap())


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure one line of text, in points."""
    # Letters fitted to pixels, as outside the house style, are up to 5 % wider.
    slack = 1.0 if mpl.rcParams["text.hinting"] in ("no_hinting", "none") else 1.05
    return slack * _text_width(text, size, weight, tuple(mpl.rcParams["font.family"]))


@lru_cache(maxsize=10_000)
def _text_width(text: str, size: float, weight: str, families: tuple[str, ...]) -> float:
    font = FontProperties(family=list(families), size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def wrap_text(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines of at most `width` points; what is longer is broken inside words.

    >>> wrap_text("eBPF for Security", 50, 9)
    ['eBPF for', 'Security']
    """
    lines: list[str] = []
    for word in printable(text, weight).split():
        # Scripts without spaces are one long word.
        for piece in _pieces(word, width, size, weight):
            longer = " ".join([*lines[-1:], piece])
            if lines and text_width(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def shorten_text(text: str, width: float, size: float, lines: int = 1) -> list[str]:
    """Break text into so many lines at most; an ellipsis says that there was more.

    >>> shorten_text("eBPF for Security", 50, 9)
    ['eBPF for…']
    """
    wrapped = wrap_text(text, width, size)
    if len(wrapped) <= lines:
        return wrapped
    last = wrapped[lines - 1]
    while last and text_width(f"{last}…", size) > width:
        # A whole word less, unless it is the only one.
        last = last.rpartition(" ")[0] or last[:-1]
    return [*wrapped[: lines - 1], f"{last.rstrip(' ,.:;-–&')}…"]


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    if text_width(word, size, weight) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


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


_ENDINGS = (".svg", ".png", ".csv", ".md")


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
