"""No regular expression of the package takes more than linear time, whatever it is given."""

import ast
import importlib
import os
import pkgutil
import re
import signal
import time
from collections import defaultdict
from contextlib import contextmanager
from itertools import chain, product
from pathlib import Path
from re import _constants as sre
from re import _parser

import pytest

import kcdanalysis
from kcdanalysis.sources.syntax import json_reader

#: What some syntax opens, closes, escapes or separates, and one character of each class.
CHARACTERS = " \t\n\r<>[](){}|`'\"*_#~-–=+/\\.,:;!?&%$@^aA1é\u0301東"
#: Where the growth is measured: four times the length takes sixteen times as long, if quadratic.
SHORT, LONG = 1_000, 4_000
#: In less time than this, nothing that long was read as often as it has characters.
FAST = 0.01
MAX_GROWTH = 8
_FUNCTIONS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CLASSES = {
    sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_NOT_SPACE: "a", sre.CATEGORY_NOT_WORD: ".",
}  # fmt: skip


def modules():
    names = pkgutil.walk_packages(kcdanalysis.__path__, "kcdanalysis.")
    return [importlib.import_module(name.name) for name in names if "__main__" not in name.name]


def patterns_in(value, depth=3):
    """The patterns in a constant: itself, or the items of a list or mapping."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (list, tuple, dict, set, frozenset)):
        items = chain(value, value.values()) if isinstance(value, dict) else value
        for item in items:
            yield from patterns_in(item, depth - 1)


def find_patterns():
    """All patterns, each with the methods that are used with it, and where it stands."""
    found = defaultdict(set)
    constants = {}
    for module in modules():
        tree = ast.parse(Path(module.__file__).read_bytes())
        used = defaultdict(set)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _FUNCTIONS:
                used[ast.unparse(node.value)].add(node.attr)
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                method = node.func.attr
                text = node.args[0] if node.args else None
                if method in _FUNCTIONS and isinstance(text, ast.Constant):
                    found[re.compile(text.value)].add(method)
        # Those of a list or mapping are used by a name of their own.
        by_name = set().union(*(used[name] for name in used if name.islower() and name != "re"))
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                constants[pattern] = f"{module.__name__}.{name}"
                found[pattern] |= used[name] if value is pattern else by_name - {"split"}
    return {
        pattern: (constants.get(pattern, "a literal"), methods or {"search"})
        for pattern, methods in found.items()
    }


def characters_in(parsed):
    """Return the characters that a pattern names, and one of each class."""
    found = set()
    for op, value in parsed:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            found |= {chr(value), "a"}
        elif op is sre.IN:
            found |= characters_in(value)
        elif op is sre.RANGE:
            found.add(chr(value[0]))
        elif op is sre.CATEGORY:
            found.add(_CLASSES[value])
        elif op is sre.ANY:
            found |= {"a", "\n"}
        for part in parts_of(op, value):
            found |= characters_in(part)
    return found


def parts_of(op, value):
    if op in _REPEATS:
        return [value[2]]
    if op is sre.BRANCH:
        return value[1]
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return [value] if op is sre.ATOMIC_GROUP else []


def shortest(parsed):
    """Return a short text that a pattern matches, and the texts before its repetitions."""
    text, before = "", []
    for op, value in parsed:
        parts = [] if op is sre.ASSERT_NOT else parts_of(op, value)
        if op in _REPEATS and value[1] > 20:
            before.append(text)
        inner = [shortest(part) for part in parts]
        before += [text + each for _, inside in inner for each in inside]
        if op in _REPEATS:
            text += inner[0][0] * value[0]
            before += [text] if value[1] > 20 else []
        elif op in (sre.SUBPATTERN, sre.BRANCH, sre.ATOMIC_GROUP):
            text += inner[0][0]
        elif op is sre.LITERAL:
            text += chr(value)
        elif op in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            text += min(characters_in([(op, value)]), default="a")
    return text, before


def units_of(pattern, *, thorough):
    """What is repeated: the characters of the pattern, and pairs of them."""
    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    known = sorted(characters_in(parsed))
    pairs = ["".join(pair) for pair in product(known[:12] if not thorough else known, repeat=2)]
    whole, before = shortest(parsed)
    singles = {*known, *(CHARACTERS if thorough else " a1\n")}
    units = {*singles, whole or "a", *filter(None, before), *(pairs if thorough else pairs[::5])}
    return sorted({"", *before}, key=len)[: None if thorough else 4], sorted(units)


@contextmanager
def limited(seconds):
    def ring(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def seconds(pattern, method, text):
    def run():
        if method in ("sub", "subn"):
            getattr(pattern, method)(text[:0], text)
        elif method == "finditer":
            list(pattern.finditer(text))
        else:
            getattr(pattern, method)(text)

    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
        if best < FAST:
            break
    return best


def is_slow(pattern, method, start, unit):
    """Whether a run of a unit, which nothing ends, takes more than linear time."""

    def text(length):
        made = start + unit * (length // len(unit)) + "\0"
        return made if isinstance(pattern.pattern, str) else made.encode()

    try:
        with limited(5):
            seconds(pattern, method, text(30))
            time_long = seconds(pattern, method, text(LONG))
            return time_long > FAST and time_long > MAX_GROWTH * seconds(
                pattern, method, text(SHORT)
            )
    except TimeoutError:
        return True


PATTERNS = find_patterns()
#: Its reader stops at the first text without an end, and does not look for further ones.
del PATTERNS[json_reader._TOKEN]


def slow_input(pattern, *, thorough):
    _, methods = PATTERNS[pattern]
    starts, units = units_of(pattern, thorough=thorough)
    inputs = product(sorted(methods), starts, units)
    return next((each for each in inputs if is_slow(pattern, *each)), None)


@pytest.mark.thorough
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: PATTERNS[pattern][0][-40:])
def test_a_pattern_takes_linear_time(pattern):
    assert not slow_input(pattern, thorough=False)


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="minutes; `make test-long` runs it"
)
def test_all_characters_and_pairs_take_linear_time():
    slow = {pattern.pattern: slow_input(pattern, thorough=True) for pattern in PATTERNS}
    assert not {pattern: found for pattern, found in slow.items() if found}


@pytest.mark.thorough
@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\s+$", r"<!--.*?-->", r"(?:a|ab|b)*c"])
def test_patterns_of_other_growth_are_found(pattern, monkeypatch):
    compiled = re.compile(pattern)
    monkeypatch.setitem(PATTERNS, compiled, ("", {"search"}))
    assert slow_input(compiled, thorough=False)
