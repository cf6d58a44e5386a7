"""What `validate` says that it looked at, and the slips that no shape can see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from sdggraph import vocab
from sdggraph.validate.contents import Contents, Vocabulary
from sdggraph.validate.shapes import load
from tests.quick import quick
from tests.validate.conftest import SHAPES, terms

Run = Callable[..., Result]
HEAD = "".join(f"@prefix {name}: <{space}> .\n" for name, space in vocab.PREFIXES.items())


def everything(run: Run, *places: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("validate", *places, "--format", "json").stdout)["findings"]
    return found


def findings(run: Run, *places: object) -> list[dict[str, Any]]:
    return [each for each in everything(run, *places) if not each["shape"]]


def told(run: Run, folder: Path, text: str) -> list[str]:
    (folder / "a.ttl").write_text(HEAD + text)
    return [each["message"] for each in findings(run, folder)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    quick(
        2,
        [
            ("organisation:X a sg:Organization", "sg:Organisation"),
            ("organisation:X a sg:organisation", "There is no term sg:organisation. Write sg:Organisation."),
            ("organisation:X a <http://w3id.org/sdggraph/ontology#Organisation>", f"{vocab.SG}Organisation"),
            ("organisation:X a <https://www.w3id.org/sdggraph/ontology#Organisation>", f"{vocab.SG}Organisation"),
            ("organisation:X a <https://w3id.org/sdggraph/ontology/Organisation>", f"{vocab.SG}Organisation"),
            ("organisation:X a sg:Centre", "or take this out"),
            ("organisation:X a <http://w3id.org/sdggraph/ontology#Organization>", "sg:Organisation"),
        ],
    ),
)
def test_a_slip_in_a_class_is_named_with_the_right_one(run: Run, tmp_path: Path, wrong: str, right: str) -> None:
    messages = told(run, tmp_path, f"{wrong} .")
    assert any(right in message and "known kind" not in message for message in messages), messages
    assert any("known kind" in message for message in messages)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "right"),
    quick(
        2,
        [
            ("sg:themes theme:water", "sg:theme"),
            ("sg:acronyms 'X'", "sg:acronym"),
            ("skos:preflabel 'X'@en", "prefLabel"),
            ("<https://xmlns.com/foaf/0.1/homepage> <https://ex.org/>", "http://xmlns.com/foaf/0.1/homepage"),
            ("<http://w3id.org/sdggraph/ontology#code> 'X'", f"{vocab.SG}code"),
            ("sg:country <http://w3id.org/sdggraph/id/country/FRA>", "https://w3id.org/sdggraph/"),
        ],
    ),
)
def test_a_slip_in_a_property_or_an_address_is_named_with_its_line(
    run: Run, tmp_path: Path, wrong: str, right: str
) -> None:
    (tmp_path / "a.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation ;\n  {wrong} .")
    [found] = findings(run, tmp_path / "a.ttl")
    assert right in found["message"]
    assert found["severity"] == "warning"
    assert found["line"] == HEAD.count("\n") + 2


def test_foreign_data_are_told_to_be_looked_at_by_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> a <http://xmlns.com/foaf/0.1/Organization> ; <urn:p> 1 .")
    result = run("validate", tmp_path)
    assert result.exit_code == 0
    assert "Looked at nothing." in result.stdout
    assert "Nothing here is of a known kind" in result.stdout


def test_a_file_of_foreign_data_is_named_beside_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / "other.nt").write_text("<urn:a> <urn:p> <urn:b> .")
    (tmp_path / "empty.ttl").write_text("")
    [found] = [each for each in findings(run, tmp_path) if each["component"] == "KnownKind"]
    assert found["file"].endswith("other.nt")


def test_the_number_of_things_of_each_kind_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        f"{HEAD}organisation:X a sg:Organisation . organisation:Y a sg:Organisation . event:E a sg:Event ."
    )
    assert "Looked at 2 sg:Organisation, 1 sg:Event." in run("validate", tmp_path).stdout
    held = json.loads(run("validate", tmp_path, "--format", "json").stdout)
    assert held["looked_at"] == {f"{vocab.SG}Organisation": 2, f"{vocab.SG}Event": 1}


@pytest.mark.slow
def test_a_file_is_counted_without_its_background(run: Run) -> None:
    assert run("validate", Path("data/organisations/HIST.ttl")).stdout.count("1 sg:Organisation") == 1


@pytest.mark.parametrize("name", quick(2, ["a.csv", "noending", "b.xlsx", "c.ttl.bak", "d.n3"]))
def test_a_file_that_is_left_out_is_a_warning(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / name).write_text("")
    [found] = [each for each in findings(run, tmp_path) if each["component"] == "FileRead"]
    assert (found["severity"], found["file"].rpartition("/")[2]) == ("warning", name)
    assert f"{name}." in run("validate", tmp_path).stdout


def test_notes_are_named_without_a_warning_and_hidden_files_are_not_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation .")
    (tmp_path / "SOURCES.md").write_text("")
    (tmp_path / ".swp").write_text("")
    result = run("validate", tmp_path)
    assert "SOURCES.md." in result.stdout
    assert ".swp" not in result.stdout
    assert not [each for each in findings(run, tmp_path) if each["component"] == "FileRead"]


@pytest.mark.slow
def test_a_store_is_told_as_files_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text(f"{HEAD}organisation:X a sg:Organisation ; sg:themes theme:water .")
    run("centres", "--data", tmp_path / "data", "--store", tmp_path / "store")
    result = run("validate", "--store", tmp_path / "store")
    assert "Looked at 1 sg:Organisation." in result.stdout
    assert "no term sg:themes" in result.stdout


def test_conforms_is_false_with_any_result_while_the_exit_code_looks_at_violations(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p> 1 .")
    result = run("validate", tmp_path, "--format", "turtle")
    assert "sh:conforms false" in result.stdout
    assert "sh:Warning" in result.stdout
    assert result.exit_code == 0
    (tmp_path / "a.ttl").write_text("")
    assert "sh:conforms true" in run("validate", tmp_path, "--format", "turtle").stdout


def test_every_term_that_our_own_data_use_is_known() -> None:
    store = terms()
    contents = Contents(Vocabulary(store, load(SHAPES)))
    contents.add(
        (subject[1:-1], predicate[1:-1], value[1:-1] if value[0] == "<" else "")
        for subject, predicate, value, _ in store.quads(vocab.SCHEMES_GRAPH)
    )
    assert dict(contents.uses) == {}


def test_a_base_is_heeded_where_lines_are_looked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "BASE <https://w3id.org/sdggraph/id/>\n@prefix sg: <https://w3id.org/sdggraph/ontology#> .\n\n"
        "<organisation/X>\n  a sg:Organisation ;\n  sg:theme <theme/nothing> ."
    )
    held = json.loads(run("validate", tmp_path, "--format", "json").stdout)
    lines = {each["path"]: each["line"] for each in held["findings"]}
    assert lines[f"{vocab.SG}code"] == 4
    assert lines[f"{vocab.SG}theme"] == 6


# --- where it stands ---------------------------------------------------------------------------


def test_a_file_without_a_known_kind_is_told_at_its_first_thing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("# a comment\n\n\n<urn:z> <urn:p> 1 .\n<urn:a> <urn:p> 1 .\n")
    [found] = findings(run, tmp_path)
    assert (found["focus"], found["line"]) == ("urn:z", 4)


def test_what_two_files_describe_is_told_at_its_line_and_counted_once(run: Run, tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f"{HEAD}\n\norganisation:X a sg:Organisation .\n")
    found = [each for each in findings(run, tmp_path) if each["component"] == "OneFile"]
    assert [each["line"] for each in found] == [HEAD.count("\n") + 3]
    assert "Looked at 1 sg:Organisation." in run("validate", tmp_path).stdout


ORGANISATION = f'"@id": "{vocab.BASE}organisation/X", "@type": "{vocab.SG}Organisation"'
JSON_LD = f'''{{"@context": {{"code": "{vocab.SG}code"}},
"@graph": [{{{ORGANISATION},
  "code": "X Y"}},
 {{"@id": "{vocab.BASE}organisation/Z", "@type": "{vocab.SG}Organisation", "code": "Z"}}]}}'''
RDF_XML = f'''<rdf:RDF xmlns:rdf="{vocab.PREFIXES["rdf"]}" xmlns:sg="{vocab.SG}">
<sg:Organisation rdf:about="{vocab.BASE}organisation/X">
  <sg:code>X Y</sg:code>
</sg:Organisation></rdf:RDF>'''


@pytest.mark.parametrize(
    ("name", "text", "line"),
    quick(
        2,
        [
            ("a.jsonld", JSON_LD, 3),
            ("a.jsonld", JSON_LD.replace("\n", ""), 1),
            ("a.JSONLD", f'{{{ORGANISATION}, "{vocab.SG}code": "X Y"}}', 1),
            ("a.rdf", RDF_XML, 3),
        ],
    ),
)
def test_a_finding_in_json_ld_or_rdf_xml_has_its_file_and_line(
    run: Run, tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / name).write_text(text)
    found = everything(run, tmp_path)
    assert {each["file"] for each in found} == {str(tmp_path / name)}
    [code] = [each for each in found if each["value"] == "X Y"]
    assert code["line"] == line


# --- JSON-LD that says nothing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    quick(
        2,
        [
            ('{"name": "x", "city": "Lima"}', ["city", "name"]),
            ('[{"@id": "urn:a",\n "name": {"first": "x"}}]', ["name"]),
            ('{"@type": "Organisation"}', ["Organisation"]),
            ('{"@context": {"city": "urn:c"}, "@id": "urn:a", "nmae": "x"}', ["nmae"]),
        ],
    ),
)
def test_words_without_a_meaning_are_a_violation_where_they_are_all(
    run: Run, tmp_path: Path, text: str, words: list[str]
) -> None:
    (tmp_path / "a.jsonld").write_text(text)
    found = findings(run, tmp_path)
    assert [(each["severity"], each["value"]) for each in found] == [("violation", word) for word in words]
    assert run("validate", tmp_path).exit_code == 1


def test_other_shapes_judge_no_file_that_says_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"name": "x", "city": "Lima"}')
    result = run("validate", tmp_path, "--shapes", SHAPES)
    assert (result.exit_code, "no statement" in result.output) == (2, True)


def test_a_lost_word_among_others_is_a_warning_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text(JSON_LD.replace('"code": "Z"', '\n"code": "Z", "nmae": "Z"'))
    [found] = [each for each in findings(run, tmp_path) if each["component"] == "KnownWord"]
    assert (found["severity"], found["value"], found["line"]) == ("warning", "nmae", 5)


@pytest.mark.parametrize(
    "text",
    quick(
        2,
        [
            '{"@context": {"@vocab": "urn:x#"}, "@id": "urn:a", "anything": 1}',
            '{"@context": {"by": {"@id": "urn:x", "@container": "@language"}}, "@id": "urn:a", "by": {"en": "a"}}',
            '{"@context": {"any": {"@id": "urn:x", "@type": "@json"}}, "@id": "urn:a", "any": {"thing": 1}}',
            '{"@id": "urn:a", "urn:p": {"@value": "x", "@type": "urn:t"}}',
        ],
    ),
)
def test_words_with_a_meaning_are_no_findings(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonld").write_text(text)
    assert "KnownWord" not in {each["component"] for each in findings(run, tmp_path)}


def test_a_prefix_that_is_not_declared_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"@id": "urn:a", "sg:code": "X"}')
    [told_of] = [each for each in findings(run, tmp_path) if each["component"] == "KnownTerm"]
    assert f"The prefix sg is not declared, so sg:code names nothing. Write {vocab.SG}code." == told_of["message"]


# --- lists -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "right"),
    quick(
        2,
        [
            ("organisation:X a sg:Organisation ; sg:theme theme:karts", ["theme:karst"]),
            ("organisation:X a sg:Organisation ; sg:theme theme:Karst", ["theme:karst"]),
            ("organisation:X a sg:Organisation ; org:classification category:category2", ["category:category-2"]),
            ("contribution:X-1 a sg:Contribution ; sg:basis 'stated'", ["basis:stated"]),
            ("contribution:X-1 a sg:Contribution ; sg:contributesTo sdg:6.55", ["sdg:6.5"]),
            ("contribution:X-1 a sg:Contribution ; sg:contributesTo sdg:18", []),
            ("organisation:X a sg:Organisation ; sg:country country:Belgium", ["country:BEL"]),
            ("organisation:X a sg:Organisation ; sg:theme <urn:zzzzzzzz>", []),
        ],
    ),
)
def test_a_value_that_is_not_on_its_list_is_told_with_the_nearest(
    run: Run, tmp_path: Path, wrong: str, right: list[str]
) -> None:
    (tmp_path / "a.ttl").write_text(f"{HEAD}{wrong} .")
    found = [each for each in everything(run, tmp_path) if each["path"] and each["value"]]
    assert len(found) == 1, found  # said once, whatever the conditions that it breaks
    assert [vocab.compact(iri) for iri in found[0]["nearest"][:1]] == right
    assert ("do you mean" in run("validate", tmp_path).stdout) == bool(right)


def test_paths_are_written_with_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(f"{HEAD}contribution:X a sg:Contribution .")
    told_of = run("validate", tmp_path).stdout
    assert "(prov:wasAttributedTo|prov:wasDerivedFrom)" in told_of
    assert "<http" not in told_of


def test_labels_and_lists_of_forms_make_no_term_known() -> None:
    """Only conditions name terms of the data; else a slip in `rdfs:label` would be reported since forms use it."""
    vocabulary = Vocabulary(terms(), load(SHAPES))
    assert vocabulary.problem("http://www.w3.org/2000/01/rdf-schema#Label") == ""
    assert vocabulary.problem("http://datashapes.org/dash#Editor") == ""
    assert "Write skos:prefLabel" in vocabulary.problem(f"{vocab.PREFIXES['skos']}preflabel")
