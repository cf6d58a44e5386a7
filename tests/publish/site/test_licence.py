"""The licence of a publication: everywhere the one that its publisher names, and the terms keep their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from click.testing import Result
from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef

import sdggraph
from sdggraph import vocab
from sdggraph.errors import BadParameter
from sdggraph.publish import checks
from sdggraph.publish.documents.drawing import Text
from sdggraph.publish.documents.poster import drawn
from sdggraph.publish.poster_data import facts, shelf
from sdggraph.publish.site.licence_registry import CC_BY, LICENCES, Licence, find_licence
from sdggraph.tasks import Source
from sdggraph.tasks.poster import poster
from sdggraph.tasks.publication import publish
from sdggraph.tasks.report import report
from tests.publish.catalogues.test_catalogue import CKAN, DCAT, violations
from tests.publish.catalogues.test_descriptions import (
    CROISSANT,
    FRICTIONLESS,
    JUDGE_CRATE,
    JUDGE_CROISSANT,
    JUDGE_PACKAGE,
    ROCRATE,
    judged,
)
from tests.publish.conftest import ODD, Venv
from tests.publish.site.said_licences import BOTH, graph, of_tables, of_void, of_workbook, read, read_json, texts
from tests.publish.test_publish import same
from tests.published import BASE
from tests.sharing import made_once

Publish = Callable[[Licence], Path]
Run = Callable[..., Result]
CC0 = find_licence("CC0-1.0")
UNKNOWN = find_licence("https://example.org/terms?of=use&for=(all)_of_us#1")
EVERY = [*LICENCES, UNKNOWN]
# each is a publication of its own; three of them, with and without a code, tell a developer of a break
EACH = [pytest.param(each, marks=() if each in (CC_BY, CC0, UNKNOWN) else pytest.mark.slow) for each in EVERY]
ADMS = "http://purl.org/adms/licencetype/"
BY, NC, PD, SA = "Attribution", "NonCommercialUseOnly", "PublicDomain", "ViralEffect-ShareAlike"
# what kind it is, what CKAN calls it, and what the Open Definition does
ELSEWHERE = {
    "CC0-1.0": ({PD}, "cc-zero", "CC0-1.0"),
    "CC-BY-4.0": ({BY}, "cc-by", "CC-BY-4.0"),
    "CC-BY-SA-4.0": ({BY, SA}, "cc-by-sa", "CC-BY-SA-4.0"),
    "CC-BY-NC-4.0": ({BY, NC}, "cc-nc", "CC-BY-NC-4.0"),
    "CC-BY-3.0-IGO": ({BY}, "cc-by", None),
    "CC-BY-SA-3.0-IGO": ({BY, SA}, "cc-by-sa", None),
    "ODbL-1.0": ({BY, SA}, "odc-odbl", "ODbL-1.0"),
    "ODC-By-1.0": ({BY}, "odc-by", "ODC-BY-1.0"),
    "PDDL-1.0": ({PD}, "odc-pddl", "ODC-PDDL-1.0"),
    "OGL-UK-3.0": ({BY}, "uk-ogl", "OGL-UK-3.0"),
    "": (set(), "None", None),
}
HARVEST = """
import sys
from ckanext.dcat.processors import RDFParser
for place in sys.argv[1:]:
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(open(place, encoding="utf-8").read(), _format="turtle")
    [found] = [each for each in parser.datasets() if {"key": "uri", "value": URI} in each["extras"]]
    print(found["license_id"] or None)
""".replace("URI", f'"{BASE}dcat.ttl#graph"')

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),  # its own use of what it deprecates
]


def named(licence: Licence) -> str:
    return licence.code or "unknown"


@pytest.fixture(scope="module")
def published(odd_source: Source, tmp_path_factory: pytest.TempPathFactory) -> Publish:
    """Publish the small graph under a licence, or find the folder made before; three of them are read back whole."""

    def make(licence: Licence, target: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if licence not in (CC_BY, CC0, UNKNOWN):  # reading back takes half of the time
                patch.setattr(checks, "check", lambda *_: None)
            publish(odd_source, target, base=BASE, licence=licence.code.lower() or licence.iri)

    return lambda licence: made_once(tmp_path_factory, f"licence-{named(licence)}", partial(make, licence))


@pytest.mark.parametrize("licence", EACH, ids=named)
def test_every_description_of_the_data_names_the_licence(published: Publish, licence: Licence) -> None:
    folder = published(licence)
    for told in BOTH:
        assert told(folder, terms=False) == {licence.iri}, told.__name__
    for told_once in (of_void, of_tables, of_workbook):
        assert told_once(folder) == {licence.iri}, told_once.__name__


@pytest.mark.parametrize("licence", EACH, ids=named)
def test_whoever_reads_finds_the_licence_in_words(published: Publish, licence: Licence) -> None:
    folder = published(licence)
    [page] = folder.glob("posters/*.pdf")
    words, name = licence.words.replace(" ", ""), licence.name.replace(" ", "")
    for path in (page, page.with_suffix(".svg"), *folder.glob("report.*"), *folder.glob("feeds/*.atom")):
        assert words in read(path), path
        if path.suffix in (".svg", ".atom"):
            ElementTree.parse(path)  # whatever the address has, it is XML
    pages = [folder / "index.html", folder / "data" / "index.html", *folder.glob("organisations/*.html")]
    assert len(pages) > 1
    for path in pages:
        assert f'<ahref="{licence.iri}">{name}</a>' in read(path), path
    title = licence.title.replace(" ", "")
    assert (f"{title}({name})" if licence.code else title) in read(folder / "tables" / "network.xlsx")


@pytest.mark.parametrize("licence", [each for each in EACH if each.values != (CC_BY,)], ids=named)
def test_ontology_shapes_and_schemes_keep_their_own_licence(published: Publish, licence: Licence) -> None:
    folder = published(licence)
    for told in BOTH:
        assert told(folder, terms=True) == {CC_BY.iri}, told.__name__
    own = {path.relative_to(folder).as_posix() for path in folder.glob("ontology/**/*.ttl")} | {"context.jsonld"}
    for name, members, key, licence_key in (
        ("croissant.json", "distribution", "@id", "license"),
        ("datapackage.json", "resources", "path", "licenses"),
        ("ro-crate-metadata.json", "@graph", "@id", "license"),
    ):
        told_of = {each[key] for each in read_json(folder / name)[members] if licence_key in each}
        assert told_of - {"./"} == own, name
    catalogue = graph(folder / "dcat.ttl")
    whole = catalogue.objects(URIRef(f"{BASE}dcat.ttl#graph"), DCAT.distribution)
    [rights] = {right for each in whole for right in catalogue.objects(each, DCTERMS.rights)}
    for words in (catalogue, graph(folder / "void.ttl")):
        assert CC_BY.words in str(words.value(rights, RDFS.label))
        assert vocab.SCHEMES_GRAPH in str(words.value(rights, RDFS.label))


@pytest.mark.parametrize("licence", [CC0, UNKNOWN], ids=named)
def test_no_file_says_cc_by_of_anything_but_the_terms(published: Publish, licence: Licence) -> None:
    found = dict(texts(published(licence)))
    about = {path for path, text in found.items() if "licenses/by/4.0" in text or "CCBY4.0" in text}
    descriptions = {"croissant.json", "datapackage.json", "dcat.jsonld", "dcat.ttl", "ro-crate-metadata.json"}
    descriptions |= {"void.ttl", "data/index.html", "graph.trig"}  # looked into by the tests above
    graphs = {"graph.jsonld", "graph.nt.gz", "graph.rdf", "graph.ttl"}
    assert {path for path in about if not path.startswith("ontology/")} <= descriptions | graphs
    assert found["data/index.html"].count("CCBY4.0") == 2  # of the vocabulary, and of the part of the graph
    for path in graphs:
        assert found[path].count("licenses/by/4.0") == 1, path  # the ontology says it of itself


def test_without_a_word_the_licence_is_cc_by_4_0(published: Publish, odd: Path) -> None:
    assert same(odd, published(CC_BY))
    assert not {path for path, text in texts(odd) if "keeptheirownlicence" in text}


def test_what_is_made_outside_of_a_publication_keeps_cc_by(odd_source: Source) -> None:
    assert CC_BY.words in report(odd_source).decode()
    assert CC_BY.words in poster(odd_source, "中国/1", "svg").decode()


@pytest.mark.parametrize("licence", EACH, ids=named)
def test_a_catalogue_tells_the_kind_of_the_licence_and_nothing_of_one_that_nobody_knows(
    published: Publish, licence: Licence
) -> None:
    catalogue = graph(published(licence) / "dcat.ttl")
    iri = URIRef(licence.iri)
    assert (iri, RDF.type, DCTERMS.LicenseDocument) in catalogue
    assert {str(each) for each in catalogue.objects(iri, RDFS.label)} == {licence.title}
    kinds = {str(each).removeprefix(ADMS) for each in catalogue.objects(iri, DCTERMS.type)}
    assert kinds == ELSEWHERE[licence.code][0]
    assert all(catalogue.value(URIRef(ADMS + kind), SKOS.prefLabel) for kind in kinds)


@pytest.mark.parametrize("licence", EACH, ids=named)
def test_a_data_package_names_only_what_the_open_definition_names(published: Publish, licence: Licence) -> None:
    [told] = read_json(published(licence) / "datapackage.json")["licenses"]
    assert told.get("name") == ELSEWHERE[licence.code][2]
    assert told["path"] == licence.iri


@pytest.mark.slow
@pytest.mark.parametrize("licence", [CC0, UNKNOWN], ids=named)
def test_the_shapes_of_dcat_ap_find_no_violation(published: Publish, shapes: rdflib.Graph, licence: Licence) -> None:
    assert violations(graph(published(licence) / "dcat.ttl"), shapes) == []


@pytest.mark.slow
def test_the_validators_of_the_descriptions_find_no_fault(published: Publish, venv: Venv) -> None:
    folders = [published(licence) for licence in (CC0, UNKNOWN)]
    judged(venv(CROISSANT), JUDGE_CROISSANT, *(folder / "croissant.json" for folder in folders))
    judged(venv(FRICTIONLESS), JUDGE_PACKAGE, *(folder / "datapackage.json" for folder in folders))
    judged(venv(*ROCRATE), JUDGE_CRATE, *folders)


@pytest.mark.slow
def test_ckan_knows_each_licence_by_its_name(published: Publish, venv: Venv) -> None:
    places = [str(published(licence) / "dcat.ttl") for licence in EVERY]
    command = [str(venv(*CKAN)), "-W", "ignore", "-c", HARVEST, *places]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == [ELSEWHERE[licence.code][1] for licence in EVERY]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cc-by-sa-3.0-igo", "CC-BY-SA-3.0-IGO"),
        ("ODC-BY-1.0", "ODC-By-1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.en", "CC0-1.0"),
        ("http://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC-BY-NC-4.0"),
        ("http://www.opendatacommons.org/licenses/odbl/1.0/", "ODbL-1.0"),
        ("https://creativecommons.org/licenses/by/2.0/", ""),
    ],
)
def test_a_licence_is_known_in_any_case_and_by_its_address(text: str, code: str) -> None:
    assert find_licence(text).code == code


def test_the_codes_are_in_the_table_of_kinds_and_no_two_licences_are_one() -> None:
    assert [each.code for each in LICENCES if not each.kinds] == []
    assert len({each.iri for each in LICENCES}) == len({each.code for each in LICENCES}) == len(LICENCES) == 10


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "CC-BY",
        "CC-BY-5.0",
        "javascript:alert(1)",
        "javascript://creativecommons.org/licenses/by/4.0/",
        "ftp://example.org/terms",
        "https://",
        "https:///terms",
        'https://example.org/"onclick=x',
        "https://example.org/'x",
        "https://example.org/<b>",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/terms\n",
        "https://example.org/\x00",
        "https://example.org/%zz",
        "https://example.org/{x}",
        "https://example.org/a\\b",
        "https://example.org/[x]",
        "https://example.org/../x",
        "https://example.org/#a#b",
        "https://example.org/\u202etxt",
        "https://user:word@example.org/",
        "https://-x/",
        "https://example.org/" + "x" * 300,
    ],
)
def test_what_is_no_licence_is_refused_with_the_codes_before_anything_is_written(
    odd_source: Source, tmp_path: Path, text: str
) -> None:
    with pytest.raises(BadParameter, match=r"CC0-1\.0, CC-BY-4\.0, .*OGL-UK-3\.0"):
        publish(odd_source, tmp_path / "site", licence=text)
    assert not list(tmp_path.iterdir())


def test_the_longest_address_is_whole_on_a_poster(odd_source: Source) -> None:
    longest = find_licence("https://example.org/" + "w" * 280)
    held = shelf(odd_source.store, odd_source.network)
    page = drawn(held, facts(held, "中国/1"), "2026-01-01", longest)
    assert longest.iri in "".join(shape.text for shape in page.shapes if isinstance(shape, Text))


def test_the_command_and_the_library_pass_it_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.ttl").write_text(ODD, encoding="utf-8")
    options = ("--data", tmp_path / "odd.ttl", "--base", BASE)
    result = run("publish", "-o", tmp_path / "site", *options, "--licence", "pddl-1.0")
    assert result.exit_code == 0, result.output
    assert of_void(tmp_path / "site") == {find_licence("PDDL-1.0").iri}
    sdggraph.open(tmp_path / "odd.ttl").publish(tmp_path / "site2", base=BASE, licence="PDDL-1.0")
    assert same(tmp_path / "site", tmp_path / "site2")
    wrong = run("publish", "-o", tmp_path / "site3", *options, "--licence", "mine")
    assert wrong.exit_code == 2
    assert "ODC-By-1.0" in wrong.output
    assert f"default: {CC_BY.code}" in run("publish", "--help").output
