"""A file of one repeated text is read in a time that grows with its length, not its square."""

import time
from contextlib import suppress

import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.sources import read_programme

#: The patterns that these texts slowed down took 2 to 20 seconds for so many characters.
LENGTH = 8_000
MAX_SECONDS = 2

RECAP = "# KCD Zurich 2023\n## Talk: eBPF {0}\nSpeaker: {0}\n### Summary\n{0}\n## Go ({0}\nBo.\n"
TABLE = "title,speakers,organisations,abstract,start,duration\n{0}"
PAGE = "---\ntitle: Go\nspeakers: {0}\nroom : {0}\n---\n# {0}\n{0}\n"


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(
    "repeated",
    [
        " ",
        "`",
        "[",
        "[a ",
        "](",
        "|",
        "http://",
        "{{",
        "{%",
        "Ada Bo, ",
        "(",
        "“",
        "<",
        "1:",
        "by ",
    ],
)
def test_time_grows_with_the_length(repeated, tmp_path):
    text = repeated * (LENGTH // len(repeated))
    quoted = '"' + text.replace('"', '""') + '"'
    (tmp_path / "recap.md").write_text(RECAP.format(text), "utf-8")
    (tmp_path / "page.md").write_text(PAGE.format(text), "utf-8")
    (tmp_path / "table.csv").write_text(TABLE.format("Go," + ",".join([quoted] * 5)), "utf-8")
    for path in sorted(tmp_path.iterdir()):
        before = time.process_time()
        with suppress(KcdError):
            read_programme(path)
        assert time.process_time() - before < MAX_SECONDS, path.name
