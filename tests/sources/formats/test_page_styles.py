"""Pages in the styles of common site builders and frameworks; all content is invented."""

# ruff: noqa: E501

import time
import warnings
from contextlib import suppress

import pytest

from kcdanalysis import sources
from kcdanalysis.errors import KcdError
from kcdanalysis.sources.formats import webpage

THURSDAY, FRIDAY = "12 June 2025", "13 June 2025"


def entries(html, keys):
    """Read the entries of a page to tuples of some of their values."""
    rows = webpage.parse(html.encode(), "page.html", read_data=sources.read_embedded)
    return [tuple(row.get(key) for key in keys.split()) for row in rows if "page" not in row]


WORDPRESS = """<!doctype html><html><head><title>Programme – Fjord Days 2025</title></head><body class="page wp-theme">
<header class="site-header"><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<main id="content"><article class="page type-page"><h1 class="entry-title">Programme</h1><div class="entry-content">
<h2 class="wp-block-heading">Thursday, 12 June 2025</h2>
<figure class="wp-block-table is-style-stripes"><table class="has-fixed-layout"><thead><tr><th>Time</th><th>Session</th><th>Speaker</th><th>Room</th></tr></thead><tbody>
<tr><td>08:30 – 09:00</td><td colspan="3"><strong>Registration &amp; coffee</strong></td></tr>
<tr><td>09:00 – 09:45</td><td><strong>Keynote: Reading the wind</strong><br>How sailors plan.</td><td>Ada Example (Harbour AG)</td><td>Main Hall</td></tr>
<tr><td rowspan="2">10:00 – 10:30</td><td>Knots for beginners</td><td>Bo Muster, Cy Roe</td><td>Room 2</td></tr>
<tr><td>Ropes under load</td><td>Dee Sample, CTO, Initech</td><td>Main Hall</td></tr>
<tr><td>12:00</td><td>Lunch</td><td></td><td></td></tr></tbody></table></figure>
<h2 class="wp-block-heading">Friday, 13 June 2025</h2>
<figure class="wp-block-table"><table><tbody><tr><td><strong>Time</strong></td><td><strong>Main Hall</strong></td><td><strong>Room 2</strong></td></tr>
<tr><td>9:00</td><td>Tides<br><em>Ada Example</em></td><td>Buoys<br><em>Bo Muster</em></td></tr>
<tr><td>10:00</td><td colspan="2">Closing</td></tr></tbody></table></figure>
</div></article></main><footer><p>Office hours 9:00 - 17:00</p></footer></body></html>"""

BOOTSTRAP = """<!doctype html><html><head><title>Fjord Days 2025</title></head><body>
<section id="agenda" class="py-5"><div class="container"><h2 class="display-5">Agenda</h2>
<ul class="nav nav-pills" role="tablist"><li class="nav-item"><button class="nav-link active" data-bs-toggle="pill" data-bs-target="#day-1" type="button">12 June 2025</button></li>
<li class="nav-item"><button class="nav-link" data-bs-toggle="pill" data-bs-target="#day-2" type="button">13 June 2025</button></li></ul>
<div class="tab-content"><div class="tab-pane fade show active" id="day-1"><div class="row g-4">
<div class="col-md-6"><div class="card h-100"><div class="card-body"><span class="badge bg-secondary">Keynote</span>
<h5 class="card-title">Reading the wind</h5><h6 class="card-subtitle mb-2 text-muted">Ada Example, Harbour AG</h6>
<p class="card-text">Sailors plan with what they see. This talk shows how they do that and why it works.</p></div>
<div class="card-footer"><i class="bi bi-clock"></i> 09:00 – 09:45 <i class="bi bi-geo-alt"></i> Main Hall</div></div></div>
<div class="col-md-6"><div class="card h-100"><div class="card-body"><span class="badge bg-primary">Workshop</span>
<h5 class="card-title"><a href="talks/knots.html">Knots for beginners</a></h5><h6 class="card-subtitle mb-2 text-muted">Bo Muster &amp; Cy Roe</h6>
<p class="card-text">Bring a rope of two metres, and we will tie the five knots that matter.</p></div>
<div class="card-footer"><i class="bi bi-clock"></i> 10:00 – 11:30 <i class="bi bi-geo-alt"></i> Room 2</div></div></div></div></div>
<div class="tab-pane fade" id="day-2"><div class="row g-4"><div class="col-md-6"><div class="card"><div class="card-body">
<h5 class="card-title">Tides</h5><ul class="speakers list-inline"><li>Dee Sample</li><li>Bo Muster</li></ul></div><div class="card-footer"><small>14:00 – 14:45</small> <small>Main Hall</small></div></div></div></div></div></div>
</div></section></body></html>"""

GRID = """<!doctype html><html><head><title>Schedule | Fjord Days 2025</title></head><body><div id="app"><main>
<h1>Schedule</h1><h2>Thursday 12 June 2025</h2>
<div class="tt"><div class="tt-r tt-h"><div></div><div>Aula</div><div>Dock</div></div>
<div class="tt-r"><div class="tt-t">09:00</div><div class="tt-c"><b>Reading the wind</b><div>Ada Example</div></div><div class="tt-c"><b>Splicing</b><div>Bo Muster</div></div></div>
<div class="tt-r"><div class="tt-t">10:00</div><div class="tt-c"><b>Tides</b><div>Cy Roe</div></div><div class="tt-c"></div></div>
<div class="tt-r"><div class="tt-t">11:00</div><div class="tt-c tt-all">Coffee break</div></div>
<div class="tt-r"><div class="tt-t">11:30</div><div class="tt-c"></div><div class="tt-c"><b>Buoys</b><div>Dee Sample</div></div></div></div>
<h2>Friday 13 June 2025</h2>
<div class="tt"><div class="tt-r"><div class="tt-t">09:00</div><div class="tt-c"><ul><li><a href="/talks/a">Fog</a></li><li><a href="/talks/b">Salt</a></li></ul></div></div>
<div class="tt-r"><div class="tt-t">10:00</div><div class="tt-c"><a href="/talks/c">Lamps</a> – Cy Roe</div></div></div>
</main></div></body></html>"""

NUMBERS = """<!doctype html><html><head><title>Agenda | Fjord Days 2025</title></head><body><main><h1>Agenda</h1><h2>12 June 2025</h2>
<div class="s" data-room="1" data-track-id="7" data-start="09:00"><h4>Tides</h4><p>Ada Example</p></div>
<div class="s" data-room="2" data-track-id="8" data-start="09:00"><h4>Knots</h4><p>Bo Muster</p></div>
<div class="s" data-room="1" data-track-id="7" data-start="10:00"><h4>Fog</h4><p>Cy Roe</p></div></main></body></html>"""


def test_wordpress_tables_of_a_list_and_of_rooms():
    monday, friday = f"Thursday, {THURSDAY}", f"Friday, {FRIDAY}"
    assert entries(WORDPRESS, "title day start end room speakers abstract") == [
        ("Registration & coffee", monday, "08:30", "09:00", None, None, None),
        (
            "Keynote: Reading the wind", monday, "09:00", "09:45", "Main Hall",
            "Ada Example (Harbour AG)", "How sailors plan.",
        ),
        ("Knots for beginners", monday, "10:00", "10:30", "Room 2", "Bo Muster, Cy Roe", None),
        (
            "Ropes under load", monday, "10:00", "10:30", "Main Hall",
            "Dee Sample, CTO, Initech", None,
        ),
        ("Lunch", monday, "12:00", None, None, None, None),
        ("Tides", friday, "9:00", None, "Main Hall", ["Ada Example"], None),
        ("Buoys", friday, "9:00", None, "Room 2", ["Bo Muster"], None),
        ("Closing", friday, "10:00", None, None, None, None),
    ]  # fmt: skip


def test_bootstrap_cards_with_speakers_in_subtitles():
    assert entries(BOOTSTRAP, "title day start end room speakers kind") == [
        (
            "Reading the wind",
            THURSDAY,
            "09:00",
            "09:45",
            "Main Hall",
            "Ada Example, Harbour AG",
            "keynote",
        ),
        (
            "Knots for beginners",
            THURSDAY,
            "10:00",
            "11:30",
            "Room 2",
            "Bo Muster & Cy Roe",
            "workshop",
        ),
        ("Tides", FRIDAY, "14:00", "14:45", "Main Hall", ["Dee Sample", "Bo Muster"], None),
    ]
    assert entries(BOOTSTRAP, "abstract url")[1] == (
        "Bring a rope of two metres, and we will tie the five knots that matter.",
        "talks/knots.html",
    )


def test_grid_of_elements_with_rooms_in_its_first_row():
    day = f"Thursday {THURSDAY}"
    assert entries(GRID, "title day start room speakers") == [
        ("Reading the wind", day, "09:00", "Aula", ["Ada Example"]),
        ("Splicing", day, "09:00", "Dock", ["Bo Muster"]),
        ("Tides", day, "10:00", "Aula", ["Cy Roe"]),
        ("Coffee break", day, "11:00", None, None),
        ("Buoys", day, "11:30", "Dock", ["Dee Sample"]),
        ("Fog", f"Friday {FRIDAY}", "09:00", None, None),
        ("Salt", f"Friday {FRIDAY}", "09:00", None, None),
        ("Lamps", f"Friday {FRIDAY}", "10:00", None, ["Cy Roe"]),
    ]


def test_numbers_of_rooms_without_names_are_no_rooms():
    assert entries(NUMBERS, "title room") == [("Tides", None), ("Knots", None), ("Fog", None)]


SCRIPTS = {
    "next": r"""<script>(self.__next_f=self.__next_f||[]).push([0])</script><script>self.__next_f.push([1,"5:[\"$\",\"$L6\",null,{\"sessions\":[{\"title\":\"Tides\",\"speakers\":[\"Ada Example\"],\"start\":\"2025-06-12T09:00:00\"},{\"title\":\"Knots\",\"speakers\":[\"Bo Muster\"],\"start\":\"2025-06-12T10:00:00\"}]}]\n"])</script>""",
    "gatsby": """<script>window.pagePath="/agenda/";window.___pageData={"componentChunkName":"agenda",
    "result":{"data":{"allTalk":{"nodes":[{"title":"Tides","speakers":[{"name":"Ada Example"}],"start":"2025-06-12T09:00"},
    {"title":"Knots","speakers":[{"name":"Bo Muster"}],"start":"2025-06-12T10:00"}]}},"pageContext":{}}};</script>""",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_talks_in_scripts(name):
    html = f'<!doctype html><html><body><div id="app"></div>{SCRIPTS[name]}</body></html>'
    found = entries(html, "title start speakers")
    assert [(one[0], one[1][:16]) for one in found] == [
        ("Tides", "2025-06-12T09:00"),
        ("Knots", "2025-06-12T10:00"),
    ]
    people = [
        [getattr(one, "get", lambda _, one=one: one)("name") for one in row[2]] for row in found
    ]
    assert people == [["Ada Example"], ["Bo Muster"]]


def test_code_in_scripts_is_no_programme():
    script = (
        "const on = {title: function(e) { return {title: 'A', start: e}; }, speakers: (x) => x};"
    )
    html = f"<ul><li>9:00 Tides</li><li>10:00 Knots</li></ul><script>{script * 3}</script>"
    assert entries(f"<!doctype html><html><body>{html}</body></html>", "title") == [
        ("Tides",),
        ("Knots",),
    ]


def seconds(html):
    """Measure the CPU time to read or refuse a page."""
    start = time.process_time()
    with warnings.catch_warnings(), suppress(KcdError):
        warnings.simplefilter("ignore")
        entries(html, "title")
    return time.process_time() - start


TEXTS = ["<a href='", "<!--", "<!--a>", "<!---->", "<li>x", "<tr><td>9:00<td>x", "<br>", "<p>x</p>",
         "1", " ", ":", "9:00 ", "<h3>9:00</h3>", "<table>"]  # fmt: skip
IN_ENTRY = "<ul><li>9:00 Tides<p>{}</p></li><li>10:00 Knots</li></ul></body></html>"
IN_SCRIPT = "<script>{}</script>"


@pytest.mark.parametrize(
    ("place", "run"),
    [
        *((place, run) for place in (IN_ENTRY, "{}") for run in TEXTS),
        *((IN_SCRIPT, run) for run in ["={", ':{"', '="', "=[1,", "x=({a:", "[", "x={title:"]),
    ],
)
@pytest.mark.thorough
def test_time_grows_with_the_length_of_a_page(place, run):
    """Twice the text takes at most three times as long; what takes a moment is not measured."""
    page = "<!doctype html><html><body><h1>Agenda</h1>" + place
    long, short = (page.replace("{}", run * (size // len(run))) for size in (20_000, 10_000))
    if seconds(long) > 0.4:
        # Other work on the machine can make one of them slow.
        assert any(seconds(long) < 3 * seconds(short) for _ in range(5))
