"""Names and identifiers that belong to another organisation, or look as if they did."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.names.acronyms import bracketed
from sdggraph.names.confusables import looks, mixed_alphabets
from sdggraph.names.folding import bare, unmarked
from sdggraph.names.identifiers import identifiers
from sdggraph.sparql.interface import Iri
from sdggraph.store.memory import MemoryStore


def _properties(names: Mapping[str, Iterable[str]]) -> frozenset[str]:
    spaces = {**vocab.PREFIXES, "old-schema": "http://schema.org/"}
    return frozenset(f"{spaces[prefix]}{name}" for prefix, some in names.items() for name in some)


_SCHEMA_NAMES: Final = ("name", "alternateName", "legalName")
_NAMES: Final = _properties(
    {
        "skos": ("prefLabel", "altLabel", "hiddenLabel", "notation"),
        "rdfs": ("label",),
        "foaf": ("name", "nick"),
        "dcterms": ("title", "alternative", "identifier"),
        "schema": _SCHEMA_NAMES,
        "old-schema": _SCHEMA_NAMES,
        "sg": ("acronym", "code", "isni", "ror", "wikidata"),
    }
)
IDENTITY: Final = _properties(
    {
        "skos": ("exactMatch", "closeMatch"),
        "schema": ("sameAs", "identifier"),
        "old-schema": ("sameAs", "identifier"),
        "dcterms": ("identifier", "isFormatOf", "hasFormat"),
        "org": ("identifier",),
    }
)
"""What says that a thing is another one."""
SUCCESSION: Final = _properties(
    {
        "dcterms": ("isReplacedBy", "replaces", "isVersionOf", "hasVersion"),
        "schema": ("supersededBy",),
        "old-schema": ("supersededBy",),
        "org": ("resultedFrom", "resultingOrganization", "originalOrganization", "changedBy"),
    }
)
"""What says that a thing takes the place of another one: of that the coordination desk keeps the record."""

_SCHEME: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"^\s*the\s+(?=\w)", re.IGNORECASE)
_ADDRESS: Final = "address "  # begins the keys of addresses; those of names have no space, or begin with "looks like"
_OTHERS: Final = """SELECT DISTINCT ?other (STR(?value) AS ?said) WHERE {{
  GRAPH <{graph}> {{ ?other a sg:Organisation ; ?property ?value }}
  FILTER(?other != ?own && ?property IN ({properties}))
}}"""


def taken_name(store: MemoryStore, quads: Iterable[ox.Quad], own: str) -> str | None:
    """Return, in words, which name is another organisation's, looks like one, or is made to look like one.

    Names of the organisation itself and of the parts of its record count alike: people look for both. They are
    compared as the search for organisations reads them, so that no accepted name can answer in the place of another. An
    address or identifier of another organisation is no name either.
    """
    given: dict[str, str] = {}
    for quad in quads:
        if quad.predicate.value in _NAMES and isinstance(quad.object, ox.Literal):
            name = quad.object.value
            mixed = mixed_alphabets(name)
            if mixed:
                return f"gives the name {name!r}, in which one word mixes the alphabets {' and '.join(mixed)}"
            given.update(dict.fromkeys((*_keys(name), *(f"{_ADDRESS}{each}" for each in _identity(name))), name))
    if not given:
        return None
    for other, said in _of_others(store, own, _NAMES | IDENTITY):
        addresses = [
            f"{_ADDRESS}{each}" for address in (said, other, vocab.compact(other)) for each in _identity(address)
        ]
        key = next((key for key in (*_keys(said), *addresses) if key in given), None)
        if key is not None:
            same = key.startswith(_ADDRESS) or _plain(said) == _plain(given[key])
            like = "by which" if same else f"which looks like {said!r}, by which"
            return f"gives the name {given[key]!r}, {like} {vocab.compact(other)} is known"
    return None


def taken_identity(store: MemoryStore, quads: Iterable[ox.Quad], own: str) -> str | None:
    """Return, in words, which identifier stands in the record of another organisation."""
    given = {
        key: value
        for quad in quads
        if quad.predicate.value in IDENTITY
        for value in [getattr(quad.object, "value", "")]
        for key in _identity(value)
    }
    if not given:
        return None
    for other, said in _of_others(store, own, IDENTITY):
        for key in _identity(said) & given.keys():
            return f"says that it is <{given[key]}>, which is {vocab.compact(other)}"
    return None


def _of_others(store: MemoryStore, own: str, properties: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each other organisation with each value that it has of these properties."""
    listed = ", ".join(f"<{each}>" for each in sorted(properties))
    text = _OTHERS.format(graph=vocab.DATA_GRAPH, properties=listed)
    for row in store.query(text, parameters={"own": Iri(own)}).rows():
        yield row["other"], row["said"]


def _keys(name: str) -> list[str]:
    """Return keys that a name shares with its other spellings and its look-alikes; none without a letter or digit."""
    plain = _plain(name)
    if not plain:
        return []
    spelled = [form(each) for each in (name, *bracketed(name)) for form in (bare, unmarked)]
    return [*filter(None, (plain, *spelled)), *(f"looks like {each}" for each in looks(_ARTICLE.sub("", name)))]


def _plain(name: str) -> str:
    """The letters and digits of a name, without case, accents and a leading article.

    >>> _plain("The  Łódź-Institute\\u200b (GRÓ)")
    'łodzinstitutegro'
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() or sign.isspace() else "" for sign in bare.casefold()).split()
    return "".join(words[1:] if words[:1] == ["the"] else words)


def _identity(value: str) -> frozenset[str]:
    """Return an address or identifier in the forms in which two of them are compared.

    >>> _identity("http://www.wikidata.org/entity/Q1/") == _identity("https://wikidata.org/wiki/Q1") == _identity("Q1")
    True
    """
    return identifiers(value) or frozenset({_SCHEME.sub("", value).rstrip("/").casefold()} - {""})
