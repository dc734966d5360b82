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
from kcdanalysis.summaries.clashes import clashing_pairs
from kcdanalysis.summaries.comparison import CLAIMS
from kcdanalysis.summaries.gaps import theme_gaps
from kcdanalysis.summaries.intervals import ALPHA, paired_test, share_interval
from kcdanalysis.summaries.shares import by_frequency, misfit_sentences
from kcdanalysis.summaries.topics import broader_summary
from kcdanalysis.themes.assignment import ThemeAssignments, not_covered
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import N_, _, ngettext, number, retold
from kcdanalysis.words.wording import (
    count,
    interval,
    join_names,
    join_sentences,
    labelled,
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
        name = _name(counts.index[0])
        return ngettext("{name} had {n} talk.", "{name} had {n} talks.", n_talks, name=name)
    if counts.empty:
        return ngettext("The programme has {n} talk.", "The programme has {n} talks.", n_talks)
    return _(
        "{n} events had {talks}: {names}.",
        n=len(counts),
        talks=count(n_talks, "talk"),
        names=_first([f"{_name(name)} ({number(n)})" for name, n in counts.items()]),
    )


def _first(names: list[str]) -> str:
    """Name the first of many, and say how many more there are."""
    if len(names) > _MOST_NAMES + 1:
        names = [*names[:_MOST_NAMES], _("{n} more", n=len(names) - _MOST_NAMES)]
    return join_names(names)


def _coverage(themes: ThemeAssignments, shares: pd.DataFrame) -> str:
    """How many talks have a theme of the lexicon, and of how many it is unknown."""
    n_talks, n_themes = int(shares["n_talks"].iloc[0]), len(themes.lexicon)
    n_with = n_talks - int(shares.loc[shares["theme"] == NO_THEME, "n"].iloc[0])
    unknown = themes.uncovered
    if not len(unknown):
        return _covered(n_with, n_talks, n_themes, others=False)
    left_out = ngettext(
        "{text}; it is left out of all shares.",
        "{text}; they are left out of all shares.",
        len(unknown),
        text=not_covered(unknown),
    )
    return join_sentences(left_out, _covered(n_with, n_talks, n_themes, others=True))


def _covered(n_with: int, n_talks: int, n_themes: int, others: bool) -> str:
    """How many of the talks have a theme: of all, or of the others, whose themes are known."""
    if not n_with:
        none = N_("No talk has a theme of the lexicon.")
        none = N_("No other talk has a theme of the lexicon.") if others else none
        return _(none) if n_talks else ""
    one = _("the theme in the lexicon")
    if n_themes > 1:
        one = _("at least one of the {n} themes in the lexicon", n=n_themes)
    if n_with == n_talks and others:
        return _("Each other talk has {theme}.", theme=one)
    if n_with == n_talks:
        return ngettext("It has {theme}.", "Each of them has {theme}.", n_talks, theme=one)
    said = {"total": number(n_talks), "theme": one}
    if others:
        return ngettext(
            "{n} of {total} other talks has {theme}.",
            "{n} of {total} other talks have {theme}.",
            n_with,
            **said,
        )
    return ngettext("{n} of {total} has {theme}.", "{n} of {total} have {theme}.", n_with, **said)


def headline(shares: pd.DataFrame) -> str:
    """Name the most frequent themes in a sentence; "" if no talk has a theme."""
    leaders = _leaders(shares)[0]
    if leaders.empty:
        return ""
    first = leaders.iloc[0]
    text = N_(
        "The most frequent theme is {names}, in {n} of {total} talks ({share}, 95% interval"
        " {interval})."
    )
    if len(leaders) > 1:
        text = N_(
            "The most frequent themes are {names}, in {n} of {total} talks each ({share}, 95%"
            " interval {interval})."
        )
    if len(leaders) > _MOST_NAMES:
        text = N_(
            "No theme leads: {n_themes} themes are in {n} of {total} talks each ({share}, 95%"
            " interval {interval})."
        )
    return _(
        text,
        names=_labels(leaders),
        n_themes=len(leaders),
        n=number(first["n"]),
        total=number(first["n_talks"]),
        share=percent(first["share"]),
        interval=interval(first["low"], first["high"]),
    )


def _next_themes(themes: ThemeAssignments, shares: pd.DataFrame) -> str:
    """The themes after the most frequent ones, and whether their order is reliable."""
    leaders, others = _leaders(shares)
    if others.empty:
        return ""
    rows = [f"{_name(row.label)} ({number(row.n)})" for row in others.head(3).itertuples()]
    names = join_names(rows)
    text = ngettext("Next is {names}.", "Next are {names}.", len(rows), names=names)
    # The talks are the same: what counts are those that have one theme and not the other.
    first, rest = themes.labels[leaders["theme"].iloc[0]], themes.labels[list(others["theme"])]
    # Which theme leads is known from the same talks, so that any pair may be the one tested.
    p = paired_test((~rest)[first].sum(), rest[~first].sum()) * comb(len(themes.lexicon), 2)
    n_near = int((p > ALPHA).sum())
    if not n_near:
        return join_sentences(text, _("All other themes are less frequent."))
    if len(others) == 1:
        return join_sentences(text, _("It may be as frequent, so the order is uncertain."))
    may = ngettext(
        "{n} other theme may be as frequent, so the order is uncertain.",
        "{n} other themes may be as frequent, so the order is uncertain.",
        n_near,
    )
    return join_sentences(text, may)


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
        return _("No talk has two of these themes.") if len(themes.lexicon) > 1 else ""
    if len(best) != 1:
        return ""
    first, second, n_both = best[["label_a", "label_b", "n_both"]].iloc[0]
    return _(
        "The most frequent pair is {pair}, in {n} talks.",
        pair=join_names([_name(first), _name(second)]),
        n=number(n_both),
    )


def _clashes(themes: ThemeAssignments) -> str:
    """How many talks of one theme ran at the same time; "" if none did."""
    pairs = theme_clashes(themes)
    if pairs.empty:
        return ""
    label, n_pairs = next(iter(pairs["label"].value_counts().items()))
    # Two talks may have two themes in common.
    n_all = len(pairs.drop_duplicates(["talk_id", "other_id"]))
    if n_pairs == n_all:
        return clashing_pairs(n_all)
    return _(
        "{n} pairs of talks of one theme run at the same time, {n_pairs} of them of {name}.",
        n=number(n_all),
        n_pairs=number(n_pairs),
        name=_name(str(label)),
    )


def _absent(shares: pd.DataFrame) -> str:
    themes = shares[is_theme(shares["theme"])]
    absent, n_themes = themes[themes["n"] == 0], len(themes)
    if absent.empty or len(absent) == n_themes:
        return ""
    if len(absent) > _MOST_NAMES:
        text = N_("{n} of the {n_themes} themes were not found in any talk.")
        return _(text, n=len(absent), n_themes=n_themes)
    return ngettext(
        "{names} was not found in any talk.",
        "{names} were not found in any talk.",
        len(absent),
        names=_labels(absent),
    )


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
        _(
            "{name} ({n} of {total}, {expected} expected)",
            name=_name(row.label),
            n=number(row.n),
            total=number(row.n_talks),
            expected=number(row.n_expected),
        )
        for row in gaps.itertuples()
    ]
    if not names:
        return ""
    usual = join_names(list(gaps["reference"].unique()))
    text = N_("Fewer talks than at {usual} are about {names}.")
    return _(text, usual=usual, names=join_names(names))


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
    said = "; ".join(map(one_line, sure["sentence"]))
    accepted = ngettext(
        "Of {proposals}, {n} was accepted.",
        "Of {proposals}, {n} were accepted.",
        n_chosen,
        proposals=count(n_all, "proposal"),
    )
    compared = _(
        "Compared with the others, {claims}.",
        claims=said or _("no theme was surely cut or favoured"),
    )
    return join_sentences(accepted, compared)


def _by_event(themes: ThemeAssignments, editions: pd.Series) -> str:
    """The most frequent themes of each of a few events, and how the events differ."""
    names = [name for name in editions.unique() if name]
    if not 1 < len(names) <= _MOST_NAMES + 1:
        return ""
    shares = theme_shares(themes, by="event")
    parts = []
    for name in names:
        leaders = _leaders(shares[shares["event"] == name])[0]
        if 0 < len(leaders) <= _MOST_NAMES - 2:
            n, total = map(number, leaders[["n", "n_talks"]].iloc[0])
            several = N_("{names} at {event} ({n} of {total} each)")
            text = several if len(leaders) > 1 else N_("{names} at {event} ({n} of {total})")
            parts.append(_(text, names=_labels(leaders), event=_name(name), n=n, total=total))
    caveat = length_caveat(themes.talks)
    return join_sentences(
        len(parts) > 0 and _("The most frequent themes by event: {names}.", names=", ".join(parts)),
        _differences(themes),
        caveat and f"{caveat[0].upper()}{caveat[1:]}.",
    )


def _differences(themes: ThemeAssignments) -> str:
    table = compare_events(themes)
    claimed = table[table["verdict"].isin(CLAIMS)].sort_values("p", kind="stable")
    if claimed.empty:
        return _("No difference between the events is statistically significant.")
    # A comparison of two events does not name the one that its sentences are about.
    claims = [
        _(
            "at {event} {claim}",
            event=_name(row.event),
            claim=one_line(row.sentence.removeprefix(labelled(row.event, ""))),
        )
        for row in claimed.head(_MOST_NAMES - 2).itertuples()
    ]
    adjusted = ngettext(
        "intervals adjusted for {n} comparison",
        "intervals adjusted for {n} comparisons",
        len(table),
    )
    text = N_("Significant differences ({adjusted}): {claims}.")
    if len(claimed) > len(claims):
        text = N_("The {n} clearest of {total} significant differences ({adjusted}): {claims}.")
    claimed_here = {"n": len(claims), "total": len(claimed), "claims": "; ".join(claims)}
    return _(text, adjusted=adjusted, **claimed_here)


def _topics(topics: Topics) -> str:
    """What clustering found; only topics that hold are named."""
    how = _("Clustering groups similar talks without using the lexicon.")
    text = join_sentences(how, retold(topics.verdict))
    table = topic_summary(topics)
    holding = table[table["reading"] == "holds"]
    if holding.empty:
        return text
    which = ngettext(
        "The topic that holds is {names}.",
        "The topics that hold are {names}.",
        len(holding),
        names=_quoted(holding),
    )
    above = broader_summary(topics)
    broader = len(above) > 0 and _("The broader groups are {names}.", names=_quoted(above))
    return join_sentences(text, which, broader)


def _quoted(groups: pd.DataFrame) -> str:
    """Name groups of talks with their sizes."""
    return _first(
        [
            _("“{name}” ({talks})", name=_name(row.label), talks=count(row.n_talks, "talk"))
            for row in groups.itertuples()
        ]
    )


def _limits(themes: ThemeAssignments) -> str:
    """What the talks and the method cannot tell."""
    talks = themes.talks
    n_talks = len(talks) - len(themes.uncovered)
    n_bare = int((talks["abstract"].isna() & talks["takeaways"].isna()).sum())
    most = share_interval(0, n_talks)[1]
    return join_sentences(
        0 < n_talks < _FEW_TALKS
        and ngettext(
            "{n} talk is a small sample: a theme that was not found may still be in up to {share}"
            " of such talks.",
            "{n} talks are a small sample: a theme that was not found may still be in up to"
            " {share} of such talks.",
            n_talks,
            share=percent(float(most)),
        ),
        n_bare > 0
        and ngettext(
            "For {n} talk only the title is known, so themes may have been missed.",
            "For {n} talks only the title is known, so themes may have been missed.",
            n_bare,
        ),
        misfit_sentences(themes),
        _(
            "The themes are those of one lexicon (see below); another lexicon would give other"
            " shares. Only the programme was analysed, not what was said on stage."
        ),
    )


def _labels(rows: pd.DataFrame) -> str:
    return join_names([_name(label) for label in rows["label"]])


def _name(text: str) -> str:
    """Put a name into a sentence; a very long one is cut."""
    return short(text, _NAME_LENGTH)
