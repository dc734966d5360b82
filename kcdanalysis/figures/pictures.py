"""Figures as bytes: the same on every run, whatever the moment and the hash seed."""

import re
import warnings
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
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
    _pixels(figure, width).save(buffer, "webp", lossless=True, method=4)
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


def _pixels(figure: Figure, width: int) -> Image.Image:
    drawn = _draw(figure, format="rgba", dpi=width / figure.get_figwidth())
    height = len(drawn) // (4 * width)
    return Image.frombytes("RGBA", (width, height), drawn).convert("RGB")


def _with_palette(picture: Image.Image) -> Image.Image:
    """Keep the commonest colours as they are; the rest, at edges of letters, take the nearest."""
    counts: Any = picture.getcolors(picture.width * picture.height)
    found = np.array([[r << 16 | g << 8 | b, count] for count, (r, g, b) in counts])
    colours, _ = found[np.lexsort(found.T)].T  # the commonest last, equal ones in order
    palette = colours[-256:]
    nearest = np.zeros(1 << 24, dtype=np.uint8)
    nearest[colours] = cKDTree(_channels(palette)).query(_channels(colours))[1]
    pixels = np.asarray(picture, dtype=np.uint32)
    indexed = Image.fromarray(nearest[pixels @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)])
    indexed.putpalette(_channels(palette).astype(np.uint8).tobytes())
    return indexed


def _channels(codes: np.ndarray) -> np.ndarray:
    return np.stack([codes >> 16 & 255, codes >> 8 & 255, codes & 255], axis=-1)
