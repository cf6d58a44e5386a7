"""The things whose validity a change may affect."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rdflib import RDFS, SH

from sdggraph.errors import Uncompilable
from sdggraph.sparql.interface import Store
from sdggraph.validate import shapes as shapes_room
from sdggraph.validate.data_subset import Neighbourhood
from sdggraph.validate.paths import Reach

Statement = tuple[str, str, str]  # subject, predicate and object as N-Triples writes them

_TRIPLE: Final = re.compile(r"(\S+) (\S+) (\S+) \.")
_AT_ONCE: Final = 200


def affected(store: Store, shapes: str, statements: Iterable[Statement]) -> set[str] | None:
    """Return the IRIs of all things that shapes check by one of these statements, which the store must hold.

    None means that everything must be checked. For removed statements, call it with the store before the change; for
    added ones, with the store after it.

    >>> from sdggraph.store.memory import MemoryStore
    >>> store = MemoryStore()
    >>> store.update('INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> <urn:b> . <urn:b> <urn:q> "c" } }')
    >>> shapes = '''@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ;
    ...   sh:property [ sh:path ( <urn:p> <urn:q> ) ; sh:minCount 1 ] .'''
    >>> sorted(affected(store, shapes, [("<urn:b>", "<urn:q>", '"c"')]))
    ['urn:a', 'urn:b']
    """
    pairs = defaultdict(list)
    found: set[str] = set()
    objects = _objects_judged(shapes)
    for subject, predicate, value in statements:
        if "_:" in (subject[:2], value[:2]):  # no query can name a blank node
            return None
        pairs[predicate].append((subject, value))
        found.update(term[1:-1] for term in (subject, value) if term == subject or (objects and term[0] == "<"))
    if f"<{RDFS.subClassOf}>" in pairs:
        return None
    try:
        reaches = _reaches(shapes)
    except Uncompilable:
        return None
    for reach in reaches:
        subject, predicate, value = _parts(reach)
        for start in range(0, len(pairs[predicate]), _AT_ONCE):
            ends = " ".join(f"({one} {other})" for one, other in pairs[predicate][start : start + _AT_ONCE])
            # the ends first: the path to them is then followed backwards
            query = f"SELECT DISTINCT ?this {{ VALUES ({subject} {value}) {{ {ends} }} {reach.pattern} }}"
            found |= {row["this"]["value"] for row in store.query(query).bindings() if row["this"]["type"] == "uri"}
    return found


@lru_cache(maxsize=4)
def _objects_judged(shapes: str) -> bool:
    return any(True for _ in shapes_room.read(shapes).graph.subjects(SH.targetObjectsOf))


@lru_cache(maxsize=4)
def _reaches(shapes: str) -> tuple[Reach, ...]:
    """Return every path from a target of the shapes to a statement that matters for it."""
    read = shapes_room.read(shapes)
    around = Neighbourhood(read)
    found: dict[str, Reach] = {}
    for shape in read.targeted:
        for reach in around.reaches(shape):
            if _parts(reach)[0] != "?this":  # statements about a thing itself always concern it
                found.setdefault(_without_names(reach.pattern), reach)
    return tuple(found.values())


def _parts(reach: Reach) -> tuple[str, str, str]:
    parts = _TRIPLE.fullmatch(reach.triple.strip())
    if parts is None or "?" in parts[2] or not (parts[1].startswith("?") and parts[3].startswith("?")):
        raise Uncompilable(f"the statement {reach.triple}")
    return parts[1], parts[2], parts[3]


def _without_names(pattern: str) -> str:
    """Number the variables of the pattern from the start, so that equal patterns are equal texts."""
    names: dict[str, str] = {}
    return re.sub(r"\?sg_\d+", lambda found: names.setdefault(found[0], f"?v{len(names)}"), pattern)
