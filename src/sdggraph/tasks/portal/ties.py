"""Cooperation links as pages show them."""

from __future__ import annotations

from collections.abc import Iterable

from sdggraph.model.records import Link, Network
from sdggraph.tasks.portal.organisation import Tie, anchor_of
from sdggraph.tasks.portal.records import references


def ties(links: Iterable[Link], network: Network) -> tuple[Tie, ...]:
    """Return links with all their partners: strong ones first, then the latest."""
    ranked = sorted(links, key=lambda each: (not each.strong, -(each.year or 0), each.iri))
    return tuple(
        Tie(
            anchor_of(link.iri),
            link.year,
            network.kinds[link.kind].label if link.kind in network.kinds else link.kind,
            references(link.partners, network),
            link.what,
            link.evidence,
            link.strong,
        )
        for link in ranked
    )
