"""The scope of a writer: everything, or one organisation's record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import Forbidden
from sdggraph.sparql.interface import Iri, Text
from sdggraph.store.difference import Difference, graph_of
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.record_rules import broken_rule

WHOLE: Final = "graph"  # the scope of a writer who may change everything
ONE: Final = "organisation:"  # followed by a code: the scope of one organisation's record
_OWNERS: Final = f"""SELECT ?owner WHERE {{
  GRAPH ?graph {{ ?thing ?property ?value }} FILTER(?graph != <{vocab.DERIVED_GRAPH}>)
  BIND(IF(?property IN (sg:contributor, sg:ofOrganisation, sg:hostedOrganisation), ?value, ?none) AS ?owner)
}}"""
_OF_CODE: Final = f"SELECT ?organisation {{ GRAPH <{vocab.DATA_GRAPH}> {{ ?organisation sg:code ?code }} }}"


def check_scope(store: MemoryStore, change: Difference, scope: str) -> None:
    """Check that the scope allows a change. The store holds the changed state, also afterwards.

    With `organisation:CODE`, each changed statement must be about the organisation, or about something that belongs to
    it alone, both before and after. A thing belongs to the organisation that it refers to by sg:contributor,
    sg:ofOrganisation or sg:hostedOrganisation. The code must stay. New statements follow `record_rules`: no name of
    another organisation, no undefined IRI of ours, no class of another kind, and links to the web only. Raises
    Forbidden.
    """
    if scope == WHOLE or change.empty:
        return
    code = scope.removeprefix(ONE)
    quads = (*change.removed, *change.added)
    for quad in quads:
        if graph_of(quad) != vocab.DATA_GRAPH:
            raise _outside(code, "a statement outside of the data graph")
        if not isinstance(quad.subject, ox.NamedNode):
            raise _outside(code, "a thing without an address, which may belong to any record")
        if quad.predicate.value == f"{vocab.SG}code":
            raise _outside(code, "the code of an organisation")
    subjects = sorted({str(quad.subject)[1:-1] for quad in quads})
    after = _not_owned(store, code, subjects)
    store.take(change.undone)
    before = _not_owned(store, code, subjects)
    store.take(change)
    for subject in (*before, *after):
        raise _outside(code, vocab.compact(subject))
    for own in _of_code(store, code)[:1]:
        broken = broken_rule(store, change.added, own, code)
        if broken:
            raise Forbidden(
                f"This token is for the record of {code}, and this {broken}.",
                "Take that out, or ask the coordination desk; nothing was changed.",
            )


def _not_owned(store: MemoryStore, code: str, subjects: Iterable[str]) -> list[str]:
    """Return the existing subjects that do not belong to the organisation alone."""
    own = _of_code(store, code)
    found = []
    for subject in subjects:
        if subject in own:
            continue
        rows = store.query(_OWNERS, parameters={"thing": Iri(subject)}).rows()
        owners = {row["owner"] for row in rows if "owner" in row}
        if rows and (not own or owners != set(own[:1])):
            found.append(subject)
    return found


def _of_code(store: MemoryStore, code: str) -> list[str]:
    """Return the IRIs of the organisations with that code."""
    rows = store.query(_OF_CODE, parameters={"code": Text(code)}).rows()
    return sorted(row["organisation"] for row in rows)


def _outside(code: str, thing: str) -> Forbidden:
    return Forbidden(
        f"This token is for the record of {code}, and this changes {thing}.",
        "Change the organisation itself, its contributions, its statuses and its hostings; nothing was changed.",
    )
