"""Tracks against themes or topics."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import text_width
from kcdanalysis.summaries.counts import NO_THEME
from kcdanalysis.summaries.tracks import NO_TOPIC
from kcdanalysis.words.translation import N_, _, number
from kcdanalysis.words.wording import count, join_sentences, short, talks_of

_MOST_COLUMNS = 20
_READINGS = {
    "full": N_("Agreement {index} of 1: full agreement."),
    "strong": N_("Agreement {index} of 1: strong agreement."),
    "partial": N_("Agreement {index} of 1: partial agreement."),
    "weak": N_("Agreement {index} of 1: weak agreement."),
    "cannot tell": N_("Agreement {index} of 1: no agreement beyond chance."),
}


@figure(
    "track group label n n_track n_group n_talks share index reading",
    themes=(summaries.track_agreement,), topics=(summaries.track_agreement,),
)  # fmt: skip
def track_agreement(agreement: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw how many talks of each track have each theme, or are in each topic.

    The stronger the colour of a cell, the larger its part of the track. Of more than 40 tracks
    the largest are drawn, of more themes than there is room for the most frequent.
    """
    n_talks, n_tracks = int(agreement["n_talks"].iloc[0]), agreement["track"].nunique()
    left, size = 0.36 * room.width, canvas.body_size()
    digits = text_width(canvas.brief(int(agreement["n"].max())), canvas.small_size())
    most = int(room.beside(left) // max(digits + 3, 1.5 * size))
    tracks = agreement.drop_duplicates("track").set_index("track")["n_track"].head(MOST_ROWS)
    groups, n_present = _groups(agreement, most)
    names = [f"{track} ({number(n)})" for track, n in tracks.items()]
    rows = canvas.lay_rows(names, left - GAP, least=2 * size)
    heads = [canvas.head(f"{row.label} ({number(row.n_group)})") for row in groups.itertuples()]

    def draw(ax: Axes) -> None:
        row_of = dict(zip(tracks.index, zip(rows.places, rows.heights, strict=True), strict=True))
        column_of = {group: at for at, group in enumerate(groups["group"])}
        drawn = agreement[agreement["track"].isin(row_of) & agreement["group"].isin(column_of)]
        for cell in drawn.itertuples():
            at, (place, height) = column_of[cell.group], row_of[cell.track]
            canvas.draw_cell(ax, at, place, height - 1.5, cell.share, cell.n)
        canvas.write_heads(ax, heads, 0.5, 90)
        canvas.bare_axes(ax, (0, max(len(heads), 1)), (rows.height, 0))
        rows.name(ax, pad=left)

    index, word = agreement[["index", "reading"]].iloc[0]
    reading = _(_READINGS[word], index=number(index, 2))
    message = join_sentences(
        _("{talks} in {tracks}.", talks=talks_of(n_talks), tracks=count(n_tracks, "track")), reading
    )
    order = agreement.sort_values("n", ascending=False, kind="stable").drop_duplicates("track")
    best = order.set_index("track").loc[agreement["track"].drop_duplicates()].reset_index()
    return Layout(
        title=canvas.heading(event, "Tracks and subjects of {event}", "Tracks and subjects"),
        message=message,
        note=join_sentences(
            _(
                "In a cell: talks of the track with the subject. Stronger colour: a larger part of"
                " the track. In brackets: all talks."
            ),
            _("Agreement: adjusted mutual information (Vinh et al. 2010), about 0 by chance."),
            len(tracks) < n_tracks
            and _("{n} of {total} tracks, the largest.", n=len(tracks), total=n_tracks),
            len(groups) < n_present
            and _("{n} of {total} subjects, the most frequent.", n=len(groups), total=n_present),
        ),
        caption=join_sentences(
            _(
                "Talks of each track by theme or topic, {talks} with a track.",
                talks=talks_of(n_talks, event),
            ),
            message,
        ),
        alt=(
            _(
                "Table of {tracks} by {groups}, {talks}.",
                tracks=count(n_tracks, "track"),
                groups=count(agreement["group"].nunique(), "group"),
                talks=talks_of(n_talks, event),
            ),
            reading,
            *(
                _(
                    "{track}: {name} in {n} of {total}.",
                    track=short(row.track),
                    name=short(row.label),
                    n=row.n,
                    total=row.n_track,
                )
                for row in best.itertuples()
            ),
        ),
        details=canvas.columns(
            best, track="Track", n_track="Talks", label="Most often", n="In", share="Share"
        ),
        draw=draw,
        height=rows.height,
        left=left,
        top=canvas.widest([heads]) + GAP,
    )


def _groups(agreement: pd.DataFrame, most: int) -> tuple[pd.DataFrame, int]:
    """The most frequent themes or topics that there is room for, and how many talks have any."""
    groups = agreement.drop_duplicates("group")[["group", "label", "n_group"]]
    present = groups[groups["n_group"] > 0]
    ranked = present.sort_values("n_group", ascending=False, kind="stable")
    ranked = ranked.head(max(min(most, _MOST_COLUMNS), 1))
    # Talks without a theme or topic are last.
    is_none = ranked["group"].isin([NO_THEME, NO_TOPIC]).to_numpy()
    return ranked.iloc[np.argsort(is_none, kind="stable")], len(present)
