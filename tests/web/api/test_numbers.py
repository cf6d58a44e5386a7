"""Numbers at the edge in addresses: refused with 400 and the parameter's name, never read as another number."""

from __future__ import annotations

import httpx
import pytest

HUGE = "1" + "0" * 400
EDGES = [
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-0",
    "0",
    "-1",
    HUGE,
    "1e-400",
    "１２",
    "٣",
    "²",
    "+5",
    "1_0",
    " 5",
    "5.0",
    "0x10",
    "",
]


@pytest.mark.parametrize("value", EDGES)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/centres", "limit"),
        ("/api/centres/HIST/partners", "limit"),
        ("/api/centres/HIST/partners", "as_of"),
        ("/api/centres/HIST/partners", "weights"),
        ("/api/centres/HIST/explain/ERAIFT", "as_of"),
        ("/api/centres/HIST/gaps", "neighbours"),
        ("/api/gaps?region=Africa", "limit"),
        ("/api/network", "as_of"),
        ("/api/network/changes/2016", "as_of"),
        ("/api/queries/agreements-to-review", "year"),
        ("/doc/organisation/HIST", "page"),
    ],
)
def test_no_number_is_read_out_of_something_else(client: httpx.Client, address: str, name: str, value: str) -> None:
    answer = client.get(httpx.URL(address).copy_merge_params({name: value}))
    assert answer.status_code == 400, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert len(answer.content) < 1500


@pytest.mark.parametrize("value", [each for each in EDGES if each not in ("0", "-0")])
def test_an_offset_is_read_in_the_same_way(client: httpx.Client, value: str) -> None:
    assert client.get("/api/centres", params={"offset": value}).status_code == 400


@pytest.mark.parametrize("value", EDGES)
def test_a_weight_is_read_in_the_same_way(client: httpx.Client, value: str) -> None:
    for weights in (f"theme={value}", f"theme={value},region={value}"):
        for address in ("/api/centres/HIST/partners", "/api/centres/HIST/explain/ERAIFT"):
            status = client.get(address, params={"weights": weights}).status_code
            assert status == (200 if value in ("5.0", " 5") else 400), weights


@pytest.mark.parametrize("since", ["nan", "-1", "２０１６", "02016", "2016.0", HUGE])
def test_a_year_in_a_path_is_a_year(client: httpx.Client, since: str) -> None:
    assert client.get(f"/api/network/changes/{since}").status_code == 400


@pytest.mark.slow
@pytest.mark.parametrize(
    "header", ["bytes=-0", "bytes=１-２", f"bytes=0-{HUGE}", f"bytes={HUGE}-", "bytes=+1-2", "bytes=1e3-", "bytes=nan-"]
)
def test_a_part_of_a_file_is_read_in_the_same_way(client: httpx.Client, header: str) -> None:
    latest = client.get("/data/latest.ttl").headers["location"]
    assert client.get(latest, headers=[(b"Range", header.encode())]).status_code in (200, 416)
