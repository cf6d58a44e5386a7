"""A network read from two CSV files, so that the method can be tried on any network of organisations.

nodes.csv has the columns `id,name,country,region,themes,goals`, and edges.csv `a,b,year,kind`. Only `id`, `a` and `b`
are required; the others may be empty or missing, and unknown columns are ignored. Several themes or goals in one cell
are separated by `;`, `|` or a line break; a comma parts themes only where each part is a
theme of some other cell. Columns are separated by commas, semicolons or tabs. Files are UTF-8, with or without a
BOM. NULL, N/A, none and the like are missing values. Themes, regions, countries
and kinds are compared without case. If a pair occurs several times, every row adds to the weight of the tie.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sdggraph.analysis.links import KIND_WEIGHTS
from sdggraph.errors import BadData, CannotRead
from sdggraph.importers.csv_table import CsvTable, country, refuse_other_kinds, several, value
from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation
from sdggraph.names.identifiers import aim_code, aim_exists
from sdggraph.names.nearest import nearest

NODE_COLUMNS = ("id", "name", "country", "region", "themes", "goals")
EDGE_COLUMNS = ("a", "b", "year", "kind")
WEAK_KIND = "network"  # may mean no more than having met
SHOWN = 20
_EXAMPLES = 3
_GAPS = re.compile(r"[\s_-]+")
_YEARS = range(1000, 2101)


class CsvNetwork(NamedTuple):
    """The network, and the rows that were skipped."""

    network: Network
    skipped: tuple[str, ...]  # "nodes.csv:7: ...", the first twenty
    skipped_in_all: int
    notes: tuple[str, ...] = ()  # what was read in a way that may not be meant


class _Bad:
    """Counts the bad rows, and keeps messages for the first twenty."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.count = 0
        self.nodes: set[str] = set()  # the ids of bad nodes, whose links are no mistakes of their own
        self.their_links = 0
        self.columns: list[str] = []  # notes on columns that are ignored

    def add(self, path: Path, line: int, problem: str) -> None:
        self.count += 1
        if len(self.told) < SHOWN:
            self.told.append(f"{path.name}:{line}: {problem}")


def read_csv_network(nodes: Path, edges: Path, *, skip_bad: bool = False) -> CsvNetwork:
    """Read the network from two CSV files, row by row.

    Bad rows raise BadData with file and line of the first twenty: an unknown node, a self-loop, an invalid year, a
    missing or repeated id, a wrong number of cells, a target that does not exist. With `skip_bad` they are skipped and
    reported. Raises CannotRead for a file that cannot be read.
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
        raise BadData(
            f"{rows} not what they should be:\n{told}{more}", "Correct them, or leave them out with --skip-bad."
        )
    notes = [*bad.columns, *_parted_themes(records), *_unknown_kinds(links), *_links_left_out(bad)]
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
    return CsvNetwork(network, tuple(bad.told), bad.count, tuple(notes))


def _nodes(path: Path, bad: _Bad, hashed: hashlib._Hash) -> tuple[dict[str, Organisation], dict[str, Country]]:
    records: dict[str, Organisation] = {}
    countries: dict[str, Country] = {}
    first: dict[str, int] = {}
    spelled: dict[str, str] = {}  # the first spelling of each theme, region and country
    for line, row in _rows(path, NODE_COLUMNS, ("id",), bad, hashed):
        code = row["id"]
        problem = _node_problem(row, first)
        if problem:
            bad.add(path, line, problem)
            bad.nodes.add(code)
            continue
        first[code] = line
        land = _land(_one_spelling(spelled, country(row["country"])), _one_spelling(spelled, value(row["region"])))
        if land:
            countries.setdefault(land.code, land)
        aims = dict.fromkeys(aim_code(aim) or aim for aim in several(row["goals"]))
        claims = tuple(Contribution(f"{code}/{aim}", aim, "stated", "") for aim in aims)
        records[code] = Organisation(
            code,
            value(row["name"]) or code,
            f"urn:csv:{code}",
            country=land.code if land else "",
            themes=tuple(dict.fromkeys(_one_spelling(spelled, theme) for theme in several(row["themes"]))),
            contributions=claims,
        )
    return records, countries


def _one_spelling(spelled: dict[str, str], text: str) -> str:
    """Return the spelling that the file uses first: Water, WATER and "water " are one theme."""
    return spelled.setdefault(" ".join(unicodedata.normalize("NFKC", text).split()).casefold(), text)


def _node_problem(row: dict[str, str], first: dict[str, int]) -> str:
    code = row["id"]
    if not _id(code):
        return "the id is missing"
    if code in first:
        return f"the id {code!r} is taken by line {first[code]}"
    for told in several(row["goals"]):
        aim = aim_code(told)
        if aim is None or not aim_exists(aim.partition(".")[0]):
            return f"{told!r} is neither a goal (1 to 17) nor a target (such as 6.5)"
        if not aim_exists(aim):
            return f"{told!r} is not a target of goal {aim.partition('.')[0]}"
    return ""


def _id(cell: str) -> str:
    """Return the id; here NA is a valid code."""
    return cell if cell == "NA" else value(cell)


def _land(country: str, region: str) -> Country | None:
    """Return the country of a node. A node without a country can have a region; its nameless country is never the "same
    country".
    """
    if not country and not region:
        return None
    code = country if not region else f"{country}|{region}"
    return Country(code, country, f"urn:csv:country:{code}", region=region)


def _edges(path: Path, records: dict[str, Organisation], bad: _Bad, hashed: hashlib._Hash) -> list[Link]:
    links = []
    for line, row in _rows(path, EDGE_COLUMNS, ("a", "b"), bad, hashed):
        problem = _edge_problem(row, records, bad.nodes)
        if problem:
            bad.add(path, line, problem)
            continue
        if not {row["a"], row["b"]} <= records.keys():
            bad.their_links += 1
            continue
        year = int(row["year"]) if value(row["year"]) else None
        kind = _kind(row["kind"])
        partners = (row["a"], row["b"]) if row["a"] < row["b"] else (row["b"], row["a"])
        links.append(Link(f"{path.name}:{line}", partners, kind, year, kind != WEAK_KIND))
    return links


def _kind(cell: str) -> str:
    """Return a kind as we write it, where it is one of ours: "Joint Project" is joint-project."""
    told = value(cell).casefold()
    ours = "-".join(_GAPS.split(told))
    return ours if ours in KIND_WEIGHTS else told


def _edge_problem(row: dict[str, str], records: dict[str, Organisation], bad: set[str]) -> str:
    one, other, year = row["a"], row["b"], value(row["year"])
    if not _id(one) or not _id(other):
        return "a or b is missing"
    for code in (one, other):
        if code not in records and code not in bad:
            return f"there is no node {code!r}"
    if one == other:
        return f"{one!r} is linked with itself"
    if year and not (year.isascii() and year.isdigit() and len(year) < 6 and int(year) in _YEARS):
        return f"{year!r} is not a year (such as 2018)"
    return ""


def _parted_themes(records: dict[str, Organisation]) -> Iterator[str]:
    """Part themes at commas where each part is a theme elsewhere; yield a note on those that stay whole."""
    known = {theme.casefold(): theme for record in records.values() for theme in record.themes if "," not in theme}
    whole: dict[str, None] = {}
    for code, record in records.items():
        themes: dict[str, None] = {}
        for theme in record.themes:
            parts = [part.strip().casefold() for part in theme.split(",")]
            if "," in theme and all(part in known for part in parts):
                themes.update(dict.fromkeys(known[part] for part in parts))
            else:
                themes[theme] = None
        whole.update(dict.fromkeys(theme for theme in themes if "," in theme))
        if tuple(themes) != record.themes:
            records[code] = record._replace(themes=tuple(themes))
    if whole:
        many = "1 theme has a comma and is" if len(whole) == 1 else f"{len(whole):,} themes have a comma and are each"
        yield f"{many} taken as one: {_first(whole)}. Put ; or | between several themes."


def _unknown_kinds(links: list[Link]) -> Iterator[str]:
    """Yield a note on the kinds of links that have no weight of their own."""
    kinds = Counter(link.kind for link in links if link.kind and link.kind not in KIND_WEIGHTS)
    if kinds:
        many = "1 link is" if kinds.total() == 1 else f"{kinds.total():,} links are"
        yield (
            f"{many} of an unknown kind and counted in full: {_first(dict.fromkeys(sorted(kinds)))}. "
            f"Known kinds: {', '.join(sorted(KIND_WEIGHTS))}."
        )


def _links_left_out(bad: _Bad) -> Iterator[str]:
    if bad.their_links:
        many = "1 link was" if bad.their_links == 1 else f"{bad.their_links:,} links were"
        yield f"{many} left out, because the rows of their nodes are bad."


def _likely_columns(path: Path, header: list[str], known: tuple[str, ...]) -> Iterator[str]:
    """Yield a note on each ignored column that is named almost like a missing one, such as theme."""
    others = [name for name in header if name and name not in known]
    for missing in known:
        for near in nearest(missing, others, 1) if missing not in header else ():
            yield f"{path.name} has no column {missing!r}; its column {near!r} is ignored. Rename it if it is meant."


def _first(names: dict[str, None]) -> str:
    """Return the first few of these names, as examples."""
    more = f" and {len(names) - _EXAMPLES:,} more" if len(names) > _EXAMPLES else ""
    return ", ".join(repr(name) for name in list(names)[:_EXAMPLES]) + more


def _rows(
    path: Path, known: tuple[str, ...], needed: tuple[str, ...], bad: _Bad, hashed: hashlib._Hash
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows, each with the line on which it ends; cells are stripped, missing columns are empty."""
    table: CsvTable | None = None
    try:
        refuse_other_kinds(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = CsvTable(path, file, known, needed)
            hashed.update("\0".join(table.header).encode())
            bad.columns += _likely_columns(path, table.header, known)
            for row in table.rows():
                if row.problem:
                    bad.add(path, row.line, row.problem)
                    bad.nodes.add(table.cell(row, "id"))
                    continue
                hashed.update(("\n" + "\0".join(row.cells)).encode())
                yield row.line, table.named(row)
    except csv.Error as error:
        line = table.line if table else 1
        raise BadData(f"This is not CSV: {error}.", "Check the quotes.", file=str(path), line=line) from error
    except UnicodeDecodeError as error:
        raise CannotRead(f"{path} is not UTF-8.", "Save it as UTF-8.") from error
    except OSError as error:
        raise CannotRead(
            f"{path} cannot be read: {error.strerror}.", "Check the name, and your permission to read it."
        ) from error
