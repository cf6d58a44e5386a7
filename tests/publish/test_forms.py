"""Every form of the graph says the same, to the letter, whatever stands in it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox
import pytest
import rdflib

from sdggraph import store as stores
from sdggraph import tasks, vocab
from sdggraph.config import Settings
from sdggraph.errors import BadData
from sdggraph.names.file_names import file_name
from sdggraph.publish.datasets import graph_licences
from sdggraph.rdf.jsonld_context import our_context
from sdggraph.sparql.formats import TURTLE
from sdggraph.sparql.interface import Store
from sdggraph.tasks import Source
from sdggraph.tasks.publication import publish
from tests.graphs import ROOT

Statements = set[str]


def statements(path: Path, form: ox.RdfFormat) -> Statements:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return {str(quad.triple) for quad in ox.parse(content, form)}


def forms(folder: Path) -> dict[str, Statements]:
    return {
        "turtle": statements(folder / "graph.ttl", ox.RdfFormat.TURTLE),
        "ntriples": statements(folder / "graph.nt.gz", ox.RdfFormat.N_TRIPLES),
        "jsonld": statements(folder / "graph.jsonld", ox.RdfFormat.JSON_LD),
        "rdfxml": statements(folder / "graph.rdf", ox.RdfFormat.RDF_XML),
    }


def held(store: Store) -> Statements:
    return {f"{subject} {predicate} {value}" for subject, predicate, value, _ in store.quads()}


@pytest.mark.slow
def test_every_form_holds_the_statements_of_the_graph(folder: Path, source: Source) -> None:
    for name, found in forms(folder).items():
        assert found == held(source.store), name


def test_every_form_holds_odd_names_and_values(odd: Path) -> None:
    found = forms(odd)
    for name in found:
        assert found[name] == found["turtle"], name
    texts = "\n".join(found["turtle"])
    for wanted in ('"=HYPERLINK(\\"http://x\\"', "مركز المياه", "水", "<sdg:6.5>", "<geo:12.5,13>", "^^<sg:weird>"):
        assert wanted in texts, wanted


@pytest.mark.slow  # RDFLib takes ten times as long as the engine
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own use of what it deprecates
def test_another_library_reads_the_same(folder: Path, odd: Path) -> None:
    hist = folder / "organisations" / "HIST"
    turtle = read_quietly(hist.with_suffix(".ttl"), "turtle")
    assert turtle == read_quietly(hist.with_suffix(".jsonld"), "json-ld") != set()
    expected = read_quietly(odd / "graph.nt.gz", "nt")
    for name, form in (("graph.ttl", "turtle"), ("graph.jsonld", "json-ld"), ("graph.rdf", "xml")):
        assert read_quietly(odd / name, form) == expected, name


def read_quietly(path: Path, form: str) -> set[tuple[rdflib.term.Node, ...]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return set(rdflib.Graph().parse(data=content, format=form))
    finally:
        rdflib.NORMALIZE_LITERALS = before


@pytest.mark.slow
def test_the_turtle_is_that_of_export(folder: Path, source: Source) -> None:
    assert (folder / "graph.ttl").read_bytes() == stores.dump(source.store, TURTLE)


def test_rdf_xml_is_well_formed(odd: Path) -> None:
    parser = expat.ParserCreate()
    with (odd / "graph.rdf").open("rb") as file:
        parser.ParseFile(file)


def test_trig_keeps_the_graphs_apart_and_tells_the_licence_of_each(folder: Path, source: Source) -> None:
    quads = list(ox.parse(path=folder / "graph.trig", format=ox.RdfFormat.TRIG))
    graphs: dict[str, Statements] = {}
    for quad in quads:
        graphs.setdefault(getattr(quad.graph_name, "value", ""), set()).add(str(quad.triple))
    assert set(graphs) == {*source.store.graphs(), graph_licences.GRAPH}
    for graph in source.store.graphs():
        assert len(graphs[graph]) == sum(1 for _ in source.store.quads(graph))
        assert any(
            each.startswith(f"<{graph}> <http://purl.org/dc/terms/license>") for each in graphs[graph_licences.GRAPH]
        )


def test_every_organisation_has_a_file_in_turtle_and_json_ld_that_say_the_same(folder: Path, source: Source) -> None:
    for code, record in source.network.organisations.items():
        path = folder / "organisations" / file_name(code)
        turtle = statements(path.with_name(f"{path.name}.ttl"), ox.RdfFormat.TURTLE)
        json_ld = statements(path.with_name(f"{path.name}.jsonld"), ox.RdfFormat.JSON_LD)
        assert turtle == json_ld, code
        assert any(each.startswith(f"<{record.iri}> ") for each in turtle), code


def test_the_file_of_an_organisation_is_its_description(folder: Path, source: Source) -> None:
    for code in ("HIST", "ERAIFT"):
        assert (folder / "organisations" / f"{code}.ttl").read_text(encoding="utf-8") == tasks.describe(source, code)


def test_json_ld_of_an_organisation_reads_well_and_needs_nothing_from_elsewhere(folder: Path) -> None:
    hist = json.loads((folder / "organisations" / "HIST.jsonld").read_bytes())
    assert hist["@id"] == "organisation/HIST"
    assert hist["name"].startswith("International Centre on Space Technologies")
    assert hist["country"] == "country/CHN"
    assert hist["latitude"] == "40.07"
    [angkor] = [each for each in hist["contributions"] if each["@id"] == "contribution/HIST-6.4"]
    assert angkor["contributesTo"] == "sdg:6.4"
    assert angkor["basis"] == "basis/inferred"
    assert isinstance(hist["@context"], dict)


def test_the_context_beside_has_every_name_that_the_graph_uses(folder: Path) -> None:
    beside = json.loads((folder / "context.jsonld").read_bytes())["@context"]
    assert beside == json.loads((folder / "graph.jsonld").read_bytes())["@context"]
    assert beside["country"] == {"@id": "sg:country", "@type": "@id"}
    assert beside["name"] == {"@id": "skos:prefLabel", "@language": "en"}
    context = our_context(ROOT / "ontology")
    terms = [key for key in beside if not key.startswith("@")]
    assert len(terms) == len(set(terms))
    assert not {name.key for name in context.names.values()} & set(context.prefixes)


def test_every_term_of_the_ontology_has_a_short_name(folder: Path) -> None:
    context = our_context(ROOT / "ontology")
    quads = ox.parse(path=ROOT / "ontology" / "sdggraph.ttl", format=ox.RdfFormat.TURTLE)
    terms = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert {term for term in terms if term.startswith(vocab.SG)} <= {*context.names, *context.classes}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ('organisation:A skos:note "a\\u0001b" .', "control character"),
        ('organisation:A skos:note "a\\uFFFEb" .', "control character"),
        ('organisation:A <https://example.org/1> "x" .', "does not end in a name"),
        ("organisation:A skos:related [] .", "blank node"),
    ],
)
def test_what_some_form_cannot_hold_is_told_and_nothing_is_written(
    tmp_path: Path, statement: str, problem: str
) -> None:
    text = (
        "@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    (tmp_path / "bad.ttl").write_text(text + statement)
    with pytest.raises(BadData, match=problem):
        publish(Source(Settings.read(data=tmp_path / "bad.ttl")), tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.ttl"]
