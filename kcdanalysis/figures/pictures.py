"""Figures as bytes: the same on every run, whatever the moment and the hash seed."""

import re
import warnings
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image
from scipy.spatial import cKDTree

from kcdanalysis.figures.style import COLUMN_WIDTH

#: The font of the house style in SVG, and those that stand for it where it is not installed.
_FONT, _LIKE_IT = b"'DejaVu Sans'", b", Verdana, sans-serif"

#: The styles in a drawing, and the colours in them.
_STYLE = re.compile(rb' style="([^"]*)"')
_COLOUR = re.compile(rb"\b(fill|stroke): #([0-9a-f]{6})")


def as_svg(figure: Figure) -> bytes:
    """Draw as SVG; text stays text, in the font or in one whose letters are as wide."""
    drawn = _draw(figure, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.replace(_FONT, _FONT + _LIKE_IT)


def with_dark_colours(light: bytes, dark: bytes) -> bytes:
    """Add the colours of a drawing on a dark page to the same drawing on a light one.

    A browser that prefers dark pages, or whose page is dark, takes them, also within <img>;
    every other program shows the drawing as it was.
    """
    others, used = iter(_STYLE.findall(dark)), set()

    def add(style: re.Match[bytes]) -> bytes:
        before, after = (dict(_COLOUR.findall(text)) for text in (style[1], next(others)))
        # Black is the colour of what has none.
        changed = {**dict.fromkeys(before, b"000000"), **after}.items() - before.items()
        used.update(changed)
        names = b" ".join(sorted(kind + b"-" + colour for kind, colour in changed))
        return (b' class="' + names + b'"' if changed else b"") + style[0]

    drawn = _STYLE.sub(add, light)
    rules = b"".join(
        b".%b-%b{%b:#%b !important}" % (kind, colour, kind, colour) for kind, colour in sorted(used)
    )
    media = b"@media (prefers-color-scheme: dark){%b}</style>" % rules
    return drawn.replace(b"</style>", media, 1)


def as_pdf(figure: Figure) -> bytes:
    """Draw as PDF, with the letters of the font, so that its text can be found."""
    nothing = {"CreationDate": None, "Creator": None, "Producer": None}
    return _draw(figure, format="pdf", metadata=nothing)


def as_png(figure: Figure, width: int) -> bytes:
    """Draw as PNG of so many pixels, with its 256 commonest colours: a third of the bytes."""
    buffer = BytesIO()
    _with_palette(_pixels(figure, width)).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def as_webp(figure: Figure, width: int) -> bytes:
    """Draw as WebP of so many pixels, without loss."""
    buffer = BytesIO()
    picture = Image.fromarray(_pixels(figure, width)).convert("RGB")
    picture.save(buffer, "webp", lossless=True, method=4)
    return buffer.getvalue()


def _draw(figure: Figure, **options: Any) -> bytes:
    # Neither cut to its content nor marked by the moment or the library's version.
    settings: Any = {
        "svg.hashsalt": "kcdanalysis", "svg.fonttype": "none", "pdf.fonttype": 42,
        "savefig.bbox": None,
    }  # fmt: skip
    with mpl.rc_context(settings), warnings.catch_warnings():
        buffer = BytesIO()
        # We have warned of these ourselves, and named a font.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        # What is drawn as pixels within a drawing has those of a fine screen.
        dpi = 2 * COLUMN_WIDTH / figure.get_figwidth()
        figure.savefig(buffer, **{"dpi": dpi, **options})
        return buffer.getvalue()


def _pixels(figure: Figure, width: int) -> np.ndarray:
    drawn = _draw(figure, format="rgba", dpi=width / figure.get_figwidth())
    return np.frombuffer(drawn, dtype=np.uint8).reshape(-1, width, 4)


def _with_palette(pixels: np.ndarray) -> Image.Image:
    """Keep the commonest colours as they are; the rest, at edges of letters, take the nearest."""
    # One number a pixel: opaque red, green and blue, in this order.
    place, found = pd.factorize(pixels.view(">u4").astype(np.uint32).ravel())
    colours = found.astype(">u4").view(np.uint8).reshape(-1, 4)[:, :3]
    commonest = np.lexsort((found, np.bincount(place)))  # the last, equal ones in order
    palette = colours[commonest[-256:]]
    nearest = cKDTree(palette).query(colours)[1].astype(np.uint8)
    indexed = Image.fromarray(nearest[place].reshape(pixels.shape[:2]))
    indexed.putpalette(palette.tobytes())
    return indexed
