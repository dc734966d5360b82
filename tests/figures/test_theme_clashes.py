"""Talks of one theme at the same time are drawn side by side."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgba
from readable import assert_readable

from kcdanalysis import figures, summaries
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.style import house_style
from kcdanalysis.summaries.clashes import clash_slots
from kcdanalysis.themes.assignment import assign_themes

LEXICON = {"ebpf": {"label": "eBPF", "terms": ["eBPF"]}, "ai": {"label": "KI", "terms": ["KI"]}}


@pytest.fixture(autouse=True)
def _house():
    with house_style():
        yield
    plt.close("all")


def clashes(*talks, event="KCD"):
    """Talks as (title, start, minutes, room)."""
    names = ("title", "start", "duration", "room")
    rows = [dict(zip(names, talk, strict=True), event=event) for talk in talks]
    return summaries.theme_clashes(assign_themes(rows, lexicon=LEXICON))


DAY = clashes(
    # A long talk beside two short ones, of which the second also runs beside a third.
    ("eBPF lang", "2026-03-05T10:00", 90, "A"), ("eBPF kurz", "2026-03-05T10:15", 15, "B"),
    ("eBPF spät", "2026-03-05T10:30", 60, "B"), ("eBPF dritter", "2026-03-05T11:00", 60, None),
    # Both talks have both themes.
    ("KI für eBPF", "2026-03-05T15:00", 30, "A"), ("eBPF für KI", "2026-03-05T15:00", 30, "B"),
    ("KI allein", "2026-03-05T16:00", 30, "A"),
)  # fmt: skip


def test_slots_are_the_moments_with_most_talks_at_once():
    slots = clash_slots(DAY)
    found = [
        (slot["label"].iloc[0], slot["start"].iloc[0][11:], slot["title"].tolist())
        for _, slot in slots.groupby("slot")
    ]
    assert found == [
        ("eBPF", "10:15", ["eBPF lang", "eBPF kurz"]),
        # At 10:30 two of these three run, and the short one is over.
        ("eBPF", "11:00", ["eBPF lang", "eBPF spät", "eBPF dritter"]),
        ("eBPF; KI", "15:00", ["KI für eBPF", "eBPF für KI"]),
    ]


def test_talks_stand_side_by_side_in_the_row_of_their_time():
    figure = figures.theme_clashes(DAY, event="KCD")
    ax = figure.plot()
    assert_readable(ax)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["10:15\neBPF", "11:00\neBPF", "15:00\neBPF; KI"]
    titles = [text for text in ax.texts if " " in text.get_text() and text.xycoords == "data"]
    rows = {y: sorted((t.xy[0], t.get_text()) for t in titles if t.xy[1] == y)
            for y in sorted({t.xy[1] for t in titles})}  # fmt: skip
    assert [[title for _, title in row] for row in rows.values()] == [
        ["eBPF lang", "eBPF kurz"],
        ["eBPF lang", "eBPF spät", "eBPF dritter"],
        ["KI für eBPF", "eBPF für KI"],
    ]
    assert all(len({x for x, _ in row}) == len(row) for row in rows.values())
    edges = {patch.get_facecolor() for patch in ax.patches if patch.get_width() == 2}
    assert edges == {to_rgba(theme_colours(DAY["theme"])["ebpf"])}
    assert figure.message == (
        "5 pairs of talks of one theme run at the same time. "
        "Most at once: 3 of eBPF, at 2026-03-05 11:00."
    )
    assert figure.details["Talks"].tolist()[1] == "eBPF lang (A); eBPF spät (B); eBPF dritter"
    assert figure.alt.startswith("Talks of one theme side by side, at 3 times. 5 pairs of talks")


def test_one_pair_is_told_as_one():
    one = clashes(("eBPF", "2026-03-05T10:00", 30, "A"), ("eBPF zwei", "2026-03-05T10:00", 30, "B"))
    figure = figures.theme_clashes(one)
    assert figure.message == "1 pair of talks of one theme runs at the same time."
    assert figure.title == "Talks at the same time"
    assert "Below a title: the room." in figure.note


def test_without_rooms_none_is_drawn():
    pair = clashes(("eBPF", "2026-03-05T10:00", 30, None), ("eBPF 2", "2026-03-05T10:00", 30, None))
    figure = figures.theme_clashes(pair)
    drawn = {text.get_text() for text in figure.plot().texts if text.get_text()}
    assert {"eBPF", "eBPF 2"} <= drawn and "□" not in drawn
    assert "the room" not in figure.note


def test_of_many_talks_each_theme_has_its_worst_time():
    rows = [
        (f"{theme} {day} {at}", f"2026-03-{day:02}T10:00", 30, f"Saal {at}")
        for theme, days, n in (("eBPF", range(1, 25), 9), ("KI", [26], 2)) for day in days
        for at in range(n)
    ]  # fmt: skip
    figure = figures.theme_clashes(clashes(*rows))
    ax = figure.plot()
    assert_readable(ax)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert len(names) == 8 and names[-1] == "2026-03-26 10:00\nKI"
    assert names[0] == "2026-03-01 10:00\neBPF\n3 of 9 talks"
    drawn = [text.get_text() for text in ax.texts if text.get_text().startswith(("eBPF ", "KI "))]
    assert len(drawn) == 7 * 3 + 2 <= 24
    with house_style({"figure.figsize": (3.8, 3)}):
        narrow = [label.get_text() for label in figure.plot().get_yticklabels()]
    assert narrow[0] == "2026-03-01\n10:00\neBPF\n3 of 9 talks", "no date is broken on a phone"
    assert "Drawn: 8 of 25 times, of each theme first that with most talks." in figure.note
    assert len(figure.numbers) == 24 * 36 + 1, "the numbers have all pairs"


def test_times_of_several_events_are_told_apart():
    talks = [("eBPF", "2026-03-05T10:00", 30, "A"), ("eBPF zwei", "2026-03-05T10:00", 30, "B")]
    rows = [
        {"title": f"{title} {event}", "start": start, "duration": minutes, "room": room,
         "event": event}
        for event in ("Bern", "Zug") for title, start, minutes, room in talks
    ]  # fmt: skip
    found = summaries.theme_clashes(assign_themes(rows, lexicon=LEXICON))
    assert found["event"].tolist() == ["Bern", "Zug"]
    ax = figures.theme_clashes(found).plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["Bern\n10:00\neBPF", "Zug\n10:00\neBPF"]


def test_without_clashes_there_is_nothing_to_draw():
    with pytest.raises(
        KcdError, match=r"nothing to draw; give the one that kcdanalysis\.summaries\."
    ):
        figures.theme_clashes(DAY.iloc[:0])


def test_more_talks_at_once_than_an_event_has_rooms_are_said_and_not_paired():
    rows = [(f"eBPF {at}", "2026-03-05T10:00", 30, None) for at in range(60)]
    with pytest.warns(KcdWarning) as said:
        found = clashes(*rows, ("eBPF am Abend", "2026-03-05T20:00", 30, None))
    assert len(found) == 30 * 29 / 2
    assert [str(one.message) for one in said if "at once" in str(one.message)] == [
        "more than 30 talks of 'eBPF' run at once, as on 2026-03-05 10:00; the pairs of the"
        " others are left out; correct the times"
    ]
