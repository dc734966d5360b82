"""The words that distinguish groups of talks."""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from kcdanalysis.summaries.groups import group_talks, several_groups
from kcdanalysis.summaries.intervals import ALPHA
from kcdanalysis.talks import ensure_talks
from kcdanalysis.words.counts import count_words, talk_words
from kcdanalysis.words.translation import N_

#: The size of the prior of `distinctive_words`, in words distributed as in all talks.
PRIOR_WORDS = 500.0


def distinctive_words(talks: pd.DataFrame, by: str = "event", *, n: int = 10) -> pd.DataFrame:
    """Find the words that distinguish each group of talks from the others.

    Parameters
    ----------
    talks : DataFrame
    by : str
        As for `compare_events`, which raises the same errors.
    n : int
        The most words per group.

    Returns
    -------
    DataFrame
        The clearest first: `by`, rank, word, n (talks of the group with it), n_talks,
        n_others, n_talks_others, log_odds, z (log_odds over its standard deviation),
        p_adjusted, reading ("clear", or "may be chance" if p_adjusted is over 0.05).

    Notes
    -----
    Log-odds with an informative Dirichlet prior: B. L. Monroe, M. P. Colaresi and
    K. M. Quinn, "Fightin' Words", Political Analysis 16 (2008), 372-403. A word counts once
    per talk, so that one talk cannot make a word distinctive. The p-values of all words are
    corrected (Benjamini and Hochberg 1995). A word is left out if a phrase with it occurs in
    the same number of talks of the group.
    """
    talks = ensure_talks(talks)
    groups = group_talks(talks, by).dropna()
    order = several_groups(groups)
    words = talk_words(talks)
    printed = words.forms
    counts, stems = count_words(words)
    columns = [at for at, stem in enumerate(stems) if stem in printed]
    present = (counts[:, columns] > 0).astype(float).tocsr()
    names = np.array([printed[stems[at]] for at in columns], dtype=object)
    members = np.array(
        [talks["talk_id"].isin(groups.index[groups == group]) for group in order], dtype=float
    )
    totals = np.asarray(present.sum(axis=0)).ravel()
    n_with = np.asarray((present.T @ members.T).T)
    log_odds, z = _log_odds(n_with, totals - n_with, PRIOR_WORDS * totals / max(totals.sum(), 1.0))
    n_talks = members.sum(axis=1).astype(int).repeat(len(names))
    table = pd.DataFrame(
        {
            by: [group for group in order for _ in names],
            "rank": 0,
            "word": np.tile(names, len(order)),
            "n": n_with.astype(int).ravel(),
            "n_talks": n_talks,
            "n_others": (totals - n_with).astype(int).ravel(),
            "n_talks_others": len(talks) - n_talks,
            "log_odds": log_odds.ravel(),
            "z": z.ravel(),
        }
    )
    from scipy.stats import false_discovery_control

    table["p_adjusted"] = false_discovery_control(2 * ndtr(-table["z"].abs()))
    # A word of a single talk is specific to that talk.
    table = table[(table["z"] > 0) & (table["n"] > 1)].astype({by: groups.dtype})
    table = table.sort_values([by, "z", "n", "word"], ascending=[True, False, False, True])
    # More than `n`, since parts of phrases are then removed.
    top = table.groupby(by, observed=True).head(4 * n)
    is_part = top.groupby([by, "n"], observed=True)["word"].transform(_is_part)
    table = top[~is_part.astype(bool)].copy()
    table["rank"] = table.groupby(by, observed=True).cumcount() + 1
    is_clear = table["p_adjusted"] <= ALPHA
    table["reading"] = np.where(is_clear, N_("clear"), N_("may be chance"))
    return table[table["rank"] <= n].reset_index(drop=True)


def _is_part(words: pd.Series) -> pd.Series:
    """Whether a word is part of one of the phrases."""
    parts = [set(word.casefold().split()) for word in words]
    return pd.Series([any(part < other for other in parts) for part in parts], index=words.index)


def _log_odds(
    n: np.ndarray, n_others: np.ndarray, prior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Equations 16 and 20 of Monroe et al. (2008), for groups (rows) and words (columns)."""

    def logit(count: np.ndarray) -> np.ndarray:
        rest = count.sum(axis=1, keepdims=True) + prior.sum() - count - prior
        return np.asarray(np.log((count + prior) / np.maximum(rest, 1e-12)))

    log_odds = logit(n) - logit(n_others)
    return log_odds, log_odds / np.sqrt(1 / (n + prior) + 1 / (n_others + prior))
