"""The ranking: who is in, who is out, in what order, and whether the sums add up."""

import math

import pytest

from sdggraph.analysis.features import View
from sdggraph.analysis.gaps import centre_gaps, group_gaps
from sdggraph.analysis.partners import MODES, explain, is_thin, suggest
from sdggraph.analysis.signal_registry import suggestible
from sdggraph.model.records import Link, Network, Organisation
from tests.conftest import centre


def plus(network: Network, *records: Organisation) -> Network:
    """The network with more organisations."""
    return network._replace(organisations={**network.organisations, **{record.code: record for record in records}})


def codes(network: Network, code: str, **options: object) -> list[str]:
    return [found.partner.code for found in suggest(network, code, **options).found]  # type: ignore[arg-type]


def test_the_best_comes_first_and_who_is_linked_stays_out(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA")
    assert [each.partner.code for each in found.found] == ["BRAVO", "CHARLIE"]
    assert [(record.code, links[0].kind) for record, links in found.left_out] == [("DELTA", "network")]


def test_current_partners_are_ranked_and_marked_on_request(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA", include_current=True)
    assert [each.partner.code for each in found.found if each.links] == ["DELTA"]
    assert found.left_out == ()


def test_nobody_is_suggested_to_themselves(tiny: Network) -> None:
    assert "ALPHA" not in codes(tiny, "ALPHA", include_current=True)


def test_hosts_and_partners_are_no_candidates(tiny: Network) -> None:
    tiny = plus(tiny, centre("HOST", "CHN", "karst")._replace(category="host"))
    assert "HOST" not in codes(tiny, "ALPHA")


def test_a_host_can_be_asked_for(tiny: Network) -> None:
    tiny = plus(tiny, centre("HOST", "CHN", "karst")._replace(category="host"))
    assert codes(tiny, "HOST")[0] == "BRAVO"


@pytest.mark.parametrize("mode", MODES)
def test_the_shares_add_up_to_the_score(tiny: Network, mode: str) -> None:
    for found in suggest(tiny, "ALPHA", mode=mode, include_current=True).found:
        assert found.score == pytest.approx(math.fsum(reason.share for reason in found.reasons), abs=1e-12)
        for reason in found.reasons:
            assert reason.share == pytest.approx(reason.value * reason.weight, abs=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_the_weights_of_a_mode_add_up_to_one_over_known_signals(mode: str) -> None:
    assert math.fsum(MODES[mode].values()) == pytest.approx(1.0)
    assert MODES[mode].keys() <= suggestible().keys()


def test_equal_scores_are_ordered_by_code(tiny: Network) -> None:
    tiny = plus(tiny, centre("ZULU", "KEN"), centre("YANKEE", "KEN"))
    assert codes(tiny, "ECHO", mode="region")[:2] == ["YANKEE", "ZULU"]


def test_the_order_of_the_records_changes_nothing(tiny: Network) -> None:
    turned = tiny._replace(organisations=dict(reversed(list(tiny.organisations.items()))))
    assert suggest(turned, "ALPHA").found == suggest(tiny, "ALPHA").found


def test_a_mode_is_led_by_its_signal(tiny: Network) -> None:
    tiny = plus(tiny, centre("FAR", "KEN", "karst floods"))
    assert codes(tiny, "ALPHA", mode="theme")[0] == "FAR"
    assert codes(tiny, "ALPHA", mode="region")[0] == "BRAVO"


def test_a_centre_of_which_little_is_known_is_still_suggested_and_marked(tiny: Network) -> None:
    found = {each.partner.code: each for each in suggest(tiny, "ALPHA", mode="theme").found}
    assert found["ECHO"].thin
    assert not found["ECHO"].known.is_enough
    assert not is_thin(tiny.organisations["DELTA"])


def test_a_limit_cuts_the_list_and_not_the_count(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA", limit=1)
    assert (len(found.found), found.candidates) == (1, 4)


def test_a_link_of_three_links_each_pair(tiny: Network) -> None:
    three = tiny._replace(links=(Link("l", ("ALPHA", "BRAVO", "CHARLIE"), "agreement"),))
    assert [record.code for record, _ in suggest(three, "BRAVO").left_out] == ["ALPHA", "CHARLIE"]


def test_a_network_of_one_suggests_nobody() -> None:
    alone = Network({"SOLO": centre("SOLO", "CHN")})
    assert suggest(alone, "SOLO").found == ()


def test_weights_of_ones_own_take_the_place_of_the_mode(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA", weights={"region": 3, "theme": 1, "goals": 0})
    assert found.weights == {"region": 0.75, "theme": 0.25}
    assert found.mode == "own weights"
    assert {reason.signal for each in found.found for reason in each.reasons} == {"region", "theme"}


def test_only_those_named_are_candidates(tiny: Network) -> None:
    found = suggest(tiny, "ALPHA", mode="region", among={"ECHO", "DELTA", "ALPHA"})
    assert [each.partner.code for each in found.found] == ["ECHO"]
    assert found.candidates == 2


def test_as_of_a_year_later_links_are_not_known(tiny: Network) -> None:
    assert "DELTA" in codes(tiny, "ALPHA", as_of=2015)
    assert "DELTA" not in codes(tiny, "ALPHA", as_of=2016)


def test_as_of_a_year_younger_centres_are_no_candidates(tiny: Network) -> None:
    tiny = plus(tiny, centre("YOUNG", "CHN", "karst")._replace(since=2018))
    assert "YOUNG" not in codes(tiny, "ALPHA", as_of=2017)
    assert "YOUNG" in codes(tiny, "ALPHA", as_of=2018)


def test_a_centre_can_ask_about_a_time_before_it_was_there(tiny: Network) -> None:
    tiny = plus(tiny, centre("YOUNG", "CHN", "karst")._replace(since=2018))
    assert codes(tiny, "YOUNG", as_of=2010)[0] == "BRAVO"


def test_an_explanation_has_the_numbers_of_the_list(tiny: Network) -> None:
    for found in suggest(tiny, "ALPHA", include_current=True).found:
        pair = explain(tiny, "ALPHA", found.partner.code)
        assert pair.suggestion == found
        assert pair.candidates == 4


@pytest.mark.parametrize("as_of", [None, 2015, 2018])
def test_questions_that_share_a_view_get_the_answers_of_those_that_do_not(tiny: Network, as_of: int | None) -> None:
    tiny = plus(tiny, centre("YOUNG", "CHN", "karst")._replace(since=2018))
    view = View(tiny)
    for code in tiny.organisations:
        for mode in MODES:
            assert suggest(view, code, mode=mode, as_of=as_of) == suggest(tiny, code, mode=mode, as_of=as_of)
        for other in tiny.organisations.keys() - {code, *(["YOUNG"] if as_of == 2015 else [])}:
            assert explain(view, code, other, as_of=as_of) == explain(tiny, code, other, as_of=as_of)


def test_questions_that_share_a_view_compute_its_vectors_once(tiny: Network, vectors_computed: list[int]) -> None:
    view = View(tiny)
    for code in tiny.organisations:
        suggest(view, code)
        centre_gaps(view, code)
        group_gaps(view, [code], filters={"region": "Africa"})
    assert len(vectors_computed) == 3  # themes, goals, targets


def test_a_host_can_be_explained_though_it_is_no_candidate(tiny: Network) -> None:
    tiny = plus(tiny, centre("HOST", "CHN", "karst")._replace(category="host"))
    assert explain(tiny, "ALPHA", "HOST").candidates == 5
