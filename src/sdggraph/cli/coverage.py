"""`coverage` and `gaps`."""

from __future__ import annotations

from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.present import coverage as coverage_page
from sdggraph.present import gaps as gaps_page
from sdggraph.present import heatmap
from sdggraph.tasks.coverage import coverage as count
from sdggraph.tasks.gaps import gaps as centre_gaps
from sdggraph.tasks.gaps import network_gaps


@click.command(short_help="Count who contributes to which goal or target.")
@click.option(
    "--by",
    type=click.Choice(["region", "country-group", "theme", "category"]),
    default="region",
    show_default=True,
    help="What makes a row.",
)
@click.option(
    "--level", type=click.Choice(["goal", "target"]), default="goal", show_default=True, help="What makes a column."
)
@click.option(
    "--basis",
    type=click.Choice(["all", "stated", "inferred"]),
    default="all",
    show_default=True,
    help="Which contributions count; all keeps the two apart.",
)
@options.format(["table", "csv", "json", "markdown", "svg"])
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@options.graph
def coverage(by: str, level: str, basis: str, format: str, output: Path | None, source: tasks.Source) -> None:
    """Count centres and contributions for every goal or target, and say of whom nothing is known.

    Stated and inferred contributions stand apart: 3+12 is 3 stated and 12 inferred. Targets without a
    contribution are left out of table and markdown; csv, json and svg (a heat map) hold all 169.

    \b
    Examples:
      sdggraph coverage --by theme --basis stated
      sdggraph coverage --format svg -o coverage.svg
    """
    found = count(source, by=by, level=level, basis=basis)
    shown = heatmap.svg(found) if format == "svg" else coverage_page.rendered(found, format)
    if output is None:
        click.echo(shown, nl=False)
    else:
        content = shown.encode()
        write_atomically(output, content)
        click.echo(f"{output}: {len(content):,} bytes of {format}", err=True)


@click.command(short_help="Show what a centre or a region could take up next.")
@click.argument("code", required=False, shell_complete=options.complete_code)
@click.option("--region", help="Instead of a centre: UNESCO region or M49 sub-region, e.g. Africa.")
@click.option("--theme", help="Instead of a centre: theme with its narrower ones, e.g. water.")
@click.option("--country-group", help="Instead of a centre: g77, ldc, lldc, sids and others.")
@click.option("--level", type=click.Choice(["goal", "target"]), help="Of a region, theme or group; default goal.")
@click.option("--limit", type=int, default=10, show_default=True, help="How many gaps to show of each list.")
@click.option("--neighbours", type=int, help="Of a centre: how many of the nearest centres to ask; default 10.")
@options.format(options.LISTS)
@options.graph
def gaps(
    code: str | None,
    region: str | None,
    theme: str | None,
    country_group: str | None,
    level: str | None,
    limit: int,
    neighbours: int | None,
    format: str,
    source: tasks.Source,
) -> None:
    """Show the targets that centre CODE could take up next, or the goals that a part of the network leaves out.

    Each gap comes with its reason, and with centres and projects to learn from.

    \b
    Examples:
      sdggraph gaps HIST
      sdggraph gaps --region Africa --level target
    """
    filters = {"region": region, "theme": theme, "country_group": country_group}
    _refuse_both_and_neither(code, filters, level, neighbours)
    if code is not None:
        found = centre_gaps(source, code, neighbours=10 if neighbours is None else neighbours, limit=limit)
        click.echo(gaps_page.rendered(found, source.network, format), nl=False)
    else:
        part = network_gaps(source, **filters, level=level or "goal", limit=limit)
        click.echo(gaps_page.rendered(part, source.network, format), nl=False)


def _refuse_both_and_neither(
    code: str | None, filters: dict[str, str | None], level: str | None, neighbours: int | None
) -> None:
    named = [name for name, value in filters.items() if value is not None]
    if (code is not None) == bool(named):
        problem = "both were given" if named else "neither was given"
        raise BadParameter(
            f"Gaps are told of one centre or of a part of the network, and {problem}.",
            "For example: sdggraph gaps HIST, or sdggraph gaps --region Africa.",
        )
    if code is not None and level == "goal":
        raise BadParameter("The gaps of a centre are told by target.", "Leave --level out, or name a region.")
    if code is None and neighbours is not None:
        raise BadParameter("Only a centre has neighbours.", "Leave --neighbours out, or name a centre.")
