"""The network as a picture: a label for each organisation, with colour and shape for its UNESCO region, and a
legend.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sdggraph import messages
from sdggraph.model.records import Network
from sdggraph.model.structure import Structure
from sdggraph.numbers import counted
from sdggraph.present.network import left_out, people, title
from sdggraph.present.pictures import svg as markup
from sdggraph.present.pictures.network_labels import (
    OTHER,
    WIDTH,
    Label,
    Tie,
    arranged,
    kind_of,
    looks_of,
    shape_of,
    text_width,
)
from sdggraph.present.pictures.svg import element

if TYPE_CHECKING:
    import networkx as nx

MARGIN = 32.0
INK, GREY = "#1A1A1A", "#8A8A8A"
_FONT = "Helvetica, Arial, sans-serif"


def svg(structure: Structure, graph: nx.MultiGraph[str], network: Network) -> bytes:
    """Draw the network as SVG with title, description and legend; the same network gives the same bytes.

    Organisations without a link are in a row below; hosts and partners without a link are not drawn. Raises
    BadParameter if there are too many to be read.
    """
    found = arranged(graph, network)
    ties, labels, looks, wide, high = found.ties, found.labels, looks_of(network), found.wide, found.high
    width = max(wide, WIDTH) + 2 * MARGIN
    notes = _notes(structure, len(graph) - len(labels), int(width / 7.5))
    top, left = 86.0 + 19 * len(notes), (width - wide) / 2
    places = {code: (x + left, y + top) for code, (x, y) in found.places.items()}
    aside, bottom = _aside(found.alone, labels, width, top + high + 40)
    kinds = ", ".join(kind_of(kind, network) for kind, strong, _ in structure.kinds if strong)
    legend, end = _legend(structure, labels, looks, (width, bottom + 16), kinds)
    parts = [
        *_head(structure, notes, width, end + MARGIN),
        *(_line(tie, places) for tie in ties),
        *(_drawn(labels[code], *place) for code, place in sorted(places.items())),
        *aside,
        *legend,
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _notes(structure: Structure, hidden: int, letters: int) -> list[str]:
    """Describe what is counted, wrapped to so many characters."""
    said = [f"{_counts(structure)} {structure.all.isolated} isolated."]
    rest = [f"{counted(hidden, 'host or partner', 'hosts and partners')} without a link not drawn."] if hidden else []
    rest += [*left_out(structure), "Only what is on record is drawn: missing knowledge is not absence."]
    return [*said, *textwrap.wrap(" ".join(rest), letters)]


def _counts(structure: Structure) -> str:
    strong, every = structure.strong.links, structure.all.links
    weak = "" if structure.scope.strong_only else f" and {counted(every - strong, 'weak tie')}"
    return f"{people(structure.scope).capitalize()}; {counted(strong, 'strong link')}{weak} on record."


def _head(structure: Structure, notes: Sequence[str], width: float, height: float) -> list[str]:
    describe = (
        f"{_counts(structure)} {structure.all.isolated} have no link to another one. A label stands for an"
        " organisation, its colour and shape for the UNESCO region, its size for the number of partners; solid"
        " lines are strong links, dashed lines weak ties."
    )
    size = f"{width:.0f}", f"{height:.0f}"
    heading = _safe(title(structure.scope))
    frame = markup.Frame(*size, size, heading, _safe(describe), ("title", "desc"), _FONT, "#FFFFFF")
    lines = [
        *markup.opening(frame),
        _text(MARGIN, 46, title(structure.scope), 24, bold=True),
    ]
    return lines + [_text(MARGIN, 70 + 19 * row, note, 13) for row, note in enumerate(notes)]


def _line(tie: Tie, places: Mapping[str, tuple[float, float]]) -> str:
    (ax, ay), (bx, by) = places[tie.one], places[tie.other]
    return _stroke(ax, ay, bx, by, tie.strong, element("title", {}, _safe(messages.text(tie.tip))))


def _stroke(ax: float, ay: float, bx: float, by: float, strong: int, inside: str = "") -> str:
    ends = {"x1": f"{ax:.1f}", "y1": f"{ay:.1f}", "x2": f"{bx:.1f}", "y2": f"{by:.1f}"}
    style = (
        {"stroke": "#4A4A4A", "stroke-width": f"{min(1.5 + 0.8 * (strong - 1), 4.7):.1f}"}
        if strong
        else {"stroke": GREY, "stroke-width": "1.2", "stroke-dasharray": "5 4"}
    )
    return element("line", ends | style, inside)


def _drawn(label: Label, x: float, y: float) -> str:
    """Draw a label around a point."""
    wide, high = label.box
    fill, shape = label.look
    style = _style(fill, INK, "1")
    if not label.centre:
        style = _style("#FFFFFF", fill if fill != OTHER[0] else GREY, "1.5")
    place = {
        "x": f"{x:.1f}",
        "y": f"{y + label.size * 0.35:.1f}",
        "font-size": label.size,
        "text-anchor": "middle",
        "fill": INK,
        **({"font-weight": "bold"} if label.centre else {}),
        "textLength": f"{wide - label.size * 1.5:.1f}",
        "lengthAdjust": "spacingAndGlyphs",
    }
    text = element("text", place, _safe(label.text))
    return markup.titled(_safe(messages.text(label.tip)), shape_of(shape, x, y, wide, high, style), text)


def _style(fill: str, stroke: str, thick: str) -> dict[str, str]:
    return {"fill": fill, "stroke": stroke, "stroke-width": thick}


def _aside(codes: Sequence[str], labels: Mapping[str, Label], width: float, top: float) -> tuple[list[str], float]:
    """Draw the organisations without a link in rows; return the elements and their lower edge."""
    if not codes:
        return [], top - 20
    parts = [_text(MARGIN, top, f"Without a link to another one here: {len(codes)}", 13, bold=True)]
    x, y = MARGIN, top + 24
    for code in codes:
        wide, _ = labels[code].box
        if x + wide > width - MARGIN:
            x, y = MARGIN, y + 27
        parts.append(_drawn(labels[code], x + wide / 2, y))
        x += wide + 9
    return parts, y + 20


def _legend(
    structure: Structure,
    labels: Mapping[str, Label],
    looks: Mapping[str, tuple[str, str]],
    corner: tuple[float, float],
    kinds: str,
) -> tuple[list[str], float]:
    """Draw the legend below the upper right corner; return the elements and their lower edge."""
    width, top = corner
    count = Counter(label.look for label in labels.values() if label.centre)
    entries = [(f"{region} ({count[look]})", look) for region, look in looks.items() if count[look]]
    entries += [(f"No region on record ({count[OTHER]})", OTHER)] if count[OTHER] else []
    ends = {"x1": MARGIN, "y1": f"{top:.1f}", "x2": width - MARGIN, "y2": f"{top:.1f}"}
    parts = [element("line", ends | {"stroke": "#CCCCCC"})]
    x, y = MARGIN, top + 24
    for words, (fill, shape) in entries:
        parts += [shape_of(shape, x + 16, y, 32, 16, _style(fill, INK, "1")), _text(x + 40, y + 4.5, words, 12.5)]
        x += 40 + text_width(words, 13.5) + 26
    x, y = MARGIN, y + 30
    lines = [(1, f"strong link{': ' if kinds else ''}{kinds}"), (4, "four or more")]
    lines += [] if structure.scope.strong_only else [(0, "weak tie: may mean no more than having met")]
    for strong, words in lines:
        parts += [_stroke(x, y, x + 32, y, strong), _text(x + 40, y + 4.5, words, 12.5)]
        x += 40 + text_width(words, 13.5) + 26
    words = "Colours and shapes: UNESCO regions (number of centres in brackets). The larger a label, the more partners."
    words += " White: hosts and partners." if structure.scope.everyone else ""
    words += f" Data version {structure.data_version}."
    return [*parts, _text(MARGIN, y + 32, words, 11, fill="#555555")], y + 32


def _text(x: float, y: float, words: str, size: float, *, bold: bool = False, fill: str = INK) -> str:
    place: dict[str, object] = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": size, "fill": fill}
    if bold:
        place["font-weight"] = "bold"
    return element("text", place, _safe(words))


def _safe(text: str) -> str:
    return markup.escaped(text).replace("'", "&#x27;")
