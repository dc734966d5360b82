from made_up import sample

from kcdanalysis.figures import talk_lengths


def test_bars_of_lengths_are_their_talks():
    figure = talk_lengths(sample()[0], event="KCD")
    ax = figure.plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    drawn = dict(zip(names, (bar.get_width() for bar in ax.patches), strict=True))
    assert drawn == {"20": 20, "30": 20, "45": 20}
    assert figure.alt == (
        "Bar chart of 3 lengths of 60 talks of KCD. 20 minutes: 20. 30 minutes: 20. 45 minutes: 20."
    )
