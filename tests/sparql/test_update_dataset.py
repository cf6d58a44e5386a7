"""The graph of an update that names none, and the graphs of its WHERE, told by what the update then does."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from sdggraph.errors import BadParameter, BadQuery, Refused
from sdggraph.sparql import guard, update_dataset
from sdggraph.sparql.interface import Dataset
from sdggraph.sparql.update_dataset import graph_iri, with_dataset, with_default

G = "urn:default"


def outcome(text: str, *, named: bool) -> set[str]:
    """What an update makes of two statements in the default graph, or in the named graph that stands for it."""
    store = ox.Store()
    graph = f"GRAPH <{G}>" if named else ""
    store.update(
        f"INSERT DATA {{ {graph} {{ <urn:a> <urn:p> 1 , 2 }} GRAPH <urn:other> {{ <urn:a> <urn:p> 3 }} }}"
        if named
        else "INSERT DATA { <urn:a> <urn:p> 1 , 2 . GRAPH <urn:other> { <urn:a> <urn:p> 3 } }"
    )
    store.update(with_default(text, G) if named else text)
    default = ox.NamedNode(G) if named else ox.DefaultGraph()
    return {f"{q.triple} {'' if q.graph_name == default else q.graph_name}" for q in store}


UPDATES = [
    "INSERT DATA { <urn:a> <urn:p> 4 }",
    'insert data{<urn:a> <urn:p> \'}\', """}{""", 5}',
    "INSERT DATA { <urn:a> <urn:p> 4 } ; DELETE DATA { <urn:a> <urn:p> 1 }",
    "DELETE WHERE { ?s ?p 1 }",
    "DELETE WHERE { ?s ?p 1 } ;",
    "DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
    "DELETE { ?s ?p ?o } INSERT { ?s <urn:q> ?o } WHERE { ?s ?p ?o FILTER(?o = 1) }",
    "INSERT { ?s <urn:delete> 'INSERT {' } WHERE { ?s ?p 1 # DELETE { in a comment }\n}",
    "INSERT { ?delete <urn:q> ?insert } WHERE { ?delete ?p ?insert }",
    "PREFIX insert: <urn:insert/> INSERT DATA { insert:delete insert:data insert:where }",
    "DELETE { ?s ?p ?o } WHERE { { SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 5 } }",
    "INSERT { ?s <urn:q> ?o } WHERE { GRAPH <urn:other> { ?s ?p ?o } }",
    "DELETE WHERE { GRAPH <urn:other> { ?s ?p ?o } }",
    "INSERT DATA { GRAPH <urn:other> { <urn:a> <urn:p> 4 } }",
    "CLEAR DEFAULT",
    "COPY <urn:other> TO DEFAULT",
    "MOVE DEFAULT TO <urn:other>",
    "INSERT DATA { } ; INSERT { ?s ?p 9 } WHERE { ?s ?p 1 }",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_does_to_the_named_graph_what_it_would_do_to_the_default_one(text: str) -> None:
    assert outcome(text, named=True) == outcome(text, named=False)


@pytest.mark.parametrize("first", [text for text in UPDATES if not re.search(";$|^MOVE", text)])
def test_two_operations_do_what_they_would_do_to_the_default_graph(first: str) -> None:
    # the engine takes a prologue at the beginning only
    for second in (text for text in UPDATES if not text.startswith("PREFIX")):
        text = f"{first}\n;\n{second}"
        assert outcome(text, named=True) == outcome(text, named=False), text


MANY = [
    "INSERT DATA { <urn:a> <urn:p> 4 } ; ",
    "DELETE { ?s ?p ?o } INSERT { ?s <urn:q> ?o } WHERE { ?s ?p ?o } ;\n",
    "DELETE { ?s ?p 1 } WHERE { ?s ?p ?o . { SELECT ?s WHERE { ?s ?q 'DELETE' } } } ; ",
    "CLEAR DEFAULT ; ",
    "COPY DEFAULT TO <urn:g> ; ",
    "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:insert> 'delete' } } ; ",
]


@pytest.mark.parametrize("piece", MANY)
def test_many_operations_are_parsed_as_often_as_few(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> bool:
        parsed.append(text)
        return guard.reads_update(text)

    monkeypatch.setattr(update_dataset, "reads_update", counted)
    numbers = []
    for times in (2, 300):
        parsed.clear()
        with_default(piece * times, G)
        with_dataset(piece * times, Dataset((G,)))
        numbers.append(len(parsed))
    assert numbers[0] == numbers[1] <= 8


def test_many_operations_in_a_form_that_is_slow_to_check_are_refused() -> None:
    named, piece = "PREFIX insert: <urn:i> ", "INSERT DATA { <urn:a> <urn:p> 1 } ; "
    with pytest.raises(Refused, match="more than 50 operations"):
        with_default(named + piece * 51, G)
    assert with_default(named + piece * 3, G).count(f"GRAPH <{G}>") == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "INSERT",
        "INSERT DATA",
        "DELETE WHERE",
        "CLEAR DEFAULT }",
        "INSERT DATA {",
        "nonsense",
        "DELETE WHERE { ?s ?p ?o",
        "SELECT * {}",
    ],
)
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert with_default(text, G) == text
    assert with_dataset(text, Dataset((G,))) == text


def test_where_reads_the_graphs_of_the_request_in_each_of_several_updates() -> None:
    text = "INSERT { GRAPH <urn:x> { ?s ?p 1 } } WHERE { ?s ?p 'WHERE {' } ; DELETE { ?s ?p 2 } WHERE { ?s ?p 2 }"
    found = with_dataset(text, Dataset(("urn:g",), ("urn:h",)))
    assert found.count("USING <urn:g> USING NAMED <urn:h> WHERE {") == 2


def test_two_ways_to_say_it_are_refused() -> None:
    with pytest.raises(BadParameter):
        with_dataset("WITH <urn:g> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", Dataset((G,)))
    with pytest.raises(BadParameter):
        with_dataset("INSERT { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }", Dataset((G,)))
    with pytest.raises(BadQuery):
        with_dataset("DELETE WHERE { ?s ?p 1 }", Dataset((G,)))


@pytest.mark.parametrize("iri", ["", "no iri", "urn:a> <urn:b", "relative/path", 'urn:"'])
def test_a_graph_has_an_iri(iri: str) -> None:
    with pytest.raises(BadParameter):
        graph_iri(iri)
