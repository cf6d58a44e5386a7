"""A centre without a code or a name has a poster all the same, and ends no publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdggraph.config import Settings
from sdggraph.publish import poster_data
from sdggraph.publish.documents import poster
from sdggraph.tasks import Source
from sdggraph.vocab import PREFIXES

PREFIX_LINES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


@pytest.mark.parametrize(
    "said",
    [
        'sg:code "" ; skos:prefLabel "Only a name"@en',
        'sg:code " " ; skos:prefLabel "Only a name"@en',
        'sg:code "A" ; skos:prefLabel ""@en',
        'sg:code "\\u0007" ; skos:prefLabel "\\u200b"@en',
    ],
)
def test_a_centre_without_code_or_name_has_a_poster(tmp_path: Path, said: str) -> None:
    record = f"organisation:A a sg:Organisation ; org:classification category:category-2 ; {said} ."
    (tmp_path / "a.ttl").write_text(PREFIX_LINES + record)
    source = Source(Settings.read(data=tmp_path))
    held = poster_data.shelf(source.store, source.network)
    [code] = source.network.organisations
    page = poster.drawn(held, poster_data.facts(held, code), "2026-11-23")
    assert any("not on record" in text.text for text in page.texts)
