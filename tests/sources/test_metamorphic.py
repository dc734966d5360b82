"""The same programme in another order, form or format: the same table, themes and topics."""

import json
import warnings
from random import Random

import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.writing import talks_bytes
from kcdanalysis.talks import COLUMNS, as_talks, only_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.topics.finding import find_topics

SUBJECTS = {
    "eBPF": "Tracing the Linux kernel with eBPF programs and probes, without patches",
    "Cost": "Cloud cost and billing, budgets, savings and FinOps for Kubernetes clusters",
    "Models": "Machine learning models in production, GPU scheduling and training pipelines",
}
LESSONS = (
    "boats, bridges", "cheese, bread", "maps, mountains", "letters, ink", "gardens, rain",
    "drums, guitars", "gloves, boots", "candles, lamps",
)  # fmt: skip
RECORDS = [
    {
        "id": f"{subject.lower()}-{number}",
        "title": f"{subject} in practice, part {number}",
        "speakers": [f"Ada {'ABCDEFGHIJKL'[number]}example"],
        "abstract": f"{text}. What **we** learned from {LESSONS[number]} and {subject}.",
        "start": f"2023-06-15T{8 + number:02}:00:00+02:00",
        "duration": 30,
        "room": f"Hall {subject}",
        "language": "en",
    }
    for subject, text in SUBJECTS.items()
    for number in range(8)
]
BREAKS = [
    {"title": title, "start": f"2023-06-15T{hour}:00:00+02:00", "room": "Foyer"}
    for title, hour in (("Coffee break", 10), ("Lunch", 12), ("Registration", "07"))
]
#: What differs between places, and nowhere else.
PLACE = ["source", "line"]


def read(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        talks = only_talks(read_programme(path))
    return talks.sort_values("talk_id", ignore_index=True)


def as_csv(records):
    rows = [{**record, "speakers": "; ".join(record.get("speakers", []))} for record in records]
    return pd.DataFrame(rows).to_csv(index=False)


def as_markdown(text):
    """Write an abstract in HTML as its reader would see it."""
    return "<p>" + text.replace("**we**", "<strong>we</strong>") + "</p>"


SHUFFLED = Random(1).sample(RECORDS, len(RECORDS))
VARIANTS = {
    "order.json": json.dumps(SHUFFLED),
    "copies.json": json.dumps([*RECORDS, *RECORDS[:5]]),
    "mixed.json": json.dumps([*RECORDS[:9], *BREAKS, *RECORDS[9:]]),
    "html.json": json.dumps([{**r, "abstract": as_markdown(r["abstract"])} for r in RECORDS]),
    "lines.jsonl": "\n".join(map(json.dumps, RECORDS)),
    "indented.json": json.dumps({"event": {"talks": RECORDS}}, indent=4),
    "talks.yml": yaml.safe_dump(RECORDS, sort_keys=False),
    "talks.csv": as_csv(RECORDS),
    "mixed.csv": as_csv([*BREAKS, *SHUFFLED]),
    "utf-16.csv": as_csv(RECORDS).encode("utf-16"),
}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return read(tmp_path_factory.mktemp("original"), "talks.json", json.dumps(RECORDS))


def test_the_original_has_every_talk(original):
    assert sorted(original["title"]) == sorted(record["title"] for record in RECORDS)
    assert original["abstract"].str.contains("What we learned from").all()


@pytest.mark.parametrize("name", VARIANTS)
def test_another_form_gives_the_same_table(original, name, tmp_path):
    found = read(tmp_path, name, VARIANTS[name])
    assert_frame_equal(found.drop(columns=PLACE), original.drop(columns=PLACE))


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_what_we_write_gives_the_same_table_themes_and_topics(original, suffix, tmp_path):
    data = talks_bytes(original.sample(frac=1, random_state=1), suffix)
    found = read(tmp_path, f"talks{suffix}", data)
    assert_frame_equal(found, original)
    assert found.columns.tolist() == list(COLUMNS)


def test_order_and_breaks_change_no_theme_and_no_topic(original, tmp_path):
    other = read(tmp_path, "mixed.csv", VARIANTS["mixed.csv"])
    shuffled = other.sample(frac=1, random_state=2)
    themes, same = (assign_themes(talks) for talks in (original, shuffled))
    keys = ["talk_id", "theme", "term", "field"]
    assert len(themes.evidence)
    assert_frame_equal(
        *(each.evidence.sort_values(keys, ignore_index=True)[keys] for each in (themes, same))
    )
    groups = []
    for talks in (original, shuffled):
        found = find_topics(talks, n_topics=3, random_state=0).assignments
        groups.append({frozenset(ids) for _, ids in found.groupby("topic")["talk_id"]})
    assert groups[0] == groups[1]


def test_rows_in_python_are_the_rows_of_the_file(original):
    rows = [{**r, "abstract": r["abstract"].replace("**", ""), "year": 2023} for r in RECORDS]
    columns = ["talk_id", "title", "speakers", "abstract", "start", "duration", "room", "year"]
    made = as_talks(rows).sort_values("talk_id", ignore_index=True)
    assert_frame_equal(made[columns], original[columns])
