"""What can be asked of suggestions on the real data, and what cannot."""

from typing import Any

import pytest

from sdggraph.errors import BadParameter, NotFound
from sdggraph.tasks import Source, explain, suggest_partners


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "luck"}, "no mode 'luck'"),
        ({"limit": 0}, "at least 1"),
        ({"weights": {"them": 1.0}}, "Did you mean theme"),
        ({"weights": {"theme": -1.0}}, "0 or more"),
        ({"weights": {"theme": float("nan")}}, "0 or more"),
        ({"weights": {"theme": float("inf")}}, "0 or more"),
        ({"weights": {"theme": 0.0}}, "All weights are zero"),
        ({"weights": {}}, "All weights are zero"),
        ({"as_of": "yesterday"}, "not a date"),
        ({"as_of": "2016-13"}, "not a date"),
    ],
)
def test_what_makes_no_sense_is_told(source: Source, options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        suggest_partners(source, "HIST", **options)


@pytest.mark.parametrize(
    "options", [{"in_region": "Atlantis"}, {"theme": "alchemy"}, {"goal": "18"}, {"country_group": "g8"}]
)
def test_unknown_filters_are_not_found(source: Source, options: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        suggest_partners(source, "HIST", **options)


@pytest.mark.slow
def test_filters_narrow_the_candidates_and_nothing_else(source: Source) -> None:
    everybody = {each.partner.code: each for each in suggest_partners(source, "HIST", limit=None).found}
    african = suggest_partners(source, "HIST", limit=None, in_region="Africa", country_group="g77").found
    lands = source.network.countries
    assert african
    for each in african:
        land = lands[each.partner.country]
        assert land.region == "Africa"
        assert "g77" in land.groups
        assert each.score == everybody[each.partner.code].score


def test_nobody_explains_themselves(source: Source) -> None:
    with pytest.raises(BadParameter, match="Name two"):
        explain(source, "HIST", "The HIST")


def test_hist_and_eraift_are_explained_with_their_agreement(source: Source) -> None:
    pair = explain(source, "HIST", "ERAIFT")
    assert [link.kind for link in pair.suggestion.links] == ["agreement"]
    assert {reason.signal for reason in pair.suggestion.reasons} == set(pair.weights)
    assert pair.suggestion.rank <= pair.candidates


def test_facts_of_every_signal_are_on_record(source: Source) -> None:
    for code in ("HIST", "ICTP", "ISTIC"):
        for found in suggest_partners(source, code, include_current=True, limit=20).found:
            for reason in found.reasons:
                assert bool(reason.facts) == (reason.value > 0) or reason.signal in (
                    "region",
                    "south-south",
                    "openness",
                )


def test_before_the_first_link_nobody_is_linked(source: Source) -> None:
    found = suggest_partners(source, "ICTP", as_of=1990, limit=None)
    assert found.left_out == ()
    assert all("network" not in {r.signal for r in each.reasons if r.value} for each in found.found)
