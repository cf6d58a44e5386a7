"""Which columns of a table go where a window is too narrow: the least useful first."""

from __future__ import annotations

import itertools
from functools import partial

import pytest

from sdggraph import tasks
from sdggraph.present import terminal
from sdggraph.present.table import answer as answer_table
from sdggraph.present.table import table
from sdggraph.sparql.interface import Kind
from sdggraph.tasks import Source


def left(header: list[str], rows: list[list[object]], columns: int = 80) -> list[str]:
    """The columns that a table of that width keeps."""
    with terminal.of_columns(lambda: columns):
        return table(header, rows).splitlines()[0].split()


def test_the_least_useful_column_goes_first_wherever_it_stands() -> None:
    long = "Institute of Hydrological Sciences"
    header = ["iri", "same", "code", "name", "country", "region", "link", "number"]
    rows: list[list[object]] = [
        [f"x{n}", "the-same", f"CODE-{n}", long, f"Switzerland{n}", f"Hemisphere{n}", f"https://example.org/{n}", n]
        for n in range(3)
    ]
    assert left(header, rows, 200) == header
    gone = [(set(header) - set(left(header, rows, width))) for width in (110, 95, 85, 60)]
    assert gone[-1] >= {"same", "link", "region"}
    for fewer, more in itertools.pairwise(gone):
        assert fewer <= more
    assert {"iri", "code", "name"} <= set(left(header, rows, 60))  # the first stays, and what the rows are about


def test_an_empty_column_goes_before_an_address_and_that_before_anything_else() -> None:
    header = ["code", "status", "evidence", "themes", "contributions"]
    rows: list[list[object]] = [
        [f"A{n}", "", f"https://example.org/{n}/" + "x" * 30, f"hydrogeological-data {n}", n] for n in range(2)
    ]
    assert left(header, rows, 65) == ["code", "evidence", "themes", "contributions"]
    assert left(header, rows, 50) == ["code", "themes", "contributions"]
    assert left(header, [*rows, ["B", "ceased", "", "floods", 1]], 50) == ["code", "status", "themes"]


@pytest.mark.slow  # the answers of all named queries, three times
def test_no_table_is_wider_than_the_window_and_each_names_what_it_leaves_out(source: Source) -> None:
    for query in tasks.queries(source):
        answer = tasks.run_named(source, query.name)
        if answer.kind is not Kind.ROWS:
            continue
        for columns in (60, 80, 120):
            with terminal.of_columns(partial(int, columns)):
                page = answer_table(answer.variables(), answer.rows())
            assert max(map(terminal.width, page.splitlines())) <= columns, query.name
            head = page.splitlines()[0]
            told = " ".join(page.partition("Not shown")[2].split())
            for name in answer.variables():
                assert name in head or name in told or name[:8] in head, (query.name, name)
