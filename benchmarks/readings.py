"""Draw assignments of themes to be read by a person, and count the verdicts.

    python -m benchmarks.readings SAMPLES CORPORA --draw 200 --seed 7 > drawn.csv
    python -m benchmarks.readings SAMPLES CORPORA --draw 200 --seed 7 --texts > drawn.txt
    python -m benchmarks.readings SAMPLES CORPORA --talks 60 --seed 7 --matched BACKGROUND
    python -m benchmarks.readings --count benchmarks/readings/about-51.csv
    python -m benchmarks.readings SAMPLES CORPORA --now benchmarks/readings/wanted.csv

SAMPLES is a folder of programmes as published, CORPORA one of labelled talks: half of the draw is
from each. A programme, a lexicon and one of its assignments are drawn one after the other, so
that large programmes and frequent themes do not decide. --texts prints the talks with their
evidence, to be read. Fill in "verdict" (right, debatable, wrong) and "reason". --talks prints talks
instead, without what we found, so that a reader can say first which themes they want; with
--matched they are from programmes that have a lexicon made for their kind (`readings/pairs.csv`),
also those of BACKGROUND, a table of talks. The texts are not ours to publish, titles and verdicts
are. --now counts the grades that today's rule gives what was read.
"""

import argparse
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.corpora import read_corpora
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_talks
from kcdanalysis.summaries.intervals import share_interval
from kcdanalysis.talks import TEXT_COLUMNS, as_talks, only_talks
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes, explain_talk
from kcdanalysis.themes.lexicon import lexicon_names, read_lexicon

#: Of larger programmes, so many talks are drawn from.
MOST_TALKS = 300

#: What a theme can be to a talk; of the last, the programme or the theme is gone.
GRADES = ["about", "mentioned", "none", "not found"]

#: Which lexicon is made for a programme: the first pattern that fits; none for the others.
PAIRS = Path(__file__).with_name("readings") / "pairs.csv"

_COLUMNS = ["source", "lexicon", "theme", "title", "points", "verdict", "reason"]


class Programme(NamedTuple):
    """The talks of one event; its source is a format or a corpus."""

    source: str
    name: str
    talks: pd.DataFrame


@dataclass(frozen=True)
class Drawn:
    """An assignment, or a talk without the theme, and where it is from."""

    source: str
    lexicon: str
    themes: ThemeAssignments
    talk: str
    theme: str = ""

    @property
    def row(self) -> pd.Series:
        """The row of the talk."""
        return self.themes.talks.set_index("talk_id").loc[self.talk]

    @property
    def points(self) -> float:
        """The points of the theme."""
        score = self.themes.scores.at[self.talk, self.theme]
        return float(self.themes.threshold * score / (1 - score))


def main() -> None:
    """Print a draw, or count its verdicts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="SAMPLES CORPORA")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--talks", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--matched", type=Path, metavar="BACKGROUND")
    parser.add_argument("--count", type=Path)
    parser.add_argument("--now", type=Path)
    args = parser.parse_args()
    if args.count:
        print(count(pd.read_csv(args.count)))
        return
    warnings.simplefilter("ignore", KcdWarning)
    samples, corpora = list(_samples(args.folders[0])), list(_corpora(args.folders[1]))
    if args.matched:
        corpora += _background(args.matched)
    if args.now:
        print(grades_now(pd.read_csv(args.now), [*samples, *corpora]))
        return
    rng = np.random.default_rng(args.seed)
    if args.matched:
        drawn = draw_matched(samples, corpora, args.talks, rng)
    else:
        drawn = _draw_any(samples, corpora, args.draw or args.talks, rng, of_talks=not args.draw)
    for at, one in enumerate(drawn.values(), start=1):
        if args.texts or args.talks:
            _print(at, one, with_evidence=not args.talks)
    if not (args.texts or args.talks):
        rows = [
            (d.source, d.lexicon, d.themes.lexicon[d.theme].label, d.row["title"], d.points, "", "")
            for d in drawn.values()
        ]
        pd.DataFrame(rows, columns=_COLUMNS).round(1).to_csv(sys.stdout, index=False)


def count(table: pd.DataFrame) -> str:
    """Count verdicts, with the interval of the wrong ones."""
    numbers = table["verdict"].value_counts()
    n_wrong = int(numbers.get("wrong", 0))
    low, high = share_interval(n_wrong / len(table), len(table))
    parts = ", ".join(f"{number} {verdict}" for verdict, number in numbers.items())
    return f"{len(table)} read: {parts}; wrong {n_wrong / len(table):.1%} ({low:.1%} to {high:.1%})"


def grades_now(table: pd.DataFrame, programmes: list[Programme]) -> pd.DataFrame:
    """Count the grades that today's rule gives assignments that were read: a row a verdict.

    A table without verdicts has the themes that a reader wants; a talk that wants none has "".
    """
    table = table[table["theme"].notna()]
    table = table.assign(verdict=table.get("verdict", "wanted"))
    grades = pd.Series("not found", index=table.index, name="grade")
    for (source, lexicon), rows in table.groupby(["source", "lexicon"]):
        own = [
            one.talks[one.talks["title"].isin(rows["title"])]
            for one in programmes
            if one.source == source
        ]
        keys = {theme.label: name for name, theme in read_lexicon(lexicon).items()}
        found = [assign_themes(talks, lexicon=lexicon) for talks in own if len(talks)]
        for row in rows[rows["theme"].isin(list(keys))].itertuples():
            given = [
                themes.grade(talk, keys[row.theme])
                for themes in found
                for talk in themes.talks.loc[themes.talks["title"] == row.title, "talk_id"]
            ]
            # Of talks with one title in one source, that with the best grade was read.
            grades[row.Index] = min(given, key=GRADES.index, default="not found")
    return pd.crosstab(table["verdict"], grades).reindex(columns=GRADES, fill_value=0)


def _samples(folder: Path) -> Iterator[Programme]:
    for path in sorted(folder.glob("*/*")):
        try:
            talks = only_talks(read_talks(path))
        except KcdError:
            continue
        if len(talks):
            yield Programme(path.parent.name, path.name, talks)


def _corpora(folder: Path) -> Iterator[Programme]:
    for event in read_corpora(folder):
        if not event.group.startswith("draws"):
            yield Programme(event.group, event.name, event.talks)


def _background(path: Path) -> Iterator[Programme]:
    table = pd.read_parquet(path, columns=["event", "title", "abstract"])
    for name, rows in table.dropna(subset="title").groupby("event"):
        yield Programme("background", str(name), as_talks(rows))


def draw_matched(
    samples: list[Programme], corpora: list[Programme], number: int, rng: np.random.Generator
) -> dict[tuple[str, str], Drawn]:
    """Draw talks of programmes that have a lexicon made for their kind.

    Half are from samples: a programme, then a talk. Of corpora the corpus comes first, so that
    the one with most events does not decide.
    """
    pairs = pd.read_csv(PAIRS)
    sources: list[dict[str, list[tuple[Programme, str]]]] = [{}, {}]
    for part, programmes in zip(sources, (samples, corpora), strict=True):
        for one in programmes:
            fits = [fnmatchcase(f"{one.source}/{one.name}", p) for p in pairs["programme"]]
            if any(fits):
                of = one.source if part is sources[1] else one.name
                part.setdefault(of, []).append((one, pairs["lexicon"][fits.index(True)]))
    drawn: dict[tuple[str, str], Drawn] = {}
    while len(drawn) < number:
        groups = list(sources[len(drawn) >= number // 2].values())
        group = groups[rng.integers(len(groups))]
        (source, _, talks), lexicon = group[rng.integers(len(group))]
        if talk := _draw(source, talks, lexicon, rng, of_talks=True):
            drawn.setdefault((talk.row["title"], ""), talk)
    return drawn


def _draw_any(
    samples: list[Programme],
    corpora: list[Programme],
    number: int,
    rng: np.random.Generator,
    *,
    of_talks: bool,
) -> dict[tuple[str, str], Drawn]:
    """Draw from all programmes and lexicons, whether they fit or not."""
    drawn: dict[tuple[str, str], Drawn] = {}
    while len(drawn) < number:
        pool = samples if len(drawn) < number // 2 else corpora
        source, _, talks = pool[rng.integers(len(pool))]
        # Half of the draws are by the default lexicon.
        lexicon = rng.choice(lexicon_names()) if rng.random() < 0.5 else "cloud-native"
        if one := _draw(source, talks, str(lexicon), rng, of_talks=of_talks):
            drawn.setdefault((one.row["title"], one.theme), one)
    return drawn


def _draw(
    source: str, talks: pd.DataFrame, lexicon: str, rng: np.random.Generator, *, of_talks: bool
) -> Drawn | None:
    if len(talks) > MOST_TALKS:
        talks = talks.sample(MOST_TALKS, random_state=0)
    if of_talks:
        talk = str(rng.choice(talks["talk_id"]))
        one = talks[talks["talk_id"] == talk]
        return Drawn(source, lexicon, assign_themes(one, lexicon=lexicon), talk)
    found = _assign(_Frame(talks), lexicon)
    at, theme = np.nonzero(found.labels.to_numpy())
    if not len(at):
        return None
    one = rng.integers(len(at))
    return Drawn(
        source, lexicon, found, found.labels.index[at[one]], found.labels.columns[theme[one]]
    )


class _Frame:
    """A frame as a key: by its talks."""

    def __init__(self, talks: pd.DataFrame) -> None:
        self.talks = talks
        self._key = tuple(talks["talk_id"])

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self._key == other._key


@cache
def _assign(frame: _Frame, lexicon: str) -> ThemeAssignments:
    return assign_themes(frame.talks, lexicon=lexicon)


def _print(at: int, drawn: Drawn, *, with_evidence: bool) -> None:
    print(f"## {at}. {drawn.row['title']} ({drawn.source}, {drawn.lexicon})")
    print(*(drawn.row[name] for name in TEXT_COLUMNS[1:] if pd.notna(drawn.row[name])), sep="\n")
    rows = explain_talk(drawn.themes, drawn.talk) if with_evidence else pd.DataFrame()
    if drawn.theme:
        rows = rows[rows["theme"] == drawn.theme]
    for row in rows.itertuples():
        if row.field == "sum":
            print(f"= {row.theme}: {row.grade}, {row.points:g}")
        else:
            print(f"  - {row.points:g} {row.term} ({row.role}, {row.field}, {row.count})")
    print()


if __name__ == "__main__":
    main()
