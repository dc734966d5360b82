import os
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from kcdanalysis.errors import KcdError
from kcdanalysis.figures.lettering import (
    printable,
    shorten_text,
    text_height,
    text_width,
    wrap_text,
)
from kcdanalysis.figures.style import house_style, theme_colours, topic_fill, topic_mark
from kcdanalysis.publishing.saving import save_figure, write_gallery

mpl.use("agg")

NUMBERS = pd.DataFrame({"theme": ["a", "b"], "share": [1 / 3, 0.5]}, index=[7, 8])
WORDS = {"alt": "Bars: 1 & 2 <of> 3.", "caption": "Two bars.", "numbers": NUMBERS}

DRAW = """
import sys, matplotlib; matplotlib.use("agg")
import pandas as pd
from matplotlib.figure import Figure
from kcdanalysis.publishing.saving import save_figure
from kcdanalysis.figures.style import house_style
with house_style():
    ax = Figure(figsize=(7, 3)).add_subplot(title="Bars")
    ax.scatter([1, 2], [2, 1]); ax.bar([1, 2], [1, 2], hatch="//"); ax.set_xlabel("Wörter")
    save_figure(ax, sys.argv[1], alt="a", caption="c", numbers=pd.DataFrame({"x": [0.1 + 0.2]}),
                also=["png@2x", "webp", "pdf"])
"""


@pytest.fixture
def ax():
    ax = Figure(figsize=(7, 3)).add_subplot(title="Themes & talks")
    ax.bar(["a", "b"], [1, 2])
    return ax


def test_settings_are_left_as_found():
    mpl.rcParams["font.size"] = 17
    before = dict(mpl.rcParams)
    with house_style(), house_style({"font.size": 20}):
        assert mpl.rcParams["font.size"] == 20
    with pytest.raises(ZeroDivisionError), house_style():
        1 / 0  # noqa: B018
    with pytest.raises(KcdError), house_style("no-such-style"):
        pass
    assert dict(mpl.rcParams) == before
    mpl.rcdefaults()


def test_settings_of_the_reader_do_not_change_the_house_style():
    with house_style():
        plain = dict(mpl.rcParams)
    with mpl.rc_context({"axes.labelpad": 99, "axes.titlesize": 30}), house_style():
        assert dict(mpl.rcParams) == plain


def test_own_style_goes_on_top(tmp_path):
    own = tmp_path / "own.mplstyle"
    own.write_text("axes.titlesize: 21\n")
    with house_style([own, {"text.color": "red"}]):
        assert (mpl.rcParams["axes.titlesize"], mpl.rcParams["text.color"]) == (21, "red")
        assert mpl.rcParams["font.size"] == 9


def test_own_colours_by_one_argument():
    with house_style("dark", palette=["gold", "#0072B2"]):
        assert theme_colours("ab") == {"a": "#ffd700", "b": "#0072b2"}
        assert topic_mark(1)[1] == "#0072b2"
        assert mpl.rcParams["figure.facecolor"] == "#16181d"


@pytest.mark.parametrize(
    ("palette", "message"), [(["#12"], "'#12' is no colour"), ([], "the palette has no colours")]
)
def test_a_palette_without_colours_is_refused(palette, message):
    with pytest.raises(KcdError, match=message), house_style(palette=palette):
        pass


@pytest.mark.parametrize("style", [None, "dark", "print"])
def test_marks_and_words_stand_out_from_the_page(style):
    def luminance(colour):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    def contrast(colour):
        one, other = sorted([luminance(colour), luminance(mpl.rcParams["axes.facecolor"])])
        return (other + 0.05) / (one + 0.05)

    with house_style(style):
        # WCAG 2: 4.5 for text. Marks of full 3 are beyond the lighter of Okabe and Ito's.
        for name in ("text.color", "axes.labelcolor", "ytick.labelcolor", "axes.titlecolor"):
            assert contrast(mpl.rcParams[name]) >= 4.5, name
        assert min(map(contrast, theme_colours("abcdef").values())) >= 2.1


def test_unknown_style_is_refused_by_name():
    with (
        pytest.raises(KcdError, match="no-such-style: no such style"),
        house_style("no-such-style"),
    ):
        pass


def test_a_theme_keeps_its_colour_when_others_come_after_it():
    with house_style():
        few, many = theme_colours("abc"), theme_colours("abcdefghijklmnopqrstuvwxyz")
    assert few == {theme: many[theme] for theme in "abc"}
    assert len(set(list(many.values())[:18])) == 18


def test_topics_differ_by_shape_and_colour_together():
    with house_style():
        assert len({topic_mark(topic) for topic in range(42)}) == 42
        assert topic_mark(pd.NA) == topic_mark(None)
        # And without colour: by shape and by how it is filled.
        assert len({(topic_mark(topic)[0], topic_fill(topic)) for topic in range(28)}) == 28


# Machado, Oliveira and Fernandes (2009), severity 1.0.
BLINDNESS = {
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}


@pytest.mark.parametrize("style", [None, "dark", "print"])
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_colours_can_be_told_apart_without_red_or_green(blindness, style):
    with house_style(style):
        colours = np.array([to_rgb(colour) for colour in theme_colours("abcdef").values()])
    seen = np.clip(colours**2.2 @ np.array(BLINDNESS[blindness]).T, 0, 1) ** (1 / 2.2)
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 0.15


@given(st.text(min_size=1, max_size=60), st.floats(20, 300))
@settings(deadline=None, max_examples=40)
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    with house_style():
        lines = wrap_text(text, width, 9)
        assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")
        assert all(text_width(line, 9) <= width or len(line) == 1 for line in lines)


@given(st.text(min_size=1, max_size=80), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_shortened_text_fits_and_says_that_it_is_short(text, lines):
    with house_style():
        short = shorten_text(text, 60, 9, lines)
        assert len(short) <= lines
        assert all(text_width(line, 9) <= 60 for line in short)
        assert short == wrap_text(text, 60, 9) or short[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [("eBPF\n für  alle", "eBPF für alle"), ("🚀 Go\u200d!", "Go!"), ("Что нового", "Что нового"),
     ("\U00012000 ok", "□ ok"), ("🚀", "□"), ("", "□"), ("costs $5", "costs $5")],
)  # fmt: skip
def test_only_characters_with_a_glyph_are_drawn(text, drawn):
    with house_style():
        assert printable(text) == drawn


def test_files_are_the_drawing_the_pictures_the_numbers_and_the_words(ax, tmp_path):
    entry = save_figure(ax, tmp_path / "new" / "v1.2 shares", **WORDS)
    svg, png, csv, words, large = entry.paths
    assert [path.suffix for path in (svg, png, csv, words)] == [".svg", ".png", ".csv", ".md"]
    assert [path.name for path in (png, large)] == ["v1.2 shares.png", "v1.2 shares@2x.png"]
    assert set((tmp_path / "new").iterdir()) == set(entry.paths)
    for path, width in ((png, 700), (large, 1400)):
        with Image.open(path) as picture:
            assert picture.width == width
            assert not picture.info.keys() & {"Software", "Creation Time"}
    assert csv.read_bytes() == b"theme,share\na,0.3333\nb,0.5\n"
    text = words.read_text("utf-8")
    assert (
        "![Bars: 1 & 2 <of> 3.](v1.2%20shares.svg)".replace("&", "\\&").replace("<of>", "\\<of\\>")
        in text
    )
    assert "| theme | share |\n| --- | --- |\n| a | 0.3333 |" in text
    assert "[Large picture](v1.2%20shares%402x.png)" in text


@pytest.mark.parametrize(
    ("also", "ending", "magic"),
    [("webp", ".webp", b"RIFF"), ("pdf", ".pdf", b"%PDF"), ("png@2x", "@2x.png", b"\x89PNG")],
)
def test_other_formats_are_written_as_asked(ax, tmp_path, also, ending, magic):
    entry = save_figure(ax, tmp_path / "f", **WORDS, also=[also, also])
    assert len(entry.paths) == 5 and entry.paths[4].name == f"f{ending}"
    assert entry.paths[4].read_bytes().startswith(magic)


def test_webp_and_large_png_are_the_same_picture(ax, tmp_path):
    paths = save_figure(ax, tmp_path / "f", **WORDS, also=["webp", "png@2x"]).paths
    webp, png = (np.asarray(Image.open(path).convert("RGB"), dtype=int) for path in paths[4:])
    assert webp.shape == png.shape and webp.shape[1] == 1400
    assert (webp == png).all()


def test_a_picture_of_many_colours_keeps_the_commonest(tmp_path):
    figure = Figure(figsize=(7, 3))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(np.linspace(0, 1, 210_000).reshape(300, 700), cmap="viridis", aspect="auto")
    axes.add_patch(mpl.patches.Rectangle((100, 50), 300, 200, color="#d55e00"))
    _, png, _, _ = save_figure(figure, tmp_path / "f", **WORDS, title="T", also=()).paths
    pixels = np.asarray(Image.open(png).convert("RGB"))
    assert (pixels == [0xD5, 0x5E, 0x00]).all(axis=2).mean() > 0.25
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) <= 256


def test_long_tables_are_cut_in_the_words_and_whole_in_the_numbers(ax, tmp_path):
    table = pd.DataFrame({"title": [f"a|b_{at}" for at in range(90)]})
    _, _, csv, words, _ = save_figure(ax, tmp_path / "f", **{**WORDS, "numbers": table}).paths
    assert len(csv.read_text().splitlines()) == 91
    text = words.read_text("utf-8")
    assert "| a\\|b\\_59 |" in text and "b\\_60" not in text
    assert "30 more rows are in the numbers." in text
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert html.count("<tr>") == 61 and "<td>a|b_0</td>" in html


@pytest.mark.parametrize(
    ("words", "message"),
    [({"also": ["gif"]}, "no format 'gif'; add some of png@2x, webp, pdf"),
     ({"alt": "a" * 301}, "the alternative text has 301 characters; say it in 300")],
)  # fmt: skip
def test_what_cannot_be_published_is_said(ax, tmp_path, words, message):
    with pytest.raises(KcdError, match=message):
        save_figure(ax, tmp_path / "f", **{**WORDS, **words})
    assert not list(tmp_path.iterdir())


def test_drawing_speaks_to_screen_readers(ax, tmp_path):
    entry = save_figure(ax, tmp_path / "shares", **WORDS)
    root = ElementTree.parse(entry.paths[0]).getroot()
    texts = {node.get("id"): node.text for node in root if node.get("id")}
    assert root.get("role") == "img"
    named = [texts[name] for name in root.get("aria-labelledby").split()]
    assert named == ["Themes & talks", "Bars: 1 & 2 <of> 3."]
    assert b"<text" not in entry.paths[0].read_bytes()


def test_bytes_are_the_same_in_any_folder_and_run(tmp_path):
    for run, seed in (("one", "1"), ("two/deeper", "2")):
        stem = tmp_path / run / "shares"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", DRAW, stem], check=True, env=environment)
    for end in (".svg", ".png", ".csv", ".md", "@2x.png", ".webp", ".pdf"):
        one, two = ((tmp_path / run / f"shares{end}").read_bytes() for run in ("one", "two/deeper"))
        assert one == two
        assert str(tmp_path).encode() not in one


def test_saving_twice_and_saving_leave_settings_and_figure_alone(ax, tmp_path):
    before, dpi = dict(mpl.rcParams), ax.figure.dpi
    first, second = (save_figure(ax.figure, tmp_path / name / "f", **WORDS) for name in "ab")
    assert [p.read_bytes() for p in first.paths] == [p.read_bytes() for p in second.paths]
    assert dict(mpl.rcParams) == before and ax.figure.dpi == dpi


@pytest.mark.parametrize("missing", ["alt", "caption"])
@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_figures_without_words_are_refused(ax, tmp_path, missing, nothing):
    with pytest.raises(KcdError, match="figure shows"):
        save_figure(ax, tmp_path / "f", **{**WORDS, missing: nothing})
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(ax, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KcdError, match="cannot be written"):
        save_figure(ax, tmp_path / "file" / "f", **WORDS)


def test_gallery_shows_every_figure_of_a_folder_with_its_words_as_they_are(ax, tmp_path):
    save_figure(ax, tmp_path / "c", **WORDS)
    words = {**WORDS, "alt": "C* and [a](b) <i>\n$5_6$ `x`", "title": "#1 *best*"}
    save_figure(ax, tmp_path / "a b", **words)
    (tmp_path / "notes.md").write_text("Not a figure.")
    path = write_gallery(tmp_path)
    first = path.read_bytes()
    assert write_gallery(tmp_path).read_bytes() == first
    inline = [
        child for token in MarkdownIt().parse(first.decode()) for child in token.children or []
    ]
    images = [token.attrs["src"] for token in inline if token.type == "image"]
    links = [token.attrs["href"] for token in inline if token.type == "link_open"]
    assert images == ["a%20b.svg", "c.svg"]
    assert links == [
        f"{name}{end}" for name in ("a%20b", "c") for end in (".csv", ".png", "%402x.png")
    ]
    html = MarkdownIt().render(first.decode())
    assert 'alt="C* and [a](b) &lt;i&gt; $5_6$ `x`"' in html
    assert "<h2>#1 *best*</h2>" in html
    assert "Not a figure" not in html


def test_lines_with_marks_above_their_letters_take_more_room():
    with house_style():
        assert text_height(["plain", "text"], 9) == pytest.approx(2 * 1.3 * 9)
        assert text_height(["ÅŮĜ", "ÖĚŘ"], 9) > 2 * 1.3 * 9
        assert text_height([], 9) == 0
