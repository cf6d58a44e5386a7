"""A network from two CSV files, so that the method can be tried on any network of organisations.

nodes.csv has the columns `id,name,country,region,themes,goals`, edges.csv `a,b,year,kind`. Only `id`, `a`
and `b` are required; the others may be empty or missing, and columns of other names are passed over. Several
themes or goals stand in one cell, with `;` between them. Files are UTF-8, with or without a BOM. A pair that
occurs several times has worked together several times: every row adds to the weight of the tie.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sdggraph.errors import BadData, CannotRead
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation

NODE_COLUMNS = ("id", "name", "country", "region", "themes", "goals")
EDGE_COLUMNS = ("a", "b", "year", "kind")
WEAK_KIND = "network"  # may mean no more than having met
SHOWN = 20
_MISSING = frozenset({"nan", "#n/a"})  # not NA, which is Namibia
_GOAL = re.compile(r"(1[0-7]|[1-9])(\.([0-9]{1,2}|[a-d]))?")
_YEARS = range(1000, 2101)


class CsvNetwork(NamedTuple):
    """What was read, and which rows were not."""

    network: Network
    skipped: tuple[str, ...]  # "nodes.csv:7: ...", the first twenty
    skipped_in_all: int


class _Bad:
    """The bad rows: all are counted, the first twenty are told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.count = 0

    def add(self, path: Path, line: int, problem: str) -> None:
        self.count += 1
        if len(self.told) < SHOWN:
            self.told.append(f"{path.name}:{line}: {problem}")


def read_csv_network(nodes: Path, edges: Path, *, skip_bad: bool = False) -> CsvNetwork:
    """Read the network of two CSV files, row by row.

    Bad rows (an unknown node, a self-loop, a year that is none, a missing or repeated id, a wrong number
    of cells, NaN) raise BadData with file and line of the first twenty, or are skipped and told on
    request. Raises CannotRead for a file that cannot be read.
    """
    bad = _Bad()
    hashed = hashlib.sha256()
    records, countries = _nodes(nodes, bad, hashed)
    if not records and not bad.count:
        raise BadData(
            "No nodes below the header: the network is empty.", "Give a row for each organisation.", file=str(nodes)
        )
    links = _edges(edges, records, bad, hashed)
    if bad.count and not skip_bad:
        rows = "1 row is" if bad.count == 1 else f"{bad.count:,} rows are"
        more = "" if bad.count <= SHOWN else f"\n... and {bad.count - SHOWN:,} more"
        told = "\n".join(bad.told)
        raise BadData(f"{rows} not what they should be:\n{told}{more}", "Mend them, or leave them out with --skip-bad.")
    themes = {theme for record in records.values() for theme in record.themes}
    aims = {claim.aim for record in records.values() for claim in record.contributions}
    network = Network(
        organisations=records,
        links=tuple(links),
        countries=countries,
        themes={key: Concept(key, key, key) for key in sorted(themes)},
        aims={key: Concept(key, key, key) for key in sorted(aims)},
        version=hashed.hexdigest()[:12],
    )
    return CsvNetwork(network, tuple(bad.told), bad.count)


def _nodes(path: Path, bad: _Bad, hashed: hashlib._Hash) -> tuple[dict[str, Organisation], dict[str, Country]]:
    records: dict[str, Organisation] = {}
    countries: dict[str, Country] = {}
    first: dict[str, int] = {}
    for line, row in _rows(path, NODE_COLUMNS, ("id",), bad, hashed):
        code = row["id"]
        problem = _node_problem(row, first)
        if problem:
            bad.add(path, line, problem)
            continue
        first[code] = line
        land = _land(row["country"], row["region"])
        if land:
            countries.setdefault(land.code, land)
        claims = tuple(Contribution(f"{code}/{aim}", aim, "stated", "") for aim in _several(row["goals"]))
        records[code] = Organisation(
            code,
            row["name"] or code,
            f"urn:csv:{code}",
            country=land.code if land else "",
            themes=tuple(_several(row["themes"])),
            contributions=claims,
        )
    return records, countries


def _node_problem(row: dict[str, str], first: dict[str, int]) -> str:
    code = row["id"]
    if not code:
        return "the id is missing"
    if code in first:
        return f"the id {code!r} is taken by line {first[code]}"
    for aim in _several(row["goals"]):
        if not _GOAL.fullmatch(aim):
            return f"{aim!r} is no goal (1 to 17) and no target (such as 6.5)"
    return _nan(row, NODE_COLUMNS[2:])


def _land(country: str, region: str) -> Country | None:
    """A node without a country can still have a region; its nameless country is nobody's "same country"."""
    if not country and not region:
        return None
    code = country if not region else f"{country}|{region}"
    return Country(code, country, f"urn:csv:country:{code}", region=region)


def _edges(path: Path, records: dict[str, Organisation], bad: _Bad, hashed: hashlib._Hash) -> list[Link]:
    links = []
    for line, row in _rows(path, EDGE_COLUMNS, ("a", "b"), bad, hashed):
        problem = _edge_problem(row, records)
        if problem:
            bad.add(path, line, problem)
            continue
        year = int(row["year"]) if row["year"] else None
        partners = (row["a"], row["b"]) if row["a"] < row["b"] else (row["b"], row["a"])
        links.append(Link(f"{path.name}:{line}", partners, row["kind"], year, row["kind"] != WEAK_KIND))
    return links


def _edge_problem(row: dict[str, str], records: dict[str, Organisation]) -> str:
    one, other, year = row["a"], row["b"], row["year"]
    if not one or not other:
        return "a or b is missing"
    for code in (one, other):
        if code not in records:
            return f"there is no node {code!r}"
    if one == other:
        return f"{one!r} is linked with itself"
    if year and not (year.isascii() and year.isdigit() and int(year) in _YEARS):
        return f"{year!r} is not a year (such as 2018)"
    return _nan(row, ("kind",))


def _nan(row: dict[str, str], columns: Iterable[str]) -> str:
    for column in columns:
        if any(value.casefold() in _MISSING for value in _several(row[column])):
            return f"{row[column]!r} under {column} is the trace of a missing value; leave the cell empty"
    return ""


def _several(cell: str) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in cell.split(";") if value.strip()))


def _rows(
    path: Path, known: tuple[str, ...], needed: tuple[str, ...], bad: _Bad, hashed: hashlib._Hash
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line on which each ends, cells stripped, columns that are not there as empty cells."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip().casefold() for name in next(reader, [])]
            _check_header(path, header, known, needed)
            hashed.update("\0".join(header).encode())
            place = {name: header.index(name) for name in known if name in header}
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    bad.add(path, reader.line_num, f"{len(cells)} cells where the header has {len(header)}")
                    continue
                hashed.update(("\n" + "\0".join(cells)).encode())
                row = dict.fromkeys(known, "")
                row.update((name, cells[at].strip()) for name, at in place.items())
                yield reader.line_num, row
    except csv.Error as error:
        raise BadData(
            f"This is not CSV: {error}.", "Check the quotes.", file=str(path), line=reader.line_num
        ) from error
    except UnicodeDecodeError as error:
        raise CannotRead(f"{path} is not UTF-8.", "Save it as UTF-8.") from error
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.", "Check the name and your rights.") from error


def _check_header(path: Path, header: list[str], known: tuple[str, ...], needed: tuple[str, ...]) -> None:
    wanted = f"The first line names the columns: {','.join(known)}."
    if not header:
        raise BadData("The file is empty.", wanted, file=str(path))
    for name in needed:
        if name not in header:
            raise BadData(f"There is no column {name!r}.", wanted, file=str(path), line=1)
    twice = sorted({name for name in header if name in known and header.count(name) > 1})
    if twice:
        raise BadData(f"The column {twice[0]!r} is there twice.", wanted, file=str(path), line=1)
