"""The figure of tracks against themes or topics."""

from __future__ import annotations

from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    GAP,
    MOST_ROWS,
    PanelText,
    axes_size,
    block_height,
    body_size,
    figure_width,
    inner_width,
    make_panel,
    name_rows,
    small_size,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import shorten_text, text_width, wrap_text
from kcdanalysis.figures.style import ink_on, shade
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.summaries.shares import NO_THEME
from kcdanalysis.summaries.tracks import NO_TOPIC
from kcdanalysis.words.wording import count, join_sentences, percent, short, talks_of

_MOST_COLUMNS = 20
_COLUMNS = ("track", "group", "label", "n", "n_track", "n_group", "n_talks", "share")


@of_rounded_numbers
def plot_track_agreement(
    agreement: pd.DataFrame,
    *,
    index: pd.DataFrame | None = None,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many talks of each track have each theme, or are in each topic.

    The darker a cell, the larger its part of the track. Of more than 40 tracks the largest
    are drawn, of more themes than there is room for the most frequent.

    Parameters
    ----------
    agreement : DataFrame
        What `track_agreement` returns.
    index : DataFrame, optional
        What `track_index` returns, to be told above.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_table(agreement, _COLUMNS, "track_agreement")
    left = 0.36 * figure_width()
    widest_number = text_width(_brief(int(agreement["n"].max())), small_size())
    room = (inner_width() if ax is None else axes_size(ax)[0]) - left
    drawn = _drawn(agreement, int(room // max(widest_number + 3, 1.5 * body_size())))
    names = [wrap_text(name, left - GAP, body_size()) for name in drawn.tracks]
    heads = [shorten_text(head, 0.38 * figure_width(), body_size())[0] for head in drawn.groups]
    places, height = stack_rows([block_height(name) for name in names], least=2 * body_size())
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(agreement, index), _note(agreement, drawn, index)).unless(
            title, message, note
        ),
        height=height,
        left=left,
        top=widest([heads]) + GAP,
    )
    colour = mpl.rcParams["axes.prop_cycle"].by_key()["color"][0]
    empty = shade(mpl.rcParams["text.color"], 0.05)
    row_at = dict(zip(drawn.tracks.index, places, strict=True))
    column_at = {group: at for at, group in enumerate(drawn.groups.index)}
    tall = dict(zip(drawn.tracks.index, _heights(places), strict=True))
    for cell in drawn.cells.itertuples():
        place, high = row_at[cell.track], tall[cell.track]
        fill = shade(colour, 0.12 + 0.88 * cell.share) if cell.n else empty
        ax.barh(place, 0.94, left=column_at[cell.group] + 0.03, height=high - 1.5, color=fill)
        if cell.n:
            write(
                ax, _brief(cell.n), (column_at[cell.group] + 0.5, place), (0, 0),
                ha="center", size=small_size(), color=ink_on(fill),
            )  # fmt: skip
    for at, head in enumerate(heads):
        write(
            ax, head, (at + 0.5, 0), (0, 5), rotation=90, rotation_mode="anchor",
        )  # fmt: skip
    ax.set(xlim=(0, max(len(heads), 1)), xticks=[])
    ax.spines[:].set_visible(False)
    name_rows(ax, places, names, height, pad=left)
    return ax


@of_rounded_numbers
def describe_track_agreement(
    agreement: pd.DataFrame, *, index: pd.DataFrame | None = None, event: str = ""
) -> Description:
    """Put `plot_track_agreement` into words."""
    check_table(agreement, _COLUMNS, "track_agreement")
    n_talks = int(agreement["n_talks"].iloc[0])
    best = _best(agreement)
    return Description(
        title=_title(event),
        caption=join_sentences(
            f"Talks of each track by theme or topic, {talks_of(n_talks, event)} with a track.",
            _message(agreement, index),
        ),
        alt=alt_text(
            f"Table of {count(agreement['track'].nunique(), 'track')} by "
            f"{count(agreement['group'].nunique(), 'group')}, {talks_of(n_talks, event)}.",
            _index_words(index),
            *(
                f"{short(row.track)}: {short(row.label)} in {row.n} of {row.n_track}."
                for row in best.itertuples()
            ),
        ),
        details=pd.DataFrame(
            {
                "Track": best["track"],
                "Talks": best["n_track"],
                "Most often": best["label"],
                "In": best["n"],
                "Share": best["share"].map(percent),
            }
        ),
    )


class _Drawn(NamedTuple):
    tracks: pd.Series  # printed name by track, in the order of rows
    groups: pd.Series  # printed head by group, in the order of columns
    cells: pd.DataFrame


def _drawn(agreement: pd.DataFrame, most: int) -> _Drawn:
    sizes = agreement.drop_duplicates("track").set_index("track")["n_track"].head(MOST_ROWS)
    heads = agreement.drop_duplicates("group").set_index("group")[["label", "n_group"]]
    heads = heads[heads["n_group"] > 0].sort_values("n_group", ascending=False, kind="stable")
    heads = heads.head(max(min(most, _MOST_COLUMNS), 1))
    # What is in no theme or topic stands last.
    heads = heads.iloc[np.argsort(heads.index.isin([NO_THEME, NO_TOPIC]), kind="stable")]
    cells = agreement[agreement["track"].isin(sizes.index) & agreement["group"].isin(heads.index)]
    return _Drawn(
        pd.Series({track: f"{track} ({n:,})" for track, n in sizes.items()}, dtype=str),
        pd.Series(
            {row.Index: f"{row.label} ({row.n_group:,})" for row in heads.itertuples()}, dtype=str
        ),
        cells,
    )


def _heights(places: list[float]) -> list[float]:
    """Heights of the rows whose middles are known."""
    tall, above = [], 0.0
    for place in places:
        tall.append(2 * (place - above))
        above += tall[-1]
    return tall


def _best(agreement: pd.DataFrame) -> pd.DataFrame:
    """The most frequent theme of each track."""
    order = agreement.sort_values("n", ascending=False, kind="stable")
    best = order.drop_duplicates("track").set_index("track")
    return best.loc[agreement["track"].drop_duplicates()].reset_index()


def _brief(number: int) -> str:
    return f"{number}" if number < 10_000 else f"{number / 1000:.0f}k"


def _index_words(index: pd.DataFrame | None) -> str:
    if index is None or index.empty:
        return ""
    row = index.iloc[0]
    words = {
        "cannot tell": "no agreement beyond chance",
        "hardly": "hardly any agreement",
        "in part": "agreement in part",
        "largely": "large agreement",
        "the same": "they are the same",
    }
    return f"Agreement {row['index']:.2f} of 1: {words[row['reading']]}."


def _title(event: str) -> str:
    return f"Tracks and subjects of {short(event, 60)}" if event else "Tracks and subjects"


def _message(agreement: pd.DataFrame, index: pd.DataFrame | None) -> str:
    first = agreement.iloc[0]
    n_tracks = agreement["track"].nunique()
    return join_sentences(
        f"{talks_of(int(first['n_talks']))} in {count(n_tracks, 'track')}.", _index_words(index)
    )


def _note(agreement: pd.DataFrame, drawn: _Drawn, index: pd.DataFrame | None) -> str:
    present = agreement[agreement["n_group"] > 0]["group"].nunique()
    n_tracks = agreement["track"].nunique()
    return join_sentences(
        "In a cell: talks of the track with the subject. Darker: a larger part of the track. In "
        "brackets: all talks.",
        "Agreement: adjusted mutual information (Vinh et al. 2010), about 0 by chance."
        if index is not None
        else "",
        f"{len(drawn.tracks)} of {n_tracks} tracks, the largest."
        if len(drawn.tracks) < n_tracks
        else "",
        f"{len(drawn.groups)} of {present} subjects, the most frequent."
        if len(drawn.groups) < present
        else "",
    )
