"""Countries by every code and by the names that people use."""

import pytest

from sdggraph.errors import NotFound
from sdggraph.names.countries import usual_names
from sdggraph.sparql.interface import Iri
from sdggraph.tasks import Source, centres
from sdggraph.tasks.lookup import find_country
from sdggraph.tasks.queries import bind, find_query

CODES = """SELECT ?country ?code ?iso2 ?m49 {
  ?country a sg:Country ; skos:notation ?code ; sg:iso2 ?iso2 ; sg:m49Code ?m49
}"""


@pytest.mark.slow  # seven spellings of 249 countries
def test_every_iso_code_of_two_and_three_letters_and_of_three_digits_finds_its_country(
    source: Source,
) -> None:
    rows = source.store.query(CODES).rows()
    assert len(rows) == 249
    query = find_query(source, "centres-in-country")
    for row in rows:
        code, iso2, m49 = row["code"], row["iso2"], row["m49"]
        for words in (code, code.lower(), iso2, iso2.lower(), m49, f"M49:{m49}", f" {iso2} "):
            assert find_country(source.network, words).code == code, words
            assert bind(source, query, {"country": words})["country"] == Iri(row["country"])
        assert centres(source, country=iso2) == centres(source, country=code)


@pytest.mark.slow
def test_the_usual_names_in_the_languages_of_the_united_nations_lead_to_one_country_or_list_several(
    source: Source,
) -> None:
    english = [(code, name) for code, names in usual_names().items() for name in names[:3] if name.isascii()]
    assert len(english) > 400
    for code, name in english:
        assert find_country(source.network, name).code == code, name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("turkiye", "TUR"),
        ("United States", "USA"),
        ("U.S.A.", "USA"),
        ("the United States of America", "USA"),
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("COTE D`IVOIRE", "CIV"),
        ("Cote dIvoire", "CIV"),
        ("Swaziland", "SWZ"),
        ("Burma", "MMR"),
        ("Czech Republic", "CZE"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("Russia", "RUS"),
        ("Bolivia", "BOL"),
        ("Bosnia & Herzegovina", "BIH"),
        ("Republic of the Congo", "COG"),
        ("Congo", "COG"),
        ("DR Congo", "COD"),
        ("Viet-Nam", "VNM"),
        ("Macedonia", "MKD"),
        ("Cape Verde", "CPV"),
        ("East Timor", "TLS"),
        ("UK", "GBR"),
        ("Great Britain", "GBR"),
        ("Holland", "NLD"),
        ("The Gambia", "GMB"),
        ("Allemagne", "DEU"),
        ("España", "ESP"),
        ("中国", "CHN"),
        ("Q148", "CHN"),
        ("http://www.wikidata.org/entity/Q148", "CHN"),
        ("https://www.wikidata.org/wiki/Q148", "CHN"),
        ("http://metadata.un.org/sdg/codes/geoArea/156", "CHN"),
        ("https://w3id.org/sdggraph/id/country/CHN", "CHN"),
        ("country:CHN", "CHN"),
        ("NA", "NAM"),
        ("Taiwan", "TWN"),
        ("Taiwan, Province of China", "TWN"),
        ("Palestine", "PSE"),
    ],
)
def test_a_country_goes_by_the_names_and_codes_that_people_use(source: Source, words: str, code: str) -> None:
    assert find_country(source.network, words).code == code


@pytest.mark.parametrize("words", ["Kosovo", "XK", "xkx", "Kosovo (under UNSCR 1244)", "Republic of Kosovo"])
def test_kosovo_is_refused_with_the_way_to_enter_a_centre_there(source: Source, words: str) -> None:
    with pytest.raises(NotFound, match="no code") as caught:
        find_country(source.network, words)
    assert "Security Council resolution 1244" in caught.value.remedy


@pytest.mark.parametrize(
    ("words", "offered"),
    [("Trinidad", "TTO"), ("Korea", "KOR"), ("Congo River", "COG"), ("Chna", "CHN"), ("ZZ", ""), ("Yugoslavia", "")],
)
def test_a_piece_of_a_name_is_offered_and_not_taken(source: Source, words: str, offered: str) -> None:
    with pytest.raises(NotFound) as caught:
        find_country(source.network, words)
    assert not offered or offered in caught.value.nearest


def test_names_follow_the_usage_of_the_united_nations(source: Source) -> None:
    lands = source.network.countries
    assert lands["TWN"].name == "Taiwan, Province of China"
    assert lands["TUR"].name == "Türkiye"
    assert not any(land.name == "Kosovo" for land in lands.values())
