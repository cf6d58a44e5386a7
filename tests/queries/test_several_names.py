"""Names in several languages: a ready query tells of each thing once, by the name that is shown elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.sparql.formats import CSV
from sdggraph.store.difference import Difference, PackedDifference, quads_of
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks.queries import queries, run_named
from sdggraph.tasks.source import Source
from sdggraph.web.jobs import Held

FURTHER = """
INSERT { GRAPH ?graph { ?thing skos:prefLabel ?french , ?canadian } }
WHERE {
  GRAPH ?graph { ?thing skos:prefLabel ?name }
  BIND(STRLANG(CONCAT("A ", STR(?name)), "fr") AS ?french) BIND(STRLANG(CONCAT("B ", STR(?name)), "fr-CA") AS ?canadian)
}"""


@pytest.fixture(scope="module")
def named_twice(source: Source) -> Source:
    """The real graph, in which everything has two further names."""
    found = Source(Settings.read({"SDGGRAPH_CACHE": ""}))
    store = EmbeddedStore.in_memory()
    store.add_quads(source.store.all_quads())
    store.update(FURTHER)
    found.store = store
    return found


def test_a_further_name_changes_no_answer_of_a_ready_query(source: Source, named_twice: Source) -> None:
    for query in queries(source):
        if query.columns == ("graph",) or query.name == "statements-per-graph":  # they tell of the names themselves
            continue
        form = None if query.columns == ("yes/no",) else CSV
        told, wanted = (run_named(each, query.name, format=form).content for each in (named_twice, source))
        assert sorted(told.splitlines()) == sorted(wanted.splitlines()), query.name


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ('"Meer"@de , "Mer"@fr', "Meer"),
        ('"Sea"@en-GB , "Mer"@fr , "Zee"', "Sea"),
        ('"Zee" , "Aqua"@la', "Zee"),
        ('"Sea"@en-GB , "Ocean"@EN', "Ocean"),
    ],
)
def test_a_server_shows_the_preferred_name_after_a_write_as_well(names: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("# no data")
    held = Held(Source(Settings.read({"SDGGRAPH_CACHE": "", "SDGGRAPH_DATA": str(tmp_path)})))
    store = MemoryStore()
    store.copy(held.source.store)
    held.source.store = store
    assert held.source.store_for_queries is store
    thing, graph = "<https://w3id.org/sdggraph/id/organisation/X>", "<https://w3id.org/sdggraph/graph/data>"
    sg, skos = "https://w3id.org/sdggraph/ontology#", "http://www.w3.org/2004/02/skos/core#"
    category = "https://w3id.org/sdggraph/id/category/category-2"
    lines = [f"{thing} <{skos}prefLabel> {name} {graph} ." for name in names.split(" , ")]
    lines += [
        f"{thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{sg}Organisation> {graph} .",
        f'{thing} <{sg}code> "X" {graph} .',
        f"{thing} <http://www.w3.org/ns/org#classification> <{category}> {graph} .",
    ]
    held.change(PackedDifference.of(Difference((), tuple(quads_of("\n".join(lines)))))._asdict())
    [row] = run_named(held.source, "isolated-centres").rows()
    assert (row["code"], row["name"]) == ("X", shown)
