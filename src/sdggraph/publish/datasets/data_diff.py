"""The difference between two states of the data, from any source; only what differs is held in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph import store as stores
from sdggraph import vocab
from sdggraph.errors import CannotRead
from sdggraph.model.difference import ADDED, CHANGED, KINDS, REMOVED, Change, Field, Log
from sdggraph.publish.datasets.rdf import GRAPH_TRIG
from sdggraph.publish.datasets.standing_diff import Standings
from sdggraph.publish.datasets.standing_diff import changes as standing_changes
from sdggraph.publish.site.site import MANIFEST
from sdggraph.rdf.canonical_turtle import rank
from sdggraph.rdf.external_sort import ordered
from sdggraph.rdf.parsing import complaints, parse_file
from sdggraph.rdf.statements import Subject, grouped, line, term
from sdggraph.sparql.interface import Iri, Store

_LABELS: Final = {vocab.PREFIXES["skos"] + "prefLabel", vocab.PREFIXES["rdfs"] + "label"}
_CODE: Final = f"{vocab.SG}code"
_TRIG: Final = ".trig"
_MOST_TITLES: Final = 160  # characters of a title

Names = dict[str, str]
Quad = tuple[str, str, str, str]  # N-Quads terms; the graph is an IRI without brackets


def difference(old: Iterable[Quad], new: Iterable[Quad], names: tuple[str, str], ontology: Path) -> Log:
    """Compare two states, given as quads of N-Triples terms, and return the log of changes."""
    titles = _Titles(_terms(ontology))
    standings = Standings(), Standings()
    before, after = (_sorted(titles.noted(side.noted(each))) for side, each in zip(standings, (old, new), strict=True))
    differing = [(one, other) for one, other in _paired(before, after) if _differ(one, other)]
    changes = [change for one, other in differing for change in _change(one, other, titles)]
    changes += standing_changes(*standings, titles.things)
    order = {kind: place for place, kind in enumerate(KINDS)}
    changes.sort(key=lambda change: (order[change.kind], change.title, change.iri))
    return Log(*names, tuple(changes))


def data_of(store: Store) -> Iterator[Quad]:
    """Yield the stated statements of a store, without derived ones."""
    yield from store.quads(vocab.DATA_GRAPH)


def data_at(place: Path) -> Iterator[Quad]:
    """Yield the statements of Turtle (a file or folder), a publication, TriG, or an on-disk store.

    Derived statements, the ontology and the schemes are left out where they can be told apart.
    Raises CannotRead or BadData.
    """
    if (place / MANIFEST).is_file():
        yield from _of_trig(place / GRAPH_TRIG)
    elif (place / "CURRENT").is_file():  # a file of RocksDB, the engine's storage
        yield from data_of(stores.open_to_read(place))
    elif place.is_file() and place.suffix == _TRIG:
        yield from _of_trig(place)
    else:
        store = stores.EmbeddedStore.in_memory()  # loading normalises numbers, as on the other side
        for path in stores.turtle_files(place):
            store.add_file(path, vocab.DATA_GRAPH)
        store.forget(vocab.EDITORIAL_NOTES)  # publications do not contain them
        yield from data_of(store)


def version_at(place: Path) -> str:
    """Return the data version of a publication; empty for anything else, which would have to be loaded first."""
    try:
        version = json.loads((place / MANIFEST).read_bytes())["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return version if isinstance(version, str) else ""


def _of_trig(path: Path) -> Iterator[Quad]:
    if not path.is_file():
        raise CannotRead(f"{path} is not there.", "Is the publication complete?")
    with complaints(str(path)):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG):
            graph = getattr(quad.graph_name, "value", "")
            if graph == vocab.DATA_GRAPH:
                yield str(quad.subject), str(quad.predicate), str(quad.object), graph


# --- comparing ---------------------------------------------------------------------------------


def _sorted(quads: Iterable[Quad]) -> Iterator[Subject]:
    return grouped(ordered(line(*quad) for quad in quads))


def _paired(before: Iterator[Subject], after: Iterator[Subject]) -> Iterator[tuple[Subject | None, Subject | None]]:
    """Pair the subjects of both sides, in order; None where one side has no statement about it."""
    one, other = next(before, None), next(after, None)
    while one is not None or other is not None:
        if other is None or (one is not None and rank(one.iri) < rank(other.iri)):
            yield one, None
            one = next(before, None)
        elif one is None or rank(other.iri) < rank(one.iri):
            yield None, other
            other = next(after, None)
        else:
            yield one, other
            one, other = next(before, None), next(after, None)


def _differ(one: Subject | None, other: Subject | None) -> bool:
    return one is None or other is None or _said(one) != _said(other)


def _said(subject: Subject) -> set[tuple[str, str]]:
    return {(said.predicate, said.value) for said in subject.said}


def _change(one: Subject | None, other: Subject | None, titles: _Titles) -> Iterator[Change]:
    told = other or one
    kind = _kind(other) or _kind(one)
    if told is None or kind is None:
        return
    what = ADDED if one is None else REMOVED if other is None else CHANGED
    fields: tuple[Field, ...] = ()
    if one is not None and other is not None:
        fields = tuple(_fields(_said(one), _said(other), titles))
    yield Change(kind, what, told.iri, titles.title(told, kind), fields)


def _kind(subject: Subject | None) -> str | None:
    if subject is None:
        return None
    types = {said.value for said in subject.said if said.predicate == vocab.RDF_TYPE}
    return next((kind for kind in KINDS if f"<{vocab.SG}{kind}>" in types), None)


def _fields(one: set[tuple[str, str]], other: set[tuple[str, str]], titles: _Titles) -> Iterator[Field]:
    gone, come = one - other, other - one
    for predicate in sorted({each for each, _ in gone | come}, key=lambda each: (titles.name(each), each)):
        before, after = (
            tuple(sorted(titles.value(value) for each, value in side if each == predicate)) for side in (gone, come)
        )
        yield Field(titles.name(predicate), before, after)


# --- names -------------------------------------------------------------------------------------


class _Titles:
    """The names of things: terms from the ontology and its schemes, organisations by their code."""

    def __init__(self, terms: Names) -> None:
        self._terms = terms
        self.things: Names = {}

    def noted(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Pass on the statements, and record the codes of organisations and the names of everything else."""
        for quad in quads:
            predicate = quad[1][1:-1]
            if predicate in vocab.EDITORIAL_NOTES:  # for those who keep the data, and a log is for all
                continue
            if predicate == _CODE:
                self.things[quad[0][1:-1]] = term(quad[2]).value
            elif predicate in _LABELS:
                self.things.setdefault(quad[0][1:-1], term(quad[2]).value)
            yield quad

    def name(self, iri: str) -> str:
        """Return the name of a term or a thing."""
        return self.things.get(iri) or self._terms.get(iri) or vocab.compact(iri)

    def value(self, text: str) -> str:
        """Format a value for people."""
        found = term(text)
        if isinstance(found, Iri):
            return self.name(found.value)
        return f"{found.value} ({found.language})" if found.language not in (None, "en") else found.value

    def title(self, subject: Subject, kind: str) -> str:
        """Return the title of a thing in the log."""

        def of(prefix: str, name: str) -> list[str]:
            iri = vocab.PREFIXES[prefix] + name
            return sorted(self.value(said.value) for said in subject.said if said.predicate == iri)

        if kind == "Organisation":
            return _cut(f"{self.name(subject.iri)}: {' / '.join(of('skos', 'prefLabel'))}")
        if kind == "Contribution":
            aims = [said.value[1:-1] for said in subject.said if said.predicate == f"{vocab.SG}contributesTo"]
            goals = ", ".join(sorted(aim.rpartition("/")[2] for aim in aims))
            return _cut(f"{', '.join(of('sg', 'contributor'))} to {goals}: {'; '.join(of('sg', 'activity'))}")
        if kind == "Cooperation":
            year = "".join(f", {each}" for each in (of("sg", "year") or of("sg", "start"))[:1])
            what = "; ".join(of("dcterms", "description"))
            who = f"{' - '.join(of('sg', 'partner'))} ({', '.join(of('sg', 'cooperationKind'))}{year})"
            return _cut(f"{who}: {what}" if what else who)
        if kind == "Hosting":
            return _cut(f"{', '.join(of('sg', 'hostedOrganisation'))} at {', '.join(of('sg', 'hostOrganisation'))}")
        if kind == "StatusRecord":
            when = "".join(f", {each}" for each in of("sg", "date"))
            return _cut(f"{', '.join(of('sg', 'ofOrganisation'))}: {', '.join(of('sg', 'statusValue'))}{when}")
        when = "".join(f" ({each})" for each in of("sg", "start")[:1])
        return _cut(f"{' / '.join(of('skos', 'prefLabel')) or vocab.compact(subject.iri)}{when}")


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TITLES else f"{text[: _MOST_TITLES - 1]}…"


def _terms(ontology: Path) -> Names:
    """Return the names of terms and concepts."""
    found: Names = {}
    for path in [ontology / "sdggraph.ttl", *stores.turtle_files(ontology / "schemes")]:
        for quad in parse_file(path):
            if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal):
                found.setdefault(getattr(quad.subject, "value", ""), quad.object.value)
    found |= {_CODE: "code", vocab.RDF_TYPE: "type"}
    return found | _PLAIN


_PLAIN: Final = {
    vocab.PREFIXES[prefix] + name: text
    for prefix, name, text in (
        ("dcterms", "created", "created"),
        ("dcterms", "description", "description"),
        ("dcterms", "modified", "modified"),
        ("dcterms", "source", "source"),
        ("foaf", "homepage", "website"),
        ("org", "classification", "category"),
        ("prov", "wasAttributedTo", "attributed to"),
        ("skos", "altLabel", "other name"),
        ("skos", "note", "note"),
        ("skos", "prefLabel", "name"),
        ("wgs", "lat", "latitude"),
        ("wgs", "long", "longitude"),
    )
}
