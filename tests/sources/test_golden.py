"""Every sample of every source gives the table that lies beside it.

A sample is a file or folder in `tests/sources/<format>/`; its table has the same
name and ".csv" behind. `make golden` writes the tables anew; read the difference.
"""

import os
from pathlib import Path

import pytest

from kcdanalysis.sources import read_programme

HERE = Path(__file__).parent
SAMPLES = sorted(
    path
    for path in HERE.glob("[!_.]*/[!_.]*")
    if path.suffix != ".py" and not (path.suffix == ".csv" and path.with_suffix("").exists())
)


def golden(sample: Path) -> Path:
    return sample.with_name(f"{sample.name}.csv")


# What samples do wrong on purpose is said in warnings, which their own tests look at.
@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_sample_gives_its_table(sample, monkeypatch):
    monkeypatch.chdir(sample.parent)
    table = read_programme(sample.name).to_csv(index=False, lineterminator="\n")
    if os.environ.get("GOLDEN") == "rewrite":
        golden(sample).write_text(table, encoding="utf-8", newline="\n")
    assert golden(sample).is_file(), f"{sample.name} has no table yet; run `make golden`"
    assert table == golden(sample).read_text(encoding="utf-8")


def test_every_table_has_its_sample():
    tables = set(HERE.glob("*/*.csv")) - set(SAMPLES)
    assert tables == {golden(sample) for sample in SAMPLES}
