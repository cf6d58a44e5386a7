"""The tables as one workbook, for people who use spreadsheets.

XlsxWriter writes it row by row in about half of the time that openpyxl takes, with memory for one row.
"""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sdggraph.present.spreadsheet import begins_formula, unguarded
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.publish.tables.csv import FOLDER, rows, spooled
from sdggraph.publish.tables.schema import SEPARATOR, TABLES, URI, Column, Table
from sdggraph.sparql.formats import XLSX

PATH: Final = f"{FOLDER}network.xlsx"
Rows = Callable[[Table], Iterator[list[str]]]  # returns the rows of a table as in its CSV, the header first
_ROWS: Final = 1_048_576  # rows of a sheet, Excel's limit
_SIGNS: Final = 32_767  # characters of a cell, Excel's limit
_LINKS: Final = 65_000  # links of a sheet; Excel's limit is 65,530
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a spreadsheet would read this as one character
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
_LINK: Final = re.compile(r"https?://[^\s\"<>\\^`{|}\[\]]{1,2000}")
_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date of a zip file
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")
_PIECE: Final = 1 << 20
_SHEETS: Final = ("Read me", "Columns")
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "head": {"bold": True, "bg_color": "#DDE8F0"},
    "label": {"bold": True, "valign": "top"},
    "told": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0563C1", "underline": 1},
    "text": {"quote_prefix": True},  # it stays a text when somebody edits it
}


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types for its parts
    """A sheet that writes texts as they are."""

    looks: dict[str, Any]

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        # XlsxWriter escapes every other one of _x0041_x0042_, of which a spreadsheet would make a letter
        return _ESCAPE.sub("_x005F_", data) if isinstance(data, str) else data


def write(site: Site, known: PublicationContext) -> None:
    """Write the workbook, from the CSV files of the publication."""

    def of_site(table: Table) -> Iterator[list[str]]:
        with (site.folder / f"{FOLDER}{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)

    with workbook(of_site, known) as file:
        title = "All tables in one workbook, for spreadsheet programs"
        site.write(PATH, _pieces(file), media_type=XLSX.media_type, title=title)


def exported(known: PublicationContext) -> bytes:
    """Return the workbook without writing a publication."""
    with spooled(known) as spools, workbook(lambda table: rows(spools[table.name]), known) as file:
        return file.read()


def workbook(rows_of: Rows, known: PublicationContext) -> IO[bytes]:
    """Return the workbook as an open file; its bytes do not depend on the day on which it is made."""
    with tempfile.TemporaryDirectory() as room, tempfile.TemporaryFile() as made:
        with Workbook(made, {"constant_memory": True, "tmpdir": room}) as book:
            looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
            _read_me(_sheet(book, _SHEETS[0], looks), known)
            for table in TABLES:
                _sheets(book, table, rows_of(table), looks)
            _columns(_sheet(book, _SHEETS[1], looks))
        return _same_every_time(made, known.date)


def _sheet(book: Workbook, title: str, looks: dict[str, Any]) -> _Sheet:
    sheet: _Sheet = book.add_worksheet(title, _Sheet)
    sheet.looks = looks
    return sheet


def _sheets(book: Workbook, table: Table, held: Iterator[list[str]], looks: dict[str, Any]) -> None:
    """Add a sheet for the table, and further sheets if it has more rows than a sheet can hold."""
    next(held)  # skips the names of the columns
    number, left = 1, next(held, None)
    while left is not None or number == 1:
        sheet = _sheet(book, table.title if number == 1 else f"{table.title} {number}", looks)
        _head(sheet, [(column.title, column.width) for column in table.columns])
        count, links = 1, _LINKS
        while left is not None and count < _ROWS:
            for place, (column, text) in enumerate(zip(table.columns, left, strict=True)):
                links -= _cell(sheet, (count, place), column, unguarded(text), links > 0)
            count, left = count + 1, next(held, None)
        sheet.autofilter(0, 0, count - 1, len(table.columns) - 1)
        number += 1


def _cell(sheet: _Sheet, place: tuple[int, int], column: Column, text: str, may_link: bool) -> bool:
    """Write the value as its datatype; text is always text, whatever it looks like. Return whether it is a link."""
    if not text:
        return False
    if column.datatype in ("integer", "gYear") and _INTEGER.fullmatch(text):
        sheet.write_number(*place, int(text))
    elif column.datatype == "decimal" and _DECIMAL.fullmatch(text):
        sheet.write_number(*place, float(text))
    elif column.datatype == "boolean" and text in ("true", "false"):
        sheet.write_boolean(*place, text == "true")
    else:
        link = may_link and column.datatype == URI and not column.separator and _LINK.fullmatch(text)
        _text(sheet, place, text, text if link else "")
        return bool(link)
    return False


def _text(sheet: _Sheet, place: tuple[int, int], text: str, link: str = "") -> None:
    safe = _fit(text)
    if link:
        sheet.write_url(*place, link, sheet.looks["link"], safe)
    elif begins_formula(safe) or safe[0] in "#'":  # an error value, the mark of a text
        sheet.write_string(*place, safe, sheet.looks["text"])
    else:
        sheet.write_string(*place, safe)


def _fit(text: str) -> str:
    """Make a text fit for a cell: a long one ends in three dots, and is complete in the CSV."""
    safe = _NOT_IN_XML.sub("\ufffd", text)
    return safe if len(safe) <= _SIGNS else f"{safe[: _SIGNS - 1]}…"


def _head(sheet: _Sheet, columns: list[tuple[str, int]]) -> None:
    for place, (_, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for place, (title, _) in enumerate(columns):
        sheet.write_string(0, place, title, sheet.looks["head"])


def _read_me(sheet: _Sheet, known: PublicationContext) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    told = (
        ("What this is", f"{TITLE}: who the centres are, what they contribute, and with whom they cooperate.", ""),
        ("Data version", known.version, ""),
        ("Date of the data", known.date, ""),
        ("Licence", _licence(known), known.licence.iri),
        ("Sheets", ", ".join(table.title for table in TABLES) + f"; and {_SHEETS[1]}: what each column means.", ""),
        (
            "Stated, inferred",
            "A contribution is a claim. Its basis says how it came about: stated by the source in so many words, or "
            "inferred by a reader from what the source tells. Count the two separately.",
            "",
        ),
        ("Not on record", "An empty cell is missing knowledge, not absence.", ""),
        ("Ranges", "Where sources differ in a number, the smallest and the largest one stand side by side.", ""),
        ("Evidence", "The pages that support the statement. A copy was read on another host than its own.", ""),
        (
            "Identifiers",
            "Please do not change the columns IRI and Code: they identify each row when a changed workbook is read "
            "back. Other "
            "columns that end in (IRI) name organisations and projects the same way.",
            "",
        ),
        (
            "Several in a cell",
            f"Separated by {SEPARATOR} (in a text itself it is written ¦). A text in another language than that of "
            "its column ends in @ and the language tag.",
            "",
        ),
        ("Formulas", "The workbook has no formulas. A cell that looks like a formula is text.", ""),
        ("Long texts", "A text of more than 32,767 characters ends in three dots here; the CSV has all of it.", ""),
    )
    for row, (name, text, link) in enumerate(told):
        sheet.write_string(row, 0, name, sheet.looks["label"])
        if link:
            _text(sheet, (row, 1), text, link)
        else:
            sheet.write_string(row, 1, text, sheet.looks["told"])


def _licence(known: PublicationContext) -> str:
    licence = known.licence
    return f"{licence.title} ({licence.name})" if licence.code else licence.title


def _columns(sheet: _Sheet) -> None:
    head = [("Sheet", 18), ("Column", 26), ("Meaning", 80), ("Name in the CSV", 22), ("Property", 50), ("Datatype", 12)]
    _head(sheet, head)
    every = [(table, column) for table in TABLES for column in table.columns]
    for row, (table, column) in enumerate(every, start=1):
        about = (table.title, column.title, column.description, column.name, column.predicate, column.datatype)
        for place, text in enumerate(about):
            if text:
                sheet.write_string(row, place, text)
    sheet.autofilter(0, 0, len(every), len(head) - 1)


def _same_every_time(made: IO[bytes], date: str) -> IO[bytes]:
    """The same zip file without the times and the rights that its parts have on this machine."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the caller must close it
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in source.namelist():
            about = zipfile.ZipInfo(name, _DAY)
            about.compress_type, about.external_attr, about.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            if name == "docProps/core.xml":
                target.writestr(about, _STAMP.sub(rb"\g<1>" + f"{date}T00:00:00Z".encode(), source.read(name)))
                continue
            with source.open(name) as old, target.open(about, "w", force_zip64=False) as new:
                while piece := old.read(_PIECE):
                    new.write(piece)
    file.seek(0)
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
