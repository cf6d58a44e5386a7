"""Network files and maps open in other programs as what they are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from sdggraph.analysis.network import to_networkx
from sdggraph.present import network_files
from sdggraph.present.network_files import portable
from sdggraph.publish.datasets.geojson import Position, line_between
from sdggraph.tasks import Source
from tests.publish import hostile

pytestmark = pytest.mark.slow

GEXF = "{http://www.gexf.net/1.2draft}"
# the attributes and children that gexf.xsd and data.xsd of GEXF 1.2draft allow where we write them
ALLOWED = {
    "gexf": ({"version", "variant"}, {"meta", "graph"}),
    "meta": ({"lastmodifieddate"}, {"creator", "keywords", "description"}),
    "graph": (
        {"timeformat", "start", "startopen", "end", "endopen", "defaultedgetype", "idtype", "mode"},
        {"attributes", "nodes", "edges"},
    ),
    "attributes": ({"class", "mode", "start", "end", "startopen", "endopen"}, {"attribute"}),
    "attribute": ({"id", "title", "type"}, {"default", "options"}),
    "nodes": ({"count"}, {"node"}),
    "node": ({"id", "label", "pid", "start", "end", "startopen", "endopen"}, {"attvalues"}),
    "edges": ({"count"}, {"edge"}),
    "edge": ({"id", "source", "target", "type", "weight", "label", "start", "end"}, {"attvalues"}),
    "attvalues": (set(), {"attvalue"}),
    "attvalue": ({"for", "value", "start", "end", "startopen", "endopen"}, set()),
}
TYPES = {"integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"}


def both(request: pytest.FixtureRequest, which: str) -> tuple[Path, Source]:
    names = {"real": ("folder", "source"), "hostile": ("hostile_folder", "hostile_source")}[which]
    return request.getfixturevalue(names[0]), request.getfixturevalue(names[1])


def edges(graph: nx.MultiGraph[str]) -> set[tuple[str, str, str, str]]:
    return {(min(a, b), max(a, b), held["kind"], held["iri"]) for a, b, held in graph.edges(data=True)}


@pytest.mark.parametrize("which", ["real", "hostile"])
def test_graphml_gexf_and_node_link_open_as_the_same_graph(which: str, request: pytest.FixtureRequest) -> None:
    folder, source = both(request, which)
    expected = portable(to_networkx(source.network))
    about = {code: (held["label"], held.get("themes")) for code, held in expected.nodes(data=True)}
    place = folder / "networks" / "cooperation"
    opened = [
        nx.read_graphml(place.with_suffix(".graphml"), force_multigraph=True),
        nx.read_gexf(place.with_suffix(".gexf")),
    ]
    for graph in opened:
        assert set(graph) == set(expected)
        assert {code: (held["label"], held.get("themes")) for code, held in graph.nodes(data=True)} == about
        assert edges(nx.MultiGraph(graph)) == edges(expected)
    held: Any = nx.node_link_graph(json.loads(place.with_suffix(".json").read_text()), edges="edges")
    original = to_networkx(source.network)
    assert list(held) == list(original)
    assert network_files.sorted_edges(held) == network_files.sorted_edges(original)


def test_names_come_through_in_any_script(hostile_folder: Path) -> None:
    graph = nx.read_gexf(hostile_folder / "networks" / "cooperation.gexf")
    labels = set(nx.get_node_attributes(graph, "label").values())
    assert {hostile.FORMULA, hostile.CHINESE, hostile.QUOTES} <= labels


@pytest.mark.parametrize("which", ["real", "hostile"])
def test_gexf_has_what_its_schema_allows_and_nothing_else(which: str, request: pytest.FixtureRequest) -> None:
    """The rules of gexf.xsd 1.2draft, which no package index holds; `test_others_rules` has the schema itself."""
    folder, _ = both(request, which)
    root = ET.parse(folder / "networks" / "cooperation.gexf").getroot()
    declared: dict[str, set[str]] = {}
    for element in root.iter():
        name = element.tag.removeprefix(GEXF)
        attributes, children = ALLOWED.get(name, (set(), set()))
        assert {each for each in element.attrib if not each.startswith("{")} <= attributes, name
        assert {child.tag.removeprefix(GEXF) for child in element} <= children, name
        if name == "attributes":
            declared[element.attrib["class"]] = {child.attrib["id"] for child in element}
            assert all(child.attrib["type"] in TYPES for child in element)
    nodes = [node.attrib["id"] for node in root.iter(f"{GEXF}node")]
    lines = [edge.attrib for edge in root.iter(f"{GEXF}edge")]
    assert len(nodes) == len(set(nodes))
    assert len({line["id"] for line in lines}) == len(lines)
    assert {end for line in lines for end in (line["source"], line["target"])} <= set(nodes)
    for kind in ("node", "edge"):
        used = {value.attrib["for"] for each in root.iter(f"{GEXF}{kind}") for value in each.iter(f"{GEXF}attvalue")}
        assert used <= declared.get(kind, set())


def test_the_list_of_edges_is_harmless(hostile_folder: Path) -> None:
    with (hostile_folder / "networks" / "cooperation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:3] == ["'=1+1", "中国", "agreement"]


# --- maps ------------------------------------------------------------------------------------------


def features(folder: Path, name: str) -> list[dict[str, Any]]:
    held = json.loads((folder / "maps" / name).read_text())
    assert held["type"] == "FeatureCollection"
    assert "crs" not in held  # RFC 7946 knows WGS 84 only
    found: list[dict[str, Any]] = held["features"]
    assert all(each["type"] == "Feature" for each in found)
    return found


def positions(geometry: Any) -> Iterator[list[float]]:
    held = geometry["coordinates"]
    if geometry["type"] == "Point":
        yield held
    elif geometry["type"] == "LineString":
        yield from held
    else:
        assert geometry["type"] == "MultiLineString"  # and no polygon, whose winding could be wrong
        for line in held:
            yield from line


@pytest.mark.parametrize("which", ["folder", "hostile_folder"])
@pytest.mark.parametrize("name", ["centres.geojson", "links.geojson"])
def test_places_are_on_the_earth_longitude_first(which: str, name: str, request: pytest.FixtureRequest) -> None:
    found = features(request.getfixturevalue(which), name)
    assert found
    for feature in found:
        for position in positions(feature["geometry"]):
            assert len(position) == 2
            assert -180 <= position[0] <= 180
            assert -90 <= position[1] <= 90


def test_every_located_centre_is_in_its_country(folder: Path, source: Source) -> None:
    """Longitude and latitude are not exchanged: each point lies in the rough box of its country."""
    query = (
        "SELECT ?country ?w ?e ?s ?n { ?country sg:westLongitude ?w ; sg:eastLongitude ?e ; "
        "sg:southLatitude ?s ; sg:northLatitude ?n }"
    )
    boxes = {row["country"].rpartition("/")[2]: row for row in source.store.query(query).rows()}
    found = features(folder, "centres.geojson")
    assert len(found) == 113
    seen = 0
    for feature in found:
        box = boxes.get(feature["properties"].get("country", ""))
        if box:
            west, east, south, north = (float(box[side]) for side in "wesn")
            longitude, latitude = feature["geometry"]["coordinates"]
            assert south - 1 <= latitude <= north + 1, feature
            if west <= east:
                assert west - 1 <= longitude <= east + 1, feature
            seen += 1
    assert seen > 90


def test_a_line_over_the_antimeridian_is_parted_and_no_part_goes_round_the_earth(hostile_folder: Path) -> None:
    [feature] = features(hostile_folder, "links.geojson")
    assert feature["geometry"]["type"] == "MultiLineString"
    for line in feature["geometry"]["coordinates"]:
        assert abs(line[0][0] - line[1][0]) < 180
    assert feature["properties"]["a"] == "=1+1"


def test_lines_that_touch_the_edges_are_worked_out() -> None:
    assert line_between(Position(0, 0), Position(180, 0))["type"] == "LineString"
    assert line_between(Position(-170, 10), Position(170, 0))["coordinates"] == [
        [[-170, 10], [-180.0, 5.0]],
        [[180.0, 5.0], [170, 0]],
    ]
    assert line_between(Position(180, 1), Position(-180, 3))["coordinates"] == [[-180.0, 1.0], [-180, 3]]


def test_links_have_their_kind_and_evidence(folder: Path) -> None:
    found = features(folder, "links.geojson")
    assert all(feature["properties"]["kind"] and "strong" in feature["properties"] for feature in found)
    assert sum("evidence" in feature["properties"] for feature in found) > len(found) * 0.9
