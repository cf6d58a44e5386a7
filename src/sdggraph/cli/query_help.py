"""The help of one named query: its question, its parameters with what they accept, and its columns."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli.group import Command
from sdggraph.config import Settings, packaged
from sdggraph.tasks.queries import NamedQuery, Parameter, accepted, find_query

_WORDS = "words of query"  # in the context of the command: what stands behind `sdggraph query`


def is_named(query: str) -> bool:
    """Whether the argument of `query` is a name, and neither a file nor standard input."""
    return not (query == "-" or query.endswith(".rq") or Path(query).is_file())


class QueryCommand(Command):
    """The command `query`. Its help describes the named query that is given before --help."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and keep them: click shows the help before it has read which query is meant."""
        ctx.meta[_WORDS] = list(args)
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the command, or of the named query. Raises NotFound for an unknown name."""
        query = self._meant(ctx)
        if query is None:
            super().format_help(ctx, formatter)
            return
        # the lists of words are packaged; help waits for no endpoint and opens no store
        source = tasks.Source(Settings.read(data=packaged() / "data")._replace(store=None))
        named = [f"[--{each.name} {each.name.upper()}]" for each in query.parameters]
        formatter.write_usage(f"{ctx.command_path} {query.name}", " ".join([*named, "[OPTIONS]"]))
        with formatter.section(query.title), formatter.indentation():
            formatter.write_text(query.question)
        if query.parameters:
            with formatter.section("Parameters"):
                formatter.write_dl([_row(source, each) for each in query.parameters])
        with formatter.section("Columns"), formatter.indentation():
            formatter.write_text(", ".join(query.columns))
        self.format_options(ctx, formatter)

    def _meant(self, ctx: click.Context) -> NamedQuery | None:
        """Return the named query that the arguments name, or None."""
        given, _, _ = self.make_parser(ctx).parse_args(list(ctx.meta.get(_WORDS, [])))
        name = given.get("query")
        return find_query(tasks.Source(Settings.read()), name) if isinstance(name, str) and is_named(name) else None


def _row(source: tasks.Source, parameter: Parameter) -> tuple[str, str]:
    what = f"{parameter.what[:1].upper()}{parameter.what[1:]}. " if parameter.what else ""
    takes = accepted(source, parameter)
    example = f"--{parameter.name} {_quoted(parameter.default)}"
    return f"--{parameter.name} {parameter.name.upper()}", f"{what}Takes {takes}. Example, used if not given: {example}"


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
