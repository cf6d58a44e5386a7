"""Matching of names: what is taken without a look, what is offered, and what is left alone."""

from __future__ import annotations

import pytest

from sdggraph.names.matching import UNKNOWN, Candidate, Known, Matcher, Sought

HIST = Known(
    "HIST",
    ("International Centre on Space Technologies for Natural and Cultural Heritage", "空间技术中心 北京"),
    ("HIST",), "CHN", "Beijing", "http://www.unesco-hist.org", ("https://ror.org/0aaaaaa11",),
)  # fmt: skip
ICTP = Known("ICTP", ("Abdus Salam International Centre for Theoretical Physics",), ("ICTP",), "ITA", "Trieste")
MCTP = Known("MCTP", ("Mesoamerican Centre for Theoretical Physics (MCTP)",), ("MCTP",), "MEX")
KNUST = Known("KNUST", ("Kwame Nkrumah University of Science and Technology",), ("KNUST",), "GHA")
OTHERS = [
    Known(f"W{n}", (f"International Centre for Water Research number{n}",), (), "KEN", website="https://shared.example")
    for n in range(6)
]
MATCHER = Matcher([HIST, ICTP, MCTP, KNUST, *OTHERS])


def best(name: str, country: str = "", **more: str) -> Candidate | None:
    identifiers = frozenset(filter(None, [more.pop("identifier", "")]))
    found = MATCHER.candidates(Sought(name, country, identifiers=identifiers, **more))
    return found[0] if found else None


@pytest.mark.parametrize(
    "sought",
    [
        ("International Centre on Space Technologies for Natural and Cultural Heritage",),
        ("THE INTERNATIONAL CENTER ON SPACE TECHNOLOGIES FOR NATURAL & CULTURAL HERITAGE",),
        ("International Centre on Space Technologies for Natural and Cultural Heritage (HIST)", "CHN"),
        ("International Centre on Space Technologies for Natural and Cultural Heritage under the auspices of UNESCO",),
        ("International Centre on Space Technologys for Natural and Cultural Heritage", "CHN"),
        ("空间技术中心 北京",),
    ],
)
def test_another_spelling_of_the_whole_name_is_a_match(sought: tuple[str, ...]) -> None:
    found = best(*sought)
    assert found is not None
    assert (found.code, found.match) == ("HIST", True)


@pytest.mark.parametrize(
    ("name", "country", "more"),
    [
        ("HIST", "", {}),  # an acronym may be that of many
        ("HIST", "CHN", {}),
        ("International Centre on Space Technologies for Natural and Cultural Heritage", "KEN", {}),
        ("International Centre on Space Technologies for Natural and Cultural Heritage", UNKNOWN, {}),
        ("Centre on Space Technologies for Heritage", "CHN", {}),
        ("International Centre on Space Technologies for Natural and Cultural Heritage", "CHN",
         {"identifier": "https://ror.org/0bbbbbb22"}),
    ],
)  # fmt: skip
def test_a_likely_organisation_is_offered_and_not_taken(name: str, country: str, more: dict[str, str]) -> None:
    found = best(name, country, **more)
    assert found is not None
    assert (found.code, found.match) == ("HIST", False)


@pytest.mark.parametrize("name", ["University of Oxford", "", "  ", "()", "the", "!!!", "x" * 5000])
def test_an_organisation_that_is_not_on_record_is_left_alone(name: str) -> None:
    assert best(name) is None


def test_other_evidence_makes_a_match_of_an_acronym() -> None:
    for more in ({"website": "https://unesco-hist.org/about"}, {"city": "Beijing"}):
        found = best("HIST", "CHN", **more)
        assert found is not None
        assert found.match, more
    by_identifier = best("", identifier="https://ror.org/0aaaaaa11")
    assert by_identifier == Candidate("HIST", 100.0, {"identifier": 1.0}, True)


def test_a_host_that_several_organisations_share_tells_nothing() -> None:
    found = best("Somebody else", website="https://shared.example/w1")
    assert found is None or not found.match


def test_a_part_of_an_organisation_is_not_the_whole() -> None:
    name = "Technology Consultancy Centre of the Kwame Nkrumah University of Science and Technology (KNUST)"
    found = best(name, "GHA")
    assert found is None or not found.match


@pytest.mark.parametrize(
    ("bracket", "match"), [("Ghana", True), ("KNTU", True), ("Togo", False), ("Faculty of Art", False), ("x", False)]
)
def test_what_stands_in_brackets_may_be_another_thing(bracket: str, match: bool) -> None:
    found = best(f"Kwame Nkrumah University of Science and Technology ({bracket})")
    assert found is not None
    assert (found.code, found.match) == ("KNUST", match)


def test_two_that_are_equally_near_are_both_offered() -> None:
    found = MATCHER.candidates(Sought("International Centre for Water Research", "KEN"))
    assert len(found) == 5
    assert [each.code for each in found] == sorted(each.code for each in found)
    assert not any(each.match for each in found)


def test_a_namesake_in_another_country_is_told_apart() -> None:
    name = "Mesoamerican Centre for Theoretical Physics"
    here, elsewhere = best(name, "MEX"), best(name, "ITA")
    assert here is not None
    assert elsewhere is not None
    assert (here.code, here.match, here.features["country"]) == ("MCTP", True, 1.0)
    assert (elsewhere.code, elsewhere.match, elsewhere.features["country"]) == ("MCTP", False, -1.0)


def test_scores_are_bounded_and_the_same_each_time() -> None:
    sought = Sought(HIST.names[0], "CHN", "Beijing", "unesco-hist.org", frozenset(HIST.identifiers))
    assert MATCHER.candidates(sought) == Matcher([*OTHERS, KNUST, MCTP, ICTP, HIST]).candidates(sought)
    assert MATCHER.candidates(sought)[0].score == 100.0
