"""The cooperation graph as NetworkX knows it."""

from __future__ import annotations

from itertools import combinations

import networkx as nx

from sdggraph.model.records import Network


def to_networkx(network: Network) -> nx.MultiGraph[str]:
    """A MultiGraph of organisations by code, with an edge for each pair of partners of each link.

    Nodes carry name, category, country and region; edges are keyed by the link's IRI and carry kind,
    year (or None) and strong. Everybody is there, linked or not.

    >>> from sdggraph.model.records import Link, Organisation
    >>> pair = {code: Organisation(code, code, code) for code in ("HIST", "ICTP")}
    >>> graph = to_networkx(Network(pair, (Link("l", ("HIST", "ICTP"), "agreement", 2014),)))
    >>> list(graph.edges(data="year"))
    [('HIST', 'ICTP', 2014)]
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph(data_version=network.version)
    for record in network.organisations.values():
        land = network.countries.get(record.country)
        graph.add_node(
            record.code,
            name=record.name,
            category=record.category,
            country=record.country,
            region=land.region if land else "",
        )
    for link in network.links:
        for one, other in combinations(link.partners, 2):
            graph.add_edge(one, other, key=link.iri, kind=link.kind, year=link.year, strong=link.strong)
    return graph
