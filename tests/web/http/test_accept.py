"""Accept headers as clients write them."""

from __future__ import annotations

import contextlib
import time

import pytest

from sdggraph.errors import BadParameter
from sdggraph.web.http.accept import best_of

OFFERED = ("text/turtle", "application/ld+json", "text/csv")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("TEXT/TURTLE", "text/turtle"),
        ("Application/LD+Json", "application/ld+json"),
        ("text/CSV; Charset=UTF-8", "text/csv"),
        ("text/turtle;Q=0.1, TEXT/csv;q=0.2", "text/csv"),
        ("Text/*;q=0.5, Application/*;q=0.4", "text/turtle"),
        ("", "text/turtle"),
        ("*", "text/turtle"),
        ("nonsense", "text/turtle"),
        ("nonsense, text/csv", "text/csv"),
        ("*/csv, application/ld+json;q=0.1", "application/ld+json"),
        ("text/turtle;q=0", None),
        ("text/turtle;q=0.000, */*;q=0.001", "application/ld+json"),
        ("*/*, text/turtle;q=0, application/ld+json;q=0.0", "text/csv"),
        ("image/png", None),
        ("text/csv;q=1.000, text/turtle;q=0.999", "text/csv"),
        ("text/csv;q=0.5;ext=1, text/turtle;q=0.4", "text/csv"),
        ('application/ld+json;profile="a,b;q=0"', "application/ld+json"),
        (r'application/ld+json;profile="a\",text/turtle"', "application/ld+json"),
        ('text/csv;x="no end, text/turtle', "text/csv"),
        (" , ,text/csv , ", "text/csv"),
        (";", "text/turtle"),
        (";;q=0, text/csv", "text/csv"),
        (";q=0", "text/turtle"),
        ("/", "text/turtle"),
        ('"', "text/turtle"),
        ("text/csv;;;q=;=;q", "text/csv"),
        ("text/csv;q=nan", "text/csv"),
        ("text/csv;q=-1, image/png", "text/csv"),
        ("text/csv;q=1e308, text/turtle;q=0.9", "text/csv"),
        ("text/csv;q=１, text/turtle;q=0.9", "text/csv"),
        ("text/csv;q=99999999999, text/turtle;q=0.9", "text/csv"),
    ],
)
def test_the_best_of_what_is_offered_is_found(header: str, found: str | None) -> None:
    assert best_of(header, OFFERED) == found


@pytest.mark.parametrize("header", ["a/b;q=0.1," * 1500, ",".join(["*/*"] * 101), 'a/b;c="' + ",a/b" * 9 + '",' * 4000])
def test_a_header_of_very_many_types_is_read_or_refused_in_no_time(header: str) -> None:
    start = time.process_time()
    with contextlib.suppress(BadParameter):
        best_of(header, OFFERED)
    assert time.process_time() - start < 0.05
