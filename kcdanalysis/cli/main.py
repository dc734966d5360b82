"""The command line: builds the app, and turns every error into one sentence.

Data goes to standard output, messages to standard error. Exit codes: 0 success, 1 findings
or stale files, 2 usage error, 3 unreadable input or a file that cannot be written.
"""

import sys
import traceback
import warnings
from shlex import quote
from typing import Any

import typer
from typer import Option
from typer.core import TyperGroup

from kcdanalysis import __version__, files
from kcdanalysis.cli import comparing, init, lexicon, publishing, reading, themes, topics
from kcdanalysis.cli.output import use_readable_encoding
from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning, shown
from kcdanalysis.progress import is_verbose

#: The modules of the verbs, in the order of the help.
_MODULES = (reading, themes, topics, comparing, publishing, init, lexicon)
VERBS = [verb for module in _MODULES for verb in vars(module).values() if hasattr(verb, "command")]

#: The class of usage errors; typer has its own copy of click.
_UsageError: Any = typer.BadParameter.__base__
#: The exit code after Ctrl-C.
_INTERRUPTED = 130
_TARGETS = {"figures": " -o DIR", "report": " -o DIR", "explore": " -o page.html"}
#: Messages for exceptions that are not KcdError.
_UNFORESEEN = {
    MemoryError: "there is not enough memory for so many talks; give fewer at a time",
    RecursionError: "the input is nested too deeply; simplify it",
    OverflowError: "a number is too large; give a smaller one",
}


class _Verbs(TyperGroup):
    """The verbs; a file in place of a verb is answered with the commands that read it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        is_file = files.is_file(name) or files.is_folder(name) or "://" in name
        if is_file and name not in self.commands:
            verbs = [verb for verb in self.commands if verb not in ("formats", "lexicon")]
            commands = [f"{ctx.command_path} {v} {quote(name)}{_TARGETS.get(v, '')}" for v in verbs]
            listed = "\n  ".join(["", *commands])
            ctx.fail(f"{name} is a file, not a verb; say what to do with it:{listed}")
        return super().resolve_command(ctx, args)


_SETTINGS: dict[str, Any] = {
    "no_args_is_help": True,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
app = typer.Typer(cls=_Verbs, **_SETTINGS)
_lexicon_app = typer.Typer(**_SETTINGS)
for _verb in VERBS:
    _app = _lexicon_app if _verb.group == "lexicon" else app
    _app.command(**_verb.command)(_verb)
app.add_typer(_lexicon_app, name="lexicon", help="Show, check, extend or make a lexicon.")


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"kcdanalysis {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Show what a conference was about: its talks, themes and topics, with evidence."""


def main() -> None:
    """Run the command line."""
    use_readable_encoding()
    unreadable: list[Warning | str] = []

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        typer.echo(f"kcdanalysis: {shown(message)}", err=True)
        if issubclass(category, UnreadableWarning):
            unreadable.append(message)

    code: Any = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", KcdWarning)
            warnings.showwarning = show
            # By the end of this, the readable files have been processed.
            code = app(prog_name="kcdanalysis", standalone_mode=False) or (3 if unreadable else 0)
        sys.stdout.flush()
    except _UsageError as error:
        error.message = shown(error.message, keep="\n")
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        # The reader, such as `head`, has gone; this is not an error.
        files.discard(sys.stdout)
        code = 1
    except (KcdError, MemoryError, RecursionError, OverflowError, OSError) as error:
        code = 3
        if is_verbose():
            typer.echo(shown(traceback.format_exc(), keep="\n"), err=True)
        typer.echo(f"kcdanalysis: {shown(_sentence(error))}", err=True)
        if isinstance(error, OSError):
            files.discard(sys.stdout)
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        typer.echo("kcdanalysis: interrupted; no file was left half written", err=True)
    sys.exit(code)


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        advice = "; check the name and the folder" if error.filename else ""
        return f"{error.filename or 'standard output'}: {error.strerror or error}{advice}"
    unforeseen = (text for kind, text in _UNFORESEEN.items() if isinstance(error, kind))
    return next(unforeseen, str(error))
