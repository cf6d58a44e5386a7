"""The command line: arguments in, one task, text out, an exit code.

Exit codes: 0 yes or done, 1 the answer is no, 2 could not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from sdggraph import present, tasks
from sdggraph.config import Settings
from sdggraph.errors import BadParameter, SdgGraphError
from sdggraph.store.base import Kind, Limits
from sdggraph.store.formats import DUMP_FORMATS, GRAPH_FORMATS, ROW_FORMATS
from sdggraph.version import __version__

Command = TypeVar("Command", bound=Callable[..., Any])
LISTS = click.Choice(["table", "json", "csv", "markdown"])
MODES = click.Choice(["blend", "region", "theme", "goals"])
_MANY = 500  # files, from which on a progress bar is worth its line


class Failure(click.ClickException):
    """A foreseen failure as the terminal shows it: the problem, the remedy, exit code 2."""

    exit_code = 2

    def __init__(self, error: SdgGraphError) -> None:
        problem = str(error).removesuffix(error.remedy).rstrip()
        super().__init__(f"{problem}\n{error.remedy}".rstrip())


class Guarded(click.Group):
    """A group whose commands turn every foreseen failure into two lines instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SdgGraphError as error:
            raise Failure(error) from error


def graph_options(command: Command) -> Command:
    """Add the options that say which graph is meant."""
    data = click.option("--data", type=click.Path(path_type=Path), help="Folder of Turtle files to use instead.")
    store = click.option("--store", type=click.Path(path_type=Path), help="Folder of an on-disk store; made if new.")
    return data(store(command))


def complete_code(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The codes that begin with what has been typed, for the shell."""
    codes = tasks.Source(Settings.read()).network.organisations
    return [code for code in codes if code.casefold().startswith(incomplete.casefold())]


def complete_query(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The query names that begin with what has been typed, for the shell."""
    return [query.name for query in tasks.queries(tasks.Source(Settings.read())) if query.name.startswith(incomplete)]


@click.group(
    cls=Guarded,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_SDGGRAPH_COMPLETE=bash_source sdggraph)" (or zsh_source, fish_source).',
)
@click.version_option(__version__, prog_name="sdggraph")
def cli() -> None:
    """UNESCO's science centres, their contributions to the SDGs, and the partners they have not met yet."""


@cli.command()
@click.option("--region", help="UNESCO region or M49 sub-region, e.g. Africa or 'Eastern Asia'.")
@click.option("--country", help="Name or ISO code, e.g. China or CHN.")
@click.option("--theme", help="Theme with its narrower ones, e.g. water-resources.")
@click.option("--goal", help="Goal or target, e.g. 6 or 6.5.")
@click.option("--category", help="category-1, category-2, affiliate, host, partner or partner-without-record.")
@click.option("--format", "format_", type=LISTS, default="table", show_default=True)
@graph_options
def centres(format_: str, data: Path | None, store: Path | None, **filters: str | None) -> None:
    """List centres that fit every filter.

    \b
    Example: sdggraph centres --region Africa --theme water
    """
    source = _source(data, store)
    found = tasks.centres(source, **filters)
    rows = present.organisations.rows(found, source.network)
    click.echo(present.table.rendered(present.organisations.HEADER, rows, format_), nl=False)


@cli.command()
@click.argument("code", shell_complete=complete_code)
@click.option("--format", "format_", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@graph_options
def show(code: str, format_: str, data: Path | None, store: Path | None) -> None:
    """Show everything on record of one organisation, by code, acronym or name.

    \b
    Example: sdggraph show "space technologies"
    """
    source = _source(data, store)
    if format_ == "turtle":
        click.echo(tasks.describe(source, code), nl=False)
        return
    page = tasks.show(source, code)
    if format_ == "json":
        click.echo(present.organisations.json_text(page.organisation, page.country, page.links), nl=False)
    else:
        click.echo(present.organisations.text(page.organisation, page.country, page.links, page.network), nl=False)


@cli.command("suggest-partners")
@click.argument("code", shell_complete=complete_code)
@click.option("--by", type=MODES, default="blend", show_default=True, help="What counts most.")
@click.option("--limit", type=int, default=10, show_default=True, help="How many to show.")
@click.option("--include-current", is_flag=True, help="Rank current partners too, and say how they are linked.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "markdown", "turtle"]),
    default="table",
    show_default=True,
)
@graph_options
def suggest_partners(
    code: str, by: str, limit: int, include_current: bool, format_: str, data: Path | None, store: Path | None
) -> None:
    """Suggest the centres most worth a conversation with CODE, each with its reasons.

    CODE is a code, an acronym or a name. Centres already linked to it are left out.

    \b
    Example: sdggraph suggest-partners HIST --by theme --limit 5
    """
    source = _source(data, store)
    found = tasks.suggest_partners(source, code, by=by, limit=limit, include_current=include_current)
    page = present.partners
    text = {
        "table": lambda: page.text(found, source.network),
        "json": lambda: page.json_text(found, source.network),
        "csv": lambda: page.csv(found, source.network),
        "markdown": lambda: page.markdown(found, source.network),
        "turtle": lambda: tasks.suggestions_as_turtle(found),
    }[format_]()
    click.echo(text, nl=False)


@cli.command("queries")
@click.option("--format", "format_", type=LISTS, default="table", show_default=True)
def list_queries(format_: str) -> None:
    """List the named queries with the questions they answer and what they ask for."""
    rows = [
        (query.name, query.question, " ".join(f"--{each.name} {each.default}" for each in query.parameters))
        for query in tasks.queries(_source())
    ]
    click.echo(present.table.rendered(("name", "question", "parameters"), rows, format_), nl=False)


@cli.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("query", shell_complete=complete_query)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a named query.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *ROW_FORMATS, *GRAPH_FORMATS]),
    help="Default: a table for rows, turtle for graphs.",
)
@click.option("--timeout", type=click.FloatRange(min=0.01), default=60.0, show_default=True, help="Seconds.")
@click.option("--max-rows", type=click.IntRange(min=1), help="Refuse an answer with more rows.")
@graph_options
@click.pass_context
def query(
    ctx: click.Context,
    query: str,
    params: tuple[str, ...],
    format_: str | None,
    timeout: float,
    max_rows: int | None,
    data: Path | None,
    store: Path | None,
) -> None:
    """Answer QUERY: a name of `sdggraph queries`, a SPARQL file, or - for standard input.

    \b
    Examples:
      sdggraph query contributors-to-goal --goal 6
      sdggraph query my-question.rq --format csv
      echo 'SELECT ?c { ?c a sg:Theme }' | sdggraph query -
    """
    source = _source(data, store)
    limits = Limits(seconds=timeout, rows=max_rows)
    given = _parameters(params, ctx.args)
    wanted = {**ROW_FORMATS, **GRAPH_FORMATS}.get(format_ or "")
    if query == "-" or Path(query).is_file() or query.endswith(".rq"):
        if given:
            raise BadParameter("Only named queries take parameters.", "Write the values into the file.")
        text = sys.stdin.read() if query == "-" else tasks.read_text_file(Path(query))
        answer = tasks.run_text(source, text, format=wanted, limits=limits)
    else:
        answer = tasks.run_named(source, query, given, format=wanted, limits=limits)
    if wanted is not None:
        click.echo(answer.content.rstrip(b"\n") + b"\n", nl=False)
    elif answer.kind is Kind.BOOLEAN:
        click.echo("yes" if answer.boolean() else "no")
        ctx.exit(0 if answer.boolean() else 1)
    elif answer.kind is Kind.GRAPH:
        click.echo(tasks.graph_as_turtle(answer), nl=False)
    else:
        click.echo(present.table.answer(answer.variables(), answer.rows()), nl=False)


@cli.command()
@click.argument("places", nargs=-1, type=click.Path(path_type=Path), metavar="[FILES or FOLDER]")
@click.option("--format", "format_", type=click.Choice(["table", "json", "turtle"]), default="table", show_default=True)
@click.option("--full", is_flag=True, help="Let pySHACL judge everything instead of what the screen flags.")
@graph_options
def validate(places: tuple[Path, ...], format_: str, full: bool, data: Path | None, store: Path | None) -> None:
    """Check data against the shapes: who, what is wrong, where, and what to do.

    Without arguments the data of the graph are checked; files are checked beside them; a folder
    stands on its own. Exit code 1 when there is a violation.
    """
    report = tasks.validate(_source(data, store), list(places), full=full)
    text = {
        "table": lambda: present.report.text(report),
        "json": lambda: present.report.json_text(report),
        "turtle": lambda: tasks.report_as_turtle(report),
    }[format_]()
    click.echo(text, nl=False)
    sys.exit(0 if report.conforms else 1)


@cli.command()
@click.option("--format", "format_", type=click.Choice(list(DUMP_FORMATS)), default="turtle", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@graph_options
def export(format_: str, output: Path | None, data: Path | None, store: Path | None) -> None:
    """Write the whole graph, derived statements included; equal graphs give equal bytes."""
    content = tasks.export(_source(data, store), format_, output)
    if output is None:
        click.echo(content, nl=False)
    else:
        click.echo(f"{output}: {len(content):,} bytes of {format_}", err=True)


@cli.command("format")
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES or FOLDERS...")
@click.option("--check", is_flag=True, help="Change nothing; tell what is not canonical (exit code 1).")
def format_(places: tuple[Path, ...], check: bool) -> None:
    """Rewrite Turtle files in canonical form: sorted, one statement order, no blank nodes."""
    done = tasks.format_files(places, check=check)
    changed = [each for each in done if each.changed]
    for each in changed:
        click.echo(f"{each.path}:{each.line}: {'is not canonical' if check else 'rewritten'}")
    rest = "would change" if check else "changed"
    click.echo(
        f"{len(changed)} of {len(done)} files {rest}." + (" Run `sdggraph format`." if check and changed else "")
    )
    sys.exit(1 if check and changed else 0)


def main() -> None:
    """Run the command line."""
    cli(prog_name="sdggraph")


def _source(data: Path | None = None, store: Path | None = None) -> tasks.Source:
    return tasks.Source(Settings.read(data=data, store=store), progress=_progress)


def _progress(paths: Iterable[Path]) -> Iterable[Path]:
    """The same paths, with a bar on a terminal's error stream while they are many."""
    every = list(paths)
    if len(every) < _MANY or not sys.stderr.isatty():
        yield from every
        return
    with click.progressbar(every, label="Loading", file=sys.stderr, show_pos=True) as bar:
        yield from bar


def _parameters(params: tuple[str, ...], extra: list[str]) -> dict[str, str]:
    """Parameters from --param name=value, --name value and --name=value."""
    found = {}
    words = list(extra)
    pairs = list(params)
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            raise click.UsageError(f"Got unexpected extra argument ({word}).")
        if "=" not in word and not words:
            raise click.UsageError(f"{word} needs a value.")
        pairs.append(word[2:] if "=" in word else f"{word[2:]}={words.pop(0)}")
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise click.UsageError(f"--param {pair} needs the form NAME=VALUE.")
        found[name] = value
    return found


if __name__ == "__main__":
    main()
