import pandas as pd
import pytest

from kcdanalysis.sources import count_entries
from kcdanalysis.sources.checks import check_talks
from kcdanalysis.talks import as_talks


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        (["talk", "keynote", "break"], "3 entries: 1 talk, 1 keynote, 1 break"),
        (["lightning", "lightning", "other"], "3 entries: 2 lightning talks, 1 other"),
        (["talk"], "1 entry: 1 talk"),
        ([], "0 entries"),
    ],
)
def test_entries_are_counted_by_kind(kinds, text):
    assert count_entries(as_talks([{"title": "A", "kind": kind} for kind in kinds])) == text


def test_any_rows_with_a_title_are_checked():
    rows = pd.DataFrame({"title": ["eBPF"], "speakers": ["Liz Rice"]})
    assert check_talks(rows)["code"].tolist() == ["missing-abstract"]
