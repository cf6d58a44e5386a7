"""What those who keep the data note for themselves is published nowhere, and can be asked for."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.store import EmbeddedStore, fill_new
from sdggraph.tasks import Source

NOTE = "Check before publishing"
OWN = """@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
organisation:NOTED a sg:Organisation ; sg:code "NOTED" ; skos:prefLabel "Noted Institute"@en ;
  skos:editorialNote "first secret"@en ; sg:editorialNote "second secret" ; skos:note "told to all"@en .
"""


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "NOTED.ttl").write_text(OWN, encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize("format", DUMP_FORMATS)
def test_no_dump_holds_a_note(source: Source, format: str) -> None:
    content = tasks.export(source, format).decode()
    assert NOTE not in content
    assert "editorialNote>" not in content.replace("ontology#editorialNote", "")


@pytest.mark.parametrize("format", ["turtle", "jsonld", "nquads"])
def test_the_operator_can_ask_for_them(run: Callable[..., Result], format: str, noted: Path) -> None:
    assert NOTE in run("export", "--format", format, "--with-editorial-notes").output
    words = ("export", "--format", format, "--data", noted)
    plain, whole = run(*words).output, run(*words, "--with-editorial-notes").output
    assert "secret" not in plain
    assert "told to all" in plain
    assert "first secret" in whole
    assert "second secret" in whole


def test_a_store_has_none_to_give(run: Callable[..., Result], noted: Path, tmp_path: Path) -> None:
    done = run("export", "--data", noted, "--store", tmp_path / "store", "--with-editorial-notes")
    assert done.exit_code == 2
    assert "Name their folder with --data." in done.output
    fill_new(tmp_path / "other", Settings.read().ontology, [noted / "NOTED.ttl"])
    held = EmbeddedStore.at(tmp_path / "other", read_only=True)
    assert not held.query('ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), "secret")) }').boolean()
    with pytest.raises(BadParameter):
        tasks.with_editorial_notes(Source(Settings.read(store=tmp_path / "other")))


def test_no_page_and_no_query_tells_a_note(run: Callable[..., Result]) -> None:
    for form in ("text", "json", "turtle"):
        assert NOTE not in run("show", "AIIKS", "--format", form).output
    found = run("query", "SELECT ?note { ?s skos:editorialNote ?note }")
    assert NOTE not in found.output


@pytest.mark.slow
def test_a_publication_holds_no_note(source: Source, noted: Path, tmp_path: Path) -> None:
    files = tasks.publish(Source(source.settings._replace(data=noted, cache=None)), tmp_path / "site")
    for file in files:
        content = (tmp_path / "site" / file.path).read_bytes()
        if file.path.endswith(".gz"):
            content = gzip.decompress(content)
        elif file.path.endswith(".xlsx"):
            book = zipfile.ZipFile(tmp_path / "site" / file.path)
            content = b"".join(book.read(name) for name in book.namelist())
        assert b"secret" not in content, file.path
