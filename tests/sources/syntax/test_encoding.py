"""Text files in any encoding."""

import pytest

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.syntax.encoding import decode

TEXT = "# Größe\n\n## Talk: Où est l’eBPF?\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_with_and_without_a_mark(encoding):
    assert decode(TEXT.encode(encoding), "a.md") == TEXT


def test_an_old_encoding_is_read_throughout():
    assert decode(TEXT.encode("cp1252"), "a.md") == TEXT


def test_a_single_bad_byte_is_one_replaced_character_with_its_line():
    data = TEXT.encode() + b"Bo M\xfcller\n"
    with pytest.warns(KcdWarning) as caught:
        assert decode(data, "a.md") == TEXT + "Bo M\ufffdller\n"
    assert [str(each.message) for each in caught] == [
        "a.md, line 4: a byte is not UTF-8 and was replaced by \ufffd; correct the letter"
    ]


def test_binary_data_is_refused():
    with pytest.raises(KcdError, match=r"^a\.bin: a binary file; give the programme as text$"):
        decode(b"PK\x03\x04\0\0abc", "a.bin")
