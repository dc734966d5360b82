import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.sources import check_pairs, read_talks
from kcdanalysis.sources.checks import CHECKS, check_talks
from kcdanalysis.talks import COLUMNS, KINDS, STATES, as_talks

SENTENCE = "We show how a small team runs its clusters, and what it would do in another way today. "
GOOD = {"title": "A", "speakers": "Ada Example", "abstract": "b"}
LONG = SENTENCE * 3


def messages(*rows):
    findings = check_talks(as_talks(rows))
    assert set(findings["code"]) <= set(CHECKS)
    return findings[["code", "message"]].values.tolist()


def good(title, **more):
    return {"title": title, "speakers": f"Ada {title}", "abstract": f"About {title}.", **more}


def test_a_good_programme_has_no_findings():
    start = pd.Timestamp("2023-06-15T09:00Z")
    rows = [
        good(
            f"Talk about {name}", year=2023, language="en", room="Main", duration=30, event="KCD",
            abstract=f"{name}. {LONG}And more ...", start=start + pd.Timedelta(minutes=at * 30),
            speaker_urls=f"https://x.example/in/ada-{name}",
        )
        for at, name in enumerate(["eBPF", "GitOps & CI/CD", "C++", "WASM", "the <a> tag"])
    ]  # fmt: skip
    lunch = {"title": "Lunch", "kind": "break", "start": start, "room": "Main"}
    again = [{"title": "Lightning talks", "speakers": "Bo Muster", "abstract": "Short."}]
    later = [{**again[0], "event": "KCD", "year": 2024}]
    assert messages(*rows, lunch, *again, *later) == []


def test_what_is_missing_is_named_with_what_to_do():
    bare = {"title": "B", "speakers": "Ada Example", "takeaways": "c"}
    assert messages({"title": "A"}, bare) == [
        ["missing-abstract", "'A' has no abstract and no takeaways; add one"],
        ["missing-speakers", "'A' has no speaker; add who spoke"],
        ["missing-abstract", "'B' has no abstract, though takeaways; add one"],
    ]


def test_what_no_talk_of_a_source_has_is_said_once():
    assert messages(*({"title": f"Talk {at}"} for at in range(12))) == [
        ["missing-abstract", "12 of 12 talks have no abstract; is there a fuller source?"],
        ["missing-speakers", "12 of 12 talks have no speaker; is there a fuller source?"],
    ]


@pytest.mark.parametrize("text", ["TBA", "Lorem ipsum dolor sit amet"])
def test_abstracts_that_keep_a_place(text):
    assert messages({**GOOD, "abstract": text}) == [
        ["placeholder-abstract", f"'A' only has {text!r} as abstract; write one"]
    ]


@pytest.mark.parametrize("end", ["secure access,", "what we learned and", "the words of the …"])
def test_abstracts_that_stop(end):
    shown = " ".join(f"{LONG}{end}"[-25:].split()[1:])
    assert messages({**GOOD, "abstract": LONG + end}) == [
        ["cut-abstract", f"the abstract of 'A' stops at {shown!r}; add the rest"]
    ]


def test_abstracts_of_two_talks():
    rows = [good(title, abstract=LONG) for title in ("Kernel", "Clusters", "Kernel, part 2")]
    assert messages(*rows) == [
        [
            "shared-abstract",
            "'Clusters' has the abstract of 'Kernel' (event/kernel); give each its own",
        ]
    ]


def test_titles_that_stand_twice_are_errors():
    findings = check_talks(as_talks([GOOD, {**GOOD, "title": "a!", "line": 9, "source": "x.md"}]))
    assert findings[["code", "severity", "source", "line"]].values.tolist() == [
        ["duplicate-title", "error", "x.md", 9]
    ]
    assert findings["message"].item() == (
        "'a!' appears twice (also event/a-ada-example-b); remove one or rename it"
    )


def test_places_are_lines_and_in_other_files_with_their_name():
    first = {**GOOD, "source": "x.md", "line": 3}
    for source, place in (("x.md", "line 3"), ("y.md", "x.md, line 3")):
        assert messages(first, {**GOOD, "source": source}) == [
            ["duplicate-title", f"'A' appears twice (also {place}); remove one or rename it"]
        ]


def test_what_nobody_gives_may_come_back():
    days = ["2023-06-15T09:00Z", "2023-06-16T09:00Z"]
    rows = [{"title": "Yoga", "abstract": "Stretch.", "start": day} for day in days]
    assert [code for code, _ in messages(*rows)] == ["missing-speakers"] * 2


@pytest.mark.parametrize("title", ["Untitled talk", "TBA", "-"])
def test_titles_that_say_nothing(title):
    assert messages({**GOOD, "title": title}) == [
        ["empty-title", f"{title!r} is not a title; give the talk one"]
    ]


def test_titles_in_capitals_and_titles_too_long():
    assert messages(good("WHAT WE LEARNED FROM GITOPS"), good("XSS + SIDES")) == [
        [
            "shouting-title",
            "'WHAT WE LEARNED FROM GITOPS' is all capitals; write it as a sentence",
        ]
    ]
    assert messages({**GOOD, "title": "word " * 40}) == [
        [
            "long-title",
            f"the title {'word ' * 11 + 'word…'!r} has 199 characters; move a part to the abstract",
        ]
    ]


def test_links_of_somebody_else_are_named():
    url = "https://www.example.com/in/jane-roe-73104547/"
    assert messages({**GOOD, "speaker_urls": url}) == [
        ["foreign-link", f"the link of Ada Example names jane roe ({url}); check whose it is"]
    ]
    # Handles that spell no name, or a part of the right one, are nobody else's.
    handles = ["retocode", "ada-exmpl-12", "x12", "aexample", "", "big-corp.html", "#our-team"]
    for handle in handles:
        assert messages({**GOOD, "speaker_urls": f"https://example.com/{handle}"}) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Raphaël Muster", "Raphael Muster"),
        ("ADA EXAMPLE", "Ada Example"),
        ("A. Example", "Ada Example"),
        ("Ada Bo Example", "Ada Example"),
        ("Example Ada", "Ada Example"),
        ("Sascha Musterfrua", "Sascha Musterfrau"),
        ("Camilla Beispiel", "Camila Beispiel"),
        ("Łukasz Przykład", "Lukasz Przyklad"),
    ],
)
def test_names_in_two_ways(one, two):
    rows = [good("B", speakers=two), good("C", speakers=one), good("D", speakers=two)]
    assert messages(*rows) == [
        [
            "speaker-variant",
            f"{one!r} may be {two!r} (event/b); write one name, or leave both if they are"
            " two people",
        ]
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Michael Beispiel", "Michaela Beispiel"),
        ("Tim Musterfrau", "Tom Musterfrau"),
        ("Ada Sample", "Bo Sample"),
        ("Yuchi Zhang", "Yichi Zhang"),
        ("Yang Li", "Li Yang"),
        ("Yu-An Beispiel", "Yu Beispiel"),
        ("From Zero to Hero", "From Hero to Zero"),
        ("Mario Beispielo", "Maria Beispielo"),
    ],
)
def test_names_of_two_people(one, two):
    assert messages(good("B", speakers=one), good("C", speakers=two)) == []


def test_who_stands_side_by_side_or_could_be_two_is_left_alone():
    assert messages(good("B", speakers="Ada Example; Ada B. Example")) == []
    several = ["A. Example", "Ada Example", "Anna Example"]
    assert messages(*(good(f"Of {name}", speakers=name) for name in several)) == []


def test_languages_that_are_not_those_of_the_text():
    assert messages({**GOOD, "abstract": LONG, "language": "de"}) == [
        [
            "wrong-language",
            "'A' is marked 'de', but its abstract reads as 'en'; check which is right",
        ]
    ]
    german = "Wir zeigen, wie das mit der Zeit und ohne Not geht, und warum es nicht schwer ist. "
    assert messages({**GOOD, "abstract": german * 2, "language": "de"}) == []
    assert messages({**GOOD, "abstract": LONG + german * 3, "language": "de"}) == []


@pytest.mark.parametrize(
    "damaged", ["fÃ¼r", "donâ€™t", "donâ\x80\x99t", "cafÃ©", "f\ufffdr", "5Â°"]
)
def test_letters_of_another_encoding(damaged):
    shown = "".join(letter for letter in damaged if letter.isprintable())
    assert messages({**GOOD, "abstract": damaged}) == [
        [
            "encoding-damage",
            f"the abstract of 'A' holds {shown!r}; save the file as UTF-8 or correct the letters",
        ]
    ]


@pytest.mark.parametrize("sound", ["NÃO", "É »", "Ärger", "CHÂTEAU", "Åse", "“É”", "日本"])
def test_letters_that_are_right(sound):
    assert messages({**GOOD, "abstract": sound}) == []


@pytest.mark.parametrize("left", ["R&amp;D", "fast</p>", "one<br/>two", "it&#39;s"])
def test_markup_that_was_left(left):
    assert messages({**GOOD, "title": left}) == [
        ["leftover-markup", f"the title of {left!r} holds {left!r}; remove it"]
    ]


def test_breaks_that_look_like_talks_and_the_other_way_round():
    findings = messages({"title": "Lunch"}, {"title": "Lunch", "kind": "break", "speakers": "Bo"})
    assert findings[2:] == [
        [
            "break-as-talk",
            "'Lunch' does not look like a talk: all words of the title are in the list 'break';"
            " make its kind 'break' or name its speaker",
        ],
        ["talk-as-break", "'Lunch' is a break, yet Bo speaks; make its kind 'talk'"],
    ]


def test_dates_that_cannot_be():
    message = "'A' starts on 2021-06-15, its event is of 2023; correct the date"
    row = {**GOOD, "start": "2021-06-15T09:00Z"}
    assert messages({**row, "year": 2023}) == [["impossible-date", message]]
    assert messages({**row, "year": 2022}) == []
    assert messages({**GOOD, "start": "1899-12-30T00:00Z"}) == [
        ["impossible-date", "'A' starts on 1899-12-30; correct the date"]
    ]
    others = [good(f"On {day}", start=f"2023-06-{day}T09:00Z") for day in (14, 15, 16)]
    for position in (0, 3):
        far = [*others[:position], row, *others[position:]]
        assert messages(*far) == [
            [
                "impossible-date",
                "'A' starts on 2021-06-15, more than a year from all other talks (as 2023-06-15);"
                " correct the date",
            ]
        ]


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_durations_that_cannot_be(minutes):
    findings = check_talks(as_talks([{**GOOD, "duration": minutes}]))
    assert findings[["code", "severity", "message"]].values.tolist() == [
        ["impossible-duration", "error", f"'A' takes {minutes} minutes; correct its duration"]
    ]
    assert messages({**GOOD, "duration": 960, "kind": "workshop"}) == []


def test_two_talks_in_one_room():
    first = good("B", room="Main", start="2023-06-15T09:00Z", duration=30)
    second = {**first, "title": "C", "start": "2023-06-15T09:20Z"}
    assert messages(second, first) == [
        [
            "room-clash",
            "'C' starts at 2023-06-15 09:20 UTC in 'Main', where 'B' (event/b) has not ended;"
            " correct a time or a room",
        ]
    ]
    assert messages(first, {**second, "room": "Side"}) == []
    assert messages(first, {**second, "start": "2023-06-15T09:30Z"}) == []
    # Three at a time are no slip but a hall.
    assert messages(first, second, {**second, "title": "D"}) == []


def test_findings_come_in_the_order_of_talks_and_checks():
    rows = [{"title": "TBA"}, {"title": "B"}, {"title": "b"}]
    findings = check_talks(as_talks(rows))
    order = [list(CHECKS).index(code) for code in findings["code"]]
    keys = list(zip(findings["talk_id"], order, strict=True))
    assert len(keys) == 9
    assert keys == sorted(
        keys, key=lambda key: (["event/tba", "event/b", "event/b-2"].index(key[0]), key[1])
    )


def test_zurich_has_the_one_known_link(root):
    findings = check_talks(read_talks(root / "data" / "kcd-zurich-2023.md"))
    assert findings["code"].tolist() == ["foreign-link"]
    assert "Liz Rice" in findings["message"].item()


def test_checks_say_in_a_sentence_what_they_look_for():
    for code, sentence in CHECKS.items():
        assert code == code.lower() and " " not in code
        assert sentence[0].isupper() and sentence.endswith(".")


TEXT = st.none() | st.text(max_size=40) | st.sampled_from(["Lunch", "A. B", "Ã¤", "a; b;; c", LONG])
VALUES = {
    "kind": st.sampled_from(KINDS),
    "state": st.sampled_from(STATES),
    "year": st.none() | st.integers(-(2**62), 2**62),
    "line": st.none() | st.integers(0, 9),
    "duration": st.none() | st.integers(-(2**62), 2**62),
    "timezone": st.none() | st.sampled_from(["UTC", "Europe/Zurich", "-03:30"]),
    "start": st.none() | st.datetimes(pd.Timestamp(1700, 1, 1), pd.Timestamp(2200, 1, 1)),
}
ROWS = st.fixed_dictionaries(
    {name: VALUES.get(name, TEXT) for name in COLUMNS if name not in ("talk_id", "title")}
    | {"title": st.text(min_size=1).filter(str.strip)}
)


@given(st.lists(ROWS, max_size=5))
def test_any_frame_can_be_checked(rows):
    talks = as_talks(rows)
    findings = check_talks(talks)
    assert set(findings["talk_id"]) <= set(talks["talk_id"])
    assert set(findings["code"]) <= set(CHECKS)
    assert findings["message"].str.len().gt(10).all()
    pd.testing.assert_frame_equal(findings, check_talks(talks))


def test_many_names_that_share_a_part_are_compared_in_linear_time(monkeypatch):
    compared = []
    monkeypatch.setattr(check_pairs, "_are_alike", lambda *pair: compared.append(pair))
    names = [f"Ada M{at}x{at * 7919 % 1009}y Example" for at in range(1_000)]
    check_talks(as_talks([good(name, speakers=name) for name in names]))
    assert len(compared) < 5 * len(names)
