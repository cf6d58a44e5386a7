"""A JSON-LD context at another address is never fetched, and the error says what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sdggraph.errors import BadData
from sdggraph.rdf.parsing import parse_file

ELSEWHERE = "https://other.example/context.jsonld"


@pytest.mark.parametrize(
    "context", [ELSEWHERE, [ELSEWHERE, {"name": "urn:name"}], {"@import": ELSEWHERE}, "context.jsonld"]
)
def test_a_context_at_another_address_is_told_in_words(tmp_path: Path, context: Any) -> None:
    file = tmp_path / "x.jsonld"
    file.write_text(json.dumps({"@context": context, "@id": "urn:x", "name": "X"}))
    with pytest.raises(BadData) as told:
        list(parse_file(file, "https://here.example/"))
    assert "LoadDocument" not in str(told.value)
    assert "x.jsonld" in str(told.value)


def test_a_context_in_the_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonld"
    file.write_text(json.dumps({"@context": {"name": "urn:name"}, "@id": "urn:x", "name": "X"}))
    [quad] = parse_file(file)
    assert quad.predicate.value == "urn:name"
