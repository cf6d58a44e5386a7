"""What a change takes away and adds, against the plain difference of before and after."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.errors import CannotRead
from sdggraph.store import memory
from sdggraph.store.difference import Difference, PackedDifference, nquads, quads_of
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from tests.quick import quick, slowly

NAMES = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>"])
GRAPHS = st.sampled_from(["<urn:g>", "<urn:h>"])
STATEMENTS = st.builds(lambda s, p, o, g: f"GRAPH {g} {{ {s} {p} {o} }}", NAMES, NAMES, NAMES, GRAPHS)
LINES = st.builds(lambda s, p, o, g: f"{s} {p} {o} {g} .", NAMES, NAMES, NAMES, GRAPHS)
PATTERNS = st.builds(lambda s, g: f"GRAPH {g} {{ {s} ?p ?o }}", NAMES, GRAPHS)
UPDATES = st.one_of(
    st.builds(lambda found: f"INSERT DATA {{ {' '.join(found)} }}", st.lists(STATEMENTS, min_size=1, max_size=4)),
    st.builds(lambda found: f"DELETE DATA {{ {' '.join(found)} }}", st.lists(STATEMENTS, min_size=1, max_size=4)),
    st.builds(lambda found: f"DELETE WHERE {{ {found} }}", PATTERNS),
    st.builds(lambda g: f"CLEAR SILENT GRAPH {g}", GRAPHS),
    st.builds(lambda g, h: f"COPY SILENT {g} TO {h}", GRAPHS, GRAPHS),
)
UPDATE_TEXTS = st.lists(UPDATES, min_size=1, max_size=4).map(" ; ".join)


def lines(store: MemoryStore) -> set[str]:
    return {line.decode() for line in store.lines()}


def quads(texts: Iterable[str]) -> tuple[ox.Quad, ...]:
    return tuple(quads_of("\n".join(texts)))


def texts(found: Iterable[ox.Quad]) -> set[str]:
    return {f"{quad} ." for quad in found}


@pytest.mark.slow
@pytest.mark.parametrize(("recent", "gone"), quick(2, [(0, 5000), (5000, 2), (2, 5000), (5000, 5000), (2, 0)]))
def test_every_change_is_told_exactly_however_the_store_came_about(
    recent: int, gone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_RECENT", recent)
    monkeypatch.setattr(memory, "_MOST_GONE", gone)

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sets(LINES), max_size=4), UPDATE_TEXTS, st.lists(NAMES, max_size=2))
    def check(history: list[set[str]], text: str, hints: list[str]) -> None:
        store = MemoryStore()
        for turned in history:  # what is there goes, what is not comes
            held = lines(store)
            store.take(Difference(quads(turned & held), quads(turned - held)))
        before = lines(store)
        store._find_repeats()
        found = store.changes(lambda: store.update(text), [hint[1:-1] for hint in hints])
        after = lines(store)
        fresh = EmbeddedStore(ox.Store())
        fresh.add_quads(store._engine)
        assert store._find_repeats() == fresh._find_repeats()
        assert texts(found.removed) == before - after
        assert texts(found.added) == after - before
        assert len(found.removed) + len(found.added) == len(before ^ after)
        store.take(found.undone)
        assert lines(store) == before
        store.take(found)
        assert lines(store) == after

    check()


VALUES = st.sampled_from(
    [
        '"2026-01-01T00:00:00.120+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        '"+01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"x"@EN-gb',
        '"a\\tb\u2028c\\r"',
    ]
)
VALUED = st.builds(lambda s, p, o, g: f"{s} {p} {o} {g} .", NAMES, NAMES, VALUES, GRAPHS)


def test_a_value_that_the_engine_spells_in_its_own_way_is_in_the_data_version_as_it_is_dumped() -> None:
    written = '<urn:a> <urn:p> "2026-01-01T00:00:00.120+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> <urn:g> .'
    store, fresh = MemoryStore(), MemoryStore()
    store.version()
    store.take(Difference(added=quads([written])))
    fresh.add_quads(quads([written]))
    assert store.version() == fresh.version()
    store.take(Difference(removed=quads([written])))
    assert store.lines() == []


@pytest.mark.parametrize("examples", [40, slowly(100)])
@pytest.mark.parametrize("most", [2, 5000])
def test_what_a_store_knows_of_itself_is_right_after_every_difference(
    most: int, examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_MOST_GONE", most)

    @settings(max_examples=examples, deadline=None)
    @given(st.lists(st.sets(st.one_of(LINES, VALUED)), max_size=6))
    def check(history: list[set[str]]) -> None:
        store = MemoryStore()
        for turned in history:
            # equal to the engine, however they are spelled
            found = {str(quad): quad for quad in quads(turned)}
            there = [quad for quad in found.values() if quad in store._engine]
            distinct = MemoryStore()
            distinct.add_quads(quad for quad in found.values() if quad not in there)
            store.version()
            store.take(Difference(tuple(there), tuple(distinct._engine)))
            fresh = EmbeddedStore(ox.Store())
            fresh.add_quads(store._engine)
            assert store.version() == fresh.version()
            assert store._find_repeats() == fresh._find_repeats()
            assert store.graphs() == fresh.graphs()

    check()


def test_a_difference_that_does_not_fit_is_refused() -> None:
    store = MemoryStore()
    line = "<urn:a> <urn:b> <urn:c> <urn:g> ."
    store.take(Difference(added=quads([line])))
    with pytest.raises(RuntimeError, match="does not fit"):
        store.take(Difference(added=quads([line])))


@pytest.mark.parametrize(
    "term",
    [
        ox.Literal('"}\\ \n\r\t\u0085\u2028 é 𝄞 #'),
        ox.Literal("x", language="en-gb"),
        ox.Literal("2020", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
        ox.NamedNode("https://example.org/é?a=b&c='d'"),
    ],
)
def test_every_term_survives_its_line(term: ox.Literal | ox.NamedNode) -> None:
    quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), term, ox.NamedNode("urn:g"))
    assert PackedDifference.of(Difference((quad,), (quad,))).unpacked() == Difference((quad,), (quad,))
    line = nquads([quad]).removesuffix("\n")
    store = MemoryStore()
    store.take(Difference(added=quads([line])))
    assert lines(store) == {line}
    store.take(Difference(removed=quads([line])))
    assert store.graphs() == []


def test_a_store_on_disk_has_one_holder_and_keeps_what_it_took(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no store"):
        DiskStore(tmp_path / "store")
    (tmp_path / "store").mkdir()
    durable = DiskStore(tmp_path / "store")
    line = "<urn:a> <urn:b> <urn:c> <urn:g> ."
    durable.apply(Difference(added=quads([line])))
    with pytest.raises(CannotRead, match="held for writing"):
        DiskStore(tmp_path / "store")
    with durable.snapshot() as place:
        assert len(ox.Store.read_only(str(place))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    durable.close()
    again = DiskStore(tmp_path / "store")
    assert again.lines() == [line.encode()]
    again.close()
