"""What a write would change, found out on a copy that is thrown away, and judged before anybody sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import validate as judging
from sdggraph import vocab
from sdggraph.errors import BadData, NotFound, NotOffered
from sdggraph.rdf.parsing import complaints
from sdggraph.sparql.formats import DUMP_FORMATS, NQUADS
from sdggraph.sparql.guard import reads_update
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.update_dataset import with_dataset, with_default
from sdggraph.store.difference import Difference, quads_of
from sdggraph.store.dump import dump
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks import Source
from sdggraph.web.jobs.rdf_output import written
from sdggraph.web.jobs.token_scope import check_scope
from sdggraph.web.jobs.write_checks import OURS, check_graph, check_shapes, check_terms, names_of, rules_of, shapes_of
from sdggraph.workers.forkserver import Output

_SYNTAXES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_NAMES: Final = re.compile(r"<([^<>\s]+)>|([a-z][a-z0-9-]*):([\w.-]*\w)")
_HINTS: Final = 50


def propose(source: Source, out: Output, *, change: Mapping[str, Any], scope: str) -> None:
    """Tell what a write would take away and add, once it is allowed and valid.

    The answer is JSON: `removed` and `added` (lines of N-Quads, derived statements included), `stated` (how many
    of both are not derived), `subjects`, and `made` (whether the graph was not there before).
    Raises Forbidden, Invalid, NotFound, and what reading the request raises.
    """
    out.spent = True  # whatever happens: this copy of the graph is no longer what others see
    store = source.store
    if not isinstance(store, MemoryStore):
        raise TypeError("only a copy in memory can be changed")
    made = change.get("graph") is not None and change["graph"] not in store.graphs()
    stated = store.changes(lambda: _carry_out(store, change), _hints(change))
    check_terms(store, stated)
    check_scope(store, stated, scope)
    check_graph(stated, change.get("only"))
    derived = Difference()
    if not stated.empty:
        ontology = source.settings.ontology
        if judging.concerned(names_of(ontology), _joined(*stated)):
            derived = store.rederive(rules_of(ontology))
        check_shapes(store, Difference(*map(_joined, stated, derived)), shapes_of(ontology))
    subjects = sorted({line.split(" ", 1)[0][1:-1] for lines in stated for line in lines})
    answer = {
        "removed": _joined(stated.removed, derived.removed),
        "added": _joined(stated.added, derived.added),
        "stated": [len(stated.removed), len(stated.added)],
        "subjects": subjects,
        "made": made,
    }
    out.head(media_type="application/json")
    out.write(json.dumps(answer).encode())


def _joined(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return (*some, *more)


# --- carrying out ------------------------------------------------------------------------------


def _carry_out(store: MemoryStore, change: Mapping[str, Any]) -> None:
    kinds: dict[str, Callable[[MemoryStore, Mapping[str, Any]], None]] = {
        "update": _update,
        "replace": _replace,
        "merge": _merge,
        "remove": _remove,
        "restore": _restore,
    }
    kinds[change["kind"]](store, change)


def _update(store: MemoryStore, change: Mapping[str, Any]) -> None:
    """A SPARQL Update; without a graph of its own it works on `default`, and relative IRIs are read against `base`."""
    text = change["text"]
    based = f"BASE <{change.get('base', change['default'])}> {text}"
    if not reads_update(text) and reads_update(based):
        text = based  # only now, so that the places of mistakes are those of the text as it was sent
    if change.get("using"):
        default, named = change["using"]
        text = with_dataset(text, Dataset(tuple(default), tuple(named)))
    store.update(with_default(text, change["default"]))


def _replace(store: MemoryStore, change: Mapping[str, Any]) -> None:
    quads = _read(change)
    store.remove_graph(change["graph"])
    store.put(quads)


def _merge(store: MemoryStore, change: Mapping[str, Any]) -> None:
    store.put(_read(change))


def _remove(store: MemoryStore, change: Mapping[str, Any]) -> None:
    if change["graph"] not in store.graphs():
        raise NotFound(f"There is no graph <{change['graph']}>.", "GET /graph-store tells all graphs.")
    store.remove_graph(change["graph"])


def _restore(store: MemoryStore, change: Mapping[str, Any]) -> None:
    """Everything anew but what the server writes itself."""
    quads = [quad for quad in _read(change) if getattr(quad.graph_name, "value", "") not in OURS]
    for graph in store.graphs():
        if graph not in OURS:
            store.remove_graph(graph)
    store.put(quads)


def _read(change: Mapping[str, Any]) -> list[ox.Quad]:
    """The statements of the documents that were sent, in the graph that the request names or in their own."""
    return [quad for text, syntax in change["documents"] for quad in _quads(text, syntax, change["graph"])]


def _quads(text: str, syntax: str, graph: str | None) -> list[ox.Quad]:
    if syntax == "rdfxml" and "<!ENTITY" in text:
        raise BadData("XML entities are declared here.", "Write out what they stand for.")
    with complaints("the request"):
        quads = list(ox.parse(text, _SYNTAXES[syntax], base_iri=graph))
    if graph is None:
        return quads
    return [ox.Quad(*quad.triple, ox.NamedNode(graph)) for quad in quads]  # type: ignore[call-arg]


def _hints(change: Mapping[str, Any]) -> list[str]:
    """IRIs that a request mentions."""
    text = change["text"] if "text" in change else "\n".join(text for text, _ in change.get("documents", ()))
    found: dict[str, None] = {}
    for match in _NAMES.finditer(text[: 1 << 16]):
        iri = match[1] or f"{vocab.PREFIXES.get(match[2], '')}{match[3]}"
        if ":" in iri and not iri.startswith(vocab.SG):
            found[iri] = None
        if len(found) >= _HINTS:
            break
    return list(found)


# --- reading graphs ----------------------------------------------------------------------------


def graph(source: Source, out: Output, *, graph: str | None, format: str) -> None:
    """Send one graph, or all of them. Raises NotFound, and NotOffered for all of them in a form without graphs."""
    form = DUMP_FORMATS[format]
    store = source.store
    if graph is not None and graph not in store.graphs():
        raise NotFound(f"There is no graph <{graph}>.", "GET /graph-store tells all graphs.")
    if graph is None and not form.holds_graphs:
        raise NotOffered(f"{form.name} holds no graphs.", "Ask for application/trig or application/n-quads.")
    if graph is None and form is NQUADS and isinstance(store, MemoryStore):
        content = b"".join(line + b"\n" for line in store.lines())
    elif graph is None:
        content = dump(store, form)
    else:
        content = written(quads_of(" ".join((*parts[:3], f"<{parts[3]}> .")) for parts in store.quads(graph)), form)
    out.head(media_type=form.media_type, extension=form.extension)
    out.write(content)


JOBS: Final[Mapping[str, Callable[..., None]]] = {"propose": propose, "graph": graph}
