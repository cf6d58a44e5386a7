"""The graph as plain values for analysis and presentation: no RDF, no engine, no files.

They are named tuples, not dataclasses, which take three times as long: for the classes at the start of a command, and
for the thousands of records it then reads. A cold start is measured against `import numpy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

STATED, INFERRED, DERIVED = "stated", "inferred", "derived"
# the standings of an organisation; `status.standing` says which one holds and why
ACTIVE, UNKNOWN = "active", "unknown"
CEASED, CONTESTED, PENDING = "ceased", "contested", "pending"
ENDING, RENEWAL, TERM_OVER = "ending", "renewal-under-way", "term-over"
CENTRE_CATEGORIES = frozenset({"category-1", "category-2", "affiliate"})


class Concept(NamedTuple):
    """A term of a scheme: a theme, a goal, a target, a region, a country group, a kind."""

    key: str  # the last part of its IRI: "karst", "6.5"
    label: str
    iri: str
    broader: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()  # further names by which it is found, but which are not shown
    identifiers: tuple[str, ...] = ()  # as `names.identifiers` writes them


class Country(NamedTuple):
    """A country, with the regions that our answers use."""

    code: str  # ISO 3166-1 alpha-3
    name: str
    iri: str
    subregion: str = ""  # the M49 region directly above the country, by label
    region: str = ""  # the UNESCO region, by label
    groups: tuple[str, ...] = ()  # keys of country groups
    other_names: tuple[str, ...] = ()


class Contribution(NamedTuple):
    """A claim that an activity of an organisation serves a goal or a target."""

    iri: str
    aim: str  # "6.5" for a target, "6" for a goal as a whole
    basis: str  # stated, inferred, classifier or derived
    activity: str
    evidence: tuple[str, ...] = ()
    since: int | None = None  # the year in which its project began, if known

    @property
    def goal(self) -> str:
        """The number of the goal, or of the goal that the target belongs to.

        >>> Contribution("x", "6.5", "stated", "trains basin managers").goal
        '6'
        """
        return self.aim.partition(".")[0]


class StatusRecord(NamedTuple):
    """A dated statement on the standing of an organisation, and the term of its agreement where one is told."""

    value: str  # approved, agreement-signed, launched, active, renewed, ending, ceased and others
    date: str = ""  # as precisely as the source tells: 2025, 2025-10 or a day
    term_start: str = ""
    term_end: str = ""
    end_basis: str = ""  # source or computed
    iri: str = ""
    sources: tuple[str, ...] = ()


class Organisation(NamedTuple):
    """A centre, institute, affiliate, host or partner."""

    code: str
    name: str
    iri: str
    category: str = ""
    acronym: str = ""
    other_names: tuple[str, ...] = ()
    country: str = ""  # ISO alpha-3; empty if unknown
    city: str = ""
    website: str = ""
    themes: tuple[str, ...] = ()
    since: int | None = None  # the first year on record of its approval, agreement or launch
    status: str = ""  # its standing, see `status`; empty where it has none
    status_year: int | None = None  # the year of that status, or when the term was over
    status_sources: tuple[str, ...] = ()  # the pages that state it
    status_date: str = ""  # as precisely as the source tells
    status_rule: str = ""  # the name of the rule that gave the standing
    term_end: str = ""  # when the term of its agreement ends or ended; empty where no source tells
    term_basis: str = ""  # whether the source gives that end, or it was computed
    sectors: tuple[str, ...] = ()  # of UNESCO
    status_records: tuple[StatusRecord, ...] = ()  # what the standing rests on
    contributions: tuple[Contribution, ...] = ()

    @property
    def short(self) -> str:
        """The short name for sentences: the code, or the acronym or name where the code is only a part of an address.

        >>> Organisation("HIST", "Space Technologies", "x").short, Organisation("iccrom", "ICCROM", "x").short
        ('HIST', 'ICCROM')
        """
        return self.code if self.code != self.code.lower() else self.acronym or self.name or self.code

    @property
    def is_centre(self) -> bool:
        """Whether it is a centre of UNESCO's network: category 1, category 2 or affiliate.

        >>> Organisation("HIST", "Space Technologies", "x", category="category-2").is_centre
        True
        """
        return self.category in CENTRE_CATEGORIES

    @property
    def has_ceased(self) -> bool:
        """Whether its latest status on record is that it has ceased.

        >>> Organisation("A", "A", "a", "category-2", status="ceased").has_ceased
        True
        """
        return self.status == CEASED

    @property
    def is_contested(self) -> bool:
        """Whether sources disagree on its standing, and UNESCO has decided nothing since."""
        return self.status == CONTESTED

    @property
    def is_suggestible(self) -> bool:
        """Whether it may be suggested: it has not ceased, and its standing is not contested.

        >>> Organisation("A", "A", "a", status="contested").is_suggestible
        False
        """
        return not (self.has_ceased or self.is_contested)

    @property
    def is_active_centre(self) -> bool:
        """Whether it is a centre that has not ceased according to any source."""
        return self.is_centre and not self.has_ceased


class Link(NamedTuple):
    """One cooperation of one kind between organisations."""

    iri: str
    partners: tuple[str, ...]  # codes, sorted
    kind: str
    year: int | None = None
    strong: bool = True  # False: may mean no more than having met
    what: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    end: int | None = None  # the year it ended or will end


class NotSuggested(NamedTuple):
    """The organisations that the operator excludes from suggestions, by code."""

    centres: frozenset[str] = frozenset()  # never suggested
    pairs: frozenset[frozenset[str]] = frozenset()  # never suggested to each other

    def bars(self, one: str, other: str) -> bool:
        """Whether the other may not be suggested to the one.

        >>> NotSuggested(frozenset({"C"}), frozenset({frozenset({"A", "B"})})).bars("A", "B")
        True
        """
        return other in self.centres or frozenset((one, other)) in self.pairs


class Network(NamedTuple):
    """The records of the whole graph, by key."""

    organisations: Mapping[str, Organisation] = MappingProxyType({})
    links: tuple[Link, ...] = ()
    countries: Mapping[str, Country] = MappingProxyType({})
    themes: Mapping[str, Concept] = MappingProxyType({})
    aims: Mapping[str, Concept] = MappingProxyType({})  # goals and targets
    kinds: Mapping[str, Concept] = MappingProxyType({})  # cooperation kinds
    version: str = ""  # the data version
    target_links: tuple[tuple[str, str, float], ...] = ()  # two targets and how close they are
    regions: Mapping[str, Concept] = MappingProxyType({})  # of UNESCO
    subregions: Mapping[str, Concept] = MappingProxyType({})  # of M49, those that are directly above a country
    groups: Mapping[str, Concept] = MappingProxyType({})  # of countries
    categories: Mapping[str, Concept] = MappingProxyType({})
    sectors: Mapping[str, Concept] = MappingProxyType({})  # of UNESCO
    # of organisations and countries, by IRI: names by which they are found, but which are never shown
    hidden_names: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    identifiers: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    # the operator's exclusions, which apply to every list; not part of the data
    not_suggested: NotSuggested = NotSuggested()
