"""The evaluation of files and of the graph: what is refused, and what is told."""

from pathlib import Path
from typing import Any

import pytest

from sdggraph.errors import BadData, BadParameter, SdgGraphError
from sdggraph.tasks import Way, evaluate_csv

WAY = Way(split=2005, repeats=1)


def written(folder: Path, nodes: list[str], edges: list[str]) -> tuple[Path, Path]:
    paths = folder / "nodes.csv", folder / "edges.csv"
    paths[0].write_text("\n".join(["id,themes", *nodes, ""]))
    paths[1].write_text("\n".join(["a,b,year,kind", *edges, ""]))
    return paths


def refused(files: tuple[Path, Path], way: Way = WAY) -> SdgGraphError:
    with pytest.raises((BadData, BadParameter)) as caught:
        evaluate_csv(*files, way)
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    nodes = [f"n{number},t{number % 2}" for number in range(8)]
    edges = [f"n{one},n{other},{2000 + one + other},agreement" for one in range(8) for other in range(one + 2, 8, 2)]
    return written(tmp_path, nodes, edges)


def test_a_small_network_is_evaluated(small: tuple[Path, Path]) -> None:
    found = evaluate_csv(*small, WAY)
    assert found.links > 0
    assert found.methods[0].name == "sdggraph"
    assert sum(method.baseline for method in found.methods) == 9


def test_a_network_of_one_has_no_pair(tmp_path: Path) -> None:
    assert "one organisation" in str(refused(written(tmp_path, ["a,"], [])))


def test_a_network_without_links_has_nothing_to_hide(tmp_path: Path) -> None:
    assert "no link" in str(refused(written(tmp_path, ["a,", "b,"], [])))


def test_a_split_after_the_last_link_leaves_nothing_to_find(small: tuple[Path, Path]) -> None:
    error = refused(small, WAY._replace(split=2030))
    assert error.problem == "After 2030 there is no new pair to find."
    assert "from 2002 to 2012" in error.remedy


def test_undated_links_cannot_be_split_by_date(tmp_path: Path) -> None:
    assert "No link has a year" in str(refused(written(tmp_path, ["a,", "b,"], ["a,b,,"])))


def test_mere_meetings_are_no_links_to_be_found_unless_asked_for(tmp_path: Path) -> None:
    rows = ["a,b,2000,network", "a,c,2010,network", "b,c,2001,network"]
    files = written(tmp_path, ["a,", "b,", "c,", "d,"], [*rows, "c,d,2010,network"])
    assert "--include-weak" in refused(files).remedy
    assert evaluate_csv(*files, WAY._replace(include_weak=True)).links == 2


@pytest.mark.parametrize("wrong", [{"folds": 1, "split": None}, {"repeats": 0}, {"max_nodes": 0}, {"seed": -1}])
def test_numbers_that_make_no_sense_are_refused(small: tuple[Path, Path], wrong: dict[str, Any]) -> None:
    assert isinstance(refused(small, WAY._replace(**wrong)), BadParameter)


def test_a_sample_and_bad_rows_are_told(small: tuple[Path, Path]) -> None:
    small[1].write_text(small[1].read_text() + "n0,nobody,2001,\n")
    warned: list[str] = []
    found = evaluate_csv(*small, WAY._replace(max_nodes=2), skip_bad=True, warn=warned.append)
    assert [note.split(":")[0] for note in found.notes[:2]] == ["sdggraph, seven signals", "sdggraph, default weights"]
    assert found.notes[2:] == (
        "1 bad row was left out.",
        f"2 of {found.nodes_in_all} test nodes were drawn with the seed (--max-nodes).",
    )
    assert "edges.csv:14: there is no node 'nobody'" in warned[0]
