"""The effect of proposed statements: which ones would be added to the data graph, and which removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData
from sdggraph.numbers import counted
from sdggraph.rdf.fields import Field, all_fields
from sdggraph.store.difference import Difference, graph_of
from sdggraph.store.memory import MemoryStore

_DATA: Final = ox.NamedNode(vocab.DATA_GRAPH)
_CONFIRMED: Final = ox.NamedNode(f"{vocab.SG}confirmed")
_OF_RECORD: Final = tuple(f"{vocab.SG}{name}" for name in ("contributor", "ofOrganisation", "hostedOrganisation"))

Quads = Iterable[ox.Quad]


def effect_of(
    store: MemoryStore, stated: Quads, *, withdrawn: Quads = (), whole: bool = False, ontology: Path
) -> Difference:
    """Return what changes if the stated statements hold and the withdrawn ones do not.

    A stated value takes the place of the present one where the shapes allow a single value, or one in each language;
    otherwise it is added. Derived statements that hold are left out. With `whole`, everything else that is on record of
    the stated things is removed. Raises BadData for blank nodes, for a derived statement that does not hold, and for a
    withdrawn one that is not on record.
    """
    new, gone = _normal(stated), _normal(withdrawn)
    subjects = {quad.subject for quad in (*new, *gone)}
    held = [quad for quad in store.graph_quads(vocab.DATA_GRAPH) if quad.subject in subjects]
    present = set(held)
    new = _stated(store, new, present)
    missing = [quad for quad in gone if quad not in present]
    if missing:
        if missing[0].predicate.value in vocab.DERIVED_PROPERTIES:
            raise _follows(missing[0])
        raise BadData(
            f"{counted(len(missing), 'statement')} to withdraw {'is' if len(missing) == 1 else 'are'} not on record, "
            f"such as {missing[0].triple}.",
            "Write each statement as `sdggraph export --format turtle` writes it.",
        )
    removed = dict.fromkeys(gone)
    if whole:
        stated_of = {quad.subject for quad in new}
        removed |= dict.fromkeys(quad for quad in held if quad.subject in stated_of)
    else:
        removed |= dict.fromkeys(_replaced(held, new, ontology))
    wanted = set(new)
    added = [quad for quad in new if quad not in present]
    return Difference(
        tuple(sorted((quad for quad in removed if quad not in wanted), key=str)), tuple(sorted(added, key=str))
    )


def confirmation_of(store: MemoryStore, organisation: str, day: date) -> Difference:
    """Return the statements by which an organisation confirms all that is on record of it alone, as of a day.

    Its contributions, statuses and hostings are confirmed with it.
    """
    node = ox.NamedNode(organisation)
    moment = ox.Literal(day.isoformat(), datatype=ox.NamedNode(f"{vocab.PREFIXES['xsd']}date"))
    quads = store.graph_quads(vocab.DATA_GRAPH)
    own = {quad.subject for quad in quads if quad.object == node and quad.predicate.value in _OF_RECORD}
    confirmed = (ox.Quad(each, _CONFIRMED, moment, _DATA) for each in (node, *own))
    held = {quad for quad in quads if quad.predicate == _CONFIRMED}
    return Difference(added=tuple(sorted((quad for quad in confirmed if quad not in held), key=str)))


def _normal(quads: Quads) -> list[ox.Quad]:
    """Return statements of the data graph as the engine keeps them: one spelling for each number and date.

    Raises BadData for blank nodes, which no later change could name, and for other graphs.
    """
    engine = ox.Store()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise BadData("a blank node stands here, and the data have none.", "Give the thing an IRI.")
        if graph_of(quad) not in ("", vocab.DATA_GRAPH):
            raise BadData(f"the graph {graph_of(quad)} is named here.", "Propose statements of the data graph alone.")
        engine.add(ox.Quad(quad.subject, quad.predicate, quad.object, _DATA))
    return sorted(engine, key=str)


def _stated(store: MemoryStore, quads: list[ox.Quad], held: set[ox.Quad]) -> list[ox.Quad]:
    """Return the statements without those that rules derive, which a file from a page has too.

    Raises BadData for one that no rule derives from the record as it is: it could not be changed by stating it.
    """
    derived = [each for each in quads if each.predicate.value in vocab.DERIVED_PROPERTIES and each not in held]
    if derived:
        known = {each.triple for each in store.graph_quads(vocab.DERIVED_GRAPH)}
        wrong = next((each for each in derived if each.triple not in known), None)
        if wrong is not None:
            raise _follows(wrong)
    left_out = set(derived)
    return [each for each in quads if each not in left_out]


def _follows(quad: ox.Quad) -> BadData:
    return BadData(
        f"{vocab.compact(quad.predicate.value)} follows from other statements by a rule, and nobody states it.",
        "Propose to change the statements from which it follows.",
    )


def _replaced(held: list[ox.Quad], new: list[ox.Quad], ontology: Path) -> list[ox.Quad]:
    """Return the present values that new ones take the place of."""
    fields = _fields(held, new, ontology)
    present = set(held)
    changed: dict[tuple[object, object], list[ox.Quad]] = defaultdict(list)
    for quad in new:
        if quad not in present:
            changed[quad.subject, quad.predicate].append(quad)
    found = []
    for quad in held:
        others = changed.get((quad.subject, quad.predicate), [])
        field = fields[quad.subject].get(quad.predicate.value)
        if field is None or not others:
            continue
        same_language = any(_language(quad) == _language(other) for other in others)
        if not field.many or (field.one_per_language and same_language):
            found.append(quad)
    return found


def _fields(held: Quads, new: Quads, ontology: Path) -> Mapping[object, Mapping[str, Field]]:
    """Return the fields of each thing by their property, for the classes that it has or gets."""
    found: dict[object, dict[str, Field]] = defaultdict(dict)
    for quad in (*held, *new):
        if quad.predicate.value == vocab.RDF_TYPE and isinstance(quad.object, ox.NamedNode):
            fields = all_fields(ontology, quad.object.value)
            found[quad.subject] |= {field.property: field for field in fields}
    return found


def _language(quad: ox.Quad) -> str:
    return ((quad.object.language or "") if isinstance(quad.object, ox.Literal) else "").lower()
