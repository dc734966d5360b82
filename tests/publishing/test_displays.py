"""Results in a notebook: tables with what their numbers are of, and nothing that is markup."""

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

import kcdanalysis as kcd
from kcdanalysis.progress import track
from kcdanalysis.publishing import displays


@pytest.fixture(scope="module")
def talks():
    titles = ["eBPF for Security", "eBPF & <b>Cats</b>", "Dogs"]
    return kcd.as_talks([{"title": title} for title in titles])


def as_html(result):
    return (
        displays.topics_html(result) if hasattr(result, "verdict") else displays.themes_html(result)
    )


def shown(result):
    soup = BeautifulSoup(as_html(result), "html5lib")
    rows = [[cell.get_text() for cell in row.select("td")] for row in soup.select("tbody tr")]
    return soup.caption.get_text(), [head.get_text() for head in soup.select("th")], rows


def test_themes_are_shown_with_talks_shares_and_intervals(talks):
    caption, names, rows = shown(kcd.assign_themes(talks))
    assert caption.startswith("16 themes in 3 talks; a talk has a theme from 4 points on.")
    assert names[:4] == ["theme", "talks", "share", "95% interval"]
    assert rows[0][:4] == ["eBPF", "2 of 3", "67%", "21% to 94%"]
    assert [row[0] for row in rows] == ["eBPF", "Security", "no theme"]
    assert len(rows[0][4]) == 2 * len(rows[1][4]) - 1


def test_topics_are_shown_below_their_verdict(root):
    topics = kcd.find_topics(kcd.read_talks(root / "data" / "kcd-zurich-2023.md"))
    caption, names, rows = shown(topics)
    assert caption == topics.verdict
    assert names == ["topic", "label", "talks", "share", "reading", "stability (0 to 1)", "terms"]
    assert [row[1] for row in rows] == topics.topics["label"].tolist()
    assert rows[0][2] == f"{topics.topics['n_talks'][0]} of 16"
    assert [row[4] for row in rows] == ["mixed", "mixed", "holds"]
    assert [row[5] for row in rows] == [f"{value:.2f}" for value in topics.topics["stability"]]


def test_what_cannot_be_told_is_said_and_text_is_text(talks):
    _, _, rows = shown(kcd.find_topics(talks))
    assert rows[0][4] == "cannot tell"
    lexicon = {"x": {"label": "<script>alert(1)</script>", "terms": ["eBPF"]}}
    html = as_html(kcd.assign_themes(talks, lexicon=lexicon))
    assert "<script" not in html and "&lt;script&gt;" in html


SESSION = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import kcdanalysis as kcd")
assert "pandas" not in sys.modules, "importing is quick"
shell.run_cell("talks = kcd.as_talks([{'title': 'eBPF for Security'}])")
for code in ("kcd.assign_themes(talks)", "kcd.find_topics(talks)",
             "kcd.figures.theme_shares(kcd.theme_shares(kcd.assign_themes(talks)))"):
    value = shell.ev(code)
    print(shell.display_formatter.format(value)[0]["text/html"].replace("\\n", " "))
"""


def test_a_notebook_shows_results_as_tables_and_figures_with_alternative_text():
    done = subprocess.run([sys.executable, "-c", SESSION], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    themes, topics, figure = done.stdout.splitlines()
    assert "<caption>16 themes in 1 talk;" in themes and "<td>eBPF</td>" in themes
    assert '<th scope="col">stability (0 to 1)</th>' in topics
    image = BeautifulSoup(figure, "html5lib").figure.img
    assert image["src"].startswith("data:image/svg+xml;base64,")
    assert image["alt"].startswith("Bar chart of 16 themes in 1 talk.")


def test_outside_of_a_notebook_nothing_of_it_is_loaded():
    code = "import sys, kcdanalysis; print('IPython' in sys.modules, 'jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False False\n"


def test_progress_is_tqdm_in_a_notebook_and_nothing_elsewhere(monkeypatch):
    items = range(3)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert track(items, "counting") is items
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    bar = track(items, "counting")
    assert bar is not items and list(bar) == [0, 1, 2]
    assert bar.desc == "counting" and not bar.leave
