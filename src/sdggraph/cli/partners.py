"""`suggest-partners`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import opened


@click.command("suggest-partners", short_help="Suggest partners for a centre, with reasons.")
@click.argument("code", shell_complete=options.complete_code)
@click.option(
    "--by",
    type=click.Choice(["blend", "region", "theme", "goals"]),
    default="blend",
    show_default=True,
    help="What counts most.",
)
@click.option("--limit", type=int, default=10, show_default=True, help="How many to show.")
@click.option("--include-current", is_flag=True, help="Rank current partners too, and say how they are linked.")
@options.format(["table", "json", "csv", "markdown", "turtle"])
@options.graph
def suggest_partners(
    code: str, by: str, limit: int, include_current: bool, format: str, data: Path | None, store: Path | None
) -> None:
    """Suggest the centres most worth a conversation with CODE, each with its reasons.

    CODE is a code, an acronym or a name. Centres already linked to it are left out.

    \b
    Example: sdggraph suggest-partners HIST --by theme --limit 5
    """
    source = opened(data, store)
    found = tasks.suggest_partners(source, code, by=by, limit=limit, include_current=include_current)
    if format == "turtle":
        click.echo(tasks.suggestions_as_turtle(found), nl=False)
    else:
        click.echo(present.partners.rendered(found, source.network, format), nl=False)
