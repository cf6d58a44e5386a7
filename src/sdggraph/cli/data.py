"""The commands `validate`, `export` and `format`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.files import atomically
from sdggraph.numbers import counted
from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.tasks.export import WORKBOOK

PLACES = click.Path(path_type=Path)


@command(short_help="Check data: what is wrong, where, what to do.")
@click.argument("places", nargs=-1, type=PLACES, metavar="[FILES or FOLDER]")
@options.format(["table", "json", "turtle"])
@click.option(
    "--full", is_flag=True, help="Let pySHACL check everything, not only the suspects that a first test finds."
)
@click.option("--shapes", type=PLACES, help="Use the shapes graph in this file instead of ours.")
@options.graph
@click.pass_context
def validate(
    ctx: click.Context, places: tuple[Path, ...], format: str, full: bool, shapes: Path | None, source: tasks.Source
) -> None:
    """Check data against the shapes: what is wrong, where, and how to correct it.

    Without arguments the data of the graph are checked. Files are checked together with these; a folder is checked on
    its own. With --shapes, the files and folders are the whole data graph, whatever they describe. Exit code 1 if there
    is a violation.

    \b
    Examples:
      sdggraph validate data/organisations/HIST.ttl
      sdggraph validate people.ttl --shapes people-shapes.ttl --format turtle
    """
    report = tasks.validate(source, places, full=full, shapes=shapes)
    if format == "turtle":
        print_answer(tasks.report_as_turtle(report), format)
    else:
        print_answer(present.report.json_text(report) if format == "json" else present.report.text(report), format)
    ctx.exit(0 if report.conforms else 1)


@command(short_help="Write the whole graph in an RDF format, or as a workbook.")
@options.format([*sorted(DUMP_FORMATS, key=lambda name: (name != "turtle", name)), WORKBOOK])
@click.option("-o", "--output", type=PLACES, help="File to write; replaced whole or not at all.")
@click.option("--with-editorial-notes", is_flag=True, help="Include the editors' notes; not for publication.")
@options.graph
def export(format: str, output: Path | None, with_editorial_notes: bool, source: tasks.Source) -> None:
    """Write the whole graph, derived statements included; equal graphs give equal bytes.

    With xlsx, write a workbook for people: a sheet each for organisations, contributions, projects, links, events,
    hostings and status records, without derived statements.

    \b
    Examples:
      sdggraph export --format jsonld -o graph.jsonld
      sdggraph export --format xlsx -o network.xlsx
    """
    options.refuse_binary_on_terminal(format, output)
    if with_editorial_notes:
        source = tasks.with_editorial_notes(source)
    if output is None:
        tasks.export_into(source, format, sys.stdout.buffer)
        return
    with atomically(output) as file:
        tasks.export_into(source, format, file)
    print_note(f"{output}: {output.stat().st_size:,} bytes of {format}")


@command("format", short_help="Rewrite Turtle files in canonical form.")
@click.argument("places", nargs=-1, required=True, type=PLACES, metavar="FILES or FOLDERS...")
@click.option("--check", is_flag=True, help="Change nothing; list the files that are not canonical (exit code 1).")
@click.pass_context
def format(ctx: click.Context, places: tuple[Path, ...], check: bool) -> None:  # noqa: A001  # the command's name
    """Rewrite Turtle files in canonical form: sorted, one statement order, no blank nodes.

    \b
    Example: sdggraph format --check data
    """
    done = tasks.format_files(places, check=check)
    changed = [each for each in done if each.changed]
    for each in changed:
        print_answer(f"{each.path}:{each.line}: {'is not canonical' if check else 'rewritten'}\n")
    remedy = " The same command without --check mends it." if check and changed else ""
    done_told = f"{len(changed)} of {counted(len(done), 'file')} {'would change' if check else 'changed'}."
    print_answer(f"{done_told}{remedy}\n")
    ctx.exit(1 if check and changed else 0)
