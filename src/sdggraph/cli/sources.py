"""`check-sources`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.cli.numbers import Whole
from sdggraph.errors import BadParameter
from sdggraph.numbers import counted
from sdggraph.present import sources as page
from sdggraph.tasks import sources as task


@command("check-sources", short_help="List sources by host, statements by age; look at pages.")
@click.option("--by", type=click.Choice(["host", "age"]), default="host", show_default=True, help="What to list.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="Reckon ages from that day, or the end of a year or month.",
)
@click.option("--fetch", is_flag=True, help="Look at the pages on the web; nothing is fetched otherwise.")
@click.option(
    "--contact", metavar="MAIL|URL", help="With --fetch: your address, for operators of the hosts who want to complain."
)
@click.option("--proposals", type=click.Path(path_type=Path), metavar="FILE", help="With --fetch: JSON lines to write.")
@click.option("--host", help="With --fetch: only pages of this host.")
@click.option("--limit", type=Whole(), default=100, show_default=True, help="With --fetch: how many pages at most.")
@options.format(options.LISTS)
@options.graph
def check_sources(
    by: str,
    as_of: str | None,
    fetch: bool,
    contact: str | None,
    proposals: Path | None,
    host: str | None,
    limit: int,
    format: str,
    source: tasks.Source,
) -> None:
    """List the hosts that the data rest on, or the statements by the age of their sources.

    With --fetch, the pages are looked at: robots.txt is heeded, a host is asked once a second at most, only hosts in
    the public Internet are asked, and nothing is written to the data. What should be changed goes to a file of
    proposals.

    \b
    Examples:
      sdggraph check-sources --by age --format csv
      sdggraph check-sources --fetch --contact desk@example.org --proposals dead.jsonl
    """
    if fetch:
        if not contact or proposals is None:
            missing = " and ".join(
                name for name, value in (("--contact", contact), ("--proposals", proposals)) if not value
            )
            raise BadParameter(
                f"--fetch needs {missing}.",
                "The operators of the hosts must know whom to contact, and the results need a file.",
            )
        done = task.check_sources(source, proposals, contact=contact, host=host, limit=limit)
        told = ", ".join(f"{number:,} {result}" for result, number in sorted(done.results.items()))
        more = f" Not looked at: {counted(done.left, 'page')}; raise --limit." if done.left else ""
        print_note(f"{done.path}: {told or 'no page on record'}.{more}")
        return
    if contact or proposals or host:
        raise BadParameter(
            "--contact, --proposals and --host work only with --fetch.", "Add --fetch, or leave them out."
        )
    day = task.reckoned(source, as_of)
    if by == "age":
        text = present.table.rendered(page.AGES, page.age_rows(task.statements(source), day), format)
    else:
        text = present.table.rendered(page.HOSTS, page.host_rows(task.hosts(source)), format)
    text = options.shown(text)
    print_answer(text + (f"\n{page.summary(task.statements(source), day)}" if format == "table" else ""), format)
