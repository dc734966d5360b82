"""Bytes of text files to text, whatever their encoding."""

import codecs
import re

from kcdanalysis.errors import KcdError, warn_of

#: Byte order marks, the longer ones first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Where most of the first characters have a zero byte, by the bytes that are zero in each four.
_ZEROS = (
    ((1, 1, 1, 0), "utf-32-be"),
    ((0, 1, 1, 1), "utf-32-le"),
    ((1, 0, 1, 0), "utf-16-be"),
    ((0, 1, 0, 1), "utf-16-le"),
)
_SAMPLE = 4_000
_MOST = 0.7


def decode(data: bytes, name: str) -> str:
    """Decode a text file: UTF-8, -16 or -32, with or without a mark, else Windows-1252."""
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encoding = encoding or _encoding_by_zeros(data)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding not in (None, "utf-8-sig"):
            raise KcdError(
                f"{name}: broken {encoding} ({error.reason}); save it as UTF-8"
            ) from None
        text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
        if not re.search(r"[^\x00-\x7f\ufffd]", text):
            # No letter is written as in UTF-8: an old export, or a Windows editor.
            text = data.decode("cp1252", errors="replace")
        if name and "\ufffd" in text:
            line = text[: text.index("\ufffd")].count("\n") + 1
            number = text.count("\ufffd")
            what = "a byte" if number == 1 else f"each of {number} bytes here and below"
            warn_of(
                name, line, f"{what} is not UTF-8 and was replaced by \ufffd; correct the letter"
            )
    if "\0" in text:
        raise KcdError(f"{name}: a binary file; give the programme as text")
    return text


def _encoding_by_zeros(data: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark by the zero bytes of letters and spaces."""
    head = data[:_SAMPLE]
    if b"\0" not in head or len(data) % 2:
        return None
    zeros = [head[at::4].count(0) / max(len(head[at::4]), 1) for at in range(4)]
    found = tuple(int(share > _MOST) for share in zeros)
    return next((encoding for pattern, encoding in _ZEROS if pattern == found), None)
