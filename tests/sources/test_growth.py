"""A file of one repeated text is read in a time that grows with its length, not its square."""

import json
import time
from contextlib import suppress

import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.cleaning import clean_rows
from kcdanalysis.sources.layouts.boilerplate import set_boilerplate_aside
from kcdanalysis.sources.references import resolve
from kcdanalysis.sources.rows import NAME, PERSON, SLOT

#: The patterns that these texts slowed down took 2 to 20 seconds for so many characters.
LENGTH = 8_000
MAX_SECONDS = 2

RECAP = "# KCD Zurich 2023\n## Talk: eBPF {0}\nSpeaker: {0}\n### Summary\n{0}\n## Go ({0}\nBo.\n"
TABLE = "title,speakers,organisations,abstract,start,duration\n{0}"
PAGE = "---\ntitle: Go\nspeakers: {0}\nroom : {0}\n---\n# {0}\n{0}\n"


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(
    "repeated",
    [
        " ",
        "`",
        "[",
        "[a ",
        "](",
        "|",
        "http://",
        "{{",
        "{%",
        "Ada Bo, ",
        "(",
        "“",
        "<",
        "1:",
        "by ",
    ],
)
@pytest.mark.thorough
def test_time_grows_with_the_length(repeated, tmp_path):
    text = repeated * (LENGTH // len(repeated))
    quoted = '"' + text.replace('"', '""') + '"'
    (tmp_path / "recap.md").write_text(RECAP.format(text), "utf-8")
    (tmp_path / "page.md").write_text(PAGE.format(text), "utf-8")
    (tmp_path / "table.csv").write_text(TABLE.format("Go," + ",".join([quoted] * 5)), "utf-8")
    for path in sorted(tmp_path.iterdir()):
        before = time.process_time()
        with suppress(KcdError):
            read_programme(path)
        assert time.process_time() - before < MAX_SECONDS, path.name


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(
    ("page", "repeated"),
    [
        ("{}", '<a href="/talk/0">Talk 0 of Ada</a>'),
        ("{}", "<time>10:00</time>"),
        ("<script>{}</script>", "var a = {b()}; " * 8),
    ],
)
def test_a_page_takes_time_in_proportion(page, repeated, tmp_path):
    path = tmp_path / "page.html"

    def seconds(n_times):
        path.write_text(f"<html><title>KCD 2023</title><body>{page.format(repeated * n_times)}")
        before = time.process_time()
        with suppress(KcdError):
            read_programme(path)
        return time.process_time() - before

    seconds(100)
    assert min(seconds(4_000) for _ in range(2)) < 7 * min(seconds(1_000) for _ in range(2))


MANY = 2_000
TALK = {"title": "Go", "abstract": "A talk.", "start": "2023-06-15T10:00"}
NUMBERED = [{**TALK, "title": f"Go {n}"} for n in range(MANY)]
CELL = "<td colspan=1000000 rowspan=1000000>x</td>"
EVENT = "BEGIN:VEVENT\nSUMMARY:Go\nDTSTART;TZID=X:20230615T100000\nEND:VEVENT\n"
RULE = (
    "BEGIN:STANDARD\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nDTSTART:19700101T000000\nEND:STANDARD\n"
)
ROW = "<tr><td>10:00</td><td>Go</td></tr>"
#: Each took from ten seconds to minutes, by the square of the number of its parts.
LARGE = {
    "slots.json": {
        "talks": [{**talk, "start": None, "id": "a"} for talk in NUMBERED],
        "slots": [{"talk_id": "a", "start": f"2023-06-15T10:{n % 60}"} for n in range(MANY)],
    },
    "people.json": {
        "speakers": [{"id": "p", "name": f"Ada {n}", "bio": "x"} for n in range(MANY)],
        "talks": [{**talk, "speaker_ids": ["p"]} for talk in NUMBERED],
    },
    "rooms.json": {
        "rooms": [{"id": 1, "name": f"Pier {n}"} for n in range(MANY)],
        "talks": [{**talk, "room": 1} for talk in NUMBERED],
    },
    "titles.html": "<title>KCD 2023</title>" + "<h2>Talk: Go</h2><p>By Ada Bo</p>" * MANY,
    "nested.html": "<title>" * 4 * MANY,
    "keys.json": [{**TALK, **{f"speaker {n}": f"Ada Bo {n}" for n in range(MANY)}}],
    "data.html": f"<script>var a = {json.dumps({'a': [TALK | {'title': ''}] * MANY})}</script>",
    "spans.html": f"<table><tr><th></th><th>A</th><th>B</th></tr>{ROW}"
    f"<tr><td>11:00</td>{CELL * MANY}</tr><tr><td>12:00</td>{CELL * MANY}</tr></table>",
    "zone.ics": "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\n"
    f"{RULE * MANY}END:VTIMEZONE\n{EVENT}END:VCALENDAR\n",
    "wide.csv": f"Title{',a' * 50 * MANY}\nGo{',b' * 50 * MANY}\n",
}
MAX_LARGE = 5


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize("name", LARGE)
@pytest.mark.thorough
def test_many_parts_of_one_thing_take_a_time_in_proportion(name, tmp_path):
    content = LARGE[name]
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / name).write_text(text, "utf-8")
    before = time.process_time()
    with suppress(KcdError):
        read_programme(tmp_path / name)
    assert time.process_time() - before < MAX_LARGE


@pytest.mark.parametrize(
    ("target", "reference"),
    [
        ({"kind": PERSON, "id": "p", "name": "Ada"}, {"speaker_ids": ["p"]}),
        ({"kind": NAME, "id": "room 1", "name": "Pier"}, {"references": {"room": "room 1"}}),
        ({"kind": SLOT, "id": "a", "start": "2023-06-15T10:00"}, {"id": "a"}),
    ],
    ids=["people", "names", "slots"],
)
def test_an_id_that_thousands_of_rows_share_is_looked_up_once(target, reference):
    targets = [{**target, "source": "a.json", "line": n} for n in range(5 * MANY)]
    talks = [{"title": f"Go {n}", "source": "a.json", **reference} for n in range(5 * MANY)]
    before = time.process_time()
    rows = list(resolve([*talks, *targets]))
    assert time.process_time() - before < MAX_LARGE
    assert {row["title"] for row in rows} == {talk["title"] for talk in talks}


@pytest.mark.thorough
def test_names_with_what_stands_beside_them_in_thousands_of_sources_take_a_time_in_proportion():
    names = {"speakers": "Ada Example, Grey Owl", "abstract": "Go."}
    rows = [{"title": f"Go {n}", "source": f"{n}.md", **names} for n in range(3 * MANY)]
    before = time.process_time()
    cleaned = clean_rows(rows)
    assert time.process_time() - before < MAX_LARGE
    assert {tuple(row["speakers"]) for row in cleaned} == {("Ada Example", "Grey Owl")}


def test_texts_of_thousands_of_talks_are_compared_in_a_time_in_proportion():
    letters = str.maketrans("0123456789", "abcdefghij")
    names = [str(n).translate(letters) for n in range(20 * MANY)]
    rows = [{"title": "Go", "abstract": f"tides of quay {name} rise"} for name in names]
    before = time.process_time()
    assert set_boilerplate_aside(rows) == rows
    assert time.process_time() - before < MAX_LARGE
