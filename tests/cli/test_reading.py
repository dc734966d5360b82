import csv
import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pandas as pd
import pytest

from kcdanalysis.sources import FORMATS, identify

from . import one_line

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


def test_the_output_of_read_can_be_piped_into_themes(run):
    table = run("read", NOTES, "--format", "csv").stdout
    themes = run("themes", "-", "--format", "csv", stdin=table).stdout
    assert themes == run("themes", NOTES, "--format", "csv").stdout


def test_columns_can_be_named(run, tmp_path):
    path = tmp_path / "form.csv"
    path.write_text(
        "Wer,Worum,Mehr\nAda Example,eBPF im Kern,Ein Text\nBo Muster,Netze,Noch einer\n"
    )
    done = run("read", path, "--columns", 'title=Worum,abstract=3,speakers="Wer"', "--format=json")
    assert [talk["title"] for talk in json.loads(done.stdout)] == ["eBPF im Kern", "Netze"]
    assert [talk["abstract"] for talk in json.loads(done.stdout)] == ["Ein Text", "Noch einer"]


def test_a_column_name_may_hold_a_comma(run, tmp_path):
    path = tmp_path / "form.csv"
    path.write_text('"Name, long",Who,Text\nKernels,Ada Example,A text\n')
    columns = """title="Name, long", speakers='Who',abstract=3"""
    done = run("read", path, "--columns", columns, "--format=json")
    talk = json.loads(done.stdout)[0]
    assert [talk[name] for name in ("title", "speakers", "abstract")] == [
        "Kernels", "Ada Example", "A text",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["title", "", 'title="open', "title=A,,B", "=A", "title="])
def test_columns_are_checked_first(run, text):
    done = run("read", "missing.csv", "--columns", text)
    assert done.returncode == 2
    assert f'--columns is {text!r}; write it as title="Talk name",abstract=4' in one_line(done)


@pytest.mark.parametrize(
    ("event", "years"), [("Our Days 2031", ["2031", "2031"]), ("Our Days", ["2023", ""])]
)
def test_the_event_can_be_named(run, event, years):
    source = "title,event,year\neBPF,A,2023\nCats,,\n"
    done = run("read", "-", "--event", event, "--format", "csv", stdin=source)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["event"], row["year"]) for row in rows] == [(event, year) for year in years]
    assert [row["talk_id"] for row in rows] == ["a-2023/ebpf", "event/cats"]


def test_formats_are_listed(run):
    listed = json.loads(run("formats", "--format", "json").stdout)
    assert [one["format"] for one in listed] == list(FORMATS)
    assert all(one["what"] and one["known_by"] for one in listed)


def test_a_format_can_be_given(run):
    assert run("read", NOTES, "--source-format", "recap").returncode == 0
    done = run("read", NOTES, "--source-format", "recp")
    assert (done.returncode, done.stdout) == (2, "")
    assert "recp: no such format; use one of schedule-xml, " in one_line(done)
    assert one_line(done).endswith("did you mean 'recap'?")


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_of_each_format_is_read(run, name):
    example = FORMATS[name].EXAMPLE
    assert identify("example.txt", example.encode()) == name
    done = run("read", "-", "--format", "json", stdin=example)
    assert [talk["title"] for talk in json.loads(done.stdout)] == ["eBPF"]


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
    assert "foreign-link,warning,data/kcd-zurich-2023.md," in done.stdout
    assert done.stderr.splitlines() == [COUNTED, "0 errors, 1 warning"]


def test_check_fails_on_errors(run, tmp_path):
    path = tmp_path / "twice.md"
    path.write_text("# KCD\n## Talk: eBPF\nBy Ada Example\n## Talk: eBPF\nBy Bo Muster\n")
    done = run("check", path)
    assert done.returncode == 1
    assert "duplicate-title" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nothing.md", None, "nothing.md: no such file; check the name and the folder"),
        ("kcd-zuri.md", None, "kcd-zuri.md: no such file; did you mean 'kcd-zurich.md'?"),
        ("empty.md", b" \n", "empty.md: the file is empty; give a file with a programme in it"),
        ("bytes.md", b"\x89PNG\r\n\0\0\0", "bytes.md: a binary file; give the programme as text"),
        ("prose.md", b"# My holiday\n\nIt rained.\n", "prose.md: no talks found; "),
    ],
)
def test_unreadable_input_is_one_sentence(run, tmp_path, name, content, message):
    if name == "kcd-zuri.md":
        (tmp_path / "kcd-zurich.md").write_text("")
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


def test_near_duplicates_are_shown_side_by_side(run, tmp_path):
    path = tmp_path / "talks.csv"
    text = "We moved all of our services to a mesh and tell what we would do again on Monday."
    path.write_text(f"title,abstract\nA mesh,{text} Come along\nOur way,{text}\nCats,Purr\n")
    done = run("check", path, "--duplicates", "--format", "md")
    assert "| cannot tell |" in done.stdout and "we moved all of our services" in done.stdout
    assert "1 pair of talks that share a fifth of the shorter text or more" in done.stderr
    rows = run("check", path, "--duplicates", "--format", "csv").stdout.splitlines()
    assert rows[0].endswith("event,talk_id,other_id") and len(rows) == 2
