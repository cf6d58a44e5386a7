"""Numbers at the edge, in the library and on the command line: a clear refusal, or what they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from click.testing import Result

import sdggraph
from sdggraph.analysis.partners import normalised
from sdggraph.errors import BadParameter
from sdggraph.sparql.interface import Limits

Run = Callable[..., Result]

HUGE = "1" + "0" * 400
EDGES = [
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-0",
    "0",
    "-1",
    HUGE,
    "1e-400",
    "１２",
    "٣",
    "²",
    "+5",
    "1_0",
    " 5",
    "5.0",
    "0x10",
    "",
]
PAIR = ("explain", "HIST", "ERAIFT", "--weights")
OUT = ("suggest-all", "-o", "never.csv")


@pytest.fixture(scope="module")
def graph() -> sdggraph.Graph:
    return sdggraph.open()


def refused(result: Result) -> None:
    """The command says what is wrong in words, shortly, and does nothing."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Error: " in result.output
    assert len(result.output) < 600


@pytest.mark.parametrize("value", EDGES)
@pytest.mark.parametrize(
    "words",
    [
        ("suggest-partners", "HIST", "--limit"),
        ("gaps", "HIST", "--neighbours"),
        (*OUT, "--limit"),
        (*OUT, "--jobs"),
        ("evaluate", "--repeats"),
        ("evaluate", "--max-nodes"),
        ("query", "agreements-to-review", "--max-rows"),
        ("query", "agreements-to-review", "--year"),
        ("serve", "--workers"),
        ("serve", "--max-rows"),
        ("serve", "--memory"),
    ],
)
def test_no_count_is_read_out_of_something_else(run: Run, words: tuple[str, ...], value: str) -> None:
    refused(run(*words, value))


@pytest.mark.parametrize("value", [each for each in EDGES if each != "5.0"])
@pytest.mark.parametrize("words", [("query", "agreements-to-review", "--timeout"), ("serve", "--timeout")])
def test_no_time_is_read_out_of_something_else(run: Run, words: tuple[str, ...], value: str) -> None:
    refused(run(*words, value))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("evaluate", "--seed"), HUGE),
        (("evaluate", "--folds"), "99999999999"),
        (("evaluate", "--split"), "99999"),
        (("serve", "--port"), "８０"),
        (("serve", "--memory"), f"{HUGE}GiB"),
        (("serve", "--memory"), "²GiB"),
        (("serve", "--memory"), "0.0000000001KiB"),
        (("serve", "--client-budget"), "nan"),
        (("serve", "--client-budget"), "1e308"),
        (("token", "create", "x", "--store", "s", "--expires"), "²d"),
        (("token", "create", "x", "--store", "s", "--expires"), "9999-12-31"),
        (("token", "create", "x", "--store", "s", "--expires"), "２０２７-01-31"),
        (("token", "create", "x", "--store", "s", "--expires"), f"{HUGE}d"),
    ],
)
def test_each_option_has_its_bounds(run: Run, words: tuple[str, ...], value: str) -> None:
    refused(run(*words, value))


@pytest.mark.parametrize(
    "weights",
    [
        "theme=1e308,region=1e308",
        "theme=nan",
        "theme=inf",
        "theme=-1",
        "theme=1e-400",
        f"theme={HUGE}",
        "theme=１２",
        "theme=+1",
        "theme=1_0",
        "theme=0,region=-0",
        "theme=1e-300,region=1",
        "theme=1,theme=2",
        "theme=",
        "=1",
    ],
)
def test_weights_that_make_no_sense_are_refused(run: Run, graph: sdggraph.Graph, weights: str) -> None:
    refused(run(*PAIR, weights))
    refused(run("suggest-partners", "HIST", "--weights", weights))


@pytest.mark.parametrize("weight", [math.nan, math.inf, 1e308, -1, 10**400, "1", True, None, Decimal(1), 1e-300])
def test_the_library_refuses_such_weights_too(graph: sdggraph.Graph, weight: Any) -> None:
    for weights in ({"theme": weight}, {"theme": weight, "region": weight}):
        with pytest.raises(BadParameter):
            graph.suggest_partners("HIST", weights=weights)
        with pytest.raises(BadParameter):
            graph.explain("HIST", "ERAIFT", weights=weights)


def test_weights_at_their_bounds_count() -> None:
    assert normalised({"theme": 1e308, "region": 1e308}) == {"theme": 0.5, "region": 0.5}
    assert normalised({"theme": 1e-308, "region": 3e-308}) == {"theme": 0.25, "region": 0.75}
    assert normalised({"theme": 2, "region": 1, "goals": 0}) == {"theme": 0.666667, "region": 0.333333}


@pytest.mark.parametrize("weight", [np.float64(2), np.float32(2), 2, 1_000_000, 0.000001])
def test_every_kind_of_number_is_a_weight(graph: sdggraph.Graph, weight: Any) -> None:
    assert graph.suggest_partners("HIST", weights={"theme": weight}, limit=1).weights == {"theme": 1.0}


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e308, 0, -1, 10**400, "5", 2.0, True])
def test_the_library_counts_in_whole_numbers(graph: sdggraph.Graph, value: Any) -> None:
    with pytest.raises(BadParameter) as caught:
        graph.suggest_partners("HIST", limit=value)
    assert len(str(caught.value)) < 200
    with pytest.raises(BadParameter):
        graph.gaps("HIST", neighbours=value)
    with pytest.raises(BadParameter):
        graph.query("ASK {}", limits=Limits(rows=value))


def test_a_number_of_five_thousand_digits_is_told_by_its_size(graph: sdggraph.Graph) -> None:
    for options in ({"limit": 10**5000}, {"as_of": 10**5000}, {"weights": {"theme": 10**5000}}):
        with pytest.raises(BadParameter, match=r"10\^5000"):
            graph.suggest_partners("HIST", **options)


def test_numbers_of_numpy_count_too(graph: sdggraph.Graph) -> None:
    assert len(graph.suggest_partners("HIST", limit=np.int64(2)).found) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [math.nan, math.inf, 1e308, 0, -0.0, -1, 10**400, "5", True])
def test_no_time_is_endless_or_over(graph: sdggraph.Graph, seconds: Any) -> None:
    with pytest.raises(BadParameter):
        graph.query("ASK {}", limits=Limits(seconds=seconds))


def test_a_parameter_may_be_given_as_a_number(graph: sdggraph.Graph) -> None:
    given: Any = {"year": 2026, "years": 5}
    assert graph.query("agreements-to-review", given).rows() == graph.query("agreements-to-review").rows()
    for bad in (math.nan, 10**400, 10**5000, 2026.0, True, -1):
        with pytest.raises(BadParameter):
            graph.query("agreements-to-review", {"year": bad})  # type: ignore[dict-item]


@pytest.mark.parametrize("value", ["nan", "1e400", "-1", "0", "６０", "6_0"])
def test_the_time_of_an_endpoint_is_read_in_the_same_way(run: Run, value: str) -> None:
    refused(run("centres", "--endpoint", "http://127.0.0.1:9/", env={"SDGGRAPH_ENDPOINT_TIMEOUT": value}))
