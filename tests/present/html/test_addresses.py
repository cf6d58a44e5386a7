"""Addresses on pages: the host and the last part, which may be broken at sensible places only."""

from __future__ import annotations

import pytest

from sdggraph.present.html.filters import address


def plain(text: str) -> str:
    """What a reader sees of an address."""
    return str(address(text)).replace("<wbr>", "").removeprefix("<bdi>").removesuffix("</bdi>")


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        (
            "https://www.unesco-hist.org/index.php?r=en/article/info&amp;id=1000",
            "unesco-hist.org/index.php?r=en/article/info&amp;amp;id=1000",
        ),
        ("http://e.org:8080/a//b/", "e.org/…/b"),
        ("https://example.org/", "example.org"),
        ("https://example.org/a/b#part", "example.org/…/b#part"),
        ("https://unesco.org@evil.example/x", "evil.example/x"),
        ("https://un\u0435sco.org/a", "xn--unsco-0we.org/a"),
        ("https://e.org/<script>", "e.org/&lt;script&gt;"),
        ("https://e.org/wiki/%D9%85%D8%B1%D9%83%D8%B2", "e.org/…/مركز"),
        ("https://e.org/%3Cb%3E%2Fc", "e.org/&lt;b&gt;/c"),
        ("https://e.org/%FF", "e.org/%FF"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("sg:partner", "sg:partner"),
        ("岩溶", "岩溶"),
    ],
)
def test_the_host_and_the_last_part_are_shown(whole: str, shown: str) -> None:
    assert plain(whole) == shown


def test_a_break_stands_after_a_sign_and_never_within_a_word() -> None:
    pieces = str(address("https://example.org/de/annual_report-2024.pdf?page=3")).split("<wbr>")
    assert all(piece[-1] in "/?&=#_.+~-…" for piece in pieces[:-1])
    assert "report-" in pieces


def test_no_part_is_longer_than_a_line_can_hold() -> None:
    assert len(plain("https://e.org/" + "x" * 2_000)) < 80
    assert len(plain("https://" + "a" * 60 + "." + "b" * 60 + ".org/" + "y" * 2_000 + "?" + "z" * 2_000)) < 130
