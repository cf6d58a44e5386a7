"""`suggest-partners` and `explain`."""

from __future__ import annotations

from typing import Any

import click

from sdggraph import present, tasks
from sdggraph.cli import options

MODES = ["blend", "region", "theme", "goals", "complement", "network", "south-south"]


def measure(command: options.Command) -> options.Command:
    """Add the options that say what counts, and as of when."""
    by = click.option("--by", type=click.Choice(MODES), default=MODES[0], show_default=True, help="What counts most.")
    weights = click.option(
        "--weights",
        metavar="SIGNAL=N,...",
        help="Your own, e.g. theme=2,region=0.5; the rest counts nothing.",
    )
    as_of = click.option("--as-of", metavar="DATE", help="Only what was known by the end of that year.")
    return by(weights(as_of(command)))


@click.command("suggest-partners", short_help="Suggest partners for a centre, with reasons.")
@click.argument("code", shell_complete=options.complete_code)
@measure
@click.option("--limit", type=int, default=10, show_default=True, help="How many to show.")
@click.option("--include-current", is_flag=True, help="Rank current partners too, and say how they are linked.")
@click.option("--in-region", help="Only centres of a UNESCO region or M49 sub-region.")
@click.option("--theme", help="Only centres with a theme or a narrower one.")
@click.option("--goal", help="Only centres that contribute to a goal or target.")
@click.option("--country-group", help="Only centres in countries of a group, e.g. g77.")
@options.format(["table", "json", "csv", "markdown", "turtle"])
@options.graph
def suggest_partners(code: str, weights: str | None, format: str, source: tasks.Source, **asked: Any) -> None:
    """Suggest the centres most worth a conversation with CODE, each with its reasons.

    CODE is a code, an acronym or a name. Centres already linked to it are left out.

    \b
    Examples:
      sdggraph suggest-partners HIST --by theme --limit 5
      sdggraph suggest-partners HIST --in-region Africa --country-group g77
    """
    own = tasks.read_weights(weights) if weights is not None else None
    found = tasks.suggest_partners(source, code, weights=own, **asked)
    if format == "turtle":
        click.echo(tasks.suggestions_as_turtle(found), nl=False)
    else:
        click.echo(present.partners.rendered(found, source.network, format), nl=False)


@click.command(short_help="Say why two organisations go together, or why not.")
@click.argument("code", shell_complete=options.complete_code)
@click.argument("other", shell_complete=options.complete_code)
@measure
@options.format(["table", "json"])
@options.graph
def explain(code: str, other: str, weights: str | None, format: str, source: tasks.Source, **asked: Any) -> None:
    """Say why CODE and OTHER go together, or why not: every signal, and where the pair ranks.

    \b
    Example: sdggraph explain HIST ERAIFT
    """
    own = tasks.read_weights(weights) if weights is not None else None
    pair = tasks.explain(source, code, other, weights=own, **asked)
    page = present.partners.pair_json if format == "json" else present.partners.pair_text
    click.echo(page(pair, source.network), nl=False)
