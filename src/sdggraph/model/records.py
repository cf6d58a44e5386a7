"""The graph as plain values: what the thinking rooms see. No RDF, no engine, no files."""

from __future__ import annotations

from dataclasses import dataclass, field

STATED, INFERRED, DERIVED = "stated", "inferred", "derived"
CENTRE_CATEGORIES = frozenset({"category-1", "category-2", "affiliate"})


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of a scheme: a theme, a goal, a target, a region, a country group, a kind."""

    key: str  # the last part of its IRI: "karst", "6.5"
    label: str
    iri: str
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country, with the regions that our answers speak of."""

    code: str  # ISO 3166-1 alpha-3
    name: str
    iri: str
    subregion: str = ""  # the M49 region directly above the country, by label
    region: str = ""  # the UNESCO region, by label
    groups: tuple[str, ...] = ()  # keys of country groups
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """A claim that an activity of an organisation serves a goal or a target."""

    iri: str
    aim: str  # "6.5" for a target, "6" for a goal as a whole
    basis: str  # stated, inferred, classifier or derived
    activity: str
    evidence: tuple[str, ...] = ()

    @property
    def goal(self) -> str:
        """The number of the goal claimed, or of the goal of the target claimed.

        >>> Contribution("x", "6.5", "stated", "trains basin managers").goal
        '6'
        """
        return self.aim.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A centre, institute, affiliate, host or partner."""

    code: str
    name: str
    iri: str
    category: str = ""
    acronym: str = ""
    other_names: tuple[str, ...] = ()
    country: str = ""  # ISO alpha-3, empty where no source tells
    city: str = ""
    website: str = ""
    themes: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    @property
    def is_centre(self) -> bool:
        """Whether UNESCO's network counts it: category 1, category 2 or affiliate.

        >>> Organisation("HIST", "Space Technologies", "x", category="category-2").is_centre
        True
        """
        return self.category in CENTRE_CATEGORIES


@dataclass(frozen=True, slots=True)
class Link:
    """One cooperation of one kind between organisations."""

    iri: str
    partners: tuple[str, ...]  # codes, sorted
    kind: str
    year: int | None = None
    strong: bool = True  # False: may mean no more than having met
    what: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """Everything that the thinking rooms need, by key."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    countries: dict[str, Country] = field(default_factory=dict)
    themes: dict[str, Concept] = field(default_factory=dict)
    aims: dict[str, Concept] = field(default_factory=dict)  # goals and targets
    kinds: dict[str, Concept] = field(default_factory=dict)  # cooperation kinds
    version: str = ""  # the data version
