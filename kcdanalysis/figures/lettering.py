"""Text that fits: what the fonts in use can draw, how wide it is, where its lines break."""

import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

from kcdanalysis.errors import KcdWarning
from kcdanalysis.words.wording import split_words

# What a line takes of its size at least: above and below where letters stand, and between
# lines; and all of it in the matplotlib that takes most.
_ABOVE, _BELOW, _GAP, _LEADING = 0.77, 0.24, 0.21, 1.3
_BOX = "\u25a1"
#: No text of a figure has more letters; of longer ones, the end is left out.
_MOST_LETTERS = 2_000


def lettering() -> tuple[object, ...]:
    """The settings that the widths of texts depend on, besides their size."""
    return (*mpl.rcParams["font.family"], mpl.rcParams["text.hinting"])


def printable(text: str, weight: str = "normal") -> str:
    r"""Put text on one line; symbols that no font in use can draw are left out.

    >>> printable("🦀  Rust\tat\nscale")
    'Rust at scale'
    """
    letters = _letters(tuple(mpl.rcParams["font.family"]), weight)
    text = " ".join(split_words(str(text)))
    if len(text) > _MOST_LETTERS:
        text = f"{text[:_MOST_LETTERS]}…"
    if text.isprintable() and letters.issuperset(map(ord, text)):
        return text or _BOX
    drawn, is_box = "", False
    for letter in text:
        # Letters and numbers carry meaning; marks, emoji and control characters do not, nor does
        # an accent above the box of a letter without a glyph.
        has_glyph = ord(letter) in letters and letter.isprintable()
        is_accent = unicodedata.combining(letter) > 0
        is_letter = unicodedata.category(letter)[0] in "LN"
        if letter in " \u00a0" or is_letter or (has_glyph and not (is_accent and is_box)):
            drawn += letter
            is_box = not has_glyph
    return " ".join(split_words(drawn)) or _BOX


@cache
def _letters(families: tuple[str, ...], weight: str = "normal") -> frozenset[int]:
    fonts = [findfont(FontProperties(family=[family], weight=weight)) for family in families]
    return frozenset().union(*map(_charmap, fonts))


@cache
def _charmap(path: str) -> frozenset[int]:
    return frozenset(get_font(path).get_charmap())


@contextmanager
def fonts_for(texts: Iterable[str]) -> Iterator[None]:
    """Use installed fonts for the letters that those of the style lack; warn of the others."""
    letters = frozenset(letter for text in texts for letter in text if not letter.isascii())
    with mpl.rc_context():
        more = _covering(letters, tuple(mpl.rcParams["font.family"]))
        mpl.rcParams["font.family"] = [*mpl.rcParams["font.family"], *more]
        yield


@lru_cache
def _covering(letters: frozenset[str], families: tuple[str, ...]) -> tuple[str, ...]:
    """Installed fonts that have these letters, where the families lack them."""
    lacking = {ord(letter) for letter in letters if unicodedata.category(letter)[0] in "LN"}
    lacking -= _letters(families)
    found: list[str] = []
    if lacking:
        # Those of matplotlib's own are for formulas.
        installed = {font.name: font.fname for font in fontManager.ttflist
                     if not font.fname.startswith(mpl.get_data_path())}  # fmt: skip
        has = {name: lacking & _charmap(installed[name]) for name in sorted(installed)}
        while lacking and has and has[best := max(has, key=lambda name: len(has[name] & lacking))]:
            lacking -= has.pop(best)
            found.append(best)
    for font in sorted({_font_for(chr(letter)) for letter in lacking}):
        _warn_of(font)
    return tuple(found)


def _font_for(letter: str) -> str:
    """The name of a font that has a letter: the Noto fonts are named by scripts.

    >>> _font_for("ポ"), _font_for("त")
    ('Noto Sans CJK', 'Noto Sans Devanagari')
    """
    if unicodedata.east_asian_width(letter) in "WFH":
        return "Noto Sans CJK"
    return f"Noto Sans {unicodedata.name(letter, 'Symbols').split()[0].title()}"


@cache
def _warn_of(font: str) -> None:
    """Warn once of letters that no font has."""
    warnings.warn(
        f"no installed font has all letters of these talks: figures show boxes; install {font}",
        KcdWarning, stacklevel=2,
    )  # fmt: skip


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure one line of text, in points."""
    # Letters fitted to pixels, as outside the house style, are up to 5 % wider.
    slack = 1.0 if mpl.rcParams["text.hinting"] in ("no_hinting", "none") else 1.05
    return slack * _extent(text, size, weight, tuple(mpl.rcParams["font.family"]))[0]


def text_height(lines: Sequence[str], size: float) -> float:
    """Measure lines of text below each other, in points, as matplotlib sets them."""
    families = tuple(mpl.rcParams["font.family"])
    height = 0.0
    for line in lines:
        _, tall, below = _extent(line, size, "normal", families)
        height += max(tall - below, _ABOVE * size) + max(below, _BELOW * size) + _GAP * size
    # At least what a plain line takes in any supported matplotlib.
    return max(_LEADING * size * len(lines), height)


@lru_cache(maxsize=20_000)
def _extent(
    text: str, size: float, weight: str, families: tuple[str, ...]
) -> tuple[float, float, float]:
    """Width, height and how far below its line a text reaches."""
    font = FontProperties(family=list(families), size=size, weight=weight)
    with warnings.catch_warnings():
        # A letter that no font has takes room, too.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        width, height, below = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width), float(height), float(below)


def wrap_text(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines of at most `width` points; what is longer is broken inside words."""
    lines: list[str] = []
    for word in split_words(printable(text, weight)):
        # Scripts without spaces are one long word.
        for piece in _pieces(word, width, size, weight):
            longer = " ".join([*lines[-1:], piece])
            if lines and text_width(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def shorten_text(
    text: str, width: float, size: float, lines: int = 1, weight: str = "normal"
) -> list[str]:
    """Break text into at most `lines` lines; an ellipsis shows that there was more.

    >>> shorten_text("eBPF for Security", 50, 9)
    ['eBPF for…']
    """
    wrapped = wrap_text(text, width, size, weight)
    if len(wrapped) <= lines:
        return wrapped
    last = wrapped[lines - 1]
    while last and text_width(f"{last}…", size, weight) > width:
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
