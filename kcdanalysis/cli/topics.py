"""The verb that finds topics."""

from kcdanalysis.cli.options import Reading, TopicOptions, verb
from kcdanalysis.cli.output import Table
from kcdanalysis.progress import say

#: Talks of a topic that a reader sees.
_N_SHOWN = 3


@verb("topics data/kcd-zurich-2023.md -n 3 --seed 1")
def topics(reading: Reading, options: TopicOptions, table: Table) -> None:
    """Find groups of talks that share words, and show which groups are more than chance."""
    from kcdanalysis.summaries import topic_summary, topic_talks

    talks = reading.talks()
    result = options.find(talks)
    best = topic_talks(result, n=len(talks) if table.is_data else _N_SHOWN)
    titles = best.groupby("topic")["title"].agg("\n".join)
    rows = topic_summary(result)
    titles.name = "talks" if table.is_data else "best talks"
    rows = rows.join(titles, on="topic")
    shown = ["broader", "label", "n_talks", "reading", "stability", titles.name]
    table.write(rows, [name for name in shown if name in rows])
    say(result.verdict)
