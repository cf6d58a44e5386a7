"""A published folder in the browser: read from a disk, and from below another path of a web server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sdggraph.tasks import Source
from tests.browser.conftest import Watched, serving
from tests.published import published

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "index.html",
    "organisations/index.html",
    "organisations/HIST.html",
    "pairs/GCIDA/HIST.html",
    "coverage/index.html",
    "coverage/region/africa/4.html",
    "goals/6.5.html",
    "themes/karst.html",
    "countries/KEN.html",
    "network/index.html",
    "meet/index.html",
    "events/index.html",
    "reports/index.html",
    "questions/index.html",
    "search/index.html",
    "compare/index.html",
    "about.html",
    "data/index.html",
)


@pytest.fixture(scope="module")
def folder(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(source, tmp_path_factory)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the folder is, below another path."""
    with serving(folder.parent) as address:
        yield f"{address}/{folder.name}"


def read(watched: Watched) -> None:
    """Open each kind of page, and find everything that it loads."""
    watched.page.on("requestfailed", lambda request: watched.faults.append(f"{request.url} cannot be loaded"))
    watched.page.on(
        "response", lambda reply: watched.faults.append(f"{reply.url}: {reply.status}") if reply.status >= 400 else None
    )
    for path in PAGES:
        watched.page.goto(f"{watched.site}/{path}")
        assert watched.page.locator("h1").count() == 1, path
        wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
        assert watched.page.evaluate("getComputedStyle(document.querySelector('header')).display") != "inline", path


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_read_from_below_another_path(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": width, "height": 800})
    watched = Watched(context, address)
    read(watched)
    watched.page.goto(f"{address}/index.html")
    watched.page.fill("#q", "HIST")
    watched.page.press("#q", "Enter")
    watched.page.wait_for_url("**/organisations/HIST.html")
    watched.page.click("ol.suggestions a:has-text('GCIDA')")
    assert "GCIDA" in watched.page.inner_text("h1, main")
    assert not watched.faults
    context.close()


def test_it_is_read_from_a_disk(browser: Browser, folder: Path) -> None:
    context = browser.new_context(reduced_motion="reduce")
    watched = Watched(context, folder.as_uri())
    read(watched)
    watched.page.goto(f"{folder.as_uri()}/index.html")
    watched.page.click("header nav a >> nth=0")
    watched.page.click("main a:has-text('HIST')")
    assert watched.page.url.endswith("/organisations/HIST.html")
    assert not watched.faults
    context.close()
