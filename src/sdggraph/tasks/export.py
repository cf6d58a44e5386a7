"""Export of the graph: dumps in every RDF format, rdflib and NetworkX."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdggraph import analysis, model, rdf
from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.publish import tables
from sdggraph.publish.site.publication import PublicationContext, date_of, default_base
from sdggraph.sparql.formats import DUMP_FORMATS, XLSX, named
from sdggraph.sparql.interface import Answer, Iri
from sdggraph.store.streamed import Target, dump_into
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.source import Source

if TYPE_CHECKING:
    import networkx
    import rdflib

WORKBOOK: Final = XLSX.name


def export(source: Source, format: str = "turtle", output: Path | None = None) -> bytes:
    """Return the whole graph, derived statements included, in a format; also write it to `output` if given.

    Formats: turtle, trig, ntriples, nquads, jsonld, rdfxml; and xlsx, a workbook of tables for people, without derived
    statements. The same graph always gives the same bytes. Raises BadParameter for an unknown format and CannotWrite
    when output cannot be written.
    """
    held = io.BytesIO()
    export_into(source, format, held)
    if output is not None:
        write_atomically(output, held.getvalue())
    return held.getvalue()


def export_into(source: Source, format: str, out: Target) -> None:
    """Write the export piece by piece, so that a large graph is not held in memory twice. Raises BadParameter."""
    if format == WORKBOOK:
        out.write(_workbook(source))
    else:
        dump_into(source.store, named(format, DUMP_FORMATS), out)


def with_editorial_notes(source: Source) -> Source:
    """Return the same graph with editorial notes, for its editors.

    Raises BadParameter unless the graph is read from files: stores do not contain the notes.
    """
    settings = source.settings
    if settings.store is not None or settings.endpoint is not None:
        raise BadParameter("Editorial notes stand in the data files only.", "Name their folder with --data.")
    return Source(settings._replace(editorial_notes=True), source.progress)


def _workbook(source: Source) -> bytes:
    known = PublicationContext(
        store=source.store,
        network=source.network,
        ontology=source.settings.ontology,
        base=default_base(),
        endpoint="",
        date=date_of(source.store),
    )
    return tables.xlsx.exported(known)


def to_rdflib(source: Source) -> rdflib.Graph:
    """Return the whole graph as an rdflib Graph in memory."""
    return model.to_rdflib(source.store)


def to_networkx(source: Source) -> networkx.MultiGraph[str]:
    """Return the cooperation links as a NetworkX MultiGraph: organisations by code, an edge for each link and pair."""
    return analysis.to_networkx(source.network)


def describe(source: Source, words: str) -> str:
    """Return canonical Turtle of one organisation: its own statements, and those of the things that refer to it.

    Derived statements are left out. Raises NotFound.
    """
    record = find_organisation(source.network, words)
    answer = source.store.query(_DESCRIBE, parameters={"organisation": Iri(record.iri)})
    return rdf.canonical(answer.content, record.code).decode()


_DESCRIBE = """
CONSTRUCT { ?thing ?property ?value }
WHERE {
  { SELECT DISTINCT ?thing WHERE {
      { GRAPH <https://w3id.org/sdggraph/graph/data> { ?organisation a ?type } BIND(?organisation AS ?thing) }
      UNION
      { GRAPH <https://w3id.org/sdggraph/graph/data> { ?thing ?about ?organisation } }
  } }
  GRAPH <https://w3id.org/sdggraph/graph/data> { ?thing ?property ?value }
}"""


def graph_as_turtle(answer: Answer) -> str:
    """Return the graph of a CONSTRUCT or DESCRIBE (N-Triples) as canonical Turtle."""
    return rdf.canonical(answer.content, "the answer").decode()
