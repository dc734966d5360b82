"""All colours: of the page, of themes and of topics, in figures and on web pages."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.colors import to_hex, to_rgb

from kcdanalysis.summaries.counts import NO_THEME, UNKNOWN

#: Talks without a theme or topic are grey in every figure.
GREY = "#8c8c8c"


class Colours(NamedTuple):
    """The colours of a page, light or dark, and the cycle for themes and topics on it."""

    page: str
    ink: str
    title: str
    soft: str
    edge: str
    line: str
    cycle: tuple[str, ...]


# Okabe and Ito (2008), "Color Universal Design", without black and the pale yellow.
LIGHT = Colours(
    page="#ffffff", ink="#1a1a1a", title="#1a1a1a", soft="#595959", edge="#9a9a9a", line="#e3e3e3",
    cycle=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"),
)  # fmt: skip
# The same hues in the same order, light enough for a dark page.
DARK = Colours(
    page="#16181d", ink="#ececec", title="#ffffff", soft="#b4b8c0", edge="#7d828c", line="#31353d",
    cycle=("#4C9FE6", "#F0803C", "#20B287", "#E7A6CB", "#A9DCF7", "#F2C14E"),
)  # fmt: skip

#: The variables of the style sheets of web pages, on a light and on a dark page.
_VARIABLES = {
    "page": (LIGHT.page, DARK.page), "ink": (LIGHT.ink, DARK.ink), "soft": (LIGHT.soft, DARK.soft),
    "interval": (LIGHT.title, DARK.title),
    "line": ("#d4d4d4", "#40464b"), "shade": ("#f3f3f1", "#1f2428"), "bar": ("#0b5f94", "#62b0e3"),
    "pale": ("#b9d3e4", "#29485c"), "mark": ("#ffe9a8", "#57481a"), "link": ("#0b5f94", "#8ecbf2"),
    "mark-on": ("#ffc53d", "#6e5500"), "on": ("#0b5f94", "#8ecbf2"), "on-ink": ("#fff", "#10202b"),
    "none": ("#767676", "#9a9a9a"),
}  # fmt: skip

#: With seven shapes and six colours, 42 topics look different.
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_FILLS = ("full", "none", "left", "bottom")


def settings(colours: Colours) -> dict[str, Any]:
    """The colours as settings of matplotlib."""
    names = {
        "page": "figure.facecolor savefig.facecolor axes.facecolor",
        "ink": "text.color ytick.labelcolor patch.edgecolor",
        "title": "axes.titlecolor",
        "soft": "axes.labelcolor xtick.labelcolor",
        "edge": "axes.edgecolor xtick.color ytick.color",
        "line": "grid.color",
    }
    plain = {name: getattr(colours, key) for key, text in names.items() for name in text.split()}
    return {**plain, "axes.prop_cycle": cycler(color=colours.cycle)}


def page_colours() -> str:
    """The colours as the head of a style sheet, for light and dark pages: --page, --ink and so on.

    In the classes c0 to c5, --topic is the colour of a topic.
    """
    light, dark = (
        " ".join(f"--{name}: {pair[at]};" for name, pair in _VARIABLES.items()) for at in (0, 1)
    )
    topics = "".join(f".c{at} {{ --topic: {hue}; }}\n" for at, hue in enumerate(LIGHT.cycle))
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{topics}"
    )


def theme_colours(themes: Iterable[str]) -> dict[str, str]:
    """Colours of themes, by their place in the lexicon.

    It is that in the categories of a column, whatever rows are left; of other texts, each
    different one in turn.
    """
    if isinstance(themes, pd.Series) and isinstance(themes.dtype, pd.CategoricalDtype):
        themes = themes.cat.categories
    none = dict.fromkeys((NO_THEME, UNKNOWN), GREY)
    return cycle_colours(theme for theme in themes if theme not in none) | none


def cycle_colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each different name, in turn."""
    cycle = colour_cycle()
    # Then darker and lighter ones, and then names share one: a figure writes the names too.
    mixed = (("black", 0.6), ("white", 0.55))
    colours = [*cycle, *(to_hex(shade(c, part, page)) for page, part in mixed for c in cycle)]
    return {name: colours[at % len(colours)] for at, name in enumerate(dict.fromkeys(names))}


def shade(colour: str, strength: float, page: str = "") -> tuple[float, float, float]:
    """Mix a colour with that of the page; 1 is the colour itself."""
    paper, full = np.array(to_rgb(page or mpl.rcParams["axes.facecolor"])), np.array(to_rgb(colour))
    red, green, blue = paper + (full - paper) * strength
    return float(red), float(green), float(blue)


def ink_on(colour: Any) -> str:
    """Black or white, whichever is read better on a colour (WCAG 2, contrast ratio).

    >>> ink_on("#0072B2"), ink_on("#F0E442")
    ('white', 'black')
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


class TopicMark(NamedTuple):
    """The shape of a topic, its colour, and how the shape is filled."""

    marker: str
    colour: str
    fill: str


def topic_mark(topic: int | None) -> TopicMark:
    """The mark of a topic; talks of no topic (None) have a grey dot.

    After seven topics the shapes come again hollow, then half filled, so that topics
    can be told apart without colour.
    """
    if topic is None or pd.isna(topic):
        return TopicMark(".", GREY, "full")
    cycle, n_markers = colour_cycle(), len(_MARKERS)
    fill = _FILLS[topic // n_markers % len(_FILLS)]
    return TopicMark(_MARKERS[topic % n_markers], cycle[topic % len(cycle)], fill)


def colour_cycle() -> list[str]:
    """The colours of the current style."""
    return list(mpl.rcParams["axes.prop_cycle"].by_key().get("color", ["C0"]))
