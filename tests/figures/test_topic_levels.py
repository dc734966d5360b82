import pandas as pd

from kcdanalysis.figures import topics


def summary(**more):
    rows = [(0, "Linux", 4), (1, "Email", 6), (2, "Kernel", 5)]
    table = pd.DataFrame(rows, columns=["topic", "label", "n_talks"])
    return table.assign(of_talks=20, stability=0.8, reading="holds", terms="a, b", **more)


def test_groups_of_one_broader_group_are_drawn_together_the_largest_first():
    drawn = topics(summary(broader=["Systems", "Email", "Systems"]), event="")
    assert drawn.details["Topic"].tolist() == ["Kernel", "Linux", "Email"]
    assert drawn.details["Terms"].tolist() == ["in Systems: a, b", "in Systems: a, b", "a, b"]
    assert "Groups of one broader group are together." in drawn.note
    alone = topics(summary(), event="")
    assert alone.details["Topic"].tolist() == ["Email", "Kernel", "Linux"]
    assert "broader" not in alone.note
