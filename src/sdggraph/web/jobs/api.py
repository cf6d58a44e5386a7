"""Jobs of the JSON API: each answers what its command prints, in the requested format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sdggraph import present, tasks
from sdggraph.errors import BadParameter
from sdggraph.present import coverage as coverage_page
from sdggraph.present import gaps as gaps_page
from sdggraph.present import meet as meet_page
from sdggraph.present import network as network_page
from sdggraph.present import network_changes, network_path, vocabularies
from sdggraph.present.pictures import heatmap
from sdggraph.tasks import Source
from sdggraph.tasks import vocabularies as words
from sdggraph.web.jobs.output import Page, send, send_rows
from sdggraph.workers.forkserver import Output


def centres(source: Source, out: Output, *, form: str, page: Page, **filters: str | None) -> None:
    """Answer one page of the centres that match."""
    found = tasks.centres(source, **filters)
    rows = present.organisations.rows(found, source.network)
    header = present.organisations.HEADER
    send_rows(out, [dict(zip(header, row, strict=True)) for row in rows], form, header, page)


def centre(source: Source, out: Output, *, form: str, organisation: str, as_of: str | None = None) -> None:
    """Answer everything on record of one organisation."""
    if form == "ttl":
        if as_of is not None:
            raise BadParameter(
                "Turtle lists all statements, so a date changes nothing in it.", "Leave as_of out, or ask for JSON."
            )
        send(out, form, tasks.describe(source, organisation))
        return
    found = tasks.show(source, organisation, as_of)
    known = found.organisation, found.country, found.links
    send(out, form, present.full_record_json.json_text(*known, found.full, found.network))


def partners(source: Source, out: Output, *, form: str, organisation: str, **asked: Any) -> None:
    """Answer the suggested partners of an organisation, with reasons."""
    found = tasks.suggest_partners(source, organisation, **asked)
    if form == "ttl":
        send(out, form, tasks.suggestions_as_turtle(found))
    else:
        send(out, form, present.partners.rendered(found, source.network, form))


def explain(source: Source, out: Output, *, form: str, organisation: str, other: str, **asked: Any) -> None:
    """Answer why two organisations go together, or why not."""
    pair = tasks.explain(source, organisation, other, **asked)
    send(out, form, present.partners.pair_json(pair, source.network))


def gaps(source: Source, out: Output, *, form: str, organisation: str, **asked: Any) -> None:
    """Answer the targets that a centre could take up next."""
    send(out, form, gaps_page.rendered(tasks.gaps(source, organisation, **asked), source.network, form))


def network_gaps(source: Source, out: Output, *, form: str, **asked: Any) -> None:
    """Answer the goals or targets that few or no centres of a part of the network serve."""
    send(out, form, gaps_page.rendered(tasks.network_gaps(source, **asked), source.network, form))


def coverage(source: Source, out: Output, *, form: str, **asked: Any) -> None:
    """Answer the numbers of contributors to each goal or target."""
    found = tasks.coverage(source, **asked)
    send(out, form, heatmap.svg(found) if form == "svg" else coverage_page.rendered(found, form))


def meet(source: Source, out: Output, *, form: str, **asked: Any) -> None:
    """Answer the groups of centres to bring together."""
    send(out, form, meet_page.rendered(tasks.meet(source, **asked), source.network, form))


def network(source: Source, out: Output, *, form: str, **part: Any) -> None:
    """Answer how the centres cooperate: the report as JSON, or the network itself as a file."""
    if form == "json":
        send(out, form, network_page.rendered(tasks.network(source, **part), source.network, form))
    else:
        send(out, form, tasks.network_file(source, form, **part))


def changes(source: Source, out: Output, *, form: str, since: str, **part: Any) -> None:
    """Answer what changed in the network between the ends of two years."""
    found = tasks.network_changes(source, since, **part)
    send(out, form, network_changes.rendered(found, source.network, form))


def path(source: Source, out: Output, *, form: str, one: str, other: str, **asked: Any) -> None:
    """Answer the shortest chain of cooperation between two organisations."""
    chain = tasks.path(source, one, other, **asked)
    send(out, form, network_path.rendered(chain, source.network, form))


def terms(source: Source, out: Output, *, form: str, of: str) -> None:
    """Answer all terms of one vocabulary: themes, goals, regions, countries, country-groups or cooperation-kinds."""
    send_rows(out, _TERMS[of](source), form)


_TERMS: Final = {
    "themes": lambda source: vocabularies.themes(words.themes(source)),
    "goals": lambda source: vocabularies.goals(words.goals(source)),
    "regions": lambda source: vocabularies.regions(words.regions(source)),
    "countries": lambda source: vocabularies.countries(words.countries(source)),
    "country-groups": lambda source: vocabularies.terms(words.country_groups(source), "centres"),
    "cooperation-kinds": lambda source: vocabularies.terms(words.kinds(source), "links"),
}

JOBS: Final[Mapping[str, Any]] = {
    "api/centres": centres,
    "api/centre": centre,
    "api/partners": partners,
    "api/explain": explain,
    "api/gaps": gaps,
    "api/network-gaps": network_gaps,
    "api/coverage": coverage,
    "api/meet": meet,
    "api/network": network,
    "api/changes": changes,
    "api/path": path,
    "api/terms": terms,
}
