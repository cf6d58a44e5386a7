"""A wrong choice can be put right where it was made, and errors are readable."""

from __future__ import annotations

import html
import re

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def main_of(client: httpx.Client, path: str, **asked: str) -> str:
    """The main part of a page, as a browser gets it."""
    text = client.get(path, params=asked or None, headers=BROWSER).text
    return text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/compare/", "with", "HIST,NOPE"),
        ("/compare/index.html", "with", "HIST"),
        ("/network/", "as_of", "abc"),
        ("/meet/", "region", "Nowhere"),
        ("/organisations/", "theme", 'qqqq"><script>'),
    ],
)
def test_what_was_asked_stands_in_a_field_of_the_error(client: httpx.Client, path: str, name: str, value: str) -> None:
    text = main_of(client, path, **{name: value})
    form = re.search(r'<form class="controls" action="([^"]+)".*?</form>', text, re.S)
    assert form
    assert form[1] == f"..{path}"
    assert re.findall(r'<input name="([^"]+)" value="([^"]*)"', form[0]) == [
        (name, html.escape(value).replace("&quot;", "&#34;"))
    ]
    assert "<script>" not in text


def test_an_error_without_choices_has_no_field(client: httpx.Client) -> None:
    assert "<form" not in main_of(client, "/organisations/HISD.html")
    assert "<form" not in main_of(client, "/nothing/", a="1")


@pytest.mark.parametrize("path", ["/about.html", "/compare/?with=HIST,NOPE", "/privacy.html", "/nothing"])
def test_no_page_shows_backticks(client: httpx.Client, path: str) -> None:
    assert "`" not in main_of(client, path)


@pytest.mark.parametrize(
    "query", ["SELECT ?c { ?c sg:code ?x ?c sg:name ?y }", "SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o"]
)
def test_what_a_query_lacks_stands_in_code_elements(client: httpx.Client, query: str) -> None:
    problem = main_of(client, "/query/", query=query).partition('role="alert"')[2].partition("</div>")[0]
    assert "<code>" in problem
    assert "`" not in problem


def test_the_answer_of_a_query_is_in_sight_after_it_ran(client: httpx.Client) -> None:
    text = main_of(client, "/query/", query="ASK { ?s ?p ?o }")
    assert 'action="../query/index.html#answer"' in text
    assert 'id="answer"' in text


def test_a_misspelt_term_is_told_with_the_mended_query(client: httpx.Client) -> None:
    text = main_of(client, "/query/", query="SELECT ?x { ?c sg:cod ?x }")
    link = re.search(r'<code>sg:cod</code>\. Did you mean <a href="([^"]+)"><code>sg:code</code>', text)
    assert link
    mended = client.get(f"/{html.unescape(link[1]).removeprefix('../').partition('#')[0]}", headers=BROWSER).text
    assert "Nothing in the data" not in mended
    assert "HIST" in mended
