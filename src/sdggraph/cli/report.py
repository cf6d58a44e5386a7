"""The command `report`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically


@command(short_help="Write the status report for the coordination desk.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A .md, .html or .pdf; Markdown on the screen if none."
)
@click.option(
    "--as-of",
    metavar="DATE",
    help="The day of the report; a year or month means its end; else that of the data.",
)
@options.font
@options.graph
def report(output: Path | None, as_of: str | None, font: Path | None, source: tasks.Source) -> None:
    """Report coverage, gaps, isolated centres, suggestions, agreements that end, and what needs confirming.

    The date decides which agreements end and how old records are. Each number comes with the command that prints it.
    --font is for .pdf only: the other formats are shown in the reader's own fonts.

    \b
    Examples:
      sdggraph report
      sdggraph report --as-of 2026-11-30 -o report.pdf
    """
    from sdggraph.tasks.report import FORMATS
    from sdggraph.tasks.report import report as make_report

    form = "md" if output is None else output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise BadParameter(f"{output.name if output else ''} has no format.", "End its name with .md, .html or .pdf.")
    options.refuse_binary_on_terminal(form, output)
    content = make_report(source, form, as_of=as_of, font=font)
    if output is None:
        print_answer(content, form)
    else:
        write_atomically(output, content)
        print_note(f"{output}: {len(content):,} bytes of {form}")
