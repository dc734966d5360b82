"""Messages on standard error, and progress on a terminal or in a notebook."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TypeVar

from kcdanalysis.errors import shown


class Loudness(IntEnum):
    """Which messages are printed: errors, results, or each step and its time."""

    quiet = 0
    usual = 1
    verbose = 2


_loudness = Loudness.usual
_Item = TypeVar("_Item")


def set_loudness(loudness: Loudness) -> None:
    """Choose which messages are printed from now on."""
    global _loudness
    _loudness = loudness


def is_verbose() -> bool:
    """Whether each step and its time are printed."""
    return _loudness == Loudness.verbose


def say(words: str) -> None:
    """Print a message on standard error, unless --quiet."""
    if _loudness > Loudness.quiet:
        print(shown(words, keep="\n"), file=sys.stderr)


@contextmanager
def step(words: str, number: int = 1, of: int = 1) -> Iterator[None]:
    """Show on a terminal that a step of the work is running; if verbose, print its time."""
    began, words = time.monotonic(), shown(words)
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if is_terminal and _loudness > Loudness.quiet:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True) as progress:
            # The bar of a single step moves only to show that the step is running.
            total = of if of > 1 else None
            progress.add_task(words.replace("[", r"\["), total=total, completed=number - 1)
            yield
    else:
        yield
    if is_verbose():
        print(f"{words}: {time.monotonic() - began:.1f} s", file=sys.stderr)


def track(items: Iterable[_Item], words: str) -> Iterable[_Item]:
    """Show the progress of a long loop in a notebook; elsewhere do nothing.

    >>> list(track([1, 2], "counting"))
    [1, 2]
    """
    # Kernels have loaded ipykernel; scripts and the command line do not load tqdm.
    if "ipykernel" not in sys.modules:
        return items
    from tqdm.auto import tqdm

    # Shorter loops show no progress.
    bar: Iterable[_Item] = tqdm(items, desc=words, delay=2.0, leave=False)
    return bar
