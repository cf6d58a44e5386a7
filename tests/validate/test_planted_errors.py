"""Each known error is found, by the shape that is there for it, at the organisation that has it."""

from __future__ import annotations

import pytest

from benchmarks import synthetic
from sdggraph.validate import Report, validate
from tests.validate.conftest import SHAPES

SIZE = 60


@pytest.fixture(scope="module")
def planted() -> tuple[dict[str, tuple[str, int]], Report]:
    store = synthetic.fill(SIZE)
    assert validate(store, SHAPES).conforms, "the synthetic data must be clean before errors are planted"
    return synthetic.plant_all(store, SIZE), validate(store, SHAPES)


@pytest.mark.parametrize("error", sorted(synthetic.PLANTS))
def test_planted_error_is_found(error: str, planted: tuple[dict[str, tuple[str, int]], Report]) -> None:
    where, report = planted
    shape, number = where[error]
    code = synthetic.code(number)
    found = [
        finding
        for finding in report.findings
        if finding.shape == shape
        and (finding.organisation == code or code in finding.focus or f"planted-{number}" in finding.focus)
    ]
    assert found, f"{error} at {code} should have been found by {shape}"
    assert all(finding.message.count(".") >= 2 or ". " in finding.message for finding in found)


def test_there_are_many_kinds_of_errors() -> None:
    assert len(synthetic.PLANTS) >= 25
