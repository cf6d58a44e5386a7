"""Writing query results piece by piece, within the row limit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import LimitExceeded, NotOffered
from sdggraph.numbers import counted
from sdggraph.rdf.engine import results_format
from sdggraph.rdf.writing import Checked, serialize
from sdggraph.sparql.formats import DUMP_FORMATS, ROW_FORMATS, Format
from sdggraph.sparql.interface import Answer, Choice, Kind, Sink

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_HOLD: Final = 1 << 16  # bytes held back until the number of rows is known to be within the limit
_SHORTEST_ROW: Final = 2  # bytes: a comma and a bracket, or a line end
_FEW: Final = 20_000  # triples that are searched for the prefixes they need


class Whole:
    """A sink that keeps the whole answer.

    >>> from sdggraph.sparql.formats import CSV
    >>> out = Whole()
    >>> out.begin(Kind.ROWS, CSV)
    >>> out.write(b"n"), out.answer().content
    (1, b'n')
    """

    def __init__(self) -> None:
        self._head: tuple[Kind, Format] | None = None
        self._pieces: list[bytes] = []

    def begin(self, kind: Kind, format: Format) -> None:
        """Keep the kind and the format of the answer."""
        self._head = (kind, format)

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self._pieces.append(bytes(data))
        return len(data)

    def answer(self) -> Answer:
        """Return the whole answer."""
        if self._head is None:
            raise RuntimeError("nothing was answered")
        return Answer(*self._head, b"".join(self._pieces))


def write(evaluate: Callable[[], Found], out: Sink, choose: Choice, rows: int | None) -> None:
    """Evaluate a query and write its answer.

    With a row limit, a longer answer is counted before any of it is sent. That takes a second evaluation, because the
    engine's writers cannot stop at a row. Raises LimitExceeded, NotOffered for a format that cannot hold the kind of
    answer, and what evaluate raises.
    """
    result = evaluate()
    if isinstance(result, ox.QueryTriples):
        _write_graph(result, out, choose(Kind.GRAPH), rows, evaluate)
        return
    kind = Kind.BOOLEAN if isinstance(result, ox.QueryBoolean) else Kind.ROWS
    chosen = choose(kind)
    _refuse_other(chosen, ROW_FORMATS, "rows or a yes/no")
    held = _Held(out, kind, chosen, rows if kind is Kind.ROWS else None, evaluate)
    result.serialize(Checked(held, chosen), format=results_format(chosen))  # type: ignore[arg-type]
    held.end()


def _write_graph(
    result: ox.QueryTriples, out: Sink, chosen: Format, rows: int | None, evaluate: Callable[[], Found]
) -> None:
    _refuse_other(chosen, DUMP_FORMATS, "a graph")
    first = list(islice(result, _FEW))
    few = len(first) < _FEW
    if rows is not None and not (few and len(first) <= rows):
        _refuse_overflow(_counted(evaluate, rows), rows)
    held = _Held(out, Kind.GRAPH, chosen)
    prefixes = _used(first) if few else vocab.PREFIXES
    serialize(chain(first, result), held, chosen, prefixes)
    held.end()


def _counted(evaluate: Callable[[], Found], rows: int) -> int:
    """Count the rows, no further than one beyond the limit."""
    again: Iterable[object] = evaluate()  # type: ignore[assignment]
    return sum(1 for _ in islice(again, rows + 1))


class _Held:
    """The target of the engine's writer: it passes the answer on once its rows are known to be within the limit."""

    def __init__(
        self,
        out: Sink,
        kind: Kind,
        format: Format,
        rows: int | None = None,
        evaluate: Callable[[], Found] | None = None,
    ) -> None:
        self._out, self._head = out, (kind, format)
        self._rows, self._evaluate = rows, evaluate
        self._pieces: list[bytes] = []
        self._size = 0
        self._open = False

    def write(self, data: bytes) -> int:
        """Take a piece of the answer."""
        if self._open:
            return self._out.write(data)
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size > _HOLD:
            self._release(sure=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the sink decides when to send."""

    def end(self) -> None:
        """Complete the answer."""
        if not self._open:
            self._release(sure=self._rows is None or self._size <= self._rows * _SHORTEST_ROW)

    def _release(self, *, sure: bool) -> None:
        if not sure and self._rows is not None and self._evaluate is not None:
            _refuse_overflow(_counted(self._evaluate, self._rows), self._rows)
        self._open = True
        self._out.begin(*self._head)
        for piece in self._pieces:
            self._out.write(piece)
        self._pieces.clear()


def _refuse_overflow(found: int, rows: int | None) -> None:
    if rows is not None and found > rows:
        raise LimitExceeded(
            f"The answer has more than {counted(rows, 'row')}, the limit.",
            "Ask for less (LIMIT, a filter) or raise the limit.",
            limit="rows",
        )


def _refuse_other(format: Format, among: Mapping[str, Format], thing: str) -> None:
    if format.name not in among:
        choices = ", ".join(sorted(among))
        raise NotOffered(f"The answer is {thing}, which {format.name} cannot hold.", f"Choose: {choices}.")


def _used(triples: list[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that a graph uses, so that a file does not begin with thirty unused lines."""
    terms = {term for triple in triples for term in triple}
    found = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    iris = sorted(found | {term.datatype.value for term in terms if isinstance(term, ox.Literal)})
    return {name: space for name, space in vocab.PREFIXES.items() if _begins(iris, space)}


def _begins(iris: list[str], space: str) -> bool:
    """Whether one of the sorted IRIs begins with this text."""
    place = bisect_left(iris, space)
    return place < len(iris) and iris[place].startswith(space)
