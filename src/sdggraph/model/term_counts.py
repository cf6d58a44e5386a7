"""How much the words of the graph are used: plain values that tasks count and pages show."""

from __future__ import annotations

from typing import NamedTuple

from sdggraph.model.records import Concept, Country


class Used(NamedTuple):
    """A term and how many centres it has; of a kind of cooperation, how many links."""

    term: Concept
    uses: int


class Region(NamedTuple):
    """A UNESCO region, or an M49 sub-region with the UNESCO regions that its countries belong to."""

    label: str
    kind: str  # unesco or m49
    within: tuple[str, ...]  # labels, sorted
    iri: str | None  # of a UNESCO region
    countries: int
    centres: int


class Land(NamedTuple):
    """A country and how many centres it has."""

    country: Country
    centres: int
