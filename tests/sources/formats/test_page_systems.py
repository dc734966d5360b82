"""Pages in the markup of systems that many conferences use; all content is invented."""

# ruff: noqa: E501

import time

from kcdanalysis import sources
from kcdanalysis.sources.formats import webpage


def entries(html, keys, head=""):
    """Read the entries of a page to tuples of some of their values."""
    page = f"<!doctype html><html><head>{head}</head><body>{html}</body></html>"
    rows = webpage.parse(page.encode(), "page.html", read_data=sources.read_embedded)
    return [tuple(row.get(key) for key in keys.split()) for row in rows if "page" not in row]


def test_times_in_both_ways_of_counting_hours():
    html = """<article><h2><a href="/fog">Fog</a></h2><ul><li><time datetime="2024-05-04">4 May 2024
    </time></li><li><span><time>1:00 PM</time><b></b><time>1:30 PM</time></span><span><time>13:00</time>
    <b></b><time>13:30</time></span></li><li><a href="/f?ics">Google Calendar</a></li></ul></article>
    <article><h2><a href="/salt">Salt</a></h2><time>4 May 2024</time><p>2:00 PM</p></article>"""
    assert entries(html, "title start end speakers") == [
        ("Fog", "1:00 PM", "13:30", None),
        ("Salt", "2:00 PM", None, None),
    ]


ONE_MORE = "<div class='s'><b>11:00</b><h3>Salt</h3></div>"


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
        ("Sand", ["Dee Sample"], "Weather"),
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
    assert entries(html, "title day") == [("Mist", "2023-10-12"), ("Zout", "2023-10-12")]
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


def test_a_page_of_a_talk_with_labelled_times():
    html = """<h1>Lecture: Fog</h1><div><b>Day:</b> 2014-12-27<br><b>Start time:</b> 11:00<br><b>Duration:</b>
    00:30<br><b>Room:</b> Hall 1<br><b>Track:</b> Sea</div><p class="speakers">Ada Example</p>"""
    (row,) = webpage.parse(f"<!doctype html><html>{html}</html>".encode(), "6571.html")
    keys = ("title", "day", "start", "end", "room", "track", "speakers")
    values = ("Lecture: Fog", "2014-12-27", "11:00", None, "Hall 1", "Sea", ["Ada Example"])
    assert tuple(row.get(key) for key in keys) == values


def test_the_event_stands_before_the_talk_in_the_title_of_a_page():
    html = """<h1>Fog</h1><ul><li><b>Room</b>: Janson</li><li><b>Day</b>: Saturday</li><li><b>Start</b>:
    10:30</li><li><b>End</b>: 11:20</li></ul><h3>Speakers</h3><a href="/speaker/ada/">Ada Example</a>
    <p>Fog is everywhere here.</p><section><h2>Newsletter</h2><p>Stay up to date.</p></section>"""
    page = f"<!doctype html><html><title>FOSDEM 2023 - Fog</title>{html}</html>"
    (row,) = webpage.parse(page.encode(), "fog.html")
    assert (row["event"], row["title"], row["start"], row["end"]) == (
        "FOSDEM 2023",
        "Fog",
        "10:30",
        "11:20",
    )


def test_a_place_behind_the_time_of_a_talk():
    html = """<h4>Friday 10:50 a.m.–11:20 a.m. in Room 517C</h4><h2>Fog</h2><a href="/speaker/ada/">Ada
    Example</a><button>Add</button>"""
    (row,) = webpage.parse(f"<!doctype html><html>{html}</html>".encode(), "fog.html")
    assert (row["title"], row["room"], row["start"]) == ("Fog", "Room 517C", "10:50 a.m.")


def test_a_button_in_a_heading_is_no_part_of_it():
    html = """<main><ul><li>9:00<h3>Fog<button>fav</button></h3></li><li>10:00<h3>Salt</h3></li></ul></main>"""
    assert entries(html, "title") == [("Fog",), ("Salt",)]


def test_the_weekday_of_a_tab_does_not_replace_a_date():
    html = """<ul><li><a href="#t1">Saturday</a></li></ul><h2>Saturday, 4 May 2024</h2><div id="t1"><p>9:00
    Fog</p><p>10:00 Salt</p></div>"""
    assert {row[0] for row in entries(html, "day")} == {"Saturday, 4 May 2024"}


def test_dates_in_japanese():
    html = "<h2>2023年5月20日（土）</h2><p>10:00 霧と海</p><p>11:00 塩と海</p>"
    assert entries(html, "day start") == [("2023/5/20", "10:00"), ("2023/5/20", "11:00")]
    html = "<p>10:00 霧と海</p><p>11:00 塩と海</p><div>2023/05/20(土) 13:00 〜 17:00</div>"
    assert entries(html, "day start")[0] == ("2023-05-20", "10:00")


def test_the_day_of_the_event_in_json_ld():
    head = """<script type="application/ld+json">{"@type": "Event", "name": "Harbour Days", "startDate":
    "2024-05-04T09:00:00+02:00", "endDate": "2024-05-04T18:00"}</script>"""
    html = "<p>9:00 Fog</p><p>10:00 Salt</p>"
    assert entries(html, "title day", head) == [("Fog", "2024-05-04"), ("Salt", "2024-05-04")]


def test_a_speaker_behind_a_kind_and_the_title_below():
    html = """<table><tr><td>9:00</td><td>Invited Talk 1: <b>Ada Example</b><br><i>Fog of Learning</i></td></tr>
    <tr><td>10:00</td><td>Keynote: Bo Muster</td></tr></table>"""
    assert entries(html, "title speakers") == [
        ("Fog of Learning", ["Ada Example"]),
        ("Keynote: Bo Muster", None),
    ]


def test_a_heading_a_job_and_a_company_are_one_person():
    html = """<div class="s"><b>9:00</b><h3>Fog</h3><div class="agenda-speaker"><h5>Ada Example</h5><p>Chief
    Scientist<br>Harbour Inc.</p></div></div>"""
    assert entries(html + ONE_MORE, "speakers")[0] == (
        "Ada Example, Chief Scientist, Harbour Inc.",
    )


def test_cards_behind_one_time():
    html = """<h1>4 May 2024</h1><div><div>9:00</div><div class="c"><p>Fog</p><p>Ada Example</p></div><div
    class="c"><p>Salt</p><p>Bo Muster</p></div><div>10:00</div><div class="c"><p>Sand</p><p>Cy Roe</p></div>
    <div class="c"><p>Kelp</p><p>Dee Sample</p></div></div>"""
    assert entries(html, "title speakers start") == [
        ("Fog", ["Ada Example"], "9:00"),
        ("Salt", ["Bo Muster"], "9:00"),
        ("Sand", ["Cy Roe"], "10:00"),
        ("Kelp", ["Dee Sample"], "10:00"),
    ]


def test_talks_of_speakers_without_times():
    html = """<h1>Speakers</h1><div><div class="speaker"><h3 class="speaker-name">Ada Example</h3><p
    class="bio">Ada likes the sea.</p><h4 class="talk-title">Fog</h4></div><div class="speaker"><h3
    class="speaker-name">Bo Muster</h3><h4 class="talk-title">Salt</h4></div></div>"""
    assert entries(html, "title speakers") == [("Fog", ["Ada Example"]), ("Salt", ["Bo Muster"])]
    html = """<h1>Mapping Fog</h1><p class="speakers">Cy Roe</p><p class="abstract">Fog is here.</p><div><div>
    <p class="title">Kelp</p><p class="speakers">Ada Example</p></div><div><p class="title">Salt</p><p
    class="speakers">Bo Muster</p></div></div>"""
    (row,) = webpage.parse(f"<!doctype html><html>{html}</html>".encode(), "fog.html")
    assert row["title"] == "Mapping Fog"


def test_a_track_of_an_entry_that_heads_its_column():
    html = """<table><tr><th>Time</th><th>Design</th><th>Code</th></tr><tr><td>9:00</td><td
    data-track="Design"><h3>Fog</h3></td><td data-track="Code"><h3>Salt</h3></td></tr></table>"""
    assert entries(html, "title track room") == [("Fog", "Design", None), ("Salt", "Code", None)]


def test_the_job_of_a_speaker_beside_the_company():
    html = """<div class="s"><b>9:00</b><h3>Fog</h3><p class="speaker">By Ada Example, CTO <span class="company">
    (Acme)</span></p></div>"""
    assert entries(html + ONE_MORE, "speakers")[0] == (
        [{"name": "Ada Example, CTO", "organisation": "Acme"}],
    )


def test_the_first_talk_begins_with_its_session():
    html = """<div>9:00 - 10:30</div><ul><li>9:00 Tides</li><li>9:30 Fog</li></ul>"""
    assert entries(html, "title start") == [("Tides", "9:00"), ("Fog", "9:30")]


def test_large_elements_are_no_cards():
    card = "<div><p class='title'>Fog</p><p class='speakers'>Ada Example</p>{}</div>"
    html = "<h1>Talks</h1><div>" + 2 * card.format("<i></i>" * 300) + "</div>"
    page = f"<!doctype html><html>{html}</html>".encode()
    assert [row["title"] for row in webpage.parse(page, "fog.html")] == ["Talks"]


def test_text_on_both_sides_of_italics_is_no_name():
    html = "<p>9:00 - 9:30 Ada Example: <i>Tides of fog</i>, once more</p><p>10:00 Salt</p>"
    assert entries(html, "title speakers") == [
        ("Ada Example: Tides of fog, once more", None),
        ("Salt", None),
    ]


def test_a_session_beside_talks_in_other_rooms():
    html = """<div>9:00 - 10:30<h3>Session 1</h3><p>Room A</p></div><div>9:15 - 9:30<h3>Fog</h3><p>Room B</p>
    </div><div>11:00<h3>Salt</h3></div>"""
    assert entries(html, "title room track") == [
        ("Session 1", "Room A", None),
        ("Fog", "Room B", None),
        ("Salt", None, None),
    ]


def test_a_label_above_tags_is_none():
    html = """<div class="s"><b>9:00</b><h3>Fog</h3><div class="tags"><h5>Track</h5><ul><li>Sea</li></ul></div>
    </div>"""
    assert entries(html + ONE_MORE, "tags")[0] == (["Sea"],)


def test_a_break_within_a_break():
    html = """<div>9:00<h3>Fog</h3></div><div>10:00 - 10:30<h3>Coffee break</h3></div><div>10:00<h3>Break</h3>
    </div>"""
    assert entries(html, "title start end") == [("Fog", "9:00", None), ("Break", "10:00", "10:30")]


def test_names_with_companies_before_titles_in_italics():
    html = """<p>8:45 - 9:30 <b>Ada Example</b> (Quay Lab): <i>Tides of fog</i><br>9:30 - 9:45 Coffee<br>
    9:45 - 10:30 <b>Bo Muster</b> (Pier Lab): <i>Salt</i></p>"""
    assert entries(html, "title speakers") == [
        ("Tides of fog", "Ada Example (Quay Lab)"),
        ("Coffee", None),
        ("Salt", "Bo Muster (Pier Lab)"),
    ]


def test_panels_of_the_layout_are_no_discussions():
    html = """<div class="event-panel"><h4>Fog</h4><div>On <b class="time">10:00</b> in room Quay Hall</div></div>
    <div class="session-panel"><h4>Salt</h4><p>11:00</p></div>"""
    assert entries(html, "title kind room") == [("Fog", None, "Quay Hall"), ("Salt", None, None)]


def test_a_name_in_bold_with_its_company_before_the_title():
    html = """<p>8:45 <b>Ada Example</b> (Harbour University): <i>Fog of Learning</i><br>9:30 <b>Bo Muster</b>
    (Pier Lab): <i>Salt in Kernels</i><br>10:15 Coffee</p>"""
    assert [row[0] for row in entries(html, "title")] == [
        "Fog of Learning",
        "Salt in Kernels",
        "Coffee",
    ]


def test_a_job_below_a_name():
    html = """<div class="s"><b>9:00</b><h3>Fog</h3><div><strong>Ada Example</strong><small>CTO, Harbour Inc.
    </small></div><p>Fog is here.</p></div>"""
    assert entries(html + ONE_MORE, "speakers abstract")[0] == (
        "Ada Example, CTO, Harbour Inc.",
        "Fog is here.",
    )


def test_a_time_that_begins_when_the_last_one_ends():
    html = """<div><b>9 a.m.</b><h3>Fog</h3><i>[9:00-10:00]</i></div><div><b>10 a.m.</b><h3>Salt</h3></div>"""
    assert entries(html, "title start") == [("Fog", "9 a.m."), ("Salt", "10 a.m.")]


def test_headers_and_days_in_french_and_korean():
    html = """<h1>Programme de la journée du 12 octobre 2023</h1><table><tr><th>Horaire</th><th>Intervention</th>
    <th>Intervenant(s)</th></tr><tr><td>9h00</td><td>Marées</td><td>Ada Exemple</td></tr><tr><td>10h00</td>
    <td>Sel</td><td>Bo Modèle</td></tr></table>"""
    assert entries(html, "title speakers day") == [
        ("Marées", ["Ada Exemple"], "2023-10-12"),
        ("Sel", ["Bo Modèle"], "2023-10-12"),
    ]
    html = "<h2>2023년 5월 20일 (토)</h2><p>10:00 안개</p><p>11:00 소금</p>"
    assert entries(html, "day start")[0] == ("2023/5/20", "10:00")


def test_many_sessions_at_one_time_are_read_in_linear_time():
    rows = (f"<tr><td>9:00 - 18:00</td><td>Session {n}: Fog</td></tr>" for n in range(1000))
    start = time.process_time()
    entries(f"<table>{''.join(rows)}</table>", "title")
    assert time.process_time() - start < 15
