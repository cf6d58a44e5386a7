"""The network as pages, files and a picture: whole, harmless, reopened as it was, and the same every time."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from sdggraph.analysis.comparison import difference
from sdggraph.analysis.network import linked_pairs, to_networkx
from sdggraph.analysis.paths import shortest_chain
from sdggraph.analysis.structure import structure
from sdggraph.errors import BadParameter
from sdggraph.model.records import Link, Network
from sdggraph.model.structure import Scope
from sdggraph.present import network as report
from sdggraph.present import network_changes, network_files, network_path
from sdggraph.present.pictures import network_labels, network_picture
from sdggraph.present.pictures.network_layout import placed
from sdggraph.tasks import Source
from tests.conftest import centre

NASTY = 'Centre \x1b[31m"of" | <b>water</b>\u202e & ]]>\x00'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def nasty(tiny: Network) -> Network:
    """The tiny network with a hostile name, a link of three, an undated one and one whose text is hostile."""
    links = (
        *tiny.links,
        Link("urn:x/three", ("ALPHA", "BRAVO", "CHARLIE"), "agreement", 2018, evidence=("http://a", "http://b")),
        Link("urn:x/undated", ("ALPHA", "BRAVO"), "training", None, what=(NASTY,)),
    )
    record = centre("BRAVO", "CHN", "karst")._replace(name=NASTY)
    return tiny._replace(organisations={**tiny.organisations, "BRAVO": record}, links=links)


def whole(network: Network, **options: Any) -> Scope:
    codes = tuple(sorted(network.organisations))
    return Scope(codes, codes)._replace(**options)


def pages(network: Network, format: str) -> list[str]:
    chain = shortest_chain(network, whole(network), "BRAVO", "DELTA")
    none = shortest_chain(network, whole(network), "BRAVO", "ECHO")
    changed = difference(network, whole(network, as_of=2015), whole(network, as_of=2018))
    return [
        report.rendered(structure(network, whole(network)), network, format),
        network_changes.rendered(changed, network, format),
        network_path.rendered(chain, network, format),
        network_path.rendered(none, network, format),
    ]


@pytest.mark.parametrize("format", ["table", "markdown"])
def test_no_name_can_steer_the_terminal(nasty: Network, format: str) -> None:
    for page in pages(nasty, format):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", page)
        assert format == "table" or "<b>" not in page


def test_json_tells_everything(nasty: Network) -> None:
    whole_, changes, chain, none = map(json.loads, pages(nasty, "json"))
    assert whole_["all_links"]["pairs"] == 4
    assert whole_["strong_links"]["pairs"] == 3
    assert [each["code"] for each in whole_["isolated"]] == ["ECHO"]
    assert whole_["data_version"] == "tiny"
    assert [each["iri"] for each in changes["new_links"]] == ["urn:cooperation/ALPHA-DELTA", "urn:x/three"]
    assert changes["undated_left_out"] == 1
    assert [step["strong"] for step in chain["steps"]] == [True, False]
    assert chain["steps"][0]["links"][0]["evidence"] == ["http://a", "http://b"]
    assert (none["length"], none["steps"], none["to"]["component"]) == (None, [], 1)


def test_the_report_tells_weak_ties_apart_and_who_is_aside(nasty: Network) -> None:
    page = report.rendered(structure(nasty, whole(nasty)), nasty, "table")
    assert "5 centres" in page
    assert "2 strong links: agreement 1, training 1." in page
    assert "1 weak tie, which may mean no more than having met" in page
    assert re.search(r"linked pairs +4 +3\n", page)
    assert "With no link on record at all: ECHO." in page
    assert "1 centre linked by weak ties alone: DELTA." in page
    assert "Without it, DELTA would be cut off" in page
    assert "missing knowledge is not absence" in page


def test_a_network_of_nobody_has_a_page() -> None:
    page = report.rendered(structure(Network(), Scope((), ())), Network(), "markdown")
    assert "0 centres" in page
    assert "| density | - | - |" in page


def test_a_markdown_table_keeps_its_columns(nasty: Network) -> None:
    for page in pages(nasty, "markdown"):
        for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            assert len({line.replace("\\|", "").count("|") for line in block.splitlines()}) == 1


def test_a_chain_reads_as_a_story(nasty: Network) -> None:
    page = network_path.rendered(shortest_chain(nasty, whole(nasty), "BRAVO", "DELTA"), nasty, "table")
    assert page.startswith("From BRAVO to DELTA in 2 steps\n")
    assert "agreement, 2018\n    http://a\n    http://b\n" in page
    assert "network, 2016 (weak tie: may mean no more than having met)\n    no evidence on record" in page
    assert "The only chain of that length through centres" in page


def test_the_csv_of_a_chain_has_a_row_for_each_link(nasty: Network) -> None:
    chain = shortest_chain(nasty, whole(nasty), "BRAVO", "DELTA")
    rows = list(csv.DictReader(io.StringIO(network_path.rendered(chain, nasty, "csv"))))
    assert [(row["step"], row["from"], row["to"], row["kind"], row["strong"]) for row in rows] == [
        ("1", "BRAVO", "ALPHA", "agreement", "yes"),
        ("1", "BRAVO", "ALPHA", "training", "yes"),
        ("2", "ALPHA", "DELTA", "network", "no"),
    ]


@pytest.fixture(params=["nasty", "real", "nobody"])
def graph(request: pytest.FixtureRequest, nasty: Network, source: Source) -> nx.MultiGraph[str]:
    return to_networkx({"nasty": nasty, "real": source.network, "nobody": Network()}[request.param])


Edges = dict[tuple[str, str, str], dict[str, Any]]


def about(graph: Any) -> dict[str, dict[str, Any]]:
    return dict(graph.nodes(data=True))


def edges(graph: Any) -> Edges:
    every = graph.edges(keys=True, data=True)
    return {(min(a, b), max(a, b), key): {**held, "id": None} for a, b, key, held in every}


def test_graphml_and_gexf_reopen_as_the_same_graph(graph: nx.MultiGraph[str]) -> None:
    held = network_files.portable(graph)
    by_graphml = nx.parse_graphml(network_files.graphml(graph).decode(), force_multigraph=True)
    by_gexf = nx.read_gexf(io.BytesIO(network_files.gexf(graph)))
    for found in (by_graphml, by_gexf):
        assert about(found) == about(held)
        if held.number_of_edges():  # NetworkX makes a plain Graph of a GEXF file without edges
            assert edges(found) == edges(held)
    assert by_graphml.graph["data_version"] == graph.graph["data_version"]


def test_node_link_reopens_as_the_same_graph(graph: nx.MultiGraph[str]) -> None:
    found = nx.node_link_graph(json.loads(network_files.node_link(graph)), edges="edges")
    assert found.graph == graph.graph
    assert {code: lists(held) for code, held in about(graph).items()} == about(found)
    assert {name: lists(held) for name, held in edges(graph).items()} == edges(found)


def lists(held: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items()}


def test_the_edge_list_has_a_row_for_each_pair_of_each_link(nasty: Network) -> None:
    rows = list(csv.DictReader(io.StringIO(network_files.csv(to_networkx(nasty)).decode())))
    assert list(rows[0]) == ["a", "b", "kind", "year", "strong", "iri", "evidence"]
    assert [(row["a"], row["b"], row["kind"], row["year"], row["strong"]) for row in rows] == [
        ("ALPHA", "BRAVO", "agreement", "2018", "yes"),
        ("ALPHA", "BRAVO", "training", "", "yes"),
        ("ALPHA", "CHARLIE", "agreement", "2018", "yes"),
        ("ALPHA", "DELTA", "network", "2016", "no"),
        ("BRAVO", "CHARLIE", "agreement", "2018", "yes"),
    ]
    assert rows[0]["evidence"] == "http://a;http://b"


def test_every_edge_has_an_id_of_its_own(source: Source) -> None:
    held = network_files.portable(to_networkx(source.network))
    keys = [key for _, _, key in held.edges(keys=True)]
    assert len(set(keys)) == len(keys) == 725  # 719 links of two and one of four


def test_no_file_tells_the_day_it_was_made_nor_by_which_version_of_networkx(nasty: Network) -> None:
    for write in network_files.FILES.values():
        content = write(to_networkx(nasty))
        assert b"lastmodified" not in content
        assert b"NetworkX" not in content


def picture(network: Network, **options: Any) -> bytes:
    scope = whole(network, **options)
    return network_picture.svg(structure(network, scope), to_networkx(network, scope.members), network)


def test_files_and_picture_do_not_hang_on_the_order_of_the_records(nasty: Network) -> None:
    turned = nasty._replace(
        organisations=dict(reversed(list(nasty.organisations.items()))), links=tuple(reversed(nasty.links))
    )
    for write in network_files.FILES.values():
        assert write(to_networkx(turned)) == write(to_networkx(nasty))
    assert picture(turned) == picture(nasty)


def test_the_picture_is_well_formed_and_says_what_it_shows(nasty: Network) -> None:
    root = ElementTree.fromstring(picture(nasty))
    assert (root.tag, root.get("role"), root.get("aria-labelledby")) == (f"{SVG}svg", "img", "title desc")
    assert root.findtext(f"{SVG}title") == "The cooperation network"
    assert "5 centres" in root.findtext(f"{SVG}desc", "")
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert {"ALPHA", "ECHO", "Africa (1)", "Asia and the Pacific (4)", "strong link: agreement, training"} <= set(words)
    assert "weak tie: may mean no more than having met" in words
    lines = [line for line in root.iter(f"{SVG}line") if line.find(f"{SVG}title") is not None]
    dashed = [line.findtext(f"{SVG}title") for line in lines if line.get("stroke-dasharray")]
    assert dashed == ["ALPHA and DELTA: network 2016"]
    assert len(lines) == 4


def test_nobody_and_one_have_a_picture(tiny: Network) -> None:
    for records in ({}, {"ECHO": tiny.organisations["ECHO"]}):
        ElementTree.fromstring(picture(tiny._replace(organisations=records, links=())))


def test_hosts_and_partners_are_drawn_where_they_are_linked(tiny: Network) -> None:
    hosts = {code: centre(code, "KEN")._replace(category="host") for code in ("HOST", "OTHER")}
    given = tiny._replace(
        organisations={**tiny.organisations, **hosts}, links=(*tiny.links, Link("u", ("ECHO", "HOST"), "hosting"))
    )
    words = [each.text for each in ElementTree.fromstring(picture(given, everyone=True)).iter(f"{SVG}text")]
    assert "HOST" in words
    assert "OTHER" not in words
    assert any("1 host or partner without a link not drawn" in (word or "") for word in words)


def test_a_picture_of_too_many_is_refused() -> None:
    crowd = Network({f"C{number}": centre(f"C{number}", "") for number in range(601)})
    with pytest.raises(BadParameter, match="cannot be read"):
        picture(crowd)


def test_no_two_labels_lie_on_top_of_each_other(source: Source) -> None:
    pairs = linked_pairs(
        to_networkx(source.network, [code for code, each in source.network.organisations.items() if each.is_centre])
    )
    sizes = {code: (60.0 + len(code), 24.0) for code in pairs}
    places = placed(pairs, sizes, 1400)
    assert set(places) == {code for code in pairs if pairs.degree(code)}
    for one, other in combinations(places, 2):
        apart = [
            abs(places[one][axis] - places[other][axis]) - (sizes[one][axis] + sizes[other][axis]) / 2
            for axis in (0, 1)
        ]
        assert max(apart) > 0, f"{one} and {other}"


@pytest.mark.parametrize("colour", [look[0] for look in (*network_labels.LOOKS, network_labels.OTHER)])
def test_every_label_can_be_read_on_its_colour(colour: str) -> None:
    assert (luminance(colour) + 0.05) / (luminance(network_picture.INK) + 0.05) > 4.5


def test_every_region_has_a_colour_and_a_shape_of_its_own() -> None:
    colours, shapes = zip(*network_labels.LOOKS, strict=True)
    assert len(set(colours)) == len(set(shapes)) == 5


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
