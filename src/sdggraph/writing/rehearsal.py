"""Applying a change to a copy of the graph, without checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData, Forbidden, NotFound
from sdggraph.rdf.engine import rdf_format
from sdggraph.rdf.jsonld_words import says_something
from sdggraph.rdf.parsing import complaints
from sdggraph.rdf.xml_literals import with_literals_written_out
from sdggraph.sparql.base import makes_iris
from sdggraph.sparql.formats import DUMP_FORMATS, JSONLD, RDFXML
from sdggraph.sparql.guard import reads_update, received
from sdggraph.sparql.prologues import with_one_prologue
from sdggraph.sparql.update_dataset import with_dataset, with_default
from sdggraph.store.difference import Difference, graph_of
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change, Document, Kind

OURS: Final = (vocab.DERIVED_GRAPH, f"{vocab.GRAPH}changes")  # the graphs that only the software writes
# a match begins at the start of a word and does not backtrack, so that a long word is scanned once
_NAMES: Final = re.compile(r"<([^<>\s]++)>|(?<![a-z0-9-])([a-z][a-z0-9-]*+):([\w.-]*\w)")
_HINTS: Final = 50


def kept_by_the_software() -> Forbidden:
    """Return the error for a change of one of the graphs in `OURS`."""
    return Forbidden(
        "Derived statements follow from the others, and the list of changes is kept by the server.",
        "Change the statements from which they are derived.",
    )


def rehearse(store: MemoryStore, change: Change) -> Difference:
    """Apply a change to a copy, and return what it removes and adds. Raises what reading the request raises."""
    return store.changes(lambda: _ACTIONS[change.kind](store, change), _hints(change))


def _update(store: MemoryStore, change: Change) -> None:
    """Apply a SPARQL Update; by default it works on the graph `default`, and relative IRIs use `base`."""
    text = received(change.update)
    based = with_one_prologue(f"BASE <{change.base or change.default}> {text}")
    text = with_one_prologue(text)
    # the base is added only where it matters, so that error positions refer to the text as it was sent
    if (makes_iris(text) or not reads_update(text)) and reads_update(based):
        text = based
    if change.using is not None:
        text = with_dataset(text, change.using)
    store.update(with_default(text, change.default))


def _replace(store: MemoryStore, change: Change) -> None:
    quads = _read(change)
    store.remove_graph(_named(change))
    store.put(quads)


def _merge(store: MemoryStore, change: Change) -> None:
    store.put(_read(change))


def _remove(store: MemoryStore, change: Change) -> None:
    if change.graph not in store.graphs():
        raise NotFound(f"There is no graph <{change.graph}>.", "GET /graph-store lists all graphs.")
    store.remove_graph(_named(change))


def _restore(store: MemoryStore, change: Change) -> None:
    """Replace everything except the graphs that only the software writes."""
    quads = [quad for quad in _read(change) if graph_of(quad) not in OURS]
    for graph in store.graphs():
        if graph not in OURS:
            store.remove_graph(graph)
    store.put(quads)


_ACTIONS: Final[dict[Kind, Callable[[MemoryStore, Change], None]]] = {
    Kind.UPDATE: _update,
    Kind.REPLACE: _replace,
    Kind.MERGE: _merge,
    Kind.REMOVE: _remove,
    Kind.RESTORE: _restore,
}


def _named(change: Change) -> str:
    if change.graph is None:
        raise ValueError(f"a change of the kind {change.kind} names its graph")
    return change.graph


def _read(change: Change) -> list[ox.Quad]:
    """Parse the documents, into the graph that the request names or into their own graphs."""
    return [quad for document in change.documents for quad in _quads(document, change.graph)]


def _quads(document: Document, graph: str | None) -> list[ox.Quad]:
    if document.format == RDFXML.name and "<!ENTITY" in document.whole:
        raise BadData("XML entities are declared here.", "Write out what they stand for.")
    text = with_literals_written_out(document.whole) if document.format == RDFXML.name else document.whole
    with complaints("the request"):
        quads = list(ox.parse(text, rdf_format(DUMP_FORMATS[document.format]), base_iri=graph))
    if not quads and document.format == JSONLD.name and says_something(document.whole):
        raise BadData("this JSON-LD holds no statement.", "Give its words a meaning by an @context, or write IRIs.")
    if graph is None:
        return quads
    return [ox.Quad(*quad.triple, ox.NamedNode(graph)) for quad in quads]  # type: ignore[call-arg]


def _hints(change: Change) -> list[str]:
    """Return IRIs that a request mentions."""
    text = change.update or "\n".join(document.whole for document in change.documents)
    found: dict[str, None] = {}
    for match in _NAMES.finditer(text[: 1 << 16]):
        iri = match[1] or f"{vocab.PREFIXES.get(match[2], '')}{match[3]}"
        if ":" in iri and not iri.startswith(vocab.SG):
            found[iri] = None
        if len(found) >= _HINTS:
            break
    return list(found)
