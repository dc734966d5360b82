"""Bytes of text files to text, whatever their encoding."""

import re
from contextlib import suppress
from json import detect_encoding

from kcdanalysis.errors import KcdError, warn_of


def decode(data: bytes, name: str) -> str:
    """Decode a text file: UTF-8, -16 or -32, with or without a mark, else Windows-1252."""
    encoding: str = detect_encoding(data)
    if encoding.endswith(("-le", "-be")) and 3 * data.count(0) < len(data):
        # Without a mark, these are known by the zero bytes of their letters.
        encoding = "utf-8"
    if encoding == "utf-8" and len(data) % 2 == 0:
        # Other alphabets have zero bytes only at the ends of lines.
        for end, wide in ((b"\n\0", "utf-16-le"), (b"\0\n", "utf-16-be")):
            if data.find(end) % 2 == 0 and _is_text(data, wide):
                encoding = wide
                break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
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


def _is_text(data: bytes, encoding: str) -> bool:
    with suppress(UnicodeDecodeError):
        return not re.search(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff]", data.decode(encoding))
    return False
