"""Matching of a list of names with the organisations on record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from sdggraph.errors import BadData, BadParameter, SdgGraphError
from sdggraph.files import read_text, write_atomically
from sdggraph.importers.csv_table import CsvTable, country, refuse_other_kinds, value
from sdggraph.model.records import Network
from sdggraph.names.identifiers import identifiers
from sdggraph.names.matching import UNKNOWN, Candidate, Known, Matcher, Sought
from sdggraph.names.nearest import nearest
from sdggraph.numbers import counted
from sdggraph.present.spreadsheet import harmless
from sdggraph.tasks.lookup import find_country
from sdggraph.tasks.source import Source

ADDED: Final = tuple(f"sdggraph_{name}" for name in ("match", "code", "iri", "name", "score", "why", "others"))
_SEPARATOR: Final = re.compile(r"[;,\t]")
MOST_ROWS: Final = 100_000
_WORDS: Final = {
    "name": "name", "acronym": "acronym", "country": "country", "city": "town", "website": "website",
    "identifier": "identifier",
}  # fmt: skip


class Columns(NamedTuple):
    """The names of the columns that are compared; empty for none."""

    name: str
    country: str = ""
    city: str = ""
    website: str = ""
    identifier: str = ""


class Matched(NamedTuple):
    """The table with the matches, and the number of rows by their result."""

    text: str  # CSV: the columns of the list, and those in `ADDED`
    counts: Counter[str]  # yes, maybe, no
    unknown: tuple[str, ...]  # countries that were not understood


def reconcile(source: Source, path: Path, columns: Columns) -> Matched:
    """Match each row of a CSV file with the organisations on record, and return the table with what was found.

    The best candidate is a match (yes) only if nothing speaks against it; otherwise it is offered (maybe). Raises
    CannotRead, and BadData for a missing column or too many rows.
    """
    network = source.network
    matcher = Matcher(known(network))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    counts: Counter[str] = Counter()
    unknown: dict[str, None] = {}
    titles, rows = _read(path, columns)
    writer.writerow([*titles, *ADDED])
    for cells, row in rows:
        sought = _sought(network, row, columns, unknown)
        found = matcher.candidates(sought)
        result = "no" if not found else "yes" if found[0].match else "maybe"
        counts[result] += 1
        writer.writerow([*cells, *_cells(network, result, found, sought.country)])
    return Matched(harmless(out.getvalue()), counts, tuple(unknown))


def write(found: Matched, path: Path) -> None:
    """Write the table to a file, with a byte order mark, so that spreadsheets show its accents. Raises CannotWrite."""
    write_atomically(path, b"\xef\xbb\xbf" + found.text.encode())


def known(network: Network) -> Iterator[Known]:
    """Yield every organisation on record as it can be matched."""
    for record in network.organisations.values():
        hidden = network.hidden_names.get(record.iri, ())
        yield Known(
            record.code,
            tuple(filter(None, (record.name, *record.other_names, *hidden))),
            (record.acronym,) if record.acronym else (),
            record.country,
            record.city,
            record.website,
            tuple(each for text in network.identifiers.get(record.iri, ()) for each in identifiers(text) or (text,)),
        )


def _read(path: Path, columns: Columns) -> tuple[list[str], Iterator[tuple[list[str], dict[str, str]]]]:
    """Return the titles of a table, and its rows as cells and by column. Raises BadData."""
    refuse_other_kinds(path)
    wanted = tuple(dict.fromkeys(name.strip().casefold() for name in columns if name))
    file = io.StringIO(read_text(path))
    try:
        table = CsvTable(path, file, wanted, ())
        taken = [title for title in table.titles if title.strip().casefold() in ADDED]
        if taken:
            raise BadParameter(f"{path} has the column {taken[0]} already.", "Rename the columns of an earlier match.")
        for name in wanted:
            if name not in table.header:
                titles = [each for title in table.titles for each in _SEPARATOR.split(title)]
                near = nearest(name, titles, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Its columns are: {', '.join(titles[:12])}."
                raise BadParameter(f"{path} has no column {name!r}.", hint)
        return table.titles, _rows(table, path)
    except csv.Error as error:
        raise BadData(f"the table cannot be read: {error}.", "Save it as CSV UTF-8.", file=str(path)) from error


def _rows(table: CsvTable, path: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    width = len(table.titles)
    try:
        for number, row in enumerate(table.rows(), start=1):
            if number > MOST_ROWS:
                raise BadData(f"there are more than {counted(MOST_ROWS, 'row')}.", "Split the list.", file=str(path))
            if len(row.cells) > width:
                raise BadData(
                    f"{row.problem}.", "Put cells with separators into quotes.", file=str(path), line=row.line
                )
            yield [*row.cells, *[""] * (width - len(row.cells))], {name: table.cell(row, name) for name in table.header}
    except csv.Error as error:
        raise BadData(
            f"the row cannot be read: {error}.", "Close its quotes.", file=str(path), line=table.line
        ) from error


def _sought(network: Network, row: dict[str, str], columns: Columns, unknown: dict[str, None]) -> Sought:
    def cell(name: str) -> str:
        return row.get(name.strip().casefold(), "") if name else ""

    land = country(cell(columns.country))
    code = ""
    if land:
        try:
            code = find_country(network, land).code
        except SdgGraphError:  # the row is matched without it, and the country is told
            code = UNKNOWN
            unknown[land] = None
    return Sought(
        value(cell(columns.name)),
        code,
        value(cell(columns.city)),
        value(cell(columns.website)),
        identifiers(value(cell(columns.identifier))),
    )


def _cells(network: Network, result: str, found: list[Candidate], country: str) -> list[str]:
    if not found:
        return [result, "", "", "", "", "", ""]
    first = found[0]
    record = network.organisations[first.code]
    why = [
        "country not understood" if (name, country) == ("country", UNKNOWN) else f"{_WORDS[name]} {_degree(value)}"
        for name, value in first.features.items()
    ]
    others = [f"{each.code} ({each.score:g})" for each in found[1:]]
    return [result, first.code, record.iri, record.name, f"{first.score:g}", "; ".join(why), "; ".join(others)]


def _degree(value: float) -> str:
    return "differs" if value < 0 else "agrees" if value >= 1 else f"{value:.0%} alike"
