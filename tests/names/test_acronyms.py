"""Acronyms in brackets: found where they are of that name, and a place or a mother in brackets is no name."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from click.testing import Result

from sdggraph.errors import Ambiguous, NotFound
from sdggraph.model.records import Concept
from sdggraph.names.acronyms import bracketed
from sdggraph.tasks import Source
from sdggraph.tasks.lookup import find_concept, find_organisation
from sdggraph.tasks.resolution import Entry, Kind, resolve


@pytest.mark.slow
@pytest.mark.parametrize("words", ["MCTP", "mctp", "M.C.T.P.", "Mesoamerican Center for Theoretical Physics"])
def test_the_alias_in_brackets_finds_it_in_every_command(run: Callable[..., Result], words: str) -> None:
    for command in (("show",), ("suggest-partners", "--limit", "1"), ("gaps",)):
        assert "MAIS" in run(*command, words).output.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("African Ministers' Council on Water (AMCOW)", "AMCOW"),
        ("Agência Nacional de Águas (ANA), Brazil", "ANA"),
        ("Council of Scientific and Industrial Research (CSIR, India)", "CSIR"),
        ("InterAcademy Partnership (IAP)", "IAP"),
        ("Hydraulic Research Centre Sudan (HRC-Sudan)", "HRC-Sudan"),
        ("NITheCS (National Institute for Theoretical and Computational Sciences, South Africa)", "NITheCS"),
        ("G-WADI (Global Network on Water and Development Information for Arid Lands)", "G-WADI"),
    ],
)
def test_an_acronym_of_the_name_is_one(name: str, short: str) -> None:
    assert bracketed(name)[:1] == (short,)


@pytest.mark.parametrize(
    "name",
    [
        "MIGHT (Malaysia)",
        "United Nations Satellite Centre (UNITAR)",
        "African Union (ESTI)",
        "Belgium (DGD)",
        "University of Liège (Gembloux Agro-Bio Tech)",
        "Royal Scientific Society (Jordan)",
        "Laboratory of Optics (CNRS)",
        "Institute of Physics (IoP",
        "(MCTP)",
        "Micronesia (Federated States of)",
        "A" * 400 + " (A)",
    ],
)
def test_a_place_or_a_mother_in_brackets_is_no_name(name: str) -> None:
    assert bracketed(name) == ()


def test_what_is_in_brackets_of_others_finds_nothing(source: Source) -> None:
    for words in ("UNITAR", "Malaysia", "India", "ESTI", "DGD", "Jordan", "University of Dschang"):
        with pytest.raises(NotFound):
            find_organisation(source.network, words)
    assert find_organisation(source.network, "CNRS").code == "cnrs"  # on record itself, not only in brackets


def test_a_code_or_a_name_goes_first_and_two_are_ambiguous() -> None:
    kind = Kind("thing", "things")
    both = [Entry("A", "urn:a", ("Water Law Institute (WLI)",)), Entry("WLI", "urn:b", ("Other",))]
    assert resolve("WLI", both, kind).code == "WLI"
    twice = [both[0], Entry("B", "urn:b", ("Water Land Initiative (WLI)",))]
    with pytest.raises(Ambiguous):
        resolve("wli", twice, kind)


def test_terms_of_every_kind_are_found_so() -> None:
    themes = {"ocean": Concept("ocean", "Marine Spatial Planning (MSP)", "urn:ocean")}
    assert find_concept(themes, "MSP", "theme").key == "ocean"


def test_hostile_names_cost_no_time() -> None:
    start = time.thread_time()
    for word, short in (("aa", "A" * 15), ("ab", "ABABABABABABABC"), ("a", "AAAAAAAAAAAAAAB")):
        for _ in range(20):
            bracketed(f"{' '.join([word] * 90)[:290]} ({short})")
    assert bracketed("A" * 100_000 + "(" * 100_000) == ()
    assert time.thread_time() - start < 20  # seconds: so much that only a search that goes astray takes them
