"""The JSON API as its clients see it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from shlex import split

import httpx
import pytest
from click.testing import Result

from tests.web.api.examples import misfits

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/api/centres", "centres"),
        ("/api/centres?region=Africa&theme=water", "centres --region Africa --theme water"),
        ("/api/centres?country=CHN&goal=6&category=category-2", "centres --country CHN --goal 6 --category category-2"),
        ("/api/centres/HIST", "show HIST"),
        ("/api/centres/third%20world%20academy%20of%20sciences", "show 'third world academy of sciences'"),
        ("/api/centres/HIST/partners", "suggest-partners HIST"),
        (
            "/api/centres/HIST/partners?by=theme&limit=3&in_region=Africa&country_group=g77&as_of=2016",
            "suggest-partners HIST --by theme --limit 3 --in-region Africa --country-group g77 --as-of 2016",
        ),
        (
            "/api/centres/HIST/partners?weights=theme%3D2,region%3D0.5&include_current=true&goal=15&theme=geoparks",
            "suggest-partners HIST --weights theme=2,region=0.5 --include-current --goal 15 --theme geoparks",
        ),
        ("/api/centres/HIST/explain/ERAIFT", "explain HIST ERAIFT"),
        ("/api/centres/HIST/explain/ICTP?by=goals&as_of=2015", "explain HIST ICTP --by goals --as-of 2015"),
        ("/api/centres/HidroEX?as_of=2015", "show HidroEX --as-of 2015"),
        ("/api/centres/HIST/gaps", "gaps HIST"),
        ("/api/centres/HIST/gaps?neighbours=3&limit=2", "gaps HIST --neighbours 3 --limit 2"),
        ("/api/gaps?region=Africa&level=target&limit=4", "gaps --region Africa --level target --limit 4"),
        ("/api/gaps?country_group=ldc&theme=water", "gaps --country-group ldc --theme water"),
        ("/api/coverage", "coverage"),
        (
            "/api/coverage?by=theme&level=target&basis=stated",
            "coverage --by theme --level target --basis stated",
        ),
        ("/api/network", "network"),
        (
            "/api/network?region=Africa&strong_only=true&everyone=true&as_of=2018",
            "network --region Africa --strong-only --all --as-of 2018",
        ),
        ("/api/network/changes/2010", "network --compare 2010"),
        ("/api/network/changes/2010?as_of=2015&theme=water", "network --compare 2010 --as-of 2015 --theme water"),
        ("/api/path/HIST/ICTP", "path HIST ICTP"),
        ("/api/path/HIST/ICTP?strong_only=true&everyone=true", "path HIST ICTP --strong-only --all"),
    ],
)
def test_an_answer_is_what_the_command_prints(client: httpx.Client, run: Run, address: str, command: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.text == run(*split(f"{command} --format json")).stdout
    document = client.get("/openapi.json").json()
    templates = {path: re.sub(r"{\w+}", "[^/]+", path) for path in document["paths"] if ".{" not in path}
    [path] = [path for path, template in templates.items() if re.fullmatch(template, answer.url.path)]
    assert misfits(document, document["paths"][path]["get"], answer.json()) == []


@pytest.mark.parametrize(
    ("address", "command", "content_type"),
    [
        ("/api/coverage.svg", "coverage --format svg", "image/svg+xml"),
        ("/api/network.graphml", "network --format graphml", "application/graphml+xml"),
        ("/api/network?format=gexf", "network --format gexf", "application/gexf+xml"),
        ("/api/network.node-link", "network --format node-link", "application/json"),
        ("/api/network.svg?region=Africa", "network --format svg --region Africa", "image/svg+xml"),
        ("/api/centres/HIST?format=ttl", "show HIST --format turtle", "text/turtle; charset=utf-8"),
        ("/api/centres/HIST/partners.ttl", "suggest-partners HIST --format turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_other_forms_are_what_the_command_prints_too(
    client: httpx.Client, run: Run, address: str, command: str, content_type: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert answer.text == run(*split(command)).stdout
    assert answer.headers["content-disposition"].startswith("inline; filename=")


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/api/centres.csv", "centres"),
        ("/api/centres/HIST/partners.csv", "suggest-partners HIST"),
        ("/api/centres/HIST/gaps.csv", "gaps HIST"),
        ("/api/gaps.csv?region=Africa", "gaps --region Africa"),
        ("/api/coverage.csv?by=category", "coverage --by category"),
        ("/api/network.csv", "network"),
        ("/api/path/HIST/ICTP?format=csv", "path HIST ICTP"),
    ],
)
def test_csv_is_what_the_command_prints_but_for_formulas(
    client: httpx.Client, run: Run, address: str, command: str
) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == run(*split(f"{command} --format csv")).stdout
    assert client.get(address.replace(".csv", ""), headers={"Accept": "text/csv"}).text == answer.text


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_comes_in_pages_that_name_each_other(client: httpx.Client) -> None:
    whole = client.get("/api/centres").json()
    address: str | None = "/api/centres?limit=40"
    pages = []
    while address is not None:
        answer = client.get(address)
        pages.append(answer.json())
        assert answer.headers["x-total-count"] == str(len(whole)) == "93"
        assert answer.links["first"]["url"] == "/api/centres?limit=40&offset=0"
        assert answer.links["last"]["url"] == "/api/centres?limit=40&offset=80"
        address = answer.links.get("next", {}).get("url")
    assert [len(each) for each in pages] == [40, 40, 13]
    assert [row for page in pages for row in page] == whole
    assert answer.links["prev"]["url"] == "/api/centres?limit=40&offset=40"


def test_a_page_of_a_filtered_file_keeps_its_filter_and_its_form(client: httpx.Client) -> None:
    answer = client.get("/api/centres.csv", params={"region": "Arab States", "limit": 2})
    assert answer.links["next"]["url"] == "/api/centres.csv?region=Arab+States&limit=2&offset=2"
    again = client.get(answer.links["next"]["url"])
    codes = [row["code"] for each in (answer, again) for row in csv.DictReader(io.StringIO(each.text))]
    assert len(codes) == len(set(codes)) == 4
    beyond = client.get("/api/centres", params={"offset": 5000})
    assert (beyond.json(), beyond.links["prev"]["url"]) == ([], "/api/centres?limit=100&offset=0")


def test_the_vocabularies_count_what_the_filters_find(client: httpx.Client) -> None:
    for path, name, parameter in [
        ("themes", "key", "theme"),
        ("goals", "key", "goal"),
        ("regions", "label", "region"),
        ("countries", "code", "country"),
    ]:
        rows = client.get(f"/api/{path}").json()
        for row in [each for each in rows if each["centres"]][:12]:
            found = client.get("/api/centres", params={parameter: row[name], "limit": 1000}).json()
            # a list shows who has ceased, and marks them; a count is of the active
            assert sum("ceased" not in each["status"] for each in found) == row["centres"], row


def test_the_goals_have_the_iris_of_the_united_nations(client: httpx.Client) -> None:
    goals = client.get("/api/goals").json()
    assert [each["key"] for each in goals[:3]] == ["1", "1.1", "1.2"]
    assert [sum(each["level"] == level for each in goals) for level in ("goal", "target")] == [17, 169]
    [water] = [each for each in goals if each["key"] == "6.5"]
    assert (water["iri"], water["goal"]) == ("http://metadata.un.org/sdg/6.5", "6")
    kinds = client.get("/api/cooperation-kinds").json()
    assert sum(each["links"] for each in kinds) == 720
    assert {each["key"] for each in client.get("/api/country-groups").json()} > {"g77", "ldc", "sids"}
    assert "water" in client.get("/api/themes.csv").text
