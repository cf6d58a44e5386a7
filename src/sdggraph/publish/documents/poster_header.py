"""The upper part of a poster: name, facts and map."""

from __future__ import annotations

from typing import Final

from sdggraph.model.standing_words import status_note
from sdggraph.present.pictures.svg import mixed
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.columns import NAVY, SOFT
from sdggraph.publish.documents.drawing import A4, Dot, Rect, Rule, Shape, Text
from sdggraph.publish.poster_data import PosterData, PosterFacts

MARGIN: Final = 34.0
INSIDE: Final = A4[0] - 2 * MARGIN
PALE: Final = mixed(NAVY, 0.06)
_MAP: Final = (172.0, 86.0)
_DOTS: Final = 500  # centres on the map, at most


def header(found: PosterFacts) -> tuple[list[Shape], float]:
    """Draw a dark band with code and name, in the largest size that fits."""
    centre, white = found.centre, "#ffffff"
    code = _one_line(centre.code, INSIDE, 26, bold=True)
    for size in (17.0, 15.0, 13.0, 11.5):
        name = fonts.wrapped(centre.name, INSIDE, size, bold=True, most=4 if size == 11.5 else 0)
        if len(name) <= 2:
            break
    parts = (found.standing, status_note(centre), found.where)
    said = " · ".join(part for part in parts if part) or "Standing and place are not on record"
    below = fonts.wrapped(said, INSIDE, 10, most=3)
    high = 44 + len(name) * size * 1.24 + 9.6 + len(below) * 12.4
    shapes: list[Shape] = [
        Rect(0, 0, A4[0], high, NAVY),
        Text(MARGIN, 38, code, 26, True, white, NAVY),
    ]
    y = 44.0 + size
    for line in name:
        shapes.append(Text(MARGIN, y, line, size, True, white, NAVY))
        y += size * 1.24
    for number, line in enumerate(below):
        shapes.append(Text(MARGIN, y + 1 + number * 12.4, line, 10, False, white, NAVY))
    return shapes, high


def strip(held: PosterData, found: PosterFacts, y: float) -> tuple[list[Shape], float]:
    """Draw a few facts, and a map of all centres."""
    centre = found.centre
    labels = [held.network.themes[each].label for each in centre.themes if each in held.network.themes]
    room, top = INSIDE - _MAP[0] - 16, y
    rows = [
        ("Host", found.hosts, 3, "; "),
        ("Status", found.standings or ([str(centre.since)] if centre.since else []), 3, "; "),
        ("Themes", labels, 3, ", "),
        ("Also named", centre.other_names, 2, "; "),
        ("Web", [centre.website] if centre.website else [], 2, ""),
    ]
    shapes: list[Shape] = []
    for label, values, most, between in rows:
        shapes.append(Text(MARGIN, y + 8, label, 8, True, SOFT))
        told = fonts.listed(values, room - 56, 8, most=most, between=between) or "not on record"
        link = told if label == "Web" and told.startswith(("http://", "https://")) else ""
        # a single value that is longer than its lines is shortened: the room on a page is limited
        for line in fonts.wrapped(told, room - 56, 8, most=max(most, 4)):
            shapes.append(Text(MARGIN + 56, y + 8, line, 8, link=link))
            y += 10.2
        y += 1.5
    shapes += _map(held, found, A4[0] - MARGIN - _MAP[0], top)
    return shapes, max(y, top + _MAP[1] + 12)


def _map(held: PosterData, found: PosterFacts, x: float, y: float) -> list[Shape]:
    """Draw all centres as dots on a grid of 30 degrees, this one large; without coasts and borders."""
    wide, high = _MAP
    shapes: list[Shape] = [Rect(x, y, wide, high, PALE, "#c9ced8")]
    for degrees in range(-150, 180, 30):
        shapes.append(Rule(x + (degrees + 180) / 360 * wide, y, x + (degrees + 180) / 360 * wide, y + high, "#dde2ea"))
    for degrees in range(-60, 90, 30):
        line = y + (90 - degrees) / 180 * high
        shapes.append(Rule(x, line, x + wide, line, "#8d97a8" if degrees == 0 else "#dde2ea"))

    def spot(place: tuple[float, float]) -> tuple[float, float]:
        return x + (place[1] + 180) / 360 * wide, y + (90 - place[0]) / 180 * high

    centres = [each.iri for each in held.network.organisations.values() if each.is_active_centre]
    for iri in centres[:_DOTS]:
        if iri in held.places:
            shapes.append(Dot(*spot(held.places[iri]), 1.1, "#8d97a8"))
    caption = "Its place is not on record"
    if found.place:
        shapes.append(Dot(*spot(found.place), 3.6, "#c1121f", "#ffffff"))
        north, east = found.place
        caption = f"{abs(north):.2f}° {'N' if north >= 0 else 'S'}, {abs(east):.2f}° {'E' if east >= 0 else 'W'}"
        caption += "; grey: other centres"
    shapes.append(Text(x, y + high + 9, _one_line(caption, wide, 7), 7, ink=SOFT))
    return shapes


def _one_line(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return the text on one line, cut where it is too wide; empty for one without letters, such as a missing code."""
    return "".join(fonts.wrapped(text, room, size, bold=bold, most=1))
