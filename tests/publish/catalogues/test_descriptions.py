"""Croissant, RO-Crate and the data package, as their own validators judge them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sdggraph.publish.catalogues.croissant import write as write_croissant
from sdggraph.publish.catalogues.csvw_reader import Column, tables
from sdggraph.publish.catalogues.datapackage import write as write_package
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import CSVW
from sdggraph.tasks import Source
from tests.publish.conftest import Venv
from tests.published import BASE

CROISSANT, FRICTIONLESS = "mlcroissant==1.1.1", "frictionless[excel]==5.21.0"
ROCRATE = ("roc-validator==0.13.0", "rocrate==0.16.0")
# the validator asks for the context over HTTP; the copy that the package `rocrate` carries stands in for it
JUDGE_CRATE = """
import pathlib, sys
import requests, rocrate
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester
context = (pathlib.Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()
def answered(url, *_, **__):
    response = requests.Response()
    response.status_code = 200 if str(url).startswith("https://w3id.org/ro/crate/") else 404
    response.headers["Content-Type"] = "application/ld+json"
    response._content = context
    return response
HttpRequester.__getattr__ = lambda self, name: answered
passed = True
for place in sys.argv[1:]:
    result = services.validate(services.ValidationSettings(
        rocrate_uri=place, profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.REQUIRED, skip_availability_check=True))
    for issue in result.get_issues():
        print(place, issue.severity.name, issue.check.identifier, issue.message, issue.violatingEntity)
    passed = passed and result.passed()
sys.exit(0 if passed else 1)
"""
JUDGE_CROISSANT = """
import sys
import mlcroissant
found = [
    (place, problem)
    for place in sys.argv[1:]
    for problem in mlcroissant.Dataset(jsonld=place).metadata.ctx.issues.errors
]
for each in found:
    print(*each)
sys.exit(1 if found else 0)
"""
JUDGE_PACKAGE = """
import sys
from frictionless import Package
valid = True
for place in sys.argv[1:]:
    report = Package(place).validate()
    for row in report.flatten(["name", "rowNumber", "type", "note"]):
        print(place, row)
    valid = valid and report.valid
sys.exit(0 if valid else 1)
"""
TABLE = 'code,name,year,themes,site,strong\nHIST,"=1+1, ""水""",2011,a|b,https://example.org/,yes\nX,Y,,,,no\n'
METADATA = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "organisations.csv",
    "tableSchema": {
        "columns": [
            {"name": "code", "titles": "code", "required": True, "dc:description": "The short key."},
            {"name": "name", "titles": {"en": ["name", "Name"]}},
            {"name": "year", "titles": "year", "datatype": "gYear"},
            {"name": "themes", "titles": "themes", "separator": "|"},
            {"name": "site", "titles": ["site"], "datatype": {"base": "anyURI"}},
            {"name": "strong", "titles": "strong", "datatype": {"base": "boolean", "format": "yes|no"}},
        ],
        "primaryKey": "code",
    },
}


def judged(python: Path, script: str, *places: Path) -> None:
    """Have a validator judge these places in one process: to load its packages takes ten seconds."""
    done = subprocess.run([str(python), "-c", script, *map(str, places)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


@pytest.fixture
def known(source: Source) -> PublicationContext:
    return PublicationContext(source.store, source.network, source.settings.ontology, BASE, "", "2026-11-23")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("tables/organisations.csv", TABLE.encode(), media_type="text/csv; charset=utf-8", title="Organisations")
    content = json.dumps(METADATA).encode()
    site.write("tables/organisations.csv-metadata.json", content, media_type=CSVW.media_type, title="Its columns")
    return site


def test_the_columns_of_a_table_are_those_of_its_csvw_metadata(site: Site) -> None:
    [table] = tables(site)
    assert table.name == "organisations"
    assert table.key == ("code",)
    assert table.columns == (
        Column("code", description="The short key.", required=True),
        Column("name", title="Name"),
        Column("year", datatype="gYear"),
        Column("themes", separator="|"),
        Column("site", datatype="anyURI"),
        Column("strong", datatype="boolean", truth=("yes", "no")),
    )


def test_without_metadata_a_table_has_the_columns_of_its_first_line(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("a.csv", b'\xef\xbb\xbfone,"two, 2"\n1,2\n', media_type="text/csv", title="A")
    assert [column.name for column in tables(site)[0].columns] == ["one", "two, 2"]


def test_croissant_and_package_tell_the_types_of_columns(site: Site, known: PublicationContext) -> None:
    write_croissant(site, known)
    write_package(site, known)
    croissant = json.loads(site.read("croissant.json"))
    [records] = croissant["recordSet"]
    types = [field["dataType"] for field in records["field"]]
    assert types == ["sc:Text", "sc:Text", "sc:Integer", "sc:Text", "sc:URL", "sc:Text"]
    assert records["key"] == [{"@id": "organisations/code"}]
    [resource] = json.loads(site.read("datapackage.json"))["resources"]
    assert resource["schema"]["primaryKey"] == ["code"]
    types = [field["type"] for field in resource["schema"]["fields"]]
    assert types == ["string", "string", "year", "string", "string", "boolean"]
    assert resource["schema"]["fields"][-1]["trueValues"] == ["yes"]


def test_what_the_specifications_ask_for_is_there(folder: Path, source: Source) -> None:
    croissant = json.loads((folder / "croissant.json").read_bytes())
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for name in ("@context", "@type", "name", "description", "license", "url", "creator", "datePublished"):
        assert croissant[name], name
    assert 50 <= len(croissant["description"]) <= 5000
    crate = json.loads((folder / "ro-crate-metadata.json").read_bytes())
    entities = {each["@id"]: each for each in crate["@graph"]}
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    for name in ("name", "description", "datePublished", "license"):
        assert entities["./"][name], name
    assert {part["@id"] for part in entities["./"]["hasPart"]} <= entities.keys()
    assert all((folder / each).exists() for each, told in entities.items() if told["@type"] == "File")
    package = json.loads((folder / "datapackage.json").read_bytes())
    assert package["version"] == source.network.version
    assert all((folder / each["path"]).is_file() for each in package["resources"])


@pytest.mark.slow
def test_croissant_validates(folder: Path, site: Site, known: PublicationContext, venv: Venv) -> None:
    write_croissant(site, known)
    judged(venv(CROISSANT), JUDGE_CROISSANT, *(place / "croissant.json" for place in (folder, site.folder)))


@pytest.mark.slow
def test_the_data_package_validates(folder: Path, site: Site, known: PublicationContext, venv: Venv) -> None:
    write_package(site, known)
    judged(venv(FRICTIONLESS), JUDGE_PACKAGE, *(place / "datapackage.json" for place in (folder, site.folder)))


@pytest.mark.slow
def test_the_crate_validates_and_a_broken_one_does_not(folder: Path, odd: Path, tmp_path: Path, venv: Venv) -> None:
    python = venv(*ROCRATE)
    judged(python, JUDGE_CRATE, folder)
    broken = tmp_path / "broken"
    shutil.copytree(odd, broken)
    path = broken / "ro-crate-metadata.json"
    path.write_text(path.read_text().replace('"datePublished"', '"published"'))
    with pytest.raises(AssertionError):
        judged(python, JUDGE_CRATE, broken)
