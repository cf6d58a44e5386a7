"""The guard that keeps spreadsheets from running texts in CSV files as formulas, and its reversal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Final, TextIO

# OWASP, "CSV Injection": these characters begin a formula in some program, also in their full-width and small forms.
# Some programs skip white space, control characters and invisible marks before them. If apostrophes stand before them,
# the text was guarded already, or looks like it: one more keeps the reversal exact.
_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_BLANK: Final = r"[\s\x00-\x20\x7f-\xa0\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_FORMULA: Final = re.compile(rf"'*(?:[\t\r\n]|{_BLANK}*[{_SIGNS}])")
# a field that begins with a line end has a quotation mark before it
_SUSPECT: Final = re.compile(rf"[\t\r{_SIGNS}]|\"'*\n")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
RULE: Final = (
    "A text that begins with = + - @ (also behind white space, or in a full-width form), a tab or a line end has an "
    "apostrophe before it in CSV, so that no spreadsheet takes it for a formula. To undo this, take one apostrophe "
    "away where such a sign follows it (or more apostrophes and such a sign)."
)


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text; numbers with a sign count too.

    >>> [begins_formula(each) for each in ("=1+1", " @SUM(A1)", "\uff1d1", "-5", "a=b", "")]
    [True, True, True, True, False, False]
    """
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """Add an apostrophe to a text that a spreadsheet would run; numbers stay as they are.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("-29.87"), guarded("'s-Hertogenbosch")
    ("'=1+1", "''=1+1", '-29.87', "'s-Hertogenbosch")
    """
    return f"'{text}" if begins_formula(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Restore the original text of a guarded one.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'=1+1", "'s-Hertogenbosch")
    """
    return cell[1:] if cell.startswith("'") and begins_formula(cell) else cell


def harmless(content: str) -> str:
    """Guard each cell of a CSV text; return it unchanged, byte for byte, if no cell needs it.

    Line ends stay those of the first line.

    >>> harmless("name,share\\n=1+1,-0.5\\nHIST,12\\n")
    "name,share\\n'=1+1,-0.5\\nHIST,12\\n"
    """
    if not _SUSPECT.search(content):
        return content
    ends = "\r\n" if content.partition("\n")[0].endswith("\r") else "\n"
    # a field may be as long as the whole text
    csv.field_size_limit(max(csv.field_size_limit(), len(content) + 1))
    rows = list(csv.reader(io.StringIO(content, newline="")))
    safe = [[guarded(cell) for cell in row] for row in rows]
    if safe == rows:
        return content
    out = io.StringIO()
    write = row_writer(out, ends)
    for row in safe:
        write(row or [""])
    return out.getvalue()


def row_writer(file: TextIO, ends: str = "\n") -> Callable[[Sequence[object]], None]:
    """Return a function that writes a CSV row; fields with a carriage return are quoted, so that no reader ends the row
    there.

    Until Python 3.13, the csv module quotes only the characters of its own line end.

    >>> out = io.StringIO()
    >>> row_writer(out)(["a\\rb", 1])
    >>> out.getvalue()
    '"a\\rb","1"\\n'
    """
    minimal = csv.writer(file, lineterminator=ends)
    quoting = csv.writer(file, lineterminator=ends, quoting=csv.QUOTE_ALL)

    def write(row: Sequence[object]) -> None:
        returns = any(isinstance(cell, str) and "\r" in cell for cell in row)
        (quoting if returns else minimal).writerow(row)

    return write
