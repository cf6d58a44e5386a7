"""Shapes graphs of any origin: what is judged, how exactly, and what a report says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import Result
from rdflib import RDF, SH

from sdggraph import vocab
from sdggraph.errors import BadData, BadShapes
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source, report_as_turtle
from sdggraph.tasks import validate as validate_files
from sdggraph.validate import Report, of_quads, validate, validate_alone
from tests.validate.random_shapes import Maker

Method = Literal["screen", "full"]
METHODS: tuple[Method, ...] = ("screen", "full")
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <http://ex.org/> .
"""
SHAPE = "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:p . ex:p sh:path ex:v ; "


@pytest.fixture
def judged(tmp_path: Path, source: Source) -> Callable[..., Report]:
    def judge(shapes: str, data: str, method: Method = "screen") -> Report:
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes)
        (tmp_path / "data.ttl").write_text(HEAD + data)
        return validate_files(source, [tmp_path / "data.ttl"], full=method == "full", shapes=tmp_path / "shapes.ttl")

    return judge


def stored(value: str, shapes: str, method: Method) -> Report:
    store = EmbeddedStore.in_memory()
    store.add_turtle(f"{HEAD} ex:a a ex:C ; ex:v {value} .".encode(), graph=vocab.DATA_GRAPH)
    return validate(store, HEAD + shapes, method=method)


GOOD = {
    "byte": ["127", "-128"],
    "short": ["32767"],
    "int": ["-2147483648"],
    "long": ["9223372036854775807"],
    "unsignedByte": ["0", "255"],
    "unsignedShort": ["65535"],
    "unsignedInt": ["4294967295"],
    "unsignedLong": ["18446744073709551615"],
    "nonNegativeInteger": ["0", "007"],
    "positiveInteger": ["1"],
    "nonPositiveInteger": ["0", "-1"],
    "negativeInteger": ["-1"],
}
BAD = {
    "byte": "128",
    "short": "-32769",
    "int": "2147483648",
    "unsignedByte": "-1",
    "unsignedShort": "65536",
    "unsignedInt": "-1",
    "nonNegativeInteger": "-1",
    "positiveInteger": "0",
    "nonPositiveInteger": "1",
    "negativeInteger": "0",
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in GOOD.items() for value in values])
def test_a_value_of_a_derived_type_is_of_its_type_in_a_store(kind: str, value: str, method: Method) -> None:
    assert stored(f'"{value}"^^xsd:{kind}', f"{SHAPE} sh:datatype xsd:{kind} .", method).findings == ()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", sorted(BAD))
def test_a_value_out_of_the_range_of_a_derived_type_is_found_in_a_store(kind: str, method: Method) -> None:
    [found] = stored(BAD[kind], f"{SHAPE} sh:datatype xsd:{kind} .", method).findings
    assert found.component == "Datatype"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ("sh:or ( [ sh:datatype xsd:byte ] [ sh:datatype xsd:date ] )", 0),
        ("sh:not [ sh:datatype xsd:byte ]", 1),
        ("sh:qualifiedValueShape [ sh:datatype xsd:byte ] ; sh:qualifiedMinCount 1", 0),
        ("sh:qualifiedValueShape [ sh:datatype xsd:byte ] ; sh:qualifiedMaxCount 0", 1),
        ("sh:datatype xsd:string", 1),
        ("sh:in ( 05 6 )", 0),
        ('sh:hasValue "5"^^xsd:int', 0),
        ("sh:in ( 6 )", 1),
    ],
)
def test_conditions_around_a_derived_type_are_judged_by_what_a_store_keeps(
    condition: str, number: int, method: Method
) -> None:
    assert len(stored('"5"^^xsd:byte', f"{SHAPE} {condition} .", method).findings) == number


@pytest.mark.parametrize("method", METHODS)
def test_a_time_stamp_is_one_if_it_has_a_zone(method: Method) -> None:
    shapes = f"{SHAPE} sh:datatype xsd:dateTimeStamp ."
    assert stored('"2020-01-01T00:00:00Z"^^xsd:dateTimeStamp', shapes, method).conforms
    assert not stored('"2020-01-01T00:00:00"^^xsd:dateTime', shapes, method).conforms


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("value", "condition", "number"),
    [
        ('"5"^^xsd:byte', "sh:datatype xsd:byte", 0),
        ("5", "sh:datatype xsd:byte", 1),
        ('"5"^^xsd:byte', "sh:datatype xsd:integer", 1),
        ("1 , 01", "sh:maxCount 1", 1),
        ("01", "sh:in ( 1 )", 1),
        ("1.50", "sh:hasValue 1.50", 0),
        ('"2020-01-01T00:00:00.0"^^xsd:dateTime', 'sh:pattern "[.]0$"', 0),
    ],
)
def test_files_are_judged_to_the_letter(
    judged: Callable[..., Report], value: str, condition: str, number: int, method: Method
) -> None:
    found = judged(f"{SHAPE} {condition} .", f"ex:a a ex:C ; ex:v {value} .", method)
    assert len(found.findings) == number


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("byte", "-128", "300"),
        ("long", "9223372036854775807", "9223372036854775808"),
        ("unsignedLong", "18446744073709551615", "18446744073709551616"),
        ("nonNegativeInteger", "-0", "-1"),
        ("integer", "+5", "5_0"),
        ("integer", " 5 ", "\uff15"),  # a digit of another script
        ("decimal", "1.", "1e3"),
        ("decimal", ".5", "NaN"),
        ("double", "1e3", "infinity"),
        ("float", "-INF", "nan"),
        ("dateTimeStamp", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00"),
    ],
)
def test_a_value_that_is_ill_formed_or_out_of_range_is_not_of_its_type(
    judged: Callable[..., Report], kind: str, good: str, bad: str, method: Method
) -> None:
    shapes = f"{SHAPE} sh:datatype xsd:{kind} ."
    data = f'ex:a a ex:C ; ex:v "{good}"^^xsd:{kind} . ex:b a ex:C ; ex:v "{bad}"^^xsd:{kind} .'
    assert {found.focus for found in judged(shapes, data, method).findings} == {"http://ex.org/b"}
    if kind not in ("double", "float"):  # the engine reads infinity and nan, and keeps them as INF and NaN
        [found] = stored(f'"{bad}"^^xsd:{kind}', shapes, method).findings
        assert found.component == "Datatype"


@pytest.mark.parametrize("method", METHODS)
def test_equal_results_are_counted_as_often_as_they_are_found(judged: Callable[..., Report], method: Method) -> None:
    shapes = (
        "ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:t , ex:u . ex:t sh:path ex:p ; sh:property ex:w ."
        "ex:u sh:path ex:q ; sh:property ex:w . ex:w sh:path ex:r ; sh:minCount 1 ."
    )
    report = judged(shapes, "ex:a ex:p ex:b ; ex:q ex:b .", method)
    graph = rdflib.Graph().parse(data=report_as_turtle(report), format="turtle")
    assert len(report.findings) == len(set(graph.objects(None, SH.result))) == 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("on", ["true", '"1"^^xsd:boolean', "false"])
def test_only_true_itself_turns_unique_languages_on(judged: Callable[..., Report], on: str, method: Method) -> None:
    found = judged(f"{SHAPE} sh:uniqueLang {on} .", 'ex:a a ex:C ; ex:v "x"@en , "y"@EN .', method)
    assert len(found.findings) == (on == "true")


def test_relative_addresses_are_those_of_the_file(judged: Callable[..., Report]) -> None:
    report = judged("ex:s a sh:NodeShape ; sh:targetSubjectsOf ex:v ; sh:nodeKind sh:Literal .", "<me> ex:v <you> .")
    [found] = report.findings
    assert found.focus.startswith("file:///")
    assert found.focus.endswith("/me")


@pytest.mark.parametrize("method", METHODS)
def test_a_class_that_is_a_shape_judges_its_instances(judged: Callable[..., Report], method: Method) -> None:
    shapes = "ex:C a owl:Class , sh:NodeShape ; rdfs:label 'C' ; sh:property [ sh:path ex:v ; sh:minCount 1 ] ."
    assert len(judged(shapes, "ex:a a ex:C . ex:b a ex:C ; ex:v 1 .", method).findings) == 1


@pytest.mark.parametrize("target", ['"one"', '"eins"@de', "[]"])
def test_a_target_may_be_anything(judged: Callable[..., Report], target: str) -> None:
    report = judged(f"ex:s a sh:NodeShape ; sh:targetNode {target} ; sh:nodeKind sh:IRI .", "ex:a ex:b ex:c .")
    graph = rdflib.Graph().parse(data=report_as_turtle(report), format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 1


def test_a_report_holds_paths_and_shapes_without_names(judged: Callable[..., Report]) -> None:
    path = "( ex:v [ sh:zeroOrMorePath [ sh:alternativePath ( ex:w [ sh:inversePath ex:u ] ) ] ] )"
    report = judged(f"[] a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path {path} ; sh:minCount 1 ] .", "")
    graph = rdflib.Graph().parse(data=report_as_turtle(report), format="turtle")
    [result] = graph.subjects(RDF.type, SH.ValidationResult)
    first, _ = graph.items(graph.value(result, SH.resultPath))  # type: ignore[arg-type]
    assert str(first) == "http://ex.org/v"
    assert isinstance(graph.value(result, SH.sourceShape), rdflib.BNode)
    assert report_as_turtle(report) == report_as_turtle(
        judged(f"[] a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path {path} ; sh:minCount 1 ] .", "")
    )


def test_idle_shapes_and_classes_without_instances_are_told_and_not_refused(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "shapes.ttl").write_text(
        f"{HEAD} ex:idle a sh:NodeShape ; sh:nodeKind sh:IRI . {SHAPE} sh:minCount 1 ."
    )
    (tmp_path / "data.ttl").write_text(f"{HEAD} ex:a a ex:D .")
    result = run("validate", tmp_path / "data.ttl", "--shapes", tmp_path / "shapes.ttl")
    assert result.exit_code == 0
    assert "Looked at 0 focus nodes of 1 shape. Nothing to look at for http://ex.org/s." in " ".join(
        result.stdout.split()
    )


@pytest.mark.parametrize(
    "shapes",
    [
        f"{SHAPE} sh:minCuont 1 .",
        f"{SHAPE} sh:minCount 'one' .",
        "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:node ex:nothing .",
        "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:rule ex:r .",
        "ex:a a ex:C .",
    ],
)
def test_broken_shapes_are_refused(judged: Callable[..., Report], shapes: str) -> None:
    with pytest.raises(BadShapes):
        judged(shapes, "ex:a a ex:C .")


def test_shapes_that_are_no_rdf_are_told_with_their_line(judged: Callable[..., Report]) -> None:
    with pytest.raises(BadData) as caught:
        judged("\n\noops", "ex:a a ex:C .")
    assert (caught.value.line, (caught.value.file or "").rpartition("/")[2]) == (6, "shapes.ttl")


def test_shapes_are_read_in_every_syntax_and_judge_the_graph(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "s.nt").write_text(
        f"<urn:s> <{RDF.type}> <{SH.NodeShape}> .\n<urn:s> <{SH.targetClass}> <{vocab.SG}Organisation> .\n"
        f"<urn:s> <{SH.nodeKind}> <{SH.IRI}> .\n"
    )
    result = run("validate", "--shapes", tmp_path / "s.nt", "--format", "turtle")
    assert result.exit_code == 0
    assert "sh:conforms true" in result.stdout


RECURSIVE = "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:v ; sh:node ex:s ; sh:minCount 1 ] ."


@pytest.mark.parametrize("method", METHODS)
def test_shapes_that_refer_to_themselves_are_judged_and_come_to_an_end(
    judged: Callable[..., Report], method: Method
) -> None:
    found = judged(RECURSIVE, "ex:a a ex:C ; ex:v ex:b . ex:b ex:v ex:a . ex:z a ex:C .", method).findings
    assert [(finding.focus, finding.component) for finding in found] == [("http://ex.org/z", "MinCount")]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("call", ["SERVICE<http://127.0.0.1:9/> { ?a ?b ?c }", "service silent ex:s { ?a ?b ?c }"])
def test_a_query_of_a_shape_asks_no_other_server(judged: Callable[..., Report], call: str, method: Method) -> None:
    select = f"SELECT $this {{ $this a ?kind . {call} }}"
    with pytest.raises(BadShapes, match="SERVICE"):
        judged(
            f"ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex: ; sh:select '{select}' ] ."
            "ex: sh:declare [ sh:prefix 'ex' ; sh:namespace 'http://ex.org/'^^xsd:anyURI ] .",
            "ex:a a ex:C .",
            method,
        )


def test_prefixes_are_declared_where_they_are_imported(judged: Callable[..., Report]) -> None:
    shapes = (
        "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql"
        " [ sh:prefixes ex:one ; sh:select 'SELECT $this { $this y:v ?value }' ] ."
        "ex:one owl:imports ex:two . ex:two owl:imports ex:three ."
        "ex:three sh:declare [ sh:prefix 'y' ; sh:namespace 'http://ex.org/'^^xsd:anyURI ] ."
    )
    assert len(judged(shapes, "ex:a a ex:C ; ex:v 1 . ex:b a ex:C .").findings) == 1


@pytest.mark.parametrize("path", ["[ sh:zeroOrMorePath ex:v ]", "[ sh:zeroOrOnePath ex:v ]"])
def test_a_path_without_steps_begins_at_a_target_that_is_in_no_statement(
    judged: Callable[..., Report], path: str
) -> None:
    shapes = (
        f"ex:s a sh:NodeShape ; sh:targetNode ex:absent ; sh:property [ sh:path {path} ; sh:nodeKind sh:Literal ] ."
    )
    for method in METHODS:
        assert [finding.value for finding in judged(shapes, "ex:a ex:v 1 .", method).findings] == [
            "http://ex.org/absent"
        ]


@pytest.mark.parametrize("start", [0, pytest.param(1000, marks=pytest.mark.slow)])
def test_both_methods_agree_on_shapes_and_data_made_by_chance(start: int) -> None:
    methods = Counter[str]()
    for seed in range(start, start + (60 if start == 0 else 1000)):
        maker = Maker(seed)
        shapes = of_quads(ox.parse(maker.shapes(), ox.RdfFormat.TURTLE), stored=False)
        data = list(ox.parse(maker.data(), ox.RdfFormat.TURTLE))
        screened, full = (validate_alone(data, shapes, method=method) for method in METHODS)
        assert verdicts(screened) == verdicts(full), f"seed {seed}"
        methods[screened.method] += 1
    assert methods["screen"] > 10, "the screen must have been asked"


def verdicts(report: Report) -> list[tuple[str, ...]]:
    """The verdicts, without the messages: pySHACL puts conditions into them in any order."""
    return [(*finding.verdict[:5], finding.shape) for finding in report.findings]
