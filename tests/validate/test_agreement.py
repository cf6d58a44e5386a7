"""The screen is a short cut, not an opinion: its report is the one that pySHACL gives for everything."""

from __future__ import annotations

import warnings
from typing import Literal

import pytest
import rdflib
from pyshacl import validate as pyshacl_validate
from rdflib import SH

from benchmarks import synthetic
from sdggraph.model.to_rdflib import construct, quiet
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import Report, Severity, validate
from tests.validate.conftest import EXAMPLES, SHAPES, examples

Verdicts = list[tuple[str, ...]]


def verdicts(report: Report) -> Verdicts:
    return [finding.verdict for finding in report.findings]


@pytest.fixture(
    scope="module",
    params=["60 clean", "60 with errors", "300 clean", "300 with errors", "1000 with errors"],
)
def network(request: pytest.FixtureRequest) -> EmbeddedStore:
    """So many organisations; most of those with errors have none of their own."""
    number, _, kind = request.param.partition(" ")
    store = synthetic.fill(int(number))
    if kind == "with errors":
        synthetic.plant_all(store, int(number))
    return store


@pytest.mark.slow  # pySHACL judges everything; the bad examples are judged so in a quick test
def test_the_screen_reports_what_full_validation_reports(network: EmbeddedStore) -> None:
    screened = validate(network, SHAPES, method="screen")
    full = validate(network, SHAPES, method="full")
    assert screened.method == "screen", "nothing in our shapes may be beyond the screen"
    assert screened.findings == full.findings
    assert dict(screened.checked) == dict(full.checked)


@pytest.mark.slow  # pySHACL judges the whole packaged graph
def test_the_screen_agrees_on_the_real_data(real: EmbeddedStore) -> None:
    assert validate(real, SHAPES).findings == validate(real, SHAPES, method="full").findings


@pytest.mark.slow
def test_the_screen_agrees_on_every_bad_example() -> None:
    store = examples("good", "bad")
    screened = validate(store, SHAPES)
    assert screened.method == "screen"
    assert screened.findings == validate(store, SHAPES, method="full").findings


@pytest.mark.slow
def test_what_is_not_an_iri_is_left_to_full_validation() -> None:
    report = validate(examples("good", "nameless"), SHAPES)
    assert report.method == "full"
    assert any(finding.component == "NodeKind" for finding in report.findings)


@pytest.mark.slow  # pySHACL's own entry point judges the ontology and all schemes as well
def test_our_judge_says_what_pyshacl_itself_says() -> None:
    """We put pySHACL's parts together ourselves; its own entry point must come to the same results."""
    store = examples("good", "bad")
    graph = construct(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", rdflib.Graph())
    shapes = rdflib.Graph().parse(SHAPES)
    with quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        _, said, _ = pyshacl_validate(graph, shacl_graph=shapes, inference="none", do_owl_imports=False)
    theirs = sorted(
        tuple(
            str(said.value(result, term) or "") for term in (SH.focusNode, SH.sourceShape, SH.value, SH.resultMessage)
        )
        for result in said.objects(None, SH.result)
    )
    ours = sorted(
        (finding.focus, finding.shape, finding.value or "", finding.message)
        for finding in validate(store, SHAPES, method="full").findings
    )
    assert set(theirs) == set(ours)


@pytest.mark.slow
def test_a_changed_record_is_judged_as_in_the_whole() -> None:
    store = synthetic.fill(60)
    synthetic.plant(store, "a name without a language", 5)
    synthetic.plant(store, "a contribution without evidence", 5)
    subjects = set(synthetic.subjects(60, 5))
    whole = [finding for finding in validate(store, SHAPES).findings if finding.focus in subjects]
    assert {finding.shape.rpartition("#")[2] for finding in whole} >= {"Organisation-prefLabel", "Evidence"}
    methods: tuple[Literal["screen", "full"], ...] = ("screen", "full")
    for method in methods:
        assert list(validate(store, SHAPES, focus=subjects, method=method).findings) == whole


@pytest.mark.slow  # the whole is judged as well
def test_many_changed_records_are_judged_as_in_the_whole() -> None:
    store = synthetic.fill(60)
    planted = synthetic.plant_all(store, 60 + 1)
    assert planted
    subjects = {subject for number in range(20) for subject in synthetic.subjects(60, number)}
    whole = [finding for finding in validate(store, SHAPES).findings if finding.focus in subjects]
    report = validate(store, SHAPES, focus=subjects)
    assert list(report.findings) == whole
    assert Severity.VIOLATION in {finding.severity for finding in whole}


def test_the_examples_are_where_we_look() -> None:
    assert {path.name for path in EXAMPLES.glob("*.ttl")} == {"good.ttl", "bad.ttl", "nameless.ttl"}
