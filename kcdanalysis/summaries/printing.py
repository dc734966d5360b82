"""Tables as text and bytes: for terminals, spreadsheets, programs and posts."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from shutil import get_terminal_size
from typing import Any

import pandas as pd
from markupsafe import Markup

from kcdanalysis.errors import needs_extra, shown
from kcdanalysis.sources.values.cells import without_formula
from kcdanalysis.talks import SEPARATOR
from kcdanalysis.words.wording import as_json


def table_bytes(table: pd.DataFrame, kind: str) -> bytes:
    r"""Write a table as one of `KINDS`.

    >>> table_bytes(pd.DataFrame({"theme": ["ebpf"], "n": [4]}), "tsv")
    b'theme\tn\nebpf\t4\n'
    """
    try:
        return KINDS[kind](table)
    except ImportError:
        raise needs_extra(f".{kind}", "readers") from None


def as_csv(table: pd.DataFrame, delimiter: str = ",", *, formulas: bool = True) -> str:
    r"""Print a table as CSV; lists are joined by semicolons.

    Without formulas, an apostrophe precedes cells that a spreadsheet would run as formulas.

    >>> as_csv(pd.DataFrame({"theme": ["ebpf"], "n": [4]}))
    'theme,n\nebpf,4\n'
    """
    flat = _flat(table)
    if not formulas:
        flat = flat.map(lambda cell: without_formula(cell) if isinstance(cell, str) else cell)
        flat.columns = [without_formula(str(name)) for name in flat.columns]
    return flat.to_csv(index=False, lineterminator="\n", sep=delimiter)


# Not markup: "_" inside a word, "&" that does not begin a character reference, and "#" and ">"
# except at the ends of a heading or a paragraph.
_SIGN = re.compile(r"[\\`*\[\]<|$~]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|^[#>]|(?<!#)#+$")


def escape_markdown(text: str) -> str:
    r"""Escape text for a line of Markdown or a cell of a Markdown table.

    >>> print(escape_markdown("C# & <b> snake_case | C #"))
    C# & \<b> snake_case \| C \#
    """
    return _SIGN.sub(r"\\\g<0>", text)


def as_markdown(table: pd.DataFrame) -> str:
    r"""Print a table as Markdown that shows the text of each cell literally.

    >>> print(as_markdown(pd.DataFrame({"the_title": ["a|b <i> *c*"]})), end="")
    | the_title |
    | --- |
    | a\|b \<i> \*c\* |
    """
    rows = [list(table.columns), ["---"] * table.shape[1], *_cells(table)]
    escaped = ([escape_markdown(cell).replace("\n", "<br>") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in escaped)


def as_html(names: Iterable[object], rows: Iterable[Sequence[str]], caption: str = "") -> Markup:
    """Write a table as HTML; every cell is text, and its lines are kept."""

    def row(cells: Iterable[object], tag: str) -> Markup:
        joined = (Markup("<br>").join(str(cell).split("\n")) for cell in cells)
        written = (Markup(tag).format(cell) for cell in joined)
        return Markup("<tr>{}</tr>").format(Markup("").join(written))

    head = Markup("<caption>{}</caption>\n").format(caption) if caption else Markup("")
    body = Markup("").join(Markup("{}\n").format(row(cells, "<td>{}</td>")) for cells in rows)
    return Markup("<table>\n{}<thead>{}</thead>\n<tbody>\n{}</tbody>\n</table>\n").format(
        head, row(names, '<th scope="col">{}</th>'), body
    )


def as_terminal(table: pd.DataFrame) -> str:
    """Print a table as wide as the terminal; long cells wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in table.columns:
        is_number = pd.api.types.is_numeric_dtype(table[name].dtype)
        grid.add_column(str(name), justify="right" if is_number else "left", overflow="fold")
    for row in _cells(table):
        grid.add_row(*row)
    # Without a terminal, wide enough for a title and its themes on one line.
    width = get_terminal_size(fallback=(120, 40)).columns
    console = Console(width=width, color_system=None, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(grid)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _cells(table: pd.DataFrame) -> list[list[str]]:
    def cell(value: Any) -> str:
        if pd.isna(value):
            return ""
        return f"{value:g}" if isinstance(value, float) else shown(value, keep="\n\t")

    return [list(map(cell, row)) for row in table.itertuples(index=False)]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON has them; NaN is null."""
    return list(json.loads(table.to_json(orient="records", date_format="iso")))


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    def join(value: object) -> object:
        return SEPARATOR.join(value) if isinstance(value, list) else value

    return table.assign(**table.select_dtypes("object", exclude="str").map(join))


def _xlsx(table: pd.DataFrame) -> bytes:
    buffer = BytesIO()
    text_stays_text = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, "xlsxwriter", engine_kwargs=text_stays_text) as writer:
        # A fixed date, so that the same table gives the same bytes.
        writer.book.set_properties({"created": datetime(1980, 1, 1)})
        _flat(table).to_excel(writer, sheet_name="kcdanalysis", index=False, freeze_panes=(1, 0))
    return buffer.getvalue()


#: The functions that write a table, by the name of the format.
KINDS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "table": lambda table: as_terminal(table).encode(),
    "csv": lambda table: as_csv(table).encode(),
    "tsv": lambda table: as_csv(table, "\t").encode(),
    "json": lambda table: (as_json(_records(table), indent=2) + "\n").encode(),
    "jsonl": lambda table: "".join(as_json(row) + "\n" for row in _records(table)).encode(),
    "md": lambda table: as_markdown(table).encode(),
    # Other letters than those of ASCII as references: right in a page of any encoding.
    "html": lambda table: as_html(table.columns, _cells(table)).encode(
        "ascii", "xmlcharrefreplace"
    ),
    "parquet": lambda table: table.to_parquet(engine="pyarrow", index=False),
    "xlsx": _xlsx,
}
