"""A server of ours over whatever graphs a test needs: `python -m tests.conformance.served --data FILE --port 0`.

It differs from `sdggraph serve` in one thing: the store is filled from a file of N-Quads, graph by graph, and
with a graph for each name of the empty ones, which such a file cannot hold. Or it can be written to, and the
shapes and rules of the ontology are not ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import click
import pyoxigraph as ox

from sdggraph.config import Settings
from sdggraph.store import EmbeddedStore
from sdggraph.tasks import Source
from sdggraph.web import jobs, server, service
from sdggraph.web.options import Options

EMPTY: Final = "urn:x-conformance:empty"


def prepare(arguments: Mapping[str, Any]) -> jobs.Held:
    """What `jobs.prepare` makes, over those graphs."""
    store = cached_property(_store)
    store.__set_name__(Source, "store")
    Source.store = store  # type: ignore[assignment,method-assign]
    return jobs.prepare(arguments)


def _store(source: Source) -> EmbeddedStore:
    engine = ox.Store()
    engine.load(source.settings.data.read_bytes(), ox.RdfFormat.N_QUADS)
    named = source.settings.data.with_suffix(".graphs")
    for name in named.read_text().splitlines():
        engine.add_graph(ox.NamedNode(name))
    return EmbeddedStore(engine)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="A file of N-Quads, and beside it one of graph names.")
@click.option("--writable", type=click.Path(path_type=Path), help="A folder: store, ontology and tokens.json.")
@click.option("--port", type=int, default=0)
def main(data: Path | None, writable: Path | None, port: int) -> None:
    """Serve these graphs until told to stop."""
    settings = Settings.read({"SDGGRAPH_CACHE": ""}, data=data)
    if writable is None:
        service._FACTORY = f"{__spec__.name}:prepare"
        server.run(Options(settings), "127.0.0.1", port)
    else:
        settings = settings._replace(store=writable / "store", ontology=writable / "ontology")
        options = Options(settings, writable=True, tokens=writable / "tokens.json")
        server.run(options, "127.0.0.1", port)


if __name__ == "__main__":
    main()
