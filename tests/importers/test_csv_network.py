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
        ("a,b,nan,", "edges.csv:5: 'nan' is not a year"),
        ("a,b,2010.0,", "edges.csv:5: '2010.0' is not a year"),
        ("a,b,-5,", "edges.csv:5: '-5' is not a year"),
        ("a,b,٢٠١٠,", "edges.csv:5: '٢٠١٠' is not a year"),
        (",b,2010,", "edges.csv:5: a or b is missing"),
        ("a,b,2010", "edges.csv:5: 3 cells where the header has 4"),
        ("a,b,2010,NaN", "edges.csv:5: 'NaN' under kind is the trace of a missing value"),
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
        ("d,,NaN,,,", "nodes.csv:5: 'NaN' under country"),
        ("d,,,,nan,", "nodes.csv:5: 'nan' under themes"),
        ("d,,,,,18", "nodes.csv:5: '18' is no goal (1 to 17) and no target"),
        ("d,,,,,6.x", "nodes.csv:5: '6.x' is no goal"),
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
