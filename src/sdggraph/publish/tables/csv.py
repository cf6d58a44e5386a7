"""The graph as tables: CSV, and CSVW metadata that describe each column."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from typing import Any, Final

from sdggraph import vocab
from sdggraph.names.languages import preference
from sdggraph.present.spreadsheet import RULE, guarded
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.publish.site.spool import Spool
from sdggraph.publish.tables.schema import SEPARATOR, TABLES, Column, Table
from sdggraph.rdf.external_sort import ordered
from sdggraph.rdf.statements import Subject, grouped, line, term
from sdggraph.sparql.formats import CSV, CSVW
from sdggraph.sparql.interface import Iri, Store

FOLDER: Final = "tables/"
METADATA: Final = f"{FOLDER}csv-metadata.json"  # the name that CSVW expects
REFERENCES: Final = "references"
_NAME: Final = f"{vocab.PREFIXES['skos']}prefLabel"
_OTHER_NAME: Final = f"{vocab.PREFIXES['skos']}altLabel"
_BY_TYPE: Final = {f"<{table.type}>": table for table in TABLES}
_STRENGTHS: Final = "SELECT ?kind ?strength { ?kind sg:tieStrength ?strength }"
_LISTS: Final = (
    f"Several values in a cell are separated by {SEPARATOR} (in a text itself it is written ¦). A text in another "
    "language than that of its column ends in @ and the language tag. An empty cell is missing knowledge, not absence."
)
_REFERENCES_ABOUT: Final = (
    "What the tables tell as several IRIs in one cell, a row for each, so that CSVW gives links. Not in the workbook."
)


def write(site: Site, known: PublicationContext) -> None:
    """Write a CSV file for each table, and the metadata."""
    start = codecs.BOM_UTF8 if known.bom else b""
    with spooled(known) as spools:
        for name, title in (*((table.name, table.title) for table in TABLES), (REFERENCES, "References")):
            pieces = chain([start], spools[name].pieces())
            site.write(f"{FOLDER}{name}.csv", pieces, media_type=CSV.media_type, title=f"{title} as CSV")
    content = json.dumps(metadata(known), ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(METADATA, content, media_type=CSVW.media_type, title="What the tables mean (CSVW)")


@contextmanager
def spooled(known: PublicationContext) -> Iterator[Mapping[str, Spool]]:
    """Yield every table as CSV (RFC 4180), spooled to disk, from one pass over the graph.

    The tables hold the sources' statements, nothing derived. Where a cell has one value and the graph has several, the
    first in code-point order is taken; `sdggraph validate` reports the others.
    """
    with ExitStack() as open_files:
        spools = {name: open_files.enter_context(Spool()) for name in (*(each.name for each in TABLES), REFERENCES)}
        writers = {name: csv.writer(spool) for name, spool in spools.items()}
        for table in TABLES:
            writers[table.name].writerow([column.name for column in table.columns])
        writers[REFERENCES].writerow(["subject", "property", "object"])
        fill = _Filler(known)
        for subject in _data(known.store):
            kinds = {said.value for said in subject.said if said.predicate == vocab.RDF_TYPE}
            for kind in sorted(kinds & _BY_TYPE.keys()):
                table = _BY_TYPE[kind]
                writers[table.name].writerow([guarded(cell) for cell in fill.row(table, subject)])
                writers[REFERENCES].writerows(_references(table, subject))
        yield spools


def rows(spool: Spool) -> Iterator[list[str]]:
    """Yield the rows of a table from its CSV, the header first."""
    spool.file.seek(0)
    text = io.TextIOWrapper(spool.file, encoding="utf-8", newline="")
    try:
        yield from csv.reader(text)
    finally:
        with suppress(ValueError):  # the file is closed if the reader stopped early
            text.detach()


def _data(store: Store) -> Iterator[Subject]:
    return grouped(ordered(line(*quad) for quad in store.quads(vocab.DATA_GRAPH)))


def _references(table: Table, subject: Subject) -> Iterator[tuple[str, str, str]]:
    for column in table.columns:
        if column.separator and column.is_link:
            for said in subject.said:
                if said.predicate == column.predicate and said.value[0] == "<":
                    yield subject.iri, said.predicate, said.value[1:-1]


class _Filler:
    """Makes the rows of tables, and adds names and codes for people."""

    def __init__(self, known: PublicationContext) -> None:
        network = known.network
        self._codes = {record.iri: record.code for record in network.organisations.values()}
        strengths = {row["kind"].rpartition("/")[2]: row["strength"] for row in known.store.query(_STRENGTHS).rows()}
        lands, organisations = network.countries, network.organisations
        # column for people -> the column that it is computed from, and the function
        self._told: dict[str, tuple[str, Callable[[str], str]]] = {
            "country_name": ("country", lambda key: lands[key].name if key in lands else ""),
            "region": ("country", lambda key: lands[key].region if key in lands else ""),
            "contributor_name": ("contributor", lambda code: organisations[code].name if code in organisations else ""),
            "aim_name": ("aim", lambda key: network.aims[key].label if key in network.aims else ""),
            "strength": ("kind", lambda key: strengths.get(key, "strong") if key else ""),
        }

    def row(self, table: Table, subject: Subject) -> list[str]:
        """Return the cells of a thing, in the order of the columns."""
        said: dict[str, list[str]] = {}
        for each in subject.said:
            said.setdefault(each.predicate, []).append(each.value)
        _keep_one_name(said)
        values = {column.name: _values(column, said) for column in table.columns if column.predicate}
        cells = {"iri": subject.iri}
        for column in table.columns:
            if column.code_of:
                iris = values[column.code_of]
                cells[column.name] = SEPARATOR.join(self._codes.get(iri, "") for iri in iris)
            elif column.predicate:
                cells[column.name] = SEPARATOR.join(values[column.name])
        for column in table.columns:
            if column.name in self._told and column.name not in cells:
                source, tell = self._told[column.name]
                cells[column.name] = tell(cells[source])
        return [cells[column.name] for column in table.columns]


def _keep_one_name(said: dict[str, list[str]]) -> None:
    """Keep one name, in English where there is one; names in other languages become other names."""
    names = said.get(_NAME, [])
    if len(names) > 1:
        best, *others = sorted(names, key=lambda name: (preference(_language(name)), name))
        said[_NAME] = [best]
        said[_OTHER_NAME] = [*said.get(_OTHER_NAME, []), *others]


def _language(written: str) -> str:
    value = term(written)
    return "" if isinstance(value, Iri) else value.language or ""


def _values(column: Column, said: Mapping[str, list[str]]) -> list[str]:
    """Return the values of a cell in code-point order."""
    found = sorted(dict.fromkeys(_value(column, value) for value in said.get(column.predicate, ())))
    return found if column.separator else found[:1]


def _value(column: Column, written: str) -> str:
    value = term(written)
    if isinstance(value, Iri):
        is_key = column.space and value.value.startswith(column.space)
        return value.value.removeprefix(column.space) if is_key else value.value
    text = value.value.replace(SEPARATOR, "¦") if column.separator else value.value
    if column.datatype != "string":
        return text
    language = value.language or ""
    return text if language == column.language and not _looks_tagged(text) else f"{text}@{language}"


def _looks_tagged(text: str) -> bool:
    """Whether the end of a text would be read as a language tag."""
    before, sign, tag = text.rpartition("@")
    return bool(sign) and bool(before) and (not tag or (tag.replace("-", "").isalnum() and tag.isascii()))


# --- CSVW ------------------------------------------------------------------------------------------


def metadata(known: PublicationContext) -> dict[str, Any]:
    """Describe the tables and their columns in CSVW."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{TITLE}: tables",
        "dc:description": f"{_LISTS} {RULE}",
        "dc:license": {"@id": known.licence.iri},
        "dc:modified": {"@value": known.date, "@type": "xsd:date"},
        "schema:version": known.version,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"], "doubleQuote": True},
        "tables": [*(_described(table) for table in TABLES), _references_described()],
    }


def _described(table: Table) -> dict[str, Any]:
    keys = [
        {"columnReference": column.name, "reference": {"resource": f"{column.points_at}.csv", "columnReference": "iri"}}
        for column in table.columns
        if column.points_at
    ]
    kind = {"name": "type", "virtual": True, "propertyUrl": vocab.RDF_TYPE, "valueUrl": table.type}
    schema: dict[str, Any] = {
        "aboutUrl": "{+iri}",
        "primaryKey": "iri",
        "columns": [*(_column(column) for column in table.columns), kind],
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": table.description,
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    held: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": column.datatype,
    }
    if column.separator:
        held["separator"] = column.separator
    if column.required:
        held["required"] = True
    if column.language:
        held["lang"] = column.language
    # CSVW makes no links from a list, and allows one datatype per cell
    if not column.predicate or column.loose or (column.separator and column.is_link):
        held["suppressOutput"] = True
    if column.predicate:
        held["propertyUrl"] = column.predicate
    if column.is_link and not column.separator and column.predicate:
        held["valueUrl"] = f"{column.space}{{+{column.name}}}"
    return held


def _references_described() -> dict[str, Any]:
    def column(name: str, **more: str | bool) -> dict[str, Any]:
        return {"name": name, "titles": [name, name.title()], "datatype": "anyURI", "required": True, **more}

    columns = [column("subject", suppressOutput=True), column("property", suppressOutput=True)]
    columns.append(column("object", propertyUrl="{+property}", valueUrl="{+object}"))
    return {
        "url": f"{REFERENCES}.csv",
        "dc:title": "References",
        "dc:description": _REFERENCES_ABOUT,
        "tableSchema": {"aboutUrl": "{+subject}", "primaryKey": ["subject", "property", "object"], "columns": columns},
    }
