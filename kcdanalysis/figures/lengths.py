"""How long the talks are."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import colour_cycle
from kcdanalysis.figures.figure import figure
from kcdanalysis.words.wording import count, percent, short, talks_of


@figure("aspect value n n_known share", talks=[summaries.programme_profile])
def talk_lengths(profile: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the number of talks of each length as bars, the most frequent length first."""
    lengths = profile[profile["aspect"] == "length"].nlargest(canvas.MOST_ROWS, "n", keep="first")
    rows = canvas.lay_rows(lengths["value"], 0.3 * room.width, least=19)
    values = [f"{row.n:,} · {percent(row.share)}" for row in lengths.itertuples()]
    n_talks = talks_of(int(lengths["n_known"].max()) if len(lengths) else 0, event)

    def draw(ax: Axes) -> None:
        ax.barh(rows.places, lengths["n"], height=11, color=colour_cycle()[0])
        for value, place, n in zip(values, rows.places, lengths["n"], strict=True):
            canvas.write(ax, value, (n, place), (6, 0))
        ax.set(xlim=(0, max([1, *lengths["n"]])), xticks=[])
        rows.name(ax)

    return Layout(
        title=canvas.heading(event, "How long the talks of {} are", "How long the talks are"),
        message=f"{count(len(lengths), 'length')}, in minutes.",
        note="",
        caption=f"Lengths of the {n_talks}, in minutes.",
        alt=(
            f"Bar chart of {count(len(lengths), 'length')} of {n_talks}.",
            *(f"{short(row.value)} minutes: {row.n:,}." for row in lengths.itertuples()),
        ),
        details=canvas.columns(lengths, "value: Minutes; n: Talks; share: Share"),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP,
        right=canvas.widest([values]) + GAP,
    )
