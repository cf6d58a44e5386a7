"""Scores mean what they print: shares of the ranking, how much a pair rests on, and where a list ends."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.analysis import knowledge, signal_matrices
from sdggraph.analysis.features import View
from sdggraph.analysis.partners import MODES, shares, suggest
from sdggraph.model.records import Link, Network
from sdggraph.present import partners as page
from sdggraph.present.knowledge import rests_on
from sdggraph.tasks import Source
from tests.conftest import centre

WORK = ("theme", "goals", "complement", "network")


def test_the_shares_printed_are_the_shares_brought(source: Source) -> None:
    """Measured anew, by the standard library, over the whole list."""
    for code in ("HIST", "ICTP", "APCE", "AWHF", "BIOmics"):
        found = tasks.suggest_partners(source, code, limit=None)
        scores = [sum(reason.share for reason in each.reasons) for each in found.found]
        for signal, share in found.shares.items():
            parts = [next(r.share for r in each.reasons if r.signal == signal) for each in found.found]
            assert share == pytest.approx(statistics.covariance(parts, scores) / statistics.variance(scores), abs=1e-5)
        assert sum(found.shares.values()) == pytest.approx(1.0, abs=1e-5)


def test_a_limit_does_not_change_the_shares(source: Source) -> None:
    assert tasks.suggest_partners(source, "HIST", limit=1).shares == tasks.suggest_partners(source, "HIST").shares


def test_the_head_prints_shares_and_no_weights(source: Source) -> None:
    found = tasks.suggest_partners(source, "HIST")
    head = page.text(found, source.network).split("\n\n")[0]
    first = max(found.shares, key=lambda name: found.shares[name])
    assert f"What made the order: {first} {found.shares[first]:.0%}".replace("%", " %") in head.replace("\n", " ")
    assert "complement 33 %" not in head
    held = json.loads(page.json_text(found, source.network))
    assert held["weights"] == MODES["blend"]
    assert held["ranking_shares"] == found.shares


@pytest.mark.parametrize("parts", [[], [{"a": 0.5}], [{"a": 0.5}, {"a": 0.5}]])
def test_where_nothing_tells_candidates_apart_there_is_no_share(parts: list[dict[str, float]]) -> None:
    assert shares(parts, ["a"]) == {}


def test_a_part_that_works_against_the_order_has_a_share_below_nothing() -> None:
    found = shares([{"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 0.2}], ["a", "b"])
    assert found["a"] > 1
    assert found["b"] < 0
    assert sum(found.values()) == pytest.approx(1.0)


def test_explain_keeps_the_weights_and_tells_the_share_of_the_score(run: Callable[..., Result], source: Source) -> None:
    pair = tasks.explain(source, "HIST", "GCIDA")
    output = run("explain", "HIST", "GCIDA").output
    for reason in pair.suggestion.reasons:
        assert f"x {reason.weight:.3f}" in output
    best = pair.suggestion.reasons[0]
    assert f"{best.share / pair.suggestion.score:.0%}".removesuffix("%") in output
    assert f"The pair {rests_on(pair.suggestion.known)[:20]}" in output


@pytest.mark.slow  # two lists of every centre
def test_for_no_active_centre_a_pair_without_a_reason_of_work(source: Source) -> None:
    view = View(source.network)
    for code, record in source.network.organisations.items():
        if not record.is_active_centre:
            continue
        found = tasks.suggest_partners(source, code, limit=None)
        for each in found.found:
            values = {reason.signal: reason.value for reason in each.reasons}
            assert any(values[signal] > 0 for signal in WORK), (code, each.partner.code)
            assert each.known.has_reason
            assert not each.partner.has_ceased
        ranked = [each.known.is_enough for each in found.found]
        assert ranked == sorted(ranked, reverse=True), code
        everybody = tasks.suggest_partners(source, code, by="region", limit=None)
        assert len(everybody.found) == len(found.found) + found.without_reason
        assert view.network is source.network


def test_thin_records_do_not_lead_the_report(source: Source) -> None:
    from sdggraph.publish.report_data import _strongest

    pairs = _strongest(View(source.network))
    assert len(pairs) == 10
    assert all(match.suggestion.known.is_enough for match in pairs)
    assert not any({"AWHF", "WHIPIC"} == {match.organisation.code, match.suggestion.partner.code} for match in pairs)


def test_what_rests_on_one_theme_says_so_in_a_group_of_its_own(source: Source) -> None:
    found = tasks.suggest_partners(source, "AWHF")
    text = page.text(found, source.network)
    assert "Too little on record to tell:" in text
    assert "rests on 1 theme and 2 contributions\n" in text
    assert "low score" not in text
    rows = page.markdown(found, source.network)
    assert "too little on record to tell" in rows


def test_the_group_of_its_own_is_told_once_and_only_where_there_is_one(source: Source) -> None:
    assert (
        page.text(tasks.suggest_partners(source, "HIST", limit=None), source.network).count("Too little on record") == 1
    )
    assert "Too little on record" not in page.text(tasks.suggest_partners(source, "HIST", limit=3), source.network)


def test_whoever_asks_by_region_gets_the_region_first(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA", mode="region", include_current=True).found
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_what_a_pair_rests_on_is_counted_by_hand() -> None:
    one = centre("A", "CHN", "karst floods", stated="6.5 13.1")
    other = centre("B", "KEN", "karst", stated="6.5", inferred="13.1")
    links = (
        Link("l", ("A", "Z"), "agreement", 2016),
        Link("m", ("B", "Z"), "agreement"),
        Link("n", ("B", "Y"), "agreement", 2016),
    )
    view = View(Network({"A": one, "B": other}, links))
    known = knowledge.knowledge(view, one, other)
    assert (known.themes, known.contributions, known.links, known.dated) == (1, 4, 2, 1)
    assert known.units == 1 + 2 + 1
    assert known.is_enough


def test_a_theme_that_half_of_all_centres_share_is_no_reason() -> None:
    records = {f"C{n:02}": centre(f"C{n:02}", "CHN", "water" if n < 15 else f"t{n}") for n in range(30)}
    network = Network(records)
    assert View(network).common_themes == {"water"}
    found = suggest(network, "C00", limit=None)
    assert found.found == ()
    assert found.without_reason == 29
    rare = network._replace(organisations={**records, "C14": centre("C14", "CHN", "t29")})
    assert {each.partner.code for each in suggest(rare, "C00", limit=None).found} == {f"C{n:02}" for n in range(1, 14)}


def test_in_a_network_of_a_handful_no_theme_is_common() -> None:
    records = {f"C{n}": centre(f"C{n}", "CHN", "water") for n in range(4)}
    assert View(Network(records)).common_themes == frozenset()
    assert len(suggest(Network(records), "C0").found) == 3


def test_all_pairs_know_as_much_of_each_pair(source: Source) -> None:
    network = source.network
    view, codes = View(network), sorted(code for code, each in network.organisations.items() if each.is_centre)
    held = signal_matrices.scores(knowledge.columns(view, codes), list(range(len(codes))))
    for row, one in enumerate(codes):
        for column, other in enumerate(codes):
            known = knowledge.knowledge(view, network.organisations[one], network.organisations[other])
            assert int(held[row, column]) == known.units
            assert (held[row, column] > 0) == known.has_reason
