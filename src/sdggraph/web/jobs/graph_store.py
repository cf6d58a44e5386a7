"""Jobs of the Graph Store: trying a change, and reading whole graphs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from sdggraph.errors import NotFound, NotOffered
from sdggraph.sparql.formats import DUMP_FORMATS, NQUADS, PLAIN_JSON
from sdggraph.sparql.interface import Store
from sdggraph.store.difference import quads_of
from sdggraph.store.dump import dump
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks import Source
from sdggraph.web.jobs.rdf_output import written
from sdggraph.workers.forkserver import Output
from sdggraph.writing import proposal
from sdggraph.writing.change import Change


def propose(source: Source, out: Output, *, change: Mapping[str, Any], scope: str) -> None:
    """Try a change and answer the `Proposal` as JSON. Raises what `writing.proposal.propose` raises."""
    out.spent = True  # in any case: this worker's copy of the graph may now differ from the others
    store = source.store
    if not isinstance(store, MemoryStore):
        raise TypeError("only a copy in memory can be changed")
    found = proposal.propose(store, Change.read(change), scope, source.settings.ontology)
    out.head(media_type=PLAIN_JSON.media_type)
    out.write(json.dumps(found.packed()).encode())


def graph(source: Source, out: Output, *, graph: str | None, format: str) -> None:
    """Answer one graph, or all of them. Raises NotFound, and NotOffered for all of them in a format without graphs."""
    form = DUMP_FORMATS[format]
    store = source.store
    if graph is not None and graph not in store.graphs():
        raise NotFound(f"There is no graph <{graph}>.", "GET /graph-store lists all graphs.")
    if graph is None and not form.holds_graphs:
        raise NotOffered(f"{form.name} holds no graphs.", "Ask for application/trig or application/n-quads.")
    if graph is None and form is NQUADS and isinstance(store, MemoryStore):
        content = b"".join(line + b"\n" for line in store.lines())
    elif graph is None:
        content = dump(store, form)
    else:
        content = written(_quads(store, graph), form)
    out.head(media_type=form.media_type, extension=form.extension)
    out.write(content)


def _quads(store: Store, graph: str) -> Iterable[ox.Quad]:
    if isinstance(store, MemoryStore):
        return store.graph_quads(graph)
    return quads_of("\n".join(" ".join((*parts[:3], f"<{parts[3]}> .")) for parts in store.quads(graph)))


JOBS: Final[Mapping[str, Callable[..., None]]] = {"propose": propose, "graph": graph}
