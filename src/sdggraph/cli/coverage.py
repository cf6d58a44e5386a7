"""The commands `coverage` and `gaps`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.present import coverage as coverage_page
from sdggraph.present import gaps as gaps_page
from sdggraph.present.pictures import heatmap
from sdggraph.tasks.coverage import coverage as count
from sdggraph.tasks.gaps import gaps as centre_gaps
from sdggraph.tasks.gaps import network_gaps
from sdggraph.tasks.questions import CoverageQuestion, GapsQuestion, PartGapsQuestion


@command(short_help="Count who contributes to which goal or target.")
@options.asked(CoverageQuestion)
@options.format(["table", "csv", "json", "markdown", "svg"])
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; replaced whole or not at all.")
@options.graph
def coverage(format: str, output: Path | None, source: tasks.Source, **asked: Any) -> None:
    """Count centres and contributions for every goal or target, and list the centres with nothing on record.

    Stated and inferred contributions are counted separately: 3+12 is 3 stated and 12 inferred. Targets without a
    contribution are left out of table and markdown; csv, json and svg (a heat map) have all 169.

    \b
    Examples:
      sdggraph coverage --by theme --basis stated
      sdggraph coverage --format svg -o coverage.svg
    """
    found = count(source, **asked)
    shown = options.shown(heatmap.svg(found) if format == "svg" else coverage_page.rendered(found, format))
    if output is None:
        print_answer(shown, format)
    else:
        content = shown.encode()
        write_atomically(output, content)
        print_note(f"{output}: {len(content):,} bytes of {format}")


@command(short_help="Show what a centre or a region could take up next.")
@click.argument("centre", required=False, shell_complete=options.complete_code)
@options.asked(
    PartGapsQuestion,
    level={"default": None, "help": "For a region, theme or country group: goal or target; default goal."},
    limit={"help": "The number of gaps to show from each list."},
)
@options.asked(
    GapsQuestion,
    without=("limit",),
    neighbours={"default": None, "help": "For a centre: the number of nearest centres to compare with; default 10."},
)
@options.format(options.LISTS)
@options.graph
def gaps(
    centre: str | None,
    limit: int,
    neighbours: int | None,
    format: str,
    source: tasks.Source,
    **part: str | None,
) -> None:
    """Show the targets that CENTRE could take up next, or the goals that a part of the network leaves out.

    Each gap comes with its reason, and with centres and projects to learn from.

    \b
    Examples:
      sdggraph gaps HIST
      sdggraph gaps --region Africa --level target
    """
    level = part.pop("level")
    _refuse_both_and_neither(centre, part, level, neighbours)
    given: dict[str, Any] = {"neighbours": neighbours} if neighbours is not None else {}
    if centre is not None:
        found = centre_gaps(source, centre, limit=limit, **given)
        print_answer(options.shown(gaps_page.rendered(found, source.network, format)), format)
    else:
        asked: dict[str, Any] = {**part, "limit": limit, **({"level": level} if level else {})}
        shown = gaps_page.rendered(network_gaps(source, **asked), source.network, format)
        print_answer(options.shown(shown), format)


def _refuse_both_and_neither(
    centre: str | None, filters: dict[str, str | None], level: str | None, neighbours: int | None
) -> None:
    named = [name for name, value in filters.items() if value is not None]
    if (centre is not None) == bool(named):
        problem = "both were given" if named else "neither was given"
        raise BadParameter(
            f"Gaps are computed for one centre or for a part of the network, and {problem}.",
            "For example: sdggraph gaps HIST, or sdggraph gaps --region Africa.",
        )
    if centre is not None and level == "goal":
        raise BadParameter("The gaps of a centre are always targets.", "Leave --level out, or name a region.")
    if centre is None and neighbours is not None:
        raise BadParameter("Only a centre has neighbours.", "Leave --neighbours out, or name a centre.")
