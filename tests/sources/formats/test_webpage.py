import json
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.formats import recap, webpage
from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.page_links import join_pages
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header
from kcdanalysis.sources.syntax.html_reader import html_blocks

MARKDOWN = MarkdownIt("commonmark").enable("table")


def rows(html, name="page.html"):
    data = html if isinstance(html, bytes) else html.encode()
    found, _ = join_pages([{"source": name, **row} for row in webpage.parse(data, name)])
    return found


def json_ld(*data):
    scripts = [f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in data]
    return f"<!doctype html><html><head>{''.join(scripts)}</head><body></body></html>"


def article(body):
    return rows(f"<!doctype html><html><body>{body}</body></html>")


def talk(name="Tides", **said):
    return {"@type": "Event", "name": name, "performer": "Ada Example", **said}


def sample(root, name):
    path = root / "tests/sources/webpage" / name
    return rows(path.read_bytes(), path.name)


# What is recognised.


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("any.name", "<!DOCTYPE html>\n<html>"),
        ("any.name", "\ufeff\n<!-- saved --><HTML lang='en'>"),
        ("any.name", '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">'),
        ("any.name", "<article><h2>Talk: A</h2>"),
        ("talk.html", "<h2>Talk: A</h2>"),
        ("talk.HTM", '<script type="application/ld+json">'),
        ("schedule.html", "---\nlayout: default\ntitle: Schedule\n---\n\n<div>"),
    ],
)
def test_pages_are_recognised(name, head):
    assert webpage.sniff(name, head)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("page.html", ""),
        ("page.html", "---\ntitle: A\nspeakers: Ada\n---\n<h2>Abstract</h2>"),
        ("page.md", "---\ntitle: A\n---\n<h2>Talk: A</h2>"),
        ("schedule.xml", '<?xml version="1.0"?>\n<schedule><title>html</title>'),
        ("README.md", '<h1 align="center">Talks</h1>\n\n## Talk: A'),
        ("talks.json", '{"html": "<html>"}'),
    ],
)
def test_other_files_are_not(name, head):
    assert not webpage.sniff(name, head)


# schema.org.


def test_json_ld(root):
    with pytest.warns(KcdWarning, match="json-ld.html, line 6[67]: broken JSON"):
        fog, lunch, ropes, horns = found = sample(root, "json-ld.html")
    assert [row["title"] for row in found] == [
        "Mapping Fog",
        "Lunch",
        "Splicing Ropes",
        "Fog Horns",
    ]
    assert {row["event"] for row in found} == {"Harbour Days 2024"}
    assert fog["speakers"] == [
        {"name": "Ada Example", "url": "https://example.org/ada", "organisation": "Maps Inc"},
        {"name": "Bo Muster"},
    ]
    assert fog["abstract"] == ["<p>Fog hides the <b>harbour</b>.</p>"]
    assert (fog["id"], fog["tags"], fog["room"], fog.get("track")) == (
        "t-1",
        "fog, maps",
        "Quay",
        None,
    )
    assert (fog["start"], fog["language"]) == ("2024-05-06T09:00:00+02:00", "en")
    assert (lunch["kind"], lunch["duration"]) == ("break", "PT1H")
    assert (ropes["speakers"], ropes["abstract"]) == (
        "Cleo Beispiel",
        ["Ropes break. Splice them."],
    )
    assert (ropes["track"], ropes["language"], ropes["room"]) == ("Ropes", "de", "Dock B")
    assert horns["speakers"] == "Dee Sample"
    lines = (root / "tests/sources/webpage/json-ld.html").read_text().split("\n")
    for row in found:
        assert any(row["title"] in line for line in lines[row["line"] - 1 : row["line"] + 4])


def test_microdata(root):
    buoys, coffee = sample(root, "microdata.html")
    assert (buoys["title"], buoys["event"], buoys["line"]) == ("Better Buoys", "Pier Conf 2019", 10)
    assert buoys["speakers"] == ["Ada Example"]
    assert (buoys["abstract"], buoys["url"]) == ("Buoys bob.", "https://example.org/buoys")
    assert (coffee["title"], coffee["start"]) == ("Coffee", "2019-05-06T11:00")


@pytest.mark.parametrize(
    "data",
    [
        [talk()],
        {"@type": "WebPage", "mainEntity": talk()},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": talk()}]},
        {"@graph": [{"@type": "http://schema.org/EducationEvent", **talk(), "@id": "a"}]},
        {"@type": "Event", "name": "Days", "subEvents": talk()},
        {"@type": "Event", "@id": "e", "subEvent": [{"@id": "t"}], "x": talk(**{"@id": "t"})},
        talk(superEvent={"@type": "Event", "name": "Days"}, performer=[]),
        talk(performer=None, author={"name": "Ada Example"}),
        talk(startDate="2024-05-06T10:00", endDate="2024-05-06T11:00"),
    ],
)
def test_where_talks_stand(data):
    assert [row["title"] for row in rows(json_ld(data))] == ["Tides"]


def test_event_that_holds_itself():
    event = {"@type": "Event", "@id": "e", "name": "Days", "subEvent": [{"@id": "e"}, talk()]}
    assert [row["title"] for row in rows(json_ld(event))] == ["Tides"]


@pytest.mark.parametrize(
    "event",
    [
        {"@type": "Event", "name": "Days"},
        talk("Days", startDate="2024-05-06", endDate="2024-05-07"),
    ],
)
def test_event_itself_is_no_talk(event):
    assert rows(json_ld(event)) == []


def test_broken_script_costs_no_other():
    html = json_ld(talk()).replace(
        "<head>", '<head>\n<script type="application/ld+json">{[</script>'
    )
    with pytest.warns(
        KcdWarning, match=r"^page\.html, line 2: broken JSON .*\(JSON-LD; left out\)"
    ):
        assert len(rows(html)) == 1


def test_event_without_a_name_costs_no_other():
    data = {"@type": "Event", "name": "Days", "subEvent": [{"@type": "Event"}, talk()]}
    with pytest.warns(KcdWarning, match=r"^page\.html, line 1: an event without a name; left out"):
        assert len(rows(json_ld(data))) == 1


def test_page_without_talks_says_what_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path("page.html")
    path.write_text("<!doctype html><h1>Harbour</h1><p>Welcome.</p>")
    with pytest.raises(KcdError) as error:
        read_programme(path)
    assert str(error.value) == (
        "page.html: no talks found; a web page has a programme in its data (JSON, schema.org), a "
        "schedule with times, one talk with its speakers, or an article with headings such as "
        '"Talk: its title" or "Summary"; give the page of the schedule, or what the organisers '
        "export"
    )


@pytest.mark.parametrize("text", ["https://example.org", '<?xml version="1.0"?><a>A</a>', "A"])
def test_what_is_no_page_gives_nothing_and_no_warning(text):
    assert rows(text) == []


def test_broken_html_is_refused():
    with pytest.raises(KcdError, match=r"^page\.html: broken HTML"):
        article("<![")


def test_nested_too_deep():
    with pytest.raises(KcdError, match=r"^page\.html: nested too deep"):
        article("<div>" * 5_000 + "<h2>Talk: A</h2>")


# Articles.


def test_article(root):
    fog, coffee, tides = found = sample(root, "article.html")
    assert [(row["title"], row["kind"]) for row in found] == [
        ("Mapping Fog", "talk"),
        ("Coffee break", "break"),
        ("Tides", "keynote"),
    ]
    assert (fog["event"], fog["year"], fog["language"]) == ("Harbour Days 2023", 2023, "en")
    assert fog["speakers"] == [
        {"name": "Ada Example", "url": "https://www.linkedin.com/in/ada-example"},
        {"name": "Bo Muster"},
    ]
    assert fog["abstract"] == "Fog hides the harbour, and maps help. Some of them."
    assert fog["takeaways"] == "Draw often\n  in pencil\nAsk & listen"
    assert (tides["speakers"], tides["abstract"]) == (
        [{"name": "Cleo Beispiel"}],
        "Water comes and goes.\n\nTalk: quoted, so none",
    )
    lines = (root / "tests/sources/webpage/article.html").read_text().split("\n")
    assert all("<h2" in lines[row["line"] - 1] for row in found) and coffee["line"] == 29


def test_title_of_the_page_names_the_event():
    (row,) = rows("<html><head><title>Harbour Days 2021 Recap | Log</title></head><h2>Talk: A</h2>")
    assert (row["event"], row["year"]) == ("Harbour Days 2021", 2021)


def test_talks_in_cards():
    cards = "<ul><li><h3>Talk: A</h3><p>Fog.</p></li><li><h3>Talk: B</h3><p>Salt.</p></li></ul>"
    assert [(row["title"], row["abstract"]) for row in article(cards)] == [
        ("A", "Fog."),
        ("B", "Salt."),
    ]


WORDS = st.sampled_from(
    ["Fog", "**Salt**", "`knot`", "[Rope](https://example.org)", "*sea*", "1 < 2"]
)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PARTS = st.one_of(
    LINES.map("## Talk: {}".format),
    LINES.map("### {}".format),
    LINES,
    LINES.map("- {}".format),
    LINES.map("  - {}".format),
    LINES.map("> {}".format),
    LINES.map("Fog  \n{}".format),
    st.sampled_from(
        [
            "**Speaker:** Ada Example",
            "### Summary",
            "**Key takeaways**",
            "```\ncode\n```",
            "## Lunch",
        ]
    ),
)


@given(st.lists(PARTS, max_size=12).map("\n\n".join))
def test_html_gives_what_its_markdown_gives(text):
    blocks = html_blocks(BeautifulSoup(MARKDOWN.render(text), "html.parser"))
    assert without_lines(read_article(blocks, {}, "a")) == without_lines(
        recap.parse(text.encode(), "a")
    )


def without_lines(found):
    return [{key: value for key, value in row.items() if key != "line"} for row in found]


PIECES = st.sampled_from(
    [
        "<h2>Talk: A", "</h2>", "<p>", "</p>", "<li>", "<ul>", "</ul>", "<tr>", "<![", "<!--",
        "-->", "<b>Speaker:</b>", "Ada Example", "<a href='#'>", "</a>", "<br>", "<code>", "&amp;",
        "<article>", '<script type="application/ld+json">', "</script>",
        '{"@type": "Event", "name": "A",',
        '"subEvent": [', '{"@type": "Event", "name": "B"}', "]", "}", '"performer": {"name": [1]}',
        '<div itemscope itemtype="https://schema.org/Event">', '<b itemprop="name superEvent">',
        '<i itemprop="subEvent" itemscope itemtype="Event">', "</div>", "\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_whatever_comes_is_read_or_refused(text):
    webpage.sniff("page.html", text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        try:
            found = rows(text)
        except KcdError:
            return
    assert all(isinstance(row["title"], str) and row["title"] for row in found)
    assert all(1 <= row["line"] <= text.count("\n") + 1 for row in found)


# Pages and articles as published, where they lie beside the project.


def test_published_page_without_a_programme(shared):
    path = shared / "samples/json-ld-html/devopsdays-lima-pretalx-widget/index.html"
    data = path.read_bytes()
    assert webpage.sniff("any.name", decode(data, "")[:8_000])
    assert rows(data) == []


def test_published_articles_as_html(shared):
    folders = [shared / "seed", shared / "samples/recap", shared / "samples/recap-fr"]
    paths = [
        path for folder in folders for path in folder.rglob("*.md") if path.name != "README.md"
    ]
    assert len(paths) > 3
    for path in paths:
        data = path.read_bytes()
        body = MARKDOWN.render(read_header(decode(data, path.name), path.name)[1])
        html = f"<!doctype html><html><body><nav>Home</nav><main>\n{body}</main></body></html>"
        assert webpage.sniff("any.name", html)
        for ours, theirs in zip(rows(html), recap.parse(data, path.name), strict=True):
            for key in (
                "title",
                "kind",
                "speakers",
                "abstract",
                "takeaways",
                "url",
            ):
                assert ours[key] == theirs[key]


def test_other_published_formats_are_not_taken(taken_by):
    assert {path.suffix for path in taken_by(webpage)} == {".html"}


def test_a_table_in_html_that_calls_itself_a_sheet():
    html = "<table><tr><th>Title<th>Speakers<tr><td>Fog<td>Ada Example<tr><td>Tides<td>Bo Muster"
    assert webpage.sniff("export.xls", html)
    found = list(webpage.parse(html.encode(), "export.xls"))
    assert [(row["title"], row["speakers"]) for row in found if row.get("title")] == [
        ("Fog", ["Ada Example"]),
        ("Tides", ["Bo Muster"]),
    ]


def test_days_in_markdown_between_tables_in_html():
    table = "<table><tr><td>9:00</td><td>{}</td></tr><tr><td>9:30</td><td>{}</td></tr></table>"
    text = f"# Plan\n\n### Thursday 4 May 2023\n\n{table.format('Fog', 'Nets')}\n\n"
    text += f"### 5 May 2023\n\n{table.format('Salt', 'Ropes')}\n"
    assert webpage.sniff("plan.md", text)
    assert [(row["title"], row["day"]) for row in rows(text, "plan.md")] == [
        ("Fog", "Thursday 4 May 2023"),
        ("Nets", "Thursday 4 May 2023"),
        ("Salt", "5 May 2023"),
        ("Ropes", "5 May 2023"),
    ]


def test_a_description_that_begins_with_the_title():
    entries = ("9:00", "Fog", "White."), ("9:30", "Nets", "Woven."), ("10:00", "Salt", "Grey.")
    html = "".join(
        f'<div><div>{time}</div><div class="desc"><h3>{title}</h3>'
        f"<p>by Ada Example</p><p>{text}</p></div></div>"
        for time, title, text in entries
    )
    assert [(row["start"], row["title"], row["abstract"]) for row in rows(html)] == [*entries]


def test_a_session_in_another_room_at_the_same_time_is_no_talk_inside():
    html = "".join(
        f"<div><div>{time}</div><div>{title}<br>Room {room}</div></div>"
        for time, title, room in (
            ("9:00 - 9:30", "Fog", "A"),
            ("10:00 - 11:00", "Session 1", "A"),
            ("10:00 - 11:00", "Session 2", "B"),
        )
    )
    found = [(row["title"], row["room"], "track" in row) for row in rows(html)]
    assert found == [
        ("Fog", "Room A", False),
        ("Session 1", "Room A", False),
        ("Session 2", "Room B", False),
    ]
