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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from benchmarks.plain_readings import READINGS, Reading
from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning
from kcdanalysis.sources import cleaning, read_programme
from kcdanalysis.sources.layouts import cards
from kcdanalysis.sources.values.people import Speaker, split_speakers
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import TALK_KINDS

#: The columns of the Talks frame with the values of a field that is named otherwise.
_COLUMNS = {
    "id": "talk_id",
    "names": "speakers",
    "links": "speaker_urls",
    "minutes": "duration",
    "local": "start",
}
_COUNTED = ("entries", "abstracts", "speakers")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    rows = [_measure(source, folder, said) for source, said in _samples(folder)]
    print(as_markdown(pd.DataFrame(rows)), end="")
    print("\n" + as_markdown(agreement(values_read(folder))), end="")
    print("\nOrganisations from brackets and prose:", *organisations_read(folder), sep="\n")


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


def values_read(
    folder: Path, readings: Sequence[tuple[str, str, Reading]] = READINGS
) -> pd.DataFrame:
    """Compare each value with a plain reading: one row a record and field that it states.

    Records are matched by title, and by their order where a title occurs several times.
    """
    rows = []
    for pattern, up, read in readings:
        for path in sorted(folder.glob(pattern)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", KcdWarning)
                entries = read_programme(path.parent if up else path, states="all")
            waiting = entries.to_dict("records")
            for record in read(path):
                entry = _take(waiting, _key(record["title"] or ""))
                for field, stated in record.items():
                    if field == "title" or stated in (None, "", [], [""]):
                        continue
                    if field == "id":
                        stated = _slug(str(stated))
                    ours = None if entry is None else _ours(entry, field)
                    stated = _plain(stated)
                    rows.append((pattern, field, record["title"], stated, ours, stated == ours))
    names = ["source", "field", "title", "stated", "read", "equal"]
    return pd.DataFrame(rows, columns=names)


def organisations_read(folder: Path) -> list[str]:
    """List the organisations that were found in texts, not in a field of their own."""
    found: set[str] = set()

    def noted(value: object) -> list[Speaker]:
        people = split_speakers(value)
        found.update(person[2] for person in people if isinstance(value, str))
        return people

    with ExitStack() as stack:
        for module in (cleaning, cards):
            stack.enter_context(patch.object(module, "split_speakers", noted))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore", KcdWarning)
        for source, _ in _samples(folder):
            with suppress(KcdError):
                read_programme(source, states="all")
    return sorted(found - {""})


def agreement(values: pd.DataFrame) -> pd.DataFrame:
    """Count the equal values by source and field."""
    groups = values.groupby(["source", "field"], sort=False)["equal"]
    table = groups.agg(values="size", equal="sum").reset_index()
    total = table.groupby("field", as_index=False)[["values", "equal"]].sum()
    table = pd.concat([table, total.assign(source="all")], ignore_index=True)
    return table.assign(share=(table["equal"] / table["values"]).round(4))


def _take(waiting: list[dict[str, object]], key: str) -> dict[str, object] | None:
    """Take the first entry of this title; some sources write more into it, as a number or track."""
    for is_same in (key.__eq__, lambda title: len(title) > 4 and title in key):
        for at, entry in enumerate(waiting):
            if is_same(_key(str(entry["title"]))):
                return waiting.pop(at)
    return None


def _key(title: str) -> str:
    return re.sub(r"\W+", "", unescape(title)).casefold()


def _slug(identifier: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")


def _plain(stated: object) -> object:
    if isinstance(stated, list):
        return {" ".join(str(name).split()) for name in stated if name}
    return " ".join(stated.split()) if isinstance(stated, str) else stated


def _ours(entry: dict[str, object], field: str) -> object:
    column = _COLUMNS.get(field, field)
    value = entry[column]
    if field == "id":
        return str(value).rsplit("/", 1)[-1]
    if field == "names":
        return set() if pd.isna(value) else {" ".join(n.split()) for n in str(value).split("; ")}
    if field == "links":
        urls = "" if pd.isna(value) else str(value)
        pairs = zip(str(entry["speakers"]).split("; "), urls.split("; "), strict=False)
        return {f"{name} {url}" for name, url in pairs if url}
    if pd.isna(value):
        return None
    if field == "local":
        return value.tz_localize(None).to_pydatetime() if hasattr(value, "tz_localize") else value
    return " ".join(value.split()) if isinstance(value, str) else value


if __name__ == "__main__":
    main()
