"""A published folder searches and compares in the browser: its script shows what the server shows."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdggraph.present.html.assets import ASSETS
from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.compare import COLUMNS, columns, compare
from sdggraph.tasks.portal.compare import PATH as COMPARE
from sdggraph.tasks.portal.folder import SEARCH, as_script, script_of
from sdggraph.tasks.portal.records import Moved, pair_path
from sdggraph.tasks.portal.search import index, search
from tests.browser.conftest import Watched, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "search/index.html"
# the script has told what it found, or that it found nothing
READY = """() => document.querySelector("[data-status]").textContent || !document.querySelector("[data-hint]").hidden"""
SHOWN_LINKS = """() => [...document.querySelectorAll("main a")].filter((each) => each.checkVisibility())
  .map((each) => [each.getAttribute("href"), each.textContent])"""
LINK = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)</a>')
FOLLOWED = ("HIST", "hist", "6", "6.5", "chiang mai", "International Research Centre on Karst")
SHOWN = (
    "chian",
    "chiang ma",
    "water",
    "africa",
    "kenya",
    "who works on 6.5 in Africa",
    "centres for water law in China",
    "HIST and GCIDA",
    "whom to bring together on groundwater",
    "HISD",
    "geopraks",
    "grondwater",
    "internatinal centre karst",
    "L’eau & <b>l'énergie</b>",
    "Straße łódź",
    "岩溶",
    "zzzzzz qqqqqq",
    "- ?",
)


@pytest.fixture(scope="module")
def disk(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of search and comparison, and the files that they load."""
    folder = tmp_path_factory.mktemp("folder")
    files = {each.path: each.content for each in ASSETS.values()}
    files[PAGE] = render("search.html", Frame(PAGE, "1", "2026-01-01", has_server=False), search(source))
    files[COMPARE] = render("compare.html", Frame(COMPARE, "1", "2026-01-01", has_server=False), compare(source))
    files[COLUMNS] = json.dumps(columns(source, {pair_path("HIST", "IRCK")})).encode()
    files[SEARCH] = json.dumps(index(source)).encode()
    files |= {script_of(path): as_script(files[path].decode()) for path in (SEARCH, COLUMNS)}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def site(disk: Path) -> Iterator[str]:
    """The address of the folder at a plain web server."""
    with serving(disk) as address:
        yield address


def links_of(page: str) -> list[tuple[str, str]]:
    """The links below the field, each with its text without the marks of direction."""
    main = page.partition("</form>\n")[2] if "</form>\n" in page else page
    content = main.rpartition("</form>")[2].partition("</main>")[0]
    return [(html.unescape(path), html.unescape(re.sub("<[^>]+>", "", text))) for path, text in LINK.findall(content)]


def asked(watched: Watched, words: str) -> None:
    """Ask as a reader does."""
    watched.open(f"/{PAGE}")
    watched.page.fill("#q", words)
    watched.page.press("#q", "Enter")


def test_the_script_shows_what_the_server_shows(watched: Watched, source: Source) -> None:
    wrong = {}
    for words in SHOWN:
        found = search(source, q=words)
        assert not isinstance(found, Moved), words
        there = render("search.html", Frame(PAGE, "1", "2026-01-01"), found).decode()
        asked(watched, words)
        watched.page.wait_for_url("**?q=*")
        watched.page.wait_for_function(READY)
        main = watched.page.locator("main")
        heading = re.search(r"<h1>(.*?)</h1>", there)
        assert heading
        shown = [tuple(each) for each in watched.page.evaluate(SHOWN_LINKS)]
        if (shown, main.locator("h1").text_content()) != (links_of(there), heading[1]):
            wrong[words] = (shown, links_of(there))
        told = re.search(r'<p role="status">(.*?)</p>', there)
        assert watched.page.text_content("main [role=status][data-status]") == (told[1] if told else "")
    assert not wrong
    assert not watched.faults


def test_the_script_follows_what_the_server_follows(watched: Watched, source: Source) -> None:
    for words in FOLLOWED:
        found = search(source, q=words)
        assert isinstance(found, Moved), words
        asked(watched, words)
        watched.page.wait_for_url(f"**/{found.path}")


def test_a_chosen_suggestion_is_followed_whatever_it_is(watched: Watched) -> None:
    watched.open(f"/{PAGE}")
    watched.page.fill("#q", "chian")
    watched.page.wait_for_selector("[role=option]")
    watched.page.keyboard.press("ArrowDown")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/organisations/ITCA.html")


# the cells of all tables, each with its text and links
TABLES = """(html) => {
  const shown = html ? new DOMParser().parseFromString(html, "text/html") : document;
  return [...shown.querySelectorAll("main tr")].map((row) => [...row.cells].map((cell) =>
    [cell.textContent.replace(/\\s+/g, " ").trim(),
     ...[...cell.querySelectorAll("a")].map((each) => each.getAttribute("href"))]));
}"""


@pytest.mark.parametrize("codes", ["HIST,IRCK,ICTP", "GCIDA,HIST", "IHE-Delft,RCGW,ISTIC,HIST,ITCA"])
def test_the_script_compares_what_the_server_compares(watched: Watched, source: Source, codes: str) -> None:
    there = render("compare.html", Frame(COMPARE, "1", "2026-01-01"), compare(source, codes=codes)).decode()
    watched.open(f"/{COMPARE}")
    watched.page.fill("[name=with]", codes.lower().replace(",", " , "))
    watched.page.click("main button")
    watched.page.wait_for_selector("[data-compare]:not([hidden])")
    assert watched.page.evaluate(TABLES) == watched.page.evaluate(TABLES, there)
    told = [each.rstrip() for each in watched.page.locator("[data-pairs] li").all_inner_texts()]
    assert told == re.findall(
        r"<li>(?:<a[^>]*>)?([^<]+ on record)", re.sub(r"</a>", "", there.partition('id="pairs"')[2])
    )
    pages = watched.page.eval_on_selector_all("[data-pairs] a", "them => them.map((each) => each.getAttribute('href'))")
    assert pages == (["../pairs/HIST/IRCK.html"] if codes.startswith("HIST") else [])
    assert not watched.faults


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("HIST", "Name 2 to 5 centres"),
        ("HIST,hist", "Name 2 to 5 centres"),
        ("HIST,NOBODY", "no centre with this code or name: NOBODY"),
    ],
)
def test_what_cannot_be_compared_is_told(watched: Watched, codes: str, said: str) -> None:
    watched.open(f"/{COMPARE}?with={codes}")
    watched.page.wait_for_selector("[data-told]:not(:empty)")
    assert said in watched.page.inner_text("[data-told]")
    assert watched.page.locator("[data-compare]").is_hidden()


def test_a_folder_on_a_disk_searches_and_compares_without_a_server(watched: Watched, disk: Path) -> None:
    page, address = watched.page, disk.as_uri()
    page.goto(f"{address}/{PAGE}?q=geopraks")  # misspelt
    page.wait_for_function(READY)
    assert "Geoparks" in page.inner_text("main [data-nearest]")
    page.goto(f"{address}/{PAGE}?q=water")
    page.wait_for_selector("main [data-hits] a")
    page.fill("#q", "HIST")
    page.wait_for_selector("[role=option][data-href$='organisations/HIST.html']")
    page.goto(f"{address}/{COMPARE}?with=HIST,irck")
    page.wait_for_selector("main [data-compare] td")
    assert page.get_by_role("columnheader", name="IRCK").count() > 1
    page.goto(f"{address}/{COMPARE}?with=HIST,NOPE")
    page.wait_for_function("document.querySelector('[data-told]').textContent.includes('NOPE')")
