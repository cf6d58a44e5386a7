"""Our own shapes: complete, in use, and right about one good and one bad example each."""

from __future__ import annotations

import re

import pytest
import rdflib
from rdflib import RDF, SH, BNode, Literal, URIRef

from sdggraph import vocab
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import Report, Severity, validate
from sdggraph.validate import paths as paths_room
from sdggraph.validate.shapes import Shapes, load
from sdggraph.validate.shapes_check import in_order
from tests.validate.conftest import EXAMPLES, ROOT, SHAPES, examples

GRAPH = rdflib.Graph().parse(SHAPES)
NODE_SHAPES = in_order(GRAPH.subjects(RDF.type, SH.NodeShape))
PROPERTY_SHAPES = in_order(GRAPH.subjects(RDF.type, SH.PropertyShape))
LOADED = load(SHAPES)
TARGETED = LOADED.targeted
CONDITIONS = in_order(
    shape
    for shape in [*NODE_SHAPES, *PROPERTY_SHAPES]
    if shape not in TARGETED and not any(GRAPH.subjects(SH.property, shape))
)
# what describes a field and asks nothing of the data
SILENT = {RDF.type, SH.path, SH.name, SH.description, SH.order, SH.group, URIRef("http://datashapes.org/dash#editor")}
FIELDS_ONLY = {shape for shape in PROPERTY_SHAPES if set(GRAPH.predicates(shape)) <= SILENT}
JUDGING = [shape for shape in [*NODE_SHAPES, *PROPERTY_SHAPES] if shape not in FIELDS_ONLY]


def name(shape: object) -> str:
    return str(shape).removeprefix(vocab.SHAPES)


@pytest.mark.parametrize("shape", JUDGING, ids=name)
def test_shape_says_what_it_is_and_what_to_do(shape: URIRef) -> None:
    assert shape.startswith(vocab.SHAPES)
    [message], [severity], [title] = (list(GRAPH.objects(shape, term)) for term in (SH.message, SH.severity, SH.name))
    assert severity in (SH.Violation, SH.Warning, SH.Info)
    assert (message.language, title.language) == ("en", "en")  # type: ignore[attr-defined]
    assert re.fullmatch(r"[A-Z\"].*[.] [A-Z].*[.]", str(message)), "first what is wrong, then what to do"


def test_blank_nodes_are_only_paths_lists_and_prefixes() -> None:
    for subject in {subject for subject in GRAPH.subjects() if isinstance(subject, BNode)}:
        assert not any((subject, RDF.type, kind) in GRAPH for kind in (SH.NodeShape, SH.PropertyShape))
        said = set(GRAPH.predicates(subject))
        assert said <= {RDF.first, RDF.rest, SH.inversePath, SH.alternativePath, SH.prefix, SH.namespace}


@pytest.mark.parametrize("shape", TARGETED, ids=name)
def test_shape_finds_something_in_the_real_data(shape: URIRef, real_report: Report) -> None:
    assert real_report.checked[str(shape)] > 0


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=name)
def test_property_shape_meets_a_value(shape: URIRef, real: EmbeddedStore, good: EmbeddedStore) -> None:
    """A wrong letter in a path would judge nothing, so each path must lead somewhere in the examples and, if it
    judges, in the real data."""
    path = paths_room.read(GRAPH, GRAPH.value(shape, SH.path)).text  # type: ignore[arg-type]
    for store in (good,) if shape in FIELDS_ONLY else (good, real):
        assert store.query(f"ASK {{ ?this {path} ?value }}").boolean(), f"nothing has {path}"


@pytest.fixture(scope="module")
def good() -> EmbeddedStore:
    return examples("good")


@pytest.fixture(scope="module")
def real_report(real: EmbeddedStore) -> Report:
    return validate(real, SHAPES)


def test_the_sources_say_why_each_kind_of_warning_stays_and_no_other(real_report: Report) -> None:
    """The kinds are compared, not their numbers."""
    text = (ROOT / "data" / "SOURCES.md").read_text("utf-8")
    section = text.partition("## Why warnings stay\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| (.+?) \| \d+ (warning|hint)s? \| .{20,} \|$", section, re.MULTILINE)
    words = {Severity.WARNING: "warning", Severity.INFO: "hint"}
    printed = {(finding.message, words[finding.severity]) for finding in real_report.findings}
    for message, word in printed:
        lines = [begin for begin, told_word in told if told_word == word and message.startswith(begin)]
        assert len(lines) == 1, f"data/SOURCES.md does not say why this {word} stays: {message}"
    for begin, word in told:
        assert any(message.startswith(begin) and kind == word for message, kind in printed), (
            f"No longer printed: {begin}"
        )


def test_the_shipped_data_conforms(real_report: Report) -> None:
    wrong = [
        f"{finding.focus}: {finding.message}"
        for finding in real_report.findings
        if finding.severity is Severity.VIOLATION
    ]
    assert not wrong, "\n".join(wrong)


def test_no_shape_finds_anything_in_the_good_examples(good: EmbeddedStore) -> None:
    report = validate(good, SHAPES)
    assert [(name(finding.shape), finding.focus) for finding in report.findings] == []
    assert all(report.checked.values()), "each shape must have a good example to look at"


def sections(file: str) -> list[tuple[str, str]]:
    """Shape name and Turtle of each bad example."""
    text = (EXAMPLES / f"{file}.ttl").read_text(encoding="utf-8")
    head, *parts = re.split(r"^# sgsh:", text, flags=re.MULTILINE)
    prefixes = "\n".join(line for line in head.splitlines() if line.startswith("@prefix"))
    return [(shape, f"{prefixes}\n{body}") for shape, _, body in (part.partition("\n") for part in parts)]


@pytest.fixture(scope="module")
def bad_report() -> Report:
    return validate(examples("good", "bad"), SHAPES)


@pytest.mark.parametrize(("shape", "text"), sections("bad"))
def test_shape_finds_its_bad_example(shape: str, text: str, bad_report: Report) -> None:
    subjects = {str(subject) for subject in rdflib.Graph().parse(data=text, format="turtle").subjects()}
    assert any(
        finding.focus in subjects and finding.shape == f"{vocab.SHAPES}{shape}" for finding in bad_report.findings
    )


@pytest.mark.slow
def test_every_kind_of_thing_needs_an_address() -> None:
    found = {
        finding.shape
        for finding in validate(examples("good", "nameless"), SHAPES).findings
        if finding.component == "NodeKind"
    }
    assert found == {f"{vocab.SHAPES}{shape}" for shape, _ in sections("nameless")}


def test_every_shape_has_a_bad_example() -> None:
    """Of a shape that only gathers property shapes, the bad examples are theirs."""
    exempt = {RDF.type, SH.name, SH.message, SH.severity, SH.property, SH.targetClass, SH.targetSubjectsOf}
    gathers = {shape for shape in NODE_SHAPES if set(GRAPH.predicates(shape)) <= exempt}
    shown = {f"{vocab.SHAPES}{shape}" for file in ("bad", "nameless") for shape, _ in sections(file)}
    missing = {str(shape) for shape in JUDGING} - shown - {str(s) for s in [*gathers, *CONDITIONS]}
    assert not missing
    for shape in gathers:
        assert any(str(member) in shown for member in GRAPH.objects(shape, SH.property))


# condition -> what meets it, what does not; names are those of tests/data/shapes/good.ttl and bad.ttl
MEETS = {
    "Background": ("status:background", "status:GOOD-launched"),
    "ClaimedBasis": ("contribution:GOOD-6.5", "contribution:GOOD-17-derived"),
    "Derived": ("contribution:GOOD-17-derived", "contribution:GOOD-6.5"),
    "EvidenceInRecord": ("status:GOOD-launched", "status:GOOD-approved"),
    "HasContribution": ("organisation:GOOD", "organisation:HOST"),
    "HasCountry": ("organisation:GOOD", "organisation:good-partner"),
    "HasEndBasis": ("cooperation:GOOD-HOST", "cooperation:end-from-nowhere"),
    "HasNote": ("organisation:GOOD", "organisation:CLOSE-UNEXPLAINED"),
    "HasPlace": ("organisation:GOOD", "organisation:UNPLACED"),
    "HasSector": ("organisation:GOOD", "organisation:WITHOUT-SECTOR"),
    "HasSource": ("organisation:GOOD", "organisation:UNSOURCED"),
    "HasTheme": ("organisation:GOOD", "organisation:ALOOF"),
    "HasWebsite": ("organisation:GOOD", "organisation:OFFLINE"),
    "IsCountry": ("country:CHN", "country-group:g77"),
    "IsCountryGroup": ("country-group:g77", "m49:002"),
    "IsDay": ('"2016-02-29"^^xsd:date', '"2015-02-29"^^xsd:date'),
    "IsGoal": ("sdg:6", "sdg:6.5"),
    "IsM49Region": ("m49:002", "unesco-region:africa"),
    "IsMonth": ('"2016-02"^^xsd:gYearMonth', '"2016-02-01"^^xsd:date'),
    "IsTarget": ("sdg:6.5", "sdg:6"),
    "IsUnescoRegion": ("unesco-region:africa", "m49:002"),
    "IsYear": ('"2016"^^xsd:gYear', '"2016"'),
    "NamedSource": ("cooperation:copy", "hosting:no-evidence"),
    "NoCloseMatch": ("organisation:HOST", "organisation:CLOSE-UNEXPLAINED"),
    "NoCopy": ("cooperation:GOOD-HOST", "cooperation:copy"),
    "NoEnd": ("status:GOOD-approved", "cooperation:end-from-nowhere"),
    "NoNamedSource": ("hosting:no-evidence", "cooperation:copy"),
    "NotACentre": ("organisation:HOST", "organisation:GOOD"),
    "NotBackground": ("status:GOOD-launched", "status:background"),
    "NotOnCopyHost": ("<https://good.example/6>", "<https://copy.example/1>"),
    "OriginalSource": ("contribution:GOOD-6.5", "cooperation:copy-of-copy"),
    "WithRecord": ("organisation:GOOD", "organisation:good-partner"),
    "WithoutRecord": ("organisation:good-partner", "organisation:GOOD"),
}


def test_every_condition_has_an_example_that_meets_it_and_one_that_does_not() -> None:
    assert {name(shape) for shape in CONDITIONS} == set(MEETS)


@pytest.fixture(scope="module")
def condition_report() -> Report:
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
    targets = "".join(f"sgsh:{shape} sh:targetNode {', '.join(both)} .\n" for shape, both in MEETS.items())
    text = f"{prefixes}{SHAPES.read_text(encoding='utf-8')}\n{targets}"
    return validate(examples("good", "bad"), text, method="full")


@pytest.mark.parametrize("condition", sorted(MEETS))
def test_condition_tells_its_examples_apart(condition: str, condition_report: Report) -> None:
    shape = URIRef(f"{vocab.SHAPES}{condition}")
    found = {finding.focus for finding in condition_report.findings if finding.shape == str(shape)}
    good, bad = (str(term(text)) for text in MEETS[condition])
    assert bad in found
    assert good not in found or good == bad


def term(text: str) -> rdflib.term.Node:
    prefix, _, local = text.partition(":")
    if text.startswith(('"', "<")):
        return Literal(text.split('"')[1]) if text[0] == '"' else URIRef(text[1:-1])
    return URIRef(vocab.PREFIXES[prefix] + local)


def test_the_shapes_are_all_within_reach_of_the_screen(shapes: Shapes, real_report: Report) -> None:
    assert real_report.method == "screen"
    assert len(shapes.targeted) >= 30
