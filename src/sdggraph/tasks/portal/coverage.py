"""The matrix of groups of centres and goals, and the page of each of its cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sdggraph.analysis.coverage import placed
from sdggraph.analysis.gaps import group_gaps
from sdggraph.errors import NotFound
from sdggraph.messages import Message
from sdggraph.model.coverage import BASES, GROUPINGS, LEVELS, Cell, Coverage, Row
from sdggraph.model.gaps import GroupGap
from sdggraph.names.file_names import file_name
from sdggraph.present.coverage import group_message, note_messages, shown_columns
from sdggraph.tasks.coverage import coverage as coverage_of
from sdggraph.tasks.gaps import projects
from sdggraph.tasks.memo import once, view_of
from sdggraph.tasks.portal.claims import Claim, Contributor, contributors, serving, shown
from sdggraph.tasks.portal.records import PAGE_SIZE, Moved, Reference, reference, references
from sdggraph.tasks.source import Source

FOLDER: Final = "coverage"
EVERYBODY: Final = "all"  # the key of the group of all centres
_FEW: Final = 8  # groups that fit side by side; more of them become rows
_MOST: Final = 2500  # cells of a table that a page can hold
_MOST_BARS: Final = 700  # cells that draw their share
_STEPS: Final = (0.15, 0.35, 0.6)  # shares at which the shade of a cell changes
_EXEMPLARS: Final = 5


@dataclass(frozen=True)
class Choice:
    """A value of a filter, and whether it is chosen; with its address where it has one of its own."""

    value: str
    label: str
    here: bool
    path: str = ""


@dataclass(frozen=True)
class CellShown:
    """A cell of the matrix: the number of centres that contribute."""

    path: str
    centres: int
    stated: int  # of these centres, with a stated contribution
    of: int  # centres of the group
    shade: int  # 0 for none, 1 to 4 by share

    @property
    def widths(self) -> tuple[float, float]:
        """The share of the group's centres, and that of those with a stated contribution, in percent."""
        return (round(100 * self.centres / self.of, 1), round(100 * self.stated / self.of, 1)) if self.of else (0, 0)


@dataclass(frozen=True)
class Heading:
    """A group, a goal or a target at the head of a row or a column."""

    key: str
    label: Message | str
    path: str  # of its own page; empty if it has none
    centres: int  # of a group


@dataclass(frozen=True)
class Line:
    """A row of the matrix."""

    heading: Heading
    cells: tuple[CellShown, ...]


@dataclass(frozen=True)
class Matrix:
    """Everything on the page of the matrix."""

    by: str
    level: str
    basis: str
    grouping: str  # in words
    groupings: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    bases: tuple[Choice, ...]
    groups_are_rows: bool  # else goals or targets are rows
    has_bars: bool  # whether each cell draws its share; in a very large table the number must do
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]  # empty if there are too many cells for a page
    empty_groups: int  # groups without centres, which are not shown
    notes: tuple[Message, ...]
    parameters: dict[str, str]  # of the same matrix in the API


@dataclass(frozen=True)
class Exemplar:
    """A centre elsewhere to learn from, and what it does."""

    centre: Reference
    claim: Claim


@dataclass(frozen=True)
class GapShown:
    """A gap of a group, with the probability that so small a group shows it by chance."""

    message: Message
    chance: float
    exemplars: tuple[Exemplar, ...]


@dataclass(frozen=True)
class CellPage:
    """Everything on the page of a cell."""

    by: str
    grouping: str
    group: Heading
    aim: Heading
    centres: int  # that contribute
    stated: int
    of: int
    contributors: tuple[Contributor, ...]  # the first ones of many
    gap: GapShown | None
    silent: tuple[Reference, ...]
    others: tuple[Heading, ...]  # the same goal in the other groups


def path_of(by: str) -> str:
    """Return the path of the matrix by a grouping.

    >>> path_of("region"), path_of("theme")
    ('coverage/index.html', 'coverage/theme/index.html')
    """
    return f"{FOLDER}/index.html" if by == "region" else f"{FOLDER}/{by}/index.html"


def goal_path(aim: str) -> str:
    """Return the path of the page of a goal or a target."""
    return f"goals/{file_name(aim)}.html"


def cell_path(by: str, group: str, aim: str) -> str:
    """Return the path of the page of a cell. That of all centres is the page of the goal.

    >>> cell_path("region", "africa", "4"), cell_path("region", "all", "4")
    ('coverage/region/africa/4.html', 'goals/4.html')
    """
    return goal_path(aim) if group == EVERYBODY else f"{FOLDER}/{by}/{file_name(group)}/{file_name(aim)}.html"


def matrix(source: Source, by: str = "region", level: str = "goal", basis: str = "all") -> Matrix:
    """Return everything on the page of the matrix. Raises BadParameter for another word."""
    found = _coverage(source, by, level, basis)
    rows = [row for row in (*found.rows, found.total) if row.group.centres or row is found.total]
    places = shown_columns(found)
    groups_are_rows = len(rows) > _FEW + 1
    groups, aims = [_group(by, row) for row in rows], [_aim(found, place) for place in places]
    table = [[_cell(by, row, found.columns[place].key, row.cells[place]) for place in places] for row in rows]
    if not groups_are_rows:
        table = [list(line) for line in zip(*table, strict=True)]
    heads = groups if groups_are_rows else aims
    fits = len(groups) * len(aims) <= _MOST
    return Matrix(
        by=by,
        level=level,
        basis=basis,
        grouping=GROUPINGS[by],
        groupings=tuple(Choice(key, label, key == by, path_of(key)) for key, label in GROUPINGS.items()),
        levels=tuple(Choice(key, key, key == level) for key in LEVELS),
        bases=tuple(Choice(key, key, key == basis) for key in BASES),
        groups_are_rows=groups_are_rows,
        has_bars=not groups_are_rows and sum(bool(each.centres) for line in table for each in line) <= _MOST_BARS,
        columns=tuple(aims if groups_are_rows else groups),
        lines=tuple(Line(head, tuple(line)) for head, line in zip(heads, table, strict=True)) if fits else (),
        empty_groups=sum(not row.group.centres for row in found.rows),
        notes=tuple(note_messages(found)),
        parameters={"by": by, "level": level, "basis": basis},
    )


def cell(source: Source, *, by: str, group: str, aim: str) -> CellPage | Moved:
    """Return everything on the page of a cell; that of all centres leads on to the goal's page.

    `group` and `aim` are the names in the path. Raises NotFound, and BadParameter for another grouping.
    """
    level = "target" if "." in aim else "goal"
    found = _coverage(source, by, level, "all")
    place = next((number for number, each in enumerate(found.columns) if file_name(each.key) == aim), None)
    row = next((each for each in (*found.rows, found.total) if file_name(each.group.key) == group), None)
    if place is None or row is None:
        raise NotFound("There is no such cell.", "The matrix leads to all of them.")
    key = found.columns[place].key
    if row is found.total:
        return Moved(goal_path(key))
    held, network = row.cells[place], source.network
    inside = [network.organisations[code] for code in row.group.centres]
    others = [each for each in found.rows if each.group.centres and each is not row] if len(found.rows) <= _FEW else []
    return CellPage(
        by=by,
        grouping=GROUPINGS[by],
        group=_group(by, row),
        aim=_aim(found, place),
        centres=len(held.centres),
        stated=len(held.stated_by),
        of=len(row.group.centres),
        contributors=contributors(network, serving(inside, lambda claim: placed(claim, level) == key)[:PAGE_SIZE]),
        gap=gap_of(source, row, by, level, key),
        silent=references(row.silent, network),
        others=tuple(
            Heading(
                each.group.key,
                group_message(by, each.group),
                cell_path(by, each.group.key, key),
                len(each.cells[place].centres),
            )
            for each in others
        ),
    )


def cells(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of each cell of the goals; of a theme, its own page tells the same."""
    for by in GROUPINGS:
        found = _coverage(source, by, "goal", "all")
        for row in found.rows:
            if by == "theme" and row.group.iri:
                continue
            for column in found.columns:
                stems = {"group": file_name(row.group.key), "aim": file_name(column.key)}
                title = f"Goal {column.key}, {row.group.label}"
                yield cell_path(by, row.group.key, column.key), {"by": by, **stems}, title


def matrices(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the matrix by each grouping."""
    for by, label in GROUPINGS.items():
        yield path_of(by), {"by": by}, f"Contributions by {label} and goal"


def gap_of(source: Source, row: Row, by: str, level: str, aim: str) -> GapShown | None:
    """Return the gap of a group at a goal or target; None if it is no gap, or the group has no centre."""
    if not any(each.aim.key == aim for each in gaps_of(source, row, by, level)):
        return None
    found = _group_gaps(source, row, by, level, {aim})
    return next(shown_gap(source, each) for each in found if each.aim.key == aim)


def gaps_of(source: Source, row: Row, by: str, level: str) -> tuple[GroupGap, ...]:
    """Return all gaps of a group, the emptiest first, without exemplars."""
    if not row.group.centres or row.group.key == EVERYBODY:
        return ()
    return once(source, ("gaps", by, row.group.key, level), partial(_group_gaps, source, row, by, level, ()))


def _group_gaps(source: Source, row: Row, by: str, level: str, aims: Collection[str]) -> tuple[GroupGap, ...]:
    """Return all gaps of a group, with exemplars at these goals or targets only: finding them takes long."""
    return group_gaps(
        view_of(source),
        row.group.centres,
        filters={by: row.group.label},
        level=level,
        projects=once(source, "projects", partial(projects, source)) if aims else (),
        limit=None,
        exemplars_for=aims,
    ).found


def shown_gap(source: Source, gap: GroupGap) -> GapShown:
    """Return a gap of a group as pages show it, with the centres elsewhere that are most like the group."""
    exemplars = [each for each in gap.exemplars if each.contributions][:_EXEMPLARS]
    return GapShown(
        gap.message,
        gap.chance,
        tuple(
            Exemplar(reference(each.organisation, source.network), shown(each.contributions[:1])[0])
            for each in exemplars
        ),
    )


def _coverage(source: Source, by: str, level: str, basis: str) -> Coverage:
    make = partial(coverage_of, source, by=by, level=level, basis=basis)
    return once(source, ("coverage", by, level, basis), make)


def rows_of(source: Source, by: str, level: str = "goal") -> Iterable[Row]:
    """Return the rows of the matrix by a grouping."""
    return _coverage(source, by, level, "all").rows


def whole(source: Source, level: str) -> Coverage:
    """Return the matrix by region."""
    return _coverage(source, "region", level, "all")


def _group(by: str, row: Row) -> Heading:
    group = row.group
    path = f"themes/{file_name(group.key)}.html" if by == "theme" and group.iri else ""
    return Heading(group.key, group_message(by, group), path, len(group.centres))


def _aim(found: Coverage, place: int) -> Heading:
    column = found.columns[place]
    return Heading(column.key, column.label, goal_path(column.key), len(found.total.cells[place].centres))


def _cell(by: str, row: Row, aim: str, cell: Cell) -> CellShown:
    share = row.share(cell) or 0.0
    shade = 1 + sum(share >= step for step in _STEPS) if cell.centres else 0
    path = cell_path(by, row.group.key, aim)
    if by == "theme" and row.group.iri and "." not in aim:
        path = f"themes/{file_name(row.group.key)}.html" + (f"#goal-{file_name(aim)}" if cell.centres else "")
    return CellShown(path, len(cell.centres), len(cell.stated_by), len(row.group.centres), shade)
