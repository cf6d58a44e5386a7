"""Groups of centres to bring together, by region and by theme."""

from __future__ import annotations

from typing import Unpack

from sdggraph.analysis import meet as analysis
from sdggraph.model.meetings import Gatherings
from sdggraph.tasks.centres import filtered
from sdggraph.tasks.lookup import find_concept
from sdggraph.tasks.memo import view_of
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import MeetQuestion
from sdggraph.tasks.source import Source


def meet(source: Source, **asked: Unpack[MeetQuestion]) -> Gatherings:
    """Return groups of three to eight centres that have much in common and no link, by region and by theme.

    With `region`, only its centres are considered; with `theme`, only centres with it or a narrower one. `limit`
    shortens each list. Raises NotFound for an unknown region or theme, and BadParameter for a limit below 1.
    """
    question, network = completed(MeetQuestion, asked), source.network
    region, theme = question["region"], question["theme"]
    centres = [each for each in filtered(network, region=region, theme=theme) if each.is_active_centre]
    regions, themes = analysis.parts(network, centres)
    if theme:
        themes = {find_concept(network.themes, theme, "theme").label: [record.code for record in centres]}
    limit = question["limit"]
    return analysis.gatherings(view_of(source), regions, themes, 10**9 if limit is None else limit)
