"""Brokers: the organisations on many of the shortest chains of cooperation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import lazy_loader as lazy

from sdggraph.model.structure import Broker, Community

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    from sdggraph.analysis.scoring.millionths import Floats, Ints
else:
    np, nx = lazy.load("numpy"), lazy.load("networkx")

LIMIT = 10
DECIMALS = 6
MANY = 1000  # organisations from which on betweenness is estimated
SAMPLE = 200  # the number of start nodes of the estimate
_CELLS = 2_000_000  # organisations times start nodes of one block: 16 MB an array


def betweenness(pairs: nx.Graph[str]) -> dict[str, float]:
    """Return for each organisation the share of the shortest chains between two others that lead through it.

    C(v) = 2 / ((n - 1)(n - 2)) * sum over s < t of sigma(s, t | v) / sigma(s, t), where sigma counts shortest chains
    and those through v (Freeman 1977; Brandes 2001). Every link counts as one step. From 0 to 1; 0 for all in a network
    of one or two. Pairs without a chain count as pairs. Rounded to six decimals, so that floating-point noise cannot
    change the order. From 1,000 organisations on it is estimated from the chains that begin at 200 of them (Brandes &
    Pich 2007), drawn with a fixed seed.

    >>> betweenness(nx.Graph([("A", "B"), ("B", "C")]))
    {'A': 0.0, 'B': 1.0, 'C': 0.0}
    """
    found = sampled(pairs, SAMPLE, seed=0) if len(pairs) >= MANY else nx.betweenness_centrality(pairs)
    return {code: round(value, DECIMALS) for code, value in found.items()}


def sampled(pairs: nx.Graph[str], size: int, seed: int) -> dict[str, float]:
    """Return the betweenness of each organisation, estimated from the chains that begin at a sample of them.

    It is Brandes' accumulation (2001) with the scales of `networkx.betweenness_centrality(k=…)` and the same sample:
    an organisation of the sample is no start of a chain through itself.

    >>> star = nx.Graph([("A", "B"), ("B", "C"), ("B", "D")])
    >>> sampled(star, 4, seed=0)
    {'A': 0.0, 'B': 1.0, 'C': 0.0, 'D': 0.0}
    """
    codes = list(pairs)
    links = nx.to_scipy_sparse_array(pairs, weight=None, dtype=np.dtype(np.float64), format="csr")
    place = {code: number for number, code in enumerate(codes)}
    drawn = [place[code] for code in random.Random(seed).sample(codes, size)]  # noqa: S311  # not for security
    total = np.zeros(len(codes))
    block = max(1, _CELLS // len(codes))
    for first in range(0, size, block):
        total += _dependency(links, np.array(drawn[first : first + block])).sum(axis=1)
    return dict(zip(codes, _scaled(total, drawn, size).tolist(), strict=True))


def _scaled(total: Floats, drawn: Iterable[int], size: int) -> Floats:
    others = len(total) - 2
    found = total / (size * others)
    chosen = list(drawn)
    found[chosen] = total[chosen] / ((size - 1) * others)
    return found


def _dependency(links: Any, starts: Ints) -> Floats:
    """Return how much the chains from each start (a column) depend on each organisation (a row)."""
    columns = np.arange(len(starts))
    ways = np.zeros((links.shape[0], len(starts)))  # shortest chains from the start
    ways[starts, columns] = 1.0
    levels, front = [ways > 0], ways.copy()
    seen = levels[0].copy()
    while True:
        front = links @ front
        front[seen] = 0.0
        reached = front > 0
        if not reached.any():
            break
        ways += front
        seen |= reached
        levels.append(reached)
    found = np.zeros_like(ways)
    for level, before in zip(reversed(levels[1:]), reversed(levels[:-1]), strict=True):
        share = np.divide(1.0 + found, ways, out=np.zeros_like(ways), where=level)
        found += np.where(before, ways * (links @ share), 0.0)
    found[starts, columns] = 0.0
    result: Floats = found
    return result


def brokers(pairs: nx.Graph[str], communities: Sequence[Community], limit: int = LIMIT) -> tuple[Broker, ...]:
    """Return the organisations of highest betweenness above 0, highest first; equals are ordered by code.

    Each comes with its partners by community, and with the parts of the network that would be disconnected without it.
    """
    everywhere, by_strong = betweenness(pairs), betweenness(strong_pairs(pairs))
    best = sorted((code for code, value in everywhere.items() if value > 0), key=lambda code: (-everywhere[code], code))
    home = {code: community.name for community in communities for code in community.members}
    return tuple(
        Broker(
            code=code,
            betweenness=everywhere[code],
            betweenness_strong=by_strong[code],
            strong=sum(1 for other in pairs[code] if pairs[code][other]["strong"]),
            weak=sum(1 for other in pairs[code] if not pairs[code][other]["strong"]),
            connects=_partners_by_community(pairs, code, home),
            cut_off=cut_off(pairs, code),
        )
        for code in best[:limit]
    )


def strong_pairs(pairs: nx.Graph[str]) -> nx.Graph[str]:
    """Return the same organisations with only the pairs that have a strong link.

    >>> pairs = nx.Graph([("A", "B", {"strong": True}), ("B", "C", {"strong": False})])
    >>> list(strong_pairs(pairs)), list(strong_pairs(pairs).edges)
    (['A', 'B', 'C'], [('A', 'B')])
    """
    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(pairs)
    found.add_edges_from((one, other, about) for one, other, about in pairs.edges(data=True) if about["strong"])
    return found


def cut_off(pairs: nx.Graph[str], code: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts that would be disconnected from the rest without an organisation, the largest first.

    The rest is the largest part (the first by code among equals). The result is empty if nothing would be disconnected.

    >>> cut_off(nx.Graph([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")]), "C")
    (('D',),)
    """
    around = nx.node_connected_component(pairs, code) - {code}
    parts = [tuple(sorted(part)) for part in nx.connected_components(pairs.subgraph(around))]
    return tuple(sorted(parts, key=lambda part: (-len(part), part))[1:])


def _partners_by_community(
    pairs: nx.Graph[str], code: str, home: Mapping[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Group the partners by community: strong partners first, then those with the most partners."""
    found: dict[str, list[str]] = {}
    for other in sorted(pairs[code], key=lambda other: (not pairs[code][other]["strong"], -pairs.degree(other), other)):
        found.setdefault(home[other], []).append(other)
    return tuple((name, tuple(found[name])) for name in sorted(found, key=lambda name: (-len(found[name]), name)))
