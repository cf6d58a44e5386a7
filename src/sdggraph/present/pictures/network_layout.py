"""The layout of a network picture: short distances for short paths, and no overlapping labels.

It uses only sums, products, quotients and square roots, in a fixed order, so the picture is the same on every machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import lazy_loader as lazy

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
else:
    np, nx = lazy.load("numpy"), lazy.load("networkx")

Places = dict[str, tuple[float, float]]
Sizes = Mapping[str, tuple[float, float]]

STARTS = 6  # layouts from different starts, of which the one with the least stress is taken
MANY = 150  # organisations in a component, from which on a single start must suffice
ROUNDS = 400
TIDYING = 60  # sweeps that move labels away from other lines
STEP = 112.0  # distance between partners
WIDER = 1.3  # horizontal stretch: labels are wide, and so are screens
GAP = 9.0  # space between labels
TOUCH = 0.01  # a smaller violation of the gap does not count as overlap
CLEARANCE = 8.0  # space between a label and a line of other organisations


def placed(pairs: nx.Graph[str], sizes: Sizes, width: float) -> Places:
    """Place the label of each linked organisation: the components side by side, the largest first.

    `sizes` are the widths and heights of the labels. Places are centres of labels. The picture begins at (0, 0) and is
    about as wide as `width`, or as its largest component.

    >>> two = placed(nx.Graph([("A", "B")]), {"A": (20, 10), "B": (20, 10)}, 500)
    >>> sorted(two), min(x for x, _ in two.values())
    (['A', 'B'], 10.0)
    """
    parts = sorted((sorted(part) for part in nx.connected_components(pairs) if len(part) > 1), key=_largest_first)
    places: Places = {}
    left = top = line = 0.0
    for part in parts:
        found = _from_corner(_part(pairs.subgraph(part), part, sizes), sizes)
        wide, high = extent(found, sizes)
        if left and left + wide > width:
            left, top, line = 0.0, top + line + 4 * GAP, 0.0
        places.update({code: (round(left + x, 1), round(top + y, 1)) for code, (x, y) in found.items()})
        left, line = left + wide + 4 * GAP, max(line, high)
    return places


def extent(places: Places, sizes: Sizes) -> tuple[float, float]:
    """Return width and height of the places with their labels, from (0, 0) on.

    >>> extent({"A": (10.0, 5.0)}, {"A": (20, 10)})
    (20.0, 10.0)
    """
    wide = max((x + sizes[code][0] / 2 for code, (x, _) in places.items()), default=0.0)
    return wide, max((y + sizes[code][1] / 2 for code, (_, y) in places.items()), default=0.0)


def stressed(distances: Any, seed: int, rounds: int = ROUNDS) -> tuple[float, Any]:
    """Return places with distances close to the wanted ones, and their deviation (the stress).

    The stress is the sum of (|x_i - x_j| - d_ij)^2 / d_ij^2 over pairs (Kamada & Kawai 1989). It is reduced in each
    round by majorization (Gansner, Koren & North 2004), with half steps so that all may move at once.

    >>> stress, places = stressed(np.array([[0.0, 1.0], [1.0, 0.0]]), seed=0)
    >>> stress < 1e-9
    True
    """
    draw = random.Random(seed)  # noqa: S311  # random numbers for a layout, not for security
    count = len(distances)
    spread = math.sqrt(count)
    places = np.array([[draw.random() * spread, draw.random() * spread] for _ in range(count)])
    wanted = distances + np.eye(count)
    weights = (1.0 - np.eye(count)) / (wanted * wanted)
    total = weights.sum(axis=0)
    for _ in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        length = _length(apart) + np.eye(count)
        pull = weights * (1.0 - distances / np.maximum(length, 1e-9))
        # sums run over the first axis, row by row, in an order that is the same on every processor
        places = places + (pull[:, :, None] * apart).sum(axis=0) / total[:, None] / 2.0
    off = _length(places[:, None, :] - places[None, :, :]) - distances
    return math.fsum((weights * off * off).ravel().tolist()) / 2, places


def _length(apart: Any) -> Any:
    return np.sqrt(apart[:, :, 0] * apart[:, :, 0] + apart[:, :, 1] * apart[:, :, 1])


def _part(pairs: nx.Graph[str], codes: Sequence[str], sizes: Sizes) -> Places:
    """Place one connected component: the best of several layouts, turned to be wide, with labels pushed apart."""
    ways = dict(nx.all_pairs_shortest_path_length(pairs))
    distances = np.array([[float(ways[one][other]) for other in codes] for one in codes])
    found = [stressed(distances, seed) for seed in range(STARTS if len(codes) < MANY else 1)]
    _, best = min(found, key=lambda each: round(each[0], 6))
    high = max(best[:, 1].tolist()) - min(best[:, 1].tolist())
    turned = high > max(best[:, 0].tolist()) - min(best[:, 0].tolist())
    points = [(y, x) if turned else (x, y) for x, y in best.tolist()]
    places = {code: [x * STEP * WIDER, y * STEP] for code, (x, y) in zip(codes, points, strict=True)}
    lines = sorted((min(pair), max(pair)) for pair in pairs.edges)
    for _ in range(TIDYING if len(codes) < MANY else TIDYING // 4):
        _push_from_lines(places, sizes, lines)
        _push_apart(places, sizes, 1)
    _push_apart(places, sizes, 1000)
    return {code: (x, y) for code, (x, y) in places.items()}


def _push_apart(places: dict[str, list[float]], sizes: Sizes, sweeps: int) -> None:
    """Move overlapping labels away from each other, along the shorter way, until none overlap."""
    widest = max(wide for wide, _ in sizes.values()) + GAP
    for _ in range(sweeps):
        order = sorted(places, key=lambda code: (places[code][0], code))
        moved = False
        for position, one in enumerate(order):
            for other in order[position + 1 :]:
                if places[other][0] - places[one][0] > widest:
                    break
                moved = _part_two(places, sizes, one, other) or moved
        if not moved:
            return


def _part_two(places: dict[str, list[float]], sizes: Sizes, one: str, other: str) -> bool:
    (ax, ay), (bx, by), (aw, ah), (bw, bh) = places[one], places[other], sizes[one], sizes[other]
    over_y = (ah + bh) / 2 + GAP - abs(by - ay)
    if over_y <= TOUCH:
        return False
    over_x = (aw + bw) / 2 + GAP - abs(bx - ax)
    if over_x <= TOUCH:
        return False
    axis, over = (0, over_x) if over_x < over_y else (1, over_y)
    way = over / 2 if (bx, by)[axis] >= (ax, ay)[axis] else -over / 2
    places[one][axis] -= way
    places[other][axis] += way
    return True


def _push_from_lines(places: dict[str, list[float]], sizes: Sizes, lines: Sequence[tuple[str, str]]) -> None:
    """Move labels a little away from lines of other organisations that run behind them."""
    for one, other in lines:
        (ax, ay), (bx, by) = places[one], places[other]
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy or 1.0
        for code, place in places.items():
            if code in (one, other):
                continue
            along = ((place[0] - ax) * dx + (place[1] - ay) * dy) / square
            if not 0.0 < along < 1.0:
                continue
            x, y = place[0] - ax - along * dx, place[1] - ay - along * dy
            # the space that a wide label needs across the line depends on the slope of the line
            room = (sizes[code][0] * abs(dy) + sizes[code][1] * abs(dx)) / (2 * math.sqrt(square)) + CLEARANCE
            away = math.sqrt(x * x + y * y)
            if away < room:
                side = (x / away, y / away) if away > 0.01 else (-dy / math.sqrt(square), dx / math.sqrt(square))
                push = min(room - away, room / 4)
                place[0] += side[0] * push
                place[1] += side[1] * push


def _from_corner(places: Places, sizes: Sizes) -> Places:
    """Shift the places so that the upper left corner of the labels is at (0, 0)."""
    left = min(x - sizes[code][0] / 2 for code, (x, _) in places.items())
    top = min(y - sizes[code][1] / 2 for code, (_, y) in places.items())
    return {code: (x - left, y - top) for code, (x, y) in places.items()}


def _largest_first(part: Sequence[str]) -> tuple[int, Sequence[str]]:
    return -len(part), part
