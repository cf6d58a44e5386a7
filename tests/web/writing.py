"""A server that may be written to, over a store of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import httpx

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.store.loading import fill_new, turtle_files
from sdggraph.web.write.tokens import Tokens
from tests.web import part
from tests.web.serving import Server

UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
HIST = vocab.resource("organisation", "HIST")


@cache
def _filled() -> Path:
    """A store of a part of the packaged graph, made once; to be copied."""
    folder = tempfile.TemporaryDirectory(prefix="sdggraph-test-store-")
    atexit.register(folder.cleanup)
    store = Path(folder.name) / "store"
    fill_new(store, Settings.read().ontology, [part.write(Path(folder.name) / "part.ttl")])
    return store


def new_store(place: Path) -> None:
    """A store of a part of the packaged graph."""
    shutil.copytree(_filled(), place)


def whole_store(place: Path) -> None:
    """A store of the packaged graph."""
    settings = Settings.read()
    fill_new(place, settings.ontology, turtle_files(settings.data))


class Written:
    """A store in a folder, its tokens, and the server over it."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "store"
        self.log = folder / "log"
        self.tokens = Tokens(folder / "tokens.json")

    def server(self, *options: str) -> Server:
        return Server("--store", str(self.place), "--writable", *options, log=self.log)

    def bearer(self, scope: str = "graph", name: str = "desk") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.create(name, scope)[1]}"}


def comments(client: httpx.Client) -> set[str]:
    """What is remarked on HIST."""
    query = "SELECT ?c { organisation:HIST rdfs:comment ?c }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return {row["c"]["value"] for row in rows}


def remark(text: str) -> str:
    """An update that makes a remark on HIST."""
    return f'INSERT DATA {{ organisation:HIST rdfs:comment "{text}" }}'


def ask(client: httpx.Client, query: str) -> bool:
    return bool(client.get("/sparql", params={"query": query}).json()["boolean"])


def version(client: httpx.Client) -> str:
    return str(client.get("/ready").json()["version"])
