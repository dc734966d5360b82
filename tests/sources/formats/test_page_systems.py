"""Pages in the markup of systems that many conferences use; all content is invented."""

# ruff: noqa: E501

from kcdanalysis import sources
from kcdanalysis.sources.formats import webpage


def entries(html, keys, head=""):
    """Read the entries of a page to tuples of some of their values."""
    page = f"<!doctype html><html><head>{head}</head><body>{html}</body></html>"
    rows = webpage.parse(page.encode(), "page.html", read_data=sources.read_embedded)
    return [tuple(row.get(key) for key in keys.split()) for row in rows if "page" not in row]


ONE_MORE = "<div class='s'><b>11:00</b><h3>Salt</h3></div>"


def test_times_in_both_ways_of_counting_hours():
    html = """<article><h2><a href="/fog">Fog</a></h2><ul><li><time datetime="2024-05-04">4 May 2024
    </time></li><li><span><time>1:00 PM</time><b></b><time>1:30 PM</time></span><span><time>13:00</time>
    <b></b><time>13:30</time></span></li><li><a href="/f?ics">Google Calendar</a></li></ul></article>
    <article><h2><a href="/salt">Salt</a></h2><time>4 May 2024</time><p>2:00 PM</p></article>"""
    assert entries(html, "title start end speakers") == [
        ("Fog", "1:00 PM", "1:30 PM", None),
        ("Salt", "2:00 PM", None, None),
    ]


def test_microformats_of_events():
    html = """<ol><li><abbr class="dtstart" title="2011-06-14T09:00:00">09:00</abbr>&ndash;<abbr
    class="dtend" title="2011-06-14T09:45:00">09:45</abbr><h3 class="summary">Fog</h3></li><li>
    <abbr class="dtstart" title="2011-06-14T10:00:00">10:00</abbr><h3 class="summary">Salt</h3></li></ol>"""
    assert entries(html, "title start end abstract") == [
        ("Fog", "2011-06-14T09:00:00", "2011-06-14T09:45:00", None),
        ("Salt", "2011-06-14T10:00:00", None, None),
    ]


def test_a_speaker_behind_an_at_sign_and_a_kind_behind_a_time():
    html = """<div class="s"><div><span>9:00 AM</span>Workshop</div><h3>Fog <strong>@ Ada Example</strong>
    </h3></div><div class="s"><div><span>10:00 AM</span>Speech</div><h3>Salt</h3></div>"""
    assert entries(html, "title speakers kind room") == [
        ("Fog", ["Ada Example"], "workshop", None),
        ("Salt", None, "talk", None),
    ]


def test_durations_and_buttons_are_no_values():
    html = """<div class="s"><b>9:00</b><strong>30m</strong><h3>Fog</h3><p>Stage 1</p><a href="/f">Read
    More</a><p><a href="#">Add to Calendar</a></p></div>"""
    assert entries(html + ONE_MORE, "title speakers room") == [
        ("Fog", None, "Stage 1"),
        ("Salt", None, None),
    ]


def test_a_bold_value_behind_its_label_is_no_title():
    html = """<h2>Date: Tuesday, 04/May/2021</h2><table><tr><td>9:00am<br>-<br>9:30am</td><td><b>Fog</b>
    <br>Location: <b>Aula</b></td></tr><tr><td>10:00am</td><td><b>Salt</b></td></tr></table>"""
    assert entries(html, "title day room") == [
        ("Fog", "Tuesday, 04/May/2021", "Aula"),
        ("Salt", "Tuesday, 04/May/2021", None),
    ]


def test_lines_of_a_cell_are_persons_with_their_companies():
    html = """<table><tr><th>Time</th><th>Title</th><th>Speaker</th></tr><tr><td>9:00</td><td>Fog</td>
    <td>Ada Example<br>Harbour Inc.</td></tr><tr><td>10:00</td><td>Salt</td><td>Bo Muster, Pier Ltd<br>
    Cy Roe, Quay AG</td></tr></table>"""
    assert entries(html, "title speakers") == [
        ("Fog", "Ada Example, Harbour Inc."),
        ("Salt", "Bo Muster, Pier Ltd; Cy Roe, Quay AG"),
    ]


def test_the_job_of_a_speaker_names_the_company():
    html = """<div class="s"><b>9:00</b><h3>Fog</h3><div><div class="speaker-name">Ada Example</div>
    <div class="speaker-title">CTO, Harbour Inc.</div></div></div>"""
    assert entries(html + ONE_MORE, "title speakers")[0] == (
        "Fog",
        "Ada Example, CTO, Harbour Inc.",
    )


def test_a_session_whose_talks_have_their_own_times_is_their_track():
    html = """<h2>7 July 2018</h2><div class="session"><span>09:00-10:30</span> <span class="title">Session
    1A: Tides</span><table><tr><td>Chair:</td><td>Eva Probe</td></tr><tr><td>Location:</td><td class="room">
    Hall 1</td></tr></table><table><tr><td>09:00</td><td><div class="title">Fog</div><p class="abstract">
    ABSTRACT. Fog is everywhere here.</p></td></tr><tr><td>09:30</td><td><div class="title">Salt</div></td>
    </tr></table></div><div><span>10:30-11:00</span><span class="title">Coffee Break</span></div>"""
    assert entries(html, "title start track room abstract speakers") == [
        ("Fog", "09:00", "Tides", "Hall 1", "Fog is everywhere here.", None),
        ("Salt", "09:30", "Tides", "Hall 1", None, None),
        ("Coffee Break", "10:30", None, None, None, None),
    ]


def test_a_chaired_session_without_the_word():
    html = """<table><tr><td>09:00 - 10:30</td><td><div>Tides at <a class="room">Pier</a></div>Chair(s): <a
    href="/profile/eva" class="navigate">Eva Probe</a></td></tr><tr><td>09:00</td><td><b>Fog</b><div><a
    href="/profile/ada">Ada Example</a></div></td></tr><tr><td>09:30</td><td><b>Salt</b></td></tr></table>"""
    assert entries(html, "title start track") == [
        ("Fog", "09:00", "Tides at"),
        ("Salt", "09:30", "Tides at"),
    ]


def test_rows_without_a_time_below_a_session():
    html = """<table><tr><td>9:00 - 10:00</td><td><b>Session 1: Tides</b> (Chair: Eva Probe)</td></tr>
    <tr><td></td><td>Fog<br><i>Ada Example, Bo Muster</i></td></tr><tr><td></td><td>Salt<br><i>Cy Roe</i>
    </td></tr><tr><td>10:00 - 10:30</td><td>Break</td></tr></table>"""
    assert entries(html, "title speakers track start") == [
        ("Fog", "Ada Example, Bo Muster", "Tides", "9:00"),
        ("Salt", ["Cy Roe"], "Tides", "9:00"),
        ("Break", None, None, "10:00"),
    ]


def test_bullets_below_a_session_with_the_title_behind_the_names():
    html = """<p><b>10:45-12:00 Session 1: Weather</b></p><ul><li>Bo Muster and Cy Roe. <i>Fog over
    fields.</i></li><li>Dee Sample. <i>Sand.</i></li></ul><p><b>12:00</b> Lunch</p>"""
    assert entries(html, "title speakers track") == [
        ("Fog over fields", "Bo Muster and Cy Roe", "Weather"),
        ("Sand", "Dee Sample", "Weather"),
        ("Lunch", None, None),
    ]


def test_names_in_bold_below_a_title_in_a_list_of_definitions():
    html = """<dl><dt>9h00 - Marées</dt><dd><p><strong>Ada Exemple</strong>, Harbour SA</p></dd>
    <dt>10h00 - Sel</dt><dd><p><strong>Bo Modèle</strong></p></dd></dl>"""
    assert entries(html, "title speakers room") == [
        ("Marées", "Ada Exemple, Harbour SA", None),
        ("Sel", ["Bo Modèle"], None),
    ]


def test_an_open_end():
    html = "<ul><li>18:00 – 19:00: Nebel</li><li>19:00 Uhr – open end – Grillen</li></ul>"
    assert entries(html, "title start end room") == [
        ("Nebel", "18:00", "19:00", None),
        ("Grillen", "19:00 Uhr", None, None),
    ]


def test_the_event_itself_gives_the_day():
    html = """<h1>Harbour Meetup</h1><time datetime="2024-05-14T18:00:00+02:00">14 May, 18:00</time>
    <h2>Details</h2><p>18:00 - Doors open<br>18:30 - Fog by Ada Example<br>19:00 - Pizza</p>"""
    assert entries(html, "title start day timezone") == [
        ("Doors open", "18:00", "2024-05-14", "+02:00"),
        ("Fog", "18:30", "2024-05-14", "+02:00"),
        ("Pizza", "19:00", "2024-05-14", "+02:00"),
    ]


def test_the_only_date_of_a_page_is_the_day():
    html = """<p class="posted-on">1 May 2023</p><ul><li>9:00 Mist</li><li>10:00 Zout</li></ul>
    <div><h3>When</h3><p>12 oktober 2023</p></div>"""
    assert entries(html, "title day") == [("Mist", "12 oktober 2023"), ("Zout", "12 oktober 2023")]
    assert entries(html + "<p>13 oktober 2023</p>", "title day") == [("Mist", None), ("Zout", None)]
    html = "<h1>Programma 12 oktober 2023</h1><p>9:00 Mist</p><p>10:00 Zout</p><p>1 mei 2024</p>"
    assert entries(html, "title day")[0] == ("Mist", "12 oktober 2023")


def test_a_date_in_a_tab_before_the_number_of_the_day():
    html = """<ul><li><a data-id="t1"><span>04 May 2024</span><span>Day 1</span></a></li></ul><div
    data-id="t1"><p><span>9:00</span><b>Fog</b></p><p><span>10:00</span><b>Salt</b></p></div>"""
    assert entries(html, "title day") == [("Fog", "04 May 2024"), ("Salt", "04 May 2024")]


def test_a_day_in_a_heading_of_a_wiki_and_in_its_contents():
    html = """<ul><li><a href="#Sat"><span>1</span> <span>Saturday, 14 May 2022</span></a></li></ul><h2><span
    id="Sat">Saturday, 14 May 2022</span><span>[<a href="?edit">edit</a>]</span></h2><p>9:00 Fog</p>
    <p>10:00 Salt</p>"""
    assert entries(html, "title day") == [
        ("Fog", "Saturday, 14 May 2022"),
        ("Salt", "Saturday, 14 May 2022"),
    ]


def test_a_day_before_a_note_in_a_heading():
    html = """<h4>Wed 12 Jan <small>Displayed time zone: <b>(GMT-05:00) Eastern Time</b></small></h4>
    <p>9:00 Fog</p><p>10:00 Salt</p>"""
    head = "<title>Harbour 2022</title>"
    assert entries(html, "title day", head) == [
        ("Fog", "Wed 12 Jan 2022"),
        ("Salt", "Wed 12 Jan 2022"),
    ]


def test_an_organisation_in_brackets_is_no_speaker():
    html = "<ul><li>9:00: Fog in Clouds, Bo Muster (Pier Lab)</li><li>10:00: Salt, Cy Roe (Quay Lab)</li></ul>"
    assert [row[0] for row in entries(html, "title")] == ["Fog in Clouds", "Salt"]
