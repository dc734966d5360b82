"""Posts, figures and pages in other languages: whole sentences, and no English between them."""

import re
from itertools import chain

import pytest
import yaml
from bs4 import BeautifulSoup

import kcdanalysis as kcd
from kcdanalysis.files import read_shipped
from kcdanalysis.publishing import explorer_page, report_files
from kcdanalysis.publishing.gallery import gallery_files
from kcdanalysis.words.translation import LANGUAGES, read_catalogue

WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(scope="module")
def german(zurich):
    with kcd.speaking("de"):
        files = report_files(*zurich, style="jekyll", targets={"ebpf": 0.5})
    return {name: data.decode() for name, data in files.items() if not name.endswith(".png")}


def words_of(texts):
    return {word.casefold() for text in texts for word in WORD.findall(text)}


def test_a_german_post_has_whole_sentences(german):
    page = german["index.md"]
    head = yaml.safe_load(page.split("---")[1])
    assert head["title"] == "KCD Zurich 2023: worum es ging"
    assert (head["lang"], head["tags"][:2]) == ("de", ["eBPF", "Sicherheit"])
    for sentence in (
        "KCD Zurich 2023 hatte 16 Vorträge. Jeder davon hat mindestens eines der 16 Themen des"
        " Lexikons.",
        "Die häufigsten Themen sind eBPF und Sicherheit, in je 4 von 16 Vorträgen (25\u00a0%,"
        " 95-%-Intervall 10\u00a0% bis 49\u00a0%). Danach folgen Container &amp;"
        " Laufzeitumgebungen (3), Observability (2) und Netzwerk (2).",
        "1 von 3 Gruppen ist tragfähig, mit 4 von 16 Vorträgen; die übrigen bilden keine Gruppe"
        " (12 Vorträge). Die tragfähige Gruppe ist „eBPF“ (4 Vorträge).",
        "In keinem Vortrag gefunden: Daten &amp; Speicher und Kosten.",
        "| Vortrag | Vortragende | Gefundene Begriffe |",
        "## Was zusammengehört",
    ):
        assert sentence in page


def test_a_german_post_has_no_english_but_names(german, zurich):
    themes, topics = zurich
    catalogue = read_shipped("locale/de/LC_MESSAGES/kcdanalysis.po").decode()
    entries = read_catalogue(catalogue)
    english, other = (
        words_of(text for both in entries.items() for text in both[at]) for at in (0, 1)
    )
    talks = themes.talks.astype("str")
    # The file, too, whatever folder the project is in.
    columns = talks["title"], talks["source"], topics.terms["term"], topics.topics["label"]
    names = words_of(chain.from_iterable(columns))
    drawn = [
        text
        for name, content in german.items()
        if name.endswith(".svg")
        for text in re.findall(r"<text[^>]*>([^<]*)</text>", content)
    ]
    # Rows of tables are talks; what is in the brackets of a link is the name of a file.
    page = re.sub(
        r"(?m)^\|.*|\]\([^)]*\)|[\w-]+\.csv|<[^>]*>|^layout: page$", "", german["index.md"]
    )
    found = words_of([page, *re.findall('alt="([^"]*)"', german["index.md"]), *drawn])
    assert found & (english - other) - names == set()
    assert {"vorträge", "themen", "tragfähig", "ziel"} <= found


def test_a_french_post_has_whole_sentences(zurich):
    with kcd.speaking("fr"):
        page = report_files(*zurich, style="html")["index.html"].decode()
    assert '<html lang="fr">' in page
    for sentence in (
        "<h1>KCD Zurich 2023 : les sujets abordés</h1>",
        "KCD Zurich 2023 : 16 présentations. Chacune traite au moins l’un des 16 thèmes du"
        " lexique.",
        "Les thèmes les plus fréquents sont eBPF et Sécurité, chacun avec 4 des 16 présentations"
        " (25 %, intervalle à 95 % de 10 % à 49 %).",
        "1 groupe sur 3 est solide, avec 4 présentations sur 16 ; les autres ne forment pas de"
        " groupe (12 présentations). Le groupe solide est « eBPF » (4 présentations).",
    ):
        assert sentence in page.replace("\u00a0", " ")


def test_a_figure_stays_in_the_language_in_which_it_was_made(zurich):
    with kcd.speaking("de"):
        figure = kcd.figures.theme_shares(zurich[0], event="KCD Zurich 2023")
    assert figure.caption == (
        "Anteil der Vorträge mit dem jeweiligen Thema (16 Vorträge von KCD Zurich 2023), mit"
        " 95-%-Intervallen. Ein Vortrag kann mehrere Themen haben oder keines, die Anteile ergeben"
        " also zusammen nicht 100\u00a0%."
    )
    narrow = figure.files()["theme-shares-narrow.svg"].decode()
    assert "4 von 16 · 25\u00a0%" in narrow and "4 of 16" not in narrow
    assert "[Zahlen](theme-shares.csv)" in figure.files()["theme-shares.md"].decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_for_programs_are_the_same_in_every_language(zurich, language):
    """Names of columns and readings are codes; labels are for people."""
    with kcd.speaking(language):
        files = gallery_files(*zurich)
    head, first = files["theme-shares.csv"].decode().split("\n")[:2]
    assert head == "theme,label,n,n_talks,share,low,high"
    assert first == "ebpf,eBPF,4,16,0.25,0.1018,0.495"
    assert ",holds," in files["topics.csv"].decode()


def test_the_explorer_speaks_the_language_in_its_script_as_well(zurich):
    with kcd.speaking("de"):
        page = explorer_page(*zurich)
    soup = BeautifulSoup(page, "html.parser")
    script = soup.find("script").string
    assert soup.html["lang"] == "de"
    assert soup.title.string == "KCD Zurich 2023: Vorträge, Themen und Gruppen"
    assert soup.header.p.string == "16 Vorträge, 14 Themen, 1 Gruppe"
    assert "(isOne(all) ? `${n} Vortrag` : `${n} Vorträge`)" in script
    assert "_(`" not in script and '_("' not in script and "ngettext(" not in script
    # The script finds a theme by its name.
    names = [term.string for term in soup.select("#lexicon dt")]
    assert {row.string for row in soup.select("[data-facet=theme] th span")} <= {
        *names,
        "kein Thema",
    }
    for talk in soup.select("#talks summary, #talks .text, #talks .facts, dd, script, style, svg"):
        talk.decompose()
    catalogue = read_catalogue(read_shipped("locale/de/LC_MESSAGES/kcdanalysis.po").decode())
    english, german = (words_of(t for both in catalogue.items() for t in both[at]) for at in (0, 1))
    names = words_of([*zurich[0].talks["speakers"].dropna(), *zurich[1].topics["label"]])
    assert words_of([soup.get_text(" ")]) & (english - german) - names == set()
