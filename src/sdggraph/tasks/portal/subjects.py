"""The pages about goals, pairs, themes, countries, the network, meetings, events, questions, reports and terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sdggraph.tasks.portal import (
    areas,
    communities,
    compare,
    coverage,
    events,
    goals,
    meet,
    network,
    pairs,
    query,
    questions,
    reports,
    terms,
)
from sdggraph.tasks.source import Source

Listed = Iterable[tuple[str, Mapping[str, Any], str]]


class Subject(NamedTuple):
    """A kind of page."""

    template: str
    task: Callable[..., object]
    listed: Callable[[Source], Listed]  # path, parameters and title of each page in the published folder
    is_listed: bool = True  # in the sitemap of the server


SUBJECTS: Final[Mapping[str, Subject]] = MappingProxyType(
    {
        "coverage": Subject("coverage.html", coverage.matrix, coverage.matrices),
        "cell": Subject("cell.html", coverage.cell, coverage.cells),
        "goal": Subject("goal.html", goals.goal, goals.pages),
        "pair": Subject("pair.html", pairs.pair, pairs.pages, is_listed=False),  # ranks the partners of every centre
        "network": Subject("network.html", network.network, network.pages),
        "community": Subject("community.html", communities.community, communities.communities),
        "network-partners": Subject("partners.html", communities.partners, communities.no_files),
        "meet": Subject("meet.html", meet.meet, meet.pages),
        "events": Subject("events.html", events.events, events.pages),
        "theme": Subject("theme.html", areas.theme, areas.themes),
        "country": Subject("country.html", areas.country, areas.countries),
        "questions": Subject("questions.html", questions.questions, questions.listed),
        "question": Subject("question.html", questions.question, questions.pages),
        "query": Subject("query.html", query.query, query.pages),
        "compare": Subject("compare.html", compare.compare, compare.pages),
        "reports": Subject("reports.html", reports.reports, reports.pages),
        "ontology": Subject("ontology.html", terms.ontology, terms.pages(terms.ONTOLOGY, "The terms of the graph")),
        "shapes": Subject("shapes.html", terms.shapes, terms.pages(terms.SHAPES, "What the data must hold")),
    }
)
