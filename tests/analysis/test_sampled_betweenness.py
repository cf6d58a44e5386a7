"""The estimate of betweenness for a large network, against NetworkX with the same sample."""

from __future__ import annotations

import networkx as nx
import pytest

from sdggraph.analysis import brokers
from sdggraph.analysis.brokers import sampled


@pytest.mark.parametrize(("codes", "pairs", "block"), [(60, 70, 2_000_000), (300, 700, 2_000_000), (300, 700, 4_000)])
def test_the_estimate_is_that_of_networkx(codes: int, pairs: int, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "_CELLS", block)
    graph: nx.Graph[str] = nx.relabel_nodes(nx.gnm_random_graph(codes, pairs, seed=codes), "C{}".format)
    assert sampled(graph, 30, seed=0) == pytest.approx(nx.betweenness_centrality(graph, k=30, seed=0))


def test_a_network_without_links_has_no_broker() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from("ABCD")
    assert set(sampled(graph, 3, seed=0).values()) == {0.0}
