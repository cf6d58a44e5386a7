"""Fields are read from any shapes of an operator: odd values limit nothing, and shapes that refer to themselves end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.rdf.fields import Field, read_fields
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.effects import effect_of

ONTOLOGY = Settings.read().ontology
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://x.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:p . ex:p sh:path ex:a ; sh:description "A." .
"""


def folder(tmp_path: Path, shapes: str) -> Path:
    shutil.copytree(ONTOLOGY, tmp_path / "ontology")
    (tmp_path / "ontology" / "shapes.ttl").write_text(HEAD + shapes)
    return tmp_path / "ontology"


def the_field(tmp_path: Path, shapes: str) -> Field:
    [field] = read_fields(folder(tmp_path, shapes), "https://x.example/C")
    return field


@pytest.mark.parametrize("number", ["9" * 5000, '"NaN"^^xsd:double', '"many"', '"sNaN"'])
def test_a_limit_that_is_no_usable_number_limits_nothing(tmp_path: Path, number: str) -> None:
    terms = ("minCount", "maxCount", "minLength", "maxLength", "minInclusive", "maxInclusive", "order")
    said = " ; ".join(f"sh:{term} {number}" for term in terms)
    field = the_field(tmp_path, f"ex:p {said} . ex:S sh:property ex:q . ex:q sh:path ex:a ; sh:minInclusive 3.0 .")
    assert (field.required, field.many, field.limits.min_length) == (False, True, None)
    assert field.limits.lowest is None or field.limits.lowest.is_finite()


@pytest.mark.parametrize(
    "shapes",
    [
        'ex:p sh:class "x" ; sh:datatype "y" ; sh:group "z" ; sh:nodeKind 3 .',
        'ex:a rdfs:range "x" , [] . ex:C rdfs:subClassOf "x" , ex:C , [] .',
        'ex:S sh:property "x" . ex:p sh:in () .',
    ],
)
def test_what_is_no_iri_names_no_class(tmp_path: Path, shapes: str) -> None:
    field = the_field(tmp_path, shapes)
    assert (field.classes, field.datatypes, field.kind.value) == ((), (), "text")


def test_shapes_that_refer_to_themselves_in_many_ways_end_at_once(tmp_path: Path) -> None:
    many = " ".join(["ex:p ex:q"] * 10)
    field = the_field(
        tmp_path, f"ex:p sh:node ex:S , ex:p ; sh:or ({many}) . ex:q sh:xone ({many}) ; sh:and ({many}) ."
    )
    assert field.property == "https://x.example/a"


def test_a_single_value_is_replaced_also_where_the_shapes_give_no_help(tmp_path: Path) -> None:
    ontology = folder(tmp_path, "ex:S sh:property ex:q . ex:q sh:path ex:b ; sh:maxCount 1 .")
    graph, thing = ox.NamedNode(vocab.DATA_GRAPH), ox.NamedNode("https://x.example/t")
    old, new = (ox.Quad(thing, ox.NamedNode("https://x.example/b"), ox.Literal(each), graph) for each in ("old", "new"))
    store = MemoryStore()
    store.put([old, ox.Quad(thing, ox.NamedNode(vocab.RDF_TYPE), ox.NamedNode("https://x.example/C"), graph)])
    assert effect_of(store, [new], ontology=ontology) == ((old,), (new,))
