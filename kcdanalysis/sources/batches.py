"""A large file in parts, each of them a small file of the same format."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import Any

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.files import MAX_BYTES, open_bytes
from kcdanalysis.sources.places import File, Source


def parts_of_file(path: Source, size: int) -> Iterator[File]:
    """Give a file of Parquet or JSON Lines in parts of so many rows."""
    if not (type(size) is int and size > 0):
        raise KcdError(f"batches is {size!r}; give a number of rows, as 10,000")
    name = Path(path).as_posix()
    with open_bytes(path) as file:
        head = file.read(4)
        file.seek(0)
        if head == b"PAR1":
            parts = _parts_of_parquet(file, name, size)
        elif head.startswith(b"{"):
            parts = _parts_of_lines(file, name, size)
        else:
            problem = "neither Parquet nor JSON Lines, so it cannot be read in batches"
            raise KcdError(f"{name}: {problem}; read it whole")
        for number, part in enumerate(parts):
            yield File(name, part, n_before=number * size)


def _parts_of_parquet(file: Any, name: str, size: int) -> Iterator[bytes]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise needs_extra(name, "readers") from None
    try:
        for batch in parquet.ParquetFile(file).iter_batches(size):
            part = BytesIO()
            parquet.write_table(pyarrow.Table.from_batches([batch]), part, compression="none")
            yield part.getvalue()
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).split("\n")[0].rstrip(".")
        raise KcdError(f"{name}: broken Parquet ({reason}); export the table again") from None


def _parts_of_lines(file: Any, name: str, size: int) -> Iterator[bytes]:
    lines = iter(lambda: file.readline(MAX_BYTES + 1), b"")
    for number in count():
        # Bytes would be copied whole for each line.
        part = bytearray()
        for line in islice(lines, size):
            part += line
            if len(part) > MAX_BYTES:
                problem = f"{size:,} lines from line {number * size + 1:,} have over 50 MB"
                raise KcdError(f"{name}: {problem}; give a smaller number as `batches`")
        if not part:
            return
        yield bytes(part)
