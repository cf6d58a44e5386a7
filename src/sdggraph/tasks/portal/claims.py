"""Contributions as pages show them: who does what, with the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

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


def contributors(
    network: Network, records: Iterable[Organisation], holds: Callable[[Contribution], bool]
) -> tuple[Contributor, ...]:
    """Return the organisations with such contributions: those with a stated one first, then by code."""
    found = []
    for record in records:
        claims = shown(claim for claim in claims_of(record) if holds(claim))
        if claims:
            found.append((record.code, Contributor(reference(record, network), claims)))
    return tuple(each for _, each in sorted(found, key=lambda pair: (not pair[1].is_stated, pair[0].casefold())))
