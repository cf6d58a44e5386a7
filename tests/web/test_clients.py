"""Programs that people already have, asking a real server of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.conformance.suite import cache
from tests.web.serving import Server

pytestmark = pytest.mark.slow

SG = "https://w3id.org/sdggraph/ontology#"
COUNT = "SELECT (COUNT(*) AS ?n) { ?t a sg:Theme }"
THEMES = f"PREFIX sg: <{SG}> SELECT ?t {{ ?t a sg:Theme }} ORDER BY ?t LIMIT 5"
GRAPH = f"PREFIX sg: <{SG}> CONSTRUCT {{ ?t a sg:Theme }} WHERE {{ ?t a sg:Theme }}"
COMUNICA = "4.5.0"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")


@pytest.fixture
def endpoint(server: Server) -> str:
    return f"{server.url}/sparql"


@pytest.fixture
def themes(server: Server) -> list[str]:
    """The first five themes, as the endpoint says them."""
    rows = server.client.get("/sparql", params={"query": THEMES}).json()["results"]["bindings"]
    return [row["t"]["value"] for row in rows]


@pytest.fixture
def count(server: Server) -> int:
    """How many themes there are."""
    [row] = server.client.get("/sparql", params={"query": COUNT}).json()["results"]["bindings"]
    return int(row["n"]["value"])


def said(*command: str | Path, seconds: float = 60) -> str:
    """What a program prints; it must end well."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- command line ------------------------------------------------------------------------------


def curl(*words: str) -> str:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed")
    return said(program, "--silent", "--show-error", "--fail", "--max-time", "30", *words)


def test_curl_asks_by_get_and_reads_csv(endpoint: str, themes: list[str]) -> None:
    found = curl("--get", "--data-urlencode", f"query={THEMES}", "-H", "Accept: text/csv", endpoint)
    assert found.split() == ["t", *themes]


def test_curl_posts_a_form_and_a_file(endpoint: str, themes: list[str], tmp_path: Path) -> None:
    form = json.loads(curl("--data-urlencode", f"query={THEMES}", endpoint))
    file = tmp_path / "themes.rq"
    file.write_text(THEMES)
    direct = json.loads(curl("-H", "Content-Type: application/sparql-query", "--data-binary", f"@{file}", endpoint))
    assert [row["t"]["value"] for row in form["results"]["bindings"]] == themes
    assert form == direct


def test_curl_reads_the_head_alone(endpoint: str) -> None:
    head = curl("--head", f"{endpoint}?{urlencode({'query': THEMES, 'format': 'csv'})}")
    assert head.startswith("HTTP/1.1 200")
    assert "content-type: text/csv; charset=utf-8" in head


# --- tables ------------------------------------------------------------------------------------


def test_pandas_reads_the_address_of_a_query_as_a_table(endpoint: str, themes: list[str], count: int) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': THEMES, 'format': 'csv'})}")
    assert list(frame["t"]) == themes
    frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': COUNT, 'format': 'csv'})}")
    assert int(frame["n"][0]) == count


def test_whatever_reads_a_url_gets_a_table(endpoint: str, themes: list[str]) -> None:
    address = f"{endpoint}?{urlencode({'query': THEMES, 'format': 'tsv'})}"
    # what read.delim of R sends
    asked = urllib.request.Request(address, headers={"Accept": "*/*", "User-Agent": "R (4.2.2)"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    assert lines == ["?t", *(f"<{theme}>" for theme in themes)]


# --- libraries ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_takes_the_endpoint_for_a_store(endpoint: str, themes: list[str], count: int, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    assert [str(row[0]) for row in graph.query(THEMES)] == themes  # type: ignore[index]
    assert len(list(graph.triples((None, rdflib.RDF.type, rdflib.URIRef(f"{SG}Theme"))))) == count
    assert graph.query(f"ASK {{ <{themes[0]}> a <{SG}Theme> }}").askAnswer is True
    assert len(graph.query(GRAPH).graph or ()) == count


# SPARQLWrapper 2.0 reads graphs into a class that rdflib calls deprecated
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_asks_for_every_form(endpoint: str, themes: list[str], count: int, method: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    asking = wrapper.SPARQLWrapper(endpoint)
    asking.setMethod(method)
    asking.setTimeout(30)
    asking.setQuery(THEMES)
    asking.setReturnFormat(wrapper.JSON)
    assert [row["t"]["value"] for row in asking.queryAndConvert()["results"]["bindings"]] == themes
    asking.setReturnFormat(wrapper.CSV)
    assert asking.queryAndConvert().decode().split() == ["t", *themes]
    asking.setReturnFormat(wrapper.XML)
    assert asking.queryAndConvert().toxml().count("<uri>") == len(themes)
    asking.setQuery(GRAPH)
    for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD):
        asking.setReturnFormat(form)
        found = asking.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)
        assert len(graph) == count


def test_sparqlwrapper_is_told_what_is_wrong_with_a_query(endpoint: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    asking = wrapper.SPARQLWrapper(endpoint)
    asking.setQuery("SELECT * { ?s ?p")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="line"):
        asking.query()


def test_oxigraph_in_another_process_asks_by_service(endpoint: str, themes: list[str]) -> None:
    program = """
import sys, pyoxigraph
for row in pyoxigraph.Store().query(f"SELECT ?t {{ SERVICE <{sys.argv[1]}> {{ {sys.argv[2]} }} }} ORDER BY ?t"):
    print(row["t"].value)
"""
    inner = THEMES.partition("> ")[2].replace("sg:Theme", f"<{SG}Theme>")
    assert said(sys.executable, "-c", program, endpoint, inner).split() == themes


# --- JavaScript --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def comunica() -> list[str | Path]:
    """Comunica's command; npm fetches it into the user's cache folder, once."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    home = cache() / f"comunica-{COMUNICA}"
    program = home / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
    if not program.is_file():
        home.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home)]
        try:
            done = subprocess.run(
                [*install, f"@comunica/query-sparql@{COMUNICA}"], capture_output=True, text=True, timeout=400
            )
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not bring Comunica within 400 s")
        if done.returncode:
            pytest.skip(f"npm cannot bring Comunica: {done.stderr.strip()[-300:]}")
    return [node, program]


@pytest.mark.slow
def test_comunica_finds_out_by_itself_what_stands_at_the_address(
    comunica: list[str | Path], endpoint: str, themes: list[str]
) -> None:
    # nothing but the service description says that this address is no document but a SPARQL endpoint
    found = json.loads(said(*comunica, endpoint, THEMES, "-t", "application/json", seconds=120))
    assert [row["t"] for row in found] == themes


@pytest.mark.slow
def test_comunica_is_told_that_it_is_a_sparql_endpoint(comunica: list[str | Path], endpoint: str, count: int) -> None:
    found = said(*comunica, f"sparql@{endpoint}", GRAPH, "-t", "application/n-triples", seconds=120)
    assert len(found.splitlines()) == count
