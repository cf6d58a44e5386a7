"""A thing may have a name in each of several languages: no answer has more rows for it, or another name."""

from __future__ import annotations

import json
import shutil

import pytest

import sdggraph
from sdggraph import Graph, vocab
from sdggraph.config import packaged

pytestmark = pytest.mark.slow  # loads the data with 3,400 names more

_NAMES = "SELECT ?thing ?name { ?thing skos:prefLabel ?name FILTER(LANG(?name) = 'en') }"
_WHOLE = {"statements-per-graph", "centre-record"}  # count or show the added statements themselves


@pytest.fixture(scope="module")
def one() -> Graph:
    """The data as they are."""
    return sdggraph.open(packaged() / "data")


@pytest.fixture(scope="module")
def several(one: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The same data, where everything that has an English name has a French and an Arabic one as well."""
    folder = tmp_path_factory.mktemp("names") / "data"
    shutil.copytree(packaged() / "data", folder)
    lines = []
    for row in one.query(_NAMES).rows():
        for tag in ("fr", "ar"):
            name = json.dumps(f"{tag} {row['name']}", ensure_ascii=False)
            lines.append(f"<{row['thing']}> <{vocab.PREFIXES['skos']}prefLabel> {name}@{tag} .")
    assert len(lines) > 3000
    (folder / "second-names.ttl").write_text("\n".join(lines), encoding="utf-8")
    return sdggraph.open(folder)


def test_no_named_query_has_another_row_for_a_name_in_another_language(one: Graph, several: Graph) -> None:
    asked = [query for query in one.queries() if query.name not in _WHOLE]
    assert len(asked) > 50
    differ = [query.name for query in asked if one.query(query.name).content != several.query(query.name).content]
    assert differ == []


def test_no_task_tells_another_name(one: Graph, several: Graph) -> None:
    for code in ("HIST", "ICTP"):
        expected, found = one.suggest_partners(code), several.suggest_partners(code)
        assert [each.reasons for each in found.found] == [each.reasons for each in expected.found]
        assert [each.sentence for each in several.gaps(code).nearby] == [
            each.sentence for each in one.gaps(code).nearby
        ]
    for by in ("region", "theme", "country-group", "category"):
        expected_columns, columns = one.coverage(by=by), several.coverage(by=by)
        assert columns.rows == expected_columns.rows
        assert [each.label for each in columns.columns] == [each.label for each in expected_columns.columns]
    assert several.network().communities == one.network().communities


def test_a_record_shows_the_english_name_and_keeps_the_others(one: Graph, several: Graph) -> None:
    expected, found = one.show("HIST"), several.show("HIST")
    assert found.organisation.name == expected.organisation.name
    events = "sg:Event"
    names = {item.iri: item.first("skos:prefLabel") for item in expected.full.of(events)}
    assert {item.iri: item.first("skos:prefLabel") for item in found.full.of(events)} == names
    assert all(len(item.every("skos:prefLabel")) == 3 for item in found.full.of(events))


def test_the_report_says_the_same_of_the_network(one: Graph, several: Graph) -> None:
    def told(graph: Graph) -> list[str]:
        lines = graph.report("md", as_of="2026-11-28").decode().splitlines()
        return [line for line in lines if "version" not in line and "violation" not in line and "warning" not in line]

    assert told(several) == told(one)
