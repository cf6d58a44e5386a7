"""A remote store: any SPARQL 1.1 endpoint, with the same contract as the embedded store."""

from __future__ import annotations

import hashlib
import json
import os
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.config import Endpoint
from sdggraph.errors import CannotRead, LimitExceeded, RowsTruncated, SdgGraphError
from sdggraph.sparql import guard
from sdggraph.sparql.formats import JSON, NTRIPLES, Format
from sdggraph.sparql.interface import NO_GRAPH, UNLIMITED, Answer, Choice, Dataset, Kind, Limits, Sink, Store, Term
from sdggraph.sparql.prologues import with_one_prologue
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.remote import requests as outgoing
from sdggraph.store.remote import results
from sdggraph.store.remote.client import Bound, Client, HttpResponse
from sdggraph.store.result_writer import Whole, write
from sdggraph.workers import fork_once

_USUAL: Final = {Kind.ROWS: JSON, Kind.BOOLEAN: JSON, Kind.GRAPH: NTRIPLES}
_PAGE: Final = 50_000  # statements requested at a time
_MOST_BYTES: Final = 256 << 20  # bytes of one answer
_MOST_MERGED: Final = 1_000_000  # statements up to which a copy is made here, if some stand in two graphs
_FRESH: Final = 60.0  # seconds for which the list of graphs is cached
# graphs that Virtuoso keeps for itself
_INTERNAL: Final = (
    "http://www.openlinksw.com/schemas/",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "http://localuriqaserver/",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "urn:virtuoso:",
)


class RemoteStore(Store):
    """Any SPARQL 1.1 endpoint. A plain query sees all its named graphs together, each statement once.

    Queries are checked here before they are sent: malformed ones, those that leave the store, and those that name an
    absent graph are refused. `Limits.memory` limits the bytes of an answer; the memory of the endpoint is its
    operator's concern. Limits of each engine: docs/stores.md.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._client = Client(endpoint)
        self._page = _PAGE
        self._held: tuple[float, dict[str, int]] | None = None
        self._repeats: bool | None = None
        self._version: tuple[str, str] | None = None
        self._copy: tuple[str, EmbeddedStore] | None = None

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return self._client.url

    # --- asking --------------------------------------------------------------------------------

    def query(
        self,
        text: str,
        *,
        format: Format | None = None,
        parameters: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        limits: Limits = UNLIMITED,
    ) -> Answer:
        bound = Bound.of(limits.seconds or self._client.seconds)
        text = guard.received(text)
        held = self.graphs()

        def read() -> Answer:
            # deep nesting can crash the process that parses it
            return Answer(Kind.ROWS, JSON, json.dumps(outgoing.checked(text, parameters or {}, dataset, held)).encode())

        bounded = (limits.seconds is not None or limits.memory is not None) and hasattr(os, "fork")
        done = fork_once.run(read, Limits(seconds=limits.seconds)) if bounded else read()
        sent, chosen = json.loads(done.content)
        out = Whole()
        with _dropping_results():
            if self._repeated():
                return self._merged().query(sent, format=format, dataset=_dataset(chosen), limits=limits)
            self._answer(sent, out, lambda kind: format or _USUAL[kind], chosen, limits, bound)
        return out.answer()

    def answer(
        self, text: str, out: Sink, choose: Choice, *, dataset: Dataset | None = None, rows: int | None = None
    ) -> None:
        text = guard.received(text)
        sent, chosen = outgoing.checked(text, {}, dataset, self.graphs())
        with _dropping_results():
            if self._repeated():
                self._merged().answer(sent, out, choose, dataset=_dataset(chosen), rows=rows)
            else:
                self._answer(sent, out, choose, chosen, Limits(rows=rows))

    def _answer(
        self,
        text: str,
        out: Sink,
        choose: Choice,
        chosen: outgoing.Graphs | None,
        limits: Limits,
        bound: Bound | None = None,
    ) -> None:
        form = outgoing.form_of(text)
        sent = outgoing.with_prefixes(text)
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        reply = self._read(sent, chosen, NTRIPLES if is_graph else JSON, bound, limits.memory)
        content = reply.content
        if is_graph:
            self._refuse_cut_graph(text, chosen, reply, bound)
            store = results.graph(content)
            write(lambda: results.triples(store), out, choose, limits.rows)
        elif form == "ASK":
            write(lambda: results.boolean(content), out, choose, None)
        else:
            write(lambda: results.rows(content), out, choose, limits.rows)

    def _refuse_cut_graph(
        self, text: str, chosen: outgoing.Graphs | None, reply: HttpResponse, bound: Bound | None
    ) -> None:
        """Refuse a graph made from truncated rows: Virtuoso reports omitted rows, but not omitted triples."""
        made_from = outgoing.rows_of(text) if _is_virtuoso(reply) else None
        if made_from is not None:
            self._read(outgoing.with_prefixes(made_from), chosen, JSON, bound)

    def _read(
        self,
        text: str,
        chosen: outgoing.Graphs | None,
        format: Format = JSON,
        bound: Bound | None = None,
        most: int | None = None,
    ) -> HttpResponse:
        """Send a query over these graphs; None means the graphs of its own FROM clauses."""
        form: dict[str, str | list[str]] = {"query": text}
        if chosen is not None:
            form["default-graph-uri"], form["named-graph-uri"] = chosen[0] or [NO_GRAPH], chosen[1] or [NO_GRAPH]
        accept = format.media_type if format is JSON else f"{format.media_type}, text/ntriples;q=0.5"
        reply = self._client.read(form, accept, min(_MOST_BYTES, most or _MOST_BYTES), bound)
        results.refuse_cut(reply.headers, reply.content, format)
        return reply

    def _rows(self, text: str, graphs: Iterable[str]) -> list[dict[str, str]]:
        named = list(graphs)
        reply = self._read(outgoing.with_prefixes(text), (named, named))
        return [
            {variable.value: row[variable].value for variable in solutions.variables if row[variable] is not None}
            for solutions in [results.rows(reply.content)]
            for row in solutions
        ]

    # --- changing ------------------------------------------------------------------------------

    def update(self, text: str) -> None:
        text = with_one_prologue(guard.received(text))
        outgoing.check_update(text)
        try:
            self._client.write({"update": outgoing.with_prefixes(text)})
        finally:
            self._held = None
            self._repeats = None

    # --- looking -------------------------------------------------------------------------------

    def graphs(self) -> list[str]:
        return sorted(self._sizes())

    def quads(self, graph: str | None = None) -> Iterable[tuple[str, str, str, str]]:
        self._held = None
        for name, size in sorted(self._sizes().items()):
            if graph is None or name == graph:
                for subject, predicate, value in self._part(name, size):
                    if str(predicate)[1:-1] not in vocab.EDITORIAL_NOTES:
                        yield str(subject), str(predicate), str(value), name

    def __len__(self) -> int:
        self._held = None
        return sum(self._sizes().values())

    def version(self) -> str:
        """Return the same hash as an embedded store with these statements; they are read again only after a change."""
        for _ in range(3):
            before = self.fingerprint()
            if self._version is not None and self._version[0] == before:
                return self._version[1]
            lines = sorted(f"{s} {p} {o} <{g}> .".encode() for s, p, o, g in self.quads())
            if self.fingerprint() == before:
                found = hashlib.blake2b(b"\n".join(lines), digest_size=16).hexdigest()
                self._version = (before, found)
                return found
        raise CannotRead(
            "The endpoint's data change faster than they can be read.", "Try again when fewer changes are made."
        )

    def fingerprint(self) -> str:
        """Return a checksum that the endpoint computes itself, which is far less to transfer than all statements."""
        self._held = None
        found = sorted(json.dumps(row, sort_keys=True) for row in self._rows(outgoing.FINGERPRINT, self.graphs()))
        return hashlib.blake2b("\n".join(found).encode(), digest_size=16).hexdigest()

    def _sizes(self) -> dict[str, int]:
        """Return the number of statements of each graph; refreshed after a minute, and after our own updates."""
        if self._held is None or time.monotonic() - self._held[0] > _FRESH:
            reply = self._read(outgoing.SIZES, None)
            internal = _INTERNAL if _is_virtuoso(reply) else ()
            sizes = {row["graph"].value: int(row["count"].value) for row in results.rows(reply.content)}
            ours = {name: size for name, size in sizes.items() if not name.startswith(internal)}
            if self._held is not None and self._held[1] != ours:
                self._repeats = None
            self._held = (time.monotonic(), ours)
        return self._held[1]

    # --- statements in several graphs ----------------------------------------------------------

    def _repeated(self) -> bool:
        """Whether some triple stands in two graphs; engines count it twice if they read several graphs as one."""
        if self._repeats is None:
            sizes = self._sizes()
            smaller = sorted(sizes, key=lambda name: (sizes[name], name))[:-1]  # the largest graph need not be compared
            self._repeats = any(
                self._rows(
                    f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} GRAPH ?other {{ ?s ?p ?o }}"
                    f" FILTER(?other != <{graph}>) }} LIMIT 1",
                    sizes,
                )
                for graph in smaller
            )
        return self._repeats

    def _merged(self) -> EmbeddedStore:
        """Return a copy in memory, which counts each triple once; it is renewed when the endpoint's data have
        changed.
        """
        now = self.fingerprint()
        if self._copy is None or self._copy[0] != now:
            size = sum(self._sizes().values())
            if size > _MOST_MERGED:
                raise LimitExceeded(
                    "Some statements stand in two graphs, which the endpoint would count twice, and"
                    f" {size:,} statements are too many to be merged here.",
                    "Delete from one graph what stands in another, or name one graph by FROM.",
                    limit="memory",
                )
            store = EmbeddedStore.in_memory()
            lines = "\n".join(f"{s} {p} {o} <{g}> ." for s, p, o, g in self.quads())
            store.add_quads(ox.parse(lines, ox.RdfFormat.N_QUADS))
            self._copy = (now, store)
        return self._copy[1]

    # --- reading everything --------------------------------------------------------------------

    def _part(self, graph: str, size: int, more: str = "", depth: int = 0) -> Iterator[tuple[object, object, object]]:
        """Yield the statements of a part of a graph, in smaller parts if there are too many for one answer.

        The parts are made by predicate and then by a hash of the subject. Paging is not possible: endpoints sort and
        skip only some thousand rows, and would sort anew for each page.
        """
        inner = f"GRAPH <{graph}> {{ ?s ?p ?o }} {more}"
        if size <= self._page:
            try:
                reply = self._read(f"SELECT ?s ?p ?o WHERE {{ {inner} }}", ([], [graph]))
            except RowsTruncated as cut:
                self._page = cut.most - 1
            else:
                found = [(row["s"], row["p"], row["o"]) for row in results.rows(reply.content)]
                if len(found) != size:
                    problem = f"<{graph}> has {size:,} statements there, and {len(found):,} came."
                    raise CannotRead(problem, "The data may have changed just now. Try again.")
                yield from found
                return
        if depth > 4 or self._page < 1:
            raise CannotRead(f"<{graph}> cannot be read in parts that the endpoint allows.", "Have its limit raised.")
        key = "?p" if depth == 0 else f"SUBSTR(MD5(STR(?s)), 1, {depth})"
        counted = f"SELECT ?key (COUNT(*) AS ?count) WHERE {{ {inner} BIND({key} AS ?key) }} GROUP BY ?key"
        for row in self._rows(counted, [graph]):
            only = f"FILTER(?p = <{row['key']}>)" if depth == 0 else f'{more} FILTER({key} = "{row["key"]}")'
            yield from self._part(graph, int(row["count"]), only, depth + 1)


@contextmanager
def _dropping_results() -> Iterator[None]:
    """Clear the frames of errors: they would hold engine results, which only the thread that made them may drop."""
    try:
        yield
    except SdgGraphError as error:
        traceback.clear_frames(error.__traceback__)
        raise


def _is_virtuoso(reply: HttpResponse) -> bool:
    return "virtuoso" in reply.headers.get("server", "").lower()


def _dataset(chosen: outgoing.Graphs | None) -> Dataset | None:
    return None if chosen is None else Dataset(tuple(chosen[0]), tuple(chosen[1]))
