"""What workers do: each job answers one kind of request. This room runs in the process that holds the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sdggraph.errors import Refused
from sdggraph.store.zygote import Output, Request
from sdggraph.tasks import Source
from sdggraph.web.jobs import sparql
from sdggraph.web.options import settings_of

Job = Callable[..., None]

JOBS: Final[Mapping[str, Job]] = {**sparql.JOBS}


class Held:
    """The graph that the workers answer from."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def facts(self) -> Mapping[str, Any]:
        """The data version and what the server itself needs to know."""
        return {"version": self.source.network.version, "statements": len(self.source.store)}

    def handle(self, request: Request, out: Output) -> None:
        """Do one job. Raises what it raises."""
        JOBS[request.job](self.source, out, **request.arguments)

    def change(self, arguments: Mapping[str, Any]) -> None:
        """Take in a change of the graph."""
        raise Refused("This graph is only read.")


def prepare(arguments: Mapping[str, Any]) -> Held:
    """The graph of these settings, loaded, with all that a job may need: a worker can open no file any more."""
    held = Held(Source(settings_of(arguments)))
    held.facts()
    return held
