"""Queries of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sdggraph.errors import NotOffered
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
) -> None:
    """Answer a query, in the format `rows` or `graph` names for what it turns out to be."""
    of = None if dataset is None else Dataset(tuple(dataset[0]), tuple(dataset[1]))
    source.store.answer(text, out, lambda kind: _chosen(kind, rows, graph), dataset=of, rows=most)


def _chosen(kind: Kind, rows: str | None, graph: str | None) -> Format:
    formats: Mapping[str, Format] = DUMP_FORMATS if kind is Kind.GRAPH else ROW_FORMATS
    name = graph if kind is Kind.GRAPH else rows
    if name is None:
        offered = ", ".join(each.media_type for each in formats.values())
        thing = "a graph" if kind is Kind.GRAPH else "rows or a yes/no"
        raise NotOffered(f"The answer is {thing}, which cannot be had in the form asked for.", f"Ask for {offered}.")
    return formats[name]


JOBS: Final = {"query": query}
