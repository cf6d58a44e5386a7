"""Coverage of the goals and targets by groups of centres."""

from __future__ import annotations

from typing import Unpack

from sdggraph.analysis.coverage import aims_of, groups
from sdggraph.analysis.coverage import coverage as coverage_of
from sdggraph.model.coverage import Coverage
from sdggraph.model.reader import key
from sdggraph.model.records import CENTRE_CATEGORIES, Concept
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import CoverageQuestion
from sdggraph.tasks.source import Source

# a colour is written into an SVG picture, so only valid colours are accepted
_COLOURS = """
SELECT ?goal ?colour
WHERE {
  ?goal a sdgo:Goal ; sg:colour ?colour .
  FILTER(REGEX(?colour, "^#[0-9A-Fa-f]{6}$"))
}"""
_TERMS = "SELECT ?iri ?name WHERE {{ ?iri a {type} ; sg:displayName ?name }}"
_TYPES = {"region": "sg:UnescoRegion", "country-group": "sg:CountryGroup", "category": "sg:Category"}


def coverage(source: Source, **asked: Unpack[CoverageQuestion]) -> Coverage:
    """Count for each group the contributing centres and their contributions to each goal or target.

    `by` is region, country-group, theme, category or sector. `level` is goal or target. `basis` is stated,
    inferred or all, which counts the two separately. Empty groups, goals and targets are included. Raises BadParameter
    for another word.
    """
    question = completed(CoverageQuestion, asked)
    by, level, basis = question["by"], question["level"], question["basis"]
    network = source.network
    held = {"theme": network.themes, "sector": network.sectors}
    terms = held[by].values() if by in held else concepts(source, by)
    colours = {key(row["goal"]): row["colour"] for row in _rows(source, _COLOURS)}
    rows = groups(network, by, terms)
    columns = aims_of(network, level, colours)
    return coverage_of(network, rows, columns, by=by, level=level, basis=basis)


def concepts(source: Source, by: str) -> list[Concept]:
    """Return the regions, country groups or categories of centres in the graph, by key."""
    rows = _rows(source, _TERMS.format(type=_TYPES[by]))
    found = {key(row["iri"]): Concept(key(row["iri"]), row["name"], row["iri"]) for row in rows}
    return [term for name, term in sorted(found.items()) if by != "category" or name in CENTRE_CATEGORIES]


def _rows(source: Source, query: str) -> list[dict[str, str]]:
    """Return the rows in an order that does not depend on the engine; the first in code-point order comes last, so that
    a dict keeps it.
    """
    return sorted(source.store.query(query).rows(), key=lambda row: tuple(sorted(row.items())), reverse=True)
