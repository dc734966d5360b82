"""The figure of topics, with their terms and how far each can be trusted."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import offset_copy

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
    small_size,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import wrap_text
from kcdanalysis.figures.style import topic_fill, topic_mark
from kcdanalysis.figures.tables import check_columns, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.topics.stability import FAIR, STABLE
from kcdanalysis.words.wording import count, join_sentences, of_total, short, talks_of


@of_rounded_numbers
def plot_topics(
    summary: pd.DataFrame,
    *,
    verdict: str = "",
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the topics as bars, with their terms and how far each can be trusted.

    Parameters
    ----------
    summary : DataFrame
        What `topic_summary` returns; it may have no rows.
    verdict : str
        What to say above, as `Topics.verdict` does; by default the counts.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_columns(summary, ("topic", "label", "n_talks", "of_talks", "reading", "terms"))
    rows = summary.sort_values("n_talks", ascending=False, kind="stable").head(MOST_ROWS)
    left = 0.46 * figure_width()
    labels = [wrap_text(label, left - 27, body_size(), "bold") for label in rows["label"]]
    terms = [wrap_text(text, left - 27, small_size()) if text else [] for text in rows["terms"]]
    values = [
        f"{of_total(row.n_talks, row.of_talks)}\n{_reading(row)}" for row in rows.itertuples()
    ]
    blocks = [
        block_height(label) + block_height(term, small_size()) + 6
        for label, term in zip(labels, terms, strict=True)
    ]
    places, height = stack_rows(blocks, least=32)
    ax = make_panel(
        ax,
        PanelText(
            _topics_title(event), verdict or _topics_message(summary), _topics_note(summary)
        ).unless(title, message, note),
        height=height,
        left=left,
        right=widest([value.split("\n") for value in values]) + GAP,
    )
    for row, place, value in zip(rows.itertuples(), places, values, strict=True):
        marker, colour = topic_mark(row.topic)
        ax.barh(place, row.n_talks, height=15, edgecolor=colour, **_fill(row.reading, colour))
        ax.plot(
            0,
            place,
            marker,
            color=colour,
            fillstyle=topic_fill(row.topic),
            markerfacecoloralt=paper(),
            markersize=7,
            clip_on=False,
            transform=offset_copy(ax.transData, ax.get_figure(root=True), x=-12, units="points"),
        )
        write(ax, value, (row.n_talks, place), (6, 0))
    for label, term, place, block in zip(labels, terms, places, blocks, strict=True):
        top = block / 2 - 3
        write(ax, "\n".join(label), (0, place), (-left, top), va="top", weight="bold")
        write(
            ax,
            "\n".join(term),
            (0, place),
            (-left, top - block_height(label)),
            va="top",
            size=small_size(),
            color=mpl.rcParams["axes.labelcolor"],
        )
    ax.set_xlim(0, max(rows["n_talks"].max(), 1) if len(rows) else 1)
    ax.set_xticks([])
    ax.spines[["bottom", "left"]].set_visible(False)
    name_rows(ax, places, [[]] * len(places), height)
    return ax


@of_rounded_numbers
def describe_topics(summary: pd.DataFrame, *, verdict: str = "", event: str = "") -> Description:
    """Put `plot_topics` into words."""
    rows = summary.sort_values("n_talks", ascending=False, kind="stable")
    return Description(
        title=_topics_title(event),
        caption=join_sentences(
            "Groups of talks that clustering found by their words, with the terms that stand "
            "for each.",
            verdict,
            "Stability tells how surely a group comes back when talks are left out "
            f"(Hennig 2007): from {STABLE} stable, from {FAIR} fair.",
        ),
        alt=alt_text(
            f"Bar chart of {count(len(rows), 'topic')}"
            + (f" in {talks_of(int(rows['of_talks'].iloc[0]), event)}." if len(rows) else "."),
            *(
                f"{short(row.label)}: {row.n_talks:,}, {_reading(row)}."
                for row in rows.itertuples()
            ),
        ),
        details=pd.DataFrame(
            {
                "Topic": rows["label"],
                "Talks": rows["n_talks"],
                "Of": rows["of_talks"],
                "Stability": [_reading(row) for row in rows.itertuples()],
                "Terms": rows["terms"],
            }
        ),
    )


def _reading(row: Any) -> str:
    """The word for a topic's stability, with its figure where there is one."""
    return row.reading if pd.isna(row.stability) else f"{row.reading}, {row.stability:.2f}"


def _fill(reading: str, colour: str) -> dict[str, Any]:
    """The less a topic can be trusted, the less its bar is filled."""
    if reading == "stable":
        return {"facecolor": colour}
    if reading == "fair":
        return {"facecolor": paper(), "hatch": "////"}
    return {"facecolor": paper(), "linestyle": "-" if reading == "unstable" else "--"}


def _topics_title(event: str) -> str:
    return f"Groups among the talks of {short(event, 60)}" if event else "Groups among the talks"


def _topics_message(summary: pd.DataFrame) -> str:
    if summary.empty:
        return "No groups were found among these talks."
    stable = int((summary["reading"] == "stable").sum())
    return f"{count(len(summary), 'topic')}, {stable} of them stable."


def _topics_note(summary: pd.DataFrame) -> str:
    if summary.empty:
        return ""
    without = int(summary["of_talks"].iloc[0] - summary["n_talks"].sum())
    left_out = len(summary) - MOST_ROWS
    return join_sentences(
        "Stability is how surely a group comes back when talks are left out. Filled bar: "
        f"stable, {STABLE} or more. Hatched: fair, {FAIR} or more. Outline: less. "
        "Dashed: cannot tell.",
        f"{count(without, 'talk')} in no topic." if without else "",
        f"{count(left_out, 'smaller topic')} left out." if left_out > 0 else "",
    )
