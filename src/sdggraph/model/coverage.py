"""Plain values of coverage: who contributes to which goal or target, group by group."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sdggraph.messages import msgid
from sdggraph.model.records import INFERRED, STATED

GROUPINGS: Mapping[str, str] = MappingProxyType(
    {
        "region": msgid("UNESCO region"),
        "country-group": msgid("country group"),
        "theme": msgid("theme"),
        "category": msgid("category"),
        "sector": msgid("sector"),
    }
)
LEVELS = ("goal", "target")
# Derived claims are left out, because every organisation with a link has one, and so are classified ones.
BASES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"all": frozenset({STATED, INFERRED}), "stated": frozenset({STATED}), "inferred": frozenset({INFERRED})}
)


class Group(NamedTuple):
    """The centres in one row: those of a region, a country group, a theme, a category or a sector."""

    key: str
    label: str
    iri: str = ""  # empty for the row of centres without this fact on record
    centres: tuple[str, ...] = ()  # codes, sorted


class Aim(NamedTuple):
    """A goal or a target as a column."""

    key: str
    label: str
    iri: str
    colour: str = ""  # the colour of its goal, as #RRGGBB; empty if the graph has none

    @property
    def goal(self) -> str:
        """The number of the goal.

        >>> Aim("6.5", "Water management", "u").goal
        '6'
        """
        return self.key.partition(".")[0]


class Cell(NamedTuple):
    """Contributions of some centres to some aims; stated and inferred ones are never added up."""

    stated_by: tuple[str, ...] = ()  # codes of the centres with a stated contribution, sorted
    inferred_by: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()  # IRIs of the contributions, sorted
    inferred: tuple[str, ...] = ()

    @property
    def centres(self) -> tuple[str, ...]:
        """The centres that contribute, on either basis, each once.

        >>> Cell(("HIST", "ICTP"), ("HIST",)).centres
        ('HIST', 'ICTP')
        """
        return tuple(sorted({*self.stated_by, *self.inferred_by}))


class Row(NamedTuple):
    """A group, its cell for each column, and the cell for all columns together."""

    group: Group
    cells: tuple[Cell, ...]
    total: Cell
    silent: tuple[str, ...]  # centres of the group with no contribution on record at all, on any basis

    def share(self, cell: Cell) -> float | None:
        """Return the share of the group's centres that contribute, from 0 to 1; None for a group without centres.

        >>> Row(Group("a", "A", centres=("X", "Y")), (), Cell(), ()).share(Cell(("X",)))
        0.5
        """
        return len(cell.centres) / len(self.group.centres) if self.group.centres else None


class Coverage(NamedTuple):
    """The whole matrix with its totals, and its parameters."""

    by: str
    level: str
    basis: str
    columns: tuple[Aim, ...]
    rows: tuple[Row, ...]
    total: Row  # every centre once, in however many rows it is
    unplaced: tuple[str, ...]  # IRIs of contributions that belong to no column
    data_version: str


def un_order(aim: str) -> tuple[int, int, str]:
    """Return the sort key of a goal or target in the UN's order.

    >>> sorted(["13", "6.a", "6.10", "6.2", "6"], key=un_order)
    ['6', '6.2', '6.10', '6.a', '13']
    """
    goal, _, target = aim.partition(".")
    place = int(target) if target.isdecimal() else 999 if target else 0
    return int(goal) if goal.isdecimal() else 999, place, aim
