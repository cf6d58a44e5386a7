"""From what people type to what the graph calls it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import lazy_loader as lazy

from sdggraph.errors import NotFound
from sdggraph.model.records import Concept, Country, Network, Organisation

difflib = lazy.load("difflib")  # for the unlucky only


def find_organisation(network: Network, words: str) -> Organisation:
    """The organisation that goes by a code, an acronym, a name, an old name, or part of one name only.

    Case and accents do not matter. Raises NotFound with the nearest codes and names when nothing
    fits, or with the choices when several do.
    """
    records = network.organisations.values()
    if words in network.organisations:
        return network.organisations[words]
    sought = plain(words)
    for fits in (_by_code, _by_acronym, _by_name, _by_part):
        found = [record for record in records if sought and fits(record, sought)]
        centres = [record for record in found if record.is_centre] or found
        if len(centres) == 1:
            return centres[0]
        if centres:
            raise _several(words, centres)
    raise _nobody(words, sought, records)


def find_concept(concepts: Mapping[str, Concept], words: str, thing: str) -> Concept:
    """The concept with that key or label; a part of one label only is enough. Raises NotFound."""
    sought = plain(words)
    if words in concepts:
        return concepts[words]
    exact = [concept for concept in concepts.values() if sought in (plain(concept.key), plain(concept.label))]
    found = exact or [concept for concept in concepts.values() if sought and sought in plain(concept.label)]
    if len(found) == 1:
        return found[0]
    if found:
        names = tuple(concept.key for concept in sorted(found, key=lambda concept: concept.key))
        raise NotFound(f"{words!r} fits several {thing}s.", f"Choose one: {', '.join(names)}.", names)
    near = nearest(words, [name for concept in concepts.values() for name in (concept.key, concept.label)])
    raise NotFound(f"There is no {thing} {words!r}.", _did_you_mean(near), near)


def find_label(labels: Iterable[str], words: str, thing: str) -> str:
    """The label (of a region, say) that people mean by a few of its words. Raises NotFound."""
    every = sorted({label for label in labels if label})
    return find_concept({label: Concept(label, label, label) for label in every}, words, thing).key


def find_country(network: Network, words: str) -> Country:
    """The country with that ISO alpha-3 code or name, official or usual. Raises NotFound."""
    lands = network.countries
    if words.upper() in lands:
        return lands[words.upper()]
    owner = {name: land for land in lands.values() for name in (*land.other_names, land.name)}
    return owner[find_label(owner, words, "country")]


def nearest(words: str, names: Iterable[str], count: int = 4) -> tuple[str, ...]:
    """The names most like the words, best first; fewer or none where nothing is like them."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain(name), name)
    close = difflib.get_close_matches(plain(words), by_plain, n=count, cutoff=0.5)
    return tuple(by_plain[match] for match in close)


def plain(text: str) -> str:
    """The text without case, accents and runs of blanks, for comparing.

    >>> plain("  Łódź,  GRÓ ")
    'łodz, gro'
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


def _by_code(record: Organisation, sought: str) -> bool:
    return plain(record.code) == sought


def _by_acronym(record: Organisation, sought: str) -> bool:
    return plain(record.acronym) == sought


def _by_name(record: Organisation, sought: str) -> bool:
    return sought in (plain(record.name), *map(plain, record.other_names))


def _by_part(record: Organisation, sought: str) -> bool:
    return any(sought in plain(name) for name in (record.name, *record.other_names))


def _several(words: str, found: list[Organisation]) -> NotFound:
    codes = tuple(sorted(record.code for record in found))
    shown = ", ".join(codes[:8]) + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
    return NotFound(f"{words!r} fits several organisations: {shown}.", "Use one of these codes.", codes)


def _nobody(words: str, sought: str, records: Iterable[Organisation]) -> NotFound:
    names: dict[str, str] = {}
    for record in records:
        for name in (record.code, record.acronym, record.name, *record.other_names):
            if name:
                names.setdefault(name, record.code)
    close = nearest(words, names)
    shown = tuple(name if name == names[name] else f"{names[name]} ({name})" for name in close if sought)
    return NotFound(
        f"No organisation goes by {words!r}.",
        _did_you_mean(shown) or "`sdggraph centres` lists them all.",
        tuple(names[name] for name in close),
    )


def _did_you_mean(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return f"Did you mean {' or '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}?"
