"""How usual each theme of a shipped lexicon is at events of its kind: facts, and no text.

    python -m benchmarks.usual_shares ../shared

Writes `kcdanalysis/summaries/usual-shares.json`, the reference of `theme_gaps`. A talk counts by
the length of its text, and by its bare title among the shortest: longer texts name more themes.
The lexicons for security and the web have none: there are no events of their kind to count.
"""

import argparse
import json
import re
import warnings
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from kcdanalysis.files import write_file
from kcdanalysis.sources import read_talks
from kcdanalysis.summaries.counts import is_theme, length_class, theme_counts
from kcdanalysis.summaries.gaps import LENGTHS, USUAL_SHARES
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.lexicon import read_lexicon

#: Themes come and go: older events do not tell what is usual.
SINCE = 2015

#: The standard deviation of the log-odds of a theme between events of a kind, the median of 34
#: themes of Python and data conferences, and the degrees of freedom that it counts as.
USUAL_DEVIATION, USUAL_DEGREES = 0.6, 10

_COLUMNS = ["event", "year", "title", "abstract"]
_BACKGROUND = "background/pyvideo_talks.parquet"
#: The lexicon, the kind of its events, where these are, and the pattern of their names.
KINDS = {
    "cloud-native": (
        "cloud native conferences",
        [
            "corpora/kubecon_eu_2025_tracks.parquet",
            "samples/markdown-tables/kubecon-na-2019-mdtables",
            "samples/ics/sched-kubecon-eu-2026-day",
            "samples/html-pages/cloudnativebern-2024",
            "samples/yaml/containerday-2019-yml",
        ],
        "",
    ),
    "python": (
        "Python conferences",
        [_BACKGROUND],
        "pycon|^(?:europython|pyohio|pygotham|pytexas)",
    ),
    "data-ml": ("data conferences", [_BACKGROUND], "^(?:pydata|scipy|euroscipy|jupytercon)"),
}


def main() -> None:
    """Count, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="with background, corpora and samples")
    parser.add_argument("-o", "--output", type=Path, default=Path("kcdanalysis") / USUAL_SHARES)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    usual = {name: usual_shares(name, args.folder) for name in KINDS}
    # Short lists are one line each.
    text = re.sub(r"\s+(?=[\d\]])", " ", json.dumps(usual, indent=1))
    write_file(args.output, text + "\n", force=True)
    for entry in usual.values():
        print(*(entry[key] for key in ("n_events", "kind", "first", "last", "n_talks")))


def usual_shares(lexicon: str, folder: Path) -> dict[str, object]:
    """The counts of each theme of a lexicon at the events of its kind."""
    kind, sources, pattern = KINDS[lexicon]
    talks = pd.concat([read_events(folder, source, pattern) for source in sources])
    titles = talks.drop(columns="abstract")
    tables = []
    for texts in (titles, talks.dropna(subset="abstract")):
        counts = theme_counts(assign_themes(as_talks(texts), lexicon=lexicon), "event")
        counts = counts[(counts["of"] == "group") & is_theme(counts["theme"])]
        counts["words"] = length_class(counts["words"], LENGTHS)
        tables.append(counts[(counts["words"] == 0) == (texts is titles)])
    counts = pd.concat(tables).astype({"event": "str", "theme": "str"})
    themes, events = counts["theme"].unique(), counts["event"].unique()
    cells = counts.groupby(["theme", "words", "event"])[["n", "n_talks"]].sum()
    cells = cells.reindex(pd.MultiIndex.from_product([themes, LENGTHS, events]), fill_value=0)
    n, n_talks = cells.to_numpy().T.reshape(2, len(themes), len(LENGTHS), len(events))
    return {
        "kind": kind,
        "n_events": len(events),
        "first": int(talks["year"].min()),
        "last": int(talks["year"].max()),
        "terms": terms_hash(lexicon),
        "n_talks": n_talks[0].sum(axis=1).tolist(),
        "themes": {
            theme: {
                "n": n[at].sum(axis=1).tolist(),
                "design_effect": round(design_effect(n[at], n_talks[at]), 2),
            }
            for at, theme in enumerate(themes)
        },
    }


def terms_hash(lexicon: str) -> str:
    """Tell whether shares were counted with the terms that a lexicon has now."""
    return sha256(repr(read_lexicon(lexicon)).encode()).hexdigest()[:16]


def read_events(folder: Path, source: str, pattern: str) -> pd.DataFrame:
    """Read event, year, title and abstract of the events whose names match."""
    path = folder / source
    is_table = path.suffix == ".parquet"
    talks = pd.read_parquet(path, columns=_COLUMNS) if is_table else read_talks(path)[_COLUMNS]
    if not is_table:
        # A sample is one event, and the name of its folder has the year if its talks have none.
        years = [*talks["year"].dropna(), *map(int, re.findall(r"20\d\d", source))]
        talks = talks.assign(event=source, year=years[0])
    talks["year"] = pd.to_numeric(talks["year"], errors="coerce").astype("Int64")
    is_wanted = talks["event"].str.contains(pattern) & (talks["year"] >= SINCE)
    return talks[is_wanted].dropna(subset="title").drop_duplicates(["event", "title"])


def design_effect(n: np.ndarray, n_talks: np.ndarray) -> float:
    """How many times as uncertain a share is as that of so many independent talks.

    Rows are lengths, columns events. That of the ratio estimator with events as clusters (L. Kish,
    "Survey Sampling", 1965, 6.3), shrunk to what events of a kind differ by (`USUAL_DEVIATION`).
    """
    share = n.sum(axis=1, keepdims=True) / np.maximum(n_talks.sum(axis=1, keepdims=True), 1)
    residual = (n - share * n_talks).sum(axis=0)
    variance = (share * (1 - share) * n_talks).sum(axis=0)
    total, degrees = variance.sum(), n.shape[1] - 1
    if not total:
        return 1.0
    usual = 1 + USUAL_DEVIATION**2 * (variance**2).sum() / total
    found = (residual**2).sum() / total * n.shape[1] / max(degrees, 1)
    shrunk = (USUAL_DEGREES * usual + degrees * found) / (USUAL_DEGREES + degrees)
    return float(max(shrunk, 1.0))


if __name__ == "__main__":
    main()
