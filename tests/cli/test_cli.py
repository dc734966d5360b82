import json
import os
import re
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pandas as pd
import pytest

from kcdanalysis.cli import main as cli
from kcdanalysis.cli.options import READING, THEMES, TOPICS, WORDS, PostStyle
from kcdanalysis.publishing import STYLES
from kcdanalysis.sources import FORMATS, identify

NOTES = "data/kcd-zurich-2023.md"
COUNTED = "data/kcd-zurich-2023.md: 19 entries: 16 talks, 3 breaks"


def test_read_gives_sixteen_whole_talks(run):
    done = run("read", NOTES, "--format", "json")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [COUNTED]
    talks = json.loads(done.stdout)
    assert len(talks) == 16
    for talk in talks:
        assert talk["title"] and talk["speakers"] and talk["abstract"] and talk["takeaways"]
        assert not talk["title"].startswith("Talk")


def test_the_published_article_is_read_as_the_notes(run, shared):
    article = shared / "seed" / "kcd-zurich-2023-feedback.md"
    done = run("read", article, "--format", "json")
    assert done.stderr.splitlines() == [f"{article}: 19 entries: 16 talks, 3 breaks"]
    titles = [talk["title"] for talk in json.loads(done.stdout)]
    assert titles == [
        talk["title"] for talk in json.loads(run("read", NOTES, "--format=json").stdout)
    ]


def test_formats_hold_the_same_titles(run):
    table = pd.read_csv(StringIO(run("read", NOTES, "--format", "csv").stdout))
    for format in ("json", "md"):
        text = run("read", NOTES, "--format", format).stdout
        assert all(title in text for title in table["title"])
    # A terminal wraps what is long.
    shown = run("read", NOTES).stdout
    assert all(word in shown for word in table["title"].str.cat(sep=" ").split())


def test_standard_input_and_files(run, root, tmp_path):
    notes = (root / NOTES).read_text("utf-8")
    done = run("read", "-", "--format", "csv", "-o", tmp_path / "talks.csv", stdin=notes)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "standard input: 19 entries: 16 talks, 3 breaks\n"
    assert len(pd.read_csv(tmp_path / "talks.csv")) == 16


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_what_read_writes_is_a_programme(run, tmp_path, suffix):
    path = tmp_path / f"talks{suffix}"
    assert run("read", NOTES, "-o", path).returncode == 0
    first, again = (run("read", source, "--format", "csv") for source in (NOTES, path))
    assert again.stdout == first.stdout
    assert again.stderr == f"{path}: 16 entries: 16 talks\n"


def test_verbs_chain(run):
    table = run("read", NOTES, "--format", "csv").stdout
    themes = run("themes", "-", "--format", "csv", stdin=table).stdout
    assert themes == run("themes", NOTES, "--format", "csv").stdout


def test_other_suffixes_print_or_say_what_to_take(run, tmp_path):
    assert run("read", NOTES, "-o", tmp_path / "talks.json").returncode == 0
    assert len(json.loads((tmp_path / "talks.json").read_text("utf-8"))) == 16
    done = run("read", NOTES, "-o", tmp_path / "talks.doc")
    assert done.returncode == 3
    assert ".doc: talks are written as .csv, .tsv, .jsonl, .parquet, .xlsx; take" in done.stderr


def test_columns_can_be_named(run, tmp_path):
    path = tmp_path / "form.csv"
    path.write_text(
        "Wer,Worum,Mehr\nAda Example,eBPF im Kern,Ein Text\nBo Muster,Netze,Noch einer\n"
    )
    done = run("read", path, "--columns", 'title=Worum,abstract=3,speakers="Wer"', "--format=json")
    assert [talk["title"] for talk in json.loads(done.stdout)] == ["eBPF im Kern", "Netze"]
    assert [talk["abstract"] for talk in json.loads(done.stdout)] == ["Ein Text", "Noch einer"]
    assert run("read", path, "--columns", "title").returncode == 2


def test_formats_are_listed(run):
    listed = json.loads(run("formats", "--format", "json").stdout)
    assert [one["format"] for one in listed] == list(FORMATS)
    assert all(one["what"] and one["known_by"] for one in listed)


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_of_each_format_is_read(run, name):
    example = FORMATS[name].EXAMPLE
    assert identify("example.txt", example.encode()) == name
    done = run("read", "-", "--format", "json", stdin=example)
    assert [talk["title"] for talk in json.loads(done.stdout)] == ["eBPF"]


def test_a_format_can_be_said(run):
    assert run("read", NOTES, "--source-format", "recap").returncode == 0
    done = run("read", NOTES, "--source-format", "wav")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("kcdanalysis: wav: no such format; use one of schedule-xml, ")


def test_one_broken_file_of_twenty_costs_no_other(run, tmp_path):
    for number in range(19):
        text = f"# KCD\n## Talk: Number {number}\n### Summary\nA story.\n"
        (tmp_path / f"{number:02}.md").write_text(text)
    (tmp_path / "broken.ics").write_text("---\ntitle: [unclosed\n---\n# KCD\n## Talk: A\n")
    done = run("read", tmp_path, "--format", "json")
    assert done.returncode == 3
    assert len(json.loads(done.stdout)) == 19
    assert f"{tmp_path.name}/broken.ics, line " in done.stderr


def test_the_web_is_read_and_kept(run, tmp_path, root):
    handler = partial(QuietHandler, directory=root / "data")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        done = run("read", f"{address}/kcd-zurich-2023.md", "--keep", tmp_path, "--format", "json")
        missing = run("read", f"{address}/nothing.md")
        server.shutdown()
    assert len(json.loads(done.stdout)) == 16
    kept = (tmp_path / "kcd-zurich-2023.md").read_bytes()
    assert kept == (root / NOTES).read_bytes()
    assert missing.returncode == 3
    assert missing.stderr == (
        f"kcdanalysis: {address}/nothing.md: the server answered 404; check the address\n"
    )


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_check_finds_the_known_link(run):
    done = run("check", NOTES, "--format", "csv")
    assert done.returncode == 0
    assert "foreign-link,warning,kcd-zurich-2023.md," in done.stdout
    assert done.stderr.splitlines() == [COUNTED, "0 errors, 1 warning"]


def test_check_fails_on_errors(run, tmp_path):
    path = tmp_path / "twice.md"
    path.write_text("# KCD\n## Talk: eBPF\nBy Ada Example\n## Talk: eBPF\nBy Bo Muster\n")
    done = run("check", path)
    assert done.returncode == 1
    assert "duplicate-title" in done.stdout


def test_themes_of_talks_and_their_shares(run):
    talks = json.loads(run("themes", NOTES, "--format", "json").stdout)
    themes = {talk["title"]: talk["themes"] for talk in talks}
    assert themes["eBPF for Security"] == ["ebpf", "security"]
    shares = pd.read_csv(StringIO(run("themes", NOTES, "--shares", "--format=csv").stdout))
    assert shares.set_index("theme").loc["ebpf", ["n", "n_talks"]].tolist() == [4, 16]
    assert "eBPF; Security" in run("themes", NOTES, "--format", "md").stdout


def test_explain_shows_words_fields_lines_and_sentences(run, root):
    done = run("themes", NOTES, "--explain", "eBPF for Security", "--format", "json")
    rows = json.loads(done.stdout)
    notes = (root / NOTES).read_text("utf-8").splitlines()
    evidence = [row for row in rows if row["field"] != "sum"]
    assert {row["field"] for row in evidence} == {"title", "abstract", "takeaways"}
    assert all(row["term"] in row["sentence"] for row in evidence)
    assert all("eBPF for Security" in notes[row["line"] - 1] for row in evidence)


def test_an_own_lexicon_and_threshold(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[anime]\nterms = ["anime"]\n')
    talks = json.loads(run("themes", NOTES, "--lexicon", path, "--format", "json").stdout)
    assert [talk["title"] for talk in talks if talk["themes"]] == [
        "What Anime Taught Me About K8s & Tech Careers"
    ]
    none = json.loads(run("themes", NOTES, "--threshold", "1000", "--format", "json").stdout)
    assert not any(talk["themes"] for talk in none)


def test_topics_say_how_sure_they_are(run):
    done = run("topics", NOTES, "--format", "json")
    topics = json.loads(done.stdout)
    assert sum(topic["n_talks"] for topic in topics) == 16
    assert all(0 <= topic["stability"] <= 1 for topic in topics)
    assert "topics are stable" in done.stderr
    assert len(json.loads(run("topics", NOTES, "-n", "2", "--format", "json").stdout)) == 2


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
    both = run("compare", editions, "--trend", "--words")
    assert both.returncode == 2 and "ask for one at a time" in both.stderr


def test_comparison_is_drawn_with_words_and_trend(run, editions, tmp_path):
    folder = tmp_path / "figures"
    done = run("compare", editions, "--by", "year", "--figures", folder, "--also", "none")
    assert done.returncode == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"README.md"} | {
        f"{name}.{end}" for name in ("comparison", "distinctive-words", "theme-trend")
        for end in ("svg", "png", "csv", "md")
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


def test_figures_look_as_asked(run, tmp_path):
    words = ("figures", NOTES, "-o", tmp_path, "--style", "dark", "--palette", "#ff0000,gold")
    done = run(*words, "--also", "webp")
    assert done.returncode == 0
    svg = (tmp_path / "theme-shares.svg").read_text()
    assert "#16181d" in svg and "#ff0000" in svg
    assert (tmp_path / "theme-shares.webp").exists()
    assert not (tmp_path / "theme-shares@2x.png").exists()
    wrong = run(*words[:4], "--style", "purple")
    assert wrong.returncode == 3 and "no such style" in wrong.stderr


def test_figures_are_written_and_checked(run, tmp_path):
    assert run("figures", NOTES, "-o", tmp_path / "new").returncode == 0
    assert run("figures", NOTES, "-o", tmp_path / "new", "--check").returncode == 0
    changed = tmp_path / "new" / "theme-shares.csv"
    changed.write_text("theme\n")
    done = run("figures", NOTES, "-o", tmp_path / "new", "--check")
    assert (done.returncode, done.stdout) == (1, "theme-shares.csv\n")


def test_a_report_is_written_refreshed_and_checked(run, tmp_path):
    post, notes = tmp_path / "post", tmp_path / "tiny.md"
    notes.write_text("# Tiny Conf 2024\n## Talk: eBPF\nBy Ada\n## Talk: Cats\nBy Bo\n")
    done = run("report", notes, "-o", post, "--style", "jekyll", "--date", "2023-06-22")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"{post}/index.md"
    page = (post / "index.md").read_text("utf-8")
    assert "layout: page\n" in page and "date: 2023-06-22\n" in page
    (post / "index.md").write_text(page.replace("had 2 talks", "had 3 talks"), "utf-8")
    done = run("report", notes, "-o", post, "--check")
    assert (done.returncode, done.stdout) == (1, "index.md\n")
    assert done.stderr.splitlines()[-1] == f"1 stale file in {post}"
    done = run("report", notes, "-o", post)
    assert done.returncode == 3
    assert "index.md: is there already; --refresh renews" in done.stderr.splitlines()[-1]
    assert run("report", notes, "-o", post, "--refresh").returncode == 0
    assert run("report", notes, "-o", post, "--check").returncode == 0


def test_the_explorer_is_one_file(run, tmp_path):
    done = run("explore", NOTES, "-o", tmp_path / "page.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [COUNTED, f"{tmp_path}/page.html: 0.1 MB"]
    page = (tmp_path / "page.html").read_text("utf-8")
    assert run("explore", NOTES, "-o", "-").stdout == page
    assert run("explore", NOTES, "-o", tmp_path / "no" / "page.html").returncode == 3


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nothing.md", None, "nothing.md: no such file; check the name and the folder"),
        ("empty.md", b" \n", "empty.md: the file is empty; give a file with a programme in it"),
        ("bytes.md", b"\x89PNG\r\n\0\0\0", "bytes.md: a binary file; give the programme as text"),
        ("prose.md", b"# My holiday\n\nIt rained.\n", "prose.md: no talks found; "),
    ],
)
def test_unreadable_input_is_one_sentence(run, tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("read", tmp_path / name)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert message in done.stderr


def test_a_folder_without_programmes_is_one_sentence(run, tmp_path):
    done = run("read", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert str(tmp_path) in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["reed", NOTES],
        ["read"],
        ["read", NOTES, "--format", "xml"],
        ["topics", NOTES, "-n", "x"],
        ["explore", NOTES, "-o", "-", "-n", "x"],
        ["report", NOTES, "-o", "post", "--style", "word"],
        ["report", NOTES, "-o", "post", "--date", "22.6.2023"],
        ["report", NOTES],
        ["read", NOTES, "--quiet", "--verbose"],
    ],
)
def test_wrong_use_is_exit_two(run, words):
    done = run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["reed", NOTES], "No such command 'reed'. Did you mean 'read'?"),
        (["read", NOTES, "--formt", "csv"], "Possible options: --format, --source-format"),
        (["read", NOTES, "--format", "xml"], "not one of 'table', 'csv', 'json', 'md'"),
        (["report", NOTES, "-o", "p", "--style", "x"], "'hugo', 'jekyll', 'markdown', 'html'"),
        (["report", NOTES], "Missing option '-o' / '--output'"),
        (["topics", NOTES, "-n", "x"], "-n is 'x'; give a number such as 5, or auto"),
        (["check", NOTES, "-q", "-v"], "--quiet and --verbose; take one of them"),
        (["read", NOTES, "--columns", "a"], 'write it as title="Talk name",abstract=4'),
    ],
)
def test_the_message_says_what_to_type_instead(run, words, message):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert f"Try 'kcdanalysis{' ' + words[0] if words[0] in VERBS else ''} -h'" in done.stderr


def test_a_verb_without_words_shows_its_help_and_an_example(run):
    for verb in set(VERBS) - {"formats"}:
        done = run(verb)
        assert done.returncode == 2
        assert f"Example: kcdanalysis {verb} " in done.stdout + done.stderr


def test_the_same_options_serve_the_same_things():
    import typer

    verbs = typer.main.get_command(cli.app).commands
    assert sorted(verbs) == sorted([*VERBS, "lexicon"])
    for name, groups in {
        "formats": [], "read": [READING], "check": [READING], "themes": [THEMES, READING],
        "topics": [TOPICS, READING], "compare": [THEMES, READING],
        **{verb: [THEMES, TOPICS, READING] for verb in ("figures", "report", "explore")},
    }.items():  # fmt: skip
        taken = {one.name for one in verbs[name].params}
        assert set().union(*groups, WORDS) <= taken
        assert name == "formats" or "sources" in taken
    assert [style.value for style in PostStyle] == list(STYLES)


def test_quiet_says_nothing_and_verbose_says_more(run, tmp_path):
    usual = run("themes", NOTES)
    quiet, verbose = run("themes", NOTES, "-q"), run("themes", NOTES, "--verbose")
    assert usual.stdout == quiet.stdout == verbose.stdout
    assert quiet.stderr == ""
    assert re.search(r"looking for themes in 16 talks: \d+\.\d s\n", verbose.stderr)
    assert set(usual.stderr.splitlines()) < set(verbose.stderr.splitlines())
    assert "no such file" in run("read", tmp_path / "none.md", "-q").stderr


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("kcdanalysis th", "themes"),
        ("kcdanalysis report x --style je", "jekyll"),
        ("kcdanalysis themes x --lexicon cloud", "cloud-native"),
        ("kcdanalysis read --lang", "--language"),
    ],
)  # fmt: skip
def test_the_shell_completes(monkeypatch, run, words, completed):
    monkeypatch.setenv("_KCDANALYSIS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert completed in run().stdout.split()


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_progress_is_for_terminals_and_colours_only_where_wanted(root, environment):
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    given = {**os.environ, "TERM": "xterm-256color", **environment}
    command = [sys.executable, "-m", "kcdanalysis", "check", NOTES, "--format", "csv"]
    done = subprocess.run(command, cwd=root, env=given, stdout=subprocess.PIPE, stderr=there)
    os.close(there)
    shown = os.read(here, 100_000).decode()
    os.close(here)
    assert done.stdout.startswith(b"code,severity,") and b"\x1b" not in done.stdout
    assert "16 talks, 3 breaks" in shown
    assert (f"reading {NOTES}" in shown) == (environment != {"TERM": "dumb"})
    assert ("\x1b" in shown) == (environment != {"TERM": "dumb"})
    assert bool(re.search(r"\x1b\[[\d;]*m", shown.replace("\x1b[0m", ""))) == (not environment)


def test_other_mistakes_are_one_sentence(run, tmp_path):
    (tmp_path / "note").write_text("not a folder")
    for words, message in (
        (["topics", NOTES, "-n", "17"], "kcdanalysis: n_topics is 17; choose 1 to 16, or 'auto'"),
        (["themes", NOTES, "--lexicon", "nope"], "kcdanalysis: nope: no such lexicon; "),
        (["themes", NOTES, "--explain", "dogs"], "kcdanalysis: no talk with 'dogs' in its title; "),
        (["read", NOTES, "-o", tmp_path / "note" / "a.csv"], "cannot be written (File exists)"),
    ):
        done = run(*words)
        assert done.returncode == 3
        assert message in done.stderr.splitlines()[-1]


def test_a_reader_that_goes_away_is_no_error(root):
    command = f"{sys.executable} -m kcdanalysis read {NOTES} --format json | head -1"
    done = subprocess.run(command, shell=True, cwd=root, capture_output=True, text=True)
    assert "Error" not in done.stderr


def test_learned_terms_are_said_and_marked(run):
    done = run("themes", NOTES, "--expand", "--explain", "eBPF for Security", "--format", "json")
    assert "learned" in {row["role"] for row in json.loads(done.stdout)}
    assert re.search(r"\d+ terms were learned from these talks", done.stderr)


def test_a_lexicon_is_shown_checked_extended_and_made(run, tmp_path):
    shown = json.loads(run("lexicon", "show", "security", "--format", "json").stdout)
    assert shown[0]["theme"] == "appsec" and "AppSec" in shown[0]["terms"]
    mine = tmp_path / "mine.toml"
    assert run("lexicon", "show", "web", "-o", mine).returncode == 0
    assert run("lexicon", "check", mine).stderr.endswith(
        "mine.toml: 0 errors, 0 warnings, 0 notes\n"
    )
    mine.write_text('[a]\nterms = ["cat", "cats"]\n')
    done = run("lexicon", "check", mine, "--format", "csv")
    assert done.returncode == 1
    assert "twice,error,2,a,cats,the same as 'cat'" in done.stdout.replace('"', "")
    offered = json.loads(run("lexicon", "suggest", NOTES, "--format", "json").stdout)
    assert {"theme", "term", "n_talks", "talks", "sentence"} <= set(offered[0])
    assert all(one["n_talks"] >= 2 for one in offered)
    assert run("lexicon", "suggest", NOTES, "-o", mine).returncode == 0
    assert run("lexicon", "check", mine).returncode == 0
    made = run("lexicon", "new", "Web & API", "Security").stdout
    mine.write_text(made)
    assert run("themes", NOTES, "--lexicon", mine, "--lexicon", "web").returncode == 0


def test_tracks_become_a_lexicon(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("title,track\nA,Security\nB,Data & Storage\nC,Security\n")
    made = run("lexicon", "new", "--from", path).stdout
    assert [line for line in made.splitlines() if line.startswith("[")] == [
        "[security]",
        "[data-storage]",
    ]
    done = run("lexicon", "new", "--from", NOTES)
    assert (done.returncode, done.stdout) == (3, "")
    assert "no track is said; give the names of themes instead" in done.stderr


VERBS = [
    "formats", "read", "check", "themes", "topics", "compare", "figures", "report", "explore",
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_the_example_of_help_stands_in_the_readme_and_is_run_there(run, root, verb):
    shown = run(verb, "--help").stdout
    example = re.search(r"Example: (kcdanalysis .*(?:\n .*)*)", shown)[1]
    assert f"\n$ {' '.join(example.split())}\n" in (root / "README.md").read_text("utf-8")


@pytest.mark.parametrize("verb", ["show", "check", "suggest", "new"])
def test_examples_of_help_on_lexicons_run(run, verb):
    shown = run("lexicon", verb, "--help").stdout
    example = re.search(r"Example: (kcdanalysis .*(?:\n .*)*)", shown)[1]
    words = re.findall(r'"[^"]+"|\S+', example)
    done = run(*(word.strip('"') for word in words[1:]))
    assert (done.returncode, bool(done.stdout or done.stderr)) == (0, True), done.stderr


def test_help_and_version(run):
    shown = run("--help").stdout
    assert all(verb in shown for verb in VERBS)
    assert re.fullmatch(r"kcdanalysis \d+\.\d+\.\d+\n", run("--version").stdout)
