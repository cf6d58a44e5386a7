"""Named queries, failures, forms and the freshness of what the JSON API answers."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import split
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from click.testing import Result
from starlette.requests import Request

from sdggraph.cli.group import COMMANDS
from sdggraph.config import Settings
from sdggraph.tasks import Source, queries
from sdggraph.web.api.parameters import NAMES
from sdggraph.web.app import create_app
from sdggraph.web.http.problems import addressed
from sdggraph.web.jobs.named_queries import held
from sdggraph.web.options import Options
from sdggraph.web.service import Service
from tests.graphs import ROOT
from tests.web.api.examples import filled
from tests.web.serving import Server

Run = Callable[..., Result]


@pytest.mark.slow
def test_every_named_query_is_listed_and_answers_at_its_address(client: httpx.Client, source: Source) -> None:
    rows = client.get("/api/queries").json()
    assert [each["name"] for each in rows] == [each.name for each in queries(source)]
    for row in rows:
        answer = client.get(row["address"])
        assert answer.status_code == 200, row["name"]
        if row["columns"] not in (["yes/no"], ["graph"]):
            assert answer.json()["head"]["vars"] == row["columns"]
            head = client.get(f"{row['address']}.csv").text.splitlines()[0]
            assert head == ",".join(row["columns"])


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/api/queries/isolated-centres.json", "query isolated-centres --format json"),
        ("/api/queries/contributors-to-goal?goal=15", "query contributors-to-goal --goal 15 --format json"),
        ("/api/queries/contributors-to-goal.tsv?goal=15", "query contributors-to-goal --goal 15 --format tsv"),
        ("/api/queries/do-they-cooperate.xml?one=HIST&other=ICTP", "query do-they-cooperate --other ICTP --format xml"),
        ("/api/queries/centre-record.nt?centre=ICTP", "query centre-record --centre ICTP --format ntriples"),
        ("/api/queries/centre-record?centre=ICTP&format=ttl", "query centre-record --centre ICTP --format turtle"),
    ],
)
def test_a_named_query_answers_as_the_command_does(client: httpx.Client, run: Run, address: str, command: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    lines = answer.text.rstrip("\n").splitlines()
    assert sorted(lines) == sorted(run(*split(command)).stdout.rstrip("\n").splitlines())


@pytest.mark.parametrize(
    "path",
    [
        "/api/queries/centres-in-country.csv?country=BRA",
        "/api/queries/isolated-centres?format=csv",
        "/api/centres.csv",
        "/api/meet.csv?theme=Groundwater",
        "/api/coverage.csv",
        "/sparql?query=SELECT%20?code%20{%20?s%20sg:code%20?code%20}&format=csv",
        "/sparql?query=ASK%20{%20?s%20sg:code%20?code%20}&format=csv",
    ],
)
def test_a_csv_file_that_a_reader_opens_from_a_link_has_a_mark_for_excel(client: httpx.Client, path: str) -> None:
    bare, marked = client.get(path), client.get(path, headers={"Sec-Fetch-Mode": "navigate"})
    assert marked.content == codecs.BOM_UTF8 + bare.content
    assert marked.headers["etag"] != bare.headers["etag"]
    for each in (bare, marked):
        assert each.headers["content-type"] == "text/csv; charset=utf-8"
        assert "Sec-Fetch-Mode" in each.headers["vary"]


FORMULA = 'SELECT ?a ?b { VALUES (?a ?b) { ("=1+1" -5) (" @x" "-5") ("plain, \\"quoted\\"" "") } }'


def test_the_answer_to_a_query_runs_in_no_spreadsheet_and_is_exact_for_programs(client: httpx.Client) -> None:
    asked = {"query": FORMULA, "format": "csv"}
    bare = client.get("/sparql", params=asked)
    opened = client.get("/sparql", params=asked, headers={"Sec-Fetch-Mode": "navigate"})
    found = [list(csv.reader(io.StringIO(each.content.decode("utf-8-sig")))) for each in (bare, opened)]
    assert found[0] == [["a", "b"], ["=1+1", "-5"], [" @x", "-5"], ['plain, "quoted"', ""]]
    assert found[1] == [["a", "b"], ["'=1+1", "-5"], ["' @x", "-5"], ['plain, "quoted"', ""]]
    tsv = client.get("/sparql", params={**asked, "format": "tsv"}, headers={"Sec-Fetch-Mode": "navigate"})
    assert '"=1+1"' in tsv.text


def test_other_forms_and_errors_have_no_byte_order_mark(client: httpx.Client) -> None:
    for path in (
        "/api/centres",
        "/api/queries/isolated-centres.json",
        "/api/queries/centre-record.csv",
        "/api/nope.csv",
        "/sparql?query=SELECT%20?code%20{%20?s%20sg:code%20?code%20}&format=tsv",
        "/sparql?query=SELECT%20?code%20{%20?s%20sg:code%20?code%20&format=csv",
        "/sparql?query=DESCRIBE%20sg:Organisation&format=csv",
    ):
        assert not client.get(path, headers={"Sec-Fetch-Mode": "navigate"}).content.startswith(codecs.BOM_UTF8), path


def test_a_spreadsheet_reads_a_named_query_by_its_address(client: httpx.Client) -> None:
    answer = client.get("/api/queries/isolated-centres.csv", headers={"Accept": "text/html, */*;q=0.1"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="isolated-centres.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows
    assert list(rows[0]) == ["code", "name", "country", "city", "other_links"]


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("/api/queries/isolated-centers", 404, "isolated-centres"),
        ("/api/queries/isolated-centers.csv", 404, "isolated-centres"),
        ("/api/queries/isolated-centres.ttl", 406, "rows"),
        ("/api/queries/isolated-centres.doc", 400, "ending"),
        ("/api/queries/isolated-centres.csv?format=json", 400, "ends in"),
        ("/api/queries/isolated-centres?format=doc", 406, "doc"),
        ("/api/queries/isolated-centres?year=2016", 400, "takes none"),
        ("/api/queries/contributors-to-goal?goal=99", 404, "99"),
        ("/api/queries/contributors-to-goal?goal=6&goal=7", 400, "2 parameters"),
        ("/api/queries/events-in-year?year=abc", 400, "four digits"),
        ("/api/centres/HISD", 404, "HIST"),
        ("/api/centres/HISD/partners.csv", 404, "HIST"),
        ("/api/centres/HIST/explain/ICTQ", 404, "ICTP"),
        ("/api/centres/HIST/explain/HIST", 400, "two"),
        ("/api/centres?region=Afrika", 404, "Africa"),
        ("/api/centres?regoin=Africa", 400, "regoin"),
        ("/api/centres?limit=0", 400, "limit"),
        ("/api/centres?category=", 400, "category"),
        ("/api/centres?theme=", 400, "The value is empty. Give it a value, or leave it out."),
        ("/api/centres?as_of=2015-13", 400, "'2015-13' is not a date. Write a year, a month or a day: 2016, 2016-05"),
        ("/api/centres/HIST?as_of=2015-02-30", 400, "'2015-02-30' is not a date"),
        ("/api/network?as_of=20155", 400, "as_of: '20155' is not a date"),
        ("/api/network/changes/20166", 400, "'20166' is not a year. Write four digits"),
        ("/api/centres?limit=5&limit=6", 400, "2 parameters"),
        ("/api/centres.csv?format=json", 400, "csv"),
        ("/api/centres.doc", 400, "ending"),
        ("/api/centres/HIST/partners?by=magic", 400, "by"),
        ("/api/centres/HIST/partners?weights=magic%3D1", 400, "signal"),
        ("/api/centres/HIST/partners?as_of=yesterday", 400, "as_of"),
        ("/api/centres/HIST/explain/IHE-Delft?as_of=1950", 400, "first year on record"),
        ("/api/gaps", 400, "region"),
        ("/api/coverage?by=planet", 400, "region"),
        ("/api/network/changes/2999", 400, "2999"),
        ("/api/path/HIST/HIST", 400, "different"),
        ("/api/nothing", 404, "address"),
        ("/api/centres/" + "x" * 300, 400, "code"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_way_on(
    client: httpx.Client, address: str, status: int, word: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert word in answer.text


def test_the_nearest_names_are_a_list_for_programs(client: httpx.Client) -> None:
    assert client.get("/api/centres/HISD").json()["nearest"][0] == "HIST"
    assert client.get("/api/queries/isolated").json()["nearest"][0] == "isolated-centres"


@pytest.mark.parametrize(
    ("address", "accept", "content_type"),
    [
        ("/api/centres", "text/csv", "text/csv; charset=utf-8"),
        ("/api/centres", "text/html,*/*;q=0.8", "application/json"),
        ("/api/centres", "text/csv;q=0.4, application/json;q=0.5", "application/json"),
        ("/api/coverage", "image/*", "image/svg+xml"),
        ("/api/network", "application/graphml+xml", "application/graphml+xml"),
        ("/api/centres/HIST/partners", "text/turtle", "text/turtle; charset=utf-8"),
        ("/api/queries/isolated-centres", "application/json", "application/sparql-results+json"),
        ("/api/queries/isolated-centres", "text/csv", "text/csv; charset=utf-8"),
        ("/api/centres", "image/png", "application/problem+json"),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(
    client: httpx.Client, address: str, accept: str, content_type: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"] == content_type
    assert answer.status_code == (406 if "problem" in content_type else 200)
    assert answer.status_code != 200 or "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_is_only_read(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/api/centres/HIST")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_an_answer_carries_the_data_version_and_is_asked_for_again_by_its_etag(client: httpx.Client) -> None:
    version = client.get("/ready").json()["version"]
    for address in ("/api", "/api/centres", "/api/queries/isolated-centres.csv", "/api/coverage.svg"):
        assert client.get(address).headers["sdggraph-data-version"] == version
    first = client.get("/api/centres")
    again = client.get("/api/centres", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["sdggraph-data-version"] == version
    head = client.head("/api/centres")
    assert (head.content, head.headers["x-total-count"]) == (b"", "93")


@pytest.mark.slow
def test_every_operation_answers_on_a_server_that_has_just_started(tmp_path: Path) -> None:
    with Server(log=tmp_path / "log") as fresh:
        described: dict[str, Any] = fresh.client.get("/openapi.json").json()["paths"]
        tried = 0
        for path, operations in described.items():
            if not path.startswith("/api"):
                continue
            parameters = {each["name"]: each for each in operations["get"].get("parameters", ())}
            forms = parameters.get("format", {}).get("schema", {}).get("enum", [None])
            endings = parameters.get("ending", {}).get("schema", {}).get("enum", [None])
            extra = {"region": "Africa"} if path.startswith("/api/gaps") else {}
            for form in forms if ".{ending}" not in path else endings:
                address = filled(path.replace("{ending}", str(form)), operations["get"])
                asked = extra if form is None or ".{ending}" in path else {**extra, "format": form}
                answer = fresh.client.get(address, params=asked)
                # a query that gives rows has no Turtle
                assert answer.status_code in ((200, 406) if "/queries/" in path else (200,)), (address, form)
                tried += 1
        assert tried > 80
        assert "Error" not in fresh.said()


@pytest.mark.slow
def test_an_aggregate_is_computed_once_for_each_data_version_however_many_ask() -> None:
    async def asked() -> tuple[list[str], int, set[int]]:
        app = create_app(Service(Options(Settings.read(), workers=2)))
        made: list[str] = []
        async with app.router.lifespan_context(app):
            pool = app.state.service.pool
            plain = pool.ask

            async def counted(job: str, *arguments: Any) -> Any:
                made.append(job)
                return await plain(job, *arguments)

            pool.ask = counted
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
                paths = ["/api/coverage?by=theme&level=target", "/api/network", "/api/network.svg"]
                answers = await asyncio.gather(*(client.get(path) for path in paths * 4))
                answers += [await client.get(path) for path in paths]
            assert {answer.status_code for answer in answers} == {200}
            return made, app.state.service.hits, {len(answer.content) for answer in answers}

    made, hits, sizes = asyncio.run(asked())
    assert sorted(made) == ["api/coverage", "api/network", "api/network"]
    assert hits == 12
    assert len(sizes) == 3


def test_text_that_a_spreadsheet_would_run_is_harmless_in_csv_and_exact_elsewhere(odd: Server) -> None:
    lists = odd.client.get("/api/centres.csv").text
    assert "EVIL,'=1+cmd|calc," in lists
    answer = odd.client.get("/api/queries/isolated-centres.csv").text
    assert sorted(answer.splitlines()[1:]) == ["EVIL,'=1+cmd|calc,,'-Town,0", "EVIL,'=1+cmd|calc,,-12.5,0"]
    asked = {"query": "SELECT ?n { ?c sg:code 'EVIL' ; skos:prefLabel ?n }", "format": "csv"}
    assert odd.client.get("/sparql", params=asked).text == "n\r\n=1+cmd|calc\r\n"
    assert odd.client.get("/api/centres").json()[0]["name"] == "=1+cmd|calc"


def test_the_named_queries_are_not_read_again_when_the_data_change(source: Source) -> None:
    assert held(Source(source.settings)) is held(Source(source.settings))


def test_a_name_of_several_is_answered_with_all_of_them(client: httpx.Client) -> None:
    answer = client.get("/api/centres/radi")
    assert answer.status_code == 300
    assert answer.json()["choices"] == ["AIR-CAS", "institute-of-remote-sensing-and-digital-earth-chinese"]


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/api/centres?country=KR&format=csv", 200, "GCIDA,"),
        ("/api/centres?country=Turkey", 200, "[]"),
        ("/api/centres?region=LAC&format=csv", 200, "CATHALAC,"),
        ("/api/centres/CERN", 404, "nearest"),
        ("/api/centres?country=Kosovo", 404, "resolution 1244"),
        ("/api/centres?theme=art", 404, "no theme"),
        ("/api/centres/HIST/partners?country_group=G7", 404, "Group of 77"),
        ("/api/queries/centres-in-country.csv?country=410", 200, "GCIDA,"),
        ("/api/queries/centres-in-country?country=Atlantis", 404, "no country"),
        ("/api/queries/contributors-to-goal.csv?goal=SDG%206", 200, "code"),
    ],
)
def test_names_are_read_as_on_the_command_line(client: httpx.Client, address: str, status: int, told: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, told in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/api/centres/Qqqqqqqq", "/api/centres lists the centres."),
        ("/api/centres?theme=Qqqqqqqq", "/api/queries/themes-by-centres lists them all."),
        ("/api/queries/qqqqqqqq", "/api/queries lists them all."),
        ("/api/meet?theme=Qqqqqqqq", "/api/queries/themes-by-centres"),
        ("/api/queries/centres-in-theme?theme=Qqqqqqqq", "/api/queries/themes-by-centres"),
        ("/api/queries/partners-of-centre.csv?centre=Qqqqqqqq", "/api/centres"),
        ("/api/path/HIST/Qqqqqqqq", "/api/centres"),
        ("/api/network/changes/2016?as_of=2016", "Give as_of another year"),
    ],
)
def test_a_remedy_names_addresses_of_the_api_and_no_commands(client: httpx.Client, address: str, named: str) -> None:
    remedy = client.get(address).json()["remedy"]
    assert named in remedy
    assert "sdggraph" not in remedy
    assert "--" not in remedy


def wrong_requests(document: dict[str, Any]) -> Iterator[str]:
    """Addresses of the API with one wrong value each: in each part of a path, and in each parameter."""
    for path, operations in document["paths"].items():
        if not path.startswith("/api") or ".{" in path:
            continue
        known = operations["get"].get("parameters", [])
        parts = {each["name"]: GOOD.get(each["name"], "HIST") for each in known if each["in"] == "path"}
        for name in parts:
            yield path.format(**{**parts, name: "Qqqqqqqq"})
        for each in known:
            if each["in"] == "query" and each["name"] != "parameters":
                yield from (f"{path.format(**parts)}?{each['name']}={value}" for value in ("", "Qqqqqqqq", "-1"))
        yield f"{path.format(**parts)}?qqqq=1"


GOOD = {"since": "2016", "other": "ICTP", "name": "centres-in-theme"}


@pytest.mark.slow
def test_no_error_of_the_api_speaks_of_the_command_line_or_of_patterns(client: httpx.Client) -> None:
    wrong = [*wrong_requests(client.get("/openapi.json").json()), "/api/queries/centres-in-theme?theme="]
    wrong += ["/api/gaps", "/api/path/HIST/HIST", "/api/network/changes/2016?as_of=2016", "/api/network/changes/20166"]
    failed = {address: answer for address in wrong if (answer := client.get(address)).status_code >= 400}
    assert len(failed) > 100
    for address, answer in failed.items():
        told = answer.text.replace(quote(address), "")
        assert answer.status_code in (300, 400, 404, 406), (address, told)
        for word in ("--", "sdggraph ", "String should", "Input should", "pattern", "Value error"):
            assert word not in told, (address, told)


def test_a_remedy_names_parameters_as_they_are_written_in_an_address() -> None:
    request = Request({"type": "http", "app": SimpleNamespace(state=SimpleNamespace(parameters=NAMES))})
    for remedy, told in {
        "Narrow it by --region or --theme, or open --format gexf in Gephi.": "Narrow it by region= or theme=, or open "
        "format=gexf in Gephi.",
        "Add --year VALUE.": "Add year=VALUE.",
        "Give --as-of another year.": "Give as_of another year.",
        "Its operator can start it with --writable.": "Its operator can start it with --writable.",
    }.items():
        assert addressed(request, remedy) == told


def test_the_readme_names_the_commands_that_are_addresses(client: httpx.Client) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [row] = re.findall(r"^\| `/api`, `/docs` \|.*$", readme, re.MULTILINE)
    told = set(re.findall(r"`([a-z-]+)`", row))
    document = client.get("/openapi.json").json()
    texts = " ".join(str(each) for path in document["paths"].values() for each in path.values())
    offered = set(re.findall(r"`sdggraph ([a-z-]+)", texts))
    assert told == offered
    assert told < set(COMMANDS)
