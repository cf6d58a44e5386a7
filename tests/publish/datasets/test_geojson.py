"""Each line on the map has a length; what has none is a point and says why."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdggraph.publish.datasets.geojson import Position, line_between

places = st.builds(
    Position,
    st.one_of(st.sampled_from([-180.0, 180.0, 0.0]), st.floats(-180, 180)),
    st.one_of(st.sampled_from([-90.0, 90.0, 0.0]), st.floats(-90, 90)),
)


@given(places, places)
@example(Position(2.35, 48.85), Position(2.35, 48.85))
@example(Position(180, 5), Position(-180, 5))
@example(Position(180, 5), Position(-180, 6))
@example(Position(180, 1), Position(-170, 1))
@example(Position(10, 90), Position(-50, 90))
def test_every_line_and_every_part_of_one_has_a_length_and_stays_on_the_map(one: Position, other: Position) -> None:
    found = line_between(one, other)
    if found["type"] == "Point":
        assert found["coordinates"] == list(one)
        return
    lines = found["coordinates"] if found["type"] == "MultiLineString" else [found["coordinates"]]
    assert len(lines) in ((2,) if found["type"] == "MultiLineString" else (1,))
    for line in lines:
        for start, end in pairwise(line):
            assert start != end
            assert abs(start[0] - end[0]) <= 180
        assert all(math.isfinite(number) for position in line for number in position)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Position(2.35, 48.85), Position(2.35, 48.85)),
        (Position(180, -17), Position(-180, -17)),
        (Position(0, 90), Position(77, 90)),
        (Position(0, 0), Position(-0.0, 0)),
    ],
)
def test_two_in_one_place_are_a_point(one: Position, other: Position) -> None:
    assert line_between(one, other) == {"type": "Point", "coordinates": list(one)}


def test_two_places_near_each_other_are_a_line() -> None:
    assert line_between(Position(2.35, 48.85), Position(2.35, 48.86))["type"] == "LineString"
