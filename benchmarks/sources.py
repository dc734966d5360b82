"""What is read of a folder of programmes as published, beside what its README counts.

    python -m benchmarks.sources FOLDER

FOLDER holds a README.md with a table: folder, what, entries, with abstract, with
speakers. Numbers there may name a file ("rc3 48, camp2019 79").
"""

from __future__ import annotations

import argparse
import re
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import TALK_KINDS

_COUNTED = ("entries", "abstracts", "speakers")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    rows = [_measure(source, folder, said) for source, said in _samples(folder)]
    print(as_markdown(pd.DataFrame(rows)), end="")


def _samples(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every sample with what the README says of it: one for each file that it names."""
    for line in (folder / "README.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found = re.fullmatch(r"`([^`]+)`", cells[0])
        if not found or len(cells) < 5:
            continue
        said = dict(zip(_COUNTED, cells[2:5], strict=True))
        pattern = f"{found[1]}/*.json" if found[1] == "schedule-json" else found[1]
        for source in sorted(folder.glob(pattern)):
            yield from _named(source, said)


def _named(source: Path, said: dict[str, str]) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give each file that "rc3 48, camp2019 79" names its own numbers."""
    names = re.findall(r"([a-z]\w+)(?: history)? \d", said["entries"])
    numbers = {key: re.findall(r"(?<!\w)\d+(?:,\d{3})*", text) for key, text in said.items()}
    if len(names) < 2:
        yield source, said
        return
    for at, name in enumerate(names):
        own = {key: found[at] if at < len(found) else "" for key, found in numbers.items()}
        if name in source.name:
            yield source, own
            return
    yield source, {}


def _measure(source: Path, folder: Path, said: dict[str, str]) -> dict[str, object]:
    row: dict[str, object] = {"source": source.relative_to(folder.parent).as_posix()}
    start = time.process_time()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", KcdWarning)
        try:
            found = read_programme(source)
        except KcdError as error:
            return row | {"refused": str(error)}
    seconds = time.process_time() - start
    counts = {
        "entries": len(found),
        "abstracts": int(found["abstract"].notna().sum()),
        "speakers": int(found["speakers"].notna().sum()),
    }
    for key, count in counts.items():
        row[key] = f"{count} ({said[key]})" if said.get(key) else count
    return row | {
        "talks": int(found["kind"].isin(TALK_KINDS).sum()),
        "warnings": len(caught),
        "unreadable": sum(issubclass(one.category, UnreadableWarning) for one in caught),
        "seconds": round(seconds, 2),
    }


if __name__ == "__main__":
    main()
