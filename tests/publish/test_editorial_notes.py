"""What those who keep the data note for themselves is published nowhere, and can be asked for."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result

from sdggraph import tasks
from sdggraph.config import Settings
from sdggraph.errors import BadData, BadParameter
from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.store import EmbeddedStore, fill_new
from sdggraph.store.memory import MemoryStore
from sdggraph.tasks import Source
from sdggraph.vocab import DATA_GRAPH
from sdggraph.web.options import Options, settings_of
from sdggraph.writing.change import Change
from sdggraph.writing.proposal import propose
from tests.web.serving import Server

pytestmark = pytest.mark.slow

NOTE = "Check before publishing"
# the other formats are written from the same statements
EVERY_FORMAT = [
    pytest.param(name, marks=() if name in ("turtle", "trig") else pytest.mark.slow) for name in DUMP_FORMATS
]
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


@pytest.mark.parametrize("format", EVERY_FORMAT)
def test_no_dump_holds_a_note(source: Source, format: str) -> None:
    content = tasks.export(source, format).decode()
    assert NOTE not in content
    assert "editorialNote>" not in content.replace("ontology#editorialNote", "")


@pytest.mark.parametrize(
    "format", ["turtle", *(pytest.param(name, marks=pytest.mark.slow) for name in ("jsonld", "nquads"))]
)
def test_the_operator_can_ask_for_them(run: Callable[..., Result], format: str, noted: Path) -> None:
    assert NOTE in run("export", "--format", format, "--with-editorial-notes").output
    words = ("export", "--format", format, "--data", noted)
    plain, whole = run(*words).output, run(*words, "--with-editorial-notes").output
    assert "secret" not in plain
    assert "told to all" in plain
    assert "first secret" in whole
    assert "second secret" in whole


SECRET = "none of the readers' business"
NOTES = f"""@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
organisation:HIST skos:editorialNote "{SECRET}"@en , "{SECRET}"@fr ; sg:editorialNote "{SECRET}" .
organisation:ICTP sg:editorialNote <urn:none-of-the-readers> , "{SECRET}" .
<https://w3id.org/sdggraph/id/theme/water> skos:editorialNote "{SECRET}"@en .
<https://w3id.org/sdggraph/id/cooperation/one> sg:editorialNote "{SECRET}" .
<urn:anything> skos:editorialNote "{SECRET}", 1 .
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged records that hold notes, and notes on things of every kind in three syntaxes."""
    folder = tmp_path_factory.mktemp("kept") / "data"
    shutil.copytree(Settings.read().data, folder)
    for record in (folder / "organisations").iterdir():  # without the others every command takes half of the time
        if record.stem not in ("HIST", "ICTP") and "editorialNote" not in record.read_text(encoding="utf-8"):
            record.unlink()
    (folder / "notes.ttl").write_text(NOTES, encoding="utf-8")
    triples = list(ox.parse(NOTES, ox.RdfFormat.TURTLE))
    (folder / "notes.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    (folder / "notes.jsonld").write_bytes(ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"")
    return folder


def tells(content: bytes) -> bool:
    """Whether an output holds a note, in whatever spelling."""
    flat = content.replace(b"\\'", b"'").replace(b"&#39;", b"'").replace(b"&apos;", b"'").replace(b"%27", b"'")
    return any(word in flat for word in (b"of the readers", b"of-the-readers", NOTE.encode()))


COMMANDS = [
    *(("export", "--format", name) for name in (*DUMP_FORMATS, "xlsx")),
    *(("show", code, "--format", form) for code in ("HIST", "ICTP", "AIIKS") for form in ("text", "json", "turtle")),
    ("show", "HIST", "--evidence"),
    ("query", "centre-record", "--centre", "HIST"),
    ("query", "SELECT * { ?s ?p ?o FILTER(isLiteral(?o)) }", "--format", "csv"),
    ("query", "SELECT * { GRAPH ?g { ?s skos:editorialNote|sg:editorialNote ?o } }", "--format", "json"),
    ("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "ntriples"),
    ("query", "DESCRIBE organisation:HIST", "--format", "jsonld"),
    ("suggest-partners", "HIST", "--format", "json"),
    ("suggest-partners", "HIST", "--format", "turtle"),
    ("centres", "--format", "csv"),
    ("events", "--format", "atom"),
    ("events", "--format", "ics"),
    ("network", "--format", "graphml"),
    ("network", "--format", "json"),
    ("gaps", "HIST", "--format", "json"),
    ("meet", "--format", "json"),
    ("coverage", "--format", "json"),
    ("report", "-o", "report.html"),
    ("poster", "HIST", "-o", "poster.svg"),
]


def asked(words: tuple[str, ...], tmp_path: Path) -> tuple[str, ...]:
    """The words; SPARQL comes from a file, and what is binary goes into one."""
    if words[0] == "query" and " " in words[1]:
        (tmp_path / "q.rq").write_text(words[1], encoding="utf-8")
        words = ("query", str(tmp_path / "q.rq"), *words[2:])
    if words[0] in ("report", "poster"):
        words = (*words[:-1], str(tmp_path / words[-1]))
    elif words[-1] == "xlsx":
        words = (*words, "-o", str(tmp_path / "out.xlsx"))
    return words


def dear(words: tuple[str, ...]) -> bool:
    """Whether a command is left to the slow tests: a dump of everything in a format like others."""
    return words[0] == "export" and words[-1] not in ("turtle", "trig", "xlsx")


@pytest.mark.parametrize(
    "words", [pytest.param(each, marks=pytest.mark.slow if dear(each) else (), id=" ".join(each)) for each in COMMANDS]
)
def test_no_command_tells_a_note(
    run: Callable[..., Result], kept: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run(*asked(words, tmp_path), "--data", kept)
    assert done.exit_code == 0, done.output
    content = done.stdout_bytes + done.stderr_bytes
    for file in tmp_path.glob("*.[hsx]*"):
        content += file.read_bytes()
        if file.suffix == ".xlsx":
            book = zipfile.ZipFile(file)
            content += b"".join(book.read(name) for name in book.namelist())
    assert len(content) > 20
    assert not tells(content)


def test_what_changed_tells_no_note(run: Callable[..., Result], kept: Path, noted: Path) -> None:
    for pair in ((Settings.read().data, kept), (kept, Settings.read().data), (noted, kept)):
        for form in ("text", "json", "markdown"):
            done = run("diff", *pair, "--format", form)
            assert not tells(done.stdout_bytes), form
            assert "first secret" not in done.output


def test_a_store_that_holds_notes_tells_none(run: Callable[..., Result], kept: Path, tmp_path: Path) -> None:
    fill_new(tmp_path / "store", Settings.read().ontology, [kept / "notes.ttl"], editorial_notes=True)
    assert len(list(EmbeddedStore.at(tmp_path / "store", read_only=True).quads())) > 0
    for words in (("export", "--format", "nquads"), ("query", "-", "--format", "csv")):
        done = run(*words, "--store", tmp_path / "store", input="SELECT * { ?s ?p ?o }")
        assert done.exit_code == 0
        assert not tells(done.stdout_bytes)


def test_an_operator_who_sets_it_sees_the_notes(
    run: Callable[..., Result], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDGGRAPH_EDITORIAL_NOTES", "yes")
    done = run("query", "-", "--data", kept, "--format", "csv", input="SELECT * { ?s sg:editorialNote ?o }")
    assert tells(done.stdout_bytes)
    monkeypatch.setenv("SDGGRAPH_EDITORIAL_NOTES", "perhaps")
    refused = run("centres")
    assert refused.exit_code == 2
    assert "Write yes or no." in refused.output
    assert Settings.read({"SDGGRAPH_EDITORIAL_NOTES": "0"}).editorial_notes is False
    settings = Settings.read({"SDGGRAPH_EDITORIAL_NOTES": "true"})
    assert settings_of(Options(settings).arguments()) == settings


@pytest.mark.parametrize("predicate", ["skos:editorialNote", "sg:editorialNote"])
@pytest.mark.parametrize("scope", ["graph", "organisation:HIST"])
def test_a_write_that_holds_a_note_is_refused(predicate: str, scope: str) -> None:
    store = MemoryStore()
    settings = Settings.read()
    store.add_file(settings.data / "organisations" / "HIST.ttl", DATA_GRAPH)
    update = f'INSERT DATA {{ GRAPH <{DATA_GRAPH}> {{ organisation:HIST {predicate} "secret"@en }} }}'
    with pytest.raises(BadData, match="an editorial note stands here"):
        propose(store, Change.of_update(update), scope, settings.ontology)


def test_no_scheme_and_no_shape_holds_a_note() -> None:
    ontology = Settings.read().ontology
    for file in (ontology / "shapes.ttl", *sorted((ontology / "schemes").glob("*.ttl"))):
        assert "editorialNote " not in file.read_text(encoding="utf-8"), file.name


@pytest.mark.slow
def test_a_server_tells_no_note(kept: Path, tmp_path: Path) -> None:
    with Server("--data", str(kept), log=tmp_path / "log") as server:
        api = server.client.get("/api").json()["resources"]
        paths = [path for path in (address.removeprefix(server.url) for address in api) if "{" not in path]
        paths += [f"/data/latest.{ending}" for ending in ("ttl", "nt", "nq", "trig", "rdf", "jsonld", "ttl.gz")]
        paths += ["/api/centres/HIST", "/api/centres/HIST?format=ttl", "/id/organisation/ICTP", "/id/theme/water"]
        paths += ["/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D&format=json", "/ontology", "/shapes", "/schemes/themes"]
        paths += ["/graph-store?default", "/graph-store?graph=https://w3id.org/sdggraph/graph/data", "/"]
        for path in paths:
            for accept in ("*/*", "text/turtle", "application/ld+json", "text/html"):
                answer = server.client.get(path, headers={"Accept": accept}, follow_redirects=True)
                assert answer.status_code in (200, 400, 404, 406), path
                assert not tells(answer.content), path


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
