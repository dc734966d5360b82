"""Fuzz every format, lexicons, decisions and models: rows or one sentence, never more.

    python -m benchmarks.fuzz [--minutes 60] [--seed 0]

Inputs are samples of each format, damaged with knowledge of its signs: parts are cut,
repeated, exchanged between samples, or replaced by what some syntax opens or escapes. A hang
is an input that takes more than ten CPU seconds.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
import traceback
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import FORMATS
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.topics.decisions import _read_decisions

SAMPLES = Path("tests/sources")
#: After so many CPU seconds an input hangs.
HANG = 10
#: The classes of what turns the direction of the text behind it.
DIRECTIONS = frozenset("LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())
PIECES = [
    *(
        b"",
        b"\n",
        b"\r",
        b"\t",
        b" " * 50,
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"'",
        b'"',
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"&#",
        b"&a;",
        b"|",
        b"`",
        b"```",
    ),
    *(b"---\n", b"+++\n", b"# ", b"- ", b"* ", b": ", b"&a ", b"*a ", b"<<: *a", b"!!x ", b"? "),
    *(
        b"BEGIN:VEVENT\n",
        b"END:VEVENT\n",
        b"DTSTART:",
        b"T",
        b"Z",
        b"-1",
        b"1e999",
        b"NaN",
        b"null",
    ),
    *(b"99999999999", b"0000-00-00", b"25:61", b"\\", b"\\u0000", b"\\ud800", b"\x1b[31m"),
    *("\u202e".encode(), "İ".encode(), b"a" * 3000, b"[" * 150, b"<b>" * 50),
]


def samples() -> dict[str, list[tuple[str, bytes]]]:
    """The samples of each format, by the name of the format."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for name in FORMATS:
        folder = SAMPLES / name.replace("-", "_")
        paths = sorted(p for p in folder.rglob("*") if p.is_file())
        texts = [(path.name, path.read_bytes()) for path in paths]
        found[name] = [(path, data) for path, data in texts if len(data) < 200_000]
    return {name: texts for name, texts in found.items() if texts}


def damaged(sample: bytes, other: bytes, random: Random) -> bytes:
    """Damage a sample in a few places; parts of another one of its format may be put in."""
    data = bytearray(sample)
    for _ in range(random.randint(1, 6)):
        at, length = random.randrange(len(data) + 1), random.choice([0, 0, 1, 4, 40, 400])
        start = random.randrange(len(other) + 1)
        part = random.choice(
            [
                random.choice(PIECES),
                random.choice(PIECES) * random.randint(1, 9),
                other[start : start + random.randint(1, 300)],
                bytes(data[at : at + random.randint(1, 300)]) * 2,
            ]
        )
        data[at : at + length] = part
    return bytes(data)


#: The same, drawn by hypothesis, which shrinks what fails.
SEEDS = st.integers(0, 2**32)


def read_format(name: str) -> Callable[[bytes, str], object]:
    """Make the reader of a format."""
    module = FORMATS[name]

    def read(data: bytes, path: str) -> object:
        module.sniff(path, data[:8_000].decode("utf-8", "replace"))
        return list(module.parse(data, path))

    return read


def read_toml(reader: Callable[[str], object]) -> Callable[[bytes, str], object]:
    """Make the reader of a lexicon or of decisions, from a file."""

    def read(data: bytes, path: str) -> object:
        with TemporaryDirectory() as folder:
            file = Path(folder, "a.toml")
            file.write_bytes(data)
            return reader(str(file))

    return read


def targets() -> Iterator[tuple[str, Callable[[bytes, str], object], list[tuple[str, bytes]]]]:
    """What is fuzzed: its name, its reader, its samples."""
    for name, texts in samples().items():
        yield name, read_format(name), texts
    shipped = Path("kcdanalysis/themes/lexicons").glob("*.toml")
    lexicons = [(path.name, path.read_bytes()[:3_000]) for path in sorted(shipped)]
    yield "lexicons", read_toml(read_lexicon), lexicons
    decisions = (
        b'[rename]\n"a" = "b"\n[merge]\n"c" = ["d", "e"]\n[split]\n"f" = []\n[pin]\nx = "c"\n'
    )
    yield "decisions", read_toml(_read_decisions), [("a.toml", decisions)]
    yield "models", read_toml(load), [("model.json", _model())]


def load(path: str) -> object:
    """Load a model, and use it."""
    from kcdanalysis import load_topic_model

    file = Path(path).rename(Path(path).with_suffix(".json"))
    return load_topic_model(file).predict(["Yeast in an oven"])


def _model() -> bytes:
    from kcdanalysis import TopicModel

    texts = ["Yeast in an oven", "An oven, a loaf", "Comet in a lens", "A lens, an orbit"] * 2
    model = TopicModel(n_topics=2).fit(texts)
    with TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_STATE_HOME", folder)
        return model.save(Path(folder, "model")) or Path(folder, "model.json").read_bytes()


def is_control(character: str) -> bool:
    """Whether a character controls a terminal, ends a line or turns the direction of text."""
    if character in "\u061c\u200e\u200f":
        return True
    is_direction = unicodedata.bidirectional(character) in DIRECTIONS
    return is_direction or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError

    # Of the processor: on a busy machine, time on the wall says little.
    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def attempt(read: Callable[[bytes, str], object], data: bytes, name: str) -> str:
    """Read an input: "read", "refused", "hang", or the traceback."""
    try:
        with warnings.catch_warnings(), _alarm():
            warnings.simplefilter("ignore")
            read(data, name)
    except KcdError as error:
        return repr(error) if any(map(is_control, str(error))) else "refused"
    except TimeoutError:
        return "hang"
    except BaseException:
        return traceback.format_exc()
    return "read"


def main() -> int:
    """Fuzz all in turns until the time is over; print counts, and each new crash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random, counts, seen = Random(options.seed), Counter(), set()
    end, all_targets = time.monotonic() + 60 * options.minutes, list(targets())
    while time.monotonic() < end:
        for target, read, texts in all_targets:
            name, sample = random.choice(texts)
            data = damaged(sample, random.choice(texts)[1], random)
            result = attempt(read, data, name)
            kind = result if result in ("read", "refused", "hang") else "crash"
            counts[kind] += 1
            where = result.strip().split("\n")[-3:] if kind == "crash" else [target]
            if kind in ("crash", "hang") and (kind, *where) not in seen:
                seen.add((kind, *where))
                print(f"{kind} in {target}, {name}: {result[-600:]}\n{data[:300]!r}", flush=True)
    print(f"{counts.total():,} inputs: {dict(counts)}, {len(seen)} different faults")
    return len(seen)


if __name__ == "__main__":
    raise SystemExit(bool(main()))
