"""Pages about goals, pairs, themes, countries, the network, meetings and events, as the server answers them."""

from __future__ import annotations

import re

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = (
    "/coverage/",
    "/coverage/theme/index.html",
    "/coverage/country-group/?level=target&basis=stated",
    "/coverage/region/africa/4.html",
    "/coverage/region/africa/6.5.html",
    "/coverage/theme/geoparks/13.html",
    "/goals/4.html",
    "/goals/6.5.html",
    "/pairs/GCIDA/HIST.html",
    "/pairs/HIST/IRCK.html",
    "/network/",
    "/network/?region=Africa&strong=yes",
    "/network/?theme=water&as_of=2018&since=2010",
    "/network/?around=ICTP",
    "/network/community-1.html",
    "/meet/",
    "/meet/?region=Africa&theme=water",
    "/events/",
    "/events/page-2.html",
    "/events/?theme=groundwater",
    "/themes/groundwater.html",
    "/countries/KEN.html",
    "/compare/",
    "/compare/?with=HIST,IRCK",
)


def text_of(client: httpx.Client, path: str) -> str:
    """The page at an address, with the redirects that lead there."""
    found = client.get(path, headers=BROWSER, follow_redirects=True)
    assert found.status_code == 200, path
    return found.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_small(client: httpx.Client, path: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.text.count("<h1") == 1
    assert not re.search(r"\sstyle=|\son\w+=|<style|href=\"/", found.text)
    assert len(found.content) < 300_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/coverage/planet/", 400),
        ("/coverage/?level=galaxy", 400),
        ("/coverage/region/atlantis/4.html", 404),
        ("/coverage/region/africa/44.html", 404),
        ("/coverage/region/africa/4.txt", 404),
        ("/goals/99.html", 404),
        ("/goals/4.txt", 404),
        ("/pairs/HIST/HIST.html", 400),
        ("/pairs/HIST/NOBODY.html", 404),
        ("/pairs/HIST/IRCK", 404),
        ("/network/?region=Atlantis", 404),
        ("/network/?around=Atlantis", 404),
        ("/network/community-0.html", 404),
        ("/network/community-999.html", 404),
        ("/network/community-1-page-99.html", 404),
        ("/meet/?theme=alchemy", 404),
        ("/events/?region=Atlantis", 404),
        ("/events/page-99.html", 404),
        ("/events/page-1.html", 404),
        ("/calendar/all.ics?region=Atlantis", 404),
        ("/themes/alchemy.html", 404),
        ("/compare/?with=HIST", 400),
        ("/compare/?with=HIST,HIST", 400),
        ("/compare/?with=HIST,IRCK,ICTP,IHE-Delft,ISTIC,GCIDA", 400),
        ("/compare/?with=HIST,NOBODY", 404),
        ("/countries/ATL.html", 404),
        ("/network/?since=2999", 400),
        ("/network/?as_of=spring", 400),
    ],
)
def test_a_page_that_is_not_there_says_so(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path, headers=BROWSER).status_code == status


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/coverage", "/coverage/"),
        ("/goals/", "/coverage/"),
        ("/coverage/?by=theme&level=target", "/coverage/theme/index.html?level=target"),
        ("/coverage/region/all/4.html", "goals/4.html"),
        ("/goals/SDG%206.html", "goals/6.html"),
        ("/network", "/network/"),
        ("/themes/", "/coverage/theme/index.html"),
        ("/themes/Groundwater.html", "themes/groundwater.html"),
        ("/countries/Kenya.html", "countries/KEN.html"),
        ("/countries/", "/organisations/"),
        ("/id/theme/groundwater", "themes/groundwater.html"),
        ("/pairs/HIST/GCIDA.html", "pairs/GCIDA/HIST.html"),
        ("/pairs/hist/gcida.html", "pairs/GCIDA/HIST.html"),
    ],
)
def test_another_address_of_a_page_leads_on(client: httpx.Client, path: str, target: str) -> None:
    found = client.get(path, headers=BROWSER)
    assert found.status_code in (301, 303)
    assert found.headers["location"].endswith(target)


def test_the_numbers_of_the_matrix_and_its_cells_are_those_of_the_api(client: httpx.Client) -> None:
    told = client.get("/api/coverage").json()
    matrix = text_of(client, "/coverage/")
    for row in told["rows"]:
        for column, cell in zip(told["columns"], row["cells"], strict=True):
            link = f'href="../coverage/region/{row["group"]}/{column["aim"]}.html">'
            shown = re.search(re.escape(link) + r"(\d*)", matrix)
            assert shown, link
            assert int(shown[1] or 0) == cell["centres"]
    row = next(each for each in told["rows"] if each["group"] == "africa")
    cell = row["cells"][[each["aim"] for each in told["columns"]].index("4")]
    page = text_of(client, "/coverage/region/africa/4.html")
    assert f"{cell['centres']} of {len(row['centres'])} centres contribute" in page
    codes = {*cell["stated"]["codes"], *cell["inferred"]["codes"]}
    assert set(re.findall(r"<h3><a href=\"[^\"]*\"><bdi>([^<]+)</bdi>", page.split('id="learn"')[0])) == codes


def test_a_gap_is_told_with_its_chance_and_with_whom_to_learn_from(client: httpx.Client) -> None:
    gaps = client.get("/api/gaps?region=Africa&limit=17").json()["gaps"]
    page = text_of(client, f"/coverage/region/africa/{gaps[0]['aim']}.html")
    assert "A gap." in page
    assert f"in {round(100 * gaps[0]['chance'])} of 100 draws" in page
    assert f"<bdi>{gaps[0]['exemplars'][0]['code']}</bdi>" in page.split('id="learn"')[1]


def test_a_target_without_any_centre_says_that_missing_knowledge_is_not_absence(client: httpx.Client) -> None:
    empty = next(
        column["aim"]
        for told in [client.get("/api/coverage?level=target").json()]
        for column, cell in zip(told["columns"], told["total"]["cells"], strict=True)
        if not cell["centres"]
    )
    assert "Nothing on record yet. Missing knowledge is not absence." in text_of(client, f"/goals/{empty}.html")


def test_a_pair_has_the_score_the_shares_and_both_ranks_of_the_api(client: httpx.Client) -> None:
    there = client.get("/api/centres/GCIDA/explain/HIST").json()["partner"]
    back = client.get("/api/centres/HIST/explain/GCIDA").json()["partner"]
    text = text_of(client, "/pairs/GCIDA/HIST.html")
    assert f"{there['score']:.3f} of 1" in text
    shares = [float(each) for each in re.findall(r'<b class="num">(-?[\d.]+)</b>', text)]
    assert sum(shares) == pytest.approx(there["score"], abs=0.005)
    plain = re.sub(r"<[^>]+>", "", text)
    assert f"HIST is number {there['rank']}." in plain
    assert f"GCIDA is number {back['rank']}." in plain
    for reason in there["reasons"]:
        assert reason["sentence"][1:40].split("'")[0] in plain
    assert "mailto:?subject=" in text


def test_two_that_know_each_other_have_their_links_and_no_invitation(client: httpx.Client) -> None:
    links = client.get("/api/centres/HIST/explain/IRCK").json()["partner"]["links"]
    text = text_of(client, "/pairs/HIST/IRCK.html")
    if links:
        assert "They know each other." in text
        assert "What they have done together" in text
        assert "mailto:?" not in text
    else:
        assert "No link between them is on record." in text


def test_the_chain_of_a_pair_is_that_of_the_api(client: httpx.Client) -> None:
    chain = client.get("/api/path/GCIDA/HIST").json()
    text = text_of(client, "/pairs/GCIDA/HIST.html").split('id="introduce"')[1]
    assert len(re.findall('<li><span class="year">', text)) == len(chain["steps"])


def test_a_centre_and_its_host_can_be_compared_too(client: httpx.Client) -> None:
    host = next(each for each in client.get("/api/centres?category=partner").json())
    text = text_of(client, f"/pairs/HIST/{host['code']}.html")
    assert "The reasons, strongest first" in text


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["", "?region=Africa", "?theme=water"])
def test_the_page_of_the_network_tells_what_the_api_tells(client: httpx.Client, asked: str) -> None:
    told = client.get(f"/api/network{asked}").json()
    text = text_of(client, f"/network/{asked}")
    strong, every = told["strong_links"]["links"], told["all_links"]["links"]
    assert f"{strong} strong links and {every - strong} weak ties between {len(told['scope']['members'])}" in text
    for each in told["communities"]:
        assert each["name"] in text
    for each in told["brokers"][:8]:
        assert each["sentence"] in text
    alone = text.split('id="alone"')[1].split('id="regions"')[0]
    assert all(f"<bdi>{each['code']}</bdi>" in alone for each in told["isolated"])


def test_each_label_of_the_picture_is_a_link_and_each_line_knows_its_ends(client: httpx.Client) -> None:
    text = text_of(client, "/network/")
    picture = re.search(r'<svg class="net".*?</svg>', text, re.DOTALL)
    assert picture
    nodes = dict(re.findall(r'<a class="node" data-code="([^"]+)" href="([^"]+)"', picture[0]))
    ends = re.findall(r'data-a="([^"]+)" data-b="([^"]+)"', picture[0])
    assert ends
    assert {code for pair in ends for code in pair} == set(nodes)
    assert nodes["HIST"] == "../organisations/HIST.html"
    assert 'role="img"' not in picture[0]  # a picture may not hold links
    assert "style" not in picture[0]


@pytest.mark.slow
def test_changes_are_told_since_the_first_meeting_or_another_year(client: httpx.Client) -> None:
    for since, asked in (("2016", ""), ("2020", "?since=2020")):
        told = client.get(f"/api/network/changes/{since}").json()
        text = text_of(client, f"/network/{asked}").split('id="changes"')[1]
        assert f"From the end of {told['earlier']} to the end of {told['later']}" in text
        assert f"{len(told['new_links'])} new links" in text


@pytest.mark.parametrize("asked", ["", "?theme=groundwater", "?region=Africa"])
def test_groups_to_bring_together_are_those_of_the_api(client: httpx.Client, asked: str) -> None:
    told = client.get(f"/api/meet{asked}").json()
    text = text_of(client, f"/meet/{asked}")
    region, theme = text.split('id="theme"')
    for groups, shown in ((told["same_region"], region), (told["same_theme"], theme)):
        for group in groups[:10]:
            assert f'<span class="soft num">{group["score"]:.2f}</span>' in shown
            assert all(f"<b><bdi>{member['code']}</bdi></b>" in shown for member in group["members"])


def test_too_few_centres_for_a_group_are_told(client: httpx.Client) -> None:
    text = text_of(client, "/meet/?region=Africa&theme=karst")
    assert "nobody to bring together" in text or "a group has three or more" in text or "enough in common" in text


def test_events_are_coming_past_and_in_a_calendar(client: httpx.Client) -> None:
    text = text_of(client, "/events/")
    assert "To come" in text
    count = int(re.search(r"(\d+) events", text.split('id="past"')[1])[1])  # type: ignore[index]
    calendar = client.get("/calendar/all.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") >= count
    some = client.get("/calendar/all.ics?theme=groundwater")
    assert 0 < some.text.count("BEGIN:VEVENT") < count
    assert "Groundwater" in some.text.partition("BEGIN:VEVENT")[0]  # it has a name of its own
    feed = client.get("/feeds/events.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")


def test_a_calendar_by_filters_has_the_events_of_the_calendar_with_an_address(client: httpx.Client) -> None:
    def events_at(path: str) -> list[str]:
        return re.findall(r"BEGIN:VEVENT.*?END:VEVENT", client.get(path).text, re.DOTALL)

    assert events_at("/calendar/all.ics?region=Africa") == events_at("/calendar/regions/africa.ics") != []
    assert events_at("/calendar/all.ics?theme=groundwater") == events_at("/calendar/themes/groundwater.ics") != []
    both = events_at("/calendar/all.ics?region=Africa&theme=groundwater")
    assert {*both} <= {*events_at("/calendar/regions/africa.ics")} & {*events_at("/calendar/themes/groundwater.ics")}
    head = client.get("/calendar/all.ics?region=africa").text.partition("BEGIN:VEVENT")[0].replace("\r\n ", "")
    assert "calendar/all.ics?region=Africa" in head
    assert "Africa" in client.get("/feeds/events.atom?region=Africa").text.partition("<entry>")[0]


def test_a_theme_has_the_centres_of_the_api_narrower_themes_included(client: httpx.Client) -> None:
    told = {each["code"] for each in client.get("/api/centres?theme=water&limit=1000").json()
            if "ceased" not in str(each["status"])}  # fmt: skip
    text = text_of(client, "/themes/water.html").split('id="goals"')[0]
    assert set(re.findall(r"<b><bdi>([^<]+)</bdi></b>", text)) == told
    assert 'href="../themes/water-resources.html"' in text


def test_a_country_has_its_centres_and_those_that_it_works_with(client: httpx.Client) -> None:
    told = {each["code"] for each in client.get("/api/centres?country=CHN&limit=1000").json()}
    text = text_of(client, "/countries/CHN.html")
    assert set(re.findall(r"<b><bdi>([^<]+)</bdi></b>", text.split('id="goals"')[0])) == told
    assert 'id="partners"' in text
    nowhere = text_of(client, "/countries/LIE.html")
    assert "No centre in this country is on record." in nowhere


def test_centres_stand_side_by_side_with_the_numbers_of_their_pages(client: httpx.Client) -> None:
    codes = ("HIST", "IRCK", "ICTP")
    text = text_of(client, f"/compare/?with={','.join(codes)}")
    records = [client.get(f"/api/centres/{code}").json() for code in codes]
    for name, counts in (
        ("Contributions stated by their source", [_of(each, "stated") for each in records]),
        ("Contributions inferred by a reader", [_of(each, "inferred") for each in records]),
        ("Strong links", [sum(link["strong"] for link in each["links"]) for each in records]),
    ):
        row = text.split(f"{name}</th>")[1].split("</tr>")[0]
        assert re.findall(r"<td>([^<]+)</td>", row) == [str(each or "none on record") for each in counts]
    assert text.count('href="../pairs/') == 3


def _of(record: dict[str, list[dict[str, str]]], basis: str) -> int:
    return sum(claim["basis"] == basis for claim in record["contributions"])


@pytest.mark.slow
def test_every_calendar_of_the_page_of_events_is_there(client: httpx.Client) -> None:
    text = text_of(client, "/events/")
    counted = r'href="\.\./(calendar/[^"]+\.ics)"><bdi>[^<]+</bdi></a> \((one|\d+) events?\)'
    paths = {path: 1 if count == "one" else int(count) for path, count in re.findall(counted, text)}
    assert {each.split("/")[1] for each in paths} >= {"regions", "themes", "g77.ics"}
    for path in sorted(paths)[::5]:
        found = client.get(f"/{path}")
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, "text/calendar"), path
        assert found.text.count("BEGIN:VEVENT") == paths[path]
        assert f"/{path}" in found.text.replace("\r\n ", "")


def test_a_centre_has_a_calendar_of_its_own_events(client: httpx.Client) -> None:
    text = text_of(client, "/organisations/HIST.html")
    [path] = re.findall(r'href="\.\./(calendar/organisations/[^"]+)"', text)
    found = client.get(f"/{path}")
    assert found.headers["content-type"].partition(";")[0] == "text/calendar"
    query = """SELECT (COUNT(DISTINCT ?event) AS ?count) {
      ?event a sg:Event ; sg:start|sg:end ?day ; sg:organiser|sg:eventHost|sg:participant organisation:HIST }"""
    told = client.get("/sparql", params={"query": query, "format": "json"}).json()
    assert found.text.count("BEGIN:VEVENT") == int(told["results"]["bindings"][0]["count"]["value"]) > 0
    assert client.get(f"/{path}", headers={"If-None-Match": found.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/calendar/organisations/NOBODY.ics", "/calendar/x.ics", "/calendar/regions/", "/calendar/all.csv"]
)
def test_a_calendar_that_is_not_there_says_so(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("aim", ["6.5", "6"])
def test_a_goal_and_a_target_lead_to_who_works_on_it_in_each_region(client: httpx.Client, aim: str) -> None:
    where = text_of(client, f"/goals/{aim}.html").partition('id="where"')[2].partition("</table>")[0]
    found = re.search(rf'href="\.\./(coverage/region/africa/{re.escape(aim)}\.html)">.*?<td[^>]*>(\d+)</td>', where)
    assert found
    assert f"{found[2]} of 12 centres contribute" in text_of(client, f"/{found[1]}")
