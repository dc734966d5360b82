"""Topics, with their terms and how reliable each is."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import offset_copy

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room, Rows
from kcdanalysis.figures.colours import topic_mark
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.topics.stability import FAIR, STABLE
from kcdanalysis.words.wording import count, join_sentences, of_total, short, talks_of


@figure(
    "topic label n_talks of_talks stability reading terms",
    maker="kcd.topic_summary",
    topics=lambda topics: (summaries.topic_summary(topics), topics.verdict),
    may_be_empty=True,
)
def topics(summary: pd.DataFrame, verdict: str = "", *, event: str, room: Room) -> Layout:
    """Draw the topics as bars, with their terms and their stability.

    Parameters
    ----------
    verdict : str
        The message above, such as `Topics.verdict`; by default the counts.
    """
    ranked = summary.sort_values("n_talks", ascending=False, kind="stable")
    ranked = ranked.assign(reading_text=[_reading(row) for row in ranked.itertuples()])
    drawn = ranked.head(MOST_ROWS)
    body, small = canvas.body_size(), canvas.small_size()
    left = 0.46 * room.width
    labels = [wrap_text(label, left - 27, body, "bold") for label in drawn["label"]]
    terms = [wrap_text(text, left - 27, small) if text else [] for text in drawn["terms"]]
    values = [[of_total(row.n_talks, row.of_talks), row.reading_text] for row in drawn.itertuples()]
    blocks = [
        canvas.block_height(label) + canvas.block_height(term, small) + 6
        for label, term in zip(labels, terms, strict=True)
    ]
    rows = Rows([[]] * len(drawn), *canvas.stack(blocks, least=32))

    def draw(ax: Axes) -> None:
        for row, place, value in zip(drawn.itertuples(), rows.places, values, strict=True):
            _draw_bar(ax, row, place)
            canvas.write(ax, "\n".join(value), (row.n_talks, place), (6, 0))
        for label, term, place, block in zip(labels, terms, rows.places, blocks, strict=True):
            top = block / 2 - 3
            canvas.write(ax, "\n".join(label), (0, place), (-left, top), va="top", weight="bold")
            below = (-left, top - canvas.block_height(label))
            muted = {"size": small, "color": canvas.muted_ink()}
            canvas.write(ax, "\n".join(term), (0, place), below, va="top", **muted)
        ax.set(xlim=(0, max(drawn["n_talks"].max(), 1) if len(drawn) else 1), xticks=[])
        ax.spines[["bottom", "left"]].set_visible(False)
        rows.name(ax)

    message, note = _message(ranked), _note(ranked)
    n_talks = ranked["of_talks"].head(1)
    return Layout(
        title=canvas.heading(event, "Groups among the talks of {}", "Groups among the talks"),
        message=verdict or message,
        note=note,
        caption=join_sentences(
            "Groups of talks that clustering found by their words, with the terms that stand "
            "for each.",
            verdict,
            "Stability tells how surely a group comes back when talks are left out "
            f"(Hennig 2007): from {STABLE} stable, from {FAIR} fair.",
        ),
        alt=(
            f"Bar chart of {count(len(ranked), 'topic')}"
            f"{''.join(f' in {talks_of(n, event)}' for n in n_talks)}.",
            *(f"{short(r.label)}: {r.n_talks:,}, {r.reading_text}." for r in ranked.itertuples()),
        ),
        details=ranked[["label", "n_talks", "of_talks", "reading_text", "terms"]].set_axis(
            ["Topic", "Talks", "Of", "Stability", "Terms"], axis=1
        ),
        draw=draw,
        height=rows.height,
        left=left,
        right=canvas.widest(values) + GAP,
    )


def _reading(row: Any) -> str:
    """The word for a topic's stability, with the number if it is known."""
    return row.reading if pd.isna(row.stability) else f"{row.reading}, {row.stability:.2f}"


def _draw_bar(ax: Axes, row: Any, place: float) -> None:
    """Draw the bar of a topic, the emptier the less reliable it is, and its mark."""
    mark = topic_mark(row.topic)
    look: dict[str, Any] = {
        "stable": {"facecolor": mark.colour},
        "fair": {"facecolor": canvas.paper(), "hatch": "////"},
        "unstable": {"facecolor": canvas.paper(), "linestyle": "-"},
    }.get(row.reading, {"facecolor": canvas.paper(), "linestyle": "--"})
    ax.barh(place, row.n_talks, height=15, edgecolor=mark.colour, **look)
    aside = offset_copy(ax.transData, ax.get_figure(root=True), x=-12, units="points")
    ax.plot(
        0, place, mark.marker, color=mark.colour, fillstyle=mark.fill,
        markerfacecoloralt=canvas.paper(), markersize=7, clip_on=False, transform=aside,
    )  # fmt: skip


def _message(ranked: pd.DataFrame) -> str:
    if ranked.empty:
        return "No groups were found among these talks."
    n_stable = int((ranked["reading"] == "stable").sum())
    return f"{count(len(ranked), 'topic')}, {n_stable} of them stable."


def _note(ranked: pd.DataFrame) -> str:
    if ranked.empty:
        return ""
    n_without = int(ranked["of_talks"].iloc[0] - ranked["n_talks"].sum())
    n_left_out = len(ranked) - MOST_ROWS
    return join_sentences(
        "Stability is how surely a group comes back when talks are left out. Filled bar: "
        f"stable, {STABLE} or more. Hatched: fair, {FAIR} or more. Outline: less. "
        "Dashed: cannot tell.",
        n_without > 0 and f"{count(n_without, 'talk')} in no topic.",
        n_left_out > 0 and f"{count(n_left_out, 'smaller topic')} left out.",
    )
