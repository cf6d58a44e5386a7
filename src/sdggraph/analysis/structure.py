"""The structure of the network: components, density, communities, brokers and isolated members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import lazy_loader as lazy

from sdggraph.analysis.brokers import MANY, brokers
from sdggraph.analysis.communities import communities, modularity
from sdggraph.analysis.groups import by_region, by_theme
from sdggraph.analysis.network import density, linked_pairs, links_among, to_networkx
from sdggraph.model.records import Network
from sdggraph.model.structure import Isolated, LeftOut, Measures, Scope, Share, Structure

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy.load("networkx")

NOTHING = LeftOut()


def structure(network: Network, scope: Scope, left_out: LeftOut = NOTHING) -> Structure:
    """Return everything that `sdggraph network` reports about a part of the network.

    An empty network and a network of one have a structure too: no components, no density, no brokers.

    >>> from sdggraph.model.records import Link, Organisation
    >>> three = {code: Organisation(code, code, code, "category-2") for code in "ABC"}
    >>> found = structure(Network(three, (Link("l", ("A", "B"), "agreement"),)), Scope(tuple("ABC"), tuple("ABC")))
    >>> found.components, [each.code for each in found.isolated], found.all.pairs
    ((('A', 'B'),), ['C'], 1)
    """
    graph = to_networkx(network, scope.members, strong_only=scope.strong_only)
    pairs = linked_pairs(graph)
    found = communities(graph, pairs, network)
    linked = [code for code in pairs if pairs.degree(code)]
    alone = isolated(network, scope)
    return Structure(
        scope=scope,
        left_out=left_out,
        kinds=kinds(graph),
        all=measures(graph, len(alone)),
        strong=measures(
            to_networkx(network, scope.members, strong_only=True),
            len(isolated(network, scope._replace(strong_only=True))),
        ),
        components=components(pairs),
        isolated=alone,
        only_outside=only_outside(network, scope),
        only_weak=tuple(code for code in linked if not any(about["strong"] for about in pairs[code].values())),
        communities=found,
        modularity=modularity(pairs, [community.members for community in found]),
        brokers=brokers(pairs, found),
        estimated=len(pairs) >= MANY,
        core=core(pairs)[1],
        regions=by_region(network, scope),
        themes=by_theme(network, scope),
        data_version=network.version,
    )


def measures(graph: nx.MultiGraph[str], isolated: int | None = None) -> Measures:
    """Compute the measures that describe a network as a whole.

    For a part of a network, `isolated` is the number of members without any link, which the graph alone cannot show.

    >>> measures(nx.MultiGraph()).density is None
    True
    """
    pairs = linked_pairs(graph)
    parts = components(pairs)
    return Measures(
        links=len({key for _, _, key in graph.edges(keys=True)}),
        pairs=pairs.number_of_edges(),
        isolated=len(pairs) - sum(map(len, parts)) if isolated is None else isolated,
        components=len(parts),
        largest=max(map(len, parts), default=0),
        density=density(len(pairs), pairs.number_of_edges()),
        clustering=clustering(pairs),
        between_regions=between_regions(graph),
        core=core(pairs)[0],
    )


def clustering(pairs: nx.Graph[str]) -> float | None:
    """Return the clustering: how often two partners of the same organisation are partners themselves, from 0 to 1.

    It is the transitivity 3 * triangles / connected triples (Newman 2003, section III.B); None if no organisation has
    two partners.

    >>> clustering(nx.Graph([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")]))
    0.6
    >>> clustering(nx.Graph([("A", "B")])) is None
    True
    """
    return nx.transitivity(pairs) if any(count > 1 for _, count in pairs.degree()) else None


def components(pairs: nx.Graph[str]) -> tuple[tuple[str, ...], ...]:
    """Return the connected components of at least two organisations, the largest first.

    >>> components(nx.Graph([("A", "B"), ("C", "D"), ("D", "E")]))
    (('C', 'D', 'E'), ('A', 'B'))
    """
    parts = [tuple(sorted(part)) for part in nx.connected_components(pairs) if len(part) > 1]
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def core(pairs: nx.Graph[str]) -> tuple[int, tuple[str, ...]]:
    """Return the innermost k-core: the highest k, and the organisations with k partners among themselves (Seidman
    1983).

    Remove organisations with fewer than k partners, again and again, until none is left to remove: the rest is the
    k-core. (0, ()) without links.

    >>> core(nx.Graph([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")]))
    (2, ('A', 'B', 'C'))
    """
    numbers = nx.core_number(pairs)
    highest = max(numbers.values(), default=0)
    return highest, tuple(sorted(code for code, number in numbers.items() if number == highest)) if highest else ()


def between_regions(graph: nx.MultiGraph[str]) -> Share:
    """Return the number of links across UNESCO regions, out of the links whose partners' regions are known.

    >>> graph = nx.MultiGraph([("A", "B", "link 1"), ("B", "C", "link 2"), ("C", "D", "link 3")])
    >>> nx.set_node_attributes(graph, {"A": "Africa", "B": "Africa", "C": "Arab States"}, "region")
    >>> between_regions(graph)
    Share(part=1, of=2)
    """
    regions: dict[str, set[str]] = {}
    for one, other, key in graph.edges(keys=True):
        of_both = {graph.nodes[code].get("region", "") for code in (one, other)}
        regions.setdefault(key, set()).update(of_both)
    known = [found for found in regions.values() if "" not in found]
    return Share(sum(len(found) > 1 for found in known), len(known))


def kinds(graph: nx.MultiGraph[str]) -> tuple[tuple[str, bool, int], ...]:
    """Return each kind of link, whether it is strong, and its number of links: most links first.

    >>> kinds(nx.MultiGraph([("A", "B", {"kind": "agreement", "strong": True})]))
    (('agreement', True, 1),)
    """
    each = {key: (about["kind"], about["strong"]) for _, _, key, about in graph.edges(keys=True, data=True)}
    found = [(kind, strong, count) for (kind, strong), count in Counter(each.values()).items()]
    return tuple(sorted(found, key=lambda row: (-row[2], row)))


def isolated(network: Network, scope: Scope) -> tuple[Isolated, ...]:
    """List the isolated members, by code: those without a link to another centre, inside this part or outside.

    Each comes with the number of its links to organisations that are no centres. Hosts and partners in the scope count
    as centres. A member that is linked only outside the part is not isolated: see `only_outside`.

    >>> from sdggraph.model.records import Link, Organisation
    >>> both = {code: Organisation(code, code, code) for code in ("RCGW", "host")}
    >>> isolated(Network(both, (Link("l", ("RCGW", "host"), "hosting"),)), Scope(("RCGW",), ("RCGW",)))
    (Isolated(code='RCGW', elsewhere=1),)
    """
    linked, elsewhere = _reach(network, scope, scope.circle)
    return tuple(Isolated(code, elsewhere[code]) for code in scope.members if code not in linked)


def only_outside(network: Network, scope: Scope) -> tuple[Isolated, ...]:
    """List the members of a region or theme that have links to centres, but none to another member.

    >>> from sdggraph.model.records import Link, Organisation
    >>> both = {code: Organisation(code, code, code) for code in "AB"}
    >>> only_outside(Network(both, (Link("l", ("A", "B"), "agreement"),)), Scope(("A",), ("A", "B")))
    (Isolated(code='A', elsewhere=1),)
    """
    linked, _ = _reach(network, scope, scope.circle)
    inside, elsewhere = _reach(network, scope, scope.members)
    return tuple(Isolated(code, elsewhere[code]) for code in scope.members if code in linked - inside)


def _reach(network: Network, scope: Scope, among: Collection[str]) -> tuple[set[str], Counter[str]]:
    """Find the codes that are linked to another of these, and count the links of each member with any organisation."""
    held = [link for link in network.links if link.strong or not scope.strong_only]
    linked = {code for _, partners in links_among(held, among) for code in partners}
    members = set(scope.members)
    elsewhere = Counter(code for link in held if len(set(link.partners)) > 1 for code in set(link.partners) & members)
    return linked, elsewhere


def left_out(network: Network, then: Network, members: Sequence[str]) -> LeftOut:
    """Return what a date leaves out among the members: undated or later links, and organisations that began later.

    >>> from sdggraph.model.records import Link, Organisation
    >>> both = {code: Organisation(code, code, code) for code in "AB"}
    >>> now = Network(both, (Link("l", ("A", "B"), "agreement"), Link("m", ("A", "B"), "training", 2020)))
    >>> left_out(now, now._replace(links=()), "AB")
    LeftOut(undated=1, later=1, younger=())
    """
    kept: Mapping[str, object] = {link.iri: link for link, _ in links_among(then.links, members)}
    gone = [link for link, _ in links_among(network.links, members) if link.iri not in kept]
    undated = sum(link.year is None for link in gone)
    younger = tuple(code for code in members if code not in then.organisations)
    return LeftOut(undated, len(gone) - undated, younger)
