"""Jobs that describe the endpoint and its data in RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypedDict, Unpack

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.config import packaged
from sdggraph.model import void
from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.sparql.interface import Iri
from sdggraph.tasks import Source
from sdggraph.web.jobs.rdf_output import Value, written
from sdggraph.workers.forkserver import Output

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_DATASETS: Final = ("TriG", "N-Quads")
_CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
_TITLE: Final = "UNESCO's science centres, their contributions to the SDGs, and their cooperation"

Triple = tuple[str, str, Value]

_TOTAL: Final = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
{ ?s ?p ?o }"""
_BY_GRAPH: Final = "SELECT ?g (COUNT(*) AS ?triples) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_BY_PROPERTY: Final = """SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
(COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"""
_BY_CLASS: Final = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?class } GROUP BY ?class ORDER BY ?class"
_NEWEST: Final = """SELECT (MAX(?day) AS ?newest) { ?s dcterms:created|dcterms:modified ?time
BIND(SUBSTR(STR(?time), 1, 10) AS ?day) FILTER(REGEX(?day, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) }"""
_LICENCES: Final = "SELECT DISTINCT ?g ?licence { GRAPH ?g { ?s a owl:Ontology ; dcterms:license ?licence } }"
_EXAMPLES: Final = "SELECT (MIN(?s) AS ?example) { ?s a ?class FILTER(STRSTARTS(STR(?s), ?base)) }"
_OF_EXAMPLES: Final = ("Organisation", "Contribution", "Cooperation", "Theme")


def statistics(source: Source, out: Output) -> None:
    """Count the contents of the graph."""
    store = source.store

    def rows(text: str) -> list[dict[str, str]]:
        return store.query(text).rows()

    [total] = rows(_TOTAL)
    licences: dict[str, list[str]] = {}
    for row in rows(_LICENCES):
        licences.setdefault(row["g"], []).append(row["licence"])
    if _is_packaged(source):  # data/SOURCES.md states the licence
        licences |= {graph: [_CC_BY] for graph in (vocab.DATA_GRAPH, vocab.SCHEMES_GRAPH, vocab.DERIVED_GRAPH)}
    out.head(
        total=total,
        graphs=rows(_BY_GRAPH),
        properties=rows(_BY_PROPERTY),
        classes=rows(_BY_CLASS),
        newest=rows(_NEWEST)[0].get("newest"),
        licences=licences,
        examples=list(_examples(source)),
        packaged=_is_packaged(source),
        organisations=len(source.network.organisations),
    )


def _examples(source: Source) -> Iterator[str]:
    for name in _OF_EXAMPLES:
        text = _EXAMPLES.replace("?base", f'"{vocab.BASE}"')
        for row in source.store.query(text, parameters={"class": Iri(vocab.SG + name)}).rows():
            yield from row.values()


def _is_packaged(source: Source) -> bool:
    """Whether the data are those shipped with the package, whose licence we know."""
    settings = source.settings
    return settings.store is None and settings.endpoint is None and settings.data == packaged() / "data"


class Described(TypedDict):
    """The facts from which both descriptions are written."""

    counted: dict[str, Any]
    base: str
    format: str
    version: str
    dumps: list[str]
    writable: bool
    federated: bool


def service_description(_source: Source, out: Output, **told: Unpack[Described]) -> None:
    """Answer the SPARQL 1.1 Service Description."""
    base = told["base"]
    service, updates = _service(base, federated=told["federated"]), _updates(base) if told["writable"] else ()
    _send(out, told["format"], [*service, *updates, *_graphs(told["counted"], base)])


def dataset_description(_source: Source, out: Output, **told: Unpack[Described]) -> None:
    """Answer the VoID description of the dataset."""
    counted, base = told["counted"], told["base"]
    dataset = _dataset(counted, base, told["version"], told["dumps"])
    _send(out, told["format"], [*dataset, *_partitions(counted, base), *_graphs(counted, base)])


JOBS: Final[Mapping[str, Callable[..., None]]] = {
    "statistics": statistics,
    "service_description": service_description,
    "dataset_description": dataset_description,
}


def _send(out: Output, format: str, triples: Iterable[Triple]) -> None:
    form = DUMP_FORMATS[format]
    out.head(media_type=form.media_type)
    quads = [ox.Quad(ox.NamedNode(each[0]), ox.NamedNode(each[1]), each[2]) for each in triples]
    out.write(written(quads, form, {**vocab.PREFIXES, "sd": _SD, "formats": _FORMATS}))


# --- the endpoint ------------------------------------------------------------------------------


def _service(base: str, *, federated: bool) -> Iterator[Triple]:
    service = f"{base}/sparql#service"
    yield service, vocab.RDF_TYPE, _iri(f"{_SD}Service")
    yield service, f"{_SD}endpoint", _iri(f"{base}/sparql")
    yield service, f"{_SD}supportedLanguage", _iri(f"{_SD}SPARQL11Query")
    yield service, f"{_SD}feature", _iri(f"{_SD}UnionDefaultGraph")
    if federated:  # SERVICE is allowed for some servers
        yield service, f"{_SD}feature", _iri(f"{_SD}BasicFederatedQuery")
    yield service, f"{_SD}defaultEntailmentRegime", _iri("http://www.w3.org/ns/entailment/Simple")
    for name in (*_RESULTS, *_GRAPHS, *_DATASETS):
        yield service, f"{_SD}resultFormat", _iri(f"{_FORMATS}{name}")
    yield service, f"{_SD}defaultDataset", _iri(_at(base, "dataset"))


def _updates(base: str) -> Iterator[Triple]:
    service = f"{base}/update#service"
    yield service, vocab.RDF_TYPE, _iri(f"{_SD}Service")
    yield service, f"{_SD}endpoint", _iri(f"{base}/update")
    yield service, f"{_SD}supportedLanguage", _iri(f"{_SD}SPARQL11Update")
    yield service, f"{_SD}defaultDataset", _iri(_at(base, "dataset"))


def _graphs(counted: Mapping[str, Any], base: str) -> Iterator[Triple]:
    """Describe the dataset as the endpoint shows it: the union of all graphs, and each graph by its name."""
    dataset, union = _at(base, "dataset"), _at(base, "union")
    yield dataset, vocab.RDF_TYPE, _iri(f"{_SD}Dataset")
    yield dataset, f"{_SD}defaultGraph", _iri(union)
    yield union, vocab.RDF_TYPE, _iri(f"{_SD}Graph")
    yield union, _void("triples"), _number(counted["total"]["triples"])
    for row in counted["graphs"]:
        named, graph = (_at(base, f"{part}-{void.slug(row['g'])}") for part in ("named", "graph"))
        yield dataset, f"{_SD}namedGraph", _iri(named)
        yield named, vocab.RDF_TYPE, _iri(f"{_SD}NamedGraph")
        yield named, f"{_SD}name", _iri(row["g"])
        yield named, f"{_SD}graph", _iri(graph)
        yield graph, vocab.RDF_TYPE, _iri(f"{_SD}Graph")
        yield graph, vocab.RDF_TYPE, _iri(_void("Dataset"))
        yield graph, _void("triples"), _number(row["triples"])
        for licence in counted["licences"].get(row["g"], ()):
            yield graph, _dc("license"), _iri(licence)


# --- the dataset -------------------------------------------------------------------------------


def _dataset(counted: Mapping[str, Any], base: str, version: str, dumps: list[str]) -> Iterator[Triple]:
    place, dataset = f"{base}/.well-known/void", _at(base, "dataset")
    yield place, vocab.RDF_TYPE, _iri(_void("DatasetDescription"))
    yield place, f"{vocab.PREFIXES['foaf']}primaryTopic", _iri(dataset)
    yield dataset, vocab.RDF_TYPE, _iri(_void("Dataset"))
    yield dataset, f"{vocab.PREFIXES['foaf']}homepage", _iri(f"{base}/")
    yield dataset, f"{vocab.PREFIXES['owl']}versionInfo", ox.Literal(version)
    yield dataset, _void("sparqlEndpoint"), _iri(f"{base}/sparql")
    yield dataset, _void("uriSpace"), ox.Literal(vocab.BASE)
    if counted["packaged"]:
        yield dataset, _dc("title"), ox.Literal(_TITLE, language="en")
        yield dataset, _dc("license"), _iri(_CC_BY)
    if counted["newest"]:
        yield dataset, _dc("modified"), ox.Literal(counted["newest"], datatype=_iri(f"{vocab.PREFIXES['xsd']}date"))
    for dump in dumps:
        yield dataset, _void("dataDump"), _iri(dump)
    for name in (*_GRAPHS, *_DATASETS):
        yield dataset, _void("feature"), _iri(f"{_FORMATS}{name}")
    for example in counted["examples"]:
        yield dataset, _void("exampleResource"), _iri(example)


def _partitions(counted: Mapping[str, Any], base: str) -> Iterator[Triple]:
    total = {name: int(number) for name, number in counted["total"].items()}
    properties = {
        row["p"]: void.Property(int(row["triples"]), int(row["subjects"]), int(row["objects"]))
        for row in counted["properties"]
    }
    classes = {row["class"]: int(row["entities"]) for row in counted["classes"]}
    counts = void.Counts(total["triples"], total["subjects"], classes, properties, total["objects"])
    for subject, name, value in void.facts(_at(base, "dataset"), f"{base}/.well-known/void", counts):
        yield subject, _void(name), _number(value) if isinstance(value, int) else _iri(value)


def _at(base: str, name: str) -> str:
    return f"{base}/.well-known/void#{name}"


def _void(name: str) -> str:
    return f"{vocab.PREFIXES['void']}{name}"


def _dc(name: str) -> str:
    return f"{vocab.PREFIXES['dcterms']}{name}"


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)


def _number(text: Any) -> ox.Literal:
    return ox.Literal(str(text), datatype=_iri(f"{vocab.PREFIXES['xsd']}integer"))
