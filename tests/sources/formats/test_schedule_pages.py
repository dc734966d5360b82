"""Pages of schedules as the tools of conferences make them; all content is invented."""

# ruff: noqa: E501

import json

import pytest

from kcdanalysis import sources
from kcdanalysis.errors import UnreadableWarning
from kcdanalysis.sources.formats import webpage
from kcdanalysis.sources.layouts.page_links import join_pages
from kcdanalysis.sources.values.people import split_speakers


def entries(html, keys="title start end speakers room", name="schedule.html"):
    """Read a page, or several by name, to tuples of some of the values of each entry."""
    pages = html if isinstance(html, dict) else {name: f"<!doctype html><html>{html}</html>"}
    rows = [
        {"source": page, **row}
        for page, text in pages.items()
        for row in webpage.parse(text.encode(), page, read_data=sources.read_embedded)
    ]
    found, _ = join_pages(rows)
    return [tuple(row.get(key) for key in keys.split()) for row in found]


# Tables.


def test_wordpress_table_of_times_by_tracks():
    html = """<h3>Saturday, 4 May 2024</h3><table class="wordcamp-schedule">
    <thead><tr><th class="wordcamp-schedule-column-time"><span>Time</span></th>
    <th><span class="wordcamp-schedule-track-name">Track A</span></th>
    <th><span class="wordcamp-schedule-track-name">Track B</span></th></tr></thead><tbody>
    <tr class="global-session"><td class="wordcamp-schedule-column-time">8:00 am</td>
    <td colspan="2"><div><span class="wordcamp-schedule-session-title">Registration</span></div></td></tr>
    <tr><td class="wordcamp-schedule-column-time">9:00 am - 9:45 am</td>
    <td><div class="wordcamp-schedule-cell-content"><a class="wordcamp-schedule-session-title"
     href="https://example.org/session/fog/">Mapping Fog</a>
     <span class="wordcamp-schedule-session-speakers">(<a href="https://example.org/speaker/ada/">Ada
     Example</a>, <a href="https://example.org/speaker/bo/">Bo Muster</a>)</span></div></td>
    <td class="wordcamp-schedule-session-empty"></td></tr></tbody></table>"""
    assert entries(html, "title start end day track url") == [
        ("Registration", "8:00 am", None, "Saturday, 4 May 2024", None, None),
        (
            "Mapping Fog",
            "9:00 am",
            "9:45 am",
            "Saturday, 4 May 2024",
            "Track A",
            "https://example.org/session/fog/",
        ),
    ]
    assert entries(html, "speakers")[1] == (
        [
            {"name": "Ada Example", "url": "https://example.org/speaker/ada/"},
            {"name": "Bo Muster", "url": "https://example.org/speaker/bo/"},
        ],
    )


def test_cells_over_several_rows_and_columns():
    html = """<h2>Monday</h2><table><tr><th></th><th>Aula</th><th>Lab</th></tr>
    <tr><td class="time">09:00</td><td colspan="2"><div class="title">Welcome</div></td></tr>
    <tr><td class="time">09:30</td>
      <td><div class="title"><a href="talk/1.html">Tides</a></div><div class="speaker">Ada Example</div></td>
      <td rowspan="2"><div class="title">Knots by hand</div><div class="speaker">Bo Muster (Acme)</div></td></tr>
    <tr><td class="time">10:00</td><td><div class="title">Ropes</div></td></tr>
    <tr><td class="time">10:30</td><td colspan="0"><div class="title">Lunch</div></td></tr>
    <tr><td class="time">11:30</td></tr></table>
    <h2>Tuesday</h2><table><tr><th></th><th>Aula</th></tr>
    <tr><td>09:00</td><td>Buoys<br>Cleo Beispiel</td></tr></table>"""
    assert entries(html, "title day start end room speakers") == [
        ("Welcome", "Monday", "09:00", "09:30", None, None),
        ("Tides", "Monday", "09:30", "10:00", "Aula", ["Ada Example"]),
        ("Knots by hand", "Monday", "09:30", "10:30", "Lab", "Bo Muster (Acme)"),
        ("Ropes", "Monday", "10:00", "10:30", "Aula", None),
        ("Lunch", "Monday", "10:30", "11:30", None, None),
        ("Buoys", "Tuesday", "09:00", None, "Aula", ["Cleo Beispiel"]),
    ]


def test_drupal_table_of_a_row_a_talk_with_captions():
    html = """<div class="view-content"><table class="views-table cols-4">
    <caption>Thursday, May 4th 2023</caption>
    <thead><tr><th class="views-field">Time</th><th>Session</th><th>Speakers</th><th>Room</th></tr></thead>
    <tbody><tr class="odd"><td>10:00 - 10:45</td><td><a href="/session/tides">Tides</a></td>
    <td><a href="/user/4">Ada Example</a> &amp; <a href="/user/5">Bo Muster</a></td><td>Aula</td></tr>
    <tr class="even"><td>10:45 - 11:00</td><td>Coffee break</td><td></td><td></td></tr>
    </tbody></table></div>"""
    assert entries(html, "title day start end room") == [
        ("Tides", "Thursday, May 4th 2023", "10:00", "10:45", "Aula"),
        ("Coffee break", "Thursday, May 4th 2023", "10:45", "11:00", None),
    ]
    assert entries(html, "speakers")[0] == (["Ada Example", "Bo Muster"],)


def test_table_without_a_header_and_with_rows_of_days():
    html = """<table><tr><td colspan="3"><strong>Freitag, 5. Mai 2023</strong></td></tr>
    <tr><td>9:00 Uhr</td><td><b>Seezeichen</b></td><td>Ada Example</td></tr>
    <tr><td>10:00 Uhr</td><td>Kaffeepause</td><td></td></tr>
    <tr><td colspan="3">Samstag, 6. Mai 2023</td></tr>
    <tr><td>9:30 Uhr</td><td><b>Knoten</b></td><td>Bo Muster</td></tr></table>"""
    assert entries(html, "title day start speakers") == [
        ("Seezeichen", "Freitag, 5. Mai 2023", "9:00 Uhr", ["Ada Example"]),
        ("Kaffeepause", "Freitag, 5. Mai 2023", "10:00 Uhr", None),
        ("Knoten", "Samstag, 6. Mai 2023", "9:30 Uhr", ["Bo Muster"]),
    ]


def test_table_of_hours_with_a_last_row_of_something_else():
    html = """<table><tr><th>Time</th><th>Aula</th><th>Lab</th></tr>
    <tr><td>9-10h</td><td>Tides</td><td>-</td></tr><tr><td>10-11h</td><td></td><td>Knots</td></tr>
    <tr><td>Sponsors</td><td>Acme</td><td>Initech</td></tr></table>"""
    assert entries(html) == [
        ("Tides", "9", "10h", None, "Aula"),
        ("Knots", "10", "11h", None, "Lab"),
    ]


def test_table_that_is_no_programme():
    html = """<h1>Tickets</h1><table><tr><th>Ticket</th><th>Price</th></tr>
    <tr><td>Early</td><td>90</td></tr><tr><td>Late</td><td>120</td></tr></table>
    <table><tr><th>Opening hours</th><th></th></tr><tr><td>Monday</td><td>9:00 - 17:00</td></tr></table>"""
    assert entries(html) == []


# Cards and grids.


def test_cards_of_a_site_builder_without_telling_classes():
    html = """<main><h2>Thursday</h2>
    <div class="grid"><div class="card x1"><header><h4>Registration &amp; Coffee</h4></header>
      <section>08:15 - 09:00 Pavilion</section></div></div>
    <div class="grid"><a class="card x2" href="./sessions/1"><header><h4>Tides</h4></header>
      <section>Ada Example</section><section>Bo Muster</section><section>09:15 - 10:00 Pavilion</section></a>
      <a class="card x3" href="./sessions/2"><header><h4>Knots</h4></header>
      <section>Cleo Beispiel</section><section>09:15 - 10:00 Loft</section></a></div>
    <div class="grid"><div class="card x1"><header><h4>Short Break</h4></header>
      <section>10:00 - 10:15</section></div></div></main>"""
    assert entries(html) == [
        ("Registration & Coffee", "08:15", "09:00", None, "Pavilion"),
        ("Tides", "09:15", "10:00", ["Ada Example", "Bo Muster"], "Pavilion"),
        ("Knots", "09:15", "10:00", ["Cleo Beispiel"], "Loft"),
        ("Short Break", "10:00", "10:15", None, None),
    ]


def test_tabs_of_days_with_lines_of_time_talk_and_place():
    line = (
        '<div class="cell-line"><div class="schedule-time"><p>{}<br></p></div>'
        '<div class="schedule-talk"><div class="schedule-session"><p><a href="/sessions/{}">'
        '<strong>{}</strong></a></p></div><div class="schedule-speaker"><p>{}</p></div></div>'
        '<div class="schedule-place"><h6>{}<br></h6></div></div>'
    )
    html = f"""<div class="w-tabs"><div><a data-w-tab="Tue 25th"><div class="tab-title">Tue 25th</div></a>
    <a data-w-tab="Wed 26th"><div class="tab-title">Wed 26th</div></a></div>
    <div><div data-w-tab="Tue 25th"><div>
    {line.format("12:00 - 13:00", "a", "Registration and Welcome", "", "")}
    {line.format("13:30 - 14:30", "b", "Tides", "Ada Example", "Theatre")}</div></div>
    <div data-w-tab="Wed 26th"><div>
    {line.format("18:30", "c", "Social", "", "LuLA Lounge")}</div></div></div></div>"""
    assert entries(html, "title day start end speakers room") == [
        ("Registration and Welcome", "Tue 25th", "12:00", "13:00", None, None),
        ("Tides", "Tue 25th", "13:30", "14:30", ["Ada Example"], "Theatre"),
        ("Social", "Wed 26th", "18:30", None, None, "LuLA Lounge"),
    ]


def test_tabs_of_bootstrap():
    html = """<ul class="nav-tabs"><li><a href="#d1" data-toggle="tab">Day 1 <br> 4 May 2023</a></li>
    <li><button data-bs-target="#d2">Day 2 <br> 5 May 2023</button></li></ul>
    <div class="tab-content"><div class="tab-pane" id="d1"><div class="row schedule-item">
    <div class="col-md-2"><time>09:30 AM</time></div><div class="col-md-10"><img src="1.jpg">
    <h4>Tides <span>Ada Example</span></h4><p>Water comes and goes, twice a day.</p></div></div>
    <div class="row schedule-item"><div class="col-md-2"><time>10:00 AM</time></div>
    <div class="col-md-10"><h4>Coffee</h4></div></div></div>
    <div class="tab-pane" id="d2"><div class="row schedule-item"><div class="col-md-2"><time>11:00 AM</time>
    </div><div class="col-md-10"><h4>Knots</h4><p>By hand.</p></div></div></div></div>"""
    assert entries(html, "title day start speakers abstract") == [
        (
            "Tides",
            "4 May 2023",
            "09:30 AM",
            ["Ada Example"],
            "Water comes and goes, twice a day.",
        ),
        ("Coffee", "4 May 2023", "10:00 AM", None, None),
        ("Knots", "5 May 2023", "11:00 AM", None, "By hand."),
    ]


def test_list_with_a_time_above_several_talks():
    html = """<div class="sched-container-header" id="2024-05-04"><strong>Saturday</strong>, May 4</div>
    <div class="sched-container"><h3>9:00am CEST</h3><div class="sched-container-inner">
    <span class="sched-event"><a href="event/1aB/tides" class="name">Tides <span class="vs">Aula</span></a>
    <div class="sched-speakers">Ada Example</div></span>
    <span class="sched-event"><a href="event/1aC/knots" class="name">Knots <span class="vs">Lab</span></a>
    </span></div></div>
    <div class="sched-container"><h3>10:00am CEST</h3><div class="sched-container-inner">
    <span class="sched-event"><a href="event/1aD/lunch" class="name">Lunch <span class="vs">Yard</span></a>
    </span></div></div>"""
    assert entries(html, "title day start timezone speakers") == [
        ("Tides", "2024-05-04", "9:00am", "CEST", ["Ada Example"]),
        ("Knots", "2024-05-04", "9:00am", "CEST", None),
        ("Lunch", "2024-05-04", "10:00am", "CEST", None),
    ]


def test_sessionize_embed():
    html = """<div class="sz-root"><div class="sz-day"><h2 class="sz-day__title">Friday, 5 May 2023</h2>
    <ul class="sz-sessions"><li class="sz-session sz-session--full" data-sessionid="11">
    <div class="sz-session__card"><h3 class="sz-session__title"><a href="#11">Tides</a></h3>
    <div class="sz-session__room">Aula</div>
    <div class="sz-session__time" data-sztz="x|2023-05-05T09:00:00Z">Fri 9:00 AM - 9:45 AM</div>
    <p class="sz-session__description">Water comes and goes.</p>
    <ul class="sz-session__speakers"><li data-speakerid="1"><a href="#s">Ada Example</a></li>
    <li data-speakerid="2"><a href="#t">Bo E. Muster</a></li></ul>
    <ul class="sz-session__tags"><li>Sea</li><li>Advanced</li></ul></div></li>
    <li class="sz-session sz-session--service"><div class="sz-session__card">
    <h3 class="sz-session__title">Lunch</h3><div class="sz-session__time">Fri 12:00 PM - 1:00 PM</div>
    </div></li></ul></div></div>"""
    assert entries(html, "title day start end room abstract") == [
        ("Tides", "Friday, 5 May 2023", "9:00 AM", "9:45 AM", "Aula", "Water comes and goes."),
        ("Lunch", "Friday, 5 May 2023", "12:00 PM", "1:00 PM", None, None),
    ]
    assert entries(html, "speakers tags")[0] == (
        ["Ada Example", "Bo E. Muster"],
        ["Sea", "Advanced"],
    )


def test_cards_with_the_job_and_organisation_of_a_speaker():
    html = """<div class="card session-keynote"><span class="time">9:00</span><h3>Tides</h3>
    <div><p class="speaker">Ada Example</p><p class="speaker-title">Director of Water</p>
    <p class="company">Acme</p></div></div>
    <div class="card keynote"><span class="time">10:00</span><h3>Knots</h3>
    <p class="speaker">Bo Muster <span class="company">Initech</span></p></div>"""
    assert entries(html, "title speakers kind") == [
        ("Tides", [{"name": "Ada Example", "organisation": "Acme"}], "keynote"),
        ("Knots", [{"name": "Bo Muster", "organisation": "Initech"}], "keynote"),
    ]


def test_table_of_talks_with_days_and_an_abstract_in_columns():
    html = """<table><tr><th>Day</th><th>Start</th><th>End</th><th>Title</th><th>Speaker</th>
    <th>Level</th><th>Abstract</th><th>Notes</th></tr>
    <tr><td>3 June 2024</td><td>9:00</td><td>9:45</td><td>Tides</td><td>Ada Example</td>
    <td>Beginner</td><td><p>Water comes.</p><p>It goes.</p></td><td><b>Bring a rope</b></td></tr>
    <tr><td>4 June 2024</td><td>10:00</td><td>10:45</td><td>Lunch</td></tr></table>"""
    assert entries(html, "title day start end speakers level abstract") == [
        (
            "Tides", "3 June 2024", "9:00", "9:45", ["Ada Example"], "Beginner",
            "Water comes.\n\nIt goes.",
        ),
        ("Lunch", "4 June 2024", "10:00", "10:45", None, None, None),
    ]  # fmt: skip


def test_times_with_the_date_in_them():
    html = """<article class="talk"><time datetime="2024-05-06T09:00:00+02:00">9:00</time> –
    <time datetime="2024-05-06T09:45:00+02:00">9:45</time><h3><a href="talk/ABC/">Tides</a></h3>
    <p class="speakers">Ada Example, Bo Muster</p></article>
    <article class="talk"><time datetime="2024-05-06T10:00:00+02:00">10:00</time><h3>Knots</h3></article>"""
    assert entries(html) == [
        (
            "Tides",
            "2024-05-06T09:00:00+02:00",
            "2024-05-06T09:45:00+02:00",
            "Ada Example, Bo Muster",
            None,
        ),
        ("Knots", "2024-05-06T10:00:00+02:00", None, None, None),
    ]


def test_grid_of_css_with_the_times_in_cells_of_their_own():
    html = """<h2 id="s">Schedule</h2><div class="schedule">
    <span class="track-slot">Track 1</span><span class="track-slot">Track 2</span>
    <h2 class="time-slot">8:00am</h2>
    <div class="session session-1 track-1"><h3 class="session-title"><a href="#">Tides</a></h3>
    <span class="session-time">8:00am - 8:50am</span><span class="session-track">Track: 1</span>
    <span class="session-presenter">Ada Example</span></div>
    <div class="session session-2 track-2"><h3 class="session-title"><a href="#">Knots</a></h3>
    <span class="session-time">8:00am - 8:50am</span><span class="session-track">Track: 2</span>
    <span class="session-presenter">Bo Muster</span></div>
    <h2 class="time-slot">9:00am</h2>
    <div class="session"><h3 class="session-title">Coffee</h3>
    <span class="session-time">9:00am - 9:30am</span></div></div>"""
    assert entries(html, "title start end track speakers") == [
        ("Tides", "8:00am", "8:50am", "1", ["Ada Example"]),
        ("Knots", "8:00am", "8:50am", "2", ["Bo Muster"]),
        ("Coffee", "9:00am", "9:30am", None, None),
    ]


def test_rows_of_a_time_and_several_cards():
    card = '<div class="col"><h4>{}</h4><p class="speaker">{}</p><p class="room">{}</p></div>'
    html = f"""<div class="row"><div class="time">9:00 – 9:45</div>
    {card.format("Tides", "Ada Example", "Aula")}{card.format("Knots", "Bo Muster", "Lab")}</div>
    <div class="row"><div class="time">10:00 – 10:45</div>{card.format("Ropes", "Cleo Roe", "Aula")}</div>"""
    assert entries(html) == [
        ("Tides", "9:00", "9:45", ["Ada Example"], "Aula"),
        ("Knots", "9:00", "9:45", ["Bo Muster"], "Lab"),
        ("Ropes", "10:00", "10:45", ["Cleo Roe"], "Aula"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<dl><dt>9:00</dt><dd><strong>Tides</strong><br>Ada Example</dd>"
        "<dt>9:45</dt><dd><strong>Fog</strong><br>Bo Muster</dd></dl>",
        "<ul><li>9:00 – Tides – Ada Example</li><li>9:45 – Fog – Bo Muster</li></ul>",
        "<h3>9:00 Tides</h3><p>Ada Example</p><h3>9:45 Fog</h3><p>Bo Muster</p>",
        "<p>9:00: Tides (Ada Example)</p><p>9:45: Fog (Bo Muster)</p>",
        "<p>9:00 | Tides | Ada Example<br>9:45 | Fog | Bo Muster</p>",
        '<div class="a">9:00</div><div class="b">Tides<br>Ada Example</div>'
        '<div class="a">9:45</div><div class="b">Fog<br>Bo Muster</div>',
    ],
)
def test_times_above_or_before_their_talks(html):
    found = entries(f"<h1>Agenda</h1><main>{html}</main>", "title start speakers")
    assert [(*row, split_speakers(people)[0].name) for *row, people in found] == [
        ("Tides", "9:00", "Ada Example"),
        ("Fog", "9:45", "Bo Muster"),
    ]


def test_meridiem_of_a_range():
    html = "<ul><li>9:00 - 9:45am Tides</li><li>11:30 - 12:15pm Knots</li><li>1-2pm Ropes</li><li>noon - 1pm Lunch</li></ul>"
    assert entries(html, "title start end") == [
        ("Tides", "9:00am", "9:45am"),
        ("Knots", "11:30am", "12:15pm"),
        ("Ropes", "1pm", "2pm"),
        ("Lunch", "noon", "1pm"),
    ]


def test_prose_with_times_is_no_programme():
    html = """<h1>Venue</h1><p>Doors open at 9:00 and close at 18:00.</p><h2>By train</h2>
    <p>9:00 is early: take the train at 8:12.</p><footer><ul><li>Mon 9:00 - 17:00 Office</li>
    <li>Tue 9:00 - 17:00 Office</li></ul></footer>"""
    assert entries(html) == []


# Data in scripts.

SESSIONS = [
    {
        "groupId": None,
        "groupName": "All",
        "sessions": [
            {
                "id": "7",
                "title": "Tides",
                "description": "Water comes and goes.",
                "startsAt": "2024-09-19T09:00:00",
                "endsAt": "2024-09-19T09:45:00",
                "isServiceSession": False,
                "speakers": [{"id": "s", "name": "Ada E. Example"}],
                "room": "Aula",
            }
        ],
    }
]
RECORDS = [{"title": "Tides", "speakers": ["Ada E. Example"], "start": "2024-09-19T09:00:00"}]


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/json">{json.dumps(SESSIONS)}</script>',
        f'<script type="application/json">{json.dumps({"status": 200, "body": json.dumps(SESSIONS)})}</script>',
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": {"agenda": SESSIONS}}})}</script>',
        f"<script>window.__NUXT__ = {json.dumps({'data': [{'agenda': SESSIONS}]})};</script>",
        f"<script>\nconst x = {{a: 1}};\nvar schedule = {json.dumps(RECORDS)};\nrender(schedule);</script>",
        f"<script>const all = JSON.parse({json.dumps(json.dumps(RECORDS))})</script>",
        f'<div id="app" data-sessions="{json.dumps(RECORDS).replace(chr(34), "&quot;")}"></div>',
    ],
)
def test_data_in_a_page_is_read_by_the_reader_of_its_format(script):
    html = f"<body><ul><li>9:00 Markup</li><li>10:00 Pause</li></ul>{script}</body>"
    ((title, start, speakers),) = entries(html, "title start speakers")
    assert (title, start) == ("Tides", "2024-09-19T09:00:00")
    names = [one["name"] if isinstance(one, dict) else one for one in speakers]
    assert names == ["Ada E. Example"]


@pytest.mark.parametrize(
    "data",
    [
        {"menu": [{"title": "Home", "url": "/"}, {"title": "About", "url": "/about"}]},
        {"posts": [{"title": "News", "description": "Tickets are out."}] * 3},
        {"seo": {"title": "Days", "description": "A conference"}},
    ],
)
def test_other_data_in_a_page_is_not(data):
    script = f'<script type="application/json">{json.dumps(data)}</script>'
    html = f"<ul><li>9:00 Tides</li><li>10:00 Knots</li></ul>{script}"
    assert entries(html, "title") == [("Tides",), ("Knots",)]


# Folders of pages.


def page(title, body, head=""):
    return (
        f"<!doctype html><html><head><title>{title} | Harbour Days 2024</title>{head}</head>"
        f'<body><nav><a href="/">Home</a></nav><main>{body}</main></body></html>'
    )


SCHEDULE = page(
    "Schedule",
    """<h2>Monday, 6 May 2024</h2><ul>
<li><time>09:00</time> <a href="../talks/tides/">Tides</a> <span class="speaker">Ada Example</span></li>
<li><time>10:00</time> <a href="https://example.org/2024/talks/knots">Knots</a></li>
<li><time>11:00</time> <a href="#rope">Ropes</a></li><li><time>12:00</time> Lunch</li></ul>""",
)
TALK = """<h1>{}</h1><p class="speaker"><a href="/speakers/ada/">{}</a></p>
<div class="abstract"><p>{}</p></div>"""
PAGES = {
    "site/schedule/index.html": SCHEDULE,
    "site/talks/tides/index.html": page("Tides", TALK.format("Tides", "Ada Example", "Water.")),
    "site/knots-and-more.html": page(
        "Knots and more",
        "<h1>Knots and more</h1><p>By hand, with a rope and some patience.</p>",
        '<link rel="canonical" href="https://example.org/2024/talks/knots/">',
    ),
    "site/talks/ropes.html": page("Ropes", TALK.format("Ropes", "Bo Muster", "Splice them.")),
    "site/talks/extra.html": page("Extra", TALK.format("Horns", "Cleo Roe", "They sound.")),
    "site/about.html": page("About", "<h1>About us</h1><p>We love the sea and meet each year.</p>"),
    "site/venue.html": page("Venue", "<h1>Venue</h1><p>The harbour opens at 8:00.</p>"),
    "site/speakers/ada.html": page(
        "Ada", '<h1 class="speaker-name">Ada Example</h1><p>Ada sails.</p><a href="../talks/tides">Tides</a>'
    ),
    "site/sponsors.html": page("Sponsors", "<h1>Sponsors</h1><h2>Gold</h2><p>Acme</p>"),
}  # fmt: skip


def test_pages_of_talks_are_joined_with_the_schedule():
    found = entries(PAGES, "title start day abstract event")
    day, event = "Monday, 6 May 2024", "Harbour Days 2024"
    assert found == [
        ("Tides", "09:00", day, "Water.", event),
        ("Knots", "10:00", day, "By hand, with a rope and some patience.", event),
        ("Ropes", "11:00", day, "Splice them.", event),
        ("Lunch", "12:00", day, None, event),
        ("Horns", None, None, "They sound.", event),
    ]
    speakers = [one[0] for one in entries(PAGES, "speakers")]
    assert speakers == [["Ada Example"], None, ["Bo Muster"], None, ["Cleo Roe"]]


def test_one_line_says_which_pages_gave_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in PAGES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.warns(UnreadableWarning) as caught:
        talks = sources.read_talks("site")
    messages = [str(one.message) for one in caught if one.category is UnreadableWarning]
    assert messages == [
        "4 of 9 pages gave no talk: site/about.html, site/speakers/ada.html, site/sponsors.html "
        "and site/venue.html"
    ]
    assert talks["title"].tolist() == ["Tides", "Knots", "Ropes", "Horns"]


def test_page_of_a_talk():
    html = """<main><h1>Tides for all</h1><div class="speakers"><a href="../../speaker/20.html">Ada Example</a>
    </div><dl><dt>Audience level:</dt><dd>Novice</dd><dt>Category:</dt><dd>Sea</dd></dl>
    <div class="slot">September 15th 12:30 p.m. – 1 p.m.</div><h3>Description</h3>
    <div class="description">Water comes.</div><h3>Abstract</h3><div class="abstract"><h1>More</h1>
    <p>It goes.</p></div></main>"""
    assert entries(html, "title speakers level track start end day") == [
        (
            "Tides for all",
            ["Ada Example"],
            "Novice",
            "Sea",
            "12:30 p.m.",
            "1 p.m.",
            "September 15th",
        )
    ]
    assert entries(html, "abstract") == [(["Water comes.", "More\n\nIt goes."],)]


def test_page_of_a_talk_with_text_only():
    html = """<main><div><a href="../schedule">Back to Schedule</a><h1>Tides: a Guide</h1>
    <h4><a href="../speakers/dd-ce">Ada Example</a></h4><p>14:45 - 15:30</p><p>Loft</p>
    <p>Dive into the essentials of the tides, which come and go twice a day for all of us.</p></div></main>"""
    assert entries(html, "title speakers start end abstract") == [
        (
            "Tides: a Guide",
            ["Ada Example"],
            "14:45",
            "15:30",
            "Dive into the essentials of the tides, which come and go twice a day for all of us.",
        )
    ]


def test_place_behind_the_time():
    html = """<div class="card"><span class="badge">Keynote</span><h5 class="card-title">Tides</h5>
    <div><b>Ada Example</b></div><p><i class="clock"></i> 09:00 - 09:30 Main Stage</p></div>
    <div class="card"><h5 class="card-title">Knots</h5><p>09:30 - 10:00 Room B</p></div>"""
    assert entries(html, "title speakers room kind") == [
        ("Tides", ["Ada Example"], "Main Stage", "keynote"),
        ("Knots", None, "Room B", None),
    ]


# Persons and labels without a class of their own.


def test_the_job_of_a_person_in_another_element_right_behind_the_name():
    html = """<body><article class="card"><header><p>10:00 AM • Stage 1</p><h3>Mapping Fog</h3></header>
    <div class="people"><div class="person"><strong>Ada Example</strong><span>Engineer, Acme</span></div>
    <div class="person"><strong>Bo Muster</strong><span>SRE</span></div></div></article>
    <article class="card"><header><p>11:00 AM • Stage 2</p><h3>Salt</h3></header>
    <p class="speaker">Cy Roe <em>Harbour AG</em></p></article></body>"""
    assert entries(html, "title speakers room") == [
        ("Mapping Fog", "Ada Example (Engineer, Acme); Bo Muster (SRE)", "Stage 1"),
        ("Salt", "Cy Roe, Harbour AG", "Stage 2"),
    ]


def test_a_label_in_bold_is_no_title():
    html = """<body><section><h2>3 September 2025</h2><div class="accordion"><div class="item"><button>09:30 Mapping
    Fog</button><div><p><strong>Speaker:</strong> Ada Example, Acme</p><p>Fog is everywhere, so we map it.</p>
    </div></div><div class="item"><button>10:30 Coffee</button></div></div></section></body>"""
    assert entries(html, "title start speakers abstract") == [
        ("Mapping Fog", "09:30", "Ada Example, Acme", "Fog is everywhere, so we map it."),
        ("Coffee", "10:30", None, None),
    ]


def test_a_list_of_definitions_of_time_and_room():
    html = """<head><title>Harbour Days 2023 - Programm</title></head><body><h1>Programm</h1>
    <h2>Samstag, 11.03.2023</h2><dl><dt>10:00 Uhr, Raum V1</dt><dd><strong>Freie Router</strong> (Ada
    Example)<br>Vom Umgang mit OpenWrt.</dd><dt>11:00 Uhr, Raum V2</dt><dd><strong>Salz und
    Sand</strong> (Bo Muster, Cy Roe)<br>Ein Vergleich.</dd></dl></body>"""
    assert entries(html, "event title start room speakers abstract") == [
        ("Harbour Days 2023", "Freie Router", "10:00 Uhr", "Raum V1", ["Ada Example"],
         "Vom Umgang mit OpenWrt."),
        ("Harbour Days 2023", "Salz und Sand", "11:00 Uhr", "Raum V2", "Bo Muster, Cy Roe",
         "Ein Vergleich."),
    ]  # fmt: skip


def test_ends_that_a_page_leaves_out():
    items = "".join(
        f"<li><p><b>{at}:00</b> {title}<p class=speaker>{who}"
        for at, title, who in ((9, "Fog", "Ada Example"), (10, "Tides", "Bo Muster"))
    )
    rows = "<tr><td>11:00<td>Quays<tr><td>12:00<td>Locks"
    html = f"<ul>{items}</ul><table><tr><th>Time<th>Talk{rows}</table>"
    assert entries(html, "title start speakers") == [
        ("Fog", "9:00", ["Ada Example"]),
        ("Tides", "10:00", ["Bo Muster"]),
        ("Quays", "11:00", None),
        ("Locks", "12:00", None),
    ]


def test_title_and_speakers_in_elements_without_a_class():
    html = """<h3>Room: Pier</h3><ul>
    <li><time>9:00</time> <span>Tides at scale</span> <em>Lotte Peeters, Leie Software</em></li>
    <li><time>9:45</time> <span>Locks</span> <em>An Maes and Piet Goossens</em></li>
    <li><time>10:30</time> <h4><span>Fog</span> <em>in the bay</em></h4></li></ul>"""
    assert entries(html, "title speakers room") == [
        ("Tides at scale", "Lotte Peeters, Leie Software", "Pier"),
        ("Locks", "An Maes and Piet Goossens", "Pier"),
        ("Fog in the bay", None, "Pier"),
    ]


def test_the_company_below_a_name():
    html = """<h1>Agenda – 6 June 2024</h1>
    <div>9:00 <h3>Ropes</h3><p>Ada Example<br>Acme Corp.</p></div>
    <div>10:00 <h3>Sails</h3><p>Bo Muster<br>Mist Inc.</p></div>
    <div>11:00 <h3>Masts</h3><p>Cy Roe<br>Foe &amp; Sons</p></div>
    <div>12:00 <h3>Keels</h3><p>Di Foe</p><p>Ed Poe</p></div>"""
    assert entries(html, "title speakers day") == [
        ("Ropes", "Ada Example, Acme Corp.", "6 June 2024"),
        ("Sails", "Bo Muster, Mist Inc.", "6 June 2024"),
        ("Masts", "Cy Roe, Foe & Sons", "6 June 2024"),
        ("Keels", ["Di Foe", "Ed Poe"], "6 June 2024"),
    ]


def test_entries_that_a_button_opens():
    item = """<div class="accordion-item"><button><span>{}:00</span> <span class=title>{}</span>
    </button><div><p class=speakers>{}</p></div></div>"""
    items = item.format(14, "Moon math", "Mia Stone") + item.format(15, "Sandbanks", "Li Roe")
    assert entries(f"<div><button>Menu</button></div>{items}", "title start speakers") == [
        ("Moon math", "14:00", ["Mia Stone"]),
        ("Sandbanks", "15:00", ["Li Roe"]),
    ]


def test_a_cell_with_the_day_over_several_rows():
    html = """<table><tr><th>Día y Fecha</th><th>Horario</th><th>Charla (por confirmar)</th></tr>
    <tr><td rowspan=2><b>Lunes</b><br>20 de octubre</td><td>9:00 - 12:00</td><td>Mareas</td></tr>
    <tr><td>12:00 - 13:30</td><td><i>Almuerzo</i></td></tr>
    <tr><td><b>Martes</b><br>21 de octubre</td><td>9:00 - 12:00</td><td>Niebla</td></tr></table>"""
    assert entries(html, "title start end day") == [
        ("Mareas", "9:00", "12:00", "Lunes 20 de octubre"),
        ("Almuerzo", "12:00", "13:30", "Lunes 20 de octubre"),
        ("Niebla", "9:00", "12:00", "Martes 21 de octubre"),
    ]


def test_brackets_name_a_place_where_others_name_their_speakers_apart():
    html = """<ul><li>9:00 <b>Tides</b> <i>Ada Example</i></li><li>10:00 <b>Lunch (Main Hall)</b></li></ul>"""
    assert entries(html, "title speakers room") == [
        ("Tides", ["Ada Example"], None),
        ("Lunch", None, "Main Hall"),
    ]


def test_a_column_of_names_below_no_room():
    html = """<table><tr><td></td><td></td><td>Raum W1</td></tr>
    <tr><td>10:00 - 12:00</td><td><a></a></td><td><a href="/salz">Salz im Netz</a></td><td>Ada Beispiel</td></tr>
    <tr><td>12:00 - 14:00</td><td><a></a></td><td><a href="/ebbe">Ebbe und Flut</a></td><td>Bo Muster</td></tr>
    </table>"""
    assert entries(html, "title start end speakers") == [
        ("Salz im Netz", "10:00", "12:00", ["Ada Beispiel"]),
        ("Ebbe und Flut", "12:00", "14:00", ["Bo Muster"]),
    ]


#: Forms of published pages: the page, and of each entry day, start, end, title, speakers, place.
FORMS = {
    "times in other languages": (
        "<ul><li>09h00 às 09h40 <b>Marés</b></li><li>10:00〜10:40 <b>潮の話</b></li>"
        "<li>16:00 - 19:00 hrs. <b>Tides</b></li><li>09.30 uur <b>Getijden</b></li>"
        "<li>8.00 – 10.00 <b>Fale</b></li></ul>",
        "start end title room",
        [
            ("09h00", "09h40", "Marés", None),
            ("10:00", "10:40", "潮の話", None),
            ("16:00", "19:00 Uhr", "Tides", None),
            ("09.30 Uhr", None, "Getijden", None),
            ("8.00", "10.00", "Fale", None),
        ],
    ),
    "days with a picture": (
        "<h2>Sat, 4 May 2024</h2><p>9:00 Tides</p><h2>📅 5 May 2024</h2><p>9:00 Fog</p>",
        "day title",
        [("Sat, 4 May 2024", "Tides"), ("5 May 2024", "Fog")],
    ),
    "days in Dutch, Polish and Russian": (
        "<h2>12 mei 2022</h2><p>9:00 Getijden</p><h2>sobota, 14 maja 2022</h2><p>9:00 Fale</p>"
        "<h2>7 сентября 2022</h2><p>9:00 Волны</p>",
        "day title",
        [
            ("12 mei 2022", "Getijden"),
            ("sobota, 14 maja 2022", "Fale"),
            ("7 сентября 2022", "Волны"),
        ],
    ),
    "names behind titles as links": (
        '<ul><li>9:00<p>Tides and fog - <a href="s.html#a">Ada Example</a></p></li>'
        '<li>10:00<p>"<a href="#b">Sand</a>", Bo Muster et Cy Roe, Acme</p></li></ul>',
        "title",
        [("Tides and fog - Ada Example",), ("Sand",)],
    ),
    "links to talks that read like names": (
        '<h3>9:00</h3><div><a href="event/1/a">Tides in Clouds - Ada Example</a></div>'
        '<div><a href="event/2/b">Sand Boxes - Bo Muster</a></div><h3>10:00</h3><p>Lunch</p>',
        "start title",
        [
            ("9:00", "Tides in Clouds"),
            ("9:00", "Sand Boxes"),
            ("10:00", "Lunch"),
        ],
    ),
    "a label in bold": (
        "<p>9:00 <b>Keynote:</b> Tides of code</p><p>10:00 <b>Fog</b></p>",
        "title",
        [("Keynote: Tides of code",), ("Fog",)],
    ),
    "a time inside a title": (
        '<div><h5><span class="hour">9:00</span> Tides</h5></div>'
        '<div><h5><span class="hour">10:00</span> Fog</h5></div>',
        "start title",
        [("9:00", "Tides"), ("10:00", "Fog")],
    ),
    "a day before entries without a time": (
        "<div><div>Mon 27 May 2024</div><div>Visit</div><div>Tour<br>9:00</div></div>"
        "<div><div>Tue 28 May 2024</div><div>Tides<br>10:00</div><div>Fog<br>11:00</div></div>",
        "title",
        [("Visit",), ("Tides",), ("Fog",)],
    ),
    "a name and a position with classes": (
        '<div>9:00<h3>Tides</h3><div class="t_speaker"><p class="name">Ada Example</p><p class="position">'
        'CTO, Harbour</p></div></div><div>10:00<h3>Fog</h3><div class="t_speaker"><p class="name">Bo Muster'
        "</p><p>Diver</p></div></div>",
        "title speakers",
        [
            ("Tides", "Ada Example (CTO, Harbour)"),
            ("Fog", "Bo Muster (Diver)"),
        ],
    ),
    "a company below the name": (
        "<div>9:00<h3>Tides</h3><div>Ada Example</div><div>CTO</div><div>Harbour Inc.</div></div>"
        "<div>10:00<h3>Fog</h3><div>Bo Muster</div></div>",
        "title speakers",
        [("Tides", "Ada Example, Harbour Inc."), ("Fog", ["Bo Muster"])],
    ),
    "several persons with companies": (
        '<div>9:00<h3>Tides</h3><div class="speakers"><span>Ada Example <span class="affiliation">(Acme)'
        '</span></span>, <span>Bo Muster <span class="affiliation">(Quay)</span></span></div></div>'
        "<div>10:00<h3>Fog</h3></div>",
        "title speakers",
        [("Tides", "Ada Example (Acme), Bo Muster (Quay)"), ("Fog", None)],
    ),
    "labelled facts, and a labelled abstract": (
        '<div>9:00<h3>Tides</h3><p>Track: Sea</p><p>Room: Pier 1</p><p class="abstract"><b>Abstract:</b>'
        " Of tides.</p></div><div>10:00<h3>霧の話</h3><p>霧の中の話です。</p></div>",
        "title track room abstract",
        [("Tides", "Sea", "Pier 1", "Of tides."), ("霧の話", None, None, "霧の中の話です。")],
    ),
    "tabs by an attribute of both": (
        '<a data-tab="T 1">6 June 2022</a><a data-tab="T 2">7 June 2022</a><div data-tab="T 1">'
        '<div>9:00<h5>Tides</h5></div></div><div data-tab="T 2"><div>9:00<h5>Fog</h5></div></div>',
        "day title",
        [("6 June 2022", "Tides"), ("7 June 2022", "Fog")],
    ),
    "microdata": (
        '<div><h3 itemprop="name">Tides</h3><meta itemprop="startDate" content="2024-05-04T10:00+02:00">'
        '<meta itemprop="endDate" content="2024-05-04T10:45+02:00"></div><div><h3 itemprop="name">Fog</h3>'
        '<meta itemprop="startDate" content="2024-05-04T11:00+02:00"></div>',
        "start end title",
        [
            ("2024-05-04T10:00+02:00", "2024-05-04T10:45+02:00", "Tides"),
            ("2024-05-04T11:00+02:00", None, "Fog"),
        ],
    ),
    "a table of times and events": (
        "<table><tr><th>4 May 2024</th><th>Event</th></tr><tr><td>9:00</td><td>Tides</td></tr>"
        "<tr><td>10:00</td><td>Fog</td></tr></table>",
        "day start title room",
        [("4 May 2024", "9:00", "Tides", None), ("4 May 2024", "10:00", "Fog", None)],
    ),
    "a table with times below an unknown word": (
        "<table><tr><th>Godzina</th><th>Prelegent</th><th>Temat</th></tr><tr><td>9.00 - 9.30</td>"
        "<td>Ada Example</td><td>Fale</td></tr><tr><td>9.30 - 10.00</td><td></td><td>Kawa</td></tr></table>",
        "start title",
        [("9.00", "Fale"), ("9.30", "Kawa")],
    ),
    "a table of times, names and titles": (
        '<table><tr><td>9:00</td><td colspan="2">Welcome</td></tr><tr><td rowspan="2">10:00</td>'
        "<td>Ada Example</td><td>Tides in spaces</td></tr><tr><td>Bo Muster</td><td>Fog over fields</td>"
        '</tr><tr><td>12:00</td><td colspan="2">Lunch</td></tr></table>',
        "start title speakers",
        [
            ("9:00", "Welcome", None),
            ("10:00", "Tides in spaces", ["Ada Example"]),
            ("10:00", "Fog over fields", ["Bo Muster"]),
            ("12:00", "Lunch", None),
        ],
    ),
    "a row with the room": (
        "<table><tr><td></td><td>Room W1</td><td></td></tr><tr><td>9:00</td><td>Tides</td><td>Ada Example"
        "</td></tr><tr><td>10:00</td><td>Fog</td><td>Bo Muster</td></tr></table>",
        "title speakers room",
        [("Tides", ["Ada Example"], "Room W1"), ("Fog", ["Bo Muster"], "Room W1")],
    ),
    "columns of kinds, below a word for all": (
        '<table><tr><th rowspan="2">Time</th><th colspan="2">Track</th></tr><tr><th>Aula</th>'
        "<th>Workshops</th></tr><tr><td>9:00</td><td>Tides</td><td>Knots</td></tr></table>",
        "title room track",
        [("Tides", "Aula", None), ("Knots", None, "Workshops")],
    ),
    "a first row with a time and a row without": (
        "<table><tr><td>9:00</td><td>Opening</td></tr><tr><td></td><td>Greetings</td></tr>"
        "<tr><td>10:00</td><td>Tides</td></tr></table>",
        "title room",
        [("Opening", None), ("Tides", None)],
    ),
    "deadlines anywhere on Earth": (
        "<h2>Important dates</h2><table><tr><td>Submission</td><td>31 July 2030 (11:59 PM AoE)</td></tr>"
        "<tr><td>Notification</td><td>30 September 2030 (11:59 PM AoE)</td></tr></table>",
        "title",
        [],
    ),
    "the number of a day below its date": (
        "<h2>4 May 2024</h2><h3>Day 1</h3><p>9:00 Tides</p><h2>5 May 2024</h2><h3>Day 2</h3><p>9:00 Fog</p>",
        "title day",
        [("Tides", "4 May 2024"), ("Fog", "5 May 2024")],
    ),
    "a title that begins with a day": (
        "<h3>Day 2 - 5 May 2024</h3><div><span>9:00</span><div><strong>Day 1 Reflections</strong>"
        "<p>What we learned</p></div></div><div><span>10:00</span><div><strong>Tides</strong></div></div>",
        "title day",
        [("Day 1 Reflections", "5 May 2024"), ("Tides", "5 May 2024")],
    ),
    "durations in lines of their own": (
        "<div><b>9:00</b><h3>Tides</h3><p>Duration: 5 minutes</p></div>"
        "<div><b>9:30</b><h3>Fog</h3><p>(45 min)</p></div>",
        "title duration",
        [("Tides", "5 minutes"), ("Fog", "45 min")],
    ),
    "a picture before the room": (
        '<div><b>9:00</b><h3>Tides</h3><p class="venue">\U0001f4cd Pier One</p></div>'
        '<div><b>9:30</b><h3>Fog</h3><p class="venue">\U0001f4cd Quay</p></div>',
        "title room",
        [("Tides", "Pier One"), ("Fog", "Quay")],
    ),
    "a wide colon behind a label": (
        "<table><tr><td>9:00</td><td><b>潮汐讲座</b><br>講者：Ada Example</td></tr>"
        "<tr><td>10:00</td><td><b>濃霧</b><br>講者：Bo Muster</td></tr></table>",
        "title speakers",
        [("潮汐讲座", ["Ada Example"]), ("濃霧", ["Bo Muster"])],
    ),
    "a role before the speaker, and a sentence": (
        '<div><b>9:00</b><h3>Tides</h3><p class="speaker">Keynote speaker: Ada Example (Pier College)</p>'
        '<p class="speaker">Followed by short talks and demos.</p></div><div><b>9:30</b><h3>Fog</h3></div>',
        "title speakers",
        [("Tides", "Ada Example (Pier College)"), ("Fog", None)],
    ),
    "nobody in particular": (
        '<div><b>9:00</b><h3>Tides</h3><p class="speaker">Various Speakers</p></div>'
        '<div><b>9:30</b><h3>Fog</h3><p class="speaker">Ada Example</p></div>',
        "title speakers",
        [("Tides", None), ("Fog", ["Ada Example"])],
    ),
    "a time after which something begins": (
        "<table><tr><td>9:00 - 11:00</td><td><b>Tides</b></td></tr>"
        "<tr><td>After 11:00</td><td><b>Fog</b></td></tr></table>",
        "title start end",
        [("Tides", "9:00", "11:00"), ("Fog", "11:00", None)],
    ),
    "a short line below a title": (
        "<div><b>9:00</b><h3>Tides</h3><p>Styles of leading a crew</p></div>"
        "<div><b>9:30</b><h3>Fog</h3></div>",
        "title abstract",
        [("Tides", "Styles of leading a crew"), ("Fog", None)],
    ),
    "brackets that say how a session is": (
        "<p>9:00 Tides (Interactive Discussion)</p><p>10:00 Fog (Small Group Session)</p><p>11:00 Rain</p>",
        "title speakers",
        [
            ("Tides (Interactive Discussion)", None),
            ("Fog (Small Group Session)", None),
            ("Rain", None),
        ],
    ),
    "names above the titles": (
        "<p>9:00<br>Ada Example<br><a href='#'>Tides of the sea</a></p>"
        "<p>9:30<br>Bo Muster<br>Pilot, Harbour Inc.<br>Fog</p><p>10:00<br>Lunch</p>"
        "<p>11:00<br>Cy Roe</p>",
        "title speakers",
        [
            ("Tides of the sea", ["Ada Example"]),
            ("Fog", "Bo Muster, Pilot, Harbour Inc."),
            ("Lunch", None),
            ("Cy Roe", None),
        ],
    ),
    "names in the headings": (
        "<div>9:00 <h4>Ada Example</h4><p>Tides of the sea</p></div>"
        "<div>9:30 <h4>Bo Muster</h4><p>Fog</p></div><div>10:00 <h4>Cy Roe</h4><p>Rain</p></div>",
        "title speakers",
        [("Tides of the sea", ["Ada Example"]), ("Fog", ["Bo Muster"]), ("Rain", ["Cy Roe"])],
    ),
    "titles that only look like names": (
        "<div>9:00 <h4>Cloud Security</h4><p>How we keep clouds and their security</p></div>"
        "<div>9:30 <h4>Fog Maps</h4><p>All about fog.</p></div><div>10:00 <h4>Rain Gauges</h4><p>A rain story</p></div>",
        "title speakers",
        [("Cloud Security", None), ("Fog Maps", None), ("Rain Gauges", None)],
    ),
    "sessions without talks": (
        "<ul><li>9:00 Session</li><li>10:00 Fog</li></ul>",
        "title start",
        [("Session", "9:00"), ("Fog", "10:00")],
    ),
    "a session that is a line of text": (
        "<div>9:00 Fog<br>10:00 Session</div>",
        "title start",
        [("Fog", "9:00"), ("Session", "10:00")],
    ),
    "a row of a grid without a time": (
        "<table><tr><th>Time</th><th>4 May</th><th>5 May</th></tr>"
        "<tr><td>9:00</td><td>Tides</td><td>Fog</td></tr>"
        "<tr><td>Evening</td><td>Reception</td><td>Dinner</td></tr></table>",
        "title start day",
        [
            ("Tides", "9:00", "4 May"),
            ("Fog", "9:00", "5 May"),
            ("Reception", "Evening", "4 May"),
            ("Dinner", "Evening", "5 May"),
        ],
    ),
    "times that are not exact": (
        "<p>9:00 - ca. 9:45 Tides</p><p>ca. 10:00 Fog</p><p>10: 45- 11:15 Rain</p>",
        "title start end",
        [("Tides", "9:00", "9:45"), ("Fog", "10:00", None), ("Rain", "10:45", "11:15")],
    ),
    "labelled rooms in brackets": (
        "<p>9:00 Coffee <a href='#'>(Room: Pier)</a></p><p>10:00 Fog (Part: two)</p>",
        "title room",
        [("Coffee", "Pier"), ("Fog (Part: two)", None)],
    ),
    "a table of names in a cell": (
        "<table><tr><th>Time</th><th>Title</th><th>Speaker</th></tr>"
        "<tr><td>9:00</td><td>Tides</td><td><table><tr><td>Ada Example</td><td>Bo Muster</td></tr></table></td></tr>"
        "<tr><td>10:00</td><td>Fog</td><td>Cy Roe</td></tr></table>",
        "title speakers",
        [("Tides", ["Ada Example", "Bo Muster"]), ("Fog", ["Cy Roe"])],
    ),
    "kinds before the titles": (
        "<table><tr><td>9:00</td><td>Keynote</td><td>Tides</td></tr>"
        "<tr><td>10:00</td><td>Workshop</td><td>Knots for all</td></tr></table>",
        "title kind",
        [("Tides", "Keynote"), ("Knots for all", "Workshop")],
    ),
    "headings that end with the time": (
        "<h3>Session 1: Sea (Monday, 9:00-10:30, Room 1)</h3><ul><li><b>Tides</b></li><li><b>Fog</b></li></ul>"
        "<h3>Lunch, 10:30-11:00</h3><h3>Rain 11:00 - 11:30</h3>",
        "title track room start end",
        [
            ("Tides", "Sea", "Room 1", "9:00", "10:30"),
            ("Fog", "Sea", "Room 1", "9:00", "10:30"),
            ("Lunch", None, None, "10:30", "11:00"),
            ("Rain", None, None, "11:00", "11:30"),
        ],
    ),
    "short dates and counted days": (
        "<h2>5/4</h2><p>9:00 Tides</p><h2>5/5</h2><p>9:00 Fog</p><h2>2nd day</h2><p>9:00 Rain</p>",
        "title day",
        [("Tides", "5/4"), ("Fog", "5/5"), ("Rain", "2nd day")],
    ),
    "a page of the programme of a year": (
        "<title>Harbour Days | Program 2024</title><p>9:00 Tides</p><p>10:00 Fog</p>",
        "title event year",
        [("Tides", "Harbour Days", 2024), ("Fog", "Harbour Days", 2024)],
    ),
    "talks in the lines of a session": (
        "<table><tr><td>9:00</td><td><p class='title'>Sea</p><p>Tides, by A.B. Example</p><p>Fog, by Bo Muster</p></td></tr>"
        "<tr><td>10:00</td><td><p>Lunch</p></td></tr></table>",
        "title speakers track start",
        [
            ("Tides", [{"name": "A.B. Example"}], "Sea", "9:00"),
            ("Fog", [{"name": "Bo Muster"}], "Sea", "9:00"),
            ("Lunch", None, None, "10:00"),
        ],
    ),
    "names that link to a page of speakers": (
        "<div><b>9:00</b><p>Tides - a history - <a href='who/speakers.php#ada'>Ada Example</a></p></div>"
        "<div><b>10:00</b><p>Fog</p></div>",
        "title speakers",
        [("Tides - a history", ["Ada Example"]), ("Fog", None)],
    ),
    "talks beside the time of their sessions": (
        "<div><div><p>9:00 - 10:00 Sessions</p></div><div><h4>Tides</h4><h4>Fog</h4></div>"
        "<div><p>10:00 Lunch</p></div></div>",
        "title track start",
        [("Tides", "Sessions", "9:00"), ("Fog", "Sessions", "9:00"), ("Lunch", None, "10:00")],
    ),
    "the date and place of a day above a table": (
        "<table><tr><th>Day 1</th><th>4 May 2024 (Saturday), Pier Hall</th></tr>"
        "<tr><td>9:00</td><td>Tides</td></tr><tr><td>10:00</td><td>Fog</td></tr></table>",
        "title day room",
        [("Tides", "4 May 2024", None), ("Fog", "4 May 2024", None)],
    ),
    "the date behind the number of a day": (
        "<h2>Day 1 (Saturday, 2024-05-04) - in English</h2><p>9:00 Tides</p><p>10:00 Fog</p>",
        "title day",
        [
            ("Tides", "Saturday, 2024-05-04"),
            ("Fog", "Saturday, 2024-05-04"),
        ],
    ),
    "names and organisations above the titles, below two rows of headers": (
        "<table><tr><th></th><th colspan=2>Saturday</th></tr><tr><th></th><th>Track 1</th><th>Track 2</th></tr>"
        "<tr><td>9:00</td><td><h5>Ada Example</h5><small>(Crane Ltd)</small><br>Tides</td><td><h5>Bo Muster</h5>Fog</td></tr>"
        "<tr><td>9:30</td><td><h5>Cy Roe</h5>Rain</td><td><h5>Di Poe</h5>Wind</td></tr></table>",
        "title speakers track day",
        [
            ("Tides", "Ada Example, Crane Ltd", "Track 1", "Saturday"),
            ("Fog", ["Bo Muster"], "Track 2", "Saturday"),
            ("Rain", ["Cy Roe"], "Track 1", "Saturday"),
            ("Wind", ["Di Poe"], "Track 2", "Saturday"),
        ],
    ),
    "times with dots": (
        "<p>9.30 Tides</p><p>10.15 Fog</p><p>11.00 Rain</p>",
        "title start",
        [("Tides", "9:30"), ("Fog", "10:15"), ("Rain", "11:00")],
    ),
    "tabs of days with a number and a date": (
        "<ul><li><a href='#one'><b>First day</b><p>4 May, 2024</p></a></li>"
        "<li><a href='#two'><b>Second day</b><p>5 May, 2024</p></a></li></ul>"
        "<div id='one'><p>9:00 Tides</p></div><div id='two'><p>9:00 Fog</p></div>",
        "title day",
        [("Tides", "4 May, 2024"), ("Fog", "5 May, 2024")],
    ),
    "a part of the day before the time": (
        "<table><tr><th colspan=2>时间</th><th>会议内容</th></tr><tr><td rowspan=2>上午</td><td>9：00-9：10</td><td>潮汐讲座</td></tr>"
        "<tr><td>9：10-9：30</td><td>海雾讲座</td></tr></table>",
        "title start end",
        [("潮汐讲座", "9:00", "9:10"), ("海雾讲座", "9:10", "9:30")],
    ),
    "names and titles below counted talks": (
        "<div>9:00 <h4>Invited talk 1</h4><p><b>Ada Example</b> (Crane Ltd) — Tides of the sea</p></div>"
        "<div>10:00 <h4>Invited talk 2</h4><p>Bo Muster</p></div>",
        "title speakers kind",
        [
            ("Tides of the sea", "Ada Example (Crane Ltd)", "Invited talk 1"),
            ("Invited talk 2", ["Bo Muster"], None),
        ],
    ),
    "times of twelve hours": (
        "<p>11:00 - 12:15 Tides</p><p>12:15 - 1:15 Lunch</p><p>1:15 - 2:00 Fog</p>",
        "title start end",
        [("Tides", "11:00", "12:15"), ("Lunch", "12:15", "13:15"), ("Fog", "13:15", "14:00")],
    ),
    "an event and a programme in Indonesian": (
        "<ul><li>Tanggal: Sabtu, 17 Februari 2024</li><li>Waktu: 9:00 - 12:00 WIB</li><li>Tempat: Dermaga</li></ul>"
        "<table><tr><th>Waktu</th><th>Kegiatan</th></tr><tr><td>9:00-9:30</td><td>Pembukaan</td></tr>"
        "<tr><td>9:30-10:00</td><td>Introduction</td></tr></table>",
        "title start room day",
        [
            ("Pembukaan", "9:00", None, "Sabtu, 17 Februari 2024"),
            ("Introduction", "9:30", None, "Sabtu, 17 Februari 2024"),
        ],
    ),
    "names beside titles in italics": (
        "<ul><li>9:00 Invited talk: <b>Ada Example</b>, <i>Tides of the sea</i></li><li>10:00 <i>Fog</i>, Bo Muster</li>"
        "<li>11:00 Rain<br><i>Cy Roe<sup>1</sup>, Di Poe<sup>2</sup></i></li>"
        "<li>12:00 <b>Cloud Security</b> <i>a history</i></li></ul>",
        "title speakers kind",
        [
            ("Tides of the sea", ["Ada Example"], "Invited talk"),
            ("Fog", ["Bo Muster"], None),
            ("Rain", "Cy Roe, Di Poe", None),
            ("Cloud Security", None, None),
        ],
    ),
    "authors with the marks of their organisations": (
        "<table><tr><td>9:00</td><td><b>Session A: Sea</b><br>Location: Room 1</td></tr>"
        "<tr><td></td><td><p class='paper_title'>Tides</p><p class='paper_author'><b>Ada Example<sup>1</sup>, Bo Muster<sup>2</sup></b></p>"
        "<p class='paper_organisation'><sup>1</sup>Crane Ltd; <sup>2</sup>Pier Inc</p></td></tr>"
        "<tr><td>10:00</td><td><b>Lunch</b></td></tr></table>",
        "title track room speakers",
        [
            (
                "Tides",
                "Sea",
                "Room 1",
                [
                    {"name": "Ada Example", "organisation": "Crane Ltd"},
                    {"name": "Bo Muster", "organisation": "Pier Inc"},
                ],
            ),
            ("Lunch", None, None, None),
        ],
    ),
    "a place before the only date": (
        "<div>Pier College - 4 May 2024</div><p>9:00 Tides</p><p>10:00 Fog</p>",
        "title day",
        [("Tides", "2024-05-04"), ("Fog", "2024-05-04")],
    ),
    "rows of sessions, without a header": (
        "<table><tr><td>9:00</td><td>Welcome</td></tr>"
        "<tr><td colspan=2><b>Session 1 – Water</b></td></tr>"
        "<tr><td>9:30</td><td>Ada Example (Harbour University)</td></tr>"
        "<tr><td>10:00</td><td>Bo Muster (Pier Institute, Zug)</td></tr>"
        "<tr><td colspan=2><b>Session 2: Air</b></td></tr>"
        "<tr><td>11:00</td><td>Cy Roe (Crane Lab)</td></tr></table>",
        "speakers track",
        [
            (None, None),
            ("Ada Example (Harbour University)", "Water"),
            ("Bo Muster (Pier Institute, Zug)", "Water"),
            ("Cy Roe (Crane Lab)", "Air"),
        ],
    ),
    "dates with dots beside times with colons": (
        "<div><b>15.11</b></div><div>9:00 Tides</div><div>10:00 Fog</div>"
        "<div><b>16.11</b></div><div>9:00 Nets</div>",
        "title day start end",
        [
            ("Tides", "15.11.", "9:00", None),
            ("Fog", "15.11.", "10:00", None),
            ("Nets", "16.11.", "9:00", None),
        ],
    ),
    "a line with the date, the times and the room of all": (
        "<p><b>4 May 2024, 9:00-18:00</b> - Room Pier</p>"
        "<ul><li>9:00 Tides</li><li>10:00 Fog</li></ul>",
        "title day start room",
        [("Tides", "4 May 2024", "9:00", "Room Pier"), ("Fog", "4 May 2024", "10:00", "Room Pier")],
    ),
    "workshops in a list below their time": (
        "<ul><li>9:00 - 10:00: Tides</li>"
        "<li>10:00 - 12:00: Parallel Workshops<ul><li>Fog</li><li>Nets</li></ul></li></ul>",
        "title start track",
        [
            ("Tides", "9:00", None),
            ("Fog", "10:00", "Parallel Workshops"),
            ("Nets", "10:00", "Parallel Workshops"),
        ],
    ),
    "a session that is the only item of a list": (
        "<ul><li>9:00 - 10:00 Tides</li></ul>"
        "<ul><li>10:00 - 11:00 Closing session, chaired by the crew</li></ul>",
        "title track",
        [("Tides", None), ("Closing session, chaired by the crew", None)],
    ),
    "entries called sessions beside a longer one and one as long": (
        "<p>9:00 - 10:00 Trial session</p><p>9:00 - 12:00 Fog</p>"
        "<p>13:00 - 14:00 Workshops</p><p>13:00 - 14:00 Hackathon</p>",
        "title track",
        [("Trial session", None), ("Fog", None), ("Workshops", None), ("Hackathon", None)],
    ),
    "names with degrees in lower case": (
        "<ul><li>9:00 Tides - <em>prof. dr hab. n. med. Ada Example</em></li>"
        "<li>10:00 Fog - <em>dr Bo Muster</em></li></ul>",
        "title speakers",
        [
            ("Tides", [{"name": "prof. dr hab. n. med. Ada Example"}]),
            ("Fog", [{"name": "dr Bo Muster"}]),
        ],
    ),
    "a floor is a place": (
        "<div>9:00</div><h4>Tides</h4><p>Harbour house 6th floor</p>"
        "<div>10:00</div><h4>Fog</h4><p>Pier 2nd floor</p>",
        "title room",
        [("Tides", "Harbour house 6th floor"), ("Fog", "Pier 2nd floor")],
    ),
    "a session beside its time, and right below it a talk that begins with it": (
        "<div><h2>Invited talks</h2><span>9:00 - 10:30</span></div>"
        "<div><span>9:00 - 9:45</span><h3>Tides</h3></div>"
        "<div><span>9:45 - 10:30</span><h3>Fog</h3></div>",
        "title start end track",
        [("Tides", "9:00", "9:45", "Invited talks"), ("Fog", "9:45", "10:30", "Invited talks")],
    ),
    "the year beside the name of the event, and days with 'of'": (
        "<p>July 6-7, 2024</p><h2>Program 6th of July</h2><p>9:00 Tides</p><p>10:00 Fog</p>"
        "<h2>Program 7th of July</h2><p>9:00 Rain</p>",
        "title day",
        [
            ("Tides", "6th of July 2024"),
            ("Fog", "6th of July 2024"),
            ("Rain", "7th of July 2024"),
        ],
    ),
    "the date in front of the event and its year": (
        "<div>August 5 @ Harbour Days 2022</div><p>9:00 Tides</p><p>10:00 Fog</p>",
        "title day",
        [("Tides", "2022-08-05"), ("Fog", "2022-08-05")],
    ),
    "dates of several years do not complete a day": (
        "<p>1 December 2023</p><p>5 May 2024</p><h2>6 May</h2><p>9:00 Tides</p><p>10:00 Fog</p>",
        "title day",
        [("Tides", "6 May"), ("Fog", "6 May")],
    ),
    "a table without a header, in which kinds repeat before the titles": (
        "<table>"
        "<tr><td>9:00</td><td>Opening (live)</td><td>(all)</td></tr>"
        "<tr><td>9:30</td><td>Full sea paper (live)</td><td>Tides<br>(Ada Example)</td></tr>"
        "<tr><td>10:00</td><td>Full sea paper (live)</td><td>Fog<br>(Bo Muster)</td></tr>"
        "<tr><td>10:30</td><td>Break</td><td></td></tr>"
        "<tr><td>11:00</td><td>Full sea paper (live)</td><td>Rain<br>(Cy Roe)</td></tr></table>",
        "title start kind speakers",
        [
            ("Opening (live)", "9:00", None, None),
            ("Tides", "9:30", "Full sea paper (live)", ["Ada Example"]),
            ("Fog", "10:00", "Full sea paper (live)", ["Bo Muster"]),
            ("Break", "10:30", None, None),
            ("Rain", "11:00", "Full sea paper (live)", ["Cy Roe"]),
        ],
    ),
    "the date in a row above the rooms, and a room behind a title": (
        "<table><tr><th colspan=3>Friday, 3 May 2024</th></tr><tr><th>All day</th><td>Sprint</td></tr></table>"
        "<table><tr><th colspan=3>Saturday, 4 May 2024</th></tr>"
        "<tr><th></th><th>Quay</th><th>Pier</th></tr>"
        "<tr><th>9:00</th><td colspan=2>Opening <i>(Quay hall)</i></td></tr>"
        "<tr><th>9:30</th><td>Tides</td><td>Fog (a history)</td></tr></table>",
        "title start day room",
        [
            ("Opening", "9:00", "Saturday, 4 May 2024", "Quay hall"),
            ("Tides", "9:30", "Saturday, 4 May 2024", "Quay"),
            ("Fog (a history)", "9:30", "Saturday, 4 May 2024", "Pier"),
        ],
    ),
    "companies below names, and what else stands in a cell": (
        "<table><tr><th>Time</th><th>Talk</th></tr>"
        "<tr><td>9:00</td><td><b>Tides of the sea</b><br>Ada Example<br>CERN<br>Pier hall</td></tr>"
        "<tr><td>9:30</td><td><b>海與港</b><br>陳範例教授<br>國立港口大學<br>(碼頭館-2F-會議廳)</td></tr>"
        "<tr><td>10:00</td><td>海報展示<br>最佳論文報告</td></tr></table>",
        "title speakers room abstract",
        [
            ("Tides of the sea", "Ada Example, CERN", "Pier hall", None),
            ("海與港", "陳範例教授 (國立港口大學)", "碼頭館-2F-會議廳", None),
            ("海報展示", None, None, "最佳論文報告"),
        ],
    ),
    "parallel sessions with chairs, and a counter": (
        "<p>Since 4 May 1989 <span>00:00:00</span></p>"
        "<div><div>9:00-10:00</div><div><h4>Section A: Sea</h4><h4>Chair: Ada Example</h4></div>"
        "<div><h4>Section B: Land</h4><h4>Chair: Bo Muster</h4></div></div>"
        "<div><div>9:00</div><div><h4>Tides</h4></div><div><h4>Roads</h4></div></div>"
        "<div><div>9:30</div><div><h4>Fog</h4></div></div>",
        "title start track",
        [
            ("Section A: Sea", "9:00", None),
            ("Section B: Land", "9:00", None),
            ("Tides", "9:00", None),
            ("Roads", "9:00", None),
            ("Fog", "9:30", None),
        ],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_published_forms(form):
    html, keys, expected = FORMS[form]
    rows = webpage.parse(html.encode(), "page.html")
    found = [tuple(row.get(key) for key in keys.split()) for row in rows if "page" not in row]
    assert found == expected


def test_html_between_lines_of_markdown_and_templates():
    timed = "<div><h3>9:00 AM</h3><h4>Tides</h4></div><div><h3>10:00 AM</h3><h4>Fog</h4></div>"
    assert webpage.sniff("schedule.md", f"# Schedule\n\n{timed}")
    assert not webpage.sniff("notes.md", "# Notes\n\n<p>10:00 was early.</p>\n\n## Talk: Tides")
    assert webpage.sniff("schedule.php", f'<?php include("header.php"); ?>{timed}')
    assert webpage.sniff("schedule.html", f"{{% extends 'base.html' %}}{timed}")


def test_page_of_a_talk_with_a_date_apart_and_the_event_as_main_heading():
    html = """<title>Tides :: Harbour Conf 2024 :: pretalx</title><header><h1>Harbour Conf 2024</h1></header>
    <main><h2 class="talk-title">Tides</h2><p><span>4 May 2024</span> | <span>10:00 - 10:45</span></p></main>"""
    (row,) = webpage.parse(html.encode(), "page.html")
    keys = ("event", "title", "day", "start", "end")
    assert [row.get(key) for key in keys] == [
        "Harbour Conf 2024",
        "Tides",
        "4 May 2024",
        "10:00",
        "10:45",
    ]
