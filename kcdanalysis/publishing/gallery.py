"""All figures of a programme in one folder, with a page that shows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kcdanalysis.figures import Figure, draw_all, draw_differences, house_style, not_drawn
from kcdanalysis.files import (
    FolderState,
    files_below,
    folder_state,
    is_file,
    read_text,
    write_folder,
)
from kcdanalysis.publishing.escaping import markdown_text
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import _


def draw_gallery(
    themes: ThemeAssignments,
    topics: Topics,
    folder: str | Path,
    *,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
    title: str | None = None,
    targets: Mapping[str, float] | None = None,
    force: bool = False,
    sources: Iterable[Any] = (),
) -> list[Path]:
    """Draw every figure of a programme, with numbers, texts and a README that shows them.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    folder : str or Path
        Created if it does not exist. Figures of an earlier run that are not drawn now are
        removed, unless they were edited.
    style, palette
        As for `house_style`.
    also : sequence of str
        As for `Figure.files`.
    title : str, optional
        Of the page; by default "Figures".
    targets : mapping of str to float, optional
        As for `theme_targets`.
    force, sources
        As for `write_folder`.

    Returns
    -------
    list of Path
        The files of the gallery.
    """
    look = {"style": style, "palette": palette, "also": also, "title": title}
    contents = gallery_files(themes, topics, targets=targets, **look)
    return write_folder(folder, contents, force=force, sources=sources)


def gallery_files(
    themes: ThemeAssignments,
    topics: Topics,
    *,
    targets: Mapping[str, float] | None = None,
    **look: Any,
) -> dict[str, bytes]:
    """Make the files of a gallery, by name; takes the look of `draw_gallery`."""
    draw = partial(draw_all, themes, topics, targets=targets)
    return _files(draw, partial(not_drawn, themes=themes, topics=topics), **look)


def gallery_state(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, **look: Any
) -> FolderState:
    """Compare a folder with the gallery that would be drawn into it now."""
    return folder_state(folder, gallery_files(themes, topics, **look))


def draw_comparison(
    themes: ThemeAssignments,
    by: str,
    folder: str | Path,
    *,
    against: Any = None,
    force: bool = False,
    sources: Iterable[Any] = (),
    **look: Any,
) -> list[Path]:
    """Draw what sets events apart: themes, words and, of three editions or more, the trend.

    Takes `by` and `against` of `compare_events`, and the other arguments of `draw_gallery`.
    """
    draw = partial(draw_differences, themes, by, against=against)
    missing = partial(not_drawn, themes=themes, by=by, against=against)
    return write_folder(folder, _files(draw, missing, **look), force=force, sources=sources)


def write_gallery(folder: str | Path, *, force: bool = False) -> Path:
    """Write README.md with every figure that was saved in a folder, in the order of names."""
    below = [path for path in files_below(folder) if path.parent == Path(folder)]
    paths = [path for path in below if path.suffix == ".md"]
    pages = [read_text(path) for path in paths if is_file(path.with_suffix(".svg"))]
    [page] = write_folder(
        folder, {"README.md": _readme(pages, _("Figures"))}, force=force, complete=False
    )
    return page


def _files(
    draw: Callable[[], list[Figure]],
    missing: Callable[[list[Figure]], list[str]],
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
    title: str | None = None,
) -> dict[str, bytes]:
    """The files of figures, and a README that shows them in the order of their names."""
    with house_style(style, palette=palette):
        figures = draw()
        contents = {name: data for figure in figures for name, data in figure.files(also).items()}
    pages = [contents[name].decode() for name in sorted(contents) if name.endswith(".md")]
    parts = [*pages, *(f"{reason}\n" for reason in missing(figures))]
    return {**contents, "README.md": _readme(parts, title or _("Figures"))}


def _readme(parts: Sequence[str], title: str) -> bytes:
    return "\n".join([f"# {markdown_text(title)}\n", *parts]).encode()
