"""The pages of the ready questions, and the page on which anybody can ask in SPARQL."""

from __future__ import annotations

import csv
import html
import re
from urllib.parse import unquote

import httpx
import pytest

from sdggraph.names.file_names import file_name

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def text_of(client: httpx.Client, path: str, **asked: str) -> str:
    """The page at an address, as a browser gets it."""
    found = client.get(path, params=asked or None, headers=BROWSER)
    assert found.status_code == 200, path
    assert found.text.count("<h1") == 1
    assert not re.search(r"\sstyle=|\son\w+=|<style|href=\"/", found.text)
    return found.text


def test_every_question_stands_in_the_list_and_has_a_page(client: httpx.Client) -> None:
    told = client.get("/api/queries").json()
    text = text_of(client, "/questions/")
    for each in told:
        assert text.count(f'href="../questions/{each["name"]}.html"') == 1
        assert each["question"] in html.unescape(text)
    assert "For the coordination desk" in text


def test_beside_a_question_stands_who_asks_it_too(client: httpx.Client) -> None:
    text = text_of(client, "/questions/")
    words = {"desk": "the desk", "director": "a centre", "portal": "data portals", "researcher": "researchers"}
    for each in client.get("/api/queries").json():
        entry = text.partition(f"questions/{each['name']}.html")[2].partition("</li>")[0]
        told = re.search(r"<small>also for (.*?)</small>", entry)
        others = re.split(r", | and ", told[1]) if told else []
        assert sorted(others) == sorted(words[user] for user in each["users"][1:]), each["name"]


def test_a_question_is_answered_as_the_api_answers_it_and_its_csv_has_an_address(client: httpx.Client) -> None:
    text = text_of(client, "/questions/contributors-to-goal.html", goal="13")
    link = re.search(r'href="\.\./(api/queries/contributors-to-goal\.csv[^"]*)"', text)
    assert link
    rows = list(csv.DictReader(client.get(f"/{html.unescape(link[1])}").text.splitlines()))
    assert f"{len(rows)} rows" in text
    table = text.split('<table class="results">')[1]
    assert table.count("<tr>") == len(rows) + 1
    for row in rows:
        assert f'href="../organisations/{row["code"]}.html">{row["code"]}<' in table
    assert '<option value="13" selected>' in text
    assert 'class="bars"' in text


def test_a_name_in_another_spelling_is_kept_in_the_field(client: httpx.Client) -> None:
    text = text_of(client, "/questions/contributors-to-goal.html", goal="Climate action")
    assert '<option value="Climate action" selected>' in text
    assert "<h1>" in text
    assert 'class="problem"' not in text


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("contributors-to-goal", {"goal": "99"}, "99"),
        ("agreements-to-review", {"years": "many"}, "Years must be"),
        ("agreements-to-review", {"years": "<script>alert(1)</script>"}, "Years must be"),
    ],
)
def test_a_wrong_value_is_told_beside_the_field(
    client: httpx.Client, name: str, asked: dict[str, str], said: str
) -> None:
    text = text_of(client, f"/questions/{name}.html", **asked)
    problem = text.split('class="problem" role="alert"')[1].split("</div>")[0]
    assert said in problem
    assert "<script>alert" not in text
    assert "<form" in text


def test_a_wrong_name_leads_to_the_list_of_names_instead_of_the_terminal(client: httpx.Client) -> None:
    text = text_of(client, "/questions/centres-in-theme.html", theme="Qqqqqqqq")
    problem = text.split('class="problem" role="alert"')[1].split("</div>")[0]
    assert "sdggraph" not in problem
    assert '<a href="../questions/themes-by-centres.html">The list of all of them</a>' in problem


def test_a_question_that_is_not_there_names_the_nearest(client: httpx.Client) -> None:
    found = client.get("/questions/contributors-to-goals.html", headers=BROWSER)
    assert found.status_code == 404
    assert "contributors-to-goal" in found.text


def test_every_example_of_the_editor_has_an_answer(client: httpx.Client) -> None:
    text = text_of(client, "/query/")
    assert "<textarea" in text
    links = re.findall(r'href="\.\./(query/index\.html\?query=[^"]+)"', text.split('id="examples"')[1])
    assert len(links) > 2
    for link in links:
        answer = text_of(client, f"/{html.unescape(link)}")
        assert 'id="answer"' in answer
        assert "Nothing on record" not in answer
        file = re.search(r'href="\.\./(sparql\?query=[^"]+)"', answer)
        assert file
        assert client.get(f"/{html.unescape(file[1])}").status_code == 200


@pytest.mark.parametrize(
    ("query", "heading", "said"),
    [
        ("SELECT *\nWHERE { ?s ?p ?o", "Line 2, column 17", "ends too early"),
        ("SELEC * {}", "Line 1, column 1", "do you mean SELECT"),
        ("SELECT * { ?s foo:x ?o }", "Line 1, column 15", "prefix foo: is not declared"),
        ("DELETE WHERE { ?s ?p ?o }", "Line 1, column 1", "begins an update"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "No answer", "nothing leaves this store"),
        ("SELECT * { ?s ?p ?o }", "No answer", "more than"),
    ],
)
def test_what_is_wrong_with_a_query_stands_at_its_place_in_words(
    client: httpx.Client, query: str, heading: str, said: str
) -> None:
    text = html.unescape(text_of(client, "/query/", query=query))
    problem = text.split('id="query-problem"')[1]
    assert heading in problem
    assert said in problem
    assert query in text  # it can be mended and sent again


def test_values_of_an_answer_are_text_and_only_addresses_of_the_web_are_links(client: httpx.Client) -> None:
    query = "SELECT ('<script>alert(1)</script>' AS ?a) (<javascript:alert(2)> AS ?b) (<https://example.org/> AS ?c) {}"
    text = text_of(client, "/query/", query=query)
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
    assert '<a href="https://example.org/" rel="noreferrer" class="address">' in text


def test_yes_no_and_statements_are_answers_too(client: httpx.Client) -> None:
    assert "<b>Yes</b>" in text_of(client, "/query/", query="ASK { ?s ?p ?o }")
    assert "<b>No</b>" in text_of(client, "/query/", query="ASK { <urn:x> ?p ?o }")
    assert "Nothing on record fits" in text_of(client, "/query/", query="SELECT * { <urn:x> ?p ?o }")
    text = text_of(client, "/query/", query="DESCRIBE organisation:HIST")
    assert "prefLabel" in text
    assert "format=turtle" in text


def test_the_text_of_a_question_can_be_taken_to_the_editor(client: httpx.Client) -> None:
    assert "SELECT ?signed" in text_of(client, "/query/", name="agreements-by-year")
    assert "SELECT" in text_of(client, "/query/", name="nothing-of-that-name")


def test_a_browser_at_the_endpoint_gets_the_editor_and_a_program_gets_what_it_asked_for(client: httpx.Client) -> None:
    query = "SELECT * { ?s a sg:Event } LIMIT 2"
    found = client.get("/sparql", params={"query": query}, headers=BROWSER)
    assert found.status_code == 303
    assert "2 rows" in client.get(found.headers["location"], headers=BROWSER).text
    assert client.get("/sparql", headers=BROWSER).headers["location"] == "/query/"
    for headers, more in (({}, {}), (BROWSER, {"format": "csv"}), ({"Accept": "text/csv"}, {})):
        answer = client.get("/sparql", params={"query": query, **more}, headers=headers)
        assert answer.status_code == 200
        assert "html" not in answer.headers["content-type"]


PAIRS = """SELECT ?one ?other (COUNT(*) AS ?links) {
  ?link a sg:Cooperation ; sg:partner ?one, ?other FILTER(STR(?one) < STR(?other))
} GROUP BY ?one ?other ORDER BY ?one ?other LIMIT 30"""
CENTRES = "SELECT ?code ?name { ?c sg:country country:CHN ; sg:code ?code ; skos:prefLabel ?name } ORDER BY ?code"


def views(text: str) -> list[str]:
    """The views that the page of an answer offers."""
    found = re.search(r'<nav aria-label="Views of the answer">(.*?)</nav>', text, re.DOTALL)
    return re.findall(r">(Table|Map|Network)<", found[1]) if found else []


def test_an_answer_that_names_organisations_has_a_map(client: httpx.Client) -> None:
    plain = text_of(client, "/query/", query=CENTRES)
    assert views(plain) == ["Table", "Map"]
    assert 'class="map"' not in plain
    [address] = re.findall(r'href="\.\./(query/index\.html\?[^"]+view=map)#answer"', plain)
    text = client.get(f"/{html.unescape(address)}", headers=BROWSER).text
    picture = re.search(r'<svg class="map".*?</svg>', text, re.DOTALL)
    assert picture
    codes = set(re.findall(r"<td><a href=\"\.\./organisations/[^\"]+\">([^<]+)</a>", text))
    placed = {unquote(each) for each in re.findall(r'href="\.\./organisations/([^"]+)\.html"', picture[0])}
    assert placed
    assert placed <= {file_name(each) for each in codes}
    assert '<table class="results">' in text
    assert 'name="view" value="map"' in text


def test_an_answer_with_pairs_has_a_network(client: httpx.Client) -> None:
    plain = text_of(client, "/query/", query=PAIRS)
    assert views(plain) == ["Table", "Map", "Network"]
    text = text_of(client, "/query/", query=PAIRS, view="network")
    picture = re.search(r'<svg class="net".*?</svg>', text, re.DOTALL)
    assert picture
    drawn = {tuple(sorted(each)) for each in re.findall(r'data-a="([^"]+)" data-b="([^"]+)"', picture[0])}
    rows = client.get("/sparql", params={"query": PAIRS, "format": "json"}).json()["results"]["bindings"]
    assert len(drawn) == len(rows) == 30
    assert re.search(r"<title>[^<]+ and [^<]+: \d+ rows?</title>", picture[0])
    assert not re.search(r"\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    ("query", "view", "said"),
    [
        ("SELECT ?theme { ?theme a sg:Theme } LIMIT 3", "map", "there is no map"),
        ("SELECT ?theme { ?theme a sg:Theme } LIMIT 3", "network", "there is no network"),
        ("SELECT ?a ?b { ?link sg:partner ?a, ?b FILTER(?a != ?b) }", "network", "There are too many organisations"),
        (CENTRES, "network", "No row of this answer names two organisations"),
        ("SELECT ('HIST' AS ?name) ('IRCK' AS ?code) {}", "network", "No row of this answer names two organisations"),
        ("SELECT ('HIST' AS ?a_code) ('HIST' AS ?code) {}", "network", "No row of this answer names two organisations"),
    ],
)
def test_a_view_that_an_answer_does_not_allow_says_why(client: httpx.Client, query: str, view: str, said: str) -> None:
    text = text_of(client, "/query/", query=query, view=view)
    assert said in text
    assert '<table class="results">' in text


def test_views_are_only_for_rows_and_only_those_that_there_are(client: httpx.Client) -> None:
    assert views(text_of(client, "/query/", query="ASK { ?s ?p ?o }", view="map")) == []
    assert views(text_of(client, "/query/", query="DESCRIBE organisation:HIST", view="network")) == []
    assert views(text_of(client, "/query/", query="SELECT ?theme { ?theme a sg:Theme } LIMIT 3")) == []
    wrong = client.get("/query/", params={"query": CENTRES, "view": "sphere"}, headers=BROWSER)
    assert wrong.status_code == 400
    assert "view" in wrong.text


def test_a_ready_question_has_views_too(client: httpx.Client) -> None:
    path = "/questions/centres-in-country.html"
    text = text_of(client, path, country="CHN", view="map")
    assert 'class="map"' in text
    assert "country=CHN" in text
    assert views(text) == ["Table", "Map"]
