"""Identifiers of registers are read in every form that people write."""

from __future__ import annotations

import pytest

from sdggraph.names.identifiers import identifiers


@pytest.mark.parametrize(
    "text",
    [
        "000000012281955X",
        "0000 0001 2281 955X",
        "0000-0001-2281-955x",
        "ISNI 0000 0001 2281 955X",
        "isni:000000012281955X",
        "ISNI: 0000 0001 2281 955X",
        "https://isni.org/isni/000000012281955X",
        "http://www.isni.org/000000012281955X",
        "isni.org/isni/000000012281955X/",
        "0000\u00a00001\u00a02281\u00a0955X",
        "0000\u20110001\u20112281\u2011955X",
    ],
)
def test_an_isni_is_read_in_every_form(text: str) -> None:
    assert identifiers(text) == {"isni:000000012281955X"}


@pytest.mark.parametrize(
    "text", ["00000001228195", "0000 0001 2281 955Y", "https://isni.org/isni/", "X000000012281955", "12345"]
)
def test_what_is_no_isni_is_none(text: str) -> None:
    assert not any(each.startswith("isni:") for each in identifiers(text))


@pytest.mark.parametrize("text", ["02nyyq397", "ror:02nyyq397", "ROR.org/02nyyq397", "https://ror.org/02NYYQ397/"])
def test_a_ror_identifier_is_read_in_every_form(text: str) -> None:
    assert identifiers(text) == {"https://ror.org/02nyyq397"}


@pytest.mark.parametrize("text", ["Q42", "q42", "wd:Q42", "https://www.wikidata.org/wiki/Q42", "wikidata: Q42"])
def test_a_wikidata_item_is_read_in_every_form(text: str) -> None:
    assert identifiers(text) == {"Q42"}
