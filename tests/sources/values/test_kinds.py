"""A title alone makes a break or another entry only as a whole."""

import pytest

from kcdanalysis.sources.values.kinds import find_kind, split_number, title_kind

TALKS = """
Pause containers explained | Coffee-driven development | Registration of kernel modules
Break the monolith | Welcome to the machine | Networking in Kubernetes | Tea: a small language
Sponsored talk: Scaling Postgres | Opening the black box | Closing the gap between Dev and Ops
The party is over: sunsetting a product | Networking with eBPF | Party in the cloud
Registration with OAuth | Welcome to KCD | Lunch & Learn: eBPF | Coffee as code | Setup of a lab
Introduction to Kafka | Open space governance in Rust | Sprint planning for compilers
Kickoff to launch | Spaces and tabs
Die Pause im Takt der Maschine | La pause des processus | Breaking changes in Go
"""
BREAKS = """
Coffee break | Registration | Lunch at VENUE | Pause déjeuner | Mittagspause | Break | Café
Lunch (continued) | 10:30 Coffee | Kaffeepause | Networking | Lunch & Networking | Snack Time
Badge Pick-Up | Morning tea | Accueil café | Pausa pranzo | Almuerzo | 休憩
Registration and coffee | Room change | Dinner, sponsored by Acme | Lunch Break - Main Hall | Almoço
Coffee Break and Postersession | Walk-in and Registration | Almuerzo / Tiempo libre | ランチ
Opening Reception | Lunsj | Koffie en registratie | Przerwa kawowa | Oběd | Кофе-брейк
午餐 | 점심시간 | Pausa para café | Intervalo para Almoço | 5 minute break
Café da manhã | Happy hour | Refreshment break | Café Intermedio
報到 & 午餐 | 休息 & 點心 | 茶敘
午餐 | 점심시간 | お昼休憩 | Кофе-пауза | Inloop met koffie en thee
Lunch is served (if available) | Pick up lunch boxes | After party (TBD) | Sektempfang
Cafezinho | Makan siang | Excursion | Conference banquet | Luncheon | Admission
High Tea + Biscuits
"""
OTHERS = """
Social event | Group photo | Opening and closing remarks | Opening remarks | Patrocinada
Social gathering
Sponsor slot | Venue opens | Doors open | Lightning talks | Lightning Talks Session 2 | Welcome
Prize Draw | Prizegiving | Thank you and wrap up | Welcome and housekeeping | Eröffnung | Ouverture
Opening | Clausura | Abertura | Closing Keynote Remarks | Poster Session 1 (Morning) | Daily Wrap-up
Breakout Sessions 1 | Sorteios e Cerimonia de Encerramento | Palco Fechado | Ankommen | 閉会式
Åpning | Otwarcie | Открытие | 开幕式 | Boas-vindas | Cierre del evento
End | Talks begin | Welcome and icebreaker | Lucky draw
Open Space 6 | Open space closing | Ignites | Ignite Talks | Open Mic Ignites | Sprints | Kick-off
Lightning talks (60 min) | Venue closing | Shuttle to the social event | Intro
スポンサーセッション
End of Day 1 | Close | Discussions | Inauguration
Abertura oficial | Finish | Introductory remarks | 開幕典禮 | 閉幕典禮
"""


def titles(text):
    return [title.strip() for title in text.replace("\n", "|").split("|") if title.strip()]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *((title, "talk") for title in titles(TALKS)),
        *((title, "break") for title in titles(BREAKS)),
        *((title, "other") for title in titles(OTHERS)),
    ],
)
def test_kinds_by_the_whole_title(title, kind):
    assert find_kind(None, title, has_speakers=False, abstract="")[0] == kind


@pytest.mark.parametrize("title", [*titles(TALKS), "Coffee break", "Welcome", "Lightning talks"])
def test_what_has_a_speaker_is_spoken(title):
    assert find_kind("Talk", title, has_speakers=True, abstract="")[0] == "talk"


@pytest.mark.parametrize(
    ("label", "title", "speakers", "kind", "evidence"),
    [
        (None, "Coffee break", False, "break", "all words of the title are in the list 'break'"),
        (None, "Lunch at VENUE", False, "break", "all words of its beginning are in the list"),
        ("Talk", "Lunch", False, "break", "all words of the title are in the list 'break'"),
        ("Break", "Anything", True, "break", "the label 'Break'"),
        ("Meal", "Cooking with Go", True, "talk", "it has a speaker, against the label 'Meal'"),
        ("Workshop", "Nets", True, "workshop", "the label 'Workshop'"),
        ("LT(5min)", "Nets", True, "lightning", "the label 'LT(5min)'"),
        ("Service session", "Lunch with boats", False, "break", "its title"),
        ("Service session", "Boats", False, "other", "the label 'Service session'"),
        (None, "Venue opens", False, "other", "a place opens or closes"),
        (None, "Author Book Signing with Ada Example", True, "other", "its title names a meeting"),
        ("Talk", "Office hours", True, "other", "its title names a meeting with a person"),
        ("Office Hours", "Office hour with Ada", True, "other", "the label 'Office Hours'"),
        ("Talk", "Office hours: nets", True, "talk", "the label 'Talk'"),
        ("Talk", "Signing images", True, "talk", "the label 'Talk'"),
        ("Book signing", "Ada Example", False, "other", "the label 'Book signing'"),
        (None, "Panel: Who pays?", True, "panel", "the title begins with a word for 'panel'"),
        (None, "eBPF", False, "talk", "nothing else"),
    ],
)
def test_the_evidence_for_a_kind(label, title, speakers, kind, evidence):
    found = find_kind(label, title, has_speakers=speakers, abstract="")
    assert (found[0], found[1].startswith(evidence)) == (kind, True), found


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        ("Plenary", "Opening", "other"),
        ("Plenary", "Deep water", "keynote"),
        ("Keynote", "Opening", "keynote"),
        ("Workshop", "Coffee", "workshop"),
    ],
)
def test_a_plenary_is_a_keynote_unless_its_title_says_otherwise(label, title, kind):
    assert find_kind(label, title, has_speakers=False, abstract="")[0] == kind


@pytest.mark.parametrize(
    ("title", "rest", "kind"),
    [
        ("Vortrag 1: Gezeiten", "Gezeiten", "talk"),
        ("Palestra 2 - Sal", "Sal", "talk"),
        ("セッション3：潮", "潮", "talk"),
        ("Talk #4: Keynote - Salt", "Keynote - Salt", "keynote"),
        ("Chapter 5: Cranes", "Chapter 5: Cranes", None),
        ("Vortragskunst 6: Stimme", "Vortragskunst 6: Stimme", None),
    ],
)
def test_talks_that_are_counted(title, rest, kind):
    assert split_number(title) == (rest, kind)


def test_the_kind_of_a_talk_and_who_gives_it():
    kind, _ = find_kind("", "Keynote by Ada Example", has_speakers=True, abstract="")
    assert kind == "keynote"
    assert title_kind("Opening Address - Day 1")[0] == "other"
    assert title_kind("Intermission")[0] == "break"
    assert title_kind("Begrüßung im Großen Hörsaal II")[0] == "other"
    assert title_kind("Konferenz schließt")[0] == "other"


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        (None, "Tides (Keynote)", "keynote"),
        (None, "Tides [Workshop]", "workshop"),
        ("talk", "Tides (Keynote)", "talk"),
        (None, "Tides (Coffee)", "talk"),
        (None, "Tides (in the kernel)", "talk"),
        ("Networking", "We all go to a bar", "break"),
        ("qa", "Ask the crew of the boat", "other"),
    ],
)
def test_kinds_behind_the_title_and_labels_of_breaks(label, title, kind):
    assert find_kind(label, title, has_speakers=False, abstract="")[0] == kind


def test_titles_of_breaks_and_other_entries_in_more_languages():
    assert title_kind("Rejestracja uczestników")[0] == "break"
    assert title_kind("Otwarcie konferencji")[0] == title_kind("質疑応答")[0] == "other"
    assert title_kind("Zakończenie i wręczenie nagród")[0] == "other"
    for title in ("Introduction", "Concluding remarks", "INÍCIO DO EVENTO", "Encerramentos", "TBC"):
        assert title_kind(title)[0] == "other"
    said_of = {"Panel z ekspertami": "panel", "Warsztaty tematyczne": "workshop"}
    said_of |= {"Keynote address: Tides": "keynote", "Women in Shipping Panel Discussion": "panel"}
    for title, said in said_of.items():
        kind, _ = find_kind("", title, has_speakers=False, abstract="")
        assert kind == said


def test_a_paper_is_a_talk():
    for label in ("Conference and Workshop Papers", "Workshop paper"):
        kind, _ = find_kind(label, "Tides", has_speakers=True, abstract="")
        assert kind == "talk"
