"""What a store can do, what it answers with, and what bounds a query."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

from sdggraph.sparql.formats import Format


class Kind(Enum):
    """What an answer holds."""

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
    """What a query may use; None leaves a bound open.

    A query with a time or memory bound runs in a process of its own that can be killed.
    Reaching a bound raises LimitExceeded: an answer is complete or it is none.
    """

    seconds: float | None = None
    memory: int | None = None  # bytes
    rows: int | None = None  # solutions or triples


UNLIMITED = Limits()


class Dataset(NamedTuple):
    """The graphs that a query reads (SPARQL 1.1 Protocol, section 2.1.4); they take the place of its FROM clauses.

    The default graph is the `default` graphs together, and empty without any; GRAPH sees the `named` ones.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


NO_GRAPH: Final = "urn:x-sdggraph:no-graph"
"""A graph that nobody holds: to name it as the only graph of a dataset is to ask for an empty one."""


class Sink(Protocol):
    """Where an answer goes piece by piece."""

    def begin(self, kind: Kind, format: Format) -> None:
        """What is to come; called once, before the first piece."""

    def write(self, data: bytes) -> int:
        """Take a piece, and say how many bytes were taken: all of them."""


Choice = Callable[[Kind], Format]


class Answer(NamedTuple):
    """A finished answer: bytes in a named format, never a lazy cursor."""

    kind: Kind
    format: Format
    content: bytes

    def rows(self) -> list[dict[str, str]]:
        """The solutions as plain text, one dict a row, unbound variables left out (JSON answers only).

        >>> from sdggraph.sparql.formats import JSON
        >>> body = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"6"}}]}}'
        >>> Answer(Kind.ROWS, JSON, body).rows()
        [{'n': '6'}]
        """
        bindings = json.loads(self.content)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def bindings(self) -> list[dict[str, dict[str, Any]]]:
        """The solutions with type, datatype and language, as SPARQL 1.1 Query Results JSON spells them."""
        found: list[dict[str, dict[str, Any]]] = json.loads(self.content)["results"]["bindings"]
        return found

    def variables(self) -> list[str]:
        """The names of the columns, in the order of the query (JSON answers only)."""
        names: list[str] = json.loads(self.content)["head"].get("vars", [])
        return names

    def boolean(self) -> bool:
        """The answer to an ASK (JSON answers only)."""
        return bool(json.loads(self.content)["boolean"])


class Store(ABC):
    """A place that holds the graph and answers SPARQL 1.1; every implementation passes one contract suite."""

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

        Without a format, rows and booleans come as JSON and graphs as N-Triples. Parameters are
        bound as terms, never pasted as text. The prefixes of `vocab` are known without declaring them.
        Raises BadQuery, BadParameter, Refused or LimitExceeded.
        """

    def answer(
        self, text: str, out: Sink, choose: Choice, *, dataset: Dataset | None = None, rows: int | None = None
    ) -> None:
        """Answer as `query` does, piece by piece into a sink, in the format chosen for the kind of answer.

        An error before the first piece leaves the sink unused; one after it means that what came is incomplete.
        This way asks twice, for the kind first; a store that can do better does.
        """
        kind = self.query(text, dataset=dataset, limits=Limits(rows=rows)).kind
        whole = self.query(text, format=choose(kind), dataset=dataset, limits=Limits(rows=rows))
        out.begin(whole.kind, whole.format)
        out.write(whole.content)

    @abstractmethod
    def update(self, text: str) -> None:
        """Carry out a SPARQL 1.1 Update, whole or not at all. Raises BadQuery or Refused."""

    @abstractmethod
    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    @abstractmethod
    def quads(self, graph: str | None = None) -> Iterable[tuple[str, str, str, str]]:
        """Every statement as N-Quads terms (subject, predicate, object, graph IRI), of one graph or of all."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of statements, derived ones included."""

    @abstractmethod
    def version(self) -> str:
        """The data version: a hash of all statements that does not depend on order, whitespace or prefixes."""
