"""The default graph of an update: named graphs for everything that names none.

All our statements are in named graphs, and the engine has no option to make one of them the default graph. So the graph
is written into the text: WITH before delete and insert, USING before WHERE, GRAPH around data. As in `guard`, the
engine's parser decides what is a keyword and what fits where, so that there is no second SPARQL parser that could
disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from sdggraph.errors import BadParameter, BadQuery, Refused
from sdggraph.sparql.guard import _GAP, _keywords, reads_update
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.tokens import Tokens, tokens

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_BLOCK: Final = re.compile(rf"(?:INSERT{_GAP}DATA|DELETE{_GAP}(?:DATA|WHERE)){_GAP}\{{", re.IGNORECASE)
_GRAPH: Final = re.compile(rf"{_GAP}(?:GRAPH\b|\}})", re.IGNORECASE)
# the engine reads INSERT:a as INSERT and :a, so such a name is not certain
_KEYWORD: Final = re.compile(r"(?:INSERT|DELETE|DEFAULT|WITH|USING|WHERE|DATA|GRAPH)\b", re.IGNORECASE)
_MOST_SLOWLY: Final = 50  # keywords that are tried one by one
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
    changed = _at_once(text, lambda found: _edits_for_default(found, graph))
    if changed is not None:
        return changed
    words = ["insert", "delete", "default"]
    for found in reversed(_few(_keywords(text, words, reads_update))):
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
    clauses = [f"USING <{graph_iri(graph)}> " for graph in dataset.default]
    clauses += [f"USING NAMED <{graph_iri(graph)}> " for graph in dataset.named]
    changed = _at_once(text, lambda found: _edits_for_dataset(found, "".join(clauses)))
    if changed is not None:
        return changed
    if any(True for _ in _keywords(text, ["using", "with"], reads_update)):
        raise BadParameter(
            "The update has USING or WITH and the request has using-graph-uri.",
            "Name the graphs in one of the two only.",
        )
    for found in reversed(_few(_keywords(text, ["where"], reads_update))):
        before, rest = text[: found.start()], text[found.start() :]
        changed = _first_read([f"{before}{''.join(clauses)}{rest}"])
        if changed is None and re.search(rf"DELETE{_GAP}$", before, re.IGNORECASE):
            raise BadQuery("DELETE WHERE cannot take its graphs from the request.", "Write DELETE {…} WHERE {…}.")
        text = changed or text
    return text


Edit = tuple[int, int, str]
"""A start and an end in a text, and what comes in the place of what stands there."""


def _at_once(text: str, edits_of: Callable[[Tokens], list[Edit] | None]) -> str | None:
    """Return the text with all edits made; None if its tokens are not certain or the engine cannot parse the result.

    This takes two or three parses, however many operations the update has.
    """
    found = tokens(text, reads_update)
    edits = edits_of(found) if found and reads_update(text) else None
    if edits is None:
        return None
    pieces, end = [], 0
    for start, stop, new in edits:
        pieces += [text[end:start], new]
        end = stop
    changed = "".join([*pieces, text[end:]])
    return changed if reads_update(changed) else None


def _operations(found: Tokens) -> Iterator[list[int]]:
    """Yield the operations of an update, each as the places of its tokens outside of brackets."""
    operation: list[int] = []
    for place in found.top(0, len(found)):
        if found[place].says(";"):
            yield operation
            operation = []
        else:
            operation.append(place)
    yield operation


def _edits_for_default(found: Tokens, graph: str) -> list[Edit] | None:
    """Return the edits of `with_default`; None where a name could be read as a keyword, such as insert:x."""
    edits: list[Edit] = []
    for operation in _operations(found):
        if any(found[place].kind == "name" and _KEYWORD.match(found[place].spelled) for place in operation):
            return None
        words = [place for place in operation if found[place].says("INSERT", "DELETE", "DEFAULT")]
        if not words:
            continue
        token, after = found[words[0]], words[0] + 1
        if token.says("DEFAULT"):
            edits += [(found[place].start, found[place].end, f"GRAPH <{graph}>") for place in words]
        elif found[after].says("DATA", "WHERE"):
            opened, closed = after + 1, found.partner[after + 1]
            if opened + 1 < closed and not any(found[place].says("GRAPH") for place in found.top(opened + 1, closed)):
                edits += [
                    (found[opened].end, found[opened].end, f" GRAPH <{graph}> {{"),
                    (found[closed].start, found[closed].start, "}"),
                ]
        elif not any(found[place].says("WITH") for place in operation):
            edits.append((token.start, token.start, f"WITH <{graph}> "))
    return edits


def _edits_for_dataset(found: Tokens, clauses: str) -> list[Edit] | None:
    """Return the edits of `with_dataset`; None where it would refuse the update, or a name could be a keyword."""
    edits: list[Edit] = []
    for operation in _operations(found):
        if any(found[place].kind == "name" and _KEYWORD.match(found[place].spelled) for place in operation):
            return None
        if any(found[place].says("USING", "WITH") for place in operation):
            return None
        for place in operation:
            if found[place].says("WHERE"):
                if found[place - 1].says("DELETE"):
                    return None
                edits.append((found[place].start, found[place].start, clauses))
    return edits


def _few(found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Return the keywords. Raises Refused if there are too many for steps that parse the whole text for each."""
    every = list(islice(found, _MOST_SLOWLY + 1))
    if len(every) > _MOST_SLOWLY:
        raise Refused(
            f"This update has more than {_MOST_SLOWLY} operations, in a form that is slow to check.",
            "Send fewer at once, or name the graph in each: GRAPH <…> { … }.",
        )
    return every


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
