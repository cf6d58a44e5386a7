"""The commands `suggest-partners` and `explain`."""

from __future__ import annotations

from typing import Any

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer
from sdggraph.tasks.questions import MeasureQuestion, PartnersQuestion


@command("suggest-partners", short_help="Suggest partners for a centre, with reasons.")
@click.argument("organisation", shell_complete=options.complete_code)
@options.asked(PartnersQuestion)
@options.format(["table", "json", "csv", "markdown", "turtle"])
@options.graph
def suggest_partners(organisation: str, format: str, source: tasks.Source, **asked: Any) -> None:
    """Suggest the centres most worth a conversation with ORGANISATION, each with its reasons.

    ORGANISATION is a code, an acronym, a name or an identifier. Centres already linked to it are left out.

    \b
    Examples:
      sdggraph suggest-partners HIST --by theme --limit 5
      sdggraph suggest-partners HIST --in-region Africa --country-group g77
    """
    found = tasks.suggest_partners(source, organisation, **asked)
    if format == "turtle":
        print_answer(tasks.suggestions_as_turtle(found), format)
    else:
        print_answer(options.shown(present.partners.rendered(found, source.network, format)), format)


@command(short_help="Explain why two organisations go together, or why not.")
@click.argument("organisation", shell_complete=options.complete_code)
@click.argument("other", shell_complete=options.complete_code)
@options.asked(MeasureQuestion)
@options.format(["table", "json"])
@options.graph
def explain(organisation: str, other: str, format: str, source: tasks.Source, **asked: Any) -> None:
    """Explain why ORGANISATION and OTHER go together, or why not: every signal, and the rank of the pair.

    \b
    Example: sdggraph explain HIST ERAIFT
    """
    pair = tasks.explain(source, organisation, other, **asked)
    page = present.partners.pair_json if format == "json" else present.partners.pair_text
    print_answer(page(pair, source.network), format)
