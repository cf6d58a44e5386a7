"""Plain text, tables, CSV and Markdown: the formatting of values."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Sequence

from sdggraph.present import terminal
from sdggraph.present.spreadsheet import row_writer

WIDTH = 100
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Remove control characters, so that no record can control the reader's terminal.

    >>> clean("ICTP\\x1b[31m")
    'ICTP\\ufffd[31m'
    """
    return _CONTROL.sub("\ufffd", text.replace("\n", " "))


def line_width() -> int:
    """Return the columns of a line: 100, or fewer on a narrower terminal."""
    return min(WIDTH, terminal.columns() or WIDTH)


def xml_safe(text: str) -> str:
    """Return the text on one line, without characters that XML cannot hold.

    >>> xml_safe("ICTP\\x00\\n")
    'ICTP\ufffd '
    """
    return _NOT_XML.sub("\ufffd", clean(text))


def wrapped(text: str, indent: int = 0, hang: int | None = None) -> list[str]:
    """Wrap the text into lines of at most 100 columns; later lines are indented by `hang`."""
    shown = clean(text)
    first, later = " " * indent, " " * (indent if hang is None else hang)
    if terminal.width(shown) != len(shown):
        # wide scripts have few spaces or none, so their words are broken where a line is full
        lines: list[str] = terminal.wcwidth.wrap(
            shown, line_width(), initial_indent=first, subsequent_indent=later, break_on_hyphens=False
        )
        return lines
    return textwrap.wrap(
        shown,
        line_width(),
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def fitted(text: str) -> str:
    """Wrap the lines that are wider than the terminal, at blanks and below their own indent.

    Words such as addresses stay whole. A file or a pipe gets the text as it is.

    >>> with terminal.of_columns(lambda: 40):
    ...     print(fitted("code\\n  a sentence that is wider than forty columns"))
    code
      a sentence that is wider than forty
      columns
    """
    room = terminal.columns()
    if room is None:
        return text
    return "\n".join(line if terminal.width(line) <= room else _broken(line, room) for line in text.split("\n"))


def _broken(line: str, room: int) -> str:
    indent = line[: len(line) - len(line.lstrip(" "))]
    if terminal.width(line) != len(line):
        lines = terminal.wcwidth.wrap(line, room, subsequent_indent=indent, break_on_hyphens=False)
    else:
        lines = textwrap.wrap(
            line,
            room,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            expand_tabs=False,
            replace_whitespace=False,
        )
    return "\n".join(lines)


def percent(share: float) -> str:
    """Format a share in whole percent.

    >>> percent(0.35)
    '35 %'
    """
    return f"{share * 100:.0f} %"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV with a header line (RFC 4180, but LF)."""
    out = io.StringIO()
    write = row_writer(out)
    write(header)
    for row in rows:
        write(row)
    return out.getvalue()


def markdown_cell(text: str) -> str:
    """Escape the text for a cell of a Markdown table.

    >>> markdown_cell("a|b")
    'a\\\\|b'
    """
    return clean(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
