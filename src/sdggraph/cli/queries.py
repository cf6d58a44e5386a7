"""The commands `queries` and `query`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, opened, print_answer, print_note
from sdggraph.cli.numbers import DecimalRange, WholeRange
from sdggraph.cli.query_help import QueryCommand, is_named
from sdggraph.errors import BadParameter
from sdggraph.sparql.formats import GRAPH_FORMATS, ROW_FORMATS
from sdggraph.sparql.interface import Answer, Kind, Limits
from sdggraph.tasks.queries import defaults_used


@command(short_help="List the questions that have a ready answer.")
@options.format(options.LISTS)
def queries(format: str) -> None:
    """List the named queries with the questions they answer and their parameters."""
    rows = [
        (query.name, query.question, " ".join(f"--{each.name} {each.default}" for each in query.parameters))
        for query in tasks.queries(opened())
    ]
    print_answer(options.shown(present.table.rendered(("name", "question", "parameters"), rows, format)), format)


@command(
    cls=QueryCommand,
    short_help="Answer a ready question or SPARQL of your own.",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("query", shell_complete=options.complete_query)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; or write --NAME VALUE.")
@click.option(
    "--format",
    type=click.Choice(["table", *ROW_FORMATS, *GRAPH_FORMATS]),
    help="Default: a table for rows, turtle for graphs, yes or no for a yes/no question.",
)
@options.raw
@click.option("--timeout", type=DecimalRange(0.01), default=60.0, show_default=True, help="Seconds.")
@click.option("--max-rows", type=WholeRange(min=1), help="Refuse an answer with more rows.")
@options.graph
@click.pass_context
def query(
    ctx: click.Context,
    query: str,
    params: tuple[str, ...],
    format: str | None,
    timeout: float,
    max_rows: int | None,
    source: tasks.Source,
) -> None:
    """Answer QUERY: a name of `sdggraph queries`, a SPARQL file, or - for standard input.

    `query NAME --help` tells what that query asks for. A parameter that is not given has the example value,
    and the error stream says so.

    \b
    Examples:
      sdggraph query contributors-to-goal --goal 6
      sdggraph query contributors-to-goal --help
      sdggraph query my-question.rq --format csv
      echo 'SELECT ?c { ?c a sg:Theme }' | sdggraph query -
    """
    limits = Limits(seconds=timeout, rows=max_rows)
    given = _parameters(params, ctx.args)
    wanted = {**ROW_FORMATS, **GRAPH_FORMATS}.get(format or "")
    if not is_named(query):
        if given:
            raise BadParameter("Only named queries take parameters.", "Write the values into the query.")
        text = tasks.query_text(sys.stdin.buffer.read() if query == "-" else Path(query))
        answer = tasks.run_text(source, text, format=wanted, limits=limits)
    else:
        answer = tasks.run_named(source, query, given, format=wanted, limits=limits)
        _tell_defaults(defaults_used(tasks.find_query(source, query), given))
    written = _shown(answer) if wanted is None else answer.content.rstrip(b"\n").decode() + "\n"
    is_table = wanted is None and answer.kind is not Kind.GRAPH
    print_answer(options.shown(written).encode(), "table" if is_table else "")
    if wanted is None and answer.kind is Kind.BOOLEAN:
        ctx.exit(0 if answer.boolean() else 1)


def _tell_defaults(used: Mapping[str, str]) -> None:
    """Print on the error stream which example values of the query were used, because the answer does not show them."""
    if used:
        values = ", ".join(f"{name} = {value}" for name, value in used.items())
        flags = " ".join(f"--{name} VALUE" for name in used)
        print_note(f"Not given, so the query's own example was taken: {values}. To choose: {flags}.")


def _shown(answer: Answer) -> str:
    if answer.kind is Kind.BOOLEAN:
        return "yes\n" if answer.boolean() else "no\n"
    if answer.kind is Kind.GRAPH:
        return tasks.graph_as_turtle(answer)
    return present.table.answer(answer.variables(), answer.rows())


def _parameters(params: tuple[str, ...], extra: list[str]) -> dict[str, str]:
    """Parse parameters from --param name=value, --name value and --name=value."""
    pairs, words = list(params), iter(extra)
    for word in words:
        if not word.startswith("--"):
            name, sign, given = word.partition("=")
            remedy = f" Write --{name} {shlex.quote(given)}." if sign and name.isidentifier() else ""
            raise click.UsageError(f"Got unexpected extra argument ({word}).{remedy}")
        value = word[2:] if "=" in word else f"{word[2:]}={next(words, '')}"
        pairs.append(value)
    found = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if not (name and value):
            raise click.UsageError(f"A parameter needs a name and a value; {pair!r} lacks one of them.")
        if name in found:
            raise BadParameter(f"--{name} is given twice, and it takes one value.", f"Give --{name} once.")
        found[name] = value
    return found
