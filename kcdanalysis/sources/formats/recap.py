"""Recap articles in Markdown: a heading a talk, and below it who spoke and what was said."""

import re
from collections.abc import Iterator

import yaml

from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.outline import markdown_sections
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.values.labels import find_role, names_talk

EXPECTED = (
    'a recap has a heading a talk, such as "## Talk: its title", or one with '
    '"Speaker", "Summary" or "Key takeaways" below it'
)
EXAMPLE = "# KCD Zurich 2023\n## Talk: eBPF\nSpeaker: Ada"


def sniff(name: str, head: str) -> bool:
    """Whether this is an article: text with headings, or lines "Talk: ..." and "Speaker: ..."."""
    body = split_header(head)[2]
    # Data may have the same keys, in quotes.
    lines = [line for line in body.split("\n") if line.lstrip(" *_")[:1].isalpha()]
    is_labelled = sum(map(names_talk, lines)) > 1 and any(
        find_role(line)[0] == "speakers" for line in lines
    )
    if not is_labelled and not any(section.text for section in markdown_sections(body)):
        return False
    return not (_is_other_data(body) or _is_yaml(body))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of a recap."""
    header, body = read_header(decode(data, name), name)
    yield from read_article(markdown_sections(body, name), header, name)


def _is_other_data(text: str) -> bool:
    """Whether a file is markup, a calendar or a table, whose cells may contain headings."""
    first = next(line for line in text.split("\n") if line.strip())
    if first.casefold().startswith(("<?", "<!doctype", "<html", "<schedule", "begin:")):
        return True
    # Unlike prose, a header row has no spaces after its commas.
    return bool(re.match(r'["\w].*?[,;\t]\S', first)) and not re.search(r"[,;] ", first)


def _is_yaml(text: str) -> bool:
    """Whether the headings are comments of YAML data: lists or mappings inside others.

    Bullets such as "- Ada Example: eBPF" are prose: items of data have several keys.
    """
    #: The open collections, and of each mapping the number of its pairs; 0 if it is no item.
    around: list[yaml.Event] = []
    n_nodes, pairs, n_collections = [0], set(), 0
    try:
        for event in yaml.parse(text, yaml.BaseLoader):
            n_nodes[-1] += isinstance(event, yaml.NodeEvent)
            if isinstance(event, yaml.CollectionStartEvent):
                n_collections += 1
                around.append(event)
                n_nodes.append(0)
            elif isinstance(event, yaml.CollectionEndEvent):
                around.pop()
                is_item = isinstance(around[-1] if around else None, yaml.SequenceStartEvent)
                number = n_nodes.pop() // 2 * is_item
                pairs |= {number} if isinstance(event, yaml.MappingEndEvent) else set()
    except yaml.MarkedYAMLError as error:
        # An error at the end shows only that the head was cut there.
        if error.problem_mark and error.problem_mark.index < len(text):
            return False
    except (yaml.YAMLError, ValueError):
        return False
    return n_collections > 1 and pairs != {1}
