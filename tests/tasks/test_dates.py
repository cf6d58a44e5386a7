"""Dates that people type: a year, a month or a day, and what each means."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from sdggraph.errors import BadParameter
from sdggraph.tasks.values import day_of, year_of


@pytest.mark.parametrize(
    ("text", "day"),
    [("2016", "2016-12-31"), ("2016-02", "2016-02-29"), ("2015-02", "2015-02-28"), ("2016-05-18", "2016-05-18")],
)
def test_a_year_or_a_month_means_its_last_day(text: str, day: str) -> None:
    assert day_of(text) == datetime.date.fromisoformat(day)
    assert year_of(text) == int(text[:4])


@pytest.mark.parametrize("read", [day_of, year_of])
@pytest.mark.parametrize(
    "text", ["", "16", "2016-13", "2015-02-29", "2016-5", "0999", "2016-05-18T00:00", "٢٠١٦", "now"]
)
def test_what_is_no_date_is_refused_alike(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadParameter, match="is not a date") as refused:
        read(text)
    assert refused.value.remedy == "Write a year, a month or a day: 2016, 2016-05 or 2016-05-18."
