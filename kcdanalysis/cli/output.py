"""Where a verb writes, in which format, and how text reaches a terminal or a pipe."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer import BadParameter, Option

from kcdanalysis import files
from kcdanalysis.cli.options import N_STEPS, Group, check_name, choice
from kcdanalysis.errors import shown
from kcdanalysis.progress import say, step
from kcdanalysis.words.wording import count

if TYPE_CHECKING:
    import pandas as pd

#: The text formats of tables.
_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md", "html")
#: The format of a file by its extension.
_ENDINGS = {f".{name}": name for name in (*_FORMATS[1:], "parquet", "xlsx")} | {".txt": "table"}
#: These are read by people, who need fewer columns.
_SHOWN = ("table", "md", "html")
#: Replacements for characters of our tables and messages that an encoding lacks.
_PLAIN = {"─": "-", "━": "-", "−": "-", "–": "-", "—": "-", "…": "...", "’": "'"}

_FORCE = Option(False, "--force", help="Replace files that kcdanalysis did not write.")
_PLACE: dict[str, Any] = {"metavar": "FILE|DIR/", "help": "Where to write; - is standard output."}


@dataclass(kw_only=True)
class File(Group):
    """One file, or standard output."""

    #: Each verb writes to a place of its own.
    is_shared = False
    #: The ending of a file in a folder.
    ending = ".toml"

    output: str | None = Option(None, "-o", "--output", **_PLACE)
    force: bool = _FORCE

    def settle(self, verb: str, sources: Sequence[str]) -> None:
        """Choose a name in a folder; refuse a file that is a source."""
        super().settle(verb, sources)
        self.path = None if self.output == "-" else self.output
        if self.path is not None:
            if self.path.endswith("/") or files.is_folder(self.path):
                self.path = str(Path(self.path) / f"{verb}{self.ending}")
            files.refuse_sources([Path(self.path)], sources)

    def put(self, data: bytes | str) -> None:
        """Write data that has the right format already."""
        if self.path is not None:
            files.write_file(self.path, data, force=self.force, sources=self.sources)
        else:
            text = data if isinstance(data, str) else data.decode()
            # A file or a pipe gets the text as it is; a terminal would obey it.
            sys.stdout.write(shown(text, keep="\n\r\t") if sys.stdout.isatty() else text)


@dataclass(kw_only=True)
class Table(File):
    """A table, printed or written in the format that the extension of the file says."""

    format: str | None = Option(
        None, "--format", help="By default a table, or that of FILE.", **choice(_FORMATS)
    )

    #: Additional formats of one verb.
    more: ClassVar[Sequence[str]] = ()

    def settle(self, verb: str, sources: Sequence[str]) -> None:
        """Choose the format; reject an unknown extension and a contradiction."""
        self.ending = ".txt" if self.format == "table" else f".{self.format or 'csv'}"
        super().settle(verb, sources)
        endings = _ENDINGS | {f".{name}": name for name in self.more}
        suffix = Path(self.path or "").suffix.lower()
        if self.path and (suffix or not self.format):
            problem = f"unknown extension {suffix!r}" if suffix else "no extension and no --format"
            check_name(suffix, endings, f"-o {self.path}: {problem}; use one of")
        self.kind = endings.get(suffix, self.format or "table")
        #: Whether programs read the table, which need all columns and rows.
        self.is_data = self.kind not in _SHOWN
        if self.format not in (None, self.kind):
            raise BadParameter(
                f"--format {self.format} contradicts -o {self.path}; leave out --format"
            )

    def write(self, table: pd.DataFrame, shown: Sequence[str] | None = None) -> None:
        """Write a table; `shown` are the columns that people need."""
        from kcdanalysis.summaries.printing import table_bytes

        # People do not need a header without rows: the verb says why there are none.
        if table.empty and self.path is None and not self.is_data:
            return
        if shown is not None and not self.is_data:
            table = table[[*shown]]
        digits = dict.fromkeys(table.select_dtypes("number"), 4)
        self.put(table_bytes(table.round(digits), self.kind))


@dataclass(kw_only=True)
class Page(File):
    """A page; it is too long for a terminal, so that its file must be named."""

    ending = ".html"

    output: str = Option(..., "-o", "--output", **_PLACE)


@dataclass(kw_only=True)
class Folder(Group):
    """A folder that several files are written into, or compared with."""

    is_shared = False

    output: Path = Option(..., "-o", "--output", metavar="DIR", help="The folder to write.")
    check: bool = Option(False, "--check", help="Write nothing; name stale files and exit 1.")
    force: bool = _FORCE

    def __post_init__(self) -> None:
        need_folder(self.output)

    def fill(self, write: Any, compare: Any, work: str, *results: Any, **settings: Any) -> None:
        """Write the files and name them; with --check, name the stale ones and exit 1."""
        if not self.check:
            settings |= {"force": self.force, "sources": self.sources}
        with step(work, N_STEPS, N_STEPS):
            result = (compare if self.check else write)(*results, self.output, **settings)
        names = [*result.missing, *result.stale, *result.left_over] if self.check else result
        for name in names:
            typer.echo(shown(name))
        if self.check:
            number = count(len(names), "stale file")
            say(f"{number} in {self.output}" if names else f"{self.output} is up to date")
            raise typer.Exit(1 if names else 0)


def need_folder(path: Path | None) -> None:
    """Reject a file where a folder is needed."""
    if path is not None and files.is_file(path):
        raise BadParameter(f"{path}: this is a file; name a folder")


def use_readable_encoding() -> None:
    """Make streams escape characters that their encoding lacks, instead of failing."""
    import codecs

    def escape(error: Any) -> tuple[str, int]:
        # As in JSON, so that JSON output stays valid.
        characters = error.object[error.start : error.end]
        return "".join(_PLAIN.get(c) or json.dumps(c)[1:-1] for c in characters), error.end

    codecs.register_error("kcdanalysis", escape)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed by the caller
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="kcdanalysis")
