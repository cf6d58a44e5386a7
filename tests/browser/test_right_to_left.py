"""Pages in a made-up language from right to left, in a browser: nothing is too wide or cut, and bars are mirrored."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sdggraph.config import Settings
from sdggraph.present.html import languages
from sdggraph.present.html.assets import ASSETS
from sdggraph.present.html.environment import environment, render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.catalogue import PAGES, record_of
from tests.made_up_language import TAG, MadeUp

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DATA = Path(__file__).parents[2] / "data" / "organisations"
RECORDS = ("HIST", "GCIDA", "IRCK", "ERAIFT", "AIIKS", "ICTP", "WHITRAP")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# texts of pictures that reach beyond the picture
CUT = """() => [...document.querySelectorAll("main svg text")].filter((text) => {
  const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
  return box.left < frame.left - 2 || box.right > frame.right + 2; }).map((text) => text.textContent)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of seven organisations in a folder."""
    data, pages = tmp_path_factory.mktemp("few"), tmp_path_factory.mktemp("pages")
    for code in RECORDS:
        shutil.copy(DATA / f"{code}.ttl", data)
    source = Source(Settings.read(data=data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(languages.KNOWN, TAG, MadeUp())
        environment.cache_clear()
        for each in ASSETS.values():
            _write(pages / each.path, each.content)
        for name, kind in PAGES.items():
            for file in islice(kind.files(source), 3 if name == "organisation" else 1):
                frame = Frame(file.path, "5f1d", "2026-11-23", language=TAG, has_server=False)
                record = record_of(kind, source, "", file.parameters)
                _write(pages / file.path, render(kind.template, frame, record))
                served = replace(frame, has_server=True)
                _write(pages / f"{file.path.removesuffix('.html')}-served.html", render(kind.template, served, record))
    environment.cache_clear()
    return pages


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_too_wide_and_no_text_of_a_picture_is_cut(folder: Path, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wrong = []
    for file in sorted(folder.rglob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        wide, cut = page.evaluate(WIDE), page.evaluate(CUT)
        wrong += [f"{file.relative_to(folder)} is {wide} px too wide"] if wide > 0 else []
        wrong += [f"{file.relative_to(folder)}: {cut}"] if cut else []
    page.close()
    assert not wrong


def test_the_bars_of_a_score_begin_at_the_right(folder: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((folder / "organisations" / "GCIDA.html").as_uri())
    right, first, track = page.evaluate(
        "(() => { const bar = document.querySelector('svg.shares'), at = (each) => each.getBoundingClientRect().right;"
        " return [at(bar), at(bar.querySelectorAll('rect')[1]), at(bar.querySelector('.track'))]; })()"
    )
    assert abs(right - first) < 2
    assert abs(right - track) < 2
    page.close()
