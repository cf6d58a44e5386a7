"""The labels, shapes and places of a network picture, for the file and for the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import lazy_loader as lazy

from sdggraph.errors import BadParameter
from sdggraph.messages import Message, message, text
from sdggraph.model.records import Network
from sdggraph.numbers import counted
from sdggraph.present.network_files import sorted_edges
from sdggraph.present.pictures.network_layout import Places, extent, placed
from sdggraph.present.pictures.svg import element

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy.load("networkx")

MOST = 600  # labels; more cannot be read
WIDTH = 1400.0
# Okabe and Ito's colours, which can be distinguished with any kind of colour vision; dark text on each has a contrast
# of 4.5:1. The shape repeats the information, for prints without colour.
LONGEST = 22  # characters of a label
_THICK = 5  # rows of a pair, from which on its line is not drawn thicker
LOOKS = [
    ("#E69F00", "pill"),
    ("#5DC9A5", "hexagon"),
    ("#56B4E9", "box"),
    ("#D9A0C3", "cut"),
    ("#F0E442", "slant"),
]
OTHER = ("#DDDDDD", "box")
_NARROW, _WIDE = set("iljtfrI.,:;-' ()"), set("mwMW@%")


class Label(NamedTuple):
    """The label of an organisation."""

    text: str
    size: float  # font size
    look: tuple[str, str]  # colour and shape
    centre: bool
    tip: Message

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of the shape around the text."""
        return round(text_width(self.text, self.size) + self.size * 1.7, 1), round(self.size * 1.9, 1)


class Tie(NamedTuple):
    """The line of a linked pair."""

    one: str
    other: str
    strong: int  # number of strong links
    tip: Message


class Arrangement(NamedTuple):
    """The labels and lines of a picture, with their places from (0, 0) on."""

    ties: list[Tie]  # weak ones first, so that strong links are drawn on top
    labels: dict[str, Label]  # of everything that is drawn
    places: Places  # of the labels with a line
    wide: float
    high: float

    @property
    def alone(self) -> list[str]:
        """The codes of those without a line."""
        return [code for code in self.labels if code not in self.places]


def arranged(graph: nx.MultiGraph[str], network: Network) -> Arrangement:
    """Place the organisations of a network. Hosts and partners without a link are left out.

    Raises BadParameter if there are too many to be read.
    """
    ties = _ties(graph, network)
    linked = {code for tie in ties for code in (tie.one, tie.other)}
    drawn = [code for code in sorted(graph) if code in linked or network.organisations[code].is_active_centre]
    return _placed(graph, ties, drawn, network)


def arranged_pairs(pairs: Mapping[tuple[str, str], int], network: Network) -> Arrangement:
    """Place the organisations of pairs, given by their codes, each with the number of rows that name it.

    Raises BadParameter if there are too many to be read.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for code in sorted({code for pair in pairs for code in pair}):
        land = network.countries.get(network.organisations[code].country)
        graph.add_node(code, region=land.region if land else "")
    graph.add_edges_from(sorted(pairs))
    ties = [
        Tie(one, other, min(count, _THICK), message("scene.row-pair", one=one, other=other, count=count))
        for (one, other), count in sorted(pairs.items())
    ]
    return _placed(graph, ties, sorted(graph), network)


def _placed(graph: nx.MultiGraph[str], ties: list[Tie], drawn: list[str], network: Network) -> Arrangement:
    if len(drawn) > MOST:
        raise BadParameter(
            f"A picture of {counted(len(drawn), 'organisation')} cannot be read.",
            "Narrow it by --region or --theme, or open --format gexf in Gephi.",
        )
    looks = looks_of(network)
    labels = {code: _label(code, graph, network, looks) for code in drawn}
    boxes = {code: label.box for code, label in labels.items()}
    places = placed(nx.Graph([(tie.one, tie.other) for tie in ties]), boxes, WIDTH)
    return Arrangement(ties, labels, places, *extent(places, boxes))


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in a common sans-serif font.

    >>> round(text_width("HIST", 10), 1)
    24.2
    """
    widths = (0.32 if mark in _NARROW else 0.9 if mark in _WIDE else 0.7 if mark.isupper() else 0.57 for mark in text)
    return size * math.fsum(widths)  # sum() of floats gives other results from Python 3.12 on


def _ties(graph: nx.MultiGraph[str], network: Network) -> list[Tie]:
    """Return the linked pairs, weak ties first, so that strong links are drawn on top."""
    held: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for one, other, key in sorted_edges(graph):
        held.setdefault((one, other), []).append(graph.edges[one, other, key])
    found = []
    for (one, other), links in held.items():
        told = tuple(sorted((_link(link, network) for link in links), key=text))
        tip = message("scene.pair", one=one, other=other, links=told)
        found.append(Tie(one, other, sum(bool(link["strong"]) for link in links), tip))
    return sorted(found, key=lambda tie: (tie.strong, tie.one, tie.other))


def _link(link: Mapping[str, object], network: Network) -> Message:
    kind = kind_of(str(link["kind"]), network)
    return (
        message("scene.link", kind=kind, year=str(link["year"]))
        if link["year"]
        else message("scene.link-undated", kind=kind)
    )


def kind_of(kind: str, network: Network) -> str:
    """Return the name of a kind of cooperation in lower case."""
    return network.kinds[kind].label.lower() if kind in network.kinds else kind


def looks_of(network: Network) -> dict[str, tuple[str, str]]:
    """Return colour and shape of each UNESCO region, by label, the same in every picture."""
    regions = sorted({land.region for land in network.countries.values() if land.region})
    return dict(zip(regions, LOOKS, strict=False))


def _label(code: str, graph: nx.MultiGraph[str], network: Network, looks: Mapping[str, tuple[str, str]]) -> Label:
    record, region = network.organisations[code], graph.nodes[code]["region"]
    partners = len(graph[code])
    size = min(17.0, 9.5 + 1.9 * math.sqrt(partners)) if record.is_centre else 8.5
    short = code if record.is_centre or len(code) <= LONGEST else record.acronym or record.name
    text = short if len(short) <= LONGEST else short[: LONGEST - 1].rstrip() + "…"
    land = network.countries.get(record.country)
    where = ", ".join(part for part in (land.name if land else "", region) if part) or message("scene.no-place")
    tip = message("scene.organisation", code=code, name=record.name, place=where, count=partners)
    return Label(text, round(size, 1), looks.get(region, OTHER), record.is_centre, tip)


def shape_of(shape: str, x: float, y: float, wide: float, high: float, style: dict[str, str]) -> str:
    """Draw a shape around a point."""
    left, top, right, bottom, cut = x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, high / 3
    if shape in ("pill", "box"):
        round_ = high / 2 if shape == "pill" else 1.5
        box = {"x": left, "y": top, "width": wide, "height": high, "rx": round_}
        return element("rect", {**{name: f"{value:.1f}" for name, value in box.items()}, **style})
    points = {
        "hexagon": [
            (left, y),
            (left + cut, top),
            (right - cut, top),
            (right, y),
            (right - cut, bottom),
            (left + cut, bottom),
        ],
        "cut": [
            *((left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut)),
            *((right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut)),
        ],
        "slant": [(left + cut, top), (right, top), (right - cut, bottom), (left, bottom)],
    }[shape]
    return element("polygon", {"points": " ".join(f"{a:.1f},{b:.1f}" for a, b in points), **style})
