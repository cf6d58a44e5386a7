"""A document of headings, paragraphs, lists and tables, written as Markdown or HTML; see `document_pages` for PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Final, NamedTuple

from sdggraph.present.text import markdown_cell
from sdggraph.publish.documents import fonts

FILLS: Final = MappingProxyType({"green": "#bfe3c6", "yellow": "#f7e39c", "red": "#f3b8b5", "empty": "#fdf1c7"})


class Heading(NamedTuple):
    """A heading, of level 1 or 2."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A paragraph; with `quiet`, a note in a lighter colour."""

    text: str
    quiet: bool = False


class Items(NamedTuple):
    """A list."""

    texts: tuple[str, ...]


class Table(NamedTuple):
    """A table; marks give cells a colour, which only repeats what their text says."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: Mapping[tuple[int, int], str] = MappingProxyType({})


class Command(NamedTuple):
    """A command that prints the numbers above."""

    text: str


class Picture(NamedTuple):
    """An SVG picture, in HTML only; the tables have the same content."""

    svg: str


Block = Heading | Paragraph | Items | Table | Command | Picture


class Document(NamedTuple):
    """A title, blocks, and a line for the foot of each page."""

    title: str
    foot: str
    blocks: tuple[Block, ...]


def markdown(document: Document) -> str:
    """Write the document as Markdown; text from the records is escaped."""
    parts = [f"# {_md(document.title)}"]
    for block in document.blocks:
        match block:
            case Heading(text, level):
                parts.append(f"{'#' * level} {_md(text)}")
            case Paragraph(text, quiet):
                parts.append(f"*{_md(text)}*" if quiet else _md(text))
            case Items(texts):
                parts.append("\n".join(f"- {_md(text)}" for text in texts))
            case Table(header, rows):
                lines = [tuple(map(_md, header)), ("---",) * len(header), *[tuple(map(_md, row)) for row in rows]]
                parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
            case Command(text):
                parts.append("\n".join(f"    {fonts.plain(line)}" for line in text.splitlines()))
    return "\n\n".join([*parts, "---", _md(document.foot)]) + "\n"


def html(document: Document) -> str:
    """Write the document as one HTML file without external resources."""
    parts: list[str] = []
    for block in document.blocks:
        match block:
            case Heading(text, level):
                parts.append(f"<h{level}>{_html(text)}</h{level}>")
            case Paragraph(text, quiet):
                parts.append(f"<p{' class=quiet' if quiet else ''}>{_html(text)}</p>")
            case Items(texts):
                parts.append("<ul>" + "".join(f"<li>{_html(text)}</li>" for text in texts) + "</ul>")
            case Table():
                parts.append(_html_table(block))
            case Command(text):
                parts.append("<pre>" + "\n".join(map(_html, text.splitlines())) + "</pre>")
            case Picture(picture):
                parts.append(f"<figure>{picture}</figure>")
    marks = "".join(f".{name}{{background:{colour}}}" for name, colour in FILLS.items())
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_html(document.title)}</title><style>{_CSS}{marks}</style></head><body>\n"
        f"<h1>{_html(document.title)}</h1>\n"
        + "\n".join(parts)
        + f"\n<footer>{_html(document.foot)}</footer>\n</body></html>\n"
    )


_CSS: Final = (
    "body{font:16px/1.5 system-ui,'Noto Sans',sans-serif;color:#1a1a1a;background:#fff;max-width:70rem;"
    "margin:2rem auto;padding:0 1rem}h1,h2,h3{color:#1f3a5f;line-height:1.2}"
    "h2{border-bottom:2px solid #0b6e5f;margin-top:2.2rem}"
    "table{border-collapse:collapse;margin:1rem 0;font-size:.9rem;display:block;overflow-x:auto}"
    "th,td{border:1px solid #c9ced8;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eef1f5}"
    "pre{background:#eef1f5;padding:.5rem .8rem;overflow-x:auto;white-space:pre-wrap}.quiet,footer{color:#4c566a}"
    "figure{margin:1rem 0}figure svg{max-width:100%;height:auto}"
    "footer{margin-top:3rem;border-top:1px solid #c9ced8;padding-top:.5rem}"
    # on paper nothing can be scrolled: tables show all their columns, in smaller letters
    "@media print{@page{margin:15mm}body{font-size:10pt;max-width:none;margin:0;padding:0}"
    "table{display:table;width:100%;overflow:visible;font-size:7pt}th,td{padding:.1rem .18rem}"
    "h1,h2,h3{break-after:avoid}tr,li,figure,pre{break-inside:avoid}th{print-color-adjust:exact}}"
)


def _html_table(table: Table) -> str:
    def cells() -> Iterator[str]:
        yield (
            "<table><thead><tr>" + "".join(f"<th>{_html(each)}</th>" for each in table.header) + "</tr></thead><tbody>"
        )
        for number, row in enumerate(table.rows):
            yield "<tr>"
            for place, cell in enumerate(row):
                mark = table.marks.get((number, place), "")
                yield f"<td{f' class={mark}' if mark else ''}>{_html(cell)}</td>"
            yield "</tr>"
        yield "</tbody></table>"

    return "".join(cells())


def _html(text: str) -> str:
    return escape(fonts.plain(text))


def _md(text: str) -> str:
    plain = markdown_cell(fonts.plain(text))
    for sign in "*_`[]":
        plain = plain.replace(sign, f"\\{sign}")
    return plain
