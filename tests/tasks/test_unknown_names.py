"""A name that occurs nowhere in the graph is told where a query finds nothing."""

from __future__ import annotations

import pytest

from sdggraph.tasks import Source
from sdggraph.tasks.portal.query import query, unknown_names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT ?x { ?c sg:cod ?x }", [("sg:cod", "sg:code")]),
        ("SELECT ?x { ?x a sg:Organization }", [("sg:Organization", "sg:Organisation")]),
        ("SELECT ?x { ?c skos:prefLable ?x }", [("skos:prefLable", "skos:prefLabel")]),
        ("DESCRIBE organisation:HISD", [("organisation:HISD", "organisation:HIST")]),
        ("ASK { ?x sg:cod 1 ; sg:cod 2 ; sg:qqqqqqqq 3 }", [("sg:cod", "sg:code"), ("sg:qqqqqqqq", "")]),
        ("SELECT ?x { ?x a|sg:cod ?y . ?x sg:code ?z }", [("sg:cod", "sg:code")]),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest_one(source: Source, text: str, told: list[tuple[str, str]]) -> None:
    assert [(each.name, each.near) for each in unknown_names(source, text)] == told


def test_the_query_is_mended_at_every_place_and_only_there(source: Source) -> None:
    text = 'SELECT ?x { ?x sg:cod "sg:cod" . ?y sg:cod ?x } # sg:cod'
    [found] = unknown_names(source, text)
    assert found.mended == 'SELECT ?x { ?x sg:code "sg:cod" . ?y sg:code ?x } # sg:cod'


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x { ?x sg:code "NOPE" }',
        'ASK { ?x sg:code "abc"^^sg:nothing }',  # a datatype
        "ASK { ?x sg:code ?y FILTER(sg:nothing(?y)) }",  # a function
        "ASK { GRAPH sg:nothing { ?x ?p 'x' } }",  # a graph
        "PREFIX sg: <http://example.org/> ASK { ?x sg:nothing ?y }",  # the query's own prefix
        "ASK { ?x <http://example.org/nothing> ?y }",
        "ASK { ?x ?y 'nothing' }",
    ],
)
def test_what_needs_no_statement_is_not_told(source: Source, text: str) -> None:
    assert unknown_names(source, text) == []


def test_names_are_looked_up_only_where_nothing_is_found(source: Source) -> None:
    assert query(source, query="SELECT ?x { ?c sg:code ?x OPTIONAL { ?c sg:cod ?y } } LIMIT 1").unknown == ()
    assert [each.near for each in query(source, query="SELECT ?x { ?c sg:cod ?x }").unknown] == ["sg:code"]
    assert query(source).unknown == ()
