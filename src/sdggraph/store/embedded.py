"""The embedded store: Oxigraph inside this process, in memory or on disk."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadQuery, CannotRead, CannotWrite
from sdggraph.rdf import parsing
from sdggraph.sparql import guard
from sdggraph.sparql.formats import JSON, NTRIPLES, Format
from sdggraph.sparql.functions import functions_of
from sdggraph.sparql.graph_transfers import not_carried_out, with_sources_checked
from sdggraph.sparql.interface import UNLIMITED, Answer, Choice, Dataset, Kind, Limits, Sink, Store, Term
from sdggraph.sparql.mending import mended_query, mended_update
from sdggraph.sparql.modifiers import with_subselect
from sdggraph.sparql.parameters import bind
from sdggraph.sparql.prologues import with_one_prologue
from sdggraph.store.result_writer import Found, Whole, write
from sdggraph.workers import fork_once

_USUAL: Final = {Kind.ROWS: JSON, Kind.BOOLEAN: JSON, Kind.GRAPH: NTRIPLES}

# the graphs that a dump repeats beside the data; they are loaded already when data are added
_REPEATED: Final = frozenset({vocab.ONTOLOGY_GRAPH, vocab.SCHEMES_GRAPH, vocab.DERIVED_GRAPH, f"{vocab.GRAPH}changes"})


class EmbeddedStore(Store):
    """Oxigraph in this process.

    >>> store = EmbeddedStore.in_memory()
    >>> store.add_turtle(b'theme:karst a sg:Theme .', graph=vocab.SCHEMES_GRAPH)
    >>> store.query("ASK { theme:karst a sg:Theme }").boolean()
    True
    """

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine
        self._version: str | None = None
        self._repeats: bool | None = None
        self._merges: dict[frozenset[str] | None, ox.Store] = {}
        self._written_at: Path | None = None  # the folder of a writable store
        self._still: EmbeddedStore | None = None  # a read-only copy, made for the last query within limits

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Make an empty store in memory."""
        return cls(ox.Store())

    @classmethod
    def at(cls, path: Path, *, read_only: bool = False) -> EmbeddedStore:
        """Open the store in that folder; create it unless it exists or is to be read only.

        Raises CannotRead when it is locked, is missing (read only), or is not a store.
        """
        try:
            store = cls(ox.Store.read_only(str(path)) if read_only else ox.Store(str(path)))
        except (OSError, RuntimeError) as error:  # the engine says by either that files are damaged
            raise CannotRead(
                f"The store at {path} cannot be opened: {error}",
                "Is another process using it, and may you read and write the folder?",
            ) from error
        store._written_at = None if read_only else path
        return store

    # --- filling -------------------------------------------------------------------------------

    def add_file(self, path: Path, graph: str) -> None:
        """Load a data file into a graph, whole or not at all. Raises CannotRead, or BadData with line and column.

        Statements in graphs of the file's own go into this graph as well. Left out are those that every dump repeats:
        derived statements, the ontology, the schemes and the list of changes.
        """
        content, syntax = parsing.read(path)
        self._load(content, graph, str(path), syntax)

    def add_turtle(self, content: bytes, graph: str, name: str | None = None) -> None:
        """Load Turtle into a graph; the prefixes of `vocab` need no declaration."""
        self._load(_PREAMBLE + content, graph, name, ox.RdfFormat.TURTLE)

    def add_quads(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads of the engine's own type."""
        self._changed()
        self._engine.bulk_extend(quads)

    def forget(self, predicates: Iterable[str]) -> None:
        """Remove every statement with one of these predicates."""
        for predicate in predicates:
            for quad in list(self._engine.quads_for_pattern(None, ox.NamedNode(predicate), None, None)):
                self._changed()
                self._engine.remove(quad)

    def _load(self, content: bytes, graph: str, name: str | None, syntax: ox.RdfFormat) -> None:
        self._changed()
        to = ox.NamedNode(graph)
        if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES) and not parsing.may_hold_newer(content, syntax):
            with parsing.complaints(name):
                self._engine.load(content, syntax, to_graph=to)
            return
        quads = list(parsing.parse(content, name or "the text", syntax))  # parse all of it before any of it is kept
        left_out = _REPEATED - {graph}
        self._engine.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, to)
            for quad in quads
            if getattr(quad.graph_name, "value", "") not in left_out
        )

    def derive(self, rules: Mapping[str, str]) -> None:
        """Run each rule (name -> CONSTRUCT) and replace the graph of derived statements.

        Rules run in the order given, and a later rule sees what an earlier one derived.
        """
        graph = ox.NamedNode(vocab.DERIVED_GRAPH)
        self._engine.remove_graph(graph)
        self._changed()
        for name, text in rules.items():
            try:
                triples = self._engine.query(text, prefixes=vocab.PREFIXES, use_default_graph_as_union=True)
                # a triple that some graph holds already is not repeated: a triple in two graphs slows every query
                found = [ox.Quad(*triple, graph) for triple in triples if not self._holds(triple)]  # type: ignore[call-arg,union-attr]
            except SyntaxError as error:
                raise parsing.unparsable(error, text, name) from error
            self.add_quads(found)

    def _holds(self, triple: ox.Triple) -> bool:
        return any(True for _ in self._engine.quads_for_pattern(*triple, None))  # type: ignore[call-arg]

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
        text = guard.received(text)
        self._find_repeats()  # before a worker starts, because what a worker computes is lost with it

        def work() -> Answer:
            # parsing is work too: deep nesting can crash the process that parses it
            out = Whole()
            bound = bind(with_subselect(text), parameters) if parameters else text
            self.answer(bound, out, lambda kind: format or _USUAL[kind], dataset=dataset, rows=limits.rows)
            return out.answer()

        if limits.seconds is None and limits.memory is None:
            return work()
        if self._written_at is not None:
            # a fork of a writable store could wait for ever for a lock held by a thread of its engine
            self._still = self._still or self._backup(self._written_at.parent)
            return self._still.query(text, format=format, parameters=parameters, dataset=dataset, limits=limits)
        return fork_once.run(work, limits)

    def _backup(self, folder: Path) -> EmbeddedStore:
        """Copy the present state of the store, to be read only; its files are hard links and are removed with it."""
        place = None
        try:
            place = tempfile.mkdtemp(prefix=".still.", dir=folder)
            self._engine.backup(f"{place}/store")
            found = EmbeddedStore.at(Path(place, "store"), read_only=True)
        except (OSError, RuntimeError, CannotRead) as error:
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)
            raise CannotWrite(
                f"A query within limits needs a copy of the store in {folder}, and none can be made: {error}",
                "Check that the disk has space and that you may write there.",
            ) from error
        weakref.finalize(found, shutil.rmtree, place, ignore_errors=True)
        return found

    def answer(
        self,
        text: str,
        out: Sink,
        choose: Choice,
        *,
        dataset: Dataset | None = None,
        rows: int | None = None,
        gateway: str | None = None,  # the address of the gateway, where other servers may be called
    ) -> None:
        text = guard.received(text)
        if dataset is not None:
            guard.check_dataset(dataset, self.graphs())
        graphs = guard.check_query(text, self.graphs, gateway)
        asked = mended_query(text)
        if asked != text:  # text that the guard could not parse may be a query now
            graphs = guard.check_query(asked, self.graphs, gateway)

        def evaluate() -> Found:
            return self._evaluate(asked, graphs, dataset)

        write(evaluate, out, choose, rows)

    def _evaluate(self, text: str, graphs: list[str] | None, dataset: Dataset | None) -> Found:
        """Have the engine evaluate a query; its default graph is the union of the given graphs, or of all for None."""
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if dataset is not None:
            graphs, named = list(dataset.default), [ox.NamedNode(graph) for graph in dataset.named]
        try:
            if self._find_repeats() and (graphs is None or len(graphs) > 1):
                merged = self._merged(graphs)
                return merged.query(
                    text,
                    prefixes=vocab.PREFIXES,
                    default_graph=ox.DefaultGraph(),
                    named_graphs=named,
                    custom_functions=functions_of(text),
                )
            if dataset is not None:
                chosen: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*map(ox.NamedNode, dataset.default)]
                return self._engine.query(
                    text,
                    prefixes=vocab.PREFIXES,
                    default_graph=chosen,
                    named_graphs=named,
                    custom_functions=functions_of(text),
                )
            # with the union option the engine would ignore FROM
            return self._engine.query(
                text,
                prefixes=vocab.PREFIXES,
                use_default_graph_as_union=graphs is None,
                custom_functions=functions_of(text),
            )
        except SyntaxError as error:
            raise parsing.unparsable(error, text) from error
        except RuntimeError as error:  # for example, a function that the engine does not have
            raise BadQuery(f"the query cannot be answered: {error}", "Use the functions of SPARQL 1.1.") from error

    def _find_repeats(self) -> bool:
        """Whether some triple stands in two graphs; computed once for each version of the data."""
        if self._repeats is None:
            # one graph needs no comparison with the others; the data graph is the largest
            graphs = [graph for graph in self.graphs() if graph != vocab.DATA_GRAPH]
            self._repeats = bool(self._engine.query("ASK { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }")) or any(
                self._engine.query(
                    f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{graph}>) }}"
                )
                for graph in graphs
            )
        return self._repeats

    def _merged(self, graphs: list[str] | None) -> ox.Store:
        """A store whose default graph holds each triple of the graphs once; its named graphs are all of ours.

        Oxigraph reads several graphs as one by reading them in turn, so it counts a triple that stands in
        two of them twice. Where there are such triples the graphs are really put together, in memory.
        """
        of = None if graphs is None else frozenset(graphs)
        if of not in self._merges:
            store = ox.Store()
            for graph in self._engine.named_graphs():  # including empty ones
                store.add_graph(graph)
            store.bulk_extend(quad for quad in self._engine if isinstance(quad.graph_name, ox.NamedNode))
            store.bulk_extend(
                ox.Quad(*quad.triple)
                for quad in self._engine
                if of is None or getattr(quad.graph_name, "value", "") in of
            )
            self._merges = {of: store}  # only the last one is kept: each is a copy of the data
        return self._merges[of]

    def _changed(self) -> None:
        self._version = None
        self._repeats = None
        self._merges = {}
        self._still = None

    def update(self, text: str) -> None:
        text = with_one_prologue(guard.received(text))
        guard.check_update(text)
        asked = with_sources_checked(mended_update(text))
        self._changed()
        try:
            self._engine.update(asked, prefixes=vocab.PREFIXES, custom_functions=functions_of(asked))
        except SyntaxError as error:
            raise parsing.unparsable(error, text, is_update=True) from error
        except RuntimeError as error:
            raise not_carried_out(text, str(error)) from error

    # --- looking -------------------------------------------------------------------------------

    def graphs(self) -> list[str]:
        return sorted(graph.value for graph in self._engine.named_graphs())

    def quads(self, graph: str | None = None) -> Iterable[tuple[str, str, str, str]]:
        named = None if graph is None else ox.NamedNode(graph)
        for quad in self._engine.quads_for_pattern(None, None, None, named):
            yield str(quad.subject), str(quad.predicate), str(quad.object), getattr(quad.graph_name, "value", "")

    def all_quads(self) -> Iterator[ox.Quad]:
        """Yield every statement as the engine holds it."""
        return iter(self._engine)

    def __len__(self) -> int:
        return len(self._engine)

    def version(self) -> str:
        if self._version is None:
            lines = (self._engine.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines()
            self._version = hashlib.blake2b(b"\n".join(sorted(lines)), digest_size=16).hexdigest()
        return self._version

    def flush(self) -> None:
        """Write everything to disk; a commit alone does not guarantee that."""
        self._engine.flush()


_PREAMBLE: Final = "".join(f"@prefix {name}: <{iri}> ." for name, iri in vocab.PREFIXES.items()).encode()
