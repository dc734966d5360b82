import warnings
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.font_manager import fontManager

import kcdanalysis as kcd
from kcdanalysis.errors import KcdError
from kcdanalysis.figures import lettering
from kcdanalysis.figures.colours import cycle_colours, topic_mark
from kcdanalysis.figures.lettering import (
    printable,
    shorten_text,
    text_height,
    text_width,
    wrap_text,
)
from kcdanalysis.figures.style import house_style

mpl.use("agg")


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
        assert cycle_colours("ab") == {"a": "#ffd700", "b": "#0072b2"}
        assert topic_mark(1).colour == "#0072b2"
        assert mpl.rcParams["figure.facecolor"] == "#16181d"


@pytest.mark.parametrize(
    ("palette", "message"),
    [
        (["#12"], "'#12' is not a colour"),
        (["goldd"], "'goldd' is not a colour; .*; did you mean 'gold'"),
        ([], "the palette has no colours"),
    ],
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
        assert min(map(contrast, cycle_colours("abcdef").values())) >= 2.1


@pytest.mark.parametrize(
    ("style", "message"),
    [
        (
            "no-such-style",
            "no-such-style: no such style; give an .mplstyle file, a dict, or one of",
        ),
        ("drak", "drak: no such style; .* one of dark, print; did you mean 'dark'"),
        (5, "5: no such style"),
        (
            {"font.sise": 12},
            "'font.sise': .* no such setting; did you mean 'font.size'",
        ),
        ({"font.size": "big!"}, "cannot use this setting: .*big!"),
    ],
)
def test_unknown_styles_and_settings_are_refused_in_one_sentence(style, message):
    with pytest.raises(KcdError, match=message) as error, house_style(style):
        pass
    assert "\n" not in str(error.value)


def test_a_tuple_of_styles_is_taken_like_a_list():
    with house_style(("dark", {"font.size": 12})):
        settings_of_tuple = dict(mpl.rcParams)
    with house_style(["dark", {"font.size": 12}]):
        assert dict(mpl.rcParams) == settings_of_tuple


def test_a_theme_keeps_its_colour_when_others_come_after_it():
    with house_style():
        few, many = cycle_colours("abc"), cycle_colours("abcdefghijklmnopqrstuvwxyz")
    assert few == {theme: many[theme] for theme in "abc"}
    assert len(set(list(many.values())[:18])) == 18


def test_topics_differ_by_shape_and_colour_together():
    with house_style():
        assert len({topic_mark(topic)[:2] for topic in range(42)}) == 42
        assert topic_mark(pd.NA) == topic_mark(None)
        # And without colour: by shape and by how it is filled.
        assert len({topic_mark(topic)[::2] for topic in range(28)}) == 28


# Machado, Oliveira and Fernandes (2009), severity 1.0.
BLINDNESS = {
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}


@pytest.mark.parametrize("style", [None, "dark", "print"])
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_colours_can_be_told_apart_without_red_or_green(blindness, style):
    with house_style(style):
        colours = np.array([to_rgb(colour) for colour in cycle_colours("abcdef").values()])
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
     ("\U00012000 ok", "\U00012000 ok"), ("🚀", "□"), ("", "□"), ("costs $5", "costs $5")],
)  # fmt: skip
def test_only_characters_with_a_glyph_are_drawn(text, drawn):
    with house_style():
        assert printable(text) == drawn


def test_lines_with_marks_above_their_letters_take_more_room():
    with house_style():
        assert text_height(["plain", "text"], 9) == pytest.approx(2 * 1.3 * 9)
        assert text_height(["ÅŮĜ", "ÖĚŘ"], 9) > 2 * 1.3 * 9
        assert text_height([], 9) == 0


def font_with(letters, name, folder):
    """A font with these letters only, each a square."""
    pen = TTGlyphPen(None)
    for place in ((0, 0), (0, 900), (900, 900), (900, 0)):
        (pen.lineTo if place != (0, 0) else pen.moveTo)(place)
    pen.closePath()
    square, names = pen.glyph(), [".notdef", *(f"uni{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"uni{ord(letter):04X}" for letter in letters})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(folder / f"{name}.ttf")
    return str(folder / f"{name}.ttf")


def test_an_installed_font_with_the_letters_is_found_and_used(tmp_path, monkeypatch):
    talks = [{"title": "ポケモン"}, {"title": "eBPF ポ"}]
    themes = kcd.assign_themes(talks, lexicon={"ポ": ["eBPF"]})
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist])
    fontManager.addfont(font_with("ポケモン", "Has All", tmp_path))
    fontManager.addfont(font_with("ポ", "Has One", tmp_path))
    lettering._covering.cache_clear()
    figure = kcd.figures.theme_matrix(themes)
    drawing = figure.files(also=())["theme-matrix.svg"].decode()
    assert ">ポケモン</text>" in drawing, "text stays text"
    assert "'Has All'" in drawing and "Has One" not in drawing
    assert "Has All" not in mpl.rcParams["font.family"]
    lettering._covering.cache_clear()


def test_one_warning_names_the_font_to_install(monkeypatch):
    own = [font for font in fontManager.ttflist if font.fname.startswith(mpl.get_data_path())]
    monkeypatch.setattr(fontManager, "ttflist", own)
    talks = [{"title": "eBPF ポ ケ"}, {"title": "\U00012000"}]
    themes = kcd.assign_themes(talks, lexicon={"a": ["eBPF"]})
    for cached in (lettering._covering, lettering._warn_of):
        cached.cache_clear()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for _ in range(2):
            kcd.figures.theme_matrix(themes).files(also=())
    assert sorted(str(warning.message) for warning in warned) == [
        f"no installed font has all letters of these talks: figures show boxes; install {font}"
        for font in ("Noto Sans CJK", "Noto Sans Cuneiform")
    ]
    lettering._covering.cache_clear()


def test_a_text_without_end_is_cut_before_it_is_measured():
    assert lettering.printable("ab " * 400_000) == f"{'ab ' * 666}ab…"
