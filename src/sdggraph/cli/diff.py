"""The command `diff`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer
from sdggraph.config import Settings
from sdggraph.files import write_atomically
from sdggraph.present import diff as report
from sdggraph.tasks.diff import difference


@command(short_help="List the changes from one state of the data to another.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.format(list(report.FORMATS))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
def diff(old: Path, new: Path, format: str, output: Path | None) -> None:
    """List which organisations, contributions, links and events were added, removed or changed, and how.

    OLD and NEW are files or folders of Turtle, published folders, or on-disk stores.

    \b
    Example: sdggraph diff site-of-june site --format markdown
    """
    text = report.rendered(difference(Settings.read(), old, new), format)
    if output is None:
        print_answer(text, format)
    else:
        write_atomically(output, text.encode())
