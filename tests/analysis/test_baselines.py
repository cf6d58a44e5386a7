"""The baselines against NetworkX, which knows nothing of ours."""

import networkx as nx
import numpy as np
import pytest

from sdggraph.analysis import baselines, signal_matrices
from sdggraph.analysis.features import View
from sdggraph.model.records import Link, Network, Organisation

GRAPH: "nx.Graph[int]" = nx.karate_club_graph()
CODES = [f"{node:02}" for node in GRAPH]


@pytest.fixture(scope="module")
def known() -> baselines.Training:
    links = tuple(Link(f"{a}-{b}", (f"{a:02}", f"{b:02}"), "agreement", 2000) for a, b in GRAPH.edges)
    twice = (*links, *links[:20])  # a repeated link is no second partner
    view = View(Network({code: Organisation(code, code, code) for code in CODES}, twice))
    return baselines.training(view, CODES, signal_matrices.columns(view, CODES, ["theme", "goals", "region"]), seed=7)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("Jaccard", nx.jaccard_coefficient),
        ("Adamic-Adar", nx.adamic_adar_index),
        ("resource allocation", nx.resource_allocation_index),
    ],
)
def test_common_partners_are_counted_as_networkx_counts_them(
    known: baselines.Training, name: str, reference: object
) -> None:
    found = baselines.BASELINES[name](known, np.arange(34))
    for a, b, value in reference(GRAPH):  # type: ignore[operator]
        assert found[a, b] == pytest.approx(value, abs=1e-12)


def test_pagerank_is_that_of_networkx(known: baselines.Training) -> None:
    found = baselines.pagerank(known, np.array([5]))[0]
    plain: nx.Graph[int] = nx.Graph(GRAPH.edges)
    wanted = nx.pagerank(plain, alpha=0.85, personalization={5: 1}, tol=1e-12, max_iter=500)
    assert found == pytest.approx([wanted[node] for node in range(34)], abs=0.85**30)


def test_degree_counts_partners(known: baselines.Training) -> None:
    assert baselines.degree(known, np.array([0]))[0].tolist() == [GRAPH.degree(node) for node in range(34)]


def test_chance_depends_on_the_seed_and_the_row_and_on_nothing_else(known: baselines.Training) -> None:
    whole = baselines.random(known, np.arange(34))
    assert (baselines.random(known, np.array([9]))[0] == whole[9]).all()
    assert (baselines.random(known._replace(seed=8), np.array([9]))[0] != whole[9]).any()
