import json
import re
from io import StringIO

import pandas as pd
import pytest

from . import one_line

NOTES = "data/kcd-zurich-2023.md"


EDITIONS = "title,event,year,abstract\n" + "".join(
    f"Talk {at} on {'eBPF' if at % 40 < share else 'cats'},KCD,{year},{'word ' * length}\n"
    for year, share, length in ((2021, 2, 4), (2022, 12, 4), (2024, 38, 20))
    for at in range(40)
)


@pytest.fixture
def editions(tmp_path):
    path = tmp_path / "editions.csv"
    path.write_text(EDITIONS)
    return path


def test_events_are_compared_what_is_sure_first(run, editions):
    done = run("compare", editions, "--format", "csv")
    table = pd.read_csv(StringIO(done.stdout))
    assert set(table["event"]) == {"KCD 2021", "KCD 2022", "KCD 2024"}
    ebpf = table[table["theme"] == "ebpf"].set_index("event")
    assert ebpf["verdict"].tolist() == ["less", "cannot tell", "more"]
    assert "1 more, 1 less, " in done.stderr
    assert "longer texts name more themes" in done.stderr
    shown = run("compare", editions, "--format", "md").stdout
    assert shown.splitlines()[2].startswith("| eBPF | 0.95 | 0.175 | KCD 2024: more eBPF than")
    assert len(shown.splitlines()) == 4


def test_where_nothing_is_sure_it_is_said_with_what_is_nearest(run, tmp_path):
    said = {2021: "eBPF cats cats AI", 2022: "cats eBPF eBPF AI", 2023: "AI cats AI AI"}
    rows = [f"Talk on {word},{year}" for year in said for word in said[year].split()]
    (tmp_path / "three.csv").write_text("\n".join(["title,year", *rows]))
    done = run("compare", tmp_path / "three.csv", "--by", "year", "--format", "md")
    assert "no difference is certain; these are the closest" in done.stderr
    lines = done.stdout.splitlines()[2:]
    assert len(lines) == 3 and all("too few talks to tell for" in line for line in lines)


def test_of_two_events_what_is_sure_comes_first_and_one_line_names_the_rest(run, tmp_path):
    rows = [f"Talk on eBPF,{2021 + at % 2}" for at in range(0, 60, 2)]
    rows += ["Talk on AI,2022"] * 29 + ["Talk on AI and security,2022"] + ["FinOps,2021"] * 2
    (tmp_path / "two.csv").write_text("\n".join(["title,year", *rows]))
    done = run("compare", tmp_path / "two.csv", "--by", "year", "--format", "md")
    lines = done.stdout.splitlines()[2:]
    assert ["more AI" in line or "less eBPF" in line for line in lines] == [True, True]
    assert "too few talks to tell for Security and Cost" in done.stderr


def test_one_group_is_compared_with_another(run, editions):
    done = run("compare", editions, "--by", "year", "--against", "2022", "--format", "md")
    assert "2024: more eBPF than in 2022: +65 points" in done.stdout
    wrong = run("compare", editions, "--by", "year", "--against", "1999")
    assert wrong.returncode == 3
    assert "no year '1999' to compare with; name one of 2021, 2022, 2024" in wrong.stderr


def test_trend_and_words_are_tables_too(run, editions):
    done = run("compare", editions, "--by", "year", "--trend", "--format", "json")
    ebpf = json.loads(done.stdout)[0]
    assert (ebpf["theme"], ebpf["first"], ebpf["last"]) == ("ebpf", 2021, 2024)
    assert "longer texts" not in done.stderr, "trends are told among talks of like length"
    words = run("compare", editions, "--by", "year", "--words", "--format", "md").stdout
    assert "| 2024 | eBPF | 38 | 40 | 14 | clear |" in words


def test_comparison_is_drawn_with_words_and_trend(run, editions, tmp_path):
    folder = tmp_path / "figures"
    done = run("compare", editions, "--by", "year", "--figures", folder, "--also", "none")
    assert done.returncode == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {".kcdanalysis.json", "README.md"} | {
        f"{name}{end}" for name in ("comparison", "distinctive-words", "theme-trend")
        for end in (".svg", "-narrow.svg", ".png", ".csv", ".md")
    }  # fmt: skip
    trend = pd.read_csv(folder / "theme-trend.csv")
    gap = trend[(trend["theme"] == "ebpf") & (trend["year"] == 2023)].iloc[0]
    assert gap["n_talks"] == 0 and pd.isna(gap["share"])
    assert "No edition: 2023." in (folder / "theme-trend.md").read_text("utf-8")


def test_files_without_an_event_are_compared_as_files(run, tmp_path):
    for name, word in (("one", "eBPF"), ("two", "cats")):
        lines = "".join(f"Talk {at} on {word}\n" for at in range(20))
        (tmp_path / f"{name}.csv").write_text(f"title\n{lines}")
    done = run("compare", tmp_path / "one.csv", tmp_path / "two.csv", "--format", "md")
    assert "less eBPF than in one.csv: −100 points" in done.stdout


def test_one_event_alone_cannot_be_compared(run):
    done = run("compare", NOTES)
    assert done.returncode == 3
    assert "all talks are of one event; give more, or compare by another column" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--trend", "--words"], "--trend and --words are two tables; ask for one at a time"),
        (["--by", "trck"], "--by is 'trck'; use one of event, year, title, "),
        (["--by", "trck"], "did you mean 'track'?"),
        (["--figures", "README.md"], "README.md: this is a file; name a folder"),
        (["--also", "gif"], "--also gif: no such format; use some of png@2x, webp, pdf, none"),
        (["--style", "purple"], "purple: no such style; give an .mplstyle file"),
        (["--palette", "blu"], "'blu'"),
    ],
)
def test_wrong_use_is_refused_before_reading(run, words, message):
    done = run("compare", "missing.md", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)


def test_where_there_is_nothing_to_compare_a_sentence_says_so(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("title,event,year\nCats,A,2023\nDogs,A,2024\n")
    done = run("compare", path, "--by", "year")
    assert done.stdout == ""
    assert "no talk has any of the themes, so there is nothing to compare" in done.stderr
    done = run("compare", path, "--by", "year", "--words", "--figures", tmp_path / "figures")
    assert done.stdout == "" and "no word sets these groups apart; give more talks" in done.stderr
    assert [file.name for file in (tmp_path / "figures").glob("*.*g")] == []


def test_proposals_tell_which_themes_were_cut(run, tmp_path):
    path = tmp_path / "proposals.csv"
    rows = [("eBPF", "rejected")] * 40 + [("Cats", "accepted")] * 40 + [("Serverless", "rejected")]
    lines = [f"{title} {at},{state}" for at, (title, state) in enumerate(rows)]
    path.write_text("\n".join(["title,state", *lines]))
    done = run("compare", path, "--states", "all", "--by", "state", "--format", "md")
    sentences = re.findall(r"\| ([^|]+) \|$", done.stdout, re.MULTILINE)[2:]
    assert sentences[0].startswith("eBPF was cut: 0 of 40 proposals accepted, 40 of 41 others: −98")
    assert sentences[1].startswith("too few proposals to tell for Serverless: 0 of 1 proposal acc")
    assert "eBPF" in run("compare", path, "--states", "all", "--by", "state", "--against",
                         "accepted").stdout  # fmt: skip
    done = run(
        "compare", path, "--states", "all", "--by", "state", "--figures", tmp_path / "figures"
    )
    assert {file.stem for file in (tmp_path / "figures").glob("*.png")} == {
        "theme-selection", "theme-selection@2x", "distinctive-words", "distinctive-words@2x",
    }  # fmt: skip
    only = run("compare", path, "--by", "state")
    assert only.returncode == 3
