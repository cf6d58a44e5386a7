"""The pages of the portal in a browser: policy, accessibility, keyboard, without script, on a phone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "/",
    "/organisations/",
    "/organisations/?region=Africa&q=water",
    "/organisations/?q=zzzz",
    "/organisations/HIST.html",
    "/organisations/RCGW.html",
    "/organisations/unesco.html",
    "/partners/",
    "/search/?q=water",
    "/search/?q=geopraks",
    "/about.html",
    "/privacy.html",
    "/data/index.html",
    "/reports/",
    "/coverage/",
    "/coverage/theme/index.html",
    "/coverage/region/africa/4.html",
    "/goals/6.html",
    "/goals/6.5.html",
    "/pairs/GCIDA/HIST.html",
    "/network/",
    "/meet/",
    "/events/",
    "/themes/water.html",
    "/countries/CHN.html",
    "/questions/",
    "/questions/goals-overview.html",
    "/questions/contributors-to-goal.html?goal=13",
    "/query/?query=SELEC",
    "/query/?query=SELECT%20%3Fa%20%3Fb%20%7B%20%3Fl%20sg%3Apartner%20%3Fa%2C%20%3Fb%20%7D%20LIMIT%209&view=network",
    "/compare/?with=HIST,IRCK,ICTP",
    "/doc/scheme/themes.html",
)
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # the elements that break no rule need not be told
}
VIEWS = [
    pytest.param({"viewport": {"width": width, "height": 800}}, marks=pytest.mark.slow(first=True), id=str(width))
    for width in (1280, 390, 320)
]


@pytest.mark.parametrize("watched", VIEWS, indirect=True)
def test_no_page_breaks_a_rule_of_accessibility_or_of_its_policy(watched: Watched) -> None:
    wrong = []
    for path in (*PAGES, "/nothing/here"):
        status = watched.open(path)
        assert status == (404 if path == "/nothing/here" else 200), path
        for scheme in ("light", "dark"):
            watched.page.emulate_media(color_scheme=scheme)
            found = Axe().run(watched.page, options=AXE).response["violations"]
            wrong += [f"{path}, {scheme}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
        wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{path} is {wide} px too wide"] if wide > 0 else []
        told = [each for each in watched.faults if "404" not in each]
        wrong += [f"{path}: {each}" for each in told]
        watched.faults.clear()
    assert not wrong


# the words of a page that stand on two lines; an address is no word, and may be broken
BROKEN = """() => { const found = [], main = document.querySelector("main");
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const node = walk.currentNode, parent = node.parentElement;
    if (!parent.checkVisibility() || node.data.includes("/")) continue;
    const upright = getComputedStyle(parent).writingMode != "horizontal-tb";
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{2,18}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((each) => each.width && each.height);
      if (new Set(boxes.map((each) => Math.round(upright ? each.left : each.top))).size > 1) found.push(word[0]); } }
  return found; }"""
READ = (
    "/",
    "/organisations/",
    "/organisations/HIST.html",
    "/search/?q=water",
    "/coverage/",
    "/coverage/country-group/?level=target",
    "/goals/6.html",
    "/network/",
    "/events/",
    "/themes/water.html",
    "/countries/CHN.html",
    "/compare/?with=HIST,IRCK,ICTP",
)


@pytest.mark.parametrize("watched", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_no_word_is_broken_in_two_on_a_phone_or_a_desk(watched: Watched) -> None:
    broken = {}
    for width in (390, 1280):
        watched.page.set_viewport_size({"width": width, "height": 800})
        for path in READ if width == 390 else ("/search/?q=water", "/events/"):
            assert watched.open(path) == 200
            broken[f"{path} at {width} px"] = watched.page.evaluate(BROKEN)[:5]
    assert not {where: words for where, words in broken.items() if words}


def test_the_search_field_works_by_keyboard(watched: Watched) -> None:
    page = watched.page
    watched.open("/about.html")
    page.keyboard.press("/")
    page.keyboard.type("karst")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#top-q", "aria-activedescendant")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    page.fill("#top-q", "HIST")
    page.wait_for_selector("[role=option]:has-text('HIST')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/HIST.html")
    assert not watched.faults


def test_the_first_key_leads_to_the_content(watched: Watched) -> None:
    watched.open("/organisations/HIST.html")
    watched.page.keyboard.press("Tab")
    assert watched.page.evaluate("document.activeElement.className") == "skip"
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("watched", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_script(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    page.fill("#q", "karst")
    page.click("form.find button")
    assert "IRCK" in page.inner_text("main")
    watched.open("/organisations/")
    page.select_option("select[name=region]", "Africa")
    page.click("form.controls button")
    assert re.search(r"\b12 centres\b", page.inner_text("p[role=status]"))
    page.click("a:has-text('RCGW')")
    assert "Partners worth a conversation" in page.inner_text("main")
    watched.open("/coverage/")
    page.select_option("main select[name=basis]", "stated")
    page.click("main form.controls button")
    assert "basis=stated" in page.url
    page.click("table.matrix td a >> nth=0")
    page.wait_for_url("**/coverage/region/**")
    watched.open("/questions/contributors-to-goal.html")
    page.select_option("main select[name=goal]", "13")
    page.click("main form.controls button")
    assert "goal=13" in page.url
    assert page.locator("main table tbody tr").count() > 3
    watched.open("/query/")
    page.fill("main textarea", "SELECT ?code { ?c a sg:Organisation ; sg:code ?code } ORDER BY ?code LIMIT 3")
    page.click("#ask button")
    assert page.locator("table.results tbody tr, .results table tbody tr").count() == 3


def test_a_choice_applies_at_once(watched: Watched) -> None:
    watched.open("/organisations/")
    watched.page.select_option("select[name=goal]", "6")
    watched.page.wait_for_url("**goal=6**")
    assert "centres" in watched.page.inner_text("p[role=status]")
    assert not watched.faults


def test_a_director_finds_partners_and_poster_in_three_steps(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    page.fill("#q", "HIST")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/HIST.html")
    assert "GCIDA" in page.inner_text("ol.suggestions")
    assert page.get_attribute("a:has-text('Poster')", "href") == "../posters/HIST.pdf"
    draft = page.get_attribute("a:has-text('Propose a correction')", "href") or ""
    assert draft.startswith("mailto:desk@example.org?subject=Correction%3A%20HIST&body=")


def test_the_pages_turn_for_a_script_that_runs_from_right_to_left(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/", "/organisations/HIST.html", "/organisations/"):
        watched.open(path)
        watched.page.evaluate("document.documentElement.dir = 'rtl'")
        page = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert page <= 0, path


def reached(watched: Watched, selector: str, most: int = 200) -> None:
    """Press Tab until the focus is on an element that the selector finds."""
    for _ in range(most):
        watched.page.keyboard.press("Tab")
        if watched.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never leads to {selector} on {watched.page.url}")


def test_the_keyboard_alone_leads_from_the_matrix_to_who_and_what(watched: Watched) -> None:
    watched.open("/coverage/")
    reached(watched, "table.matrix td a")
    number = watched.page.evaluate("document.activeElement.firstChild.textContent.trim()")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/coverage/region/**")
    assert re.search(rf"\b{number}\b", watched.page.inner_text("main"))
    assert not watched.faults


def test_the_focus_on_a_centre_of_the_network_lights_up_its_partners(watched: Watched) -> None:
    watched.open("/network/")
    reached(watched, ".net a")
    name = watched.page.evaluate("document.activeElement.getAttribute('href')")
    assert watched.page.locator(".net.focus .node.on").count() > 1
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url(f"**/{name.rpartition('/')[2]}")
    assert not watched.faults


@pytest.mark.parametrize(
    "watched", [{"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}], indirect=True
)
def test_whom_to_bring_together_on_a_theme_is_three_steps_by_keyboard_without_script(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    reached(watched, "header a[href='meet/index.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meet/**")
    reached(watched, "select[name=theme]")
    page.keyboard.type("Groundw")
    reached(watched, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**theme=Groundwater")
    assert "Groundwater" in page.inner_text("main h3:below(#theme)")
    # the other way: what the search finds leads there too, from the top of the theme's page
    watched.open("/")
    page.fill("#q", "groundwater")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.click("main a:has-text('Groundwater')")
    page.wait_for_url("**/themes/groundwater.html")
    link = page.locator("a:has-text('Whom to bring together on it')")
    box = link.bounding_box()
    assert box
    assert box["y"] < 844
    link.click()
    page.wait_for_url("**/meet/**theme=groundwater")
