"""Who contributes to which goal or target."""

from __future__ import annotations

from collections.abc import Iterable

from sdggraph.analysis.coverage import aims_of, groups
from sdggraph.analysis.coverage import coverage as counted
from sdggraph.errors import BadParameter
from sdggraph.model.coverage import BASES, GROUPINGS, LEVELS, Coverage
from sdggraph.model.reader import key
from sdggraph.model.records import CENTRE_CATEGORIES, Concept
from sdggraph.tasks.lookup import nearest
from sdggraph.tasks.source import Source

# a colour is written into a picture, so what is no colour stays out
_COLOURS = """
SELECT ?goal ?colour
WHERE {
  ?goal a sdgo:Goal ; sg:colour ?colour .
  FILTER(REGEX(?colour, "^#[0-9A-Fa-f]{6}$"))
}"""
_TERMS = "SELECT ?iri ?name WHERE {{ ?iri a {type} ; skos:prefLabel ?name }}"
_TYPES = {"region": "sg:UnescoRegion", "country-group": "sg:CountryGroup", "category": "sg:Category"}


def coverage(source: Source, *, by: str = "region", level: str = "goal", basis: str = "all") -> Coverage:
    """How many centres of each group contribute to each goal or target, and with how many contributions.

    `by` is region, country-group, theme or category; `level` is goal or target; `basis` is stated, inferred
    or all, which keeps the two apart. Groups, goals and targets that nobody fills are there too.
    Raises BadParameter for another word.
    """
    one_of(by, GROUPINGS, "grouping")
    one_of(level, LEVELS, "level")
    one_of(basis, BASES, "basis")
    network = source.network
    terms = network.themes.values() if by == "theme" else concepts(source, by)
    colours = {key(row["goal"]): row["colour"] for row in _rows(source, _COLOURS)}
    rows = groups(network, by, terms)
    columns = aims_of(network, level, colours)
    return counted(network, rows, columns, by=by, level=level, basis=basis)


def concepts(source: Source, by: str) -> list[Concept]:
    """The regions, country groups or categories of centres that the graph knows, by key."""
    rows = _rows(source, _TERMS.format(type=_TYPES[by]))
    found = {key(row["iri"]): Concept(key(row["iri"]), row["name"], row["iri"]) for row in rows}
    return [term for name, term in sorted(found.items()) if by != "category" or name in CENTRE_CATEGORIES]


def one_of(word: str, known: Iterable[str], thing: str) -> None:
    """Nothing, if the word is known. Raises BadParameter with the nearest and all that are."""
    every = list(known)
    if word in every:
        return
    near = nearest(word, every, 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise BadParameter(f"There is no {thing} {word!r}.", f"{hint}Choose one of: {', '.join(every)}.")


def _rows(source: Source, query: str) -> list[dict[str, str]]:
    """The rows in one order whatever the engine's, the first in code-point order last, so that it stands in a dict."""
    return sorted(source.store.query(query).rows(), key=lambda row: tuple(sorted(row.items())), reverse=True)
