"""Communities: organisations that cooperate more with each other than with the rest, and what they have in common."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import lazy_loader as lazy

from sdggraph.analysis.features import spread
from sdggraph.messages import Message, Names, message, text
from sdggraph.model.records import Network
from sdggraph.model.structure import Community

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy.load("networkx")

RUNS = 10  # Louvain's result depends on the order of visits, so the best of this many seeded runs is taken
MANY = 2000  # organisations from which on a single run must suffice
DECIMALS = 9
TYPICAL = 0.4  # the share of members from which on a theme or a region names a community


def partition(pairs: nx.Graph[str]) -> list[tuple[str, ...]]:
    """Divide the linked organisations into communities, the largest first, each sorted by code.

    Louvain's method (Blondel et al. 2008) searches for the partition of highest modularity, with the weight of each
    pair. The best of ten runs with the seeds 0 to 9 is taken, the first among equals. Organisations are visited by
    number in the order of their codes, so that neither the run, nor the machine, nor Python's hashing of text changes
    the answer. Organisations without a link are in no community.

    >>> two = nx.Graph([("A", "B"), ("B", "C"), ("A", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("D", "F")])
    >>> two.add_node("Z")
    >>> partition(two)
    [('A', 'B', 'C'), ('D', 'E', 'F')]
    """
    codes = sorted(code for code in pairs if pairs.degree(code))
    number = {code: place for place, code in enumerate(codes)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(codes)))
    for one, other in sorted((min(pair), max(pair)) for pair in pairs.edges):
        graph.add_edge(number[one], number[other], weight=pairs[one][other].get("weight", 1))
    best: tuple[float, list[list[int]]] = (-math.inf, [])
    for seed in range(RUNS if len(codes) < MANY else 1):
        found = sorted(sorted(each) for each in nx.community.louvain_communities(graph, seed=seed))
        value = _modularity(graph, found)
        if value > best[0]:
            best = value, found
    parts = [tuple(codes[place] for place in each) for each in best[1]]
    return sorted(parts, key=lambda part: (-len(part), part))


def modularity(pairs: nx.Graph[str], parts: Sequence[Iterable[str]]) -> float | None:
    """Return the modularity of a partition; None without links.

    It is the share of the weight inside the parts, minus the share expected if every organisation kept its weight but
    chose partners at random (Newman & Girvan 2004). From -0.5 to 1; above 0.3 the division is clear.

    >>> two = nx.Graph([("A", "B"), ("C", "D")])
    >>> modularity(two, [("A", "B"), ("C", "D")])
    0.5
    """
    linked = pairs.subgraph(code for code in pairs if pairs.degree(code))
    return _modularity(linked, parts) if linked.number_of_edges() else None


def communities(graph: nx.MultiGraph[str], pairs: nx.Graph[str], network: Network) -> tuple[Community, ...]:
    """Return the communities with their names, members (those with the most partners inside first) and links."""
    parts = partition(pairs)
    place = {code: number for number, part in enumerate(parts) for code in part}
    inside, out = _links(graph, place)
    hubs = [_by_partners_inside(pairs, part) for part in parts]
    holders = theme_holders(network)
    names = _unique([name(part, network, holders) for part in parts], [members[0] for members in hubs])
    return tuple(Community(names[number], members, inside[number], out[number]) for number, members in enumerate(hubs))


def name(part: Sequence[str], network: Network, holders: Mapping[str, int] | None = None) -> Message:
    """Name a community by its most typical themes, and by its region if most members are in one.

    A theme is typical when many members have it (broader themes count half) and few other centres do: the share of
    members times the inverse share of all centres, in logarithms, as in the theme signal. At most two themes are named,
    each held by at least two fifths of the members, and none that is above or below a better one. Without such a theme
    the name is "Mixed themes".

    >>> from sdggraph.model.records import Concept, Organisation
    >>> themes = {"karst": Concept("karst", "Karst", "k")}
    >>> both = {code: Organisation(code, code, code, "category-2", themes=("karst",)) for code in "AB"}
    >>> text(name("AB", Network(both, themes=themes)))
    'Karst'
    """
    chosen: list[str] = []
    for theme in _typical(part, network, theme_holders(network) if holders is None else holders):
        if len(chosen) < 2 and not any(_related(theme, other, network) for other in chosen):
            chosen.append(theme)
    labels = [network.themes[theme].label for theme in chosen]
    themes = Names((*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])), style="and")
    said = message("community.themes", themes=themes) if labels else message("community.mixed")
    regions = Counter(filter(None, (_region(code, network) for code in part)))
    where = [label for label, count in sorted(regions.items()) if 2 * count > len(part)]
    return message("community.in", name=said, region=where[0]) if where else said


def theme_holders(network: Network) -> Counter[str]:
    """Count the organisations that have each theme or a narrower one.

    >>> from sdggraph.model.records import Concept, Organisation
    >>> themes = {"karst": Concept("karst", "Karst", "k", ("water",)), "water": Concept("water", "Water", "w")}
    >>> theme_holders(Network({"A": Organisation("A", "A", "a", themes=("karst",))}, themes=themes))
    Counter({'karst': 1, 'water': 1})
    """
    return Counter(theme for code in network.organisations for theme in _spread(code, network))


def _typical(part: Sequence[str], network: Network, everybody: Mapping[str, int]) -> list[str]:
    weight: Counter[str] = Counter()
    members: Counter[str] = Counter()
    for code in part:
        for theme, value in _spread(code, network).items():
            weight[theme] += value  # type: ignore[assignment]  # halves and quarters are exact in binary
            members[theme] += 1
    told = sum(1 for code in part if network.organisations[code].themes)
    size = sum(1 for record in network.organisations.values() if record.themes)
    scores = {
        theme: round(weight[theme] * math.log(1 + size / everybody[theme]), DECIMALS)
        for theme in weight
        if theme in network.themes and members[theme] > 1 and members[theme] >= TYPICAL * told
    }
    return sorted(scores, key=lambda theme: (-scores[theme], theme))


def _spread(code: str, network: Network) -> dict[str, float]:
    return spread(network.organisations[code].themes, network.themes)


def _related(theme: str, other: str, network: Network) -> bool:
    return theme in spread([other], network.themes) or other in spread([theme], network.themes)


def _region(code: str, network: Network) -> str:
    land = network.countries.get(network.organisations[code].country)
    return land.region if land else ""


def _unique(names: Sequence[Message], hubs: Sequence[str]) -> list[Message]:
    """Add the member with the most partners inside to names that occur twice."""
    count = Counter(map(text, names))
    return [
        message("community.around", name=name, code=hub) if count[text(name)] > 1 else name
        for name, hub in zip(names, hubs, strict=True)
    ]


def _by_partners_inside(pairs: nx.Graph[str], part: Sequence[str]) -> tuple[str, ...]:
    partners = {code: len(set(part).intersection(pairs[code])) for code in part}
    return tuple(sorted(part, key=lambda code: (-partners[code], code)))


def _links(graph: nx.MultiGraph[str], place: dict[str, int]) -> tuple[Counter[int], Counter[int]]:
    """Count the links inside each community, and those to others; a link of several partners may be both."""
    ends: dict[str, list[str]] = {}
    for one, other, key in graph.edges(keys=True):
        ends.setdefault(key, []).extend((one, other))
    inside: Counter[int] = Counter()
    out: Counter[int] = Counter()
    for codes in ends.values():
        count = Counter(place[code] for code in set(codes))
        inside.update(number for number, held in count.items() if held > 1)
        if len(count) > 1:
            out.update(count.keys())
    return inside, out


def _modularity(graph: nx.Graph[Any], parts: Iterable[Iterable[Any]]) -> float:
    if not graph.number_of_edges():
        return 0.0
    return round(nx.community.modularity(graph, [set(part) for part in parts], weight="weight"), DECIMALS)
