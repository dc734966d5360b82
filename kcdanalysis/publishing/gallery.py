"""All figures of a programme in one folder, with a page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kcdanalysis.figures import Figure, draw_all, draw_differences, house_style
from kcdanalysis.files import (
    FolderState,
    files_below,
    folder_state,
    is_file,
    read_text,
    write_folder,
)
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics


def draw_gallery(
    themes: ThemeAssignments,
    topics: Topics,
    folder: str | Path,
    *,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
    force: bool = False,
    sources: Iterable[Any] = (),
) -> list[Path]:
    """Draw every figure of a programme, with numbers, words and a README that shows them.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    folder : str or Path
        Made if it is not there. Figures of an earlier run that are not drawn now are
        removed, unless they were edited.
    style, palette
        As for `house_style`.
    also : sequence of str
        As for `Figure.files`.
    force, sources
        As for `write_folder`.

    Returns
    -------
    list of Path
        The files of the gallery.
    """
    contents = gallery_files(themes, topics, style=style, palette=palette, also=also)
    write_folder(folder, contents, force=force, sources=sources)
    return [Path(folder) / name for name in contents]


def gallery_state(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, **options: Any
) -> FolderState:
    """Compare a folder with the gallery that would be drawn into it now.

    Takes what `gallery_files` takes.
    """
    return folder_state(folder, gallery_files(themes, topics, **options))


def gallery_files(
    themes: ThemeAssignments,
    topics: Topics,
    *,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
) -> dict[str, bytes]:
    """Make the files of a gallery, by name."""
    with house_style(style, palette=palette):
        return _with_readme(draw_all(themes, topics), also)


def draw_comparison(
    themes: ThemeAssignments,
    by: str,
    folder: str | Path,
    *,
    against: Any = None,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
    force: bool = False,
    sources: Iterable[Any] = (),
) -> list[Path]:
    """Draw what sets events apart: themes, words and, of three editions or more, the trend.

    Parameters
    ----------
    themes : ThemeAssignments
    by, against
        As for `compare_events`.
    folder, style, palette, also, force, sources
        As for `draw_gallery`.

    Returns
    -------
    list of Path
        The files of the gallery.
    """
    with house_style(style, palette=palette):
        contents = _with_readme(draw_differences(themes, by, against=against), also)
    write_folder(folder, contents, force=force, sources=sources)
    return [Path(folder) / name for name in contents]


def write_gallery(folder: str | Path, *, force: bool = False) -> Path:
    """Write README.md with every figure that was saved in a folder, in the order of names."""
    paths = [path for path in files_below(folder) if path.suffix == ".md"]
    pages = [read_text(path) for path in paths if is_file(path.with_suffix(".svg"))]
    write_folder(folder, {"README.md": _readme(pages)}, force=force, complete=False)
    return Path(folder) / "README.md"


def _with_readme(figures: Iterable[Figure], also: Sequence[str]) -> dict[str, bytes]:
    """The files of the figures, and a README that shows them in the order of their names."""
    contents: dict[str, bytes] = {}
    for figure in figures:
        contents |= figure.files(also)
    pages = [contents[name].decode() for name in sorted(contents) if name.endswith(".md")]
    return {**contents, "README.md": _readme(pages)}


def _readme(pages: Sequence[str]) -> bytes:
    return "\n".join(["# Figures\n", *pages]).encode()
