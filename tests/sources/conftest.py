"""What all tests of parsers may use."""

import pytest


@pytest.fixture(scope="session")
def taken_by(shared):
    """Tell which of the published files a format takes for its own."""
    files = [path for path in (shared / "samples").rglob("*.*") if path.is_file()]
    heads = {path: path.read_bytes()[:8_000].decode(errors="replace") for path in files}

    def taken_by(module):
        return {path for path, head in heads.items() if module.sniff(path.name, head)}

    return taken_by
