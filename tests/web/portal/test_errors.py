"""Errors are pages for browsers and problems in JSON for programs, with the same status and the same words."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.portal.test_pages import BROWSER

WRONG = (
    ("/organisations/HISD.html", 404),
    ("/organisations/?region=Atlantis", 404),
    ("/nothing/here", 404),
    ("/organisations/?page=x", 400),
    ("/api/centres/HISD", 404),
    ("/id/organisation/HISD", 404),
)


@pytest.mark.parametrize(("path", "status"), WRONG)
def test_a_browser_gets_a_page_and_a_program_a_problem(client: httpx.Client, path: str, status: int) -> None:
    page, problem = client.get(path, headers=BROWSER), client.get(path, headers={"Accept": "*/*"})
    assert page.status_code == problem.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert problem.headers["content-type"] == "application/problem+json"
    assert f"<h1>{problem.json()['title']}" in page.text
    assert page.text.count("<h1>") == page.text.count("<main ") == 1


def test_the_page_names_what_was_meant_perhaps(client: httpx.Client) -> None:
    text = client.get("/organisations/HISD.html", headers=BROWSER).text
    assert '<a href="../search/index.html?q=HIST">' in text
    assert 'href="../assets/portal.' in text
    assert client.get("/search/index.html?q=HIST", headers=BROWSER).headers["location"].endswith("HIST.html")


@pytest.mark.parametrize("path", ["/nothing/here", "/nothing", "/organisations/x/y/z"])
def test_a_page_that_is_not_there_leads_on_without_words_for_programs(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers=BROWSER).text
    assert "says what there is" not in text
    assert ">The first page</a>" in text
    assert ">All centres</a>" in text
    assert client.get(path, headers={"Accept": "*/*"}).json()["remedy"] == "/ says what there is."


def test_a_deep_address_finds_its_style_sheet(client: httpx.Client) -> None:
    text = client.get("/a/b/c/d", headers=BROWSER).text
    assert 'href="../../../assets/portal.' in text


def test_what_was_asked_is_text_on_the_page(client: httpx.Client) -> None:
    found = client.get("/organisations/%22%3E%3Cscript%3Ealert(1)%3C/script%3E.html", headers=BROWSER)
    assert found.status_code == 404
    assert "<script>alert" not in found.text
    found = client.get("/x%3Cscript%3E%E2%80%AE.html", headers=BROWSER)
    assert "<script>" not in found.text.replace('<script defer src="', "")
    assert "\u202e" not in found.text


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/compare/?with=HIST", "../compare/"),
        ("/network/?as_of=abc", "../network/"),
        ("/meet/index.html?region=Nowhere", "../meet/index.html"),
        ("/organisations/?theme=nope", "../organisations/"),
        ("/organisations/?page=99", "../organisations/"),
    ],
)
def test_a_wrong_choice_leads_back_to_the_page_without_it(client: httpx.Client, path: str, back: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code in (400, 404)
    assert f'<a href="{back}">This page, without these choices</a>' in found.text


@pytest.mark.parametrize("path", ["/nothing/?a=1", "/nothing/x.html?a=1", "/organisations/HISD.html", "/docs/?x=1"])
def test_a_page_that_is_not_there_has_no_way_back(client: httpx.Client, path: str) -> None:
    assert "without these choices" not in client.get(path, headers=BROWSER).text


def test_a_reader_is_led_to_pages_and_a_program_to_addresses_of_the_api(client: httpx.Client) -> None:
    path = "/meet/?theme=nope"
    assert "/api/queries/themes-by-centres" in client.get(path, headers={"Accept": "*/*"}).json()["remedy"]
    text = client.get(path, headers=BROWSER).text.partition("<main")[2].partition("<footer")[0]
    assert "/api/" not in text
    assert '<a href="../questions/themes-by-centres.html">The list of all of them</a>' in text
    for path, page in (
        ("/compare/?with=HIST,NOPE", "../organisations/index.html"),
        ("/organisations/?theme=qqqqqqqq", "../questions/themes-by-centres.html"),
        ("/questions/qqqqqqqq.html", "../questions/index.html"),
        ("/questions/centres-in-theme.html?theme=qqqqqqqq", "../questions/themes-by-centres.html"),
    ):
        text = client.get(path, headers=BROWSER).text.partition("<main")[2].partition("<footer")[0]
        assert not re.search(r"/api/|sdggraph (query|queries|centres)", text), path
        assert f'<a href="{page}">The list of all of them</a>' in text


def test_a_wrong_parameter_is_named_as_in_the_address(client: httpx.Client) -> None:
    text = client.get("/organisations/", params={"q": "x" * 201}, headers=BROWSER).text
    assert "q: The value is too long: it has at most 200 characters." in text
    assert "query.q" not in text
