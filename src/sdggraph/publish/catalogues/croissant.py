"""Croissant 1.0: the publication as a data set for machine learning, a record set for each table."""

from __future__ import annotations

import json
from typing import Any, Final

from sdggraph.publish.catalogues.csvw_reader import Column, Table, tables
from sdggraph.publish.catalogues.datasets import Dataset, datasets, licence_of
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import File, Site
from sdggraph.sparql.formats import JSONLD

PATH: Final = "croissant.json"
# fixed by the specification of Croissant 1.0, word for word
_TERMS: Final = (
    "citeAs column conformsTo equivalentProperty extract field fileProperty fileObject fileSet format includes "
    "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform"
)
_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}
_TYPES: Final = {
    "anyURI": "sc:URL",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "decimal": "sc:Float",
    "gYear": "sc:Integer",
    "integer": "sc:Integer",
    "number": "sc:Float",
}


def write(site: Site, known: PublicationContext) -> None:
    """Write the description of the files written so far."""
    found = datasets(site.files)
    held = tables(site)
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": TITLE,
        "description": _description(found),
        "url": known.base,
        "license": known.licence.iri,
        "creator": {"@type": "Organization", "name": known.publisher, "url": known.base},
        "publisher": {"@type": "Organization", "name": known.publisher, "url": known.base},
        "datePublished": known.date,
        "dateModified": known.date,
        "version": _version(known),
        "identifier": known.version,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": sorted({word for dataset in found for word in dataset.keywords}),
        "citeAs": f"{known.publisher}: {TITLE}. Data version {known.version}, {known.date}. {known.base}",
        "distribution": [_file(file, known) for dataset in found for file in dataset.files],
        "recordSet": [_records(table) for table in held],
    }
    content = json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(PATH, content, media_type=JSONLD.media_type, title="Description in Croissant 1.0")


def _version(known: PublicationContext) -> str:
    """Return the date of the data as a version of three numbers, the only kind that Croissant accepts.

    The data version itself is the identifier.
    """
    year, month, day = (int(part) for part in known.date.split("-"))
    return f"{year}.{month}.{day}"


def _description(found: list[Dataset]) -> str:
    return found[0].description if found else TITLE


def _file(file: File, known: PublicationContext) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.title,
        "contentUrl": known.address(file.path),
        "contentSize": f"{file.size} B",
        "encodingFormat": file.compressed or media_type(file),
        "sha256": file.sha256,
    }
    its_own = licence_of(file, known)
    if its_own != known.licence:
        described["license"] = its_own.iri
    return described


def _records(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.file.title,
    }
    if table.key:
        described["key"] = [{"@id": f"{table.name}/{column}"} for column in table.key]
    described["field"] = [_field(table, column) for column in table.columns]
    return described


def _field(table: Table, column: Column) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": table.file.path}, "extract": {"column": column.name}}
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.description or column.title or column.name,
        # a cell with several values is described as text, and so is a boolean written in words
        "dataType": "sc:Text" if column.separator or column.truth else _TYPES.get(column.datatype, "sc:Text"),
        "source": source,
    }
    return described
