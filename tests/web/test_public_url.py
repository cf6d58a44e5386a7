"""A server behind a proxy, at a path of another host: every address that it tells has that path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from tests.web.serving import Server
from tests.web.test_home import BROWSER
from tests.web.writing import TURTLE, Written, new_store

pytestmark = pytest.mark.slow

PUBLIC = "https://h.example/sdg"
OWN = ("api", "data", "doc", "docs", "docs.css", "graph-store", "id", "ontology", "openapi.json", "shapes", "sparql")
# an address of ours that stands at the root, as a value, a link or within angle brackets
BARE = re.compile(rf"""["'<(=\s]/(?:{"|".join(map(re.escape, OWN))})(?=[/"'?>\s.])""")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    found = Written(tmp_path_factory.mktemp("public"))
    new_store(found.place)
    return found


@pytest.fixture(scope="module")
def client(written: Written) -> Iterator[httpx.Client]:
    with written.server("--public-url", f"{PUBLIC}/") as running:
        yield running.client


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/", "application/json"),
        ("/", BROWSER),
        ("/api", "*/*"),
        ("/api/queries", "*/*"),
        ("/api/queries.csv", "*/*"),
        ("/api/centres?limit=2", "*/*"),
        ("/data/", "*/*"),
        ("/data/latest.ttl", "*/*"),
        ("/data/nothing", "*/*"),
        ("/data/sdggraph-0123.ttl", "*/*"),
        ("/doc/organisation/HIST", "application/n-triples"),
        ("/docs", BROWSER),
        ("/id/organisation/HIST", "text/turtle"),
        ("/nothing", "*/*"),
        ("/ontology", "text/turtle"),
        ("/sparql", "text/turtle"),
        ("/.well-known/void", "text/turtle"),
        ("/schemes/themes", "application/n-triples"),
    ],
)
def test_no_answer_names_an_address_without_the_path(client: httpx.Client, address: str, accept: str) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code in (200, 303, 307, 404)
    text = re.sub(r"<code>[^<]*</code>|^GET .*$", "", answer.text)  # the docs show the paths of operations
    told = "\n".join((text, *(f" {value} " for name, value in answer.headers.items() if name in ("link", "location"))))
    assert BARE.findall(told) == []
    assert "127.0.0.1" not in told


def test_redirects_lead_to_the_path_and_are_answered_there(client: httpx.Client) -> None:
    for address in ("/id/organisation/HIST", "/data/latest.ttl", "/data/latest.nt.gz"):
        leads = client.get(address).headers["location"]
        assert leads.startswith("/sdg/")
        with_path, without = client.get(leads), client.get(leads.removeprefix("/sdg"))
        assert with_path.status_code == without.status_code == 200
        assert with_path.content == without.content


@pytest.mark.parametrize(
    "address", ["/", "/sparql?query=ASK{}", "/health", "/id/organisation/HIST", "/api/centres.csv"]
)
def test_a_proxy_may_take_the_path_away_or_not(client: httpx.Client, address: str) -> None:
    one, other = client.get(address), client.get(f"/sdg{address}")
    assert (one.status_code, one.content) == (other.status_code, other.content)
    assert client.get("/sdg").status_code == 200
    assert client.get(f"/sdgs{address}").status_code == 404


def test_a_new_graph_is_told_with_the_path(client: httpx.Client, written: Written) -> None:
    made = client.post("/sdg/graph-store", content=b"<urn:a> <urn:b> 1 .", headers={**TURTLE, **written.bearer()})
    assert made.headers["location"].startswith("/sdg/graph-store?graph=")
    assert client.get(made.headers["location"]).status_code == 200


def test_programs_are_told_the_whole_address(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json()["servers"] == [{"url": PUBLIC}]
    assert f"<{PUBLIC}/sparql>" in client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert f"<{PUBLIC}/data/sdggraph-" in client.get("/void", headers={"Accept": "application/n-triples"}).text
    assert client.get("/api/centres?limit=2").links["next"]["url"].startswith(f"{PUBLIC}/api/centres?")
    assert f"curl &#x27;{PUBLIC}/api/centres" in client.get("/docs").text
    assert "Disallow: /sdg/sparql\n" in client.get("/robots.txt").text


@pytest.mark.slow
def test_a_path_like_one_of_ours_is_the_proxys_to_take_away(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.ttl").write_text("")
    with Server("--data", str(folder), "--public-url", "http://h.example/data", log=tmp_path / "log") as running:
        assert running.client.get("/data/").json()["latest"] == "/data/data/latest.ttl"
        assert running.client.get("/data/latest.ttl").headers["location"].startswith("/data/data/sdggraph-")


@pytest.mark.parametrize(
    "address",
    [
        "h.example/sdg",
        "ftp://h.example",
        "https://",
        "https://h/?a=b",
        "https://h/#a",
        "https://u:p@h/",
        "https://h/a b",
        'https://h/"x',
        "https://h/%zz",
        "javascript:alert(1)",
        "//h/sdg",
    ],
)
def test_what_is_no_address_is_refused(run: Callable[..., Result], address: str) -> None:
    refused = run("serve", "--public-url", address)
    assert refused.exit_code == 2
    assert "https://example.org/path" in refused.output
