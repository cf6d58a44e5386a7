"""What is said of a query or update that cannot be read: the place of the mistake, and what could stand there."""

from __future__ import annotations

import re

import pytest

from sdggraph.errors import BadQuery
from sdggraph.sparql.diagnosis import diagnosis
from sdggraph.store.embedded import EmbeddedStore

# names of the grammar's rules, and of signs as the engine's parser spells them
INNARDS = re.compile(r"\[_\]|\.\.=|unreported|\\\\u|isLITERAL|LATERAL|IRI parsing|expected one of \[")


def told(text: str, *, is_update: bool = False) -> BadQuery:
    store = EmbeddedStore.in_memory()
    with pytest.raises(BadQuery) as caught:
        (store.update if is_update else store.query)(text)
    assert not INNARDS.search(str(caught.value)), str(caught.value)
    return caught.value


QUERIES = {
    "SELECT * { ?s ?p }": (1, 18, "`}` cannot stand here; expected a variable, an IRI, a string, a number"),
    "SELECT * { ?s ?p ?o": (1, 20, "the text ends too early; expected"),
    "SELECT * { ?s ?p ?o ?s ?q ?r }": (1, 21, "`?s` cannot stand here; is a `.` or `;` missing before it?"),
    "SELECT * {\n ?c sg:code ?code\n skos:prefLabel ?n }": (
        3,
        2,
        "`skos:prefLabel` cannot stand here; is a `.` or `;`",
    ),
    "SELECT * { ?c sg:code ?code a ?kind }": (1, 29, "`a` cannot stand here; is a `;` missing before it?"),
    "SELECT * { ?s ?p [ ?q 1 ?r 2 ] }": (1, 25, "`?r` cannot stand here; is a `;` missing before it?"),
    "SELCT * { ?s ?p ?o }": (1, 1, "'SELCT' is no word of SPARQL; do you mean SELECT?"),
    "SELECT * {\n ?s ?p ?o\n FILTR(?o > 1) }": (3, 2, "'FILTR' is no word of SPARQL; do you mean FILTER?"),
    "SELECT ?x {\n  ?x foo:bar ?y }": (2, 6, "the prefix foo: is not declared"),
    "SELECT ?x { ?x skso:prefLabel ?y }": (1, 16, "the prefix skso: is not declared; do you mean skos:"),
    "SELECT (COUNTT(?x) AS ?n) { ?x a ?y }": (1, 9, "'COUNTT' is no function of SPARQL; do you mean COUNT?"),
    "SELECT * { FILTER(?x = ) }": (1, 24, "`)` cannot stand here; expected a variable, an IRI"),
    "ASK { ?s ?p 'abc }": (1, 13, "the string that begins here has no end"),
    "ASK { FILTER REGEX(?x, 'a' }": (1, 28, "`}` cannot stand here; expected `)`"),
    "ASK { ?s <http://bad iri> ?o }": (1, 10, "an IRI cannot hold a blank"),
    "ASK { ?s <rel> ?o }": (1, 10, "`<rel>` is no IRI, or a relative one"),
    "SELECT * { ?s ?p ?o } ORDER": (1, 28, "the text ends too early; expected BY"),
    "SELECT * { ?s ?p ?o } LIMIT -1": (1, 29, "`-` cannot stand here; expected a number"),
    "SELECT * { ?s ?p ?o } # LIMIT\nLIMIT ?x": (2, 7, "`?x` cannot stand here; expected a number"),
    "SELECT ?x (1 AS ?x) { ?x ?p ?o }": (1, 33, "SELECT gives a value to a variable that has one already"),
    "SELECT ?o { ?s ?p ?o } GROUP BY ?s": (1, 35, "SELECT names a variable that is not in GROUP BY"),
    "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }": (1, 36, "`?x` has a value already"),
    "INSERT DATA { <urn:a> <urn:b> 1 }": (1, 1, "INSERT begins an update, and a query begins with SELECT"),
    "": (1, 1, "the text ends here; a query begins with SELECT"),
    "{": (1, 1, "`{` cannot stand here; a query begins with SELECT"),
    "PREFIX x <urn:> ASK {}": (1, 9, "a prefix ends in a colon; write x:"),
    "ASK { ?s ?p `x` }": (1, 13, "``` cannot stand here"),
    "ASK { ?s ?p '\\q' }": (1, 13, "this string cannot stand here, or has a wrong escape"),
    "ASK { { _:a ?p 1 } { _:a ?q 2 } }": (1, 22, "a blank node"),
}


@pytest.mark.parametrize("text", QUERIES)
def test_a_mistake_in_a_query_is_told_at_its_place(text: str) -> None:
    line, column, said = QUERIES[text]
    error = told(text)
    assert error.problem.startswith(f"{line}:{column}: the query cannot be read: {said}"), error.problem
    assert (error.line, error.column) == (line, column)


UPDATES = {
    "INSERT DATA { <urn:a> <urn:b>": (1, 30, "the text ends too early; expected"),
    "CLEAR": (1, 6, "the text ends too early; expected GRAPH, ALL or DEFAULT"),
    "COPY <urn:a>": (1, 13, "the text ends too early; expected TO"),
    "INSERT { ?s ?p ?o } { ?s ?p ?o }": (1, 21, "`{` cannot stand here; expected WHERE"),
    "INSRT DATA { }": (1, 1, "'INSRT' is no word of SPARQL; do you mean INSERT?"),
    "DELETE DATA { <urn:a> <urn:b> ?c }": (1, 35, "DELETE DATA holds a variable or a blank node"),
    "CLEAR ALL CLEAR DEFAULT": (1, 11, "`CLEAR` cannot stand here; is a `;` missing before it?"),
    "SELECT * {}": (1, 1, "SELECT begins a query, and an update begins with INSERT"),
    "CLEAR ALL ; INSERT DATA {\n <urn:a> b:c 1 }": (2, 10, "the prefix b: is not declared"),
}


@pytest.mark.parametrize("text", UPDATES)
def test_a_mistake_in_an_update_is_told_at_its_place(text: str) -> None:
    line, column, said = UPDATES[text]
    error = told(text, is_update=True)
    assert error.problem.startswith(f"{line}:{column}: the update cannot be read: {said}"), error.problem
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    "text", [f"SELECT * {{ {'?s ?p ?o . ' * 300}?s }}", "SELECT * { ?s ?p " + "'x' , " * 600 + "}"]
)
def test_the_place_is_found_in_a_long_query(text: str) -> None:
    assert told(text).column == len(text)


def test_a_text_that_is_too_long_is_not_looked_through() -> None:
    assert diagnosis("ASK { " * 30_000, "", is_update=False) is None
    assert "grammar of SPARQL 1.1" in told("ASK { ?s ?p 1 . } x" + " " * 200_000).problem


def test_nothing_is_evaluated_while_looking() -> None:
    for text in ("LOAD <http://127.0.0.1:1/x> ; INSERT", "CLEAR ALL ; LOAD <http://127.0.0.1:1/x> ; }"):
        assert diagnosis(text, "", is_update=True) is not None
    assert diagnosis("ASK { SERVICE <http://127.0.0.1:1/> {} ", "", is_update=False) is not None
