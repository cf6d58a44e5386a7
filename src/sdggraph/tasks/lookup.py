"""Search for each kind of thing by the words that people type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sdggraph import vocab
from sdggraph.errors import NotFound
from sdggraph.model.records import Concept, Country, Network, Organisation
from sdggraph.names import countries as country_names
from sdggraph.names.identifiers import aim_code
from sdggraph.names.nearest import nearest as nearest
from sdggraph.tasks.resolution import Entry, Kind, not_found, quoted, resolve

ORGANISATION: Final = Kind(
    "organisation",
    "organisations",
    "`sdggraph centres` lists the centres.",
    "No organisation has the name or code {words}.",
    listed="centres",
)
COUNTRY: Final = Kind(
    "country", "countries", "Write the name, or the code of ISO 3166-1, such as CHN.", codes_are_read=False
)
REGION: Final = Kind("region", "regions", "Write a UNESCO region or an M49 sub-region, such as Africa or Eastern Asia.")
UNESCO_REGION: Final = Kind("UNESCO region", "UNESCO regions")
GROUP: Final = Kind("country group", "country groups")
CATEGORY: Final = Kind("category", "categories")
SECTOR: Final = Kind("sector", "sectors")
THEME: Final = Kind("theme", "themes", "`sdggraph query themes-by-centres` lists them all.", listed="themes")
COOPERATION_KIND: Final = Kind("cooperation kind", "cooperation kinds")
AIM: Final = Kind("goal or target", "goals and targets", "Write a goal (1 to 17) or a target, such as 6 or 6.5.")
GOAL: Final = Kind("goal", "goals", "Write a goal from 1 to 17, such as 6.")
TARGET: Final = Kind("target", "targets", "Write a target, such as 6.5 or 6.a.")
_KINDS: Final = {
    kind.one: kind for kind in (REGION, GROUP, CATEGORY, SECTOR, THEME, COOPERATION_KIND, AIM, GOAL, TARGET)
}


def find_organisation(network: Network, words: str) -> Organisation:
    """Return the organisation with a code, an acronym, a name, an old name, or an identifier.

    Other spellings match too, but a name must be complete. Raises NotFound with the nearest names, and Ambiguous.
    """
    records = network.organisations
    if words in records:
        return records[words]
    entries = [
        Entry(
            record.code,
            record.iri,
            tuple(filter(None, (record.name, record.acronym, *record.other_names, *_hidden(network, record.iri)))),
            network.identifiers.get(record.iri, ()),
        )
        for record in records.values()
    ]
    return records[resolve(words, entries, ORGANISATION).code]


def find_country(network: Network, words: str) -> Country:
    """Return the country with that code (ISO 3166-1, M49, Wikidata) or name, official, usual or former.

    Raises NotFound, Ambiguous.
    """
    lands = network.countries
    entries = [
        Entry(
            land.code,
            land.iri,
            (land.name, *land.other_names, *_hidden(network, land.iri)),
            network.identifiers.get(land.iri, ()),
        )
        for land in lands.values()
    ]

    def further() -> Iterator[Entry]:
        without = country_names.without_code(words)
        if without:
            raise NotFound(*without)
        usual = country_names.usual_names()
        return (Entry(land.code, land.iri, usual.get(land.code, ())) for land in lands.values())

    return lands[resolve(words, entries, COUNTRY, further).code]


def find_region(network: Network, words: str, *, of_unesco: bool = False) -> Concept:
    """Return a UNESCO region or an M49 sub-region; with `of_unesco`, only a UNESCO region. Raises NotFound, Ambiguous.

    The key is the label, by which countries name their regions.
    """
    lands = network.countries.values()
    known = {concept.label: concept for concept in network.regions.values()}
    labels = {land.region for land in lands} | known.keys()
    if not of_unesco:
        below = {land.subregion for land in lands}
        known = {**{each.label: each for each in network.subregions.values() if each.label in below}, **known}
        labels |= below
    slug = vocab.PREFIXES["unesco-region"]
    regions = {
        label: known[label] if label in known else Concept(label, label, f"{slug}{label.lower().replace(' ', '-')}")
        for label in sorted(labels - {""})
    }
    entries = [
        Entry(label, each.iri, (each.label, each.key, *each.other_names), each.identifiers, shown=False)
        for label, each in regions.items()
    ]
    found = regions[resolve(words, entries, UNESCO_REGION if of_unesco else REGION).code]
    return found._replace(key=found.label)


def find_group(network: Network, words: str) -> Concept:
    """Return the group of countries, such as g77 or "Least developed countries". Raises NotFound, Ambiguous."""
    keys = {key for land in network.countries.values() for key in land.groups}
    unnamed = {key: Concept(key, key, vocab.resource("country-group", key)) for key in sorted(keys)}
    return find_concept({**unnamed, **network.groups}, words, GROUP.one)


def find_category(network: Network, words: str) -> str:
    """Return the key of a category of organisations. Raises NotFound, Ambiguous."""
    keys = {record.category for record in network.organisations.values()} - {""}
    unnamed = {key: Concept(key, key, vocab.resource("category", key)) for key in sorted(keys)}
    return find_concept({**unnamed, **network.categories}, words, CATEGORY.one).key


def find_sector(network: Network, words: str) -> str:
    """Return the key of a sector of UNESCO. Raises NotFound, Ambiguous."""
    keys = {key for record in network.organisations.values() for key in record.sectors}
    unnamed = {key: Concept(key, key, vocab.resource("sector", key)) for key in sorted(keys)}
    return find_concept({**unnamed, **network.sectors}, words, SECTOR.one).key


def find_theme(network: Network, words: str) -> Concept:
    """Return the theme with that key or name. Raises NotFound, Ambiguous."""
    return find_concept(network.themes, words, THEME.one)


def find_kind(network: Network, words: str) -> Concept:
    """Return the kind of cooperation with that key or name. Raises NotFound, Ambiguous."""
    return find_concept(network.kinds, words, COOPERATION_KIND.one)


def find_aim(network: Network, words: str, kind: Kind = AIM) -> Concept:
    """Return the goal or target with that number, title or UN address; with a kind, only goals or only targets.

    Raises NotFound, Ambiguous.
    """
    found = find_concept(network.aims, words, AIM.one if kind == AIM else kind.one)
    if kind != AIM and ("." in found.key) != (kind == TARGET):
        other = GOAL if kind == TARGET else TARGET
        raise NotFound(f"{quoted(words)} is a {other.one}, and a {kind.one} is asked for.", kind.hint, (found.key,))
    return found


def find_concept(concepts: Mapping[str, Concept], words: str, thing: str) -> Concept:
    """Return the concept with that key, name or identifier. Raises NotFound with the nearest, and Ambiguous."""
    kind = _KINDS.get(thing) or Kind(thing, f"{thing}s")
    if words in concepts:
        return concepts[words]
    is_aim = kind in (AIM, GOAL, TARGET)
    code = aim_code(words) if is_aim else None
    if code is not None and code in concepts:
        return concepts[code]
    entries = [_of_concept(concept, is_aim) for concept in concepts.values()]
    if code is not None:  # a number is no name, so only that goal or target can match
        goal = code.partition(".")[0]
        raise not_found(code, [entry for entry in entries if entry.code.partition(".")[0] == goal], kind)
    return concepts[resolve(words, entries, kind).code]


def find_label(labels: Iterable[str], words: str, thing: str) -> str:
    """Return the label that the words mean, also in another spelling. Raises NotFound, Ambiguous."""
    every = sorted({label for label in labels if label})
    return find_concept({label: Concept(label, label, label) for label in every}, words, thing).key


def _of_concept(concept: Concept, is_aim: bool) -> Entry:
    label = f"{concept.key} {concept.label}"
    written = (label, f"SDG {label}", f"{'Target' if '.' in concept.key else 'Goal'} {label}") if is_aim else ()
    return Entry(concept.key, concept.iri, (concept.label, *concept.other_names, *written), concept.identifiers)


def _hidden(network: Network, iri: str) -> tuple[str, ...]:
    return network.hidden_names.get(iri, ())
