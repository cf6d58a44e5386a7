"""The columns of the tables, defined once for CSV, CSVW metadata and the workbook."""

from __future__ import annotations

from typing import Final, NamedTuple

from sdggraph import vocab

SEPARATOR: Final = "|"  # no IRI contains it; in a text it is replaced by ¦
URI: Final = "anyURI"
_EVIDENCE_TEXT: Final = "The pages that support the statement."


class Column(NamedTuple):
    """A column: its name, and the statements of the graph that fill its cells.

    With `space`, a cell holds the part of the IRI after the space: a key such as `CHN` for a country or `6.5` for a
    target. A column without a property repeats other facts for people. With `code_of`, it gives the codes of the
    organisations that another column gives by IRI.
    """

    name: str
    title: str
    description: str
    datatype: str = "string"  # of CSVW
    predicate: str = ""  # the IRI of the property; empty for columns that only repeat facts for people
    separator: str = ""  # between the values of one cell, if there may be several
    space: str = ""  # the namespace of the IRIs whose keys fill the cells
    language: str = ""  # the language of the texts; a value in another language is followed by @ and its tag
    loose: bool = False  # cells of several datatypes or languages, which CSVW cannot distinguish
    code_of: str = ""  # the column with the IRIs of the organisations named here by code
    width: int = 18  # in a workbook, in characters
    required: bool = False
    points_at: str = ""  # the table whose rows the IRIs identify

    @property
    def is_link(self) -> bool:
        """Whether the values are IRIs, and not texts or numbers."""
        return bool(self.space) or self.datatype == URI


class Table(NamedTuple):
    """A table with a row for each thing of one class."""

    name: str
    title: str
    description: str
    type: str  # the IRI of the class
    columns: tuple[Column, ...]


def _term(name: str) -> str:
    prefix, _, local = name.partition(":")
    return vocab.PREFIXES[prefix] + local


def _text(name: str, title: str, about: str, of: str, **more: object) -> Column:
    return Column(name, title, about, predicate=_term(of), **more)  # type: ignore[arg-type]


def _key(name: str, title: str, about: str, of: str, space: str, **more: object) -> Column:
    return Column(name, title, about, predicate=_term(of), space=vocab.PREFIXES[space], **more)  # type: ignore[arg-type]


def _told(name: str, title: str, about: str, **more: object) -> Column:
    return Column(name, title, f"{about} Repeated here for human readers.", **more)  # type: ignore[arg-type]


def _iri(name: str, title: str, about: str, of: str, **more: object) -> Column:
    return Column(name, title, about, URI, _term(of), **more)  # type: ignore[arg-type]


def _organisation(name: str, title: str, about: str, of: str, *, several: bool = False) -> tuple[Column, Column]:
    """Return two columns for organisations: the code for people, and the IRI for programs."""
    separator, iris = (SEPARATOR, f"{name[:-1]}_iris") if several else ("", f"{name}_iri")
    codes = "Their codes." if several else "Its code."
    return (
        Column(name, title, f"{about} {codes}", separator=separator, code_of=iris),
        Column(
            iris,
            f"{title} (IRI)",
            about,
            URI,
            _term(of),
            separator,
            width=12,
            points_at="" if several else "organisations",
        ),
    )


_LIST: Final = {"separator": SEPARATOR}
_DAY: Final = {"loose": True, "width": 12}
_YES: Final = {"datatype": "boolean", "width": 10}
_COUNT: Final = {"datatype": "integer", "width": 10}
IRI: Final = Column("iri", "IRI", "The address that stands for the thing everywhere.", URI, required=True, width=30)
_EVIDENCE: Final = (
    _iri("evidence", "Evidence", _EVIDENCE_TEXT, "sg:evidence", **_LIST, width=40),
    _iri("evidence_copy", "Evidence (copy)", "Pages read on another host than their own.", "sg:evidenceCopy", **_LIST),
)
_NOTE: Final = _text("note", "Note", "Further remarks.", "skos:note", **_LIST, language="en", width=40)
_START: Final = _text("start", "Start", "Day, month or year, as the source tells.", "sg:start", **_DAY)
_END: Final = _text("end", "End", "Day, month or year, as the source tells.", "sg:end", **_DAY)
_END_BASIS: Final = _key(
    "end_basis", "Basis of the end", "source: the source gives the end; computed: from the duration it names.",
    "sg:endBasis", "end-basis", width=10,
)  # fmt: skip
_OPEN_TO: Final = _key(
    "open_to", "Open to", "Country groups (keys), regions and countries (IRIs) whose people may take part.",
    "sg:openTo", "country-group", **_LIST,
)  # fmt: skip
_DATED: Final = (
    _text("recorded", "Recorded", "The date of its source: day, month or year.", "dcterms:created", **_DAY),
    _text("confirmed", "Confirmed", "By the organisation or a later source.", "sg:confirmed", **_LIST, **_DAY),
)

ORGANISATIONS: Final = Table(
    "organisations",
    "Organisations",
    "Centres, institutes, affiliates, hosts and partners.",
    f"{vocab.SG}Organisation",
    (
        IRI,
        _text("code", "Code", "The short key by which commands and tables name it.", "sg:code", required=True),
        _text(
            "name", "Name", "Its name in English.", "skos:prefLabel", language="en", loose=True, required=True, width=50
        ),
        _text("acronym", "Acronym", "The short name it uses for itself.", "sg:acronym"),
        _text("other_names", "Other names", "Present and former ones.", "skos:altLabel", **_LIST, loose=True, width=30),
        _key("category", "Category", "Its standing towards UNESCO.", "org:classification", "category"),
        _key("country", "Country", "Of its seat, as ISO 3166-1 alpha-3.", "sg:country", "country", width=10),
        _told("country_name", "Country (name)", "The country of its seat."),
        _told("region", "UNESCO region", "The UNESCO region of its country.", width=24),
        _text("city", "City", "The town of its seat.", "sg:city"),
        _text("latitude", "Latitude", "In degrees, WGS 84.", "wgs:lat", datatype="decimal", width=10),
        _text("longitude", "Longitude", "In degrees, WGS 84.", "wgs:long", datatype="decimal", width=10),
        _iri("website", "Website", "Its own page.", "foaf:homepage", width=30),
        _key("themes", "Themes", "Fields of work, by key.", "sg:theme", "theme", **_LIST, width=36),
        _key("programmes", "Programmes", "UNESCO programmes it serves, by key.", "sg:programme", "programme", **_LIST),
        _key("sectors", "Sectors", "Sectors of UNESCO, by key.", "sg:sector", "sector", **_LIST),
        _key("scope", "Scope", "How far its mandate reaches.", "sg:scope", "scope"),
        _iri("same_as", "Same as", "Its entry in another register, such as ROR.", "skos:exactMatch", **_LIST),
        _iri(
            "close_to", "Close to", "Probably its entry in another register; see the notes.", "skos:closeMatch", **_LIST
        ),
        _text("ror", "ROR", "In the Research Organization Registry.", "sg:ror", loose=True, width=28),
        _text("wikidata", "Wikidata", "In Wikidata.", "sg:wikidata", loose=True, width=28),
        _text("isni", "ISNI", "International Standard Name Identifier.", "sg:isni"),
        _text(
            "partly_background", "Partly background", "Parts rest on general knowledge.", "sg:partlyBackground", **_YES
        ),
        _iri("sources", "Sources", "The pages that its record was read from.", "dcterms:source", **_LIST, width=40),
        _NOTE,
        _text(
            "editorial_note",
            "Editorial note",
            "For the editors of the data.",
            "skos:editorialNote",
            language="en",
            **_LIST,
        ),
    ),
)
CONTRIBUTIONS: Final = Table(
    "contributions",
    "Contributions",
    "Claims that an organisation's activity serves a goal or a target. Stated and inferred ones are counted apart.",
    f"{vocab.SG}Contribution",
    (
        IRI,
        *_organisation("contributor", "Organisation", "Whose activity it is.", "sg:contributor"),
        _told("contributor_name", "Organisation (name)", "Its name.", width=36),
        _key(
            "aim",
            "Goal or target",
            "As the UN numbers it: 6 is a goal, 6.5 a target.",
            "sg:contributesTo",
            "sdg",
            width=10,
        ),
        _told("aim_name", "Goal or target (name)", "Its short title.", width=36),
        _key("basis", "Basis", "stated by the source, or inferred by a reader.", "sg:basis", "basis", width=10),
        _text("activity", "Activity", "The work done, in one line.", "sg:activity", language="en", width=60),
        _iri("project_iri", "Project (IRI)", "The project in which it takes place.", "sg:inProject"),
        *_DATED,
        _iri("recorded_by", "Recorded by", "Who wrote it down.", "prov:wasAttributedTo"),
        _NOTE,
        *_EVIDENCE,
    ),
)
PROJECTS: Final = Table(
    "projects",
    "Projects",
    "Projects, programmes, courses and other undertakings with a name.",
    f"{vocab.SG}Project",
    (
        IRI,
        _text("name", "Name", "Its name in English.", "skos:prefLabel", language="en", loose=True, width=50),
        _text("other_names", "Other names", "Its other names.", "skos:altLabel", **_LIST, language="en", loose=True),
        *_organisation("participants", "Participants", "Who takes part.", "sg:participant", several=True),
        _key("aims", "Goals and targets", "Those that the source names.", "sg:addresses", "sdg", **_LIST),
        _key("countries", "Countries served", "As ISO 3166-1 alpha-3.", "sg:countryServed", "country", **_LIST),
        _OPEN_TO,
        _START,
        _END,
        *_DATED,
        _NOTE,
        *_EVIDENCE,
    ),
)
LINKS: Final = Table(
    "links",
    "Links",
    "Cooperations of one kind between organisations.",
    f"{vocab.SG}Cooperation",
    (
        IRI,
        *_organisation("partners", "Partners", "Who cooperates.", "sg:partner", several=True),
        _key("kind", "Kind", "The kind of cooperation.", "sg:cooperationKind", "cooperation-kind"),
        _told("strength", "Strength", "strong, or weak: may mean no more than having met.", width=10),
        _text("year", "Year", "It is recorded for.", "sg:year", datatype="gYear", width=8),
        _START,
        _END,
        _END_BASIS,
        _text("description", "Description", "What they do.", "dcterms:description", **_LIST, language="en", width=60),
        _text("is_indirect", "Indirect", "The evidence supports it only indirectly.", "sg:isIndirect", **_YES),
        *_DATED,
        _NOTE,
        *_EVIDENCE,
    ),
)
EVENTS: Final = Table(
    "events",
    "Events",
    "Meetings, courses, ceremonies and other occasions. Numbers of those present are ranges.",
    f"{vocab.SG}Event",
    (
        IRI,
        _text("name", "Name", "Its name in English.", "skos:prefLabel", language="en", loose=True, width=50),
        _text("other_names", "Other names", "Its other names.", "skos:altLabel", **_LIST, language="en", loose=True),
        _key("kind", "Kind", "The kind of event.", "sg:eventKind", "event-kind"),
        _START,
        _END,
        _text("place", "Place", "As the source names it.", "sg:place", width=24),
        *_organisation("organisers", "Organisers", "Who organises it.", "sg:organiser", several=True),
        *_organisation("hosts", "Hosts", "Organisations that host the event.", "sg:eventHost", several=True),
        *_organisation(
            "participants", "Participants", "Who takes part, as far as is on record.", "sg:participant", several=True
        ),
        _OPEN_TO,
        _text("centres_at_least", "Centres, at least", "Present.", "sg:centresAtLeast", **_COUNT),
        _text("centres_at_most", "Centres, at most", "Present.", "sg:centresAtMost", **_COUNT),
        _text("centres_in_existence", "Centres in existence", "At that time.", "sg:centresInExistence", **_COUNT),
        _text("persons_at_least", "Persons, at least", "Present.", "sg:personsAtLeast", **_COUNT),
        _text("persons_at_most", "Persons, at most", "Present.", "sg:personsAtMost", **_COUNT),
        _text(
            "description", "Description", "What it is about.", "dcterms:description", **_LIST, language="en", width=40
        ),
        _iri("part_of", "Part of", "The event that it is a part of.", "dcterms:isPartOf", **_LIST),
        _iri("parts", "Parts", "Events that are parts of it.", "dcterms:hasPart", **_LIST),
        _iri("followed_by", "Followed by", "Later events that continue it.", "sg:followedBy", **_LIST),
        _iri("neighbours", "Neighbours", "Events near in time, place and people.", "sg:neighbouringEvent", **_LIST),
        _iri("adopted", "Adopted", "Documents that it adopted.", "sg:adopted", **_LIST),
        _iri("speakers", "Speakers", "Persons who spoke in a public role.", "sg:speaker", **_LIST),
        *_DATED,
        _NOTE,
        *_EVIDENCE,
    ),
)
HOSTINGS: Final = Table(
    "hostings",
    "Hostings",
    "Which organisation hosts which. Hosting is often not part-of.",
    f"{vocab.SG}Hosting",
    (
        IRI,
        *_organisation("organisation", "Organisation", "That is hosted.", "sg:hostedOrganisation"),
        *_organisation("host", "Host", "That hosts.", "sg:hostOrganisation"),
        _START,
        _END,
        _text("has_ended", "Has ended", "It is known to have ended, though not when.", "sg:hasEnded", **_YES),
        _NOTE,
        *_EVIDENCE,
    ),
)
STATUS: Final = Table(
    "status_records",
    "Status records",
    "Dated statements on an organisation's status, such as approved, renewed, ending or ceased, and the terms.",
    f"{vocab.SG}StatusRecord",
    (
        IRI,
        *_organisation("organisation", "Organisation", "Whose standing it is.", "sg:ofOrganisation"),
        _key("status", "Status", "The status, such as approved or ceased.", "sg:statusValue", "status-value"),
        _text("date", "Date", "Day, month or year, as the source tells.", "sg:date", **_DAY),
        _text("session", "Session", "Of the General Conference or Executive Board that decided.", "sg:session"),
        _text("term_start", "Term from", "From when the agreement holds.", "sg:termStart", **_DAY),
        _text("term_end", "Term until", "Until when the agreement holds.", "sg:termEnd", **_DAY),
        _END_BASIS,
        _text("description", "Description", "What happened.", "dcterms:description", **_LIST, language="en", width=40),
        _text(
            "evidence_in_record",
            "Evidence in record",
            "Among the organisation's sources.",
            "sg:evidenceInRecord",
            **_YES,
        ),
        _text("is_background", "Background", "Rests on general knowledge.", "sg:isBackground", **_YES),
        *_DATED,
        _NOTE,
        *_EVIDENCE,
    ),
)
TABLES: Final = (ORGANISATIONS, CONTRIBUTIONS, PROJECTS, LINKS, EVENTS, HOSTINGS, STATUS)
