"""The files that the server offers: the page of downloads, and the same as a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from sdggraph import vocab
from sdggraph.publish.catalogues import dcat, schema_org
from sdggraph.publish.catalogues.datasets import Dataset, dataset
from sdggraph.publish.catalogues.statement_builder import StatementBuilder
from sdggraph.publish.documents import report
from sdggraph.publish.site.download_list import DatasetShown, Downloads, FileShown
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import File
from sdggraph.sparql.formats import (
    ATOM,
    CALENDAR,
    CSV,
    DUMP_FORMATS,
    GEXF,
    GRAPHML,
    JSONLD,
    TURTLE,
    Format,
)
from sdggraph.tasks.portal.surroundings import context
from sdggraph.tasks.source import Source

CATALOGUE: Final = "catalog"  # the path of the catalogue, without an ending
_GRAPH: Final = "The whole graph of the present data version. Each address leads on to the file of that version."
_TABLES: Final = "Lists of the API, for spreadsheets and data frames."
_NETWORKS: Final = "Who cooperates with whom, as a network for programs such as Gephi and NetworkX."
_NAMES: Final = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}
_REPORT: Final = "Coverage, gaps, isolated centres, suggestions and agreements that end, as of the date of the data."
_REPORT_FORMS: Final = {"html": "HTML", "pdf": "PDF", "md": "Markdown"}
_SPACE: Final = f"{vocab.BASE}scheme/"
_SCHEMES: Final = f"""
SELECT ?scheme (MIN(STR(?title)) AS ?name) {{
  ?scheme a skos:ConceptScheme ; dcterms:title ?title FILTER(STRSTARTS(STR(?scheme), "{_SPACE}"))
}} GROUP BY ?scheme ORDER BY ?scheme"""


def downloads(source: Source, *, base: str = "", catalogue: str = CATALOGUE) -> Downloads:
    """Return everything that the server offers as files. `base` is the public address of the site."""
    known = _context(source, base, "")._replace(catalogue=catalogue)
    found = _datasets(source)
    shown = [
        DatasetShown(each.key, each.title, each.description, None, tuple(map(_shown, each.files))) for each in found
    ]
    reports = tuple(FileShown(f"{report.PATH}.{form}", title, "") for form, title in _REPORT_FORMS.items())
    shown.append(DatasetShown("report", "Status report", _REPORT, None, reports))
    described = tuple(schema_org.dataset(each, known) for each in found) if base else ()
    return Downloads(known.date, known.version, tuple(shown), described, catalogue)


def catalogue(source: Source, *, base: str, contact: str) -> StatementBuilder:
    """Return the statements of the catalogue (DCAT-AP 3) of everything that the server at this address offers."""
    return dcat.described(_context(source, base, contact), _datasets(source))


def _context(source: Source, base: str, contact: str) -> PublicationContext:
    return context(source, base)._replace(endpoint=f"{base}sparql", contact=contact, catalogue=CATALOGUE)


def _datasets(source: Source) -> list[Dataset]:
    graph = [
        _file(f"data/latest.{form.extension}", form, f"The whole graph as {_NAMES[name]}")
        for name, form in DUMP_FORMATS.items()
    ]
    tables = [
        _file("api/centres.csv?limit=1000", CSV, "Centres"),
        _file("api/coverage.csv", CSV, "Contributions by region and goal"),
    ]
    networks = [
        _file("api/network.graphml", GRAPHML, "The network as GraphML"),
        _file("api/network.gexf", GEXF, "The network as GEXF"),
    ]
    events = [
        _file("calendar/all.ics", CALENDAR, "All events, as a calendar"),
        _file("feeds/events.atom", ATOM, "Events to come, as a feed"),
    ]
    return [
        dataset("graph", tuple(graph))._replace(description=_GRAPH),
        dataset("vocabulary", tuple(_terms(source))),
        dataset("tables", tuple(tables))._replace(title="Tables", description=_TABLES),
        dataset("networks", tuple(networks))._replace(title="The cooperation network", description=_NETWORKS),
        dataset("events", tuple(events)),
    ]


def _terms(source: Source) -> Iterator[File]:
    for stem, title in (("ontology", "The ontology"), ("shapes", "The shapes that data must conform to")):
        yield _file(f"{stem}.{TURTLE.extension}", TURTLE, f"{title} as Turtle")
        yield _file(f"{stem}.{JSONLD.extension}", JSONLD, f"{title} as JSON-LD")
    for row in source.store.query(_SCHEMES).rows():
        name = quote(row["scheme"].removeprefix(_SPACE), safe="")
        yield _file(f"schemes/{name}.{TURTLE.extension}", TURTLE, f"Scheme: {row['name']}")


def _file(path: str, form: Format, title: str) -> File:
    return File(path, form.media_type, title, 0, "")


def _shown(file: File) -> FileShown:
    return FileShown(file.path, file.title, "")
