"""The engine: process each part of the talks, and join the results a few at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.talks import ensure_talks

#: An iterable of Talks frames, or a Dask DataFrame of their rows.
Parts = Any

#: The number of results that are joined at a time.
_JOINED = 16


def is_dask(talks: Parts) -> bool:
    """Whether talks are a Dask DataFrame.

    >>> is_dask([pd.DataFrame({"title": ["eBPF"]})])
    False
    """
    return hasattr(talks, "to_delayed")


@contextmanager
def dask_talks(paths: Sequence[str], scheduler: str | None = None) -> Iterator[Any]:
    """Open Parquet files that `write_talks` wrote as a Dask DataFrame.

    Parameters
    ----------
    paths : sequence of str
        Files that all workers can read.
    scheduler : str, optional
        The address of a cluster, such as "tcp://host:8786"; by default, threads are used.

    Raises
    ------
    KcdError
        If Dask is missing, a file is not such a table, or the cluster cannot be reached.
    """
    try:
        import dask
        import distributed
        import pyarrow
        from dask import dataframe
    except ImportError:
        raise needs_extra("a Dask DataFrame", "scale") from None
    with dask.config.set({"dataframe.convert-string": False}):
        try:
            client: Any = nullcontext()
            if scheduler:
                # If it were the default and unreachable, later work would wait for it.
                client = distributed.Client(  # type: ignore[no-untyped-call]
                    scheduler, timeout=10, set_as_default=False
                )
        except (OSError, ValueError) as error:
            problem = "there is no Dask scheduler at this address"
            raise KcdError(f"{scheduler}: {problem} ({type(error).__name__}); start one") from None
        with client, client.as_current() if scheduler else nullcontext():
            advice = "write it with 'kcdanalysis read PROGRAMME -o talks.parquet'"
            try:
                talks = dataframe.read_parquet(list(paths))
            except FileNotFoundError:
                raise KcdError(f"{', '.join(paths)}: no such file; check the name") from None
            except (pyarrow.ArrowException, ImportError, OSError, ValueError):
                raise KcdError(f"{', '.join(paths)}: not Parquet; {advice}") from None
            if missing := {"talk_id", "title"} - set(talks.columns):
                raise KcdError(f"{', '.join(paths)}: no column {min(missing)!r}; {advice}")
            yield talks


def map_parts(work: Callable[[pd.DataFrame], Any], talks: Parts) -> Iterable[Any]:
    """Apply a function to each part, lazily."""
    if is_dask(talks):
        from dask.delayed import delayed

        return [delayed(work)(part) for part in talks.to_delayed()]
    if isinstance(talks, pd.DataFrame) or not isinstance(talks, Iterable):
        raise KcdError(
            "talks must come in parts: a Dask DataFrame, or what read_talks returns with `batches`"
        )
    return map(work, talks)


def then(work: Callable[[Any], Any], results: Iterable[Any]) -> Iterable[Any]:
    """Apply a function to the result of each part, lazily."""
    if isinstance(results, list):
        from dask.delayed import delayed

        return [delayed(work)(result) for result in results]
    return map(work, results)


def join_results(results: Iterable[Any], join: Callable[[list[Any]], Any]) -> Any:
    """Join the results of all parts, in order, as a tree, with only a few of them in memory.

    >>> join_results(iter(range(100)), sum)
    4950
    """
    if isinstance(results, list):
        from dask.delayed import delayed

        while len(results) > 1:
            results = [delayed(join)(group) for group in _groups(results)]
        return delayed(join)(results).compute()
    joined: list[Any] = []
    for group in _groups(results):
        joined = [join([*joined, *group])]
    if not joined:
        raise KcdError("no talks; batches can be read only once, so read the file again")
    return joined[0]


def _groups(results: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(results)
    while group := list(islice(rest, _JOINED)):
        yield group


def sample_talks(talks: Parts, n: int) -> pd.DataFrame:
    """Choose talks at random by their ids alone, so that the parts do not matter.

    Returns
    -------
    DataFrame
        The Talks frame of at most `n` talks, in the order of their ids.

    Notes
    -----
    The talks with the smallest hashes of their ids: a bottom-k sample (E. Cohen and H. Kaplan,
    "Summarizing Data using Bottom-k Sketches", PODC 2007, 225-234).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": title} for title in ("Cats", "Dogs", "Newts")])
    >>> one, two = sample_talks([talks], 2), sample_talks([talks[2:], talks[:2]], 2)
    >>> one["talk_id"].tolist() == two["talk_id"].tolist()
    True
    """

    def least(parts: list[pd.DataFrame]) -> pd.DataFrame:
        both = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        hashes = pd.util.hash_array(both["talk_id"].to_numpy(dtype=object))
        order = pd.Series(hashes).sort_values(kind="stable").index[:n]
        return both.loc[order.sort_values()].reset_index(drop=True)

    parts = map_parts(lambda part: least([ensure_talks(part)]), talks)
    order = ["talk_id", "source", "line"]
    sample: pd.DataFrame = join_results(parts, least).sort_values(order, ignore_index=True)
    # Talks with the same title in different parts of a file may have the same id.
    again = sample.groupby("talk_id").cumcount()
    sample["talk_id"] += ("#" + (again + 1).astype("str")).where(again > 0, "")
    return sample
