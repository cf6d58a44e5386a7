"""The tables of a publication, read from their CSVW metadata, for all other descriptions."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.site import File, Site
from sdggraph.sparql.formats import CSV, CSVW

_BASE_TYPES: Final = ("boolean", "date", "decimal", "integer", "number", "anyURI", "gYear")
_HEADER: Final = 1 << 16  # bytes that contain the first line


class Column(NamedTuple):
    """A column of a table."""

    name: str  # as in the first line of the file
    title: str = ""
    description: str = ""
    datatype: str = "string"  # of CSVW: string, anyURI, integer, decimal, number, boolean, date, gYear
    separator: str = ""  # between the values of one cell, if there may be several
    required: bool = False
    truth: tuple[str, ...] = ()  # the words for true and false, if they are other words


class Table(NamedTuple):
    """A CSV file and its columns."""

    file: File
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()  # the columns that identify a row


def tables(site: Site) -> list[Table]:
    """Return the tables of all CSV files by path; without CSVW metadata, their columns are strings."""
    described = dict(_described(site))
    found = []
    for file in site.files:
        if media_type(file) == CSV.media_type:
            schema = described.get(file.path, {})
            columns = tuple(_columns(_header(site, file), schema))
            found.append(Table(file, PurePosixPath(file.path).stem, columns, _key(schema, columns)))
    return found


def _described(site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the table schemas, each with the path of the file that it describes."""
    for file in site.files:
        if media_type(file) != CSVW.media_type and not file.path.endswith("-metadata.json"):
            continue
        held = json.loads(site.read(file.path))
        folder = PurePosixPath(file.path).parent
        for table in held.get("tables", [held]):
            if "url" in table:
                place = str(
                    folder / table["url"].rpartition("/")[2] if "://" in table["url"] else folder / table["url"]
                )
                yield place, table.get("tableSchema") or held.get("tableSchema") or {}


def _columns(header: list[str], schema: dict[str, Any]) -> Iterator[Column]:
    known = {}
    for column in schema.get("columns", []):
        for title in {column.get("name"), *_texts(column.get("titles"))} - {None}:
            known[title] = column
    for name in header:
        column = known.get(name, {})
        titles = [title for title in _texts(column.get("titles")) if title != name]
        description = next(iter(_texts(column.get("dc:description") or column.get("dcterms:description"))), "")
        datatype = column.get("datatype", schema.get("datatype", "string"))
        base = datatype.get("base", "string") if isinstance(datatype, dict) else datatype
        yield Column(
            name,
            titles[0] if titles else "",
            description,
            base if base in _BASE_TYPES else "string",
            column.get("separator") or "",
            bool(column.get("required", False)),
            _truth(datatype),
        )


def _truth(datatype: Any) -> tuple[str, ...]:
    """Return the words for true and false of a boolean, from its CSVW format such as `yes|no`."""
    if not isinstance(datatype, dict) or datatype.get("base") != "boolean":
        return ()
    words = str(datatype.get("format", "")).split("|")
    return tuple(words) if len(words) == 2 else ()


def _key(schema: dict[str, Any], columns: tuple[Column, ...]) -> tuple[str, ...]:
    named = schema.get("primaryKey", [])
    names = [named] if isinstance(named, str) else named
    headers = {column.name for column in columns}
    titles = {each.get("name"): title for each in schema.get("columns", []) for title in _texts(each.get("titles"))}
    found = [name if name in headers else titles.get(name, "") for name in names]
    return tuple(found) if all(name in headers for name in found) else ()


def _texts(value: Any) -> list[str]:
    """Return the texts of a natural-language property, in any form that CSVW allows."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value or [] for text in _texts(each)]


def _header(site: Site, file: File) -> list[str]:
    with (site.folder / file.path).open("rb") as opened:
        start = opened.read(_HEADER).removeprefix(codecs.BOM_UTF8)
    lines = start.decode(errors="ignore").splitlines()
    return next(csv.reader(lines), []) if lines else []
