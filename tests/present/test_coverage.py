"""The matrix on paper: the numbers whole, the picture readable without its colours."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph.analysis.coverage import aims_of, coverage, groups
from sdggraph.model.coverage import GROUPINGS, Aim, Cell, Coverage, Group, Row
from sdggraph.model.records import Network
from sdggraph.present import coverage as page
from sdggraph.present.pictures import heatmap
from sdggraph.present.pictures import svg as markup
from sdggraph.tasks import Source
from sdggraph.tasks.coverage import coverage as task
from tests.quick import quick

SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'Region \x1b[31m"of" | <b>water</b> & \ud800\ufffe\u202e'
FORMATS = ["table", "csv", "json", "markdown"]


def matrix(network: Network, by: str = "region", level: str = "goal", basis: str = "all") -> Coverage:
    return coverage(network, groups(network, by), aims_of(network, level), by=by, level=level, basis=basis)


def test_a_table_shows_zeros_totals_shares_and_silence(tiny: Network) -> None:
    lines = page.rendered(matrix(tiny), "table").splitlines()
    assert lines[:7] == [
        "Contributions of 5 centres to the 2 goals, by UNESCO region",
        "",
        "Centres with a contribution (stated or inferred)",
        "                     6 13 any of share silent",
        "Africa               0  0   0  1   0 %      1",
        "Asia and the Pacific 4  2   4  4 100 %      0",
        "all centres          4  2   4  5  80 %      1",
    ]
    assert lines[8:13] == [
        "Contributions (stated+inferred)",
        "                       6  13 any",
        "Africa                 0   0   0",
        "Asia and the Pacific 2+2 0+2 2+4",
        "all centres          2+2 0+2 2+4",
    ]
    told = "1 centre has nothing on record ('silent'), which is missing knowledge and not absence: ECHO."
    assert told in " ".join(lines)


@pytest.mark.parametrize(("basis", "shown"), [("stated", "2   0   2"), ("inferred", "2   2   4")])
def test_one_basis_alone_is_said_and_shown_as_one_number(tiny: Network, basis: str, shown: str) -> None:
    text = page.rendered(matrix(tiny, basis=basis), "table")
    assert f"Contributions ({basis})" in text
    assert f"Centres with a contribution ({basis} only)" in text
    assert re.search(rf"all centres +{shown.replace('   ', ' +')}$", text, re.M)


def test_a_wide_table_goes_on_in_another_block_within_100_columns(source: Source) -> None:
    text = page.rendered(task(source, level="target"), "table")
    assert max(map(len, text.splitlines())) <= 100
    for target in ("1.2", "17.18"):
        assert re.search(rf"(^|\s){re.escape(target)}(\s|$)", text)
    assert "66 of 169 targets have a contribution; csv, json and svg hold all 169." in text
    assert "88 contributions name only a goal and fill no target." in text


def test_csv_holds_every_cell_zeros_and_totals_included(source: Source) -> None:
    found = task(source, level="target")
    rows = list(csv.DictReader(io.StringIO(page.rendered(found, "csv"))))
    assert len(rows) == (5 + 1) * (169 + 1)
    for row in rows:
        stated, inferred, both = (int(row[f"centres{part}"]) for part in ("_stated", "_inferred", ""))
        assert max(stated, inferred) <= both <= stated + inferred
        assert float(row["share"]) == pytest.approx(both / int(row["group_centres"]), abs=1e-6)
    assert sum(row["centres"] == "0" for row in rows) > 500
    [total] = [row for row in rows if (row["group"], row["aim"]) == ("all", "any")]
    assert (total["centres"], total["group_centres"], total["group_nothing_on_record"]) == ("88", "92", "4")


def test_json_holds_every_cell_with_its_statements(source: Source) -> None:
    held = json.loads(page.rendered(task(source), "json"))
    assert [column["aim"] for column in held["columns"]] == [str(goal) for goal in range(1, 18)]
    for row in (*held["rows"], held["total"]):
        assert len(row["cells"]) == 17
        for cell in (*row["cells"], row["any"]):
            for basis in ("stated", "inferred"):
                assert cell[basis]["centres"] == len(cell[basis]["codes"])
                assert cell[basis]["contributions"] == len(cell[basis]["iris"])
            assert cell["centres"] == len({*cell["stated"]["codes"], *cell["inferred"]["codes"]})
    assert held["total"]["nothing_on_record"] == ["BIOmics", "CICB", "RIWE", "WHITRAP"]


def test_markdown_is_one_table_with_every_goal(source: Source) -> None:
    lines = page.rendered(task(source), "markdown").splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + 5 + 1
    assert {line.count("|") for line in table} == {17 + 6}
    assert "| 9 (1+17) |" in table[2]


def test_a_group_without_centres_has_no_share(source: Source) -> None:
    found = task(source, by="country-group")
    rows = list(csv.DictReader(io.StringIO(page.rendered(found, "csv"))))
    assert {row["share"] for row in rows if row["group"] == "un-observer"} == {""}
    held = json.loads(page.rendered(found, "json"))
    [row] = [row for row in held["rows"] if row["group"] == "un-observer"]
    assert row["any"]["share"] is None
    assert re.search(r"^United Nations observer states +0.* 0 +– +0$", page.rendered(found, "table"), re.M)


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_network_has_a_page_too(format: str) -> None:
    assert "0 centres" in page.rendered(matrix(Network()), format) or format == "csv"


@pytest.mark.slow
@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("level", quick(1, ["goal", "target"]))
def test_every_matrix_has_every_look(source: Source, by: str, level: str) -> None:
    found = task(source, by=by, level=level)
    columns = {"goal": 17, "target": 169}[level]
    rows = list(csv.DictReader(io.StringIO(page.rendered(found, "csv"))))
    assert len(rows) == (len(found.rows) + 1) * (columns + 1)
    assert len(json.loads(page.rendered(found, "json"))["columns"]) == columns
    assert max(map(len, page.rendered(found, "table").splitlines())) <= 100
    assert "# Contributions of 92 centres" in page.rendered(found, "markdown")
    assert drawn(found).tag == f"{SVG}svg"


# --- the heat map --------------------------------------------------------------------------------


def drawn(found: Coverage) -> ElementTree.Element:
    return ElementTree.fromstring(heatmap.svg(found))  # our own


def ratio(one: str, other: str) -> float:
    """The contrast as WCAG defines it, written down again from the standard."""
    levels = []
    for colour in (one, other):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        levels.append(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
    return (max(levels) + 0.05) / (min(levels) + 0.05)


@pytest.mark.parametrize(("by", "level"), [("region", "goal"), ("theme", "goal"), ("region", "target")])
def test_every_text_is_readable_on_what_is_painted_behind_it(source: Source, by: str, level: str) -> None:
    root = drawn(task(source, by=by, level=level))
    painted: list[tuple[float, float, float, float, str]] = []
    texts = 0
    for element in root.iter():
        if element.tag == f"{SVG}rect":
            x, y, wide, high = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
            painted.append((x, y, x + wide, y + high, element.get("fill", "")))
        elif element.tag == f"{SVG}text":
            x, y = float(element.get("x", "")), float(element.get("y", "")) - 3
            behind = [fill for left, top, right, low, fill in painted if left <= x <= right and top <= y <= low]
            assert ratio(element.get("fill", ""), behind[-1]) >= 4.5, element.text
            texts += 1
    assert texts > 100


def test_a_cell_prints_its_numbers_and_tells_them_in_words(source: Source) -> None:
    root = drawn(task(source))
    cells = {title.text: group for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")}
    [africa] = [group for told, group in cells.items() if told and told.startswith("Africa, 4 Quality education")]
    assert "9 of 12 centres (75 %), 1 stated and 17 inferred contributions" in (africa[0].text or "")
    assert [text.text for text in africa.findall(f"{SVG}text")] == ["9", "1+17"]
    [empty] = [group for told, group in cells.items() if told and told.startswith("Africa, 10 Reduced")]
    assert [text.text for text in empty.findall(f"{SVG}text")] == ["0"]
    assert [rect.get("fill") for rect in empty.findall(f"{SVG}rect")] == ["#ffffff"]


def test_more_centres_make_a_darker_cell(source: Source) -> None:
    found = task(source)
    place = [column.key for column in found.columns].index("4")
    shares = sorted((row.share(row.cells[place]) or 0.0) for row in found.rows)
    fills = [markup.mixed(found.columns[place].colour, 0.12 + 0.88 * share) for share in shares]
    levels = [markup.luminance(fill) for fill in fills]
    assert levels == sorted(levels, reverse=True)
    svg = heatmap.svg(found)
    assert all(f'fill="{fill}"' in svg for fill in fills)


def test_all_169_targets_are_in_the_picture_once_for_every_group(source: Source) -> None:
    root = drawn(task(source, level="target"))
    titles = [title.text or "" for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]
    assert sum(told.startswith("Africa, ") for told in titles) == 169 + 1
    assert sum(told.startswith("all centres, ") for told in titles) == 169 + 1


def test_a_screen_reader_gets_a_title_and_a_description(source: Source) -> None:
    root = drawn(task(source))
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Contributions of 92 centres to the 17 goals, by UNESCO region"
    assert "Most centres contribute to 17 Partnerships for the goals (53); 4 Quality education (51)" in (
        description.text or ""
    )


def test_the_picture_loads_nothing_runs_nothing_and_embeds_no_font(source: Source) -> None:
    svg = heatmap.svg(task(source, by="theme"))
    assert not re.search(r"href|<script|<style|@font|url\(|data:|<image|<foreignObject", svg)
    assert svg.count("http") == 1  # the name of SVG itself


def test_the_same_matrix_is_the_same_picture(source: Source) -> None:
    assert heatmap.svg(task(source)) == heatmap.svg(task(source))


def test_everything_is_inside_the_picture_and_no_column_covers_another(source: Source) -> None:
    for by, level in (("theme", "goal"), ("region", "target")):
        root = drawn(task(source, by=by, level=level))
        width, height = float(root.get("width", "")), float(root.get("height", ""))
        corners = []
        for rect in root.iter(f"{SVG}rect"):
            x, y, wide, high = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + wide <= width
            assert 0 <= y <= y + high <= height
            corners.append((x, y))
        assert len(corners) == len(set(corners))


def test_names_of_any_kind_make_well_formed_pages() -> None:
    group, aim = Group("x", NASTY, "", ("A", "B")), Aim("6.5", NASTY, "u", "#26BDE2")
    cell = Cell(("A",), (), ("i",), ())
    row = Row(group, (cell,), cell, ("B",))
    found = Coverage("region", "target", "all", (aim,), (row,), row, (), NASTY)
    text = "".join(element.text or "" for element in drawn(found).iter())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<b>water</b> &" in text
    assert all("\x1b" not in page.rendered(found, look) for look in ("table", "markdown"))
    lines = [line for line in page.rendered(found, "markdown").splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_a_graph_without_colours_or_columns_is_still_drawn(tiny: Network) -> None:
    assert drawn(matrix(tiny)) is not None
    assert drawn(matrix(Network())) is not None


@given(st.integers(0, 0xFFFFFF))
def test_ink_reads_on_every_colour(number: int) -> None:
    fill = f"#{number:06x}"
    assert ratio(markup.ink(fill), fill) >= 4.5
    assert markup.contrast(markup.ink(fill), fill) == pytest.approx(ratio(markup.ink(fill), fill))
