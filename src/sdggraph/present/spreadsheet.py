"""CSV that no spreadsheet takes for a program."""

from __future__ import annotations

import csv
import io
import re

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def harmless(content: str) -> str:
    """The CSV with an apostrophe before each cell that a spreadsheet would run as a formula.

    Such a cell begins with =, +, -, @, a tab or a carriage return. Numbers stay as they are, and so does
    every cell that is not text of that kind; line ends stay those of the first line.

    >>> harmless("name,share\\n=1+1,-0.5\\nHIST,12\\n")
    "name,share\\n'=1+1,-0.5\\nHIST,12\\n"
    """
    if not any(mark in content for mark in "=+-@\t\r"):
        return content
    ends = "\r\n" if content.partition("\n")[0].endswith("\r") else "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ends)
    # a field may be as long as the whole
    csv.field_size_limit(max(csv.field_size_limit(), len(content) + 1))
    for row in csv.reader(io.StringIO(content, newline="")):
        writer.writerow([safe(cell) for cell in row] or [""])
    return out.getvalue()


def safe(cell: str) -> str:
    """The cell, with an apostrophe before it where it is needed.

    >>> safe("@SUM(A1)"), safe("-3"), safe("https://example.org/=1")
    ("'@SUM(A1)", '-3', 'https://example.org/=1')
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
