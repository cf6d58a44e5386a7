"""Whatever is sent to the endpoint, it is the client's mistake or an answer, never a failure of the server."""

from __future__ import annotations

import http.client
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

MEDIA_TYPES = st.sampled_from(
    ["text/csv", "text/turtle", "application/sparql-results+json", "application/*", "*/*", "image/png", "text/*", "x"]
)
# what a header may hold, and what it may not is the HTTP library's to refuse
HEADER_TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)
ACCEPT = st.one_of(
    HEADER_TEXT,
    st.lists(st.tuples(MEDIA_TYPES, st.sampled_from(["", ";q=0", ";q=0.5", ";q=2", ";q=", ";q=x", ";v=b3", ";;"])))
    .map(lambda parts: ", ".join(name + quality for name, quality in parts)),
)  # fmt: skip
QUERIES = st.one_of(
    st.sampled_from(
        [
            "ASK {}",
            "SELECT ?t { ?t a sg:Theme } LIMIT 2",
            "CONSTRUCT { ?t a sg:Theme } { ?t a sg:Theme } LIMIT 2",
            "DESCRIBE theme:karst",
            "ASK { <relative> a ?x }",
            "ASK FROM <urn:none> {}",
            "ASK { SERVICE <urn:x> {} }",
            "CLEAR ALL",
        ]
    ),
    st.text(max_size=80),
    st.text("ASKELCT{}?x<>()\"'\\.;,:# \n\ufeff\x00\u202e", max_size=60),
)
NAMES = st.sampled_from(
    ["query", "update", "format", "default-graph-uri", "named-graph-uri", "using-graph-uri", "output", "", "\x00"]
)
GRAPHS = st.sampled_from(["https://w3id.org/sdggraph/graph/schemes", "urn:none", "relative", "<>", "http://[", " "])
PARAMETERS = st.lists(st.tuples(NAMES, st.one_of(QUERIES, GRAPHS, HEADER_TEXT)), max_size=4)
CONTENT_TYPES = st.one_of(
    st.sampled_from(
        [
            "application/sparql-query",
            "application/sparql-query; charset=utf-16",
            "application/x-www-form-urlencoded",
            'application/x-www-form-urlencoded; charset="utf-8"; charset=latin-1',
            "application/sparql-update",
            "multipart/form-data",
            "text/plain",
            "",
            ";",
            "application/sparql-query;;;=;charset",
        ]
    ),
    HEADER_TEXT,
)
BODIES = st.one_of(
    st.binary(max_size=120),
    QUERIES.map(lambda text: text.encode("utf-8", "surrogatepass")),
    PARAMETERS.map(lambda pairs: str(httpx.QueryParams(_plain(pairs))).encode()),
)

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _plain(pairs: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs]


def sound(answer: httpx.Response) -> None:
    """An answer, or a problem of the client's that says its status and what it is."""
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == answer.status_code
        assert body["title"]


@pytest.mark.slow
@often
@given(accept=st.lists(ACCEPT, max_size=2), parameters=PARAMETERS, method=st.sampled_from(["GET", "POST", "PUT"]))
@example(accept=["text/csv;q=1.0.0"], parameters=[("query", "ASK {}")], method="GET")
@example(accept=["/;q=", ","], parameters=[("query", "ASK {}")], method="GET")
def test_any_accept_and_any_parameters(
    client: httpx.Client, accept: list[str], parameters: list[tuple[str, str]], method: str
) -> None:
    headers = [("Accept", each.strip()) for each in accept]
    sound(client.request(method, "/sparql", params=_plain(parameters), headers=headers))


@pytest.mark.slow
@often
@given(content_type=CONTENT_TYPES, body=BODIES, parameters=PARAMETERS, accept=ACCEPT)
@example(content_type="application/sparql-query", body=b"\xff\xfeA\x00", parameters=[], accept="*/*")
@example(content_type="application/x-www-form-urlencoded", body=b"query=%", parameters=[], accept="*/*")
@example(content_type="application/x-www-form-urlencoded", body=b"&".join([b"a=1"] * 2000), parameters=[], accept="")
def test_any_body_as_any_type(
    client: httpx.Client, content_type: str, body: bytes, parameters: list[tuple[str, str]], accept: str
) -> None:
    headers = {"Content-Type": content_type.strip(), "Accept": accept.strip()}
    sound(client.post("/sparql", content=body, params=_plain(parameters), headers=headers))


@often
@given(raw=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=80))
@example(raw="query=%zz")
@example(raw="query=%ff")
@example(raw="query=ASK%7B%7D&query")
@example(raw="query=ASK%00%7B%7D")
@example(raw="format=csv&query=ASK%7B%7D&format=what")
def test_any_query_string(client: httpx.Client, raw: str) -> None:
    # this library sends an address as it is written, well encoded or not
    asking = http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=30)
    try:
        asking.request("GET", f"/sparql?{raw}")
        found = asking.getresponse()
        sound(httpx.Response(found.status, headers=found.getheaders(), content=found.read()))
    finally:
        asking.close()
