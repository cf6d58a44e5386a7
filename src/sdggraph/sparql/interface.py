"""The interface of a store: its queries, its answers and the limits of a query."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

from sdggraph.sparql.formats import Format


class Kind(Enum):
    """The kind of an answer."""

    ROWS = "rows"
    BOOLEAN = "boolean"
    GRAPH = "graph"


class Iri(NamedTuple):
    """An IRI as a plain value, for query parameters."""

    value: str


class Text(NamedTuple):
    """A literal as a plain value, for query parameters; without a datatype or language it is a string."""

    value: str
    datatype: str | None = None
    language: str | None = None


Term = Iri | Text


class Limits(NamedTuple):
    """The limits of a query; None means no limit.

    A query with a limit of time or memory runs in a process of its own that can be killed. Beyond a limit it raises
    LimitExceeded; an answer is never partial.
    """

    seconds: float | None = None
    memory: int | None = None  # bytes
    rows: int | None = None  # solutions or triples


UNLIMITED = Limits()


class Dataset(NamedTuple):
    """The graphs that a query reads (SPARQL 1.1 Protocol, section 2.1.4), instead of those of its FROM clauses.

    The default graph is the union of the `default` graphs; it is empty without any. GRAPH reads the `named` ones.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


NO_GRAPH: Final = "urn:x-sdggraph:no-graph"
"""A graph that does not exist: a dataset with only this graph is an empty one."""


class Sink(Protocol):
    """The target of an answer that is written piece by piece."""

    def begin(self, kind: Kind, format: Format) -> None:
        """Start the answer; called once, before the first piece."""

    def write(self, data: bytes) -> int:
        """Write a piece and return the number of its bytes."""


Choice = Callable[[Kind], Format]


class Answer(NamedTuple):
    """A complete answer: bytes in a named format, never a lazy cursor."""

    kind: Kind
    format: Format
    content: bytes

    def rows(self) -> list[dict[str, str]]:
        """Return the solutions as plain text, one dict per row; unbound variables are left out (JSON answers only).

        >>> from sdggraph.sparql.formats import JSON
        >>> body = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"6"}}]}}'
        >>> Answer(Kind.ROWS, JSON, body).rows()
        [{'n': '6'}]
        """
        bindings = json.loads(self.content)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def bindings(self) -> list[dict[str, dict[str, Any]]]:
        """Return the solutions with type, datatype and language, as SPARQL 1.1 Query Results JSON writes them."""
        found: list[dict[str, dict[str, Any]]] = json.loads(self.content)["results"]["bindings"]
        return found

    def variables(self) -> list[str]:
        """Return the names of the columns, in the order of the query (JSON answers only)."""
        names: list[str] = json.loads(self.content)["head"].get("vars", [])
        return names

    def boolean(self) -> bool:
        """Return the answer to an ASK (JSON answers only)."""
        return bool(json.loads(self.content)["boolean"])


class Store(ABC):
    """A store of the graph that answers SPARQL 1.1. Every implementation passes the same contract tests."""

    @abstractmethod
    def query(
        self,
        text: str,
        *,
        format: Format | None = None,
        parameters: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        limits: Limits = UNLIMITED,
    ) -> Answer:
        """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE over all graphs together, or over those of a dataset.

        Without a format, rows and booleans are JSON and graphs are N-Triples. Parameters are bound as terms, never
        pasted as text. The prefixes of `vocab` need no declaration. Raises BadQuery, BadParameter, Refused or
        LimitExceeded.
        """

    def answer(
        self, text: str, out: Sink, choose: Choice, *, dataset: Dataset | None = None, rows: int | None = None
    ) -> None:
        """Write the answer of `query` to a sink, piece by piece, in the format chosen for its kind.

        After an error before the first piece, the sink is unused. After a later error, the pieces so far are
        incomplete. This default runs the query twice, first to learn the kind; stores override it.
        """
        kind = self.query(text, dataset=dataset, limits=Limits(rows=rows)).kind
        whole = self.query(text, format=choose(kind), dataset=dataset, limits=Limits(rows=rows))
        out.begin(whole.kind, whole.format)
        out.write(whole.content)

    @abstractmethod
    def update(self, text: str) -> None:
        """Apply a SPARQL 1.1 Update, whole or not at all. Raises BadQuery, Refused or UpdateFailed."""

    @abstractmethod
    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""

    @abstractmethod
    def quads(self, graph: str | None = None) -> Iterable[tuple[str, str, str, str]]:
        """Yield every statement as N-Quads terms (subject, predicate, object, graph IRI), of one graph or of all."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of statements, derived ones included."""

    @abstractmethod
    def version(self) -> str:
        """Return the data version: a hash of all statements that does not depend on order, white space or prefixes."""
