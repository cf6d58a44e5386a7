"""Contributions as pages show them: who does what, with the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from sdggraph.analysis.coverage import claims_of
from sdggraph.model.coverage import un_order
from sdggraph.model.records import DERIVED, INFERRED, STATED, Contribution, Network, Organisation
from sdggraph.tasks.portal.records import Reference, reference

_RANKS: Final[Mapping[str, int]] = MappingProxyType({STATED: 0, INFERRED: 1, DERIVED: 3})


@dataclass(frozen=True)
class Claim:
    """A contribution with its evidence."""

    aim: str
    basis: str
    activity: str
    since: int | None
    evidence: tuple[str, ...]
    anchor: str = ""  # on the page of the organisation only


@dataclass(frozen=True)
class Contributor:
    """A centre, and what it contributes."""

    centre: Reference
    claims: tuple[Claim, ...]

    @property
    def is_stated(self) -> bool:
        """Whether one of the contributions is stated by its source."""
        return any(claim.basis == STATED for claim in self.claims)


def shown(claims: Iterable[Contribution]) -> tuple[Claim, ...]:
    """Return contributions as pages show them: stated ones first, then in the UN's order."""
    ranked = sorted(claims, key=lambda each: (_RANKS.get(each.basis, 2), un_order(each.aim), each.activity, each.iri))
    return tuple(Claim(each.aim, each.basis, each.activity, each.since, each.evidence) for each in ranked)


def serves(aim: str) -> Callable[[Contribution], bool]:
    """Return the test whether a contribution counts for a goal with its targets, or for a target."""
    return lambda claim: aim in (claim.aim, claim.goal)


class Serving(NamedTuple):
    """An organisation with those of its contributions that count."""

    record: Organisation
    claims: list[Contribution]


def serving(records: Iterable[Organisation], holds: Callable[[Contribution], bool]) -> list[Serving]:
    """Return the organisations with such contributions: those with a stated one first, then by code."""
    found = (Serving(record, [claim for claim in claims_of(record) if holds(claim)]) for record in records)
    return in_order(each for each in found if each.claims)


def by_goal(records: Iterable[Organisation]) -> dict[str, list[Serving]]:
    """Return the organisations that contribute to each goal or its targets, in the same order as `serving`."""
    found: dict[str, dict[str, Serving]] = {}
    for record in records:
        for claim in claims_of(record):
            found.setdefault(claim.goal, {}).setdefault(record.code, Serving(record, [])).claims.append(claim)
    return {goal: in_order(held.values()) for goal, held in found.items()}


def in_order(found: Iterable[Serving]) -> list[Serving]:
    """Sort organisations: those with a stated contribution first, then by code."""

    def rank(each: Serving) -> tuple[bool, str]:
        return not any(claim.basis == STATED for claim in each.claims), each.record.code.casefold()

    return sorted(found, key=rank)


def contributors(network: Network, found: Iterable[Serving]) -> tuple[Contributor, ...]:
    """Return organisations with their contributions as pages show them."""
    return tuple(Contributor(reference(each.record, network), shown(each.claims)) for each in found)
