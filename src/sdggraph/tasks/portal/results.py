"""The answer of a query as a table with links, and as bars, a map or a network where its columns allow it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sdggraph import vocab
from sdggraph.messages import message
from sdggraph.model.records import Network
from sdggraph.numbers import is_decimal
from sdggraph.present.html.network_picture import Scene
from sdggraph.present.html.pictures import Dot
from sdggraph.present.pictures.network_labels import arranged_pairs, looks_of
from sdggraph.sparql.interface import Answer, Kind
from sdggraph.tasks.portal.areas import country_path, theme_path
from sdggraph.tasks.portal.coverage import goal_path
from sdggraph.tasks.portal.records import organisation_path
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

SHOWN: Final = 500  # rows of a page; the file has all
# characters of all rows on a page, of the markup of a cell, and of a value that is shown
_ROOM, _CELL, _TEXT = 240_000, 60, 500
_BARS: Final = 40
_DRAWN: Final = 200  # organisations in a network; more take longer to place than a query may
_LONGEST: Final = 2000  # characters of a value
_NO_AMOUNT: Final = re.compile(
    r"year|since|confirmed|start|end|when|date|session|signed|goal|target|line|rank|term|lat|long"
)
_CODES: Final = re.compile(r"(?:.*_)?(?:code|centre|organisation|partner)")
_AIMS: Final = re.compile(r"(?:.*_)?(?:goal|target)")


@dataclass(frozen=True)
class Value:
    """A value in a table."""

    text: str
    path: str = ""  # of a page of ours
    address: str = ""  # of any other page
    language: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    title: str
    is_number: bool


@dataclass(frozen=True)
class Bar:
    """A bar: a label, its number, and its share of the largest number, from 0 to 1."""

    label: str
    value: str
    share: float


@dataclass(frozen=True)
class Result:
    """An answer as pages show it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | None, ...], ...]  # the first ones of many
    total: int
    bars: tuple[Bar, ...]
    amount: str  # title of the column that the bars show
    statements: str  # of a graph: N-Triples, the first lines
    yes: bool | None = None  # of a yes/no question
    views: tuple[str, ...] = ()  # other views that its columns allow: map, network
    view: str = ""  # the one that was asked for; empty for the table alone
    dots: tuple[Dot, ...] = ()  # on the map
    looks: tuple[tuple[int, str], ...] = ()  # the number of the colour and the label of each region
    without_place: int = 0  # organisations that the map cannot show
    scene: Scene | None = None  # the network; None also if there are too many to draw

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.total > len(self.rows) and not self.statements


def result(source: Source, answer: Answer, view: str = "") -> Result:
    """Return an answer in JSON or N-Triples as pages show it; with a view, also as that: map or network."""
    if answer.kind is Kind.BOOLEAN:
        return Result((), (), 1, (), "", "", answer.boolean())
    if answer.kind is Kind.GRAPH:
        lines = answer.content.decode().splitlines()
        return Result((), (), len(lines), (), "", "\n".join(line[:_LONGEST] for line in lines[:SHOWN]))
    names, bindings = answer.variables(), answer.bindings()
    numbers = {name for name in names if _is_number(name, bindings)}
    columns = tuple(Column(name, name.replace("_", " "), name in numbers) for name in names)
    rows = _fitting(
        tuple(_value(source, name, row[name]) if name in row else None for name in names) for row in bindings[:SHOWN]
    )
    bars, amount = _bars(columns, bindings)
    found = Result(columns, rows, len(bindings), bars, amount, "")
    return _viewed(source, found, [_codes(source, names, row) for row in bindings], view)


def _fitting(rows: Iterable[tuple[Value | None, ...]]) -> tuple[tuple[Value | None, ...], ...]:
    """Return the first rows that fit on a page, at least one."""
    found: list[tuple[Value | None, ...]] = []
    room = _ROOM
    for row in rows:
        room -= sum(_CELL + min(len(each.text), _TEXT) + len(each.address or each.path) for each in row if each)
        if room < 0 and found:
            break
        found.append(row)
    return tuple(found)


def _codes(source: Source, names: Sequence[str], row: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    """Return the codes of the organisations in a row, in the order of its columns, each once."""
    by_iri, known = surroundings(source).by_iri, source.network.organisations
    found = []
    for name in names:
        term = row.get(name, {"type": "", "value": ""})
        if term["type"] == "uri" and term["value"] in by_iri:
            found.append(by_iri[term["value"]].code)
        elif term["type"] == "literal" and _CODES.fullmatch(name) and term["value"] in known:
            found.append(term["value"])
    return tuple(dict.fromkeys(found))


def _viewed(source: Source, found: Result, codes: Sequence[tuple[str, ...]], view: str) -> Result:
    """Add the views that the organisations in the rows allow, and what the one that is asked for shows."""
    network, places = source.network, surroundings(source).positions
    counts = Counter(code for row in codes for code in row)
    pairs = Counter((min(row[:2]), max(row[:2])) for row in codes if len(row) > 1)
    views = (("map",) if counts.keys() & places.keys() else ()) + (("network",) if pairs else ())
    looks = tuple((number, label) for number, label in enumerate(looks_of(network), start=1))
    found = replace(found, views=views, view=view if view in ("map", "network") else "", looks=looks)
    if view == "map":
        dots = tuple(_dot(source, code, counts[code], looks) for code in sorted(counts) if code in places)
        return replace(found, dots=dots, without_place=len(counts) - len(dots))
    if view == "network" and pairs and len({code for pair in pairs for code in pair}) <= _DRAWN:
        arrangement = arranged_pairs(pairs, network)
        paths = {code: organisation_path(code) for code in arrangement.places}
        return replace(found, scene=Scene(arrangement, paths, message("scene.rows")))
    return found


def _dot(source: Source, code: str, count: int, looks: Sequence[tuple[int, str]]) -> Dot:
    record, (longitude, latitude) = source.network.organisations[code], surroundings(source).positions[code]
    land = source.network.countries.get(record.country)
    numbers = {label: number for number, label in looks}
    title = message("dot.rows", code=code, place=land.name if land else record.name, count=count)
    region = numbers.get(land.region, 0) if land else 0
    return Dot(organisation_path(code), title, longitude, latitude, count, region)


def _is_number(name: str, rows: Sequence[dict[str, dict[str, Any]]]) -> bool:
    held = [row[name] for row in rows if name in row]
    return bool(held) and all(each["type"] != "uri" and is_decimal(each["value"]) for each in held)


def _bars(columns: Sequence[Column], rows: Sequence[dict[str, dict[str, Any]]]) -> tuple[tuple[Bar, ...], str]:
    """Return the bars of the first column of amounts; none if there is none, or too many rows."""
    amounts = [each for each in columns if each.is_number and not _NO_AMOUNT.search(each.name)]
    labels = [each for each in columns if each not in amounts and each.name != "codes"]
    if not (amounts and labels and 1 < len(rows) <= _BARS):
        return (), ""
    table = {each: [float(row.get(each.name, {"value": "0"})["value"]) for row in rows] for each in amounts}
    fitting = [
        each
        for each, values in table.items()
        if min(values) >= 0 and sum(value > 0 for value in values) > len(rows) / 2
    ]
    if not fitting:  # bars of length 0 tell nothing
        return (), ""
    amount = fitting[0]
    values = table[amount]
    told = [" · ".join(_told(row[each.name]["value"]) for each in labels[:2] if each.name in row) for row in rows]
    return tuple(
        Bar(_short(label), row.get(amount.name, {"value": "–"})["value"], round(value / max(values), 4))
        for label, value, row in zip(told, values, rows, strict=True)
    ), amount.title


def _short(label: str) -> str:
    return label if len(label) <= 60 else f"{label[:59]}…"


def _value(source: Source, name: str, term: dict[str, Any]) -> Value:
    network, text = source.network, str(term["value"])[:_LONGEST]
    if term["type"] == "uri":
        path = _page_of(source, text)
        return Value(_told(text), path, "" if path else text)
    if term["type"] == "literal" and not term.get("xml:lang"):
        return Value(text, _named(network, name, text), text if text.startswith(("http://", "https://")) else "")
    return Value(text, _named(network, name, text), "", term.get("xml:lang", ""))


def _named(network: Network, name: str, text: str) -> str:
    """Return the path of the page of a code or a key in a column of that name; empty for any other value."""
    if _CODES.fullmatch(name) and text in network.organisations:
        return organisation_path(text)
    if _AIMS.fullmatch(name) and text in network.aims:
        return goal_path(text)
    if name == "theme" and text in network.themes:
        return theme_path(text)
    return ""


def _page_of(source: Source, iri: str) -> str:
    """Return the path of the page about a thing, as far as it is known without a look into the graph."""
    network, organisations = source.network, surroundings(source).by_iri
    if iri in organisations:
        return organisation_path(organisations[iri].code)
    key = iri.rpartition("/")[2]
    if key in network.aims and network.aims[key].iri == iri:
        return goal_path(key)
    if key in network.themes and network.themes[key].iri == iri:
        return theme_path(key)
    if key in network.countries and network.countries[key].iri == iri:
        return country_path(key)
    return ""


def _told(iri: str) -> str:
    """Return an IRI with its prefix, where it has one of ours."""
    return vocab.compact(iri)
