"""What may be done with each graph, as statements in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sdggraph import vocab
from sdggraph.publish.known import LICENCE
from sdggraph.publish.statements import Statement, Subject

GRAPH: Final = f"{vocab.GRAPH}licences"
_DCTERMS: Final = vocab.PREFIXES["dcterms"]
_UN: Final = "http://metadata.un.org/sdg"
_TITLES: Final = {
    vocab.DATA_GRAPH: "Organisations, their contributions and their cooperation",
    vocab.DERIVED_GRAPH: "Statements that rules derive from the others",
    vocab.ONTOLOGY_GRAPH: "The terms",
    vocab.SCHEMES_GRAPH: "Goals, themes, countries, regions and kinds",
}
_RIGHTS: Final = (
    "The weights of the links between targets were computed from the United Nations' knowledge organization system, "
    "which may be copied, duplicated and further distributed with its citation. Links to the UNESCO Thesaurus are IRIs "
    "only; none of its text is here."
)


def statements(graphs: Iterable[str]) -> list[Subject]:
    """Title, licence and sources of every graph, in order."""
    return [Subject(graph, _of(graph)) for graph in sorted(graphs)]


def _of(graph: str) -> list[Statement]:
    said = [Statement(f"{_DCTERMS}license", f"<{LICENCE}>", GRAPH)]
    if graph in _TITLES:
        said.append(Statement(f"{_DCTERMS}title", f'"{_TITLES[graph]}"@en', GRAPH))
    if graph == vocab.SCHEMES_GRAPH:
        said.append(Statement(f"{_DCTERMS}rights", f'"{_RIGHTS}"@en', GRAPH))
        said.append(Statement(f"{_DCTERMS}source", f"<{_UN}>", GRAPH))
    return said
