"""The picture of the network in a page: each label is a link, each line knows its two ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sdggraph.present.html.frame import Frame
from sdggraph.present.pictures.network_labels import LOOKS, Arrangement, Label, Tie, shape_of

_EDGE: Final = 16.0  # around the drawing
_OTHER: Final = len(LOOKS) + 1  # the class of organisations without a region


@dataclass(frozen=True)
class Scene:
    """A network that is to be drawn."""

    arrangement: Arrangement
    paths: Mapping[str, str]  # of the page of each organisation, by code
    title: str


def network(scene: Scene, frame: Frame) -> Markup:
    """Draw the network. It is a group of links, because a picture may hold none for a screen reader."""
    found = scene.arrangement
    places = {code: (x + _EDGE, y + _EDGE) for code, (x, y) in found.places.items()}
    size = f"{found.wide + 2 * _EDGE:.0f} {found.high + 2 * _EDGE:.0f}"
    lines = [_line(tie, places[tie.one], places[tie.other]) for tie in found.ties]
    nodes = [
        _node(code, found.labels[code], place, frame.to(scene.paths[code])) for code, place in sorted(places.items())
    ]
    return Markup('<svg class="net" viewBox="0 0 {}" role="group" aria-label="{}">{}{}</svg>').format(
        size, scene.title, Markup("\n").join(lines), Markup("\n").join(nodes)
    )


def _line(tie: Tie, one: tuple[float, float], other: tuple[float, float]) -> Markup:
    wide = min(1.5 + 0.8 * (tie.strong - 1), 4.7) if tie.strong else 1.2
    return Markup(
        '<line{} data-a="{}" data-b="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke-width="{:.1f}">'
        "<title>{}</title></line>"
    ).format(Markup("") if tie.strong else Markup(' class="weak"'), tie.one, tie.other, *one, *other, wide, tie.tip)


def _node(code: str, label: Label, place: tuple[float, float], address: str) -> Markup:
    x, y = place
    colour = LOOKS.index(label.look) + 1 if label.look in LOOKS else _OTHER
    # geometry and class come from here only, so the element needs no escaping
    shape = Markup(shape_of(label.look[1], x, y, *label.box, {"class": f"fr{colour}"}))  # noqa: S704
    return Markup(
        '<a class="node" data-code="{}" href="{}" aria-label="{}"><title>{}</title>{}'
        '<text x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="middle">{}</text></a>'
    ).format(code, address, label.tip, label.tip, shape, x, y + label.size * 0.35, label.size, label.text)
