"""The command `events`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.files import write_atomically
from sdggraph.tasks.events import events as find_events
from sdggraph.tasks.events import events_file
from sdggraph.tasks.questions import EventsQuestion


@command(short_help="List events, also as calendar or feed.")
@options.asked(EventsQuestion)
@options.format(["table", "json", "csv", "markdown", "ics", "atom"])
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@options.graph
def events(format: str, output: Path | None, source: tasks.Source, **asked: Any) -> None:
    """List the events on record, the earliest first, also as a calendar (ics) or a feed (atom).

    \b
    Examples:
      sdggraph events --country-group g77 --from 2025
      sdggraph events --region Africa --format ics -o africa.ics
    """
    found = find_events(source, **asked)
    if asked["open_to"] and not found:
        print_note("No such event is on record; few events have this information.")
    content = options.shown(events_file(source, found, format).decode()).encode()
    if output is None:
        print_answer(content, format)
    else:
        write_atomically(output, content)
        print_note(f"{output}: {len(content):,} bytes of {format}")
