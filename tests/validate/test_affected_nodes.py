"""Judging what a change may have touched finds what judging everything finds."""

from __future__ import annotations

import random

import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.store.difference import Difference, quads_of
from sdggraph.store.loading import fill, turtle_files
from sdggraph.store.memory import MemoryStore
from sdggraph.validate import affected, validate

SETTINGS = Settings.read()
SHAPES = (SETTINGS.ontology / "shapes.ttl").read_text()


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    found = MemoryStore()
    data = turtle_files(SETTINGS.data)
    fill(found, SETTINGS.ontology, data)
    return found


@pytest.fixture(scope="module")
def before(store: MemoryStore) -> set[tuple[str, ...]]:
    """What is wrong before any change; each test takes its change back."""
    return {finding.verdict for finding in validate(store, SHAPES).findings}


def statement(line: str) -> tuple[str, str, str]:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.rsplit(" ", 2)[0]


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.slow if seed > 2 else ()) for seed in range(8)])
def test_what_a_change_makes_wrong_is_found_by_judging_what_it_affects(
    store: MemoryStore, before: set[tuple[str, ...]], seed: int
) -> None:
    """Take away statements at random, or turn them around: all new findings are about what is affected."""
    chance = random.Random(seed)
    stated = sorted(line.decode() for line in store.lines() if line.endswith(f"<{vocab.DATA_GRAPH}> .".encode()))
    gone = chance.sample(stated, 4)
    links = [line for line in gone if statement(line)[2].startswith("<http")]
    turned = [" ".join((statement(line)[2], *statement(line)[1::-1], f"<{vocab.DATA_GRAPH}> .")) for line in links]
    new_lines = [line for line in turned if line not in stated]
    change = Difference(tuple(quads_of("\n".join(gone))), tuple(quads_of("\n".join(new_lines))))
    focus = affected(store, SHAPES, map(statement, gone))
    store.take(change)
    try:
        more = affected(store, SHAPES, map(statement, new_lines))
        new = [each for each in validate(store, SHAPES).findings if each.verdict not in before]
        assert focus is not None
        assert more is not None
        assert {finding.focus for finding in new} <= focus | more
        found = {finding.verdict for finding in validate(store, SHAPES, focus=focus | more).findings}
        assert {finding.verdict for finding in new} <= found
    finally:
        store.take(change.undone)


@pytest.mark.parametrize(
    "line",
    [
        f"<{vocab.BASE}organisation/HIST> <{vocab.RDF_TYPE}> <{vocab.SG}Organisation> <{vocab.DATA_GRAPH}> .",
        f"<{vocab.BASE}theme/karst> <{vocab.RDF_TYPE}> <{vocab.SG}Theme> <{vocab.SCHEMES_GRAPH}> .",
        f"<{vocab.BASE}country/CHN> <{vocab.RDF_TYPE}> <{vocab.SG}Country> <{vocab.SCHEMES_GRAPH}> .",
    ],
)
def test_who_points_at_a_thing_is_judged_when_it_is_no_longer_what_it_was(store: MemoryStore, line: str) -> None:
    focus = affected(store, SHAPES, [statement(line)])
    assert focus is not None
    assert len(focus) > 1


def test_a_change_of_the_classes_concerns_everything(store: MemoryStore) -> None:
    subclass = (f"<{vocab.SG}Theme>", f"<{vocab.PREFIXES['rdfs']}subClassOf>", f"<{vocab.PREFIXES['skos']}Concept>")
    assert affected(store, SHAPES, [subclass]) is None
