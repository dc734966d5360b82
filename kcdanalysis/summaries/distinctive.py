"""The words that set groups of talks apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from kcdanalysis.summaries.groups import several_groups
from kcdanalysis.summaries.intervals import ALPHA, adjust
from kcdanalysis.words.counts import count_words, talk_words
from kcdanalysis.words.tokens import surface_forms

#: How many words the prior of `distinctive_words` weighs, dealt as in all talks together.
PRIOR_WORDS = 500.0


def distinctive_words(talks: pd.DataFrame, by: str = "event", *, n: int = 10) -> pd.DataFrame:
    """Find the words that set each group of talks apart from the others.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    by : str
        As for `compare_events`.
    n : int
        How many words of each group at most.

    Returns
    -------
    DataFrame
        The clearest first: `by`, rank, word, n (talks of the group with it), n_talks,
        n_others, n_talks_others, log_odds, z (log_odds by its standard deviation),
        p_adjusted, reading ("clear", or "may be chance" where p_adjusted is over 0.05).

    Raises
    ------
    KcdError
        If there are not two groups.

    Notes
    -----
    Log-odds with an informative Dirichlet prior: B. L. Monroe, M. P. Colaresi and
    K. M. Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for
    Identifying the Content of Political Conflict", Political Analysis 16 (2008),
    372-403. A word counts once a talk, so that one talk cannot make a word distinctive.
    The p-values of all words are corrected (Benjamini and Hochberg 1995). A word that is
    part of a phrase in as many talks of the group is left out.
    """
    groups, order = several_groups(talks, by)
    words = talk_words(talks)
    printed = surface_forms(word for talk in words for word in talk if word[1])
    counts, stems = count_words(words)
    shown = np.array([stem in printed for stem in stems], dtype=bool)
    said = (counts[:, shown] > 0).astype(float).tocsr()
    names = np.array([printed[stem] for stem in np.array(stems, dtype=object)[shown]], dtype=object)
    at = pd.Series(np.arange(len(talks)), index=talks["talk_id"])
    prior = np.asarray(said.sum(axis=0)).ravel()
    prior = PRIOR_WORDS * prior / max(prior.sum(), 1.0)
    tables = []
    for group in order:
        inside = np.zeros(len(talks), dtype=bool)
        inside[at[groups.index[groups == group]]] = True
        ours, others = (np.asarray(said[rows].sum(axis=0)).ravel() for rows in (inside, ~inside))
        log_odds, z = _log_odds(ours, others, prior)
        tables.append(
            pd.DataFrame(
                {
                    by: group, "rank": 0, "word": names, "n": ours.astype(int),
                    "n_talks": int(inside.sum()), "n_others": others.astype(int),
                    "n_talks_others": int((~inside).sum()), "log_odds": log_odds, "z": z,
                }
            )
        )  # fmt: skip
    table = pd.concat(tables, ignore_index=True)
    table["p_adjusted"] = adjust(2 * norm.sf(table["z"].abs().to_numpy()))
    # Said once, a word is that talk's and not the event's.
    table = table[(table["z"] > 0) & (table["n"] > 1)].astype({by: groups.dtype})
    table = table.sort_values([by, "z", "n", "word"], ascending=[True, False, False, True])
    # Some more than asked for, as those that say nothing of their own go.
    likely = table.groupby(by, observed=True).head(4 * n)
    groups_of = likely.groupby([by, "n"], observed=True)["word"]
    table = likely[~groups_of.transform(_is_part).astype(bool)].copy()
    table["rank"] = table.groupby(by, observed=True).cumcount() + 1
    clear = table["p_adjusted"] <= ALPHA
    table["reading"] = clear.map({True: "clear", False: "may be chance"})
    return table[table["rank"] <= n].reset_index(drop=True)


def _is_part(words: pd.Series) -> pd.Series:
    """Whether a word is part of a phrase that stands in as many talks."""
    parts = [set(word.casefold().split()) for word in words]
    return pd.Series([any(one < other for other in parts) for one in parts], index=words.index)


def _log_odds(
    ours: np.ndarray, others: np.ndarray, prior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Equations 16 and 20 of Monroe et al. (2008)."""
    total = prior.sum()

    def odds(said: np.ndarray) -> np.ndarray:
        rest = said.sum() + total - said - prior
        return np.asarray(np.log((said + prior) / np.maximum(rest, 1e-12)))

    log_odds = odds(ours) - odds(others)
    return log_odds, log_odds / np.sqrt(1 / (ours + prior) + 1 / (others + prior))
