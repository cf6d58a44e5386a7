"""Draw the outline of the land for the maps of the portal: src/sdggraph/present/html/assets/land.svg.

    python scripts/land.py land-110m.json

The argument is the land of Natural Earth at 1:110 million (public domain, https://www.naturalearthdata.com) as
TopoJSON, as the npm package `world-atlas` 2.0.2 carries it. The outline has no borders. It is clipped at the seam of
the map, because polygons that cross it would draw lines over the whole map; the Antarctic is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sdggraph.present.pictures.equal_earth import CENTRE, HEIGHT, NORTH, SOUTH, WIDTH, projected

TARGET = Path(__file__).parents[1] / "src/sdggraph/present/html/assets/land.svg"
COARSE = 1.0  # points closer than this to the last one are left out
Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield every ring of the land in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            for numbers in polygon:
                ring: list[Point] = []
                for number in numbers:
                    points = arcs[number] if number >= 0 else arcs[~number][::-1]
                    ring += points[1:] if ring else points
                yield ring


def pieces(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield the parts of a ring between the two edges of the map, with longitudes from its centre."""
    unwrapped = [ring[0]]
    for longitude, latitude in ring[1:]:
        last = unwrapped[-1][0]
        unwrapped.append((longitude - 360 * round((longitude - last) / 360), latitude))
    if abs(unwrapped[-1][0] - unwrapped[0][0]) > 180:  # round a pole
        return
    for turn in (-720, -360, 0, 360, 720):
        moved = [(longitude + turn - CENTRE, latitude) for longitude, latitude in unwrapped]
        part = clipped(clipped(moved, 1), -1)
        if len(part) > 3:
            yield part


def clipped(points: list[Point], side: int) -> list[Point]:
    """Cut a ring at the left edge of the map (side 1) or at the right one (side -1)."""
    edge = -180.0 * side
    found = []
    for number, (x, y) in enumerate(points):
        before_x, before_y = points[number - 1]
        if ((before_x - edge) * side >= 0) != ((x - edge) * side >= 0):
            found.append((edge, before_y + (y - before_y) * (edge - before_x) / (x - before_x)))
        if (x - edge) * side >= 0:
            found.append((x, y))
    return found


def path(ring: list[Point]) -> str:
    """Return a ring as a path with relative steps; empty if it is too small to be seen."""
    points: list[Point] = []
    for longitude, latitude in ring:
        x, y = projected(max(-180.0, min(180.0, longitude)), max(SOUTH, min(NORTH, latitude)), turn=False)
        if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= COARSE:
            points.append((round(x, 1), round(y, 1)))
    if len(points) < 4:
        return ""
    drawn, (x, y) = f"M{points[0][0]:g} {points[0][1]:g}", points[0]
    for next_x, next_y in points[1:]:
        dx, dy = round(next_x - x, 1), round(next_y - y, 1)
        drawn += f"l{dx:g} {dy:g}".replace(" -", "-")
        x, y = round(x + dx, 1), round(y + dy, 1)
    return f"{drawn}z"


def main(source: Path) -> None:
    """Write the outline."""
    topology = json.loads(source.read_text())
    shown = [part for ring in rings(topology) for part in pieces(ring) if max(lat for _, lat in part) >= SOUTH]
    outline = "".join(map(path, shown))
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT}">'
        f'<path fill="#7d8fa6" fill-opacity=".28" d="{outline}"/></svg>\n'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
