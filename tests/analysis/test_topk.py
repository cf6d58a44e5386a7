"""The kernel of all pairs against the plainest way to do the same, and against the suggestions for one centre."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sdggraph.analysis import sparse_topk, topk
from sdggraph.analysis.all_pairs import AllPairs, all_pairs
from sdggraph.analysis.partners import MODES, suggest
from sdggraph.model.records import Concept, Country, Link, Network, Organisation
from sdggraph.tasks import Source
from tests.conftest import centre


def listed(pairs: AllPairs, block: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """The lists by code: partner, score, values."""
    assert pairs.problem is not None
    count = len(pairs.rows)
    found = {}
    for start in range(0, count, block or count):
        stop = min(count, start + (block or count))
        best = topk.best(pairs.problem, start, stop)
        for code, columns, scores, values in zip(pairs.rows[start:stop], *best, strict=True):
            found[code] = [
                (pairs.columns[column], score / topk.MICRO, *(value / topk.MICRO for value in held))
                for column, score, held in zip(columns, scores, values, strict=True)
                if column != topk.NOBODY
            ]
    return found


def asked_one_by_one(network: Network, mode: str, limit: int, **options: Any) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for code in network.organisations:
        record = network.organisations[code]
        if record.is_centre and ("as_of" in options or not record.has_ceased):
            each = suggest(network, code, mode=mode, limit=limit, **options).found
            found[code] = [
                (one.partner.code, one.score, *({r.signal: r.value for r in one.reasons}[s] for s in MODES[mode]))
                for one in each
            ]
    return found


def test_alpha_s_list_on_the_tiny_network_is_the_one_worked_by_hand(tiny: Network) -> None:
    # BRAVO: same country 1.0. CHARLIE: same sub-region 0.75. ECHO: another region. DELTA is linked already.
    found = listed(all_pairs(tiny, {"region": 1.0}))["ALPHA"]
    assert found == [("BRAVO", 1.0, 1.0), ("CHARLIE", 0.75, 0.75), ("ECHO", 0.0, 0.0)]


def test_current_partners_are_ranked_when_asked_for(tiny: Network) -> None:
    found = listed(all_pairs(tiny, {"theme": 1.0}, include_current=True))["ALPHA"]
    assert found[0] == ("DELTA", 1.0, 1.0)  # the same two themes


@pytest.mark.parametrize(
    "mode",
    [pytest.param(mode, marks=() if mode == "network" else pytest.mark.slow) for mode in MODES],
)
def test_every_list_equals_that_of_suggest_partners(source: Source, mode: str) -> None:
    assert listed(all_pairs(source.network, MODES[mode], reasoned=mode == "blend")) == asked_one_by_one(
        source.network, mode, 10
    )


@pytest.mark.slow  # the list of every centre, twice
def test_every_list_of_a_year_equals_that_of_suggest_partners(source: Source) -> None:
    mine = listed(all_pairs(source.network, MODES["blend"], reasoned=True, as_of=2010, include_current=True, limit=3))
    theirs = asked_one_by_one(source.network, "blend", 3, as_of=2010, include_current=True)
    assert mine == {code: theirs[code] for code in mine}
    assert mine


@pytest.mark.slow  # four hundred centres
@pytest.mark.parametrize("without_library", [False, True])
def test_a_larger_network_gives_the_same_lists_blocked_unblocked_and_row_by_row(
    monkeypatch: pytest.MonkeyPatch, without_library: bool
) -> None:
    network = crowd(400)
    whole = listed(all_pairs(network, MODES["blend"], reasoned=True))
    if without_library:
        monkeypatch.setattr(sparse_topk, "sp_matmul_topn", None)
    for block in (1, 7, 399):
        assert listed(all_pairs(network, MODES["blend"], reasoned=True), block) == whole
    some = dict(list(whole.items())[:20])
    assert some == {
        code: [
            (one.partner.code, one.score, *({r.signal: r.value for r in one.reasons}[s] for s in MODES["blend"]))
            for one in suggest(network, code).found
        ]
        for code in some
    }


def test_the_compiled_loop_gives_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    pairs = all_pairs(crowd(400), MODES["blend"], reasoned=True)
    assert pairs.problem is not None
    monkeypatch.setattr(sparse_topk, "_LARGE", 0)
    for start, stop in ((0, 400), (17, 18)):
        compiled, plain = (topk.best(pairs.problem, start, stop, fast=fast) for fast in (True, False))
        assert all(np.array_equal(*both) for both in zip(compiled, plain, strict=True))


def test_rows_that_cannot_be_proven_are_computed_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    # all alike: a thousand equal scores, of which the first codes win
    alike = {f"C{n:04d}": centre(f"C{n:04d}", "", "karst") for n in range(600)}
    full: list[int] = []
    plainly = topk._in_full

    def counted(given: topk.Problem, rows: Any, *rest: Any) -> None:
        full.extend(rows)
        plainly(given, rows, *rest)

    monkeypatch.setattr(topk, "_in_full", counted)
    found = listed(all_pairs(Network(alike), {"theme": 0.9, "openness": 0.1}))
    assert len(full) == 600
    assert [each[0] for each in found["C0003"]] == [f"C{n:04d}" for n in (0, 1, 2, 4, 5, 6, 7, 8, 9, 10)]


def test_a_network_of_one_has_an_empty_list() -> None:
    alone = Network({"ALPHA": centre("ALPHA", "CHN", "karst")})
    assert listed(all_pairs(alone, MODES["blend"])) == {"ALPHA": []}


def test_an_empty_network_has_no_list() -> None:
    assert all_pairs(Network(), MODES["blend"]) == AllPairs((), (), None)


def test_who_is_no_centre_gets_no_list_and_is_not_suggested(tiny: Network) -> None:
    hosts = {"HOST": Organisation("HOST", "Host", "urn:host", "host", country="CHN")}
    found = listed(all_pairs(tiny._replace(organisations={**tiny.organisations, **hosts}), {"region": 1.0}))
    assert "HOST" not in found
    assert all(each[0] != "HOST" for held in found.values() for each in held)


def test_the_fingerprint_tells_other_weights_and_other_data(tiny: Network) -> None:
    one = all_pairs(tiny, {"theme": 1.0})
    assert one.fingerprint == all_pairs(tiny, {"theme": 1.0}).fingerprint
    assert one.fingerprint != all_pairs(tiny, {"theme": 0.5, "region": 0.5}).fingerprint
    assert one.fingerprint != all_pairs(tiny, {"theme": 1.0}, limit=2).fingerprint
    assert one.fingerprint != all_pairs(tiny._replace(links=()), {"theme": 1.0}).fingerprint


@given(st.floats(0, 1) | st.integers(0, 2_000_001).map(lambda n: n / 2_000_000))
def test_millionths_are_rounded_as_python_rounds(value: float) -> None:
    assert topk.micro(np.array([value])).tolist() == [round(round(value, 6) * 1e6)]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_lists_equal_the_plain_ones_whatever_the_numbers(data: st.DataObject) -> None:
    rows, columns, features = (data.draw(st.integers(1, most)) for most in (6, 300, 4))
    limit, block = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 6))
    chance = np.random.default_rng(data.draw(st.integers(0, 999)))
    steps = data.draw(st.sampled_from([2, 3, 1000]))  # few steps make many ties
    parts = {}
    for name in ("one", "two"):
        left, right = (chance.integers(0, steps, (n, features)) / (steps * features) for n in (rows, columns))
        right[:, 0] = 0.25  # the same everywhere
        parts[name] = topk.Part(sparse.csr_array(left), sparse.csr_array(right))
    parts["open"] = topk.Part(parts["one"].left, parts["one"].right, 1.0, -0.5)
    barred = sparse.csr_array(chance.random((rows, columns)) < 0.1)
    weights = {"one": 0.5, "two": 0.3, "open": 0.2}
    problem = topk.problem(parts, weights, barred, limit)
    plain_lists = [plainly_listed(parts, weights, barred.toarray()[row], row) for row in range(rows)]
    for start in range(0, rows, block):
        found = topk.best(problem, start, min(rows, start + block), fast=False)
        for row, mine, scores in zip(range(start, rows), found.columns, found.scores, strict=False):
            plain = plain_lists[row][: problem.limit]
            assert [(s, c) for s, c in zip(scores.tolist(), mine.tolist(), strict=True) if c >= 0] == plain


def plainly_listed(
    parts: dict[str, topk.Part], weights: dict[str, float], barred: Any, row: int
) -> list[tuple[int, int]]:
    """Score in millionths and column of all that may be suggested to a row, best first."""
    found = []
    terms = {name: part.left.toarray()[row] * part.right.toarray() for name, part in parts.items()}
    for column in range(len(barred)):
        score = 0.0
        for name, weight in weights.items():
            part = parts[name]
            value = min(1.0, part.offset + part.factor * math.fsum(terms[name][column]))
            score += round(round(value, 6) * weight, 6)
        if not barred[column]:
            found.append((round(score * topk.MICRO), column))
    return sorted(found, key=lambda each: (-each[0], each[1]))


def crowd(size: int) -> Network:
    """Many centres with few themes and targets between them, a third of them linked in a ring."""
    lands = {
        f"L{n}": Country(f"L{n}", f"Land {n}", f"urn:{n}", f"Sub {n % 3}", f"R{n % 2}", ("g77",) * (n % 2))
        for n in range(7)
    }
    records = {}
    for n in range(size):
        code = f"C{n:04d}"
        themes = " ".join(f"t{(n * step) % 11}" for step in (1, 3, 7))
        records[code] = centre(code, f"L{n % 7}", themes, stated=f"6.{n % 5} {n % 17}", inferred=f"13.{n % 3}")
    codes = sorted(records)
    links = tuple(
        Link(f"urn:link/{n}", (codes[n], codes[n + 3]), "agreement", 2000 + n % 20) for n in range(0, size - 3, 3)
    )
    concepts = {
        f"t{n}": Concept(f"t{n}", f"Theme {n}", f"urn:t{n}", (f"t{n % 3}",) if n > 2 else ()) for n in range(11)
    }
    return Network(records, links, lands, concepts, target_links=(("6.1", "13.2", 0.5), ("6.2", "6.3", 1.0)))
