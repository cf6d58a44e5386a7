"""Gaps: what a centre, or a part of the network, could take up next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Unpack

from sdggraph.analysis.coverage import groups
from sdggraph.analysis.gaps import centre_gaps, group_gaps
from sdggraph.errors import BadParameter
from sdggraph.model.gaps import CentreGaps, GroupGaps, Project, TargetLink
from sdggraph.model.reader import key
from sdggraph.model.records import Concept, Network
from sdggraph.tasks.centres import centres
from sdggraph.tasks.lookup import find_group, find_organisation, find_region, find_theme
from sdggraph.tasks.memo import view_of
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import GapsQuestion, PartGapsQuestion
from sdggraph.tasks.source import Source

_PROJECTS = """
SELECT ?iri ?name ?start ?end
WHERE {
  ?iri a sg:Project ; sg:displayName ?name .
  OPTIONAL { ?iri sg:start ?start }
  OPTIONAL { ?iri sg:end ?end }
}"""
_AIMS = "SELECT ?iri ?value WHERE { ?iri a sg:Project ; sg:addresses ?value }"
_PARTICIPANTS = "SELECT ?iri ?value WHERE { ?iri a sg:Project ; sg:participant ?who . ?who sg:code ?value }"
_TAKES_PLACE = "SELECT ?iri ?value WHERE { ?value a sg:Contribution ; sg:inProject ?iri }"
_EVIDENCE = "SELECT ?iri ?value WHERE { ?iri a sg:Project ; sg:evidence ?value }"
_LINKS = """
SELECT ?iri ?target ?weight
WHERE {
  ?iri a sg:TargetLink ; sg:linkedTarget ?target ; sg:weight ?weight .
  FILTER(?weight >= 0 && ?weight <= 1)
}"""


def gaps(source: Source, words: str, **asked: Unpack[GapsQuestion]) -> CentreGaps:
    """Return the targets that a centre could take up next, each with centres and projects to learn from.

    There are two lists: targets that its nearest centres serve and it does not, and targets close in topic to its own.
    `words` is a code, an acronym or a name; `limit` shortens each list. Raises NotFound, and BadParameter for a limit
    or a number of neighbours below 1.
    """
    question = completed(GapsQuestion, asked)
    record = find_organisation(source.network, words)
    return centre_gaps(
        view_of(source),
        record.code,
        links=target_links(source),
        projects=projects(source),
        neighbours=question["neighbours"],
        limit=question["limit"],
    )


def network_gaps(source: Source, **asked: Unpack[PartGapsQuestion]) -> GroupGaps:
    """Return the goals or targets that few or no centres of a part of the network serve, with examples elsewhere.

    The part is every centre that matches all filters; a theme includes its narrower themes. Raises NotFound for an
    unknown name. Raises BadParameter without a filter, for another level, for a limit below 1, and where no centre
    matches.
    """
    question = completed(PartGapsQuestion, asked)
    region, theme, country_group = question["region"], question["theme"], question["country_group"]
    given = {"region": region, "theme": theme, "country-group": country_group}
    if not any(given.values()):
        raise BadParameter("No part of the network is named.", "Give a region, a theme or a country group.")
    network = source.network
    named = _named(source, {name: words for name, words in given.items() if words})
    found = {
        record.code for record in centres(source, region=region or None, theme=theme or None) if record.is_active_centre
    }
    if "country-group" in named:
        members = {group.key: group.centres for group in groups(network, "country-group")}
        found &= set(members.get(named["country-group"].key, ()))
    filters = {name: concept.label for name, concept in named.items()}
    if not found:
        told = " and ".join(f"{name} {label}" for name, label in filters.items())
        raise BadParameter(f"No centre fits {told}, so there is nothing to compare.", "Leave a filter out.")
    return group_gaps(
        view_of(source),
        found,
        filters=filters,
        level=question["level"],
        projects=projects(source),
        limit=question["limit"],
    )


def projects(source: Source) -> list[Project]:
    """Return every project of the graph, with its goals, its participants and the contributions made in it."""
    aims, participants, claims, evidence = (
        _values(source, query) for query in (_AIMS, _PARTICIPANTS, _TAKES_PLACE, _EVIDENCE)
    )
    found: dict[str, Project] = {}
    for row in _rows(source, _PROJECTS):
        iri = row["iri"]
        found.setdefault(
            iri,
            Project(
                iri,
                row["name"],
                row.get("start", ""),
                row.get("end", ""),
                tuple(key(aim) for aim in aims.get(iri, ())),
                tuple(participants.get(iri, ())),
                tuple(claims.get(iri, ())),
                tuple(evidence.get(iri, ())),
            ),
        )
    return list(found.values())


def target_links(source: Source) -> list[TargetLink]:
    """Return every pair of linked targets with its weight; a link of another number of targets is left out."""
    ends: dict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = {}
    for row in _rows(source, _LINKS):
        ends[row["iri"]].add(key(row["target"]))
        weights.setdefault(row["iri"], float(row["weight"]))
    pairs = [(iri, sorted(targets)) for iri, targets in sorted(ends.items()) if len(targets) == 2]
    return [TargetLink(iri, (one, other), weights[iri]) for iri, (one, other) in pairs]


def _named(source: Source, given: Mapping[str, str]) -> dict[str, Concept]:
    """Find the concept for each filter by key or label. Raises NotFound."""
    network: Network = source.network
    found: dict[str, Concept] = {}
    for name, words in given.items():
        if name == "region":
            found[name] = find_region(network, words)
        elif name == "theme":
            found[name] = find_theme(network, words)
        else:
            found[name] = find_group(network, words)
    return found


def _values(source: Source, query: str) -> dict[str, list[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for row in source.store.query(query).rows():
        grouped[row["iri"]].add(row["value"])
    return {iri: sorted(values) for iri, values in grouped.items()}


def _rows(source: Source, query: str) -> list[dict[str, str]]:
    return sorted(source.store.query(query).rows(), key=lambda row: tuple(sorted(row.items())))
