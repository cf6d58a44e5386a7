"""The command `serve`."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.addresses import contact_address
from sdggraph.cli import options
from sdggraph.cli.group import command
from sdggraph.cli.numbers import DecimalRange, WholeRange
from sdggraph.errors import BadParameter

_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?|\.[0-9]{1,12}) *(KiB|MiB|GiB)", re.IGNORECASE)
_UNITS = {"KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}
_LARGEST = 1 << 60  # bytes; even with the graph added, the system can represent it

# no user and no query, and only the characters that RFC 3986 allows in a path
_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
)


def _bytes(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    found = _SIZE.fullmatch(text)
    size = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if 0 < size <= _LARGEST:
        return size
    raise click.BadParameter("write it like 512MiB or 1GiB")


def _address(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    """Return the address without a slash at the end."""
    if text and not _ADDRESS.fullmatch(text):
        raise click.BadParameter("write it like https://example.org or https://example.org/path")
    return text.rstrip("/")


def _networks(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    found = tuple(each.strip() for each in (text or "").split(",") if each.strip())
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError:
            raise click.BadParameter(f"{each} is neither an address nor a network such as 10.0.0.0/8") from None
    return found


def _contact(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    """Return the contact; without the check, a wrong one would show as "the operator has given no address"."""
    try:
        return contact_address(text.strip())
    except BadParameter as error:
        raise click.BadParameter(str(error)) from None


def _services(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    from sdggraph.sparql.service_allowlist import prefix

    return tuple(prefix(text) for text in texts)


@command(short_help="Serve the graph: SPARQL, a JSON API, linked data.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=WholeRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=WholeRange(1, 256), default=2, show_default=True, help="Requests answered at a time.")
@click.option("--timeout", type=DecimalRange(0.1), default=10.0, show_default=True, help="Seconds for each.")
@click.option(
    "--memory",
    callback=_bytes,
    default="1GiB",
    show_default=True,
    help="Memory for each request, in addition to the graph.",
)
@click.option("--max-rows", type=WholeRange(1), default=1_000_000, show_default=True, help="Of each answer.")
@click.option(
    "--public-url",
    callback=_address,
    default="",
    metavar="URL",
    help="The public address of this server behind a proxy; may include a path.",
)
@click.option(
    "--client-budget", type=DecimalRange(0, 1e9), default=0.0, help="Worker seconds per minute for each client."
)
@click.option("--trusted-proxies", callback=_networks, metavar="IP,…", help="Proxies whose X-Forwarded-For is trusted.")
@click.option("--access-log", default="", metavar="FILE", help="A line of JSON for each request; - for standard error.")
@click.option(
    "--contact",
    callback=_contact,
    default="",
    metavar="MAIL|URL",
    help="Where readers of the pages send corrections and questions.",
)
@click.option("--writable", is_flag=True, help="Allow writing with a token (sdggraph token); needs --store.")
@click.option(
    "--tokens", type=click.Path(path_type=Path), help="The file with the tokens; default: tokens.json beside the store."
)
@click.option(
    "--allow-service",
    callback=_services,
    multiple=True,
    metavar="URL",
    help="An endpoint that SERVICE may call; may be repeated.",
)
@options.graph
def serve(
    host: str,
    port: int,
    workers: int,
    timeout: float,
    memory: int,
    max_rows: int,
    public_url: str,
    client_budget: float,
    trusted_proxies: tuple[str, ...],
    access_log: str,
    contact: str,
    writable: bool,
    tokens: Path | None,
    allow_service: tuple[str, ...],
    source: tasks.Source,
) -> None:
    """Serve the graph over HTTP: SPARQL 1.1 at /sparql, a JSON API at /api, linked data at /id.

    No request can exceed its limits, read a file, or call another host than those of --allow-service. Ctrl-C ends the
    server.

    \b
    Examples:
      sdggraph serve
      curl 'http://127.0.0.1:8000/sparql?query=SELECT%20*%20%7B%3Fc%20a%20sg%3ATheme%7D&format=csv'
    """
    if allow_service and source.settings.endpoint:
        raise click.UsageError("--allow-service is for a graph that is held here, not for one at --endpoint.")
    from sdggraph.web.options import Options
    from sdggraph.web.server import run

    run(
        Options(
            source.settings,
            workers,
            timeout,
            memory,
            max_rows,
            address=public_url,
            budget=client_budget,
            proxies=trusted_proxies,
            log=access_log,
            contact=contact,
            writable=writable,
            tokens=tokens,
            services=allow_service,
        ),
        host,
        port,
    )
