"""Texts in org-mode, AsciiDoc and reStructuredText, written as Markdown."""

import csv
import re
from itertools import pairwise
from pathlib import PurePath
from typing import Any

#: The line below a heading of reStructuredText, or above it, too.
_UNDERLINE = re.compile(r"([=~^\"'`*+#.:_-])\1{2,}\s*+")
#: A link of reStructuredText.
_REST_LINK = re.compile(r"`([^`<>]+)<(https?://[^`<>\s]+)>`__?")
#: Bullets below a numbered line, which many indent by a blank or two.
_UNDER_NUMBER = re.compile(
    r"^\d{1,2}[.)] .*(?:\n {1,2}[*+-] .*(?:\n {3,6}[*+-] .*)*)+", re.MULTILINE
)
#: "[^1]", and its text
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]{1,50}\]:.*|\[\^[^\]\s]{1,50}\]", re.MULTILINE)
#: The rules of tables in reStructuredText; a simple table has three.
_GRID_RULE = re.compile(r"[ \t]*+\+(?:[-=]+\+)+\s*")
_SIMPLE_RULE, _SIMPLE_RULES = re.compile(r"[ \t]*+=+(?:[ \t]+=+)+\s*"), 3
_CSV_TABLE = re.compile(r"^\.\. csv-table::.*\n(?:[ \t]+\S.*\n|\n(?=[ \t]+\S))*", re.MULTILINE)
_ADOC_TABLE = re.compile(r"^\|===[ \t]*+\n((?:(?!\|===).*\n)*+)\|===[ \t]*$", re.MULTILINE)
#: "Room" in ":Room: Quay"
_REST_FIELD = re.compile(r"^[ \t]*:(\w[\w ]{0,30}):[ \t]+(?=\S)", re.MULTILINE)
_PELICAN = re.compile(r"^:(?:slug|url|save_as|category|tags|authors?|modified):", re.MULTILINE)
#: ".. title: Fog", as Nikola begins an article
_NIKOLA = re.compile(r"\A\s*+(?:<!--\s*+)?(?:\.\. [\w-]+:(?!:).*\n)+(?:-->)?")
_PUBLISHED = re.compile(r"(?<=^:)date(?=:)", re.MULTILINE)


def _forms(*pairs: tuple[str, Any]) -> list[tuple[re.Pattern[str], Any]]:
    return [(re.compile(pattern, re.MULTILINE | re.IGNORECASE), form) for pattern, form in pairs]


#: Patterns of org-mode and AsciiDoc, and what they are in Markdown. Lines stay where they are.
_STRONG = r"(?<!\S)\*(\S(?:[^*\n]*\S)?)\*(?!\w)", r"**\1**"
_ORG = _forms(
    (r"^#\+title:[ \t]*", "# "),
    (r"^[ \t]*:(speakers?|presenter|room|location|track|duration):[ \t]+", r"\1: "),
    (r"^[ \t]*#\+.*|^[ \t]*:[\w-]+:.*", ""),
    (r"^(\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?", lambda match: "#" * (len(match[1]) + 1) + " "),
    (r"<(\d{4}-\d\d-\d\d)[^<>\n]*>", r"\1"),
    (r"^[ \t]*\|[-+]+\|[ \t]*$", lambda match: match[0].replace("+", "|")),
    (r"^(#(?:.*\S)?)[ \t]+:[\w@:]+:[ \t]*$", r"\1"),
    (r"\[\[([^\][]+)\]\[([^\][]+)\]\]", r"[\2](\1)"),
    _STRONG,
    (r"(?<!\S)/([^\s/](?:[^/\n]*[^\s/])?)/(?!\w)", r"*\1*"),
)
_ADOC = _forms(
    (r"^:[\w-]+!?:.*|^//.*|^\[[^\]\n]*\]$|^(?:image|include|toc)::.*", ""),
    (r"^(?:-{2,}|={4,}|\*{4,})$", ""),
    (r"^={1,6}(?=[ \t])", lambda match: "#" * len(match[0])),
    (r"^[ \t]*(\*+|\.+)(?=[ \t])", lambda match: "    " * (len(match[1]) - 1) + "-"),
    (r"(?:link:)?(https?://[^\s\[\]]{1,500})\[([^\][\n]{1,500}?)(?:\^|,[^\][\n]*)?\]", r"[\2](\1)"),
    _STRONG,
)


def as_markdown(text: str, name: str) -> str:
    """Write the headings, bullets and links of other markup as those of Markdown."""
    suffix = PurePath(name).suffix.casefold()
    text = _NIKOLA.sub(lambda header: re.sub(r"(?m)^(?:\.\. |<!--|-->)", "", header[0]), text)
    if suffix in (".md", ".markdown"):
        text = _UNDER_NUMBER.sub(lambda item: item[0].replace("\n", "\n    "), text)
        return _FOOTNOTE.sub("", text)
    if suffix == ".rst":
        # The date of an article, as Pelican writes it.
        text = _PUBLISHED.sub("published", text) if _PELICAN.search(text) else text
        text = _REST_LINK.sub(lambda link: f"[{link[1].strip()}]({link[2]})", text)
        text = _with_tables(_CSV_TABLE.sub(lambda table: _csv_table(table[0]), text))
        return _without_rest(_REST_FIELD.sub(r"\1: ", text))
    is_adoc = suffix in (".adoc", ".asciidoc", ".asc")
    if is_adoc:
        text = _ADOC_TABLE.sub(lambda table: _adoc_table(table[1]), text)
    for pattern, form in _ADOC if is_adoc else _ORG if suffix == ".org" else ():
        text = pattern.sub(form, text)
    return text


def _table(rows: list[list[str]]) -> str:
    """Write the rows of a table in Markdown."""
    lines = [f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows]
    return "\n".join([*lines[:1], "|---" * len(rows[0]) + "|" if rows else "", *lines[1:]])


def _csv_table(directive: str) -> str:
    """Read a table of reStructuredText whose cells are values between commas."""
    lines = list(filter(None, map(str.strip, directive.split("\n"))))[1:]
    rows = [line.removeprefix(":header:") for line in lines]
    try:
        cells = list(csv.reader((row for row in rows if row[:1] != ":"), skipinitialspace=True))
    except csv.Error:
        return directive
    return "\n" * (directive.count("\n") - len(cells) - 1) + _table(cells) + "\n"


def _adoc_table(content: str) -> str:
    """Read cells of AsciiDoc: the first line has a row, or each paragraph has one."""
    paragraphs = [part for part in re.split(r"\n\s*\n", content.strip()) if part.strip()]
    rows = [re.split(r"(?<!\\)\|", part.replace("\n", " "))[1:] for part in paragraphs]
    width = len(rows[0]) if rows else 0
    cells = [cell for row in rows for cell in row]
    return _table([cells[at : at + width] for at in range(0, len(cells), width or 1)])


def _with_tables(text: str) -> str:
    """Write the simple tables and the grids of reStructuredText in Markdown."""
    lines: list[str] = []
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    rules = 0
    for line in [*text.split("\n"), ""]:
        is_grid = line.lstrip().startswith(("+", "|")) if spans and rules < 0 else False
        if _GRID_RULE.fullmatch(line):
            marks = [mark.start() for mark in re.finditer(r"\+", line)]
            spans, rules = [(a + 1, b) for a, b in pairwise(marks)], -1
            rows.append([""] * len(spans))
        elif _SIMPLE_RULE.fullmatch(line):
            spans, rules = [part.span() for part in re.finditer("=+", line)], max(rules, 0) + 1
            spans[-1] = (spans[-1][0], len(text))
        elif spans and (is_grid or (rules > 0 and line.strip() and rules < _SIMPLE_RULES)):
            cells = [line[start:end].strip() for start, end in spans]
            if rows and (is_grid or not cells[0]):
                rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
            else:
                rows.append(cells)
        else:
            if spans and (rules < 0 or rules == _SIMPLE_RULES):
                lines += ["", _table(list(filter(any, rows))), ""]
                rows, spans, rules = [], [], 0
            lines.append(line)
    return "\n".join(lines[:-1])


def _without_rest(text: str) -> str:
    """Write the headings and paragraphs of reStructuredText as those of Markdown."""
    lines, styles = text.split("\n"), []
    rules = [bool(_UNDERLINE.fullmatch(line)) for line in lines]
    for at, line in enumerate(lines):
        above = lines[at - 1].strip() if at else ""
        if rules[at]:
            if above and len(above) <= len(line.rstrip()):
                # A line above the heading, too, makes another level.
                style = line[0], at > 1 and rules[at - 2]
                styles += [style] if style not in styles else []
                lines[at - 1] = f"{'#' * (styles.index(style) + 1)} {above}"
            lines[at] = ""
        elif not line.lstrip().startswith(("-", "*", "+")):
            lines[at] = "" if line.startswith(".. ") or line.strip() == "|" else line.lstrip()
    return "\n".join(lines)
