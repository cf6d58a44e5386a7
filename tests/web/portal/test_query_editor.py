"""The query page loads the editor where it was built, and what it completes; all of it within its budget."""

from __future__ import annotations

import gzip
import html
import re

import httpx
import pytest

from sdggraph.present.html.assets import ASSETS, BY_PATH, PUBLISHED
from sdggraph.present.html.environment import environment, render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks import Source
from sdggraph.tasks.portal.query import query

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BUDGET = 220_000  # bytes of the page with everything that it loads, compressed
FRAME = Frame("query/index.html", "5f1dee04", "2026-11-23")
is_built = pytest.mark.skipif("editor.js" not in ASSETS, reason="the query editor was not built on this machine")


def attributes(text: str) -> dict[str, str]:
    """The values that the page gives to the editor."""
    field = re.search(r"<textarea [^>]*>", text)
    assert field
    return {name: html.unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', field[0])}


def test_the_words_are_one_file_for_each_data_version(client: httpx.Client) -> None:
    assert attributes(client.get("/query/", headers=BROWSER).text)["words"] == "../query/words.json"
    found = client.get("/query/words.json")
    assert found.headers["content-type"] == "application/json"
    kinds = {each["kind"]: dict(each["words"]) for each in found.json()}
    assert kinds["Organisation"]["organisation:HIST"]
    assert kinds["Class"]["sg:Contribution"] == "Contribution"
    again = client.get("/query/words.json", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert client.head("/query/words.json").status_code == 200


@is_built
def test_the_page_and_everything_that_it_loads_stay_within_the_budget(client: httpx.Client) -> None:
    text = client.get("/query/", headers=BROWSER).text
    loaded = set(re.findall(r'="\.\./(assets/[^"]+|query/words\.json)"', text))
    assert {each.split(".")[0] for each in loaded} >= {"assets/editor", "assets/query", "assets/portal", "query/words"}
    parts = {each: client.get(f"/{each}").content for each in loaded}
    weights = {name: len(gzip.compress(content)) for name, content in (*parts.items(), ("page", text.encode()))}
    assert sum(weights.values()) < BUDGET, weights
    assert weights["query/words.json"] < 40_000


@is_built
def test_the_editor_is_served_as_a_script_for_ever(client: httpx.Client) -> None:
    [path] = [each for each in BY_PATH if each.startswith("assets/editor.")]
    found = client.get(f"/{path}")
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in found.headers["cache-control"]
    assert "export{" in found.text
    assert "Permission is hereby granted" in found.text  # the licences of its packages


def test_a_page_without_the_built_editor_asks_for_none(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    assets = {name: each.path for name, each in ASSETS.items() if name != "editor.js"}
    monkeypatch.setitem(environment(FRAME.language).globals, "assets", assets)
    text = render("query.html", FRAME, query(source)).decode()
    assert "editor" not in attributes(text)
    assert "assets/editor" not in text
    assert attributes(text)["words"] == "../query/words.json"
    monkeypatch.setitem(environment(FRAME.language).globals, "assets", {**assets, "editor.js": "assets/editor.x.js"})
    assert attributes(render("query.html", FRAME, query(source)).decode())["editor"] == "../assets/editor.x.js"


def test_a_published_folder_has_nothing_of_the_query_page() -> None:
    assert [each.path for each in PUBLISHED if re.match(r"assets/(query|editor)\.", each.path)] == []
    assert {each.path.split(".")[0] for each in PUBLISHED} == {"assets/icon", "assets/land", "assets/portal"}


@pytest.mark.parametrize(
    ("asked", "line", "column"),
    [
        ("SELECT *\nWHERE { ?s foo:x ?o }", "2", "12"),
        ("\n\n  SELECT *\nWHERE { ?s foo:x ?o }", "2", "12"),  # the field shows the text without the gap before it
        ("SELECT *\r\nWHERE { ?s foo:x ?o }", "2", "12"),  # as a form sends it
        ("SELECT * { ?s <x> '\U0001f30d' ; foo:x ?o }", "1", "25"),
        ("SELEC", "1", "1"),
    ],
)
def test_the_place_of_an_error_is_the_place_in_the_field(source: Source, asked: str, line: str, column: str) -> None:
    text = render("query.html", FRAME, query(source, query=asked)).decode()
    told = attributes(text)
    assert (told["line"], told["column"]) == (line, column)
    assert told["problem"].startswith(f"Line {line}, column {column}: ")
    shown = re.search(r"<textarea [^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert shown
    place = html.unescape(shown[1]).split("\n")[int(line) - 1][int(column) - 1 :]
    assert place.startswith(("foo:x", "SELEC"))


def test_an_error_without_a_place_marks_nothing(source: Source) -> None:
    told = attributes(render("query.html", FRAME, query(source, query="SELECT * { SERVICE <http://h/> {} }")).decode())
    assert not {"line", "column", "problem"} & told.keys()


def test_a_hostile_query_stays_text_in_every_attribute(source: Source) -> None:
    text = render("query.html", FRAME, query(source, query='"><script>alert(1)</script>')).decode()
    assert "<script>alert" not in text
    assert "\u202e" not in render("query.html", FRAME, query(source, query="\u202eSELECT")).decode()


def test_the_page_tells_its_keys(client: httpx.Client) -> None:
    text = client.get("/query/", headers=BROWSER).text
    assert "Ctrl+Space completes, Ctrl+Enter runs, Escape and then Tab leaves the field" in text
