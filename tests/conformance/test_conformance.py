"""The W3C's tests of SPARQL: what is passed, what is not and why, as docs/conformance.md says it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance import exceptions
from tests.conformance.__main__ import DOCUMENT
from tests.conformance.score import Outcome, run, section
from tests.conformance.suite import Suite, Unavailable, obtained

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def suite() -> Suite:
    try:
        return obtained()
    except Unavailable as reason:
        pytest.skip(f"the W3C's tests cannot be had: {reason}")


@pytest.fixture(scope="module")
def outcomes(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return run(suite, tmp_path_factory.mktemp("conformance"))


def test_every_test_is_passed_but_those_that_are_excepted_by_name(suite: Suite, outcomes: list[Outcome]) -> None:
    names = {each.name for each in outcomes}
    assert len(outcomes) == len(names) > 900
    failed = {each.name: each.complaint for each in outcomes if each.complaint is not None}
    told = {name for name in failed if "/entailment/" not in name}
    assert told == exceptions.expected(suite.title), {name: failed.get(name) for name in told}


def test_no_test_of_reading_fails_on_the_server_s_side(outcomes: list[Outcome]) -> None:
    assert [each for each in outcomes if (each.complaint or "").startswith("5")] == []


def test_the_documentation_says_what_is_true(suite: Suite, outcomes: list[Outcome]) -> None:
    assert section(suite, outcomes) in DOCUMENT.read_text()


def test_every_exception_has_its_reason_in_the_documentation() -> None:
    written = DOCUMENT.read_text()
    assert "Unexplained" not in written
    rows = re.findall(r"^\| (sparql1[01]/\S+/\S+) \| (.+) \|$", written, re.MULTILINE)
    assert {name for name, _ in rows} > exceptions.expected("w3c/rdf-tests")
    assert all(reason.endswith(".") for _, reason in rows)


def test_a_folder_that_holds_no_suite_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("W3C_RDF_TESTS", str(tmp_path))
    with pytest.raises(Unavailable, match="holds no folder sparql/sparql11"):
        obtained()
