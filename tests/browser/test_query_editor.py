"""The query editor in a browser: highlighting, completion, errors at their place, the keyboard, and the plain field."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from sdggraph.present.html.assets import ASSETS
from tests.browser.conftest import Watched
from tests.browser.test_portal import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

is_built = pytest.mark.skipif("editor.js" not in ASSETS, reason="the query editor was not built on this machine")
WRONG = "/query/?query=" + quote("SELECT *\nWHERE { ?s ?p ?o ; foo:bar ?x }")
OPTIONS = ".cm-tooltip-autocomplete [role=option], .words:not([hidden]) [role=option]"
EVIL = [
    {"kind": "Class", "words": [["sg:Evil", "<img src=x onerror=alert(1)> \u202eevil\u2066 \u0645\u0631\u0643\u0632"]]}
]


@pytest.fixture(params=["built", "plain"])
def query(request: pytest.FixtureRequest, watched: Watched) -> Watched:
    """A page with the built editor, and one on which it cannot be loaded."""
    if request.param == "plain":
        watched.page.route("**/assets/editor.*.js", lambda route: route.fulfill(status=404))
    elif "editor.js" not in ASSETS:
        pytest.skip("the query editor was not built on this machine")
    return watched


def faults(query: Watched) -> list[str]:
    """What must not happen; that the editor is missing is told by the browser itself."""
    return [each for each in query.faults if "404" not in each]


def begin(query: Watched, path: str = "/query/", *, text: str | None = None) -> Page:
    """Open the page, wait for the field, and go into it; `text` replaces what stands there."""
    query.open(path)
    field = query.page.get_by_role("textbox", name="Query", exact=True)
    expect(field).to_be_visible()
    query.page.locator(".editor > div, #query-words").wait_for(state="attached")
    query.page.click("label[for=query]")
    expect(field).to_be_focused()
    if text is not None:
        query.page.keyboard.press("Control+a")
        query.page.keyboard.type(text)
    return query.page


def choose(page: Page, key: str) -> None:
    """Take the first of the list."""
    page.wait_for_timeout(100)  # CodeMirror takes no key for the list before it could be seen
    if page.locator(".words").count():
        page.keyboard.press("ArrowDown")  # the plain field chooses nothing by itself
    page.keyboard.press(key)


def text_of(page: Page) -> str:
    return page.locator("#query").input_value()


def test_terms_are_completed_by_keyboard_and_escape_and_tab_leave_the_field(query: Watched) -> None:
    page = begin(query, text="SELECT * { ?centre a sg:Organisatio")
    expect(page.locator(OPTIONS).first).to_contain_text("sg:Organisation")
    choose(page, "Tab")
    page.keyboard.type(" ; sg:theme kars")
    expect(page.locator(OPTIONS).first).to_contain_text("theme:karst")
    expect(page.locator(OPTIONS).first).to_contain_text("Karst (Themes)")
    choose(page, "Enter")
    page.keyboard.type(" ; sg:country country:keny")
    expect(page.locator(OPTIONS)).to_have_count(1)
    expect(page.locator(OPTIONS)).to_contain_text("country:KEN")
    choose(page, "Enter")
    page.keyboard.type(" . ?cen")
    expect(page.locator(OPTIONS)).to_have_count(1)
    expect(page.locator(OPTIONS)).to_contain_text("?centre")
    page.keyboard.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    assert text_of(page).startswith(
        "SELECT * { ?centre a sg:Organisation ; sg:theme theme:karst ; sg:country country:KEN . ?cen"
    )
    page.keyboard.press("Control+z")
    assert not text_of(page).endswith("?cen")
    page.keyboard.type(" sg:")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("textbox", name="Query", exact=True)).to_be_focused()
    assert "Escape and then Tab leaves the field" in page.inner_text("#query-help")
    assert not faults(query)


def test_an_error_is_marked_at_its_place_in_words_and_control_and_enter_run_what_is_mended(query: Watched) -> None:
    query.open(WRONG)
    field = query.page.get_by_role("textbox", name="Query", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    if query.page.locator(".cm-content").count():
        expect(query.page.locator(".cm-problem")).to_have_text("foo:bar")
        expect(query.page.locator(".cm-problem-words")).to_contain_text("Line 2, column 20: ")
        expect(query.page.locator(".cm-problem-words")).to_contain_text("the prefix foo: is not declared")
        expect(field).to_have_accessible_description(re.compile("Ctrl.Space completes.* Line 2, column 20: "))
    else:
        assert query.page.evaluate("getSelection().toString()") == "foo:bar"
    expect(query.page.locator("#query-problem")).to_contain_text("the prefix foo: is not declared")
    query.page.keyboard.press("Control+a")
    query.page.keyboard.type("SELECT ?n { ?t a sg:Theme ; skos:prefLabel ?n } LIMIT 3")
    query.page.keyboard.press("Control+Enter")
    query.page.wait_for_url("**query=SELECT+%3Fn*")  # the answer has an address
    expect(query.page.locator("table.results tbody tr")).to_have_count(3)
    assert text_of(query.page).startswith("SELECT ?n {")
    assert not faults(query)


@pytest.mark.parametrize(
    "watched", [{"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}], indirect=True
)
def test_hostile_labels_are_text_in_a_list_that_breaks_no_rule_of_accessibility(query: Watched) -> None:
    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(EVIL))

    query.page.route("**/query/words.json", answer)
    page = begin(query, text="SELECT * { ?s a sg:Evi")
    expect(page.locator(OPTIONS)).to_have_count(1)
    expect(page.locator(OPTIONS)).to_contain_text("<img src=x onerror=alert(1)>")
    turned = "bdi" if page.locator(".words").count() else ".cm-completionDetail"
    assert page.locator(f"{OPTIONS} >> {turned}").evaluate("(each) => getComputedStyle(each).unicodeBidi") == "isolate"
    assert page.locator(f"{OPTIONS} >> img").count() == 0
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not faults(query)


@is_built
def test_nothing_is_completed_in_a_string_a_comment_or_an_address_or_without_the_words(watched: Watched) -> None:
    page = begin(watched, text="# sg:Org")
    for text in ('SELECT ("sg:Org', "SELECT * { <sg:Org", "SELECT ('a'@en"):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.wait_for_timeout(250)
        assert page.locator(OPTIONS).count() == 0, text
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT * { <x> sg:theme")
    page.keyboard.press("Control+Space")
    expect(page.locator(OPTIONS).first).to_contain_text("sg:theme")
    page.route("**/query/words.json", lambda route: route.fulfill(status=503, body="{"))
    page = begin(watched, text="SELECT * { ?subject a sg:Theme . ?su")
    expect(page.locator(OPTIONS)).to_contain_text("?subject")
    assert not [each for each in watched.faults if "503" not in each]


@is_built
def test_the_editor_highlights_closes_brackets_and_indents(watched: Watched) -> None:
    page = begin(watched, text="SELECT ?s WHERE {")
    page.keyboard.press("Enter")
    page.keyboard.type('?s a sg:Theme ; rdfs:label "x')
    page.keyboard.press("Escape")
    assert text_of(page) == 'SELECT ?s WHERE {\n  ?s a sg:Theme ; rdfs:label "x"\n}'
    colour = "(all) => all.map((each) => [each.textContent, getComputedStyle(each).color])"
    shown = dict(page.locator(".cm-line span").evaluate_all(colour))
    assert len({shown["SELECT"], shown["?s"], shown['"x"']}) == 3
    assert not watched.faults


@is_built
def test_a_text_that_is_too_long_is_told_before_it_is_sent(watched: Watched) -> None:
    page = begin(watched)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("# " + "x" * 6_000)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("The query is too long: it has at most 6,000 characters.")
    assert page.url.endswith("/query/")
    assert not watched.faults
