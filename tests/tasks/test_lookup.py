"""What people type, and what they get."""

import pytest

from sdggraph.errors import Ambiguous, NotFound
from sdggraph.tasks import Source
from sdggraph.tasks.lookup import find_concept, find_country, find_organisation


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("HIST", "HIST"),
        ("hist", "HIST"),
        ("  Hist ", "HIST"),
        ("international center on space technologies for natural & cultural heritage", "HIST"),
        ("Third World Academy of Sciences", "TWAS"),  # an old name
        ("knust", "kwame-nkrumah-university-of-science-and-technology"),  # an acronym of a partner
        ("grO", "GRO"),
        ("abdus salam international centre for theoretical physics", "ICTP"),  # articles do not matter
        ("european space agency", "european-space-agency"),
        ("KEODYP", "CIMWRM"),
    ],
)
def test_codes_acronyms_names_and_old_names_lead_to_the_organisation(source: Source, words: str, code: str) -> None:
    assert find_organisation(source.network, words).code == code


def test_a_wrong_letter_gets_the_nearest_codes(source: Source) -> None:
    with pytest.raises(NotFound) as caught:
        find_organisation(source.network, "HISD")
    assert caught.value.nearest[0] == "HIST"
    assert "Did you mean HIST" in caught.value.remedy


def test_a_name_that_two_organisations_bear_lists_both(source: Source) -> None:
    with pytest.raises(Ambiguous, match="'radi' fits several organisations") as caught:
        find_organisation(source.network, "radi")
    assert caught.value.choices == ("AIR-CAS", "institute-of-remote-sensing-and-digital-earth-chinese")


def test_words_of_a_name_are_offered_and_not_taken(source: Source) -> None:
    with pytest.raises(NotFound, match="No organisation has the name or code 'theoretical physics'") as caught:
        find_organisation(source.network, "theoretical physics")
    assert {"ICTP", "ICTP-AP"} <= set(caught.value.nearest)


@pytest.mark.parametrize("words", ["", "   ", "\x00", "🛰️", "x" * 10_000])
def test_words_that_mean_nothing_are_not_found(source: Source, words: str) -> None:
    with pytest.raises(NotFound):
        find_organisation(source.network, words)


@pytest.mark.parametrize(
    ("words", "code"), [("CHN", "CHN"), ("cod", "COD"), ("South Korea", "KOR"), ("korea, rep", "")]
)
def test_countries_go_by_code_official_and_usual_names(source: Source, words: str, code: str) -> None:
    if code:
        assert find_country(source.network, words).code == code
    else:
        with pytest.raises(NotFound):
            find_country(source.network, words)


def test_a_theme_goes_by_slug_or_label(source: Source) -> None:
    themes = source.network.themes
    assert find_concept(themes, "karst", "theme").key == "karst"
    assert find_concept(themes, "Water resources", "theme").key == "water-resources"
    with pytest.raises(NotFound, match="no theme"):
        find_concept(themes, "alchemy", "theme")
