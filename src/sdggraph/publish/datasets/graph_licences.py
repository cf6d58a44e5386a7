"""The licence of each graph, as statements in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sdggraph import vocab
from sdggraph.publish.site.licence_registry import CC_BY, Licence
from sdggraph.rdf.statements import Statement, Subject

OF_TERMS: Final = CC_BY  # the licence of ontology, shapes and schemes, even if others publish data with them
GRAPH: Final = f"{vocab.GRAPH}licences"
_DCTERMS: Final = vocab.PREFIXES["dcterms"]
_UN: Final = "http://metadata.un.org/sdg"
_TITLES: Final = {
    vocab.DATA_GRAPH: "Organisations, their contributions and their cooperation",
    vocab.DERIVED_GRAPH: "Statements that rules derive from the others",
    vocab.ONTOLOGY_GRAPH: "The terms",
    vocab.SCHEMES_GRAPH: "Goals, themes, countries, regions and kinds",
}
_TERMS: Final = (vocab.ONTOLOGY_GRAPH, vocab.SCHEMES_GRAPH)
_RIGHTS: Final = (
    "The weights of the links between targets were computed from the United Nations' knowledge organization system, "
    "which may be copied, duplicated and further distributed with its citation. Links to the UNESCO Thesaurus are IRIs "
    "only; none of its text is here."
)


def statements(graphs: Iterable[str], licence: Licence) -> list[Subject]:
    """Return title, licence and sources of every graph, in order; `licence` is that of the data."""
    return [Subject(graph, _of(graph, licence)) for graph in sorted(graphs)]


def exception(licence: Licence) -> str:
    """Return a sentence about the part of the graph with another licence than the data; empty if there is none.

    >>> from sdggraph.publish.site.licence_registry import CC_BY, find_licence
    >>> exception(CC_BY), exception(find_licence("CC0-1.0"))[:62]
    ('', 'The terms and the schemes in the graph keep their own licence:')
    """
    if licence == OF_TERMS:
        return ""
    graphs = " and ".join(f"<{graph}>" for graph in _TERMS)
    return f"The terms and the schemes in the graph keep their own licence: {OF_TERMS.words} (named graphs {graphs})."


def _of(graph: str, licence: Licence) -> list[Statement]:
    its_own = OF_TERMS if graph in _TERMS else licence
    said = [Statement(f"{_DCTERMS}license", f"<{its_own.iri}>", GRAPH)]
    if graph in _TITLES:
        said.append(Statement(f"{_DCTERMS}title", f'"{_TITLES[graph]}"@en', GRAPH))
    if graph == vocab.SCHEMES_GRAPH:
        said.append(Statement(f"{_DCTERMS}rights", f'"{_RIGHTS}"@en', GRAPH))
        said.append(Statement(f"{_DCTERMS}source", f"<{_UN}>", GRAPH))
    return said
