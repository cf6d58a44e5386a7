"""The cooperation graph as a NetworkX graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import TYPE_CHECKING

import lazy_loader as lazy

from sdggraph.analysis.links import KIND_WEIGHTS
from sdggraph.model.records import Link, Network

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy.load("networkx")  # loads with the first graph: `sdggraph network --help` needs none


def to_networkx(
    network: Network, members: Collection[str] | None = None, *, strong_only: bool = False
) -> nx.MultiGraph[str]:
    """Return a MultiGraph of organisations by code, with an edge for each pair of partners of each link.

    Nodes have name, category, country, region and themes. Edges are keyed by the link's IRI and have kind, year (or
    None), strong, what and evidence. All organisations are included, linked or not, in the order of their codes; with
    `members`, only these. Links with fewer than two of them are left out.

    >>> from sdggraph.model.records import Organisation
    >>> pair = {code: Organisation(code, code, code) for code in ("HIST", "ICTP")}
    >>> graph = to_networkx(Network(pair, (Link("l", ("HIST", "ICTP"), "agreement", 2014),)))
    >>> list(graph.edges(data="year"))
    [('HIST', 'ICTP', 2014)]
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph(data_version=network.version)
    wanted = network.organisations.keys() if members is None else network.organisations.keys() & set(members)
    for code in sorted(wanted):
        record = network.organisations[code]
        land = network.countries.get(record.country)
        graph.add_node(
            code,
            name=record.name,
            category=record.category,
            country=record.country,
            region=land.region if land else "",
            themes=record.themes,
            iri=record.iri,
        )
    for link, partners in links_among(network.links, wanted):
        if link.strong or not strong_only:
            about = {"kind": link.kind, "year": link.year, "strong": link.strong}
            for one, other in combinations(partners, 2):
                graph.add_edge(one, other, key=link.iri, **about, what=link.what, evidence=link.evidence)
    return graph


def links_among(links: Iterable[Link], members: Collection[str]) -> list[tuple[Link, tuple[str, ...]]]:
    """Return the links between at least two members, by IRI, each with its partners that are members.

    >>> link = Link("l", ("A", "B", "C"), "agreement")
    >>> [partners for _, partners in links_among([link], {"A", "C", "D"})]
    [('A', 'C')]
    """
    inside, found = set(members), []
    for link in links:
        held = {code for code in link.partners if code in inside}
        if len(held) > 1:
            found.append((link, tuple(sorted(held))))
    return sorted(found, key=lambda each: each[0].iri)


def linked_pairs(graph: nx.MultiGraph[str]) -> nx.Graph[str]:
    """Return the same organisations with one edge for each linked pair: its weight, and whether any of its links is
    strong.

    The weight of a pair is the sum of its links' weights by kind (`links.KIND_WEIGHTS`), whatever their age: the
    structure shows who has worked together, not how recently.

    >>> graph = nx.MultiGraph([("A", "B", {"kind": "agreement", "strong": True})])
    >>> _ = graph.add_edge("A", "B", kind="network", strong=False)
    >>> list(linked_pairs(graph).edges(data=True))
    [('A', 'B', {'weight': 1.25, 'strong': True})]
    """
    pairs: nx.Graph[str] = nx.Graph()
    pairs.add_nodes_from(graph)
    for one, other, about in graph.edges(data=True):
        held = pairs.get_edge_data(one, other, {"weight": 0.0, "strong": False})
        weight = held["weight"] + KIND_WEIGHTS.get(about["kind"], 1.0)
        pairs.add_edge(one, other, weight=weight, strong=held["strong"] or about["strong"])
    return pairs


def density(organisations: int, pairs: int) -> float | None:
    """Return the linked pairs as a share of all possible pairs: 2 m / (n (n - 1)), from 0 to 1; None below two
    organisations.

    A pair counts once, however many links it has (Wasserman & Faust 1994, section 4.3).

    >>> density(4, 3), density(1, 0)
    (0.5, None)
    """
    return 2 * pairs / (organisations * (organisations - 1)) if organisations > 1 else None
