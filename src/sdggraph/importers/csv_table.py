"""Rows of a CSV file as spreadsheets and programs write them: separators, byte order marks, missing values."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from sdggraph.errors import BadData, CannotRead

_DELIMITERS: Final = (",", ";", "\t")  # a comma if the header does not show which
_SEP: Final = re.compile(r"\"?sep=(?P<sign>.)\"?\s*", re.IGNORECASE)  # a first line that Excel writes
_PARTS: Final = re.compile(r"[;|；｜\r\n]")  # also in full width, and lines within a cell
# what programs and people write for a missing value; in a column of countries, NA is Namibia
_MISSING: Final = frozenset(
    ("", "null", "n/a", "na", "n.a.", "n.a", "nan", "none", "nil", "empty", "-", "--", "---", "–", "—", "?", ".", "...")
).union(
    (
        "#n/a",
        "#na",
        "<na>",
        "(null)",
        "(none)",
        "\\n",
        "unknown",
        "not available",
        "not applicable",
        "missing",
        "no data",
    ),
    ("n/d", "n.d.", "tbd", "tbc", "undefined", "-nan"),
    # the errors of a spreadsheet
    ("#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#n/a n/a", "#spill!", "#calc!", "#error!"),
)
_KINDS: Final = (  # first bytes of files that are mistaken for CSV
    (b"PK\x03\x04", "a packed file (.xlsx, .ods or .zip)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"\x1f\x8b", "a packed file (.gz)"),
    (b"%PDF", "a PDF"),
)

_WORKBOOKS: Final = {
    ".xlsx": "an Excel workbook (.xlsx)",
    ".xlsm": "an Excel workbook (.xlsm)",
    ".ods": "an OpenDocument spreadsheet (.ods)",
}


class Row(NamedTuple):
    """A row below the header."""

    line: int  # the line on which it ends, counted from 1
    cells: list[str]  # as in the file
    problem: str  # why it cannot be read; empty if it can


class CsvTable:
    """An opened CSV file whose header has been read. Raises CannotRead, and BadData for an invalid header."""

    def __init__(self, path: Path, file: TextIO, known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        self._path = path
        self._skipped, delimiter = _begin(file, set(known))
        self._reader = csv.reader(file, delimiter=delimiter, strict=True)
        self.titles = next(self._reader, [])  # as they are written
        self.header = [name.strip().casefold() for name in self.titles]
        self._check(known, needed)
        self._place = {name: self.header.index(name) for name in known if name in self.header}
        self._known = known

    @property
    def line(self) -> int:
        """The number of the line that was read last."""
        return self._reader.line_num + self._skipped

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are not empty."""
        for cells in self._reader:
            if any(cell.strip() for cell in cells):
                fits = len(cells) == len(self.header)
                problem = "" if fits else f"{len(cells)} cells where the header has {len(self.header)}"
                yield Row(self.line, cells, problem)

    def named(self, row: Row) -> dict[str, str]:
        """Return the stripped cells of a row by column; columns that are not there are empty."""
        return dict.fromkeys(self._known, "") | {name: row.cells[at].strip() for name, at in self._place.items()}

    def cell(self, row: Row, name: str) -> str:
        """Return one stripped cell, also of a row that has too few; empty where it has none."""
        at = self._place.get(name, len(row.cells))
        return row.cells[at].strip() if at < len(row.cells) else ""

    def _check(self, known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        wanted = f"The first line names the columns: {','.join(known)}."
        if not self.header:
            raise BadData("The file is empty.", wanted, file=str(self._path))
        for name in needed:
            if name not in self.header:
                raise BadData(f"There is no column {name!r}.", wanted, file=str(self._path), line=self.line)
        twice = sorted({name for name in self.header if name in known and self.header.count(name) > 1})
        if twice:
            raise BadData(f"The column {twice[0]!r} is there twice.", wanted, file=str(self._path), line=self.line)


def refuse_other_kinds(path: Path) -> None:
    """Raise CannotRead for a file whose first bytes show that it is not CSV, and name its type."""
    with path.open("rb") as file:
        first = file.read(8)
    for begin, kind in _KINDS:
        if first.startswith(begin):
            kind = _WORKBOOKS.get(path.suffix.casefold(), kind) if begin.startswith(b"PK") else kind
            raise CannotRead(f"{path} is {kind}, not CSV.", 'Save the sheet as "CSV UTF-8" and give that file.')
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotRead(f"{path} is UTF-16 text, not UTF-8.", 'Save it as "CSV UTF-8" or as UTF-8.')


def value(cell: str) -> str:
    """Return the cell, or an empty text for a mark of a missing value.

    >>> value("NULL"), value("n/a"), value("Nantes")
    ('', '', 'Nantes')
    """
    return "" if unicodedata.normalize("NFKC", cell).strip().casefold() in _MISSING else cell.strip()


def country(cell: str) -> str:
    """Return the cell of a column of countries, where NA is the code of Namibia.

    >>> country("NA"), country("N/A")
    ('NA', '')
    """
    return "NA" if cell.strip().upper() == "NA" else value(cell)


def several(cell: str) -> list[str]:
    """Return the values of a cell, each once; they are separated by ; or |.

    >>> several("karst; water|karst | NULL")
    ['karst', 'water']
    """
    return list(dict.fromkeys(filter(None, map(value, _PARTS.split(cell)))))


def _begin(file: TextIO, known: set[str]) -> tuple[int, str]:
    """Skip empty lines and a line `sep=;`; return the number of skipped lines and the separator of columns."""
    skipped, place, first = 0, file.tell(), file.readline()
    while first and not first.strip("\ufeff \t\r\n"):
        skipped, place, first = skipped + 1, file.tell(), file.readline()
    told = _SEP.fullmatch(first.removeprefix("\ufeff"))
    if told:
        return skipped + 1, told["sign"]
    file.seek(place)
    if first.startswith("\ufeff"):
        file.read(1)

    def columns(delimiter: str) -> int:
        read = next(csv.reader([first], delimiter=delimiter), [])
        return len({name.strip().strip('"').casefold() for name in read} & known)

    return skipped, max(_DELIMITERS, key=columns)
