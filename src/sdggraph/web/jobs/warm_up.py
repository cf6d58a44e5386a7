"""A rehearsal of all API jobs before the workers are forked, because a worker cannot load modules."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any, Final

from sdggraph import store as stores
from sdggraph import vocab
from sdggraph.errors import NotFound
from sdggraph.model.coverage import GROUPINGS
from sdggraph.model.events import Event
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.names.file_names import file_name
from sdggraph.present.html import environment
from sdggraph.publish.datasets.feeds import Selection, calendar_file, feed_file
from sdggraph.publish.documents.report import FORMS, composed, rendered
from sdggraph.publish.report_data import gathered
from sdggraph.tasks import Source
from sdggraph.tasks.portal.coverage import matrix
from sdggraph.tasks.portal.events import events
from sdggraph.tasks.portal.goals import goal
from sdggraph.tasks.portal.meet import meet
from sdggraph.tasks.portal.network import network
from sdggraph.tasks.portal.organisation import organisation
from sdggraph.tasks.portal.pairs import pair
from sdggraph.tasks.portal.search import find
from sdggraph.tasks.portal.surroundings import context, surroundings
from sdggraph.validate import Report
from sdggraph.web.jobs import api, linked_data, named_queries, pages
from sdggraph.web.jobs.output import Page
from sdggraph.workers.forkserver import Output
from sdggraph.writing import checks

MANY: Final = 1_000  # organisations, from which on it takes longer to compute what pages share than to fork a worker
_PLACE: Final = "https://example.org/"
_PAGE: Final = Page(limit=1, offset=0, address="/?")

_PAGES: Final[dict[str, dict[str, Any]]] = {
    "home": {},
    "organisations": {},
    "organisation": {"stem": "A"},
    "search": {"q": "xyz"},
    "coverage": {},
    "cell": {"by": "region", "group": "Here", "aim": "6"},
    "goal": {"stem": "6"},
    "pair": {"one": "A", "other": "C"},
    "network": {"since": "2009"},
    "community": {"place": 1},
    "network-partners": {"around": "A"},
    "meet": {},
    "events": {},
    "downloads": {},
    "theme": {"stem": "water"},
    "country": {"stem": "AAA"},
    "compare": {"codes": "A,B"},
    "reports": {},
    "ontology": {},
    "shapes": {},
    "questions": {},
    "query": {"query": "SELECT * { ?s ?p"},
}


def rehearse(source: Source) -> None:
    """Read the named queries, and run every job over three invented centres: nearly all the time goes into loading."""
    invented = Source(source.settings)
    invented.network = _network()
    invented.store = stores.EmbeddedStore.in_memory()
    nowhere = _Nowhere()
    for job, arguments in _requests():
        api.JOBS[job](invented, nowhere, **arguments)
    environment.prepare()
    for name, parameters in _PAGES.items():
        frame = {"base": _PLACE}
        pages.page(invented, nowhere, name=name, path="index.html", frame=frame, parameters=parameters, stamp="")
    for form in ("pdf", "svg"):  # reads the fonts
        pages.poster(invented, nowhere, stem="A", form=form)
    some = Selection("", "", "", "", [Event(f"{_PLACE}event", "Event", start="2020-01-01")])
    calendar_file(context(invented), some, {})
    feed_file(context(invented), some)
    for form in ("turtle", "jsonld", "rdfxml"):
        linked_data.catalogue(invented, nowhere, format=form, base=_PLACE, contact="")
    find(source, "all")
    surroundings(source)  # read once here, not in each worker
    with contextlib.suppress(NotFound):  # the search for the nearest name loads a module too
        api.JOBS["api/centre"](invented, nowhere, form="json", organisation="AAB")
    with contextlib.suppress(NotFound):  # so does the list of the usual names of countries
        api.JOBS["api/centres"](invented, nowhere, form="json", page=_PAGE, country="Nowhere")
    for form in ("json", "csv"):
        named_queries.listed(source, nowhere, form=form, base="")


def share(source: Source) -> None:
    """Compute what many pages of a large network need: each worker would do it for itself otherwise, for seconds.

    What the tasks keep for a source is in the memory that all workers share.
    """
    centres = [code for code, record in source.network.organisations.items() if record.is_active_centre][:2]
    if len(centres) < 2 or len(source.network.organisations) < MANY:
        return
    one, other = map(file_name, centres)
    organisation(source, stem=one)
    pair(source, one=one, other=other)
    events(source)
    network(source)
    meet(source)
    for by in GROUPINGS:
        matrix(source, by)
    by_level = {"." in key: key for key in source.network.aims}  # a goal and a target: all others share their values
    for key in by_level.values():
        goal(source, stem=file_name(key))


def rehearse_report(source: Source) -> None:
    """Load the shapes of the graph and pySHACL, and make a report about three invented centres."""
    organisations = source.network.organisations.values()
    example = next((each.iri for each in organisations), f"{vocab.BASE}none")
    checks.prepare(source.store, source.settings.ontology, example)
    network, store = _network(), stores.EmbeddedStore.in_memory()
    found = composed(gathered(store, network, Report((), {}, "screen"), date(2020, 1, 1), "2020-01-01"))
    for form in FORMS:
        rendered(found, form)


class _Nowhere(Output):
    """An output that discards everything."""

    def __init__(self) -> None:
        self.spent = False

    def head(self, **facts: Any) -> None:
        """Do nothing."""

    def write(self, data: bytes) -> int:
        """Discard the data."""
        return len(data)


def _requests() -> list[tuple[str, dict[str, Any]]]:
    measured = {"by": "blend", "weights": None, "as_of": None}
    who = {"in_region": None, "theme": None, "goal": None, "country_group": None}
    partners = {"organisation": "A", "limit": 1, "include_current": True, **measured, **who}
    part = {"region": None, "theme": None, "strong_only": False, "everyone": False}
    coverage = {"by": "region", "level": "goal", "basis": "all"}
    forms: dict[str, tuple[str, dict[str, Any]]] = {
        "api/centres": ("json csv", {"page": _PAGE}),
        "api/centre": ("json ttl", {"organisation": "A"}),
        "api/partners": ("json csv ttl", partners),
        "api/explain": ("json", {"organisation": "A", "other": "B", **measured}),
        "api/gaps": ("json csv", {"organisation": "A", "neighbours": 1, "limit": 1}),
        "api/network-gaps": (
            "json csv",
            {"region": "Here", "theme": None, "country_group": None, "level": "goal", "limit": 1},
        ),
        "api/coverage": ("json csv svg", coverage),
        "api/meet": ("json csv", {"region": None, "theme": None, "limit": 1}),
        "api/network": ("json csv graphml gexf node-link svg", {**part, "as_of": None}),
        "api/changes": ("json", {**part, "as_of": "2011", "since": "2009"}),
        "api/path": ("json csv", {"one": "A", "other": "B", "strong_only": False, "everyone": False}),
        "api/terms": ("json csv", {"of": "themes"}),
    }
    return [(job, {"form": form, **asked}) for job, (names, asked) in forms.items() for form in names.split()]


def _network() -> Network:
    lands = {"AAA": Country("AAA", "Land", f"{_PLACE}land", "Near", "Here")}
    claims = [Contribution(f"{_PLACE}{aim}", aim, "stated", "teaches") for aim in ("6.5", "6.1", "6")]
    centres = {
        code: Organisation(
            code, f"Centre {code}", f"{_PLACE}{code}", "category-2", country="AAA", themes=("water",), since=2000,
            contributions=(claim,),
        )
        for code, claim in zip("ABC", claims, strict=True)
    }  # fmt: skip
    links = (
        Link(f"{_PLACE}link", ("A", "B"), "training", 2010),
        Link(f"{_PLACE}tie", ("B", "C"), "network", 2011, strong=False),
    )
    aims = {key: Concept(key, key, f"{_PLACE}{key}") for key in ("6", "6.1", "6.5")}
    themes = {"water": Concept("water", "Water", f"{_PLACE}water")}
    kinds = {key: Concept(key, key, f"{_PLACE}{key}") for key in ("training", "network")}
    return Network(centres, links, lands, themes, aims, kinds, "0", (("6.1", "6.5", 0.5),))
