"""Options and completions that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from sdggraph import tasks
from sdggraph.cli.group import opened
from sdggraph.cli.numbers import Whole
from sdggraph.errors import BadParameter
from sdggraph.present.spreadsheet import harmless
from sdggraph.sparql.formats import CSV, DUMP_FORMATS
from sdggraph.tasks.options import Option
from sdggraph.tasks.options import options as options_of

Command = TypeVar("Command", bound=Callable[..., Any])
LISTS = ["table", "json", "csv", "markdown"]
_ENDINGS = {
    **{each.name: (each.extension, *each.other_extensions) for each in DUMP_FORMATS.values()},
    "markdown": ("md", "markdown"),
    "node-link": ("json",),
    "atom": ("atom",),
}
_RAW = "sdggraph.raw"  # key in the command's context: whether CSV stays unguarded
BINARY = frozenset({"xlsx", "pdf", "png", "gz", "zip", "parquet"})


def refuse_binary_on_terminal(form: str, output: Path | None) -> None:
    """Raise BadParameter if a binary format would be written to a terminal.

    This means standard output without an output file, or a file that is a terminal, such as /dev/tty.
    """
    if form in BINARY and (_stdout_is_terminal() if output is None else _is_terminal(output)):
        raise BadParameter(f"A terminal cannot show {form}.", f"Name a file: -o network.{form}.")


def _stdout_is_terminal() -> bool:
    return sys.stdout.isatty()


def _is_terminal(path: Path) -> bool:
    if not path.is_char_device():
        return False
    try:
        with path.open("rb") as device:
            return device.isatty()
    except OSError:
        return False


def graph(command: Command) -> Command:
    """Add the options that select the graph; the command gets the opened graph as `source`."""

    @wraps(command)
    def with_source(*words: Any, **options: Any) -> Any:  # Any: passed on by click
        places = {name: options.pop(name) for name in ("data", "store", "endpoint", "not_suggested")}
        return command(*words, source=opened(**places), **options)

    files = click.option("--data", type=click.Path(path_type=Path), help="Folder of Turtle files to use instead.")
    store = click.option("--store", type=click.Path(path_type=Path), help="Folder of an on-disk store; made if new.")
    endpoint = click.option("--endpoint", metavar="URL", help="SPARQL endpoint that holds the graph instead.")
    wishes = click.option(
        "--not-suggested",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="CSV file of centres or pairs to leave out of all lists.",
    )
    return cast(Command, files(store(endpoint(wishes(with_source)))))


def asked(
    question: type, *, without: tuple[str, ...] = (), **said: Mapping[str, Any]
) -> Callable[[Command], Command]:  # Any: fields of Option
    """Add the options of a task, as its record declares them; `said` replaces some of their fields, by name."""
    held = {name: each for name, each in options_of(question).items() if name not in without}

    def added(command: Command) -> Command:
        for name, option in reversed(held.items()):
            command = _clicked(name, option._replace(**said.get(name, {})))(command)
        return command

    return added


def _clicked(name: str, option: Option) -> Callable[[Command], Command]:
    """Make one option for the command line."""
    flags = option.flags or (f"--{name.replace('_', '-')}",)
    names = flags if name in flags else (*flags, name)
    if isinstance(option.default, bool):
        return click.option(*names, is_flag=True, default=option.default, help=option.help)
    kind: Any = option.kind  # Any: a type, or a click type
    if option.choices is not None:
        kind = click.Choice(list(option.choices()))
    elif option.kind is int:
        kind = Whole()
    elif option.kind is Path:
        kind = click.Path(path_type=Path)
    return click.option(
        *names,
        type=kind,
        default=option.default,
        show_default=option.default not in (None, ""),
        metavar=option.metavar or None,
        multiple=option.multiple,
        help=option.help,
    )


def format(choices: list[str]) -> Callable[[Command], Command]:  # noqa: A001  # the option has this name
    """Add the option --format; its first choice is the default. If csv is a choice, add --raw too."""
    chosen = click.option(
        "--format",
        "format",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="The format; with -o, the ending of the file also sets it.",
    )

    def added(command: Command) -> Command:
        @wraps(command)
        def by_ending(*words: Any, **options: Any) -> Any:  # Any: passed on by click
            output = options.get("output")
            if isinstance(output, Path):
                options["format"] = _format_of(output, options["format"], choices)
                click.get_current_context().params["format"] = options["format"]  # `shown` reads it there
            return command(*words, **options)

        whole = cast(Command, by_ending)
        return chosen(raw(whole) if CSV.name in choices else whole)

    return added


def _format_of(output: Path, asked: str, choices: list[str]) -> str:
    """Return the format given, or the one that the file's ending names. Raises BadParameter if they differ.

    An unknown ending is ignored.
    """
    ending = output.suffix.lower().removeprefix(".")
    named = [name for name in choices if ending in _ENDINGS.get(name, (name,))]
    source = click.get_current_context().get_parameter_source("format")
    if not named or asked in named:
        return asked
    if source is click.core.ParameterSource.DEFAULT:
        return named[0]
    raise BadParameter(f"No {asked} file ends like {output.name}.", f"Write --format {named[0]}, or another ending.")


def raw(command: Command) -> Command:
    """Add the option that leaves CSV unguarded; `shown` reads it."""
    return click.option(
        "--raw",
        is_flag=True,
        expose_value=False,
        callback=_keep_raw,
        help="With csv: exact text, without the apostrophe that guards against formulas in spreadsheets.",
    )(command)


def _keep_raw(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # the parameters that click passes
    ctx.meta[_RAW] = value


def shown(content: str) -> str:
    """Return the content as the command shows it: CSV is guarded against formulas unless --raw is given.

    Raises BadParameter for --raw with another format.
    """
    ctx = click.get_current_context()
    is_csv, is_raw = ctx.params.get("format") == CSV.name, bool(ctx.meta.get(_RAW))
    if is_raw and not is_csv:
        raise BadParameter("--raw is for CSV, and another format was asked for.", "Add --format csv, or leave it out.")
    return harmless(content) if is_csv and not is_raw else content


def font(command: Command) -> Command:
    """Add the option that names a font for characters that ours lacks."""
    return click.option(
        "--font",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A TrueType font (.ttf, .ttc) for characters of a PDF that ours lacks, such as Chinese, Japanese, Korean.",
    )(command)


def complete_code(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the codes that begin with the typed text, for completion in the shell."""
    codes = opened().network.organisations
    return [code for code in codes if code.casefold().startswith(incomplete.casefold())]


def complete_query(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the query names that begin with the typed text, for completion in the shell."""
    return [query.name for query in tasks.queries(opened()) if query.name.startswith(incomplete)]
