"""Proposed corrections, as command line and library use them: propose, look at them, decide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData, BadParameter, Invalid, LimitExceeded
from sdggraph.present.proposals.view import Statement, View
from sdggraph.rdf.parsing import parse_file
from sdggraph.store.difference import Difference
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.source import Source
from sdggraph.writing import review
from sdggraph.writing.commit import Author
from sdggraph.writing.correction_queue import CorrectionQueue
from sdggraph.writing.corrections import (
    IN_GRAPH,
    MOST_NAME,
    NOBODY,
    WAITING,
    Correction,
    Proposer,
    Role,
    State,
    checked_text,
    drafted,
)
from sdggraph.writing.effects import confirmation_of, effect_of

FILE: Final = "proposals.db"  # beside the store, or where it is named
MOST_FILE: Final = 2_000_000  # bytes of a file of statements
MOST_READ: Final = 20_000  # statements of it, most of which may be on record already


_STATES: Final = {
    "waiting": WAITING,
    "accepted": IN_GRAPH,
    "declined": (State.DECLINED,),
    "superseded": (State.SUPERSEDED,),
    "all": (),
}


@dataclass(frozen=True)
class Draft:
    """A wish to correct the graph, before it is checked."""

    file: Path | None = None  # the statements that hold
    withdraw: Path | None = None  # the statements that do not hold
    whole: bool = False  # whether the file says everything about its things
    confirm: str | None = None  # the organisation whose record is right as of today
    evidence: tuple[str, ...] = ()
    basis: str = ""
    role: str = Role.READER.value
    name: str = ""  # of the proposer, for the desk only
    mail: str = ""
    replaces: str = ""


def queue_file(store: Path | None, named: Path | None) -> Path:
    """Return the file of the proposals: the one that is named, else the one beside the store. Raises BadParameter."""
    if named is not None:
        return named
    if store is None:
        raise BadParameter("No queue of proposals is named.", "Give --store FOLDER, or --proposals FILE.")
    return store.resolve().parent / FILE


@contextmanager
def queue_of(path: Path, *, make: bool = False) -> Iterator[CorrectionQueue]:
    """Open a file of proposals and close it again."""
    queue = CorrectionQueue(path, make=make)
    try:
        yield queue
    finally:
        queue.close()


def propose(source: Source, path: Path, draft: Draft) -> View:
    """Check a draft by the shapes, and put it into the queue as a proposal.

    Raises Invalid with a report for data that would be wrong, BadData and BadParameter for a draft that is not
    complete, and LimitExceeded for one that is too large. Then nothing is kept.
    """
    proposer = Proposer(draft.name, draft.mail).checked()
    copy = _copy(source)
    difference = _effect(source, copy, draft)
    correction = drafted(
        difference,
        version=copy.version(),
        evidence=draft.evidence,
        basis=draft.basis,
        role=Role(draft.role),
        confirms=draft.confirm is not None,
        replaces=_full(path, draft.replaces),
    )
    review.tried(copy, difference, source.settings.ontology)
    with queue_of(path, make=True) as queue:
        queue.add(correction, proposer)
    return _view(correction, proposer)


def proposals(source: Source, path: Path, state: str = "waiting") -> list[View]:
    """Return the proposals in a state (waiting, accepted, declined, superseded or all), oldest first."""
    with queue_of(path) as queue:
        _reconciled(source, queue)
        return [_view(each, queue.person(each.id)) for each in queue.all(*_STATES[state])]


def proposal(source: Source, path: Path, id: str) -> View:
    """Return a proposal with what stands against it. Raises NotFound and Ambiguous."""
    with queue_of(path) as queue:
        _reconciled(source, queue)
        found = queue.find(id)
        notes = _notes(review.conflicts(_copy(source), queue, found)) if found.waits else ()
        return _view(found, queue.person(found.id), notes)


def accept(source: Source, path: Path, id: str, by: str, *, instead: Path | None = None) -> View:
    """Write a proposal to the store on disk, or what a file says instead, and return it.

    Data files are not written: there it is accepted if they hold it already. Raises Conflict, Invalid and CannotRead;
    then nothing was changed.
    """
    place = source.settings.store
    office = _office(by)
    with queue_of(path) as queue:
        if place is None:
            if instead is not None:
                raise BadParameter("--with needs a store on disk.", "Give --store FOLDER, or edit the data files.")
            found = review.accept_held(_copy(source), queue, id, Author(office))
            return _view(found, queue.person(found.id))
        disk = DiskStore(place)
        try:
            changed = None if instead is None else _instead(source, disk, instead)
            found = review.accept(disk, queue, id, Author(office), source.settings.ontology, instead=changed)
        finally:
            disk.close()
        return _view(found, queue.person(found.id))


def put_aside(source: Source, path: Path, id: str, by: str, reason: str, *, asks: bool = False) -> View:
    """Decline a proposal with a reason, or ask its proposer a question, and return it. Raises Conflict."""
    if not reason.strip():
        raise BadParameter("No reason is given.", "Write in a sentence what the proposer should know.")
    office = _office(by)
    with queue_of(path) as queue:
        _reconciled(source, queue)
        found = (review.ask_back if asks else review.decline)(queue, id, office, reason)
        return _view(found, queue.person(found.id))


def _office(name: str) -> str:
    """Return the name of the office that decides. Raises BadParameter for one that is empty or cannot be shown."""
    found = checked_text(name, "The name of the office", MOST_NAME, lines=False)
    if not found:
        raise BadParameter("No office is named.", 'Say who decides, such as --by "Coordination desk".')
    return found


def undo(source: Source, path: Path, id: str, reason: str) -> View:
    """Propose to take an accepted proposal back, and return the new proposal. Raises NotFound and Invalid."""
    copy = _copy(source)
    with queue_of(path) as queue:
        review.reconcile(queue, copy)
        found = queue.find(id)
        difference = review.undoing(copy, found)
        held = set(copy.graph_quads(vocab.DATA_GRAPH))
        still = Difference(
            tuple(quad for quad in difference.removed if quad in held),
            tuple(quad for quad in difference.added if quad not in held),
        )
        said = f"Undoes proposal {found.short}. {reason}".strip()
        made = drafted(still, version=copy.version(), evidence=found.evidence or None, basis=said, role=Role.DESK)
        try:
            review.tried(copy, still, source.settings.ontology)
        except Invalid as error:
            raise Invalid(
                f"Proposal {found.short} cannot be taken back as it is. {error.problem}",
                "The data have changed since: propose the value that is right.",
                error.report,
            ) from error
        queue.add(made, NOBODY)
    return _view(made, NOBODY)


def forget(path: Path, days: int | None) -> int:
    """Delete the names and mails that are too old, after setting for how many days they are kept; return their
    number.
    """
    with queue_of(path) as queue:
        if days is not None:
            queue.keep_persons(days)
        return queue.forget()


def difference_of(path: Path, id: str) -> tuple[Correction, Difference]:
    """Return a proposal and what it changes, or changed when it was accepted. Raises NotFound and Ambiguous."""
    with queue_of(path) as queue:
        found = queue.find(id)
    return found, (found.written or found.difference).unpacked()


def _effect(source: Source, copy: MemoryStore, draft: Draft) -> Difference:
    if draft.confirm is not None:
        if draft.file or draft.withdraw or draft.whole:
            raise BadParameter("A confirmation changes nothing else.", "Propose the change apart from it.")
        found = find_organisation(source.network, draft.confirm)
        return confirmation_of(copy, found.iri, datetime.now(UTC).date())
    if draft.file is None and draft.withdraw is None:
        raise BadParameter(
            "Nothing is proposed.", "Name a file of statements, or give --withdraw FILE or --confirm ORGANISATION."
        )
    if draft.whole and draft.file is None:
        raise BadParameter("--whole needs a file.", "Name the file that says everything about its things.")
    return effect_of(
        copy,
        _statements(draft.file),
        withdrawn=_statements(draft.withdraw),
        whole=draft.whole,
        ontology=source.settings.ontology,
    )


def _instead(source: Source, disk: DiskStore, file: Path) -> Difference:
    copy = MemoryStore()
    disk.copy_into(copy)
    found = effect_of(copy, _statements(file), ontology=source.settings.ontology)
    if found.empty:
        raise BadParameter(f"{file} changes nothing.", "Accept the proposal as it is, or decline it.")
    return found


def _statements(file: Path | None) -> list[ox.Quad]:
    """Read a file of statements. Raises CannotRead, BadData with line and column, and LimitExceeded."""
    if file is None:
        return []
    found = list(islice(parse_file(file, most=MOST_FILE), MOST_READ + 1))
    if len(found) > MOST_READ:  # a compressed file may unpack to much more than its size
        raise LimitExceeded(f"{file} has more than {MOST_READ:,} statements.", "Split it.", limit="size")
    if not found:
        raise BadData("there is no statement here.", "Write at least one, in Turtle.", file=str(file))
    return found


def _copy(source: Source) -> MemoryStore:
    """Return a copy of the graph in memory. Raises BadParameter for one that is elsewhere."""
    store = source.store
    if not isinstance(store, EmbeddedStore):
        raise BadParameter("Proposals are checked against a graph on this machine.", "Give --store or --data.")
    copy = MemoryStore()
    copy.copy(store)
    return copy


def _reconciled(source: Source, queue: CorrectionQueue) -> None:
    """Bring the queue into agreement with the store on disk, if there is one."""
    if source.settings.store is not None:
        review.reconcile(queue, source.store)


def _full(path: Path, id: str) -> str:
    """Return the whole id of a proposal of which the first letters are given; empty for none."""
    if not id:
        return ""
    with queue_of(path) as queue:
        return queue.find(id).id


def _notes(found: review.Conflicts) -> tuple[str, ...]:
    notes = []
    if found.missing:
        notes.append(f"It removes {_short(found.missing[0])}, which is no longer on record: accept it with changes.")
    elif found.outdated:
        notes.append("The data have changed since it was made; what it removes is still on record.")
    if found.known:
        notes.append(f"{_short(found.known[0])} is on record by now.")
    notes += [f"Proposal {each.short} of {each.made[:10]} changes the same." for each in found.others]
    return tuple(notes)


def _short(quad: ox.Quad) -> str:
    return " ".join(_statement(quad))


def _view(correction: Correction, proposer: Proposer, notes: tuple[str, ...] = ()) -> View:
    removed, added = (correction.written or correction.difference).unpacked()
    return View(correction, proposer, tuple(map(_statement, removed)), tuple(map(_statement, added)), notes)


def _statement(quad: ox.Quad) -> Statement:
    value = quad.object
    if isinstance(value, ox.NamedNode):
        said = vocab.compact(value.value)
    elif isinstance(value, ox.Literal):  # without its datatype; a text may itself hold what stands before one
        said = str(ox.Literal(value.value, language=value.language))
    else:
        said = str(value)
    return Statement(vocab.compact(str(quad.subject)[1:-1]), vocab.compact(quad.predicate.value), said)
