"""Plain values of term counts: how often the vocabulary terms of the graph are used."""

from __future__ import annotations

from typing import NamedTuple

from sdggraph.model.records import Concept, Country


class Used(NamedTuple):
    """A term and its number of centres; for a kind of cooperation, its number of links."""

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
    """A country and its number of centres."""

    country: Country
    centres: int
