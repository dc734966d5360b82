"""Every text has a translation in every language, and the catalogues have no other texts."""

import ast
import pickle
import re
from pathlib import Path
from string import Formatter

import pytest

import kcdanalysis
from kcdanalysis.errors import KcdError
from kcdanalysis.files import shipped_names
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.words.languages import LANGUAGE_NAMES, language_name
from kcdanalysis.words.translation import (
    LANGUAGES,
    Retold,
    _,
    language_in_use,
    ngettext,
    number,
    read_catalogue,
    retold,
    speaking,
)
from kcdanalysis.words.wording import count, interval, join_names, percent, points

PACKAGE = Path(kcdanalysis.__file__).parent
OTHERS = LANGUAGES[1:]
ROOMS = ("words", "themes", "topics", "summaries", "figures", "publishing")
#: Texts as literals: the arguments of a function that are said, by their places.
PLACES = {"_": [0], "N_": [0], "heading": [1, 2]}
SAID_IN_PAGE = re.compile(r"""\b_\((["`])([^"`]*)\1|\bngettext\(`([^`]*)`, `([^`]*)`""")


def texts_of(tree):
    """The texts of a module that are translated: singular and plural if it counts."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        words = [getattr(argument, "value", None) for argument in call.args]
        first = getattr(call.args[0], "id", "") if call.args else ""
        if name in ("Retold", "partial") and first in ("_", "ngettext"):
            name, words = first, words[1:]
        if name == "ngettext" and isinstance(words[0], str):
            yield tuple(words[:2])
        elif (
            getattr(call.func, "id", "") == "count"
            and len(words) == 2
            and isinstance(words[1], str)
        ):
            yield f"{{n}} {words[-1]}", f"{{n}} {words[-1]}s"
        elif name == "columns" and getattr(call.func, "value", None):
            yield from ((keyword.value.value,) for keyword in call.keywords if keyword.arg)
        for place in PLACES.get(name, []):
            if isinstance(words[place], str):
                yield (words[place],)


def said():
    """All texts of the package that are translated."""
    found = set()
    # What a verb says of its work is English.
    for path in (path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")):
        found.update(texts_of(ast.parse(path.read_text("utf-8"))))
    for path in (PACKAGE / "publishing/templates").iterdir():
        text = path.read_text("utf-8").replace("${", "{")
        for __, one, *pair in SAID_IN_PAGE.findall(text):
            found.add((one,) if one else tuple(pair))
    for name in shipped_names("themes/lexicons", ".toml"):
        found.update((theme.label,) for theme in read_lexicon(name).values())
    found.update((language_name(code),) for code in LANGUAGE_NAMES)
    return found - {("",)}


def catalogue(language):
    path = PACKAGE / f"locale/{language}/LC_MESSAGES/kcdanalysis.po"
    return read_catalogue(path.read_text("utf-8"))


def fields(text):
    return sorted({f"{name}!{kind}" for __, name, __, kind in Formatter().parse(text) if name})


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_all_that_is_said_and_no_more(language):
    entries = catalogue(language)
    head = entries.pop(("",))
    assert f"Language: {language}\n" in head[0]
    texts = said()
    assert set(entries) - texts == set(), "nobody says this"
    assert texts - set(entries) == set(), "not translated"
    for text, becomes in entries.items():
        assert len(becomes) == len(text) and all(becomes), text
        assert [fields(one) for one in becomes] == [fields(one) for one in text]
        # What would be markup in a page.
        assert not re.search(r"[<>`\"_*\[\]\\]", re.sub("{.*?}", "", "".join(becomes))), text


@pytest.mark.parametrize(
    "language, expected",
    [
        ("de", ["1.200 Vorträge", "<1 %", "10 % bis 50 %", "−1,2 Punkte, −2,5 bis 0,1"]),
        ("fr", ["1 200 présentations", "<1 %", "de 10 % à 50 %", "−1,2 points, de −2,5 à 0,1"]),
        ("es", ["1 200 charlas", "<1 %", "de 10 % a 50 %", "−1,2 puntos, de −2,5 a 0,1"]),
        ("it", ["1.200 interventi", "<1%", "da 10% a 50%", "−1,2 punti, da −2,5 a 0,1"]),
    ],
)
def test_numbers_are_written_as_the_language_does(language, expected):
    with speaking(language):
        texts = [count(1200, "talk"), percent(0.004), interval(0.1, 0.5)]
        texts.append(points(-0.012, -0.025, 0.001))
    assert texts == [re.sub(r"(?<=\d) (?=[\d%])", "\u00a0", text) for text in expected]


def test_plurals_and_names_follow_the_language():
    with speaking("fr"):
        assert [count(n, "theme") for n in (0, 1, 2)] == ["0 thème", "1 thème", "2 thèmes"]
    with speaking("de"):
        assert [count(n, "theme") for n in (0, 1, 2)] == ["0 Themen", "1 Thema", "2 Themen"]
        assert join_names(["A", "B", "C"]) == "A, B und C"
    with speaking("es"):
        assert join_names(["A", "B"]) == "A y B"
        assert join_names(["A", "IoT"]) == "A e IoT"
        assert join_names(["A", "Hielo"]) == "A y Hielo"


def test_a_language_ends_with_its_block_and_an_unknown_one_is_refused():
    with speaking("de"):
        with speaking("it"):
            assert _("Talks") == "Interventi"
        assert (_("Talks"), language_in_use()) == ("Vorträge", "de")
    assert (_("Talks"), number(1234.5, 1), language_in_use()) == ("Talks", "1,234.5", "en")
    message = "no language 'dee'; use one of en, de, fr, es, it; did you mean 'de'?"
    with pytest.raises(KcdError, match=re.escape(message)), speaking("dee"):
        pass


def test_a_text_can_be_said_again_in_another_language():
    text = pickle.loads(pickle.dumps(Retold(ngettext, "{n} talk", "{n} talks", 3)))
    assert (text, retold(text), retold("Mine.")) == ("3 talks", "3 talks", "Mine.")
    with speaking("de"):
        assert retold(text) == "3 Vorträge"


def test_a_catalogue_is_read_with_comments_and_long_texts():
    text = '# Who\nmsgid "a"\n"b\\n"\nmsgstr "c"\n\n'
    text += '#: x.py\nmsgid "1"\nmsgid_plural "2"\nmsgstr[0] "3"\nmsgstr[1] ""\n"4"\n'
    assert read_catalogue(text) == {("ab\n",): ("c",), ("1", "2"): ("3", "4")}
