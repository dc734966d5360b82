"""Sentences that a site adds to every abstract, set aside with a note."""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import PurePath
from textwrap import shorten

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.rows import RawRow

#: A paragraph is boilerplate if so many talks of one source have it ...
_MIN_TALKS = 4
#: ... and so large a share of those that have an abstract.
_MIN_SHARE = 0.3
#: So many texts of a large source are looked at first.
_FEW = 300
#: Shorter paragraphs ("Abstract:", "Target audience") may be headings that authors share.
_MIN_WORDS = 4
#: A template without numbers has so many words that are not names.
_MIN_FIXED = 3

_parts = re.compile(r"(\n\s*\n|</p>|<br\s*/?>\s*<br\s*/?>)").split
_NUMBER = re.compile(r"\d[\d:./-]*")
_NAMES = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*)*")
_WORD = re.compile(r"[^\W_]+")


def set_boilerplate_aside(rows: Iterable[RawRow]) -> list[RawRow]:
    """Remove paragraphs that many abstracts of one source share, and name each in a warning.

    Two paragraphs are the same if only numbers and capitalised words, such as rooms and
    names, differ: "[EuroPython 2023 - Hall A on 2023-07-20]".
    """
    rows = list(rows)
    sources: dict[str, list[RawRow]] = defaultdict(list)
    for row in rows:
        if row.get("abstract") and not row.get("as_written"):
            sources[str(row.get("source"))].append(row)
    # Pages of one talk each are one source by their folder.
    for source in [source for source, talks in sources.items() if len(talks) < _MIN_TALKS]:
        sources[str(PurePath(source).parent)] += sources.pop(source)
    for source, talks in sources.items():
        # A talk given twice is one text.
        texts = [*dict.fromkeys(tuple(_texts(row)) for row in talks)]
        # What a third of all talks have, two of a few hundred have.
        few = texts[:: 1 + len(texts) // _FEW]
        counts, examples = _count_forms(few)
        if len(few) < len(texts) and max(counts.values(), default=0) > 1:
            counts, examples = _count_forms(texts)
        needed = max(_MIN_TALKS, _MIN_SHARE * len(texts))
        aside = [form for form, number in counts.items() if number >= needed]
        for row in talks if aside else ():
            kept = [
                "".join(part for part in _parts(text) if _form(part) not in aside).strip()
                for text in _texts(row)
            ]
            row["abstract"] = kept if isinstance(row["abstract"], list) else kept[0]
        for form in aside:
            example = shorten(_plain(examples[form]), 80, placeholder="...")
            problem = f"{counts[form]} abstracts have the same paragraph, which was set aside"
            warnings.warn(f"{source}: {problem}: {example!r}", KcdWarning, stacklevel=2)
    return rows


def _texts(row: RawRow) -> list[str]:
    abstract = row.get("abstract")
    return [str(part or "") for part in (abstract if isinstance(abstract, list) else [abstract])]


def _count_forms(texts: Iterable[tuple[str, ...]]) -> tuple[Counter[str], dict[str, str]]:
    """Count the texts that have a paragraph of each form, and give the first of each."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for text in texts:
        forms = {_form(part): part for part in chain.from_iterable(map(_parts, text))}
        counts.update(filter(None, forms))
        for form, part in forms.items():
            examples.setdefault(form, part)
    return counts, examples


def _form(paragraph: str) -> str:
    """Return what is fixed in a paragraph; "" if that is too little to be boilerplate."""
    text = _NUMBER.sub("0", _plain(paragraph))
    form = _NAMES.sub("X", text)
    is_fixed = "0" in form or len(re.findall(r"\b[^\W\d_A-ZÀ-Þ]+", form)) >= _MIN_FIXED
    return form if is_fixed and len(_WORD.findall(text)) >= _MIN_WORDS else ""


def _plain(paragraph: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", paragraph).split())
