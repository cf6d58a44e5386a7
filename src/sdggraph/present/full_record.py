"""Everything on record of an organisation as a text page, each statement with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from sdggraph import vocab
from sdggraph.model.coverage import un_order
from sdggraph.model.full_record import (
    CONTRIBUTION,
    COOPERATION,
    EVENT,
    HOSTING,
    PROJECT,
    STATUS,
    FullRecord,
    Item,
    hosting_time,
    is_over,
)
from sdggraph.model.reader import key
from sdggraph.model.records import Network
from sdggraph.numbers import counted
from sdggraph.present.statements import NOTES, TOLD, plain, remarks
from sdggraph.present.text import clean, wrapped


class Pages:
    """The pages behind the statements, numbered in the order of their first use.

    With `in_full`, the pages are printed below each statement instead of their numbers.
    """

    def __init__(self, in_full: bool) -> None:
        self.in_full = in_full
        self.numbers: dict[str, int] = {}

    def cited(self, evidence: Iterable[str], text: str, indent: int = 2, hang: int = 8) -> list[str]:
        """Return the lines of a statement, with its pages."""
        pages = [self.numbers.setdefault(page, len(self.numbers) + 1) for page in evidence]
        if self.in_full:
            return [
                *wrapped(text, indent=indent, hang=hang),
                *[f"{' ' * hang}{clean(page)}" for page in dict.fromkeys(evidence)],
            ]
        numbers = f" [{', '.join(map(str, sorted(pages)))}]" if pages else ""
        return wrapped(f"{text}{numbers}", indent=indent, hang=hang)


def headed(label: str, value: str) -> list[str]:
    """Return a line of the page's head; nothing for an empty value."""
    return wrapped(f"{label:<9} {value}", indent=2, hang=12) if value else []


def head(record: FullRecord) -> list[str]:
    """Return the lines of the head beside name, place and themes."""
    own = record.own
    place = [f"{lat}, {long}" for lat, long in zip(own.every("wgs:lat"), own.every("wgs:long"), strict=False)]
    lines = [
        *headed("position", "; ".join(place) + (" (latitude, longitude)" if place else "")),
        *headed("programme", ", ".join(map(record.words, own.every("sg:programme")))),
        *headed("reach", ", ".join(map(record.words, own.every("sg:scope")))),
        *headed("sector", ", ".join(map(record.words, own.every("sg:sector")))),
        *headed("same as", ", ".join(_elsewhere(own))),
        *headed("perhaps", ", ".join(own.every("skos:closeMatch"))),
        *headed("note", "; ".join(own.every("skos:note"))),
    ]
    if own.true("sg:partlyBackground"):
        lines += headed("rests on", "in part general knowledge, such as country, town and position")
    for name, values in own.rest(TOLD["sg:Organisation"]).items():
        lines += headed(plain(name), ", ".join(map(record.words, values)))
    return lines


def status(record: FullRecord, pages: Pages) -> list[str]:
    """Return the status records, the earliest first, those without a date last."""
    found = sorted(record.of(STATUS), key=lambda item: (item.first("sg:date") or "9999", item.iri))
    if not found:
        return ["", "No status is on record."]
    lines = ["", f"Status on record: {counted(len(found), 'entry', 'entries')}"]
    for item in found:
        said = ", ".join(record.words(value).lower() for value in item.every("sg:statusValue"))
        session = ", ".join(item.every("sg:session"))
        told = _with(record, item, f"{said} ({session})" if session else said, [term(item)])
        lines += pages.cited(item.evidence, f"{item.first('sg:date') or 'n.d.'}  {told}")
    return lines


def term(item: Item) -> str:
    """The term of an agreement in words; empty where none is on record.

    >>> term(Item("x", STATUS, {"sg:termEnd": ("2026",), "sg:endBasis": ("https://e.org/end-basis/computed",)}))
    'term until 2026 (end computed from the duration)'
    """
    start, end = item.first("sg:termStart"), item.first("sg:termEnd")
    if not (start or end):
        return ""
    words = f"{start} to {end}" if start and end else f"from {start}" if start else f"until {end}"
    return f"term {words}{computed(item)}"


def computed(item: Item) -> str:
    """Return the remark for an end that we computed."""
    return " (end computed from the duration)" if key(item.first("sg:endBasis")) == "computed" else ""


def _elsewhere(own: Item) -> list[str]:
    """Its identifiers elsewhere, each once; those that only a close match gives are told apart."""
    close = set(own.every("skos:closeMatch"))
    isni = [f"{vocab.ISNI}{each}" for each in own.every("sg:isni")]
    found = dict.fromkeys((*own.every("skos:exactMatch", "sg:ror", "sg:wikidata"), *isni))
    return [each for each in found if each not in close]


def hosts(record: FullRecord, network: Network, pages: Pages) -> list[str]:
    """Return the hosts of the organisation, former ones last, and the organisations that it hosts."""
    name = names(network, record, in_full=True)
    lines: list[str] = []
    for heading, none, mine, other in (
        ("Hosts on record", ["", "No host is on record."], "sg:hostedOrganisation", "sg:hostOrganisation"),
        ("It is itself a host of", [], "sg:hostOrganisation", "sg:hostedOrganisation"),
    ):
        found = [item for item in record.of(HOSTING) if record.own.iri in item.every(mine)]
        if not found:
            lines += none
            continue
        lines += ["", f"{heading}: {len(found)}"]
        for item in sorted(found, key=lambda item: (is_over(item, record.as_of), item.iri)):
            who = ", ".join(map(name, item.every(other))) or "not named"
            lines += pages.cited(item.evidence, _with(record, item, who, [hosting_time(item, record.as_of)]))
    return lines


def projects(record: FullRecord, network: Network, pages: Pages) -> list[str]:
    """Return the projects, the latest first, those without a date last."""
    found = sorted(record.of(PROJECT), key=lambda item: (_backwards(item.first("sg:start", "sg:end")), item.iri))
    if not found:
        return ["", "No project is on record."]
    lines = ["", f"Projects on record: {len(found)}"]
    name = names(network, record)
    for item in found:
        said = [
            _listed("also", other_names(item), "; "),
            _listed("for", sorted(map(key, item.every("sg:addresses")), key=un_order)),
            _listed("in", (_land(value, network, record) for value in item.every("sg:countryServed"))),
            _listed("open to", map(record.words, item.every("sg:openTo"))),
            _listed("with", (name(value) for value in item.every("sg:participant") if value != record.own.iri)),
        ]
        text = f"{span(item)}  {_with(record, item, item.first('skos:prefLabel') or item.iri, said)}"
        lines += pages.cited(item.evidence, text)
    return lines


def events(record: FullRecord, network: Network, pages: Pages) -> list[str]:
    """Return the events, the latest first, with the role of the organisation in each."""
    found = sorted(record.of(EVENT), key=lambda item: (_backwards(item.first("sg:start", "sg:end")), item.iri))
    if not found:
        return ["", "No event is on record."]
    lines = ["", f"Events on record: {len(found)}"]
    name, own = names(network, record), record.own.iri
    for item in found:
        parts = [word for word, place in _PARTS.items() if own in item.every(place)]
        said = [
            f"as {' and '.join(parts)}",
            *[
                _listed(f"{word}s:", (name(value) for value in item.every(place) if value != own))
                for word, place in _PARTS.items()
            ],
            _listed("open to", map(record.words, item.every("sg:openTo"))),
            _listed("also", other_names(item), "; "),
        ]
        kind = ", ".join(record.words(value).lower() for value in item.every("sg:eventKind"))
        place = ", ".join(item.every("sg:place"))
        about = ", ".join(part for part in (kind, place) if part)
        title = (item.first("skos:prefLabel") or item.iri) + (f" ({about})" if about else "")
        lines += pages.cited(item.evidence, f"{span(item)}  {_with(record, item, title, said)}")
    return lines


_PARTS: Final = {"organiser": "sg:organiser", "host": "sg:eventHost", "participant": "sg:participant"}


def others(record: FullRecord, told: Collection[str], pages: Pages) -> list[str]:
    """Return the other things on record that name the organisation, and incomplete contributions and links."""
    halves = [item for item in record.items if item.type in (CONTRIBUTION, COOPERATION) and item.iri not in told]
    lines: list[str] = []
    if halves:
        lines += ["", f"Incomplete, and therefore not counted: {len(halves)}"]
    for item in halves:
        said = [f"{plain(name)} {', '.join(map(record.words, item.every(name)))}" for name in item.values]
        lines += pages.cited(item.evidence, f"{vocab.compact(item.iri)}: {'; '.join(said)}")
    if record.mentions:
        lines += ["", f"Also named in: {len(record.mentions)}"]
    for thing, name in record.mentions:
        lines += wrapped(f"{vocab.compact(thing)}, as {plain(name)}", indent=2, hang=8)
    return lines


def sources(record: FullRecord, pages: Pages) -> list[str]:
    """List the pages behind the statements by number, and the sources of the record as a whole."""
    general = [page for page in record.own.every("dcterms:source") if page not in pages.numbers]
    lines: list[str] = []
    if pages.numbers and not pages.in_full:
        lines += ["", f"Evidence: {counted(len(pages.numbers), 'page')}"]
        lines += [clean(f"  [{number}] {page}") for page, number in pages.numbers.items()]
    if general:
        lines += ["", f"Further sources of the record as a whole: {counted(len(general), 'page')}"]
        lines += [clean(f"  {page}") for page in general]
    return lines


def names(network: Network, record: FullRecord, *, in_full: bool = False) -> Callable[[str], str]:
    """Return a function that names an organisation by IRI: its code if that is an acronym, else its name."""
    by_iri = {each.iri: each for each in network.organisations.values()}

    def name(iri: str) -> str:
        each = by_iri.get(iri)
        if each is None:
            return record.words(iri)
        if each.code == each.code.lower():
            return each.name
        return f"{each.name} ({each.code})" if in_full else each.code

    return name


def span(item: Item) -> str:
    """Format a period, as precisely as the source gives it.

    >>> span(Item("x", EVENT, {"sg:start": ("2015-02-04",), "sg:end": ("2015-02-06",)}))
    '2015-02-04 to 2015-02-06'
    >>> span(Item("x", EVENT, {"sg:end": ("2017",)})), span(Item("x", EVENT))
    ('until 2017', 'n.d.')
    """
    start, end = item.first("sg:start"), item.first("sg:end")
    if start and end and start != end:
        return f"{start} to {end}"
    return start or (f"until {end}" if end else "n.d.")


def _with(record: FullRecord, item: Item, head: str, said: Iterable[str]) -> str:
    """Join a line: the thing, then its facts, notes last."""
    more = [each for each in (*said, *remarks(record, item)) if each]
    notes = " ".join(_sentence(note) for note in item.every(*NOTES))
    return f"{head}{': ' if more else ''}{'; '.join(more)}{'. ' if notes else ''}{notes}".strip()


def other_names(item: Item) -> list[str]:
    """Return all names except the first."""
    return [name for name in item.every("skos:prefLabel", "skos:altLabel") if name != item.first("skos:prefLabel")]


def _listed(word: str, values: Iterable[str], between: str = ", ") -> str:
    found = between.join(values)
    return f"{word} {found}" if found else ""


def _land(iri: str, network: Network, record: FullRecord) -> str:
    land = network.countries.get(key(iri))
    return land.name if land else record.words(iri)


def _sentence(note: str) -> str:
    return note if note.endswith((".", "!", "?", "…")) else f"{note}."


def _backwards(date: str) -> tuple[bool, tuple[int, ...]]:
    """Return a sort key that puts the latest date first and a missing date last."""
    return not date, tuple(-ord(sign) for sign in date)
