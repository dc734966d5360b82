"""What a site adds to every abstract is set aside, and nothing else."""

import re
import warnings

import pytest

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.layouts.boilerplate import set_boilerplate_aside

SUBJECTS = "Tides Fog Ropes Knots Lamps Charts".split()


def rows(ending, number=6):
    return [
        {"source": "talks.json", "title": one, "abstract": f"About {one.lower()}.{ending(at)}"}
        for at, one in enumerate(SUBJECTS[:number])
    ]


@pytest.mark.parametrize(
    "ending",
    [
        lambda at: "\n\nSubscribe to our newsletter for more talks.",
        lambda at: f"\n\n[Pier Conf 2023 - Hall {'ABC'[at % 3]} on 2023-07-{at + 10}]",
        lambda at: (
            f"\n\nThis talk was presented by {'Ada Example' if at % 2 else 'Bo'} at Pier Conf."
        ),
        lambda at: "</p><p>Our sponsors made this event possible.</p>",
    ],
)
def test_repeated_paragraphs_are_set_aside_with_a_note(ending):
    with pytest.warns(
        KcdWarning, match=r"^talks\.json: 6 abstracts have the same paragraph"
    ) as caught:
        found = set_boilerplate_aside(rows(ending))
    texts = [re.sub("<[^>]*>", "", str(row["abstract"])) for row in found]
    assert texts == [f"About {one.lower()}." for one in SUBJECTS]
    assert len(caught) == 1


@pytest.mark.parametrize(
    "given",
    [
        rows(lambda at: ""),
        rows(lambda at: "\n\nSubscribe to our newsletter for more talks.", number=3),
        rows(lambda at: "\n\nKey takeaways"),
        # One talk given six times.
        [{"source": "a", "title": "A", "abstract": "Ropes break where they are wet."}] * 6,
    ],
)
def test_other_text_is_kept(given):
    with warnings.catch_warnings():
        warnings.simplefilter("error", KcdWarning)
        assert [row["abstract"] for row in set_boilerplate_aside(given)] == [
            row["abstract"] for row in given
        ]


def test_pages_of_one_folder_are_one_source():
    pages = [
        {**row, "source": f"talks/{at}.json"}
        for at, row in enumerate(rows(lambda at: "\n\nSee you at Pier Conf 2023."))
    ]
    with pytest.warns(
        KcdWarning, match=r"^talks: 6 abstracts .* aside: 'See you at Pier Conf 2023\.'"
    ):
        assert set_boilerplate_aside(pages)[0]["abstract"] == "About tides."


def test_a_paragraph_of_a_third_of_a_large_source_is_found():
    letters = str.maketrans("0123456789", "abcdefghij")
    names = [str(n).translate(letters) for n in range(2_000)]
    shared = "Tickets are sold at the harbour."
    rows = [{"abstract": f"tides of quay {name} rise"} for name in names]
    for row in rows[1_300:]:
        row["abstract"] += f"\n\n{shared}"
    with pytest.warns(KcdWarning, match=f"700 abstracts have the same paragraph.*'{shared}'$"):
        cleaned = set_boilerplate_aside([{**row, "source": "a.csv"} for row in rows])
    assert [row["abstract"] for row in cleaned] == [f"tides of quay {name} rise" for name in names]
