"""The page to explore: what it holds, and that text stays text."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

import html5lib
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import kcdanalysis as kcd
from kcdanalysis.errors import KcdWarning
from kcdanalysis.publishing import build_explorer, explorer, explorer_page
from kcdanalysis.publishing.escaping import web_address
from kcdanalysis.publishing.explorer import find_marks, parts_as_html, split_text
from kcdanalysis.publishing.facets import find_facets
from kcdanalysis.publishing.prose import opening


@pytest.fixture(scope="module")
def page(zurich):
    return explorer_page(*zurich)


@pytest.fixture(scope="module")
def soup(page):
    return BeautifulSoup(page, "html5lib")


def rows(soup):
    return soup.select("#talks tbody tr")


def titles(soup):
    return [row.summary.get_text() for row in rows(soup)]


def test_the_page_holds_every_talk_with_its_text(zurich, soup):
    talks = zurich[0].talks
    assert titles(soup) == talks["title"].tolist()
    for row, talk in zip(rows(soup), talks.itertuples(), strict=True):
        abstract, takeaways = (text.get_text() for text in row.select("p.text"))
        assert abstract == talk.abstract
        assert re.sub(r"(?m)^( *)• ", r"\1", takeaways) == talk.takeaways
        assert talk.speakers in row.get_text()


def test_bars_and_points_show_the_numbers(zurich, soup):
    shares = kcd.theme_shares(zurich[0]).query("n > 0").set_index("label")
    bars = soup.select("table[data-facet=theme] tbody tr")
    shown = {row.th.get_text(strip=True): int(row.select_one(".n").get_text()) for row in bars}
    assert shown == shares["n"].to_dict()
    longest = max(float(row.select_one(".interval")["d"].split("H")[1]) for row in bars)
    assert longest == 100
    sizes = [
        int(row.select_one(".n").get_text()) for row in soup.select("[data-facet=topic] tbody tr")
    ]
    assert sizes == [4, 12]  # eBPF, and those in no group
    assert len(soup.select("#points path")) == 16


def test_marks_are_the_evidence(zurich, soup):
    themes = zurich[0]
    at = {theme: f"t{place}" for place, theme in enumerate(themes.lexicon)}
    counted = themes.evidence.groupby(["talk_id", "theme"])["count"].sum()
    n_marks = 0
    for row in rows(soup):
        for theme, name in at.items():
            marks = row.select(f"mark.{name}")
            n_marks += len(marks)
            assert len(marks) <= counted.get((row["data-id"], theme), 0)
    # Terms of a theme that touch or overlap are one mark.
    assert counted.sum() - n_marks <= 0.1 * counted.sum()


def test_the_same_results_give_the_same_page(zurich, page):
    assert explorer_page(*zurich) == page


@pytest.fixture(scope="module")
def hostile_page(hostile_results):
    return explorer_page(*hostile_results)


def test_the_page_is_valid_html(page, hostile_page):
    for text in (page, hostile_page):
        html5lib.HTMLParser(strict=True).parse(text)


def test_the_policy_names_our_style_and_script_and_nothing_else(page, soup):
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not re.search(r"\son\w+=", re.sub(r"<script>.*</script>", "", page, flags=re.DOTALL))


def test_hostile_text_stays_text(hostile, hostile_page):
    soup = BeautifulSoup(hostile_page, "html5lib")
    assert len(soup.select("script")) == 1
    assert not soup.select("img, iframe, object, embed, #talks svg, #talks style")
    for title, shown in zip(hostile["title"], titles(soup), strict=True):
        assert shown == re.sub("[\0\a\u202a-\u202e]", "\N{REPLACEMENT CHARACTER}", title)
    addresses = [link["href"] for link in soup.select("#talks a")]
    assert len(addresses) == 7
    assert all(re.fullmatch(r"https://example\.org/[!-~]*", one) for one in addresses)
    assert not any(letter in one for one in addresses for letter in '<>"{}|\\`')


@given(st.text(max_size=200), st.integers(1, 3))
def test_parts_of_a_text_are_the_text(text, n_counted):
    text = f"eBPF {text} of the kernel, {text} ebpf"
    evidence = pd.DataFrame(
        [("a", "eBPF", n_counted), ("b", "the kernel", 1), ("c", "eBPF", 1), ("c", "kernel", 1)],
        columns=["theme", "term", "count"],
    )
    marks = find_marks(text, evidence)
    assert {theme for mark in marks for theme in mark.themes} == {"a", "b", "c"}
    parts = split_text(text, marks, {"a": "t0", "b": "t1", "c": "t2"})
    assert "".join(part if isinstance(part, str) else part[0] for part in parts) == text
    html = BeautifulSoup(str(parts_as_html(parts)), "html.parser")
    assert {tag.name for tag in html.find_all()} == {"mark"}


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        (" HTTPS://example.org ", "https://example.org"),
        ("http://exämple.org/ü", "http://ex%C3%A4mple.org/%C3%BC"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt://example.org/%0aalert(1)", ""),
        ("data:text/html,<script>", ""),
        ("//example.org", ""),
        ("talk.html", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(address, safe):
    assert web_address(address) == safe


def test_many_texts_are_packed_and_hold_the_same(zurich, monkeypatch, page):
    monkeypatch.setattr(explorer, "_MOST_TEXT", 1_000)
    packed = explorer_page(*zurich)
    soup = BeautifulSoup(packed, "html5lib")
    texts = json.loads(
        zlib.decompress(b64decode(soup.select_one("#texts").string), -zlib.MAX_WBITS)
    )
    for (abstract, _), talk in zip(texts, zurich[0].talks.itertuples(), strict=True):
        text = "".join(part if isinstance(part, str) else part[0] for part in abstract)
        assert text == talk.abstract
    assert not soup.select("p.text")
    assert titles(soup) == zurich[0].talks["title"].tolist()


def test_two_hundred_talks_have_less_than_a_megabyte(zurich, analyse):
    talks = zurich[0].talks
    many = kcd.as_talks([{**talk, "talk_id": None} for talk in talks.to_dict("records") * 13][:200])
    assert len(explorer_page(*analyse(many, n_topics=1)).encode()) < 1_000_000


def test_events_are_compared_where_there_are_several(hostile_results, hostile_page, soup):
    assert soup.select_one("#compare") is None
    several = BeautifulSoup(hostile_page, "html5lib")
    heads = [head.span.get_text() for head in several.select("table.compare thead [data-event]")]
    assert heads == ["Evil <b>Conf</b> 2024", "Good & Conf 2024"]
    shares = kcd.theme_shares(hostile_results[0], by="event").query("theme == 'ebpf'")
    cells = several.select("table.compare tr:has([data-theme=ebpf]) td")
    assert [int(cell.get_text().split(":")[0]) for cell in cells] == shares["n"].tolist()


def test_differences_of_events_are_claimed_where_they_are_more_than_chance(analyse):
    rows = [{"title": "eBPF", "event": "A"}] * 20 + [{"title": "Cats & dogs", "event": "B"}] * 20
    soup = BeautifulSoup(explorer_page(*analyse(kcd.as_talks(rows), n_topics=1)), "html5lib")
    first, second = soup.select("table.compare tr:has([data-theme=ebpf]) td")
    assert first.get_text().strip() == "20: 100% (84% to 100%)"
    assert second.b.get_text() == "less than at A"
    assert "talks have a median of 1 word at A and of 3 words at B" in soup.caption.get_text()


def test_broader_topics_are_counted_and_named_where_several_hold(zurich, soup):
    themes, topics = zurich[0], kcd.find_topics(zurich[0].talks, n_topics=5)
    assert not soup.select("table[data-facet=group]")
    sizes = topics.assignments["topic"].value_counts().sort_index().tolist()
    table = topics.topics.assign(n_talks=sizes)
    # The third topic does not hold: its talks are in no group.
    several = replace(
        topics,
        topics=table.assign(holds=[True, True, False, True, True]),
        assignments=topics.assignments.assign(sureness=1.0),
        broader=pd.DataFrame({"topic": range(5), "broader": [0, 0, 0, 1, 1], "label": [*"AAABB"]}),
    )
    page = BeautifulSoup(explorer_page(themes, several), "html5lib")
    counts = {
        row.select_one("th span").text: int(row.select_one(".n").text)
        for row in page.select("table[data-facet=group] tbody tr")
    }
    assert counts == {"A": sum(sizes[:2]), "B": sum(sizes[3:]), "no group": sizes[2]}
    said = " ".join(opening(themes, several, themes.talks["event"]))
    assert (
        f"The broader groups are “A” ({counts['A']} talks) and “B” ({counts['B']} talks)." in said
    )
    # Those of a single topic that holds are no second level.
    single = replace(several, topics=table.assign(holds=[True, False, False, True, True]))
    assert "broader groups" not in " ".join(opening(themes, single, themes.talks["event"]))
    assert 'data-facet="group"' not in explorer_page(themes, single)


def test_three_talks_have_no_map_and_no_topics(analyse):
    talks = kcd.as_talks([{"title": title} for title in ("eBPF", "Cats & dogs", "Security")])
    soup = BeautifulSoup(explorer_page(*analyse(talks)), "html5lib")
    assert soup.select_one("#map") is None and soup.select_one("[data-facet=topic]") is None
    assert titles(soup) == ["eBPF", "Cats & dogs", "Security"]


def test_what_does_not_fit_is_said(zurich, tmp_path):
    themes, topics = zurich
    others = kcd.find_topics(kcd.as_talks([{"title": "Another"}]))
    with pytest.raises(
        kcd.KcdError, match="themes and topics are of different talks; make both from"
    ):
        explorer_page(themes, others)
    none = kcd.assign_themes(kcd.as_talks([]))
    with pytest.raises(kcd.KcdError, match="no talks to publish; read a programme that has some"):
        explorer_page(none, topics)


def test_the_page_replaces_only_what_is_ours(zurich, page, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "new" / "page.html"
    assert build_explorer(*zurich, path) == path
    assert path.read_text("utf-8") == page
    path.write_text("mine")
    with pytest.raises(kcd.KcdError, match=r"page\.html: exists, and kcdanalysis did not write it"):
        build_explorer(*zurich, path)
    assert path.read_text() == "mine"
    with pytest.raises(kcd.KcdError, match=r"page\.html: this is one of the sources"):
        build_explorer(*zurich, path, force=True, sources=[path])
    build_explorer(*zurich, path, force=True)
    assert path.read_text("utf-8") == page


def test_times_are_those_of_the_venue(analyse):
    row = {"title": "eBPF", "start": "2023-01-05T23:30Z"}
    for zone, shown in (("Asia/Tokyo", "2023-01-06 08:30 (Asia/Tokyo)"), (None, "23:30 · ")):
        talks = kcd.as_talks([{**row, "timezone": zone, "duration": 45}])
        page = explorer_page(*analyse(talks))
        assert shown in page and "UTC" not in page


def test_talks_that_the_lexicon_cannot_tell_have_a_place_of_their_own(analyse):
    rows = [{"title": "Koty", "language": "pl"}, {"title": "eBPF"}, {"title": "Cats"}]
    with pytest.warns(KcdWarning, match="does not cover"):
        facet = next(find_facets(*analyse(kcd.as_talks(rows))))
    assert [(value.label, value.n, value.text) for value in facet.values] == [
        ("eBPF", 1, "50% (9% to 91%)"),
        ("no theme", 1, "50% (9% to 91%)"),
        ("cannot tell", 1, "33%"),
    ]  # fmt: skip
    assert list(facet.of_talk.values()) == [[2], [0], [1]] and facet.n == "1 theme"
    assert "Left out: 1 of 3 talks, in a language that the lexicon does not cover." in facet.note


def test_the_heading_names_the_events_that_are_known(analyse):
    for events, heading in (
        (("A", "B"), "Talks of several events"),
        (("A", "A"), "A"),
        ((None, None), "The talks"),
    ):
        rows = [{"title": f"eBPF {at}", "event": event} for at, event in enumerate(events)]
        assert f"<h1>{heading}</h1>" in explorer_page(*analyse(kcd.as_talks(rows)))
