"""Proposed corrections: their bounds, their queue, their effect, and the review that writes them."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.errors import (
    Ambiguous,
    BadData,
    BadParameter,
    CannotRead,
    Conflict,
    Forbidden,
    Invalid,
    LimitExceeded,
    NotFound,
    SdgGraphError,
)
from sdggraph.store.difference import Difference, PackedDifference, quads_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.loading import fill_new
from sdggraph.store.memory import MemoryStore
from sdggraph.writing import correction_queue, review
from sdggraph.writing.commit import CHANGES_GRAPH, Author
from sdggraph.writing.correction_queue import CorrectionQueue
from sdggraph.writing.corrections import NOBODY, Correction, Kind, Proposer, Role, State, drafted
from sdggraph.writing.effects import confirmation_of, effect_of
from tests.quick import folder_in_memory

ROOT = Path(__file__).parents[2]
ONTOLOGY = Settings.read().ontology
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
DATA = """
organisation:A a sg:Organisation ; sg:code "A" ; skos:prefLabel "Centre A"@en , "Centre A"@fr ;
  org:classification category:category-2 ; sg:country country:CHN ; foaf:homepage <https://a.example> ;
  sg:theme theme:water ; wgs:lat 40.0 ; wgs:long 116.0 ; dcterms:source <https://a.example/about> .
organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Partner B"@en ;
  org:classification category:partner-without-record .
contribution:A-6.5 a sg:Contribution ; sg:contributor organisation:A ; sg:contributesTo sdg:6.5 ;
  sg:basis basis:stated ; sg:activity "Maps aquifers"@en ; prov:wasAttributedTo agent:x ;
  sg:evidence <https://a.example/6> .
agent:x a prov:Agent .
"""
PAGE = "https://a.example/about"
NEW_PAGE = "organisation:A foaf:homepage <https://new.example> ."
DESK = Author("Coordination desk")


def quads(turtle: str) -> list[ox.Quad]:
    graph = ox.NamedNode(vocab.DATA_GRAPH)
    return [ox.Quad(each.subject, each.predicate, each.object, graph)
            for each in ox.parse(HEAD + turtle, ox.RdfFormat.TURTLE)]  # fmt: skip


@pytest.fixture
def graph() -> MemoryStore:
    store = MemoryStore()
    store.put(quads(DATA))
    return store


def effect(store: MemoryStore, turtle: str, **options: Any) -> tuple[list[str], list[str]]:
    """What statements remove and add, in short."""
    found = effect_of(store, quads(turtle), ontology=ONTOLOGY, **options)
    return tuple([short(each) for each in side] for side in found)  # type: ignore[return-value]


def short(quad: ox.Quad) -> str:
    value = quad.object
    said = vocab.compact(value.value) if isinstance(value, ox.NamedNode) else str(value).partition("^^")[0]
    return f"{vocab.compact(quad.predicate.value)} {said}"


# --- the effect of statements ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "removed", "added"),
    [
        (NEW_PAGE, ["foaf:homepage https://a.example"], ["foaf:homepage https://new.example"]),
        ("organisation:A sg:theme theme:karst .", [], ["sg:theme theme:karst"]),
        ('organisation:A skos:prefLabel "Centre Alpha"@en .', ['skos:prefLabel "Centre A"@en'],
         ['skos:prefLabel "Centre Alpha"@en']),
        ('organisation:A skos:prefLabel "Zentrum A"@de .', [], ['skos:prefLabel "Zentrum A"@de']),
        ("organisation:A wgs:lat 40.00 .", [], []),  # another spelling of the same number
        ("organisation:A wgs:lat 41.5 .", ['wgs:lat "40.0"'], ['wgs:lat "41.5"']),
        ("organisation:A sg:theme theme:water .", [], []),
        ('organisation:A skos:note "New."@en .', [], ['skos:note "New."@en']),
        ("organisation:B foaf:homepage <https://b.example> .", [], ["foaf:homepage https://b.example"]),
    ],
)  # fmt: skip
def test_a_value_takes_the_place_of_another_where_the_shapes_allow_one(
    graph: MemoryStore, turtle: str, removed: list[str], added: list[str]
) -> None:
    found = effect(graph, turtle)
    lat = {'wgs:lat "40.0"': 'wgs:lat "40"'}  # as the engine writes it
    assert ([lat.get(each, each) for each in removed], added) in (found, (removed, added))
    assert len(found[0]) == len(removed)
    assert found[1] == added


def test_the_rest_of_a_record_stays_unless_the_file_says_everything(graph: MemoryStore) -> None:
    whole = 'organisation:B a sg:Organisation ; sg:code "B" ; skos:prefLabel "Partner B"@en .'
    assert effect(graph, whole) == ([], [])
    assert effect(graph, whole, whole=True) == (["org:classification category:partner-without-record"], [])


def test_withdrawn_statements_must_be_on_record(graph: MemoryStore) -> None:
    gone = quads("organisation:A sg:theme theme:water .")
    assert effect(graph, "", withdrawn=gone) == (["sg:theme theme:water"], [])
    with pytest.raises(BadData, match="1 statement to withdraw is not on record"):
        effect(graph, "", withdrawn=quads("organisation:A sg:theme theme:karst ."))
    # what is stated and withdrawn at once stays
    assert effect(graph, "organisation:A sg:theme theme:water .", withdrawn=gone) == ([], [])


@pytest.mark.parametrize("turtle", ["[] sg:city 'x' .", "organisation:A skos:note [] ."])
def test_a_blank_node_is_refused(graph: MemoryStore, turtle: str) -> None:
    with pytest.raises(BadData, match="blank node"):
        effect(graph, turtle)


def test_a_statement_of_another_graph_is_refused(graph: MemoryStore) -> None:
    with pytest.raises(BadData, match="graph urn:g is named"):
        effect_of(graph, quads_of("<urn:a> <urn:p> <urn:b> <urn:g> ."), ontology=ONTOLOGY)


def test_a_confirmation_dates_the_record_and_what_belongs_to_it(graph: MemoryStore) -> None:
    iri = vocab.resource("organisation", "A")
    found = confirmation_of(graph, iri, date(2026, 11, 29))
    assert {vocab.compact(str(each.subject)[1:-1]) for each in found.added} == {"organisation:A", "contribution:A-6.5"}
    graph.put(found.added)
    assert confirmation_of(graph, iri, date(2026, 11, 29)).empty


THEMES = st.sampled_from(["water", "karst", "geoparks", "remote-sensing"])
FACTS = st.lists(
    st.one_of(
        THEMES.map(lambda theme: f"organisation:A sg:theme theme:{theme} ."),
        st.integers(-90, 90).map(lambda number: f"organisation:A wgs:lat {number}.50 ."),
        st.sampled_from(["en", "fr", "de"]).map(lambda tag: f'organisation:A skos:prefLabel "Name {tag}"@{tag} .'),
    ),
    max_size=6,
)


@given(stated=FACTS, whole=st.booleans())
def test_an_effect_fits_the_graph_and_brings_about_what_is_stated(stated: list[str], whole: bool) -> None:
    store = MemoryStore()
    store.put(quads(DATA))
    before = set(store.graph_quads(vocab.DATA_GRAPH))
    found = effect_of(store, quads("\n".join(stated)), whole=whole, ontology=ONTOLOGY)
    assert set(found.removed) <= before
    assert not set(found.added) & before
    store.take(found)
    assert effect_of(store, quads("\n".join(stated)), ontology=ONTOLOGY).added == ()
    store.take(found.undone)
    assert set(store.graph_quads(vocab.DATA_GRAPH)) == before


# --- a proposal and its bounds -----------------------------------------------------------------------------


def correction(turtle: str = NEW_PAGE, removed: str = "", **options: Any) -> Correction:
    difference = Difference(tuple(quads(removed)), tuple(quads(turtle)))
    return drafted(difference, **{"version": "v1", "evidence": [PAGE], **options})


def test_a_proposal_says_its_kind_and_cannot_be_guessed() -> None:
    old = "organisation:A foaf:homepage <https://a.example> ."
    kinds = [correction(), correction(removed=old), correction("", removed=old), correction(confirms=True)]
    assert [each.kind for each in kinds] == [Kind.ADD, Kind.CHANGE, Kind.WITHDRAW, Kind.CONFIRM]
    assert len({each.id for each in kinds}) == 4
    assert all(len(each.id) == 32 for each in kinds)  # 128 random bits
    assert Correction.read(kinds[1].packed()) == kinds[1]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"evidence": []}, BadParameter, "No evidence"),
        ({"evidence": ["a page"]}, BadParameter, "no address of a web page"),
        ({"evidence": ["javascript:alert(1)"]}, BadParameter, "no address of a web page"),
        ({"evidence": ["https://user:secret@a.example/"]}, BadParameter, "no address of a web page"),
        ({"evidence": ["https://a.example/" + "x" * 3000]}, BadParameter, "no address of a web page"),
        ({"evidence": [f"https://a.example/{n}" for n in range(11)]}, BadParameter, "11 pages"),
        ({"basis": "x" * 2001}, BadParameter, "2,001 letters"),
        ({"basis": "turned \u202eround"}, BadParameter, "cannot be shown"),
        ({"turtle": ""}, BadParameter, "Nothing would change"),
        ({"turtle": "".join(f"organisation:A skos:note '{n}'@en ." for n in range(501))}, LimitExceeded, "too large"),
        ({"turtle": f"organisation:A skos:note '{'x' * 200_000}'@en ."}, LimitExceeded, "too large"),
    ],
)
def test_a_proposal_out_of_bounds_is_refused(options: dict[str, Any], error: type[SdgGraphError], words: str) -> None:
    with pytest.raises(error, match=words):
        correction(**options)


def test_a_withdrawal_needs_a_page_or_a_reason() -> None:
    old = "organisation:A foaf:homepage <https://a.example> ."
    with pytest.raises(BadParameter, match="needs a reason"):
        correction("", removed=old, evidence=[])
    assert correction("", removed=old, evidence=[], basis="It was sold.").basis == "It was sold."


@pytest.mark.parametrize(
    "proposer",
    [Proposer("x" * 201), Proposer("A\nB"), Proposer(mail="nobody"), Proposer(mail="a@b.example\nBcc: c@d.example")],
)
def test_a_name_or_a_mail_that_could_do_harm_is_refused(proposer: Proposer) -> None:
    with pytest.raises(BadParameter):
        proposer.checked()


# --- the queue ---------------------------------------------------------------------------------------------


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[CorrectionQueue]:
    held = CorrectionQueue(tmp_path / "proposals.db", make=True)
    yield held
    held.close()


def test_a_queue_keeps_proposals_and_tells_its_states_apart(queue: CorrectionQueue) -> None:
    one, two = correction(), correction(basis="Seen there.")
    for each in (one, two):
        queue.add(each, NOBODY)
    assert queue.all() == [one, two]
    assert queue.find(one.id[:8].upper()) == one
    declined = review.decline(queue, one.id, "desk", "Another centre.")
    assert (declined.state, declined.reason) == (State.DECLINED, "Another centre.")
    assert queue.all(State.DECLINED) == [declined]
    with pytest.raises(Conflict, match="is declined already"):
        review.ask_back(queue, one.id, "desk", "Since when?")
    asked = review.ask_back(queue, two.id, "desk", "Since when?")
    assert asked.waits
    assert review.decline(queue, two.id, "desk", "No answer.").state is State.DECLINED


def test_a_proposal_that_replaces_another_supersedes_it(queue: CorrectionQueue) -> None:
    old = correction()
    queue.add(old, NOBODY)
    new = correction(replaces=old.id)
    queue.add(new, NOBODY)
    assert queue.find(old.id).state is State.SUPERSEDED
    with pytest.raises(Conflict):  # and nothing of the third is kept
        queue.add(correction(replaces=old.id), NOBODY)
    assert len(queue.all()) == 2


@pytest.mark.parametrize("name", ["", "abc", "zzzzzzzz", "0" * 32, "%", "a' OR 1=1"])
def test_an_unknown_or_too_short_name_finds_nothing(queue: CorrectionQueue, name: str) -> None:
    queue.add(correction(), NOBODY)
    with pytest.raises(NotFound):
        queue.find(name)


def test_an_ambiguous_name_is_not_guessed(queue: CorrectionQueue) -> None:
    for end in "01":
        one = correction()
        queue.add(Correction.read({**one.packed(), "id": f"abcdef{end}{one.id[7:]}"}), NOBODY)
    with pytest.raises(Ambiguous):
        queue.find("abcdef")


def test_two_deciders_cannot_both_decide(queue: CorrectionQueue) -> None:
    one = correction()
    queue.add(one, NOBODY)
    queue.decide(one, one.as_decided(State.DECLINED, "a", "No."))
    with pytest.raises(Conflict, match="decided meanwhile"):
        queue.decide(one, one.as_decided(State.DECLINED, "b", "No."))
    assert queue.find(one.id).decided_by == "a"


def test_a_full_queue_takes_no_more(queue: CorrectionQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correction_queue, "MOST_WAITING", 1)
    queue.add(correction(), NOBODY)
    with pytest.raises(LimitExceeded, match="proposals are waiting"):
        queue.add(correction(), NOBODY)


def test_names_and_mails_are_deleted_after_their_time_and_leave_no_trace(queue: CorrectionQueue) -> None:
    one = correction()
    queue.add(one, Proposer("Ada Example", "ada@a.example"))
    assert queue.person(one.id) == Proposer("Ada Example", "ada@a.example")
    assert "Ada" not in str(queue.find(one.id).packed())
    assert queue.forget() == 0
    queue.keep_persons(0)
    assert queue.forget() == 1
    assert queue.person(one.id) == NOBODY
    kept = b"".join(file.read_bytes() for file in queue.path.parent.glob(f"{queue.path.name}*"))
    assert b"Ada" not in kept
    assert queue.find(one.id) == one
    assert queue.path.stat().st_mode & 0o077 == 0


def test_a_file_of_another_kind_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no proposals at"):
        CorrectionQueue(tmp_path / "absent.db")
    (tmp_path / "text.db").write_text("not a database, and long enough to be looked at as one " * 30)
    with pytest.raises(CannotRead, match="is no file of proposals"):
        CorrectionQueue(tmp_path / "text.db")
    for name, command in (("newer", "PRAGMA user_version = 9"), ("other", "CREATE TABLE mine (x)")):
        base = sqlite3.connect(tmp_path / f"{name}.db")
        base.execute(command)
        base.commit()
        base.close()
        with pytest.raises(CannotRead, match=r"newer sdggraph|another program"):
            CorrectionQueue(tmp_path / f"{name}.db")


# --- accepting ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corrections")
    (folder / "small.ttl").write_text(HEAD + DATA)
    fill_new(folder / "store", ONTOLOGY, [folder / "small.ttl"])
    return folder / "store"


class Office:
    """A store on disk and its queue, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> tuple[DiskStore, CorrectionQueue]:
        return DiskStore(self.folder / "store"), CorrectionQueue(self.folder / "proposals.db", make=True)

    def do(self, work: Callable[[DiskStore, CorrectionQueue], Any]) -> Any:
        disk, queue = self.open()
        try:
            return work(disk, queue)
        finally:
            disk.close()
            queue.close()

    def copy(self) -> MemoryStore:
        store = MemoryStore()
        self.do(lambda disk, _: disk.copy_into(store))
        return store

    def propose(self, turtle: str, **options: Any) -> Correction:
        found = effect_of(self.copy(), quads(turtle), ontology=ONTOLOGY)
        made = drafted(found, **{"version": "v", "evidence": [PAGE], **options})
        self.do(lambda _, queue: queue.add(made, NOBODY))
        return made

    def accept(self, id: str, author: Author = DESK, **options: Any) -> Correction:
        found: Correction = self.do(lambda disk, queue: review.accept(disk, queue, id, author, ONTOLOGY, **options))
        return found

    def data(self) -> set[str]:
        return {str(quad) for quad in self.copy().graph_quads(vocab.DATA_GRAPH)}

    def changes(self, text: str) -> int:
        return sum(text in str(quad) for quad in self.copy().graph_quads(CHANGES_GRAPH))


@pytest.fixture
def office(filled: Path) -> Iterator[Office]:
    with folder_in_memory() as folder:
        shutil.copytree(filled, folder / "store")
        yield Office(folder)


def test_an_accepted_proposal_is_written_once_with_its_origin(office: Office) -> None:
    before = office.data()
    made = office.propose(NEW_PAGE, role=Role.CENTRE)
    assert office.data() == before, "a proposal touches nothing before it is accepted"
    done = office.accept(made.id)
    assert (done.state, done.decided_by) == (State.ACCEPTED, "Coordination desk")
    assert {line for line in office.data() ^ before if "homepage" in line} == office.data() ^ before
    for text in (f"#used> <{made.iri}>", "role/centre", f"hadPrimarySource> <{PAGE}>", "#Statement>", "/token/"):
        assert office.changes(text) > 0, text
    assert office.changes("#wasGeneratedBy> ") == office.changes("#wasInvalidatedBy> ") == 1
    assert office.accept(made.id[:8]) == done
    assert office.changes(f"#used> <{made.iri}>") == 1, "accepting again writes nothing"


@pytest.mark.slow
def test_an_accepted_proposal_is_undone_by_a_new_one(office: Office) -> None:
    before = office.data()
    made = office.propose(NEW_PAGE)
    with pytest.raises(NotFound, match="was not accepted"):
        review.undoing(office.copy(), made)
    office.accept(made.id)
    back = drafted(review.undoing(office.copy(), made), version="v", evidence=[PAGE])
    office.do(lambda _, queue: queue.add(back, NOBODY))
    office.accept(back.id)
    assert office.data() == before


@pytest.mark.slow
def test_a_proposal_may_be_accepted_with_changes(office: Office) -> None:
    made = office.propose(NEW_PAGE)
    other = effect_of(office.copy(), quads("organisation:A foaf:homepage <https://right.example> ."), ontology=ONTOLOGY)
    done = office.accept(made.id, instead=other)
    assert done.state is State.ACCEPTED_WITH_CHANGES
    assert done.written is not None
    assert "right.example" in done.written.added
    assert any("right.example" in line for line in office.data())
    assert not any("new.example" in line for line in office.data())


@pytest.mark.slow
def test_what_the_graph_no_longer_holds_is_a_conflict_and_nothing_changes(office: Office) -> None:
    one = office.propose(NEW_PAGE)
    two = office.propose("organisation:A foaf:homepage <https://other.example> .")
    office.accept(one.id)
    before = office.data()
    with pytest.raises(Conflict, match="have changed since"):
        office.accept(two.id)
    assert office.data() == before
    copy = office.copy()
    found = office.do(lambda _, queue: review.conflicts(copy, queue, queue.find(two.id)))
    assert found.blocks
    assert found.outdated
    assert found.others == ()


@pytest.mark.slow
def test_other_proposals_on_the_same_property_are_told(office: Office) -> None:
    one = office.propose(NEW_PAGE)
    two = office.propose("organisation:A foaf:homepage <https://other.example> .")
    office.propose("organisation:A sg:theme theme:karst .")
    copy = office.copy()
    found = office.do(lambda _, queue: review.conflicts(copy, queue, one))
    assert [each.id for each in found.others] == [two.id]
    assert not found.blocks


@pytest.mark.slow
def test_wrong_data_and_a_narrow_scope_are_refused_and_leave_the_proposal_open(office: Office) -> None:
    copy = office.copy()
    wrong = effect_of(copy, quads('organisation:A wgs:lat "north" .'), ontology=ONTOLOGY)
    with pytest.raises(Invalid) as raised:
        review.tried(copy, wrong, ONTOLOGY)
    assert "decimal number from -90 to 90" in str(raised.value.report)
    made = office.propose("organisation:B foaf:homepage <https://b.example> .")
    before = office.data()
    with pytest.raises(Forbidden):
        office.accept(made.id, Author("Centre A", "organisation:A"))
    assert office.data() == before
    assert office.do(lambda _, queue: queue.find(made.id)).state is State.OPEN
    assert office.accept(made.id).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("organisation:A sg:hompage <https://x.example> .", "The ontology has no term sg:hompage"),
        ("organisation:A skos:preflabel 'x'@en .", "Write skos:prefLabel"),
        ("organisation:X a sg:Organization .", "Write sg:Organisation"),
        ("organisation:A sg:cooperatesWith organisation:B .", "follows from other statements by a rule"),
    ],
)
def test_unknown_terms_and_derived_statements_are_refused(office: Office, turtle: str, words: str) -> None:
    copy = office.copy()
    with pytest.raises(BadData, match=words):
        review.tried(copy, effect_of(copy, quads(turtle), ontology=ONTOLOGY), ONTOLOGY)


@pytest.mark.slow
def test_an_office_has_a_name_that_can_be_shown(office: Office) -> None:
    made = office.propose(NEW_PAGE)
    for name in ("", " ", "x" * 201, "A\nB", "A\u202eB"):
        with pytest.raises(BadParameter, match="name of the office"):
            office.accept(made.id, Author(name))
    assert office.do(lambda _, queue: queue.find(made.id)) == made


def test_a_graph_that_forgot_what_it_accepted_is_told(office: Office, filled: Path) -> None:
    """As after the restore of an older backup."""
    made = office.propose(NEW_PAGE)
    office.accept(made.id)
    shutil.rmtree(office.folder / "store")
    shutil.copytree(filled, office.folder / "store")
    with pytest.raises(Conflict, match="this graph knows nothing of it"):
        office.accept(made.id)


def test_data_in_git_decide_whether_a_proposal_is_accepted(office: Office) -> None:
    made = office.propose(NEW_PAGE)
    copy = office.copy()
    with pytest.raises(Conflict, match="do not hold"):
        office.do(lambda _, queue: review.accept_held(copy, queue, made.id, DESK))
    copy.take(made.difference.unpacked())
    done = office.do(lambda _, queue: review.accept_held(copy, queue, made.id, DESK))
    assert done.state is State.ACCEPTED
    assert review.undoing(office.copy(), done) == made.difference.unpacked().undone


def test_the_graph_decides_if_somebody_declined_while_it_was_written(office: Office) -> None:
    made = office.propose(NEW_PAGE)

    def both(disk: DiskStore, queue: CorrectionQueue) -> None:
        settle = queue.settle

        def late(accepted: Correction) -> None:
            review.decline(queue, made.id, "another office", "No.")
            settle(accepted)

        queue.settle = late  # type: ignore[method-assign]
        review.accept(disk, queue, made.id, DESK, ONTOLOGY)

    office.do(both)
    assert office.do(lambda _, queue: queue.find(made.id)).state is State.ACCEPTED


# --- kill -9 ------------------------------------------------------------------------------------------------


STEPS = [
    ("propose", "before"),
    ("declare", "before"),
    ("declare", "after"),
    ("_write", "after"),
    ("withdraw", "after"),
    ("_text", "before"),
    ("settle", "after"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("step", "when"), STEPS, ids=[f"{when} {step}" for step, when in STEPS])
def test_graph_and_queue_agree_after_a_kill_at_any_step(office: Office, step: str, when: str) -> None:
    before = office.data()
    made = office.propose(NEW_PAGE)
    right = effect_of(office.copy(), quads("organisation:A foaf:homepage <https://right.example> ."), ontology=ONTOLOGY)
    instead = right if step in ("_write", "_text") else None  # some are accepted with changes
    words = [str(office.folder), made.id, step, when, *(PackedDifference.of(instead) if instead else ())]
    run = subprocess.run([sys.executable, "-m", "tests.writing.killed", *words], cwd=ROOT, check=False)
    assert run.returncode == -signal.SIGKILL
    copy = office.copy()  # opens the store anew, which undoes a write that was not acknowledged
    office.do(lambda _, queue: review.reconcile(queue, copy))
    found = office.do(lambda _, queue: queue.find(made.id))
    assert found.waits == ((step, when) in STEPS[:4]), "only what was acknowledged is accepted"
    assert office.changes(f"#used> <{made.iri}>") == (0 if found.waits else 1)
    assert (office.data() == before) == found.waits
    done = office.accept(made.id, instead=instead)
    assert done.state is (State.ACCEPTED_WITH_CHANGES if instead else State.ACCEPTED)
    assert office.changes(f"#used> <{made.iri}>") == 1, "however often it is accepted, it is written once"
    assert any(("right.example" if instead else "new.example") in line for line in office.data())
