"""What the engine gets wrong by itself is answered as SPARQL 1.1 says, and nothing else is touched."""

from __future__ import annotations

import json
import time

import pyoxigraph as ox
import pytest

from sdggraph.errors import LimitExceeded, Refused
from sdggraph.sparql.guard import reads_query
from sdggraph.sparql.interface import Limits, Text
from sdggraph.sparql.mending import mended_query, mended_update
from sdggraph.sparql.modifiers import with_subselect
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore

XSD = "http://www.w3.org/2001/XMLSchema#"
ERROR = None


def value(expression: str, store: EmbeddedStore | None = None) -> str | None:
    """The value of an expression as N-Triples without the address of its datatype; None for an error."""
    asked = store or EmbeddedStore.in_memory()
    [row] = asked.query(f"SELECT ({expression} AS ?x) {{}}").bindings()
    if "x" not in row:
        return None
    term = row["x"]
    if "datatype" in term and term["datatype"] != f"{XSD}string":
        return f"{term['value']}^^{term['datatype'].removeprefix(XSD)}"
    return f"{term['value']}@{term['xml:lang']}" if "xml:lang" in term else str(term["value"])


# --- casts (F&O 17.1.3) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("xsd:integer(1e5)", "100000^^integer"),
        ("xsd:integer(1e15)", "1000000000000000^^integer"),
        ("xsd:integer(-1e5)", "-100000^^integer"),
        ("xsd:integer(xsd:float('1e5'))", "100000^^integer"),
        ("xsd:integer(2.999e0)", "2^^integer"),
        ("xsd:integer(-2.999e0)", "-2^^integer"),
        ("xsd:integer(9007199254740993e0)", "9007199254740992^^integer"),
        ("xsd:integer(1e18)", "1000000000000000000^^integer"),
        ("xsd:integer(1e19)", ERROR),  # beyond 64 bits
        ("xsd:integer('INF'^^xsd:double)", ERROR),
        ("xsd:integer('NaN'^^xsd:float)", ERROR),
        ("xsd:integer(7.9)", "7^^integer"),
        ("xsd:integer(true)", "1^^integer"),
        ("xsd:integer('42')", "42^^integer"),
        ("xsd:integer('+042')", "42^^integer"),
        ("xsd:integer('4.2')", ERROR),
        ("xsd:integer('1e3')", ERROR),
        ("xsd:integer('')", ERROR),
        ("xsd:integer('42'@en)", ERROR),
        ("xsd:integer(<urn:a>)", ERROR),
        ("xsd:integer(?nothing)", ERROR),
        ("xsd:decimal(2365e0)", "2365^^decimal"),
        ("xsd:decimal(-0.5e0)", "-0.5^^decimal"),
        ("xsd:decimal(0.1e0)", "0.1^^decimal"),
        ("xsd:decimal(xsd:float('0.1'))", "0.1^^decimal"),
        ("xsd:decimal(1.5e3)", "1500^^decimal"),
        ("xsd:decimal(1e-7)", "0.0000001^^decimal"),
        ("xsd:decimal(1e25)", ERROR),
        ("xsd:decimal('INF'^^xsd:double)", ERROR),
        ("xsd:decimal('2.50')", "2.5^^decimal"),
        ("xsd:decimal('x')", ERROR),
        ("xsd:decimal(false)", "0^^decimal"),
        ("xsd:string(1e7)", "1.0E7"),
        ("xsd:string(123.5e0)", "123.5"),
        ("xsd:string(1e5)", "100000"),
        ("xsd:string(1.25e-7)", "1.25E-7"),
        ("xsd:string(<urn:a>)", "urn:a"),
        ("xsd:string(2.5)", "2.5"),
        ("xsd:integer(1e5) + 1", "100001^^integer"),
        ("<http://www.w3.org/2001/XMLSchema#integer>(1e5)", "100000^^integer"),
    ],
)
def test_a_cast_keeps_the_number(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


def test_every_whole_double_is_cast_to_itself() -> None:
    numbers = [*range(-2000, 2000, 7), *(10**n for n in range(18)), *(2**n for n in range(63)), 99_999, 123_456_789]
    values = " ".join(f"'{number}'^^xsd:double" for number in numbers)
    rows = EmbeddedStore.in_memory().query(
        f"SELECT (xsd:integer(?d) AS ?i) (xsd:decimal(?d) AS ?c) {{ VALUES ?d {{ {values} }} }}"
    )
    assert [row.get("i") for row in rows.rows()] == [str(int(float(number))) for number in numbers]
    assert all(row["c"] == row["i"] for row in rows.rows())


# --- patterns (F&O 5.6.1, 7.6) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"REPLACE('abc', '(b)', '$1x')", "abxc"),
        (r"REPLACE('x', 'x', '\\$')", "$"),
        (r"REPLACE('x', 'x', '\\\\')", "\\"),
        (r"REPLACE('abcd', '(b)(c)', '$2$1')", "acbd"),
        (r"REPLACE('abcd', '(b)(c)', '[$0]')", "a[bc]d"),
        (r"REPLACE('ab', '(a)', '$12')", "a2b"),
        (r"REPLACE('ab', '(a)', '$9')", "b"),
        (r"REPLACE('ab', '(a)|(b)', '<$2>')", "<><b>"),
        (r"REPLACE('ab', 'a', '$')", ERROR),
        (r"REPLACE('ab', 'a', '$x')", ERROR),
        (r"REPLACE('ab', 'a', '\\n')", ERROR),
        (r"REPLACE('ab', 'a', '${1}')", ERROR),
        (r"REPLACE('abc', 'x*', '-')", ERROR),  # it matches the empty string (FORX0003)
        (r"REPLACE('abc', '^', '-')", ERROR),
        (r"REPLACE('abracadabra', 'bra', '*')", "a*cada*"),  # and the examples of F&O 7.6.3
        (r"REPLACE('abracadabra', 'a.*a', '*')", "*"),
        (r"REPLACE('abracadabra', 'a.*?a', '*')", "*c*bra"),
        (r"REPLACE('abracadabra', 'a', '')", "brcdbr"),
        (r"REPLACE('abracadabra', 'a(.)', 'a$1$1')", "abbraccaddabbra"),
        (r"REPLACE('abracadabra', '.*?', '$1')", ERROR),
        (r"REPLACE('AAAA', 'A+', 'b')", "b"),
        (r"REPLACE('AAAA', 'A+?', 'b')", "bbbb"),
        (r"REPLACE('darted', '^(.*?)d(.*)$', '$1c$2')", "carted"),
        (r"REPLACE('reluctant', 'r.*?t', 'X')", "Xant"),
        (r"REPLACE('abc'@fr, '(b)', '$1x')", "abxc@fr"),
        (r"REPLACE('ABC', '(b)', '$1x', 'i')", "ABxC"),
        (r"REPLACE('a.b', '.', '$', 'q')", "a$b"),
        (r"REPLACE(42, '(4)', '$1x')", ERROR),
        (r"REPLACE(<urn:a>, '(a)', '$1x')", ERROR),
        (r"REGEX('aa', '^(a)\\1$')", True),
        (r"REGEX('ab', '^(a)\\1$')", False),
        (r"REGEX('abab', '^((a)b)\\1$')", True),
        (r"REGEX('b', '^(a)?b\\1$')", True),  # a group that took no part is the empty string
        (r"REGEX('aa', '^\\1(a)$')", ERROR),  # no group before it
        (r"REGEX('a0', '^(a)\\10$')", False),  # one group, so \1 and a 0
        (r"REGEX('aa0', '^(a)\\10$')", True),
        (r"REGEX('e', '^[a-z-[aeiou]]$')", False),
        (r"REGEX('b', '^[a-z-[aeiou]]$')", True),
        (r"REGEX('b', '^[^a-[b]]$')", False),
        (r"REGEX('B', '^[a-z-[aeiou]]$', 'i')", True),
        (r"REGEX('E', '^[a-z-[aeiou]]$', 'i')", False),
        (r"REGEX('_x', '^\\i\\c*$')", True),
        (r"REGEX('1x', '^\\i')", False),
        (r"REGEX('x-1.y', '^\\i\\c+$')", True),
        (r"REGEX(' ', '^\\C$')", True),
        (r"REGEX('1', '^\\I$')", True),
        (r"REGEX('_', '^\\w$')", False),  # XML Schema: neither punctuation nor separator nor other
        (r"REGEX('+', '^\\w$')", True),
        (r"REGEX('é', '^\\w$')", True),
        (r"REGEX('-', '^\\W$')", True),
        (r"REGEX('\u00A0', '^\\s$')", False),
        (r"REGEX('\t', '^\\s$')", True),
        (r"REGEX('٣', '^\\d$')", True),
        (r"REGEX('é', '^\\p{Ll}$')", True),
        (r"REGEX('é', '^\\p{IsLatin-1Supplement}$')", True),
        (r"REGEX('é', '^\\P{IsBasicLatin}$')", True),
        (r"REGEX('α', '^\\p{IsGreek}$')", True),
        (r"REGEX('a', '^\\p{Lu}$', 'i')", False),  # a class does not heed the flag
        (r"REGEX('a', '\\p{Greek}')", ERROR),
        (r"REGEX('ab', 'a b', 'x')", True),
        (r"REGEX('a b', 'a[ ]b', 'x')", True),
        (r"REGEX('a#b', 'a # b', 'x')", True),  # no comments
        (r"REGEX('hello world', 'hello\\ sworld', 'x')", True),  # the example of F&O 5.6.1.1
        ("REGEX('a\\nb', '^b')", False),
        ("REGEX('a\\nb', '^b$', 'm')", True),
        ("REGEX('a\\n', '^$', 'm')", False),
        ("REGEX('a\\n', 'a$')", False),
        ("REGEX('a\\nb', 'a.b')", False),
        ("REGEX('a\\nb', 'a.b', 's')", True),
        (r"REGEX('a.c', 'a.c', 'q')", True),
        (r"REGEX('abc', 'a.c', 'q')", False),
        (r"REGEX('ABC', 'b', 'iq')", True),
        (r"REGEX('a', 'a', 'g')", ERROR),
        (r"REGEX('a', 'a', 'I')", ERROR),
        (r"REGEX('ß', 'ss', 'i')", False),
        (r"REGEX('K', 'k', 'i')", True),
        # what other dialects have, and XPath has not
        (r"REGEX('a', '\\ba')", ERROR),
        (r"REGEX('a', '(?i)A')", ERROR),
        (r"REGEX('a', '(?=a)')", ERROR),
        (r"REGEX('a', '\\x61')", ERROR),
        (r"REGEX('a', '[[:alpha:]]')", ERROR),
        (r"REGEX('a', '\\Aa')", ERROR),
        (r"REGEX('a', 'a**')", ERROR),
        (r"REGEX('a', 'a{,2}')", ERROR),
        (r"REGEX('a', 'a{2,1}')", ERROR),
        (r"REGEX('a', '(')", ERROR),
        (r"REGEX('a', '[z-a]')", ERROR),
        (r"REGEX('a', '*')", ERROR),
        (r"REGEX(1, '1')", ERROR),
        (r"REGEX('a', 1)", ERROR),
        (r"REGEX('a'@en, 'a')", True),
        (r"REGEX('a', 'a'@en)", ERROR),
        (r"regex ( 'aa' , '^(a)\\1$' )", True),
        ("REGEX('aa', CONCAT('^(a)', '\\\\1$'))", True),
        ("REGEX('aa', '''^(a)\\\\1$''')", True),
    ],
)
def test_a_pattern_is_one_of_xpath(expression: str, expected: str | bool | None) -> None:
    told = value(expression)
    assert told == (f"{str(expected).lower()}^^boolean" if isinstance(expected, bool) else expected)


def test_a_pattern_that_is_not_known_before_the_query_runs_is_one_of_xpath() -> None:
    store = EmbeddedStore.in_memory()
    store.update(r"INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'aa', 'ab' ; <urn:q> '^(a)\\1$' ; <urn:r> '$1x' } }")
    found = store.query("SELECT ?o { ?s <urn:p> ?o ; <urn:q> ?q FILTER REGEX(?o, ?q) }").rows()
    assert found == [{"o": "aa"}]
    replaced = store.query("SELECT (REPLACE(?o, '(b)', ?r) AS ?x) { ?s <urn:p> ?o ; <urn:r> ?r } ORDER BY ?o").rows()
    assert replaced == [{"x": "aa"}, {"x": "abx"}]
    text = "SELECT ?o { ?s <urn:p> ?o FILTER REGEX(?o, ?q) }"
    assert store.query(text, parameters={"q": Text("^(a)\\1$")}).rows() == [{"o": "aa"}]
    limited = store.query(text, parameters={"q": Text("^[a-z-[b]]+$")}, limits=Limits(seconds=20))
    assert limited.rows() == [{"o": "aa"}]


def test_an_update_is_mended_as_a_query_is() -> None:
    store = MemoryStore()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'abc' ; <urn:on> true ; <urn:n> 1e5 } }")
    store.update(
        r"""INSERT { GRAPH <urn:h> { ?s <urn:was> ?new ; <urn:n> ?n } }
        WHERE { GRAPH <urn:g> { ?s <urn:p> ?o ; <urn:on> ?on ; <urn:n> ?d } FILTER(?on > false)
        BIND(REPLACE(?o, '(b)', '$1x') AS ?new) BIND(xsd:integer(?d) AS ?n) }"""
    )
    rows = store.query("SELECT ?was ?n { GRAPH <urn:h> { ?s <urn:was> ?was ; <urn:n> ?n } }").rows()
    assert rows == [{"was": "abxc", "n": "100000"}]


@pytest.mark.slow
def test_a_pattern_that_would_be_matched_for_ever_is_stopped_at_the_limit() -> None:
    text = f"ASK {{ FILTER REGEX('{'a' * 40}!', '^((a|a)+)\\\\1?b$') }}"
    start = time.monotonic()
    with pytest.raises(LimitExceeded) as caught:
        EmbeddedStore.in_memory().query(text, limits=Limits(seconds=1))
    assert caught.value.limit == "time"
    assert time.monotonic() - start < 10


# --- white space around the values of casts (Functions and Operators 17.1.1) ------------------------


@pytest.mark.parametrize(
    ("kind", "spelled"),
    [
        *(("boolean", each) for each in ("true", "false")),
        *(("double", each) for each in ("1.5", "INF", "NaN")),
        *(("float", each) for each in ("-0.5", "-INF")),
        *(("dateTime", each) for each in ("2020-01-01T00:00:00Z", "2020-02-29T12:00:00.5+02:00")),
        *(("date", each) for each in ("2020-01-01", "2020-02-29Z")),
        *(("time", "00:00:00"), ("gYear", "2020"), ("gYearMonth", "2020-01"), ("gMonth", "--01"), ("gDay", "---01")),
        *(("gMonthDay", "--01-01"), ("duration", "P1D"), ("dayTimeDuration", "PT1H"), ("yearMonthDuration", "P1Y")),
    ],
)
def test_a_cast_strips_white_space(kind: str, spelled: str) -> None:
    for text in (spelled, f" {spelled}", rf"\t{spelled}\n\r "):
        assert value(f"xsd:{kind}('{text}')") == f"{spelled}^^{kind}"
    for text in ("", " ", f"{spelled[:1]} {spelled[1:]}", f"\u00a0{spelled}", f"{spelled}x", "abc"):
        assert value(f"xsd:{kind}('{text}')") is None, text
    assert value(f"xsd:{kind}('{spelled}'@en)") is None
    assert value(f"xsd:{kind}(<urn:a>)") is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("xsd:boolean(' 1 ')", "true^^boolean"),
        ("xsd:boolean('TRUE')", None),
        ("xsd:boolean('2')", None),
        ("xsd:boolean(2.0)", "true^^boolean"),
        ("xsd:boolean(0)", "false^^boolean"),
        ("xsd:boolean(0e0)", "false^^boolean"),
        ("xsd:boolean('NaN'^^xsd:double)", "false^^boolean"),
        ("xsd:boolean('-INF'^^xsd:double)", "true^^boolean"),
        ("xsd:boolean('x'^^xsd:boolean)", None),
        ("xsd:boolean('P1D'^^xsd:duration)", None),
        ("xsd:double(true)", "1^^double"),
        ("xsd:date('2020-01-01T00:00:00Z'^^xsd:dateTime)", "2020-01-01Z^^date"),
        ("xsd:date('2020-02-30')", None),
        ("xsd:dateTime('2021-02-29T00:00:00')", None),
        ("xsd:string(' a ')", " a "),
    ],
)
def test_a_cast_is_that_of_the_standard(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize("sign", [r"\r", r"\n"])
@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("'a.'", False),
        ("'^a.b$', 'i'", False),
        ("'a.', 's'", True),
        ("'(a|x).+'", False),
        (r"'a[^.]'", True),
        (r"'a\\s'", True),
        ('CONCAT("a", ".")', False),
        ('"""a."""', False),
    ],
)
def test_a_dot_is_no_line_end(sign: str, pattern: str, matches: bool) -> None:
    assert value(f"REGEX('a{sign}b', {pattern})") == f"{str(matches).lower()}^^boolean"


def test_a_dot_is_any_other_sign() -> None:
    assert value(r"REPLACE('a\rb\u2028', '.', 'x')") == "x\rxx"
    assert value("""REGEX('a"b', 'a".') && REGEX('a.', 'a\\\\.') && !REGEX('ab', 'a\\\\.')""") == "true^^boolean"


# --- booleans (SPARQL 17.2.2, 17.3) ----------------------------------------------------------------


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("right", [True, False])
def test_booleans_are_compared(left: bool, sign: str, right: bool) -> None:
    holds = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]
    expected = f"{str(holds).lower()}^^boolean"
    one, other = str(left).lower(), str(right).lower()
    assert value(f"{one} {sign} {other}") == expected
    assert value(f"{one}{sign}{other}") == expected
    assert value(f"xsd:boolean('{one}') {sign} (1 = {int(right)})") == expected
    assert value(f"!(!({one} {sign} {other}))") == expected
    store = EmbeddedStore.in_memory()
    store.update(f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:p> {one} ; <urn:q> {other} }} }}")
    filtered = store.query(f"ASK {{ ?s <urn:p> ?p ; <urn:q> ?q FILTER(?p{sign}?q) }}")
    assert filtered.boolean() is holds
    grouped = f"SELECT ?s {{ ?s <urn:p> ?p ; <urn:q> ?q }} GROUP BY ?s HAVING (MAX(?p) {sign} MAX(?q))"
    assert bool(store.query(grouped).rows()) is holds


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("IF('abc'^^xsd:integer, 1, 2)", "2^^integer"),
        ("IF('abc'^^xsd:boolean, 1, 2)", "2^^integer"),
        ("IF('1.5'^^xsd:int, 1, 2)", "2^^integer"),
        ("IF(''^^xsd:double, 1, 2)", "2^^integer"),
        ("IF('12'^^xsd:int, 1, 2)", "1^^integer"),
        ("IF('x'^^xsd:dateTime, 1, 2)", ERROR),
        ("IF(<urn:a>, 1, 2)", ERROR),
        ("IF(?nothing, 1, 2)", ERROR),
        ("IF(STRDT('abc', xsd:integer), 1, 2)", "2^^integer"),
        ("IF(COALESCE('abc'^^xsd:integer, true), 1, 2)", "2^^integer"),
        ("IF(('abc'^^xsd:integer), 1, 2)", "2^^integer"),
        ("IF('a'@en, 1, 2)", "1^^integer"),
        ("IF(''@en, 1, 2)", "2^^integer"),
        ("!'abc'^^xsd:integer", "true^^boolean"),
        ("!!'abc'^^xsd:integer", "false^^boolean"),
        ("! ('abc'^^xsd:decimal)", "true^^boolean"),
        ("'abc'^^xsd:boolean || false", "false^^boolean"),
        ("false || 'abc'^^xsd:integer", "false^^boolean"),
        ("'abc'^^xsd:boolean || true", "true^^boolean"),
        ("'abc'^^xsd:integer && true", "false^^boolean"),
        ("true && 'abc'^^xsd:integer", "false^^boolean"),
        ("<urn:a> && 'abc'^^xsd:integer", "false^^boolean"),
        ("<urn:a> || 'abc'^^xsd:integer", ERROR),
        ("'x'@en && 5", "true^^boolean"),
        ("IF('abc'^^xsd:integer || 1 < 2, 'y', 'n')", "y"),
    ],
)
def test_an_effective_boolean_value_is_that_of_the_standard(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


def test_a_filter_takes_text_in_a_language_and_no_ill_typed_number() -> None:
    store = EmbeddedStore.in_memory()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'x'@en, ''@fr, 'no'^^xsd:integer, 7, 0, 'z' } }")
    kept = store.query("SELECT ?o { ?s ?p ?o FILTER(?o) }").rows()
    assert sorted(row["o"] for row in kept) == ["7", "x", "z"]
    others = store.query("SELECT ?o { ?s ?p ?o FILTER(!?o) }").rows()
    assert sorted(row["o"] for row in others) == ["", "0", "no"]


# --- GROUP BY and HAVING outside SELECT (grammar, 10 to 18) ----------------------------------------


@pytest.fixture
def counted() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1, 2, 3 . <urn:b> <urn:p> 1 } }")
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK {} HAVING (COUNT(*) = 1)", True),
        ("ASK {} HAVING (COUNT(*) = 2)", False),
        ("ASK { ?s ?p ?o } HAVING (COUNT(*) = 4)", True),
        ("ASK WHERE { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(?o) > 2)", True),
        ("ASK { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(?o) > 3)", False),
        ("ASK { ?s ?p ?o } GROUP BY (STR(?s) AS ?t) HAVING (SUM(?o) = 6) (?t = 'urn:a')", True),
        ("ASK { ?s ?p ?o } GROUP BY STR(?s) ORDER BY COUNT(?o) LIMIT 1 OFFSET 2", False),
        ("ASK FROM <urn:g> { ?s ?p ?o } HAVING (MAX(?o) = 3)", True),
        ("ASK FROM NAMED <urn:g> { ?s ?p ?o } HAVING (COUNT(*) = 0)", True),
        ("# HAVING\nPREFIX e: <urn:> ASK # GROUP BY }\n{ e:a e:p ?o } # {\nHAVING (COUNT(*) = 3) # the end", True),
        ("ASK { ?s ?p ?o } HAVING (COUNT(*) = 2) VALUES ?o { 1 }", False),
        ("ASK { VALUES (?a ?b) { (<urn:a> <urn:b>) (1 2) } } HAVING (COUNT(*) = 2)", True),
        ("ASK { FILTER EXISTS { SELECT ?s { ?s ?p ?o } GROUP BY ?s } } HAVING (COUNT(*) = 1)", True),
    ],
)
def test_ask_takes_all_solution_modifiers(counted: EmbeddedStore, text: str, expected: bool) -> None:
    assert counted.query(text).boolean() is expected


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("CONSTRUCT { ?s a <urn:c> } { ?s ?p ?o } GROUP BY ?s", {"urn:a", "urn:b"}),
        ("CONSTRUCT { ?s a <urn:c> } WHERE { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1)", {"urn:a"}),
        ("CONSTRUCT { ?s a <urn:c> } FROM <urn:g> WHERE { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) = 1)", {"urn:b"}),
        ("CONSTRUCT { <urn:x> <urn:p> ?n } { ?s ?p ?o } GROUP BY (?o + 1 AS ?n)", {"urn:x"}),
        ("CONSTRUCT { <urn:x> <urn:p> 1 } {} HAVING (COUNT(*) = 1)", {"urn:x"}),
        ("CONSTRUCT { <urn:x> <urn:p> 1 } {} HAVING (COUNT(*) > 1)", set()),
        ("CONSTRUCT { ?s a <urn:c> } { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(COUNT(*)) LIMIT 1", {"urn:a"}),
        ("DESCRIBE ?s { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1)", {"urn:a"}),
        ("DESCRIBE * { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) = 1)", {"urn:b"}),
        ("DESCRIBE <urn:b> HAVING (COUNT(*) = 1)", {"urn:b"}),
        ("DESCRIBE ?s WHERE { ?s ?p ?o } GROUP BY ?s ORDER BY COUNT(*) LIMIT 1", {"urn:b"}),
    ],
)
def test_construct_and_describe_take_all_solution_modifiers(
    counted: EmbeddedStore, text: str, subjects: set[str]
) -> None:
    lines = counted.query(text).content.decode().splitlines()
    assert {line.split(" ", 1)[0].strip("<>") for line in lines} == subjects


def test_a_parameter_is_bound_in_a_query_that_the_engine_cannot_read_as_it_is(counted: EmbeddedStore) -> None:
    text = "ASK { ?s ?p ?o FILTER(STR(?s) = ?name) } HAVING (COUNT(*) = 3)"
    assert counted.query(text, parameters={"name": Text("urn:a")}).boolean() is True


@pytest.mark.parametrize(
    "text",
    [
        "ASK {} HAVING",
        "ASK { ?s ?p ?o } GROUP",
        "ASK {} HAVING (COUNT(*)) = 1",
        "ASK {} LIMIT 1 HAVING (COUNT(*) = 1)",
        "CONSTRUCT { ?o a ?p } { ?s ?p ?o GROUP BY ?s",
        "DESCRIBE HAVING (COUNT(*) = 1)",
        "GROUP BY ?s",
        "ASK { } } HAVING (COUNT(*) = 1)",
    ],
)
def test_what_is_no_query_stays_as_it_is(text: str) -> None:
    assert with_subselect(text) == mended_query(text) == text


# --- what is left alone ----------------------------------------------------------------------------

LEFT_ALONE = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p 'REGEX(?a, \"\\\\w\")', 'true > false' } # REPLACE('a', '(a)', '$1x') && ?x",
    "SELECT * { ?s <urn:regex> ?o ; <urn:a&&b> ?p } # !?x",
    "PREFIX regex: <urn:r> PREFIX if: <urn:i> SELECT ?regex { ?regex regex:replace if:if }",
    "SELECT * { ?s ?p ?o FILTER(?o > 5 && ?o <= 7) }",
    "SELECT * { ?s ?p ?o FILTER(STR(?s) < STR(?o)) }",
    "SELECT * { ?s ?p ?o FILTER(STRLEN(?o) > ?n + 1 || BOUND(?s)) }",
    "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '^Karst [a-z]+ 2[0-9]{3}$', 'i')) }",
    "SELECT (REPLACE(STR(?s), '^[^#]*[/#]', '') AS ?x) { ?s ?p ?o }",
    "SELECT * { ?s !<urn:p> ?o ; !(<urn:p>|^<urn:q>) ?x ; (<urn:a>|<urn:b>)* ?y }",
    "SELECT * { ?s ?p ?o FILTER(!BOUND(?o) && !(?s = ?o) && NOT EXISTS { ?s ?p 1 }) }",
    "SELECT * { ?s ?p ?o FILTER(?a<?b&&?c>?d) }",  # the standard reads an IRI here, the engine two comparisons
    "ASK { ?s ?p ?o FILTER(?o >= '2020-01-01'^^xsd:date) }",
    "SELECT * { VALUES (?a ?b) { (true <urn:x>) (<urn:y> false) } FILTER(?a IN (true, ?b)) }",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_an_ordinary_query_is_left_alone(text: str) -> None:
    assert reads_query(text)
    assert mended_query(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ASK { BIND(true > false AS ?x) ?s ?p 'true > false' }", "'true > false'"),
        ('ASK { FILTER(?a > ?b) ?s ?p """x"" FILTER(?a > ?b)""" }', '"""x"" FILTER(?a > ?b)"""'),
        ("ASK { FILTER(?a > ?b) # FILTER(?a > ?b)\n }", "# FILTER(?a > ?b)\n"),
        ("ASK { FILTER(?a > ?b) ?s <urn:regex(?a)&&?b> ?o }", "<urn:regex(?a)&&?b>"),
        (r"PREFIX if: <urn:> ASK { FILTER(?a > ?b) ?s if:x\!y ?o }", r"if:x\!y"),
        (r"ASK { FILTER(REGEX(?a, '\\w') && ?x) ?s ?p '\' REGEX(?a, \'' }", r"'\' REGEX(?a, \''"),
    ],
)
def test_strings_comments_iris_and_names_are_never_touched(text: str, kept: str) -> None:
    changed = mended_query(text)
    assert changed != text
    assert text.count(kept) == changed.count(kept)
    assert reads_query(changed)


def test_what_another_server_is_asked_stays_as_it_was_written() -> None:
    inner = r"SERVICE SILENT <urn:there> { ?s ?p ?o FILTER(REGEX(?o, '\\w') && ?a > ?b) }"
    changed = mended_query(f"SELECT * {{ {inner} FILTER(?a > ?b) }}")
    assert inner in changed
    assert "COALESCE(?a > ?b" in changed


def test_a_query_that_can_be_read_only_when_mended_opens_no_door() -> None:
    store = EmbeddedStore.in_memory()
    for text in (
        "ASK { SERVICE <http://example.org/> {} } HAVING (COUNT(*) = 1)",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o SERVICE <http://example.org/> {} } GROUP BY ?s ?p ?o",
        "ASK FROM <urn:absent> {} HAVING (COUNT(*) = 1)",
    ):
        with pytest.raises(Refused):
            store.query(text)
    with pytest.raises(Refused):
        store.update("INSERT { ?s ?p 1 } WHERE { SERVICE <http://example.org/> { ?s ?p ?o FILTER(?a > ?b) } }")


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 90 + "?a > ?b" + ")" * 90,
        "(" * 5000 + "?a > ?b" + ")" * 5000,
        "(" * 40 + "?a > ?b" + " > ?c)" * 40,
        "IF(" * 60 + "?a" + ", 1, 2)" * 60,
        "!" * 5000 + "?a",
        " && ".join(["?a"] * 2000),
        " || ".join(["(?a > ?b)"] * 1000),
    ],
    ids=["nested", "nested too deep", "compared again and again", "if in if", "many nots", "many ands", "many ors"],
)
def test_hostile_nesting_costs_no_more_than_it_should(expression: str) -> None:
    text = f"ASK {{ FILTER({expression}) }}"
    start = time.process_time()
    changed = _mended_if_read(text)
    assert time.process_time() - start < 2
    assert len(changed) < 40 * len(text) + 100_000


def _mended_if_read(text: str) -> str:
    from sdggraph.sparql import mending  # the engine's parser ends the process on the deepest of these

    return mending._mended(text, lambda _: True)


def test_a_long_update_is_not_looked_through() -> None:
    data = " ".join(f"<urn:s{n}> <urn:p> 'true > false && {n}' ." for n in range(10_000))
    text = f"INSERT DATA {{ GRAPH <urn:g> {{ {data} }} }}"
    start = time.process_time()
    assert mended_update(text) == text
    assert time.process_time() - start < 0.1


def test_the_engine_still_has_the_faults_that_are_mended() -> None:
    """When this fails, a release of the engine has put something right: take the mending out, and docs/upstream.md."""
    engine = ox.Store()

    def told(expression: str) -> str | None:
        [row] = engine.query(f"PREFIX xsd: <{XSD}> SELECT ({expression} AS ?x) {{}}")  # type: ignore[misc]
        return None if row["x"] is None else str(row["x"].value)

    wrong = {
        "xsd:integer(1e5)": "99999",
        "REPLACE('abc', '(b)', '$1x')": "ac",
        r"REPLACE('x', 'x', '\\$')": r"\$",
        r"REGEX('aa', '^(a)\\1$')": None,
        "REGEX('a', '^[a-z-[aeiou]]$')": "true",
        r"REGEX('a\r', 'a.')": "true",
        "xsd:boolean(' true ')": None,
        "xsd:date(' 2020-01-01 ')": None,
        "true > false": None,
        "IF('abc'^^xsd:integer, 1, 2)": None,
        "IF('a'@en, 1, 2)": None,
        "0 / 0.1": None,
    }
    assert json.dumps({each: told(each) for each in wrong}) == json.dumps(wrong)
    with pytest.raises(SyntaxError):
        engine.query("ASK {} HAVING (COUNT(*) = 1)")
