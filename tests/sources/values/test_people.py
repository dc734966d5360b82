"""Names in prose are split; names that are data are kept to the letter."""

import time

import pytest

from kcdanalysis.sources.syntax.markup import Run
from kcdanalysis.sources.values.people import (
    Speaker,
    find_people,
    is_name,
    read_people,
    split_speakers,
)

#: The prose, and each name with its organisation, if any.
PROSE = {
    # Initials, and words that mean "and" only between two names.
    "Jane E. Doe": ["Jane E. Doe"],
    "E. W. Dijkstra": ["E. W. Dijkstra"],
    # The dot of an abbreviation belongs to it, and a legal form to an organisation.
    "Ada Example, Mist Inc.": [("Ada Example", "Mist Inc.")],
    "Katrin Vogel · Flusswerk": [("Katrin Vogel", "Flusswerk")],
    "Liis Tamm, Kindel OÜ": [("Liis Tamm", "Kindel OÜ")],
    "Sara Lind and Oskar Nyman, Skärgård AB": ["Sara Lind", ("Oskar Nyman", "Skärgård AB")],
    "The Organisers": ["The Organisers"],
    "Organisers": [],
    "José y Nora": ["José", "Nora"],
    "Ana García y Luis Pérez": ["Ana García", "Luis Pérez"],
    "José Ortega y Gasset": ["José Ortega y Gasset"],
    "Ola Eksempel og Per Prøve": ["Ola Eksempel", "Per Prøve"],
    "Jan Przykład i Ewa Próba": ["Jan Przykład", "Ewa Próba"],
    "Иван Пример и Анна Проба": ["Иван Пример", "Анна Проба"],
    "Ana e Rui": ["Ana", "Rui"],
    "Ada Example und Bo Muster": ["Ada Example", "Bo Muster"],
    "Ada Example, Bo Muster, and Cy Roe": ["Ada Example", "Bo Muster", "Cy Roe"],
    "A & B": ["A", "B"],
    "A - B": ["A - B"],
    "AC/DC": ["AC/DC"],
    "Ada Example/Bo Muster": ["Ada Example", "Bo Muster"],
    "Ada, Bo and Cy": ["Ada", "Bo", "Cy"],
    "Ada Example et al.": ["Ada Example"],
    # Names of any origin.
    "Madonna": ["Madonna"],
    "山田 太郎、鈴木 花子": ["山田 太郎", "鈴木 花子"],
    "王小明, 李雷": ["王小明", "李雷"],
    "अनिल कुमार, सुनीता शर्मा": ["अनिल कुमार", "सुनीता शर्मा"],
    "Vigdís Finnbogadóttir and Jón": ["Vigdís Finnbogadóttir", "Jón"],
    "Ludwig van der Berg": ["Ludwig van der Berg"],
    "Sinéad O'Neil & Jean-Luc Picard": ["Sinéad O'Neil", "Jean-Luc Picard"],
    # Last names first.
    "Doe, Jane; Roe, Cy": ["Jane Doe", "Cy Roe"],
    "Doe, Jane E.; van der Berg, Jan": ["Jane E. Doe", "Jan van der Berg"],
    "Doe, Jane and Roe, Cy": ["Jane Doe", "Cy Roe"],
    # Notes that are neither part of a name nor an organisation.
    "Jane (she/her)": ["Jane"],
    "Jane Doe (She/Her)": ["Jane Doe"],
    "Jane Doe, she/her": ["Jane Doe"],
    "Jane Doe, Ph.D.": ["Jane Doe"],
    "Jane Doe, Jr.": ["Jane Doe, Jr."],
    'Jane "JD" Doe': ['Jane "JD" Doe'],
    "Jane (JD) Doe": ["Jane Doe"],
    "Jane Doe (JD)": ["Jane Doe"],
    "Jane Doe (janed)": ["Jane Doe"],
    "Jane Doe (@jane), Cy Roe (https://cy.example)": ["Jane Doe", "Cy Roe"],
    "Ada Example (Germany)": ["Ada Example"],
    "Ada Example (moderator)": ["Ada Example"],
    # Organisations.
    "Ada Example (Acme), Bo Muster & Cy Roe, CTO, Initech": [
        ("Ada Example", "Acme"),
        "Bo Muster",
        ("Cy Roe", "Initech"),
    ],
    "Ada Example (Red Hat) and Bo Muster (Google)": [
        ("Ada Example", "Red Hat"),
        ("Bo Muster", "Google"),
    ],
    "Jane Doe (IBM)": [("Jane Doe", "IBM")],
    "Jane Doe (she/her, Acme)": [("Jane Doe", "Acme")],
    "Ada Example (CTO, Acme)": [("Ada Example", "Acme")],
    "Ada Example (CTO at Acme)": [("Ada Example", "Acme")],
    "Ada Example, Senior Developer at Acme": [("Ada Example", "Acme")],
    "Ada Example - Acme": [("Ada Example", "Acme")],
    "Ada Example - Bo Muster": ["Ada Example", "Bo Muster"],
    "Ada Example and Bo Muster - Grey Owl": ["Ada Example", ("Bo Muster", "Grey Owl")],
    "Ada Example, Bo Muster - Grey Owl": ["Ada Example", ("Bo Muster", "Grey Owl")],
    "Ada Example - Harbour Networks": [("Ada Example", "Harbour Networks")],
    "Ada Example, Procter & Gamble": [("Ada Example", "Procter & Gamble")],
    "Ada Example, University of Bern": [("Ada Example", "University of Bern")],
    "Ada Example at Acme and Bo Muster at Initech": [
        ("Ada Example", "Acme"),
        ("Bo Muster", "Initech"),
    ],
    "Dr. Ada Example, Harbour Labs": [("Dr. Ada Example", "Harbour Labs")],
    "Dr. Ada Example, Grey Owl": [("Dr. Ada Example", "Grey Owl")],
    "Dr. Ada Example, Prof. Bo Muster": ["Dr. Ada Example", "Prof. Bo Muster"],
    "Annette Head, Bo Muster": ["Annette Head", "Bo Muster"],
    "Ada Example, Bo 'lopoc' Muster": ["Ada Example", "Bo 'lopoc' Muster"],
    'Ada Example, Bo "JD" Muster': ["Ada Example", 'Bo "JD" Muster'],
    "Ada Example, a.k.a. Adex": ["Ada Example"],
    "Bo Muster (Musti)": ["Bo Muster"],
    "Bo Muster (the new son)": ["Bo Muster"],
    "Bo Muster (codecentric AG)": [("Bo Muster", "codecentric AG")],
    "末田卓巳 (Takumi Sueda)": ["末田卓巳"],
    "Vivek Dubey and Vipul A M, Fab.com": ["Vivek Dubey", ("Vipul A M", "Fab.com")],
    "Fernando Ike (Fike)": ["Fernando Ike"],
    # A list of people may have a nickname in it; a last person without an employer shows it.
    "Ada Example, Bobo, Cy Roe": ["Ada Example", "Bobo", "Cy Roe"],
    "Running Graphite at Scale": ["Running Graphite"],
    "Ada Example, Sometimes it is about the tools": ["Ada Example"],
    # Titles of talks in a column of speakers name nobody's organisation.
    "Continuous delivery at GitHub": ["Continuous delivery at GitHub"],
    "The Power of Conflict": ["The Power of Conflict"],
    "1000 servers, 48H": ["1000 servers"],
    "Developers are from Mars": ["Developers are from Mars"],
    # A handle alone is a name.
    "@ada_example": ["@ada_example"],
    "Ada Example @Acme": [("Ada Example", "Acme")],
    "TBA": [],
}


@pytest.mark.parametrize("text", PROSE)
def test_names_in_prose(text):
    people = [(name, company) if company else name for name, _, company, _ in split_speakers(text)]
    assert people == PROSE[text]


@pytest.mark.parametrize(
    "name", ["A - B", "A & B", "Jane E. Doe", "Jane Doe, Ph.D.", "Bo (she/her)", 'Jane "JD" Doe']
)
def test_a_name_that_is_data_is_kept(name):
    people = split_speakers([name, {"name": f" {name}\n2"}])
    assert people == [Speaker(name), Speaker(f"{name} 2")]


def test_html_escapes_in_data_are_resolved():
    person = {"name": "Tim O&#x27;Sample", "organisation": "O&#x27;Sample &amp; Co"}
    assert split_speakers([person]) == [Speaker("Tim O'Sample", "", "O'Sample & Co")]


LINK = "https://example.org/"


@pytest.mark.parametrize(
    ("line", "people"),
    [
        (
            [Run("Ada Example", LINK), Run("\n and Bo Muster")],
            [("Ada Example", LINK), ("Bo Muster", "")],
        ),
        ([Run("Ada Example ("), Run("LinkedIn", LINK), Run(")")], [("Ada Example", LINK)]),
        ([Run("Ada Example "), Run("LinkedIn", LINK)], [("Ada Example", LINK)]),
        (
            [Run("E. W. Dijkstra", LINK), Run(", "), Run("Jane E. Doe", f"{LINK}2")],
            [("E. W. Dijkstra", LINK), ("Jane E. Doe", f"{LINK}2")],
        ),
        (
            [Run("Ada Example, "), Run("Bo Muster", LINK), Run(", CTO, Acme")],
            [("Ada Example", ""), ("Bo Muster", LINK)],
        ),
    ],
)
def test_links_stay_with_their_names(line, people):
    assert [one[:2] for one in read_people(line)] == people


def test_prose_names_a_person_by_a_link_to_a_profile():
    profile = "https://github.com/ada"
    line = [Run("Then "), Run("Ada Example", profile), Run(" showed Bo Muster")]
    assert find_people(line) == [Speaker("Ada Example", profile)]
    assert find_people([Run("See "), Run("Kernel Docs", "https://docs.example")]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ludwig van Beethoven", True),
        ("J. R. Doe", True),
        ("अनिल कुमार", True),
        ("Ada", False),
        ("der Tagung", False),
        ("prof. Ada Example", True),
    ],
)
def test_what_looks_like_a_name(text, expected):
    assert is_name(text) is expected


def test_many_slashes_are_read_in_a_time_in_proportion():
    before = time.process_time()
    split_speakers("</" * 100_000)
    assert time.process_time() - before < 5


def test_the_second_of_two_is_a_name_or_nobody():
    assert [one.name for one in read_people([Run("Ada Example and her crew")])] == ["Ada Example"]
    linked = [Run("Ada Example & "), Run("musti", "https://example.org/musti")]
    assert [one.name for one in read_people(linked)] == ["Ada Example", "musti"]


def test_a_link_in_brackets_is_that_of_the_name_before_it():
    line = [Run("Ada Example ("), Run("Acme", "https://acme.example"), Run(") and Bo Muster")]
    assert [(one.name, one.url) for one in read_people(line)] == [
        ("Ada Example", "https://acme.example"),
        ("Bo Muster", ""),
    ]


def test_a_position_between_a_name_and_a_company():
    people = split_speakers("Ada Example, Editor, Quay Times; Bo Muster, Fellow, Pier Lab")
    assert [(one.name, one.organisation) for one in people] == [
        ("Ada Example", "Quay Times"),
        ("Bo Muster", "Pier Lab"),
    ]
    people = split_speakers("Ada Example and Bo Muster, Harbour University; Cy Roe ⋅ Dee Sample")
    assert [one.name for one in people] == ["Ada Example", "Bo Muster", "Cy Roe", "Dee Sample"]


def test_all_speakers_are_nobody_and_an_honorific_is_no_name():
    assert split_speakers("All speakers") == split_speakers("All") == []
    assert split_speakers("Organising Committee") == split_speakers("Session chairs") == []
    assert [one.name for one in read_people([Run("Ada Exampleさん、霧 松 さん")])] == [
        "Ada Example",
        "霧 松",
    ]


def test_a_name_behind_a_handle_is_no_organisation():
    assert split_speakers("joker42 (Ada Example)") == [Speaker("joker42")]
