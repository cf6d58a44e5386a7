"""Counts of a graph's contents in terms of VoID, for the published files and for the web."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sdggraph import vocab

Fact = tuple[str, str, str | int]  # subject, property of VoID, an IRI or a number


class Property(NamedTuple):
    """The number of uses of a property."""

    triples: int
    subjects: int
    objects: int | None = None  # different values; None if they were not counted


class Counts(NamedTuple):
    """The counts of a graph."""

    triples: int
    subjects: int
    classes: Mapping[str, int]  # class -> number of its members
    properties: Mapping[str, Property]
    objects: int | None = None


def statistics(subjects: Iterable[Iterable[tuple[str, str]]]) -> Counts:
    """Count a graph that comes subject by subject; each subject has its properties and the IRIs of their values.

    A value that is no IRI is given as an empty text.

    >>> a = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    >>> counts = statistics([[(a, "urn:C"), ("urn:p", "urn:x"), ("urn:p", "urn:y")], [(a, "urn:C")]])
    >>> counts.triples, counts.subjects, counts.classes, counts.properties["urn:p"]
    (4, 2, {'urn:C': 2}, Property(triples=2, subjects=1, objects=None))
    """
    number = 0
    classes: dict[str, int] = {}
    triples: dict[str, int] = {}
    using: dict[str, int] = {}
    for said in subjects:
        number += 1
        seen = set()
        for predicate, value in said:
            triples[predicate] = triples.get(predicate, 0) + 1
            seen.add(predicate)
            if predicate == vocab.RDF_TYPE and value:
                classes[value] = classes.get(value, 0) + 1
        for predicate in seen:
            using[predicate] = using.get(predicate, 0) + 1
    properties = {each: Property(triples[each], using[each]) for each in sorted(triples)}
    return Counts(sum(triples.values()), number, dict(sorted(classes.items())), properties)


def facts(dataset: str, place: str, counts: Counts) -> Iterator[Fact]:
    """Yield the counts of a dataset; its partitions by class and by property are named parts of a place."""
    yield dataset, "triples", counts.triples
    yield dataset, "distinctSubjects", counts.subjects
    if counts.objects is not None:
        yield dataset, "distinctObjects", counts.objects
    yield dataset, "classes", len(counts.classes)
    yield dataset, "properties", len(counts.properties)
    for space in vocabularies(counts):
        yield dataset, "vocabulary", space
    for iri, entities in counts.classes.items():
        part = f"{place}#class-{slug(iri)}"
        yield dataset, "classPartition", part
        yield part, "class", iri
        yield part, "entities", entities
    for iri, used in counts.properties.items():
        part = f"{place}#property-{slug(iri)}"
        yield dataset, "propertyPartition", part
        yield part, "property", iri
        yield part, "triples", used.triples
        yield part, "distinctSubjects", used.subjects
        if used.objects is not None:
            yield part, "distinctObjects", used.objects


def vocabularies(counts: Counts) -> list[str]:
    """Return the namespaces of the classes and properties in use."""
    used = [*counts.classes, *counts.properties]
    return sorted({iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in used} - {""})


def slug(iri: str) -> str:
    """Return a short name for an IRI: its prefix and name, else its end and a hash.

    >>> slug("http://purl.org/dc/terms/title"), slug(vocab.DATA_GRAPH), slug("https://example.org/a b/x?y")
    ('dcterms-title', 'data', 'x-y-4a271dfa')
    """
    compact = vocab.compact(iri)
    short = iri.removeprefix(vocab.GRAPH) if compact == iri else compact.replace(":", "-", 1)
    if re.fullmatch(r"[A-Za-z0-9._-]+", short):
        return short
    end = re.sub(r"[^A-Za-z0-9._-]", "-", iri.rstrip("/#").rpartition("/")[2])
    return f"{end}-{hashlib.blake2b(iri.encode(), digest_size=4).hexdigest()}"
