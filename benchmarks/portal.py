"""The pages of a served portal: size, and time of the first page of a kind and of the next ones.

`python -m benchmarks.portal http://127.0.0.1:8000` asks a server that runs already. It asks for several pages of each
kind, each of them once, because a second answer comes from the cache of responses. The first page of a kind may have to
compute what all of its kind share; the slowest of the others is the warm time.
"""

from __future__ import annotations

import gzip
import sys
import time
from typing import Final, NamedTuple

import httpx

PAGES: Final = 6  # of each kind


class Measured(NamedTuple):
    """A page: its size, and the time that it took."""

    raw: int
    gzipped: int
    seconds: float


def main() -> None:
    """Measure the server at the address given and print a table in Markdown."""
    with httpx.Client(base_url=sys.argv[1], timeout=60, headers={"Accept": "text/html"}) as client:
        codes = [each["code"] for each in client.get("/api/centres.json?limit=200").json()]
        print("| kind of page | first, ms | warm, ms | raw, kB | gzip, kB |\n| --- | ---: | ---: | ---: | ---: |")
        for kind, paths in addresses(codes).items():
            found = [measured(client, path) for path in paths]
            rest = [round(1000 * each.seconds) for each in found[1:]]
            raw, gzipped = max(each.raw for each in found), max(each.gzipped for each in found)
            cells = [kind, round(1000 * found[0].seconds), max(rest, default="cached")]
            print(f"| {' | '.join(map(str, [*cells, f'{raw / 1000:.0f}', f'{gzipped / 1000:.1f}']))} |", flush=True)
        print(f"\nthe search field: {round(1000 * measured(client, '/search.json?q=wat').seconds)} ms")


def measured(client: httpx.Client, path: str) -> Measured:
    """Ask for a page. Raises HTTPStatusError for an answer that is none."""
    began = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    return Measured(len(answer.content), len(gzip.compress(answer.content, 6)), seconds)


def addresses(codes: list[str]) -> dict[str, list[str]]:
    """Addresses of some pages of each kind."""
    some = codes[5 : 5 + PAGES]
    regions = ("africa", "arab-states", "asia-and-the-pacific", "europe-and-north-america")
    return {
        "home": ["/"],
        "centres": [f"/organisations/{name}" for name in ("", "?q=water", "?region=Africa", "?goal=6")],
        "hosts and partners": ["/partners/"],
        "centre": [f"/organisations/{code}.html" for code in some],
        "pair": [f"/pairs/{min(pair)}/{max(pair)}.html" for pair in zip(some, codes[30 : 30 + PAGES], strict=True)],
        "two to five side by side": [f"/compare/?with={one},{codes[0]}" for one in some],
        "matrix": ["/coverage/", "/coverage/theme/", "/coverage/?level=target", "/coverage/country-group/"],
        "cell": [f"/coverage/region/{region}/{goal}.html" for region in regions for goal in (4, 6)],
        "goal or target": [f"/goals/{aim}.html" for aim in ("6", "4", "6.5", "13", "17")],
        "theme": [f"/themes/{name}.html" for name in ("groundwater", "water", "climate-change", "education")],
        "country": [f"/countries/{code}.html" for code in ("CHN", "FRA", "KEN", "BRA")],
        "network": ["/network/"],
        "network of a part": ["/network/?region=Africa", "/network/?theme=groundwater"],
        "partners of one": [f"/network/?around={code}" for code in some],
        "community": ["/network/community-1.html", "/network/community-2.html", "/network/community-3.html"],
        "meet": ["/meet/", "/meet/?region=Africa", "/meet/?theme=groundwater"],
        "events": ["/events/", "/events/?region=Africa", "/events/?theme=groundwater"],
        "search": ["/search/?q=water", "/search/?q=wahter", "/search/?q=who+works+on+6.5+in+Africa"],
        "questions": ["/questions/"],
        "reports": ["/reports/"],
        "downloads": ["/data/index.html"],
        "sitemap": ["/sitemap.xml"],
    }


if __name__ == "__main__":
    main()
