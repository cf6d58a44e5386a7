"""Jobs of the SPARQL endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NotRequired, TypedDict, Unpack

from sdggraph.errors import BadQuery, CannotRead, NotOffered, Refused
from sdggraph.sparql.base import makes_iris
from sdggraph.sparql.formats import DUMP_FORMATS, PLAIN_JSON, ROW_FORMATS, Format
from sdggraph.sparql.guard import reads_query, received
from sdggraph.sparql.interface import Dataset, Kind
from sdggraph.sparql.service_allowlist import FederatedQuery, address, federated_query
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.tasks import Source
from sdggraph.web.jobs.output import GuardedCsv
from sdggraph.workers.forkserver import Output

_UNREADABLE: Final = "What another server answered cannot be read."


class Wanted(TypedDict):
    """The formats, the row limit and the dataset of a query."""

    rows: str | None  # format name, if the answer is rows or a boolean
    graph: str | None  # format name, if the answer is a graph
    most: int  # rows, at most
    dataset: NotRequired[tuple[list[str], list[str]] | None]  # default and named graphs
    guarded: NotRequired[bool]  # whether CSV is for a spreadsheet, which must run no text of it


class Asked(Wanted):
    """A query, with its formats and limits."""

    text: str
    base: NotRequired[str | None]  # base of relative IRIs, unless the query sets its own


def query(source: Source, out: Output, **asked: Unpack[Asked]) -> None:
    """Answer a query in the format given for the kind of its result."""
    of = _dataset(asked.get("dataset"))
    guarded = GuardedCsv(out) if asked.get("guarded") else None

    def form(kind: Kind) -> Format:
        return chosen(kind, asked["rows"], asked["graph"])

    def answer(query: str) -> None:
        source.store.answer(query, guarded or out, form, dataset=of, rows=asked["most"])

    _based(answer, asked["text"], asked.get("base"))
    if guarded is not None:
        guarded.finish()


def services(source: Source, out: Output, *, text: str, base: str, services: list[str]) -> None:
    """Answer with the `FederatedQuery` of the text as JSON, or with null if it calls no other server."""
    text = received(text)
    based = f"BASE <{base}> {text}"
    needs_base = (makes_iris(text) or not reads_query(text)) and reads_query(based)
    found = federated_query(based if needs_base else text, services)
    if found is not None and not isinstance(source.store, EmbeddedStore):
        raise Refused("The graph is at another endpoint, and no other servers are called from there.")
    out.head(media_type=PLAIN_JSON.media_type)
    out.write(json.dumps(found).encode())


def federated(source: Source, out: Output, *, query: FederatedQuery, gateway: str, **wanted: Unpack[Wanted]) -> None:
    """Answer a query that calls other servers, only through the gateway."""
    store = source.store
    if not isinstance(store, EmbeddedStore):
        raise TypeError("only an embedded store asks through the gateway")
    own = FederatedQuery(*query).through(partial(address, gateway))
    of = _dataset(wanted.get("dataset"))
    guarded = GuardedCsv(out) if wanted.get("guarded") else None

    def form(kind: Kind) -> Format:
        return chosen(kind, wanted["rows"], wanted["graph"])

    try:
        store.answer(own, guarded or out, form, dataset=of, rows=wanted["most"], gateway=gateway)
    except (
        OSError,
        RuntimeError,
        SyntaxError,
        ValueError,
    ):  # the engine's message would reveal the gateway's address
        raise CannotRead(_UNREADABLE) from None
    except BadQuery as error:
        if gateway in str(error):
            raise CannotRead(_UNREADABLE) from None
        raise
    if guarded is not None:
        guarded.finish()


def _dataset(named: tuple[list[str], list[str]] | None) -> Dataset | None:
    return None if named is None else Dataset(tuple(named[0]), tuple(named[1]))


def _based(answer: Callable[[str], None], text: str, base: str | None) -> None:
    """Answer the text; add the base if the text cannot be parsed without it, or may make an IRI while it runs."""
    text = received(text)
    based = f"BASE <{base}> {text}"
    if base is None or not makes_iris(text):
        try:
            answer(text)
        except BadQuery as error:
            if base is None or error.line is None:
                raise
            # only now, so that error positions refer to the text as it was sent
            try:
                answer(based)
            except BadQuery:
                raise error from None
        return
    try:
        answer(based)
    except (BadQuery, Refused):
        answer(text)  # reports the error position in the text as it was sent


def chosen(kind: Kind, rows: str | None, graph: str | None) -> Format:
    """Return the format given for that kind of result. Raises NotOffered where none is given."""
    formats: Mapping[str, Format] = DUMP_FORMATS if kind is Kind.GRAPH else ROW_FORMATS
    name = graph if kind is Kind.GRAPH else rows
    if name is None:
        offered = ", ".join(each.media_type for each in formats.values())
        thing = "a graph" if kind is Kind.GRAPH else "rows or a yes/no"
        raise NotOffered(
            f"The answer is {thing}, which is not available in the requested format.", f"Ask for {offered}."
        )
    return formats[name]


JOBS: Final[Mapping[str, Callable[..., None]]] = {"query": query, "services": services, "federated": federated}
