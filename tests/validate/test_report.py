"""What a report tells: where, whose, how grave; and the same bytes each time."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks import synthetic
from sdggraph import vocab
from sdggraph.errors import BadParameter
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import Finding, Report, Severity, locate, to_turtle, validate
from tests.validate.conftest import EXAMPLES, SHAPES, examples

BAD = EXAMPLES / "bad.ttl"


@pytest.fixture(scope="module")
def report() -> Report:
    return validate(examples("good", "bad"), SHAPES, files=[BAD, EXAMPLES / "good.ttl"])


def find(report: Report, shape: str, focus: str) -> Finding:
    found = [f for f in report.findings if f.shape == vocab.SHAPES + shape and f.focus.endswith(f"/{focus}")]
    return found[0]


def line(number: int | None) -> str:
    assert number is not None
    return BAD.read_text(encoding="utf-8").splitlines()[number - 1].strip(" ;.")


def test_findings_stand_gravest_first(report: Report) -> None:
    ranks = [finding.severity.rank for finding in report.findings]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
    assert not report.conforms


def test_warnings_alone_do_not_stand_in_the_way() -> None:
    finding = Finding(Severity.WARNING, "urn:a", "Mind this. Or not.", "urn:s", "MinCount")
    assert Report((finding,)).conforms


def test_a_finding_points_to_the_line_of_the_wrong_value(report: Report) -> None:
    finding = find(report, "Organisation-lat", "LAT")
    assert finding.file == str(BAD)
    assert line(finding.line) == "wgs:lat 91.0"
    # Oxigraph keeps numbers as numbers, so the zero is gone
    assert (finding.value, finding.path) == ("91", f"{vocab.PREFIXES['wgs']}lat")
    assert finding.value_term == f'"91"^^<{vocab.PREFIXES["xsd"]}decimal>'


def test_a_finding_points_to_the_line_of_a_wrong_reference(report: Report) -> None:
    finding = find(report, "Project-addresses", "addresses")
    assert line(finding.line) == "sg:addresses theme:water"


def test_a_finding_of_something_missing_points_to_its_subject(report: Report) -> None:
    finding = find(report, "Contribution-origin", "unclaimed")
    assert line(finding.line) == "contribution:unclaimed a sg:Contribution"
    assert finding.component == "MinCount"


def test_every_finding_on_our_own_files_has_a_line(report: Report) -> None:
    assert [finding.focus for finding in report.findings if finding.line is None] == []


def test_files_that_cannot_be_read_leave_findings_without_a_line(report: Report, tmp_path: Path) -> None:
    (tmp_path / "latin1.ttl").write_bytes("# é".encode("latin-1"))
    bare = Report((Finding(Severity.INFO, "urn:a", "Look. Here.", "urn:s", "In"),))
    assert locate(bare, [tmp_path / "latin1.ttl", tmp_path / "missing.ttl"]) == bare


def test_a_finding_names_its_organisation(report: Report) -> None:
    assert find(report, "Organisation-lat", "LAT").organisation == "LAT"
    assert find(report, "Contribution-origin", "unclaimed").organisation == "GOOD"
    assert find(report, "Cooperation-dated", "undated").organisation == "GOOD"
    assert find(report, "Country-iso2", "XXD").organisation is None


def test_the_report_in_turtle_is_valid_and_holds_every_finding(report: Report) -> None:
    text = to_turtle(report)
    quads = list(ox.parse(text, ox.RdfFormat.TURTLE))
    results = [quad for quad in quads if quad.predicate.value.endswith("#result")]
    assert len(results) == len(report.findings)
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


@pytest.mark.slow
def test_the_report_in_turtle_is_the_same_each_time(report: Report) -> None:
    again = validate(examples("bad", "good"), SHAPES, method="full")
    assert to_turtle(again) == to_turtle(report)


def test_the_report_in_turtle_names_blank_nodes_as_such() -> None:
    finding = Finding(Severity.INFO, "_:a", 'Say "yes". Or no.', "urn:s", "In", path="(<urn:a>/<urn:b>)")
    text = to_turtle(Report((finding,)))
    assert "sh:focusNode _:a" in text
    assert "resultPath" not in text
    list(ox.parse(text, ox.RdfFormat.TURTLE))


def test_what_is_to_be_judged_must_be_an_iri() -> None:
    with pytest.raises(BadParameter, match="not an IRI"):
        validate(examples("good"), SHAPES, focus=["organisation GOOD> } DROP ALL"])


def test_nothing_chosen_is_nothing_judged() -> None:
    report = validate(examples("bad"), SHAPES, focus=[])
    assert report.findings == ()
    assert set(report.checked.values()) == {0}


def test_validation_leaves_no_trace_in_the_store() -> None:
    store = examples("good", "bad")
    before = store.version()
    validate(store, SHAPES)
    assert store.version() == before


@pytest.mark.slow
def test_reports_of_several_threads_do_not_mix() -> None:
    stores: list[EmbeddedStore] = []
    for number in range(3):
        stores.append(synthetic.fill(12, seed=number))
        synthetic.plant(stores[number], "two codes", number + 3)
    alone = [validate(store, SHAPES) for store in stores]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda store: validate(store, SHAPES), stores))
    assert together == alone


def test_importing_the_room_does_not_load_the_engines() -> None:
    code = "import sys, sdggraph.validate; print([name for name in ('rdflib', 'pyshacl') if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.slow  # a process that loads and judges everything
def test_validation_does_not_change_rdflib_for_others() -> None:
    code = (
        "import json, rdflib, sdggraph.validate as v; from tests.validate.conftest import *;"
        "state = lambda: [rdflib.NORMALIZE_LITERALS, str(rdflib.Literal('1', datatype=rdflib.XSD.boolean).value)];"
        "before = state(); v.validate(examples('good', 'bad'), SHAPES); print(json.dumps([before, state()]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=BAD.parents[3])
    before, after = json.loads(run.stdout)
    assert before == after
