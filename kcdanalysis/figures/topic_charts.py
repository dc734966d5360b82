"""Topics with their terms, and how their number was chosen."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator, ScalarFormatter
from matplotlib.transforms import offset_copy

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room, Rows
from kcdanalysis.figures.colours import colour_cycle, topic_mark
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import text_width, wrap_text
from kcdanalysis.summaries import NO_TOPIC_LABEL
from kcdanalysis.words.translation import N_, _, local_number, ngettext, number, retold
from kcdanalysis.words.wording import (
    count,
    join_names,
    join_sentences,
    of_total,
    said_of,
    short,
    talks_of,
)

# Of more topics than this, the broader ones are drawn.
_MOST_TOPICS = 16
#: The measures of a number of topics, with line and marker.
_LINES = {"silhouette": ("-", "o"), "modularity": ("--", "s")}
_NAMES = {"silhouette": N_("silhouette"), "modularity": N_("modularity")}
_HEIGHT = 190


@figure(
    "topic label n_talks of_talks stability reading terms",
    topics=[summaries.topic_summary, lambda topics: retold(topics.verdict)],
    may_be_empty=True,
)
def topics(summary: pd.DataFrame, verdict: str = "", *, event: str, room: Room) -> Layout:
    """Draw the topics that hold as bars, with their terms; the other talks are in no group.

    Of more than 16 topics, the broader ones are drawn, with the names of their topics.

    Parameters
    ----------
    verdict : str
        The message above, such as `Topics.verdict`; by default the counts.
    """
    ranked = summary.sort_values("n_talks", ascending=False, kind="stable")
    ranked = ranked[ranked["reading"] != "mixed"]
    is_broad = "broader" in ranked and len(ranked) > _MOST_TOPICS
    bars = _joined(ranked) if is_broad else ranked
    stability = ["" if value != value else number(value, 2) for value in ranked["stability"]]
    n_talks = summary["of_talks"].head(1)
    n_without, n_left_out = int(n_talks.sum() - ranked["n_talks"].sum()), len(bars) - MOST_ROWS
    # What is in no group gives the bars their scale.
    rest = pd.DataFrame(
        {"topic": pd.NA, "label": _(NO_TOPIC_LABEL), "n_talks": n_without, "of_talks": n_talks,
         "reading": "", "terms": ""}
    )  # fmt: skip
    drawn = pd.concat([bars.head(MOST_ROWS), rest[rest["n_talks"] > 0]])
    body, small = canvas.body_size(), canvas.small_size()
    left = 0.46 * room.width
    labels = [wrap_text(label, left - 27, body, "bold") for label in drawn["label"]]
    terms = [wrap_text(text, left - 27, small) if text else [] for text in drawn["terms"]]
    values = [
        [of_total(row.n_talks, row.of_talks), *([_(row.reading)] if row.reading else [])]
        for row in drawn.itertuples()
    ]
    blocks = [
        canvas.block_height(label) + canvas.block_height(term, small) + 6
        for label, term in zip(labels, terms, strict=True)
    ]
    rows = Rows.of([[]] * len(drawn), blocks, least=32)

    def draw(ax: Axes) -> None:
        for row, place, value in zip(drawn.itertuples(), rows.places, values, strict=True):
            _draw_bar(ax, row, place, has_mark=not is_broad)
            canvas.write(ax, "\n".join(value), (row.n_talks, place), (6, 0))
        muted = {"size": small, "color": canvas.muted_ink()}
        for label, term, place, block in zip(labels, terms, rows.places, blocks, strict=True):
            top = block / 2 - 3
            canvas.write(ax, "\n".join(label), (0, place), (-left, top), va="top", weight="bold")
            below = (-left, top - canvas.block_height(label))
            canvas.write(ax, "\n".join(term), (0, place), below, va="top", **muted)
        ax.set(xlim=(0, max([1, *drawn["n_talks"]])), xticks=[])
        ax.spines[["bottom", "left"]].set_visible(False)
        rows.name(ax)

    return Layout(
        title=canvas.heading(event, "Groups among the talks of {event}", "Groups among the talks"),
        message=verdict
        or (
            ngettext("{n} group.", "{n} groups.", len(ranked))
            if len(ranked)
            else _("No groups were found.")
        ),
        note=join_sentences(
            len(ranked) > 0 and _("A group holds if its talks share more words than by chance."),
            is_broad and _("A bar: a broader group; below its name its groups, with their talks."),
            "cannot tell" in set(ranked["reading"]) and _("Dashed: cannot tell."),
            n_left_out > 0
            and ngettext("{n} smaller topic left out.", "{n} smaller topics left out.", n_left_out),
        ),
        caption=join_sentences(
            _("Groups of talks that clustering found by their words, with the groups in each.")
            if is_broad
            else _(
                "Groups of talks that clustering found by their words, with the terms that stand"
                " for each."
            ),
            _(
                "A group holds if its talks share more words and neighbours than groups of talks"
                " with shuffled words."
            ),
        ),
        alt=(
            _alt(len(ranked), n_talks, event),
            *(
                said_of(short(r.label), f"{number(r.n_talks)}, {_(r.reading)}")
                for r in bars.itertuples()
            ),
        ),
        details=canvas.columns(
            ranked.assign(stability=stability),
            label="Topic",
            n_talks="Talks",
            of_talks="Of",
            reading="Reading",
            stability="Stability",
            terms="Terms",
        ),
        draw=draw,
        height=rows.height,
        left=left,
        right=canvas.widest(values) + GAP,
    )


def _alt(n_topics: int, n_talks: pd.Series, event: str) -> str:
    topics = count(n_topics, "topic")
    if n_talks.empty:
        return _("Bar chart of {topics}.", topics=topics)
    talks = talks_of(int(n_talks.iloc[0]), event)
    return _("Bar chart of {topics} in {talks}.", topics=topics, talks=talks)


def _joined(ranked: pd.DataFrame) -> pd.DataFrame:
    """Put the topics of each broader one into one row, with their names for terms."""
    named = ranked.assign(
        terms=[f"{row.label} ({number(row.n_talks)})" for row in ranked.itertuples()]
    )
    by = named.groupby("broader", sort=False)
    bars = by.agg({"topic": "first", "n_talks": "sum", "of_talks": "first", "terms": ", ".join})
    bars["reading"] = [count(n, "group") for n in by.size()]
    bars = bars.sort_values("n_talks", ascending=False, kind="stable")
    return bars.rename_axis("label").reset_index()


def _draw_bar(ax: Axes, row: Any, place: float, has_mark: bool) -> None:
    """Draw the bar of a topic, empty if nobody can tell whether it holds, and its mark."""
    mark = topic_mark(row.topic)
    unknown = {"facecolor": canvas.paper(), "linestyle": "--"}
    look: dict[str, Any] = unknown if row.reading == "cannot tell" else {"facecolor": mark.colour}
    ax.barh(place, row.n_talks, height=15, edgecolor=mark.colour, **look)
    if not has_mark:
        return
    aside = offset_copy(ax.transData, ax.get_figure(root=True), x=-12, units="points")
    ax.plot(
        0, place, mark.marker, color=mark.colour, fillstyle=mark.fill,
        markerfacecoloralt=canvas.paper(), markersize=7, clip_on=False, transform=aside,
    )  # fmt: skip


@figure(
    "n_topics silhouette modularity score",
    topics=[lambda topics: topics.numbers],
    maker="find_topics with n_topics='auto'",
)
def topic_number(numbers: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the two measures for each number of topics that was tried, and the choice.

    The table is `Topics.numbers`; it has no rows if the number of topics was given.
    """
    tried = numbers["n_topics"]
    best = numbers.loc[numbers["score"].idxmax()]
    chosen = int(best["n_topics"])
    names = [f"{_(_NAMES[name])} {number(numbers[name].iloc[-1], 2)}" for name in _LINES]
    values = numbers[list(_LINES)].to_numpy()
    margin = 0.08 * max(values.max() - values.min(), 0.1)
    low, high = values.min() - margin, values.max() + margin

    def draw(ax: Axes) -> None:
        colours = colour_cycle()
        for (name, (line, marker)), colour in zip(_LINES.items(), colours, strict=False):
            ax.plot(tried, numbers[name], line, marker=marker, markersize=4, color=colour)
        gap = (high - low) * canvas.block_height([""]) / _HEIGHT
        ends = values[-1]
        if abs(ends[0] - ends[1]) < gap:
            # Names that would overlap are moved apart.
            ends = ends.mean() + gap / 2 * np.array([1, -1]) * (1 if ends[0] >= ends[1] else -1)
        for text, end, colour in zip(names, ends, colours, strict=False):
            canvas.write(ax, text, (tried.iloc[-1], end), (8, 0), color=colour)
        ax.axvline(chosen, color=canvas.ink(), linewidth=0.8, zorder=0)
        canvas.write(
            ax, _("taken: {n}", n=chosen), (chosen, high), (0, 3), ha="center", va="bottom"
        )
        ax.set_ylim(low, high)
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(FixedLocator(_ticks(tried.tolist(), canvas.axes_size(ax)[0])))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(lambda value, at: number(value))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
        ax.yaxis.set_major_formatter(_Local())
        ax.grid(axis="y")
        ax.set_xlabel(_("number of topics that was tried"))
        ax.spines[["top", "right"]].set_visible(False)

    return Layout(
        title=canvas.heading(
            event,
            "How the number of groups of {event} was chosen",
            "How the number of groups was chosen",
        ),
        message=ngettext(
            "{n} topic: the largest sum of silhouette and modularity.",
            "{n} topics: the largest sum of silhouette and modularity.",
            chosen,
        ),
        note=_(
            "Silhouette (Rousseeuw 1987): how much nearer a talk is to its own group than to the"
            " next. Modularity (Newman 2006): how many more near pairs are in one group than by"
            " chance."
        ),
        alt=(
            ngettext(
                "Line chart of silhouette and modularity for {n} number of topics from {low} to"
                " {high}.",
                "Line chart of silhouette and modularity for {n} numbers of topics from {low} to"
                " {high}.",
                len(numbers),
                low=tried.min(),
                high=tried.max(),
            ),
            _(
                "Taken: {n}, with {values}.",
                n=chosen,
                values=join_names(
                    [f"{_(_NAMES[name])} {number(best[name], 2)}" for name in _LINES]
                ),
            ),
        ),
        details=canvas.columns(
            numbers.assign(
                **{
                    name: [number(value, 2) for value in numbers[name]]
                    for name in (*_LINES, "score")
                }
            ),
            n_topics="Topics",
            silhouette="Silhouette",
            modularity="Modularity",
            score="Sum of both",
        ),
        draw=draw,
        height=_HEIGHT,
        left=canvas.widest([["−0.00"]]) + GAP,
        right=canvas.widest([names]) + 2 * GAP,
        top=canvas.block_height([""]),
        bottom=2 * canvas.block_height([""], canvas.small_size()) + 8,
    )


class _Local(ScalarFormatter):
    """Numbers of an axis with the separators of the language in use."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return local_number(str(super().__call__(x, pos)))


def _ticks(tried: list[int], width: float) -> list[int]:
    """The numbers whose digits fit below each other on a logarithmic axis."""
    most = max(max(tried) / min(tried), 1.001)
    kept: list[int] = []
    for n_topics in tried:
        room = text_width(f"{n_topics:,}  ", canvas.small_size()) / width
        if not kept or (n_topics / kept[-1]) >= most**room:
            kept.append(n_topics)
    return kept
