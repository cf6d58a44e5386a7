"""The fields that forms and workbooks are made of: complete, helpful, and true to the shapes and to the data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.rdf.field_values import Kind
from sdggraph.rdf.fields import EDITED, Field, fields_of, properties_in_words, read_fields
from sdggraph.rdf.shapes import ShapesGraph

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
SHAPES = ShapesGraph(ONTOLOGY / "shapes.ttl")
ATTACHED = sorted(
    {each for node in SHAPES.subjects("NodeShape") for each in SHAPES.values(node, "property")},
    key=lambda each: each.value,
)
FIELDS = {vocab.compact(kind): read_fields(ONTOLOGY, kind) for kind in EDITED}
# what stands in the data and is no field: rules derive it, or editors alone write it into the files
NO_FIELDS = {"rdf:type", "skos:editorialNote", "prov:wasDerivedFrom", "dcterms:hasPart", "dcterms:isPartOf",
             "sg:centresInExistence"}  # fmt: skip


def local(node: ox.NamedNode) -> str:
    return node.value.removeprefix(vocab.SHAPES)


def field(kind: str, path: str) -> Field:
    [found] = [each for each in FIELDS[kind] if vocab.compact(each.property) == path]
    return found


def read(tmp_path: Path, turtle: str, kind: str = "https://x.example/Thing") -> dict[str, Field]:
    """The fields of shapes that are not ours, by the end of their property."""
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
    file = tmp_path / "shapes.ttl"
    file.write_text(f"{prefixes}@prefix : <https://x.example/> .\n{turtle}", "utf-8")
    return {each.property.removeprefix("https://x.example/"): each for each in fields_of(ShapesGraph(file), kind)}


# --- our own shapes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ATTACHED, ids=local)
def test_each_property_shape_of_a_thing_has_a_label_help_and_a_place(shape: ox.NamedNode) -> None:
    [name], [text] = SHAPES.values(shape, "name"), SHAPES.values(shape, "description")
    assert (name.language, text.language) == ("en", "en")
    assert not re.search(r"\b(is missing|is wrong|given twice|sg|skos|sh|xsd):|YYYY", text.value), (
        "help is no complaint"
    )
    assert re.fullmatch(r"[A-Z].*[.”]", text.value), "help is made of sentences"
    for sentence in re.split(r"(?<=[.:]) ", text.value):
        assert len(sentence.split()) <= 25, sentence
    assert text.value != SHAPES.text(shape, "message")
    assert SHAPES.order(shape) < Decimal(100)
    group = SHAPES.group(shape)
    assert group is not None
    assert group.order < Decimal(100)
    assert group.label[0].isupper()


@pytest.mark.parametrize("kind", FIELDS)
def test_no_two_fields_of_a_class_have_the_same_place_or_the_same_label(kind: str) -> None:
    places = Counter((each.group, each.order) for each in FIELDS[kind])
    names = Counter(each.name for each in FIELDS[kind])
    assert [each for each in (*places.items(), *names.items()) if each[1] > 1] == []
    assert len({each.property for each in FIELDS[kind]}) == len(FIELDS[kind]) > 1


@pytest.mark.parametrize("kind", FIELDS)
def test_every_property_that_the_data_give_a_thing_is_a_field(kind: str, used: dict[str, set[str]]) -> None:
    fields = {vocab.compact(each.property) for each in FIELDS[kind]}
    assert len(used[kind]) > 1
    assert used[kind] - fields - NO_FIELDS == set()


@pytest.fixture(scope="module")
def used() -> dict[str, set[str]]:
    """The properties that the data files use, by class."""
    kinds: dict[str, str] = {}
    said: dict[str, set[str]] = defaultdict(set)
    for file in sorted((ROOT / "data").rglob("*.ttl")):
        for quad in ox.parse(path=file):
            if quad.predicate.value == vocab.RDF_TYPE:
                kinds[quad.subject.value] = vocab.compact(quad.object.value)
            said[quad.subject.value].add(vocab.compact(quad.predicate.value))
    found: dict[str, set[str]] = defaultdict(set)
    for thing, kind in kinds.items():
        found[kind] |= said[thing]
    return found


def test_a_list_of_choices_is_the_scheme_of_its_class() -> None:
    """The members of the class and of the scheme are the same concepts, so that either makes the list."""
    classes, schemes = defaultdict(set), defaultdict(set)
    for file in sorted((ONTOLOGY / "schemes").glob("*.ttl")):
        for quad in ox.parse(path=file):
            if quad.predicate.value == vocab.RDF_TYPE:
                classes[quad.object.value].add(quad.subject.value)
            elif quad.predicate.value.endswith("#inScheme"):
                schemes[quad.object.value].add(quad.subject.value)
    chosen = {each.property: each for fields in FIELDS.values() for each in fields if each.kind is Kind.CHOICE}
    assert len(chosen) >= 14
    for each in chosen.values():
        members = [{member for name in names for member in of[name]} for names, of in
                   ((each.classes, classes), (each.schemes, schemes))]  # fmt: skip
        assert members[0] == members[1] != set(), each.property


def test_fields_say_of_which_kind_their_values_are() -> None:
    kinds = {
        ("sg:Organisation", "sg:code"): Kind.TEXT,
        ("sg:Organisation", "skos:prefLabel"): Kind.WORDS,
        ("sg:Organisation", "sg:theme"): Kind.CHOICE,
        ("sg:Organisation", "wgs:lat"): Kind.NUMBER,
        ("sg:Organisation", "foaf:homepage"): Kind.LINK,
        ("sg:Organisation", "sg:partlyBackground"): Kind.TRUTH,
        ("sg:Hosting", "sg:hasEnded"): Kind.TRUTH,  # by its range
        ("sg:Event", "sg:centresAtMost"): Kind.WHOLE_NUMBER,
        ("sg:Event", "sg:organiser"): Kind.RECORD,
        ("sg:Event", "skos:note"): Kind.WORDS,
        ("foaf:Document", "sg:evidence"): Kind.LINK,
        ("sg:Cooperation", "sg:year"): Kind.DATE,
    }
    assert {pair: field(*pair).kind for pair in kinds} == kinds
    day_month_year = tuple(f"{vocab.PREFIXES['xsd']}{name}" for name in ("date", "gYearMonth", "gYear"))
    assert field("sg:Event", "sg:start").datatypes == day_month_year
    assert field("sg:Cooperation", "sg:year").datatypes == day_month_year[2:]


def test_fields_say_what_is_required_and_what_may_be_given_several_times() -> None:
    required = {kind: [each.name for each in fields if each.required] for kind, fields in FIELDS.items()}
    assert required["sg:Organisation"] == ["code", "name", "category"]
    assert required["sg:Contribution"] == ["goal or target", "activity", "basis", "contributor"]
    assert required["sg:Event"] == ["name", "kind"]  # a missing date is a warning
    assert field("sg:Organisation", "sg:theme").many
    assert not field("sg:Organisation", "sg:country").many
    assert field("sg:Project", "skos:prefLabel").one_per_language
    assert not field("sg:Event", "sg:personsAtMost").many
    assert field("sg:Contribution", "sg:activity").limits.max_length == 200
    assert field("sg:Organisation", "wgs:lat").limits.lowest == Decimal("-90.0")
    # a condition that holds only beside a term does not shorten the list of statuses
    assert field("sg:StatusRecord", "sg:statusValue").choices == ()


def test_fields_come_group_by_group() -> None:
    for fields in FIELDS.values():
        labels = [each.group.label for each in fields if each.group]
        assert len(labels) == len(fields)
        assert [label for n, label in enumerate(labels) if label in labels[:n] and labels[n - 1] != label] == []
    assert [each.name for each in FIELDS["sg:Organisation"]][:3] == ["code", "name", "acronym"]


def test_the_properties_in_words_are_those_that_need_a_language() -> None:
    found = {vocab.compact(each) for each in properties_in_words(SHAPES)}
    assert {"sg:activity", "sg:publicRole", "skos:prefLabel"} <= found
    assert not found & {"sg:city", "skos:note", "sg:code"}


# --- shapes of others ----------------------------------------------------------------------------------


def test_a_field_without_help_or_order_comes_last_and_keeps_the_order_of_the_file(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """:S a sh:NodeShape ; sh:targetClass :Thing ; sh:property :z , :y , :first .
        :z a sh:PropertyShape ; sh:path :z . :y a sh:PropertyShape ; sh:path :y ; sh:order "soon" .
        :first a sh:PropertyShape ; sh:path :first ; sh:order 2.5 ; sh:name "first" .""",
    )
    assert [*found] == ["first", "z", "y"]
    assert (found["z"].name, found["z"].help, found["z"].group, found["first"].order) == ("z", "", None, Decimal("2.5"))


def test_warnings_deactivated_shapes_and_longer_paths_limit_nothing(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """:S a sh:NodeShape ; sh:targetClass :Thing ; sh:property :a , :hint , :off , :far .
        :a a sh:PropertyShape ; sh:path :p .
        :hint a sh:PropertyShape ; sh:path :p ; sh:severity sh:Warning ; sh:minCount 1 ; sh:in ( "x" ) .
        :off a sh:PropertyShape ; sh:path :p ; sh:deactivated true ; sh:maxCount 1 .
        :far a sh:PropertyShape ; sh:path ( :p :q ) ; sh:minCount 1 .""",
    )
    assert [*found] == ["p"]
    assert (found["p"].required, found["p"].many, found["p"].choices) == (False, True, ())


def test_conditions_of_included_shapes_and_of_alternatives_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """:S a sh:NodeShape ; sh:targetClass :Thing ; sh:node :More ; sh:property [ a sh:PropertyShape ;
          sh:path :when ; sh:xone ( :Day :Year ) ] .
        :More a sh:NodeShape ; sh:property [ a sh:PropertyShape ; sh:path :size ; sh:in ( "small" "large" ) ] .
        :Day a sh:NodeShape ; sh:datatype xsd:date . :Year a sh:NodeShape ; sh:datatype xsd:gYear .
        :Both a sh:NodeShape ; sh:targetClass :Thing ; sh:property [ a sh:PropertyShape ;
          sh:path [ sh:alternativePath ( :when :other ) ] ; sh:maxCount 1 ] .""",
    )
    assert set(found) == {"when", "size"}, "a path with alternatives describes no field of its own"
    assert (found["size"].kind, found["size"].choices) == (Kind.CHOICE, ("small", "large"))
    assert found["when"].kind is Kind.DATE
    assert not found["when"].many


def test_a_circle_of_classes_or_of_shapes_ends(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """:Thing rdfs:subClassOf :Other . :Other rdfs:subClassOf :Thing .
        :S a sh:NodeShape ; sh:targetClass :Other ; sh:node :S ; sh:property :p .
        :p a sh:PropertyShape ; sh:path :p ; sh:and ( :p ) ; sh:datatype xsd:integer .""",
    )
    assert found["p"].kind is Kind.WHOLE_NUMBER


def test_a_class_without_shapes_has_no_fields(tmp_path: Path) -> None:
    assert read(tmp_path, ":Thing a rdfs:Class .") == {}
