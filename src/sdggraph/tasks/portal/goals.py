"""The page of a goal or a target: who contributes what, where, and where few or no centres do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sdggraph.messages import Message
from sdggraph.model.coverage import un_order
from sdggraph.names.file_names import file_name
from sdggraph.present.coverage import group_message
from sdggraph.tasks.lookup import find_aim
from sdggraph.tasks.portal.claims import Contributor, contributors, serves, serving
from sdggraph.tasks.portal.coverage import Heading, cell_path, gaps_of, goal_path, rows_of, whole
from sdggraph.tasks.portal.records import PAGE_SIZE, Moved, Reference, references
from sdggraph.tasks.source import Source

_AREAS = ("region", "country-group")  # groupings whose gaps the page names


@dataclass(frozen=True)
class Part:
    """A target of the goal, or a group of centres, and the number of centres that contribute."""

    heading: Heading
    centres: int
    of: int  # centres of the group; 0 for a target


@dataclass(frozen=True)
class GapThere:
    """A group of centres in which few or no centres contribute."""

    group: Heading
    message: Message
    chance: float


@dataclass(frozen=True)
class GoalPage:
    """Everything on the page of a goal or a target."""

    aim: Heading
    goal: Heading  # of a target, else the same
    iri: str
    centres: int
    stated: int
    of: int
    contributors: tuple[Contributor, ...]  # the first ones of many
    targets: tuple[Part, ...]
    regions: tuple[Part, ...]
    gaps: tuple[GapThere, ...]
    silent: tuple[Reference, ...]  # centres with nothing at all on record

    @property
    def is_target(self) -> bool:
        """Whether it is the page of a target."""
        return self.aim.key != self.goal.key


def goal(source: Source, *, stem: str) -> GoalPage | Moved:
    """Return everything on the page of a goal or a target; another spelling leads on. Raises NotFound, Ambiguous."""
    network = source.network
    concept = next((each for each in network.aims.values() if file_name(each.key) == stem), None)
    if concept is None:
        return Moved(goal_path(find_aim(network, stem).key))
    key, number = concept.key, concept.key.partition(".")[0]
    level = "target" if "." in key else "goal"
    found = whole(source, level)
    place = [each.key for each in found.columns].index(key)
    total = found.total.cells[place]
    above = network.aims.get(number, concept)
    everybody = [network.organisations[code] for code in found.total.group.centres]
    return GoalPage(
        aim=_heading(key, concept.label),
        goal=_heading(number, above.label),
        iri=concept.iri,
        centres=len(total.centres),
        stated=len(total.stated_by),
        of=len(everybody),
        contributors=contributors(network, serving(everybody, serves(key))[:PAGE_SIZE]),
        targets=_targets(source, number) if level == "goal" else (),
        regions=tuple(
            Part(
                Heading(row.group.key, group_message("region", row.group), cell_path("region", row.group.key, key), 0),
                len(row.cells[place].centres),
                len(row.group.centres),
            )
            for row in found.rows
        ),
        gaps=_gaps(source, level, key),
        silent=references(found.total.silent, network),
    )


def pages(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page of each goal and target."""
    for concept in sorted(source.network.aims.values(), key=lambda each: un_order(each.key)):
        kind = "Target" if "." in concept.key else "Goal"
        yield goal_path(concept.key), {"stem": file_name(concept.key)}, f"{kind} {concept.key}: who contributes"


def _targets(source: Source, goal: str) -> tuple[Part, ...]:
    found = whole(source, "target")
    return tuple(
        Part(_heading(column.key, column.label), len(cell.centres), 0)
        for column, cell in zip(found.columns, found.total.cells, strict=True)
        if column.goal == goal
    )


def _gaps(source: Source, level: str, key: str) -> tuple[GapThere, ...]:
    if level == "target":
        return ()  # a target has few centres anywhere, so a gap would tell nothing
    found = []
    for by in _AREAS:
        for row in rows_of(source, by):
            for gap in gaps_of(source, row, by, level):
                if gap.aim.key == key:
                    path = cell_path(by, row.group.key, key)
                    heading = Heading(row.group.key, group_message(by, row.group), path, len(row.group.centres))
                    found.append(GapThere(heading, gap.message, gap.chance))
    return tuple(found)


def _heading(key: str, label: str) -> Heading:
    return Heading(key, label, goal_path(key), 0)
