"""The measures, worked by hand and against plain counting."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph.analysis import metrics

rankings = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=6).filter(
    lambda rows: any(hidden for _, hidden in rows)
)


def arrays(rows: list[tuple[int, bool]]) -> tuple[metrics.Array, metrics.Flags]:
    return np.array([float(score) for score, _ in rows]), np.array([hidden for _, hidden in rows])


def orders(rows: list[tuple[int, bool]]) -> list[list[bool]]:
    """Every order that the scores allow: equal ones in all their permutations."""
    found = []
    for order in itertools.permutations(range(len(rows))):
        scores = [rows[place][0] for place in order]
        if scores == sorted(scores, reverse=True):
            found.append([rows[place][1] for place in order])
    return found


@given(rankings)
def test_average_precision_is_the_mean_over_all_orders_of_equal_scores(rows: list[tuple[int, bool]]) -> None:
    def plain(order: list[bool]) -> float:
        hits = [place for place, hidden in enumerate(order, start=1) if hidden]
        return float(np.mean([count / place for count, place in enumerate(hits, start=1)]))

    wanted = np.mean([plain(order) for order in orders(rows)])
    assert metrics.average_precision(metrics.placed(*arrays(rows))) == pytest.approx(wanted)


@given(rankings, st.integers(1, 4))
def test_the_first_k_are_counted_as_the_mean_over_all_orders(rows: list[tuple[int, bool]], k: int) -> None:
    wanted = np.mean([sum(order[:k]) for order in orders(rows)])
    assert metrics.expected_at(metrics.placed(*arrays(rows)), k) == pytest.approx(wanted)


@given(rankings)
def test_every_measure_lies_between_zero_and_one(rows: list[tuple[int, bool]]) -> None:
    found = metrics.measures(*arrays(rows))
    assert tuple(found) == metrics.MEASURES
    assert all(0 <= value <= 1 for value in found.values())


@given(rankings, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(rows: list[tuple[int, bool]], random: object) -> None:
    turned = list(reversed(rows))
    assert metrics.measures(*arrays(turned)) == pytest.approx(metrics.measures(*arrays(rows)))


def test_equal_scores_for_everybody_are_chance_and_never_first() -> None:
    found = metrics.measures(np.zeros(101), np.arange(101) == 0)
    assert (found["AUC"], found["hits@1"], found["hits@10"]) == (0.5, 0.0, 0.0)
    assert found["MRR"] == pytest.approx(1 / 51)
    assert found["precision@10"] == pytest.approx(1 / 101)


def test_other_hidden_links_do_not_push_a_hidden_link_down() -> None:
    found = metrics.measures(np.array([0.9, 0.8, 0.7, 0.1]), np.array([True, True, False, True]))
    assert found["MRR"] == pytest.approx((1 + 1 + 1 / 2) / 3)


def test_the_bootstrap_repeats_itself_and_surrounds_the_mean() -> None:
    values = np.random.default_rng(1).random((50, 2))
    draws = metrics.bootstrap(values, 200, seed=3)
    assert (draws == metrics.bootstrap(values, 200, seed=3)).all()
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    assert (low < values.mean(axis=0)).all()
    assert (values.mean(axis=0) < high).all()
