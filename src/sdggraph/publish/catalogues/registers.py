"""Identifiers of organisations in ROR, Wikidata and ISNI, without uncertain matches."""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.names.identifiers import identifiers
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.sparql.interface import Store

_VALUES: Final = """
SELECT ?organisation ?property ?value {
  VALUES ?property { sg:ror sg:wikidata sg:isni skos:exactMatch owl:sameAs skos:closeMatch }
  ?organisation a sg:Organisation ; ?property ?value .
}"""
_CLOSE: Final = f"{vocab.PREFIXES['skos']}closeMatch"


class Identifier(NamedTuple):
    """The identifier of an organisation in a register."""

    register: str  # its address
    value: str  # as the register writes it
    address: str  # of the organisation there


def registered(store: Store) -> dict[str, list[Identifier]]:
    """The identifiers of each organisation that has some, by its IRI; those of a close match are left out."""
    sure: dict[str, set[str]] = defaultdict(set)
    probable: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_VALUES).rows():
        kept = probable if row["property"] == _CLOSE else sure
        kept[row["organisation"]] |= identifiers(row["value"])
    found = {}
    for iri, known in sure.items():
        every = [_identifier(each) for each in sorted(known - probable[iri])]
        found[iri] = [each for each in every if each is not None]
    return {iri: each for iri, each in found.items() if each}


def addresses_of_publisher(known: PublicationContext) -> list[str]:
    """Return the identifiers of the publisher, if one organisation on record bears its name, acronym or code."""
    wanted = known.publisher.strip()
    records = known.network.organisations.values()
    iris = [each.iri for each in records if wanted and wanted in (each.code, each.name, each.acronym)]
    return [each.address for each in registered(known.store).get(iris[0], ())] if len(iris) == 1 else []


def _identifier(text: str) -> Identifier | None:
    """The identifier in the form of its register; None where it names no organisation there."""
    if text.startswith("https://ror.org/"):
        return Identifier("https://ror.org", text, text)
    if text.startswith("isni:"):
        value = text.removeprefix("isni:")
        return Identifier("https://isni.org", value, f"{vocab.ISNI}{value}")
    if text.startswith("Q"):
        return Identifier("https://www.wikidata.org", text, f"http://www.wikidata.org/entity/{text}")
    return None
