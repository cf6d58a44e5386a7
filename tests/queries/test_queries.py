"""Every named query: a whole header, SPARQL that stands on its own, an answer on the real data, always the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.config import packaged
from sdggraph.errors import BadParameter, NotFound
from sdggraph.sparql.interface import Answer, Kind, Store
from sdggraph.tasks.queries import NamedQuery, bind, find_query, queries, read_query, run_named
from sdggraph.tasks.source import Source

FILES = sorted((packaged() / "queries").glob("*.rq"))
USERS = {"desk", "director", "portal", "researcher"}
KINDS = {
    *("organisation", "goal", "target", "theme", "region", "country"),
    *("group", "kind", "year", "date", "integer", "count", "text", "iri"),
}
DECLARED = re.compile(r"PREFIX ([\w-]+): <([^>]+)>")


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def query(path: Path) -> NamedQuery:
    return read_query(path)


@pytest.fixture(scope="module")
def answered(source: Source) -> Callable[[str], Answer]:
    """Run each named query once; an answer is finished bytes, so several tests can read it."""
    return cache(lambda name: run_named(source, name))


@pytest.fixture
def answer(answered: Callable[[str], Answer], query: NamedQuery) -> Answer:
    return answered(query.name)


def body(query: NamedQuery) -> str:
    """The query without comments and prefixes; no query of ours has # or // in a string."""
    lines = [line for line in query.text.splitlines() if not line.startswith(("#", "PREFIX"))]
    return "\n".join(lines)


def without_names(text: str) -> str:
    """The text without strings and IRIs."""
    return re.sub(r'"[^"]*"|<[^>\s]*>', " ", text)


def test_there_are_enough_queries() -> None:
    assert len(FILES) >= 28


def test_titles_and_questions_are_told_apart(source: Source) -> None:
    every = queries(source)
    assert len({query.title for query in every}) == len({query.question for query in every}) == len(FILES)


def test_each_kind_of_user_has_questions_here() -> None:
    served = [name for path in FILES for name in _users(path)]
    assert all(served.count(user) >= 10 for user in USERS)


def test_file_name_is_in_kebab_case(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)


def test_header_is_complete_and_in_order(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = [found[1] for line in lines if (found := re.match(r"# (title|question|users|param|expects): \S", line))]
    parameters = fields.count("param")
    assert fields == ["title", "question", "users", *["param"] * parameters, "expects"]
    assert all(line.startswith("#") for line in lines[: len(fields)])


def test_question_is_a_question(query: NamedQuery) -> None:
    assert query.question.endswith("?")
    assert "?" not in query.question[:-1]


def test_users_are_known(path: Path) -> None:
    users = _users(path)
    assert users
    assert set(users) <= USERS
    assert len(set(users)) == len(users)


def test_each_parameter_has_a_known_kind_a_default_and_an_explanation(query: NamedQuery) -> None:
    for parameter in query.parameters:
        assert parameter.kind in KINDS
        assert parameter.default
        assert parameter.what


def test_a_parameter_is_used_and_is_no_column(query: NamedQuery) -> None:
    for parameter in query.parameters:
        assert re.search(rf"\?{parameter.name}\b", body(query))
        assert parameter.name not in query.columns


def test_query_parses_without_any_help(query: NamedQuery) -> None:
    ox.Store().query(query.text)


def test_prefixes_are_those_of_the_project_and_all_in_use(query: NamedQuery) -> None:
    declared = dict(DECLARED.findall(query.text))
    assert declared.items() <= vocab.PREFIXES.items()
    assert list(declared) == sorted(declared)
    for prefix in declared:
        assert re.search(rf"(?<![\w?-]){prefix}:", without_names(body(query))), prefix


def test_query_keeps_to_what_every_endpoint_can_do(query: NamedQuery) -> None:
    text = without_names(body(query))
    assert "xsd:string" not in text
    assert not re.search(r"\b(SERVICE|FROM|LATERAL|datatype)\b", text)
    assert not re.search(r"SELECT[^{]*\bEXISTS\b", text)


def test_rows_come_in_a_stated_order(query: NamedQuery) -> None:
    assert re.search(r"^(ASK|CONSTRUCT|SELECT)\b", body(query), re.MULTILINE)
    if query.columns != ("yes/no",):
        assert re.search(r"^ORDER BY ", body(query), re.MULTILINE)


def test_answer_is_what_the_header_announces(query: NamedQuery, answer: Answer) -> None:
    if answer.kind is Kind.ROWS:
        assert tuple(answer.variables()) == query.columns
    else:
        assert query.columns == {Kind.BOOLEAN: ("yes/no",), Kind.GRAPH: ("graph",)}[answer.kind]


def test_query_answers_on_the_real_data(query: NamedQuery, answer: Answer) -> None:
    if answer.kind is Kind.BOOLEAN:
        assert answer.boolean()
    elif answer.kind is Kind.GRAPH:
        assert answer.content.strip()
    else:
        rows = answer.rows()
        assert rows
        assert {name for row in rows for name in row} == set(query.columns), "a column is always empty"


def test_no_row_comes_twice(answer: Answer) -> None:
    if answer.kind is Kind.ROWS:
        rows = [tuple(sorted(row.items())) for row in answer.rows()]
        assert len(rows) == len(set(rows))


def test_no_column_is_a_boolean(answer: Answer) -> None:
    if answer.kind is Kind.ROWS:
        datatypes = {term.get("datatype", "") for row in answer.bindings() for term in row.values()}
        assert f"{vocab.PREFIXES['xsd']}boolean" not in datatypes


def test_answer_is_the_same_in_whatever_order_the_data_came(
    source: Source, shuffled_store: Store, query: NamedQuery, answer: Answer
) -> None:
    again = shuffled_store.query(query.text, parameters=bind(source, query, {}))
    assert again.content == answer.content
    assert run_named(source, query.name).content == answer.content


# --- what people type --------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", ["HIST> } SERVICE", "HIST> } SERVICE <https://example.org/> { ?s ?p ?o", '" . #'])
def test_a_hostile_value_is_looked_up_and_never_pasted(source: Source, path: Path, hostile: str) -> None:
    query = read_query(path)
    for parameter in query.parameters:
        with pytest.raises((NotFound, BadParameter)) as raised:
            run_named(source, query.name, {parameter.name: hostile})
        expected = BadParameter if parameter.kind in ("year", "date", "integer", "count") else NotFound
        assert type(raised.value) is expected


def test_a_parameter_takes_what_people_call_things(source: Source) -> None:
    by_key = run_named(source, "contributors-to-goal", {"goal": "6"})
    by_title = run_named(source, "contributors-to-goal", {"goal": "clean water and sanitation"})
    assert by_key.content == by_title.content
    assert by_key.content != run_named(source, "contributors-to-goal", {"goal": "11"}).content


def test_an_unknown_parameter_is_refused_with_the_known_ones(source: Source) -> None:
    with pytest.raises(BadParameter, match=r"no parameter 'center'.*It takes: centre\."):
        run_named(source, "contributions-of-centre", {"center": "HIST"})
    with pytest.raises(BadParameter, match=r"It takes: one, other\."):
        run_named(source, "do-they-cooperate", {"two": "HIST"})
    with pytest.raises(BadParameter, match="It takes none"):
        run_named(source, "isolated-centres", {"centre": "HIST"})


def test_an_unknown_query_is_answered_with_the_nearest_names(source: Source) -> None:
    with pytest.raises(NotFound) as raised:
        find_query(source, "isolated-centre")
    assert raised.value.nearest[0] == "isolated-centres"
    assert "isolated-centres" in raised.value.remedy


@pytest.mark.parametrize("name", ["../data/events", "isolated-centres.rq", ""])
def test_only_a_name_of_the_folder_finds_a_query(source: Source, name: str) -> None:
    with pytest.raises(NotFound):
        find_query(source, name)


def _users(path: Path) -> list[str]:
    found = re.search(r"^# users: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [user.strip() for user in found[1].split(",")] if found else []
