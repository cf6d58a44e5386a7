"""One module writes SVG: whatever a record says, a picture stays well-formed and says what it is."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sdggraph
from sdggraph.present.pictures.svg import Frame, element, escaped, opening, titled
from sdggraph.present.text import xml_safe

NAMESPACE = "{http://www.w3.org/2000/svg}"


@given(st.text())
def test_any_text_is_content_and_attribute_of_a_well_formed_picture(text: str) -> None:
    frame = Frame("10", "20", ("10", "20"), escaped(text), escaped(text), ("t", "d"), "serif", language="en")
    inside = titled(escaped(text), element("text", {"x": 1, "href": escaped(text)}, escaped(text)))
    root = ElementTree.fromstring("".join([*opening(frame), inside, "</svg>"]))  # our own
    assert root.get("aria-labelledby") == "t d"
    [title, about, paper, group] = list(root)
    assert (title.text or "", about.text or "") == (xml_safe(text), xml_safe(text))
    assert (paper.get("width"), paper.get("height")) == ("10", "20")
    shown = group.find(f"{NAMESPACE}text")
    assert shown is not None
    assert (shown.text or "") == xml_safe(text)


@pytest.mark.parametrize(("content", "end"), [(None, "/>"), ("", "></g>"), ("a", ">a</g>")])
def test_an_element_without_content_is_empty_and_one_with_no_letters_is_closed(content: str | None, end: str) -> None:
    assert element("g", {"b": 1, "a": 2}, content) == f'<g b="1" a="2"{end}'


def test_no_other_module_spells_an_element_of_svg() -> None:
    source = Path(sdggraph.__file__).parent
    spelled = ("<svg ", "<rect ", "<circle ", "<polygon ", "<line ", "<desc ")
    found = [path.name for path in source.rglob("*.py") if any(each in path.read_text() for each in spelled)]
    assert found == ["svg.py"]
