"""The network by region and by theme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from sdggraph.analysis.features import spread
from sdggraph.analysis.network import density, links_among
from sdggraph.model.records import Link, Network, Organisation
from sdggraph.model.structure import Group, Scope

UNPLACED = "no region on record"
UNTHEMED = "no theme on record"
_NONE: frozenset[str] = frozenset()


def by_region(network: Network, scope: Scope) -> tuple[Group, ...]:
    """Return the members of each UNESCO region with their links, by label; those in no known region come last.

    A link inside has two partners of the region; a link out has one inside and one outside; a link of three may be
    both. Organisations outside the scope's region or theme count as outside, hosts and partners only where they are in
    scope.

    >>> from sdggraph.model.records import Country
    >>> lands = {"KEN": Country("KEN", "Kenya", "k", region="Africa")}
    >>> both = {code: Organisation(code, code, code, country="KEN") for code in "AB"}
    >>> network = Network(both, (Link("l", ("A", "B"), "agreement"),), lands)
    >>> [africa] = by_region(network, Scope(("A", "B"), ("A", "B")))
    >>> africa.label, africa.strong, africa.weak, africa.density
    ('Africa', 1, 0, 1.0)
    """
    regions = {code: _region(network.organisations[code], network) for code in scope.members}
    keys = {code: frozenset({region}) for code, region in regions.items()}
    found = _groups(network, scope, keys, {region: region or UNPLACED for region in regions.values()})
    return tuple(sorted(found, key=lambda group: (not group.key, group.label)))


def by_theme(network: Network, scope: Scope) -> tuple[Group, ...]:
    """Return the members of each theme, including narrower ones, with their links: broad themes first, by label.

    A centre is in the row of each of its themes and of all themes above them. Members without a theme come last.

    >>> from sdggraph.model.records import Concept
    >>> themes = {"karst": Concept("karst", "Karst", "k", ("water",)), "water": Concept("water", "Water", "w")}
    >>> one = Organisation("A", "A", "a", themes=("karst",))
    >>> [(group.label, group.broad) for group in by_theme(Network({"A": one}, themes=themes), Scope(("A",), ("A",)))]
    [('Water', True), ('Karst', False)]
    """
    themes = {code: _themes(network.organisations[code], network) for code in scope.members}
    labels = {key: _label(key, network) for keys in themes.values() for key in keys}
    found = _groups(network, scope, themes, labels)
    return tuple(sorted(found, key=lambda group: (not group.key, not group.broad, group.label)))


def _groups(
    network: Network, scope: Scope, keys: Mapping[str, frozenset[str]], labels: Mapping[str, str]
) -> Iterable[Group]:
    """Group the members by their keys, such as regions; a member with several keys is in several groups."""
    links = links_among((link for link in network.links if link.strong or not scope.strong_only), scope.circle)
    count, pairs = _counted(links, keys)
    linked = {code for _, partners in links for code in partners}
    members: dict[str, list[str]] = defaultdict(list)
    for code in scope.members:
        for key in keys[code]:
            members[key].append(code)
    for key, codes in members.items():
        inside = {code for pair in pairs[key] for code in pair}
        yield Group(
            key=key,
            label=labels[key],
            members=tuple(codes),
            strong=count["inside", True, key],
            weak=count["inside", False, key],
            strong_out=count["out", True, key],
            weak_out=count["out", False, key],
            density=density(len(codes), len(pairs[key])),
            alone=tuple(code for code in codes if code not in inside),
            isolated=tuple(code for code in codes if code not in linked),
            broad=key not in network.themes or not network.themes[key].broader,
        )


def _counted(
    links: Iterable[tuple[Link, tuple[str, ...]]], keys: Mapping[str, frozenset[str]]
) -> tuple[Counter[tuple[str, bool, str]], dict[str, set[tuple[str, str]]]]:
    """Count the links inside and out of each group by strength, and the linked pairs inside; organisations without a
    key are outside.
    """
    count: Counter[tuple[str, bool, str]] = Counter()
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link, partners in links:
        having = Counter(key for code in partners for key in keys.get(code, ()))
        count.update(("inside", link.strong, key) for key, number in having.items() if number > 1)
        count.update(("out", link.strong, key) for key, number in having.items() if number < len(partners))
        for one, other in combinations(partners, 2):
            for key in keys.get(one, _NONE) & keys.get(other, _NONE):
                pairs[key].add((one, other))
    return count, pairs


def _region(record: Organisation, network: Network) -> str:
    land = network.countries.get(record.country)
    return land.region if land else ""


def _themes(record: Organisation, network: Network) -> frozenset[str]:
    return frozenset(spread(record.themes, network.themes)) or frozenset({""})


def _label(theme: str, network: Network) -> str:
    return network.themes[theme].label if theme in network.themes else theme or UNTHEMED
