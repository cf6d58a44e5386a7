"""The statements that an organisation's page puts into words, and those it shows by the name of their property."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sdggraph.model.full_record import CONTRIBUTION, COOPERATION, EVENT, HOSTING, PROJECT, STATUS, FullRecord, Item
from sdggraph.numbers import counted

# The properties that the page puts into words. All others are shown by the name of the property.
EVIDENCE: Final = ("sg:evidence", "sg:evidenceCopy")
FLAGS: Final = {
    "sg:evidenceInRecord": "evidence among the sources of the record",
    "sg:isBackground": "general knowledge",
    "sg:isIndirect": "told by another's page",
}
NOTES: Final = ("dcterms:description", "skos:note")
TOLD: Final[dict[str, tuple[str, ...]]] = {
    "sg:Organisation": (
        "dcterms:source",
        "foaf:homepage",
        "org:classification",
        "sg:acronym",
        "sg:city",
        "sg:code",
        "sg:country",
        "sg:partlyBackground",
        "sg:isni",
        "sg:programme",
        "sg:ror",
        "sg:scope",
        "sg:sector",
        "sg:theme",
        "sg:wikidata",
        "skos:altLabel",
        "skos:closeMatch",
        "skos:exactMatch",
        "skos:note",
        "skos:prefLabel",
        "wgs:lat",
        "wgs:long",
    ),
    HOSTING: ("sg:hostOrganisation", "sg:hostedOrganisation", "sg:start", "sg:end", "sg:hasEnded", *NOTES),
    STATUS: (
        "sg:ofOrganisation",
        "sg:statusValue",
        "sg:date",
        "sg:session",
        "sg:termStart",
        "sg:termEnd",
        "sg:endBasis",
        *NOTES,
    ),
    PROJECT: (
        "sg:addresses",
        "sg:countryServed",
        "sg:start",
        "sg:end",
        "sg:openTo",
        "sg:participant",
        "skos:prefLabel",
        "skos:altLabel",
        *NOTES,
    ),
    EVENT: (
        "sg:start",
        "sg:end",
        "sg:eventKind",
        "sg:place",
        "sg:organiser",
        "sg:eventHost",
        "sg:participant",
        "sg:openTo",
        "skos:prefLabel",
        "skos:altLabel",
        *NOTES,
    ),
    CONTRIBUTION: ("sg:contributor", "sg:contributesTo", "sg:basis", "sg:activity", "sg:inProject", *NOTES),
    COOPERATION: ("sg:cooperationKind", "sg:partner", "sg:year", "sg:start", "sg:end", "sg:endBasis", *NOTES),
}
_ENTRY: Final = ("dcterms:created", "prov:wasAttributedTo")  # mentioned once if it is the same for all items


def entered(items: Sequence[Item], record: FullRecord) -> str:
    """Return when and by whom all items were entered, if that is the same for all; else empty."""
    ways = {tuple(item.values.get(name, ()) for name in _ENTRY) for item in items}
    if len(ways) != 1:
        return ""
    [(days, people)] = ways
    who = f" by {', '.join(record.words(each) for each in people)}" if people else ""
    return f"entered {', '.join(days)}{who}".replace("entered  by", "entered by") if days or people else ""


def remarks(record: FullRecord, item: Item, told_once: Iterable[str] = ()) -> list[str]:
    """Return further statements about a thing: flags in words, all others by the name of the property."""
    known = {*TOLD[item.type], *EVIDENCE, *FLAGS, *told_once}
    said = [words for flag, words in FLAGS.items() if item.true(flag)] + _copied(item)
    known |= {*_ENTRY}
    said += _entry(record, item, told_once)
    return said + [f"{plain(name)} {', '.join(map(record.words, values))}" for name, values in item.rest(known).items()]


def _copied(item: Item) -> list[str]:
    """Return the remark for evidence that reposts or retells what another source published."""
    copies = len(item.every("sg:evidenceCopy"))
    if not copies:
        return []
    if not item.every("sg:evidence"):
        return ["the evidence is a copy of another source"]
    return [
        f"{counted(copies, 'page')} of the evidence {'is a copy' if copies == 1 else 'are copies'} of another source"
    ]


def _entry(record: FullRecord, item: Item, told_once: Iterable[str]) -> list[str]:
    """Return who entered a statement and when; without a name, the date is that of its source."""
    days, people = ([] if name in told_once else item.values.get(name, ()) for name in _ENTRY)
    if people:
        when = f" {', '.join(days)}" if days else ""
        return [f"entered{when} by {', '.join(map(record.words, people))}"]
    return [f"dated {', '.join(days)}"] if days else []


def plain(name: str) -> str:
    """Return the name of a property in words.

    >>> plain("sg:followedBy")
    'followed by'
    >>> plain("http://example.org/terms#givenTo")
    'given to'
    """
    local = re.split("[/#:]", name)[-1] or name
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in local).strip()
