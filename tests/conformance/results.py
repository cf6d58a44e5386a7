"""Answers as the W3C writes them down, and whether two are the same."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = {f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float")}
_ROWS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term]


class Rows(NamedTuple):
    """A table: its columns, its rows, and whether their order counts."""

    variables: tuple[str, ...]
    rows: list[Row]
    ordered: bool = False
    lax: bool = False  # rows may come less often than they are written down


Graph = frozenset[ox.Triple]
Result = Rows | bool | Graph


def expected(path: Path, iri: str) -> Result:
    """What a file of the suite says the answer is."""
    content = path.read_bytes()
    if path.suffix in _ROWS:
        return rows(content, _ROWS[path.suffix])
    if path.suffix == ".csv":
        return table(content)
    graph = frozenset(ox.Triple(*each.triple) for each in ox.parse(content, _GRAPHS[path.suffix], base_iri=iri))
    return _result_set(graph)


def rows(content: bytes, format: ox.QueryResultsFormat) -> Rows | bool:
    """An answer in one of the formats for rows and booleans."""
    found = ox.parse_query_results(content, format)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = tuple(each.value for each in found.variables)
    return Rows(names, [{name: term for name in names if (term := row[name]) is not None} for row in found])


def table(content: bytes) -> Rows:
    """An answer as CSV, where all but blank nodes is text."""
    lines = list(csv.reader(io.StringIO(content.decode(), newline="")))
    names = tuple(lines[0])

    def cell(text: str) -> Term:
        return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.Literal(text)

    return Rows(
        names, [{name: cell(text) for name, text in zip(names, line, strict=True) if text} for line in lines[1:]]
    )


def _result_set(graph: Graph) -> Result:
    """A graph, or the table or the boolean that it describes in the vocabulary of the first test suites."""

    def values(node: object, name: str) -> list[Term]:
        return [each.object for each in graph if each.subject == node and each.predicate.value == f"{_RS}{name}"]

    heads = [each.subject for each in graph if getattr(each.object, "value", "") == f"{_RS}ResultSet"]
    if not heads:
        return graph
    [head] = heads
    if booleans := values(head, "boolean"):
        return str(getattr(booleans[0], "value", "")) == "true"
    found: list[tuple[int, Row]] = []
    for solution in values(head, "solution"):
        index = [int(getattr(each, "value", 0)) for each in values(solution, "index")]
        bindings = values(solution, "binding")
        row = {getattr(values(each, "variable")[0], "value", ""): values(each, "value")[0] for each in bindings}
        found.append((index[0] if index else 0, row))
    names = tuple(sorted(str(getattr(each, "value", "")) for each in values(head, "resultVariable")))
    ordered = bool(found) and all(index for index, _ in found)
    return Rows(names, [row for _, row in sorted(found, key=lambda pair: pair[0])], ordered=ordered)


# --- comparing ---------------------------------------------------------------------------------


def same(found: Result, wanted: Result) -> bool:
    """Whether two answers are the same but for the names of blank nodes and the spelling of numbers."""
    if isinstance(found, Rows) and isinstance(wanted, Rows):
        return _same_rows(found, wanted)
    if isinstance(found, frozenset) and isinstance(wanted, frozenset):
        return canonical(ox.Quad(*each) for each in found) == canonical(ox.Quad(*each) for each in wanted)
    return type(found) is type(wanted) and found == wanted


def canonical(quads: object) -> set[str]:
    """The statements with the blank nodes renamed, so that the same dataset always reads the same."""
    dataset = ox.Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def _same_rows(found: Rows, wanted: Rows) -> bool:
    if set(found.variables) != set(wanted.variables):
        return False
    ours, theirs = ([_plain(row) for row in each.rows] for each in (found, wanted))
    if wanted.lax:
        kinds, allowed = Counter(map(_signature, ours)), Counter(map(_signature, theirs))
        return set(kinds) == set(allowed) and not kinds - allowed
    if len(ours) != len(theirs):
        return False
    if wanted.ordered:
        return _match(ours, theirs, 0, {}, ordered=True)
    ours.sort(key=_signature)
    return Counter(map(_signature, ours)) == Counter(map(_signature, theirs)) and _match(ours, theirs, 0, {})


def _match(
    ours: Sequence[dict[str, str]],
    theirs: Sequence[dict[str, str]],
    at: int,
    names: dict[str, str],
    *,
    ordered: bool = False,
) -> bool:
    """Whether the blank nodes can be paired so that the rows from here on agree; each row is tried once of a kind."""
    if at == len(ours):
        return True
    tried: set[tuple[tuple[str, str], ...]] = set()
    for index, other in enumerate(theirs):
        if tuple(sorted(other.items())) in tried or (ordered and index):
            continue
        tried.add(tuple(sorted(other.items())))
        paired = _paired(ours[at], other, names)
        if paired is not None and _match(
            ours, [*theirs[:index], *theirs[index + 1 :]], at + 1, paired, ordered=ordered
        ):
            return True
    return False


def _paired(ours: dict[str, str], theirs: dict[str, str], names: dict[str, str]) -> dict[str, str] | None:
    """The pairs of blank nodes known so far with those of these rows; None when the rows do not agree."""
    if ours.keys() != theirs.keys():
        return None
    known = dict(names)
    for column, term in ours.items():
        other = theirs[column]
        if not (term.startswith("_:") and other.startswith("_:")):
            if term != other:
                return None
        elif known.setdefault(term, other) != other:
            return None
    return known if len(set(known.values())) == len(known) else None


def _signature(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, "_:" if term.startswith("_:") else term) for name, term in row.items()))


def _plain(row: Row) -> dict[str, str]:
    return {name: _spelled(term) for name, term in row.items()}


def _spelled(term: Term) -> str:
    """A term as text; numbers of one type that are equal are spelled alike, as the suite's own rules allow."""
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        try:
            value = Decimal(term.value).normalize()
        except InvalidOperation:
            return str(term)
        return f"{value:g} {term.datatype}"
    return str(term)
