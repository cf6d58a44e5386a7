"""Cooperation links as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sdggraph import vocab
from sdggraph.model.records import Link, Network, Organisation
from sdggraph.tasks.portal.records import Reference, references
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source


@dataclass(frozen=True)
class Tie:
    """A cooperation with its evidence."""

    anchor: str
    year: int | None
    kind: str
    partners: tuple[Reference, ...]
    what: tuple[str, ...]
    evidence: tuple[str, ...]
    strong: bool


def ties(links: Iterable[Link], network: Network, without: str = "") -> tuple[Tie, ...]:
    """Return links with their partners, but for one of them: strong links first, then the latest."""
    ranked = sorted(links, key=lambda each: (not each.strong, -(each.year or 0), each.iri))
    return tuple(
        Tie(
            anchor_of(link.iri),
            link.year,
            network.kinds[link.kind].label if link.kind in network.kinds else link.kind,
            references((code for code in link.partners if code != without), network),
            link.what,
            link.evidence,
            link.strong,
        )
        for link in ranked
    )


def ties_of(source: Source, record: Organisation) -> tuple[Tie, ...]:
    """Return the links of an organisation, with the other partners."""
    return ties(surroundings(source).links.get(record.code, ()), source.network, record.code)


def anchor_of(iri: str) -> str:
    """Return the anchor of a statement on the page of its organisation.

    >>> anchor_of("https://w3id.org/sdggraph/id/contribution/HIST-1")
    'contribution-HIST-1'
    """
    return "-".join(iri.removeprefix(vocab.BASE).split())[:200].replace("/", "-")
