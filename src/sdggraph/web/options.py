"""The options of a server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sdggraph.config import Endpoint, Settings
from sdggraph.workers.pool import Bounds


class Options(NamedTuple):
    """The settings and limits of a server."""

    settings: Settings
    workers: int = 2
    seconds: float = 10.0  # per request
    memory: int = 1 << 30  # bytes per worker, beyond the graph itself
    rows: int = 1_000_000  # per answer
    waiting: int = 64  # requests that may wait for a worker
    cache: int = 64 << 20  # bytes of cached answers
    body: int = 10_000_000  # bytes of a request body
    address: str = ""  # the public address of this server; empty: taken from each request
    budget: float = 0.0  # seconds of worker time per minute for each client; 0: no limit
    proxies: tuple[str, ...] = ()  # addresses and networks of trusted proxies, whose forwarded client address is used
    log: str = ""  # the file of the access log; "-": the error stream; empty: no log
    writable: bool = False  # whether clients with a token may write; needs a store on disk
    tokens: Path | None = None  # the file of tokens; None: tokens.json beside the store
    contact: str = ""  # the operator's e-mail address or page, for corrections
    services: tuple[str, ...] = ()  # endpoints, or prefixes of endpoints, that a query may call by SERVICE

    def bounds(self) -> Bounds:
        """Return the limits of the pool of workers."""
        # a remote store is reached through sockets; with an embedded store, workers may open nothing
        files = 64 if self.settings.endpoint else 0
        return Bounds(self.workers, self.memory, self.waiting, patience=self.seconds, files=files)

    def arguments(self) -> dict[str, Any]:
        """Return the options for the process that holds the graph, as JSON values; they include the endpoint's
        secrets.
        """
        settings = self.settings._replace(endpoint=None, not_suggested=(), editorial_notes=False)
        plain = {name: value and str(value) for name, value in settings._asdict().items()}
        endpoint = self.settings.endpoint
        return {
            "settings": plain,
            "endpoint": endpoint and endpoint._asdict(),
            "writable": self.writable,
            "not_suggested": self.settings.not_suggested,
            "editorial_notes": self.settings.editorial_notes,
        }


def settings_of(arguments: Mapping[str, Any]) -> Settings:
    """Restore the settings that `Options.arguments` wrote.

    >>> settings = Settings.read({"SDGGRAPH_ENDPOINT": "https://example.org/sparql"})
    >>> settings_of(Options(settings).arguments()) == settings
    True
    """
    plain = {name: value and Path(value) for name, value in arguments["settings"].items()}
    endpoint = arguments["endpoint"]
    settings = Settings(plain["ontology"], plain["data"], plain["queries"], plain["store"], plain["cache"])
    wishes = tuple(tuple(each) for each in arguments["not_suggested"])
    notes = bool(arguments["editorial_notes"])
    return settings._replace(endpoint=endpoint and Endpoint(**endpoint), not_suggested=wishes, editorial_notes=notes)
