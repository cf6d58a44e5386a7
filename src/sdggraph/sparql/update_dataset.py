"""The default graph of an update: named graphs for everything that names none.

All our statements are in named graphs, and the engine has no option to make one of them the default graph. So the graph
is written into the text: WITH before delete and insert, USING before WHERE, GRAPH around data. As in `guard`, the
engine's parser decides what is a keyword and what fits where, so that there is no second SPARQL parser that could
disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from sdggraph.errors import BadParameter, BadQuery
from sdggraph.sparql.guard import _GAP, _keywords, reads_update
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.tokens import tokens

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_BLOCK: Final = re.compile(rf"(?:INSERT{_GAP}DATA|DELETE{_GAP}(?:DATA|WHERE)){_GAP}\{{", re.IGNORECASE)
_GRAPH: Final = re.compile(rf"{_GAP}(?:GRAPH\b|\}})", re.IGNORECASE)
_MOST: Final = 100  # positions that are tried as the end of a block


def graph_iri(iri: str) -> str:
    """Return the IRI of a graph as a client gives it. Raises BadParameter if it is not an IRI.

    >>> graph_iri("urn:g")
    'urn:g'
    """
    if not _IRI.fullmatch(iri):
        raise BadParameter(f"{iri[:200]!r} is not an IRI.", "Name the graph by its full IRI.")
    return iri


def with_default(text: str, graph: str) -> str:
    """Write a named graph into the update wherever it uses the default graph.

    A text that cannot be parsed is returned as it is, and the engine reports its errors.

    >>> with_default("DELETE WHERE { ?s ?p 1 }", "urn:g")
    'DELETE WHERE { GRAPH <urn:g> { ?s ?p 1 }}'
    >>> with_default("INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ; CLEAR DEFAULT", "urn:g")
    'WITH <urn:g> INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ; CLEAR GRAPH <urn:g>'
    """
    words = ["insert", "delete", "default"]
    for found in reversed(list(_keywords(text, words, reads_update))):
        before, rest = text[: found.start()], text[found.start() :]
        block = _BLOCK.match(rest)
        if found[0].lower() == "default":
            text = _first_read([f"{before}GRAPH <{graph}>{rest[len(found[0]) :]}"]) or text
        elif block is None:
            text = _first_read([f"{before}WITH <{graph}> {rest}"]) or text
        elif not _GRAPH.match(rest, block.end()):
            opened = f"{before}{block[0]} GRAPH <{graph}> {{"
            inside = rest[block.end() :]
            ends = _ends(text, len(before) + block.end())
            text = _first_read(f"{opened}{inside[:end]}}}{inside[end:]}" for end in ends) or text
    return text


def with_dataset(text: str, dataset: Dataset) -> str:
    """Let the WHERE clause of the update read other graphs (`using-graph-uri` and `using-named-graph-uri`).

    Raises BadParameter where the text itself has USING or WITH, and BadQuery for DELETE WHERE.

    >>> with_dataset("INSERT { GRAPH <urn:a> { ?s ?p 2 } } WHERE { ?s ?p 1 }", Dataset(("urn:g",)))
    'INSERT { GRAPH <urn:a> { ?s ?p 2 } } USING <urn:g> WHERE { ?s ?p 1 }'
    """
    if any(True for _ in _keywords(text, ["using", "with"], reads_update)):
        raise BadParameter(
            "The update has USING or WITH and the request has using-graph-uri.",
            "Name the graphs in one of the two only.",
        )
    clauses = [f"USING <{graph_iri(graph)}> " for graph in dataset.default]
    clauses += [f"USING NAMED <{graph_iri(graph)}> " for graph in dataset.named]
    for found in reversed(list(_keywords(text, ["where"], reads_update))):
        before, rest = text[: found.start()], text[found.start() :]
        changed = _first_read([f"{before}{''.join(clauses)}{rest}"])
        if changed is None and re.search(rf"DELETE{_GAP}$", before, re.IGNORECASE):
            raise BadQuery("DELETE WHERE cannot take its graphs from the request.", "Write DELETE {…} WHERE {…}.")
        text = changed or text
    return text


def _ends(text: str, start: int) -> Iterator[int]:
    """Yield positions where the block that begins at the start may end, relative to it, the likely ones first."""
    braces = (found.start() for found in islice(re.finditer(r"\}", text[start:]), _MOST))
    yield from islice(braces, 1)
    found = tokens(text, reads_update)  # the first brace may be none, such as one in a string
    if found is not None:
        opened = next(place for place, token in enumerate(found.found) if token.end == start)
        yield found[found.partner[opened]].start - start
    yield from braces


def _first_read(texts: Iterable[str]) -> str | None:
    """Return the first of these texts that the engine can parse."""
    return next((text for text in texts if reads_update(text)), None)
