"""An IRI leads a browser to a page and a program to the data."""

from __future__ import annotations

import httpx
import pytest

from tests.web.portal.test_pages import BROWSER


def claim(client: httpx.Client, centre: str) -> str:
    claims = client.get(f"/api/centres/{centre}").json()["contributions"]
    return next(str(each["iri"]) for each in claims if each["basis"] != "derived").rpartition("/")[2]


def test_the_iri_of_an_organisation_leads_a_browser_to_its_page_and_a_program_to_turtle(client: httpx.Client) -> None:
    for accept in ("text/html", BROWSER["Accept"], "text/html, text/turtle;q=0.9"):
        found = client.get("/id/organisation/HIST", headers={"Accept": accept})
        assert (found.status_code, found.headers["location"]) == (303, "../../organisations/HIST.html")
        assert "Accept" in found.headers["vary"]
    for accept in ("text/turtle", "*/*", "text/turtle, text/html;q=0.9"):
        found = client.get("/id/organisation/HIST", headers={"Accept": accept})
        assert (found.status_code, found.headers["location"]) == (303, "/doc/organisation/HIST.ttl")
    named = client.get("/id/organisation/HIST?format=jsonld", headers=BROWSER)
    assert named.headers["location"] == "/doc/organisation/HIST.jsonld"


@pytest.mark.slow
def test_the_iri_of_a_contribution_leads_to_the_claim_on_the_page_of_the_centre(client: httpx.Client) -> None:
    name = claim(client, "HIST")
    found = client.get(f"/id/contribution/{name}", headers=BROWSER)
    place, _, anchor = found.headers["location"].partition("#")
    assert (found.status_code, place) == (303, "../../organisations/HIST.html")
    assert f'id="{anchor}"' in client.get("/organisations/HIST.html", headers=BROWSER).text


@pytest.mark.parametrize(
    "path",
    [
        "/id/theme/karst",
        "/id/country/CHN",
        "/id/scheme/themes",
        "/id/basis/stated",
        "/id/m49/030",
        "/id/category/category-2",
        "/doc/theme/karst",
        "/doc/scheme/themes.html",
    ],
)
def test_every_kind_of_iri_leads_a_browser_to_a_page(client: httpx.Client, path: str) -> None:
    found = client.get(path, headers=BROWSER, follow_redirects=True)
    assert found.status_code == 200, path
    assert found.headers["content-type"] == "text/html; charset=utf-8"


def test_a_thing_without_a_page_of_its_own_tells_what_is_stated_about_it(client: httpx.Client) -> None:
    text = client.get("/doc/scheme/themes.html", headers=BROWSER).text
    assert "What is stated about it" in text
    assert "What refers to it" in text
    assert 'href="../../doc/scheme/themes.ttl"' in text


@pytest.mark.parametrize(
    "path", ["/id/theme/karsd", "/id/organisation/HISD", "/id/them/karst", "/doc/theme/karsd.html"]
)
def test_a_name_that_is_not_there_is_a_page_with_status_404(client: httpx.Client, path: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code == 404
    assert found.headers["content-type"] == "text/html; charset=utf-8"


def test_a_document_with_an_ending_is_the_data_for_browsers_too(client: httpx.Client) -> None:
    found = client.get("/doc/organisation/HIST.ttl", headers=BROWSER)
    assert found.headers["content-type"].startswith("text/turtle")
