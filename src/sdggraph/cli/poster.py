"""The command `poster`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_note
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically


@command(short_help="Draw a poster of a centre, one A4 page.")
@click.argument("organisation", shell_complete=options.complete_code)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="A .pdf or .svg; replaced whole or not."
)
@options.font
@options.graph
def poster(organisation: str, output: Path, font: Path | None, source: tasks.Source) -> None:
    """Draw one A4 page about ORGANISATION: who and where, its contributions, its partners, and suggested partners.

    Characters that no font has are boxes in a PDF, with the text behind them. An SVG is shown in the reader's own
    fonts; there, --font only sets the line breaks, as in the PDF.

    \b
    Examples:
      sdggraph poster HIST -o hist.pdf
      sdggraph poster HIST -o hist.pdf --font DroidSansFallback.ttf
    """
    from sdggraph.tasks.poster import FORMATS
    from sdggraph.tasks.poster import poster as drawn

    form = output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise BadParameter(f"{output.name} has no format.", "End its name with .pdf or .svg.")
    options.refuse_binary_on_terminal(form, output)
    content = drawn(source, organisation, form, font=font)
    write_atomically(output, content)
    print_note(f"{output}: {len(content):,} bytes of {form}")
