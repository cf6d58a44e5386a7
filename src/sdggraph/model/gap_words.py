"""The messages around the lists of gaps: their title, what was compared, and how the lists were made."""

from __future__ import annotations

from sdggraph.messages import Message, message
from sdggraph.model.gaps import CentreGaps, GroupGaps


def title(gaps: CentreGaps | GroupGaps) -> Message:
    """Return the title of the lists."""
    if isinstance(gaps, CentreGaps):
        return message("gaps.of-centre", code=gaps.organisation.code, name=gaps.organisation.name)
    parts = tuple(message("gaps.part", what=name, label=label) for name, label in gaps.filters.items())
    return message(f"gaps.of-part-{gaps.level}", parts=parts)


def opening(gaps: CentreGaps | GroupGaps) -> list[Message]:
    """Describe what was compared, in a few sentences."""
    if isinstance(gaps, GroupGaps):
        return [_compared(gaps)]
    code, served = gaps.organisation.code, message("count.targets", count=len(gaps.served))
    found = [message("gaps.served", targets=served, keys=gaps.served)]
    if not gaps.served:
        found = [message("gaps.none-served", targets=served)]
    if gaps.goals_only:
        found.append(message("gaps.goals-only", goals=gaps.goals_only))
    if gaps.thin:
        found.append(message("gaps.thin", code=code))
    if not gaps.neighbours:
        return [*found, message("gaps.no-neighbour", code=code)]
    alike = [(each.organisation.code, each.similarity) for each in gaps.neighbours]
    near = tuple(message("gaps.neighbour", code=other, similarity=value) for other, value in alike)
    return [*found, message("gaps.neighbours", neighbours=near)]


def closing(gaps: CentreGaps | GroupGaps) -> list[Message]:
    """Explain how the lists were made, in a few sentences."""
    if isinstance(gaps, GroupGaps):
        total = message("count.gaps", count=gaps.total)
        return [message(f"gaps.how-group-{gaps.level}", shown=len(gaps.found), gaps=total)]
    counts = {"shown_nearby": len(gaps.nearby), "nearby": gaps.nearby_total}
    return [message("gaps.how-centre", shown_linked=len(gaps.linked), linked=gaps.linked_total, **counts)]


def _compared(gaps: GroupGaps) -> Message:
    centres, silent = message("count.centres", count=len(gaps.centres)), gaps.silent
    if not silent:
        return message("gaps.compared", centres=centres, elsewhere=gaps.elsewhere)
    return message("gaps.compared-silent", centres=centres, elsewhere=gaps.elsewhere, count=len(silent), codes=silent)
