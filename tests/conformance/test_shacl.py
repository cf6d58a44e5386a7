"""The W3C's tests of SHACL: each is passed with both methods, or not passed for the reason that is written down."""

from __future__ import annotations

import pytest

from tests.conformance.__main__ import DOCUMENT
from tests.conformance.shacl import METHODS, Case, cases, obtained, passes
from tests.conformance.shacl_score import EXCEPTIONS, Outcomes, run, section
from tests.conformance.suite import Unavailable

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tests() -> list[Case]:
    try:
        return cases(obtained())
    except Unavailable as reason:
        pytest.skip(f"the W3C's tests cannot be had: {reason}")


@pytest.fixture(scope="module")
def outcomes(tests: list[Case]) -> Outcomes:
    return run(tests)


@pytest.mark.parametrize("method", METHODS)
def test_every_test_is_passed_but_those_that_are_excepted_by_name(outcomes: Outcomes, method: str) -> None:
    failed = {name: complaint for name, complaint in outcomes[method].items() if complaint is not None}
    assert len(outcomes[method]) == 121
    assert set(failed) == set(EXCEPTIONS), failed


def test_a_wrong_expectation_is_told(tests: list[Case]) -> None:
    """The comparison itself can fail: it looks at each result and at how many there are."""
    [shared] = [case for case in tests if case.name.endswith("/shared")]
    assert shared.expected is not None
    assert passes(shared, "full") is None
    [twice] = [told for told, number in shared.expected.items() if number == 2]
    assert "missing" in (
        passes(shared._replace(expected=shared.expected + type(shared.expected)([twice])), "full") or ""
    )


def test_the_documentation_says_what_is_true(outcomes: Outcomes) -> None:
    assert section(outcomes) in DOCUMENT.read_text()
