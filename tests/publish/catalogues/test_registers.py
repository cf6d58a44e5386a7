"""Identifiers of registers: found by every command, told to search engines and harvesters, never more than is sure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from click.testing import Result

from sdggraph.config import Settings
from sdggraph.tasks.publication import publish
from sdggraph.tasks.source import Source

Run = Callable[..., Result]
GRAPH = """
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix country: <https://w3id.org/sdggraph/id/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/sdggraph/id/theme/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
organisation:SURE a sg:Organisation ; sg:code "SURE" ; skos:prefLabel "Sure Centre"@en ;
  org:classification category:category-2 ; sg:country country:KEN ; sg:theme theme:water ;
  sg:ror "https://ror.org/02nyyq397"^^xsd:anyURI ; sg:wikidata "http://www.wikidata.org/entity/Q42"^^xsd:anyURI ;
  sg:isni "000000012281955X" ; skos:exactMatch <https://ror.org/02nyyq397> ; dcterms:source <https://e.org/> .
organisation:CLOSE a sg:Organisation ; sg:code "CLOSE" ; skos:prefLabel "Close Centre"@en ;
  org:classification category:category-2 ; sg:country country:KEN ; sg:theme theme:water ;
  sg:ror "https://ror.org/01z2px678"^^xsd:anyURI ; skos:closeMatch <https://ror.org/01z2px678> ;
  skos:note "Found by name alone."@en ; dcterms:source <https://e.org/> .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place: Path = tmp_path_factory.mktemp("registers") / "data"
    place.mkdir()
    (place / "all.ttl").write_text(GRAPH, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def published(folder: Path) -> Path:
    place = folder.parent / "published"
    publish(Source(Settings.read()._replace(data=folder, cache=None)), place, publisher="Sure Centre")
    return place


@pytest.mark.parametrize(
    "words",
    ["02nyyq397", "https://ror.org/02nyyq397", "Q42", "https://www.wikidata.org/wiki/Q42", "0000 0001 2281 955X"],
)
def test_every_command_finds_a_centre_by_its_identifiers(run: Run, folder: Path, words: str) -> None:
    for command in (("show",), ("suggest-partners",), ("gaps",)):
        found = run(*command, words, "--data", folder)
        assert "Sure Centre" in found.stdout or "SURE" in found.stdout, found.output
    assert "CLOSE" in run("explain", words, "01z2px678", "--data", folder).stdout


def test_the_page_for_search_engines_has_identifiers_that_are_sure_and_same_as(published: Path) -> None:
    def described(code: str) -> dict[str, object]:
        text = (published / "organisations" / f"{code}.html").read_text(encoding="utf-8")
        start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
        found: dict[str, object] = json.loads(text[start : text.index("</script>", start)])
        return found

    sure, close = described("SURE"), described("CLOSE")
    assert [(each["propertyID"], each["value"]) for each in sure["identifier"][1:]] == [  # type: ignore[index]
        ("https://www.wikidata.org", "Q42"),
        ("https://ror.org", "https://ror.org/02nyyq397"),
        ("https://isni.org", "000000012281955X"),
    ]
    assert sure["sameAs"] == ["https://ror.org/02nyyq397"]
    assert len(close["identifier"]) == 1  # type: ignore[arg-type]
    assert "sameAs" not in close


def test_the_publisher_of_the_catalogue_bears_its_identifiers(published: Path) -> None:
    graph = rdflib.Graph().parse(published / "dcat.ttl")
    [publisher] = graph.subjects(rdflib.FOAF.name, rdflib.Literal("Sure Centre"))
    assert {str(each) for each in graph.objects(publisher, rdflib.DCTERMS.identifier)} == {
        "https://ror.org/02nyyq397",
        "http://www.wikidata.org/entity/Q42",
        "https://isni.org/isni/000000012281955X",
    }


@pytest.mark.slow
def test_linked_data_hold_the_typed_identifiers(run: Run, folder: Path) -> None:
    text = run("show", "SURE", "--data", folder, "--format", "turtle").stdout
    assert '"https://ror.org/02nyyq397"^^xsd:anyURI' in text
    page = " ".join(run("show", "CLOSE", "--data", folder).stdout.split())
    assert "perhaps https://ror.org/01z2px678" in page
    assert "Found by name alone." in page
