"""What is said on the way: words on standard error, progress on a terminal or in a notebook."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TypeVar


class Loudness(IntEnum):
    """How much is said: what is wrong, what was found, or what is done and how long it takes."""

    quiet = 0
    usual = 1
    verbose = 2


_loudness = Loudness.usual


def set_loudness(loudness: Loudness) -> None:
    """Say so much from now on."""
    global _loudness
    _loudness = loudness


def say(words: str) -> None:
    """Say what was found, unless it shall be quiet."""
    if _loudness > Loudness.quiet:
        print(words, file=sys.stderr)


@contextmanager
def step(words: str, number: int = 1, of: int = 1) -> Iterator[None]:
    """Show that a step of the work goes on, on a terminal; how long it took, if verbose.

    Parameters
    ----------
    words : str
        What is done: "looking for topics in 870 talks".
    number, of : int
        Which step it is, of how many.
    """
    began = time.monotonic()
    if _is_shown():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True) as progress:
            # The bar of one step alone only moves to show that it goes on.
            total = of if of > 1 else None
            progress.add_task(words.replace("[", r"\["), total=total, completed=number - 1)
            yield
    else:
        yield
    if _loudness == Loudness.verbose:
        print(f"{words}: {time.monotonic() - began:.1f} s", file=sys.stderr)


_Item = TypeVar("_Item")

#: Work that takes no longer is done before anybody asks, in seconds.
_SOON = 2.0


def track(items: Iterable[_Item], words: str) -> Iterable[_Item]:
    """Show in a notebook how far a loop has come, where it takes long; elsewhere nothing.

    >>> list(track([1, 2], "counting"))
    [1, 2]
    """
    # A kernel has loaded it; a script or the command line shall not.
    if "ipykernel" not in sys.modules:
        return items
    from tqdm.auto import tqdm

    bar: Iterable[_Item] = tqdm(items, desc=words, delay=_SOON, leave=False)
    return bar


def _is_shown() -> bool:
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return is_terminal and _loudness > Loudness.quiet
