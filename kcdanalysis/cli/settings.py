"""Settings of a recurring event: options in a TOML file, which every verb reads.

A key is the name of an option, without its leading dashes. Options at the top of the file are
shared by several verbs; a table such as [report] has those of one verb. The decorator of verbs
registers the options, so that there is no second list of them.
"""

from __future__ import annotations

import datetime
import inspect
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin

import typer

from kcdanalysis import files
from kcdanalysis.errors import KcdError, did_you_mean

#: The file that is read if it is in the current folder.
SETTINGS_FILE = "kcdanalysis.toml"
#: The parameters that say where to write.
_WRITTEN = ("output", "keep", "figures")
#: Options of one run. A file may come from a stranger, who must not replace files by force.
_ONLY_TYPED = ("check", "config", "force", "quiet", "verbose")
#: The metavars of options that take a path, and of those that take a path or a name.
_PATHS, _PATHS_OR_NAMES = ("FILE", "DIR", "FILE|DIR/", "SOURCE", "SOURCE..."), ("LEXICON", "STYLE")
#: What a value must be, by the type of the option.
_KINDS = {
    bool: ("true or false", (bool,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
    list: ("a text or a list of texts", (str, list)),
    str: ("a text", (str, int, datetime.date)),
}


class Setting(NamedTuple):
    """An option as a key of the file."""

    key: str
    #: The name of the parameter, which has underscores.
    parameter: str
    #: One of `_KINDS`.
    kind: type
    #: What the help says.
    metavar: str
    help: str
    default: Any
    is_shared: bool


#: The settings of each verb, such as "lexicon-show", by their keys.
SETTINGS: dict[str, dict[str, Setting]] = {}


def register(verb: str, parameter: inspect.Parameter, is_shared: bool) -> None:
    """Make a setting of an option of a verb; shared ones may be at the top of the file."""
    info, kind = parameter.default, parameter.annotation
    # Defaults from modules that are slow to load are given as text.
    default = info.show_default if isinstance(info.show_default, str) else info.default
    flags = [flag for flag in info.param_decls or () if flag.startswith("--")]
    if isinstance(kind, UnionType):
        kind = get_args(kind)[0]
    kind = get_origin(kind) or kind
    key = (flags[0] if flags else parameter.name).lstrip("-").replace("_", "-")
    if key not in _ONLY_TYPED:
        SETTINGS.setdefault(verb, {})[key] = Setting(
            key=key,
            parameter=parameter.name,
            kind=kind if kind in _KINDS else str,
            metavar=(info.metavar or "").strip("[]"),
            help=info.help or "",
            default=None if default is ... else default,
            is_shared=is_shared,
        )


def shared_settings() -> dict[str, Setting]:
    """The settings of several verbs, by their keys, in the order of the verbs."""
    every = [one for settings in SETTINGS.values() for one in settings.values()]
    return {one.key: one for one in every if one.is_shared}


def use_settings(context: typer.Context, path: Path | None) -> Path | None:
    """Take options from the file unless they are typed; return it if it has any for the verb."""
    if not files.is_file(path or SETTINGS_FILE):
        if path is None:
            return None
        raise typer.BadParameter(files.no_such_file(path))
    is_named, path = path is not None, path or Path(SETTINGS_FILE)
    found = read_settings(path, "-".join(context.command_path.split()[1:]))
    for parameter in context.command.params:
        if parameter.name in found:
            value, place = found[parameter.name]
            try:
                parameter.process_value(context, value)
            except typer.BadParameter as error:
                raise KcdError(f"{place}: {error.message}") from None
    context.default_map = {name: value for name, (value, _) in found.items()}
    for name in () if is_named else found.keys() & _WRITTEN:
        # This is not an error if the option is typed, too.
        context.default_map[name] = partial(_in_this_folder, *found[name])
    return path if found else None


def _in_this_folder(value: str, place: str) -> str:
    """Let a file that happens to be here, perhaps from a stranger, write in this folder only."""
    if value != "-" and not Path(value).resolve().is_relative_to(Path().resolve()):
        advice = "type it on the command line, or name this file with --config"
        raise KcdError(f"{place}: {value!r} is outside of this folder; {advice}")
    return value


def read_settings(path: Path, verb: str) -> dict[str, tuple[Any, str]]:
    """Read the settings for a verb: value and place of each, by the name of the parameter.

    An unknown key or a value of the wrong type is rejected, even if it is for another verb.
    """
    text = files.read_text(path)
    content = files.parse_toml(text, path)

    def place(table: str, key: str | None = None) -> str:
        line = files.line_of(text, table, key)
        return f"{path}, line {line}" if line else str(path)

    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    top = {key: value for key, value in content.items() if key not in tables}
    found = {}
    for table, values in [("", top), *tables.items()]:
        if table and table not in SETTINGS:
            near = did_you_mean(table, SETTINGS)
            raise KcdError(f"{place(table)}: no verb {table!r}; a table holds options of one{near}")
        for key, value in values.items():
            where = place(table, key)
            setting = _known(table, key, where)
            given = _checked(setting, value, where)
            if table in ("", verb) and key in SETTINGS[verb]:
                found[setting.parameter] = _beside(given, setting, path.parent), f"{where}: {key}"
    return found


def _known(table: str, key: str, place: str) -> Setting:
    known = SETTINGS[table] if table else shared_settings()
    if key in known:
        return known[key]
    if key in _ONLY_TYPED:
        raise KcdError(f"{place}: {key} works on the command line only; delete it here")
    verbs = [f"[{verb}]" for verb, settings in SETTINGS.items() if key in settings]
    if verbs and not table:
        raise KcdError(f"{place}: {key} belongs to a verb; write it below its name: {verbs[0]}")
    advice = did_you_mean(key, known) or f"; use {', '.join(known)}"
    raise KcdError(f"{place}: no option {key!r}{advice}")


def _checked(setting: Setting, value: Any, place: str) -> Any:
    """Reject a value of the wrong type; return it as the command line would."""
    what, kinds = _KINDS[setting.kind]
    is_switch = isinstance(value, bool) == (setting.kind is bool)
    are_texts = not isinstance(value, list) or all(isinstance(one, str) for one in value)
    if not (isinstance(value, kinds) and is_switch and are_texts):
        raise KcdError(f"{place}: {setting.key} must be {what}")
    if setting.kind is list:
        return [value] if isinstance(value, str) else value
    return str(value) if setting.kind is str else value


def _beside(value: Any, setting: Setting, folder: Path) -> Any:
    """Resolve a path relative to the folder of the file."""
    if isinstance(value, list):
        return [_beside(one, setting, folder) for one in value]
    if folder == Path() or setting.metavar not in (*_PATHS, *_PATHS_OR_NAMES):
        return value
    is_path = setting.metavar in _PATHS and value != "-" and "://" not in value
    joined = f"{folder / value}{'/' if value.endswith('/') else ''}"
    return joined if is_path or files.is_file(joined) else value
