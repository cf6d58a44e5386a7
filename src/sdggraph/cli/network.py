"""The commands `network` and `path`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.present import network as report
from sdggraph.present import network_changes as changes
from sdggraph.present import network_path
from sdggraph.tasks.network import FORMATS, network_changes, network_file
from sdggraph.tasks.network import network as structure
from sdggraph.tasks.network import path as chain_between
from sdggraph.tasks.questions import NetworkQuestion, PartQuestion, ScopeQuestion

REPORTS = ["table", "json", "markdown"]


@command(short_help="Describe how the centres cooperate: communities, brokers, isolated centres.")
@options.asked(PartQuestion, without=("region", "theme"))
@click.option("--compare", metavar="YEAR", help="Show what changed since then, up to --as-of or the latest link.")
@options.asked(NetworkQuestion, without=("as_of",))
@options.format([*REPORTS, *FORMATS])
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@options.graph
def network(
    compare: str | None,
    format: str,
    output: Path | None,
    source: tasks.Source,
    **part: Any,
) -> None:
    """Describe how the centres cooperate: communities, brokers, density, isolated centres, by region and theme.

    graphml, gexf, node-link (JSON) and csv (edge list) are for other programs; svg is a picture.

    \b
    Examples:
      sdggraph network --region Africa
      sdggraph network --compare 2016 --strong-only
      sdggraph network --format svg -o network.svg
    """
    if format in FORMATS:
        if compare:
            raise BadParameter(f"--compare has no {format}.", f"Choose --format {', '.join(REPORTS)}.")
        content = network_file(source, format, **part)
    elif compare:
        content = changes.rendered(network_changes(source, compare, **part), source.network, format).encode()
    else:
        content = report.rendered(structure(source, **part), source.network, format).encode()
    content = options.shown(content.decode()).encode()
    if output is None:
        print_answer(content, format)
    else:
        write_atomically(output, content)
        print_note(f"{output}: {len(content):,} bytes of {format}")


@command(short_help="Show the shortest chain of cooperation between two centres.")
@click.argument("one", shell_complete=options.complete_code)
@click.argument("other", shell_complete=options.complete_code)
@options.asked(ScopeQuestion)
@options.format(options.LISTS)
@options.graph
@click.pass_context
def path(ctx: click.Context, /, one: str, other: str, format: str, source: tasks.Source, **asked: Any) -> None:
    """Show the shortest chain of cooperation from ONE to OTHER, with the evidence of each step.

    Exit code 1 if there is no chain on record.

    \b
    Example: sdggraph path HIST ICTP
    """
    chain = chain_between(source, one, other, **asked)
    print_answer(options.shown(network_path.rendered(chain, source.network, format)), format)
    ctx.exit(0 if chain.steps else 1)
