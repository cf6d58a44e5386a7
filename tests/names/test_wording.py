"""Names of one organisation as different registers write them, and names that only look the same."""

from __future__ import annotations

import pytest

from sdggraph.names.matching import Known, Matcher, Sought
from sdggraph.names.wording import PLACED, SAME, sameness, wording

KNOWN = [
    Known("zurich", ("University of Zurich",), ("UZH",)),
    Known("miami", ("Miami University",), (), "USA"),
    Known("freiberg", ("TU Bergakademie Freiberg",)),
    Known("IIMCB", ("International Institute of Molecular and Cell Biology in Warsaw",), ("IIMCB",), "POL", "Warsaw"),
    Known("WSDAC", ("Centre for Water for Sustainable Development and Adaptation to Climate Change",), (), "SRB"),
    Known("RCSARM", ("Regional Centre for Shared Aquifer Resources Management in Africa",), (), "LBY"),
    Known("GRO", ("GRÓ – International Centre for Capacity Development, Use of Resources",), ("GRÓ",), "ISL"),
    Known("csir", ("Council of Scientific and Industrial Research (India)",), ("CSIR",)),
    Known("CAS", ("Chinese Academy of Sciences", "中国科学院"), ("CAS",), "CHN"),
    Known("meteo", ("National Institute of Meteorology and Climate Services",), (), "TUN"),
    Known("fct", ("Fundação para a Ciência e a Tecnologia",), ("FCT",), "PRT"),
    Known("lagos", ("University of Lagos",)),
    Known("karst", ("Karst Research Centre", "Karst Research Centre, Russia", "Российский центр карста"), (), "RUS"),
    Known("gulf", ("Fisheries Committee for the West Central Gulf of Guinea",), (), "GHA"),
    Known("research", ("National Research Centre",), (), "EGY"),
]  # fmt: skip
MATCHER = Matcher(KNOWN)


def taken(name: str, country: str = "") -> str:
    found = MATCHER.candidates(Sought(name, country))
    return found[0].code if found and found[0].match else ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Universität Zürich", "zurich"),
        ("Université de Zurich", "zurich"),
        ("Università di Zurigo", ""),  # a town in another language is not on record
        ("Technische Universität Bergakademie Freiberg", "freiberg"),
        ("Water for Sustainable Development and Adaptation to Climate Change Centre", "WSDAC"),
        ("Centre on Water for Sustainable Develpoment and Adaptation to Climate Change", "WSDAC"),
        ("GRÓ - International Centre for Capacity Development", "GRO"),
        ("International Centre for Capacity Development - Use of Resources", "GRO"),
        ("中国科学院", "CAS"),
        ("Council of Scientific and Industrial Research, India", "csir"),
        ("Swiss Agency for Development", ""),
        ("Universidad de Los Lagos", ""),  # not the University of Lagos
        ("Foundation for Science and Technology of Portugal", "fct"),
        ("Foundation for Science and Technology", ""),
        ("Foundation for Science and Technology of Brazil", ""),
        ("Fisheries Committee for the West Central Gulf of Guinea", "gulf"),
        ("Russian Centre of Karst", ""),
        ("Российский центр карста", "karst"),  # another of its names tells the country, this one need not
    ],
)
def test_the_wording_of_a_name_may_differ(name: str, code: str) -> None:
    assert taken(name) == code


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("International Institute of Molecular and Cell Biology", "POL", "IIMCB"),
        ("International Institute of Molecular and Cell Biology", "DEU", ""),
        ("International Institute of Molecular and Cell Biology", "", ""),
        ("Regional Centre for Shared Aquifer Resources Management", "LBY", "RCSARM"),
        ("Regional Centre for Shared Aquifer Resources Management", "", ""),
        ("Centre national de recherche", "EGY", ""),  # words in another order, and none of its own
        ("Nationales Forschungszentrum", "EGY", ""),
        ("Council for Scientific and Industrial Research", "IND", "csir"),
    ],
)
def test_a_part_of_a_name_needs_the_country(name: str, country: str, code: str) -> None:
    assert taken(name, country) == code


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("University of Miami", "USA"),  # the same words in one language, and another university
        ("Zurich University of Applied Sciences", "CHE"),
        ("University Hospital of Zurich", "CHE"),
        ("Council for Scientific and Industrial Research", "GHA"),
        ("Council for Scientific and Industrial Research", ""),  # its name tells the country because it must
        ("Council of Scientific and Industrial Research (Ghana)", ""),
        ("National Institute of Metrology and Climate Services", "TUN"),
        ("Institute of Physics, Chinese Academy of Sciences", "CHN"),
        ("科学院", "CHN"),
        ("University", "USA"),
        ("of the", ""),
    ],
)
def test_a_name_that_only_looks_the_same_is_not_taken(name: str, country: str) -> None:
    assert taken(name, country) == ""


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("Institut national de physique", "National Institute of Physics", 0.0),
        ("Academia Nacional de Física", "Academie nationale de physique", PLACED),  # no word of its own
        ("Universitas Gadjah Mada", "Gadjah Mada University", SAME),
        ("Centre de recherche forestière", "Centre for Forest Research", 0.0),
        ("", "", 0.0),
        ("of the", "for a", 0.0),
    ],
)
def test_the_value_of_a_wording(one: str, other: str, value: float) -> None:
    assert sameness(wording(one), wording(other), frozenset()) == value


@pytest.mark.parametrize("name", [", " * 3000, "(" * 6000, "A" * 6000 + "_", "x," + " " * 6000 + "(", "É " * 3000])
def test_a_hostile_name_is_answered(name: str) -> None:
    assert not any(each.match for each in MATCHER.candidates(Sought(name)))
