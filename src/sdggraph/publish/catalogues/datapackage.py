"""Frictionless Data Package: the tables with the types of their columns, and the other data files."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Any, Final

from sdggraph.publish.catalogues.csvw_reader import Column, Table, tables
from sdggraph.publish.catalogues.datasets import datasets, licence_of
from sdggraph.publish.site.licence_registry import Licence
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import File, Site
from sdggraph.sparql.formats import PLAIN_JSON

PATH: Final = "datapackage.json"
_TYPES: Final = {
    "boolean": "boolean",
    "date": "date",
    "decimal": "number",
    "gYear": "year",
    "integer": "integer",
    "number": "number",
}
# The names of licences in the Open Definition. Frictionless accepts no other names, not even SPDX codes, but it does
# accept an address.
_OPEN_DEFINITION: Final = {
    "CC0-1.0": ("CC0-1.0", "CC0 1.0"),
    "CC-BY-4.0": ("CC-BY-4.0", "Creative Commons Attribution 4.0"),
    "CC-BY-SA-4.0": ("CC-BY-SA-4.0", "Creative Commons Attribution Share-Alike 4.0"),
    "CC-BY-NC-4.0": ("CC-BY-NC-4.0", "Creative Commons Attribution-NonCommercial 4.0"),
    "ODbL-1.0": ("ODbL-1.0", "Open Data Commons Open Database License 1.0"),
    "ODC-By-1.0": ("ODC-BY-1.0", "Open Data Commons Attribution License 1.0"),
    "PDDL-1.0": ("ODC-PDDL-1.0", "Open Data Commons Public Domain Dedication and Licence 1.0"),
    "OGL-UK-3.0": ("OGL-UK-3.0", "Open Government Licence 3.0 (United Kingdom)"),
}


def write(site: Site, known: PublicationContext) -> None:
    """Write the description of the files written so far."""
    found = datasets(site.files)
    held = {table.file.path: table for table in tables(site)}
    files = [file for dataset in found for file in dataset.files]
    described = {
        "profile": "data-package",
        "name": "sdggraph",
        "id": known.base,
        "title": TITLE,
        "description": found[0].description if found else TITLE,
        "homepage": known.base,
        "version": known.version,
        "created": f"{known.date}T00:00:00Z",
        "licenses": [_licence(known.licence)],
        "contributors": [{"title": known.publisher, "role": "publisher", "path": known.contact_page}],
        "keywords": sorted({word for dataset in found for word in dataset.keywords}),
        "resources": [_resource(file, held.get(file.path), known) for file in files],
    }
    content = json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(PATH, content, media_type=PLAIN_JSON.media_type, title="Description as a frictionless data package")


def _licence(licence: Licence) -> dict[str, str]:
    if licence.code not in _OPEN_DEFINITION:
        return {"path": licence.iri, "title": licence.title}
    name, title = _OPEN_DEFINITION[licence.code]
    return {"name": name, "path": licence.iri, "title": title}


def _resource(file: File, table: Table | None, known: PublicationContext) -> dict[str, Any]:
    described = _table(table) if table else _file(file)
    its_own = licence_of(file, known)
    if its_own != known.licence:  # without licences of its own, a resource has those of the package
        described["licenses"] = [_licence(its_own)]
    return described


def _file(file: File) -> dict[str, Any]:
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", file.path.lower()),
        "path": file.path,
        "title": file.title,
        "format": PurePosixPath(file.path.removesuffix(".gz")).suffix.lstrip("."),
        "mediatype": media_type(file),
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {**_file(table.file), "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    # a cell with several values is described as text
    described: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.datatype, "string")}
    if column.separator:
        described["type"] = "string"
    if column.datatype == "anyURI" and not column.separator:
        described["format"] = "uri"
    if column.truth:
        described["trueValues"], described["falseValues"] = ([word] for word in column.truth)
    if column.title:
        described["title"] = column.title
    if column.description:
        described["description"] = column.description
    if column.required:
        described["constraints"] = {"required": True}
    return described
