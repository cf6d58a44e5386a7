"""COPY, MOVE and ADD: a source that does not exist is an error, and empties nothing."""

from __future__ import annotations

from itertools import product

import pytest

from sdggraph.errors import Refused, UpdateFailed
from sdggraph.sparql import graph_transfers, guard
from sdggraph.sparql.graph_transfers import with_sources_checked
from sdggraph.store.embedded import EmbeddedStore

HELD = "INSERT DATA { GRAPH <urn:x> { <urn:s> <urn:p> 'x' } GRAPH <urn:y> { <urn:s> <urn:p> 'y' } }"


def held(*updates: str) -> set[tuple[str, str]]:
    """Each value and its graph, after these updates of two graphs that hold one statement each."""
    store = EmbeddedStore.in_memory()
    for update in (HELD, *updates):
        store.update(update)
    return {(graph.removeprefix("urn:"), value.strip('"')) for _, _, value, graph in store.quads()}


BEFORE = {("x", "x"), ("y", "y")}


@pytest.mark.parametrize(
    "update",
    [
        *(
            f"{verb} {source} TO <urn:x>"
            for verb, source in product(("COPY", "move", "Add"), ("<urn:t>", "GRAPH<urn:t>"))
        ),
        "COPY <urn:t> TO DEFAULT",
        "COPY <urn:t> TO <urn:t>",
        "PREFIX e: <urn:> COPY # of a name\n e:t TO e:x",
        "DROP GRAPH <urn:y> ; COPY <urn:y> TO <urn:x>",
        "CREATE GRAPH <urn:n> ; MOVE <urn:n> TO <urn:m> ; ADD <urn:n> TO <urn:x>",
    ],
)
def test_an_absent_source_is_an_error_and_nothing_changes(update: str) -> None:
    store = EmbeddedStore.in_memory()
    store.update(HELD)
    before = store.version()
    with pytest.raises(UpdateFailed, match=r"the first graph of '\w+ .*' does not exist"):
        store.update(update)
    assert (store.version(), store.graphs()) == (before, ["urn:x", "urn:y"])


@pytest.mark.parametrize("target", ["<urn:x>", "GRAPH <urn:x>", "DEFAULT", "<urn:new>"])
@pytest.mark.parametrize("verb", ["COPY", "MOVE", "ADD"])
def test_silent_keeps_the_target_of_an_absent_source(verb: str, target: str) -> None:
    assert held(f"{verb} SILENT <urn:t> TO {target}") == BEFORE


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_source_that_is_there_is_taken_as_the_standard_says(silent: str) -> None:
    assert held(f"COPY {silent}<urn:y> TO <urn:x>") == {("x", "y"), ("y", "y")}
    assert held(f"MOVE {silent}<urn:y> TO <urn:x>") == {("x", "y")}
    assert held(f"ADD {silent}<urn:y> TO <urn:x>") == {("x", "x"), ("x", "y"), ("y", "y")}
    assert held(f"COPY {silent}<urn:y> TO DEFAULT") == {*BEFORE, ("", "y")}
    for verb in ("COPY", "MOVE", "ADD"):
        assert held(f"PREFIX e: <urn:> {verb} {silent}<urn:x> TO e:x") == BEFORE
        assert held(f"{verb} {silent}DEFAULT TO <urn:x>") == (BEFORE if verb == "ADD" else {("y", "y")})


@pytest.mark.parametrize("piece", ["COPY <urn:a> TO <urn:b> ; ", "MOVE SILENT <urn:a> TO DEFAULT ;\n", "# COPY\n"])
def test_many_transfers_are_parsed_as_often_as_few(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> bool:
        parsed.append(text)
        return guard.reads_update(text)

    monkeypatch.setattr(graph_transfers, "reads_update", counted)
    numbers = []
    for times in (2, 300):
        parsed.clear()
        assert (with_sources_checked(piece * times) == piece * times) == piece.startswith("#")
        numbers.append(len(parsed))
    assert numbers[0] == numbers[1] <= 3


def test_many_transfers_in_a_form_that_is_slow_to_check_are_refused() -> None:
    with pytest.raises(Refused, match="Send fewer at once"):
        with_sources_checked("PREFIX : <urn:> " + "COPY:a TO :b ; " * 21)
    with pytest.raises(UpdateFailed, match="does not exist"):
        EmbeddedStore.in_memory().update("PREFIX : <urn:> COPY:a TO :b")


def test_a_graph_that_an_operation_before_has_made_is_there() -> None:
    assert held("COPY <urn:x> TO <urn:n> ; COPY <urn:n> TO <urn:y>") == {("x", "x"), ("n", "x"), ("y", "x")}
    assert held("CREATE GRAPH <urn:n> ; COPY <urn:n> TO <urn:x>") == {("y", "y")}


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:s> <urn:p> 'COPY <urn:t> TO <urn:x>' }",
        "# COPY <urn:t> TO <urn:x>\nCLEAR ALL",
        "COPY DEFAULT TO <urn:x>",
        "COPY <urn:t> TO",
    ],
)
def test_other_texts_stay_as_they_are(update: str) -> None:
    assert with_sources_checked(update) == update
