"""The opening of a post: sentences that say what the numbers say, and no more."""

from __future__ import annotations

import pandas as pd

from kcdanalysis.publishing.escaping import one_line
from kcdanalysis.summaries import (
    NO_THEME,
    compare_events,
    length_caveat,
    theme_cooccurrence,
    theme_shares,
    topic_summary,
)
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count, join_names, of_total, percent

# So many names are read in a sentence; of more it says how many there are.
_MOST_NAMES = 5
# From so many talks on, what none of them has is rare beyond doubt.
_MANY_TALKS = 100
_NAME_LENGTH = 60


def opening(themes: ThemeAssignments, topics: Topics, editions: pd.Series) -> list[str]:
    """Say what talks were about, what was strong and what cannot be told.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
    editions : Series
        The name of each talk's event, "" where it has none.

    Returns
    -------
    list of str
        Paragraphs of plain text.
    """
    shares = theme_shares(themes)
    paragraphs = [
        [_who(shares, editions)],
        [headline(shares), _next(shares), _together(themes), _absent(shares)],
        _by_event(themes, editions),
        _groups(topics),
        _unknown(themes),
    ]
    texts = (" ".join(filter(None, sentences)) for sentences in paragraphs)
    return [text for text in texts if text]


def _who(shares: pd.DataFrame, editions: pd.Series) -> str:
    n_talks = int(shares["n_talks"].iloc[0])
    n_themes = len(shares) - 1
    counts = editions[editions != ""].value_counts(sort=False)
    if len(counts) == 1:
        start = f"{_name(counts.index[0])} had {count(n_talks, 'talk')}."
    elif len(counts) > 1:
        names = [f"{_name(name)} ({n:,})" for name, n in counts.items()]
        start = f"These are {count(n_talks, 'talk')} of {len(counts)} events: {_few(names)}."
    else:
        start = f"{'This is' if n_talks == 1 else 'These are'} {count(n_talks, 'talk')}."
    without = int(shares.loc[shares["theme"] == NO_THEME, "n"].iloc[0])
    looked = f"the {n_themes} themes" if n_themes > 1 else "the one theme"
    if without == n_talks:
        return f"{start} None of {looked} that were looked for was found."
    if not without:
        return f"{start} Each has at least one of {looked} that were looked for."
    n_with = n_talks - without
    return (
        f"{start} {of_total(n_with, n_talks)} {_have(n_with)} at least one of {looked} that were"
        f" looked for; {without:,} {_have(without)} none."
    )


def _have(n_talks: int) -> str:
    return "has" if n_talks == 1 else "have"


def headline(shares: pd.DataFrame) -> str:
    """Say in a sentence which themes are the most frequent; "" where there are none.

    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> lexicon = {"ebpf": {"label": "eBPF", "terms": ["eBPF"]}}
    >>> headline(theme_shares(assign_themes(as_talks([{"title": "eBPF"}]), lexicon=lexicon)))
    'The most frequent theme is eBPF, in 1 of 1 talks (100%, 95% interval 21% to 100%).'
    """
    leaders, _ = _leaders(shares)
    if leaders.empty:
        return ""
    first = leaders.iloc[0]
    interval = f"{percent(first['low'])} to {percent(first['high'])}"
    share = f"{percent(first['share'])}, 95% interval {interval}"
    total = f"{of_total(int(first['n']), int(first['n_talks']))} talks"
    if len(leaders) > _MOST_NAMES:
        return f"No theme leads: {len(leaders)} themes are in {total} each ({share})."
    if len(leaders) > 1:
        return f"The most frequent themes are {_labels(leaders)}, in {total} each ({share})."
    return f"The most frequent theme is {_name(first['label'])}, in {total} ({share})."


def _next(shares: pd.DataFrame) -> str:
    """The themes behind the most frequent, and whether their order is a finding."""
    leaders, others = _leaders(shares)
    if others.empty:
        return ""
    first = leaders.iloc[0]
    names = [f"{_name(row.label)} ({row.n:,})" for row in others.head(3).itertuples()]
    text = f"Then {'comes' if len(names) == 1 else 'come'} {join_names(names)}."
    near = int((others["share"] >= first["low"]).sum())
    if not near:
        return f"{text} The shares of all other themes lie below that interval."
    lie = "share of one other theme lies" if near == 1 else f"shares of {near} other themes lie"
    return f"{text} The {lie} within that interval, so their order is no finding."


def _leaders(shares: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The most frequent themes, and the others that talks have."""
    rows = shares[(shares["theme"] != NO_THEME) & (shares["n"] > 0)]
    rows = rows.sort_values("n", ascending=False, kind="stable")
    is_first = rows["n"] == rows["n"].max()
    return rows[is_first], rows[~is_first]


def _by_event(themes: ThemeAssignments, editions: pd.Series) -> list[str]:
    """The most frequent themes of each of a few events, and how the events differ."""
    named = [name for name in editions.unique() if name]
    if not 1 < len(named) <= _MOST_NAMES + 1:
        return []
    shares = theme_shares(themes, by="event")
    parts = []
    for name in named:
        leaders, _ = _leaders(shares[shares["event"] == name])
        if 0 < len(leaders) <= _MOST_NAMES - 2:
            first = leaders.iloc[0]
            part = of_total(int(first["n"]), int(first["n_talks"]))
            each = " each" if len(leaders) > 1 else ""
            parts.append(f"{_labels(leaders)} at {_name(name)} ({part}{each})")
    most = [f"The most frequent by event: {', '.join(parts)}."] if parts else []
    differences = compare_events(themes)
    caveat = length_caveat(themes.talks)
    return [
        *most,
        *_differences(differences[differences["verdict"].isin(["more", "less"])]),
        f"{caveat[0].upper()}{caveat[1:]}." if caveat else "",
    ]


def _differences(claimed: pd.DataFrame) -> list[str]:
    if claimed.empty:
        return ["Of no theme can these talks tell that one event had more of it than the others."]
    clearest = claimed.sort_values("p", kind="stable").head(_MOST_NAMES - 2)
    claims = [_claim(one_line(row.event), one_line(row.sentence)) for row in clearest.itertuples()]
    of = f", the clearest of {len(claimed)}" if len(claimed) > len(claims) else ""
    return [
        f"More than chance explains{of}, by tests corrected for the number of themes, with 95%"
        f" intervals: {'; '.join(claims)}."
    ]


def _claim(event: str, sentence: str) -> str:
    """Make of "B: more eBPF than at A: +9 points, 2 to 16" a part of a sentence.

    >>> _claim("B", "more eBPF than at A: +9 points, 2 to 16")
    'at B there is more eBPF than at A (+9 points, 2 to 16)'
    """
    # Of two events the sentence does not say which it is about.
    told, _, numbers = sentence.removeprefix(f"{event}: ").rpartition(": ")
    return f"at {_name(event)} there is {told} ({numbers})"


def _together(themes: ThemeAssignments) -> str:
    """The pair of themes that meets most, where it is one pair and no chance meeting."""
    pairs = theme_cooccurrence(themes)
    if pairs.empty or pairs["n_both"].iloc[0] < 3:
        return ""
    best = pairs[pairs["n_both"] == pairs["n_both"].iloc[0]]
    if len(best) > 1:
        return ""
    one = best.iloc[0]
    return (
        f"{_name(one['label_a'])} and {_name(one['label_b'])} meet most often,"
        f" in {count(int(one['n_both']), 'talk')}."
    )


def _absent(shares: pd.DataFrame) -> str:
    absent = shares[(shares["theme"] != NO_THEME) & (shares["n"] == 0)]
    if absent.empty or len(absent) == len(shares) - 1:
        return ""
    if len(absent) > _MOST_NAMES:
        return f"{len(absent)} of the {len(shares) - 1} themes were found in no talk."
    return f"{_labels(absent)} {'was' if len(absent) == 1 else 'were'} found in no talk."


def _groups(topics: Topics) -> list[str]:
    """What clustering found; only groups that come back are named."""
    said = ["Beside the themes, groups of like talks were looked for.", topics.verdict]
    table = topic_summary(topics)
    stable = table[table["reading"] == "stable"]
    if len(table) < 2 or not topics.is_clear or stable.empty:
        return said
    names = [
        f"“{_name(row.label)}” ({count(row.n_talks, 'talk')})"
        for row in stable.head(_MOST_NAMES).itertuples()
    ]
    if len(stable) == 1:
        return [*said, f"The stable one is, by its words, {names[0]}."]
    largest = "largest stable ones" if len(stable) > len(names) else "stable ones"
    return [*said, f"The {largest} are, by their words, {join_names(names)}."]


def _unknown(themes: ThemeAssignments) -> list[str]:
    """What these talks cannot tell."""
    talks = themes.talks
    n_talks = len(talks)
    n_bare = int((talks["abstract"].isna() & talks["takeaways"].isna()).sum())
    foreign = int((talks["language"].notna() & ~talks["language"].isin(["en"])).sum())
    none_found = _most_of_none(n_talks)
    return [
        f"{count(n_talks, 'talk')} {'leaves' if n_talks == 1 else 'leave'} much open: a theme that"
        f" was found in none may still be in up to {percent(none_found)} of such talks."
        if n_talks < _MANY_TALKS
        else "",
        f"Of {count(n_bare, 'talk')} only the title is known, so a theme can have been missed."
        if n_bare
        else "",
        f"{count(foreign, 'talk')} {'is' if foreign == 1 else 'are'} not in English, and the"
        " lexicon knows English words only."
        if foreign
        else "",
        "The themes are those of a list of words that is given below, and another list would find"
        " other shares. What was said on stage was not read, only what the programme says.",
    ]


def _most_of_none(n_talks: int) -> float:
    """The upper end of the 95% interval (Wilson) of none of so many talks."""
    from scipy.stats import binomtest

    return float(binomtest(0, n_talks).proportion_ci(method="wilson").high)


def _few(names: list[str]) -> str:
    if len(names) <= _MOST_NAMES + 1:
        return join_names(names)
    return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"


def _labels(rows: pd.DataFrame) -> str:
    return join_names([_name(label) for label in rows["label"]])


def _name(text: str) -> str:
    """Give a name as part of a sentence; one without end is cut."""
    name = one_line(text)
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1].rstrip()}…"
