"""The description for programs and the page for people."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.web.api.examples import misfits

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, tag: str, name: str) -> list[str]:
        """The values of an attribute, in order."""
        return [str(found[name]) for each, found in self.tags if each == tag and name in found]


@pytest.fixture
def document(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture
def page(client: httpx.Client) -> Page:
    return Page(client.get("/docs").text)


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, each) for path, of_path in document["paths"].items() for each in of_path.values()]


def test_every_operation_is_described_whole(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    assert document["info"]["contact"]["name"]
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names) > 40
    for path, operation in operations(document):
        if path.startswith("/api"):
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"], path
            assert "422" not in operation["responses"] or "problem" in str(operation["responses"]["422"]), path
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter["name"])
                assert parameter["in"] == "query" or "example" in parameter, (path, parameter["name"])


def test_every_json_answer_has_an_example(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        content = operation["responses"].get("200", {}).get("content", {})
        if path.startswith("/api") and "application/json" in content:
            assert misfits(document, operation, content["application/json"]["example"]) == [], path


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(client: httpx.Client, page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "iframe", "img", "object", "form", "style"}
    assert page.attributes("link", "href") == ["/docs.css"]
    assert not any(name.startswith("on") or name == "style" for _, found in page.tags for name in found)
    links = page.attributes("a", "href")
    assert all(link.startswith(("#", "/")) for link in links)
    style = client.get("/docs.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert "script-src" not in client.get("/docs").headers["content-security-policy"]
    assert "default-src 'none'" in client.get("/docs").headers["content-security-policy"]


def test_every_operation_is_on_the_page_with_its_parameters(document: dict[str, Any], page: Page) -> None:
    anchors = {str(found["id"]) for _, found in page.tags if "id" in found}
    assert {link[1:] for link in page.attributes("a", "href") if link.startswith("#")} <= anchors
    for path, operation in operations(document):
        assert operation["operationId"].replace("_", "-").lower().strip("-") in anchors, path
        assert path in page.text
        for parameter in operation.get("parameters", ()):
            assert parameter["name"] in page.text


def test_the_page_can_be_read_without_seeing_it(page: Page) -> None:
    assert page.open == []
    assert dict(page.tags)["html"]["lang"] == "en"
    assert [tag for tag, _ in page.tags if tag in ("h1", "main", "header")] == ["header", "h1", "main"]
    headings = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert all(found.get("scope") in ("row", "col") for tag, found in page.tags if tag == "th")
    tables, captions = (sum(each == tag for each, _ in page.tags) for tag in ("table", "caption"))
    assert tables == captions > 50
    assert "width=device-width" in page.attributes("meta", "content")[-1]


@pytest.mark.slow
def test_the_links_to_try_work(client: httpx.Client, page: Page) -> None:
    tried = [link for link in page.attributes("a", "href") if link.startswith("/api")]
    assert len(tried) > 25
    for link in tried:
        assert client.get(link).status_code == 200, link


def test_the_page_is_asked_for_again_by_its_etag(client: httpx.Client) -> None:
    tag = client.get("/docs").headers["etag"]
    assert client.get("/docs", headers={"If-None-Match": tag}).status_code == 304
    assert client.head("/docs").status_code == 200


def test_an_address_that_could_break_the_page_is_not_written_into_it(client: httpx.Client) -> None:
    answer = client.get("/docs", headers={"Host": "evil.example/<script>"})
    assert "<script" not in answer.text
