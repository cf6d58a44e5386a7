"""Throughput and latency of the endpoint beside rdflib-endpoint, Virtuoso and the Oxigraph server.

`python -m benchmarks.http 102 10000 --rounds 3`. It needs wrk, virtuoso-opensource-7 (Debian) and the
PyPI packages oxigraph and rdflib-endpoint; one that is missing is left out by --without. 102 is the shipped
data, any other size is synthetic. Servers run on one core with all their processes, the load on another, and
all but the one that is measured stand still.
Each query is asked with a comment of its own, so that nothing answers from a cache of answers; what a
cache and a 304 are worth is measured after that.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import click
import httpx

from benchmarks import synthetic
from benchmarks.http import engines
from benchmarks.http.queries import texts
from sdggraph.config import Settings
from sdggraph.sparql.formats import JSON, NTRIPLES
from sdggraph.store.dump import dump
from sdggraph.tasks import Source
from sdggraph.web.options import Options
from sdggraph.workers.pool import Pool

_HERE = Path(__file__).parent
_PEERS = {"rdflib-endpoint": engines.rdflib_endpoint, "virtuoso": engines.virtuoso, "oxigraph": engines.oxigraph}
_ACCEPT = {"a centre as a graph": "application/n-triples"}


class Load(NamedTuple):
    """What a server did under load."""

    rate: float  # answers a second
    p50: float  # milliseconds
    p99: float
    errors: int


@click.command()
@click.argument("sizes", type=int, nargs=-1, required=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=3, show_default=True, help="Of load, for each query, server and round.")
@click.option("--without", multiple=True, type=click.Choice(list(_PEERS)))
def main(sizes: tuple[int, ...], rounds: int, seconds: int, without: tuple[str, ...]) -> None:
    """Compare at these sizes."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            folder = Path(name)
            data = _prepare(size, folder)
            running = {"sdggraph": stack.enter_context(engines.ours(data, folder))}
            for peer, start in _PEERS.items():
                if peer not in without:
                    running[peer] = stack.enter_context(start(data, folder))
            click.echo(f"\n{size:,} organisations, {(folder / 'data.nt').read_bytes().count(10):,} statements")
            click.echo("ready after " + ", ".join(f"{peer} {found.seconds:.1f} s" for peer, found in running.items()))
            _compare(running, _queries(data), rounds, seconds)
            with engines.alone(running["sdggraph"], running.values()):
                _repeated(running["sdggraph"], _queries(data)["100 rows"], rounds, seconds)
            asyncio.run(_isolation(data, _queries(data)))


def _prepare(size: int, folder: Path) -> Path:
    """The data as a folder of Turtle files, and the same graph, derived statements included, as one file."""
    data = Settings.read({}).data
    if size != 102:
        data = folder / "data"
        synthetic.main(size, data, say=lambda _: None)
    source = Source(Settings.read({}, data=data)._replace(cache=None))
    (folder / "data.nt").write_bytes(dump(source.store, NTRIPLES))
    return data


def _queries(data: Path) -> dict[str, str]:
    real = data == Settings.read({}).data
    return texts("HIST" if real else synthetic.code(7), "6")


# --- under load --------------------------------------------------------------------------------


def _compare(running: dict[str, engines.Running], queries: dict[str, str], rounds: int, seconds: int) -> None:
    ratios: dict[str, list[float]] = {peer: [] for peer in running if peer != "sdggraph"}
    click.echo(f"{'answers/s (p50, p99 in ms)':28}" + "".join(f"{peer:>28}" for peer in running))
    for name, text in queries.items():
        loads: dict[str, list[Load]] = {peer: [] for peer in running}
        for _ in range(rounds):
            for peer, server in running.items():
                with engines.alone(server, running.values()):
                    loads[peer].append(_load(server.url, text, "fresh", seconds, _ACCEPT.get(name, JSON.media_type)))
        best = {peer: _median(found) for peer, found in loads.items()}
        click.echo(f"{name:28}" + "".join(f"{_shown(each):>28}" for each in best.values()))
        for peer, found in ratios.items():
            found.append(best["sdggraph"].rate / max(best[peer].rate, 1e-9))
    for peer, found in ratios.items():
        click.echo(f"sdggraph answers {median(found):.2f} x {peer} (median of the ten; 100 rows {found[1]:.2f})")


def _repeated(server: engines.Running, text: str, rounds: int, seconds: int) -> None:
    tag = httpx.get(server.url, params={"query": text}, trust_env=False).headers["etag"]
    found = {
        mode: median(_load(server.url, text, mode, seconds, "*/*").rate for _ in range(rounds))
        for mode in ("fresh", "same", tag)
    }
    click.echo(f"a repeated query: {found['same'] / found['fresh']:.1f} x from the cache, ", nl=False)
    click.echo(f"{found[tag] / found['fresh']:.1f} x by 304 (of the rate of a fresh one, {found['fresh']:.0f}/s)")


def _load(url: str, text: str, mode: str, seconds: int, accept: str) -> Load:
    path = urlsplit(url).path
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "--timeout", "60s"]
    run = str(time.monotonic_ns())
    command += ["-s", str(_HERE / "load.lua"), url, "--", path, quote(text, safe=""), mode, accept, run]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    rate = (found["requests"] - found["errors"]) / found["microseconds"] * 1e6
    return Load(rate, found["p50"] / 1000, found["p99"] / 1000, found["errors"])


def _median(loads: list[Load]) -> Load:
    return Load(*(median(column) for column in zip(*loads, strict=True)))


def _shown(load: Load) -> str:
    wrong = f" {load.errors:.0f} errors" if load.errors else ""
    return f"{load.rate:,.0f} ({load.p50:.1f}, {load.p99:.1f}){wrong}"


# --- without HTTP ------------------------------------------------------------------------------


async def _isolation(data: Path, queries: dict[str, str]) -> None:
    """What a worker of its own costs a query, beside the engine called in this very process and thread."""
    os.sched_setaffinity(0, {0})
    settings = Settings.read({}, data=data)
    store = Source(settings).store
    options = Options(settings, memory=8 << 30)
    pool = await Pool.start("sdggraph.web.jobs:prepare", options.arguments(), options.bounds())
    differences = []
    for text in queries.values():
        inside: list[float] = []
        outside: list[float] = []
        end = time.monotonic() + 4
        while len(inside) < 100 and (len(inside) < 5 or time.monotonic() < end):
            start = time.perf_counter()
            store.query(text)
            inside.append(time.perf_counter() - start)
            start = time.perf_counter()
            await pool.ask("query", {"text": text, "rows": "json", "graph": "ntriples", "most": 10**6}, 60)
            outside.append(time.perf_counter() - start)
        differences.append((median(outside) - median(inside)) * 1000)
    await pool.close()
    click.echo(f"a worker of its own costs a query {median(differences):.2f} ms (median; most {max(differences):.2f})")


if __name__ == "__main__":
    main()
