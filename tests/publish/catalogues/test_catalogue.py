"""The catalogue as portals read it: DCAT-AP's own shapes, CKAN's own parser, and the rules that they fail on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, URIRef
from rdflib.namespace import Namespace

from sdggraph.publish.site.site import MANIFEST
from sdggraph.tasks import Source
from sdggraph.tasks.portal import downloads
from tests.publish.conftest import Venv
from tests.published import BASE, ENDPOINT

DCAT = Namespace("http://www.w3.org/ns/dcat#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
CKAN = ("ckan[requirements]==2.12.0", "ckanext-dcat==2.4.4", "setuptools<81")
HARVEST = """
import json, sys
from ckanext.dcat.processors import RDFParser
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(open(sys.argv[1], encoding="utf-8").read(), _format=sys.argv[2])
print(json.dumps(list(parser.datasets()), default=str))
"""

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own use of what it deprecates


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(folder / "dcat.ttl")


def one(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> rdflib.term.Node:
    [value] = graph.objects(subject, predicate)
    return value


def literal(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> rdflib.Literal:
    value = one(graph, subject, predicate)
    assert isinstance(value, rdflib.Literal)
    return value


def distributions(graph: rdflib.Graph) -> Iterator[tuple[rdflib.term.Node, rdflib.term.Node]]:
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        for distribution in graph.objects(dataset, DCAT.distribution):
            yield dataset, distribution


def violations(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[str]:
    whole = rdflib.Graph()
    whole += graph
    for value in set(graph.objects()):
        if isinstance(value, URIRef):
            whole.add((value, RDF.type, RDFS.Resource))  # which RDFS says of everything, and these shapes want told
    _, report, _ = pyshacl.validate(whole, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    told = (SH.focusNode, SH.resultPath, SH.resultMessage)
    return [
        ": ".join(str(report.value(each, name)) for name in told)
        for each in report.subjects(SH.resultSeverity, SH.Violation)
    ]


@pytest.mark.slow  # fetches the shapes by pip
def test_the_shapes_of_dcat_ap_find_no_violation(catalogue: rdflib.Graph, shapes: rdflib.Graph) -> None:
    assert violations(catalogue, shapes) == []


@pytest.mark.slow
def test_the_shapes_of_dcat_ap_find_no_violation_in_the_catalogue_of_a_server(
    source: Source, shapes: rdflib.Graph
) -> None:
    served = downloads.catalogue(source, base="https://example.org/graph/", contact="desk@example.org")
    assert violations(rdflib.Graph().parse(data=served.turtle(), format="turtle"), shapes) == []


@pytest.mark.slow  # five judgements by the shapes that pip fetches
def test_the_shapes_do_find_what_is_wrong(catalogue: rdflib.Graph, shapes: rdflib.Graph) -> None:
    for predicate in (DCTERMS.title, DCAT.accessURL, DCTERMS.description, FOAF.name, SPDX.algorithm):
        broken = rdflib.Graph()
        broken += catalogue
        broken.remove((None, predicate, None))
        assert violations(broken, shapes), predicate


def test_turtle_and_json_ld_of_the_catalogue_say_the_same(folder: Path, catalogue: rdflib.Graph) -> None:
    assert set(catalogue) == set(rdflib.Graph().parse(folder / "dcat.jsonld", format="json-ld"))


def test_every_thing_of_the_catalogue_has_an_iri(catalogue: rdflib.Graph) -> None:
    assert not [term for triple in catalogue for term in triple if isinstance(term, rdflib.BNode)]


def test_the_catalogue_tells_who_publishes_what_under_which_licence(catalogue: rdflib.Graph, source: Source) -> None:
    [whole] = catalogue.subjects(RDF.type, DCAT.Catalog)
    assert len(list(catalogue.objects(whole, DCAT.dataset))) == len(list(catalogue.subjects(RDF.type, DCAT.Dataset)))
    publisher = one(catalogue, whole, DCTERMS.publisher)
    assert str(one(catalogue, publisher, FOAF.name)) == "The desk"
    for dataset in catalogue.subjects(RDF.type, DCAT.Dataset):
        title, description = (literal(catalogue, dataset, DCTERMS[name]) for name in ("title", "description"))
        assert (title.language, description.language) == ("en", "en")
        assert 50 <= len(description) <= 5000
        assert str(one(catalogue, dataset, DCTERMS.identifier)) == str(dataset)
        assert str(one(catalogue, dataset, DCAT.version)) == source.network.version
        assert literal(catalogue, dataset, DCTERMS.modified).datatype == XSD.date
        contact = one(catalogue, dataset, DCAT.contactPoint)
        assert one(catalogue, contact, VCARD.hasEmail) == URIRef("mailto:desk@example.org")
        assert URIRef("http://metadata.un.org/sdg/6") in set(catalogue.objects(dataset, DCTERMS.subject))
        assert URIRef("http://publications.europa.eu/resource/authority/country/CHN") in set(
            catalogue.objects(dataset, DCTERMS.spatial)
        )


def test_every_distribution_has_its_own_iri_and_tells_its_file(folder: Path, catalogue: rdflib.Graph) -> None:
    files = {each["path"]: each for each in json.loads((folder / MANIFEST).read_bytes())["files"]}
    seen = []
    for _, distribution in distributions(catalogue):
        place = str(one(catalogue, distribution, DCAT.downloadURL))
        assert place == str(one(catalogue, distribution, DCAT.accessURL))
        file = files[place.removeprefix(BASE)]
        assert int(str(one(catalogue, distribution, DCAT.byteSize))) == file["size"]
        checksum = one(catalogue, distribution, SPDX.checksum)
        assert str(one(catalogue, checksum, SPDX.checksumValue)) == file["sha256"]
        media_type = str(one(catalogue, distribution, DCAT.mediaType))
        assert media_type.startswith("https://www.iana.org/assignments/media-types/")
        assert str(one(catalogue, distribution, DCTERMS["format"])).startswith(
            "http://publications.europa.eu/resource/authority/file-type/"
        )
        seen.append(str(distribution))
    assert len(seen) == len(set(seen)) > 5


def test_the_service_is_told_if_there_is_one(catalogue: rdflib.Graph, odd: Path) -> None:
    [service] = catalogue.subjects(RDF.type, DCAT.DataService)
    assert one(catalogue, service, DCAT.endpointURL) == URIRef(ENDPOINT)
    assert not list(rdflib.Graph().parse(odd / "dcat.ttl").subjects(RDF.type, DCAT.DataService))


def test_void_counts_what_the_graph_holds(folder: Path, source: Source) -> None:
    void = rdflib.Graph().parse(folder / "void.ttl")
    [dataset] = void.subjects(RDF.type, VOID.Dataset)
    [total] = source.store.query("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?s_) { ?s ?p ?o }").rows()
    assert int(str(one(void, dataset, VOID.triples))) == int(total["n"])
    assert int(str(one(void, dataset, VOID.distinctSubjects))) == int(total["s_"])
    counted = source.store.query("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c").rows()
    told = {
        str(one(void, part, VOID["class"])): str(one(void, part, VOID.entities))
        for part in void.objects(dataset, VOID.classPartition)
    }
    assert told == {row["c"]: row["n"] for row in counted}
    counted = source.store.query(
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o } GROUP BY ?p"
    ).rows()
    used = {
        str(one(void, part, VOID.property)): (
            str(one(void, part, VOID.triples)),
            str(one(void, part, VOID.distinctSubjects)),
        )
        for part in void.objects(dataset, VOID.propertyPartition)
    }
    assert used == {row["p"]: (row["n"], row["m"]) for row in counted}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "form"), [("dcat.ttl", "turtle"), ("dcat.jsonld", "json-ld")])
def test_ckan_reads_every_dataset_and_distribution_once(
    folder: Path, catalogue: rdflib.Graph, venv: Venv, name: str, form: str
) -> None:
    done = subprocess.run(
        [str(venv(*CKAN)), "-W", "ignore", "-c", HARVEST, str(folder / name), form],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read = json.loads(done.stdout)
    extras = [{each["key"]: each["value"] for each in dataset["extras"]} for dataset in read]
    assert sorted(each["uri"] for each in extras) == sorted(map(str, catalogue.subjects(RDF.type, DCAT.Dataset)))
    for dataset, extra in zip(read, extras, strict=True):
        assert dataset["title"]
        assert extra["identifier"] == extra["uri"]
        assert dataset["license_id"] == "cc-by"
        assert extra["publisher_name"] == "The desk"
        assert all(resource["license"] and resource["name"] and resource["url"] for resource in dataset["resources"])
    resources = [resource["uri"] for dataset in read for resource in dataset["resources"]]
    assert sorted(resources) == sorted(str(each) for _, each in distributions(catalogue))
    assert len(resources) == len(set(resources))
