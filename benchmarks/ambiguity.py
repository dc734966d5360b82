"""Which title terms of our lexicons are ambiguous, told by talks at large.

    python -m benchmarks.ambiguity ../shared/background/pyvideo_talks.parquet

A talk that is about a theme mostly says another term or hint of it, too. So a term is ambiguous if
the odds of another are hardly better in talks with the term than in those without it. Title terms
whose odds are less than `LEAST_ODDS` times as high, in at least `FEWEST_TALKS` talks, belong to the
hints; they are printed, and with --all the odds of every term. "tracking" is no sign of privacy.
"""

import argparse
import warnings
from pathlib import Path

import pandas as pd

from kcdanalysis.errors import KcdWarning
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.lexicon import PHRASES, lexicon_names, read_lexicon
from kcdanalysis.words.tokens import singulars

#: From 2 to 4 there is little between them: of 39 wrong assignments 5 to 7 are gone.
LEAST_ODDS = 3.0

#: Of fewer talks with a term the odds are not known.
FEWEST_TALKS = 10

#: So many talks, with the share of talks at large, are added to those with a term.
PRIOR_TALKS = 3

#: Shorter texts have no room for another term.
FEWEST_LETTERS = 150


def main() -> None:
    """Print the ambiguous title terms."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("talks", type=Path)
    parser.add_argument("--all", action="store_true", help="the odds of every term")
    args = parser.parse_args()
    warnings.simplefilter("ignore", KcdWarning)
    found = odds(args.talks)
    if not args.all:
        found = found[is_ambiguous(found)]
    print(as_markdown(found.sort_values("odds").round(2)))


def is_ambiguous(found: pd.DataFrame) -> pd.Series:
    """Which rows of `odds` are title terms that should be hints."""
    is_low = (found["talks"] >= FEWEST_TALKS) & (found["odds"] < LEAST_ODDS)
    return is_low & (found["role"] == "title_terms")


def odds(path: Path) -> pd.DataFrame:
    """How many times the odds of another term are as high in talks with a term of a theme.

    One row a lexicon, theme and term that talks have: lexicon, theme, term, role, talks, odds.
    """
    table = pd.read_parquet(path, columns=["event", "title", "abstract"])
    table = table[table["abstract"].str.len() > FEWEST_LETTERS].drop_duplicates("title")
    talks = as_talks(table.assign(talk_id=table.index.astype(str)))
    return pd.concat([_odds(name, talks) for name in lexicon_names()], ignore_index=True)


def _odds(name: str, talks: pd.DataFrame) -> pd.DataFrame:
    lexicon = read_lexicon(name)
    evidence = assign_themes(talks, lexicon=name).evidence[["talk_id", "theme", "term"]]
    evidence["term"] = evidence["term"].map(singulars)
    mentions = evidence.drop_duplicates()
    mentions["others"] = mentions.groupby(["theme", "talk_id"])["term"].transform("size") - 1
    n_any = mentions.groupby("theme")["talk_id"].nunique()
    counts = (mentions["others"] > 0).groupby([mentions["theme"], mentions["term"]])
    n, n_with = counts.size(), counts.sum()
    # Talks without the term that have another one.
    n_other = n.index.get_level_values("theme").map(n_any) - n
    chance = n_other / (len(talks) - n)
    share = (n_with + PRIOR_TALKS * chance) / (n + PRIOR_TALKS)
    ratio = share / (1 - share) / (chance / (1 - chance))
    rows = [
        (name, theme, phrase, role, n[theme, form], ratio[theme, form])
        for theme, entry in lexicon.items()
        for role in PHRASES
        for phrase in getattr(entry, role)
        if (theme, form := singulars(phrase)) in n.index
    ]
    return pd.DataFrame(rows, columns=["lexicon", "theme", "term", "role", "talks", "odds"])


if __name__ == "__main__":
    main()
