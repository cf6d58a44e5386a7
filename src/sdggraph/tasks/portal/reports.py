"""The page of reports and posters: the status report in each format, and the poster of each centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sdggraph.publish.documents import poster
from sdggraph.tasks.portal.records import Reference, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

PATH: Final = "reports/index.html"
_LISTED: Final = 500  # posters on the page; of more centres, each one's page leads to its poster


@dataclass(frozen=True)
class PosterShown:
    """The poster of a centre."""

    centre: Reference
    pdf: str  # the path
    svg: str


@dataclass(frozen=True)
class ReportsPage:
    """Everything on the page of reports and posters."""

    date: str  # of the data
    posters: tuple[PosterShown, ...]  # empty if there are too many for a page
    count: int  # of centres


def reports(source: Source) -> ReportsPage:
    """Return everything on the page of reports and posters."""
    network = source.network
    found = (code for code, record in network.organisations.items() if record.is_centre)
    centres = sorted(found, key=lambda code: (code.casefold(), code))
    shown = tuple(
        PosterShown(reference(network.organisations[code], network), poster.path(code, "pdf"), poster.path(code, "svg"))
        for code in (centres if len(centres) <= _LISTED else ())
    )
    return ReportsPage(surroundings(source).date, shown, len(centres))


def pages(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page in a published folder."""
    yield PATH, {}, "Reports and posters"
