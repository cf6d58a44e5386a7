"""The cooperation network: its structure, its changes, and the shortest chain between two organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sdggraph.analysis import comparison, paths
from sdggraph.analysis import structure as analysis
from sdggraph.analysis.links import latest_year
from sdggraph.analysis.network import to_networkx
from sdggraph.errors import BadParameter
from sdggraph.model.records import Network
from sdggraph.model.structure import Chain, Difference, Scope, Structure
from sdggraph.present import network_files
from sdggraph.present.pictures import network_picture
from sdggraph.tasks.centres import filtered
from sdggraph.tasks.lookup import find_organisation, find_region, find_theme
from sdggraph.tasks.memo import view_of
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import NetworkQuestion, ScopeQuestion
from sdggraph.tasks.source import Source
from sdggraph.tasks.values import year_of

if TYPE_CHECKING:
    import networkx as nx

FORMATS = (*network_files.FILES, "svg")


def network(source: Source, **part: Unpack[NetworkQuestion]) -> Structure:
    """Return the structure of the network or a part of it: connectedness, communities, brokers, isolated centres.

    With `as_of`, links of later years, undated links and organisations that began later are left out, and the answer
    gives their numbers. With `region` or `theme`, only matching centres count and, with `everyone`, the hosts and
    partners linked to one of them. Raises NotFound or BadParameter.
    """
    question = completed(NetworkQuestion, part)
    then, scope = _known(source, question)
    left = analysis.NOTHING
    if scope.as_of is not None:
        # a centre that has ceased since was a member then; one that began since is a member now
        members = sorted({*scope.members, *_scope(source.network, question).members})
        left = analysis.left_out(source.network, then, members)
    return analysis.structure(then, scope, left)


def network_changes(source: Source, year: str | int, **part: Unpack[NetworkQuestion]) -> Difference:
    """Return what changed in the network between the ends of two years: links, connected centres, joined components.

    The years are `year` and `as_of`, or the latest year of a link on record, in either order. Undated links are
    ignored. Raises NotFound or BadParameter.
    """
    question = completed(NetworkQuestion, part)
    one, other, latest = year_of(year), year_of(question["as_of"]), latest_year(source.network)
    if one is None or (other is None and one >= latest):
        raise BadParameter(f"No link on record is later than {year}.", f"The latest is of {latest}." if latest else "")
    if one == other:
        raise BadParameter(f"{year} is compared with itself.", "Give --as-of another year, or leave it out.")
    earlier, later = sorted((one, latest if other is None else other))
    before, after = question.copy(), question.copy()
    before["as_of"], after["as_of"] = earlier, later
    scopes = (_known(source, each)[1] for each in (before, after))
    return comparison.difference(view_of(source), *scopes)


def path(source: Source, one: str, other: str, **asked: Unpack[ScopeQuestion]) -> Chain:
    """Return the shortest chain of cooperation between two organisations, with the evidence of each step.

    It leads through the centres that `network` counts, so not through a ceased one. With `everyone`, it also leads
    through hosts and partners. Either end may be any organisation. Without a chain, the list of steps is empty. Raises
    NotFound, and BadParameter if both are the same organisation.
    """
    question = completed(ScopeQuestion, asked)
    strong_only, everyone = question["strong_only"], question["everyone"]
    network = source.network
    ends = find_organisation(network, one).code, find_organisation(network, other).code
    if ends[0] == ends[1]:
        raise BadParameter(f"Both ends of the chain are {ends[0]}.", "Name two different organisations.")
    everybody = tuple(sorted(network.organisations))
    centres = tuple(code for code in everybody if network.organisations[code].is_active_centre)
    counted = everybody if everyone else centres
    scope = Scope(tuple(sorted({*counted, *ends})), counted, strong_only, everyone)
    found = paths.shortest_chain(view_of(source), scope, *ends)
    if found.steps or everyone:
        return found
    wider = paths.shortest_chain(view_of(source), scope._replace(members=everybody, circle=everybody), *ends)
    return found._replace(with_everyone=len(wider.steps))


def cooperation_graph(source: Source, **part: Unpack[NetworkQuestion]) -> nx.MultiGraph[str]:
    """Return the network or a part of it as a NetworkX MultiGraph, with an edge for each link and pair of partners."""
    then, scope = _known(source, completed(NetworkQuestion, part))
    return to_networkx(then, scope.members, strong_only=scope.strong_only)


def network_file(source: Source, format: str, **part: Unpack[NetworkQuestion]) -> bytes:
    """Return the network or a part of it as a file: graphml, gexf, node-link (JSON), csv (edge list) or svg (picture).

    The same network always gives the same bytes. Raises NotFound, and BadParameter for an unknown format or a picture
    of too many organisations.
    """
    if format not in FORMATS:
        raise BadParameter(f"There is no format {format!r} for the network.", f"Choose one of: {', '.join(FORMATS)}.")
    if format == "svg":
        return network_picture.svg(network(source, **part), cooperation_graph(source, **part), source.network)
    return network_files.FILES[format](cooperation_graph(source, **part))


def _known(source: Source, question: NetworkQuestion) -> tuple[Network, Scope]:
    """Return the network as of the year in question, and the scope."""
    year = year_of(question["as_of"])
    then = source.network if year is None else view_of(source).known_by(year)
    return then, _scope(then, question)._replace(as_of=year)


def _scope(network: Network, question: NetworkQuestion) -> Scope:
    region, theme, everyone = question["region"], question["theme"], question["everyone"]
    circle = {record.code for record in network.organisations.values() if everyone or record.is_active_centre}
    members = circle
    if region or theme:
        members = {record.code for record in filtered(network, region=region, theme=theme) if not record.has_ceased}
        if everyone:
            members |= _hosts_and_partners(network, members)
    return Scope(
        members=tuple(sorted(members)),
        circle=tuple(sorted(circle)),
        strong_only=question["strong_only"],
        everyone=everyone,
        region=find_region(network, region).label if region else "",
        theme=find_theme(network, theme).label if theme else "",
    )


def _hosts_and_partners(network: Network, centres: set[str]) -> set[str]:
    """Return the organisations that are linked to one of the centres, but are no centres."""
    near = {code for link in network.links if centres & set(link.partners) for code in link.partners}
    return {code for code in near & network.organisations.keys() if not network.organisations[code].is_centre}
