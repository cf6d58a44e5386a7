"""The picture of the network in a page: each label is a link, each line knows its two ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sdggraph.messages import Message, text
from sdggraph.present.html.frame import Frame
from sdggraph.present.html.languages import translations
from sdggraph.present.html.svg_markup import drawn
from sdggraph.present.pictures.network_labels import LOOKS, Arrangement, Label, Tie, shape_of

_EDGE: Final = 16.0  # around the drawing
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
