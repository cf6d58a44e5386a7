"""Queries of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sdggraph.errors import BadQuery, NotOffered
from sdggraph.store.base import Dataset, Kind
from sdggraph.store.formats import DUMP_FORMATS, ROW_FORMATS, Format
from sdggraph.store.zygote import Output
from sdggraph.tasks import Source


def query(
    source: Source,
    out: Output,
    *,
    text: str,
    rows: str | None,
    graph: str | None,
    most: int,
    dataset: tuple[list[str], list[str]] | None = None,
    base: str | None = None,
) -> None:
    """Answer a query, in the format `rows` or `graph` names for what it turns out to be.

    Relative IRIs are read against `base`, unless the query has a base of its own.
    """
    of = None if dataset is None else Dataset(tuple(dataset[0]), tuple(dataset[1]))

    def answer(query: str) -> None:
        source.store.answer(query, out, lambda kind: chosen(kind, rows, graph), dataset=of, rows=most)

    try:
        answer(text)
    except BadQuery as error:
        if base is None or error.line is None:
            raise
        # only now, so that the places of mistakes are those of the text as it was sent
        try:
            answer(f"BASE <{base}> {text}")
        except BadQuery:
            raise error from None


def chosen(kind: Kind, rows: str | None, graph: str | None) -> Format:
    """The format that `rows` or `graph` names for that kind of answer. Raises NotOffered where it names none."""
    formats: Mapping[str, Format] = DUMP_FORMATS if kind is Kind.GRAPH else ROW_FORMATS
    name = graph if kind is Kind.GRAPH else rows
    if name is None:
        offered = ", ".join(each.media_type for each in formats.values())
        thing = "a graph" if kind is Kind.GRAPH else "rows or a yes/no"
        raise NotOffered(f"The answer is {thing}, which cannot be had in the form asked for.", f"Ask for {offered}.")
    return formats[name]


JOBS: Final = {"query": query}
