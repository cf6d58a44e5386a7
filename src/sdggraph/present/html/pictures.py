"""Pictures of the pages as inline SVG: geometry in attributes, colours in classes of the style sheet."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from markupsafe import Markup

from sdggraph.messages import Message, text
from sdggraph.model.suggestions import Reason
from sdggraph.present.html.assets import ASSETS
from sdggraph.present.html.frame import Frame
from sdggraph.present.html.languages import translations
from sdggraph.present.html.svg_markup import drawn
from sdggraph.present.pictures.equal_earth import HEIGHT, WIDTH, projected

_ORDER: Final = ("theme", "goals", "complement", "network", "region", "south-south", "openness")
SIGNALS: Final = frozenset(_ORDER)
_BAR: Final = 100.0
_GAP: Final = 0.4  # between the parts of a bar
_FULL: Final = 0.5  # the score that fills a bar; few pairs have more
_APART: Final = 1.5  # between dots
_SWEEPS: Final = 120
MANY: Final = 300  # dots that are moved apart; more are counted in clusters
_CELL: Final = 25.0


class Dot(NamedTuple):
    """A centre on the map."""

    path: str  # of its page
    title: Message
    longitude: float
    latitude: float
    weight: int  # number of contributions on record
    region: int  # the number of its region in the legend, from 1; 0 for none
    alone: bool = False  # whether it has no link on record


@dataclass(frozen=True)
class _Circle:
    """A dot in its place on the map."""

    dot: Dot
    x: float
    y: float
    radius: float


def share_bar(reasons: Sequence[Reason]) -> Markup:
    """Draw the score as a bar of its shares; parts below 0 are left out."""
    ranked = sorted(reasons, key=lambda each: _ORDER.index(each.signal) if each.signal in SIGNALS else len(_ORDER))
    x, parts = 0.0, []
    for reason in ranked:
        width = min(max(0.0, reason.share) / _FULL * _BAR, _BAR - x)
        if width > 0:
            box = {"x": f"{x:.2f}", "width": f"{max(width - _GAP, 0.3):.2f}", "height": 6}
            parts.append(drawn("rect", {"class": f"s-{reason.signal}", **box}))
        x += width
    frame = {"class": "shares", "viewBox": "0 0 100 6", "preserveAspectRatio": "none", "aria-hidden": "true"}
    return drawn("svg", frame, drawn("rect", {"class": "track", "width": 100, "height": 6}), *parts)


def world(dots: Sequence[Dot], frame: Frame) -> Markup:
    """Draw the centres on a map of the land. It is hidden from screen readers, which find the same as a list."""
    return _map("map", _clusters(dots) if len(dots) > MANY else _dots(dots, frame), frame)


def locator(longitude: float, latitude: float, frame: Frame) -> Markup:
    """Draw where a place lies in the world."""
    x, y = projected(longitude, latitude)
    place = {"cx": f"{x:.0f}", "cy": f"{y:.0f}"}
    marks = [drawn("circle", {"class": kind, **place, "r": radius}) for kind, radius in (("halo", 34), ("here", 13))]
    return _map("locator", marks, frame)


def _map(kind: str, marks: Sequence[Markup], frame: Frame) -> Markup:
    size = {"width": f"{WIDTH:.0f}", "height": HEIGHT}
    land = drawn("image", {"href": frame.to(ASSETS["land.svg"].path), **size})
    return drawn("svg", {"class": kind, "viewBox": f"0 0 {WIDTH:.0f} {HEIGHT}", "aria-hidden": "true"}, land, *marks)


def _dots(dots: Sequence[Dot], frame: Frame) -> list[Markup]:
    ranked = sorted(dots, key=lambda each: (-each.weight, each.path))
    placed = [_Circle(dot, *projected(dot.longitude, dot.latitude), _radius(dot)) for dot in ranked]
    marks = []
    for before, circle in zip(placed, _apart(placed), strict=True):
        if math.hypot(circle.x - before.x, circle.y - before.y) > circle.radius * 1.6:
            ends = {"x1": before.x, "y1": before.y, "x2": circle.x, "y2": circle.y}
            marks.append(drawn("line", {"class": "lead", **_short(ends)}))
        about = {"class": f"r{circle.dot.region}{' alone' if circle.dot.alone else ''}"}
        link = {"href": frame.to(circle.dot.path), "tabindex": -1, **about}
        place = _short({"cx": circle.x, "cy": circle.y, "r": circle.radius})
        title = text(circle.dot.title, translations(frame.language))
        marks.append(drawn("a", link, drawn("title", {}, title), drawn("circle", place)))
    return marks


def _short(values: dict[str, float]) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in values.items()}


def _radius(dot: Dot) -> float:
    return 3.2 + 0.55 * math.sqrt(min(dot.weight, 400))


def _apart(circles: Sequence[_Circle]) -> list[_Circle]:
    """Move circles apart until none covers another, in a fixed order, so that the same data give the same picture."""
    held = list(circles)
    for _ in range(_SWEEPS):
        moved = False
        for i in range(len(held)):
            for j in range(i + 1, len(held)):
                one, other = held[i], held[j]
                dx, dy = other.x - one.x, other.y - one.y
                need, apart = one.radius + other.radius + _APART, math.hypot(dx, dy)
                if apart >= need:
                    continue
                if apart < 1e-6:  # the same town
                    dx, dy, apart = 1.0, 0.37, math.hypot(1.0, 0.37)
                push = (need - apart) / 2 / apart
                held[i] = replace(one, x=one.x - dx * push, y=one.y - dy * push)
                held[j] = replace(other, x=other.x + dx * push, y=other.y + dy * push)
                moved = True
        if not moved:
            break
    return held


def _clusters(dots: Sequence[Dot]) -> list[Markup]:
    """Count the dots in each cell of a grid, because thousands of dots would be a page too large to load."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for dot in dots:
        x, y = projected(dot.longitude, dot.latitude)
        cells[int(x // _CELL), int(y // _CELL)].append((x, y))
    marks = []
    for cell in sorted(cells):
        held = cells[cell]
        x, y = (sum(each[axis] for each in held) / len(held) for axis in (0, 1))
        circle = drawn("circle", _short({"cx": x, "cy": y, "r": min(6 + 1.2 * math.sqrt(len(held)), _CELL / 2)}))
        count = drawn("text", {**_short({"x": x, "y": y + 3.5}), "text-anchor": "middle"}, str(len(held)))
        marks.append(drawn("g", {"class": "cluster"}, circle, count))
    return marks
