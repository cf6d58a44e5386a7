"""The tables as one workbook, for people who use spreadsheets."""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from typing import IO, Any, Final

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

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
_LINK: Final = re.compile(r"https?://[^\s\"<>]{1,2000}")
_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date of a zip file
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")
_PIECE: Final = 1 << 20
_SHEETS: Final = ("Read me", "Columns")


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
    book = openpyxl.Workbook(write_only=True)
    _read_me(book, known)
    for table in TABLES:
        _sheets(book, table, rows_of(table))
    _columns(book)
    with tempfile.TemporaryFile() as made:
        book.save(made)
        return _same_every_time(made, known.date)


def _sheets(book: openpyxl.Workbook, table: Table, held: Iterator[list[str]]) -> None:
    """Add a sheet for the table, and further sheets if it has more rows than a sheet can hold."""
    next(held)  # skips the names of the columns
    number, left = 1, next(held, None)
    while left is not None or number == 1:
        sheet = book.create_sheet(table.title if number == 1 else f"{table.title} {number}")
        _head(sheet, [(column.title, column.width) for column in table.columns])
        count, links = 1, _LINKS
        while left is not None and count < _ROWS:
            cells = []
            for column, text in zip(table.columns, left, strict=True):
                cells.append(_cell(sheet, column, unguarded(text), links > 0))
                links -= getattr(cells[-1], "hyperlink", None) is not None
            sheet.append(cells)
            count, left = count + 1, next(held, None)
        sheet.auto_filter.ref = f"A1:{_letters(len(table.columns))}{count}"
        number += 1


def _cell(sheet: Any, column: Column, text: str, may_link: bool) -> Any:
    """Make a cell of the column's datatype; text stays text, whatever it looks like."""
    if not text:
        return None
    if column.datatype in ("integer", "gYear") and _INTEGER.fullmatch(text):
        return int(text)
    if column.datatype == "decimal" and _DECIMAL.fullmatch(text):
        return float(text)
    if column.datatype == "boolean" and text in ("true", "false"):
        return text == "true"
    is_link = may_link and column.datatype == URI and not column.separator and _LINK.fullmatch(text)
    return _text(sheet, text, text if is_link else "")


def _text(sheet: Any, text: str, link: str = "") -> Any:
    safe = _fit(text)
    if not link and not begins_formula(safe) and safe[0] not in "#'":  # an error value, or the mark of a text
        return safe
    cell = WriteOnlyCell(sheet, value=safe)
    cell.data_type = "s"
    if link:
        cell.hyperlink = link
        cell.value = safe
    _dress(cell, _look_like_a_link if link else _stay_a_text)
    return cell


def _dress(cell: Any, look: Callable[[Any], None]) -> None:
    """Style a cell like others of its workbook; computing the style for each cell would take half of the time."""
    known = cell.parent.parent.__dict__.setdefault("_looks", {})
    if look not in known:
        look(cell)
        known[look] = cell._style
    cell._style = copy(known[look])


def _look_like_a_link(cell: Any) -> None:
    cell.font = Font(color="0563C1", underline="single")


def _stay_a_text(cell: Any) -> None:
    cell.quotePrefix = True  # keeps it a text when it is edited


def _fit(text: str) -> str:
    """Make a text fit for a cell: a long one ends in three dots, and is complete in the CSV."""
    safe = _NOT_IN_XML.sub("\ufffd", text)
    safe = _ESCAPE.sub("_x005F_", safe)
    return safe if len(safe) <= _SIGNS else f"{safe[: _SIGNS - 1]}…"


def _head(sheet: Any, columns: list[tuple[str, int]]) -> None:
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[_letters(place)].width = width
    sheet.freeze_panes = "A2"
    bold, fill = Font(bold=True), PatternFill("solid", fgColor="DDE8F0")
    titles = []
    for title, _ in columns:
        cell = WriteOnlyCell(sheet, value=title)
        cell.font, cell.fill = bold, fill
        titles.append(cell)
    sheet.append(titles)


def _letters(place: int) -> str:
    """Return the letters of a column by its number.

    >>> _letters(1), _letters(27)
    ('A', 'AA')
    """
    letters = ""
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def _read_me(book: openpyxl.Workbook, known: PublicationContext) -> None:
    sheet = book.create_sheet(_SHEETS[0])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110
    for name, text, link in (
        ("What this is", f"{TITLE}: who the centres are, what they contribute, and with whom they cooperate.", ""),
        ("Data version", known.version, ""),
        ("Date of the data", known.date, ""),
        ("Licence", _licence(known), known.licence.iri),
        ("Sheets", ", ".join(table.title for table in TABLES) + f"; and {_SHEETS[1]}: what each column means.", ""),
        (
            "Stated, inferred",
            "A contribution is a claim. Its basis says how it came about: stated by the source in so many words, or "
            "inferred by a reader from what the source tells. Never add the two up.",
            "",
        ),
        ("Not on record", "An empty cell is missing knowledge, not absence.", ""),
        ("Ranges", "Where sources differ in a number, the smallest and the largest one stand side by side.", ""),
        ("Evidence", "The pages that support the statement. A copy was read on another host than its own.", ""),
        (
            "Identifiers",
            "Please leave the columns IRI and Code as they are: by them a changed workbook finds its way back. Other "
            "columns that end in (IRI) name organisations and projects the same way.",
            "",
        ),
        (
            "Several in a cell",
            f"Parted by {SEPARATOR} (which a text itself has as ¦). A text in another language than its column has @ "
            "and the tag of its language behind it.",
            "",
        ),
        ("Formulas", "There are none. What looks like one is a text, and as harmless.", ""),
        ("Long texts", "A text of more than 32,767 signs ends in three dots here, and is whole in the CSV.", ""),
    ):
        label = WriteOnlyCell(sheet, value=name)
        label.font = Font(bold=True)
        label.alignment = Alignment(vertical="top")
        shown = _text(sheet, text, link)
        if not link:
            shown = WriteOnlyCell(sheet, value=shown)
            shown.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([label, shown])


def _licence(known: PublicationContext) -> str:
    licence = known.licence
    return f"{licence.title} ({licence.name})" if licence.code else licence.title


def _columns(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet(_SHEETS[1])
    head = [("Sheet", 18), ("Column", 26), ("Meaning", 80), ("Name in the CSV", 22), ("Property", 50), ("Datatype", 12)]
    _head(sheet, head)
    count = 1
    for table in TABLES:
        for column in table.columns:
            sheet.append(
                [table.title, column.title, column.description, column.name, column.predicate or None, column.datatype]
            )
            count += 1
    sheet.auto_filter.ref = f"A1:{_letters(len(head))}{count}"


def _same_every_time(made: IO[bytes], date: str) -> IO[bytes]:
    """Copy the zip file without the times of its making."""
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
