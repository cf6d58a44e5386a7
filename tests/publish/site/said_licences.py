"""What the files of a publication say of licences, read by other programs than ours where there are some."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pypdf
import rdflib
from rdflib import DCTERMS, URIRef

from sdggraph import vocab
from sdggraph.publish.datasets.graph_licences import GRAPH
from tests.publish.catalogues.test_catalogue import DCAT
from tests.published import BASE

TERMS_ID = f"{BASE}dcat.ttl#vocabulary"


def of_catalogue(folder: Path, *, terms: bool) -> set[str]:
    catalogue = graph(folder / "dcat.ttl")
    own = {URIRef(TERMS_ID), *catalogue.objects(URIRef(TERMS_ID), DCAT.distribution)}
    return {str(o) for s, o in catalogue.subject_objects(DCTERMS.license) if (s in own) == terms}


def of_front_page(folder: Path, *, terms: bool) -> set[str]:
    page = (folder / "data" / "index.html").read_text()
    found = [
        json.loads(each) for each in re.findall(r'<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    ]
    return {each["license"] for each in found if (each["@id"] == TERMS_ID) == terms}


def of_graphs(folder: Path, *, terms: bool) -> set[str]:
    own = {vocab.ONTOLOGY_GRAPH, vocab.SCHEMES_GRAPH}
    found = set()
    for quad in ox.parse(path=folder / "graph.trig", format=ox.RdfFormat.TRIG):
        if quad.graph_name == ox.NamedNode(GRAPH) and quad.predicate.value == str(DCTERMS.license):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode)
            if (quad.subject.value in own) == terms:
                found.add(quad.object.value)
    return found


def of_croissant(folder: Path, *, terms: bool) -> set[str]:
    found = read_json(folder / "croissant.json")
    return {each["license"] for each in found["distribution"] if "license" in each} if terms else {found["license"]}


def of_package(folder: Path, *, terms: bool) -> set[str]:
    found = read_json(folder / "datapackage.json")
    tellers = [each for each in found["resources"] if "licenses" in each] if terms else [found]
    return {licence["path"] for each in tellers for licence in each["licenses"]}


def of_crate(folder: Path, *, terms: bool) -> set[str]:
    found = {each["@id"]: each for each in read_json(folder / "ro-crate-metadata.json")["@graph"]}
    tellers = [each for path, each in found.items() if "license" in each and (path != "./") == terms]
    licences = [found[each["license"]["@id"]] for each in tellers]
    assert all(each["description"] and each["name"] for each in licences)
    return {each["identifier"] for each in licences}


def of_void(folder: Path) -> set[str]:
    return set(map(str, graph(folder / "void.ttl").objects(None, DCTERMS.license)))


def of_tables(folder: Path) -> set[str]:
    places = ("tables/csv-metadata.json", "networks/cooperation.csv-metadata.json")
    return {read_json(folder / place)["dc:license"]["@id"] for place in places}


def of_workbook(folder: Path) -> set[str]:
    sheet = openpyxl.load_workbook(folder / "tables" / "network.xlsx")["Read me"]
    [link] = [cell.hyperlink for name, cell in sheet.iter_rows() if name.value == "Licence"]
    assert link is not None
    return {f"{link.target}#{link.location}" if link.location else str(link.target)}


@cache
def graph(path: Path) -> rdflib.Graph:
    """A file of RDF, read once."""
    return rdflib.Graph().parse(path)


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


BOTH = (of_catalogue, of_front_page, of_graphs, of_croissant, of_package, of_crate)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file by its path, as `read` reads it."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield path.relative_to(folder).as_posix(), read(path)


def read(path: Path) -> str:
    """A file as a person or a program reads it, without blanks: a long address goes over two lines of a page."""
    return re.sub(r"\s", "", _shown(path))


def _shown(path: Path) -> str:
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages)
    if path.suffix == ".xlsx":
        rows = (row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True))
        return "".join(str(value) for row in rows for value in row)
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode()
    text = path.read_text()
    if path.suffix in (".html", ".svg"):
        return html.unescape(re.sub(r"</?(text|bdi)\b[^>]*>", "", text))
    return text.replace("\\_", "_") if path.suffix == ".md" else html.unescape(text)
