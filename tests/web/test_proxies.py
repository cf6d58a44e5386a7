"""The proxies of docs/operating.md, as they stand there: TLS, forwarded addresses, limits, and updates without a gap.

They run where nginx or Caddy is installed; `apt-get install nginx-light caddy` brings both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.operating import PAGE, Machine, blocks, free_port, unit

NAME = "graph.example.org"
QUERY = {"query": "SELECT (COUNT(*) AS ?n) { ?c a sg:Theme }"}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl for a certificate"),
]


class Proxy(NamedTuple):
    """A proxy that runs: its ports, and a client that calls it by the name of the page."""

    plain: int
    secure: int
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={"Host": NAME, **headers}, extensions={"sni_hostname": NAME})

    def ready(self) -> httpx.Response:
        return self.get("/ready")

    def query(self) -> httpx.Response:
        return self.client.post("/sparql", data=QUERY, headers={"Host": NAME}, extensions={"sni_hostname": NAME})


def nginx(machine: Machine, plain: int, secure: int, certificate: Path, key: Path) -> list[str]:
    """Write the configuration of the page for these ports, and return the command that runs nginx with it."""
    text = machine.here(unit("/etc/nginx/conf.d/sdggraph.conf"))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace(
        "listen 443 ", f"listen 127.0.0.1:{secure} "
    )
    text = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate};", text)
    text = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", text)
    (machine.place / "site.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    rooms = "".join(f"{kind}_temp_path {machine.place}/{kind};" for kind in kinds)
    whole = f"pid {machine.place}/pid; events {{}} http {{ {rooms} include {machine.place}/site.conf; }}"
    (machine.place / "nginx.conf").write_text(whole)
    words = ["nginx", "-p", str(machine.place), "-e", "stderr", "-c", str(machine.place / "nginx.conf")]
    subprocess.run([*words, "-t"], check=True, capture_output=True)
    return [*words, "-g", "daemon off;"]


def caddy(machine: Machine, plain: int, secure: int, certificate: Path, key: Path) -> list[str]:
    """Write the configuration of the page for these ports, and return the command that runs Caddy with it."""
    text = machine.here(unit("/etc/caddy/Caddyfile"))
    text = text.replace(f"{NAME} {{", f"{NAME} {{\n\ttls {certificate} {key}", 1)
    ports = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {secure}\n}}\n"
    file = machine.place / "Caddyfile"
    file.write_text(ports + text)
    words = ["--config", str(file), "--adapter", "caddyfile"]
    subprocess.run(["caddy", "validate", *words], check=True, capture_output=True)
    return ["caddy", "run", *words]


KINDS: dict[str, Callable[..., list[str]]] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    found = str(request.param)
    if not shutil.which(found):
        pytest.skip(f"{found} is not installed")
    return found


@pytest.fixture
def machine(tmp_path: Path, small: Path) -> Iterator[Machine]:
    made = Machine(tmp_path, "--data", str(small))
    yield made
    made.end()


@pytest.fixture
def proxy(kind: str, machine: Machine) -> Iterator[Proxy]:
    certificate, key = machine.place / "certificate.pem", machine.place / "key.pem"
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *subject]
    subprocess.run([*made, "-out", str(certificate), "-keyout", str(key)], check=True, capture_output=True)
    plain, secure = free_port(), free_port()
    words = KINDS[kind](machine, plain, secure, certificate, key)
    with (machine.place / "proxy-log").open("wb") as log:
        running = subprocess.Popen(
            words, stdout=log, stderr=log, env={"PATH": "/usr/sbin:/usr/bin", "HOME": "/nowhere"}
        )
    try:
        with httpx.Client(base_url=f"https://127.0.0.1:{secure}", verify=False, trust_env=False, timeout=60) as client:
            machine.systemctl("start", "8000")
            made_proxy = Proxy(plain, secure, client)
            until = time.monotonic() + 120
            while not answers(made_proxy):
                assert time.monotonic() < until, (machine.place / "proxy-log").read_text()
                time.sleep(0.1)
            yield made_proxy
    finally:
        running.terminate()
        running.wait(30)


def answers(proxy: Proxy) -> bool:
    try:
        return proxy.ready().status_code == 200
    except httpx.TransportError:
        return False


def test_a_proxy_adds_what_the_page_says(proxy: Proxy) -> None:
    page = proxy.get("/organisations/HIST.html", Accept="text/html", **{"Accept-Encoding": "gzip"})
    assert page.status_code == 200
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert page.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["vary"]
    assert f'<link rel="canonical" href="https://{NAME}/organisations/HIST.html">' in page.text
    again = proxy.get("/organisations/HIST.html", Accept="text/html", **{"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    assert proxy.get("/metrics").status_code == 403
    moved = httpx.get(f"http://127.0.0.1:{proxy.plain}/about.html", headers={"Host": NAME}, trust_env=False)
    assert moved.status_code in (301, 308)
    assert httpx.URL(moved.headers["location"]).scheme == "https"
    kind = {"Host": NAME, "Content-Type": "application/sparql-query"}
    large = proxy.client.post("/sparql", content=b"x" * 11_000_000, headers=kind, extensions={"sni_hostname": NAME})
    assert large.status_code == 413


def test_clients_behind_a_proxy_are_told_apart_by_the_address_that_they_do_not_choose(
    proxy: Proxy, machine: Machine
) -> None:
    # one client claims to be many: the server believes the proxy, so that all have one budget
    codes = [
        proxy.get(f"/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20{number}%20%7D", **{"X-Forwarded-For": f"192.0.2.{number}"})
        for number in range(3)
    ]
    assert [each.status_code for each in codes] == [200, 200, 200]
    log = (machine.place / f"log-{machine.ports['8000']}").read_text()
    assert "192.0.2." not in log


def test_an_update_has_no_gap(kind: str, proxy: Proxy, machine: Machine) -> None:
    over, codes = threading.Event(), Counter[str]()

    def ask_all_the_time(one: Callable[[], httpx.Response]) -> None:
        while not over.is_set():
            try:
                codes[str(one().status_code)] += 1
            except httpx.TransportError as error:
                codes[repr(error)] += 1

    askers = [
        threading.Thread(target=ask_all_the_time, args=(one,))
        # Caddy cannot send a body twice, which the page says
        for one in (lambda: proxy.get("/api/centres?limit=1"), proxy.query if kind == "nginx" else proxy.ready)
    ]
    for each in askers:
        each.start()
    try:
        there, back = [block for block in blocks("sh", "Updates without a gap") if "systemctl" in block]
        for block in (there, back):
            machine.run(block)
            for _ in range(20):
                assert answers(proxy)
    finally:
        over.set()
        for each in askers:
            each.join()
    assert set(codes) == {"200"}, codes
    assert codes["200"] > 50


def test_what_the_page_says_to_check_before_a_reload_is_what_is_checked_here() -> None:
    assert "nginx -t" in PAGE
    assert "caddy validate --config" in PAGE
