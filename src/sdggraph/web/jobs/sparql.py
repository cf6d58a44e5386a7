"""Queries of the reader's own."""

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
from sdggraph.workers.forkserver import Output

_UNREADABLE: Final = "What another server answered cannot be read."


class Wanted(TypedDict):
    """How the answer of a query is wanted, and from which graphs."""

    rows: str | None  # the name of the format, where the answer is rows or a yes or no
    graph: str | None  # the name of the format, where it is a graph
    most: int  # rows
    dataset: NotRequired[tuple[list[str], list[str]] | None]  # default and named graphs


class Asked(Wanted):
    """A query, and how its answer is wanted."""

    text: str
    base: NotRequired[str | None]  # of relative IRIs, unless the query has a base of its own


def query(source: Source, out: Output, **asked: Unpack[Asked]) -> None:
    """Answer a query, in the format that is named for what it turns out to be."""
    of = _dataset(asked.get("dataset"))

    def form(kind: Kind) -> Format:
        return chosen(kind, asked["rows"], asked["graph"])

    def answer(query: str) -> None:
        source.store.answer(query, out, form, dataset=of, rows=asked["most"])

    _based(answer, asked["text"], asked.get("base"))


def services(source: Source, out: Output, *, text: str, base: str, services: list[str]) -> None:
    """Answer with the `FederatedQuery` that the text is, as JSON, or with null where it asks no other server."""
    text = received(text)
    based = f"BASE <{base}> {text}"
    needs_base = (makes_iris(text) or not reads_query(text)) and reads_query(based)
    found = federated_query(based if needs_base else text, services)
    if found is not None and not isinstance(source.store, EmbeddedStore):
        raise Refused("The graph is held elsewhere, and other servers are not asked from there.")
    out.head(media_type=PLAIN_JSON.media_type)
    out.write(json.dumps(found).encode())


def federated(source: Source, out: Output, *, query: FederatedQuery, gateway: str, **wanted: Unpack[Wanted]) -> None:
    """Answer a query that asks other servers, only through the gateway."""
    store = source.store
    if not isinstance(store, EmbeddedStore):
        raise TypeError("only an embedded store asks through the gateway")
    own = FederatedQuery(*query).through(partial(address, gateway))
    of = _dataset(wanted.get("dataset"))

    def form(kind: Kind) -> Format:
        return chosen(kind, wanted["rows"], wanted["graph"])

    try:
        store.answer(own, out, form, dataset=of, rows=wanted["most"], gateway=gateway)
    except (
        OSError,
        RuntimeError,
        SyntaxError,
        ValueError,
    ):  # in the engine's words it would tell the gateway's address
        raise CannotRead(_UNREADABLE) from None
    except BadQuery as error:
        if gateway in str(error):
            raise CannotRead(_UNREADABLE) from None
        raise


def _dataset(named: tuple[list[str], list[str]] | None) -> Dataset | None:
    return None if named is None else Dataset(tuple(named[0]), tuple(named[1]))


def _based(answer: Callable[[str], None], text: str, base: str | None) -> None:
    """Answer the text, with that base where it cannot be read without, or may make an IRI while it runs."""
    text = received(text)
    based = f"BASE <{base}> {text}"
    if base is None or not makes_iris(text):
        try:
            answer(text)
        except BadQuery as error:
            if base is None or error.line is None:
                raise
            # only now, so that the places of mistakes are those of the text as it was sent
            try:
                answer(based)
            except BadQuery:
                raise error from None
        return
    try:
        answer(based)
    except (BadQuery, Refused):
        answer(text)  # says where it errs in the text as it was sent


def chosen(kind: Kind, rows: str | None, graph: str | None) -> Format:
    """The format that `rows` or `graph` names for that kind of answer. Raises NotOffered where it names none."""
    formats: Mapping[str, Format] = DUMP_FORMATS if kind is Kind.GRAPH else ROW_FORMATS
    name = graph if kind is Kind.GRAPH else rows
    if name is None:
        offered = ", ".join(each.media_type for each in formats.values())
        thing = "a graph" if kind is Kind.GRAPH else "rows or a yes/no"
        raise NotOffered(f"The answer is {thing}, which cannot be had in the form asked for.", f"Ask for {offered}.")
    return formats[name]


JOBS: Final[Mapping[str, Callable[..., None]]] = {"query": query, "services": services, "federated": federated}
