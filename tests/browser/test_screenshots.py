"""Pictures of each kind of page: two launches of the browser draw the same, so a change of a page can be looked at.

With PORTAL_PICTURES=FOLDER they are kept there. Fonts differ from machine to machine, so none is in the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "home": "/",
    "centres": "/organisations/",
    "centre": "/organisations/HIST.html",
    "pair": "/pairs/GCIDA/HIST.html",
    "matrix": "/coverage/",
    "cell": "/coverage/region/africa/4.html",
    "goal": "/goals/6.html",
    "theme": "/themes/karst.html",
    "country": "/countries/KEN.html",
    "network": "/network/",
    "meet": "/meet/",
    "events": "/events/",
    "reports": "/reports/",
    "questions": "/questions/",
    "question": "/questions/goals-overview.html",
    "query": "/query/",
    "search": "/search/?q=water",
    "compare": "/compare/?with=HIST,IRCK,ICTP",
    "about": "/about.html",
    "nothing": "/nothing/here",
}
STEADY = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
WIDTHS = (1280, 390)
# the fonts are there, and a frame has been drawn with them
DRAWN = """document.fonts.ready.then(() => new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(drawn))))"""


def pictures(site: str) -> dict[str, bytes]:
    """A picture of each page at each width, from a browser of its own."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=STEADY)
        page = browser.new_context(reduced_motion="reduce").new_page()
        for name, path in PAGES.items():
            page.goto(f"{site}{path}", wait_until="networkidle")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 1000})
                page.evaluate(DRAWN)
                found[f"{name}-{width}.png"] = page.screenshot(animations="disabled", caret="hide")
        browser.close()
    return found


def test_two_launches_of_the_browser_draw_each_page_alike(site: str) -> None:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here: apt-get install chromium")
    one = pictures(site)
    if folder := os.environ.get("PORTAL_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, picture in one.items():
            (Path(folder) / name).write_bytes(picture)
    other = pictures(site)
    assert [name for name, picture in one.items() if other[name] != picture] == []
    assert len(set(one.values())) == len(one)
