"""What hostile inputs do to the command line: read, refused in one sentence, or bad.

    python -m benchmarks.hostile [PART...]

Each input is made here and given to the command in a process of its own, with limits. Bad is
a traceback, a signal, a control character in what is printed, more than two CPU seconds or
300 MB above an ordinary run. PART names some of the inputs: the start of their names.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

MAX_SECONDS, MAX_MEGABYTES = 2.0, 300
#: After so many CPU or wall seconds a run is ended.
_LIMIT = 30
_RUN = 100_000

#: What is repeated: what some syntax opens, closes, escapes or separates, alone and in pairs.
UNITS = {
    "comments": "<!---->", "comment-starts": "<!--", "comment-ends": "-->", "spaces": " ",
    "tabs": "\t", "returns": "\r", "newlines": "\n", "braces": "{{", "liquid": "{%",
    "close-braces": "}}", "links": "<a href='", "tags": "<", "ends": "</", "backticks": "`",
    "brackets": "[", "close-brackets": "]", "images": "![", "links-open": "[a](",
    "parens": "(", "close-parens": ")", "pipes": "|", "stars": "*", "bold": "**a",
    "lines": "_", "hashes": "#", "quotes": "> ", "items": "- ", "numbers": "1. ",
    "backslashes": "\\", "entities": "&", "numeric": "&#", "tildes": "~", "dollars": "$",
    "colons": "a:", "rules": "---\n", "plus": "+++", "at": "@", "addresses": "https://",
    "www": "www.", "mails": "a@b.", "commas": ",", "semicolons": ";", "and": " and ",
    "dashes": "–", "double-quotes": '"', "single-quotes": "'", "dots": "a.b", "digits": "1",
    "times": "10:00 ", "dates": "2023-01-", "bidi": "\u202e", "escape": "\x1b[31m",
    "zero-width": "\u200b", "accents": "\u0301", "talks": "### Talk: x\n", "names": "A B, ",
    "code": "```\n", "tables": "| a ", "nested-lists": "  - a\n", "definitions": "[a]: <",
    "spaces-and-newlines": " \n", "dots-and-spaces": ". ", "slashes": "/", "equals": "=",
    "percent": "%", "footnotes": "[^a]", "html": "<b>", "divs": "<div>", "words": "ab ",
}  # fmt: skip


class Case(NamedTuple):
    """An input: files by name, and the words of the command; {} is the folder of the files."""

    name: str
    files: dict[str, bytes]
    words: list[str]
    stdin: bytes = b""
    prepare: Callable[[Path], object] | None = None


def read(name: str, data: bytes | str, verb: str = "read", file: str = "", *more: str) -> Case:
    """Make the case of one file that a verb reads."""
    file = file or name.rpartition("/")[2]
    content = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    return Case(name, {file: content}, [verb, f"{{}}/{file}", "--format", "csv", *more])


def texts() -> Iterator[Case]:
    """Long runs in each syntax of text."""
    for name, unit in UNITS.items():
        run = unit * (_RUN // len(unit))
        yield read(f"recap/{name}.md", f"# KCD 2023\n### Talk: eBPF\n#### Summary\n{run}\n")
        yield read(f"title/{name}.md", f"# KCD 2023\n### Talk: {run[:20_000]}\nKernel.\n")
        yield read(f"table/{name}.md", f"| Title | Speakers |\n| --- | --- |\n| A | {run} |\n")
        yield read(f"page/{name}.html", f"<html><body><h1>KCD</h1><h2>eBPF</h2><p>{run}</p>")
        yield read(f"front/{name}.md", f"---\ntitle: eBPF\nauthor: {run}\n---\n# eBPF\n{run}")
        cell = run.replace('"', '""')
        yield read(f"csv/{name}.csv", f'Title,Speakers,Abstract,Start\neBPF,"{cell}",x,"{cell}"\n')
        value = json.dumps(run)
        yield read(
            f"json/{name}.json",
            f'[{{"title": "A", "speakers": {value}, "abstract": {value}, "start": {value}}}]',
        )
        folded = re.sub("[\r\n]", " ", run)
        event = f"SUMMARY:A\nDESCRIPTION:{folded}\nDTSTART:20230101T100000\nEND:VEVENT"
        yield read(f"ics/{name}.ics", f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}\nEND:VCALENDAR\n")
        raw = f"- title: A\n  abstract: {run}\n"
        yield read(f"yaml/{name}.yml", raw)
        yield read(f"broken-json/{name}.json", f'[{{"title": "A", {run}')


def structures() -> Iterator[Case]:
    """Bombs, deep nesting, forged sizes, broken encodings."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a0 "lol">{laughs}]>'
    outside = '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield read("xml/laughs.xml", f"{doctype}<schedule><day><title>&a9;</title></day></schedule>")
    yield read("xml/outside.xml", f"{outside}<schedule><conference><title>&a;</title></conference>")
    yield read("xml/deep.xml", "<schedule>" + "<day>" * 100_000)
    attributes = " ".join(f"a{n}='1'" for n in range(50_000))
    yield read("xml/wide.xml", f"<schedule {attributes}/>")
    yield read("xml/huge-text.xml", f"<schedule><day><event><title>{'x' * 5_000_000}")
    for opening in ("[", "{", '{"a":', '[{"a":[', '"', "/*", "//", "new Date(", "'", "-", "[1,"):
        name = "".join(c if c.isalnum() else f"{ord(c):x}" for c in opening)
        yield read(f"nested-json/{name}.json", opening * 50_000)
        yield read(f"nested-json-in/{name}.json", f'[{{"title": "A"}},\n{opening * 50_000}')
    for opening in ("- ", "[", "{a: ", "? ", "&a ", "*a ", "!!python/object:os.system ", "a:\n "):
        name = "".join(c if c.isalnum() else f"{ord(c):x}" for c in opening)
        yield read(f"nested-yaml/{name}.yml", opening * 20_000)
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    yield read("yaml-bombs/aliases.yml", f"a0: &a0 lol\n{levels}")
    text = f"a: &a {'x' * 1_000_000}\ntalks:\n" + "- title: eBPF\n  abstract: *a\n" * 10_000
    yield read("yaml-bombs/texts.yml", text)
    yield read("yaml-bombs/merge.yml", "- &a {title: A}\n" + "- {<<: *a, title: A}\n" * 20_000)
    yield read("yaml-bombs/number.yml", f"- title: A\n  duration: {'9' * 100_000}\n")
    event = "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:{}\n{}\nEND:VEVENT\n"
    for name, start, more in (
        ("secondly", "20230101T100000Z", "RRULE:FREQ=SECONDLY"),
        ("count", "20230101T100000Z", "RRULE:FREQ=DAILY;COUNT=999999999"),
        ("year", "99990101T100000Z", "DURATION:P999999999999D"),
        ("zero", "00000000T000000", "DTEND:99999999"),
        ("zone", "20230101T100000", "TZID:../../../etc/passwd"),
        ("folds", "20230101T100000", "DESCRIPTION:" + "\n ".join(["x"] * 50_000)),
        ("parameters", "20230101T100000", "ATTENDEE" + ";CN=a" * 20_000 + ":mailto:a@b"),
        ("nested", "20230101T100000", "BEGIN:VEVENT\n" * 20_000),
        ("rdates", "20230101T100000", "RDATE:" + ",".join(["20230101"] * 20_000)),
    ):
        calendar = f"BEGIN:VCALENDAR\n{event.format(start, more)}END:VCALENDAR\n"
        yield read(f"calendar/{name}.ics", calendar)
    yield read("csv-shapes/open-quotes.csv", "Title,Speakers\n" + 'a,"b\n' * 5_000)
    yield read("csv-shapes/open-quote-each.csv", "Title,Speakers\n" + '"a,b\n' * 4_999)
    yield read("csv-shapes/wide.csv", "Title" + ",a" * 100_000 + "\nA" + ",b" * 100_000)
    yield read("csv-shapes/ragged.csv", "Title,Speakers\n" + "a," * 200_000)
    yield read("csv-shapes/separators.csv", "sep=;\n" * 10_000)
    yield read("csv-shapes/columns.csv", ",".join(["Title"] * 20_000) + "\n" + "a," * 20_000)
    yield read("csv-shapes/nul.csv", b"Title,Speakers\nA\0,B\n")
    yield read("csv-shapes/utf-16.csv", "Title,Speakers\nA,B\n".encode("utf-16")[:-1])
    yield read("csv-shapes/utf-32.csv", b"\xff\xfe\0\0" + b"\xff" * 4_000)
    yield read("csv-shapes/bytes.csv", b"Title,Speakers\n" + bytes(range(128, 256)) * 1_000)
    yield read("csv-shapes/speakers.csv", "Title,Speakers\nA," + "; ".join(["A B"] * 20_000))
    yield read("csv-shapes/same.csv", "Title,Abstract\n" + "Same,text\n" * 20_000)
    for date in ("9999-99-99", "0000-00-00", "1e999", "9" * 5_000, "-1", "NaN", "25:61", "inf"):
        yield read(f"dates/{date[:10]}.csv", f"Title,Start,Duration,Year\nA,{date},{date},{date}\n")
    for name, value in (
        ("surrogate", '"\\ud800"'), ("nul", '"a\\u0000b"'), ("nan", "NaN"), ("large", "9" * 5_000),
        ("infinite", "1e999"), ("escape", '"\\u001b]0;title\\u0007"'), ("bidi", '"\\u202eabc"'),
        ("c1", '"\\u009b31m"'), ("dict", '{"a": {"b": 1}}'), ("list", "[[[1]]]"), ("true", "true"),
        ("script", '"<script>alert(1)</script>"'), ("address", '"javascript:alert(1)"'),
    ):  # fmt: skip
        fields = ("title", "speakers", "abstract", "start", "duration", "track", "url", "id")
        record = ", ".join(f'"{field}": {value}' for field in fields)
        records = f'[{{"title": "A"}}, {{{record}}}]'
        yield read(f"values/{name}.json", records)
        for verb in ("check", "themes", "topics"):
            yield Case(f"shown-{verb}/{name}", {"a.json": records.encode()}, [verb, "{}/a.json"])
        for verb, target in (("report", "{}/post"), ("explore", "{}/page.html")):
            words = [verb, "{}/a.json", "-o", target]
            yield Case(f"published-{verb}/{name}", {"a.json": records.encode()}, words)


def archives() -> Iterator[Case]:
    """Workbooks and Parquet whose sizes are forged, and other binary files."""
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'
    one = '<row r="2"><c r="A2" t="inlineStr"><is><t>eBPF</t></is></c></row>'
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    shared = "".join(f'<row><c t="s"><v>{n % 2}</v></c></row>' for n in range(50_000))
    long = f'<row><c t="inlineStr"><is><t>{"x" * 100_000_000}</t></is></c></row>'
    many = '<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 100_000
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    for name, rows, more in (
        ("plain", one, ""), ("far", one + far, ""), ("shared", one + shared, ""),
        ("long", one + long, ""), ("many", one + many, ""),
        ("merged", one + many, f"<mergeCells>{merges}</mergeCells>"),
        ("row", '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', ""),
        ("column", '<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>', ""),
        ("index", '<row><c t="s"><v>99999999999999</v></c></row>', ""),
        ("deep", "<row>" * 50_000, ""), ("negative", '<row r="-5"><c r="A-5"/></row>', ""),
    ):  # fmt: skip
        sheet = f"<worksheet {names}><sheetData>{head}{rows}</sheetData>{more}</worksheet>"
        yield read(f"excel/{name}.xlsx", _workbook(sheet))
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    yield read("excel/entities.xlsx", _workbook(f"{laughs}<worksheet {names}>&a;</worksheet>"))
    yield read("excel/cut.xlsx", _workbook(f"<worksheet {names}/>")[:-100])
    yield read("excel/empty.xlsx", b"PK\x05\x06" + bytes(18))
    yield read("excel/head.xlsx", b"PK\x03\x04" + bytes(1000))
    for name, row in (
        ("rows", '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'),
        ("cells", "<table:table-row>{}</table:table-row>"),
    ):
        repeated = ' table:number-columns-repeated="16384"'
        cell = f'<table:table-cell{repeated} office:value-type="string"><text:p>a</text:p>'
        yield read(f"excel/{name}.ods", _sheets(row.format(f"{cell}</table:table-cell>") * 300))
    for name, data in (
        ("gzip", b"\x1f\x8b\x08" + bytes(100)), ("pdf", b"%PDF-1.7\n" + bytes(100)),
        ("png", b"\x89PNG\r\n\x1a\n" + bytes(100)), ("zeros", bytes(1_000_000)),
        ("random", bytes(n * n % 251 for n in range(100_000))), ("empty", b""),
        ("blank", b" \n" * 100_000), ("parquet", b"PAR1" + bytes(1000) + b"PAR1"),
        ("footer", b"PAR1" + b"\xff" * 1000 + b"\xff\xff\xff\x7fPAR1"),
        ("ole", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)),
    ):  # fmt: skip
        yield read(f"binary/{name}", data)
    pyarrow, parquet = _arrow()
    for name, codes, text in (("dictionary", [0] * 100_000, "x" * 50_000), ("rows", [0], "A")):
        titles = pyarrow.DictionaryArray.from_arrays(codes, [text])
        data = io.BytesIO()
        parquet.write_table(pyarrow.table({"title": titles, "speakers": titles}), data)
        yield read(f"binary/{name}.parquet", data.getvalue())


def places() -> Iterator[Case]:
    """Names, devices, pipes, circles and large files."""
    words = ["--format", "csv"]
    for name in ("/dev/zero", "/dev/null", "/dev/tty", "/proc/self/mem", "/proc/kmsg", "/", ""):
        yield Case(f"place/{name.strip('/').replace('/', '-')}", {}, ["read", name, *words])
    for name in ("a\nb.csv", "\x1b]0;x\x07.csv", "\u202egnp.csv", "x" * 255, "a\\b.csv", "-.csv"):
        yield Case(f"name/{name[:9]!r}", {name: b"{"}, ["read", f"{{}}/{name}", *words])
        yield Case(f"no-name/{name[:9]!r}", {}, ["read", f"{{}}/{name}", *words])
    yield Case("place/pipe", {}, ["read", "{}/p"], prepare=lambda root: os.mkfifo(root / "p"))
    yield Case(
        "place/loop", {}, ["read", "{}/l"], prepare=lambda root: (root / "l").symlink_to("l")
    )

    def circle(root: Path) -> None:
        for name in "ab":
            (root / name).symlink_to(root)

    for pattern in ("", "/**", "/**/*.md", "/*/*/*"):
        yield Case(f"circle{pattern}", {"a.md": b"# A"}, ["read", f"{{}}{pattern}"], prepare=circle)

    def sparse(root: Path) -> None:
        with (root / "s.csv").open("wb") as file:
            file.truncate(10_000_000_000)

    yield Case("place/sparse", {}, ["read", "{}/s.csv"], prepare=sparse)
    yield Case("place/folder-of-sparse", {}, ["read", "{}"], prepare=sparse)
    yield Case("stdin/none", {}, ["read", "-"])
    yield Case("stdin/bytes", {}, ["read", "-"], stdin=bytes(range(256)))
    yield Case("stdin/large", {}, ["read", "-"], stdin=b"x" * 60_000_000)
    table = b"Title\neBPF\n"
    for option, value in (
        ("--columns", "title=" + "x" * 50_000), ("--columns", "==,=,"), ("--columns", '"'),
        ("--timezone", "../../../etc/passwd"), ("--timezone", "+99:99"), ("--language", "\x1b[31m"),
        ("--max-size", "9" * 400), ("--max-size", "-1"), ("--format", "\x1b[31m"),
        ("--source-format", "\u202e"), ("-o", "/dev/full"), ("-o", "/proc/x.csv"), ("-o", "/"),
    ):  # fmt: skip
        case = read(f"option/{option}-{value[:8]}", table, "read", "a.csv", option, value)
        yield (
            case if option != "--format" else case._replace(words=[*case.words[:2], option, value])
        )
    for number in ("9" * 400, "-1", "nan", "1e3", "\x1b[0m"):
        words = ["topics", "{}/a.csv", "-n", number]
        yield Case(f"option/-n-{number[:5]!r}", {"a.csv": table}, words)
        words = ["themes", "{}/a.csv", "--threshold", number]
        yield Case(f"option/--threshold-{number[:5]!r}", {"a.csv": table}, words)


def edited() -> Iterator[Case]:
    """Lexicons and decisions that strangers wrote."""
    for name, text in (
        ("deep", "a = " + "[" * 100_000), ("tables", "[" + "a." * 50_000 + "a]\nterms=['x']"),
        ("dotted", "a." * 50_000 + "a = 1"), ("number", f"a = {'9' * 100_000}"),
        ("inline", "a = " + "{a=" * 50_000), ("long", f"[a]\nterms = ['{'x' * 500_000}']"),
        ("many", "".join(f"[t{n}]\nterms=['w{n}']\n" for n in range(5_000))),
        ("terms", "[a]\nterms = [" + ", ".join(f"'word {n}'" for n in range(50_000)) + "]"),
        ("patterns", "[a]\nterms = ['(a+)+$', '[', '\\\\', '.*.*.*b', '(?P<a>']"),
        ("spaces", f"[a]\nterms = ['a{' ' * 100_000}b']"), ("quote", "[a]\nterms = ['"),
        ("control", '[a]\nlabel = "\\u001b]0;x\\u0007"\nterms = ["eBPF"]'), ("nul", "a\0"),
        ("bytes", "\udcff"), ("empty", ""), ("json", "{}"), ("date", "a = 9999-99-99"),
        ("keys", "".join(f"a{n} = 1\n" for n in range(100_000))), ("huge", "#" * 3_000_000),
        ("comments", "#\n" * 500_000), ("headers", "[[a]]\n" * 50_000),
    ):  # fmt: skip
        files = {"a.csv": b"Title\neBPF aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"}
        files["x.toml"] = text.encode(errors="surrogateescape")
        for verb, option in (("themes", "--lexicon"), ("topics", "--decisions")):
            words = [verb, "{}/a.csv", option, "{}/x.toml"]
            yield Case(f"{option[2:]}/{name}", files, words)
        yield Case(f"lexicon-check/{name}", files, ["lexicon", "check", "{}/x.toml"])


def cases() -> Iterator[Case]:
    """All inputs."""
    for part in (structures, archives, places, edited, texts):
        yield from part()


def _arrow():
    import pyarrow
    from pyarrow import parquet

    return pyarrow, parquet


def _workbook(sheet: str) -> bytes:
    import openpyxl

    empty, packed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(empty)
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    texts = f"<sst {names}><si><t>a</t></si><si><t>{'y' * 30_000}</t></si></sst>"
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith(("xl/worksheets", "xl/sharedStrings")):
                new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/sheet1.xml", sheet)
        new.writestr("xl/sharedStrings.xml", texts)
    return packed.getvalue()


def _sheets(rows: str) -> bytes:
    spaces = 'xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x"'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    tags = ("office:document-content", "office:body", "office:spreadsheet", "table:table")
    opened = f"<{tags[0]} {spaces}>" + "".join(f"<{tag}>" for tag in tags[1:])
    closed = "".join(f"</{tag}>" for tag in reversed(tags))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", kind)
        new.writestr("content.xml", opened + rows + closed)
    return packed.getvalue()


class Result(NamedTuple):
    """What a run came to."""

    verdict: str
    seconds: float
    megabytes: float
    said: str


def run(case: Case) -> Result:
    """Run the command on an input, in a copy of this process."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "in"
        root.mkdir()
        (Path(folder) / "stdin").write_bytes(case.stdin)
        problem = ""
        for name, data in case.files.items():
            try:
                (root / name).write_bytes(data)
            except OSError as error:
                problem = str(error)
        if case.prepare:
            case.prepare(root)
        process = os.fork()
        if not process:
            _become(case, root)
        ended, status, usage = 0, 0, None
        deadline = time.monotonic() + 4 * _LIMIT
        while not ended:
            ended, status, usage = os.wait4(process, os.WNOHANG)
            if not ended and time.monotonic() > deadline:
                os.kill(process, signal.SIGKILL)
            time.sleep(0.002)
        out, err = ((Path(folder) / name).read_bytes().decode() for name in ("out", "err"))
    seconds, megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return Result(_verdict(case, status, out, err), seconds, megabytes, problem or err[-200:])


def _become(case: Case, root: Path) -> None:
    """Be the command; never returns."""
    code = 99
    try:
        os.environ["XDG_STATE_HOME"] = str(root.parent / "state")
        resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT, _LIMIT))
        resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
        os.dup2(os.open(root.parent / "stdin", os.O_RDONLY), 0)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(root.parent / name, os.O_WRONLY | os.O_CREAT), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode) for number, mode in enumerate("rww")
        )
        sys.argv = ["kcdanalysis", *(word.replace("{}", str(root)) for word in case.words)]
        from kcdanalysis import files
        from kcdanalysis.cli.main import main

        files.DEADLINE = 1.0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 98)


def _verdict(case: Case, status: int, out: str, err: str) -> str:
    code = os.waitstatus_to_exitcode(status)
    printed = out if "csv" not in case.words else ""
    if code < 0:
        return f"BAD: signal {signal.Signals(-code).name}"
    if "Traceback" in err or code not in (0, 1, 2, 3):
        return f"BAD: exit {code}"
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed + err):
        return "BAD: control characters"
    if code == 3 and len(err.splitlines()) != 1 + err.count("kcdanalysis: ", 1):
        return "BAD: more than a sentence"
    return "refused" if code in (2, 3) else "read"


def main(words: list[str]) -> None:
    """Run the inputs and print a table of the bad ones, and of how many were what."""
    talk = "Title,Speakers,Abstract\neBPF,Ada,Kernels\nCost,Bob,Money\n"
    ordinary = {}
    # The first run of each loads what the others have then; this process shares it with all.
    import kcdanalysis.publishing
    import kcdanalysis.sources.checks
    import kcdanalysis.sources.writing
    import kcdanalysis.topics.decisions  # noqa: F401

    _arrow()
    for verb in ("read", "check", "themes", "topics"):
        ordinary[verb] = run(Case(verb, {"a.csv": talk.encode()}, [verb, "{}/a.csv"]))
    for verb, target in (("report", "{}/post"), ("explore", "{}/page.html")):
        words_of = [verb, "{}/a.csv", "-o", target]
        ordinary[verb] = run(Case(verb, {"a.csv": talk.encode()}, words_of))
    ordinary["lexicon"] = run(Case("lexicon", {}, ["lexicon", "check", "web"]))
    counts: dict[str, int] = {}
    slowest = largest = 0.0
    # A run that is ended early tells what it came to.
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    for case in cases():
        if ended:
            break
        if words and not case.name.startswith(tuple(words)):
            continue
        verdict, seconds, megabytes, said = run(case)
        usual = ordinary[case.words[0]]
        seconds, megabytes = seconds - usual.seconds, megabytes - usual.megabytes
        if seconds > MAX_SECONDS or megabytes > MAX_MEGABYTES:
            verdict = f"BAD: too much, {verdict}"
        name = verdict.split(":")[0]
        counts[name] = counts.get(name, 0) + 1
        slowest, largest = max(slowest, seconds), max(largest, megabytes)
        if name == "BAD":
            line = f"{case.name[:40]!r:44} {seconds:6.1f} s {megabytes:6.0f} MB  {verdict}"
            print(
                line, said.strip()[-150:].encode("ascii", "backslashreplace").decode(), flush=True
            )
    print(", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
    print(f"most above an ordinary run: {slowest:.1f} CPU seconds, {largest:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
