"""Changes in the network between two years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sdggraph.analysis.features import View
from sdggraph.analysis.network import linked_pairs, links_among, to_networkx
from sdggraph.analysis.structure import components, isolated, measures
from sdggraph.model.records import Link, Network
from sdggraph.model.structure import Difference, Scope


def difference(known: Network | View, before: Scope, after: Scope) -> Difference:
    """Return what the later of two years added: links, linked pairs, connected organisations, joined components.

    Both scopes have their year and the members of that year. Undated links are ignored.

    >>> from sdggraph.model.records import Link, Organisation
    >>> links = (Link("l", ("A", "B"), "agreement", 2012), Link("m", ("B", "C"), "training", 2015))
    >>> network = Network({code: Organisation(code, code, code) for code in "ABC"}, links)
    >>> then, now = (Scope(tuple("ABC"), tuple("ABC"), as_of=year) for year in (2012, 2015))
    >>> found = difference(network, then, now)
    >>> [link.iri for link in found.links], found.connected
    (['m'], ('C',))
    """
    earlier, later = before.as_of or 0, after.as_of or 0
    view = View.of(known)
    network, then, now = view.network, view.known_by(earlier), view.known_by(later)
    old = to_networkx(then, before.members, strong_only=before.strong_only)
    new = to_networkx(now, after.members, strong_only=after.strong_only)
    members = set(before.members)
    new_links = {key for _, _, key in new.edges(keys=True)} - {key for _, _, key in old.edges(keys=True)}
    old_pairs, new_pairs = linked_pairs(old), linked_pairs(new)
    alone_then, alone_now = ({each.code for each in isolated(*of)} for of in ((then, before), (now, after)))
    parts = components(old_pairs)
    part_of = {code: number for number, part in enumerate(parts) for code in part}
    joined = [_held(parts, part_of, whole) for whole in components(new_pairs)]
    were_connected = members - alone_then
    in_scope = [link for link, _ in links_among(network.links, after.members) if link.strong or not after.strong_only]
    return Difference(
        scope=after,
        earlier=earlier,
        later=later,
        before=measures(old, len(alone_then)),
        after=measures(new, len(alone_now)),
        links=tuple(sorted((link for link in in_scope if link.iri in new_links), key=_by_year)),
        pairs=tuple(sorted(_pairs(new_pairs.edges) - _pairs(old_pairs.edges))),
        connected=tuple(code for code in after.members if code not in were_connected and code not in alone_now),
        began=tuple(code for code in after.members if code not in members),
        joined=tuple(found for found in joined if len(found) > 1),
        undated=sum(link.year is None for link in in_scope),
        data_version=network.version,
    )


def _held(
    parts: Sequence[tuple[str, ...]], part_of: Mapping[str, int], whole: Iterable[str]
) -> tuple[tuple[str, ...], ...]:
    """Return the parts that hold a member of the whole, in their order."""
    return tuple(parts[number] for number in sorted({part_of[code] for code in whole if code in part_of}))


def _pairs(edges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for pair in edges}


def _by_year(link: Link) -> tuple[int, tuple[str, ...], str]:
    return link.year or 0, link.partners, link.iri
