"""The catalogue of everything that the server offers for download."""

from __future__ import annotations

import json
import re

import httpx
import pyoxigraph as ox
import pytest

from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.tasks import Source
from sdggraph.tasks.portal import downloads
from tests.web import somebody
from tests.web.serving import Server

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
ENGINE = {"ttl": "TURTLE", "jsonld": "JSON_LD", "nt": "N_TRIPLES", "rdf": "RDF_XML", "trig": "TRIG", "nq": "N_QUADS"}


def triples(content: bytes, ending: str = "ttl") -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(content, getattr(ox.RdfFormat, ENGINE[ending]))}


def text(term: object) -> str:
    return str(getattr(term, "value", ""))


def values(found: set[ox.Triple], *properties: str) -> list[str]:
    return sorted(text(each.object) for each in found if each.predicate.value in properties)


@pytest.fixture
def catalogue(client: httpx.Client) -> set[ox.Triple]:
    """The statements of the catalogue."""
    return triples(client.get("/catalog.ttl").content)


@pytest.mark.parametrize("ending", ENGINE)
def test_every_form_of_the_catalogue_says_the_same(
    client: httpx.Client, catalogue: set[ox.Triple], ending: str
) -> None:
    found = client.get(f"/catalog.{ending}")
    [form] = [each for each in DUMP_FORMATS.values() if each.extension == ending]
    assert found.headers["content-type"].partition(";")[0] == form.media_type
    assert triples(found.content, ending) == catalogue
    negotiated = client.get("/catalog", headers={"Accept": form.media_type})
    assert negotiated.content == found.content


def test_the_catalogue_is_kept_until_the_data_change(client: httpx.Client) -> None:
    found = client.get("/catalog.jsonld")
    assert client.get("/catalog.jsonld", headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    assert client.get("/catalog.jsonld").content == found.content


@pytest.mark.parametrize("page", ["organisations/HIST.html", "organisations/unesco.html"])
def test_the_dataset_that_a_page_names_stands_in_the_catalogue(
    client: httpx.Client, catalogue: set[ox.Triple], page: str
) -> None:
    found = client.get(f"/{page}", headers=BROWSER).text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', found, re.DOTALL)
    dataset = json.loads(block)["subjectOf"]
    assert (dataset["@type"], dataset["@id"].rpartition("/")[2]) == ("Dataset", "catalog#graph")
    assert dataset["@id"] in {text(each.subject) for each in catalogue}
    assert client.get(dataset["@id"].partition("#")[0]).status_code == 200


@pytest.mark.slow
def test_every_file_that_the_catalogue_names_is_there(client: httpx.Client, catalogue: set[ox.Triple]) -> None:
    place = str(client.base_url).rstrip("/")
    named = values(catalogue, f"{DCAT}downloadURL")
    assert len(named) == len(set(named)) > 25
    assert values(catalogue, f"{DCAT}accessURL") == named
    for address in named:
        assert address.startswith(f"{place}/"), address
        assert client.head(address).status_code in (200, 307), address
    [endpoint] = values(catalogue, f"{DCAT}endpointURL")
    assert endpoint == f"{place}/sparql"


def test_the_media_types_of_the_catalogue_are_those_of_the_files(
    client: httpx.Client, catalogue: set[ox.Triple]
) -> None:
    for each in catalogue:
        if each.predicate.value != f"{DCAT}mediaType" or "latest." in str(each.subject):
            continue
        [address] = [text(o.object) for o in catalogue if o.subject == each.subject and "downloadURL" in str(o)]
        sent = client.head(address).headers["content-type"].partition(";")[0]
        told = text(each.object).removeprefix("https://www.iana.org/assignments/media-types/")
        # GraphML and GEXF have no registered type, so the catalogue gives that of XML
        assert told == sent or (told == "application/xml" and sent.endswith("+xml"))


def test_datasets_and_version_are_those_of_the_server(client: httpx.Client, catalogue: set[ox.Triple]) -> None:
    place = str(client.base_url).rstrip("/")
    listed = values(catalogue, f"{DCAT}dataset")
    assert listed == [f"{place}/catalog#{key}" for key in ("events", "graph", "networks", "tables", "vocabulary")]
    assert set(values(catalogue, f"{DCAT}version")) == {client.get("/ready").json()["version"]}
    assert not values(catalogue, "http://spdx.org/rdf/terms#checksum", f"{DCAT}byteSize")


def test_a_browser_is_led_to_the_page_of_downloads(client: httpx.Client) -> None:
    found = client.get("/catalog", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, "/data/index.html")
    page = client.get("/data/index.html", headers=BROWSER).text
    for ending, kind in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        assert f'<link rel="alternate" type="{kind}" href="../catalog.{ending}"' in page
        assert f'<a href="../catalog.{ending}">' in page
    assert "()" not in page


def test_the_page_of_downloads_lists_every_file_of_the_catalogue(
    client: httpx.Client, catalogue: set[ox.Triple]
) -> None:
    page = client.get("/data/index.html", headers=BROWSER).text
    place = str(client.base_url).rstrip("/")
    linked = {f"{place}/{each}" for each in re.findall(r'<li><a href="\.\./([^"]+)"', page)}
    assert set(values(catalogue, f"{DCAT}downloadURL")) <= linked
    described = [json.loads(each) for each in re.findall(r'ld\+json">(.+?)</script>', page)]
    assert [each["@id"].rpartition("#")[2] for each in described] == [
        "graph",
        "vocabulary",
        "tables",
        "networks",
        "events",
    ]
    for each in described:
        assert all("sha256" not in file and "contentSize" not in file for file in each["distribution"])


@pytest.mark.parametrize(("path", "status"), [("/catalog.html", 404), ("/catalog.csv", 404), ("/catalog/", 404)])
def test_other_forms_are_not_there(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_format_that_is_not_offered_says_so(client: httpx.Client) -> None:
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/catalog?format=rdfxml").headers["content-type"] == "application/rdf+xml"


def test_the_catalogue_at_an_address_of_its_own_names_that_address(odd: Server) -> None:
    found = triples(odd.client.get("/catalog.ttl").content)
    addresses = values(found, f"{DCAT}accessURL", f"{DCAT}endpointURL", f"{DCAT}landingPage")
    assert addresses
    assert all(each.startswith(f"{somebody.URL}/") for each in addresses)


def test_the_contact_of_the_operator_is_in_the_catalogue(source: Source) -> None:
    told = {}
    for contact in ("desk@example.org", "https://example.org/desk", ""):
        found = triples(downloads.catalogue(source, base="https://example.org/g/", contact=contact).turtle())
        told[contact] = values(
            found, "http://www.w3.org/2006/vcard/ns#hasEmail", "http://www.w3.org/2006/vcard/ns#hasURL"
        )
    assert told == {
        "desk@example.org": ["mailto:desk@example.org"],
        "https://example.org/desk": ["https://example.org/desk"],
        "": ["https://example.org/g/"],
    }
