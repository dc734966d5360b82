"""The verb that finds topics."""

from kcdanalysis.cli.options import Reading, TopicOptions, verb
from kcdanalysis.cli.output import Table
from kcdanalysis.progress import say

#: Talks of a topic that a reader sees.
_N_SHOWN = 3


@verb("topics data/kcd-zurich-2023.md -n 3 --seed 1")
def topics(reading: Reading, options: TopicOptions, table: Table) -> None:
    """Find groups of talks that share their words, and tell which of them hold."""
    from kcdanalysis.summaries import topic_summary, topic_talks

    talks = reading.talks()
    result = options.find(talks)
    best = topic_talks(result, n=len(talks) if table.is_data else _N_SHOWN)
    titles = best.groupby("topic")["title"].agg("\n".join)
    rows = topic_summary(result).assign(talks=lambda topic: topic["topic"].map(titles))
    if not table.is_data:
        columns = ["broader", "label", "n_talks", "reading", "stability", "talks"]
        rows = rows[[name for name in columns if name in rows]]
        rows = rows.rename(columns={"talks": "best talks"})
    table.write(rows.round(4))
    say(result.verdict)
