"""The jobs of the workers: each answers one kind of request. This package runs in the process that holds the graph."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any, Final

from sdggraph import vocab
from sdggraph.errors import BadParameter, Refused
from sdggraph.store.difference import PackedDifference
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks import Source
from sdggraph.web.http.byte_order_mark import MARK
from sdggraph.web.jobs import api, graph_store, linked_data, named_queries, pages, service_description, sparql, warm_up
from sdggraph.web.options import settings_of
from sdggraph.workers.forkserver import Output, Request
from sdggraph.writing import checks

Job = Callable[..., None]
MOST_IN_MEMORY: Final = 5_000_000  # statements, about 2 GB

JOBS: Final[Mapping[str, Job]] = {
    **sparql.JOBS,
    **linked_data.JOBS,
    **service_description.JOBS,
    **api.JOBS,
    **named_queries.JOBS,
    **graph_store.JOBS,
    **pages.JOBS,
}


class Held:
    """Holds the graph that the workers answer from."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def facts(self) -> Mapping[str, Any]:
        """Return the data version and the number of statements."""
        return {"version": self.source.network.version, "statements": len(self.source.store)}

    def handle(self, request: Request, out: Output) -> None:
        """Do one job. Raises what it raises."""
        arguments = dict(request.arguments)
        if arguments.pop(MARK, False):
            out.write(codecs.BOM_UTF8)
        JOBS[request.job](self.source, out, **arguments)

    def change(self, arguments: Mapping[str, Any]) -> None:
        """Apply a change to the graph."""
        store = self.source.store
        if not isinstance(store, MemoryStore):
            raise Refused("This graph is read-only.")
        difference = PackedDifference.read(arguments).unpacked()
        store.take(difference)
        known, self.source = self.source.network, Source(self.source.settings)
        self.source.store = store
        if not checks.concerns_records(difference):
            self.source.network = known._replace(version=store.version())
        store.query("ASK {}")  # builds the store's caches here, so that all workers share them
        self.facts()

    def prepare(self, job: str) -> None:
        """Load what a job needs that few requests ask for, such as the report."""
        _PREPARED[job](self.source)


# what a job needs beside that which all workers have loaded
_PREPARED: Final[Mapping[str, Callable[[Source], None]]] = {"report": warm_up.rehearse_report}


def prepare(arguments: Mapping[str, Any]) -> Held:
    """Load the graph of these settings and all that a job may need, because a worker cannot open files."""
    held = Held(Source(settings_of(arguments)))
    in_memory(held.source, must=arguments.get("writable", False))
    held.facts()
    linked_data.prepare(held.source)
    warm_up.rehearse(held.source)
    warm_up.share(held.source)
    if arguments.get("writable", False):
        organisations = held.source.network.organisations.values()
        example = next((each.iri for each in organisations), f"{vocab.BASE}none")
        checks.prepare(held.source.store, held.source.settings.ontology, example)
    return held


def in_memory(source: Source, *, must: bool) -> None:
    """Copy a store on disk into memory, unless it is too large: the copy answers several times as fast.

    Raises BadParameter if the store is too large but must be copied, because changes are tried on the copy.
    """
    if source.settings.store is None:
        return
    number = len(source.store)
    if number <= MOST_IN_MEMORY:
        copy = MemoryStore()
        copy.copy(source.store)
        source.store = copy
    elif must:
        raise BadParameter(
            f"The store holds {number:,} statements, and more than {MOST_IN_MEMORY:,} can only be read here.",
            "Leave --writable out, or keep them in a SPARQL server and serve that by --endpoint.",
        )
