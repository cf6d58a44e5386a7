"""A network from two CSV files: what is read, and what is told of what cannot be."""

from pathlib import Path

import pytest

from sdggraph.errors import BadData, CannotRead
from sdggraph.importers.csv_network import read_csv_network

NODES = "id,name,country,region,themes,goals\na,Alpha,CHN,Asia,karst; water,6.5;13\nb,Bravo,,Asia,,\nc,,KEN,,,\n"
EDGES = "a,b,year,kind\na,b,2010,agreement\nb,a,2012,\nb,c,,network\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text(NODES, encoding="utf-8")
    edges.write_text(EDGES, encoding="utf-8")
    return nodes, edges


def told(files: tuple[Path, Path]) -> str:
    with pytest.raises(BadData) as caught:
        read_csv_network(*files)
    return str(caught.value)


def test_cells_become_records(files: tuple[Path, Path]) -> None:
    network = read_csv_network(*files).network
    alpha, bravo, charlie = network.organisations.values()
    assert (alpha.code, alpha.name, alpha.themes) == ("a", "Alpha", ("karst", "water"))
    assert [claim.aim for claim in alpha.contributions] == ["6.5", "13"]
    assert (charlie.name, charlie.themes, charlie.contributions) == ("c", (), ())
    assert network.countries[alpha.country].region == network.countries[bravo.country].region == "Asia"
    assert network.countries[alpha.country].code != network.countries[bravo.country].code
    assert network.countries[charlie.country].name == "KEN"


def test_a_repeated_row_is_a_second_link_and_a_network_link_is_weak(files: tuple[Path, Path]) -> None:
    links = read_csv_network(*files).network.links
    assert [(link.partners, link.year, link.kind, link.strong) for link in links] == [
        (("a", "b"), 2010, "agreement", True),
        (("a", "b"), 2012, "", True),
        (("b", "c"), None, "network", False),
    ]


def test_only_the_ids_are_required_and_other_columns_are_passed_over(files: tuple[Path, Path]) -> None:
    files[0].write_text("note,ID\nx,a\ny,b\n")
    files[1].write_text("b,a\na,b\n")
    network = read_csv_network(*files).network
    assert list(network.organisations) == ["a", "b"]
    assert [(link.partners, link.year) for link in network.links] == [(("a", "b"), None)]


def test_a_byte_order_mark_and_windows_lines_do_not_matter(files: tuple[Path, Path]) -> None:
    plain = read_csv_network(*files).network
    for path in files:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_csv_network(*files).network == plain


def test_the_version_tells_other_content_apart(files: tuple[Path, Path]) -> None:
    before = read_csv_network(*files).network.version
    files[1].write_text(EDGES.replace("2010", "2011"))
    assert read_csv_network(*files).network.version != before


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,x,2010,", "edges.csv:5: there is no node 'x'"),
        ("a,a,2010,", "edges.csv:5: 'a' is linked with itself"),
        ("a,b,soon,", "edges.csv:5: 'soon' is not a year"),
        ("a,b,2010.0,", "edges.csv:5: '2010.0' is not a year"),
        ("a,b,-5,", "edges.csv:5: '-5' is not a year"),
        ("a,b,٢٠١٠,", "edges.csv:5: '٢٠١٠' is not a year"),
        (",b,2010,", "edges.csv:5: a or b is missing"),
        ("a,b,2010", "edges.csv:5: 3 cells where the header has 4"),
        ("NULL,b,2010,", "edges.csv:5: a or b is missing"),
    ],
)
def test_a_bad_edge_is_told_with_file_and_line(files: tuple[Path, Path], row: str, problem: str) -> None:
    files[1].write_text(EDGES + row + "\n", encoding="utf-8")
    assert problem in told(files)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Delta,,,,", "nodes.csv:5: the id is missing"),
        ("a,Again,,,,", "nodes.csv:5: the id 'a' is taken by line 2"),
        ("d,,,,", "nodes.csv:5: 5 cells where the header has 6"),
        ("nan,,,,,", "nodes.csv:5: the id is missing"),
        ("d,,,,,18", "nodes.csv:5: '18' is neither a goal (1 to 17) nor a target"),
        ("d,,,,,6.x", "nodes.csv:5: '6.x' is not a target of goal 6"),
        ("d,,,,,17.20", "nodes.csv:5: '17.20' is not a target of goal 17"),
        ("d,,,,,6; 6.9", "nodes.csv:5: '6.9' is not a target of goal 6"),
        ("d,,,,,0", "nodes.csv:5: '0' is neither a goal"),
        ('d,,,,,"6,5"', "nodes.csv:5: '6,5' is neither a goal"),
        ("d,,,,,water", "nodes.csv:5: 'water' is neither a goal"),
    ],
)
def test_a_bad_node_is_told_with_file_and_line(files: tuple[Path, Path], row: str, problem: str) -> None:
    files[0].write_text(NODES + row + "\n")
    assert problem in told(files)


def test_namibia_is_not_a_missing_value(files: tuple[Path, Path]) -> None:
    files[0].write_text(NODES + "d,,NA,,,\n")
    assert read_csv_network(*files).network.organisations["d"].country == "NA"


def test_a_quoted_cell_over_two_lines_keeps_the_count_of_lines(files: tuple[Path, Path]) -> None:
    files[0].write_text('id,name\na,"two\nlines"\nb,\nb,\n')
    files[1].write_text("a,b\na,b\n")
    assert "nodes.csv:5: the id 'b' is taken by line 4" in told(files)


def test_twenty_bad_rows_are_told_and_all_are_counted(files: tuple[Path, Path]) -> None:
    files[1].write_text(EDGES + "a,x,,\n" * 33)
    text = told(files)
    assert text.startswith("33 rows are not what they should be:")
    assert text.count("edges.csv:") == 20
    assert "... and 13 more" in text
    assert "--skip-bad" in text


def test_bad_rows_are_left_out_on_request(files: tuple[Path, Path]) -> None:
    files[1].write_text(EDGES + "a,x,,\na,c,2013,\n")
    held = read_csv_network(*files, skip_bad=True)
    assert (held.skipped_in_all, held.skipped) == (1, ("edges.csv:5: there is no node 'x'",))
    assert len(held.network.links) == 4


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "The file is empty"),
        ("name\nx\n", "There is no column 'id'"),
        ("id,id\na,b\n", "The column 'id' is there twice"),
        ("id,name\n", "the network is empty"),
        ('id,name\na,"open\n', "This is not CSV"),
    ],
)
def test_a_file_that_is_no_table_of_nodes_is_told(files: tuple[Path, Path], content: str, problem: str) -> None:
    files[0].write_text(content)
    assert problem in told(files)


def test_a_file_that_is_not_there_or_not_utf8_cannot_be_read(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="cannot be read"):
        read_csv_network(tmp_path / "none.csv", files[1])
    files[0].write_bytes("id,name\na,Zürich\n".encode("latin-1"))
    with pytest.raises(CannotRead, match="not UTF-8"):
        read_csv_network(*files)


@pytest.mark.parametrize(
    "mark",
    [
        *("NULL", "N/A", "NA", "-", "none", "n.a.", "nan", "null", "empty", "#N/A", "Unknown", "—"),
        *("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "TBD", "n/d", "(none)", "no data", "---", "Ｎ/Ａ"),
    ],
)
def test_a_mark_of_a_missing_value_is_a_missing_value(files: tuple[Path, Path], mark: str) -> None:
    files[0].write_text(
        f"id,name,country,region,themes,goals\na,{mark},,{mark},{mark}; karst,{mark}\nb,{mark},,{mark},,\n"
    )
    files[1].write_text(f"a,b,year,kind\na,b,{mark},{mark}\n")
    network = read_csv_network(*files).network
    alpha, bravo = network.organisations.values()
    assert (alpha.name, alpha.country, alpha.themes, alpha.contributions) == ("a", "", ("karst",), ())
    assert bravo.country == ""
    assert [(link.year, link.kind) for link in network.links] == [(None, "")]


@pytest.mark.parametrize("mark", ["NULL", "N/A", "none", "-"])
def test_a_missing_country_is_no_common_country(files: tuple[Path, Path], mark: str) -> None:
    files[0].write_text(NODES + f"d,,{mark},,,\n")
    assert read_csv_network(*files).network.organisations["d"].country == ""


@pytest.mark.parametrize("kind", ["Network", "NETWORK", " network "])
def test_kinds_are_compared_without_case(files: tuple[Path, Path], kind: str) -> None:
    files[1].write_text(f"a,b,year,kind\na,b,2010,{kind}\n")
    [link] = read_csv_network(*files).network.links
    assert (link.kind, link.strong) == ("network", False)


@pytest.mark.parametrize("cell", ["6; 13; 6.5", "6|13|6.5", "6.0 | 13.0;06.5", "SDG 6;Goal 13;Target 6.5"])
def test_goals_are_read_in_every_form_and_with_both_separators(files: tuple[Path, Path], cell: str) -> None:
    files[0].write_text(NODES + f"d,,,,a|b ; c,{cell}\n")
    delta = read_csv_network(*files).network.organisations["d"]
    assert [claim.aim for claim in delta.contributions] == ["6", "13", "6.5"]
    assert delta.themes == ("a", "b", "c")


@pytest.mark.parametrize("begin", ["", "\ufeff", "sep={}\n", "\ufeffSEP={}\r\n"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_parted_by_commas_semicolons_or_tabs(files: tuple[Path, Path], sign: str, begin: str) -> None:
    plain = read_csv_network(*files).network
    for path, text in zip(files, (NODES, EDGES), strict=True):
        cells = text.replace(";", "|") if sign == ";" else text
        path.write_text(begin.format(sign) + cells.replace(",", sign), encoding="utf-8", newline="")
    assert read_csv_network(*files).network.organisations == plain.organisations
    assert [link.partners for link in read_csv_network(*files).network.links] == [each.partners for each in plain.links]


def test_a_line_of_excel_counts_as_a_line(files: tuple[Path, Path]) -> None:
    files[1].write_text("sep=;\na;b;year;kind\na;x;2010;\n")
    assert "edges.csv:3: there is no node 'x'" in told(files)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04\x14\x00rest", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"\x1f\x8b\x08", ".gz"),
        ("id,name\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_another_kind_of_file_is_named(files: tuple[Path, Path], content: bytes, kind: str) -> None:
    files[0].write_bytes(content)
    with pytest.raises(CannotRead, match=kind) as caught:
        read_csv_network(*files)
    assert "CSV UTF-8" in caught.value.remedy


# --- what may not be meant ---------------------------------------------------------------------


def test_a_comma_parts_themes_that_stand_alone_elsewhere(files: tuple[Path, Path]) -> None:
    files[0].write_text(NODES + 'd,,,,"Water, karst",\ne,,,,"karst,water;soil",\n')
    held = read_csv_network(*files)
    assert held.network.organisations["d"].themes == ("water", "karst")
    assert held.network.organisations["e"].themes == ("karst", "water", "soil")
    assert (sorted(held.network.themes), held.notes) == (["karst", "soil", "water"], ())


def test_a_theme_with_a_comma_that_stays_whole_is_told(files: tuple[Path, Path]) -> None:
    files[0].write_text(NODES + 'd,,,,"science, technology",\ne,,,,"karst, ice",\n')
    held = read_csv_network(*files)
    assert held.network.organisations["e"].themes == ("karst, ice",)
    [note] = held.notes
    assert note.startswith("2 themes have a comma and are each taken as one: 'science, technology', 'karst, ice'.")


@pytest.mark.parametrize("kind", ["netwrok", "coauthor", "agreements"])
def test_a_kind_of_link_that_is_not_known_is_told(files: tuple[Path, Path], kind: str) -> None:
    files[1].write_text(EDGES + f"a,c,2013,{kind}\n")
    [note] = read_csv_network(*files).notes
    assert note.startswith(f"1 link is of an unknown kind and counted in full: {kind!r}. Known kinds: agreement,")


@pytest.mark.parametrize("kind", ["Joint Project", "joint_project", "JOINT-PROJECT"])
def test_a_kind_is_known_with_blanks_for_hyphens(files: tuple[Path, Path], kind: str) -> None:
    files[1].write_text(f"a,b,year,kind\na,b,2010,{kind}\n")
    held = read_csv_network(*files)
    assert ([link.kind for link in held.network.links], held.notes) == (["joint-project"], ())


@pytest.mark.parametrize("row", ["d,,,,,18", "d,,,,,6.x"])
def test_a_bad_node_is_told_once_and_not_again_for_each_link(files: tuple[Path, Path], row: str) -> None:
    files[0].write_text(NODES + row + "\n")
    files[1].write_text(EDGES + "a,d,2013,\nd,b,,\nd,d,,\nd,b,soon,\n")
    text = told(files)
    assert text.startswith("3 rows are not what they should be:")  # a self-loop and a bad year are their own mistakes
    assert "there is no node" not in text
    held = read_csv_network(*files, skip_bad=True)
    assert "2 links were left out, because the rows of their nodes are bad." in held.notes
    assert len(held.network.links) == 3


def test_a_node_with_too_few_cells_is_told_once_too(files: tuple[Path, Path]) -> None:
    files[0].write_text(NODES + "d,,,,\n")
    files[1].write_text(EDGES + "a,d,2013,\n")
    assert told(files).startswith("1 row is not what they should be")


def test_themes_regions_and_countries_are_compared_without_case(files: tuple[Path, Path]) -> None:
    rows = ["a,,China,Asia and Pacific,Water|WATER|water,", "b,,CHINA,asia and  pacific,Karst;water,"]
    files[0].write_text("\n".join(["id,name,country,region,themes,goals", *rows, "c,,,ASIA AND PACIFIC,KARST,\n"]))
    network = read_csv_network(*files).network
    alpha, bravo, charlie = network.organisations.values()
    assert (alpha.themes, bravo.themes, charlie.themes) == (("Water",), ("Karst", "Water"), ("Karst",))
    assert alpha.country == bravo.country
    assert {network.countries[each.country].region for each in (alpha, bravo, charlie)} == {"Asia and Pacific"}


@pytest.mark.parametrize("cell", ["karst；water", "karst｜water", '"karst\nwater"', '"karst\r\nwater;"'])
def test_signs_of_full_width_and_lines_within_a_cell_part_themes(files: tuple[Path, Path], cell: str) -> None:
    files[0].write_text(f"id,themes\na,{cell}\nb,\nc,\n", encoding="utf-8", newline="")
    assert read_csv_network(*files).network.organisations["a"].themes == ("karst", "water")


@pytest.mark.parametrize("column", ["theme", "Themes ", "thems"])
def test_an_ignored_column_that_is_almost_ours_is_told(files: tuple[Path, Path], column: str) -> None:
    files[0].write_text(f"id,{column},note\na,karst,x\nb,,\nc,,\n")
    held = read_csv_network(*files)
    if column == "Themes ":
        assert (held.notes, held.network.organisations["a"].themes) == ((), ("karst",))
    else:
        assert held.notes == (
            f"nodes.csv has no column 'themes'; its column {column!r} is ignored. Rename it if it is meant.",
        )


@pytest.mark.parametrize("begin", ["\n\n", "\ufeff\r\n", " \nsep=,\n"])
def test_empty_lines_above_the_header_are_no_end_of_the_file(files: tuple[Path, Path], begin: str) -> None:
    files[0].write_text(begin + NODES + "a,,,,,\n", encoding="utf-8", newline="")
    lines = begin.count("\n") + 5
    assert f"nodes.csv:{lines}: the id 'a' is taken by line {lines - 3}" in told(files)
