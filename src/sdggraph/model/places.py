"""Places on Earth as a record states them."""

from __future__ import annotations

from sdggraph.numbers import is_decimal


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return latitude and longitude (WGS 84) as numbers; None unless both are known and on Earth.

    A record may state anything, and `sdggraph validate` reports it; one wrong number must not stop a whole map.

    >>> degrees("40.07", "116.27"), degrees("40.07", ""), degrees("north", "116")
    ((40.07, 116.27), None, None)
    >>> degrees("NaN", "1"), degrees("91", "0"), degrees("0", "-180.5")
    (None, None, None)
    """
    if not (is_decimal(latitude) and is_decimal(longitude)):
        return None
    place = float(latitude), float(longitude)
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None
