"""Pages on paper: everything that is folded or scrolls on a screen is there, and nothing that needs one."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def printed(watched: Watched, path: str) -> tuple[str, int]:
    """The text of a printed page with single spaces, and the number of its sheets."""
    watched.open(path)
    sheets = pypdf.PdfReader(io.BytesIO(watched.page.pdf(format="A4"))).pages
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets), len(sheets)


def test_a_centre_is_printed_whole_and_without_controls(watched: Watched) -> None:
    text, _ = printed(watched, "/organisations/HIST.html")
    folded = watched.page.eval_on_selector_all(
        "details li > :last-child", "them => them.map((each) => each.textContent)"
    )
    assert len(folded) > 20
    letters = "".join(text.split())
    assert not [each for each in folded if "".join(each.split())[:20] not in letters]
    for control in ("Propose a correction", "Poster (PDF)", "For programs", "Privacy and contact", "API"):
        assert control not in text
    assert "CC BY 4.0" in text
    assert "Missing knowledge is not absence" in text


def test_the_matrix_and_the_report_fit_on_their_sheets(watched: Watched) -> None:
    text, sheets = printed(watched, "/coverage/")
    assert sheets == 1
    assert "Partnerships for the goals" in text
    assert "Caribbean" in text
    printed(watched, "/report.html")
    watched.page.set_viewport_size({"width": 680, "height": 900})  # an A4 sheet between its margins
    watched.page.emulate_media(media="print")
    wide = watched.page.evaluate("""() => [...document.querySelectorAll("table")].map((each) =>
        each.scrollWidth - document.documentElement.clientWidth).filter((more) => more > 0)""")
    assert not wide


def test_colours_that_mean_something_are_printed_in_a_light_scheme(watched: Watched) -> None:
    watched.page.emulate_media(media="print", color_scheme="dark")
    watched.open("/organisations/HIST.html")
    style = watched.page.evaluate("""() => { const of = (what) => getComputedStyle(document.querySelector(what));
      return [of(".tile").printColorAdjust, of("main").color]; }""")
    assert style == ["exact", "rgb(22, 32, 44)"]
