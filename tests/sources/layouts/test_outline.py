"""Every heading of an article is accounted for."""

import pytest
from markdown_it import MarkdownIt

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.formats import recap
from kcdanalysis.sources.layouts.outline import container_of, outline, sections_of
from kcdanalysis.sources.syntax.front_matter import split_header
from kcdanalysis.sources.syntax.markup import parse_markdown, read_blocks
from kcdanalysis.talks import TALK_KINDS
from tests.sources.layouts.test_article_styles import STYLES

PLACES = {"title", "", "container", "break", "other", *TALK_KINDS}


def outline_of(body):
    return outline(sections_of(read_blocks(parse_markdown(body))))


def check(text):
    """Entries, containers, title, context and parts are all headings, each once."""
    body = split_header(text)[2]
    tokens = MarkdownIt("commonmark", {"maxNesting": 100}).parse(body)
    lines = [one.map[0] + 1 for one in tokens if one.type == "heading_open" and not one.level]
    found = outline_of(body)
    assert [one.line for one in found if one.level < 7] == lines
    assert {one.place for one in found} <= PLACES
    rows = [row["line"] for row in recap.parse(text.encode(), "recap.md")]
    entries = {one.line for one in found if one.place in ("break", "other", *TALK_KINDS)}
    assert set(rows) <= entries
    return found


@pytest.mark.parametrize("style", STYLES)
def test_every_heading_of_our_styles_has_a_place(style):
    found = check(STYLES[style][1])
    entries = [one for one in found if one.place in ("break", "other", *TALK_KINDS)]
    assert len(entries) == len(STYLES[style][2])


def test_every_heading_of_our_samples_has_a_place(root):
    for path in (root / "tests/sources/recap").glob("*.md"):
        check(path.read_text(encoding="utf-8"))


def test_every_heading_of_published_articles_has_a_place(shared):
    folders = (shared / "samples/recap", shared / "samples/recap-fr", shared / "seed")
    for path in (path for folder in folders for path in folder.rglob("*.md")):
        check(path.read_text(encoding="utf-8"))


def test_places_of_headings():
    text = "# Notes\n## Intro\n### Why\n## Day 1\n### Talk: A\n#### Summary\n### Lunch\n### Prize\n"
    text += "### Talk: B\n## Conclusion\n"
    assert [(one.text, one.place) for one in outline_of(text)] == [
        ("Notes", "title"),
        ("Intro", ""),
        ("Why", ""),
        ("Day 1", "container"),
        ("Talk: A", "talk"),
        ("Summary", ""),
        ("Lunch", "break"),
        ("Prize", "other"),
        ("Talk: B", "talk"),
        ("Conclusion", ""),
    ]


@pytest.mark.parametrize("depth", [10, 14, 30])
def test_talks_below_deeply_nested_bullets_are_read(depth):
    bullets = "".join(f"{'  ' * at}- level {at}\n" for at in range(depth))
    text = f"# Notes\n\n## Talk: A\n\n{bullets}\n## Talk: B\n\nText.\n"
    first, second = recap.parse(text.encode(), "notes.md")
    assert first["takeaways"].count("level") == depth
    assert (second["title"], second["abstract"]) == ("B", "Text.")


def test_bullets_that_are_nested_too_deep_are_named():
    bullets = "".join(f"{'  ' * at}- level {at}\n" for at in range(60))
    text = f"## Talk: A\n\n{bullets}\n## Talk: B\n"
    with pytest.warns(KcdWarning, match=r"^notes\.md, line 51: nested more than 50 levels deep"):
        list(recap.parse(text.encode(), "notes.md"))


@pytest.mark.parametrize(
    ("text", "container"),
    [
        ("Premier jour", ("day", "Premier jour")),
        ("Mittwoch, 15. Mai", ("day", "Mittwoch, 15. Mai")),
        ("14 May 2024", ("day", "14 May 2024")),
        ("Morning", ("", "Morning")),
        ("Track 2: Security", ("track", "Track 2: Security")),
        ("Salle 3", ("track", "Salle 3")),
        ("Cloud Native Wasm Day", ("event", "Cloud Native Wasm Day")),
        ("13:00 Lightning talks", ("", "Lightning talks")),
        ("Les Conférences", ("", "Les Conférences")),
        ("Session 3", None),
        ("Talk: Tracks", None),
        ("Talk: and", None),
        ("And", None),
        ("A day in the life of a packet", None),
        ("Kubernetes", None),
    ],
)
def test_containers(text, container):
    assert container_of(text) == container


@pytest.mark.parametrize(
    ("heading", "is_break"),
    [
        ("Lunch with the team", True),
        ("Coffee & cake", True),
        ("Break the monolith", False),
        ("Pause containers explained", False),
        ("Registration of kernel modules", False),
        ("Coffee-driven development", False),
    ],
)
def test_words_of_breaks_in_titles(heading, is_break):
    text = f"# Notes from a meetup\n## Fog\nA.\n## {heading}\nB.\n## Salt\nC.\n"
    rows = list(recap.parse(text.encode(), "notes.md"))
    assert rows[1]["kind"] == ("break" if is_break else "talk")


def test_other_articles_have_no_talks():
    for text in (
        "# A tool\n\n## Installation\n\nCopy.\n\n## Usage\n\nRun.\n",
        "# Cooking\n\n## Soup\n\nBoil.\n\n## Salad\n\nMix.\n",
    ):
        assert list(recap.parse(text.encode(), "page.md")) == []
    assert (
        list(recap.parse(b"# Talks\n\n## Setup\n\nRun.\n\n## Tests\n\nRun.\n", "README.md")) == []
    )


def test_a_table_with_an_empty_first_cell_is_no_line_in_bold():
    text = "# Notes from a meetup\n\n| | Red |\n|-|-|\n| 9:00 | Boats |\n"
    assert list(recap.parse(text.encode(), "notes.md")) == []


def test_a_heading_that_names_nobody_among_talks_that_all_do_is_no_talk():
    talks = "".join(f"## {title} (Ada Example)\nText.\n" for title in ("Fog", "Salt", "Nets"))
    rows = recap.parse(f"# KCD 2023\n## Food\nFish.\n{talks}".encode(), "recap.md")
    assert [row["title"] for row in rows] == ["Fog", "Salt", "Nets"]


def test_a_heading_before_the_talks_that_names_nobody_is_a_talk_or_a_warning():
    titles = ["Fog", "Salt", "Nets", "Cod", "Gulls", "Kelp"]
    talks = "".join(f"## {title} (Ada Example)\nText.\n" for title in titles)
    above = (
        "# Harbour 2023\n## Introduction\nHi.\n## The venue by the sea\nOld.\n## Herring\nRaw.\n"
    )
    text = f"{above}## How boats learn to swim\nSlowly.\n{talks}## Conclusion\nBye.\n"
    with pytest.warns(KcdWarning) as caught:
        rows = list(recap.parse(text.encode(), "recap.md"))
    assert [str(one.message) for one in caught] == [
        "recap.md, line 6: 'Herring' names nobody, unlike the talks; it was left out"
    ]
    assert [row["title"] for row in rows] == ["How boats learn to swim", *titles]


def test_bullets_below_numbered_sessions_are_talks_if_all_name_people():
    text = "# KCD 2023\n## Session 1 - Boats\n- Fog - Ada Example\n- Salt - Bo Muster\n"
    rows = list(recap.parse(f"{text}## Session 2 - Nets\n- Knots - Cy Roe\n".encode(), "a.md"))
    found = [(row["title"], row["track"], row["speakers"][0]["name"]) for row in rows]
    assert found == [
        ("Fog", "Boats", "Ada Example"),
        ("Salt", "Boats", "Bo Muster"),
        ("Knots", "Nets", "Cy Roe"),
    ]


@pytest.mark.parametrize(
    ("text", "event", "talks"),
    [
        # Tracks that no list of words knows hold the talks.
        ("# KCD 2023\n## Ships\n### Tides\nA.\n### Nets\nB.\n## Land\n### Go\nC.\n### Rust\nD.\n",
         "KCD 2023", [("Tides", "Ships"), ("Nets", "Ships"), ("Go", "Land"), ("Rust", "Land")]),
        # A single heading above all others is the title, on any level.
        ("## Recap of KCD 2023\n### Tides\nA.\n### Nets\nB.\n",
         "KCD 2023", [("Tides", ""), ("Nets", "")]),
        # Days and thoughts in Japanese
        ("# KCD 2023\n## 全体的な所感\nA.\n## 1日目\n### Tides\nA.\n### Nets\nB.\n",
         "KCD 2023", [("Tides", ""), ("Nets", "")]),
        # Beside links, "Lightning talks" with notes below is no list.
        ("# KCD 2023\n## Day 1\n* [Tides](a.md)\n* Lightning talks\n  * A\n"
         "## Day 2\n* [Nets](b.md)\n",
         "KCD 2023", [("Tides", ""), ("Lightning talks", ""), ("Nets", "")]),
    ],
)  # fmt: skip
def test_bare_headings_below_others(text, event, talks):
    rows = list(recap.parse(text.encode(), "recap.md"))
    assert [(row["title"], row.get("track", "")) for row in rows] == talks
    assert {row["event"] for row in rows} == {event}
