"""What every store must do, in SPARQL that every store understands."""

from __future__ import annotations

import json
import time

import pytest

from sdggraph import vocab
from sdggraph.errors import BadParameter, BadQuery, LimitExceeded, Refused, UpdateFailed
from sdggraph.sparql.formats import CSV, JSON, NTRIPLES, TSV, TURTLE, XML, Format
from sdggraph.sparql.interface import Iri, Kind, Limits, Store, Term, Text

A, B = "http://example.org/graph/a", "http://example.org/graph/b"
EX = "http://example.org/"
XSD = vocab.PREFIXES["xsd"]

# Graph a: three centres; graph b: what Karst says in another place.
CENTRES = f"""
PREFIX ex: <{EX}>
INSERT DATA {{
  GRAPH <{A}> {{
    ex:karst ex:name "Karst"@en, "岩溶"@zh ; ex:founded 2008 ; ex:works ex:water .
    ex:delta ex:name "Delta"@en ; ex:founded 1999 ; ex:works ex:water, ex:soil .
    ex:steppe ex:name "Steppe" ; ex:works ex:soil .
  }}
  GRAPH <{B}> {{ ex:karst ex:hosts ex:delta . }}
}}"""


@pytest.fixture
def centres(store: Store) -> Store:
    """Eleven statements in two graphs."""
    store.update(CENTRES)
    return store


@pytest.fixture
def repeated(centres: Store) -> Store:
    """Twelve statements, eleven different ones: that Karst works on water stands in both graphs."""
    centres.update(f"INSERT DATA {{ GRAPH <{B}> {{ <{EX}karst> <{EX}works> <{EX}water> }} }}")
    return centres


def ask(store: Store, text: str, **parameters: Iri | Text) -> list[dict[str, str]]:
    return store.query(f"PREFIX ex: <{EX}> {text}", parameters=parameters).rows()


# --- answers ---------------------------------------------------------------------------------------


def test_rows_keep_language_and_datatype(centres: Store) -> None:
    found = centres.query(f"PREFIX ex: <{EX}> SELECT ?o {{ ex:karst ex:name|ex:founded ?o }}").bindings()
    assert sorted((row["o"] for row in found), key=str) == sorted(
        [
            {"type": "literal", "value": "Karst", "xml:lang": "en"},
            {"type": "literal", "value": "岩溶", "xml:lang": "zh"},
            {"type": "literal", "value": "2008", "datatype": f"{XSD}integer"},
        ],
        key=str,
    )


def test_a_plain_string_has_neither_language_nor_another_datatype(centres: Store) -> None:
    [row] = centres.query(f"PREFIX ex: <{EX}> SELECT ?n {{ ex:steppe ex:name ?n }}").bindings()
    assert row["n"]["value"] == "Steppe"
    assert row["n"].get("datatype", f"{XSD}string") == f"{XSD}string"
    assert "xml:lang" not in row["n"]


def test_columns_stand_in_the_order_of_the_query_and_unbound_ones_are_left_out(centres: Store) -> None:
    answer = centres.query(
        f"SELECT ?year ?c {{ ?c <{EX}name> ?n OPTIONAL {{ ?c <{EX}founded> ?year }} FILTER(?n = 'Steppe') }}"
    )
    assert answer.variables() == ["year", "c"]
    assert answer.rows() == [{"c": f"{EX}steppe"}]


def test_ask_says_yes_and_no(centres: Store) -> None:
    assert centres.query(f"ASK {{ <{EX}karst> <{EX}hosts> <{EX}delta> }}").boolean() is True
    no = centres.query(f"ASK {{ <{EX}delta> <{EX}hosts> ?any }}")
    assert (no.kind, no.boolean()) == (Kind.BOOLEAN, False)


def test_construct_builds_a_graph(centres: Store) -> None:
    answer = centres.query(f"PREFIX ex: <{EX}> CONSTRUCT {{ ?h ex:guest ?c }} WHERE {{ ?c ex:hosts ?h }}")
    assert (answer.kind, answer.format) == (Kind.GRAPH, NTRIPLES)
    assert answer.content.decode().split() == [f"<{EX}delta>", f"<{EX}guest>", f"<{EX}karst>", "."]


def test_a_constructed_graph_states_nothing_twice(centres: Store) -> None:
    answer = centres.query(f"PREFIX ex: <{EX}> CONSTRUCT {{ ?t a ex:Theme }} WHERE {{ ?c ex:works ?t }}")
    assert len(answer.content.decode().splitlines()) == 2


def test_describe_tells_what_a_centre_says(centres: Store) -> None:
    described = centres.query(f"DESCRIBE <{EX}steppe>").content.decode()
    assert f'<{EX}steppe> <{EX}name> "Steppe" .' in described
    assert f"<{EX}steppe> <{EX}works> <{EX}soil> ." in described


@pytest.mark.parametrize(("format", "start"), [(CSV, b"c\r\n"), (TSV, b"?c\n"), (JSON, b"{"), (XML, b"<?xml")])
def test_rows_come_in_four_formats(centres: Store, format: Format, start: bytes) -> None:
    answer = centres.query(f"SELECT ?c {{ ?c <{EX}hosts> ?any }}", format=format)
    assert answer.format is format
    assert answer.content.startswith(start)
    assert f"{EX}karst".encode() in answer.content


def test_a_format_that_cannot_hold_the_answer_is_a_bad_parameter(centres: Store) -> None:
    with pytest.raises(BadParameter, match="turtle"):
        centres.query("SELECT * { ?s ?p ?o }", format=TURTLE)
    with pytest.raises(BadParameter, match="csv"):
        centres.query("CONSTRUCT WHERE { ?s ?p ?o }", format=CSV)


# --- graphs ----------------------------------------------------------------------------------------


def test_a_plain_query_sees_all_graphs_together(centres: Store) -> None:
    assert ask(centres, "SELECT ?n { ex:karst ex:hosts/ex:name ?n }") == [{"n": "Delta"}]


def test_a_statement_in_two_graphs_counts_once(repeated: Store) -> None:
    assert ask(repeated, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [{"n": "11"}]
    assert len(ask(repeated, "SELECT ?s { ?s ex:works ex:water }")) == 2


def test_it_counts_once_whatever_was_asked_and_changed_before(repeated: Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert ask(repeated, count) == [{"n": "11"}]
    repeated.update(
        f"PREFIX ex: <{EX}> INSERT DATA {{ GRAPH <{B}> {{ ex:karst ex:founded 2008 . ex:oasis ex:works 1 }} }}"
    )
    assert ask(repeated, count) == [{"n": "12"}]
    repeated.update(f"CLEAR GRAPH <{B}>")
    assert ask(repeated, count) == [{"n": "10"}]


def test_graph_names_where_a_statement_stands(repeated: Store) -> None:
    found = ask(repeated, "SELECT ?g { GRAPH ?g { ex:karst ex:works ex:water } } ORDER BY ?g")
    assert found == [{"g": A}, {"g": B}]


def test_from_restricts_the_query_to_a_held_graph(centres: Store) -> None:
    assert ask(centres, f"SELECT (COUNT(*) AS ?n) FROM <{B}> {{ ?s ?p ?o }}") == [{"n": "1"}]
    assert ask(centres, f"SELECT ?n FROM <{B}> {{ ex:karst ex:name ?n }}") == []


def test_two_from_clauses_are_read_as_one_graph(centres: Store) -> None:
    assert ask(centres, f"SELECT (COUNT(*) AS ?n) FROM <{A}> FROM <{B}> {{ ?s ?p ?o }}") == [{"n": "11"}]
    assert ask(centres, f"SELECT ?n FROM <{A}> FROM <{B}> {{ ex:karst ex:hosts/ex:name ?n }}") == [{"n": "Delta"}]


def test_two_from_clauses_count_a_statement_of_both_once(repeated: Store) -> None:
    assert ask(repeated, f"SELECT (COUNT(*) AS ?n) FROM <{A}> FROM <{B}> {{ ?s ?p ?o }}") == [{"n": "11"}]
    with pytest.raises(LimitExceeded):
        repeated.query("SELECT * { ?s ?p ?o }", limits=Limits(rows=10))
    assert len(repeated.query("CONSTRUCT WHERE { ?s ?p ?o }").content.splitlines()) == 11


def test_from_named_restricts_graph_and_leaves_nothing_outside_it(centres: Store) -> None:
    assert ask(centres, f"SELECT DISTINCT ?g FROM NAMED <{B}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == [{"g": B}]
    assert ask(centres, f"SELECT ?s FROM NAMED <{B}> {{ ?s ?p ?o }}") == []


def test_from_a_graph_that_is_not_held_is_refused_and_the_held_ones_are_named(centres: Store) -> None:
    with pytest.raises(Refused, match=r"nothing is fetched.*graph/a.*graph/b"):
        centres.query("SELECT * FROM <http://example.org/elsewhere> { ?s ?p ?o }")


def test_graphs_are_listed_in_order(centres: Store) -> None:
    assert centres.graphs() == [A, B]


def test_the_length_is_the_number_of_statements_of_all_graphs(repeated: Store) -> None:
    assert len(repeated) == 12


def test_quads_are_those_of_one_graph_or_of_all(repeated: Store) -> None:
    assert set(repeated.quads(B)) == {
        (f"<{EX}karst>", f"<{EX}works>", f"<{EX}water>", B),
        (f"<{EX}karst>", f"<{EX}hosts>", f"<{EX}delta>", B),
    }
    assert len(list(repeated.quads())) == 12


def test_an_empty_store_answers_with_nothing(store: Store) -> None:
    assert len(store) == 0
    assert store.graphs() == []
    assert list(store.quads()) == []
    assert store.query("SELECT * { ?s ?p ?o }").rows() == []
    assert store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows() == [{"n": "0"}]
    assert store.query("CONSTRUCT WHERE { ?s ?p ?o }").content == b""
    assert store.query("ASK {}").boolean() is True


# --- what engines like to differ in -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("SELECT (1/4 AS ?x) {}", "0.25", id="integers divide into a decimal"),
        pytest.param("SELECT (1 < 2 AS ?x) {}", "true", id="a comparison is true or false"),
        pytest.param("SELECT (EXISTS { ex:karst ex:hosts ?d } AS ?x) {}", "true", id="EXISTS is true or false"),
        pytest.param("SELECT (COUNT(*) AS ?x) { ?s ex:hosts+ ?o }", "1", id="a path with both ends free"),
        pytest.param(
            f'SELECT (COUNT(*) AS ?x) {{ ?c ex:name "Steppe"^^<{XSD}string> }}', "1", id="a string has a datatype"
        ),
        pytest.param(
            "SELECT (DATATYPE('x'@en) AS ?x) {}", f"{vocab.PREFIXES['rdf']}langString", id="text has a datatype"
        ),
        pytest.param("SELECT (isBlank(BNODE()) AS ?x) {}", "true", id="a new blank node"),
        pytest.param("SELECT (ROUND(-2.5) AS ?x) {}", "-2", id="halves are rounded up"),
        pytest.param("SELECT (STRLEN('岩溶🌊') AS ?x) {}", "3", id="a letter is one letter"),
    ],
)
def test_an_expression_has_one_value_everywhere(centres: Store, text: str, value: str) -> None:
    assert ask(centres, text) == [{"x": value}]


# --- prefixes and parameters -----------------------------------------------------------------------


def test_our_prefixes_need_no_declaration(store: Store) -> None:
    store.update(
        "INSERT DATA { GRAPH <http://example.org/g> { organisation:HIST a sg:Centre ; skos:notation 'HIST' } }"
    )
    assert store.query("SELECT ?n { organisation:HIST skos:notation ?n }").rows() == [{"n": "HIST"}]


def test_a_declaration_of_the_query_comes_before_ours(centres: Store) -> None:
    found = centres.query(f"PREFIX skos: <{EX}> SELECT ?n {{ skos:steppe skos:name ?n }}").rows()
    assert found == [{"n": "Steppe"}]


def test_an_iri_is_bound_as_an_iri(centres: Store) -> None:
    found = ask(centres, "SELECT ?n { ?c ex:works ?theme ; ex:name ?n } ORDER BY STR(?n)", theme=Iri(f"{EX}soil"))
    assert found == [{"n": "Delta"}, {"n": "Steppe"}]


def test_an_integer_and_a_language_are_bound_as_what_they_are(centres: Store) -> None:
    year = Text("1999", datatype=f"{XSD}integer")
    assert ask(centres, "SELECT ?c { ?c ex:founded ?y FILTER(?y > ?year) }", year=year) == [{"c": f"{EX}karst"}]
    assert ask(centres, "SELECT ?c { ?c ex:name ?name }", name=Text("Delta", language="en")) == [{"c": f"{EX}delta"}]
    assert ask(centres, "SELECT ?c { ?c ex:name ?name }", name=Text("Delta")) == []


@pytest.mark.parametrize(
    "value",
    [
        'say "hello"',
        "it's",
        "'''three'''",
        "two\nlines\r\nand\ttabs",
        "back\\slash \\u0041",
        "}} SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #",
        '" } ; DROP ALL #',
        "?c $c ?value %41",
        pytest.param("水 🌊", id="beyond ASCII"),
        "",
    ],
)
def test_a_text_is_a_value_whatever_is_written_in_it(centres: Store, value: str) -> None:
    [row] = ask(centres, "SELECT (STR(?value) AS ?back) { ex:steppe ex:works ?t }", value=Text(value))
    assert row == {"back": value}
    assert len(centres) == 11


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?c { ?c ex:name ?n OPTIONAL { ?c ex:works ?t FILTER(?t = ?x) } FILTER(!BOUND(?t)) }", ["karst"]),
        ("SELECT ?c { ?c ex:name ?n OPTIONAL { ?c ex:works ?x ; ex:founded ?y } FILTER(BOUND(?y)) }", ["delta"]),
        ("SELECT ?c { { SELECT ?c { ?c ex:works ?x } } ?c ex:founded ?year }", ["delta"]),
        ("SELECT ?c { ?c ex:works ?t FILTER(?t = ?x) }", ["delta", "steppe"]),
        ("SELECT ?c { ?c ex:name ?n FILTER NOT EXISTS { ?c ex:works ?x } }", ["karst"]),
        ("SELECT ?c { ?c ex:works ex:water MINUS { ?c ex:works $x } }", ["karst"]),
        ("SELECT ?c { { ?c ex:works ?x } UNION { ?c ex:hosts/ex:works ?x } }", ["delta", "karst", "steppe"]),
        (
            "SELECT ?c { ?c ex:works ?x # of ?x\n FILTER('?x' != ?x && ?c != <http://example.org/?x=1>) }",
            ["delta", "steppe"],
        ),
    ],
    ids=["filter in optional", "optional", "sub-select", "filter", "not exists", "minus", "union", "not in strings"],
)
def test_a_parameter_is_bound_everywhere_in_the_query(centres: Store, text: str, rows: list[str]) -> None:
    found = {row["c"] for row in ask(centres, text, x=Iri(f"{EX}soil"))}
    assert found == {f"{EX}{name}" for name in rows}


def test_a_parameter_is_bound_in_aggregates_and_heads(centres: Store) -> None:
    water = Iri(f"{EX}water")
    assert ask(centres, "SELECT (COUNT(?c) AS ?n) { ?c ex:works ?x }", x=water) == [{"n": "2"}]
    assert ask(centres, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?c ex:works ?x }", x=water) == [{"n": "1"}]
    grouped = "SELECT ?x (COUNT(?c) AS ?n) { ?c ex:works ?x } GROUP BY ?x ORDER BY ?x"
    assert ask(centres, grouped, x=water) == [{"x": f"{EX}water", "n": "2"}]
    assert ask(centres, "SELECT ?c ?x { ?c ex:hosts ?d ; ex:works ?x }", x=water) == [
        {"c": f"{EX}karst", "x": f"{EX}water"}
    ]


def test_parameters_are_bound_in_ask_construct_and_describe(centres: Store) -> None:
    karst, soil = Iri(f"{EX}karst"), Iri(f"{EX}soil")
    assert centres.query(f"ASK {{ ?c <{EX}works> ?t }}", parameters={"c": karst, "t": soil}).boolean() is False
    built = centres.query(f"CONSTRUCT {{ ?c <{EX}same> ?c }} WHERE {{ ?c <{EX}hosts> ?d }}", parameters={"c": karst})
    assert built.content.decode() == f"<{EX}karst> <{EX}same> <{EX}karst> .\n"
    assert b"hosts" in centres.query("DESCRIBE ?c", parameters={"c": karst}).content


def test_longer_names_that_begin_alike_are_other_variables(centres: Store) -> None:
    found = ask(centres, "SELECT ?cc { ?c ex:hosts ?cc }", c=Iri(f"{EX}karst"))
    assert found == [{"cc": f"{EX}delta"}]


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("SELECT * { ?s ?p ?o }", {"absent": Text("x")}),
        ("SELECT * { ?s ?p '?x' }", {"x": Text("x")}),
        ("SELECT * { BIND(1 AS ?x) }", {"x": Text("x")}),
        ("SELECT * { ?s ?p ?x }", {"x": Iri("no iri")}),
        ("SELECT * { ?s ?p ?x }", {"x": Iri("http://e/> } DROP ALL <http://e/")}),
        ("SELECT * { ?s ?p ?x }", {"x": Text("x", language="not a language")}),
        ("SELECT * { ?s ?p ?x }", {"x": Text("x", datatype="no iri")}),
        ("SELECT * { ?s ?p ?x }", {"x y": Text("x")}),
    ],
)
def test_a_parameter_that_cannot_be_bound_is_a_bad_parameter(
    centres: Store, text: str, parameters: dict[str, Term]
) -> None:
    with pytest.raises(BadParameter):
        centres.query(text, parameters=parameters)


# --- refusals and limits ---------------------------------------------------------------------------


def test_a_syntax_error_names_line_and_column(store: Store) -> None:
    with pytest.raises(BadQuery) as caught:
        store.query("SELECT *\nWHERE { ?s ?p }")
    assert caught.value.line == 2
    assert caught.value.column is not None
    assert caught.value.remedy


def test_a_syntax_error_with_parameters_or_limits_is_the_same_error(store: Store) -> None:
    with pytest.raises(BadQuery) as caught:
        store.query("SELECT *\nWHERE { ?s ?p }", parameters={"s": Text("x")}, limits=Limits(seconds=5))
    assert caught.value.line == 2


def test_an_update_is_not_a_query(centres: Store) -> None:
    with pytest.raises(BadQuery):
        centres.query("DROP ALL")
    assert len(centres) == 11


def test_half_a_character_is_a_bad_query(store: Store) -> None:
    with pytest.raises(BadQuery, match="character 6"):
        store.query("ASK {\ud800}")
    with pytest.raises(BadQuery, match="character 1"):
        store.update("\udfff")


def test_rows_exactly_at_the_limit_are_fine_and_one_more_is_too_many(centres: Store) -> None:
    works = f"SELECT ?c ?t {{ ?c <{EX}works> ?t }}"  # four rows
    assert len(centres.query(works, limits=Limits(rows=4)).rows()) == 4
    with pytest.raises(LimitExceeded) as caught:
        centres.query(works, limits=Limits(rows=3))
    assert caught.value.limit == "rows"
    assert "3" in caught.value.problem


def test_the_limit_of_rows_counts_triples_too(centres: Store) -> None:
    works = f"CONSTRUCT WHERE {{ ?c <{EX}works> ?t }}"
    assert centres.query(works, limits=Limits(rows=4)).content.count(b"\n") == 4
    with pytest.raises(LimitExceeded):
        centres.query(works, limits=Limits(rows=3))


def cross_join(size: int) -> str:
    values = " ".join(map(str, range(size)))
    blocks = " ".join(f"{{ VALUES ?{name} {{ {values} }} }}" for name in "abc")
    return f"SELECT (COUNT(*) AS ?n) {{ {blocks} FILTER(?a + ?b != ?c * 7919) }}"


@pytest.mark.slow
def test_a_query_is_stopped_when_its_time_is_over_and_the_store_answers_on(centres: Store) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded) as caught:
        # an endpoint works on after we have left: some seconds, with this one
        centres.query(cross_join(250), limits=Limits(seconds=0.5))
    assert time.monotonic() - start < 5  # ten times the limit: this machine may be doing other things
    assert caught.value.limit == "time"
    assert "0.5 s" in caught.value.problem
    assert caught.value.remedy
    assert ask(centres, "SELECT ?n { ex:steppe ex:name ?n }") == [{"n": "Steppe"}]


@pytest.mark.slow
def test_a_query_is_stopped_when_its_memory_is_used_up_and_the_store_answers_on(centres: Store) -> None:
    sorting = cross_join(200).replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a ?b ?c"
    with pytest.raises(LimitExceeded) as caught:
        centres.query(sorting, limits=Limits(seconds=300, memory=64 * 2**20))
    assert caught.value.limit == "memory"
    assert ask(centres, "SELECT ?n { ex:steppe ex:name ?n }") == [{"n": "Steppe"}]


def test_an_answer_within_the_limits_is_the_same_as_without(centres: Store) -> None:
    text = f"SELECT ?c ?n {{ ?c <{EX}name> ?n }} ORDER BY ?c ?n"
    limits = Limits(seconds=20, memory=512 * 2**20, rows=100)
    assert centres.query(text, limits=limits) == centres.query(text)
    assert centres.query(text, limits=limits, format=CSV) == centres.query(text, format=CSV)


def test_an_error_within_limits_is_the_same_as_without(centres: Store) -> None:
    with pytest.raises(BadParameter, match="no variable"):
        centres.query("SELECT * { ?s ?p ?o }", parameters={"x": Text("x")}, limits=Limits(seconds=5))
    with pytest.raises(LimitExceeded) as caught:
        centres.query("SELECT * { ?s ?p ?o }", limits=Limits(seconds=5, rows=1))
    assert caught.value.limit == "rows"


# --- writing ---------------------------------------------------------------------------------------


def test_an_update_is_carried_out_whole_or_not_at_all(centres: Store) -> None:
    before = centres.version()
    with pytest.raises(UpdateFailed):
        centres.update(
            f"INSERT DATA {{ GRAPH <{A}> {{ <{EX}oasis> <{EX}works> <{EX}soil> }} }} ;"
            "DROP GRAPH <http://example.org/graph/absent>"
        )
    assert centres.version() == before
    assert len(centres) == 11


def test_an_update_that_cannot_be_read_names_the_place_and_changes_nothing(centres: Store) -> None:
    with pytest.raises(BadQuery) as caught:
        centres.update("DROP ALL ;\nINSERT DATA { <a> }")
    assert caught.value.line == 2
    assert len(centres) == 11


def test_an_update_may_delete_and_insert_by_pattern(centres: Store) -> None:
    centres.update(
        f"PREFIX ex: <{EX}> WITH <{A}> DELETE {{ ?c ex:works ex:soil }} INSERT {{ ?c ex:works ex:land }}"
        " WHERE { ?c ex:works ex:soil }"
    )
    assert ask(centres, "SELECT (COUNT(*) AS ?n) { ?c ex:works ex:land }") == [{"n": "2"}]
    assert centres.query(f"ASK {{ ?c <{EX}works> <{EX}soil> }}").boolean() is False


def test_everything_can_be_dropped(centres: Store) -> None:
    centres.update("DROP ALL")
    assert len(centres) == 0


def test_the_version_depends_on_statements_alone(store: Store) -> None:
    store.update(f'INSERT DATA {{ GRAPH <{A}> {{ <{EX}a> <{EX}p> "1" . <{EX}b> <{EX}q> "2"@en }} }}')
    first = store.version()
    assert first == store.version()
    store.update(f"CLEAR GRAPH <{A}>")
    assert store.version() != first
    store.update(
        f"PREFIX  other:<{EX}>\nINSERT DATA {{ GRAPH <{A}> {{ # other order\n\n other:b other:q '2'@en }} }} ;\n"
        f"INSERT DATA {{ GRAPH <{A}> {{ other:a other:p '1' }} }}"
    )
    assert store.version() == first


@pytest.mark.parametrize(
    "change",
    [
        f'INSERT DATA {{ GRAPH <{A}> {{ <{EX}karst> <{EX}p> "1" }} }}',
        f'DELETE DATA {{ GRAPH <{A}> {{ <{EX}steppe> <{EX}name> "Steppe" }} }}',
        f"INSERT DATA {{ GRAPH <{B}> {{ <{EX}karst> <{EX}founded> 2008 }} }}",
    ],
    ids=["one more", "one less", "in another graph"],
)
def test_one_statement_makes_another_version(centres: Store, change: str) -> None:
    before = centres.version()
    centres.update(change)
    assert centres.version() != before


def test_json_answers_are_what_the_standard_says(centres: Store) -> None:
    answer = json.loads(centres.query(f"SELECT ?c {{ ?c <{EX}hosts> ?d }}").content)
    assert answer["head"]["vars"] == ["c"]
    assert answer["results"]["bindings"] == [{"c": {"type": "uri", "value": f"{EX}karst"}}]
