"""A table of facts of one conference over many years: `data/fosdem-devrooms.csv`.

    python -m benchmarks.fosdem_titles ../shared/corpora/fosdem_12_years_devrooms.parquet

Takes year, devroom and title of each talk, and no abstract, and renews the table's size and hash
in `data/datapackage.json`.
"""

import argparse
import json
from hashlib import sha256
from pathlib import Path

import pandas as pd

DATA = Path("data")
TABLE, CARD = "fosdem-devrooms.csv", "datapackage.json"


def main() -> None:
    """Write the table, and its entry in the data package."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("talks", type=Path)
    content = titles(parser.parse_args().talks)
    (DATA / TABLE).write_bytes(content)
    card = json.loads((DATA / CARD).read_text("utf-8"))
    (entry,) = (entry for entry in card["resources"] if entry["path"] == TABLE)
    entry |= {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}
    (DATA / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(content.splitlines()) - 1:,} talks, {len(content):,} bytes")


def titles(path: Path) -> bytes:
    """The facts as CSV, in an order that depends on nothing but them."""
    talks = pd.read_parquet(path, columns=["year", "label", "title"])
    talks = talks[~talks["title"].str.startswith("CANCELLED")]
    facts = talks.rename(columns={"label": "track"}).assign(event="FOSDEM")
    facts = facts[["event", "year", "track", "title"]].drop_duplicates()
    facts = facts.sort_values(["year", "track", "title"])
    return facts.to_csv(index=False, lineterminator="\n").encode()


if __name__ == "__main__":
    main()
