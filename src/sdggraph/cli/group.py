"""The group of commands, and what they share: errors, opening the graph, progress."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import click

from sdggraph import errors, tasks
from sdggraph.config import Settings
from sdggraph.errors import BadParameter, SdgGraphError
from sdggraph.numbers import is_whole
from sdggraph.present import terminal
from sdggraph.present.text import fitted
from sdggraph.version import __version__

# command -> its module: a command is imported when it is called, so that each starts as fast as possible
COMMANDS = {
    "backup": "backup",
    "centres": "centres",
    "check-sources": "sources",
    "coverage": "coverage",
    "diff": "diff",
    "evaluate": "evaluate",
    "events": "events",
    "explain": "partners",
    "export": "data",
    "format": "data",
    "gaps": "coverage",
    "meet": "meet",
    "network": "network",
    "path": "network",
    "poster": "poster",
    "proposals": "proposals",
    "propose": "proposals",
    "publish": "publish",
    "queries": "queries",
    "query": "queries",
    "reconcile": "reconcile",
    "report": "report",
    "restore": "backup",
    "serve": "serve",
    "show": "centres",
    "suggest-all": "all_pairs",
    "suggest-partners": "partners",
    "token": "token",
    "validate": "data",
}
# 1 means findings, as of `validate`; an error has the row of its own class
EXIT_CODES: Mapping[type[SdgGraphError], int] = {
    errors.SdgGraphError: 2,
    errors.NotFound: 2,
    errors.Ambiguous: 2,
    errors.Located: 2,
    errors.BadData: 2,
    errors.BadQuery: 2,
    errors.BadParameter: 2,
    errors.NotOffered: 2,
    errors.BadShapes: 2,
    errors.Refused: 2,
    errors.Unauthorised: 2,
    errors.Forbidden: 2,
    errors.Conflict: 2,
    errors.UpdateFailed: 2,
    errors.Invalid: 2,
    errors.LimitExceeded: 2,
    errors.RowsTruncated: 2,
    errors.Busy: 2,
    errors.CannotRead: 2,
    errors.CannotWrite: 2,
}
_MANY = 500  # files from which on a progress bar is shown
_USUAL_COLUMNS = 80
_PROSE = frozenset({"text", "table"})  # the formats for people at a terminal; nothing else is wrapped


class Failure(click.ClickException):
    """A foreseen error as the terminal shows it: the problem, the remedy, and the exit code of its class.

    It is here and not in `errors`, because it is an exception of click, which other parts must not import.
    """

    def __init__(self, error: SdgGraphError) -> None:
        problem = str(error).removesuffix(error.remedy).rstrip()
        super().__init__(f"{problem}\n{error.remedy}".rstrip())
        own = next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
        self.exit_code = own  # type: ignore[misc]  # click reads it from the object

    def show(self, file: IO[Any] | None = None) -> None:  # Any: as click
        """Print the error, wrapped to the terminal."""
        if file is None:
            print_note(f"Error: {self.format_message()}")
        else:
            super().show(file)


class Command(click.Command):
    """A command whose options each take one value, unless they are declared to take several."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises BadParameter for an option that is given twice."""
        if not ctx.resilient_parsing:
            # the words are taken off the list as they are read
            _, _, order = self.make_parser(ctx).parse_args(list(args))
            if not any(each.is_eager for each in order):  # help is shown whatever else is said
                _refuse_repeated(order)
        return super().parse_args(ctx, args)


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:  # Any: as click
    """Make a command from a function, like `click.command`, that refuses an option given twice."""
    return click.command(name, **{"cls": Command, **settings})


class Group(click.Group):
    """A group of commands that refuses an option given twice."""

    command_class = Command


def _refuse_repeated(order: Iterable[click.Parameter]) -> None:
    """Raise BadParameter if an option that takes one value is given twice. Click would use the last value."""
    counts = Counter(each for each in order if isinstance(each, click.Option) and not each.is_flag)
    for option, count in counts.items():
        if count > 1 and not option.multiple:
            name = max(option.opts, key=len)
            raise BadParameter(f"{name} is given {count} times, and it takes one value.", f"Give {name} once.")


class Commands(click.Group):
    """A group whose commands load when they are called, and report errors in two lines instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sdggraph.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; convert our errors to `Failure`."""
        try:
            with terminal.of_columns(_columns):
                return super().invoke(ctx)
        except SdgGraphError as error:
            raise Failure(error) from error
        except click.UsageError as error:
            told = f"Error: {error.format_message()}"
            shown = _fitted_note(told)
            if shown == told:
                raise
            raise click.UsageError(shown.removeprefix("Error: "), error.ctx) from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_SDGGRAPH_COMPLETE=bash_source sdggraph)" (or zsh_source, fish_source).',
)
@click.version_option(__version__, prog_name="sdggraph")
def cli() -> None:
    """UNESCO's science centres, their contributions to the SDGs, and the partners they have not met yet."""


def main() -> None:
    """Run the command line."""
    # a command is short and makes many lasting objects: garbage collection would cost 5 ms and find nothing
    gc.set_threshold(100_000, 50, 50)
    cli(prog_name="sdggraph")


def opened(
    data: Path | None = None,
    store: Path | None = None,
    endpoint: str | None = None,
    not_suggested: Path | None = None,
) -> tasks.Source:
    """Return the graph that the options select."""
    settings = Settings.read(data=data, store=store, endpoint=endpoint, not_suggested=not_suggested)
    return tasks.Source(settings, progress=_progress)


def print_answer(content: str | bytes, form: str = "text") -> None:
    """Print the answer of a command. On a terminal, wider lines of text and of what surrounds tables are wrapped."""
    if form in _PROSE and terminal.columns() is not None:
        content = fitted(content.decode() if isinstance(content, bytes) else content)
    click.echo(content, nl=False)


def print_note(text: str) -> None:
    """Print a sentence for people beside the answer, on standard error, wrapped to the terminal."""
    click.echo(_fitted_note(text), err=True)


def _fitted_note(text: str) -> str:
    with terminal.of_columns(_note_columns):
        return fitted(text)


def _note_columns() -> int | None:
    """Return the columns of the terminal that shows the notes; without one, those of the terminal with the answer."""
    if not sys.stderr.isatty():
        return _columns()
    wanted = os.environ.get("COLUMNS", "")
    told = int(wanted) if is_whole(wanted) else 0
    # some terminals tell no size
    return max(told, 0) or os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS


def _columns() -> int | None:
    """Return the columns of the terminal that shows the answer; None if it goes to a file or a program."""
    context = click.get_current_context(silent=True)
    if context is not None and context.params.get("output") is not None:
        return None
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _progress(paths: Iterable[Path]) -> Iterable[Path]:
    """Yield the paths, with a progress bar on a terminal's error stream if there are many."""
    every = list(paths)
    if len(every) < _MANY or not sys.stderr.isatty():
        yield from every
        return
    with click.progressbar(every, label="Loading", file=sys.stderr, show_pos=True) as bar:
        yield from bar
