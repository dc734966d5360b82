"""The shares of themes."""

import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.summaries import NO_THEME, UNKNOWN
from kcdanalysis.summaries.shares import by_frequency, misfit_sentences
from kcdanalysis.words.translation import _, ngettext, number
from kcdanalysis.words.wording import (
    count,
    interval,
    join_names,
    join_sentences,
    left_out,
    list_names,
    of_talks,
    of_total,
    percent,
    said_of,
    short,
    talks_of,
)  # fmt: skip


@figure(
    "theme label n n_talks share low high",
    themes=[summaries.theme_shares, misfit_sentences],
)
def theme_shares(shares: pd.DataFrame, caveat: str = "", *, event: str, room: Room) -> Layout:
    """Draw the share of talks with each theme as bars, with 95% intervals.

    Of a table made with `by`, select one group.

    Parameters
    ----------
    caveat : str
        Sentences for the note, such as why the lexicon may not fit.
    """
    if shares["theme"].duplicated().any():
        raise KcdError("these theme shares have several blocks; give one of them to a figure")
    n_talks = int(shares["n_talks"].iloc[0])
    unknown = shares[shares["theme"] == UNKNOWN]
    if not n_talks and unknown.empty:
        raise KcdError("these theme shares are of no talks; read a programme that has some")
    is_theme, is_present = summaries.is_theme(shares["theme"]), shares["n"] > 0
    ranked = shares[is_theme & is_present].sort_values("n", ascending=False, kind="stable")
    none = shares[is_present & (shares["theme"] == NO_THEME)]
    drawn, every = pd.concat([ranked.head(MOST_ROWS), none]), by_frequency(shares)
    unclear = "".join(left_out(row.n, row.n_talks) for row in unknown.itertuples())
    absent = shares[is_theme & ~is_present]["label"]
    n_left_out = len(ranked) - MOST_ROWS
    rows = canvas.lay_rows(drawn["label"], 0.3 * room.width, least=19)
    values = [f"{of_total(r.n, r.n_talks)} · {percent(r.share)}" for r in drawn.itertuples()]

    def draw(ax: Axes) -> None:
        colours = theme_colours(shares["theme"])
        colour = [colours[theme] for theme in drawn["theme"]]
        ax.barh(rows.places, drawn["share"], height=11, color=colour)
        # A line on a wider one in the colour of the page, since the bar may be as dark.
        for line, width in ((canvas.paper(), 2.4), (canvas.ink(), 0.8)):
            ax.hlines(rows.places, drawn["low"], drawn["high"], color=line, linewidth=width)
        # On the colour of the page, since a grid line may be below.
        bbox = {"color": canvas.paper(), "pad": 0.5}
        for value, place, high in zip(values, rows.places, drawn["high"], strict=True):
            canvas.write(ax, value, (high, place), (6, 0), bbox=bbox)
        canvas.share_axis(ax, float(drawn["high"].max()))
        rows.name(ax)

    return Layout(
        title=canvas.heading(event, "What {event} talked about", "What the talks were about"),
        message=_message(ranked.head(3), n_talks),
        note=join_sentences(
            _("A talk can have several themes. Thin lines: 95% intervals (Wilson)."),
            unclear,
            caveat,
            n_left_out > 0
            and ngettext("{n} rarer theme left out.", "{n} rarer themes left out.", n_left_out),
            len(absent) > 0 and _("In no talk: {names}.", names=list_names(absent)),
        ),
        caption=join_sentences(
            _(
                "Share of the {talks} that have each theme, with 95% intervals. A talk can have"
                " several themes or none, so the shares do not add up to 100%.",
                talks=talks_of(n_talks, event),
            ),
            unclear,
        ),
        alt=(
            _(
                "Bar chart of {themes} in {talks}.",
                themes=count(int(is_theme.sum()), "theme"),
                talks=talks_of(n_talks, event),
            ),
            *(
                ngettext("{n} talk without a theme.", "{n} talks without a theme.", n)
                for n in none["n"]
            ),
            unclear,
            *(
                said_of(short(r.label), f"{number(r.n)} ({percent(r.share)})")
                for r in ranked.itertuples()
            ),
        ),
        details=canvas.columns(
            every.assign(interval=[interval(row.low, row.high) for row in every.itertuples()]),
            label="Theme",
            n="Talks",
            n_talks="Of",
            share="Share",
            interval="95% interval",
        ),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP,
        right=canvas.widest([values]) + GAP,
        bottom=canvas.axis_height(),
    )


def _message(leaders: pd.DataFrame, n_talks: int) -> str:
    if leaders.empty:
        return _("No theme was found in {talks}.", talks=talks_of(n_talks))
    first, *others = leaders.itertuples()
    leader = f"{short(first.label)} ({of_talks(first.n, n_talks)}, {percent(first.share)})"
    names = join_names([leader, *map(canvas.counted, others)])
    return _("Most frequent: {names}.", names=names)
