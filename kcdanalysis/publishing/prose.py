"""The opening of a post: sentences that say what the numbers show, and no more."""

from math import comb

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import (
    NO_THEME,
    compare_events,
    is_theme,
    length_caveat,
    theme_clashes,
    theme_cooccurrence,
    theme_selection,
    theme_shares,
    topic_summary,
)
from kcdanalysis.summaries.comparison import CLAIMS
from kcdanalysis.summaries.gaps import theme_gaps
from kcdanalysis.summaries.intervals import ALPHA, paired_test, share_interval
from kcdanalysis.summaries.shares import by_frequency, misfit_sentences
from kcdanalysis.summaries.topics import broader_summary
from kcdanalysis.themes.assignment import ThemeAssignments, not_covered
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import (
    count,
    interval,
    join_names,
    join_sentences,
    of_total,
    one_line,
    percent,
    short,
)

# A sentence lists up to this many names; beyond, it says how many there are.
_MOST_NAMES = 5
# Below this many talks, the post warns that absence from them says little.
_FEW_TALKS = 100
_NAME_LENGTH = 60


def opening(themes: ThemeAssignments, topics: Topics, editions: pd.Series) -> list[str]:
    """Write what the talks were about, which findings are reliable and which limits they have.

    `editions` is the name of each talk's event, "" where it has none.
    """
    shares = theme_shares(themes)
    paragraphs = [
        join_sentences(_subject(editions), _coverage(themes, shares)),
        join_sentences(
            headline(shares),
            _next_themes(themes, shares),
            _top_pair(themes),
            _clashes(themes),
            _absent(shares),
            _gaps(themes),
        ),
        _selection(themes),
        _by_event(themes, editions),
        _topics(topics),
        _limits(themes),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _subject(editions: pd.Series) -> str:
    """How many talks of which events were read."""
    n_talks = len(editions)
    counts = editions[editions != ""].value_counts(sort=False)
    if len(counts) == 1:
        return f"{_name(counts.index[0])} had {count(n_talks, 'talk')}."
    if counts.empty:
        return f"The programme has {count(n_talks, 'talk')}."
    names = [f"{_name(name)} ({n:,})" for name, n in counts.items()]
    if len(names) > _MOST_NAMES + 1:
        names[_MOST_NAMES:] = [f"{len(names) - _MOST_NAMES} more"]
    return f"{len(counts)} events had {count(n_talks, 'talk')}: {join_names(names)}."


def _coverage(themes: ThemeAssignments, shares: pd.DataFrame) -> str:
    """How many talks have a theme of the lexicon, and of how many it is unknown."""
    n_talks, n_themes = int(shares["n_talks"].iloc[0]), len(themes.lexicon)
    n_with = n_talks - int(shares.loc[shares["theme"] == NO_THEME, "n"].iloc[0])
    unknown = themes.uncovered
    they = "it is" if len(unknown) == 1 else "they are"
    left_out = f"{not_covered(unknown)}; {they} left out of all shares." if len(unknown) else ""
    other = "other " if left_out else ""
    some = f"of the {n_themes} themes in the lexicon"
    one = f"at least one {some}" if n_themes > 1 else "the theme in the lexicon"
    has = "has" if n_with == 1 else "have"
    covered = f"{of_total(n_with, n_talks)}{' other talks' if other else ''} {has} {one}."
    if not n_with:
        none = f"any {some}" if n_themes > 1 else "the theme in the lexicon"
        covered = f"No {other}talk has {none}." if n_talks else ""
    elif n_with == n_talks:
        each = "Each other talk" if other else "It" if n_talks == 1 else "Each of them"
        covered = f"{each} has {one}."
    return join_sentences(left_out, covered)


def headline(shares: pd.DataFrame) -> str:
    """Name the most frequent themes in a sentence; "" if no talk has a theme."""
    leaders, _ = _leaders(shares)
    if leaders.empty:
        return ""
    first = leaders.iloc[0]
    talks = f"in {of_total(int(first['n']), int(first['n_talks']))} talks"
    share = f"({percent(first['share'])}, 95% interval {interval(first['low'], first['high'])})"
    if len(leaders) > _MOST_NAMES:
        return f"No theme leads: {len(leaders)} themes are {talks} each {share}."
    if len(leaders) > 1:
        return f"The most frequent themes are {_labels(leaders)}, {talks} each {share}."
    return f"The most frequent theme is {_labels(leaders)}, {talks} {share}."


def _next_themes(themes: ThemeAssignments, shares: pd.DataFrame) -> str:
    """The themes after the most frequent ones, and whether their order is reliable."""
    leaders, others = _leaders(shares)
    if others.empty:
        return ""
    names = [f"{_name(row.label)} ({row.n:,})" for row in others.head(3).itertuples()]
    text = f"Next {'is' if len(names) == 1 else 'are'} {join_names(names)}."
    # The talks are the same: what counts are those that have one theme and not the other.
    first, rest = themes.labels[leaders["theme"].iloc[0]], themes.labels[list(others["theme"])]
    # Which theme leads is known from the same talks, so that any pair may be the one tested.
    p = paired_test((~rest)[first].sum(), rest[~first].sum()) * comb(len(themes.lexicon), 2)
    n_near = int((p > ALPHA).sum())
    if not n_near:
        return f"{text} All other themes are less frequent."
    may = "It" if len(others) == 1 else count(n_near, "other theme")
    return f"{text} {may} may be as frequent, so the order is uncertain."


def _leaders(shares: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The most frequent themes, and the others that occur."""
    rows = by_frequency(shares[is_theme(shares["theme"])])
    is_first = rows["n"] == rows["n"].max()
    return rows[is_first], rows[~is_first]


def _top_pair(themes: ThemeAssignments) -> str:
    """The most frequent pair of themes, if it is a single one and occurs more than twice."""
    pairs = theme_cooccurrence(themes)
    best = pairs[(pairs["n_both"] == pairs["n_both"].max()) & (pairs["n_both"] > 2)]
    if not pairs["n_both"].any() and themes.labels.any(axis=None):
        return "No talk has two of these themes." if len(themes.lexicon) > 1 else ""
    if len(best) != 1:
        return ""
    first, second, n_both = best[["label_a", "label_b", "n_both"]].iloc[0]
    talks = count(int(n_both), "talk")
    return f"The most frequent pair is {_name(first)} and {_name(second)}, in {talks}."


def _clashes(themes: ThemeAssignments) -> str:
    """How many talks of one theme ran at the same time; "" if none did."""
    pairs = theme_clashes(themes)
    if pairs.empty:
        return ""
    label, n_pairs = next(iter(pairs["label"].value_counts().items()))
    # Two talks may have two themes in common.
    n_all = len(pairs.drop_duplicates(["talk_id", "other_id"]))
    of_one = f", {n_pairs:,} of them of {_name(str(label))}" if n_pairs < n_all else ""
    runs = "runs" if n_all == 1 else "run"
    return f"{count(n_all, 'pair')} of talks of one theme {runs} at the same time{of_one}."


def _absent(shares: pd.DataFrame) -> str:
    themes = shares[is_theme(shares["theme"])]
    absent, n_themes = themes[themes["n"] == 0], len(themes)
    if absent.empty or len(absent) == n_themes:
        return ""
    if len(absent) > _MOST_NAMES:
        return f"{len(absent)} of the {n_themes} themes were not found in any talk."
    verb = "was" if len(absent) == 1 else "were"
    return f"{_labels(absent)} {verb} not found in any talk."


def _gaps(themes: ThemeAssignments) -> str:
    """The themes with fewer talks than is usual at such events; "" if none is surely so."""
    if misfit_sentences(themes):  # of an event of another kind
        return ""
    try:
        table = theme_gaps(themes)
    except KcdError:  # there is no reference for these terms
        return ""
    gaps = table[table["reading"].isin(["gap", "slight gap"])].head(_MOST_NAMES)
    names = [
        f"{_name(row.label)} ({of_total(row.n, row.n_talks)}, {row.n_expected:,.0f} expected)"
        for row in gaps.itertuples()
    ]
    if not names:
        return ""
    usual = join_names(list(gaps["reference"].unique()))
    return f"Fewer talks than at {usual} are about {join_names(names)}."


def _selection(themes: ThemeAssignments) -> str:
    """Which themes were cut from the proposals; "" if the talks are not proposals."""
    try:
        table = theme_selection(themes)
    except KcdError:  # no states, or nothing was chosen
        return ""
    if table.empty:
        return ""
    row = table.iloc[0]
    n_chosen, n_all = row["n"] + row["n_against"], row["n_talks"] + row["n_talks_against"]
    sure = table[table["verdict"].str.contains("cut|favoured")]
    sure = sure.sort_values("difference", kind="stable").head(_MOST_NAMES)
    said = "; ".join(map(one_line, sure["sentence"])) or "no theme was surely cut or favoured"
    accepted = f"{n_chosen:,} {'was' if n_chosen == 1 else 'were'} accepted"
    return f"Of {count(n_all, 'proposal')}, {accepted}. Compared with the others, {said}."


def _by_event(themes: ThemeAssignments, editions: pd.Series) -> str:
    """The most frequent themes of each of a few events, and how the events differ."""
    names = [name for name in editions.unique() if name]
    if not 1 < len(names) <= _MOST_NAMES + 1:
        return ""
    shares = theme_shares(themes, by="event")
    parts = []
    for name in names:
        leaders, _ = _leaders(shares[shares["event"] == name])
        if 0 < len(leaders) <= _MOST_NAMES - 2:
            total = of_total(*leaders[["n", "n_talks"]].iloc[0])
            each = " each" if len(leaders) > 1 else ""
            parts.append(f"{_labels(leaders)} at {_name(name)} ({total}{each})")
    caveat = length_caveat(themes.talks)
    return join_sentences(
        len(parts) > 0 and f"The most frequent themes by event: {', '.join(parts)}.",
        _differences(themes),
        caveat and f"{caveat[0].upper()}{caveat[1:]}.",
    )


def _differences(themes: ThemeAssignments) -> str:
    table = compare_events(themes)
    claimed = table[table["verdict"].isin(CLAIMS)].sort_values("p", kind="stable")
    if claimed.empty:
        return "No difference between the events is statistically significant."
    # A comparison of two events does not name the one that its sentences are about.
    claims = [
        f"at {_name(row.event)} {one_line(row.sentence.removeprefix(f'{row.event}: '))}"
        for row in claimed.head(_MOST_NAMES - 2).itertuples()
    ]
    start = "Significant differences"
    if len(claimed) > len(claims):
        start = f"The {len(claims)} clearest of {len(claimed)} significant differences"
    adjusted = f"intervals adjusted for {count(len(table), 'comparison')}"
    return f"{start} ({adjusted}): {'; '.join(claims)}."


def _topics(topics: Topics) -> str:
    """What clustering found; only topics that hold are named."""
    text = f"Clustering groups similar talks without using the lexicon. {topics.verdict}"
    table = topic_summary(topics)
    holding = table[table["reading"] == "holds"]
    if holding.empty:
        return text
    named = holding.head(_MOST_NAMES)
    names = [f"“{_name(row.label)}” ({count(row.n_talks, 'talk')})" for row in named.itertuples()]
    if len(names) == 1:
        return f"{text} The topic that holds is {names[0]}."
    which = f"{len(names)} largest topics" if len(holding) > len(names) else "topics that hold"
    text = f"{text} The {which} are {join_names(names)}."
    above = broader_summary(topics)
    if len(above) < 2:
        return text
    broader = [f"“{_name(row.label)}” ({count(row.n_talks, 'talk')})" for row in above.itertuples()]
    return f"{text} Their broader groups are {join_names(broader)}."


def _limits(themes: ThemeAssignments) -> str:
    """What the talks and the method cannot tell."""
    talks = themes.talks
    n_talks = len(talks) - len(themes.uncovered)
    n_bare = int((talks["abstract"].isna() & talks["takeaways"].isna()).sum())
    _, most = share_interval(0, n_talks)
    sample = f"{count(n_talks, 'talk')} {'is' if n_talks == 1 else 'are'} a small sample"
    return join_sentences(
        0 < n_talks < _FEW_TALKS
        and f"{sample}: a theme that was not found may still be in up to {percent(float(most))} of"
        " such talks.",
        n_bare > 0
        and f"For {count(n_bare, 'talk')} only the title is known, so themes may have been missed.",
        misfit_sentences(themes),
        "The themes are those of one lexicon (see below); another lexicon would give other shares."
        " Only the programme was analysed, not what was said on stage.",
    )


def _labels(rows: pd.DataFrame) -> str:
    return join_names([_name(label) for label in rows["label"]])


def _name(text: str) -> str:
    """Put a name into a sentence; a very long one is cut."""
    return short(text, _NAME_LENGTH)
