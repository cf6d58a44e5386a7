"""The picture of the network in a page: each label is a link, each line knows its two ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from markupsafe import Markup

from sdggraph.messages import Message, text
from sdggraph.present.html.frame import Frame
from sdggraph.present.html.languages import translations
from sdggraph.present.html.svg_markup import drawn
from sdggraph.present.pictures.network_labels import LOOKS, Arrangement, Label, Tie, shape_of

_EDGE: Final = 16.0  # around the drawing
_ACROSS: Final = 1000.0  # width of a picture of circles
_SMALLEST, _LARGEST = 18.0, 64.0  # radius of a circle
_CAPTION: Final = 150.0  # width of the name below a circle
_LONGEST: Final = 22  # characters of that name
_OTHER: Final = len(LOOKS) + 1  # the class of organisations without a region


@dataclass(frozen=True)
class Scene:
    """A network that is to be drawn."""

    arrangement: Arrangement
    paths: Mapping[str, str]  # of the page of each organisation, by code
    title: Message


def network(scene: Scene, frame: Frame) -> Markup:
    """Draw the network. It is a group of links, because a picture may hold none for a screen reader."""
    found, words = scene.arrangement, translations(frame.language)
    places = {code: (x + _EDGE, y + _EDGE) for code, (x, y) in found.places.items()}
    size = f"{found.wide + 2 * _EDGE:.0f} {found.high + 2 * _EDGE:.0f}"
    lines = [_line(tie, text(tie.tip, words), places[tie.one], places[tie.other]) for tie in found.ties]
    nodes = [
        _node(code, found.labels[code], text(found.labels[code].tip, words), place, frame.to(scene.paths[code]))
        for code, place in sorted(places.items())
    ]
    frame_of = {"class": "net", "viewBox": f"0 0 {size}", "role": "group", "aria-label": text(scene.title, words)}
    return drawn("svg", frame_of, Markup("\n").join(lines), Markup("\n").join(nodes))


def _line(tie: Tie, tip: str, one: tuple[float, float], other: tuple[float, float]) -> Markup:
    wide = min(1.5 + 0.8 * (tie.strong - 1), 4.7) if tie.strong else 1.2
    ends = {"x1": one[0], "y1": one[1], "x2": other[0], "y2": other[1], "stroke-width": wide}
    about = {**({} if tie.strong else {"class": "weak"}), "data-a": tie.one, "data-b": tie.other}
    place = {name: f"{value:.1f}" for name, value in ends.items()}
    return drawn("line", {**about, **place}, drawn("title", {}, tip))


def _node(code: str, label: Label, tip: str, place: tuple[float, float], address: str) -> Markup:
    x, y = place
    colour = LOOKS.index(label.look) + 1 if label.look in LOOKS else _OTHER
    # geometry and class come from here only, so the element needs no escaping
    shape = Markup(shape_of(label.look[1], x, y, *label.box, {"class": f"fr{colour}"}))  # noqa: S704
    link = {"class": "node", "data-code": code, "href": address, "aria-label": tip}
    place_of = {"x": f"{x:.1f}", "y": f"{y + label.size * 0.35:.1f}", "font-size": label.size, "text-anchor": "middle"}
    return drawn("a", link, drawn("title", {}, tip), shape, drawn("text", place_of, label.text))


class Circle(Protocol):
    """A community that is drawn as a circle."""

    @property
    def name(self) -> Message:
        """The name, which is unique."""

    @property
    def count(self) -> int:
        """The number of members."""

    @property
    def path(self) -> str:
        """The path of its page; empty if the list below the picture must do."""


def circles(communities: Sequence[Circle], frame: Frame) -> Markup:
    """Draw communities as circles in rows, each with the number of its members and a link to them."""
    largest = max((each.count for each in communities), default=1)
    x, top, high, nodes, words = 0.0, 0.0, 0.0, [], translations(frame.language)
    for number, each in enumerate(communities, start=1):
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(each.count / largest)
        wide = max(2 * radius, _CAPTION) + _EDGE
        if x and x + wide > _ACROSS:
            x, top, high = 0.0, top + high, 0.0
        address = frame.to(each.path) if each.path else f"#community-{number}"
        nodes.append(_circle(text(each.name, words), each.count, (x + wide / 2, top + _LARGEST, radius), address))
        x, high = x + wide, 2 * _LARGEST + 3 * _EDGE
    size = f"{_ACROSS:.0f} {top + high:.0f}"
    return drawn("svg", {"class": "circles", "viewBox": f"0 0 {size}", "role": "group"}, Markup("\n").join(nodes))


def _circle(name: str, members: int, place: tuple[float, float, float], address: str) -> Markup:
    (x, y, radius), told = place, f"{name}: {members:,}"
    disc = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:.1f}"}
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    link = {"href": address, "aria-label": told}
    count, below = ({"x": f"{x:.1f}", "y": f"{at:.1f}", "text-anchor": "middle"} for at in (y + 6, y + _LARGEST + 18))
    return drawn(
        "a",
        link,
        drawn("title", {}, told),
        drawn("circle", disc),
        drawn("text", count, f"{members:,}"),
        drawn("text", {"class": "name", **below}, short),
    )
