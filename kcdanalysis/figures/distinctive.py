"""The word picture: what sets groups of talks apart, in words sized by how clearly."""

from __future__ import annotations

from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.errors import KcdError
from kcdanalysis.figures.canvas import (
    GAP,
    PanelText,
    axes_size,
    block_height,
    body_size,
    inner_width,
    make_panel,
    small_size,
    write,
)
from kcdanalysis.figures.lettering import printable, text_width, wrap_text
from kcdanalysis.figures.style import theme_colours
from kcdanalysis.figures.tables import check_columns, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import count, join_sentences, list_names, short, talks_of

#: What a page can hold; the figure says what it leaves out.
_MOST_GROUPS = 16
#: The largest word is so many times as large as plain text.
_LARGEST = 2.0
_COLUMNS = ("rank", "word", "n", "n_talks", "n_others", "n_talks_others", "z", "reading")


@of_rounded_numbers
def plot_distinctive_words(
    words: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Write the words that set each group apart, the clearest first and largest.

    With each word stands in how many talks of the group it is. Words that may be chance
    are grey. Of more than 16 groups, those with the most talks are drawn.

    Parameters
    ----------
    words : DataFrame
        What `distinctive_words` returns.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_columns(words, _COLUMNS)
    if words.empty:
        raise KcdError("no word sets these groups apart; give more talks")
    groups = _groups(words)
    colours = theme_colours(words.iloc[:, 0].astype("str").drop_duplicates())
    room = inner_width() if ax is None else axes_size(ax)[0]
    laid, height = _lay_out(words, groups, room)
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(words), _note(words, groups)).unless(
            title, message, note
        ),
        height=height,
    )
    ax.set(xlim=(0, room), ylim=(height, 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    muted = mpl.rcParams["axes.labelcolor"]
    for part in laid:
        colour = colours[part.group] if part.is_clear else muted
        ink = mpl.rcParams["text.color"] if part.is_head else colour
        write(
            ax, part.text, (part.x, part.y), (0, 0), va="center", size=part.size,
            weight="bold" if part.is_head or part.is_clear else "normal",
            color=muted if part.is_count else ink,
        )  # fmt: skip
    return ax


@of_rounded_numbers
def describe_distinctive_words(words: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_distinctive_words` into words."""
    check_columns(words, _COLUMNS)
    groups = _groups(words)
    parts = [
        f"{short(group)}: {list_names(part['word'].head(3))}."
        for group, part in words.groupby(words.iloc[:, 0].astype("str"), sort=False)
        if group in groups
    ]
    return Description(
        title=_title(event),
        caption=join_sentences(_message(words), _note(words, groups)),
        alt=alt_text(
            f"Word picture of {count(len(groups), 'group')} of talks; the words that set each "
            "apart, the clearest largest.",
            *parts,
        ),
        details=pd.DataFrame(
            {
                "Group": words.iloc[:, 0].astype("str"),
                "Word": words["word"],
                "Talks": words["n"],
                "Of": words["n_talks"],
                "Talks elsewhere": words["n_others"],
                "Of these": words["n_talks_others"],
                "z": words["z"].map("{:.1f}".format),
                "Reading": words["reading"],
            }
        ),
    )


class _Word(NamedTuple):
    text: str
    x: float
    y: float
    size: float
    group: str
    is_clear: bool = False
    is_head: bool = False
    is_count: bool = False


def _lay_out(words: pd.DataFrame, groups: list[str], room: float) -> tuple[list[_Word], float]:
    """Set the words in lines, as text is set; return them and the height of all."""
    laid: list[_Word] = []
    most, y = float(words["z"].max()), 0.0
    names = words.iloc[:, 0].astype("str")
    for group in groups:
        part = words[names == group]
        head = wrap_text(
            f"{group} ({talks_of(int(part['n_talks'].iloc[0]))})", room, body_size(), "bold"
        )
        for line in head:
            middle = y + block_height([""]) / 2
            laid.append(_Word(line, 0, middle, body_size(), group, is_head=True))
            y += block_height([""])
        lines: list[list[_Word]] = [[]]
        x = 0.0
        for row in part.itertuples():
            clear = row.reading == "clear"
            size = body_size() * (1 + (_LARGEST - 1) * min(row.z / most, 1.0))
            number = f"{row.n:,}"
            text = _fitting(row.word, size, room - 40, clear)
            wide = text_width(text, size, "bold" if clear else "normal")
            whole = wide + 3 + text_width(number, small_size())
            if x and x + whole > room:
                lines.append([])
                x = 0.0
            lines[-1].append(_Word(text, x, 0, size, group, is_clear=clear))
            lines[-1].append(_Word(number, x + wide + 3, 0, small_size(), group, is_count=True))
            x += whole + 0.9 * body_size()
        for line_ in lines:
            tall = block_height([""], max(word.size for word in line_))
            laid += [word._replace(y=y + tall / 2) for word in line_]
            y += tall
        y += GAP
    return laid, max(y - GAP, 1.0)


def _fitting(word: str, size: float, room: float, is_bold: bool) -> str:
    """A word that is wider than the figure is cut, and says so."""
    weight = "bold" if is_bold else "normal"
    text = printable(word, weight)
    if text_width(text, size, weight) <= room:
        return text
    while len(text) > 1 and text_width(f"{text}…", size, weight) > room:
        text = text[:-1]
    return f"{text}…"


def _groups(words: pd.DataFrame) -> list[str]:
    """Those with most talks, in their order."""
    sizes = words.assign(group=words.iloc[:, 0].astype("str")).drop_duplicates("group")
    kept = sizes.nlargest(_MOST_GROUPS, "n_talks", keep="first")["group"]
    return [group for group in sizes["group"] if group in set(kept)]


def _title(event: str) -> str:
    return f"Words that tell {short(event, 60)} apart" if event else "Words that tell them apart"


def _message(words: pd.DataFrame) -> str:
    clear = int((words["reading"] == "clear").sum())
    grey = len(words) - clear
    return f"{count(clear, 'word')} that are clear" + (
        f"; {grey} in grey may be chance." if grey else "."
    )


def _note(words: pd.DataFrame, groups: list[str]) -> str:
    n_groups = words.iloc[:, 0].astype("str").nunique()
    return join_sentences(
        "Larger: clearer, by log-odds with a Dirichlet prior (Monroe et al. 2008). With each word: "
        "talks of the group with it.",
        f"{len(groups)} of {n_groups} groups, those with most talks."
        if len(groups) < n_groups
        else "",
    )
