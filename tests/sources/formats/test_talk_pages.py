from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import FORMATS, identify
from kcdanalysis.sources.formats import recap, talk_pages

HERE = Path(__file__).parents[1]
ARTICLE = "---\ntitle: Harbour Days 2021 - Feedback\ndate: 2021-05-09\ntags: [ropes]\n---\n"
TALK = "---\ntype: talk\ntitle: Cranes\n---\n"


def rows(text, name="talks/cranes.md"):
    return list(talk_pages.parse(text.encode(), name))


def only_row(text, name="talks/cranes.md"):
    (row,) = rows(text, name)
    return row


def pages(folder, pattern="*"):
    """Yield the relative name and the bytes of each file below a folder."""
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def read(folder, pattern="*.md"):
    found = []
    for name, data in pages(folder, pattern):
        if talk_pages.sniff(name, data.decode()[:8_000]):
            found += talk_pages.parse(data, name)
    return found


def talks(found):
    return [row for row in found if row.get("kind") not in ("person row", "event row")]


# What is a page of a programme, and what an article.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", TALK),
        ("a.md", "+++\nTitle = 'Cranes'\nType = 'speaker'\n+++\n"),
        ("a.md", "+++\nTitle = 'devopsdays Harbourtown'\nType = 'welcome'\n+++\n"),
        ("a.md", "---\ntitle: Cranes\nspeakers: [Ada Example]\n---\n## Talk: Part one\n"),
        ("a.md", "---\ntitle: Lunch\ncategory: lunch\n---\n"),
        ("a.html", "---\ntitle: Cranes\nroom: Quay 1\n---\n<p>Text</p>"),
        ("a.md", "---\nlayout: redirect\n---\n"),
        ("a.md", "type: session\ntitle: Cranes\n---\n\n### Ada Example\n"),
        ("a.md", "Title: Cranes\nSpeakers: Ada Example\n\nText.\n"),
        ("a.md", "---\ntitle: Conduct\ntype: event\n---\n## Be kind\n"),
        ("content/talks/a.md", "---\ntitle: Cranes\ndate: 2021-05-06\n---\nText.\n"),
        ("talks/a.md", "#Cranes\n\nText.\n"),
        ("talks/a.md", "Text without any heading.\n"),
        ("a.md", "---\nrecordings: [" + "{'size': 1}, " * 700 + "]\ntitle: A\n---\n"),
    ],
)
def test_pages_are_recognised(name, text):
    assert talk_pages.sniff(name, text[:8_000])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", ARTICLE + "## Talk 1: Cranes\n### Summary\nText.\n"),
        ("a.md", ARTICLE + "## Introduction\n## Conclusion\n"),
        ("a.md", "---\ntitle: A\ntype: event\n---\n## Talk: Cranes\n## Talk: Tides\n"),
        ("a.md", "---\ntitle: A\ntype: program\n---\n| Time | Talk |\n|---|---|\n| 9 | B |\n"),
        ("a.md", "#Cranes\n\nText.\n"),
        ("talks/a.md", "# Harbour Days\n## Talk: Cranes\n## Talk: Tides\n"),
        ("talks/a.csv", "title,speaker\nCranes,Ada\n"),
        ("a.md", "Speaker: Ada Example, in prose without a title\n\nText.\n"),
        ("a.json", '{"title": "Cranes", "speakers": []}'),
        ("a.xml", "<schedule/>"),
        ("a.yml", "---\ncranes:\n  title: Cranes\n" + "  # more\n" * 1_000),
        ("a.md", ""),
    ],
)
def test_articles_and_data_are_not(name, text):
    assert not talk_pages.sniff(name, text[:8_000])


def test_an_article_and_a_page_go_to_their_own_readers():
    article = ARTICLE + "## Talk 1: Cranes\n### Summary\nText.\n"
    assert FORMATS[identify("cranes.md", article.encode())] is recap
    assert FORMATS[identify("cranes.md", (TALK + "## Talk 1: Cranes\n").encode())] is talk_pages


def test_one_note_outside_a_folder_is_an_article_without_talks():
    assert FORMATS[identify("anchors.md", b"# Anchors\n\nText.\n")] is recap
    assert FORMATS[identify("talks/anchors.md", b"# Anchors\n\nText.\n")] is talk_pages


# Headers.


def test_hugo_pages_with_speakers_in_files_of_their_own():
    found = read(HERE / "talk_pages/hugo")
    assert [row for row in found if row.get("kind") == "event row"] == [
        {
            "kind": "event row",
            "id": "2021-harbourtown",
            "event": "devopsdays Harbourtown 2021",
            "line": 1,
        }
    ]
    assert [row for row in found if row.get("kind") == "person row"] == [
        {"kind": "person row", "id": "ada-example", "name": "Ada Example",
         "url": "https://example.org/ada"},
        {"kind": "person row", "id": "bo", "name": "Bo Muster"},
    ]  # fmt: skip
    cranes, tide = talks(found)
    assert cranes["speaker_ids"] == ["ada-example", "bo"]
    assert (cranes["day"], cranes["start"], cranes["end"]) == ("2021-05-06", "10:30", "11:00")
    assert cranes["abstract"] == [
        "We automated four cranes.\n\n- No rope was hurt\n- One ship was late"
    ]
    # The day on which a page was written is no start.
    assert tide == {
        "id": "open-tide",
        "title": "The Open Tide",
        "kind": "talk",
        "line": 1,
    }


def test_jekyll_pages_with_records_and_python_lists():
    knots, lunch, tides = talks(read(HERE / "talk_pages/jekyll"))
    assert knots["speakers"] == [
        {"name": "Ada Example", "organisation": "Crane Ltd"},
        {"name": "Bo Muster"},
    ]
    assert knots["abstract"] == [
        "A short history of knots, from rope to YAML.",
        "## Outline\n\nKnots hold. *YAML* holds, too.",
    ]
    assert knots["tags"] == ["rope", "NO"]
    assert (knots["day"], knots["end"]) == (
        "2022-09-01 10:00:00-04:00",
        "2022-09-01 10:45:00-04:00",
    )
    assert (knots["kind"], knots["track"], knots["room"]) == ("talks", "t0", "Quay 1")
    assert "level" not in knots
    assert (lunch["kind"], lunch["title"]) == ("lunch", "Lunch")
    assert "abstract" not in lunch and "url" not in lunch
    assert tides["id"] == "T1DE"
    assert tides["speakers"] == "Cy Sample (Institute of Tides, Harbour University); Di Probe"
    assert (tides["start"], tides["duration"]) == ("2022-09-03T15:00:00Z", "20")


def test_headers_without_a_fence():
    fog, lamps = talks(read(HERE / "talk_pages/fenceless"))
    assert fog["speakers"] == [{"name": "Ada Example", "url": "https://example.org/ada"}]
    assert fog["abstract"][0].startswith("Fog is a cloud")
    assert fog["title"] == "Seeing Through Fog: a Workshop"
    assert lamps["speakers"] == "Bo Muster, Cy Sample"
    assert lamps["abstract"] == ["A lamp is the oldest status page."]


def test_notes_without_a_header():
    anchors, ships = read(HERE / "talk_pages/notes")
    assert anchors["title"] == "Anchors, and When to Drop Them"
    assert anchors["abstract"][0].startswith("A lively talk")
    assert (ships["title"], ships["line"]) == ("late ships", 1)


@pytest.mark.parametrize(
    ("body", "speakers"),
    [
        ("### Ada Example\n\nText.", "Ada Example"),
        ("# Ada Example and Bo Muster\nText.\n## Outline\nMore.", "Ada Example and Bo Muster"),
        ("### Ada Example, Crane Ltd\nText.", "Ada Example, Crane Ltd"),
        ("## Container Cranes\nText.\n## Harbour Walls\nMore.", None),
        ("## Description\nText.", None),
        ("## Why cranes matter\nText.", None),
        ("Text.", None),
        ("##\nText.", None),
    ],
)
def test_speaker_in_a_heading(body, speakers):
    row = only_row(TALK + body)
    assert row.get("speakers") == speakers
    assert ("Ada Example" in str(row["abstract"])) is False


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_is_where_the_header_starts(newline):
    assert only_row(("\n\n" + TALK + "Text.").replace("\n", newline))["line"] == 3


def test_a_date_is_a_start_only_beside_an_end():
    said = "---\ntitle: A\ntype: talk\ndate: 2021-05-06 10:00\n"
    assert "day" not in only_row(said + "---\n")
    assert only_row(said + "end_date: 2021-05-06 11:00\n---\n")["day"] == "2021-05-06 10:00"


def test_kind_from_the_most_telling_word():
    header = "---\ntitle: A\nlayout: session\n{}---\n"
    assert only_row(header.format(""), "a.md")["kind"] == "session"
    assert only_row(header.format("category: lunch\n"), "a.md")["kind"] == "lunch"
    assert only_row(header.format(""), "workshops/a.md")["kind"] == "workshops"


def test_pages_about_nothing_in_the_programme_yield_nothing():
    assert rows("---\ntitle: Sponsors\ntype: sponsors\n---\nThanks!\n", "sponsor.md") == []
    assert rows("---\nlayout: redirect\nredirect: x\n---\n") == []


def test_broken_header_is_an_error_with_its_line():
    with pytest.raises(KcdError, match=r"^speakers/cat\.md, line 3: broken front matter \("):
        rows('+++\nTitle = "Cat"\ntwitter = "a\\n"github = "b"\n+++\n', "speakers/cat.md")


PIECES = st.sampled_from(
    ["---\n", "+++\n", "title: ", "title = ", "'A'\n", "speakers: ", "[a, {b: c}]\n", "\n", "# ",
     "type: talk\n", "talk_date: ", "~\n", ": ", "- ", "date = 2021-05-06\n", "{", "\x00", "\r"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["a.md", "talks/a.md"]))
def test_any_text_is_read_or_refused(text, name):
    talk_pages.sniff(name, text)
    try:
        found = rows(text, name)
    except KcdError:
        return
    assert all(isinstance(row.get("title"), str | None) for row in found)


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(KcdError):
        assert all(isinstance(row, dict) for row in talk_pages.parse(data, "talks/a.md"))


# As published, where it lies beside the project.


@pytest.mark.parametrize(
    ("folder", "n_talks", "n_abstracts", "n_speakers"),
    [
        ("front-matter/djangocon-us-2023", 97, 61, 64),
        ("front-matter/pyconuk-2015-md", 99, 99, 98),
        # Ten of the 61 pages send on to another.
        ("front-matter/osm-sotm-2020", 51, 51, 51),
        ("notes-folder", 17, 17, 0),
    ],
)
def test_published_pages(shared, folder, n_talks, n_abstracts, n_speakers):
    found = talks(read(shared / "samples" / folder))
    assert len(found) == n_talks
    assert sum("abstract" in row for row in found) == n_abstracts
    assert sum("speakers" in row or "speaker_ids" in row for row in found) == n_speakers


def test_published_devopsdays_pages(shared):
    folder = shared / "samples/front-matter/devopsdays-cli-hugo-fixture"
    found, errors = [], []
    for name, data in pages(folder, "*.md"):
        assert talk_pages.sniff(name, data.decode()[:8_000])
        try:
            found += talk_pages.parse(data, name)
        except KcdError as error:
            errors.append(str(error))
    assert len(talks(found)) == 8
    assert sum("abstract" in row for row in talks(found)) == 7
    assert sum("speaker_ids" in row for row in talks(found)) == 6
    assert ["fancy-cat.md, line 5" in error for error in errors] == [True]


def test_published_files_of_other_formats_are_not_pages(shared):
    others = [
        path
        for path in [*(shared / "samples").rglob("*.*"), *(shared / "seed").glob("*.md")]
        if path.is_file() and not {"front-matter", "notes-folder"} & set(path.parts)
    ]
    heads = {path: path.read_bytes()[:8_000].decode(errors="replace") for path in others}
    names = {path: "/".join(path.parts[-3:]) for path in others}
    assert [path for path, head in heads.items() if talk_pages.sniff(names[path], head)] == []


@pytest.mark.parametrize(
    ("header", "is_list"),
    [
        ("layout: schedule\ntitle: Talks\ntalks:\n  - title: Tides\n    speaker: Ada", True),
        ("title: Talks\ntalks:\n- title: Tides\n  time: 9:00", True),
        # A talk, and a page about something else, may have links with titles.
        ("type: talk\ntitle: Tides\nparts:\n  - title: Ebb\n    start: 9:00", False),
        ("title: Tides\nslides:\n  - title: Ebb\n    time: 9:00", None),
        ("type: program\ntitle: Harbour\nlinks:\n  - title: Map\n    url: /map", False),
    ],
)
def test_a_header_with_a_list_of_talks_is_not_one_talk(header, is_list):
    found = identify("harbour.md", f"---\n{header}\n---\n# Harbour\n".encode())
    assert found == {True: "records", False: "talk-pages", None: "recap"}[is_list]


def test_a_key_is_what_other_files_call_the_page():
    text = "---\nkey: state_of_tides\nid: x12\ntitle: Tides\nspeakers: [ada]\n---\n"
    assert only_row(text)["id"] == "state_of_tides"
