"""The pictures of the pages: the map stays small, and the same data give the same picture."""

from __future__ import annotations

import re

from sdggraph.messages import message
from sdggraph.model.suggestions import Reason
from sdggraph.present.html.frame import Frame
from sdggraph.present.html.pictures import Dot, share_bar, world

FRAME = Frame("index.html", "1", "2026-01-01")


def dots(number: int, *, apart: float = 1.0) -> list[Dot]:
    places = ((each * apart % 300 - 150, each * apart % 100 - 40) for each in range(number))
    return [
        Dot(f"organisations/C{n}.html", message("dot.rows", code=f"C{n}", place="<b>", count=n), x, y, n % 9, n % 6)
        for n, (x, y) in enumerate(places)
    ]


def test_dots_of_one_town_do_not_cover_each_other() -> None:
    drawn = world(dots(5, apart=0.0), FRAME)
    found = [tuple(map(float, each)) for each in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawn)]
    assert len(found) == 5
    for number, (x, y, radius) in enumerate(found):
        for other_x, other_y, other in found[number + 1 :]:
            assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 >= radius + other
    assert drawn == world(dots(5, apart=0.0), FRAME)
    assert "<b>" not in drawn


def test_thousands_of_centres_are_counted_in_clusters() -> None:
    drawn = world(dots(10_000), FRAME)
    assert len(drawn) < 60_000
    assert sum(map(int, re.findall(r">(\d+)</text>", drawn))) == 10_000


def test_the_parts_of_a_bar_never_leave_it() -> None:
    shares = (("theme", 0.9), ("odd", 0.4), ("network", -0.2))
    drawn = share_bar([Reason(name, 1.0, 0.5, share, "", ()) for name, share in shares])
    widths = [float(each) for each in re.findall(r'x="[\d.]+" width="([\d.]+)"', drawn)]
    assert widths
    assert sum(widths) <= 100
    assert share_bar([]).count("<rect") == 1
