"""The page of an organisation: who and where it is, what it contributes, whom it could meet, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from sdggraph import vocab
from sdggraph.analysis.gaps import centre_gaps
from sdggraph.analysis.partners import suggest
from sdggraph.messages import Message
from sdggraph.model.coverage import un_order
from sdggraph.model.full_record import FullRecord, read_full_record
from sdggraph.model.reader import key
from sdggraph.model.records import DERIVED, INFERRED, STATED, Contribution, Country, Organisation
from sdggraph.model.standing_words import heading_message, note_message
from sdggraph.model.suggestions import Reason, Suggestions
from sdggraph.publish.catalogues import schema_org
from sdggraph.publish.catalogues.registers import Identifier
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.memo import view_of
from sdggraph.tasks.portal.claims import Claim
from sdggraph.tasks.portal.downloads import CATALOGUE
from sdggraph.tasks.portal.events import calendar_of
from sdggraph.tasks.portal.on_record import HostShown, StatusShown, Thing, events, hosts, projects, statuses
from sdggraph.tasks.portal.records import (
    SUGGESTED,
    Moved,
    Reference,
    organisation_path,
    pair_path,
    publishes_pairs,
    reference,
)
from sdggraph.tasks.portal.surroundings import context, surroundings
from sdggraph.tasks.portal.ties import Tie, anchor_of, ties_of
from sdggraph.tasks.source import Source

_GAPS: Final = 4
_EXEMPLARS: Final = 3
_FEW: Final = 3  # contributions, below which a record is thin


@dataclass(frozen=True)
class GoalClaims:
    """The contributions to a goal and its targets, stated ones first."""

    goal: str
    label: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Suggested:
    """A centre worth a conversation, with the reasons."""

    partner: Reference
    score: float
    reasons: tuple[Reason, ...]
    is_thin: bool  # whether little is on record of it
    is_enough: bool  # whether enough is known of the pair to tell
    pair: str  # path of the page of the pair


@dataclass(frozen=True)
class Ranking:
    """The suggestions, and the centres that they were chosen from."""

    found: tuple[Suggested, ...]
    pairs_have_pages: bool  # in a published folder
    ranked: int  # centres that could be suggested
    known: tuple[Reference, ...]  # left out, because a link is on record
    without_reason: int
    not_suggested: tuple[Reference, ...]  # ceased, or of contested standing


@dataclass(frozen=True)
class Exemplar:
    """A centre to learn from, and what it does."""

    centre: Reference
    activity: str


@dataclass(frozen=True)
class GapShown:
    """A target that the centre could take up next."""

    aim: str
    label: str
    message: Message
    exemplars: tuple[Exemplar, ...]


@dataclass(frozen=True)
class OrganisationPage:
    """Everything on the page of an organisation."""

    record: Organisation
    path: str
    kind: str
    country: Country | None
    standing: Message | str
    note: Message | str  # on the standing, where one must be said
    themes: tuple[tuple[str, str], ...]  # key and label
    place: tuple[float, float] | None  # longitude and latitude
    about: Message  # the organisation in a sentence
    hosts: tuple[HostShown, ...]
    hosted: tuple[HostShown, ...]
    statuses: tuple[StatusShown, ...]
    ranking: Ranking | None  # None for an organisation that is no centre, or has ceased
    goals: tuple[GoalClaims, ...]
    counts: dict[str, int]  # contributions by basis
    gaps: tuple[GapShown, ...]
    ties: tuple[Tie, ...]
    projects: tuple[Thing, ...]
    events: tuple[Thing, ...]
    identifiers: tuple[Identifier, ...]
    notes: tuple[str, ...]
    confirmed: str  # the latest day on which the record was confirmed; empty if never
    light: str  # fresh, ageing or old; empty if it was never confirmed
    calendar: str  # the path of the calendar of its events; empty if there is none
    missing: tuple[str, ...]  # keys of what is not on record
    described: dict[str, Any]  # as schema.org

    @property
    def is_thin(self) -> bool:
        """Whether so little is on record that the rest says more about our sources than about the centre."""
        return self.record.is_centre and (self.counts[STATED] + self.counts[INFERRED] < _FEW or not self.ties)


def organisation(source: Source, *, stem: str, base: str = "", catalogue: str = CATALOGUE) -> OrganisationPage | Moved:
    """Return everything on the page with this file name; another name or code of an organisation leads on to its page.

    `base` is the public address of the site, and `catalogue` the path of the catalogue there. Raises NotFound and
    Ambiguous.
    """
    network, around = source.network, surroundings(source)
    record = around.by_stem.get(stem)
    if record is None:
        return Moved(organisation_path(find_organisation(network, stem).code))
    full = read_full_record(source.store, record.iri, around.date)
    land = network.countries.get(record.country)
    goals, counts = _goals(source, record)
    ties = ties_of(source, record)
    confirmed = max(full.own.every("sg:confirmed"), default="")
    category = network.categories.get(record.category)
    return OrganisationPage(
        record=record,
        path=organisation_path(record.code),
        kind=category.label if category else record.category,
        country=land,
        standing=heading_message(record.status),
        note=note_message(record),
        themes=tuple((each, network.themes[each].label) for each in record.themes if each in network.themes),
        place=around.positions.get(record.code),
        about=schema_org.sentence_message(record, around.around, network),
        hosts=hosts(full, source, "sg:hostedOrganisation", "sg:hostOrganisation"),
        hosted=hosts(full, source, "sg:hostOrganisation", "sg:hostedOrganisation"),
        statuses=statuses(full),
        ranking=_ranking(source, record) if record.is_active_centre else None,
        goals=goals,
        counts=counts,
        gaps=_gaps(source, record) if record.is_active_centre else (),
        ties=ties,
        projects=projects(full, source),
        events=events(full, source),
        identifiers=tuple(around.around.identifiers.get(record.iri, ())),
        notes=full.own.every("skos:note"),
        confirmed=confirmed,
        light=_light(confirmed, around.date),
        calendar=calendar_of(source, record.code),
        missing=_missing(source, record, full, ties),
        described=schema_org.organisation(record, around.around, context(source, base)._replace(catalogue=catalogue)),
    )


def organisation_data(source: Source, *, stem: str, ending: str) -> Moved:
    """Lead on from the name of a file beside the page to the data of the organisation. Raises NotFound, Ambiguous."""
    record = surroundings(source).by_stem.get(stem) or find_organisation(source.network, stem)
    name = quote(record.iri.removeprefix(vocab.BASE), safe="/%:@!$&'()*+,;=~-._")
    return Moved(f"doc/{name}.{ending}")


def _goals(source: Source, record: Organisation) -> tuple[tuple[GoalClaims, ...], dict[str, int]]:
    aims, by_goal = source.network.aims, dict[str, list[Contribution]]()
    ranks = {STATED: 0, INFERRED: 1}
    counts = {STATED: 0, INFERRED: 0, DERIVED: 0}
    for claim in record.contributions:
        counts[claim.basis] = counts.get(claim.basis, 0) + 1
        by_goal.setdefault(claim.goal, []).append(claim)

    def rank(claim: Contribution) -> tuple[int, tuple[int, int, str], str]:
        return ranks.get(claim.basis, len(ranks)), un_order(claim.aim), claim.iri

    goals = tuple(
        GoalClaims(
            goal,
            aims[goal].label if goal in aims else goal,
            tuple(
                Claim(each.aim, each.basis, each.activity, each.since, each.evidence, anchor_of(each.iri))
                for each in sorted(by_goal[goal], key=rank)
            ),
        )
        for goal in sorted(by_goal, key=un_order)
    )
    return goals, counts


def _ranking(source: Source, record: Organisation) -> Ranking:
    network = source.network
    found: Suggestions = suggest(view_of(source), record.code, limit=SUGGESTED, with_shares=False)
    return Ranking(
        tuple(
            Suggested(
                reference(each.partner, network),
                each.score,
                each.reasons,
                each.thin,
                each.known.is_enough,
                pair_path(record.code, each.partner.code),
            )
            for each in found.found
        ),
        publishes_pairs(network),
        found.candidates - len(found.left_out),
        tuple(reference(each, network) for each, _ in found.left_out),
        found.without_reason,
        tuple(reference(each, network) for each in (*found.ceased, *found.contested)),
    )


def _gaps(source: Source, record: Organisation) -> tuple[GapShown, ...]:
    network = source.network
    found = centre_gaps(view_of(source), record.code, limit=_GAPS)  # targets close in topic are not shown
    return tuple(
        GapShown(
            gap.aim.key,
            gap.aim.label,
            gap.message,
            tuple(
                Exemplar(
                    reference(each.organisation, network), each.contributions[0].activity if each.contributions else ""
                )
                for each in gap.exemplars[:_EXEMPLARS]
            ),
        )
        for gap in found.nearby
    )


def _light(confirmed: str, today: str) -> str:
    """Return how long ago a record was confirmed: fresh within a year, old after two.

    >>> _light("2026-01-05", "2026-11-23"), _light("2025-06", "2026-11-23"), _light("2019", "2026-11-23")
    ('fresh', 'ageing', 'old')
    """
    if not confirmed:
        return ""
    years = int(today[:4]) - int(confirmed[:4]) - (confirmed[4:10] > today[4:10])
    return "fresh" if years < 1 else "ageing" if years < 2 else "old"


def _missing(source: Source, record: Organisation, full: FullRecord, ties: tuple[Tie, ...]) -> tuple[str, ...]:
    """Return the keys of the facts that are not on record of an organisation."""
    claims = [claim for claim in record.contributions if claim.basis != DERIVED]
    absent = {
        "website": not record.website,
        "city": not record.city,
        "place": record.code not in surroundings(source).positions,
        "host": record.is_centre and not any(item.type == "sg:Hosting" for item in full.items),
        "themes": not record.themes,
        "status": record.is_centre and not record.status_records,
        "term": record.is_active_centre and not record.term_end,
        "contributions": not claims,
        "dates": any(claim.since is None for claim in claims),
        "links": not ties,
        "projects": not any(item.type == "sg:Project" for item in full.items),
        "identifiers": not any(each.startswith(("Q", "https://ror.org")) for each in _identifiers(source, record)),
        "confirmed": not full.own.every("sg:confirmed"),
    }
    return tuple(name for name, is_missing in absent.items() if is_missing)


def _identifiers(source: Source, record: Organisation) -> list[str]:
    return [key(each.address) if "wikidata" in each.address else each.address
            for each in surroundings(source).around.identifiers.get(record.iri, ())]  # fmt: skip
