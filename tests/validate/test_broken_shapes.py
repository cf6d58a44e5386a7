"""Broken shapes are refused in every way in which they can be broken; they never make data look good."""

# ruff: noqa: E501 - tables of Turtle read better unwrapped

from __future__ import annotations

import pytest

from sdggraph import vocab
from sdggraph.errors import BadShapes, CannotRead
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import validate
from tests.validate.conftest import ROOT, terms

HEAD = "".join(f"@prefix {name}: <{space}> .\n" for name, space in vocab.PREFIXES.items())
SOUND = "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property sgsh:p . sgsh:p sh:path sg:code ; "

BROKEN = {
    "not Turtle": "sgsh:s a sh:NodeShape ; ;; .",
    "an unknown prefix": "nope:s a sh:NodeShape .",
    "nothing at all": "",
    "no shape": "sgsh:s rdfs:label 'nothing' .",
    "a condition misspelt": SOUND + "sh:minCuont 1 .",
    "a term of another SHACL": SOUND + "sh:rule sgsh:r .",
    "a node kind misspelt": SOUND + "sh:nodeKind sh:Iri .",
    "a severity misspelt": SOUND + "sh:minCount 1 ; sh:severity sh:Error .",
    "a pattern that is none": SOUND + 'sh:pattern "[" .',
    "a count that is no number": SOUND + 'sh:minCount "one" .',
    "two counts": SOUND + "sh:maxCount 1 , 2 .",
    "a length that is no number": SOUND + "sh:minLength 1.5 .",
    "a datatype that is text": SOUND + 'sh:datatype "x" .',
    "a datatype without a name": SOUND + "sh:datatype [] .",
    "a class that is text": SOUND + "sh:class 'sg:Country' .",
    "a node kind that is text": SOUND + "sh:nodeKind 'sh:IRI' .",
    "a node kind of one's own": SOUND + "sh:nodeKind sg:Country .",
    "a count with a fraction": SOUND + "sh:minCount 1.0 .",
    "a length that is text": SOUND + "sh:maxLength '5' .",
    "a pattern that is an address": SOUND + "sh:pattern <urn:a> .",
    "a pattern in a language": SOUND + "sh:pattern 'a'@en .",
    "a bound that is an address": SOUND + "sh:minInclusive <urn:a> .",
    "a comparison with text": SOUND + "sh:equals 'sg:acronym' .",
    "a truth that is text": SOUND + "sh:minCount 1 ; sh:uniqueLang 'true' .",
    "a truth that is none": SOUND + "sh:minCount 1 ; sh:deactivated 'yes'^^xsd:boolean .",
    "a severity that is text": SOUND + "sh:minCount 1 ; sh:severity 'Warning' .",
    "a message that is a number": SOUND + "sh:minCount 1 ; sh:message 5 .",
    "a language that is an address": SOUND + "sh:languageIn ( <urn:en> ) .",
    "an ignored property that is text": SOUND + "sh:closed true ; sh:ignoredProperties ( 'sg:code' ) .",
    "a shape that is text": SOUND + "sh:node 'x' .",
    "a list of shapes with text": SOUND + "sh:or ( 'x' ) .",
    "two patterns' flags": SOUND + "sh:pattern 'a' ; sh:flags 'i' , 's' .",
    "two datatypes": SOUND + "sh:datatype xsd:string , xsd:date .",
    "a list that is none": SOUND + "sh:in sgsh:nothing .",
    "an empty list of shapes": SOUND + "sh:or () .",
    "no path": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property sgsh:p . sgsh:p sh:minCount 1 .",
    "two paths": SOUND + "sh:path sg:acronym ; sh:minCount 1 .",
    "a path that is text": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property [ sh:path 'code' ; sh:minCount 1 ] .",
    "a path of one step": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property [ sh:path ( sg:code ) ; sh:minCount 1 ] .",
    "a path that goes nowhere": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property [ sh:path [] ; sh:minCount 1 ] .",
    "a reference to nothing": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:node sgsh:nothing .",
    "a property shape that is none": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:property sgsh:nothing .",
    "a circle of shapes": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:node sgsh:t . sgsh:t a sh:NodeShape ; sh:node sgsh:s .",
    "a shape of both kinds": "sgsh:s a sh:NodeShape , sh:PropertyShape ; sh:targetClass sg:Organisation ; sh:path sg:code .",
    "a shape that nobody uses": SOUND + "sh:minCount 1 . sgsh:idle a sh:NodeShape ; sh:nodeKind sh:IRI .",
    "an unknown class": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organization ; sh:nodeKind sh:IRI .",
    "an unknown property": "sgsh:s a sh:NodeShape ; sh:targetSubjectsOf sg:codes ; sh:nodeKind sh:IRI .",
    "a query that cannot be read": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:sparql [ sh:select 'SELECT $this WHERE { $this' ] .",
    "a query with an unknown prefix": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:sparql [ sh:select 'SELECT $this WHERE { $this nope:x ?y }' ] .",
    "a query without $this": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:sparql [ sh:select 'SELECT ?that WHERE { ?that a ?y }' ] .",
    "a query that SHACL forbids": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:sparql [ sh:select 'SELECT $this WHERE { $this a ?y MINUS { $this a ?z } }' ] .",
    "no query": "sgsh:s a sh:NodeShape ; sh:targetClass sg:Organisation ; sh:sparql [ sh:message 'wrong' ] .",
}


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return terms()


@pytest.mark.parametrize("method", ["screen", "full"])
@pytest.mark.parametrize("how", sorted(BROKEN))
def test_broken_shapes_are_refused(how: str, method: str, store: EmbeddedStore) -> None:
    with pytest.raises(BadShapes) as raised:
        validate(store, HEAD + BROKEN[how], method=method)  # type: ignore[arg-type]
    assert raised.value.problem
    assert "data was not checked" in raised.value.remedy


def test_sound_shapes_pass(store: EmbeddedStore) -> None:
    assert validate(store, HEAD + SOUND + "sh:minCount 1 .").conforms


def test_a_missing_file_is_named(store: EmbeddedStore) -> None:
    with pytest.raises(CannotRead, match=r"nowhere\.ttl"):
        validate(store, ROOT / "nowhere.ttl")
