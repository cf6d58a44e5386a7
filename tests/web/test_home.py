"""The first page."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

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
    assert facts["version"] in page.text


def test_nothing_that_is_linked_is_missing(client: httpx.Client) -> None:
    linked = set(client.get("/").json()["links"].values())
    page = client.get("/", headers={"Accept": BROWSER}).text
    assert linked <= set(re.findall(r'href="([^"]+)"', page))
    assert {"/sparql", "/data/", "/ontology", "/shapes"} <= linked
    for address in re.findall(r'href="([^"]+)"', page):
        assert client.get(address).status_code in (200, 303)


def test_the_page_runs_nothing_and_loads_nothing(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept": BROWSER})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    [style] = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert not re.search(r"<script|\son\w+=|https?://|style=", page.text)


def test_robots_may_read_but_not_ask(client: httpx.Client) -> None:
    found = client.get("/robots.txt")
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /sparql" in found.text
