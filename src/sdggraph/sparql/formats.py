"""The table of formats: name, media types, file extension, and the engine's own format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sdggraph.errors import BadParameter


class Format(NamedTuple):
    """A format for rows, for a graph, or for a file."""

    name: str
    media_type: str
    extension: str
    holds_graphs: bool = False  # whether it keeps named graphs
    engine: str = ""  # member of the engine's RdfFormat or QueryResultsFormat; see `rdf.engine`
    generic: tuple[str, ...] = ()  # general media types by which a client may also ask for this format
    aliases: tuple[str, ...] = ()  # further names that a client may send as `format`
    other_extensions: tuple[str, ...] = ()  # further extensions of files that are read


_ANY_JSON: Final = "application/json"
_ANY_XML: Final = ("application/xml", "text/xml")

# rows and booleans
JSON = Format("json", "application/sparql-results+json", "json", engine="JSON", generic=(_ANY_JSON,))
XML = Format("xml", "application/sparql-results+xml", "xml", engine="XML", generic=_ANY_XML)
CSV = Format("csv", "text/csv", "csv", engine="CSV")
TSV = Format("tsv", "text/tab-separated-values", "tsv", engine="TSV")

# graphs; every Turtle document is also a Notation 3 document
TURTLE = Format("turtle", "text/turtle", "ttl", engine="TURTLE", aliases=("n3",), other_extensions=("turtle",))
NTRIPLES = Format("ntriples", "application/n-triples", "nt", engine="N_TRIPLES", generic=("text/plain",))
JSONLD = Format(
    "jsonld", "application/ld+json", "jsonld", engine="JSON_LD", generic=(_ANY_JSON,), aliases=("json", "json-ld")
)
RDFXML = Format(
    "rdfxml",
    "application/rdf+xml",
    "rdf",
    engine="RDF_XML",
    generic=_ANY_XML,
    aliases=("xml", "rdf/xml", "rdf+xml"),
    other_extensions=("xml",),
)
TRIG = Format("trig", "application/trig", "trig", holds_graphs=True, engine="TRIG")
NQUADS = Format("nquads", "application/n-quads", "nq", holds_graphs=True, engine="N_QUADS")

# files that are no RDF
PLAIN_JSON = Format("json", _ANY_JSON, "json")
NODE_LINK = Format("node-link", _ANY_JSON, "json")
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
CSVW = Format("csvw", "application/csvm+json", "json")
GRAPHML = Format("graphml", "application/graphml+xml", "graphml")
GEXF = Format("gexf", "application/gexf+xml", "gexf")
GEOJSON = Format("geojson", "application/geo+json", "geojson")
ATOM = Format("atom", "application/atom+xml", "atom")
CALENDAR = Format("ics", "text/calendar", "ics")
SVG = Format("svg", "image/svg+xml", "svg")
PDF = Format("pdf", "application/pdf", "pdf")
HTML = Format("html", "text/html", "html")
MARKDOWN = Format("md", "text/markdown", "md")

ROW_FORMATS = {each.name: each for each in (JSON, XML, CSV, TSV)}
GRAPH_FORMATS = {each.name: each for each in (TURTLE, NTRIPLES, JSONLD, RDFXML)}
DUMP_FORMATS = {**GRAPH_FORMATS, TRIG.name: TRIG, NQUADS.name: NQUADS}
BY_ENDING: Final = {each.extension: each for each in DUMP_FORMATS.values()}
# formats of the API's answers, by their name in `format` and their file ending
API_FORMATS: Final = {
    "json": PLAIN_JSON,
    "csv": CSV,
    "ttl": TURTLE,
    "svg": SVG,
    "graphml": GRAPHML,
    "gexf": GEXF,
    "node-link": NODE_LINK,
}
# if a client prefers two generic types equally, the earlier one counts
_GENERIC: Final = (_ANY_JSON, *_ANY_XML, "text/plain")


def by_media_type(formats: Iterable[Format], without: Iterable[str] = ()) -> dict[str, Format]:
    """Map media types to formats: first each format's own type, then the generic types except those in `without`.

    >>> [(media_type, each.name) for media_type, each in by_media_type([NTRIPLES, JSONLD]).items()][2:]
    [('application/json', 'jsonld'), ('text/plain', 'ntriples')]
    """
    among = tuple(formats)
    own = {each.media_type: each for each in among}
    kinds = [kind for kind in _GENERIC if kind not in set(without)]
    return own | {kind: each for kind in kinds for each in among if kind in each.generic}


def called(word: str, offered: Mapping[str, Format]) -> Format | None:
    """Find the format of a `format` parameter: by name, extension, alias or media type, in any case.

    >>> called("TTL", by_media_type([TURTLE])).name, called("text/turtle", by_media_type([TURTLE])).name
    ('turtle', 'turtle')
    """
    lower = word.lower()
    names = ({each.name, each.extension, *each.aliases} for each in offered.values())
    found = (each for each, known in zip(offered.values(), names, strict=True) if lower in known)
    return next(found, None) or offered.get(lower)


def named(name: str, among: dict[str, Format]) -> Format:
    """Return the format of that name.

    >>> named("turtle", DUMP_FORMATS).media_type
    'text/turtle'
    >>> named("json", GRAPH_FORMATS)
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: There is no format 'json' here. Choose one of: jsonld, ntriples, rdfxml, turtle.
    """
    try:
        return among[name]
    except KeyError:
        raise BadParameter(
            f"There is no format {name!r} here.", f"Choose one of: {', '.join(sorted(among))}."
        ) from None
