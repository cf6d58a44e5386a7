"""What the endpoint says of itself and of its data."""

from __future__ import annotations

from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, XSD, Namespace, URIRef

from sdggraph import vocab
from sdggraph.sparql.formats import DUMP_FORMATS
from tests.web.protocol.test_linked_data import triples
from tests.web.serving import Server

pytestmark = pytest.mark.slow

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")


@pytest.fixture(scope="module")
def endpoint(server: Server) -> rdflib.Graph:
    return rdflib.Graph().parse(data=server.client.get("/sparql").content, format="turtle")


@pytest.fixture(scope="module")
def void(server: Server) -> rdflib.Graph:
    return rdflib.Graph().parse(data=server.client.get("/.well-known/void").content, format="turtle")


def counted(server: Server, query: str) -> int:
    [row] = server.client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return int(row["n"]["value"])


def test_the_endpoint_says_where_it_is_and_what_it_can(server: Server, endpoint: rdflib.Graph) -> None:
    [service] = endpoint.subjects(RDF.type, SD.Service)  # only one: this server takes no updates
    assert endpoint.value(service, SD.endpoint) == URIRef(f"{server.url}/sparql")
    assert SD.SPARQL11Query in endpoint.objects(service, SD.supportedLanguage)
    assert set(endpoint.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert SD.BasicFederatedQuery not in endpoint.objects(service, SD.feature)
    offered = {str(each).removeprefix(str(FORMATS)) for each in endpoint.objects(service, SD.resultFormat)}
    assert {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "Turtle", "JSON-LD"} <= offered


def test_the_endpoint_says_which_graphs_it_holds_and_how_large_they_are(server: Server, endpoint: rdflib.Graph) -> None:
    [service] = endpoint.subjects(RDF.type, SD.Service)
    dataset = endpoint.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in endpoint
    union = endpoint.value(dataset, SD.defaultGraph)
    assert int(str(endpoint.value(union, VOID.triples))) == counted(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    named = set(endpoint.objects(dataset, SD.namedGraph))
    assert {str(endpoint.value(each, SD.name)) for each in named} == {
        vocab.DATA_GRAPH,
        vocab.DERIVED_GRAPH,
        vocab.ONTOLOGY_GRAPH,
        vocab.SCHEMES_GRAPH,
    }
    for each in named:
        assert (each, RDF.type, SD.NamedGraph) in endpoint
        name, graph = endpoint.value(each, SD.name), endpoint.value(each, SD.graph)
        count = counted(server, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
        assert int(str(endpoint.value(graph, VOID.triples))) == count
        assert str(endpoint.value(graph, DCTERMS.license)).startswith("https://creativecommons.org/licenses/by/")


@pytest.mark.parametrize("address", ["/sparql", "/.well-known/void", "/void"])
def test_a_description_is_the_same_in_every_form(client: httpx.Client, address: str) -> None:
    found = {}
    for form in DUMP_FORMATS.values():
        negotiated = client.get(address, headers={"Accept": form.media_type})
        assert negotiated.headers["content-type"].partition(";")[0] == form.media_type
        assert client.get(address, params={"format": form.name}).content == negotiated.content
        found[form.name] = triples(negotiated.content, form.extension)
    assert len(found["turtle"]) > 30
    assert all(each == found["turtle"] for each in found.values())
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(address, params={"format": "doc"}).status_code == 406


def test_head_says_what_get_would(client: httpx.Client) -> None:
    for address in ("/sparql", "/void"):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (200, b"")
        assert {name: head.headers[name] for name in ("etag", "content-type", "content-length")} == {
            name: get.headers[name] for name in ("etag", "content-type", "content-length")
        }


def test_a_parameter_that_is_no_query_is_no_reason_for_a_description(client: httpx.Client) -> None:
    for address in ("/sparql?query=", "/sparql?default-graph-uri=x", "/sparql?qery=ASK%20%7B%7D"):
        assert client.get(address).status_code == 400
    assert client.post("/sparql", data={"format": "ttl"}).status_code == 400


def test_void_counts_what_there_is(server: Server, void: rdflib.Graph) -> None:
    dataset = void.value(None, VOID.sparqlEndpoint, URIRef(f"{server.url}/sparql"))
    assert (dataset, RDF.type, VOID.Dataset) in void
    for word, query in (
        (VOID.triples, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctSubjects, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctObjects, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        (VOID.properties, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        (VOID.classes, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }"),
    ):
        value = void.value(dataset, word)
        assert isinstance(value, rdflib.Literal)
        assert (int(value), value.datatype) == (counted(server, query), XSD.integer)


def test_void_parts_add_up(server: Server, void: rdflib.Graph) -> None:
    dataset = void.value(None, VOID.sparqlEndpoint, URIRef(f"{server.url}/sparql"))
    properties = list(void.objects(dataset, VOID.propertyPartition))
    total = sum(int(str(void.value(part, VOID.triples))) for part in properties)
    assert total == int(str(void.value(dataset, VOID.triples)))
    assert len({void.value(part, VOID.property) for part in properties}) == len(properties) > 80
    [themes] = void.subjects(VOID["class"], URIRef(f"{vocab.SG}Theme"))
    assert (dataset, VOID.classPartition, themes) in void
    assert int(str(void.value(themes, VOID.entities))) == counted(
        server, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a sg:Theme }"
    )


def test_void_leads_to_the_data_their_licence_and_their_terms(server: Server, void: rdflib.Graph) -> None:
    dataset = void.value(None, VOID.sparqlEndpoint, URIRef(f"{server.url}/sparql"))
    version = server.client.get("/data/").json()["version"]
    assert str(void.value(dataset, OWL.versionInfo)) == version
    dumps = [str(each) for each in void.objects(dataset, VOID.dataDump)]
    assert len(dumps) == 12
    assert all(server.client.head(each.removeprefix(server.url)).status_code == 200 for each in dumps)
    assert str(void.value(dataset, VOID.uriSpace)) == vocab.BASE
    assert str(void.value(dataset, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    modified = void.value(dataset, DCTERMS.modified)
    assert isinstance(modified, rdflib.Literal)
    assert modified.datatype == XSD.date
    examples = [str(each).removeprefix(vocab.BASE) for each in void.objects(dataset, VOID.exampleResource)]
    assert len(examples) == 4
    assert all(server.client.get(f"/id/{each}").status_code == 303 for each in examples)
    assert {vocab.SG, vocab.PREFIXES["skos"]} <= {str(each) for each in void.objects(dataset, VOID.vocabulary)}


def test_no_description_has_blank_nodes(client: httpx.Client) -> None:
    for address in ("/sparql", "/void"):
        content = client.get(address, params={"format": "nt"}).content
        quads = list(ox.parse(content, ox.RdfFormat.N_TRIPLES))
        assert not any(isinstance(each, ox.BlankNode) for quad in quads for each in (quad.subject, quad.object))


def test_what_is_not_known_of_somebodys_data_is_not_said(odd: Server) -> None:
    graph = rdflib.Graph().parse(data=odd.client.get("/void").content, format="turtle")
    [dataset] = graph.subjects(VOID.sparqlEndpoint, URIRef("https://data.example.org/sparql"))
    assert graph.value(dataset, DCTERMS.license) is None
    assert graph.value(dataset, DCTERMS.title) is None
    named = graph.value(None, SD.name, URIRef(vocab.DATA_GRAPH))
    assert graph.value(graph.value(named, SD.graph), DCTERMS.license) is None
    ontology = graph.value(None, SD.name, URIRef(vocab.ONTOLOGY_GRAPH))
    assert graph.value(graph.value(ontology, SD.graph), DCTERMS.license) is not None


def test_a_server_that_takes_updates_says_where(writable: Server) -> None:
    graph = rdflib.Graph().parse(data=writable.client.get("/sparql").content, format="turtle")
    service = graph.value(None, SD.supportedLanguage, SD.SPARQL11Update)
    assert graph.value(service, SD.endpoint) == URIRef(f"{writable.url}/update")
    assert len(list(graph.subjects(RDF.type, SD.Service))) == 2


@pytest.mark.slow
def test_a_server_that_asks_others_says_so(tmp_path: Path, small: Path) -> None:
    with Server(
        "--data", str(small), "--allow-service", "https://query.wikidata.org/sparql", log=tmp_path / "log"
    ) as server:
        graph = rdflib.Graph().parse(data=server.client.get("/sparql").content, format="turtle")
    assert (None, SD.feature, SD.BasicFederatedQuery) in graph
