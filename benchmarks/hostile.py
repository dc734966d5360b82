# ruff: noqa: E501  (a line is an input)
"""What hostile inputs do to the command line: read, refused in one sentence, or bad.

    python -m benchmarks.hostile [PART...]

Each input is made here and given to the command in a process of its own, with limits. Bad is
a traceback, a signal, a control character in what is printed, markup of a title that runs in
what is written, more than 300 MB above an ordinary run, or more than two CPU seconds that
are not in proportion to the file: a millisecond an entry, line, element, phrase of a lexicon
or kilobyte. PART names some of the inputs: the start of their names.
"""

from __future__ import annotations

import gc
import io
import json
import os
import re
import resource
import signal
import stat
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

MAX_SECONDS, MAX_MEGABYTES = 2.0, 300
#: So many seconds an entry, a line, an element, a phrase or a kilobyte of a large file may take.
_A_PART = 0.001
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


def shapes() -> Iterator[Case]:
    """Values of the wrong type at each key of each format, and many references to one thing."""
    odd = {
        "list": [[1]], "empty": {}, "dict": {"a": {"b": [None]}}, "true": True, "nan": float("nan"),
        "zero": 0, "large": 2**63, "larger": 10**30, "float": 1e300, "negative": -(2**70),
        "none": None, "date": "99999-99-99", "deep": _nested(80), "numbers": [1, 2.5, None, True],
        "ids": {str(n): {"id": [n]} for n in range(5)}, "wide": "２０２３", "half": "\ud800x",
        "mark": "\ufeffa\ufeff", "bytes": "a\0b", "text": "x" * 300_000,
    }  # fmt: skip
    for path in sorted(Path("tests/sources").rglob("*.json")):
        try:
            document = json.loads(path.read_bytes())
        except ValueError:
            continue
        for name, value in odd.items():
            data = json.dumps(_with_everywhere(document, value))
            yield read(f"type/{path.parent.name}-{path.stem}-{name}.json", data, file="a.json")
    many = 20_000
    same = [{"id": "a", "title": f"T {n}", "speakers": ["B"], "start": "2023-01-01"} for n in
            range(2_000)]  # fmt: skip
    slots = [{"id": "a", "start": f"2023-01-01T10:{n % 60}", "talk_id": "a"} for n in range(2_000)]
    persons = [{"id": "p", "name": f"Ada {n}", "bio": "x"} for n in range(many)]
    talks = [{"title": f"T {n}", "speaker_ids": ["p"], "abstract": "x"} for n in range(many)]
    talk = {"title": "A", "abstract": "x", "start": "2023-01-01T10:00"}
    for name, document in (
        ("slots", {"talks": same, "slots": slots}), ("persons", {"speakers": persons, "talks": talks}),
        ("speakers", [{**talk, "speakers": [f"Ada B{n}" for n in range(100_000)]}]),
        ("line", [{**talk, "speakers": ", ".join(f"Ada B{n}x" for n in range(30_000))}]),
        ("ids", [{**talk, "speaker_ids": [f"a{n}" for n in range(100_000)]}]),
        ("tags", [{**talk, "tags": [f"a{n}" for n in range(100_000)]}]),
        ("keys", [{**talk, **{f"key{n}": n for n in range(100_000)}}]),
        ("titles", [{**talk, "title": "A" * 1_000_000}]), ("many", [talk] * many),
        ("one-title", [{**talk, "start": n} for n in range(many)]),
        ("same-id", [{**talk, "id": "a", "title": f"A{n}"} for n in range(many)]),
        ("rooms", {"rooms": [{"id": 1, "name": f"R{n}"} for n in range(many)],
                   "talks": [{**talk, "room": 1, "title": f"A{n}"} for n in range(many)]}),
        ("events", [{"event": {"name": f"E{n}", "date": "2023-01-01", "city": "x"}} for n in
                    range(5_000)] + [{**talk, "title": f"A{n}"} for n in range(5_000)]),
        ("numbers", [[[1]] * 10] * 100_000), ("records", [{}] * 500_000),
        ("texts", {"title": ["x"] * 200_000, "speakers": "A"}),
        ("languages", [{**talk, "title": {f"{a}{b}": "x" for a in "abcdefghij" for b in
                        "abcdefghij"}}] * 500),
    ):  # fmt: skip
        yield read(f"many/{name}.json", json.dumps(document))


def _nested(depth: int) -> Any:
    return {"title": _nested(depth - 1)} if depth else "x"


def _with_everywhere(node: Any, value: Any) -> Any:
    """Repeat a list of records, each with an odd value at one of its keys in turn."""
    if isinstance(node, list):
        records = [each for each in node[:1] if isinstance(each, dict)]
        each = [{**record, key: value} for record in records for key in record]
        return [_with_everywhere(one, value) for one in node[:3]] + each + [value]
    if isinstance(node, dict):
        return {key: _with_everywhere(child, value) for key, child in node.items()}
    return node


def pages() -> Iterator[Case]:
    """Web pages and XML that are wide, deep, or have forged spans."""
    row = "<tr><td>10:00</td><td>eBPF</td></tr>"
    cell = "<td colspan=1000000 rowspan=1000000>x</td>"
    table = "<table><tr><th></th><th>Room A</th><th>Room B</th></tr>{}</table>"
    card = (
        '<div class="session"><span>10:00</span><h3>eBPF {}</h3><p class="speaker">Ada Bo</p></div>'
    )
    data = {"@context": "https://schema.org", "@type": "Event", "name": "eBPF"}
    for name, body in (
        ("attributes", "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</div>"),
        ("classes", f'<div class="{"a " * 200_000}">x</div>'),
        ("spans", table.format(row + f"<tr><td>11:00</td>{cell * 2_000}</tr>" * 2)),
        ("rowspans", table.format(f"<tr><td>11:00</td>{cell}</tr>" * 5_000)),
        ("wide-rows", table.format(f"<tr><td>11:00</td>{'<td>x</td>' * 200}</tr>" * 200)),
        ("tables", "<table>" * 3_000), ("rows", table.format(row * 10_000)),
        ("cards", "".join(map(card.format, range(3_000)))), ("lists", "<ul><li>" * 20_000),
        ("deep", "<div>" * 5_000 + "<h2>Talk: eBPF</h2><p>By Ada Bo</p>"),
        ("deep-closed", "<b>" * 50_000 + "x" + "</b>" * 50_000),
        ("ends", "</div>" * 200_000), ("voids", "<br>" * 200_000), ("images", "<img src=x>" * 100_000),
        ("base64", f'<img src="data:image/png;base64,{"A" * 5_000_000}">'),
        ("script", f"<script>{'var a = {' * 100_000}</script>"),
        ("data", f'<script type="application/json">{"[" * 200_000}</script>'),
        ("json-ld", f'<script type="application/ld+json">{json.dumps([data] * 20_000)}</script>'),
        ("next", f'<script id="__NEXT_DATA__">{json.dumps({"a": [data] * 20_000})}</script>'),
        ("nuxt", f"<script>window.__NUXT__={json.dumps([[n] for n in range(100_000)])}</script>"),
        ("parse", "<script>" + 'JSON.parse("' * 50_000 + "</script>"),
        ("sections", "<h2>Talk: eBPF</h2><p>By Ada Bo</p>" * 5_000),
        ("headings", "".join(f"<h{n % 6 + 1}>A {n}</h{n % 6 + 1}>" for n in range(20_000))),
        ("links", "".join(f'<a href="/talk/{n}">Talk {n} of Ada</a>' for n in range(20_000))),
        ("times", "<p>10:00</p>" * 20_000), ("time-tags", "<time>10:00</time>" * 20_000),
        ("entities", "&amp;" * 200_000), ("numeric", "&#99999999999;" * 50_000),
        ("cdata", "<![CDATA[" * 50_000), ("declarations", "<!" * 100_000), ("php", "<?" * 100_000),
        ("doctype", "<!DOCTYPE a [" * 50_000), ("textarea", "<textarea>" * 50_000),
        ("title", "<title>" * 50_000), ("svg", "<svg><path d='" + "M1 1" * 500_000 + "'/></svg>"),
        ("tags", "<i>x</i>" * 1_000_000), ("empty-tags", "<a>" * 1_000_000),
    ):  # fmt: skip
        yield read(f"pages/{name}.html", f"<html><title>KCD 2023</title><body>{body}")
    event = "<event id='1'><title>A</title><persons>{}</persons></event>"
    person = "<person id='1'>Ada B</person>"
    for name, xml in (
        ("persons", f"<day><room>{event.format(person * 50_000)}</room></day>"),
        ("events", f"<day><room>{event.format('') * 20_000}</room></day>"),
        ("days", "<day date='99999-99-99'/>" * 100_000), ("nested-days", "<day>" * 500 + "</day>" * 500),
        ("nested-rooms", "<day>" + "<room>" * 900 + event.format("") + "</room>" * 900 + "</day>"),
        ("nested-events", "<day>" + "<event>" * 900 + "</event>" * 900 + "</day>"),
        ("instructions", "<?a b?>" * 100_000), ("comments", "<!---->" * 100_000),
        ("elements", "<a/>" * 2_000_000), ("cdata", f"<day><![CDATA[{'x' * 5_000_000}]]></day>"),
        ("spaces", "<day xmlns:a='b'>" * 200 + "</day>" * 200),
    ):  # fmt: skip
        xml = f"<?xml version='1.0'?><schedule><conference/>{xml}</schedule>"
        yield read(f"schedule/{name}.xml", xml)
    yield read("schedule/encoding.xml", b"<?xml version='1.0' encoding='\xff'?><schedule><day/>")
    yield read(
        "schedule/codec.xml", "<?xml version='1.0' encoding='zip'?><schedule><day/></schedule>"
    )


def lines() -> Iterator[Case]:
    """Calendars, Markdown, front matter, YAML and tables with strange lines."""
    zone = "BEGIN:VTIMEZONE\nTZID:X\n{}END:VTIMEZONE\n"
    rule = (
        "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{}\nTZOFFSETTO:{}\n{}END:STANDARD\n"
    )
    event = "BEGIN:VEVENT\nSUMMARY:A {}\nDTSTART;TZID=X:20230101T100000\nEND:VEVENT\n"
    forever = "RRULE:FREQ=SECONDLY\n"
    for name, text in (
        ("zones", zone.format(rule.format("+0100", "+0100", "")) * 3_000 + event),
        ("rules", zone.format(rule.format("+0100", "+0100", "") * 20_000) + event),
        ("forever", zone.format(rule.format("+0100", "+0100", forever)) + event),
        ("yearly", zone.format(rule.format("+0100", "+0200", "RRULE:FREQ=YEARLY\n")) + event),
        ("count", zone.format(rule.format("+0100", "+0200", "RRULE:FREQ=MINUTELY;COUNT=9999999\n"))
                  + event),
        ("offset", zone.format(rule.format("+9999", "-9999", "")) + event),
        ("nested", "BEGIN:VTIMEZONE\nTZID:X\n" * 5_000 + event),
        ("no-rule", zone.format("") + event), ("no-id", "BEGIN:VTIMEZONE\nEND:VTIMEZONE\n" + event),
        ("rdates", zone.format(rule.format("+0100", "+0200", "RDATE:" + "19800101T000000," * 20_000
                                           + "19810101T000000\n")) + event),
        ("events", "".join(map(event.format, range(5_000)))),
        ("attendees", event.replace("END:V", "ATTENDEE;CN=Ada:mailto:a@b\n" * 20_000 + "END:V")),
        ("categories", event.replace("END:V", f"CATEGORIES:{'a,' * 50_000}b\nEND:V")),
        ("unknown", event.replace("END:V", "X-A;B=C:d\n" * 50_000 + "END:V")),
        ("calendars", f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n" * 3_000),
        ("begins", "BEGIN:VCALENDAR\n" * 20_000), ("alarms", "BEGIN:VEVENT\nBEGIN:VALARM\n" * 9_000),
        ("date", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:99999999999\nDTEND:00000000T999999Z\nEND:VEVENT\n"),
        ("seconds", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20230101T101060\nDURATION:PT99999999S\nEND:VEVENT"),
        ("period", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART;VALUE=PERIOD:20230101T10Z/PT1H\nEND:VEVENT\n"),
    ):  # fmt: skip
        yield read(f"zones/{name}.ics", f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n")
    talk = "\n## Talk: eBPF\nSpeaker: Ada Bo\n### Summary\nKernel.\n"
    for name, text in (
        ("quotes", ">" * 10_000 + " x" + talk), ("quoted", "> " * 5_000 + "x" + talk),
        ("bullets", "".join("  " * n + "- a\n" for n in range(400)) + talk),
        ("dashes", "- " * 5_000 + "x" + talk), ("numbers", "1. " * 5_000 + "x" + talk),
        ("headings", "".join(f"{'#' * (n % 6 + 1)} A {n}\n\nx\n\n" for n in range(10_000))),
        ("talks", talk * 3_000), ("rows", "| Title | Speakers |\n|---|---|\n" + "| a | b |\n" * 20_000),
        ("columns", "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|b" * 5_000 + "|\n"),
        ("short-rows", "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|b|\n" * 3_000),
        ("references", "".join(f"[a{n}]: x\n" for n in range(20_000)) + "[a1] " * 20_000 + talk),
        ("emphasis", "*a **a " * 15_000 + talk), ("ticks", "".join("`" * n + " " for n in range(500))),
        ("links", "[a](" * 20_000), ("html", "<a " * 30_000), ("angle", "<" * 50_000 + talk),
        ("autolinks", "<https://a" * 20_000), ("escapes", "\\\\" * 50_000), ("entity", "&a" * 50_000),
        ("setext", "a\n" * 20_000 + "===\n" + talk), ("fences", "```\n" * 10_001 + talk),
        ("lazy", "> a\n" + "b\n" * 20_000), ("rules", "* * *\n" * 20_000), ("mark", "\ufeff" * 10_000 + talk),
        ("breaks", "\r" * 50_000 + talk), ("separators", "\u2028\x0b\x0c\x85" * 10_000 + talk),
        ("nested-table", "> " * 50 + "| Title |\n" + "> " * 50 + "|---|\n"),
    ):  # fmt: skip
        yield read(f"notes/{name}.md", f"# KCD 2023\n{text}")
    for name, header in (
        ("dotted", "+++\n" + "a." * 20_000 + "a = 1\n+++\n"), ("deep", f"+++\na = {'[' * 50_000}\n+++\n"),
        ("number", f"+++\nyear = {'9' * 10_000}\n+++\n"), ("date", "+++\ndate = 9999-99-99\n+++\n"),
        ("types", "+++\ntitle = [1]\nspeakers = 1\ndate = 07:00:00\nyear = nan\ntags = {a=1}\n+++\n"),
        ("yaml-types", "---\ntitle: [1]\nspeakers: {a: b}\ndate: [x]\nyear: {}\ntags: 1\nid: [1]\n---\n"),
        ("aliases", "---\na: &a [x]\n" + "b: *a\n" * 5_000 + "---\n"),
        ("laughs", "---\na0: &a0 x\n" + "".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)) + "---\n"),
        ("keys", "---\n" + "".join(f"a{n}: x\n" for n in range(20_000)) + "---\n"),
        ("complex", "---\n? {a: b}\n: c\n? [d]\n: e\ntitle: x\n---\n"), ("open", "---\n" * 20_000),
        ("tags", "---\ntitle: !!python/object/apply:os.system [x]\n---\n"),
        ("control", '---\ntitle: "\\e]0;x\\a"\nroom: "\\u202ex"\n---\n'),
    ):  # fmt: skip
        yield read(f"header/{name}.md", f"{header}# eBPF\nKernel.\n{talk}")
    for name, text in (
        ("documents", "---\ntitle: A\nspeakers: B\n" * 5_000), ("empty-documents", "---\n" * 50_000),
        ("anchors", "".join(f"- &a{n} {{title: A}}\n" for n in range(20_000))),
        ("merges", "- &a {title: A, speakers: B}\n" + f"- {{<<: [{', '.join(['*a'] * 20_000)}]}}\n"),
        ("chain", "a0: &a0 {title: A, speakers: B}\n"
                  + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 900))),
        ("items", "- title: A\n  speakers: B\n" * 10_000), ("broken", "- title: A: B\n" * 10_000),
        ("broken-items", '- title: "A\n  speakers: B\n' * 5_000),
        ("complex", "- ? [a, {b: c}]\n  : d\n  title: A\n  speakers: B\n"),
        ("keys", "- title: A\n" + "".join(f"  a{n}: x\n" for n in range(30_000))),
        ("repeated", "- title: A\n" + "  speakers: x\n" * 20_000),
        ("block", "- title: |\n" + "    x\n" * 100_000), ("folded", "- title: >\n" + "\n" * 100_000 + "    x\n"),
        ("directive", "%YAML 9.9\n%TAG ! a\n---\n- title: A\n"), ("tabs", "-\ttitle:\tA\n\tspeakers:\tB\n"),
        ("indents", "".join(" " * n + "a:\n" for n in range(900))), ("nul", "- title: a\0b\n"),
    ):  # fmt: skip
        yield read(f"yaml-shapes/{name}.yml", text)
    head = "Title,Speakers,Start\n"
    for name, text in (
        ("sep-quote", 'sep="\nTitle"Speakers\nA"B\n'), ("sep-space", "sep= \nTitle Speakers\nA B\n"),
        ("sep-letter", "sep=a\nTitleaSpeakers\nAaB\n"), ("sep-return", "sep=\r\n\nTitle,Speakers\nA,B\n"),
        ("sep-wide", "sep=\u3000\nTitle\u3000Speakers\nA\u3000B\n"), ("returns", "Title,Speakers\rA,B\r" * 9_000),
        ("quotes", head + '""""' * 50_000), ("rows", head + "A{},B,10:00\n" * 30_000),
        ("open-rows", head + 'A,"B\n' * 2 + "A,B,C\n" * 30_000), ("marks", "\ufeff" * 3 + head + "A,B\n"),
        ("middle", head + "\ufeffA\ufeff,B\ufeff,\n"), ("blank", head + ",,\n" * 100_000 + "A,B,\n"),
        ("untitled", head + ",B,x\n" * 30_000 + "A,B,\n"), ("unreadable", head + "".join(
            f"A{n},B,never {n}\n" for n in range(10_000))), ("header", "Title\n" * 30_000),
        ("two", "Title,Title\n" + "A,B\n" * 10_000), ("one-name", head + "".join(
            f"A{n},Ada Bo,\n" for n in range(20_000))),
    ):  # fmt: skip
        yield read(f"rows/{name}.csv", text)
        if name in ("rows", "one-name", "unreadable"):
            yield read(f"checked/{name}.csv", text, "check")._replace(
                words=["check", f"{{}}/{name}.csv"]
            )


def columns() -> Iterator[Case]:
    """Parquet of every type, and workbooks of every kind of cell."""
    import datetime
    import decimal

    pyarrow, parquet = _arrow()
    values = {
        "struct": [{"a": 1}], "list": [["a", None]], "nested": [[[["a"]]]], "map": [[("a", 1)]],
        "decimal": [decimal.Decimal("1e30")], "binary": [b"\xff\x00"], "true": [True], "nan": [float("nan")],
        "date": [datetime.date(9999, 12, 31)], "time": [datetime.time(1)], "none": [None],
    }  # fmt: skip
    made = {name: pyarrow.array(v) for name, v in values.items() if name != "map"}
    made["map"] = pyarrow.array(values["map"], pyarrow.map_(pyarrow.string(), pyarrow.int64()))
    for unit, large in (("s", 2**52), ("ns", 2**62)):
        for zone in (None, "Europe/Zurich", "+25:00"):
            moments = pyarrow.array([large]).cast(pyarrow.timestamp(unit, zone))
            made[f"moment-{unit}-{str(zone)[:3]}"] = moments
        made[f"length-{unit}"] = pyarrow.array([large]).cast(pyarrow.duration(unit))
    for name, array in made.items():
        fields = (
            "speakers",
            "abstract",
            "start",
            "duration",
            "year",
            "id",
            "tags",
            "line",
            "talk_id",
        )
        for ours in (fields, fields[:-1]):
            table = pyarrow.table({"title": ["A"], **dict.fromkeys(ours, array)})
            data = io.BytesIO()
            parquet.write_table(table, data)
            yield read(f"types/{name}-{len(ours)}.parquet", data.getvalue())
    for name, table in (
        ("wide", pyarrow.table({f"c{n}": ["x"] for n in range(5_000)})), ("none", pyarrow.table({})),
        ("no-rows", pyarrow.table({"title": pyarrow.array([], pyarrow.string())})),
        ("names", pyarrow.Table.from_arrays([pyarrow.array(["A"])] * 3, names=["title"] * 3)),
        ("long", pyarrow.table({"title": ["x" * 10_000_000]})),
        ("control", pyarrow.table({"title": ["A"], "\x1b]0;x\x07": ["b"], "a\nb": ["c"]})),
    ):  # fmt: skip
        data = io.BytesIO()
        parquet.write_table(table, data)
        yield read(f"types/{name}.parquet", data.getvalue())
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = (
        "<row>"
        + "".join(f'<c t="str"><v>{n}</v></c>' for n in ("Title", "Start", "Speakers"))
        + "</row>"
    )
    for name, cell in (
        ("error", '<c t="e"><v>#REF!</v></c>'), ("true", '<c t="b"><v>1</v></c>'), ("nan", "<c><v>NaN</v></c>"),
        ("date", '<c s="1"><v>1e300</v></c>'), ("iso", '<c t="d"><v>99999-99-99</v></c>'),
        ("negative", '<c s="1"><v>-99999999</v></c>'), ("kind", '<c t="zzz"><v>1</v></c>'),
        ("formula", "<c><f>A1</f><v/></c>"), ("text", '<c t="str"><v>_x0000__xFFFF__xD800_</v></c>'),
    ):  # fmt: skip
        row = f'<row><c t="str"><v>A</v></c>{cell * 2}</row>'
        sheet = f"<worksheet {names}><sheetData>{head}{row}</sheetData></worksheet>"
        yield read(f"cells/{name}.xlsx", _workbook(sheet))
    sheet = f"<worksheet {names}><sheetData>{head}</sheetData></worksheet>"
    strings = f"<sst {names}>{'<si><t>a</t></si>' * 1_000_000}</sst>"
    for name, more in (
        ("strings", {"xl/sharedStrings.xml": strings}), ("parent", {"../../x": "a", "/etc/x": "b"}),
        ("parts", {f"xl/worksheets/sheet{n}.xml": sheet for n in range(2, 5_000)}),
        ("files", {f"a{n}": "" for n in range(60_000)}), ("styles", {"xl/styles.xml": "<styleSheet>" + "<xf/>" * 500_000}),
        ("relations", {"xl/_rels/workbook.xml.rels": "<Relationships/>"}), ("twice", {"xl/workbook.xml": "<x"}),
    ):  # fmt: skip
        data = io.BytesIO(_workbook(sheet))
        with warnings.catch_warnings(), zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")
            for part, content in more.items():
                archive.writestr(part, content)
        yield read(f"parts/{name}.xlsx", data.getvalue())


def folders() -> Iterator[Case]:
    """Folders that are empty, deep, full, or hold what is no file."""

    def fill(root: Path) -> None:
        for n in range(5_000):
            (root / f"{n}.md").write_text(f"---\ntitle: A {n}\nspeakers: [B]\n---\nKernel.\n")

    def nest(root: Path) -> None:
        for _ in range(300):
            root /= "abcdef"
        root.mkdir(parents=True)
        (root / "a.csv").write_text("Title\nA\n")

    def special(root: Path) -> None:
        os.mkfifo(root / "a.csv")
        (root / "b.csv").symlink_to("/dev/zero")
        (root / "c.csv").symlink_to("/nowhere")
        (root / "d.csv").mkdir()
        (root / "e.csv").write_text("Title,Speakers\neBPF,Ada Bo\n")

    def strange(root: Path) -> None:
        for name in (
            b"\xff.csv",
            b"a\nb.csv",
            b"\x1b[31m.csv",
            b"\xe2\x80\xae.csv",
            b"[a].csv",
            b"-x.csv",
        ):
            (Path(os.fsdecode(os.fsencode(root) + b"/" + name))).write_text(
                "Title,Speakers\neBPF,Ada\n"
            )

    for name, prepare in (
        ("full", fill), ("deep", nest), ("special", special), ("strange", strange),
        ("empty", lambda root: (root / "a").mkdir()),
    ):  # fmt: skip
        yield Case(f"folder/{name}", {}, ["read", "{}", "--format", "csv"], prepare=prepare)
        yield Case(f"folder-json/{name}", {}, ["read", "{}", "-o", "{}/../o.json"], prepare=prepare)
    for name in (
        "\udcff.csv",
        "[a].csv",
        "a*.csv",
        "?",
        "{}",
        "%s",
        "**",
        "a" * 5_000,
        "a/" * 3_000,
        "~",
    ):
        yield Case(f"named/{name[:9]!r}", {}, ["read", f"{{}}/{name}"])
    for name in ("\udcff", "a\0b", "http://", "http://[", "https://\x1b[31m", "file:///etc/passwd", "http://a:b:c",
                 "http://0x7f.1:1/", "http://127.0.0.1:1/\n"):  # fmt: skip
        yield Case(f"address/{name[:12]!r}", {}, ["read", name])
    table = {"a.csv": b"Title,Speakers\neBPF,Ada\n"}
    for value in ("title=" * 5_000, "title=1,title=2", "title=99999999999999999999", "\x1b[31m=a", "=", ",",
                  'title="a\nb"', "title=\udcff", "title=[[[[" + "(" * 1_000, "\0=1"):  # fmt: skip
        yield Case(f"columns/{value[:12]!r}", table, ["read", "{}/a.csv", "--columns", value])
    for verb, option in (("read", "-o"), ("report", "-o"), ("figures", "-o"), ("explore", "-o")):
        for name in ("\udcff", "a\nb", "\x1b[31m", "x" * 300, "a.csv", "../in/a.csv", "a.csv/b"):
            case = Case(
                f"target/{verb}-{name[:9]!r}", table, [verb, "{}/a.csv", option, f"{{}}/{name}"]
            )
            yield case


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
        ("twice", "[a]\nterms = [\n" + "'word', 'words',\n" * 20_000 + "]"),
        ("parts", "[a]\nterms = [" + ", ".join(f"'{' a b' * 100} {n}'" for n in range(2_000)) + "]"),
        ("without", "[a]\n" + "".join(f"{key} = {[f'{key} {n}' for n in range(5_000)]}\n" for key in ("terms", "without"))),
    ):  # fmt: skip
        files = {"a.csv": b"Title\neBPF aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"}
        files["x.toml"] = text.encode(errors="surrogateescape")
        for verb, option in (("themes", "--lexicon"), ("topics", "--decisions")):
            words = [verb, "{}/a.csv", option, "{}/x.toml"]
            yield Case(f"{option[2:]}/{name}", files, words)
        yield Case(f"lexicon-check/{name}", files, ["lexicon", "check", "{}/x.toml"])


#: What somebody may call a talk, so that its name does something where it is published.
TITLES = (
    "\x1b[31mXSS\x1b]0;x\x07", "\u202eXSS", "\u061cXSS\u2067", "XSS\u2028XSS", "XSS\0", "=XSS()",
    "+XSS", "@XSS", "-XSS|' /C calc'!A0", "\t=XSS", "<script>XSS</script>", "</script><img onerror=XSS>",
    "</style><svg onload=XSS>", "]]><svg onload=XSS>", "-->\n<svg onload=XSS>", "<!-- XSS", "{{ XSS }}",
    "{{< XSS >}}", "{% XSS %}", "{%- raw %}{{ 7*7 }}", "[XSS](javascript:XSS)", '![XSS](x "onerror=XSS")',
    "[XSS]: javascript:XSS", "<javascript:XSS>", "| XSS | XSS |", "`XSS", "```XSS", "---\nXSS: 1\n---",
    "\"XSS: 'a", ": XSS", "!!python/object:XSS", "&XSS *XSS", "$XSS^{$", "\\XSS{\\", "&lt;script&gt;XSS",
    "' onmouseover=XSS '", '" onmouseover=XSS "', "# XSS", "1. XSS", "===", "%s %(XSS)d {XSS}", "XSS\u0301" * 99,
    "XSS" + "W" * 3_000, "\U0001f9db\u200d\u2640\ufe0f XSS", "<kcdanalysis:begin opening> XSS", "\ud800XSS",
)  # fmt: skip
_WORDS = ("kernels in the harbour", "clusters of lamps", "security of the pier", "cost of clouds")


def records_of(titles: Sequence[str]) -> list[dict[str, Any]]:
    """Entries with these titles, and all other columns made of them."""
    return [
        {
            "title": f"{title} {_WORDS[n % 4]}", "speakers": [f"{title} Bo", "Ada Example"],
            "abstract": f"{title}\n\nHow we run {_WORDS[n % 4]}.\n\n{title}", "track": title,
            "room": title, "tags": [title], "url": title, "id": f"{title}{n}", "level": title,
            "event": f"{title} 2023" if n % 2 else f"KCD {n % 3} 2023", "start": "2023-06-15T10:00",
        }
        for n, title in enumerate(titles)
    ]  # fmt: skip


def published() -> Iterator[Case]:
    """Every verb over titles, names, rooms and tracks that are markup or commands."""
    records = records_of(TITLES)
    files = {"a.json": json.dumps(records).encode()}
    fewer = {"a.json": json.dumps([{**one, "event": TITLES[11]} for one in records[:20]]).encode()}
    for name, verb in (
        *((kind, f"report IN -o {{}}/post --for {kind}") for kind in ("hugo", "jekyll", "markdown", "html")),
        ("figures", "figures IN -o {}/figures --also none"), ("explore", "explore IN -o {}/page.html"),
        *((kind, f"read IN -o {{}}/o.{kind}") for kind in ("csv", "tsv", "json", "jsonl", "xlsx", "md", "html")),
        ("compare", "compare IN --figures {}/figures --also none --by track"), ("words", "compare IN --words --format md"),
        ("trend", "compare IN --trend"), ("themes", "themes IN --format html -o {}/o.html"), ("shares", "themes IN --shares"),
        ("gaps", "themes IN --gaps"), ("clashes", "themes IN --clashes"), ("explain", "themes IN --explain XSS"),
        ("topics", "topics IN -o {}/o.md"), ("check", "check IN"), ("suggest", "lexicon suggest IN"), ("show", "lexicon show IN"),
        ("new", "lexicon new --from IN -o {}/o.toml"),
    ):  # fmt: skip
        words = verb.replace("IN", "{}/a.json").split()
        yield Case(f"titles/{name}", files, words)
        if words[0] in ("report", "explore", "figures"):
            yield Case(f"event/{name}", fewer, words)


def options() -> Iterator[Case]:
    """Options, settings, decisions, records and targets that strangers wrote."""

    def zero(root: Path, name: str) -> None:
        # A device of our own: a fault must not cost the machine its own.
        with suppress(OSError):
            os.mknod(root / "zero", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        (root / name).symlink_to("zero")

    talk = {"a.csv": b"Title,Speakers,Track\neBPF,Ada,=1\nCost of clouds,Bob,<b>\n"}
    for title in (
        "\x1b[31m",
        "</title><script>XSS</script>",
        "{{ XSS }}\n---",
        "=XSS()",
        "\udcff",
        "x" * 9_000,
    ):
        for verb, target in (("report", "{}/post"), ("explore", "{}/page.html")):
            words = [verb, "{}/a.csv", "-o", target, "--title", title, "--event", title]
            yield Case(f"titled/{verb}-{title[:9]!r}", talk, words)
    for option, value in (
        ("--explain", "(" * 9_000), ("--explain", "\x1b[31m"), ("--target", "a=" + "9" * 400), ("--target", "=" * 900),
        ("--target", "\x1b=1"), ("--lexicon", "/dev/zero"), ("--lexicon", "{}"), ("--lexicon", "a\0"),
        ("--lexicon", "{}/a.csv"), ("--config", "/dev/zero"), ("--config", "{}/p"), ("--config", "{}/a.csv"),
    ):  # fmt: skip
        words = ["themes", "{}/a.csv", option, value]
        prepare = (lambda root: os.mkfifo(root / "p")) if value == "{}/p" else None
        yield Case(f"option/{option}-{value[:9]!r}", talk, words, prepare=prepare)
    for option, value in (
        ("--palette", "#" * 9_000), ("--palette", "\x1b[31m"), ("--palette", "red,\nred"), ("--also", "exe,\x1b"),
        ("--style", "/dev/zero"), ("--style", "{}/a.csv"), ("-n", "1" * 5_000), ("--seed", "-1"), ("--decisions", "/dev/full"),
        ("--guide", "../../../etc/passwd"), ("--date", "9999-99-99"), ("--by", "\x1b[31m"), ("--against", "\x1b[31m"),
        ("--for", "\u202e"), ("--template", "/dev/zero"), ("--template", "{}/a.csv"),
    ):  # fmt: skip
        verb = {"--by": "compare", "--against": "compare"}.get(option, "figures")
        verb = "report" if option in ("--date", "--for", "--template") else verb
        target = ["-o", "{}/out"] if verb != "compare" else []
        yield Case(
            f"option/{option}-{value[:9]!r}", talk, [verb, "{}/a.csv", *target, option, value]
        )
    for name, text in (
        ("deep", "a = " + "[" * 90_000), ("dotted", "a." * 50_000 + "a = 1"), ("types", "lexicon = 1\n[report]\nfor = [1]"),
        ("force", "force = true\noutput = '/etc/x'"), ("control", 'event = "\\u001b]0;x\\u0007"'), ("bytes", "\udcff"),
        ("twice", "event = 'a'\nevent = 'b'"), ("number", f"seed = {'9' * 9_000}"), ("keys", "".join(f"a{n} = 1\n" for n in range(9_000))),
        ("date", "event = 9999-99-99"), ("nul", "event = '\0'"), ("huge", "#" * 3_000_000), ("read", "read = 'x'\n[[report]]"),
    ):  # fmt: skip
        files = talk | {"s.toml": text.encode(errors="surrogateescape")}
        yield Case(
            f"settings/{name}",
            files,
            ["report", "{}/a.csv", "-o", "{}/post", "--config", "{}/s.toml"],
        )
    for name, text in (
        ("list", "[]"), ("deep", "[" * 90_000), ("names", '{"written": {"../a.csv": "x", "/etc/passwd": "x", "a/../../b": "x"}}'),
        ("numbers", '{"written": {"index.md": 1e999, "a": null}}'), ("large", '{"written": {' + '"a": "x", ' * 99_999),
        ("surrogate", '{"written": {"\\ud800": "\\ud800", "a\\u0000": "x", "\\u001b[31m": "x"}}'),
    ):  # fmt: skip
        files = talk | {".kcdanalysis.json": text.encode()}
        yield Case(f"record/{name}", files, ["report", "{}/a.csv", "-o", "{}"])
    for name, prepare in (
        ("pipe", lambda root: os.mkfifo(root / ".kcdanalysis.json")), ("folder", lambda root: (root / ".kcdanalysis.json").mkdir()),
        ("loop", lambda root: (root / ".kcdanalysis.json").symlink_to(".kcdanalysis.json")),
        ("zero", lambda root: zero(root, ".kcdanalysis.json")),
        ("page", lambda root: os.mkfifo(root / "index.md")), ("page-zero", lambda root: zero(root, "index.md")),
        ("page-folder", lambda root: (root / "index.md").mkdir()),
        ("part", lambda root: (root / ".x.99999999999999999999.kcdanalysis-part").mkdir()),
    ):  # fmt: skip
        for more in ([], ["--refresh"], ["--check"]):
            words = ["report", "{}/a.csv", "-o", "{}", *more]
            yield Case(f"record/{name}{''.join(more)}", talk, words, prepare=prepare)
    for page in (
        "<!-- kcdanalysis:begin opening -->" * 9_000,
        "\ud800",
        "\0",
        "---\n" * 90_000,
        "x" * 9_000_000,
    ):
        files = talk | {"index.md": page.encode(errors="surrogatepass")}
        yield Case(f"refresh/{page[:9]!r}", files, ["report", "{}/a.csv", "-o", "{}", "--refresh"])
    for folder in ("/dev", "/proc/self", "/sys/kernel", "/proc/self/fd"):
        yield Case(f"folder{folder}", {}, ["read", folder, "--format", "csv"])


def compared() -> Iterator[Case]:
    """Programmes in which everything may be compared with everything, in the verbs that do."""
    word = "kernel harbour cluster lamp security pier cost cloud storage mesh policy".split()

    def talks(number: int, **more: Callable[[int], Any]) -> list[dict[str, Any]]:
        return [
            {"title": f"{word[n % 11]} {word[n * 7 % 10]} {n}", "abstract": f"How we run {word[n * 5 % 11]} {n}.",
             "speakers": [f"Ada B{n}"], "track": f"T{n % 5}", "event": "KCD 2023", "start": f"2023-06-{1 + n % 28:02}T10:00"}
            | {key: make(n) for key, make in more.items()} for n in range(number)
        ]  # fmt: skip

    def first(value: Any) -> Callable[[int], Any]:
        return lambda n: value if n == 0 else f"x {n}"

    check, figures, new = (
        "check IN",
        "figures IN -o {}/figures --also none",
        "lexicon new --from IN -o {}/l.toml",
    )
    report, tracks, clashes, pairs = (
        "report IN -o {}/post",
        "compare IN --by track",
        "themes IN --clashes",
        "check IN --duplicates",
    )
    for name, records, verbs in (
        ("none", [], (check, report)), ("one", talks(1), (check, report, figures, tracks)),
        ("same-titles", talks(40, title=lambda n: "Same", id=str), (check, report, figures)), ("no-text", talks(30, title=lambda n: "." * n, abstract=lambda n: ""), (check, report)),
        ("names", talks(2_000, speakers=lambda n: [f"Ada A{n}x Bo"]), (check,)), ("initials", talks(2_000, speakers=lambda n: [f"{chr(65 + n % 26)}. Bo{n % 9}"]), (check,)),
        ("speakers", talks(30, speakers=first([f"Ada B{n} C" for n in range(10_000)])), (check, figures, report)),
        ("passages", talks(4, abstract=lambda n: "a b c d e " * 9_000), (pairs,)), ("copies", talks(60, abstract=lambda n: "run of words " * 300 + f"{n % 6}"), (pairs, f"{report} --states all")),
        ("at-once", talks(300, start=lambda n: "2023-06-15T10:00:00Z", title=lambda n: f"Security {n}"), (clashes, figures)),
        ("long-talks", talks(300, start=lambda n: f"2023-06-15T{n % 24}:{n % 60:02}Z", duration=lambda n: 50_000, title=lambda n: f"Security {n}"), (clashes, figures)),
        ("title", talks(30, title=first("word " * 200_000)), (check, report, figures)), ("track", talks(30, track=first("T" * 1_000_000)), (tracks, figures, new)),
        ("room", talks(30, room=first("R " * 500_000)), (check, figures)), ("tags", talks(30, tags=first([f"t{n}" for n in range(50_000)])), (report,)),
        ("tracks", talks(900, track=lambda n: f"T {n % 300}"), (tracks, figures)), ("events", talks(900, event=lambda n: f"KCD {n % 300} 2023"), ("compare IN", figures)),
        ("years", talks(650, year=lambda n: 1971 + n % 130, event=lambda n: f"KCD {1971 + n % 130}"), ("compare IN --trend", figures)),
        ("slugs", talks(900, track=lambda n: "Data" + "." * n), (new,)), ("none-track", talks(9, track=lambda n: "None"), (new,)), ("math", talks(60, track=lambda n: "$\\frac{{$", event=lambda n: "$x_{$ 2023"), (figures, report)),
        ("right", talks(30, title=lambda n: f"\u05d0\u05d1 \u0634\u0645\u0633 {n}"), (figures, report)), ("accents", talks(30, title=lambda n: f"t\u0301\u0302{chr(0x300) * 90} {n}"), (figures, report)),
    ):  # fmt: skip
        for verb in verbs:
            words = verb.replace("IN", "{}/a.json").split()
            yield Case(
                f"compared/{name}-{words[0]}", {"a.json": json.dumps(records).encode()}, words
            )
    files = {"a.json": json.dumps(records_of(TITLES)).encode()}
    for verb in (
        "check",
        "themes",
        "themes --shares",
        "topics",
        "compare --by track",
        "lexicon suggest",
    ):
        for kind in ("csv", "tsv", "json", "jsonl", "md", "html", "txt", "parquet", "xlsx"):
            words = [*verb.split(), "{}/a.json", "-o", f"{{}}/o.{kind}"]
            yield Case(f"formats/{verb.replace(' ', '-')}.{kind}", files, words)
    yield Case("titles/quarto", files, "report {}/a.json -o {}/post --for quarto".split())


def themed() -> Iterator[Case]:
    """Themes whose names and labels are markup, commands, columns or the names of no theme."""
    word = "kernels harbour clusters lamps security pier cost clouds".split() * 9
    names = "title score theme label index event 0 -1 nan year share n_talks".split()
    many = "".join(f"[t{n}]\nterms = ['word{n}']\n" for n in range(10_000))

    def lexicon(names: Sequence[str], labels: Sequence[str]) -> str:
        parts = zip(map(json.dumps, names), map(json.dumps, labels), word, strict=False)
        text = "".join(
            f"[{name}]\nlabel = {label}\nterms = ['{term}']\n" for name, label, term in parts
        )
        # TOML holds neither halves of characters nor, as JSON writes them, pairs of these.
        return re.sub(r"\\ud[89a-f]\w\w", "", text)

    plain = json.dumps(records_of([f"b{n}" for n in range(40)])).encode()
    numbers = [f"t{n}" for n in range(len(TITLES))]
    for name, text in (
        ("labels", lexicon(numbers, TITLES)), ("names", lexicon(TITLES, numbers)), ("columns", lexicon(names, names)), ("same", lexicon(numbers, ["Same"] * 30)),
        ("none", lexicon(["none", "a"], ["b", "c"])), ("unknown", lexicon(["unknown"], ["b"])), ("rows", lexicon(["talk_id"], ["b"])), ("cases", lexicon(["SECURITY", "Security", "security"], ["Security"] * 3)),
        ("many", many), ("long", f"[a]\nterms = ['{'kernel ' * 140_000}']\n"), ("empty", lexicon([""], [""])),
    ):  # fmt: skip
        files = {"a.json": plain, "x.toml": text.encode()}
        for verb in (
            "themes IN --shares", "compare IN --by track --figures {}/f --also none", "report IN -o {}/post", "report IN -o {}/post --for html",
            "explore IN -o {}/p.html", "figures IN -o {}/f --also none", "lexicon suggest IN -o {}/o.toml",
        ):  # fmt: skip
            words = [*verb.replace("IN", "{}/a.json").split(), "--lexicon", "{}/x.toml"]
            yield Case(f"themed/{name}-{words[0]}", files, words)
        yield Case(f"themed/{name}-show", files, "lexicon show {}/x.toml -o {}/y.toml".split())
    for name in (
        "\u202ex",
        "\x9b2J",
        "\x7f",
        "\udcff",
        '"',
        "]",
        "\\",
        "'''",
        "a\nb",
        "x" * 50_000,
    ):
        yield Case(f"named-theme/{name[:3]!r}", {}, ["lexicon", "new", f"a {name}"])
        yield Case(f"init/{name[:3]!r}", {}, ["init", f"https://{name}", "-o", "-"])


def targets() -> Iterator[Case]:
    """Targets that are links, pipes, or what was read."""
    talk = {"a.csv": b"Title,Speakers\neBPF,Ada\nCost,Bob\n"}

    def linked(name: str) -> Callable[[Path], object]:
        def prepare(root: Path) -> None:
            (root / "post").mkdir()
            (root / "post" / name).symlink_to("../../victim")

        return prepare

    for name in ("talks.csv", "index.md", ".kcdanalysis.json"):
        for more in ([], ["--force"], ["--check"]):
            words = ["report", "{}/a.csv", "-o", "{}/post", *more]
            yield Case(f"linked/{name}{''.join(more)}", talk, words, prepare=linked(name))
    for source in ("{}", "{}/*.csv", "{}/a.csv"):
        yield Case(f"read-over/{source}", talk, ["read", source, "-o", "{}/a.csv", "--force"])
    for verb in ("read {}/a.csv", "explore {}/a.csv", "lexicon new A"):
        case = Case(f"pipe-out/{verb}", talk, [*verb.split(), "-o", "{}/p.csv"])
        yield case._replace(prepare=lambda root: os.mkfifo(root / "p.csv"))


def kinds() -> Iterator[Case]:
    """Further odd files of each format."""
    schedule = "<schedule><day><room name='A'><event id='1'><title>A</title></event></room></day></schedule>"
    for name, data in (
        ("utf-7", b"<?xml version='1.0' encoding='utf-7'?>" + schedule.encode()), ("lie", schedule.encode("utf-16")),
        ("lie-8", b"<?xml version='1.0' encoding='utf-16'?>" + schedule.encode()), ("utf-32", schedule.encode("utf-32")),
        ("prefix", schedule.replace("<", "<a:").replace("<a:/", "</a:").encode()), ("nul", schedule.replace("A", "&#0;").encode()),
        ("default", schedule.replace("<schedule", "<schedule xmlns='urn:x'").encode()), ("end", b"</schedule>" + schedule.encode()),
        ("parameter", b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'file:///dev/zero'>%b;]>" + schedule.encode()),
        ("external", b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'>" + schedule.encode()),
        ("include", schedule.replace("A<", "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/passwd'/><").encode()),
        ("attributes", b"<schedule a='1' a='2'/>"), ("text", b"<schedule>" + b"&amp;" * 1_000_000 + b"</schedule>"),
        ("value", b"<schedule a='" + b"x" * 9_000_000 + b"'/>"), ("names", b"<schedule>" + b"<" + b"a" * 9_000_000 + b"/></schedule>"),
    ):  # fmt: skip
        yield read(f"xml-kinds/{name}.xml", data)
    talk = '{"title": "A", "speakers": ["B"]}'
    for name, text in (
        ("keys", '[{"title": "A", ' + '"title": "B", ' * 50_000 + '"a": 1}]'), ("digits", f'[{{"title": "A", "id": {"9" * 100_000}}}]'),
        ("exponent", '[{"title": "A", "start": 1E+9999999, "duration": -1e-9999}]'), ("empty-key", '[{"": "A", "title": "A"}]'),
        ("control", '[{"title": "A", "\\u001b]0;x\\u0007": 1, "\\ud800": "b"}]'), ("scalar", "9" * 400), ("string", '"' + "x" * 9_000_000 + '"'),
        ("lines", f"{talk}\n" * 20_000), ("broken-lines", f"{talk}\n{{\n" * 5_000), ("joined", talk * 5_000), ("commas", f"[{talk},,,]"),
        ("minus", '[{"title": -0, "year": -0.0, "line": -1}]'), ("python", "[{'title': 'A', 'a': None, 'b': True}]"),
        ("numbers", '[{"title": 1e400, "speakers": [Infinity, -Infinity, NaN]}]'), ("nested-string", json.dumps(json.dumps(json.dumps([{"title": "A"}])))),
        ("proto", '[{"__proto__": {"a": 1}, "constructor": 1, "__class__": "x", "title": "A"}]'), ("big-line", '[{"title": "A", "talk_id": "a", "line": 99999999999999999999}]'),
        ("ours", '{"talk_id": "a", "title": "A", "year": 1e300, "start": "x", "kind": "x", "duration": -1e30}'),
        ("ours-many", '{"talk_id": "a", "title": "A"}\n' * 5_000), ("values", "[" + '"a",' * 500_000 + "1]"), ("empties", "[" + "{}," * 99_999 + "{}]"),
    ):  # fmt: skip
        yield read(f"json-kinds/{name}.json", text)
    yield read("json-kinds/utf-16.json", f"[{talk}]".encode("utf-16"))
    yield read("json-kinds/utf-32.json", f"[{talk}]".encode("utf-32-be"))
    for name, text in (
        ("cycle", "- &a {title: A, speakers: *a}"), ("cycle-list", "- &a [*a, *a]\n- {title: A}"), ("cycle-merge", "- &a {title: A, <<: *a}"),
        ("norway", "- {title: NO, speakers: [no, 012, 1_000, 0b11, 0o17, 1:30:00, .inf, .nan, ~]}"), ("tags", "- !!set {title, speakers}\n- !!omap [title: A]"),
        ("binary", f"- title: !!binary {'A' * 5_000_000}"), ("ints", "- {title: !!int '0b', year: !!int '1_', id: !!float 'x'}"),
        ("stamps", "- {title: 2023-06-15, start: 9999-99-99, end: 0001-01-01T00:00:00+99:99, day: 2023-02-30}"), ("timestamp", "- {title: A, start: !!timestamp x}"),
        ("list-key", "- {[a, b]: c, {d: e}: f, title: A}"), ("ends", "...\n" * 50_000), ("commas", "[" + "," * 50_000 + "]"), ("flow", "[" + "{title: A}, " * 20_000 + "]"),
        ("quotes", "- title: '" + "''" * 500_000 + "'"), ("escapes", '- title: "' + "\\u0041" * 200_000 + '"'), ("uni", '- title: "\\U00110000"'), ("comment", "#" * 5_000_000),
        ("colons", "- title: A\n  x: " + "a: " * 20_000), ("anchors", "- title: &a A\n" + "  b: &a B\n  c: *a\n" * 3_000), ("marks", "\ufeff- title: A\n\ufeff- title: B"),
    ):  # fmt: skip
        yield read(f"yaml-kinds/{name}.yml", text)
    event = "BEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART:20230615T100000Z\n{}\nEND:VEVENT\n"
    for name, more in (
        ("exdates", "RRULE:FREQ=DAILY\nEXDATE:" + ",".join(["20230615T100000Z"] * 20_000)), ("rules", "RRULE:FREQ=YEARLY\n" * 5_000),
        ("interval", "RRULE:FREQ=DAILY;INTERVAL=0;UNTIL=99991231"), ("by", "RRULE:FREQ=YEARLY;BYDAY=" + ",".join(["1MO"] * 9_000)),
        ("attach", "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "A" * 5_000_000), ("printable", "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:=3D=0A" * 9_000),
        ("name", "X" * 500_000 + ":a"), ("parameter", 'LOCATION;X="' + "a" * 500_000 + '":b'), ("folds", "DESCRIPTION:" + "a\r\n\t" * 90_000 + "b"),
        ("blank", "\n" * 90_000), ("colonless", "SUMMARY\n" * 20_000), ("recurrence", "RECURRENCE-ID:99999999\n"), ("duration", "DURATION:-P99999999W"),
        ("escape", "LOCATION:" + "\\n\\,\\;\\\\" * 90_000), ("language", "SUMMARY;LANGUAGE=\x1b[31m:B"), ("zone", "DTEND;TZID=" + "x" * 90_000 + ":20230615T110000"),
    ):  # fmt: skip
        yield read(f"ics-kinds/{name}.ics", f"BEGIN:VCALENDAR\n{event.format(more)}END:VCALENDAR\n")
    yield read(
        "ics-kinds/same.ics", "BEGIN:VCALENDAR\n" + event.format("") * 5_000 + "END:VCALENDAR\n"
    )
    yield read(
        "ics-kinds/returns.ics",
        ("BEGIN:VCALENDAR\n" + event.format("") + "END:VCALENDAR").replace("\n", "\r"),
    )
    for name, body in (
        ("refresh", "<meta http-equiv=refresh content='0;url=file:///etc/passwd'><base href='javascript:x'>"), ("comment", "<h2>Talk: A</h2><!-- " + "<p>x" * 50_000),
        ("attribute", f'<h2 data-start="{"1" * 5_000_000}">Talk: A</h2>'), ("plain", "<plaintext>" * 9_000), ("xmp", "<xmp>" * 9_000 + "<iframe>" * 9_000),
        ("closed-tables", "<table><tr><td>" * 300 + "</td></tr></table>" * 300), ("charset", "<meta charset=utf-16><h2>Talk: é</h2>"), ("codec", "<meta charset=zip><h2>A</h2>"),
        ("custom", "<a-b>" * 400 + "</a-b>" * 400 + "<x-y>z</x-y>" * 20_000), ("starts", "<div data-start='2023-06-15T10:00' data-end='x'><h3>A</h3></div>" * 5_000),
        ("conditional", "<!--[if IE]>" * 50_000), ("nul", "<h2>Talk: A\0B</h2>" * 900), ("foreign", "<svg><foreignObject><p>" * 9_000), ("details", "<details><summary>A" * 400),
        ("style", "<style>" + "a{b:c}" * 900_000 + "</style><h2>Talk: A</h2>"), ("microdata", "<div itemscope itemtype='https://schema.org/Event'><b itemprop=name>A</b>" * 400),
        ("rooms", "<select name=room>" + "<option value=1>Room</option>" * 9_000), ("tabs", "".join(f"<a href='#{n}'>5 May 2023</a><div id='{n}'>9:00 A</div>" for n in range(5_000))),
        ("graph", '<script type="application/ld+json">{"@graph": ' + '{"a": ' * 900 + "1" + "}" * 901 + "</script>"), ("semi", "&ampamp;&#x;&#xD800;&#1114112;" * 50_000),
        ("dl", "<dl>" + "<dt>9:00<dd>A" * 9_000), ("frames", "<frameset><frame src='javascript:x'>" * 900), ("spaces", "<p" + " " * 900_000 + ">x"), ("slashes", "<p" + "/" * 900_000 + ">x"),
    ):  # fmt: skip
        yield read(f"html-kinds/{name}.html", f"<html><title>KCD 2023</title><body>{body}")
    recap = "\n## Talk: eBPF\nSpeaker: Ada Bo\n### Summary\nKernel.\n"
    for name, text in (
        ("mixed", "- > " * 900 + "x" + recap), ("loose", "- a\n\n\n" * 9_000 + recap), ("wide", "|a" * 9_000 + "|\n" + "|-" * 9_000 + "|\n" + "|b" * 9_000 + "|\n"),
        ("label", f"[{'a' * 900_000}]: x\n[{'a' * 900_000}]" + recap), ("uses", "[a]: x\n" + "[a][a]" * 20_000 + recap), ("hard", "a  \n" * 20_000 + recap), ("backslash", "a\\\n" * 20_000 + recap),
        ("html", "<div>\n" * 9_000 + recap), ("details", "<details>\n\n" * 900 + recap), ("pre", "<pre>\n" + "x\n" * 50_000 + recap), ("footnotes", "".join(f"[^{n}]: x\n" for n in range(9_000)) + recap),
        ("mixed-ends", recap.replace("\n", "\r\n", 2).replace("\n", "\r", 1) * 50), ("under", "_a __b ___c " * 9_000 + recap), ("strike", "~~a " * 20_000 + recap), ("indent", " " * 900_000 + "x" + recap),
        ("json", ';;;\n{"title": "A"}\n;;;\n' + recap), ("dots", "---\ntitle: A\n...\n" + recap), ("nested", "".join(" " * n * 3 + f"1. a{n}\n" for n in range(300)) + recap), ("nul", recap.replace("e", "\0")),
        ("speakers", recap.replace("Ada Bo", ", ".join(f"Ada B{'x' * (n % 9)}" for n in range(9_000)))), ("levels", "#######" * 9_000 + recap), ("bars", ("Title | Speakers\n--- | ---\n" + "a | b | c | d\n" * 9_000)),
    ):  # fmt: skip
        yield read(f"md-kinds/{name}.md", f"# KCD 2023\n{text}")
    table = "Title,Speakers\r\neBPF,Ada Bo\r\n"
    for name, data in (
        ("le", table.encode("utf-16-le")), ("be", b"\xfe\xff" + table.encode("utf-16-be")), ("mark", b"\xef\xbb\xbf"), ("mark-16", b"\xff\xfe"), ("marks", b"\xef\xbb\xbf" * 9_000),
        ("header", b"Title,Speakers"), ("commas", b"," * 900_000), ("ends", b"Title,Speakers\nA,B\r\nC,D\rE,F\n\rG,H"), ("vertical", b"Title,Speakers\nA\x0bB\x0c,C\x1c\x1d\x85\n"), ("long", b"Title,Speakers\n" + b"A" * 9_000_000 + b",B"),
        ("quotes", b'Title,Speakers\n"A""' + b'""' * 900_000 + b'",B'), ("bad", b"Title,Speakers\n" + b"\xc3\x28,\xa0\xa1\n" * 9_000), ("ctrl-z", b"Title,Speakers\nA,B\x1a\nC,D"), ("tabs", b"Title\tSpeakers\n" + b"A\tB\n" * 9_000),
        ("digits", b"Title,Duration,Year\nA," + b"9" * 900_000 + b"," + b"9" * 900_000), ("half", "Title,Speakers\nA,B\ud800\n".encode(errors="surrogatepass")), ("marker", b"talk_id,title,speakers\n,'=A,'@B\n=1,=A,\n"),
        ("ours", b"talk_id,title,year,start,kind\na,A,x,y,z\n"), ("ours-same", b"talk_id,title\n" + b"a,A\n" * 900), ("zip-in", b"PK\x03\x04Title,Speakers\nA,B"), ("emoji", ("Title,Speakers\n" + "\U0001f680,\U0001f468\u200d\U0001f469\n" * 9_000).encode()),
    ):  # fmt: skip
        yield read(f"csv-kinds/{name}.csv", data)
    _, parquet = _arrow()
    import pyarrow

    good = io.BytesIO()
    parquet.write_table(
        pyarrow.table({"title": [f"A {n}" for n in range(500)], "speakers": ["B"] * 500}), good
    )
    for n in range(0, 40):
        flipped = bytearray(good.getvalue())
        for at in range(5):
            place = (n * 7919 + at * 104729) % (600 if n % 2 else len(flipped))
            flipped[-place - 1 if n % 2 else place] ^= 1 << (n % 8)
        yield read(f"flipped/{n}.parquet", bytes(flipped))
    yield read("flipped/encrypted.parquet", b"PARE" + good.getvalue()[4:-4] + b"PARE")
    for name, array in (
        ("decimal", pyarrow.array(["1"]).cast(pyarrow.int64()).cast(pyarrow.decimal256(76, 2))), ("half", pyarrow.array([1.5], pyarrow.float16())), ("fixed", pyarrow.array([b"ab"], pyarrow.binary(2))),
        ("large", pyarrow.array(["A"], pyarrow.large_string())), ("nulls", pyarrow.nulls(1)), ("structs", pyarrow.array([[{"name": "B", "x": [None]}]])), ("months", pyarrow.array([-(2**30)], pyarrow.date32())),
        ("categories", pyarrow.array(["A"]).dictionary_encode()), ("empty-list", pyarrow.array([[]], pyarrow.list_(pyarrow.list_(pyarrow.string())))),
    ):  # fmt: skip
        for names in (("title", "speakers"), ("speakers", "title"), ("start", "duration")):
            data = io.BytesIO()
            columns = dict.fromkeys(names, array) | ({} if "title" in names else {"title": ["A"]})
            parquet.write_table(pyarrow.table(columns), data)
            yield read(f"arrow/{name}-{names[0]}.parquet", data.getvalue())
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    head = f"<row>{text.format('Title')}{text.format('Speakers')}</row>"
    body = f"<row>{text.format('A')}{text.format('B')}</row>"
    for name, rows, more in (
        ("rich", f'<row><c t="inlineStr"><is>{"<r><t>a</t></r>" * 100_000}</is></c></row>', ""), ("errors", '<row><c t="e"><v>#N/A</v></c><c t="e"><v>#XSS!</v></c></row>', ""),
        ("merged", body * 900, "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n + 500}"/>' for n in range(2, 900)) + "</mergeCells>"), ("spaces", f"<row>{' ' * 5_000_000}</row>{body}", ""),
        ("links", body, "<hyperlinks>" + '<hyperlink ref="A1" location="javascript:x"/>' * 50_000 + "</hyperlinks>"), ("rows", '<row r="1">' + text.format("x") + "</row>" + body * 5 + '<row r="1"/>', ""), ("formula", f"<row><c><f>{'(' * 50_000}</f><v>1</v></c>{text.format('B')}</row>", ""),
        ("style", f'<row><c s="99999999999"><v>1</v></c>{text.format("B")}</row>', ""), ("escape", f"<row>{text.format('_x001B_[31m_x0007_')}{text.format('_x202E_')}</row>", ""), ("validations", body, "<dataValidations>" + "<dataValidation/>" * 99_999 + "</dataValidations>"),
        ("wide", "<row>" + text.format("x") * 16_384 + "</row>", ""), ("sheets", body, "</worksheet><worksheet>"), ("attribute", f'<row r="{"9" * 5_000}">{text.format("A")}</row>', ""),
    ):  # fmt: skip
        yield read(
            f"sheet-kinds/{name}.xlsx",
            _workbook(f"<worksheet {names}><sheetData>{head}{rows}</sheetData>{more}</worksheet>"),
        )
    plain = _workbook(f"<worksheet {names}><sheetData>{head}{body}</sheetData></worksheet>")
    for n in range(20):
        flipped = bytearray(plain)
        for at in range(3):
            flipped[(n * 7919 + at * 104729) % len(flipped)] ^= 1 << (n % 8)
        yield read(f"flipped/{n}.xlsx", bytes(flipped))


def cases() -> Iterator[Case]:
    """All inputs."""
    of_files = (
        compared,
        themed,
        targets,
        structures,
        archives,
        edited,
        shapes,
        pages,
        lines,
        columns,
        kinds,
        texts,
    )
    for part in (published, options, places, folders, *of_files):
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
        shared = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        process = os.fork()
        if not process:
            _become(case, root)
        ended, status, usage = 0, 0, None
        deadline = time.monotonic() + 20 * _LIMIT
        while not ended:
            ended, status, usage = os.wait4(process, os.WNOHANG)
            if not ended and time.monotonic() > deadline:
                os.kill(process, signal.SIGKILL)
            time.sleep(0.002)
        out, err = ((Path(folder) / name).read_bytes().decode() for name in ("out", "err"))
        verdict = _verdict(case, status, out, err)
        if "XSS" in "".join(case.words) + str(case.files) and (found := [*_injected(root)]):
            verdict = f"BAD: {found[:3]}"
    # Without the memory that is shared with this process, which holds the input.
    seconds, megabytes = usage.ru_utime + usage.ru_stime, (usage.ru_maxrss - shared / 1024) / 1024
    return Result(verdict, seconds, megabytes, problem or err[-200:])


def _injected(root: Path) -> Iterator[str]:
    """Name what the titles of talks do in the files that were written."""
    import csv

    import yaml
    from defusedxml import ElementTree
    from markdown_it import MarkdownIt

    for path in sorted(root.rglob("*.*")):
        text = path.read_text(errors="replace") if path.suffix in _TEXTS and path.is_file() else ""
        if path.suffix == ".svg":
            ElementTree.fromstring(text)
        if path.suffix == ".md" and text.startswith("---\n"):
            front = yaml.safe_load(text.split("---\n")[1])
            yield from (f"{path.name}: key {key}" for key in front if "XSS" in key)
        # `read -o` keeps text as it is, and says so.
        if path.suffix == ".csv" and path.stem != "o":
            cells = (cell for row in csv.reader(text.splitlines()) for cell in row)
            yield from (f"{path.name}: {cell[:20]!r}" for cell in cells if _FORMULA.match(cell))
        if path.suffix in (".md", ".html", ".svg"):
            page = _Page()
            page.feed(MarkdownIt().render(text) if path.suffix == ".md" else text)
            yield from (f"{path.name}: {what}" for what in page.found)
            if _CONTROL.search(text):
                yield f"{path.name}: control characters"


_TEXTS = frozenset((".md", ".html", ".svg", ".csv"))
_FORMULA = re.compile(r"\s*[=+\-@].*XSS", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _Page(HTMLParser):
    """Finds what runs in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes."""
        for name, value in attrs:
            runs = name.startswith("on") and "XSS" in str(value)
            if runs or (name in ("href", "src", "action") and "javascript:" in str(value)):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        """Look at scripts."""
        if self.cdata_elem == "script" and data.strip().startswith("XSS"):
            self.found.append(f"<script>{data[:20]}")


def _become(case: Case, root: Path) -> None:
    """Be the command; never returns."""
    code = 99
    # The objects of the parent are neither walked nor copied.
    gc.freeze()
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
    if _CONTROL.search(printed + err):
        return "BAD: control characters"
    # Messages that count what was read are no sentences about a fault.
    others = [line for line in err.splitlines() if not line.startswith("kcdanalysis: ")]
    if code == 3 and any(" entr" not in line for line in others):
        return "BAD: more than a sentence"
    return "refused" if code in (2, 3) else "read"


def _n_parts(case: Case, said: str) -> int:
    """Count what a large file may take its time for: entries, lines, elements, phrases, kB."""
    entries = re.search(r"([\d,]+) entries", said)
    sizes = [
        max(
            data.count(b"\n"),
            len(re.findall(rb"<\w", data)),
            # The records of JSON
            data.count(b'{"'),
            # The phrases of a lexicon
            data.count(b"'") // 2 if name.endswith(".toml") else 0,
            len(data) // 1_000,
        )
        for name, data in case.files.items()
    ]
    return max([int(entries[1].replace(",", "")) if entries else 0, *sizes])


def main(words: list[str]) -> None:
    """Run the inputs and print a table of the bad ones, and of how many were what."""
    talk = "Title,Speakers,Abstract\neBPF,Ada,Kernels\nCost,Bob,Money\n"
    # As many talks, of words that differ as those of the others do.
    titles = [f"{a}{b}{c}ing" for a in "bdfklmnprst" for b in "aeio" for c in "ndrt"]
    plain = records_of(titles[:: len(titles) // len(TITLES)][: len(TITLES)])
    ordinary = {}
    # The first run of each loads what the others have then; this process shares it with all.
    import kcdanalysis.publishing
    import kcdanalysis.sources.checks
    import kcdanalysis.sources.writing
    import kcdanalysis.topics.decisions  # noqa: F401

    _arrow()
    for verb in ("read", "check", "themes", "topics"):
        ordinary[verb] = run(Case(verb, {"a.csv": talk.encode()}, [verb, "{}/a.csv"]))
    for verb, target in (
        ("report", "{}/post"), ("explore", "{}/page.html"), ("figures", "{}/figures"), ("compare", "{}/o.csv"),
    ):  # fmt: skip
        words_of = [verb, "{}/a.json", "-o", target]
        ordinary[verb] = run(Case(verb, {"a.json": json.dumps(plain).encode()}, words_of))
    ordinary["lexicon"] = run(Case("lexicon", {}, ["lexicon", "check", "web"]))
    ordinary["init"] = run(Case("init", {}, ["init", "a.csv", "-o", "-"]))
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
        if verdict in ("read", "refused") and (seconds > MAX_SECONDS or megabytes > MAX_MEGABYTES):
            is_large = seconds < MAX_SECONDS + _n_parts(case, said) * _A_PART
            too_much = not is_large or megabytes > MAX_MEGABYTES
            verdict = f"{'BAD' if too_much else 'in proportion'}: {verdict}"
        name = verdict.split(":")[0]
        counts[name] = counts.get(name, 0) + 1
        slowest, largest = max(slowest, seconds), max(largest, megabytes)
        if name not in ("read", "refused"):
            line = f"{case.name[:40]!r:44} {seconds:6.1f} s {megabytes:6.0f} MB  {verdict}"
            print(
                line, said.strip()[-150:].encode("ascii", "backslashreplace").decode(), flush=True
            )
    print(", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
    print(f"most above an ordinary run: {slowest:.1f} CPU seconds, {largest:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
