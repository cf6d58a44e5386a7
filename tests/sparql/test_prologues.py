"""Declarations before the later operations of an update, told by what the update then does."""

from __future__ import annotations

import pytest

from sdggraph import vocab
from sdggraph.errors import BadQuery, Refused
from sdggraph.sparql.guard import reads_update
from sdggraph.sparql.prologues import with_one_prologue
from sdggraph.store.difference import graph_of
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change
from sdggraph.writing.rehearsal import rehearse


def held(update: str) -> set[str]:
    """The subjects and predicates that an update leaves in an empty store."""
    store = EmbeddedStore.in_memory()
    store.update(update)
    return {term for subject, predicate, _, _ in store.quads() for term in (subject, predicate)}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { <u:a> <u:p> 1 } ; PREFIX x: <u:x/> INSERT DATA { x:b x:q 2 }", "u:a u:p u:x/b u:x/q"),
        ("PREFIX x: <u:x/> INSERT DATA { x:a x:p 1 } ; PREFIX x: <u:y/> INSERT DATA { x:a x:p 1 }", "u:x/ u:y/"),
        ("PREFIX : <u:x/> INSERT DATA { :a :p 1 } ; prefix : <u:y/> INSERT DATA{:a :p 1};", "u:x/ u:y/"),
        # the same name means the first namespace again
        (
            "PREFIX x: <u:x/> INSERT DATA { x:a <u:p> 1 } ; PREFIX x: <u:y/> INSERT DATA { x:b <u:p> 1 } ; "
            "PREFIX x: <u:x/> INSERT DATA { x:c <u:p> 1 }",
            "u:x/a u:y/b u:x/c u:p",
        ),
        # a declaration holds for all operations after it
        ("CLEAR ALL ; PREFIX x: <u:x/> CLEAR ALL ; INSERT DATA { x:a <u:p> 1 }", "u:x/a u:p"),
        # a prefix that nobody has to declare
        ("INSERT DATA { sg:a <u:p> 1 } ; PREFIX sg: <u:s/> INSERT DATA { sg:a <u:p> 1 }", "sg:a u:s/a u:p"),
        ("INSERT DATA { <u:a> sg:p 1 } ; PREFIX sg: <https://w3id.org/sdggraph/ontology#> CLEAR ALL", ""),
        # names that a new name must not meet
        (
            "PREFIX x: <u:x/> PREFIX x2: <u:2/> INSERT DATA { x:a x2:a 1 } ; PREFIX x: <u:y/> "
            "INSERT DATA { x:b x2:b 1 } ; PREFIX x3: <u:3/> INSERT DATA { x:c x3:c 1 }",
            "u:x/a u:2/a u:y/b u:2/b u:y/c u:3/c",
        ),
        ("BASE <u:x/> INSERT DATA { <a> <p> 1 } ; BASE <u:y/> INSERT DATA { <a> <p> 1 }", "u:x/ u:y/"),
        ("BASE <http://h/x/> CLEAR ALL ; BASE <../y/> PREFIX r: <r#> INSERT DATA { <a> r:p 1 }", "http://h/y/ r#p"),
        # strings, comments and blank nodes stay as they are
        (
            "INSERT DATA { <u:a> <u:p> 'x:a ; PREFIX x: <u:x/>' } # ; PREFIX x: <u:0/>\n;\n#PREFIX\n"
            'PREFIX x: <u:x/> INSERT DATA { _:x x:p """x:\'""" }',
            "u:a u:p u:x/p",
        ),
        ("INSERT DATA { <u:a> <u:p> 1 } ; PREFIX x: <u:x/>", "u:a u:p"),
        ("INSERT DATA { <u:a> <u:p> 1 } ; BASE <u:x/> PREFIX x: <u:x/> ;", None),  # an operation stands before each `;`
    ],
)
def test_later_operations_have_declarations_of_their_own(update: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(BadQuery):
            held(update)
        return
    wanted = expected.split()
    if wanted == ["u:x/", "u:y/"]:
        wanted = ["u:x/a", "u:x/p", "u:y/a", "u:y/p"]
    if wanted == ["http://h/y/", "r#p"]:
        wanted = ["http://h/y/a", "http://h/y/r#p"]
    full = {f"<{each.replace('sg:', 'https://w3id.org/sdggraph/ontology#')}>" for each in wanted}
    assert {each for each in held(update) if not each.startswith("_:")} == full


def test_a_filter_and_a_named_graph_of_a_later_operation_know_their_prefix() -> None:
    store = EmbeddedStore.in_memory()
    store.update(
        "PREFIX x: <u:x/> INSERT DATA { GRAPH x:g { x:a x:p 1 , 5 } } ; PREFIX g: <u:x/> PREFIX x: <u:y/> "
        "DELETE { GRAPH g:g { ?s ?p ?o } } INSERT { GRAPH x:g { ?s x:q ?o } } "
        "WHERE { GRAPH g:g { ?s ?p ?o FILTER(?o < 3 && ?s = g:a) } }"
    )
    assert {(predicate, value[1], graph) for _, predicate, value, graph in store.quads()} == {
        ("<u:x/p>", "5", "u:x/g"),
        ("<u:y/q>", "1", "u:y/g"),
    }


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { x:a <u:p> 1 } ; PREFIX x: <u:x/> CLEAR ALL",  # declared too late
        "PREFIX x: <u:x/> CLEAR ALL ; PREFIX _: <u:x/> INSERT DATA { _:a <u:p> 1 }",
        "CLEAR ALL ; PREFIX x: INSERT DATA { <u:a> <u:p> 1 }",
        "CLEAR ALL ; PREFIX x <u:x/> CLEAR ALL",
        "CLEAR ALL ; PREFIX x:y <u:x/> CLEAR ALL",
        "CLEAR ALL ; PREFIX x: <u:x/> INSERT DATA { y:a <u:p> 1 }",
        "CLEAR ALL ; PREFIX x: <u:x/> INSERT DATA { x:a <u:p> }",
        "CLEAR ALL ; BASE <x/> CLEAR ALL",  # there is no base to resolve it against
        "CLEAR ALL PREFIX x: <u:x/> ; CLEAR ALL",
        # IRI() resolves against the base of the whole text
        "BASE <u:x/> CLEAR ALL ; BASE <u:y/> INSERT { ?x <p> 1 } WHERE { BIND(IRI('a') AS ?x) }",
    ],
)
def test_what_is_not_certain_is_refused_as_it_stands(update: str) -> None:
    assert with_one_prologue(update) == update
    with pytest.raises(BadQuery):
        EmbeddedStore.in_memory().update(update)


@pytest.mark.parametrize(
    ("update", "place", "said"),
    [
        ("CLEAR ALL ;\nPREFIX x: <u:x/> INSERT DATA { x:a x:p", "2:39", "the text ends too early"),
        ("CLEAR ALL ;\nPREFIX x: <u:x/>\nINSERT { x:a x:p }", "3:18", "`}` cannot stand here"),
        ("PREFIX y: <u:y/> CLEAR ALL ; PREFIX x: <u:x/> INSERT DATA { y:a x:p ) }", "1:69", "`)` cannot stand here"),
        ("CLEAR ALL ; PREFIX x: <u:x/> CLEAR ALL ; BASE <u:y> CLAER ALL", "1:53", "do you mean CLEAR?"),
        ("CLEAR ALL ; PREFIX x: CLEAR ALL", "1:23", "`CLEAR` cannot stand here"),
        ("CLEAR ALL ; CLEAR ALL ; PREFIX x: <u:x/> INSERT DATA { y:a x:p 1 }", "1:56", "the prefix y: is not declared"),
        (
            "BASE <u:x/> CLEAR ALL ; BASE <u:y/> INSERT { ?x <p> 1 } WHERE { BIND(IRI('a') AS ?x) }",
            "1:25",
            "cannot be moved to the beginning",
        ),
    ],
)
def test_a_mistake_behind_later_declarations_is_told_where_it_is(update: str, place: str, said: str) -> None:
    with pytest.raises(BadQuery) as caught:
        EmbeddedStore.in_memory().update(update)
    assert str(caught.value).startswith(place), caught.value
    assert said in str(caught.value)


def test_what_the_engine_can_parse_stays_as_it_is() -> None:
    update = "PREFIX base: <u:b/> INSERT DATA { base:a a <u:prefix> ; <u:base> 'PREFIX x: <u:x/>' } ; CLEAR ALL"
    assert reads_update(update)
    assert with_one_prologue(update) == update


@pytest.mark.parametrize("door", ["LOAD x:y", "INSERT { ?s ?p ?o } WHERE { SERVICE x:y { ?s ?p ?o } }"])
def test_no_door_opens_behind_a_later_declaration(door: str) -> None:
    with pytest.raises(Refused):
        EmbeddedStore.in_memory().update(f"CLEAR ALL ; PREFIX x: <http://localhost/> {door}")


def test_a_change_writes_into_its_own_graph_behind_a_later_declaration() -> None:
    text = "INSERT DATA { <a> <u:p> 1 } ; PREFIX x: <rel/> INSERT DATA { x:b <u:p> 2 }"
    found = rehearse(MemoryStore(), Change.of_update(text, base="https://h/sparql"))
    assert {(str(quad.subject), graph_of(quad)) for quad in found.added} == {
        ("<https://h/a>", vocab.DATA_GRAPH),
        ("<https://h/rel/b>", vocab.DATA_GRAPH),
    }


def test_many_declarations_are_moved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from sdggraph.sparql import prologues  # patched

    parsed: list[str] = []

    def counted(text: str) -> bool:
        parsed.append(text)
        return reads_update(text)

    monkeypatch.setattr(prologues, "reads_update", counted)
    update = " ; ".join(f"PREFIX x: <u:{number}/> INSERT DATA {{ x:a <u:p> {number} }}" for number in range(300))
    assert len(held(with_one_prologue(update))) == 301
    assert len(parsed) <= 4


def test_the_engine_still_needs_this() -> None:
    """When this fails, a release of the engine has put it right: take the rewriting out, and docs/upstream.md."""
    assert not reads_update("CLEAR ALL ; PREFIX x: <urn:x/> CLEAR GRAPH x:g")
