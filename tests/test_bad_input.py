"""Files as the world sends them: each a clear error, and nothing lost."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.config import Settings, packaged
from sdggraph.errors import BadData, CannotRead
from sdggraph.store import turtle_files
from sdggraph.tasks import Source, export, suggest_partners
from sdggraph.tasks.backups import restore
from tests.test_files import in_child

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of some shipped records to spoil, and of what they refer to."""
    copy = Path(shutil.copytree(packaged() / "data", tmp_path / "data"))
    for record in (copy / "organisations").iterdir():
        if record.stem not in ("AWHF", "ERCE", "HIST", "IGRAC", "IRCK"):
            record.unlink()
    return copy


def spoil(data: Path, code: str, old: str, new: str) -> Path:
    file = data / "organisations" / f"{code}.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize("command", [["suggest-partners", "HIST"], ["validate"], ["export"]])
def test_malformed_turtle_names_file_line_and_column(run: Run, data: Path, command: list[str]) -> None:
    file = data / "organisations" / "AWHF.ttl"
    file.write_text("@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n\nsg:a sg:b sg:c\nsg:d sg:e .\n")
    result = run(*command, "--data", data)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {file}:4:")
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-2"])
def test_another_encoding_is_told_with_its_line(run: Run, data: Path, encoding: str) -> None:
    file = data / "organisations" / "ERCE.ttl"
    file.write_bytes(file.read_text(encoding="utf-8").replace("Łódź", "Łódź").encode(encoding, errors="replace"))
    result = run("centres", "--data", data)
    assert result.exit_code == 2
    assert f"{file}:" in result.stderr
    assert "is not UTF-8" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("line", [b"a", b'<urn:a> <urn:b> "x'], ids=["no Turtle at all", "a string without end"])
def test_a_line_of_200_megabytes_is_an_error_and_not_a_crash(run: Run, tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "long.ttl"
    file.write_bytes(line + b"x" * 200_000_000)
    for command in (["validate", file], ["format", file], ["centres", "--data", tmp_path]):
        result = run(*command)
        assert result.exit_code == 2, command
        assert str(file) in result.stderr
        assert len(result.stderr) < 1000
    assert file.stat().st_size == 200_000_000 + len(line)


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY x "y"><!ENTITY z "&x;&x;">'],
    ids=["external", "nested"],
)
def test_rdf_xml_with_entities_is_refused_before_it_is_parsed(tmp_path: Path, run: Run, entity: str) -> None:
    file = tmp_path / "a.rdf"
    file.write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [{entity}]>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">'
        '<rdf:Description rdf:about="urn:a"><x:p>&x;</x:p></rdf:Description></rdf:RDF>'
    )
    result = run("export", "--data", tmp_path)
    assert result.exit_code == 2
    assert f"{file}:2: XML entities" in result.stderr
    assert "root:" not in result.output


def test_a_remote_json_ld_context_is_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.jsonld").write_text(json.dumps({"@context": "http://127.0.0.1:9/c", "@id": "urn:a", "p": "q"}))
    result = run("export", "--data", tmp_path)
    assert result.exit_code == 2
    assert "a.jsonld" in result.stderr


def test_other_syntaxes_are_read_by_their_ending(tmp_path: Path) -> None:
    sg = "https://w3id.org/sdggraph/ontology#"
    (tmp_path / "a.nt").write_text(f'<urn:a> <{sg}code> "A" .\n')
    (tmp_path / "b.jsonld").write_text(json.dumps({"@id": "urn:b", f"{sg}code": "B"}))
    store = Source(Settings.read(data=tmp_path)).store
    assert [row["c"] for row in store.query("SELECT ?c { ?s sg:code ?c } ORDER BY ?c").rows()] == ["A", "B"]


@pytest.mark.slow
def test_themes_that_go_round_in_a_circle_neither_hang_nor_pass(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "circle.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix theme: <https://w3id.org/sdggraph/id/theme/> .\n"
        "theme:water skos:broader theme:groundwater .\n"
    )
    assert run("suggest-partners", "IGRAC", "--data", data).exit_code == 0
    assert run("centres", "--theme", "water", "--data", data).exit_code == 0
    found = run("validate", "--data", data)
    assert found.exit_code == 1
    assert "theme:groundwater" in found.stdout


@pytest.mark.slow
def test_one_organisation_in_two_files_is_found_with_both(run: Run, data: Path) -> None:
    copy = data / "organisations" / "HIST-copy.ttl"
    shutil.copy(data / "organisations" / "HIST.ttl", copy)
    result = run("validate", data, "--format", "json")
    assert result.exit_code == 1
    twice = [each for each in json.loads(result.stdout)["findings"] if each["component"] == "OneFile"]
    [hist] = [each for each in twice if each["focus"].endswith("organisation/HIST")]
    assert {hist["file"].rpartition("/")[2], hist["value"].rpartition("/")[2]} == {"HIST.ttl", "HIST-copy.ttl"}


@pytest.mark.slow
def test_two_organisations_with_one_code_are_found(run: Run, data: Path) -> None:
    spoil(data, "AWHF", 'sg:code "AWHF"', 'sg:code "HIST"')
    result = run("validate", data)
    assert result.exit_code == 1
    assert "organisation:AWHF" in result.stdout


@pytest.mark.parametrize("command", ["centres", "export", "validate"])
def test_an_empty_folder_is_no_graph(run: Run, tmp_path: Path, command: str) -> None:
    result = run(command, "--data", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path} holds no data file" in result.stderr


def test_a_folder_without_rights_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "a.ttl").write_text("")
    closed.chmod(0o000)
    tmp_path.chmod(0o755)

    find = turtle_files  # loaded while we may still read our own code

    def work() -> None:
        if os.getuid() == 0:
            os.setuid(65534)  # root may read anything
        find(closed)

    try:
        assert in_child(work) == 11
    finally:
        closed.chmod(0o755)


def test_a_store_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("no store")
    with pytest.raises((CannotRead, BadData)):
        suggest_partners(Source(Settings.read(store=tmp_path)), "HIST")


@pytest.mark.slow
def test_a_store_is_filled_once_and_answers_alike(tmp_path: Path, data: Path) -> None:
    place = tmp_path / "store"
    first = suggest_partners(Source(Settings.read(store=place, data=data)), "HIST")
    shutil.rmtree(data)
    second = suggest_partners(Source(Settings.read(store=place)), "HIST")
    assert first == second
    assert first.found


def test_a_filling_that_fails_leaves_no_half_store(tmp_path: Path, data: Path) -> None:
    (data / "zz.ttl").write_text("oops")
    place = tmp_path / "store"
    for _ in range(2):  # the second time finds no half-filled store to believe in
        with pytest.raises(BadData):
            Source(Settings.read(store=place, data=data)).store  # noqa: B018


def test_the_cache_does_not_hide_a_broken_file(run: Run, data: Path) -> None:
    assert run("centres", "--data", data).exit_code == 0
    (data / "organisations" / "AWHF.ttl").write_text("oops")
    assert run("centres", "--data", data).exit_code == 2


RECORD = """@prefix sg: <https://w3id.org/sdggraph/ontology#> .
<https://w3id.org/sdggraph/id/organisation/XX> a sg:Organisation .
"""
ONE_LINE = json.dumps({"@id": "urn:a", "urn:p": "b"})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.ttl", ""),
        ("blank.ttl", "\n \t\n"),
        ("comments.ttl", "# nothing\n# here"),
        ("prefixes.ttl", "@prefix ex: <http://ex.org/> .\nPREFIX b: <urn:b>\n"),
        ("indented.ttl", "  <urn:a>\n  <urn:p> 1 ."),
        ("empty.nt", ""),
        ("line.jsonld", ONE_LINE),
        ("empty.nq", "\n"),
        ("graph.trig", "<urn:g> { <urn:a> <urn:p> 1 }"),
    ],
)
def test_a_file_without_a_subject_in_the_first_column_leaves_the_findings(
    run: Run, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / "record.ttl").write_text(RECORD)
    (tmp_path / name).write_text(content)
    result = run("validate", tmp_path)
    assert result.exit_code == 1
    assert "record.ttl:2: organisation:XX" in result.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", "<urn:a> <urn:p> 1 {| <urn:q> 2 |} ."),
        ("a.nt", "<urn:a> <urn:p> <<( <urn:a> <urn:p> <urn:b> )>> ."),
        ("a.nq", '<urn:a> <urn:p> "x"@ar--rtl <urn:g> .'),
        ("a.trig", "<urn:g> { << <urn:a> <urn:p> 1 >> <urn:q> 2 }"),
        ("a.jsonld", json.dumps({"@id": "urn:a", "urn:p": {"@value": "x", "@direction": "rtl"}})),
        ("a.jsonld", json.dumps({"@id": "urn:a", "urn:p": {"@value": "x", "@annotation": {"urn:q": "z"}}})),
        (
            "a.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:" rdf:version="1.2">'
            '<rdf:Description rdf:about="urn:a"><x:p rdf:annotation="urn:r">y</x:p></rdf:Description></rdf:RDF>',
        ),
    ],
)
@pytest.mark.parametrize("command", [["export"], ["validate"], ["centres"]])
def test_terms_of_rdf_1_2_are_refused_when_read(
    run: Run, tmp_path: Path, name: str, content: str, command: list[str]
) -> None:
    (tmp_path / name).write_text(content)
    result = run(*command, "--data", tmp_path)
    assert result.exit_code == 2
    assert f"{name}" in result.stderr
    assert "RDF 1.2" in result.stderr
    if not name.endswith(".rdf"):
        assert f"{name}:1: " in result.stderr


@pytest.mark.parametrize("name", ["x.TTL", "x.turtle", "x.Nt", "x.ttl.gz", "x.NT.GZ", "x.nq", "x.trig", "x.trig.gz"])
def test_endings_are_read_without_case_and_unpacked(tmp_path: Path, name: str) -> None:
    content = b'<urn:x> <https://w3id.org/sdggraph/ontology#code> "X" .\n'
    packed = gzip.compress(content[:0]) + gzip.compress(content)  # of two members
    (tmp_path / name).write_bytes(packed if name.lower().endswith(".gz") else content)
    store = Source(Settings.read(data=tmp_path)).store
    assert store.query("ASK { GRAPH <https://w3id.org/sdggraph/graph/data> { <urn:x> sg:code 'X' } }").boolean()


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"<urn:a> <urn:b> 1 .", mtime=0)[:-4]], ids=["no gzip", "cut short"]
)
def test_a_broken_gzip_file_is_told(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.ttl.gz").write_bytes(content)
    result = run("centres", "--data", tmp_path)
    assert result.exit_code == 2
    assert "x.ttl.gz: this gzip file is damaged or incomplete" in result.stderr


@pytest.mark.slow
def test_a_dump_of_the_graph_is_data_without_what_is_derived(tmp_path: Path, source: Source) -> None:
    (tmp_path / "graph.trig").write_bytes(export(source, "trig"))
    again = Source(Settings.read(data=tmp_path)).store
    assert again.version() == source.store.version()


def test_a_packed_file_that_fills_memory_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bomb.ttl.gz").write_bytes(gzip.compress(bytes(70_000_000)))
    result = run("centres", "--data", tmp_path)
    assert result.exit_code == 2
    assert "bomb.ttl.gz: this unpacks to more than 67,108,864 bytes" in result.stderr


def test_a_backup_with_terms_of_rdf_1_2_is_refused(tmp_path: Path) -> None:
    line = b'<urn:a> <urn:p> "x"@ar--rtl <urn:g> .'
    version = blake2b(line, digest_size=16).hexdigest()
    head = f"# sdggraph backup, data version {version}, 1 statements\n".encode()
    (tmp_path / "b.gz").write_bytes(gzip.compress(head + line + b"\n"))
    with pytest.raises(BadData, match=r"RDF 1\.2"):
        restore(tmp_path / "b.gz", store=tmp_path / "store")
    assert not (tmp_path / "store").exists()
