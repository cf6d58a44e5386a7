"""The library as people import it."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

import sdggraph
from sdggraph import vocab
from sdggraph.errors import SdgGraphError
from sdggraph.graph import Graph


@pytest.fixture(scope="module")
def g() -> Graph:
    return sdggraph.open()


def test_what_is_exported_is_there_and_nothing_else() -> None:
    assert sdggraph.__all__ == ["Graph", "Limits", "SdgGraphError", "__version__", "open"]
    assert all(hasattr(sdggraph, name) for name in sdggraph.__all__)


@pytest.mark.parametrize("engine", ["pyoxigraph", "rdflib", "pyshacl", "networkx", "click"])
def test_importing_the_library_loads_no_engine(engine: str) -> None:
    code = f"import sys, sdggraph; assert {engine!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_first_answer_needs_no_engine_once_the_records_are_compiled(g: Graph) -> None:
    assert g.version  # fills the cache
    engines = "{'pyoxigraph', 'rdflib', 'pyshacl', 'networkx'}"
    code = f"import sys, sdggraph; sdggraph.open().suggest_partners('HIST'); assert not {engines} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow  # as the doctest of to_rdflib
def test_rdflib_gets_the_whole_graph(g: Graph) -> None:
    graph = g.to_rdflib()
    assert len(graph) == g.export("ntriples").count(b"\n")
    hist = rdflib.URIRef(vocab.resource("organisation", "HIST"))
    assert str(graph.value(hist, rdflib.URIRef(f"{vocab.SG}code"))) == "HIST"
    assert graph.value(hist, rdflib.URIRef(f"{vocab.SG}code")) == rdflib.Literal("HIST")  # plain, no xsd:string


def test_networkx_gets_every_organisation_and_every_link(g: Graph) -> None:
    graph = g.to_networkx()
    links = g.query("SELECT (COUNT(?c) AS ?n) { ?c a sg:Cooperation }").rows()[0]["n"]
    assert len({key for _, _, key in graph.edges(keys=True)}) == int(links)
    assert graph.graph["data_version"] == g.version
    assert graph.nodes["HIST"]["region"] == "Asia and the Pacific"


def test_a_query_takes_a_name_with_parameters_or_sparql(g: Graph) -> None:
    codes = [row["code"] for row in g.query("contributors-to-goal", {"goal": "14"}).rows()]
    assert "IOC-UNESCO" in codes
    assert g.query("ASK { organisation:HIST a sg:Organisation }").boolean()


def test_a_query_can_be_bounded(g: Graph) -> None:
    with pytest.raises(SdgGraphError, match="more than 3 rows"):
        g.query("SELECT * { ?c a sg:Country }", limits=sdggraph.Limits(rows=3))


def test_a_folder_of_your_own_is_a_graph(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(
        "@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:a> a sg:Organisation ; sg:code "A" ; skos:prefLabel "Alpha"@en .\n'
    )
    assert sdggraph.open(tmp_path).show("alpha").organisation.iri == "urn:a"


def test_an_export_is_written_whole(g: Graph, tmp_path: Path) -> None:
    target = tmp_path / "graph.nt"
    assert g.export("ntriples", target) == target.read_bytes()


def test_the_shipped_data_conform(g: Graph) -> None:
    assert g.validate().conforms


@pytest.mark.parametrize(
    ("method", "others"),
    [("show", {}), ("suggest_partners", {"limit": 1}), ("explain", {"other": "ERAIFT"}), ("gaps", {"limit": 1})],
)
def test_the_old_keyword_answers_the_same_and_names_the_new_one(g: Graph, method: str, others: dict[str, str]) -> None:
    ask = getattr(g, method)
    with pytest.warns(DeprecationWarning, match=f"'code' of {method}.* is now called 'organisation'") as told:
        by_old = ask(code="HIST", **others)
    assert told[0].filename == __file__  # the line to change is the caller's
    assert by_old == ask(organisation="HIST", **others) == ask("HIST", **others)


@pytest.mark.parametrize("method", ["show", "suggest_partners", "explain", "gaps", "poster"])
def test_the_signature_shows_the_new_keyword_only(method: str) -> None:
    names = list(inspect.signature(getattr(Graph, method)).parameters)
    assert names[1] == "organisation"
    assert "code" not in names


@pytest.mark.parametrize("words", [("HIST",), ()])
def test_a_value_by_both_names_is_refused_as_python_refuses_it(g: Graph, words: tuple[str, ...]) -> None:
    by_new = {} if words else {"organisation": "HIST"}
    with pytest.raises(TypeError, match="twice"):
        g.show(*words, code="ICTP", **by_new)  # type: ignore[call-arg]


def test_a_misspelt_keyword_is_still_a_type_error(g: Graph) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'cod'"):
        g.show(cod="HIST")  # type: ignore[call-arg]
