"""The weight of a link, by its kind and its age; and the network as it was known in a year."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from sdggraph.model.records import Link, Network, Organisation
from sdggraph.model.status import with_standing

# An agreement or a joint project binds more than a shared meeting. A kind without a weight counts in full.
KIND_WEIGHTS: Mapping[str, float] = {
    "agreement": 1.0,
    "joint-project": 1.0,
    "hosting": 0.8,
    "data-sharing": 0.8,
    "membership": 0.6,
    "training": 0.6,
    "co-organised-event": 0.6,
    "network": 0.25,
}
HALF_LIFE = 10.0  # years after which the weight of a link halves
UNDATED = 0.5  # an undated link counts as if its age were one half-life


def weight(link: Link, as_of: int, half_life: float = HALF_LIFE) -> float:
    """Return the weight of a link in a year: the weight of its kind, halved with every half-life of age (ten years).

    Links of that year or later count in full. Range 0 to 1.

    >>> weight(Link("l", ("A", "B"), "agreement", 2016), 2026)
    0.5
    >>> weight(Link("l", ("A", "B"), "network", 2026), 2026)
    0.25
    """
    age = 0 if link.year is None else max(0, as_of - link.year)
    fading = UNDATED if link.year is None else 0.5 ** (age / half_life)
    return KIND_WEIGHTS.get(link.kind, 1.0) * fading


def latest_year(network: Network) -> int:
    """Return the latest year of a link on record, from which ages count: never today's date. 0 without dated links.

    >>> latest_year(Network(links=(Link("l", ("A", "B"), "agreement", 2016),)))
    2016
    """
    return max((link.year for link in network.links if link.year is not None), default=0)


def ties(network: Network, as_of: int | None = None, half_life: float = HALF_LIFE) -> dict[str, dict[str, float]]:
    """Return for each linked organisation its partners, with the sum of the weights of their links.

    >>> twice = tuple(Link(kind, ("A", "B"), kind, 2016) for kind in ("agreement", "training"))
    >>> ties(Network(links=twice))
    {'A': {'B': 1.6}, 'B': {'A': 1.6}}
    """
    year = latest_year(network) if as_of is None else as_of
    found: dict[str, dict[str, float]] = {}
    for link in network.links:
        strength = weight(link, year, half_life)
        for one in link.partners:
            for other in link.partners:
                if one != other:
                    held = found.setdefault(one, {})
                    held[other] = held.get(other, 0.0) + strength
    return found


def known_by(network: Network, year: int) -> Network:
    """Return the network as it was known at the end of a year.

    Left out: links of later years and undated ones, contributions through projects that began later, and organisations
    approved or launched later, unless they have a link by then. Kept: contributions and organisations without a date of
    their own, because their date is unknown. An organisation that ceased later is active.

    >>> from sdggraph.model.records import Organisation
    >>> young = {code: Organisation(code, code, code, since=2018) for code in "ABC"}
    >>> then = known_by(Network(young, (Link("l", ("A", "B"), "agreement", 2012), Link("m", ("B", "C"), "x"))), 2015)
    >>> list(then.organisations), [link.iri for link in then.links]
    (['A', 'B'], ['l'])
    """
    kept = tuple(link for link in network.links if link.year is not None and link.year <= year)
    at_work = {code for link in kept for code in link.partners}
    records = {
        code: _standing_of(record, year)._replace(
            contributions=tuple(claim for claim in record.contributions if claim.since is None or claim.since <= year)
        )
        for code, record in network.organisations.items()
        if record.since is None or record.since <= year or code in at_work
    }
    return network._replace(organisations=records, links=kept)


def _standing_of(record: Organisation, year: int) -> Organisation:
    """The record with the standing that it had at the end of a year."""
    if record.status_records:
        return with_standing(record, datetime.date(year, 12, 31))
    if record.status_year is None or record.status_year <= year:
        return record
    return record._replace(status="", status_year=None, status_sources=())
