"""Themes and topics as tables in a notebook; `kcdanalysis` registers these with IPython."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from kcdanalysis.summaries import topic_summary
from kcdanalysis.summaries.printing import as_html
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.words.translation import speaking
from kcdanalysis.words.wording import count, interval, of_total, percent

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments
    from kcdanalysis.topics.finding import Topics

# A bar of characters, which every notebook shows, trusted or not.
_BAR_LENGTH = 20


@speaking("en")
def themes_html(themes: ThemeAssignments) -> str:
    """Show themes as a table: talks, share, interval and a bar, the most frequent first."""
    shares = theme_shares(themes).sort_values("n", ascending=False, kind="stable")
    shares = shares[shares["n"] > 0]
    rows = [
        (
            row.label,
            of_total(row.n, row.n_talks),
            percent(row.share),
            interval(row.low, row.high),
            "█" * max(1, round(_BAR_LENGTH * row.share)),
        )
        for row in shares.itertuples()
    ]
    caption = (
        f"{count(len(themes.lexicon), 'theme')} in {count(len(themes.talks), 'talk')}; a talk has a"
        f" theme from {themes.threshold:g} points on. A talk can have several. Why: .evidence"
    )
    return str(as_html(("theme", "talks", "share", "95% interval", ""), rows, caption))


@speaking("en")
def topics_html(topics: Topics) -> str:
    """Show topics as a table: talks, share, whether they hold and terms, below the verdict."""
    rows = [
        (
            str(row.topic),
            row.label,
            of_total(row.n_talks, row.of_talks),
            percent(row.share),
            row.reading,
            "" if isnan(row.stability) else f"{row.stability:.2f}",
            row.terms,
        )
        for row in topic_summary(topics).itertuples()
    ]
    names = ("topic", "label", "talks", "share", "reading", "stability (0 to 1)", "terms")
    return str(as_html(names, rows, topics.verdict))
