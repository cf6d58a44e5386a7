"""The review of proposed corrections: trying them out, and accepting them in one atomic write.

The graph decides. An accepted proposal is named in the list of changes by the very transaction that changes the data.
So after a crash the queue is brought into agreement with the graph (`reconcile`), and accepting twice writes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from sdggraph import validate as judging
from sdggraph import vocab
from sdggraph.errors import BadData, Conflict, NotFound
from sdggraph.sparql.interface import Iri, Store
from sdggraph.store.difference import Difference, PackedDifference
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change
from sdggraph.writing.checks import shapes_of
from sdggraph.writing.commit import CHANGES_GRAPH, Author, with_entry
from sdggraph.writing.correction_queue import CorrectionQueue
from sdggraph.writing.corrections import IN_GRAPH, WAITING, Correction, State, checked_text
from sdggraph.writing.proposal import Proposal, propose
from sdggraph.writing.scope import WHOLE

_DATA: Final = ox.NamedNode(vocab.DATA_GRAPH)
_PROV: Final = vocab.PREFIXES["prov"]
_RDF: Final = vocab.PREFIXES["rdf"]
_ACCEPTED: Final = f"""SELECT ?proposal ?time ?who ?revision WHERE {{ GRAPH <{CHANGES_GRAPH}> {{
  ?activity prov:used ?proposal ; prov:startedAtTime ?time ; prov:wasAssociatedWith ?agent . ?agent rdfs:label ?who
  FILTER(STRSTARTS(STR(?proposal), "{vocab.BASE}proposal/"))
  OPTIONAL {{ ?revision prov:wasRevisionOf ?proposal }} }} }}"""
_WRITTEN: Final = f"""SELECT ?s ?p ?o ?gone WHERE {{ GRAPH <{CHANGES_GRAPH}> {{
  ?activity prov:used ?proposal . ?statement rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
  {{ ?statement prov:wasGeneratedBy ?activity BIND(false AS ?gone) }}
  UNION {{ ?statement prov:wasInvalidatedBy ?activity BIND(true AS ?gone) }} }} }}"""


class Conflicts(NamedTuple):
    """The facts that stand against a proposal."""

    outdated: bool  # whether the data have another version than the one that it was made against
    missing: tuple[ox.Quad, ...]  # statements to remove that are not on record any more
    known: tuple[ox.Quad, ...]  # statements to add that are on record by now
    others: tuple[Correction, ...]  # waiting proposals that change the same property of the same thing

    @property
    def blocks(self) -> bool:
        """Whether it cannot be accepted as it is."""
        return bool(self.missing)


def tried(store: MemoryStore, difference: Difference, ontology: Path, scope: str = WHOLE) -> Proposal:
    """Check a difference as a write would be checked. The store is a copy, and must be discarded afterwards.

    A proposal brings no terms that are unknown, and nothing that the rules derive; a write of the desk may. Raises
    Invalid with a report, Forbidden and BadData.
    """
    terms = judging.Vocabulary(store, judging.load(shapes_of(ontology)))
    for quad in difference.added:
        problem = terms.problem(quad.predicate.value)
        if not problem and quad.predicate.value == vocab.RDF_TYPE:
            problem = terms.problem(str(quad.object)[1:-1])
        if problem:
            raise BadData(problem, "Look the term up in ontology/sdggraph.ttl, or ask the desk.")
        if quad.predicate.value in vocab.DERIVED_PROPERTIES:
            raise BadData(
                f"{vocab.compact(quad.predicate.value)} is derived by rules, so it cannot be stated.",
                "State that from which it follows, such as a cooperation.",
            )
    return propose(store, Change.of_update(difference.as_update()), scope, ontology)


def conflicts(store: MemoryStore, queue: CorrectionQueue, correction: Correction) -> Conflicts:
    """Return what stands against a proposal: newer data, and other proposals."""
    wanted = correction.difference.unpacked()
    held = set(store.graph_quads(vocab.DATA_GRAPH))
    touched = _touched(wanted)
    others = (each for each in queue.all(*WAITING) if each.id != correction.id)
    return Conflicts(
        store.version() != correction.version,
        tuple(quad for quad in wanted.removed if quad not in held),
        tuple(quad for quad in wanted.added if quad in held),
        tuple(each for each in others if touched & _touched(each.difference.unpacked())),
    )


def _touched(difference: Difference) -> set[tuple[str, str]]:
    return {(str(quad.subject), quad.predicate.value) for quads in difference for quad in quads}


def reconcile(queue: CorrectionQueue, store: Store) -> list[Correction]:
    """Mark as accepted what the graph has accepted and the queue does not know of, and return it.

    A process may have been killed after it wrote to the graph and before it wrote to the queue. Another office may even
    have declined the proposal in between; the graph decides.
    """
    pending = {each.iri: each for each in queue.all() if each.state not in IN_GRAPH}
    if not pending:
        return []
    found = []
    for row in store.query(_ACCEPTED).rows():
        before = pending.pop(row["proposal"], None)
        if before is not None:
            state = State.ACCEPTED_WITH_CHANGES if row.get("revision") else State.ACCEPTED
            after = _accepted(before, state, row["who"], row["time"], written(store, before))
            queue.settle(after)
            found.append(after)
    return found


def _accepted(before: Correction, state: State, by: str, at: str, statements: Difference) -> Correction:
    packed = PackedDifference.of(statements)
    return replace(before, state=state, decided=at, decided_by=by, reason="", written=packed)


def written(store: Store, correction: Correction) -> Difference:
    """Return the statements that the graph recorded when it accepted a proposal."""
    removed: list[ox.Quad] = []
    added: list[ox.Quad] = []
    for row in store.query(_WRITTEN, parameters={"proposal": Iri(correction.iri)}).bindings():
        subject, predicate, value = (_term(row[name]) for name in "spo")
        quad = ox.Quad(subject, predicate, value, _DATA)  # type: ignore[arg-type]
        (removed if row["gone"]["value"] == "true" else added).append(quad)
    return Difference(tuple(sorted(removed, key=str)), tuple(sorted(added, key=str)))


def _term(found: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if found["type"] == "uri":
        return ox.NamedNode(found["value"])
    datatype, language = found.get("datatype"), found.get("xml:lang")
    if language:
        return ox.Literal(found["value"], language=language)
    return ox.Literal(found["value"], datatype=ox.NamedNode(datatype) if datatype else None)


def accept(
    disk: DiskStore,
    queue: CorrectionQueue,
    id: str,
    author: Author,
    ontology: Path,
    *,
    instead: Difference | None = None,
) -> Correction:
    """Write a proposal to the graph, or a changed form of it, and return it as decided. Accepting again does nothing.

    When this returns, graph and queue are on the disk. Raises Conflict if the graph does not hold what the proposal
    removes, or if it was declined; and what `tried` raises. Then nothing was changed.
    """
    copy = MemoryStore()
    disk.copy_into(copy)
    reconcile(queue, copy)
    before = queue.find(id)
    if before.state in IN_GRAPH:
        _check_still_there(copy, before)
        return before
    state = State.ACCEPTED if instead is None else State.ACCEPTED_WITH_CHANGES
    decided = before.as_decided(state, author.name)
    wanted = before.difference.unpacked() if instead is None else instead
    _check_present(copy, wanted)
    change = Change.of_update(wanted.as_update())
    proposal = propose(copy, change, author.scope, ontology)
    recorded = with_entry(
        disk, proposal, author, change, f"proposal {before.short}, {state}",
        about=lambda activity: _provenance(activity, before, wanted, changed=instead is not None),
    )  # fmt: skip
    disk.apply(recorded.unpacked())
    after = _accepted(before, state, author.name, decided.decided, wanted)
    queue.settle(after)
    return after


def accept_held(store: MemoryStore, queue: CorrectionQueue, id: str, author: Author) -> Correction:
    """Mark a proposal as accepted that the data hold already, as those who keep them in git have committed it.

    Raises Conflict if the data do not hold it.
    """
    before = queue.find(id)
    if before.state in IN_GRAPH:
        return before
    decided = before.as_decided(State.ACCEPTED, author.name)
    wanted = before.difference.unpacked()
    held = set(store.graph_quads(vocab.DATA_GRAPH))
    if any(quad in held for quad in wanted.removed) or any(quad not in held for quad in wanted.added):
        raise Conflict(
            f"The data files do not hold proposal {before.short} yet.",
            "Export it with `sdggraph proposals export`, commit the files, and accept it then. Or give --store.",
        )
    after = _accepted(before, State.ACCEPTED, author.name, decided.decided, wanted)
    queue.decide(before, after)
    return after


def _check_still_there(store: MemoryStore, accepted: Correction) -> None:
    """Raise Conflict if the graph neither recorded an accepted proposal nor holds what it added."""
    statements = (accepted.written or accepted.difference).unpacked()
    held = set(store.graph_quads(vocab.DATA_GRAPH))
    gone = any(quad not in held for quad in statements.added) or any(quad in held for quad in statements.removed)
    if gone and written(store, accepted).empty:
        raise Conflict(
            f"Proposal {accepted.short} was accepted, and this graph knows nothing of it.",
            "Was an older backup restored, or is this another store? Propose the correction anew.",
        )


def _check_present(store: MemoryStore, wanted: Difference) -> None:
    held = set(store.graph_quads(vocab.DATA_GRAPH))
    missing = [quad for quad in wanted.removed if quad not in held]
    if missing:
        raise Conflict(
            f"The data have changed since: {missing[0].triple} is no longer on record.",
            "Accept it with changes (--with FILE), decline it, or ask for a new proposal. Nothing was changed.",
        )


def decline(queue: CorrectionQueue, id: str, by: str, reason: str) -> Correction:
    """Decline a proposal with a reason, and return it. Raises Conflict if it was decided before."""
    return _put_aside(queue, id, State.DECLINED, by, checked_text(reason, "The reason"))


def ask_back(queue: CorrectionQueue, id: str, by: str, question: str) -> Correction:
    """Ask the proposer a question, and return the proposal. Raises Conflict if it was decided before."""
    return _put_aside(queue, id, State.ASKED_BACK, by, checked_text(question, "The question"))


def _put_aside(queue: CorrectionQueue, id: str, state: State, by: str, reason: str) -> Correction:
    before = queue.find(id)
    after = before.as_decided(state, by, reason)
    queue.decide(before, after)
    return after


def undoing(store: Store, correction: Correction) -> Difference:
    """Return the difference that takes an accepted proposal back. Raises NotFound if it was not accepted.

    The list of changes says what was written. Data in git have none, so there the queue says it.
    """
    found = written(store, correction)
    if found.empty and correction.state in IN_GRAPH and correction.written is not None:
        found = correction.written.unpacked()
    if found.empty:
        raise NotFound(f"Proposal {correction.short} was not accepted.", "Only an accepted proposal can be undone.")
    return found.undone


def _provenance(
    activity: ox.NamedNode, correction: Correction, wanted: Difference, *, changed: bool
) -> Iterator[ox.Quad]:
    """Yield who proposed which statements, on which evidence, and which activity accepted them (PROV-O).

    A role stands for the proposer. The statements are described in the list of changes, so the data stay as they were.
    """
    graph = ox.NamedNode(CHANGES_GRAPH)
    proposal, role = ox.NamedNode(correction.iri), ox.NamedNode(f"{vocab.BASE}role/{correction.role}")
    moment = ox.Literal(correction.made, datatype=ox.NamedNode(f"{vocab.PREFIXES['xsd']}dateTime"))
    pages = [ox.NamedNode(page) for page in correction.evidence]

    def said(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, ox.NamedNode(term), value, graph)

    yield said(activity, f"{_PROV}used", proposal)
    yield said(proposal, f"{_RDF}type", ox.NamedNode(f"{_PROV}Entity"))
    yield said(proposal, f"{_PROV}wasAttributedTo", role)
    yield said(proposal, f"{_PROV}generatedAtTime", moment)
    yield said(role, f"{_RDF}type", ox.NamedNode(f"{_PROV}Agent"))
    yield said(role, f"{vocab.PREFIXES['rdfs']}label", ox.Literal(f"A {correction.role}", language="en"))
    if changed:
        yield said(ox.NamedNode(f"{correction.iri}#accepted"), f"{_PROV}wasRevisionOf", proposal)
    ends = ((wanted.removed, "wasInvalidatedBy"), (wanted.added, "wasGeneratedBy"))
    for quads, end in ends:
        for number, quad in enumerate(quads, start=1):
            statement = ox.NamedNode(f"{activity.value}#{end}-{number}")
            yield said(statement, f"{_RDF}type", ox.NamedNode(f"{_RDF}Statement"))
            yield said(statement, f"{_RDF}subject", quad.subject)  # type: ignore[arg-type]
            yield said(statement, f"{_RDF}predicate", quad.predicate)
            yield said(statement, f"{_RDF}object", quad.object)  # type: ignore[arg-type]
            yield said(statement, f"{_PROV}{end}", activity)
            yield said(statement, f"{_PROV}wasAttributedTo", role)
            for page in pages:
                yield said(statement, f"{_PROV}hadPrimarySource", page)
