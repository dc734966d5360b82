"""What several tests of parsers draw their input from, and how they read it."""

import json
import warnings

from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.references import resolve
from kcdanalysis.sources.syntax.documents import Record

#: Any document of JSON.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
_PIECES = st.sampled_from([b"", b"null", b"[", b"]", b"{}", b"3", b'"', b'""', b":", b",", b"\xff"])


@st.composite
def damaged(draw, samples, pieces=_PIECES):
    """A sample with a part cut out, and something else in its place."""
    sample = draw(st.sampled_from(samples))
    at, length = draw(st.integers(0, len(sample))), draw(st.integers(0, 40))
    return sample[:at] + draw(pieces) + sample[at + length :]


@st.composite
def with_odd_values(draw, samples):
    """A sample of JSON with any value in the place of one of its own."""
    document = json.loads(draw(st.sampled_from(samples)))
    parent, key = draw(st.sampled_from(list(_places(document))))
    parent[key] = draw(_ODD)
    return json.dumps(document).encode()


def _places(value):
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(child, (dict, list)):
            yield from _places(child)


def lines(node):
    """Collect the line of each record, from the outside to the inside."""
    if isinstance(node, Record):
        return [node.line, *(line for value in node.values() for line in lines(value))]
    return [line for value in node for line in lines(value)] if isinstance(node, list) else []


def with_warnings(reader, text, name):
    """Read, and return what was warned of as well."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = reader(text, name)
    assert all(one.category is KcdWarning for one in caught)
    return document, [str(one.message) for one in caught]


def rows_unless_refused(module, data, name):
    """Read the rows of a file; a file that is refused has none, but is told of in one sentence."""
    module.sniff(name, data[:8_000].decode(errors="replace"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", KcdWarning)
            return list(module.parse(data, name))
    except KcdError as error:
        assert str(error).startswith(name) and "\n" not in str(error)
        return []


def joined(rows):
    """The people and events of some rows, and their entries joined to what they refer to."""
    rows = list(rows)
    beside = [row for row in rows if row.get("kind") in ("person row", "event row")]
    entries = [
        {key: value for key, value in row.items() if value not in (None, [], "")}
        for row in resolve(rows)
    ]
    return [*beside, *entries]
