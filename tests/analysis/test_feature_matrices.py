"""The signals of all pairs as products of matrices: the same values as pair by pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdggraph.analysis import baselines, feature_matrices, signal_matrices
from sdggraph.analysis.features import View
from sdggraph.analysis.signal_registry import registered, suggestible
from sdggraph.model.records import Concept, Country, Link, Network
from sdggraph.tasks import Source
from tests.conftest import centre

LANDS = {
    "CHN": Country("CHN", "China", "c", "Eastern Asia", "Asia", ("g77",)),
    "JPN": Country("JPN", "Japan", "j", "Eastern Asia", "Asia"),
    "KEN": Country("KEN", "Kenya", "k", "Eastern Africa", "Africa", ("g77",)),
}
CODES = ("A", "B", "C", "D", "E", "F")
KINDS = ("agreement", "training", "network")
SYMMETRIC = tuple(registered())


@st.composite
def networks(draw: st.DrawFn) -> Network:
    records = {
        code: centre(
            code,
            draw(st.sampled_from([*LANDS, ""])),
            " ".join(draw(st.sets(st.sampled_from(["water", "karst", "floods"])))),
            stated=" ".join(draw(st.sets(st.sampled_from(["6.5", "6.6", "13"])))),
            inferred=" ".join(draw(st.sets(st.sampled_from(["6.5", "15.1", "13.1"])))),
        )
        for code in CODES
    }
    pairs = draw(st.lists(st.sets(st.sampled_from(CODES), min_size=2, max_size=3), max_size=8))
    links = tuple(
        Link(
            f"l{place}",
            tuple(sorted(pair)),
            draw(st.sampled_from(KINDS)),
            draw(st.none() | st.integers(1990, 2020)),
        )
        for place, pair in enumerate(pairs)
    )
    themes = {key: Concept(key, key, key, () if key == "water" else ("water",)) for key in ("water", "karst", "floods")}
    close = (("6.5", "15.1", 0.5), ("6.6", "15.1", 0.25), ("13.1", "6.6", 1.0))
    return Network(records, links, LANDS, themes, target_links=close)


def values(network: Network, name: str, codes: tuple[str, ...] = CODES) -> feature_matrices.Array:
    return signal_matrices.scores(signal_matrices.columns(View(network), codes, [name])[name], np.arange(len(codes)))


@pytest.mark.slow
@given(networks(), st.sampled_from(sorted(suggestible())))
@settings(deadline=None)
def test_matrix_and_pair_agree(network: Network, name: str) -> None:
    view, found = View(network), values(network, name)
    for here, one in enumerate(CODES):
        for there, other in enumerate(CODES):
            if here != there:
                pair = suggestible()[name](network.organisations[one], network.organisations[other], view)
                assert found[here, there] == pytest.approx(pair.value, abs=1e-9), (name, one, other)


@pytest.mark.slow
@given(networks(), st.sampled_from(SYMMETRIC))
@settings(deadline=None)
def test_signals_are_symmetric_and_in_range(network: Network, name: str) -> None:
    found = values(network, name)
    assert np.allclose(found, found.T, atol=1e-9)
    others = found[~np.eye(len(CODES), dtype=bool)]
    assert others.min() >= (-1 if name == "walk" else 0) - 1e-9
    assert others.max() <= 1 + 1e-9


@pytest.mark.slow  # as the next two, of every signal for a hundred networks
@given(networks(), st.permutations(CODES), st.sampled_from(SYMMETRIC))
@settings(deadline=None)
def test_the_order_of_the_organisations_changes_nothing(network: Network, order: list[str], name: str) -> None:
    turned = network._replace(
        organisations={code: network.organisations[code] for code in order}, links=tuple(reversed(network.links))
    )
    found, again = values(network, name), values(turned, name, tuple(order))
    place = [order.index(code) for code in CODES]
    assert np.allclose(found, again[np.ix_(place, place)], atol=1e-6)


@pytest.mark.slow
@given(networks(), st.integers(1, 5))
@settings(deadline=None)
def test_blocks_of_rows_give_what_all_rows_give(network: Network, size: int) -> None:
    parts = signal_matrices.columns(View(network), CODES)
    stack = signal_matrices.stacked(parts, {name: 1 / (1 + place) for place, name in enumerate(parts)})
    whole = signal_matrices.scores(stack, np.arange(len(CODES)))
    blocks = [signal_matrices.scores(stack, np.arange(len(CODES))[start : start + size]) for start in range(0, 6, size)]
    assert np.allclose(np.vstack(blocks), whole, atol=1e-12)


@pytest.mark.slow
@given(networks())
@settings(deadline=None)
def test_a_blend_is_the_weighted_sum_of_its_signals(network: Network) -> None:
    parts = signal_matrices.columns(View(network), CODES)
    weights = {"theme": 0.5, "network": 0.25, "openness": 0.25, "complement": 0.0}
    stack = signal_matrices.scores(signal_matrices.stacked(parts, weights), np.arange(6))
    wanted = sum(weight * signal_matrices.scores(parts[name], np.arange(6)) for name, weight in weights.items())
    assert np.allclose(stack, wanted, atol=1e-12)


def test_common_partners_by_hand(tiny: Network) -> None:
    links = tuple(Link(f"l{other}", (other, "DELTA"), "agreement", 2020) for other in ("ALPHA", "BRAVO"))
    network = tiny._replace(links=(*links, Link("l", ("BRAVO", "CHARLIE"), "agreement", 2020)))
    found = values(network, "allocation", ("ALPHA", "BRAVO", "CHARLIE", "DELTA"))
    # DELTA has two partners, so A and B share 1/2; the most is BRAVO's 1/2 + 1 with itself
    assert found[0, 1] == pytest.approx(0.5 / 1.5)
    assert found[0, 2] == 0


def test_a_partner_of_one_is_no_common_partner_of_adamic_and_adar(tiny: Network) -> None:
    links = tuple(Link(f"l{other}", (other, "DELTA"), "agreement", 2020) for other in ("ALPHA", "BRAVO"))
    network = tiny._replace(links=(*links, Link("l", ("BRAVO", "CHARLIE"), "agreement", 2020)))
    found = values(network, "adamic-adar", ("ALPHA", "BRAVO", "CHARLIE", "DELTA"))
    # DELTA and BRAVO have two partners each; CHARLIE has one, so BRAVO has no more with itself than with ALPHA
    assert found[0, 1] == pytest.approx(1.0)
    assert found[1, 1] == pytest.approx(1.0)
    assert found[0, 2] == 0


@pytest.mark.parametrize("name", ["allocation", "adamic-adar"])
def test_common_partners_are_those_of_the_baselines_but_for_the_scale(source: Source, name: str) -> None:
    codes = sorted(source.network.organisations)
    view, rows = View(source.network), np.arange(len(codes))
    known = baselines.training(view, codes, {}, 0)
    plain = {"allocation": baselines.resource_allocation, "adamic-adar": baselines.adamic_adar}[name](known, rows)
    assert np.allclose(
        signal_matrices.scores(signal_matrices.columns(view, codes, [name])[name], rows), plain / plain.max()
    )


def test_prominence_by_hand(tiny: Network) -> None:
    found = values(tiny, "prominence", ("ALPHA", "BRAVO", "CHARLIE", "DELTA"))
    assert found[0, 3] == 1.0  # both have the one link there is
    assert found[0, 1] == 0.5
    assert found[1, 2] == 0.0


def test_without_weights_every_score_is_zero(tiny: Network) -> None:
    parts = signal_matrices.columns(View(tiny), ["ALPHA", "BRAVO"])
    assert not signal_matrices.scores(signal_matrices.stacked(parts, {}), [0]).any()


def test_a_network_without_links_has_no_walks(tiny: Network) -> None:
    assert not values(tiny._replace(links=()), "walk", ("ALPHA", "BRAVO")).any()


def test_the_signals_of_the_real_network_agree_too(source: Source) -> None:
    view = View(source.network)
    codes = sorted(code for code, record in source.network.organisations.items() if record.is_centre)
    for name in suggestible():
        found = signal_matrices.scores(signal_matrices.columns(view, codes, [name])[name], [0, 7])
        for row, one in ((0, codes[0]), (1, codes[7])):
            for column, other in enumerate(codes):
                if one != other:
                    pair = suggestible()[name](
                        source.network.organisations[one], source.network.organisations[other], view
                    )
                    assert found[row, column] == pytest.approx(pair.value, abs=1e-9), (name, one, other)
