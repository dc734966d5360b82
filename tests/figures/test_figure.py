"""What holds for every figure: drawn as its table, the same bytes, its words, its colours."""

import base64
import inspect
import os
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from made_up import SUBJECTS, sample
from markdown_it import MarkdownIt
from matplotlib.colors import to_rgb
from matplotlib.patches import Arc
from PIL import Image

import kcdanalysis as kcd
from kcdanalysis import figures, summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures import FIGURES, draw_all, house_style, not_drawn
from kcdanalysis.figures.figure import ALT_LENGTH, Figure
from kcdanalysis.figures.registry import Results
from kcdanalysis.publishing.gallery import draw_gallery, gallery_state, write_gallery

mpl.use("agg")
TARGETS = {"t0": 0.5, "kernel": 0.05, "t7": 0.2}
every_figure = pytest.mark.parametrize("name", FIGURES)
# One of bars, cells, lines and points each; what all figures share need not be drawn for all.
KINDS_OF_DRAWING = ("theme-shares", "theme-matrix", "theme-trend", "talk-map")
figures_of_each_kind = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in KINDS_OF_DRAWING else [pytest.mark.thorough])
        for name in FIGURES
    ],
)


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@cache
def results():
    themes, topics = sample()
    return Results(themes, topics, by="event", event="KCD Zurich", targets=TARGETS)


@cache
def worded():
    """Talks of two events whose words tell them apart."""
    titles = {"A": "Kernel", "B": "Budget"}
    rows = [{"title": title, "event": event} for event, title in titles.items()] * 40
    return kcd.assign_themes(kcd.as_talks(rows))


@cache
def figure_of(name):
    return make(name, event="KCD Zurich")


FILES = Figure.files


@cache
def files_of(name):
    return FILES(figure_of(name), also=())


@cache
def light_files_of(name):
    """As `files_of`, where `without_png` is used."""
    return FILES(figure_of(name), also=())


@cache
def sample_tables(name):
    """The tables that a figure is made of; of one that is not named here, those of a gallery."""
    themes, topics = results().themes, results().topics
    makers = {
        "theme-shares": lambda: [summaries.theme_shares(themes)],
        "theme-matrix": lambda: [summaries.theme_matrix(themes)],
        "theme-cooccurrence": lambda: [summaries.theme_cooccurrence(themes)],
        "theme-network": lambda: [summaries.theme_cooccurrence(themes)],
        "topics": lambda: [summaries.topic_summary(topics)],
        "topic-number": lambda: [topics.numbers],
        "talk-map": lambda: [summaries.talk_map(topics)],
        "programme-profile": lambda: [summaries.programme_profile(themes.talks)],
        "track-agreement": lambda: [summaries.track_agreement(themes)],
        "comparison": lambda: [summaries.compare_events(themes)],
        "theme-targets": lambda: [summaries.theme_targets(themes, TARGETS)],
        "distinctive-words": lambda: [summaries.distinctive_words(worded().talks)],
        "theme-trend": lambda: [summaries.theme_trend(themes), summaries.trend_tests(themes)],
    }
    return makers[name]() if name in makers else FIGURES[name].tables(results())


def make(name, *tables, **options):
    return getattr(figures, name.replace("-", "_"))(*(tables or sample_tables(name)), **options)


def texts_of(ax, coordinates="data"):
    return [text.get_text() for text in ax.texts if text.xycoords == coordinates]


def cells_of(ax):
    return [patch for patch in ax.patches if patch.get_width() == pytest.approx(0.94)]


def numbers_in(ax):
    return [int(text) for text in texts_of(ax) if text.isdigit()]


def single_points(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def widths(ax):
    return [bar.get_width() for bar in ax.patches]


def spread(values):
    """Values without their unit: from 0 to 1."""
    values = np.asarray(values, dtype=float)
    return (values - values.min()) / np.ptp(values)


def claimed(table):
    return table[table["verdict"].isin(["more", "less"])]


def bars_of_topics(table):
    """The topics that are not mixed, and the talks that are in none of them."""
    drawn = table.loc[table["reading"] != "mixed", "n_talks"]
    n_without = table["of_talks"].iloc[0] - drawn.sum()
    return [*drawn, *([n_without] if n_without else [])]


# What is drawn of each figure, and what it must be by its numbers; the order does not matter.
DRAWN = {
    "theme-shares": (widths, lambda t: t.loc[t["n"] > 0, "share"]),
    "theme-matrix": (
        lambda ax: (np.sqrt(ax.collections[-1].get_sizes()) - 3) / 8,
        lambda t: t.loc[
            t["assigned"]
            & t["talk_id"].isin(t.groupby("talk_id")["assigned"].sum().nlargest(40).index),
            "score",
        ],
    ),
    "theme-cooccurrence": (numbers_in, lambda t: t.loc[t["n_both"] > 0, "n_both"]),
    "theme-network": (
        lambda ax: spread([p.get_linewidth() for p in ax.patches if isinstance(p, Arc)]),
        lambda t: spread(t.loc[t["n_both"] > 0, "n_both"]),
    ),
    "topics": (widths, bars_of_topics),
    "topic-number": (
        lambda ax: np.concatenate([line.get_ydata() for line in ax.lines[:2]]),
        lambda t: t[["silhouette", "modularity"]].to_numpy().ravel(),
    ),
    "talk-map": (
        lambda ax: spread(
            np.concatenate([line.get_xdata() for line in ax.lines if line.get_alpha()])
        ),
        lambda t: spread(t["x"]),
    ),
    "programme-profile": (widths, lambda t: t.loc[t["share"] < 1, "share"]),
    "track-agreement": (numbers_in, lambda t: t.loc[t["n"] > 0, "n"]),
    "comparison": (
        lambda ax: np.ravel([line.get_xdata() for line in single_points(ax, "o")]),
        lambda t: claimed(t)[["share", "share_against"]].to_numpy().ravel(),
    ),
    "theme-selection": (
        lambda ax: np.ravel([line.get_xdata() for line in single_points(ax, "o")]),
        lambda t: t[["share", "share_against"]].to_numpy().ravel(),
    ),
    "theme-targets": (
        lambda ax: np.ravel([line.get_xdata() for line in single_points(ax, "o")]),
        lambda t: t[["share", "target"]].to_numpy().ravel(),
    ),
    "distinctive-words": (numbers_in, lambda t: t["n"]),
    "theme-trend": (
        lambda ax: spread(
            np.concatenate([np.diff(line.get_ydata()) for line in single_points(ax, "o")])
        ),
        lambda t: spread(
            np.concatenate([-np.diff(part["share"]) for _, part in by_theme(t)])
        ),
    ),
}  # fmt: skip


def by_theme(table):
    return table[table["theme"] != "none"].groupby("theme")


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_is_the_numbers_of_the_figure(name):
    figure = figure_of(name)
    drawn, expected = DRAWN[name]
    values, numbers = np.sort(drawn(figure.plot())), np.sort(expected(figure.numbers))
    assert len(numbers) or name == "comparison"
    np.testing.assert_allclose(values, numbers, atol=2e-6)


def test_dumbbells_are_drawn_where_something_differs():
    table = sample_tables("comparison")[0].assign(verdict="more")
    drawn, expected = DRAWN["comparison"]
    ax = make("comparison", table).plot()
    np.testing.assert_allclose(np.sort(drawn(ax)), np.sort(expected(table)), atol=2e-6)


@pytest.mark.parametrize(
    ("name", "strength"), [("theme-cooccurrence", "jaccard"), ("track-agreement", "share")]
)
def test_cells_are_the_darker_the_larger(name, strength):
    figure = figure_of(name)
    values = figure.numbers.loc[figure.numbers[strength] > 0, strength]
    if name == "theme-cooccurrence":
        values = values / values.max()
    with house_style():
        cells = [to_rgb(cell.get_facecolor()) for cell in cells_of(figure.plot())]
    # Empty cells are grey.
    shades = [sum(colour) for colour in cells if np.ptp(colour) > 0.01]
    blue = sum(to_rgb("#0072B2"))
    expected = [3 - (3 - blue) * (0.12 + 0.88 * value) for value in values]
    np.testing.assert_allclose(sorted(shades), sorted(expected), atol=1e-5)


@every_figure
def test_no_figure_depends_on_the_last_bits_of_its_numbers(name, without_png):
    tables = [noisy(table, 1e-13) for table in sample_tables(name)]
    assert FILES(make(name, *tables, event="KCD Zurich"), also=()) == light_files_of(name)


def noisy(table, noise):
    """A table whose floats are off by a part of `noise` at most, as on another processor."""
    table = table.copy()
    random = np.random.default_rng(1)
    for name in table.select_dtypes("float"):
        table[name] *= 1 + noise * random.uniform(-1, 1, len(table))
    return table


def colours_in(ax):
    """Every colour that is drawn, but for greys."""
    artists = [*ax.patches, *ax.lines, *ax.collections, *ax.texts]
    found = set()
    for artist in artists:
        for getter in ("get_facecolor", "get_color", "get_markeredgecolor"):
            if hasattr(artist, getter):
                value = getattr(artist, getter)()
                for colour in value if isinstance(value, np.ndarray) else [value]:
                    if not (isinstance(colour, str) and colour == "none"):
                        found.add(tuple(np.round(to_rgb(colour), 4)))
    return {colour for colour in found if np.ptp(colour) > 0.01}


COLOURED = (
    "theme-shares", "theme-matrix", "theme-network", "theme-selection",
    "comparison", "theme-trend",
)  # fmt: skip


@pytest.mark.parametrize("name", COLOURED)
def test_a_theme_keeps_its_colour_when_others_are_filtered_out(name):
    kept = ["t5", "t2", "none"]
    tables = []
    for table in sample_tables(name):
        if name == "comparison":
            table = table.assign(verdict="more")
        columns = ["theme_a", "theme_b"] if "theme_a" in table else ["theme"]
        part = table[table[columns].isin(kept).all(axis=1)]
        assert len(part)
        tables.append(part.iloc[::-1] if name in ("theme-shares", "comparison") else part)
    with house_style():
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
        drawn = colours_in(make(name, *tables).plot())
    assert drawn == {tuple(np.round(to_rgb(cycle[at]), 4)) for at in (2, 5)}


@every_figure
def test_words_hold_numbers_and_are_as_long_as_they_may_be(name):
    figure = figure_of(name)
    assert 20 < len(figure.alt) <= ALT_LENGTH
    assert any(letter.isdigit() for letter in figure.alt)
    assert figure.title and figure.caption and len(figure.details)
    assert name in ("comparison",) or "KCD Zurich" in figure.title


@figures_of_each_kind
def test_own_words_reach_the_drawing_the_caption_and_the_alternative_text(name):
    figure = make(name, title="Worum es ging", message="Sechzig Vorträge.", note="Eigene Notiz.")
    assert figure.caption == "Sechzig Vorträge. Eigene Notiz."
    assert figure.alt.startswith("Worum es ging. Sechzig Vorträge. Eigene Notiz. ")
    assert len(figure.alt) <= ALT_LENGTH
    ax = figure.plot()
    assert ax.get_title(loc="left") == figure.title == "Worum es ging"
    assert texts_of(ax, "axes fraction") == ["Sechzig Vorträge.", "Eigene Notiz."] or (
        name == "comparison"
    )
    bare = make(name, title="", message="", note="")
    drawn = bare.plot()
    assert drawn.get_title(loc="left") == "" and bare.caption and bare.alt
    assert drawn.get_figure().get_figheight() < ax.get_figure().get_figheight()


@figures_of_each_kind
def test_files_are_the_same_in_every_folder_and_nothing_else_changes(name, tmp_path):
    files = files_of(name)
    before, settings = [table.copy() for table in sample_tables(name)], dict(mpl.rcParams)
    figure = figure_of.__wrapped__(name)
    paths = figure.save(tmp_path, also=())
    for table, copy in zip(sample_tables(name), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
    assert dict(mpl.rcParams) == settings and not plt.get_fignums()
    assert [path.name for path in paths] == [
        f"{name}{end}" for end in (".svg", "-narrow.svg", ".png", ".csv", ".md")
    ]
    assert {path.name: path.read_bytes() for path in paths} == files
    root = ElementTree.parse(paths[0]).getroot()
    texts = {node.get("id"): node.text for node in root if node.get("id")}
    assert [texts[at] for at in root.get("aria-labelledby").split()] == [figure.title, figure.alt]
    drawn = "".join(root.itertext())
    assert all(word in drawn for word in figure.title.split())


def test_a_notebook_shows_the_drawing_of_the_files_with_its_alternative_text():
    image = BeautifulSoup(figure_of("theme-shares")._repr_html_(), "html5lib").figure.img
    assert image["alt"] == figure_of("theme-shares").alt
    drawing = base64.b64decode(image["src"].partition(",")[2])
    # A notebook does not say whether its page is dark, so that it shows a light one.
    file = files_of("theme-shares")["theme-shares.svg"]
    assert drawing == re.sub(rb' class="[^"]*"|@media .*?}}', b"", file) != file


def drawn_colours(drawing):
    """The colours of each element that has some, and those that its classes give it instead."""
    text = drawing.decode()
    rules = dict(re.findall(r"\.([\w-]+)\{(\w+:#\w+) !important\}", text))
    for node in ElementTree.fromstring(text).iter():
        if style := node.get("style", ""):
            drawn = {"fill": "#000000", **dict(re.findall(r"\b(fill|stroke): (#?\w+)", style))}
            yield drawn | dict(rules[name].split(":") for name in node.get("class", "").split())


@figures_of_each_kind
@pytest.mark.parametrize(
    "palette", [None, pytest.param(["#aa0000", "#00aa00"], marks=pytest.mark.thorough)]
)
def test_a_drawing_is_dark_on_a_dark_page(name, palette):
    drawing = files_of(name)[f"{name}.svg"]
    if palette:
        with house_style(palette=palette):
            drawing = figure_of(name).svg()
    with house_style("dark", palette=palette):
        dark = figure_of(name).svg()
    assert b"@media (prefers-color-scheme: dark){" in drawing and b"@media" not in dark
    assert list(drawn_colours(drawing)) == list(drawn_colours(dark))


def test_own_colours_are_those_of_all_pages():
    with house_style({"text.color": "navy"}):
        assert b"@media" not in figure_of("theme-shares").svg()


def test_all_formats_are_written_and_hold_one_picture():
    made = make("theme-shares").files(also=["webp", "pdf", "png@2x", "pdf"])
    assert list(made)[5:] == ["theme-shares.webp", "theme-shares.pdf", "theme-shares@2x.png"]
    assert made["theme-shares.pdf"].startswith(b"%PDF")
    pictures = {
        name: Image.open(BytesIO(made[name])) for name in made if name[-3:] in ("png", "ebp")
    }
    assert [p.width for p in pictures.values()] == [700, 1400, 1400]
    for picture in pictures.values():
        assert not picture.info.keys() & {"Software", "Creation Time"}
    webp, png = (
        np.asarray(pictures[f"theme-shares{end}"].convert("RGB"), dtype=int)
        for end in (".webp", "@2x.png")
    )
    assert np.abs(webp - png).max() < 60 and (webp == png).mean() > 0.99


def test_an_unknown_format_is_refused():
    with pytest.raises(KcdError, match="no format 'webpp'; use png@2x, webp, pdf; did you mean"):
        make("theme-shares").files(also=["webpp"])


def test_the_style_is_the_one_that_is_active_when_it_is_drawn(without_png):
    matrix = make("theme-matrix")
    with house_style("print"):
        narrow, drawn = matrix.files(also=()), matrix.plot()
        assert drawn.get_figure().get_figwidth() == 3.5
    wide = matrix.files(also=())
    assert narrow["theme-matrix.svg"] != wide["theme-matrix.svg"]
    assert matrix.plot().get_figure().get_figwidth() == mpl.rcParams["figure.figsize"][0]


def test_words_follow_the_style_in_which_files_are_made(without_png):
    names = {f"t{at}": f"Subject number {at}" for at in range(20)}
    table = sample_tables("theme-matrix")[0]
    many = pd.concat(
        [table[table["theme"] == "t0"].assign(theme=t, label=label) for t, label in names.items()]
    )
    figure = make("theme-matrix", many)
    with house_style("print"):
        words = figure.files(also=())["theme-matrix.md"].decode()
        note = figures.theme_matrix(many).note
    assert "of 20 themes, the most frequent." in note and note != figure.note
    assert "of 20 themes, the most frequent." in words


def test_long_tables_are_cut_in_the_words_and_whole_in_the_numbers(without_png):
    labels = [f"a|b_{at}" for at in range(90)]
    table = pd.DataFrame({"theme": labels, "label": labels, "n": 1, "n_talks": 9, "share": 1 / 9,
                          "low": 0.0, "high": 0.5})  # fmt: skip
    made = figures.theme_shares(table).files(also=())
    assert len(made["theme-shares.csv"].decode().splitlines()) == 91
    assert b",0.1111," in made["theme-shares.csv"]
    text = made["theme-shares.md"].decode()
    assert "| a\\|b_59 |" in text and "b_60" not in text.partition("<details>")[2]
    assert "30 more rows are in the numbers." in text
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert html.count("<tr>") == 61 and "<td>a|b_0</td>" in html


def test_texts_are_text_in_all_files(without_png):
    figure = make("theme-shares", title="#1 *best* <i> $5_6$ `x`", message="[a](b) & <c>\n|d|")
    made = figure.files(also=())
    html = MarkdownIt().render(made["theme-shares.md"].decode())
    assert "<h2>#1 *best* &lt;i&gt; $5_6$ `x`</h2>" in html
    assert "<p>[a](b) &amp; &lt;c&gt; |d|" in html
    assert "&lt;c&gt;" in figure._repr_html_() and "<c>" not in figure._repr_html_()
    ElementTree.fromstring(made["theme-shares.svg"])


DRAW = """
import sys; sys.path.insert(0, sys.argv[2])
from test_figure import make
make("topics").save(sys.argv[1], also=["pdf"])
"""


@pytest.mark.thorough
def test_bytes_are_the_same_whatever_the_hash_seed(root, tmp_path):
    path = os.pathsep.join(map(str, (root, root / "tests")))
    subprocess.run(
        [sys.executable, "-c", DRAW, tmp_path / "two/deeper", root / "tests" / "figures"],
        check=True, env={**os.environ, "PYTHONHASHSEED": "2", "PYTHONPATH": path},
    )  # fmt: skip
    make("topics").save(tmp_path / "one", also=["pdf"])
    for end in (".svg", ".png", ".csv", ".md", ".pdf"):
        one, two = ((tmp_path / run / f"topics{end}").read_bytes() for run in ("one", "two/deeper"))
        assert one == two
        assert str(tmp_path).encode() not in one


def test_a_figure_that_somebody_edited_is_not_overwritten(tmp_path, monkeypatch, without_png):
    monkeypatch.setattr(Figure, "files", lambda figure, also: light_files_of(figure.name))
    make("theme-shares").save(tmp_path, also=())
    (tmp_path / "theme-shares.md").write_text("My own words.")
    with pytest.raises(KcdError, match=r"theme-shares.md: exists, and .* edited since"):
        make("theme-shares").save(tmp_path, also=())
    make("theme-shares").save(tmp_path, also=(), force=True)
    assert "My own words" not in (tmp_path / "theme-shares.md").read_text()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KcdError, match="this is a file; name a folder"):
        make("theme-shares").save(tmp_path / "file", also=())


def test_a_gallery_holds_all_figures_and_knows_what_is_stale_and_left_over(
    tmp_path, monkeypatch, without_png
):
    themes, topics = sample()
    # Each figure is drawn once: drawing is deterministic, as another test shows.
    monkeypatch.setattr(Figure, "files", lambda figure, also: light_files_of(figure.name))
    draw_gallery(themes, topics, tmp_path, targets=TARGETS, also=())
    state = gallery_state(themes, topics, tmp_path, targets=TARGETS, also=())
    assert not any(state)
    page = (tmp_path / "README.md").read_text()
    pictures = BeautifulSoup(MarkdownIt().render(page), "html5lib").select("picture")
    images = [picture.img["src"] for picture in pictures]
    narrow = [picture.source["srcset"] for picture in pictures]
    assert narrow == [name.replace(".svg", "-narrow.svg") for name in images]
    assert all((tmp_path / name).read_text().count('width="273.6pt"') == 1 for name in narrow)
    # No word and no difference is clear in so few talks.
    unclear = ("distinctive-words", "comparison")
    assert images == sorted(f"{name}.svg" for name in FIGURES if name not in unclear)
    page, _, why = page.rpartition("\n\n")
    assert why == "No difference between the groups is statistically significant.\n"
    assert write_gallery(tmp_path).read_text() == f"{page}\n"
    (tmp_path / "topics.csv").write_text("x")
    (tmp_path / "talk-map.svg").unlink()
    state = gallery_state(themes, topics, tmp_path, targets=TARGETS, also=())
    assert (state.stale, state.missing) == (["topics.csv", "README.md"], ["talk-map.svg"])
    # Of one edition there is no comparison: what was drawn before is left over.
    talks = themes.talks.assign(year=2023, track=pd.NA)
    alone = kcd.ThemeAssignments(
        talks, themes.scores, themes.labels, themes.evidence, themes.lexicon, themes.threshold
    )
    state = gallery_state(alone, topics, tmp_path, also=())
    assert {name.partition(".")[0].removesuffix("-narrow") for name in state.left_over} == {
        "theme-targets", "theme-trend", "track-agreement",
    }  # fmt: skip


def drawn_of(*titles):
    rows = [{"title": title, "track": f"Track {at % 2}"} for at, title in enumerate(titles)]
    talks = kcd.as_talks(rows)
    results = kcd.assign_themes(talks), kcd.find_topics(talks)
    drawn = draw_all(*results)
    return {figure.name for figure in drawn}, not_drawn(drawn, *results)


def test_a_figure_that_would_say_nothing_is_a_sentence():
    pairs, topics = {"theme-cooccurrence", "theme-network"}, {"topics", "topic-number"}
    few = "Too few talks have two themes to draw which go together."
    # One talk for each pair, or a single pair.
    titles = ["eBPF security", "Serverless FinOps", *SUBJECTS]
    drawn, why = drawn_of(*titles)
    assert not drawn & (pairs | topics) and why == [few, "No group of talks holds."]
    assert "talk-map" in drawn and "track-agreement" in drawn
    assert not pairs & drawn_of("eBPF security", "Security with eBPF", *SUBJECTS)[0]
    assert pairs < drawn_of("Security with eBPF", *titles)[0]
    # Marks without titles and without groups, tracks without themes.
    drawn, _ = drawn_of(*titles, *(f"qu{one}{two}" for one in "abcde" for two in "xyz"), "Cats")
    assert "talk-map" not in drawn and not drawn & topics
    assert "track-agreement" not in drawn_of("Cats", "Dogs", "Birds", "Fish")[0]


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "theme-targets"])
def test_a_result_gives_the_figure_of_its_tables(name):
    result = results().topics if FIGURES[name].needs == "topics" else results().themes
    result = worded() if name == "distinctive-words" else result
    figure, expected = make(name, result, event="KCD"), make(name, event="KCD")
    pd.testing.assert_frame_equal(figure.numbers, expected.numbers)
    assert figure.title == expected.title and figure.caption and figure.alt
    if name == "topics":
        assert figure.message == " ".join(result.verdict.split())
    if name == "track-agreement":
        assert "Agreement" in figure.message


def test_options_go_with_a_result_and_with_a_table():
    topics = sample()[1]
    assert figures.topics(topics, verdict="Mine.").message == "Mine."
    assert figures.topics(summaries.topic_summary(topics), "Mine.").message == "Mine."


@pytest.mark.parametrize(
    ("name", "result", "kind"),
    [("theme-shares", 1, "Topics"), ("topics", 0, "ThemeAssignments"), ("talk-map", None, "list")],
)
def test_what_is_neither_table_nor_its_result_is_refused_in_one_sentence(name, result, kind):
    given = [] if result is None else sample()[result]
    with pytest.raises(KcdError, match=f"a figure draws a table, not {kind}; give the one that "):
        make(name, given)


def test_the_signature_and_the_documentation_name_the_parameters():
    assert str(inspect.signature(figures.theme_shares)) == (
        "(shares: pandas.DataFrame, caveat: str = '', *, event: 'str' = '', "
        "title: 'str | None' = None, message: 'str | None' = None, note: 'str | None' = None)"
        " -> 'Figure'"
    )
    text = figures.track_agreement.__doc__
    assert "agreement : DataFrame or ThemeAssignments or Topics\n" in text
    text = figures.theme_trend.__doc__
    assert text.index("tests : DataFrame\n") < text.index("event : str\n")


@every_figure
def test_each_figure_has_a_test_of_what_it_draws(name, root):
    module = f"test_{name.replace('-', '_')}.py"
    assert name in DRAWN or (root / "tests" / "figures" / module).is_file()
