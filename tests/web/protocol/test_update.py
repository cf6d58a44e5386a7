"""Writing by SPARQL updates: who may, what is taken, and that nothing else changes."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from sdggraph import vocab
from sdggraph.store.difference import Difference, quads_of
from sdggraph.store.disk_writer import DiskStore
from tests.quick import slowly
from tests.web.serving import Server
from tests.web.writing import HIST, UPDATE, Written, ask, comments, new_store, remark, version

pytestmark = pytest.mark.slow

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def server(writable: Server) -> Server:
    return writable


@pytest.fixture
def client(server: Server) -> httpx.Client:
    return server.client


@pytest.fixture(scope="module")
def desk(written: Written) -> dict[str, str]:
    return {**UPDATE, **written.bearer()}


def test_an_update_is_seen_by_the_next_question_in_each_way_to_send_it(
    client: httpx.Client, desk: dict[str, str]
) -> None:
    form = {**desk, **FORM}
    for number in range(4):
        before = version(client)
        address, text = ("/update", "/sparql")[number % 2], remark(f"way {number}")
        if number < 2:
            found = client.post(address, content=text, headers=desk)
        else:
            found = client.post(address, data={"update": text}, headers=form)
        assert found.status_code == 204, found.text
        assert found.headers["sdggraph-data-version"] == version(client) != before
        assert found.headers["etag"] == f'"{version(client)}"'
        assert f"way {number}" in comments(client)


def test_an_answer_from_before_is_no_answer_any_more(client: httpx.Client, desk: dict[str, str]) -> None:
    question = {"query": "SELECT (COUNT(*) AS ?n) { organisation:HIST rdfs:comment ?c }"}
    first = client.get("/sparql", params=question)
    client.post("/update", content=remark("fresh"), headers=desk)
    again = client.get("/sparql", params=question, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_what_names_no_graph_means_the_data(client: httpx.Client, desk: dict[str, str]) -> None:
    update = """INSERT DATA { organisation:HIST rdfs:comment "a}" , "b" } ;
        DELETE { ?o rdfs:comment "a}" } INSERT { ?o rdfs:comment "c" } WHERE { ?o rdfs:comment "a}" } ;
        DELETE WHERE { ?o rdfs:comment "b" }"""
    assert client.post("/update", content=update, headers=desk).status_code == 204
    assert {"a}", "b"}.isdisjoint(comments(client))
    assert ask(client, f'ASK {{ GRAPH <{vocab.DATA_GRAPH}> {{ <{HIST}> rdfs:comment "c" }} }}')
    mixed = (
        f'INSERT DATA {{ organisation:HIST rdfs:comment "d" . GRAPH <{vocab.DATA_GRAPH}> {{ <{HIST}> a <{HIST}> }} }}'
    )
    assert client.post("/update", content=mixed, headers=desk).status_code == 400


def test_an_update_that_changes_nothing_makes_no_new_version(client: httpx.Client, desk: dict[str, str]) -> None:
    before = version(client)
    answer = client.post("/update", content="INSERT DATA { organisation:HIST a sg:Organisation }", headers=desk)
    assert (answer.status_code, answer.headers["sdggraph-data-version"]) == (204, before)
    assert version(client) == before


def test_what_follows_from_the_data_follows_at_once(client: httpx.Client, desk: dict[str, str]) -> None:
    link = f"<{vocab.BASE}cooperation/test-one>"
    ends = "organisation:HIST sg:cooperatesWith organisation:ICHARM"
    described = f"""{link} a sg:Cooperation ; sg:partner organisation:HIST , organisation:ICHARM ;
        sg:year "2020"^^xsd:gYear ; sg:cooperationKind cooperation-kind:network ; dcterms:description "Meet"@en ;
        sg:evidence <https://example.org/page>"""
    was = ask(client, f"ASK {{ {ends} }}")
    answer = client.post("/update", content=f"INSERT DATA {{ {described} }}", headers=desk)
    assert answer.status_code == 204, answer.text
    assert ask(client, f"ASK {{ GRAPH <{vocab.DERIVED_GRAPH}> {{ {ends} }} }}")
    assert client.post("/update", content=f"DELETE WHERE {{ {link} ?p ?o }}", headers=desk).status_code == 204
    assert ask(client, f"ASK {{ {ends} }}") == was


def test_the_graphs_of_the_request_are_those_that_its_where_reads(client: httpx.Client, desk: dict[str, str]) -> None:
    copy = "INSERT { organisation:HIST rdfs:comment ?label } WHERE { theme:karst skos:prefLabel ?label }"
    assert client.post("/update", content=copy, headers=desk).headers["statements-added"] == "0"
    one = {"using-graph-uri": vocab.SCHEMES_GRAPH}
    assert client.post("/update", content=copy, headers=desk, params=one).headers["statements-added"] != "0"
    named = copy.replace("{ theme", "{ GRAPH ?g { theme").replace("?label }", "?label } }", 2).replace("} }", "}", 1)
    both = {"using-named-graph-uri": vocab.DATA_GRAPH}
    assert client.post("/update", content=named, headers=desk, params=both).headers["statements-added"] == "0"
    for wrong in (f"WITH <{vocab.DATA_GRAPH}> {copy}", "DELETE WHERE { ?s rdfs:comment ?o }"):
        assert client.post("/update", content=wrong, headers=desk, params=one).status_code == 400
    assert client.post("/update", content=copy, headers=desk, params={"using-graph-uri": "x> y"}).status_code == 400


@pytest.mark.parametrize(
    ("update", "finding"),
    [
        ("DELETE WHERE { organisation:HIST sg:country ?c }", "The record names no country."),
        ("DELETE WHERE { organisation:HIST a ?class }", "The contributor is missing"),
        ("INSERT DATA { organisation:HIST sg:code 'ICHARM' }", ""),
        ("INSERT DATA { organisation:NEW a sg:Organisation }", ""),
    ],
)
def test_what_would_be_wrong_is_not_taken_and_told_in_words(
    client: httpx.Client, desk: dict[str, str], update: str, finding: str
) -> None:
    before = version(client)
    answer = client.post("/update", content=update, headers=desk)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    report = answer.json()["report"]
    assert finding in report[0]["message"]
    assert all(each["severity"] == "violation" and each["message"] and each["focus"] for each in report)
    assert version(client) == before


@pytest.mark.slow  # a server of its own; tests/writing/test_store_writer.py does it without
def test_what_was_wrong_before_does_not_stand_in_the_way(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Written(tmp_path_factory.mktemp("faulty"))
    new_store(other.place)
    durable = DiskStore(other.place)
    durable.apply(Difference(added=tuple(quads_of(f'<{HIST}> <{vocab.SG}city> "Peking"@zz <{vocab.DATA_GRAPH}> .'))))
    wrong = f'<{HIST}> <{vocab.PREFIXES["wgs"]}lat> "north" <{vocab.DATA_GRAPH}> .'
    durable.apply(Difference(added=tuple(quads_of(wrong))))
    durable.close()
    with other.server() as running:
        headers = {**UPDATE, **other.bearer()}
        answer = running.client.post("/update", content=remark("still"), headers=headers)
        assert answer.status_code == 204, answer.text
        second = 'INSERT DATA { organisation:HIST wgs:long "east" }'
        assert running.client.post("/update", content=second, headers=headers).status_code == 422


@pytest.mark.parametrize("verb", ["COPY", "MOVE", "ADD"])
def test_a_graph_that_does_not_exist_never_takes_the_place_of_another(
    client: httpx.Client, desk: dict[str, str], verb: str
) -> None:
    filling = 'INSERT DATA { GRAPH <urn:x> { <https://example.org/a> rdfs:label "A" } }'
    assert client.post("/update", content=filling, headers=desk).status_code == 204
    before = version(client)
    answer = client.post("/update", content=f"{verb} <urn:typo> TO <urn:x>", headers=desk)
    assert answer.status_code == 409
    assert answer.json()["title"] == "The update cannot be carried out"
    assert answer.json()["detail"].startswith(
        f"The update cannot be carried out: the first graph of '{verb} <urn:typo> TO <urn:x>' does not exist."
    )
    assert client.post("/update", content=f"{verb} SILENT <urn:typo> TO <urn:x>", headers=desk).status_code == 204
    assert version(client) == before


def test_without_a_token_nothing_is_written(client: httpx.Client, server: Server, desk: dict[str, str]) -> None:
    before = version(client)
    for header in ("", "Bearer sdgg_guess", "Basic eA=="):
        headers = {**UPDATE, **({"Authorization": header} if header else {})}
        answer = client.post("/update", content=remark("nobody"), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert version(client) == before
    secret = desk["Authorization"].removeprefix("Bearer ")
    client.post("/update", content="INSERT DATA {", headers=desk)
    assert secret not in server.said()
    assert "sdgg_guess" not in server.said()


def test_a_token_that_is_revoked_counts_no_more(written: Written, client: httpx.Client) -> None:
    headers = {**UPDATE, **written.bearer(name="leaving")}
    assert client.post("/update", content=remark("last"), headers=headers).status_code == 204
    [token] = [each for each in written.tokens.all() if each.name == "leaving"]
    written.tokens.revoke(token.id)
    assert client.post("/update", content=remark("after"), headers=headers).status_code == 401
    assert "after" not in comments(client)


OWN = f"""<{vocab.BASE}contribution/HIST-new> a sg:Contribution ; sg:contributor {{}} ; sg:contributesTo sdg:4 ;
    sg:basis basis:stated ; sg:activity "Teaches"@en ; prov:wasAttributedTo agent:desk-research ;
    dcterms:date "2026-01-01"^^xsd:date ; sg:evidence <https://example.org/page>"""


@pytest.mark.parametrize(
    ("update", "status"),
    [
        (remark("my own"), 204),
        (f"INSERT DATA {{ {OWN.format('organisation:HIST')} }}", 204),
        # of the data themselves: what another test put in is there only where both run in this order on one worker
        (
            "DELETE WHERE { ?c sg:contributor organisation:HIST ; sg:contributesTo sdg:11.5 ; ?p ?o }",
            204,
        ),
        (f"INSERT DATA {{ {OWN.format('organisation:ICHARM')} }}", 403),
        (f"INSERT DATA {{ {OWN.format('organisation:HIST , organisation:ICHARM')} }}", 403),
        ('INSERT DATA { organisation:ICHARM rdfs:comment "yours" }', 403),
        ("INSERT { ?c sg:contributor organisation:HIST } WHERE { ?c sg:contributor organisation:ICHARM }", 403),
        (
            "DELETE { ?c sg:contributor ?a } INSERT { ?c sg:contributor organisation:HIST } "
            "WHERE { ?c sg:contributor organisation:ICHARM BIND(organisation:ICHARM AS ?a) }",
            403,
        ),
        ("INSERT DATA { theme:karst sg:contributor organisation:HIST }", 403),
        ("DELETE DATA { organisation:HIST sg:code 'HIST' }", 403),
        (f'INSERT DATA {{ GRAPH <{vocab.SCHEMES_GRAPH}> {{ <{HIST}> rdfs:comment "x" }} }}', 403),
        ("CLEAR ALL", 403),
    ],
)
def test_a_centre_writes_its_own_record_and_no_other(
    written: Written, client: httpx.Client, update: str, status: int
) -> None:
    before = version(client)
    answer = client.post("/update", content=update, headers={**UPDATE, **written.bearer("organisation:HIST", "HIST")})
    assert answer.status_code == status, answer.text
    assert (version(client) == before) == (status != 204)


@pytest.mark.parametrize("graph", [vocab.DERIVED_GRAPH, f"{vocab.GRAPH}changes"])
def test_what_the_server_writes_nobody_else_does(client: httpx.Client, desk: dict[str, str], graph: str) -> None:
    client.post("/update", content=remark("so that there is a change on record"), headers=desk)
    inserting = f"INSERT DATA {{ GRAPH <{graph}> {{ <{HIST}> rdfs:comment 'x' }} }}"
    for update in (inserting, f"CLEAR SILENT GRAPH <{graph}>"):
        assert client.post("/update", content=update, headers=desk).status_code == 403


def test_who_what_and_when_is_on_record(client: httpx.Client, desk: dict[str, str]) -> None:
    client.post("/update", content=remark("recorded"), headers=desk)
    query = f"""SELECT ?who ?said ?request {{ GRAPH <{vocab.GRAPH}changes> {{
        ?change a prov:Activity ; prov:generated organisation:HIST ; prov:startedAtTime ?when ;
            prov:wasAssociatedWith/rdfs:label ?who ; rdfs:comment ?said ; prov:used ?request
    }} }} ORDER BY DESC(?when) LIMIT 1"""
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["who"]["value"] == "desk"
    assert row["said"]["value"] == "POST /update: 1 statement added, 0 removed"
    assert row["request"]["value"].startswith("ni:///sha-256;")


def test_of_two_who_read_the_same_only_the_first_to_write_is_taken(client: httpx.Client, desk: dict[str, str]) -> None:
    tag = f'"{version(client)}"'
    statuses = []

    def write(text: str) -> None:
        statuses.append(client.post("/update", content=remark(text), headers={**desk, "If-Match": tag}).status_code)

    threads = [threading.Thread(target=write, args=(f"race {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [204, 412, 412, 412]
    assert sum(comment.startswith("race") for comment in comments(client)) == 1


def test_writers_without_conditions_lose_nothing(client: httpx.Client, desk: dict[str, str]) -> None:
    texts = [f"together {number}" for number in range(6)]
    threads = [
        threading.Thread(target=client.post, args=("/update",), kwargs={"content": remark(text), "headers": desk})
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert comments(client).issuperset(texts)


HOSTILE = [
    ("LOAD <http://127.0.0.1:1/x.ttl>", {403}),
    ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }", {403}),
    ("INSERT { <urn:a> <urn:b> ?n } WHERE { { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }", {422}),
    ("INSERT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {422}),
    ("INSERT DATA { <urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 50_000, {400, 422}),
    ("INSERT {} WHERE { " + "{ " * 100_000 + "} " * 100_000 + "}", {400, 422}),
    ("INSERT DATA { " + "<urn:a> <urn:b> <urn:c> . " * 300_000 + "}", {204, 422}),
    ("x" * 11_000_000, {413}),
    ("INSERT DATA { _:a rdfs:comment 'x' }", {400}),
    ("DROP ALL", {403, 422}),
    ("INSERT DATA {", {400}),
    ("SELECT * {}", {400}),
    ("", {400}),
    ("\ud800".encode("utf-8", "surrogatepass"), {400}),
]


@pytest.mark.parametrize(
    ("update", "statuses"),
    # an update has six times the time of a query, and one large text is read at the speed of any other
    [slowly(*each) if at in (2, 6) else each for at, each in enumerate(HOSTILE)],
    ids=range(len(HOSTILE)),
)
def test_a_hostile_update_leaves_everything_as_it_was_and_readers_alone(
    client: httpx.Client, desk: dict[str, str], update: str | bytes, statuses: set[int]
) -> None:
    before = version(client)
    usual = min(seconds(client) for _ in range(5))
    slowest: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            slowest.append(seconds(client))
            time.sleep(0.02)

    watching = threading.Thread(target=watch)
    watching.start()
    answer = client.post("/update", content=update, headers={**desk, "If-Match": f'"{before}"'})
    over.set()
    watching.join()
    assert answer.status_code in statuses, answer.text[:500]
    if answer.status_code == 204:
        client.post("/update", content="DELETE DATA { <urn:a> <urn:b> <urn:c> }", headers=desk)
    else:
        assert version(client) == before
    assert ask(client, "ASK {}")
    # the median, and ten times what it takes without the update: this machine may be doing other things
    assert sorted(slowest)[len(slowest) // 2] < max(0.1, 10 * usual)


def seconds(client: httpx.Client) -> float:
    """How long the server takes to say that it is alive."""
    start = time.perf_counter()
    assert client.get("/health").status_code == 200
    return time.perf_counter() - start


# --- texts that are read in an unlucky way ---------------------------------------------------------


def test_an_iri_that_an_update_makes_is_read_against_the_endpoint(client: httpx.Client, desk: dict[str, str]) -> None:
    for beside in ("{}", "{ <u> a ?nothing }"):
        where = f'OPTIONAL {beside} BIND(IRI("r") AS ?x)'
        made = f"INSERT {{ GRAPH <urn:r> {{ <urn:r> rdfs:seeAlso ?x }} }} WHERE {{ {where} }}"
        assert client.post("/update", content=made, headers=desk).status_code == 204
        assert ask(client, f"ASK {{ GRAPH <urn:r> {{ ?s ?p <{client.base_url.join('/r')}> }} }}")
        assert client.post("/update", content="DROP GRAPH <urn:r>", headers=desk).status_code == 204


def test_a_byte_order_mark_before_an_update_is_taken(client: httpx.Client, desk: dict[str, str]) -> None:
    for text in (remark("marked"), f"# a comment\n{remark('marked')}"):
        found = client.post("/update", content=f"\ufeff{text}".encode(), headers=desk)
        assert found.status_code == 204, found.text
    assert "marked" in comments(client)


@pytest.mark.parametrize("words", ["qqq qjj qzz qxx", "qzzq QJJQ insert delete load service", "a" * 40_000])
def test_no_words_in_a_literal_get_in_the_way_of_an_update(
    client: httpx.Client, desk: dict[str, str], words: str
) -> None:
    found = client.post("/update", content=remark(words), headers=desk)
    assert found.status_code == 204, found.text
    assert words in comments(client)
