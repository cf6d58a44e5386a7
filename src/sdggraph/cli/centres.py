"""The commands `centres` and `show`."""

from __future__ import annotations

from typing import Any

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.errors import BadParameter
from sdggraph.tasks.questions import CentresQuestion


@command()
@options.asked(CentresQuestion)
@options.format(options.LISTS)
@options.graph
def centres(format: str, source: tasks.Source, **filters: Any) -> None:
    """List the centres that match every filter.

    \b
    Examples:
      sdggraph centres --region Africa --theme water
      sdggraph centres --sector culture
    """
    found = tasks.centres(source, **filters)
    if not found:
        print_note("No organisation on record fits; that is missing knowledge, not absence.")
    rows = present.organisations.rows(found, source.network)
    print_answer(options.shown(present.table.rendered(present.organisations.HEADER, rows, format)), format)
    if format == "table" and (told := present.organisations.tally(found)):
        print_note(told)


@command(short_help="Show everything on record of one organisation.")
@click.argument("organisation", shell_complete=options.complete_code)
@click.option("--evidence", is_flag=True, help="Print the pages below each statement, not their numbers.")
@click.option("--as-of", metavar="DATE", help="The standing as of that day; a year or month means its end.")
@options.format(["text", "json", "turtle"])
@options.graph
def show(organisation: str, evidence: bool, as_of: str | None, format: str, source: tasks.Source) -> None:
    """Show everything on record of one organisation, by code, acronym, name or identifier.

    It shows status, hosts, contributions, projects, cooperation and events, each with the pages behind it: as numbers
    of a list at the end, or in full with --evidence. JSON and Turtle always have them in full.

    \b
    Examples:
      sdggraph show "Third World Academy of Sciences"
      sdggraph show HIST --evidence
    """
    if format == "turtle":
        if as_of is not None:
            raise BadParameter("Turtle lists all statements, so a date changes nothing in it.", "Leave --as-of out.")
        print_answer(tasks.describe(source, organisation), format)
        return
    page = tasks.show(source, organisation, as_of)
    known = page.organisation, page.country, page.links
    if format == "json":
        print_answer(present.full_record_json.json_text(*known, page.full, page.network), format)
    else:
        print_answer(present.organisations.text(*known, page.network, page.full, evidence=evidence), format)
