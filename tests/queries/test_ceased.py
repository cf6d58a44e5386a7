"""Every named query and the centres that have ceased: left out of lists and counts, or shown as such.

Half of all centres cease in these tests. A query answers about the present unless its header says `# ceased: shown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdggraph import vocab
from sdggraph.config import packaged
from sdggraph.sparql.interface import Kind, Store
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import rules
from sdggraph.tasks.queries import NamedQuery, bind, read_query
from sdggraph.tasks.source import Source

FILES = sorted((packaged() / "queries").glob("*.rq"))
SHOWN = {path.stem for path in FILES if re.search(r"^# ceased: shown", path.read_text("utf-8"), re.MULTILINE)}
STAYS = {"HIST", "IKCEST"}  # the organisations that examples name
PREFIXES = "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}>\n" for name in ("org", "sg", "status-value", "xsd"))
DATA = "https://w3id.org/sdggraph/graph/data"


@pytest.fixture(scope="module")
def ceased(source: Source) -> list[str]:
    """Codes of the centres that cease in 2030: every second one."""
    centres = sorted(code for code, each in source.network.organisations.items() if each.is_active_centre)
    return [code for code in centres if code not in STAYS][::2]


def told(source: Source, code: str, value: str, date: str) -> str:
    """A status record as SPARQL writes it."""
    iri = source.network.organisations[code].iri
    return (
        f'<urn:status/{code}-{value}> a sg:StatusRecord ; sg:ofOrganisation <{iri}> ; sg:date "{date}"^^xsd:gYear ;'
        f" sg:statusValue status-value:{value} . "
    )


def changed(source: Source, *updates: str) -> Store:
    """The real graph after these updates of its data."""
    store = EmbeddedStore.in_memory()
    assert isinstance(source.store, EmbeddedStore)
    store.add_quads(source.store.all_quads())
    for update in updates:
        store.update(f"{PREFIXES} {update}")
    store.derive(rules(packaged() / "ontology"))
    return store


def ended(source: Source, codes: list[str]) -> str:
    """The update by which centres cease."""
    records = "".join(told(source, code, "ceased", "2030") for code in codes)
    return f"INSERT DATA {{ GRAPH <{DATA}> {{ {records} }} }}"


@pytest.fixture(scope="module")
def with_ends(source: Source, ceased: list[str]) -> Store:
    """The real graph, in which half of the centres have ceased."""
    return changed(source, ended(source, ceased))


@pytest.fixture(scope="module")
def without_them(source: Source, ceased: list[str]) -> Store:
    """The real graph, in which the same centres and HidroEX are no centres and have no links, projects and events."""
    gone = " ".join(f"<{source.network.organisations[code].iri}>" for code in [*ceased, "HidroEX"])
    values = f"VALUES ?centre {{ {gone} }}"
    out = f"DELETE {{ GRAPH ?g {{ ?s ?p ?centre }} }} WHERE {{ {values} GRAPH ?g {{ ?s ?p ?centre }} }}"
    kind = f"DELETE {{ GRAPH ?g {{ ?centre ?p ?o }} }} WHERE {{ {values} GRAPH ?g {{ ?centre ?p ?o }} }}"
    return changed(source, ended(source, ceased), out, kind)


def rows_of(source: Source, store: Store, query: NamedQuery, **given: str) -> list[dict[str, str]]:
    """The rows that a query answers on this store; none for another kind of answer."""
    answer = store.query(query.text, parameters=bind(source, query, given))
    return answer.rows() if answer.kind is Kind.ROWS else []


def named(source: Source, row: dict[str, str], codes: list[str]) -> Iterator[str]:
    """Those of the codes that a row names, alone or in a list of codes."""
    for value in row.values():
        parts = [part.partition(" (")[0] for part in value.split(", ")]
        if all(part in source.network.organisations for part in parts):
            yield from (part for part in parts if part in codes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_who_has_ceased_is_left_out_or_shown_as_such(
    source: Source, with_ends: Store, ceased: list[str], path: Path
) -> None:
    for row in rows_of(source, with_ends, read_query(path)):
        found = set(named(source, row, [*ceased, "HidroEX"]))
        if path.stem not in SHOWN:
            assert not found, row
        for code in found:
            year = 2016 if code == "HidroEX" else 2030
            one = row.get("code") == code and row.get("status") == f"ceased in {year}"
            assert one or f"{code} ({year})" in row.get("ceased", ""), row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_who_has_ceased_is_not_counted(source: Source, with_ends: Store, without_them: Store, path: Path) -> None:
    if path.stem not in SHOWN:
        query = read_query(path)
        one, other = rows_of(source, with_ends, query), rows_of(source, without_them, query)
        # a former partner is one of the other organisations
        own = {"other_links"} if path.stem == "isolated-centres" else set()
        assert [row.keys() - own for row in one] == [row.keys() - own for row in other]
        assert all(row[name] == same[name] for row, same in zip(one, other, strict=True) for name in row.keys() - own)


def listed(source: Source, value: str, date: str) -> bool:
    """Whether HidroEX, which ceased in 2016, is listed after one more record."""
    store = changed(source, f"INSERT DATA {{ GRAPH <{DATA}> {{ {told(source, 'HidroEX', value, date)} }} }}")
    rows = rows_of(source, store, read_query(packaged() / "queries" / "centres-in-country.rq"), country="BRA")
    return "HidroEX" in {row["code"] for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "date", "is_listed"),
    [("renewed", "2018", True), ("active", "2012", False), ("active", "2016", False), ("unknown", "2020", False)],
)
def test_the_last_word_counts_as_it_does_in_the_records(source: Source, value: str, date: str, is_listed: bool) -> None:
    assert listed(source, value, date) is is_listed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "date", "is_suggested"),
    [("renewed", "2031", True), ("active", "2031", False), ("renewed", "2029", False)],
)
def test_who_is_contested_is_suggested_again_after_a_decision(
    source: Source, value: str, date: str, is_suggested: bool
) -> None:
    records = told(source, "HIST", "contested", "2030") + told(source, "HIST", value, date)
    store = changed(source, f"INSERT DATA {{ GRAPH <{DATA}> {{ {records} }} }}")
    for name, given in (
        ("centres-like-mine", {"centre": "IKCEST"}),
        ("unlinked-pairs-region", {"region": "Asia and the Pacific"}),
        ("unlinked-pairs-shared-themes", {"least": "1"}),
        ("unlinked-pairs-theme", {"theme": "remote-sensing"}),
    ):
        rows = rows_of(source, store, read_query(packaged() / "queries" / f"{name}.rq"), **given)
        assert any(set(named(source, row, ["HIST"])) for row in rows) is is_suggested, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_standing_is_read_from_one_place(path: Path) -> None:
    """The year of an end is in the records; whether it still counts is in `sg:standing` only."""
    text = path.read_text("utf-8")
    ends = re.findall(r"(.*)\n.*sg:ofOrganisation \?(\w+) ; sg:statusValue status-value:ceased", text)
    assert all(f"?{name} sg:standing status-value:ceased ." in before for before, name in ends)
    assert text.count("sg:statusValue status-value:ceased") == len(ends)
