"""The figure of the shares of themes."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.errors import KcdError
from kcdanalysis.figures.canvas import (
    GAP,
    MOST_ROWS,
    PanelText,
    block_height,
    body_size,
    figure_width,
    make_panel,
    name_rows,
    paper,
    share_axis,
    small_size,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.figures.style import GREY, theme_colours
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.summaries import NO_THEME
from kcdanalysis.words.wording import (
    count,
    join_names,
    join_sentences,
    list_names,
    of_total,
    percent,
    short,
    talks_of,
)


@of_rounded_numbers
def plot_theme_shares(
    shares: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of talks of each theme as bars, with their 95 % intervals.

    Parameters
    ----------
    shares : DataFrame
        What `theme_shares` returns; one block of it, if it was made with `by`.
    event : str
        Name of the event, for the title.
    title, message, note : str, optional
        Your own words above and below, as in another language; "" for none. By default
        made from the numbers.
    ax : Axes, optional
        By default a new figure, as wide as the style says.
    """
    _check_shares(shares)
    colours = {**theme_colours(_themes(shares)), NO_THEME: GREY}
    rows = _ranked_shares(shares)
    labels = [wrap_text(label, 0.3 * figure_width(), body_size()) for label in rows["label"]]
    values = [f"{of_total(row.n, row.n_talks)} · {percent(row.share)}" for row in rows.itertuples()]
    places, height = stack_rows([block_height(label) for label in labels], least=19)
    ax = make_panel(
        ax,
        PanelText(_shares_title(event), _shares_message(shares), _shares_note(shares)).unless(
            title, message, note
        ),
        height=height,
        left=widest(labels) + GAP,
        right=widest([values]) + GAP,
        bottom=block_height([""], small_size()) + 4,
    )
    ax.barh(places, rows["share"], height=11, color=[colours[theme] for theme in rows["theme"]])
    # A line on one of the page's colour, as the bar below may be like it.
    for colour, width in ((paper(), 2.4), (mpl.rcParams["text.color"], 0.8)):
        ax.hlines(places, rows["low"], rows["high"], color=colour, linewidth=width)
    for value, place, high in zip(values, places, rows["high"], strict=True):
        # On the page's colour, as a line of the grid may lie below.
        write(ax, value, (high, place), (6, 0), bbox={"color": paper(), "pad": 0.5})
    share_axis(ax, float(rows["high"].max()))
    name_rows(ax, places, labels, height)
    return ax


@of_rounded_numbers
def describe_theme_shares(shares: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_shares` into words."""
    _check_shares(shares)
    n_talks = int(shares["n_talks"].iloc[0])
    rows = _ranked_shares(shares, most=len(shares))
    named = rows[rows["theme"] != NO_THEME]
    without = n_talks and int(rows.loc[rows["theme"] == NO_THEME, "n"].sum())
    return Description(
        title=_shares_title(event),
        caption=(
            f"Share of the {talks_of(n_talks, event)} that have each theme, with 95% intervals. "
            "A talk can have several themes or none, so the shares do not add up to 100%."
        ),
        alt=alt_text(
            f"Bar chart of {count(len(_themes(shares)), 'theme')} in {talks_of(n_talks, event)}.",
            f"{count(without, 'talk')} without a theme." if without else "",
            *(
                f"{short(row.label)}: {row.n:,} ({percent(row.share)})."
                for row in named.itertuples()
            ),
        ),
        details=pd.DataFrame(
            {
                "Theme": rows["label"],
                "Talks": rows["n"],
                "Of": rows["n_talks"],
                "Share": rows["share"].map(percent),
                "95% interval": [
                    f"{percent(row.low)} to {percent(row.high)}" for row in rows.itertuples()
                ],
            }
        ),
    )


def _check_shares(shares: pd.DataFrame) -> None:
    check_table(shares, ("theme", "label", "n", "n_talks", "share", "low", "high"), "theme_shares")
    if shares["theme"].duplicated().any():
        raise KcdError("these theme shares have several blocks; give one of them to a figure")
    if not shares["n_talks"].iloc[0]:
        raise KcdError("these theme shares are of no talks; read a programme that has some")


def _themes(shares: pd.DataFrame) -> list[str]:
    return [theme for theme in shares["theme"] if theme != NO_THEME]


def _ranked_shares(shares: pd.DataFrame, most: int = MOST_ROWS) -> pd.DataFrame:
    """Order the themes that talks have by frequency; "no theme" comes last."""
    present = shares[shares["n"] > 0]
    none = present["theme"] == NO_THEME
    named = present[~none].sort_values("n", ascending=False, kind="stable")
    return pd.concat([named.head(most), present[none]])


def _shares_title(event: str) -> str:
    return f"What {short(event, 60)} talked about" if event else "What the talks were about"


def _shares_message(shares: pd.DataFrame) -> str:
    n_talks = int(shares["n_talks"].iloc[0])
    rows = _ranked_shares(shares)
    rows = rows[rows["theme"] != NO_THEME].head(3)
    if rows.empty:
        return f"No theme was found in {talks_of(n_talks)}."
    first, *others = rows.itertuples()
    leader = f"{short(first.label)} ({of_total(first.n, n_talks)} talks, {percent(first.share)})"
    rest = [f"{short(row.label)} ({row.n:,})" for row in others]
    return f"Most frequent: {join_names([leader, *rest])}."


def _shares_note(shares: pd.DataFrame) -> str:
    absent = shares[(shares["theme"] != NO_THEME) & (shares["n"] == 0)]["label"]
    left_out = len(_themes(shares)) - len(absent) - MOST_ROWS
    return join_sentences(
        "A talk can have several themes. Thin lines: 95% intervals (Wilson).",
        f"{count(left_out, 'rarer theme')} left out." if left_out > 0 else "",
        f"In no talk: {list_names(absent)}." if len(absent) else "",
    )
