"""The Equal Earth projection of the maps (Šavrič, Patterson and Jenny 2018): areas are true to size.

The seam of the map lies in the Pacific, so that no inhabited land but a few islands is cut. `scripts/land.py` draws the
outline of the land with the same projection.
"""

from __future__ import annotations

import math
from typing import Final

_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_M: Final = math.sqrt(3) / 2
CENTRE: Final = 11.0  # degrees east; the seam is at 169 degrees west
NORTH, SOUTH = 84.0, -57.0  # the latitudes that the map shows
WIDTH: Final = 1000.0


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    """Project degrees from the centre to the plane of the projection."""
    a1, a2, a3, a4 = _A
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = math.radians(longitude) * math.cos(angle) / (_M * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)))
    return x, angle * (a1 + a2 * square + sixth * (a3 + a4 * square))


SCALE: Final = WIDTH / (2 * _plane(180, 0)[0])
_TOP: Final = _plane(0, NORTH)[1] * SCALE
HEIGHT: Final = round(_TOP - _plane(0, SOUTH)[1] * SCALE)


def projected(longitude: float, latitude: float, *, turn: bool = True) -> tuple[float, float]:
    """Return the place on the map, from its upper left corner; without `turn`, longitudes count from the centre.

    >>> [round(each) for each in projected(11, 0)], HEIGHT
    ([500, 241], 435)
    >>> [round(each) for each in projected(-169.1, 0)][0], [round(each) for each in projected(-168.9, 0)][0]
    (1000, 0)
    """
    east = (longitude - CENTRE + 180) % 360 - 180 if turn else longitude
    x, y = _plane(east, latitude)
    return WIDTH / 2 + x * SCALE, _TOP - y * SCALE
