"""What a server is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sdggraph.config import Endpoint, Settings
from sdggraph.workers.pool import Bounds


class Options(NamedTuple):
    """How to serve a graph, and within which limits."""

    settings: Settings
    workers: int = 2
    seconds: float = 10.0  # each request
    memory: int = 1 << 30  # bytes more than the graph, each worker
    rows: int = 1_000_000  # each answer
    waiting: int = 64  # requests that may wait for a worker
    cache: int = 64 << 20  # bytes of answers that are kept
    body: int = 10_000_000  # bytes of a request
    address: str = ""  # where the public finds this server; empty: as each request was sent
    budget: float = 0.0  # seconds of workers' time that each client has in a minute; 0: no bound
    proxies: tuple[str, ...] = ()  # addresses and networks whose word is taken for the client's address
    log: str = ""  # the file of the access log; "-": the error stream; empty: none
    writable: bool = False  # whether those with a token may write; needs a store on disk
    tokens: Path | None = None  # their file; None: tokens.json beside the store
    services: tuple[str, ...] = ()  # what a query may ask other servers at: addresses, or what they begin with

    def bounds(self) -> Bounds:
        """What the pool of workers may use."""
        # a remote store is asked over a socket; for an embedded one nothing may be opened at all
        files = 64 if self.settings.endpoint else 0
        return Bounds(self.workers, self.memory, self.waiting, patience=self.seconds, files=files)

    def arguments(self) -> dict[str, Any]:
        """What the process that holds the graph is told, as JSON holds it; secrets of the endpoint are among it."""
        settings = self.settings._replace(endpoint=None, not_suggested=())
        plain = {name: value and str(value) for name, value in settings._asdict().items()}
        endpoint = self.settings.endpoint
        return {
            "settings": plain,
            "endpoint": endpoint and endpoint._asdict(),
            "writable": self.writable,
            "not_suggested": self.settings.not_suggested,
        }


def settings_of(arguments: Mapping[str, Any]) -> Settings:
    """The settings that `Options.arguments` wrote.

    >>> settings = Settings.read({"SDGGRAPH_ENDPOINT": "https://example.org/sparql"})
    >>> settings_of(Options(settings).arguments()) == settings
    True
    """
    plain = {name: value and Path(value) for name, value in arguments["settings"].items()}
    endpoint = arguments["endpoint"]
    settings = Settings(plain["ontology"], plain["data"], plain["queries"], plain["store"], plain["cache"])
    wishes = tuple(tuple(each) for each in arguments["not_suggested"])
    return settings._replace(endpoint=endpoint and Endpoint(**endpoint), not_suggested=wishes)
