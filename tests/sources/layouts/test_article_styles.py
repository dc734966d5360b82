"""Recaps as different authors write them: which headings are talks, who spoke, what is above."""

import pytest

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.formats import recap, webpage
from kcdanalysis.sources.values.times import read_moment


def entry(title, speakers="", kind="talk", **above):
    return {"title": title, "speakers": speakers, "kind": kind, **above}


def read(text, event, name="recap.md"):
    """Read an article; values that are empty, and its own event, are left out."""
    return [
        entry(
            row["title"],
            "; ".join(person["name"] for person in row["speakers"]),
            row["kind"],
            **{key: row[key] for key in ("track", "day", "start") if row.get(key)},
            **({"event": row["event"]} if row["event"] != event else {}),
        )
        for row in recap.parse(text.encode(), name)
    ]


STYLES = {}

# Headings alone, in English; the first and last sections are about the trip.
STYLES["bare headings"] = (
    "Harbour Conf 2024",
    """\
# My notes from Harbour Conf 2024

I spent two days in Rotterdam.

## Getting there

The train was late.

## The tide waits for no cluster

A talk about schedulers. They showed how queues grow.

## Why we left the mainframe

- It was old
- Nobody knew it

### What I liked

The honesty of the migration story.

## Lunch

Herring again.

## Ropes, knots and other data structures

Graphs for sailors.

## Final thoughts

I will come back.

## Photos

See the album.
""",
    [
        entry("The tide waits for no cluster"),
        entry("Why we left the mainframe"),
        entry("Lunch", kind="break"),
        entry("Ropes, knots and other data structures"),
    ],
)

# Days, and talks below them; speakers after a dash.
STYLES["days and dashes"] = (
    "Lighthouse Summit 2023",
    """\
---
title: "Recap: Lighthouse Summit 2023"
date: 2023-10-02
---

I went with two colleagues.

## Day 1

### Observability without tears - Ada Example

Traces first.

### Fog as a service – Bo Muster, Fogware

Everything is grey.

### Coffee break

## Day 2

### A lamp for every developer — Cy Roe & Di Beispiel

Platform teams as keepers.

### Closing panel

They agreed on nothing.

## Wrap-up

Two good days.
""",
    [
        entry("Observability without tears", "Ada Example", day="Day 1"),
        entry("Fog as a service", "Bo Muster", day="Day 1"),
        entry("Coffee break", kind="break", day="Day 1"),
        entry("A lamp for every developer", "Cy Roe; Di Beispiel", day="Day 2"),
        entry("Closing panel", kind="panel", day="Day 2"),
    ],
)

# Co-located events, each with its own talks.
STYLES["co-located events"] = (
    "KubeCon Europe 2024",
    """\
# KubeCon Europe 2024: my highlights

## ArgoCon

### Scaling sync waves to ten thousand applications

Sharding the controller.

### Rollouts we regret

Three incidents and what followed.

## Platform Engineering Day

### Golden paths are paved with tickets

Self-service is a product.

### The portal nobody opened

Adoption by example.

## KubeCon

### Batch scheduling with Kueue

Quotas and cohorts.

## Conclusion

Paris was great.
""",
    [
        entry("Scaling sync waves to ten thousand applications", event="ArgoCon"),
        entry("Rollouts we regret", event="ArgoCon"),
        entry("Golden paths are paved with tickets", event="Platform Engineering Day"),
        entry("The portal nobody opened", event="Platform Engineering Day"),
        entry("Batch scheduling with Kueue"),
    ],
)

# Bold lines instead of headings.
STYLES["bold lines"] = (
    "Cloud Native Oslo",
    """\
# Cloud Native Oslo, a summary

Thanks to the organisers.

## Tuesday

**eBPF for Security** by Liz Beispiel

Sensors in the kernel.

**Policies that read like prose** by Ola Nordmann and Kari Nordmann

Rego, but kinder.

## Wednesday

**The cost of idle nodes** by Per Prøve

- Idle is not free
- Bin packing helps

**My takeaways**

Go to Oslo.
""",
    [
        entry("eBPF for Security", "Liz Beispiel", day="Tuesday"),
        entry("Policies that read like prose", "Ola Nordmann; Kari Nordmann", day="Tuesday"),
        entry("The cost of idle nodes", "Per Prøve", day="Wednesday"),
    ],
)

# Setext headings with the time in front.
STYLES["setext and times"] = (
    "Bergtage Chur 2022",
    """\
Bergtage Chur 2022: Rückblick
=============================

09:00 - Begrüssung
------------------

Kurz und freundlich.

09:15 - Seilbahnen und Service Meshes
-------------------------------------

mit Anna Muster

Beide verbinden Gipfel.

10:00 - Kaffeepause
-------------------

10:30 - Lawinenwarnung mit Prometheus
-------------------------------------

mit Beat Beispiel

Metriken im Schnee.

Fazit
-----

Gerne wieder.
""",
    [
        entry("Begrüssung", start="09:00"),
        entry("Seilbahnen und Service Meshes", "Anna Muster", start="09:15"),
        entry("Kaffeepause", kind="break", start="10:00"),
        entry("Lawinenwarnung mit Prometheus", "Beat Beispiel", start="10:30"),
    ],
)

# Numbered headings, the speaker in italics below.
STYLES["numbered, italics below"] = (
    "Pier Conf 2023",
    """\
# Five talks worth watching from Pier Conf 2023

## 1. Stop naming things

*Ada Example (Acme)*

Names are promises.

## 2. Queues all the way down

*Bo Muster, Initech*

Little's law at sea.

## 3. The database is lava

*Cy Roe*

Do not touch it.

## Honourable mentions

There were many.
""",
    [
        entry("Stop naming things", "Ada Example"),
        entry("Queues all the way down", "Bo Muster"),
        entry("The database is lava", "Cy Roe"),
    ],
)

# Talks as bullets with nested notes.
STYLES["bullets"] = (
    "DevOps Meetup Genoa 2021",
    """\
# Notes: DevOps Meetup Genoa 2021

## Day 1

- **Pipelines you can read** (Gia Esempio)
    - YAML is a user interface
        - templates hide it
    - Lint before merge
- **On-call for humans** (Ugo Prova)
    - Rotate every week

## Day 2

- **Terraform at the dentist** (Lia Campione)
    - State hurts
- **Caching is a promise** (Teo Modello)
""",
    [
        entry("Pipelines you can read", "Gia Esempio", day="Day 1"),
        entry("On-call for humans", "Ugo Prova", day="Day 1"),
        entry("Terraform at the dentist", "Lia Campione", day="Day 2"),
        entry("Caching is a promise", "Teo Modello", day="Day 2"),
    ],
)

# A numbered list under the title, without any other heading.
STYLES["numbered list"] = (
    "Wharf Days 2020",
    """\
# What I saw at Wharf Days 2020

1. Cranes in the cloud (Ada Example)
    - Lift and shift, literally
    - Hooks are webhooks
2. Containers before Docker (Bo Muster)
    - Malcolm McLean did it
3. Tests that float (Cy Roe)
    - Property-based testing
""",
    [
        entry("Cranes in the cloud", "Ada Example"),
        entry("Containers before Docker", "Bo Muster"),
        entry("Tests that float", "Cy Roe"),
    ],
)

# French, speaker after "par", tracks as headings.
STYLES["français"] = (
    "Rencontres du Phare 2023",
    """\
---
title: "Retour sur les Rencontres du Phare 2023"
---

## Introduction

Nous y étions.

## Piste Infrastructure

### Sauver un cluster sans sommeil par Chloé Fictive

Beaucoup de café.

### Le réseau, ce grand oublié par Hugo Exemple et Zoé Modèle

Tout est DNS.

## Piste Produit

### Dire non avec le sourire par Léa Factice

Un art délicat.

### Pause déjeuner

## Bilan

Une belle édition.
""",
    [
        entry("Sauver un cluster sans sommeil", "Chloé Fictive", track="Piste Infrastructure"),
        entry(
            "Le réseau, ce grand oublié",
            "Hugo Exemple; Zoé Modèle",
            track="Piste Infrastructure",
        ),
        entry("Dire non avec le sourire", "Léa Factice", track="Piste Produit"),
        entry("Pause déjeuner", kind="break", track="Piste Produit"),
    ],
)

# Spanish, speaker with "con" in the line below.
STYLES["español"] = (
    "Faro Conf 2022",
    """\
# Crónica de Faro Conf 2022

## Viaje

Llegamos tarde.

## Observar sin mirar

Con Inés Ficticia

Trazas y métricas.

## El monolito que no quería partir

Con Raúl Inventado y Eva Ejemplo

Una historia de amor.

## Comida

## Reflexiones finales

Volveremos.
""",
    [
        entry("Observar sin mirar", "Inés Ficticia"),
        entry("El monolito que no quería partir", "Raúl Inventado; Eva Ejemplo"),
        entry("Comida", kind="break"),
    ],
)

# The speaker first, then a colon.
STYLES["speaker first"] = (
    "Anchor 2019",
    """\
# Trip report: Anchor 2019

## Ada Example: How anchors hold

Chains matter more than weight.

## Bo Muster: Ports considered harmful

Open fewer.

## Cy Roe and Di Beispiel: Sailing by logs

Structured ones.

## Overall impressions

Windy.
""",
    [
        entry("How anchors hold", "Ada Example"),
        entry("Ports considered harmful", "Bo Muster"),
        entry("Sailing by logs", "Cy Roe; Di Beispiel"),
    ],
)

# Emoji, stages, linked headings, brackets.
STYLES["emoji and stages"] = (
    "Deckhands 2024",
    """\
# 🚢 Deckhands 2024 recap

## 🎪 Main stage

### 🔐 [Secrets are not secret](https://example.org/secrets) (Ada Example)

Rotate them.

### 🐙 [Tentacles of tech debt](https://example.org/debt) (Bo Muster)

Cut gently.

## 🛠️ Workshop stage

### 🧵 [Threads for beginners](https://example.org/threads) (Cy Roe)

Deadlocks for fun.

## 🎒 Swag

Socks.

## 💭 Closing thoughts

Next year again.
""",
    [
        entry("Secrets are not secret", "Ada Example", track="Main stage"),
        entry("Tentacles of tech debt", "Bo Muster", track="Main stage"),
        entry("Threads for beginners", "Cy Roe", track="Workshop stage"),
    ],
)

# Subheadings in every talk, each with the same words.
STYLES["repeated subheadings"] = (
    "Tide Talks 2022",
    """\
# Tide Talks 2022 review

## Queues at the lock

### What it was about

Back pressure.

### What I liked

The demo.

## Charts as code

### What it was about

Helm, of course.

### What I liked

Honest numbers.

## Dredging old repositories

### What it was about

Archives.

### What I liked

The stories.
""",
    [
        entry("Queues at the lock"),
        entry("Charts as code"),
        entry("Dredging old repositories"),
    ],
)

# Levels that jump, with speakers to hold on to.
STYLES["inconsistent levels"] = (
    "Buoy Summit 2023",
    """\
# Notes from Buoy Summit 2023

## Buoys in space w/ Ada Example

Satellites drift.

#### Salt in the machine w/ Bo Muster

Corrosion tests.

### The long wave w/ Cy Roe

Slow queries.

## Resources

Slides are online.
""",
    [
        entry("Buoys in space", "Ada Example"),
        entry("Salt in the machine", "Bo Muster"),
        entry("The long wave", "Cy Roe"),
    ],
)

# A few talks are marked, the others are bare; lightning talks are bundled.
STYLES["some marked"] = (
    "Quayside 2021",
    """\
# Report from Quayside 2021

## Keynote: The sea is rising

Literally.

## Debugging distributed barnacles

They stick.

## Migrating gulls to Rust

They fly faster.

## Lightning talks

- Knots in a minute – Ada Example
- Paint drying, live – Bo Muster

## Who watches the lighthouse

Alert fatigue.

## Party

On a boat.
""",
    [
        entry("The sea is rising", kind="keynote"),
        entry("Debugging distributed barnacles"),
        entry("Migrating gulls to Rust"),
        entry("Knots in a minute", "Ada Example", kind="lightning"),
        entry("Paint drying, live", "Bo Muster", kind="lightning"),
        entry("Who watches the lighthouse"),
        entry("Party", kind="break"),
    ],
)

# Bold title and prose in one paragraph, no headings below the title.
STYLES["bold paragraphs"] = (
    "Hafentage 2021",
    """\
# Rückblick auf die Hafentage 2021

Ein Tag voller Vorträge.

**Kräne im Takt (Anna Muster):** Anna zeigte, wie Kräne auf Ereignisse warten.

**Ebbe und Flut im Cluster (Beat Beispiel):** Autoscaling nach dem Mond.

**Wer hat den Anker gelöscht? (Cora Probe):** Eine Detektivgeschichte.
""",
    [
        entry("Kräne im Takt", "Anna Muster"),
        entry("Ebbe und Flut im Cluster", "Beat Beispiel"),
        entry("Wer hat den Anker gelöscht?", "Cora Probe"),
    ],
)

# Every heading on the first level, the title in the header.
STYLES["first level throughout"] = (
    "Mole 2020",
    """\
+++
title = "Conference notes: Mole 2020"
+++

# Introduction

First time on the mole.

# Waves are just retries

Exponential backoff.

# The harbour master problem

Leader election.

# Breakwaters for APIs

Rate limits.

# Conclusion

Wet feet.
""",
    [
        entry("Waves are just retries"),
        entry("The harbour master problem"),
        entry("Breakwaters for APIs"),
    ],
)

# A list heading and three levels: day, track, talk.
STYLES["three levels"] = (
    "Compass Days 2024",
    """\
# Compass Days 2024 - Feedback

## Sessions

### Tuesday, 14 May

#### Track A: Platforms

##### North is relative

Conventions.

##### The needle and the haystack

Search.

#### Track B: People

##### Steering committees that steer

Governance.

### Wednesday, 15 May

#### Track A: Platforms

##### Dead reckoning for SLOs

Error budgets.

## Thanks

To the crew.
""",
    [
        entry("North is relative", day="Tuesday, 14 May 2024", track="Track A: Platforms"),
        entry(
            "The needle and the haystack", day="Tuesday, 14 May 2024", track="Track A: Platforms"
        ),
        entry(
            "Steering committees that steer", day="Tuesday, 14 May 2024", track="Track B: People"
        ),
        entry("Dead reckoning for SLOs", day="Wednesday, 15 May 2024", track="Track A: Platforms"),
    ],
)

# Labels in Japanese, some of them bullets; brackets are wide, and a "Mr" stands behind a name.
STYLES["labels in Japanese"] = (
    "港の日 2023",
    """\
# 港の日 2023 参加レポート

## セッション1：潮の話

- 登壇者：山田太郎さん（株式会社クレーン）
- 概要：潮は満ちて引く。

## eBPFの世界

- 発表者: 佐藤花子
- 学び: カーネルは速い。

## まとめ

楽しかったです。
""",
    [entry("潮の話", "山田太郎"), entry("eBPFの世界", "佐藤花子")],
)


@pytest.mark.parametrize("style", STYLES)
def test_style(style):
    event, text, expected = STYLES[style]
    assert recap.sniff("recap.md", text)
    assert read(text, event) == expected


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("Recap KCD Hull 2024", "KCD Hull 2024"),
        ("Resumo KCD Porto 2023", "KCD Porto 2023"),
        ("Review of KCD Hull 2024", "KCD Hull 2024"),
        ("KubeDay Tokyo 2022 に参加してきました", "KubeDay Tokyo 2022"),
        ("港の日 2023 参加レポート", "港の日 2023"),
        ("KCD 2024 東京", "KCD 2024 東京"),
        ("Summary Judgement Days", "Summary Judgement Days"),
        ("KCD Hull 2024 Agenda", "KCD Hull 2024"),
        ("Schedule | KCD Hull", "KCD Hull"),
        ("Schedule for devopsdays Hull", "devopsdays Hull"),
        ("Open Source Conference", "Open Source Conference"),
    ],
)
def test_what_an_article_calls_itself_is_not_of_the_event(title, event):
    (row,) = recap.parse(f"# {title}\n## Talk: Tides\nSpeaker: Ada Example\n".encode(), "recap.md")
    assert row["event"] == event


def test_labels_in_italian():
    text = (
        "# KCD Roma 2023\n## Maree\nRelatrice: Ada Esempio\n\nPunti chiave:\n\n- sale\n- scende\n"
    )
    (row,) = recap.parse(text.encode(), "recap.md")
    assert (row["abstract"], row["takeaways"]) == ("", "sale\nscende")


def test_a_line_in_bold_without_a_speaker_is_a_talk_among_others():
    text = "# Rückblick: Hafentage 2022\n\n**Ebbe** (Ada Example)\n\nA.\n\n**Flut** – Bo Muster\n\n"
    text += "B.\n\n**Kräne für Eilige**\n\nC.\n"
    assert [(row["title"], row["kind"]) for row in read(text, "Hafentage 2022")] == [
        ("Ebbe", "talk"),
        ("Flut", "talk"),
        ("Kräne für Eilige", "talk"),
    ]


@pytest.mark.parametrize(
    ("heading", "is_track"), [("Some talks I liked", False), ("Red hall", True)]
)
def test_a_heading_above_all_talks_is_a_track_only_if_it_says_so(heading, is_track):
    text = f"# Notes from a meetup\n## {heading}\n### Fog (Ada Example)\n### Salt (Bo Muster)\n"
    tracks = [row.get("track") for row in read(text, "a meetup")]
    assert tracks == [heading if is_track else None] * 2


def test_labels_below_a_heading_state_its_facts():
    text = """# KCD Harbourtown 2024 recap
## Kernels under water
**Speaker:** Ada Example
**Company:** Acme Corp.
**Track:** Systems

Kernels sink slowly.
## Fog computing
**Speaker:** Bo Muster

- Room: Pier 4
- Room for improvement: the docs
- level: not much, but a lot of fun for everybody
"""
    first, second = recap.parse(text.encode(), "recap.md")
    assert (first["organisations"], first["track"], first["abstract"]) == (
        "Acme Corp.",
        "Systems",
        "Kernels sink slowly.",
    )
    assert second["room"] == "Pier 4"
    assert second["takeaways"].split("\n") == [
        "Room for improvement: the docs",
        "level: not much, but a lot of fun for everybody",
    ]
    assert "organisations" not in second


def test_labels_in_bullets_say_what_stands_behind_them():
    text = STYLES["labels in Japanese"][1]
    first, second = recap.parse(text.encode(), "recap.md")
    assert first["speakers"] == [{"name": "山田太郎", "organisation": "株式会社クレーン"}]
    assert (first["abstract"], first["takeaways"]) == ("潮は満ちて引く。", "")
    assert (second["abstract"], second["takeaways"]) == ("", "カーネルは速い。")


@pytest.mark.parametrize(
    ("heading", "title", "kind"),
    [
        ("Chapitre 1 : Keynote - Les marées", "Les marées", "keynote"),
        ("Chapitre 2 : Le sel", "Le sel", "talk"),
        ("Talk 2: Keynote - Salt", "Salt", "keynote"),
        ("Capítulo 3: Taller - Grúas", "Grúas", "workshop"),
        ("Kapitel 4: Kräne", "Kräne", "talk"),
        ("Capitolo 5 - Intervento: Gru", "Gru", "talk"),
        ("Sessão 6: Oficina: Gruas", "Gruas", "workshop"),
        ("Chapter and verse: salt", "Chapter and verse: salt", "talk"),
        ("Talk: Keynote", "Keynote", "talk"),
    ],
)
def test_numbers_and_kinds_before_titles(heading, title, kind):
    text = f"# KCD Harbour 2023\n## {heading}\nSpeaker: Ada Example\n\nWater.\n"
    (row,) = recap.parse(text.encode(), "recap.md")
    assert (row["title"], row["kind"]) == (title, kind)


@pytest.mark.parametrize(
    ("date", "first", "second", "clocks"),
    [
        ("Jeudi 7 novembre 2019", "à 9 h 30", "à 10 h", "09:30 10:00"),
        ("Donnerstag, 7. November 2019", "um 9 Uhr", "um 10 Uhr 30", "09:00 10:30"),
        ("jueves 7 de noviembre de 2019, Bilbao.", "a las 9:30", "a las 10:15", "09:30 10:15"),
        ("7 Novembre 2019, Bologna. Ore 9:30", "ore 9:30", "ore 10:15", "09:30 10:15"),
        ("quinta-feira, 7 de novembro de 2019", "às 9h30", "às 10h15", "09:30 10:15"),
        ("Thursday 7 November 2019 in Hull", "at 9:30 am", "at 10.15 am", "09:30 10:15"),
    ],
)
def test_times_in_words_below_headings(date, first, second, clocks):
    talks = f"## Tides\n{first}, Ada Example\n\nWater.\n## Salt\n{second}, Bo Muster\n\nSea.\n"
    rows = list(recap.parse(f"# KCD Harbour\n\n{date}\n\n{talks}".encode(), "recap.md"))
    starts = [f"{read_moment(row['start'], row['day']):%F %R}" for row in rows]
    assert starts == [f"2019-11-07 {clock}" for clock in clocks.split()]
    assert [row["year"] for row in rows] == [2019, 2019]
    assert [row["abstract"] for row in rows] == ["Water.", "Sea."]
    assert [row["speakers"][0]["name"] for row in rows] == ["Ada Example", "Bo Muster"]


@pytest.mark.parametrize("line", ["In November 2019 we met.", "We met on 7 November 2019."])
def test_a_date_inside_a_sentence_is_not_that_of_the_event(line):
    text = f"# KCD Harbour\n\n{line}\n\n## Talk: Tides\n9:30\n\nSpeaker: Ada Example\n"
    (row,) = recap.parse(text.encode(), "recap.md")
    assert (row["start"], row.get("day"), row.get("year")) == ("9:30", None, None)


def test_an_agenda_without_headings():
    text = """DockConf 2024

Day 1: Friday, 7 June 2024

09:00 - 09:30  Registration
09:30 - 10:15  Ropes and rollbacks | Ada Example, Acme Corp.
10:15 - 11:00  Silent pipelines | Bo Muster

Day 2: Saturday, 8 June 2024

* 09:30 - 10:15  Fog computing | Cy Roe & Di Foe
"""
    assert recap.sniff("agenda.txt", text)
    friday, saturday = {"day": "Friday, 7 June 2024"}, {"day": "Saturday, 8 June 2024"}
    assert read(text, "DockConf 2024") == [
        entry("Registration", kind="break", start="09:00", **friday),
        entry("Ropes and rollbacks", "Ada Example", start="09:30", **friday),
        entry("Silent pipelines", "Bo Muster", start="10:15", **friday),
        entry("Fog computing", "Cy Roe; Di Foe", start="09:30", **saturday),
    ]
    assert not recap.sniff("notes.txt", "We met at noon.\n9:00 Tea\nThen we left.\nIt rained.\n")


def test_names_behind_the_last_dash_and_a_colon_at_the_end():
    text = """# Harbour Conf 2024 - Recap
## Day 1
### Chapter 1: Tides - how they turn - Ada Example
Salt.
### Chapter 2: Fog, a love story - Bo Muster and Cy Roe
White.
### No names here:
Empty.
"""
    day = {"day": "Day 1"}
    assert read(text, "Harbour Conf 2024") == [
        entry("Tides - how they turn", "Ada Example", **day),
        entry("Fog, a love story", "Bo Muster; Cy Roe", **day),
        entry("No names here", **day),
    ]


def test_lines_of_names_with_linked_organisations():
    text = """# Harbour Conf 2024 - Recap
## Tides
[Ada Example](https://ada.example), [Crane Ltd](https://crane.example)
[Bo Muster](https://bo.example), [LinkedIn](https://linkedin.com/in/bo)

They sailed.
## Fog
[Cy Roe](https://cy.example), Acme

White.
"""
    first, second = recap.parse(text.encode(), "recap.md")
    assert first["speakers"] == [
        {"name": "Ada Example", "url": "https://ada.example", "organisation": "Crane Ltd",
         "beside": "Crane Ltd"},
        {"name": "Bo Muster", "url": "https://bo.example", "beside": "LinkedIn"},
    ]  # fmt: skip
    assert first["abstract"] == "They sailed."
    assert (second["speakers"][0]["organisation"], second["abstract"]) == ("Acme", "White.")


@pytest.mark.parametrize(
    ("last", "abstract"),
    [
        ("A big thank you to the organisers!\n\nMerci à tous.", "White."),
        ("Thanks to Bo for the lights.", "White.\n\nThanks to Bo for the lights."),
        ("Fog is what thanks me.", "White.\n\nFog is what thanks me."),
    ],
)
def test_the_thanks_of_the_author_are_not_about_the_last_talk(last, abstract):
    text = f"""# Harbour Conf 2024 - Recap
## Talk: Tides - Ada Example
Salt.

Thanks to the crew for the water.
## Talk: Fog - Bo Muster
White.

{last}
"""
    rows = list(recap.parse(text.encode(), "recap.md"))
    assert [row["abstract"] for row in rows] == [
        "Salt.\n\nThanks to the crew for the water.",
        abstract,
    ]


def test_bullets_with_times_below_headings():
    text = """# Schedule

Bring a coat.

## Day 1 - June 15, 2025

### Morning Sessions
- 9:00 AM - Registration
- 10:00 AM - Tides in production

### Afternoon Sessions
- 2:00 PM - Fog computing
"""
    day = {"day": "June 15, 2025"}
    assert read(text, "") == [
        entry("Registration", kind="break", start="9:00 AM", **day),
        entry("Tides in production", start="10:00 AM", **day),
        entry("Fog computing", start="2:00 PM", **day),
    ]


def test_a_table_in_html_between_lines_of_markdown():
    text = """---
title: DockConf 2024 Schedule
---
# Schedule

Subject to change.

<table>
  <tr><th>Time</th><th>Red room</th><th>Blue room</th></tr>
  <tr><td>9:00</td><td>Tides</td><td>Fog</td></tr>
  <tr><td>10:00</td><td colspan="2">Coffee break</td></tr>
  <tr><td>10:30</td><td>Nets</td><td>Ropes</td></tr>
</table>
"""
    assert webpage.sniff("schedule.md", text)
    rows = [row for row in webpage.parse(text.encode(), "schedule.md") if row.get("title")]
    assert {(row["event"], row["year"]) for row in rows} == {("DockConf 2024", 2024)}
    assert [(row["line"], row["title"], row["start"], row.get("room")) for row in rows] == [
        (10, "Tides", "9:00", "Red room"),
        (10, "Fog", "9:00", "Blue room"),
        (11, "Coffee break", "10:00", None),
        (12, "Nets", "10:30", "Red room"),
        (12, "Ropes", "10:30", "Blue room"),
    ]


def test_a_line_that_repeats_the_title_links_to_the_talk_and_names_nobody():
    text = """# DockConf 2024
## Saturday
### Twenty Calm Years of Fog
[Twenty Calm Years of Fog](https://dock.example/fog)
was a talk on fog.
### Ropes
[Ropes](https://dock.example/ropes) held.
### Tides and cranes
[Tides and
cranes](https://dock.example/tides) was deep.
"""
    rows = list(recap.parse(text.encode(), "recap.md"))
    assert [(row["title"], row["speakers"], row["url"]) for row in rows] == [
        ("Twenty Calm Years of Fog", [], "https://dock.example/fog"),
        ("Ropes", [], "https://dock.example/ropes"),
        ("Tides and cranes", [], "https://dock.example/tides"),
    ]


def test_handles_do_not_make_names_ordinary_and_one_comma_stands_for_a_dash():
    text = """# DockConf 2024
## Tides - Ada Example
By [@ada_example](https://x.example/ada).
## Fog - Bo Muster
White.
## Ropes and knots, Cy Roe
Tied.
"""
    assert read(text, "DockConf 2024") == [
        entry("Tides", "Ada Example"),
        entry("Fog", "Bo Muster"),
        entry("Ropes and knots", "Cy Roe"),
    ]


def test_a_subtitle_before_the_name_is_no_name():
    text = """# Lightning talks, 10 December
## Labels in Alerts: Think Twice Before Using Them - Ada Example, Crane Ltd
White.
## Ropes - Bo Muster, Quay AG
Tied.
"""
    assert read(text, "Lightning talks, 10 December") == [
        entry("Labels in Alerts: Think Twice Before Using Them", "Ada Example"),
        entry("Ropes", "Bo Muster"),
    ]


def test_a_tool_behind_with_is_no_speaker():
    text = """# DockConf 2024
## Tides - Ada Example
Blue.
## Queues with Grey Owl
White.
## Ropes - Bo Muster
Tied.
"""
    assert read(text, "DockConf 2024") == [
        entry("Tides", "Ada Example"),
        entry("Queues with Grey Owl"),
        entry("Ropes", "Bo Muster"),
    ]


@pytest.mark.parametrize(
    ("heading", "title", "speakers"),
    [
        ("Talk 2: Fog,  ropes", "Fog, ropes", ""),
        ('Ada Example (Grey Owl), "Fog - a tale" (video)', "Fog - a tale", "Ada Example"),
        ("Talk 2 (Un)tying knots at sea", "(Un)tying knots at sea", ""),
        ("Lightning tales (~7:05pm)", "Lightning tales (~7:05pm)", ""),
    ],
)
def test_titles_in_headings(heading, title, speakers):
    text = (
        f"# DockConf 2024\n## Talk 1: Tides\nBlue.\n## {heading}\nWhite.\n## Talk 3: Salt\nOld.\n"
    )
    found = {row["title"]: row for row in read(text, "DockConf 2024")}
    assert found[title]["speakers"] == speakers


def test_what_stands_below_the_takeaways_of_the_event_is_no_talk():
    text = """# DockConf 2024 report
# Talks
## Tides
**Speaker:** Ada Example

Blue.
## Fog
White.
## Salt
Old.
# Key takeaways
## A seafaring mindset
Patience.
"""
    assert [row["title"] for row in read(text, "DockConf 2024") if row["kind"] == "talk"] == [
        "Tides",
        "Fog",
        "Salt",
    ]


def test_headings_without_a_blank_and_addresses_below():
    text = """#DockConf 2024
##Tides - Ada Example
###Slides: https://dock.example/1
Blue.
##Fog - Bo Muster
White.
"""
    rows = list(recap.parse(text.encode(), "recap.md"))
    assert [(row["title"], row["abstract"]) for row in rows] == [
        ("Tides", "Blue."),
        ("Fog", "White."),
    ]
    assert recap.sniff("recap.md", text)


def test_a_programme_in_bullets_below_facts_of_the_meeting():
    text = """# Dock meetups
## Meetup 1
* Local: Quay

**Programação:**

* [Tides](https://dock.example/1) (Ada Example)

* [Fog](https://dock.example/2) (Bo Muster)
"""
    assert read(text, "Dock meetups") == [entry("Tides", "Ada Example"), entry("Fog", "Bo Muster")]


def test_names_in_bullets_below_a_label():
    text = (
        "# 港 2023\n## 霧\n* 発表者\n  * 山田 太郎 (@taro)\n* 資料\n  * [PDF](https://x.example)\n"
    )
    text += (
        "## Fog\n* Speakers\n  * Ada Example\n  * Bo Muster\n* [Slides](https://y.example) (en)\n"
    )
    assert read(text, "港 2023") == [
        entry("霧", "山田 太郎"),
        entry("Fog", "Ada Example; Bo Muster"),
    ]
    assert [row["takeaways"] for row in recap.parse(text.encode(), "recap.md")] == ["", ""]


def test_sentences_behind_the_speaker_are_about_the_speaker():
    text = "# KCD 2023\n## Talk 1: Fog\nWhite.\n\n"
    text += "Speaker: [Ada aka Owl](https://x.example). She\nsails.\n"
    text += "## Talk 2: Nets\nSpeaker: Bo Muster. He knots.\n\nWoven.\n"
    ada, bo = recap.parse(text.encode(), "recap.md")
    assert ([one["name"] for one in (*ada["speakers"], *bo["speakers"])]) == ["Ada", "Bo Muster"]
    assert (ada["abstract"], bo["abstract"]) == ("White.", "Woven.")


def test_an_agenda_inside_a_text():
    agenda = "* Time: 19:00 (doors at 18:30)\n* 19:00 Fog\n* 19:30 Nets\n* 20:00 Pizza\n"
    prose = "We meet.\n\n" * 9
    text = f"# Quay Meetup 4 May 2023\n\n{prose}## Plan\n{agenda}\n{prose}"
    found = [entry("Fog"), entry("Nets"), entry("Pizza", kind="break")]
    assert [{**row, "start": ""} for row in read(text, "Quay Meetup")] == [
        {**row, "start": "", "day": "4 May 2023"} for row in found
    ]


def test_rows_of_a_table_without_a_rule_or_a_header():
    rule = "|:---|:---|\n"
    for above in ("", rule):
        text = f"# KCD 2023\n## 4 May 2023\n\n{above}| **9:00** | Fog |\n"
        text += "| 9:30 | Nets |\n| 10:00 | Tea |\n"
        assert [row["title"] for row in read(text, "KCD 2023")] == ["Fog", "Nets", "Tea"]


def test_labels_as_headings():
    form = "### Title\n\nFog\n\n### Speaker\n\nAda Example\n\n### Duration\n\n30 min\n\n"
    (row,) = recap.parse(f"{form}### Abstract\n\nWhite.\n\n### Bio\n\nShe.\n".encode(), "a.md")
    assert (row["title"], row["duration"], row["abstract"]) == ("Fog", "30 min", "White.")
    assert [person["name"] for person in row["speakers"]] == ["Ada Example"]
    text = "# KCD\n## Fog\n### Name: Ada Example\n### Time: 4 May 2023 9:00\nWhite.\n"
    text += "## Nets\n### Name: Bo Muster\n### Time: 5 May 2023 9:00\nWoven.\n"
    assert read(text, "KCD") == [
        entry("Fog", "Ada Example", day="4 May 2023", start="9:00"),
        entry("Nets", "Bo Muster", day="5 May 2023", start="9:00"),
    ]


def test_times_with_a_place_above_the_talk_in_bold():
    text = "# KCD 2023\n## 4 May 2023\n### 9:00, Quay Room\n**Fog**\n\nAda Example\n\n"
    text += "### 9:30, Pier Room\n**Nets**\n\nBo Muster\n"
    fog, nets = recap.parse(text.encode(), "recap.md")
    assert (fog["title"], fog["room"], fog["start"]) == ("Fog", "Quay Room", "9:00")
    assert (nets["title"], nets["room"], nets["start"]) == ("Nets", "Pier Room", "9:30")


def test_times_of_day_below_a_title_that_is_a_date():
    text = "# Jueves 4 de mayo 2023\n## Mañana\n### 9:00 | Fog\n- **Ubicación**: Quay\n"
    text += "- **Speaker**: [Por definir]\n"
    text += "## Tarde\n### 14:00 | Nets\n## Notas\n### Transporte\nBus.\n"
    with pytest.warns(KcdWarning, match="'Transporte' names nobody"):
        found = list(recap.parse(text.encode(), "recap.md"))
    assert not found[0]["takeaways"]
    assert [(row["title"], row["day"]) for row in found] == [
        ("Fog", "Jueves 4 de mayo 2023"),
        ("Nets", "Jueves 4 de mayo 2023"),
    ]
    assert (found[0]["room"], found[0]["takeaways"], found[0]["event"]) == ("Quay", "", "")


def test_lists_of_talks_behind_an_opening_line():
    text = '# KCD 2023\nHello.\n## My notes\nIn order:\n\n- **Ada Example - "Fog"**: white.\n'
    text += '- **Bo Muster - "Nets"**: woven.\n\nThat was all.\n'
    assert [(row["title"], row["abstract"]) for row in recap.parse(text.encode(), "recap.md")] == [
        ("Fog", "white."),
        ("Nets", "woven."),
    ]
    text = "# KCD 2023\nHello.\n## Talks\n1. Fog\n * Speaker: Ada Example\n2. Nets\n"
    text += " * Speaker: Bo Muster\n"
    assert read(text, "KCD 2023") == [entry("Fog", "Ada Example"), entry("Nets", "Bo Muster")]


def test_a_label_between_title_and_name():
    text = "# KCD 2023\n## Fog: Palestrante: Ada Example\nA.\n## Nets: Palestrante: Bo Muster\nB.\n"
    assert read(text, "KCD 2023") == [entry("Fog", "Ada Example"), entry("Nets", "Bo Muster")]


def test_labels_in_other_scripts():
    text = "# 港 2023\n## 発表1\n- タイトル：霧\n- 発表者：山田 太郎\n"
    text += "## 発表2\n- タイトル：網\n- 発表者：佐藤 花子\n"
    assert read(text, "港 2023") == [entry("霧", "山田 太郎"), entry("網", "佐藤 花子")]


def test_a_meetup_is_no_speaker():
    text = "# KCD 2023\n## Fog\n[Quay Meetup](https://x.example) (4 May)\n\n"
    text += "* Speaker: Ada Example\n## Nets\n[QuayCon Europe](https://x.example) (5 May)\n\n"
    text += "* Speaker: Bo Muster\n"
    assert read(text, "KCD 2023") == [entry("Fog", "Ada Example"), entry("Nets", "Bo Muster")]


def test_a_title_in_bold_that_looks_like_names():
    text = "# KCD 2023\n- [**Fog de Quay e redes com Rust**](https://x.example) - Ada Example\n"
    text += "- [**Nets of the pier**](https://y.example) - Bo Muster\n"
    assert read(text, "KCD 2023") == [
        entry("Fog de Quay e redes com Rust", "Ada Example"),
        entry("Nets of the pier", "Bo Muster"),
    ]


def test_the_date_of_an_article_in_restructured_text():
    text = "Meetup\n======\n\n:date: 2023-01-02\n:slug: quay\n\nDate\n----\n\n"
    text += "* Date: 4 May 2023\n\n|\n\n"
    text += "Plan\n----\n\n* 9:00 Fog\n* 9:30 Nets\n* 10:00 Tea\n"
    assert {row["day"] for row in read(text, "Meetup", "a.rst")} == {"4 May 2023"}


def test_names_in_bullets_below_numbered_titles():
    text = "# KCD 2023\n## HARBOUR\n1. Fog by the Grey Quay\n  - Ada Example\n  - Bo Muster\n"
    text += "2. Nets\n  - Cy Roe\n## PIER\n1. Salt\n  - Di Sample\n2. Ropes\n  - Ed Owl\n"
    assert read(text, "KCD 2023") == [
        entry("Fog by the Grey Quay", "Ada Example; Bo Muster", track="HARBOUR"),
        entry("Nets", "Cy Roe", track="HARBOUR"),
        entry("Salt", "Di Sample", track="PIER"),
        entry("Ropes", "Ed Owl", track="PIER"),
    ]


def test_a_label_below_what_looks_like_a_name_is_no_title():
    text = "# KCD 2023\n## Grey Harbour\n### Summary\nWhite.\n## Blue Pier\n### Summary\nWoven.\n"
    rows = list(recap.parse(text.encode(), "a.md"))
    assert [(row["title"], row["speakers"], row["abstract"]) for row in rows] == [
        ("Grey Harbour", [], "White."),
        ("Blue Pier", [], "Woven."),
    ]


def test_a_heading_above_facts_is_neither_text_nor_a_talk():
    text = "# KCD 2023\n"
    for title, name in ("Fog", "Ada Example"), ("Nets", "Bo Muster"), ("Salt", "Cy Roe"):
        text += f"## {title}\n### Summary\nWhite.\n### Card\n- Speaker: {name}\n- Room: Pier\n"
    rows = list(recap.parse(text.encode(), "a.md"))
    assert [(row["title"], row["abstract"], row["room"]) for row in rows] == [
        ("Fog", "White.", "Pier"),
        ("Nets", "White.", "Pier"),
        ("Salt", "White.", "Pier"),
    ]
    text = "# KCD 2023\n" + "## Fog\n### Summary\nWhite.\n" * 3
    assert len(read(text, "KCD 2023")) == 3


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("HarbourFest.md", "Fog"),
        ("quay.md", "Keynote: Fog"),
        ("quay.md", "Lightning talk: Fog"),
    ],
)
def test_what_tells_that_an_article_is_about_an_event(name, first):
    text = f"# 20230504\n## {first}\nWhite.\n## The art of nets\nWoven.\n## Salt\nGrey.\n"
    rows = list(recap.parse(text.encode(), name))
    assert [(row["title"], row["kind"] != "other") for row in rows] == [
        ("Fog", True),
        ("The art of nets", True),
        ("Salt", True),
    ]


def test_a_day_behind_a_dash_is_nobody():
    text = (
        "## Harbour 2023 - Day One\n### Fog - Ada Example\nWhite.\n### Nets - Bo Muster\nWoven.\n"
    )
    assert read(text, "Harbour 2023 - Day One") == [
        entry("Fog", "Ada Example"),
        entry("Nets", "Bo Muster"),
    ]


def test_one_word_behind_a_dash_is_no_sign_against_names():
    text = "# KCD 2023\n## Fog at sea - Ada Example\n### L1 - Basics\nA.\n### L2 - Fog\nB.\n"
    text += "### L3 - Ships\nC.\n## Nets of the quay - Bo Muster\nWoven.\n"
    assert read(text, "KCD 2023") == [
        entry("Fog at sea", "Ada Example"),
        entry("Nets of the quay", "Bo Muster"),
    ]


@pytest.mark.parametrize(
    ("heading", "title", "speakers"),
    [
        ("Knots by [Bo Muster II](https://example.org)", "Knots", "Bo Muster II"),
        ("Keynote - [Bo Muster](https://github.com/bo)", "Keynote", "Bo Muster"),
        ("Are Knots Safe? - [Bo Muster]", "Are Knots Safe?", "Bo Muster"),
        (":tada: Knots - Bo Muster", "Knots", "Bo Muster"),
        ("Bo Muster - @bo - Knots", "Knots", "Bo Muster"),
        ("Knots and bends - Bo Muster (U. of Ropes, Nets and Other Strings)",
         "Knots and bends", "Bo Muster"),
    ],
)  # fmt: skip
def test_forms_of_headings_that_name_people(heading, title, speakers):
    others = ["Salt - Cy Roe", "Fog - Ada Example"]
    if heading.startswith("Bo"):
        others = ["Cy Roe - @cy - Salt", "Ada Example - @ada - Fog"]
    text = "# KCD 2023\n" + "".join(f"## {one}\nTied.\n" for one in (heading, *others))
    found = [(row["title"], row["speakers"]) for row in read(text, "KCD 2023")]
    assert found == [(title, speakers), ("Salt", "Cy Roe"), ("Fog", "Ada Example")]


def test_a_handle_before_a_title_is_the_speaker_of_a_lightning_talk():
    text = "# KCD 2023\n## Talks\n* @bo - Knots\n* @cy - Salt\n* [Fog](https://example.org)\n"
    assert [(row["title"], row["speakers"]) for row in read(text, "KCD 2023")] == [
        ("Knots", "@bo"),
        ("Salt", "@cy"),
        ("Fog", ""),
    ]


def test_people_with_their_organisations_are_above_titles_in_bold():
    text = "# KCD 2023\n"
    for handle, name in ("[@ada](https://x.com/ada) ", "Ada Example"), ("", "Bo Muster"):
        text += f"## {name} {handle}- Tidewater\n**The art of {name[-3:]}**\n\n- Old\n"
    rows = list(recap.parse(text.encode(), "a.md"))
    assert [(row["title"], row["speakers"][0]["organisation"]) for row in rows] == [
        ("The art of ple", "Tidewater"),
        ("The art of ter", "Tidewater"),
    ]


def test_a_person_is_above_a_single_talk():
    text = "# KCD 2023\n## Saturday\n"
    for name, title in ("Ada Example", "Keynote: Fog"), ("Bo Muster", "Workshop: Nets"):
        text += f"### {name}\n#### {title}\n[Harbour Page](https://example.org)\n"
    assert read(text, "KCD 2023") == [
        entry("Fog", "Ada Example", "keynote", day="Saturday"),
        entry("Nets", "Bo Muster", "workshop", day="Saturday"),
    ]


def test_a_name_and_an_address_are_no_text():
    text = "# KCD 2023\n## Fog - Ada Example\n**Raft** - https://example.org\n## Nets - Bo Muster\n"
    assert not any(row.get("abstract") for row in recap.parse(text.encode(), "a.md"))
