"""Sorting beyond memory, terms read from N-Triples, and file names."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdggraph.names.file_names import file_name
from sdggraph.rdf.external_sort import ordered
from sdggraph.rdf.statements import grouped, line, scheme, term
from sdggraph.sparql.interface import Iri, Text

LINES = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8), max_size=60)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.slow
@given(LINES, st.integers(1, 7))
def test_lines_are_sorted_however_few_fit_into_memory(lines: list[str], at_once: int) -> None:
    assert list(ordered(lines, at_once)) == sorted(lines)


@given(TEXTS)
def test_a_term_is_read_as_the_engine_writes_it(text: str) -> None:
    assert term(str(ox.Literal(text))) == Text(text)
    assert term(str(ox.Literal(text, language="en"))) == Text(text, language="en")
    typed = ox.Literal(text, datatype=ox.NamedNode("urn:d"))
    assert term(str(typed)) == Text(text, datatype="urn:d")
    assert "\n" not in str(typed)
    assert "\t" not in str(typed)


def test_a_term_that_is_none_is_refused() -> None:
    assert term("<urn:a>") == Iri("urn:a")
    with pytest.raises(ValueError, match="no term"):
        term('"open')


def test_subjects_come_with_organisations_first_and_then_by_iri() -> None:
    places = ["<urn:b>", "<urn:a/b>", "<urn:a>", "<https://w3id.org/sdggraph/id/organisation/Z>"]
    lines = sorted(line(place, "<urn:p>", '"x"', "urn:g") for place in places)
    found = [subject.iri for subject in grouped(lines)]
    assert found == ["https://w3id.org/sdggraph/id/organisation/Z", "urn:a", "urn:a/b", "urn:b"]


@pytest.mark.parametrize("text", ['"a ^^<http://x>"', '"<geo:1>"', '"x"@en', '"<geo:1"@en', "<https://x/>"])
def test_what_is_inside_a_text_is_no_scheme(text: str) -> None:
    assert scheme(text) == ""


@pytest.mark.slow
@given(st.text(min_size=1), st.text(min_size=1))
def test_file_names_are_plain_and_different(one: str, other: str) -> None:
    for code in (one, other):
        name = file_name(code)
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>| ')
        assert name.strip(".") == name != ""
        assert name.split(".")[0].lower() not in {"con", "nul", "aux", "prn"}
    assert (file_name(one) == file_name(other)) == (one == other)
