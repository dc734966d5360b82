import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import count_entries, identify, read_programme
from kcdanalysis.sources.formats import recap
from kcdanalysis.sources.layouts.titles import are_people, event_of
from kcdanalysis.sources.values.times import read_moment
from kcdanalysis.talks import TALK_KINDS

LEFTOVERS = r"\*\*|\]\(|https?://|\.webp|`"


def rows(text, name="recap.md"):
    return list(recap.parse(text.encode(), name))


def names(row):
    return [person["name"] for person in row["speakers"]]


def urls_of(row):
    return [person.get("url", "") for person in row["speakers"]]


def only_row(text):
    (row,) = rows(text)
    return row


def below_talk(text):
    return only_row(f"### Talk: Tides\n{text}\n")


# What is recognised.


@pytest.mark.parametrize(
    "text",
    [
        "### Talk 1: Cranes\n#### Summary\nText.",
        "---\ntitle: Harbour Days\n---\n\n## Cranes\n\n### Summary\n\nText.",
        "+++\ntitle = 'Harbour Days'\n+++\n# Cranes",
        "Cranes\n======\n\nAn article without talks, but one.",
        "# Only a title",
        "## Talk: A\nSpeaker: Ada Example\nSummary: also a valid mapping in YAML",
    ],
)
def test_articles_are_recognised(text):
    assert recap.sniff("any.name", text)


@pytest.mark.parametrize(
    "text",
    [
        '{"talks": [{"title": "# Talk: A"}]}',
        '[\n  {"title": "A"}\n]',
        '<?xml version="1.0"?>\n<schedule>\n\n## Summary\n</schedule>',
        "<!DOCTYPE html>\n<html><body><h2>Talk: A</h2></body></html>",
        "BEGIN:VCALENDAR\nSUMMARY:Talk: A\nEND:VCALENDAR",
        "Prose without any heading.",
        "\n\n",
    ],
)
def test_other_formats_are_not(text):
    assert not recap.sniff("recap.md", text)
    assert not recap.sniff("recap.ts", "### Talk 1: Cranes\n#### Summary\nText.")


@pytest.mark.parametrize(
    ("text", "source_format"),
    [
        ("# Talks\n- title: A\n  speaker: B\n- title: C\n", "records"),
        ("---\n# Day 1\nday1:\n  - title: A\n    abstract: 'cut off here", "records"),
        ('title,abstract\n"A","Long.\n\n## Summary\n\nText."\n', "tables"),
    ],
)
def test_data_with_headings_in_it_is_no_article(text, source_format):
    assert identify("recap.md", text.encode()) == source_format


def test_article_without_talks_says_what_was_looked_for(tmp_path):
    article = tmp_path / "article.md"
    article.write_text("# Cranes\n\n## Introduction\n\nText.\n\n## Summary\n\nText.\n")
    with pytest.raises(KcdError, match=r"article\.md: no talks found; a recap has a heading"):
        read_programme(article)


# Headings.


@pytest.mark.parametrize(
    ("heading", "kind", "title"),
    [
        ("### Talk 1: Cranes", "talk", "Cranes"),
        ("# Talk : Cranes", "talk", "Cranes"),
        ("###### talk – Cranes", "talk", "Cranes"),
        ("## **Session 12 - Cranes: a History**  ", "talk", "Cranes: a History"),
        ("## 🏗️ Talk #3 | Cranes", "talk", "Cranes"),
        ("## [Talk] Cranes", "talk", "Cranes"),
        ("## 10:30 - 11:15 Talk 2. Cranes", "talk", "Cranes"),
        ("## Conférence n°4 : **Des grues**", "talk", "Des grues"),
        ("## Vortrag: Kräne", "talk", "Kräne"),
        ("## Charla 2: Grúas", "talk", "Grúas"),
        ("## Talk 7", "talk", "Talk 7"),
        ("## Opening Keynote", "keynote", "Opening Keynote"),
        ("## Keynote 2 - Cranes", "keynote", "Cranes"),
        ("## **KeyNote de Clôture**", "keynote", "KeyNote de Clôture"),
        ("## Hands-on Workshop: Cranes", "workshop", "Cranes"),
        ("## Atelier : Des grues", "workshop", "Des grues"),
        ("## Panel Session - Cranes at Work", "panel", "Cranes at Work"),
        ("## Table ronde : Des grues", "panel", "Des grues"),
        ("## Lightning Talks: Knots", "lightning", "Knots"),
        ("## Coffee Break", "break", "Coffee Break"),
        ("## 12:00 Lunch", "break", "Lunch"),
        ("## Farewell Dinner: Fish on Deck", "break", "Farewell Dinner: Fish on Deck"),
        ("## Apéro", "break", "Apéro"),
        ("## Mittagspause", "break", "Mittagspause"),
    ],
)
def test_heading_gives_kind_and_title(heading, kind, title):
    row = only_row(heading)
    assert (row["kind"], row["title"]) == (kind, title)


@pytest.mark.parametrize(
    "heading",
    [
        "Introduction",
        "Day 1",
        "Tag 2 - Dienstag",
        "Les Conférences",
        "Talk to us: we are here",
        "Breaking Waves",
        "Présentation",
        "Key Takeaways",
        "",
    ],
)
def test_heading_alone_is_no_entry(heading):
    assert rows(f"## {heading}\n\nText.\n") == []


@pytest.mark.parametrize(
    "label",
    [
        "### Summary",
        "### Key takeaways:",
        "**Speaker**: Ada Example",
        "Speaker: Ada Example",
        "**Résumé :**",
        "**Zusammenfassung:** Text",
        "### Puntos clave",
    ],
)
def test_label_below_makes_a_heading_a_talk(label):
    row = only_row(f"# Harbour Days\n\n## Cranes - a History\n\n{label}\n\nText.\n")
    assert (row["title"], row["kind"], row["line"]) == ("Cranes - a History", "talk", 3)


def test_a_summary_of_the_article_makes_no_talk():
    text = "# Harbour Days\n## Summary\nText.\n## Introduction\n### Summary\nText.\n## Talk: A\n"
    assert [row["title"] for row in rows(text)] == ["A"]


def test_headings_that_hold_talks_are_context_even_if_they_look_like_talks():
    text = "## Session 1: Security\n### Talk: A\n### Talk: B\n## Keynotes\n### C\n#### Summary\n"
    assert [row["title"] for row in rows(text)] == ["A", "B", "C"]


def test_headings_among_talks_are_other_and_those_before_are_context():
    text = (
        "## Getting There\n### Talk: A\n### A Prize\n## A View\n## The Harbour\n### Talk: B\n"
        "### Team\n## Conclusion\n### Thanks\n## About Us\n"
    )
    others = [row["title"] for row in rows(text) if row["kind"] == "other"]
    assert others == ["A Prize", "A View", "Team"]


def test_talks_at_mixed_levels_are_all_talks():
    text = "## Talk 1: A\n### Talk 2: B\n#### Workshop: Hands on Fog\n# Session: C\n### Talk: D\n"
    assert [row["title"] for row in rows(text)] == ["A", "B", "D"]
    labelled = (
        "## Talk: A\n#### Summary\n### Session 1: B\n#### Summary\n#### Workshop: Part of B\n"
    )
    assert [row["title"] for row in rows(labelled)] == ["A", "B"]


def test_headings_in_code_quotes_and_lists_are_none():
    text = "## Talk: A\n```\n## Talk: B\n```\n> ## Talk: C\n\n- ## Talk: D\n"
    assert [row["title"] for row in rows(text)] == ["A"]


# Speakers.

ADA, BO = "https://www.linkedin.com/in/ada-example", "https://github.com/bomuster"


@pytest.mark.parametrize(
    ("text", "speakers", "urls"),
    [
        (f"#### Speaker(s): [Ada Example]({ADA})", ["Ada Example"], [ADA]),
        ("#### Speaker: Ada", ["Ada"], [""]),
        (f"#### Speakers\n[Ada Example]({ADA})\nBo Muster\n\nBoth sail.", None, [ADA, ""]),
        (f"#### Speakers\n- Ada Example\n- [Bo Muster]({BO})", None, ["", BO]),
        (f"**Speaker** : [Ada Example]({ADA}) & [Bo Muster]({BO})", None, [ADA, BO]),
        ("Speaker: Ada Example; Bo Muster", None, ["", ""]),
        ("- Speaker: Ada Example and Bo Muster", None, ["", ""]),
        ("**Conférencier(s) :** Ada Example et Bo Muster", None, ["", ""]),
        ("**Referent:innen:** Ada Example und Bo Muster", None, ["", ""]),
        ("**Ponentes:** Ada Example y Bo Muster", None, ["", ""]),
        ("Speakers: Ada Example (Crane Ltd), Bo Muster - CTO", None, ["", ""]),
        (f"Speakers: Ada Example ([LinkedIn]({ADA})), Bo Muster from Crane Ltd", None, [ADA, ""]),
        (f"Speakers: [Ada Example]({ADA}), interviewed by [Bo Muster]({BO})", None, [ADA, BO]),
        (f"By [Ada Example]({ADA}) and [Bo Muster]({BO})", None, [ADA, BO]),
        ("*by Ada Example and Bo Muster*", None, ["", ""]),
        ("**Ada Example, Bo Muster**\n\nText.", None, ["", ""]),
        (f"#### Summary\n[Ada Example]({ADA}) and [Bo Muster]({BO}) sail.", None, [ADA, BO]),
        (f"[Ada Example]({ADA}) met [Bo Muster]({BO}).", ["Ada Example"], [ADA]),
        ("[Harbour Office](https://example.org/office) met.", [], []),
        ("By measuring tides, we learn. The Speaker: nobody.", [], []),
    ],
)
def test_speakers_and_their_links(text, speakers, urls):
    row = below_talk(text)
    assert names(row) == (["Ada Example", "Bo Muster"] if speakers is None else speakers)
    assert urls_of(row) == urls


def test_text_about_the_speakers_is_kept():
    assert below_talk("#### Speakers\nAda Example\n\nAda sails.")["abstract"] == "Ada sails."


# Text.


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("A **bold** and *slanted* [link](https://example.org).", "A bold and slanted link."),
        ("Wrapped\nlines.\n\nTwo.", "Wrapped lines.\n\nTwo."),
        ("See <https://example.org> or https://example.org/a_b_c, please.", "See or, please."),
        ("An image ![of a crane](crane.webp) here 🏗️.", "An image here 🏗️."),
        ("Run `kubectl get pods` with `Cilium`.", "Run with Cilium."),
        ("Text.\n\n    indented code\n\n```\nfenced\n```", "Text."),
        ("> A quote.\n\n<div>Some <b>HTML</b><script>x()</script></div>", None),
        ("{{< figure src='a.webp' >}} Text.<!-- hidden -->", "Text."),
        ("An open ** and ` and [link](https://example.org/a b", "An open and and link b"),
        ("**Slides** and\n\n---\n\nmore.", "Slides and\n\nmore."),
    ],
)
def test_prose_keeps_its_words_and_loses_its_markup(markdown, text):
    assert below_talk(markdown)["abstract"] == (text or "A quote.\n\nSome HTML")


@pytest.mark.parametrize(
    ("markdown", "takeaways"),
    [
        ("- A\n  - B\n    1. C\n- D", "A\n  B\n    C\nD"),
        ("* A\n\n  still A\n\n  * B\n\n* [x] C", "A still A\n  B\nC"),
        ("- A wrapped\n  line\n- `kubectl get pods`\n- `Cilium`", "A wrapped line\nCilium"),
        ("One wrapped\nline.\nTwo.\n\nThree", "One wrapped line.\nTwo.\nThree"),
        ("• A\n• B", "A\nB"),
        ("•\n\n#### ![](image.webp)\n\n- A", "A"),
    ],
)
def test_takeaways_line_by_line(markdown, takeaways):
    row = below_talk(f"#### Key Takeaways\n{markdown}")
    assert row["takeaways"] == takeaways
    assert row["abstract"] == ""


def test_bullets_in_a_summary_are_takeaways():
    row = below_talk("**Summary**: First:\n\n- A\n\nLast.")
    assert (row["abstract"], row["takeaways"]) == ("First:\n\nLast.", "A")


def test_a_subheading_goes_where_its_text_goes():
    row = below_talk("#### Key Points\n- A\n#### Dilemmas\n- B\n#### Final Thoughts\nC.\n- D")
    assert row["abstract"] == "Final Thoughts\n\nC."
    assert row["takeaways"] == "A\nDilemmas\nB\nD"


def test_talk_heading_with_a_link_has_a_page():
    row = only_row("## Talk: [Tides](https://example.org/tides)")
    assert (row["title"], row["url"]) == ("Tides", "https://example.org/tides")


# The event.


@pytest.mark.parametrize(
    ("head", "event", "year"),
    [
        ("---\ntitle: Harbour Days 2021 - Feedback\ndate: 2022-01-02\n---\n", None, 2021),
        (
            "---\ntitle: 'Les Jours du Port : résumé des conférences'\n---\n",
            "Les Jours du Port",
            None,
        ),
        ("---\nevent: Harbour Days\nyear: 2021\ntitle: Notes\n---\n", "Harbour Days", 2021),
        ("---\nevent: ~\nyear:\ntitle: NO\ndate: 2021-99-99\n---\n", "NO", 2021),
        ("+++\ntitle = 'Recap of Harbour Days'\ndate = 2021-05-06T10:00:00Z\n+++\n", None, 2021),
        ("# Harbour Days 2021 Recap\n", "Harbour Days 2021", 2021),
        ("# Retour sur Harbour Days 2021\n", "Harbour Days 2021", 2021),
        ("---\ntitle: Talks\n---\n# Harbour Days 2021 - Accepted talks\n", None, 2021),
        ("# Feedback\n", "Feedback", None),
        ("", "harbour-days-2021", 2021),
    ],
)
def test_event_and_year(head, event, year):
    (row,) = rows(f"{head}## Talk: A\n", "harbour-days-2021.md")
    assert row["event"].removesuffix(" 2021") == (event or "Harbour Days").removesuffix(" 2021")
    assert row["year"] == year


@pytest.mark.parametrize(
    ("said", "language"), [("NO", "no"), ("fr-FR", "fr"), ("de_CH", "de"), ("English", None)]
)
def test_language_is_a_code_or_missing(said, language):
    assert only_row(f"---\nlang: {said}\n---\n## Talk: A\n")["language"] == language


def test_broken_front_matter_is_an_error_though_there_are_talks(tmp_path):
    article = tmp_path / "article.md"
    article.write_text("---\ntitle: Harbour: Days: 2021\n---\n## Talk: A\n")
    with pytest.raises(KcdError, match=r"article\.md, line 2: broken front matter"):
        read_programme(article)


# Whatever comes.

MARKS = (
    "#~## Talk: ~### ~Speaker: ~Summary~By ~Ada Example~: ~**~*~`~```~- ~  - ~1. ~> ~[~](~)~![~https://"
    "~<div>~<![~{{<~>}}~|~|-|~---~+++~\n~\n\n~\t~\x0c~\u2028~\\~&amp;~İ"
).split("~")
PIECES = st.one_of(st.sampled_from(MARKS), st.text(max_size=5))


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text):
    recap.sniff("recap.md", text)
    try:
        found = rows(text)
    except KcdError:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [row["line"] for row in found]
    assert places == sorted(set(places)) and all(1 <= place <= lines for place in places)
    for row in found:
        assert all(names(row))
        for text in (row["title"], row["abstract"], row["takeaways"], *names(row)):
            assert not re.search(LEFTOVERS, text)


WORDS = st.lists(st.sampled_from("Cranes Tides Knots and Fog C++ eBPF 3".split()), min_size=1)
TITLES = WORDS.map(" ".join)
TALKS = st.tuples(
    st.sampled_from(["## Talk: ", "### Session 3 - ", "## **Keynote** – ", "# Atelier : "]),
    TITLES,
    st.lists(st.integers(0, 3), max_size=8),
)


@given(st.lists(TALKS, min_size=1, max_size=6), st.sampled_from(["", "---\ntitle: A\n---\n"]))
def test_every_talk_and_bullet_comes_back_in_its_place(talks, head):
    text, expected = head, []
    for prefix, title, depths in talks:
        nested: list[int] = []
        for depth in depths:
            # A bullet is at most one deeper than the one before.
            nested.append(min(depth, nested[-1] + 1 if nested else 0))
        expected.append((title, text.count("\n") + 1, nested))
        bullets = "".join(f"{'  ' * depth}- Point {at}\n" for at, depth in enumerate(nested))
        text += f"{prefix}{title}\n\n**Summary:** Text.\n\n**Key takeaways**\n\n{bullets}\n"
    found = rows(text)
    assert [(row["title"], row["line"]) for row in found] == [one[:2] for one in expected]
    for row, (_, _, nested) in zip(found, expected, strict=True):
        points = row["takeaways"].split("\n") if row["takeaways"] else []
        assert points == [f"{'  ' * depth}Point {at}" for at, depth in enumerate(nested)]
        assert row["abstract"] == "Text."


# Articles as published, where they lie beside the project.


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("seed/kcd-zurich-2023-feedback.md", "19 entries: 16 talks, 3 breaks"),
        (
            "samples/recap/mct-summit-europe-2024-feedback/index.md",
            "20 entries: 17 talks, 2 keynotes, 1 break",
        ),
        (
            "samples/recap/azure-ai-tour-bern-2024-feedback/index.md",
            "5 entries: 3 talks, 1 keynote, 1 panel",
        ),
        (
            "samples/recap-fr/le-cloud-nord-resume-des-conferences.md",
            "8 entries: 5 talks, 2 keynotes, 1 other",
        ),
    ],
)
def test_published_articles(shared, path, counts):
    programme = read_programme(shared / path)
    assert count_entries(programme) == counts
    talks = programme[programme["kind"].isin(TALK_KINDS)]
    assert talks[["speakers", "speaker_urls", "abstract", "year", "event"]].notna().all(axis=None)
    for column in ("title", "speakers", "abstract", "takeaways"):
        assert not programme[column].str.contains(LEFTOVERS).any()


def test_published_data_is_not_taken_for_an_article(shared):
    suffixes = {".json", ".xml", ".csv", ".html", ".ics", ".yml"}
    files = [path for path in (shared / "samples").rglob("*.*") if path.suffix in suffixes]
    for path in files:
        with suppress(KcdError):
            assert identify(path.name, path.read_bytes()) != "recap", path


# Text without headings of talks.

PARAGRAPHS = """\
{0}: Tides for all
{1}: Ada Example (Acme)
{2}: How water is made to listen.

{0}: Go in small teams
{1}: Bo Muster and Cy Roe
{2}: What we learned: less.
"""


@pytest.mark.parametrize(
    "labels",
    [
        ("Talk", "Speaker", "Abstract"),
        ("Title", "Speakers", "Description"),
        ("**Vortrag**", "**Referent**", "**Zusammenfassung**"),
    ],
)
def test_paragraphs_with_labels_are_talks(labels, tmp_path):
    text = "# KCD Zurich 2023\n\n" + PARAGRAPHS.format(*labels)
    (tmp_path / "talks.txt").write_text(text, "utf-8")
    talks = read_programme(tmp_path / "talks.txt")
    values = talks[["title", "speakers", "organisations", "abstract"]].fillna("").values.tolist()
    assert values == [
        ["Tides for all", "Ada Example", "Acme", "How water is made to listen."],
        ["Go in small teams", "Bo Muster; Cy Roe", "", "What we learned: less."],
    ]
    assert talks["line"].tolist() == [3, 7]
    assert set(talks["event"]) == {"KCD Zurich 2023"}


def test_the_organisation_behind_a_bold_title_is_not_the_abstract():
    talk, *_ = rows("# KCD\n\n- **Tides** by Ada Example (Acme)\n- **Go** by Bo Muster\n")
    assert talk["speakers"] == [{"name": "Ada Example", "organisation": "Acme"}]
    assert talk["abstract"] == ""


def test_bold_titles_with_a_byline_in_paragraphs_below_a_plain_header(tmp_path):
    (tmp_path / "notes.md").write_text(
        "Title: PyFest 2021 notes\nDate: 2021-09-04\n\nSaturday\n========\n\n"
        '**"Knots"** by *Ada Example*. Ropes are round.\n\n**"Tides"** by *Bo Muster*: Mud.\n'
    )
    talks = read_programme(tmp_path / "notes.md")
    columns = ["event", "year", "title", "speakers", "abstract"]
    assert talks[columns].values.tolist() == [
        ["PyFest 2021", 2021, "Knots", "Ada Example", "Ropes are round."],
        ["PyFest 2021", 2021, "Tides", "Bo Muster", "Mud."],
    ]


def test_field_lists_of_restructured_text_are_labels(tmp_path):
    (tmp_path / "notes.md").write_text(
        "PyDays 2022 recap\n=================\n\nTalk 1: Knots\n-------------\n\n"
        ":Speaker: Ada Example\n:Abstract: Ropes.\n\nTalk 2: Tides\n-------------\n\n"
        ":Speaker: Bo Muster\n:Abstract: Mud.\n"
    )
    talks = read_programme(tmp_path / "notes.md")
    assert talks[["title", "speakers", "abstract"]].values.tolist() == [
        ["Knots", "Ada Example", "Ropes."],
        ["Tides", "Bo Muster", "Mud."],
    ]


def test_a_timed_welcome_among_talks_is_in_the_programme(tmp_path):
    (tmp_path / "agenda.md").write_text(
        "# Agenda KCD Quay 2025\n\n## 12 June 2025\n\n- 09:00 Welcome\n"
        "- 09:15 **Knots** — Ada Example (Acme)\n- 10:00 **Tides** — Bo Muster (Quay)\n"
    )
    programme = read_programme(tmp_path / "agenda.md")
    assert programme[["title", "kind"]].values.tolist() == [
        ["Welcome", "other"], ["Knots", "talk"], ["Tides", "talk"],
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["# Community day\n", "# KCD Zurich 2023\n\n## Talks\n\n"])
def test_bullets_of_names_and_titles_are_talks_and_no_yaml(tmp_path, heading):
    bullets = "- Ada Example: eBPF in the kernel\n- Bo Muster: Meshes without tears\n"
    (tmp_path / "notes.md").write_text(heading + bullets)
    talks = read_programme(tmp_path / "notes.md")
    assert talks[["title", "speakers"]].to_numpy().tolist() == [
        ["eBPF in the kernel", "Ada Example"],
        ["Meshes without tears", "Bo Muster"],
    ]


def test_a_line_of_pictures_alone_names_nobody():
    text = "# KCD 2023\n## Talk: eBPF\n**\U0001f680**\n## Talk: Go\n\U0001f680\n"
    rows = list(recap.parse(text.encode(), "a.md"))
    assert [(row["title"], row["speakers"]) for row in rows] == [("eBPF", []), ("Go", [])]


def test_headings_and_indents_of_restructured_text():
    text = """\
================
KCD Harbour 2023
================

.. contents::

Talks
=====

Tides and fog
~~~~~~~~~~~~~

:Speaker: Ada Example

Water goes up and down.

Salt
~~~~

:Speaker: Bo Muster

- It is white.
"""
    tides, salt = recap.parse(text.encode(), "recap.rst")
    assert [tides["event"], tides["title"], tides["line"]] == [
        "KCD Harbour 2023",
        "Tides and fog",
        10,
    ]
    assert [one["speakers"][0]["name"] for one in (tides, salt)] == ["Ada Example", "Bo Muster"]
    assert (tides["abstract"], salt["takeaways"]) == ("Water goes up and down.", "It is white.")


def brief(text, name="recap.md"):
    keys = ("title", "day", "start", "track", "abstract")
    return [
        (*(row.get(key) or "" for key in keys), *(one["name"] for one in row["speakers"]))
        for row in recap.parse(text.encode(), name)
    ]


def test_an_agenda_in_bold_has_days_and_speakers_before_their_titles():
    text = "# KCD 2024\n\n**Friday**\n\n- 09:00 **Ada Example**: Boats\n"
    text += '- 10:00 *Bo Muster* (Acme) - "Fish"\n\n**Saturday**\n\n- 09:00 **Cy Roe**: Nets\n'
    assert brief(text) == [
        ("Boats", "Friday", "09:00", "", "", "Ada Example"),
        ("Fish", "Friday", "10:00", "", "", "Bo Muster"),
        ("Nets", "Saturday", "09:00", "", "", "Cy Roe"),
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "# Harbour meetup\n\n📅 12 June 2024, 18:30\n",
        "# Harbour meetup\n\n**Date:** 12 June 2024\n",
        "# Harbour meetup, 12 June 2024\n",
        "# Harbour meetup\n\n12 June 2024, Quay\n",
    ],
)
def test_the_day_of_a_meetup_stands_above_its_agenda(opening):
    text = "\n- 18:00 Doors\n- 18:30 Boats - Ada Example\n- 19:00 Fish - Bo Muster\n"
    rows = list(recap.parse((opening + text).encode(), "recap.md"))
    assert {(row["event"], row["day"]) for row in rows} == {("Harbour meetup", "12 June 2024")}


def test_org_mode_and_asciidoc_and_restructuredtext_are_read():
    org = "#+TITLE: KCD 2024\n\n* Day 1\n** Boats - Ada Example :sea:\n   - float\n"
    org += "** Fish - Bo Muster\n   See [[https://example.org][this]].\n"
    assert brief(org, "notes.org") == [
        ("Boats", "Day 1", "", "", "", "Ada Example"),
        ("Fish", "Day 1", "", "", "See this.", "Bo Muster"),
    ]
    adoc = "= KCD 2024\n:toc:\n\n== Day 1\n\n=== Boats (Ada Example)\n\n* float\n\n"
    adoc += "=== Fish (Bo Muster)\n\nSee https://example.org[this].\n"
    assert brief(adoc, "notes.adoc") == brief(org, "notes.org")
    rest = "KCD 2024\n========\n\nFish\n----\n\n:Speaker: Ada Example\n:Room: Quay\n\n"
    [talk] = recap.parse(f"{rest}See `this <https://example.org>`_.\n".encode(), "notes.rst")
    assert (talk["room"], talk["abstract"]) == ("Quay", "See this.")
    assert identify("notes.org", org.encode()) == identify("a.adoc", adoc.encode()) == "recap"


def test_links_to_slides_and_pictures_beside_names_are_no_text():
    text = (
        "# KCD\n## Boats\n**Speaker:** 🎤 Ada Example, 🏢 Acme\n**Slides:** [PDF](https://a.b/c)\n"
    )
    [talk] = recap.parse(f"{text}\nWet.\n".encode(), "recap.md")
    assert (talk["speakers"][0]["organisation"], talk["abstract"]) == ("Acme", "Wet.")


def test_japanese_names_and_capitalised_particles():
    for form in (
        "## 船 / 山田太郎さん\n船。\n## 魚 / 鈴木花子さん\n魚。\n",
        "## 船（山田太郎さん）\n船。\n",
    ):
        talk = brief(f"# 港 2023 参加レポート\n{form}")[0]
        assert talk == ("船", "", "", "", "船。", "山田太郎")
    text = "# 港 2023\n- 10:00 開会（皆さん）\n- 11:00 魚（山田太郎さん、鈴木花子さん）\n"
    opening, fish = brief(text)
    assert opening[0] == "開会（皆さん）"
    assert (fish[0], *fish[5:]) == ("魚", "山田太郎", "鈴木花子")
    text = "# KCD 2023\n## Fog - Gia Di Prova\nA.\n## Salt - Di Wu\nB.\n## Nets - Ada Example\nC.\n"
    assert [row[-1] for row in brief(text)] == ["Gia Di Prova", "Di Wu", "Ada Example"]


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("HarbourConf 2019 Trip Report", "HarbourConf 2019"),
        ("HarbourConf 2021: links to the talks", "HarbourConf 2021"),
        ("Day 1 at HarbourConf", "HarbourConf"),
        ("My HarbourConf 2024 schedule", "HarbourConf 2024"),
        ("HavenConf 2023 verslag", "HavenConf 2023"),
        ("My PierConf 2022 Experience", "PierConf 2022"),
        ("My first PierConf", "PierConf"),
        ("Thoughts on PierConf 2023", "PierConf 2023"),
        ("Slides of PierConf 2023", "PierConf 2023"),
        ("PierConf 2023 slides and videos", "PierConf 2023"),
        ("PierConf 2023 Recap: Three Days of Boats", "PierConf 2023"),
        ("PierConf Recap (2023)", "PierConf 2023"),
        ("PierConf 2023 in a nutshell", "PierConf 2023"),
        ("Compte rendu PortConf 2023", "PortConf 2023"),
        ("Das war die HafenConf 2023", "HafenConf 2023"),
        ("Mi experiencia en PuertoConf 2023", "PuertoConf 2023"),
        ("Write the Docks Portland 2023", "Write the Docks Portland 2023"),
        ("PyPier 2024 Europe", "PyPier 2024 Europe"),
        ("PierConf 2023 Code of Conduct", "PierConf 2023"),
        ("Was ich auf der HafenConf 2023 gelernt habe", "HafenConf 2023"),
        ("O que rolou no PortoConf 2023", "PortoConf 2023"),
        ("Top 5 Talks From PierConf 2023", "PierConf 2023"),
        ("港レポート 港会議03", "港会議03"),
        ("Quay Meetup 4 May 2023", "Quay Meetup"),
    ],
)
def test_events_in_titles(title, event):
    assert event_of(title) == event


def test_dutch_and_italian_introductions_are_no_talks():
    for first, last in (("Inleiding", "Conclusie"), ("Introduzione", "Considerazioni finali")):
        text = f"# Conf 2023\n## {first}\nA.\n## Boten\nB.\n## Vissen\nC.\n## {last}\nD.\n"
        assert [row[0] for row in brief(text)] == ["Boten", "Vissen"]


def test_bullets_that_all_name_people_are_talks_below_any_heading():
    text = "# June 2024\n* Fog (Ada Example) [slides](https://a.b/1) [video](https://a.b/2)\n"
    text += "* Salt (Bo Muster)\n# May 2024\n* Nets (Cy Roe) - [Slides](https://a.b/3)\n"
    assert [row[::5] for row in brief(f"{text}* Cod (Eva Probe)\n")] == [
        ("Fog", "Ada Example"),
        ("Salt", "Bo Muster"),
        ("Nets", "Cy Roe"),
        ("Cod", "Eva Probe"),
    ]


def test_the_title_or_the_name_may_stand_below_a_heading_that_says_less():
    for heading in ("Talk 1", "Ada Example"):
        text = f"# KCD\n## {heading}\n- **Title**: Fog\n- **Speaker**: Ada Example\n"
        talk = only_row(f"{text}- **Date**: 2023-04-05\n- **Abstract**: Wet.\n")
        assert (talk["title"], names(talk)) == ("Fog", ["Ada Example"])
        assert (talk["day"], talk["abstract"], talk["takeaways"]) == ("2023-04-05", "Wet.", "")
    text = "# KCD 2023\n## Fog\n### Ada Example\nWet.\n## Salt\n### Bo Muster\nDry.\n"
    assert [row[::5] for row in brief(text)] == [("Fog", "Ada Example"), ("Salt", "Bo Muster")]


def test_a_university_is_no_person():
    text = "# KCD 2023\n- 9:00 Cod - Cy Roe\n- 10:00 Fog - Ada Example\n- 10:30 Pausa para café\n"
    text += "- 11:00 Sal, Bo Muster (Universidade de Lisboa)\n"
    assert [row[5:] for row in brief(text)] == [("Cy Roe",), ("Ada Example",), (), ("Bo Muster",)]


def test_a_table_and_a_date_of_org_mode(tmp_path):
    table = "* 4 May 2023\n\n| Time | Talk |\n|------+------|\n| 9:00 | Fog |\n"
    (tmp_path / "agenda.org").write_text(table)
    assert read_programme(tmp_path / "agenda.org", states="all")["title"].tolist() == ["Fog"]
    text = "* KCD\n** <2023-05-04 Thu>\n*** 9:00 Fog\n*** 10:00 Salt\n"
    assert {row[1] for row in brief(text, "notes.org")} == {"2023-05-04"}


def test_a_single_talk_below_an_unknown_heading_beside_a_list_is_read():
    text = "# KCD 2023\n## Keynotes\n### Fog\nA.\n### Salt\nB.\n## Breakouts\n### Nets\nC.\n"
    assert [row[::3] for row in brief(text)] == [("Fog", ""), ("Salt", ""), ("Nets", "Breakouts")]


BOTH = [("Fog", "Ada Example"), ("Salt", "Bo Muster")]


@pytest.mark.parametrize(
    "text",
    [
        # The names stand above the titles.
        "# KCD 2023\n## Ada Example\n### Fog\nA.\n## Bo Muster\n### Salt\nB.\n",
        # What README files hold: parts that unfold, and emoji by name.
        "# KCD 2023\n<details>\n<summary>Fog - Ada Example</summary>\n\nA.\n\n</details>\n\n"
        "<details>\n<summary>Salt - Bo Muster</summary>\n\nB.\n\n</details>\n",
        "# :rocket: KCD 2023\n## :boat: Fog\n:microphone: Ada Example\n## :boat: Salt\n"
        ":bust_in_silhouette: Bo Muster\n",
        '<h1 align="center">KCD 2023</h1>\n\n## Fog\n\n*Ada Example*\n\n## Salt\n\n*Bo Muster*\n',
        # A single talk in one of several lists.
        "# KCD 2023\n## Sea\n* Fog - Ada Example\n## Land\n* Salt - Bo Muster\n"
        "* Salt - Bo Muster\n",
        "# KCD 2023\n## Session 1\n- **Fog**. Ada Example (Acme)\n- **Salt**. Bo Muster (Acme)\n",
        "# KCD 2023\n- Fog - Ada Example (20 min)\n- Salt - Bo Muster (20 min)\n- AOB\n",
    ],
)
def test_names_and_titles_in_readmes(text):
    rows = [row for row in recap.parse(text.encode(), "recap.md") if row["speakers"]]
    assert list(dict.fromkeys((row["title"], *names(row)) for row in rows)) == BOTH
    assert {row["event"] for row in rows} == {"KCD 2023"}
    assert not any(url for row in rows for url in urls_of(row))


def test_sentences_behind_a_byline_are_the_abstract():
    text = "# KCD 2023\n## Fog\nPresented by Dr. Ada Example from Acme. Wet.\n"
    text += "## Salt\nPresented by Bo Muster. Dry.\n"
    assert [row[::4] for row in brief(text)] == [("Fog", "Wet."), ("Salt", "Dry.")]
    assert rows(text)[0]["speakers"][0]["organisation"] == "Acme"


def test_what_is_beside_a_name_is_no_organisation_or_person():
    text = "# Talks\n- [Fog](https://a.b/1) - Ada Example (HarbourConf 2019)\n"
    text += "- [Salt - Bo Muster](https://a.b/2)\n- Nets - Cy Roe, Quay Room\n"
    found = [(row["url"], row["speakers"]) for row in rows(text)]
    assert found == [
        ("https://a.b/1", [{"name": "Ada Example"}]),
        ("https://a.b/2", [{"name": "Bo Muster"}]),
        ("", [{"name": "Cy Roe"}]),
    ]


def test_lengths_and_formats_of_talks():
    text = "# KCD 2023\n## Fog (20 min)\n- Speaker: Ada Example\n- Format: Keynote\n"
    text += "## Salt, 5 minutes\n- Speaker: Bo Muster\n- Format: PDF\n"
    assert [(row["title"], row.get("duration"), row["kind"]) for row in rows(text)] == [
        ("Fog", "20 min", "Keynote"),
        ("Salt", "5 min", "talk"),
    ]


def test_a_relative_link_to_slides_is_no_text():
    talk = only_row("# KCD\n## Fog\n**Speaker**: Ada Example\n**Slides**: [PDF](a.pdf)\n\nWet.\n")
    assert talk["abstract"] == "Wet."


def test_the_first_line_of_a_text_may_be_its_title():
    text = "KCD Harbour\n\n18:00 Doors\n18:30 Fog - Ada Example\n19:00 Salt - Bo Muster\n"
    assert {row["event"] for row in rows(text, "notes.txt")} == {"KCD Harbour"}


def test_nested_bullets_are_no_yaml():
    text = b"# KCD 2023\n\n- **Fog**\n  - Speaker: Ada Example\n- Salt\n  - Speaker: Bo Muster\n"
    assert identify("notes.md", text) == "recap"
    assert [row["title"] for row in recap.parse(text, "notes.md")] == ["Fog", "Salt"]


def test_properties_of_org_mode():
    text = "* KCD 2023\n** Fog\n:PROPERTIES:\n:ID: 1\n:SPEAKER: Ada Example\n:END:\nWet.\n"
    [talk] = rows(text, "notes.org")
    assert (names(talk), talk["abstract"]) == (["Ada Example"], "Wet.")


@pytest.mark.parametrize(
    "heading", ["Thank you", "Le mot de la fin", "Pour conclure", "Mein Fazit"]
)
def test_closings_are_no_talks(heading):
    text = f"# KCD 2023\n## Fog - Ada Example\nA.\n## Salt - Bo Muster\nB.\n## {heading}\nC.\n"
    assert [row[0] for row in brief(text)] == ["Fog", "Salt"]


def test_names_before_titles_behind_a_kind_or_number():
    text = "# KCD 2023\n## Keynote: Ada Example - Fog\nA.\n## Session 2: Bo Muster - Salt\nB.\n"
    text += "## Lightning talks\n- Cy Roe: Nets\n- Di Sample: Cod\n"
    assert [row[::5] for row in brief(text)] == [*BOTH, ("Nets", "Cy Roe"), ("Cod", "Di Sample")]


def test_names_behind_a_full_stop():
    text = (
        "# KCD 2023\n- 9:00: La niebla. Ada Ejemplo (Acme)\n- 10:00: La sal. Bo Modelo (Globex)\n"
    )
    found = [row[::5] for row in brief(f"{text}- 11:00: Café\n")]
    assert found == [("La niebla", "Ada Ejemplo"), ("La sal", "Bo Modelo"), ("Café",)]


@pytest.mark.parametrize(
    ("heading", "day", "event"),
    [
        ("Meetup #3 - 12 March 2024", "12 March 2024", "Meetup #3"),
        ("2024-03-12 @ Acme", "2024-03-12", "Past events"),
    ],
)
def test_dates_and_numbers_of_meetups(heading, day, event):
    text = f"# Past events\n## {heading}\n- Fog (Ada Example)\n- Salt (Bo Muster)\n"
    assert {(row["day"], row["event"] or "Past events") for row in rows(text)} == {(day, event)}


def test_lines_that_only_lead_elsewhere_are_no_text():
    text = "# KCD 2023\n## Fog\nSpeaker: [Ada Example](https://a.b/c), CTO at [Acme](https://a.b)\n"
    text += "\n[Video](https://a.b/1) | [Slides](https://a.b/2)\n\nWet.[^1]\n\n"
    text += "[Top](#top)\n\n[^1]: Very.\n"
    talk = only_row(text)
    assert (talk["speakers"][0]["organisation"], talk["abstract"]) == ("Acme", "Wet.")


def test_an_agenda_among_notes():
    text = "# Harbour call 2024\n## Agenda\n1. [10 min] Fog (Ada Example)\n"
    text += "2. [5 min] Salt (Bo Muster)\n"
    text += "## Notes\n- Ada was here.\n- Bo, too.\n- All agreed.\n## Action items\n- none\n"
    found = [(row["title"], *names(row), row["duration"]) for row in rows(text)]
    assert found == [(*BOTH[0], "10 min"), (*BOTH[1], "5 min")]


def test_a_date_in_numbers_above_an_agenda():
    for line in ("Date: 2024-03-12", "日時: 2024年3月12日（火）19:00"):
        text = f"# Meetup\n\n{line}\n\n- 18:00 Fog - Ada Example\n- 19:00 Salt - Bo Muster\n"
        text += "- 20:00 Pizza\n"
        assert {str(read_moment(row["day"]).date()) for row in rows(text)} == {"2024-03-12"}


def test_kinds_behind_times_in_brackets():
    text = "# KCD 2023\n## [09:00 - 09:45] Keynote: Fog [Ada Example]\nA.\n"
    text += "## [10:00] Salt [Bo Muster]\n"
    assert [(row["title"], row["kind"]) for row in rows(text)] == [
        ("Fog", "keynote"),
        ("Salt", "talk"),
    ]


def test_lines_that_name_people_are_talks():
    text = "# KCD slides\n\n2022-01-19: Ada Example - Fog ([handout](https://a.b/c))\n\n"
    text += "2023-01-24: Bo Muster - Salt\n"
    assert [row[::5] for row in brief(text)] == BOTH
    assert [row["day"] for row in rows(text)] == ["2022-01-19", "2023-01-24"]
    text = "# KCD videos\n\nFog by Ada Example, Acme\nhttps://a.b/1\n\nSalt by Bo Muster\n"
    assert [row[::5] for row in brief(text)] == BOTH


def test_headings_that_are_years_and_titles_above_others():
    text = "# Talks\n## 2023\n- Fog - Ada Example\n- Nets - Cy Roe\n## 2022\n- Salt - Bo Muster\n"
    assert [row["year"] for row in rows(text)] == ["2023", "2023", "2022"]
    text = "# KCD 2019\n# Fog\nA.\n# Salt\nB.\n"
    assert [(row["title"], row["event"]) for row in rows(text)] == [
        ("Fog", "KCD 2019"),
        ("Salt", "KCD 2019"),
    ]


@pytest.mark.parametrize("heading", ["Wrapping up", "See you soon", "Related posts", "Next meetup"])
def test_what_blogs_add_is_no_talk(heading):
    text = f"# KCD 2023\n## Fog - Ada Example\nA.\n## Salt - Bo Muster\nB.\n## {heading}\nC.\n"
    assert [row[0] for row in brief(text)] == ["Fog", "Salt"]


@pytest.mark.parametrize("end", [" - open end:", " – open end", "+", " Uhr bis Ende:", " onwards:"])
def test_open_ends(end):
    text = "# Meetup, 4 May 2023\n- 18:00 Fog - Ada Example\n- 19:00 Salt - Bo Muster\n"
    assert rows(f"{text}- 20:00{end} Networking\n")[-1]["title"] == "Networking"


def test_times_behind_boxes():
    text = "# KCD 2023\n- [x] 9:00 Fog\n- [ ] 10:00 Salt\n- [x] 11:00 Nets\n"
    assert [row["start"] for row in rows(text)] == ["9:00", "10:00", "11:00"]


def test_days_behind_prepositions():
    text = "## Programm am 9. November 2023\n- 18:00 Fog - Ada Example\n- 19:00 Salt - Bo Muster\n"
    assert {row["day"] for row in rows(f"{text}- 20:00 Pause\n")} == {"9. November 2023"}


@pytest.mark.parametrize(
    "text",
    [
        "# KCD\n## 1. Introduction\nA.\n## 2. Talks\n### 2.1 Fog\nA.\n### 2.2 Salt\nB.\n",
        "# KCD\n## Accepted papers\n- Fog  \n  Ada Example (Acme)  \n  A.\n- Salt  \n"
        "  Bo Muster (Acme)  \n  B.\n## Organizers\n- Cy Roe\n- Di Sample\n",
        "# KCD\n- Ada Example (Acme)  \n  **Fog**\n- Bo Muster (Acme)  \n  **Salt**\n",
        "# KCD\n## #2: Fog — Ada Example\nA.\n## #1: Salt — Bo Muster\nB.\n",
        "# KCD\n## Fog\n- **Who:** Ada Example\n## Salt\n- **Who:** Bo Muster\n",
    ],
)
def test_numbers_and_lines_of_several(text):
    named = [row[::5] for row in brief(text)]
    assert named == (BOTH if "Ada" in text else [("Fog",), ("Salt",)])


def test_a_position_before_an_employer_is_nobody():
    assert are_people("Example, Ada")
    assert not are_people("Engineer, Globex")


@pytest.mark.parametrize(
    "text",
    [
        "# KCD 2023\n### 🗣 Talks\n🔹 **Fog** — Ada Example\n\n🔹 **Salt** — Bo Muster\n",
        "# KCD\n* [Slides](https://a.b/1) / [Video](https://a.b/2) - Fog - Ada Example\n"
        "* [Video](https://a.b/3) - Salt - Bo Muster\n",
        "# KCD\n* Ada Example, *Fog*: [PDF](https://a.b/1)\n* Bo Muster, *Salt*\n",
        '# KCD\n* "Fog", Ada Example, Acme. [PDF](https://a.b/1)\n* "Salt", Bo Muster\n',
        "# KCD\n## 1️⃣ Fog\nSpeaker - Ada Example\nSlides - https://a.b/c\n"
        "## 2️⃣ Salt\nSpeaker - Bo Muster\n",
        "* Fog - Ada Example (Acme)\n  - wet\n* Salt - Bo Muster (Acme)\n",
    ],
)
def test_marks_of_titles_in_lists(text):
    assert identify("notes.txt", text.encode()) == "recap"
    assert [row[::5] for row in brief(text)] == BOTH
    assert not any(row[4] for row in brief(text))


def test_handles_behind_changes_are_no_speakers():
    assert rows("# Changelog\n## 1.0 - 2023-05-04\n- Fix fog by @ada\n- Add salt by @bo\n") == []


def test_prose_that_names_people_is_no_talk():
    text = "# KCD\n## Day one\nThe day began with **Fog** by **Ada Example**.\n"
    assert rows(f"{text}## Day two\nThen we saw **Salt** by **Bo Muster**.\n") == []


def test_an_agenda_with_names_on_indented_lines_and_days_without_a_year():
    text = "KCD 2023 - Program\n\nDay 1 - June 1\n\n09:00 - 10:00   Fog\n"
    text += "                Ada Example, Acme\n10:00 - 11:00   Salt\n                Bo Muster\n"
    text += "11:00 - 12:00   Lunch\n"
    assert [row[::5] for row in brief(text)[:2]] == BOTH
    assert {row["day"] for row in rows(text)} == {"June 1 2023"}


REST = """\
=====  ====  ===========
Time   Talk  Speaker
=====  ====  ===========
09:00  Fog   Ada Example
10:00  Salt  Bo
             Muster
=====  ====  ===========
"""
GRID = """\
+-------+------+-------------+
| Time  | Talk | Speaker     |
+=======+======+=============+
| 09:00 | Fog  | Ada Example |
+-------+------+-------------+
| 10:00 | Salt | Bo          |
|       |      | Muster      |
+-------+------+-------------+
"""
CELLS = "|===\n| Time | Talk | Speaker\n\n| 09:00\n| Fog\n| Ada Example\n\n"
CELLS += "| 10:00\n| Salt\n| Bo Muster\n|===\n"
LINES = "|===\n|Time |Talk |Speaker\n\n|09:00 |Fog |Ada Example\n|10:00 |Salt |Bo Muster\n|===\n"


@pytest.mark.parametrize(
    ("name", "table"), [("a.rst", REST), ("a.rst", GRID), ("a.adoc", CELLS), ("a.adoc", LINES)]
)
def test_tables_of_other_markup(tmp_path, name, table):
    (tmp_path / name).write_text(f"Agenda\n\n{table}\nBye.\n")
    with pytest.warns(match="no day"):
        talks = read_programme(tmp_path / name)
    assert list(zip(talks["title"], talks["speakers"], strict=True)) == BOTH


def titles(text, name="recap.md"):
    return [(row["title"], *names(row)) for row in rows(text, name)]


LINKS = "[Fog at Sea](https://a.b/1)", "[Salt in Boats](https://a.b/2)"


@pytest.mark.parametrize(
    "text",
    [
        "# KCD 2023\n## Attended talks (in order)\n1. {}\n2. {}\n",
        "# KCD 2023\n## Day 1\n- {}\n## Day 2\n- {}\n- I skipped this one\n",
        "# KCD 2023\n## Sessions\n### Networking\n- {}\n### Storage\n- {}\n",
        "# KCD 2023\n## Friday\nTrain.\n### Other talks\nThe others:\n\n- {}\n- {}\n",
    ],
)
def test_lists_of_links_below_a_day_or_a_list_are_talks(text):
    found = [row for row in rows(text.format(*LINKS)) if row["kind"] == "talk"]
    assert [(row["title"], row["url"]) for row in found] == [
        ("Fog at Sea", "https://a.b/1"),
        ("Salt in Boats", "https://a.b/2"),
    ]


def test_prose_behind_linked_titles_and_recordings():
    text = "# KCD 2023\n## Day 1\n- {} this one was about fog\n- {} [slides](c) Rusty.\n"
    text += "- Keynote by Ada Example [video](https://a.b/3) She was right.\n"
    found = [(row["title"], row["abstract"], *names(row)) for row in rows(text.format(*LINKS))]
    assert found == [
        ("Fog at Sea", "this one was about fog"),
        ("Salt in Boats", "Rusty."),
        ("Keynote", "She was right.", "Ada Example"),
    ]


def test_persons_that_bullets_link_to_are_no_titles():
    text = "# KCD 2023\n## Talks\n- [Ada Example](https://a.b) talking about fog.\n- {}\n"
    assert rows(text.format("[Bo Muster](https://c.d) talking about salt.")) == []


def test_bold_titles_before_names_in_brackets_look_like_names():
    text = "# KCD 2023\n- **Grey Owls** ([Ada Example](https://a.b)) - Owls.\n"
    text += "- **How to Swim with Owls** (Bo Muster) - Water.\n"
    assert titles(text) == [("Grey Owls", "Ada Example"), ("How to Swim with Owls", "Bo Muster")]


def test_names_in_italics_behind_titles_with_colons():
    text = "# KCD 2023\n- Grey Owls: Night Flights - *Ada Example*\n- Salt - *Bo Muster*\n"
    assert titles(text) == [("Grey Owls: Night Flights", "Ada Example"), BOTH[1]]


def test_a_colon_in_a_linked_title_stands_before_no_name():
    text = "# KCD 2023\n## Talks\n- [Grey Owls: Night Flights](https://a.b/1)\n"
    text += "- [Red Fox: Deep Holes](https://a.b/2)\n"
    assert titles(text) == [("Grey Owls: Night Flights",), ("Red Fox: Deep Holes",)]


def test_quoted_titles_with_names_and_prose_below_a_subject():
    text = "# KCD 2023\n## Weather\nTwo were about it:\n\n- “Fog” by Ada Example – it is wet here\n"
    text += "- „Rain“ by Cy Roe\n## Sea\n- „Salt“ von Bo Muster – a nice talk of taste\n"
    text += "- „Cod“ von Di Sample\n"
    assert [(row[0], *row[3:]) for row in brief(text)] == [
        ("Fog", "Weather", "it is wet here", "Ada Example"),
        ("Rain", "Weather", "", "Cy Roe"),
        ("Salt", "Sea", "a nice talk of taste", "Bo Muster"),
        ("Cod", "Sea", "", "Di Sample"),
    ]


def test_a_label_of_the_speaker_inside_a_line():
    text = "# KCD 2023\n- Fog: Speaker: Ada Example\n- Salt (Referent: Bo Muster)\n"
    assert titles(text) == BOTH


def test_a_part_of_a_name_with_von_is_no_byline():
    text = "# KCD 2023\n## Fog - Ada Example, Cy von den Eichen\nA.\n## Salt - Bo Muster\nB.\n"
    assert titles(text) == [("Fog", "Ada Example", "Cy von den Eichen"), BOTH[1]]


def test_headings_with_marks_at_both_ends():
    text = "#KCD 2023#\n##Archiv##\n###12. Mai 2023###\n* **Fog** von Ada Example\n"
    found = brief(f'{text}* **"Salt"** von Bo Muster\n###C###\nD.\n')
    assert [(row[0], row[1], *row[5:]) for row in found[:2]] == [
        ("Fog", "12. Mai 2023", "Ada Example"),
        ("Salt", "12. Mai 2023", "Bo Muster"),
    ]


def test_days_that_unfold():
    day = (
        "<details>\n <summary> <b> {} May 2023 </b></summary>\n\n* {}h - {}h50 : {}\n* 11h : Nets\n"
    )
    text = f"# KCD\n{day.format(4, 9, 9, 'Fog')}\n</details>\n\n{day.format(5, 10, 10, 'Salt')}"
    assert [row[:3] for row in brief(text)] == [
        ("Fog", "4 May 2023", "9h"),
        ("Nets", "4 May 2023", "11h"),
        ("Salt", "5 May 2023", "10h"),
        ("Nets", "5 May 2023", "11h"),
    ]


def test_lists_of_dated_lines():
    text = "# Meetings\n* 2023-05-04  Fog 2\n* 2023-06-01: Salt\n* 2023-07-06 Nets - Ada Example\n"
    assert [(row[0], row[1]) for row in brief(text)] == [
        ("Fog 2", "2023-05-04"),
        ("Salt", "2023-06-01"),
        ("Nets - Ada Example", "2023-07-06"),
    ]


def test_speakers_in_bullets_below_numbers():
    text = "# KCD 2023\n## Boats\n1. Fog\n  - Ada Example\n  - Cy Roe\n2. Salt\n  - Bo Muster\n"
    text += "3. Nets\n  - Di Sample\n4. Cod\n  - Eva Probe\n  - Flo Test\n"
    assert titles(text) == [
        ("Fog", "Ada Example", "Cy Roe"),
        BOTH[1],
        ("Nets", "Di Sample"),
        ("Cod", "Eva Probe", "Flo Test"),
    ]


def test_bullets_above_bullets_may_be_lists():
    text = "# KCD 2023\n## Day 1\n- Talks\n  - Fog - *Ada Example*\n  - Salt - *Bo Muster*\n"
    text += "- Ignites\n  - Nets - *Cy Roe*\n  - Cod - *Di Sample*\n"
    assert [(row["title"], row["kind"]) for row in rows(text)] == [
        ("Fog", "talk"),
        ("Salt", "talk"),
        ("Nets", "lightning"),
        ("Cod", "lightning"),
    ]


def test_links_to_headings_are_a_table_of_contents():
    text = "* 2023\n  * [March](#march)\n  * [April](#april)\n\n## March\n### 6 March 2023\nFog\n"
    assert not rows(text)


def test_links_to_slides_and_playlists_are_no_talks():
    text = "# Meetup\n### May 4 2023\n\n📔 [Harbour Owls - Slides](https://a.b/1)\n\n"
    text += "🗣 [Ada Example - Fog](https://a.b/2)\n\n🗣 [Bo Muster - Salt](https://a.b/3)\n\n"
    assert titles(f"{text}🎥 [YouTube Playlist](https://a.b/4)\n") == BOTH


def test_my_talk_beside_the_talks():
    text = "# KCD 2023\n## My talk\nI spoke.\n## See you\nBye.\n## The talks\n"
    assert titles(f"{text}### Ada Example - Fog\nA.\n### Bo Muster - Salt\nB.\n") == BOTH


def test_a_line_end_inside_the_title_below_its_heading():
    text = "# KCD 2023\n## Grey Owls, a new net\n[Grey Owls, a new\nnet](https://a.b) was wet.\n"
    [talk, _] = rows(f"{text}## Salt\nDry.\n")
    assert (talk["speakers"], talk["abstract"]) == ([], "Grey Owls, a new net was wet.")


def test_all_linked_persons_of_one_sentence():
    text = "### Talk: Fog\n[Ada Example](https://github.com/ada) and [Bo Muster](https://b.c) "
    talk = only_row(f"{text}spoke of fog, of rain and of snow.\n")
    assert names(talk) == ["Ada Example", "Bo Muster"]


def test_linked_headings_with_a_kind():
    talk = only_row("# KCD 2023\n### [Workshop 1: Fog](https://a.b)\nSpeaker: Ada Example\n")
    assert (talk["title"], talk["kind"], talk["url"]) == ("Fog", "workshop", "https://a.b")


def test_a_sentence_is_not_the_name_of_an_event():
    text = (
        "The Harbour conference was held in May in\na town by the sea.\n\n## Fog (Ada Example)\nA."
    )
    found = rows(f"{text}\n## Salt (Bo Muster)\nB.\n", "harbour.md")
    assert {row["event"] for row in found} == {"harbour"}


def test_text_without_headings_that_announces_talks_or_names_people_below_titles():
    text = "I went to KCD.\n\nFood.\n\nThe talks I liked were:\n\n- Fog by Ada Example\n"
    text += "- Salt by Bo Muster\n\nThanks to all.\n"
    assert recap.sniff("notes.md", text)
    assert [(row["title"], row["abstract"]) for row in rows(text)] == [("Fog", ""), ("Salt", "")]
    text = "[Fog](https://a.b/1)  \nAda Example  \nWet.\n\n"
    text += "[Salt](https://a.b/2)  \nBo Muster  \nDry.\n"
    assert recap.sniff("notes.md", text)
    assert titles(text) == BOTH


def test_a_note_in_brackets_behind_a_time_keeps_both():
    text = "# KCD\n## 4 May 2023\n- 9:00 - [poster] Fog\n- 10:00 (demo) Salt\n- [11:00] Nets\n"
    assert [row[0] for row in brief(text)] == ["[poster] Fog", "(demo) Salt", "Nets"]


def test_paragraphs_behind_a_list_are_about_no_single_talk():
    text = "# KCD 2023\n- [Fog](https://a.b/1) _by Ada Example_ -\n  it was wet.\n"
    text += "- [Salt](https://a.b/2) _by Bo Muster_ -\n  it was dry.\n\nThat is all.\n"
    assert [(row["title"], row["abstract"], *names(row)) for row in rows(text)] == [
        ("Fog", "it was wet.", "Ada Example"),
        ("Salt", "it was dry.", "Bo Muster"),
    ]


def test_bylines_as_headings_below_titles():
    text = "# KCD 2023\n## Fog\n### by [Ada Example](https://a.b)\nWet.\n"
    assert titles(f"{text}## Salt\n### by Bo Muster\nDry.\n") == BOTH


def test_names_of_french_programmes():
    text = "# KCD 2023\n- Fog par Ada EXAMPLE\n- Salt par Bo Muster d'Acme\n"
    assert titles(text)[0] == ("Fog", "Ada EXAMPLE")
    [_, salt] = rows(text)
    assert salt["speakers"] == [{"name": "Bo Muster", "organisation": "Acme"}]


def test_a_line_in_bold_with_words_behind_mit_names_nobody():
    text = "# KCD 2023\n## Fog\n**Wilde Nebel mit Grauen Eulen, Regen und Salz**\n\nA.\n"
    assert [names(row) for row in rows(f"{text}## Salt\nB.\n")] == [[], []]


def test_what_is_new_is_no_name():
    assert not are_people("What's New with Grey Owls")


def test_tables_are_no_lists_of_names():
    assert not recap.sniff("a.md", "Talks:\n\n| A | B |\n|---|---|\n| Fog | Ada Example |\n")


def test_a_readme_about_a_conference_and_one_about_software():
    text = "# Notes from KCD 2023\n## Sessions\n- {}\n- {}\n".format(*LINKS)
    assert titles(text, "README.md") == [("Fog at Sea",), ("Salt in Boats",)]
    day = "# KCD 2023\n## Day 1\n### Nets\nWoven.\n### More talks\n- {}\n- {}\n".format(*LINKS)
    assert [row["kind"] for row in rows(day)] == ["talk"] * 3
    assert rows(f"{text}## Installation\nRun it.\n", "README.md") == []
    text = "## 4 May 2023\n- Fog by Ada Example\n- Salt by Bo Muster\n"
    assert [row["event"] for row in rows(text, "README.md")] == ["", ""]


def test_who_leads_a_talk_in_bullets_below_it():
    text = "# KCD 2023\n- __Fog__\n  - lead by: [Ada Example](https://a.b)\n  - abstract: Wet.\n"
    assert titles(f"{text}- __Salt__\n  - By: Bo Muster\n") == BOTH


def test_a_talk_by_somebody():
    text = "# std::Fog 2023 recap\n## Talk: Nets\n\n* Ein Vortrag von Ada Example\n\nWet.\n"
    talk = only_row(text)
    assert (talk["event"], names(talk), talk["abstract"]) == (
        "std::Fog 2023",
        ["Ada Example"],
        "Wet.",
    )


def test_a_linked_employer_behind_von():
    text = "### Talk: Fog\n\n* Ein Vortrag von Ada Example von [Acme](https://a.b)\n"
    assert names(only_row(text)) == ["Ada Example"]


@pytest.mark.parametrize("fence", [("", ""), ("<!--\n", "-->")])
def test_the_header_of_nikola(fence):
    text = f"{fence[0]}.. title: Quay Meetup 0x06\n.. date: 2023-05-04\n.. link:\n{fence[1]}\n\n"
    rows = list(recap.parse(f"{text}## Talk: Fog\nWhite.\n".encode(), "a.md"))
    assert [(row["event"], row["year"]) for row in rows] == [("Quay Meetup 0x06", 2023)]
