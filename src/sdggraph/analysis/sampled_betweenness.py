"""Betweenness in a large network, estimated from some start nodes, with all of them in one sparse product a level."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import lazy_loader as lazy

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    from sdggraph.analysis.millionths import Floats, Ints
else:
    np, nx = lazy.load("numpy"), lazy.load("networkx")

_CELLS = 2_000_000  # organisations times start nodes of one block: 16 MB an array


def sampled(pairs: nx.Graph[str], size: int, seed: int) -> dict[str, float]:
    """Return the betweenness of each organisation, estimated from the chains that begin at a sample of them.

    It is Brandes' accumulation (2001) with the scales of `networkx.betweenness_centrality(k=…)` and the same sample:
    an organisation of the sample is no start of a chain through itself.

    >>> star = nx.Graph([("A", "B"), ("B", "C"), ("B", "D")])
    >>> sampled(star, 4, seed=0)
    {'A': 0.0, 'B': 1.0, 'C': 0.0, 'D': 0.0}
    """
    codes = list(pairs)
    links = nx.to_scipy_sparse_array(pairs, weight=None, dtype=float, format="csr")
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
