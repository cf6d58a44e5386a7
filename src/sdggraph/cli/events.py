"""`events`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.files import write_atomically
from sdggraph.tasks.events import events as find_events
from sdggraph.tasks.events import events_file


@click.command(short_help="List events, also as calendar or feed.")
@click.option("--region", help="UNESCO region or M49 sub-region of those who hold it, e.g. Africa.")
@click.option("--country-group", help="Held by or open to countries of g77, ldc, lldc, sids and others.")
@click.option("--theme", help="Theme of those who hold it, with its narrower ones, e.g. water.")
@click.option("--from", "since", metavar="DATE", help="Not over before that year, month or day.")
@click.option("--to", "until", metavar="DATE", help="Not begun after that year, month or day.")
@click.option("--open-to", help="Country group whose people may take part, e.g. g77.")
@options.format(["table", "json", "csv", "markdown", "ics", "atom"])
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@options.graph
def events(
    region: str | None,
    country_group: str | None,
    theme: str | None,
    since: str | None,
    until: str | None,
    open_to: str | None,
    format: str,
    output: Path | None,
    source: tasks.Source,
) -> None:
    """List the events on record, the earliest first, also as a calendar (ics) or a feed (atom).

    \b
    Examples:
      sdggraph events --country-group g77 --from 2025
      sdggraph events --region Africa --format ics -o africa.ics
    """
    found = find_events(
        source,
        region=region,
        country_group=country_group,
        theme=theme,
        since=since,
        until=until,
        open_to=open_to,
    )
    if open_to and not found:
        click.echo("No such event is on record; whom an event is open to is told of few.", err=True)
    content = events_file(source, found, format)
    if output is None:
        click.echo(content, nl=False)
    else:
        write_atomically(output, content)
        click.echo(f"{output}: {len(content):,} bytes of {format}", err=True)
