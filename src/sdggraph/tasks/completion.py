"""The words that the query editor completes: terms, codes with their names, prefixes, and the words of SPARQL.

All of them come from the graph's own description, once for each data version. The editor looks for them by how they are
written and by the words of their labels.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.present.html.filters import UNSAFE
from sdggraph.sparql.diagnosis import BEGINNINGS, CLAUSES, FUNCTIONS
from sdggraph.tasks.portal.terms import Shape, ontology, shapes
from sdggraph.tasks.source import Source

_MOST: Final = 5_000  # things of one kind: a longer list takes longer to fetch than to look the code up elsewhere
_LONGEST: Final = 80  # characters of a label
# a local name that stands behind a prefix as it is; any other one is written as a whole IRI
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_NO_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SCHEMES: Final = "SELECT ?scheme ?title { ?scheme a skos:ConceptScheme . OPTIONAL { ?scheme dcterms:title ?title } }"
_CONCEPTS: Final = f"""SELECT DISTINCT ?scheme ?thing ?label {{
  ?thing skos:inScheme ?scheme ; sg:displayName ?label .
}} ORDER BY ?scheme ?thing LIMIT {20 * _MOST}"""
# words of CLAUSES that stand in updates only
_OF_UPDATES: Final = frozenset({"ALL", "DATA", "DEFAULT", "INTO", "TO", "USING"})
_MORE: Final = frozenset({"FALSE", "NOT", "SEPARATOR", "TRUE"})


class Word(NamedTuple):
    """A text that can stand in a query, and what it means."""

    text: str
    label: str = ""


class Words(NamedTuple):
    """The words of one kind, by text."""

    kind: str
    words: tuple[Word, ...]


def words(source: Source) -> list[Words]:
    """Return the words of each kind: those of the graph first, then those of SPARQL."""
    page = ontology(source)
    ours = [("Class", page.classes), ("Property", page.properties)]
    found = [(kind, [Word(each.name, each.label) for each in terms]) for kind, terms in ours]
    found[1][1].extend(_reused(source))
    found += _concepts(source)
    records = source.network.organisations.values()
    found.append(("Organisation", list(_named((each.iri, each.name) for each in records))))
    found.append(("Prefix", [Word(f"{name}:", iri) for name, iri in vocab.PREFIXES.items()]))
    found.append(("Function", [Word(each) for each in FUNCTIONS]))
    found.append(("Word of SPARQL", [Word(each) for each in (BEGINNINGS[False] | CLAUSES | _MORE) - _OF_UPDATES]))
    return [Words(kind, tuple(_shown(held))) for kind, held in found if held]


def _shown(held: Iterable[Word]) -> Iterator[Word]:
    """Yield the words by text, each once, with nothing in them that turns the direction of a text."""
    labels: dict[str, str] = {}
    for each in sorted(held, key=lambda each: (each.text, not each.label, each.label)):
        labels.setdefault(each.text, each.label)
    for text, label in list(labels.items())[:_MOST]:
        if not UNSAFE.search(text):
            short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
            yield Word(text, UNSAFE.sub("\ufffd", " ".join(short.split())))


def _named(things: Iterable[tuple[str, str]]) -> Iterator[Word]:
    for iri, label in things:
        name = vocab.compact(iri)
        if name != iri and _LOCAL.fullmatch(name.partition(":")[2]):
            yield Word(name, label)
        elif not _NO_IRI.search(iri):
            yield Word(f"<{iri}>", label)


def _concepts(source: Source) -> list[tuple[str, list[Word]]]:
    """Return the concepts of each scheme, under the title of the scheme."""
    titles: dict[str, list[str]] = defaultdict(list)
    for row in source.store.query(_SCHEMES).rows():
        titles[row["scheme"]].append(row.get("title", ""))
    held: dict[str, list[Word]] = defaultdict(list)
    for row in source.store.query(_CONCEPTS).rows():
        title = min(titles.get(row["scheme"], ()), default="")
        held[title or vocab.compact(row["scheme"])] += _named([(row["thing"], row["label"])])
    schemes = [Word(vocab.compact(iri), min(told)) for iri, told in titles.items() if vocab.compact(iri) != iri]
    return [*sorted(held.items()), ("Scheme", schemes)]


def _reused(source: Source) -> Iterator[Word]:
    """Yield the properties of other vocabularies that the shapes ask for, such as skos:prefLabel."""
    page = shapes(source)
    for shape in (*page.shapes, *page.conditions):
        yield from _paths(shape)


def _paths(shape: Shape) -> Iterator[Word]:
    for step in (step.term for alternatives in shape.path for step in alternatives):
        if step.address and step.text != step.address:
            yield Word(step.text, shape.name if len(shape.path) == 1 else "")
    for _, parts in shape.parts:
        for part in parts:
            yield from _paths(part)
