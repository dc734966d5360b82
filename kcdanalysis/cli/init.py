"""The verb that creates a settings file."""

import json
import os
from pathlib import Path
from typing import Any

import typer
from typer import Argument, Option

from kcdanalysis import files
from kcdanalysis.cli.options import verb
from kcdanalysis.cli.settings import SETTINGS, SETTINGS_FILE, Setting, shared_settings
from kcdanalysis.errors import KcdError
from kcdanalysis.progress import say
from kcdanalysis.words.wording import as_toml

#: Where the verbs that need an output write.
_PLACES = {"figures": "figures", "report": "post", "explore": "explore.html"}
_HEAD = """\
# Settings of kcdanalysis for one event: options that every verb reads in this folder, or with
# --config FILE. The command line takes precedence. Paths are relative to this file.
# To use a line, delete the "#" before it.
"""


@verb(f"init data/kcd-zurich-2023.md -o {SETTINGS_FILE}", needs_words=False)
def init(
    sources: list[str] | None = Argument(
        None, metavar="[SOURCE...]", help="Programmes to read from now on."
    ),
    output: Path = Option(
        Path(SETTINGS_FILE),
        "-o",
        "--output",
        metavar="FILE",
        help="Where to write; - is standard output.",
    ),
) -> None:
    """Create a settings file for a recurring event, with a comment on each option."""
    if files.is_file(output) or files.is_folder(output):
        raise KcdError(f"{output}: exists; edit it, or move it away")
    folder = output.absolute().parent
    places = [
        Path(os.path.relpath(source, folder)).as_posix()
        if files.is_file(source) or files.is_folder(source)
        else source
        for source in sources or []
    ]
    settings = sorted(shared_settings().values(), key=lambda setting: setting.key != "sources")
    lines = [_HEAD, *(_entry(one, places if one.key == "sources" else None) for one in settings)]
    for name, place in _PLACES.items():
        own = [setting for setting in SETTINGS[name].values() if not setting.is_shared]
        lines.append(f"[{name}]")
        lines += [_entry(one, place if one.key == "output" else None) for one in own]
    if output == Path("-"):
        typer.echo("\n".join(lines), nl=False)
        return
    files.write_file(output, "\n".join(lines))
    say(f"{output}: every verb reads it in its folder, or with --config {output}")


def _entry(setting: Setting, value: Any) -> str:
    """A comment and a line; the line is commented out unless there is a value for it."""
    example = value
    if not value:
        example = setting.metavar if setting.default is None else setting.default
        example = [example] if setting.kind is list else setting.kind(example)
    line = as_toml(f"{setting.key} = {json.dumps(example, ensure_ascii=False)}")
    return f"# {setting.help}\n{'' if value else '# '}{line}\n"
