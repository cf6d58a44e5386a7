"""`reconcile`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.numbers import counted
from sdggraph.tasks import reconcile as task

PLACE = click.Path(path_type=Path)


@command(short_help="Match a list of names with the organisations on record.")
@click.argument("file", type=PLACE)
@click.option("--column", required=True, help="The column with the names.")
@click.option("--country", default="", help="The column with countries: names or codes of ISO 3166-1.")
@click.option("--city", default="", help="The column with towns.")
@click.option("--website", default="", help="The column with websites.")
@click.option("--identifier", default="", help="The column with identifiers of ROR, Wikidata or ISNI.")
@click.option("-o", "--output", type=PLACE, help="The CSV file to write; replaced whole or not at all.")
@options.graph
def reconcile(
    file: Path,
    column: str,
    country: str,
    city: str,
    website: str,
    identifier: str,
    output: Path | None,
    source: tasks.Source,
) -> None:
    """Match each row of FILE, a CSV table, with an organisation on record. Columns that begin with sdggraph_ are added.

    A row is matched (yes) only if the name agrees and nothing speaks against it. Otherwise the nearest organisation is
    offered (maybe), with a score from 0 to 100 and its reasons, for a person to decide. More columns make more matches.

    \b
    Example: sdggraph reconcile list.csv --column name --country country -o matched.csv
    """
    found = task.reconcile(source, file, task.Columns(column, country, city, website, identifier))
    if output is None:
        print_answer(found.text, "csv")
    else:
        task.write(found, output)
    told = found.counts
    print_note(
        f"{counted(sum(told.values()), 'row')}: {told['yes']:,} matched, {told['maybe']:,} to look at, "
        f"{told['no']:,} without a match."
    )
    if found.unknown:
        print_note(f"Not a country that we know, so not compared: {', '.join(found.unknown[:10])}.")
