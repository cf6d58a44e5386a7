"""The shipped graph on other people's engines: the same statements, the same answers, the same suggestions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

import sdggraph
from sdggraph import store as stores
from sdggraph.config import Settings
from sdggraph.errors import BadQuery, LimitExceeded, Refused
from sdggraph.sparql.formats import CSV, NQUADS, TSV, XML
from sdggraph.sparql.interface import Kind
from sdggraph.store.remote import store as remote
from sdggraph.store.remote.store import RemoteStore
from sdggraph.tasks import Source, run_named, suggest_partners, validate
from tests.store import servers
from tests.store.exceptions import OTHER_ORDER, OTHER_ROWS, UNVALIDATED

QUERIES = sorted(path.stem for path in Settings.read({}).queries.glob("*.rq"))
HERE = Settings.read({"SDGGRAPH_CACHE": ""})


@pytest.fixture(scope="module", params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """A server that holds the shipped graph."""
    start = {"oxigraph": servers.oxigraph, "virtuoso": servers.virtuoso}[request.param]
    with start(tmp_path_factory.mktemp(request.param)) as running:
        running.load(shipped())
        yield running


@pytest.fixture(scope="module")
def there(server: servers.Server) -> Source:
    return Source(HERE._replace(endpoint=server.endpoint))


def shipped() -> bytes:
    return stores.dump(Source(HERE).store, NQUADS)


@pytest.mark.slow
def test_every_statement_is_read_and_the_version_is_the_same(there: Source, source: Source) -> None:
    assert sorted(there.store.quads()) == sorted(source.store.quads())
    assert there.store.version() == source.store.version()
    assert len(there.store) == len(source.store)
    assert there.store.graphs() == source.store.graphs()


@pytest.mark.slow
def test_statements_are_read_in_parts_where_the_answer_would_be_too_large(
    server: servers.Server, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_PAGE", 2000)
    in_parts = RemoteStore(server.endpoint).quads("https://w3id.org/sdggraph/graph/derived")
    assert sorted(in_parts) == sorted(source.store.quads("https://w3id.org/sdggraph/graph/derived"))


@pytest.mark.slow
def test_the_records_are_the_same(there: Source, source: Source) -> None:
    assert there.network == source.network


@pytest.mark.slow
def test_the_suggestions_for_hist_are_the_same(there: Source, source: Source) -> None:
    assert suggest_partners(there, "HIST") == suggest_partners(source, "HIST")


@pytest.mark.slow
def test_the_command_line_prints_the_same(
    server: servers.Server, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = run("suggest-partners", "HIST")
    monkeypatch.setenv("SDGGRAPH_CACHE", str(tmp_path))
    monkeypatch.setenv("SDGGRAPH_ENDPOINT_USER", server.endpoint.user)
    monkeypatch.setenv("SDGGRAPH_ENDPOINT_PASSWORD", server.endpoint.password)
    for _ in range(2):  # read, then from the cache
        there = run("suggest-partners", "HIST", "--endpoint", server.endpoint.url)
        assert (there.exit_code, there.output) == (0, here.output)
    monkeypatch.setenv("SDGGRAPH_ENDPOINT", server.endpoint.url)
    assert run("suggest-partners", "HIST").output == here.output


@pytest.mark.parametrize("name", QUERIES)
def test_a_named_query_gives_the_same_rows(server: servers.Server, there: Source, source: Source, name: str) -> None:
    here, found = run_named(source, name), run_named(there, name)
    if here.kind is Kind.GRAPH:
        assert sorted(found.content.splitlines()) == sorted(here.content.splitlines())
    elif name in OTHER_ROWS[server.name]:
        assert len(found.rows()) == len(here.rows())
        assert found.rows() != here.rows(), "it has learned it: take it out of OTHER_ROWS"
    elif name in OTHER_ORDER[server.name]:
        assert sorted(map(str, found.rows())) == sorted(map(str, here.rows()))
        assert found.rows() != here.rows(), "it has learned it: take it out of OTHER_ORDER"
    elif here.kind is Kind.ROWS:
        assert found.variables() == here.variables()
        assert found.rows() == here.rows()
    else:
        assert found == here


@pytest.mark.parametrize("format", [CSV, TSV, XML])
def test_the_same_rows_are_the_same_bytes_in_every_format(
    there: Source, source: Source, format: stores.formats.Format
) -> None:
    text = """SELECT ?code ?name ?weight ?since WHERE {
      ?c a sg:Organisation ; sg:code ?code ; skos:prefLabel ?name .
      OPTIONAL { ?c sg:inProject/sg:start ?since } BIND(0.5 AS ?weight)
    } ORDER BY ?code ?name LIMIT 20"""
    assert there.store.query(text, format=format) == source.store.query(text, format=format)


@pytest.mark.slow
def test_the_data_are_judged_as_here(server: servers.Server, there: Source, source: Source) -> None:
    if server.name in UNVALIDATED:
        with pytest.raises(BadQuery, match=UNVALIDATED[server.name]):
            validate(there)
        return
    found, here = validate(there), validate(source)
    assert found.conforms
    assert [each.verdict for each in found.findings] == [
        each.verdict for each in here.findings if each.component != "OneFile"
    ]


def test_the_library_opens_an_endpoint(server: servers.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDGGRAPH_CACHE", "")
    monkeypatch.setenv("SDGGRAPH_ENDPOINT_USER", server.endpoint.user)
    monkeypatch.setenv("SDGGRAPH_ENDPOINT_PASSWORD", server.endpoint.password)
    g = sdggraph.open(endpoint=server.endpoint.url)
    assert g.query("ASK { organisation:HIST a sg:Organisation }").boolean()


@pytest.mark.slow
def test_what_somebody_else_changes_is_noticed(server: servers.Server, tmp_path: Path) -> None:
    mine = Source(HERE._replace(endpoint=server.endpoint, cache=tmp_path))
    before, organisation = mine.network, mine.network.organisations["HIST"]
    somebody = RemoteStore(server.endpoint)
    statement = f'GRAPH <urn:x-test:changes> {{ <{organisation.iri}> skos:altLabel "Heritage from above"@en }}'
    somebody.update(f"INSERT DATA {{ {statement} }}")
    try:
        after = Source(mine.settings).network
        assert "Heritage from above" in after.organisations["HIST"].other_names
        assert mine.store.version() == after.version != before.version
    finally:
        somebody.update(f"DELETE DATA {{ {statement} }}")
    assert mine.store.version() == before.version
    assert Source(mine.settings).network == before


def test_a_wrong_password_is_refused(server: servers.Server) -> None:
    if not server.endpoint.user:
        pytest.skip("this server asks for none")
    with pytest.raises(Refused, match="requires authentication"):
        RemoteStore(server.endpoint._replace(password="wrong")).graphs()


@pytest.mark.slow
def test_a_server_that_cuts_its_answers_is_read_whole_and_never_believed(tmp_path: Path, source: Source) -> None:
    with servers.virtuoso(tmp_path, most=5000) as server:
        server.load(shipped())
        found = RemoteStore(server.endpoint)
        with pytest.raises(LimitExceeded, match="at most 5,000 rows") as caught:
            found.query("SELECT * { ?s ?p ?o }")
        assert caught.value.limit == "rows"
        with pytest.raises(LimitExceeded):
            found.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert found.version() == source.store.version()


@pytest.mark.slow
def test_nothing_of_http_is_loaded_where_no_endpoint_is_meant() -> None:
    code = "import sys, sdggraph; sdggraph.open().suggest_partners('HIST'); assert 'httpx' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
