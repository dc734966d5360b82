"""Pairs of themes: a triangle of cells, and a network of arcs."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Arc

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import shade, theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import shorten_text, text_width
from kcdanalysis.words.translation import N_, _, ngettext, number
from kcdanalysis.words.wording import count, join_names, join_sentences, said_of, short, talks_of

# The most themes in cells; the side of a cell in units of the font size (four digits fit).
_MOST_IN_CELLS, _CELL = 16, 2.8
# The most themes and pairs in a network; of more pairs than the last, single talks have no number.
_MOST_THEMES, _MOST_PAIRS, _FEW_PAIRS = 30, 60, 12
# An arc of fewer talks than this is never the thickest.
_STRONG = 3
_COLUMNS = "theme_a label_a theme_b label_b n_both n_a n_b n_talks"
_NO_PAIRS = N_("No talk has two of these themes.")


@figure(f"{_COLUMNS} jaccard", themes=[summaries.theme_cooccurrence], may_be_empty=True)
def theme_cooccurrence(cooccurrence: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw which themes go together: a cell for each pair, with the number of talks.

    The name of a theme is at the corner where its row and its column meet. Themes that
    share no talk are left out; of more than 16, those that share most are drawn.
    """
    pairs, n_talks = _shared_pairs(cooccurrence)
    cell, width = _CELL * canvas.body_size(), room.beside()
    # The name of the last theme is beside its cells.
    most = int(np.clip((width - 8 * canvas.body_size()) // cell, 2, _MOST_IN_CELLS))
    themes = _most_paired(pairs, most)
    n_paired = len({*pairs["theme_a"], *pairs["theme_b"]})
    height = max(len(themes), 1)

    def draw(ax: Axes) -> None:
        place_of = {theme: place for place, theme in enumerate(themes["theme"])}
        for row in range(len(themes)):
            for column in range(row):
                canvas.draw_cell(ax, column, row, 0.94, 0, n=0)
        drawn = _between(pairs, themes["theme"])
        for pair in drawn.itertuples():
            column, row = sorted((place_of[pair.theme_a], place_of[pair.theme_b]))
            strength = pair.jaccard / drawn["jaccard"].max()
            canvas.draw_cell(ax, column, row, 0.94, strength, pair.n_both)
        for place, theme in enumerate(themes.itertuples()):
            head, space = f"{theme.label} ({number(theme.n)})", width - place * cell - 4
            lines = shorten_text(head, space, canvas.body_size(), lines=2)
            canvas.write(ax, "\n".join(lines), (place, place), (4, 0))
        canvas.bare_axes(ax, (0, width / cell), (height - 0.5, -0.5))

    top = _top_pairs(pairs, N_("{first} with {second} ({n})"))
    return Layout(
        title=canvas.heading(
            event, "Themes that go together at {event}", "Themes that go together"
        ),
        message=_("Most often in one of the {talks}: {pairs}.", talks=talks_of(n_talks), pairs=top)
        if top
        else _(_NO_PAIRS),
        note=join_sentences(
            n_paired > 0
            and _(
                "In a cell: talks with both the theme at the end of its row and the one at the top"
                " of its column. Stronger colour: a larger part of the talks with either"
                " (Jaccard). In brackets: talks with the theme."
            ),
            n_paired > most
            and _("{n} of {total} themes, those that share most.", n=most, total=n_paired),
        ),
        caption=_(
            "Number of talks with both themes, among the {talks}. The stronger the colour of a"
            " cell, the larger that number is among the talks with either theme (Jaccard).",
            talks=talks_of(n_talks, event),
        ),
        alt=(
            ngettext(
                "Triangular table of {n} pair of themes that share talks, in {talks}.",
                "Triangular table of {n} pairs of themes that share talks, in {talks}.",
                len(pairs),
                talks=talks_of(n_talks, event),
            ),
            *_pair_sentences(pairs),
        ),
        details=canvas.columns(
            pairs,
            label_a="Theme",
            label_b="And",
            n_both="Talks with both",
            n_a="With the first",
            n_b="With the second",
        ),
        draw=draw,
        height=cell * height,
    )


@figure(_COLUMNS, themes=[summaries.theme_cooccurrence], may_be_empty=True)
def theme_network(cooccurrence: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw themes as marks in one column, and arcs between those that share talks.

    Themes that share talks are near each other. A thicker arc of a stronger colour stands for more
    talks, and a larger mark for a theme of more talks.
    """
    every, n_talks = _shared_pairs(cooccurrence)
    known, pairs = _themes(cooccurrence), every.head(_MOST_PAIRS)
    pairs = _between(pairs, _most_paired(pairs, _MOST_THEMES)["theme"])
    themes = known[known["theme"].isin({*pairs["theme_a"], *pairs["theme_b"]})]
    themes = _neighbours_near(themes, pairs)
    names = [f"{row.label} ({number(row.n)})" for row in themes.itertuples()]
    rows = canvas.lay_rows(names, 0.42 * room.width, least=20)
    size = 11 * canvas.body_size() / 9

    def draw(ax: Axes) -> None:
        width = canvas.axes_size(ax)[0]
        canvas.bare_axes(ax, (0, width), (rows.height, 0))
        rows.name(ax)
        ax.tick_params(axis="y", pad=5 + size / 2)
        row_of = dict(zip(themes["theme"], rows.places, strict=True))
        ends = np.array([[row_of[p.theme_a], row_of[p.theme_b]] for p in pairs.itertuples()])
        _draw_arcs(ax, ends.reshape(-1, 2), pairs["n_both"].tolist(), width, rows.height)
        colours = theme_colours(known["theme"])
        for row, place in zip(themes.itertuples(), rows.places, strict=True):
            part = row.n / max(themes["n"].max(), 1)
            ax.plot(
                0, place, "o", color=colours[row.theme], clip_on=False,
                markersize=size * np.sqrt(max(part, 0.08)), zorder=5,
            )  # fmt: skip

    n_alone = len(known) - len({*every["theme_a"], *every["theme_b"]})
    n_neighbours = _themes_of_pairs(every)["theme"].astype("str").value_counts().head(1)
    label_of = known.set_index("theme")["label"]
    return Layout(
        title=canvas.heading(event, "How the themes of {event} connect", "How the themes connect"),
        message=_(
            "Most talks in common: {pairs}.",
            pairs=_top_pairs(pairs, N_("{first} and {second} ({n})")),
        )
        if len(pairs)
        else _(_NO_PAIRS),
        note=join_sentences(
            len(pairs) > 0
            and _(
                "Arc: talks with both themes. In brackets and by the mark: talks with the theme."
            ),
            len(pairs) > _FEW_PAIRS and _("Without a number: one talk."),
            len(pairs) < len(every)
            and _("{n} of {total} pairs, those with most talks.", n=len(pairs), total=len(every)),
            min(n_alone, len(pairs)) > 0
            and ngettext(
                "{n} theme shares no talk with another.",
                "{n} themes share no talk with another.",
                n_alone,
            ),
        ),
        about=_("Themes that share talks, among the {talks}.", talks=talks_of(n_talks, event)),
        alt=(
            _(
                "Arc diagram of {themes} and {pairs} that share talks, in {talks}.",
                themes=count(len(themes), "theme"),
                pairs=count(len(every), "pair"),
                talks=talks_of(n_talks, event),
            ),
            *(
                _("Most neighbours: {name}, {n}.", name=short(label_of[theme]), n=n)
                for theme, n in n_neighbours.items()
            ),
            *_pair_sentences(every),
        ),
        details=canvas.columns(every, label_a="Theme", label_b="And", n_both="Talks with both"),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP + size / 2,
        right=canvas.widest([["00,000"]]),
    )


def _draw_arcs(ax: Axes, ends: np.ndarray, n_both: list[int], width: float, height: float) -> None:
    """Draw an arc for each pair, with its number of talks where there is room."""
    spans = np.abs(np.diff(ends)[:, 0])
    # The farther apart its ends are, the farther an arc reaches out.
    reach = width * (0.12 + 0.88 * spans / height)
    arcs = list(zip(ends.mean(axis=1), spans, reach, n_both, strict=True))
    # The weak first, so that the strong are on top.
    for y, span, x, n in reversed(arcs):
        strength = n / max(*n_both, _STRONG)
        ax.add_artist(
            Arc(
                (0, y), 2 * x, span, theta1=-90, theta2=90, linewidth=0.6 + 4.4 * strength,
                color=shade(canvas.ink(), 0.2 + 0.6 * strength),
            )
        )  # fmt: skip
    taken: list[tuple[float, float, float]] = []
    size, line = canvas.small_size(), canvas.block_height([""], canvas.small_size())
    for y, _span, x, n in arcs:
        room = text_width(number(n), size) + 4
        is_free = all(
            x > left + width or left > x + room or abs(y - above) > line
            for left, above, width in taken
        )
        if is_free and (n > 1 or len(arcs) <= _FEW_PAIRS):
            taken.append((x, y, room))
            bbox = {"color": canvas.paper(), "pad": 0.3}
            canvas.write(ax, number(n), (x, y), (4, 0), size=size, bbox=bbox)


def _themes(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """All themes in the order of the lexicon: each is the second one in pairs with those before."""
    themes = _themes_of_pairs(cooccurrence).drop_duplicates("theme")
    before = cooccurrence["theme_b"].astype("str").value_counts()
    order = themes["theme"].astype("str").map(before).fillna(0)
    return themes.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _neighbours_near(themes: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Order the rows so that arcs are short: by the Fiedler vector of the graph.

    M. Fiedler, "Algebraic Connectivity of Graphs", Czechoslovak Mathematical Journal 23
    (1973), 298-305.
    """
    if len(themes) < 3:
        return themes
    at = {theme: row for row, theme in enumerate(themes["theme"])}
    graph = np.full((len(at), len(at)), 1e-3)
    for pair in pairs.itertuples():
        a, b = at[pair.theme_a], at[pair.theme_b]
        graph[a, b] = graph[b, a] = pair.n_both
    np.fill_diagonal(graph, 0)
    _, vectors = np.linalg.eigh(np.diag(graph.sum(axis=1)) - graph)
    # Rounded, and turned so that the first theme of the lexicon is in the upper half.
    place = vectors[:, 1].round(6)
    place = place if place[0] <= 0 else -place
    return themes.iloc[np.argsort(place, kind="stable")]


def _shared_pairs(cooccurrence: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The pairs of themes that share a talk, and the number of all talks."""
    return cooccurrence[cooccurrence["n_both"] > 0], sum(cooccurrence["n_talks"].head(1))


def _between(pairs: pd.DataFrame, themes: pd.Series) -> pd.DataFrame:
    return pairs[pairs["theme_a"].isin(themes) & pairs["theme_b"].isin(themes)]


def _pair_sentences(pairs: pd.DataFrame) -> list[str]:
    return [
        said_of(join_names([short(pair.label_a), short(pair.label_b)]), number(pair.n_both))
        for pair in pairs.itertuples()
    ]


def _top_pairs(pairs: pd.DataFrame, text: str) -> str:
    """Name the three pairs with most talks; "" if there are none."""
    top = [
        _(text, first=short(row.label_a), second=short(row.label_b), n=number(row.n_both))
        for row in pairs.head(3).itertuples()
    ]
    return join_names(top) if top else ""


def _themes_of_pairs(pairs: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The themes of both sides of the pairs, one below the other, with these columns."""
    names = ["theme", "label", "n", *columns]
    sides = (
        pairs[[f"theme_{end}", f"label_{end}", f"n_{end}", *columns]].set_axis(names, axis=1)
        for end in "ab"
    )
    return pd.concat(sides)


def _most_paired(pairs: pd.DataFrame, most: int) -> pd.DataFrame:
    """Choose the themes that share most talks with others, the most frequent first."""
    ends = _themes_of_pairs(pairs, "n_both").astype({"theme": "str"})
    themes = ends.groupby(["theme", "label", "n"], sort=False, as_index=False).sum()
    themes = themes.sort_values("n_both", ascending=False, kind="stable").head(most)
    return themes.sort_values("n", ascending=False, kind="stable")
