"""The W3C's tests of the SPARQL 1.1 Protocol, asked of a server of ours.

The suite's archive has their names and what each is about; the requests are written here, after sections 2.1 and
2.2 of the specification. A server is asked that holds data1, data2 and data3, each with one statement, and an
empty data0. For each update a server is started anew, over an empty store and with shapes that judge nothing: on
ours, `CLEAR ALL` also means the list of changes, which no token may write.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import httpx

_DATA: Final = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
GRAPHS: Final = [_DATA.format(number) for number in range(4)]
_EMPTY, _ONE, _TWO, _THREE = GRAPHS
DATA: Final = "".join(
    f"<{graph}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document> <{graph}> .\n"
    for graph in GRAPHS[1:]
)
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ROWS: Final = {"application/sparql-results+json", "application/sparql-results+xml"}
_TABLES: Final = _ROWS | {"text/csv", "text/tab-separated-values"}
_RDF: Final = {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"}
_BOTH: Final = f"ASK {{ <{_ONE}> a ?type . <{_TWO}> a ?type }}"
_NAMED: Final = f"GRAPH ?g1 {{ <{_ONE}> a ?type }} GRAPH ?g2 {{ <{_TWO}> a ?type }}"


class Exchange(NamedTuple):
    """A request, and what must come of it."""

    method: str = "POST"
    parameters: tuple[tuple[str, str], ...] = ()
    content_type: str = ""
    body: str | bytes = ""
    good: bool = True
    boolean: bool | None = None
    formats: frozenset[str] = frozenset()


def _get(*parameters: tuple[str, str], good: bool = True, boolean: bool | None = None) -> Exchange:
    return Exchange("GET", parameters, good=good, boolean=boolean)


def _ask(query: str, *parameters: tuple[str, str], formats: set[str] | None = None) -> Exchange:
    boolean = None if formats else True
    return Exchange("POST", parameters, _QUERY, query, boolean=boolean, formats=frozenset(formats or ()))


def _default(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", graph) for graph in graphs)


def _named(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", graph) for graph in graphs)


def _bad(body: str | bytes, content_type: str = "", *parameters: tuple[str, str]) -> Exchange:
    return Exchange("POST", parameters, content_type, body, good=False)


QUERIES: Final = {
    "query_get": [_get(("query", "ASK {}"), *_default(_EMPTY), boolean=True)],
    "query_post_form": [Exchange("POST", _default(_EMPTY), _FORM, "query=ASK%20%7B%7D", boolean=True)],
    "query_post_direct": [_ask("ASK {}")],
    "query_dataset_default_graphs_get": [_get(("query", _BOTH), *_default(_ONE, _TWO), boolean=True)],
    "query_dataset_default_graphs_post": [_ask(_BOTH, *_default(_ONE, _TWO))],
    "query_dataset_named_graphs_get": [_get(("query", f"ASK {{ {_NAMED} }}"), *_named(_ONE, _TWO), boolean=True)],
    "query_dataset_named_graphs_post": [_ask(f"ASK {{ {_NAMED} }}", *_named(_ONE, _TWO))],
    "query_dataset_full": [_ask(f"ASK {{ <{_THREE}> a ?type {_NAMED} }}", *_default(_THREE), *_named(_ONE, _TWO))],
    # the dataset of the request takes the place of the one of the query, whose default graph is empty then
    "query_multiple_dataset": [
        _ask(f"ASK FROM <{_THREE}> {{ {_NAMED} }}", *_named(_ONE, _TWO)),
        _ask(
            f"ASK FROM <{_THREE}> {{ {_NAMED} FILTER NOT EXISTS {{ <{_THREE}> a ?kind }} }}",
            *_named(_ONE, _TWO),
        ),
    ],
    "query_content_type_select": [_ask("SELECT (1 AS ?value) {}", *_default(_EMPTY), formats=_TABLES)],
    "query_content_type_ask": [_ask("ASK {}", *_default(_EMPTY), formats=_ROWS)],
    "query_content_type_describe": [_ask("DESCRIBE <http://example.org/>", *_default(_EMPTY), formats=_RDF)],
    "query_content_type_construct": [_ask("CONSTRUCT { <s> <p> 1 } WHERE {}", *_default(_EMPTY), formats=_RDF)],
    "bad_query_method": [Exchange("PUT", (("query", "ASK {}"), *_default(_EMPTY)), _FORM, good=False)],
    "bad_multiple_queries": [_get(("query", "ASK {}"), ("query", "SELECT * {}"), good=False)],
    "bad_query_wrong_media_type": [_bad("ASK {}", "text/plain")],
    "bad_query_missing_form_type": [_bad("query=ASK%20%7B%7D")],
    "bad_query_missing_direct_type": [_bad("ASK {}")],
    "bad_query_non_utf8": [_bad("ASK {}".encode("utf-16"), f"{_QUERY}; charset=UTF-16")],
    "bad_query_syntax": [_get(("query", "ASK {"), good=False)],
    "bad_update_get": [_get(("update", "CLEAR ALL"), good=False)],
    "bad_multiple_updates": [_bad("update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", _FORM)],
    "bad_update_wrong_media_type": [_bad("CLEAR NAMED", "text/plain")],
    "bad_update_missing_form_type": [_bad("update=CLEAR%20NAMED")],
    "bad_update_non_utf8": [_bad("CLEAR NAMED".encode("utf-16"), f"{_UPDATE}; charset=UTF-16")],
    "bad_update_syntax": [_bad("update=CLEAR%20XYZ", _FORM)],
    "bad_update_dataset_conflict": [
        _bad(
            "WITH <urn:a> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }",
            _UPDATE,
            ("using-named-graph-uri", "http://example/people"),
        )
    ],
}


_FOAF: Final = "http://xmlns.com/foaf/0.1/Document"
_KNOWN: Final = "http://purl.org/dc/terms/BibliographicResource"
_RESULT: Final = "http://example.org/protocol-update-test/"
_DOCUMENTS: Final = " ".join(f"GRAPH <{graph}> {{ <{graph}> a <{_FOAF}> }}" for graph in GRAPHS[1:])
_FILL: Final = f"DROP ALL ; INSERT DATA {{ {_DOCUMENTS} }} ;"
_COPY: Final = f"{_FILL} INSERT {{ GRAPH <{_RESULT}> {{ ?s a <{_KNOWN}> }} }}"


def _update(text: str, *parameters: tuple[str, str]) -> Exchange:
    return Exchange("POST", parameters, _UPDATE, text)


def _copied(*graphs: str) -> Exchange:
    """Whether exactly these documents were found."""
    listed = ", ".join(f"<{graph}>" for graph in graphs)
    there = " ".join(f"<{graph}> a <{_KNOWN}> ." for graph in graphs)
    return _ask(
        f"ASK {{ GRAPH <{_RESULT}> {{ {there} }} "
        f"FILTER NOT EXISTS {{ GRAPH <{_RESULT}> {{ ?s a ?kind }} FILTER(?s NOT IN ({listed})) }} }}"
    )


UPDATES: Final = {
    "update_post_form": [Exchange("POST", (), _FORM, "update=CLEAR+ALL")],
    "update_post_direct": [_update("CLEAR ALL")],
    "update_dataset_default_graph": [
        _update(f"{_COPY} WHERE {{ ?s a <{_FOAF}> }}", ("using-graph-uri", _ONE)),
        _copied(_ONE),
    ],
    "update_dataset_default_graphs": [
        _update(f"{_COPY} WHERE {{ ?s a <{_FOAF}> }}", ("using-graph-uri", _ONE), ("using-graph-uri", _TWO)),
        _copied(_ONE, _TWO),
    ],
    "update_dataset_named_graphs": [
        _update(
            f"{_COPY} WHERE {{ GRAPH ?g {{ ?s a <{_FOAF}> }} }}",
            ("using-named-graph-uri", _ONE),
            ("using-named-graph-uri", _TWO),
        ),
        _copied(_ONE, _TWO),
    ],
    "update_dataset_full": [
        _update(
            f"{_FILL} INSERT {{ GRAPH <{_RESULT}> {{ ?s a <{_KNOWN}> ; <http://example.org/in> ?in }} }} WHERE {{ "
            f"{{ GRAPH ?g {{ ?s a <{_FOAF}> }} BIND(?g AS ?in) }} UNION {{ ?s a <{_FOAF}> BIND('default' AS ?in) }} }}",
            ("using-graph-uri", _ONE),
            ("using-named-graph-uri", _TWO),
        ),
        _copied(_ONE, _TWO),
        _ask(
            f"ASK {{ GRAPH <{_RESULT}> {{ <{_ONE}> <http://example.org/in> 'default' . "
            f"<{_TWO}> <http://example.org/in> <{_TWO}> }} }}"
        ),
    ],
    "update_base_uri": [
        _update(f"INSERT DATA {{ GRAPH <{_RESULT}> {{ <http://example.org/s> <http://example.org/p> <test> }} }}"),
        _ask(f"ASK {{ GRAPH <{_RESULT}> {{ <http://example.org/s> ?p ?o }} FILTER(isIRI(?o) && STR(?o) != 'test') }}"),
    ],
}


def passes(client: httpx.Client, exchanges: list[Exchange]) -> str | None:
    """None when every answer is what it must be, else the first that is not."""
    return next((found for each in exchanges if (found := _differs(client, each)) is not None), None)


def _differs(client: httpx.Client, wanted: Exchange) -> str | None:
    headers = {"Content-Type": wanted.content_type} if wanted.content_type else {}
    answer = client.request(
        wanted.method, "/sparql", params=list(wanted.parameters), content=wanted.body, headers=headers
    )
    status = answer.status_code
    if not wanted.good:
        problem = answer.headers.get("content-type") == "application/problem+json"
        return None if 400 <= status < 500 and problem else f"{status}: {answer.text[:300]}"
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if status // 100 not in (2, 3) or (wanted.formats and media_type not in wanted.formats):
        return f"{status} {media_type}: {answer.text[:300]}"
    if wanted.boolean is not None and answer.json()["boolean"] is not wanted.boolean:
        return answer.text
    return None
