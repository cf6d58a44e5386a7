"""The first page."""

from __future__ import annotations

import httpx

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_programs_get_json_and_browsers_a_page(client: httpx.Client) -> None:
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5", "text/turtle", "nonsense"):
        found = client.get("/", headers={"Accept": accept})
        assert found.headers["content-type"] == "application/json"
    facts = found.json()
    assert facts["version"] == client.get("/ready").json()["version"]
    assert facts["statements"] > 30_000
    page = client.get("/", headers={"Accept": BROWSER})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert facts["version"][:12] in page.text


def test_nothing_that_is_linked_is_missing(client: httpx.Client) -> None:
    linked = set(client.get("/").json()["links"].values())
    assert {"/sparql", "/data/", "/ontology", "/shapes"} <= linked
    for address in linked:
        assert client.get(address).status_code in (200, 303)


def test_robots_may_read_but_not_ask(client: httpx.Client) -> None:
    found = client.get("/robots.txt")
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /sparql" in found.text
