"""A report in sections, rendered as plain text or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sdggraph.present.table import rendered, table
from sdggraph.present.text import clean, markdown_cell, wrapped


class Section(NamedTuple):
    """A heading with optional paragraphs, table and numbered list."""

    title: str
    said: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    items: Sequence[tuple[str, Sequence[str]]] = ()  # a headline and the lines below it
    notes: Sequence[str] = ()  # paragraphs after the table and the list


def text(sections: Sequence[Section]) -> str:
    """Render the sections as plain text of at most 100 columns, except tables.

    >>> print(text([Section("Links", ["All of them."]), Section("Last", items=[("HIST", ["a centre"])])]), end="")
    Links
    All of them.
    <BLANKLINE>
    Last
     1. HIST
        a centre
    """
    return "\n".join("\n".join(_lines(section)) + "\n" for section in sections)


def markdown(sections: Sequence[Section]) -> str:
    """Render the sections as Markdown; the first heading is that of the page.

    >>> print(markdown([Section("Links", ["a|b"], ["code"], [["HIST"]])]), end="")
    # Links
    <BLANKLINE>
    a\\|b
    <BLANKLINE>
    | code |
    | --- |
    | HIST |
    """
    pages = []
    for place, section in enumerate(sections):
        blocks = [f"{'##' if place else '#'} {markdown_cell(section.title)}"]
        blocks += [markdown_cell(each) for each in section.said]
        if section.rows:
            blocks.append(rendered(section.header, section.rows, "markdown").rstrip("\n"))
        if section.items:
            blocks.append("\n".join(_numbered(section.items)))
        blocks += [markdown_cell(each) for each in section.notes]
        pages.append("\n\n".join(blocks) + "\n")
    return "\n".join(pages)


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Join words as in a sentence, with the number of those left out.

    >>> listed(["A", "B", "C"]), listed(["A", "B", "C", "D"], 2), listed(["A"])
    ('A, B and C', 'A, B and 2 more', 'A')
    """
    shown = list(words if most is None or len(words) <= most + 1 else words[:most])
    rest = len(words) - len(shown)
    shown += [f"{rest} more"] if rest else []
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _lines(section: Section) -> list[str]:
    lines = [clean(section.title)]
    for each in section.said:
        lines += wrapped(each)
    if section.rows:
        lines += ["", *table(section.header, section.rows).rstrip("\n").split("\n"), ""]
    for number, (head, below) in enumerate(section.items, start=1):
        lines += wrapped(f"{number:>2}. {head}", hang=4)
        for each in below:
            lines += wrapped(each, indent=4, hang=4)
    for each in section.notes:
        lines += wrapped(each)
    return lines if lines[-1] else lines[:-1]


def _numbered(items: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    lines = []
    for number, (head, below) in enumerate(items, start=1):
        lines.append(f"{number}. **{markdown_cell(head)}**")
        lines += [f"   {'- ' if len(below) > 1 else ''}{markdown_cell(each)}" for each in below]
    return lines
