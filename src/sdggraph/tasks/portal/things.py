"""The page of anything that has an IRI: its own page where there is one, else what is stated about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from sdggraph import vocab
from sdggraph.errors import BadParameter, NotFound
from sdggraph.model.records import Network
from sdggraph.names.nearest import nearest
from sdggraph.sparql.interface import Iri
from sdggraph.tasks.portal.areas import country_path, theme_path
from sdggraph.tasks.portal.records import Moved, organisation_path
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.portal.terms import link_of
from sdggraph.tasks.portal.ties import anchor_of
from sdggraph.tasks.source import Source

_MOST: Final = 200  # statements that are shown in each direction
_NAMES: Final = 20_000
_LABEL: Final = "skos:prefLabel|rdfs:label|dcterms:title|foaf:name"
_OWN: Final = f"""
SELECT DISTINCT ?property ?value ?label {{
  ?thing ?property ?value OPTIONAL {{ ?value {_LABEL} ?label }}
}} ORDER BY ?property ?value ?label LIMIT {_MOST + 1}"""
_OTHERS: Final = f"""
SELECT DISTINCT ?property ?value ?label {{
  ?value ?property ?thing OPTIONAL {{ ?value {_LABEL} ?label }}
}} ORDER BY ?property ?value ?label LIMIT {_MOST + 1}"""
_WHOSE: Final = """
SELECT DISTINCT ?value {
  ?thing sg:contributor|sg:partner|sg:ofOrganisation|sg:hostedOrganisation ?value
} ORDER BY ?value"""
# kinds of which the page of an organisation tells each one
_CLAIMS: Final = frozenset({"contribution", "cooperation", "status", "hosting"})


@dataclass(frozen=True)
class Value:
    """A value of a statement, with the address of its page where it has one here."""

    text: str
    path: str  # of its page; empty for a literal and for things elsewhere
    address: str  # its IRI; empty for a literal


@dataclass(frozen=True)
class Statements:
    """The values of a property."""

    property: str
    path: str  # of the place that explains it; empty for a property of others
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ThingPage:
    """Everything on the page of a thing."""

    iri: str
    label: str
    kind: str
    own: tuple[Statements, ...]
    others: tuple[Statements, ...]  # what refers to it
    is_cut: bool  # whether there are more than are shown
    data: str  # the path of the same as RDF, without an ending


def thing(source: Source, *, kind: str, names: Iterable[str]) -> ThingPage | Moved:
    """Return what is stated about the thing that a path stands for; one with a page of its own leads on to it.

    Raises NotFound, with the nearest names.
    """
    iri, own = _found(source, kind, tuple(names))
    path = path_of(source, iri)
    if path and not path.startswith("doc/"):
        return Moved(path)
    others = source.store.query(_OTHERS, parameters={"thing": Iri(iri)}).rows()
    labels = sorted(row["value"] for row in own if vocab.compact(row["property"]) == "skos:prefLabel")
    return ThingPage(
        iri=iri,
        label=labels[0] if labels else iri.removeprefix(f"{vocab.BASE}{kind}/"),
        kind=kind,
        own=_grouped(source, own[:_MOST]),
        others=_grouped(source, others[:_MOST]),
        is_cut=len(own) > _MOST or len(others) > _MOST,
        data=_document(iri),
    )


def path_of(source: Source, iri: str) -> str:
    """Return the path of the page about one of our things; empty for anything else."""
    if not iri.startswith(vocab.BASE):
        return ""
    network: Network = source.network
    kind, _, name = iri.removeprefix(vocab.BASE).partition("/")
    organisations = surroundings(source).by_iri
    if iri in organisations:
        return organisation_path(organisations[iri].code)
    if kind == "theme" and name in network.themes:
        return theme_path(name)
    if kind == "country" and name in network.countries:
        return country_path(name)
    if kind in _CLAIMS:
        for row in source.store.query(_WHOSE, parameters={"thing": Iri(iri)}).rows():
            if row["value"] in organisations:
                path = organisation_path(organisations[row["value"]].code)
                return f"{path}#{quote(anchor_of(iri))}" if kind in ("contribution", "cooperation") else path
    return f"{_document(iri)}.html"


def _document(iri: str) -> str:
    return f"doc/{quote(iri.removeprefix(vocab.BASE), safe=_KEPT)}"


_KEPT: Final = "/%:@!$&'()*+,;=~-._"


def _found(source: Source, kind: str, names: tuple[str, ...]) -> tuple[str, list[dict[str, str]]]:
    """Return the IRI of the first name that the graph knows, and its statements. Raises NotFound."""
    for name in names:
        iri = f"{vocab.BASE}{kind}/{name}"
        try:
            own = source.store.query(_OWN, parameters={"thing": Iri(iri)}).rows() if name else []
        except BadParameter:  # the name makes no valid IRI
            continue
        if own:
            return iri, own
    name = names[-1][:100] if names else ""
    known = list(source.network.organisations)[:_NAMES] if kind == "organisation" else list(vocab.RESOURCE_KINDS)
    near = nearest(name if kind == "organisation" else kind[:100], known)
    raise NotFound(f"There is no {kind[:100]} {name!r}.", f"The nearest: {', '.join(near)}." if near else "", near)


def _grouped(source: Source, rows: list[dict[str, str]]) -> tuple[Statements, ...]:
    held: dict[str, dict[str, Value]] = {}
    paths: dict[str, str] = {}
    for row in rows:
        name, value = vocab.compact(row["property"]), row["value"]
        if row["property"] in vocab.EDITORIAL_NOTES:
            continue
        paths[name] = link_of(row["property"])
        is_iri = "://" in value and " " not in value
        text = row.get("label") or (vocab.compact(value) if is_iri else value)
        held.setdefault(name, {}).setdefault(
            value, Value(text, _page(value) if is_iri else "", value if is_iri else "")
        )
    return tuple(Statements(name, paths[name], tuple(values.values())) for name, values in held.items())


def _page(iri: str) -> str:
    """Return the path that leads on to the page of one of our things or terms, without a look into the graph."""
    return f"{_document(iri)}.html" if iri.startswith(vocab.BASE) else link_of(iri)
