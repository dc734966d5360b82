"""How fast each format is read: MB per CPU second, of a programme of 2,000 talks.

python -m benchmarks.rates
"""

import json
import tempfile
import time
import warnings
from pathlib import Path

import yaml

from kcdanalysis.sources import read_programme
from kcdanalysis.sources.writing import talks_bytes
from kcdanalysis.talks import as_talks

N_TALKS = 2_000
_PROSE = "How we trace the kernel of each machine in the harbour, and what we learned from it. " * 6


def programmes() -> dict[str, bytes]:
    """Write one programme in each format."""
    records = [
        {"title": f"Tracing, part {n}", "speakers": [f"Ada Example{n}"], "abstract": f"{_PROSE}{n}"}
        for n in range(N_TALKS)
    ]
    talks = as_talks(records, event="KCD Ponyville", year=2023)
    texts = {"talks.json": json.dumps(records), "talks.yml": yaml.safe_dump(records)}
    forms = {
        "recap.md": "## Talk: {title}\nSpeaker: {speakers[0]}\n### Summary\n{abstract}\n\n",
        "page.html": "<h2>Talk: {title}</h2><p>By {speakers[0]}</p><p>{abstract}</p>\n",
        "talks.ics": "BEGIN:VEVENT\nSUMMARY:{title}\nDESCRIPTION:{abstract}\nEND:VEVENT\n",
        "schedule.xml": "<event><title>{title}</title><abstract>{abstract}</abstract></event>\n",
    }
    around = {
        "talks.ics": ("BEGIN:VCALENDAR\n", "END:VCALENDAR\n"),
        "schedule.xml": ("<schedule><day><room name='A'>", "</room></day></schedule>"),
        "page.html": ("<html><h1>KCD 2023 recap</h1>", "</html>"),
        "recap.md": ("# KCD Ponyville 2023\n", ""),
    }
    for name, form in forms.items():
        texts[name] = around[name][0] + "".join(form.format(**r) for r in records) + around[name][1]
    ours = {
        f"ours{one}": talks_bytes(talks, one) for one in (".csv", ".jsonl", ".xlsx", ".parquet")
    }
    return {name: text.encode() for name, text in texts.items()} | ours


def main() -> None:
    """Print a row for each format."""
    warnings.simplefilter("ignore")
    print("| file | MB | CPU s | MB per CPU s |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in programmes().items():
            path = Path(folder, name)
            path.write_bytes(data)
            before = time.process_time()
            assert len(read_programme(path)) >= N_TALKS, name
            seconds, size = time.process_time() - before, len(data) / 1e6
            print(f"| {name} | {size:.1f} | {seconds:.1f} | {size / seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
