"""The command `meet`."""

from __future__ import annotations

from typing import Any

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.present import meet as page
from sdggraph.tasks.meet import meet as bring_together
from sdggraph.tasks.questions import MeetQuestion


@command(short_help="Suggest groups of centres to bring together.")
@options.asked(MeetQuestion)
@options.format(options.LISTS)
@options.graph
def meet(format: str, source: tasks.Source, **asked: Any) -> None:
    """Suggest groups of centres to bring together: of one region, or of one theme, without links among them.

    Each group has three to eight centres, the reason, and who could introduce them.

    \b
    Example: sdggraph meet --region Africa --limit 3
    """
    found = bring_together(source, **asked)
    if format == "csv" and not (found.same_region or found.same_theme):
        print_note(page.none_told(found))
    print_answer(options.shown(page.rendered(found, source.network, format)), format)
