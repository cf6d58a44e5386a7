"""The rules for one organisation's record: what a token limited to it may add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.store.memory import MemoryStore
from sdggraph.validate import Terms
from sdggraph.writing.record_names import IDENTITY, SUCCESSION, taken_identity, taken_name

# the kinds of things in a record, by the kind that their IRI names; the names of new ones begin with the organisation's
# code
_CLASSES: Final = {"contribution": "Contribution", "status": "StatusRecord", "hosting": "Hosting"}
_OF_RECORD: Final = frozenset(f"{vocab.SG}{name}" for name in _CLASSES.values())
_ORGANISATION: Final = f"{vocab.SG}Organisation"
_OWNERS: Final = frozenset(f"{vocab.SG}{name}" for name in ("contributor", "ofOrganisation", "hostedOrganisation"))
# properties of the ontology that have no domain because they describe parts of a record and other things alike
_SHARED: Final = frozenset(
    f"{vocab.SG}{name}"
    for name in (
        *("confirmed", "start", "end", "endBasis"),
        *("evidence", "evidenceCopy", "evidenceInRecord", "isBackground"),
    )
)
_DOMAINS: Final = "SELECT ?property ?domain { ?property rdfs:domain ?domain }"
_SITE: Final = vocab.BASE.removesuffix("id/")  # all IRIs of ours begin with this
_LINK: Final = re.compile(r"(?:https?://[^/?#\s]|mailto:|tel:)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ANY_URI: Final = f"{vocab.PREFIXES['xsd']}anyURI"

# the only terms that a record may use from vocabularies that define things, or attribute actions to others
_WORDS: Final = {
    "owl": (),
    "sh": (),
    "rdf": ("type",),
    "rdfs": ("comment", "label", "seeAlso"),
    "prov": ("wasAttributedTo",),
    "org": ("classification", "identifier", "purpose", "hasSite", "hasPrimarySite", "hasRegisteredSite", "linkedTo"),
    "skos": (
        *("prefLabel", "altLabel", "hiddenLabel", "note", "editorialNote", "changeNote", "historyNote", "scopeNote"),
        *("definition", "example", "notation", "exactMatch", "closeMatch", "relatedMatch"),
    ),
}


def broken_rule(store: MemoryStore, added: Iterable[ox.Quad], own: str, code: str) -> str | None:
    """Return which rule the added statements break, as a phrase for a message; None if they break none.

    The store holds the state after the change. `own` is the organisation; its subjects have been checked before.
    """
    quads = list(added)
    terms = Terms(store)
    domains = {row["property"]: row["domain"] for row in store.query(_DOMAINS).rows()}
    for quad in quads:
        found = _link(quad) or _subject(quad, own, code) or _predicate(quad, own, terms) or _object(store, quad)
        if found:
            return found
    misused = (_domain(quad, own, domains) for quad in quads)
    return taken_identity(store, quads, own) or taken_name(store, quads, own) or next(filter(None, misused), None)


def _link(quad: ox.Quad) -> str | None:
    """Find a link of a scheme that is not safe in a browser."""
    value = quad.object
    links = [term.value for term in (quad.subject, quad.predicate, value) if isinstance(term, ox.NamedNode)]
    if isinstance(value, ox.Literal) and value.datatype.value == _ANY_URI and _SCHEME.match(value.value):
        links.append(value.value)
    for link in links:
        if not _LINK.match(link):
            return f"links to <{link[:100]}>, which is neither http nor https"
    return None


def _subject(quad: ox.Quad, own: str, code: str) -> str | None:
    """Find a subject that is not part of the record, or a class that does not fit it."""
    subject, value = str(quad.subject)[1:-1], str(quad.object)[1:-1]
    if subject != own and subject.startswith(_SITE):
        kind, _, name = subject.removeprefix(vocab.BASE).partition("/")
        if kind not in _CLASSES or not subject.startswith(vocab.BASE):
            return f"says something of {vocab.compact(subject)}, which is no contribution, status or hosting"
        if not name.startswith(f"{code}-"):
            return f"names a thing {vocab.compact(subject)}, and its own begin with {kind}:{code}-"
    elif subject != own and any(subject.startswith(space) for space in vocab.PREFIXES.values()):
        return f"says something of {vocab.compact(subject)}, a word of a vocabulary"
    wanted = _classes(subject, own)
    if quad.predicate.value == vocab.RDF_TYPE and value not in wanted:
        return f"calls {vocab.compact(subject)} a {vocab.compact(value)}, and it is a {_listed(wanted)}"
    return None


def _classes(subject: str, own: str) -> frozenset[str]:
    """Return the classes that a thing of the record may have: by its address, where that is one of ours."""
    if subject == own:
        return frozenset({_ORGANISATION})
    if subject.startswith(vocab.BASE):
        return frozenset({f"{vocab.SG}{_CLASSES[subject.removeprefix(vocab.BASE).partition('/')[0]]}"})
    return _OF_RECORD


def _domain(quad: ox.Quad, own: str, domains: Mapping[str, str]) -> str | None:
    """Find a property of the ontology that describes things of another class, such as sg:partner a cooperation.

    Queries match such a statement by its property alone, so it would count as a link or an event of others.
    """
    predicate = quad.predicate.value
    wanted = _classes(str(quad.subject)[1:-1], own)
    if not predicate.startswith(vocab.SG) or predicate in _SHARED or domains.get(predicate) in wanted:
        return None
    return f"uses {vocab.compact(predicate)}, which does not describe a {_listed(wanted)}"


def _predicate(quad: ox.Quad, own: str, terms: Terms) -> str | None:
    """Find a property that is unknown, or that defines a thing or attributes an action to others."""
    predicate = quad.predicate.value
    unknown = terms.problem(predicate)
    if unknown:
        return f"uses a term that is not known. {unknown.removesuffix('.').removesuffix(', or take this out')}"
    if predicate in SUCCESSION:
        return f"says by {vocab.compact(predicate)} that one organisation takes the place of another"
    if predicate in vocab.DERIVED_PROPERTIES:
        return f"says by {vocab.compact(predicate)} what rules derive from other statements"
    for prefix, words in _WORDS.items():
        space = vocab.PREFIXES[prefix]
        if predicate.startswith(space) and predicate.removeprefix(space) not in words:
            return f"uses {prefix}:{predicate.removeprefix(space)}"
    if predicate in _OWNERS and str(quad.subject)[1:-1] == own:
        return f"says by {vocab.compact(predicate)} that the organisation is a part of a record"
    if predicate in IDENTITY and str(quad.object).startswith(f"<{_SITE}"):
        return f"says that {vocab.compact(str(quad.object)[1:-1])} is the same thing"
    return None


def _object(store: MemoryStore, quad: ox.Quad) -> str | None:
    """Find an IRI of ours that is not described anywhere."""
    value = quad.object
    if isinstance(value, ox.NamedNode) and value.value.startswith(_SITE) and not store.describes(value):
        return f"names {vocab.compact(value.value)}, of which nothing is on record"
    return None


def _listed(classes: Iterable[str]) -> str:
    return " or ".join(sorted(map(vocab.compact, classes)))
