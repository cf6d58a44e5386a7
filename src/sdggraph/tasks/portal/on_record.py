"""Hosts, status, projects and events of an organisation, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sdggraph.messages import Message
from sdggraph.model.full_record import EVENT, HOSTING, PROJECT, STATUS, FullRecord, Item, hosting_message, is_over
from sdggraph.model.reader import key
from sdggraph.tasks.portal.records import Reference, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

_ROLES: Final = {"organiser": "sg:organiser", "host": "sg:eventHost", "participant": "sg:participant"}
_UNDATED: Final = "0000"


@dataclass(frozen=True)
class HostShown:
    """A host, or an organisation that is hosted."""

    organisation: Reference | None  # None for one that is not on record by itself
    name: str
    when: Message | str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class StatusShown:
    """An entry on the standing of an organisation."""

    date: str
    value: str
    session: str
    term: tuple[str, str]  # start and end; empty where no source tells
    is_computed: bool  # whether the end was computed from the duration
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """A project or an event."""

    start: str
    end: str
    name: str
    kind: str
    place: str
    roles: tuple[str, ...]
    aims: tuple[str, ...]
    partners: tuple[Reference, ...]
    evidence: tuple[str, ...]


def hosts(full: FullRecord, source: Source, mine: str, other: str) -> tuple[HostShown, ...]:
    """Return the organisations at the other end of the hostings, present ones first."""
    found = [item for item in full.of(HOSTING) if full.own.iri in item.every(mine)]
    by_iri = surroundings(source).by_iri
    return tuple(
        HostShown(
            reference(by_iri[iri], source.network) if iri in by_iri else None,
            full.words(iri),
            hosting_message(item, full.as_of),
            item.evidence,
        )
        for item in sorted(found, key=lambda item: (is_over(item, full.as_of), item.iri))
        for iri in item.every(other)
    )


def statuses(full: FullRecord) -> tuple[StatusShown, ...]:
    """Return the entries on the standing, the latest first."""
    return tuple(
        StatusShown(
            item.first("sg:date"),
            ", ".join(full.words(each) for each in item.every("sg:statusValue")),
            ", ".join(item.every("sg:session")),
            (item.first("sg:termStart"), item.first("sg:termEnd")),
            key(item.first("sg:endBasis")) == "computed",
            item.evidence,
        )
        for item in _latest(full.of(STATUS), "sg:date")
    )


def projects(full: FullRecord, source: Source) -> tuple[Thing, ...]:
    """Return the projects, the latest first."""
    return tuple(
        _thing(full, source, item, roles=(), partners=item.every("sg:participant"))
        for item in _latest(full.of(PROJECT), "sg:start", "sg:end")
    )


def events(full: FullRecord, source: Source) -> tuple[Thing, ...]:
    """Return the events, the latest first, with the role of the organisation in each."""
    found = []
    for item in _latest(full.of(EVENT), "sg:start", "sg:end"):
        roles = tuple(role for role, name in _ROLES.items() if full.own.iri in item.every(name))
        found.append(_thing(full, source, item, roles=roles, partners=item.every(*_ROLES.values())))
    return tuple(found)


def _thing(full: FullRecord, source: Source, item: Item, *, roles: tuple[str, ...], partners: Iterable[str]) -> Thing:
    by_iri = surroundings(source).by_iri
    return Thing(
        start=item.first("sg:start"),
        end=item.first("sg:end"),
        name=item.first("skos:prefLabel") or key(item.iri),
        kind=", ".join(full.words(each) for each in item.every("sg:eventKind")),
        place=", ".join(item.every("sg:place")),
        roles=roles,
        aims=tuple(sorted(map(key, item.every("sg:addresses")))),
        partners=tuple(
            reference(by_iri[iri], source.network) for iri in partners if iri in by_iri and iri != full.own.iri
        ),
        evidence=item.evidence,
    )


def _latest(items: Iterable[Item], *dates: str) -> list[Item]:
    """Return the items by date, the latest first, those without a date last."""
    ranked = sorted(items, key=lambda item: item.iri)
    return sorted(ranked, key=lambda item: item.first(*dates) or _UNDATED, reverse=True)
