"""`sdggraph publish` as a whole: the same bytes, sound or not at all."""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.config import Settings
from sdggraph.errors import BadData, BadParameter, CannotWrite
from sdggraph.names.file_names import file_name
from sdggraph.publish import checks
from sdggraph.publish.catalogues import datapackage, dcat, rocrate, void
from sdggraph.publish.datasets import organisations, rdf
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import MANIFEST, Site
from sdggraph.tasks import Source
from sdggraph.tasks import publication as tasks
from sdggraph.tasks.publication import publish
from tests.publish.conftest import ODD
from tests.published import BASE, ENDPOINT

Run = Callable[..., Result]
CON = file_name("con")
# the options of the fixture `folder`
FOLDER = ("--base", BASE, "--endpoint-url", ENDPOINT, "--publisher", "The desk", "--contact", "desk@example.org")
CHECKED = (rdf.write, organisations.write, dcat.write, void.write, datapackage.write, rocrate.write)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The graph of everything odd."""
    place = tmp_path_factory.mktemp("small") / "odd.ttl"
    place.write_text(ODD, encoding="utf-8")
    return Source(Settings.read(data=place))


def same(one: Path, other: Path) -> bool:
    names = sorted(str(path.relative_to(one)) for path in one.rglob("*") if path.is_file())
    assert names == sorted(str(path.relative_to(other)) for path in other.rglob("*") if path.is_file())
    _, different, odd = filecmp.cmpfiles(one, other, names, shallow=False)
    return not different and not odd


@pytest.mark.slow  # publishes the whole packaged graph once more
def test_two_runs_give_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "sdggraph.cli", "publish", "-o", str(tmp_path / "site"), *FOLDER]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "UTC1"})
    assert same(tmp_path / "site", folder)


@pytest.mark.slow
def test_the_command_tells_how_much_it_wrote(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.ttl").write_text(ODD, encoding="utf-8")
    words = ("--data", tmp_path / "odd.ttl", "--contact", "https://example.org/ask", "--publisher", "Ask & Co")
    result = run("publish", "-o", tmp_path / "site", *words)
    assert result.exit_code == 0, result.output
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert f"{len(files) - 1:,} files" in result.output
    catalogue = (tmp_path / "site" / "dcat.ttl").read_text()
    assert 'foaf:name "Ask & Co"' in catalogue
    assert "vcard:hasURL <https://example.org/ask>" in catalogue


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": "example.org"},
        {"base": "https://exa mple.org/"},
        {"endpoint": "ftp://example.org/"},
        {"contact": "nobody"},
        {"contact": "a b@example.org"},
        {"contact": "javascript://x"},
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_written(
    source: Source, tmp_path: Path, wrong: dict[str, str]
) -> None:
    with pytest.raises(BadParameter):
        publish(source, tmp_path / "site", **wrong)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_folder_of_somebody_else_is_refused_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear")
    result = run("publish", "-o", tmp_path)
    assert result.exit_code == 2
    assert "contains other files" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def altered(path: str, change: Callable[[bytes], bytes]) -> Callable[[Site, PublicationContext], None]:
    """A section that spoils a file and has the list of files know of it, as a fault in the writing would."""

    def write(site: Site, _known: PublicationContext) -> None:
        old = site.file(path)
        content = change(site.read(path))
        (site.folder / path).unlink()
        del site._files[path]
        site.write(path, content, media_type=old.media_type, title=old.title, compressed=old.compressed)

    return write


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "change", "problem"),
    [
        ("graph.ttl", lambda old: old + b"<urn:a> <urn:b> <urn:c> .\n", "not the"),
        ("graph.ttl", lambda old: old[: len(old) // 2], "cannot be read back"),
        ("graph.jsonld", lambda old: old.replace(b'"country/CHN"', b'"country/FRA"', 1), "not the"),
        ("graph.jsonld", lambda old: old.removesuffix(b"]}\n"), "does not end"),
        ("graph.jsonld", lambda old: old + b"{}\n", "cannot be read back"),
        ("graph.rdf", lambda old: old.replace(b"</rdf:RDF>", b""), "graph.rdf"),
        ("graph.trig", lambda old: old + b"<urn:g> { <urn:a> <urn:b> <urn:c> }\n", "its graphs hold"),
        (f"organisations/{CON}.jsonld", lambda old: old.replace(b'"B"', b'"C"'), "statements differ from"),
        (f"organisations/{CON}.jsonld", lambda old: old[:-5], "cannot be read back"),
        ("dcat.ttl", lambda old: old.replace(b"graph.rdf>", b"graph.rdx>"), "dcat.jsonld: .* statements differ from"),
        ("void.ttl", lambda old: old.replace(b"graph.rdf>", b"graph.rdx>"), "not in the folder"),
        ("datapackage.json", lambda old: old.replace(b"graph.rdf", b"graph.rdx"), "not in the folder"),
        ("ro-crate-metadata.json", lambda old: old[:-9], "no JSON"),
    ],
)
def test_a_fault_in_a_file_is_found_and_the_old_folder_stays(
    small: Source,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    change: Callable[[bytes], bytes],
    problem: str,
) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / MANIFEST).write_text('{"generator": "sdggraph"}')
    monkeypatch.setattr(tasks, "SECTIONS", (*CHECKED, altered(path, change)))
    with pytest.raises(BadData, match=problem):
        publish(small, target)
    assert [each.name for each in target.iterdir()] == [MANIFEST]
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("nodes", [1, 1 << 20, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 7))])
def test_however_many_nodes_are_read_at_once_the_graph_is_the_same(
    small: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nodes: int
) -> None:
    monkeypatch.setattr(tasks, "SECTIONS", (rdf.write,))
    monkeypatch.setattr(checks, "_NODES", nodes)
    publish(small, tmp_path / "site")
    assert (tmp_path / "site" / rdf.GRAPH_JSONLD).read_bytes().endswith(b"}\n]}\n")


def test_a_file_that_changes_after_it_was_written_is_found(
    small: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(site: Site, _known: PublicationContext) -> None:
        with (site.folder / "graph.nt.gz").open("ab") as file:
            file.write(b"\0")

    monkeypatch.setattr(tasks, "SECTIONS", (*CHECKED, spoil))
    with pytest.raises(BadData, match="size or checksum"):
        publish(small, tmp_path / "site")


def test_a_list_of_files_that_is_not_true_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("a.txt", b"a", media_type="text/plain", title="a")
    with pytest.raises(BadData, match="cannot be read"):
        checks.check_manifest(tmp_path, site.files)
    site.finish("v1")
    checks.check_manifest(tmp_path, site.files)
    (tmp_path / "b.txt").write_text("b")
    with pytest.raises(BadData, match="not listed"):
        checks.check_manifest(tmp_path, site.files)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "a.txt").unlink()
    with pytest.raises(BadData, match="not there"):
        checks.check_manifest(tmp_path, site.files)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is always full is needed")
def test_a_full_disk_in_the_middle_leaves_the_old_folder(
    small: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    monkeypatch.setattr(tasks, "SECTIONS", CHECKED)
    publish(small, target)
    before = (target / MANIFEST).read_bytes()
    full = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
    monkeypatch.setattr("sdggraph.publish.site.spool.tempfile.TemporaryFile", lambda: full)
    with pytest.raises(CannotWrite, match="No space left"):
        publish(small, target)
    assert (target / MANIFEST).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.slow
def test_progress_is_told_section_by_section(small: Source, tmp_path: Path) -> None:
    seen: list[str] = []

    def progress(sections: Iterable[tasks.Section]) -> Iterator[tasks.Section]:
        for section in sections:
            seen.append(section.__module__)
            yield section

    publish(small, tmp_path / "site", progress=progress)
    assert seen == [section.__module__ for section in tasks.SECTIONS]
