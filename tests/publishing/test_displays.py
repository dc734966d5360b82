"""Results in a notebook: tables with what their numbers are of, and nothing that is markup."""

import sys

import pytest
from bs4 import BeautifulSoup

import kcdanalysis as kcd
from kcdanalysis.progress import track


@pytest.fixture(scope="module")
def talks():
    titles = ["eBPF for Security", "eBPF & <b>Cats</b>", "Dogs"]
    return kcd.as_talks([{"title": title} for title in titles])


def shown(result):
    soup = BeautifulSoup(result._repr_html_(), "html5lib")
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
    assert names == ["topic", "label", "talks", "share", "stability (0 to 1)", "terms"]
    assert [row[1] for row in rows] == topics.topics["label"].tolist()
    assert rows[0][2] == f"{topics.topics['n_talks'][0]} of 16"
    assert rows[0][4].startswith(f"{topics.topics['stability'][0]:.2f}, ")


def test_what_cannot_be_told_is_said_and_text_is_text(talks):
    _, _, rows = shown(kcd.find_topics(talks))
    assert rows[0][4] == "cannot tell"
    lexicon = {"x": {"label": "<script>alert(1)</script>", "terms": ["eBPF"]}}
    html = kcd.assign_themes(talks, lexicon=lexicon)._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_saved_figure_is_shown_with_its_words(talks, tmp_path):
    shares = kcd.theme_shares(kcd.assign_themes(talks))
    with kcd.house_style():
        ax = kcd.plot_theme_shares(shares)
        words = kcd.describe_theme_shares(shares)
        saved = kcd.save_figure(ax, tmp_path / "shares", numbers=shares, **vars(words))
    html = BeautifulSoup(saved._repr_html_(), "html5lib")
    assert html.img["src"].startswith("data:image/svg+xml;base64,")
    assert html.img["alt"] == words.alt
    assert words.caption in html.figcaption.get_text()


def test_progress_is_tqdm_in_a_notebook_and_nothing_elsewhere(monkeypatch):
    items = range(3)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert track(items, "counting") is items
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    bar = track(items, "counting")
    assert bar is not items and list(bar) == [0, 1, 2]
    assert bar.desc == "counting" and not bar.leave
