import pandas as pd

from kcdanalysis.figures import topics


def summary(**more):
    rows = [(0, "Linux", 4), (1, "Email", 6), (2, "Kernel", 5)]
    table = pd.DataFrame(rows, columns=["topic", "label", "n_talks"])
    return table.assign(of_talks=20, stability=0.8, reading="holds", terms="a, b", **more)


def test_few_groups_are_drawn_by_their_size_whatever_their_broader_groups():
    drawn = topics(summary(broader=["Systems", "Email", "Systems"]), event="")
    assert drawn.details["Topic"].tolist() == ["Email", "Kernel", "Linux"]
    assert drawn.details["Terms"].tolist() == ["a, b"] * 3
    assert "broader" not in drawn.note


def test_of_many_groups_the_broader_ones_are_drawn_with_the_names_of_theirs():
    sizes = [40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    table = pd.DataFrame({"topic": range(17), "label": [f"T{at}" for at in range(17)]})
    table = table.assign(
        n_talks=sizes, of_talks=300, stability=0.8, reading="holds", terms="a, b",
        broader=["Alone", *["Even", "Odd"] * 8],
    )  # fmt: skip
    drawn = topics(table)
    ax = drawn.plot()
    bars = [patch.get_width() for patch in ax.patches]
    assert bars == [2 + 4 + 6 + 8 + 10 + 12 + 14 + 16, 1 + 3 + 5 + 7 + 9 + 11 + 13 + 15, 40, 124]
    said = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert "72 of 300 8 groups" in said and "40 of 300 1 group" in said
    assert "T16 (16), T14 (14), T12 (12), T10 (10), T8 (8), T6 (6), T4 (4), T2 (2)" in said
    assert "A bar: a broader group; below its name its groups, with their talks." in drawn.note
    assert "Odd: 72, 8 groups. Even: 64, 8 groups." in drawn.alt
    assert len(drawn.details) == 17, "the table has all groups"
    # A mark is that of one group on the map, and a bar here is of several.
    assert not ax.lines
    assert len(topics(table.head(16)).plot().patches) == 17
