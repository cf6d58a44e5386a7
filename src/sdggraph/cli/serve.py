"""`serve`."""

from __future__ import annotations

import click

from sdggraph import tasks
from sdggraph.cli import options


def _bytes(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    units = {"KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}
    for unit, size in units.items():
        if text.upper().endswith(unit):
            number = text[: -len(unit)].strip()
            if number.replace(".", "", 1).isdigit() and float(number) > 0:
                return int(float(number) * size)
    raise click.BadParameter("write it like 512MiB or 1GiB")


@click.command(short_help="Serve the graph: SPARQL, a JSON API, linked data.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Questions at a time.")
@click.option("--timeout", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Seconds for each.")
@click.option("--memory", callback=_bytes, default="1GiB", show_default=True, help="For each, beyond the graph.")
@click.option("--max-rows", type=click.IntRange(1), default=1_000_000, show_default=True, help="Of each answer.")
@click.option("--public-url", default="", metavar="URL", help="Where the public finds this server, behind a proxy.")
@options.graph
def serve(
    host: str,
    port: int,
    workers: int,
    timeout: float,
    memory: int,
    max_rows: int,
    public_url: str,
    source: tasks.Source,
) -> None:
    """Serve the graph over HTTP: SPARQL 1.1 at /sparql, a JSON API at /api, linked data at /id.

    No question can run beyond its limits, read a file or call another host. Ctrl-C ends the server.

    \b
    Examples:
      sdggraph serve
      curl 'http://127.0.0.1:8000/sparql?query=SELECT%20*%20%7B%3Fc%20a%20sg%3ATheme%7D&format=csv'
    """
    from sdggraph.web.options import Options
    from sdggraph.web.server import run

    run(Options(source.settings, workers, timeout, memory, max_rows, address=public_url.rstrip("/")), host, port)
