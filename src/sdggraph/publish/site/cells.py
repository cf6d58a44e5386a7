"""Cells that no spreadsheet takes for a program, and the way back."""

from __future__ import annotations

import re
from typing import Final

# OWASP, "CSV Injection": these begin a formula somewhere; the apostrophe is there so that the way back is exact
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RULE: Final = (
    "A text that begins with = + - @ or a tab has an apostrophe before it in CSV, so that no spreadsheet takes it "
    "for a formula. To undo this, take one apostrophe away where such a sign follows it (or more apostrophes and "
    "such a sign)."
)


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; numbers stay as they are.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("-29.87"), guarded("'s-Hertogenbosch")
    ("'=1+1", "''=1+1", '-29.87', "'s-Hertogenbosch")
    """
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text that was guarded.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'=1+1", "'s-Hertogenbosch")
    """
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell
